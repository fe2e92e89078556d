/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_boundary.c - events on the border of an activity.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.5.4, §13.5.3.
 */
#include "compile/rules.h"
#include "elements/work.h"

weir_err weir_rule_boundary_host_kind(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const weir_part *host = node->host == WEIR_RULE_NO_IX ? NULL : rules->nodes[node->host].part;

    if (!host || weir_rule_is_activity(host) || host->tag == WEIR_PART_NONE)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "attachedToRef names the <%s> \"%.*s\", but an event can only be attached to a task or a "
                            "sub-process",
                            weir_tag_name(host->tag), WEIR_SHOWN(host->id));
}

weir_err weir_rule_boundary_host_scope(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (node->host == WEIR_RULE_NO_IX || rules->nodes[node->host].container == node->container)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the activity \"%.*s\" stands in another process or sub-process than this event; move the "
                            "event there",
                            WEIR_SHOWN(rules->nodes[node->host].part->id));
}

weir_err weir_rule_boundary_no_outgoing(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_boundary_event || !weir_rule_trigger(part) ||
        weir_rule_trigger(part)->tag == WEIR_PART_compensation_event_definition ||
        weir_rules_node(rules, part)->out_count > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part, "nothing follows this event; draw a flow from it, to an end event at least");
}

/* Tasks that are over in the step in which they begin, and can't fail with a BPMN error. */
static bool is_instant(const weir_part *host)
{
    if (host->tag == WEIR_PART_send_task || host->tag == WEIR_PART_business_rule_task)
        return !weir_work_is_set(host) || weir_work_evaluates(host);
    if (host->tag == WEIR_PART_service_task)
        return weir_work_evaluates(host);
    return host->tag == WEIR_PART_task || host->tag == WEIR_PART_script_task;
}

/* A multi-instance that throws events when items are done may be ended by one of them. */
static bool throws_between(const weir_part *host)
{
    const weir_part *loop = weir_part_child(host, WEIR_PART_multi_instance_loop_characteristics);
    const weir_text behavior = loop ? weir_part_attribute(loop, WEIR_ATTR_behavior) : WEIR_NO_TEXT;

    return behavior.length > 0 && !weir_text_equal(behavior, WEIR_T("All"));
}

weir_err weir_rule_boundary_never_happens(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const weir_part *host = node->host == WEIR_RULE_NO_IX ? NULL : rules->nodes[node->host].part;
    const weir_part *trigger = weir_rule_trigger(part);

    if (!host || !trigger || trigger->tag == WEIR_PART_compensation_event_definition)
        return WEIR_OK;
    if (throws_between(host))
        return WEIR_OK;
    if (is_instant(host))
        return weir_rule_report(
            rules, part,
            "the <%s> \"%.*s\" is over at once, so this event never happens during it; attach it to "
            "a task that waits, or to a sub-process",
            weir_tag_name(host->tag), WEIR_SHOWN(host->id));
    if (trigger->tag == WEIR_PART_escalation_event_definition && host->tag != WEIR_PART_sub_process &&
        host->tag != WEIR_PART_transaction && host->tag != WEIR_PART_ad_hoc_sub_process &&
        host->tag != WEIR_PART_call_activity && weir_rule_is_activity(host))
        return weir_rule_report(
            rules, part,
            "only a sub-process or a called process can throw an escalation, not the <%s> \"%.*s\"; use an error",
            weir_tag_name(host->tag), WEIR_SHOWN(host->id));
    return WEIR_OK;
}

/* What a boundary event catches: the reference of a trigger and the code of what it names. */
typedef struct catching {
    weir_tag trigger;
    weir_attr reference, code;
    const char *word;
} catching;

static const catching catchings[] = {
    {WEIR_PART_error_event_definition, WEIR_ATTR_error_ref, WEIR_ATTR_error_code, "error"},
    {WEIR_PART_escalation_event_definition, WEIR_ATTR_escalation_ref, WEIR_ATTR_escalation_code, "escalation"},
};

/* Empty: all codes. */
static weir_text caught_code(const weir_rules *rules, const weir_part *trigger, const catching *kind)
{
    const weir_part *root =
        weir_model_find(rules->model, weir_reference_id(weir_part_attribute(trigger, kind->reference)));

    return root ? weir_part_attribute(root, kind->code) : WEIR_NO_TEXT;
}

/* Whether the event catches this kind, and its reference is absent or good. */
static bool catches(const weir_rules *rules, const weir_part *event, const catching *kind, weir_text *code)
{
    const weir_part *trigger = weir_rule_trigger(event);
    weir_text reference;

    if (!trigger || trigger->tag != kind->trigger)
        return false;
    reference = weir_reference_id(weir_part_attribute(trigger, kind->reference));
    *code = caught_code(rules, trigger, kind);
    return reference.length == 0 || weir_model_find(rules->model, reference);
}

static weir_err report_caught_twice(weir_rules *rules, const weir_rule_key *first, const weir_rule_key *second,
                                    const catching *kind)
{
    if (second->text.length == 0)
        return weir_rule_report(rules, second->part,
                                "\"%.*s\" (line %u) catches every %s here already; name a code, or take one "
                                "of the two out",
                                WEIR_SHOWN(first->part->id), first->part->line, kind->word);
    return weir_rule_report(rules, second->part,
                            "\"%.*s\" (line %u) catches the %s \"%.*s\" here already; take one of the two "
                            "out",
                            WEIR_SHOWN(first->part->id), first->part->line, kind->word, WEIR_SHOWN(second->text));
}

static weir_err check_catching(weir_rules *rules, const weir_part *const *events, uint32_t event_count,
                               const catching *kind, weir_rule_key *keys)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < event_count; i++) {
        weir_text code;

        if (catches(rules, events[i], kind, &code))
            keys[count++] = (weir_rule_key){code, events[i]};
    }
    weir_rule_keys_sort(keys, count);
    for (uint32_t i = 1; i < count; i++) {
        if (weir_text_equal(keys[i - 1].text, keys[i].text))
            WEIR_TRY(report_caught_twice(rules, &keys[i - 1], &keys[i], kind));
    }
    return WEIR_OK;
}

weir_err weir_rule_check_caught_once(weir_rules *rules, const weir_part *const *events, uint32_t count)
{
    weir_rule_key *keys = WEIR_TAKE(rules->scratch, weir_rule_key, count);

    if (!keys)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < sizeof catchings / sizeof *catchings; i++)
        WEIR_TRY(check_catching(rules, events, count, &catchings[i], keys));
    return WEIR_OK;
}

weir_err weir_rule_boundary_duplicate(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *host = weir_rules_node(rules, part);
    const weir_part **events;
    uint32_t count = 0;

    for (uint32_t ix = host->boundary; ix != WEIR_RULE_NO_IX; ix = rules->nodes[ix].next_boundary)
        count++;
    if (count < 2)
        return WEIR_OK;
    events = WEIR_TAKE(rules->scratch, const weir_part *, count);
    if (!events)
        return WEIR_ENOMEM;
    count = 0;
    for (uint32_t ix = host->boundary; ix != WEIR_RULE_NO_IX; ix = rules->nodes[ix].next_boundary)
        events[count++] = rules->nodes[ix].part;
    return weir_rule_check_caught_once(rules, events, count);
}
