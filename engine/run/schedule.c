/* SPDX-License-Identifier: Apache-2.0
 * run/schedule.c - count the times of a cycle.
 */
#include "run/schedule.h"

#include "base/cron.h"

/* A cycle, and the limit that each of its periods is, if a calendar counts. */
typedef struct periods {
    weir_cycle cycle;
    const weir_calendar *calendar;
    weir_limit limit;
} periods;

static bool counted_time(const periods *p, int64_t start_ms, int64_t n, int64_t *out_ms)
{
    weir_limit_end end;
    weir_limit limit;

    if (n == 0) {
        *out_ms = start_ms;
        return true;
    }
    if (!weir_limit_times(&p->limit, n, &limit) || !weir_limit_ends(p->calendar, &limit, start_ms, NULL, &end))
        return false;
    *out_ms = end.due_ms;
    return true;
}

/* When a cycle is due for the n-th time; without a start the first period runs from the time it was armed. */
static bool cycle_time(const periods *p, int64_t start_ms, int64_t n, int64_t *out_ms)
{
    n += p->cycle.has_start ? 0 : 1;
    return p->calendar ? counted_time(p, start_ms, n, out_ms)
                       : weir_period_add(start_ms, &p->cycle.period, n, NULL, out_ms);
}

static bool is_past(const periods *p, int64_t start_ms, int64_t n, int64_t now_ms)
{
    int64_t due_ms;

    return cycle_time(p, start_ms, n, &due_ms) && due_ms < now_ms;
}

/* The first time from n on that is not past. By steps that double, then halve, since the start may lie any number of
 * periods back. */
static int64_t skip_missed(const periods *p, int64_t start_ms, int64_t n, int64_t now_ms)
{
    int64_t step = 1;

    for (; is_past(p, start_ms, n + step - 1, now_ms); step *= 2)
        n += step;
    while ((step /= 2) > 0) {
        if (is_past(p, start_ms, n + step - 1, now_ms))
            n += step;
    }
    return n;
}

static bool is_in_provisional_year(const weir_calendar *calendar, int64_t at_ms)
{
    weir_date date;
    int64_t day;

    return weir_calendar_day_of(calendar, at_ms, &day) && weir_date_of_days(day, &date) &&
           !weir_calendar_is_official(calendar, date.year);
}

/* On the clock of the calendar unless it names a zone, and on days that work. */
static weir_schedule_result find_working(const weir_cron *cron, weir_schedule *schedule, int64_t now_ms)
{
    const weir_calendar *calendar = schedule->calendar;
    weir_cron local = *cron;
    int64_t first, day;

    if (!local.zone)
        local.zone = calendar->zone;
    if (!weir_calendar_day_of(calendar, now_ms, &first))
        return WEIR_SCHEDULE_TOO_FAR;
    do {
        if (!weir_cron_next(&local, now_ms, &schedule->due_ms) ||
            !weir_calendar_day_of(calendar, schedule->due_ms, &day) || day > first + WEIR_CALENDAR_SPAN_DAYS_MAX)
            return WEIR_SCHEDULE_OVER;
        now_ms = weir_calendar_midnight(calendar, day + 1) - 1;
    } while (!weir_calendar_is_working(calendar, day));
    schedule->is_provisional = is_in_provisional_year(calendar, schedule->due_ms);
    return WEIR_SCHEDULE_DUE;
}

static bool parse_cycle(weir_text text, const weir_calendar *calendar, const weir_zones *zones, periods *out)
{
    weir_time clock;

    *out = (periods){.calendar = calendar};
    if (!calendar)
        return weir_cycle_parse(text, zones, &out->cycle);
    clock = weir_calendar_clock(calendar);
    return weir_cycle_parse_counted(text, zones, &clock, &out->cycle) &&
           weir_limit_parse(out->cycle.period_text, weir_calendar_reading(calendar), &out->limit);
}

weir_schedule_result weir_schedule_find(weir_schedule *schedule, int64_t now_ms, const weir_zones *zones)
{
    const weir_text text = weir_text_trim(schedule->text);
    weir_cron cron;
    periods p;

    schedule->is_provisional = false;
    if (weir_cron_parse(text, zones, &cron)) {
        if (schedule->calendar)
            return find_working(&cron, schedule, now_ms);
        return weir_cron_next(&cron, now_ms, &schedule->due_ms) ? WEIR_SCHEDULE_DUE : WEIR_SCHEDULE_OVER;
    }
    if (!parse_cycle(text, schedule->calendar, zones, &p))
        return WEIR_SCHEDULE_MALFORMED;
    if (p.cycle.has_start)
        schedule->start_ms = p.cycle.start_ms;
    schedule->n = skip_missed(&p, schedule->start_ms, schedule->n, now_ms);
    if (p.cycle.count >= 0 && schedule->n >= p.cycle.count)
        return WEIR_SCHEDULE_OVER;
    if (!cycle_time(&p, schedule->start_ms, schedule->n, &schedule->due_ms))
        return WEIR_SCHEDULE_TOO_FAR;
    schedule->is_provisional = p.calendar && is_in_provisional_year(p.calendar, schedule->due_ms);
    return p.cycle.has_end && schedule->due_ms > p.cycle.end_ms ? WEIR_SCHEDULE_OVER : WEIR_SCHEDULE_DUE;
}

weir_schedule_result weir_schedule_again(weir_schedule *schedule, int64_t now_ms, const weir_zones *zones)
{
    weir_cron cron;

    if (!weir_cron_parse(weir_text_trim(schedule->text), zones, &cron))
        now_ms = INT64_MIN; /* no time is missed */
    return weir_schedule_find(schedule, now_ms, zones);
}
