/* SPDX-License-Identifier: Apache-2.0
 * elements/message.c - name a message, find its key, send it.
 */
#include "elements/message.h"

#include "elements/when.h"
#include "elements/work.h"

static bool is_thrown(const weir_part *part)
{
    return part->tag == WEIR_PART_send_task ||
           (part->tag == WEIR_PART_message_event_definition && part->parent &&
            (part->parent->tag == WEIR_PART_end_event || part->parent->tag == WEIR_PART_intermediate_throw_event));
}

const weir_part *weir_message_named_by(const weir_part *part)
{
    if (!is_thrown(part))
        return NULL;
    if (weir_part_attribute(part, WEIR_ATTR_weir_message_name).length > 0)
        return part;
    return part->tag == WEIR_PART_message_event_definition &&
                   weir_part_attribute(part->parent, WEIR_ATTR_weir_message_name).length > 0
               ? part->parent
               : NULL;
}

static weir_err build_key(weir_build *build, const weir_part *root, weir_message_key *out)
{
    out->name = weir_text_trim(weir_part_attribute(root, WEIR_ATTR_weir_correlation_key));
    if (!weir_text_starts_with(out->name, WEIR_T("=")))
        return WEIR_OK;
    out->name = WEIR_T("correlationKey");
    return weir_build_attribute(build, root, WEIR_ATTR_weir_correlation_key, &out->value);
}

static weir_err build_known(weir_build *build, weir_message *message)
{
    const weir_part *definitions = build->model->root;
    weir_known_message *known;
    uint32_t count = 0;

    for (const weir_part *part = definitions->child; part; part = part->next)
        count += part->tag == WEIR_PART_message;
    known = WEIR_TAKE(build->arena, weir_known_message, count);
    if (!known)
        return WEIR_ENOMEM;
    message->known = known;
    for (const weir_part *part = definitions->child; part; part = part->next) {
        if (part->tag != WEIR_PART_message)
            continue;
        known[message->known_count].name = weir_part_attribute(part, WEIR_ATTR_name);
        WEIR_TRY(build_key(build, part, &known[message->known_count++].key));
    }
    return WEIR_OK;
}

static weir_err report_missing(weir_build *build, const weir_part *part)
{
    if (weir_part_attribute(part, WEIR_ATTR_message_ref).at)
        return WEIR_OK; /* reported already */
    return weir_problem_add(build->problems, WEIR_ERROR, "message-missing", part->line, 0, weir_part_owner_id(part),
                            "a message is needed here: set messageRef");
}

weir_err weir_message_build(weir_build *build, const weir_part *part, const weir_message **out)
{
    weir_message *message = WEIR_BUILD_TAKE(build, weir_message);
    const weir_part *named_by = weir_message_named_by(part), *root, *kept_by = part;

    if (!message)
        return WEIR_ENOMEM;
    *out = message;
    if (weir_work_is_sender(part))
        return weir_work_build(build, part, &message->work);
    WEIR_TRY(weir_build_referred(build, part, WEIR_ATTR_message_ref, WEIR_PART_message, &root));
    if (!root && !named_by)
        return report_missing(build, part);
    if (root && !weir_part_attribute(part, WEIR_ATTR_weir_message_time_to_live).at)
        kept_by = root;
    WEIR_TRY(weir_build_attribute(build, kept_by, WEIR_ATTR_weir_message_time_to_live, &message->time_to_live));
    if (root) {
        WEIR_TRY(build_key(build, root, &message->key));
        WEIR_TRY(weir_correlations_build(build, part, root, &message->correlations));
    }
    if (!named_by)
        return weir_build_attribute(build, root, WEIR_ATTR_name, &message->name);
    WEIR_TRY(build_known(build, message));
    return weir_build_attribute(build, named_by, WEIR_ATTR_weir_message_name, &message->name);
}

static const weir_message_key *key_of(const weir_message *message, weir_text name)
{
    for (uint32_t i = 0; i < message->known_count; i++) {
        if (weir_text_equal(message->known[i].name, name))
            return &message->known[i].key;
    }
    return &message->key;
}

weir_err weir_message_resolve(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                              const weir_message *message, weir_text *name, weir_value *keys)
{
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    const weir_message_key *key;
    weir_entry *entry;
    bool found;

    *keys = weir_null();
    WEIR_TRY(weir_cx_setting_text(cx, node, &message->name, scope, "message name", name));
    if (name->length == 0)
        return weir_cx_fail(cx, node, "the message has no name");
    key = key_of(message, *name);
    if (key->name.length == 0)
        return WEIR_OK;
    entry = WEIR_TAKE(cx->arena, weir_entry, 1);
    if (!entry)
        return WEIR_ENOMEM;
    entry->key = key->name;
    entry->value = weir_null();
    if (key->value.is_set)
        WEIR_TRY(weir_cx_setting(cx, node, &key->value, scope, &entry->value));
    else
        WEIR_TRY(weir_cx_variable(cx, scope, key->name, &found, &entry->value));
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
