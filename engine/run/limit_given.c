/* SPDX-License-Identifier: Apache-2.0
 * run/limit_given.c - read the start and the stops that an element gives its time limit.
 */
#include "run/limit_given.h"

#include <stdlib.h>

#include "run/deadline.h"
#include "run/time_limit.h"

/* False: it is no instant, or lies ahead. */
static bool instant_of(const weir_cx *cx, const weir_calendar *calendar, const weir_value *value, int64_t *out)
{
    weir_deadline at;
    const char *reason;

    if (!value || (value->kind != WEIR_STRING && value->kind != WEIR_DATE_TIME) ||
        !weir_deadline_find(value, calendar, cx->env.now_ms, NULL, cx->env.zones, &at, &reason) || !at.is_fixed)
        return false;
    *out = at.due_ms;
    return *out <= cx->env.now_ms;
}

static weir_err read_start(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, const weir_calendar *calendar,
                           int64_t *out_ms)
{
    const weir_time_limit *config = weir_cx_node(cx, node)->time_limit;
    weir_value value = weir_null();

    if (config->start.is_set)
        WEIR_TRY(weir_cx_setting(cx, node, &config->start, scope, &value));
    *out_ms = cx->env.now_ms;
    if (value.kind == WEIR_NULL || instant_of(cx, calendar, &value, out_ms))
        return WEIR_OK;
    return weir_cx_fail(cx, node,
                        "weir:timeLimitStart has to give the date and time at which the limit began, not one ahead");
}

static int earlier_first(const void *one, const void *other)
{
    const weir_stop *a = one, *b = other;

    return (a->from_ms > b->from_ms) - (a->from_ms < b->from_ms);
}

/* They come in any order, and some may lie in others. */
static uint32_t merge(weir_stop *stops, uint32_t count)
{
    uint32_t kept = 0;

    qsort(stops, count, sizeof *stops, earlier_first);
    for (uint32_t i = 0; i < count; i++) {
        weir_stop *last = kept > 0 ? &stops[kept - 1] : NULL;

        if (!last || stops[i].from_ms > last->to_ms)
            stops[kept++] = stops[i];
        else if (stops[i].to_ms > last->to_ms)
            last->to_ms = stops[i].to_ms;
    }
    return kept;
}

static weir_err read_stops(weir_cx *cx, weir_node_ix node, const weir_value *list, const weir_calendar *calendar,
                           weir_limit_given *out)
{
    if (list->kind != WEIR_LIST || list->count > WEIR_LIMIT_STOP_COUNT_MAX)
        return weir_cx_fail(cx, node,
                            "weir:timeLimitStops has to give a list of at most limit_stop_count_max = %u "
                            "contexts {from, to}",
                            WEIR_LIMIT_STOP_COUNT_MAX);
    out->stops = WEIR_TAKE(cx->arena, weir_stop, list->count + 1);
    if (!out->stops)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < list->count; i++) {
        const weir_value *item = &list->as.items[i];
        weir_stop *stop = &out->stops[out->stop_count];

        if (item->kind != WEIR_CONTEXT ||
            !instant_of(cx, calendar, weir_context_find(item, WEIR_T("from")), &stop->from_ms) ||
            !instant_of(cx, calendar, weir_context_find(item, WEIR_T("to")), &stop->to_ms) ||
            stop->to_ms < stop->from_ms)
            return weir_cx_fail(cx, node,
                                "item %u of weir:timeLimitStops has to be a context of two instants {from, to}, one "
                                "after the other and neither ahead",
                                i + 1);
        out->stop_count += stop->to_ms > stop->from_ms;
    }
    out->stop_count = merge(out->stops, out->stop_count);
    return WEIR_OK;
}

weir_err weir_cx_limit_given(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope,
                             const weir_calendar *calendar, weir_limit_given *out)
{
    const weir_time_limit *config = weir_cx_node(cx, node)->time_limit;
    weir_value stops = weir_null();

    *out = (weir_limit_given){.stops = NULL};
    WEIR_TRY(read_start(cx, node, scope, calendar, &out->start_ms));
    if (config->stops.is_set)
        WEIR_TRY(weir_cx_setting(cx, node, &config->stops, scope, &stops));
    return stops.kind == WEIR_NULL ? WEIR_OK : read_stops(cx, node, &stops, calendar, out);
}
