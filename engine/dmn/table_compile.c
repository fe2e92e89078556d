/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_compile.c - a decision table from its part; see table.h.
 *
 * Spec: DMN 1.5 §8.2, §8.3.
 */
#include "dmn/table.h"

static uint32_t count_children(const weir_part *part, weir_tag tag)
{
    uint32_t count = 0;

    for (const weir_part *child = weir_part_child(part, tag); child; child = weir_part_sibling(child, tag))
        count++;
    return count;
}

/* The unary tests in a child like inputValues; NULL if it is absent or allows any value. */
static weir_err compile_allowed(weir_dmn_compiler *c, const weir_part *part, weir_tag tag, const weir_expression **out)
{
    const weir_part *child = weir_part_child(part, tag);
    const weir_text source = child ? weir_dmn_source(child) : WEIR_NO_TEXT;

    if (source.length == 0 || weir_text_equal(source, WEIR_T("-")))
        return WEIR_OK;
    return weir_dmn_expression(c, child, WEIR_FEEL_UNARY_TESTS, out);
}

/* The values that the type allows; NULL: it says nothing of them. */
static const weir_expression *allowed_by_type(const weir_item_type *type)
{
    while (type && type->form == WEIR_ITEM_ALIAS && !type->allowed)
        type = type->base;
    return type && type->form == WEIR_ITEM_ALIAS ? type->allowed : NULL;
}

static weir_err compile_input(weir_dmn_compiler *c, const weir_part *part, weir_table_input *input)
{
    const weir_part *expression = weir_part_child(part, WEIR_PART_dmn_input_expression);

    if (!expression || weir_dmn_source(expression).length == 0)
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-input-expression-missing", part,
                                "the input has no expression; write the FEEL expression whose value is tested");
    input->label = weir_dmn_source(expression);
    WEIR_TRY(weir_name_of(c->arena, part, WEIR_ATTR_modeler_input_variable, &input->variable));
    if (input->variable.length == 0)
        input->variable = WEIR_T("cellInput");
    WEIR_TRY(weir_dmn_expression(c, expression, WEIR_FEEL_EXPRESSION, &input->expression));
    WEIR_TRY(weir_type_resolve(c, expression, weir_part_attribute(expression, WEIR_ATTR_type_ref), &input->type));
    input->is_narrowed = allowed_by_type(input->type) != NULL;
    return compile_allowed(c, part, WEIR_PART_dmn_input_values, &input->allowed);
}

/* The output values, or those of the type: their order is the priority. */
static weir_err compile_order(weir_dmn_compiler *c, const weir_part *part, weir_table_output *output)
{
    const weir_expression *allowed = output->allowed ? output->allowed : allowed_by_type(output->type);
    const weir_part *values = weir_part_child(part, WEIR_PART_dmn_output_values);
    weir_buffer source;
    weir_text text;

    if (allowed)
        WEIR_TRY(weir_constant_tests_of(allowed, c->arena, &output->ranking));
    if (output->ranking && !output->ranking->is_negated)
        return WEIR_OK;
    output->ranking = NULL;
    if (!output->allowed)
        return WEIR_OK;
    weir_buffer_init(&source, c->arena, 0);
    weir_buffer_char(&source, '[');
    weir_buffer_text(&source, weir_dmn_source(values));
    weir_buffer_char(&source, ']');
    WEIR_TRY(weir_buffer_done(&source, &text));
    return weir_dmn_own_expression(c, values, text, &c->names, &output->order);
}

static weir_err compile_output(weir_dmn_compiler *c, const weir_table *table, const weir_part *part,
                               weir_table_output *output)
{
    const weir_part *otherwise = weir_part_child(part, WEIR_PART_dmn_default_output_entry);

    output->name = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_name));
    if (table->output_count > 1 && output->name.length == 0)
        WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-output-name-missing", part,
                                  "a table with several outputs names each of them"));
    WEIR_TRY(weir_type_resolve(c, part, weir_part_attribute(part, WEIR_ATTR_type_ref), &output->type));
    WEIR_TRY(compile_allowed(c, part, WEIR_PART_dmn_output_values, &output->allowed));
    if (table->policy->ranks)
        WEIR_TRY(compile_order(c, part, output));
    output->has_otherwise = otherwise && weir_dmn_source(otherwise).length > 0;
    return output->has_otherwise ? weir_dmn_expression(c, otherwise, WEIR_FEEL_EXPRESSION, &output->otherwise)
                                 : WEIR_OK;
}

/* Compile the cells of one side of a rule; "-" and nothing stay NULL. */
static weir_err compile_cells(weir_dmn_compiler *c, const weir_part *rule, weir_tag tag, weir_feel_kind kind,
                              uint32_t count, const weir_expression ***out)
{
    const weir_part *cell = weir_part_child(rule, tag);
    const weir_expression **cells = WEIR_TAKE(c->arena, const weir_expression *, count);

    if (!cells)
        return WEIR_ENOMEM;
    *out = cells;
    if (count_children(rule, tag) != count)
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-rule-columns", rule, "the rule has %u <%s>, the table has %u",
                                count_children(rule, tag), weir_tag_name(tag), count);
    for (uint32_t i = 0; i < count; i++, cell = weir_part_sibling(cell, tag)) {
        const weir_text source = weir_dmn_source(cell);

        if (source.length > 0 && !weir_text_equal(source, WEIR_T("-")))
            WEIR_TRY(weir_dmn_expression(c, cell, kind, &cells[i]));
    }
    return WEIR_OK;
}

static weir_err compile_policy(weir_dmn_compiler *c, const weir_part *part, weir_table *table)
{
    const weir_text name = weir_part_attribute(part, WEIR_ATTR_hit_policy);
    const weir_text aggregation = weir_part_attribute(part, WEIR_ATTR_aggregation);

    table->policy = weir_hit_policy_find(name);
    if (!table->policy) {
        table->policy = weir_hit_policy_find(WEIR_NO_TEXT);
        WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-hit-policy-unknown", part,
                                  "\"%.*s\" is no hit policy; use UNIQUE, ANY, FIRST, PRIORITY, RULE ORDER, OUTPUT "
                                  "ORDER or COLLECT",
                                  WEIR_ARG(name)));
    }
    if (aggregation.length == 0)
        return WEIR_OK;
    table->aggregator = weir_aggregator_find(aggregation);
    if (!table->aggregator)
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-aggregation-unknown", part,
                                "\"%.*s\" is no aggregation; use SUM, MIN, MAX or COUNT", WEIR_ARG(aggregation));
    if (table->policy->letter != 'C')
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-aggregation-misplaced", part,
                                "only a table with the hit policy COLLECT can be aggregated");
    if (table->output_count > 1)
        WEIR_TRY(weir_dmn_problem(c, WEIR_STRICT, "dmn-aggregation-misplaced", part,
                                  "the standard aggregates one output; weir aggregates each of the %u for itself",
                                  table->output_count));
    return weir_dmn_own_expression(c, part, weir_text_of(table->aggregator->source), NULL, &table->aggregate);
}

static weir_err check_ranking(weir_dmn_compiler *c, const weir_table *table)
{
    bool has_order = false;

    for (uint32_t i = 0; i < table->output_count; i++)
        has_order = has_order || table->outputs[i].ranking || table->outputs[i].order;
    if (!table->policy->ranks || has_order)
        return WEIR_OK;
    return weir_dmn_problem(c, WEIR_WARNING, "dmn-output-values-missing", table->part,
                            "the hit policy %s ranks by output values, but none are listed, so that rules stay in "
                            "their order; list them, the highest first",
                            table->policy->name);
}

/* Outputs are the entries of a context. */
static weir_err refuse_twins(weir_dmn_compiler *c, const weir_part *part, const weir_table *table, uint32_t ix)
{
    for (uint32_t i = 0; i < ix; i++) {
        if (table->outputs[ix].name.length > 0 && weir_text_equal(table->outputs[i].name, table->outputs[ix].name))
            return weir_dmn_problem(c, WEIR_ERROR, "dmn-name-duplicate", part,
                                    "the table has another output \"%.*s\"; give each its own name",
                                    WEIR_ARG(table->outputs[ix].name));
    }
    return WEIR_OK;
}

static weir_err compile_columns(weir_dmn_compiler *c, const weir_part *part, weir_table *table)
{
    const weir_part *input = weir_part_child(part, WEIR_PART_dmn_input);
    const weir_part *output = weir_part_child(part, WEIR_PART_dmn_output);

    table->inputs = WEIR_TAKE(c->arena, weir_table_input, table->input_count);
    table->outputs = WEIR_TAKE(c->arena, weir_table_output, table->output_count);
    if (!table->inputs || !table->outputs)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->input_count; i++, input = weir_part_sibling(input, WEIR_PART_dmn_input))
        WEIR_TRY(compile_input(c, input, &table->inputs[i]));
    for (uint32_t i = 0; i < table->output_count; i++, output = weir_part_sibling(output, WEIR_PART_dmn_output)) {
        WEIR_TRY(compile_output(c, table, output, &table->outputs[i]));
        WEIR_TRY(refuse_twins(c, output, table, i));
    }
    return check_ranking(c, table);
}

/* What the tests of a rule say, where that is known now. */
static weir_err read_constants(weir_dmn_compiler *c, const weir_table *table, weir_table_rule *rule)
{
    for (uint32_t i = 0; i < table->input_count; i++)
        table->inputs[i].reads_variable =
            table->inputs[i].reads_variable || (rule->tests[i] && table->inputs[i].variable.length > 0 &&
                                                weir_expression_reads(rule->tests[i], table->inputs[i].variable));
    rule->constants = WEIR_TAKE(c->arena, const weir_constant_tests *, table->input_count);
    if (!rule->constants)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->input_count; i++) {
        if (rule->tests[i])
            WEIR_TRY(weir_constant_tests_of(rule->tests[i], c->arena, &rule->constants[i]));
    }
    return WEIR_OK;
}

static weir_err compile_rules(weir_dmn_compiler *c, const weir_part *part, weir_table *table)
{
    const weir_part *rule = weir_part_child(part, WEIR_PART_dmn_rule);

    table->rules = WEIR_TAKE(c->arena, weir_table_rule, table->rule_count);
    if (!table->rules)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->rule_count; i++, rule = weir_part_sibling(rule, WEIR_PART_dmn_rule)) {
        WEIR_TRY(compile_cells(c, rule, WEIR_PART_dmn_input_entry, WEIR_FEEL_UNARY_TESTS, table->input_count,
                               &table->rules[i].tests));
        WEIR_TRY(compile_cells(c, rule, WEIR_PART_dmn_output_entry, WEIR_FEEL_EXPRESSION, table->output_count,
                               &table->rules[i].values));
        WEIR_TRY(read_constants(c, table, &table->rules[i]));
    }
    WEIR_TRY(weir_table_index_make(table, c->arena, &table->index));
    table->uses_index = table->index && table->rule_count >= WEIR_TABLE_INDEX_RULE_COUNT_MIN;
    return WEIR_OK;
}

#define COLUMN_COUNT_MAX 1024u

weir_err weir_table_compile(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    weir_table *table = WEIR_TAKE(c->arena, weir_table, 1);

    if (!table)
        return WEIR_ENOMEM;
    box->as.table = table;
    table->part = part;
    table->input_count = count_children(part, WEIR_PART_dmn_input);
    table->output_count = count_children(part, WEIR_PART_dmn_output);
    table->rule_count = count_children(part, WEIR_PART_dmn_rule);
    WEIR_TRY(compile_policy(c, part, table));
    if (table->output_count == 0)
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-output-missing", part, "a decision table has an output");
    if (table->input_count > COLUMN_COUNT_MAX || table->output_count > COLUMN_COUNT_MAX)
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-limit", part, "a table has at most %u inputs and outputs (%s)",
                                COLUMN_COUNT_MAX, "dmn_column_count_max");
    WEIR_TRY(compile_columns(c, part, table));
    WEIR_TRY(compile_rules(c, part, table));
    if (c->current != &c->file->models[0])
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(c->arena, &c->tables));
    c->tables.items[c->tables.count++] = table;
    return WEIR_OK;
}
