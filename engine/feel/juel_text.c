/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_text.c - the methods of texts in ${…}; see juel.def. Characters are code points.
 */
#include <string.h>

#include "feel/builtin.h"
#include "feel/case.h"
#include "feel/juel_vm.h"
#include "feel/pattern.h"

#define PIECE_COUNT_MAX 100000u /* of one split */

static weir_err argument_text(weir_juel_call *call, uint32_t ix, weir_text *out)
{
    if (call->arguments[ix].kind == WEIR_NULL)
        return weir_vm_fail(call->vm, "%.*s got null instead of a text", WEIR_ARG(call->name));
    return weir_juel_to_text(call->vm, &call->arguments[ix], out);
}

static weir_value integer(int64_t number)
{
    return weir_juel_number(weir_decimal_of(number), WEIR_TAG_INTEGER);
}

static weir_err give(bool boolean, weir_value *out)
{
    *out = weir_boolean(boolean);
    return WEIR_OK;
}

/* The text and the first argument; both are read once. */
static weir_err both(weir_juel_call *call, weir_text *self, weir_text *other)
{
    *self = call->self->as.string;
    WEIR_TRY(argument_text(call, 0, other));
    return weir_vm_charge(call->vm, (self->length + other->length) / 64);
}

weir_err weir_juel_equals_ignoring_case(weir_juel_call *call, weir_value *out)
{
    weir_text self, other;

    if (call->arguments[0].kind != WEIR_STRING)
        return give(false, out);
    WEIR_TRY(both(call, &self, &other));
    WEIR_TRY(weir_case_change(self, false, call->vm->run->arena, &self));
    WEIR_TRY(weir_case_change(other, false, call->vm->run->arena, &other));
    return give(weir_text_equal(self, other), out);
}

weir_err weir_juel_text_contains(weir_juel_call *call, weir_value *out)
{
    weir_text self, other;

    WEIR_TRY(both(call, &self, &other));
    return give(weir_text_find(self, other, 0) != SIZE_MAX, out);
}

weir_err weir_juel_starts_with(weir_juel_call *call, weir_value *out)
{
    weir_text self, other;

    WEIR_TRY(both(call, &self, &other));
    return give(weir_text_starts_with(self, other), out);
}

weir_err weir_juel_ends_with(weir_juel_call *call, weir_value *out)
{
    weir_text self, other;

    WEIR_TRY(both(call, &self, &other));
    return give(weir_text_ends_with(self, other), out);
}

static weir_value index_of_byte(weir_text text, size_t at)
{
    return integer(at == SIZE_MAX ? -1 : (int64_t)weir_utf8_length(weir_text_part(text, 0, at)));
}

weir_err weir_juel_text_index_of(weir_juel_call *call, weir_value *out)
{
    weir_text self, other;

    WEIR_TRY(both(call, &self, &other));
    *out = index_of_byte(self, weir_text_find(self, other, 0));
    return WEIR_OK;
}

weir_err weir_juel_text_last_index_of(weir_juel_call *call, weir_value *out)
{
    weir_text self, other;
    size_t found = SIZE_MAX;

    WEIR_TRY(both(call, &self, &other));
    for (size_t at = self.length + 1; at-- > 0 && found == SIZE_MAX;) {
        if (weir_text_starts_with(weir_text_part(self, at, self.length - at), other))
            found = at;
    }
    *out = index_of_byte(self, found);
    return WEIR_OK;
}

weir_err weir_juel_length(weir_juel_call *call, weir_value *out)
{
    WEIR_TRY(weir_vm_charge(call->vm, call->self->as.string.length / 64));
    *out = integer((int64_t)weir_utf8_length(call->self->as.string));
    return WEIR_OK;
}

weir_err weir_juel_is_blank(weir_juel_call *call, weir_value *out)
{
    return give(weir_text_trim(call->self->as.string).length == 0, out);
}

/* Bytes of the characters from `from` up to before `to`; SIZE_MAX: the end. */
static weir_err part_of(weir_juel_call *call, int64_t from, int64_t to, weir_value *out)
{
    const weir_text self = call->self->as.string;
    const int64_t length = (int64_t)weir_utf8_length(self);
    size_t start = 0, end;

    WEIR_TRY(weir_vm_charge(call->vm, self.length / 64));
    if (from < 0 || from > length || to < from || to > length)
        return weir_vm_fail(call->vm, "%.*s from %lld to %lld leaves a text of %lld characters", WEIR_ARG(call->name),
                            (long long)from, (long long)to, (long long)length);
    for (int64_t i = 0; i < from; i++)
        (void)weir_utf8_next(self, &start);
    end = start;
    for (int64_t i = from; i < to; i++)
        (void)weir_utf8_next(self, &end);
    *out = weir_string(weir_text_part(self, start, end - start));
    return WEIR_OK;
}

weir_err weir_juel_char_at(weir_juel_call *call, weir_value *out)
{
    int64_t at;

    WEIR_TRY(weir_juel_to_integer(call->vm, &call->arguments[0], &at));
    if (at == INT64_MAX)
        return weir_vm_fail(call->vm, "charAt got too large a number");
    return part_of(call, at, at + 1, out);
}

weir_err weir_juel_substring(weir_juel_call *call, weir_value *out)
{
    int64_t from, to = (int64_t)weir_utf8_length(call->self->as.string);

    WEIR_TRY(weir_juel_to_integer(call->vm, &call->arguments[0], &from));
    if (call->count == 2)
        WEIR_TRY(weir_juel_to_integer(call->vm, &call->arguments[1], &to));
    return part_of(call, from, to, out);
}

weir_err weir_juel_concat(weir_juel_call *call, weir_value *out)
{
    const weir_value values[] = {*call->self, call->arguments[0]};

    return weir_juel_text(call->vm, values, 2, out);
}

static weir_err change_case(weir_juel_call *call, bool to_upper, weir_value *out)
{
    weir_text text;

    WEIR_TRY(weir_vm_charge(call->vm, call->self->as.string.length / 64));
    WEIR_TRY(weir_case_change(call->self->as.string, to_upper, call->vm->run->arena, &text));
    *out = weir_string(text);
    return WEIR_OK;
}

weir_err weir_juel_to_upper_case(weir_juel_call *call, weir_value *out)
{
    return change_case(call, true, out);
}

weir_err weir_juel_to_lower_case(weir_juel_call *call, weir_value *out)
{
    return change_case(call, false, out);
}

weir_err weir_juel_trim(weir_juel_call *call, weir_value *out)
{
    *out = weir_string(weir_text_trim(call->self->as.string));
    return WEIR_OK;
}

/* An empty text is found before each character and at the end. */
weir_err weir_juel_replace(weir_juel_call *call, weir_value *out)
{
    weir_text self, old, new;
    weir_buffer buffer;
    size_t at = 0;

    WEIR_TRY(both(call, &self, &old));
    WEIR_TRY(argument_text(call, 1, &new));
    weir_buffer_init(&buffer, call->vm->run->arena, 0);
    while (at <= self.length) {
        const size_t found = weir_text_find(self, old, at);
        const size_t end = found == SIZE_MAX ? self.length : found;
        size_t next = end + old.length;

        weir_buffer_text(&buffer, weir_text_part(self, at, end - at));
        if (found == SIZE_MAX)
            break;
        weir_buffer_text(&buffer, new);
        WEIR_TRY(weir_vm_charge(call->vm, 1 + new.length / 64));
        if (old.length == 0 && end < self.length) {
            (void)weir_utf8_next(self, &next);
            weir_buffer_text(&buffer, weir_text_part(self, end, next - end));
        } else if (old.length == 0) {
            break;
        }
        at = next;
    }
    WEIR_TRY(weir_buffer_done(&buffer, &self));
    *out = weir_string(self);
    return WEIR_OK;
}

/* Run with a pattern whose memory ends with the call. */
typedef weir_err with_pattern(weir_juel_call *call, weir_pattern *pattern, weir_value *out);

static weir_err compile_and_run(weir_juel_call *call, weir_text source, with_pattern *run, weir_value *out)
{
    const weir_arena *around = call->vm->run->arena;
    weir_pattern *pattern = NULL;
    const char *problem = NULL;
    weir_arena scratch;
    weir_err err;

    weir_arena_init(&scratch, around->memory, around->used_bytes_max);
    err = weir_pattern_compile(source, WEIR_NO_TEXT, &scratch, &pattern, &problem);
    if (err == WEIR_OK)
        err = weir_vm_charge(call->vm, scratch.used_bytes / 256);
    if (err == WEIR_OK)
        err = problem ? weir_vm_fail(call->vm, "%s", problem) : run(call, pattern, out);
    weir_arena_release(&scratch);
    return err;
}

static weir_err find(weir_juel_call *call, weir_pattern *pattern, size_t from, weir_pattern_match *match, bool *found)
{
    weir_pattern_result result;

    WEIR_TRY(weir_pattern_find(pattern, call->self->as.string, from, match, &result));
    WEIR_TRY(weir_vm_charge(call->vm, 8 + match->step_count));
    *found = result == WEIR_PATTERN_MATCH;
    if (result == WEIR_PATTERN_TOO_HARD)
        return weir_vm_fail(call->vm, "the pattern takes too long on this text (feel_pattern_match_count_max)");
    return WEIR_OK;
}

static weir_err run_matches(weir_juel_call *call, weir_pattern *pattern, weir_value *out)
{
    weir_pattern_match match;
    bool found;

    WEIR_TRY(find(call, pattern, 0, &match, &found));
    return give(found, out);
}

weir_err weir_juel_matches(weir_juel_call *call, weir_value *out)
{
    weir_text pattern;
    weir_buffer buffer;

    WEIR_TRY(argument_text(call, 0, &pattern));
    weir_buffer_init(&buffer, call->vm->run->arena, 0);
    weir_buffer_format(&buffer, "^(?:%.*s)$", WEIR_ARG(pattern));
    WEIR_TRY(weir_buffer_done(&buffer, &pattern));
    return compile_and_run(call, pattern, run_matches, out);
}

static weir_err run_split(weir_juel_call *call, weir_pattern *pattern, weir_value *out)
{
    const weir_text self = call->self->as.string;
    struct {
        weir_value *items;
        uint32_t count, capacity;
    } parts = {0};
    weir_pattern_match match;
    size_t at = 0;
    bool found;

    WEIR_TRY(find(call, pattern, 0, &match, &found));
    while (found) {
        const size_t begin = (size_t)(match.groups[0].at - self.at);

        if (match.groups[0].length == 0)
            return weir_vm_fail(call->vm, "the pattern of split fits the empty text");
        if (parts.count >= PIECE_COUNT_MAX)
            return weir_vm_fail(call->vm, "split gives more than piece_count_max = %u texts", PIECE_COUNT_MAX);
        WEIR_TRY(WEIR_GROW(call->vm->run->arena, &parts));
        parts.items[parts.count++] = weir_string(weir_text_part(self, at, begin - at));
        at = begin + match.groups[0].length;
        WEIR_TRY(find(call, pattern, at, &match, &found));
    }
    WEIR_TRY(WEIR_GROW(call->vm->run->arena, &parts));
    parts.items[parts.count++] = weir_string(weir_text_part(self, at, self.length - at));
    while (parts.count > 1 && parts.items[parts.count - 1].as.string.length == 0)
        parts.count--;
    *out = weir_list(parts.items, parts.count);
    return WEIR_OK;
}

weir_err weir_juel_split(weir_juel_call *call, weir_value *out)
{
    weir_text pattern;

    WEIR_TRY(argument_text(call, 0, &pattern));
    return compile_and_run(call, pattern, run_split, out);
}
