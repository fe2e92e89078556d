/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_execute.c - requests are done as a whole or not at all, and leave a log without gaps.
 */
#include "unit/host/host_fixture.h"

static void a_started_instance_waits_and_can_be_completed(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    id = must_start(f, "p", "K-1", "x", 5);
    assert_true(weir_text_equal(look(f, id).state.business_key, WEIR_T("K-1")));
    assert_int_equal(complete(f, id, "a"), WEIR_OK);
    assert_true(has_ended(f, id));
}

static void a_process_that_is_not_deployed_is_not_found(void **state)
{
    fixture *f = *state;

    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("nobody")}),
                     WEIR_ENOTFOUND);
    assert_non_null(strstr(f->diag.message, "'nobody'"));
}

static void a_command_for_an_unknown_instance_is_not_found(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                               .instance = {{1}},
                                               .command = {.kind = WEIR_COMMAND_CANCEL}}),
                     WEIR_ENOTFOUND);
}

static void a_command_for_an_ended_instance_says_so(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    id = must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(complete(f, id, "a"), WEIR_OK);
    assert_int_equal(
        execute(f,
                (weir_request){.kind = WEIR_REQUEST_COMMAND, .instance = id, .command = {.kind = WEIR_COMMAND_CANCEL}}),
        WEIR_EENDED);
}

static void a_business_key_that_is_too_long_is_refused_by_its_limit(void **state)
{
    fixture *f = *state;
    char key[WEIR_KEY_LENGTH_MAX + 2] = {0};

    must_deploy(f, DEFINITIONS(ONE_TASK));
    memset(key, 'k', WEIR_KEY_LENGTH_MAX + 1);
    assert_int_equal(
        execute(f,
                (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("p"), .business_key = weir_text_of(key)}),
        WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "key_length"));
}

/* Rows as they come: positions over the whole log, numbers in each stream. */
typedef struct gap_finder {
    uint64_t pos;
    struct {
        weir_id id;
        uint64_t seq;
    } streams[8];
    uint32_t stream_count;
} gap_finder;

static weir_err find_gap(void *context, const weir_log_row *row)
{
    gap_finder *g = context;
    uint32_t i = 0;

    assert_int_equal(row->pos, g->pos + 1);
    g->pos += row->fact_count;
    while (i < g->stream_count && !weir_id_equal(g->streams[i].id, row->stream))
        i++;
    if (i == g->stream_count)
        g->streams[g->stream_count++].id = row->stream;
    assert_int_equal(row->seq, g->streams[i].seq + 1);
    g->streams[i].seq += row->fact_count;
    return WEIR_OK;
}

static void positions_and_numbers_in_streams_have_no_gaps(void **state)
{
    fixture *f = *state;
    gap_finder finder = {0};
    weir_id one, two;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    one = must_start(f, "p", NULL, NULL, 0);
    two = must_start(f, "p", NULL, "x", 1);
    assert_int_equal(complete(f, two, "a"), WEIR_OK);
    assert_int_equal(complete(f, one, "a"), WEIR_OK);
    assert_int_equal(f->faulty.inner.read_log(f->store, 1, find_gap, &finder, NULL), WEIR_OK);
    assert_int_equal(finder.stream_count, 2);
    assert_int_equal(finder.pos + 1, next_pos(f));
}

static void the_answer_says_which_facts_were_written(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    (void)must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(f->answer.pos, 1);
    assert_int_equal(f->answer.pos + f->answer.fact_count, next_pos(f));
}

#define AGAIN                                                                                                          \
    "<startEvent id='start'><messageEventDefinition messageRef='m'/></startEvent>" FLOW(                               \
        "start", "end") "<endEvent id='end'><messageEventDefinition messageRef='m'/></endEvent>"

/* A message end event that starts the same process again, for ever. */
static void a_chain_of_commands_without_end_is_stopped_and_undone(void **state)
{
    fixture *f = *state;
    const weir_request again = {.kind = WEIR_REQUEST_MESSAGE, .name = WEIR_T("again")};

    must_deploy(f, DEFINITIONS("<message id='m' name='again'/>" PROCESS("p", AGAIN)));
    assert_int_equal(execute(f, again), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "commands_per_request"));
    assert_string_equal(f->diag.element, "end");
    assert_int_equal(next_pos(f), 1);
}

/* ── several requests in one transaction ─────────────────────────────────────────────────────────────── */

static weir_err run(fixture *f, weir_request request)
{
    f->answer = (weir_answer){0};
    return weir_engine_run(f->engine, &request, f->now_ms, &f->answer, &f->diag);
}

static const weir_request start_p = {.kind = WEIR_REQUEST_START, .process = {"p", 1}};

static void a_request_that_fails_is_undone_alone(void **state)
{
    fixture *f = *state;
    weir_id one, two;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    assert_int_equal(weir_engine_begin(f->engine, WEIR_CAREFULLY, &f->diag), WEIR_OK);
    assert_int_equal(run(f, start_p), WEIR_OK);
    one = f->answer.instance;
    assert_int_equal(run(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                           .instance = one,
                                           .command = {.kind = WEIR_COMMAND_COMPLETE, .wait = {{9}}}}),
                     WEIR_ENOTOKEN);
    assert_int_equal(run(f, start_p), WEIR_OK);
    two = f->answer.instance;
    assert_int_equal(weir_engine_commit(f->engine, &f->diag), WEIR_OK);
    assert_int_equal(complete(f, one, "a"), WEIR_OK);
    assert_int_equal(complete(f, two, "a"), WEIR_OK);
}

#define KEPT_APART                                                                                                     \
    PROCESS("p", START("p") FLOW("p.start",                                                                            \
                                 "a") "<userTask id='a'/>" FLOW("a", "b") "<userTask id='b' weir:separateFrom='a'/>")

/* Nobody says who he is. */
static weir_err complete_first(fixture *f, weir_id instance)
{
    return run(f, (weir_request){
                      .kind = WEIR_REQUEST_COMMAND,
                      .instance = instance,
                      .command = {.kind = WEIR_COMMAND_COMPLETE, .wait = look(f, instance).state.waits.items[0].id}});
}

static void who_is_refused_is_noted_beside_what_others_do(void **state)
{
    fixture *f = *state;
    const weir_care cares[] = {WEIR_QUICKLY, WEIR_CAREFULLY};

    must_deploy(f, DEFINITIONS(KEPT_APART));
    for (int i = 0; i < 2; i++) {
        const weir_id one = must_start(f, "p", NULL, NULL, 0);
        uint64_t pos;

        assert_int_equal(weir_engine_begin(f->engine, cares[i], &f->diag), WEIR_OK);
        assert_int_equal(complete_first(f, one), WEIR_EDUTY);
        assert_int_equal(f->answer.fact_count, 0);
        assert_false(weir_engine_is_spoiled(f->engine));
        assert_int_equal(complete_first(f, one), WEIR_EDUTY); /* which is noted already */
        assert_int_equal(run(f, start_p), WEIR_OK);
        pos = f->answer.pos;
        assert_int_equal(weir_engine_commit(f->engine, &f->diag), WEIR_OK);
        assert_int_equal(weir_engine_check_states(f->engine, &f->diag), WEIR_OK);
        assert_int_equal(look(f, one).state.refusals.count, 1);
        assert_int_equal(look(f, one).state.waits.count, 1);
        assert_int_equal(pos + f->answer.fact_count, next_pos(f));
    }
}

#define CATCH "<intermediateCatchEvent id='w'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"
#define SEND "<userTask id='t'/><sendTask id='send' messageRef='m'/>" FLOW("send", "u") "<userTask id='u'/>"
#define AMBIGUOUS                                                                                                      \
    "<message id='m' name='x'/>" ONE_TASK PROCESS("w.p", START("w.p") FLOW("w.p.start", "w") CATCH)                    \
        PROCESS("s.p", START("s.p") FLOW("s.p.start", "t") FLOW("t", "send") SEND)

/* Completing t is recorded before the message it sends finds two receivers. */
static void a_request_that_fails_late_leaves_no_trace_in_its_transaction(void **state)
{
    fixture *f = *state;
    weir_id sender;

    must_deploy(f, DEFINITIONS(AMBIGUOUS));
    (void)must_start(f, "w.p", NULL, NULL, 0);
    (void)must_start(f, "w.p", NULL, NULL, 0);
    sender = must_start(f, "s.p", NULL, NULL, 0);
    const weir_id wait = look(f, sender).state.waits.items[0].id;

    assert_int_equal(weir_engine_begin(f->engine, WEIR_CAREFULLY, &f->diag), WEIR_OK);
    assert_int_equal(run(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                           .instance = sender,
                                           .command = {.kind = WEIR_COMMAND_COMPLETE, .wait = wait}}),
                     WEIR_EPROCESS);
    assert_int_equal(run(f, start_p), WEIR_OK);
    assert_int_equal(weir_engine_commit(f->engine, &f->diag), WEIR_OK);
    assert_int_equal(weir_engine_check_states(f->engine, &f->diag), WEIR_OK);
    assert_int_equal(look(f, sender).state.waits.count, 1);
    assert_int_equal(f->answer.pos + f->answer.fact_count, next_pos(f));
}

/* The same without savepoints: nothing is kept, and each request can be run again. */
static void a_request_that_fails_late_spoils_a_transaction_without_savepoints(void **state)
{
    fixture *f = *state;
    weir_id sender;

    must_deploy(f, DEFINITIONS(AMBIGUOUS));
    (void)must_start(f, "w.p", NULL, NULL, 0);
    (void)must_start(f, "w.p", NULL, NULL, 0);
    sender = must_start(f, "s.p", NULL, NULL, 0);
    const weir_id wait = look(f, sender).state.waits.items[0].id;
    const uint64_t pos = next_pos(f);

    assert_int_equal(weir_engine_begin(f->engine, WEIR_QUICKLY, &f->diag), WEIR_OK);
    assert_int_equal(run(f, start_p), WEIR_OK);
    assert_int_equal(run(f, (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("nobody")}), WEIR_ENOTFOUND);
    assert_false(weir_engine_is_spoiled(f->engine)); /* it had written nothing */
    assert_int_equal(run(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                           .instance = sender,
                                           .command = {.kind = WEIR_COMMAND_COMPLETE, .wait = wait}}),
                     WEIR_EPROCESS);
    assert_true(weir_engine_is_spoiled(f->engine));
    assert_int_equal(run(f, start_p), WEIR_ESTORE);
    weir_engine_abandon(f->engine);
    assert_int_equal(next_pos(f), pos);
    assert_int_equal(weir_engine_check_states(f->engine, &f->diag), WEIR_OK);
    assert_int_equal(look(f, sender).state.waits.count, 1);
    (void)must_start(f, "p", NULL, NULL, 0);
}

static void requests_of_one_transaction_see_each_other(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    assert_int_equal(weir_engine_begin(f->engine, WEIR_CAREFULLY, &f->diag), WEIR_OK);
    assert_int_equal(run(f, start_p), WEIR_OK);
    id = f->answer.instance;
    assert_int_equal(
        run(f, (weir_request){.kind = WEIR_REQUEST_COMMAND, .instance = id, .command = {.kind = WEIR_COMMAND_CANCEL}}),
        WEIR_OK);
    assert_int_equal(
        run(f, (weir_request){.kind = WEIR_REQUEST_COMMAND, .instance = id, .command = {.kind = WEIR_COMMAND_CANCEL}}),
        WEIR_EENDED);
    assert_int_equal(weir_engine_commit(f->engine, &f->diag), WEIR_OK);
    assert_true(has_ended(f, id));
}

static void a_commit_after_an_undo_that_failed_writes_nothing(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    assert_int_equal(weir_engine_begin(f->engine, WEIR_CAREFULLY, &f->diag), WEIR_OK);
    assert_int_equal(run(f, start_p), WEIR_OK);
    f->faulty.call_count = 0;
    f->faulty.fail_at = 2; /* after the savepoint: going back to it */
    assert_int_equal(run(f, (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("nobody")}), WEIR_ENOTFOUND);
    f->faulty.fail_at = 0;
    assert_int_equal(run(f, start_p), WEIR_ESTORE);
    assert_int_equal(weir_engine_commit(f->engine, &f->diag), WEIR_ESTORE);
    assert_int_equal(next_pos(f), 1);
    (void)must_start(f, "p", NULL, NULL, 0);
}

/* ── failing stores and lost memory ──────────────────────────────────────────────────────────────────── */

static void a_commit_that_did_not_happen_leaves_everything_as_it_was(void **state)
{
    fixture *f = *state;
    weir_id id;
    uint64_t pos;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    id = must_start(f, "p", NULL, NULL, 0);
    pos = next_pos(f);
    f->faulty.commit_fault = WEIR_COMMIT_UNDONE;
    assert_int_equal(complete(f, id, "a"), WEIR_ESTORE);
    f->faulty.commit_fault = WEIR_COMMIT_WORKS;
    assert_int_equal(next_pos(f), pos);
    assert_int_equal(complete(f, id, "a"), WEIR_OK);
    assert_true(has_ended(f, id));
}

static void a_commit_that_happened_unheard_of_is_found_by_reading_back(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    id = must_start(f, "p", NULL, NULL, 0);
    f->faulty.commit_fault = WEIR_COMMIT_UNHEARD_OF;
    assert_int_equal(complete(f, id, "a"), WEIR_ESTORE);
    f->faulty.commit_fault = WEIR_COMMIT_WORKS;
    assert_true(has_ended(f, id));
    assert_int_equal(
        execute(f,
                (weir_request){.kind = WEIR_REQUEST_COMMAND, .instance = id, .command = {.kind = WEIR_COMMAND_CANCEL}}),
        WEIR_EENDED);
}

static void an_instance_whose_start_was_undone_is_forgotten_and_its_id_comes_again(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    f->faulty.commit_fault = WEIR_COMMIT_UNDONE;
    assert_int_equal(execute(f, start_p), WEIR_ESTORE);
    f->faulty.commit_fault = WEIR_COMMIT_WORKS;
    id = must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(complete(f, id, "a"), WEIR_OK);
}

static void the_same_requests_give_the_same_ids(void **state)
{
    fixture *f = *state;
    weir_memory_store *store;
    weir_engine *engine;
    weir_answer answer;
    weir_ports ports = f->ports;
    const weir_resource resource = {.bytes = weir_text_of(DEFINITIONS(ONE_TASK))};

    must_deploy(f, DEFINITIONS(ONE_TASK));
    assert_int_equal(weir_memory_store_new(test_memory_port(&f->store_memory, false), &store), WEIR_OK);
    ports.store = weir_memory_store_port(store);
    assert_int_equal(weir_engine_new(&ports, &engine, NULL), WEIR_OK);
    assert_int_equal(deploy_files(engine, &resource, 1, &f->problems, NULL), WEIR_OK);
    assert_int_equal(weir_engine_execute(engine, &start_p, NOON, &answer, NULL), WEIR_OK);
    assert_true(weir_id_equal(must_start(f, "p", NULL, NULL, 0), answer.instance));
    weir_engine_free(engine);
    weir_memory_store_free(store);
}

static void a_new_engine_goes_on_where_the_store_is(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    id = must_start(f, "p", NULL, NULL, 0);
    weir_engine_free(f->engine);
    f->engine = NULL;
    assert_int_equal(weir_engine_new(&f->ports, &f->engine, &f->diag), WEIR_OK);
    must_deploy(f, DEFINITIONS(ONE_TASK)); /* the same seed and time: the same definition id */
    assert_int_equal(complete(f, id, "a"), WEIR_OK);
    assert_true(has_ended(f, id));
}

static void an_instance_whose_definition_is_not_deployed_can_not_be_read(void **state)
{
    fixture *f = *state;
    weir_instance_view view;
    weir_id id;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    id = must_start(f, "p", NULL, NULL, 0);
    weir_engine_free(f->engine);
    f->engine = NULL;
    assert_int_equal(weir_engine_new(&f->ports, &f->engine, &f->diag), WEIR_OK);
    assert_int_equal(weir_engine_look(f->engine, id, &f->arena, &view, &f->diag), WEIR_EFORMAT);
}

static void an_instance_that_changes_often_does_not_grow_in_memory(void **state)
{
    fixture *f = *state;
    const weir_value texts = weir_string(WEIR_T("a text of some length, so that a copy of it can be seen to stay"));
    weir_entry entry = {WEIR_T("x"), texts};
    int64_t live_count = 0;
    weir_id id;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    id = must_start(f, "p", NULL, NULL, 0);
    for (int i = 0; i < 20000; i++) {
        assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                                   .instance = id,
                                                   .command = {.kind = WEIR_COMMAND_SET_VARIABLES,
                                                               .variables = weir_context(&entry, 1)}}),
                         WEIR_OK);
        if (i == 10000)
            live_count = f->memory.live_count;
    }
    assert_in_range(f->memory.live_count, 1, live_count + 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_started_instance_waits_and_can_be_completed),
        TEST(a_process_that_is_not_deployed_is_not_found),
        TEST(a_command_for_an_unknown_instance_is_not_found),
        TEST(a_command_for_an_ended_instance_says_so),
        TEST(a_business_key_that_is_too_long_is_refused_by_its_limit),
        TEST(positions_and_numbers_in_streams_have_no_gaps),
        TEST(the_answer_says_which_facts_were_written),
        TEST(a_chain_of_commands_without_end_is_stopped_and_undone),
        TEST(a_request_that_fails_is_undone_alone),
        TEST(who_is_refused_is_noted_beside_what_others_do),
        TEST(a_request_that_fails_late_leaves_no_trace_in_its_transaction),
        TEST(a_request_that_fails_late_spoils_a_transaction_without_savepoints),
        TEST(requests_of_one_transaction_see_each_other),
        TEST(a_commit_after_an_undo_that_failed_writes_nothing),
        TEST(a_commit_that_did_not_happen_leaves_everything_as_it_was),
        TEST(a_commit_that_happened_unheard_of_is_found_by_reading_back),
        TEST(an_instance_whose_start_was_undone_is_forgotten_and_its_id_comes_again),
        TEST(the_same_requests_give_the_same_ids),
        TEST(a_new_engine_goes_on_where_the_store_is),
        TEST(an_instance_whose_definition_is_not_deployed_can_not_be_read),
        TEST(an_instance_that_changes_often_does_not_grow_in_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
