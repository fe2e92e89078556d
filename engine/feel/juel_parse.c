/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_parse.c - ${…} to code; see juel.h. The code is emitted while the text is read, as in FEEL.
 *
 * Spec: JSR-245 §1.19; operators as a table of levels, the loosest first.
 */
#include <stdarg.h>
#include <stdio.h>

#include "feel/compiler.h"
#include "feel/juel_lex.h"
#include "feel/juel_vm.h"

#define METHOD_ARGUMENT_COUNT_MAX 8u

typedef struct parser {
    weir_compiler c;
    uint32_t offset;
    weir_juel_token token;
    bool may_change;
    weir_text bean; /* in front of the first method that is not known */
} parser;

typedef struct operator_row {
    weir_juel_token_kind token;
    weir_juel_binary operator;
} operator_row;

#define LEVEL_ROWS_MAX 4
enum { LEVEL_EQUALITY, LEVEL_ORDER, LEVEL_SUM, LEVEL_PRODUCT, LEVEL_COUNT };

static const operator_row operators[LEVEL_COUNT][LEVEL_ROWS_MAX] = {
    [LEVEL_EQUALITY] = {{WEIR_JUEL_EQ, WEIR_JUEL_EQUAL}, {WEIR_JUEL_NE, WEIR_JUEL_NOT_EQUAL}},
    [LEVEL_ORDER] = {{WEIR_JUEL_LT, WEIR_JUEL_LESS},
                     {WEIR_JUEL_LE, WEIR_JUEL_LESS_EQUAL},
                     {WEIR_JUEL_GT, WEIR_JUEL_GREATER},
                     {WEIR_JUEL_GE, WEIR_JUEL_GREATER_EQUAL}},
    [LEVEL_SUM] = {{WEIR_JUEL_PLUS, WEIR_JUEL_ADD}, {WEIR_JUEL_MINUS, WEIR_JUEL_SUBTRACT}},
    [LEVEL_PRODUCT] = {{WEIR_JUEL_TIMES, WEIR_JUEL_MULTIPLY},
                       {WEIR_JUEL_DIV, WEIR_JUEL_DIVIDE},
                       {WEIR_JUEL_MOD, WEIR_JUEL_MODULO}},
};

static weir_err parse_expression(parser *p);

#define FAULT(p, offset, ...) fault_at(&(p)->c, offset, __VA_ARGS__)

static weir_err fault_at(weir_compiler *c, uint32_t offset, const char *format, ...) WEIR_PRINTF(3, 4);

static weir_err advance(parser *p)
{
    const char *fault;

    p->c.previous.start = p->token.start; /* the place of what is emitted from here on */
    p->c.previous.end = p->token.end;
    WEIR_TRY(weir_juel_lex(p->c.source, &p->offset, p->c.arena, &p->token, &fault));
    p->c.token.start = p->token.start;
    p->c.token.end = p->token.end;
    return fault ? FAULT(p, p->token.start, "%s", fault) : WEIR_OK;
}

static weir_err expect(parser *p, weir_juel_token_kind kind, const char *expected)
{
    const weir_text found = weir_text_part(p->c.source, p->token.start, p->token.end - p->token.start);

    if (p->token.kind == kind)
        return advance(p);
    if (p->token.kind == WEIR_JUEL_END)
        return FAULT(p, p->token.start, "expected %s, but the text ends here", expected);
    return FAULT(p, p->token.start, "expected %s, found \"%.*s\"", expected,
                 (int)(found.length > 60 ? 60 : found.length), found.at);
}

static weir_err parse_constant(parser *p, weir_value value)
{
    WEIR_TRY(weir_emit_constant(&p->c, value));
    return advance(p);
}

static weir_err parse_number(parser *p)
{
    weir_decimal number;

    if (!weir_decimal_parse(p->token.text, &number))
        return FAULT(p, p->token.start, "\"%.*s\" is no number that weir can hold", WEIR_ARG(p->token.text));
    return parse_constant(p,
                          weir_juel_number(number, p->token.kind == WEIR_JUEL_WHOLE ? WEIR_TAG_LONG : WEIR_TAG_DOUBLE));
}

/* The arguments in parentheses, whose opening one is the token. */
static weir_err parse_arguments(parser *p, uint32_t *count)
{
    *count = 0;
    WEIR_TRY(advance(p));
    if (p->token.kind == WEIR_JUEL_PAREN_CLOSE)
        return advance(p);
    for (;;) {
        WEIR_TRY(parse_expression(p));
        if (++*count > METHOD_ARGUMENT_COUNT_MAX)
            return FAULT(p, p->token.start, "too many arguments");
        if (p->token.kind != WEIR_JUEL_COMMA)
            return expect(p, WEIR_JUEL_PAREN_CLOSE, "\")\" or \",\"");
        WEIR_TRY(advance(p));
    }
}

static weir_err check_change(parser *p, uint32_t offset, weir_text name)
{
    if (p->may_change)
        return WEIR_OK;
    return FAULT(p, offset,
                 "%.*s changes something, and here only a value is asked for; do it in weir:expression of a service "
                 "task, in a script or in a listener",
                 WEIR_ARG(name));
}

static weir_err parse_function(parser *p, weir_juel_token name)
{
    uint32_t ix, count;
    bool known;

    WEIR_TRY(parse_arguments(p, &count));
    if (weir_juel_find_function(name.text, count, &ix, &known))
        return weir_emit(&p->c, WEIR_OP_JUEL_FUNCTION, 0, count, ix, 1 - (int64_t)count);
    if (known)
        return FAULT(p, name.start, "%.*s does not take %u arguments", WEIR_ARG(name.text), count);
    if (weir_text_equal(name.text, WEIR_T("XML")))
        return FAULT(p, name.start, "XML can't be taken apart in an expression; let an external task do it");
    return FAULT(p, name.start, "there is no function %.*s", WEIR_ARG(name.text));
}

/* execution.id, task.setAssignee('x'); found is false where a variable of that name must be meant. */
static weir_err parse_member(parser *p, weir_juel_token root, bool *found)
{
    const uint32_t at = p->offset;
    const weir_juel_token before = p->token;
    weir_juel_token name;
    bool is_property, known;
    weir_member member;
    uint32_t count = 0;

    *found = true;
    if (p->token.kind != WEIR_JUEL_DOT)
        return FAULT(p, root.start, "%.*s is no value; write one of its members, like %.*s.id", WEIR_ARG(root.text),
                     WEIR_ARG(root.text));
    WEIR_TRY(advance(p));
    name = p->token;
    WEIR_TRY(expect(p, WEIR_JUEL_NAME, "a name"));
    is_property = p->token.kind != WEIR_JUEL_PAREN_OPEN;
    if (!is_property)
        WEIR_TRY(parse_arguments(p, &count));
    if (weir_juel_find_member(root.text, name.text, is_property, count, &member, &known)) {
        if (weir_juel_member_changes(member))
            WEIR_TRY(check_change(p, name.start, name.text));
        return weir_emit(&p->c, WEIR_OP_JUEL_MEMBER, is_property, count, member, 1 - (int64_t)count);
    }
    if (known)
        return FAULT(p, name.start, "%.*s of %.*s does not take %u arguments", WEIR_ARG(name.text), WEIR_ARG(root.text),
                     count);
    if (is_property && !weir_text_equal(root.text, WEIR_T("execution"))) {
        p->offset = at; /* a variable that is named task */
        p->token = before;
        *found = false;
        return WEIR_OK;
    }
    return FAULT(p, name.start, "%.*s has no %.*s that weir knows", WEIR_ARG(root.text), WEIR_ARG(name.text));
}

static weir_err parse_name(parser *p)
{
    const weir_juel_token name = p->token;
    weir_member member;
    bool found = false;
    uint32_t ix;

    WEIR_TRY(advance(p));
    if (p->token.kind == WEIR_JUEL_PAREN_OPEN)
        return parse_function(p, name);
    if (weir_juel_find_member(WEIR_T(""), name.text, true, 0, &member, &found))
        return weir_emit(&p->c, WEIR_OP_JUEL_MEMBER, true, 0, member, 1);
    found = false;
    if (weir_juel_is_root(name.text))
        WEIR_TRY(parse_member(p, name, &found));
    if (found)
        return WEIR_OK;
    WEIR_TRY(weir_intern_name(&p->c, name.text, &ix));
    return weir_emit(&p->c, WEIR_OP_JUEL_NAME, 0, 0, ix, 1);
}

static weir_err parse_primary(parser *p)
{
    switch (p->token.kind) {
    case WEIR_JUEL_WHOLE:
    case WEIR_JUEL_NUMBER:
        return parse_number(p);
    case WEIR_JUEL_STRING:
        return parse_constant(p, weir_string(p->token.text));
    case WEIR_JUEL_TRUE:
        return parse_constant(p, weir_boolean(true));
    case WEIR_JUEL_FALSE:
        return parse_constant(p, weir_boolean(false));
    case WEIR_JUEL_NULL:
        return parse_constant(p, weir_null());
    case WEIR_JUEL_NAME:
        return parse_name(p);
    case WEIR_JUEL_PAREN_OPEN:
        WEIR_TRY(advance(p));
        WEIR_TRY(parse_expression(p));
        return expect(p, WEIR_JUEL_PAREN_CLOSE, "\")\"");
    default: /* no other token begins an expression */
        return expect(p, WEIR_JUEL_NAME, "an expression");
    }
}

/* The variable that is the whole value so far, if its code begins at `first`. */
static bool is_variable(const parser *p, uint32_t first, uint32_t *name)
{
    const weir_code *code = &p->c.code.items[first];

    *name = code->b;
    return p->c.code.count == first + 1 && code->op == WEIR_OP_JUEL_NAME;
}

static weir_err unknown_method(parser *p, weir_juel_token name, bool has_variable, uint32_t variable)
{
    if (!has_variable)
        return FAULT(p, name.start, "there is no method %.*s", WEIR_ARG(name.text));
    p->bean = p->c.names.items[variable];
    return FAULT(p, name.start,
                 "there is no method %.*s; if %.*s is a bean of another engine, let an external task do its work",
                 WEIR_ARG(name.text), WEIR_ARG(p->bean));
}

static weir_err parse_method(parser *p, uint32_t first, weir_juel_token name)
{
    bool changes, known;
    uint32_t ix, count, variable;
    const bool has_variable = is_variable(p, first, &variable);

    WEIR_TRY(parse_arguments(p, &count));
    if (!weir_juel_find_method(name.text, count, &ix, &changes, &known)) {
        if (known)
            return FAULT(p, name.start, "%.*s does not take %u arguments", WEIR_ARG(name.text), count);
        return unknown_method(p, name, has_variable, variable);
    }
    if (!changes)
        return weir_emit(&p->c, WEIR_OP_JUEL_METHOD, 0, count, ix, -(int64_t)count);
    WEIR_TRY(check_change(p, name.start, name.text));
    if (!has_variable)
        return FAULT(p, name.start, "%.*s changes a list or a map, so it must be called on a variable",
                     WEIR_ARG(name.text));
    return weir_emit(&p->c, WEIR_OP_JUEL_UPDATE, (uint8_t)count, variable, ix, -(int64_t)count);
}

static weir_err parse_dot(parser *p, uint32_t first)
{
    weir_juel_token name;
    uint32_t ix;

    WEIR_TRY(advance(p));
    name = p->token;
    WEIR_TRY(expect(p, WEIR_JUEL_NAME, "a name"));
    if (p->token.kind == WEIR_JUEL_PAREN_OPEN)
        return parse_method(p, first, name);
    WEIR_TRY(weir_intern_name(&p->c, name.text, &ix));
    return weir_emit(&p->c, WEIR_OP_JUEL_PROPERTY, 0, 0, ix, 0);
}

static weir_err parse_postfix(parser *p)
{
    const uint32_t first = p->c.code.count;

    WEIR_TRY(parse_primary(p));
    for (;;) {
        if (p->token.kind == WEIR_JUEL_DOT) {
            WEIR_TRY(parse_dot(p, first));
        } else if (p->token.kind == WEIR_JUEL_BRACKET_OPEN) {
            WEIR_TRY(advance(p));
            WEIR_TRY(parse_expression(p));
            WEIR_TRY(expect(p, WEIR_JUEL_BRACKET_CLOSE, "\"]\""));
            WEIR_TRY(weir_emit(&p->c, WEIR_OP_JUEL_INDEX, 0, 0, 0, -1));
        } else {
            return WEIR_OK;
        }
    }
}

static weir_err parse_prefix(parser *p, weir_juel_unary operator)
{
    weir_err err;

    WEIR_TRY(weir_enter(&p->c));
    WEIR_TRY(advance(p));
    if (p->token.kind == WEIR_JUEL_MINUS)
        err = parse_prefix(p, WEIR_JUEL_NEGATE);
    else if (p->token.kind == WEIR_JUEL_BANG)
        err = parse_prefix(p, WEIR_JUEL_NOT);
    else if (p->token.kind == WEIR_JUEL_IS_EMPTY)
        err = parse_prefix(p, WEIR_JUEL_EMPTY);
    else
        err = parse_postfix(p);
    WEIR_TRY(err);
    weir_leave(&p->c);
    return weir_emit(&p->c, WEIR_OP_JUEL_UNARY, (uint8_t) operator, 0, 0, 0);
}

static weir_err parse_unary(parser *p)
{
    if (p->token.kind == WEIR_JUEL_MINUS)
        return parse_prefix(p, WEIR_JUEL_NEGATE);
    if (p->token.kind == WEIR_JUEL_BANG)
        return parse_prefix(p, WEIR_JUEL_NOT);
    if (p->token.kind == WEIR_JUEL_IS_EMPTY)
        return parse_prefix(p, WEIR_JUEL_EMPTY);
    return parse_postfix(p);
}

static const operator_row *operator_at(const parser *p, uint32_t level)
{
    for (uint32_t i = 0; i < LEVEL_ROWS_MAX && operators[level][i].token != WEIR_JUEL_END; i++) {
        if (operators[level][i].token == p->token.kind)
            return &operators[level][i];
    }
    return NULL;
}

/* All operators associate to the left. */
static weir_err parse_level(parser *p, uint32_t level)
{
    const operator_row *row;

    WEIR_TRY(level + 1 < LEVEL_COUNT ? parse_level(p, level + 1) : parse_unary(p));
    while ((row = operator_at(p, level)) != NULL) {
        const uint32_t start = p->token.start;

        WEIR_TRY(advance(p));
        WEIR_TRY(level + 1 < LEVEL_COUNT ? parse_level(p, level + 1) : parse_unary(p));
        p->c.previous.start = start;
        WEIR_TRY(weir_emit(&p->c, WEIR_OP_JUEL_BINARY, (uint8_t)row->operator, 0, 0, -1));
    }
    return WEIR_OK;
}

/* Both sides as booleans; the right one only if the left one does not decide. */
static weir_err parse_logic(parser *p, bool is_or)
{
    const weir_juel_token_kind token = is_or ? WEIR_JUEL_OR : WEIR_JUEL_AND;

    WEIR_TRY(is_or ? parse_logic(p, false) : parse_level(p, LEVEL_EQUALITY));
    while (p->token.kind == token) {
        uint32_t skip;

        WEIR_TRY(weir_emit(&p->c, WEIR_OP_JUEL_BOOLEAN, 0, 0, 0, 0));
        WEIR_TRY(weir_emit_jump(&p->c, is_or ? WEIR_OP_OR_SKIP : WEIR_OP_AND_SKIP, 0, &skip));
        WEIR_TRY(advance(p));
        WEIR_TRY(is_or ? parse_logic(p, false) : parse_level(p, LEVEL_EQUALITY));
        WEIR_TRY(weir_emit(&p->c, WEIR_OP_JUEL_BOOLEAN, 0, 0, 0, 0));
        WEIR_TRY(weir_emit(&p->c, is_or ? WEIR_OP_OR : WEIR_OP_AND, 0, 0, 0, -1));
        weir_emit_land(&p->c, skip);
    }
    return WEIR_OK;
}

static weir_err parse_choice(parser *p)
{
    uint32_t otherwise, end;

    WEIR_TRY(weir_emit(&p->c, WEIR_OP_JUEL_BOOLEAN, 0, 0, 0, 0));
    WEIR_TRY(weir_emit_jump(&p->c, WEIR_OP_BRANCH, -1, &otherwise));
    WEIR_TRY(advance(p));
    WEIR_TRY(parse_expression(p));
    WEIR_TRY(weir_emit_jump(&p->c, WEIR_OP_JUMP, -1, &end)); /* the other branch begins without the value */
    weir_emit_land(&p->c, otherwise);
    WEIR_TRY(expect(p, WEIR_JUEL_COLON, "\":\""));
    WEIR_TRY(parse_expression(p));
    weir_emit_land(&p->c, end);
    return WEIR_OK;
}

static weir_err parse_expression(parser *p)
{
    WEIR_TRY(weir_enter(&p->c));
    WEIR_TRY(parse_logic(p, true));
    if (p->token.kind == WEIR_JUEL_QUESTION)
        WEIR_TRY(parse_choice(p));
    weir_leave(&p->c);
    return WEIR_OK;
}

static weir_err fault_at(weir_compiler *c, uint32_t offset, const char *format, ...)
{
    char message[sizeof((weir_diag){0}.message)];
    uint32_t line, column;
    va_list list;

    va_start(list, format);
    (void)vsnprintf(message, sizeof message, format, list);
    va_end(list);
    weir_feel_place(c->source, offset, &line, &column);
    return weir_fail_at(c->diag, WEIR_ESYNTAX, WEIR_NO_TEXT, line, column, "%s", message);
}

static bool begins_expression(weir_text source, size_t at)
{
    return at + 1 < source.length && (source.at[at] == '$' || source.at[at] == '#') && source.at[at + 1] == '{';
}

/* The text from the offset up to the next expression or the end. A backslash in front of one makes it text, and is not
 * part of it. */
static weir_err read_text(parser *p, weir_text *out)
{
    const weir_text source = p->c.source;
    weir_buffer buffer;

    weir_buffer_init(&buffer, p->c.arena, 0);
    for (; p->offset < source.length && !begins_expression(source, p->offset); p->offset++) {
        if (source.at[p->offset] == '\\' && begins_expression(source, p->offset + 1))
            p->offset++;
        weir_buffer_char(&buffer, source.at[p->offset]);
    }
    return weir_buffer_done(&buffer, out);
}

static weir_err parse_braces(parser *p)
{
    const uint32_t start = p->offset;

    p->offset += 2;
    WEIR_TRY(advance(p));
    if (p->token.kind == WEIR_JUEL_BRACE_CLOSE)
        return FAULT(p, start, "there is nothing between the braces");
    WEIR_TRY(parse_expression(p));
    if (p->token.kind != WEIR_JUEL_BRACE_CLOSE)
        return expect(p, WEIR_JUEL_BRACE_CLOSE, "an operator or \"}\"");
    return WEIR_OK; /* what comes next is text, which has no tokens */
}

/* One expression alone keeps its type; with text around it, or several, the result is a text. */
static weir_err parse_whole(parser *p)
{
    uint32_t part_count = 0;
    bool is_text = false;

    while (p->offset < p->c.source.length) {
        weir_text text;

        if (begins_expression(p->c.source, p->offset)) {
            WEIR_TRY(parse_braces(p));
        } else {
            is_text = true;
            WEIR_TRY(read_text(p, &text));
            WEIR_TRY(weir_emit_constant(&p->c, weir_string(text)));
        }
        part_count++;
    }
    if (part_count == 0)
        return FAULT(p, 0, "there is no expression");
    if (is_text || part_count > 1)
        WEIR_TRY(weir_emit(&p->c, WEIR_OP_JUEL_TEXT, 0, 0, part_count, 1 - (int64_t)part_count));
    return weir_emit(&p->c, WEIR_OP_RETURN, 0, 0, 0, -1);
}

static weir_err check_source(weir_text source, weir_diag *diag)
{
    if (source.length > WEIR_FEEL_SOURCE_LENGTH_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "the expression has more than %u bytes (feel_source_length_max)", WEIR_FEEL_SOURCE_LENGTH_MAX);
    if (!weir_utf8_valid(source, NULL))
        return weir_fail_at(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, 1, 1, "the expression is not valid UTF-8");
    return WEIR_OK;
}

static weir_err compile(weir_text source, bool may_change, weir_arena *arena, const weir_expression **out,
                        weir_text *bean, weir_diag *diag)
{
    weir_function_scope function = {0};
    parser p = {.c = {.arena = arena, .diag = diag, .function = &function}, .may_change = may_change};
    weir_expression *expression = WEIR_TAKE(arena, weir_expression, 1);
    weir_err err;

    WEIR_TRY(check_source(source, diag));
    if (!expression)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_arena_text(arena, source.at ? source : WEIR_T(""), &p.c.source));
    err = parse_whole(&p);
    *bean = p.bean;
    WEIR_TRY(err);
    *expression = (weir_expression){
        .source = p.c.source,
        .kind = WEIR_FEEL_EXPRESSION,
        .is_juel = true,
        .code = p.c.code.items,
        .places = p.c.places.items,
        .code_count = p.c.code.count,
        .cell_count_max = function.height_max,
        .constants = p.c.constants.items,
        .names = p.c.names.items,
    };
    *out = expression;
    return WEIR_OK;
}

weir_err weir_juel_compile(weir_text source, bool may_change, weir_arena *arena, const weir_expression **out,
                           weir_diag *diag)
{
    weir_text bean;

    return compile(source, may_change, arena, out, &bean, diag);
}

weir_err weir_juel_bean(weir_text source, weir_arena *scratch, weir_text *out)
{
    const weir_expression *expression;
    weir_diag diag = {0};
    weir_err err;

    *out = WEIR_NO_TEXT;
    err = compile(source, true, scratch, &expression, out, &diag);
    return err == WEIR_ENOMEM ? err : WEIR_OK;
}

bool weir_is_juel(weir_text text)
{
    return weir_text_find(text, WEIR_T("${"), 0) != SIZE_MAX || weir_text_find(text, WEIR_T("#{"), 0) != SIZE_MAX;
}
