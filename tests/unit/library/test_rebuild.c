/* SPDX-License-Identifier: Apache-2.0
 * A database made again from its log shows the same, and every row that somebody changed is named.
 */
#include "unit/library/library_fixture.h"

#include <sqlite3.h>
#include <unistd.h>

#include "host/library_port.h"
#include "host/webhooks.h"

typedef struct told {
    unsigned count;
    char table[32], row[256], column[32], stored[96], rebuilt[96];
    bool is_missing, is_extra;
} told;

static void note(void *context, const weir_db_difference *difference)
{
    told *t = context;

    if (t->count++ > 0)
        return;
    (void)snprintf(t->table, sizeof t->table, "%s", difference->table);
    (void)snprintf(t->row, sizeof t->row, "%s", difference->row);
    (void)snprintf(t->column, sizeof t->column, "%s", difference->column ? difference->column : "");
    (void)snprintf(t->stored, sizeof t->stored, "%s", difference->stored ? difference->stored : "");
    (void)snprintf(t->rebuilt, sizeof t->rebuilt, "%s", difference->rebuilt ? difference->rebuilt : "");
    t->is_missing = difference->is_missing;
    t->is_extra = difference->is_extra;
}

static weir_db_rebuild_result rebuild(fixture *f, told *t)
{
    weir_db_rebuild_result result;

    *t = (told){0};
    (void)unlink(f->copy);
    must(f, weir_db_rebuild(f->db, &(weir_db_rebuild_options){.path = f->copy, .difference = note, .context = t},
                            &result, &f->error));
    return result;
}

/* As an administrator with a shell would. */
static void change(fixture *f, const char *sql)
{
    char *message = NULL;
    sqlite3 *db;

    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    assert_true(sqlite3_changes(db) > 0);
    sqlite3_close(db);
}

static bool keep_task(void *context, const weir_db_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return true;
}

static bool keep_external_task(void *context, const weir_db_external_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return true;
}

/* Instances at several places: one has ended, one waits for the message, one has an incident. */
static void live_a_little(fixture *f)
{
    static const char *const ways[] = {"ended", "waits", "fails", "begins"};

    deploy(f, everything);
    for (int i = 0; i < 4; i++) {
        char task[WEIR_DB_ID_SIZE], external_task[WEIR_DB_ID_SIZE];
        const weir_db_filter of_this = {.instance = f->answer.instance};

        start(f, ways[i]);
        must(f, weir_db_tasks(f->db, &of_this, keep_task, task, &f->error));
        must(f, weir_db_external_tasks(f->db, &of_this, keep_external_task, external_task, &f->error));
        if (i == 2)
            must(f,
                 weir_db_fail(f->db, &(weir_db_command){.task = external_task, .text = "no paper"}, NULL, &f->error));
        if (i > 1)
            continue;
        must(f, weir_db_complete(f->db, &(weir_db_command){.task = task, .variables = "{\"ok\": [1, \"二\"]}"}, NULL,
                                 &f->error));
        must(f, weir_db_complete(f->db, &(weir_db_command){.task = external_task}, NULL, &f->error));
    }
    must(f, weir_db_correlate(f->db, &(weir_db_command){.name = "paid", .business_key = "ended"}, NULL, &f->error));
}

static void what_is_made_again_is_the_same_database(void **state)
{
    fixture *f = *state;
    weir_db_verification found;
    weir_db_rebuild_result result;
    weir_db *again;
    told t;

    live_a_little(f);
    result = rebuild(f, &t);
    if (t.count > 0)
        fail_msg("%s %s: %s is %s, the log gives %s", t.table, t.row, t.column, t.stored, t.rebuilt);
    assert_true(result.is_same);
    assert_null(result.fault);
    must(f, weir_db_verify(f->db, result.head, NULL, NULL, &found, &f->error));
    assert_true(found.is_fine);
    assert_int_equal(result.fact_count, found.fact_count);
    assert_false(is_there(f->copy, "-wal"));
    assert_false(is_there(f->copy, ".part"));
    again = open_db(f, f->copy, false); /* and goes on */
    must(f, weir_db_correlate(again, &(weir_db_command){.name = "paid", .business_key = "waits"}, NULL, &f->error));
    weir_db_close(again);
}

static weir_err add_webhook(void *context, weir_engine *engine, weir_diag *diag)
{
    weir_webhook_row row = {.id = {{1}},
                            .is_active = true,
                            .url = WEIR_T("https://a.example"),
                            .secret = WEIR_T("0123456789abcdef0123456789abcdef")};

    (void)context;
    return weir_engine_change_webhook(engine, WEIR_WEBHOOK_CREATED, WEIR_T("ann"), NOON, &row, diag);
}

/* Its secret is in no fact: it is taken from where it is. */
static void a_webhook_is_made_again_with_its_secret(void **state)
{
    fixture *f = *state;
    weir_db_verification found;
    told t;

    live_a_little(f);
    assert_int_equal(weir_db_call(f->db, add_webhook, NULL, NULL), WEIR_OK);
    must(f, weir_db_verify(f->db, NULL, NULL, NULL, &found, &f->error));
    assert_true(found.is_fine);
    assert_true(rebuild(f, &t).is_same);
    assert_int_equal(unlink(f->copy), 0);
    weir_db_close(f->db);
    change(f, "UPDATE webhook SET url = 'https://b.example'");
    f->db = open_db(f, f->path, true);
    assert_false(rebuild(f, &t).is_same);
    assert_string_equal(t.table, "webhook");
    assert_string_equal(t.stored, "https://b.example");
    assert_int_equal(unlink(f->copy), 0);
    weir_db_close(f->db);
    change(f, "UPDATE webhook SET url = 'https://a.example', secret = x''");
    f->db = open_db(f, f->path, true);
    assert_true(rebuild(f, &t).is_same); /* what is lost is lost */
}

static void a_lease_is_no_difference(void **state)
{
    fixture *f = *state;
    told t;

    live_a_little(f);
    must(f, weir_db_lock_tasks(
                f->db,
                &(weir_db_lock){
                    .worker = "w", .topics = (const char *const[]){"printing"}, .topic_count = 1, .duration_ms = HOUR},
                keep_external_task, t.table, &f->error));
    assert_true(rebuild(f, &t).is_same);
}

static void every_changed_row_is_named(void **state)
{
    static const struct {
        const char *sql, *table, *row, *column, *stored, *rebuilt;
        unsigned count;
    } changes[] = {
        {"UPDATE variable SET value = '6' WHERE name = 'amount' AND instance > 30", "variable", "scope=1 name=amount",
         "value", "6", "1.10", 3},
        {"DELETE FROM variable WHERE name = 'ok' AND instance < 30", "variable", "scope=1 name=ok", "", "", "", 1},
        {"UPDATE instance SET status = 1 WHERE business_key = 'ended'", "instance", "pos=2", "status", "1", "2", 1},
        {"UPDATE instance SET business_key = NULL WHERE business_key = 'waits'", "instance", "pos=", "business_key",
         "NULL", "waits", 1},
        {"UPDATE instance SET state = replace(state, 'ended', 'endet') WHERE business_key = 'ended'", "instance",
         "pos=2", "state", "endet", "ended", 1},
        {"DELETE FROM instance WHERE business_key = 'begins'", "instance", "pos=", "", "", "", 1},
        {"UPDATE activity SET since = since + 1 WHERE element = 'check'", "activity", "element=check", "since",
         "1767614400001", "1767614400000", 2},
        {"DELETE FROM user_task", "user_task", "id=0", "", "", "", 2},
        {"UPDATE external_task SET topic = 'shredding'", "external_task", "id=0", "topic", "shredding", "printing", 2},
        {"UPDATE timer SET due = due + 1 WHERE instance > 40", "timer", "due=", "", "", "", 4},
        {"INSERT INTO subscription VALUES ('message', 'paid', 2, 99, x'00', 'pay', NULL, 0)", "subscription",
         "kind=message name=paid instance=2 wait=99", "", "", "", 1},
        {"UPDATE incident SET message = 'who knows'", "incident", "instance=", "message", "who knows", "no paper", 1},
        {"UPDATE definition SET key = 'other'", "definition", "number=1", "key", "other", "order", 1},
        {"UPDATE resource SET name = 'other.bpmn'", "resource", "deployment=1 ix=0", "name", "other.bpmn", "order.bpmn",
         1},
        {"UPDATE deployment SET time = 5", "deployment", "number=1", "time", "5", "1767614400000", 1},
    };

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        weir_db_rebuild_result result;
        fixture *f;
        told t;

        assert_int_equal(setup(state), 0);
        f = *state;
        live_a_little(f);
        weir_db_close(f->db);
        change(f, changes[i].sql);
        f->db = open_db(f, f->path, true);
        result = rebuild(f, &t);
        assert_false(result.is_same);
        assert_int_equal(result.difference_count, t.count);
        if (t.count != changes[i].count || strcmp(t.table, changes[i].table) != 0 || !strstr(t.row, changes[i].row) ||
            strcmp(t.column, changes[i].column) != 0 || !strstr(t.stored, changes[i].stored) ||
            !strstr(t.rebuilt, changes[i].rebuilt) || (t.column[0] != '\0') == (t.is_missing || t.is_extra))
            fail_msg("%s\n%u differences, %s %s: '%s' is '%s', the log gives '%s', missing %d, extra %d",
                     changes[i].sql, t.count, t.table, t.row, t.column, t.stored, t.rebuilt, t.is_missing, t.is_extra);
        assert_int_equal(teardown(state), 0);
    }
}

static void nothing_is_made_of_a_log_that_was_changed(void **state)
{
    fixture *f = *state;
    weir_db_rebuild_result result;
    told t;

    live_a_little(f);
    weir_db_close(f->db);
    change(f, "UPDATE log SET facts = replace(facts, 'amount', 'Amount') WHERE pos = 2");
    f->db = open_db(f, f->path, true);
    result = rebuild(f, &t);
    assert_false(result.is_same);
    assert_non_null(result.fault);
    assert_int_equal(result.position, 2);
    assert_false(is_there(f->copy, ""));
    assert_false(is_there(f->copy, ".part"));
}

static void nothing_is_made_with_another_file_than_was_deployed(void **state)
{
    fixture *f = *state;
    weir_db_rebuild_result result;
    told t;

    live_a_little(f);
    weir_db_close(f->db);
    change(f, "UPDATE content SET bytes = replace(bytes, 'An order', 'No order')");
    f->db = open_db(f, f->path, true);
    result = rebuild(f, &t);
    assert_false(result.is_same);
    assert_int_equal(result.position, 1); /* of its deployment */
    assert_false(is_there(f->copy, ""));
}

static bool stop_at(void *context, const char *what, uint64_t done, uint64_t total)
{
    (void)done;
    (void)total;
    return strcmp(what, context) != 0;
}

static void it_can_be_stopped_anywhere(void **state)
{
    static const char *const places[] = {"verifying", "rebuilding", "comparing"};
    fixture *f = *state;

    live_a_little(f);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        assert_int_not_equal(weir_db_rebuild(f->db,
                                             &(weir_db_rebuild_options){.path = f->copy,
                                                                        .progress = stop_at,
                                                                        .context = (void *)(uintptr_t)places[i]},
                                             NULL, &f->error),
                             0);
        assert_string_equal(f->error.name, "ESTOPPED");
        assert_false(is_there(f->copy, ""));
        assert_false(is_there(f->copy, ".part"));
        assert_false(is_there(f->copy, ".part-wal"));
    }
}

static bool start_another(void *context, const char *what, uint64_t done, uint64_t total)
{
    fixture *f = context;

    (void)done;
    (void)total;
    if (strcmp(what, "rebuilding") == 0 && f->answer.position < 200)
        start(f, NULL);
    return true;
}

static void what_is_written_meanwhile_is_no_difference(void **state)
{
    fixture *f = *state;
    weir_db_rebuild_result result;

    live_a_little(f);
    must(f, weir_db_rebuild(f->db, &(weir_db_rebuild_options){.path = f->copy, .progress = start_another, .context = f},
                            &result, &f->error));
    assert_true(result.is_same);
    assert_true(f->answer.position >= 200);
}

static void a_file_that_is_there_is_not_touched(void **state)
{
    fixture *f = *state;
    FILE *file = fopen(f->copy, "w");

    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    live_a_little(f);
    assert_int_not_equal(weir_db_rebuild(f->db, &(weir_db_rebuild_options){.path = f->copy}, NULL, &f->error), 0);
    assert_string_equal(f->error.name, "EIO");
    assert_int_not_equal(weir_db_rebuild(f->db, &(weir_db_rebuild_options){0}, NULL, &f->error), 0);
    assert_string_equal(f->error.name, "EVALUE");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_made_again_is_the_same_database),
        TEST(a_webhook_is_made_again_with_its_secret),
        TEST(a_lease_is_no_difference),
        cmocka_unit_test(every_changed_row_is_named),
        TEST(nothing_is_made_of_a_log_that_was_changed),
        TEST(nothing_is_made_with_another_file_than_was_deployed),
        TEST(it_can_be_stopped_anywhere),
        TEST(what_is_written_meanwhile_is_no_difference),
        TEST(a_file_that_is_there_is_not_touched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
