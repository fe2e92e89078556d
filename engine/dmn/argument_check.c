/* SPDX-License-Identifier: Apache-2.0
 * dmn/argument_check.c - calls and invocations whose arguments are not what the function takes.
 *
 * Such a call is null when it runs (DMN 1.5 §10.3.2.13), which nobody sees. Functions are known where their text is: a
 * business knowledge model or decision service that is required, a function that is an entry of a context around.
 */
#include "dmn/dmn_internal.h"

/* Of one set of files. */
#define LOOK_COUNT_MAX 1000u

/* What is called. */
typedef struct callee {
    const char *word;
    weir_text name;
    weir_feel_names parameters;
} callee;

/* Arguments as they are written. */
typedef struct arguments {
    uint32_t count;
    const weir_text *names; /* NULL: by position */
} arguments;

/* ── what is called ──────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_parameters(weir_dmn_compiler *c, const weir_part *function, weir_feel_names *out)
{
    const weir_part *first = weir_part_child(function, WEIR_PART_dmn_formal_parameter), *child = first;
    weir_text *names;
    uint32_t count = 0;

    for (; child; child = weir_part_sibling(child, WEIR_PART_dmn_formal_parameter))
        count++;
    names = WEIR_TAKE(c->arena, weir_text, count);
    if (!names)
        return WEIR_ENOMEM;
    child = first;
    for (uint32_t i = 0; i < count; i++, child = weir_part_sibling(child, WEIR_PART_dmn_formal_parameter))
        WEIR_TRY(weir_name_of(c->arena, child, WEIR_ATTR_name, &names[i]));
    *out = (weir_feel_names){names, count};
    return WEIR_OK;
}

static const weir_part *function_in(const weir_part *part)
{
    const weir_part *function = weir_part_child(part, WEIR_PART_dmn_encapsulated_logic);

    return function ? function : weir_part_child(part, WEIR_PART_dmn_function_definition);
}

static weir_err describe_element(weir_dmn_compiler *c, const weir_drg_element *element, callee *out, bool *found)
{
    const weir_part *function = function_in(element->part);

    *out = (callee){.word = element->kind->word, .name = element->name};
    if (element->part->tag == WEIR_PART_dmn_decision_service) {
        out->parameters = (weir_feel_names){element->parameter_names, element->parameters.count};
        *found = true;
    } else if (element->part->tag == WEIR_PART_dmn_business_knowledge_model && function) {
        WEIR_TRY(read_parameters(c, function, &out->parameters));
        *found = true;
    }
    return WEIR_OK;
}

/* base: the name of an import, or absent. */
static const weir_drg_element *find_required(const weir_dmn_compiler *c, weir_text base, weir_text name)
{
    const weir_drg_list *needs = &c->element->needs;

    for (uint32_t i = needs->count; i-- > 0;) { /* the last one hides the others */
        const weir_drg_element *need = needs->items[i];
        bool is_there = base.length == 0 && weir_import_is_plain(c->current, need->model);

        for (uint32_t m = 0; base.length > 0 && m < c->current->import_count; m++)
            is_there = is_there || (c->current->imports[m].model == need->model &&
                                    weir_text_equal(c->current->imports[m].name, base));
        if (is_there && weir_text_equal(need->variable, name))
            return need;
    }
    return base.length == 0 && weir_text_equal(c->element->variable, name) ? c->element : NULL;
}

static weir_err find_callee(weir_dmn_compiler *c, const weir_part *place, weir_text base, weir_text name, callee *out,
                            bool *found)
{
    const weir_drg_element *element;
    const weir_part *local;

    *found = false;
    WEIR_TRY(weir_dmn_local(c, place, base.length > 0 ? base : name, &local));
    if (local && (base.length > 0 || local->tag != WEIR_PART_dmn_context_entry || !function_in(local)))
        return WEIR_OK;
    if (local) {
        *out = (callee){.word = "function", .name = name};
        *found = true;
        return read_parameters(c, function_in(local), &out->parameters);
    }
    element = find_required(c, base, name);
    return element ? describe_element(c, element, out, found) : WEIR_OK;
}

/* ── what it is given ────────────────────────────────────────────────────────────────────────────────── */

static bool contains(const weir_text *names, uint32_t count, weir_text name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (weir_text_equal(names[i], name))
            return true;
    }
    return false;
}

static weir_err list_parameters(weir_dmn_compiler *c, const callee *f, weir_text *out)
{
    weir_buffer text;

    weir_buffer_init(&text, c->arena, 0);
    weir_buffer_text(&text, f->parameters.count == 0 ? WEIR_T("it takes nothing") : WEIR_T("it takes "));
    for (uint32_t i = 0; i < f->parameters.count; i++)
        weir_buffer_format(&text, "%s\"%.*s\"", i > 0 ? ", " : "", WEIR_ARG(f->parameters.items[i]));
    return weir_buffer_done(&text, out);
}

/* "The call" or "the invocation" is null; place, line, column: where it stands. */
typedef struct call_place {
    const weir_part *part;
    uint32_t line, column;
    const char *word;
} call_place;

static weir_err tell_unknown(weir_dmn_compiler *c, call_place at, const callee *f, weir_text name)
{
    weir_text takes;

    WEIR_TRY(list_parameters(c, f, &takes));
    return weir_dmn_problem_at(c, WEIR_WARNING, "dmn-parameter-unknown", at.part, at.line, at.column,
                               "the %s \"%.*s\" has no parameter \"%.*s\", so the %s is null; %.*s", f->word,
                               WEIR_ARG(f->name), WEIR_ARG(name), at.word, WEIR_ARG(takes));
}

static weir_err tell_twice(weir_dmn_compiler *c, call_place at, weir_text name)
{
    return weir_dmn_problem_at(c, WEIR_WARNING, "dmn-parameter-unknown", at.part, at.line, at.column,
                               "the parameter \"%.*s\" is given twice, so the %s is null", WEIR_ARG(name), at.word);
}

static weir_err tell_missing(weir_dmn_compiler *c, call_place at, const callee *f, weir_text name)
{
    return weir_dmn_problem_at(
        c, WEIR_WARNING, "dmn-parameter-missing", at.part, at.line, at.column,
        "the parameter \"%.*s\" of the %s \"%.*s\" is not given, so the %s is null; give it null, "
        "if it may be absent",
        WEIR_ARG(name), f->word, WEIR_ARG(f->name), at.word);
}

static weir_err check_missing(weir_dmn_compiler *c, call_place at, const callee *f, const arguments *given)
{
    for (uint32_t i = 0; i < f->parameters.count; i++) {
        if (!contains(given->names, given->count, f->parameters.items[i]))
            return tell_missing(c, at, f, f->parameters.items[i]);
    }
    return WEIR_OK;
}

static weir_err check_name(weir_dmn_compiler *c, call_place at, const callee *f, const arguments *given, uint32_t ix)
{
    if (!contains(f->parameters.items, f->parameters.count, given->names[ix]))
        return tell_unknown(c, at, f, given->names[ix]);
    return contains(given->names, ix, given->names[ix]) ? tell_twice(c, at, given->names[ix]) : WEIR_OK;
}

static weir_err check_count(weir_dmn_compiler *c, call_place at, const callee *f, uint32_t count)
{
    weir_text takes;

    if (count < f->parameters.count)
        return tell_missing(c, at, f, f->parameters.items[count]);
    if (count == f->parameters.count)
        return WEIR_OK;
    WEIR_TRY(list_parameters(c, f, &takes));
    return weir_dmn_problem_at(c, WEIR_WARNING, "dmn-parameter-unknown", at.part, at.line, at.column,
                               "the %s \"%.*s\" is given %u arguments, so the %s is null; %.*s", f->word,
                               WEIR_ARG(f->name), count, at.word, WEIR_ARG(takes));
}

static bool is_looked_at(weir_dmn_compiler *c)
{
    return c->element && weir_problems_take(c->problems, WEIR_WARNING) && c->argument_count++ < LOOK_COUNT_MAX;
}

/* ── in an expression ────────────────────────────────────────────────────────────────────────────────── */

static weir_err check_call(weir_dmn_compiler *c, call_place at, const callee *f, const weir_expression *expression,
                           const weir_feel_call *call)
{
    weir_text *names;
    arguments given = {.count = call->argument_count};

    if (!call->is_named)
        return check_count(c, at, f, call->argument_count);
    names = WEIR_TAKE(c->arena, weir_text, call->argument_count);
    if (!names)
        return WEIR_ENOMEM;
    given.names = names;
    for (uint32_t i = 0; i < call->argument_count; i++)
        names[i] = weir_expression_argument(expression, call, i);
    for (uint32_t i = 0; i < call->argument_count; i++)
        WEIR_TRY(check_name(c, at, f, &given, i));
    return check_missing(c, at, f, &given);
}

weir_err weir_dmn_check_arguments(weir_dmn_compiler *c, const weir_part *text, const weir_expression *expression)
{
    for (uint32_t i = 0; i < weir_expression_call_count(expression); i++) {
        const weir_feel_call call = weir_expression_call(expression, i);
        callee f;
        bool found;

        if (!is_looked_at(c))
            return WEIR_OK;
        WEIR_TRY(find_callee(c, text, call.base, call.name, &f, &found));
        if (found)
            WEIR_TRY(check_call(c, (call_place){text, call.line, call.column, "call"}, &f, expression, &call));
    }
    return WEIR_OK;
}

/* ── as a box ────────────────────────────────────────────────────────────────────────────────────────── */

/* What an invocation calls, if it is written as a name or as import.name. */
static void split_name(weir_text source, const weir_dmn_compiler *c, weir_text *base, weir_text *name)
{
    const weir_dmn_import *import = weir_import_of_name(c->current, source, name);

    *base = import ? import->name : WEIR_NO_TEXT;
    if (!import || import->name.length == 0)
        *name = source;
}

weir_err weir_dmn_check_bindings(weir_dmn_compiler *c, const weir_part *invocation, const weir_feel_names *bound)
{
    const weir_part *called = weir_part_child(invocation, WEIR_PART_dmn_literal_expression);
    const weir_part *binding = weir_part_child(invocation, WEIR_PART_dmn_binding);
    const arguments given = {bound->count, bound->items};
    weir_text base, name;
    callee f;
    bool found;

    if (!called || !is_looked_at(c))
        return WEIR_OK;
    split_name(weir_dmn_source(called), c, &base, &name);
    WEIR_TRY(find_callee(c, invocation, base, name, &f, &found));
    if (!found)
        return WEIR_OK;
    for (uint32_t i = 0; i < bound->count; i++, binding = weir_part_sibling(binding, WEIR_PART_dmn_binding))
        WEIR_TRY(check_name(c, (call_place){binding, 1, 0, "invocation"}, &f, &given, i));
    return check_missing(c, (call_place){invocation, 1, 0, "invocation"}, &f, &given);
}
