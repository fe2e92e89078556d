/* SPDX-License-Identifier: Apache-2.0
 * run/step.c - one handler for each kind of command, then the agenda until nothing moves.
 */
#include "run/step.h"

#include <assert.h>

#include "run/cx.h"
#include "run/duty.h"
#include "run/element.h"
#include "run/error_mapping.h"
#include "run/form.h"
#include "run/job.h"
#include "run/listener.h"
#include "run/modify.h"
#include "run/publication.h"
#include "run/redate.h"
#include "run/set_variables.h"
#include "run/suspend.h"
#include "run/time_limit.h"
#include "run/user_task.h"

typedef weir_err (*command_function)(weir_cx *cx, const weir_command *command, const weir_wait *wait);

/* Which waits a command may meet, and the fact that says so. */
typedef struct command_row {
    const char *name;
    command_function run;
    struct {
        weir_wait_kind kind;
        weir_fact_kind fact;
    } meets[4];           /* WEIR_WAIT_NONE: the command names no wait */
    bool takes_incidents; /* others are refused where a wait has one */
} command_row;

static weir_err begin(weir_cx *cx, const weir_command *command)
{
    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_instance_started,
                                          .id = weir_id_is_none(command->instance) ? weir_cx_id(cx) : command->instance,
                                          .name = command->name,
                                          .text = command->business_key,
                                          .value = command->caller}));
    WEIR_TRY(weir_cx_set_all(cx, WEIR_PROCESS_SCOPE, &command->variables, true));
    return weir_cx_declare(cx, (weir_node_ix){0}, WEIR_PROCESS_SCOPE);
}

/* Its data are there. */
static weir_err publish_begun(weir_cx *cx)
{
    return weir_cx_publish(
        cx, cx->program->nodes[0].publications,
        &(weir_occasion){.at = WEIR_HAPPENING_ENTERED, .flow = {WEIR_NO_IX}, .scope = WEIR_PROCESS_SCOPE});
}

static weir_err start_by_instructions(weir_cx *cx, const weir_command *command)
{
    WEIR_TRY(begin(cx, command));
    WEIR_TRY(publish_begun(cx));
    WEIR_TRY(weir_cx_arm_event_starts(cx, (weir_node_ix){0}, 0));
    if (cx->program->nodes[0].time_limit)
        WEIR_TRY(weir_cx_limit_start(cx, (weir_node_ix){0}, 0));
    WEIR_TRY(weir_cx_listen_process(cx, WEIR_LISTENER_START));
    return weir_cx_modify(cx, &command->instructions);
}

/* A start event that waits for all of its definitions, of which this part is met: the instance waits for the others. */
static weir_err wait_for_others(weir_cx *cx, weir_node_ix ix)
{
    const weir_node *event = weir_cx_node(cx, weir_cx_event(cx, ix));
    weir_number_in_instance token;
    bool waits = false;

    if (event == weir_cx_node(cx, ix))
        return weir_cx_place(cx, ix, WEIR_PROCESS_SCOPE); /* started by hand */
    WEIR_TRY(weir_cx_place_entered(cx, ix, WEIR_PROCESS_SCOPE, &token));
    for (uint32_t i = 0; i < event->part_count; i++) {
        const weir_trigger *trigger = weir_cx_node(cx, event->parts[i])->trigger;

        if (event->parts[i].ix == ix.ix || !trigger->arm)
            continue;
        WEIR_TRY(trigger->arm(cx, event->parts[i], token));
        waits = true;
    }
    return waits ? WEIR_OK : weir_cx_complete(cx, token);
}

/* has_fired: what it waits for has come; else somebody starts the process there by hand. */
static weir_err place_start(weir_cx *cx, weir_node_ix ix, bool has_fired)
{
    const weir_node *node = weir_cx_node(cx, ix);
    const weir_element *element = node->element;
    weir_number_in_instance token;

    if (node->in_count == 1) {
        const weir_node_ix before = cx->program->flows[node->in[0].ix].source;

        assert(weir_cx_node(cx, before)->element->on_start_by);
        return weir_cx_node(cx, before)->element->on_start_by(cx, before, node->in[0]);
    }
    if (node->waits_for_all)
        return wait_for_others(cx, ix);
    if (!element->on_start)
        return has_fired ? weir_cx_place_fired(cx, ix, WEIR_PROCESS_SCOPE, &(weir_cause){0})
                         : weir_cx_place(cx, ix, WEIR_PROCESS_SCOPE);
    WEIR_TRY(weir_cx_place_entered(cx, ix, WEIR_PROCESS_SCOPE, &token));
    return element->on_start(cx, ix, token);
}

/* The one place where a process can begin; WEIR_NO_IX: there are several, or none. */
static weir_node_ix only_start(const weir_cx *cx, const weir_node *process)
{
    weir_node_ix found = {WEIR_NO_IX};

    for (uint32_t i = 0; i < process->start_count; i++) {
        const weir_node_ix event = weir_cx_event(cx, process->starts[i]);

        if (found.ix != WEIR_NO_IX && found.ix != event.ix)
            return (weir_node_ix){WEIR_NO_IX};
        found = event;
    }
    return found;
}

static weir_err start(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    const weir_node *process = &cx->program->nodes[0];
    weir_node_ix start_event = command->start_event;

    (void)wait;
    if (command->instructions.count > 0)
        return start_by_instructions(cx, command);
    for (uint32_t i = 0; i < process->start_count && start_event.ix == WEIR_NO_IX; i++) {
        if (weir_cx_node(cx, process->starts[i])->trigger_kind == WEIR_TRIGGER_none &&
            !weir_cx_node(cx, process->starts[i])->element->on_start)
            start_event = process->starts[i];
    }
    if (start_event.ix == WEIR_NO_IX)
        start_event = only_start(cx, process);
    if (start_event.ix == WEIR_NO_IX)
        return weir_fail(cx->diag, WEIR_EPROCESS, process->id, "the process has no start event without a trigger");
    if (command->is_form)
        WEIR_TRY(weir_form_check(cx, start_event, NULL, &command->variables));
    WEIR_TRY(begin(cx, command));
    WEIR_TRY(weir_cx_set_all(cx, WEIR_PROCESS_SCOPE, &command->locals, true)); /* its own scope */
    WEIR_TRY(weir_form_set_defaults(cx, start_event, NULL, WEIR_PROCESS_SCOPE, true));
    WEIR_TRY(publish_begun(cx));
    WEIR_TRY(weir_cx_arm_event_starts(cx, (weir_node_ix){0}, 0));
    if (cx->program->nodes[0].time_limit)
        WEIR_TRY(weir_cx_limit_start(cx, (weir_node_ix){0}, 0));
    WEIR_TRY(weir_cx_listen_process(cx, WEIR_LISTENER_START));
    return place_start(cx, start_event, command->start_event.ix != WEIR_NO_IX);
}

static weir_err meet(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    const weir_node *node = weir_cx_node(cx, wait->node);

    if (wait->kind == WEIR_WAIT_CONTINUATION)
        return weir_cx_go_on(cx, wait);
    if (wait->kind == WEIR_WAIT_LIMIT)
        return weir_limit_fire(cx, command, wait);
    assert(node->element->on_wait);
    return node->element->on_wait(cx, wait, command);
}

/* Who listens to a user task being completed sees its variables, while it is still open. */
static bool is_heard(const weir_cx *cx, const weir_wait *wait)
{
    return wait->kind == WEIR_WAIT_USER_TASK && weir_cx_has_task_listener(cx, wait->node, WEIR_LISTENER_COMPLETE);
}

static weir_err take_variables(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    const weir_node *node = weir_cx_node(cx, wait->node);
    const weir_number_in_instance scope = weir_cx_scope_of(cx, wait->token);
    const weir_token *token = weir_state_token(&cx->state, wait->token);
    const bool is_local = token->item > 0 && node->loop->output_element.is_set;

    WEIR_TRY(weir_variables_submit(cx, command, wait->token, is_local));
    return weir_form_set_defaults(cx, wait->node, wait, scope, is_local);
}

static weir_err let_hear(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    WEIR_TRY(take_variables(cx, command, wait));
    return weir_cx_listen_task(cx, wait, WEIR_LISTENER_COMPLETE);
}

static weir_err complete(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    bool thrown;

    if (!is_heard(cx, wait))
        WEIR_TRY(take_variables(cx, command, wait));
    WEIR_TRY(weir_cx_map_error(cx, command, wait, &thrown));
    if (thrown)
        return WEIR_OK;
    return meet(cx, command, wait);
}

/* One that was delegated goes back to its owner instead. */
static weir_err submit(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    WEIR_TRY(weir_form_check(cx, wait->node, wait, &command->variables));
    if (weir_task_is_delegated(wait))
        return weir_task_resolve(cx, command, wait);
    if (is_heard(cx, wait))
        WEIR_TRY(let_hear(cx, command, wait));
    WEIR_TRY(weir_cx_emit(
        cx, (weir_fact){.kind = WEIR_FACT_task_completed, .node = wait->node, .wait = wait->number, .id = wait->id}));
    return complete(cx, command, wait);
}

static weir_err fail(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    bool thrown;

    if (command->retries < 0)
        return weir_fail(cx->diag, WEIR_EVALUE, weir_cx_node(cx, wait->node)->id, "retries must not be negative");
    WEIR_TRY(weir_variables_submit(cx, command, wait->token, false));
    WEIR_TRY(weir_cx_map_error(cx, command, wait, &thrown));
    if (thrown)
        return WEIR_OK;
    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_external_task_failed,
                                          .node = wait->node,
                                          .wait = wait->number,
                                          .id = wait->id,
                                          .number = command->retries,
                                          .name = command->worker,
                                          .text = command->text,
                                          .value = command->details}));
    if (command->retries > 0)
        return WEIR_OK;
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_incident_raised,
                                        .node = wait->node,
                                        .wait = wait->number,
                                        .id = weir_cx_id(cx),
                                        .name = WEIR_T("failedExternalTask"),
                                        .text = command->text});
}

static weir_err throw_error(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    if (command->name.length == 0)
        return weir_fail(cx->diag, WEIR_EVALUE, weir_cx_node(cx, wait->node)->id, "a BPMN error needs a code");
    return weir_cx_throw_error(cx, wait->node, wait->token, command->name, command->text, &command->variables);
}

static weir_err redate(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    (void)command;
    (void)wait;
    return weir_cx_redate(cx);
}

static weir_err set_aside(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    (void)wait;
    for (uint32_t i = 0; i < cx->state.waits.count; i++) {
        const weir_wait job = cx->state.waits.items[i];

        if (weir_wait_is_job(&job) && job.retries != 0)
            WEIR_TRY(weir_job_stop(cx, &job, command->text));
    }
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_incident_raised,
                                        .wait = weir_cx_number(cx),
                                        .id = weir_cx_id(cx),
                                        .name = WEIR_T("setAside"),
                                        .text = command->text});
}

static weir_err take_back(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    const weir_incident *found = weir_state_set_aside(&cx->state);

    (void)command;
    (void)wait;
    if (!found)
        return weir_fail(cx->diag, WEIR_ENOTOKEN, WEIR_NO_TEXT, "the instance was not set aside");
    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_incident_resolved, .wait = found->wait, .id = found->id}));
    for (uint32_t i = 0; i < cx->state.waits.count; i++) {
        const weir_wait job = cx->state.waits.items[i];

        if (weir_wait_is_job(&job) && !weir_state_incident_of(&cx->state, job.number))
            WEIR_TRY(weir_job_reschedule(cx, &job, job.due_ms, 0, WEIR_NO_TEXT));
    }
    return WEIR_OK;
}

static weir_err cancel(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    const weir_incident *found = weir_state_set_aside(&cx->state);

    (void)wait;
    cx->forgives_listeners = true;
    if (found)
        WEIR_TRY(
            weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_incident_resolved, .wait = found->wait, .id = found->id}));
    cx->is_from_caller = command->is_from_caller;
    return weir_cx_end(cx, (weir_node_ix){WEIR_NO_IX}, WEIR_T("cancelled"), command->text);
}

static weir_err suspend(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    (void)command;
    (void)wait;
    return weir_cx_suspend(cx, true);
}

static weir_err activate(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    (void)command;
    (void)wait;
    return weir_cx_suspend(cx, false);
}

static weir_err modify(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    (void)wait;
    if (command->instructions.count == 0)
        return WEIR_OK;
    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_instance_modified,
                                          .text = command->text,
                                          .number = command->instructions.count}));
    WEIR_TRY(weir_cx_modify(cx, &command->instructions));
    if (cx->state.tokens.count > 0)
        return WEIR_OK;
    return weir_cx_end(cx, (weir_node_ix){WEIR_NO_IX}, WEIR_T("cancelled"), command->text);
}

#define FACT_OF(name) WEIR_FACT_##name
#define ANY_JOB                                                                                                        \
    {WEIR_WAIT_TIMER, WEIR_FACT_COUNT},                                                                                \
    {                                                                                                                  \
        WEIR_WAIT_CONTINUATION, WEIR_FACT_COUNT                                                                        \
    }
#define ANY_LIMIT                                                                                                      \
    {                                                                                                                  \
        WEIR_WAIT_LIMIT, WEIR_FACT_COUNT                                                                               \
    }
static const command_row rows[] = {
    [WEIR_COMMAND_START] = {.name = "start", .run = start},
    [WEIR_COMMAND_COMPLETE] = {.name = "complete",
                               .run = complete,
                               .meets = {{WEIR_WAIT_USER_TASK, FACT_OF(task_completed)},
                                         {WEIR_WAIT_EXTERNAL_TASK, FACT_OF(external_task_completed)}}},
    [WEIR_COMMAND_FAIL] = {.name = "fail", .run = fail, .meets = {{WEIR_WAIT_EXTERNAL_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_THROW_ERROR] = {.name = "throw-error",
                                  .run = throw_error,
                                  .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT},
                                            {WEIR_WAIT_EXTERNAL_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_FIRE] = {.name = "fire",
                           .run = meet,
                           .meets = {{WEIR_WAIT_TIMER, FACT_OF(timer_fired)},
                                     {WEIR_WAIT_CONTINUATION, FACT_OF(continuation_executed)},
                                     ANY_LIMIT}},
    [WEIR_COMMAND_MESSAGE] = {.name = "message",
                              .run = meet,
                              .meets = {{WEIR_WAIT_MESSAGE, FACT_OF(message_correlated)}}},
    [WEIR_COMMAND_SIGNAL] = {.name = "signal", .run = meet, .meets = {{WEIR_WAIT_SIGNAL, FACT_OF(signal_caught)}}},
    [WEIR_COMMAND_PASS_BY] = {.name = "pass-by",
                              .run = weir_signal_pass_by,
                              .meets = {{WEIR_WAIT_SIGNAL, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_TRIGGER] = {.name = "trigger", .run = meet, .meets = {{WEIR_WAIT_TRIGGER, FACT_OF(trigger_met)}}},
    [WEIR_COMMAND_SET_VARIABLES] = {.name = "set-variables", .run = weir_variables_set},
    [WEIR_COMMAND_SET_TASK_VARIABLES] = {.name = "set-task-variables",
                                         .run = weir_variables_set_of_task,
                                         .takes_incidents = true,
                                         .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT},
                                                   {WEIR_WAIT_EXTERNAL_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_RETRY] = {.name = "retry",
                            .run = weir_job_retry,
                            .takes_incidents = true,
                            .meets = {ANY_JOB, ANY_LIMIT, {WEIR_WAIT_EXTERNAL_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_FAIL_JOB] = {.name = "fail-job",
                               .run = weir_job_fail,
                               .takes_incidents = true,
                               .meets = {ANY_JOB, ANY_LIMIT}},
    [WEIR_COMMAND_SET_RETRIES] = {.name = "set-retries",
                                  .run = weir_job_set_retries,
                                  .takes_incidents = true,
                                  .meets = {ANY_JOB, ANY_LIMIT, {WEIR_WAIT_EXTERNAL_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_SET_PRIORITY] = {.name = "set-priority",
                                   .run = weir_job_set_priority,
                                   .takes_incidents = true,
                                   .meets = {ANY_JOB, {WEIR_WAIT_EXTERNAL_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_SET_DUE] = {.name = "set-due", .run = weir_job_set_due, .meets = {ANY_JOB}},
    [WEIR_COMMAND_EXTEND] = {.name = "extend", .run = weir_limit_extend_by},
    [WEIR_COMMAND_SET_ASIDE] = {.name = "set-aside", .run = set_aside},
    [WEIR_COMMAND_TAKE_BACK] = {.name = "take-back", .run = take_back},
    [WEIR_COMMAND_ASSIGN] = {.name = "assign",
                             .run = weir_task_assign,
                             .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_CLAIM] = {.name = "claim", .run = weir_task_claim, .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_SUBMIT] = {.name = "submit", .run = submit, .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_DELEGATE] = {.name = "delegate",
                               .run = weir_task_delegate,
                               .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_RESOLVE] = {.name = "resolve",
                              .run = weir_task_resolve,
                              .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_UPDATE_TASK] = {.name = "update-task",
                                  .run = weir_task_update,
                                  .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_LINK] = {.name = "link", .run = weir_task_link, .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_UNLINK] = {.name = "unlink",
                             .run = weir_task_unlink,
                             .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_ESCALATE] = {.name = "escalate",
                               .run = weir_task_escalate,
                               .meets = {{WEIR_WAIT_USER_TASK, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_CANCEL] = {.name = "cancel", .run = cancel},
    [WEIR_COMMAND_RETURN] = {.name = "return", .run = meet, .meets = {{WEIR_WAIT_CALL, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_TELL_CALLER] = {.name = "tell-caller", .run = meet, .meets = {{WEIR_WAIT_CALL, WEIR_FACT_COUNT}}},
    [WEIR_COMMAND_REDATE] = {.name = "redate", .run = redate},
    [WEIR_COMMAND_SUSPEND] = {.name = "suspend", .run = suspend},
    [WEIR_COMMAND_ACTIVATE] = {.name = "activate", .run = activate},
    [WEIR_COMMAND_MODIFY] = {.name = "modify", .run = modify},
};
static_assert(sizeof rows / sizeof *rows == WEIR_COMMAND_KIND_COUNT, "a row for each kind of command");

const char *weir_command_name(weir_command_kind kind)
{
    return rows[kind].name;
}

static const weir_wait *wait_of_incident(const weir_state *state, weir_id id)
{
    for (uint32_t i = 0; i < state->incidents.count; i++) {
        if (weir_id_equal(state->incidents.items[i].id, id))
            return weir_state_wait(state, state->incidents.items[i].wait);
    }
    return NULL;
}

/* A job that is tried by hand may have no retries left. */
static weir_err forgive(weir_cx *cx, const weir_wait *wait)
{
    const weir_incident *incident = weir_state_incident_of(&cx->state, wait->number);

    if (!incident)
        return WEIR_OK;
    return weir_cx_emit(
        cx,
        (weir_fact){.kind = WEIR_FACT_incident_resolved, .node = wait->node, .wait = wait->number, .id = incident->id});
}

/* Check that the wait is there and of a kind that the command meets; close it if the command does so. */
static weir_err take_wait(weir_cx *cx, const weir_command *command, weir_wait *out)
{
    const command_row *row = &rows[command->kind];
    const weir_wait *wait = weir_state_wait_by_id(&cx->state, command->wait);

    if (!wait && command->kind == WEIR_COMMAND_RETRY)
        wait = wait_of_incident(&cx->state, command->wait);
    if (!wait)
        return weir_fail(cx->diag, WEIR_ENOTOKEN, WEIR_NO_TEXT, "nothing waits under this id any more");
    if (command->kind == WEIR_COMMAND_FIRE && weir_wait_is_job(wait)) {
        if (command->is_early)
            WEIR_TRY(forgive(cx, wait)); /* the list of waits stays where it is */
        else if (wait->due_ms > cx->env.now_ms)
            return weir_fail(cx->diag, WEIR_ENOTOKEN, weir_cx_node(cx, wait->node)->id, "the %s is not due yet",
                             wait->kind == WEIR_WAIT_TIMER ? "timer" : "job");
    }
    *out = *wait;
    for (uint32_t i = 0; i < sizeof row->meets / sizeof *row->meets; i++) {
        if (row->meets[i].kind != wait->kind)
            continue;
        if (!row->takes_incidents && weir_state_incident_of(&cx->state, wait->number))
            return weir_fail(cx->diag, WEIR_ENOTOKEN, weir_cx_node(cx, wait->node)->id,
                             "the task has an incident; give it retries first");
        return WEIR_OK;
    }
    return weir_fail(cx->diag, WEIR_ENOTOKEN, weir_cx_node(cx, wait->node)->id, "what waits here can't be met by '%s'",
                     row->name);
}

static weir_err close_met(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    const command_row *row = &rows[command->kind];

    for (uint32_t i = 0; i < sizeof row->meets / sizeof *row->meets; i++) {
        if (row->meets[i].kind == wait->kind && row->meets[i].fact != WEIR_FACT_COUNT)
            return weir_cx_emit(
                cx, (weir_fact){.kind = (uint8_t)row->meets[i].fact,
                                .node = wait->node,
                                .wait = wait->number,
                                .id = wait->id,
                                .name = wait->kind == WEIR_WAIT_EXTERNAL_TASK ? command->worker : wait->name});
    }
    return WEIR_OK;
}

static weir_err run_command(weir_cx *cx, const weir_command *command)
{
    const command_row *row = &rows[command->kind];
    const weir_incident *aside = weir_state_set_aside(&cx->state);
    const weir_status needed = command->kind == WEIR_COMMAND_START ? WEIR_STATUS_NONE : WEIR_STATUS_ACTIVE;
    weir_wait wait = {0};

    if (cx->state.status != needed)
        return weir_fail(cx->diag, WEIR_EENDED, WEIR_NO_TEXT,
                         command->kind == WEIR_COMMAND_START ? "the instance runs already"
                                                             : "the instance is not running");
    WEIR_TRY(weir_cx_check_active(cx, command->kind));
    if (aside && command->kind == WEIR_COMMAND_RETRY && weir_id_equal(aside->id, command->wait))
        row = &rows[WEIR_COMMAND_TAKE_BACK];
    else if (aside && command->kind != WEIR_COMMAND_TAKE_BACK && command->kind != WEIR_COMMAND_CANCEL &&
             command->kind != WEIR_COMMAND_SUSPEND && command->kind != WEIR_COMMAND_REDATE &&
             command->kind != WEIR_COMMAND_ACTIVATE)
        return weir_fail(cx->diag, WEIR_ENOTOKEN, WEIR_NO_TEXT, "the instance was set aside (%.*s); take it back first",
                         WEIR_ARG(aside->message));
    if (row->meets[0].kind != WEIR_WAIT_NONE) {
        bool lets_in = true;

        WEIR_TRY(take_wait(cx, command, &wait));
        if (command->kind == WEIR_COMMAND_SIGNAL)
            WEIR_TRY(weir_cx_lets_in(cx, &wait, &command->variables, &lets_in));
        if (!lets_in)
            return WEIR_OK;
        if (cx->program->has_duties && wait.kind == WEIR_WAIT_USER_TASK)
            WEIR_TRY(weir_duty_meet(cx, command, &wait));
        if (cx->result.refusal != WEIR_OK)
            return WEIR_OK;
        cx->met = &wait;
        if (command->kind == WEIR_COMMAND_COMPLETE && is_heard(cx, &wait))
            WEIR_TRY(let_hear(cx, command, &wait));
        WEIR_TRY(close_met(cx, command, &wait));
    }
    WEIR_TRY(row->run(cx, command, &wait));
    return weir_cx_run(cx);
}

weir_err weir_step(const weir_program *program, const weir_state *state, const weir_command *command, weir_env env,
                   weir_arena *arena, weir_step_result *out, weir_diag *diag)
{
    weir_cx cx = {.program = program,
                  .env = env,
                  .arena = arena,
                  .diag = diag,
                  .ids = {.seed = env.seed},
                  .feel = {.now_ms = env.now_ms,
                           .seed = env.seed,
                           .zones = env.zones,
                           .arena = arena,
                           .step_count_max = WEIR_FEEL_STEP_COUNT_MAX}};
    weir_err err;

    if (command->transients.kind == WEIR_CONTEXT)
        cx.transients = &command->transients;
    assert(command->kind < WEIR_COMMAND_KIND_COUNT);
    if (state->next_number > WEIR_NUMBER_IN_INSTANCE_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "the instance has reached number_in_instance_max = %u",
                         WEIR_NUMBER_IN_INSTANCE_MAX);
    WEIR_TRY(weir_state_copy(state, arena, &cx.state));
    err = run_command(&cx, command);
    if (cx.is_out_of_memory)
        return WEIR_ENOMEM; /* whatever came of a variable that looked absent */
    if (err == WEIR_OK)
        *out = cx.result;
    return err;
}
