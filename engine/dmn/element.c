/* SPDX-License-Identifier: Apache-2.0
 * dmn/element.c - the kinds of elements of a requirement graph: what they need, what their value is.
 *
 * Spec: DMN 1.5 §6.3.6 (decision), §6.3.7 (input data), §6.3.8 (business knowledge model), §6.3.10 (service).
 */
#include "dmn/table.h"

/* The requirement elements below a part, each with one reference inside. */
static weir_err link_requirements(weir_dmn_compiler *c, weir_drg_element *element, weir_tag requirement, weir_tag tag,
                                  uint32_t wanted)
{
    const weir_part *child = weir_part_child(element->part, requirement);

    for (; child; child = weir_part_sibling(child, requirement))
        WEIR_TRY(weir_graph_link(c, child, tag, wanted, &element->needs));
    return WEIR_OK;
}

/* What an element needs from a file that it sees by a name, as a context of that name. */
static weir_err bind_import(weir_graph *graph, const weir_drg_element *element, const weir_dmn_import *import,
                            const weir_env **env)
{
    weir_entry *entries = WEIR_TAKE(graph->cx->run->arena, weir_entry, element->needs.count);
    weir_value value;
    uint32_t count = 0;

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < element->needs.count; i++) {
        const weir_drg_element *need = element->needs.items[i];

        if (need->model == import->model)
            entries[count++] = (weir_entry){need->variable, graph->values[need->rank]};
    }
    value = weir_context(entries, count);
    return count > 0 ? weir_dmn_bind(graph->cx, *env, import->name, &value, env) : WEIR_OK;
}

static weir_err bind_imports(weir_graph *graph, const weir_drg_element *element, const weir_env **env)
{
    const weir_dmn_model *model = element->model;

    for (uint32_t i = 0; i < model->import_count; i++) {
        WEIR_TRY(weir_dmn_charge(graph->cx, 1 + element->needs.count / 16));
        if (model->imports[i].name.length > 0)
            WEIR_TRY(bind_import(graph, element, &model->imports[i], env));
    }
    return WEIR_OK;
}

/* The names an element's logic sees: the values of what it needs. */
static weir_err env_of(weir_graph *graph, const weir_drg_element *element, bool with_host, const weir_env **out)
{
    const weir_env *env = NULL;

    if (with_host && graph->host.find) {
        weir_env *root = weir_env_new(graph->cx, NULL);

        if (!root)
            return WEIR_ENOMEM;
        root->host = graph->host;
        env = root;
    }
    WEIR_TRY(bind_imports(graph, element, &env));
    for (uint32_t i = 0; i < element->needs.count; i++) {
        const weir_drg_element *need = element->needs.items[i];

        if (weir_import_is_plain(element->model, need->model))
            WEIR_TRY(weir_dmn_bind(graph->cx, env, need->variable, &graph->values[need->rank], &env));
    }
    *out = env;
    return WEIR_OK;
}

/* -- input data -- */

static weir_err link_nothing(weir_dmn_compiler *c, weir_drg_element *element)
{
    (void)c, (void)element;
    return WEIR_OK;
}

static bool find_in(const weir_value *context, const weir_drg_element *element, weir_value *out)
{
    const weir_value *found = weir_context_find(context, element->variable);

    if (!found)
        found = weir_context_find(context, element->name);
    if (found)
        *out = *found;
    return found != NULL;
}

/* What the caller knows of an element: of an imported file in a context with the name of the import, or else, like its
 * own, by the name alone. Where its variable has another name than the element, both are known. */
static bool find_input(const weir_graph *graph, const weir_drg_element *element, weir_value *out)
{
    const weir_dmn_model *first = graph->file->models;
    const weir_feel_scope *host = &graph->host;
    weir_value imported;

    if (!host->find)
        return false;
    for (uint32_t i = 0; element->model != first && i < first->import_count; i++) {
        const weir_dmn_import *import = &first->imports[i];

        if (import->model == element->model && import->name.length > 0 &&
            host->find(host->self, import->name, &imported) && find_in(&imported, element, out))
            return true;
    }
    return host->find(host->self, element->variable, out) || host->find(host->self, element->name, out);
}

weir_err weir_graph_input(weir_graph *graph, const weir_drg_element *element, weir_value *out)
{
    weir_value value;

    if (!find_input(graph, element, &value)) {
        *out = weir_dmn_null(graph->cx, "there is no variable %.*s", WEIR_ARG(element->variable));
        return WEIR_OK;
    }
    return weir_type_coerce(graph->cx, element->type, element->variable, &value, out);
}

/* -- decision -- */

static weir_err link_decision(weir_dmn_compiler *c, weir_drg_element *element)
{
    WEIR_TRY(link_requirements(c, element, WEIR_PART_dmn_information_requirement, WEIR_PART_dmn_required_input,
                               WEIR_WANT_INPUT_DATA));
    WEIR_TRY(link_requirements(c, element, WEIR_PART_dmn_information_requirement, WEIR_PART_dmn_required_decision,
                               WEIR_WANT_DECISION));
    return link_requirements(c, element, WEIR_PART_dmn_knowledge_requirement, WEIR_PART_dmn_required_knowledge,
                             WEIR_WANT_FUNCTION);
}

/* Without a table: the values that were needed. */
static weir_err trace_needs(weir_graph *graph, const weir_drg_element *element, weir_decision_trace *trace)
{
    weir_entry *entries = WEIR_TAKE(graph->cx->run->arena, weir_entry, element->needs.count);
    uint32_t count = 0;

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < element->needs.count; i++) {
        const weir_drg_element *need = element->needs.items[i];
        const weir_value told = weir_context(entries, count);

        WEIR_TRY(weir_dmn_charge(graph->cx, 1 + count / 16));
        if (graph->values[need->rank].kind != WEIR_FUNCTION && !weir_context_find(&told, need->variable))
            entries[count++] = (weir_entry){need->variable, graph->values[need->rank]};
    }
    trace->inputs = weir_context(entries, count);
    return WEIR_OK;
}

static weir_err evaluate_logic(weir_graph *graph, const weir_drg_element *element, weir_decision_trace *trace,
                               weir_value *out)
{
    const bool is_table = element->box->kind && element->box->kind->tag == WEIR_PART_dmn_decision_table;
    weir_value value;
    const weir_env *env;

    WEIR_TRY(env_of(graph, element, true, &env));
    if (!is_table)
        WEIR_TRY(trace_needs(graph, element, trace));
    graph->cx->trace = is_table ? trace : NULL;
    WEIR_TRY(weir_box_evaluate(graph->cx, element->box, env, &value));
    graph->cx->trace = NULL;
    return weir_type_coerce(graph->cx, element->type, element->variable, &value, out);
}

static weir_err evaluate_decision(weir_graph *graph, const weir_drg_element *element, weir_value *out)
{
    const bool had_reason = graph->cx->reason[0] != '\0';
    weir_decision_trace trace = {.decision = element, .inputs = weir_context(NULL, 0)};

    if (!element->box->kind) {
        *out = weir_dmn_null(graph->cx, "the decision \"%.*s\" has no logic", WEIR_ARG(element->name));
        return WEIR_OK;
    }
    WEIR_TRY(evaluate_logic(graph, element, &trace, out));
    trace.result = out->kind == WEIR_FUNCTION ? weir_null() : *out;
    if (!graph->traces)
        return WEIR_OK;
    WEIR_TRY(weir_dmn_tell_reason(graph->cx, had_reason, &trace));
    WEIR_TRY(WEIR_GROW(graph->cx->run->arena, graph->traces));
    graph->traces->items[graph->traces->count++] = trace;
    return WEIR_OK;
}

/* -- business knowledge model -- */

static weir_err link_knowledge_model(weir_dmn_compiler *c, weir_drg_element *element)
{
    return link_requirements(c, element, WEIR_PART_dmn_knowledge_requirement, WEIR_PART_dmn_required_knowledge,
                             WEIR_WANT_FUNCTION);
}

static weir_err evaluate_knowledge_model(weir_graph *graph, const weir_drg_element *element, weir_value *out)
{
    const weir_env *env;

    if (!element->box->kind || !element->box->kind->is_function) {
        *out = weir_dmn_null(graph->cx, "the business knowledge model \"%.*s\" has no logic", WEIR_ARG(element->name));
        return WEIR_OK;
    }
    WEIR_TRY(env_of(graph, element, false, &env));
    return weir_box_function(graph->cx, element->box, env, element->variable, out);
}

/* -- decision service -- */

/* It needs nothing before it is called; then it walks the graph itself. */
static weir_err link_service(weir_dmn_compiler *c, weir_drg_element *element)
{
    weir_drg_list *parameters = &element->parameters;
    weir_text *names;

    WEIR_TRY(weir_graph_link(c, element->part, WEIR_PART_dmn_output_decision, WEIR_WANT_DECISION, &element->outputs));
    WEIR_TRY(weir_graph_link(c, element->part, WEIR_PART_dmn_input_data, WEIR_WANT_INPUT_DATA, parameters));
    WEIR_TRY(weir_graph_link(c, element->part, WEIR_PART_dmn_input_decision, WEIR_WANT_DECISION, parameters));
    names = WEIR_TAKE(c->arena, weir_text, parameters->count);
    if (!names)
        return WEIR_ENOMEM;
    element->parameter_names = names;
    for (uint32_t i = 0; i < parameters->count; i++)
        names[i] = parameters->items[i]->variable;
    if (element->outputs.count > 0)
        return WEIR_OK;
    return weir_dmn_problem(c, WEIR_ERROR, "dmn-output-missing", element->part,
                            "a decision service has an output decision");
}

weir_err weir_service_sign(weir_dmn_compiler *c, weir_drg_element *service)
{
    const uint32_t count = service->parameters.count;
    const weir_item_type *result = weir_type_of_result(service->type);
    weir_item_member *parameters = WEIR_TAKE(c->arena, weir_item_member, count);

    if (!parameters)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        parameters[i] = (weir_item_member){service->parameter_names[i], service->parameters.items[i]->type};
    if (!result && service->outputs.count == 1 && service->outputs.items[0]->type->form != WEIR_ITEM_ANY)
        result = service->outputs.items[0]->type;
    return weir_types_sign(c, parameters, count, result, &service->signature);
}

weir_err weir_service_result(weir_graph *graph, const weir_drg_element *service, weir_value *out)
{
    const weir_drg_list *outputs = &service->outputs;
    weir_entry *entries = WEIR_TAKE(graph->cx->run->arena, weir_entry, outputs->count);
    weir_value value;

    if (!entries)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_graph_evaluate(graph, outputs));
    for (uint32_t i = 0; i < outputs->count; i++)
        entries[i] = (weir_entry){outputs->items[i]->variable, graph->values[outputs->items[i]->rank]};
    value = outputs->count == 1 ? entries[0].value : weir_context(entries, outputs->count);
    return weir_type_coerce(graph->cx, weir_type_of_result(service->type), service->variable, &value, out);
}

typedef struct service_call {
    const weir_drg_element *service;
    weir_dmn_calls *calls;
} service_call;

/* Arguments of a wrong type make the call null. */
static weir_err run_service(weir_dmn_cx *cx, const weir_drg_element *service, const weir_value *arguments,
                            weir_value *out)
{
    weir_graph graph;

    WEIR_TRY(weir_graph_open(&graph, cx, service->file));
    for (uint32_t i = 0; i < service->parameters.count; i++) {
        const weir_drg_element *parameter = service->parameters.items[i];
        weir_value *value = &graph.values[parameter->rank];

        WEIR_TRY(weir_type_coerce(cx, parameter->type, parameter->variable, &arguments[i], value));
        graph.known[parameter->rank] = true;
        if (value->kind == WEIR_NULL && arguments[i].kind != WEIR_NULL) {
            *out = weir_null();
            return WEIR_OK;
        }
    }
    return weir_service_result(&graph, service, out);
}

static weir_err call_service(const void *opaque, const weir_value *arguments, weir_feel_run *run, weir_value *out,
                             weir_diag *diag)
{
    const service_call *self = opaque;
    weir_dmn_cx cx;
    weir_err err;

    WEIR_TRY(weir_dmn_call_begin(&cx, self->calls, run, diag));
    err = run_service(&cx, self->service, arguments, out);
    weir_dmn_call_end(&cx, err == WEIR_OK ? out : NULL);
    return err;
}

static weir_err evaluate_service(weir_graph *graph, const weir_drg_element *element, weir_value *out)
{
    service_call *self = WEIR_TAKE(graph->cx->run->arena, service_call, 1);

    if (!self)
        return WEIR_ENOMEM;
    *self = (service_call){element, graph->cx->calls};
    return weir_feel_typed_function(element->parameter_names, element->parameters.count, call_service, self,
                                    element->signature, graph->cx->run->arena, out);
}

/* -- the table -- */

static const weir_drg_kind kinds[] = {
    {WEIR_PART_dmn_input_data, "input data", link_nothing, weir_graph_input},
    {WEIR_PART_dmn_decision, "decision", link_decision, evaluate_decision},
    {WEIR_PART_dmn_business_knowledge_model, "business knowledge model", link_knowledge_model,
     evaluate_knowledge_model},
    {WEIR_PART_dmn_decision_service, "decision service", link_service, evaluate_service},
};

const weir_drg_kind *weir_drg_kind_of(weir_tag tag)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].tag == tag)
            return &kinds[i];
    }
    return NULL;
}
