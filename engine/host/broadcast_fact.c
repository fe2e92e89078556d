/* SPDX-License-Identifier: Apache-2.0
 * host/broadcast_fact.c - a signal on its way to JSON and back.
 */
#include "host/broadcast_fact.h"

#include "base/buffer.h"
#include "base/json.h"
#include "host/fact_json.h"
#include "run/codec.h"

bool weir_broadcast_is_fact(weir_text facts)
{
    return weir_text_starts_with(facts, WEIR_T("[{\"type\":\"broadcast."));
}

static void write_number(weir_buffer *out, const char *key, uint64_t number)
{
    if (number != 0)
        weir_buffer_format(out, ",\"%s\":%llu", key, (unsigned long long)number);
}

static void write_start(weir_buffer *out, const weir_broadcast *broadcast)
{
    char thrower[WEIR_ID_TEXT_LENGTH + 1];

    if (broadcast->root != broadcast->pos)
        write_number(out, "root", broadcast->root);
    write_number(out, "number", broadcast->number);
    if (!weir_id_is_none(broadcast->thrower)) {
        weir_id_print(broadcast->thrower, thrower);
        weir_buffer_format(out, ",\"thrower\":\"%s\"", thrower);
    }
    write_number(out, "before", broadcast->before);
    if (broadcast->variables.kind != WEIR_CONTEXT || broadcast->variables.count == 0)
        return;
    weir_buffer_text(out, WEIR_T(",\"variables\":"));
    weir_json_write(&broadcast->variables, WEIR_JSON_TYPED, out);
}

weir_err weir_broadcast_encode(const weir_broadcast *broadcast, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, WEIR_FACTS_LENGTH_MAX);
    weir_buffer_format(&buffer, "[{\"type\":\"broadcast.%s\",\"signal\":", broadcast->has_ended ? "ended" : "started");
    weir_json_write_string(broadcast->name.at ? broadcast->name : WEIR_T(""), &buffer);
    if (broadcast->has_ended) {
        write_number(&buffer, "broadcast", broadcast->pos);
        write_number(&buffer, "receivers", broadcast->receiver_count);
    } else {
        write_start(&buffer, broadcast);
    }
    weir_buffer_text(&buffer, WEIR_T("}]"));
    return weir_buffer_done(&buffer, out);
}

/* false: it is there, and no number that counts. Absent: `otherwise`. */
static bool read_number(const weir_value *fact, weir_text key, uint64_t otherwise, uint64_t *out)
{
    const weir_value *value = weir_context_find(fact, key);
    int64_t number;

    *out = otherwise;
    if (!value)
        return true;
    if (value->kind != WEIR_NUMBER || !weir_decimal_to_int64(value->as.number, &number) || number <= 0)
        return false;
    *out = (uint64_t)number;
    return true;
}

static bool read_start(const weir_value *fact, weir_broadcast *out)
{
    const weir_text thrower = weir_fact_text(fact, WEIR_T("thrower"));
    const weir_value *variables = weir_context_find(fact, WEIR_T("variables"));
    uint64_t number, before;

    out->variables = variables ? *variables : weir_null();
    if (!read_number(fact, WEIR_T("root"), out->pos, &out->root) || !read_number(fact, WEIR_T("number"), 0, &number) ||
        number == 0 || number > UINT32_MAX || !read_number(fact, WEIR_T("before"), 0, &before) || before > UINT32_MAX ||
        (thrower.at && !weir_id_parse(thrower, &out->thrower)))
        return false;
    out->number = (uint32_t)number;
    out->before = (weir_number_in_instance)before;
    return out->variables.kind == WEIR_CONTEXT || !variables;
}

static bool read_end(const weir_value *fact, weir_broadcast *out)
{
    return read_number(fact, WEIR_T("broadcast"), 0, &out->pos) && out->pos != 0 &&
           read_number(fact, WEIR_T("receivers"), 0, &out->receiver_count);
}

static bool read_fact(const weir_value *fact, weir_broadcast *out)
{
    const weir_text type = weir_fact_text(fact, WEIR_T("type"));

    out->name = weir_fact_text(fact, WEIR_T("signal"));
    out->has_ended = weir_text_equal(type, WEIR_T("broadcast.ended"));
    if (!out->name.at || (!out->has_ended && !weir_text_equal(type, WEIR_T("broadcast.started"))))
        return false;
    return out->has_ended ? read_end(fact, out) : read_start(fact, out);
}

weir_err weir_broadcast_decode(weir_text facts, uint64_t pos, const weir_zones *zones, weir_arena *arena,
                               weir_broadcast *out, weir_diag *diag)
{
    weir_broadcast found = {.pos = pos};
    weir_value list;
    const weir_err err = weir_json_read(facts, WEIR_JSON_TYPED, zones, arena, &list, NULL);

    if (err == WEIR_ENOMEM)
        return err;
    if (err != WEIR_OK || list.kind != WEIR_LIST || list.count != 1 || !read_fact(&list.as.items[0], &found))
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a fact about a signal on its way can't be read");
    *out = found;
    return WEIR_OK;
}

static weir_err add_row(const weir_broadcast *broadcast, const weir_store *store, weir_diag *diag)
{
    weir_broadcast_row row = {.pos = broadcast->pos, .root = broadcast->root, .number = broadcast->number};
    uint64_t count;
    uint32_t last_number;

    WEIR_TRY(store->count_broadcasts(store->self, row.root, &count, &last_number, diag));
    row.before_pos = count == 0 ? row.pos : 0;
    return store->put_broadcast(store->self, &row, diag);
}

static weir_err take_row(const weir_broadcast *broadcast, uint64_t pos, const weir_store *store, weir_diag *diag)
{
    weir_broadcast_row next;
    weir_err err;

    WEIR_TRY(store->delete_broadcast(store->self, broadcast->pos, diag));
    err = store->next_broadcast(store->self, &next, NULL);
    if (err == WEIR_ENOTFOUND)
        return WEIR_OK;
    if (err != WEIR_OK)
        return weir_fail(diag, err, WEIR_NO_TEXT, "signals on their way can't be read");
    next.before_pos = pos;
    return store->put_broadcast(store->self, &next, diag);
}

weir_err weir_broadcast_apply(const weir_broadcast *broadcast, uint64_t pos, const weir_store *store, weir_diag *diag)
{
    return broadcast->has_ended ? take_row(broadcast, pos, store, diag) : add_row(broadcast, store, diag);
}
