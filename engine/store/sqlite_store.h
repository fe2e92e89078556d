/* SPDX-License-Identifier: Apache-2.0
 * store/sqlite_store.h - a store in one SQLite file: driver, schema and logic put together.
 *
 * FILE, FILE-wal and FILE-shm belong together: copy none of them alone. One store writes; any number may read
 * beside it, in this process or others (is_read_only).
 * Layer: store.
 */
#ifndef WEIR_STORE_SQLITE_STORE_H
#define WEIR_STORE_SQLITE_STORE_H

#include "store/compare.h"
#include "store/sql_store.h"
#include "store/sqlite.h"

typedef struct weir_sqlite_store weir_sqlite_store;

/* own: pair with weir_sqlite_store_close. Makes a new file, or brings an older schema up to date; all or nothing.
 * hasher: borrowed as long as the store lives. Errors: as weir_sqlite_open. */
WEIR_MUST_USE weir_err weir_sqlite_store_open(const weir_sqlite_options *options, weir_hasher hasher,
                                              weir_memory memory, weir_sqlite_store **out, weir_diag *diag);
void weir_sqlite_store_close(weir_sqlite_store *store);
weir_store weir_sqlite_store_port(weir_sqlite_store *store);
weir_chain_source weir_sqlite_store_chain(weir_sqlite_store *store);
weir_sql weir_sqlite_store_sql(const weir_sqlite_store *store); /* for reading beside the port */
/* As weir_sqlite_open_text. */
WEIR_MUST_USE weir_err weir_sqlite_store_open_text(const weir_sqlite_store *store, weir_text sql,
                                                   const weir_sql_value *values, uint32_t count, weir_sql_cursor **out,
                                                   weir_diag *diag);

/* When there is nothing to do, outside a transaction: grow the write-ahead log ahead, then checkpoint. Each call
 * takes a few milliseconds. An error has done no harm. */
WEIR_MUST_USE weir_err weir_sqlite_store_idle(weir_sqlite_store *store, bool *has_more, weir_diag *diag);

weir_sqlite_wal weir_sqlite_store_wal(const weir_sqlite_store *store);

/* Where another store shows something else; see compare.h. */
WEIR_MUST_USE weir_err weir_sqlite_store_compare(weir_sqlite_store *store, weir_sqlite_store *other,
                                                 weir_difference_visit visit, weir_err (*looked)(void *context),
                                                 void *context, weir_diag *diag);

/* As weir_sqlite_backup and weir_sqlite_check. */
WEIR_MUST_USE weir_err weir_sqlite_store_backup(const weir_sqlite_store *store, const char *path,
                                                weir_sqlite_watch watch, weir_diag *diag);
WEIR_MUST_USE weir_err weir_sqlite_store_check(weir_sqlite_store *store, weir_sqlite_watch watch, weir_diag *diag);
const char *weir_sqlite_store_path(const weir_sqlite_store *store); /* valid as long as the store */

int weir_sqlite_schema_version(void); /* the newest one */

#endif
