/* SPDX-License-Identifier: Apache-2.0
 * store/sql.h - the narrow driver through which the store speaks SQL.
 *
 * The statements are a table (queries.def); a driver knows them by their row and prepares them when they are
 * first needed. One connection, one thread at a time.
 * Errors: ESTORE (the medium failed, or somebody else holds the lock), ENOMEM, EFORMAT (damaged, or no database),
 * EIO (may not be read or written). diag says it in words.
 * Layer: store.
 */
#ifndef WEIR_STORE_SQL_H
#define WEIR_STORE_SQL_H

#include "base/error.h"

typedef enum weir_query {
#define QUERY(name, sql) WEIR_QUERY_##name,
#include "store/queries.def"
#undef QUERY
    WEIR_QUERY_COUNT
} weir_query;

const char *weir_query_sql(weir_query query);

typedef enum weir_sql_kind { WEIR_SQL_NULL, WEIR_SQL_INTEGER, WEIR_SQL_TEXT, WEIR_SQL_BYTES } weir_sql_kind;

/* A parameter of a statement; texts are borrowed during the call, those of a cursor until it is closed. */
typedef struct weir_sql_value {
    weir_sql_kind kind;
    int64_t integer;
    weir_text text; /* or bytes */
} weir_sql_value;

#define WEIR_SQL_VALUE_MAX 12 /* parameters of a statement */

weir_sql_value weir_sql_integer(int64_t integer);
weir_sql_value weir_sql_text(weir_text text); /* absent: NULL */
weir_sql_value weir_sql_bytes(const void *at, size_t length);

typedef struct weir_sql_cursor weir_sql_cursor; /* the driver's */

typedef struct weir_sql {
    void *self;

    /* Run a statement that gives no rows. changed: how many rows it touched; may be NULL. */
    weir_err (*run)(void *self, weir_query query, const weir_sql_value *values, uint32_t count, uint64_t *changed,
                    weir_diag *diag);

    /* Read rows: open, next until there is no more, close. A statement may be open several times. */
    weir_err (*open)(void *self, weir_query query, const weir_sql_value *values, uint32_t count, weir_sql_cursor **out,
                     weir_diag *diag);
    weir_err (*next)(void *self, weir_sql_cursor *cursor, bool *has_row, weir_diag *diag);
    int64_t (*integer)(weir_sql_cursor *cursor, int column); /* 0 for NULL */
    weir_text (*text)(weir_sql_cursor *cursor, int column);  /* absent for NULL; holds until next */
    void (*close)(void *self, weir_sql_cursor *cursor);

    /* Statements from a file, separated by semicolons, without parameters and rows. */
    weir_err (*script)(void *self, weir_text sql, weir_diag *diag);
    /* False after begin: the database gave the transaction up by itself. */
    bool (*in_transaction)(void *self);
    /* After a commit that failed: forget all that is cached, connect anew, and make sure that it never happened. When
     * that can't be done now, each later call tries it first. */
    weir_err (*reopen)(void *self, weir_diag *diag);
    /* A small piece of work that makes later commits cheaper. has_more: call again when there is time. */
    weir_err (*idle)(void *self, bool *has_more, weir_diag *diag);
} weir_sql;

#endif
