/* SPDX-License-Identifier: Apache-2.0
 * server/handle_task_change.c - user tasks are delegated, changed, escalated from, and get other people.
 */
#include "server/date.h"
#include "server/handlers.h"
#include "server/tables.h"
#include "server/variables.h"

/* Who acts is who asks: to change a task is not to work on it. */
static weir_err change(weir_rest *call, weir_command command)
{
    const weir_text actor = call->actor;

    call->command = (weir_request){.kind = WEIR_REQUEST_COMMAND, .command = command};
    call->command.command.start_event.ix = WEIR_NO_IX;
    WEIR_TRY(weir_find_task(call, &call->command.command.wait));
    call->actor = actor;
    return weir_rest_execute(call, weir_rest_nothing);
}

/* ── delegation ──────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_handle_task_delegate(weir_rest *call)
{
    return change(call, (weir_command){.kind = WEIR_COMMAND_DELEGATE, .name = weir_rest_text(call, "userId")});
}

weir_err weir_handle_task_resolve(weir_rest *call)
{
    weir_command command = {.kind = WEIR_COMMAND_RESOLVE};

    WEIR_TRY(weir_variables_of(call, "variables", &command.variables));
    return change(call, command);
}

/* ── escalation ──────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member escalation_fields[] = {
    FIELD("escalationCode", TEXT, NULL),
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
};
const weir_shape weir_shape_escalation = WEIR_SHAPE("TaskEscalation", escalation_fields);

weir_err weir_handle_task_escalation(weir_rest *call)
{
    weir_command command = {.kind = WEIR_COMMAND_ESCALATE, .name = weir_rest_text(call, "escalationCode")};

    if (command.name.length == 0)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'escalationCode' is missing");
    WEIR_TRY(weir_variables_of(call, "variables", &command.variables));
    return change(call, command);
}

/* ── what it says ────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member update_fields[] = {
    FIELD("name", TEXT, NULL),
    FIELD("description", TEXT, NULL),
    FIELD("assignee", TEXT, NULL),
    FIELD("owner", TEXT, NULL),
    FIELD("delegationState", TEXT, NULL),
    FIELD("priority", INTEGER, NULL),
    FIELD("due", TEXT, NULL),
    FIELD("followUp", TEXT, NULL),
    FIELD("parentTaskId", TEXT, NULL),
    FIELD("caseInstanceId", TEXT, NULL),
    FIELD("tenantId", TEXT, NULL),
};
const weir_shape weir_shape_task_update = WEIR_SHAPE("UpdateTask", update_fields);

static weir_err take_text(weir_rest *call, const char *name, weir_value *out)
{
    const weir_text text = weir_rest_text(call, name);

    *out = text.at ? weir_string(text) : weir_null();
    return WEIR_OK;
}

static weir_err take_delegation(weir_rest *call, const char *name, weir_value *out)
{
    const weir_text text = weir_rest_text(call, name);

    if (text.at && !weir_text_equal(text, WEIR_T("PENDING")) && !weir_text_equal(text, WEIR_T("RESOLVED")))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be PENDING or RESOLVED, not '%.*s'", name,
                         WEIR_ARG(text));
    return take_text(call, name, out);
}

static weir_err take_priority(weir_rest *call, const char *name, weir_value *out)
{
    int64_t priority;

    WEIR_TRY(weir_rest_integer(call, name, 0, &priority));
    if (priority < INT32_MIN || priority > INT32_MAX)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' is out of range", name);
    *out = weir_integer(priority);
    return WEIR_OK;
}

static weir_err take_due(weir_rest *call, const char *name, weir_value *out)
{
    const weir_text text = weir_rest_text(call, name);
    weir_date_time *at = WEIR_TAKE(&call->arena, weir_date_time, 1);
    int64_t at_ms;

    *out = weir_null();
    if (!at)
        return WEIR_ENOMEM;
    if (!text.at)
        return WEIR_OK;
    if (!weir_date_read(text, &at_ms) || !weir_date_time_parse(text, NULL, at))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "'%s' must be a date like 2026-11-27T19:00:00.000+0000, not '%.*s'", name, WEIR_ARG(text));
    *out = (weir_value){.kind = WEIR_DATE_TIME, .as.date_time = at};
    return WEIR_OK;
}

/* As the task keeps it: an instant in UTC. */
static weir_err take_follow_up(weir_rest *call, const char *name, weir_value *out)
{
    weir_buffer buffer;
    weir_text text;

    WEIR_TRY(take_due(call, name, out));
    if (out->kind == WEIR_NULL)
        return WEIR_OK;
    weir_buffer_init(&buffer, &call->arena, 0);
    weir_instant_write(weir_date_time_to_ms(out->as.date_time), &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    *out = weir_string(text);
    return WEIR_OK;
}

static const struct {
    const char *name, *detail;
    weir_err (*take)(weir_rest *call, const char *name, weir_value *out);
} details[] = {
    {"name", "name", take_text},
    {"description", "description", take_text},
    {"assignee", "assignee", take_text},
    {"owner", "owner", take_text},
    {"delegationState", "delegationState", take_delegation},
    {"priority", "priority", take_priority},
    {"due", "due", take_due},
    {"followUp", "followUpDate", take_follow_up},
};

/* As in Operaton, the body is the task as a whole: what it does not name is taken away. */
weir_err weir_handle_task_update(weir_rest *call)
{
    static const char *const missing[] = {"parentTaskId", "caseInstanceId", "tenantId"};
    weir_entry *entries = WEIR_TAKE(&call->arena, weir_entry, COUNT(details));

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < COUNT(missing); i++) {
        if (weir_rest_text(call, missing[i]).length > 0)
            return weir_rest_missing(call, missing[i]);
    }
    for (uint32_t i = 0; i < COUNT(details); i++) {
        entries[i].key = weir_text_of(details[i].detail);
        WEIR_TRY(details[i].take(call, details[i].name, &entries[i].value));
    }
    return change(call,
                  (weir_command){.kind = WEIR_COMMAND_UPDATE_TASK, .details = weir_context(entries, COUNT(details))});
}

/* ── people ──────────────────────────────────────────────────────────────────────────────────────────── */

static const struct {
    const char *type;
    bool is_user;
    const char *detail;
} links[] = {
    {"candidate", true, "candidateUsers"},
    {"candidate", false, "candidateGroups"},
    {"assignee", true, "assignee"},
    {"owner", true, "owner"},
};

static weir_err change_link(weir_rest *call, weir_command_kind kind)
{
    const weir_text user = weir_rest_text(call, "userId"), group = weir_rest_text(call, "groupId");
    const weir_text type = weir_rest_text(call, "type");

    if (user.at && group.at)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "an identity link is to a userId or to a groupId, not to both");
    if (user.length + group.length == 0)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "an identity link needs a userId or a groupId");
    if (type.length == 0)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'type' is missing");
    for (uint32_t i = 0; i < COUNT(links); i++) {
        if (links[i].is_user == (user.at != NULL) && weir_text_equal(type, weir_text_of(links[i].type)))
            return change(
                call,
                (weir_command){.kind = kind, .name = user.at ? user : group, .text = weir_text_of(links[i].detail)});
    }
    return weir_rest_missing(call, "identity links other than candidates, an assignee and an owner");
}

weir_err weir_handle_task_add_link(weir_rest *call)
{
    return change_link(call, WEIR_COMMAND_LINK);
}

weir_err weir_handle_task_delete_link(weir_rest *call)
{
    return change_link(call, WEIR_COMMAND_UNLINK);
}

/* ── tasks that are none of a process ────────────────────────────────────────────────────────────────── */

weir_err weir_handle_task_create(weir_rest *call)
{
    return weir_rest_missing(call, "tasks without a process");
}

weir_err weir_handle_task_delete(weir_rest *call)
{
    weir_id id;

    WEIR_TRY(weir_find_task(call, &id));
    return weir_rest_refuse(
        call, 400, "InvalidRequestException",
        "Could not delete task: it is part of a running process; complete it, or cancel the process");
}
