/* SPDX-License-Identifier: Apache-2.0
 * host/library_port.h - what the layers of weir above the host may ask of an open database beside weir.h.
 *
 * Layer: host.
 */
#ifndef WEIR_HOST_LIBRARY_PORT_H
#define WEIR_HOST_LIBRARY_PORT_H

#include <weir.h>

#include "host/writer.h"

/* NULL: it was opened for reading only. */
weir_writer *weir_db_writer(weir_db *db);
/* weir_writer_call of its writer. EIO: it was opened for reading only. */
WEIR_MUST_USE weir_err weir_db_call(weir_db *db, weir_writer_work work, void *context, weir_diag *diag);
int64_t weir_db_now(const weir_db *db); /* the time of its processes */
/* The value of a time limit as it is to be shown now: overdueWd as of now (run/limit_stand.h). For any thread. */
WEIR_MUST_USE weir_err weir_db_limit_now(weir_db *db, const weir_value *value, weir_arena *arena, weir_value *out,
                                         weir_diag *diag);
/* weir_engine_deploy with files checked against the schemas; on the writer's thread. */
WEIR_MUST_USE weir_err weir_db_deploy_here(weir_db *db, weir_engine *engine, const weir_deployment_source *source,
                                           weir_problems *problems, weir_diag *diag);
/* What a file of calendars would give, checked in the same way; on the writer's thread. EMODEL with what is wrong among
 * the problems. */
WEIR_MUST_USE weir_err weir_db_read_calendars_here(weir_db *db, weir_engine *engine, weir_text bytes, weir_arena *arena,
                                                   weir_problems *problems, weir_calendar_list *out, weir_diag *diag);
/* Say in FILE-owner where this process listens. EIO, ELIMIT. */
WEIR_MUST_USE weir_err weir_db_set_address(weir_db *db, weir_text address, weir_diag *diag);
/* The end of the log, "POSITION:HASH"; for any thread. */
WEIR_MUST_USE weir_err weir_db_head(weir_db *db, char out[static 86], weir_diag *diag);

/* Who is told of each commit, on the thread that writes and before those who wait for it are woken: set a flag, wake
 * somebody, no call of weir. */
typedef struct weir_db_commit_watch {
    void (*committed)(void *self);
    void *self;
    struct weir_db_commit_watch *next; /* weir's own */
} weir_db_commit_watch;

/* The watch is the caller's, and stays where it is until it is taken away. Nobody commits to a database that was opened
 * for reading only. */
void weir_db_watch_commits(weir_db *db, weir_db_commit_watch *watch);
/* When this has returned, it is not called any more. Harmless for one that was never put there. */
void weir_db_unwatch_commits(weir_db *db, weir_db_commit_watch *watch);

#endif
