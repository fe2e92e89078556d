/* SPDX-License-Identifier: Apache-2.0
 * dmn/box.c - the table of boxed expressions, their compile queue and their machine; see box.h.
 */
#include <assert.h>
#include <string.h>

#include "dmn/dmn_internal.h"

static const weir_box_kind kinds[] = {
    {WEIR_PART_dmn_literal_expression, weir_literal_compile, weir_literal_step, false},
    {WEIR_PART_dmn_decision_table, weir_table_compile, weir_table_step, false},
    {WEIR_PART_dmn_context, weir_context_compile, weir_context_step, false},
    {WEIR_PART_dmn_list, weir_list_compile, weir_list_step, false},
    {WEIR_PART_dmn_relation, weir_relation_compile, weir_relation_step, false},
    {WEIR_PART_dmn_function_definition, weir_function_compile, weir_function_step, true},
    {WEIR_PART_dmn_encapsulated_logic, weir_function_compile, weir_function_step, true},
    {WEIR_PART_dmn_invocation, weir_invocation_compile, weir_invocation_step, false},
    {WEIR_PART_dmn_conditional, weir_conditional_compile, weir_conditional_step, false},
    {WEIR_PART_dmn_for, weir_iterator_compile, weir_for_step, false},
    {WEIR_PART_dmn_some, weir_iterator_compile, weir_some_step, false},
    {WEIR_PART_dmn_every, weir_iterator_compile, weir_every_step, false},
    {WEIR_PART_dmn_filter, weir_iterator_compile, weir_filter_step, false},
};

const weir_box_kind *weir_box_kind_of(weir_tag tag)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].tag == tag)
            return &kinds[i];
    }
    return NULL;
}

/* -- compiling -- */

weir_err weir_box_children(weir_dmn_compiler *c, weir_box *box, uint32_t count)
{
    box->children = WEIR_TAKE(c->arena, weir_box, count);
    box->child_count = count;
    return box->children ? WEIR_OK : WEIR_ENOMEM;
}

weir_err weir_box_queue(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    WEIR_TRY(WEIR_GROW(c->arena, &c->tasks));
    c->tasks.items[c->tasks.count++] = (weir_box_task){part, box};
    return WEIR_OK;
}

weir_err weir_box_compile_child(weir_dmn_compiler *c, const weir_part *parent, weir_box *box)
{
    for (const weir_part *child = parent->child; child; child = child->next) {
        if (weir_box_kind_of(child->tag))
            return weir_box_queue(c, child, box);
    }
    return WEIR_OK;
}

weir_err weir_box_name_of(weir_dmn_compiler *c, const weir_part *part, weir_box_name *out)
{
    WEIR_TRY(weir_name_of(c->arena, part, WEIR_ATTR_name, &out->name));
    return weir_type_resolve(c, part, weir_part_attribute(part, WEIR_ATTR_type_ref), &out->type);
}

weir_err weir_box_compile_all(weir_dmn_compiler *c)
{
    while (c->tasks.count > 0) {
        const weir_box_task task = c->tasks.items[--c->tasks.count];

        task.box->kind = weir_box_kind_of(task.part->tag);
        task.box->part = task.part;
        if (!task.box->kind->is_function)
            WEIR_TRY(
                weir_type_resolve(c, task.part, weir_part_attribute(task.part, WEIR_ATTR_type_ref), &task.box->type));
        WEIR_TRY(task.box->kind->compile(c, task.part, task.box));
    }
    return WEIR_OK;
}

/* -- evaluating -- */

void weir_box_want(weir_box_frame *frame, const weir_box *child, const weir_env *env)
{
    frame->wanted = child;
    frame->wanted_env = env;
}

void weir_box_done(weir_box_frame *frame, weir_value value)
{
    frame->value = value;
    frame->is_done = true;
}

weir_err weir_box_keep(weir_dmn_cx *cx, weir_box_frame *frame, weir_value value)
{
    WEIR_TRY(weir_arena_grow(cx->run->arena, &frame->values, frame->value_count, &frame->value_capacity,
                             sizeof *frame->values));
    frame->values[frame->value_count++] = value;
    return WEIR_OK;
}

typedef struct frames {
    weir_box_frame *items;
    uint32_t count, capacity;
} frames;

static weir_err enter(weir_dmn_cx *cx, frames *stack, const weir_box *box, const weir_env *env)
{
    WEIR_TRY(weir_dmn_charge(cx, 1));
    WEIR_TRY(WEIR_GROW(cx->run->arena, stack));
    stack->items[stack->count++] = (weir_box_frame){.box = box, .env = env, .inner = env};
    return WEIR_OK;
}

static weir_err step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    if (!frame->box->kind) {
        weir_box_done(frame, weir_null());
        return WEIR_OK;
    }
    WEIR_TRY(frame->box->kind->step(cx, frame));
    assert(frame->is_done != (frame->wanted != NULL));
    return WEIR_OK;
}

weir_err weir_box_evaluate(weir_dmn_cx *cx, const weir_box *box, const weir_env *env, weir_value *out)
{
    frames stack = {0};

    WEIR_TRY(enter(cx, &stack, box, env));
    for (;;) {
        weir_box_frame *frame = &stack.items[stack.count - 1];
        weir_value value;

        WEIR_TRY(step(cx, frame));
        if (!frame->is_done) {
            const weir_box *wanted = frame->wanted;

            frame->wanted = NULL;
            frame->at++;
            WEIR_TRY(enter(cx, &stack, wanted, frame->wanted_env));
            continue;
        }
        WEIR_TRY(weir_type_coerce(cx, frame->box->type, WEIR_T("expression"), &frame->value, &value));
        if (--stack.count == 0) {
            *out = value;
            return WEIR_OK;
        }
        stack.items[stack.count - 1].child = value;
    }
}
