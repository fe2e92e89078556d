/* SPDX-License-Identifier: Apache-2.0
 * store/compare.h - whether two databases show the same instances and projections.
 *
 * Rows are found by their keys, so that one that is missing does not make a difference of all that follow. Leases of
 * external tasks are left out: they are no facts.
 * Layer: store.
 */
#ifndef WEIR_STORE_COMPARE_H
#define WEIR_STORE_COMPARE_H

#include "store/sql.h"

/* A table that is compared, for those who want to see its rows. */
typedef struct weir_compared_table {
    const char *name;
    weir_query query; /* without parameters; rows in the order of keys */
    int column_count;
} weir_compared_table;

/* False behind the last one. */
bool weir_compared_table_at(uint32_t ix, weir_compared_table *out);

typedef enum weir_difference_kind {
    WEIR_ROW_CHANGED,
    WEIR_ROW_ONLY_IN_FIRST,
    WEIR_ROW_ONLY_IN_SECOND,
} weir_difference_kind;

/* Texts are cut when they are long. */
typedef struct weir_difference {
    const char *table; /* NULL: there is none */
    weir_difference_kind kind;
    char key[256];              /* of the row: "instance=7 scope=1 name=amount" */
    const char *column;         /* the first that differs; NULL if the row is in one database only */
    char first[96], second[96]; /* what it holds there, from where it differs on; "NULL" for none */
} weir_difference;

/* An error ends the comparison and is returned. */
typedef weir_err (*weir_difference_visit)(void *context, const weir_difference *difference);

/* Every difference, in the order of tables and keys. looked: told after each row; may be NULL. */
WEIR_MUST_USE weir_err weir_sql_compare(const weir_sql *one, const weir_sql *other, weir_difference_visit visit,
                                        weir_err (*looked)(void *context), void *context, weir_diag *diag);

#endif
