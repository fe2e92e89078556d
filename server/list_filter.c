/* SPDX-License-Identifier: Apache-2.0
 * server/list_filter.c - parameters of a list to conditions of its statement.
 */
#include "server/date.h"
#include "server/list_internal.h"
#include "server/names.h"
#include "server/server_internal.h"

/* ── parameters, from a query string or a body ───────────────────────────────────────────────────────── */

static weir_err add_value(weir_rest *call, weir_parameters *list, weir_text text)
{
    WEIR_TRY(WEIR_GROW(&call->arena, list));
    list->items[list->count++] = text;
    return WEIR_OK;
}

weir_err weir_statement_split(const weir_statement *s, weir_text text, weir_parameters *out)
{
    weir_rest *call = s->call;
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
static weir_err add_scalar(weir_rest *call, const char *name, const weir_value *value, weir_parameters *out)
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

const weir_value *weir_statement_member(const weir_statement *s, const char *name)
{
    const weir_value *value =
        s->criteria ? weir_context_find(s->criteria, weir_text_of(name)) : weir_rest_member(s->call, name);

    return value && value->kind == WEIR_NULL ? NULL : value;
}

weir_err weir_statement_read(const weir_statement *s, const char *name, bool is_list, weir_parameters *out)
{
    const weir_value *value = weir_statement_member(s, name);
    const weir_text text = s->criteria ? WEIR_NO_TEXT : weir_rest_parameter(s->call, name);

    *out = (weir_parameters){.is_there = text.at || value};
    if (text.at)
        return is_list ? weir_statement_split(s, text, out) : add_value(s->call, out, text);
    if (!value)
        return WEIR_OK;
    if (value->kind != WEIR_LIST)
        return add_scalar(s->call, name, value, out);
    for (uint32_t i = 0; i < value->count; i++)
        WEIR_TRY(add_scalar(s->call, name, &value->as.items[i], out));
    return WEIR_OK;
}

weir_err weir_statement_items(const weir_statement *s, const weir_filter *filter, weir_parameters *items,
                              const weir_value **body)
{
    const weir_text text = s->criteria ? WEIR_NO_TEXT : weir_rest_parameter(s->call, filter->name);

    *items = (weir_parameters){.is_there = text.at != NULL};
    *body = weir_statement_member(s, filter->name);
    if (*body && (*body)->kind != WEIR_LIST)
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be a list", filter->name);
    return text.at ? weir_statement_split(s, text, items) : WEIR_OK;
}

/* ── the statement ───────────────────────────────────────────────────────────────────────────────────── */

static weir_err append_value(weir_statement *s, weir_sql_value value)
{
    if (s->count == WEIR_LIST_VALUE_COUNT_MAX)
        return weir_fail(&s->call->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "the query has too many values (limit list_value_count)");
    s->values[s->count++] = value;
    weir_buffer_format(&s->sql, "?%u", s->count);
    return WEIR_OK;
}

weir_err weir_statement_bind(weir_statement *s, weir_sql_value value)
{
    if (value.kind == WEIR_SQL_TEXT && value.text.length > WEIR_LIST_TEXT_LENGTH_MAX)
        return weir_fail(&s->call->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "a value of the query is too long (limit list_text_length)");
    return append_value(s, value);
}

void weir_statement_begin_condition(weir_statement *s)
{
    if (s->is_any)
        weir_buffer_text(&s->sql, s->has_alternative ? WEIR_T(" OR (") : WEIR_T("("));
    else
        weir_buffer_text(&s->sql, s->has_condition ? WEIR_T(" AND (") : WEIR_T(" WHERE ("));
    if (s->is_any)
        s->has_alternative = true;
    else
        s->has_condition = true;
}

static weir_err refuse_value(weir_statement *s, const weir_filter *filter, weir_text text)
{
    return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Cannot set query parameter '%s' to value '%.*s'",
                     filter->name, WEIR_ARG(text));
}

weir_err weir_statement_id(const weir_statement *s, weir_text text, weir_sql_value *out)
{
    weir_id *id = WEIR_TAKE(&s->call->arena, weir_id, 1);

    if (!id)
        return WEIR_ENOMEM;
    *out = weir_id_parse(text, id) ? weir_sql_bytes(id->byte, sizeof id->byte) : weir_sql_text(WEIR_NO_TEXT);
    return WEIR_OK;
}

static weir_err to_value(weir_statement *s, const weir_filter *filter, weir_text text, weir_sql_value *out)
{
    weir_decimal number;
    int64_t whole = 0;

    switch (filter->kind) {
    case WEIR_FILTER_ID:
    case WEIR_FILTER_IDS:
        return weir_statement_id(s, text, out);
    case WEIR_FILTER_INTEGER:
        if (!weir_decimal_parse(text, &number) || !weir_decimal_to_int64(number, &whole))
            return refuse_value(s, filter, text);
        break;
    case WEIR_FILTER_TIME:
        if (!weir_date_read(text, &whole))
            return refuse_value(s, filter, text);
        break;
    case WEIR_FILTER_BOOLEAN:
    case WEIR_FILTER_IF_TRUE:
    case WEIR_FILTER_UNLESS_TRUE:
    case WEIR_FILTER_OPTION:
        whole = weir_text_equal(text, WEIR_T("true"));
        if (!whole && !weir_text_equal(text, WEIR_T("false")))
            return refuse_value(s, filter, text);
        break;
    case WEIR_FILTER_TEXT:
    case WEIR_FILTER_TEXTS:
    case WEIR_FILTER_TIMES:
    case WEIR_FILTER_VARIABLES:
    case WEIR_FILTER_OR:
    case WEIR_FILTER_MISSING:
        *out = weir_sql_text(text);
        return WEIR_OK;
    }
    *out = weir_sql_integer(whole);
    return WEIR_OK;
}

static weir_err add_sql(weir_statement *s, const char *sql, const weir_sql_value *bound, uint32_t count)
{
    for (const char *at = sql; *at != '\0'; at++) {
        weir_text names;

        if (*at == '~' || *at == '^') {
            WEIR_TRY(*at == '~' ? weir_names_of_definitions(s->call, &names) : weir_names_of_nodes(s->call, &names));
            WEIR_TRY(append_value(s, weir_sql_text(names))); /* as long as it is */
        } else if (*at == '#') {
            weir_buffer_integer(&s->sql, weir_db_now(s->call->server->db));
        } else if (*at != '@') {
            weir_buffer_char(&s->sql, *at);
        } else {
            for (uint32_t i = 0; i < count; i++) {
                if (i > 0)
                    weir_buffer_char(&s->sql, ',');
                WEIR_TRY(weir_statement_bind(s, bound[i]));
            }
        }
    }
    return WEIR_OK;
}

weir_err weir_statement_add(weir_statement *s, const char *sql)
{
    return add_sql(s, sql, NULL, 0);
}

weir_err weir_statement_condition(weir_statement *s, const char *sql, const weir_sql_value *bound, uint32_t count)
{
    weir_statement_begin_condition(s);
    WEIR_TRY(add_sql(s, sql, bound, count));
    weir_buffer_char(&s->sql, ')');
    return WEIR_OK;
}

weir_err weir_statement_flag(const weir_statement *s, const char *name, bool *out)
{
    weir_parameters given;

    WEIR_TRY(weir_statement_read(s, name, false, &given));
    *out = given.count == 1 && weir_text_equal(given.items[0], WEIR_T("true"));
    return WEIR_OK;
}

static weir_err add_filter(weir_statement *s, const weir_filter *filter)
{
    const bool is_list = filter->kind == WEIR_FILTER_TEXTS || filter->kind == WEIR_FILTER_IDS;
    weir_sql_value *bound;
    weir_parameters given;
    bool is_off;

    if (filter->kind == WEIR_FILTER_MISSING && weir_statement_member(s, filter->name))
        return weir_rest_missing(s->call, filter->name); /* whatever it looks like */
    WEIR_TRY(weir_statement_read(s, filter->name, is_list, &given));
    if (!given.is_there)
        return filter->kind == WEIR_FILTER_UNLESS_TRUE && !s->criteria
                   ? weir_statement_condition(s, filter->sql, NULL, 0)
                   : WEIR_OK;
    if (filter->kind == WEIR_FILTER_MISSING)
        return weir_rest_missing(s->call, filter->name);
    if (!is_list && given.count != 1)
        return refuse_value(s, filter, WEIR_T("[…]"));
    bound = WEIR_TAKE(&s->call->arena, weir_sql_value, given.count);
    if (!bound)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < given.count; i++)
        WEIR_TRY(to_value(s, filter, given.items[i], &bound[i]));
    if (filter->kind == WEIR_FILTER_OPTION || (filter->kind == WEIR_FILTER_IF_TRUE && bound[0].integer == 0) ||
        (filter->kind == WEIR_FILTER_UNLESS_TRUE && bound[0].integer != 0))
        return WEIR_OK;
    weir_statement_begin_condition(s);
    WEIR_TRY(add_sql(s, filter->sql, bound, given.count));
    if (filter->unless) {
        WEIR_TRY(weir_statement_flag(s, filter->unless, &is_off));
        if (!is_off)
            weir_buffer_format(&s->sql, ") AND (%s", filter->also);
    }
    weir_buffer_char(&s->sql, ')');
    return WEIR_OK;
}

/* ── alternatives ────────────────────────────────────────────────────────────────────────────────────── */

/* All of the objects hold; of each, one of its conditions. */
static weir_err add_alternatives(weir_statement *s, const weir_filter *filter)
{
    const weir_value *list = weir_statement_member(s, filter->name);

    if (!list)
        return WEIR_OK;
    if (s->criteria)
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' can't stand in '%s'", filter->name,
                         filter->name);
    if (list->kind != WEIR_LIST)
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be a list", filter->name);
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->as.items[i].kind != WEIR_CONTEXT)
            return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "each of '%s' must be an object", filter->name);
        if (weir_context_find(&list->as.items[i], WEIR_T("sorting")))
            return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'sorting' can't stand in '%s'", filter->name);
        weir_statement_begin_condition(s);
        s->criteria = &list->as.items[i];
        s->is_any = true;
        s->has_alternative = false;
        WEIR_TRY(weir_statement_filters(s, s->list->filters, s->list->filter_count));
        weir_buffer_text(&s->sql, s->has_alternative ? WEIR_T(")") : WEIR_T("1)"));
        s->is_any = false;
        s->criteria = NULL;
    }
    return WEIR_OK;
}

weir_err weir_statement_filters(weir_statement *s, const weir_filter *filters, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (filters[i].kind == WEIR_FILTER_VARIABLES)
            WEIR_TRY(weir_statement_variables(s, &filters[i]));
        else if (filters[i].kind == WEIR_FILTER_TIMES)
            WEIR_TRY(weir_statement_times(s, &filters[i]));
        else if (filters[i].kind == WEIR_FILTER_OR)
            WEIR_TRY(add_alternatives(s, &filters[i]));
        else
            WEIR_TRY(add_filter(s, &filters[i]));
    }
    return WEIR_OK;
}
