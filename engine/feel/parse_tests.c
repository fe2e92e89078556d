/* SPDX-License-Identifier: Apache-2.0
 * feel/parse_tests.c - unary tests, alone and after `in`; see compiler.h.
 *
 * The tested value has a cell, which tests reach by the name `?`.
 * Spec: DMN 1.5 §10.3.1.2 rules 7-15, 49.
 */
#include "feel/compiler.h"

typedef weir_err parse_value(weir_compiler *c);

/* `< 5`: the comparison itself is the result. */
static weir_err parse_comparison_test(weir_compiler *c, weir_op op, uint32_t cell)
{
    WEIR_TRY(weir_advance(c));
    WEIR_TRY(weir_emit(c, WEIR_OP_LOCAL, 0, 0, cell, 1));
    WEIR_TRY(weir_parse_operand(c));
    return weir_emit(c, op, 0, 0, 0, -1);
}

/* The test is nothing but `true` or `false`. */
static bool is_boolean(const weir_compiler *c, uint32_t first)
{
    const weir_code *code = &c->code.items[first];

    return c->code.count == first + 1 && code->op == WEIR_OP_CONSTANT &&
           c->constants.items[code->b].kind == WEIR_BOOLEAN;
}

static weir_err parse_test(weir_compiler *c, uint32_t cell, parse_value *parse, bool in_parenthesis, bool *closed)
{
    const weir_op op = weir_comparison_of((weir_token_kind)c->token.kind);
    const uint32_t first = c->code.count;
    const bool outer = c->speaks_of_input;
    uint8_t flag;

    *closed = false;
    if (op != WEIR_OP_COUNT)
        return parse_comparison_test(c, op, cell);
    c->speaks_of_input = false;
    WEIR_TRY(parse(c));
    if (in_parenthesis && c->token.kind == WEIR_TOKEN_DOT_DOT) { /* the parenthesis was that of a range */
        WEIR_TRY(weir_parse_range_rest(c, false));
        *closed = true;
    }
    flag = c->speaks_of_input ? WEIR_TEST_SPEAKS : is_boolean(c, first) ? WEIR_TEST_LITERAL : WEIR_TEST_VALUE;
    c->speaks_of_input = outer;
    return weir_emit(c, WEIR_OP_TEST, flag, 0, cell, 0);
}

/* Tests with commas between them: one that holds is enough. */
static weir_err parse_tests(weir_compiler *c, uint32_t cell, bool in_parenthesis, bool *closed)
{
    bool more;

    WEIR_TRY(parse_test(c, cell, weir_parse_expression, in_parenthesis, closed));
    if (*closed)
        return WEIR_OK;
    WEIR_TRY(weir_accept(c, WEIR_TOKEN_COMMA, &more));
    while (more) {
        uint32_t skip;
        bool unused;

        WEIR_TRY(weir_emit_jump(c, WEIR_OP_OR_SKIP, 0, &skip));
        WEIR_TRY(parse_test(c, cell, weir_parse_expression, false, &unused));
        WEIR_TRY(weir_emit(c, WEIR_OP_OR, 0, 0, 0, -1));
        weir_emit_land(c, skip);
        WEIR_TRY(weir_accept(c, WEIR_TOKEN_COMMA, &more));
    }
    return WEIR_OK;
}

weir_err weir_parse_in(weir_compiler *c)
{
    const uint32_t outer_bindings = c->bindings.count, cell = c->function->height - 1;
    const bool outer_speaks = c->speaks_of_input;
    bool in_parenthesis, closed;

    WEIR_TRY(weir_advance(c));
    WEIR_TRY(weir_bind(c, WEIR_BINDING_CELL, WEIR_T("?"), cell));
    WEIR_TRY(weir_accept(c, WEIR_TOKEN_PAREN_OPEN, &in_parenthesis));
    if (in_parenthesis) {
        WEIR_TRY(weir_enter(c));
        WEIR_TRY(parse_tests(c, cell, true, &closed));
        weir_leave(c);
        if (!closed)
            WEIR_TRY(weir_expect(c, WEIR_TOKEN_PAREN_CLOSE, " or \",\""));
    } else {
        WEIR_TRY(parse_test(c, cell, weir_parse_operand, false, &closed));
    }
    c->bindings.count = outer_bindings;
    c->speaks_of_input = outer_speaks;
    return weir_emit(c, WEIR_OP_SLIDE, 0, 1, 0, -1);
}

/* `not(…)` around all the tests; found: false if this `not` is a function call inside a longer test. */
static weir_err parse_negated_tests(weir_compiler *c, bool *found)
{
    bool closed;

    *found = false;
    if (!weir_text_equal(c->token.text, WEIR_T("not")) || c->token.kind != WEIR_TOKEN_NAME)
        return WEIR_OK;
    WEIR_TRY(weir_advance(c));
    if (c->token.kind != WEIR_TOKEN_PAREN_OPEN)
        return WEIR_OK;
    WEIR_TRY(weir_advance(c));
    WEIR_TRY(parse_tests(c, 0, true, &closed));
    if (!closed)
        WEIR_TRY(weir_expect(c, WEIR_TOKEN_PAREN_CLOSE, " or \",\""));
    *found = c->token.kind == WEIR_TOKEN_END;
    return *found ? weir_emit(c, WEIR_OP_NOT, 0, 0, 0, 0) : WEIR_OK;
}

/* Interned names stay: their hash table already points to them. */
static void rewind_to(weir_compiler *c, const weir_compiler *before, const weir_function_scope *function)
{
    const weir_compiler now = *c;

    *c = *before;
    c->names = now.names;
    c->name_slots = now.name_slots;
    c->name_slot_count = now.name_slot_count;
    *c->function = *function;
}

weir_err weir_parse_unary_tests(weir_compiler *c)
{
    const weir_compiler before = *c; /* the grammar needs the whole input to tell the two kinds of not() */
    const weir_function_scope function = *c->function;
    weir_lexer ahead = c->lexer;
    weir_token next;
    bool found, closed;

    if (c->token.kind == WEIR_TOKEN_END)
        return weir_emit_constant(c, weir_boolean(true));
    ahead.diag = NULL;
    if (c->token.kind == WEIR_TOKEN_MINUS && weir_lex_next(&ahead, &next) == WEIR_OK && next.kind == WEIR_TOKEN_END) {
        WEIR_TRY(weir_advance(c));
        return weir_emit_constant(c, weir_boolean(true));
    }
    WEIR_TRY(parse_negated_tests(c, &found));
    if (found)
        return WEIR_OK;
    rewind_to(c, &before, &function);
    return parse_tests(c, 0, false, &closed);
}
