/* SPDX-License-Identifier: Apache-2.0
 * feel/compile.c - text to a frozen expression; see feel.h.
 */
#include <string.h>

#include "feel/builtin.h"
#include "feel/compiler.h"

/* Names of more than one word that the language itself brings. */
static const weir_text language_names[] = {
    {"time offset", 11},
    {"start included", 14},
    {"end included", 12},
    {"days and time duration", 22},
};

static weir_err check_source(weir_text source, weir_diag *diag)
{
    uint32_t line, column;
    size_t fault_at;

    if (source.length > WEIR_FEEL_SOURCE_LENGTH_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "the expression has more than %u bytes (feel_source_length_max)", WEIR_FEEL_SOURCE_LENGTH_MAX);
    if (weir_utf8_valid(source, &fault_at))
        return WEIR_OK;
    weir_feel_place(source, (uint32_t)fault_at, &line, &column);
    return weir_fail_at(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, line, column, "the expression is not valid UTF-8");
}

static weir_err learn_name(weir_compiler *c, weir_text name)
{
    if (name.length == 0 || weir_lex_is_plain_name(name))
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(c->arena, &c->known));
    c->known.items[c->known.count++] = name;
    return WEIR_OK;
}

/* A name of the language: it is one plain word if it has no blank. */
static weir_err learn_words(weir_compiler *c, weir_text name)
{
    if (!memchr(name.at, ' ', name.length))
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(c->arena, &c->known));
    c->known.items[c->known.count++] = name;
    return WEIR_OK;
}

static weir_err learn_names(weir_compiler *c, const weir_feel_names *names)
{
    for (uint32_t i = 0; names && i < names->count; i++)
        WEIR_TRY(learn_name(c, names->items[i]));
    for (uint32_t i = 0; i < weir_builtins_count(); i++)
        WEIR_TRY(learn_words(c, weir_builtin_at(i)->name));
    for (size_t i = 0; i < sizeof language_names / sizeof *language_names; i++)
        WEIR_TRY(learn_words(c, language_names[i]));
    return WEIR_OK;
}

static weir_err parse_whole(weir_compiler *c, weir_feel_kind kind)
{
    WEIR_TRY(weir_advance(c));
    c->previous = c->token;
    c->previous.end = c->previous.start; /* no token stands before the first */
    if (kind == WEIR_FEEL_UNARY_TESTS) {
        WEIR_TRY(weir_bind(c, WEIR_BINDING_CELL, WEIR_T("?"), 0));
        WEIR_TRY(weir_parse_unary_tests(c));
    } else {
        WEIR_TRY(weir_parse_expression(c));
    }
    if (c->token.kind != WEIR_TOKEN_END)
        return weir_unexpected(c, "an operator or the end");
    return weir_emit(c, WEIR_OP_RETURN, 0, 0, 0, -1);
}

static weir_err learn_types(weir_compiler *c, const weir_feel_types *types)
{
    for (uint32_t i = 0; types && i < types->name_count; i++) {
        WEIR_TRY(WEIR_GROW(c->arena, &c->type_names));
        c->type_names.items[c->type_names.count++] = types->names[i];
    }
    c->model_types = types;
    return WEIR_OK;
}

weir_err weir_feel_compile(weir_text source, weir_feel_kind kind, const weir_feel_names *names, weir_arena *arena,
                           const weir_expression **out, weir_diag *diag)
{
    return weir_feel_compile_typed(source, kind, names, NULL, arena, out, diag);
}

weir_err weir_feel_compile_typed(weir_text source, weir_feel_kind kind, const weir_feel_names *names,
                                 const weir_feel_types *types, weir_arena *arena, const weir_expression **out,
                                 weir_diag *diag)
{
    const uint32_t input_count = kind == WEIR_FEEL_UNARY_TESTS ? 1 : 0;
    weir_function_scope function = {.height = input_count, .height_max = input_count};
    weir_compiler c = {.arena = arena, .diag = diag, .function = &function};
    weir_expression *expression;

    WEIR_TRY(check_source(source, diag));
    expression = WEIR_TAKE(arena, weir_expression, 1);
    if (!expression)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_arena_text(arena, source.at ? source : WEIR_T(""), &c.source));
    c.lexer = (weir_lexer){.source = c.source, .known = &c.known, .arena = arena, .diag = diag};
    c.scope_names = names;
    WEIR_TRY(learn_names(&c, names));
    WEIR_TRY(learn_types(&c, types));
    WEIR_TRY(parse_whole(&c, kind));
    WEIR_TRY(weir_compile_patterns(&c));
    *expression = (weir_expression){
        .source = c.source,
        .kind = kind,
        .code = c.code.items,
        .places = c.places.items,
        .code_count = c.code.count,
        .cell_count_max = function.height_max,
        .loop_count_max = function.loop_count_max,
        .constants = c.constants.items,
        .names = c.names.items,
        .keys = c.keys.items,
        .prototypes = c.prototypes.items,
        .types = c.types.items,
        .patterns = c.patterns.items,
        .pattern_count = c.patterns.count,
        .calls = c.calls.items,
        .call_count = c.calls.count,
    };
    *out = expression;
    return WEIR_OK;
}

weir_text weir_expression_source(const weir_expression *expression)
{
    return expression->source;
}

bool weir_expression_is_juel(const weir_expression *expression)
{
    return expression->is_juel;
}

bool weir_expression_reads(const weir_expression *expression, weir_text name)
{
    for (uint32_t i = 0; i < expression->code_count; i++) {
        const weir_code *code = &expression->code[i];

        if ((code->op == WEIR_OP_NAME || code->op == WEIR_OP_JUEL_NAME) &&
            weir_text_equal(expression->names[code->b], name))
            return true;
    }
    return false;
}
