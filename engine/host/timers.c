/* SPDX-License-Identifier: Apache-2.0
 * host/timers.c - a heap of due times, and what is due next.
 *
 * The heap remembers where timers may be found; that one still stands is looked up in the state of its instance.
 * Timers that were met or cancelled stay in it until they come up or are swept out.
 */
#include <assert.h>
#include <string.h>

#include "host/host_internal.h"

#define SWEEP_COUNT_MIN 1024u

static bool is_before(const weir_timer *a, const weir_timer *b)
{
    if (a->due_ms != b->due_ms)
        return a->due_ms < b->due_ms;
    if (a->instance_pos != b->instance_pos)
        return a->instance_pos < b->instance_pos;
    return a->wait < b->wait;
}

static void sift_up(weir_timers *timers, uint32_t ix)
{
    const weir_timer timer = timers->items[ix];

    while (ix > 0 && is_before(&timer, &timers->items[(ix - 1) / 2])) {
        timers->items[ix] = timers->items[(ix - 1) / 2];
        ix = (ix - 1) / 2;
    }
    timers->items[ix] = timer;
}

static void sift_down(weir_timers *timers, uint32_t ix)
{
    const weir_timer timer = timers->items[ix];

    for (uint32_t child; (child = 2 * ix + 1) < timers->count; ix = child) {
        if (child + 1 < timers->count && is_before(&timers->items[child + 1], &timers->items[child]))
            child++;
        if (!is_before(&timers->items[child], &timer))
            break;
        timers->items[ix] = timers->items[child];
    }
    timers->items[ix] = timer;
}

static void drop_first(weir_timers *timers)
{
    timers->items[0] = timers->items[--timers->count];
    if (timers->count > 0)
        sift_down(timers, 0);
    timers->gone_count -= timers->gone_count > 0;
}

/* Room for one more, behind the pending ones. */
static weir_err grow(weir_engine *engine)
{
    weir_timers *timers = &engine->timers;
    const uint32_t capacity = timers->capacity ? timers->capacity * 2 : 16;
    const weir_memory memory = engine->ports.memory;
    weir_timer *items;

    if (timers->count + timers->pending_count < timers->capacity)
        return WEIR_OK;
    items = memory.take(memory.self, capacity * sizeof *items);
    if (!items)
        return WEIR_ENOMEM;
    if (timers->items) {
        memcpy(items, timers->items, (timers->count + timers->pending_count) * sizeof *items);
        memory.give(memory.self, timers->items, timers->capacity * sizeof *items);
    }
    timers->items = items;
    timers->capacity = capacity;
    return WEIR_OK;
}

static weir_err add_pending(weir_engine *engine, weir_timer timer)
{
    weir_timers *timers = &engine->timers;

    WEIR_TRY(grow(engine));
    timers->items[timers->count + timers->pending_count++] = timer;
    return WEIR_OK;
}

weir_err weir_timers_note(weir_engine *engine, const weir_instance *instance, const weir_facts *facts)
{
    for (uint32_t i = 0; i < facts->count; i++) {
        const weir_fact *fact = &facts->items[i];

        engine->timers.gone_count += fact->kind == WEIR_FACT_timer_fired || fact->kind == WEIR_FACT_timer_cancelled;
        if (fact->kind == WEIR_FACT_timer_scheduled)
            WEIR_TRY(add_pending(engine, (weir_timer){.due_ms = fact->due_ms,
                                                      .instance_pos = instance->pos,
                                                      .wait = fact->wait,
                                                      .instance = instance->id,
                                                      .id = fact->id}));
    }
    return WEIR_OK;
}

/* The wait that the timer stands for; NULL if it is gone. The instance is loaded. */
static const weir_wait *wait_of(const weir_instance *instance, const weir_timer *timer)
{
    const weir_wait *wait = weir_state_wait_by_id(&instance->state, timer->id);

    return wait && wait->kind == WEIR_WAIT_TIMER ? wait : NULL;
}

static void sweep(weir_engine *engine)
{
    weir_timers *timers = &engine->timers;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < timers->count; i++) {
        if (!weir_instance_may_wait(engine, timers->items[i].instance, timers->items[i].id))
            continue;
        timers->items[kept++] = timers->items[i];
    }
    timers->count = kept;
    timers->gone_count = 0;
    for (uint32_t i = kept / 2; i-- > 0;)
        sift_down(timers, i);
}

void weir_timers_keep(weir_engine *engine)
{
    weir_timers *timers = &engine->timers;

    for (; timers->pending_count > 0; timers->pending_count--) {
        timers->count++;
        sift_up(timers, timers->count - 1);
    }
    if (timers->gone_count > timers->count / 2 + SWEEP_COUNT_MIN)
        sweep(engine);
}

void weir_timers_drop(weir_engine *engine, uint32_t pending_count)
{
    engine->timers.pending_count = pending_count;
}

void weir_timers_free(weir_engine *engine)
{
    if (engine->timers.items)
        engine->ports.memory.give(engine->ports.memory.self, engine->timers.items,
                                  engine->timers.capacity * sizeof *engine->timers.items);
}

/* ── what is due ───────────────────────────────────────────────────────────────────────────────────── */

static bool does_not_run(weir_err err)
{
    return err == WEIR_ENOTFOUND || err == WEIR_EENDED;
}

static weir_err index_instance(weir_engine *engine, weir_instance *instance, weir_diag *diag)
{
    const weir_err err = weir_instance_ensure(engine, instance, diag);

    if (err != WEIR_OK)
        return does_not_run(err) ? WEIR_OK : err;
    for (uint32_t i = 0; i < instance->state.waits.count; i++) {
        const weir_wait *wait = &instance->state.waits.items[i];

        if (wait->kind == WEIR_WAIT_TIMER)
            WEIR_TRY(add_pending(engine, (weir_timer){.due_ms = wait->due_ms,
                                                      .instance_pos = instance->pos,
                                                      .wait = wait->number,
                                                      .instance = instance->id,
                                                      .id = wait->id}));
    }
    instance->is_indexed = true;
    weir_timers_keep(engine);
    return WEIR_OK;
}

/* Instances whose timers are not in the heap: those of the start, and those of a commit nobody knows of. A timer that
 * gets in twice does no harm: it is gone when it comes up the second time. */
static weir_err index_all(weir_engine *engine, weir_diag *diag)
{
    if (!engine->instances.has_unindexed)
        return WEIR_OK;
    for (weir_instance *instance = engine->instances.oldest, *newer; instance; instance = newer) {
        newer = instance->newer;
        if (instance->is_indexed)
            continue;
        const weir_err err = index_instance(engine, instance, diag);

        if (err != WEIR_OK) {
            weir_timers_drop(engine, 0);
            return err;
        }
    }
    engine->instances.has_unindexed = false;
    return WEIR_OK;
}

weir_err weir_engine_next_timer(weir_engine *engine, int64_t from_ms, int64_t until_ms, weir_request *out,
                                int64_t *fire_ms, weir_diag *diag)
{
    assert(!engine->is_open);
    WEIR_TRY(index_all(engine, diag));
    for (; engine->timers.count > 0 && engine->timers.items[0].due_ms <= until_ms; drop_first(&engine->timers)) {
        const weir_timer timer = engine->timers.items[0];
        weir_instance *instance;
        const weir_err err = weir_instance_load(engine, timer.instance, &instance, diag);

        if (does_not_run(err))
            continue;
        WEIR_TRY(err);
        if (!wait_of(instance, &timer))
            continue;
        *out = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                              .actor = WEIR_T("timer"),
                              .instance = timer.instance,
                              .command = {.kind = WEIR_COMMAND_FIRE, .wait = timer.id}};
        *fire_ms = timer.due_ms > from_ms ? timer.due_ms : from_ms;
        return WEIR_OK;
    }
    return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no timer is due until then");
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
