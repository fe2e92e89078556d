/* SPDX-License-Identifier: Apache-2.0
 * store/sqlite_internal.h - what the files of the SQLite driver share.
 *
 * sqlite.c has statements, the port and the driver's life, sqlite_connection.c the connection, sqlite_wal.c the
 * write-ahead log. Layer: store.
 */
#ifndef WEIR_STORE_SQLITE_INTERNAL_H
#define WEIR_STORE_SQLITE_INTERNAL_H

#include "store/store_internal.h"

struct weir_sqlite {
    weir_memory memory;
    weir_sqlite_options options;
    char *path;
    size_t path_bytes;
    int version_max;
    struct sqlite3 *db;     /* NULL: lost; the next call connects anew */
    struct sqlite3 *failed; /* whose commit failed, until there is a new one */
    weir_sqlite_wal wal;
    uint32_t checkpoint_at; /* pages in the write-ahead log */
    uint32_t read_steps;    /* of a reader since its last row, in units of READ_STEPS */
    bool is_unsettled;      /* a commit failed: what it wrote may still be found in the write-ahead log */
    struct sqlite3_stmt *statements[WEIR_QUERY_COUNT];
    bool is_busy[WEIR_QUERY_COUNT]; /* a cursor has it */
};

/* ── the connection (sqlite_connection.c) ────────────────────────────────────────────────────────────── */

WEIR_MUST_USE weir_err weir_sqlite_connect(weir_sqlite *sqlite, weir_diag *diag);
WEIR_MUST_USE weir_err weir_sqlite_ensure_connected(weir_sqlite *sqlite, weir_diag *diag);
void weir_sqlite_disconnect(weir_sqlite *sqlite);
void weir_sqlite_forget_failed(weir_sqlite *sqlite);
void weir_sqlite_set_busy_timeout(const weir_sqlite *sqlite);
/* One number that a statement gives. */
WEIR_MUST_USE weir_err weir_sqlite_read_number(const weir_sqlite *sqlite, const char *sql, int64_t *out,
                                               weir_diag *diag);
weir_err weir_sqlite_write_version(const weir_sqlite *sqlite, int version, weir_diag *diag);
/* Functions of the port. */
bool weir_sqlite_in_transaction(void *self);
weir_err weir_sqlite_reopen(void *self, weir_diag *diag);

/* ── the write-ahead log (sqlite_wal.c) ──────────────────────────────────────────────────────────────── */

/* A hook of SQLite, after each commit. */
int weir_sqlite_note_commit(void *self, struct sqlite3 *db, const char *name, int page_count);
/* At a start: what was read from it is on the disk from now on. */
WEIR_MUST_USE weir_err weir_sqlite_keep_wal(const weir_sqlite *sqlite, weir_diag *diag);
/* After a commit that failed: it never happened. */
WEIR_MUST_USE weir_err weir_sqlite_settle(weir_sqlite *sqlite, weir_diag *diag);
void weir_sqlite_leave_short_wal(weir_sqlite *sqlite);
/* A function of the port. */
weir_err weir_sqlite_idle(void *self, bool *has_more, weir_diag *diag);

#endif
