/* SPDX-License-Identifier: Apache-2.0
 * host/administer.h - what administrators do to definitions, and to many instances at once.
 *
 * Layer: host.
 */
#ifndef WEIR_HOST_ADMINISTER_H
#define WEIR_HOST_ADMINISTER_H

#include "host/engine.h"

typedef struct weir_definition_changes {
    weir_definition_change change;
    weir_text actor; /* for the log */
    const weir_text *definitions;
    uint32_t count;
    weir_id deployment; /* DELETED: it goes with its definitions, which are the ones given; none: it stays */
    int64_t day_count;  /* TIME_TO_LIVE; -1: none */
    int64_t now_ms;
} weir_definition_changes;

/* Suspend, activate or delete definitions, or say how long their history is to be kept: all of them or none. One
 * transaction, one row in stream 0 of the log with a fact for each that is changed; none, if all are so already.
 * TIME_TO_LIVE is of processes and of decisions, and whether they are there is for the caller to know. On the writer's
 * thread, between two transactions. After the latest version of a key is deleted, the one before it is the latest.
 * ENOTFOUND: one was never deployed, or deleted already. EVALUE: one that is to be deleted still has instances that
 * run. ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_engine_change_definitions(weir_engine *engine, const weir_definition_changes *changes,
                                                      weir_diag *diag);

#define WEIR_INSTANCES_TOGETHER_MAX 500u

/* The same command for many instances, in one transaction: for all of them or none. Who has ended is passed over if
 * passes_ended; else EENDED, as for one who never was ENOTFOUND. ELIMIT: more than WEIR_INSTANCES_TOGETHER_MAX. */
WEIR_MUST_USE weir_err weir_engine_command_all(weir_engine *engine, const weir_request *request,
                                               const weir_id *instances, uint32_t count, bool passes_ended,
                                               int64_t now_ms, weir_diag *diag);

#endif
