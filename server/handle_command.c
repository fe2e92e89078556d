/* SPDX-License-Identifier: Apache-2.0
 * server/handle_command.c - what weir.h can be asked, as one operation: typed JSON in, positions of the log out.
 *
 * The verbs of the command line use it: variables keep their FEEL types, and the answer is that of a file.
 */
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/tables.h"

static const weir_member command_fields[] = {
    FIELD("command", TEXT, NULL),
    FIELD("process", TEXT, NULL),
    FIELD("businessKey", TEXT, NULL),
    FIELD("instance", TEXT, NULL),
    FIELD("task", TEXT, NULL),
    FIELD("name", TEXT, NULL),
    FIELD("text", TEXT, NULL),
    FIELD("worker", TEXT, NULL),
    FIELD("retries", INTEGER, NULL),
    FIELD("element", TEXT, NULL),
    FIELD("workingDays", INTEGER, NULL), /* by which the time limit of the element is extended */
    FIELD("duration", INTEGER, NULL),    /* how long a message is kept, in milliseconds */
    {.name = "variables", .kind = WEIR_MEMBER_OBJECT},
    {.name = "keys", .kind = WEIR_MEMBER_OBJECT},
};
const weir_shape weir_shape_command = WEIR_SHAPE("Command", command_fields);

static const weir_member done_fields[] = {
    FIELD("instance", TEXT, NULL),
    FIELD("position", INTEGER, NULL),
    FIELD("facts", INTEGER, NULL),
};
const weir_shape weir_shape_command_done = WEIR_SHAPE("CommandDone", done_fields);

typedef enum target { TARGET_NONE, TARGET_INSTANCE, TARGET_TASK } target;

static const struct {
    const char *name;
    weir_request_kind kind;
    weir_command_kind command;
    target target;
} forms[] = {
    {"start", WEIR_REQUEST_START, WEIR_COMMAND_START, TARGET_NONE},
    {"complete", WEIR_REQUEST_COMMAND, WEIR_COMMAND_COMPLETE, TARGET_TASK},
    {"fail", WEIR_REQUEST_COMMAND, WEIR_COMMAND_FAIL, TARGET_TASK},
    {"error", WEIR_REQUEST_COMMAND, WEIR_COMMAND_THROW_ERROR, TARGET_TASK},
    {"retry", WEIR_REQUEST_COMMAND, WEIR_COMMAND_RETRY, TARGET_TASK},
    {"claim", WEIR_REQUEST_COMMAND, WEIR_COMMAND_CLAIM, TARGET_TASK},
    {"assign", WEIR_REQUEST_COMMAND, WEIR_COMMAND_ASSIGN, TARGET_TASK},
    {"take-back", WEIR_REQUEST_COMMAND, WEIR_COMMAND_TAKE_BACK, TARGET_INSTANCE},
    {"set", WEIR_REQUEST_COMMAND, WEIR_COMMAND_SET_VARIABLES, TARGET_INSTANCE},
    {"cancel", WEIR_REQUEST_COMMAND, WEIR_COMMAND_CANCEL, TARGET_INSTANCE},
    {"suspend", WEIR_REQUEST_COMMAND, WEIR_COMMAND_SUSPEND, TARGET_INSTANCE},
    {"activate", WEIR_REQUEST_COMMAND, WEIR_COMMAND_ACTIVATE, TARGET_INSTANCE},
    {"extend", WEIR_REQUEST_COMMAND, WEIR_COMMAND_EXTEND, TARGET_INSTANCE},
    {"message", WEIR_REQUEST_MESSAGE, WEIR_COMMAND_MESSAGE, TARGET_NONE},
    {"signal", WEIR_REQUEST_SIGNAL, WEIR_COMMAND_SIGNAL, TARGET_NONE},
};

/* The body was read as plain JSON; what has a typed form in it becomes that value. */
static weir_err read_typed(weir_rest *call, const char *name, weir_value *out)
{
    const weir_value *given = weir_rest_member(call, name);
    weir_buffer buffer;
    weir_text text;

    *out = weir_null();
    if (!given)
        return WEIR_OK;
    weir_buffer_init(&buffer, &call->arena, 0);
    weir_json_write(given, WEIR_JSON_PLAIN, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    return weir_json_read(text, WEIR_JSON_TYPED, NULL, &call->arena, out, &call->diag);
}

static weir_err read_id(weir_rest *call, const char *name, weir_id *out)
{
    const weir_text text = weir_rest_text(call, name);

    return weir_id_parse(text, out) ? WEIR_OK
                                    : weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%.*s' is no id of %s",
                                                WEIR_ARG(text), name[0] == 'i' ? "an instance" : "a task");
}

static weir_err answer_command(weir_rest *call)
{
    const weir_answer *answer = &call->ticket.answer;
    weir_buffer *out = weir_rest_begin(call);

    weir_buffer_char(out, '{');
    weir_write_id(out, "instance", answer->instance);
    weir_write_integer(out, "position", (int64_t)answer->pos);
    weir_write_integer(out, "facts", (int64_t)answer->fact_count);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_command(weir_rest *call)
{
    const weir_text name = weir_rest_text(call, "command");
    weir_request *request = &call->command;
    size_t i = 0;

    while (i < COUNT(forms) && !weir_text_equal(weir_text_of(forms[i].name), name))
        i++;
    if (i == COUNT(forms))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "there is no command '%.*s'", WEIR_ARG(name));
    *request = (weir_request){.kind = forms[i].kind,
                              .process = weir_rest_text(call, "process"),
                              .name = weir_rest_text(call, "name"),
                              .business_key = weir_rest_text(call, "businessKey")};
    WEIR_TRY(read_typed(call, "variables", &request->variables));
    WEIR_TRY(read_typed(call, "keys", &request->keys));
    request->command = (weir_command){.kind = forms[i].command,
                                      .start_event = {WEIR_NO_IX},
                                      .name = request->name,
                                      .text = weir_rest_text(call, "text"),
                                      .worker = weir_rest_text(call, "worker"),
                                      .element = weir_rest_text(call, "element"),
                                      .variables = request->variables};
    WEIR_TRY(weir_rest_integer(call, "retries", 0, &request->command.retries));
    WEIR_TRY(weir_rest_integer(call, "workingDays", 0, &request->command.amount));
    if (request->kind == WEIR_REQUEST_MESSAGE)
        WEIR_TRY(weir_rest_integer(call, "duration", 0, &request->duration_ms));
    if (forms[i].target == TARGET_TASK)
        WEIR_TRY(read_id(call, "task", &request->command.wait));
    if (forms[i].target == TARGET_INSTANCE)
        WEIR_TRY(read_id(call, "instance", &request->instance));
    return weir_rest_execute(call, answer_command);
}
