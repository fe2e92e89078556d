/* SPDX-License-Identifier: Apache-2.0
 * elements/message.c - name a message, find its key, send it.
 */
#include "elements/message.h"

#include "elements/when.h"
#include "elements/work.h"

weir_err weir_message_build(weir_build *build, const weir_part *part, const weir_message **out)
{
    weir_message *message = WEIR_BUILD_TAKE(build, weir_message);
    const weir_part *root;

    if (!message)
        return WEIR_ENOMEM;
    *out = message;
    if (weir_work_is_sender(part))
        return weir_work_build(build, part, &message->work);
    WEIR_TRY(weir_build_referred(build, part, WEIR_ATTR_message_ref, WEIR_PART_message, &root));
    if (!root) {
        if (weir_part_attribute(part, WEIR_ATTR_message_ref).at)
            return WEIR_OK; /* reported already */
        return weir_problem_add(build->problems, WEIR_ERROR, "message-missing", part->line, 0, weir_part_owner_id(part),
                                "a message is needed here: set messageRef");
    }
    WEIR_TRY(weir_build_attribute(build,
                                  weir_part_attribute(part, WEIR_ATTR_weir_message_time_to_live).at ? part : root,
                                  WEIR_ATTR_weir_message_time_to_live, &message->time_to_live));
    message->key = weir_text_trim(weir_part_attribute(root, WEIR_ATTR_weir_correlation_key));
    if (weir_text_starts_with(message->key, WEIR_T("="))) {
        message->key = WEIR_T("correlationKey");
        WEIR_TRY(weir_build_attribute(build, root, WEIR_ATTR_weir_correlation_key, &message->key_value));
    }
    WEIR_TRY(weir_correlations_build(build, part, root, &message->correlations));
    return weir_build_attribute(build, root, WEIR_ATTR_name, &message->name);
}

weir_err weir_message_resolve(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                              const weir_message *message, weir_text *name, weir_value *keys)
{
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    weir_entry *entry;
    bool found;

    *keys = weir_null();
    WEIR_TRY(weir_cx_setting_text(cx, node, &message->name, scope, "message name", name));
    if (name->length == 0)
        return weir_cx_fail(cx, node, "the message has no name");
    if (message->key.length == 0)
        return WEIR_OK;
    entry = WEIR_TAKE(cx->arena, weir_entry, 1);
    if (!entry)
        return WEIR_ENOMEM;
    entry->key = message->key;
    entry->value = weir_null();
    if (message->key_value.is_set)
        WEIR_TRY(weir_cx_setting(cx, node, &message->key_value, scope, &entry->value));
    else
        WEIR_TRY(weir_cx_variable(cx, scope, message->key, &found, &entry->value));
    *keys = weir_context(entry, 1);
    return WEIR_OK;
}

weir_err weir_message_send(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const weir_message *message)
{
    weir_intent intent = {.kind = WEIR_INTENT_MESSAGE, .node = node, .content = weir_null()};
    weir_value time_to_live;

    WEIR_TRY(weir_message_resolve(cx, node, token, message, &intent.name, &intent.keys));
    if (message->time_to_live.is_set) {
        WEIR_TRY(weir_cx_setting(cx, node, &message->time_to_live, weir_cx_scope_of(cx, token), &time_to_live));
        WEIR_TRY(weir_when(cx, node, &time_to_live, "time to live of the message", &intent.expires_ms));
    }
    if (weir_cx_node(cx, node)->inputs.count > 0)
        WEIR_TRY(weir_cx_locals(cx, weir_cx_scope_of(cx, token), &intent.content));
    WEIR_TRY(weir_cx_emit(
        cx, (weir_fact){.kind = WEIR_FACT_message_thrown, .node = node, .name = intent.name, .value = intent.content}));
    return weir_cx_intend(cx, intent);
}
