/* SPDX-License-Identifier: Apache-2.0
 * feel/foreign_call.c - calls of what an expression does not bring itself, so that validation can tell of them.
 *
 * A call of nothing is null when it runs (DMN 1.5 §10.3.2.13), which nobody sees; most often it was meant for another
 * language: text.contains("a"), toUpperCase(text).
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "feel/builtin.h"
#include "feel/compiler.h"

#define SHOWN_LENGTH_MAX 60u

/* A free name or a literal, and properties of it: what stands before the arguments. */
static bool is_path(const weir_compiler *c, uint32_t begin)
{
    const weir_code *first = &c->code.items[begin];

    if (c->code.count == begin || (first->op != WEIR_OP_NAME && first->op != WEIR_OP_CONSTANT))
        return false;
    for (uint32_t i = begin + 1; i < c->code.count; i++) {
        if (c->code.items[i].op != WEIR_OP_PROPERTY)
            return false;
    }
    return true;
}

static weir_text text_before_dot(const weir_compiler *c, uint32_t begin, uint32_t end)
{
    const weir_text text = weir_text_trim(weir_text_part(c->source, begin, end - begin));

    return weir_text_trim(weir_text_part(text, 0, text.length - 1));
}

void weir_note_arguments(weir_compiler *c, uint32_t call_ix)
{
    const weir_code *last = &c->code.items[c->code.count - 1];
    weir_feel_call *call = &c->calls.items[call_ix];

    call->argument_count = last->a;
    call->names_at = last->b;
    call->is_named = last->flag & WEIR_CALL_NAMED;
}

weir_err weir_note_call(weir_compiler *c, uint32_t begin)
{
    const uint32_t last = c->code.count - 1;
    weir_feel_call call = {.is_member = last > begin};
    uint32_t builtin;

    if (!is_path(c, begin) || (last == begin && c->code.items[begin].op == WEIR_OP_CONSTANT))
        return WEIR_OK;
    call.name = c->names.items[c->code.items[last].b];
    if (!call.is_member && weir_builtin_find(call.name, &builtin))
        return WEIR_OK;
    if (call.is_member)
        call.base = text_before_dot(c, c->places.items[begin], c->places.items[last]);
    weir_feel_place(c->source, c->places.items[last], &call.line, &call.column);
    WEIR_TRY(WEIR_GROW(c->arena, &c->calls));
    c->calls.items[c->calls.count++] = call;
    return WEIR_OK;
}

uint32_t weir_expression_call_count(const weir_expression *expression)
{
    return expression->call_count;
}

weir_feel_call weir_expression_call(const weir_expression *expression, uint32_t ix)
{
    return expression->calls[ix];
}

weir_text weir_expression_argument(const weir_expression *expression, const weir_feel_call *call, uint32_t ix)
{
    assert(call->is_named && ix < call->argument_count);
    return expression->names[expression->keys[call->names_at + ix]];
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* The same letters, whatever their case and the blanks and signs between them: stringLength, string_length. */
static bool has_same_letters(weir_text written, weir_text name)
{
    size_t at = 0;

    for (size_t i = 0; i < name.length; i++) {
        if (name.at[i] == ' ')
            continue;
        while (at < written.length && (written.at[at] == ' ' || written.at[at] == '_' || written.at[at] == '-'))
            at++;
        if (at == written.length || lower(written.at[at]) != lower(name.at[i]))
            return false;
        at++;
    }
    return at == written.length;
}

/* The function that was meant, maybe with the "to" of other languages before it; absent: none. */
static weir_text similar_function(weir_text name)
{
    const weir_text to = WEIR_T("to");

    for (uint32_t i = 0; i < weir_builtins_count(); i++) {
        const weir_text candidate = weir_builtin_at(i)->name;

        if (has_same_letters(name, candidate) ||
            (weir_text_starts_with(name, to) &&
             has_same_letters(weir_text_part(name, to.length, name.length - to.length), candidate)))
            return candidate;
    }
    return WEIR_NO_TEXT;
}

void weir_feel_call_describe(const weir_feel_call *call, char *out, size_t size)
{
    const weir_text similar = similar_function(call->name);
    const weir_text base = call->base.length <= SHOWN_LENGTH_MAX ? call->base : WEIR_T("…");
    size_t length;

    if (call->is_member && similar.length > 0)
        (void)snprintf(out, size, "a value has no function %.*s, so the call is always null; write %.*s(%.*s, …)",
                       WEIR_ARG(call->name), WEIR_ARG(similar), WEIR_ARG(base));
    else if (call->is_member)
        (void)snprintf(out, size, "a value has no function %.*s, so the call is always null", WEIR_ARG(call->name));
    else if (similar.length > 0)
        (void)snprintf(out, size, "there is no function %.*s, so the call is always null; write %.*s(…)",
                       WEIR_ARG(call->name), WEIR_ARG(similar));
    else
        (void)snprintf(out, size, "there is no function %.*s, so the call is always null", WEIR_ARG(call->name));
    for (length = strlen(out); !weir_utf8_valid((weir_text){out, length}, NULL);)
        out[--length] = '\0'; /* cut inside a character */
}
