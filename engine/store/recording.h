/* SPDX-License-Identifier: Apache-2.0
 * store/recording.h - the statements that wrote rows, with their values, so that they can be run again (bare.h).
 *
 * A tap of the SQL driver (sqlite.h) fills it. What only reads is left out, so are statements that changed nothing,
 * savepoints, and what was rolled back: the rest are commits that give the same rows.
 * Layer: store.
 */
#ifndef WEIR_STORE_RECORDING_H
#define WEIR_STORE_RECORDING_H

#include "base/arena.h"
#include "store/sqlite.h"

typedef struct weir_recording weir_recording;

typedef struct weir_recording_counts {
    uint64_t commit_count; /* that wrote something */
    uint64_t row_count;    /* written, changed or deleted */
    uint64_t byte_count;   /* of the values: texts and bytes by their length, an integer is 8 */
    uint64_t row_counts[WEIR_QUERY_COUNT];
} weir_recording_counts;

/* own: pair with weir_recording_free. ENOMEM. */
WEIR_MUST_USE weir_err weir_recording_new(weir_memory memory, weir_recording **out);
void weir_recording_free(weir_recording *recording);
/* Have so much memory at hand that taking does not wait for it; more is taken when it is needed. ENOMEM. */
WEIR_MUST_USE weir_err weir_recording_reserve(weir_recording *recording, size_t byte_count);
/* Forget all statements; the memory is kept for the next ones. */
void weir_recording_clear(weir_recording *recording);
/* The `run` of a weir_sql_tap whose self is the recording. */
void weir_recording_take(void *recording, weir_query query, const weir_sql_value *values, uint32_t count,
                         uint64_t changed);
/* What was recorded. ENOMEM: something is missing. */
WEIR_MUST_USE weir_err weir_recording_count(const weir_recording *recording, weir_recording_counts *out);

typedef struct weir_recorded {
    weir_query query; /* begin, commit, or one that writes */
    uint32_t count;
    weir_sql_value values[WEIR_SQL_VALUE_MAX]; /* borrowed from the recording */
} weir_recorded;

/* Where to read on; zeroed: at the front. */
typedef struct weir_recording_place {
    uint32_t block;
    size_t offset;
} weir_recording_place;

/* The next statement; false: there are no more. */
bool weir_recording_next(const weir_recording *recording, weir_recording_place *place, weir_recorded *out);

#endif
