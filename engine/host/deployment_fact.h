/* SPDX-License-Identifier: Apache-2.0
 * host/deployment_fact.h - a deployment as a fact of stream 0, the engine's own.
 *
 * {"type":"deployment.created","deployment":UUID,"name":…,"source":…,"resources":[{"name":…,"digest":SHA-256 in
 * hex,"decisions":true,"calendars":true,"delegates":"external","definitions":[{"id":key:version:uuid,"starts":[{"element":id,"message":name}]}]}]};
 * what is false or empty is left out. The bytes of the files are not in it: the digest says which they are. Layer:
 * host.
 */
#ifndef WEIR_HOST_DEPLOYMENT_FACT_H
#define WEIR_HOST_DEPLOYMENT_FACT_H

#include "store/store.h"

typedef enum weir_start_kind {
    WEIR_START_MESSAGE,
    WEIR_START_SIGNAL,
    WEIR_START_CONDITION,
    WEIR_START_TIMER
} weir_start_kind;

/* Where an instance begins when something happens. As JSON {"element":id,"message":name}; for others "signal",
 * "condition" (empty), or "timer" with the cycle (empty: a date or a duration), "due", "from" and "n"; and where a
 * calendar counted, "calendar", "calendarVersion", "dueProvisional", and the "limit" of what is no cycle. */
typedef struct weir_start {
    weir_text element, part; /* part: which definition of an event that has several (weir_node.part_name) */
    weir_start_kind kind;
    weir_text name; /* of the message or signal; the cycle of a timer */
    bool has_due;   /* a timer that has a time left */
    int64_t due_ms;
    int64_t from_ms, n; /* of a cycle: see run/schedule.h; from_ms also of a limit */
    weir_text calendar; /* absent: none counted */
    int64_t calendar_version;
    weir_text limit; /* absent: a cycle, or none */
    bool is_provisional;
} weir_start;

/* The member "starts", as the store keeps it; absent if there are none. ENOMEM. (starts.c) */
WEIR_MUST_USE weir_err weir_starts_encode(const weir_start *starts, uint32_t count, weir_arena *arena, weir_text *out);

/* The facts of a row of the log. ENOMEM. */
WEIR_MUST_USE weir_err weir_deployment_encode(const weir_deployment_row *row, weir_arena *arena, weir_text *out);
/* Back again, without the bytes of the files. EFORMAT: that is no deployment. ENOMEM. */
WEIR_MUST_USE weir_err weir_deployment_decode(weir_text facts, int64_t time_ms, weir_arena *arena,
                                              weir_deployment_row *out, weir_diag *diag);

#endif
