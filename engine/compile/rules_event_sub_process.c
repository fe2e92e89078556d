/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_event_sub_process.c - what stands beside the flow and is started by its event.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.3.5, §10.5.2.
 */
#include "compile/rules.h"

static bool has_trigger(const weir_part *event)
{
    for (const weir_part *child = event->child; child; child = child->next) {
        if (weir_rule_is_definition(child) || weir_rule_is_unsupported_definition(child))
            return true;
    }
    return false;
}

weir_err weir_rule_event_start_single(weir_rules *rules, const weir_part *part)
{
    const weir_part *start = weir_part_child(part, WEIR_PART_start_event), *other = start;

    if (!weir_rule_is_event_sub_process(part) || !start)
        return WEIR_OK; /* start-missing says so */
    if (!has_trigger(start))
        WEIR_TRY(weir_rule_report(rules, start,
                                  "nothing says what starts this event sub-process; add a messageEventDefinition, "
                                  "timerEventDefinition or another one"));
    while ((other = weir_part_sibling(other, WEIR_PART_start_event)) != NULL)
        WEIR_TRY(weir_rule_report(rules, other,
                                  "the event sub-process already starts at \"%.*s\" (line %u); make another event "
                                  "sub-process for this event",
                                  WEIR_SHOWN(start->id), start->line));
    return WEIR_OK;
}

weir_err weir_rule_event_start_not_interrupting(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_start_event || !part->parent || !weir_rule_is_event_sub_process(part->parent) ||
        !weir_part_child(part, WEIR_PART_error_event_definition) ||
        weir_part_flag(part, WEIR_ATTR_is_interrupting, true))
        return WEIR_OK;
    return weir_rule_report(
        rules, part,
        "an error always ends what it comes from; set isInterrupting=\"true\", or use an escalation, "
        "which lets it go on");
}

/* The start event of the next event sub-process among these parts and those behind them; NULL: there is none. */
static const weir_part *next_start(const weir_part **part)
{
    for (; *part; *part = (*part)->next) {
        const weir_part *start =
            weir_rule_is_event_sub_process(*part) ? weir_part_child(*part, WEIR_PART_start_event) : NULL;

        if (start) {
            *part = (*part)->next;
            return start;
        }
    }
    return NULL;
}

weir_err weir_rule_event_start_duplicate(weir_rules *rules, const weir_part *part)
{
    const weir_part **events, *at = part->child, *start;
    uint32_t count = 0;

    while (next_start(&at))
        count++;
    if (count < 2)
        return WEIR_OK;
    events = WEIR_TAKE(rules->scratch, const weir_part *, count);
    if (!events)
        return WEIR_ENOMEM;
    count = 0;
    at = part->child;
    while ((start = next_start(&at)) != NULL)
        events[count++] = start;
    return weir_rule_check_caught_once(rules, events, count);
}

weir_err weir_rule_event_sub_process_flow(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (!weir_rule_is_event_sub_process(part) || !node || (node->in_count == 0 && node->out_count == 0))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "a sequence flow leads %s this event sub-process, but it stands beside the flow and is "
                            "started by its event alone; take the flow out, or triggeredByEvent",
                            node->in_count > 0 ? "into" : "out of");
}

weir_err weir_rule_event_sub_process_plain(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const weir_part *loop = weir_part_child(part, WEIR_PART_multi_instance_loop_characteristics);

    if (!weir_rule_is_event_sub_process(part))
        return WEIR_OK;
    if (!loop)
        loop = weir_part_child(part, WEIR_PART_standard_loop_characteristics);
    if (loop)
        WEIR_TRY(weir_rule_report(rules, loop,
                                  "an event sub-process runs once for each event; put what shall be repeated into a "
                                  "sub-process inside it"));
    for (uint32_t ix = node ? node->boundary : WEIR_RULE_NO_IX; ix != WEIR_RULE_NO_IX;
         ix = rules->nodes[ix].next_boundary)
        WEIR_TRY(weir_rule_report(rules, rules->nodes[ix].part,
                                  "no event can be attached to an event sub-process; attach it to a sub-process inside "
                                  "it, or make another event sub-process in it"));
    return WEIR_OK;
}
