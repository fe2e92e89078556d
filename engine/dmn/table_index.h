/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_index.h - which rules a value of an input leaves, without testing each of them.
 *
 * Made once when a table is compiled, then frozen. Each column with constant entries knows for each kind of value the
 * rules by the places of its axis, in a segment tree: 2 log n lists, whatever the number of rules. The columns' rules
 * are sets of bits, and what is in all of them is left.
 *
 * An entry decides for a value by index or by its test with the same result and without a reason of its own; a column
 * where that is not so for the kind of the value is left to the tests. Hence both ways give the same, reasons
 * included, because entries that an index can decide come before the others of their rule either way.
 * Layer: dmn, private to it.
 */
#ifndef WEIR_DMN_TABLE_INDEX_H
#define WEIR_DMN_TABLE_INDEX_H

#include "dmn/dmn_internal.h"
#include "dmn/table_axis.h"

/* A single rule is faster tested. */
#define WEIR_TABLE_INDEX_RULE_COUNT_MIN 2u

typedef struct weir_table_index weir_table_index;
struct weir_table;

/* table: its cells with what is constant in them. *out: NULL if no column has constant entries. ENOMEM. */
WEIR_MUST_USE weir_err weir_table_index_make(const struct weir_table *table, weir_arena *arena,
                                             const weir_table_index **out);
/* Can the index decide the constant entries of a column for this value? NULL index: no. */
bool weir_table_index_takes(const weir_table_index *index, uint32_t column, const weir_value *value);

/* Rules as bits. */
uint32_t weir_table_index_word_count(const weir_table_index *index);
/* Leave those in `rules` whose constant entry of the column holds for the value, and those where it is not constant.
 * scratch: as many words. False: nothing was done, as the index does not take the value. */
bool weir_table_index_narrow(const weir_table_index *index, uint32_t column, const weir_value *value, uint64_t *scratch,
                             uint64_t *rules);

#endif
