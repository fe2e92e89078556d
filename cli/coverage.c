/* SPDX-License-Identifier: Apache-2.0
 * cli/coverage.c - what scenarios walk, counted from their logs.
 */
#include "cli/coverage.h"

#include <sys/stat.h>

void weir_coverage_init(weir_coverage *coverage, weir_arena *arena)
{
    *coverage = (weir_coverage){.arena = arena};
}

/* ── processes ─────────────────────────────────────────────────────────────────────────────────────── */

static bool is_flow_node(const weir_part *part)
{
    static const weir_tag tags[] = {
#define ELEMENT(name, xml, group, clause, summary) WEIR_PART_##name,
#include "model/elements.def"
#undef ELEMENT
    };

    for (uint32_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (tags[i] == part->tag)
            return part->tag != WEIR_PART_process;
    }
    return false;
}

/* What undoes the activity that a compensation event is attached to; absent: this is none. */
static weir_text handler_of(const weir_part *event, const weir_part *process)
{
    if (event->tag != WEIR_PART_boundary_event || !weir_part_child(event, WEIR_PART_compensation_event_definition))
        return WEIR_NO_TEXT;
    for (const weir_part *part = weir_part_walk(process, process); part; part = weir_part_walk(part, process)) {
        if (part->tag == WEIR_PART_association &&
            weir_text_equal(weir_reference_id(weir_part_attribute(part, WEIR_ATTR_source_ref)), event->id))
            return weir_reference_id(weir_part_attribute(part, WEIR_ATTR_target_ref));
    }
    return WEIR_NO_TEXT;
}

static weir_err add_row(weir_coverage *coverage, weir_coverage_process *process, const weir_part *part,
                        const weir_part *top)
{
    weir_coverage_row row = {.is_flow = part->tag == WEIR_PART_sequence_flow, .line = part->line};

    WEIR_TRY(weir_arena_text(coverage->arena, part->id, &row.id));
    WEIR_TRY(weir_arena_text(coverage->arena, weir_part_attribute(part, WEIR_ATTR_name), &row.name));
    WEIR_TRY(weir_arena_text(coverage->arena, handler_of(part, top), &row.handler));
    WEIR_TRY(WEIR_GROW(coverage->arena, &process->rows));
    process->rows.items[process->rows.count++] = row;
    return WEIR_OK;
}

/* "a/b/../c" as "a/c". */
static weir_err copy_path(weir_coverage *coverage, const char *path, const char **out)
{
    const size_t length = strlen(path) + 1;
    char *copy = WEIR_TAKE(coverage->arena, char, length);
    char *up, *folder;

    if (!copy)
        return WEIR_ENOMEM;
    memcpy(copy, path, length);
    for (char *from = copy; (up = strstr(from, "/../"));) {
        for (folder = up; folder > copy && folder[-1] != '/'; folder--)
            ;
        from = up + 1;
        if (folder == up || (up - folder <= 2 && folder[0] == '.'))
            continue;
        memmove(folder, up + 4, strlen(up + 4) + 1);
        from = copy;
    }
    *out = copy;
    return WEIR_OK;
}

static weir_coverage_process *find_process(const weir_coverage *coverage, weir_text key, const struct stat *file)
{
    for (uint32_t i = 0; i < coverage->processes.count; i++) {
        weir_coverage_process *process = &coverage->processes.items[i];

        if (weir_text_equal(process->key, key) && process->device == (uint64_t)file->st_dev &&
            process->file_id == (uint64_t)file->st_ino)
            return process;
    }
    return NULL;
}

static weir_err add_process(weir_coverage *coverage, const weir_part *part, const char *path, const struct stat *file)
{
    weir_coverage_process process = {
        .is_of_scenario = true, .device = (uint64_t)file->st_dev, .file_id = (uint64_t)file->st_ino};

    WEIR_TRY(weir_arena_text(coverage->arena, part->id, &process.key));
    WEIR_TRY(weir_arena_text(coverage->arena, weir_part_attribute(part, WEIR_ATTR_name), &process.name));
    WEIR_TRY(copy_path(coverage, path, &process.path));
    for (const weir_part *inner = weir_part_walk(part, part); inner; inner = weir_part_walk(inner, part)) {
        if (inner->id.at && (inner->tag == WEIR_PART_sequence_flow || is_flow_node(inner)))
            WEIR_TRY(add_row(coverage, &process, inner, part));
    }
    WEIR_TRY(WEIR_GROW(coverage->arena, &coverage->processes));
    coverage->processes.items[coverage->processes.count++] = process;
    return WEIR_OK;
}

/* A file may be named in several ways, and is counted once. */
static weir_err use_file(weir_coverage *coverage, const weir_model_file *file)
{
    struct stat status;

    if (stat(file->path, &status) != 0)
        return WEIR_OK; /* it was there when it was read */
    for (const weir_part *part = weir_part_child(file->model->root, WEIR_PART_process); part;
         part = weir_part_sibling(part, WEIR_PART_process)) {
        weir_coverage_process *known = find_process(coverage, part->id, &status);

        if (known)
            known->is_of_scenario = true;
        else if (part->id.at && weir_part_flag(part, WEIR_ATTR_is_executable, false))
            WEIR_TRY(add_process(coverage, part, file->path, &status));
    }
    return WEIR_OK;
}

weir_err weir_coverage_begin(weir_coverage *coverage, const char *path, const weir_scenario *scenario)
{
    weir_buffer name;

    weir_buffer_init(&name, coverage->arena, 0);
    weir_buffer_text(&name, weir_text_of(path));
    weir_buffer_text(&name, WEIR_T(": "));
    weir_buffer_text(&name, scenario->name);
    WEIR_TRY(WEIR_GROW(coverage->arena, &coverage->scenarios));
    WEIR_TRY(weir_buffer_done(&name, &coverage->scenarios.items[coverage->scenarios.count]));
    coverage->scenarios.count++;
    for (uint32_t i = 0; i < coverage->processes.count; i++)
        coverage->processes.items[i].is_of_scenario = false;
    for (uint32_t i = 0; i < scenario->files.count; i++) {
        if (scenario->files.items[i].model && scenario->files.items[i].model->root->tag == WEIR_PART_definitions)
            WEIR_TRY(use_file(coverage, &scenario->files.items[i]));
    }
    return WEIR_OK;
}

/* ── what was walked ───────────────────────────────────────────────────────────────────────────────── */

static weir_coverage_process *process_of(const weir_coverage *coverage, const weir_program *program)
{
    for (uint32_t i = 0; i < coverage->processes.count; i++) {
        weir_coverage_process *process = &coverage->processes.items[i];

        if (process->is_of_scenario && weir_text_equal(process->key, program->key))
            return process;
    }
    return NULL;
}

static weir_err walk(weir_coverage *coverage, weir_coverage_process *process, weir_text id)
{
    const uint32_t scenario = coverage->scenarios.count - 1;

    for (uint32_t i = 0; i < process->rows.count; i++) {
        weir_coverage_row *row = &process->rows.items[i];
        const bool is_known = row->walked_by.count > 0 && row->walked_by.items[row->walked_by.count - 1] == scenario;

        if (is_known || !(weir_text_equal(row->id, id) || weir_text_equal(row->handler, id)))
            continue;
        WEIR_TRY(WEIR_GROW(coverage->arena, &row->walked_by));
        row->walked_by.items[row->walked_by.count++] = scenario;
    }
    return WEIR_OK;
}

weir_err weir_coverage_note(weir_coverage *coverage, weir_scenario_run *run)
{
    const weir_program *last = NULL;
    weir_coverage_process *process = NULL;
    weir_run_facts facts;

    WEIR_TRY(weir_run_read_facts(run, (weir_id){{0}}, &facts));
    for (uint32_t i = 0; i < facts.count; i++) {
        const weir_program *program = facts.items[i].program;
        const weir_fact *fact = &facts.items[i].fact;

        if (program != last)
            process = process_of(coverage, program);
        last = program;
        if (!process)
            continue;
        if (fact->kind == WEIR_FACT_flow_taken && fact->flow.ix < program->flow_count)
            WEIR_TRY(walk(coverage, process, program->flows[fact->flow.ix].id));
        if (fact->kind == WEIR_FACT_element_entered)
            WEIR_TRY(walk(coverage, process, program->nodes[weir_program_event(program, fact->node).ix].id));
    }
    return WEIR_OK;
}

/* ── sums ──────────────────────────────────────────────────────────────────────────────────────────── */

weir_coverage_sum weir_coverage_sum_of(const weir_coverage_process *process, bool of_flows)
{
    weir_coverage_sum sum = {0};

    for (uint32_t i = 0; i < process->rows.count; i++) {
        if (process->rows.items[i].is_flow != of_flows)
            continue;
        sum.count++;
        sum.walked_count += process->rows.items[i].walked_by.count > 0;
    }
    return sum;
}

uint32_t weir_coverage_per_cent(weir_coverage_sum sum)
{
    return sum.count == 0 ? 100 : (uint32_t)((uint64_t)sum.walked_count * 100 / sum.count);
}

bool weir_coverage_is_below(const weir_coverage_process *process, uint32_t per_cent_min)
{
    return weir_coverage_per_cent(weir_coverage_sum_of(process, false)) < per_cent_min ||
           weir_coverage_per_cent(weir_coverage_sum_of(process, true)) < per_cent_min;
}
