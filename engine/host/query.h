/* SPDX-License-Identifier: Apache-2.0
 * host/query.h - look at a database file beside the one who writes it.
 *
 * A reader is a connection of its own; one thread at a time. What it shows is committed. Each query sees one moment,
 * two queries may see two. A query that looks at too much is stopped with ELIMIT (store/sqlite.h).
 * Statements are rows of store/queries.def, or put together from constants; values are always bound.
 * Layer: host.
 */
#ifndef WEIR_HOST_QUERY_H
#define WEIR_HOST_QUERY_H

#include "base/arena.h"
#include "base/id.h"
#include "store/overdue.h" /* for statements that are put together */
#include "store/sql.h"

typedef struct weir_reader weir_reader;

/* own: pair with weir_reader_close. The file must be there. EIO, EFORMAT, ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_reader_open(const char *path, weir_memory memory, weir_reader **out, weir_diag *diag);
void weir_reader_close(weir_reader *reader);

/* Rows of one query, while it is open. */
typedef struct weir_rows {
    weir_sql sql;
    weir_sql_cursor *cursor;
} weir_rows;

/* Pair with weir_rows_close. ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_reader_query(weir_reader *reader, weir_query query, const weir_sql_value *values,
                                         uint32_t count, weir_rows *out, weir_diag *diag);
WEIR_MUST_USE weir_err weir_reader_query_text(weir_reader *reader, weir_text sql, const weir_sql_value *values,
                                              uint32_t count, weir_rows *out, weir_diag *diag);
WEIR_MUST_USE weir_err weir_rows_next(const weir_rows *rows, bool *has_row, weir_diag *diag);
int64_t weir_rows_integer(const weir_rows *rows, int column); /* 0 for NULL */
weir_text weir_rows_text(const weir_rows *rows, int column);  /* absent for NULL; holds until the next row */
bool weir_rows_id(const weir_rows *rows, int column, weir_id *out);
void weir_rows_close(const weir_rows *rows);

/* The first row of a query that gives at most one: its columns, copied. ENOTFOUND: there is none. */
WEIR_MUST_USE weir_err weir_reader_get(weir_reader *reader, weir_query query, const weir_sql_value *values,
                                       uint32_t count, weir_arena *arena, weir_text *columns, uint32_t column_count,
                                       weir_diag *diag);

#endif
