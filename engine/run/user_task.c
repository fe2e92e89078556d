/* SPDX-License-Identifier: Apache-2.0
 * run/user_task.c - who has a task, who may have it, and what it says.
 */
#include "run/user_task.h"

#include "run/deadline.h"
#include "run/listener.h"

#define ASSIGNEE WEIR_T("assignee")
#define OWNER WEIR_T("owner")
#define DELEGATION_STATE WEIR_T("delegationState")
#define DUE WEIR_T("due")

/* The details of a task on their way into a fact: those it has, with some in their place. */
typedef struct changed {
    weir_entry *entries;
    uint32_t count;
} changed;

/* room: for how many new entries. */
static weir_err begin(weir_cx *cx, const weir_wait *wait, uint32_t room, changed *out)
{
    const uint32_t count = wait->value.kind == WEIR_CONTEXT ? wait->value.count : 0;

    out->entries = WEIR_TAKE(cx->arena, weir_entry, count + room);
    if (!out->entries)
        return WEIR_ENOMEM;
    for (out->count = 0; out->count < count; out->count++)
        out->entries[out->count] = wait->value.as.entries[out->count];
    return WEIR_OK;
}

/* null: the entry goes. */
static void put(changed *details, weir_text key, weir_value value)
{
    uint32_t at = 0;

    while (at < details->count && !weir_text_equal(details->entries[at].key, key))
        at++;
    if (value.kind != WEIR_NULL) {
        details->entries[at] = (weir_entry){key, value};
        details->count += at == details->count;
        return;
    }
    if (at == details->count)
        return;
    details->count--;
    for (; at < details->count; at++)
        details->entries[at] = details->entries[at + 1];
}

static weir_value text_or_null(weir_text text)
{
    return text.length > 0 ? weir_string(text) : weir_null();
}

static weir_text text_of(const weir_wait *wait, weir_text key)
{
    const weir_value *value = weir_context_find(&wait->value, key);

    return value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
}

static weir_err emit(weir_cx *cx, weir_fact_kind kind, const weir_wait *wait, const changed *details, int64_t due_ms)
{
    const weir_text holder = text_of(wait, ASSIGNEE);
    const weir_wait before = *wait;

    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = (uint8_t)kind,
                                          .node = wait->node,
                                          .wait = wait->number,
                                          .id = wait->id,
                                          .due_ms = due_ms,
                                          .value = weir_context(details->entries, details->count)}));
    if (cx->moment.task != 0)
        return WEIR_OK; /* what a listener changes is no news to the others */
    WEIR_TRY(weir_cx_listen_task(cx, &before, WEIR_LISTENER_UPDATE));
    if (weir_text_equal(holder, text_of(weir_state_wait(&cx->state, before.number), ASSIGNEE)))
        return WEIR_OK;
    return weir_cx_listen_task(cx, &before, WEIR_LISTENER_ASSIGNMENT);
}

weir_err weir_task_assign(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    changed details;

    WEIR_TRY(begin(cx, wait, 1, &details));
    put(&details, ASSIGNEE, weir_null()); /* who has it stands at the end */
    put(&details, ASSIGNEE, text_or_null(command->name));
    return emit(cx, WEIR_FACT_task_assigned, wait, &details, 0);
}

weir_err weir_task_set_detail(weir_cx *cx, const weir_wait *task, weir_text key, weir_value value)
{
    const bool is_assignee = weir_text_equal(key, ASSIGNEE);
    changed details;

    WEIR_TRY(begin(cx, task, 1, &details));
    if (is_assignee)
        put(&details, key, weir_null());
    put(&details, key, value);
    return emit(cx, is_assignee ? WEIR_FACT_task_assigned : WEIR_FACT_task_updated, task, &details, task->due_ms);
}

weir_err weir_task_set_due(weir_cx *cx, const weir_wait *task, int64_t due_ms, bool is_provisional)
{
    changed details;

    WEIR_TRY(begin(cx, task, 1, &details));
    put(&details, WEIR_T(WEIR_DEADLINE_KEY), weir_null());
    put(&details, WEIR_T(WEIR_TASK_PROVISIONAL_KEY), is_provisional ? weir_boolean(true) : weir_null());
    return emit(cx, WEIR_FACT_task_updated, task, &details, due_ms);
}

weir_err weir_task_claim(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    const weir_text holder = text_of(wait, ASSIGNEE);

    if (command->name.length == 0)
        return weir_fail(cx->diag, WEIR_EVALUE, weir_cx_node(cx, wait->node)->id, "say who takes the task");
    if (holder.length == 0)
        return weir_task_assign(cx, command, wait);
    if (weir_text_equal(holder, command->name))
        return WEIR_OK;
    return weir_fail(cx->diag, WEIR_ELOCK, weir_cx_node(cx, wait->node)->id, "the task is with %.*s already",
                     WEIR_ARG(holder));
}

weir_err weir_task_delegate(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    changed details;

    WEIR_TRY(begin(cx, wait, 3, &details));
    put(&details, DELEGATION_STATE, weir_string(WEIR_T("PENDING")));
    if (text_of(wait, OWNER).length == 0)
        put(&details, OWNER, text_or_null(text_of(wait, ASSIGNEE)));
    put(&details, ASSIGNEE, text_or_null(command->name));
    return emit(cx, WEIR_FACT_task_delegated, wait, &details, 0);
}

bool weir_task_is_delegated(const weir_wait *wait)
{
    return weir_text_equal(text_of(wait, DELEGATION_STATE), WEIR_T("PENDING"));
}

weir_err weir_task_resolve(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    changed details;

    WEIR_TRY(weir_cx_set_all(cx, weir_cx_scope_of(cx, wait->token), &command->variables, false));
    WEIR_TRY(begin(cx, wait, 2, &details));
    put(&details, DELEGATION_STATE, weir_string(WEIR_T("RESOLVED")));
    put(&details, ASSIGNEE, text_or_null(text_of(wait, OWNER)));
    return emit(cx, WEIR_FACT_task_resolved, wait, &details, 0);
}

/* Whether the news have another date than the task. */
static bool is_moved(const weir_wait *wait, const weir_value *news, weir_text key)
{
    const weir_value *value = weir_context_find(news, key);

    return value && (value->kind != WEIR_STRING || !weir_text_equal(value->as.string, text_of(wait, key)));
}

weir_err weir_task_update(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    const weir_value *news = &command->details;
    int64_t due_ms = wait->due_ms;
    changed details;

    if (news->kind != WEIR_CONTEXT)
        return weir_fail(cx->diag, WEIR_EVALUE, weir_cx_node(cx, wait->node)->id, "say what changes of the task");
    WEIR_TRY(begin(cx, wait, news->count, &details));
    for (uint32_t i = 0; i < news->count; i++) {
        const weir_value *value = &news->as.entries[i].value;

        if (!weir_text_equal(news->as.entries[i].key, DUE))
            put(&details, news->as.entries[i].key, *value);
        else
            due_ms = value->kind == WEIR_DATE_TIME ? weir_date_time_to_ms(value->as.date_time) : 0;
    }
    if (due_ms != wait->due_ms) {
        put(&details, WEIR_T(WEIR_DEADLINE_KEY), weir_null());
        put(&details, WEIR_T(WEIR_TASK_PROVISIONAL_KEY), weir_null());
    }
    if (is_moved(wait, news, WEIR_T(WEIR_TASK_FOLLOW_UP_KEY)))
        put(&details, WEIR_T(WEIR_TASK_FOLLOW_UP_BY_KEY), weir_null());
    return emit(cx, WEIR_FACT_task_updated, wait, &details, due_ms);
}

static bool is_list(weir_text key)
{
    return weir_text_equal(key, WEIR_T("candidateUsers")) || weir_text_equal(key, WEIR_T("candidateGroups"));
}

static bool is_named(const weir_value *item, weir_text name)
{
    return item->kind == WEIR_STRING && weir_text_equal(item->as.string, name);
}

/* The list without the name, and with it at the end if it is to be there. *out has as many items as before: nothing
 * changes. */
static weir_err change_list(weir_cx *cx, const weir_value *list, weir_text name, bool is_to_be_there, weir_value *out)
{
    const uint32_t count = list && list->kind == WEIR_LIST ? list->count : 0;
    weir_value *items = WEIR_TAKE(cx->arena, weir_value, count + 1);
    uint32_t kept = 0;

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_named(&list->as.items[i], name))
            items[kept++] = list->as.items[i];
    }
    if (is_to_be_there)
        items[kept++] = weir_string(name);
    *out = weir_list(items, kept);
    return WEIR_OK;
}

static weir_err change_link(weir_cx *cx, const weir_command *command, const weir_wait *wait, bool is_to_be_there)
{
    const weir_value *before = weir_context_find(&wait->value, command->text);
    weir_value after = is_to_be_there ? weir_string(command->name) : weir_null();
    changed details;

    if (is_list(command->text)) {
        WEIR_TRY(change_list(cx, before, command->name, is_to_be_there, &after));
        if (after.count == (before && before->kind == WEIR_LIST ? before->count : 0))
            return WEIR_OK;
        if (after.count == 0)
            after = weir_null();
    } else if (before && is_named(before, command->name) ? is_to_be_there : !is_to_be_there) {
        return WEIR_OK;
    }
    WEIR_TRY(begin(cx, wait, 1, &details));
    put(&details, command->text, after);
    return emit(cx, WEIR_FACT_task_updated, wait, &details, wait->due_ms);
}

weir_err weir_task_link(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    return change_link(cx, command, wait, true);
}

weir_err weir_task_unlink(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    return change_link(cx, command, wait, false);
}

weir_err weir_task_escalate(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    if (command->name.length == 0)
        return weir_fail(cx->diag, WEIR_EVALUE, weir_cx_node(cx, wait->node)->id, "an escalation needs a code");
    WEIR_TRY(weir_cx_set_all(cx, weir_cx_scope_of(cx, wait->token), &command->variables, false));
    return weir_cx_throw_escalation(cx, wait->node, wait->token, command->name);
}
