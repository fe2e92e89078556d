/* SPDX-License-Identifier: Apache-2.0
 * dmn/type.h - item definitions and typeRefs: which values a variable may hold.
 *
 * null is a value of every variable; inside of a value it belongs to every type that allows it. A type may speak of
 * itself (a tree of nodes), a value can't, so checking ends. Layer: dmn, private to it.   Spec: DMN 1.5 §7.3.2-7.3.4,
 * §10.3.2.9.
 */
#ifndef WEIR_DMN_TYPE_H
#define WEIR_DMN_TYPE_H

#include "feel/feel.h"
#include "model/model.h"

typedef enum weir_item_form {
    WEIR_ITEM_ANY,
    WEIR_ITEM_KIND,     /* one kind of value */
    WEIR_ITEM_DURATION, /* either of the two durations */
    WEIR_ITEM_ALIAS,    /* what `base` is, narrowed by `allowed` */
    WEIR_ITEM_LIST,     /* a list of `base`, narrowed by `allowed` */
    WEIR_ITEM_CONTEXT,  /* members by name, narrowed by `allowed` */
    WEIR_ITEM_FUNCTION  /* members are its parameters, `base` is what it gives */
} weir_item_form;

typedef struct weir_item_type weir_item_type;

typedef struct weir_item_member {
    weir_text name;
    const weir_item_type *type;
} weir_item_member;

struct weir_item_type {
    weir_item_form form;
    weir_kind kind;
    weir_text name; /* for messages; absent for what has none */
    const weir_item_type *base;
    const weir_expression *allowed; /* unary tests, or NULL */
    const weir_item_member *members;
    uint32_t member_count;
    const weir_type *signature; /* of a function, for FEEL */
};

typedef struct weir_named_type {
    weir_text name;
    weir_item_type *type;
    const weir_part *part;
} weir_named_type;

/* The item definitions of a file, sorted by name. */
typedef struct weir_item_types {
    weir_named_type *items;
    uint32_t count;
} weir_item_types;

struct weir_dmn_compiler;
struct weir_dmn_model;
struct weir_dmn_cx;

/* Reads all item definitions into c->file->types; problems: dmn-type-unknown, dmn-type-cycle, dmn-type-duplicate. */
WEIR_MUST_USE weir_err weir_types_compile(struct weir_dmn_compiler *c);
/* The type of the name in the file; NULL: none. */
const weir_item_type *weir_type_find(const struct weir_dmn_model *model, weir_text name);
/* The type a typeRef names; Any (and the problem dmn-type-unknown) if there is none, Any if it is absent. */
WEIR_MUST_USE weir_err weir_type_resolve(struct weir_dmn_compiler *c, const weir_part *part, weir_text reference,
                                         const weir_item_type **out);

/* type_feel.c: the types that an expression of the current file may name, for weir_feel_compile_typed. None as long as
 * they are not all filled in. */
weir_feel_types weir_types_for_feel(struct weir_dmn_compiler *c);
/* The type of functions with these parameters; result: NULL if nobody says what they give. */
WEIR_MUST_USE weir_err weir_types_sign(struct weir_dmn_compiler *c, const weir_item_member *parameters, uint32_t count,
                                       const weir_item_type *result, const weir_type **out);
/* What the declared type of a function says of its result: a type of functions is that of the whole, any other is the
 * result's. NULL: nothing. */
const weir_item_type *weir_type_of_result(const weir_item_type *declared);
/* The names of those that are more than one word. */
WEIR_MUST_USE weir_err weir_types_name(struct weir_dmn_compiler *c);

/* The value as a variable of this type holds it: itself, the only item taken out of a list, as the only item of a list,
 * or the midnight (UTC) of a date. Else null, and `what` (a name) in the reason. */
WEIR_MUST_USE weir_err weir_type_coerce(struct weir_dmn_cx *cx, const weir_item_type *type, weir_text what,
                                        const weir_value *value, weir_value *out);

#endif
