/* SPDX-License-Identifier: Apache-2.0
 * store/sql.c - the table of statements, and parameters.
 */
#include "store/sql.h"

#include <assert.h>

#include "store/overdue.h"

const char *weir_query_sql(weir_query query)
{
    static const char *const queries[] = {
#define QUERY(name, sql) sql,
#include "store/queries.def"
#undef QUERY
    };

    assert(query < WEIR_QUERY_COUNT);
    return queries[query];
}

weir_sql_value weir_sql_integer(int64_t integer)
{
    return (weir_sql_value){.kind = WEIR_SQL_INTEGER, .integer = integer};
}

weir_sql_value weir_sql_text(weir_text text)
{
    return (weir_sql_value){.kind = text.at ? WEIR_SQL_TEXT : WEIR_SQL_NULL, .text = text};
}

weir_sql_value weir_sql_bytes(const void *at, size_t length)
{
    return (weir_sql_value){.kind = WEIR_SQL_BYTES, .text = {at, length}};
}
