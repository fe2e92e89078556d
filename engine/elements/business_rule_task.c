/* SPDX-License-Identifier: Apache-2.0
 * elements/business_rule_task.c - evaluates decisions, one after the other (BPMN 2.0.2 §13.3.3), or lets a worker do
 * it.
 *
 * Each sees the results of those before it. Without a result variable every output goes to the variable
 * of its name; a table that finds no rule gives null outputs, and the flows decide. What was decided and which rules
 * hit is told to those expressions of the task that read it (decisionResult, decisionRules), and made for them alone.
 */
#include <assert.h>
#include <stdio.h>

#include "dmn/dmn.h"
#include "elements/build.h"
#include "elements/called.h"
#include "elements/elements.h"
#include "elements/work.h"

typedef weir_err (*map_function)(weir_cx *cx, weir_node_ix node, const weir_decision *decision,
                                 const weir_value *result, weir_value *out);

typedef struct rule {
    weir_called called;
    weir_text result_variable;
    map_function map;
} rule;

typedef struct business_rule_task {
    rule *rules;
    uint32_t rule_count;
    const weir_work *work; /* instead of rules, or NULL */
} business_rule_task;

/* What was decided, taken apart: a result for each rule that a table lets answer or for each item of a boxed list, else
 * one; none where no rule hit. Never by what the value happens to be. */
typedef struct results {
    const weir_value *items;
    uint32_t count;
} results;

static results results_of(const weir_decision *decision, const weir_value *result)
{
    if (weir_decision_is_list(decision) && result->kind == WEIR_LIST)
        return (results){result->as.items, result->count};
    return (results){result, result->kind != WEIR_NULL ||
                                 !(weir_decision_is_table(decision) || weir_decision_is_list(decision))};
}

static weir_err wrong_shape(weir_cx *cx, weir_node_ix node, const char *map, const weir_decision *decision,
                            uint32_t count)
{
    return weir_cx_fail(cx, node, "what was decided does not fit %s: %u result%s of %u output%s", map, count,
                        count == 1 ? "" : "s", weir_decision_output_count(decision),
                        weir_decision_output_count(decision) == 1 ? "" : "s");
}

/* A result as {output name: value}. What is no table may give the context itself. */
static weir_err named(weir_cx *cx, const weir_decision *decision, const weir_value *result, weir_value *out)
{
    weir_entry *entry;

    *out = *result;
    if (weir_decision_output_count(decision) > 1 || (result->kind == WEIR_CONTEXT && !weir_decision_is_table(decision)))
        return WEIR_OK;
    entry = WEIR_TAKE(cx->arena, weir_entry, 1);
    if (!entry)
        return WEIR_ENOMEM;
    *entry = (weir_entry){weir_decision_output(decision, 0), *result};
    *out = weir_context(entry, 1);
    return WEIR_OK;
}

static weir_err single_entry(weir_cx *cx, weir_node_ix node, const weir_decision *decision, const weir_value *result,
                             weir_value *out)
{
    const results all = results_of(decision, result);

    if (all.count > 1 || (all.count == 1 && weir_decision_output_count(decision) > 1))
        return wrong_shape(cx, node, "singleEntry", decision, all.count);
    *out = all.count == 1 ? all.items[0] : weir_null();
    return WEIR_OK;
}

static weir_err single_result(weir_cx *cx, weir_node_ix node, const weir_decision *decision, const weir_value *result,
                              weir_value *out)
{
    const results all = results_of(decision, result);

    if (all.count > 1)
        return wrong_shape(cx, node, "singleResult", decision, all.count);
    *out = weir_null();
    return all.count == 1 ? named(cx, decision, &all.items[0], out) : WEIR_OK;
}

static weir_err collect_entries(weir_cx *cx, weir_node_ix node, const weir_decision *decision, const weir_value *result,
                                weir_value *out)
{
    const results all = results_of(decision, result);
    weir_value *items;

    if (all.count > 0 && weir_decision_output_count(decision) > 1)
        return wrong_shape(cx, node, "collectEntries", decision, all.count);
    items = WEIR_TAKE(cx->arena, weir_value, all.count);
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < all.count; i++)
        items[i] = all.items[i];
    *out = weir_list(items, all.count);
    return WEIR_OK;
}

static weir_err result_list(weir_cx *cx, weir_node_ix node, const weir_decision *decision, const weir_value *result,
                            weir_value *out)
{
    const results all = results_of(decision, result);
    weir_value *items = WEIR_TAKE(cx->arena, weir_value, all.count);

    (void)node;
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < all.count; i++)
        WEIR_TRY(named(cx, decision, &all.items[i], &items[i]));
    *out = weir_list(items, all.count);
    return WEIR_OK;
}

/* As DMN has it: a value, a context or a list of them. */
static weir_err plain_result(weir_cx *cx, weir_node_ix node, const weir_decision *decision, const weir_value *result,
                             weir_value *out)
{
    (void)cx, (void)node, (void)decision;
    *out = *result;
    return WEIR_OK;
}

static const struct {
    const char *name;
    map_function map;
} maps[] = {
    {"resultList", result_list}, /* the first is the default */
    {"singleEntry", single_entry},       {"singleResult", single_result},
    {"collectEntries", collect_entries}, {"plainResult", plain_result},
};

/* A decision is named by the task itself, or by a weir:decision in it. */
typedef struct rule_names {
    weir_called_names called;
    weir_attr result_variable, map;
} rule_names;

static const rule_names task_names = {{WEIR_ATTR_weir_decision_ref, WEIR_ATTR_weir_decision_ref_binding,
                                       WEIR_ATTR_weir_decision_ref_version, WEIR_ATTR_weir_decision_ref_version_tag},
                                      WEIR_ATTR_weir_result_variable,
                                      WEIR_ATTR_weir_map_decision_result};
static const rule_names decision_names = {{WEIR_ATTR_ref, WEIR_ATTR_binding, WEIR_ATTR_version, WEIR_ATTR_version_tag},
                                          WEIR_ATTR_result_variable,
                                          WEIR_ATTR_map};

static weir_err build_rule(struct weir_build *b, const struct weir_part *part, const rule_names *names, rule *out)
{
    const weir_text map_name = weir_part_attribute(part, names->map);

    WEIR_TRY(weir_called_build(b, part, &names->called, &out->called));
    out->result_variable = weir_part_attribute(part, names->result_variable);
    out->map = maps[0].map;
    if (!map_name.at)
        return WEIR_OK;
    for (uint32_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        if (weir_text_equal(map_name, weir_text_of(maps[i].name))) {
            out->map = maps[i].map;
            return WEIR_OK;
        }
    }
    return weir_problem_add(b->problems, WEIR_ERROR, "decision-map-unknown", part->line, 0, weir_part_owner_id(part),
                            "\"%.*s\" is no way to map a result; use singleEntry, singleResult, collectEntries, "
                            "resultList or plainResult",
                            WEIR_ARG(map_name));
}

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    const weir_part *first = weir_part_extension(part, WEIR_PART_weir_decision);
    business_rule_task *config = WEIR_BUILD_TAKE(b, business_rule_task);
    uint32_t count = 0;

    if (!config)
        return WEIR_ENOMEM;
    node->config = config;
    if (weir_work_is_set(part))
        return weir_work_build(b, part, &config->work);
    for (const weir_part *child = first; child; child = weir_part_sibling(child, WEIR_PART_weir_decision))
        count++;
    config->rules = WEIR_TAKE(b->arena, rule, count + 1);
    if (!config->rules)
        return WEIR_ENOMEM;
    if (weir_part_attribute(part, WEIR_ATTR_weir_decision_ref).at)
        WEIR_TRY(build_rule(b, part, &task_names, &config->rules[config->rule_count++]));
    for (const weir_part *child = first; child; child = weir_part_sibling(child, WEIR_PART_weir_decision))
        WEIR_TRY(build_rule(b, child, &decision_names, &config->rules[config->rule_count++]));
    if (config->rule_count > 0)
        return WEIR_OK;
    return weir_problem_add(b->problems, WEIR_ERROR, "decision-missing", part->line, 0, part->id,
                            "a business rule task needs weir:decisionRef or weir:decision elements");
}

/* What each decision saw and gave, as one fact per decision; the one that was asked for comes last. */
static weir_err record(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                       const weir_decision_definition *asked, const weir_decision_traces *traces)
{
    const weir_decision_library *library = &cx->env.decisions;

    for (uint32_t i = 0; i < traces->count; i++) {
        const weir_decision_trace *trace = &traces->items[i];
        const weir_decision_definition *definition =
            trace->decision == asked->decision ? asked : library->beside(library->self, asked, trace->decision);
        weir_fact fact = {.kind = WEIR_FACT_decision_evaluated,
                          .node = node,
                          .token = token,
                          .name = weir_decision_key(trace->decision),
                          .text = definition ? definition->id : WEIR_NO_TEXT,
                          .number = traces->count - 1 - i};

        WEIR_TRY(weir_decision_record(trace, cx->arena, &fact.value));
        WEIR_TRY(weir_cx_emit(cx, fact));
    }
    return WEIR_OK;
}

/* Without a result variable: each output to the variable of its name. */
static weir_err spread(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, const weir_decision *decision,
                       const weir_value *result)
{
    weir_value value;

    if (weir_decision_output_count(decision) == 1 && result->kind != WEIR_CONTEXT)
        return weir_cx_set(cx, scope, weir_decision_output(decision, 0), *result);
    WEIR_TRY(single_result(cx, node, decision, result, &value));
    if (value.kind == WEIR_CONTEXT)
        return weir_cx_set_all(cx, scope, &value, false);
    for (uint32_t i = 0; i < weir_decision_output_count(decision); i++)
        WEIR_TRY(weir_cx_set(cx, scope, weir_decision_output(decision, i), weir_null()));
    return WEIR_OK;
}

/* Whether somebody may ask for decisionResult when the task is done; an action may ask for it by a text. */
static bool shows_result(const weir_node *node)
{
    return (node->reads & WEIR_READS_DECISION_RESULT) || node->outputs.count > 0 || node->listeners ||
           (node->loop && node->loop->outputs.count > 0);
}

static bool shows_rules(const weir_node *node)
{
    return node->reads & WEIR_READS_DECISION_RULES;
}

/* What the expressions of the task see beside variables. */
typedef struct seen {
    weir_value result; /* of the last decision, a list of contexts */
    weir_value rules;  /* that hit in all of them, a list of contexts */
} seen;

static weir_err add_rules(weir_cx *cx, const weir_decision_traces *traces, weir_value *rules)
{
    weir_value more, *items;

    WEIR_TRY(weir_decision_rules(traces, cx->arena, &more));
    if (rules->kind != WEIR_LIST || rules->count == 0) {
        *rules = more;
        return WEIR_OK;
    }
    items = WEIR_TAKE(cx->arena, weir_value, (size_t)rules->count + more.count);
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < rules->count + more.count; i++)
        items[i] = i < rules->count ? rules->as.items[i] : more.as.items[i - rules->count];
    *rules = weir_list(items, rules->count + more.count);
    return WEIR_OK;
}

static const char *const versions[] = {
    [WEIR_BINDING_LATEST] = "",
    [WEIR_BINDING_DEPLOYMENT] = " in the deployment of the process",
    [WEIR_BINDING_VERSION] = " in version ",
    [WEIR_BINDING_VERSION_TAG] = " with the version tag ",
};
static_assert(sizeof versions / sizeof *versions == WEIR_BINDING_COUNT, "a row for each binding");

static weir_err find(weir_cx *cx, weir_node_ix node, const weir_callee *reference, const weir_decision_definition **out)
{
    const weir_decision_library *library = &cx->env.decisions;
    char version[16] = "";

    *out = library->find ? library->find(library->self, reference) : NULL;
    if (*out)
        return WEIR_OK;
    if (reference->binding == WEIR_BINDING_VERSION)
        (void)snprintf(version, sizeof version, "%u", reference->version);
    return weir_cx_fail(cx, node, "no decision '%.*s' is deployed%s%s%.*s", WEIR_ARG(reference->key),
                        versions[reference->binding], version, WEIR_ARG(reference->version_tag));
}

static weir_err evaluate(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const rule *row, seen *told)
{
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    const bool is_shown = shows_result(weir_cx_node(cx, node));
    const weir_visible visible = {cx, scope, node};
    const weir_feel_scope names = weir_visible_scope(&visible);
    weir_decision_traces traces = {0};
    const weir_decision_definition *definition;
    const weir_decision *decision;
    weir_value result, value;
    weir_callee reference;
    weir_diag diag = {0};
    weir_err err;

    WEIR_TRY(weir_called_resolve(cx, node, &row->called, scope, "decision reference", &reference));
    WEIR_TRY(find(cx, node, &reference, &definition));
    decision = definition->decision;
    cx->feel.reason[0] = '\0';
    err = weir_decision_evaluate(decision, &names, &cx->feel, &result, &traces, &diag);
    if (err == WEIR_ENOMEM)
        return WEIR_ENOMEM;
    if (err != WEIR_OK)
        return weir_fail_at(cx->diag, err, weir_cx_node(cx, node)->id, weir_cx_node(cx, node)->line, 0,
                            "decision '%.*s': %s", WEIR_ARG(reference.key), diag.message);
    WEIR_TRY(record(cx, node, token, definition, &traces));
    if (shows_rules(weir_cx_node(cx, node)))
        WEIR_TRY(add_rules(cx, &traces, &told->rules));
    if (is_shown)
        WEIR_TRY(result_list(cx, node, decision, &result, &told->result));
    if (row->result_variable.length == 0 && is_shown && told->result.count > 1 &&
        weir_decision_output_count(decision) > 1)
        return WEIR_OK; /* who asks for decisionResult takes it apart */
    if (row->result_variable.length == 0)
        return spread(cx, node, scope, decision, &result);
    WEIR_TRY(row->map(cx, node, decision, &result, &value));
    return weir_cx_set(cx, scope, row->result_variable, value);
}

/* Outputs, listeners, events and conditions see it beside what the command brought along. */
static weir_err complete(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const seen *told)
{
    const weir_value *around = cx->transients;
    const uint32_t count = around ? around->count : 0;
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, (size_t)count + 2);
    uint32_t own = 0;
    weir_value all;
    weir_err err;

    if (!entries)
        return WEIR_ENOMEM;
    if (shows_result(weir_cx_node(cx, node)))
        entries[own++] = (weir_entry){WEIR_T(WEIR_DECISION_RESULT_NAME), told->result};
    if (shows_rules(weir_cx_node(cx, node)))
        entries[own++] = (weir_entry){WEIR_T(WEIR_DECISION_RULES_NAME), told->rules};
    for (uint32_t i = 0; i < count; i++)
        entries[own + i] = around->as.entries[i];
    all = weir_context(entries, own + count);
    cx->transients = &all;
    err = weir_cx_complete(cx, token);
    cx->transients = around;
    return err;
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_node *task = weir_cx_node(cx, node);
    const business_rule_task *config = task->config;
    seen told = {weir_null(), weir_null()};

    if (config->work)
        return weir_work_begin(cx, node, token, config->work);
    for (uint32_t i = 0; i < config->rule_count; i++)
        WEIR_TRY(evaluate(cx, node, token, &config->rules[i], &told));
    return shows_result(task) || shows_rules(task) ? complete(cx, node, token, &told) : weir_cx_complete(cx, token);
}

weir_text weir_rule_task_beside(const weir_node *node, uint32_t ix)
{
    const business_rule_task *config = node->config;
    const weir_called *called = ix < config->rule_count ? &config->rules[ix].called : NULL;

    if (!called || called->binding != WEIR_BINDING_DEPLOYMENT || called->key.expression ||
        called->key.literal.kind != WEIR_STRING)
        return WEIR_NO_TEXT;
    return called->key.literal.as.string;
}

uint32_t weir_rule_task_count(const weir_node *node)
{
    return ((const business_rule_task *)node->config)->rule_count;
}

const weir_element weir_el_business_rule_task = {.build = build, .on_token = on_token, .on_wait = weir_work_done};
