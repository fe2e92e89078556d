/* SPDX-License-Identifier: Apache-2.0
 * webhooks/retry.c - two tables of waits, one of statuses.
 */
#include "webhooks/retry.h"

#include "base/time.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const int64_t probe_waits_ms[] = {0, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE};
static const int64_t event_waits_ms[] = {5 * SECOND, MINUTE,   5 * MINUTE, 30 * MINUTE,
                                         2 * HOUR,   6 * HOUR, 12 * HOUR,  24 * HOUR};

_Static_assert(COUNT(event_waits_ms) + 1 == WEIR_EVENT_TRY_COUNT_MAX, "each wait is followed by a try");

/* 0.8 to 1.2 times. */
static int64_t spread(int64_t ms, uint32_t jitter)
{
    return ms / 1000 * (800 + jitter % 401);
}

int64_t weir_retry_probe_ms(uint32_t step, uint32_t jitter)
{
    const size_t last = COUNT(probe_waits_ms) - 1;

    return spread(probe_waits_ms[step < last ? step : last], jitter);
}

int64_t weir_retry_event_ms(uint32_t try_count, uint32_t jitter)
{
    if (try_count == 0 || try_count > COUNT(event_waits_ms))
        return -1;
    return spread(event_waits_ms[try_count - 1], jitter);
}

/* ── Retry-After ─────────────────────────────────────────────────────────────────────────────────────── */

static bool read_number(weir_text text, size_t from, size_t length, int64_t *out)
{
    int64_t number = 0;

    for (size_t i = from; i < from + length; i++) {
        if (i >= text.length || text.at[i] < '0' || text.at[i] > '9')
            return false;
        number = number * 10 + (text.at[i] - '0');
    }
    *out = number;
    return true;
}

static int month_of(weir_text text)
{
    const size_t at = weir_text_find(WEIR_T("JanFebMarAprMayJunJulAugSepOctNovDec"), text, 0);

    return at == SIZE_MAX || at % 3 != 0 ? 0 : (int)(at / 3) + 1;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", the one form that senders may write. */
static bool read_http_date(weir_text text, int64_t *out_ms)
{
    int64_t day, year, hour, minute, second;
    int month;

    if (text.length != 29 || !weir_text_ends_with(text, WEIR_T(" GMT")) ||
        !weir_text_equal(weir_text_part(text, 3, 2), WEIR_T(", ")) || text.at[7] != ' ' || text.at[11] != ' ' ||
        text.at[16] != ' ' || text.at[19] != ':' || text.at[22] != ':' || !read_number(text, 5, 2, &day) ||
        !read_number(text, 12, 4, &year) || !read_number(text, 17, 2, &hour) || !read_number(text, 20, 2, &minute) ||
        !read_number(text, 23, 2, &second))
        return false;
    month = month_of(weir_text_part(text, 8, 3));
    if (month == 0 || !weir_date_is_valid((int32_t)year, month, (int)day) || hour > 23 || minute > 59 || second > 60)
        return false;
    *out_ms = (weir_date_to_days((weir_date){(int32_t)year, (uint8_t)month, (uint8_t)day}) * 86400 + hour * 3600 +
               minute * 60 + second) *
              1000;
    return true;
}

int64_t weir_retry_after_ms(weir_text header, int64_t now_ms)
{
    int64_t ms, number;

    header = weir_text_trim(header);
    if (header.length == 0)
        return -1;
    if (read_number(header, 0, header.length < 7 ? header.length : 7, &number)) {
        if (header.length > 7 && !read_number(header, 7, header.length - 7 < 18 ? header.length - 7 : 18, &ms))
            return -1;
        ms = header.length > 7 ? WEIR_RETRY_AFTER_MS_MAX : number * 1000;
    } else if (read_http_date(header, &ms)) {
        ms -= now_ms;
    } else {
        return -1;
    }
    return ms < 0 ? 0 : ms > WEIR_RETRY_AFTER_MS_MAX ? WEIR_RETRY_AFTER_MS_MAX : ms;
}

/* ── whose fault ─────────────────────────────────────────────────────────────────────────────────────── */

/* The first row that fits. A redirect is not followed: it is a wrong address, as a whole. */
static const struct {
    int from, to;
    weir_verdict verdict;
} verdicts[] = {
    {200, 299, WEIR_VERDICT_DELIVERED}, {300, 399, WEIR_VERDICT_ENDPOINT}, {401, 401, WEIR_VERDICT_ENDPOINT},
    {403, 404, WEIR_VERDICT_ENDPOINT},  {407, 407, WEIR_VERDICT_ENDPOINT}, {408, 408, WEIR_VERDICT_SLOWER},
    {410, 410, WEIR_VERDICT_GONE},      {421, 421, WEIR_VERDICT_ENDPOINT}, {425, 425, WEIR_VERDICT_SLOWER},
    {429, 429, WEIR_VERDICT_SLOWER},    {400, 499, WEIR_VERDICT_EVENT},    {500, 501, WEIR_VERDICT_UNCLEAR},
    {503, 503, WEIR_VERDICT_SLOWER},    {500, 599, WEIR_VERDICT_ENDPOINT},
};

weir_verdict weir_retry_judge(int http_status, bool asks_to_stop)
{
    if (asks_to_stop)
        return WEIR_VERDICT_GONE;
    if (http_status == 0)
        return WEIR_VERDICT_SLOWER;
    for (size_t i = 0; i < COUNT(verdicts); i++) {
        if (http_status >= verdicts[i].from && http_status <= verdicts[i].to)
            return verdicts[i].verdict;
    }
    return WEIR_VERDICT_ENDPOINT;
}
