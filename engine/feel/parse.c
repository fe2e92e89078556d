/* SPDX-License-Identifier: Apache-2.0
 * feel/parse.c - tokens, operators and postfixes; see compiler.h.
 *
 * Operators are a table of precedence levels; the rows follow the order of DMN 1.5 §10.3.1.2 rules 2-4.
 */
#include <stdio.h>

#include "feel/compiler.h"

typedef struct operator_row {
    weir_token_kind token;
    weir_op op;
    weir_op skip; /* WEIR_OP_JUMP: the right operand is always evaluated */
} operator_row;

enum { LEVEL_OR, LEVEL_AND, LEVEL_COMPARISON, LEVEL_SUM, LEVEL_PRODUCT, LEVEL_POWER, LEVEL_COUNT };

#define LEVEL_ROWS_MAX 6

static const operator_row operators[LEVEL_COUNT][LEVEL_ROWS_MAX] = {
    [LEVEL_OR] = {{WEIR_TOKEN_OR, WEIR_OP_OR, WEIR_OP_OR_SKIP}},
    [LEVEL_AND] = {{WEIR_TOKEN_AND, WEIR_OP_AND, WEIR_OP_AND_SKIP}},
    [LEVEL_COMPARISON] = {{WEIR_TOKEN_EQUAL, WEIR_OP_EQUAL, WEIR_OP_JUMP},
                          {WEIR_TOKEN_NOT_EQUAL, WEIR_OP_NOT_EQUAL, WEIR_OP_JUMP},
                          {WEIR_TOKEN_LESS, WEIR_OP_LESS, WEIR_OP_JUMP},
                          {WEIR_TOKEN_LESS_EQUAL, WEIR_OP_LESS_EQUAL, WEIR_OP_JUMP},
                          {WEIR_TOKEN_GREATER, WEIR_OP_GREATER, WEIR_OP_JUMP},
                          {WEIR_TOKEN_GREATER_EQUAL, WEIR_OP_GREATER_EQUAL, WEIR_OP_JUMP}},
    [LEVEL_SUM] = {{WEIR_TOKEN_PLUS, WEIR_OP_ADD, WEIR_OP_JUMP}, {WEIR_TOKEN_MINUS, WEIR_OP_SUBTRACT, WEIR_OP_JUMP}},
    [LEVEL_PRODUCT] = {{WEIR_TOKEN_STAR, WEIR_OP_MULTIPLY, WEIR_OP_JUMP},
                       {WEIR_TOKEN_SLASH, WEIR_OP_DIVIDE, WEIR_OP_JUMP}},
    [LEVEL_POWER] = {{WEIR_TOKEN_STAR_STAR, WEIR_OP_POWER, WEIR_OP_JUMP}},
};

weir_err weir_advance(weir_compiler *c)
{
    c->previous = c->token;
    return weir_lex_next(&c->lexer, &c->token);
}

/* `expected an expression after "and", found ")"`. */
weir_err weir_unexpected(weir_compiler *c, const char *expected)
{
    const weir_text found = weir_text_part(c->source, c->token.start, c->token.end - c->token.start);
    const weir_text after = weir_text_part(c->source, c->previous.start, c->previous.end - c->previous.start);
    const int found_length = found.length > 60 ? 60 : (int)found.length;
    const int after_length = after.length > 60 ? 60 : (int)after.length;
    uint32_t line, column;
    char place[160] = "";

    weir_feel_place(c->source, c->token.start, &line, &column);
    if (after.length)
        snprintf(place, sizeof place, " after \"%.*s\"", after_length, after.at);
    if (c->token.kind == WEIR_TOKEN_END)
        return weir_fail_at(c->diag, WEIR_ESYNTAX, WEIR_NO_TEXT, line, column,
                            "expected %s%s, but the expression ends here", expected, place);
    return weir_fail_at(c->diag, WEIR_ESYNTAX, WEIR_NO_TEXT, line, column, "expected %s%s, found \"%.*s\"", expected,
                        place, found_length, found.at);
}

weir_err weir_expect(weir_compiler *c, weir_token_kind kind, const char *where)
{
    char expected[80];

    if (c->token.kind == kind)
        return weir_advance(c);
    snprintf(expected, sizeof expected, "\"%s\"%s", weir_token_spelling(kind), where);
    return weir_unexpected(c, expected);
}

weir_err weir_accept(weir_compiler *c, weir_token_kind kind, bool *accepted)
{
    *accepted = c->token.kind == kind;
    return *accepted ? weir_advance(c) : WEIR_OK;
}

weir_err weir_enter(weir_compiler *c)
{
    uint32_t line, column;

    if (++c->nesting <= WEIR_FEEL_NESTING_MAX)
        return WEIR_OK;
    weir_feel_place(c->source, c->token.start, &line, &column);
    return weir_fail_at(c->diag, WEIR_ELIMIT, WEIR_NO_TEXT, line, column,
                        "the expression is nested more than %u deep (feel_nesting_max)", WEIR_FEEL_NESTING_MAX);
}

void weir_leave(weir_compiler *c)
{
    c->nesting--;
}

/* Can a token begin an expression? Decides whether `[` is a filter or the open end of a range. */
static bool begins_expression(const weir_token *token)
{
    switch ((weir_token_kind)token->kind) {
    case WEIR_TOKEN_NAME:
    case WEIR_TOKEN_NUMBER:
    case WEIR_TOKEN_STRING:
    case WEIR_TOKEN_AT:
    case WEIR_TOKEN_PAREN_OPEN:
    case WEIR_TOKEN_BRACKET_OPEN:
    case WEIR_TOKEN_BRACE_OPEN:
    case WEIR_TOKEN_MINUS:
    case WEIR_TOKEN_EVERY:
    case WEIR_TOKEN_FALSE:
    case WEIR_TOKEN_FOR:
    case WEIR_TOKEN_FUNCTION:
    case WEIR_TOKEN_IF:
    case WEIR_TOKEN_NULL:
    case WEIR_TOKEN_SOME:
    case WEIR_TOKEN_TRUE:
        return true;
    default: /* the long rest of the tokens */
        return false;
    }
}

bool weir_at_range_end(weir_compiler *c)
{
    weir_lexer ahead = c->lexer;
    weir_token next;

    ahead.diag = NULL;
    if (c->token.kind != WEIR_TOKEN_BRACKET_OPEN)
        return c->token.kind == WEIR_TOKEN_BRACKET_CLOSE || c->token.kind == WEIR_TOKEN_PAREN_CLOSE;
    return weir_lex_next(&ahead, &next) == WEIR_OK && !begins_expression(&next);
}

static weir_err parse_property(weir_compiler *c)
{
    uint32_t ix;
    bool found;
    weir_token name;

    WEIR_TRY(weir_lex_property(&c->lexer, &name, &found)); /* the lexer stands behind the dot */
    if (!found) {
        WEIR_TRY(weir_advance(c));
        return weir_unexpected(c, "a name");
    }
    c->token = name;
    WEIR_TRY(weir_advance(c));
    WEIR_TRY(weir_intern_name(c, name.text, &ix));
    return weir_emit(c, WEIR_OP_PROPERTY, 0, 0, ix, 0);
}

static weir_err parse_instance_of(weir_compiler *c)
{
    const weir_type *type;

    WEIR_TRY(weir_advance(c));
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_OF, ""));
    WEIR_TRY(weir_parse_type(c, &type));
    WEIR_TRY(WEIR_GROW(c->arena, &c->types));
    c->types.items[c->types.count] = type;
    return weir_emit(c, WEIR_OP_INSTANCE, 0, 0, c->types.count++, 0);
}

/* begin: where the code of what is called begins. */
static weir_err parse_call_of_value(weir_compiler *c, uint32_t begin)
{
    const uint32_t call_ix = c->calls.count;
    uint32_t count, names_at;
    bool named, is_noted;

    WEIR_TRY(weir_note_call(c, begin));
    is_noted = c->calls.count > call_ix;
    WEIR_TRY(weir_parse_arguments(c, &count, &names_at, &named));
    WEIR_TRY(weir_emit(c, WEIR_OP_CALL, named ? WEIR_CALL_NAMED : 0, count, names_at, -(int64_t)count));
    if (is_noted)
        weir_note_arguments(c, call_ix);
    return WEIR_OK;
}

static weir_err parse_postfix(weir_compiler *c)
{
    const uint32_t begin = c->code.count;

    WEIR_TRY(weir_parse_primary(c));
    for (;;) {
        switch ((weir_token_kind)c->token.kind) {
        case WEIR_TOKEN_DOT:
            WEIR_TRY(parse_property(c));
            break;
        case WEIR_TOKEN_BRACKET_OPEN:
            if (c->in_endpoint && weir_at_range_end(c))
                return WEIR_OK;
            WEIR_TRY(weir_parse_filter(c));
            break;
        case WEIR_TOKEN_PAREN_OPEN:
            WEIR_TRY(parse_call_of_value(c, begin));
            break;
        case WEIR_TOKEN_INSTANCE:
            WEIR_TRY(parse_instance_of(c));
            break;
        default: /* no postfix */
            return WEIR_OK;
        }
    }
}

/* A minus before digits belongs to the number (rule 37). */
static bool begins_number(const weir_compiler *c)
{
    weir_lexer ahead = c->lexer;
    weir_token next;

    ahead.diag = NULL;
    return weir_lex_next(&ahead, &next) == WEIR_OK && next.kind == WEIR_TOKEN_NUMBER;
}

static weir_err parse_unary(weir_compiler *c)
{
    if (c->token.kind != WEIR_TOKEN_MINUS || begins_number(c))
        return parse_postfix(c);
    WEIR_TRY(weir_enter(c));
    WEIR_TRY(weir_advance(c));
    WEIR_TRY(parse_unary(c));
    weir_leave(c);
    return weir_emit(c, WEIR_OP_NEGATE, 0, 0, 0, 0);
}

static const operator_row *find_operator(const weir_compiler *c, int level)
{
    for (int i = 0; i < LEVEL_ROWS_MAX; i++) {
        const operator_row *row = &operators[level][i];

        if (row->token == c->token.kind && row->token != WEIR_TOKEN_END)
            return row;
    }
    return NULL;
}

static weir_err parse_level(weir_compiler *c, int level);

static weir_err parse_operator(weir_compiler *c, const operator_row *row, int level)
{
    uint32_t skip = 0;

    WEIR_TRY(weir_advance(c));
    if (row->skip != WEIR_OP_JUMP)
        WEIR_TRY(weir_emit_jump(c, row->skip, 0, &skip));
    WEIR_TRY(parse_level(c, level + 1));
    WEIR_TRY(weir_emit(c, row->op, 0, 0, 0, -1));
    if (row->skip != WEIR_OP_JUMP)
        weir_emit_land(c, skip);
    return WEIR_OK;
}

static weir_err parse_between(weir_compiler *c)
{
    WEIR_TRY(weir_advance(c));
    WEIR_TRY(parse_level(c, LEVEL_SUM));
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_AND, " of \"between\""));
    WEIR_TRY(parse_level(c, LEVEL_SUM));
    return weir_emit(c, WEIR_OP_BETWEEN, 0, 0, 0, -2);
}

/* Left-associative; the C stack grows by at most LEVEL_COUNT frames for each nesting. */
static weir_err parse_level(weir_compiler *c, int level)
{
    if (level == LEVEL_COUNT)
        return parse_unary(c);
    WEIR_TRY(parse_level(c, level + 1));
    for (;;) {
        const operator_row *row = find_operator(c, level);

        if (row)
            WEIR_TRY(parse_operator(c, row, level));
        else if (level == LEVEL_COMPARISON && c->token.kind == WEIR_TOKEN_BETWEEN)
            WEIR_TRY(parse_between(c));
        else if (level == LEVEL_COMPARISON && c->token.kind == WEIR_TOKEN_IN)
            WEIR_TRY(weir_parse_in(c));
        else
            return WEIR_OK;
    }
}

static weir_err parse_nested(weir_compiler *c, int level, bool in_endpoint)
{
    const bool outer = c->in_endpoint;

    c->in_endpoint = in_endpoint;
    WEIR_TRY(weir_enter(c));
    WEIR_TRY(parse_level(c, level));
    weir_leave(c);
    c->in_endpoint = outer;
    return WEIR_OK;
}

weir_err weir_parse_expression(weir_compiler *c)
{
    return parse_nested(c, LEVEL_OR, false);
}

weir_err weir_parse_operand(weir_compiler *c)
{
    return parse_nested(c, LEVEL_SUM, c->in_endpoint);
}

weir_op weir_comparison_of(weir_token_kind token)
{
    for (int i = 0; i < LEVEL_ROWS_MAX; i++) {
        if (operators[LEVEL_COMPARISON][i].token == token)
            return operators[LEVEL_COMPARISON][i].op;
    }
    return WEIR_OP_COUNT;
}

weir_err weir_parse_range_rest(weir_compiler *c, bool low_closed)
{
    uint8_t flag = low_closed ? WEIR_RANGE_LOW_CLOSED : 0;

    WEIR_TRY(weir_advance(c));
    WEIR_TRY(parse_nested(c, LEVEL_OR, true));
    if (!weir_at_range_end(c))
        return weir_unexpected(c, "\"]\" or \")\" at the end of the range");
    if (c->token.kind == WEIR_TOKEN_BRACKET_CLOSE)
        flag |= WEIR_RANGE_HIGH_CLOSED;
    WEIR_TRY(weir_advance(c));
    return weir_emit(c, WEIR_OP_RANGE, flag, 0, 0, -1);
}
