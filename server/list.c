/* SPDX-License-Identifier: Apache-2.0
 * server/list.c - parameters to a statement, rows to objects.
 */
#include "server/list.h"

#include <assert.h>

#include "server/date.h"
#include "server/handlers.h"
#include "server/list_internal.h"
#include "server/names.h"
#include "server/route.h"
#include "server/server_internal.h"
#include "server/snapshot.h"
#include "server/variables.h"

/* ── order and page ──────────────────────────────────────────────────────────────────────────────────── */

static weir_err add_sort(weir_statement *s, weir_text by, weir_text order)
{
    const bool is_descending = weir_text_equal(order, WEIR_T("desc"));

    if (!by.at || !order.at)
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "Only a single sorting parameter specified. sortBy and sortOrder required");
    if (!is_descending && !weir_text_equal(order, WEIR_T("asc")))
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "Cannot set query parameter 'sortOrder' to value '%.*s'", WEIR_ARG(order));
    for (uint32_t i = 0; i < s->list->sort_count; i++) {
        if (weir_text_equal(by, weir_text_of(s->list->sorts[i].name))) {
            WEIR_TRY(weir_statement_add(s, s->list->sorts[i].sql));
            weir_buffer_text(&s->sql, is_descending ? WEIR_T(" DESC, ") : WEIR_T(" ASC, "));
            return WEIR_OK;
        }
    }
    return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Cannot set query parameter 'sortBy' to value '%.*s'",
                     WEIR_ARG(by));
}

static weir_err add_order(weir_statement *s)
{
    const weir_text by = weir_rest_parameter(s->call, "sortBy"), order = weir_rest_parameter(s->call, "sortOrder");
    const weir_value *sorting = weir_rest_member(s->call, "sorting");

    weir_buffer_text(&s->sql, WEIR_T(" ORDER BY "));
    if (by.at || order.at)
        WEIR_TRY(add_sort(s, by, order));
    if (sorting && sorting->kind != WEIR_LIST)
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'sorting' must be a list");
    if (sorting && sorting->count > WEIR_LIST_SORT_COUNT_MAX)
        return weir_fail(&s->call->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "the query has too many keys to sort by (limit list_sort_count)");
    for (uint32_t i = 0; sorting && i < sorting->count; i++)
        WEIR_TRY(add_sort(s, weir_snapshot_text(&sorting->as.items[i], "sortBy"),
                          weir_snapshot_text(&sorting->as.items[i], "sortOrder")));
    weir_buffer_text(&s->sql, weir_text_of(s->list->order));
    return WEIR_OK;
}

/* Nobody gets more than the limit allows; who asks for all of more than that is told so. */
static weir_err add_page(weir_statement *s)
{
    int64_t first = 0, count_max = INT32_MAX;

    WEIR_TRY(weir_rest_query_integer(s->call, "firstResult", 0, INT32_MAX, &first));
    WEIR_TRY(weir_rest_query_integer(s->call, "maxResults", 0, INT32_MAX, &count_max));
    if (count_max > WEIR_LIST_ROW_COUNT_MAX)
        count_max = WEIR_LIST_ROW_COUNT_MAX + 1;
    weir_buffer_format(&s->sql, " LIMIT %lld OFFSET %lld", (long long)count_max, (long long)first);
    return WEIR_OK;
}

static weir_err read_count(weir_statement *s, int64_t *out)
{
    weir_rest *call = s->call;
    weir_reader *reader;
    weir_rows rows;
    bool has_row;
    weir_text sql;
    weir_err err;

    WEIR_TRY(weir_buffer_done(&s->sql, &sql));
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query_text(reader, sql, s->values, s->count, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = weir_rows_next(&rows, &has_row, &call->diag);
        if (err == WEIR_OK)
            *out = weir_rows_integer(&rows, 0);
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    return err;
}

/* ── putting it together ─────────────────────────────────────────────────────────────────────────────── */

#define INSTANCES " FROM instance i JOIN definition d ON d.number = i.definition"

static bool has_where(const char *sql)
{
    return weir_text_find(weir_text_of(sql), WEIR_T(" WHERE "), 0) != SIZE_MAX;
}

/* ELIMIT: there are too many instances. The statement may be another one afterwards. */
static weir_err check_instances(weir_rest *call, const weir_listing *list)
{
    weir_statement *s = WEIR_TAKE(&call->arena, weir_statement, 1);
    int64_t count;

    if (!s)
        return WEIR_ENOMEM;
    *s = (weir_statement){.call = call, .list = list};
    weir_buffer_init(&s->sql, &call->arena, 0);
    weir_buffer_text(&s->sql, WEIR_T("SELECT count(*) FROM (SELECT 1" INSTANCES));
    WEIR_TRY(weir_statement_filters(s, list->instances, list->instance_filter_count));
    weir_buffer_format(&s->sql, " LIMIT %u)", WEIR_LIST_INSTANCE_COUNT_MAX + 1);
    WEIR_TRY(read_count(s, &count));
    if (count <= WEIR_LIST_INSTANCE_COUNT_MAX)
        return WEIR_OK;
    return weir_fail(&call->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                     "more than %u instances would have to be looked through (limit list_instance_count); say of which:"
                     " processInstanceId, a definition, a business key, or what began or ended after a time",
                     WEIR_LIST_INSTANCE_COUNT_MAX);
}

/* instance: NULL, or the only one that is looked at. */
static weir_err begin(weir_statement *s, weir_rest *call, const weir_listing *list, const weir_id *instance)
{
    *s = (weir_statement){.call = call, .list = list};
    weir_buffer_init(&s->sql, &call->arena, 0);
    if (list->bind) {
        weir_text text;

        WEIR_TRY(list->bind(call, &text));
        s->values[s->count++] = weir_sql_text(text);
    }
    if (list->instances) {
        weir_buffer_text(&s->sql, WEIR_T("WITH c AS MATERIALIZED (SELECT i.pos AS pos, i.id AS id" INSTANCES));
        if (instance) {
            const weir_sql_value value = weir_sql_bytes(instance->byte, sizeof instance->byte);

            WEIR_TRY(weir_statement_condition(s, "i.id = @", &value, 1));
        } else {
            WEIR_TRY(check_instances(call, list));
            WEIR_TRY(weir_statement_filters(s, list->instances, list->instance_filter_count));
        }
        weir_buffer_text(&s->sql, WEIR_T(" ORDER BY i.pos)"));
    }
    if (list->with)
        weir_buffer_text(&s->sql, weir_text_of(list->with));
    s->has_condition = has_where(list->from);
    return WEIR_OK;
}

static void select_columns(weir_statement *s)
{
    bool is_first = true;

    weir_buffer_text(&s->sql, WEIR_T("SELECT "));
    for (uint32_t i = 0; i < s->list->shape->count; i++) {
        if (!s->list->shape->fields[i].sql)
            continue;
        weir_buffer_text(&s->sql, is_first ? WEIR_T("") : WEIR_T(", "));
        weir_buffer_text(&s->sql, weir_text_of(s->list->shape->fields[i].sql));
        is_first = false;
    }
    weir_buffer_char(&s->sql, ' ');
    weir_buffer_text(&s->sql, weir_text_of(s->list->from));
}

/* ── rows ────────────────────────────────────────────────────────────────────────────────────────────── */

static void write_id(weir_buffer *out, const char *name, const weir_rows *rows, int column)
{
    weir_id id = {{0}};

    if (weir_rows_id(rows, column, &id))
        weir_write_id(out, name, id);
    else
        weir_write_text(out, name, weir_rows_text(rows, column));
}

static weir_err write_field(weir_rest *call, const weir_member *field, const weir_rows *rows, int column,
                            weir_buffer *out)
{
    const weir_text text = field->sql ? weir_rows_text(rows, column) : WEIR_NO_TEXT;

    switch (field->kind) {
    case WEIR_MEMBER_LINKS:
        weir_write_raw(out, field->name, WEIR_T("[]"));
        return WEIR_OK;
    case WEIR_MEMBER_PROCESS_NAME:
    case WEIR_MEMBER_VERSION_TAG:
    case WEIR_MEMBER_TIME_TO_LIVE:
    case WEIR_MEMBER_IS_STARTABLE:
    case WEIR_MEMBER_NODE_NAME:
    case WEIR_MEMBER_NODE_TYPE:
        return weir_names_write(call, field, text, out);
    case WEIR_MEMBER_VALUE_TYPE:
    case WEIR_MEMBER_VALUE:
    case WEIR_MEMBER_VALUE_INFO:
        return weir_variable_write_field(call, field, text, out);
    case WEIR_MEMBER_DAYS_OVERDUE:
        return weir_limit_write_days(call, field, text, out);
    case WEIR_MEMBER_DECISION_INPUTS:
    case WEIR_MEMBER_DECISION_OUTPUTS:
        return weir_past_decision_write(call, field, text, out);
    default:
        break;
    }
    if (!text.at)
        weir_write_null(out, field->name);
    else if (field->kind == WEIR_MEMBER_ID)
        write_id(out, field->name, rows, column);
    else if (field->kind == WEIR_MEMBER_INTEGER)
        weir_write_integer(out, field->name, weir_rows_integer(rows, column));
    else if (field->kind == WEIR_MEMBER_BOOLEAN)
        weir_write_boolean(out, field->name, weir_rows_integer(rows, column) != 0);
    else if (field->kind == WEIR_MEMBER_TIME)
        weir_write_time(out, field->name, weir_rows_integer(rows, column));
    else if (field->kind == WEIR_MEMBER_JSON)
        weir_write_raw(out, field->name, text);
    else
        weir_write_text(out, field->name, text);
    return WEIR_OK;
}

static weir_err write_row(weir_rest *call, const weir_shape *shape, const weir_rows *rows, weir_buffer *out)
{
    int column = 0;

    weir_buffer_char(out, '{');
    for (uint32_t i = 0; i < shape->count; i++) {
        WEIR_TRY(write_field(call, &shape->fields[i], rows, column, out));
        column += shape->fields[i].sql != NULL;
    }
    weir_buffer_char(out, '}');
    return out->err;
}

typedef enum row_form { FORM_LIST, FORM_MAP } row_form;

static weir_err write_rows(weir_statement *s, row_form form, int64_t row_count_max, weir_buffer *out,
                           int64_t *row_count)
{
    weir_rest *call = s->call;
    weir_reader *reader;
    weir_rows rows;
    bool has_row = false;
    weir_err err;
    weir_text sql;

    *row_count = 0;
    WEIR_TRY(weir_buffer_done(&s->sql, &sql));
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query_text(reader, sql, s->values, s->count, &rows, &call->diag);
    if (err == WEIR_OK) {
        while ((err = weir_rows_next(&rows, &has_row, &call->diag)) == WEIR_OK && has_row) {
            if (++*row_count > row_count_max) {
                err = weir_fail(&call->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                                "there are more than %lld rows (limit list_row_count); use firstResult and maxResults",
                                (long long)row_count_max);
                break;
            }
            weir_write_comma(out);
            if (form == FORM_MAP) {
                weir_json_write_string(weir_rows_text(&rows, 0), out);
                weir_buffer_char(out, ':');
            }
            err = write_row(call, s->list->shape, &rows, out);
            if (err != WEIR_OK)
                break;
        }
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    return err;
}

static weir_statement *take_statement(weir_rest *call)
{
    return WEIR_TAKE(&call->arena, weir_statement, 1);
}

weir_err weir_list_rows(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_statement *s = take_statement(call);
    int64_t row_count;

    if (!s)
        return WEIR_ENOMEM;
    WEIR_TRY(begin(s, call, call->route->list, NULL));
    select_columns(s);
    WEIR_TRY(weir_statement_filters(s, s->list->filters, s->list->filter_count));
    WEIR_TRY(add_order(s));
    WEIR_TRY(add_page(s));
    weir_buffer_char(out, '[');
    WEIR_TRY(write_rows(s, FORM_LIST, WEIR_LIST_ROW_COUNT_MAX, out, &row_count));
    weir_buffer_char(out, ']');
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}

weir_err weir_list_count(weir_rest *call)
{
    weir_statement *s = take_statement(call);
    weir_buffer *out;
    int64_t count;

    if (!s)
        return WEIR_ENOMEM;
    WEIR_TRY(begin(s, call, call->route->list, NULL));
    weir_buffer_text(&s->sql, WEIR_T("SELECT count(*) "));
    weir_buffer_text(&s->sql, weir_text_of(s->list->from));
    WEIR_TRY(weir_statement_filters(s, s->list->filters, s->list->filter_count));
    WEIR_TRY(read_count(s, &count));
    out = weir_rest_begin(call);
    weir_buffer_char(out, '{');
    weir_write_integer(out, "count", count);
    weir_buffer_char(out, '}');
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}

static weir_err write_where(weir_rest *call, const weir_listing *list, const weir_id *instance, const char *condition,
                            weir_sql_value value, bool is_map, weir_buffer *out)
{
    weir_statement *s = take_statement(call);
    int64_t row_count;

    if (!s)
        return WEIR_ENOMEM;
    WEIR_TRY(begin(s, call, list, instance));
    select_columns(s);
    WEIR_TRY(weir_statement_condition(s, condition, &value, 1));
    weir_buffer_text(&s->sql, WEIR_T(" ORDER BY "));
    weir_buffer_text(&s->sql, weir_text_of(list->order));
    WEIR_TRY(write_rows(s, is_map ? FORM_MAP : FORM_LIST, WEIR_LIST_ROW_COUNT_MAX, out, &row_count));
    return row_count > 0 ? WEIR_OK : WEIR_ENOTFOUND;
}

weir_err weir_list_write_where(weir_rest *call, const weir_listing *list, const char *condition, weir_sql_value value,
                               bool is_map, weir_buffer *out)
{
    assert(!list->instances);
    return write_where(call, list, NULL, condition, value, is_map, out);
}

static weir_err refuse_id(weir_rest *call, const weir_listing *list, weir_text id)
{
    return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "No matching %s with id %.*s", list->what,
                     WEIR_ARG(id));
}

weir_err weir_list_write_of(weir_rest *call, const weir_listing *list, weir_id instance, weir_text id, weir_buffer *out)
{
    const weir_err err = write_where(call, list, &instance, list->by_id, weir_sql_text(id), false, out);

    return err == WEIR_ENOTFOUND ? refuse_id(call, list, id) : err;
}

static bool read_bare_id(weir_text text, weir_id *out)
{
    char spelled[WEIR_ID_TEXT_LENGTH];
    size_t length = 0;

    for (size_t i = 0; i < 2 * sizeof out->byte && i < text.length; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            spelled[length++] = '-';
        spelled[length++] = text.at[i];
    }
    return text.length > 2 * sizeof out->byte && text.at[2 * sizeof out->byte] == ':' &&
           weir_id_parse((weir_text){spelled, length}, out);
}

weir_err weir_list_write_part(weir_rest *call, const weir_listing *list, weir_text id, weir_buffer *out)
{
    const size_t skipped = 2 * sizeof(weir_id) + 1;
    weir_id *instance = WEIR_TAKE(&call->arena, weir_id, 1);
    weir_statement *s = take_statement(call);
    weir_sql_value value;
    int64_t row_count = 0;

    if (!s || !instance)
        return WEIR_ENOMEM;
    if (read_bare_id(id, instance)) {
        WEIR_TRY(begin(s, call, list, list->instances ? instance : NULL));
        value = weir_sql_bytes(instance->byte, sizeof instance->byte);
        select_columns(s);
        WEIR_TRY(weir_statement_condition(s, "i.id = @", &value, 1));
        value = weir_sql_text(weir_text_part(id, skipped, id.length - skipped));
        WEIR_TRY(weir_statement_condition(s, list->by_id, &value, 1));
        WEIR_TRY(write_rows(s, FORM_LIST, 1, out, &row_count));
    }
    if (row_count > 0)
        return WEIR_OK;
    return refuse_id(call, list, id);
}

weir_err weir_list_write_one(weir_rest *call, const weir_listing *list, weir_text id, weir_buffer *out)
{
    weir_sql_value value = weir_sql_text(id);
    weir_id parsed;
    weir_err err = WEIR_ENOTFOUND;

    if (list->is_id_text) {
        err = weir_list_write_where(call, list, list->by_id, value, false, out);
    } else if (weir_id_parse(id, &parsed)) {
        value = weir_sql_bytes(parsed.byte, sizeof parsed.byte);
        err = weir_list_write_where(call, list, list->by_id, value, false, out);
    }
    if (err != WEIR_ENOTFOUND)
        return err;
    return refuse_id(call, list, id);
}

weir_err weir_list_one(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);

    WEIR_TRY(weir_list_write_one(call, call->route->list, call->path[0], out));
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}
