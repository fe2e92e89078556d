/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_event.c - which trigger may stand at which position.
 *
 * Two axes, one table: model/positions.def.
 * Layer: compile.   Spec: BPMN 2.0.2 §10.5.2 to §10.5.5.
 */
#include "compile/positions.h"
#include "compile/rules.h"
#include "elements/work.h"

/* Also one that is named elsewhere, and not found there. */
static bool is_trigger(const weir_part *part)
{
    return weir_rule_is_definition(part) || weir_rule_is_unsupported_definition(part) ||
           part->tag == WEIR_PART_event_definition_ref;
}

weir_err weir_rule_trigger_missing(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_intermediate_catch_event && part->tag != WEIR_PART_boundary_event)
        return WEIR_OK;
    for (const weir_part *child = part->child; child; child = child->next) {
        if (is_trigger(child))
            return WEIR_OK;
    }
    return weir_rule_report(rules, part,
                            "the event does not say what it waits for; add a timerEventDefinition, "
                            "messageEventDefinition or another one");
}

static bool may_stand(const weir_part *trigger, weir_position at)
{
    return !trigger || weir_position_allows(at, trigger->tag);
}

/* What may stand there if the event interrupts is said by boundary-error-not-interrupting and
 * event-start-not-interrupting. */
static bool must_interrupt(const weir_part *trigger, weir_position at)
{
    if (may_stand(trigger, at))
        return false;
    return (at == WEIR_POSITION_boundary_beside && may_stand(trigger, WEIR_POSITION_boundary)) ||
           (at == WEIR_POSITION_event_start_beside && may_stand(trigger, WEIR_POSITION_event_start));
}

weir_err weir_rule_trigger_not_allowed(weir_rules *rules, const weir_part *part)
{
    const weir_position at = weir_position_of(part);

    for (const weir_part *child = part->child; child; child = child->next) {
        if (!weir_rule_is_definition(child) || may_stand(child, at) || must_interrupt(child, at))
            continue;
        WEIR_TRY(weir_rule_report(rules, part, "<%s> can't stand on %s; %s", weir_tag_name(child->tag),
                                  weir_position_name(at), weir_position_advice(at)));
    }
    return WEIR_OK;
}

static bool throws(weir_position at)
{
    return at == WEIR_POSITION_throw || at == WEIR_POSITION_end;
}

/* Why a definition can't be one of several; NULL: it can. */
static const char *why_alone(const weir_part *event, const weir_part *definition)
{
    const weir_position at = weir_position_of(event);

    if (!weir_position_allows(at, WEIR_PART_multiple_event_definition))
        return "an event at this place has one";
    if (definition->tag == WEIR_PART_link_event_definition)
        return "a link stands alone";
    if (definition->tag == WEIR_PART_compensation_event_definition)
        return "compensation stands alone";
    if (definition->tag == WEIR_PART_cancel_event_definition)
        return "a cancel event stands alone";
    if (weir_work_is_sender(definition))
        return "a message that a worker sends stands alone";
    if (throws(at) || !weir_part_flag(event, WEIR_ATTR_parallel_multiple, false))
        return NULL;
    if (definition->tag == WEIR_PART_error_event_definition || definition->tag == WEIR_PART_escalation_event_definition)
        return "with parallelMultiple all of them are waited for, which an error or an escalation does not allow";
    return NULL;
}

static uint32_t count_definitions(const weir_part *event)
{
    uint32_t count = 0;

    for (const weir_part *child = event->child; child; child = child->next)
        count += weir_rule_is_definition(child);
    return count;
}

weir_err weir_rule_trigger_several(weir_rules *rules, const weir_part *part)
{
    const uint32_t count = count_definitions(part);

    for (const weir_part *child = part->child; count > 1 && child; child = child->next) {
        const char *why = weir_rule_is_definition(child) ? why_alone(part, child) : NULL;

        if (why)
            return weir_rule_report(rules, part, "the event has %u triggers, but %s; make an event for each", count,
                                    why);
    }
    return WEIR_OK;
}

weir_err weir_rule_condition_missing(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_conditional_event_definition || weir_part_child(part, WEIR_PART_condition))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the event has no condition; add a <condition> with an expression");
}

weir_err weir_rule_condition_filter(weir_rules *rules, const weir_part *part)
{
    const weir_text list = weir_part_attribute(part, WEIR_ATTR_weir_variable_events);

    for (size_t from = 0, end; from < list.length; from = end + 1) {
        weir_text word;

        end = weir_text_find(list, WEIR_T(","), from);
        end = end == SIZE_MAX ? list.length : end;
        word = weir_text_trim(weir_text_part(list, from, end - from));
        if (!weir_text_equal(word, WEIR_T("create")) && !weir_text_equal(word, WEIR_T("update")) &&
            !weir_text_equal(word, WEIR_T("delete")))
            WEIR_TRY(weir_rule_report(rules, part,
                                      "weir:variableEvents \"%.*s\": a variable is only changed by create, update and "
                                      "delete; write those that matter, separated by commas",
                                      WEIR_SHOWN(word)));
    }
    return WEIR_OK;
}

weir_err weir_rule_boundary_error_not_interrupting(weir_rules *rules, const weir_part *part)
{
    const weir_part *trigger = weir_rule_trigger(part);

    if (!trigger || part->tag != WEIR_PART_boundary_event || !must_interrupt(trigger, weir_position_of(part)))
        return WEIR_OK;
    if (trigger->tag == WEIR_PART_error_event_definition)
        return weir_rule_report(rules, part,
                                "an error always ends its activity; set cancelActivity=\"true\", or use an "
                                "escalation, which lets the activity go on");
    return weir_rule_report(rules, part, "<%s> always ends the activity; set cancelActivity=\"true\"",
                            weir_tag_name(trigger->tag));
}

static bool is_throwing(const weir_part *event)
{
    return event->tag == WEIR_PART_intermediate_throw_event || event->tag == WEIR_PART_end_event;
}

static bool has_signal(const weir_part *part)
{
    if (part->tag == WEIR_PART_signal_event_definition)
        return true;
    for (const weir_part *child = part->child; child; child = child->next) {
        if (child->tag == WEIR_PART_signal_event_definition || child->tag == WEIR_PART_event_definition_ref)
            return true;
    }
    return false;
}

weir_err weir_rule_filter_misplaced(weir_rules *rules, const weir_part *part)
{
    const weir_part *event = weir_rule_is_definition(part) ? part->parent : part;

    if (!weir_part_attribute(part, WEIR_ATTR_weir_filter).at || (has_signal(part) && !is_throwing(event)))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "nothing is filtered here; weir:filter stands on an event that catches a signal, or on its "
                            "signalEventDefinition");
}
