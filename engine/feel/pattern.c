/* SPDX-License-Identifier: Apache-2.0
 * feel/pattern.c - see pattern.h.
 *
 * The pattern is translated first, see pattern_translate.h. The interpreter is used, never the JIT, because the
 * two count the match limit differently.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "feel/pattern.h"

#include <pcre2.h>

#include "feel/pattern_translate.h"

#define MATCH_COUNT_MAX 4000000u /* things looked at in one search: see count_effort */
#define MATCHES_PER_STEP 50u
#define BYTES_PER_MATCH 64u
#define HEAP_KIB_MAX 1024u
#define NESTING_MAX (WEIR_FEEL_PATTERN_NESTING_MAX + WEIR_FEEL_PATTERN_CLASS_DEPTH_MAX + 2) /* with what is added */

struct weir_pattern {
    uint32_t group_count; /* with group 0, the whole match */
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    size_t position; /* where the search looks */
    uint32_t effort; /* of the search until now */
};

typedef struct flag_set {
    bool is_dotall, is_multiline, is_caseless, has_blanks, is_literal;
} flag_set;

static void *take_memory(size_t byte_count, void *arena)
{
    return weir_arena_take(arena, byte_count);
}

static void give_memory(void *block, void *arena)
{
    (void)block; /* the arena ends with the call */
    (void)arena;
}

static bool read_flags(weir_text text, flag_set *out)
{
    *out = (flag_set){0};
    for (size_t i = 0; i < text.length; i++) {
        bool *const named = text.at[i] == 's'   ? &out->is_dotall
                            : text.at[i] == 'm' ? &out->is_multiline
                            : text.at[i] == 'i' ? &out->is_caseless
                            : text.at[i] == 'x' ? &out->has_blanks
                            : text.at[i] == 'q' ? &out->is_literal
                                                : NULL;

        if (!named)
            return false;
        *named = true;
    }
    return true;
}

/* Flag x: white space outside of classes is not there. */
static void leave_out_blanks(weir_text pattern, weir_buffer *out)
{
    bool is_escaped = false;
    int depth = 0;

    for (size_t i = 0; i < pattern.length; i++) {
        const char c = pattern.at[i];

        if (depth == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
            continue;
        weir_buffer_char(out, c);
        if (!is_escaped && c == '[')
            depth++;
        else if (!is_escaped && c == ']')
            depth--;
        is_escaped = !is_escaped && c == '\\';
    }
}

/* Called before each part of the pattern that is tried. The limits of PCRE2 begin anew at each byte of the text and
 * don't see what a single part runs over. */
static int count_effort(pcre2_callout_block *block, void *data)
{
    weir_pattern *pattern = data;
    const size_t here = block->current_position, before = pattern->position;

    /* A reference to the last group compares as many bytes as that has. */
    const uint32_t group = block->capture_last;
    const size_t captured = group > 0 ? block->offset_vector[2 * group + 1] - block->offset_vector[2 * group] : 0;

    pattern->position = here;
    pattern->effort += 1 + (uint32_t)(((here > before ? here - before : before - here) + captured) / BYTES_PER_MATCH);
    return pattern->effort > MATCH_COUNT_MAX ? PCRE2_ERROR_MATCHLIMIT : 0;
}

static weir_err compile(weir_text pattern, uint32_t options, weir_arena *arena, weir_pattern *made,
                        const char **problem)
{
    pcre2_general_context *memory = pcre2_general_context_create(take_memory, give_memory, arena);
    pcre2_compile_context *context = memory ? pcre2_compile_context_create(memory) : NULL;
    size_t error_at;
    int error;

    if (!context)
        return WEIR_ENOMEM;
    (void)pcre2_set_parens_nest_limit(context, NESTING_MAX);
    made->code = pcre2_compile((PCRE2_SPTR)pattern.at, pattern.length, options, &error, &error_at, context);
    if (!made->code && error == PCRE2_ERROR_HEAP_FAILED)
        return WEIR_ENOMEM;
    if (!made->code)
        *problem = "the pattern is too large";
    return WEIR_OK;
}

/* What a pattern needs to find with. */
static weir_err prepare(weir_pattern *made, weir_arena *arena)
{
    pcre2_general_context *memory = pcre2_general_context_create(take_memory, give_memory, arena);

    if (!memory)
        return WEIR_ENOMEM;
    made->context = pcre2_match_context_create(memory);
    made->data = pcre2_match_data_create(made->group_count, memory);
    if (!made->context || !made->data)
        return WEIR_ENOMEM;
    (void)pcre2_set_match_limit(made->context, MATCH_COUNT_MAX);
    (void)pcre2_set_heap_limit(made->context, HEAP_KIB_MAX);
    (void)pcre2_set_callout(made->context, count_effort, made);
    return WEIR_OK;
}

static weir_err translate(weir_text pattern, const flag_set *flags, weir_arena *arena, weir_text *out,
                          uint32_t *group_count, const char **problem)
{
    weir_pattern_reader reader = {
        .pattern = pattern, .is_dotall = flags->is_dotall, .is_multiline = flags->is_multiline};
    weir_buffer stripped, translated;

    weir_buffer_init(&stripped, arena, 0);
    weir_buffer_init(&translated, arena, 0);
    if (flags->has_blanks) {
        leave_out_blanks(pattern, &stripped);
        WEIR_TRY(weir_buffer_done(&stripped, &reader.pattern));
    }
    reader.out = &translated;
    *problem = weir_pattern_translate(&reader);
    *group_count = reader.group_count;
    return *problem ? WEIR_OK : weir_buffer_done(&translated, out);
}

/* The code alone. */
static weir_err read_and_compile(weir_text pattern, weir_text flag_letters, weir_arena *arena, weir_pattern *made,
                                 const char **problem)
{
    uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_AUTO_CALLOUT, group_count = 0;
    weir_text translated = pattern;
    flag_set flags;

    *problem = NULL;
    if (!read_flags(flag_letters, &flags))
        *problem = "flags are some of the letters s, m, i, x and q";
    else if (pattern.length > WEIR_FEEL_PATTERN_LENGTH_MAX)
        *problem = "the pattern is too long (feel_pattern_length_max)";
    if (*problem)
        return WEIR_OK;
    options |= flags.is_literal ? PCRE2_LITERAL : PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_MATCH_UNSET_BACKREF;
    if (flags.is_caseless)
        options |= PCRE2_CASELESS;
    if (!flags.is_literal)
        WEIR_TRY(translate(pattern, &flags, arena, &translated, &group_count, problem));
    if (*problem)
        return WEIR_OK;
    WEIR_TRY(compile(translated.at ? translated : WEIR_T(""), options, arena, made, problem));
    made->group_count = group_count + 1;
    return WEIR_OK;
}

weir_err weir_pattern_compile(weir_text pattern, weir_text flags, weir_arena *arena, weir_pattern **out,
                              const char **problem)
{
    weir_pattern *made = WEIR_TAKE(arena, weir_pattern, 1);

    if (!made)
        return WEIR_ENOMEM;
    WEIR_TRY(read_and_compile(pattern, flags, arena, made, problem));
    if (*problem)
        return WEIR_OK;
    WEIR_TRY(prepare(made, arena));
    *out = made;
    return WEIR_OK;
}

weir_err weir_pattern_precompile(weir_text pattern, weir_text flags, weir_arena *arena, const weir_pattern **out)
{
    weir_pattern *made = WEIR_TAKE(arena, weir_pattern, 1);
    const char *problem;

    if (!made)
        return WEIR_ENOMEM;
    WEIR_TRY(read_and_compile(pattern, flags, arena, made, &problem));
    *out = problem ? NULL : made;
    return WEIR_OK;
}

weir_err weir_pattern_reuse(const weir_pattern *frozen, weir_arena *arena, weir_pattern **out)
{
    weir_pattern *made = WEIR_TAKE(arena, weir_pattern, 1);

    if (!made)
        return WEIR_ENOMEM;
    *made = *frozen;
    WEIR_TRY(prepare(made, arena));
    *out = made;
    return WEIR_OK;
}

weir_err weir_pattern_find(weir_pattern *pattern, weir_text subject, size_t from, weir_pattern_match *out,
                           weir_pattern_result *result)
{
    const size_t *offsets = pcre2_get_ovector_pointer(pattern->data);
    int count;

    *result = WEIR_PATTERN_TOO_HARD;
    out->step_count = 0;
    if (subject.length > WEIR_FEEL_PATTERN_SUBJECT_LENGTH_MAX)
        return WEIR_OK;
    pattern->effort = 0;
    pattern->position = from;
    count = pcre2_match(pattern->code, (PCRE2_SPTR)(subject.at ? subject.at : ""), subject.length, from,
                        PCRE2_NO_UTF_CHECK, pattern->data, pattern->context);
    out->step_count = pattern->effort / MATCHES_PER_STEP;
    if (count == PCRE2_ERROR_NOMEMORY)
        return WEIR_ENOMEM;
    if (count == PCRE2_ERROR_NOMATCH)
        *result = WEIR_PATTERN_NO_MATCH;
    if (count <= 0)
        return WEIR_OK;
    *result = WEIR_PATTERN_MATCH;
    out->group_count = pattern->group_count;
    for (uint32_t i = 0; i < out->group_count; i++) {
        const size_t begin = offsets[(size_t)2 * i], end = offsets[(size_t)2 * i + 1];
        const bool has_part = i < (uint32_t)count && begin != PCRE2_UNSET;

        out->groups[i] = has_part ? weir_text_part(subject, begin, end - begin) : WEIR_NO_TEXT;
    }
    return WEIR_OK;
}
