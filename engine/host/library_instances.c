/* SPDX-License-Identifier: Apache-2.0
 * host/library_instances.c - lists of instances, by what narrows most, each answered from an index however many there
 * are.
 *
 * Positions are found first: of one definition and status, or of one definition and element, they stand in an index in
 * their order. What several definitions give is put together here, and only the rows that are shown are read.
 */
#include <stdlib.h>

#include "host/library_internal.h"

#define LIST_COUNT_MAX 1000u
#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

static weir_sql_value after_position(const weir_db_filter *filter)
{
    return weir_sql_integer(filter->after_position < INT64_MAX ? (int64_t)filter->after_position : INT64_MAX);
}

weir_sql_value weir_db_count_max(const weir_db_filter *filter)
{
    return weir_sql_integer(filter->count_max ? filter->count_max : LIST_COUNT_MAX);
}

/* ── positions ───────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct numbers {
    int64_t *items;
    uint32_t count, capacity;
    weir_arena *arena;
} numbers;

static weir_err keep_number(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on)
{
    numbers *list = context;

    (void)db;
    (void)go_on;
    WEIR_TRY(WEIR_GROW(list->arena, list));
    list->items[list->count++] = sql->integer(cursor, 0);
    return WEIR_OK;
}

typedef struct finder {
    weir_db *db;
    const weir_db_filter *filter;
    numbers definitions, positions;
    weir_diag *diag;
} finder;

static weir_err find(finder *f, weir_query query, weir_sql_value third, weir_sql_value fourth, uint32_t count)
{
    const weir_sql_value values[] = {after_position(f->filter), weir_db_count_max(f->filter), third, fourth};

    return weir_db_read(f->db, query, values, count, keep_number, &f->positions, f->diag);
}

static weir_err find_by_key(finder *f)
{
    const weir_sql_value values[] = {
        after_position(f->filter),
        weir_db_count_max(f->filter),
        weir_sql_text(weir_text_of(f->filter->business_key)),
        weir_sql_text(weir_text_of(f->filter->process)),
        weir_sql_integer(f->filter->state),
        weir_sql_text(weir_text_of(f->filter->activity)),
    };

    return weir_db_read(f->db, WEIR_QUERY_list_of_key, values, COUNT(values), keep_number, &f->positions, f->diag);
}

static weir_err find_overdue(finder *f)
{
    int64_t now_ms;

    WEIR_TRY(weir_db_clock(f->db, &now_ms, f->diag));
    const weir_sql_value values[] = {
        after_position(f->filter),
        weir_db_count_max(f->filter),
        weir_sql_text(weir_text_of(f->filter->process)),
        weir_sql_text(weir_text_of(f->filter->business_key)),
        weir_sql_integer(f->filter->state),
        weir_sql_text(weir_text_of(f->filter->activity)),
        weir_sql_integer(now_ms),
    };

    return weir_db_read(f->db, WEIR_QUERY_list_overdue, values, COUNT(values), keep_number, &f->positions, f->diag);
}

/* An element is active only in an instance that is. */
static weir_err find_in_definition(finder *f, int64_t definition)
{
    const weir_db_filter *filter = f->filter;

    if (filter->activity && filter->state == WEIR_STATUS_ENDED)
        return WEIR_OK;
    if (filter->activity)
        return find(f, WEIR_QUERY_list_of_activity, weir_sql_integer(definition),
                    weir_sql_text(weir_text_of(filter->activity)), 4);
    for (int status = WEIR_STATUS_ACTIVE; status <= WEIR_STATUS_ENDED; status++) {
        if (filter->state == 0 || filter->state == status)
            WEIR_TRY(find(f, WEIR_QUERY_list_of_definition, weir_sql_integer(definition), weir_sql_integer(status), 4));
    }
    return WEIR_OK;
}

static int compare_numbers(const void *a, const void *b)
{
    const int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

    return one < other ? -1 : one > other;
}

static weir_err find_by_definition(finder *f)
{
    const weir_sql_value key = weir_sql_text(weir_text_of(f->filter->process));

    WEIR_TRY(weir_db_read(f->db, WEIR_QUERY_list_definitions, &key, 1, keep_number, &f->definitions, f->diag));
    for (uint32_t i = 0; i < f->definitions.count; i++)
        WEIR_TRY(find_in_definition(f, f->definitions.items[i]));
    if (f->positions.count > 1)
        qsort(f->positions.items, f->positions.count, sizeof *f->positions.items, compare_numbers);
    return WEIR_OK;
}

static weir_err find_positions(finder *f)
{
    if (f->filter->is_overdue)
        return find_overdue(f);
    if (f->filter->business_key)
        return find_by_key(f);
    if (f->filter->activity || f->filter->process || f->filter->state != 0)
        return find_by_definition(f);
    return find(f, WEIR_QUERY_list_all, weir_sql_integer(0), weir_sql_integer(0), 2);
}

/* ── rows ────────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct instance_visitor {
    bool (*visit)(void *context, const weir_db_instance *instance);
    void *context;
    bool has_left;
} instance_visitor;

static weir_err visit_instance(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on)
{
    instance_visitor *visitor = context;
    weir_db_instance row = {.has_ended = sql->integer(cursor, 4) == WEIR_STATUS_ENDED,
                            .started_ms = sql->integer(cursor, 5),
                            .position = (uint64_t)sql->integer(cursor, 6)};

    WEIR_TRY(weir_db_copy_id(db, sql, cursor, 0, &row.id));
    WEIR_TRY(weir_db_copy_column(db, sql, cursor, 1, &row.process));
    WEIR_TRY(weir_db_copy_column(db, sql, cursor, 2, &row.definition));
    WEIR_TRY(weir_db_copy_column(db, sql, cursor, 3, &row.business_key));
    *go_on = visitor->visit(visitor->context, &row);
    visitor->has_left = !*go_on;
    return WEIR_OK;
}

static weir_err list_found(finder *f, instance_visitor *visitor)
{
    const uint32_t count_max = (uint32_t)weir_db_count_max(f->filter).integer;

    for (uint32_t i = 0; i < f->positions.count && i < count_max && !visitor->has_left; i++) {
        const weir_sql_value position = weir_sql_integer(f->positions.items[i]);

        WEIR_TRY(weir_db_read(f->db, WEIR_QUERY_list_at, &position, 1, visit_instance, visitor, f->diag));
    }
    return WEIR_OK;
}

static weir_err list_instances(weir_db *db, const weir_db_filter *filter, instance_visitor *visitor, weir_diag *diag)
{
    weir_arena arena;
    finder f = {.db = db, .filter = filter, .definitions.arena = &arena, .positions.arena = &arena, .diag = diag};
    weir_err err;

    weir_arena_init(&arena, db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    err = find_positions(&f);
    if (err == WEIR_OK)
        err = list_found(&f, visitor);
    weir_arena_release(&arena);
    return err;
}

static weir_err show_instance(weir_db *db, const char *instance, instance_visitor *visitor, weir_diag *diag)
{
    weir_sql_value value;
    weir_id id;

    WEIR_TRY(weir_db_read_id(instance, "instance", &id, diag));
    value = weir_sql_bytes(id.byte, sizeof id.byte);
    return weir_db_read(db, WEIR_QUERY_list_one, &value, 1, visit_instance, visitor, diag);
}

int weir_db_instances(weir_db *db, const weir_db_filter *filter,
                      bool (*visit)(void *context, const weir_db_instance *instance), void *context,
                      weir_db_error *error)
{
    instance_visitor visitor = {.visit = visit, .context = context};
    weir_diag diag = {0};
    const weir_err err = filter->instance ? show_instance(db, filter->instance, &visitor, &diag)
                                          : list_instances(db, filter, &visitor, &diag);

    return weir_db_report(err, &diag, error);
}
