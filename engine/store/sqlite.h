/* SPDX-License-Identifier: Apache-2.0
 * store/sqlite.h - the SQL driver for SQLite: one connection to one file.
 *
 * A reader that gives no row for WEIR_SQLITE_READ_STEP_COUNT_MAX steps is stopped with ELIMIT.
 * Write-ahead log, a disk sync for each commit, checkpoints by the connection that writes and by no other (SQLite
 * before 3.51.3 can lose pages when two connections checkpoint). The write-ahead log is never truncated, so that
 * commits overwrite it: syncing a file that grows costs twice as much.
 * Layer: store.   Spec: docs/decisions/0009-how-sqlite-is-used.md.
 */
#ifndef WEIR_STORE_SQLITE_H
#define WEIR_STORE_SQLITE_H

#include "base/arena.h"
#include "store/sql.h"

#define WEIR_SQLITE_APPLICATION_ID 0x77656972      /* "weir": a database of processes */
#define WEIR_SQLITE_APPLICATION_CURSORS 0x77656963 /* "weic": the cursors of its webhooks */
#define WEIR_SQLITE_CHECKPOINT_PAGES 20000
#define WEIR_SQLITE_WAL_BYTES ((int64_t)96 * 1024 * 1024)
#define WEIR_SQLITE_WAL_STEP_BYTES ((int64_t)4 * 1024 * 1024)
#define WEIR_SQLITE_BUSY_MS 5000
#define WEIR_SQLITE_CHECKPOINT_AGAIN_PAGES 2000 /* after one that could not copy all */
#define WEIR_SQLITE_WAL_ALARM_PAGES 131072      /* 512 MiB */
/* Of SQLite's machine, by a reader between two rows; about a second. */
#define WEIR_SQLITE_READ_STEP_COUNT_MAX 100000000

typedef enum weir_durability {
    WEIR_DURABILITY_FULL,  /* a commit is on the disk when it returns */
    WEIR_DURABILITY_NORMAL /* a power loss may take back the newest commits, though never damage the file */
} weir_durability;

/* Somebody who sees each statement that was run without an error, on the thread that runs it: for measuring.
 * changed: rows it wrote, changed or deleted; 0 if it can't. Values are borrowed during the call. */
typedef struct weir_sql_tap {
    void *self;
    void (*run)(void *self, weir_query query, const weir_sql_value *values, uint32_t count, uint64_t changed);
} weir_sql_tap;

typedef struct weir_sqlite_options {
    const char *path;  /* copied */
    const char *vfs;   /* NULL: the default one */
    int application;   /* 0: WEIR_SQLITE_APPLICATION_ID */
    bool is_read_only; /* the file must be there; nothing is written, not even by recovery of others' work */
    weir_durability durability;
    int busy_ms;      /* how long to wait for a lock; < 0: not at all, 0: WEIR_SQLITE_BUSY_MS */
    weir_sql_tap tap; /* run is NULL: nobody */
} weir_sqlite_options;

typedef struct weir_sqlite weir_sqlite;

/* own: pair with weir_sqlite_close. A file that is not there, or empty, is made, with schema version 0.
 * version_max  the newest schema version that the caller knows
 * EFORMAT  not a database, not one of weir, of a newer weir, cut off, or damaged where it was looked at
 * EIO      may not be opened or written
 * ESTORE   locked by another program, or the disk failed. ENOMEM. */
WEIR_MUST_USE weir_err weir_sqlite_open(const weir_sqlite_options *options, int version_max, weir_memory memory,
                                        weir_sqlite **out, weir_diag *diag);
void weir_sqlite_close(weir_sqlite *sqlite);
weir_sql weir_sqlite_port(weir_sqlite *sqlite);
/* Open a statement that was put together from constants; prepared for this one use. Read and close the cursor by the
 * port. */
WEIR_MUST_USE weir_err weir_sqlite_open_text(weir_sqlite *sqlite, weir_text sql, const weir_sql_value *values,
                                             uint32_t count, weir_sql_cursor **out, weir_diag *diag);
const char *weir_sqlite_path(const weir_sqlite *sqlite);

/* ── copies (sqlite_backup.c) ──────────────────────────────────────────────────────────────────────────── */

/* Told now and then how far something has come; total 0: nobody knows. False stops it: ESTOPPED. */
typedef struct weir_sqlite_watch {
    bool (*tell)(void *context, uint64_t done, uint64_t total); /* NULL: nobody wants to know */
    void *context;
} weir_sqlite_watch;

/* Copy the database as it is at this moment into `path`, an empty file or none, from any thread and while others write.
 * The copy is one file that can be read without a write-ahead log; it is not synced to the disk.
 * ESTOPPED, and what weir_sqlite_open says: `path` holds a part then. */
WEIR_MUST_USE weir_err weir_sqlite_backup(const weir_sqlite *source, const char *path, weir_sqlite_watch watch,
                                          weir_diag *diag);
/* Read the whole file and look whether its pages and rows fit together. EFORMAT: they don't. ESTOPPED. */
WEIR_MUST_USE weir_err weir_sqlite_check(weir_sqlite *sqlite, weir_sqlite_watch watch, weir_diag *diag);

/* The write-ahead log as the last commit left it. It grows when a reader keeps its snapshot for long: pages that the
 * reader may still need can't be copied into the file, and the log can't begin at its front again. */
typedef struct weir_sqlite_wal {
    uint32_t page_count, copied_count; /* pages in it; of these, already in the file */
} weir_sqlite_wal;

weir_sqlite_wal weir_sqlite_look_at_wal(const weir_sqlite *sqlite);

WEIR_MUST_USE weir_err weir_sqlite_version(weir_sqlite *sqlite, int *out, weir_diag *diag);
/* Mark the file as one of weir, of this version; inside the transaction of the migration. */
WEIR_MUST_USE weir_err weir_sqlite_set_version(weir_sqlite *sqlite, int version, weir_diag *diag);

#endif
