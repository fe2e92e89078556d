/* SPDX-License-Identifier: Apache-2.0
 * server/list_values.c - "a,b" and ["a","b"] as texts, gt_2026-… and {operator, value} as times.
 */
#include "server/list_values.h"

#include "server/date.h"
#include "server/variables.h"

static weir_err add_value(weir_rest *call, weir_list_values *list, weir_text text)
{
    WEIR_TRY(WEIR_GROW(&call->arena, list));
    list->items[list->count++] = text;
    return WEIR_OK;
}

weir_err weir_list_split(weir_rest *call, weir_text text, weir_list_values *out)
{
    size_t from = 0;

    for (size_t i = 0; i <= text.length; i++) {
        if (i < text.length && text.at[i] != ',')
            continue;
        WEIR_TRY(add_value(call, out, weir_text_part(text, from, i - from)));
        from = i + 1;
    }
    return WEIR_OK;
}

/* A scalar of a body as the text it would be in a query string. */
static weir_err add_scalar(weir_rest *call, const char *name, const weir_value *value, weir_list_values *out)
{
    weir_buffer buffer;
    weir_text text;

    if (value->kind == WEIR_STRING)
        return add_value(call, out, value->as.string);
    weir_buffer_init(&buffer, &call->arena, 0);
    if (!weir_scalar_write(value, true, &buffer))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be a text, a number or a list of them",
                         name);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    return add_value(call, out, text);
}

weir_err weir_list_values_read(weir_rest *call, const char *name, bool is_list, weir_list_values *out)
{
    const weir_value *value = weir_rest_member(call, name);
    const weir_text text = weir_rest_parameter(call, name);

    *out = (weir_list_values){.is_there = text.at || value};
    if (text.at)
        return is_list ? weir_list_split(call, text, out) : add_value(call, out, text);
    if (!value)
        return WEIR_OK;
    if (value->kind != WEIR_LIST)
        return add_scalar(call, name, value, out);
    for (uint32_t i = 0; i < value->count; i++)
        WEIR_TRY(add_scalar(call, name, &value->as.items[i], out));
    return WEIR_OK;
}

/* ── times ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err add_time(weir_rest *call, const char *name, weir_text operation, weir_text text, weir_list_times *out)
{
    weir_list_time time = {.sql = weir_text_equal(operation, WEIR_T("gt"))   ? ">"
                                  : weir_text_equal(operation, WEIR_T("lt")) ? "<"
                                                                             : NULL};

    if (!time.sql || !weir_date_read(text, &time.time_ms))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "'%s' compares with gt or lt and a date like 2026-11-23T01:00:00.000+0000", name);
    WEIR_TRY(WEIR_GROW(&call->arena, out));
    out->items[out->count++] = time;
    return WEIR_OK;
}

static weir_err add_time_of_query(weir_rest *call, const char *name, weir_text item, weir_list_times *out)
{
    const size_t found = weir_text_find(item, WEIR_T("_"), 0), at = found == SIZE_MAX ? item.length : found;
    const size_t rest = at < item.length ? at + 1 : at;

    return add_time(call, name, weir_text_part(item, 0, at), weir_text_part(item, rest, item.length - rest), out);
}

static weir_text text_of(const weir_value *object, weir_text name)
{
    const weir_value *value = weir_context_find(object, name);

    return value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
}

weir_err weir_list_times_read(weir_rest *call, const char *name, weir_list_times *out)
{
    const weir_value *body = weir_rest_member(call, name);
    const weir_text text = weir_rest_parameter(call, name);
    weir_list_values items = {0};

    *out = (weir_list_times){0};
    if (text.at)
        WEIR_TRY(weir_list_split(call, text, &items));
    for (uint32_t i = 0; i < items.count; i++)
        WEIR_TRY(add_time_of_query(call, name, items.items[i], out));
    if (body && body->kind != WEIR_LIST)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be a list", name);
    for (uint32_t i = 0; body && i < body->count; i++)
        WEIR_TRY(add_time(call, name, text_of(&body->as.items[i], WEIR_T("operator")),
                          text_of(&body->as.items[i], WEIR_T("value")), out));
    return WEIR_OK;
}
