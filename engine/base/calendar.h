/* SPDX-License-Identifier: Apache-2.0
 * base/calendar.h - working days: which days of a calendar are worked on, and when a limit that is counted on it ends.
 *
 * A calendar is frozen. Whoever made it has merged what overrides what (notices of a year, regional days) into one list
 * of days that are not as their weekday says. Days are counted since 1970-01-01 on the local clock of the calendar's
 * zone; times of a day are milliseconds since its local midnight.
 *
 * When a limit ends:
 *
 *   working days    the day of receipt does not count: it is the day of the start, if that works and the start is not
 *                   behind the cut-off, else the next one that works. The limit ends when the n-th working day after it
 *                   closes; 0: when the day of receipt closes
 *   natural days    the day after the start is the first; ends when the n-th closes, or the next one that works
 *   working time    begins at once, runs in the hours of working days alone
 *   natural time    begins at once and never rests
 *   a date          ends when that day closes, whatever day it is
 *
 * Which of them a duration is, the calendar says (weir_duration_reading). One whose name ends in -hours counts hours
 * whatever a duration is written in, since P1D and PT24H are the same duration to FEEL.
 *
 * While a clock stands, nothing is counted: days that a stop touches, with its first and its last, do not count as
 * days; of times exactly the time of the stop does not count.
 * Layer: base.
 */
#ifndef WEIR_BASE_CALENDAR_H
#define WEIR_BASE_CALENDAR_H

#include "base/time.h"

#define WEIR_CALENDAR_SPAN_DAYS_MAX 36600 /* a limit ends within a century */
#define WEIR_LIMIT_REMINDER_PERCENT 80
#define WEIR_CALENDAR_NATURAL "24x7" /* the one that is always there */
#define WEIR_CALENDAR_HOURS_SUFFIX "-hours"

typedef struct weir_calendar_day {
    int64_t day;
    bool is_working;
    bool is_statutory;   /* a public holiday by law, not a day that was moved to make holidays longer */
    weir_text name;      /* "国庆节" */
    weir_text certainty; /* of a year that is not official: statutory, likely, assumed, unknown; else absent */
} weir_calendar_day;

typedef struct weir_calendar_year {
    int32_t year;
    bool is_official; /* by a published notice; else made up until there is one */
    weir_text source;
} weir_calendar_year;

typedef struct weir_calendar_hours {
    int32_t from_ms, to_ms;
} weir_calendar_hours;

/* What a duration counts. */
typedef enum weir_duration_reading {
    WEIR_DURATION_DAYS,    /* P5D working days, PT4H working time; not both in one */
    WEIR_DURATION_HOURS,   /* working time: P1D is 24 hours of it */
    WEIR_DURATION_NATURAL, /* natural time */
} weir_duration_reading;

typedef struct weir_calendar {
    weir_text id, name;
    uint32_t version;                 /* counts up with each correction */
    bool is_natural;                  /* the days and hours of a duration are natural ones, and each year is official */
    bool is_hourly;                   /* and not natural: the days of a duration are 24 hours of working time each */
    const weir_zone *zone;            /* NULL: UTC */
    uint8_t weekly_rest;              /* bit n: weekday n rests, 1 = Monday */
    const weir_calendar_hours *hours; /* of a working day; in order, none touches another */
    uint32_t hours_count;
    int32_t cut_off_ms, close_ms;
    const weir_calendar_year *years; /* in order */
    uint32_t year_count;
    const weir_calendar_day *days; /* in order, each day once */
    uint32_t day_count;
} weir_calendar;

/* Called for ids of calendars, one after the other; false: enough. */
typedef bool (*weir_calendar_id_visit)(void *context, weir_text id);

/* The calendars that a program may use. `find` gives each under its id, as it is now: ENOTFOUND, there is none; EMODEL,
 * it can't be read; ENOMEM. `each` may be NULL; ENOMEM. */
typedef struct weir_calendars {
    weir_err (*find)(void *self, weir_text id, const weir_calendar **out);
    void *self;
    weir_err (*each)(void *self, weir_calendar_id_visit visit, void *context);
} weir_calendars;

/* What calendars are called, for those who look at names alone. */
typedef struct weir_calendar_ids {
    weir_err (*each)(void *self, weir_calendar_id_visit visit, void *context);
    void *self;
} weir_calendar_ids;

weir_duration_reading weir_calendar_reading(const weir_calendar *calendar);
/* The same of a calendar that is known by its name alone. */
weir_duration_reading weir_calendar_reading_of(weir_text id);
/* Without -hours behind it. */
weir_text weir_calendar_plain_name(weir_text name);
/* Whether whoever names `name` means the calendar `id`: it is its id, or that with -hours behind it. */
bool weir_calendar_is_meant(weir_text name, weir_text id);

/* What the calendar says of a day; NULL: nothing, its weekday decides. */
const weir_calendar_day *weir_calendar_find(const weir_calendar *calendar, int64_t day);
bool weir_calendar_is_working(const weir_calendar *calendar, int64_t day);
/* Whether the days of a year are those of a notice; false also for a year that the calendar does not know. */
bool weir_calendar_is_official(const weir_calendar *calendar, int32_t year);
/* Days that work, from one day to another, both of them included. */
int64_t weir_calendar_working_days(const weir_calendar *calendar, int64_t from_day, int64_t to_day);
/* A time of day without an hour yet, on the clock of the calendar. */
weir_time weir_calendar_clock(const weir_calendar *calendar);
/* When a day begins on the clock of the calendar; |day| within its century or about it. */
int64_t weir_calendar_midnight(const weir_calendar *calendar, int64_t day);
/* The local day of an instant. False: beyond the years of weir_date. */
bool weir_calendar_day_of(const weir_calendar *calendar, int64_t epoch_ms, int64_t *out_day);

typedef enum weir_limit_kind {
    WEIR_LIMIT_WORKING_DAYS,
    WEIR_LIMIT_NATURAL_DAYS,
    WEIR_LIMIT_WORKING_TIME,
    WEIR_LIMIT_NATURAL_TIME,
    WEIR_LIMIT_DATE,
} weir_limit_kind;

typedef struct weir_limit {
    weir_limit_kind kind;
    int64_t amount; /* days; milliseconds of the two times; the day of a date */
} weir_limit;

/* 5wd, 30nd, date:2026-12-31, or a duration, which is read as `reading` says. False: not of this form, negative, or a
 * duration of months, or of days and hours together where these are not the same. */
bool weir_limit_parse(weir_text text, weir_duration_reading reading, weir_limit *out);
/* Why weir_limit_parse says no. */
const char *weir_limit_fault(weir_text text, weir_duration_reading reading);
/* So that it is read again as it is: 5wd, 30nd, PT4H, date:2026-12-31. */
void weir_limit_write(const weir_limit *limit, weir_buffer *out);
/* The limit n times, as the n-th period of a cycle; false: more than a century, or it is a date. */
bool weir_limit_times(const weir_limit *limit, int64_t n, weir_limit *out);

/* A while in which a clock stands. */
typedef struct weir_stop {
    int64_t from_ms, to_ms;
} weir_stop;
typedef struct weir_stops {
    const weir_stop *items; /* in order, none overlaps another */
    uint32_t count;
} weir_stops;

typedef struct weir_limit_end {
    int64_t remind_ms; /* when 80 % of the working time until the end is over; of natural time, of that */
    int64_t due_ms;
    bool is_provisional; /* it falls into a year that is not official */
} weir_limit_end;

/* False: it does not end within WEIR_CALENDAR_SPAN_DAYS_MAX, maybe because no day works. */
bool weir_limit_ends(const weir_calendar *calendar, const weir_limit *limit, int64_t start_ms, const weir_stops *stops,
                     weir_limit_end *out);
/* Working days later, when that day closes: an extension that was granted. False as above. */
bool weir_limit_extend(const weir_calendar *calendar, int64_t due_ms, int64_t working_days, const weir_stops *stops,
                       int64_t *out_ms);
/* Working days by which a limit is overdue: those behind the day it was due, with today, that no stop touches. */
int64_t weir_limit_overdue(const weir_calendar *calendar, int64_t due_ms, const weir_stops *stops, int64_t now_ms);

#endif
