/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_data.c - data associations.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.4.2.
 */
#include "compile/rules.h"

static bool is_association(const weir_part *part)
{
    return part->tag == WEIR_PART_data_input_association || part->tag == WEIR_PART_data_output_association;
}

weir_err weir_rule_assignment_target(weir_rules *rules, const weir_part *part)
{
    const weir_part *to = part->tag == WEIR_PART_assignment ? weir_part_child(part, WEIR_PART_to) : NULL;
    weir_text name = to ? weir_text_trim(to->text) : WEIR_NO_TEXT;

    if (name.length == 0 || weir_model_find(rules->model, name))
        return WEIR_OK;
    if (weir_rule_is_expression(name))
        name = weir_text_trim(weir_text_part(name, 1, name.length - 1));
    if (weir_text_is_name(name))
        return WEIR_OK;
    return weir_rule_report(rules, to,
                            "\"%.*s\" is neither the id of data nor the name of a variable; an assignment sets a "
                            "variable as a whole",
                            WEIR_SHOWN(name));
}

weir_err weir_rule_association_sources(weir_rules *rules, const weir_part *part)
{
    const weir_part *source = is_association(part) ? weir_part_child(part, WEIR_PART_source_ref) : NULL;

    if (!source || !weir_part_sibling(source, WEIR_PART_source_ref) ||
        weir_part_child(part, WEIR_PART_transformation) || weir_part_child(part, WEIR_PART_assignment))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "only the first source is copied; write a <transformation> that makes one value of them");
}
