/* SPDX-License-Identifier: Apache-2.0
 * feel/pattern_translate.c - branches, groups, quantifiers and references of a pattern; see pattern_translate.h.
 */
#include "feel/pattern_translate.h"

#include <string.h>

#define REFERENCE_MAX 99u

typedef struct translation {
    weir_pattern_reader *reader;
    uint32_t open[WEIR_FEEL_PATTERN_NESTING_MAX]; /* the groups around this place: their numbers, 0 for (?: */
    uint32_t depth;
    bool is_closed[REFERENCE_MAX + 1]; /* by number */
    bool can_repeat;                   /* the last thing read was an atom without a quantifier */
} translation;

static bool is_at_end(const weir_pattern_reader *reader)
{
    return reader->at >= reader->pattern.length;
}

static char char_at(const weir_pattern_reader *reader, size_t ahead)
{
    return reader->at + ahead < reader->pattern.length ? reader->pattern.at[reader->at + ahead] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *open_group(translation *t)
{
    weir_pattern_reader *reader = t->reader;
    const bool captures = char_at(reader, 1) != '?';

    if (!captures && char_at(reader, 2) != ':')
        return "the pattern has a (? that XPath does not know";
    if (t->depth == WEIR_FEEL_PATTERN_NESTING_MAX)
        return "the groups of the pattern are nested too deep (feel_pattern_nesting_max)";
    if (captures && reader->group_count == REFERENCE_MAX)
        return "the pattern has too many groups (feel_pattern_group_count_max)";
    t->open[t->depth++] = captures ? ++reader->group_count : 0;
    weir_buffer_text(reader->out, captures ? WEIR_T("(") : WEIR_T("(?:"));
    reader->at += captures ? 1 : 3;
    t->can_repeat = false;
    return NULL;
}

static const char *close_group(translation *t)
{
    if (t->depth == 0)
        return "the pattern has a ) without a (";
    t->is_closed[t->open[--t->depth]] = true;
    weir_buffer_char(t->reader->out, ')');
    t->reader->at++;
    t->can_repeat = true;
    return NULL;
}

static const char *read_count(weir_pattern_reader *reader, uint32_t *out)
{
    *out = 0;
    if (!is_digit(char_at(reader, 0)))
        return "in { } the pattern needs a number, or two with a comma";
    for (; is_digit(char_at(reader, 0)); reader->at++) {
        *out = *out * 10 + (uint32_t)(char_at(reader, 0) - '0');
        if (*out > WEIR_FEEL_PATTERN_REPEAT_MAX)
            return "the pattern repeats too often (feel_pattern_repeat_max)";
    }
    return NULL;
}

/* {2}, {2,} or {2,3} */
static const char *read_quantity(weir_pattern_reader *reader)
{
    uint32_t least, most;
    const char *problem;

    reader->at++;
    problem = read_count(reader, &least);
    if (problem)
        return problem;
    weir_buffer_format(reader->out, "{%u", (unsigned)least);
    if (char_at(reader, 0) == ',') {
        weir_buffer_char(reader->out, ',');
        reader->at++;
        if (char_at(reader, 0) != '}') {
            problem = read_count(reader, &most);
            if (problem)
                return problem;
            if (most < least)
                return "in { } the second number is below the first";
            weir_buffer_format(reader->out, "%u", (unsigned)most);
        }
    }
    if (char_at(reader, 0) != '}')
        return "the pattern has a { without a }";
    reader->at++;
    weir_buffer_char(reader->out, '}');
    return NULL;
}

static const char *read_quantifier(translation *t)
{
    weir_pattern_reader *reader = t->reader;

    if (!t->can_repeat)
        return "the pattern has a quantifier with nothing before it";
    t->can_repeat = false;
    if (char_at(reader, 0) == '{') {
        const char *problem = read_quantity(reader);

        if (problem)
            return problem;
    } else {
        weir_buffer_char(reader->out, char_at(reader, 0));
        reader->at++;
    }
    if (char_at(reader, 0) == '?') { /* reluctant */
        weir_buffer_char(reader->out, '?');
        reader->at++;
    }
    return NULL;
}

/* A second digit belongs to the number if so many groups have been opened. */
static const char *read_reference(translation *t)
{
    weir_pattern_reader *reader = t->reader;
    uint32_t number = (uint32_t)(char_at(reader, 1) - '0');

    for (reader->at += 2; is_digit(char_at(reader, 0)); reader->at++) {
        const uint32_t longer = number * 10 + (uint32_t)(char_at(reader, 0) - '0');

        if (longer > reader->group_count)
            break;
        number = longer;
    }
    if (number > reader->group_count || !t->is_closed[number])
        return "the pattern refers to a group that has not ended before it";
    weir_buffer_format(reader->out, "\\g{%u}", (unsigned)number);
    return NULL;
}

/* What has a meaning for PCRE2 gets a backslash. */
static void write_literal(weir_buffer *out, uint32_t code_point)
{
    char bytes[4];

    if (code_point > 0 && code_point < 0x80 && strchr("\\|.?*+(){}[]^$", (int)code_point))
        weir_buffer_char(out, '\\');
    weir_buffer_text(out, (weir_text){bytes, weir_utf8_put(code_point, bytes)});
}

static const char *read_escape(translation *t)
{
    weir_pattern_reader *reader = t->reader;
    uint32_t code_point;
    const char *problem;

    if (char_at(reader, 1) >= '1' && char_at(reader, 1) <= '9')
        return read_reference(t);
    if (weir_pattern_is_set(reader)) {
        weir_buffer_char(reader->out, '[');
        problem = weir_pattern_set(reader);
        weir_buffer_char(reader->out, ']');
        return problem;
    }
    problem = weir_pattern_escaped(reader, &code_point);
    if (!problem)
        write_literal(reader->out, code_point);
    return problem;
}

/* The anchors and the dot, whose meaning depends on flags. */
static void read_special(weir_pattern_reader *reader)
{
    const bool is_multiline = reader->is_multiline;

    switch (char_at(reader, 0)) {
    case '^': /* not behind a newline at the end of the text */
        weir_buffer_text(reader->out, is_multiline ? WEIR_T("(?:\\A|(?<=\\n)(?!\\z))") : WEIR_T("(?:\\A)"));
        break;
    case '$':
        weir_buffer_text(reader->out, is_multiline ? WEIR_T("(?:(?=\\n)|\\z)") : WEIR_T("(?:\\z)"));
        break;
    case '.':
        weir_buffer_text(reader->out, reader->is_dotall ? WEIR_T("[\\x{0}-\\x{10ffff}]") : WEIR_T("[^\\n\\r]"));
        break;
    }
    reader->at++;
}

static const char *read_atom(translation *t)
{
    weir_pattern_reader *reader = t->reader;
    const char c = char_at(reader, 0);

    t->can_repeat = true;
    if (c == '\\')
        return read_escape(t);
    if (c == '[')
        return weir_pattern_class(reader);
    if (c == ']' || c == '}')
        return "the pattern has a ] or a } without its counterpart";
    if (c == '^' || c == '$' || c == '.')
        read_special(reader);
    else
        write_literal(reader->out, weir_utf8_next(reader->pattern, &reader->at));
    return NULL;
}

static const char *read_piece(translation *t)
{
    switch (char_at(t->reader, 0)) {
    case '(':
        return open_group(t);
    case ')':
        return close_group(t);
    case '?':
    case '*':
    case '+':
    case '{':
        return read_quantifier(t);
    case '|':
        weir_buffer_char(t->reader->out, '|');
        t->reader->at++;
        t->can_repeat = false;
        return NULL;
    default:
        return read_atom(t);
    }
}

const char *weir_pattern_translate(weir_pattern_reader *reader)
{
    translation t = {.reader = reader};

    while (!is_at_end(reader)) {
        const char *problem = read_piece(&t);

        if (problem)
            return problem;
    }
    return t.depth > 0 ? "the pattern has a ( without a )" : NULL;
}
