/* SPDX-License-Identifier: Apache-2.0
 * cli/table.h - texts and tables for people: nothing that a terminal would obey, columns that line up.
 *
 * Rows are kept and printed a thousand at a time, so that a column is as wide as its widest cell. On a terminal a cell
 * that is longer than 48 columns is cut, in the last column at 120; in a pipe it is whole.
 * Layer: cli.
 */
#ifndef WEIR_CLI_TABLE_H
#define WEIR_CLI_TABLE_H

#include "base/arena.h"

/* A text on stdout, filled up with blanks to a width; "-" for none, "?" for what a terminal would obey. */
void weir_print_plain(const char *text, int width);
/* The same without filling up; what is wider than width_max (0: nothing is) ends in an ellipsis. */
void weir_print_cut(const char *text, int width_max);

#define WEIR_TABLE_COLUMNS_MAX 8u

typedef struct weir_table {
    const char *const *heads;
    uint32_t column_count;
    weir_arena arena; /* of the rows that are kept */
    struct {
        const char **items;
        uint32_t count, capacity;
    } cells;
    int widths[WEIR_TABLE_COLUMNS_MAX];
    bool has_heads; /* they were printed */
    weir_err err;
} weir_table;

/* heads: one for each column, borrowed; NULL: none, and rows are indented. Pair with weir_table_end. */
void weir_table_begin(weir_table *table, const char *const *heads, uint32_t column_count);
void weir_table_cell(weir_table *table, const char *text); /* the next one; rows follow from their number */
/* Print what is left. ENOMEM: rows are missing. */
WEIR_MUST_USE weir_err weir_table_end(weir_table *table);

#endif
