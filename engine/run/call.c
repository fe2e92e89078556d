/* SPDX-License-Identifier: Apache-2.0
 * run/call.c - calls and returns as intents.
 */
#include "run/call.h"

static const weir_text instance_key = {"instance", 8}, root_key = {"root", 4}, element_key = {"element", 7},
                       depth_key = {"depth", 5};

static bool read_id(const weir_value *value, weir_text key, weir_id *out)
{
    const weir_value *text = weir_context_find(value, key);

    return text && text->kind == WEIR_STRING && weir_id_parse(text->as.string, out);
}

bool weir_caller_read(const weir_value *value, weir_caller *out)
{
    const weir_value *element, *depth;
    int64_t number;

    if (value->kind != WEIR_CONTEXT || !read_id(value, instance_key, &out->instance) ||
        !read_id(value, root_key, &out->root))
        return false;
    element = weir_context_find(value, element_key);
    depth = weir_context_find(value, depth_key);
    if (!element || element->kind != WEIR_STRING || !depth || depth->kind != WEIR_NUMBER ||
        !weir_decimal_to_int64(depth->as.number, &number) || number < 1 || number > UINT32_MAX)
        return false;
    out->element = element->as.string;
    out->depth = (uint32_t)number;
    return true;
}

void weir_state_name_caller(const weir_state *state, weir_id *caller, weir_id *root)
{
    weir_caller found = {0};

    (void)weir_caller_read(&state->caller, &found);
    *caller = found.instance;
    *root = found.root;
}

static weir_err id_text(weir_cx *cx, weir_id id, weir_value *out)
{
    char text[WEIR_ID_TEXT_LENGTH + 1];
    weir_text copy;

    weir_id_print(id, text);
    WEIR_TRY(weir_arena_text(cx->arena, weir_text_of(text), &copy));
    *out = weir_string(copy);
    return WEIR_OK;
}

static weir_err write_caller(weir_cx *cx, const weir_caller *caller, weir_value *out)
{
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, 4);

    if (!entries)
        return WEIR_ENOMEM;
    entries[0] = (weir_entry){instance_key, weir_null()};
    entries[1] = (weir_entry){element_key, weir_string(caller->element)};
    entries[2] = (weir_entry){root_key, weir_null()};
    entries[3] = (weir_entry){depth_key, weir_integer(caller->depth)};
    WEIR_TRY(id_text(cx, caller->instance, &entries[0].value));
    WEIR_TRY(id_text(cx, caller->root, &entries[2].value));
    *out = weir_context(entries, 4);
    return WEIR_OK;
}

static weir_err tell(weir_cx *cx, weir_intent_kind kind, weir_node_ix node, weir_id instance, const weir_callee *callee,
                     weir_command command)
{
    weir_command *kept = WEIR_TAKE(cx->arena, weir_command, 1);

    if (!kept)
        return WEIR_ENOMEM;
    *kept = command;
    return weir_cx_intend(cx, (weir_intent){.kind = kind,
                                            .node = node,
                                            .keys = weir_null(),
                                            .content = weir_null(),
                                            .instance = instance,
                                            .callee = callee,
                                            .command = kept});
}

weir_err weir_cx_call(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const weir_callee *callee,
                      weir_command start)
{
    weir_caller caller = {.root = cx->state.instance};

    (void)weir_caller_read(&cx->state.caller, &caller);
    caller.instance = cx->state.instance;
    caller.element = weir_cx_node(cx, node)->id;
    if (++caller.depth > WEIR_CALL_DEPTH_MAX)
        return weir_fail(cx->diag, WEIR_ELIMIT, caller.element,
                         "calls nest deeper than call_depth_max = %u; does a process call itself without end?",
                         WEIR_CALL_DEPTH_MAX);
    WEIR_TRY(weir_cx_wait(cx, node, token, (weir_fact){.kind = WEIR_FACT_call_started, .name = callee->key}));
    start.kind = WEIR_COMMAND_START;
    start.start_event.ix = WEIR_NO_IX;
    start.instance = cx->state.waits.items[cx->state.waits.count - 1].id;
    WEIR_TRY(write_caller(cx, &caller, &start.caller));
    return tell(cx, WEIR_INTENT_CALL, node, caller.instance, callee, start);
}

weir_err weir_cx_cancel_called(weir_cx *cx, const weir_wait *wait)
{
    return tell(cx, WEIR_INTENT_TELL, wait->node, wait->id, NULL,
                (weir_command){.kind = WEIR_COMMAND_CANCEL,
                               .text = WEIR_T("the call activity was cancelled"),
                               .is_from_caller = true});
}

/* The caller waits under the id of this instance. */
static weir_err tell_caller(weir_cx *cx, weir_command command)
{
    weir_caller caller;

    if (!weir_caller_read(&cx->state.caller, &caller))
        return WEIR_OK;
    command.wait = cx->state.instance;
    WEIR_TRY(weir_cx_locals(cx, WEIR_PROCESS_SCOPE, &command.variables));
    return tell(cx, WEIR_INTENT_TELL, (weir_node_ix){0}, caller.instance, NULL, command);
}

weir_err weir_cx_return(weir_cx *cx, weir_text outcome, weir_text error)
{
    if (cx->is_from_caller)
        return WEIR_OK;
    return tell_caller(cx,
                       (weir_command){.kind = WEIR_COMMAND_RETURN,
                                      .name = outcome,
                                      .text = error,
                                      .details = cx->error_message.at ? weir_string(cx->error_message) : weir_null()});
}

weir_err weir_cx_tell_caller(weir_cx *cx, weir_text escalation)
{
    return tell_caller(cx, (weir_command){.kind = WEIR_COMMAND_TELL_CALLER, .name = escalation});
}
