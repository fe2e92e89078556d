/* SPDX-License-Identifier: Apache-2.0
 * run/publication.c - compute what events of the business say, and publish them behind what has happened.
 *
 * What an element has by itself goes with its token, so its events are computed before it leaves and published behind
 * the fact that it has left.
 */
#include "run/publication.h"

#include <assert.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/calendar.h"
#include "run/deadline.h"
#include "run/limit_stand.h"

static const char *const happenings[] = {
    [WEIR_HAPPENING_ENTERED] = "entered",
    [WEIR_HAPPENING_COMPLETED] = "completed",
    [WEIR_HAPPENING_TAKEN] = "taken",
    [WEIR_HAPPENING_FIRED] = "fired",
    [WEIR_HAPPENING_COMPENSATED] = "compensated",
};
static_assert(sizeof happenings / sizeof *happenings == WEIR_HAPPENING_COUNT, "a name for each happening");

weir_happening weir_happening_find(weir_text name)
{
    uint32_t at = 0;

    while (at < WEIR_HAPPENING_COUNT && !weir_text_equal(name, weir_text_of(happenings[at])))
        at++;
    return (weir_happening)at;
}

/* ── what has happened: `fact` ─────────────────────────────────────────────────────────────────────── */

static bool is_task(const weir_wait *wait)
{
    return wait->kind == WEIR_WAIT_USER_TASK || wait->kind == WEIR_WAIT_EXTERNAL_TASK;
}

static bool is_task_of(const weir_wait *wait, weir_number_in_instance token)
{
    return is_task(wait) && wait->token == token;
}

static bool is_of(const weir_cx *cx, const weir_wait *wait, const void *token)
{
    (void)cx;
    return wait->token == *(const weir_number_in_instance *)token;
}

/* Not one of an event that is attached to the element, or stands beside what is in it. */
static bool is_own_timer(const weir_cx *cx, const weir_wait *wait)
{
    const weir_node *node = weir_cx_node(cx, wait->node);

    return wait->kind == WEIR_WAIT_TIMER && node->attached_to.ix == WEIR_NO_IX && !node->starts_event_sub_process;
}

static void note_wait(const weir_cx *cx, const weir_wait *wait, weir_cause *cause)
{
    if (is_task(wait)) {
        cause->has_task = true;
        cause->task = *wait;
    } else if (wait->kind == WEIR_WAIT_LIMIT) {
        cause->has_limit = true;
        cause->limit = *wait;
    } else if (is_own_timer(cx, wait) && (cause->timer_ms == 0 || wait->due_ms < cause->timer_ms)) {
        cause->timer_ms = wait->due_ms;
    }
}

static void note_waits(const weir_cx *cx, weir_number_in_instance token, weir_cause *cause)
{
    for (const weir_wait *wait = weir_cx_next_wait(cx, token, is_of, &token); wait;
         wait = weir_cx_next_wait(cx, wait->number, is_of, &token))
        note_wait(cx, wait, cause);
}

/* The first item of a multi-instance that is active; 0: it is none, or none is. */
static weir_number_in_instance first_item(const weir_cx *cx, weir_number_in_instance host)
{
    const weir_scope *body = host ? weir_state_scope_of(&cx->state, host) : NULL;

    for (uint32_t i = 0; body && body->is_loop && i < cx->state.tokens.count; i++) {
        const weir_token *token = &cx->state.tokens.items[i];

        if (token->scope == body->number && token->item > 0 && token->state == WEIR_TOKEN_ACTIVE)
            return token->number;
    }
    return 0;
}

weir_cause weir_cx_cause(const weir_cx *cx, weir_number_in_instance host)
{
    const weir_number_in_instance item = first_item(cx, host);
    weir_cause cause = {0};

    note_waits(cx, host, &cause);
    if (item != 0 && !cause.has_task)
        note_waits(cx, item, &cause);
    if (!cause.has_task && host && cx->met && is_task_of(cx->met, host)) {
        cause.has_task = true;
        cause.task = *cx->met;
    }
    return cause;
}

/* When it is due, and how many working days ago that was. */
typedef struct deadline {
    int64_t due_ms; /* 0: never */
    bool is_counted;
    int64_t overdue_days;
} deadline;

static weir_err read_limit(weir_cx *cx, const weir_wait *limit, deadline *out)
{
    weir_diag *const diag = cx->diag;
    weir_limit_stand stand;
    weir_diag own = {0};
    weir_err err = weir_limit_stand_read(&limit->value, cx->arena, &stand);

    if (err == WEIR_OK) {
        out->due_ms = stand.due_ms;
        cx->diag = &own;
        err = weir_limit_stand_overdue(cx, limit->node, &stand, &out->overdue_days);
        cx->diag = diag;
        out->is_counted = err == WEIR_OK;
    }
    return err == WEIR_ENOMEM ? err : WEIR_OK;
}

static weir_err count_overdue(weir_cx *cx, const weir_wait *task, deadline *out)
{
    const struct weir_calendars *calendars = cx->env.calendars;
    const weir_calendar *calendar = NULL;
    weir_kept_deadline kept;
    weir_err err;

    if (!calendars || !weir_deadline_kept(&task->value, WEIR_T(WEIR_DEADLINE_KEY), &kept))
        return WEIR_OK;
    err = calendars->find(calendars->self, kept.calendar, &calendar);
    if (err != WEIR_OK || !calendar)
        return err == WEIR_ENOMEM ? err : WEIR_OK;
    out->is_counted = true;
    out->overdue_days = weir_limit_overdue(calendar, task->due_ms, NULL, cx->env.now_ms);
    return WEIR_OK;
}

/* Of a task as it says; else of its time limit; else when the timer of the element fires. */
static weir_err find_deadline(weir_cx *cx, const weir_cause *cause, deadline *out)
{
    *out = (deadline){0};
    if (cause->has_limit)
        WEIR_TRY(read_limit(cx, &cause->limit, out));
    if (cause->has_task && cause->task.kind == WEIR_WAIT_USER_TASK && cause->task.due_ms != 0) {
        out->due_ms = cause->task.due_ms;
        if (!out->is_counted)
            WEIR_TRY(count_overdue(cx, &cause->task, out));
    }
    if (out->due_ms == 0)
        out->due_ms = cause->timer_ms;
    return WEIR_OK;
}

/* When the time limit of the process ends; 0: it has none, or its clock stands. */
static int64_t process_due(const weir_cx *cx)
{
    for (uint32_t i = 0; cx->program->nodes[0].time_limit && i < cx->state.waits.count; i++) {
        const weir_wait *wait = &cx->state.waits.items[i];

        if (wait->kind == WEIR_WAIT_LIMIT && wait->token == 0)
            return weir_text_equal(weir_limit_state(&wait->value), WEIR_T("stopped")) ? 0 : wait->number_of;
    }
    return 0;
}

static weir_value text_or_null(weir_text text)
{
    return text.length > 0 ? weir_string(text) : weir_null();
}

static weir_err id_or_null(weir_cx *cx, weir_id id, weir_value *out)
{
    char text[WEIR_ID_TEXT_LENGTH + 1];
    weir_text copy;

    *out = weir_null();
    if (weir_id_is_none(id))
        return WEIR_OK;
    weir_id_print(id, text);
    WEIR_TRY(weir_arena_text(cx->arena, weir_text_of(text), &copy));
    *out = weir_string(copy);
    return WEIR_OK;
}

/* In UTC; 0 is null. */
static weir_err instant_or_null(weir_cx *cx, int64_t at_ms, weir_value *out)
{
    const int64_t second = at_ms / 1000 - (at_ms % 1000 < 0);
    const weir_time utc = {.offset_kind = WEIR_OFFSET_FIXED};
    weir_date_time *made = WEIR_TAKE(cx->arena, weir_date_time, 1);

    *out = weir_null();
    if (!made)
        return WEIR_ENOMEM;
    if (at_ms != 0 && weir_date_time_of_instant(second, (uint32_t)(at_ms - second * 1000) * 1000000u, &utc, made))
        *out = (weir_value){.kind = WEIR_DATE_TIME, .as.date_time = made};
    return WEIR_OK;
}

/* A detail of a user task; null if it has none. */
static weir_value detail(const weir_cause *cause, const char *name)
{
    const weir_value *found = cause->has_task ? weir_context_find(&cause->task.value, weir_text_of(name)) : NULL;

    return found ? *found : weir_null();
}

#define FACT_ENTRY_COUNT 19u

static weir_err describe(weir_cx *cx, const weir_occasion *occasion, weir_value *out)
{
    const weir_cause own = occasion->cause ? *occasion->cause : weir_cx_cause(cx, occasion->token);
    const bool has_node = occasion->node.ix != WEIR_NO_IX, has_flow = occasion->flow.ix != WEIR_NO_IX;
    const weir_value groups = detail(&own, "candidateGroups");
    deadline due;
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, FACT_ENTRY_COUNT);
    uint32_t count = 0;

    if (!entries)
        return WEIR_ENOMEM;
    WEIR_TRY(find_deadline(cx, &own, &due));
    WEIR_TRY(instant_or_null(cx, cx->env.now_ms, &entries[count].value));
    entries[count++].key = WEIR_T("time");
    WEIR_TRY(id_or_null(cx, cx->state.instance, &entries[count].value));
    entries[count++].key = WEIR_T("instance");
    WEIR_TRY(id_or_null(cx, own.has_task ? own.task.id : (weir_id){{0}}, &entries[count].value));
    entries[count++].key = WEIR_T("task");
    WEIR_TRY(instant_or_null(cx, due.due_ms, &entries[count].value));
    entries[count++].key = WEIR_T("due");
    WEIR_TRY(instant_or_null(cx, process_due(cx), &entries[count].value));
    entries[count++].key = WEIR_T("processDue");
    entries[count++] = (weir_entry){WEIR_T("overdueWd"), due.is_counted ? weir_integer(due.overdue_days) : weir_null()};
    entries[count++] = (weir_entry){WEIR_T("process"), weir_string(cx->program->key)};
    entries[count++] = (weir_entry){WEIR_T("businessKey"), text_or_null(cx->state.business_key)};
    entries[count++] =
        (weir_entry){WEIR_T("element"), has_node ? weir_string(weir_cx_node(cx, occasion->node)->id) : weir_null()};
    entries[count++] =
        (weir_entry){WEIR_T("flow"), has_flow ? weir_string(cx->program->flows[occasion->flow.ix].id) : weir_null()};
    entries[count++] = (weir_entry){WEIR_T("item"), occasion->item > 0 ? weir_integer(occasion->item) : weir_null()};
    entries[count++] = (weir_entry){WEIR_T("user"), text_or_null(cx->env.user)};
    entries[count++] = (weir_entry){WEIR_T("assignee"), detail(&own, "assignee")};
    entries[count++] = (weir_entry){WEIR_T("groups"), groups};
    entries[count++] =
        (weir_entry){WEIR_T("group"), groups.kind == WEIR_LIST && groups.count > 0 ? groups.as.items[0] : weir_null()};
    entries[count++] = (weir_entry){WEIR_T("code"), text_or_null(own.code)};
    entries[count++] = (weir_entry){WEIR_T("message"), text_or_null(own.message)};
    entries[count++] = (weir_entry){WEIR_T("outcome"), text_or_null(occasion->outcome)};
    assert(count <= FACT_ENTRY_COUNT);
    *out = weir_context(entries, count);
    return WEIR_OK;
}

/* Beside it what outputs have set, which hides what is local under the same name. */
static weir_err show(weir_cx *cx, const weir_occasion *occasion, weir_value *out)
{
    const uint32_t output_count = occasion->outputs ? occasion->outputs->count : 0;
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, (size_t)output_count + 1);
    uint32_t count = 1;

    if (!entries)
        return WEIR_ENOMEM;
    entries[0].key = WEIR_T("fact");
    WEIR_TRY(describe(cx, occasion, &entries[0].value));
    for (uint32_t i = 0; i < output_count; i++) {
        const weir_text name = occasion->outputs->items[i].name;
        bool found;

        WEIR_TRY(weir_cx_variable(cx, occasion->around, name, &found, &entries[count].value));
        entries[count].key = name;
        count += found;
    }
    *out = weir_context(entries, count);
    return WEIR_OK;
}

/* ── payloads ──────────────────────────────────────────────────────────────────────────────────────── */

#define FIELD_STEP_COUNT_MAX (WEIR_FEEL_STEP_COUNT_MAX / 10) /* all together have those of a command */

/* When the limit ends that begins now. */
static weir_err count_limit(weir_cx *cx, weir_node_ix node, const weir_setting *setting, weir_number_in_instance scope,
                            weir_value *value)
{
    const weir_calendar *calendar;
    weir_deadline due;

    if (value->kind == WEIR_NULL)
        return WEIR_OK;
    WEIR_TRY(weir_cx_calendar(cx, node, setting, scope, &calendar));
    if (!calendar)
        return weir_cx_fail(cx, node, "a limit is counted on a calendar; name one with weir:calendar");
    WEIR_TRY(weir_cx_deadline(cx, node, value, calendar, cx->env.now_ms, NULL, "field", &due));
    return instant_or_null(cx, due.due_ms, value);
}

/* A value that the fact can keep; else null, and in `why` the reason. limit: NULL if the field is none. */
static weir_err evaluate(weir_cx *cx, weir_node_ix node, const weir_setting *setting, const weir_field_limit *limit,
                         weir_number_in_instance scope, weir_value *out, char *why, size_t size)
{
    weir_diag *const diag = cx->diag;
    const uint32_t step_count = cx->feel.step_count, step_count_max = cx->feel.step_count_max;
    const uint32_t left = step_count_max - cx->publication_steps;
    weir_diag own = {0};
    weir_err err;

    cx->diag = &own;
    cx->feel.step_count = 0;
    cx->feel.step_count_max = left < FIELD_STEP_COUNT_MAX ? left : FIELD_STEP_COUNT_MAX;
    cx->feel.reason[0] = '\0';
    err = weir_cx_setting(cx, node, setting, scope, out);
    if (err == WEIR_OK && limit && limit->is_limit)
        err = count_limit(cx, node, &limit->calendar, scope, out);
    cx->publication_steps +=
        cx->feel.step_count < cx->feel.step_count_max ? cx->feel.step_count : cx->feel.step_count_max;
    cx->feel.step_count = step_count;
    cx->feel.step_count_max = step_count_max;
    cx->diag = diag;
    if (err == WEIR_ENOMEM)
        return err;
    (void)snprintf(why, size, "%s", err != WEIR_OK ? own.message : out->kind == WEIR_NULL ? cx->feel.reason : "");
    if (err == WEIR_OK && weir_cx_check_storable(out, 1) != WEIR_OK) {
        err = WEIR_EVALUE;
        (void)snprintf(why, size, "it holds a function, or is nested too deep");
    }
    if (err == WEIR_OK && weir_cx_is_too_large(out)) {
        err = WEIR_ELIMIT;
        (void)snprintf(why, size, "it is larger than a variable may be");
    }
    if (err != WEIR_OK)
        *out = weir_null();
    return WEIR_OK;
}

static weir_err prepare(weir_cx *cx, const weir_publication *publication, const weir_occasion *occasion, weir_fact *out)
{
    const weir_node_ix node =
        occasion->node.ix != WEIR_NO_IX ? occasion->node : cx->program->flows[occasion->flow.ix].source;
    const weir_mappings *fields = &publication->fields;
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, fields->count);
    char why[sizeof((weir_diag){0}.message)];
    weir_buffer reasons;

    if (!entries)
        return WEIR_ENOMEM;
    weir_buffer_init(&reasons, cx->arena, 0);
    for (uint32_t i = 0; i < fields->count; i++) {
        entries[i].key = fields->items[i].name;
        WEIR_TRY(evaluate(cx, node, &fields->items[i].value, publication->limits ? &publication->limits[i] : NULL,
                          occasion->scope, &entries[i].value, why, sizeof why));
        if (why[0] != '\0')
            weir_buffer_format(&reasons, "%s%.*s: %s", reasons.length > 0 ? "; " : "", WEIR_ARG(fields->items[i].name),
                               why);
    }
    *out = (weir_fact){.kind = WEIR_FACT_event_published,
                       .node = occasion->node.ix == 0 ? (weir_node_ix){WEIR_NO_IX} : occasion->node,
                       .flow = occasion->flow,
                       .token = occasion->token,
                       .item = occasion->item,
                       .name = publication->type,
                       .value = weir_context(entries, fields->count)};
    return reasons.length > 0 || reasons.err != WEIR_OK ? weir_buffer_done(&reasons, &out->text) : WEIR_OK;
}

weir_err weir_cx_prepare_publications(weir_cx *cx, const weir_publications *publications, const weir_occasion *occasion,
                                      weir_facts *out)
{
    const weir_value *const around = cx->shown;
    weir_err err = WEIR_OK;
    weir_value shown;
    bool is_shown = false;

    for (uint32_t i = 0; publications && i < publications->count && err == WEIR_OK; i++) {
        if (publications->items[i].at != occasion->at)
            continue;
        if (!is_shown)
            WEIR_TRY(show(cx, occasion, &shown));
        is_shown = true;
        WEIR_TRY(WEIR_GROW(cx->arena, out));
        cx->shown = &shown;
        err = prepare(cx, &publications->items[i], occasion, &out->items[out->count++]);
        cx->shown = around;
    }
    return err;
}

weir_err weir_cx_publish_all(weir_cx *cx, const weir_facts *prepared)
{
    for (uint32_t i = 0; i < prepared->count; i++)
        WEIR_TRY(weir_cx_emit(cx, prepared->items[i]));
    return WEIR_OK;
}

weir_err weir_cx_publish(weir_cx *cx, const weir_publications *publications, const weir_occasion *occasion)
{
    weir_facts prepared = {0};

    if (!publications)
        return WEIR_OK;
    WEIR_TRY(weir_cx_prepare_publications(cx, publications, occasion, &prepared));
    return weir_cx_publish_all(cx, &prepared);
}

weir_err weir_cx_publish_entered(weir_cx *cx, const weir_token *token)
{
    const weir_node *node = weir_cx_node(cx, token->node);

    return weir_cx_publish(cx, token->item > 0 ? node->loop->publications : node->publications,
                           &(weir_occasion){.at = WEIR_HAPPENING_ENTERED,
                                            .node = token->node,
                                            .flow = {WEIR_NO_IX},
                                            .token = token->number,
                                            .item = token->item,
                                            .scope = weir_cx_scope_of(cx, token->number)});
}

weir_err weir_cx_place_fired(weir_cx *cx, weir_node_ix event, weir_number_in_instance scope, const weir_cause *cause)
{
    WEIR_TRY(weir_cx_place(cx, event, scope));
    return weir_cx_publish(cx, weir_cx_node(cx, event)->publications,
                           &(weir_occasion){.at = WEIR_HAPPENING_FIRED,
                                            .node = weir_cx_event(cx, event),
                                            .flow = {WEIR_NO_IX},
                                            .scope = scope,
                                            .cause = cause});
}
