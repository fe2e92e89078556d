/* SPDX-License-Identifier: Apache-2.0
 * run/job.h - what happens to jobs and external tasks from outside, other than that they are done: they fail, are given
 * retries, another time, another priority.
 *
 * Jobs are timers and continuations. One without retries has an incident, and is not found due.
 * Layer: run, for step.c.
 */
#ifndef WEIR_RUN_JOB_H
#define WEIR_RUN_JOB_H

#include "run/cx.h"

/* It will not be found due any more. */
WEIR_MUST_USE weir_err weir_job_stop(weir_cx *cx, const weir_wait *wait, weir_text why);
/* It is due then. retries: that are left, 0: as one that never failed. why: it was tried, and failed; or absent. */
WEIR_MUST_USE weir_err weir_job_reschedule(weir_cx *cx, const weir_wait *wait, int64_t due_ms, int64_t retries,
                                           weir_text why);

/* Commands. */
WEIR_MUST_USE weir_err weir_job_fail(weir_cx *cx, const weir_command *command, const weir_wait *wait);
WEIR_MUST_USE weir_err weir_job_retry(weir_cx *cx, const weir_command *command, const weir_wait *wait);
WEIR_MUST_USE weir_err weir_job_set_retries(weir_cx *cx, const weir_command *command, const weir_wait *wait);
WEIR_MUST_USE weir_err weir_job_set_priority(weir_cx *cx, const weir_command *command, const weir_wait *wait);
WEIR_MUST_USE weir_err weir_job_set_due(weir_cx *cx, const weir_command *command, const weir_wait *wait);

#endif
