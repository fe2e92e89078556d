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

            last = wait->number;
            WEIR_TRY(meet(cx, &thrown, *wait));
            weir_agenda_put_below(cx, first, before);
        }
    }
    return WEIR_OK;
}
