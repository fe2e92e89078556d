/* SPDX-License-Identifier: Apache-2.0
 * base/instant.c - between local clocks and the time line.
 *
 * Every int32 offset and every valid date keep the seconds of an instant far inside int64; only its
 * milliseconds and what a caller adds can overflow.
 */
#include "base/time_internal.h"

#define EPOCH_S_OF_2000 INT64_C(946684800) /* 2000-01-01T00:00:00Z */

static int64_t second_of_day(const weir_time *time)
{
    return time->hour * 3600 + time->minute * 60 + time->second;
}

void weir_date_time_instant(const weir_date_time *value, int64_t *epoch_s, uint32_t *nanosecond)
{
    const int64_t local_s = weir_date_to_days(value->date) * WEIR_SECONDS_PER_DAY + second_of_day(&value->time);

    *epoch_s = local_s;
    *nanosecond = value->time.nanosecond;
    switch ((weir_offset_kind)value->time.offset_kind) {
    case WEIR_OFFSET_NONE:
        return;
    case WEIR_OFFSET_FIXED:
        *epoch_s = local_s - value->time.offset_s;
        return;
    case WEIR_OFFSET_ZONE:
        *epoch_s = weir_zone_epoch_of_local(value->time.zone, local_s);
        return;
    }
}

int64_t weir_date_time_to_ms(const weir_date_time *value)
{
    int64_t epoch_s = 0, epoch_ms;
    uint32_t nanosecond;

    weir_date_time_instant(value, &epoch_s, &nanosecond);
    if (__builtin_mul_overflow(epoch_s, 1000, &epoch_ms) ||
        __builtin_add_overflow(epoch_ms, nanosecond / WEIR_NS_PER_MS, &epoch_ms))
        return epoch_s < 0 ? INT64_MIN : INT64_MAX;
    return epoch_ms;
}

static int32_t offset_at(const weir_time *like, int64_t epoch_s)
{
    switch ((weir_offset_kind)like->offset_kind) {
    case WEIR_OFFSET_NONE:
        return 0;
    case WEIR_OFFSET_FIXED:
        return like->offset_s;
    case WEIR_OFFSET_ZONE:
        return weir_zone_offset_at(like->zone, epoch_s);
    }
    return 0;
}

bool weir_date_time_of_instant(int64_t epoch_s, uint32_t nanosecond, const weir_time *like, weir_date_time *out)
{
    static const weir_time utc = {.offset_kind = WEIR_OFFSET_FIXED};
    weir_date_time value = {.time = like ? *like : utc};
    int64_t local_s, second;

    if (__builtin_add_overflow(epoch_s, offset_at(&value.time, epoch_s), &local_s))
        return false;
    if (!weir_date_of_days(weir_floor_divide(local_s, WEIR_SECONDS_PER_DAY), &value.date))
        return false;
    second = weir_floor_rest(local_s, WEIR_SECONDS_PER_DAY);
    value.time.hour = (uint8_t)(second / 3600);
    value.time.minute = (uint8_t)(second / 60 % 60);
    value.time.second = (uint8_t)(second % 60);
    value.time.nanosecond = nanosecond;
    *out = value;
    return true;
}

bool weir_date_time_add_months(const weir_date_time *value, int64_t months, weir_date_time *out)
{
    weir_date_time moved = *value;
    int64_t epoch_s;
    uint32_t nanosecond;

    if (!weir_date_add_months(value->date, months, &moved.date))
        return false;
    /* There and back moves a local time out of the gap it may have come into. */
    weir_date_time_instant(&moved, &epoch_s, &nanosecond);
    return weir_date_time_of_instant(epoch_s, nanosecond, &value->time, out);
}

bool weir_date_time_add_seconds(const weir_date_time *value, weir_seconds seconds, weir_date_time *out)
{
    int64_t epoch_s, nanosecond_sum;
    uint32_t nanosecond;

    weir_date_time_instant(value, &epoch_s, &nanosecond);
    nanosecond_sum = (int64_t)nanosecond + seconds.nanosecond;
    if (__builtin_add_overflow(epoch_s, seconds.second, &epoch_s) ||
        __builtin_add_overflow(epoch_s, weir_floor_divide(nanosecond_sum, WEIR_NS_PER_SECOND), &epoch_s))
        return false;
    nanosecond = (uint32_t)weir_floor_rest(nanosecond_sum, WEIR_NS_PER_SECOND);
    return weir_date_time_of_instant(epoch_s, nanosecond, &value->time, out);
}

static int compare(int64_t a_s, uint32_t a_nanosecond, int64_t b_s, uint32_t b_nanosecond)
{
    if (a_s != b_s)
        return a_s < b_s ? -1 : 1;
    return (a_nanosecond > b_nanosecond) - (a_nanosecond < b_nanosecond);
}

int weir_date_time_compare(const weir_date_time *a, const weir_date_time *b)
{
    int64_t a_s, b_s;
    uint32_t a_nanosecond, b_nanosecond;

    weir_date_time_instant(a, &a_s, &a_nanosecond);
    weir_date_time_instant(b, &b_s, &b_nanosecond);
    return compare(a_s, a_nanosecond, b_s, b_nanosecond);
}

int weir_time_compare(const weir_time *a, const weir_time *b)
{
    const int64_t a_s = second_of_day(a) - offset_at(a, EPOCH_S_OF_2000);
    const int64_t b_s = second_of_day(b) - offset_at(b, EPOCH_S_OF_2000);

    return compare(a_s, a->nanosecond, b_s, b->nanosecond);
}

void weir_instant_write(int64_t epoch_ms, weir_buffer *out)
{
    const int64_t day_ms = INT64_C(1000) * WEIR_SECONDS_PER_DAY;
    const unsigned ms = (unsigned)weir_floor_rest(epoch_ms, day_ms);

    /* All int64 milliseconds lie in years of at most nine digits. */
    weir_date_write(weir_date_of_days_unchecked(weir_floor_divide(epoch_ms, day_ms)), out);
    weir_buffer_format(out, "T%02u:%02u:%02u.%03uZ", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
}
