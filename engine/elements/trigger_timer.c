/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_timer.c - a date, a duration or a cycle (BPMN 2.0.2 §10.5.5).
 *
 * The computed instant stands in the fact, so that a replay never computes it again; where a calendar counted it, also
 * by which version of it (run/deadline.h).
 */
#include "elements/build.h"
#include "elements/elements.h"
#include "elements/timer.h"
#include "elements/when.h"
#include "run/deadline.h"
#include "run/schedule.h"

weir_err weir_timer_build(weir_build *b, const weir_part *definition, const weir_timer **out)
{
    static const weir_tag kinds[] = {WEIR_PART_time_date, WEIR_PART_time_duration, WEIR_PART_time_cycle};
    weir_timer *config = WEIR_BUILD_TAKE(b, weir_timer);

    if (!config)
        return WEIR_ENOMEM;
    *out = config;
    for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const weir_part *part = weir_part_child(definition, kinds[i]);

        if (!part)
            continue;
        config->is_cycle = kinds[i] == WEIR_PART_time_cycle;
        WEIR_TRY(weir_build_calendar(b, part, &config->calendar));
        return weir_build_setting(b, part, part->text, &config->setting);
    }
    return weir_problem_add(b->problems, WEIR_ERROR, "timer-empty", definition->line, 0, weir_part_owner_id(definition),
                            "a timer needs one of timeDate, timeDuration and timeCycle");
}

static weir_err build(struct weir_build *b, const struct weir_part *definition, weir_node *node)
{
    const weir_timer *timer = NULL;

    WEIR_TRY(weir_timer_build(b, definition, &timer));
    node->trigger_config = timer;
    return WEIR_OK;
}

/* A cycle that has no time left. What happens beside a flow just never does; a token that waits would do so for ever.
 */
static weir_err never(weir_cx *cx, weir_node_ix node, weir_text text)
{
    if (weir_cx_node(cx, node)->is_activity || weir_cx_node(cx, node)->kind == WEIR_ELEMENT_boundary_event ||
        weir_cx_node(cx, node)->starts_event_sub_process)
        return WEIR_OK;
    return weir_cx_fail(cx, node, "the cycle \"%.*s\" has no time left to wait for", WEIR_ARG(text));
}

/* Where a cycle stands: its text, its start, and how many of its times have gone by, fired or missed. */
static const char *const cycle_keys[] = {"cycle", "start", "fired"};
#define LISTENER_KEY WEIR_T("listener")
#define VALUE_COUNT_MAX 5u

/* What the wait of a timer keeps. */
typedef struct details {
    weir_entry entries[VALUE_COUNT_MAX];
    uint32_t count;
} details;

static void put(details *kept, weir_text key, weir_value value)
{
    if (value.kind != WEIR_NULL)
        kept->entries[kept->count++] = (weir_entry){key, value};
}

static weir_err wait_for(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, weir_fact fact, details *kept,
                         uint32_t listener)
{
    if (listener > 0)
        put(kept, LISTENER_KEY, weir_integer(listener));
    if (kept->count > 0)
        fact.value = weir_context(kept->entries, kept->count);
    WEIR_TRY(weir_cx_job_priority(cx, node, weir_cx_node(cx, node)->async, weir_cx_scope_of(cx, token), &fact.number));
    return weir_cx_wait(cx, node, token, fact);
}

static weir_err wait_for_next(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                              const weir_schedule *schedule, uint32_t listener)
{
    details *kept = WEIR_TAKE(cx->arena, details, 1);
    weir_value by;

    if (!kept)
        return WEIR_ENOMEM;
    put(kept, weir_text_of(cycle_keys[0]), weir_string(schedule->text));
    put(kept, weir_text_of(cycle_keys[1]), weir_integer(schedule->start_ms));
    put(kept, weir_text_of(cycle_keys[2]), weir_integer(schedule->n));
    WEIR_TRY(weir_schedule_keep(schedule, cx->arena, &by));
    put(kept, WEIR_T(WEIR_DEADLINE_KEY), by);
    return wait_for(cx, node, token, (weir_fact){.kind = WEIR_FACT_timer_scheduled, .due_ms = schedule->due_ms}, kept,
                    listener);
}

static weir_err schedule_next(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, weir_schedule *schedule,
                              uint32_t listener)
{
    switch (weir_schedule_find(schedule, cx->env.now_ms, cx->env.zones)) {
    case WEIR_SCHEDULE_DUE:
        return wait_for_next(cx, node, token, schedule, listener);
    case WEIR_SCHEDULE_OVER:
        return never(cx, node, schedule->text);
    case WEIR_SCHEDULE_TOO_FAR:
        return weir_cx_fail(cx, node, "the cycle \"%.*s\" leaves the calendar", WEIR_ARG(schedule->text));
    case WEIR_SCHEDULE_MALFORMED:
        break;
    }
    if (schedule->calendar)
        return weir_cx_fail(cx, node,
                            "the timer's cycle \"%.*s\" is none that the calendar '%.*s' can count: R3/5wd, R/P1D, "
                            "R/START/PT4H, or the six fields of cron",
                            WEIR_ARG(schedule->text), WEIR_ARG(schedule->calendar->id));
    return weir_cx_fail(
        cx, node,
        "the timer's cycle \"%.*s\" is not written as R3/PT10M, as R/START/P1D, or in the six fields of "
        "cron",
        WEIR_ARG(schedule->text));
}

static weir_err arm_cycle(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const weir_value *value,
                          const weir_calendar *calendar, uint32_t listener)
{
    weir_schedule schedule = {.text = value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT,
                              .start_ms = cx->env.now_ms,
                              .calendar = calendar};

    return schedule_next(cx, node, token, &schedule, listener);
}

weir_err weir_timer_arm(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const weir_timer *timer,
                        uint32_t listener)
{
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    details *kept = WEIR_TAKE(cx->arena, details, 1);
    const weir_calendar *calendar;
    weir_deadline deadline;
    weir_value value, by;

    if (!kept)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_cx_setting(cx, node, &timer->setting, scope, &value));
    WEIR_TRY(weir_cx_calendar(cx, node, &timer->calendar, scope, &calendar));
    if (timer->is_cycle)
        return arm_cycle(cx, node, token, &value, calendar, listener);
    WEIR_TRY(weir_when_due(cx, node, &value, calendar, "timer", &deadline));
    WEIR_TRY(weir_deadline_keep(&deadline, cx->arena, &by));
    put(kept, WEIR_T(WEIR_DEADLINE_KEY), by);
    return wait_for(cx, node, token, (weir_fact){.kind = WEIR_FACT_timer_scheduled, .due_ms = deadline.due_ms}, kept,
                    listener);
}

static weir_err arm(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    return weir_timer_arm(cx, node, token, weir_cx_node(cx, node)->trigger_config, 0);
}

uint32_t weir_timer_listener(const weir_wait *wait)
{
    const weir_value *listener = weir_context_find(&wait->value, LISTENER_KEY);
    int64_t number = 0;

    if (listener && (listener->kind != WEIR_NUMBER || !weir_decimal_to_int64(listener->as.number, &number)))
        return 0;
    return number > 0 && number <= UINT32_MAX ? (uint32_t)number : 0;
}

weir_err weir_timer_arm_again(weir_cx *cx, const weir_wait *wait)
{
    const weir_value *text = weir_context_find(&wait->value, weir_text_of(cycle_keys[0]));
    const weir_value *start = weir_context_find(&wait->value, weir_text_of(cycle_keys[1]));
    const weir_value *fired = weir_context_find(&wait->value, weir_text_of(cycle_keys[2]));
    weir_schedule schedule, probe;
    weir_kept_deadline by;

    if (!text || !start || !fired)
        return WEIR_OK; /* a date or a duration happens once */
    if (text->kind != WEIR_STRING || start->kind != WEIR_NUMBER || fired->kind != WEIR_NUMBER ||
        !weir_decimal_to_int64(start->as.number, &schedule.start_ms) ||
        !weir_decimal_to_int64(fired->as.number, &schedule.n))
        return weir_cx_fail(cx, wait->node, "the stored cycle can't be read");
    schedule.text = text->as.string;
    schedule.n++;
    schedule.calendar = NULL;
    if (weir_deadline_kept(&wait->value, WEIR_T(WEIR_DEADLINE_KEY), &by))
        WEIR_TRY(weir_cx_calendar_named(cx, wait->node, by.calendar, &schedule.calendar));
    probe = schedule;
    if (weir_schedule_find(&probe, cx->env.now_ms, cx->env.zones) == WEIR_SCHEDULE_MALFORMED)
        return weir_cx_fail(cx, wait->node, "the stored cycle can't be read");
    return schedule_next(cx, wait->node, wait->token, &schedule, weir_timer_listener(wait));
}

const weir_trigger weir_tr_timer = {.build = build, .arm = arm, .arm_again = weir_timer_arm_again};
