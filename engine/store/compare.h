/* SPDX-License-Identifier: Apache-2.0
 * store/compare.h - whether two databases show the same instances and projections.
 *
 * Leases of external tasks are left out: they are no facts.
 * Layer: store.
 */
#ifndef WEIR_STORE_COMPARE_H
#define WEIR_STORE_COMPARE_H

#include "store/sql.h"

/* The tables that are compared, in the order of their keys; the last one has no name. */
typedef struct weir_compared_table {
    const char *name;
    weir_query query; /* without parameters */
    int column_count;
} weir_compared_table;

extern const weir_compared_table weir_compared_tables[];

typedef struct weir_difference {
    const char *table; /* NULL: there is none */
    uint64_t row;      /* the first that differs, from 1, in the order of keys */
    char key[128];     /* what it begins with, in the first database, or in the second if the first has no more */
} weir_difference;

WEIR_MUST_USE weir_err weir_sql_compare(const weir_sql *one, const weir_sql *other, weir_difference *out,
                                        weir_diag *diag);

#endif
