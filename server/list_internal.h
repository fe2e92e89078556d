/* SPDX-License-Identifier: Apache-2.0
 * server/list_internal.h - a list query while it is put together. Layer: server.
 */
#ifndef WEIR_SERVER_LIST_INTERNAL_H
#define WEIR_SERVER_LIST_INTERNAL_H

#include "server/list.h"

typedef struct weir_statement {
    weir_rest *call;
    const weir_listing *list;
    const weir_value *criteria; /* an object of orQueries, where parameters are looked up; NULL: those of the call */
    weir_buffer sql;
    weir_sql_value values[WEIR_LIST_VALUE_COUNT_MAX];
    uint32_t count;
    bool has_condition; /* there is a WHERE */
    bool is_any;        /* conditions are alternatives; has_alternative: one is there */
    bool has_alternative;
} weir_statement;

/* Parameters of the query string or members of the body: texts. */
typedef struct weir_parameters {
    weir_text *items;
    uint32_t count, capacity;
    bool is_there;
} weir_parameters;

WEIR_MUST_USE weir_err weir_statement_read(const weir_statement *s, const char *name, bool is_list,
                                           weir_parameters *out);
/* As a list of texts: what stands between commas. */
WEIR_MUST_USE weir_err weir_statement_split(const weir_statement *s, weir_text text, weir_parameters *out);
/* Of a list of conditions: the texts of a query string, and the list of objects of a body, or NULL. EVALUE. */
WEIR_MUST_USE weir_err weir_statement_items(const weir_statement *s, const weir_filter *filter, weir_parameters *items,
                                            const weir_value **body);
/* ELIMIT. */
WEIR_MUST_USE weir_err weir_statement_bind(weir_statement *s, weir_sql_value value);
WEIR_MUST_USE weir_err weir_statement_id(const weir_statement *s, weir_text text, weir_sql_value *out);
void weir_statement_begin_condition(weir_statement *s); /* up to the bracket that opens */
/* The condition of a row, with the values where its @ stands. */
WEIR_MUST_USE weir_err weir_statement_condition(weir_statement *s, const char *sql, const weir_sql_value *bound,
                                                uint32_t count);
/* Whether a parameter is "true". */
WEIR_MUST_USE weir_err weir_statement_flag(const weir_statement *s, const char *name, bool *out);
/* SQL of a row that is no condition, with what its ~ and # stand for. */
WEIR_MUST_USE weir_err weir_statement_add(weir_statement *s, const char *sql);
/* A member of the body, or of the criteria. */
const weir_value *weir_statement_member(const weir_statement *s, const char *name);
/* All filters of a table that were asked for. */
WEIR_MUST_USE weir_err weir_statement_filters(weir_statement *s, const weir_filter *filters, uint32_t count);
/* list_time.c */
WEIR_MUST_USE weir_err weir_statement_times(weir_statement *s, const weir_filter *filter);
/* list_variable.c */
WEIR_MUST_USE weir_err weir_statement_variables(weir_statement *s, const weir_filter *filter);

#endif
