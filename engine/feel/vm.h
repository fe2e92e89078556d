/* SPDX-License-Identifier: Apache-2.0
 * feel/vm.h - the state of one evaluation, and what instructions and builtins share.
 *
 * Everything grows in the arena of the run. Old copies of a grown stack stay readable, so a pointer to
 * arguments survives a call back into the machine.
 * Layer: feel, private to it.   Spec: DMN 1.5 §10.3.2.
 */
#ifndef WEIR_FEEL_VM_H
#define WEIR_FEEL_VM_H

#include "feel/code.h"

#define WEIR_FEEL_CALL_DEPTH_MAX 1000u   /* frames of user functions */
#define WEIR_FEEL_CALLBACK_DEPTH_MAX 16u /* builtins that call functions, inside each other */
#define WEIR_FEEL_VALUE_DEPTH_MAX 100u   /* nesting of values that are compared or written */
#define WEIR_FEEL_INLINE_CELLS 32u       /* an ordinary condition needs no arena */

typedef struct weir_builtin weir_builtin;

/* A function as a value: one of the three is set. */
struct weir_function {
    const weir_builtin *builtin;
    const weir_prototype *prototype;
    weir_feel_native native;
    /* of a prototype */
    const weir_expression *expression;
    const weir_value *captures;
    weir_feel_scope scope;
    /* of a native function */
    const void *self;
    const weir_text *parameters;
    uint32_t parameter_count;
    const weir_type *signature; /* or NULL */
};

typedef enum weir_loop_kind { WEIR_LOOP_LIST, WEIR_LOOP_INTEGERS, WEIR_LOOP_DATES } weir_loop_kind;

/* One running iteration, or one growing list. */
typedef struct weir_loop {
    uint8_t kind;    /* weir_loop_kind */
    bool is_probing; /* a filter of an empty list looks whether it selects by index */
    bool has_begun;
    int64_t next, step, left; /* the next item (index, number, day) and how many there are from it on */
    const weir_value *source; /* LIST: its items */
    weir_value *items;        /* the growing list */
    uint32_t count, capacity;
} weir_loop;

typedef struct weir_frame {
    const weir_expression *expression;
    const weir_function *function; /* NULL: the expression itself */
    const weir_feel_scope *scope;
    uint32_t pc, base, loop_base;
} weir_frame;

typedef struct weir_vm {
    weir_feel_run *run;
    weir_diag *diag;
    weir_value *cells;
    uint32_t cell_count, cell_capacity;
    weir_loop *loops;
    uint32_t loop_count, loop_capacity;
    weir_frame *frames;
    uint32_t frame_count, frame_capacity;
    uint32_t callback_depth;
} weir_vm;

/* eval.c */
/* Call a function value from a builtin. */
WEIR_MUST_USE weir_err weir_vm_call(weir_vm *vm, const weir_function *function, const weir_value *arguments,
                                    uint32_t count, weir_value *out);
/* A frame to be filled in; its parameters are already cells from frame->base on, and its loops begin where they are
 * now. ELIMIT: too many frames. */
WEIR_MUST_USE weir_err weir_vm_push_frame(weir_vm *vm, uint32_t cell_count, uint32_t loop_count, weir_frame **out);
/* Spend steps for work that grows with the data. */
WEIR_MUST_USE weir_err weir_vm_charge(weir_vm *vm, uint64_t step_count);
/* Null, and the first reason of the run with the place of the running instruction. */
weir_value weir_vm_null(weir_vm *vm, const char *format, ...) WEIR_PRINTF(2, 3);

/* simple.c: runs from frame->pc on up to an instruction that is left to eval.c, or to the end of the budget. */
void weir_vm_run_simple(weir_vm *vm, weir_frame *frame);

/* loop.c: the instructions of the same names. iterate: began = there is something to iterate over. next: false = there
 * is no further item. quantify: true = decided. */
WEIR_MUST_USE weir_err weir_vm_iterate(weir_vm *vm, uint8_t flag, uint32_t outer_count, bool *began);
bool weir_loop_next(weir_loop *loop, weir_value *out);
WEIR_MUST_USE weir_err weir_vm_collect(weir_vm *vm, uint32_t iterator_count);
bool weir_vm_quantify(weir_vm *vm, uint8_t flag, uint32_t iterator_count);
WEIR_MUST_USE weir_err weir_vm_filter_begin(weir_vm *vm);
bool weir_vm_filter_next(weir_vm *vm);
WEIR_MUST_USE weir_err weir_vm_filter_keep(weir_vm *vm);

/* call.c: the instruction CALL. A function of its own code becomes a frame (entered), others give `out`. */
WEIR_MUST_USE weir_err weir_vm_enter(weir_vm *vm, const weir_value *callee, weir_value *arguments, uint32_t count,
                                     const weir_text *names, bool *entered, weir_value *out);

/* arithmetic.c */
typedef weir_value weir_binary(weir_vm *vm, const weir_value *a, const weir_value *b);
/* Text concatenation takes memory. */
WEIR_MUST_USE weir_err weir_feel_add(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out);
WEIR_MUST_USE weir_err weir_feel_subtract(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out);
weir_binary weir_feel_multiply;
weir_binary weir_feel_divide;
weir_binary weir_feel_power;
weir_value weir_feel_negate(weir_vm *vm, const weir_value *a);

/* compare.c: three-valued results as values. */
/* step_count is spent down to 0; then the answer is null. */
weir_value weir_feel_equal_within(const weir_value *a, const weir_value *b, uint32_t *step_count);
/* Order of two values of one ordered kind; false: they have none. */
bool weir_feel_order(const weir_value *a, const weir_value *b, int *out);
weir_binary weir_feel_less;
weir_binary weir_feel_less_equal;
weir_value weir_feel_and(const weir_value *a, const weir_value *b);
weir_value weir_feel_or(const weir_value *a, const weir_value *b);
weir_value weir_feel_not(const weir_value *a);
weir_value weir_feel_in_range(const weir_value *value, const weir_range *range);
/* Does `input` satisfy the unary test `test`? flag: of the instruction TEST. */
weir_value weir_feel_satisfies(const weir_value *input, const weir_value *test, uint8_t flag);
bool weir_is_true(const weir_value *value);
/* Which comparison holds: a row is an instruction from EQUAL on, a column an order: -1, 0, 1. */
extern const bool weir_comparison_table[][3];
static inline bool weir_order_holds(weir_op comparison, int order)
{
    return weir_comparison_table[comparison - WEIR_OP_EQUAL][order + 1];
}

/* path.c */
WEIR_MUST_USE weir_err weir_feel_property(weir_vm *vm, const weir_value *value, weir_text name, weir_value *out);
weir_value weir_feel_index(weir_vm *vm, const weir_value *list, const weir_value *index);

/* type.c */
weir_value weir_feel_instance_of(weir_vm *vm, const weir_value *value, const weir_type *type);
/* The value as a parameter of the type takes it; fits: false if no conversion leads there. */
WEIR_MUST_USE weir_err weir_feel_coerce(weir_vm *vm, const weir_value *value, const weir_type *type, weir_value *out,
                                        bool *fits);

/* write.c: what string() gives. */
WEIR_MUST_USE weir_err weir_feel_write(const weir_value *value, weir_feel_run *run, weir_buffer *out);

/* A copy of the value in the arena with an address of its own (for date-times, ranges …). */
WEIR_MUST_USE weir_err weir_make_time(weir_arena *arena, const weir_time *time, weir_value *out);
WEIR_MUST_USE weir_err weir_make_date_time(weir_arena *arena, const weir_date_time *date_time, weir_value *out);
weir_value weir_make_date(weir_date date);
weir_value weir_make_months(int64_t months);
weir_value weir_make_seconds(weir_seconds seconds);
weir_decimal weir_seconds_to_decimal(weir_seconds seconds);
bool weir_seconds_of_decimal(weir_decimal number, weir_seconds *out); /* cut to nanoseconds */
/* A date as the midnight that begins it, in UTC as comparisons see it. */
weir_date_time weir_midnight(weir_date date);

#endif
