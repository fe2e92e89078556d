/* SPDX-License-Identifier: Apache-2.0
 * host/library_internal.h - what the files behind include/weir.h share.
 *
 * library.c opens and closes, library_command.c writes, library_lock.c hands out external tasks, library_list.c shows
 * what is the case, library_log.c what happened, library_past.c what was the case then, library_program.c knows the
 * models, library_diagram.c draws them, library_backup.c copies, library_rebuild.c makes a database again. Layer: host.
 */
#ifndef WEIR_HOST_LIBRARY_INTERNAL_H
#define WEIR_HOST_LIBRARY_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <weir.h>

#include "host/calendar_shelf.h"
#include "host/inflight.h"
#include "host/library_port.h"
#include "host/owner.h"
#include "host/sha256.h"
#include "host/writer.h"
#include "host/zones.h"
#include "store/sqlite_store.h"

/* Who gets the facts; used on the writer's thread alone. */
typedef struct weir_subscriber {
    weir_db_fact_visit visit; /* NULL: nobody */
    void *context;
    uint64_t next_pos; /* of the first fact that it has not got */
    bool has_left;
} weir_subscriber;

/* What is deployed, read through the reader's connection with the lock held: calendars, and the compiled process of a
 * definition (id or key). The engine knows them and is there for nothing else. */
typedef struct weir_db_program {
    weir_zone_cache *zones;
    weir_calendar_shelf *shelf;
    weir_engine *engine;
    const weir_definition *definition; /* NULL: calendars alone */
} weir_db_program;

struct weir_db {
    weir_memory memory;
    weir_db_options options;
    bool has_lock; /* `lock` was made */

    /* Reading: one connection, one thread at a time. */
    pthread_mutex_t lock;
    weir_sha256 *reader_hash;
    weir_sqlite_store *reader;
    weir_arena scratch;        /* of one row */
    weir_db_program dating;    /* to say how late a limit is; no engine: nobody asked yet */
    int64_t dating_deployment; /* the last one that it knows */

    /* Writing; all NULL if the database is read-only. */
    weir_owner *owner;
    weir_inflight *inflight;
    weir_sha256 *hash;
    weir_sqlite_store *store;
    weir_zone_cache *zones;
    weir_calendar_shelf *calendars;
    weir_xml_schemas *schemas; /* NULL: nothing was deployed yet */
    weir_engine *engine;
    weir_writer *writer;
    weir_subscriber subscriber;
    pthread_mutex_t watch_lock; /* of who watches commits */
    bool has_watch_lock;
    weir_db_commit_watch *watches;                     /* of others; NULL: nobody */
    char last_warning[sizeof((weir_diag){0}.message)]; /* on the writer's thread */
    bool has_warned;                                   /* of the write-ahead log */
    _Atomic uint64_t wal_pages, wal_copied;            /* as the last commit left it; for any thread */
};

#define WEIR_DB_REQUEST_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define WEIR_DB_VARIABLES_BYTES_MAX ((size_t)64 * 1024 * 1024) /* decoded, of one command */

/* Tell the caller; returns err. */
int weir_db_report(weir_err err, const weir_diag *diag, weir_db_error *error);
/* EIO if the database may only be read. */
WEIR_MUST_USE weir_err weir_db_check_writable(const weir_db *db, weir_diag *diag);
/* Files are checked against schemas from now on; on the writer's thread. ENOMEM. */
WEIR_MUST_USE weir_err weir_db_load_schemas(weir_db *db, weir_diag *diag);
/* An id as text; absent: none. EVALUE. */
WEIR_MUST_USE weir_err weir_db_read_id(const char *text, const char *what, weir_id *out, weir_diag *diag);
/* A zero-terminated copy; NULL stays NULL. */
WEIR_MUST_USE weir_err weir_db_copy(weir_arena *arena, weir_text text, const char **out);

/* Called for each row that a query gives; `go_on` false ends the reading. Texts hold until the next row. */
typedef weir_err (*weir_db_row)(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on);
/* Run a query on the reader's connection, with the lock held meanwhile; db->scratch is reset before each row. */
WEIR_MUST_USE weir_err weir_db_read(weir_db *db, weir_query query, const weir_sql_value *values, uint32_t count,
                                    weir_db_row visit, void *context, weir_diag *diag);
/* Columns of a row, as texts that hold until the next row. EFORMAT, ENOMEM. */
WEIR_MUST_USE weir_err weir_db_copy_column(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, int column,
                                           const char **out);
WEIR_MUST_USE weir_err weir_db_copy_id(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, int column,
                                       const char **out);
weir_sql_value weir_db_count_max(const weir_db_filter *filter); /* of a page */
/* One external task to its visitor. ENOMEM. */
WEIR_MUST_USE weir_err weir_db_tell_external_task(weir_arena *arena, const weir_external_task_row *row,
                                                  bool (*visit)(void *context, const weir_db_external_task *task),
                                                  void *context, bool *go_on);
/* Let a reader see one moment of the database until it ends: a read transaction. */
WEIR_MUST_USE weir_err weir_db_snapshot_begin(weir_sqlite_store *store, weir_diag *diag);
void weir_db_snapshot_end(weir_sqlite_store *store);
/* "POSITION:HASH" of the end of the log. */
WEIR_MUST_USE weir_err weir_db_read_head(weir_sqlite_store *store, char *out, size_t size, weir_diag *diag);

/* Who is told of progress, and what is going on. */
typedef struct weir_db_watcher {
    weir_db_progress progress; /* NULL: nobody */
    void *context;
    const char *what;
} weir_db_watcher;

/* Pair with close, on failure too; both with the lock held. ENOTFOUND, EFORMAT, ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_db_program_open(weir_db *db, weir_text definition, weir_db_program *out, weir_diag *diag);
/* The same without a definition: calendars alone. */
WEIR_MUST_USE weir_err weir_db_calendars_open(weir_db *db, weir_db_program *out, weir_diag *diag);
void weir_db_program_close(weir_db_program *program);

/* What processes would take for the time: of a database that is only looked at, where its virtual clock was left, if it
 * has one; else weir_db_now. */
WEIR_MUST_USE weir_err weir_db_clock(weir_db *db, int64_t *out, weir_diag *diag);

/* weir_db_verify without a known head. */
WEIR_MUST_USE weir_err weir_db_verify_log(weir_db *db, const weir_db_watcher *watcher, weir_db_verification *out,
                                          weir_diag *diag);

/* False: to be stopped. */
bool weir_db_tell(const weir_db_watcher *watcher, uint64_t done, uint64_t total);
weir_sqlite_watch weir_db_watch(const weir_db_watcher *watcher); /* lives as long as it */

/* Hand new facts to the subscriber; on the writer's thread. */
void weir_db_publish(void *self);

#endif
