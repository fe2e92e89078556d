/* SPDX-License-Identifier: Apache-2.0
 * host/timers.c - let time pass: what is due is asked of the store, one timer after the other, since each may set or
 * cancel others.
 */
#include <assert.h>

#include "host/host_internal.h"

static weir_request firing_of(const weir_wait_row *timer)
{
    return (weir_request){.kind = WEIR_REQUEST_COMMAND,
                          .actor = WEIR_T("timer"),
                          .instance = timer->instance,
                          .command = {.kind = WEIR_COMMAND_FIRE, .wait = timer->id}};
}

static int64_t later(int64_t a_ms, int64_t b_ms)
{
    return a_ms > b_ms ? a_ms : b_ms;
}

weir_err weir_engine_next_timer(weir_engine *engine, int64_t from_ms, int64_t until_ms, weir_request *out,
                                int64_t *fire_ms, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_wait_row timer;

    WEIR_TRY(store->next_timer(store->self, until_ms, NULL, &timer, diag));
    *out = firing_of(&timer);
    *fire_ms = later(timer.due_ms, from_ms);
    return WEIR_OK;
}

/* What was set by a request that is undone later only brings us here for nothing. */
void weir_timers_note(weir_engine *engine, const weir_facts *facts)
{
    for (uint32_t i = 0; engine->is_due_known && i < facts->count; i++) {
        const weir_fact *fact = &facts->items[i];

        if (fact->kind == WEIR_FACT_instance_activated)
            engine->is_due_known = false;
        if ((fact->kind == WEIR_FACT_timer_scheduled || fact->kind == WEIR_FACT_timer_rescheduled) &&
            fact->due_ms < engine->next_due_ms)
            engine->next_due_ms = fact->due_ms;
    }
}

weir_err weir_engine_next_due(weir_engine *engine, int64_t *due_ms, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_wait_row timer = {.due_ms = INT64_MAX};
    weir_err err = WEIR_OK;

    if (!engine->is_due_known)
        err = store->next_timer(store->self, INT64_MAX, NULL, &timer, diag);
    if (err != WEIR_OK && err != WEIR_ENOTFOUND)
        return err;
    if (!engine->is_due_known)
        engine->next_due_ms = timer.due_ms;
    engine->is_due_known = true;
    *due_ms = engine->next_due_ms;
    return WEIR_OK;
}

/* Errors of the process, which come again each time: they become an incident of the timer, and others go on. */
static bool is_of_process(weir_err err)
{
    return err == WEIR_EPROCESS || err == WEIR_ELIMIT || err == WEIR_EVALUE || err == WEIR_EMISMATCH ||
           err == WEIR_ENOMEM || err == WEIR_ESUSPENDED;
}

/* No memory may be a passing want of the machine: the first time it is an error, and the timer stays as it is. When the
 * same timer starves again it is one that takes more than it may. */
static bool may_starve(weir_engine *engine, weir_err err, weir_id timer)
{
    const bool is_first = err == WEIR_ENOMEM && !weir_id_equal(engine->starved, timer);

    engine->starved = is_first ? timer : (weir_id){{0}};
    return is_first;
}

static weir_err fire(weir_engine *engine, const weir_request *request, int64_t now_ms, weir_diag *diag)
{
    weir_diag why = {0};
    weir_answer answer;
    weir_err err = weir_engine_run(engine, request, now_ms, &answer, &why);

    if (!may_starve(engine, err, request->command.wait) && is_of_process(err)) {
        const char *message = why.message[0] ? why.message : weir_err_describe(err);
        weir_request failure = *request;
        weir_diag reason = {0};

        (void)weir_fail(&reason, err, WEIR_NO_TEXT, "%s%s%s%s", why.element[0] ? "element '" : "", why.element,
                        why.element[0] ? "': " : "", message);
        failure.command.kind = WEIR_COMMAND_FAIL_TIMER;
        failure.command.text = weir_text_of(reason.message);
        err = weir_engine_run(engine, &failure, now_ms, &answer, &why);
    }
    if (err != WEIR_OK && diag)
        *diag = why;
    return err;
}

/* An instance that fires at one instant again and again. */
static weir_err count_firing(weir_engine *engine, const weir_request *request, int64_t now_ms, weir_diag *diag)
{
    weir_firing *last = &engine->last_firing;

    if (last->now_ms == now_ms && weir_id_equal(last->instance, request->instance))
        last->count++;
    else
        *last = (weir_firing){.instance = request->instance, .now_ms = now_ms, .count = 1};
    if (last->count <= WEIR_TIMERS_PER_INSTANT_MAX)
        return WEIR_OK;
    last->count = 0;
    return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                     "one instance fires more than %u timers at one instant (limit timers_per_instant); does one "
                     "set itself again without a delay?",
                     WEIR_TIMERS_PER_INSTANT_MAX);
}

/* One whose instance can't be read is passed over: nothing can be written about it, and others wait behind it. */
static weir_err fire_group(weir_engine *engine, int64_t *from_ms, int64_t until_ms, uint32_t *fired_count,
                           weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_wait_row timer, passed;
    const weir_wait_row *after = NULL;
    weir_err err = WEIR_OK;

    while (*fired_count < WEIR_TIMERS_PER_COMMIT_MAX &&
           (err = store->next_timer(store->self, until_ms, after, &timer, NULL)) == WEIR_OK) {
        const weir_request request = firing_of(&timer);
        const int64_t now_ms = later(timer.due_ms, *from_ms);

        WEIR_TRY(count_firing(engine, &request, now_ms, diag));
        err = fire(engine, &request, now_ms, diag);
        if (err == WEIR_EFORMAT) {
            passed = timer;
            after = &passed;
            continue;
        }
        WEIR_TRY(err);
        *from_ms = now_ms;
        ++*fired_count;
    }
    return err;
}

/* *is_spoiled: nothing of it happened, and it has to be done carefully. */
static weir_err fire_in_transaction(weir_engine *engine, weir_care care, int64_t *from_ms, int64_t until_ms,
                                    uint32_t *fired_count, bool *is_spoiled, weir_diag *diag)
{
    uint32_t count = 0;
    int64_t now_ms = *from_ms;
    weir_err err, committed;

    WEIR_TRY(weir_engine_begin(engine, care, diag));
    err = fire_group(engine, &now_ms, until_ms, &count, diag);
    *is_spoiled = weir_engine_is_spoiled(engine);
    if (*is_spoiled) {
        weir_engine_abandon(engine);
        return WEIR_OK;
    }
    /* What was fired before an error is kept; the commit says it, too, when the store is why. */
    committed = weir_engine_commit(engine, err == WEIR_OK || err == WEIR_ENOTFOUND ? diag : NULL);
    if (committed == WEIR_OK) {
        *from_ms = now_ms;
        *fired_count = count;
    }
    return err == WEIR_OK || err == WEIR_ENOTFOUND ? committed : err;
}

weir_err weir_engine_fire(weir_engine *engine, int64_t *from_ms, int64_t until_ms, uint32_t *fired_count,
                          weir_diag *diag)
{
    int64_t fire_ms;
    weir_request request;
    bool is_spoiled = false;
    weir_err err;

    *fired_count = 0;
    engine->is_due_known = false;
    err = weir_engine_next_timer(engine, *from_ms, until_ms, &request, &fire_ms, diag);
    if (err != WEIR_OK) /* asking once costs less than beginning for nothing */
        return err == WEIR_ENOTFOUND ? WEIR_OK : err;
    err = fire_in_transaction(engine, WEIR_QUICKLY, from_ms, until_ms, fired_count, &is_spoiled, diag);
    if (err == WEIR_OK && is_spoiled)
        err = fire_in_transaction(engine, WEIR_CAREFULLY, from_ms, until_ms, fired_count, &is_spoiled, diag);
    return err;
}

weir_err weir_engine_advance(weir_engine *engine, int64_t from_ms, int64_t until_ms, weir_diag *diag)
{
    uint32_t count;

    do
        WEIR_TRY(weir_engine_fire(engine, &from_ms, until_ms, &count, diag));
    while (count > 0);
    return WEIR_OK;
}
