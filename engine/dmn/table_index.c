/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_index.c - build and ask the index of a decision table; see table_index.h.
 */
#include "dmn/table_index.h"

#include <string.h>

#include "dmn/table.h"

/* The rules of a column by the places of one axis. Leaves of the tree are the places; the rules of a node hold in all
 * places below it. */
typedef struct kind_index {
    weir_axis axis;
    const uint32_t *starts; /* by node: where its rules begin */
    const uint32_t *rules;
    const uint64_t *const *sets; /* by node: its rules as bits, where these are many */
} kind_index;

typedef struct column_index {
    const uint64_t *open; /* rules with any value or an entry that is not constant */
    const kind_index *kinds;
    uint32_t kind_count;
} column_index;

struct weir_table_index {
    const column_index *columns;
    uint32_t word_count;
};

/* -- building -- */

typedef struct builder {
    const weir_table *table;
    weir_arena *arena;
    weir_arena *scratch;
    const weir_constant_tests **cells; /* of the column */
} builder;

/* What the constant entries of a column speak of. */
typedef struct column_facts {
    bool has_kind[WEIR_KIND_COUNT];
    bool is_compared[WEIR_KIND_COUNT];
} column_facts;

static column_facts facts_of(const builder *b)
{
    column_facts facts = {0};

    for (uint32_t i = 0; i < b->table->rule_count; i++) {
        for (uint32_t s = 0; b->cells[i] && s < b->cells[i]->span_count; s++) {
            const weir_kind kind = weir_span_kind(&b->cells[i]->spans[s]);

            facts.has_kind[kind] = true;
            facts.is_compared[kind] = facts.is_compared[kind] || b->cells[i]->spans[s].is_compared;
        }
    }
    return facts;
}

/* A comparison of another kind has a reason, dates and date-times may have a common order. */
static bool can_index(const column_facts *facts, weir_kind kind)
{
    if (kind == WEIR_NULL || !facts->has_kind[kind])
        return false;
    for (int other = 0; other < WEIR_KIND_COUNT; other++) {
        if (other != (int)kind && facts->is_compared[other])
            return false;
    }
    return !(facts->has_kind[WEIR_DATE] && facts->has_kind[WEIR_DATE_TIME] &&
             (kind == WEIR_DATE || kind == WEIR_DATE_TIME));
}

/* Each node that lies in the places as a whole, but whose parent does not. rules NULL: they are only counted. */
static void put(uint32_t *ends, uint32_t *rules, uint32_t leaf_count, weir_places places, uint32_t rule)
{
    uint32_t low = places.first + leaf_count, high = places.last + leaf_count + 1;

    for (; low < high; low /= 2, high /= 2) {
        if (low & 1) {
            if (rules)
                rules[ends[low]] = rule;
            ends[low++]++;
        }
        if (high & 1) {
            high--;
            if (rules)
                rules[ends[high]] = rule;
            ends[high]++;
        }
    }
}

/* More rules than words: a set is faster read than a list. */
static bool are_many(uint32_t count, uint32_t word_count)
{
    return count > 2 * word_count;
}

static weir_err make_sets(const builder *b, uint32_t node_count, kind_index *out)
{
    const uint32_t word_count = (b->table->rule_count + 63) / 64;
    const uint64_t **sets = WEIR_TAKE(b->arena, const uint64_t *, node_count);

    if (!sets)
        return WEIR_ENOMEM;
    out->sets = sets;
    for (uint32_t node = 0; node < node_count; node++) {
        uint64_t *set;

        if (!are_many(out->starts[node + 1] - out->starts[node], word_count))
            continue;
        set = WEIR_TAKE(b->arena, uint64_t, word_count);
        if (!set)
            return WEIR_ENOMEM;
        for (uint32_t i = out->starts[node]; i < out->starts[node + 1]; i++)
            set[out->rules[i] / 64] |= UINT64_C(1) << out->rules[i] % 64;
        sets[node] = set;
    }
    return WEIR_OK;
}

static weir_err put_cells(const builder *b, const weir_place_list *cuts, kind_index *out)
{
    const uint32_t leaf_count = weir_axis_place_count(&out->axis), node_count = 2 * leaf_count;
    uint32_t *starts = WEIR_TAKE(b->arena, uint32_t, (size_t)node_count + 1);
    uint32_t *ends = WEIR_TAKE(b->scratch, uint32_t, (size_t)node_count + 1);
    uint32_t *rules;

    if (!starts || !ends)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < b->table->rule_count; i++) {
        for (uint32_t p = 0; p < cuts[i].count; p++)
            put(starts + 1, NULL, leaf_count, cuts[i].items[p], i);
    }
    for (uint32_t node = 0; node < node_count; node++)
        starts[node + 1] += starts[node];
    memcpy(ends, starts, node_count * sizeof *ends);
    rules = WEIR_TAKE(b->arena, uint32_t, starts[node_count]);
    if (!rules)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < b->table->rule_count; i++) {
        for (uint32_t p = 0; p < cuts[i].count; p++)
            put(ends, rules, leaf_count, cuts[i].items[p], i);
    }
    out->starts = starts;
    out->rules = rules;
    return make_sets(b, node_count, out);
}

static weir_err index_kind(const builder *b, weir_kind kind, kind_index *out, bool *fits)
{
    const uint32_t rule_count = b->table->rule_count;
    weir_place_list *cuts = WEIR_TAKE(b->scratch, weir_place_list, rule_count);

    if (!cuts)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_axis_make(b->cells, rule_count, kind, b->arena, &out->axis, fits));
    if (!*fits)
        return WEIR_OK;
    for (uint32_t i = 0; i < rule_count; i++) {
        if (b->cells[i])
            WEIR_TRY(weir_axis_cut(&out->axis, b->cells[i], b->scratch, &cuts[i]));
    }
    return put_cells(b, cuts, out);
}

static weir_err open_rules(const builder *b, const uint64_t **out)
{
    uint64_t *open = WEIR_TAKE(b->arena, uint64_t, (b->table->rule_count + 63) / 64);

    if (!open)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < b->table->rule_count; i++) {
        if (!b->cells[i])
            open[i / 64] |= UINT64_C(1) << i % 64;
    }
    *out = open;
    return WEIR_OK;
}

static weir_err index_column(builder *b, uint32_t column, column_index *out)
{
    column_facts facts;
    kind_index *kinds;

    for (uint32_t i = 0; i < b->table->rule_count; i++)
        b->cells[i] = b->table->rules[i].constants[column];
    facts = facts_of(b);
    kinds = WEIR_TAKE(b->arena, kind_index, WEIR_KIND_COUNT);
    if (!kinds)
        return WEIR_ENOMEM;
    out->kinds = kinds;
    for (int kind = 0; kind < WEIR_KIND_COUNT; kind++) {
        bool fits = can_index(&facts, (weir_kind)kind);

        if (fits)
            WEIR_TRY(index_kind(b, (weir_kind)kind, &kinds[out->kind_count], &fits));
        out->kind_count += fits;
    }
    return out->kind_count > 0 ? open_rules(b, &out->open) : WEIR_OK;
}

static weir_err index_columns(builder *b, weir_table_index *index, bool *has_any)
{
    column_index *columns = WEIR_TAKE(b->arena, column_index, b->table->input_count);

    b->cells = WEIR_TAKE(b->scratch, const weir_constant_tests *, b->table->rule_count);
    if (!columns || !b->cells)
        return WEIR_ENOMEM;
    index->columns = columns;
    index->word_count = (b->table->rule_count + 63) / 64;
    *has_any = false;
    for (uint32_t i = 0; i < b->table->input_count; i++) {
        WEIR_TRY(index_column(b, i, &columns[i]));
        *has_any = *has_any || columns[i].kind_count > 0;
    }
    return WEIR_OK;
}

weir_err weir_table_index_make(const weir_table *table, weir_arena *arena, const weir_table_index **out)
{
    weir_arena scratch;
    builder b = {.table = table, .arena = arena, .scratch = &scratch};
    weir_table_index *index = WEIR_TAKE(arena, weir_table_index, 1);
    bool has_any;
    weir_err err;

    *out = NULL;
    if (!index)
        return WEIR_ENOMEM;
    weir_arena_init(&scratch, arena->memory, arena->used_bytes_max);
    err = index_columns(&b, index, &has_any);
    weir_arena_release(&scratch);
    if (err == WEIR_OK && has_any)
        *out = index;
    return err;
}

/* -- asking -- */

static const kind_index *find_kind(const weir_table_index *index, uint32_t column, const weir_value *value)
{
    const column_index *in = index ? &index->columns[column] : NULL;

    for (uint32_t i = 0; in && i < in->kind_count; i++) {
        if (in->kinds[i].axis.kind == (weir_kind)value->kind)
            return weir_axis_takes(&in->kinds[i].axis, value) ? &in->kinds[i] : NULL;
    }
    return NULL;
}

bool weir_table_index_takes(const weir_table_index *index, uint32_t column, const weir_value *value)
{
    return find_kind(index, column, value) != NULL;
}

uint32_t weir_table_index_word_count(const weir_table_index *index)
{
    return index->word_count;
}

static void add_rules(const kind_index *kind, uint32_t node, uint32_t word_count, uint64_t *rules)
{
    if (kind->sets[node]) {
        for (uint32_t i = 0; i < word_count; i++)
            rules[i] |= kind->sets[node][i];
        return;
    }
    for (uint32_t i = kind->starts[node]; i < kind->starts[node + 1]; i++)
        rules[kind->rules[i] / 64] |= UINT64_C(1) << kind->rules[i] % 64;
}

bool weir_table_index_narrow(const weir_table_index *index, uint32_t column, const weir_value *value, uint64_t *scratch,
                             uint64_t *rules)
{
    const kind_index *kind = find_kind(index, column, value);
    uint32_t node;

    if (!kind)
        return false;
    memcpy(scratch, index->columns[column].open, index->word_count * sizeof *scratch);
    node = weir_axis_place(&kind->axis, value) + weir_axis_place_count(&kind->axis);
    for (; node >= 1; node /= 2)
        add_rules(kind, node, index->word_count, scratch);
    for (uint32_t i = 0; i < index->word_count; i++)
        rules[i] &= scratch[i];
    return true;
}
