/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_step.c - each kind of step as a request to the engine; a row for each.
 */
#include "cli/scenario_step.h"

weir_text weir_step_attribute(const weir_scenario_run *run, weir_attr name)
{
    return weir_part_attribute(run->step->part, name);
}

int64_t weir_step_number(const weir_scenario_run *run, weir_attr name, int64_t otherwise)
{
    const weir_text text = weir_text_trim(weir_step_attribute(run, name));
    weir_decimal decimal;
    int64_t out;

    return weir_decimal_parse(text, &decimal) && weir_decimal_to_int64(decimal, &out) ? out : otherwise;
}

weir_err weir_step_execute(weir_scenario_run *run, weir_request *request, weir_outcome *out)
{
    if (!request->actor.at)
        request->actor = WEIR_T("scenario");
    out->err = run->mode->execute(run, request, out->diag);
    return WEIR_OK;
}

/* ── steps that need no instance ───────────────────────────────────────────────────────────────────── */

/* The first process but for stand-ins of mocks. is_only: there is no other. NULL: there is none. */
static const weir_definition *first_process(const weir_scenario_run *run, bool *is_only)
{
    const weir_definition *first = NULL, *definition;

    *is_only = false;
    for (uint32_t i = 0; (definition = weir_engine_latest(run->world.engine, i)); i++) {
        if (weir_scenario_stand_in(run->scenario, definition->key))
            continue;
        *is_only = !first;
        if (first)
            break;
        first = definition;
    }
    return first;
}

static weir_err run_start(weir_scenario_run *run, weir_outcome *out)
{
    bool is_only;
    const weir_definition *only = first_process(run, &is_only);
    weir_request request = {.kind = WEIR_REQUEST_START,
                            .process = weir_step_attribute(run, WEIR_ATTR_process),
                            .business_key = weir_step_attribute(run, WEIR_ATTR_business_key)};
    bool ok;

    if (!request.process.at) {
        if (!is_only)
            return weir_run_fail(run, "start", "say which process: %s",
                                 only ? "several are deployed" : "none is deployed");
        WEIR_TRY(weir_arena_text(&run->scratch, only->key, &request.process)); /* a mode may close the engine */
    }
    WEIR_TRY(weir_run_context(run, "start variables", run->step->variables, &request.variables, &ok));
    return ok ? weir_step_execute(run, &request, out) : WEIR_OK;
}

/* 0: there is none. */
static bool read_time_to_live(const weir_scenario_run *run, int64_t *out_ms)
{
    const weir_text text = weir_text_trim(weir_step_attribute(run, WEIR_ATTR_time_to_live));
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

static weir_err run_message(weir_scenario_run *run, weir_outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_MESSAGE,
                            .name = weir_step_attribute(run, WEIR_ATTR_name),
                            .business_key = weir_step_attribute(run, WEIR_ATTR_business_key)};
    bool ok, keys_ok;

    if (!read_time_to_live(run, &request.duration_ms))
        return weir_run_fail(run, "message", "the timeToLive is no duration, or leaves the calendar");
    WEIR_TRY(weir_run_context(run, "message variables", run->step->variables, &request.variables, &ok));
    WEIR_TRY(weir_run_context(run, "message keys", run->step->keys, &request.keys, &keys_ok));
    return ok && keys_ok ? weir_step_execute(run, &request, out) : WEIR_OK;
}

static weir_err run_signal(weir_scenario_run *run, weir_outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_SIGNAL, .name = weir_step_attribute(run, WEIR_ATTR_name)};
    bool ok;

    WEIR_TRY(weir_run_context(run, "signal variables", run->step->variables, &request.variables, &ok));
    return ok ? weir_step_execute(run, &request, out) : WEIR_OK;
}

static weir_err run_condition(weir_scenario_run *run, weir_outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_CONDITION,
                            .business_key = weir_step_attribute(run, WEIR_ATTR_business_key)};
    bool ok;

    WEIR_TRY(weir_run_context(run, "variables", run->step->variables, &request.variables, &ok));
    return ok ? weir_step_execute(run, &request, out) : WEIR_OK;
}

/* The request of a timer is named by texts of the engine, which a mode may close while it runs. */
static weir_err next_job(weir_scenario_run *run, weir_due which, int64_t until_ms, weir_request *out, weir_diag *diag)
{
    WEIR_TRY(weir_engine_next_job(run->world.engine, which, run->now_ms, until_ms, out, &run->now_ms, diag));
    WEIR_TRY(weir_arena_text(&run->scratch, out->process, &out->process));
    return weir_arena_text(&run->scratch, out->name, &out->name);
}

/* What a mock is to answer by now, and what waits for mocks then. */
static weir_err answer_one(weir_scenario_run *run, bool *is_given)
{
    WEIR_TRY(weir_run_answer_next(run, run->now_ms, is_given));
    return *is_given && !run->failure.is_set ? weir_run_notice_mocks(run) : WEIR_OK;
}

/* Fire what comes due, each at its time, until then or until an error. */
static weir_err advance_to(weir_scenario_run *run, int64_t until_ms, weir_outcome *out)
{
    const weir_due which = run->scenario->has_manual_jobs ? WEIR_DUE_TIMERS : WEIR_DUE_ALL;
    weir_request request;
    bool is_given;

    if (until_ms < run->now_ms)
        return weir_run_fail(run, weir_tag_name(run->step->part->tag), "time does not go back");
    while (out->err == WEIR_OK && !run->failure.is_set) {
        const int64_t answer_ms = weir_run_next_answer(run);
        const weir_err err = next_job(run, which, answer_ms < until_ms ? answer_ms : until_ms, &request, out->diag);

        if (err == WEIR_ENOTFOUND && answer_ms > until_ms)
            break;
        if (err == WEIR_ENOTFOUND) {
            run->now_ms = answer_ms;
            WEIR_TRY(answer_one(run, &is_given));
            continue;
        }
        WEIR_TRY(err);
        if (weir_text_equal(request.actor, WEIR_T("job")) || request.kind == WEIR_REQUEST_TIMER_START)
            WEIR_TRY(weir_run_job(run, &request));
        else
            WEIR_TRY(weir_step_execute(run, &request, out));
        WEIR_TRY(weir_run_notice_mocks(run));
    }
    if (out->err == WEIR_OK)
        run->now_ms = until_ms;
    return WEIR_OK;
}

static weir_err run_advance(weir_scenario_run *run, weir_outcome *out)
{
    weir_period period;
    int64_t until_ms;

    if (!weir_period_parse(weir_text_trim(weir_step_attribute(run, WEIR_ATTR_by)), &period) ||
        !weir_period_add(run->now_ms, &period, 1, NULL, &until_ms))
        return weir_run_fail(run, "advance", "this leaves the calendar");
    return advance_to(run, until_ms, out);
}

static weir_err run_now(weir_scenario_run *run, weir_outcome *out)
{
    weir_date_time at;

    if (!weir_date_time_parse(weir_text_trim(weir_step_attribute(run, WEIR_ATTR_at)), run->zones, &at))
        return weir_run_fail(run, "now", "this is no instant");
    return advance_to(run, weir_date_time_to_ms(&at), out);
}

/* Deploys it, and lets all instances follow. */
static weir_err run_calendar(weir_scenario_run *run, weir_outcome *out)
{
    weir_problems problems;
    weir_request request;
    int64_t run_ms;

    weir_problems_init(&problems, &run->scratch);
    out->err = weir_engine_deploy(
        run->world.engine,
        &(weir_deployment_source){.resources = &run->step->calendar, .count = 1, .now_ms = run->now_ms}, &problems,
        out->diag);
    while (out->err == WEIR_OK && !run->failure.is_set) {
        const weir_err err = weir_engine_next_job(run->world.engine, WEIR_DUE_TIMERS, run->now_ms, run->now_ms,
                                                  &request, &run_ms, out->diag);

        if (err == WEIR_ENOTFOUND || (err == WEIR_OK && request.kind != WEIR_REQUEST_REDATE))
            return WEIR_OK;
        WEIR_TRY(err);
        WEIR_TRY(weir_step_execute(run, &request, out));
    }
    return WEIR_OK;
}

/* ── steps on an instance ──────────────────────────────────────────────────────────────────────────── */

weir_err weir_step_look(weir_scenario_run *run, weir_request *request, weir_instance_view *view, bool *is_there)
{
    const weir_run_instance *instance = weir_run_instance_of(run, run->step->part);

    *is_there = instance != NULL;
    if (!instance)
        return weir_run_no_instance(run, weir_tag_name(run->step->part->tag));
    request->instance = instance->id;
    return weir_run_look(run, instance->id, view);
}

static weir_err run_on_instance(weir_scenario_run *run, weir_command command, weir_outcome *out)
{
    weir_request request = {.kind = WEIR_REQUEST_COMMAND, .command = command};
    weir_instance_view view;
    bool ok;

    WEIR_TRY(weir_step_look(run, &request, &view, &ok));
    if (!ok)
        return WEIR_OK;
    WEIR_TRY(weir_run_context(run, "variables", run->step->variables, &request.command.variables, &ok));
    return ok ? weir_step_execute(run, &request, out) : WEIR_OK;
}

weir_err weir_step_removed(weir_scenario_run *run, weir_value *out)
{
    const weir_text text = weir_step_attribute(run, WEIR_ATTR_remove);
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

static weir_err run_set_variables(weir_scenario_run *run, weir_outcome *out)
{
    weir_command command = {.kind = WEIR_COMMAND_SET_VARIABLES};

    WEIR_TRY(weir_step_removed(run, &command.removed));
    return run_on_instance(run, command, out);
}

static weir_err run_cancel(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_instance(
        run, (weir_command){.kind = WEIR_COMMAND_CANCEL, .text = weir_step_attribute(run, WEIR_ATTR_reason)}, out);
}

static weir_err run_modify(weir_scenario_run *run, weir_outcome *out)
{
    weir_request request = {
        .kind = WEIR_REQUEST_COMMAND,
        .command = {.kind = WEIR_COMMAND_MODIFY, .text = weir_step_attribute(run, WEIR_ATTR_annotation)}};
    weir_instance_view view;
    bool ok;

    WEIR_TRY(weir_step_look(run, &request, &view, &ok));
    if (!ok)
        return WEIR_OK;
    WEIR_TRY(weir_run_instructions(run, &view, weir_step_number(run, WEIR_ATTR_item, 0), &request.command.instructions,
                                   &ok));
    return ok ? weir_step_execute(run, &request, out) : WEIR_OK;
}

static weir_err run_suspend(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_instance(run, (weir_command){.kind = WEIR_COMMAND_SUSPEND}, out);
}

static weir_err run_activate(weir_scenario_run *run, weir_outcome *out)
{
    return run_on_instance(run, (weir_command){.kind = WEIR_COMMAND_ACTIVATE}, out);
}

static const weir_step_row steps[] = {
    {WEIR_PART_scenario_start, run_start},
    {WEIR_PART_scenario_message, run_message},
    {WEIR_PART_scenario_signal, run_signal},
    {WEIR_PART_scenario_advance, run_advance},
    {WEIR_PART_scenario_now, run_now},
    {WEIR_PART_scenario_calendar, run_calendar},
    {WEIR_PART_scenario_set_variables, run_set_variables},
    {WEIR_PART_scenario_cancel, run_cancel},
    {WEIR_PART_scenario_modify, run_modify},
    {WEIR_PART_scenario_suspend, run_suspend},
    {WEIR_PART_scenario_activate, run_activate},
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

/* What follows from a step before the next one: jobs, and what mocks answer at once. */
static weir_err settle(weir_scenario_run *run)
{
    bool is_given = true;

    while (is_given && !run->failure.is_set) {
        if (!run->scenario->has_manual_jobs)
            WEIR_TRY(run_continuations(run));
        WEIR_TRY(weir_run_notice_mocks(run));
        if (run->failure.is_set)
            break;
        WEIR_TRY(answer_one(run, &is_given));
    }
    return WEIR_OK;
}

static weir_step_function function_of(weir_tag tag)
{
    for (uint32_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].tag == tag)
            return steps[i].run;
    }
    for (uint32_t i = 0; i < weir_wait_step_count; i++) {
        if (weir_wait_steps[i].tag == tag)
            return weir_wait_steps[i].run;
    }
    return NULL;
}

weir_err weir_run_step(weir_scenario_run *run, weir_err *err, weir_diag *diag)
{
    const weir_step_function function = function_of(run->step->part->tag);
    weir_outcome out = {.err = WEIR_OK, .diag = diag};

    if (!function)
        return weir_run_fail(run, weir_tag_name(run->step->part->tag), "this is no step");
    WEIR_TRY(function(run, &out));
    *err = out.err;
    return run->failure.is_set ? WEIR_OK : settle(run);
}
