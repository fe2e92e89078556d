/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/store/test_bare.c - what a store wrote can be written again by SQLite alone, and a difference is found.
 */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/bare.h"
#include "store/sqlite_store.h"
#include "store/two_rows.h"
#include "tests/memory.h"
#include "toy_hash.h"

#define OK(call) assert_int_equal((call), WEIR_OK)

typedef struct fixture {
    test_memory memory;
    char folder[64], path[96], bare_path[96];
    weir_recording *recording;
    weir_sqlite_store *store;
    weir_sql sql;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    (void)snprintf(f->folder, sizeof f->folder, "weir-test-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(f->path, sizeof f->path, "%s/weir.db", f->folder);
    (void)snprintf(f->bare_path, sizeof f->bare_path, "%s/bare.db", f->folder);
    OK(weir_recording_new(test_memory_port(&f->memory, false), &f->recording));
    OK(weir_sqlite_store_open(&(weir_sqlite_options){.path = f->path, .tap = {f->recording, weir_recording_take}},
                              toy_hasher(), test_memory_port(&f->memory, false), &f->store, NULL));
    f->sql = weir_sqlite_store_sql(f->store);
    *state = f;
    return 0;
}

static void remove_files(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char file[120];

        (void)snprintf(file, sizeof file, "%s%s", path, endings[i]);
        (void)unlink(file);
    }
}

static int teardown(void **state)
{
    fixture *f = *state;

    weir_sqlite_store_close(f->store);
    weir_recording_free(f->recording);
    remove_files(f->path);
    remove_files(f->bare_path);
    assert_int_equal(rmdir(f->folder), 0);
    assert_int_equal(f->memory.live_count, 0);
    free(f);
    return 0;
}

static void run(fixture *f, weir_query query)
{
    OK(f->sql.run(f->sql.self, query, NULL, 0, NULL, NULL));
}

static void set_variable(fixture *f, int64_t instance, const char *name, weir_text value)
{
    const weir_sql_value values[] = {weir_sql_integer(instance), weir_sql_integer(1), weir_sql_text(weir_text_of(name)),
                                     weir_sql_text(value)};

    OK(f->sql.run(f->sql.self, WEIR_QUERY_variable_set, values, 4, NULL, NULL));
}

static void close_variables(fixture *f, int64_t instance)
{
    const weir_sql_value values[] = {weir_sql_integer(instance), weir_sql_integer(1)};

    OK(f->sql.run(f->sql.self, WEIR_QUERY_variable_close, values, 2, NULL, NULL));
}

/* Values of every kind; message is absent. */
static void open_incident(fixture *f, int64_t wait)
{
    const weir_sql_value values[] = {
        weir_sql_integer(1),           weir_sql_integer(wait),    weir_sql_bytes("0123456789\0bcdef", 16),
        weir_sql_text(WEIR_T("call")), weir_sql_text(WEIR_T("")), weir_sql_text(WEIR_NO_TEXT),
        weir_sql_integer(INT64_MIN)};

    OK(f->sql.run(f->sql.self, WEIR_QUERY_incident_open, values, 7, NULL, NULL));
}

/* Three commits: rows of two tables; a row changed, two deleted, one undone; one more row. */
static void write_rows(fixture *f)
{
    run(f, WEIR_QUERY_begin);
    for (int64_t i = 1; i <= 5; i++)
        set_variable(f, i, "amount", WEIR_T("99.90"));
    set_variable(f, 2, "ok", WEIR_T("true"));
    open_incident(f, 1);
    run(f, WEIR_QUERY_commit);

    run(f, WEIR_QUERY_begin);
    set_variable(f, 1, "amount", WEIR_T("1.10"));
    close_variables(f, 2);
    run(f, WEIR_QUERY_savepoint);
    set_variable(f, 6, "undone", WEIR_T("1"));
    run(f, WEIR_QUERY_rollback_to);
    run(f, WEIR_QUERY_release);
    run(f, WEIR_QUERY_commit);

    run(f, WEIR_QUERY_begin);
    run(f, WEIR_QUERY_savepoint);
    open_incident(f, 2);
    run(f, WEIR_QUERY_release);
    run(f, WEIR_QUERY_commit);
}

static weir_recording_counts counts_of(const fixture *f)
{
    weir_recording_counts counts = {0};

    OK(weir_recording_count(f->recording, &counts));
    return counts;
}

static weir_bare *open_bare(fixture *f)
{
    weir_bare *bare = NULL;
    weir_diag diag = {0};

    if (weir_bare_open(f->bare_path, false, test_memory_port(&f->memory, false), &bare, &diag) != WEIR_OK)
        fail_msg("%s", diag.message);
    return bare;
}

static weir_bare_difference difference_from(fixture *f, weir_bare *bare)
{
    weir_bare_difference difference = {.row = 99};

    OK(weir_bare_compare(bare, f->path, &difference, NULL));
    return difference;
}

/* ── replaying ───────────────────────────────────────────────────────────────────────────────────────── */

static void what_was_recorded_gives_the_same_rows(void **state)
{
    fixture *f = *state;
    weir_bare *bare = open_bare(f);

    write_rows(f);
    OK(weir_bare_replay(bare, f->recording, NULL));
    assert_string_equal(difference_from(f, bare).table, "");
    assert_true(weir_bare_wal_bytes(bare) > 0);
    assert_int_equal(weir_bare_wal_bytes(bare), 0);
    weir_bare_close(bare);
}

static void rows_bytes_and_commits_are_counted(void **state)
{
    fixture *f = *state;
    weir_recording_counts counts;

    write_rows(f);
    counts = counts_of(f);
    assert_int_equal(counts.commit_count, 3);
    assert_int_equal(counts.row_count, 11); /* 6 + 1, 1 + 2, 1 */
    assert_int_equal(counts.row_counts[WEIR_QUERY_variable_set], 7);
    assert_int_equal(counts.row_counts[WEIR_QUERY_variable_close], 2);
    assert_int_equal(counts.byte_count, 6 * 16 + 5 * 11 + 6 + 16 + 10 + 16 + 2 * (3 * 8 + 16 + 4));
}

static void what_writes_nothing_is_left_out(void **state)
{
    fixture *f = *state;
    weir_recording_place place = {0};
    weir_recorded recorded;

    run(f, WEIR_QUERY_begin);
    close_variables(f, 7); /* there are none */
    run(f, WEIR_QUERY_commit);
    run(f, WEIR_QUERY_begin);
    set_variable(f, 1, "a", WEIR_T("1"));
    run(f, WEIR_QUERY_rollback);
    assert_false(weir_recording_next(f->recording, &place, &recorded));
    assert_int_equal(counts_of(f).row_count, 0);
    assert_int_equal(counts_of(f).commit_count, 0);
}

static void values_longer_than_a_block_come_back(void **state)
{
    static char text[3 * 1024 * 1024];
    fixture *f = *state;
    weir_bare *bare = open_bare(f);

    memset(text, 'x', sizeof text);
    run(f, WEIR_QUERY_begin);
    for (int64_t i = 1; i <= 5; i++)
        set_variable(f, i, "long", (weir_text){text, sizeof text / (size_t)i});
    run(f, WEIR_QUERY_commit);
    OK(weir_bare_replay(bare, f->recording, NULL));
    assert_string_equal(difference_from(f, bare).table, "");
    weir_bare_close(bare);
}

static void a_recording_that_was_cleared_takes_the_next_statements(void **state)
{
    fixture *f = *state;
    weir_bare *bare = open_bare(f);

    write_rows(f);
    OK(weir_bare_replay(bare, f->recording, NULL));
    weir_recording_clear(f->recording);
    assert_int_equal(counts_of(f).row_count, 0);
    run(f, WEIR_QUERY_begin);
    set_variable(f, 8, "more", WEIR_T("[1,2]"));
    run(f, WEIR_QUERY_commit);
    assert_int_equal(counts_of(f).row_count, 1);
    OK(weir_bare_replay(bare, f->recording, NULL));
    assert_string_equal(difference_from(f, bare).table, "");
    weir_bare_close(bare);
}

static void reserved_memory_is_enough(void **state)
{
    fixture *f = *state;
    weir_recording_counts counts;

    OK(weir_recording_reserve(f->recording, 3 * 1024 * 1024));
    f->memory.take_count = 0;
    f->memory.fail_at = 1;
    run(f, WEIR_QUERY_begin);
    for (int64_t i = 1; i <= 20000; i++)
        set_variable(f, i, "amount", WEIR_T("99.90"));
    run(f, WEIR_QUERY_commit);
    f->memory.fail_at = 0;
    OK(weir_recording_count(f->recording, &counts));
    assert_int_equal(counts.row_count, 20000);
}

static void a_recording_without_memory_says_so(void **state)
{
    static const char text[2 * 1024 * 1024];
    fixture *f = *state;
    weir_recording_counts counts;

    f->memory.take_count = 0;
    f->memory.fail_at = 1;
    run(f, WEIR_QUERY_begin);
    set_variable(f, 1, "long", (weir_text){text, sizeof text});
    run(f, WEIR_QUERY_commit);
    f->memory.fail_at = 0;
    assert_int_equal(weir_recording_count(f->recording, &counts), WEIR_ENOMEM);
}

/* ── differences ─────────────────────────────────────────────────────────────────────────────────────── */

/* Replay, let the store write one thing more, compare. */
static weir_bare_difference difference_after(fixture *f, weir_text value, int64_t instance)
{
    weir_bare *bare = open_bare(f);
    weir_bare_difference difference;

    write_rows(f);
    OK(weir_bare_replay(bare, f->recording, NULL));
    run(f, WEIR_QUERY_begin);
    if (value.at)
        set_variable(f, instance, "amount", value);
    else
        close_variables(f, instance);
    run(f, WEIR_QUERY_commit);
    difference = difference_from(f, bare);
    weir_bare_close(bare);
    return difference;
}

static void a_changed_row_is_found(void **state)
{
    const weir_bare_difference difference = difference_after(*state, WEIR_T("99.91"), 4);

    assert_string_equal(difference.table, "variable");
    assert_int_equal(difference.row, 3); /* of the instances 1, 3, 4, 5 */
}

static void a_row_too_many_is_found(void **state)
{
    const weir_bare_difference difference = difference_after(*state, WEIR_T("1"), 9);

    assert_string_equal(difference.table, "variable");
    assert_int_equal(difference.row, 5);
}

static void a_missing_row_is_found(void **state)
{
    const weir_bare_difference difference = difference_after(*state, WEIR_NO_TEXT, 5);

    assert_string_equal(difference.table, "variable");
    assert_int_equal(difference.row, 4);
}

static void a_replay_that_can_not_write_says_why(void **state)
{
    fixture *f = *state;
    weir_bare *bare = open_bare(f);
    weir_diag diag = {0};

    write_rows(f);
    OK(weir_bare_replay(bare, f->recording, NULL));
    assert_int_equal(weir_bare_replay(bare, f->recording, &diag), WEIR_ESTORE); /* the incident is there already */
    assert_non_null(strstr(diag.message, "UNIQUE constraint failed"));
    weir_bare_close(bare);
}

/* ── two rows ────────────────────────────────────────────────────────────────────────────────────────── */

static void steps_of_two_rows_are_committed(void **state)
{
    fixture *f = *state;
    weir_two_rows *rows = NULL;

    OK(weir_two_rows_open(f->bare_path, 10, false, test_memory_port(&f->memory, false), &rows, NULL));
    OK(weir_two_rows_commit(rows, 1, NULL));
    OK(weir_two_rows_commit(rows, 100, NULL));
    weir_two_rows_close(rows);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_recorded_gives_the_same_rows),
        TEST(rows_bytes_and_commits_are_counted),
        TEST(what_writes_nothing_is_left_out),
        TEST(values_longer_than_a_block_come_back),
        TEST(a_recording_that_was_cleared_takes_the_next_statements),
        TEST(reserved_memory_is_enough),
        TEST(a_recording_without_memory_says_so),
        TEST(a_changed_row_is_found),
        TEST(a_row_too_many_is_found),
        TEST(a_missing_row_is_found),
        TEST(a_replay_that_can_not_write_says_why),
        TEST(steps_of_two_rows_are_committed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
