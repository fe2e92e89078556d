/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_check.h - look at a whole decision table: which inputs no rule takes, which several take, which rules are
 * for nothing.
 *
 * Each input becomes a row of slots: pieces of its values that no entry tells apart, and that it may have at all. An
 * entry is a set of slots, a rule a box of them, and the questions are about boxes. An entry that says more than
 * constants do is unknown: it counts as taking everything where that avoids an alarm, and as taking nothing elsewhere.
 * So what is reported is so; what is not reported may still be wrong. Inputs are taken to be independent.
 * Layer: dmn, private to it.   Spec: DMN 1.5 §8.2.10; a sweep over one column after the other, as in the literature on
 * checking tables.
 */
#ifndef WEIR_DMN_TABLE_CHECK_H
#define WEIR_DMN_TABLE_CHECK_H

#include "dmn/table.h"

/* Each of the checks of a table may compare this often; what is left then is not looked at. */
#define WEIR_TABLE_CHECK_STEP_COUNT_MAX 10000000u
/* And the checks of all tables of a file together. */
#define WEIR_TABLE_CHECK_FILE_STEP_COUNT_MAX 40000000u
/* So many of a sort are told of one table. */
#define WEIR_TABLE_CHECK_REPORT_COUNT_MAX 20u
/* So many are found, to be joined or sorted before they are told. */
#define WEIR_TABLE_CHECK_FOUND_COUNT_MAX 200u

/* How the slots of an input are counted. */
typedef enum weir_slot_form {
    WEIR_SLOTS_UNKNOWN, /* nothing is known of any entry */
    WEIR_SLOTS_ORDERED, /* places of the axis */
    WEIR_SLOTS_NAMED,   /* one for each point, and one for all other values */
} weir_slot_form;

typedef struct weir_check_column {
    const weir_table_input *input;
    weir_slot_form form;
    weir_axis axis;
    bool has_null;           /* the last slot of the domain is the value null */
    bool is_open;            /* texts, of which nothing says which there are */
    weir_place_list domain;  /* slots that the input may have */
    weir_place_list covered; /* those that a rule should take: no null, no texts that no entry speaks of */
} weir_check_column;

/* An entry. */
typedef struct weir_check_cell {
    weir_place_list slots; /* those of the domain */
    bool is_any, is_unknown;
} weir_check_cell;

/* Slots by column. */
typedef struct weir_check_box {
    const weir_place_list **slots;
} weir_check_box;

typedef struct weir_check {
    weir_dmn_compiler *c;
    const weir_table *table;
    weir_arena *arena; /* of the check */
    weir_check_column *columns;
    weir_check_cell *cells;     /* by rule, then column */
    const weir_part **parts;    /* of the rules */
    const weir_value **outputs; /* by rule, then output; NULL: no constant, or not read */
    bool *is_dead;              /* rules that can't hit, by one of their own entries */
    struct weir_sweep *sweep;   /* of table_cover.c */
    uint32_t found_count;       /* by the running check, where it counts them */
    uint64_t steps_left;
    bool is_cut; /* the steps were spent */
} weir_check;

static inline const weir_check_cell *weir_check_cell_of(const weir_check *k, uint32_t rule, uint32_t column)
{
    return &k->cells[(size_t)rule * k->table->input_count + column];
}
/* False, and is_cut: the steps are spent. */
bool weir_check_charge(weir_check *k, uint64_t step_count);

/* One more is found; true: it is one of those that are told. */
static inline bool weir_check_tells(weir_check *k)
{
    return k->found_count++ < WEIR_TABLE_CHECK_REPORT_COUNT_MAX;
}
/* How many were found and not told. */
static inline uint32_t weir_check_untold(const weir_check *k)
{
    return k->found_count > WEIR_TABLE_CHECK_REPORT_COUNT_MAX ? k->found_count - WEIR_TABLE_CHECK_REPORT_COUNT_MAX : 0;
}

/* table_slots.c: columns and cells; sets of slots; regions as text. */
WEIR_MUST_USE weir_err weir_check_read(weir_check *k);
bool weir_slots_meet(const weir_place_list *a, const weir_place_list *b);
bool weir_slots_contain(const weir_place_list *outer, const weir_place_list *inner);
WEIR_MUST_USE weir_err weir_slots_common(const weir_place_list *a, const weir_place_list *b, weir_arena *arena,
                                         weir_place_list *out);
/* "income [0..1000), risk \"HIGH\""; columns with all their slots are left out. */
WEIR_MUST_USE weir_err weir_check_describe(const weir_check *k, const weir_check_box *box, weir_text *out);
WEIR_MUST_USE weir_err weir_check_box_new(const weir_check *k, weir_check_box *out); /* everything */

/* table_cover.c */
typedef struct weir_check_boxes {
    weir_check_box *items;
    uint32_t count, capacity;
} weir_check_boxes;
/* The parts of `box` that no rule of the list takes, at most box_count_max of them; unknown entries take all. Is cut
 * (k->is_cut) when the steps are spent. */
WEIR_MUST_USE weir_err weir_check_uncovered(weir_check *k, const weir_check_box *box, const uint32_t *rules,
                                            uint32_t rule_count, uint32_t box_count_max, weir_check_boxes *out);
/* Boxes that differ in one column alone become one. */
WEIR_MUST_USE weir_err weir_check_join(weir_check *k, weir_check_boxes *boxes);

/* One question each, with its problems. */
WEIR_MUST_USE weir_err weir_check_overlaps(weir_check *k);   /* table_overlap.c */
WEIR_MUST_USE weir_err weir_check_reach(weir_check *k);      /* table_reach.c */
WEIR_MUST_USE weir_err weir_check_duplicates(weir_check *k); /* table_reach.c */
WEIR_MUST_USE weir_err weir_check_gaps(weir_check *k);       /* table_check.c */
/* Do two rules have the same source in a column? */
bool weir_check_cells_same(const weir_check *k, uint32_t a, uint32_t b, uint32_t column);
/* The constants that a rule gives, NULL for what is none; by output. */
WEIR_MUST_USE weir_err weir_check_outputs(weir_check *k);

#endif
