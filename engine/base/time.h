/* SPDX-License-Identifier: Apache-2.0
 * base/time.h - calendar dates, times, durations, zones and their ISO 8601 texts.
 *
 * Proleptic Gregorian calendar, years -999,999,999 to 999,999,999, nanoseconds. Instants are int64
 * milliseconds since 1970-01-01T00:00:00Z. Nothing here reads a clock or a file: zone rules come as
 * bytes (TZif, RFC 8536) that the host has loaded.
 * Rules as in java.time: a local time in a gap moves forward by the gap, in an overlap it takes the
 * earlier offset, month arithmetic clamps to the end of the month.
 * Layer: base.   Spec: ISO 8601-1, XML Schema part 2, DMN 1.5 §10.3.2.3.
 */
#ifndef WEIR_BASE_TIME_H
#define WEIR_BASE_TIME_H

#include "base/buffer.h"

typedef struct weir_zone weir_zone; /* frozen rules of one zone */

/* The zones a program may use; `find` gives NULL for an unknown name. */
typedef struct weir_zones {
    const weir_zone *(*find)(void *self, weir_text name);
    void *self;
} weir_zones;

/* Read a TZif file (version 2 or later, with its POSIX footer for the years after the table).
 * name and bytes are copied into the arena. ESYNTAX: not a TZif file. */
WEIR_MUST_USE weir_err weir_zone_read(weir_text name, weir_text bytes, weir_arena *arena, const weir_zone **out,
                                      weir_diag *diag);
weir_text weir_zone_name(const weir_zone *zone);
/* Seconds east of UTC. Instants beyond the years of weir_date have the offset of the last one within. */
int32_t weir_zone_offset_at(const weir_zone *zone, int64_t epoch_s);

typedef struct weir_date {
    int32_t year;
    uint8_t month, day; /* 1-12, 1-31 */
} weir_date;

typedef enum weir_offset_kind { WEIR_OFFSET_NONE, WEIR_OFFSET_FIXED, WEIR_OFFSET_ZONE } weir_offset_kind;

typedef struct weir_time {
    uint8_t hour, minute, second;
    uint8_t offset_kind; /* weir_offset_kind */
    uint32_t nanosecond;
    int32_t offset_s;      /* FIXED only */
    const weir_zone *zone; /* ZONE only */
} weir_time;

typedef struct weir_date_time {
    weir_date date;
    weir_time time;
} weir_date_time;

/* Days and time duration: second and nanosecond have the same sign, |nanosecond| < 1e9. */
typedef struct weir_seconds {
    int64_t second;
    int32_t nanosecond;
} weir_seconds;

/* Days since 1970-01-01 and back; weekday 1 = Monday … 7 = Sunday. */
int64_t weir_date_to_days(weir_date date);
bool weir_date_of_days(int64_t days, weir_date *out); /* false: out of range */
bool weir_date_is_valid(int32_t year, int month, int day);
int weir_date_weekday(weir_date date);
uint8_t weir_month_days(int32_t year, int month);
bool weir_date_add_months(weir_date date, int64_t months, weir_date *out);

/* zones may be NULL: then a time with a zone name is not accepted. All parse the whole text and leave
 * `out` untouched when it is not of their form. Years have 4 to 9 digits, seconds at most 9 after the
 * point, offsets at most 18 hours; second 60 is refused. 24:00:00 of a date-time is the
 * midnight at the end of its day (XML Schema 1.1 part 2, §3.3.7.2); no time. A time needs its seconds, a date-time may
 * leave them out. An offset may be written +08:00, +0800 or +08:00:00, and Z
 * also as z (RFC 3339 §5.6). */
bool weir_date_parse(weir_text text, weir_date *out);
bool weir_time_parse(weir_text text, const weir_zones *zones, weir_time *out);
bool weir_date_time_parse(weir_text text, const weir_zones *zones, weir_date_time *out);
bool weir_months_parse(weir_text text, int64_t *out);       /* P1Y2M, -P3M */
bool weir_seconds_parse(weir_text text, weir_seconds *out); /* P1DT2H3M4.5S */

void weir_date_write(weir_date date, weir_buffer *out);
void weir_time_write(const weir_time *time, weir_buffer *out);
void weir_date_time_write(const weir_date_time *value, weir_buffer *out);
void weir_months_write(int64_t months, weir_buffer *out);
void weir_seconds_write(weir_seconds seconds, weir_buffer *out);

/* Seconds since 1970 in UTC and the nanosecond; a value without offset is read as UTC. */
void weir_date_time_instant(const weir_date_time *value, int64_t *epoch_s, uint32_t *nanosecond);
/* Fractions of a millisecond are cut off; INT64_MIN or INT64_MAX beyond what int64 holds (292 million years). */
int64_t weir_date_time_to_ms(const weir_date_time *value);
/* The local date-time of an instant, in the offset or zone of `like` (NULL: UTC). */
bool weir_date_time_of_instant(int64_t epoch_s, uint32_t nanosecond, const weir_time *like, weir_date_time *out);
/* Add on the local clock for months, on the time line for seconds. */
bool weir_date_time_add_months(const weir_date_time *value, int64_t months, weir_date_time *out);
bool weir_date_time_add_seconds(const weir_date_time *value, weir_seconds seconds, weir_date_time *out);
/* Order on the time line: -1, 0, 1. A time of day with a zone has the offset that its zone had on 2000-01-01. */
int weir_date_time_compare(const weir_date_time *a, const weir_date_time *b);
int weir_time_compare(const weir_time *a, const weir_time *b);

/* "2026-11-23T01:00:00.000Z", always UTC with milliseconds: the form of facts. */
void weir_instant_write(int64_t epoch_ms, weir_buffer *out);

/* An ISO 8601 duration of any parts (P1Y2M10DT2H), as BPMN timers use it: months and seconds together. */
typedef struct weir_period {
    int64_t months;
    int64_t days; /* with weeks; kept apart: a day is a calendar day in a zone */
    weir_seconds time;
} weir_period;
bool weir_period_parse(weir_text text, weir_period *out);
/* instant + n * period: months, then days on the local clock of `zone` (NULL: UTC), then the time on the time
 * line; false on overflow. */
bool weir_period_add(int64_t epoch_ms, const weir_period *period, int64_t n, const weir_zone *zone, int64_t *out_ms);

/* A BPMN time cycle: R3/PT10H, R/2026-01-01T00:00:00Z/P1M, R/P1D/2026-12-31T00:00:00Z (ISO 8601-1 §5.6),
 * or all three of start, period and end.
 * count -1 = without end. A period that is negative or below a millisecond is refused. The n-th time is computed from
 * the start, never from the one before it. */
typedef struct weir_cycle {
    int64_t count;
    bool has_start, has_end;
    int64_t start_ms, end_ms;
    weir_period period;
    weir_text period_text;
} weir_cycle;
bool weir_cycle_parse(weir_text text, const weir_zones *zones, weir_cycle *out);
/* The same where a calendar counts the periods (base/calendar.h): `period_text` is any limit but a date, as 5wd, and
 * `period` unset. clock: of instants without an offset. */
bool weir_cycle_parse_counted(weir_text text, const weir_zones *zones, const weir_time *clock, weir_cycle *out);

#endif
