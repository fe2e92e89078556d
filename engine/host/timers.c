/* SPDX-License-Identifier: Apache-2.0
 * host/timers.c - let time pass: what is due is asked of the store, one job after the other, since each may make or
 * cancel others.
 */
#include <assert.h>

#include "host/host_internal.h"

/* A job of an instance, or a timer that starts one. */
typedef struct due {
    weir_wait_row job;
    const weir_definition_item *item; /* of the timer; NULL: a job */
    const weir_start *start;
} due;

static weir_request firing_of(const due *next)
{
    const weir_wait_row *job = &next->job;

    if (next->item)
        return (weir_request){.kind = WEIR_REQUEST_TIMER_START,
                              .actor = WEIR_T("timer"),
                              .process = next->item->definition.id,
                              .name = next->start->element};
    return (weir_request){.kind = WEIR_REQUEST_COMMAND,
                          .actor = job->is_continuation ? WEIR_T("job") : WEIR_T("timer"),
                          .instance = job->instance,
                          .command = {.kind = WEIR_COMMAND_FIRE, .wait = job->id}};
}

/* What is due first until then; of two at one instant the timer that starts an instance. ENOTFOUND. after: of jobs. */
static weir_err find_due(weir_engine *engine, weir_due which, int64_t until_ms, const weir_wait_row *after, due *out,
                         weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_definition_item *item = NULL;
    weir_start *start = NULL;
    weir_err err;

    *out = (due){.item = NULL};
    if (which == WEIR_DUE_NONE)
        return WEIR_ENOTFOUND;
    if (which & WEIR_DUE_TIMERS)
        WEIR_TRY(weir_starts_due(engine, until_ms, &item, &start, diag));
    err = store->next_due(store->self, which, start ? start->due_ms : until_ms, after, &out->job, start ? NULL : diag);
    if (!start || (err != WEIR_OK && err != WEIR_ENOTFOUND) || (err == WEIR_OK && out->job.due_ms < start->due_ms))
        return err;
    *out = (due){.job.due_ms = start->due_ms, .item = item, .start = start};
    return WEIR_OK;
}

static int64_t later(int64_t a_ms, int64_t b_ms)
{
    return a_ms > b_ms ? a_ms : b_ms;
}

weir_err weir_engine_next_job(weir_engine *engine, weir_due which, int64_t from_ms, int64_t until_ms, weir_request *out,
                              int64_t *run_ms, weir_diag *diag)
{
    int64_t expiry_ms = INT64_MAX;
    bool is_pending = false;
    weir_err err;
    due next;

    WEIR_TRY(weir_redating_is_pending(engine, &is_pending, diag));
    if (is_pending) { /* before anything fires by a date that is wrong */
        *out = (weir_request){.kind = WEIR_REQUEST_REDATE, .actor = WEIR_T("weir")};
        *run_ms = from_ms;
        return WEIR_OK;
    }
    err = weir_broadcasts_job(engine, out, diag);
    if (err != WEIR_ENOTFOUND) { /* it was thrown before */
        *run_ms = from_ms;
        return err;
    }
    err = find_due(engine, which, until_ms, NULL, &next, diag);
    if (err != WEIR_OK && err != WEIR_ENOTFOUND)
        return err;
    if (which & WEIR_DUE_TIMERS)
        WEIR_TRY(weir_engine_next_expiry(engine, &expiry_ms, diag));
    if (expiry_ms < INT64_MAX && expiry_ms <= until_ms && (err == WEIR_ENOTFOUND || expiry_ms <= next.job.due_ms)) {
        *out = (weir_request){.kind = WEIR_REQUEST_EXPIRE, .actor = WEIR_T("clock")};
        *run_ms = later(expiry_ms, from_ms);
        return WEIR_OK;
    }
    WEIR_TRY(err);
    *out = firing_of(&next);
    *run_ms = later(next.job.due_ms, from_ms);
    return WEIR_OK;
}

static bool makes_due(uint8_t kind)
{
    return kind == WEIR_FACT_timer_scheduled || kind == WEIR_FACT_timer_rescheduled ||
           kind == WEIR_FACT_continuation_created || kind == WEIR_FACT_continuation_rescheduled ||
           kind == WEIR_FACT_job_due_changed || (kind >= WEIR_FACT_limit_started && kind <= WEIR_FACT_limit_ended);
}

/* What was set by a request that is undone later only brings us here for nothing. */
void weir_timers_note(weir_engine *engine, const weir_facts *facts)
{
    for (uint32_t i = 0; engine->is_due_known && i < facts->count; i++) {
        const weir_fact *fact = &facts->items[i];

        if (fact->kind == WEIR_FACT_instance_activated)
            engine->is_due_known = false;
        if (makes_due(fact->kind) && fact->due_ms != 0 && fact->due_ms < engine->next_due_ms)
            engine->next_due_ms = fact->due_ms;
    }
}

weir_err weir_engine_next_due(weir_engine *engine, weir_due which, int64_t *due_ms, weir_diag *diag)
{
    int64_t expiry_ms = INT64_MAX;
    uint64_t broadcast_pos = 0;
    bool is_pending = false;
    due next;

    if (!engine->is_due_known || engine->due_which != which) {
        const weir_err err = find_due(engine, which, INT64_MAX, NULL, &next, diag);

        if (err != WEIR_OK && err != WEIR_ENOTFOUND)
            return err;
        engine->next_due_ms = err == WEIR_OK ? next.job.due_ms : INT64_MAX;
        if (which & WEIR_DUE_TIMERS)
            WEIR_TRY(weir_engine_next_expiry(engine, &expiry_ms, diag));
        if (expiry_ms < engine->next_due_ms)
            engine->next_due_ms = expiry_ms;
        WEIR_TRY(weir_redating_is_pending(engine, &is_pending, diag));
        WEIR_TRY(weir_broadcasts_first(engine, &broadcast_pos, diag));
        if (is_pending || broadcast_pos != 0)
            engine->next_due_ms = 0; /* at once */
        engine->due_which = which;
        engine->is_due_known = true;
    }
    *due_ms = engine->next_due_ms;
    return WEIR_OK;
}

bool weir_engine_is_job_failure(weir_err err)
{
    return err == WEIR_EPROCESS || err == WEIR_ELIMIT || err == WEIR_EVALUE || err == WEIR_EMISMATCH ||
           err == WEIR_ENOMEM || err == WEIR_ESUSPENDED;
}

void weir_engine_fail_job(const weir_request *request, weir_err err, const weir_diag *diag, weir_job_failure *out)
{
    const char *message = diag->message[0] ? diag->message : weir_err_describe(err);

    *out = (weir_job_failure){.request = *request};
    (void)weir_fail(&out->why, err, WEIR_NO_TEXT, "%s%s%s%s", diag->element[0] ? "element '" : "", diag->element,
                    diag->element[0] ? "': " : "", message);
    if (request->kind == WEIR_REQUEST_COMMAND)
        out->request.command.kind = WEIR_COMMAND_FAIL_JOB;
    out->request.command.text = weir_text_of(out->why.message);
}

/* No memory may be a passing want of the machine: the first time it is an error, and the job stays as it is. When the
 * same job starves again it is one that takes more than it may. */
static bool may_starve(weir_engine *engine, weir_err err, weir_id job)
{
    const bool is_first = err == WEIR_ENOMEM && !weir_id_equal(engine->starved, job);

    engine->starved = is_first ? job : (weir_id){{0}};
    return is_first;
}

/* What a signal fails by at one of many is no reason for the others to wait; a store that fails is. */
static bool is_failure_of(const weir_request *request, weir_err err)
{
    if (request->kind == WEIR_REQUEST_DELIVER && (err == WEIR_EFORMAT || err == WEIR_ENOTFOUND || err == WEIR_EENDED ||
                                                  err == WEIR_ENOTOKEN || err == WEIR_EDUTY))
        return true;
    return weir_engine_is_job_failure(err);
}

/* failed_by: NULL, or what the job failed by. */
static weir_err fire(weir_engine *engine, const weir_request *request, int64_t now_ms, weir_err *failed_by,
                     weir_diag *diag)
{
    weir_diag why = {0};
    weir_answer answer;
    weir_err err = weir_engine_run(engine, request, now_ms, &answer, &why);

    if (failed_by && err == WEIR_ESUSPENDED) {
        *diag = why;
        return err; /* nothing was tried */
    }
    if (!may_starve(engine, err, request->command.wait) && is_failure_of(request, err)) {
        weir_job_failure failure;

        if (failed_by) {
            *failed_by = err;
            *diag = why;
        }
        weir_engine_fail_job(request, err, &why, &failure);
        err = weir_engine_run(engine, &failure.request, now_ms, &answer, &why);
    }
    if (err != WEIR_OK && diag)
        *diag = why;
    return err;
}

/* An instance that fires at one instant again and again. */
static weir_err count_firing(weir_engine *engine, const weir_request *request, int64_t now_ms, weir_diag *diag)
{
    weir_firing *last = &engine->last_firing; /* a timer that starts instances fires in none */

    if (last->now_ms == now_ms && weir_id_equal(last->instance, request->instance))
        last->count++;
    else
        *last = (weir_firing){.instance = request->instance, .now_ms = now_ms, .count = 1};
    if (last->count <= WEIR_JOBS_PER_INSTANT_MAX)
        return WEIR_OK;
    last->count = 0;
    return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                     "one instance runs more than %u jobs at one instant (limit jobs_per_instant); does one make "
                     "itself again without a delay?",
                     WEIR_JOBS_PER_INSTANT_MAX);
}

/* What is due until when, and what became of it. */
typedef struct passage passage;
struct passage {
    weir_due which;
    int64_t now_ms, until_ms;
    weir_fired fired;
    weir_err (*run)(weir_engine *engine, passage *p, weir_diag *diag); /* as much as one transaction takes */
};

static uint32_t total_of(const weir_fired *fired)
{
    return fired->timer_count + fired->continuation_count;
}

/* One whose instance can't be read is passed over: nothing can be written about it, and others wait behind it. */
static weir_err fire_group(weir_engine *engine, passage *p, weir_diag *diag)
{
    weir_wait_row passed;
    const weir_wait_row *after = NULL;
    weir_err err = WEIR_OK;
    due next;

    while (total_of(&p->fired) < WEIR_JOBS_PER_COMMIT_MAX &&
           (err = find_due(engine, p->which, p->until_ms, after, &next, NULL)) == WEIR_OK) {
        const weir_request request = firing_of(&next);
        const int64_t now_ms = later(next.job.due_ms, p->now_ms);

        WEIR_TRY(count_firing(engine, &request, now_ms, diag));
        err = fire(engine, &request, now_ms, NULL, diag);
        if (err == WEIR_EFORMAT && !next.item) {
            passed = next.job;
            after = &passed;
            continue;
        }
        WEIR_TRY(err);
        p->now_ms = now_ms;
        ++*(next.job.is_continuation ? &p->fired.continuation_count : &p->fired.timer_count);
    }
    return err;
}

static weir_err deliver_group(weir_engine *engine, passage *p, weir_diag *diag)
{
    weir_request request;
    weir_err err = WEIR_OK;

    while (total_of(&p->fired) < WEIR_DELIVERIES_PER_COMMIT_MAX &&
           (err = weir_broadcasts_job(engine, &request, diag)) == WEIR_OK) {
        WEIR_TRY(fire(engine, &request, p->now_ms, NULL, diag));
        p->fired.continuation_count++;
    }
    return err;
}

/* *is_spoiled: nothing of it happened, and it has to be done carefully. */
static weir_err fire_in_transaction(weir_engine *engine, weir_care care, passage *p, bool *is_spoiled, weir_diag *diag)
{
    passage done = *p;
    weir_err err, committed;

    WEIR_TRY(weir_engine_begin(engine, care, diag));
    err = done.run(engine, &done, diag);
    *is_spoiled = weir_engine_is_spoiled(engine);
    if (*is_spoiled) {
        weir_engine_abandon(engine);
        return WEIR_OK;
    }
    /* What was run before an error is kept; the commit says it, too, when the store is why. */
    committed = weir_engine_commit(engine, err == WEIR_OK || err == WEIR_ENOTFOUND ? diag : NULL);
    if (committed == WEIR_OK)
        *p = done;
    return err == WEIR_OK || err == WEIR_ENOTFOUND ? committed : err;
}

static weir_err run_alone(weir_engine *engine, const weir_request *request, int64_t run_ms, int64_t *from_ms,
                          weir_fired *fired, weir_diag *diag)
{
    weir_answer answer;

    WEIR_TRY(weir_engine_execute(engine, request, run_ms, &answer, diag));
    *from_ms = run_ms;
    fired->timer_count = 1;
    return WEIR_OK;
}

weir_err weir_engine_fire(weir_engine *engine, weir_due which, int64_t *from_ms, int64_t until_ms, weir_fired *fired,
                          weir_diag *diag)
{
    passage p = {.which = which, .now_ms = *from_ms, .until_ms = until_ms, .run = fire_group};
    int64_t run_ms;
    weir_request request;
    bool is_spoiled = false;
    weir_err err;

    *fired = p.fired;
    engine->is_due_known = false;
    err = weir_engine_next_job(engine, which, *from_ms, until_ms, &request, &run_ms, diag);
    if (err != WEIR_OK) /* asking once costs less than beginning for nothing */
        return err == WEIR_ENOTFOUND ? WEIR_OK : err;
    if (request.kind == WEIR_REQUEST_EXPIRE || request.kind == WEIR_REQUEST_REDATE)
        return run_alone(engine, &request, run_ms, from_ms, fired, diag);
    if (request.kind == WEIR_REQUEST_DELIVER)
        p.run = deliver_group;
    err = fire_in_transaction(engine, WEIR_QUICKLY, &p, &is_spoiled, diag);
    if (err == WEIR_OK && is_spoiled)
        err = fire_in_transaction(engine, WEIR_CAREFULLY, &p, &is_spoiled, diag);
    *from_ms = p.now_ms;
    *fired = p.fired;
    return err;
}

weir_err weir_engine_advance(weir_engine *engine, int64_t from_ms, int64_t until_ms, weir_diag *diag)
{
    weir_fired fired;

    do
        WEIR_TRY(weir_engine_fire(engine, WEIR_DUE_ALL, &from_ms, until_ms, &fired, diag));
    while (total_of(&fired) > 0);
    return WEIR_OK;
}

weir_err weir_engine_set_clock(weir_engine *engine, int64_t now_ms, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_err err;

    if (!store->set_clock)
        return WEIR_OK;
    WEIR_TRY(store->begin(store->self, diag));
    err = store->set_clock(store->self, now_ms, diag);
    if (err == WEIR_OK)
        return store->commit(store->self, diag);
    store->rollback(store->self);
    return err;
}

weir_err weir_engine_run_job(weir_engine *engine, const weir_request *request, int64_t now_ms, weir_diag *diag)
{
    weir_err err, committed, failed_by = WEIR_OK;
    weir_diag why = {0}, of_commit = {0};

    WEIR_TRY(weir_engine_begin(engine, WEIR_CAREFULLY, diag));
    err = fire(engine, request, now_ms, &failed_by, &why);
    committed = weir_engine_commit(engine, &of_commit);
    if (committed != WEIR_OK) {
        *diag = of_commit;
        return committed;
    }
    *diag = why;
    return err != WEIR_OK ? err : failed_by;
}
