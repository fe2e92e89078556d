/* SPDX-License-Identifier: Apache-2.0
 * feel/compiler.h - the state of one compilation, shared by the parser files.
 *
 * The parser emits code while it reads: there is no tree, so a long expression costs no C stack and a
 * nested one is bounded by WEIR_FEEL_NESTING_MAX. Every emit says how it changes the height of the value
 * stack; the height gives local names their cells.
 * Layer: feel, private to it.   Spec: DMN 1.5 §10.3.1.2.
 */
#ifndef WEIR_FEEL_COMPILER_H
#define WEIR_FEEL_COMPILER_H

#include "feel/code.h"
#include "feel/lex.h"

#define WEIR_FEEL_CODE_COUNT_MAX 500000u       /* a name inside nested filters asks the item of each */
#define WEIR_FEEL_LEARNED_NAME_COUNT_MAX 1000u /* names of several words that an expression makes itself */

#define WEIR_LIST_OF(type)                                                                                             \
    struct {                                                                                                           \
        type *items;                                                                                                   \
        uint32_t count, capacity;                                                                                      \
    }

/* A function literal being compiled; the expression itself is the outermost one. */
typedef struct weir_function_scope weir_function_scope;
struct weir_function_scope {
    weir_function_scope *parent;
    uint32_t level;
    uint32_t height, height_max; /* cells in use */
    uint32_t loop_count, loop_count_max;
    WEIR_LIST_OF(weir_capture) captures;
};

typedef enum weir_binding_kind {
    WEIR_BINDING_CELL, /* a name that is a cell */
    WEIR_BINDING_SELF, /* the name a function literal is bound to, inside itself */
    WEIR_BINDING_ITEM  /* no name: the item of a filter, whose entries are names */
} weir_binding_kind;

/* What a name means here; the newest binding wins. */
typedef struct weir_binding {
    weir_binding_kind kind;
    uint32_t name; /* index into names */
    uint32_t cell;
    uint32_t level; /* of its function */
} weir_binding;

typedef struct weir_compiler {
    weir_arena *arena;
    weir_diag *diag;
    weir_text source;
    weir_lexer lexer;
    weir_token token;    /* the one to look at */
    weir_token previous; /* the one before it; for messages */
    uint32_t nesting;
    weir_known_names known;
    const weir_feel_names *scope_names; /* or NULL */
    uint32_t learned_count;             /* of them from the expression itself */
    const weir_feel_types *model_types;
    weir_known_names type_names;   /* of them, those of more than one word */
    const weir_type *unknown_type; /* met in the type that is being read */
    uint32_t *name_slots;          /* hash table of names: index + 1, 0 is free */
    uint32_t name_slot_count;
    weir_function_scope *function;
    const weir_text *function_name; /* of the context entry whose value begins here */
    bool speaks_of_input;           /* the current unary test used `?` */
    bool in_endpoint;               /* the upper end of a range: `[` may end it */
    WEIR_LIST_OF(weir_code) code;
    WEIR_LIST_OF(uint32_t) places;
    WEIR_LIST_OF(weir_value) constants;
    WEIR_LIST_OF(weir_text) names;
    WEIR_LIST_OF(uint32_t) keys;
    WEIR_LIST_OF(weir_prototype) prototypes;
    WEIR_LIST_OF(const weir_type *) types;
    WEIR_LIST_OF(weir_binding) bindings;
    WEIR_LIST_OF(weir_constant_pattern) patterns;
    WEIR_LIST_OF(weir_feel_call) calls;
} weir_compiler;

/* emit.c: code, names, bindings. `height_change`: cells pushed minus cells popped. */
WEIR_MUST_USE weir_err weir_emit(weir_compiler *c, weir_op op, uint8_t flag, uint32_t a, uint32_t b,
                                 int64_t height_change);
WEIR_MUST_USE weir_err weir_emit_constant(weir_compiler *c, weir_value value);
/* A jump whose target is set later by weir_emit_land; `at` is its place in the code. */
WEIR_MUST_USE weir_err weir_emit_jump(weir_compiler *c, weir_op op, int64_t height_change, uint32_t *at);
void weir_emit_land(weir_compiler *c, uint32_t at);
/* n values on the stack become a list; n constants become one constant. `first`: where their code begins. */
WEIR_MUST_USE weir_err weir_emit_list(weir_compiler *c, uint32_t first, uint32_t n);
void weir_emit_loop(weir_compiler *c, int change); /* a loop begins (1) or ends (-1) */
WEIR_MUST_USE weir_err weir_intern_name(weir_compiler *c, weir_text name, uint32_t *out);
/* The lexer shall know a name of more than one word from here on. */
WEIR_MUST_USE weir_err weir_learn_name(weir_compiler *c, weir_text name);
WEIR_MUST_USE weir_err weir_bind(weir_compiler *c, weir_binding_kind kind, weir_text name, uint32_t cell);
/* Code that puts the value of a name on the stack. */
WEIR_MUST_USE weir_err weir_emit_name(weir_compiler *c, weir_text name);
bool weir_is_bound(weir_compiler *c, weir_text name); /* to a local name */

/* parse.c: operators, postfixes, tokens. */
WEIR_MUST_USE weir_err weir_advance(weir_compiler *c);
WEIR_MUST_USE weir_err weir_expect(weir_compiler *c, weir_token_kind kind, const char *where);
WEIR_MUST_USE weir_err weir_accept(weir_compiler *c, weir_token_kind kind, bool *accepted);
WEIR_MUST_USE weir_err weir_unexpected(weir_compiler *c, const char *expected);
WEIR_MUST_USE weir_err weir_enter(weir_compiler *c); /* one nesting deeper; ELIMIT */
void weir_leave(weir_compiler *c);
WEIR_MUST_USE weir_err weir_parse_expression(weir_compiler *c);
WEIR_MUST_USE weir_err weir_parse_operand(weir_compiler *c); /* of a comparison: binds closer than `=` */
weir_op weir_comparison_of(weir_token_kind token);           /* WEIR_OP_COUNT: no comparison */
bool weir_at_range_end(weir_compiler *c);                    /* `]`, `)`, or `[` that begins no filter */
/* low is on the stack and `..` is the token: the rest of a range. */
WEIR_MUST_USE weir_err weir_parse_range_rest(weir_compiler *c, bool low_closed);

/* foreign_call.c: remember a call of what the code from `begin` on left on the stack, if the expression does not bring
 * it itself. */
WEIR_MUST_USE weir_err weir_note_call(weir_compiler *c, uint32_t begin);
void weir_note_arguments(weir_compiler *c, uint32_t call_ix); /* of the call that was emitted last */

/* parse_primary.c: literals, names, parentheses, lists, ranges, calls. */
WEIR_MUST_USE weir_err weir_parse_primary(weir_compiler *c);
WEIR_MUST_USE weir_err weir_parse_arguments(weir_compiler *c, uint32_t *count, uint32_t *names_at, bool *named);

/* parse_compound.c: if, for, some, every, filters, function and context literals. */
WEIR_MUST_USE weir_err weir_parse_if(weir_compiler *c);
WEIR_MUST_USE weir_err weir_parse_for(weir_compiler *c);
WEIR_MUST_USE weir_err weir_parse_quantified(weir_compiler *c);
WEIR_MUST_USE weir_err weir_parse_function(weir_compiler *c);
WEIR_MUST_USE weir_err weir_parse_context(weir_compiler *c);
WEIR_MUST_USE weir_err weir_parse_filter(weir_compiler *c);

/* parse_tests.c: unary tests and `in`. */
WEIR_MUST_USE weir_err weir_parse_in(weir_compiler *c);
WEIR_MUST_USE weir_err weir_parse_unary_tests(weir_compiler *c);

/* builtin_pattern.c: patterns that are constants are compiled with the expression, once all of its code is there. */
WEIR_MUST_USE weir_err weir_compile_patterns(weir_compiler *c);

/* parse_type.c: a type, as after `instance of`. One that speaks of a type that is not there is unknown as a whole. */
WEIR_MUST_USE weir_err weir_parse_type(weir_compiler *c, const weir_type **out);
/* The type of what the code from `begin` on leaves on the stack, where that is plain; else NULL. */
WEIR_MUST_USE weir_err weir_infer_type(weir_compiler *c, uint32_t begin, const weir_prototype *function,
                                       const weir_type **out);

#endif
