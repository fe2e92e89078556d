/* SPDX-License-Identifier: Apache-2.0
 * host/timers.c - let time pass: what is due is asked of the store, one timer after the other, since each may set or
 * cancel others.
 */
#include <assert.h>

#include "host/host_internal.h"

weir_err weir_engine_next_timer(weir_engine *engine, int64_t from_ms, int64_t until_ms, weir_request *out,
                                int64_t *fire_ms, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_wait_row timer;

    WEIR_TRY(store->next_timer(store->self, until_ms, &timer, diag));
    *out = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                          .actor = WEIR_T("timer"),
                          .instance = timer.instance,
                          .command = {.kind = WEIR_COMMAND_FIRE, .wait = timer.id}};
    *fire_ms = timer.due_ms > from_ms ? timer.due_ms : from_ms;
    return WEIR_OK;
}

weir_err weir_engine_advance(weir_engine *engine, int64_t from_ms, int64_t until_ms, weir_diag *diag)
{
    weir_id instance = {{0}};
    uint32_t count = 0; /* of this instance at this instant */
    int64_t now_ms = from_ms;
    weir_request request;
    weir_answer answer;
    weir_err err;

    while ((err = weir_engine_next_timer(engine, from_ms, until_ms, &request, &now_ms, diag)) == WEIR_OK) {
        count = now_ms == from_ms && weir_id_equal(request.instance, instance) ? count + 1 : 1;
        instance = request.instance;
        from_ms = now_ms;
        if (count > WEIR_TIMERS_PER_INSTANT_MAX)
            return weir_fail(
                diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                "one instance fires more than %u timers at one instant (limit timers_per_instant); does one "
                "set itself again without a delay?",
                WEIR_TIMERS_PER_INSTANT_MAX);
        WEIR_TRY(weir_engine_execute(engine, &request, now_ms, &answer, diag));
    }
    return err == WEIR_ENOTFOUND ? WEIR_OK : err;
}
