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

/* A cycle that has no time left. A boundary event just never happens; a token that waits would do so for ever. */
static weir_err never(weir_cx *cx, weir_node_ix node, weir_text text)
{
    if (weir_cx_node(cx, node)->kind == WEIR_ELEMENT_boundary_event)
        return WEIR_OK;
    return weir_cx_fail(cx, node, "the cycle \"%.*s\" has no time left to wait for", WEIR_ARG(text));
}

/* Where a cycle stands: its text, its start, and how often it has fired. */
static const char *const cycle_keys[] = {"cycle", "start", "fired"};

static weir_err schedule_cycle(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, weir_text text,
                               const weir_cycle *cycle, int64_t start_ms, int64_t fired)
{
    const int64_t first = cycle->has_start ? 0 : 1; /* without a start the first period runs from now */
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, 3);
    weir_fact fact = {.kind = WEIR_FACT_timer_scheduled};

    if (!entries)
        return WEIR_ENOMEM;
    if (!weir_period_add(start_ms, &cycle->period, fired + first, NULL, &fact.due_ms))
        return weir_cx_fail(cx, node, "the cycle \"%.*s\" leaves the calendar", WEIR_ARG(text));
    if (cycle->has_end && fact.due_ms > cycle->end_ms)
        return never(cx, node, text);
    entries[0] = (weir_entry){weir_text_of(cycle_keys[0]), weir_string(text)};
    entries[1] = (weir_entry){weir_text_of(cycle_keys[1]), weir_integer(start_ms)};
    entries[2] = (weir_entry){weir_text_of(cycle_keys[2]), weir_integer(fired)};
    fact.value = weir_context(entries, 3);
    return weir_cx_wait(cx, node, token, fact);
}

static weir_err arm_cycle(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const weir_value *value)
{
    weir_cycle cycle;

    if (value->kind != WEIR_STRING || !weir_cycle_parse(weir_text_trim(value->as.string), cx->env.zones, &cycle))
        return weir_cx_fail(cx, node, "the timer's cycle is not written as R3/PT10M or R/START/P1D");
    if (cycle.count == 0)
        return never(cx, node, value->as.string);
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
    return weir_cx_wait(cx, node, token, fact);
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
    if (cycle.count >= 0 && fired_count + 1 >= cycle.count)
        return WEIR_OK;
    return schedule_cycle(cx, wait->node, wait->token, text->as.string, &cycle, start_ms, fired_count + 1);
}

const weir_trigger weir_tr_timer = {.build = build, .arm = arm, .arm_again = arm_again};
