/* SPDX-License-Identifier: Apache-2.0
 * run/retry.h - how often a job is tried, and after which pauses (weir:failedJobRetryTimeCycle).
 *
 * R5/PT10M: five attempts with ten minutes between them. PT1M,PT10M,PT1H: an attempt more than there are pauses.
 * Layer: run.
 */
#ifndef WEIR_RUN_RETRY_H
#define WEIR_RUN_RETRY_H

#include "base/time.h"

#define WEIR_JOB_ATTEMPTS 3 /* of one that says nothing else, at once one after the other */
#define WEIR_RETRY_PAUSE_COUNT_MAX 100u

typedef struct weir_retry_plan {
    int64_t attempt_count;
    uint32_t pause_count;
    weir_period pauses[WEIR_RETRY_PAUSE_COUNT_MAX]; /* R5/…: one for all */
} weir_retry_plan;

/* False: it is no plan; out is untouched. */
bool weir_retry_plan_parse(weir_text text, weir_retry_plan *out);
/* When the next attempt is due after one failed at now_ms and so many are left. */
int64_t weir_retry_plan_due(const weir_retry_plan *plan, int64_t left_count, int64_t now_ms);

#endif
