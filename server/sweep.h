/* SPDX-License-Identifier: Apache-2.0
 * server/sweep.h - one command for many instances, a page in each transaction, so that others get their turn.
 *
 * A page is done as a whole or not at all; after an error, or a crash, those before it are done. Asking again goes on.
 * Layer: server.
 */
#ifndef WEIR_SERVER_SWEEP_H
#define WEIR_SERVER_SWEEP_H

#include "host/administer.h"
#include "server/rest.h"

typedef struct weir_sweep {
    weir_command_kind command;
    weir_text text;
    const weir_text *definitions; /* ids: all their instances that run, or: */
    uint32_t definition_count;
    const weir_id *instances; /* these */
    uint32_t instance_count;
    weir_handler after; /* when all is done */

    uint32_t ix; /* where it is, */
    int64_t after_pos;
    weir_id page[WEIR_INSTANCES_TOGETHER_MAX];
    uint32_t page_count;
} weir_sweep;

/* call->local must be the sweep, or something that begins with it, in the arena of the call. */
WEIR_MUST_USE weir_err weir_sweep_instances(weir_rest *call);

/* The definitions with this id, or of this key (the other one absent), that were not deleted. ENOTFOUND: none. */
WEIR_MUST_USE weir_err weir_find_definitions(weir_rest *call, weir_text id, weir_text key, const weir_text **out,
                                             uint32_t *count);

/* All of a deployment that were not deleted alone; maybe none. ENOTFOUND: there is no such deployment. */
WEIR_MUST_USE weir_err weir_find_definitions_of(weir_rest *call, weir_id deployment, const weir_text **out,
                                                uint32_t *count);

#endif
