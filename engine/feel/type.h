/* SPDX-License-Identifier: Apache-2.0
 * feel/type.h - types as `instance of` and the parameters of function literals name them.
 *
 * A model may bring types of its own, which may speak of themselves (a tree of nodes).
 * Layer: feel, may use base.   Spec: DMN 1.5 §10.3.1.2 rules 52-56, §10.3.2.9.
 */
#ifndef WEIR_FEEL_TYPE_H
#define WEIR_FEEL_TYPE_H

#include "base/value.h"

typedef enum weir_type_form {
    WEIR_TYPE_ANY,
    WEIR_TYPE_KIND,     /* one kind of value, WEIR_NULL included */
    WEIR_TYPE_DURATION, /* either of the two durations */
    WEIR_TYPE_LIST,     /* list<members[0]>; without members: of anything */
    WEIR_TYPE_RANGE,    /* range<members[0]>; without members: of anything */
    WEIR_TYPE_CONTEXT,  /* context<names[i]: members[i]>; other entries may be there, too */
    WEIR_TYPE_FUNCTION, /* function<members…> -> result; without a result: any function */
    WEIR_TYPE_UNKNOWN   /* there is no type of the name names[0] */
} weir_type_form;

typedef struct weir_type weir_type;
struct weir_type {
    uint8_t form; /* weir_type_form */
    uint8_t kind; /* of KIND: weir_kind */
    uint32_t count;
    const weir_text *names;
    const weir_type *const *members;
    const weir_type *result;
};

/* The types of a model. find: NULL in `out` if there is none of the name; ENOMEM. */
typedef struct weir_feel_types {
    weir_err (*find)(void *self, weir_text name, const weir_type **out);
    void *self;
    const weir_text *names; /* those that are more than one word, like "tax rate" or "model.tRate" */
    uint32_t name_count;
} weir_feel_types;

/* The type that FEEL itself calls so; NULL: none. */
const weir_type *weir_type_named(weir_text name);

#endif
