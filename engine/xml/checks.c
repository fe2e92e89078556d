/* SPDX-License-Identifier: Apache-2.0
 * xml/checks.c - what can only be seen on the finished tree: ids and the order of children.
 *
 * Order: every element name has one rank; children of one parent should have rising ranks. One number for each name
 * is enough, because the standard orders the same names the same way wherever they meet; the two exceptions of the
 * process element are a column of their own.
 * Layer: xml.   Spec: BPMN 2.0.2 tables of clauses 8 and 10; DMN 1.5 clauses 6 to 10.
 */
#include "xml/xml_internal.h"

/* 0: any place. */
static const struct {
    uint8_t rank, in_process;
} ranks[WEIR_PART_COUNT] = {
#define ELEMENT(name, xml, group, clause, summary) [WEIR_PART_##name] = {50, 50},
#include "model/elements.def"
#undef ELEMENT
#define TRIGGER(name, xml, clause, summary) [WEIR_PART_##name##_event_definition] = {40, 40},
#include "model/triggers.def"
#undef TRIGGER
    [WEIR_PART_documentation] = {1, 1},
    [WEIR_PART_extension_elements] = {2, 2},
    [WEIR_PART_import] = {3, 3},
    [WEIR_PART_incoming] = {10, 10},
    [WEIR_PART_outgoing] = {11, 11},
    [WEIR_PART_io_specification] = {12, 3},
    [WEIR_PART_property] = {13, 13},
    [WEIR_PART_data_input] = {14, 14},
    [WEIR_PART_data_output] = {15, 15},
    [WEIR_PART_data_input_association] = {16, 16},
    [WEIR_PART_data_output_association] = {17, 17},
    [WEIR_PART_input_set] = {18, 18},
    [WEIR_PART_output_set] = {19, 19},
    [WEIR_PART_performer] = {20, 70},
    [WEIR_PART_human_performer] = {20, 70},
    [WEIR_PART_potential_owner] = {20, 70},
    [WEIR_PART_standard_loop_characteristics] = {21, 21},
    [WEIR_PART_multi_instance_loop_characteristics] = {21, 21},
    [WEIR_PART_source_ref] = {22, 22},
    [WEIR_PART_target_ref] = {23, 23},
    [WEIR_PART_transformation] = {24, 24},
    [WEIR_PART_assignment] = {25, 25},
    [WEIR_PART_from] = {26, 26},
    [WEIR_PART_to] = {27, 27},
    [WEIR_PART_lane_set] = {30, 30},
    [WEIR_PART_sequence_flow] = {50, 50},
    [WEIR_PART_data_object] = {50, 50},
    [WEIR_PART_data_object_reference] = {50, 50},
    [WEIR_PART_data_store_reference] = {50, 50},
    [WEIR_PART_script] = {55, 55},
    [WEIR_PART_participant] = {56, 56},
    [WEIR_PART_message_flow] = {57, 57},
    [WEIR_PART_association] = {60, 60},
    [WEIR_PART_group] = {60, 60},
    [WEIR_PART_text_annotation] = {60, 60},
    [WEIR_PART_flow_node_ref] = {61, 61},
    [WEIR_PART_child_lane_set] = {62, 62},
    [WEIR_PART_loop_cardinality] = {63, 63},
    [WEIR_PART_loop_data_input_ref] = {64, 64},
    [WEIR_PART_loop_data_output_ref] = {65, 65},
    [WEIR_PART_input_data_item] = {66, 66},
    [WEIR_PART_output_data_item] = {67, 67},
    [WEIR_PART_completion_condition] = {80, 80},
    [WEIR_PART_dmn_description] = {1, 0},
    [WEIR_PART_dmn_extension_elements] = {2, 0},
    [WEIR_PART_dmn_question] = {10, 0},
    [WEIR_PART_dmn_allowed_answers] = {11, 0},
    [WEIR_PART_dmn_variable] = {12, 0},
    [WEIR_PART_dmn_information_requirement] = {13, 0},
    [WEIR_PART_dmn_knowledge_requirement] = {14, 0},
    [WEIR_PART_dmn_literal_expression] = {40, 0},
    [WEIR_PART_dmn_decision_table] = {40, 0},
    [WEIR_PART_dmn_invocation] = {40, 0},
    [WEIR_PART_dmn_context] = {40, 0},
    [WEIR_PART_dmn_list] = {40, 0},
    [WEIR_PART_dmn_relation] = {40, 0},
    [WEIR_PART_dmn_function_definition] = {40, 0},
    [WEIR_PART_dmn_type_ref] = {20, 0},
    [WEIR_PART_dmn_allowed_values] = {21, 0},
    [WEIR_PART_dmn_item_component] = {22, 0},
    [WEIR_PART_dmn_input_expression] = {20, 0},
    [WEIR_PART_dmn_input_values] = {21, 0},
    [WEIR_PART_dmn_output_values] = {20, 0},
    [WEIR_PART_dmn_default_output_entry] = {21, 0},
    [WEIR_PART_dmn_input] = {30, 0},
    [WEIR_PART_dmn_output] = {31, 0},
    [WEIR_PART_dmn_annotation] = {32, 0},
    [WEIR_PART_dmn_rule] = {33, 0},
    [WEIR_PART_dmn_input_entry] = {30, 0},
    [WEIR_PART_dmn_output_entry] = {31, 0},
    [WEIR_PART_dmn_annotation_entry] = {32, 0},
    [WEIR_PART_dmn_column] = {30, 0},
    [WEIR_PART_dmn_row] = {31, 0},
};

/* Absent when no element around has an id. */
static weir_text nearest_id(const weir_part *part)
{
    for (; part != NULL; part = part->parent) {
        if (weir_part_is_referable(part))
            return part->id;
    }
    return WEIR_NO_TEXT;
}

static weir_err check_children(const weir_part *parent, weir_problems *problems)
{
    const weir_part *highest = NULL;
    uint8_t highest_rank = 0;

    for (const weir_part *child = parent->child; child != NULL; child = child->next) {
        uint8_t rank = parent->tag == WEIR_PART_process ? ranks[child->tag].in_process : ranks[child->tag].rank;

        if (rank == 0)
            continue;
        if (rank < highest_rank)
            return weir_problem_add(problems, WEIR_WARNING, "xsd-child-order", child->line, 0, nearest_id(parent),
                                    "in <%s> the standard wants <%s> before <%s>; other tools may refuse this order",
                                    weir_tag_name(parent->tag), weir_tag_name(child->tag), weir_tag_name(highest->tag));
        highest = child;
        highest_rank = rank;
    }
    return WEIR_OK;
}

weir_err weir_xml_check_order(const weir_model *model, weir_problems *problems)
{
    for (const weir_part *part = model->root; part != NULL; part = weir_part_walk(part, model->root)) {
        weir_namespace ns = weir_tag_namespace(part->tag);

        if (ns == WEIR_NS_BPMN || ns == WEIR_NS_DMN)
            WEIR_TRY(check_children(part, problems));
    }
    return WEIR_OK;
}

static weir_err check_spelling(const weir_part *part, weir_problems *problems)
{
    char id[WEIR_XML_NCNAME_MAX + 1];

    if (part->id.length <= WEIR_XML_NCNAME_MAX) {
        memcpy(id, part->id.at, part->id.length);
        id[part->id.length] = '\0';
        if (xmlValidateNCName((const xmlChar *)id, 0) == 0)
            return WEIR_OK;
    }
    return weir_problem_add(problems, WEIR_ERROR, "id-invalid", part->line, 0, part->id,
                            "the id \"%.*s\" is not an XML name: it must begin with a letter or '_' and hold only "
                            "letters, digits, '-', '_' and '.'",
                            (int)(part->id.length < 80 ? part->id.length : 80), part->id.at);
}

static weir_err check_scope(weir_part *scope, weir_arena *scratch, weir_problems *problems)
{
    weir_model ids = {.root = scope};

    WEIR_TRY(weir_model_finish(&ids, scratch));
    for (const weir_part *part = scope; part != NULL; part = weir_part_walk(part, scope)) {
        const weir_part *first;

        if (!weir_part_is_referable(part))
            continue;
        WEIR_TRY(check_spelling(part, problems));
        first = weir_model_find(&ids, part->id);
        if (first != part)
            WEIR_TRY(weir_problem_add(problems, WEIR_ERROR, "id-duplicate", part->line, 0, part->id,
                                      "the id \"%.*s\" is already that of <%s> in line %u", WEIR_ARG(part->id),
                                      weir_tag_name(first->tag), first->line));
    }
    return WEIR_OK;
}

static bool is_definitions(const weir_part *part)
{
    return part->tag == WEIR_PART_definitions || part->tag == WEIR_PART_dmn_definitions;
}

/* A scenario is one model, unless it holds whole files: then each of these is. */
static weir_err check_scenario(weir_part *scenario, weir_arena *scratch, weir_problems *problems)
{
    bool holds_files = false;

    for (const weir_part *child = scenario->child; child != NULL; child = child->next)
        holds_files = holds_files || is_definitions(child);
    if (!holds_files)
        return check_scope(scenario, scratch, problems);
    for (weir_part *child = scenario->child; child != NULL; child = child->next)
        WEIR_TRY(check_scope(child, scratch, problems));
    return WEIR_OK;
}

weir_err weir_xml_check_ids(const weir_model *model, weir_arena *scratch, weir_problems *problems)
{
    if (model->root->tag != WEIR_PART_scenario_scenarios)
        return check_scope(model->root, scratch, problems);
    for (weir_part *scenario = model->root->child; scenario != NULL; scenario = scenario->next)
        WEIR_TRY(check_scenario(scenario, scratch, problems));
    return WEIR_OK;
}
