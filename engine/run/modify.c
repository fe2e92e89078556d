/* SPDX-License-Identifier: Apache-2.0
 * run/modify.c - cancel tokens, start others, with the containers they need.
 */
#include "run/modify.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "run/element.h"

static const char *const names[] = {
    [WEIR_INSTRUCTION_CANCEL] = "cancel",
    [WEIR_INSTRUCTION_START_BEFORE] = "startBeforeActivity",
    [WEIR_INSTRUCTION_START_AFTER] = "startAfterActivity",
    [WEIR_INSTRUCTION_TRANSITION] = "startTransition",
};
static_assert(sizeof names / sizeof *names == WEIR_INSTRUCTION_KIND_COUNT, "a name for each kind of instruction");

const char *weir_instruction_name(weir_instruction_kind kind)
{
    return names[kind];
}

/* One instruction while it is followed. */
typedef struct work {
    weir_cx *cx;
    const weir_instruction *instruction;
    uint32_t ix;
    weir_number_in_instance first_new; /* number of a token that the modification starts */
} work;

WEIR_PRINTF(2, 3) static weir_err refuse(const work *w, const char *format, ...)
{
    char sentence[256];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return weir_fail(w->cx->diag, WEIR_EVALUE, w->instruction->element, "instructions[%u] (%s): %s", w->ix,
                     names[w->instruction->kind], sentence);
}

static weir_err find_node(const work *w, weir_node_ix *out)
{
    *out = weir_program_node(w->cx->program, w->instruction->element);
    return out->ix == WEIR_NO_IX || out->ix == 0 ? refuse(w, "the process has no such element") : WEIR_OK;
}

/* ── cancel ──────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_cx_cancel_outwards(weir_cx *cx, weir_number_in_instance token)
{
    weir_number_in_instance scope = weir_state_token(&cx->state, token)->scope;

    WEIR_TRY(weir_cx_cancel(cx, token));
    while (scope != WEIR_PROCESS_SCOPE && !weir_cx_has_tokens(cx, scope)) {
        const weir_scope *empty = weir_state_scope(&cx->state, scope);

        token = empty->token;
        scope = empty->parent;
        WEIR_TRY(weir_cx_cancel(cx, token));
    }
    return WEIR_OK;
}

/* Of a multi-instance the body, which takes its items along. */
static const weir_token *token_on(const work *w, weir_node_ix node)
{
    for (uint32_t i = 0; i < w->cx->state.tokens.count; i++) {
        const weir_token *token = &w->cx->state.tokens.items[i];

        if (token->node.ix == node.ix && !(w->instruction->spares_new && token->number >= w->first_new))
            return token;
    }
    return NULL;
}

static weir_err cancel_all_of(const work *w)
{
    const weir_token *token;
    weir_node_ix node;

    WEIR_TRY(find_node(w, &node));
    while ((token = token_on(w, node)) != NULL)
        WEIR_TRY(weir_cx_cancel_outwards(w->cx, token->number));
    return WEIR_OK;
}

static weir_err cancel(const work *w)
{
    const weir_instruction *instruction = w->instruction;
    const weir_token *token;

    if (instruction->token == 0 && instruction->element.length == 0)
        return weir_cx_cancel_scope(w->cx, WEIR_PROCESS_SCOPE, 0);
    if (instruction->token == 0)
        return cancel_all_of(w);
    token = weir_state_token(&w->cx->state, instruction->token);
    if (!token || (instruction->element.length > 0 &&
                   !weir_text_equal(weir_cx_node(w->cx, token->node)->id, instruction->element)))
        return refuse(w, "there is no such activity instance");
    return weir_cx_cancel_outwards(w->cx, token->number);
}

/* ── where a token starts ────────────────────────────────────────────────────────────────────────────── */

/* The scope of a loop as a whole, in which only its items are; it may not have begun yet. */
static bool is_body(const work *w, const weir_scope *scope)
{
    return weir_cx_node(w->cx, scope->node)->loop && scope->item == 0;
}

/* The only scope of a container; 0: there is none. */
static weir_err only_scope(const work *w, weir_node_ix container, weir_number_in_instance *out)
{
    const weir_state *state = &w->cx->state;

    *out = 0;
    for (uint32_t i = 0; i < state->scopes.count; i++) {
        const weir_scope *scope = &state->scopes.items[i];

        if (scope->node.ix != container.ix || is_body(w, scope))
            continue;
        if (*out != 0)
            return refuse(w, "'%.*s' is active more than once; say in which one by ancestorActivityInstanceId",
                          WEIR_ARG(weir_cx_node(w->cx, container)->id));
        *out = scope->number;
    }
    return WEIR_OK;
}

/* The scope of the ancestor that was named, if it is one of this container. */
static weir_err named_scope(const work *w, weir_number_in_instance *out)
{
    const weir_scope *scope = weir_state_scope(&w->cx->state, WEIR_PROCESS_SCOPE);

    if (w->instruction->ancestor != 0)
        scope = weir_state_scope_of(&w->cx->state, w->instruction->ancestor);
    if (!scope || is_body(w, scope))
        return refuse(w, "the ancestor is no container that is active");
    *out = scope->number;
    return WEIR_OK;
}

#define DEPTH_MAX 256u /* of containers; models nest less deep (limit xml_depth) */

/* The containers around a node that have to be opened, the innermost first, and the scope they go into. */
typedef struct way_in {
    weir_node_ix missing[DEPTH_MAX];
    uint32_t count;
    weir_number_in_instance scope;
} way_in;

static weir_err find_way_in(const work *w, weir_node_ix container, way_in *out)
{
    weir_number_in_instance ancestor = 0, found;

    out->count = 0;
    if (w->instruction->has_ancestor)
        WEIR_TRY(named_scope(w, &ancestor));
    for (;; container = weir_cx_node(w->cx, container)->parent) {
        if (w->instruction->has_ancestor)
            found = weir_state_scope(&w->cx->state, ancestor)->node.ix == container.ix ? ancestor : 0;
        else
            WEIR_TRY(only_scope(w, container, &found));
        if (found != 0)
            break;
        if (container.ix == 0)
            return refuse(w, "the ancestor is not around this element");
        if (out->count == DEPTH_MAX)
            return refuse(w, "containers nest too deep");
        out->missing[out->count++] = container;
    }
    out->scope = found;
    return WEIR_OK;
}

/* One that interrupts does so, whoever starts it. */
static weir_err make_way(const work *w, weir_node_ix node, weir_number_in_instance scope)
{
    const weir_node *sub_process = weir_cx_node(w->cx, node);

    if (!sub_process->is_event_sub_process || sub_process->start_count == 0 ||
        !weir_cx_node(w->cx, sub_process->starts[0])->is_interrupting)
        return WEIR_OK;
    return weir_cx_interrupt(w->cx, scope);
}

/* The scope in which something of this container starts; opened, if need be. */
static weir_err enter_container(const work *w, weir_node_ix container, weir_number_in_instance *out)
{
    way_in way = {.scope = 0};

    WEIR_TRY(find_way_in(w, container, &way));
    for (uint32_t i = way.count; i-- > 0;) {
        if (weir_cx_node(w->cx, way.missing[i])->loop)
            return refuse(w, "'%.*s' is a loop or multi-instance that is not active; start it as a whole",
                          WEIR_ARG(weir_cx_node(w->cx, way.missing[i])->id));
    }
    *out = way.scope;
    while (way.count > 0) {
        WEIR_TRY(make_way(w, way.missing[--way.count], *out));
        WEIR_TRY(weir_cx_open(w->cx, way.missing[way.count], *out, out));
    }
    return weir_cx_set_all(w->cx, *out, &w->instruction->variables, false);
}

/* ── start ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err take_flow(const work *w, weir_flow_ix flow)
{
    const weir_node_ix source = w->cx->program->flows[flow.ix].source;
    weir_number_in_instance scope;

    WEIR_TRY(enter_container(w, weir_cx_node(w->cx, source)->parent, &scope));
    WEIR_TRY(weir_cx_set_all(w->cx, scope, &w->instruction->locals, true));
    return weir_cx_take_flow(w->cx, weir_cx_number(w->cx), scope, flow);
}

static bool has_come_over(const weir_cx *cx, weir_number_in_instance scope, weir_flow_ix flow)
{
    for (uint32_t i = 0; i < cx->state.tokens.count; i++) {
        const weir_token *token = &cx->state.tokens.items[i];

        if (token->scope == scope && token->flow.ix == flow.ix &&
            token->node.ix == cx->program->flows[flow.ix].target.ix && token->state != WEIR_TOKEN_ACTIVE)
            return true;
    }
    return false;
}

/* A join counts the flows over which tokens have come: this one comes over the first that none has come over yet. */
static weir_err join(const work *w, weir_node_ix ix, weir_number_in_instance scope)
{
    const weir_node *node = weir_cx_node(w->cx, ix);
    uint32_t i = 0;

    while (i + 1 < node->in_count && has_come_over(w->cx, scope, node->in[i]))
        i++;
    return weir_cx_take_flow(w->cx, weir_cx_number(w->cx), scope, node->in[i]);
}

static weir_err start_before(const work *w)
{
    weir_number_in_instance scope;
    const weir_token *placed;
    weir_node_ix node;

    WEIR_TRY(find_node(w, &node));
    WEIR_TRY(enter_container(w, weir_cx_node(w->cx, node)->parent, &scope));
    if (weir_cx_node(w->cx, node)->element->is_join && weir_cx_node(w->cx, node)->in_count > 0) {
        WEIR_TRY(weir_cx_set_all(w->cx, scope, &w->instruction->locals, true));
        return join(w, node, scope);
    }
    WEIR_TRY(make_way(w, node, scope));
    WEIR_TRY(weir_cx_place(w->cx, node, scope));
    placed = &w->cx->state.tokens.items[w->cx->state.tokens.count - 1];
    return weir_cx_set_all(w->cx, weir_cx_scope_of(w->cx, placed->number), &w->instruction->locals, true);
}

static weir_err start_after(const work *w)
{
    weir_node_ix node;

    WEIR_TRY(find_node(w, &node));
    if (weir_cx_node(w->cx, node)->out_count != 1)
        return refuse(w, "the element has %u outgoing flows; name one by startTransition",
                      weir_cx_node(w->cx, node)->out_count);
    return take_flow(w, weir_cx_node(w->cx, node)->out[0]);
}

static weir_err start_transition(const work *w)
{
    const weir_flow_ix flow = weir_program_flow(w->cx->program, w->instruction->element);

    return flow.ix == WEIR_NO_IX ? refuse(w, "the process has no such flow") : take_flow(w, flow);
}

static weir_err (*const followers[])(const work *w) = {
    [WEIR_INSTRUCTION_CANCEL] = cancel,
    [WEIR_INSTRUCTION_START_BEFORE] = start_before,
    [WEIR_INSTRUCTION_START_AFTER] = start_after,
    [WEIR_INSTRUCTION_TRANSITION] = start_transition,
};

/* Nothing has run yet: the agenda has what was started, in the order of the instructions. */
static void reverse_agenda(weir_cx *cx)
{
    for (uint32_t low = 0, high = cx->agenda.count; low + 1 < high; low++) {
        const weir_agenda_item swap = cx->agenda.items[low];

        cx->agenda.items[low] = cx->agenda.items[--high];
        cx->agenda.items[high] = swap;
    }
}

weir_err weir_cx_modify(weir_cx *cx, const weir_instructions *instructions)
{
    const weir_number_in_instance first_new = cx->state.next_number;

    for (uint32_t i = 0; i < instructions->count; i++) {
        const work w = {cx, &instructions->items[i], i, first_new};

        WEIR_TRY(followers[w.instruction->kind](&w));
    }
    reverse_agenda(cx);
    return WEIR_OK;
}
