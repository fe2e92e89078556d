/* SPDX-License-Identifier: Apache-2.0
 * dmn/box_iterator.c - conditional, for, some, every and filter as boxes.
 *
 * child 0 is the condition or the collection, child 1 the part that is evaluated for each item.
 * Spec: DMN 1.5 §10.2.1.8 to §10.2.1.11; the meaning is that of the FEEL expressions of the same names.
 */
#include "dmn/dmn_internal.h"

enum { COLLECTION, BODY, OTHERWISE };

static weir_err compile_child(weir_dmn_compiler *c, const weir_part *part, weir_tag tag, weir_box *box)
{
    const weir_part *child = weir_part_child(part, tag);

    return child ? weir_box_compile_child(c, child, box) : WEIR_OK;
}

weir_err weir_conditional_compile(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    WEIR_TRY(weir_box_children(c, box, 3));
    WEIR_TRY(compile_child(c, part, WEIR_PART_dmn_if, &box->children[COLLECTION]));
    WEIR_TRY(compile_child(c, part, WEIR_PART_dmn_then, &box->children[BODY]));
    return compile_child(c, part, WEIR_PART_dmn_else, &box->children[OTHERWISE]);
}

static bool is_true(const weir_value *value)
{
    return value->kind == WEIR_BOOLEAN && value->as.boolean;
}

/* null answers like false: that is how FEEL compares what is not there. */
static bool is_answer(const weir_value *value)
{
    return value->kind == WEIR_BOOLEAN || value->kind == WEIR_NULL;
}

weir_err weir_conditional_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    if (frame->at == 0)
        weir_box_want(frame, &frame->box->children[COLLECTION], frame->env);
    else if (frame->at == 1 && !is_answer(&frame->child))
        weir_box_done(frame,
                      weir_dmn_null(cx, "the condition gave a %s", weir_kind_name((weir_kind)frame->child.kind)));
    else if (frame->at == 1)
        weir_box_want(frame, &frame->box->children[is_true(&frame->child) ? BODY : OTHERWISE], frame->env);
    else
        weir_box_done(frame, frame->child);
    return WEIR_OK;
}

weir_err weir_iterator_compile(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    weir_box_name *name = WEIR_TAKE(c->arena, weir_box_name, 1);

    if (!name)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_name_of(c->arena, part, WEIR_ATTR_iterator_variable, &name->name));
    box->names = name;
    box->name_count = 1;
    WEIR_TRY(weir_dmn_own_expression(c, part, WEIR_T("for i in range return i"), NULL, &box->as.expression));
    WEIR_TRY(weir_box_children(c, box, 2));
    WEIR_TRY(compile_child(c, part, WEIR_PART_dmn_in, &box->children[COLLECTION]));
    WEIR_TRY(compile_child(c, part, WEIR_PART_dmn_match, &box->children[BODY]));
    WEIR_TRY(compile_child(c, part, WEIR_PART_dmn_return, &box->children[BODY]));
    return compile_child(c, part, WEIR_PART_dmn_satisfies, &box->children[BODY]);
}

/* The collection is the first value kept. A value that is no list counts as a list of itself, null as none. */
static const weir_value *item(const weir_box_frame *frame, uint32_t ix)
{
    const weir_value *collection = &frame->values[0];

    if (collection->kind == WEIR_LIST)
        return ix < collection->count ? &collection->as.items[ix] : NULL;
    return ix == 0 ? collection : NULL;
}

/* The items of a range, which FEEL knows. */
static weir_err list_range(weir_dmn_cx *cx, const weir_box *box, weir_value *collection)
{
    const weir_env *env;

    if (collection->kind != WEIR_RANGE)
        return WEIR_OK;
    WEIR_TRY(weir_dmn_bind(cx, NULL, WEIR_T("range"), collection, &env));
    return weir_dmn_eval(cx, box->as.expression, env, collection);
}

/* True: the collection is there, and can be iterated over. */
static weir_err begin(weir_dmn_cx *cx, weir_box_frame *frame, bool *out)
{
    *out = false;
    if (frame->at == 0) {
        weir_box_want(frame, &frame->box->children[COLLECTION], frame->env);
        return WEIR_OK;
    }
    if (frame->at == 1) {
        WEIR_TRY(list_range(cx, frame->box, &frame->child));
        if (frame->child.kind == WEIR_NULL) {
            weir_box_done(frame, weir_dmn_null(cx, "null can't be iterated over"));
            return WEIR_OK;
        }
        WEIR_TRY(weir_box_keep(cx, frame, frame->child));
    }
    *out = true;
    return WEIR_OK;
}

/* Evaluate the body for the item, under its name. */
static weir_err want_body(weir_dmn_cx *cx, weir_box_frame *frame, const weir_env *env, const weir_value *value)
{
    WEIR_TRY(weir_dmn_bind(cx, env, frame->box->names[0].name, value, &env));
    weir_box_want(frame, &frame->box->children[BODY], env);
    return WEIR_OK;
}

weir_err weir_for_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    const weir_env *env = frame->env;
    const weir_value *next;
    weir_value partial;
    bool has_begun;

    WEIR_TRY(begin(cx, frame, &has_begun));
    if (!has_begun)
        return WEIR_OK;
    if (frame->at > 1)
        WEIR_TRY(weir_box_keep(cx, frame, frame->child));
    partial = weir_list(frame->values + 1, frame->value_count - 1);
    next = item(frame, frame->at - 1);
    if (!next) {
        weir_box_done(frame, partial);
        return WEIR_OK;
    }
    WEIR_TRY(weir_dmn_bind(cx, env, WEIR_T("partial"), &partial, &env));
    return want_body(cx, frame, env, next);
}

/* An answer that is no Boolean makes the whole null, unless another one decides. */
static weir_err quantify(weir_dmn_cx *cx, weir_box_frame *frame, bool deciding)
{
    const weir_value *next;
    bool has_begun;

    WEIR_TRY(begin(cx, frame, &has_begun));
    if (!has_begun)
        return WEIR_OK;
    if (frame->at > 1) {
        if (frame->child.kind != WEIR_BOOLEAN)
            WEIR_TRY(weir_box_keep(cx, frame, weir_null()));
        else if (frame->child.as.boolean == deciding) {
            weir_box_done(frame, frame->child);
            return WEIR_OK;
        }
    }
    next = item(frame, frame->at - 1);
    if (next)
        return want_body(cx, frame, frame->env, next);
    weir_box_done(frame, frame->value_count > 1 ? weir_dmn_null(cx, "a condition gave neither true nor false")
                                                : weir_boolean(!deciding));
    return WEIR_OK;
}

weir_err weir_some_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    return quantify(cx, frame, true);
}

weir_err weir_every_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    return quantify(cx, frame, false);
}

/* The condition sees the item as `item`, and its entries if it is a context. */
weir_err weir_filter_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    const weir_value *next;
    weir_env *env;
    bool has_begun;

    WEIR_TRY(begin(cx, frame, &has_begun));
    if (!has_begun)
        return WEIR_OK;
    if (frame->at > 1 && !is_answer(&frame->child)) {
        weir_box_done(frame,
                      weir_dmn_null(cx, "the condition gave a %s", weir_kind_name((weir_kind)frame->child.kind)));
        return WEIR_OK;
    }
    if (frame->at > 1 && is_true(&frame->child))
        WEIR_TRY(weir_box_keep(cx, frame, *item(frame, frame->at - 2)));
    next = item(frame, frame->at - 1);
    if (!next) {
        weir_box_done(frame, weir_list(frame->values + 1, frame->value_count - 1));
        return WEIR_OK;
    }
    env = weir_env_new(cx, frame->env);
    if (!env)
        return WEIR_ENOMEM;
    env->name = WEIR_T("item");
    env->value = *next;
    env->is_spread = true;
    weir_box_want(frame, &frame->box->children[BODY], env);
    return WEIR_OK;
}
