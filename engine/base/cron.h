/* SPDX-License-Identifier: Apache-2.0
 * base/cron.h - the moments that a cron expression names.
 *
 * Six fields as Spring has them: second, minute, hour, day of month, month, day of week; with five the second is 0.
 * Each is
 * * or ?, a number, a range a-b, a step x/n, or a list of these; months and days of the week have English names of
 * three letters; 0 and 7 are Sunday; the day of month L is the last one; the day of week 5L is the last Friday, 5#2 the
 * second. A moment must match all fields. @yearly, @monthly, @weekly, @daily and @hourly stand for the usual ones.
 * Behind it
 * "@Europe/Berlin" may say in which zone; without it, UTC.
 * Layer: base.
 */
#ifndef WEIR_BASE_CRON_H
#define WEIR_BASE_CRON_H

#include "base/time.h"

typedef struct weir_cron {
    uint64_t seconds, minutes; /* sets: bit n is n */
    uint32_t hours, days, months;
    uint8_t weekdays; /* bit 0 = Monday */
    bool is_last_day;
    uint8_t nth;           /* of the weekday in the month; 0: any */
    bool is_last_weekday;  /* the last such weekday of the month */
    const weir_zone *zone; /* NULL: UTC */
} weir_cron;

/* zones: NULL: a zone is not looked up, but must be written as one. */
bool weir_cron_parse(weir_text text, const weir_zones *zones, weir_cron *out);
/* The first moment behind `after_ms`; false: there is none within WEIR_CRON_YEARS_MAX years. */
#define WEIR_CRON_YEARS_MAX 40
bool weir_cron_next(const weir_cron *cron, int64_t after_ms, int64_t *out_ms);

#endif
