/* SPDX-License-Identifier: Apache-2.0
 * base/iso8601.c - dates, times and date-times as texts.
 *
 * The forms of XML Schema part 2 with the zone names of FEEL (10:00:00@Asia/Shanghai). Beyond them an offset
 * may lack its colon (+0800) or have seconds, and a date-time may lack its seconds, as seen in BPMN timers.
 */
#include "base/time_internal.h"

#define YEAR_DIGITS_MIN 4
#define YEAR_DIGITS_MAX 9
#define OFFSET_HOURS_MAX 18

static bool scan_date(weir_scan *scan, weir_date *out)
{
    weir_scan ahead = *scan;
    const bool is_negative = weir_scan_char(&ahead, '-');
    const char *const digits = ahead.at;
    int64_t year;
    int32_t month, day;
    ptrdiff_t digit_count;

    if (!weir_scan_number(&ahead, &year))
        return false;
    digit_count = ahead.at - digits;
    if (digit_count < YEAR_DIGITS_MIN || digit_count > YEAR_DIGITS_MAX ||
        (digit_count > YEAR_DIGITS_MIN && *digits == '0') || (is_negative && year == 0))
        return false;
    if (!weir_scan_char(&ahead, '-') || !weir_scan_fixed(&ahead, 2, &month) || !weir_scan_char(&ahead, '-') ||
        !weir_scan_fixed(&ahead, 2, &day))
        return false;
    year = is_negative ? -year : year;
    if (!weir_date_is_valid((int32_t)year, month, day))
        return false;
    *scan = ahead;
    *out = (weir_date){(int32_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

/* hh:mm, hh:mm:ss or hhmm after the sign. */
static bool scan_offset(weir_scan *scan, bool is_west, weir_time *out)
{
    int32_t hour, minute, second = 0;
    bool has_colon;

    if (!weir_scan_fixed(scan, 2, &hour))
        return false;
    has_colon = weir_scan_char(scan, ':');
    if (!weir_scan_fixed(scan, 2, &minute))
        return false;
    if (has_colon && weir_scan_char(scan, ':') && !weir_scan_fixed(scan, 2, &second))
        return false;
    if (minute > 59 || second > 59 || hour * 3600 + minute * 60 + second > OFFSET_HOURS_MAX * 3600)
        return false;
    out->offset_kind = WEIR_OFFSET_FIXED;
    out->offset_s = hour * 3600 + minute * 60 + second;
    if (is_west)
        out->offset_s = -out->offset_s;
    return true;
}

/* The name reaches to the end of the text: it may have any mark inside. */
static bool scan_zone(weir_scan *scan, const weir_zones *zones, weir_time *out)
{
    const weir_text name = {scan->at, (size_t)(scan->end - scan->at)};

    if (!zones || name.length == 0)
        return false;
    out->zone = zones->find(zones->self, name);
    if (!out->zone)
        return false;
    out->offset_kind = WEIR_OFFSET_ZONE;
    scan->at = scan->end;
    return true;
}

static bool scan_place(weir_scan *scan, const weir_zones *zones, weir_time *out)
{
    if (weir_scan_char(scan, 'Z') || weir_scan_char(scan, 'z')) {
        out->offset_kind = WEIR_OFFSET_FIXED;
        return true;
    }
    if (weir_scan_char(scan, '+'))
        return scan_offset(scan, false, out);
    if (weir_scan_char(scan, '-'))
        return scan_offset(scan, true, out);
    if (weir_scan_char(scan, '@'))
        return scan_zone(scan, zones, out);
    return true;
}

/* is_end_of_day: it was 24:00:00, and out is midnight; NULL: there is no such time. */
static bool scan_time(weir_scan *scan, bool needs_second, const weir_zones *zones, weir_time *out, bool *is_end_of_day)
{
    weir_scan ahead = *scan;
    weir_time time = {.offset_kind = WEIR_OFFSET_NONE};
    int32_t hour, minute, second = 0;

    if (!weir_scan_fixed(&ahead, 2, &hour) || !weir_scan_char(&ahead, ':') || !weir_scan_fixed(&ahead, 2, &minute))
        return false;
    if (weir_scan_char(&ahead, ':')) {
        if (!weir_scan_fixed(&ahead, 2, &second) || !weir_scan_fraction(&ahead, &time.nanosecond))
            return false;
    } else if (needs_second) {
        return false;
    }
    if (is_end_of_day && hour == 24 && minute == 0 && second == 0 && time.nanosecond == 0) {
        *is_end_of_day = true;
        hour = 0;
    }
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    if (!scan_place(&ahead, zones, &time))
        return false;
    time.hour = (uint8_t)hour;
    time.minute = (uint8_t)minute;
    time.second = (uint8_t)second;
    *scan = ahead;
    *out = time;
    return true;
}

bool weir_date_parse(weir_text text, weir_date *out)
{
    weir_scan scan = weir_scan_of(text);
    weir_date date;

    if (!scan_date(&scan, &date) || !weir_scan_is_done(&scan))
        return false;
    *out = date;
    return true;
}

bool weir_time_parse(weir_text text, const weir_zones *zones, weir_time *out)
{
    weir_scan scan = weir_scan_of(text);
    weir_time time;

    if (!scan_time(&scan, true, zones, &time, NULL) || !weir_scan_is_done(&scan))
        return false;
    *out = time;
    return true;
}

bool weir_date_time_parse(weir_text text, const weir_zones *zones, weir_date_time *out)
{
    weir_scan scan = weir_scan_of(text);
    weir_date_time value;
    bool is_end_of_day = false;

    if (!scan_date(&scan, &value.date) || !weir_scan_char(&scan, 'T') ||
        !scan_time(&scan, false, zones, &value.time, &is_end_of_day) || !weir_scan_is_done(&scan))
        return false;
    if (is_end_of_day && !weir_date_of_days(weir_date_to_days(value.date) + 1, &value.date))
        return false;
    *out = value;
    return true;
}

void weir_date_write(weir_date date, weir_buffer *out)
{
    const int64_t year = date.year;

    weir_buffer_format(out, "%s%04lld-%02u-%02u", year < 0 ? "-" : "", (long long)(year < 0 ? -year : year),
                       (unsigned)date.month, (unsigned)date.day);
}

void weir_fraction_write(uint32_t nanosecond, weir_buffer *out)
{
    int digit_count = 9;

    if (nanosecond == 0)
        return;
    for (; nanosecond % 10 == 0; digit_count--)
        nanosecond /= 10;
    weir_buffer_format(out, ".%0*u", digit_count, (unsigned)nanosecond);
}

static void write_offset(int32_t offset_s, weir_buffer *out)
{
    const unsigned magnitude_s = (unsigned)(offset_s < 0 ? -offset_s : offset_s);

    if (offset_s == 0) {
        weir_buffer_char(out, 'Z');
        return;
    }
    weir_buffer_format(out, "%c%02u:%02u", offset_s < 0 ? '-' : '+', magnitude_s / 3600, magnitude_s / 60 % 60);
    if (magnitude_s % 60 != 0)
        weir_buffer_format(out, ":%02u", magnitude_s % 60);
}

void weir_time_write(const weir_time *time, weir_buffer *out)
{
    weir_buffer_format(out, "%02u:%02u:%02u", (unsigned)time->hour, (unsigned)time->minute, (unsigned)time->second);
    weir_fraction_write(time->nanosecond, out);
    if (time->offset_kind == WEIR_OFFSET_FIXED)
        write_offset(time->offset_s, out);
    if (time->offset_kind == WEIR_OFFSET_ZONE) {
        weir_buffer_char(out, '@');
        weir_buffer_text(out, weir_zone_name(time->zone));
    }
}

void weir_date_time_write(const weir_date_time *value, weir_buffer *out)
{
    weir_date_write(value->date, out);
    weir_buffer_char(out, 'T');
    weir_time_write(&value->time, out);
}
