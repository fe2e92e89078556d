/* SPDX-License-Identifier: Apache-2.0
 * elements/message.h - what message events and send tasks share: the name, the correlation key, the sending.
 *
 * The key of a message (weir:correlationKey on the message element) is the name of a process variable, or an
 * expression, whose value is called "correlationKey": a sender sends its value along, a receiver takes only messages
 * with the same value. Who throws may compute the name of the message (weir:messageName).
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_MESSAGE_H
#define WEIR_ELEMENTS_MESSAGE_H

#include "elements/correlation.h"
#include "run/cx.h"

typedef struct weir_message_key {
    weir_text name;     /* absent: by business key alone */
    weir_setting value; /* not set: that of the variable of this name */
} weir_message_key;

/* A message of the file, for who computes the name of what it sends. */
typedef struct weir_known_message {
    weir_text name;
    weir_message_key key;
} weir_known_message;

typedef struct weir_message {
    weir_setting name;
    weir_setting time_to_live; /* of one that nobody waits for when it is sent */
    weir_message_key key;
    const weir_known_message *known; /* where the name is computed (weir:messageName): those whose keys are theirs */
    uint32_t known_count;
    weir_correlations correlations; /* of who takes it */
    const struct weir_work *work;   /* a worker sends it, whatever it is; NULL: it is sent as a message */
} weir_message;

/* What names a message that is thrown, instead of its messageRef; NULL: nothing does. part: a send task or an event
 * definition. */
const weir_part *weir_message_named_by(const weir_part *part);
/* part: the element or event definition with messageRef. A missing reference is a problem, unless a worker sends. */
WEIR_MUST_USE weir_err weir_message_build(weir_build *build, const weir_part *part, const weir_message **out);
/* Send from `token`; the inputs of the element, if it has any, are the content. */
WEIR_MUST_USE weir_err weir_message_send(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                                         const weir_message *message);
/* Name and keys of the message as seen from `token`; keys is null without a correlation key. */
WEIR_MUST_USE weir_err weir_message_resolve(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                                            const weir_message *message, weir_text *name, weir_value *keys);

#endif
