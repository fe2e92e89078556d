/* SPDX-License-Identifier: Apache-2.0
 * feel/write.c - a value as string() gives it: a string as it is, inside lists and contexts in quotes.
 *
 * Spec: DMN 1.5 §10.3.4.1 (string), §10.3.2.3 (lexical forms).
 */
#include "feel/builtin.h"

typedef struct writer {
    weir_buffer *out;
    uint32_t depth, step_count; /* left */
} writer;

static void write_value(writer *w, const weir_value *value);

static void write_quoted(weir_buffer *out, weir_text text)
{
    weir_buffer_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"' || text.at[i] == '\\')
            weir_buffer_char(out, '\\');
        weir_buffer_char(out, text.at[i]);
    }
    weir_buffer_char(out, '"');
}

static void write_list(writer *w, const weir_value *list)
{
    weir_buffer_char(w->out, '[');
    for (uint32_t i = 0; i < list->count; i++) {
        if (i > 0)
            weir_buffer_text(w->out, WEIR_T(", "));
        write_value(w, &list->as.items[i]);
    }
    weir_buffer_char(w->out, ']');
}

static bool is_plain_key(weir_text key)
{
    for (size_t i = 0; i < key.length; i++) {
        if (key.at[i] == '"' || key.at[i] == '{' || key.at[i] == '}' || key.at[i] == ':' || key.at[i] == ',')
            return false;
    }
    return key.length > 0;
}

static void write_context(writer *w, const weir_value *context)
{
    weir_buffer_char(w->out, '{');
    for (uint32_t i = 0; i < context->count; i++) {
        const weir_entry *entry = &context->as.entries[i];

        if (i > 0)
            weir_buffer_text(w->out, WEIR_T(", "));
        if (is_plain_key(entry->key))
            weir_buffer_text(w->out, entry->key);
        else
            write_quoted(w->out, entry->key);
        weir_buffer_text(w->out, WEIR_T(": "));
        write_value(w, &entry->value);
    }
    weir_buffer_char(w->out, '}');
}

static void write_range(writer *w, const weir_range *range)
{
    if (range->form != WEIR_RANGE_SPAN) {
        weir_buffer_text(w->out, range->form == WEIR_RANGE_ONLY ? WEIR_T("(=") : WEIR_T("(!="));
        write_value(w, &range->low);
        weir_buffer_char(w->out, ')');
        return;
    }
    weir_buffer_char(w->out, range->low_closed ? '[' : '(');
    if (range->low.kind != WEIR_NULL || range->low_closed)
        write_value(w, &range->low);
    weir_buffer_text(w->out, WEIR_T(".."));
    if (range->high.kind != WEIR_NULL || range->high_closed)
        write_value(w, &range->high);
    weir_buffer_char(w->out, range->high_closed ? ']' : ')');
}

static void write_simple(weir_buffer *out, const weir_value *value)
{
    if (!weir_scalar_write(value, true, out))
        weir_buffer_text(out, WEIR_T("function"));
}

static bool is_temporal(const weir_value *value)
{
    return value->kind >= WEIR_DATE && value->kind <= WEIR_SECONDS;
}

/* Inside something else: strings quoted, temporal values as literals. */
static void write_value(writer *w, const weir_value *value)
{
    if (value->kind == WEIR_STRING) {
        write_quoted(w->out, value->as.string);
        return;
    }
    if (value->kind != WEIR_LIST && value->kind != WEIR_CONTEXT && value->kind != WEIR_RANGE) {
        if (is_temporal(value))
            weir_buffer_text(w->out, WEIR_T("@\""));
        write_simple(w->out, value);
        if (is_temporal(value))
            weir_buffer_char(w->out, '"');
        return;
    }
    if (w->depth == 0 || w->step_count <= value->count) {
        w->out->err = w->out->err ? w->out->err : WEIR_ELIMIT;
        return;
    }
    w->step_count -= value->count + 1;
    w->depth--;
    if (value->kind == WEIR_LIST)
        write_list(w, value);
    else if (value->kind == WEIR_CONTEXT)
        write_context(w, value);
    else
        write_range(w, value->as.range);
    w->depth++;
}

weir_err weir_feel_write(const weir_value *value, weir_feel_run *run, weir_buffer *out)
{
    writer w = {.out = out, .depth = WEIR_FEEL_VALUE_DEPTH_MAX, .step_count = run->step_count_max - run->step_count};

    if (value->kind == WEIR_STRING)
        weir_buffer_text(out, value->as.string);
    else if (value->kind == WEIR_LIST || value->kind == WEIR_CONTEXT || value->kind == WEIR_RANGE)
        write_value(&w, value);
    else
        write_simple(out, value);
    run->step_count = run->step_count_max - w.step_count;
    return out->err;
}
