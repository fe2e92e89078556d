/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_timer.c - a date, a duration or a cycle (BPMN 2.0.2 §10.5.5).
 *
 * The computed instant stands in the fact, so that a replay never computes it again. A cycle keeps its
 * start: the n-th time is start + n periods, so that months don't drift.
 */
#include "elements/build.h"
#include "elements/elements.h"
#include "elements/when.h"

typedef struct timer {
    weir_tag kind; /* WEIR_PART_time_date, _duration or _cycle */
    weir_setting setting;
} timer;

static weir_err build(struct weir_build *b, const struct weir_part *definition, weir_node *node)
{
    static const weir_tag kinds[] = {WEIR_PART_time_date, WEIR_PART_time_duration, WEIR_PART_time_cycle};
    timer *config = WEIR_BUILD_TAKE(b, timer);

    if (!config)
        return WEIR_ENOMEM;
    node->trigger_config = config;
    for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const weir_part *part = weir_part_child(definition, kinds[i]);

        if (!part)
            continue;
        config->kind = kinds[i];
        return weir_build_setting(b, part, part->text, &config->setting);
    }
    return weir_problem_add(b->problems, WEIR_ERROR, "timer-empty", definition->line, 0, weir_part_owner_id(definition),
                            "a timer needs one of timeDate, timeDuration and timeCycle");
}

/* A cycle that has no time left. What happens beside a flow just never does; a token that waits would do so for ever.
 */
static weir_err never(weir_cx *cx, weir_node_ix node, weir_text text)
{
    if (weir_cx_node(cx, node)->kind == WEIR_ELEMENT_boundary_event || weir_cx_node(cx, node)->starts_event_sub_process)
        return WEIR_OK;
    return weir_cx_fail(cx, node, "the cycle \"%.*s\" has no time left to wait for", WEIR_ARG(text));
}

/* Where a cycle stands: its text, its start, and how many of its times have gone by, fired or missed. */
static const char *const cycle_keys[] = {"cycle", "start", "fired"};

/* When a cycle is due for the n-th time, from 0; without a start the first period runs from the time it was armed. */
static bool cycle_time(const weir_cycle *cycle, int64_t start_ms, int64_t n, int64_t *out_ms)
{
    return weir_period_add(start_ms, &cycle->period, n + (cycle->has_start ? 0 : 1), NULL, out_ms);
}

static bool is_past(const weir_cycle *cycle, int64_t start_ms, int64_t n, int64_t now_ms)
{
    int64_t due_ms;

    return cycle_time(cycle, start_ms, n, &due_ms) && due_ms < now_ms;
}

/* Times that were missed are not made up for: the first one from n on that is not past. By steps that double, then
 * halve, since the start may lie any number of periods back. */
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

static weir_err wait_for(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, weir_fact fact)
{
    WEIR_TRY(weir_cx_job_priority(cx, node, weir_cx_node(cx, node)->async, weir_cx_scope_of(cx, token), &fact.number));
    return weir_cx_wait(cx, node, token, fact);
}

/* From the n-th time on, counted from 0. */
static weir_err schedule_cycle(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, weir_text text,
                               const weir_cycle *cycle, int64_t start_ms, int64_t n)
{
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, 3);
    weir_fact fact = {.kind = WEIR_FACT_timer_scheduled};

    if (!entries)
        return WEIR_ENOMEM;
    n = skip_missed(cycle, start_ms, n, cx->env.now_ms);
    if (cycle->count >= 0 && n >= cycle->count)
        return never(cx, node, text);
    if (!cycle_time(cycle, start_ms, n, &fact.due_ms))
        return weir_cx_fail(cx, node, "the cycle \"%.*s\" leaves the calendar", WEIR_ARG(text));
    if (cycle->has_end && fact.due_ms > cycle->end_ms)
        return never(cx, node, text);
    entries[0] = (weir_entry){weir_text_of(cycle_keys[0]), weir_string(text)};
    entries[1] = (weir_entry){weir_text_of(cycle_keys[1]), weir_integer(start_ms)};
    entries[2] = (weir_entry){weir_text_of(cycle_keys[2]), weir_integer(n)};
    fact.value = weir_context(entries, 3);
    return wait_for(cx, node, token, fact);
}

static weir_err arm_cycle(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const weir_value *value)
{
    weir_cycle cycle;

    if (value->kind != WEIR_STRING || !weir_cycle_parse(weir_text_trim(value->as.string), cx->env.zones, &cycle))
        return weir_cx_fail(cx, node, "the timer's cycle is not written as R3/PT10M or R/START/P1D");
    return schedule_cycle(cx, node, token, value->as.string, &cycle, cycle.has_start ? cycle.start_ms : cx->env.now_ms,
                          0);
}

static weir_err arm(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const timer *config = weir_cx_node(cx, node)->trigger_config;
    weir_fact fact = {.kind = WEIR_FACT_timer_scheduled};
    weir_value value;

    WEIR_TRY(weir_cx_setting(cx, node, &config->setting, weir_cx_scope_of(cx, token), &value));
    if (config->kind == WEIR_PART_time_cycle)
        return arm_cycle(cx, node, token, &value);
    WEIR_TRY(weir_when(cx, node, &value, "timer", &fact.due_ms));
    return wait_for(cx, node, token, fact);
}

static weir_err arm_again(weir_cx *cx, const weir_wait *wait)
{
    const weir_value *text = weir_context_find(&wait->value, weir_text_of(cycle_keys[0]));
    const weir_value *start = weir_context_find(&wait->value, weir_text_of(cycle_keys[1]));
    const weir_value *fired = weir_context_find(&wait->value, weir_text_of(cycle_keys[2]));
    int64_t start_ms, fired_count;
    weir_cycle cycle;

    if (!text || !start || !fired)
        return WEIR_OK; /* a date or a duration happens once */
    if (text->kind != WEIR_STRING || start->kind != WEIR_NUMBER || fired->kind != WEIR_NUMBER ||
        !weir_cycle_parse(weir_text_trim(text->as.string), cx->env.zones, &cycle) ||
        !weir_decimal_to_int64(start->as.number, &start_ms) || !weir_decimal_to_int64(fired->as.number, &fired_count))
        return weir_cx_fail(cx, wait->node, "the stored cycle can't be read");
    return schedule_cycle(cx, wait->node, wait->token, text->as.string, &cycle, start_ms, fired_count + 1);
}

const weir_trigger weir_tr_timer = {.build = build, .arm = arm, .arm_again = arm_again};
