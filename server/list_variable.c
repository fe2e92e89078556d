/* SPDX-License-Identifier: Apache-2.0
 * server/list_variable.c - conditions on variables: name, operator, value.
 */
#include "server/list_internal.h"

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

static weir_err add_variable(weir_statement *s, const weir_filter *filter, weir_text name, weir_text operation,
                             const weir_value *value)
{
    weir_decimal number;
    weir_text text;
    weir_buffer buffer;
    uint32_t i = 0;
    bool is_number, is_name_folded, is_folded;

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
    WEIR_TRY(weir_statement_flag(s, "variableNamesIgnoreCase", &is_name_folded));
    WEIR_TRY(weir_statement_flag(s, "variableValuesIgnoreCase", &is_folded));
    is_folded = is_folded && !is_number;
    weir_statement_begin_condition(s);
    if (filter->sql)
        weir_buffer_format(&s->sql, "EXISTS (SELECT 1 FROM variable v WHERE v.instance = %s AND v.scope = 1 AND ",
                           filter->sql);
    else /* the row is the variable */
        weir_buffer_char(&s->sql, '(');
    weir_buffer_text(&s->sql, is_name_folded ? WEIR_T("lower(v.name) = lower(") : WEIR_T("v.name = ("));
    WEIR_TRY(weir_statement_bind(s, weir_sql_text(name)));
    weir_buffer_format(&s->sql,
                       is_number   ? ") AND coalesce(CAST(" NUMBER " AS NUMERIC) %s CAST("
                       : is_folded ? ") AND lower(" CONTENT ") %s lower("
                                   : ") AND (" CONTENT ") %s (",
                       operators[i].sql);
    WEIR_TRY(weir_statement_bind(s, weir_sql_text(text)));
    if (is_number && value->kind == WEIR_STRING) /* of a query string, where it may be meant as a text */
        weir_buffer_format(&s->sql, " AS NUMERIC), (" CONTENT ") %s ?%u)", operators[i].sql, s->count);
    else if (is_number)
        weir_buffer_text(&s->sql, WEIR_T(" AS NUMERIC), 0)"));
    else
        weir_buffer_text(&s->sql, operators[i].is_order ? WEIR_T(")") : WEIR_T(") ESCAPE '\\'"));
    weir_buffer_text(&s->sql, WEIR_T("))"));
    return WEIR_OK;
}

static weir_err add_variable_of_query(weir_statement *s, const weir_filter *filter, weir_text item)
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

weir_err weir_statement_variables(weir_statement *s, const weir_filter *filter)
{
    const weir_value *body;
    weir_parameters items;

    WEIR_TRY(weir_statement_items(s, filter, &items, &body));
    for (uint32_t i = 0; i < items.count; i++)
        WEIR_TRY(add_variable_of_query(s, filter, items.items[i]));
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
