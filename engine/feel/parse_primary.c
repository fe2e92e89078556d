/* SPDX-License-Identifier: Apache-2.0
 * feel/parse_primary.c - literals, names, calls, parentheses, lists and ranges; see compiler.h.
 */
#include <string.h>

#include "feel/builtin.h"
#include "feel/compiler.h"

static weir_err parse_constant(weir_compiler *c, weir_value value)
{
    WEIR_TRY(weir_advance(c));
    return weir_emit_constant(c, value);
}

static weir_err parse_number(weir_compiler *c)
{
    const bool is_negative = c->token.kind == WEIR_TOKEN_MINUS;
    weir_decimal number;

    if (is_negative)
        WEIR_TRY(weir_advance(c));
    if (!weir_decimal_parse(c->token.text, &number))
        return weir_unexpected(c, "a number that fits 34 digits");
    return parse_constant(c, weir_number(is_negative ? weir_decimal_negate(number) : number));
}

static weir_err parse_string(weir_compiler *c)
{
    weir_text text;

    WEIR_TRY(weir_arena_text(c->arena, c->token.text, &text));
    return parse_constant(c, weir_string(text));
}

/* @"…" is constant unless it names a zone, which only the run knows. */
static weir_err parse_at_literal(weir_compiler *c)
{
    weir_value value;
    uint32_t builtin;

    WEIR_TRY(weir_feel_temporal_parse(c->token.text, NULL, c->arena, &value));
    if (value.kind != WEIR_NULL)
        return parse_constant(c, value);
    WEIR_TRY(parse_string(c));
    (void)weir_builtin_find(WEIR_T("@"), &builtin);
    return weir_emit(c, WEIR_OP_BUILTIN, 0, 1, builtin, 0);
}

static weir_err parse_argument_name(weir_compiler *c, weir_token *name, bool *found)
{
    weir_lexer ahead = c->lexer; /* behind "(" or "," */
    weir_token colon;

    WEIR_TRY(weir_lex_declared(&ahead, WEIR_NO_TEXT, name, found));
    if (!*found)
        return WEIR_OK;
    ahead.diag = NULL;
    *found = weir_lex_next(&ahead, &colon) == WEIR_OK && colon.kind == WEIR_TOKEN_COLON;
    if (*found) {
        c->lexer = ahead;
        c->lexer.diag = c->diag;
        c->token = colon;
    }
    return WEIR_OK;
}

weir_err weir_parse_arguments(weir_compiler *c, uint32_t *count, uint32_t *names_at, bool *named)
{
    WEIR_LIST_OF(uint32_t) names = {0};
    bool more = true;

    *count = *names_at = 0;
    *named = false;
    WEIR_TRY(weir_enter(c));
    while (more) {
        weir_token name;
        bool found;

        WEIR_TRY(parse_argument_name(c, &name, &found));
        WEIR_TRY(weir_advance(c));
        if (*count == 0 && c->token.kind == WEIR_TOKEN_PAREN_CLOSE)
            break;
        if (*count == 0)
            *named = found;
        if (*named != found)
            return weir_unexpected(c, *named ? "a parameter name and \":\"" : "an argument without a name");
        if (found) {
            WEIR_TRY(WEIR_GROW(c->arena, &names));
            WEIR_TRY(weir_intern_name(c, name.text, &names.items[names.count++]));
        }
        WEIR_TRY(weir_parse_expression(c));
        ++*count;
        more = c->token.kind == WEIR_TOKEN_COMMA;
    }
    weir_leave(c);
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_PAREN_CLOSE, " or \",\""));
    *names_at = c->keys.count;
    for (uint32_t i = 0; i < names.count; i++) {
        WEIR_TRY(WEIR_GROW(c->arena, &c->keys));
        c->keys.items[c->keys.count++] = names.items[i];
    }
    return WEIR_OK;
}

static bool is_in_scope(const weir_compiler *c, weir_text name)
{
    for (uint32_t i = 0; c->scope_names && i < c->scope_names->count; i++) {
        if (weir_text_equal(c->scope_names->items[i], name))
            return true;
    }
    return false;
}

/* A local name hides a builtin; a name of the scope does only if it is listed, so that calls are bound here and not in
 * each run. */
static weir_err parse_builtin_call(weir_compiler *c, uint32_t builtin)
{
    uint32_t count, names_at;
    bool named;

    WEIR_TRY(weir_parse_arguments(c, &count, &names_at, &named));
    if (!named)
        return weir_emit(c, WEIR_OP_BUILTIN, 0, count, builtin, 1 - (int64_t)count);
    WEIR_TRY(weir_emit_constant(c, weir_builtin_value(builtin)));
    return weir_emit(c, WEIR_OP_CALL, WEIR_CALL_NAMED | WEIR_CALL_CALLEE_LAST, count, names_at, -(int64_t)count);
}

static bool is_in_filter(const weir_compiler *c)
{
    for (uint32_t i = 0; i < c->bindings.count; i++) {
        if (c->bindings.items[i].kind == WEIR_BINDING_ITEM)
            return true;
    }
    return false;
}

static bool has_sign(weir_text name)
{
    for (size_t i = 0; i < name.length; i++) {
        if (memchr("./-'+*", name.at[i], 6))
            return true;
    }
    return false;
}

/* Is it a name like a-b that the expression made, but not for here? Items of a filter may have any entries. */
static bool is_out_of_scope(weir_compiler *c, weir_text name)
{
    for (uint32_t i = c->known.count - c->learned_count; i < c->known.count; i++) {
        if (weir_text_equal(c->known.items[i], name))
            return has_sign(name) && !weir_is_bound(c, name) && !is_in_filter(c);
    }
    return false;
}

/* Then a-b is a difference: read the token again, as a shorter one. */
static weir_err read_shorter(weir_compiler *c)
{
    weir_lexer at = c->lexer;

    at.offset = c->token.start;
    at.known_end_max = c->token.end;
    WEIR_TRY(weir_lex_next(&at, &c->token));
    c->lexer.offset = at.offset;
    return WEIR_OK;
}

static weir_err parse_name(weir_compiler *c)
{
    weir_text name;
    uint32_t builtin, ix;

    while (is_out_of_scope(c, c->token.text))
        WEIR_TRY(read_shorter(c));
    if (c->token.kind != WEIR_TOKEN_NAME)
        return weir_parse_primary(c); /* a keyword, with another name behind it */
    name = c->token.text;
    if (weir_text_equal(name, WEIR_T("?")))
        c->speaks_of_input = true;
    WEIR_TRY(weir_advance(c));
    if (c->token.kind != WEIR_TOKEN_PAREN_OPEN || !weir_builtin_find(name, &builtin) || weir_is_bound(c, name))
        return weir_emit_name(c, name); /* a call of its value is a postfix */
    if (!is_in_scope(c, name))
        return parse_builtin_call(c, builtin);
    WEIR_TRY(weir_intern_name(c, name, &ix));
    return weir_emit(c, WEIR_OP_NAME, WEIR_NAME_IS_CALLED, 0, ix, 1);
}

/* (= 5) and (!= 5): both ends are the same; those of the point itself are closed. */
static weir_err parse_point_range(weir_compiler *c, bool is_included)
{
    const uint8_t ends = is_included ? WEIR_RANGE_LOW_CLOSED | WEIR_RANGE_HIGH_CLOSED : 0;

    WEIR_TRY(weir_advance(c));
    WEIR_TRY(weir_parse_expression(c));
    WEIR_TRY(weir_emit(c, WEIR_OP_LOCAL, 0, 0, c->function->height - 1, 1));
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_PAREN_CLOSE, ""));
    return weir_emit(c, WEIR_OP_RANGE, ends | WEIR_RANGE_OF_POINT, 0, 0, -1);
}

/* (< 5): a range with one end. */
static weir_err parse_one_ended_range(weir_compiler *c)
{
    const weir_op op = weir_comparison_of((weir_token_kind)c->token.kind);
    const bool is_upper = op == WEIR_OP_LESS || op == WEIR_OP_LESS_EQUAL;
    const bool is_closed = op == WEIR_OP_LESS_EQUAL || op == WEIR_OP_GREATER_EQUAL;
    uint8_t flag = 0;

    if (op == WEIR_OP_EQUAL || op == WEIR_OP_NOT_EQUAL)
        return parse_point_range(c, op == WEIR_OP_EQUAL);
    if (is_closed)
        flag = is_upper ? WEIR_RANGE_HIGH_CLOSED : WEIR_RANGE_LOW_CLOSED;
    WEIR_TRY(weir_advance(c));
    if (is_upper)
        WEIR_TRY(weir_emit_constant(c, weir_null()));
    WEIR_TRY(weir_parse_expression(c));
    if (!is_upper)
        WEIR_TRY(weir_emit_constant(c, weir_null()));
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_PAREN_CLOSE, ""));
    return weir_emit(c, WEIR_OP_RANGE, flag | WEIR_RANGE_ONE_ENDED, 0, 0, -1);
}

static weir_err parse_parenthesis(weir_compiler *c)
{
    WEIR_TRY(weir_advance(c));
    if (weir_comparison_of((weir_token_kind)c->token.kind) != WEIR_OP_COUNT)
        return parse_one_ended_range(c);
    WEIR_TRY(weir_parse_expression(c));
    if (c->token.kind == WEIR_TOKEN_DOT_DOT)
        return weir_parse_range_rest(c, false);
    return weir_expect(c, WEIR_TOKEN_PAREN_CLOSE, "");
}

static weir_err parse_list_or_range(weir_compiler *c)
{
    const uint32_t first = c->code.count;
    uint32_t count = 0;
    bool more = true;

    WEIR_TRY(weir_advance(c));
    if (c->token.kind == WEIR_TOKEN_BRACKET_CLOSE)
        return parse_constant(c, weir_list(NULL, 0));
    while (more) {
        WEIR_TRY(weir_parse_expression(c));
        if (count++ == 0 && c->token.kind == WEIR_TOKEN_DOT_DOT)
            return weir_parse_range_rest(c, true);
        WEIR_TRY(weir_accept(c, WEIR_TOKEN_COMMA, &more));
    }
    WEIR_TRY(weir_expect(c, WEIR_TOKEN_BRACKET_CLOSE, " or \",\""));
    return weir_emit_list(c, first, count);
}

/* ]low..high */
static weir_err parse_open_range(weir_compiler *c)
{
    WEIR_TRY(weir_advance(c));
    WEIR_TRY(weir_parse_expression(c));
    if (c->token.kind != WEIR_TOKEN_DOT_DOT)
        return weir_unexpected(c, "\"..\"");
    return weir_parse_range_rest(c, false);
}

weir_err weir_parse_primary(weir_compiler *c)
{
    switch ((weir_token_kind)c->token.kind) {
    case WEIR_TOKEN_NUMBER:
    case WEIR_TOKEN_MINUS: /* followed by a number */
        return parse_number(c);
    case WEIR_TOKEN_STRING:
        return parse_string(c);
    case WEIR_TOKEN_AT:
        return parse_at_literal(c);
    case WEIR_TOKEN_TRUE:
        return parse_constant(c, weir_boolean(true));
    case WEIR_TOKEN_FALSE:
        return parse_constant(c, weir_boolean(false));
    case WEIR_TOKEN_NULL:
        return parse_constant(c, weir_null());
    case WEIR_TOKEN_NAME:
        return parse_name(c);
    case WEIR_TOKEN_PAREN_OPEN:
        return parse_parenthesis(c);
    case WEIR_TOKEN_BRACKET_OPEN:
        return parse_list_or_range(c);
    case WEIR_TOKEN_BRACKET_CLOSE:
        return parse_open_range(c);
    case WEIR_TOKEN_BRACE_OPEN:
        return weir_parse_context(c);
    case WEIR_TOKEN_IF:
        return weir_parse_if(c);
    case WEIR_TOKEN_FOR:
        return weir_parse_for(c);
    case WEIR_TOKEN_SOME:
    case WEIR_TOKEN_EVERY:
        return weir_parse_quantified(c);
    case WEIR_TOKEN_FUNCTION:
        return weir_parse_function(c);
    default: /* no other token begins an expression */
        return weir_unexpected(c, "an expression");
    }
}
