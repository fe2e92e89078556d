/* SPDX-License-Identifier: Apache-2.0
 * webhooks/edit.c - a webhook is created, changed, deleted: checked here, written by the thread that writes.
 */
#include <string.h>

#include "webhooks/webhooks_internal.h"

/* ── on the writer's thread ──────────────────────────────────────────────────────────────────────────── */

/* "null" takes a list away. */
static weir_text list_or_none(weir_text json)
{
    return weir_text_equal(weir_text_trim(json), WEIR_T("null")) ? WEIR_NO_TEXT : json;
}

static weir_err count_row(void *context, const weir_webhook_row *row)
{
    (void)row;
    ++*(uint32_t *)context;
    return WEIR_OK;
}

static weir_err check_count(const weir_store *store, weir_diag *diag)
{
    uint32_t count = 0;

    WEIR_TRY(store->read_webhooks(store->self, count_row, &count, diag));
    return count < WEIR_WEBHOOK_COUNT_MAX
               ? WEIR_OK
               : weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "there are %u webhooks (limit webhook_count)", count);
}

/* A position that is still to come is a mistake: facts would be passed that nobody thought of. */
static weir_err check_from(const weir_store *store, uint64_t from_pos, weir_diag *diag)
{
    uint64_t next_pos;

    WEIR_TRY(store->next_pos(store->self, &next_pos, diag));
    return from_pos <= next_pos
               ? WEIR_OK
               : weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'from' is behind the end of the log, which is at %llu",
                           (unsigned long long)next_pos - 1);
}

static void take_settings(weir_webhook_edit *edit)
{
    const weir_webhook_settings *settings = &edit->settings;

    if (settings->url.at)
        edit->row.url = settings->url;
    if (settings->event_types.at)
        edit->row.event_types = list_or_none(settings->event_types);
    if (settings->processes.at)
        edit->row.processes = list_or_none(settings->processes);
    if (edit->secret.at)
        edit->row.secret = edit->secret;
    if (settings->is_active_set)
        edit->row.is_active = settings->is_active;
    edit->row.reason = edit->row.is_active ? WEIR_NO_TEXT
                       : edit->reason      ? weir_text_of(edit->reason)
                                           : edit->row.reason;
}

weir_err weir_webhook_edit_write(void *context, weir_engine *engine, weir_diag *diag)
{
    weir_webhook_edit *edit = context;
    const weir_store store = weir_engine_store(engine);

    if (edit->kind == WEIR_WEBHOOK_CREATED) {
        WEIR_TRY(check_count(&store, diag));
        WEIR_TRY(check_from(&store, edit->settings.from_pos, diag));
        edit->row = (weir_webhook_row){.id = edit->id, .from_pos = edit->settings.from_pos, .is_active = true};
    } else {
        WEIR_TRY(store.get_webhook(store.self, edit->id, edit->arena, &edit->row, diag));
    }
    take_settings(edit);
    return weir_engine_change_webhook(engine, edit->kind, edit->settings.actor, weir_db_now(edit->webhooks->db),
                                      &edit->row, diag);
}

/* A filter that lets nothing through is a mistake, and is not what an empty list means to everybody. */
static weir_err check_list(weir_text json, const char *what, weir_diag *diag)
{
    return !weir_text_equal(weir_text_trim(json), WEIR_T("[]"))
               ? WEIR_OK
               : weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' is empty: leave it out for all", what);
}

static weir_err check_settings(const weir_webhooks *webhooks, const weir_webhook_settings *settings, weir_arena *arena,
                               weir_diag *diag)
{
    weir_event_filter filter;

    if (settings->url.at)
        WEIR_TRY(weir_url_check(settings->url, &webhooks->guard, diag));
    WEIR_TRY(check_list(settings->event_types, "eventTypes", diag));
    WEIR_TRY(check_list(settings->processes, "processDefinitionKeys", diag));
    return weir_event_filter_read(settings->event_types, settings->processes, arena, &filter, diag);
}

static weir_err read_secret(weir_text text, weir_arena *arena, weir_text *bytes, char out[static WEIR_SECRET_TEXT_SIZE],
                            weir_diag *diag)
{
    weir_secret secret;

    WEIR_TRY(text.at ? weir_secret_parse(text, &secret, diag) : weir_secret_make(&secret, diag));
    weir_secret_print(&secret, out);
    return weir_arena_text(arena, (weir_text){(const char *)secret.byte, secret.length}, bytes);
}

/* ── in three steps ──────────────────────────────────────────────────────────────────────────────────── */

static weir_id mint(weir_webhooks *webhooks)
{
    weir_id id;

    pthread_mutex_lock(&webhooks->lock);
    id = weir_id_mint(&webhooks->ids, weir_db_now(webhooks->db));
    pthread_mutex_unlock(&webhooks->lock);
    return id;
}

static weir_err new_edit(weir_webhooks *webhooks, weir_webhook_change kind, const weir_webhook_settings *settings,
                         weir_arena *arena, weir_webhook_edit **out)
{
    weir_webhook_edit *edit = WEIR_TAKE(arena, weir_webhook_edit, 1);

    if (!edit)
        return WEIR_ENOMEM;
    *edit = (weir_webhook_edit){.webhooks = webhooks, .kind = kind, .settings = *settings, .arena = arena};
    *out = edit;
    return WEIR_OK;
}

weir_err weir_webhook_edit_create(weir_webhooks *webhooks, const weir_webhook_settings *settings, weir_arena *arena,
                                  weir_webhook_edit **out, weir_diag *diag)
{
    if (!settings->url.at)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "a webhook needs a 'url'");
    WEIR_TRY(check_settings(webhooks, settings, arena, diag));
    WEIR_TRY(new_edit(webhooks, WEIR_WEBHOOK_CREATED, settings, arena, out));
    (*out)->id = mint(webhooks);
    return read_secret(settings->secret, arena, &(*out)->secret, (*out)->secret_text, diag);
}

weir_err weir_webhook_edit_update(weir_webhooks *webhooks, weir_id id, const weir_webhook_settings *settings,
                                  weir_arena *arena, weir_webhook_edit **out, weir_diag *diag)
{
    WEIR_TRY(check_settings(webhooks, settings, arena, diag));
    WEIR_TRY(new_edit(webhooks, WEIR_WEBHOOK_UPDATED, settings, arena, out));
    (*out)->id = id;
    (*out)->reason = settings->is_active_set ? "disabled by hand" : NULL;
    if (!settings->secret.at)
        return WEIR_OK;
    return read_secret(settings->secret, arena, &(*out)->secret, (*out)->secret_text, diag);
}

weir_err weir_webhook_edit_delete(weir_webhooks *webhooks, weir_id id, weir_text actor, weir_arena *arena,
                                  weir_webhook_edit **out)
{
    WEIR_TRY(new_edit(webhooks, WEIR_WEBHOOK_DELETED, &(weir_webhook_settings){.actor = actor}, arena, out));
    (*out)->id = id;
    return WEIR_OK;
}

weir_err weir_webhook_edit_end(weir_webhook_edit *edit, weir_webhook *out, weir_diag *diag)
{
    weir_deliverer_note_change(edit->webhooks->deliverer);
    if (!out)
        return WEIR_OK;
    WEIR_TRY(weir_webhooks_get(edit->webhooks, edit->id, edit->arena, out, diag));
    memcpy(out->secret, edit->secret_text, sizeof out->secret);
    return WEIR_OK;
}

/* ── in one ──────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err run(weir_webhook_edit *edit, weir_webhook *out, weir_diag *diag)
{
    WEIR_TRY(weir_db_call(edit->webhooks->db, weir_webhook_edit_write, edit, diag));
    return weir_webhook_edit_end(edit, out, diag);
}

weir_err weir_webhooks_create(weir_webhooks *webhooks, const weir_webhook_settings *settings, weir_arena *arena,
                              weir_webhook *out, weir_diag *diag)
{
    weir_webhook_edit *edit;

    WEIR_TRY(weir_webhook_edit_create(webhooks, settings, arena, &edit, diag));
    return run(edit, out, diag);
}

weir_err weir_webhooks_update(weir_webhooks *webhooks, weir_id id, const weir_webhook_settings *settings,
                              weir_arena *arena, weir_webhook *out, weir_diag *diag)
{
    weir_webhook_edit *edit;

    WEIR_TRY(weir_webhook_edit_update(webhooks, id, settings, arena, &edit, diag));
    return run(edit, out, diag);
}

weir_err weir_webhooks_delete(weir_webhooks *webhooks, weir_id id, weir_text actor, weir_diag *diag)
{
    weir_webhook_edit *edit;
    weir_arena arena;
    weir_err err;

    weir_arena_init(&arena, webhooks->memory, WEIR_EDIT_BYTES_MAX);
    err = weir_webhook_edit_delete(webhooks, id, actor, &arena, &edit);
    if (err == WEIR_OK)
        err = run(edit, NULL, diag);
    weir_arena_release(&arena);
    return err;
}
