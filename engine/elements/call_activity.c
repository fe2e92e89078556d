/* SPDX-License-Identifier: Apache-2.0
 * elements/call_activity.c - starts another process and waits until it has ended (BPMN 2.0.2 §10.3.6, §13.3.4).
 *
 * The called instance gets what weir:in names, the data inputs of the activity, and nothing else; what weir:out names
 * and the data outputs come back when it has ended, also by an error, and with an escalation.
 */
#include "elements/build.h"
#include "elements/called.h"
#include "elements/elements.h"
#include "elements/passing.h"
#include "run/call.h"
#include "run/modify.h"

typedef struct call_activity {
    weir_called called;
    weir_setting business_key;
    weir_passings in, out;
} call_activity;

/* ── compile time ──────────────────────────────────────────────────────────────────────────────────── */

/* Data inputs go to the called process, its data outputs come back, each as a variable of the same name: as far as
 * associations of the activity fill them, or take them on. */
static weir_err build_data(struct weir_build *b, const struct weir_part *part, weir_tag data, weir_tag association,
                           weir_passings *out)
{
    const weir_part *specification = weir_part_child(part, WEIR_PART_io_specification);

    if (!specification || !weir_part_child(part, association))
        return WEIR_OK;
    for (const weir_part *child = weir_part_child(specification, data); child; child = weir_part_sibling(child, data)) {
        WEIR_TRY(WEIR_GROW(b->arena, out));
        out->items[out->count++] = (weir_passing){.source = weir_data_variable(child),
                                                  .target = weir_data_variable(child),
                                                  .is_local = true,
                                                  .is_data = true};
    }
    return WEIR_OK;
}

static weir_err build_business_key(struct weir_build *b, const struct weir_part *part, weir_setting *out)
{
    for (const weir_part *child = weir_part_extension(part, WEIR_PART_weir_in); child;
         child = weir_part_sibling(child, WEIR_PART_weir_in)) {
        if (weir_part_attribute(child, WEIR_ATTR_business_key).at)
            WEIR_TRY(weir_build_attribute(b, child, WEIR_ATTR_business_key, out));
    }
    return WEIR_OK;
}

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    static const weir_called_names names = {WEIR_ATTR_called_element, WEIR_ATTR_weir_called_element_binding,
                                            WEIR_ATTR_weir_called_element_version,
                                            WEIR_ATTR_weir_called_element_version_tag};
    call_activity *config = WEIR_BUILD_TAKE(b, call_activity);
    weir_setting *key;

    if (!config)
        return WEIR_ENOMEM;
    key = &config->called.key;
    node->config = config;
    WEIR_TRY(weir_called_build(b, part, &names, &config->called));
    if (!key->expression && key->literal.kind == WEIR_STRING)
        key->literal.as.string = weir_reference_id(key->literal.as.string);
    WEIR_TRY(build_business_key(b, part, &config->business_key));
    WEIR_TRY(build_data(b, part, WEIR_PART_data_input, WEIR_PART_data_input_association, &config->in));
    WEIR_TRY(build_data(b, part, WEIR_PART_data_output, WEIR_PART_data_output_association, &config->out));
    WEIR_TRY(weir_passings_build(b, part, WEIR_PART_weir_in, &config->in));
    return weir_passings_build(b, part, WEIR_PART_weir_out, &config->out);
}

/* ── the way in ────────────────────────────────────────────────────────────────────────────────────── */

static weir_err business_key_of(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, weir_text *out)
{
    const call_activity *config = weir_cx_node(cx, node)->config;
    weir_value value;

    WEIR_TRY(weir_cx_setting(cx, node, &config->business_key, scope, &value));
    if (value.kind != WEIR_NULL && value.kind != WEIR_STRING)
        return weir_cx_fail(cx, node, "the business key gives a %s instead of a text", weir_kind_name(value.kind));
    *out = value.kind == WEIR_STRING ? value.as.string : WEIR_NO_TEXT;
    return WEIR_OK;
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const call_activity *config = weir_cx_node(cx, node)->config;
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    weir_callee *callee = WEIR_TAKE(cx->arena, weir_callee, 1);
    weir_command start = {0};
    const weir_value nothing = weir_null();

    if (!callee)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_called_resolve(cx, node, &config->called, scope, "called element", callee));
    WEIR_TRY(business_key_of(cx, node, scope, &start.business_key));
    WEIR_TRY(weir_passings_collect(cx, node, token, &config->in, &nothing, &start.variables));
    return weir_cx_call(cx, node, token, callee, start);
}

/* ── the way back ──────────────────────────────────────────────────────────────────────────────────── */

/* An expression that sees the variables of the called instance and no others. */
static weir_err evaluate_there(weir_cx *cx, weir_node_ix node, const weir_setting *setting, const weir_value *there,
                               weir_value *out)
{
    const weir_value *transients = cx->transients;
    weir_err err;

    cx->transients = there;
    err = weir_cx_setting(cx, node, setting, 0, out);
    cx->transients = transients;
    return err;
}

static weir_err pass_out(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, bool is_local,
                         const weir_passing *row, const weir_value *there)
{
    const weir_value *found = weir_context_find(there, row->source);
    weir_value value = found ? *found : weir_null();

    if (row->is_all)
        return weir_cx_set_all(cx, scope, there, is_local);
    if (row->is_data && !(found && weir_scope_variable(weir_state_scope(&cx->state, scope), row->target)))
        return WEIR_OK;
    if (row->value.is_set)
        WEIR_TRY(evaluate_there(cx, node, &row->value, there, &value));
    return is_local ? weir_cx_set_local(cx, scope, row->target, value) : weir_cx_set(cx, scope, row->target, value);
}

/* An item that collects what it submits keeps it to itself (docs/decisions/0007). */
static weir_err pass_all_out(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const weir_value *there)
{
    const call_activity *config = weir_cx_node(cx, node)->config;
    const weir_loop *loop = weir_cx_node(cx, node)->loop;
    const bool is_local = weir_cx_node(cx, node)->keeps_variables ||
                          (loop && loop->output_element.is_set && weir_state_token(&cx->state, token)->item > 0);

    for (uint32_t i = 0; i < config->out.count; i++)
        WEIR_TRY(pass_out(cx, node, weir_cx_scope_of(cx, token), is_local, &config->out.items[i], there));
    return WEIR_OK;
}

/* What is called was deleted: so is the call, and what has nothing else to do around it. */
static weir_err give_up(weir_cx *cx, weir_number_in_instance token)
{
    WEIR_TRY(weir_cx_cancel_outwards(cx, token));
    if (cx->state.tokens.count > 0)
        return WEIR_OK;
    return weir_cx_end(cx, (weir_node_ix){WEIR_NO_IX}, WEIR_T("cancelled"), WEIR_T("the called instance was deleted"));
}

static weir_err escalate(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    WEIR_TRY(pass_all_out(cx, wait->node, wait->token, &command->variables));
    return weir_cx_throw_escalation(cx, wait->node, wait->token, command->name);
}

static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    const weir_value nothing = weir_null();
    const weir_text message = command->details.kind == WEIR_STRING ? command->details.as.string : WEIR_NO_TEXT;

    if (command->kind == WEIR_COMMAND_TELL_CALLER)
        return escalate(cx, wait, command);
    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_call_ended,
                                          .node = wait->node,
                                          .wait = wait->number,
                                          .id = wait->id,
                                          .name = command->name,
                                          .text = command->text}));
    if (weir_text_equal(command->name, WEIR_T("cancelled")))
        return give_up(cx, wait->token);
    WEIR_TRY(pass_all_out(cx, wait->node, wait->token, &command->variables));
    if (weir_text_equal(command->name, WEIR_T("error")))
        return weir_cx_throw_error(cx, wait->node, wait->token, command->text, message, &nothing);
    return weir_cx_complete(cx, wait->token);
}

const weir_element weir_el_call_activity = {.build = build, .on_token = on_token, .on_wait = on_wait};
