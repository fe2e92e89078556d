/* SPDX-License-Identifier: Apache-2.0
 * webhooks/webhooks.c - changes go through the thread that writes, looks through a connection of their own.
 */
#include "webhooks/webhooks.h"

#include <pthread.h>
#include <string.h>

#include "host/library_port.h"
#include "host/sha256.h"
#include "host/webhooks.h"
#include "webhooks/deliver.h"

#define SOURCE_LENGTH_MAX 512u

struct weir_webhooks {
    weir_memory memory;
    weir_db *db;
    weir_guard guard;
    void *context;
    void (*warn)(void *context, const char *sentence);
    weir_db_commit_watch watch;
    bool has_lock;
    weir_deliverer *deliverer;
    pthread_mutex_t lock; /* of the connection: */
    weir_sha256 *hash;
    weir_sqlite_store *store;
    weir_id_source ids;
};

/* ── changing ────────────────────────────────────────────────────────────────────────────────────────── */

/* What the writer's thread does: read the row, change what is asked for, write it. */
typedef struct change {
    weir_webhooks *webhooks;
    weir_webhook_change kind;
    weir_id id;
    const weir_webhook_settings *settings;
    weir_text secret; /* bytes; absent: as it is */
    const char *reason;
    weir_arena *arena;
    weir_webhook_row row;
} change;

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

static void take_settings(change *c)
{
    const weir_webhook_settings *settings = c->settings;

    if (settings->url.at)
        c->row.url = settings->url;
    if (settings->event_types.at)
        c->row.event_types = list_or_none(settings->event_types);
    if (settings->processes.at)
        c->row.processes = list_or_none(settings->processes);
    if (c->secret.at)
        c->row.secret = c->secret;
    if (settings->is_active_set)
        c->row.is_active = settings->is_active;
    c->row.reason = c->row.is_active ? WEIR_NO_TEXT : c->reason ? weir_text_of(c->reason) : c->row.reason;
}

static weir_err write_change(void *context, weir_engine *engine, weir_diag *diag)
{
    change *c = context;
    const weir_store store = weir_engine_store(engine);

    if (c->kind == WEIR_WEBHOOK_CREATED) {
        WEIR_TRY(check_count(&store, diag));
        c->row = (weir_webhook_row){.id = c->id, .from_pos = c->settings->from_pos, .is_active = true};
    } else {
        WEIR_TRY(store.get_webhook(store.self, c->id, c->arena, &c->row, diag));
    }
    take_settings(c);
    return weir_engine_change_webhook(engine, c->kind, c->settings->actor, weir_db_now(c->webhooks->db), &c->row, diag);
}

static weir_err run_change(change *c, weir_diag *diag)
{
    WEIR_TRY(weir_db_call(c->webhooks->db, write_change, c, diag));
    weir_deliverer_note_change(c->webhooks->deliverer);
    return WEIR_OK;
}

static weir_err check_settings(const weir_webhooks *webhooks, const weir_webhook_settings *settings, weir_arena *arena,
                               weir_diag *diag)
{
    weir_filter filter;

    if (settings->url.at)
        WEIR_TRY(weir_url_check(settings->url, &webhooks->guard, diag));
    return weir_filter_read(settings->event_types, settings->processes, arena, &filter, diag);
}

static weir_err read_secret(weir_text text, weir_arena *arena, weir_text *bytes, char out[static WEIR_SECRET_TEXT_SIZE],
                            weir_diag *diag)
{
    weir_secret secret;

    WEIR_TRY(text.at ? weir_secret_parse(text, &secret, diag) : weir_secret_make(&secret, diag));
    weir_secret_print(&secret, out);
    return weir_arena_text(arena, (weir_text){(const char *)secret.byte, secret.length}, bytes);
}

/* ── looking ─────────────────────────────────────────────────────────────────────────────────────────── */

static void add_status(weir_webhooks *webhooks, uint64_t next_pos, weir_webhook *out)
{
    out->next_pos = next_pos;
    out->row.secret = WEIR_NO_TEXT;
    if (!weir_deliverer_look(webhooks->deliverer, out->row.id, &out->delivery))
        out->delivery = (weir_delivery_status){.position = out->row.from_pos - 1};
}

static weir_err read_one(weir_webhooks *webhooks, weir_id id, weir_arena *arena, weir_webhook_row *row,
                         uint64_t *next_pos, weir_diag *diag)
{
    const weir_store store = weir_sqlite_store_port(webhooks->store);
    weir_err err;

    pthread_mutex_lock(&webhooks->lock);
    err = store.get_webhook(store.self, id, arena, row, diag);
    if (err == WEIR_OK)
        err = store.next_pos(store.self, next_pos, diag);
    pthread_mutex_unlock(&webhooks->lock);
    return err;
}

weir_err weir_webhooks_get(weir_webhooks *webhooks, weir_id id, weir_arena *arena, weir_webhook *out, weir_diag *diag)
{
    weir_webhook found = {0};
    uint64_t next_pos;

    WEIR_TRY(read_one(webhooks, id, arena, &found.row, &next_pos, diag));
    add_status(webhooks, next_pos, &found);
    *out = found;
    return WEIR_OK;
}

typedef struct webhook_list {
    weir_arena *arena;
    weir_webhook *items;
    uint32_t count, capacity;
} webhook_list;

static weir_err keep_webhook(void *context, const weir_webhook_row *row)
{
    webhook_list *list = context;
    weir_webhook_row *kept;

    WEIR_TRY(WEIR_GROW(list->arena, list));
    list->items[list->count] = (weir_webhook){.row = *row};
    kept = &list->items[list->count++].row;
    WEIR_TRY(weir_arena_text(list->arena, row->url, &kept->url));
    WEIR_TRY(weir_arena_text(list->arena, row->event_types, &kept->event_types));
    WEIR_TRY(weir_arena_text(list->arena, row->processes, &kept->processes));
    return weir_arena_text(list->arena, row->reason, &kept->reason);
}

weir_err weir_webhooks_list(weir_webhooks *webhooks, weir_arena *arena, weir_webhook **out, uint32_t *count,
                            weir_diag *diag)
{
    const weir_store store = weir_sqlite_store_port(webhooks->store);
    webhook_list list = {.arena = arena};
    uint64_t next_pos = 0;
    weir_err err;

    pthread_mutex_lock(&webhooks->lock);
    err = store.read_webhooks(store.self, keep_webhook, &list, diag);
    if (err == WEIR_OK)
        err = store.next_pos(store.self, &next_pos, diag);
    pthread_mutex_unlock(&webhooks->lock);
    WEIR_TRY(err);
    for (uint32_t i = 0; i < list.count; i++)
        add_status(webhooks, next_pos, &list.items[i]);
    *out = list.items;
    *count = list.count;
    return WEIR_OK;
}

/* ── the calls ───────────────────────────────────────────────────────────────────────────────────────── */

static weir_id mint(weir_webhooks *webhooks)
{
    weir_id id;

    pthread_mutex_lock(&webhooks->lock);
    id = weir_id_mint(&webhooks->ids, weir_db_now(webhooks->db));
    pthread_mutex_unlock(&webhooks->lock);
    return id;
}

weir_err weir_webhooks_create(weir_webhooks *webhooks, const weir_webhook_settings *settings, weir_arena *arena,
                              weir_webhook *out, weir_diag *diag)
{
    change c = {.webhooks = webhooks, .kind = WEIR_WEBHOOK_CREATED, .settings = settings, .arena = arena};
    char secret[WEIR_SECRET_TEXT_SIZE];

    if (!settings->url.at)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "a webhook needs a url");
    WEIR_TRY(check_settings(webhooks, settings, arena, diag));
    WEIR_TRY(read_secret(settings->secret, arena, &c.secret, secret, diag));
    c.id = mint(webhooks);
    WEIR_TRY(run_change(&c, diag));
    WEIR_TRY(weir_webhooks_get(webhooks, c.id, arena, out, diag));
    memcpy(out->secret, secret, sizeof out->secret);
    return WEIR_OK;
}

weir_err weir_webhooks_update(weir_webhooks *webhooks, weir_id id, const weir_webhook_settings *settings,
                              weir_arena *arena, weir_webhook *out, weir_diag *diag)
{
    change c = {.webhooks = webhooks,
                .kind = WEIR_WEBHOOK_UPDATED,
                .id = id,
                .settings = settings,
                .reason = settings->is_active_set ? "disabled by hand" : NULL,
                .arena = arena};
    char secret[WEIR_SECRET_TEXT_SIZE] = "";

    WEIR_TRY(check_settings(webhooks, settings, arena, diag));
    if (settings->secret.at)
        WEIR_TRY(read_secret(settings->secret, arena, &c.secret, secret, diag));
    WEIR_TRY(run_change(&c, diag));
    WEIR_TRY(weir_webhooks_get(webhooks, id, arena, out, diag));
    memcpy(out->secret, secret, sizeof out->secret);
    return WEIR_OK;
}

weir_err weir_webhooks_delete(weir_webhooks *webhooks, weir_id id, weir_text actor, weir_diag *diag)
{
    weir_arena arena;
    change c = {.webhooks = webhooks,
                .kind = WEIR_WEBHOOK_DELETED,
                .id = id,
                .settings = &(weir_webhook_settings){.actor = actor},
                .arena = &arena};
    weir_err err;

    weir_arena_init(&arena, webhooks->memory, 1 << 20);
    err = run_change(&c, diag);
    weir_arena_release(&arena);
    return err;
}

weir_err weir_webhooks_test(weir_webhooks *webhooks, weir_id id, weir_outcome *outcome, weir_diag *diag)
{
    weir_webhook_row row;
    weir_arena arena;
    uint64_t next_pos;
    weir_err err;

    weir_arena_init(&arena, webhooks->memory, 1 << 20);
    err = read_one(webhooks, id, &arena, &row, &next_pos, diag);
    if (err == WEIR_OK)
        err = weir_deliverer_test(webhooks->deliverer, &row, outcome, diag);
    weir_arena_release(&arena);
    return err;
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

static void tell(void *self, const char *sentence)
{
    const weir_webhooks *webhooks = self;

    if (webhooks->warn)
        webhooks->warn(webhooks->context, sentence);
}

/* On the thread that delivers. If it can't be written now, nothing is sent either until the next start. */
static void disable(void *self, weir_id id, const char *reason)
{
    weir_webhooks *webhooks = self;
    char text[WEIR_ID_TEXT_LENGTH + 1], sentence[640];
    weir_diag diag = {0};
    weir_arena arena;
    change c = {.webhooks = webhooks,
                .kind = WEIR_WEBHOOK_UPDATED,
                .id = id,
                .settings = &(weir_webhook_settings){.actor = WEIR_T("weir"), .is_active_set = true},
                .reason = reason,
                .arena = &arena};

    weir_arena_init(&arena, webhooks->memory, 1 << 20);
    weir_id_print(id, text);
    if (weir_db_call(webhooks->db, write_change, &c, &diag) == WEIR_OK)
        (void)snprintf(sentence, sizeof sentence, "the webhook %s was disabled: %s", text, reason);
    else
        (void)snprintf(sentence, sizeof sentence, "the webhook %s could not be disabled: %s", text, diag.message);
    tell(webhooks, sentence);
    weir_arena_release(&arena);
}

typedef struct floors {
    const weir_webhook_floor *items;
    uint32_t count;
} floors;

static weir_err write_floors(void *context, weir_engine *engine, weir_diag *diag)
{
    const floors *f = context;

    return weir_engine_raise_floors(engine, f->items, f->count, diag);
}

static void note_floors(void *self, const weir_webhook_floor *items, uint32_t count)
{
    const weir_webhooks *webhooks = self;

    (void)!weir_db_call(webhooks->db, write_floors, &(floors){items, count}, NULL); /* the next ones are higher */
}

static weir_err check_source(const char *source, weir_diag *diag)
{
    const size_t length = strlen(source);

    for (size_t i = 0; i < length; i++) {
        if (source[i] <= ' ' || source[i] >= 0x7f || strchr("\"<>\\^`{|}#", source[i]))
            return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "the source of events must be a URI");
    }
    if (length == 0 || length > SOURCE_LENGTH_MAX || source[length - 1] == '/')
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "the source of events must be a URI of at most %u characters, without a slash at its end",
                         SOURCE_LENGTH_MAX);
    return WEIR_OK;
}

static weir_err open_reader(weir_webhooks *webhooks, const char *path, weir_diag *diag)
{
    const weir_sqlite_options options = {.path = path, .is_read_only = true};
    weir_secret random;

    if (pthread_mutex_init(&webhooks->lock, NULL) != 0)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "there is no lock for webhooks");
    webhooks->has_lock = true;
    WEIR_TRY(weir_secret_make(&random, diag));
    memcpy(&webhooks->ids.seed, random.byte, sizeof webhooks->ids.seed);
    WEIR_TRY(weir_sha256_new(webhooks->memory, &webhooks->hash));
    return weir_sqlite_store_open(&options, weir_sha256_hasher(webhooks->hash), webhooks->memory, &webhooks->store,
                                  diag);
}

static weir_err start(weir_webhooks *webhooks, const weir_webhooks_options *options, weir_diag *diag)
{
    const char *source = options->source ? options->source : WEIR_WEBHOOK_DEFAULT_SOURCE;
    const weir_deliverer_options deliverer = {.path = options->path,
                                              .source = source,
                                              .guard = &webhooks->guard,
                                              .ca_file = options->ca_file,
                                              .self = webhooks,
                                              .disable = disable,
                                              .note_floors = note_floors,
                                              .warn = tell};

    WEIR_TRY(check_source(source, diag));
    WEIR_TRY(open_reader(webhooks, options->path, diag));
    WEIR_TRY(weir_deliverer_new(&deliverer, webhooks->memory, &webhooks->deliverer, diag));
    webhooks->watch = (weir_db_commit_watch){.committed = weir_deliverer_note_commit, .self = webhooks->deliverer};
    weir_db_watch_commits(webhooks->db, &webhooks->watch);
    weir_deliverer_note_commit(webhooks->deliverer); /* what was committed before somebody watched */
    return WEIR_OK;
}

weir_err weir_webhooks_open(const weir_webhooks_options *options, weir_memory memory, weir_webhooks **out,
                            weir_diag *diag)
{
    weir_webhooks *webhooks = memory.take(memory.self, sizeof *webhooks);
    weir_err err;

    if (!webhooks)
        return WEIR_ENOMEM;
    memset(webhooks, 0, sizeof *webhooks);
    webhooks->memory = memory;
    webhooks->db = options->db;
    webhooks->context = options->context;
    webhooks->warn = options->warn;
    if (options->guard)
        webhooks->guard = *options->guard;
    err = start(webhooks, options, diag);
    if (err != WEIR_OK) {
        weir_webhooks_close(webhooks);
        return err;
    }
    *out = webhooks;
    return WEIR_OK;
}

void weir_webhooks_close(weir_webhooks *webhooks)
{
    if (!webhooks)
        return;
    weir_db_unwatch_commits(webhooks->db, &webhooks->watch);
    weir_deliverer_free(webhooks->deliverer);
    weir_sqlite_store_close(webhooks->store);
    weir_sha256_free(webhooks->hash);
    if (webhooks->has_lock)
        pthread_mutex_destroy(&webhooks->lock);
    webhooks->memory.give(webhooks->memory.self, webhooks, sizeof *webhooks);
}
