/* SPDX-License-Identifier: Apache-2.0
 * feel/free_name.c - the names that an expression takes from its scope, so that validation can tell of those that are
 * not there.
 *
 * A name that is not there is null when it runs (DMN 1.5 §10.3.2.13), which nobody sees.
 */
#include "feel/code.h"

/* Inside a filter the item is asked first, and its entries are not known. */
static bool may_be_an_entry(const weir_expression *expression, uint32_t ix)
{
    return ix > 0 && expression->code[ix - 1].op == WEIR_OP_ENTRY_OR_SKIP;
}

static bool is_free_name(const weir_expression *expression, uint32_t ix)
{
    const weir_code *code = &expression->code[ix];

    return code->op == WEIR_OP_JUEL_NAME || (code->op == WEIR_OP_NAME && !may_be_an_entry(expression, ix));
}

bool weir_expression_next_name(const weir_expression *expression, uint32_t *at, weir_feel_free_name *out)
{
    const weir_code *code = expression->code;
    uint32_t ix = *at;

    while (ix < expression->code_count && !is_free_name(expression, ix))
        ix++;
    *at = ix + 1;
    if (ix >= expression->code_count)
        return false;
    *out = (weir_feel_free_name){.name = expression->names[code[ix].b]};
    if (ix + 1 < expression->code_count &&
        (code[ix + 1].op == WEIR_OP_PROPERTY || code[ix + 1].op == WEIR_OP_JUEL_PROPERTY))
        out->member = expression->names[code[ix + 1].b];
    weir_feel_place(expression->source, expression->places[ix], &out->line, &out->column);
    return true;
}
