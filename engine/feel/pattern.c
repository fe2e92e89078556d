/* SPDX-License-Identifier: Apache-2.0
 * feel/pattern.c - see pattern.h.
 *
 * The dialects differ in four places, which the translator rewrites: class subtraction [a-z-[aeiou]]
 * becomes a negative look-ahead, \i and \c become classes, \s and \w get the meaning of XML Schema, and
 * constructs XPath does not have are refused. The interpreter is used, never the JIT, because the two
 * count the match limit differently.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "feel/pattern.h"

#include <assert.h>
#include <pcre2.h>
#include <string.h>

#include "base/buffer.h"

#define MATCH_COUNT_MAX 100000u
#define HEAP_KIB_MAX 1024u
#define NESTING_MAX 50u
#define CLASS_DEPTH_MAX 8

struct weir_pattern {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
};

typedef struct flag_row {
    char letter;
    uint32_t option;
} flag_row;

static const flag_row flag_rows[] = {
    {'s', PCRE2_DOTALL}, {'m', PCRE2_MULTILINE}, {'i', PCRE2_CASELESS}, {'x', PCRE2_EXTENDED}, {'q', PCRE2_LITERAL},
};

/* What an escape becomes outside of a class and inside of one; NULL: as it is. */
typedef struct escape_row {
    char letter;
    const char *outside, *inside;
} escape_row;

static const escape_row escape_rows[] = {
    {'i', "[\\p{L}_:]", "\\p{L}_:"},
    {'I', "[^\\p{L}_:]", NULL},
    {'c', "[-.\\p{L}\\p{Nd}\\p{M}_:\\x{B7}]", "\\-.\\p{L}\\p{Nd}\\p{M}_:\\x{B7}"},
    {'C', "[^-.\\p{L}\\p{Nd}\\p{M}_:\\x{B7}]", NULL},
    {'s', "[ \\t\\n\\r]", " \\t\\n\\r"},
    {'S', "[^ \\t\\n\\r]", "\\S"},
    {'w', "[^\\p{P}\\p{Z}\\p{C}]", "\\w"},
    {'W', "[\\p{P}\\p{Z}\\p{C}]", "\\p{P}\\p{Z}\\p{C}"},
    {'d', "\\p{Nd}", "\\p{Nd}"},
    {'D', "\\P{Nd}", "\\P{Nd}"},
};

/* Escapes that mean the same in both. */
static const char plain_escapes[] = "nrt\\|.?*+(){}-[]^$pP";

static void *take_memory(size_t byte_count, void *arena)
{
    return weir_arena_take(arena, byte_count);
}

static void give_memory(void *block, void *arena)
{
    (void)block; /* the arena ends with the call */
    (void)arena;
}

static bool read_flags(weir_text flags, uint32_t *options)
{
    *options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY | PCRE2_NO_UTF_CHECK;
    for (size_t i = 0; i < flags.length; i++) {
        size_t row = 0;

        while (row < sizeof flag_rows / sizeof *flag_rows && flag_rows[row].letter != flags.at[i])
            row++;
        if (row == sizeof flag_rows / sizeof *flag_rows)
            return false;
        *options |= flag_rows[row].option;
    }
    if (*options & PCRE2_LITERAL) /* PCRE2 allows few others beside it, and none has a meaning */
        *options &= PCRE2_LITERAL | PCRE2_CASELESS | PCRE2_UTF | PCRE2_NO_UTF_CHECK;
    return true;
}

/* pattern.at[*at] is a backslash; *at moves behind the escape. */
static const char *translate_escape(weir_text pattern, size_t *at, bool in_class, weir_buffer *out)
{
    const char letter = *at + 1 < pattern.length ? pattern.at[*at + 1] : '\0';

    *at += 2;
    for (size_t i = 0; i < sizeof escape_rows / sizeof *escape_rows; i++) {
        const char *text = in_class ? escape_rows[i].inside : escape_rows[i].outside;

        if (escape_rows[i].letter != letter)
            continue;
        if (!text)
            return "this escape has no meaning inside [ ]";
        weir_buffer_text(out, weir_text_of(text));
        return NULL;
    }
    if (letter == '\0' ||
        !(memchr(plain_escapes, letter, sizeof plain_escapes - 1) || (!in_class && letter >= '1' && letter <= '9')))
        return "the pattern has an escape that XPath does not know";
    weir_buffer_char(out, '\\');
    weir_buffer_char(out, letter);
    return NULL;
}

/* Where the class that begins at `at` ends (behind its bracket); 0: nowhere. */
static size_t class_end(weir_text pattern, size_t at)
{
    int depth = 0;

    for (; at < pattern.length; at++) {
        if (pattern.at[at] == '\\')
            at++;
        else if (pattern.at[at] == '[')
            depth++;
        else if (pattern.at[at] == ']' && --depth == 0)
            return at + 1;
    }
    return 0;
}

/* [x-[y-[z]]] is x, but not (y, but not z): subtractions are written in front, each as a look-ahead. */
static const char *translate_class(weir_text pattern, size_t *at, weir_buffer *out)
{
    size_t starts[CLASS_DEPTH_MAX], ends[CLASS_DEPTH_MAX];
    const size_t end = class_end(pattern, *at);
    int depth = 0;

    if (end == 0)
        return "the pattern has a [ without a ]";
    /* Find each level: from its bracket to the `-[` of the next one. */
    starts[0] = *at;
    for (size_t i = *at + 1; i < end; i++) {
        if (pattern.at[i] == '\\') {
            i++;
        } else if (pattern.at[i] == '[') {
            if (pattern.at[i - 1] != '-' || depth + 1 == CLASS_DEPTH_MAX)
                return "the pattern has a [ inside [ ]";
            ends[depth++] = i - 1;
            starts[depth] = i;
        }
    }
    ends[depth] = end - 1 - (size_t)depth;
    for (size_t i = ends[depth]; i < end; i++) {
        if (pattern.at[i] != ']')
            return "a subtraction must be the last thing inside [ ]";
    }
    for (int level = 0; level < depth; level++)
        weir_buffer_text(out, WEIR_T("(?:(?!"));
    /* The innermost comes first: (?!(?!z)y)x. */
    for (int level = depth; level >= 0; level--) {
        size_t i = starts[level];

        while (i < ends[level]) {
            if (pattern.at[i] == '\\') {
                const char *problem = translate_escape(pattern, &i, true, out);

                if (problem)
                    return problem;
            } else {
                weir_buffer_char(out, pattern.at[i++]);
            }
        }
        weir_buffer_char(out, ']');
        if (level < depth)
            weir_buffer_char(out, ')');
        if (level > 0)
            weir_buffer_char(out, ')');
    }
    *at = end;
    return NULL;
}

static const char *translate(weir_text pattern, weir_buffer *out)
{
    size_t at = 0;

    while (at < pattern.length) {
        const char *problem = NULL;

        if (pattern.at[at] == '\\')
            problem = translate_escape(pattern, &at, false, out);
        else if (pattern.at[at] == '[')
            problem = translate_class(pattern, &at, out);
        else if (weir_text_starts_with(weir_text_part(pattern, at, 2), WEIR_T("(?")) &&
                 !weir_text_starts_with(weir_text_part(pattern, at, 3), WEIR_T("(?:")))
            problem = "the pattern has a (? that XPath does not know";
        else if (weir_text_starts_with(weir_text_part(pattern, at, 2), WEIR_T("(*")))
            problem = "the pattern has a * with nothing before it";
        else
            weir_buffer_char(out, pattern.at[at++]);
        if (problem)
            return problem;
    }
    return NULL;
}

static weir_err compile(weir_text pattern, uint32_t options, weir_arena *arena, weir_pattern **out,
                        const char **problem)
{
    pcre2_general_context *memory = pcre2_general_context_create(take_memory, give_memory, arena);
    pcre2_compile_context *context = memory ? pcre2_compile_context_create(memory) : NULL;
    weir_pattern *made = WEIR_TAKE(arena, weir_pattern, 1);
    size_t error_at;
    int error;

    if (!context || !made)
        return WEIR_ENOMEM;
    (void)pcre2_set_parens_nest_limit(context, NESTING_MAX);
    made->code = pcre2_compile((PCRE2_SPTR)pattern.at, pattern.length, options, &error, &error_at, context);
    if (!made->code && error == PCRE2_ERROR_HEAP_FAILED)
        return WEIR_ENOMEM;
    if (!made->code) {
        *problem = "the pattern is not well formed";
        return WEIR_OK;
    }
    made->context = pcre2_match_context_create(memory);
    made->data = pcre2_match_data_create(WEIR_FEEL_PATTERN_GROUP_COUNT_MAX, memory);
    if (!made->context || !made->data)
        return WEIR_ENOMEM;
    (void)pcre2_set_match_limit(made->context, MATCH_COUNT_MAX);
    (void)pcre2_set_heap_limit(made->context, HEAP_KIB_MAX);
    *out = made;
    return WEIR_OK;
}

weir_err weir_pattern_compile(weir_text pattern, weir_text flags, weir_arena *arena, weir_pattern **out,
                              const char **problem)
{
    weir_buffer buffer;
    weir_text translated = pattern;
    uint32_t options;

    *problem = NULL;
    if (!read_flags(flags, &options))
        *problem = "flags are some of the letters s, m, i, x and q";
    else if (pattern.length > WEIR_FEEL_PATTERN_LENGTH_MAX)
        *problem = "the pattern is too long (feel_pattern_length_max)";
    if (*problem)
        return WEIR_OK;
    if (!(options & PCRE2_LITERAL)) {
        weir_buffer_init(&buffer, arena, 0);
        *problem = translate(pattern, &buffer);
        if (*problem)
            return WEIR_OK;
        WEIR_TRY(weir_buffer_done(&buffer, &translated));
    }
    return compile(translated.at ? translated : WEIR_T(""), options, arena, out, problem);
}

weir_err weir_pattern_find(weir_pattern *pattern, weir_text subject, size_t from, weir_pattern_match *out,
                           weir_pattern_result *result)
{
    const size_t *offsets = pcre2_get_ovector_pointer(pattern->data);
    int count;

    *result = WEIR_PATTERN_TOO_HARD;
    if (subject.length > WEIR_FEEL_PATTERN_SUBJECT_LENGTH_MAX)
        return WEIR_OK;
    count = pcre2_match(pattern->code, (PCRE2_SPTR)(subject.at ? subject.at : ""), subject.length, from,
                        PCRE2_NO_UTF_CHECK, pattern->data, pattern->context);
    if (count == PCRE2_ERROR_NOMEMORY)
        return WEIR_ENOMEM;
    if (count == PCRE2_ERROR_NOMATCH)
        *result = WEIR_PATTERN_NO_MATCH;
    if (count <= 0)
        return WEIR_OK;
    *result = WEIR_PATTERN_MATCH;
    out->group_count = (uint32_t)count;
    for (uint32_t i = 0; i < out->group_count; i++) {
        const size_t begin = offsets[(size_t)2 * i], end = offsets[(size_t)2 * i + 1];

        out->groups[i] = begin == PCRE2_UNSET ? WEIR_NO_TEXT : weir_text_part(subject, begin, end - begin);
    }
    return WEIR_OK;
}

/* PCRE2 knows the case of all letters; its extended replacement writes them. */
weir_err weir_pattern_change_case(weir_text text, bool to_upper, weir_arena *arena, weir_text *out)
{
    const weir_text replacement = to_upper ? WEIR_T("\\U$0") : WEIR_T("\\L$0");
    size_t length = text.length * 3 + 1; /* no letter grows to more than three times its bytes */
    char *bytes = weir_arena_take(arena, length);
    weir_pattern *all;
    const char *problem;
    int count;

    if (!bytes)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_pattern_compile(WEIR_T(".+"), WEIR_T("s"), arena, &all, &problem));
    assert(!problem);
    count = pcre2_substitute(all->code, (PCRE2_SPTR)(text.at ? text.at : ""), text.length, 0,
                             PCRE2_SUBSTITUTE_EXTENDED | PCRE2_NO_UTF_CHECK, all->data, all->context,
                             (PCRE2_SPTR)replacement.at, replacement.length, (PCRE2_UCHAR *)bytes, &length);
    if (count < 0)
        return WEIR_ENOMEM;
    *out = (weir_text){bytes, length};
    return WEIR_OK;
}
