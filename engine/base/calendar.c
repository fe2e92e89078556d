/* SPDX-License-Identifier: Apache-2.0
 * base/calendar.c - which days of a calendar are worked on.
 */
#include "base/calendar.h"

#include "base/time_internal.h"

weir_text weir_calendar_plain_name(weir_text name)
{
    const weir_text suffix = WEIR_T(WEIR_CALENDAR_HOURS_SUFFIX);

    return weir_text_ends_with(name, suffix) ? weir_text_part(name, 0, name.length - suffix.length) : name;
}

weir_duration_reading weir_calendar_reading(const weir_calendar *calendar)
{
    return calendar->is_natural  ? WEIR_DURATION_NATURAL
           : calendar->is_hourly ? WEIR_DURATION_HOURS
                                 : WEIR_DURATION_DAYS;
}

weir_duration_reading weir_calendar_reading_of(weir_text id)
{
    const weir_text plain = weir_calendar_plain_name(id);

    return weir_text_equal(plain, WEIR_T(WEIR_CALENDAR_NATURAL)) ? WEIR_DURATION_NATURAL
           : plain.length < id.length                            ? WEIR_DURATION_HOURS
                                                                 : WEIR_DURATION_DAYS;
}

bool weir_calendar_is_meant(weir_text name, weir_text id)
{
    return weir_text_equal(name, id) || (id.length > 0 && weir_text_equal(weir_calendar_plain_name(name), id));
}

const weir_calendar_day *weir_calendar_find(const weir_calendar *calendar, int64_t day)
{
    uint32_t from = 0, to = calendar->day_count;

    while (from < to) {
        const uint32_t middle = from + (to - from) / 2;

        if (calendar->days[middle].day < day)
            from = middle + 1;
        else
            to = middle;
    }
    return from < calendar->day_count && calendar->days[from].day == day ? &calendar->days[from] : NULL;
}

/* 1970-01-01 was a Thursday. */
static unsigned weekday_of(int64_t day)
{
    return (unsigned)weir_floor_rest(day + 3, 7) + 1;
}

bool weir_calendar_is_working(const weir_calendar *calendar, int64_t day)
{
    const weir_calendar_day *special = weir_calendar_find(calendar, day);

    return special ? special->is_working : !(calendar->weekly_rest >> weekday_of(day) & 1);
}

bool weir_calendar_is_official(const weir_calendar *calendar, int32_t year)
{
    if (calendar->is_natural)
        return true;
    for (uint32_t i = 0; i < calendar->year_count; i++) {
        if (calendar->years[i].year == year)
            return calendar->years[i].is_official;
    }
    return false;
}

int64_t weir_calendar_working_days(const weir_calendar *calendar, int64_t from_day, int64_t to_day)
{
    int64_t count = 0;

    for (int64_t day = from_day; day <= to_day; day++)
        count += weir_calendar_is_working(calendar, day);
    return count;
}

weir_time weir_calendar_clock(const weir_calendar *calendar)
{
    return (weir_time){.offset_kind = calendar->zone ? WEIR_OFFSET_ZONE : WEIR_OFFSET_FIXED, .zone = calendar->zone};
}

bool weir_calendar_day_of(const weir_calendar *calendar, int64_t epoch_ms, int64_t *out_day)
{
    const weir_time like = weir_calendar_clock(calendar);
    weir_date_time local;

    if (!weir_date_time_of_instant(weir_floor_divide(epoch_ms, 1000), 0, &like, &local))
        return false;
    *out_day = weir_date_to_days(local.date);
    return true;
}

int64_t weir_calendar_midnight(const weir_calendar *calendar, int64_t day)
{
    const weir_date_time at = {.date = weir_date_of_days_unchecked(day), .time = weir_calendar_clock(calendar)};

    return weir_date_time_to_ms(&at);
}
