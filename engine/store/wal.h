/* SPDX-License-Identifier: Apache-2.0
 * store/wal.h - what SQLite's write-ahead log needs beyond SQLite.
 *
 * Layer: store.   Spec: the file format of SQLite, section 4.
 */
#ifndef WEIR_STORE_WAL_H
#define WEIR_STORE_WAL_H

struct sqlite3_file;

/* Write all frames of the file again as they are, and sync. A sync that failed leaves frames in the cache of the
 * operating system that it takes for written; who reads them after a restart and commits behind them would lose all of
 * it with the power. The caller holds the lock of the writer. A code of SQLite. */
int weir_wal_write_again(struct sqlite3_file *file);

#endif
