/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_strict.c - what the standard demands of an executable process and weir does without.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §8.3.1, §8.4.1, §8.4.13, §10.2, §10.3.3, §10.4.2, §10.5.4.
 */
#include "compile/rules.h"

/* "text/plain": two words of the characters that RFC 6838 allows, and what may follow a semicolon. */
static bool is_media_type(weir_text text)
{
    const size_t slash = weir_text_find(text, WEIR_T("/"), 0);

    for (size_t i = 0; i < text.length && text.at[i] != ';'; i++) {
        const char c = text.at[i];
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!is_letter && !strchr("!#$&-^_.+/", c))
            return false;
    }
    return slash != SIZE_MAX && slash > 0 && slash + 1 < text.length;
}

weir_err weir_rule_text_format(weir_rules *rules, const weir_part *part)
{
    const weir_text format = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_text_format));

    if (format.length == 0 || is_media_type(format))
        return WEIR_OK;
    return weir_rule_report(rules, part, "textFormat \"%.*s\" is no media type; write text/plain or text/html",
                            WEIR_SHOWN(format));
}

weir_err weir_rule_import_location(weir_rules *rules, const weir_part *part)
{
    const weir_text location = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_location));

    if (part->tag != WEIR_PART_import)
        return WEIR_OK;
    for (size_t i = 0; i < location.length; i++) {
        if ((unsigned char)location.at[i] <= ' ' || strchr("<>\"{}|\\^`", location.at[i]))
            return weir_rule_report(rules, part, "location \"%.*s\" is no URI; write %%20 for a blank, / for a \\",
                                    WEIR_SHOWN(location));
    }
    return WEIR_OK;
}

static bool lists(const weir_part *node, weir_tag list, weir_text flow)
{
    const weir_part *at = weir_part_child(node, list);

    while (at && !weir_text_equal(weir_reference_id(weir_text_trim(at->text)), flow))
        at = weir_part_sibling(at, list);
    return at != NULL;
}

/* What is listed wrongly is said by flow-list-mismatch. */
weir_err weir_rule_flow_list_missing(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    uint32_t missing_count = 0;

    if (part->tag == WEIR_PART_process)
        return WEIR_OK;
    for (uint32_t i = 0; i < node->out_count && i < WEIR_RULE_LISTED_MAX; i++)
        missing_count += !lists(part, WEIR_PART_outgoing, rules->flows[node->out[i]].part->id);
    for (uint32_t i = 0; i < node->in_count && i < WEIR_RULE_LISTED_MAX; i++)
        missing_count += !lists(part, WEIR_PART_incoming, rules->flows[node->in[i]].part->id);
    if (missing_count == 0)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the element does not list its sequence flows in <incoming> and <outgoing> (%u are "
                            "missing); some modelers need that to draw them",
                            missing_count);
}

weir_err weir_rule_flow_immediate(weir_rules *rules, const weir_part *part)
{
    if (!weir_part_attribute(part, WEIR_ATTR_is_immediate).at)
        return WEIR_OK;
    return weir_rule_report(rules, part, "isImmediate has no meaning in a process that is executed; take it out");
}

weir_err weir_rule_process_public(weir_rules *rules, const weir_part *part)
{
    if (!weir_text_equal(weir_part_attribute(part, WEIR_ATTR_process_type), WEIR_T("Public")) ||
        !weir_part_flag(part, WEIR_ATTR_is_executable, false))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "a public process shows what others see of it and can't be executable; set "
                            "processType=\"Private\"");
}

weir_err weir_rule_script_format_missing(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_script_task || !weir_part_child(part, WEIR_PART_script) ||
        weir_text_trim(weir_part_attribute(part, WEIR_ATTR_script_format)).length > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part, "the script does not say its language; add scriptFormat=\"feel\"");
}

weir_err weir_rule_operation_data_missing(weir_rules *rules, const weir_part *part)
{
    if (weir_part_attribute(part, WEIR_ATTR_operation_ref).length == 0 ||
        weir_part_child(part, WEIR_PART_io_specification) || part->tag == WEIR_PART_message_event_definition)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the task names an operation, but has no <ioSpecification> for what goes in and comes out");
}

static weir_err report_several(weir_rules *rules, const weir_part *io, weir_tag set, const char *name)
{
    const weir_part *first = weir_part_child(io, set);

    if (!first || !weir_part_sibling(first, set))
        return WEIR_OK;
    return weir_rule_report(rules, io, "there are several <%s>; a task that calls a service has one", name);
}

weir_err weir_rule_data_sets_several(weir_rules *rules, const weir_part *part)
{
    const weir_part *io = weir_part_child(part, WEIR_PART_io_specification);

    if (!io || (part->tag != WEIR_PART_service_task && part->tag != WEIR_PART_send_task &&
                part->tag != WEIR_PART_receive_task))
        return WEIR_OK;
    WEIR_TRY(report_several(rules, io, WEIR_PART_input_set, "inputSet"));
    return report_several(rules, io, WEIR_PART_output_set, "outputSet");
}

/* §10.5.4: the two ends of a link name each other. */
weir_err weir_rule_link_ends(weir_rules *rules, const weir_part *part)
{
    const bool is_catch = part->parent && part->parent->tag == WEIR_PART_intermediate_catch_event;
    const weir_tag own = is_catch ? WEIR_PART_link_source : WEIR_PART_link_target;
    const weir_tag theirs = is_catch ? WEIR_PART_link_target : WEIR_PART_link_source;

    if (part->tag != WEIR_PART_link_event_definition)
        return WEIR_OK;
    for (const weir_part *at = weir_part_child(part, own); at; at = weir_part_sibling(at, own)) {
        const weir_part *other = weir_model_find(rules->model, weir_reference_id(weir_text_trim(at->text)));

        if (!other || other->tag != WEIR_PART_link_event_definition || !lists(other, theirs, part->id))
            return weir_rule_report(rules, part,
                                    "the link names \"%.*s\" as its other end, which does not name it; links are found "
                                    "by their names",
                                    WEIR_SHOWN(weir_text_trim(at->text)));
    }
    if (weir_part_child(part, own))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the link does not name its other end; add a <%s>",
                            is_catch ? "source" : "target");
}
