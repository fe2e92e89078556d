/* SPDX-License-Identifier: Apache-2.0
 * compile/global_task.c - the parts of a process around a copy of a global task.
 */
#include "compile/global_task.h"

#include "base/buffer.h"

static const struct {
    weir_tag global, task;
} kinds[] = {
    {WEIR_PART_global_task, WEIR_PART_task},
    {WEIR_PART_global_user_task, WEIR_PART_user_task},
    {WEIR_PART_global_manual_task, WEIR_PART_manual_task},
    {WEIR_PART_global_script_task, WEIR_PART_script_task},
    {WEIR_PART_global_business_rule_task, WEIR_PART_business_rule_task},
};
#define KIND_COUNT (sizeof kinds / sizeof *kinds)

static uint32_t kind_of(const weir_part *part)
{
    uint32_t i = 0;

    while (i < KIND_COUNT && kinds[i].global != part->tag)
        i++;
    return i;
}

bool weir_is_global_task(const weir_part *part)
{
    return kind_of(part) < KIND_COUNT;
}

/* What is being put together. */
typedef struct making {
    const weir_part *task;
    weir_arena *arena;
    weir_model model;
} making;

/* "ID.start" */
static weir_err name_id(const making *m, const char *suffix, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, m->arena, 0);
    weir_buffer_text(&buffer, m->task->id);
    weir_buffer_text(&buffer, weir_text_of(suffix));
    return weir_buffer_done(&buffer, out);
}

static weir_err set_attributes(const making *m, weir_part *part, const weir_attribute *attributes, uint32_t count)
{
    weir_attribute *copy = WEIR_TAKE(m->arena, weir_attribute, count);

    if (!copy)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        copy[i] = attributes[i];
        if (copy[i].name == WEIR_ATTR_script_language && part->tag == WEIR_PART_script_task)
            copy[i].name = WEIR_ATTR_script_format;
        if (copy[i].name == WEIR_ATTR_id)
            copy[i].value = part->id;
    }
    part->attributes = copy;
    part->attribute_count = count;
    return WEIR_OK;
}

static weir_err add_part(making *m, weir_part *parent, weir_tag tag, const char *suffix, weir_part **out)
{
    WEIR_TRY(weir_model_append(&m->model, m->arena, parent, tag, m->task->line, out));
    return name_id(m, suffix, &(*out)->id);
}

static weir_err add_process(making *m, weir_part **out)
{
    const weir_attribute attributes[] = {
        {WEIR_ATTR_id, m->task->id},
        {WEIR_ATTR_name, weir_part_attribute(m->task, WEIR_ATTR_name)},
        {WEIR_ATTR_is_executable, WEIR_T("true")},
    };

    WEIR_TRY(add_part(m, NULL, WEIR_PART_process, "", out));
    return set_attributes(m, *out, attributes, 3);
}

static weir_err add_flow(making *m, weir_part *process, const char *suffix, const weir_part *from, const weir_part *to)
{
    const weir_attribute attributes[] = {{WEIR_ATTR_source_ref, from->id}, {WEIR_ATTR_target_ref, to->id}};
    weir_part *flow;

    WEIR_TRY(add_part(m, process, WEIR_PART_sequence_flow, suffix, &flow));
    return set_attributes(m, flow, attributes, 2);
}

/* All that is inside the global task, in document order; parents come before their children. */
static weir_err copy_inside(making *m, weir_part *task, uint32_t part_count)
{
    weir_part **copies = WEIR_TAKE(m->arena, weir_part *, part_count), *copy;

    if (!copies)
        return WEIR_ENOMEM;
    copies[0] = task;
    for (const weir_part *part = weir_part_walk(m->task, m->task); part; part = weir_part_walk(part, m->task)) {
        WEIR_TRY(weir_model_append(&m->model, m->arena, copies[part->parent->order - m->task->order], part->tag,
                                   part->line, &copy));
        copy->id = part->id;
        copy->text = part->text;
        copies[part->order - m->task->order] = copy;
        WEIR_TRY(set_attributes(m, copy, part->attributes, part->attribute_count));
    }
    return WEIR_OK;
}

static weir_err add_task(making *m, weir_part *process, weir_part **out)
{
    uint32_t last_order = m->task->order;

    for (const weir_part *part = m->task; part; part = weir_part_walk(part, m->task))
        last_order = part->order;
    WEIR_TRY(add_part(m, process, kinds[kind_of(m->task)].task, ".task", out));
    WEIR_TRY(set_attributes(m, *out, m->task->attributes, m->task->attribute_count));
    return copy_inside(m, *out, last_order - m->task->order + 1);
}

weir_err weir_global_task_model(const weir_part *task, weir_arena *arena, weir_model *out)
{
    making m = {.task = task, .arena = arena};
    weir_part *process, *start, *copy, *end;

    WEIR_TRY(add_process(&m, &process));
    WEIR_TRY(add_part(&m, process, WEIR_PART_start_event, ".start", &start));
    WEIR_TRY(add_task(&m, process, &copy));
    WEIR_TRY(add_part(&m, process, WEIR_PART_end_event, ".end", &end));
    WEIR_TRY(add_flow(&m, process, ".in", start, copy));
    WEIR_TRY(add_flow(&m, process, ".out", copy, end));
    WEIR_TRY(weir_model_finish(&m.model, arena));
    *out = m.model;
    return WEIR_OK;
}
