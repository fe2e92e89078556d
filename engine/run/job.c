/* SPDX-License-Identifier: Apache-2.0
 * run/job.c - failures, retries, due times and priorities of jobs and external tasks.
 */
#include "run/job.h"

#include <assert.h>

#include "run/deadline.h"
#include "run/retry.h"

static const struct {
    uint8_t failed, rescheduled;
} facts[WEIR_WAIT_KIND_COUNT] = {
    [WEIR_WAIT_TIMER] = {WEIR_FACT_timer_failed, WEIR_FACT_timer_rescheduled},
    [WEIR_WAIT_CONTINUATION] = {WEIR_FACT_continuation_failed, WEIR_FACT_continuation_rescheduled},
    [WEIR_WAIT_LIMIT] = {WEIR_FACT_limit_failed, WEIR_FACT_limit_postponed},
};

static weir_fact fact_of(uint8_t kind, const weir_wait *wait)
{
    return (weir_fact){.kind = kind, .node = wait->node, .wait = wait->number, .id = wait->id};
}

static weir_err emit_failed(weir_cx *cx, const weir_wait *wait, int64_t retries, weir_text why)
{
    weir_fact fact = fact_of(facts[wait->kind].failed, wait);

    fact.number = retries;
    fact.text = why;
    return weir_cx_emit(cx, fact);
}

weir_err weir_job_stop(weir_cx *cx, const weir_wait *wait, weir_text why)
{
    return emit_failed(cx, wait, 0, why);
}

weir_err weir_job_reschedule(weir_cx *cx, const weir_wait *wait, int64_t due_ms, int64_t retries, weir_text why)
{
    weir_fact fact = fact_of(facts[wait->kind].rescheduled, wait);

    fact.due_ms = due_ms;
    fact.number = retries;
    fact.text = why;
    if (wait->kind == WEIR_WAIT_TIMER)
        fact.value = wait->value;
    return weir_cx_emit(cx, fact);
}

static weir_err raise_incident(weir_cx *cx, const weir_wait *wait, weir_text why)
{
    return weir_cx_emit(cx,
                        (weir_fact){.kind = WEIR_FACT_incident_raised,
                                    .node = wait->node,
                                    .wait = wait->number,
                                    .id = weir_cx_id(cx),
                                    .name = weir_wait_is_job(wait) ? WEIR_T("failedJob") : WEIR_T("failedExternalTask"),
                                    .text = why});
}

static weir_err resolve_incident(weir_cx *cx, const weir_wait *wait, weir_id incident, int64_t retries)
{
    weir_fact fact = fact_of(WEIR_FACT_incident_resolved, wait);

    fact.id = incident;
    fact.number = retries;
    return weir_cx_emit(cx, fact);
}

/* One that can't be read, or computed, is as none: a job that fails must not fail in failing. */
static weir_err find_plan(weir_cx *cx, const weir_wait *wait, weir_retry_plan *out)
{
    const weir_token *token = weir_state_token(&cx->state, wait->token);
    const weir_node *node = weir_cx_node(cx, wait->node);
    const bool is_of_item = token && token->item > 0 && token->node.ix == wait->node.ix;
    const weir_async *async = is_of_item ? node->loop->async : NULL;
    weir_value value;
    weir_err err;

    if (!async || !async->retry_cycle.is_set)
        async = node->async;
    *out = (weir_retry_plan){.attempt_count = WEIR_JOB_ATTEMPTS};
    if (!async || !async->retry_cycle.is_set)
        return WEIR_OK;
    err = weir_cx_setting(cx, wait->node, &async->retry_cycle, weir_cx_scope_of(cx, wait->token), &value);
    if (err == WEIR_ENOMEM)
        return err;
    if (err == WEIR_OK && value.kind == WEIR_STRING)
        (void)weir_retry_plan_parse(value.as.string, out);
    return WEIR_OK;
}

weir_err weir_job_fail(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    weir_retry_plan plan;
    int64_t left;

    if (weir_state_incident_of(&cx->state, wait->number))
        return WEIR_OK; /* tried by hand, and no retries are left */
    WEIR_TRY(find_plan(cx, wait, &plan));
    left = (wait->retries > 0 ? wait->retries : plan.attempt_count) - 1;
    WEIR_TRY(emit_failed(cx, wait, left, command->text));
    return left == 0
               ? raise_incident(cx, wait, command->text)
               : weir_job_reschedule(cx, wait, weir_retry_plan_due(&plan, left, cx->env.now_ms), left, command->text);
}

static weir_err give_retries(weir_cx *cx, const weir_wait *wait, weir_id incident, int64_t retries)
{
    if (weir_wait_is_job(wait))
        WEIR_TRY(weir_job_reschedule(cx, wait, cx->env.now_ms, retries, WEIR_NO_TEXT));
    return resolve_incident(cx, wait, incident, retries);
}

weir_err weir_job_retry(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    const weir_incident *incident = weir_state_incident_of(&cx->state, wait->number);

    if (!incident)
        return weir_fail(cx->diag, WEIR_ENOTOKEN, weir_cx_node(cx, wait->node)->id, "there is no incident here");
    if (command->retries < 1)
        return weir_fail(cx->diag, WEIR_EVALUE, weir_cx_node(cx, wait->node)->id, "at least one retry is needed");
    return give_retries(cx, wait, incident->id, command->retries);
}

/* 0 is what leads to an incident elsewhere, and does here. */
static weir_err take_retries(weir_cx *cx, const weir_wait *wait)
{
    const weir_text why = WEIR_T("the retries were set to 0");

    if (weir_wait_is_job(wait))
        WEIR_TRY(weir_job_stop(cx, wait, why));
    else
        WEIR_TRY(weir_cx_emit(cx, fact_of(WEIR_FACT_job_retries_changed, wait)));
    return raise_incident(cx, wait, why);
}

weir_err weir_job_set_retries(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    const weir_incident *incident = weir_state_incident_of(&cx->state, wait->number);
    weir_fact fact = fact_of(WEIR_FACT_job_retries_changed, wait);

    if (command->retries < 0)
        return weir_fail(cx->diag, WEIR_EVALUE, weir_cx_node(cx, wait->node)->id, "retries must not be negative");
    if (command->retries == 0)
        return incident ? WEIR_OK : take_retries(cx, wait);
    if (incident)
        return give_retries(cx, wait, incident->id, command->retries);
    fact.number = command->retries;
    return wait->retries == command->retries ? WEIR_OK : weir_cx_emit(cx, fact);
}

weir_err weir_job_set_priority(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    weir_fact fact = fact_of(WEIR_FACT_job_priority_changed, wait);

    fact.number = command->priority;
    return wait->number_of == command->priority ? WEIR_OK : weir_cx_emit(cx, fact);
}

weir_err weir_job_set_due(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    weir_fact fact = fact_of(WEIR_FACT_job_due_changed, wait);

    if (wait->due_ms == command->due_ms)
        return WEIR_OK;
    fact.due_ms = command->due_ms;
    WEIR_TRY(weir_deadline_release(&wait->value, cx->arena, &fact.value));
    return weir_cx_emit(cx, fact);
}
