/* SPDX-License-Identifier: Apache-2.0
 * dmn/evaluate.c - one evaluation: names, reasons, the budget, and the walk over the graph.
 *
 * FEEL forgets the reason of one expression when the next begins; here the first one of a decision is kept.
 */
#include <stdarg.h>
#include <string.h>

#include "dmn/dmn_internal.h"

/* -- budget and reasons -- */

weir_err weir_dmn_charge(weir_dmn_cx *cx, uint64_t step_count)
{
    weir_feel_run *run = cx->run;

    if (step_count > run->step_count_max - run->step_count) {
        run->step_count = run->step_count_max;
        return weir_fail(cx->diag, WEIR_ELIMIT, WEIR_NO_TEXT, "the decision reached a limit: feel_step_count_max is %u",
                         run->step_count_max);
    }
    run->step_count += (uint32_t)step_count;
    return WEIR_OK;
}

weir_value weir_dmn_null(weir_dmn_cx *cx, const char *format, ...)
{
    va_list list;
    size_t length;

    if (cx->reason[0] != '\0')
        return weir_null();
    va_start(list, format);
    (void)vsnprintf(cx->reason, sizeof cx->reason, format, list);
    va_end(list);
    for (length = strlen(cx->reason); length > 0 && !weir_utf8_valid((weir_text){cx->reason, length}, NULL);)
        cx->reason[--length] = '\0'; /* cut inside a character */
    return weir_null();
}

/* Mostly there is none. */
static void copy_reason(char to[static WEIR_FEEL_REASON_BYTES], const char from[static WEIR_FEEL_REASON_BYTES])
{
    if (from[0] == '\0')
        to[0] = '\0';
    else
        memcpy(to, from, WEIR_FEEL_REASON_BYTES);
}

static void keep_reason(weir_dmn_cx *cx)
{
    if (cx->reason[0] == '\0')
        copy_reason(cx->reason, cx->run->reason);
}

weir_err weir_dmn_call_begin(weir_dmn_cx *cx, weir_dmn_calls *calls, weir_feel_run *run, weir_diag *diag)
{
    *cx = (weir_dmn_cx){.run = run, .diag = diag, .calls = calls};
    if (calls->depth >= WEIR_DMN_CALL_DEPTH_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "the decision reached a limit: dmn_call_depth_max is %u",
                         WEIR_DMN_CALL_DEPTH_MAX);
    calls->depth++;
    return WEIR_OK;
}

void weir_dmn_call_end(weir_dmn_cx *cx, const weir_value *result)
{
    cx->calls->depth--;
    if (!result || result->kind != WEIR_NULL)
        cx->reason[0] = '\0';
    copy_reason(cx->run->reason, cx->reason);
}

/* -- names -- */

weir_env *weir_env_new(weir_dmn_cx *cx, const weir_env *up)
{
    weir_env *env = WEIR_TAKE(cx->run->arena, weir_env, 1);

    if (env) {
        env->up = up;
        env->run = cx->run;
    }
    return env;
}

weir_err weir_dmn_bind(weir_dmn_cx *cx, const weir_env *up, weir_text name, const weir_value *value,
                       const weir_env **out)
{
    weir_env *env = weir_env_new(cx, up);

    if (!env)
        return WEIR_ENOMEM;
    env->name = name;
    env->value = *value;
    *out = env;
    return WEIR_OK;
}

/* A name far up takes long to find; sixteen names cost as much as one instruction. */
static void charge_search(weir_feel_run *run, uint32_t name_count)
{
    const uint32_t left = run->step_count_max - run->step_count, cost = name_count / 16;

    run->step_count += cost < left ? cost : left;
}

static bool find_name(const void *self, weir_text name, weir_value *out)
{
    uint32_t passed_count = 0;

    for (const weir_env *env = self; env; env = env->up) {
        const weir_value *entry = env->is_spread ? weir_context_find(&env->value, name) : NULL;

        passed_count += 1 + (env->is_spread ? env->value.count : 0);
        if (entry || (env->name.length > 0 && weir_text_equal(env->name, name))) {
            *out = entry ? *entry : env->value;
            charge_search(env->run, passed_count);
            return true;
        }
        if (env->host.find && env->host.find(env->host.self, name, out))
            return true;
        if (!env->up)
            charge_search(env->run, passed_count);
    }
    return false;
}

/* -- expressions -- */

weir_err weir_dmn_eval(weir_dmn_cx *cx, const weir_expression *expression, const weir_env *env, weir_value *out)
{
    const weir_feel_scope scope = {.find = find_name, .self = env};

    *out = weir_null();
    if (!expression)
        return WEIR_OK;
    WEIR_TRY(weir_feel_eval(expression, &scope, cx->run, out, cx->diag));
    keep_reason(cx);
    return WEIR_OK;
}

weir_err weir_dmn_test(weir_dmn_cx *cx, const weir_expression *tests, const weir_value *input, const weir_env *env,
                       bool *out)
{
    const weir_feel_scope scope = {.find = find_name, .self = env};
    weir_value value;

    *out = true;
    if (!tests)
        return WEIR_OK;
    if (weir_expression_is_juel(tests))
        WEIR_TRY(weir_feel_eval(tests, &scope, cx->run, &value, cx->diag));
    else
        WEIR_TRY(weir_feel_test(tests, input, &scope, cx->run, &value, cx->diag));
    keep_reason(cx);
    *out = value.kind == WEIR_BOOLEAN && value.as.boolean;
    return WEIR_OK;
}

/* -- the graph -- */

weir_err weir_graph_open(weir_graph *graph, weir_dmn_cx *cx, const weir_decisions *file)
{
    weir_arena *arena = cx->run->arena;

    *graph = (weir_graph){.cx = cx, .file = file};
    WEIR_TRY(weir_dmn_charge(cx, file->element_count / 16));
    graph->values = WEIR_TAKE(arena, weir_value, file->element_count);
    graph->known = WEIR_TAKE(arena, bool, file->element_count);
    graph->needed = WEIR_TAKE(arena, bool, file->element_count);
    return graph->values && graph->known && graph->needed ? WEIR_OK : WEIR_ENOMEM;
}

/* From the last rank down: all that a needed element needs is needed too. */
static weir_err mark_needed(weir_graph *graph, const weir_drg_list *targets)
{
    for (uint32_t i = 0; i < targets->count; i++)
        graph->needed[targets->items[i]->rank] = true;
    for (uint32_t rank = graph->file->element_count; rank-- > 0;) {
        const weir_drg_list *needs = &graph->file->ranked[rank]->needs;

        if (!graph->needed[rank] || graph->known[rank])
            continue;
        WEIR_TRY(weir_dmn_charge(graph->cx, needs->count));
        for (uint32_t i = 0; i < needs->count; i++)
            graph->needed[needs->items[i]->rank] = true;
    }
    return WEIR_OK;
}

weir_err weir_graph_evaluate(weir_graph *graph, const weir_drg_list *targets)
{
    WEIR_TRY(mark_needed(graph, targets));
    for (uint32_t rank = 0; rank < graph->file->element_count; rank++) {
        const weir_drg_element *element = graph->file->ranked[rank];

        if (!graph->needed[rank] || graph->known[rank])
            continue;
        WEIR_TRY(weir_dmn_charge(graph->cx, 1));
        if (element->fault.length == 0)
            WEIR_TRY(element->kind->evaluate(graph, element, &graph->values[rank]));
        else
            graph->values[rank] = weir_dmn_null(graph->cx, "the %s \"%.*s\" can't be evaluated: %.*s",
                                                element->kind->word, WEIR_ARG(element->name), WEIR_ARG(element->fault));
        graph->known[rank] = true;
    }
    return WEIR_OK;
}

/* -- a decision -- */

/* Asked for itself, an element in which something is wrong has no value. */
static weir_err refuse_fault(const weir_drg_element *element, weir_diag *diag)
{
    if (element->fault.length == 0)
        return WEIR_OK;
    return weir_fail_at(diag, WEIR_EMODEL, element->id, element->fault_line, 0,
                        "the %s \"%.*s\" can't be evaluated: %.*s", element->kind->word, WEIR_ARG(element->name),
                        WEIR_ARG(element->fault));
}

weir_err weir_graph_answer(weir_graph *graph, const weir_drg_element *element, weir_value *out)
{
    weir_drg_element *target = graph->file->elements + (element - graph->file->elements);
    const weir_drg_list targets = {&target, 1, 1};

    WEIR_TRY(refuse_fault(element, graph->cx->diag));
    if (element->outputs.count == 0) {
        WEIR_TRY(weir_graph_evaluate(graph, &targets));
        *out = graph->values[element->rank];
        return WEIR_OK;
    }
    for (uint32_t i = 0; i < element->outputs.count; i++)
        WEIR_TRY(refuse_fault(element->outputs.items[i], graph->cx->diag));
    for (uint32_t i = 0; i < element->parameters.count; i++) {
        const weir_drg_element *parameter = element->parameters.items[i];

        WEIR_TRY(weir_graph_input(graph, parameter, &graph->values[parameter->rank]));
        graph->known[parameter->rank] = true;
    }
    return weir_service_result(graph, element, out);
}

weir_err weir_dmn_tell_reason(const weir_dmn_cx *cx, bool had_reason, weir_decision_trace *trace)
{
    if (had_reason || trace->result.kind != WEIR_NULL || cx->reason[0] == '\0')
        return WEIR_OK;
    return weir_arena_text(cx->run->arena, weir_text_of(cx->reason), &trace->reason);
}

/* A service is told of as well, behind the decisions in it: what it was asked, and what it answers. */
static weir_err trace_service(weir_graph *graph, const weir_drg_element *service, const weir_value *result)
{
    const weir_drg_list *parameters = &service->parameters;
    weir_decision_traces *traces = graph->traces;
    weir_entry *entries = WEIR_TAKE(graph->cx->run->arena, weir_entry, parameters->count);
    weir_decision_trace trace = {.decision = service, .result = *result};

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < parameters->count; i++)
        entries[i] = (weir_entry){parameters->items[i]->variable, graph->values[parameters->items[i]->rank]};
    trace.inputs = weir_context(entries, parameters->count);
    WEIR_TRY(weir_dmn_tell_reason(graph->cx, false, &trace));
    WEIR_TRY(WEIR_GROW(graph->cx->run->arena, traces));
    traces->items[traces->count++] = trace;
    return WEIR_OK;
}

weir_err weir_graph_run(const weir_decision *decision, const weir_feel_scope *scope, const weir_value *given,
                        weir_feel_run *run, weir_value *result, weir_decision_traces *traces, weir_diag *diag)
{
    weir_dmn_calls *calls = WEIR_TAKE(run->arena, weir_dmn_calls, 1);
    weir_dmn_cx cx = {.run = run, .diag = diag, .calls = calls};
    weir_graph graph;
    weir_value value;

    if (!calls)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_graph_open(&graph, &cx, decision->file));
    graph.host = scope ? *scope : (weir_feel_scope){0};
    graph.traces = traces;
    WEIR_TRY(given ? weir_graph_call(&graph, decision, given, &value) : weir_graph_answer(&graph, decision, &value));
    if (traces && decision->outputs.count > 0)
        WEIR_TRY(trace_service(&graph, decision, &value));
    if (value.kind != WEIR_NULL)
        cx.reason[0] = '\0';
    copy_reason(run->reason, cx.reason);
    *result = value;
    return WEIR_OK;
}

weir_err weir_decision_evaluate(const weir_decision *decision, const weir_feel_scope *scope, weir_feel_run *run,
                                weir_value *result, weir_decision_traces *traces, weir_diag *diag)
{
    return weir_graph_run(decision, scope, NULL, run, result, traces, diag);
}
