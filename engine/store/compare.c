/* SPDX-License-Identifier: Apache-2.0
 * store/compare.c - two databases side by side, table by table, key by key.
 */
#include "store/compare.h"

#include <string.h>

#define COLUMN_COUNT_MAX 12
#define KEY_COUNT_MAX 4

/* A column of the key, in the order by which the query sorts. */
typedef enum key_kind { KEY_NONE, KEY_TEXT, KEY_INTEGER } key_kind;

typedef struct key_column {
    int column;
    key_kind kind;
} key_column;

static const struct compared {
    const char *table;
    weir_query query;
    const char *columns[COLUMN_COUNT_MAX + 1];
    key_column keys[KEY_COUNT_MAX + 1];
} tables[] = {
    {"deployment",
     WEIR_QUERY_compare_deployment,
     {"id", "number", "time", "name", "source", "deleted"},
     {{1, KEY_INTEGER}}},
    {"resource",
     WEIR_QUERY_compare_resource,
     {"name", "deployment", "ix", "content", "has_decisions", "delegates_external", "has_calendars"},
     {{1, KEY_INTEGER}, {2, KEY_INTEGER}}},
    {"content", WEIR_QUERY_compare_content, {"digest", "bytes"}, {{0, KEY_TEXT}}},
    {"definition",
     WEIR_QUERY_compare_definition,
     {"id", "number", "key", "version", "deployment", "resource", "ix", "starts", "suspended", "deleted"},
     {{1, KEY_INTEGER}}},
    {"time_to_live", WEIR_QUERY_compare_time_to_live, {"definition", "days"}, {{0, KEY_TEXT}}},
    {"kept_message",
     WEIR_QUERY_compare_kept_message,
     {"id", "pos", "name", "business_key", "instance", "content", "created", "expires"},
     {{1, KEY_INTEGER}}},
    {"broadcast", WEIR_QUERY_compare_broadcast, {"pos", "root", "number", "before"}, {{0, KEY_INTEGER}}},
    {"webhook",
     WEIR_QUERY_compare_webhook,
     {"id", "pos", "url", "event_types", "processes", "from_pos", "filter_pos", "is_active", "reason", "created",
      "secret_digest", "secret_length"},
     {{1, KEY_INTEGER}}},
    {"instance",
     WEIR_QUERY_compare_instance,
     {"pos", "id", "definition", "format", "status", "suspended", "business_key", "state", "caller", "root"},
     {{0, KEY_INTEGER}}},
    {"dated", WEIR_QUERY_compare_dated, {"instance"}, {{0, KEY_INTEGER}}},
    {"activity",
     WEIR_QUERY_compare_activity,
     {"element", "definition", "instance", "token", "since"},
     {{1, KEY_TEXT}, {0, KEY_TEXT}, {2, KEY_INTEGER}, {3, KEY_INTEGER}}},
    {"user_task",
     WEIR_QUERY_compare_user_task,
     {"id", "instance", "wait", "element", "assignee", "priority", "created", "due", "updated", "details"},
     {{0, KEY_TEXT}}},
    {"external_task",
     WEIR_QUERY_compare_external_task,
     {"id", "instance", "wait", "element", "topic", "priority", "retries", "message", "error_details", "created"},
     {{0, KEY_TEXT}}},
    {"timer",
     WEIR_QUERY_compare_timer,
     {"id", "due", "instance", "wait", "element", "cycle", "continues", "priority", "retries", "message", "owner",
      "overdue"},
     {{1, KEY_INTEGER}, {2, KEY_INTEGER}, {3, KEY_INTEGER}}},
    {"subscription",
     WEIR_QUERY_compare_subscription,
     {"id", "kind", "name", "instance", "wait", "element", "keys"},
     {{1, KEY_TEXT}, {2, KEY_TEXT}, {3, KEY_INTEGER}, {4, KEY_INTEGER}}},
    {"incident",
     WEIR_QUERY_compare_incident,
     {"id", "instance", "wait", "element", "kind", "message", "created"},
     {{1, KEY_INTEGER}, {2, KEY_INTEGER}}},
    {"variable",
     WEIR_QUERY_compare_variable,
     {"name", "instance", "scope", "value"},
     {{1, KEY_INTEGER}, {2, KEY_INTEGER}, {0, KEY_TEXT}}},
};

bool weir_compared_table_at(uint32_t ix, weir_compared_table *out)
{
    if (ix >= sizeof tables / sizeof *tables)
        return false;
    *out = (weir_compared_table){.name = tables[ix].table, .query = tables[ix].query};
    while (tables[ix].columns[out->column_count])
        out->column_count++;
    return true;
}

typedef struct side {
    const weir_sql *sql;
    weir_sql_cursor *cursor;
    bool has_row;
} side;

static weir_text text_of(const side *s, int column)
{
    return s->sql->text(s->cursor, column);
}

static weir_err advance(side *s, weir_diag *diag)
{
    return s->sql->next(s->sql->self, s->cursor, &s->has_row, diag);
}

/* ── one pair of rows ──────────────────────────────────────────────────────────────────────────────────── */

/* Which of the two comes first: < 0, 0 (the same key), > 0. A side without rows comes last. */
static int compare_keys(const struct compared *table, const side *one, const side *other)
{
    if (!one->has_row || !other->has_row)
        return (int)other->has_row - (int)one->has_row;
    for (const key_column *key = table->keys; key->kind != KEY_NONE; key++) {
        int order;

        if (key->kind == KEY_TEXT) {
            order = weir_text_compare(text_of(one, key->column), text_of(other, key->column));
        } else {
            const int64_t a = one->sql->integer(one->cursor, key->column),
                          b = other->sql->integer(other->cursor, key->column);

            order = (a > b) - (a < b);
        }
        if (order != 0)
            return order;
    }
    return 0;
}

static bool cells_equal(weir_text a, weir_text b)
{
    return (a.at == NULL) == (b.at == NULL) && weir_text_equal(a, b);
}

/* Up to a whole character. */
static void copy_cut(weir_text text, char *out, size_t size)
{
    size_t length = text.length < size ? text.length : size - 1;

    while (length > 0 && length < text.length && ((unsigned char)text.at[length] & 0xC0u) == 0x80u)
        length--;
    if (length > 0)
        memcpy(out, text.at, length);
    out[length] = '\0';
}

/* From a little before the place where they differ. */
static void describe_cell(weir_text cell, size_t difference, char *out, size_t size)
{
    const size_t before = 24;
    size_t from = difference > before ? difference - before : 0;

    if (!cell.at) {
        (void)snprintf(out, size, "NULL");
        return;
    }
    while (from > 0 && ((unsigned char)cell.at[from] & 0xC0u) == 0x80u)
        from--;
    (void)snprintf(out, size, "%s", from > 0 ? "…" : "");
    copy_cut(weir_text_part(cell, from, cell.length - from), out + strlen(out), size - strlen(out));
}

/* 32 digits as the rest of weir prints an id. */
static void copy_id(weir_text hex, char *out, size_t size)
{
    size_t length = 0;

    for (size_t i = 0; i < hex.length && length + 2 < size; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            out[length++] = '-';
        out[length++] = (char)(hex.at[i] >= 'A' && hex.at[i] <= 'F' ? hex.at[i] - 'A' + 'a' : hex.at[i]);
    }
    out[length] = '\0';
}

static size_t first_difference(weir_text a, weir_text b)
{
    size_t at = 0;

    while (at < a.length && at < b.length && a.at[at] == b.at[at])
        at++;
    return at < a.length ? at : a.length;
}

static void describe_key(const struct compared *table, const side *s, weir_difference *out)
{
    size_t length = 0;

    for (const key_column *key = table->keys; key->kind != KEY_NONE && length < sizeof out->key; key++) {
        char cell[128];

        if (strcmp(table->columns[key->column], "id") == 0)
            copy_id(text_of(s, key->column), cell, sizeof cell);
        else
            copy_cut(text_of(s, key->column), cell, sizeof cell);
        length += (size_t)snprintf(out->key + length, sizeof out->key - length, "%s%s=%s", length > 0 ? " " : "",
                                   table->columns[key->column], cell);
    }
}

/* False: the rows are equal. */
static bool describe_change(const struct compared *table, const side *one, const side *other, weir_difference *out)
{
    for (int i = 0; table->columns[i]; i++) {
        const weir_text a = text_of(one, i), b = text_of(other, i);
        const size_t at = first_difference(a, b);

        if (cells_equal(a, b))
            continue;
        out->column = table->columns[i];
        describe_cell(a, at, out->first, sizeof out->first);
        describe_cell(b, at, out->second, sizeof out->second);
        return true;
    }
    return false;
}

/* ── tables ────────────────────────────────────────────────────────────────────────────────────────────── */

/* Who is told. */
typedef struct listener {
    weir_difference_visit visit;
    weir_err (*looked)(void *context);
    void *context;
} listener;

static weir_err compare_row(const struct compared *table, side *one, side *other, const listener *who, weir_diag *diag)
{
    const int order = compare_keys(table, one, other);
    weir_difference difference = {.table = table->table,
                                  .kind = order == 0  ? WEIR_ROW_CHANGED
                                          : order < 0 ? WEIR_ROW_ONLY_IN_FIRST
                                                      : WEIR_ROW_ONLY_IN_SECOND};

    if (who->looked)
        WEIR_TRY(who->looked(who->context));
    if (order != 0 || describe_change(table, one, other, &difference)) {
        describe_key(table, order <= 0 ? one : other, &difference);
        WEIR_TRY(who->visit(who->context, &difference));
    }
    if (order <= 0)
        WEIR_TRY(advance(one, diag));
    return order >= 0 ? advance(other, diag) : WEIR_OK;
}

static weir_err compare_rows(const struct compared *table, side *one, side *other, const listener *who, weir_diag *diag)
{
    WEIR_TRY(advance(one, diag));
    WEIR_TRY(advance(other, diag));
    while (one->has_row || other->has_row)
        WEIR_TRY(compare_row(table, one, other, who, diag));
    return WEIR_OK;
}

static weir_err compare_table(const struct compared *table, side *one, side *other, const listener *who,
                              weir_diag *diag)
{
    weir_err err;

    WEIR_TRY(one->sql->open(one->sql->self, table->query, NULL, 0, &one->cursor, diag));
    err = other->sql->open(other->sql->self, table->query, NULL, 0, &other->cursor, diag);
    if (err == WEIR_OK) {
        err = compare_rows(table, one, other, who, diag);
        other->sql->close(other->sql->self, other->cursor);
    }
    one->sql->close(one->sql->self, one->cursor);
    return err;
}

weir_err weir_sql_compare(const weir_sql *one, const weir_sql *other, weir_difference_visit visit,
                          weir_err (*looked)(void *context), void *context, weir_diag *diag)
{
    const listener who = {visit, looked, context};
    side a = {.sql = one}, b = {.sql = other};

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        WEIR_TRY(compare_table(&tables[i], &a, &b, &who, diag));
    return WEIR_OK;
}
