/* SPDX-License-Identifier: Apache-2.0
 * host/redating.c - after a calendar was deployed, open dates follow: instance by instance, in batches.
 *
 * A batch is a request of its own; how far they have come is kept in the same transaction, so that a crash loses none
 * and repeats none. Another file of calendars begins anew: what has its version already is passed over.
 */
#include "host/host_internal.h"

#define ALL_DONE ((uint64_t)INT64_MAX)

weir_err weir_redating_is_pending(weir_engine *engine, bool *out, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_known_calendars *known = &engine->calendars;

    *out = false;
    if (known->file_count == 0)
        return WEIR_OK;
    if (!known->is_redating_known)
        WEIR_TRY(store->get_redating(store->self, &known->redating, diag));
    known->is_redating_known = true;
    *out = known->redating.file_count != known->file_count || known->redating.pos != ALL_DONE;
    return WEIR_OK;
}

typedef struct batch {
    weir_id ids[WEIR_REDATED_PER_COMMIT_MAX];
    uint32_t count;
    uint64_t last_pos;
} batch;

static weir_err add_instance(void *context, weir_id instance, uint64_t pos)
{
    batch *b = context;

    b->ids[b->count++] = instance;
    b->last_pos = pos;
    return WEIR_OK;
}

/* What an instance can fail by without that the others have to wait for it. */
static bool is_its_own(weir_err err)
{
    return err == WEIR_EFORMAT || err == WEIR_ENOTFOUND || err == WEIR_EENDED || weir_engine_is_job_failure(err);
}

static weir_err redate_instance(weir_work *work, weir_id instance)
{
    const weir_job job = {.kind = WEIR_REQUEST_COMMAND, .instance = instance, .command = {.kind = WEIR_COMMAND_REDATE}};
    const uint64_t pos = work->engine->next_pos;
    const weir_err err = weir_work_command(work, &job);

    if (err == WEIR_OK || err == WEIR_ENOMEM || !is_its_own(err) || work->engine->next_pos != pos)
        return err;
    if (work->diag)
        *work->diag = (weir_diag){0};
    return WEIR_OK;
}

weir_err weir_work_redate(weir_work *work, const weir_job *job)
{
    weir_engine *engine = work->engine;
    const weir_store *store = &engine->ports.store;
    weir_redating redating = {.file_count = engine->calendars.file_count};
    batch *b = WEIR_TAKE(&engine->step, batch, 1);

    (void)job;
    if (!b)
        return WEIR_ENOMEM;
    engine->calendars.is_redating_known = false;
    WEIR_TRY(store->get_redating(store->self, &redating, work->diag));
    b->last_pos = redating.file_count == engine->calendars.file_count ? redating.pos : 0;
    redating.file_count = engine->calendars.file_count;
    WEIR_TRY(store->read_dated(store->self, b->last_pos, WEIR_REDATED_PER_COMMIT_MAX, add_instance, b, work->diag));
    for (uint32_t i = 0; i < b->count; i++)
        WEIR_TRY(redate_instance(work, b->ids[i]));
    redating.pos = b->last_pos;
    if (b->count < WEIR_REDATED_PER_COMMIT_MAX) {
        WEIR_TRY(weir_starts_redate(work));
        redating.pos = ALL_DONE;
    }
    engine->has_written = true;
    return store->set_redating(store->self, redating, work->diag);
}
