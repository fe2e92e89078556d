/* SPDX-License-Identifier: Apache-2.0
 * dmn/table.c - evaluate a decision table: inputs, rules that hit, what the hit policy makes of them.
 *
 * An input that is none of its allowed values lets no rule hit, defaults included: null, with the reason.
 * Spec: DMN 1.5 §8.2, §10.3.2.14.
 */
#include "dmn/table.h"

/* One evaluation. */
typedef struct table_run {
    weir_dmn_cx *cx;
    const weir_table *table;
    const weir_env *env;
    weir_value *inputs;
    weir_hits hits;
} table_run;

/* False: the value is outside of what the input allows. */
static weir_err evaluate_input(table_run *run, uint32_t ix, bool *is_allowed)
{
    const weir_table_input *input = &run->table->inputs[ix];
    weir_value value;

    *is_allowed = true;
    WEIR_TRY(weir_dmn_eval(run->cx, input->expression, run->env, &value));
    WEIR_TRY(weir_type_coerce(run->cx, input->type, input->label, &value, &run->inputs[ix]));
    if (!input->allowed)
        return WEIR_OK;
    return weir_dmn_test(run->cx, input->allowed, &run->inputs[ix], run->env, is_allowed);
}

/* The inputs for the trace; of two with the same text the first is told. */
static weir_err trace_inputs(const table_run *run)
{
    const weir_table *table = run->table;
    weir_entry *entries = WEIR_TAKE(run->cx->run->arena, weir_entry, table->input_count);
    uint32_t count = 0;

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->input_count; i++) {
        const weir_value told = weir_context(entries, count);

        if (!weir_context_find(&told, table->inputs[i].label))
            entries[count++] = (weir_entry){table->inputs[i].label, run->inputs[i]};
    }
    run->cx->trace->inputs = weir_context(entries, count);
    return WEIR_OK;
}

/* All inputs are evaluated, so that the trace is whole. */
static weir_err evaluate_inputs(table_run *run, bool *are_allowed)
{
    const weir_table *table = run->table;
    uint32_t outside = table->input_count;

    run->inputs = WEIR_TAKE(run->cx->run->arena, weir_value, table->input_count);
    if (!run->inputs)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->input_count; i++) {
        bool is_allowed;

        WEIR_TRY(evaluate_input(run, i, &is_allowed));
        if (!is_allowed && outside == table->input_count)
            outside = i;
    }
    *are_allowed = outside == table->input_count;
    if (!*are_allowed)
        (void)weir_dmn_null(run->cx, "the input %.*s is none of its allowed values",
                            WEIR_ARG(table->inputs[outside].label)); /* only the reason matters here */
    return run->cx->trace ? trace_inputs(run) : WEIR_OK;
}

static weir_err does_hit(const table_run *run, const weir_table_rule *rule, bool *out)
{
    *out = true;
    WEIR_TRY(weir_dmn_charge(run->cx, 1));
    for (uint32_t i = 0; i < run->table->input_count && *out; i++)
        WEIR_TRY(weir_dmn_test(run->cx, rule->tests[i], &run->inputs[i], run->env, out));
    return WEIR_OK;
}

/* The value as its output clause allows it; else null. */
static weir_err admit(table_run *run, const weir_table_output *output, const weir_value *value, weir_value *out)
{
    const weir_text what = output->name.length ? output->name : WEIR_T("output");
    bool is_allowed = true;

    WEIR_TRY(weir_type_coerce(run->cx, output->type, what, value, out));
    if (output->allowed && out->kind != WEIR_NULL)
        WEIR_TRY(weir_dmn_test(run->cx, output->allowed, out, run->env, &is_allowed));
    if (!is_allowed)
        *out = weir_dmn_null(run->cx, "the output %.*s is none of its allowed values", WEIR_ARG(what));
    return WEIR_OK;
}

/* The outputs of a rule, or (NULL) the defaults: a bare value, or a context of several. */
static weir_err evaluate_outputs(table_run *run, const weir_table_rule *rule, weir_value *out)
{
    const weir_table *table = run->table;
    weir_entry *entries = WEIR_TAKE(run->cx->run->arena, weir_entry, table->output_count);

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->output_count; i++) {
        const weir_table_output *output = &table->outputs[i];
        weir_value value;

        entries[i].key = output->name;
        WEIR_TRY(weir_dmn_eval(run->cx, rule ? rule->values[i] : output->otherwise, run->env, &value));
        WEIR_TRY(admit(run, output, &value, &entries[i].value));
    }
    *out = table->output_count == 1 ? entries[0].value : weir_context(entries, table->output_count);
    return WEIR_OK;
}

static weir_err find_hits(table_run *run)
{
    const weir_table *table = run->table;
    weir_arena *arena = run->cx->run->arena;

    run->hits.rules = WEIR_TAKE(arena, uint32_t, table->rule_count);
    if (!run->hits.rules)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->rule_count; i++) {
        bool hits;

        WEIR_TRY(does_hit(run, &table->rules[i], &hits));
        if (hits)
            run->hits.rules[run->hits.count++] = i;
        if (hits && table->policy->ends_at_first)
            break;
    }
    run->hits.values = WEIR_TAKE(arena, weir_value, run->hits.count);
    if (!run->hits.values)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < run->hits.count; i++)
        WEIR_TRY(evaluate_outputs(run, &table->rules[run->hits.rules[i]], &run->hits.values[i]));
    return WEIR_OK;
}

static weir_err trace_rules(const table_run *run)
{
    uint32_t *numbers = WEIR_TAKE(run->cx->run->arena, uint32_t, run->hits.count);

    if (!numbers)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < run->hits.count; i++)
        numbers[i] = run->hits.rules[i] + 1;
    run->cx->trace->rules = numbers;
    run->cx->trace->rule_count = run->hits.count;
    return WEIR_OK;
}

/* The default of a table that gives a list: the whole list ([] is usual), or its only item. */
static weir_err default_list(table_run *run, weir_value *out)
{
    const weir_table *table = run->table;
    weir_value whole;
    weir_value *items;
    uint32_t count = 1;

    if (table->output_count == 1)
        WEIR_TRY(weir_dmn_eval(run->cx, table->outputs[0].otherwise, run->env, &whole));
    else
        WEIR_TRY(evaluate_outputs(run, NULL, &whole));
    if (whole.kind == WEIR_LIST)
        count = whole.count;
    items = WEIR_TAKE(run->cx->run->arena, weir_value, count);
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        items[i] = whole.kind == WEIR_LIST ? whole.as.items[i] : whole;
        if (table->output_count == 1)
            WEIR_TRY(admit(run, &table->outputs[0], &items[i], &items[i]));
    }
    *out = weir_list(items, count);
    return WEIR_OK;
}

/* No rule hit: the defaults, or null. */
static weir_err otherwise(table_run *run, weir_value *out)
{
    const weir_table *table = run->table;
    bool has_default = false;

    for (uint32_t i = 0; i < table->output_count; i++)
        has_default = has_default || table->outputs[i].has_otherwise;
    if (has_default)
        return table->policy->is_multiple && !table->aggregator ? default_list(run, out)
                                                                : evaluate_outputs(run, NULL, out);
    *out = table->aggregator && table->aggregator->counts ? weir_integer(0)
                                                          : weir_dmn_null(run->cx, "no rule of the table fits");
    return WEIR_OK;
}

weir_err weir_table_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    const weir_table *table = frame->box->as.table;
    table_run run = {.cx = cx, .table = table, .env = frame->env};
    weir_value value = weir_null();
    bool are_allowed;

    WEIR_TRY(evaluate_inputs(&run, &are_allowed));
    if (are_allowed) {
        WEIR_TRY(find_hits(&run));
        if (run.hits.count > 0)
            WEIR_TRY(table->policy->pick(cx, table, &run.hits, &value));
        else
            WEIR_TRY(otherwise(&run, &value));
    }
    if (cx->trace)
        WEIR_TRY(trace_rules(&run));
    weir_box_done(frame, value);
    return WEIR_OK;
}
