/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_publication.c - events of the business: where one stands, when it happens, what it says.
 *
 * Layer: compile.   Spec: the weir: extension.
 */
#include "base/event_type.h"
#include "compile/rules.h"
#include "run/publication.h"

/* What it stands on; NULL: not in extensionElements. */
static const weir_part *owner_of(const weir_part *event)
{
    const weir_part *extensions = event->parent;

    return extensions && extensions->tag == WEIR_PART_extension_elements ? extensions->parent : NULL;
}

static bool is_loop(const weir_part *part)
{
    return part->tag == WEIR_PART_multi_instance_loop_characteristics ||
           part->tag == WEIR_PART_standard_loop_characteristics;
}

static bool can_stand_on(const weir_part *owner)
{
    return owner->tag == WEIR_PART_sequence_flow || is_loop(owner) ||
           (weir_rule_subjects(owner) & (WEIR_ON_NODE | WEIR_ON_PROCESS)) != 0;
}

weir_err weir_rule_business_event_misplaced(weir_rules *rules, const weir_part *part)
{
    const weir_part *owner = owner_of(part);

    if (part->tag != WEIR_PART_weir_event || (owner && can_stand_on(owner)))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "nothing happens here that a weir:event could tell of; it stands in the extensionElements "
                            "of flow nodes, sequence flows, loop characteristics and the process");
}

weir_err weir_rule_business_event_type(weir_rules *rules, const weir_part *part)
{
    const weir_text type = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_type));

    if (part->tag != WEIR_PART_weir_event || weir_rule_is_said(rules, part, "xsd-attribute-missing"))
        return WEIR_OK;
    if (weir_text_starts_with(type, WEIR_T(WEIR_EVENT_PREFIX)))
        return weir_rule_report(rules, part,
                                "the type \"%.*s\" is published with \"" WEIR_EVENT_PREFIX
                                "\" in front of it anyway; take that away here",
                                WEIR_SHOWN(type));
    if (weir_event_type_is_valid(type))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the type \"%.*s\" is none; write letters, digits, '-' and '_' in parts between points, up "
                            "to %u characters, as in \"order.shipped\"",
                            WEIR_SHOWN(type), WEIR_EVENT_TYPE_LENGTH_MAX);
}

static const weir_part *field_named(const weir_part *event, weir_text name, const weir_part *before)
{
    for (const weir_part *field = weir_part_child(event, WEIR_PART_weir_field); field && field != before;
         field = weir_part_sibling(field, WEIR_PART_weir_field)) {
        if (weir_text_equal(weir_text_trim(weir_part_attribute(field, WEIR_ATTR_name)), name))
            return field;
    }
    return NULL;
}

weir_err weir_rule_business_event_field(weir_rules *rules, const weir_part *part)
{
    const weir_part *first;
    weir_text name;

    if (part->tag != WEIR_PART_weir_field || !part->parent || part->parent->tag != WEIR_PART_weir_event ||
        weir_rule_is_said(rules, part, "xsd-attribute-missing"))
        return WEIR_OK;
    name = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_name));
    if (name.length == 0)
        return weir_rule_report(rules, part, "the field has no name; give it the one that receivers look for");
    first = field_named(part->parent, name, part);
    if (!first)
        return WEIR_OK;
    return weir_rule_report(rules, part, "\"%.*s\" is a field of this event in line %u already; take one of them out",
                            WEIR_SHOWN(name), first->line);
}

/* ── when ──────────────────────────────────────────────────────────────────────────────────────────── */

static bool has_compensation(const weir_rules *rules, const weir_rule_node *node)
{
    for (uint32_t ix = node->boundary; ix != WEIR_RULE_NO_IX; ix = rules->nodes[ix].next_boundary) {
        const weir_part *trigger = weir_rule_trigger(rules->nodes[ix].part);

        if (trigger && trigger->tag == WEIR_PART_compensation_event_definition)
            return true;
    }
    return false;
}

static bool is_compensation_boundary(const weir_part *part)
{
    const weir_part *trigger = part->tag == WEIR_PART_boundary_event ? weir_rule_trigger(part) : NULL;

    return trigger && trigger->tag == WEIR_PART_compensation_event_definition;
}

static bool can_fire(const weir_part *part)
{
    if (part->tag == WEIR_PART_receive_task || part->tag == WEIR_PART_intermediate_catch_event)
        return true;
    return (part->tag == WEIR_PART_start_event || part->tag == WEIR_PART_boundary_event) && weir_rule_trigger(part);
}

static bool leads_on(const weir_rule_node *node)
{
    return node->out_count > 0 || node->link_target != WEIR_RULE_NO_IX;
}

/* What is missing for it; NULL: it can happen. */
static const char *obstacle(const weir_rules *rules, const weir_part *owner, weir_happening at)
{
    const weir_rule_node *node = weir_rules_node(rules, owner);

    if (owner->tag == WEIR_PART_sequence_flow)
        return at == WEIR_HAPPENING_TAKEN ? NULL : "a sequence flow is taken, nothing else; write at=\"taken\"";
    if (at == WEIR_HAPPENING_ENTERED || at == WEIR_HAPPENING_COMPLETED)
        return is_compensation_boundary(owner) ? "no token comes here; put it on the activity that undoes" : NULL;
    if (!node || is_loop(owner) || weir_rule_is_process(owner))
        return "it is entered and completed, nothing else";
    if (at == WEIR_HAPPENING_TAKEN)
        return leads_on(node) ? NULL : "no flow leaves it that could be taken";
    if (at == WEIR_HAPPENING_FIRED)
        return can_fire(owner) && !is_compensation_boundary(owner) ? NULL : "it waits for nothing that could come";
    if (weir_part_flag(owner, WEIR_ATTR_is_for_compensation, false) || has_compensation(rules, node) ||
        owner->tag == WEIR_PART_sub_process || owner->tag == WEIR_PART_transaction ||
        owner->tag == WEIR_PART_ad_hoc_sub_process)
        return NULL;
    return "nothing undoes it, and it undoes nothing";
}

weir_err weir_rule_business_event_never(weir_rules *rules, const weir_part *part)
{
    const weir_text at = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_at));
    const weir_part *owner = part->tag == WEIR_PART_weir_event ? owner_of(part) : NULL;
    const char *why;
    weir_happening happening;

    if (!owner || !can_stand_on(owner) || (!at.at && owner->tag == WEIR_PART_sequence_flow))
        return WEIR_OK;
    happening = at.at ? weir_happening_find(at) : WEIR_HAPPENING_COMPLETED;
    why = happening == WEIR_HAPPENING_COUNT ? NULL : obstacle(rules, owner, happening);
    if (!why)
        return WEIR_OK;
    return weir_rule_report(rules, part, "the event \"%.*s\" is never published: %s",
                            WEIR_SHOWN(weir_part_attribute(part, WEIR_ATTR_type)), why);
}
