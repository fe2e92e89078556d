/* SPDX-License-Identifier: Apache-2.0
 * server/handle_engine.c - version, engine, health, clock.
 */
#include "server/handlers.h"
#include "server/server_internal.h"
#include "webhooks/webhooks.h"

/* 9999-12-31T23:59:59.999Z: dates of the API have four digits for the year. */
#define CLOCK_MAX_MS INT64_C(253402300799999)

static const weir_member version_fields[] = {{.name = "version", .kind = WEIR_MEMBER_TEXT}};
const weir_shape weir_shape_version = WEIR_SHAPE("Version", version_fields);

static const weir_member engine_fields[] = {{.name = "name", .kind = WEIR_MEMBER_TEXT}};
const weir_shape weir_shape_engine = WEIR_SHAPE("ProcessEngine", engine_fields);

static const weir_member health_fields[] = {
    {.name = "status", .kind = WEIR_MEMBER_TEXT},
    {.name = "commandCount", .kind = WEIR_MEMBER_INTEGER},
    {.name = "commitCount", .kind = WEIR_MEMBER_INTEGER},
    {.name = "waitingCount", .kind = WEIR_MEMBER_INTEGER},
    {.name = "parkedCount", .kind = WEIR_MEMBER_INTEGER},
    {.name = "walBytes", .kind = WEIR_MEMBER_INTEGER},
    {.name = "webhookCount", .kind = WEIR_MEMBER_INTEGER},
    {.name = "failingWebhookCount", .kind = WEIR_MEMBER_INTEGER},
    {.name = "webhookLagMax", .kind = WEIR_MEMBER_INTEGER},
};
const weir_shape weir_shape_health = WEIR_SHAPE("Health", health_fields);

static const weir_member clock_fields[] = {
    {.name = "now", .kind = WEIR_MEMBER_TIME},
    {.name = "virtual", .kind = WEIR_MEMBER_BOOLEAN},
};
const weir_shape weir_shape_clock = WEIR_SHAPE("Clock", clock_fields);

static const weir_member moved_fields[] = {
    {.name = "now", .kind = WEIR_MEMBER_TIME},
    {.name = "fired", .kind = WEIR_MEMBER_INTEGER},
};
const weir_shape weir_shape_clock_moved = WEIR_SHAPE("ClockMoved", moved_fields);

static const weir_member move_fields[] = {
    {.name = "advance", .kind = WEIR_MEMBER_TEXT},
    {.name = "now", .kind = WEIR_MEMBER_TEXT},
};
const weir_shape weir_shape_clock_move = WEIR_SHAPE("ClockMove", move_fields);

weir_err weir_handle_version(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);

    weir_buffer_char(out, '{');
    weir_write_text(out, "version", weir_text_of(call->server->options.version));
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_engine(weir_rest *call)
{
    weir_buffer_text(weir_rest_begin(call), WEIR_T("[{\"name\":\"default\"}]"));
    return weir_rest_end(call, 200);
}

/* Those that are not active wait for somebody; their backlog is no news. */
static weir_err write_webhooks(weir_rest *call, weir_buffer *out)
{
    int64_t failing_count = 0, lag_max = 0;
    weir_webhook *items;
    uint32_t count;

    WEIR_TRY(weir_webhooks_list(call->server->webhooks, &call->arena, &items, &count, &call->diag));
    for (uint32_t i = 0; i < count; i++) {
        const int64_t lag = items[i].row.is_active ? weir_webhook_lag(&items[i]) : 0;

        failing_count += items[i].row.is_active && items[i].delivery.is_failing;
        lag_max = lag > lag_max ? lag : lag_max;
    }
    weir_write_integer(out, "webhookCount", count);
    weir_write_integer(out, "failingWebhookCount", failing_count);
    weir_write_integer(out, "webhookLagMax", lag_max);
    return WEIR_OK;
}

weir_err weir_handle_health(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_db_status status;

    weir_db_look_at_status(call->server->db, &status);
    weir_buffer_char(out, '{');
    weir_write_text(out, "status", WEIR_T("up"));
    weir_write_integer(out, "commandCount", (int64_t)status.command_count);
    weir_write_integer(out, "commitCount", (int64_t)status.commit_count);
    weir_write_integer(out, "waitingCount", status.waiting_count);
    weir_write_integer(out, "parkedCount", weir_parking_count(call->server->parking));
    weir_write_integer(out, "walBytes", (int64_t)status.wal_bytes);
    WEIR_TRY(write_webhooks(call, out));
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

/* ── the clock ───────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_handle_clock(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);

    weir_buffer_char(out, '{');
    weir_write_time(out, "now", weir_db_now(call->server->db));
    weir_write_boolean(out, "virtual", call->server->options.has_virtual_clock);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

typedef struct move {
    weir_text advance, now;
    int64_t until_ms;
    uint64_t fired_count;
} move;

static weir_err find_end(const move *m, int64_t now_ms, int64_t *out, weir_diag *diag)
{
    weir_date_time date;
    weir_period period;

    if (m->advance.at) {
        if (!weir_period_parse(m->advance, &period) || !weir_period_add(now_ms, &period, 1, NULL, out))
            return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'advance' must be a duration, like PT5M");
    } else {
        if (!weir_date_time_parse(m->now, NULL, &date) || date.time.offset_kind != WEIR_OFFSET_FIXED)
            return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT,
                             "'now' must be a date with an offset, like 2026-11-23T09:00:00.000+0800");
        *out = weir_date_time_to_ms(&date);
    }
    if (*out > CLOCK_MAX_MS)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "the clock ends with the year 9999 (limit clock_max)");
    return WEIR_OK;
}

/* Time begins with the first instance, or when somebody says where: until then the clock may be set to any. */
static weir_err has_begun(weir_server *server, bool *out, weir_diag *diag)
{
    weir_reader *reader;
    weir_rows rows;
    weir_err err;

    *out = server->options.virtual_now_ms != 0;
    if (*out)
        return WEIR_OK;
    WEIR_TRY(weir_server_reader(server, &reader, diag));
    err = weir_reader_query(reader, WEIR_QUERY_clock_begun, NULL, 0, &rows, diag);
    if (err == WEIR_OK) {
        err = weir_rows_next(&rows, out, diag);
        weir_rows_close(&rows);
    }
    weir_server_give_reader(server, reader);
    return err;
}

/* On the writer's thread, so that no command comes between two timers. */
static weir_err move_clock(void *context, weir_engine *engine, weir_diag *diag)
{
    weir_rest *call = context;
    move *m = call->local;
    const weir_due which = call->server->options.has_manual_jobs ? WEIR_DUE_TIMERS : WEIR_DUE_ALL;
    int64_t now_ms = weir_db_now(call->server->db);
    bool is_refused = false;
    weir_fired fired;
    weir_err err;

    WEIR_TRY(find_end(m, now_ms, &m->until_ms, diag));
    if (m->until_ms < now_ms) {
        WEIR_TRY(has_begun(call->server, &is_refused, diag));
        if (is_refused)
            return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "the clock never goes back");
        now_ms = m->until_ms;
    }
    do {
        err = weir_engine_fire(engine, which, &now_ms, m->until_ms, &fired, diag);
        m->fired_count += fired.timer_count;
        atomic_store(&call->server->virtual_ms, now_ms);
    } while (err == WEIR_OK && fired.timer_count + fired.continuation_count > 0);
    if (err == WEIR_OK)
        err = weir_engine_set_clock(engine, m->until_ms, diag);
    if (err == WEIR_OK)
        atomic_store(&call->server->virtual_ms, m->until_ms);
    return err;
}

static weir_err answer_move(weir_rest *call)
{
    const move *m = call->local;
    weir_buffer *out = weir_rest_begin(call);

    weir_buffer_char(out, '{');
    weir_write_time(out, "now", m->until_ms);
    weir_write_integer(out, "fired", (int64_t)m->fired_count);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_clock_move(weir_rest *call)
{
    move *m = WEIR_TAKE(&call->arena, move, 1);

    if (!m)
        return WEIR_ENOMEM;
    if (!call->server->options.has_virtual_clock)
        return weir_rest_refuse(call, 409, "RestException", "the clock is that of the machine; say --virtual-clock");
    *m = (move){.advance = weir_rest_text(call, "advance"), .now = weir_rest_text(call, "now")};
    if (!m->advance.at == !m->now.at)
        return weir_rest_refuse(call, 400, "InvalidRequestException", "say either 'advance' or 'now'");
    call->local = m;
    return weir_rest_work(call, move_clock, answer_move);
}
