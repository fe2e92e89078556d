/* SPDX-License-Identifier: Apache-2.0
 * run/time_limit.c - start a time limit, do what is due about it, end it.
 */
#include "run/time_limit.h"

#include "run/deadline.h"
#include "run/limit_given.h"
#include "run/limit_stand.h"
#include "run/user_task.h"

#define NATURAL_CALENDAR "24x7"

static const struct {
    const char *name;
    weir_limit_policy policy;
} policies[] = {{"TL-1", WEIR_POLICY_TL_1}, {"TL-2", WEIR_POLICY_TL_2}, {"TL-3", WEIR_POLICY_TL_3}};

bool weir_limit_policy_find(weir_text name, weir_limit_policy *out)
{
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        if (!weir_text_equal(name, weir_text_of(policies[i].name)))
            continue;
        *out = policies[i].policy;
        return true;
    }
    return false;
}

/* ── one limit while it is worked on ─────────────────────────────────────────────────────────────────── */

typedef struct work {
    weir_cx *cx;
    weir_wait wait; /* as it was when the work began */
    weir_limit_policy policy;
    weir_limit_stand stand;
} work;

static weir_err begin(weir_cx *cx, weir_number_in_instance number, work *out)
{
    const weir_wait *wait = weir_state_wait(&cx->state, number);

    *out = (work){.cx = cx, .wait = *wait, .policy = weir_cx_node(cx, wait->node)->time_limit->policy};
    if (weir_limit_stand_read(&wait->value, cx->arena, &out->stand) == WEIR_ENOMEM)
        return WEIR_ENOMEM;
    return out->stand.limit.at ? WEIR_OK : weir_cx_fail(cx, wait->node, "the stored time limit can't be read");
}

/* The user task or external task of its owner, if it has one; NULL: none. */
static const weir_wait *task_of(const work *w)
{
    for (uint32_t i = weir_state_waits_after(&w->cx->state, w->wait.token); i < w->cx->state.waits.count; i++) {
        const weir_wait *task = &w->cx->state.waits.items[i];

        if (task->token == w->wait.token && task->node.ix == w->wait.node.ix &&
            (task->kind == WEIR_WAIT_USER_TASK || task->kind == WEIR_WAIT_EXTERNAL_TASK))
            return task;
    }
    return NULL;
}

static weir_err note_task(work *w)
{
    const weir_wait *task = task_of(w);
    char id[WEIR_ID_TEXT_LENGTH + 1];

    if (!task)
        return WEIR_OK;
    weir_id_print(task->id, id);
    return weir_arena_text(w->cx->arena, weir_text_of(id), &w->stand.task);
}

/* As it stands now, with `fact.kind`, name and text. */
static weir_err tell(work *w, weir_fact fact)
{
    fact.node = w->wait.node;
    fact.wait = w->wait.number;
    fact.token = w->wait.token;
    fact.id = w->wait.id;
    fact.number = w->stand.due_ms;
    fact.old_due_ms = w->wait.number_of;
    WEIR_TRY(note_task(w));
    WEIR_TRY(weir_limit_stand_next(w->cx, w->wait.node, &w->stand, w->policy, &fact.due_ms));
    WEIR_TRY(weir_limit_stand_write(&w->stand, w->cx->arena, &fact.value));
    return weir_cx_emit(w->cx, fact);
}

/* A task that is due when its limit ends goes along; one that somebody gave another date stays. */
static weir_err move_along(work *w)
{
    const weir_wait *task = task_of(w);

    if (task && task->kind == WEIR_WAIT_USER_TASK && task->due_ms == w->wait.number_of &&
        (task->due_ms != w->stand.due_ms || weir_limit_is_provisional(&w->wait.value) != w->stand.is_provisional))
        WEIR_TRY(weir_task_set_due(w->cx, task, w->stand.due_ms, w->stand.is_provisional));
    return weir_cx_limit_move_timers(w->cx, w->wait.node, w->wait.token);
}

/* ── start ───────────────────────────────────────────────────────────────────────────────────────────── */

/* Without a calendar nobody knows which days work. */
static bool needs_calendar(const weir_value *value)
{
    weir_limit limit;

    if (value->kind != WEIR_STRING)
        return value->kind == WEIR_NUMBER;
    return weir_limit_parse(weir_text_trim(value->as.string), WEIR_DURATION_NATURAL, &limit) &&
           (limit.kind == WEIR_LIMIT_WORKING_DAYS || limit.kind == WEIR_LIMIT_NATURAL_DAYS);
}

static weir_err find_calendar(weir_cx *cx, weir_node_ix node, const weir_setting *setting,
                              weir_number_in_instance scope, const weir_value *limit, const weir_calendar **out)
{
    WEIR_TRY(weir_cx_calendar(cx, node, setting, scope, out));
    if (*out)
        return WEIR_OK;
    if (needs_calendar(limit))
        return weir_cx_fail(cx, node,
                            "the time limit counts days, and there is no weir:calendar that says which of them work");
    return weir_cx_calendar_named(cx, node, WEIR_T(NATURAL_CALENDAR), out);
}

/* Its text, so that it can be counted again. */
static weir_err keep_limit(weir_cx *cx, const weir_deadline *deadline, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, cx->arena, 0);
    if (deadline->is_fixed)
        weir_instant_write(deadline->due_ms, &buffer);
    else
        weir_limit_write(&deadline->limit, &buffer);
    return weir_buffer_done(&buffer, out);
}

static weir_err count(weir_cx *cx, weir_node_ix node, const weir_value *limit, weir_number_in_instance scope,
                      weir_limit_stand *out)
{
    const weir_time_limit *config = weir_cx_node(cx, node)->time_limit;
    const weir_calendar *calendar, *behind = NULL;
    weir_deadline deadline;
    weir_limit_given given;

    WEIR_TRY(find_calendar(cx, node, &config->calendar, scope, limit, &calendar));
    WEIR_TRY(weir_cx_limit_given(cx, node, scope, calendar, &given));
    WEIR_TRY(weir_cx_deadline(cx, node, limit, calendar, given.start_ms, &(weir_stops){given.stops, given.stop_count},
                              "time limit", &deadline));
    *out = (weir_limit_stand){.policy = config->policy_name,
                              .basis = config->basis,
                              .calendar = calendar->id,
                              .version = calendar->version,
                              .start_ms = given.start_ms,
                              .stops = given.stops,
                              .stop_count = given.stop_count,
                              .remind_ms = deadline.remind_ms,
                              .due_ms = deadline.due_ms,
                              .is_provisional = deadline.is_provisional};
    if (calendar->is_natural)
        WEIR_TRY(weir_cx_calendar(cx, node, &config->overdue_calendar, scope, &behind));
    if (behind && !behind->is_natural) {
        out->overdue_calendar = behind->id;
        out->overdue_version = behind->version;
    }
    WEIR_TRY(keep_limit(cx, &deadline, &out->limit));
    return weir_cx_setting_text(cx, node, &config->superior, scope, "superior", &out->superior);
}

/* What was due when its clock stood last was done by whom it belonged to then. */
static weir_err take_as_done(weir_cx *cx, weir_node_ix node, weir_limit_policy policy, weir_limit_stand *stand)
{
    const int64_t since_ms = stand->stop_count > 0 ? stand->stops[stand->stop_count - 1].from_ms : INT64_MIN;

    for (;;) {
        int64_t next_ms;

        WEIR_TRY(weir_limit_stand_next(cx, node, stand, policy, &next_ms));
        if (next_ms > since_ms)
            return WEIR_OK;
        if (++stand->stage >= WEIR_LIMIT_OVERDUE)
            WEIR_TRY(weir_limit_stand_overdue(cx, node, stand, &stand->overdue_days));
    }
}

weir_err weir_cx_limit_start(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_time_limit *config = weir_cx_node(cx, node)->time_limit;
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    weir_fact fact = {.kind = WEIR_FACT_limit_started};
    weir_limit_stand stand;
    weir_value limit;

    WEIR_TRY(weir_cx_setting(cx, node, &config->limit, scope, &limit));
    if (limit.kind == WEIR_NULL)
        return WEIR_OK;
    WEIR_TRY(count(cx, node, &limit, scope, &stand));
    WEIR_TRY(take_as_done(cx, node, config->policy, &stand));
    fact.number = stand.due_ms;
    WEIR_TRY(weir_limit_stand_next(cx, node, &stand, config->policy, &fact.due_ms));
    WEIR_TRY(weir_limit_stand_write(&stand, cx->arena, &fact.value));
    WEIR_TRY(weir_cx_wait(cx, node, token, fact));
    if (!cx->program->has_suspends || !weir_cx_limit_stands(cx, node, token))
        return weir_cx_limit_move_timers(cx, node, token);
    return weir_cx_limit_stop(cx, cx->state.waits.items[cx->state.waits.count - 1].number);
}

int64_t weir_cx_limit_due(const weir_cx *cx, weir_number_in_instance token, bool *is_provisional)
{
    *is_provisional = false;
    for (uint32_t i = weir_state_waits_after(&cx->state, token); i < cx->state.waits.count; i++) {
        const weir_wait *wait = &cx->state.waits.items[i];

        if (wait->kind != WEIR_WAIT_LIMIT || wait->token != token)
            continue;
        *is_provisional = weir_limit_is_provisional(&wait->value);
        return wait->number_of;
    }
    return 0;
}

/* ── what is due ─────────────────────────────────────────────────────────────────────────────────────── */

static weir_err text_of(weir_buffer *buffer, weir_value *out)
{
    weir_text text;

    WEIR_TRY(weir_buffer_done(buffer, &text));
    *out = weir_string(text);
    return WEIR_OK;
}

static void begin_id(weir_cx *cx, weir_buffer *buffer)
{
    char id[WEIR_ID_TEXT_LENGTH + 1];

    weir_id_print(cx->state.instance, id);
    weir_buffer_init(buffer, cx->arena, 0);
    weir_buffer_text(buffer, weir_text_of(id));
}

/* What happened, for people. */
static weir_err describe(work *w, weir_value *out)
{
    const weir_node *node = weir_cx_node(w->cx, w->wait.node);
    weir_buffer buffer;

    weir_buffer_init(&buffer, w->cx->arena, 0);
    weir_buffer_format(&buffer, "%.*s / %.*s: 超期 %lld 个工作日, %lld working days overdue (limit %.*s, %.*s, due ",
                       WEIR_ARG(w->cx->program->key), WEIR_ARG(node->id), (long long)w->stand.overdue_days,
                       (long long)w->stand.overdue_days, WEIR_ARG(w->stand.limit), WEIR_ARG(w->stand.policy));
    weir_instant_write(w->stand.due_ms, &buffer);
    weir_buffer_char(&buffer, ')');
    return text_of(&buffer, out);
}

/* Variables of the instance that a lead takes along, where there are such. */
static const char *const taken_along[] = {"serviceCode", "providerId", "contractNo"};
#define TAKEN_COUNT (sizeof taken_along / sizeof *taken_along)

static weir_err take_along(weir_cx *cx, weir_number_in_instance scope, weir_entry *entries, uint32_t *count)
{
    for (size_t i = 0; i < TAKEN_COUNT; i++) {
        const weir_text name = weir_text_of(taken_along[i]);
        weir_value value;
        bool found;

        WEIR_TRY(weir_cx_variable(cx, scope, name, &found, &value));
        if (found && value.kind != WEIR_NULL)
            entries[(*count)++] = (weir_entry){name, value};
    }
    return WEIR_OK;
}

/* A message as any other: who waits for it takes it, or it begins a process. */
static weir_err open_lead(work *w)
{
    weir_cx *cx = w->cx;
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, 4 + TAKEN_COUNT), *key = WEIR_TAKE(cx->arena, weir_entry, 1);
    weir_intent intent = {.kind = WEIR_INTENT_MESSAGE, .node = w->wait.node, .name = WEIR_T(WEIR_LEAD_MESSAGE)};
    weir_buffer buffer;
    uint32_t count = 4;

    if (!entries || !key)
        return WEIR_ENOMEM;
    entries[0].key = WEIR_T("leadNo");
    begin_id(cx, &buffer);
    weir_buffer_format(&buffer, "-%u", w->wait.number);
    WEIR_TRY(text_of(&buffer, &entries[0].value));
    entries[1] = (weir_entry){WEIR_T("leadSource"), weir_string(WEIR_T("timeout"))};
    entries[2].key = WEIR_T("facts");
    WEIR_TRY(describe(w, &entries[2].value));
    entries[3].key = WEIR_T("sourceInstance");
    begin_id(cx, &buffer);
    WEIR_TRY(text_of(&buffer, &entries[3].value));
    WEIR_TRY(take_along(cx, weir_cx_scope_of(cx, w->wait.token), entries, &count));
    *key = entries[0];
    intent.keys = weir_context(key, 1);
    intent.content = weir_context(entries, count);
    WEIR_TRY(tell(w, (weir_fact){.kind = WEIR_FACT_limit_lead, .name = entries[0].value.as.string}));
    WEIR_TRY(weir_cx_emit(
        cx, (weir_fact){
                .kind = WEIR_FACT_message_thrown, .node = intent.node, .name = intent.name, .value = intent.content}));
    return weir_cx_intend(cx, intent);
}

static weir_err remind(work *w)
{
    return tell(w, (weir_fact){.kind = WEIR_FACT_limit_reminded});
}

static weir_err mark_overdue(work *w)
{
    WEIR_TRY(tell(w, (weir_fact){.kind = WEIR_FACT_limit_overdue}));
    if (!w->stand.policy.at)
        return WEIR_OK;
    return tell(w, (weir_fact){.kind = WEIR_FACT_limit_escalated, .name = w->stand.superior});
}

static weir_err report(work *w)
{
    return tell(w, (weir_fact){.kind = WEIR_FACT_limit_reported});
}

static weir_err (*const actions[])(work *w) = {
    [WEIR_LIMIT_REMINDED] = remind,
    [WEIR_LIMIT_OVERDUE] = mark_overdue,
    [WEIR_LIMIT_REPORTED] = report,
    [WEIR_LIMIT_LED] = open_lead,
};

/* All that is due, up to this stage. */
static weir_err act_until(work *w, int64_t last_stage)
{
    while (w->stand.stage < last_stage) {
        int64_t next_ms;

        WEIR_TRY(weir_limit_stand_next(w->cx, w->wait.node, &w->stand, w->policy, &next_ms));
        if (next_ms > w->cx->env.now_ms)
            return WEIR_OK;
        if (++w->stand.stage >= WEIR_LIMIT_OVERDUE)
            WEIR_TRY(weir_limit_stand_overdue(w->cx, w->wait.node, &w->stand, &w->stand.overdue_days));
        WEIR_TRY(actions[w->stand.stage](w));
    }
    return WEIR_OK;
}

static weir_err act(work *w)
{
    return act_until(w, WEIR_LIMIT_LED);
}

/* Items of one multi-instance have their limits at the same time, and a command costs as much as its instance is large:
 * what the others need is done with it. A lead is a message, and each has its own command. */
static weir_err act_for_others(weir_cx *cx, const work *own)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < cx->state.waits.count && count < WEIR_LIMITS_AT_ONCE_MAX; i++) {
        const weir_wait *other = &cx->state.waits.items[i];
        work w;

        if (other->kind != WEIR_WAIT_LIMIT || other->node.ix != own->wait.node.ix || other->due_ms > cx->env.now_ms ||
            other->number == own->wait.number || other->retries == 0)
            continue;
        WEIR_TRY(begin(cx, other->number, &w));
        WEIR_TRY(act_until(&w, WEIR_LIMIT_REPORTED));
        count++;
    }
    return WEIR_OK;
}

weir_err weir_limit_fire(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    work w;
    int64_t stage;

    WEIR_TRY(begin(cx, wait->number, &w));
    stage = w.stand.stage;
    WEIR_TRY(act(&w));
    if (w.stand.stage > stage)
        return act_for_others(cx, &w);
    if (command->is_early)
        return weir_fail(cx->diag, WEIR_ENOTOKEN, weir_cx_node(cx, wait->node)->id,
                         "there is nothing to do yet about this time limit");
    return tell(&w, (weir_fact){.kind = WEIR_FACT_limit_rescheduled}); /* its calendar has changed meanwhile */
}

/* ── stop, end, extend, count again ──────────────────────────────────────────────────────────────────── */

/* One that fails is not tried on the way. */
static bool can_act(const work *w)
{
    return !w->cx->state.is_suspended && w->wait.retries != 0 && w->stand.stopped_ms == 0;
}

weir_err weir_cx_limit_stop(weir_cx *cx, weir_number_in_instance wait)
{
    work w;

    WEIR_TRY(begin(cx, wait, &w));
    if (can_act(&w))
        WEIR_TRY(act(&w));
    w.stand.stopped_ms = cx->env.now_ms;
    WEIR_TRY(tell(&w, (weir_fact){.kind = WEIR_FACT_limit_stopped}));
    return weir_cx_limit_move_timers(cx, w.wait.node, w.wait.token);
}

/* A stop that took no time was none. */
weir_err weir_cx_limit_resume(weir_cx *cx, weir_number_in_instance wait)
{
    weir_limit_stand *stand;
    work w;

    WEIR_TRY(begin(cx, wait, &w));
    stand = &w.stand;
    if (stand->stopped_ms < cx->env.now_ms) {
        if (stand->stop_count == WEIR_LIMIT_STOP_COUNT_MAX)
            return weir_fail(cx->diag, WEIR_ELIMIT, weir_cx_node(cx, w.wait.node)->id,
                             "the clock of a time limit was stopped limit_stop_count_max = %u times",
                             WEIR_LIMIT_STOP_COUNT_MAX);
        stand->stops[stand->stop_count++] = (weir_stop){stand->stopped_ms, cx->env.now_ms};
    }
    stand->stopped_ms = 0;
    if (stand->stage < WEIR_LIMIT_OVERDUE)
        WEIR_TRY(weir_limit_stand_date(cx, w.wait.node, stand));
    WEIR_TRY(tell(&w, (weir_fact){.kind = WEIR_FACT_limit_resumed}));
    return move_along(&w);
}

weir_err weir_cx_limit_end(weir_cx *cx, weir_number_in_instance wait)
{
    weir_fact fact = {.kind = WEIR_FACT_limit_ended};
    work w;

    WEIR_TRY(begin(cx, wait, &w));
    if (can_act(&w))
        WEIR_TRY(act(&w));
    if (w.stand.stage >= WEIR_LIMIT_OVERDUE)
        WEIR_TRY(weir_limit_stand_overdue(cx, w.wait.node, &w.stand, &w.stand.overdue_days));
    fact.node = w.wait.node;
    fact.token = w.wait.token;
    fact.wait = wait;
    fact.id = w.wait.id;
    fact.number = w.stand.due_ms;
    WEIR_TRY(weir_limit_stand_write(&w.stand, cx->arena, &fact.value));
    return weir_cx_emit(cx, fact);
}

/* It may be that nothing is overdue any more, and that there is something to remind of again. */
static void step_back(work *w)
{
    const int64_t now_ms = w->cx->env.now_ms;

    if (w->stand.stage >= WEIR_LIMIT_OVERDUE && w->stand.due_ms > now_ms) {
        w->stand.stage = WEIR_LIMIT_REMINDED;
        w->stand.overdue_days = 0;
    }
    if (w->stand.stage == WEIR_LIMIT_REMINDED && w->stand.remind_ms > now_ms)
        w->stand.stage = WEIR_LIMIT_RUNS;
}

/* By its id, else the only one of an element. */
static weir_err find_limit(weir_cx *cx, const weir_command *command, weir_number_in_instance *out)
{
    *out = 0;
    for (uint32_t i = 0; i < cx->state.waits.count; i++) {
        const weir_wait *wait = &cx->state.waits.items[i];

        if (wait->kind != WEIR_WAIT_LIMIT ||
            (weir_id_is_none(command->wait) ? !weir_text_equal(weir_cx_node(cx, wait->node)->id, command->element)
                                            : !weir_id_equal(wait->id, command->wait)))
            continue;
        if (*out != 0)
            return weir_fail(cx->diag, WEIR_EVALUE, command->element,
                             "several time limits run here; name one by its id");
        *out = wait->number;
    }
    return *out == 0 ? weir_fail(cx->diag, WEIR_ENOTOKEN, command->element, "no such time limit runs") : WEIR_OK;
}

weir_err weir_limit_extend_by(weir_cx *cx, const weir_command *command, const weir_wait *none)
{
    weir_number_in_instance number;
    weir_text id;
    weir_err err;
    work w;

    (void)none;
    WEIR_TRY(find_limit(cx, command, &number));
    WEIR_TRY(begin(cx, number, &w));
    id = weir_cx_node(cx, w.wait.node)->id;
    if (w.stand.extension_days > 0)
        return weir_fail(cx->diag, WEIR_EVALUE, id, "this time limit was extended already, by %lld working days (%.*s)",
                         (long long)w.stand.extension_days, WEIR_ARG(w.stand.extension_reason));
    if (command->amount < 1 || command->amount > WEIR_CALENDAR_SPAN_DAYS_MAX)
        return weir_fail(cx->diag, WEIR_EVALUE, id,
                         "say by how many working days (workingDays), from 1, the time limit is extended");
    w.stand.extended_by = command->name.length > 0 ? command->name : cx->env.user;
    w.stand.extended_by = weir_text_trim(w.stand.extended_by);
    w.stand.extension_reason = weir_text_trim(command->text);
    if (w.stand.extended_by.length == 0 || w.stand.extension_reason.length == 0)
        return weir_fail(cx->diag, WEIR_EVALUE, id, "say who extends the time limit, and why");
    w.stand.extension_days = command->amount;
    w.stand.extended_ms = cx->env.now_ms;
    err = weir_limit_stand_date(cx, w.wait.node, &w.stand);
    if (err == WEIR_EPROCESS) /* whoever asked for so many days is told, nothing else is wrong */
        return weir_fail(cx->diag, WEIR_EVALUE, id,
                         "with %lld more working days (workingDays) the time limit does not end within a century",
                         (long long)w.stand.extension_days);
    WEIR_TRY(err);
    step_back(&w);
    WEIR_TRY(tell(
        &w,
        (weir_fact){.kind = WEIR_FACT_limit_extended, .name = w.stand.extended_by, .text = w.stand.extension_reason}));
    return move_along(&w);
}

/* Whether a calendar is a newer version than the one that was counted on; one that is gone, or can't be read, is not.
 */
static weir_err find_newer(weir_cx *cx, weir_text id, int64_t *version, bool *is_newer)
{
    const weir_calendars *calendars = cx->env.calendars;
    const weir_calendar *calendar;
    weir_err err;

    if (!id.at || !calendars)
        return WEIR_OK;
    err = calendars->find(calendars->self, id, &calendar);
    if (err == WEIR_ENOTFOUND || err == WEIR_EMODEL)
        return WEIR_OK;
    WEIR_TRY(err);
    if (calendar->version <= *version)
        return WEIR_OK;
    *version = calendar->version;
    *is_newer = true;
    return WEIR_OK;
}

/* What the newer version can't count stays as it is, like what is due already. */
static weir_err count_again(work *w, bool *is_new)
{
    weir_limit_stand *stand = &w->stand;
    const weir_limit_stand before = *stand;
    weir_err err;

    *is_new = false;
    WEIR_TRY(find_newer(w->cx, stand->calendar, &stand->version, is_new));
    WEIR_TRY(find_newer(w->cx, stand->overdue_calendar, &stand->overdue_version, is_new));
    if (!*is_new || stand->stage >= WEIR_LIMIT_OVERDUE ||
        (stand->stopped_ms == 0 && stand->due_ms <= w->cx->env.now_ms))
        return WEIR_OK;
    err = weir_limit_stand_date(w->cx, w->wait.node, stand);
    if (err != WEIR_EPROCESS)
        return err;
    *stand = before;
    *is_new = false;
    return WEIR_OK;
}

weir_err weir_cx_limits_reschedule(weir_cx *cx)
{
    for (uint32_t i = 0; i < cx->state.waits.count; i++) {
        bool is_new;
        work w;

        if (cx->state.waits.items[i].kind != WEIR_WAIT_LIMIT)
            continue;
        WEIR_TRY(begin(cx, cx->state.waits.items[i].number, &w));
        WEIR_TRY(count_again(&w, &is_new));
        if (!is_new)
            continue;
        WEIR_TRY(tell(&w, (weir_fact){.kind = WEIR_FACT_limit_rescheduled}));
        WEIR_TRY(move_along(&w));
    }
    return WEIR_OK;
}
