/* SPDX-License-Identifier: Apache-2.0
 * host/broadcast_fact.h - signals on their way to many as facts of stream 0, the engine's own.
 *
 * {"type":"broadcast.started","signal":name,"root":position,"number":n,"thrower":UUID,"before":n,"variables":{…}};
 * {"type":"broadcast.ended","signal":name,"broadcast":position,"receivers":n}. What is empty is left out. root: the
 * first one of those that led to it, if one did; number: which of them. before: the waits of the thrower from this
 * number on came later. Layer: host.
 */
#ifndef WEIR_HOST_BROADCAST_FACT_H
#define WEIR_HOST_BROADCAST_FACT_H

#include "store/store.h"

typedef struct weir_broadcast {
    bool has_ended;
    uint64_t pos; /* of the fact that started it */
    weir_text name;
    uint64_t root;
    uint32_t number;
    weir_id thrower; /* none: it came from outside */
    weir_number_in_instance before;
    weir_value variables;
    uint64_t receiver_count; /* of one that has ended */
} weir_broadcast;

/* Whether these are facts about a broadcast, as written by encode. */
bool weir_broadcast_is_fact(weir_text facts);
/* The facts of a row of the log. ELIMIT: they take more than WEIR_FACTS_LENGTH_MAX. ENOMEM. */
WEIR_MUST_USE weir_err weir_broadcast_encode(const weir_broadcast *broadcast, weir_arena *arena, weir_text *out);
/* Back again; of a row at this position. EFORMAT: that is no such fact. ENOMEM. */
WEIR_MUST_USE weir_err weir_broadcast_decode(weir_text facts, uint64_t pos, const weir_zones *zones, weir_arena *arena,
                                             weir_broadcast *out, weir_diag *diag);
/* What a fact at this position means for the rows: one more, whose turn it is if there is no other; or one less, and it
 * is the turn of the next. */
WEIR_MUST_USE weir_err weir_broadcast_apply(const weir_broadcast *broadcast, uint64_t pos, const weir_store *store,
                                            weir_diag *diag);

#endif
