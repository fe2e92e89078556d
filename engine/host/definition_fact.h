/* SPDX-License-Identifier: Apache-2.0
 * host/definition_fact.h - what happens to definitions after their deployment, as facts of stream 0.
 *
 * {"type":"definition.suspended","definition":key:version:uuid}, the same with "definition.activated" and
 * "definition.deleted", one for each definition; behind those that were deleted together with their deployment
 * {"type":"deployment.deleted","deployment":UUID}. A timer that starts it has fired, or failed to:
 * {"type":"definition.start_due","definition":…,"element":id,"starts":[…],"message":why it failed}. How long the
 * history of a process or a decision is to be kept: {"type":"definition.time_to_live","definition":…,"days":n or null}.
 * Layer: host.
 */
#ifndef WEIR_HOST_DEFINITION_FACT_H
#define WEIR_HOST_DEFINITION_FACT_H

#include "store/store.h"

typedef struct weir_definition_fact {
    weir_definition_change change;
    weir_text definition; /* or, of a deployment: */
    weir_id deployment;
    weir_text element, starts; /* START_DUE: whose timer; all that starts the definition, with what is due next */
    weir_text message;         /* of one that failed; absent: it did not */
    int64_t day_count;         /* TIME_TO_LIVE; -1: none */
} weir_definition_fact;

/* Whether these are such facts, as written by encode. */
bool weir_definition_is_fact(weir_text facts);

/* The facts of a row of the log. ENOMEM. */
WEIR_MUST_USE weir_err weir_definition_facts_encode(const weir_definition_fact *facts, uint32_t count,
                                                    weir_arena *arena, weir_text *out);
/* Back again. EFORMAT, ENOMEM. */
WEIR_MUST_USE weir_err weir_definition_facts_decode(weir_text facts, weir_arena *arena, weir_definition_fact **out,
                                                    uint32_t *count, weir_diag *diag);
/* Let the store follow one. ENOTFOUND: there is no such definition or deployment. */
WEIR_MUST_USE weir_err weir_definition_fact_apply(const weir_definition_fact *fact, const weir_store *store,
                                                  weir_diag *diag);

#endif
