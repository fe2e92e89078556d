/* SPDX-License-Identifier: Apache-2.0
 * store/sql_store.h - the store's logic over any SQL driver: log with chain, instances, projections.
 *
 * The head of the log is read when a transaction begins, goes on in memory and is written once, by commit.
 * After a failed commit the driver connects anew, so that nothing is believed that is not on the disk.
 * Layer: store.
 */
#ifndef WEIR_STORE_SQL_STORE_H
#define WEIR_STORE_SQL_STORE_H

#include "store/chain.h"
#include "store/sql.h"

typedef struct weir_sql_store weir_sql_store;

/* own: pair with weir_sql_store_free. sql, hasher: borrowed as long as the store lives. ENOMEM. */
WEIR_MUST_USE weir_err weir_sql_store_new(weir_memory memory, weir_sql sql, weir_hasher hasher, weir_sql_store **out);
void weir_sql_store_free(weir_sql_store *store); /* rolls back what is open */
weir_store weir_sql_store_port(weir_sql_store *store);

/* The log for weir_chain_verify; valid as long as the store. */
weir_chain_source weir_sql_store_chain(weir_sql_store *store);
/* The row of an external task that a cursor stands on; for queries of the same columns beside the port. EFORMAT. */
WEIR_MUST_USE weir_err weir_sql_external_task(const weir_sql *sql, weir_sql_cursor *cursor, weir_external_task_row *out,
                                              weir_diag *diag);

#endif
