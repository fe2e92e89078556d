/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_wait.c - steps on what an instance waits for: tasks, jobs, incidents, triggers.
 */
#include "cli/scenario_step.h"

uint32_t weir_step_item_of(const weir_state *state, const weir_token *token)
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
            (item == 0 || weir_step_item_of(&view->state, weir_state_token(&view->state, wait->token)) == item))
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
        item = weir_step_item_of(&view->state, weir_state_token(&view->state, wait->token));
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
                             weir_outcome *out)
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
    for (uint32_t i = 0; i < run->scenario->mocks.count; i++) {
        const weir_mock *mock = &run->scenario->mocks.items[i];

        if (weir_text_equal(mock->element, task) && weir_text_equal(mock->process, program->key))
            weir_buffer_format(&words, "; the mock of line %u answers here", mock->part->line);
    }
    if (view->state.status == WEIR_STATUS_ENDED)
        weir_buffer_text(&words, WEIR_T("; the instance has ended"));
    else
        write_open_tasks(view, &words);
    WEIR_TRY(weir_buffer_done(&words, &text));
    out->err = weir_fail(out->diag, WEIR_ENOTOKEN, task, "%.*s", WEIR_ARG(text));
    return WEIR_OK;
}

static weir_err no_such_incident(const weir_instance_view *view, weir_text element, weir_outcome *out)
{
    const bool has_ended = view->state.status == WEIR_STATUS_ENDED;

    out->err = weir_fail(out->diag, WEIR_ENOTOKEN, element, "there is no incident here%s",
                         has_ended ? "; the instance has ended" : "");
    return WEIR_OK;
}

weir_text weir_run_actor(const weir_wait *task, weir_text by, weir_text otherwise)
{
    const weir_value *assignee = weir_context_find(&task->value, WEIR_T("assignee"));

    if (by.length > 0)
        return by;
    return task->kind == WEIR_WAIT_USER_TASK && assignee && assignee->kind == WEIR_STRING ? assignee->as.string
                                                                                          : otherwise;
}

/* Who does a task where no step says so: where duties are kept apart somebody new each time, so that a scenario that is
 * not about persons doesn't meet them. */
static weir_err name_anybody(weir_scenario_run *run, const weir_instance_view *view, weir_text *out)
{
    weir_buffer name;

    *out = WEIR_T("scenario");
    if (!view->definition->program->has_duties)
        return WEIR_OK;
    weir_buffer_init(&name, &run->scratch, 0);
    weir_buffer_format(&name, "scenario-%u", run->step->part->line);
    return weir_buffer_done(&name, out);
}

/* What complete, fail and throwError have in common. */
static weir_err run_on_task(weir_scenario_run *run, weir_command command, weir_outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = command};
    const weir_text task = weir_step_attribute(run, WEIR_ATTR_task);
    const int64_t item = weir_step_number(run, WEIR_ATTR_item, 0);
    weir_instance_view view;
    const weir_wait *wait;
    weir_text anybody;
    bool ok;

    WEIR_TRY(weir_step_look(run, &request, &view, &ok));
    if (!ok)
        return WEIR_OK;
    WEIR_TRY(name_anybody(run, &view, &anybody));
    WEIR_TRY(weir_run_context(run, "variables", run->step->variables, &request.command.variables, &ok));
    if (ok)
        WEIR_TRY(weir_run_context(run, "locals", run->step->locals, &request.command.locals, &ok));
    if (!ok)
        return WEIR_OK;
    wait = find_wait(&view, is_task, task, item);
    if (!wait)
        return no_such_task(run, &view, task, item, out);
    request.command.wait = wait->id;
    WEIR_TRY(weir_arena_text(&run->scratch, weir_run_actor(wait, weir_step_attribute(run, WEIR_ATTR_by), anybody),
                             &request.actor)); /* a mode may read the state anew */
    return weir_step_execute(run, &request, out);
}

static weir_err run_complete(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_task(run, (weir_command){.kind = WEIR_COMMAND_COMPLETE}, out);
}

static weir_err run_assign(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_task(
        run, (weir_command){.kind = WEIR_COMMAND_ASSIGN, .name = weir_step_attribute(run, WEIR_ATTR_name)}, out);
}

static weir_err run_claim(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_task(
        run, (weir_command){.kind = WEIR_COMMAND_CLAIM, .name = weir_step_attribute(run, WEIR_ATTR_name)}, out);
}

static weir_err run_submit(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_task(run, (weir_command){.kind = WEIR_COMMAND_SUBMIT}, out);
}

static weir_err run_delegate(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_task(
        run, (weir_command){.kind = WEIR_COMMAND_DELEGATE, .name = weir_step_attribute(run, WEIR_ATTR_name)}, out);
}

static weir_err run_resolve(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_task(run, (weir_command){.kind = WEIR_COMMAND_RESOLVE}, out);
}

/* What goes with the step are the details. */
static weir_err run_update_task(weir_scenario_run *run, weir_outcome *out)
{
    weir_command command = {.kind = WEIR_COMMAND_UPDATE_TASK};
    bool ok;

    WEIR_TRY(weir_run_context(run, "details", run->step->variables, &command.details, &ok));
    return ok ? run_on_task(run, command, out) : WEIR_OK;
}

static weir_err run_link(weir_scenario_run *run, weir_outcome *out)
{
    const bool is_taken_back = run->step->part->tag == WEIR_PART_scenario_unlink;

    return run_on_task(run,
                       (weir_command){.kind = is_taken_back ? WEIR_COMMAND_UNLINK : WEIR_COMMAND_LINK,
                                      .name = weir_step_attribute(run, WEIR_ATTR_name),
                                      .text = weir_step_attribute(run, WEIR_ATTR_role)},
                       out);
}

static weir_err run_throw_escalation(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_task(
        run, (weir_command){.kind = WEIR_COMMAND_ESCALATE, .name = weir_step_attribute(run, WEIR_ATTR_code)}, out);
}

static weir_err run_fail(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_task(run,
                       (weir_command){.kind = WEIR_COMMAND_FAIL,
                                      .retries = weir_step_number(run, WEIR_ATTR_retries, 0),
                                      .text = weir_step_attribute(run, WEIR_ATTR_message)},
                       out);
}

static weir_err run_throw_error(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_task(run,
                       (weir_command){.kind = WEIR_COMMAND_THROW_ERROR,
                                      .name = weir_step_attribute(run, WEIR_ATTR_code),
                                      .text = weir_step_attribute(run, WEIR_ATTR_message)},
                       out);
}

static weir_err run_retry(weir_scenario_run *run, weir_outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = {.kind = WEIR_COMMAND_RETRY, .retries = 1}};
    const weir_text element = weir_step_attribute(run, WEIR_ATTR_element);
    weir_instance_view view;
    const weir_wait *wait;
    bool is_there;

    WEIR_TRY(weir_step_look(run, &request, &view, &is_there));
    if (!is_there)
        return WEIR_OK;
    wait = find_incident(&view, element);
    if (!wait)
        return no_such_incident(&view, element, out);
    request.command.wait = wait->id;
    return weir_step_execute(run, &request, out);
}

static bool is_job(const weir_wait *wait)
{
    return weir_wait_is_job(wait) && wait->kind != WEIR_WAIT_LIMIT;
}

/* A timer or a continuation, now. */
static weir_err run_execute_job(weir_scenario_run *run, weir_outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = {.kind = WEIR_COMMAND_FIRE, .is_early = true}};
    const weir_text element = weir_step_attribute(run, WEIR_ATTR_element);
    const int64_t item = weir_step_number(run, WEIR_ATTR_item, 0);
    weir_instance_view view;
    const weir_wait *job;
    bool is_there;

    WEIR_TRY(weir_step_look(run, &request, &view, &is_there));
    if (!is_there)
        return WEIR_OK;
    job = find_wait(&view, is_job, element, item);
    if (!job) {
        out->err = weir_fail(out->diag, WEIR_ENOTOKEN, element, "no job is here%s",
                             view.state.status == WEIR_STATUS_ENDED ? "; the instance has ended" : "");
        return WEIR_OK;
    }
    request.command.wait = job->id;
    if (weir_step_attribute(run, WEIR_ATTR_error).at)
        return weir_step_execute(run, &request, out);
    request.actor = WEIR_T("scenario");
    return weir_run_job(run, &request);
}

static bool waits_for_trigger(const weir_wait *wait)
{
    return wait->kind == WEIR_WAIT_TRIGGER;
}

/* A receive task that waits for no message. */
static weir_err run_trigger(weir_scenario_run *run, weir_outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = {.kind = WEIR_COMMAND_TRIGGER}};
    const weir_text element = weir_step_attribute(run, WEIR_ATTR_element);
    weir_instance_view view;
    const weir_wait *wait;
    bool ok;

    WEIR_TRY(weir_step_look(run, &request, &view, &ok));
    if (ok)
        WEIR_TRY(weir_run_context(run, "variables", run->step->variables, &request.command.variables, &ok));
    if (!ok)
        return WEIR_OK;
    wait = find_wait(&view, waits_for_trigger, element, weir_step_number(run, WEIR_ATTR_item, 0));
    if (!wait) {
        out->err = weir_fail(out->diag, WEIR_ENOTOKEN, element, "nothing waits here to be triggered");
        return WEIR_OK;
    }
    request.command.wait = wait->id;
    return weir_step_execute(run, &request, out);
}

static bool has_job_settings(const weir_wait *wait)
{
    return is_job(wait) || wait->kind == WEIR_WAIT_EXTERNAL_TASK;
}

/* Retries, priority or due time of a job or an external task; one of them. */
static weir_err run_change_job(weir_scenario_run *run, weir_outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = {.kind = WEIR_COMMAND_SET_DUE}};
    const weir_text element = weir_step_attribute(run, WEIR_ATTR_element),
                    due = weir_step_attribute(run, WEIR_ATTR_due);
    weir_instance_view view;
    const weir_wait *job;
    weir_date_time at;
    bool is_there;

    WEIR_TRY(weir_step_look(run, &request, &view, &is_there));
    if (!is_there)
        return WEIR_OK;
    job = find_wait(&view, has_job_settings, element, 0);
    if (!job)
        return weir_run_fail(run, "changeJob", "no job or external task is at '%.*s'", WEIR_ARG(element));
    request.command.wait = job->id;
    if (weir_step_attribute(run, WEIR_ATTR_retries).at) {
        request.command.kind = WEIR_COMMAND_SET_RETRIES;
        request.command.retries = weir_step_number(run, WEIR_ATTR_retries, 0);
    } else if (weir_step_attribute(run, WEIR_ATTR_priority).at) {
        request.command.kind = WEIR_COMMAND_SET_PRIORITY;
        request.command.priority = weir_step_number(run, WEIR_ATTR_priority, 0);
    } else if (weir_date_time_parse(weir_text_trim(due), run->zones, &at)) {
        request.command.due_ms = weir_date_time_to_ms(&at);
    } else {
        return weir_run_fail(run, "changeJob", "say what changes: retries, priority or due");
    }
    return weir_step_execute(run, &request, out);
}

static bool is_limit(const weir_wait *wait)
{
    return wait->kind == WEIR_WAIT_LIMIT;
}

static weir_err run_extend_limit(weir_scenario_run *run, weir_outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND,
                            .command = {.kind = WEIR_COMMAND_EXTEND,
                                        .amount = weir_step_number(run, WEIR_ATTR_days, 0),
                                        .name = weir_step_attribute(run, WEIR_ATTR_by),
                                        .text = weir_step_attribute(run, WEIR_ATTR_reason)}};
    const weir_text element = weir_step_attribute(run, WEIR_ATTR_element);
    weir_instance_view view;
    const weir_wait *limit;
    bool is_there;

    WEIR_TRY(weir_step_look(run, &request, &view, &is_there));
    if (!is_there)
        return WEIR_OK;
    limit = find_wait(&view, is_limit, element, weir_step_number(run, WEIR_ATTR_item, 0));
    if (!limit) {
        out->err = weir_fail(out->diag, WEIR_ENOTOKEN, element, "no time limit runs here");
        return WEIR_OK;
    }
    request.command.wait = limit->id;
    return weir_step_execute(run, &request, out);
}

static weir_err run_set_task_variables(weir_scenario_run *run, weir_outcome *out)
{
    weir_command command = {.kind = WEIR_COMMAND_SET_TASK_VARIABLES,
                            .is_local = weir_text_equal(weir_step_attribute(run, WEIR_ATTR_local), WEIR_T("true"))};

    WEIR_TRY(weir_step_removed(run, &command.removed));
    return run_on_task(run, command, out);
}

const weir_step_row weir_wait_steps[] = {
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
    {WEIR_PART_scenario_set_task_variables, run_set_task_variables},
    {WEIR_PART_scenario_retry, run_retry},
    {WEIR_PART_scenario_execute_job, run_execute_job},
    {WEIR_PART_scenario_change_job, run_change_job},
    {WEIR_PART_scenario_extend_limit, run_extend_limit},
    {WEIR_PART_scenario_trigger, run_trigger},
};
const uint32_t weir_wait_step_count = sizeof weir_wait_steps / sizeof *weir_wait_steps;
