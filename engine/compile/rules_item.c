/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_item.c - data and the items that say what it is.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §8.4.10 (item definitions), §10.4.1, §10.4.2.
 */
#include "compile/rules.h"

static const weir_part *item_of(const weir_rules *rules, const weir_part *data)
{
    const weir_text id = weir_reference_id(weir_part_attribute(data, WEIR_ATTR_item_subject_ref));
    const weir_part *item = id.length > 0 ? weir_model_find(rules->model, id) : NULL;

    return item && item->tag == WEIR_PART_item_definition ? item : NULL;
}

weir_err weir_rule_item_collection(weir_rules *rules, const weir_part *part)
{
    const weir_part *item = item_of(rules, part);

    if (!item || !weir_part_attribute(part, WEIR_ATTR_is_collection).at ||
        weir_part_flag(part, WEIR_ATTR_is_collection, false) == weir_part_flag(item, WEIR_ATTR_is_collection, false))
        return WEIR_OK;
    return weir_rule_report(rules, part, "isCollection is not that of the itemDefinition \"%.*s\" (line %u)",
                            WEIR_SHOWN(item->id), item->line);
}

weir_err weir_rule_data_misplaced(weir_rules *rules, const weir_part *part)
{
    const weir_part *io = weir_part_child(part, WEIR_PART_io_specification);

    if (!io || part->tag == WEIR_PART_process)
        return WEIR_OK;
    return weir_rule_report(rules, io, "a sub-process has no <ioSpecification>; what is in it sees the data around it");
}

static bool is_in_a_set(const weir_part *io, weir_tag set, weir_tag reference, weir_text id)
{
    for (const weir_part *at = weir_part_child(io, set); at; at = weir_part_sibling(at, set)) {
        for (const weir_part *ref = weir_part_child(at, reference); ref; ref = weir_part_sibling(ref, reference)) {
            if (weir_text_equal(weir_reference_id(weir_text_trim(ref->text)), id))
                return true;
        }
    }
    return false;
}

weir_err weir_rule_data_set_missing(weir_rules *rules, const weir_part *part)
{
    const bool is_input = part->tag == WEIR_PART_data_input;
    const weir_part *io = part->parent;

    if ((!is_input && part->tag != WEIR_PART_data_output) || io->tag != WEIR_PART_io_specification ||
        is_in_a_set(io, is_input ? WEIR_PART_input_set : WEIR_PART_output_set,
                    is_input ? WEIR_PART_data_input_refs : WEIR_PART_data_output_refs, part->id))
        return WEIR_OK;
    return weir_rule_report(rules, part, "no %s lists it; add <%s>%.*s</%s>", is_input ? "inputSet" : "outputSet",
                            is_input ? "dataInputRefs" : "dataOutputRefs", WEIR_SHOWN(part->id),
                            is_input ? "dataInputRefs" : "dataOutputRefs");
}

/* What a data association names: a reference stands for what it refers to. */
static const weir_part *data_named(const weir_rules *rules, const weir_part *association, weir_tag end)
{
    const weir_part *reference = weir_part_child(association, end);
    const weir_part *data =
        reference ? weir_model_find(rules->model, weir_reference_id(weir_text_trim(reference->text))) : NULL;
    weir_text behind = WEIR_NO_TEXT;

    if (data && data->tag == WEIR_PART_data_object_reference)
        behind = weir_part_attribute(data, WEIR_ATTR_data_object_ref);
    else if (data && data->tag == WEIR_PART_data_store_reference)
        behind = weir_part_attribute(data, WEIR_ATTR_data_store_ref);
    return behind.length > 0 ? weir_model_find(rules->model, weir_reference_id(behind)) : data;
}

weir_err weir_rule_association_items(weir_rules *rules, const weir_part *part)
{
    const weir_part *from, *to;
    weir_text structure;

    if ((part->tag != WEIR_PART_data_input_association && part->tag != WEIR_PART_data_output_association) ||
        weir_part_child(part, WEIR_PART_transformation) || weir_part_child(part, WEIR_PART_assignment))
        return WEIR_OK;
    from = data_named(rules, part, WEIR_PART_source_ref);
    to = data_named(rules, part, WEIR_PART_target_ref);
    from = from ? item_of(rules, from) : NULL;
    to = to ? item_of(rules, to) : NULL;
    if (!from || !to || from == to)
        return WEIR_OK;
    structure = weir_part_attribute(from, WEIR_ATTR_structure_ref);
    if (weir_text_equal(structure, weir_part_attribute(to, WEIR_ATTR_structure_ref)))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "what is copied is of \"%.*s\", where it goes is of \"%.*s\"; write a <transformation> "
                            "that makes one of the other",
                            WEIR_SHOWN(from->id), WEIR_SHOWN(to->id));
}
