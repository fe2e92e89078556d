/* SPDX-License-Identifier: Apache-2.0
 * dmn/box_function.c - function definitions, and invocations of them.
 *
 * A function keeps the names around its definition, as FEEL functions do. An invocation evaluates what it calls and
 * its bindings, then lets FEEL make the call: f(first: a0, second: a1).
 * Spec: DMN 1.5 §10.2.1.3 (invocation), §10.2.1.7 (function).
 */
#include <string.h>

#include "dmn/dmn_internal.h"

/* -- function -- */

static weir_err compile_parameters(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    const weir_part *first = weir_part_child(part, WEIR_PART_dmn_formal_parameter), *child;
    weir_box_name *names;
    weir_text *texts;

    for (child = first; child; child = weir_part_sibling(child, WEIR_PART_dmn_formal_parameter))
        box->name_count++;
    names = WEIR_TAKE(c->arena, weir_box_name, box->name_count);
    texts = WEIR_TAKE(c->arena, weir_text, box->name_count);
    if (!names || !texts)
        return WEIR_ENOMEM;
    box->names = names;
    box->texts = texts;
    child = first;
    for (uint32_t i = 0; i < box->name_count; i++) {
        WEIR_TRY(weir_box_name_of(c, child, &names[i]));
        texts[i] = names[i].name;
        child = weir_part_sibling(child, WEIR_PART_dmn_formal_parameter);
    }
    return WEIR_OK;
}

weir_err weir_box_sign(weir_dmn_compiler *c, weir_box *box, const weir_item_type *result)
{
    weir_item_member *parameters = WEIR_TAKE(c->arena, weir_item_member, box->name_count);

    if (!parameters)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < box->name_count; i++)
        parameters[i] = (weir_item_member){box->names[i].name, box->names[i].type};
    box->result = result;
    return weir_types_sign(c, parameters, box->name_count, result, &box->signature);
}

weir_err weir_function_compile(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    const weir_text kind = weir_part_attribute(part, WEIR_ATTR_kind);

    WEIR_TRY(compile_parameters(c, part, box));
    WEIR_TRY(weir_box_sign(c, box, NULL));
    WEIR_TRY(weir_box_children(c, box, 1));
    if (kind.length == 0 || weir_text_equal(kind, WEIR_T("FEEL")))
        return weir_box_compile_child(c, part, &box->children[0]);
    return weir_dmn_problem(c, WEIR_WARNING, "dmn-function-external", part,
                            "weir executes no %.*s; the function gives null", WEIR_ARG(kind));
}

typedef struct closure {
    const weir_box *box;
    const weir_env *env;
    weir_dmn_calls *calls;
    weir_text name;
} closure;

static weir_err bind_arguments(weir_dmn_cx *cx, const closure *self, const weir_value *arguments, const weir_env **env,
                               bool *fits)
{
    const weir_box *box = self->box;

    *env = self->env;
    *fits = true;
    for (uint32_t i = 0; i < box->name_count; i++) {
        weir_value value;

        WEIR_TRY(weir_type_coerce(cx, box->names[i].type, box->names[i].name, &arguments[i], &value));
        *fits = *fits && (value.kind != WEIR_NULL || arguments[i].kind == WEIR_NULL);
        WEIR_TRY(weir_dmn_bind(cx, *env, box->names[i].name, &value, env));
    }
    return WEIR_OK;
}

static weir_err run_body(weir_dmn_cx *cx, const closure *self, const weir_value *arguments, weir_value *out)
{
    const weir_env *env;
    weir_value value;
    bool fits;

    *out = weir_null();
    WEIR_TRY(bind_arguments(cx, self, arguments, &env, &fits));
    if (!fits)
        return WEIR_OK;
    if (!self->box->children[0].kind) {
        *out = weir_dmn_null(cx, "the function %.*s has no body that weir executes", WEIR_ARG(self->name));
        return WEIR_OK;
    }
    WEIR_TRY(weir_box_evaluate(cx, &self->box->children[0], env, &value));
    return weir_type_coerce(cx, self->box->result, self->name, &value, out);
}

static weir_err call_closure(const void *opaque, const weir_value *arguments, weir_feel_run *run, weir_value *out,
                             weir_diag *diag)
{
    const closure *self = opaque;
    weir_dmn_cx cx;
    weir_err err;

    WEIR_TRY(weir_dmn_call_begin(&cx, self->calls, run, diag));
    err = run_body(&cx, self, arguments, out);
    weir_dmn_call_end(&cx, err == WEIR_OK ? out : NULL);
    return err;
}

weir_err weir_box_function(weir_dmn_cx *cx, const weir_box *box, const weir_env *env, weir_text own_name,
                           weir_value *out)
{
    closure *self = WEIR_TAKE(cx->run->arena, closure, 1);
    weir_env *own = weir_env_new(cx, env);

    if (!self || !own)
        return WEIR_ENOMEM;
    own->name = own_name;
    *self = (closure){box, own_name.length ? own : env, cx->calls, own_name};
    WEIR_TRY(weir_feel_typed_function(box->texts, box->name_count, call_closure, self, box->signature, cx->run->arena,
                                      &own->value));
    *out = own->value;
    return WEIR_OK;
}

weir_err weir_function_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    weir_value value;

    WEIR_TRY(weir_box_function(cx, frame->box, frame->env, frame->box->own_name, &value));
    weir_box_done(frame, value);
    return WEIR_OK;
}

/* -- invocation -- */

/* f(first: a0, second: a1), with the names of the parameters for FEEL's ears alone. */
static weir_err compile_call(weir_dmn_compiler *c, const weir_part *part, const weir_feel_names *parameters,
                             weir_box *box)
{
    weir_buffer source;
    weir_text text;

    weir_buffer_init(&source, c->arena, 0);
    weir_buffer_text(&source, WEIR_T("f("));
    for (uint32_t i = 0; i < parameters->count; i++) {
        weir_buffer_text(&source, i > 0 ? WEIR_T(", ") : WEIR_T(""));
        weir_buffer_text(&source, parameters->items[i]);
        weir_buffer_format(&source, ": a%u", i);
    }
    weir_buffer_char(&source, ')');
    WEIR_TRY(weir_buffer_done(&source, &text));
    return weir_dmn_own_expression(c, part, text, parameters, &box->as.expression);
}

static weir_err compile_bindings(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    const weir_part *binding = weir_part_child(part, WEIR_PART_dmn_binding);
    const uint32_t count = box->child_count - 1;
    weir_text *names = WEIR_TAKE(c->arena, weir_text, count);

    if (!names)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++, binding = weir_part_sibling(binding, WEIR_PART_dmn_binding)) {
        const weir_part *parameter = weir_part_child(binding, WEIR_PART_dmn_parameter);

        if (parameter)
            WEIR_TRY(weir_name_of(c->arena, parameter, WEIR_ATTR_name, &names[i]));
        if (names[i].length == 0)
            return weir_dmn_problem(c, WEIR_ERROR, "dmn-name-missing", binding, "a binding names its parameter");
        WEIR_TRY(weir_box_compile_child(c, binding, &box->children[i + 1]));
    }
    WEIR_TRY(weir_dmn_check_bindings(c, part, &(weir_feel_names){names, count}));
    return compile_call(c, part, &(weir_feel_names){names, count}, box);
}

static weir_err name_arguments(weir_dmn_compiler *c, weir_box *box)
{
    weir_box_name *names = WEIR_TAKE(c->arena, weir_box_name, box->child_count);

    if (!names)
        return WEIR_ENOMEM;
    box->names = names;
    box->name_count = box->child_count;
    names[0].name = WEIR_T("f");
    for (uint32_t i = 1; i < box->child_count; i++) {
        weir_buffer name;

        weir_buffer_init(&name, c->arena, 0);
        weir_buffer_format(&name, "a%u", i - 1);
        WEIR_TRY(weir_buffer_done(&name, &names[i].name));
    }
    return WEIR_OK;
}

#define BINDING_COUNT_MAX 256u

weir_err weir_invocation_compile(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    uint32_t count = 1;

    for (const weir_part *child = weir_part_child(part, WEIR_PART_dmn_binding); child;
         child = weir_part_sibling(child, WEIR_PART_dmn_binding))
        count++;
    if (count > BINDING_COUNT_MAX)
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-limit", part, "an invocation has at most %u bindings (%s)",
                                BINDING_COUNT_MAX, "dmn_binding_count_max");
    WEIR_TRY(weir_box_children(c, box, count));
    WEIR_TRY(name_arguments(c, box));
    WEIR_TRY(weir_box_compile_child(c, part, &box->children[0]));
    return compile_bindings(c, part, box);
}

weir_err weir_invocation_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    const weir_box *box = frame->box;
    const weir_env *env = NULL;
    weir_value value;

    if (frame->at > 0)
        WEIR_TRY(weir_box_keep(cx, frame, frame->child));
    if (frame->at < box->child_count) {
        weir_box_want(frame, &box->children[frame->at], frame->env);
        return WEIR_OK;
    }
    for (uint32_t i = 0; i < box->name_count; i++)
        WEIR_TRY(weir_dmn_bind(cx, env, box->names[i].name, &frame->values[i], &env));
    WEIR_TRY(weir_dmn_eval(cx, box->as.expression, env, &value));
    weir_box_done(frame, value);
    return WEIR_OK;
}
