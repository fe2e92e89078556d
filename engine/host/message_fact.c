/* SPDX-License-Identifier: Apache-2.0
 * host/message_fact.c - a message that is kept to JSON and back.
 */
#include "host/message_fact.h"

#include "base/buffer.h"
#include "base/json.h"
#include "base/time.h"
#include "host/fact_json.h"

static const char *const types[] = {
    [WEIR_MESSAGE_KEPT] = "message.kept",
    [WEIR_MESSAGE_DELIVERED] = "message.delivered",
    [WEIR_MESSAGE_EXPIRED] = "message.expired",
    [WEIR_MESSAGE_DISCARDED] = "message.discarded",
};
#define TYPE_COUNT (sizeof types / sizeof *types)

bool weir_message_is_fact(weir_text facts)
{
    return weir_text_starts_with(facts, WEIR_T("[{\"type\":\"message."));
}

static void write_id(weir_buffer *out, const char *key, weir_id id)
{
    char text[WEIR_ID_TEXT_LENGTH + 1];

    if (weir_id_is_none(id))
        return;
    weir_id_print(id, text);
    weir_buffer_format(out, ",\"%s\":\"%s\"", key, text);
}

static void write_text(weir_buffer *out, const char *key, weir_text text)
{
    if (!text.at)
        return;
    weir_buffer_format(out, ",\"%s\":", key);
    weir_json_write_string(text, out);
}

weir_err weir_message_encode(weir_message_change change, const weir_message_row *row, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_format(&buffer, "[{\"type\":\"%s\"", types[change]);
    write_id(&buffer, "message", row->id);
    write_text(&buffer, "name", row->name);
    if (change == WEIR_MESSAGE_KEPT) {
        write_text(&buffer, "businessKey", row->business_key);
        write_id(&buffer, "instance", row->instance);
        weir_buffer_text(&buffer, WEIR_T(",\"expires\":\""));
        weir_instant_write(row->expires_ms, &buffer);
        weir_buffer_text(&buffer, WEIR_T("\",\"content\":"));
        weir_buffer_text(&buffer, row->content);
    }
    weir_buffer_text(&buffer, WEIR_T("}]"));
    return weir_buffer_done(&buffer, out);
}

static bool read_type(weir_text type, weir_message_change *out)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (!weir_text_equal(type, weir_text_of(types[i])))
            continue;
        *out = (weir_message_change)i;
        return true;
    }
    return false;
}

static bool read_fact(const weir_value *fact, weir_message_change *change, weir_message_row *out)
{
    const weir_text instance = weir_fact_text(fact, WEIR_T("instance"));
    weir_date_time at;

    out->name = weir_fact_text(fact, WEIR_T("name"));
    if (!read_type(weir_fact_text(fact, WEIR_T("type")), change) || !out->name.at ||
        !weir_id_parse(weir_fact_text(fact, WEIR_T("message")), &out->id))
        return false;
    if (*change != WEIR_MESSAGE_KEPT)
        return true;
    out->business_key = weir_fact_text(fact, WEIR_T("businessKey"));
    if ((instance.at && !weir_id_parse(instance, &out->instance)) ||
        !weir_date_time_parse(weir_fact_text(fact, WEIR_T("expires")), NULL, &at))
        return false;
    out->expires_ms = weir_date_time_to_ms(&at);
    return true;
}

weir_err weir_message_decode(weir_text facts, weir_arena *arena, weir_message_change *change, weir_message_row *out,
                             weir_diag *diag)
{
    weir_text rest = facts, fact = WEIR_NO_TEXT;
    weir_message_row row = {0};
    weir_value list;
    const weir_err err = weir_json_read(facts, WEIR_JSON_TYPED, NULL, arena, &list, NULL);

    if (err == WEIR_ENOMEM)
        return err;
    if (err != WEIR_OK || list.kind != WEIR_LIST || list.count != 1 || !read_fact(&list.as.items[0], change, &row))
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a fact about a message can't be read");
    if (*change == WEIR_MESSAGE_KEPT && weir_fact_next(&rest, &fact))
        row.content = weir_fact_member(fact, WEIR_T("content")); /* byte for byte */
    *out = row;
    return WEIR_OK;
}
