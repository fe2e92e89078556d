/* SPDX-License-Identifier: Apache-2.0
 * run/retry.c - plans of retries as designers write them.
 */
#include "run/retry.h"

static bool parse_repeated(weir_text text, weir_retry_plan *out)
{
    weir_cycle cycle;

    if (!weir_cycle_parse(text, NULL, &cycle) || cycle.count < 1 || cycle.has_start || cycle.has_end)
        return false;
    out->attempt_count = cycle.count;
    out->pause_count = 1;
    out->pauses[0] = cycle.period;
    return true;
}

static bool parse_list(weir_text text, weir_retry_plan *out)
{
    size_t at = 0;

    for (uint32_t i = 0; i < WEIR_RETRY_PAUSE_COUNT_MAX; i++) {
        const size_t comma = weir_text_find(text, WEIR_T(","), at), end = comma == SIZE_MAX ? text.length : comma;

        if (!weir_period_parse(weir_text_trim(weir_text_part(text, at, end - at)), &out->pauses[i]))
            return false;
        out->pause_count = i + 1;
        out->attempt_count = i + 2;
        if (comma == SIZE_MAX)
            return true;
        at = comma + 1;
    }
    return false;
}

bool weir_retry_plan_parse(weir_text text, weir_retry_plan *out)
{
    const weir_text trimmed = weir_text_trim(text);
    weir_retry_plan plan;

    if (!parse_repeated(trimmed, &plan) && !parse_list(trimmed, &plan))
        return false;
    *out = plan;
    return true;
}

int64_t weir_retry_plan_due(const weir_retry_plan *plan, int64_t left_count, int64_t now_ms)
{
    const int64_t used = (int64_t)plan->pause_count - left_count, last = (int64_t)plan->pause_count - 1;
    int64_t due_ms;

    if (plan->pause_count == 0)
        return now_ms;
    return weir_period_add(now_ms,
                           &plan->pauses[used < 0      ? 0
                                         : used > last ? last
                                                       : used],
                           1, NULL, &due_ms) &&
                   due_ms > now_ms
               ? due_ms
               : now_ms;
}
