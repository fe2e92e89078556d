/* SPDX-License-Identifier: Apache-2.0
 * host/webhook_fact.c - a webhook to JSON and back.
 */
#include "host/webhook_fact.h"

#include "base/buffer.h"
#include "base/json.h"
#include "host/fact_json.h"

static const char *const types[] = {
    [WEIR_WEBHOOK_CREATED] = "webhook.created",
    [WEIR_WEBHOOK_UPDATED] = "webhook.updated",
    [WEIR_WEBHOOK_DELETED] = "webhook.deleted",
};

#define TYPE_COUNT (sizeof types / sizeof *types)

bool weir_webhook_is_fact(weir_text facts)
{
    return weir_text_starts_with(facts, WEIR_T("[{\"type\":\"webhook."));
}

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────────── */

static void write_member(weir_buffer *out, const char *before, weir_text json)
{
    if (!json.at)
        return;
    weir_buffer_text(out, weir_text_of(before));
    weir_buffer_text(out, json);
}

static void write_settings(weir_webhook_change change, const weir_webhook_row *row, weir_buffer *out)
{
    weir_buffer_text(out, WEIR_T(",\"url\":"));
    weir_json_write_string(row->url, out);
    write_member(out, ",\"eventTypes\":", row->event_types);
    write_member(out, ",\"processDefinitionKeys\":", row->processes);
    if (change == WEIR_WEBHOOK_CREATED)
        weir_buffer_format(out, ",\"from\":%llu", (unsigned long long)row->from_pos);
    if (!row->is_active)
        weir_buffer_text(out, WEIR_T(",\"status\":\"disabled\""));
    if (row->reason.at) {
        weir_buffer_text(out, WEIR_T(",\"reason\":"));
        weir_json_write_string(row->reason, out);
    }
    weir_buffer_text(out, WEIR_T(",\"secretDigest\":\""));
    weir_fact_write_digest(&row->secret_digest, out);
    weir_buffer_char(out, '"');
}

weir_err weir_webhook_encode(weir_webhook_change change, const weir_webhook_row *row, weir_arena *arena, weir_text *out)
{
    char id[WEIR_ID_TEXT_LENGTH + 1];
    weir_buffer buffer;

    weir_id_print(row->id, id);
    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_format(&buffer, "[{\"type\":\"%s\",\"webhook\":\"%s\"", types[change], id);
    if (change != WEIR_WEBHOOK_DELETED)
        write_settings(change, row, &buffer);
    weir_buffer_text(&buffer, WEIR_T("}]"));
    return weir_buffer_done(&buffer, out);
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_list(const weir_value *fact, weir_text key, weir_arena *arena, weir_text *out)
{
    const weir_value *list = weir_context_find(fact, key);
    weir_buffer buffer;

    if (!list)
        return WEIR_OK;
    weir_buffer_init(&buffer, arena, 0);
    weir_json_write(list, WEIR_JSON_PLAIN, &buffer);
    return weir_buffer_done(&buffer, out);
}

static bool read_type(weir_text type, weir_webhook_change *out)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (!weir_text_equal(type, weir_text_of(types[i])))
            continue;
        *out = (weir_webhook_change)i;
        return true;
    }
    return false;
}

static bool read_position(const weir_value *fact, uint64_t *out)
{
    const weir_value *from = weir_context_find(fact, WEIR_T("from"));
    int64_t number;

    if (!from)
        return true;
    if (from->kind != WEIR_NUMBER || !weir_decimal_to_int64(from->as.number, &number) || number < 0)
        return false;
    *out = (uint64_t)number;
    return true;
}

static weir_err read_fact(const weir_value *fact, weir_arena *arena, weir_webhook_change *change, weir_webhook_row *out)
{
    if (!read_type(weir_fact_text(fact, WEIR_T("type")), change) ||
        !weir_id_parse(weir_fact_text(fact, WEIR_T("webhook")), &out->id) || !read_position(fact, &out->from_pos))
        return WEIR_EFORMAT;
    if (*change == WEIR_WEBHOOK_DELETED)
        return WEIR_OK;
    out->url = weir_fact_text(fact, WEIR_T("url"));
    out->reason = weir_fact_text(fact, WEIR_T("reason"));
    out->is_active = !weir_context_find(fact, WEIR_T("status"));
    if (!out->url.at || !weir_fact_read_digest(weir_fact_text(fact, WEIR_T("secretDigest")), &out->secret_digest))
        return WEIR_EFORMAT;
    WEIR_TRY(read_list(fact, WEIR_T("eventTypes"), arena, &out->event_types));
    return read_list(fact, WEIR_T("processDefinitionKeys"), arena, &out->processes);
}

weir_err weir_webhook_decode(weir_text facts, weir_arena *arena, weir_webhook_change *change, weir_webhook_row *out,
                             weir_diag *diag)
{
    weir_webhook_row row = {0};
    weir_value list;
    weir_err err = weir_json_read(facts, WEIR_JSON_TYPED, NULL, arena, &list, NULL);

    if (err == WEIR_OK)
        err = list.kind == WEIR_LIST && list.count == 1 ? read_fact(&list.as.items[0], arena, change, &row)
                                                        : WEIR_EFORMAT;
    if (err == WEIR_ENOMEM)
        return err;
    if (err != WEIR_OK)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a fact about a webhook can't be read");
    *out = row;
    return WEIR_OK;
}

/* ── showing ─────────────────────────────────────────────────────────────────────────────────────────── */

/* The length of https://host:port in a url as JSON, with the quotation mark in front. */
static size_t origin_length(weir_text url)
{
    const size_t scheme = weir_text_find(url, WEIR_T("://"), 0);
    size_t length = scheme == SIZE_MAX ? 1 : scheme + 3;

    while (scheme != SIZE_MAX && length + 1 < url.length && url.at[length] != '/' && url.at[length] != '?')
        length++;
    return length;
}

weir_err weir_webhook_conceal(weir_text fact, weir_arena *arena, weir_text *out)
{
    const weir_text url = weir_text_starts_with(fact, WEIR_T("{\"type\":\"webhook."))
                              ? weir_fact_member(fact, WEIR_T("url"))
                              : WEIR_NO_TEXT;
    weir_buffer shown;
    size_t from;

    if (!url.at) {
        *out = fact;
        return WEIR_OK;
    }
    from = (size_t)(url.at - fact.at);
    weir_buffer_init(&shown, arena, 0);
    weir_buffer_text(&shown, weir_text_part(fact, 0, from + origin_length(url)));
    weir_buffer_char(&shown, '"');
    weir_buffer_text(&shown, weir_text_part(fact, from + url.length, fact.length - from - url.length));
    return weir_buffer_done(&shown, out);
}

/* ── applying ────────────────────────────────────────────────────────────────────────────────────────── */

void weir_webhook_apply(weir_webhook_change change, const weir_webhook_row *before, uint64_t pos, int64_t time_ms,
                        weir_webhook_row *row)
{
    if (change == WEIR_WEBHOOK_CREATED || !before) {
        row->pos = pos;
        row->created_ms = time_ms;
        if (row->from_pos == 0)
            row->from_pos = pos + 1;
        row->filter_pos = row->from_pos;
        return;
    }
    row->pos = before->pos;
    row->from_pos = before->from_pos;
    row->created_ms = before->created_ms;
    row->filter_pos =
        weir_text_equal(row->event_types, before->event_types) && weir_text_equal(row->processes, before->processes)
            ? before->filter_pos
            : pos;
}
