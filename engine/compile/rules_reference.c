/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_reference.c - references name something, and something of the right kind.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §8.2 (references by id), §8.4.13 (sequence flow), §10.5.5 (event definitions).
 */
#include "compile/rules.h"
#include "elements/message.h"
#include "elements/work.h"

static bool is_flow_node(const weir_part *part)
{
    return (weir_rule_subjects(part) & WEIR_ON_NODE) != 0;
}

static bool is_flow(const weir_part *part)
{
    return part->tag == WEIR_PART_sequence_flow;
}

static bool is_message(const weir_part *part)
{
    return part->tag == WEIR_PART_message;
}

static bool is_error(const weir_part *part)
{
    return part->tag == WEIR_PART_error;
}

static bool is_signal(const weir_part *part)
{
    return part->tag == WEIR_PART_signal;
}

static bool is_escalation(const weir_part *part)
{
    return part->tag == WEIR_PART_escalation;
}

static bool is_data(const weir_part *part)
{
    return part->tag == WEIR_PART_property || part->tag == WEIR_PART_data_object ||
           part->tag == WEIR_PART_data_object_reference || part->tag == WEIR_PART_data_input ||
           part->tag == WEIR_PART_data_output;
}

static bool is_correlation_property(const weir_part *part)
{
    return part->tag == WEIR_PART_correlation_property;
}

static bool is_correlation_key(const weir_part *part)
{
    return part->tag == WEIR_PART_correlation_key;
}

static bool is_anything(const weir_part *part)
{
    (void)part;
    return true;
}

/* on: the element with the attribute, WEIR_PART_NONE for all; attribute NONE: the text of the element. */
typedef struct reference_kind {
    weir_tag on;
    weir_attr attribute;
    bool (*accepts)(const weir_part *part);
    const char *wanted;
} reference_kind;

static const reference_kind reference_kinds[] = {
    {WEIR_PART_sequence_flow, WEIR_ATTR_source_ref, is_flow_node, "flow node"},
    {WEIR_PART_sequence_flow, WEIR_ATTR_target_ref, is_flow_node, "flow node"},
    {WEIR_PART_boundary_event, WEIR_ATTR_attached_to_ref, is_flow_node, "activity"},
    {WEIR_PART_NONE, WEIR_ATTR_default, is_flow, "sequence flow"},
    {WEIR_PART_NONE, WEIR_ATTR_message_ref, is_message, "message"},
    {WEIR_PART_NONE, WEIR_ATTR_error_ref, is_error, "error"},
    {WEIR_PART_NONE, WEIR_ATTR_signal_ref, is_signal, "signal"},
    {WEIR_PART_NONE, WEIR_ATTR_escalation_ref, is_escalation, "escalation"},
    {WEIR_PART_compensation_event_definition, WEIR_ATTR_activity_ref, is_flow_node, "activity"},
    {WEIR_PART_correlation_property_binding, WEIR_ATTR_correlation_property_ref, is_correlation_property,
     "correlationProperty"},
    {WEIR_PART_correlation_property_ref, WEIR_ATTR_NONE, is_correlation_property, "correlationProperty"},
    {WEIR_PART_correlation_subscription, WEIR_ATTR_correlation_key_ref, is_correlation_key, "correlationKey"},
    {WEIR_PART_participant, WEIR_ATTR_process_ref, weir_rule_is_process, "process"},
    {WEIR_PART_flow_node_ref, WEIR_ATTR_NONE, is_flow_node, "flow node"},
    {WEIR_PART_incoming, WEIR_ATTR_NONE, is_flow, "sequence flow"},
    {WEIR_PART_outgoing, WEIR_ATTR_NONE, is_flow, "sequence flow"},
    {WEIR_PART_event_definition_ref, WEIR_ATTR_NONE, weir_rule_is_definition, "event definition"},
    {WEIR_PART_loop_data_input_ref, WEIR_ATTR_NONE, is_data, "data"},
    {WEIR_PART_loop_data_output_ref, WEIR_ATTR_NONE, is_data, "data"},
};

#define REFERENCE_KIND_COUNT (sizeof reference_kinds / sizeof *reference_kinds)

/* The reference as it is written; absent if there is none or it is empty. */
static weir_text written(const weir_part *part, const reference_kind *kind)
{
    weir_text text;

    if (kind->on != WEIR_PART_NONE && kind->on != part->tag)
        return WEIR_NO_TEXT;
    text = kind->attribute == WEIR_ATTR_NONE ? part->text : weir_part_attribute(part, kind->attribute);
    text = weir_text_trim(text);
    return text.length > 0 && weir_tag_namespace(part->tag) == WEIR_NS_BPMN ? text : WEIR_NO_TEXT;
}

static const char *written_as(const weir_part *part, const reference_kind *kind)
{
    return kind->attribute == WEIR_ATTR_NONE ? weir_tag_name(part->tag) : weir_attr_name(kind->attribute);
}

static weir_err report_unknown(weir_rules *rules, const weir_part *part, const char *name, weir_text reference,
                               bool (*accepts)(const weir_part *part), const char *wanted)
{
    const weir_text id = weir_reference_id(reference), nearest = weir_rules_nearest(rules, id, accepts);

    if (nearest.length > 0)
        return weir_rule_report(rules, part, "%s \"%.*s\" names no %s of this file; did you mean \"%.*s\"?", name,
                                WEIR_SHOWN(reference), wanted, WEIR_SHOWN(nearest));
    return weir_rule_report(rules, part, "%s \"%.*s\" names no %s of this file; correct the id or add the %s", name,
                            WEIR_SHOWN(reference), wanted, wanted);
}

weir_err weir_rule_reference_unknown(weir_rules *rules, const weir_part *part)
{
    for (uint32_t i = 0; i < REFERENCE_KIND_COUNT; i++) {
        const reference_kind *kind = &reference_kinds[i];
        const weir_text reference = written(part, kind);

        if (reference.length > 0 && !weir_model_find(rules->model, weir_reference_id(reference)))
            WEIR_TRY(report_unknown(rules, part, written_as(part, kind), reference, kind->accepts, kind->wanted));
    }
    return WEIR_OK;
}

static const char *article(const char *noun)
{
    return strchr("aeiou", noun[0]) ? "an" : "a";
}

weir_err weir_rule_reference_wrong_kind(weir_rules *rules, const weir_part *part)
{
    for (uint32_t i = 0; i < REFERENCE_KIND_COUNT; i++) {
        const reference_kind *kind = &reference_kinds[i];
        const weir_text reference = written(part, kind);
        const weir_part *target =
            reference.length > 0 ? weir_model_find(rules->model, weir_reference_id(reference)) : NULL;
        weir_text name;

        if (!target || kind->accepts(target))
            continue;
        name = weir_rule_part_name(target);
        WEIR_TRY(weir_rule_report(rules, part, "%s \"%.*s\" names the <%.*s> in line %u, but must name %s %s",
                                  written_as(part, kind), WEIR_SHOWN(reference), WEIR_SHOWN(name), target->line,
                                  article(kind->wanted), kind->wanted));
    }
    return WEIR_OK;
}

static weir_err need_reference(weir_rules *rules, const weir_part *part, weir_attr attribute, const char *what)
{
    if (weir_text_trim(weir_part_attribute(part, attribute)).length > 0 ||
        (!weir_part_attribute(part, attribute).at && weir_rule_is_said(rules, part, "xsd-attribute-missing")))
        return WEIR_OK;
    return weir_rule_report(rules, part, "%s is missing: name the id of the %s", weir_attr_name(attribute), what);
}

weir_err weir_rule_reference_missing(weir_rules *rules, const weir_part *part)
{
    if (part->tag == WEIR_PART_boundary_event)
        return need_reference(rules, part, WEIR_ATTR_attached_to_ref, "activity it is attached to");
    if (part->tag != WEIR_PART_sequence_flow)
        return WEIR_OK;
    WEIR_TRY(need_reference(rules, part, WEIR_ATTR_source_ref, "flow node it comes from"));
    return need_reference(rules, part, WEIR_ATTR_target_ref, "flow node it leads to");
}

static weir_err check_artifact(weir_rules *rules, const weir_part *part, const char *name, weir_text reference)
{
    if (reference.length == 0 || weir_model_find(rules->model, weir_reference_id(reference)))
        return WEIR_OK;
    return report_unknown(rules, part, name, reference, is_anything, "element");
}

weir_err weir_rule_artifact_reference_unknown(weir_rules *rules, const weir_part *part)
{
    static const weir_attr ends[] = {WEIR_ATTR_source_ref, WEIR_ATTR_target_ref};

    if (part->tag == WEIR_PART_source_ref || part->tag == WEIR_PART_target_ref)
        return check_artifact(rules, part, weir_tag_name(part->tag), weir_text_trim(part->text));
    if (part->tag == WEIR_PART_data_object_reference)
        return check_artifact(rules, part, weir_attr_name(WEIR_ATTR_data_object_ref),
                              weir_part_attribute(part, WEIR_ATTR_data_object_ref));
    if (part->tag != WEIR_PART_association && part->tag != WEIR_PART_message_flow)
        return WEIR_OK;
    for (uint32_t i = 0; i < sizeof ends / sizeof *ends; i++)
        WEIR_TRY(check_artifact(rules, part, weir_attr_name(ends[i]), weir_part_attribute(part, ends[i])));
    return WEIR_OK;
}

weir_err weir_rule_id_missing(weir_rules *rules, const weir_part *part)
{
    const uint32_t subjects = weir_rule_subjects(part);
    const weir_text name = weir_part_attribute(part, WEIR_ATTR_name);

    if (part->id.length > 0 || !(subjects & (WEIR_ON_NODE | WEIR_ON_PROCESS) || part->tag == WEIR_PART_sequence_flow))
        return WEIR_OK;
    return weir_rule_report(rules, part, "this <%s>%s%.*s%s has no id; give it one that is unique in the file",
                            weir_tag_name(part->tag), name.length > 0 ? " named \"" : "", WEIR_SHOWN(name),
                            name.length > 0 ? "\"" : "");
}

/* What must name something before a token can pass. */
static weir_err need_definition(weir_rules *rules, const weir_part *part, weir_attr attribute, const char *sentence)
{
    if (weir_part_attribute(part, attribute).length > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part, "%s", sentence);
}

static bool throws(const weir_part *event)
{
    return event && (event->tag == WEIR_PART_end_event || event->tag == WEIR_PART_intermediate_throw_event);
}

weir_err weir_rule_message_missing(weir_rules *rules, const weir_part *part)
{
    if (weir_work_is_sender(part) || weir_message_named_by(part))
        return WEIR_OK;
    if (part->tag == WEIR_PART_message_event_definition)
        return need_definition(rules, part, WEIR_ATTR_message_ref,
                               "the event does not say which message: set messageRef to the id of a <message>");
    if (part->tag == WEIR_PART_send_task)
        return need_definition(rules, part, WEIR_ATTR_message_ref,
                               "the task does not say what it sends: set messageRef to the id of a <message>");
    if (part->tag == WEIR_PART_receive_task && weir_part_flag(part, WEIR_ATTR_instantiate, false))
        return need_definition(rules, part, WEIR_ATTR_message_ref,
                               "the task starts the process, but does not say by which message: set messageRef to the "
                               "id of a <message>");
    return WEIR_OK;
}

weir_err weir_rule_message_name_misplaced(weir_rules *rules, const weir_part *part)
{
    const weir_part *definition = weir_part_child(part, WEIR_PART_message_event_definition);

    if (weir_part_attribute(part, WEIR_ATTR_weir_message_name).length == 0 || weir_message_named_by(part) ||
        (definition && weir_message_named_by(definition)))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "no message is thrown here, so weir:messageName has no effect; who catches one names it by "
                            "messageRef");
}

weir_err weir_rule_signal_missing(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_signal_event_definition)
        return WEIR_OK;
    return need_definition(rules, part, WEIR_ATTR_signal_ref,
                           "the event does not say which signal: set signalRef to the id of a <signal>");
}

weir_err weir_rule_error_missing(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_error_event_definition || !throws(part->parent))
        return WEIR_OK;
    return need_definition(rules, part, WEIR_ATTR_error_ref,
                           "the event does not say which error it throws: set errorRef to the id of an <error>");
}

weir_err weir_rule_escalation_missing(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_escalation_event_definition || !throws(part->parent))
        return WEIR_OK;
    return need_definition(
        rules, part, WEIR_ATTR_escalation_ref,
        "the event does not say which escalation it throws: set escalationRef to the id of an <escalation>");
}

weir_err weir_rule_error_code_missing(weir_rules *rules, const weir_part *part)
{
    const weir_text reference = weir_part_attribute(part, WEIR_ATTR_error_ref);
    const weir_part *error = weir_model_find(rules->model, weir_reference_id(reference));

    if (!error || error->tag != WEIR_PART_error || !throws(part->parent) ||
        weir_part_attribute(error, WEIR_ATTR_error_code).length > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part, "the error \"%.*s\" (line %u) is thrown here but has no errorCode; add one",
                            WEIR_SHOWN(error->id), error->line);
}

weir_err weir_rule_escalation_code_missing(weir_rules *rules, const weir_part *part)
{
    const weir_text reference = weir_part_attribute(part, WEIR_ATTR_escalation_ref);
    const weir_part *escalation = weir_model_find(rules->model, weir_reference_id(reference));

    if (!escalation || escalation->tag != WEIR_PART_escalation || !throws(part->parent) ||
        weir_part_attribute(escalation, WEIR_ATTR_escalation_code).length > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the escalation \"%.*s\" (line %u) is thrown here but has no escalationCode; add one",
                            WEIR_SHOWN(escalation->id), escalation->line);
}

weir_err weir_rule_name_missing(weir_rules *rules, const weir_part *part)
{
    static const weir_attr references[] = {WEIR_ATTR_message_ref, WEIR_ATTR_signal_ref};

    if (!weir_rule_is_definition(part) && part->tag != WEIR_PART_send_task && part->tag != WEIR_PART_receive_task)
        return WEIR_OK;
    for (uint32_t i = 0; i < sizeof references / sizeof *references; i++) {
        const weir_part *root =
            weir_model_find(rules->model, weir_reference_id(weir_part_attribute(part, references[i])));

        if (!root || (!is_message(root) && !is_signal(root)) || weir_part_attribute(root, WEIR_ATTR_name).length > 0)
            continue;
        WEIR_TRY(weir_rule_report(rules, part, "the <%s> \"%.*s\" (line %u) that is used here has no name; give it one",
                                  weir_tag_name(root->tag), WEIR_SHOWN(root->id), root->line));
    }
    return WEIR_OK;
}
