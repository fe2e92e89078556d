/* SPDX-License-Identifier: Apache-2.0
 * feel/pattern_class.c - characters and sets of characters in a pattern; see pattern_translate.h.
 *
 * Every set can be written as the inside of a class of PCRE2: complements are written as the ranges between.
 * A class that is subtracted becomes a look-behind: [a-z-[aeiou]] is [a-z](?<![aeiou]).
 */
#include <string.h>

#include "feel/pattern_translate.h"

#define CODE_POINT_MAX 0x10FFFFu
#define SURROGATE_FIRST 0xD800u
#define SURROGATE_LAST 0xDFFFu

typedef struct range {
    uint32_t low, high;
} range;

/* XML 1.0 (fifth edition), rules 4 and 4a: NameStartChar and NameChar, ascending. */
static const range name_start[] = {
    {':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},         {0xC0, 0xD6},     {0xD8, 0xF6},
    {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D},   {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};

static const range name_char[] = {
    {'-', '.'},       {'0', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},       {0xB7, 0xB7},
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x37D},    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x203F, 0x2040},
    {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};

static const range blank[] = {{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}};

typedef struct set_row {
    char letter;
    bool is_complement;
    const char *inside; /* as PCRE2 says it, or else: */
    const range *ranges;
    size_t range_count;
} set_row;

#define RANGES(table) NULL, table, sizeof(table) / sizeof *(table)

static const set_row sets[] = {
    {'s', false, RANGES(blank)},
    {'S', true, RANGES(blank)},
    {'i', false, RANGES(name_start)},
    {'I', true, RANGES(name_start)},
    {'c', false, RANGES(name_char)},
    {'C', true, RANGES(name_char)},
    {'d', false, "\\p{Nd}", NULL, 0},
    {'D', false, "\\P{Nd}", NULL, 0},
    {'w', false, "\\p{L}\\p{M}\\p{N}\\p{S}", NULL, 0},
    {'W', false, "\\p{P}\\p{Z}\\p{C}", NULL, 0},
};

static const char *const categories[] = {
    "L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc", "Me", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Ps",
    "Pe", "Pi", "Pf", "Po", "Z",  "Zs", "Zl", "Zp", "S",  "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn",
};

typedef struct block {
    const char *name;
    range range;
} block;

static const block blocks[] = {
#define BLOCK(name, low, high) {name, {low, high}},
#include "feel/pattern_blocks.def"
#undef BLOCK
};

static const char *const surrogate_blocks[] = {"HighSurrogates", "HighPrivateUseSurrogates", "LowSurrogates"};

static char char_at(const weir_pattern_reader *reader, size_t ahead)
{
    return reader->at + ahead < reader->pattern.length ? reader->pattern.at[reader->at + ahead] : '\0';
}

/* A range may not begin or end at a surrogate. */
static void write_range(weir_buffer *out, uint32_t low, uint32_t high)
{
    if (low == SURROGATE_FIRST)
        low = SURROGATE_LAST + 1;
    weir_buffer_format(out, "\\x{%x}", (unsigned)low);
    if (high > low)
        weir_buffer_format(out, "-\\x{%x}", (unsigned)high);
}

static void write_ranges(weir_buffer *out, const range *ranges, size_t count, bool is_complement)
{
    uint32_t next = 0;

    for (size_t i = 0; i < count; i++) {
        if (!is_complement)
            write_range(out, ranges[i].low, ranges[i].high);
        else if (ranges[i].low > next)
            write_range(out, next, ranges[i].low - 1);
        next = ranges[i].high + 1;
    }
    if (is_complement && next <= CODE_POINT_MAX)
        write_range(out, next, CODE_POINT_MAX);
}

static bool write_block(weir_buffer *out, weir_text name, bool is_complement)
{
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        if (weir_text_equal(name, weir_text_of(blocks[i].name))) {
            write_ranges(out, &blocks[i].range, 1, is_complement);
            return true;
        }
    }
    for (size_t i = 0; i < sizeof surrogate_blocks / sizeof *surrogate_blocks; i++) {
        if (weir_text_equal(name, weir_text_of(surrogate_blocks[i]))) {
            weir_buffer_text(out, is_complement ? WEIR_T("\\P{Cs}") : WEIR_T("\\p{Cs}"));
            return true;
        }
    }
    return false;
}

static bool write_category(weir_buffer *out, weir_text name, bool is_complement)
{
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
        if (weir_text_equal(name, weir_text_of(categories[i]))) {
            weir_buffer_format(out, "\\%c{%s}", is_complement ? 'P' : 'p', categories[i]);
            return true;
        }
    }
    return false;
}

/* \p{Lu}, \P{IsGreek} … */
static const char *read_property(weir_pattern_reader *reader)
{
    const bool is_complement = char_at(reader, 1) == 'P';
    const size_t begin = reader->at + 3, end = weir_text_find(reader->pattern, WEIR_T("}"), reader->at);
    weir_text name;

    if (char_at(reader, 2) != '{' || end == SIZE_MAX)
        return "\\p needs a name in { }";
    name = weir_text_part(reader->pattern, begin, end - begin);
    reader->at = end + 1;
    if (weir_text_starts_with(name, WEIR_T("Is"))) {
        if (write_block(reader->out, weir_text_part(name, 2, name.length), is_complement))
            return NULL;
        return "there is no block of Unicode of this name";
    }
    return write_category(reader->out, name, is_complement) ? NULL : "there is no category of Unicode of this name";
}

static const set_row *find_set(char letter)
{
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        if (sets[i].letter == letter)
            return &sets[i];
    }
    return NULL;
}

bool weir_pattern_is_set(const weir_pattern_reader *reader)
{
    const char letter = char_at(reader, 1);

    return char_at(reader, 0) == '\\' && (letter == 'p' || letter == 'P' || find_set(letter));
}

const char *weir_pattern_set(weir_pattern_reader *reader)
{
    const set_row *set = find_set(char_at(reader, 1));

    if (!set)
        return read_property(reader);
    reader->at += 2;
    if (set->inside)
        weir_buffer_text(reader->out, weir_text_of(set->inside));
    else
        write_ranges(reader->out, set->ranges, set->range_count, set->is_complement);
    return NULL;
}

const char *weir_pattern_escaped(weir_pattern_reader *reader, uint32_t *code_point)
{
    static const char themselves[] = "\\|.?*+(){}-[]^$", controls[][2] = {{'n', '\n'}, {'r', '\r'}, {'t', '\t'}};
    const char letter = char_at(reader, 1);

    reader->at += 2;
    *code_point = (unsigned char)letter;
    if (letter != '\0' && strchr(themselves, letter))
        return NULL;
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
        if (controls[i][0] == letter) {
            *code_point = (unsigned char)controls[i][1];
            return NULL;
        }
    }
    return "the pattern has an escape that XPath does not know";
}

/* One character inside of a class. */
static const char *read_single(weir_pattern_reader *reader, uint32_t *code_point)
{
    if (char_at(reader, 0) == '\\')
        return weir_pattern_escaped(reader, code_point);
    *code_point = weir_utf8_next(reader->pattern, &reader->at);
    return NULL;
}

/* One character, a range of them or a set. A hyphen stands for itself at either end, and behind a range or a set. */
static const char *read_part(weir_pattern_reader *reader)
{
    const bool is_hyphen = char_at(reader, 0) == '-';
    uint32_t low = 0, high;
    const char *problem;

    if (weir_pattern_is_set(reader))
        return weir_pattern_set(reader);
    problem = read_single(reader, &low);
    if (problem)
        return problem;
    high = low;
    if (char_at(reader, 0) == '-' && char_at(reader, 1) != ']' && char_at(reader, 1) != '[') {
        reader->at++;
        if (is_hyphen || char_at(reader, 0) == '-')
            return "a hyphen can't be the end of a range inside [ ]";
        if (reader->at >= reader->pattern.length)
            return "the pattern has a [ without a ]";
        problem = read_single(reader, &high);
        if (problem)
            return problem;
        if (high < low)
            return "a range inside [ ] ends before it begins";
    }
    write_range(reader->out, low, high);
    return NULL;
}

/* The parts of one class, to the ] or the -[ of a subtraction. */
static const char *read_parts(weir_pattern_reader *reader)
{
    bool is_empty = true;

    weir_buffer_char(reader->out, '[');
    if (char_at(reader, 0) == '^') {
        weir_buffer_char(reader->out, '^');
        reader->at++;
    }
    for (; reader->at < reader->pattern.length; is_empty = false) {
        const char *problem;

        if (char_at(reader, 0) == ']' || (char_at(reader, 0) == '-' && char_at(reader, 1) == '[')) {
            weir_buffer_char(reader->out, ']');
            return is_empty ? "the pattern has a class with nothing in it" : NULL;
        }
        if (char_at(reader, 0) == '[')
            return "the pattern has a [ inside [ ]";
        problem = read_part(reader);
        if (problem)
            return problem;
    }
    return "the pattern has a [ without a ]";
}

/* Whether a -[ stands in the class; then all of it must be one atom. */
static bool has_subtraction(const weir_pattern_reader *reader)
{
    const weir_text pattern = reader->pattern;

    for (size_t at = reader->at + 1; at < pattern.length && pattern.at[at] != ']'; at++) {
        if (pattern.at[at] == '\\')
            at++;
        else if (pattern.at[at] == '[')
            return true;
    }
    return false;
}

const char *weir_pattern_class(weir_pattern_reader *reader)
{
    const bool is_group = has_subtraction(reader);
    int depth = 0;

    if (is_group)
        weir_buffer_text(reader->out, WEIR_T("(?:"));
    for (;;) {
        const char *problem;

        reader->at++; /* the [ */
        problem = read_parts(reader);
        if (problem)
            return problem;
        if (char_at(reader, 0) == ']')
            break;
        if (++depth == WEIR_FEEL_PATTERN_CLASS_DEPTH_MAX)
            return "classes are subtracted too deep (feel_pattern_class_depth_max)";
        reader->at++; /* the - */
        weir_buffer_text(reader->out, WEIR_T("(?<!"));
    }
    for (int i = 0; i <= depth; i++) {
        if (char_at(reader, 0) != ']')
            return "a subtraction must be the last thing inside [ ]";
        reader->at++;
        if (i < depth)
            weir_buffer_char(reader->out, ')');
    }
    if (is_group)
        weir_buffer_char(reader->out, ')');
    return NULL;
}
