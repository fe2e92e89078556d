/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_temporal.c - making dates, times and durations, and asking the calendar; see builtins.def.
 *
 * Spec: DMN 1.5 §10.3.4.1, §10.3.4.6, §10.3.4.7.
 */
#include <assert.h>

#include "feel/builtin.h"

/* +0800, which timers of processes may have and FEEL has not. */
static bool has_short_offset(weir_text text)
{
    const size_t sign = text.length - 5;
    bool is_short = text.length > 5 && (text.at[sign] == '+' || text.at[sign] == '-');

    for (size_t i = 1; i < 5 && is_short; i++)
        is_short = text.at[sign + i] >= '0' && text.at[sign + i] <= '9';
    return is_short;
}

static bool parse_time(weir_text text, const weir_zones *zones, weir_time *out)
{
    return !has_short_offset(text) && weir_time_parse(text, zones, out);
}

static bool parse_date_time(weir_text text, const weir_zones *zones, weir_date_time *out)
{
    return !has_short_offset(text) && weir_date_time_parse(text, zones, out);
}

weir_err weir_feel_temporal_parse(weir_text text, const weir_zones *zones, weir_arena *arena, weir_value *out)
{
    weir_date_time date_time;
    weir_seconds seconds;
    weir_time time;
    weir_date date;
    int64_t months;

    if (parse_date_time(text, zones, &date_time))
        return weir_make_date_time(arena, &date_time, out);
    if (parse_time(text, zones, &time))
        return weir_make_time(arena, &time, out);
    if (weir_date_parse(text, &date))
        *out = weir_make_date(date);
    else if (weir_months_parse(text, &months))
        *out = weir_make_months(months);
    else if (weir_seconds_parse(text, &seconds))
        *out = weir_make_seconds(seconds);
    else
        *out = weir_null();
    return WEIR_OK;
}

weir_err weir_builtin_at_literal(weir_call *call, weir_value *out)
{
    WEIR_TRY(weir_feel_temporal_parse(call->arguments[0].as.string, call->run->zones, call->arena, out));
    if (out->kind == WEIR_NULL)
        *out = weir_call_null(call, "the text is no date, time or duration");
    return WEIR_OK;
}

static weir_err not_a(weir_call *call, const char *what, weir_value *out)
{
    *out = weir_call_null(call, "this is no %s", what);
    return WEIR_OK;
}

/* The item of a singleton list, else the value. */
static const weir_value *single(const weir_value *value)
{
    return value->kind == WEIR_LIST && value->count == 1 ? value->as.items : value;
}

/* A whole number within bounds; false: something else. */
static bool read_integer(const weir_value *argument, int64_t min, int64_t max, int64_t *out)
{
    const weir_value *value = single(argument);

    return value->kind == WEIR_NUMBER && weir_decimal_to_int64(value->as.number, out) && *out >= min && *out <= max;
}

static weir_err date_of_parts(weir_call *call, weir_value *out)
{
    int64_t year, month, day;

    if (!read_integer(&call->arguments[0], -999999999, 999999999, &year) ||
        !read_integer(&call->arguments[1], 1, 12, &month) || !read_integer(&call->arguments[2], 1, 31, &day) ||
        !weir_date_is_valid((int32_t)year, (int)month, (int)day))
        return not_a(call, "date", out);
    *out = weir_make_date((weir_date){(int32_t)year, (uint8_t)month, (uint8_t)day});
    return WEIR_OK;
}

weir_err weir_builtin_date(weir_call *call, weir_value *out)
{
    const weir_value *from = single(&call->arguments[0]);
    weir_date date;

    if (call->count == 3)
        return date_of_parts(call, out);
    if (call->count == 2)
        return not_a(call, "date", out);
    if (from->kind == WEIR_DATE)
        *out = *from;
    else if (from->kind == WEIR_DATE_TIME)
        *out = weir_make_date(from->as.date_time->date);
    else if (from->kind == WEIR_STRING && weir_date_parse(from->as.string, &date))
        *out = weir_make_date(date);
    else
        return not_a(call, "date", out);
    return WEIR_OK;
}

/* The second may have a fraction. */
static bool read_second(const weir_value *argument, weir_time *time)
{
    const weir_value *value = single(argument);
    weir_seconds seconds;

    if (value->kind != WEIR_NUMBER || !weir_seconds_of_decimal(value->as.number, &seconds) || seconds.second < 0 ||
        seconds.second > 59 || seconds.nanosecond < 0)
        return false;
    time->second = (uint8_t)seconds.second;
    time->nanosecond = (uint32_t)seconds.nanosecond;
    return true;
}

static bool read_offset(const weir_value *argument, weir_time *time)
{
    const weir_value *value = single(argument);

    if (value->kind == WEIR_NULL)
        return true;
    if (value->kind != WEIR_SECONDS || value->as.seconds.nanosecond || value->as.seconds.second > 18 * 3600 ||
        value->as.seconds.second < -18 * 3600)
        return false;
    time->offset_kind = WEIR_OFFSET_FIXED;
    time->offset_s = (int32_t)value->as.seconds.second;
    return true;
}

static weir_err time_of_parts(weir_call *call, weir_value *out)
{
    const weir_value none = weir_null();
    weir_time time = {0};
    int64_t hour, minute;

    if (call->count < 3 || !read_integer(&call->arguments[0], 0, 23, &hour) ||
        !read_integer(&call->arguments[1], 0, 59, &minute) || !read_second(&call->arguments[2], &time) ||
        !read_offset(call->count == 4 ? &call->arguments[3] : &none, &time))
        return not_a(call, "time", out);
    time.hour = (uint8_t)hour;
    time.minute = (uint8_t)minute;
    return weir_make_time(call->arena, &time, out);
}

weir_err weir_builtin_time(weir_call *call, weir_value *out)
{
    const weir_value *from = single(&call->arguments[0]);
    weir_time time;

    if (call->count > 1)
        return time_of_parts(call, out);
    if (from->kind == WEIR_TIME) {
        *out = *from;
        return WEIR_OK;
    }
    if (from->kind == WEIR_DATE)
        time = weir_midnight(from->as.date).time;
    else if (from->kind == WEIR_DATE_TIME)
        time = from->as.date_time->time;
    else if (from->kind != WEIR_STRING || !parse_time(from->as.string, call->run->zones, &time))
        return not_a(call, "time", out);
    return weir_make_time(call->arena, &time, out);
}

static weir_err join_date_and_time(weir_call *call, weir_value *out)
{
    const weir_value *date = single(&call->arguments[0]), *time = single(&call->arguments[1]);
    weir_date_time joined;

    if ((date->kind != WEIR_DATE && date->kind != WEIR_DATE_TIME) || time->kind != WEIR_TIME)
        return not_a(call, "date and time", out);
    joined.date = date->kind == WEIR_DATE ? date->as.date : date->as.date_time->date;
    joined.time = *time->as.time;
    return weir_make_date_time(call->arena, &joined, out);
}

weir_err weir_builtin_date_and_time(weir_call *call, weir_value *out)
{
    const weir_value *from = single(&call->arguments[0]);
    weir_date_time date_time;
    weir_date date;

    if (call->count == 2)
        return join_date_and_time(call, out);
    if (from->kind == WEIR_DATE_TIME) {
        *out = *from;
        return WEIR_OK;
    }
    if (from->kind == WEIR_DATE)
        date_time = weir_midnight(from->as.date);
    else if (from->kind == WEIR_STRING && weir_date_parse(from->as.string, &date))
        date_time = (weir_date_time){.date = date};
    else if (from->kind != WEIR_STRING || !parse_date_time(from->as.string, call->run->zones, &date_time))
        return not_a(call, "date and time", out);
    return weir_make_date_time(call->arena, &date_time, out);
}

weir_err weir_builtin_duration(weir_call *call, weir_value *out)
{
    const weir_text from = call->arguments[0].as.string;
    weir_seconds seconds;
    int64_t months;

    if (weir_months_parse(from, &months))
        *out = weir_make_months(months);
    else if (weir_seconds_parse(from, &seconds))
        *out = weir_make_seconds(seconds);
    else
        return not_a(call, "duration", out);
    return WEIR_OK;
}

static bool read_date(const weir_value *value, weir_date *out)
{
    if (value->kind != WEIR_DATE && value->kind != WEIR_DATE_TIME)
        return false;
    *out = value->kind == WEIR_DATE ? value->as.date : value->as.date_time->date;
    return true;
}

/* Whole months between the two dates, towards zero; clocks don't count. */
weir_err weir_builtin_years_and_months_duration(weir_call *call, weir_value *out)
{
    weir_date from, to;
    int64_t months;

    if (!read_date(single(&call->arguments[0]), &from) || !read_date(single(&call->arguments[1]), &to))
        return not_a(call, "date", out);
    months = ((int64_t)to.year - from.year) * 12 + to.month - from.month;
    if (months > 0 && to.day < from.day)
        months--;
    else if (months < 0 && to.day > from.day)
        months++;
    *out = weir_make_months(months);
    return WEIR_OK;
}

/* The clock of the run, in UTC. */
static weir_date_time read_clock(const weir_call *call)
{
    const weir_time utc = {.offset_kind = WEIR_OFFSET_FIXED};
    int64_t second = call->run->now_ms / 1000, millisecond = call->run->now_ms % 1000;
    weir_date_time now;
    bool fits;

    if (millisecond < 0) {
        millisecond += 1000;
        second--;
    }
    fits = weir_date_time_of_instant(second, (uint32_t)millisecond * 1000000u, &utc, &now);
    assert(fits); /* 64 bits of milliseconds end inside the calendar */
    (void)fits;
    return now;
}

weir_err weir_builtin_now(weir_call *call, weir_value *out)
{
    const weir_date_time now = read_clock(call);

    return weir_make_date_time(call->arena, &now, out);
}

weir_err weir_builtin_today(weir_call *call, weir_value *out)
{
    *out = weir_make_date(read_clock(call).date);
    return WEIR_OK;
}

static weir_date date_argument(const weir_call *call)
{
    const weir_value *value = &call->arguments[0];

    return value->kind == WEIR_DATE ? value->as.date : value->as.date_time->date;
}

static int64_t day_of_year(weir_date date)
{
    return weir_date_to_days(date) - weir_date_to_days((weir_date){date.year, 1, 1}) + 1;
}

weir_err weir_builtin_day_of_year(weir_call *call, weir_value *out)
{
    *out = weir_integer(day_of_year(date_argument(call)));
    return WEIR_OK;
}

weir_err weir_builtin_day_of_week(weir_call *call, weir_value *out)
{
    static const weir_text names[] = {{"Monday", 6}, {"Tuesday", 7},  {"Wednesday", 9}, {"Thursday", 8},
                                      {"Friday", 6}, {"Saturday", 8}, {"Sunday", 6}};

    *out = weir_string(names[weir_date_weekday(date_argument(call)) - 1]);
    return WEIR_OK;
}

weir_err weir_builtin_month_of_year(weir_call *call, weir_value *out)
{
    static const weir_text names[] = {{"January", 7},   {"February", 8}, {"March", 5},    {"April", 5},
                                      {"May", 3},       {"June", 4},     {"July", 4},     {"August", 6},
                                      {"September", 9}, {"October", 7},  {"November", 8}, {"December", 8}};

    *out = weir_string(names[date_argument(call).month - 1]);
    return WEIR_OK;
}

/* ISO 8601: the week belongs to the year of its Thursday. */
weir_err weir_builtin_week_of_year(weir_call *call, weir_value *out)
{
    const weir_date date = date_argument(call);
    weir_date thursday;
    const bool fits = weir_date_of_days(weir_date_to_days(date) + 4 - weir_date_weekday(date), &thursday);

    assert(fits); /* the calendar begins on a Monday to Thursday and ends on a Thursday or later */
    (void)fits;
    *out = weir_integer((day_of_year(thursday) - 1) / 7 + 1);
    return WEIR_OK;
}
