/* SPDX-License-Identifier: Apache-2.0
 * base/limit.c - when a limit that is counted on a calendar ends.
 */
#include "base/calendar.h"

#include <string.h>

#include "base/time_internal.h"

#define MS_PER_DAY (86400 * INT64_C(1000))
#define AMOUNT_MAX (WEIR_CALENDAR_SPAN_DAYS_MAX * MS_PER_DAY)

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

static bool parse_duration(weir_text text, weir_duration_reading reading, weir_limit *out)
{
    weir_period period;
    int64_t time_ms;

    if (!weir_period_parse(text, &period) || period.months != 0 || period.days < 0 || period.time.second < 0 ||
        period.time.nanosecond < 0 || period.days > WEIR_CALENDAR_SPAN_DAYS_MAX ||
        period.time.second > AMOUNT_MAX / 1000)
        return false;
    time_ms = period.time.second * 1000 + period.time.nanosecond / WEIR_NS_PER_MS;
    if (reading == WEIR_DURATION_NATURAL)
        *out = (weir_limit){WEIR_LIMIT_NATURAL_TIME, period.days * MS_PER_DAY + time_ms};
    else if (reading == WEIR_DURATION_HOURS)
        *out = (weir_limit){WEIR_LIMIT_WORKING_TIME, period.days * MS_PER_DAY + time_ms};
    else if (!memchr(text.at, 'T', text.length))
        *out = (weir_limit){WEIR_LIMIT_WORKING_DAYS, period.days};
    else if (period.days == 0)
        *out = (weir_limit){WEIR_LIMIT_WORKING_TIME, time_ms};
    else
        return false;
    return true;
}

bool weir_limit_parse(weir_text text, weir_duration_reading reading, weir_limit *out)
{
    static const struct {
        const char *unit;
        weir_limit_kind kind;
    } units[] = {{"wd", WEIR_LIMIT_WORKING_DAYS}, {"nd", WEIR_LIMIT_NATURAL_DAYS}};
    const weir_text date = WEIR_T("date:");
    weir_scan scan = weir_scan_of(text);
    weir_date day;
    int64_t amount;

    if (weir_text_starts_with(text, date)) {
        if (!weir_date_parse(weir_text_part(text, date.length, text.length - date.length), &day))
            return false;
        *out = (weir_limit){WEIR_LIMIT_DATE, weir_date_to_days(day)};
        return true;
    }
    if (!weir_scan_number(&scan, &amount))
        return parse_duration(text, reading, out);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const weir_text rest = {scan.at, (size_t)(scan.end - scan.at)};

        if (!weir_text_equal(rest, weir_text_of(units[i].unit)) || amount > WEIR_CALENDAR_SPAN_DAYS_MAX)
            continue;
        *out = (weir_limit){units[i].kind, amount};
        return true;
    }
    return false;
}

const char *weir_limit_fault(weir_text text, weir_duration_reading reading)
{
    weir_scan scan = weir_scan_of(text);
    weir_period period;
    int64_t amount;

    if (weir_scan_number(&scan, &amount) && amount > WEIR_CALENDAR_SPAN_DAYS_MAX)
        return "a limit ends within a century; write fewer days";
    if (weir_text_starts_with(text, WEIR_T("-")))
        return "a limit is not negative";
    if (!weir_period_parse(text, &period))
        return "write a limit like 5wd, 30nd, P5D, PT4H or date:2026-12-31";
    if (period.months != 0)
        return "years and months are not counted; write days";
    if (reading == WEIR_DURATION_DAYS && period.days != 0 && memchr(text.at, 'T', text.length))
        return "days and hours don't go together, as a working day has no 24 hours; write one of them";
    return "a limit ends within a century; write less";
}

/* Hours are the largest unit, so that every calendar reads the same. */
static void write_time(int64_t time_ms, weir_buffer *out)
{
    const int64_t second = time_ms / 1000;
    const uint32_t rest_ms = (uint32_t)(time_ms % 1000);

    weir_buffer_text(out, WEIR_T("PT"));
    if (second >= 3600)
        weir_buffer_format(out, "%lldH", (long long)(second / 3600));
    if (second / 60 % 60 > 0)
        weir_buffer_format(out, "%lldM", (long long)(second / 60 % 60));
    if (second % 60 == 0 && rest_ms == 0 && second > 0)
        return;
    weir_buffer_format(out, "%lld", (long long)(second % 60));
    weir_fraction_write(rest_ms * WEIR_NS_PER_MS, out);
    weir_buffer_char(out, 'S');
}

void weir_limit_write(const weir_limit *limit, weir_buffer *out)
{
    switch (limit->kind) {
    case WEIR_LIMIT_WORKING_DAYS:
        weir_buffer_format(out, "%lldwd", (long long)limit->amount);
        return;
    case WEIR_LIMIT_NATURAL_DAYS:
        weir_buffer_format(out, "%lldnd", (long long)limit->amount);
        return;
    case WEIR_LIMIT_WORKING_TIME:
    case WEIR_LIMIT_NATURAL_TIME:
        write_time(limit->amount, out);
        return;
    case WEIR_LIMIT_DATE:
        weir_buffer_text(out, WEIR_T("date:"));
        weir_date_write(weir_date_of_days_unchecked(limit->amount), out);
        return;
    }
}

bool weir_limit_times(const weir_limit *limit, int64_t n, weir_limit *out)
{
    const bool is_time = limit->kind == WEIR_LIMIT_WORKING_TIME || limit->kind == WEIR_LIMIT_NATURAL_TIME;
    const int64_t max = is_time ? AMOUNT_MAX : WEIR_CALENDAR_SPAN_DAYS_MAX;

    if (limit->kind == WEIR_LIMIT_DATE || n < 0 || (limit->amount > 0 && n > max / limit->amount))
        return false;
    *out = (weir_limit){limit->kind, limit->amount * n};
    return true;
}

/* ── days ────────────────────────────────────────────────────────────────────────────────────────────── */

/* What is counted, and what it is counted on. */
typedef struct count {
    const weir_calendar *calendar;
    const weir_stops *stops;
    int64_t start_ms, start_day;
} count;

/* A time of a local day; the day is one that a calendar can reach. */
static int64_t instant_of(const weir_calendar *calendar, int64_t day, int32_t of_day_ms)
{
    const int32_t second = of_day_ms / 1000;
    weir_date_time local = {
        .date = weir_date_of_days_unchecked(day + second / WEIR_SECONDS_PER_DAY), /* 24:00 is the next day */
        .time = weir_calendar_clock(calendar)};

    local.time.hour = (uint8_t)(second / 3600 % 24);
    local.time.minute = (uint8_t)(second / 60 % 60);
    local.time.second = (uint8_t)(second % 60);
    return weir_date_time_to_ms(&local);
}

static bool is_touched(const count *c, int64_t day)
{
    const int64_t from_ms = instant_of(c->calendar, day, 0), to_ms = instant_of(c->calendar, day + 1, 0);

    for (uint32_t i = 0; i < c->stops->count; i++) {
        if (c->stops->items[i].from_ms < to_ms && c->stops->items[i].to_ms >= from_ms)
            return true;
    }
    return false;
}

/* The first day from there on that works; false: none within reach. */
static bool find_working(const count *c, int64_t day, int64_t *out)
{
    for (int64_t last = c->start_day + WEIR_CALENDAR_SPAN_DAYS_MAX; day <= last; day++) {
        if (!weir_calendar_is_working(c->calendar, day))
            continue;
        *out = day;
        return true;
    }
    return false;
}

static bool find_receipt(const count *c, int64_t *out)
{
    const bool is_late = c->start_ms > instant_of(c->calendar, c->start_day, c->calendar->cut_off_ms);

    return find_working(c, c->start_day + is_late, out);
}

/* The n-th day behind `day` that counts. */
static bool count_days(const count *c, int64_t day, int64_t n, bool only_working, int64_t *out)
{
    const int64_t last = c->start_day + WEIR_CALENDAR_SPAN_DAYS_MAX;

    while (n > 0) {
        if (++day > last)
            return false;
        n -= !is_touched(c, day) && (!only_working || weir_calendar_is_working(c->calendar, day));
    }
    *out = day;
    return true;
}

/* ── time ────────────────────────────────────────────────────────────────────────────────────────────── */

/* Time that is used up on the way from one instant to another. */
typedef struct walk {
    int64_t left_ms, until_ms;
    int64_t used_ms;
    int64_t at_ms; /* where it was used up */
} walk;

static bool use(walk *w, int64_t from_ms, int64_t to_ms)
{
    int64_t length_ms;

    if (to_ms > w->until_ms)
        to_ms = w->until_ms;
    length_ms = to_ms > from_ms ? to_ms - from_ms : 0;
    if (length_ms >= w->left_ms) {
        w->used_ms += w->left_ms;
        w->at_ms = from_ms + w->left_ms;
        w->left_ms = 0;
        return true;
    }
    w->left_ms -= length_ms;
    w->used_ms += length_ms;
    return false;
}

/* The parts of a stretch in which the clock runs. */
static bool use_running(const count *c, walk *w, int64_t from_ms, int64_t to_ms)
{
    for (uint32_t i = 0; i < c->stops->count && from_ms < to_ms; i++) {
        const weir_stop *stop = &c->stops->items[i];

        if (stop->to_ms <= from_ms)
            continue;
        if (stop->from_ms >= to_ms)
            break;
        if (stop->from_ms > from_ms && use(w, from_ms, stop->from_ms))
            return true;
        from_ms = stop->to_ms;
    }
    return from_ms < to_ms && use(w, from_ms, to_ms);
}

/* Through the hours of working days. by_day: days that a stop touches are left out, else the time of the stop alone.
 * False: the end of the walk or of what a calendar can reach came first. */
static bool walk_hours(const count *c, int64_t from_ms, bool by_day, walk *w)
{
    const weir_calendar *calendar = c->calendar;

    for (int64_t day = c->start_day; day <= c->start_day + WEIR_CALENDAR_SPAN_DAYS_MAX; day++) {
        if (instant_of(calendar, day, 0) >= w->until_ms)
            return false;
        if (!weir_calendar_is_working(calendar, day) || (by_day && is_touched(c, day)))
            continue;
        for (uint32_t i = 0; i < calendar->hours_count; i++) {
            const int64_t opens_ms = instant_of(calendar, day, calendar->hours[i].from_ms);
            const int64_t closes_ms = instant_of(calendar, day, calendar->hours[i].to_ms);
            const int64_t begin_ms = opens_ms > from_ms ? opens_ms : from_ms;

            if (begin_ms < closes_ms && (by_day ? use(w, begin_ms, closes_ms) : use_running(c, w, begin_ms, closes_ms)))
                return true;
        }
    }
    return false;
}

static int64_t part_of(int64_t amount)
{
    return amount / 100 * WEIR_LIMIT_REMINDER_PERCENT + amount % 100 * WEIR_LIMIT_REMINDER_PERCENT / 100;
}

/* When most of the working time from there to the end is over; without any, at the end. */
static int64_t remind_between(const count *c, int64_t from_ms, int64_t due_ms)
{
    walk all = {.left_ms = INT64_MAX, .until_ms = due_ms};
    walk part = {.until_ms = due_ms};

    (void)walk_hours(c, from_ms, true, &all); /* it ends at the end */
    part.left_ms = part_of(all.used_ms);
    return part.left_ms > 0 && walk_hours(c, from_ms, true, &part) ? part.at_ms : due_ms;
}

/* ── kinds ───────────────────────────────────────────────────────────────────────────────────────────── */

static bool end_working_days(const count *c, int64_t amount, weir_limit_end *out)
{
    int64_t receipt, day;

    if (!find_receipt(c, &receipt) || !count_days(c, receipt, amount, true, &day))
        return false;
    out->due_ms = instant_of(c->calendar, day, c->calendar->close_ms);
    out->remind_ms =
        remind_between(c, amount == 0 ? c->start_ms : instant_of(c->calendar, receipt + 1, 0), out->due_ms);
    return true;
}

static bool end_natural_days(const count *c, int64_t amount, weir_limit_end *out)
{
    int64_t day;

    if (!count_days(c, c->start_day, amount, false, &day) || !find_working(c, day, &day))
        return false;
    out->due_ms = instant_of(c->calendar, day, c->calendar->close_ms);
    out->remind_ms = remind_between(c, instant_of(c->calendar, c->start_day + 1, 0), out->due_ms);
    return true;
}

static bool end_working_time(const count *c, int64_t amount, weir_limit_end *out)
{
    walk all = {.left_ms = amount, .until_ms = INT64_MAX};
    walk part = {.left_ms = part_of(amount), .until_ms = INT64_MAX};

    if (!walk_hours(c, c->start_ms, false, &part) || !walk_hours(c, c->start_ms, false, &all))
        return false;
    out->due_ms = all.at_ms;
    out->remind_ms = part.at_ms;
    return true;
}

static bool end_natural_time(const count *c, int64_t amount, weir_limit_end *out)
{
    const int64_t last_ms = instant_of(c->calendar, c->start_day + WEIR_CALENDAR_SPAN_DAYS_MAX, 0);
    walk all = {.left_ms = amount, .until_ms = INT64_MAX};
    walk part = {.left_ms = part_of(amount), .until_ms = INT64_MAX};

    if (!use_running(c, &part, c->start_ms, last_ms) || !use_running(c, &all, c->start_ms, last_ms))
        return false;
    out->due_ms = all.at_ms;
    out->remind_ms = part.at_ms;
    return true;
}

static bool end_date(const count *c, int64_t day, weir_limit_end *out)
{
    if (day > c->start_day + WEIR_CALENDAR_SPAN_DAYS_MAX || day < c->start_day - WEIR_CALENDAR_SPAN_DAYS_MAX)
        return false;
    out->due_ms = instant_of(c->calendar, day, c->calendar->close_ms);
    out->remind_ms = remind_between(c, c->start_ms, out->due_ms);
    return true;
}

bool weir_limit_ends(const weir_calendar *calendar, const weir_limit *limit, int64_t start_ms, const weir_stops *stops,
                     weir_limit_end *out)
{
    static bool (*const kinds[])(const count *c, int64_t amount, weir_limit_end *out) = {
        [WEIR_LIMIT_WORKING_DAYS] = end_working_days,
        [WEIR_LIMIT_NATURAL_DAYS] = end_natural_days,
        [WEIR_LIMIT_WORKING_TIME] = end_working_time,
        [WEIR_LIMIT_NATURAL_TIME] = end_natural_time,
        [WEIR_LIMIT_DATE] = end_date,
    };
    static const weir_stops none = {0};
    count c = {.calendar = calendar, .stops = stops ? stops : &none, .start_ms = start_ms};
    weir_limit_end end;
    int64_t day;

    if (!weir_calendar_day_of(calendar, start_ms, &c.start_day) || !kinds[limit->kind](&c, limit->amount, &end) ||
        !weir_calendar_day_of(calendar, end.due_ms, &day))
        return false;
    end.is_provisional = !weir_calendar_is_official(calendar, weir_date_of_days_unchecked(day).year);
    *out = end;
    return true;
}

static const weir_stops no_stops = {0};

bool weir_limit_extend(const weir_calendar *calendar, int64_t due_ms, int64_t working_days, const weir_stops *stops,
                       int64_t *out_ms)
{
    count c = {.calendar = calendar, .stops = stops ? stops : &no_stops, .start_ms = due_ms};
    int64_t day;

    if (!weir_calendar_day_of(calendar, due_ms, &c.start_day) || !count_days(&c, c.start_day, working_days, true, &day))
        return false;
    *out_ms = instant_of(calendar, day, calendar->close_ms);
    return true;
}

int64_t weir_limit_overdue(const weir_calendar *calendar, int64_t due_ms, const weir_stops *stops, int64_t now_ms)
{
    const count c = {.calendar = calendar, .stops = stops ? stops : &no_stops};
    int64_t due_day, today, days = 0;

    if (!weir_calendar_day_of(calendar, due_ms, &due_day) || !weir_calendar_day_of(calendar, now_ms, &today))
        return 0;
    if (today > due_day + WEIR_CALENDAR_SPAN_DAYS_MAX)
        today = due_day + WEIR_CALENDAR_SPAN_DAYS_MAX;
    for (int64_t day = due_day + 1; day <= today; day++)
        days += weir_calendar_is_working(calendar, day) && !is_touched(&c, day);
    return days;
}
