/* SPDX-License-Identifier: Apache-2.0
 * store/bare.h - SQLite alone, writing the rows that a store has written: what the disk and SQLite ask for them.
 *
 * The connection is opened by sqlite.c, so that schema and settings are those of a store; the loop itself is
 * sqlite3_bind, sqlite3_step and sqlite3_reset. Nothing is read, encoded, hashed or decided.
 * Layer: store.
 */
#ifndef WEIR_STORE_BARE_H
#define WEIR_STORE_BARE_H

#include "store/recording.h"

typedef struct weir_bare weir_bare;

/* own: pair with weir_bare_close. Makes the file with the newest schema; it may not be there yet.
 * grows_wal: as a store does when it has time, before anything is written. Errors: as weir_sqlite_open. */
WEIR_MUST_USE weir_err weir_bare_open(const char *path, bool grows_wal, weir_memory memory, weir_bare **out,
                                      weir_diag *diag);
void weir_bare_close(weir_bare *bare);

/* Run what was recorded, with the same commits. ESTORE, ENOMEM: it stopped there. */
WEIR_MUST_USE weir_err weir_bare_replay(weir_bare *bare, const weir_recording *recording, weir_diag *diag);
/* Copy what is in the write-ahead log, as a store does when it has time. */
WEIR_MUST_USE weir_err weir_bare_checkpoint(weir_bare *bare, weir_diag *diag);
/* Bytes that went to the write-ahead log since the last call. */
uint64_t weir_bare_wal_bytes(weir_bare *bare);

typedef struct weir_bare_difference {
    char table[64]; /* "": there is none */
    uint64_t row;   /* the first that differs, from 1 */
} weir_bare_difference;

/* Whether another file holds the same tables with the same rows, all columns of them. */
WEIR_MUST_USE weir_err weir_bare_compare(weir_bare *bare, const char *path, weir_bare_difference *out, weir_diag *diag);

const char *weir_bare_version(void); /* of SQLite */

#endif
