/* SPDX-License-Identifier: Apache-2.0
 * store/store_internal.h - the connection itself, for copies and for what measures what SQLite does without weir.
 *
 * sqlite_backup.c, bare.c and two_rows.c use sqlite3 directly on a connection that sqlite.c has opened: the settings
 * are the same because it is the same code that makes them. Layer: store.
 */
#ifndef WEIR_STORE_STORE_INTERNAL_H
#define WEIR_STORE_STORE_INTERNAL_H

#include "store/sqlite.h"

struct sqlite3;
struct sqlite3_stmt;

/* sqlite3_open_v2 of the file with exactly this name: SQLite takes "file:…" for a URI. A code of SQLite. */
int weir_sqlite_open_file(const char *path, int flags, const char *vfs, struct sqlite3 **out);
/* Of an open driver; belongs to it. */
struct sqlite3 *weir_sqlite_connection(const weir_sqlite *sqlite);

/* What a code of SQLite on this connection means. */
weir_err weir_sqlite_fail(const weir_sqlite *sqlite, int code, weir_diag *diag);
/* The same for a file that no driver has open. */
weir_err weir_sqlite_tell(const char *path, int code, const char *message, weir_diag *diag);
/* Another connection to the same file, which only reads; from any thread. own: pair with weir_sqlite_close. */
WEIR_MUST_USE weir_err weir_sqlite_open_beside(const weir_sqlite *sqlite, weir_sqlite **out, weir_diag *diag);
/* Let long queries of a reader be stopped again, after another progress handler was set. */
void weir_sqlite_limit_reading(weir_sqlite *sqlite);
/* Values to the parameters of a statement, which borrows the texts. A code of SQLite. */
int weir_sqlite_bind(struct sqlite3_stmt *statement, const weir_sql_value *values, uint32_t count);

#endif
