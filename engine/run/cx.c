/* SPDX-License-Identifier: Apache-2.0
 * run/cx.c - emit facts, mint numbers and ids, say what went wrong.
 */
#include "run/condition.h"

#include <stdarg.h>
#include <stdio.h>

#define VALUE_DEPTH_MAX 100u /* of weir_value_copy and of JSON */

weir_number_in_instance weir_cx_number(weir_cx *cx)
{
    return cx->state.next_number++;
}

weir_id weir_cx_id(weir_cx *cx)
{
    return weir_id_mint(&cx->ids, cx->env.now_ms);
}

weir_err weir_cx_check_storable(const weir_value *value, uint32_t depth)
{
    if (depth + (value->kind == WEIR_RANGE) > VALUE_DEPTH_MAX)
        return WEIR_ELIMIT;
    if (value->kind == WEIR_FUNCTION)
        return WEIR_EVALUE;
    for (uint32_t i = 0; i < value->count; i++)
        WEIR_TRY(weir_cx_check_storable(value->kind == WEIR_LIST ? &value->as.items[i] : &value->as.entries[i].value,
                                        depth + 1));
    return WEIR_OK;
}

static weir_err refuse_value(const weir_cx *cx, const weir_fact *fact, weir_err err)
{
    const weir_text element = fact->kind == WEIR_FACT_variable_set ? WEIR_NO_TEXT : weir_cx_node(cx, fact->node)->id;

    if (err == WEIR_EVALUE)
        return weir_fail(cx->diag, err, element, "'%.*s' would hold a function, which can't be stored",
                         WEIR_ARG(fact->name));
    return weir_fail(cx->diag, err, element, "'%.*s' is nested deeper than value_depth_max = %u", WEIR_ARG(fact->name),
                     VALUE_DEPTH_MAX);
}

weir_err weir_cx_emit(weir_cx *cx, weir_fact fact)
{
    const weir_err err = weir_cx_check_storable(&fact.value, 0);

    if (err != WEIR_OK)
        return refuse_value(cx, &fact, err);
    if (cx->result.facts.count >= WEIR_FACTS_PER_COMMAND_MAX)
        return weir_fail(cx->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "one command made more than facts_per_command_max = %u facts; is there a loop without a "
                         "waiting task?",
                         WEIR_FACTS_PER_COMMAND_MAX);
    WEIR_TRY(weir_cx_stir(cx, &fact));
    if (cx->program->has_conditions && (fact.kind == WEIR_FACT_variable_set || fact.kind == WEIR_FACT_variable_removed))
        WEIR_TRY(weir_conditions_note(cx, &fact));
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

static void reverse(weir_agenda_item *items, uint32_t from, uint32_t to)
{
    for (; from + 1 < to; from++) {
        const weir_agenda_item swap = items[from];

        items[from] = items[--to];
        items[to] = swap;
    }
}

void weir_agenda_put_below(weir_cx *cx, uint32_t first, uint32_t last)
{
    if (first >= last || last >= cx->agenda.count)
        return;
    reverse(cx->agenda.items, first, last);
    reverse(cx->agenda.items, last, cx->agenda.count);
    reverse(cx->agenda.items, first, cx->agenda.count);
}
