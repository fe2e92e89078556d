/* SPDX-License-Identifier: Apache-2.0
 * dmn/hit_policy.c - what a decision table makes of the rules that hit; one row each.
 *
 * Spec: DMN 1.5 §8.2.10 (hit policies), §8.2.11 (aggregation).
 */
#include <string.h>

#include "dmn/table.h"

static weir_err pick_only(weir_dmn_cx *cx, const weir_table *table, weir_hits *hits, weir_value *out)
{
    (void)table;
    *out = hits->count == 1 ? hits->values[0]
                            : weir_dmn_null(cx, "rules %u and %u both hit, but the hit policy is UNIQUE",
                                            hits->items[0] + 1, hits->items[1] + 1);
    return WEIR_OK;
}

static weir_err pick_any(weir_dmn_cx *cx, const weir_table *table, weir_hits *hits, weir_value *out)
{
    (void)table;
    WEIR_TRY(weir_dmn_charge(cx, hits->count));
    *out = hits->values[0];
    for (uint32_t i = 1; i < hits->count && out->kind != WEIR_NULL; i++) {
        if (!weir_value_same(&hits->values[0], &hits->values[i]))
            *out = weir_dmn_null(cx, "rules %u and %u hit with different outputs, but the hit policy is ANY",
                                 hits->items[0] + 1, hits->items[i] + 1);
    }
    return WEIR_OK;
}

static weir_err pick_first(weir_dmn_cx *cx, const weir_table *table, weir_hits *hits, weir_value *out)
{
    (void)cx, (void)table;
    *out = hits->values[0];
    hits->count = 1;
    return WEIR_OK;
}

static const weir_value *output_of(const weir_table *table, const weir_value *value, uint32_t output)
{
    return table->output_count == 1 ? value : &value->as.entries[output].value;
}

static weir_err aggregate(weir_dmn_cx *cx, const weir_table *table, const weir_hits *hits, uint32_t output,
                          weir_value *out)
{
    weir_value *items = WEIR_TAKE(cx->run->arena, weir_value, hits->count);
    const weir_env *env;
    weir_value list;

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < hits->count; i++)
        items[i] = *output_of(table, &hits->values[i], output);
    list = weir_list(items, hits->count);
    WEIR_TRY(weir_dmn_bind(cx, NULL, WEIR_T("values"), &list, &env));
    return weir_dmn_eval(cx, table->aggregate, env, out);
}

/* The standard has no aggregation of several outputs; here each is aggregated for itself. */
static weir_err pick_all(weir_dmn_cx *cx, const weir_table *table, weir_hits *hits, weir_value *out)
{
    weir_entry *entries;

    *out = weir_list(hits->values, hits->count);
    if (!table->aggregate)
        return WEIR_OK;
    if (table->output_count == 1)
        return aggregate(cx, table, hits, 0, out);
    entries = WEIR_TAKE(cx->run->arena, weir_entry, table->output_count);
    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->output_count; i++) {
        entries[i].key = table->outputs[i].name;
        WEIR_TRY(aggregate(cx, table, hits, i, &entries[i].value));
    }
    *out = weir_context(entries, table->output_count);
    return WEIR_OK;
}

/* -- ranking by output values -- */

/* A hit with the place of each of its outputs in the order of that output. */
typedef struct ranked_hit {
    const uint32_t *ranks;
    uint32_t output_count;
    uint32_t rule;
    weir_value value;
} ranked_hit;

/* Equal ranks stay in the order of the rules. */
static int compare_ranks(const void *left, const void *right)
{
    const ranked_hit *a = left, *b = right;

    for (uint32_t i = 0; i < a->output_count; i++) {
        if (a->ranks[i] != b->ranks[i])
            return a->ranks[i] < b->ranks[i] ? -1 : 1;
    }
    return (a->rule > b->rule) - (a->rule < b->rule);
}

uint32_t weir_output_rank(const weir_constant_tests *ranking, const weir_value *value)
{
    uint32_t rank = 0;

    while (rank < ranking->span_count && !weir_span_holds(&ranking->spans[rank], value))
        rank++;
    return rank;
}

static uint32_t rank_in_list(const weir_value *value, const weir_value *order)
{
    for (uint32_t i = 0; i < order->count; i++) {
        const weir_value equal = weir_feel_equal(value, &order->as.items[i]);

        if (equal.kind == WEIR_BOOLEAN && equal.as.boolean)
            return i;
    }
    return order->count;
}

static weir_err rank_by_spans(weir_dmn_cx *cx, const weir_table *table, uint32_t output, const weir_hits *hits,
                              uint32_t *ranks)
{
    const weir_constant_tests *ranking = table->outputs[output].ranking;

    WEIR_TRY(weir_dmn_charge(cx, (uint64_t)ranking->span_count * hits->count));
    for (uint32_t i = 0; i < hits->count; i++)
        ranks[(size_t)i * table->output_count + output] =
            weir_output_rank(ranking, output_of(table, &hits->values[i], output));
    return WEIR_OK;
}

static weir_err rank_output(weir_dmn_cx *cx, const weir_table *table, uint32_t output, const weir_hits *hits,
                            uint32_t *ranks)
{
    weir_value order;

    if (table->outputs[output].ranking)
        return rank_by_spans(cx, table, output, hits, ranks);
    if (!table->outputs[output].order)
        return WEIR_OK;
    WEIR_TRY(weir_dmn_eval(cx, table->outputs[output].order, NULL, &order));
    if (order.kind != WEIR_LIST)
        return WEIR_OK;
    WEIR_TRY(weir_dmn_charge(cx, (uint64_t)order.count * hits->count));
    for (uint32_t i = 0; i < hits->count; i++)
        ranks[(size_t)i * table->output_count + output] =
            rank_in_list(output_of(table, &hits->values[i], output), &order);
    return WEIR_OK;
}

static weir_err sort_by_output(weir_dmn_cx *cx, const weir_table *table, weir_hits *hits)
{
    weir_arena *arena = cx->run->arena;
    uint32_t *ranks = WEIR_TAKE(arena, uint32_t, (size_t)hits->count * table->output_count);
    ranked_hit *ranked = WEIR_TAKE(arena, ranked_hit, hits->count);

    if (!ranks || !ranked)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->output_count; i++)
        WEIR_TRY(rank_output(cx, table, i, hits, ranks));
    for (uint32_t i = 0; i < hits->count; i++)
        ranked[i] =
            (ranked_hit){&ranks[(size_t)i * table->output_count], table->output_count, hits->items[i], hits->values[i]};
    qsort(ranked, hits->count, sizeof *ranked, compare_ranks);
    for (uint32_t i = 0; i < hits->count; i++) {
        hits->items[i] = ranked[i].rule;
        hits->values[i] = ranked[i].value;
    }
    return WEIR_OK;
}

static weir_err pick_highest(weir_dmn_cx *cx, const weir_table *table, weir_hits *hits, weir_value *out)
{
    WEIR_TRY(sort_by_output(cx, table, hits));
    return pick_first(cx, table, hits, out);
}

static weir_err pick_sorted(weir_dmn_cx *cx, const weir_table *table, weir_hits *hits, weir_value *out)
{
    WEIR_TRY(sort_by_output(cx, table, hits));
    *out = weir_list(hits->values, hits->count);
    return WEIR_OK;
}

/* -- the tables -- */

static const weir_hit_policy policies[] = {
    {.name = "UNIQUE", .letter = 'U', .pick = pick_only}, /* the first is the default */
    {.name = "ANY", .letter = 'A', .pick = pick_any},
    {.name = "FIRST", .letter = 'F', .ends_at_first = true, .pick = pick_first},
    {.name = "PRIORITY", .letter = 'P', .ranks = true, .pick = pick_highest},
    {.name = "RULE ORDER", .letter = 'R', .is_multiple = true, .pick = pick_all},
    {.name = "OUTPUT ORDER", .letter = 'O', .ranks = true, .is_multiple = true, .pick = pick_sorted},
    {.name = "COLLECT", .letter = 'C', .is_multiple = true, .pick = pick_all},
};

static const weir_aggregator aggregators[] = {
    {"SUM", "sum(values)", false},
    {"MIN", "min(values)", false},
    {"MAX", "max(values)", false},
    {"COUNT", "count(values)", true},
};

const weir_hit_policy *weir_hit_policy_find(weir_text name)
{
    if (name.length == 0)
        return &policies[0];
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        if (weir_text_equal(name, weir_text_of(policies[i].name)))
            return &policies[i];
    }
    return NULL;
}

const weir_aggregator *weir_aggregator_find(weir_text name)
{
    for (size_t i = 0; i < sizeof aggregators / sizeof *aggregators; i++) {
        if (weir_text_equal(name, weir_text_of(aggregators[i].name)))
            return &aggregators[i];
    }
    return NULL;
}
