/* SPDX-License-Identifier: Apache-2.0
 * run/signal.c - a thrown signal, for those who wait for it in the instance that throws it.
 *
 * They catch it before any token goes on: else an event around what throws it would be gone when it gets there.
 * Spec: BPMN 2.0.2 §10.5.1 (signals), §13.5.3.
 */
#include "run/cx.h"
#include "run/element.h"

weir_err weir_cx_throw_signal(weir_cx *cx, weir_intent intent)
{
    intent.kind = WEIR_INTENT_SIGNAL;
    intent.before = cx->state.next_number;
    WEIR_TRY(weir_cx_emit(
        cx, (weir_fact){
                .kind = WEIR_FACT_signal_thrown, .node = intent.node, .name = intent.name, .value = intent.content}));
    return weir_cx_intend(cx, intent);
}

weir_err weir_signal_pass_by(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_signal_passed,
                                        .node = wait->node,
                                        .wait = wait->number,
                                        .id = wait->id,
                                        .name = wait->name,
                                        .text = command->text});
}

static weir_err evaluate_filter(weir_cx *cx, const weir_wait *wait, const weir_value *content, weir_value *out,
                                weir_diag *diag)
{
    const weir_value *const shown = cx->shown;
    weir_diag *const around = cx->diag;
    weir_entry entry = {WEIR_T("signal"), content->kind == WEIR_CONTEXT ? *content : weir_context(NULL, 0)};
    const weir_value seen = weir_context(&entry, 1);
    weir_err err;

    cx->shown = &seen;
    cx->diag = diag;
    err =
        weir_cx_evaluate(cx, wait->node, weir_cx_node(cx, wait->node)->filter, weir_cx_scope_of(cx, wait->token), out);
    cx->diag = around;
    cx->shown = shown;
    return err;
}

weir_err weir_cx_lets_in(weir_cx *cx, const weir_wait *wait, const weir_value *content, bool *out)
{
    weir_fact passed = {
        .kind = WEIR_FACT_signal_passed, .node = wait->node, .wait = wait->number, .id = wait->id, .name = wait->name};
    weir_value value;
    weir_diag diag = {0};
    weir_err err;

    *out = true;
    if (!weir_cx_node(cx, wait->node)->filter)
        return WEIR_OK;
    err = evaluate_filter(cx, wait, content, &value, &diag);
    if (err == WEIR_ENOMEM)
        return err;
    *out = err == WEIR_OK && value.kind == WEIR_BOOLEAN && value.as.boolean;
    if (err == WEIR_OK && value.kind != WEIR_BOOLEAN && value.kind != WEIR_NULL)
        (void)weir_fail(&diag, WEIR_EPROCESS, WEIR_NO_TEXT, "the filter gives a %s instead of true or false",
                        weir_kind_name(value.kind));
    else if (err == WEIR_OK && value.kind == WEIR_NULL && cx->feel.reason[0] != '\0')
        (void)weir_fail(&diag, WEIR_EPROCESS, WEIR_NO_TEXT, "the filter gives null: %s", cx->feel.reason);
    if (diag.message[0] == '\0')
        return WEIR_OK;
    WEIR_TRY(weir_arena_text(cx->arena, weir_text_of(diag.message), &passed.text));
    return weir_cx_emit(cx, passed);
}

static bool catches(const weir_cx *cx, const weir_wait *wait, const void *what)
{
    const weir_intent *thrown = what;

    (void)cx;
    return wait->kind == WEIR_WAIT_SIGNAL && wait->number < thrown->before && weir_text_equal(wait->name, thrown->name);
}

static weir_err meet(weir_cx *cx, const weir_intent *thrown, weir_wait wait)
{
    const weir_command caught = {
        .kind = WEIR_COMMAND_SIGNAL, .wait = wait.id, .name = thrown->name, .variables = thrown->content};

    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_signal_caught,
                                          .node = wait.node,
                                          .wait = wait.number,
                                          .id = wait.id,
                                          .name = wait.name}));
    return weir_cx_node(cx, wait.node)->element->on_wait(cx, &wait, &caught);
}

weir_err weir_signals_meet(weir_cx *cx)
{
    const uint32_t first = cx->agenda.count;

    while (cx->signals_met < cx->result.intents.count) {
        const weir_intent thrown = cx->result.intents.items[cx->signals_met++];
        weir_number_in_instance last = 0;
        const weir_wait *wait;

        while (thrown.kind == WEIR_INTENT_SIGNAL && !cx->state.is_suspended &&
               (wait = weir_cx_next_wait(cx, last, catches, &thrown)) != NULL) {
            const uint32_t before = cx->agenda.count;
            bool lets_in;

            last = wait->number;
            WEIR_TRY(weir_cx_lets_in(cx, wait, &thrown.content, &lets_in));
            if (!lets_in)
                continue;
            wait = weir_state_wait(&cx->state, last);
            WEIR_TRY(meet(cx, &thrown, *wait));
            weir_agenda_put_below(cx, first, before);
        }
    }
    return WEIR_OK;
}
