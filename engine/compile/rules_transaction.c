/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_transaction.c - transactions and what cancels them.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.3.5, §10.5.5.
 */
#include "compile/rules.h"

static bool is_cancel(const weir_part *event)
{
    return weir_part_child(event, WEIR_PART_cancel_event_definition) != NULL;
}

static bool is_in_transaction(const weir_part *event)
{
    const weir_part *container = event->parent;

    while (container && weir_rule_is_event_sub_process(container))
        container = container->parent;
    return container && container->tag == WEIR_PART_transaction;
}

static const weir_part *host_of(const weir_rules *rules, const weir_part *event)
{
    const weir_rule_node *node = weir_rules_node(rules, event);

    return node->host == WEIR_RULE_NO_IX ? NULL : rules->nodes[node->host].part;
}

weir_err weir_rule_cancel_outside(weir_rules *rules, const weir_part *part)
{
    const weir_part *host = host_of(rules, part);

    if (!is_cancel(part))
        return WEIR_OK;
    if (part->tag == WEIR_PART_end_event && !is_in_transaction(part))
        return weir_rule_report(rules, part,
                                "there is no transaction here to cancel; end with an error or terminate, or make the "
                                "sub-process a <transaction>");
    if (part->tag == WEIR_PART_boundary_event && host && host->tag != WEIR_PART_transaction)
        return weir_rule_report(rules, part,
                                "only a <transaction> can be cancelled, not the <%s> \"%.*s\"; wait for an error, or "
                                "make it a <transaction>",
                                weir_tag_name(host->tag), WEIR_SHOWN(host->id));
    return WEIR_OK;
}

/* The first cancel end event of the transaction, also in its event sub-processes; NULL: none. */
static const weir_part *end_in(const weir_part *transaction)
{
    for (const weir_part *part = transaction->child; part; part = weir_part_walk(part, transaction)) {
        if (part->tag == WEIR_PART_end_event && is_cancel(part) && is_in_transaction(part))
            return part;
    }
    return NULL;
}

weir_err weir_rule_cancel_boundary_missing(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const weir_part *first = NULL;

    if (part->tag != WEIR_PART_transaction)
        return WEIR_OK;
    for (uint32_t ix = node->boundary; ix != WEIR_RULE_NO_IX; ix = rules->nodes[ix].next_boundary) {
        const weir_part *event = rules->nodes[ix].part;

        if (is_cancel(event) && first)
            WEIR_TRY(weir_rule_report(rules, event,
                                      "\"%.*s\" (line %u) says already how to go on when the transaction is cancelled; "
                                      "keep one of the two",
                                      WEIR_SHOWN(first->id), first->line));
        else if (is_cancel(event))
            first = event;
    }
    if (first || !end_in(part))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "\"%.*s\" (line %u) cancels the transaction, but nothing says how to go on then; attach a "
                            "boundary event with a <cancelEventDefinition> to it",
                            WEIR_SHOWN(end_in(part)->id), end_in(part)->line);
}

weir_err weir_rule_cancel_never(weir_rules *rules, const weir_part *part)
{
    const weir_part *host = host_of(rules, part);

    if (part->tag != WEIR_PART_boundary_event || !is_cancel(part) || !host || host->tag != WEIR_PART_transaction ||
        end_in(host))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "nothing cancels the transaction \"%.*s\", so this never happens; end a path in it with a "
                            "<cancelEventDefinition>",
                            WEIR_SHOWN(host->id));
}
