/* SPDX-License-Identifier: Apache-2.0
 * host/kept_messages.c - messages with a time to live: they wait for somebody who waits for them.
 *
 * Each is a row of the store and facts of stream 0. Whatever begins to wait is looked up, and gets the oldest one that
 * is meant for it; each is delivered once. Engines that keep none do not look.
 */
#include "host/host_internal.h"
#include "host/message_fact.h"
#include "run/codec.h"

#define EXPIRED_COUNT_MAX 500u /* in one request */

weir_err weir_engine_next_expiry(weir_engine *engine, int64_t *out, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;

    *out = INT64_MAX;
    if (!store->next_expiry || engine->has_no_messages)
        return WEIR_OK;
    WEIR_TRY(store->next_expiry(store->self, out, diag));
    engine->has_no_messages = *out == INT64_MAX; /* until a transaction is undone */
    return WEIR_OK;
}

void weir_engine_forget_messages(weir_engine *engine)
{
    engine->has_no_messages = false;
    engine->is_message_count_known = false;
}

/* ── content ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err write_content(const weir_job *job, weir_arena *arena, weir_text *out)
{
    const struct {
        const char *key;
        const weir_value *value;
    } members[] = {{"keys", &job->keys},
                   {"localKeys", &job->local_keys},
                   {"variables", &job->command.variables},
                   {"locals", &job->command.locals}};
    bool is_first = true;
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_char(&buffer, '{');
    for (uint32_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (members[i].value->kind != WEIR_CONTEXT || members[i].value->count == 0)
            continue;
        weir_buffer_format(&buffer, "%s\"%s\":", is_first ? "" : ",", members[i].key);
        weir_json_write(members[i].value, WEIR_JSON_TYPED, &buffer);
        is_first = false;
    }
    weir_buffer_char(&buffer, '}');
    return weir_buffer_done(&buffer, out);
}

static weir_value member(const weir_value *content, weir_text key)
{
    const weir_value *value = content->kind == WEIR_CONTEXT ? weir_context_find(content, key) : NULL;

    return value ? *value : weir_null();
}

/* The message as it was when it came. */
static weir_err read_content(const weir_engine *engine, weir_arena *arena, const weir_message_row *row, weir_job *out)
{
    weir_value content;
    weir_text bytes;

    *out = (weir_job){.kind = WEIR_REQUEST_MESSAGE};
    WEIR_TRY(weir_arena_text(arena, row->content, &bytes));
    WEIR_TRY(weir_arena_text(arena, row->name, &out->command.name));
    WEIR_TRY(weir_json_read(bytes, WEIR_JSON_TYPED, engine->ports.zones, arena, &content, NULL));
    out->keys = member(&content, WEIR_T("keys"));
    out->local_keys = member(&content, WEIR_T("localKeys"));
    out->command.variables = member(&content, WEIR_T("variables"));
    out->command.locals = member(&content, WEIR_T("locals"));
    return WEIR_OK;
}

/* ── facts ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err append(weir_work *work, weir_message_change change, const weir_message_row *row, uint64_t cause)
{
    static const char *const commands[] = {
        [WEIR_MESSAGE_KEPT] = "keep-message",
        [WEIR_MESSAGE_DELIVERED] = "deliver-message",
        [WEIR_MESSAGE_EXPIRED] = "expire-message",
        [WEIR_MESSAGE_DISCARDED] = "discard-message",
    };
    weir_engine *engine = work->engine;
    const weir_store *store = &engine->ports.store;
    weir_log_row log = {.pos = engine->next_pos,
                        .fact_count = 1,
                        .time_ms = work->now_ms,
                        .format = WEIR_FACTS_FORMAT,
                        .actor = work->actor};
    weir_buffer command;

    weir_buffer_init(&command, &engine->step, 0);
    weir_buffer_format(&command, "{\"command\":\"%s\"", commands[change]);
    if (cause != 0)
        weir_buffer_format(&command, ",\"cause\":%llu", (unsigned long long)cause);
    weir_buffer_char(&command, '}');
    WEIR_TRY(weir_buffer_done(&command, &log.command));
    WEIR_TRY(weir_message_encode(change, row, &engine->step, &log.facts));
    WEIR_TRY(store->next_seq(store->self, log.stream, &log.seq, work->diag));
    engine->has_written = true;
    WEIR_TRY(store->append_log(store->self, &log, work->diag));
    engine->next_pos++;
    work->answer.fact_count++;
    return WEIR_OK;
}

static weir_err take_away(weir_work *work, weir_message_change change, const weir_message_row *row, uint64_t cause)
{
    const weir_store *store = &work->engine->ports.store;

    WEIR_TRY(append(work, change, row, cause));
    WEIR_TRY(store->delete_message(store->self, row->id, work->diag));
    if (work->engine->is_message_count_known)
        work->engine->message_count--;
    return WEIR_OK;
}

static weir_err check_count(weir_work *work, const weir_job *job)
{
    weir_engine *engine = work->engine;
    const weir_store *store = &engine->ports.store;

    if (!engine->is_message_count_known) {
        WEIR_TRY(store->count_messages(store->self, &engine->message_count, work->diag));
        engine->is_message_count_known = true;
    }
    if (engine->message_count < WEIR_KEPT_MESSAGES_MAX)
        return WEIR_OK;
    return weir_fail(work->diag, WEIR_ELIMIT, job->sender,
                     "nobody waits for the message '%.*s', and %u messages are kept already (limit kept_messages)",
                     WEIR_ARG(job->command.name), WEIR_KEPT_MESSAGES_MAX);
}

weir_err weir_work_keep_message(weir_work *work, const weir_job *job)
{
    weir_engine *engine = work->engine;
    const weir_store *store = &engine->ports.store;
    weir_id_source ids = {.seed = weir_engine_seed(engine, engine->next_pos)};
    weir_message_row row = {.id = weir_id_mint(&ids, work->now_ms),
                            .pos = engine->next_pos,
                            .name = job->command.name,
                            .business_key = job->business_key,
                            .instance = job->instance,
                            .created_ms = work->now_ms,
                            .expires_ms = job->expires_ms};

    if (!store->put_message)
        return weir_fail(work->diag, WEIR_ESTORE, job->sender, "this store keeps no messages");
    WEIR_TRY(check_count(work, job));
    WEIR_TRY(write_content(job, &engine->step, &row.content));
    WEIR_TRY(append(work, WEIR_MESSAGE_KEPT, &row, job->cause));
    WEIR_TRY(store->put_message(store->self, &row, work->diag));
    engine->has_no_messages = false;
    engine->message_count++;
    if (row.expires_ms < engine->next_due_ms)
        engine->next_due_ms = row.expires_ms;
    return WEIR_OK;
}

/* ── somebody waits ──────────────────────────────────────────────────────────────────────────────────── */

typedef struct search {
    weir_work *work;
    const weir_instance *instance;
    const weir_wait *wait;
    weir_arena scratch; /* of each that is looked at */
    bool is_found;
    weir_message_row row;
    weir_job message;
} search;

static bool is_addressed(const search *s, const weir_message_row *row)
{
    return row->expires_ms > s->work->now_ms &&
           (weir_id_is_none(row->instance) || weir_id_equal(row->instance, s->instance->id)) &&
           (!row->business_key.at || weir_text_equal(row->business_key, s->instance->state.business_key));
}

/* Only the one that is found takes memory of the request. EENDED: it is. */
static weir_err look_at(void *context, const weir_message_row *row)
{
    search *s = context;
    weir_engine *engine = s->work->engine;

    if (!is_addressed(s, row))
        return WEIR_OK;
    weir_arena_reset(&s->scratch);
    WEIR_TRY(read_content(engine, &s->scratch, row, &s->message));
    WEIR_TRY(weir_work_is_meant(s->work, &s->scratch, s->instance, s->wait, &s->message, &s->is_found));
    if (!s->is_found)
        return WEIR_OK;
    WEIR_TRY(read_content(engine, &engine->step, row, &s->message));
    s->row = (weir_message_row){.id = row->id, .name = s->message.command.name};
    return WEIR_EENDED;
}

static weir_err find(search *s)
{
    const weir_store *store = &s->work->engine->ports.store;
    weir_err err;

    weir_arena_init(&s->scratch, s->work->engine->ports.memory, WEIR_STEP_BYTES_MAX);
    err = store->read_messages(store->self, s->wait->name, INT64_MAX, look_at, s, s->work->diag);
    weir_arena_release(&s->scratch);
    return err == WEIR_EENDED ? WEIR_OK : err;
}

/* The one that began to wait may be gone, or have got another message. */
static weir_err deliver(weir_work *work, const weir_job *job)
{
    weir_instance *instance;
    search s = {.work = work};
    weir_err err = weir_instance_load(work->engine, job->instance, &instance, work->diag);

    if (err == WEIR_EENDED)
        return WEIR_OK;
    WEIR_TRY(err);
    s.instance = instance;
    s.wait = weir_state_wait_by_id(&instance->state, job->command.wait);
    if (!s.wait || instance->state.is_suspended || weir_state_set_aside(&instance->state))
        return WEIR_OK;
    WEIR_TRY(find(&s));
    if (!s.is_found)
        return WEIR_OK;
    s.message.cause = work->engine->next_pos;
    WEIR_TRY(take_away(work, WEIR_MESSAGE_DELIVERED, &s.row, job->cause));
    return weir_work_receive(work, (weir_wait_row){.instance = job->instance, .id = job->command.wait}, &s.message);
}

static weir_err add(weir_work *work, const weir_instance *instance, weir_id wait)
{
    WEIR_TRY(WEIR_GROW(&work->engine->step, &work->jobs));
    work->jobs.items[work->jobs.count++] = (weir_job){.run = deliver,
                                                      .kind = WEIR_REQUEST_COMMAND,
                                                      .instance = instance->id,
                                                      .command = {.wait = wait},
                                                      .cause = work->engine->next_pos - 1};
    return WEIR_OK;
}

/* How many subscribed; UINT32_MAX: one that was suspended waits again, for all it waits for. */
static uint32_t count_new(const weir_facts *facts)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < facts->count; i++) {
        if (facts->items[i].kind == WEIR_FACT_instance_activated)
            return UINT32_MAX;
        count += facts->items[i].kind == WEIR_FACT_message_subscribed;
    }
    return count;
}

static weir_err add_all(weir_work *work, const weir_instance *instance)
{
    for (uint32_t i = 0; i < instance->state.waits.count; i++) {
        const weir_wait *wait = &instance->state.waits.items[i];

        if (wait->kind == WEIR_WAIT_MESSAGE)
            WEIR_TRY(add(work, instance, wait->id));
    }
    return WEIR_OK;
}

/* Some may be gone already: that is seen when it is their turn. */
static weir_err add_new(weir_work *work, const weir_instance *instance, const weir_facts *facts)
{
    for (uint32_t i = 0; i < facts->count; i++) {
        if (facts->items[i].kind == WEIR_FACT_message_subscribed)
            WEIR_TRY(add(work, instance, facts->items[i].id));
    }
    return WEIR_OK;
}

weir_err weir_work_look_for_messages(weir_work *work, const weir_instance *instance, const weir_facts *facts)
{
    const uint32_t count = work->engine->has_no_messages ? 0 : count_new(facts);
    int64_t expiry_ms;

    if (count == 0)
        return WEIR_OK;
    WEIR_TRY(weir_engine_next_expiry(work->engine, &expiry_ms, work->diag));
    if (expiry_ms == INT64_MAX)
        return WEIR_OK;
    return count == UINT32_MAX ? add_all(work, instance) : add_new(work, instance, facts);
}

/* ── their end ───────────────────────────────────────────────────────────────────────────────────────── */

typedef struct collecting {
    weir_arena *arena;
    weir_message_row *items;
    uint32_t count, capacity;
} collecting;

static weir_err collect(void *context, const weir_message_row *row)
{
    collecting *c = context;
    weir_message_row kept = {.id = row->id};

    if (c->count == EXPIRED_COUNT_MAX)
        return WEIR_EENDED;
    WEIR_TRY(weir_arena_text(c->arena, row->name, &kept.name));
    WEIR_TRY(weir_arena_grow(c->arena, &c->items, c->count, &c->capacity, sizeof *c->items));
    c->items[c->count++] = kept;
    return WEIR_OK;
}

weir_err weir_work_expire(weir_work *work, const weir_job *job)
{
    const weir_store *store = &work->engine->ports.store;
    collecting c = {.arena = &work->engine->step};
    weir_err err;

    (void)job;
    if (!store->read_messages)
        return WEIR_OK;
    err = store->read_messages(store->self, WEIR_NO_TEXT, work->now_ms, collect, &c, work->diag);
    if (err != WEIR_EENDED)
        WEIR_TRY(err);
    for (uint32_t i = 0; i < c.count; i++)
        WEIR_TRY(take_away(work, WEIR_MESSAGE_EXPIRED, &c.items[i], 0));
    return WEIR_OK;
}

weir_err weir_work_discard(weir_work *work, const weir_job *job)
{
    const weir_store *store = &work->engine->ports.store;
    weir_message_row row;

    if (!store->get_message)
        return weir_fail(work->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no message is kept under this id");
    WEIR_TRY(store->get_message(store->self, job->command.wait, &work->engine->step, &row, work->diag));
    row = (weir_message_row){.id = row.id, .name = row.name};
    return take_away(work, WEIR_MESSAGE_DISCARDED, &row, 0);
}
