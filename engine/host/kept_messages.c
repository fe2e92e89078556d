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
    return store->delete_message(store->self, row->id, work->diag);
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
    WEIR_TRY(write_content(job, &engine->step, &row.content));
    WEIR_TRY(append(work, WEIR_MESSAGE_KEPT, &row, job->cause));
    WEIR_TRY(store->put_message(store->self, &row, work->diag));
    engine->has_no_messages = false;
    if (row.expires_ms < engine->next_due_ms)
        engine->next_due_ms = row.expires_ms;
    return WEIR_OK;
}

/* ── somebody waits ──────────────────────────────────────────────────────────────────────────────────── */

typedef struct search {
    weir_work *work;
    const weir_instance *instance;
    const weir_wait *wait;
    bool is_found;
    weir_message_row row;
    weir_job message;
} search;

static weir_err look_at(void *context, const weir_message_row *row)
{
    search *s = context;
    const weir_state *state = &s->instance->state;

    if (s->is_found || row->expires_ms <= s->work->now_ms ||
        (!weir_id_is_none(row->instance) && !weir_id_equal(row->instance, s->instance->id)) ||
        (row->business_key.at && !weir_text_equal(row->business_key, state->business_key)))
        return WEIR_OK;
    WEIR_TRY(read_content(s->work->engine, &s->work->engine->step, row, &s->message));
    WEIR_TRY(weir_work_is_meant(s->work, s->instance, s->wait, &s->message, &s->is_found));
    s->row = (weir_message_row){.id = row->id, .name = s->message.command.name};
    return WEIR_OK;
}

/* The one that began to wait may be gone, or have got another message. */
static weir_err deliver(weir_work *work, const weir_job *job)
{
    const weir_store *store = &work->engine->ports.store;
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
    WEIR_TRY(store->read_messages(store->self, s.wait->name, INT64_MAX, look_at, &s, work->diag));
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

/* One that was suspended waits again. */
static bool begins_to_wait(const weir_facts *facts)
{
    for (uint32_t i = 0; i < facts->count; i++) {
        if (facts->items[i].kind == WEIR_FACT_message_subscribed ||
            facts->items[i].kind == WEIR_FACT_instance_activated)
            return true;
    }
    return false;
}

static bool is_new(const weir_facts *facts, weir_id wait)
{
    for (uint32_t i = 0; i < facts->count; i++) {
        if (facts->items[i].kind == WEIR_FACT_instance_activated || weir_id_equal(facts->items[i].id, wait))
            return true;
    }
    return false;
}

weir_err weir_work_look_for_messages(weir_work *work, const weir_instance *instance, const weir_facts *facts)
{
    int64_t expiry_ms;

    if (work->engine->has_no_messages || !begins_to_wait(facts))
        return WEIR_OK;
    WEIR_TRY(weir_engine_next_expiry(work->engine, &expiry_ms, work->diag));
    for (uint32_t i = 0; expiry_ms < INT64_MAX && i < instance->state.waits.count; i++) {
        const weir_wait *wait = &instance->state.waits.items[i];

        if (wait->kind == WEIR_WAIT_MESSAGE && is_new(facts, wait->id))
            WEIR_TRY(add(work, instance, wait->id));
    }
    return WEIR_OK;
}

/* ── their end ───────────────────────────────────────────────────────────────────────────────────────── */

typedef struct collecting {
    weir_arena *arena;
    weir_id only; /* none: all */
    uint32_t count_max;
    weir_message_row *items;
    uint32_t count, capacity;
} collecting;

static weir_err collect(void *context, const weir_message_row *row)
{
    collecting *c = context;
    weir_message_row kept = {.id = row->id};

    if (c->count == c->count_max || (!weir_id_is_none(c->only) && !weir_id_equal(row->id, c->only)))
        return WEIR_OK;
    WEIR_TRY(weir_arena_text(c->arena, row->name, &kept.name));
    WEIR_TRY(weir_arena_grow(c->arena, &c->items, c->count, &c->capacity, sizeof *c->items));
    c->items[c->count++] = kept;
    return WEIR_OK;
}

static weir_err take_all_away(weir_work *work, weir_message_change change, int64_t until_ms, collecting *c)
{
    const weir_store *store = &work->engine->ports.store;

    c->arena = &work->engine->step;
    WEIR_TRY(store->read_messages(store->self, WEIR_NO_TEXT, until_ms, collect, c, work->diag));
    for (uint32_t i = 0; i < c->count; i++)
        WEIR_TRY(take_away(work, change, &c->items[i], 0));
    return WEIR_OK;
}

weir_err weir_work_expire(weir_work *work, const weir_job *job)
{
    collecting c = {.count_max = EXPIRED_COUNT_MAX};

    (void)job;
    if (!work->engine->ports.store.read_messages)
        return WEIR_OK;
    return take_all_away(work, WEIR_MESSAGE_EXPIRED, work->now_ms, &c);
}

weir_err weir_work_discard(weir_work *work, const weir_job *job)
{
    collecting c = {.only = job->command.wait, .count_max = 1};

    if (work->engine->ports.store.read_messages)
        WEIR_TRY(take_all_away(work, WEIR_MESSAGE_DISCARDED, INT64_MAX, &c));
    return c.count > 0 ? WEIR_OK
                       : weir_fail(work->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no message is kept under this id");
}
