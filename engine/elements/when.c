/* SPDX-License-Identifier: Apache-2.0
 * elements/when.c - one place that turns what designers write into an instant.
 */
#include "elements/when.h"

static bool text_to_ms(const weir_cx *cx, weir_text text, int64_t *out_ms)
{
    weir_period period;
    weir_date_time at = {0};

    if (weir_period_parse(text, &period))
        return weir_period_add(cx->env.now_ms, &period, 1, NULL, out_ms);
    if (!weir_date_time_parse(text, cx->env.zones, &at) && !weir_date_parse(text, &at.date))
        return false;
    *out_ms = weir_date_time_to_ms(&at);
    return true;
}

weir_err weir_when(weir_cx *cx, weir_node_ix node, const weir_value *value, const char *what, int64_t *out_ms)
{
    const weir_date_time midnight = {.date = value->kind == WEIR_DATE ? value->as.date : (weir_date){0}};
    weir_period period = {0};
    bool is_good = false;

    if (value->kind == WEIR_STRING) {
        is_good = text_to_ms(cx, weir_text_trim(value->as.string), out_ms);
        if (!is_good)
            return weir_cx_fail(cx, node, "the %s \"%.*s\" is neither a date nor a duration as ISO 8601 writes them",
                                what, WEIR_ARG(value->as.string));
    } else if (value->kind == WEIR_DATE_TIME) {
        *out_ms = weir_date_time_to_ms(value->as.date_time);
        is_good = true;
    } else if (value->kind == WEIR_DATE) {
        *out_ms = weir_date_time_to_ms(&midnight);
        is_good = true;
    } else if (value->kind == WEIR_MONTHS || value->kind == WEIR_SECONDS) {
        if (value->kind == WEIR_MONTHS)
            period.months = value->as.months;
        else
            period.time = value->as.seconds;
        is_good = weir_period_add(cx->env.now_ms, &period, 1, NULL, out_ms);
    }
    if (is_good)
        return WEIR_OK;
    return weir_cx_fail(cx, node, "the %s gives a %s instead of a date or a duration%s%s", what,
                        weir_kind_name(value->kind), cx->feel.reason[0] ? ": " : "", cx->feel.reason);
}
