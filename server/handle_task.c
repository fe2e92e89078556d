/* SPDX-License-Identifier: Apache-2.0
 * server/handle_task.c - user tasks: lists, variables, completing them.
 */
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/snapshot.h"
#include "server/tables.h"
#include "server/variables.h"

#define FORM_REF                                                                                                       \
    "CASE WHEN t.details ->> '$.formRef' IS NULL THEN NULL ELSE json_object('key', t.details ->> '$.formRef',"         \
    " 'binding', coalesce(t.details ->> '$.formRefBinding', 'latest'),"                                                \
    " 'version', CAST(t.details ->> '$.formRefVersion' AS INTEGER)) END"
/* Details keep it as a text. */
#define FOLLOW_UP WEIR_SQL_MS("t.details ->> '$.followUpDate'")

static const weir_member fields[] = {
    FIELD("id", ID, "t.id"),
    FIELD("name", TEXT, "t.details ->> '$.name'"),
    FIELD("assignee", TEXT, "t.assignee"),
    FIELD("created", TIME, "t.created"),
    FIELD("due", TIME, "nullif(t.due, 0)"),
    FIELD("dueProvisional", BOOLEAN, WEIR_SQL_IS_TASK_PROVISIONAL), /* weir's own */
    FIELD("followUp", TIME, FOLLOW_UP),
    FIELD("lastUpdated", TIME, "t.updated"),
    FIELD("delegationState", TEXT, "t.details ->> '$.delegationState'"),
    FIELD("description", TEXT, "t.details ->> '$.description'"),
    FIELD("executionId", ID, "i.id"),
    FIELD("owner", TEXT, "t.details ->> '$.owner'"),
    NO_FIELD("parentTaskId"),
    FIELD("priority", INTEGER, "t.priority"),
    FIELD("processDefinitionId", TEXT, "d.id"),
    FIELD("processInstanceId", ID, "i.id"),
    FIELD("taskDefinitionKey", TEXT, "t.element"),
    NO_FIELD("caseExecutionId"),
    NO_FIELD("caseInstanceId"),
    NO_FIELD("caseDefinitionId"),
    FIELD("suspended", BOOLEAN, "i.suspended"),
    FIELD("formKey", TEXT, "t.details ->> '$.formKey'"),
    FIELD("camundaFormRef", JSON, FORM_REF),
    FIELD("operatonFormRef", JSON, FORM_REF),
    NO_FIELD("tenantId"),
    FIELD("taskState", TEXT, "'Created'"),
};
const weir_shape weir_shape_task = WEIR_SHAPE("Task", fields);

#define CANDIDATE(list) "EXISTS (SELECT 1 FROM json_each(t.details, '$." list "') g"

/* What somebody has already is offered to nobody else. */
#define CANDIDATE_FILTER(filter_name, filter_kind, condition)                                                          \
    {                                                                                                                  \
        .name = (filter_name), .kind = WEIR_FILTER_##filter_kind, .sql = (condition),                                  \
        .unless = "includeAssignedTasks", .also = "t.assignee IS NULL"                                                 \
    }

static const weir_filter filters[] = {
    FILTER("taskId", ID, "t.id = @"),
    FILTER("taskIdIn", IDS, "t.id IN (@)"),
    INSTANCE_FILTERS,
    DEFINITION_FILTERS,
    FILTER("processInstanceBusinessKey", TEXT, "i.business_key = @"),
    FILTER("processInstanceBusinessKeyIn", TEXTS, "i.business_key IN (@)"),
    FILTER("processInstanceBusinessKeyLike", TEXT, "i.business_key LIKE @ ESCAPE '\\'"),
    FILTER("assignee", TEXT, "t.assignee = @"),
    FILTER("assigneeLike", TEXT, "t.assignee LIKE @ ESCAPE '\\'"),
    FILTER("assigneeIn", TEXTS, "t.assignee IN (@)"),
    FILTER("assigneeNotIn", TEXTS, "t.assignee IS NULL OR t.assignee NOT IN (@)"),
    FILTER("assigned", IF_TRUE, "t.assignee IS NOT NULL"),
    FILTER("unassigned", IF_TRUE, "t.assignee IS NULL"),
    FILTER("taskDefinitionKey", TEXT, "t.element = @"),
    FILTER("taskDefinitionKeyIn", TEXTS, "t.element IN (@)"),
    FILTER("taskDefinitionKeyNotIn", TEXTS, "t.element NOT IN (@)"),
    FILTER("taskDefinitionKeyLike", TEXT, "t.element LIKE @ ESCAPE '\\'"),
    FILTER("name", TEXT, "lower(t.details ->> '$.name') = lower(@)"),
    FILTER("nameNotEqual", TEXT, "lower(t.details ->> '$.name') <> lower(@)"),
    FILTER("nameLike", TEXT, "lower(t.details ->> '$.name') LIKE lower(@) ESCAPE '\\'"),
    FILTER("nameNotLike", TEXT, "lower(t.details ->> '$.name') NOT LIKE lower(@) ESCAPE '\\'"),
    FILTER("priority", INTEGER, "t.priority = @"),
    FILTER("maxPriority", INTEGER, "t.priority <= @"),
    FILTER("minPriority", INTEGER, "t.priority >= @"),
    FILTER("dueDate", TIME, "t.due = @"),
    FILTER("dueAfter", TIME, "t.due > @"),
    FILTER("dueBefore", TIME, "t.due > 0 AND t.due < @"),
    FILTER("overdue", BOOLEAN, WEIR_SQL_IS_TASK_OVERDUE("#") " = @"), /* weir's own */
    FILTER("withoutDueDate", IF_TRUE, "coalesce(t.due, 0) = 0"),
    FILTER("createdOn", TIME, "t.created = @"),
    FILTER("createdAfter", TIME, "t.created > @"),
    FILTER("createdBefore", TIME, "t.created < @"),
    CANDIDATE_FILTER("candidateUser", TEXT, CANDIDATE("candidateUsers") " WHERE g.value = @)"),
    CANDIDATE_FILTER("candidateGroup", TEXT, CANDIDATE("candidateGroups") " WHERE g.value = @)"),
    CANDIDATE_FILTER("candidateGroups", TEXTS, CANDIDATE("candidateGroups") " WHERE g.value IN (@))"),
    CANDIDATE_FILTER("withCandidateUsers", IF_TRUE, CANDIDATE("candidateUsers") ")"),
    CANDIDATE_FILTER("withoutCandidateUsers", IF_TRUE, "NOT " CANDIDATE("candidateUsers") ")"),
    CANDIDATE_FILTER("withCandidateGroups", IF_TRUE, CANDIDATE("candidateGroups") ")"),
    CANDIDATE_FILTER("withoutCandidateGroups", IF_TRUE, "NOT " CANDIDATE("candidateGroups") ")"),
    FILTER("owner", TEXT, "t.details ->> '$.owner' = @"),
    FILTER("involvedUser", TEXT,
           "EXISTS (SELECT 1 FROM (SELECT t.assignee AS who UNION ALL SELECT t.details ->> '$.owner' UNION ALL"
           " SELECT g.value FROM json_each(t.details, '$.candidateUsers') g) WHERE who = @)"),
    FILTER("delegationState", TEXT, "t.details ->> '$.delegationState' = @"),
    FILTER("description", TEXT, "t.details ->> '$.description' = @"),
    FILTER("descriptionLike", TEXT, "t.details ->> '$.description' LIKE @ ESCAPE '\\'"),
    FILTER("followUpDate", TIME, FOLLOW_UP " = @"),
    FILTER("followUpAfter", TIME, FOLLOW_UP " > @"),
    FILTER("followUpBefore", TIME, FOLLOW_UP " < @"),
    FILTER("followUpBeforeOrNotExistent", TIME, "coalesce(" FOLLOW_UP ", 0) < @"),
    FILTER("updatedAfter", TIME, "coalesce(t.updated, t.created) > @"),
    FILTER("includeAssignedTasks", OPTION, NULL),
    FILTER("processVariables", VARIABLES, "i.pos"),
    MISSING("taskVariables"),
    NAME_FILTERS,
    IGNORE_CASE_FILTERS,
    FILTER("orQueries", OR, NULL),
    FILTER("parentTaskId", TEXT, "@ IS NULL"),
    MISSING("activityInstanceIdIn"),
    MISSING("assigneeExpression"),
    MISSING("candidateUserExpression"),
    MISSING("candidateGroupExpression"),
    MISSING("candidateGroupsExpression"),
    MISSING("dueBeforeExpression"),
    MISSING("dueAfterExpression"),
    TENANT_FILTERS,
    SUSPENSION_FILTERS("i"),
};
static const weir_sort sorts[] = {
    {"instanceId", "i.id"},
    {"dueDate", "nullif(t.due, 0)"},
    {"executionId", "i.id"},
    {"assignee", "t.assignee"},
    {"created", "t.created"},
    {"id", "t.id"},
    {"name", "t.details ->> '$.name'"},
    {"nameCaseInsensitive", "lower(t.details ->> '$.name')"},
    {"priority", "t.priority"},
    {"tenantId", "NULL"},
    {"description", "t.details ->> '$.description'"},
    {"followUpDate", FOLLOW_UP},
    {"lastUpdated", "t.updated"},
};
const weir_listing weir_list_task = {
    .shape = &weir_shape_task,
    .from = "FROM user_task t" JOIN_INSTANCE("t"),
    .order = "t.instance, t.wait",
    .by_id = "t.id = @",
    .what = "task",
    LIST_TABLES(filters, sorts),
};

/* ── the end of a task ───────────────────────────────────────────────────────────────────────────────── */

static const weir_member completion_fields[] = {
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
    FIELD("withVariablesInReturn", BOOLEAN, NULL),
};
const weir_shape weir_shape_completion = WEIR_SHAPE("CompleteTask", completion_fields);

static const weir_member error_fields[] = {
    FIELD("errorCode", TEXT, NULL),
    FIELD("errorMessage", TEXT, NULL),
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
};
const weir_shape weir_shape_bpmn_error = WEIR_SHAPE("TaskBpmnError", error_fields);

static weir_err answer_variables(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);

    call->keeps_serialized = true;
    WEIR_TRY(weir_write_process_variables(call, call->ticket.answer.instance, out));
    return weir_rest_end(call, 200);
}

weir_err weir_find_task(weir_rest *call, weir_id *id)
{
    weir_sql_value value;
    weir_text columns[4];
    weir_reader *reader;
    weir_buffer actor;
    weir_err err;

    WEIR_TRY(weir_rest_path_id(call, 0, "task", id));
    value = weir_sql_bytes(id->byte, sizeof id->byte);
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, WEIR_QUERY_task_look, &value, 1, &call->arena, columns, 4, &call->diag);
    weir_server_give_reader(call->server, reader);
    if (err == WEIR_ENOTFOUND)
        return weir_fail(&call->diag, err, WEIR_NO_TEXT, "Cannot find task with id %.*s", WEIR_ARG(call->path[0]));
    WEIR_TRY(err);
    if (call->request.authorization.at || columns[3].length == 0)
        return WEIR_OK;
    weir_buffer_init(&actor, &call->arena, 0);
    weir_buffer_text(&actor, WEIR_T("unverified:"));
    weir_buffer_text(&actor, columns[3]);
    return weir_buffer_done(&actor, &call->actor);
}

static weir_err complete(weir_rest *call, weir_command_kind kind)
{
    call->command =
        (weir_request){.kind = WEIR_REQUEST_COMMAND, .command = {.kind = kind, .start_event = {WEIR_NO_IX}}};
    WEIR_TRY(weir_find_task(call, &call->command.command.wait));
    WEIR_TRY(weir_variables_of(call, "variables", &call->command.command.variables));
    return weir_rest_execute(call, weir_rest_flag(call, "withVariablesInReturn", false) ? answer_variables
                                                                                        : weir_rest_nothing);
}

weir_err weir_handle_task_complete(weir_rest *call)
{
    return complete(call, WEIR_COMMAND_COMPLETE);
}

weir_err weir_handle_task_submit(weir_rest *call)
{
    return complete(call, WEIR_COMMAND_SUBMIT);
}

weir_err weir_handle_task_error(weir_rest *call)
{
    call->command = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                   .command = {.kind = WEIR_COMMAND_THROW_ERROR,
                                               .start_event = {WEIR_NO_IX},
                                               .name = weir_rest_text(call, "errorCode"),
                                               .text = weir_rest_text(call, "errorMessage")}};
    if (call->command.command.name.length == 0)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'errorCode' is missing");
    WEIR_TRY(weir_find_task(call, &call->command.command.wait));
    WEIR_TRY(weir_variables_of(call, "variables", &call->command.command.variables));
    return weir_rest_execute(call, weir_rest_nothing);
}

/* ── who has it ──────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member user_fields[] = {FIELD("userId", TEXT, NULL)};
const weir_shape weir_shape_user = WEIR_SHAPE("UserId", user_fields);

static weir_err change_hands(weir_rest *call, weir_command_kind kind, weir_text user)
{
    const weir_text actor = call->actor;

    call->command = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                   .command = {.kind = kind, .start_event = {WEIR_NO_IX}, .name = user}};
    WEIR_TRY(weir_find_task(call, &call->command.command.wait));
    call->actor = actor; /* who gives a task away need not be the one who had it */
    return weir_rest_execute(call, weir_rest_nothing);
}

weir_err weir_handle_task_claim(weir_rest *call)
{
    return change_hands(call, WEIR_COMMAND_CLAIM, weir_rest_text(call, "userId"));
}

weir_err weir_handle_task_unclaim(weir_rest *call)
{
    return change_hands(call, WEIR_COMMAND_ASSIGN, WEIR_NO_TEXT);
}

weir_err weir_handle_task_assignee(weir_rest *call)
{
    return change_hands(call, WEIR_COMMAND_ASSIGN, weir_rest_text(call, "userId"));
}

/* ── what it sees ────────────────────────────────────────────────────────────────────────────────────── */

/* "a,b" as a list of names; absent: NULL, for all. */
static weir_err read_names(weir_rest *call, const weir_value **out)
{
    const weir_text text = weir_rest_parameter(call, "variableNames");
    weir_value *list = WEIR_TAKE(&call->arena, weir_value, 1);
    weir_value *names = WEIR_TAKE(&call->arena, weir_value, text.length + 1);
    uint32_t count = 0;
    size_t from = 0;

    *out = NULL;
    if (!list || !names)
        return WEIR_ENOMEM;
    for (size_t i = 0; text.at && i <= text.length; i++) {
        if (i < text.length && text.at[i] != ',')
            continue;
        names[count++] = weir_string(weir_text_trim(weir_text_part(text, from, i - from)));
        from = i + 1;
    }
    *list = weir_list(names, count);
    *out = text.at ? list : NULL;
    return WEIR_OK;
}

static weir_err write_variables(weir_rest *call, bool is_local, const weir_value *names)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_snapshot snapshot;
    weir_id id;

    WEIR_TRY(weir_find_task(call, &id));
    WEIR_TRY(weir_snapshot_of_task(call, id, &snapshot));
    WEIR_TRY(weir_snapshot_write_variables(call, &snapshot, id, is_local, names, out));
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}

weir_err weir_handle_task_variables(weir_rest *call)
{
    return write_variables(call, false, NULL);
}

weir_err weir_handle_task_form_variables(weir_rest *call)
{
    const weir_value *names;

    WEIR_TRY(read_names(call, &names));
    return write_variables(call, false, names);
}

weir_err weir_handle_task_local_variables(weir_rest *call)
{
    return write_variables(call, true, NULL);
}

static weir_err write_variable(weir_rest *call, bool is_local)
{
    weir_buffer *out = weir_rest_begin(call);
    const weir_value *value;
    weir_snapshot snapshot;
    weir_id id;

    WEIR_TRY(weir_find_task(call, &id));
    WEIR_TRY(weir_snapshot_of_task(call, id, &snapshot));
    value = weir_snapshot_variable(&snapshot, id, is_local, call->path[1]);
    if (!value && call->missing)
        return weir_names_complete(call);
    if (!value)
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "task variable with name %.*s does not exist",
                         WEIR_ARG(call->path[1]));
    WEIR_TRY(weir_variable_write(call, value, out));
    return weir_rest_end(call, 200);
}

weir_err weir_handle_task_variable(weir_rest *call)
{
    return write_variable(call, false);
}

weir_err weir_handle_task_local_variable(weir_rest *call)
{
    return write_variable(call, true);
}

/* ── its details ─────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member form_fields[] = {
    FIELD("key", TEXT, NULL),
    {.name = "camundaFormRef", .kind = WEIR_MEMBER_OBJECT},
    {.name = "operatonFormRef", .kind = WEIR_MEMBER_OBJECT},
    NO_FIELD("contextPath"),
};
const weir_shape weir_shape_form = WEIR_SHAPE("Form", form_fields);

static const weir_member link_fields[] = {
    FIELD("userId", TEXT, NULL),
    FIELD("groupId", TEXT, NULL),
    FIELD("type", TEXT, NULL),
};
const weir_shape weir_shape_identity_link = WEIR_SHAPE("IdentityLink", link_fields);

weir_err weir_read_task(weir_rest *call, weir_value *out, weir_text *assignee, weir_text *definition)
{
    weir_sql_value value;
    weir_text columns[4];
    weir_reader *reader;
    weir_id id;
    weir_err err;

    WEIR_TRY(weir_find_task(call, &id));
    value = weir_sql_bytes(id.byte, sizeof id.byte);
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, WEIR_QUERY_task_look, &value, 1, &call->arena, columns, 4, &call->diag);
    weir_server_give_reader(call->server, reader);
    WEIR_TRY(err);
    *out = weir_null();
    *assignee = columns[3];
    *definition = columns[1];
    return columns[0].at ? weir_json_read(columns[0], WEIR_JSON_TYPED, NULL, &call->arena, out, &call->diag) : WEIR_OK;
}

static void write_form_ref(weir_buffer *out, const char *name, const weir_form_name *form)
{
    int64_t version = 0;
    weir_decimal number;

    if (!form->ref.at) {
        weir_write_null(out, name);
        return;
    }
    weir_write_name(out, name);
    weir_buffer_char(out, '{');
    weir_write_text(out, "key", form->ref);
    weir_write_text(out, "binding", form->binding.length > 0 ? form->binding : WEIR_T("latest"));
    if (weir_decimal_parse(form->version, &number) && weir_decimal_to_int64(number, &version))
        weir_write_integer(out, "version", version);
    else
        weir_write_null(out, "version");
    weir_buffer_char(out, '}');
}

void weir_write_form(weir_buffer *out, const weir_form_name *form)
{
    weir_buffer_char(out, '{');
    weir_write_text(out, "key", form->key);
    write_form_ref(out, "camundaFormRef", form);
    write_form_ref(out, "operatonFormRef", form);
    weir_write_null(out, "contextPath");
    weir_buffer_char(out, '}');
}

weir_form_name weir_form_name_of(const weir_value *details)
{
    return (weir_form_name){.key = weir_snapshot_text(details, "formKey"),
                            .ref = weir_snapshot_text(details, "formRef"),
                            .binding = weir_snapshot_text(details, "formRefBinding"),
                            .version = weir_snapshot_text(details, "formRefVersion")};
}

weir_err weir_handle_task_form(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_text assignee, definition;
    weir_form_name form;
    weir_value details;

    WEIR_TRY(weir_read_task(call, &details, &assignee, &definition));
    form = weir_form_name_of(&details);
    weir_write_form(out, &form);
    return weir_rest_end(call, 200);
}

typedef struct links {
    weir_buffer *out;
    weir_text wanted; /* absent: all */
} links;

static void write_link(const links *l, weir_text user, weir_text group, weir_text type)
{
    if ((user.length == 0 && group.length == 0) || (l->wanted.at && !weir_text_equal(l->wanted, type)))
        return;
    weir_write_comma(l->out);
    weir_buffer_char(l->out, '{');
    weir_write_text(l->out, "userId", user);
    weir_write_text(l->out, "groupId", group);
    weir_write_text(l->out, "type", type);
    weir_buffer_char(l->out, '}');
}

weir_err weir_handle_task_identity_links(weir_rest *call)
{
    static const char *const lists[] = {"candidateUsers", "candidateGroups"};
    const links l = {weir_rest_begin(call), weir_rest_parameter(call, "type")};
    weir_value details;
    weir_text assignee, definition;

    WEIR_TRY(weir_read_task(call, &details, &assignee, &definition));
    weir_buffer_char(l.out, '[');
    write_link(&l, assignee, WEIR_NO_TEXT, WEIR_T("assignee"));
    write_link(&l, weir_snapshot_text(&details, "owner"), WEIR_NO_TEXT, WEIR_T("owner"));
    for (uint32_t i = 0; i < COUNT(lists); i++) {
        const weir_value *list = weir_context_find(&details, weir_text_of(lists[i]));

        for (uint32_t k = 0; list && list->kind == WEIR_LIST && k < list->count; k++) {
            const weir_text who = list->as.items[k].kind == WEIR_STRING ? list->as.items[k].as.string : WEIR_NO_TEXT;

            write_link(&l, i == 0 ? who : WEIR_NO_TEXT, i == 1 ? who : WEIR_NO_TEXT, WEIR_T("candidate"));
        }
    }
    weir_buffer_char(l.out, ']');
    return weir_rest_end(call, 200);
}
