/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_event.c - which trigger may stand at which position.
 *
 * Two axes, one table: what the standard allows and this version executes, what it executes later, what can't be.
 * Layer: compile.   Spec: BPMN 2.0.2 §10.5.2 to §10.5.5.
 */
#include "compile/rules.h"

typedef enum position {
#define POSITION(name, called, advice) POSITION_##name,
#include "model/positions.def"
    POSITION_COUNT
} position;

typedef enum permission { NEVER, LATER, NOW } permission;

static const permission permissions[WEIR_PART_COUNT][POSITION_COUNT] = {
#define COMBINATION(trigger, position, clause) [WEIR_PART_##trigger##_event_definition][POSITION_##position] = NOW,
#define UNSUPPORTED(trigger, position) [WEIR_PART_##trigger##_event_definition][POSITION_##position] = LATER,
#include "model/positions.def"
};

static const struct {
    const char *name, *advice;
} positions[POSITION_COUNT] = {
#define POSITION(name, called, advice) {called, advice},
#include "model/positions.def"
};

static position position_of(const weir_part *event)
{
    switch (event->tag) {
    case WEIR_PART_intermediate_catch_event:
        return POSITION_catch;
    case WEIR_PART_intermediate_throw_event:
        return POSITION_throw;
    case WEIR_PART_boundary_event:
        return weir_part_flag(event, WEIR_ATTR_cancel_activity, true) ? POSITION_boundary : POSITION_boundary_beside;
    case WEIR_PART_end_event:
        return POSITION_end;
    default:
        break;
    }
    if (!event->parent || (event->parent->tag != WEIR_PART_sub_process && event->parent->tag != WEIR_PART_transaction))
        return POSITION_start;
    if (!weir_rule_is_event_sub_process(event->parent))
        return POSITION_inner_start;
    return weir_part_flag(event, WEIR_ATTR_is_interrupting, true) ? POSITION_event_start : POSITION_event_start_beside;
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

/* What may stand there if the event interrupts is said by boundary-error-not-interrupting and
 * event-start-not-interrupting. */
static bool must_interrupt(const weir_part *trigger, position at)
{
    if (permission_of(trigger, at) != NEVER)
        return false;
    return (at == POSITION_boundary_beside && permission_of(trigger, POSITION_boundary) != NEVER) ||
           (at == POSITION_event_start_beside && permission_of(trigger, POSITION_event_start) != NEVER);
}

weir_err weir_rule_trigger_not_allowed(weir_rules *rules, const weir_part *part)
{
    const weir_part *trigger = weir_rule_trigger(part);
    const position at = position_of(part);

    if (permission_of(trigger, at) != NEVER || must_interrupt(trigger, at))
        return WEIR_OK;
    return weir_rule_report(rules, part, "<%s> can't stand on %s; %s", weir_tag_name(trigger->tag), positions[at].name,
                            positions[at].advice);
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

    if (!trigger || part->tag != WEIR_PART_boundary_event || !must_interrupt(trigger, position_of(part)))
        return WEIR_OK;
    if (trigger->tag == WEIR_PART_error_event_definition)
        return weir_rule_report(rules, part,
                                "an error always ends its activity; set cancelActivity=\"true\", or use an "
                                "escalation, which lets the activity go on");
    return weir_rule_report(rules, part, "<%s> always ends the activity; set cancelActivity=\"true\"",
                            weir_tag_name(trigger->tag));
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
