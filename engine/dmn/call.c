/* SPDX-License-Identifier: Apache-2.0
 * dmn/call.c - an element asked by somebody outside who names the values: decisions, functions, services alike.
 */
#include "dmn/dmn_internal.h"

/* A decision whose value is given is not evaluated. */
static weir_err take_given(weir_graph *graph, const weir_drg_element *target, const weir_value *given)
{
    for (uint32_t i = 0; i < graph->file->decision_count; i++) {
        const weir_drg_element *decision = graph->file->decisions[i];
        const weir_value *value = weir_context_find(given, decision->variable);

        if (!value)
            value = weir_context_find(given, decision->name);
        if (!value || decision == target || decision->model != target->model)
            continue;
        WEIR_TRY(
            weir_type_coerce(graph->cx, decision->type, decision->variable, value, &graph->values[decision->rank]));
        graph->known[decision->rank] = true;
    }
    return WEIR_OK;
}

/* -- business knowledge models -- */

static weir_err argument_name(weir_arena *arena, uint32_t ix, weir_text *out)
{
    weir_buffer name;

    weir_buffer_init(&name, arena, 0);
    weir_buffer_format(&name, "a%u", ix);
    return weir_buffer_done(&name, out);
}

/* f(a0, a1 …) */
static weir_err compile_call(weir_dmn_cx *cx, uint32_t count, const weir_expression **out)
{
    weir_buffer source;
    weir_text text;

    weir_buffer_init(&source, cx->run->arena, 0);
    weir_buffer_text(&source, WEIR_T("f("));
    for (uint32_t i = 0; i < count; i++)
        weir_buffer_format(&source, "%sa%u", i > 0 ? ", " : "", i);
    weir_buffer_char(&source, ')');
    WEIR_TRY(weir_buffer_done(&source, &text));
    return weir_feel_compile(text, WEIR_FEEL_EXPRESSION, NULL, cx->run->arena, out, cx->diag);
}

static weir_err call_function(weir_dmn_cx *cx, const weir_drg_element *element, const weir_value *function,
                              const weir_value *given, weir_value *out)
{
    const uint32_t count = weir_decision_parameter_count(element);
    const weir_value none = weir_null();
    const weir_expression *call;
    const weir_env *env;

    WEIR_TRY(compile_call(cx, count, &call));
    WEIR_TRY(weir_dmn_bind(cx, NULL, WEIR_T("f"), function, &env));
    for (uint32_t i = 0; i < count; i++) {
        const weir_value *value = weir_context_find(given, weir_decision_parameter(element, i));
        weir_text name;

        WEIR_TRY(argument_name(cx->run->arena, i, &name));
        WEIR_TRY(weir_dmn_bind(cx, env, name, value ? value : &none, &env));
    }
    return weir_dmn_eval(cx, call, env, out);
}

/* -- any element -- */

weir_err weir_graph_call(weir_graph *graph, const weir_drg_element *element, const weir_value *given, weir_value *out)
{
    const weir_decision_kind kind = weir_decision_kind_of(element);
    weir_value value;

    if (kind == WEIR_DECISION) /* the others take values by their parameters alone */
        WEIR_TRY(take_given(graph, element, given));
    WEIR_TRY(weir_graph_answer(graph, element, &value));
    if (kind == WEIR_DECISION_KNOWLEDGE_MODEL && value.kind == WEIR_FUNCTION)
        return call_function(graph->cx, element, &value, given, out);
    *out = value;
    return WEIR_OK;
}

weir_err weir_decision_call(const weir_decision *decision, const weir_value *inputs, weir_feel_run *run,
                            weir_value *result, weir_decision_traces *traces, weir_diag *diag)
{
    const weir_feel_scope scope = weir_feel_scope_of(inputs);

    return weir_graph_run(decision, &scope, inputs, run, result, traces, diag);
}
