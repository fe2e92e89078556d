/* SPDX-License-Identifier: Apache-2.0
 * server/loop_variables.c - what a multi-instance knows, as variables of its scopes: nothing of it is stored as such.
 *
 * As run/variable.c computes them for expressions: loopCounter and the element variable of an item; nrOfInstances … and
 * what is collected of the body.
 */
#include "server/names.h"
#include "server/server_internal.h"
#include "server/snapshot.h"

#define ADDED_COUNT_MAX 4u

typedef struct addition {
    weir_rest *call;
    const weir_snapshot *snapshot;
    const weir_value *scope;
    const weir_loop *loop; /* NULL: the process is not known yet */
    weir_value *items;     /* the variables of the scope, and these */
    uint32_t count;
} addition;

static bool has(const addition *a, weir_text name)
{
    for (uint32_t i = 0; i < a->count; i++) {
        if (weir_text_equal(weir_snapshot_text(&a->items[i], "name"), name))
            return true;
    }
    return false;
}

static weir_err add(addition *a, weir_text name, weir_value value)
{
    weir_entry *entries;

    if (name.length == 0 || has(a, name))
        return WEIR_OK;
    entries = WEIR_TAKE(&a->call->arena, weir_entry, 2);
    if (!entries)
        return WEIR_ENOMEM;
    entries[0] = (weir_entry){WEIR_T("name"), weir_string(name)};
    entries[1] = (weir_entry){WEIR_T("value"), value};
    a->items[a->count++] = weir_context(entries, 2);
    return WEIR_OK;
}

static weir_err add_of_item(addition *a, int64_t item)
{
    const weir_value *body = weir_snapshot_find(a->snapshot->scopes, "n", weir_snapshot_number(a->scope, "parent"));
    const weir_value *items = body ? weir_context_find(body, WEIR_T("collection")) : NULL;

    WEIR_TRY(add(a, WEIR_T("loopCounter"), weir_integer(item - 1)));
    if (!a->loop || !items || items->kind != WEIR_LIST || item > (int64_t)items->count)
        return WEIR_OK;
    return add(a, a->loop->element_variable, items->as.items[item - 1]);
}

static weir_err add_of_body(addition *a)
{
    const weir_value *collected = weir_context_find(a->scope, WEIR_T("collected"));
    const uint32_t count = collected && collected->kind == WEIR_LIST ? collected->count : 0;
    weir_value *values = WEIR_TAKE(&a->call->arena, weir_value, count);
    const weir_value nothing = weir_null();

    if (!values)
        return WEIR_ENOMEM;
    if (a->loop && a->loop->is_standard)
        return add(a, WEIR_T("loopCounter"), weir_integer(weir_snapshot_number(a->scope, "completed")));
    WEIR_TRY(add(a, WEIR_T("nrOfInstances"), weir_integer(weir_snapshot_number(a->scope, "items"))));
    WEIR_TRY(add(a, WEIR_T("nrOfCompletedInstances"), weir_integer(weir_snapshot_number(a->scope, "completed"))));
    WEIR_TRY(add(a, WEIR_T("nrOfActiveInstances"), weir_integer(weir_snapshot_number(a->scope, "active"))));
    for (uint32_t i = 0; i < count; i++) {
        const weir_value *value = weir_context_find(&collected->as.items[i], WEIR_T("value"));

        values[i] = value ? *value : nothing;
    }
    return a->loop ? add(a, a->loop->output_collection, weir_list(values, count)) : WEIR_OK;
}

/* The scope with another list of variables. */
static weir_err replace_variables(const addition *a, weir_value *out)
{
    weir_entry *entries = WEIR_TAKE(&a->call->arena, weir_entry, a->scope->count + 1);
    uint32_t count = 0;

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < a->scope->count; i++) {
        if (!weir_text_equal(a->scope->as.entries[i].key, WEIR_T("variables")))
            entries[count++] = a->scope->as.entries[i];
    }
    entries[count++] = (weir_entry){WEIR_T("variables"), weir_list(a->items, a->count)};
    *out = weir_context(entries, count);
    return WEIR_OK;
}

static const weir_loop *find_loop(const weir_program *program, const weir_value *scope)
{
    weir_node_ix ix;

    if (!program)
        return NULL;
    ix = weir_program_node(program, weir_snapshot_text(scope, "element"));
    return ix.ix == WEIR_NO_IX ? NULL : program->nodes[ix.ix].loop;
}

static weir_err extend(weir_rest *call, const weir_snapshot *snapshot, const weir_program *program,
                       const weir_value *scope, weir_value *out)
{
    const weir_value *variables = weir_context_find(scope, WEIR_T("variables"));
    const uint32_t count = variables ? variables->count : 0;
    const int64_t item = weir_snapshot_number(scope, "item");
    addition a = {.call = call, .snapshot = snapshot, .scope = scope, .loop = find_loop(program, scope)};

    a.items = WEIR_TAKE(&call->arena, weir_value, count + ADDED_COUNT_MAX);
    if (!a.items)
        return WEIR_ENOMEM;
    for (; a.count < count; a.count++)
        a.items[a.count] = variables->as.items[a.count];
    WEIR_TRY(item > 0 ? add_of_item(&a, item) : add_of_body(&a));
    return replace_variables(&a, out);
}

static bool is_of_loop(const weir_value *scope)
{
    return weir_snapshot_number(scope, "item") > 0 || weir_context_find(scope, WEIR_T("loop")) != NULL;
}

weir_err weir_snapshot_add_loops(weir_rest *call, weir_snapshot *snapshot)
{
    const weir_program *program = NULL;
    weir_value *scopes = NULL, *list;
    const uint32_t count = snapshot->scopes ? snapshot->scopes->count : 0;

    for (uint32_t i = 0; i < count; i++) {
        if (!is_of_loop(&snapshot->scopes->as.items[i]))
            continue;
        if (!scopes) {
            scopes = WEIR_TAKE(&call->arena, weir_value, count);
            if (!scopes)
                return WEIR_ENOMEM;
            memcpy(scopes, snapshot->scopes->as.items, count * sizeof *scopes);
            program = weir_names_program(call, snapshot->definition);
        }
        WEIR_TRY(extend(call, snapshot, program, &snapshot->scopes->as.items[i], &scopes[i]));
    }
    if (!scopes)
        return WEIR_OK;
    list = WEIR_TAKE(&call->arena, weir_value, 1);
    if (!list)
        return WEIR_ENOMEM;
    *list = weir_list(scopes, count);
    snapshot->scopes = list;
    return WEIR_OK;
}
