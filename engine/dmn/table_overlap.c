/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_overlap.c - rules that hit together where the hit policy does not want it; see table_check.h.
 *
 * Rules are sorted by one column, and each is compared with those that begin before it ends.
 * Spec: DMN 1.5 §8.2.10: UNIQUE has no overlaps, under ANY overlapping rules have equal outputs.
 */
#include <stdlib.h>

#include "dmn/table_check.h"

typedef struct pair {
    uint32_t a, b; /* a < b */
} pair;

typedef struct pair_list {
    pair *items;
    uint32_t count, capacity;
    uint32_t untold_count; /* beyond what is kept */
} pair_list;

/* Where a rule begins and ends in the column that is swept. */
typedef struct stretch {
    uint32_t first, last, rule;
} stretch;

/* Does the entry of rule a take all that the entry of b takes? */
static bool contains(const weir_check *k, uint32_t a, uint32_t b, uint32_t column)
{
    const weir_check_cell *outer = weir_check_cell_of(k, a, column), *inner = weir_check_cell_of(k, b, column);

    if (outer->is_any)
        return true;
    if (outer->is_unknown || inner->is_unknown)
        return outer->is_unknown && inner->is_unknown && weir_check_cells_same(k, a, b, column);
    return weir_slots_contain(&outer->slots, &inner->slots);
}

static bool is_inside(const weir_check *k, uint32_t inner, uint32_t outer)
{
    for (uint32_t i = 0; i < k->table->input_count; i++) {
        if (!contains(k, outer, inner, i))
            return false;
    }
    return true;
}

/* With unknown entries only a rule inside of another is sure to meet it. */
static bool do_meet(const weir_check *k, uint32_t a, uint32_t b)
{
    bool is_unknown = false;

    for (uint32_t i = 0; i < k->table->input_count; i++) {
        const weir_check_cell *x = weir_check_cell_of(k, a, i), *y = weir_check_cell_of(k, b, i);

        if (!weir_slots_meet(&x->slots, &y->slots))
            return false;
        is_unknown = is_unknown || x->is_unknown || y->is_unknown;
    }
    return !is_unknown || is_inside(k, a, b) || is_inside(k, b, a);
}

/* Constants that differ; what is computed may come to the same. */
static bool do_differ(const weir_check *k, uint32_t a, uint32_t b)
{
    const uint32_t count = k->table->output_count;

    for (uint32_t i = 0; i < count; i++) {
        const weir_value *x = k->outputs[(size_t)a * count + i], *y = k->outputs[(size_t)b * count + i];

        if (x && y && !weir_value_same(x, y))
            return true;
    }
    return false;
}

static bool may_together(const weir_check *k, uint32_t a, uint32_t b)
{
    return k->table->policy->letter == 'A' && !do_differ(k, a, b);
}

static int compare_stretches(const void *left, const void *right)
{
    const stretch *a = left, *b = right;

    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (a->rule > b->rule) - (a->rule < b->rule);
}

static int compare_pairs(const void *left, const void *right)
{
    const pair *a = left, *b = right;

    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    return (a->a > b->a) - (a->a < b->a);
}

/* The column with the most points separates best. */
static uint32_t choose_column(const weir_check *k)
{
    uint32_t best = 0;

    for (uint32_t i = 1; i < k->table->input_count; i++) {
        if (k->columns[i].axis.point_count > k->columns[best].axis.point_count)
            best = i;
    }
    return best;
}

static weir_err sort_rules(const weir_check *k, stretch **out, uint32_t *count)
{
    const uint32_t column = choose_column(k);
    stretch *stretches = WEIR_TAKE(k->arena, stretch, k->table->rule_count);

    if (!stretches)
        return WEIR_ENOMEM;
    *count = 0;
    for (uint32_t i = 0; i < k->table->rule_count; i++) {
        const weir_place_list *slots = &weir_check_cell_of(k, i, column)->slots;

        if (!k->is_dead[i] && slots->count > 0)
            stretches[(*count)++] = (stretch){slots->items[0].first, slots->items[slots->count - 1].last, i};
    }
    qsort(stretches, *count, sizeof *stretches, compare_stretches);
    *out = stretches;
    return WEIR_OK;
}

static weir_err add_pair(const weir_check *k, pair_list *list, uint32_t a, uint32_t b)
{
    if (list->count == WEIR_TABLE_CHECK_FOUND_COUNT_MAX) {
        list->untold_count++;
        return WEIR_OK;
    }
    WEIR_TRY(WEIR_GROW(k->arena, list));
    list->items[list->count++] = a < b ? (pair){a, b} : (pair){b, a};
    return WEIR_OK;
}

static weir_err find_pairs(weir_check *k, pair_list *out)
{
    stretch *rules;
    uint32_t count;

    WEIR_TRY(sort_rules(k, &rules, &count));
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = i + 1; j < count && rules[j].first <= rules[i].last; j++) {
            if (!weir_check_charge(k, 1 + k->table->input_count / 8))
                return WEIR_OK;
            if (do_meet(k, rules[i].rule, rules[j].rule) && !may_together(k, rules[i].rule, rules[j].rule))
                WEIR_TRY(add_pair(k, out, rules[i].rule, rules[j].rule));
        }
    }
    if (out->count > 0)
        qsort(out->items, out->count, sizeof *out->items, compare_pairs);
    return WEIR_OK;
}

static weir_err report_pair(weir_check *k, pair found)
{
    const char *consequence = k->table->policy->letter == 'A' ? "they give different outputs, but the hit policy is ANY"
                                                              : "the hit policy is UNIQUE";
    weir_check_box box;
    weir_text region;

    WEIR_TRY(weir_check_box_new(k, &box));
    for (uint32_t i = 0; i < k->table->input_count; i++) {
        weir_place_list *common = WEIR_TAKE(k->arena, weir_place_list, 1);

        if (!common)
            return WEIR_ENOMEM;
        WEIR_TRY(weir_slots_common(&weir_check_cell_of(k, found.a, i)->slots, &weir_check_cell_of(k, found.b, i)->slots,
                                   k->arena, common));
        box.slots[i] = common;
    }
    WEIR_TRY(weir_check_describe(k, &box, &region));
    return weir_dmn_problem(k->c, WEIR_WARNING, "dmn-table-overlap", k->parts[found.b],
                            "rules %u and %u both hit for %.*s; %s, so the result is null there", found.a + 1,
                            found.b + 1, WEIR_ARG(region), consequence);
}

weir_err weir_check_overlaps(weir_check *k)
{
    pair_list pairs = {0};
    uint32_t untold_count;

    if (k->table->policy->letter != 'U' && k->table->policy->letter != 'A')
        return WEIR_OK;
    WEIR_TRY(weir_check_outputs(k));
    WEIR_TRY(find_pairs(k, &pairs));
    for (uint32_t i = 0; i < pairs.count && i < WEIR_TABLE_CHECK_REPORT_COUNT_MAX; i++)
        WEIR_TRY(report_pair(k, pairs.items[i]));
    if (pairs.count <= WEIR_TABLE_CHECK_REPORT_COUNT_MAX)
        return WEIR_OK;
    untold_count = pairs.count - WEIR_TABLE_CHECK_REPORT_COUNT_MAX + pairs.untold_count;
    return weir_dmn_problem(k->c, WEIR_WARNING, "dmn-table-overlap", k->table->part, "%u more pairs of rules overlap",
                            untold_count);
}
