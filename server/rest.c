/* SPDX-License-Identifier: Apache-2.0
 * server/rest.c - what handlers do with a call.
 */
#include "server/rest.h"

#include <assert.h>
#include <stdarg.h>

#include "server/date.h"

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

weir_text weir_rest_parameter(const weir_rest *call, const char *name)
{
    for (uint32_t i = 0; i < call->request.parameter_count; i++) {
        if (weir_text_equal(call->request.parameters[i].name, weir_text_of(name)))
            return call->request.parameters[i].value;
    }
    return WEIR_NO_TEXT;
}

const weir_value *weir_rest_member(const weir_rest *call, const char *name)
{
    const weir_value *value = weir_context_find(&call->json, weir_text_of(name));

    return value && value->kind != WEIR_NULL ? value : NULL;
}

weir_text weir_rest_text(const weir_rest *call, const char *name)
{
    const weir_value *value = weir_rest_member(call, name);

    return value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
}

weir_err weir_rest_int32(weir_rest *call, const char *name, int64_t fallback, int64_t *out)
{
    WEIR_TRY(weir_rest_integer(call, name, fallback, out));
    return *out <= INT32_MAX
               ? WEIR_OK
               : weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be at most %d", name, INT32_MAX);
}

bool weir_rest_flag(const weir_rest *call, const char *name, bool fallback)
{
    const weir_value *value = weir_rest_member(call, name);

    return value && value->kind == WEIR_BOOLEAN ? value->as.boolean : fallback;
}

weir_err weir_rest_integer(weir_rest *call, const char *name, int64_t fallback, int64_t *out)
{
    const weir_value *value = weir_rest_member(call, name);

    *out = fallback;
    if (value && (value->kind != WEIR_NUMBER || !weir_decimal_to_int64(value->as.number, out)))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be a whole number", name);
    return WEIR_OK;
}

weir_err weir_rest_query_flag(weir_rest *call, const char *name, bool *out)
{
    const weir_text value = weir_rest_parameter(call, name);

    if (!value.at)
        return WEIR_OK;
    *out = weir_text_equal(value, WEIR_T("true"));
    if (!*out && !weir_text_equal(value, WEIR_T("false")))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Cannot set query parameter '%s' to value '%.*s'",
                         name, WEIR_ARG(value));
    return WEIR_OK;
}

weir_err weir_rest_query_integer(weir_rest *call, const char *name, int64_t low, int64_t high, int64_t *out)
{
    const weir_text value = weir_rest_parameter(call, name);
    weir_decimal number;
    int64_t whole;

    if (!value.at)
        return WEIR_OK;
    if (!weir_decimal_parse(value, &number) || !weir_decimal_to_int64(number, &whole) || whole < low || whole > high)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Cannot set query parameter '%s' to value '%.*s'",
                         name, WEIR_ARG(value));
    *out = whole;
    return WEIR_OK;
}

weir_err weir_rest_path_id(weir_rest *call, uint32_t ix, const char *what, weir_id *out)
{
    assert(ix < WEIR_PATH_VALUE_COUNT_MAX);
    if (weir_id_parse(call->path[ix], out))
        return WEIR_OK;
    return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "No matching %s with id %.*s", what,
                     WEIR_ARG(call->path[ix]));
}

/* ── answering ───────────────────────────────────────────────────────────────────────────────────────── */

weir_buffer *weir_rest_begin(weir_rest *call)
{
    weir_buffer_init(&call->out, &call->arena, 0);
    return &call->out;
}

weir_err weir_rest_end(weir_rest *call, int status)
{
    WEIR_TRY(weir_buffer_done(&call->out, &call->answer));
    call->status = status;
    call->content_type = "application/json";
    return WEIR_OK;
}

weir_err weir_rest_nothing(weir_rest *call)
{
    call->status = 204;
    call->answer = WEIR_NO_TEXT;
    call->content_type = NULL;
    return WEIR_OK;
}

weir_err weir_rest_bytes(weir_rest *call, weir_text bytes, const char *content_type)
{
    call->status = 200;
    call->answer = bytes;
    call->content_type = content_type;
    return WEIR_OK;
}

weir_err weir_rest_refuse(weir_rest *call, int status, const char *type, const char *format, ...)
{
    char message[sizeof call->diag.message];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    call->fault_status = status;
    call->fault_type = type;
    return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "%s", message);
}

weir_err weir_rest_missing(weir_rest *call, const char *what)
{
    return weir_rest_refuse(call, 501, "RestException", "weir does not have this yet: %s", what);
}

/* ── waiting ─────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_rest_execute(weir_rest *call, weir_handler after)
{
    const weir_request_kind kind = call->command.kind;

    if (call->transients.count > 0 && kind != WEIR_REQUEST_COMMAND && kind != WEIR_REQUEST_START)
        return weir_rest_missing(call, "transient variables of messages and signals");
    call->command.command.transients = call->transients;
    call->command.actor = call->actor;
    call->ticket = (weir_writer_ticket){.request = &call->command};
    call->waits = WEIR_WAIT_WRITER;
    call->after = after;
    return WEIR_OK;
}

weir_err weir_rest_work(weir_rest *call, weir_writer_work work, weir_handler after)
{
    call->ticket = (weir_writer_ticket){.work = work, .work_context = call};
    call->waits = WEIR_WAIT_WRITER;
    call->after = after;
    return WEIR_OK;
}

weir_err weir_rest_park(weir_rest *call, int64_t until_ms, const weir_text *topics, uint32_t topic_count,
                        weir_handler after)
{
    call->park_until_ms = until_ms;
    call->park_topics = topics;
    call->park_topic_count = topic_count;
    call->waits = WEIR_WAIT_PARKED;
    call->after = after;
    return WEIR_OK;
}

weir_err weir_rest_wait(weir_rest *call, weir_handler begin, weir_handler after)
{
    call->begin = begin;
    call->waits = WEIR_WAIT_ELSEWHERE;
    call->after = after;
    return WEIR_OK;
}

/* ── writing JSON ────────────────────────────────────────────────────────────────────────────────────── */

void weir_write_comma(weir_buffer *out)
{
    if (out->length > 0 && out->at[out->length - 1] != '{' && out->at[out->length - 1] != '[')
        weir_buffer_char(out, ',');
}

void weir_write_name(weir_buffer *out, const char *name)
{
    weir_write_comma(out);
    weir_json_write_string(weir_text_of(name), out);
    weir_buffer_char(out, ':');
}

void weir_write_null(weir_buffer *out, const char *name)
{
    weir_write_name(out, name);
    weir_buffer_text(out, WEIR_T("null"));
}

void weir_write_text(weir_buffer *out, const char *name, weir_text value)
{
    if (!value.at) {
        weir_write_null(out, name);
        return;
    }
    weir_write_name(out, name);
    weir_json_write_string(value, out);
}

void weir_write_id(weir_buffer *out, const char *name, weir_id id)
{
    char text[WEIR_ID_TEXT_LENGTH + 1];

    weir_id_print(id, text);
    weir_write_text(out, name, weir_id_is_none(id) ? WEIR_NO_TEXT : weir_text_of(text));
}

void weir_write_integer(weir_buffer *out, const char *name, int64_t value)
{
    weir_write_name(out, name);
    weir_buffer_integer(out, value);
}

void weir_write_boolean(weir_buffer *out, const char *name, bool value)
{
    weir_write_name(out, name);
    weir_buffer_text(out, value ? WEIR_T("true") : WEIR_T("false"));
}

void weir_write_raw(weir_buffer *out, const char *name, weir_text json)
{
    weir_write_name(out, name);
    weir_buffer_text(out, json);
}

void weir_write_time(weir_buffer *out, const char *name, int64_t epoch_ms)
{
    weir_write_name(out, name);
    weir_date_print(epoch_ms, out);
}

void weir_write_time_or_null(weir_buffer *out, const char *name, int64_t epoch_ms)
{
    if (epoch_ms == 0)
        weir_write_null(out, name);
    else
        weir_write_time(out, name, epoch_ms);
}
