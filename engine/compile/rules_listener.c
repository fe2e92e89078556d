/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_listener.c - where a listener stands, what it waits for and what it does.
 *
 * Layer: compile.   Spec: the weir: extension.
 */
#include "compile/rules.h"
#include "run/listener.h"

bool weir_rule_is_listener(const weir_part *part)
{
    return part->tag == WEIR_PART_weir_execution_listener || part->tag == WEIR_PART_weir_task_listener;
}

/* What it stands on; NULL: not in extensionElements. */
static const weir_part *owner_of(const weir_part *listener)
{
    const weir_part *extensions = listener->parent;

    return extensions && extensions->tag == WEIR_PART_extension_elements ? extensions->parent : NULL;
}

static weir_listener_event event_of(const weir_part *listener, const weir_part *owner)
{
    const weir_text event = weir_part_attribute(listener, WEIR_ATTR_event);

    if (!event.at && owner && owner->tag == WEIR_PART_sequence_flow)
        return WEIR_LISTENER_TAKE;
    return weir_listener_event_find(event);
}

static bool can_happen(const weir_part *listener, const weir_part *owner, weir_listener_event event)
{
    if (listener->tag == WEIR_PART_weir_task_listener)
        return event >= WEIR_LISTENER_CREATE && event < WEIR_LISTENER_EVENT_COUNT;
    if (owner->tag == WEIR_PART_sequence_flow)
        return event == WEIR_LISTENER_TAKE;
    return event == WEIR_LISTENER_START || event == WEIR_LISTENER_END;
}

weir_err weir_rule_listener_event(weir_rules *rules, const weir_part *part)
{
    const bool is_task = part->tag == WEIR_PART_weir_task_listener;
    const weir_part *owner;

    if (!weir_rule_is_listener(part) || weir_rule_is_said(rules, part, "xsd-attribute-value"))
        return WEIR_OK;
    owner = owner_of(part);
    if (!owner || (is_task && owner->tag != WEIR_PART_user_task) ||
        (!is_task && owner->tag != WEIR_PART_sequence_flow &&
         !(weir_rule_subjects(owner) & (WEIR_ON_NODE | WEIR_ON_PROCESS))))
        return weir_rule_report(rules, part, "nothing happens here that a <%s> could hear; it stands on %s",
                                weir_tag_name(part->tag),
                                is_task ? "a <userTask>" : "flow nodes, sequence flows and the process");
    if (can_happen(part, owner, event_of(part, owner)))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the event \"%.*s\" does not happen to a <%s>; use %s",
                            WEIR_SHOWN(weir_part_attribute(part, WEIR_ATTR_event)), weir_tag_name(owner->tag),
                            is_task ? "create, assignment, update, complete, delete or timeout"
                            : owner->tag == WEIR_PART_sequence_flow ? "take"
                                                                    : "start or end");
}

weir_err weir_rule_listener_empty(weir_rules *rules, const weir_part *part)
{
    const weir_part *script = weir_part_child(part, WEIR_PART_weir_script);

    if (!weir_rule_is_listener(part) || weir_part_attribute(part, WEIR_ATTR_expression).at ||
        (script && weir_text_trim(script->text).length > 0))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the listener does nothing; give it an expression or a <weir:script>. Classes and beans of "
                            "Java are not run: let an external task do their work, or subscribe a webhook");
}

weir_err weir_rule_listener_timer(weir_rules *rules, const weir_part *part)
{
    const bool has_timer = weir_part_child(part, WEIR_PART_timer_event_definition) != NULL;
    bool is_timeout;

    if (part->tag != WEIR_PART_weir_task_listener)
        return WEIR_OK;
    is_timeout = event_of(part, NULL) == WEIR_LISTENER_TIMEOUT;
    if (is_timeout == has_timer)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            is_timeout ? "the listener does not say when its timeout is; add a <timerEventDefinition>"
                                       : "only a listener for the event \"timeout\" has a timer");
}
