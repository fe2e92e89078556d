/* SPDX-License-Identifier: Apache-2.0
 * webhooks/event.h - a fact of the log as a CloudEvent.
 *
 * CloudEvents 1.0, structured JSON. `sequence` is the number of the fact in its instance, 20 digits, contiguous from 1:
 * a receiver sees by it alone whether one is missing. Where a filter leaves facts out, `weirprev` has the number of the
 * one before that passes it; `weirgap` is there only behind an event that was given up, with the number of that one.
 * Layer: webhooks.   Spec: CloudEvents 1.0.2, JSON format; extensions sequence, partitioning, correlation.
 */
#ifndef WEIR_WEBHOOKS_EVENT_H
#define WEIR_WEBHOOKS_EVENT_H

#include "base/buffer.h"
#include "base/id.h"

#define WEIR_EVENT_ID_SIZE 32u /* "evt_" and the position, 16 digits or more, with its zero */

typedef struct weir_event {
    uint64_t position, number; /* in the log, in its stream */
    weir_id stream;            /* none: the engine itself */
    int64_t time_ms;
    weir_text type, data;            /* of the fact, empty: it was erased; its JSON */
    weir_text process, business_key; /* of the instance; absent: none */
    uint64_t cause;                  /* position of the fact that led to it; 0: somebody outside */
    weir_text fields;                /* of an event of the business, between commas: no others; absent: all */
    uint64_t previous, gap;          /* numbers; 0: not to be told */
} weir_event;

void weir_event_print_id(uint64_t position, char out[static WEIR_EVENT_ID_SIZE]);
/* source: of the engine, a URI without a slash at the end; "/instances/UUID" or "/engine" comes behind it. Errors are
 * kept in the buffer. */
void weir_event_write(const weir_event *event, weir_text source, weir_buffer *out);

#endif
