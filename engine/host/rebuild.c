/* SPDX-License-Identifier: Apache-2.0
 * host/rebuild.c - fold the log, row by row, into another store.
 */
#include "host/rebuild.h"

#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "host/broadcast_fact.h"
#include "host/decided.h"
#include "host/definition_fact.h"
#include "host/deployment_fact.h"
#include "host/message_fact.h"
#include "host/webhook_fact.h"
#include "run/call.h"
#include "run/codec.h"
#include "run/deadline.h"
#include "run/step.h"
#include "run/suspend.h"

#define SCRATCH_BYTES_MAX ((size_t)512 * 1024 * 1024)

typedef struct rebuild {
    weir_engine *engine;
    const weir_store *source, *target;
    const weir_zones *zones;
    weir_arena arena; /* of one row */
    uint32_t row_count;
    weir_diag *diag;
} rebuild;

/* ── the engine's own rows ───────────────────────────────────────────────────────────────────────────── */

/* The bytes of the files are copied: the log has their digests. */
static weir_err rebuild_deployment(rebuild *r, const weir_log_row *row)
{
    weir_resource_row *resources;
    weir_deployment_row deployment;

    WEIR_TRY(weir_deployment_decode(row->facts, row->time_ms, &r->arena, &deployment, r->diag));
    resources = WEIR_TAKE(&r->arena, weir_resource_row, deployment.resource_count);
    if (!resources)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < deployment.resource_count; i++) {
        resources[i] = deployment.resources[i];
        WEIR_TRY(
            r->source->get_content(r->source->self, &resources[i].content, &r->arena, &resources[i].bytes, r->diag));
    }
    deployment.resources = resources;
    WEIR_TRY(r->target->append_log(r->target->self, row, r->diag));
    return r->target->put_deployment(r->target->self, &deployment, r->diag);
}

/* Secrets are in no fact. The one that the source has belongs to the last fact about its webhook; those before it are
 * lost, and nobody needs them any more. */
static weir_err take_secret(rebuild *r, weir_webhook_row *row)
{
    weir_webhook_row known;
    const weir_err err = r->source->get_webhook(r->source->self, row->id, &r->arena, &known, NULL);

    if (err == WEIR_OK && memcmp(known.secret_digest.byte, row->secret_digest.byte, sizeof known.secret_digest) == 0)
        row->secret = known.secret;
    return err == WEIR_ENOTFOUND ? WEIR_OK : err;
}

static weir_err rebuild_webhook(rebuild *r, const weir_log_row *log)
{
    weir_webhook_change change;
    weir_webhook_row row, before;

    WEIR_TRY(weir_webhook_decode(log->facts, &r->arena, &change, &row, r->diag));
    WEIR_TRY(r->target->append_log(r->target->self, log, r->diag));
    if (change == WEIR_WEBHOOK_DELETED)
        return r->target->delete_webhook(r->target->self, row.id, r->diag);
    if (change == WEIR_WEBHOOK_UPDATED)
        WEIR_TRY(r->target->get_webhook(r->target->self, row.id, &r->arena, &before, r->diag));
    weir_webhook_apply(change, change == WEIR_WEBHOOK_UPDATED ? &before : NULL, log->pos, log->time_ms, &row);
    WEIR_TRY(take_secret(r, &row));
    return r->target->put_webhook(r->target->self, &row, r->diag);
}

static weir_err rebuild_definitions(rebuild *r, const weir_log_row *row)
{
    weir_definition_fact *facts;
    uint32_t count;

    WEIR_TRY(weir_definition_facts_decode(row->facts, &r->arena, &facts, &count, r->diag));
    WEIR_TRY(r->target->append_log(r->target->self, row, r->diag));
    for (uint32_t i = 0; i < count; i++)
        WEIR_TRY(weir_definition_fact_apply(&facts[i], r->target, r->diag));
    return WEIR_OK;
}

static weir_err rebuild_message(rebuild *r, const weir_log_row *log)
{
    weir_message_change change;
    weir_message_row row;

    WEIR_TRY(weir_message_decode(log->facts, &r->arena, &change, &row, r->diag));
    WEIR_TRY(r->target->append_log(r->target->self, log, r->diag));
    if (change != WEIR_MESSAGE_KEPT)
        return r->target->delete_message(r->target->self, row.id, r->diag);
    row.pos = log->pos;
    row.created_ms = log->time_ms;
    return r->target->put_message(r->target->self, &row, r->diag);
}

/* Whom it has reached is no fact: it begins anew, with those who still wait since before it. */
static weir_err rebuild_broadcast(rebuild *r, const weir_log_row *log)
{
    weir_broadcast broadcast;

    WEIR_TRY(weir_broadcast_decode(log->facts, log->pos, r->zones, &r->arena, &broadcast, r->diag));
    WEIR_TRY(r->target->append_log(r->target->self, log, r->diag));
    return weir_broadcast_apply(&broadcast, log->pos, r->target, r->diag);
}

static weir_err rebuild_engine_row(rebuild *r, const weir_log_row *row)
{
    if (weir_decided_is_fact(row->facts))
        return r->target->append_log(r->target->self, row, r->diag);
    if (weir_message_is_fact(row->facts))
        return rebuild_message(r, row);
    if (weir_broadcast_is_fact(row->facts))
        return rebuild_broadcast(r, row);
    if (weir_webhook_is_fact(row->facts))
        return rebuild_webhook(r, row);
    return weir_definition_is_fact(row->facts) ? rebuild_definitions(r, row) : rebuild_deployment(r, row);
}

/* ── rows of instances ───────────────────────────────────────────────────────────────────────────────── */

/* The first fact of an instance names its definition. */
static weir_err read_definition(rebuild *r, const weir_log_row *row, weir_text *out)
{
    const weir_value *id = NULL;
    weir_value facts;

    WEIR_TRY(weir_json_read(row->facts, WEIR_JSON_TYPED, r->zones, &r->arena, &facts, r->diag));
    if (facts.kind == WEIR_LIST && facts.count > 0)
        id = weir_context_find(&facts.as.items[0], WEIR_T("definition"));
    if (!id || id->kind != WEIR_STRING)
        return WEIR_EFORMAT;
    *out = id->as.string;
    return WEIR_OK;
}

/* The instance as the rows before this one left it; a new one has the position of this row. */
static weir_err read_instance(rebuild *r, const weir_log_row *row, weir_instance_row *out)
{
    if (row->seq > 1)
        return r->target->get_instance(r->target->self, row->stream, &r->arena, out, r->diag);
    *out = (weir_instance_row){.id = row->stream, .pos = row->pos};
    return read_definition(r, row, &out->definition);
}

static weir_err read_state(rebuild *r, const weir_log_row *row, const weir_program *program,
                           const weir_instance_row *instance, weir_state *state)
{
    weir_state_init(state, &r->arena);
    return row->seq == 1 ? WEIR_OK : weir_state_decode(program, instance->state, r->zones, &r->arena, state, r->diag);
}

static weir_err project(rebuild *r, const weir_log_row *row, const weir_instance_row *instance,
                        const weir_program *program, const weir_state *before, const weir_facts *facts)
{
    weir_facts found;
    const weir_projection projection = {.program = program,
                                        .definition = instance->definition,
                                        .instance = instance->id,
                                        .instance_pos = instance->pos,
                                        .pos = row->pos,
                                        .time_ms = row->time_ms,
                                        .before = before,
                                        .facts = &found};

    WEIR_TRY(weir_facts_as_found(before, facts, &r->arena, &found));
    return r->target->project(r->target->self, &projection, r->diag);
}

static weir_err put_state(rebuild *r, weir_instance_row *instance, const weir_program *program, const weir_state *state)
{
    weir_buffer bytes;

    weir_buffer_init(&bytes, &r->arena, WEIR_STATE_LENGTH_MAX);
    WEIR_TRY(weir_state_encode(program, state, &bytes));
    WEIR_TRY(weir_buffer_done(&bytes, &instance->state));
    instance->format = WEIR_STATE_FORMAT;
    instance->status = state->status;
    instance->is_suspended = state->is_suspended;
    instance->business_key = state->business_key;
    weir_state_name_caller(state, &instance->caller, &instance->root);
    return r->target->put_instance(r->target->self, instance, r->diag);
}

static weir_err rebuild_row(rebuild *r, const weir_log_row *row)
{
    const weir_definition *definition;
    weir_instance_row instance;
    weir_state state;
    weir_facts facts;

    if (weir_id_is_none(row->stream))
        return rebuild_engine_row(r, row);
    WEIR_TRY(read_instance(r, row, &instance));
    WEIR_TRY(weir_engine_definition(r->engine, instance.definition, &definition, r->diag));
    WEIR_TRY(read_state(r, row, definition->program, &instance, &state));
    WEIR_TRY(weir_facts_decode(definition->program, row->facts, r->zones, &r->arena, &facts, r->diag));
    WEIR_TRY(r->target->append_log(r->target->self, row, r->diag));
    WEIR_TRY(project(r, row, &instance, definition->program, &state, &facts));
    instance.was_dated = weir_state_is_dated(definition->program, &state);
    WEIR_TRY(weir_apply_all(definition->program, &state, &facts));
    instance.is_dated = weir_state_is_dated(definition->program, &state);
    return put_state(r, &instance, definition->program, &state);
}

static weir_err visit(void *context, const weir_log_row *row)
{
    rebuild *r = context;
    const weir_err err = rebuild_row(r, row);

    weir_arena_reset(&r->arena);
    if (err == WEIR_EFORMAT)
        return weir_fail(r->diag, err, WEIR_NO_TEXT, "the row of the log at position %llu does not fit its instance",
                         (unsigned long long)row->pos);
    WEIR_TRY(err);
    if (++r->row_count % WEIR_REBUILD_ROWS_PER_COMMIT != 0)
        return WEIR_OK;
    WEIR_TRY(r->target->commit(r->target->self, r->diag));
    return r->target->begin(r->target->self, r->diag);
}

weir_err weir_rebuild(weir_engine *engine, const weir_store *source, const weir_store *target, const weir_zones *zones,
                      weir_memory memory, weir_diag *diag)
{
    rebuild r = {.engine = engine, .source = source, .target = target, .zones = zones, .diag = diag};
    weir_err err;

    WEIR_TRY(target->begin(target->self, diag));
    weir_arena_init(&r.arena, memory, SCRATCH_BYTES_MAX);
    err = source->read_log(source->self, 1, visit, &r, diag);
    weir_arena_release(&r.arena);
    if (err == WEIR_OK)
        return target->commit(target->self, diag);
    target->rollback(target->self);
    return err;
}
