/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_link.c - links that are thrown and caught.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.5.4.
 */
#include "compile/links.h"
#include "compile/rules.h"

weir_err weir_rules_find_links(weir_rules *rules)
{
    weir_link_end end;
    uint32_t count = 0;

    for (uint32_t i = 0; i < rules->node_count; i++)
        count += weir_link_end_of(rules->nodes[i].part, &end);
    rules->links = WEIR_TAKE(rules->scratch, weir_link_end, count);
    if (!rules->links)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < rules->node_count; i++) {
        if (weir_link_end_of(rules->nodes[i].part, &end))
            rules->links[rules->link_count++] = end;
    }
    if (count == 0)
        return WEIR_OK;
    WEIR_TRY(weir_links_match(rules->links, count, rules->scratch));
    for (uint32_t i = 0; i < count; i++) {
        const weir_link_end *from = &rules->links[i];
        const weir_rule_node *source = weir_rules_node(rules, from->event);

        if (!from->is_catch && from->match != UINT32_MAX)
            rules->nodes[source - rules->nodes].link_target =
                (uint32_t)(weir_rules_node(rules, rules->links[from->match].event) - rules->nodes);
    }
    return WEIR_OK;
}

/* In the order of the nodes, which is that of the document. NULL: the event has no link. */
static const weir_link_end *find_end(const weir_rules *rules, const weir_part *event)
{
    uint32_t low = 0, high = rules->link_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (rules->links[middle].event->order < event->order)
            low = middle + 1;
        else
            high = middle;
    }
    return low < rules->link_count && rules->links[low].event == event ? &rules->links[low] : NULL;
}

weir_err weir_rule_link_name_missing(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_link_event_definition ||
        weir_text_trim(weir_part_attribute(part, WEIR_ATTR_name)).length > 0 ||
        weir_rule_is_said(rules, part, "xsd-attribute-missing"))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the link has no name; give it the name of the event that it leads to");
}

/* An end with a name; NULL otherwise. */
static const weir_link_end *named_end(const weir_rules *rules, const weir_part *event, bool is_catch)
{
    const weir_link_end *end = find_end(rules, event);

    return end && end->name.length > 0 && end->is_catch == is_catch ? end : NULL;
}

weir_err weir_rule_link_target_missing(weir_rules *rules, const weir_part *part)
{
    const weir_link_end *end = named_end(rules, part, false);

    if (!end || end->match != UINT32_MAX)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "no event here catches the link \"%.*s\"; add an <intermediateCatchEvent> with a link of "
                            "this name to the same process or sub-process",
                            WEIR_SHOWN(end->name));
}

weir_err weir_rule_link_target_several(weir_rules *rules, const weir_part *part)
{
    const weir_link_end *end = named_end(rules, part, true), *first;

    if (!end || end->match == UINT32_MAX || !rules->links[end->match].is_catch)
        return WEIR_OK;
    first = &rules->links[end->match];
    return weir_rule_report(rules, part,
                            "the link \"%.*s\" is caught by \"%.*s\" (line %u) already; give this one another name",
                            WEIR_SHOWN(end->name), WEIR_SHOWN(first->event->id), first->event->line);
}

weir_err weir_rule_link_source_missing(weir_rules *rules, const weir_part *part)
{
    const weir_link_end *end = named_end(rules, part, true);

    if (!end || end->match != UINT32_MAX)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "no event here throws the link \"%.*s\"; add an <intermediateThrowEvent> with a link of "
                            "this name to the same process or sub-process, or take this one out",
                            WEIR_SHOWN(end->name));
}

weir_err weir_rule_link_flow(weir_rules *rules, const weir_part *part)
{
    const weir_link_end *end = find_end(rules, part);
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (!end || (end->is_catch ? node->in_count : node->out_count) == 0)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            end->is_catch
                                ? "a flow leads to this event, which is reached by its link; take the flow out"
                                : "a flow leaves this event, which goes on by its link; take the flow out");
}
