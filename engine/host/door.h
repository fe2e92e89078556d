/* SPDX-License-Identifier: Apache-2.0
 * host/door.h - what a program in front of a weir_db needs beside weir.h: the writer, the clock, who hears of commits.
 *
 * Layer: host.
 */
#ifndef WEIR_HOST_DOOR_H
#define WEIR_HOST_DOOR_H

#include <weir.h>

#include "host/writer.h"

/* NULL: the database was opened for reading only. */
weir_writer *weir_db_writer(weir_db *db);
int64_t weir_db_clock_ms(const weir_db *db);
/* Called on the writer's thread after each commit, before those who wait for it are woken: quick, without calling weir.
 * One listener; NULL: none. EBUSY. */
WEIR_MUST_USE weir_err weir_db_on_commit(weir_db *db, void (*committed)(void *self), void *self, weir_diag *diag);
/* Say in FILE-owner where we listen. EIO, ELIMIT. */
WEIR_MUST_USE weir_err weir_db_set_address(weir_db *db, weir_text address, weir_diag *diag);
/* weir_engine_deploy with files checked against the schemas; on the writer's thread. */
WEIR_MUST_USE weir_err weir_db_deploy_here(weir_db *db, weir_engine *engine, const weir_deployment_source *source,
                                           weir_problems *problems, weir_diag *diag);
/* The end of the log, "POSITION:HASH"; for any thread. */
WEIR_MUST_USE weir_err weir_db_head(weir_db *db, char out[static 86], weir_diag *diag);

#endif
