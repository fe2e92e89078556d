/* SPDX-License-Identifier: Apache-2.0
 * server/list.c - parameters to a statement, rows to objects.
 */
#include "server/list.h"

#include <assert.h>

#include "server/date.h"
#include "server/list_values.h"
#include "server/names.h"
#include "server/route.h"
#include "server/server_internal.h"
#include "server/variables.h"

/* ── the statement ───────────────────────────────────────────────────────────────────────────────────── */

typedef struct statement {
    weir_rest *call;
    const weir_listing *list;
    weir_buffer sql;
    weir_sql_value values[WEIR_LIST_VALUE_COUNT_MAX];
    uint32_t count;
    bool has_condition;
} statement;

static weir_err bind(statement *s, weir_sql_value value)
{
    if (s->count == WEIR_LIST_VALUE_COUNT_MAX)
        return weir_fail(&s->call->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "the query has too many values (limit list_value_count)");
    if (value.kind == WEIR_SQL_TEXT && value.text.length > WEIR_LIST_TEXT_LENGTH_MAX)
        return weir_fail(&s->call->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "a value of the query is too long (limit list_text_length)");
    s->values[s->count++] = value;
    weir_buffer_format(&s->sql, "?%u", s->count);
    return WEIR_OK;
}

static void begin_condition(statement *s)
{
    weir_buffer_text(&s->sql, s->has_condition ? WEIR_T(" AND (") : WEIR_T(" WHERE ("));
    s->has_condition = true;
}

static weir_err refuse_value(statement *s, const weir_filter *filter, weir_text text)
{
    return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Cannot set query parameter '%s' to value '%.*s'",
                     filter->name, WEIR_ARG(text));
}

static weir_err id_value(statement *s, weir_text text, weir_sql_value *out)
{
    weir_id *id = WEIR_TAKE(&s->call->arena, weir_id, 1);

    if (!id)
        return WEIR_ENOMEM;
    *out = weir_id_parse(text, id) ? weir_sql_bytes(id->byte, sizeof id->byte) : weir_sql_text(WEIR_NO_TEXT);
    return WEIR_OK;
}

static weir_err to_value(statement *s, const weir_filter *filter, weir_text text, weir_sql_value *out)
{
    weir_decimal number;
    int64_t whole = 0;

    switch (filter->kind) {
    case WEIR_FILTER_ID:
    case WEIR_FILTER_IDS:
        return id_value(s, text, out);
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
        whole = weir_text_equal(text, WEIR_T("true"));
        if (!whole && !weir_text_equal(text, WEIR_T("false")))
            return refuse_value(s, filter, text);
        break;
    case WEIR_FILTER_TEXT:
    case WEIR_FILTER_TEXTS:
    case WEIR_FILTER_TIMES:
    case WEIR_FILTER_VARIABLES:
    case WEIR_FILTER_MISSING:
        *out = weir_sql_text(text);
        return WEIR_OK;
    }
    *out = weir_sql_integer(whole);
    return WEIR_OK;
}

/* The condition of a row, with the values where its @ stands. */
static weir_err add_condition(statement *s, const char *sql, const weir_sql_value *bound, uint32_t count)
{
    begin_condition(s);
    for (const char *at = sql; *at != '\0'; at++) {
        if (*at == '#') {
            weir_buffer_integer(&s->sql, weir_db_now(s->call->server->db));
            continue;
        }
        if (*at != '@') {
            weir_buffer_char(&s->sql, *at);
            continue;
        }
        for (uint32_t i = 0; i < count; i++) {
            if (i > 0)
                weir_buffer_char(&s->sql, ',');
            WEIR_TRY(bind(s, bound[i]));
        }
    }
    weir_buffer_char(&s->sql, ')');
    return WEIR_OK;
}

static weir_err add_filter(statement *s, const weir_filter *filter)
{
    const bool is_list = filter->kind == WEIR_FILTER_TEXTS || filter->kind == WEIR_FILTER_IDS;
    weir_sql_value *bound;
    weir_list_values given;

    WEIR_TRY(weir_list_values_read(s->call, filter->name, is_list, &given));
    if (!given.is_there)
        return filter->kind == WEIR_FILTER_UNLESS_TRUE ? add_condition(s, filter->sql, NULL, 0) : WEIR_OK;
    if (filter->kind == WEIR_FILTER_MISSING)
        return weir_rest_missing(s->call, filter->name);
    if (!is_list && given.count != 1)
        return refuse_value(s, filter, WEIR_T("[…]"));
    bound = WEIR_TAKE(&s->call->arena, weir_sql_value, given.count);
    if (!bound)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < given.count; i++)
        WEIR_TRY(to_value(s, filter, given.items[i], &bound[i]));
    if ((filter->kind == WEIR_FILTER_IF_TRUE && bound[0].integer == 0) ||
        (filter->kind == WEIR_FILTER_UNLESS_TRUE && bound[0].integer != 0))
        return WEIR_OK;
    return add_condition(s, filter->sql, bound, given.count);
}

/* ── conditions on variables ─────────────────────────────────────────────────────────────────────────── */

/* The content of a stored variable, without the form that says what it is; and of one that is a number, else NULL. */
#define TAGGED_NUMBER                                                                                                  \
    "v.value ->> '$.\"$integer\"', v.value ->> '$.\"$long\"', v.value ->> '$.\"$double\"', v.value ->> '$.\"$short\"'"
#define CONTENT                                                                                                        \
    "CASE json_type(v.value) WHEN 'object' THEN coalesce(" TAGGED_NUMBER ", v.value ->> '$.\"$dateTime\"',"            \
    " v.value ->> '$.\"$date\"', v.value) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE v.value ->> '$' END"
#define NUMBER                                                                                                         \
    "CASE json_type(v.value) WHEN 'object' THEN coalesce(" TAGGED_NUMBER ")"                                           \
    " WHEN 'integer' THEN v.value WHEN 'real' THEN v.value END"

static const struct {
    const char *name, *sql;
    bool is_order; /* by number if both are */
} operators[] = {
    {"eq", "=", true}, {"neq", "<>", true},  {"gt", ">", true},       {"gteq", ">=", true},
    {"lt", "<", true}, {"lteq", "<=", true}, {"like", "LIKE", false}, {"notLike", "NOT LIKE", false},
};

static weir_err add_variable(statement *s, const weir_filter *filter, weir_text name, weir_text operation,
                             const weir_value *value)
{
    weir_decimal number;
    weir_text text;
    weir_buffer buffer;
    uint32_t i = 0;
    bool is_number;

    while (i < sizeof operators / sizeof *operators && !weir_text_equal(operation, weir_text_of(operators[i].name)))
        i++;
    if (i == sizeof operators / sizeof *operators)
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Invalid variable comparator specified: %.*s",
                         WEIR_ARG(operation));
    weir_buffer_init(&buffer, &s->call->arena, 0);
    if (value->kind == WEIR_STRING)
        weir_buffer_text(&buffer, value->as.string);
    else if (!weir_scalar_write(value, true, &buffer))
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "a variable is compared with a text or a number");
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    is_number = operators[i].is_order && weir_decimal_parse(text, &number);
    begin_condition(s);
    weir_buffer_format(
        &s->sql, "EXISTS (SELECT 1 FROM variable v WHERE v.instance = %s AND v.scope = 1 AND v.name = ", filter->sql);
    WEIR_TRY(bind(s, weir_sql_text(name)));
    weir_buffer_format(&s->sql,
                       is_number ? " AND coalesce(CAST(" NUMBER " AS NUMERIC) %s CAST(" : " AND (" CONTENT ") %s ",
                       operators[i].sql);
    WEIR_TRY(bind(s, weir_sql_text(text)));
    if (is_number && value->kind == WEIR_STRING) /* of a query string, where it may be meant as a text */
        weir_buffer_format(&s->sql, " AS NUMERIC), (" CONTENT ") %s ?%u)", operators[i].sql, s->count);
    else if (is_number)
        weir_buffer_text(&s->sql, WEIR_T(" AS NUMERIC), 0)"));
    else if (!operators[i].is_order)
        weir_buffer_text(&s->sql, WEIR_T(" ESCAPE '\\'"));
    weir_buffer_text(&s->sql, WEIR_T("))"));
    return WEIR_OK;
}

static weir_err add_variable_of_query(statement *s, const weir_filter *filter, weir_text item)
{
    const size_t first = weir_text_find(item, WEIR_T("_"), 0);
    const size_t second = first == SIZE_MAX ? SIZE_MAX : weir_text_find(item, WEIR_T("_"), first + 1);
    weir_value value;

    if (second == SIZE_MAX || weir_text_find(item, WEIR_T("_"), second + 1) != SIZE_MAX)
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "variable query parameter has to have format KEY_OPERATOR_VALUE.");
    value = weir_string(weir_text_part(item, second + 1, item.length));
    return add_variable(s, filter, weir_text_part(item, 0, first), weir_text_part(item, first + 1, second - first - 1),
                        &value);
}

static weir_err add_variables(statement *s, const weir_filter *filter)
{
    const weir_value *body = weir_rest_member(s->call, filter->name);
    const weir_text text = weir_rest_parameter(s->call, filter->name);
    weir_list_values items = {0};

    if (text.at)
        WEIR_TRY(weir_list_split(s->call, text, &items));
    for (uint32_t i = 0; i < items.count; i++)
        WEIR_TRY(add_variable_of_query(s, filter, items.items[i]));
    if (body && body->kind != WEIR_LIST)
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be a list", filter->name);
    for (uint32_t i = 0; body && i < body->count; i++) {
        const weir_value *name = weir_context_find(&body->as.items[i], WEIR_T("name"));
        const weir_value *operation = weir_context_find(&body->as.items[i], WEIR_T("operator"));
        const weir_value *value = weir_context_find(&body->as.items[i], WEIR_T("value"));

        if (!name || name->kind != WEIR_STRING || !operation || operation->kind != WEIR_STRING || !value)
            return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                             "each of '%s' needs a name, an operator and a value", filter->name);
        WEIR_TRY(add_variable(s, filter, name->as.string, operation->as.string, value));
    }
    return WEIR_OK;
}

/* ── conditions on times ─────────────────────────────────────────────────────────────────────────────── */

static weir_err add_times(statement *s, const weir_filter *filter)
{
    weir_list_times times;

    WEIR_TRY(weir_list_times_read(s->call, filter->name, &times));
    for (uint32_t i = 0; i < times.count; i++) {
        begin_condition(s);
        weir_buffer_format(&s->sql, "%s %s ", filter->sql, times.items[i].sql);
        WEIR_TRY(bind(s, weir_sql_integer(times.items[i].time_ms)));
        weir_buffer_char(&s->sql, ')');
    }
    return WEIR_OK;
}

static weir_text member_text(const weir_value *object, weir_text name)
{
    const weir_value *value = weir_context_find(object, name);

    return value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
}

/* ── order and page ──────────────────────────────────────────────────────────────────────────────────── */

static weir_err add_sort(statement *s, weir_text by, weir_text order)
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
            weir_buffer_format(&s->sql, "%s %s, ", s->list->sorts[i].sql, is_descending ? "DESC" : "ASC");
            return WEIR_OK;
        }
    }
    return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Cannot set query parameter 'sortBy' to value '%.*s'",
                     WEIR_ARG(by));
}

static weir_err add_order(statement *s)
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
        WEIR_TRY(add_sort(s, member_text(&sorting->as.items[i], WEIR_T("sortBy")),
                          member_text(&sorting->as.items[i], WEIR_T("sortOrder"))));
    weir_buffer_text(&s->sql, weir_text_of(s->list->order));
    return WEIR_OK;
}

/* Nobody gets more than the limit allows; who asks for all of more than that is told so. */
static weir_err add_page(statement *s)
{
    int64_t first = 0, count_max = INT32_MAX;

    WEIR_TRY(weir_rest_query_integer(s->call, "firstResult", 0, INT32_MAX, &first));
    WEIR_TRY(weir_rest_query_integer(s->call, "maxResults", 0, INT32_MAX, &count_max));
    if (count_max > WEIR_LIST_ROW_COUNT_MAX)
        count_max = WEIR_LIST_ROW_COUNT_MAX + 1;
    weir_buffer_format(&s->sql, " LIMIT %lld OFFSET %lld", (long long)count_max, (long long)first);
    return WEIR_OK;
}

/* ── putting it together ─────────────────────────────────────────────────────────────────────────────── */

static weir_err begin(statement *s, weir_rest *call, const weir_listing *list)
{
    s->call = call;
    s->list = list;
    s->count = 0;
    weir_buffer_init(&s->sql, &call->arena, 0);
    s->has_condition = weir_text_find(weir_text_of(list->from), WEIR_T(" WHERE "), 0) != SIZE_MAX;
    if (!list->with)
        return WEIR_OK;
    weir_buffer_text(&s->sql, weir_text_of(list->with));
    return WEIR_OK;
}

/* ?1 of `with`. */
static weir_err bind_needed(statement *s)
{
    weir_list_values given;

    if (!s->list->with)
        return WEIR_OK;
    if (s->list->bind) {
        weir_text text;

        WEIR_TRY(s->list->bind(s->call, &text));
        s->values[s->count++] = weir_sql_text(text);
        return WEIR_OK;
    }
    WEIR_TRY(weir_list_values_read(s->call, s->list->needs, false, &given));
    if (given.count != 1)
        return weir_rest_refuse(s->call, 501, "RestException",
                                "weir shows this for one instance at a time: name it by '%s'", s->list->needs);
    return id_value(s, given.items[0], &s->values[s->count++]);
}

static void select_columns(statement *s)
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

static weir_err add_filters(statement *s)
{
    for (uint32_t i = 0; i < s->list->filter_count; i++) {
        const weir_filter *filter = &s->list->filters[i];

        WEIR_TRY(filter->kind == WEIR_FILTER_VARIABLES ? add_variables(s, filter)
                 : filter->kind == WEIR_FILTER_TIMES   ? add_times(s, filter)
                                                       : add_filter(s, filter));
    }
    return WEIR_OK;
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
    case WEIR_MEMBER_NODE_NAME:
    case WEIR_MEMBER_NODE_TYPE:
        return weir_names_write(call, field, text, out);
    case WEIR_MEMBER_VALUE_TYPE:
    case WEIR_MEMBER_VALUE:
    case WEIR_MEMBER_VALUE_INFO:
        return weir_variable_write_field(call, field, text, out);
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

static weir_err write_rows(statement *s, row_form form, int64_t row_count_max, weir_buffer *out, int64_t *row_count)
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

static statement *take_statement(weir_rest *call)
{
    return WEIR_TAKE(&call->arena, statement, 1);
}

weir_err weir_list_rows(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    statement *s = take_statement(call);
    int64_t row_count;

    if (!s)
        return WEIR_ENOMEM;
    WEIR_TRY(begin(s, call, call->route->list));
    WEIR_TRY(bind_needed(s));
    select_columns(s);
    WEIR_TRY(add_filters(s));
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
    weir_buffer *out = weir_rest_begin(call);
    statement *s = take_statement(call);
    weir_reader *reader;
    weir_rows rows;
    bool has_row;
    weir_text sql;
    weir_err err;

    if (!s)
        return WEIR_ENOMEM;
    WEIR_TRY(begin(s, call, call->route->list));
    WEIR_TRY(bind_needed(s));
    weir_buffer_text(&s->sql, WEIR_T("SELECT count(*) "));
    weir_buffer_text(&s->sql, weir_text_of(s->list->from));
    WEIR_TRY(add_filters(s));
    WEIR_TRY(weir_buffer_done(&s->sql, &sql));
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query_text(reader, sql, s->values, s->count, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = weir_rows_next(&rows, &has_row, &call->diag);
        if (err == WEIR_OK) {
            weir_buffer_char(out, '{');
            weir_write_integer(out, "count", weir_rows_integer(&rows, 0));
            weir_buffer_char(out, '}');
        }
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    return err == WEIR_OK ? weir_rest_end(call, 200) : err;
}

weir_err weir_list_write_where(weir_rest *call, const weir_listing *list, const char *condition, weir_sql_value value,
                               bool is_map, weir_buffer *out)
{
    statement *s = take_statement(call);
    int64_t row_count;

    assert(!list->with || list->bind);
    if (!s)
        return WEIR_ENOMEM;
    WEIR_TRY(begin(s, call, list));
    WEIR_TRY(bind_needed(s));
    select_columns(s);
    WEIR_TRY(add_condition(s, condition, &value, 1));
    weir_buffer_text(&s->sql, WEIR_T(" ORDER BY "));
    weir_buffer_text(&s->sql, weir_text_of(list->order));
    WEIR_TRY(write_rows(s, is_map ? FORM_MAP : FORM_LIST, WEIR_LIST_ROW_COUNT_MAX, out, &row_count));
    return row_count > 0 ? WEIR_OK : WEIR_ENOTFOUND;
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
    statement *s = take_statement(call);
    weir_sql_value value;
    int64_t row_count = 0;

    if (!s || !instance)
        return WEIR_ENOMEM;
    if (read_bare_id(id, instance)) {
        WEIR_TRY(begin(s, call, list));
        value = weir_sql_bytes(instance->byte, sizeof instance->byte);
        if (list->with)
            s->values[s->count++] = value;
        select_columns(s);
        WEIR_TRY(add_condition(s, "i.id = @", &value, 1));
        value = weir_sql_text(weir_text_part(id, skipped, id.length - skipped));
        WEIR_TRY(add_condition(s, list->by_id, &value, 1));
        WEIR_TRY(write_rows(s, FORM_LIST, 1, out, &row_count));
    }
    if (row_count > 0)
        return WEIR_OK;
    return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "No matching %s with id %.*s", list->what,
                     WEIR_ARG(id));
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
    return weir_fail(&call->diag, err, WEIR_NO_TEXT, "No matching %s with id %.*s", list->what, WEIR_ARG(id));
}

weir_err weir_list_one(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);

    WEIR_TRY(weir_list_write_one(call, call->route->list, call->path[0], out));
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}
