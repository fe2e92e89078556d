/* SPDX-License-Identifier: Apache-2.0
 * dmn/box.h - boxed expressions: one row per kind in a table, one machine that evaluates them all.
 *
 * compile turns a part into a box and queues its children; step is called when a box is entered and again whenever a
 * child it asked for has a value. So neither follows the nesting of the file with the C stack.
 * A new kind is a row in box.c and a pair of functions.
 * Layer: dmn, private to it.   Spec: DMN 1.5 §7.3.1, clause 8, §10.2, §10.4.
 */
#ifndef WEIR_DMN_BOX_H
#define WEIR_DMN_BOX_H

#include "dmn/type.h"

struct weir_dmn_compiler;
struct weir_dmn_cx;
struct weir_env;
struct weir_table;

typedef struct weir_box weir_box;
typedef struct weir_box_frame weir_box_frame;

typedef struct weir_box_kind {
    weir_tag tag;
    weir_err (*compile)(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
    weir_err (*step)(struct weir_dmn_cx *cx, weir_box_frame *frame);
    bool is_function; /* its typeRef is that of what it gives when called */
} weir_box_kind;

/* A named value of a box: context entry, column, parameter. */
typedef struct weir_box_name {
    weir_text name; /* absent: the result of a context */
    const weir_item_type *type;
} weir_box_name;

struct weir_box {
    const weir_box_kind *kind; /* NULL: nothing there, the value is null */
    const weir_part *part;
    const weir_item_type *type;
    weir_box *children;
    uint32_t child_count;
    const weir_box_name *names;
    uint32_t name_count;
    const weir_item_type *result; /* of a function: its declared type of result, or NULL; */
    const weir_type *signature;   /* the same with its parameters, for FEEL */
    weir_text own_name;           /* of a function that is an entry of a context, which it may call itself by */
    const weir_text *texts;       /* the names of a function's parameters once more, as FEEL takes them */
    union {
        const weir_expression *expression; /* literal expression; the call of an invocation */
        const struct weir_table *table;
    } as;
};

/* A box being evaluated. A step either sets `wanted` (and its env) or `is_done` and `value`. */
struct weir_box_frame {
    const weir_box *box;
    const struct weir_env *env;
    uint32_t at;      /* how many children have been asked for */
    weir_value child; /* value of the last one */
    weir_value value;
    bool is_done;
    const weir_box *wanted;
    const struct weir_env *wanted_env;
    const struct weir_env *inner; /* env with what the box itself added */
    weir_value *values;           /* collected so far */
    uint32_t value_count, value_capacity;
};

/* The only boxed expression among the children of `parent`; a missing one leaves an empty box. */
WEIR_MUST_USE weir_err weir_box_compile_child(struct weir_dmn_compiler *c, const weir_part *parent, weir_box *box);
/* Room for children, to be queued one by one. */
WEIR_MUST_USE weir_err weir_box_children(struct weir_dmn_compiler *c, weir_box *box, uint32_t count);
WEIR_MUST_USE weir_err weir_box_queue(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
/* Compile all that was queued. */
WEIR_MUST_USE weir_err weir_box_compile_all(struct weir_dmn_compiler *c);
const weir_box_kind *weir_box_kind_of(weir_tag tag);

/* name and typeRef of a part, trimmed. */
WEIR_MUST_USE weir_err weir_box_name_of(struct weir_dmn_compiler *c, const weir_part *part, weir_box_name *out);

/* What a step does. */
void weir_box_want(weir_box_frame *frame, const weir_box *child, const struct weir_env *env);
void weir_box_done(weir_box_frame *frame, weir_value value);
WEIR_MUST_USE weir_err weir_box_keep(struct weir_dmn_cx *cx, weir_box_frame *frame, weir_value value);

WEIR_MUST_USE weir_err weir_box_evaluate(struct weir_dmn_cx *cx, const weir_box *box, const struct weir_env *env,
                                         weir_value *out);
/* Say what a function box gives. */
WEIR_MUST_USE weir_err weir_box_sign(struct weir_dmn_compiler *c, weir_box *box, const weir_item_type *result);
/* The function that a box stands for, with the names around it. own_name (may be absent): its name in itself. */
WEIR_MUST_USE weir_err weir_box_function(struct weir_dmn_cx *cx, const weir_box *box, const struct weir_env *env,
                                         weir_text own_name, weir_value *out);

/* The kinds. */
weir_err weir_literal_compile(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
weir_err weir_literal_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_table_compile(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
weir_err weir_table_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_context_compile(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
weir_err weir_context_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_list_compile(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
weir_err weir_list_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_relation_compile(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
weir_err weir_relation_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_function_compile(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
weir_err weir_function_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_invocation_compile(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
weir_err weir_invocation_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_conditional_compile(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
weir_err weir_conditional_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_iterator_compile(struct weir_dmn_compiler *c, const weir_part *part, weir_box *box);
weir_err weir_for_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_some_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_every_step(struct weir_dmn_cx *cx, weir_box_frame *frame);
weir_err weir_filter_step(struct weir_dmn_cx *cx, weir_box_frame *frame);

#endif
