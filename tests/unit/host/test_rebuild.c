/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_rebuild.c - an engine over a SQLite file; what the log gives again is what the file shows.
 */
#include "unit/host/host_fixture.h"

#include <sqlite3.h>
#include <unistd.h>

#include "host/rebuild.h"
#include "host/sha256.h"
#include "store/sqlite_store.h"

#define LIVE "rebuild-live.db"
#define AGAIN "rebuild-again.db"

typedef struct files {
    fixture f;
    weir_sha256 *sha256;
    weir_sqlite_store *live, *again;
    weir_store live_port, again_port;
} files;

static void remove_file(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[64];

        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

static weir_sqlite_store *open_file(files *s, const char *path)
{
    const weir_sqlite_options options = {.path = path, .busy_ms = -1};
    weir_sqlite_store *store = NULL;

    remove_file(path);
    assert_int_equal(weir_sqlite_store_open(&options, weir_sha256_hasher(s->sha256),
                                            test_memory_port(&s->f.store_memory, false), &store, &s->f.diag),
                     WEIR_OK);
    return store;
}

static int files_setup(void **state)
{
    files *s = test_calloc(1, sizeof *s);
    fixture *f = &s->f;

    assert_int_equal(weir_sha256_new(test_memory_port(&f->store_memory, false), &s->sha256), WEIR_OK);
    s->live = open_file(s, LIVE);
    s->again = open_file(s, AGAIN);
    s->live_port = weir_sqlite_store_port(s->live);
    s->again_port = weir_sqlite_store_port(s->again);
    f->ports = (weir_ports){.memory = test_memory_port(&f->memory, false),
                            .store = s->live_port,
                            .hasher = weir_sha256_hasher(s->sha256),
                            .seed = 7};
    assert_int_equal(weir_engine_new(&f->ports, &f->engine, &f->diag), WEIR_OK);
    weir_arena_init(&f->arena, test_memory_port(&f->own_memory, false), ARENA_BYTES_MAX);
    weir_problems_init(&f->problems, &f->arena);
    f->now_ms = NOON;
    *state = s;
    return 0;
}

static int files_teardown(void **state)
{
    files *s = *state;

    weir_engine_free(s->f.engine);
    weir_sqlite_store_close(s->live);
    weir_sqlite_store_close(s->again);
    weir_sha256_free(s->sha256);
    weir_arena_release(&s->f.arena);
    assert_int_equal(s->f.memory.live_count, 0);
    assert_int_equal(s->f.store_memory.live_count, 0);
    remove_file(LIVE);
    remove_file(AGAIN);
    test_free(s);
    return 0;
}

/* Tasks beside each other, one with a timer, in a sub-process with a variable of its own; a message at the end. */
static const char process[] = DEFINITIONS("<message id='m' name='go'/>" PROCESS(
    "p",
    START("p") FLOW("p.start", "s") "<subProcess id='s'><startEvent id='s.start'/>" FLOW(
        "s.start", "fork") "<parallelGateway id='fork'/>" FLOW("fork", "a") FLOW("fork", "b")
        FLOW("fork",
             "c") "<userTask id='a' weir:assignee='ann'/><userTask id='b'/><serviceTask id='c' weir:topic='print'/>"
                  "<boundaryEvent id='late' attachedToRef='b'><timerEventDefinition><timeDuration>PT1H</timeDuration>"
                  "</timerEventDefinition></boundaryEvent>" FLOW("a", "s.end") FLOW("b", "s.end") FLOW("c", "s.end")
                      FLOW("late", "s.end") END("s.end") "</subProcess>" FLOW(
                          "s", "wait") "<intermediateCatchEvent id='wait'>"
                                       "<messageEventDefinition messageRef='m'/></intermediateCatchEvent>" FLOW(
                                           "wait", "p.end") END("p.end")));

static weir_err keep_first(void *context, const weir_difference *difference)
{
    weir_difference *first = context;

    if (!first->table)
        *first = *difference;
    return WEIR_OK;
}

static void assert_same(files *s)
{
    weir_difference difference = {0};

    assert_int_equal(weir_sqlite_store_compare(s->live, s->again, keep_first, NULL, &difference, &s->f.diag), WEIR_OK);
    if (difference.table)
        fail_msg("%s differs at %s: %s %s, %s", difference.table, difference.key,
                 difference.column ? difference.column : "row", difference.first, difference.second);
}

static weir_err rebuild(files *s)
{
    weir_sqlite_store_close(s->again);
    s->again = open_file(s, AGAIN);
    s->again_port = weir_sqlite_store_port(s->again);
    return weir_rebuild(s->f.engine, &s->live_port, &s->again_port, NULL, test_memory_port(&s->f.own_memory, false),
                        &s->f.diag);
}

static void rebuild_and_compare(files *s)
{
    if (rebuild(s) != WEIR_OK)
        fail_msg("%s", s->f.diag.message);
    assert_same(s);
}

static int count_rows(const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    int count;

    assert_int_equal(sqlite3_open_v2(LIVE, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    count = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return count;
}

static void what_is_rebuilt_is_what_was_stored_after_each_command(void **state)
{
    files *s = *state;
    fixture *f = &s->f;
    weir_id one, two;
    uint64_t next;

    must_deploy(f, process);
    one = must_start(f, "p", "K-1", "x", 5);
    rebuild_and_compare(s);
    assert_int_equal(count_rows("SELECT count(*) FROM task_view WHERE business_key = 'K-1' AND process = 'p'"), 2);
    assert_int_equal(count_rows("SELECT count(*) FROM activity_view"), 4); /* sub-process and three tasks */
    assert_int_equal(count_rows("SELECT count(*) FROM timer_view"), 1);
    assert_int_equal(count_rows("SELECT count(*) FROM external_task_view WHERE topic = 'print'"), 1);
    two = must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(complete(f, one, "a"), WEIR_OK);
    assert_int_equal(complete(f, one, "c"), WEIR_OK);
    rebuild_and_compare(s);
    assert_int_equal(weir_engine_advance(f->engine, NOON, NOON + 2 * HOUR, &f->diag), WEIR_OK);
    rebuild_and_compare(s);
    assert_int_equal(count_rows("SELECT count(*) FROM subscription_view WHERE name = 'go'"), 1);
    assert_int_equal(complete(f, two, "a"), WEIR_OK);
    assert_int_equal(complete(f, two, "c"), WEIR_OK);
    assert_int_equal(
        execute(
            f, (weir_request){.kind = WEIR_REQUEST_COMMAND, .instance = two, .command = {.kind = WEIR_COMMAND_CANCEL}}),
        WEIR_OK);
    assert_int_equal(send_message(f, "go", "K-1", NULL, 0), WEIR_OK);
    assert_true(has_ended(f, one));
    rebuild_and_compare(s);
    assert_int_equal(count_rows("SELECT (SELECT count(*) FROM activity) + (SELECT count(*) FROM user_task) +"
                                " (SELECT count(*) FROM timer) + (SELECT count(*) FROM subscription) +"
                                " (SELECT count(*) FROM external_task)"),
                     0);
    assert_int_equal(count_rows("SELECT count(*) FROM instance_view WHERE status = 'ended'"), 2);
    assert_int_equal(s->live_port.next_pos(s->live_port.self, &next, NULL), WEIR_OK);
    assert_int_equal(count_rows("SELECT count(*) FROM fact"), next - 1);
}

static void a_projection_that_was_changed_is_found(void **state)
{
    static const char *const changes[] = {
        "DELETE FROM user_task WHERE element = 'b'",
        "UPDATE timer SET due = due + 1",
        "UPDATE variable SET value = '6'",
        "UPDATE instance SET state = state || ' '",
        "DELETE FROM activity",
    };

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        files *s;
        sqlite3 *db;
        weir_difference difference = {0};

        assert_int_equal(files_setup(state), 0); /* a pair of files for each change */
        s = *state;
        must_deploy(&s->f, process);
        (void)must_start(&s->f, "p", NULL, "x", 5);
        rebuild_and_compare(s);
        assert_int_equal(sqlite3_open(LIVE, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, changes[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        assert_int_equal(weir_sqlite_store_compare(s->live, s->again, keep_first, NULL, &difference, NULL), WEIR_OK);
        assert_non_null(difference.table);
        assert_non_null(strstr(changes[i], difference.table));
        (void)files_teardown(state);
    }
}

static void a_log_that_does_not_fit_is_an_error_with_its_position(void **state)
{
    files *s = *state;
    sqlite3 *db;

    must_deploy(&s->f, process);
    (void)must_start(&s->f, "p", NULL, "x", 5);
    assert_int_equal(sqlite3_open(LIVE, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE log SET facts = '[{\"type\":\"timer.fired\"}]'", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(rebuild(s), WEIR_EFORMAT);
    assert_non_null(strstr(s->f.diag.message, "position 1 "));
}

#define FILES_TEST(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILES_TEST(what_is_rebuilt_is_what_was_stored_after_each_command),
        cmocka_unit_test(a_projection_that_was_changed_is_found),
        FILES_TEST(a_log_that_does_not_fit_is_an_error_with_its_position),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
