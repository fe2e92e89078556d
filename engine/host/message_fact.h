/* SPDX-License-Identifier: Apache-2.0
 * host/message_fact.h - messages that are kept as facts of stream 0, the engine's own.
 *
 * {"type":"message.kept","message":UUID,"name":…,"businessKey":…,"instance":UUID,"expires":instant,"content":{"keys":{…},
 * "localKeys":{…},"variables":{…},"locals":{…}}}; "message.delivered", "message.expired" and "message.discarded" have
 * its id and its name. What is empty is left out. Layer: host.
 */
#ifndef WEIR_HOST_MESSAGE_FACT_H
#define WEIR_HOST_MESSAGE_FACT_H

#include "store/store.h"

typedef enum weir_message_change {
    WEIR_MESSAGE_KEPT,
    WEIR_MESSAGE_DELIVERED,
    WEIR_MESSAGE_EXPIRED,
    WEIR_MESSAGE_DISCARDED
} weir_message_change;

/* Whether these are facts about a message, as written by encode. */
bool weir_message_is_fact(weir_text facts);

/* The facts of a row of the log. ENOMEM. */
WEIR_MUST_USE weir_err weir_message_encode(weir_message_change change, const weir_message_row *row, weir_arena *arena,
                                           weir_text *out);
/* Back again, without pos and created_ms. EFORMAT: that is no such fact. ENOMEM. */
WEIR_MUST_USE weir_err weir_message_decode(weir_text facts, weir_arena *arena, weir_message_change *change,
                                           weir_message_row *out, weir_diag *diag);

#endif
