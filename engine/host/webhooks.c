/* SPDX-License-Identifier: Apache-2.0
 * host/webhooks.c - one change of one webhook, as a row of the log and a row of the table.
 */
#include "host/webhooks.h"

#include "host/host_internal.h"

typedef struct webhook_change {
    weir_engine *engine;
    const weir_store *store;
    weir_webhook_change kind;
    weir_log_row log;
    weir_webhook_row row;
    weir_diag *diag;
} webhook_change;

/* Lists come as somebody wrote them; the row has them as the fact gives them back. */
static weir_err take_lists(webhook_change *c)
{
    weir_webhook_change kind;
    weir_webhook_row row;
    weir_text facts;

    if (c->kind == WEIR_WEBHOOK_DELETED)
        return WEIR_OK;
    WEIR_TRY(weir_webhook_encode(c->kind, &c->row, &c->engine->step, &facts));
    WEIR_TRY(weir_webhook_decode(facts, &c->engine->step, &kind, &row, c->diag));
    c->row.event_types = row.event_types;
    c->row.processes = row.processes;
    return WEIR_OK;
}

static weir_err take_row(webhook_change *c)
{
    static const char *const commands[] = {
        [WEIR_WEBHOOK_CREATED] = "{\"command\":\"createWebhook\"}",
        [WEIR_WEBHOOK_UPDATED] = "{\"command\":\"updateWebhook\"}",
        [WEIR_WEBHOOK_DELETED] = "{\"command\":\"deleteWebhook\"}",
    };
    weir_webhook_row before;
    const bool is_new = c->kind == WEIR_WEBHOOK_CREATED;

    c->log.command = weir_text_of(commands[c->kind]);
    WEIR_TRY(c->store->next_pos(c->store->self, &c->log.pos, c->diag));
    WEIR_TRY(c->store->next_seq(c->store->self, c->log.stream, &c->log.seq, c->diag));
    if (!is_new)
        WEIR_TRY(c->store->get_webhook(c->store->self, c->row.id, &c->engine->step, &before, c->diag));
    WEIR_TRY(take_lists(c));
    weir_webhook_apply(c->kind, is_new ? NULL : &before, c->log.pos, c->log.time_ms, &c->row);
    return weir_webhook_encode(c->kind, &c->row, &c->engine->step, &c->log.facts);
}

static weir_err write(webhook_change *c)
{
    WEIR_TRY(take_row(c));
    WEIR_TRY(c->store->append_log(c->store->self, &c->log, c->diag));
    if (c->kind == WEIR_WEBHOOK_DELETED)
        return c->store->delete_webhook(c->store->self, c->row.id, c->diag);
    return c->store->put_webhook(c->store->self, &c->row, c->diag);
}

static weir_err write_alone(webhook_change *c)
{
    weir_err err;

    WEIR_TRY(c->store->begin(c->store->self, c->diag));
    err = write(c);
    if (err == WEIR_OK)
        return c->store->commit(c->store->self, c->diag);
    c->store->rollback(c->store->self);
    return err;
}

weir_err weir_engine_change_webhook(weir_engine *engine, weir_webhook_change change, weir_text actor, int64_t now_ms,
                                    weir_webhook_row *row, weir_diag *diag)
{
    const weir_hasher hasher = engine->ports.hasher;
    webhook_change c = {.engine = engine,
                        .store = &engine->ports.store,
                        .kind = change,
                        .log = {.fact_count = 1, .time_ms = now_ms, .actor = actor},
                        .row = *row,
                        .diag = diag};
    weir_err err = WEIR_OK;

    if (!c.store->put_webhook)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "this store keeps no webhooks");
    if (change != WEIR_WEBHOOK_DELETED)
        err = hasher.hash(hasher.self, &c.row.secret, 1, &c.row.secret_digest);
    if (err == WEIR_OK)
        err = write_alone(&c);
    weir_arena_reset(&engine->step);
    if (err == WEIR_OK) { /* its texts are the caller's */
        row->pos = c.row.pos;
        row->from_pos = c.row.from_pos;
        row->filter_pos = c.row.filter_pos;
        row->created_ms = c.row.created_ms;
        row->secret_digest = c.row.secret_digest;
    }
    return err == WEIR_ENOMEM ? weir_fail(diag, err, WEIR_NO_TEXT, "%s", weir_err_describe(err)) : err;
}

weir_err weir_engine_raise_floors(weir_engine *engine, const weir_webhook_floor *floors, uint32_t count,
                                  weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_err err;

    WEIR_TRY(store->begin(store->self, diag));
    err = WEIR_OK;
    for (uint32_t i = 0; err == WEIR_OK && i < count; i++)
        err = store->raise_floor(store->self, floors[i].webhook, floors[i].pos, diag);
    if (err == WEIR_OK)
        return store->commit(store->self, diag);
    store->rollback(store->self);
    return err;
}

weir_store weir_engine_store(const weir_engine *engine)
{
    return engine->ports.store;
}
