/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_lex.c - one token after the other; see juel_lex.h.
 */
#include "feel/juel_lex.h"

#include <string.h>

static const struct {
    const char *word;
    weir_juel_token_kind kind;
} words[] = {
    {"true", WEIR_JUEL_TRUE},
    {"false", WEIR_JUEL_FALSE},
    {"null", WEIR_JUEL_NULL},
    {"empty", WEIR_JUEL_IS_EMPTY},
    {"instanceof", WEIR_JUEL_RESERVED},
    {"or", WEIR_JUEL_OR},
    {"and", WEIR_JUEL_AND},
    {"not", WEIR_JUEL_BANG},
    {"eq", WEIR_JUEL_EQ},
    {"ne", WEIR_JUEL_NE},
    {"lt", WEIR_JUEL_LT},
    {"le", WEIR_JUEL_LE},
    {"gt", WEIR_JUEL_GT},
    {"ge", WEIR_JUEL_GE},
    {"div", WEIR_JUEL_DIV},
    {"mod", WEIR_JUEL_MOD},
};

/* Longer signs first. */
static const struct {
    const char *sign;
    weir_juel_token_kind kind;
} signs[] = {
    {"||", WEIR_JUEL_OR},          {"&&", WEIR_JUEL_AND},
    {"==", WEIR_JUEL_EQ},          {"!=", WEIR_JUEL_NE},
    {"<=", WEIR_JUEL_LE},          {">=", WEIR_JUEL_GE},
    {"<", WEIR_JUEL_LT},           {">", WEIR_JUEL_GT},
    {"!", WEIR_JUEL_BANG},         {"+", WEIR_JUEL_PLUS},
    {"-", WEIR_JUEL_MINUS},        {"*", WEIR_JUEL_TIMES},
    {"/", WEIR_JUEL_DIV},          {"%", WEIR_JUEL_MOD},
    {"?", WEIR_JUEL_QUESTION},     {":", WEIR_JUEL_COLON},
    {".", WEIR_JUEL_DOT},          {",", WEIR_JUEL_COMMA},
    {"(", WEIR_JUEL_PAREN_OPEN},   {")", WEIR_JUEL_PAREN_CLOSE},
    {"[", WEIR_JUEL_BRACKET_OPEN}, {"]", WEIR_JUEL_BRACKET_CLOSE},
    {"}", WEIR_JUEL_BRACE_CLOSE},
};

static char at(weir_text source, size_t offset)
{
    return offset < source.length ? source.at[offset] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_digits(weir_text source, size_t offset)
{
    while (is_digit(at(source, offset)))
        offset++;
    return offset;
}

/* 12, 1.5, .5, 1., 1e3, 1.5E-3 */
static size_t lex_number(weir_text source, size_t offset, weir_juel_token *out)
{
    size_t end = skip_digits(source, offset);

    out->kind = WEIR_JUEL_WHOLE;
    if (at(source, end) == '.') {
        out->kind = WEIR_JUEL_NUMBER;
        end = skip_digits(source, end + 1);
    }
    if (at(source, end) == 'e' || at(source, end) == 'E') {
        const bool has_sign = at(source, end + 1) == '+' || at(source, end + 1) == '-';
        const size_t digits = end + 1 + has_sign;

        if (is_digit(at(source, digits))) {
            out->kind = WEIR_JUEL_NUMBER;
            end = skip_digits(source, digits);
        }
    }
    return end;
}

/* A backslash makes the quote or a backslash part of the text, and nothing else may follow it. */
static weir_err lex_string(weir_text source, weir_arena *arena, weir_juel_token *out, size_t *end, const char **fault)
{
    const char quote = source.at[out->start];
    size_t from = out->start + 1, length = 0;
    char *bytes;

    for (*end = from; at(source, *end) != quote; ++*end) {
        if (*end >= source.length) {
            *fault = "the text is not closed by the quote that began it";
            return WEIR_OK;
        }
        if (source.at[*end] == '\\') {
            const char next = at(source, ++*end);

            if (next != '\\' && next != quote) {
                *fault = "in a text, a backslash stands only before the quote or another backslash";
                return WEIR_OK;
            }
        }
        length++;
    }
    out->kind = WEIR_JUEL_STRING;
    out->text = weir_text_part(source, from, *end - from);
    if (out->text.length != length) {
        bytes = WEIR_TAKE(arena, char, length);
        if (!bytes)
            return WEIR_ENOMEM;
        for (size_t i = 0; i < length; i++) {
            from += source.at[from] == '\\';
            bytes[i] = source.at[from++];
        }
        out->text = (weir_text){bytes, length};
    }
    ++*end;
    return WEIR_OK;
}

static size_t lex_name(weir_text source, size_t offset)
{
    while (offset < source.length) {
        size_t next = offset;
        const char c = source.at[offset];

        if (!weir_utf8_is_letter(weir_utf8_next(source, &next)) && !is_digit(c) && c != '_' && c != '$')
            break;
        offset = next;
    }
    return offset;
}

weir_err weir_juel_lex(weir_text source, uint32_t *offset, weir_arena *arena, weir_juel_token *out, const char **fault)
{
    size_t end;

    *fault = NULL;
    while (is_blank(at(source, *offset)))
        ++*offset;
    *out = (weir_juel_token){.kind = WEIR_JUEL_END, .start = *offset, .end = *offset};
    if (*offset >= source.length)
        return WEIR_OK;
    end = *offset;
    if (is_digit(source.at[end]) || (source.at[end] == '.' && is_digit(at(source, end + 1)))) {
        end = lex_number(source, end, out);
    } else if (source.at[end] == '\'' || source.at[end] == '"') {
        WEIR_TRY(lex_string(source, arena, out, &end, fault));
    } else {
        end = lex_name(source, end);
        if (end > *offset)
            out->kind = WEIR_JUEL_NAME;
    }
    for (size_t i = 0; end == *offset && !*fault && i < sizeof signs / sizeof *signs; i++) {
        if (weir_text_starts_with(weir_text_part(source, end, 2), weir_text_of(signs[i].sign))) {
            out->kind = signs[i].kind;
            end += strlen(signs[i].sign);
        }
    }
    if (end == *offset && !*fault)
        *fault = "this character begins nothing that weir knows here";
    if (*fault)
        return WEIR_OK;
    out->end = (uint32_t)end;
    if (out->kind != WEIR_JUEL_STRING)
        out->text = weir_text_part(source, out->start, end - out->start);
    for (size_t i = 0; out->kind == WEIR_JUEL_NAME && i < sizeof words / sizeof *words; i++) {
        if (weir_text_equal(out->text, weir_text_of(words[i].word)))
            out->kind = words[i].kind;
    }
    *offset = out->end;
    return WEIR_OK;
}
