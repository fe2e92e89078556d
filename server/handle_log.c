/* SPDX-License-Identifier: Apache-2.0
 * server/handle_log.c - the log: facts behind a position, and where it ends.
 */
#include "server/handlers.h"
#include "server/server_internal.h"

#define FACT_COUNT_DEFAULT 1000
#define FACT_COUNT_MAX 10000
#define ANSWER_LENGTH_MAX ((size_t)16 * 1024 * 1024)
#define WAIT_MS_MAX 60000

static const weir_member fact_fields[] = {
    {.name = "position", .kind = WEIR_MEMBER_INTEGER},
    {.name = "number", .kind = WEIR_MEMBER_INTEGER},
    {.name = "processInstanceId", .kind = WEIR_MEMBER_TEXT},
    {.name = "type", .kind = WEIR_MEMBER_TEXT},
    {.name = "time", .kind = WEIR_MEMBER_TIME},
    {.name = "actor", .kind = WEIR_MEMBER_TEXT},
    {.name = "data", .kind = WEIR_MEMBER_OBJECT},
    {.name = "commandPosition", .kind = WEIR_MEMBER_INTEGER},
    {.name = "command", .kind = WEIR_MEMBER_JSON},
};
const weir_shape weir_shape_fact = WEIR_SHAPE("Fact", fact_fields);

static const weir_member head_fields[] = {
    {.name = "head", .kind = WEIR_MEMBER_TEXT},
    {.name = "position", .kind = WEIR_MEMBER_INTEGER},
};
const weir_shape weir_shape_log_head = WEIR_SHAPE("LogHead", head_fields);

typedef struct reading {
    int64_t after, count_max, wait_ms, until_ms;
    const char *instance; /* NULL: all */
    weir_buffer *out;
    int64_t count;
} reading;

static bool write_fact(void *context, const weir_db_fact *fact)
{
    reading *r = context;
    weir_id id = {{0}};

    weir_write_comma(r->out);
    weir_buffer_char(r->out, '{');
    weir_write_integer(r->out, "position", (int64_t)fact->position);
    weir_write_integer(r->out, "number", (int64_t)fact->number);
    if (!weir_id_parse(weir_text_of(fact->instance), &id) || weir_id_is_none(id))
        weir_write_null(r->out, "processInstanceId");
    else
        weir_write_text(r->out, "processInstanceId", weir_text_of(fact->instance));
    weir_write_text(r->out, "type", weir_text_of(fact->type));
    weir_write_time(r->out, "time", fact->time_ms);
    weir_write_text(r->out, "actor", weir_text_of(fact->actor));
    weir_write_raw(r->out, "data", weir_text_of(fact->data));
    weir_write_integer(r->out, "commandPosition", (int64_t)fact->command_position);
    weir_write_raw(r->out, "command",
                   fact->position == fact->command_position ? weir_text_of(fact->command) : WEIR_T("null"));
    weir_buffer_char(r->out, '}');
    return ++r->count < r->count_max && r->out->err == WEIR_OK && r->out->length < ANSWER_LENGTH_MAX;
}

static weir_err look(weir_rest *call)
{
    reading *r = call->local;
    weir_db_error error;

    call->park_seen_commit = atomic_load(&call->server->commit_count);
    r->out = weir_rest_begin(call);
    r->count = 0;
    weir_buffer_char(r->out, '[');
    if (weir_db_facts(call->server->db, r->instance, (uint64_t)r->after, write_fact, r, &error) != 0)
        return weir_fail(&call->diag, (weir_err)error.code, WEIR_NO_TEXT, "%s", error.message);
    weir_buffer_char(r->out, ']');
    if (r->count == 0 && r->wait_ms > 0 && !call->park_is_over)
        return weir_rest_park(call, r->until_ms, NULL, 0, look);
    return weir_rest_end(call, 200);
}

weir_err weir_handle_log(weir_rest *call)
{
    reading *r = WEIR_TAKE(&call->arena, reading, 1);
    char *instance = WEIR_TAKE(&call->arena, char, WEIR_ID_TEXT_LENGTH + 1);
    const weir_text wanted = weir_rest_parameter(call, "processInstanceId");
    weir_id id;

    if (!r || !instance)
        return WEIR_ENOMEM;
    r->count_max = FACT_COUNT_DEFAULT;
    WEIR_TRY(weir_rest_query_integer(call, "after", 0, INT64_MAX - 1, &r->after));
    WEIR_TRY(weir_rest_query_integer(call, "maxResults", 1, FACT_COUNT_MAX, &r->count_max));
    WEIR_TRY(weir_rest_query_integer(call, "waitMs", 0, WAIT_MS_MAX, &r->wait_ms));
    if (wanted.at && !weir_id_parse(wanted, &id))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'processInstanceId' is no id");
    if (wanted.at) {
        weir_id_print(id, instance);
        r->instance = instance;
    }
    r->until_ms = weir_clock_monotonic_ms() + r->wait_ms;
    call->local = r;
    return look(call);
}

weir_err weir_handle_log_head(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    char head[86];
    int64_t next = 0;

    WEIR_TRY(weir_db_head(call->server->db, head, &call->diag));
    for (const char *at = head; *at >= '0' && *at <= '9'; at++)
        next = next * 10 + (*at - '0');
    weir_buffer_char(out, '{');
    weir_write_text(out, "head", weir_text_of(head));
    weir_write_integer(out, "position", next - 1);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}
