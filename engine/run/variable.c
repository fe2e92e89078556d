/* SPDX-License-Identifier: Apache-2.0
 * run/variable.c - variables of scopes, and expressions over them.
 *
 * What a multi-instance knows (loopCounter, nrOfInstances …, the element variable, what it has
 * collected) is computed from the scope when asked for; nothing of it is stored twice.
 */
#include "run/execution.h"
#include "run/structure.h"

#include <assert.h>

#define VARIABLE_BYTES_MAX (1024u * 1024u)
#define VALUE_DEPTH_MAX 100u

weir_number_in_instance weir_cx_scope_of(const weir_cx *cx, weir_number_in_instance token)
{
    const weir_scope *opened = weir_state_scope_of(&cx->state, token);

    return opened ? opened->number : weir_state_token(&cx->state, token)->scope;
}

static bool item_variable(const weir_cx *cx, const weir_scope *scope, weir_text name, weir_value *out)
{
    const weir_loop *loop = cx->program->nodes[scope->node.ix].loop;
    const weir_scope *body;

    if (weir_text_equal(name, WEIR_T("loopCounter"))) {
        *out = weir_integer((int64_t)scope->item - 1);
        return true;
    }
    if (loop->element_variable.length == 0 || !weir_text_equal(name, loop->element_variable))
        return false;
    body = weir_state_scope(&cx->state, scope->parent);
    if (!body || scope->item > body->items.count || body->items.kind != WEIR_LIST)
        return false;
    *out = body->items.as.items[scope->item - 1];
    return true;
}

/* Those that nobody waits for any more: side by side all have started, and are done or active but for these. */
static int64_t terminated_count(const weir_loop *loop, const weir_scope *body)
{
    const int64_t count = body->item_count - body->completed_count - body->active_count;

    return loop->is_sequential || count < 0 ? 0 : count;
}

/* What a body counts, under the names that existing models use and under those of BPMN. */
static bool body_count(const weir_loop *loop, const weir_scope *body, weir_text name, int64_t *out)
{
    const struct {
        weir_text name, name_in_bpmn;
        int64_t count;
    } counts[] = {
        {WEIR_T("nrOfInstances"), WEIR_T("numberOfInstances"), body->item_count},
        {WEIR_T("nrOfCompletedInstances"), WEIR_T("numberOfCompletedInstances"), body->completed_count},
        {WEIR_T("nrOfActiveInstances"), WEIR_T("numberOfActiveInstances"), body->active_count},
        {WEIR_T("nrOfTerminatedInstances"), WEIR_T("numberOfTerminatedInstances"), terminated_count(loop, body)},
    };

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        *out = counts[i].count;
        if (weir_text_equal(name, counts[i].name) || weir_text_equal(name, counts[i].name_in_bpmn))
            return true;
    }
    return false;
}

static weir_err body_variable(weir_cx *cx, const weir_scope *body, weir_text name, bool *found, weir_value *out)
{
    const weir_loop *loop = cx->program->nodes[body->node.ix].loop;
    weir_value *items;
    int64_t count;

    *found = true;
    if (loop->is_standard) {
        *out = weir_integer(body->completed_count); /* that of the next round, if there is one */
        *found = weir_text_equal(name, WEIR_T("loopCounter"));
    } else if (body_count(loop, body, name, &count)) {
        *out = weir_integer(count);
    } else if (loop->output_collection.length > 0 && weir_text_equal(name, loop->output_collection)) {
        items = WEIR_TAKE(cx->arena, weir_value, body->collected.count);
        if (!items)
            return WEIR_ENOMEM;
        for (uint32_t i = 0; i < body->collected.count; i++)
            items[i] = body->collected.items[i].value;
        *out = weir_list(items, body->collected.count);
    } else {
        *found = false;
    }
    return WEIR_OK;
}

weir_err weir_cx_variable(weir_cx *cx, weir_number_in_instance number, weir_text name, bool *found, weir_value *out)
{
    const weir_value *transient = cx->shown ? weir_context_find(cx->shown, name) : NULL;

    if (!transient && cx->transients)
        transient = weir_context_find(cx->transients, name);
    *found = transient != NULL;
    if (transient)
        *out = *transient;
    for (const weir_scope *scope = weir_state_scope(&cx->state, number); scope && !*found;
         scope = scope->parent ? weir_state_scope(&cx->state, scope->parent) : NULL) {
        const weir_variable *variable = weir_scope_variable(scope, name);

        if (variable) {
            *out = variable->value;
            *found = true;
        } else if (scope->item > 0 && item_variable(cx, scope, name, out)) {
            *found = true;
        } else if (scope->is_loop) {
            WEIR_TRY(body_variable(cx, scope, name, found, out));
        }
    }
    return WEIR_OK;
}

/* Up to the limit; weir_cx_emit refuses one that is deeper than this looks. */
static size_t value_bytes(const weir_value *value, uint32_t depth)
{
    size_t bytes = sizeof *value;

    if (depth > VALUE_DEPTH_MAX)
        return bytes;
    if (value->kind == WEIR_STRING)
        return bytes + value->as.string.length;
    if (weir_value_label(value))
        bytes += weir_value_label(value)->text.length;
    for (uint32_t i = 0; i < value->count && bytes <= VARIABLE_BYTES_MAX; i++) {
        if (value->kind == WEIR_LIST)
            bytes += value_bytes(&value->as.items[i], depth + 1);
        else
            bytes += value->as.entries[i].key.length + value_bytes(&value->as.entries[i].value, depth + 1);
    }
    return bytes;
}

bool weir_cx_is_too_large(const weir_value *value)
{
    return (value->kind == WEIR_STRING || value->kind == WEIR_LIST || value->kind == WEIR_CONTEXT) &&
           value_bytes(value, 0) > VARIABLE_BYTES_MAX;
}

weir_err weir_cx_set_local(weir_cx *cx, weir_number_in_instance scope, weir_text name, weir_value value)
{
    if (weir_cx_is_too_large(&value))
        return weir_fail(cx->diag, WEIR_ELIMIT, WEIR_NO_TEXT, "variable '%.*s' is larger than variable_bytes_max = %u",
                         WEIR_ARG(name), VARIABLE_BYTES_MAX);
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_variable_set, .scope = scope, .name = name, .value = value});
}

/* A variable that was set here, or one that an item of a multi-instance has by itself. */
static bool has_variable(const weir_cx *cx, const weir_scope *scope, weir_text name)
{
    weir_value value;

    return weir_scope_variable(scope, name) || (scope->item > 0 && item_variable(cx, scope, name, &value));
}

weir_err weir_cx_set(weir_cx *cx, weir_number_in_instance number, weir_text name, weir_value value)
{
    const weir_scope *scope = weir_state_scope(&cx->state, number);

    assert(scope);
    while (scope->parent != 0 && !has_variable(cx, scope, name))
        scope = weir_state_scope(&cx->state, scope->parent);
    return weir_cx_set_local(cx, scope->number, name, value);
}

weir_err weir_cx_set_all(weir_cx *cx, weir_number_in_instance scope, const weir_value *variables, bool is_local)
{
    if (variables->kind == WEIR_NULL)
        return WEIR_OK;
    if (variables->kind != WEIR_CONTEXT)
        return weir_fail(cx->diag, WEIR_EVALUE, WEIR_NO_TEXT, "variables must be a context, not a %s",
                         weir_kind_name(variables->kind));
    for (uint32_t i = 0; i < variables->count; i++) {
        const weir_entry *entry = &variables->as.entries[i];

        WEIR_TRY(is_local ? weir_cx_set_local(cx, scope, entry->key, entry->value)
                          : weir_cx_set(cx, scope, entry->key, entry->value));
    }
    return WEIR_OK;
}

weir_err weir_cx_locals(weir_cx *cx, weir_number_in_instance number, weir_value *out)
{
    const weir_scope *scope = weir_state_scope(&cx->state, number);
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, scope->variables.count);

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < scope->variables.count; i++)
        entries[i] = (weir_entry){scope->variables.items[i].name, scope->variables.items[i].value};
    *out = weir_context(entries, scope->variables.count);
    return WEIR_OK;
}

/* Whether a scope has it that lies between `from` and `scope`. */
static bool is_hidden(const weir_cx *cx, weir_number_in_instance from, const weir_scope *scope, weir_text name)
{
    const weir_scope *inner = weir_state_scope(&cx->state, from);

    while (inner != scope && !has_variable(cx, inner, name))
        inner = weir_state_scope(&cx->state, inner->parent);
    return inner != scope;
}

typedef struct entries {
    weir_entry *items;
    uint32_t count, capacity;
} entries;

static weir_err add_entry(weir_cx *cx, entries *list, weir_text name, weir_value value)
{
    WEIR_TRY(WEIR_GROW(cx->arena, list));
    list->items[list->count++] = (weir_entry){name, value};
    return WEIR_OK;
}

/* What an item has by itself. */
static weir_err add_item_variables(weir_cx *cx, weir_number_in_instance from, const weir_scope *scope, entries *list)
{
    const weir_text names[] = {WEIR_T("loopCounter"), cx->program->nodes[scope->node.ix].loop->element_variable};

    for (uint32_t i = 0; i < 2; i++) {
        weir_value value;

        if (names[i].length > 0 && !weir_scope_variable(scope, names[i]) && !is_hidden(cx, from, scope, names[i]) &&
            item_variable(cx, scope, names[i], &value))
            WEIR_TRY(add_entry(cx, list, names[i], value));
    }
    return WEIR_OK;
}

weir_err weir_cx_visible(weir_cx *cx, weir_number_in_instance number, weir_value *out)
{
    entries list = {0};

    for (const weir_scope *scope = weir_state_scope(&cx->state, number); scope;
         scope = scope->parent ? weir_state_scope(&cx->state, scope->parent) : NULL) {
        for (uint32_t i = 0; i < scope->variables.count; i++) {
            const weir_variable *variable = &scope->variables.items[i];

            if (!is_hidden(cx, number, scope, variable->name))
                WEIR_TRY(add_entry(cx, &list, variable->name, variable->value));
        }
        if (scope->item > 0)
            WEIR_TRY(add_item_variables(cx, number, scope, &list));
    }
    *out = weir_context(list.items, list.count);
    return WEIR_OK;
}

weir_err weir_cx_set_absent(weir_cx *cx, weir_node_ix ix, const weir_mapping *mappings, uint32_t count,
                            weir_number_in_instance scope, bool is_local)
{
    for (uint32_t i = 0; i < count; i++) {
        weir_value value;
        bool is_there;

        WEIR_TRY(weir_cx_variable(cx, scope, mappings[i].name, &is_there, &value));
        if (is_there)
            continue;
        WEIR_TRY(weir_cx_setting(cx, ix, &mappings[i].value, scope, &value));
        WEIR_TRY(is_local ? weir_cx_set_local(cx, scope, mappings[i].name, value)
                          : weir_cx_set(cx, scope, mappings[i].name, value));
    }
    return WEIR_OK;
}

weir_err weir_cx_set_defaults(weir_cx *cx, weir_node_ix ix, weir_number_in_instance scope, bool is_local)
{
    const weir_node *node = weir_cx_node(cx, ix);

    return weir_cx_set_absent(cx, ix, node->defaults, node->default_count, scope, is_local);
}

weir_err weir_cx_declare(weir_cx *cx, weir_node_ix ix, weir_number_in_instance scope)
{
    const weir_mappings *locals = &weir_cx_node(cx, ix)->locals;

    for (uint32_t i = 0; i < locals->count; i++) {
        const weir_mapping *local = &locals->items[i];
        weir_value value;

        if (ix.ix == 0 &&
            (!local->value.is_set || weir_scope_variable(weir_state_scope(&cx->state, scope), local->name)))
            continue;
        WEIR_TRY(weir_cx_setting(cx, ix, &local->value, scope, &value));
        WEIR_TRY(weir_cx_set_local(cx, scope, local->name, value));
    }
    return WEIR_OK;
}

static bool find_visible(const void *self, weir_text name, weir_value *out)
{
    const weir_visible *visible = self;
    bool found;

    if (weir_cx_variable(visible->cx, visible->scope, name, &found, out) != WEIR_OK) {
        visible->cx->is_out_of_memory = true; /* FEEL has no way to say so; weir_step looks */
        return false;                         /* nothing is in *out */
    }
    return found;
}

weir_feel_scope weir_visible_scope(const weir_visible *visible)
{
    return (weir_feel_scope){.find = find_visible, .self = visible, .member = weir_execution_member};
}

weir_err weir_cx_evaluate(weir_cx *cx, weir_node_ix ix, const weir_expression *expression,
                          weir_number_in_instance scope, weir_value *out)
{
    const weir_visible visible = {cx, scope, ix};
    const weir_feel_scope names = weir_visible_scope(&visible);
    const weir_node *node = weir_cx_node(cx, ix);
    weir_diag diag = {0};
    weir_err err;

    cx->feel.reason[0] = '\0';
    err = weir_feel_eval(expression, &names, &cx->feel, out, &diag);
    if (err != WEIR_OK && err != WEIR_ENOMEM && diag.message[0] != '\0') /* else cx->diag has it already */
        return weir_fail_at(cx->diag, err, node->id, node->line, 0, "in \"%.*s\": %s",
                            WEIR_ARG(weir_expression_source(expression)), diag.message);
    return err;
}

weir_err weir_cx_setting(weir_cx *cx, weir_node_ix node, const weir_setting *setting, weir_number_in_instance scope,
                         weir_value *out)
{
    bool found;

    if (setting->expression)
        return weir_cx_evaluate(cx, node, setting->expression, scope, out);
    if (setting->structure)
        return weir_cx_structure(cx, node, setting->structure, scope, out);
    *out = setting->is_set ? setting->literal : weir_null();
    return setting->variable.at ? weir_cx_variable(cx, scope, setting->variable, &found, out) : WEIR_OK;
}

weir_err weir_cx_to_text(weir_cx *cx, weir_value *value)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, cx->arena, 0);
    if (value->kind == WEIR_NULL || !weir_scalar_write(value, true, &buffer))
        return WEIR_OK;
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    *value = weir_string(text);
    return WEIR_OK;
}

weir_err weir_cx_setting_text(weir_cx *cx, weir_node_ix node, const weir_setting *setting,
                              weir_number_in_instance scope, const char *what, weir_text *out)
{
    weir_value value;

    if (!setting->is_set) {
        *out = WEIR_NO_TEXT;
        return WEIR_OK;
    }
    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, &value));
    if (setting->expression && weir_expression_is_juel(setting->expression))
        WEIR_TRY(weir_cx_to_text(cx, &value));
    if (value.kind != WEIR_STRING)
        return weir_cx_fail(cx, node, "the %s gives a %s instead of a text%s%s", what, weir_kind_name(value.kind),
                            cx->feel.reason[0] ? ": " : "", cx->feel.reason);
    *out = value.as.string;
    return WEIR_OK;
}
