/* SPDX-License-Identifier: Apache-2.0
 * webhooks/cursor.h - FILE-webhooks: how far each webhook is, what was refused, what was given up.
 *
 * A file of its own, so that the engine's commits never wait for deliveries. A commit here may be lost with the power,
 * never with the process; what was saved together is there together. What is lost is delivered again.
 * One thread at a time. Errors: as of store/sqlite.h.
 * Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_CURSOR_H
#define WEIR_WEBHOOKS_CURSOR_H

#include "base/arena.h"
#include "base/id.h"

#define WEIR_ATTEMPTS_KEPT_MAX 10000u

typedef struct weir_cursors weir_cursors;

typedef struct weir_cursor_row {
    weir_id webhook;
    uint64_t low;
    weir_text above;          /* as weir_window_encode writes it */
    int64_t failing_since_ms; /* 0: it is not */
    uint32_t probe_step;
    int64_t next_probe_ms;
} weir_cursor_row;

typedef struct weir_lane_row {
    weir_id webhook, stream;
    uint64_t number, gap;
    uint64_t position; /* of the fact with that number, or before it */
    uint32_t try_count;
    int64_t next_ms;
    int http_status; /* of the last try */
} weir_lane_row;

typedef struct weir_dead_row {
    weir_id webhook, stream;
    uint64_t position, number;
    uint32_t try_count;
    int http_status;
    int64_t time_ms;
} weir_dead_row;

typedef struct weir_attempt_row {
    weir_id webhook;
    uint64_t position;
    int64_t time_ms;
    int http_status;
    weir_text error;
} weir_attempt_row;

/* own: pair with weir_cursors_close. A file that is not there is made; the path is copied. */
WEIR_MUST_USE weir_err weir_cursors_open(const char *path, weir_memory memory, weir_cursors **out, weir_diag *diag);
void weir_cursors_close(weir_cursors *cursors);
/* Copy such a file as it is at this moment, also while it is in use. copy_path: not there yet. Take the copy before
 * that of the database: cursors that are behind their log repeat, those ahead of it stop. As weir_sqlite_backup. */
WEIR_MUST_USE weir_err weir_cursors_back_up(const char *path, const char *copy_path, weir_memory memory,
                                            weir_diag *diag);

WEIR_MUST_USE weir_err weir_cursors_begin(weir_cursors *cursors, weir_diag *diag);
WEIR_MUST_USE weir_err weir_cursors_commit(weir_cursors *cursors, weir_diag *diag);
void weir_cursors_rollback(weir_cursors *cursors);

/* Inside a transaction. */
WEIR_MUST_USE weir_err weir_cursors_put(weir_cursors *cursors, const weir_cursor_row *row, weir_diag *diag);
WEIR_MUST_USE weir_err weir_cursors_put_lane(weir_cursors *cursors, const weir_lane_row *row, weir_diag *diag);
WEIR_MUST_USE weir_err weir_cursors_drop_lane(weir_cursors *cursors, weir_id webhook, weir_id stream, weir_diag *diag);
WEIR_MUST_USE weir_err weir_cursors_put_dead(weir_cursors *cursors, const weir_dead_row *row, weir_diag *diag);
WEIR_MUST_USE weir_err weir_cursors_put_attempt(weir_cursors *cursors, const weir_attempt_row *row, weir_diag *diag);
/* All that is known of one webhook. */
WEIR_MUST_USE weir_err weir_cursors_drop(weir_cursors *cursors, weir_id webhook, weir_diag *diag);

/* ENOTFOUND: nothing is known of it. above lives in the arena. */
WEIR_MUST_USE weir_err weir_cursors_get(weir_cursors *cursors, weir_id webhook, weir_arena *arena, weir_cursor_row *out,
                                        weir_diag *diag);
typedef weir_err (*weir_lane_visit)(void *context, const weir_lane_row *row);
WEIR_MUST_USE weir_err weir_cursors_read_lanes(weir_cursors *cursors, weir_id webhook, weir_lane_visit visit,
                                               void *context, weir_diag *diag);
WEIR_MUST_USE weir_err weir_cursors_count_dead(weir_cursors *cursors, weir_id webhook, uint64_t *out, weir_diag *diag);

#endif
