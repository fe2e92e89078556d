/* SPDX-License-Identifier: Apache-2.0
 * server/handle_variables.c - variables of instances and of tasks, as they are set and taken away.
 *
 * The resources are equal: POST {modifications, deletions}, PUT and DELETE of one. What a deletion names need not be
 * there.
 */
#include "server/handlers.h"
#include "server/names.h"
#include "server/snapshot.h"
#include "server/tables.h"
#include "server/variable_data.h"
#include "server/variables.h"

/* Whose variables: what the path says, as the command that changes them. */
typedef weir_err (*find_holder)(weir_rest *call, weir_request *out);

static weir_err find_instance(weir_rest *call, weir_request *out)
{
    weir_snapshot snapshot;

    *out = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                          .command = {.kind = WEIR_COMMAND_SET_VARIABLES, .start_event = {WEIR_NO_IX}}};
    return weir_find_running(call, &out->instance, &snapshot);
}

/* Who sets variables of a task works on it. */
static weir_err find_task(weir_rest *call, weir_request *out)
{
    *out = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                          .command = {.kind = WEIR_COMMAND_SET_TASK_VARIABLES, .start_event = {WEIR_NO_IX}}};
    return weir_find_task(call, &out->command.wait);
}

static weir_err find_task_alone(weir_rest *call, weir_request *out)
{
    WEIR_TRY(find_task(call, out));
    out->command.is_local = true;
    return WEIR_OK;
}

/* ── several ─────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member modification_fields[] = {
    {.name = "modifications", .kind = WEIR_MEMBER_VARIABLES},
    {.name = "deletions", .kind = WEIR_MEMBER_TEXTS},
};
const weir_shape weir_shape_modifications = WEIR_SHAPE("PatchVariables", modification_fields);

static weir_err set_several(weir_rest *call, find_holder find)
{
    const weir_value *deletions = weir_rest_member(call, "deletions");

    WEIR_TRY(find(call, &call->command));
    WEIR_TRY(weir_variables_of(call, "modifications", &call->command.command.variables));
    if (deletions)
        call->command.command.removed = *deletions;
    if (call->command.command.variables.count == 0 && call->command.command.removed.count == 0)
        return weir_rest_nothing(call);
    return weir_rest_execute(call, weir_rest_nothing);
}

weir_err weir_handle_instance_set_variables(weir_rest *call)
{
    return set_several(call, find_instance);
}

weir_err weir_handle_task_set_variables(weir_rest *call)
{
    return set_several(call, find_task);
}

weir_err weir_handle_task_set_local_variables(weir_rest *call)
{
    return set_several(call, find_task_alone);
}

/* ── one ─────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err set_value(weir_rest *call, weir_value value)
{
    weir_entry *entry = WEIR_TAKE(&call->arena, weir_entry, 1);

    if (!entry)
        return WEIR_ENOMEM;
    *entry = (weir_entry){call->path[1], value};
    call->command.command.variables = weir_context(entry, 1);
    return weir_rest_execute(call, weir_rest_nothing);
}

static weir_err set_one(weir_rest *call, find_holder find)
{
    weir_value value;

    WEIR_TRY(find(call, &call->command));
    WEIR_TRY(weir_variable_read(call, &call->json, &value));
    return set_value(call, value);
}

weir_err weir_handle_instance_set_variable(weir_rest *call)
{
    return set_one(call, find_instance);
}

weir_err weir_handle_task_set_variable(weir_rest *call)
{
    return set_one(call, find_task);
}

weir_err weir_handle_task_set_local_variable(weir_rest *call)
{
    return set_one(call, find_task_alone);
}

static weir_err delete_one(weir_rest *call, find_holder find)
{
    weir_value *name = WEIR_TAKE(&call->arena, weir_value, 1);

    if (!name)
        return WEIR_ENOMEM;
    WEIR_TRY(find(call, &call->command));
    *name = weir_string(call->path[1]);
    call->command.command.removed = weir_list(name, 1);
    return weir_rest_execute(call, weir_rest_nothing);
}

weir_err weir_handle_instance_delete_variable(weir_rest *call)
{
    return delete_one(call, find_instance);
}

weir_err weir_handle_task_delete_variable(weir_rest *call)
{
    return delete_one(call, find_task);
}

weir_err weir_handle_task_delete_local_variable(weir_rest *call)
{
    return delete_one(call, find_task_alone);
}

/* ── bytes ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err set_data(weir_rest *call, find_holder find)
{
    weir_value value;

    WEIR_TRY(find(call, &call->command));
    WEIR_TRY(weir_variable_data_read(call, &value));
    return set_value(call, value);
}

weir_err weir_handle_instance_set_data(weir_rest *call)
{
    return set_data(call, find_instance);
}

weir_err weir_handle_task_set_data(weir_rest *call)
{
    return set_data(call, find_task);
}

weir_err weir_handle_task_set_local_data(weir_rest *call)
{
    return set_data(call, find_task_alone);
}

static weir_err answer_data(weir_rest *call, const char *whose, const weir_value *value)
{
    if (!value)
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "%s variable with name %.*s does not exist", whose,
                         WEIR_ARG(call->path[1]));
    return weir_variable_data_answer(call, call->path[1], value);
}

weir_err weir_handle_instance_data(weir_rest *call)
{
    weir_snapshot snapshot;
    weir_id id;

    WEIR_TRY(weir_find_running(call, &id, &snapshot));
    return answer_data(call, "process instance", weir_snapshot_process_variable(&snapshot, call->path[1]));
}

static weir_err answer_task_data(weir_rest *call, bool is_local)
{
    weir_snapshot snapshot;
    weir_id id;

    WEIR_TRY(weir_find_task(call, &id));
    WEIR_TRY(weir_snapshot_of_task(call, id, &snapshot));
    return answer_data(call, "task", weir_snapshot_variable(&snapshot, id, is_local, call->path[1]));
}

weir_err weir_handle_task_data(weir_rest *call)
{
    return answer_task_data(call, false);
}

weir_err weir_handle_task_local_data(weir_rest *call)
{
    return answer_task_data(call, true);
}

/* ── by their ids ────────────────────────────────────────────────────────────────────────────────────── */

static weir_err show(weir_rest *call, const weir_listing *list)
{
    weir_buffer *out = weir_rest_begin(call);

    WEIR_TRY(weir_list_write_part(call, list, call->path[0], out));
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}

weir_err weir_handle_variable(weir_rest *call)
{
    return show(call, &weir_list_variable);
}

weir_err weir_handle_past_variable(weir_rest *call)
{
    return show(call, &weir_list_past_variable);
}

static weir_err show_data(weir_rest *call, const weir_listing *list)
{
    weir_buffer buffer;
    weir_value row;
    weir_text text;

    weir_buffer_init(&buffer, &call->arena, 0);
    WEIR_TRY(weir_list_write_part(call, list, call->path[0], &buffer));
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    WEIR_TRY(weir_json_read(text, WEIR_JSON_TYPED, NULL, &call->arena, &row, &call->diag));
    return weir_variable_data_answer(call, weir_snapshot_text(&row, "name"), weir_context_find(&row, WEIR_T("value")));
}

weir_err weir_handle_variable_data(weir_rest *call)
{
    return show_data(call, &weir_list_variable_data);
}

weir_err weir_handle_past_variable_data(weir_rest *call)
{
    return show_data(call, &weir_list_past_variable_data);
}
