/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_pattern.c - string functions that take a regular expression; see builtins.def and pattern.h.
 *
 * The compiled pattern lives in a scratch arena that ends with the call, so that a pattern inside a loop
 * costs no memory of the run.   Spec: DMN 1.5 §10.3.4.3; XPath F&O 3.1 §5.6.
 */
#include "feel/builtin.h"
#include "feel/compiler.h"
#include "feel/pattern.h"

typedef weir_err with_pattern(weir_call *call, weir_pattern *pattern, weir_value *out);

static bool is_same_place(weir_text a, weir_text b)
{
    return a.at == b.at && a.length == b.length;
}

/* The pattern as it was compiled with the running expression; NULL: it was not. */
static const weir_pattern *find_constant(const weir_call *call, weir_text pattern, weir_text flags)
{
    const weir_expression *expression = call->vm->frames[call->vm->frame_count - 1].expression;

    for (uint32_t i = 0; i < expression->pattern_count; i++) {
        const weir_constant_pattern *constant = &expression->patterns[i];

        if (is_same_place(constant->pattern, pattern) && is_same_place(constant->flags, flags))
            return constant->compiled;
    }
    return NULL;
}

static weir_err compile_and_run(weir_call *call, uint32_t flags_ix, with_pattern *run, weir_value *out)
{
    const bool has_flags = call->count > flags_ix && call->arguments[flags_ix].kind == WEIR_STRING;
    const weir_text flags = has_flags ? call->arguments[flags_ix].as.string : WEIR_NO_TEXT;
    const weir_text text = call->arguments[1].as.string;
    const weir_pattern *constant = find_constant(call, text, flags);
    weir_pattern *pattern = NULL;
    const char *problem = NULL;
    weir_arena scratch;
    weir_err err;

    weir_arena_init(&scratch, call->arena->memory, call->arena->used_bytes_max);
    err = constant ? weir_pattern_reuse(constant, &scratch, &pattern)
                   : weir_pattern_compile(text, flags, &scratch, &pattern, &problem);
    if (err == WEIR_OK)
        err = weir_vm_charge(call->vm, scratch.used_bytes / 256); /* how large it became: {1,1000} in {1,10} */
    if (err == WEIR_OK && problem)
        *out = weir_call_null(call, "%s", problem);
    else if (err == WEIR_OK)
        err = run(call, pattern, out);
    weir_arena_release(&scratch);
    return err;
}

static weir_err find(weir_call *call, weir_pattern *pattern, weir_text subject, size_t from, weir_pattern_match *match,
                     weir_pattern_result *result)
{
    WEIR_TRY(weir_pattern_find(pattern, subject, from, match, result));
    return weir_vm_charge(call->vm, 8 + match->step_count);
}

static weir_value too_hard(weir_call *call)
{
    return weir_call_null(call, "the pattern takes too long on this text (feel_pattern_match_count_max)");
}

static weir_value matches_nothing(weir_call *call)
{
    return weir_call_null(call, "the pattern matches the empty string");
}

static weir_err run_matches(weir_call *call, weir_pattern *pattern, weir_value *out)
{
    weir_pattern_match match;
    weir_pattern_result result;

    WEIR_TRY(find(call, pattern, call->arguments[0].as.string, 0, &match, &result));
    *out = result == WEIR_PATTERN_TOO_HARD ? too_hard(call) : weir_boolean(result == WEIR_PATTERN_MATCH);
    return WEIR_OK;
}

weir_err weir_builtin_matches(weir_call *call, weir_value *out)
{
    return compile_and_run(call, 2, run_matches, out);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Behind a $ stands a number, behind a backslash a $ or a backslash. */
static bool is_replacement(weir_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i], next = i + 1 < text.length ? text.at[i + 1] : '\0';

        if ((c == '$' && !is_digit(next)) || (c == '\\' && next != '$' && next != '\\'))
            return false;
        i += c == '\\';
    }
    return true;
}

/* $0 … $99 and the escapes \$ and \\; a further digit counts if there are so many groups. */
static void write_replacement(weir_text replacement, const weir_pattern_match *match, weir_buffer *out)
{
    for (size_t i = 0; i < replacement.length; i++) {
        uint32_t group;

        if (replacement.at[i] != '$') {
            i += replacement.at[i] == '\\';
            weir_buffer_char(out, replacement.at[i]);
            continue;
        }
        group = (uint32_t)(replacement.at[++i] - '0');
        while (group > 0 && i + 1 < replacement.length && is_digit(replacement.at[i + 1]) &&
               group * 10 + (uint32_t)(replacement.at[i + 1] - '0') < match->group_count)
            group = group * 10 + (uint32_t)(replacement.at[++i] - '0');
        if (group < match->group_count)
            weir_buffer_text(out, match->groups[group]);
    }
}

/* XPath refuses such a pattern in replace (FORX0003), whatever the text is. */
static weir_err fits_nothing(weir_call *call, weir_pattern *pattern, bool *out)
{
    weir_pattern_match match;
    weir_pattern_result result;

    WEIR_TRY(find(call, pattern, WEIR_T(""), 0, &match, &result));
    *out = result == WEIR_PATTERN_MATCH;
    return WEIR_OK;
}

static weir_err replace_all(weir_call *call, weir_pattern *pattern, bool is_literal, weir_value *out)
{
    const weir_text subject = call->arguments[0].as.string, replacement = call->arguments[2].as.string;
    weir_pattern_match match;
    weir_pattern_result result;
    weir_buffer buffer;
    weir_text text;
    size_t at = 0;

    weir_buffer_init(&buffer, call->arena, 0);
    WEIR_TRY(find(call, pattern, subject, at, &match, &result));
    while (result == WEIR_PATTERN_MATCH && match.groups[0].length > 0) {
        const size_t begin = (size_t)(match.groups[0].at - subject.at);

        WEIR_TRY(weir_vm_charge(call->vm, replacement.length / 64));
        weir_buffer_text(&buffer, weir_text_part(subject, at, begin - at));
        if (is_literal)
            weir_buffer_text(&buffer, replacement);
        else
            write_replacement(replacement, &match, &buffer);
        at = begin + match.groups[0].length;
        WEIR_TRY(find(call, pattern, subject, at, &match, &result));
    }
    if (result != WEIR_PATTERN_NO_MATCH) {
        *out = result == WEIR_PATTERN_TOO_HARD ? too_hard(call) : matches_nothing(call);
        return WEIR_OK;
    }
    weir_buffer_text(&buffer, weir_text_part(subject, at, subject.length - at));
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    *out = weir_string(text.at ? text : WEIR_T(""));
    return WEIR_OK;
}

static weir_err run_replace(weir_call *call, weir_pattern *pattern, weir_value *out)
{
    const bool is_literal = call->count == 4 && call->arguments[3].kind == WEIR_STRING &&
                            weir_text_find(call->arguments[3].as.string, WEIR_T("q"), 0) != SIZE_MAX;
    bool nothing_fits;

    WEIR_TRY(fits_nothing(call, pattern, &nothing_fits));
    if (!nothing_fits && (is_literal || is_replacement(call->arguments[2].as.string)))
        return replace_all(call, pattern, is_literal, out);
    *out = nothing_fits ? matches_nothing(call)
                        : weir_call_null(call, "in the replacement, $ needs a number and \\ needs $ or \\");
    return WEIR_OK;
}

weir_err weir_builtin_replace(weir_call *call, weir_value *out)
{
    return compile_and_run(call, 3, run_replace, out);
}

static weir_err run_split(weir_call *call, weir_pattern *pattern, weir_value *out)
{
    const weir_text subject = call->arguments[0].as.string;
    struct {
        weir_value *items;
        uint32_t count, capacity;
    } parts = {0};
    weir_pattern_match match;
    weir_pattern_result result;
    size_t at = 0;

    WEIR_TRY(find(call, pattern, subject, at, &match, &result));
    while (result == WEIR_PATTERN_MATCH) {
        const size_t begin = (size_t)(match.groups[0].at - subject.at);

        if (match.groups[0].length == 0) {
            *out = weir_call_null(call, "the delimiter matches the empty string");
            return WEIR_OK;
        }
        WEIR_TRY(WEIR_GROW(call->arena, &parts));
        parts.items[parts.count++] = weir_string(weir_text_part(subject, at, begin - at));
        at = begin + match.groups[0].length;
        WEIR_TRY(find(call, pattern, subject, at, &match, &result));
    }
    if (result == WEIR_PATTERN_TOO_HARD) {
        *out = too_hard(call);
        return WEIR_OK;
    }
    WEIR_TRY(WEIR_GROW(call->arena, &parts));
    parts.items[parts.count++] = weir_string(weir_text_part(subject, at, subject.length - at));
    *out = weir_list(parts.items, parts.count);
    return WEIR_OK;
}

weir_err weir_builtin_split(weir_call *call, weir_value *out)
{
    return compile_and_run(call, 2, run_split, out);
}

/* -- patterns that are constants -- */

static const struct {
    weir_builtin_run *run;
    uint32_t flags_ix;
} rows[] = {{weir_builtin_matches, 2}, {weir_builtin_replace, 3}, {weir_builtin_split, 2}};

/* Argument `ix` of the call at `at`, if it and all behind it are constants; NULL: it is no text that is known. */
static const weir_value *constant_argument(const weir_compiler *c, uint32_t at, uint32_t ix)
{
    const uint32_t first = at - (c->code.items[at].a - ix);
    const weir_value *value;

    for (uint32_t i = first; i < at; i++) {
        if (c->code.items[i].op != WEIR_OP_CONSTANT)
            return NULL;
    }
    value = &c->constants.items[c->code.items[first].b];
    return value->kind == WEIR_STRING ? value : NULL;
}

static weir_err compile_pattern(weir_compiler *c, uint32_t at, uint32_t flags_ix)
{
    const weir_value *pattern = constant_argument(c, at, 1), *flags = NULL;
    weir_constant_pattern made = {0};

    if (c->code.items[at].a > flags_ix)
        flags = constant_argument(c, at, flags_ix);
    if (!pattern || (c->code.items[at].a > flags_ix && !flags))
        return WEIR_OK;
    made.pattern = pattern->as.string;
    if (flags)
        made.flags = flags->as.string;
    WEIR_TRY(weir_pattern_precompile(made.pattern, made.flags, c->arena, &made.compiled));
    if (!made.compiled)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(c->arena, &c->patterns));
    c->patterns.items[c->patterns.count++] = made;
    return WEIR_OK;
}

weir_err weir_compile_patterns(weir_compiler *c)
{
    for (uint32_t at = 0; at < c->code.count; at++) {
        const weir_code *code = &c->code.items[at];

        for (size_t i = 0; code->op == WEIR_OP_BUILTIN && i < sizeof rows / sizeof *rows; i++) {
            if (weir_builtin_at(code->b)->run == rows[i].run && code->a >= 2)
                WEIR_TRY(compile_pattern(c, at, rows[i].flags_ix));
        }
    }
    return WEIR_OK;
}
