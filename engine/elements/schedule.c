/* SPDX-License-Identifier: Apache-2.0
 * elements/schedule.c - count the times of a cycle.
 */
#include "elements/schedule.h"

#include "base/cron.h"

/* When a cycle is due for the n-th time; without a start the first period runs from the time it was armed. */
static bool cycle_time(const weir_cycle *cycle, int64_t start_ms, int64_t n, int64_t *out_ms)
{
    return weir_period_add(start_ms, &cycle->period, n + (cycle->has_start ? 0 : 1), NULL, out_ms);
}

static bool is_past(const weir_cycle *cycle, int64_t start_ms, int64_t n, int64_t now_ms)
{
    int64_t due_ms;

    return cycle_time(cycle, start_ms, n, &due_ms) && due_ms < now_ms;
}

/* The first time from n on that is not past. By steps that double, then halve, since the start may lie any number of
 * periods back. */
static int64_t skip_missed(const weir_cycle *cycle, int64_t start_ms, int64_t n, int64_t now_ms)
{
    int64_t step = 1;

    for (; is_past(cycle, start_ms, n + step - 1, now_ms); step *= 2)
        n += step;
    while ((step /= 2) > 0) {
        if (is_past(cycle, start_ms, n + step - 1, now_ms))
            n += step;
    }
    return n;
}

weir_schedule_result weir_schedule_find(weir_schedule *schedule, int64_t now_ms, const weir_zones *zones)
{
    const weir_text text = weir_text_trim(schedule->text);
    weir_cycle cycle;
    weir_cron cron;

    if (weir_cron_parse(text, zones, &cron))
        return weir_cron_next(&cron, now_ms, &schedule->due_ms) ? WEIR_SCHEDULE_DUE : WEIR_SCHEDULE_OVER;
    if (!weir_cycle_parse(text, zones, &cycle))
        return WEIR_SCHEDULE_MALFORMED;
    if (cycle.has_start)
        schedule->start_ms = cycle.start_ms;
    schedule->n = skip_missed(&cycle, schedule->start_ms, schedule->n, now_ms);
    if (cycle.count >= 0 && schedule->n >= cycle.count)
        return WEIR_SCHEDULE_OVER;
    if (!cycle_time(&cycle, schedule->start_ms, schedule->n, &schedule->due_ms))
        return WEIR_SCHEDULE_TOO_FAR;
    return cycle.has_end && schedule->due_ms > cycle.end_ms ? WEIR_SCHEDULE_OVER : WEIR_SCHEDULE_DUE;
}
