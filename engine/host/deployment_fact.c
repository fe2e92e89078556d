/* SPDX-License-Identifier: Apache-2.0
 * host/deployment_fact.c - a deployment to JSON and back.
 */
#include "host/deployment_fact.h"

#include "base/json.h"
#include "host/fact_json.h"

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────────── */

static void write_member(weir_buffer *out, const char *before, weir_text text)
{
    weir_buffer_text(out, weir_text_of(before));
    weir_json_write_string(text.at ? text : WEIR_T(""), out);
}

static void write_resource(weir_buffer *out, const weir_resource_row *row)
{
    write_member(out, "{\"name\":", row->name);
    weir_buffer_text(out, WEIR_T(",\"digest\":\""));
    weir_fact_write_digest(&row->content, out);
    weir_buffer_text(out, row->has_decisions ? WEIR_T("\",\"decisions\":true") : WEIR_T("\""));
    if (row->has_calendars)
        weir_buffer_text(out, WEIR_T(",\"calendars\":true"));
    if (row->delegates_external)
        weir_buffer_text(out, WEIR_T(",\"delegates\":\"external\""));
    for (uint32_t i = 0; i < row->definition_count; i++) {
        write_member(out, i == 0 ? ",\"definitions\":[{\"id\":" : ",{\"id\":", row->definitions[i].id);
        if (row->definitions[i].starts.at) {
            weir_buffer_text(out, WEIR_T(",\"starts\":"));
            weir_buffer_text(out, row->definitions[i].starts);
        }
        weir_buffer_char(out, '}');
    }
    weir_buffer_text(out, row->definition_count > 0 ? WEIR_T("]}") : WEIR_T("}"));
}

weir_err weir_deployment_encode(const weir_deployment_row *row, weir_arena *arena, weir_text *out)
{
    char id[WEIR_ID_TEXT_LENGTH + 1];
    weir_buffer buffer;

    weir_id_print(row->id, id);
    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_format(&buffer, "[{\"type\":\"deployment.created\",\"deployment\":\"%s\"", id);
    if (row->name.at)
        write_member(&buffer, ",\"name\":", row->name);
    if (row->source.at)
        write_member(&buffer, ",\"source\":", row->source);
    weir_buffer_text(&buffer, WEIR_T(",\"resources\":["));
    for (uint32_t i = 0; i < row->resource_count; i++) {
        if (i > 0)
            weir_buffer_char(&buffer, ',');
        write_resource(&buffer, &row->resources[i]);
    }
    weir_buffer_text(&buffer, WEIR_T("]}]"));
    return weir_buffer_done(&buffer, out);
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err refuse(weir_diag *diag)
{
    return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a fact of the engine can't be read");
}

/* Items of a list, or none. */
static uint32_t list_of(const weir_value *context, weir_text key, const weir_value **items)
{
    const weir_value *value = weir_context_find(context, key);

    *items = value && value->kind == WEIR_LIST ? value->as.items : NULL;
    return *items ? value->count : 0;
}

static weir_err read_definition(const weir_value *value, weir_arena *arena, weir_definition_row *out, weir_diag *diag)
{
    const weir_value *starts = weir_context_find(value, WEIR_T("starts"));
    weir_buffer buffer;
    size_t colon;

    out->id = weir_fact_text(value, WEIR_T("id"));
    colon = weir_text_find(out->id, WEIR_T(":"), 0);
    if (!out->id.at || colon == SIZE_MAX)
        return refuse(diag);
    out->key = weir_text_part(out->id, 0, colon);
    for (size_t i = colon + 1; i < out->id.length && out->id.at[i] >= '0' && out->id.at[i] <= '9'; i++)
        out->version = out->version * 10 + (uint32_t)(out->id.at[i] - '0');
    if (!starts)
        return WEIR_OK;
    weir_buffer_init(&buffer, arena, 0);
    weir_json_write(starts, WEIR_JSON_TYPED, &buffer);
    return weir_buffer_done(&buffer, &out->starts);
}

static bool read_flag(const weir_value *context, weir_text key)
{
    const weir_value *value = weir_context_find(context, key);

    return value && value->kind == WEIR_BOOLEAN && value->as.boolean;
}

static weir_err read_resource(const weir_value *value, weir_arena *arena, weir_resource_row *out, weir_diag *diag)
{
    const weir_value *items;
    const uint32_t count = list_of(value, WEIR_T("definitions"), &items);
    weir_definition_row *rows = WEIR_TAKE(arena, weir_definition_row, count);

    if (!rows)
        return WEIR_ENOMEM;
    out->name = weir_fact_text(value, WEIR_T("name"));
    out->delegates_external = weir_text_equal(weir_fact_text(value, WEIR_T("delegates")), WEIR_T("external"));
    out->has_decisions = read_flag(value, WEIR_T("decisions"));
    out->has_calendars = read_flag(value, WEIR_T("calendars"));
    if (!out->name.at || !weir_fact_read_digest(weir_fact_text(value, WEIR_T("digest")), &out->content))
        return refuse(diag);
    for (uint32_t i = 0; i < count; i++) {
        rows[i] =
            (weir_definition_row){.ix = i, .content = out->content, .delegates_external = out->delegates_external};
        WEIR_TRY(read_definition(&items[i], arena, &rows[i], diag));
    }
    out->definitions = rows;
    out->definition_count = count;
    return WEIR_OK;
}

static weir_err read_fact(const weir_value *fact, weir_arena *arena, weir_deployment_row *out, weir_diag *diag)
{
    const weir_value *items;
    const uint32_t count = list_of(fact, WEIR_T("resources"), &items);
    weir_resource_row *rows = WEIR_TAKE(arena, weir_resource_row, count);

    if (!rows)
        return WEIR_ENOMEM;
    if (!weir_text_equal(weir_fact_text(fact, WEIR_T("type")), WEIR_T("deployment.created")) ||
        !weir_id_parse(weir_fact_text(fact, WEIR_T("deployment")), &out->id))
        return refuse(diag);
    out->name = weir_fact_text(fact, WEIR_T("name"));
    out->source = weir_fact_text(fact, WEIR_T("source"));
    for (uint32_t i = 0; i < count; i++)
        WEIR_TRY(read_resource(&items[i], arena, &rows[i], diag));
    out->resources = rows;
    out->resource_count = count;
    return WEIR_OK;
}

weir_err weir_deployment_decode(weir_text facts, int64_t time_ms, weir_arena *arena, weir_deployment_row *out,
                                weir_diag *diag)
{
    weir_deployment_row row = {.time_ms = time_ms};
    weir_value list;
    const weir_err err = weir_json_read(facts, WEIR_JSON_TYPED, NULL, arena, &list, diag);

    if (err == WEIR_ENOMEM)
        return err;
    if (err != WEIR_OK || list.kind != WEIR_LIST || list.count != 1)
        return refuse(diag);
    WEIR_TRY(read_fact(&list.as.items[0], arena, &row, diag));
    *out = row;
    return WEIR_OK;
}
