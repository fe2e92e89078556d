/* SPDX-License-Identifier: Apache-2.0
 * run/loop_event.c - what a multi-instance throws when an item is done, for its boundary events and for others.
 *
 * Spec: BPMN 2.0.2 §10.3.8 (behavior), §13.3.7.
 */
#include "run/cx.h"

static weir_err is_due(weir_cx *cx, weir_node_ix node, const weir_loop_event *event, weir_number_in_instance body,
                       bool *out)
{
    weir_value value;

    *out = true;
    if (!event->condition)
        return WEIR_OK;
    WEIR_TRY(weir_cx_evaluate(cx, node, event->condition, body, &value));
    if (value.kind != WEIR_BOOLEAN && value.kind != WEIR_NULL)
        return weir_cx_fail(cx, node, "the condition of an event gives a %s instead of true or false",
                            weir_kind_name(value.kind));
    *out = value.kind == WEIR_BOOLEAN && value.as.boolean;
    return WEIR_OK;
}

static weir_err send(weir_cx *cx, weir_node_ix node, const weir_loop_event *event, weir_text name,
                     weir_number_in_instance body)
{
    const bool is_message = event->trigger == WEIR_TRIGGER_message;
    weir_intent intent = {
        .kind = WEIR_INTENT_MESSAGE, .node = node, .name = name, .keys = weir_null(), .content = weir_null()};
    bool found;

    if (event->key.length > 0) {
        weir_entry *entry = WEIR_TAKE(cx->arena, weir_entry, 1);

        if (!entry)
            return WEIR_ENOMEM;
        *entry = (weir_entry){event->key, weir_null()};
        WEIR_TRY(weir_cx_variable(cx, body, event->key, &found, &entry->value));
        intent.keys = weir_context(entry, 1);
    }
    if (!is_message) {
        WEIR_TRY(weir_cx_throw_signal(cx, intent));
        return weir_signals_meet(cx);
    }
    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_message_thrown, .node = node, .name = name}));
    return weir_cx_intend(cx, intent);
}

static weir_err throw_event(weir_cx *cx, weir_node_ix node, const weir_loop_event *event, weir_number_in_instance body)
{
    const weir_number_in_instance host = weir_state_scope(&cx->state, body)->token;
    const weir_value nothing = weir_null();
    weir_text name;

    WEIR_TRY(weir_cx_setting_text(cx, node, &event->name, body, "name of an event", &name));
    if (event->trigger == WEIR_TRIGGER_escalation)
        return weir_cx_throw_escalation(cx, node, host, name);
    if (event->trigger == WEIR_TRIGGER_error)
        return weir_cx_throw_error(cx, node, host, name, WEIR_NO_TEXT, &nothing);
    return send(cx, node, event, name, body);
}

weir_err weir_cx_loop_throw(weir_cx *cx, weir_node_ix node, weir_number_in_instance body)
{
    const weir_loop *loop = weir_cx_node(cx, node)->loop;

    if (loop->throws_once && weir_state_scope(&cx->state, body)->completed_count != 1)
        return WEIR_OK;
    for (uint32_t i = 0; i < loop->event_count && weir_state_scope(&cx->state, body); i++) {
        bool is_thrown;

        WEIR_TRY(is_due(cx, node, &loop->events[i], body, &is_thrown));
        if (is_thrown)
            WEIR_TRY(throw_event(cx, node, &loop->events[i], body));
    }
    return WEIR_OK;
}
