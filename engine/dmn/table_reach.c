/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_reach.c - rules that are for nothing: they never hit, others always come before them, or they stand twice;
 * see table_check.h.
 *
 * Where the first or the highest rule wins, a rule is masked when the better ones together take all that it takes.
 */
#include <stdlib.h>

#include "dmn/table_check.h"

/* -- rules that never hit -- */

static weir_err report_dead(weir_check *k, uint32_t rule, uint32_t column)
{
    k->is_dead[rule] = true;
    if (!weir_check_tells(k))
        return WEIR_OK;
    return weir_dmn_problem(k->c, WEIR_WARNING, "dmn-rule-unreachable", k->parts[rule],
                            "rule %u never hits: its entry %.*s holds for no value that %.*s may have", rule + 1,
                            WEIR_ARG(weir_text_trim(weir_expression_source(k->table->rules[rule].tests[column]))),
                            WEIR_ARG(k->table->inputs[column].label));
}

static weir_err find_dead(weir_check *k)
{
    for (uint32_t rule = 0; rule < k->table->rule_count; rule++) {
        for (uint32_t i = 0; i < k->table->input_count && !k->is_dead[rule]; i++) {
            if (weir_check_cell_of(k, rule, i)->slots.count == 0 && k->columns[i].domain.count > 0)
                WEIR_TRY(report_dead(k, rule, i));
        }
    }
    return WEIR_OK;
}

/* -- which of two rules wins -- */

/* The places of its outputs in their order; NULL: the first wins, or they are not known of all rules. */
typedef struct ranking {
    uint32_t *ranks; /* by rule, then output */
    bool *is_known;  /* by rule */
} ranking;

static void rank_column(const weir_check *k, const ranking *by, uint32_t output)
{
    const uint32_t count = k->table->output_count;
    const weir_constant_tests *order = k->table->outputs[output].ranking;

    if (!order && !k->table->outputs[output].order)
        return;
    for (uint32_t rule = 0; rule < k->table->rule_count; rule++) {
        const weir_value *value = k->outputs[(size_t)rule * count + output];

        by->is_known[rule] = by->is_known[rule] && value && order;
        if (by->is_known[rule])
            by->ranks[(size_t)rule * count + output] = weir_output_rank(order, value);
    }
}

static weir_err rank_rules(weir_check *k, ranking *out)
{
    const uint32_t count = k->table->output_count;

    *out = (ranking){0};
    if (k->table->policy->letter != 'P')
        return WEIR_OK;
    WEIR_TRY(weir_check_outputs(k));
    out->ranks = WEIR_TAKE(k->arena, uint32_t, (size_t)k->table->rule_count * count);
    out->is_known = WEIR_TAKE(k->arena, bool, k->table->rule_count);
    if (!out->ranks || !out->is_known)
        return WEIR_ENOMEM;
    for (uint32_t rule = 0; rule < k->table->rule_count; rule++)
        out->is_known[rule] = true;
    for (uint32_t i = 0; i < count; i++)
        rank_column(k, out, i);
    return WEIR_OK;
}

static bool wins(const weir_check *k, const ranking *by, uint32_t a, uint32_t b)
{
    const uint32_t count = k->table->output_count;

    if (!by->ranks)
        return a < b;
    if (!by->is_known[a] || !by->is_known[b])
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t x = by->ranks[(size_t)a * count + i], y = by->ranks[(size_t)b * count + i];

        if (x != y)
            return x < y;
    }
    return a < b;
}

/* -- rules that others mask -- */

/* May rule a mask a part of b? With an unknown entry only where b has the same. */
static bool can_mask(const weir_check *k, uint32_t a, uint32_t b)
{
    for (uint32_t i = 0; i < k->table->input_count; i++) {
        const weir_check_cell *x = weir_check_cell_of(k, a, i), *y = weir_check_cell_of(k, b, i);

        if (x->is_unknown ? !weir_check_cells_same(k, a, b, i) : !weir_slots_meet(&x->slots, &y->slots))
            return false;
    }
    return true;
}

/* The numbers of the rules, the first few of them. */
static weir_err name_rules(const weir_check *k, const uint32_t *rules, uint32_t count, weir_text *out)
{
    const uint32_t told_count_max = 5;
    weir_buffer text;

    weir_buffer_init(&text, k->arena, 0);
    weir_buffer_text(&text, count == 1 ? WEIR_T("rule ") : WEIR_T("rules "));
    for (uint32_t i = 0; i < count && i < told_count_max; i++) {
        if (i > 0)
            weir_buffer_text(&text, i + 1 == count ? WEIR_T(" and ") : WEIR_T(", "));
        weir_buffer_integer(&text, (int64_t)rules[i] + 1);
    }
    if (count > told_count_max)
        weir_buffer_format(&text, " and %u more", count - told_count_max);
    weir_buffer_text(&text, count == 1 ? WEIR_T(" wins") : WEIR_T(" win"));
    return weir_buffer_done(&text, out);
}

/* A single one of them that masks all, if there is one. */
static uint32_t find_alone(const weir_check *k, const uint32_t *rules, uint32_t count, uint32_t masked)
{
    for (uint32_t r = 0; r < count; r++) {
        bool is_alone = true;

        for (uint32_t i = 0; i < k->table->input_count && is_alone; i++) {
            const weir_check_cell *cell = weir_check_cell_of(k, rules[r], i);

            is_alone = cell->is_any || cell->is_unknown ||
                       weir_slots_contain(&cell->slots, &weir_check_cell_of(k, masked, i)->slots);
        }
        if (is_alone)
            return r;
    }
    return count;
}

static weir_err report_masked(weir_check *k, uint32_t rule, const uint32_t *rules, uint32_t count)
{
    const uint32_t alone = find_alone(k, rules, count, rule);
    weir_text others;

    if (!weir_check_tells(k))
        return WEIR_OK;
    WEIR_TRY(name_rules(k, alone < count ? &rules[alone] : rules, alone < count ? 1 : count, &others));
    return weir_dmn_problem(k->c, WEIR_WARNING, "dmn-rule-unreachable", k->parts[rule],
                            "rule %u is never the result: wherever it hits, %.*s by the hit policy %s", rule + 1,
                            WEIR_ARG(others), k->table->policy->name);
}

static weir_err check_rule(weir_check *k, const ranking *by, uint32_t rule, uint32_t *rules)
{
    uint32_t count = 0;
    weir_check_box box;
    weir_check_boxes left = {0};

    for (uint32_t i = 0; i < k->table->rule_count && weir_check_charge(k, 1 + k->table->input_count / 8); i++) {
        if (i != rule && !k->is_dead[i] && wins(k, by, i, rule) && can_mask(k, i, rule))
            rules[count++] = i;
    }
    if (count == 0 || k->is_cut)
        return WEIR_OK;
    WEIR_TRY(weir_check_box_new(k, &box));
    for (uint32_t i = 0; i < k->table->input_count; i++)
        box.slots[i] = &weir_check_cell_of(k, rule, i)->slots;
    WEIR_TRY(weir_check_uncovered(k, &box, rules, count, 1, &left));
    return left.count == 0 && !k->is_cut ? report_masked(k, rule, rules, count) : WEIR_OK;
}

static weir_err find_masked(weir_check *k)
{
    uint32_t *rules = WEIR_TAKE(k->arena, uint32_t, k->table->rule_count);
    ranking by;

    if (!rules)
        return WEIR_ENOMEM;
    WEIR_TRY(rank_rules(k, &by));
    for (uint32_t rule = 0; rule < k->table->rule_count && !k->is_cut; rule++) {
        if (!k->is_dead[rule])
            WEIR_TRY(check_rule(k, &by, rule, rules));
    }
    return WEIR_OK;
}

weir_err weir_check_reach(weir_check *k)
{
    WEIR_TRY(find_dead(k));
    if (k->table->policy->letter == 'F' || k->table->policy->letter == 'P')
        WEIR_TRY(find_masked(k));
    if (weir_check_untold(k) == 0)
        return WEIR_OK;
    return weir_dmn_problem(k->c, WEIR_WARNING, "dmn-rule-unreachable", k->table->part,
                            "%u more rules never hit, or are never the result", weir_check_untold(k));
}

/* -- rules that stand twice -- */

typedef struct numbered_rule {
    const weir_part *part;
    uint32_t rule;
} numbered_rule;

/* By the sources of all entries. */
static int compare_sources(const weir_part *a, const weir_part *b, weir_tag tag)
{
    const weir_part *x = weir_part_child(a, tag), *y = weir_part_child(b, tag);

    for (; x && y; x = weir_part_sibling(x, tag), y = weir_part_sibling(y, tag)) {
        const int order = weir_text_compare(weir_dmn_source(x), weir_dmn_source(y));

        if (order != 0)
            return order;
    }
    return 0;
}

static int compare_rules(const void *left, const void *right)
{
    const numbered_rule *a = left, *b = right;
    int order = compare_sources(a->part, b->part, WEIR_PART_dmn_input_entry);

    order = order ? order : compare_sources(a->part, b->part, WEIR_PART_dmn_output_entry);
    return order ? order : (a->rule > b->rule) - (a->rule < b->rule);
}

static bool are_twins(const weir_part *a, const weir_part *b)
{
    return compare_sources(a, b, WEIR_PART_dmn_input_entry) == 0 &&
           compare_sources(a, b, WEIR_PART_dmn_output_entry) == 0;
}

/* Under the other hit policies such rules overlap, or one of them is unreachable. */
weir_err weir_check_duplicates(weir_check *k)
{
    numbered_rule *rules = WEIR_TAKE(k->arena, numbered_rule, k->table->rule_count);

    if (!rules)
        return WEIR_ENOMEM;
    if (!k->table->policy->is_multiple && k->table->policy->letter != 'A')
        return WEIR_OK;
    for (uint32_t i = 0; i < k->table->rule_count; i++)
        rules[i] = (numbered_rule){k->parts[i], i};
    qsort(rules, k->table->rule_count, sizeof *rules, compare_rules);
    for (uint32_t i = 1; i < k->table->rule_count; i++) {
        if (are_twins(rules[i - 1].part, rules[i].part) && weir_check_tells(k))
            WEIR_TRY(weir_dmn_problem(k->c, WEIR_STRICT, "dmn-rule-duplicate", rules[i].part,
                                      "rule %u is the same as rule %u", rules[i].rule + 1, rules[i - 1].rule + 1));
    }
    if (weir_check_untold(k) == 0)
        return WEIR_OK;
    return weir_dmn_problem(k->c, WEIR_STRICT, "dmn-rule-duplicate", k->table->part, "%u more rules stand twice",
                            weir_check_untold(k));
}
