/* SPDX-License-Identifier: Apache-2.0
 * feel/lex.c - see lex.h.
 */
#include "feel/lex.h"

#include <string.h>

#include "feel/code.h"

typedef struct token_row {
    weir_token_kind kind;
    weir_text spelling;
} token_row;

static const token_row keywords[] = {
#define TOKEN(name, spelling)
#define KEYWORD(name, spelling) {WEIR_TOKEN_##name, {spelling, sizeof(spelling) - 1}},
#include "feel/tokens.def"
#undef KEYWORD
#undef TOKEN
};

static const char *const spellings[] = {
#define TOKEN(name, spelling) spelling,
#define KEYWORD(name, spelling) spelling,
#include "feel/tokens.def"
#undef KEYWORD
#undef TOKEN
};

/* Longer signs before their beginnings. */
static const token_row signs[] = {
    {WEIR_TOKEN_DOT_DOT, {"..", 2}},      {WEIR_TOKEN_STAR_STAR, {"**", 2}},     {WEIR_TOKEN_NOT_EQUAL, {"!=", 2}},
    {WEIR_TOKEN_LESS_EQUAL, {"<=", 2}},   {WEIR_TOKEN_GREATER_EQUAL, {">=", 2}}, {WEIR_TOKEN_ARROW, {"->", 2}},
    {WEIR_TOKEN_PAREN_OPEN, {"(", 1}},    {WEIR_TOKEN_PAREN_CLOSE, {")", 1}},    {WEIR_TOKEN_BRACKET_OPEN, {"[", 1}},
    {WEIR_TOKEN_BRACKET_CLOSE, {"]", 1}}, {WEIR_TOKEN_BRACE_OPEN, {"{", 1}},     {WEIR_TOKEN_BRACE_CLOSE, {"}", 1}},
    {WEIR_TOKEN_COMMA, {",", 1}},         {WEIR_TOKEN_COLON, {":", 1}},          {WEIR_TOKEN_DOT, {".", 1}},
    {WEIR_TOKEN_PLUS, {"+", 1}},          {WEIR_TOKEN_MINUS, {"-", 1}},          {WEIR_TOKEN_STAR, {"*", 1}},
    {WEIR_TOKEN_SLASH, {"/", 1}},         {WEIR_TOKEN_EQUAL, {"=", 1}},          {WEIR_TOKEN_LESS, {"<", 1}},
    {WEIR_TOKEN_GREATER, {">", 1}},
};

const char *weir_token_spelling(weir_token_kind kind)
{
    return spellings[kind];
}

void weir_feel_place(weir_text source, uint32_t offset, uint32_t *line, uint32_t *column)
{
    *line = 1;
    *column = 1;
    for (uint32_t i = 0; i < offset && i < source.length; i++) {
        const unsigned char byte = (unsigned char)source.at[i];

        if (byte == '\n') {
            ++*line;
            *column = 1;
        } else if ((byte & 0xC0) != 0x80) {
            ++*column;
        }
    }
}

static weir_err fail_at(const weir_lexer *lexer, uint32_t offset, const char *message)
{
    uint32_t line, column;

    weir_feel_place(lexer->source, offset, &line, &column);
    return weir_fail_at(lexer->diag, WEIR_ESYNTAX, WEIR_NO_TEXT, line, column, "%s", message);
}

/* The code point at `offset` and where the next one begins; 0 at the end. */
static uint32_t code_point_at(weir_text source, uint32_t offset, uint32_t *next)
{
    size_t at = offset;
    uint32_t code_point;

    *next = offset;
    if (offset >= source.length)
        return 0;
    if ((unsigned char)source.at[offset] < 0x80) {
        *next = offset + 1;
        return (unsigned char)source.at[offset];
    }
    code_point = weir_utf8_next(source, &at);
    *next = (uint32_t)at;
    return code_point;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return weir_utf8_is_letter(c);
}

/* A "?" may start a name, too (grammar rule 28); alone it is the input of unary tests, so it only goes on with one. */
static bool is_name_part(uint32_t c)
{
    return is_name_start(c) || is_digit(c) || c == '?' || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || c == 0x203F ||
           c == 0x2040;
}

/* White space of grammar rule 61 and the vertical space of rule 62. */
static bool is_blank(uint32_t c)
{
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
           (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
           c == 0xFEFF;
}

static uint32_t skip_blanks(weir_text source, uint32_t offset)
{
    uint32_t next;

    while (offset < source.length && is_blank(code_point_at(source, offset, &next)))
        offset = next;
    return offset;
}

/* Where the comment at `offset` ends; `offset` itself if none begins there or it has no end. */
static uint32_t comment_end(weir_text source, uint32_t offset)
{
    const weir_text begin = weir_text_part(source, offset, 2);
    size_t end;

    if (weir_text_equal(begin, WEIR_T("//"))) {
        end = weir_text_find(source, WEIR_T("\n"), offset);
        return end == SIZE_MAX ? (uint32_t)source.length : (uint32_t)end;
    }
    end = weir_text_equal(begin, WEIR_T("/*")) ? weir_text_find(source, WEIR_T("*/"), offset + 2) : SIZE_MAX;
    return end == SIZE_MAX ? offset : (uint32_t)end + 2;
}

static uint32_t skip_space_and_comments(weir_text source, uint32_t offset)
{
    uint32_t from;

    do {
        from = skip_blanks(source, offset);
        offset = comment_end(source, from);
    } while (offset != from);
    return offset;
}

static weir_err skip_to_token(weir_lexer *lexer)
{
    lexer->offset = skip_space_and_comments(lexer->source, lexer->offset);
    if (weir_text_starts_with(weir_text_part(lexer->source, lexer->offset, 2), WEIR_T("/*")))
        return fail_at(lexer, lexer->offset, "the comment that begins here has no \"*/\"");
    return WEIR_OK;
}

static uint32_t word_end(weir_text source, uint32_t offset)
{
    uint32_t next;

    while (offset < source.length && is_name_part(code_point_at(source, offset, &next)))
        offset = next;
    return offset;
}

bool weir_lex_is_plain_name(weir_text name)
{
    uint32_t next;

    return name.length > 0 && is_name_start(code_point_at(name, 0, &next)) && word_end(name, 0) == name.length;
}

/* Where the known `name` ends if it is written at `offset`, 0 if it is not. A blank stands for any run of blanks and
 * comments. */
static uint32_t match_known(weir_text source, uint32_t offset, weir_text name)
{
    uint32_t next;

    for (size_t i = 0; i < name.length; i++) {
        if (name.at[i] == ' ') {
            const uint32_t after = skip_space_and_comments(source, offset);

            if (after == offset)
                return 0;
            offset = after;
        } else if (offset < source.length && source.at[offset] == name.at[i]) {
            offset++;
        } else {
            return 0;
        }
    }
    if (offset < source.length && is_name_part(code_point_at(source, offset, &next)))
        return 0;
    return offset;
}

bool weir_lex_known(weir_lexer *lexer, weir_token *out)
{
    uint32_t best_end = word_end(lexer->source, lexer->offset);
    const weir_text *best = NULL;

    for (uint32_t i = 0; i < lexer->known->count; i++) {
        const weir_text *name = &lexer->known->items[i];
        uint32_t end;

        if (name->length == 0 || lexer->offset >= lexer->source.length ||
            name->at[0] != lexer->source.at[lexer->offset])
            continue;
        end = match_known(lexer->source, lexer->offset, *name);
        if (end > best_end && (lexer->known_end_max == 0 || end < lexer->known_end_max)) {
            best_end = end;
            best = name;
        }
    }
    if (!best)
        return false;
    *out = (weir_token){WEIR_TOKEN_NAME, lexer->offset, best_end, *best};
    lexer->offset = best_end;
    return true;
}

/* The keyword a word is, else NAME. */
static weir_token_kind keyword_of(weir_text word)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        if (weir_text_equal(word, keywords[i].spelling))
            return keywords[i].kind;
    }
    return WEIR_TOKEN_NAME;
}

static void lex_word(weir_lexer *lexer, weir_token *out)
{
    const uint32_t start = lexer->offset, end = word_end(lexer->source, start);
    const weir_text word = weir_text_part(lexer->source, start, end - start);

    lexer->offset = end;
    *out = (weir_token){(uint8_t)keyword_of(word), start, end, word};
}

static uint32_t digits_end(weir_text source, uint32_t offset)
{
    while (offset < source.length && is_digit((unsigned char)source.at[offset]))
        offset++;
    return offset;
}

static char byte_at(weir_text source, uint32_t offset)
{
    return offset < source.length ? source.at[offset] : '\0';
}

static void lex_number(weir_lexer *lexer, weir_token *out)
{
    const weir_text source = lexer->source;
    const uint32_t start = lexer->offset;
    uint32_t end = digits_end(source, start);

    if (byte_at(source, end) == '.' && is_digit((unsigned char)byte_at(source, end + 1)))
        end = digits_end(source, end + 1);
    if (byte_at(source, end) == 'e' || byte_at(source, end) == 'E') {
        const char sign = byte_at(source, end + 1);
        const uint32_t digits = sign == '+' || sign == '-' ? end + 2 : end + 1;

        if (is_digit((unsigned char)byte_at(source, digits)))
            end = digits_end(source, digits);
    }
    *out = (weir_token){WEIR_TOKEN_NUMBER, start, end, weir_text_part(source, start, end - start)};
    lexer->offset = end;
}

/* lexer->offset stands on the opening quote. */
static weir_err lex_string(weir_lexer *lexer, weir_token_kind kind, uint32_t start, weir_token *out)
{
    const uint32_t content = lexer->offset + 1;
    bool has_escapes = false;
    uint32_t end = content;
    weir_text text;

    while (end < lexer->source.length && lexer->source.at[end] != '"') {
        if (lexer->source.at[end] == '\\') {
            has_escapes = true;
            end++;
        }
        end++;
    }
    if (end >= lexer->source.length)
        return fail_at(lexer, start, "the string that begins here has no closing quote");
    text = weir_text_part(lexer->source, content, end - content);
    if (has_escapes)
        WEIR_TRY(weir_lex_escapes(text, lexer->arena, &text));
    lexer->offset = end + 1;
    *out = (weir_token){(uint8_t)kind, start, end + 1, text};
    return WEIR_OK;
}

static weir_err lex_sign(weir_lexer *lexer, weir_token *out)
{
    const weir_text rest = weir_text_part(lexer->source, lexer->offset, 2);

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const weir_text spelling = signs[i].spelling;

        if (weir_text_starts_with(rest, spelling)) {
            *out = (weir_token){(uint8_t)signs[i].kind, lexer->offset, lexer->offset + (uint32_t)spelling.length,
                                spelling};
            lexer->offset = out->end;
            return WEIR_OK;
        }
    }
    if (rest.at[0] == '\'')
        return fail_at(lexer, lexer->offset, "a string is written in double quotes");
    return fail_at(lexer, lexer->offset, "this character has no meaning in an expression");
}

weir_err weir_lex_next(weir_lexer *lexer, weir_token *out)
{
    const weir_text source = lexer->source;
    uint32_t c, next;

    WEIR_TRY(skip_to_token(lexer));
    c = code_point_at(source, lexer->offset, &next);
    if (lexer->offset >= source.length) {
        *out = (weir_token){WEIR_TOKEN_END, lexer->offset, lexer->offset, WEIR_NO_TEXT};
        return WEIR_OK;
    }
    if (weir_lex_known(lexer, out))
        return WEIR_OK;
    if (is_name_start(c)) {
        lex_word(lexer, out);
        return WEIR_OK;
    }
    if (is_digit(c) || (c == '.' && is_digit((unsigned char)byte_at(source, next)))) {
        lex_number(lexer, out);
        return WEIR_OK;
    }
    if (c == '?') {
        *out = (weir_token){WEIR_TOKEN_NAME, lexer->offset, next, weir_text_part(source, lexer->offset, 1)};
        lexer->offset = next;
        return WEIR_OK;
    }
    if (c == '"')
        return lex_string(lexer, WEIR_TOKEN_STRING, lexer->offset, out);
    if (c == '@' && byte_at(source, next) == '"') {
        const uint32_t start = lexer->offset;

        lexer->offset = next;
        return lex_string(lexer, WEIR_TOKEN_AT, start, out);
    }
    return lex_sign(lexer, out);
}

/* Where the part of a declared name at `offset` ends: a word, digits or a sign. */
static uint32_t declared_part_end(weir_text source, uint32_t offset)
{
    uint32_t next;
    const uint32_t c = code_point_at(source, offset, &next);

    if (offset >= source.length || weir_text_equal(weir_text_part(source, offset, 2), WEIR_T("/*")))
        return offset; /* the lexer says that the comment has no end */
    if (is_name_part(c))
        return word_end(source, offset);
    return c == '.' || c == '/' || c == '-' || c == '\'' || c == '+' || c == '*' || c == 0x2019 ? next : offset;
}

static uint32_t property_part_end(weir_text source, uint32_t offset)
{
    const uint32_t end = word_end(source, offset);

    return keyword_of(weir_text_part(source, offset, end - offset)) == WEIR_TOKEN_NAME ? end : offset;
}

/* Join parts from lexer->offset, one blank for each run of them. */
static weir_err join_name(weir_lexer *lexer, bool is_declared, weir_text stop, weir_token *out)
{
    const weir_text source = lexer->source;
    const uint32_t start = lexer->offset;
    uint32_t end = word_end(source, start);
    weir_buffer name;

    weir_buffer_init(&name, lexer->arena, 0);
    weir_buffer_text(&name, weir_text_part(source, start, end - start));
    for (;;) {
        const uint32_t part = skip_space_and_comments(source, end);
        const uint32_t part_end = is_declared ? declared_part_end(source, part) : property_part_end(source, part);
        const weir_text text = weir_text_part(source, part, part_end - part);

        if (part_end == part || weir_text_equal(text, stop))
            break;
        if (part > end)
            weir_buffer_char(&name, ' ');
        weir_buffer_text(&name, text);
        end = part_end;
    }
    *out = (weir_token){WEIR_TOKEN_NAME, start, end, WEIR_NO_TEXT};
    lexer->offset = end;
    return weir_buffer_done(&name, &out->text);
}

static weir_err at_name_start(weir_lexer *lexer, bool *found)
{
    uint32_t next;

    WEIR_TRY(skip_to_token(lexer));
    *found = is_name_start(code_point_at(lexer->source, lexer->offset, &next));
    return WEIR_OK;
}

weir_err weir_lex_declared(weir_lexer *lexer, weir_text stop, weir_token *out, bool *found)
{
    weir_lexer at = *lexer;

    WEIR_TRY(at_name_start(&at, found));
    if (!*found)
        return WEIR_OK;
    WEIR_TRY(join_name(&at, true, stop, out));
    *lexer = at;
    return WEIR_OK;
}

weir_err weir_lex_property(weir_lexer *lexer, weir_token *out, bool *found)
{
    weir_lexer at = *lexer;

    WEIR_TRY(at_name_start(&at, found));
    if (!*found)
        return WEIR_OK;
    if (!weir_lex_known(&at, out))
        WEIR_TRY(join_name(&at, false, WEIR_NO_TEXT, out));
    *lexer = at;
    return WEIR_OK;
}
