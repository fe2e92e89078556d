/* SPDX-License-Identifier: Apache-2.0
 * elements/user_task.c - work for a person: waits until somebody completes it (BPMN 2.0.2 §10.3.4.1, §13.3.3).
 *
 * Who may do it and until when is computed when the task is created and stands in the fact.
 */
#include <assert.h>

#include "elements/build.h"
#include "elements/elements.h"
#include "elements/performer.h"
#include "elements/timer.h"
#include "elements/when.h"
#include "run/deadline.h"
#include "run/listener.h"
#include "run/publication.h"
#include "run/requirement.h"
#include "run/time_limit.h"
#include "run/user_task.h"

#define DETAIL_COUNT_MAX 14u
#define DEFAULT_PRIORITY 50

/* Attributes that go into the details of the task as they are. */
static const struct {
    weir_attr attribute;
    const char *name;
} details[] = {
    {WEIR_ATTR_weir_form_key, "formKey"},
    {WEIR_ATTR_weir_form_ref, "formRef"},
    {WEIR_ATTR_weir_form_ref_binding, "formRefBinding"},
    {WEIR_ATTR_weir_form_ref_version, "formRefVersion"},
};
#define DETAIL_COUNT (sizeof details / sizeof *details)

typedef struct user_task {
    weir_setting name, description;
    weir_performers performers;
    weir_setting details[DETAIL_COUNT];
    weir_setting due_date, follow_up_date, calendar, priority; /* calendar: that counts the two dates */
} user_task;

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    user_task *config = WEIR_BUILD_TAKE(b, user_task);
    const weir_part *documentation;

    if (!config)
        return WEIR_ENOMEM;
    node->config = config;
    WEIR_TRY(weir_performers_build(b, part, &config->performers));
    for (uint32_t i = 0; i < DETAIL_COUNT; i++)
        WEIR_TRY(weir_build_attribute(b, part, details[i].attribute, &config->details[i]));
    WEIR_TRY(weir_build_composite(b, part, weir_part_attribute(part, WEIR_ATTR_name), &config->name));
    documentation = weir_part_child(part, WEIR_PART_documentation);
    if (documentation)
        WEIR_TRY(weir_build_composite(b, documentation, documentation->text, &config->description));
    WEIR_TRY(weir_build_attribute(b, part, WEIR_ATTR_weir_due_date, &config->due_date));
    WEIR_TRY(weir_build_attribute(b, part, WEIR_ATTR_weir_follow_up_date, &config->follow_up_date));
    WEIR_TRY(weir_build_calendar(b, part, &config->calendar));
    return weir_build_attribute(b, part, WEIR_ATTR_weir_priority, &config->priority);
}

static weir_err detail(weir_cx *cx, weir_node_ix node, const weir_setting *setting, weir_number_in_instance scope,
                       weir_value *out)
{
    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, out));
    return setting->expression && weir_expression_is_juel(setting->expression) ? weir_cx_to_text(cx, out) : WEIR_OK;
}

static weir_err add_performers(weir_cx *cx, weir_node_ix node, const weir_performers *performers,
                               weir_number_in_instance scope, weir_entry *entries, uint32_t *count)
{
    weir_entry found[] = {
        {.key = WEIR_T("assignee")}, {.key = WEIR_T("candidateUsers")}, {.key = WEIR_T("candidateGroups")}};

    WEIR_TRY(weir_performers_find(cx, node, performers, scope, &found[0].value, &found[1].value, &found[2].value));
    for (uint32_t i = 0; i < sizeof found / sizeof *found; i++) {
        if (found[i].value.kind != WEIR_NULL)
            entries[(*count)++] = found[i];
    }
    return WEIR_OK;
}

/* Name and description, as texts. */
static weir_err add_text(weir_cx *cx, weir_node_ix node, const weir_setting *setting, weir_number_in_instance scope,
                         weir_text key, weir_entry *entries, uint32_t *count)
{
    weir_value value;

    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, &value));
    WEIR_TRY(weir_cx_to_text(cx, &value));
    if (value.kind == WEIR_STRING && value.as.string.length > 0)
        entries[(*count)++] = (weir_entry){key, value};
    return WEIR_OK;
}

static weir_err task_priority(weir_cx *cx, weir_node_ix node, const weir_setting *setting,
                              weir_number_in_instance scope, weir_value *out)
{
    weir_value value;
    weir_decimal number;
    int64_t whole;

    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, &value));
    if (value.kind == WEIR_NULL)
        value = weir_integer(DEFAULT_PRIORITY);
    else if (value.kind == WEIR_STRING && weir_decimal_parse(value.as.string, &number))
        value = weir_number(number);
    if (value.kind != WEIR_NUMBER || !weir_decimal_to_int64(value.as.number, &whole))
        return weir_cx_fail(cx, node, "the priority must be a whole number");
    *out = weir_integer(whole);
    return WEIR_OK;
}

/* Due and follow-up dates, and what a calendar counted of them. */
static weir_err add_date(weir_cx *cx, weir_node_ix node, const weir_setting *setting, const weir_calendar *calendar,
                         weir_number_in_instance scope, const char *what, weir_deadline *out, weir_value *kept)
{
    weir_value value;

    *out = (weir_deadline){.due_ms = 0};
    *kept = weir_null();
    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, &value));
    if (value.kind == WEIR_NULL)
        return WEIR_OK;
    WEIR_TRY(weir_when_due(cx, node, &value, calendar, what, out));
    return weir_deadline_keep(out, cx->arena, kept);
}

static weir_err instant_text(weir_cx *cx, int64_t at_ms, weir_value *out)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, cx->arena, 0);
    weir_instant_write(at_ms, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    *out = weir_string(text);
    return WEIR_OK;
}

static weir_err add_dates(weir_cx *cx, weir_node_ix node, const user_task *config, weir_number_in_instance scope,
                          weir_entry *entries, uint32_t *count, int64_t *due_ms)
{
    const weir_calendar *calendar = NULL;
    weir_deadline due, follow_up;
    weir_value due_by, follow_up_by;

    if (!config->due_date.is_set && !config->follow_up_date.is_set)
        return WEIR_OK;
    WEIR_TRY(weir_cx_calendar(cx, node, &config->calendar, scope, &calendar));
    WEIR_TRY(add_date(cx, node, &config->follow_up_date, calendar, scope, "follow-up date", &follow_up, &follow_up_by));
    WEIR_TRY(add_date(cx, node, &config->due_date, calendar, scope, "due date", &due, &due_by));
    if (follow_up.due_ms != 0) {
        WEIR_TRY(instant_text(cx, follow_up.due_ms, &entries[*count].value));
        entries[(*count)++].key = WEIR_T(WEIR_TASK_FOLLOW_UP_KEY);
    }
    if (due_by.kind != WEIR_NULL)
        entries[(*count)++] = (weir_entry){WEIR_T(WEIR_DEADLINE_KEY), due_by};
    if (follow_up_by.kind != WEIR_NULL)
        entries[(*count)++] = (weir_entry){WEIR_T(WEIR_TASK_FOLLOW_UP_BY_KEY), follow_up_by};
    *due_ms = due.due_ms;
    return WEIR_OK;
}

static weir_err arm_timeouts(weir_cx *cx, const weir_wait *task)
{
    const weir_listeners *listeners = weir_cx_node(cx, task->node)->task_listeners;

    for (uint32_t i = 0; i < listeners->count; i++) {
        if (listeners->items[i].timer)
            WEIR_TRY(weir_timer_arm(cx, task->node, task->token, listeners->items[i].timer, i + 1));
    }
    return WEIR_OK;
}

/* The task at which the timer of a listener has fired stays open. */
static weir_err time_out(weir_cx *cx, const weir_wait *timer)
{
    const weir_listeners *listeners = weir_cx_node(cx, timer->node)->task_listeners;
    const uint32_t number = weir_timer_listener(timer);

    for (uint32_t i = 0; i < cx->state.waits.count; i++) {
        const weir_wait task = cx->state.waits.items[i];

        if (task.kind != WEIR_WAIT_USER_TASK || task.token != timer->token)
            continue;
        if (listeners && number > 0 && number <= listeners->count)
            WEIR_TRY(weir_cx_listen_timeout(cx, &task, &listeners->items[number - 1]));
        return weir_timer_arm_again(cx, timer);
    }
    return WEIR_OK;
}

/* Of the task that was opened last. */
static weir_err tell_listeners(weir_cx *cx)
{
    const weir_wait task = cx->state.waits.items[cx->state.waits.count - 1];
    const weir_value *assignee;

    WEIR_TRY(arm_timeouts(cx, &task));
    WEIR_TRY(weir_cx_listen_task(cx, &task, WEIR_LISTENER_CREATE));
    assignee = weir_context_find(&weir_state_wait(&cx->state, task.number)->value, WEIR_T("assignee"));
    return assignee ? weir_cx_listen_task(cx, &task, WEIR_LISTENER_ASSIGNMENT) : WEIR_OK;
}

static weir_err on_token(weir_cx *cx, weir_node_ix ix, weir_number_in_instance token)
{
    const weir_node *node = weir_cx_node(cx, ix);
    const user_task *config = node->config;
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, DETAIL_COUNT_MAX);
    weir_fact fact = {.kind = WEIR_FACT_task_created};
    bool is_provisional = false;
    uint32_t count = 0;

    static_assert(DETAIL_COUNT + 10 <= DETAIL_COUNT_MAX, "what is no attribute as it stands has its place");
    if (!entries)
        return WEIR_ENOMEM;
    WEIR_TRY(add_text(cx, ix, &config->name, scope, WEIR_T("name"), entries, &count));
    WEIR_TRY(add_text(cx, ix, &config->description, scope, WEIR_T("description"), entries, &count));
    WEIR_TRY(add_performers(cx, ix, &config->performers, scope, entries, &count));
    for (uint32_t i = 0; i < DETAIL_COUNT; i++) {
        weir_value value;

        WEIR_TRY(detail(cx, ix, &config->details[i], scope, &value));
        if (value.kind != WEIR_NULL)
            entries[count++] = (weir_entry){weir_text_of(details[i].name), value};
    }
    WEIR_TRY(add_dates(cx, ix, config, scope, entries, &count, &fact.due_ms));
    WEIR_TRY(task_priority(cx, ix, &config->priority, scope, &entries[count].value));
    entries[count++].key = WEIR_T("priority");
    if (node->time_limit && fact.due_ms == 0)
        fact.due_ms = weir_cx_limit_due(cx, token, &is_provisional);
    if (is_provisional)
        entries[count++] = (weir_entry){WEIR_T(WEIR_TASK_PROVISIONAL_KEY), weir_boolean(true)};
    fact.value = weir_context(entries, count);
    WEIR_TRY(weir_cx_wait(cx, ix, token, fact));
    WEIR_TRY(weir_cx_publish_entered(cx, weir_state_token(&cx->state, token)));
    return node->task_listeners ? tell_listeners(cx) : WEIR_OK;
}

static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    (void)command;
    if (wait->kind == WEIR_WAIT_TIMER)
        return time_out(cx, wait);
    WEIR_TRY(weir_cx_require_end(cx, wait->token));
    return weir_cx_complete(cx, wait->token);
}

const weir_element weir_el_user_task = {.opens_waits = true, .build = build, .on_token = on_token, .on_wait = on_wait};
