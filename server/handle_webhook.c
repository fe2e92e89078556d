/* SPDX-License-Identifier: Apache-2.0
 * server/handle_webhook.c - who is told what happens, and how that goes.
 */
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/tables.h"
#include "webhooks/webhooks.h"

/* ── what it looks like ──────────────────────────────────────────────────────────────────────────────── */

static const weir_member delivery_fields[] = {
    FIELD("position", INTEGER, NULL), FIELD("lag", INTEGER, NULL),        FIELD("inFlight", INTEGER, NULL),
    FIELD("queued", INTEGER, NULL),   FIELD("delivered", INTEGER, NULL),  FIELD("blockedInstances", INTEGER, NULL),
    FIELD("givenUp", INTEGER, NULL),  FIELD("failing", BOOLEAN, NULL),    FIELD("failingSince", TIME, NULL),
    FIELD("nextAttempt", TIME, NULL), FIELD("lastStatus", INTEGER, NULL), FIELD("lastError", TEXT, NULL),
};
static const weir_shape shape_delivery = WEIR_SHAPE("WebhookDelivery", delivery_fields);

#define WEBHOOK_FIELDS                                                                                                 \
    FIELD("id", TEXT, NULL), FIELD("url", TEXT, NULL), FIELD("eventTypes", TEXTS, NULL),                               \
        FIELD("processDefinitionKeys", TEXTS, NULL), FIELD("from", INTEGER, NULL), FIELD("active", BOOLEAN, NULL),     \
        FIELD("disabledReason", TEXT, NULL), FIELD("created", TIME, NULL),                                             \
    {                                                                                                                  \
        .name = "delivery", .kind = WEIR_MEMBER_OBJECT, .shape = &shape_delivery                                       \
    }

static const weir_member webhook_fields[] = {WEBHOOK_FIELDS};
const weir_shape weir_shape_webhook = WEIR_SHAPE("Webhook", webhook_fields);

static const weir_member told_fields[] = {WEBHOOK_FIELDS, FIELD("secret", TEXT, NULL)};
const weir_shape weir_shape_webhook_told = WEIR_SHAPE("WebhookWithSecret", told_fields);

static const weir_member settings_fields[] = {
    FIELD("url", TEXT, NULL),         FIELD("secret", TEXT, NULL),
    FIELD("eventTypes", TEXTS, NULL), FIELD("processDefinitionKeys", TEXTS, NULL),
    FIELD("from", JSON, NULL),
};
const weir_shape weir_shape_webhook_settings = WEIR_SHAPE("WebhookSettings", settings_fields);

static const weir_member change_fields[] = {
    FIELD("url", TEXT, NULL),         FIELD("secret", TEXT, NULL),
    FIELD("eventTypes", TEXTS, NULL), FIELD("processDefinitionKeys", TEXTS, NULL),
    FIELD("active", BOOLEAN, NULL),
};
const weir_shape weir_shape_webhook_change = WEIR_SHAPE("WebhookChange", change_fields);

static const weir_member outcome_fields[] = {
    FIELD("delivered", BOOLEAN, NULL),
    FIELD("status", INTEGER, NULL),
    FIELD("error", TEXT, NULL),
    FIELD("tookMs", INTEGER, NULL),
};
const weir_shape weir_shape_webhook_outcome = WEIR_SHAPE("WebhookOutcome", outcome_fields);

/* ── answers ─────────────────────────────────────────────────────────────────────────────────────────── */

static void write_list(weir_buffer *out, const char *name, weir_text json)
{
    weir_write_raw(out, name, json.at ? json : WEIR_T("null"));
}

static void write_status(weir_buffer *out, const char *name, int status)
{
    if (status > 0)
        weir_write_integer(out, name, status);
    else
        weir_write_null(out, name);
}

static void write_error(weir_buffer *out, const char *name, const char *error)
{
    weir_write_text(out, name, error[0] != '\0' ? weir_text_of(error) : WEIR_NO_TEXT);
}

static void write_delivery(weir_buffer *out, const weir_webhook *webhook)
{
    const weir_delivery_status *delivery = &webhook->delivery;

    weir_buffer_char(out, '{');
    weir_write_integer(out, "position", (int64_t)delivery->position);
    weir_write_integer(out, "lag", weir_webhook_lag(webhook));
    weir_write_integer(out, "inFlight", delivery->in_flight_count);
    weir_write_integer(out, "queued", delivery->queued_count);
    weir_write_integer(out, "delivered", (int64_t)delivery->delivered_count);
    weir_write_integer(out, "blockedInstances", delivery->parked_count);
    weir_write_integer(out, "givenUp", (int64_t)delivery->dead_count);
    weir_write_boolean(out, "failing", delivery->is_failing);
    weir_write_time_or_null(out, "failingSince", delivery->is_failing ? delivery->failing_since_ms : 0);
    weir_write_time_or_null(out, "nextAttempt", delivery->is_failing ? delivery->next_probe_ms : 0);
    write_status(out, "lastStatus", delivery->last_http_status);
    write_error(out, "lastError", delivery->last_error);
    weir_buffer_char(out, '}');
}

static void write_webhook(weir_buffer *out, const weir_webhook *webhook)
{
    const weir_webhook_row *row = &webhook->row;

    weir_write_comma(out);
    weir_buffer_char(out, '{');
    weir_write_id(out, "id", row->id);
    weir_write_text(out, "url", row->url);
    write_list(out, "eventTypes", row->event_types);
    write_list(out, "processDefinitionKeys", row->processes);
    weir_write_integer(out, "from", (int64_t)row->from_pos);
    weir_write_boolean(out, "active", row->is_active);
    weir_write_text(out, "disabledReason", row->reason.length > 0 ? row->reason : WEIR_NO_TEXT);
    weir_write_time(out, "created", row->created_ms);
    weir_write_name(out, "delivery");
    write_delivery(out, webhook);
}

/* The one answer that has the secret, and only when it was set just now. */
static weir_err answer_edit(weir_rest *call)
{
    weir_webhook webhook;
    weir_buffer *out;

    WEIR_TRY(weir_webhook_edit_end(call->local, &webhook, &call->diag));
    out = weir_rest_begin(call);
    write_webhook(out, &webhook);
    write_error(out, "secret", webhook.secret);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

static weir_err answer_deletion(weir_rest *call)
{
    WEIR_TRY(weir_webhook_edit_end(call->local, NULL, &call->diag));
    return weir_rest_nothing(call);
}

/* ── changing ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err write_edit(void *context, weir_engine *engine, weir_diag *diag)
{
    const weir_rest *call = context;

    return weir_webhook_edit_write(call->local, engine, diag);
}

static weir_err post_edit(weir_rest *call, weir_webhook_edit *edit, weir_handler after)
{
    call->local = edit;
    return weir_rest_work(call, write_edit, after);
}

/* A list as JSON again; null, which takes it away, is not the same as none. */
static weir_err read_list(weir_rest *call, const char *name, weir_text *out)
{
    const weir_value *value = weir_context_find(&call->json, weir_text_of(name));
    weir_buffer json;

    if (!value)
        return WEIR_OK;
    weir_buffer_init(&json, &call->arena, 0);
    weir_json_write(value, WEIR_JSON_PLAIN, &json);
    return weir_buffer_done(&json, out);
}

static weir_err read_settings(weir_rest *call, weir_webhook_settings *out)
{
    *out = (weir_webhook_settings){
        .actor = call->actor, .url = weir_rest_text(call, "url"), .secret = weir_rest_text(call, "secret")};
    WEIR_TRY(read_list(call, "eventTypes", &out->event_types));
    return read_list(call, "processDefinitionKeys", &out->processes);
}

/* "now", which is the default, or a position. */
static weir_err read_from(weir_rest *call, uint64_t *out)
{
    const weir_value *value = weir_rest_member(call, "from");
    int64_t position = 0;

    *out = 0;
    if (!value || (value->kind == WEIR_STRING && weir_text_equal(value->as.string, WEIR_T("now"))))
        return WEIR_OK;
    if (value->kind != WEIR_NUMBER || !weir_decimal_to_int64(value->as.number, &position) || position < 1)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "'from' must be \"now\" or a position of the log, 1 or more");
    *out = (uint64_t)position;
    return WEIR_OK;
}

weir_err weir_handle_webhook_create(weir_rest *call)
{
    weir_webhook_settings settings;
    weir_webhook_edit *edit;

    WEIR_TRY(read_settings(call, &settings));
    WEIR_TRY(read_from(call, &settings.from_pos));
    WEIR_TRY(weir_webhook_edit_create(call->server->webhooks, &settings, &call->arena, &edit, &call->diag));
    return post_edit(call, edit, answer_edit);
}

weir_err weir_handle_webhook_update(weir_rest *call)
{
    weir_webhook_settings settings;
    weir_webhook_edit *edit;
    weir_id id;

    WEIR_TRY(weir_rest_path_id(call, 0, "webhook", &id));
    WEIR_TRY(read_settings(call, &settings));
    settings.is_active_set = weir_rest_member(call, "active") != NULL;
    settings.is_active = weir_rest_flag(call, "active", true);
    WEIR_TRY(weir_webhook_edit_update(call->server->webhooks, id, &settings, &call->arena, &edit, &call->diag));
    return post_edit(call, edit, answer_edit);
}

weir_err weir_handle_webhook_delete(weir_rest *call)
{
    weir_webhook_edit *edit;
    weir_id id;

    WEIR_TRY(weir_rest_path_id(call, 0, "webhook", &id));
    WEIR_TRY(weir_webhook_edit_delete(call->server->webhooks, id, call->actor, &call->arena, &edit));
    return post_edit(call, edit, answer_deletion);
}

/* ── looking ─────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_handle_webhook(weir_rest *call)
{
    weir_webhook webhook;
    weir_buffer *out;
    weir_id id;

    WEIR_TRY(weir_rest_path_id(call, 0, "webhook", &id));
    WEIR_TRY(weir_webhooks_get(call->server->webhooks, id, &call->arena, &webhook, &call->diag));
    out = weir_rest_begin(call);
    write_webhook(out, &webhook);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_webhooks(weir_rest *call)
{
    int64_t first = 0, count_max = WEIR_LIST_ROW_COUNT_MAX;
    weir_webhook *items;
    weir_buffer *out;
    uint32_t count;

    WEIR_TRY(weir_rest_query_integer(call, "firstResult", 0, INT32_MAX, &first));
    WEIR_TRY(weir_rest_query_integer(call, "maxResults", 0, INT32_MAX, &count_max));
    WEIR_TRY(weir_webhooks_list(call->server->webhooks, &call->arena, &items, &count, &call->diag));
    out = weir_rest_begin(call);
    weir_buffer_char(out, '[');
    for (int64_t i = first; i < count && i - first < count_max; i++) {
        write_webhook(out, &items[i]);
        weir_buffer_char(out, '}');
    }
    weir_buffer_char(out, ']');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_webhook_count(weir_rest *call)
{
    weir_webhook *items;
    weir_buffer *out;
    uint32_t count;

    WEIR_TRY(weir_webhooks_list(call->server->webhooks, &call->arena, &items, &count, &call->diag));
    out = weir_rest_begin(call);
    weir_buffer_char(out, '{');
    weir_write_integer(out, "count", count);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

/* ── testing ─────────────────────────────────────────────────────────────────────────────────────────── */

static void resume(void *context)
{
    weir_http_resume(context);
}

static weir_err begin_test(weir_rest *call)
{
    weir_id id;

    WEIR_TRY(weir_rest_path_id(call, 0, "webhook", &id));
    return weir_webhooks_try(call->server->webhooks, id, &call->arena, call->local, &call->diag);
}

static const char *explain(const weir_outcome *outcome)
{
    if (outcome->http_status >= 300 && outcome->http_status < 400)
        return "the receiver answers with a redirect, which is not followed";
    return outcome->error;
}

static weir_err answer_test(weir_rest *call)
{
    const weir_trial *trial = call->local;
    const weir_outcome *outcome = &trial->outcome;
    weir_buffer *out;

    if (trial->err != WEIR_OK)
        return weir_fail(&call->diag, trial->err, WEIR_NO_TEXT, "the test event could not be sent");
    out = weir_rest_begin(call);
    weir_buffer_char(out, '{');
    weir_write_boolean(out, "delivered", outcome->http_status >= 200 && outcome->http_status < 300);
    write_status(out, "status", outcome->http_status);
    write_error(out, "error", explain(outcome));
    weir_write_integer(out, "tookMs", outcome->took_ms);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_webhook_test(weir_rest *call)
{
    weir_trial *trial = WEIR_TAKE(&call->arena, weir_trial, 1);

    if (!trial)
        return WEIR_ENOMEM;
    trial->done = resume;
    trial->context = call;
    call->local = trial;
    return weir_rest_wait(call, begin_test, answer_test);
}
