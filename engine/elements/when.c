/* SPDX-License-Identifier: Apache-2.0
 * elements/when.c - one place that turns what designers write into an instant.
 */
#include "elements/when.h"

static bool text_to_ms(weir_text text, int64_t now_ms, const weir_zones *zones, int64_t *out_ms)
{
    weir_period period;
    weir_date_time at = {0};

    if (weir_period_parse(text, &period))
        return weir_period_add(now_ms, &period, 1, NULL, out_ms);
    if (!weir_date_time_parse(text, zones, &at) && !weir_date_parse(text, &at.date))
        return false;
    *out_ms = weir_date_time_to_ms(&at);
    return true;
}

bool weir_when_ms(const weir_value *value, int64_t now_ms, const weir_zones *zones, int64_t *out_ms)
{
    const weir_date_time midnight = {.date = value->kind == WEIR_DATE ? value->as.date : (weir_date){0}};
    weir_period period = {0};

    if (value->kind == WEIR_STRING)
        return text_to_ms(weir_text_trim(value->as.string), now_ms, zones, out_ms);
    if (value->kind == WEIR_DATE_TIME || value->kind == WEIR_DATE) {
        *out_ms = weir_date_time_to_ms(value->kind == WEIR_DATE ? &midnight : value->as.date_time);
        return true;
    }
    if (value->kind != WEIR_MONTHS && value->kind != WEIR_SECONDS)
        return false;
    if (value->kind == WEIR_MONTHS)
        period.months = value->as.months;
    else
        period.time = value->as.seconds;
    return weir_period_add(now_ms, &period, 1, NULL, out_ms);
}

weir_err weir_when(weir_cx *cx, weir_node_ix node, const weir_value *value, const char *what, int64_t *out_ms)
{
    if (weir_when_ms(value, cx->env.now_ms, cx->env.zones, out_ms))
        return WEIR_OK;
    if (value->kind == WEIR_STRING)
        return weir_cx_fail(cx, node, "the %s \"%.*s\" is neither a date nor a duration as ISO 8601 writes them", what,
                            WEIR_ARG(value->as.string));
    return weir_cx_fail(cx, node, "the %s gives a %s instead of a date or a duration%s%s", what,
                        weir_kind_name(value->kind), cx->feel.reason[0] ? ": " : "", cx->feel.reason);
}

weir_err weir_when_due(weir_cx *cx, weir_node_ix node, const weir_value *value, const weir_calendar *calendar,
                       const char *what, weir_deadline *out)
{
    if (calendar)
        return weir_cx_deadline(cx, node, value, calendar, cx->env.now_ms, NULL, what, out);
    *out = (weir_deadline){.start_ms = cx->env.now_ms};
    return weir_when(cx, node, value, what, &out->due_ms);
}
