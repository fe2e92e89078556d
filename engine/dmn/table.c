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
    const weir_env **envs; /* of the entries of each column; NULL: all have `env` */
    bool *takes;           /* the index decides the constant entries of the column */
    weir_hits hits;
} table_run;

/* False: the value is outside of what the input allows. */
static weir_err evaluate_input(table_run *run, uint32_t ix, bool *is_allowed)
{
    const weir_table_input *input = &run->table->inputs[ix];
    weir_value value;

    WEIR_TRY(weir_dmn_eval(run->cx, input->expression, run->env, &value));
    WEIR_TRY(weir_type_coerce(run->cx, input->type, input->label, &value, &run->inputs[ix]));
    *is_allowed = !input->is_narrowed || value.kind == WEIR_NULL || run->inputs[ix].kind != WEIR_NULL;
    if (!input->allowed || !*is_allowed)
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
    run->cx->trace->input_values = run->inputs;
    return WEIR_OK;
}

/* The values of inputs whose entries ask for them by name. */
static weir_err name_inputs(table_run *run)
{
    const weir_table *table = run->table;

    for (uint32_t i = 0; i < table->input_count; i++) {
        if (!table->inputs[i].reads_variable)
            continue;
        if (!run->envs)
            run->envs = WEIR_TAKE(run->cx->run->arena, const weir_env *, table->input_count);
        if (!run->envs)
            return WEIR_ENOMEM;
        WEIR_TRY(weir_dmn_bind(run->cx, run->env, table->inputs[i].variable, &run->inputs[i], &run->envs[i]));
    }
    return WEIR_OK;
}

static const weir_env *env_of_entry(const table_run *run, uint32_t column)
{
    return run->envs && run->envs[column] ? run->envs[column] : run->env;
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
    WEIR_TRY(name_inputs(run));
    return run->cx->trace ? trace_inputs(run) : WEIR_OK;
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

/* -- which rules hit -- */

/* The entries of a rule that the index decides, or the others. */
static weir_err test_cells(const table_run *run, const weir_table_rule *rule, bool decided, bool *out)
{
    for (uint32_t i = 0; i < run->table->input_count && *out; i++) {
        if (rule->tests[i] && (run->takes[i] && rule->constants[i]) == decided)
            WEIR_TRY(weir_dmn_test(run->cx, rule->tests[i], &run->inputs[i], env_of_entry(run, i), out));
    }
    return WEIR_OK;
}

/* by_index: the rule is what the index left. */
static weir_err try_rule(table_run *run, uint32_t rule, bool by_index, bool *hits)
{
    *hits = true;
    WEIR_TRY(weir_dmn_charge(run->cx, 1));
    if (!by_index)
        WEIR_TRY(test_cells(run, &run->table->rules[rule], true, hits));
    WEIR_TRY(test_cells(run, &run->table->rules[rule], false, hits));
    if (!*hits)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(run->cx->run->arena, &run->hits));
    run->hits.items[run->hits.count++] = rule;
    return WEIR_OK;
}

static weir_err try_all(table_run *run)
{
    bool ends = false;

    for (uint32_t i = 0; i < run->table->rule_count && !ends; i++) {
        WEIR_TRY(try_rule(run, i, false, &ends));
        ends = ends && run->table->policy->ends_at_first;
    }
    return WEIR_OK;
}

/* What the index leaves of all rules, as bits. */
static weir_err narrow_down(const table_run *run, uint64_t **out)
{
    const weir_table *table = run->table;
    const uint32_t word_count = weir_table_index_word_count(table->index);
    uint64_t *rules = WEIR_TAKE(run->cx->run->arena, uint64_t, 2 * (size_t)word_count);

    if (!rules)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_dmn_charge(run->cx, 1 + (uint64_t)word_count * table->input_count / 64));
    for (uint32_t i = 0; i < word_count; i++)
        rules[i] = UINT64_MAX;
    if (table->rule_count % 64 > 0)
        rules[word_count - 1] = (UINT64_C(1) << table->rule_count % 64) - 1;
    for (uint32_t i = 0; i < table->input_count; i++) {
        if (run->takes[i])
            weir_table_index_narrow(table->index, i, &run->inputs[i], rules + word_count, rules);
    }
    *out = rules;
    return WEIR_OK;
}

static weir_err try_indexed(table_run *run)
{
    uint64_t *rules;
    bool ends = false;

    WEIR_TRY(narrow_down(run, &rules));
    for (uint32_t i = 0; i < weir_table_index_word_count(run->table->index) && !ends; i++) {
        for (uint64_t left = rules[i]; left && !ends; left &= left - 1) {
            WEIR_TRY(try_rule(run, i * 64 + (uint32_t)__builtin_ctzll(left), true, &ends));
            ends = ends && run->table->policy->ends_at_first;
        }
    }
    return WEIR_OK;
}

static weir_err find_hits(table_run *run)
{
    const weir_table *table = run->table;
    weir_arena *arena = run->cx->run->arena;

    run->takes = WEIR_TAKE(arena, bool, table->input_count);
    if (!run->takes)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->input_count; i++)
        run->takes[i] = weir_table_index_takes(table->index, i, &run->inputs[i]);
    WEIR_TRY(table->uses_index ? try_indexed(run) : try_all(run));
    run->hits.values = WEIR_TAKE(arena, weir_value, run->hits.count);
    if (!run->hits.values)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < run->hits.count; i++)
        WEIR_TRY(evaluate_outputs(run, &table->rules[run->hits.items[i]], &run->hits.values[i]));
    return WEIR_OK;
}

static weir_err trace_rules(const table_run *run)
{
    uint32_t *numbers = WEIR_TAKE(run->cx->run->arena, uint32_t, run->hits.count);

    if (!numbers)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < run->hits.count; i++)
        numbers[i] = run->hits.items[i] + 1;
    run->cx->trace->rules = numbers;
    run->cx->trace->rule_count = run->hits.count;
    run->cx->trace->rule_values = run->hits.values;
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
    if (table->policy->letter == 'C' && !table->aggregator)
        *out = weir_list(NULL, 0);
    else
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
