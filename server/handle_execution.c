/* SPDX-License-Identifier: Apache-2.0
 * server/handle_execution.c - what an execution waits for, met by its id. An execution is the instance as a whole; to
 * be signalled, an activity instance as well.
 */
#include "server/handlers.h"
#include "server/snapshot.h"
#include "server/tables.h"
#include "server/variables.h"

static const weir_member trigger_fields[] = {
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
};
const weir_shape weir_shape_trigger = WEIR_SHAPE("ExecutionTrigger", trigger_fields);

static weir_err find_execution(weir_rest *call, weir_text id, weir_snapshot *out)
{
    weir_id instance;
    weir_err err = weir_id_parse(id, &instance) ? WEIR_OK : WEIR_ENOTFOUND;

    if (err == WEIR_OK)
        err = weir_snapshot_of_instance(call, instance, out);
    if (err == WEIR_ENOTFOUND || (err == WEIR_OK && out->has_ended))
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "Execution with id %.*s does not exist",
                         WEIR_ARG(id));
    return err;
}

static weir_err meet(weir_rest *call, const weir_snapshot *snapshot, const weir_value *wait, weir_command_kind kind)
{
    call->command = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                   .instance = snapshot->instance,
                                   .command = {.kind = kind,
                                               .start_event = {WEIR_NO_IX},
                                               .name = weir_snapshot_text(wait, "name"),
                                               .is_early = kind == WEIR_COMMAND_FIRE}};
    if (!weir_id_parse(weir_snapshot_text(wait, "id"), &call->command.command.wait))
        return WEIR_EFORMAT;
    WEIR_TRY(weir_variables_of(call, "variables", &call->command.command.variables));
    return weir_rest_execute(call, weir_rest_nothing);
}

/* ── by the name of what is waited for ───────────────────────────────────────────────────────────────── */

/* The oldest one of this kind and name; NULL: there is none. */
static const weir_value *find_subscription(const weir_snapshot *snapshot, weir_wait_kind kind, weir_text name)
{
    for (uint32_t i = 0; snapshot->waits && i < snapshot->waits->count; i++) {
        const weir_value *wait = &snapshot->waits->as.items[i];

        if (weir_snapshot_number(wait, "kind") == kind && weir_text_equal(weir_snapshot_text(wait, "name"), name))
            return wait;
    }
    return NULL;
}

static weir_err find_message(weir_rest *call, weir_snapshot *snapshot, const weir_value **out)
{
    WEIR_TRY(find_execution(call, call->path[0], snapshot));
    *out = find_subscription(snapshot, WEIR_WAIT_MESSAGE, call->path[1]);
    if (*out)
        return WEIR_OK;
    return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT,
                     "Message event subscription for execution %.*s named %.*s does not exist", WEIR_ARG(call->path[0]),
                     WEIR_ARG(call->path[1]));
}

weir_err weir_handle_execution_message(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_snapshot snapshot;
    const weir_value *wait;

    WEIR_TRY(find_message(call, &snapshot, &wait));
    WEIR_TRY(weir_list_write_one(call, &weir_list_subscription, weir_snapshot_text(wait, "id"), out));
    return weir_rest_end(call, 200);
}

weir_err weir_handle_execution_trigger(weir_rest *call)
{
    weir_snapshot snapshot;
    const weir_value *wait;

    WEIR_TRY(find_message(call, &snapshot, &wait));
    return meet(call, &snapshot, wait, WEIR_COMMAND_MESSAGE);
}

weir_err weir_signal_execution(weir_rest *call, weir_text id, weir_text name)
{
    weir_snapshot snapshot;
    const weir_value *wait;

    WEIR_TRY(find_execution(call, id, &snapshot));
    wait = find_subscription(&snapshot, WEIR_WAIT_SIGNAL, name);
    if (!wait)
        return weir_rest_refuse(call, 400, "RestException",
                                "Execution '%.*s' has not subscribed to a signal event with name '%.*s'.", WEIR_ARG(id),
                                WEIR_ARG(name));
    return meet(call, &snapshot, wait, WEIR_COMMAND_SIGNAL);
}

/* ── whatever it waits for ───────────────────────────────────────────────────────────────────────────── */

static const struct {
    weir_wait_kind wait;
    weir_command_kind command;
} signals[] = {
    {WEIR_WAIT_USER_TASK, WEIR_COMMAND_COMPLETE}, {WEIR_WAIT_EXTERNAL_TASK, WEIR_COMMAND_COMPLETE},
    {WEIR_WAIT_TIMER, WEIR_COMMAND_FIRE},         {WEIR_WAIT_MESSAGE, WEIR_COMMAND_MESSAGE},
    {WEIR_WAIT_SIGNAL, WEIR_COMMAND_SIGNAL},      {WEIR_WAIT_TRIGGER, WEIR_COMMAND_TRIGGER},
};

/* "element:instance:token", as /activity-instances names it: one of several places. token 0: the instance as a whole.
 */
static weir_text split_activity(weir_text id, int64_t *token)
{
    const size_t first = weir_text_find(id, WEIR_T(":"), 0);
    const size_t last = first == SIZE_MAX ? SIZE_MAX : weir_text_find(id, WEIR_T(":"), first + 1);
    weir_decimal number;

    *token = 0;
    if (last == SIZE_MAX || !weir_decimal_parse(weir_text_part(id, last + 1, id.length - last - 1), &number) ||
        !weir_decimal_to_int64(number, token))
        return id;
    return weir_text_part(id, first + 1, last - first - 1);
}

/* Of the element a token is on; what an attached event waits for is not meant. */
static bool is_own_wait(const weir_snapshot *snapshot, const weir_value *wait)
{
    const weir_value *token = weir_snapshot_find(snapshot->tokens, "n", weir_snapshot_number(wait, "token"));

    return token && weir_snapshot_number(wait, "kind") != WEIR_WAIT_LIMIT &&
           weir_text_equal(weir_snapshot_text(token, "element"), weir_snapshot_text(wait, "element"));
}

weir_err weir_handle_execution_signal(weir_rest *call)
{
    const weir_value *only = NULL;
    weir_snapshot snapshot;
    uint32_t count = 0;
    int64_t token;

    WEIR_TRY(find_execution(call, split_activity(call->path[0], &token), &snapshot));
    for (uint32_t i = 0; snapshot.waits && i < snapshot.waits->count; i++) {
        const weir_value *wait = &snapshot.waits->as.items[i];

        if (!is_own_wait(&snapshot, wait) || (token != 0 && weir_snapshot_number(wait, "token") != token))
            continue;
        only = wait;
        count++;
    }
    for (size_t i = 0; count == 1 && i < COUNT(signals); i++) {
        if (weir_snapshot_number(only, "kind") == signals[i].wait)
            return meet(call, &snapshot, only, signals[i].command);
    }
    return weir_rest_refuse(
        call, 400, "RestException",
        "Cannot signal execution %.*s: it waits at %u places; of several, say which: the id of an activity "
        "instance",
        WEIR_ARG(call->path[0]), count);
}
