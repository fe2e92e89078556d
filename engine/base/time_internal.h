/* SPDX-License-Identifier: Apache-2.0
 * base/time_internal.h - what the files behind base/time.h share: a scanner, clock arithmetic, zone rules.
 *
 * Layer: base, private to it.
 */
#ifndef WEIR_BASE_TIME_INTERNAL_H
#define WEIR_BASE_TIME_INTERNAL_H

#include "base/time.h"

#define WEIR_YEAR_MAX 999999999
#define WEIR_NS_PER_SECOND 1000000000
#define WEIR_NS_PER_MS 1000000
#define WEIR_SECONDS_PER_DAY 86400

/* A place in a text; every weir_scan_ function moves it only when it found what it looks for. */
typedef struct weir_scan {
    const char *at, *end;
} weir_scan;

weir_scan weir_scan_of(weir_text text);
bool weir_scan_is_done(const weir_scan *scan);
bool weir_scan_char(weir_scan *scan, char c);
/* Exactly `count` digits (at most 9). */
bool weir_scan_fixed(weir_scan *scan, unsigned count, int32_t *out);
/* One or more digits; false when there is none or the number does not fit. */
bool weir_scan_number(weir_scan *scan, int64_t *out);
/* An optional '.' with 1 to 9 digits, as nanoseconds; false for a point with no digits or too many. */
bool weir_scan_fraction(weir_scan *scan, uint32_t *nanosecond);

/* Division towards minus infinity; the divisor is positive, so the rest is not negative. */
int64_t weir_floor_divide(int64_t number, int64_t divisor);
int64_t weir_floor_rest(int64_t number, int64_t divisor);

/* weir_date_of_days without a look at the range; |days| below 4e11. */
weir_date weir_date_of_days_unchecked(int64_t days);

/* ".5": the fraction of a second without trailing zeros; nothing for 0. */
void weir_fraction_write(uint32_t nanosecond, weir_buffer *out);

/* Seconds of the local clock (counted as if it were UTC) to seconds of UTC, by the rules of time.h for gaps and
 * overlaps. */
int64_t weir_zone_epoch_of_local(const weir_zone *zone, int64_t local_s);

/* A stretch of the time line with one offset: begin <= t < end. INT64_MIN and INT64_MAX stand for "always". */
typedef struct weir_zone_stretch {
    int64_t begin_s, end_s;
    int32_t offset_s;
} weir_zone_stretch;

/* The day on which a yearly change falls. */
typedef enum weir_change_day {
    WEIR_CHANGE_JULIAN, /* Jn: 1-365, February 29 is not counted */
    WEIR_CHANGE_ZERO,   /* n: 0-365, February 29 is counted */
    WEIR_CHANGE_WEEK,   /* Mm.w.d: weekday d (0 = Sunday) of week w (5 = last) in month m */
} weir_change_day;

typedef struct weir_zone_change {
    weir_change_day kind;
    int32_t month, week, day;
    int32_t time_s; /* on the clock before the change, -167 to 167 hours from midnight */
} weir_zone_change;

/* The footer of a TZif file: the rule for all years after its table (POSIX TZ, as RFC 8536 §3.3.1 extends it). */
typedef struct weir_zone_rule {
    int32_t standard_s, summer_s; /* seconds east of UTC */
    bool has_summer;
    weir_zone_change to_summer, to_standard;
} weir_zone_rule;

bool weir_zone_rule_parse(weir_text text, weir_zone_rule *out);
/* |epoch_s| at most WEIR_EPOCH_S_MAX. */
weir_zone_stretch weir_zone_rule_stretch(const weir_zone_rule *rule, int64_t epoch_s);

#define WEIR_EPOCH_S_MAX INT64_C(32000000000000000) /* beyond the years that weir_date holds */
#define WEIR_OFFSET_S_MAX 93599                     /* 25:59:59, RFC 8536 §3.2 */

#endif
