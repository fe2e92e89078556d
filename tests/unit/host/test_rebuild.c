/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_rebuild.c - an engine over a SQLite file; what the log gives again is what the file shows.
 */
#include "unit/host/rebuild_fixture.h"

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

static weir_webhook_row webhook(files *s, weir_webhook_change change, weir_webhook_row row)
{
    assert_int_equal(weir_engine_change_webhook(s->f.engine, change, WEIR_T("ann"), NOON, &row, &s->f.diag), WEIR_OK);
    rebuild_and_compare(s);
    return row;
}

/* Who is told what is in the log too, with all but the secret; that is taken from where it is kept. */
static void webhooks_are_rebuilt_with_the_secret_they_have_now(void **state)
{
    files *s = *state;
    weir_webhook_row row = {.id = {{1}},
                            .is_active = true,
                            .url = WEIR_T("https://a.example/\"x"),
                            .event_types = WEIR_T(" [\"task.*\", \"\\u0069nstance.ended\"] "),
                            .secret = WEIR_T("0123456789abcdef0123456789abcdef")};
    const weir_webhook_row other = {
        .id = {{2}}, .is_active = true, .url = WEIR_T("https://b.example"), .from_pos = 1, .secret = row.secret};
    weir_webhook_row found;

    row = webhook(s, WEIR_WEBHOOK_CREATED, row);
    assert_int_equal(count_rows("SELECT count(*) FROM webhook WHERE event_types = '[\"task.*\",\"instance.ended\"]'"),
                     1);
    assert_int_equal(row.from_pos, 2);
    (void)webhook(s, WEIR_WEBHOOK_CREATED, other);
    row.secret = WEIR_T("fedcba9876543210fedcba9876543210");
    row = webhook(s, WEIR_WEBHOOK_UPDATED, row);
    assert_int_equal(row.filter_pos, 2);
    row.is_active = false;
    row.reason = WEIR_T("the receiver asked for it");
    row.processes = WEIR_T("[\"p\"]");
    row = webhook(s, WEIR_WEBHOOK_UPDATED, row);
    assert_int_equal(row.filter_pos, 4);
    assert_int_equal(row.pos, 1);
    assert_int_equal(s->again_port.get_webhook(s->again_port.self, row.id, &s->f.arena, &found, NULL), WEIR_OK);
    assert_true(weir_text_equal(found.secret, row.secret));
    assert_true(weir_text_equal(found.url, row.url));
    assert_int_equal(count_rows("SELECT count(*) FROM webhook_view WHERE status = 'disabled'"), 1);
    (void)webhook(s, WEIR_WEBHOOK_DELETED, other);
    assert_int_equal(count_rows("SELECT count(*) FROM webhook"), 1);
    assert_int_equal(count_rows("SELECT count(*) FROM log WHERE facts LIKE '%0123456789%'"), 0);
    assert_int_equal(weir_engine_change_webhook(s->f.engine, WEIR_WEBHOOK_DELETED, WEIR_T("ann"), NOON,
                                                &(weir_webhook_row){0}, NULL),
                     WEIR_ENOTFOUND);
}

static void keep(files *s, weir_text name, int64_t duration_ms)
{
    const weir_request request = {.kind = WEIR_REQUEST_MESSAGE,
                                  .name = name,
                                  .business_key = WEIR_T("K"),
                                  .variables = weir_context(&(weir_entry){WEIR_T("n"), weir_integer(7)}, 1),
                                  .duration_ms = duration_ms};
    weir_answer answer;

    assert_int_equal(weir_engine_execute(s->f.engine, &request, NOON, &answer, &s->f.diag), WEIR_OK);
    rebuild_and_compare(s);
}

/* Messages that are kept are in the log until they are gone. */
static void kept_messages_are_rebuilt(void **state)
{
    files *s = *state;
    const weir_request expire = {.kind = WEIR_REQUEST_EXPIRE};
    weir_answer answer;

    keep(s, WEIR_T("one"), 1000);
    keep(s, WEIR_T("two"), 2000);
    assert_int_equal(count_rows("SELECT count(*) FROM kept_message WHERE business_key = 'K'"), 2);
    assert_int_equal(weir_engine_execute(s->f.engine, &expire, NOON + 1000, &answer, &s->f.diag), WEIR_OK);
    rebuild_and_compare(s);
    assert_int_equal(count_rows("SELECT count(*) FROM kept_message WHERE name = 'two'"), 1);
    assert_int_equal(count_rows("SELECT count(*) FROM kept_message"), 1);
}

/* What was decided outside of any instance stands in the log, and nowhere else. */
static void what_was_decided_is_in_the_log(void **state)
{
    files *s = *state;
    weir_entry record = {WEIR_T("result"), weir_integer(7)};
    weir_entry members[] = {{WEIR_T("decision"), weir_string(WEIR_T("a \"b\""))},
                            {WEIR_T("record"), weir_context(&record, 1)}};
    const weir_value fact = weir_context(members, 2), facts[] = {fact, fact};
    weir_request request = {.kind = WEIR_REQUEST_DECIDED,
                            .actor = WEIR_T("ann"),
                            .command = {.name = WEIR_T("a:1:x"), .variables = weir_list(facts, 2)}};
    weir_answer answer;
    char *large = test_calloc(1, WEIR_FACTS_LENGTH_MAX + 1);

    assert_int_equal(weir_engine_execute(s->f.engine, &request, NOON, &answer, &s->f.diag), WEIR_OK);
    assert_int_equal(answer.fact_count, 2);
    rebuild_and_compare(s);
    assert_int_equal(count_rows("SELECT count(*) FROM log WHERE n = 2 AND actor = 'ann' AND facts ="
                                " '[{\"type\":\"decision.evaluated\",\"decision\":\"a \\\"b\\\"\",\"record\":"
                                "{\"result\":7}},{\"type\":\"decision.evaluated\",\"decision\":\"a \\\"b\\\"\","
                                "\"record\":{\"result\":7}}]'"),
                     1);
    memset(large, 'x', WEIR_FACTS_LENGTH_MAX);
    record.value = weir_string(weir_text_of(large));
    assert_int_equal(weir_engine_execute(s->f.engine, &request, NOON, &answer, &s->f.diag), WEIR_ELIMIT);
    record.value = weir_integer(8);
    assert_int_equal(weir_engine_execute(s->f.engine, &request, NOON, &answer, &s->f.diag), WEIR_OK);
    rebuild_and_compare(s);
    assert_int_equal(count_rows("SELECT count(*) FROM log WHERE command LIKE '%evaluate%'"), 2);
    test_free(large);
}

static void facts_about_messages_are_read_back(void **state)
{
    static const struct {
        weir_message_change change;
        const char *type;
    } kinds[] = {{WEIR_MESSAGE_KEPT, "message.kept"},
                 {WEIR_MESSAGE_DELIVERED, "message.delivered"},
                 {WEIR_MESSAGE_EXPIRED, "message.expired"},
                 {WEIR_MESSAGE_DISCARDED, "message.discarded"}};
    files *s = *state;
    const weir_message_row row = {.id = {{1}},
                                  .name = WEIR_T("a \"b\""),
                                  .instance = {{2}},
                                  .content = WEIR_T("{\"variables\":{\"x\": 1}}"),
                                  .expires_ms = NOON};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        weir_message_change change;
        weir_message_row back;
        weir_text facts;

        assert_int_equal(weir_message_encode(kinds[i].change, &row, &s->f.arena, &facts), WEIR_OK);
        assert_true(weir_message_is_fact(facts));
        assert_true(weir_text_find(facts, weir_text_of(kinds[i].type), 0) != SIZE_MAX);
        assert_int_equal(weir_message_decode(facts, &s->f.arena, &change, &back, &s->f.diag), WEIR_OK);
        assert_int_equal(change, kinds[i].change);
        assert_true(weir_id_equal(back.id, row.id) && weir_text_equal(back.name, row.name));
        if (change == WEIR_MESSAGE_KEPT)
            assert_true(weir_text_equal(back.content, row.content) && back.expires_ms == NOON);
    }
}

static weir_err command(fixture *f, weir_id instance, weir_command_kind kind)
{
    return execute(f, (weir_request){.kind = WEIR_REQUEST_COMMAND, .instance = instance, .command = {.kind = kind}});
}

/* While an instance is suspended its timers are no rows; the log gives the same table back at any time. */
static void what_is_suspended_is_rebuilt_so(void **state)
{
    files *s = *state;
    fixture *f = &s->f;
    weir_id one;

    must_deploy(f, process);
    one = must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(command(f, one, WEIR_COMMAND_SUSPEND), WEIR_OK);
    rebuild_and_compare(s);
    assert_int_equal(count_rows("SELECT count(*) FROM timer_view"), 0);
    assert_int_equal(count_rows("SELECT count(*) FROM instance_view WHERE status = 'suspended'"), 1);
    assert_int_equal(complete(f, one, "b"), WEIR_ESUSPENDED);
    assert_int_equal(command(f, one, WEIR_COMMAND_ACTIVATE), WEIR_OK);
    rebuild_and_compare(s);
    assert_int_equal(count_rows("SELECT count(*) FROM timer_view"), 1);
    assert_int_equal(command(f, one, WEIR_COMMAND_SUSPEND), WEIR_OK);
    assert_int_equal(command(f, one, WEIR_COMMAND_CANCEL), WEIR_OK);
    rebuild_and_compare(s);
    assert_int_equal(count_rows("SELECT suspended FROM instance"), 0);
}

static weir_err change(files *s, weir_definition_change kind, weir_text id)
{
    return weir_engine_change_definitions(
        s->f.engine,
        &(weir_definition_changes){
            .change = kind, .actor = WEIR_T("ann"), .definitions = &id, .count = 1, .now_ms = NOON},
        &s->f.diag);
}

static weir_text latest_id(files *s)
{
    const weir_definition *definition = NULL;
    weir_text id = WEIR_NO_TEXT;

    if (weir_engine_definition(s->f.engine, WEIR_T("p"), &definition, &s->f.diag) == WEIR_OK)
        assert_int_equal(weir_arena_text(&s->f.arena, definition->id, &id), WEIR_OK);
    return id;
}

static weir_err try_start(files *s, weir_text process_id)
{
    return execute(&s->f, (weir_request){.kind = WEIR_REQUEST_START, .process = process_id});
}

/* An engine that is made over the same file later. */
static void open_engine_again(files *s)
{
    weir_engine_free(s->f.engine);
    s->f.ports.seed++;
    assert_int_equal(weir_engine_new(&s->f.ports, &s->f.engine, &s->f.diag), WEIR_OK);
}

/* Where a cycle stands that starts instances: a fact of stream 0, which a rebuild and a new engine follow. */
static void a_timer_that_starts_instances_goes_on_where_it_was(void **state)
{
    files *s = *state;
    fixture *f = &s->f;

    must_deploy(
        f, DEFINITIONS(PROCESS(
               "tick", "<startEvent id='s'><timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
                       "</startEvent>" FLOW("s", "t") "<userTask id='t'/>")));
    assert_int_equal(weir_engine_advance(f->engine, NOON, NOON + 7200000, &f->diag), WEIR_OK);
    rebuild_and_compare(s);
    assert_int_equal(count_rows("SELECT count(*) FROM instance_view"), 2);
    assert_int_equal(count_rows("SELECT count(*) FROM fact WHERE type = 'definition.start_due'"), 2);
    open_engine_again(s);
    assert_int_equal(weir_engine_advance(f->engine, NOON + 7200000, NOON + 86400000, &f->diag), WEIR_OK);
    assert_int_equal(count_rows("SELECT count(*) FROM instance_view"), 3);
    rebuild_and_compare(s);
}

static void definitions_that_change_are_rebuilt_and_read_again(void **state)
{
    files *s = *state;
    weir_text first, second;

    must_deploy(&s->f, process);
    first = latest_id(s);
    must_deploy(&s->f, process);
    second = latest_id(s);
    assert_int_equal(change(s, WEIR_DEFINITION_SUSPENDED, second), WEIR_OK);
    assert_int_equal(change(s, WEIR_DEFINITION_SUSPENDED, second), WEIR_OK);
    assert_int_equal(count_rows("SELECT count(*) FROM fact WHERE type = 'definition.suspended'"), 1);
    rebuild_and_compare(s);
    assert_int_equal(try_start(s, WEIR_T("p")), WEIR_ESUSPENDED);
    open_engine_again(s);
    assert_int_equal(try_start(s, second), WEIR_ESUSPENDED);
    assert_int_equal(try_start(s, first), WEIR_OK);
    assert_int_equal(change(s, WEIR_DEFINITION_ACTIVATED, second), WEIR_OK);
    assert_int_equal(try_start(s, WEIR_T("p")), WEIR_OK);
    rebuild_and_compare(s);
    assert_int_equal(change(s, WEIR_DEFINITION_SUSPENDED, WEIR_T("p:9:none")), WEIR_ENOTFOUND);
}

static weir_err say_time_to_live(files *s, weir_text id, int64_t day_count)
{
    return weir_engine_change_definitions(s->f.engine,
                                          &(weir_definition_changes){.change = WEIR_DEFINITION_TIME_TO_LIVE,
                                                                     .actor = WEIR_T("ann"),
                                                                     .definitions = &id,
                                                                     .count = 1,
                                                                     .day_count = day_count,
                                                                     .now_ms = NOON},
                                          &s->f.diag);
}

static void how_long_history_is_kept_is_rebuilt(void **state)
{
    files *s = *state;
    weir_text id;

    must_deploy(&s->f, process);
    id = latest_id(s);
    assert_int_equal(say_time_to_live(s, id, 30), WEIR_OK);
    assert_int_equal(say_time_to_live(s, WEIR_T("fee:1:x"), 5), WEIR_OK); /* a decision, which no table has */
    assert_int_equal(count_rows("SELECT sum(days) FROM time_to_live"), 35);
    rebuild_and_compare(s);
    assert_int_equal(say_time_to_live(s, id, -1), WEIR_OK);
    assert_int_equal(count_rows("SELECT count(*) FROM time_to_live WHERE days IS NULL"), 1);
    assert_int_equal(count_rows("SELECT count(*) FROM fact WHERE type = 'definition.time_to_live'"), 3);
    rebuild_and_compare(s);
    assert_int_equal(try_start(s, id), WEIR_OK);
}

static void a_definition_without_instances_can_be_deleted_and_the_one_before_it_is_the_latest(void **state)
{
    files *s = *state;
    weir_text first, second;
    weir_id one;

    must_deploy(&s->f, process);
    first = latest_id(s);
    must_deploy(&s->f, process);
    second = latest_id(s);
    one = must_start(&s->f, "p", NULL, NULL, 0);
    assert_int_equal(change(s, WEIR_DEFINITION_DELETED, second), WEIR_EVALUE);
    assert_int_equal(command(&s->f, one, WEIR_COMMAND_CANCEL), WEIR_OK);
    assert_int_equal(change(s, WEIR_DEFINITION_DELETED, second), WEIR_OK);
    assert_int_equal(change(s, WEIR_DEFINITION_DELETED, second), WEIR_ENOTFOUND);
    assert_true(weir_text_equal(latest_id(s), first));
    assert_int_equal(try_start(s, second), WEIR_ENOTFOUND);
    rebuild_and_compare(s);
    open_engine_again(s);
    assert_true(weir_text_equal(latest_id(s), first));
    assert_int_equal(change(s, WEIR_DEFINITION_DELETED, first), WEIR_OK);
    assert_int_equal(latest_id(s).length, 0);
    assert_int_equal(try_start(s, WEIR_T("p")), WEIR_ENOTFOUND);
    must_deploy(&s->f, process);
    assert_int_equal(try_start(s, WEIR_T("p")), WEIR_OK);
    rebuild_and_compare(s);
}

static void a_deployment_is_deleted_with_its_definitions(void **state)
{
    files *s = *state;
    const weir_resource resource = {.name = WEIR_T("p.bpmn"), .bytes = {process, sizeof process - 1}};
    weir_id deployment;
    weir_text id;

    assert_int_equal(weir_engine_deploy(s->f.engine,
                                        &(weir_deployment_source){
                                            .resources = &resource, .count = 1, .now_ms = NOON, .id = &deployment},
                                        &s->f.problems, &s->f.diag),
                     WEIR_OK);
    id = latest_id(s);
    const weir_definition_changes changes = {.change = WEIR_DEFINITION_DELETED,
                                             .actor = WEIR_T("ann"),
                                             .definitions = &id,
                                             .count = 1,
                                             .deployment = deployment,
                                             .now_ms = NOON};

    assert_int_equal(weir_engine_change_definitions(s->f.engine, &changes, &s->f.diag), WEIR_OK);
    assert_int_equal(latest_id(s).length, 0);
    assert_int_equal(count_rows("SELECT count(*) FROM fact WHERE type = 'deployment.deleted' AND number = 3"), 1);
    rebuild_and_compare(s);
    assert_int_equal(weir_engine_change_definitions(s->f.engine, &changes, &s->f.diag), WEIR_ENOTFOUND);
}

static void what_is_no_change_of_a_definition_is_refused(void **state)
{
    static const char *const wrong[] = {
        "{",
        "{}",
        "[1]",
        "[{\"type\":\"definition.deleted\"}]",
        "[{\"type\":\"deployment.deleted\",\"deployment\":\"x\"}]",
        "[{\"type\":\"definition.time_to_live\",\"definition\":\"p:1:x\"}]",
        "[{\"type\":\"definition.time_to_live\",\"definition\":\"p:1:x\",\"days\":-1}]",
        "[{\"type\":\"definition.time_to_live\",\"definition\":\"p:1:x\",\"days\":\"1\"}]",
        "[{\"type\":\"definition.time_to_live\",\"definition\":\"p:1:x\",\"days\":1.5}]",
        "[{\"type\":\"definition.renamed\",\"definition\":\"p:1:x\"}]"};
    files *s = *state;
    weir_definition_fact fact = {.change = WEIR_DEPLOYMENT_DELETED, .deployment = {{7}}}, *found;
    uint32_t count;
    weir_text text;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(weir_definition_facts_decode(weir_text_of(wrong[i]), &s->f.arena, &found, &count, NULL),
                         WEIR_EFORMAT);
    assert_int_equal(weir_definition_facts_encode(&fact, 1, &s->f.arena, &text), WEIR_OK);
    assert_true(weir_definition_is_fact(text));
    assert_int_equal(weir_definition_facts_decode(text, &s->f.arena, &found, &count, NULL), WEIR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(found[0].change, WEIR_DEPLOYMENT_DELETED);
    assert_int_equal(found[0].deployment.byte[0], 7);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILES_TEST(what_is_rebuilt_is_what_was_stored_after_each_command),
        FILES_TEST(kept_messages_are_rebuilt),
        FILES_TEST(what_was_decided_is_in_the_log),
        FILES_TEST(facts_about_messages_are_read_back),
        FILES_TEST(webhooks_are_rebuilt_with_the_secret_they_have_now),
        FILES_TEST(what_is_suspended_is_rebuilt_so),
        FILES_TEST(a_timer_that_starts_instances_goes_on_where_it_was),
        FILES_TEST(definitions_that_change_are_rebuilt_and_read_again),
        FILES_TEST(how_long_history_is_kept_is_rebuilt),
        FILES_TEST(a_definition_without_instances_can_be_deleted_and_the_one_before_it_is_the_latest),
        FILES_TEST(a_deployment_is_deleted_with_its_definitions),
        FILES_TEST(what_is_no_change_of_a_definition_is_refused),
        cmocka_unit_test(a_projection_that_was_changed_is_found),
        FILES_TEST(a_log_that_does_not_fit_is_an_error_with_its_position),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
