/* SPDX-License-Identifier: Apache-2.0
 * webhooks/event_filter.h - which facts a webhook is told of.
 *
 * Patterns of event types: "task.created", "task.*" (all that begin so), "*". Keys of processes: "order". An empty list
 * takes all. Behind the pattern of an event of the business stand in parentheses the only fields that the webhook gets
 * of it: "platform.order.shipped(orderNo, on)". Of several patterns that fit, the first counts. Facts of the engine
 * itself (deployments, webhooks) belong to no process: a list of keys leaves them out. Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_EVENT_FILTER_H
#define WEIR_WEBHOOKS_EVENT_FILTER_H

#include "base/value.h"

#define WEIR_EVENT_FILTER_PATTERN_MAX 64u
#define WEIR_EVENT_FILTER_PROCESS_MAX 256u

typedef struct weir_event_filter {
    const weir_text *patterns, *processes;
    const weir_text *fields; /* by pattern: names between commas; absent: all */
    uint32_t pattern_count, process_count;
} weir_event_filter;

/* From JSON lists of texts, absent or null: all; they are copied into the arena.
 * EVALUE: no list of texts, or a pattern that no event type fits; ELIMIT; ESYNTAX; ENOMEM. */
WEIR_MUST_USE weir_err weir_event_filter_read(weir_text event_types, weir_text processes, weir_arena *arena,
                                              weir_event_filter *out, weir_diag *diag);

bool weir_pattern_matches(weir_text pattern, weir_text type);
bool weir_event_filter_takes_type(const weir_event_filter *filter, weir_text type);
/* The fields of an event of the business, between commas; absent: all. */
weir_text weir_event_filter_fields(const weir_event_filter *filter, weir_text type);
bool weir_event_filter_takes_process(const weir_event_filter *filter,
                                     weir_text process); /* absent: the engine itself */
/* Whether facts of one instance can be left out, so that numbers have gaps. */
bool weir_event_filter_has_gaps(const weir_event_filter *filter);

/* All event types that there are; NULL behind the last one. */
const char *weir_event_type(uint32_t ix);

#endif
