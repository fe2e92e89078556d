/* SPDX-License-Identifier: Apache-2.0
 * dmn/foreign_call.c - calls in expressions of what is a function nowhere.
 *
 * A value may hold functions, so a call is told of only where its name stands nowhere in the files but at calls: no
 * element, entry or parameter has it, no text writes it as a key or a string.
 */
#include "dmn/dmn_internal.h"

/* Each look goes through all files. */
#define CALLS_LOOKED_AT_MAX 100u

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

/* Does the word stand anywhere in the text but before the "(" of a call? */
static bool uses_otherwise(weir_text text, weir_text word)
{
    for (size_t at = weir_text_find(text, word, 0); at != SIZE_MAX; at = weir_text_find(text, word, at + 1)) {
        const size_t end = at + word.length;

        if ((at > 0 && is_word_byte(text.at[at - 1])) || (end < text.length && is_word_byte(text.at[end])))
            continue;
        if (!weir_text_starts_with(weir_text_trim(weir_text_part(text, end, text.length - end)), WEIR_T("(")))
            return true;
    }
    return false;
}

static bool is_named(const weir_model *model, weir_text name)
{
    for (const weir_part *part = model->root; part; part = weir_part_walk(part, model->root)) {
        if (weir_text_equal(weir_text_trim(weir_part_attribute(part, WEIR_ATTR_name)), name) ||
            weir_text_equal(weir_text_trim(weir_part_attribute(part, WEIR_ATTR_iterator_variable)), name) ||
            uses_otherwise(part->text, name))
            return true;
    }
    return false;
}

weir_err weir_dmn_check_calls(weir_dmn_compiler *c, const weir_part *place, const weir_expression *expression)
{
    for (uint32_t i = 0; i < weir_expression_call_count(expression); i++) {
        const weir_feel_call call = weir_expression_call(expression, i);
        bool is_known = false;
        char message[256];

        if (++c->call_count > CALLS_LOOKED_AT_MAX)
            return WEIR_OK;
        for (uint32_t m = 0; m < c->file->model_count && !is_known; m++)
            is_known = is_named(c->file->models[m].model, call.name);
        if (is_known)
            continue;
        weir_feel_call_describe(&call, message, sizeof message);
        WEIR_TRY(weir_dmn_problem(c, WEIR_WARNING, "dmn-function-unknown", place,
                                  "line %u, column %u of the expression: %s", call.line, call.column, message));
    }
    return WEIR_OK;
}
