/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_convert.c - conversions and boolean functions; see builtins.def.
 *
 * Spec: DMN 1.5 §10.3.4.1, §10.3.4.2.
 */
#include <string.h>

#include "feel/builtin.h"

weir_err weir_builtin_string(weir_call *call, weir_value *out)
{
    weir_buffer buffer;
    weir_text text;

    if (call->arguments[0].kind == WEIR_STRING) {
        *out = call->arguments[0];
        return WEIR_OK;
    }
    weir_buffer_init(&buffer, call->arena, 0);
    if (weir_feel_write(&call->arguments[0], call->run, &buffer) == WEIR_ELIMIT) {
        *out = weir_call_null(call, "the value is nested too deep or too large (feel_value_depth_max)");
        return WEIR_OK;
    }
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    *out = weir_string(text);
    return WEIR_OK;
}

/* A separator is one of the characters the function allows; absent and null mean none. */
static bool read_separator(const weir_call *call, uint32_t ix, const char *allowed, char *out)
{
    *out = '\0';
    if (call->count <= ix || call->arguments[ix].kind == WEIR_NULL)
        return true;
    if (call->arguments[ix].as.string.length != 1 || !strchr(allowed, call->arguments[ix].as.string.at[0]))
        return false;
    *out = call->arguments[ix].as.string.at[0];
    return true;
}

weir_err weir_builtin_number(weir_call *call, weir_value *out)
{
    const weir_text from = call->arguments[0].as.string;
    char grouping, point;
    weir_decimal number;
    weir_buffer buffer;
    weir_text plain;

    if (!read_separator(call, 1, " ,.", &grouping) || !read_separator(call, 2, ".,", &point) ||
        (grouping && grouping == point)) {
        *out = weir_call_null(call, "the separators must be different characters out of blank, comma and point");
        return WEIR_OK;
    }
    weir_buffer_init(&buffer, call->arena, 0);
    for (size_t i = 0; i < from.length; i++) {
        if (grouping == '\0' || from.at[i] != grouping)
            weir_buffer_char(&buffer, point && from.at[i] == point ? '.' : from.at[i]);
    }
    WEIR_TRY(weir_buffer_done(&buffer, &plain));
    *out = weir_decimal_parse(plain, &number) ? weir_number(number) : weir_call_null(call, "the text is no number");
    return WEIR_OK;
}

weir_err weir_builtin_not(weir_call *call, weir_value *out)
{
    *out = weir_feel_not(&call->arguments[0]);
    if (out->kind == WEIR_NULL)
        *out = weir_call_null(call, "takes a boolean");
    return WEIR_OK;
}

/* The same clock in the same zone, written the same way. */
static bool same_clock(const weir_time *a, const weir_time *b)
{
    if (a->hour != b->hour || a->minute != b->minute || a->second != b->second || a->nanosecond != b->nanosecond ||
        a->offset_kind != b->offset_kind)
        return false;
    if (a->offset_kind == WEIR_OFFSET_ZONE)
        return weir_text_equal(weir_zone_name(a->zone), weir_zone_name(b->zone));
    return a->offset_kind == WEIR_OFFSET_NONE || a->offset_s == b->offset_s;
}

static bool is_the_same(const weir_value *a, const weir_value *b)
{
    weir_value equal;

    if (a->kind != b->kind)
        return false;
    if (a->kind == WEIR_TIME)
        return same_clock(a->as.time, b->as.time);
    if (a->kind == WEIR_DATE_TIME)
        return weir_date_to_days(a->as.date_time->date) == weir_date_to_days(b->as.date_time->date) &&
               same_clock(&a->as.date_time->time, &b->as.date_time->time);
    equal = weir_feel_equal(a, b);
    return weir_is_true(&equal);
}

/* Stricter than "=": nothing is converted and zones are not compared by their instants. */
weir_err weir_builtin_is(weir_call *call, weir_value *out)
{
    *out = weir_boolean(is_the_same(&call->arguments[0], &call->arguments[1]));
    return WEIR_OK;
}

/* Only literals, temporal functions and the range itself: a text must not smuggle in other code. */
static bool is_range_literal(const weir_expression *expression)
{
    static const char *const allowed[] = {"@", "date", "time", "date and time", "duration"};
    const uint32_t count = expression->code_count;

    for (uint32_t i = 0; i < count; i++) {
        const weir_code *code = &expression->code[i];
        bool is_allowed = code->op == WEIR_OP_CONSTANT || code->op == WEIR_OP_RANGE || code->op == WEIR_OP_RETURN ||
                          code->op == WEIR_OP_NEGATE;

        for (size_t k = 0; k < sizeof allowed / sizeof *allowed && code->op == WEIR_OP_BUILTIN; k++)
            is_allowed = is_allowed || weir_text_equal(weir_builtin_at(code->b)->name, weir_text_of(allowed[k]));
        if (!is_allowed)
            return false;
    }
    return count >= 2 && expression->code[count - 2].op == WEIR_OP_RANGE;
}

static bool is_in_brackets(weir_text text)
{
    return text.length > 2 && memchr("[(]", text.at[0], 3) && memchr("])[", text.at[text.length - 1], 3);
}

/* An end that is open may be missing: (..2] is (<= 2), [2..) is (>= 2). False: neither is missing. */
static bool write_one_ended(weir_text text, weir_buffer *out)
{
    const weir_text inside = weir_text_trim(weir_text_part(text, 1, text.length - 2));
    const char first = text.at[0], last = text.at[text.length - 1];
    const weir_text dots = WEIR_T("..");

    if (weir_text_starts_with(inside, dots) && first != '[') {
        weir_buffer_text(out, last == ']' ? WEIR_T("(<=") : WEIR_T("(<"));
        weir_buffer_text(out, weir_text_part(inside, dots.length, inside.length));
    } else if (weir_text_ends_with(inside, dots) && last != ']') {
        weir_buffer_text(out, first == '[' ? WEIR_T("(>=") : WEIR_T("(>"));
        weir_buffer_text(out, weir_text_part(inside, 0, inside.length - dots.length));
    } else {
        return false;
    }
    weir_buffer_char(out, ')');
    return true;
}

static weir_err evaluate_range(weir_call *call, weir_text source, weir_value *out)
{
    const weir_expression *expression;
    const weir_err err = weir_feel_compile(source, WEIR_FEEL_EXPRESSION, NULL, call->arena, &expression, NULL);

    if (err == WEIR_ENOMEM)
        return err;
    if (err == WEIR_OK && is_range_literal(expression))
        WEIR_TRY(weir_feel_eval(expression, NULL, call->run, out, call->vm->diag));
    return WEIR_OK;
}

static bool has_both_ends(const weir_value *value)
{
    return value->as.range->low.kind != WEIR_NULL && value->as.range->high.kind != WEIR_NULL;
}

weir_err weir_builtin_range(weir_call *call, weir_value *out)
{
    weir_text text = weir_text_trim(call->arguments[0].as.string);
    bool is_one_ended = false;
    weir_buffer buffer;

    weir_buffer_init(&buffer, call->arena, 0);
    if (is_in_brackets(text))
        is_one_ended = write_one_ended(text, &buffer);
    if (is_one_ended)
        WEIR_TRY(weir_buffer_done(&buffer, &text));
    WEIR_TRY(evaluate_range(call, text, out));
    if (out->kind != WEIR_RANGE || out->as.range->form != WEIR_RANGE_SPAN || has_both_ends(out) == is_one_ended)
        *out = weir_call_null(call, "the text is no range of literals, such as \"[1..10]\"");
    return WEIR_OK;
}
