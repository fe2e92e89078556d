/* SPDX-License-Identifier: Apache-2.0
 * run/cx.c - emit facts, mint numbers and ids, say what went wrong.
 */
#include "run/cx.h"

#include <stdarg.h>
#include <stdio.h>

weir_number_in_instance weir_cx_number(weir_cx *cx)
{
    return cx->state.next_number++;
}

weir_id weir_cx_id(weir_cx *cx)
{
    return weir_id_mint(&cx->ids, cx->env.now_ms);
}

weir_err weir_cx_emit(weir_cx *cx, weir_fact fact)
{
    if (cx->result.facts.count >= WEIR_FACTS_PER_COMMAND_MAX)
        return weir_fail(cx->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "one command made more than facts_per_command_max = %u facts; is there a loop without a "
                         "waiting task?",
                         WEIR_FACTS_PER_COMMAND_MAX);
    WEIR_TRY(WEIR_GROW(cx->arena, &cx->result.facts));
    cx->result.facts.items[cx->result.facts.count++] = fact;
    return weir_apply(cx->program, &cx->state, &fact);
}

weir_err weir_cx_fail(weir_cx *cx, weir_node_ix node, const char *format, ...)
{
    const weir_node *at = weir_cx_node(cx, node);
    char message[sizeof((weir_diag){0}.message)];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return weir_fail_at(cx->diag, WEIR_EPROCESS, at->id, at->line, 0, "%s", message);
}
