/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_check.c - the checks of a decision table in their order, and gaps; see table_check.h.
 */
#include "dmn/table_check.h"

#define ARENA_BYTES_MAX ((size_t)256 * 1024 * 1024)

bool weir_check_charge(weir_check *k, uint64_t step_count)
{
    k->is_cut = k->is_cut || step_count > k->steps_left;
    k->steps_left = k->is_cut ? 0 : k->steps_left - step_count;
    return !k->is_cut;
}

weir_err weir_check_outputs(weir_check *k)
{
    const weir_table *table = k->table;

    if (k->outputs)
        return WEIR_OK;
    k->outputs = WEIR_TAKE(k->arena, const weir_value *, (size_t)table->rule_count * table->output_count);
    if (!k->outputs)
        return WEIR_ENOMEM;
    for (uint32_t rule = 0; rule < table->rule_count; rule++) {
        for (uint32_t i = 0; i < table->output_count; i++) {
            if (table->rules[rule].values[i])
                WEIR_TRY(weir_constant_value_of(table->rules[rule].values[i], k->arena,
                                                &k->outputs[(size_t)rule * table->output_count + i]));
        }
    }
    return WEIR_OK;
}

/* -- gaps -- */

/* Is there an answer where no rule hits? */
static bool has_default(const weir_table *table)
{
    for (uint32_t i = 0; i < table->output_count; i++) {
        if (table->outputs[i].has_otherwise)
            return true;
    }
    return table->policy->letter == 'C' && (!table->aggregator || table->aggregator->counts);
}

static weir_err report_gaps(weir_check *k, const weir_check_boxes *gaps)
{
    const weir_severity severity = k->table->policy->is_multiple ? WEIR_STRICT : WEIR_WARNING;

    for (uint32_t i = 0; i < gaps->count && i < WEIR_TABLE_CHECK_REPORT_COUNT_MAX; i++) {
        weir_text region;

        WEIR_TRY(weir_check_describe(k, &gaps->items[i], &region));
        WEIR_TRY(weir_dmn_problem(k->c, severity, "dmn-table-gap", k->table->part,
                                  "no rule hits for %.*s; the result is null there: add a rule or a default output",
                                  WEIR_ARG(region)));
    }
    if (gaps->count <= WEIR_TABLE_CHECK_REPORT_COUNT_MAX)
        return WEIR_OK;
    return weir_dmn_problem(k->c, severity, "dmn-table-gap", k->table->part,
                            "there are more regions that no rule hits, at least %u",
                            gaps->count - WEIR_TABLE_CHECK_REPORT_COUNT_MAX);
}

weir_err weir_check_gaps(weir_check *k)
{
    uint32_t *rules = WEIR_TAKE(k->arena, uint32_t, k->table->rule_count);
    uint32_t rule_count = 0;
    weir_check_box box;
    weir_check_boxes gaps = {0};

    if (!rules)
        return WEIR_ENOMEM;
    if (has_default(k->table) || k->table->rule_count == 0)
        return WEIR_OK;
    for (uint32_t i = 0; i < k->table->rule_count; i++) {
        if (!k->is_dead[i])
            rules[rule_count++] = i;
    }
    WEIR_TRY(weir_check_box_new(k, &box));
    for (uint32_t i = 0; i < k->table->input_count; i++)
        box.slots[i] = &k->columns[i].covered;
    WEIR_TRY(weir_check_uncovered(k, &box, rules, rule_count, WEIR_TABLE_CHECK_FOUND_COUNT_MAX, &gaps));
    WEIR_TRY(weir_check_join(k, &gaps));
    return report_gaps(k, &gaps);
}

/* -- all of them -- */

static const struct {
    const char *name;
    weir_err (*run)(weir_check *k);
} checks[] = {
    {"unreachable rules", weir_check_reach},
    {"overlaps", weir_check_overlaps},
    {"duplicates", weir_check_duplicates},
    {"gaps", weir_check_gaps},
};

static weir_err prepare(weir_check *k)
{
    const weir_part *rule = weir_part_child(k->table->part, WEIR_PART_dmn_rule);

    k->parts = WEIR_TAKE(k->arena, const weir_part *, k->table->rule_count);
    k->is_dead = WEIR_TAKE(k->arena, bool, k->table->rule_count);
    if (!k->parts || !k->is_dead)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < k->table->rule_count; i++, rule = weir_part_sibling(rule, WEIR_PART_dmn_rule))
        k->parts[i] = rule;
    return weir_check_read(k);
}

static weir_err check(weir_check *k)
{
    WEIR_TRY(prepare(k));
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        const uint64_t left = WEIR_TABLE_CHECK_FILE_STEP_COUNT_MAX - k->c->check_step_count;
        const uint64_t given = left < WEIR_TABLE_CHECK_STEP_COUNT_MAX ? left : WEIR_TABLE_CHECK_STEP_COUNT_MAX;

        k->steps_left = given;
        k->is_cut = false;
        k->found_count = 0;
        WEIR_TRY(checks[i].run(k));
        k->c->check_step_count += given - k->steps_left;
        if (k->is_cut)
            WEIR_TRY(weir_dmn_problem(k->c, WEIR_STRICT, "dmn-table-unchecked", k->table->part,
                                      "the table was not searched for %s to the end; dmn_table_check_step_count_max is "
                                      "%u, for all tables of the file together %u",
                                      checks[i].name, WEIR_TABLE_CHECK_STEP_COUNT_MAX,
                                      WEIR_TABLE_CHECK_FILE_STEP_COUNT_MAX));
    }
    return WEIR_OK;
}

weir_err weir_table_check(weir_dmn_compiler *c, const weir_table *table)
{
    weir_arena arena;
    weir_check k = {.c = c, .table = table, .arena = &arena};
    weir_err err;

    if (table->input_count == 0)
        return WEIR_OK;
    weir_arena_init(&arena, c->arena->memory, ARENA_BYTES_MAX);
    err = check(&k);
    weir_arena_release(&arena);
    return err;
}
