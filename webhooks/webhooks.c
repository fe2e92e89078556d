/* SPDX-License-Identifier: Apache-2.0
 * webhooks/webhooks.c - opened and closed, looked at through a connection of its own, tested.
 */
#include "webhooks/webhooks_internal.h"

#include <string.h>

#define TEST_BYTES_MAX ((size_t)1024 * 1024)
#define SOURCE_LENGTH_MAX 512u

/* ── looking ─────────────────────────────────────────────────────────────────────────────────────────── */

static void add_status(weir_webhooks *webhooks, uint64_t next_pos, weir_webhook *out)
{
    out->next_pos = next_pos;
    out->row.secret = WEIR_NO_TEXT;
    if (!weir_deliverer_look(webhooks->deliverer, out->row.id, &out->delivery))
        out->delivery = (weir_delivery_status){.position = out->row.from_pos - 1};
}

int64_t weir_webhook_lag(const weir_webhook *webhook)
{
    return webhook->next_pos - 1 > webhook->delivery.position
               ? (int64_t)(webhook->next_pos - 1 - webhook->delivery.position)
               : 0;
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

/* ── testing ─────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_webhooks_try(weir_webhooks *webhooks, weir_id id, weir_arena *arena, weir_trial *trial, weir_diag *diag)
{
    weir_webhook_row row;
    uint64_t next_pos;

    WEIR_TRY(read_one(webhooks, id, arena, &row, &next_pos, diag));
    return weir_deliverer_try(webhooks->deliverer, &row, arena, trial, diag);
}

typedef struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_done;
} waiter;

static void end_waiting(void *context)
{
    waiter *w = context;

    pthread_mutex_lock(&w->lock);
    w->is_done = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
}

weir_err weir_webhooks_test(weir_webhooks *webhooks, weir_id id, weir_outcome *outcome, weir_diag *diag)
{
    waiter w = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    weir_trial trial = {.done = end_waiting, .context = &w};
    weir_arena arena;
    weir_err err;

    weir_arena_init(&arena, webhooks->memory, TEST_BYTES_MAX);
    err = weir_webhooks_try(webhooks, id, &arena, &trial, diag);
    if (err == WEIR_OK) {
        pthread_mutex_lock(&w.lock);
        while (!w.is_done)
            pthread_cond_wait(&w.changed, &w.lock);
        pthread_mutex_unlock(&w.lock);
        err = trial.err == WEIR_OK ? WEIR_OK
                                   : weir_fail(diag, trial.err, WEIR_NO_TEXT, "the test event could not be sent");
        *outcome = trial.outcome;
    }
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
    weir_webhook_edit edit = {.webhooks = webhooks,
                              .kind = WEIR_WEBHOOK_UPDATED,
                              .id = id,
                              .settings = {.actor = WEIR_T("weir"), .is_active_set = true},
                              .reason = reason,
                              .arena = &arena};

    weir_arena_init(&arena, webhooks->memory, WEIR_EDIT_BYTES_MAX);
    weir_id_print(id, text);
    if (weir_db_call(webhooks->db, weir_webhook_edit_write, &edit, &diag) == WEIR_OK)
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

void weir_webhooks_stop(weir_webhooks *webhooks)
{
    if (webhooks)
        weir_deliverer_stop(webhooks->deliverer);
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
