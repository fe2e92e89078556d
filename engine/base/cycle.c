/* SPDX-License-Identifier: Apache-2.0
 * base/cycle.c - time cycles of BPMN timers: R3/PT10H, with a start before or an end after the period.
 */
#include "base/calendar.h"
#include "base/time_internal.h"

/* A cycle has to get ahead: by a millisecond at least, the unit of instants, and not back. */
static bool is_forward(const weir_period *period)
{
    if (period->months != 0 || period->days != 0)
        return period->months > 0 || period->days > 0;
    return period->time.second > 0 || period->time.nanosecond >= WEIR_NS_PER_MS;
}

/* How instants and periods are read. */
typedef struct reading {
    const weir_zones *zones;
    const weir_time *clock; /* NULL: no calendar counts */
} reading;

static bool parse_instant(weir_text text, const reading *r, int64_t *out_ms)
{
    weir_date_time value;
    int64_t epoch_ms;

    if (!weir_date_time_parse(text, r->zones, &value))
        return false;
    if (r->clock && value.time.offset_kind == WEIR_OFFSET_NONE) {
        value.time.offset_kind = r->clock->offset_kind;
        value.time.offset_s = r->clock->offset_s;
        value.time.zone = r->clock->zone;
    }
    epoch_ms = weir_date_time_to_ms(&value);
    if (epoch_ms == INT64_MIN || epoch_ms == INT64_MAX)
        return false;
    *out_ms = epoch_ms;
    return true;
}

static bool parse_period(weir_text text, const reading *r, weir_cycle *out)
{
    weir_limit limit;

    out->period_text = text;
    if (!r->clock)
        return weir_period_parse(text, &out->period);
    return weir_limit_parse(text, WEIR_DURATION_NATURAL, &limit) && limit.kind != WEIR_LIMIT_DATE && limit.amount > 0;
}

/* Cut at a slash that is at `at`, or leave the second part absent. */
static weir_text part_after(weir_text text, size_t at)
{
    return at < text.length ? weir_text_part(text, at + 1, SIZE_MAX) : WEIR_NO_TEXT;
}

static size_t last_slash(weir_text text)
{
    size_t at = text.length;

    while (at > 0 && text.at[at - 1] != '/')
        at--;
    return at > 0 ? at - 1 : SIZE_MAX;
}

/* PERIOD or PERIOD/END. */
static bool parse_period_first(weir_text text, const reading *r, weir_cycle *out)
{
    const size_t slash = weir_text_find(text, WEIR_T("/"), 0);

    if (!parse_period(weir_text_part(text, 0, slash), r, out))
        return false;
    out->has_end = slash < text.length;
    return !out->has_end || parse_instant(part_after(text, slash), r, &out->end_ms);
}

/* Where the period of START/PERIOD/END begins; the name of a zone may have slashes, too. SIZE_MAX: there is no END. */
static size_t period_before_end(weir_text text, const reading *r)
{
    weir_cycle probe;

    for (size_t from = weir_text_find(text, WEIR_T("/"), 0); from != SIZE_MAX;
         from = weir_text_find(text, WEIR_T("/"), from + 1)) {
        const size_t end = weir_text_find(text, WEIR_T("/"), from + 1);

        if (end != SIZE_MAX && parse_period(weir_text_part(text, from + 1, end - from - 1), r, &probe))
            return from;
    }
    return SIZE_MAX;
}

/* START/PERIOD or START/PERIOD/END; the last slash divides the former. */
static bool parse_start_first(weir_text text, const reading *r, weir_cycle *out)
{
    const size_t before = period_before_end(text, r), slash = last_slash(text);

    if (before != SIZE_MAX) {
        out->has_start = true;
        return parse_instant(weir_text_part(text, 0, before), r, &out->start_ms) &&
               parse_period_first(weir_text_part(text, before + 1, SIZE_MAX), r, out);
    }

    out->has_start = true;
    return parse_instant(weir_text_part(text, 0, slash), r, &out->start_ms) &&
           parse_period(part_after(text, slash), r, out);
}

static bool begins_with_period(weir_text text, const reading *r)
{
    weir_cycle probe;

    return parse_period(weir_text_part(text, 0, weir_text_find(text, WEIR_T("/"), 0)), r, &probe);
}

static bool parse(weir_text text, const reading *r, weir_cycle *out)
{
    weir_scan scan = weir_scan_of(text);
    weir_cycle cycle = {.count = -1};
    weir_text rest;

    if (!weir_scan_char(&scan, 'R'))
        return false;
    if (!weir_scan_char(&scan, '/') && (!weir_scan_number(&scan, &cycle.count) || !weir_scan_char(&scan, '/')))
        return false;
    rest = (weir_text){scan.at, (size_t)(scan.end - scan.at)};
    if (!(begins_with_period(rest, r) ? parse_period_first : parse_start_first)(rest, r, &cycle))
        return false;
    if (!r->clock && !is_forward(&cycle.period))
        return false;
    *out = cycle;
    return true;
}

bool weir_cycle_parse(weir_text text, const weir_zones *zones, weir_cycle *out)
{
    const reading r = {.zones = zones};

    return parse(text, &r, out);
}

bool weir_cycle_parse_counted(weir_text text, const weir_zones *zones, const weir_time *clock, weir_cycle *out)
{
    const reading r = {zones, clock};

    return parse(text, &r, out);
}
