/* SPDX-License-Identifier: Apache-2.0
 * store/store_internal.h - the connection itself, for the files that measure what SQLite does without weir.
 *
 * bare.c and two_rows.c use sqlite3 directly on a connection that sqlite.c has opened: the settings are the same
 * because it is the same code that makes them.
 * Layer: store.
 */
#ifndef WEIR_STORE_STORE_INTERNAL_H
#define WEIR_STORE_STORE_INTERNAL_H

#include "store/sqlite.h"

struct sqlite3;
struct sqlite3_stmt;

/* Of an open driver; belongs to it. */
struct sqlite3 *weir_sqlite_connection(const weir_sqlite *sqlite);

/* What a code of SQLite on this connection means. */
weir_err weir_sqlite_fail(const weir_sqlite *sqlite, int code, weir_diag *diag);
/* Values to the parameters of a statement, which borrows the texts. A code of SQLite. */
int weir_sqlite_bind(struct sqlite3_stmt *statement, const weir_sql_value *values, uint32_t count);

#endif
