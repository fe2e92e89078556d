/* SPDX-License-Identifier: Apache-2.0
 * server/list.h - list queries, compiled from tables of what they show and of their parameters.
 *
 * A resource is one table: columns (its shape), filters, keys to sort by. GET with a query string and POST with a JSON
 * body give the same statement; /count counts the same rows; one row alone is the same with its id. Statements are
 * put together from constants of the tables; what a client sent is bound.
 * Layer: server.
 */
#ifndef WEIR_SERVER_LIST_H
#define WEIR_SERVER_LIST_H

#include "server/rest.h"
#include "server/shape.h"

#define WEIR_LIST_ROW_COUNT_MAX 10000       /* of one answer */
#define WEIR_LIST_VALUE_COUNT_MAX 512u      /* bound in one statement */
#define WEIR_LIST_TEXT_LENGTH_MAX 32768u    /* of one of them; SQLite takes no pattern longer than 50,000 */
#define WEIR_LIST_INSTANCE_COUNT_MAX 10000u /* whose log is read for one answer */
#define WEIR_LIST_SORT_COUNT_MAX 64u        /* keys to sort by */

typedef enum weir_filter_kind {
    WEIR_FILTER_TEXT,  /* one value */
    WEIR_FILTER_TEXTS, /* several: "a,b" in a query string, a list in a body */
    WEIR_FILTER_ID,    /* a UUID; another text finds nothing */
    WEIR_FILTER_IDS,
    WEIR_FILTER_INTEGER,
    WEIR_FILTER_TIME,
    WEIR_FILTER_TIMES,       /* operator_time,… or [{operator, value}]; sql: the column */
    WEIR_FILTER_IF_TRUE,     /* a condition without a value, if the parameter is true */
    WEIR_FILTER_UNLESS_TRUE, /* the same, if the parameter is not true, or not there */
    WEIR_FILTER_BOOLEAN,     /* 0 or 1 */
    WEIR_FILTER_VARIABLES,   /* name_operator_value,… or [{name, operator, value}] */
    WEIR_FILTER_OR,          /* a list of objects: of each, one condition holds */
    WEIR_FILTER_OPTION,      /* true or false, and says how others are meant */
    WEIR_FILTER_MISSING,     /* the API has it, weir does not: 501 rather than all rows */
} weir_filter_kind;

typedef struct weir_filter {
    const char *name;
    weir_filter_kind kind;
    const char *sql; /* a condition; @ stands for what is bound, # for now, ~ for the names of definitions, ^ for those
                      * of elements (names.h). VARIABLES: position of the instance; NULL: the row is a variable */
    const char *unless, *also; /* a condition more, unless this other parameter is true */
} weir_filter;

typedef struct weir_sort {
    const char *name, *sql;
} weir_sort;

typedef struct weir_listing {
    const weir_shape *shape;
    const char *with;                                  /* NULL, or in front of SELECT */
    weir_err (*bind)(weir_rest *call, weir_text *out); /* NULL, or ?1 of `with` is this text */
    /* NULL, or which instances `with` looks at, as table c (pos, id), where i and d are known: no more than
     * WEIR_LIST_INSTANCE_COUNT_MAX. A parameter may also stand in `filters`. */
    const weir_filter *instances;
    uint32_t instance_filter_count;
    const char *from;  /* tables and joins, with the conditions that always hold behind WHERE */
    const char *order; /* when nobody sorts, and behind what they sort by; unique */
    const char *by_id; /* a condition with one @ */
    bool is_id_text;   /* of by_id: no UUID */
    const char *what;  /* "process instance", for the sentence of a 404 */
    const weir_filter *filters;
    const weir_sort *sorts;
    uint32_t filter_count, sort_count;
} weir_listing;

/* Handlers; call->route->list says of what. */
WEIR_MUST_USE weir_err weir_list_rows(weir_rest *call);
WEIR_MUST_USE weir_err weir_list_count(weir_rest *call);
WEIR_MUST_USE weir_err weir_list_one(weir_rest *call); /* call->path[0] is the id */
/* A row of any list as an object into `out`. ENOTFOUND. */
WEIR_MUST_USE weir_err weir_list_write_one(weir_rest *call, const weir_listing *list, weir_text id, weir_buffer *out);
/* The same of a list that looks at instances, when the id says of which one. */
WEIR_MUST_USE weir_err weir_list_write_of(weir_rest *call, const weir_listing *list, weir_id instance, weir_text id,
                                          weir_buffer *out);
/* The same where a condition of ours says which one; @ is the value. */
WEIR_MUST_USE weir_err weir_list_write_where(weir_rest *call, const weir_listing *list, const char *condition,
                                             weir_sql_value value, bool is_map, weir_buffer *out);
/* A row whose id is that of its instance without dashes, a colon, and what the list's by_id compares: "01…ff:1:amount".
 * ENOTFOUND. */
WEIR_MUST_USE weir_err weir_list_write_part(weir_rest *call, const weir_listing *list, weir_text id, weir_buffer *out);

#endif
