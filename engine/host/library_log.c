/* SPDX-License-Identifier: Apache-2.0
 * host/library_log.c - the log as facts, one by one; and whether it still is what was written.
 */
#include "host/broadcast_fact.h"
#include "host/decided.h"
#include "host/definition_fact.h"
#include "host/deployment_fact.h"
#include "host/fact_json.h"
#include "host/library_internal.h"
#include "host/message_fact.h"
#include "host/webhook_fact.h"

/* ── rows to facts ─────────────────────────────────────────────────────────────────────────────────────── */

typedef struct fact_reading {
    weir_memory memory;
    weir_db_fact_visit visit;
    void *context;
    uint64_t after_position;
    bool has_left;
} fact_reading;

static weir_err visit_facts(fact_reading *reading, const weir_log_row *row, weir_arena *arena)
{
    weir_text rest = row->facts, data;
    char stream[WEIR_ID_TEXT_LENGTH + 1];
    weir_db_fact fact = {.instance = stream, .time_ms = row->time_ms, .command_position = row->pos};

    weir_id_print(row->stream, stream);
    WEIR_TRY(weir_db_copy(arena, row->actor.at ? row->actor : WEIR_T(""), &fact.actor));
    WEIR_TRY(weir_db_copy(arena, row->command.at ? row->command : WEIR_T("{}"), &fact.command));
    for (uint64_t i = 0; i < row->fact_count && !reading->has_left && weir_fact_next(&rest, &data); i++) {
        fact.position = row->pos + i;
        fact.number = row->seq + i;
        if (fact.position <= reading->after_position)
            continue;
        WEIR_TRY(weir_db_copy(arena, weir_fact_type(data), &fact.type));
        WEIR_TRY(weir_webhook_conceal(data, arena, &data));
        WEIR_TRY(weir_db_copy(arena, data, &fact.data));
        reading->has_left = !reading->visit(reading->context, &fact);
    }
    return WEIR_OK;
}

/* EENDED stops the reading early and is no error. */
static weir_err visit_row(void *context, const weir_log_row *row)
{
    fact_reading *reading = context;
    weir_arena arena;
    weir_err err;

    if (row->facts.length < 2 || row->pos + row->fact_count - 1 <= reading->after_position)
        return WEIR_OK;
    weir_arena_init(&arena, reading->memory, WEIR_DB_REQUEST_BYTES_MAX);
    err = visit_facts(reading, row, &arena);
    weir_arena_release(&arena);
    return err == WEIR_OK && reading->has_left ? WEIR_EENDED : err;
}

/* A row holds several facts, so the one behind a position may be in the middle of one. */
static weir_err read_facts(const weir_store *store, weir_id stream, uint64_t from_pos, fact_reading *reading,
                           weir_diag *diag)
{
    const weir_err err = weir_id_is_none(stream) ? store->read_log(store->self, from_pos, visit_row, reading, diag)
                                                 : store->read_stream(store->self, stream, 1, visit_row, reading, diag);

    return err == WEIR_EENDED ? WEIR_OK : err;
}

/* Where the row begins that holds a position, or would. */
static weir_err first_row_for(const weir_sqlite_store *store, uint64_t position, uint64_t *out, weir_diag *diag)
{
    const weir_sql sql = weir_sqlite_store_sql(store);
    const weir_sql_value value = weir_sql_integer((int64_t)position);
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(sql.open(sql.self, WEIR_QUERY_log_row_of, &value, 1, &cursor, diag));
    err = sql.next(sql.self, cursor, &has_row, diag);
    if (err == WEIR_OK)
        *out = has_row ? (uint64_t)sql.integer(cursor, 0) : 1;
    sql.close(sql.self, cursor);
    return err;
}

static weir_err read_facts_after(weir_sqlite_store *store, weir_id stream, fact_reading *reading, weir_diag *diag)
{
    const weir_store port = weir_sqlite_store_port(store);
    uint64_t from_pos;

    WEIR_TRY(first_row_for(store, reading->after_position + 1, &from_pos, diag));
    return read_facts(&port, stream, from_pos, reading, diag);
}

int weir_db_facts(weir_db *db, const char *instance, uint64_t after_position, weir_db_fact_visit visit, void *context,
                  weir_db_error *error)
{
    fact_reading reading = {.memory = db->memory, .visit = visit, .context = context, .after_position = after_position};
    weir_diag diag = {0};
    weir_id stream = {0};
    weir_err err = instance ? weir_db_read_id(instance, "instance", &stream, &diag) : WEIR_OK;

    if (err == WEIR_OK && instance && weir_id_is_none(stream)) /* this would be all of them */
        err = weir_fail(&diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no instance has the id %s", instance);
    if (err == WEIR_OK) {
        pthread_mutex_lock(&db->lock);
        err = read_facts_after(db->reader, stream, &reading, &diag);
        pthread_mutex_unlock(&db->lock);
    }
    return weir_db_report(err, &diag, error);
}

/* ── the subscriber ────────────────────────────────────────────────────────────────────────────────────── */

static weir_err publish(weir_db *db, weir_diag *diag)
{
    weir_subscriber *subscriber = &db->subscriber;
    const weir_store store = weir_sqlite_store_port(db->store);
    fact_reading reading = {.memory = db->memory,
                            .visit = subscriber->visit,
                            .context = subscriber->context,
                            .after_position = subscriber->next_pos - 1};
    uint64_t next_pos;

    if (!subscriber->visit)
        return WEIR_OK;
    WEIR_TRY(store.next_pos(store.self, &next_pos, diag));
    WEIR_TRY(read_facts_after(db->store, (weir_id){{0}}, &reading, diag));
    if (next_pos > subscriber->next_pos) /* somebody may want what comes later only */
        subscriber->next_pos = next_pos;
    if (reading.has_left)
        subscriber->visit = NULL;
    return WEIR_OK;
}

/* What can't be read now is read after the next commit. */
void weir_db_publish(void *self)
{
    (void)publish(self, NULL);
}

typedef struct subscribing {
    weir_db *db;
    weir_subscriber subscriber;
} subscribing;

static weir_err subscribe(void *context, weir_engine *engine, weir_diag *diag)
{
    subscribing *s = context;

    (void)engine;
    s->db->subscriber = s->subscriber;
    return publish(s->db, diag);
}

int weir_db_subscribe(weir_db *db, uint64_t after_position, weir_db_fact_visit visit, void *context,
                      weir_db_error *error)
{
    subscribing s = {.db = db, .subscriber = {.visit = visit, .context = context, .next_pos = after_position + 1}};
    weir_diag diag = {0};
    weir_err err = weir_db_check_writable(db, &diag);

    if (err == WEIR_OK)
        err = weir_writer_call(db->writer, subscribe, &s, &diag);
    return weir_db_report(err, &diag, error);
}

/* ── snapshots and progress ────────────────────────────────────────────────────────────────────────────── */

weir_err weir_db_snapshot_begin(weir_sqlite_store *store, weir_diag *diag)
{
    const weir_sql sql = weir_sqlite_store_sql(store);

    /* The first read is what fixes the moment. */
    return sql.script(sql.self, WEIR_T("BEGIN; SELECT next_pos FROM log_head;"), diag);
}

void weir_db_snapshot_end(weir_sqlite_store *store)
{
    const weir_sql sql = weir_sqlite_store_sql(store);

    if (sql.in_transaction(sql.self))
        (void)sql.script(sql.self, WEIR_T("ROLLBACK;"), NULL); /* nothing was written */
}

bool weir_db_tell(const weir_db_watcher *watcher, uint64_t done, uint64_t total)
{
    return !watcher->progress || watcher->progress(watcher->context, watcher->what, done, total);
}

static bool tell_watcher(void *context, uint64_t done, uint64_t total)
{
    return weir_db_tell(context, done, total);
}

weir_sqlite_watch weir_db_watch(const weir_db_watcher *watcher)
{
    return (weir_sqlite_watch){.tell = tell_watcher, .context = (void *)(uintptr_t)watcher};
}

/* ── verifying ─────────────────────────────────────────────────────────────────────────────────────────── */

static const char hex_digits[] = "0123456789abcdef";

static void print_head(const weir_chain_head *head, char *out, size_t size)
{
    int length = snprintf(out, size, "%llu:", (unsigned long long)head->next_pos);

    for (size_t i = 0; i < sizeof head->hash.byte; i++) {
        out[length++] = hex_digits[head->hash.byte[i] >> 4];
        out[length++] = hex_digits[head->hash.byte[i] & 15];
    }
    out[length] = '\0';
}

static weir_err parse_head(const char *text, weir_chain_head *out, weir_diag *diag)
{
    const char *at = text;
    size_t i = 0;

    *out = (weir_chain_head){0};
    for (; *at >= '0' && *at <= '9' && at - text < 19; at++)
        out->next_pos = out->next_pos * 10 + (uint64_t)(*at - '0');
    if (at > text && *at == ':') {
        for (at++; *at != '\0' && i < 2 * sizeof out->hash.byte; at++, i++) {
            const char *digit = strchr(hex_digits, *at);

            if (!digit)
                break;
            out->hash.byte[i / 2] = (uint8_t)(out->hash.byte[i / 2] << 4 | (uint8_t)(digit - hex_digits));
        }
    }
    if (i < 2 * sizeof out->hash.byte || *at != '\0')
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%.100s' is no head of a log: POSITION:HASH", text);
    return WEIR_OK;
}

/* ── what was deployed ─────────────────────────────────────────────────────────────────────────────────── */

typedef struct content_check {
    weir_db *db;
    weir_store store;
    weir_db_verification *out;
    weir_diag *diag;
} content_check;

static weir_err check_content(const content_check *check, const weir_digest *expected, weir_arena *arena, bool *is_fine)
{
    const weir_hasher hasher = weir_sha256_hasher(check->db->reader_hash);
    weir_digest found;
    weir_text bytes;
    const weir_err err = check->store.get_content(check->store.self, expected, arena, &bytes, check->diag);

    *is_fine = false;
    if (err != WEIR_OK)
        return err == WEIR_ENOTFOUND ? WEIR_OK : err;
    WEIR_TRY(hasher.hash(hasher.self, &bytes, 1, &found));
    *is_fine = weir_digest_equal(&found, expected);
    return WEIR_OK;
}

/* A deployment names the digest of each file, and the chain holds for that. */
static weir_err check_deployment(const content_check *check, const weir_log_row *row, weir_arena *arena)
{
    weir_deployment_row deployment;

    WEIR_TRY(weir_deployment_decode(row->facts, row->time_ms, arena, &deployment, check->diag));
    for (uint32_t i = 0; i < deployment.resource_count; i++) {
        bool is_fine;

        WEIR_TRY(check_content(check, &deployment.resources[i].content, arena, &is_fine));
        if (is_fine)
            continue;
        check->out->is_fine = false;
        check->out->position = row->pos;
        check->out->fault = "a file that was deployed here is not there any more as it was";
        return WEIR_EENDED; /* the first fault is enough */
    }
    return WEIR_OK;
}

static weir_err visit_deployment(void *context, const weir_log_row *row)
{
    const content_check *check = context;
    weir_arena arena;
    weir_err err;

    if (!row->facts.at || weir_message_is_fact(row->facts) || weir_broadcast_is_fact(row->facts) ||
        weir_webhook_is_fact(row->facts) || weir_definition_is_fact(row->facts) || weir_decided_is_fact(row->facts))
        return WEIR_OK; /* erased, or about something else */
    weir_arena_init(&arena, check->db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    err = check_deployment(check, row, &arena);
    weir_arena_release(&arena);
    return err;
}

static weir_err verify_contents(weir_db *db, weir_db_verification *out, weir_diag *diag)
{
    content_check check = {.db = db, .store = weir_sqlite_store_port(db->reader), .out = out, .diag = diag};
    const weir_err err = check.store.read_stream(check.store.self, (weir_id){{0}}, 1, visit_deployment, &check, diag);

    return err == WEIR_EENDED ? WEIR_OK : err;
}

weir_err weir_db_read_head(weir_sqlite_store *store, char *out, size_t size, weir_diag *diag)
{
    const weir_chain_source source = weir_sqlite_store_chain(store);
    weir_chain_head head;

    WEIR_TRY(source.head(source.self, &head, diag));
    print_head(&head, out, size);
    return WEIR_OK;
}

weir_err weir_db_head(weir_db *db, char out[static 86], weir_diag *diag)
{
    weir_err err;

    pthread_mutex_lock(&db->lock);
    err = weir_db_read_head(db->reader, out, 86, diag);
    pthread_mutex_unlock(&db->lock);
    return err;
}

static weir_err refuse_stopped(weir_diag *diag)
{
    return weir_fail(diag, WEIR_ESTOPPED, WEIR_NO_TEXT, "the verification was stopped before it had finished");
}

/* A log that tells how much of it was read, and ends where it ended when its head was read. */
typedef struct watched_chain {
    weir_chain_source log;
    const weir_db_watcher *watcher;
    weir_chain_head head;
    weir_chain_visit visit;
    void *context;
} watched_chain;

/* A row behind the head: has the log grown since, or does the head not know it? */
static weir_err judge_row_behind(const watched_chain *watched, const weir_log_row *row, const weir_chain_link *link)
{
    weir_chain_head head;

    WEIR_TRY(watched->log.head(watched->log.self, &head, NULL));
    return head.next_pos > row->pos ? WEIR_EENDED : watched->visit(watched->context, row, link);
}

static weir_err visit_watched(void *context, const weir_log_row *row, const weir_chain_link *link)
{
    const watched_chain *watched = context;

    if (!weir_db_tell(watched->watcher, row->pos, watched->head.next_pos))
        return WEIR_ESTOPPED;
    return row->pos >= watched->head.next_pos ? judge_row_behind(watched, row, link)
                                              : watched->visit(watched->context, row, link);
}

static weir_err read_watched(void *self, weir_chain_visit visit, void *context, weir_diag *diag)
{
    watched_chain *watched = self;
    weir_err err;

    watched->visit = visit;
    watched->context = context;
    err = watched->log.read(watched->log.self, visit_watched, watched, diag);
    if (err == WEIR_ESTOPPED)
        return refuse_stopped(diag);
    return err == WEIR_EENDED ? WEIR_OK : err;
}

static weir_err watched_head(void *self, weir_chain_head *out, weir_diag *diag)
{
    watched_chain *watched = self;

    WEIR_TRY(watched->log.head(watched->log.self, out, diag));
    watched->head = *out;
    return weir_db_tell(watched->watcher, 0, out->next_pos) ? WEIR_OK : refuse_stopped(diag);
}

static weir_err verify(weir_db *db, const weir_chain_head *known, const weir_db_watcher *watcher,
                       weir_db_verification *out, weir_diag *diag)
{
    watched_chain watched = {.log = weir_sqlite_store_chain(db->reader), .watcher = watcher};
    const weir_chain_source source = {.self = &watched, .read = read_watched, .head = watched_head};
    weir_chain_report report;

    WEIR_TRY(weir_chain_verify(&source, weir_sha256_hasher(db->reader_hash), known, &report, diag));
    *out = (weir_db_verification){.is_fine = report.fault == WEIR_CHAIN_UNBROKEN,
                                  .position = report.pos,
                                  .fault = weir_chain_fault_describe(report.fault),
                                  .fact_count = report.fact_count,
                                  .erased_count = report.erased_count};
    print_head(&watched.head, out->head, sizeof out->head);
    return out->is_fine ? verify_contents(db, out, diag) : WEIR_OK;
}

weir_err weir_db_verify_log(weir_db *db, const weir_db_watcher *watcher, weir_db_verification *out, weir_diag *diag)
{
    weir_err err;

    pthread_mutex_lock(&db->lock);
    err = verify(db, NULL, watcher, out, diag);
    pthread_mutex_unlock(&db->lock);
    return err;
}

int weir_db_verify(weir_db *db, const char *known_head, weir_db_progress progress, void *context,
                   weir_db_verification *out, weir_db_error *error)
{
    const weir_db_watcher watcher = {.progress = progress, .context = context, .what = "verifying"};
    weir_chain_head known;
    weir_diag diag = {0};
    weir_err err = known_head ? parse_head(known_head, &known, &diag) : WEIR_OK;

    if (err == WEIR_OK) {
        pthread_mutex_lock(&db->lock);
        err = verify(db, known_head ? &known : NULL, &watcher, out, &diag);
        pthread_mutex_unlock(&db->lock);
    }
    return weir_db_report(err, &diag, error);
}
