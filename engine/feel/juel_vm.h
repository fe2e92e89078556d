/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_vm.h - what the instructions of ${…} expressions do, and what their methods share.
 *
 * Layer: feel, private to it.   Spec: JSR-245 §1 (coercion in §1.18).
 */
#ifndef WEIR_FEEL_JUEL_VM_H
#define WEIR_FEEL_JUEL_VM_H

#include "feel/juel.h"
#include "feel/vm.h"

typedef enum weir_juel_unary { WEIR_JUEL_NEGATE, WEIR_JUEL_NOT, WEIR_JUEL_EMPTY } weir_juel_unary;

typedef enum weir_juel_binary {
    WEIR_JUEL_ADD,
    WEIR_JUEL_SUBTRACT,
    WEIR_JUEL_MULTIPLY,
    WEIR_JUEL_DIVIDE,
    WEIR_JUEL_MODULO,
    WEIR_JUEL_EQUAL,
    WEIR_JUEL_NOT_EQUAL,
    WEIR_JUEL_LESS,
    WEIR_JUEL_LESS_EQUAL,
    WEIR_JUEL_GREATER,
    WEIR_JUEL_GREATER_EQUAL,
} weir_juel_binary;

/* juel_eval.c: one of the instructions JUEL_…. */
WEIR_MUST_USE weir_err weir_juel_step(weir_vm *vm, const weir_frame *frame, const weir_code *code);
/* EPROCESS, in words, with the place of the running instruction. */
weir_err weir_vm_fail(weir_vm *vm, const char *format, ...) WEIR_PRINTF(2, 3);

/* juel_operator.c */
WEIR_MUST_USE weir_err weir_juel_apply_unary(weir_vm *vm, weir_juel_unary operator, const weir_value * a,
                                             weir_value *out);
WEIR_MUST_USE weir_err weir_juel_apply_binary(weir_vm *vm, weir_juel_binary operator, const weir_value * a,
                                              const weir_value *b, weir_value *out);
WEIR_MUST_USE weir_err weir_juel_property(weir_vm *vm, const weir_value *value, weir_text name, weir_value *out);
WEIR_MUST_USE weir_err weir_juel_index(weir_vm *vm, const weir_value *value, const weir_value *index, weir_value *out);
WEIR_MUST_USE weir_err weir_juel_text(weir_vm *vm, const weir_value *values, uint32_t count, weir_value *out);

/* juel_coerce.c: one kind into another, or EPROCESS. */
WEIR_MUST_USE weir_err weir_juel_to_boolean(weir_vm *vm, const weir_value *value, bool *out);
/* As the wanted kind of number; out has its tag. */
WEIR_MUST_USE weir_err weir_juel_to_number(weir_vm *vm, const weir_value *value, weir_number_tag wanted,
                                           weir_value *out);
WEIR_MUST_USE weir_err weir_juel_to_integer(weir_vm *vm, const weir_value *value, int64_t *out);
WEIR_MUST_USE weir_err weir_juel_to_text(weir_vm *vm, const weir_value *value, weir_text *out);
/* Whether arithmetic with it gives a Double: a number with a fraction, or a text with '.', 'e' or 'E'. */
bool weir_juel_is_double(const weir_value *value);
weir_value weir_juel_number(weir_decimal number, weir_number_tag tag);
WEIR_MUST_USE weir_err weir_juel_are_equal(weir_vm *vm, const weir_value *a, const weir_value *b, bool *out);

/* A call of a function or a method. */
typedef struct weir_juel_call {
    weir_vm *vm;
    const weir_feel_scope *scope;
    weir_text name;
    const weir_value *self; /* of a method */
    const weir_value *arguments;
    uint32_t count;
    weir_value changed; /* what a method that changes makes of the variable */
} weir_juel_call;

typedef weir_err weir_juel_run(weir_juel_call *call, weir_value *out);

#define FUNCTION(name, count_min, count_max, run, sentence) weir_juel_run weir_juel_##run;
#define METHOD(name, receivers, count_min, count_max, run, changes, sentence) weir_juel_run weir_juel_##run;
#define MEMBER(ident, root, name, count_min, count_max, changes, run, sentence)
#include "feel/juel.def"
#undef FUNCTION
#undef METHOD
#undef MEMBER

/* juel_call.c: the tables. Indexes are of the first row with the name and number of arguments; changes: whether it
 * gives a new value to the variable it is called on. known: whether there is any row of this name. */
bool weir_juel_find_function(weir_text name, uint32_t count, uint32_t *ix, bool *known);
bool weir_juel_find_method(weir_text name, uint32_t count, uint32_t *ix, bool *changes, bool *known);
/* root: "execution" …; a name without a root is a root of its own (""). is_property: without parentheses. */
bool weir_juel_find_member(weir_text root, weir_text name, bool is_property, uint32_t count, weir_member *out,
                           bool *known);
bool weir_juel_is_root(weir_text name);
bool weir_juel_member_changes(weir_member member);
weir_text weir_juel_member_root(weir_member member);
WEIR_MUST_USE weir_err weir_juel_call_function(weir_vm *vm, const weir_feel_scope *scope, uint32_t ix,
                                               const weir_value *arguments, weir_value *out);
WEIR_MUST_USE weir_err weir_juel_call_method(weir_vm *vm, uint32_t ix, const weir_value *self,
                                             const weir_value *arguments, uint32_t count, weir_value *out,
                                             weir_value *changed);
WEIR_MUST_USE weir_err weir_juel_call_member(weir_vm *vm, const weir_feel_scope *scope, weir_member member,
                                             const weir_value *arguments, bool is_property, weir_value *out);

#endif
