/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_collaboration.c - pools, the messages between them, and what a file declares for all of it.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 clause 9 (collaborations), §7.6.2 (which elements message flows connect).
 */
#include "base/decimal.h"
#include "compile/rules.h"

/* The participant or process that a part belongs to; NULL: none. */
static const weir_part *pool_of(const weir_part *part)
{
    while (part && part->tag != WEIR_PART_process && part->tag != WEIR_PART_participant)
        part = part->parent;
    return part;
}

static const weir_part *process_of_pool(const weir_rules *rules, const weir_part *pool)
{
    const weir_text process = pool->tag == WEIR_PART_participant
                                  ? weir_reference_id(weir_part_attribute(pool, WEIR_ATTR_process_ref))
                                  : WEIR_NO_TEXT;
    const weir_part *found = process.length > 0 ? weir_model_find(rules->model, process) : NULL;

    return found ? found : pool;
}

static const weir_part *end_of(const weir_rules *rules, const weir_part *flow, weir_attr end)
{
    return weir_model_find(rules->model, weir_reference_id(weir_part_attribute(flow, end)));
}

weir_err weir_rule_message_flow_inside(weir_rules *rules, const weir_part *part)
{
    const weir_part *from, *to;

    if (part->tag != WEIR_PART_message_flow)
        return WEIR_OK;
    from = end_of(rules, part, WEIR_ATTR_source_ref);
    to = end_of(rules, part, WEIR_ATTR_target_ref);
    from = from ? pool_of(from) : NULL;
    to = to ? pool_of(to) : NULL;
    if (!from || !to || process_of_pool(rules, from) != process_of_pool(rules, to))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the message flow stays inside one pool; inside, draw a sequence flow, or use a signal");
}

/* Activities and participants do both; an event one of them, by its position. */
static bool can_end_at(const weir_part *part, bool is_source)
{
    switch (part->tag) {
    case WEIR_PART_participant:
        return true;
    case WEIR_PART_end_event:
    case WEIR_PART_intermediate_throw_event:
        return is_source;
    case WEIR_PART_start_event:
    case WEIR_PART_intermediate_catch_event:
    case WEIR_PART_boundary_event:
        return !is_source;
    default:
        return weir_rule_is_activity(part);
    }
}

static weir_err check_end(weir_rules *rules, const weir_part *part, bool is_source)
{
    const weir_part *end = end_of(rules, part, is_source ? WEIR_ATTR_source_ref : WEIR_ATTR_target_ref);
    weir_text name;

    if (!end || can_end_at(end, is_source))
        return WEIR_OK;
    name = weir_rule_part_name(end);
    return weir_rule_report(rules, part,
                            "a message flow can't %s a <%.*s>; lead it %s an activity, an event that %s, or a pool",
                            is_source ? "come from" : "lead to", WEIR_SHOWN(name), is_source ? "from" : "to",
                            is_source ? "throws" : "catches");
}

weir_err weir_rule_message_flow_end(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_message_flow)
        return WEIR_OK;
    WEIR_TRY(check_end(rules, part, true));
    return check_end(rules, part, false);
}

weir_err weir_rule_participant_process_shared(weir_rules *rules, const weir_part *part)
{
    const weir_text process = weir_reference_id(weir_part_attribute(part, WEIR_ATTR_process_ref));
    const weir_part *other;

    if (part->tag != WEIR_PART_participant || process.length == 0)
        return WEIR_OK;
    for (other = weir_part_child(part->parent, WEIR_PART_participant); other && other != part;
         other = weir_part_sibling(other, WEIR_PART_participant)) {
        if (weir_text_equal(weir_reference_id(weir_part_attribute(other, WEIR_ATTR_process_ref)), process))
            return weir_rule_report(rules, part, "the process \"%.*s\" is that of the pool \"%.*s\" (line %u) already",
                                    WEIR_SHOWN(process), WEIR_SHOWN(other->id), other->line);
    }
    return WEIR_OK;
}

/* ── what the root declares ────────────────────────────────────────────────────────────────────────── */

static bool is_declaration(const weir_part *part)
{
    return part->tag == WEIR_PART_message || part->tag == WEIR_PART_signal || part->tag == WEIR_PART_error ||
           part->tag == WEIR_PART_escalation;
}

static weir_text declared_name(const weir_part *part)
{
    static const weir_attr ids[] = {WEIR_ATTR_message_ref, WEIR_ATTR_signal_ref, WEIR_ATTR_error_ref,
                                    WEIR_ATTR_escalation_ref};

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const weir_text id = weir_reference_id(weir_part_attribute(part, ids[i]));

        if (id.length > 0)
            return id;
    }
    return WEIR_NO_TEXT;
}

/* Its operations name messages, too. */
static bool is_interface(const weir_part *part)
{
    return weir_text_equal(weir_rule_part_name(part), WEIR_T("interface"));
}

/* Its name may be computed where it is sent. */
static bool computes_names(const weir_part *part)
{
    return weir_part_attribute(part, WEIR_ATTR_weir_message_name).length > 0;
}

/* All references of the file, then all declarations: what is next to no reference of its own is not used. */
weir_err weir_rule_declaration_unused(weir_rules *rules, const weir_part *part)
{
    const weir_part *root = rules->model->root;
    bool are_messages_used = false;
    weir_rule_key *keys;
    uint32_t count = 0;

    for (const weir_part *at = root; at; at = weir_part_walk(at, root))
        count += is_declaration(at) || declared_name(at).length > 0;
    keys = WEIR_TAKE(rules->scratch, weir_rule_key, count);
    if (!keys)
        return WEIR_ENOMEM;
    count = 0;
    for (const weir_part *child = root->child; child; child = child->next)
        are_messages_used = are_messages_used || is_interface(child);
    for (const weir_part *at = root; at; at = weir_part_walk(at, root))
        are_messages_used = are_messages_used || computes_names(at);
    (void)part;
    for (const weir_part *at = root; at; at = weir_part_walk(at, root)) {
        if (is_declaration(at) && !(are_messages_used && at->tag == WEIR_PART_message))
            keys[count++] = (weir_rule_key){at->id, at};
        else if (declared_name(at).length > 0)
            keys[count++] = (weir_rule_key){declared_name(at), at};
    }
    weir_rule_keys_sort(keys, count);
    for (uint32_t i = 0; i < count; i++) {
        const bool is_used = (i > 0 && weir_text_equal(keys[i - 1].text, keys[i].text)) ||
                             (i + 1 < count && weir_text_equal(keys[i + 1].text, keys[i].text));

        if (!is_used && is_declaration(keys[i].part) && keys[i].text.length > 0)
            WEIR_TRY(weir_rule_report(rules, keys[i].part, "nothing in this file uses it; leave it out"));
    }
    return WEIR_OK;
}

/* ── how many, and which events ────────────────────────────────────────────────────────────────────── */

static bool whole_number(weir_text text, int64_t otherwise, int64_t *out)
{
    weir_decimal number;

    *out = otherwise;
    text = weir_text_trim(text);
    return text.length == 0 || (weir_decimal_parse(text, &number) && weir_decimal_to_int64(number, out));
}

weir_err weir_rule_participant_multiplicity(weir_rules *rules, const weir_part *part)
{
    int64_t least, most;

    if (part->tag != WEIR_PART_participant_multiplicity ||
        !whole_number(weir_part_attribute(part, WEIR_ATTR_minimum), 0, &least) ||
        !whole_number(weir_part_attribute(part, WEIR_ATTR_maximum), least > 1 ? least : 1, &most) ||
        (least >= 0 && most >= 1 && most >= least))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "minimum is 0 or more, maximum 1 or more and not below it; here they are %lld and %lld",
                            (long long)least, (long long)most);
}

static bool has_message(const weir_part *event)
{
    const weir_part *child = event->child;

    while (child && child->tag != WEIR_PART_message_event_definition && child->tag != WEIR_PART_event_definition_ref)
        child = child->next;
    return child != NULL;
}

weir_err weir_rule_message_flow_event(weir_rules *rules, const weir_part *part)
{
    const weir_part *from, *to;

    if (part->tag != WEIR_PART_message_flow)
        return WEIR_OK;
    from = end_of(rules, part, WEIR_ATTR_source_ref);
    to = end_of(rules, part, WEIR_ATTR_target_ref);
    if (from && from->tag == WEIR_PART_end_event && !has_message(from))
        WEIR_TRY(weir_rule_report(rules, part, "the end event \"%.*s\" sends no message; add a messageEventDefinition",
                                  WEIR_SHOWN(from->id)));
    if (to && to->tag == WEIR_PART_start_event && !has_message(to))
        WEIR_TRY(weir_rule_report(rules, part,
                                  "the start event \"%.*s\" waits for no message; add a messageEventDefinition",
                                  WEIR_SHOWN(to->id)));
    return WEIR_OK;
}
