/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_process.c - files, processes and sub-processes as a whole.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.2 (process), §10.5.2 and §10.5.3 (start and end events).
 */
#include "compile/rules.h"

weir_err weir_rule_process_missing(weir_rules *rules, const weir_part *part)
{
    if (rules->process_count > 0 || part->tag != WEIR_PART_definitions)
        return WEIR_OK;
    return weir_rule_report(rules, part, "the file holds no process, so there is nothing to run");
}

weir_err weir_rule_process_none_executable(weir_rules *rules, const weir_part *part)
{
    if (rules->process_count == 0 || rules->executable_count > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "no process of this file is executable, so none is deployed; set "
                            "isExecutable=\"true\" on the one that shall run");
}

weir_err weir_rule_process_not_executable(weir_rules *rules, const weir_part *part)
{
    if (rules->executable_count == 0 || weir_part_flag(part, WEIR_ATTR_is_executable, false))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "this process is not executable: it is not deployed and what is in it is not "
                            "checked; set isExecutable=\"true\" if it shall run");
}

static bool is_whole_number(weir_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    }
    return text.length > 0;
}

weir_err weir_rule_time_to_live_invalid(weir_rules *rules, const weir_part *part)
{
    const weir_text value = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_history_time_to_live));

    if (value.length == 0 || is_whole_number(value) || weir_rule_is_duration(value))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "weir:historyTimeToLive \"%.*s\" is neither a number of days (30) nor a duration (P30D)",
                            WEIR_SHOWN(value));
}

static const char *container_word(const weir_part *part)
{
    return part->tag == WEIR_PART_process ? "process" : "sub-process";
}

static bool has_instantiating(const weir_part *container)
{
    const weir_part *child = container->child;

    while (child && !weir_rule_instantiates(child))
        child = child->next;
    return child != NULL && container->tag == WEIR_PART_process;
}

/* A sub-process without a start event begins with all that no flow leads to; an empty one is done at once. */
static bool begins_somewhere(const weir_rules *rules, const weir_part *container)
{
    bool is_empty = true;

    if (container->tag == WEIR_PART_process || weir_rule_is_event_sub_process(container))
        return false;
    for (const weir_part *child = container->child; child; child = child->next) {
        const weir_rule_node *node = weir_rules_node(rules, child);

        if (!node || child->tag == WEIR_PART_boundary_event || weir_rule_is_event_sub_process(child))
            continue;
        if (node->in_count == 0 && !weir_part_flag(child, WEIR_ATTR_is_for_compensation, false) &&
            !weir_part_child(child, WEIR_PART_link_event_definition))
            return true;
        is_empty = false;
    }
    return is_empty;
}

weir_err weir_rule_start_missing(weir_rules *rules, const weir_part *part)
{
    if (weir_part_child(part, WEIR_PART_start_event) || has_instantiating(part) ||
        part->tag == WEIR_PART_ad_hoc_sub_process || begins_somewhere(rules, part))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the %s has no start event; add a <startEvent> with a flow to its first element",
                            container_word(part));
}

static bool has_trigger(const weir_part *event)
{
    for (const weir_part *child = event->child; child; child = child->next) {
        if (weir_rule_is_definition(child) || child->tag == WEIR_PART_event_definition_ref)
            return true;
    }
    return false;
}

/* The first none start event at or after `start`. */
static const weir_part *none_start(const weir_part *start)
{
    while (start && has_trigger(start))
        start = weir_part_sibling(start, WEIR_PART_start_event);
    return start;
}

weir_err weir_rule_start_several(weir_rules *rules, const weir_part *part)
{
    const weir_part *first = none_start(weir_part_child(part, WEIR_PART_start_event)), *other = first;

    while (other && (other = none_start(weir_part_sibling(other, WEIR_PART_start_event))))
        WEIR_TRY(
            weir_rule_report(rules, other,
                             "the %s already starts at \"%.*s\" (line %u); leave one start event without a trigger "
                             "and lead its flow to a gateway where the ways part",
                             container_word(part), WEIR_SHOWN(first->id), first->line));
    return WEIR_OK;
}

static weir_text started_by(const weir_part *start)
{
    const weir_part *definition = weir_part_child(start, WEIR_PART_message_event_definition);

    return definition ? weir_reference_id(weir_part_attribute(definition, WEIR_ATTR_message_ref)) : WEIR_NO_TEXT;
}

weir_err weir_rule_start_message_duplicate(weir_rules *rules, const weir_part *part)
{
    weir_rule_key *keys;
    uint32_t count = 0;

    for (const weir_part *start = weir_part_child(part, WEIR_PART_start_event); start;
         start = weir_part_sibling(start, WEIR_PART_start_event))
        count++;
    keys = WEIR_TAKE(rules->scratch, weir_rule_key, count);
    if (!keys)
        return WEIR_ENOMEM;
    count = 0;
    for (const weir_part *start = weir_part_child(part, WEIR_PART_start_event); start;
         start = weir_part_sibling(start, WEIR_PART_start_event)) {
        if (started_by(start).length > 0)
            keys[count++] = (weir_rule_key){started_by(start), start};
    }
    weir_rule_keys_sort(keys, count);
    for (uint32_t i = 1; i < count; i++) {
        if (weir_text_equal(keys[i].text, keys[i - 1].text))
            WEIR_TRY(
                weir_rule_report(rules, keys[i].part,
                                 "the message \"%.*s\" starts the process at \"%.*s\" (line %u) already; one start "
                                 "event for each message",
                                 WEIR_SHOWN(keys[i].text), WEIR_SHOWN(keys[i - 1].part->id), keys[i - 1].part->line));
    }
    return WEIR_OK;
}

weir_err weir_rule_ad_hoc_event(weir_rules *rules, const weir_part *part)
{
    if (!part->parent || part->parent->tag != WEIR_PART_ad_hoc_sub_process ||
        (part->tag != WEIR_PART_start_event && part->tag != WEIR_PART_end_event))
        return WEIR_OK;
    return weir_rule_report(rules, part, "an ad-hoc sub-process has no %s; take it out%s", weir_tag_name(part->tag),
                            part->tag == WEIR_PART_start_event ? ": what no flow leads to starts by itself" : "");
}

weir_err weir_rule_ad_hoc_empty(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_ad_hoc_sub_process)
        return WEIR_OK;
    for (const weir_part *child = part->child; child; child = child->next) {
        if (weir_rule_is_activity(child) && weir_rules_node(rules, child)->in_count == 0)
            return WEIR_OK;
    }
    return weir_rule_report(rules, part, "the ad-hoc sub-process holds no activity that it can begin with; add a task");
}

weir_err weir_rule_end_missing(weir_rules *rules, const weir_part *part)
{
    if (weir_part_child(part, WEIR_PART_end_event) ||
        (!weir_part_child(part, WEIR_PART_start_event) && !has_instantiating(part)))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the %s has no end event; say where it is finished with an <endEvent>",
                            container_word(part));
}
