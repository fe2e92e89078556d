/* SPDX-License-Identifier: Apache-2.0
 * store/compare.c - two databases side by side, table by table, row by row.
 */
#include "store/compare.h"

#include <string.h>

static const struct {
    const char *table;
    weir_query query;
    int column_count;
} tables[] = {
    {"deployment", WEIR_QUERY_compare_deployment, 5}, {"resource", WEIR_QUERY_compare_resource, 5},
    {"content", WEIR_QUERY_compare_content, 2},       {"definition", WEIR_QUERY_compare_definition, 8},
    {"instance", WEIR_QUERY_compare_instance, 7},     {"activity", WEIR_QUERY_compare_activity, 5},
    {"user_task", WEIR_QUERY_compare_user_task, 9},   {"external_task", WEIR_QUERY_compare_external_task, 9},
    {"timer", WEIR_QUERY_compare_timer, 6},           {"subscription", WEIR_QUERY_compare_subscription, 7},
    {"incident", WEIR_QUERY_compare_incident, 7},     {"variable", WEIR_QUERY_compare_variable, 4},
};

typedef struct side {
    const weir_sql *sql;
    weir_sql_cursor *cursor;
    bool has_row;
} side;

static bool rows_equal(const side *one, const side *other, int column_count)
{
    for (int i = 0; i < column_count; i++) {
        const weir_text a = one->sql->text(one->cursor, i), b = other->sql->text(other->cursor, i);

        if ((a.at == NULL) != (b.at == NULL) || !weir_text_equal(a, b))
            return false;
    }
    return true;
}

static void describe(const side *s, const char *table, uint64_t row, weir_difference *out)
{
    const weir_text key = s->sql->text(s->cursor, 0);

    *out = (weir_difference){.table = table, .row = row};
    (void)snprintf(out->key, sizeof out->key, "%.*s", WEIR_ARG(key));
}

static weir_err compare_rows(side *one, side *other, const char *table, int column_count, weir_difference *out,
                             weir_diag *diag)
{
    for (uint64_t row = 1;; row++) {
        WEIR_TRY(one->sql->next(one->sql->self, one->cursor, &one->has_row, diag));
        WEIR_TRY(other->sql->next(other->sql->self, other->cursor, &other->has_row, diag));
        if (!one->has_row && !other->has_row)
            return WEIR_OK;
        if (one->has_row && other->has_row && rows_equal(one, other, column_count))
            continue;
        describe(one->has_row ? one : other, table, row, out);
        return WEIR_OK;
    }
}

static weir_err compare_table(side *one, side *other, size_t ix, weir_difference *out, weir_diag *diag)
{
    weir_err err;

    WEIR_TRY(one->sql->open(one->sql->self, tables[ix].query, NULL, 0, &one->cursor, diag));
    err = other->sql->open(other->sql->self, tables[ix].query, NULL, 0, &other->cursor, diag);
    if (err == WEIR_OK) {
        err = compare_rows(one, other, tables[ix].table, tables[ix].column_count, out, diag);
        other->sql->close(other->sql->self, other->cursor);
    }
    one->sql->close(one->sql->self, one->cursor);
    return err;
}

weir_err weir_sql_compare(const weir_sql *one, const weir_sql *other, weir_difference *out, weir_diag *diag)
{
    side a = {.sql = one}, b = {.sql = other};
    weir_difference difference = {0};

    for (size_t i = 0; i < sizeof tables / sizeof *tables && !difference.table; i++)
        WEIR_TRY(compare_table(&a, &b, i, &difference, diag));
    *out = difference;
    return WEIR_OK;
}
