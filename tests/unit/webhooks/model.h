/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/webhooks/model.h - the dispatcher between a log, receivers and a clock that the test owns.
 *
 * The log is an array of facts; cursors are in a real file, so that a kill is to drop the dispatcher and to open that
 * file again. What a receiver accepts is checked at once: signature, order, numbers of what came before.
 */
#ifndef WEIR_TESTS_WEBHOOKS_MODEL_H
#define WEIR_TESTS_WEBHOOKS_MODEL_H

#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "tests/memory.h"
#include "webhooks/dispatch.h"

#define MODEL_FACT_MAX 40000u
#define MODEL_STREAM_MAX 64u
#define MODEL_WEBHOOK_MAX 3u
#define MODEL_FLIGHT_MAX 300u
#define MODEL_NOON INT64_C(1767614400000)

typedef struct model_fact {
    uint32_t stream;
    uint64_t number;
    bool is_task; /* else a flow */
} model_fact;

typedef struct model_webhook {
    weir_webhook_row row;
    char url[64];
    uint8_t secret[32];
    bool wants_tasks_only;
    bool is_down, is_deleted;
    int down_status, poison_status; /* poison_status 0: 400 or 500 */
    int64_t retry_after_ms;
    uint8_t poison[MODEL_FACT_MAX];   /* how often a position is still refused; 255: always */
    uint8_t accepted[MODEL_FACT_MAX]; /* how often a position was */
    uint64_t duplicate_count, attempt_count;
    uint64_t unsaved_count; /* accepted since the last save */
    uint64_t duplicate_max; /* what kills and changes allow */
    char disabled[128];
} model_webhook;

typedef struct model_flight {
    bool is_used;
    uint64_t tag, position, number;
    uint32_t webhook, stream;
} model_flight;

typedef struct model {
    test_memory memory;
    char path[64];
    int64_t now_ms;
    unsigned int seed;
    model_fact facts[MODEL_FACT_MAX];
    uint64_t numbers[MODEL_STREAM_MAX]; /* that were used */
    uint64_t fact_count, visible_count;
    bool log_fails;
    char warning[160];
    model_webhook webhooks[MODEL_WEBHOOK_MAX];
    uint32_t webhook_count;
    model_flight flights[MODEL_FLIGHT_MAX];
    uint32_t flight_count;
    weir_cursors *cursors;
    weir_signer *signer;
    weir_dispatcher *dispatcher;
    weir_arena arena;
} model;

static weir_id model_stream_id(uint32_t stream)
{
    weir_id id = {{0}};

    if (stream > 0)
        id = (weir_id){{1, 2, 3, [14] = (uint8_t)(stream >> 8), [15] = (uint8_t)stream}};
    return id;
}

static bool model_matches(const model_webhook *w, const model_fact *fact)
{
    return !w->wants_tasks_only || fact->is_task;
}

/* ── the log ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err model_next_pos(void *self, uint64_t *out, weir_diag *diag)
{
    const model *m = self;

    (void)diag;
    *out = m->visible_count + 1;
    return WEIR_OK;
}

static bool model_show(model *m, uint64_t position, weir_event_visit visit, void *context)
{
    const model_fact *fact = &m->facts[position];
    weir_event event = {.position = position,
                        .number = fact->number,
                        .stream = model_stream_id(fact->stream),
                        .time_ms = MODEL_NOON,
                        .type = fact->is_task ? WEIR_T("task.created") : WEIR_T("flow.taken"),
                        .data = WEIR_T("{\"type\":\"x\",\"element\":\"e\"}"),
                        .process = fact->stream ? WEIR_T("p") : WEIR_NO_TEXT};

    return visit(context, &event);
}

static weir_err model_read(void *self, uint64_t from_pos, weir_event_visit visit, void *context, weir_diag *diag)
{
    model *m = self;

    if (m->log_fails)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the log fails");
    for (uint64_t i = from_pos; i <= m->visible_count && model_show(m, i, visit, context); i++)
        continue;
    return WEIR_OK;
}

static weir_err model_read_stream(void *self, weir_id stream, uint64_t from_number, weir_event_visit visit,
                                  void *context, weir_diag *diag)
{
    model *m = self;

    if (m->log_fails)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the log fails");
    for (uint64_t i = 1; i <= m->visible_count; i++) {
        if (weir_id_equal(model_stream_id(m->facts[i].stream), stream) && m->facts[i].number >= from_number &&
            !model_show(m, i, visit, context))
            break;
    }
    return WEIR_OK;
}

static weir_err model_previous(void *self, weir_id stream, uint64_t number, uint64_t from_pos,
                               const weir_event_filter *filter, uint64_t *out, weir_diag *diag)
{
    model *m = self;

    (void)diag;
    *out = 0;
    for (uint64_t i = from_pos; i <= m->visible_count && m->facts[i].number < number + m->fact_count; i++) {
        if (weir_id_equal(model_stream_id(m->facts[i].stream), stream) && m->facts[i].number < number &&
            weir_event_filter_takes_type(filter, m->facts[i].is_task ? WEIR_T("task.created") : WEIR_T("flow.taken")))
            *out = m->facts[i].number;
    }
    return WEIR_OK;
}

/* ── the receivers ───────────────────────────────────────────────────────────────────────────────────── */

static uint64_t model_number_of(const weir_value *event, weir_text key)
{
    const weir_value *value = weir_context_find(event, key);

    return value ? strtoull(value->as.string.at, NULL, 10) : 0;
}

/* The number of the last fact before this one that the webhook wants; 0: none. */
static uint64_t model_expected_previous(const model *m, const model_webhook *w, uint64_t position)
{
    for (uint64_t i = position - 1; i >= w->row.from_pos; i--) {
        if (m->facts[i].stream == m->facts[position].stream && model_matches(w, &m->facts[i]))
            return m->facts[i].number;
    }
    return 0;
}

static weir_err model_send(void *self, const weir_attempt *attempt, weir_diag *diag)
{
    model *m = self;
    const uint32_t ix = (uint32_t)(attempt->url[strlen(attempt->url) - 1] - '0');
    model_webhook *w = &m->webhooks[ix];
    const uint64_t position = strtoull(attempt->id + 4, NULL, 10);
    const weir_secret secret = {.length = 32};
    weir_secret copy = secret;
    weir_value event;
    model_flight *flight = m->flights;

    (void)diag;
    memcpy(copy.byte, w->secret, 32);
    assert_true(weir_signer_verify(m->signer, &copy,
                                   &(weir_signed){weir_text_of(attempt->id), attempt->timestamp_s, attempt->body},
                                   weir_text_of(attempt->signature), m->now_ms / 1000));
    weir_arena_reset(&m->arena);
    assert_int_equal(weir_json_read(attempt->body, WEIR_JSON_PLAIN, NULL, &m->arena, &event, NULL), WEIR_OK);
    assert_true(position > 0 && position <= m->visible_count && position >= w->row.from_pos);
    assert_true(model_matches(w, &m->facts[position]));
    assert_int_equal(model_number_of(&event, WEIR_T("sequence")), m->facts[position].number);
    if (w->wants_tasks_only)
        assert_int_equal(model_number_of(&event, WEIR_T("weirprev")), model_expected_previous(m, w, position));
    for (uint32_t i = 0; i < MODEL_FLIGHT_MAX; i++) /* one request of a lane at a time */
        assert_false(m->flights[i].is_used && m->flights[i].webhook == ix &&
                     m->flights[i].stream == m->facts[position].stream);
    while (flight->is_used)
        flight++;
    *flight = (model_flight){true, attempt->tag, position, m->facts[position].number, ix, m->facts[position].stream};
    assert_true(++m->flight_count <= WEIR_IN_FLIGHT_MAX);
    w->attempt_count++;
    return WEIR_OK;
}

static void model_cancel(void *self, uint64_t tag)
{
    model *m = self;

    for (uint32_t i = 0; i < MODEL_FLIGHT_MAX; i++) {
        if (!m->flights[i].is_used || m->flights[i].tag != tag)
            continue;
        m->flights[i].is_used = false;
        m->flight_count--;
    }
}

static bool model_is_dead(const model *m, const model_webhook *w, uint64_t position)
{
    (void)m;
    return w->poison[position] == 255;
}

/* All that came before it in its instance was accepted, or was given up. */
static void model_accept(model *m, model_webhook *w, uint64_t position)
{
    for (uint64_t i = position - 1; i >= w->row.from_pos && w->accepted[position] == 0; i--) {
        if (m->facts[i].stream != m->facts[position].stream || !model_matches(w, &m->facts[i]))
            continue;
        if (w->accepted[i] == 0 && !model_is_dead(m, w, i))
            fail_msg("position %llu came before %llu", (unsigned long long)position, (unsigned long long)i);
        if (w->accepted[i] > 0)
            break;
    }
    if (w->accepted[position] > 0)
        w->duplicate_count++;
    if (w->accepted[position] < 255)
        w->accepted[position]++;
    w->unsaved_count++;
    assert_true(w->duplicate_count <= w->duplicate_max);
}

/* What the receiver does with a request: a status, 0: it never answered. */
static int model_receive(model *m, model_webhook *w, uint64_t position)
{
    if (w->is_down)
        return w->down_status;
    if (w->poison[position] > 0) {
        if (w->poison[position] < 255)
            w->poison[position]--;
        return w->poison_status ? w->poison_status : position % 2 ? 400 : 500;
    }
    model_accept(m, w, position);
    return 200;
}

static void model_answer(model *m, uint32_t ix)
{
    model_flight *flight = m->flights;
    model_webhook *w;
    weir_outcome outcome;

    for (;; flight++) {
        if (flight->is_used && ix-- == 0)
            break;
    }
    w = &m->webhooks[flight->webhook];
    outcome = (weir_outcome){.tag = flight->tag,
                             .http_status = model_receive(m, w, flight->position),
                             .retry_after_ms = w->is_down ? w->retry_after_ms : -1};
    flight->is_used = false;
    m->flight_count--;
    weir_dispatcher_settle(m->dispatcher, &outcome, m->now_ms);
}

static void model_answer_all(model *m)
{
    while (m->flight_count > 0)
        model_answer(m, 0);
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

static void model_disable(void *self, weir_id webhook, const char *reason)
{
    model *m = self;

    for (uint32_t i = 0; i < m->webhook_count; i++) {
        if (!weir_id_equal(m->webhooks[i].row.id, webhook))
            continue;
        m->webhooks[i].row.is_active = false;
        (void)snprintf(m->webhooks[i].disabled, sizeof m->webhooks[i].disabled, "%s", reason);
    }
}

static void model_warn(void *self, const char *sentence)
{
    model *m = self;

    (void)snprintf(m->warning, sizeof m->warning, "%s", sentence);
}

static weir_err model_set(model *m)
{
    weir_webhook_row rows[MODEL_WEBHOOK_MAX];
    uint32_t count = 0;

    for (uint32_t i = 0; i < m->webhook_count; i++) {
        if (!m->webhooks[i].is_deleted)
            rows[count++] = m->webhooks[i].row;
    }
    return weir_dispatcher_set(m->dispatcher, rows, count, m->now_ms, NULL);
}

static void model_start(model *m)
{
    const weir_memory memory = test_memory_port(&m->memory, false);
    const weir_log log = {m, model_next_pos, model_read, model_read_stream, model_previous};
    weir_dispatch_ports ports = {.memory = memory,
                                 .log = log,
                                 .transport = {.self = m, .send = model_send, .cancel = model_cancel},
                                 .signer = m->signer,
                                 .source = WEIR_T("urn:weir"),
                                 .seed = 5,
                                 .self = m,
                                 .disable = model_disable,
                                 .warn = model_warn};

    assert_int_equal(weir_cursors_open(m->path, memory, &m->cursors, NULL), WEIR_OK);
    ports.cursors = m->cursors;
    assert_int_equal(weir_dispatcher_new(&ports, &m->dispatcher), WEIR_OK);
    assert_int_equal(model_set(m), WEIR_OK);
}

static void model_stop(model *m)
{
    weir_dispatcher_free(m->dispatcher);
    weir_cursors_close(m->cursors);
    m->dispatcher = NULL;
    m->cursors = NULL;
    assert_int_equal(m->flight_count, 0); /* all were cancelled */
}

static void model_save(model *m)
{
    assert_int_equal(weir_dispatcher_save(m->dispatcher, m->now_ms, NULL), WEIR_OK);
    for (uint32_t i = 0; i < m->webhook_count; i++)
        m->webhooks[i].unsaved_count = 0;
}

/* Requests on their way may have arrived or not; nobody hears of it. */
static void model_kill(model *m)
{
    for (uint32_t i = 0; i < MODEL_FLIGHT_MAX; i++) {
        if (m->flights[i].is_used && rand_r(&m->seed) % 2)
            (void)model_receive(m, &m->webhooks[m->flights[i].webhook], m->flights[i].position);
    }
    for (uint32_t i = 0; i < m->webhook_count; i++) {
        m->webhooks[i].duplicate_max += m->webhooks[i].unsaved_count;
        m->webhooks[i].unsaved_count = 0;
    }
    model_stop(m);
    model_start(m);
}

static void model_remove_file(const model *m)
{
    static const char *const endings[] = {"", "-wal", "-shm"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[80];

        (void)snprintf(path, sizeof path, "%s%s", m->path, endings[i]);
        (void)unlink(path);
    }
}

/* The database keeps a floor of each cursor. */
static void model_note_floors(model *m)
{
    for (uint32_t i = 0; i < m->webhook_count; i++) {
        weir_delivery_status status;

        if (weir_dispatcher_look(m->dispatcher, m->webhooks[i].row.id, &status))
            m->webhooks[i].row.floor_pos = status.floor_pos;
    }
}

/* The cursors are lost: all from the floors on is delivered again. */
static void model_lose(model *m)
{
    for (uint32_t i = 0; i < m->webhook_count; i++)
        m->webhooks[i].duplicate_max += m->visible_count;
    model_stop(m);
    model_remove_file(m);
    model_start(m);
}

static model_webhook *model_add(model *m, bool wants_tasks_only, uint64_t from_pos)
{
    model_webhook *w = &m->webhooks[m->webhook_count];

    memset(w, 0, sizeof *w);
    for (uint32_t i = 0; i < 32; i++)
        w->secret[i] = (uint8_t)(i * 3 + m->webhook_count);
    (void)snprintf(w->url, sizeof w->url, "https://receiver.example/%u", m->webhook_count);
    w->wants_tasks_only = wants_tasks_only;
    w->retry_after_ms = -1;
    w->down_status = 503;
    w->row = (weir_webhook_row){.id = {{9, [15] = (uint8_t)(m->webhook_count + 1)}},
                                .pos = m->webhook_count + 1,
                                .from_pos = from_pos,
                                .filter_pos = from_pos,
                                .is_active = true,
                                .url = weir_text_of(w->url),
                                .event_types = wants_tasks_only ? WEIR_T("[\"task.*\"]") : WEIR_NO_TEXT,
                                .secret = {(const char *)w->secret, 32}};
    m->webhook_count++;
    assert_int_equal(model_set(m), WEIR_OK);
    return w;
}

static uint64_t model_append(model *m, uint32_t stream, bool is_task)
{
    assert_true(m->fact_count + 1 < MODEL_FACT_MAX && stream < MODEL_STREAM_MAX);
    m->facts[++m->fact_count] = (model_fact){stream, ++m->numbers[stream], is_task};
    return m->fact_count;
}

static void model_commit(model *m)
{
    m->visible_count = m->fact_count;
    weir_dispatcher_note_commit(m->dispatcher);
}

static void model_run(model *m)
{
    assert_int_equal(weir_dispatcher_run(m->dispatcher, m->now_ms, NULL), WEIR_OK);
}

/* Let time pass until nothing is left to do. */
static void model_settle_all(model *m)
{
    for (uint32_t i = 0; i < 200000; i++) {
        int64_t next_ms;

        model_run(m);
        model_answer_all(m);
        if (weir_dispatcher_next_save_ms(m->dispatcher) <= m->now_ms)
            model_save(m);
        next_ms = weir_dispatcher_next_run_ms(m->dispatcher, m->now_ms);
        if (next_ms > weir_dispatcher_next_save_ms(m->dispatcher))
            next_ms = weir_dispatcher_next_save_ms(m->dispatcher);
        if (next_ms == INT64_MAX)
            return;
        if (next_ms > m->now_ms)
            m->now_ms = next_ms;
    }
    fail_msg("it never comes to rest");
}

static void model_check_all_arrived(const model *m)
{
    for (uint32_t i = 0; i < m->webhook_count; i++) {
        const model_webhook *w = &m->webhooks[i];
        weir_delivery_status status;

        if (w->is_deleted || !w->row.is_active)
            continue;
        for (uint64_t p = w->row.from_pos; p <= m->visible_count; p++) {
            if (model_matches(w, &m->facts[p]) && w->accepted[p] == 0 && !model_is_dead(m, w, p))
                fail_msg("position %llu was lost", (unsigned long long)p);
        }
        assert_true(weir_dispatcher_look(m->dispatcher, w->row.id, &status));
        assert_int_equal(status.position, m->visible_count);
        assert_int_equal(status.queued_count, 0);
    }
}

static int model_setup(void **state)
{
    model *m = calloc(1, sizeof *m);
    const int file = m ? (snprintf(m->path, sizeof m->path, "/tmp/weir-dispatch-XXXXXX"), mkstemp(m->path)) : -1;

    if (file < 0)
        return -1;
    (void)close(file);
    m->now_ms = MODEL_NOON;
    m->seed = 1;
    weir_arena_init(&m->arena, test_memory_port(&m->memory, false), 1 << 24);
    assert_int_equal(weir_signer_new(test_memory_port(&m->memory, false), &m->signer), WEIR_OK);
    model_start(m);
    *state = m;
    return 0;
}

static int model_teardown(void **state)
{
    model *m = *state;

    model_stop(m);
    weir_signer_free(m->signer);
    weir_arena_release(&m->arena);
    assert_int_equal(m->memory.live_count, 0);
    model_remove_file(m);
    free(m);
    return 0;
}

#endif
