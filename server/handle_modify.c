/* SPDX-License-Identifier: Apache-2.0
 * server/handle_modify.c - an administrator moves the tokens of an instance.
 */
#include "server/handlers.h"
#include "server/instructions.h"
#include "server/snapshot.h"
#include "server/tables.h"

static const weir_member fields[] = {
    FIELD("skipCustomListeners", BOOLEAN, NULL),
    FIELD("skipIoMappings", BOOLEAN, NULL),
    FIELD("annotation", TEXT, NULL),
    {.name = "instructions", .kind = WEIR_MEMBER_LIST, .shape = &weir_shape_instruction},
};
const weir_shape weir_shape_modification = WEIR_SHAPE("ProcessInstanceModification", fields);

/* Nothing to do is no error, for an instance that runs. */
weir_err weir_handle_instance_modify(weir_rest *call)
{
    weir_instructions instructions;
    weir_snapshot snapshot;
    weir_id id;
    weir_err err;

    WEIR_TRY(weir_rest_path_id(call, 0, "process instance", &id));
    err = weir_snapshot_of_instance(call, id, &snapshot);
    if (err == WEIR_ENOTFOUND || (err == WEIR_OK && snapshot.has_ended))
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "Process instance with id %.*s does not exist",
                         WEIR_ARG(call->path[0]));
    WEIR_TRY(err);
    WEIR_TRY(weir_instructions_of(call, "instructions", id, &instructions));
    if (instructions.count == 0)
        return weir_rest_nothing(call);
    call->command = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                   .instance = id,
                                   .command = {.kind = WEIR_COMMAND_MODIFY,
                                               .start_event = {WEIR_NO_IX},
                                               .text = weir_rest_text(call, "annotation"),
                                               .instructions = instructions}};
    return weir_rest_execute(call, weir_rest_nothing);
}
