/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_event.c - which trigger may stand at which position.
 *
 * Two axes, one table: what the standard allows and this version executes, what it executes later, what can't be.
 * Layer: compile.   Spec: BPMN 2.0.2 §10.5.2 to §10.5.5.
 */
#include "compile/rules.h"

typedef enum position { START, INNER_START, EVENT_START, CATCH, THROW, BOUNDARY, END, POSITION_COUNT } position;

typedef enum permission { NEVER, LATER, NOW } permission;

static const permission permissions[WEIR_PART_COUNT][POSITION_COUNT] = {
    /*                                    START  INNER  EVENT  CATCH  THROW  BOUNDARY  END */
    [WEIR_PART_message_event_definition] = {NOW, NEVER, NOW, NOW, NOW, NOW, NOW},
    [WEIR_PART_timer_event_definition] = {LATER, NEVER, NOW, NOW, NEVER, NOW, NEVER},
    [WEIR_PART_signal_event_definition] = {LATER, NEVER, NOW, NOW, NOW, NOW, NOW},
    [WEIR_PART_error_event_definition] = {NEVER, NEVER, NOW, NEVER, NEVER, NOW, NOW},
    [WEIR_PART_escalation_event_definition] = {NEVER, NEVER, NOW, NEVER, NOW, NOW, NOW},
    [WEIR_PART_terminate_event_definition] = {NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NOW},
};

/* What to do instead, by position. */
static const struct {
    const char *name, *advice;
} positions[POSITION_COUNT] = {
    [START] = {"a start event", "start without a trigger or with a message"},
    [INNER_START] = {"the start event of a sub-process",
                     "take the trigger away: the sub-process starts when it is entered"},
    [EVENT_START] = {"the start event of an event sub-process",
                     "start with a message, a timer, a signal, an error or an escalation"},
    [CATCH] = {"an intermediate catch event",
               "wait for a message, a timer or a signal; errors and escalations are caught "
               "by boundary events"},
    [THROW] = {"an intermediate throw event",
               "throw a message, a signal or an escalation; an error is thrown by an end "
               "event"},
    [BOUNDARY] = {"a boundary event", "wait for a message, a timer, a signal, an error or an escalation"},
    [END] = {"an end event", "end without a trigger, or with a message, signal, error, escalation or terminate"},
};

static position position_of(const weir_part *event)
{
    switch (event->tag) {
    case WEIR_PART_intermediate_catch_event:
        return CATCH;
    case WEIR_PART_intermediate_throw_event:
        return THROW;
    case WEIR_PART_boundary_event:
        return BOUNDARY;
    case WEIR_PART_end_event:
        return END;
    default:
        break;
    }
    if (!event->parent || event->parent->tag != WEIR_PART_sub_process)
        return START;
    return weir_part_flag(event->parent, WEIR_ATTR_triggered_by_event, false) ? EVENT_START : INNER_START;
}

static bool is_trigger(const weir_part *part)
{
    return weir_rule_is_definition(part) || weir_rule_is_unsupported_definition(part);
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

weir_err weir_rule_trigger_several(weir_rules *rules, const weir_part *part)
{
    uint32_t count = 0;

    for (const weir_part *child = part->child; child; child = child->next)
        count += is_trigger(child);
    if (count < 2)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the event has %u triggers, but one event waits for or throws one thing; make an event for "
                            "each",
                            count);
}

static permission permission_of(const weir_part *trigger, position at)
{
    return trigger ? permissions[trigger->tag][at] : NOW;
}

weir_err weir_rule_trigger_not_allowed(weir_rules *rules, const weir_part *part)
{
    const weir_part *trigger = weir_rule_trigger(part);
    const position at = position_of(part);

    if (permission_of(trigger, at) != NEVER)
        return WEIR_OK;
    return weir_rule_report(rules, part, "<%s> can't stand on %s; %s", weir_tag_name(trigger->tag), positions[at].name,
                            positions[at].advice);
}

weir_err weir_rule_report_later_trigger(weir_rules *rules, const weir_part *event)
{
    const weir_part *trigger = weir_rule_trigger(event);
    const position at = position_of(event);

    if (permission_of(trigger, at) != LATER)
        return WEIR_OK;
    return weir_rule_report(rules, event, "this version does not execute <%s> on %s; %s", weir_tag_name(trigger->tag),
                            positions[at].name, positions[at].advice);
}
