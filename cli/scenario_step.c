/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_step.c - each kind of step as a request to the engine; a row for each.
 */
#include "cli/scenario_run.h"

typedef struct outcome {
    weir_err err;
    weir_diag *diag;
} outcome;

typedef weir_err (*step_function)(weir_scenario_run *run, outcome *out);

static weir_text attribute(const weir_scenario_run *run, weir_attr name)
{
    return weir_part_attribute(run->step->part, name);
}

/* A whole number; `otherwise` if it is not there. The schema has checked it. */
static int64_t number(const weir_scenario_run *run, weir_attr name, int64_t otherwise)
{
    const weir_text text = weir_text_trim(attribute(run, name));
    weir_decimal decimal;
    int64_t out;

    return weir_decimal_parse(text, &decimal) && weir_decimal_to_int64(decimal, &out) ? out : otherwise;
}

static weir_err execute(weir_scenario_run *run, weir_request *request, outcome *out)
{
    if (!request->actor.at)
        request->actor = WEIR_T("scenario");
    out->err = run->mode->execute(run, request, out->diag);
    return WEIR_OK;
}

/* ── steps that need no instance ───────────────────────────────────────────────────────────────────── */

static weir_err run_start(weir_scenario_run *run, outcome *out)
{
    const weir_definition *only = weir_engine_latest(run->world.engine, 0);
    weir_request request = {.kind = WEIR_REQUEST_START,
                            .process = attribute(run, WEIR_ATTR_process),
                            .business_key = attribute(run, WEIR_ATTR_business_key)};
    bool ok;

    if (!request.process.at) {
        if (!only || weir_engine_latest(run->world.engine, 1))
            return weir_run_fail(run, "start", "say which process: %s",
                                 only ? "several are deployed" : "none is deployed");
        WEIR_TRY(weir_arena_text(&run->scratch, only->key, &request.process)); /* a mode may close the engine */
    }
    WEIR_TRY(weir_run_context(run, "start variables", run->step->variables, &request.variables, &ok));
    return ok ? execute(run, &request, out) : WEIR_OK;
}

/* 0: there is none. */
static bool read_time_to_live(const weir_scenario_run *run, int64_t *out_ms)
{
    const weir_text text = weir_text_trim(attribute(run, WEIR_ATTR_time_to_live));
    weir_period period;
    int64_t until_ms = run->now_ms;

    *out_ms = 0;
    if (text.length == 0)
        return true;
    if (!weir_period_parse(text, &period) || !weir_period_add(run->now_ms, &period, 1, NULL, &until_ms))
        return false;
    *out_ms = until_ms - run->now_ms;
    return true;
}

static weir_err run_message(weir_scenario_run *run, outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_MESSAGE,
                            .name = attribute(run, WEIR_ATTR_name),
                            .business_key = attribute(run, WEIR_ATTR_business_key)};
    bool ok, keys_ok;

    if (!read_time_to_live(run, &request.duration_ms))
        return weir_run_fail(run, "message", "the timeToLive is no duration, or leaves the calendar");
    WEIR_TRY(weir_run_context(run, "message variables", run->step->variables, &request.variables, &ok));
    WEIR_TRY(weir_run_context(run, "message keys", run->step->keys, &request.keys, &keys_ok));
    return ok && keys_ok ? execute(run, &request, out) : WEIR_OK;
}

static weir_err run_signal(weir_scenario_run *run, outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_SIGNAL, .name = attribute(run, WEIR_ATTR_name)};
    bool ok;

    WEIR_TRY(weir_run_context(run, "signal variables", run->step->variables, &request.variables, &ok));
    return ok ? execute(run, &request, out) : WEIR_OK;
}

static weir_err run_condition(weir_scenario_run *run, outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_CONDITION, .business_key = attribute(run, WEIR_ATTR_business_key)};
    bool ok;

    WEIR_TRY(weir_run_context(run, "variables", run->step->variables, &request.variables, &ok));
    return ok ? execute(run, &request, out) : WEIR_OK;
}

/* The request of a timer is named by texts of the engine, which a mode may close while it runs. */
static weir_err next_job(weir_scenario_run *run, weir_due which, int64_t until_ms, weir_request *out, weir_diag *diag)
{
    WEIR_TRY(weir_engine_next_job(run->world.engine, which, run->now_ms, until_ms, out, &run->now_ms, diag));
    WEIR_TRY(weir_arena_text(&run->scratch, out->process, &out->process));
    return weir_arena_text(&run->scratch, out->name, &out->name);
}

/* Fire what comes due, each at its time, until then or until an error. */
static weir_err advance_to(weir_scenario_run *run, int64_t until_ms, outcome *out)
{
    const weir_due which = run->scenario->has_manual_jobs ? WEIR_DUE_TIMERS : WEIR_DUE_ALL;
    weir_request request;

    if (until_ms < run->now_ms)
        return weir_run_fail(run, weir_tag_name(run->step->part->tag), "time does not go back");
    while (out->err == WEIR_OK && !run->failure.is_set) {
        const weir_err err = next_job(run, which, until_ms, &request, out->diag);

        if (err == WEIR_ENOTFOUND)
            break;
        WEIR_TRY(err);
        if (weir_text_equal(request.actor, WEIR_T("job")) || request.kind == WEIR_REQUEST_TIMER_START)
            WEIR_TRY(weir_run_job(run, &request));
        else
            WEIR_TRY(execute(run, &request, out));
    }
    if (out->err == WEIR_OK)
        run->now_ms = until_ms;
    return WEIR_OK;
}

static weir_err run_advance(weir_scenario_run *run, outcome *out)
{
    weir_period period;
    int64_t until_ms;

    if (!weir_period_parse(weir_text_trim(attribute(run, WEIR_ATTR_by)), &period) ||
        !weir_period_add(run->now_ms, &period, 1, NULL, &until_ms))
        return weir_run_fail(run, "advance", "this leaves the calendar");
    return advance_to(run, until_ms, out);
}

static weir_err run_now(weir_scenario_run *run, outcome *out)
{
    weir_date_time at;

    if (!weir_date_time_parse(weir_text_trim(attribute(run, WEIR_ATTR_at)), run->zones, &at))
        return weir_run_fail(run, "now", "this is no instant");
    return advance_to(run, weir_date_time_to_ms(&at), out);
}

/* ── steps on an instance ──────────────────────────────────────────────────────────────────────────── */

/* Which item of a multi-instance a token belongs to, from 1; 0: none. */
static uint32_t item_of(const weir_state *state, const weir_token *token)
{
    weir_number_in_instance scope = token ? token->scope : 0; /* the process waits without a token */

    if (token && token->item > 0)
        return token->item;
    while (scope != 0) {
        const weir_scope *opened = weir_state_scope(state, scope);

        if (opened->item > 0)
            return opened->item;
        scope = opened->parent;
    }
    return 0;
}

static bool is_task(const weir_wait *wait)
{
    return wait->kind == WEIR_WAIT_USER_TASK || wait->kind == WEIR_WAIT_EXTERNAL_TASK;
}

/* The first wait of this kind at this element, of this item (0: any). NULL: none. */
static const weir_wait *find_wait(const weir_instance_view *view, bool (*is_one)(const weir_wait *wait), weir_text id,
                                  int64_t item)
{
    for (uint32_t i = 0; i < view->state.waits.count; i++) {
        const weir_wait *wait = &view->state.waits.items[i];

        if (is_one(wait) && weir_text_equal(view->definition->program->nodes[wait->node.ix].id, id) &&
            (item == 0 || item_of(&view->state, weir_state_token(&view->state, wait->token)) == item))
            return wait;
    }
    return NULL;
}

static const weir_wait *find_incident(const weir_instance_view *view, weir_text id)
{
    for (uint32_t i = 0; i < view->state.incidents.count; i++) {
        const weir_incident *incident = &view->state.incidents.items[i];

        if (weir_text_equal(view->definition->program->nodes[incident->node.ix].id, id))
            return weir_state_wait(&view->state, incident->wait);
    }
    return NULL;
}

/* "open: a, b (item 2)" */
static void write_open_tasks(const weir_instance_view *view, weir_buffer *out)
{
    bool is_first = true;

    for (uint32_t i = 0; i < view->state.waits.count; i++) {
        const weir_wait *wait = &view->state.waits.items[i];
        uint32_t item;

        if (!is_task(wait))
            continue;
        item = item_of(&view->state, weir_state_token(&view->state, wait->token));
        weir_buffer_text(out, is_first ? WEIR_T("; open: ") : WEIR_T(", "));
        weir_buffer_text(out, view->definition->program->nodes[wait->node.ix].id);
        if (item > 0)
            weir_buffer_format(out, " (item %u)", item);
        is_first = false;
    }
    if (is_first)
        weir_buffer_text(out, WEIR_T("; no task is open"));
}

/* item: the one that was looked for, 0: any. */
static weir_err no_such_task(weir_scenario_run *run, const weir_instance_view *view, weir_text task, int64_t item,
                             outcome *out)
{
    const weir_program *program = view->definition->program;
    weir_buffer words;
    weir_text text;

    weir_buffer_init(&words, &run->scratch, 0);
    if (!weir_run_is_element(program, task)) {
        weir_buffer_text(&words, WEIR_T("there is no such element"));
        weir_run_hint_write(program, task, &words);
    } else if (item > 0) {
        weir_buffer_format(&words, "item %lld of this task is not open", (long long)item);
    } else {
        weir_buffer_text(&words, WEIR_T("no such task is open"));
    }
    if (view->state.status == WEIR_STATUS_ENDED)
        weir_buffer_text(&words, WEIR_T("; the instance has ended"));
    else
        write_open_tasks(view, &words);
    WEIR_TRY(weir_buffer_done(&words, &text));
    out->err = weir_fail(out->diag, WEIR_ENOTOKEN, task, "%.*s", WEIR_ARG(text));
    return WEIR_OK;
}

static weir_err no_such_incident(const weir_instance_view *view, weir_text element, outcome *out)
{
    const bool has_ended = view->state.status == WEIR_STATUS_ENDED;

    out->err = weir_fail(out->diag, WEIR_ENOTOKEN, element, "there is no incident here%s",
                         has_ended ? "; the instance has ended" : "");
    return WEIR_OK;
}

/* Look at the instance the step means; is_there = false: a failure is noted. */
static weir_err look(weir_scenario_run *run, weir_request *request, weir_instance_view *view, bool *is_there)
{
    const weir_run_instance *instance = weir_run_instance_of(run, run->step->part);

    *is_there = instance != NULL;
    if (!instance)
        return weir_run_fail(run, weir_tag_name(run->step->part->tag), "no such instance was started before this step");
    request->instance = instance->id;
    return weir_run_look(run, instance->id, view);
}

/* What complete, fail and throwError have in common. */
static weir_err run_on_task(weir_scenario_run *run, weir_command command, outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = command};
    const weir_text task = attribute(run, WEIR_ATTR_task);
    const int64_t item = number(run, WEIR_ATTR_item, 0);
    weir_instance_view view;
    const weir_wait *wait;
    bool ok;

    WEIR_TRY(look(run, &request, &view, &ok));
    if (!ok)
        return WEIR_OK;
    WEIR_TRY(weir_run_context(run, "variables", run->step->variables, &request.command.variables, &ok));
    if (ok)
        WEIR_TRY(weir_run_context(run, "locals", run->step->locals, &request.command.locals, &ok));
    if (!ok)
        return WEIR_OK;
    wait = find_wait(&view, is_task, task, item);
    if (!wait)
        return no_such_task(run, &view, task, item, out);
    request.command.wait = wait->id;
    return execute(run, &request, out);
}

static weir_err run_complete(weir_scenario_run *run, outcome *out)
{
    return run_on_task(run, (weir_command){.kind = WEIR_COMMAND_COMPLETE}, out);
}

static weir_err run_assign(weir_scenario_run *run, outcome *out)
{
    return run_on_task(run, (weir_command){.kind = WEIR_COMMAND_ASSIGN, .name = attribute(run, WEIR_ATTR_name)}, out);
}

static weir_err run_claim(weir_scenario_run *run, outcome *out)
{
    return run_on_task(run, (weir_command){.kind = WEIR_COMMAND_CLAIM, .name = attribute(run, WEIR_ATTR_name)}, out);
}

static weir_err run_submit(weir_scenario_run *run, outcome *out)
{
    return run_on_task(run, (weir_command){.kind = WEIR_COMMAND_SUBMIT}, out);
}

static weir_err run_delegate(weir_scenario_run *run, outcome *out)
{
    return run_on_task(run, (weir_command){.kind = WEIR_COMMAND_DELEGATE, .name = attribute(run, WEIR_ATTR_name)}, out);
}

static weir_err run_resolve(weir_scenario_run *run, outcome *out)
{
    return run_on_task(run, (weir_command){.kind = WEIR_COMMAND_RESOLVE}, out);
}

/* What goes with the step are the details. */
static weir_err run_update_task(weir_scenario_run *run, outcome *out)
{
    weir_command command = {.kind = WEIR_COMMAND_UPDATE_TASK};
    bool ok;

    WEIR_TRY(weir_run_context(run, "details", run->step->variables, &command.details, &ok));
    return ok ? run_on_task(run, command, out) : WEIR_OK;
}

static weir_err run_link(weir_scenario_run *run, outcome *out)
{
    const bool is_taken_back = run->step->part->tag == WEIR_PART_scenario_unlink;

    return run_on_task(run,
                       (weir_command){.kind = is_taken_back ? WEIR_COMMAND_UNLINK : WEIR_COMMAND_LINK,
                                      .name = attribute(run, WEIR_ATTR_name),
                                      .text = attribute(run, WEIR_ATTR_role)},
                       out);
}

static weir_err run_throw_escalation(weir_scenario_run *run, outcome *out)
{
    return run_on_task(run, (weir_command){.kind = WEIR_COMMAND_ESCALATE, .name = attribute(run, WEIR_ATTR_code)}, out);
}

static weir_err run_fail(weir_scenario_run *run, outcome *out)
{
    return run_on_task(run,
                       (weir_command){.kind = WEIR_COMMAND_FAIL,
                                      .retries = number(run, WEIR_ATTR_retries, 0),
                                      .text = attribute(run, WEIR_ATTR_message)},
                       out);
}

static weir_err run_throw_error(weir_scenario_run *run, outcome *out)
{
    return run_on_task(run,
                       (weir_command){.kind = WEIR_COMMAND_THROW_ERROR,
                                      .name = attribute(run, WEIR_ATTR_code),
                                      .text = attribute(run, WEIR_ATTR_message)},
                       out);
}

static weir_err run_retry(weir_scenario_run *run, outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = {.kind = WEIR_COMMAND_RETRY, .retries = 1}};
    const weir_text element = attribute(run, WEIR_ATTR_element);
    weir_instance_view view;
    const weir_wait *wait;
    bool is_there;

    WEIR_TRY(look(run, &request, &view, &is_there));
    if (!is_there)
        return WEIR_OK;
    wait = find_incident(&view, element);
    if (!wait)
        return no_such_incident(&view, element, out);
    request.command.wait = wait->id;
    return execute(run, &request, out);
}

/* A timer or a continuation, now. */
static weir_err run_execute_job(weir_scenario_run *run, outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = {.kind = WEIR_COMMAND_FIRE, .is_early = true}};
    const weir_text element = attribute(run, WEIR_ATTR_element);
    const int64_t item = number(run, WEIR_ATTR_item, 0);
    weir_instance_view view;
    const weir_wait *job;
    bool is_there;

    WEIR_TRY(look(run, &request, &view, &is_there));
    if (!is_there)
        return WEIR_OK;
    job = find_wait(&view, weir_wait_is_job, element, item);
    if (!job) {
        out->err = weir_fail(out->diag, WEIR_ENOTOKEN, element, "no job is here%s",
                             view.state.status == WEIR_STATUS_ENDED ? "; the instance has ended" : "");
        return WEIR_OK;
    }
    request.command.wait = job->id;
    if (attribute(run, WEIR_ATTR_error).at)
        return execute(run, &request, out);
    request.actor = WEIR_T("scenario");
    return weir_run_job(run, &request);
}

static bool waits_for_trigger(const weir_wait *wait)
{
    return wait->kind == WEIR_WAIT_TRIGGER;
}

/* A receive task that waits for no message. */
static weir_err run_trigger(weir_scenario_run *run, outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = {.kind = WEIR_COMMAND_TRIGGER}};
    const weir_text element = attribute(run, WEIR_ATTR_element);
    weir_instance_view view;
    const weir_wait *wait;
    bool ok;

    WEIR_TRY(look(run, &request, &view, &ok));
    if (ok)
        WEIR_TRY(weir_run_context(run, "variables", run->step->variables, &request.command.variables, &ok));
    if (!ok)
        return WEIR_OK;
    wait = find_wait(&view, waits_for_trigger, element, number(run, WEIR_ATTR_item, 0));
    if (!wait) {
        out->err = weir_fail(out->diag, WEIR_ENOTOKEN, element, "nothing waits here to be triggered");
        return WEIR_OK;
    }
    request.command.wait = wait->id;
    return execute(run, &request, out);
}

static bool has_job_settings(const weir_wait *wait)
{
    return weir_wait_is_job(wait) || wait->kind == WEIR_WAIT_EXTERNAL_TASK;
}

/* Retries, priority or due time of a job or an external task; one of them. */
static weir_err run_change_job(weir_scenario_run *run, outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = {.kind = WEIR_COMMAND_SET_DUE}};
    const weir_text element = attribute(run, WEIR_ATTR_element), due = attribute(run, WEIR_ATTR_due);
    weir_instance_view view;
    const weir_wait *job;
    weir_date_time at;
    bool is_there;

    WEIR_TRY(look(run, &request, &view, &is_there));
    if (!is_there)
        return WEIR_OK;
    job = find_wait(&view, has_job_settings, element, 0);
    if (!job)
        return weir_run_fail(run, "changeJob", "no job or external task is at '%.*s'", WEIR_ARG(element));
    request.command.wait = job->id;
    if (attribute(run, WEIR_ATTR_retries).at) {
        request.command.kind = WEIR_COMMAND_SET_RETRIES;
        request.command.retries = number(run, WEIR_ATTR_retries, 0);
    } else if (attribute(run, WEIR_ATTR_priority).at) {
        request.command.kind = WEIR_COMMAND_SET_PRIORITY;
        request.command.priority = number(run, WEIR_ATTR_priority, 0);
    } else if (weir_date_time_parse(weir_text_trim(due), run->zones, &at)) {
        request.command.due_ms = weir_date_time_to_ms(&at);
    } else {
        return weir_run_fail(run, "changeJob", "say what changes: retries, priority or due");
    }
    return execute(run, &request, out);
}

static weir_err run_on_instance(weir_scenario_run *run, weir_command command, outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = command};
    weir_instance_view view;
    bool ok;

    WEIR_TRY(look(run, &request, &view, &ok));
    if (!ok)
        return WEIR_OK;
    WEIR_TRY(weir_run_context(run, "variables", run->step->variables, &request.command.variables, &ok));
    return ok ? execute(run, &request, out) : WEIR_OK;
}

/* "a b" as a list of names. */
static weir_err names_to_remove(weir_scenario_run *run, weir_value *out)
{
    const weir_text text = attribute(run, WEIR_ATTR_remove);
    weir_value *names = WEIR_TAKE(&run->scratch, weir_value, text.length);
    uint32_t count = 0;
    size_t from = 0;

    if (!names)
        return WEIR_ENOMEM;
    for (size_t i = 0; i <= text.length; i++) {
        if (i < text.length && text.at[i] != ' ')
            continue;
        if (i > from)
            names[count++] = weir_string(weir_text_part(text, from, i - from));
        from = i + 1;
    }
    *out = weir_list(names, count);
    return WEIR_OK;
}

static weir_err run_set_variables(weir_scenario_run *run, outcome *out)
{
    weir_command command = {.kind = WEIR_COMMAND_SET_VARIABLES};

    WEIR_TRY(names_to_remove(run, &command.removed));
    return run_on_instance(run, command, out);
}

static weir_err run_set_task_variables(weir_scenario_run *run, outcome *out)
{
    weir_command command = {.kind = WEIR_COMMAND_SET_TASK_VARIABLES,
                            .is_local = weir_text_equal(attribute(run, WEIR_ATTR_local), WEIR_T("true"))};

    WEIR_TRY(names_to_remove(run, &command.removed));
    return run_on_task(run, command, out);
}

static weir_err run_cancel(weir_scenario_run *run, outcome *out)
{
    return run_on_instance(run, (weir_command){.kind = WEIR_COMMAND_CANCEL, .text = attribute(run, WEIR_ATTR_reason)},
                           out);
}

static weir_err run_modify(weir_scenario_run *run, outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND,
                            .command = {.kind = WEIR_COMMAND_MODIFY, .text = attribute(run, WEIR_ATTR_annotation)}};
    weir_instance_view view;
    bool ok;

    WEIR_TRY(look(run, &request, &view, &ok));
    if (!ok)
        return WEIR_OK;
    WEIR_TRY(weir_run_instructions(run, &view, number(run, WEIR_ATTR_item, 0), &request.command.instructions, &ok));
    return ok ? execute(run, &request, out) : WEIR_OK;
}

static weir_err run_suspend(weir_scenario_run *run, outcome *out)
{
    return run_on_instance(run, (weir_command){.kind = WEIR_COMMAND_SUSPEND}, out);
}

static weir_err run_activate(weir_scenario_run *run, outcome *out)
{
    return run_on_instance(run, (weir_command){.kind = WEIR_COMMAND_ACTIVATE}, out);
}

static const struct {
    weir_tag tag;
    step_function run;
} steps[] = {
    {WEIR_PART_scenario_start, run_start},
    {WEIR_PART_scenario_complete, run_complete},
    {WEIR_PART_scenario_assign, run_assign},
    {WEIR_PART_scenario_claim, run_claim},
    {WEIR_PART_scenario_submit, run_submit},
    {WEIR_PART_scenario_delegate, run_delegate},
    {WEIR_PART_scenario_resolve, run_resolve},
    {WEIR_PART_scenario_update_task, run_update_task},
    {WEIR_PART_scenario_link, run_link},
    {WEIR_PART_scenario_unlink, run_link},
    {WEIR_PART_scenario_throw_escalation, run_throw_escalation},
    {WEIR_PART_scenario_fail, run_fail},
    {WEIR_PART_scenario_throw_error, run_throw_error},
    {WEIR_PART_scenario_message, run_message},
    {WEIR_PART_scenario_signal, run_signal},
    {WEIR_PART_scenario_advance, run_advance},
    {WEIR_PART_scenario_now, run_now},
    {WEIR_PART_scenario_set_variables, run_set_variables},
    {WEIR_PART_scenario_set_task_variables, run_set_task_variables},
    {WEIR_PART_scenario_cancel, run_cancel},
    {WEIR_PART_scenario_modify, run_modify},
    {WEIR_PART_scenario_suspend, run_suspend},
    {WEIR_PART_scenario_activate, run_activate},
    {WEIR_PART_scenario_retry, run_retry},
    {WEIR_PART_scenario_execute_job, run_execute_job},
    {WEIR_PART_scenario_change_job, run_change_job},
    {WEIR_PART_scenario_trigger, run_trigger},
    {WEIR_PART_scenario_condition, run_condition},
};

weir_err weir_run_job(weir_scenario_run *run, const weir_request *request)
{
    weir_job_failure failure;
    weir_diag diag = {0};
    weir_err err = run->mode->execute(run, request, &diag);

    if (weir_engine_is_job_failure(err)) {
        weir_engine_fail_job(request, err, &diag, &failure);
        err = run->mode->execute(run, &failure.request, &diag);
    }
    if (err == WEIR_OK || run->failure.is_set)
        return WEIR_OK;
    return weir_run_fail(run, "job", "%s: %s", weir_err_name(err),
                         diag.message[0] ? diag.message : weir_err_describe(err));
}

#define JOB_COUNT_MAX 1000u /* of one step */

/* What a step has put off, and what that puts off, before the next step. */
static weir_err run_continuations(weir_scenario_run *run)
{
    weir_request request;
    int64_t run_ms;
    weir_err err;

    for (uint32_t i = 0; i < JOB_COUNT_MAX && !run->failure.is_set; i++) {
        err = weir_engine_next_job(run->world.engine, WEIR_DUE_CONTINUATIONS, run->now_ms, run->now_ms, &request,
                                   &run_ms, NULL);
        if (err != WEIR_OK)
            return err == WEIR_ENOTFOUND ? WEIR_OK : err;
        WEIR_TRY(weir_run_job(run, &request));
    }
    return weir_run_fail(run, "job", "more than %u jobs follow from one step; is there a loop?", JOB_COUNT_MAX);
}

weir_err weir_run_step(weir_scenario_run *run, weir_err *err, weir_diag *diag)
{
    outcome out = {.err = WEIR_OK, .diag = diag};

    for (uint32_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].tag != run->step->part->tag)
            continue;
        WEIR_TRY(steps[i].run(run, &out));
        *err = out.err;
        return run->scenario->has_manual_jobs || run->failure.is_set ? WEIR_OK : run_continuations(run);
    }
    return weir_run_fail(run, weir_tag_name(run->step->part->tag), "this is no step");
}
