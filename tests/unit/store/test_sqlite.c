/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/store/test_sqlite.c - the SQLite driver: the same as every driver, and what files can do.
 */
#define _POSIX_C_SOURCE 200809L
#include "conformance.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite_store.h"
#include "toy_hash.h"

static char folder[64], path[96], wal_path[104];
static test_memory memory;
static weir_sqlite_store *opened;

static int folder_setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "weir-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/w.db", folder);
    (void)snprintf(wal_path, sizeof wal_path, "%s-wal", path);
    memory = (test_memory){0};
    return 0;
}

static int folder_teardown(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};

    (void)state;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char file[120];

        (void)snprintf(file, sizeof file, "%s%s", path, endings[i]);
        (void)unlink(file);
    }
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(memory.live_count, 0);
    return 0;
}

static weir_err try_open(weir_sqlite_options options, weir_sqlite_store **out, weir_diag *diag)
{
    options.path = path;
    options.busy_ms = -1;
    return weir_sqlite_store_open(&options, toy_hasher(), test_memory_port(&memory, false), out, diag);
}

static weir_sqlite_store *open_store(void)
{
    weir_sqlite_store *store = NULL;
    weir_diag diag = {0};

    if (try_open((weir_sqlite_options){0}, &store, &diag) != WEIR_OK)
        fail_msg("%s", diag.message);
    return store;
}

static weir_store conformance_open(void)
{
    (void)folder_setup(NULL);
    opened = open_store();
    return weir_sqlite_store_port(opened);
}

static void conformance_close(void)
{
    weir_sqlite_store_close(opened);
    (void)folder_teardown(NULL);
}

/* Three rows of the log and an instance, closed again. */
static void make_file(void)
{
    weir_sqlite_store *store = open_store();
    conformance f = {.store = weir_sqlite_store_port(store)};

    conformance_deploy(f.store);
    begin(&f);
    for (uint64_t i = 0; i < 3; i++)
        append(&f, log_row(1 + 2 * i, 1 + 2 * i, 2, 1));
    put(&f, instance_row(1, 1, WEIR_T("{}")));
    commit(&f);
    weir_sqlite_store_close(store);
}

/* A statement of somebody else on the file. */
static void tamper(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void assert_refused(weir_sqlite_options options, weir_err expected, const char *word)
{
    weir_sqlite_store *store = NULL;
    weir_diag diag = {0};

    assert_int_equal(try_open(options, &store, &diag), expected);
    if (!strstr(diag.message, word))
        fail_msg("'%s' does not say '%s'", diag.message, word);
    assert_null(store);
}

static void overwrite(const char *file, long offset, const void *bytes, size_t length)
{
    const int fd = open(file, O_WRONLY | O_CREAT, 0600);

    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, length, offset), (ssize_t)length);
    assert_int_equal(close(fd), 0);
}

static off_t size_of(const char *file)
{
    struct stat info;

    return stat(file, &info) == 0 ? info.st_size : -1;
}

/* ── what lasts ──────────────────────────────────────────────────────────────────────────────────────── */

static void what_was_committed_is_there_after_opening_again(void **state)
{
    conformance f = {0};
    weir_sqlite_store *store;
    weir_instance_row row;

    (void)state;
    make_file();
    store = open_store();
    f.store = weir_sqlite_store_port(store);
    weir_arena_init(&f.arena, test_memory_port(&memory, false), 1 << 20);
    assert_int_equal(next_pos(&f), 7);
    OK(CALL(&f, get_instance, id_of(1), &f.arena, &row, NULL));
    assert_text(row.state, WEIR_T("{}"));
    weir_arena_release(&f.arena);
    weir_sqlite_store_close(store);
}

static void what_was_not_committed_is_gone(void **state)
{
    weir_sqlite_store *store = open_store();
    conformance f = {.store = weir_sqlite_store_port(store)};

    (void)state;
    begin(&f);
    append(&f, log_row(1, 1, 1, 1));
    weir_sqlite_store_close(store);
    store = open_store();
    f.store = weir_sqlite_store_port(store);
    assert_int_equal(next_pos(&f), 1);
    weir_sqlite_store_close(store);
}

static void a_reader_sees_what_was_committed_while_a_writer_writes(void **state)
{
    weir_sqlite_store *store = open_store(), *reader = NULL;
    conformance f = {.store = weir_sqlite_store_port(store)}, r = {0};

    (void)state;
    begin(&f);
    append(&f, log_row(1, 1, 1, 1));
    commit(&f);
    OK(try_open((weir_sqlite_options){.is_read_only = true}, &reader, NULL));
    r.store = weir_sqlite_store_port(reader);
    begin(&f);
    append(&f, log_row(2, 2, 1, 1));
    assert_int_equal(next_pos(&r), 2);
    commit(&f);
    assert_int_equal(next_pos(&r), 3);
    assert_int_not_equal(r.store.begin(r.store.self, NULL), WEIR_OK);
    weir_sqlite_store_close(reader);
    weir_sqlite_store_close(store);
}

static void the_write_ahead_log_grows_when_idle_and_stays(void **state)
{
    weir_sqlite_store *store = open_store();
    conformance f = {.store = weir_sqlite_store_port(store)};
    bool has_more = true;
    uint32_t step_count = 0;

    (void)state;
    begin(&f);
    append(&f, log_row(1, 1, 1, 1));
    commit(&f);
    while (has_more) {
        OK(weir_sqlite_store_idle(store, &has_more, NULL));
        step_count++;
    }
    assert_in_range(step_count, 20, 30);
    assert_int_equal(size_of(wal_path), WEIR_SQLITE_WAL_BYTES);
    begin(&f);
    append(&f, log_row(2, 2, 1, 1));
    commit(&f);
    weir_sqlite_store_close(store);
    assert_int_equal(size_of(wal_path), WEIR_SQLITE_WAL_BYTES);
    store = open_store();
    f.store = weir_sqlite_store_port(store);
    assert_int_equal(next_pos(&f), 3);
    weir_sqlite_store_close(store);
    assert_int_equal(size_of(wal_path), WEIR_SQLITE_WAL_BYTES);
}

/* ── what is refused ─────────────────────────────────────────────────────────────────────────────────── */

static void a_newer_schema_is_refused_and_left_alone(void **state)
{
    (void)state;
    make_file();
    tamper("PRAGMA user_version = 99");
    assert_refused((weir_sqlite_options){0}, WEIR_EFORMAT, "newer weir");
    assert_refused((weir_sqlite_options){.is_read_only = true}, WEIR_EFORMAT, "version 99");
}

static void a_file_that_is_no_database_is_refused_and_left_alone(void **state)
{
    char text[8192];

    (void)state;
    memset(text, 'x', sizeof text);
    overwrite(path, 0, text, sizeof text);
    assert_refused((weir_sqlite_options){0}, WEIR_EFORMAT, "not a database");
    assert_int_equal(size_of(path), sizeof text);
}

static void a_database_of_another_program_is_refused_and_left_alone(void **state)
{
    (void)state;
    tamper("CREATE TABLE theirs (x)");
    assert_refused((weir_sqlite_options){0}, WEIR_EFORMAT, "another program");
    assert_int_equal(size_of(wal_path), -1);
}

static void a_file_that_was_cut_off_is_refused(void **state)
{
    (void)state;
    make_file();
    assert_int_equal(truncate(path, size_of(path) / 4096 / 2 * 4096), 0);
    assert_refused((weir_sqlite_options){0}, WEIR_EFORMAT, "cut off");
}

static void an_empty_file_beside_a_write_ahead_log_is_refused(void **state)
{
    const off_t size = (make_file(), size_of(wal_path));

    (void)state;
    assert_true(size > 0);
    assert_int_equal(truncate(path, 0), 0);
    assert_refused((weir_sqlite_options){0}, WEIR_EFORMAT, "cut off");
    assert_int_equal(size_of(wal_path), size);
}

static void a_locked_database_is_refused(void **state)
{
    sqlite3 *db;

    (void)state;
    make_file();
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; PRAGMA user_version = 1", NULL, NULL, NULL),
        SQLITE_OK);
    assert_refused((weir_sqlite_options){0}, WEIR_ESTORE, "locked");
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void a_transaction_of_somebody_else_makes_begin_fail(void **state)
{
    weir_sqlite_store *store;
    conformance f = {0};
    weir_diag diag = {0};
    sqlite3 *db;

    (void)state;
    make_file();
    store = open_store();
    f.store = weir_sqlite_store_port(store);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(CALL(&f, begin, &diag), WEIR_ESTORE);
    assert_non_null(strstr(diag.message, "locked"));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    begin(&f);
    commit(&f);
    weir_sqlite_store_close(store);
}

static void a_file_that_is_not_there_is_not_made_by_a_reader(void **state)
{
    (void)state;
    assert_refused((weir_sqlite_options){.is_read_only = true}, WEIR_EIO, "can't be opened");
    assert_int_equal(size_of(path), -1);
}

static void a_damaged_page_is_an_error_with_words(void **state)
{
    weir_sqlite_store *store;
    char noise[4096];
    weir_diag diag = {0};
    conformance f = {0};
    seen s = {0};
    sqlite3 *db;
    sqlite3_stmt *statement;
    long page;

    (void)state;
    make_file();
    tamper("PRAGMA wal_checkpoint(TRUNCATE)");
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_master WHERE name = 'log'", -1, &statement, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    page = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    memset(noise, 0xa5, sizeof noise);
    overwrite(path, (page - 1) * 4096, noise, sizeof noise);
    store = open_store();
    f.store = weir_sqlite_store_port(store);
    assert_int_equal(CALL(&f, read_log, 1, see_log, &s, &diag), WEIR_EFORMAT);
    assert_non_null(strstr(diag.message, "damaged"));
    weir_sqlite_store_close(store);
}

/* ── verifying ───────────────────────────────────────────────────────────────────────────────────────── */

static weir_chain_report verify(void)
{
    weir_sqlite_store *store = NULL;
    weir_chain_report report = {0};
    weir_chain_source source;

    OK(try_open((weir_sqlite_options){.is_read_only = true}, &store, NULL));
    source = weir_sqlite_store_chain(store);
    OK(weir_chain_verify(&source, toy_hasher(), NULL, &report, NULL));
    weir_sqlite_store_close(store);
    return report;
}

static void the_chain_finds_what_somebody_did_to_the_file(void **state)
{
    static const struct {
        const char *sql;
        weir_chain_fault fault;
        uint64_t pos;
    } cases[] = {
        {"SELECT 1", WEIR_CHAIN_UNBROKEN, 0},
        {"UPDATE log SET facts = '[]' WHERE pos = 3", WEIR_CHAIN_CONTENT, 3},
        {"UPDATE log SET stream = x'01' WHERE pos = 3", WEIR_CHAIN_ROW, 3},
        {"UPDATE log SET digest = x'' WHERE pos = 3", WEIR_CHAIN_CONTENT, 3},
        {"DELETE FROM log WHERE pos = 3", WEIR_CHAIN_MISSING, 3},
        {"DELETE FROM log WHERE pos = 5", WEIR_CHAIN_TAIL, 5},
        {"UPDATE log SET pos = 99 WHERE pos = 3; UPDATE log SET pos = 3 WHERE pos = 5; UPDATE log SET pos = 5 WHERE "
         "pos = 99",
         WEIR_CHAIN_MISPLACED, 3},
        {"UPDATE log SET actor = NULL, command = NULL, facts = NULL WHERE pos = 3", WEIR_CHAIN_UNBROKEN, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        weir_chain_report report;

        make_file();
        tamper(cases[i].sql);
        report = verify();
        assert_string_equal(weir_chain_fault_describe(report.fault), weir_chain_fault_describe(cases[i].fault));
        assert_int_equal(report.pos, cases[i].pos);
        (void)folder_teardown(state);
        (void)folder_setup(state);
    }
}

static void administrators_see_facts(void **state)
{
    sqlite3 *db;
    sqlite3_stmt *statement;

    (void)state;
    make_file();
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT position, stream, number, time, type FROM fact WHERE position = 3",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(statement, 1), "01020300-0000-0000-0000-000000000001");
    assert_int_equal(sqlite3_column_int(statement, 2), 3);
    assert_string_equal(sqlite3_column_text(statement, 3), "2023-11-14T22:13:20.003Z");
    assert_string_equal(sqlite3_column_text(statement, 4), "flow.taken");
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

static void opening_gives_all_memory_back_when_it_gets_too_little(void **state)
{
    weir_sqlite_store *store = NULL;
    weir_err err = WEIR_ENOMEM;

    (void)state;
    for (uint64_t n = 1; err != WEIR_OK; n++) {
        memory.take_count = 0;
        memory.fail_at = n;
        err = try_open((weir_sqlite_options){0}, &store, NULL);
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
        assert_true(err == WEIR_OK || memory.live_count == 0);
    }
    memory.fail_at = 0;
    weir_sqlite_store_close(store);
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

/* ── the write-ahead log ─────────────────────────────────────────────────────────────────────────────────── */

static void write_rows(weir_sqlite_store *store, uint64_t from, uint64_t to)
{
    conformance f = {.store = weir_sqlite_store_port(store)};

    for (uint64_t pos = from; pos < to; pos++) {
        begin(&f);
        append(&f, log_row(pos, pos, 1, 1));
        commit(&f);
    }
}

static void do_upkeep(weir_sqlite_store *store)
{
    bool has_more = true;

    while (has_more)
        OK(weir_sqlite_store_idle(store, &has_more, NULL));
}

static void pages_that_a_reader_may_still_need_stay_in_the_log_and_are_counted(void **state)
{
    weir_sqlite_store *store = open_store(), *reader = NULL;
    weir_sqlite_wal wal;
    weir_sql sql;

    (void)state;
    write_rows(store, 1, 5);
    do_upkeep(store);
    wal = weir_sqlite_store_wal(store);
    assert_int_equal(wal.copied_count, wal.page_count);
    assert_int_equal(try_open((weir_sqlite_options){.is_read_only = true}, &reader, NULL), WEIR_OK);
    sql = weir_sqlite_store_sql(reader);
    OK(sql.script(sql.self, WEIR_T("BEGIN; SELECT count(*) FROM log;"), NULL)); /* its snapshot */
    write_rows(store, 5, 30);
    do_upkeep(store);
    wal = weir_sqlite_store_wal(store);
    assert_true(wal.copied_count < wal.page_count);
    OK(sql.script(sql.self, WEIR_T("COMMIT;"), NULL));
    do_upkeep(store);
    wal = weir_sqlite_store_wal(store);
    assert_int_equal(wal.copied_count, wal.page_count);
    weir_sqlite_store_close(reader);
    weir_sqlite_store_close(store);
}

/* ── deployments and leases, which the store in memory does not keep ─────────────────────────────────────── */

static weir_err see_definition(void *context, const weir_definition_row *row)
{
    seen *s = context;

    s->numbers[s->count++] = row->version;
    return WEIR_OK;
}

static weir_err see_file(void *context, const weir_decision_file_row *row)
{
    seen *s = context;

    s->numbers[s->count++] = row->content.byte[0] + 10u * row->deployment.byte[15] + (row->is_deleted ? 100u : 0u);
    return WEIR_OK;
}

static void deploy_version(conformance *f, uint32_t version, uint8_t content, bool has_decisions)
{
    char id[32];
    weir_definition_row definition = {.key = WEIR_T("p"), .version = version, .content = {{content}}};
    const weir_resource_row resource = {.name = WEIR_T("p.bpmn"),
                                        .bytes = WEIR_T("<p/>"),
                                        .content = {{content}},
                                        .has_decisions = has_decisions,
                                        .definitions = &definition,
                                        .definition_count = 1};
    const weir_deployment_row deployment = {.id = id_of((uint8_t)version), .resources = &resource, .resource_count = 1};

    (void)snprintf(id, sizeof id, "p:%u:x", version);
    definition.id = weir_text_of(id);
    definition.starts = version == 3 ? WEIR_T("[1]") : WEIR_NO_TEXT;
    begin(f);
    OK(CALL(f, put_deployment, &deployment, NULL));
    commit(f);
}

static void the_newest_version_of_a_key_is_listed_and_the_others_are_found(void **state)
{
    conformance *f = *state;
    weir_definition_row row;
    seen s = {0};

    deploy_version(f, 2, 1, false);
    deploy_version(f, 3, 2, false);
    OK(CALL(f, read_latest, see_definition, &s, NULL));
    assert_int_equal(s.count, 2); /* of q, which every test has, and p */
    assert_int_equal(s.numbers[1], 3);
    OK(CALL(f, get_definition, WEIR_T("p:2:x"), &f->arena, &row, NULL));
    assert_int_equal(row.content.byte[0], 1);
    assert_null(row.starts.at);
    OK(CALL(f, get_definition, WEIR_T("p:3:x"), &f->arena, &row, NULL));
    assert_text(row.starts, WEIR_T("[1]"));
    assert_int_equal(CALL(f, get_definition, WEIR_T("p:9:x"), &f->arena, &row, NULL), WEIR_ENOTFOUND);
}

static void files_with_decisions_are_read_the_newest_first(void **state)
{
    conformance *f = *state;
    weir_text bytes;
    seen s = {0};

    deploy_version(f, 2, 1, true);
    deploy_version(f, 3, 2, true);
    deploy_version(f, 4, 1, true);
    deploy_version(f, 5, 3, false);
    begin(f);
    OK(CALL(f, delete_deployment, id_of(3), NULL));
    commit(f);
    OK(CALL(f, read_decision_files, see_file, &s, NULL));
    assert_int_equal(s.count, 3);
    assert_int_equal(s.numbers[0], 41);
    assert_int_equal(s.numbers[1], 132);
    assert_int_equal(s.numbers[2], 21);
    OK(CALL(f, get_content, &(weir_digest){{2}}, &f->arena, &bytes, NULL));
    assert_text(bytes, WEIR_T("<p/>"));
    assert_int_equal(CALL(f, get_content, &(weir_digest){{99}}, &f->arena, &bytes, NULL), WEIR_ENOTFOUND);
}

static void an_instance_of_what_was_never_deployed_is_refused(void **state)
{
    conformance *f = *state;
    weir_instance_row row = instance_row(1, 1, WEIR_T("{}"));

    row.definition = WEIR_T("nobody:1:x");
    begin(f);
    assert_int_equal(CALL(f, put_instance, &row, NULL), WEIR_EFORMAT);
    f->store.rollback(f->store.self);
}

static weir_err see_task(void *context, const weir_external_task_row *row)
{
    seen *s = context;

    s->numbers[s->count++] = row->id.byte[15];
    return WEIR_OK;
}

static seen unlocked(conformance *f, int64_t now_ms, uint32_t count_max)
{
    seen s = {0};

    OK(CALL(f, read_unlocked, WEIR_T("topic"), now_ms, count_max, see_task, &s, NULL));
    return s;
}

static void a_task_is_unlocked_until_somebody_has_it_and_when_the_lock_has_ended(void **state)
{
    conformance *f = *state;
    weir_fact urgent = waits(WEIR_FACT_external_task_created, 4, 0, WEIR_T("topic"));
    weir_text worker;
    seen s;

    urgent.number = 50;
    begin(f);
    put_two(f);
    project(f, 8, 5, waits(WEIR_FACT_external_task_created, 3, 0, WEIR_T("topic")), NULL);
    project(f, 9, 2, urgent, NULL);
    project(f, 9, 2, waits(WEIR_FACT_external_task_created, 5, 0, WEIR_T("other")), NULL);
    s = unlocked(f, 0, 9);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.numbers[0], 4); /* the higher priority */
    assert_int_equal(unlocked(f, 0, 1).count, 1);
    OK(CALL(f, set_lock, id_of(4), WEIR_T("ann"), 500, NULL));
    OK(CALL(f, get_worker, id_of(4), &f->arena, &worker, NULL));
    assert_text(worker, WEIR_T("ann"));
    assert_int_equal(unlocked(f, 499, 9).count, 1);
    assert_int_equal(unlocked(f, 500, 9).count, 2);
    OK(CALL(f, set_lock, id_of(4), WEIR_NO_TEXT, 0, NULL));
    assert_int_equal(unlocked(f, 0, 9).count, 2);
    commit(f);
    assert_int_equal(CALL(f, get_worker, id_of(77), &f->arena, &worker, NULL), WEIR_ENOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONFORMANCE_TESTS,
        CONFORMANCE_TEST(the_newest_version_of_a_key_is_listed_and_the_others_are_found),
        CONFORMANCE_TEST(files_with_decisions_are_read_the_newest_first),
        CONFORMANCE_TEST(an_instance_of_what_was_never_deployed_is_refused),
        CONFORMANCE_TEST(a_task_is_unlocked_until_somebody_has_it_and_when_the_lock_has_ended),
        FILE_TEST(what_was_committed_is_there_after_opening_again),
        FILE_TEST(what_was_not_committed_is_gone),
        FILE_TEST(a_reader_sees_what_was_committed_while_a_writer_writes),
        FILE_TEST(the_write_ahead_log_grows_when_idle_and_stays),
        FILE_TEST(pages_that_a_reader_may_still_need_stay_in_the_log_and_are_counted),
        FILE_TEST(a_newer_schema_is_refused_and_left_alone),
        FILE_TEST(a_file_that_is_no_database_is_refused_and_left_alone),
        FILE_TEST(a_database_of_another_program_is_refused_and_left_alone),
        FILE_TEST(a_file_that_was_cut_off_is_refused),
        FILE_TEST(an_empty_file_beside_a_write_ahead_log_is_refused),
        FILE_TEST(a_locked_database_is_refused),
        FILE_TEST(a_transaction_of_somebody_else_makes_begin_fail),
        FILE_TEST(a_file_that_is_not_there_is_not_made_by_a_reader),
        FILE_TEST(a_damaged_page_is_an_error_with_words),
        FILE_TEST(the_chain_finds_what_somebody_did_to_the_file),
        FILE_TEST(administrators_see_facts),
        FILE_TEST(opening_gives_all_memory_back_when_it_gets_too_little),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
