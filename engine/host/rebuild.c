/* SPDX-License-Identifier: Apache-2.0
 * host/rebuild.c - fold the log, row by row, into another store.
 */
#include "host/rebuild.h"

#include "base/buffer.h"
#include "run/codec.h"
#include "run/step.h"

#define SCRATCH_BYTES_MAX ((size_t)512 * 1024 * 1024)

typedef struct rebuild {
    const weir_engine *engine;
    const weir_store *source, *target;
    const weir_zones *zones;
    weir_arena arena; /* of one row */
    uint32_t row_count;
    weir_diag *diag;
} rebuild;

/* The instance as the rows before this one left it; a new one has the position of this row. */
static weir_err read_state(rebuild *r, const weir_log_row *row, const weir_program *program,
                           weir_instance_row *instance, weir_state *state)
{
    if (row->seq == 1) {
        instance->pos = row->pos;
        weir_state_init(state, &r->arena);
        return WEIR_OK;
    }
    WEIR_TRY(r->target->get_instance(r->target->self, row->stream, &r->arena, instance, r->diag));
    return weir_state_decode(program, instance->state, r->zones, &r->arena, state, r->diag);
}

static weir_err project(rebuild *r, const weir_log_row *row, const weir_instance_row *instance,
                        const weir_program *program, const weir_state *before, const weir_facts *facts)
{
    const weir_projection projection = {.program = program,
                                        .definition = instance->definition,
                                        .instance_pos = instance->pos,
                                        .time_ms = row->time_ms,
                                        .before = before,
                                        .facts = facts};

    return r->target->project ? r->target->project(r->target->self, &projection, r->diag) : WEIR_OK;
}

static weir_err put_state(rebuild *r, weir_instance_row *instance, const weir_program *program, const weir_state *state)
{
    weir_buffer bytes;

    weir_buffer_init(&bytes, &r->arena, WEIR_STATE_LENGTH_MAX);
    WEIR_TRY(weir_state_encode(program, state, &bytes));
    WEIR_TRY(weir_buffer_done(&bytes, &instance->state));
    instance->format = WEIR_STATE_FORMAT;
    instance->status = state->status;
    instance->business_key = state->business_key;
    return r->target->put_instance(r->target->self, instance, r->diag);
}

static weir_err rebuild_row(rebuild *r, const weir_log_row *row)
{
    const weir_definition *definition;
    weir_instance_row instance;
    weir_state state;
    weir_facts facts;

    WEIR_TRY(r->source->get_instance(r->source->self, row->stream, &r->arena, &instance, r->diag));
    definition = weir_engine_definition(r->engine, instance.definition);
    if (!definition)
        return weir_fail(r->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "the definition '%.*s' is not deployed",
                         WEIR_ARG(instance.definition));
    WEIR_TRY(read_state(r, row, definition->program, &instance, &state));
    WEIR_TRY(weir_facts_decode(definition->program, row->facts, r->zones, &r->arena, &facts, r->diag));
    WEIR_TRY(r->target->append_log(r->target->self, row, r->diag));
    WEIR_TRY(project(r, row, &instance, definition->program, &state, &facts));
    WEIR_TRY(weir_apply_all(definition->program, &state, &facts));
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

weir_err weir_rebuild(const weir_engine *engine, const weir_store *source, const weir_store *target,
                      const weir_zones *zones, weir_memory memory, weir_diag *diag)
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
