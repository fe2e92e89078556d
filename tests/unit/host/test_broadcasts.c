/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_broadcasts.c - signals for many: who gets them, what one who fails is to the others, where they
 * end.
 */
#include "unit/host/host_fixture.h"

#define SIGNALS "<signal id='s' name='alarm'/><signal id='s2' name='echo'/>"
#define ON_SIGNAL "<signalEventDefinition signalRef='s'/>"
#define CATCH(id) "<intermediateCatchEvent id='" id "'>" ON_SIGNAL "</intermediateCatchEvent>"
#define THROW(id, signal)                                                                                              \
    "<intermediateThrowEvent id='" id "'><signalEventDefinition signalRef='" signal "'/></intermediateThrowEvent>"
#define WAITER PROCESS("p", START("p") FLOW("p.start", "c") CATCH("c") FLOW("c", "p.end") END("p.end"))
#define MANY 3000u
#define SOME (WEIR_RECEIVERS_AT_ONCE_MAX + 50u) /* too many for one transaction */

static weir_id ids[MANY];

static void start_many(fixture *f, const char *process, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        ids[i] = must_start(f, process, NULL, "n", i);
}

static uint32_t ended_count(fixture *f, uint32_t count)
{
    uint32_t ended = 0;

    for (uint32_t i = 0; i < count; i++) {
        ended += has_ended(f, ids[i]);
        if (i % 100 == 0)
            weir_arena_reset(&f->arena);
    }
    return ended;
}

static uint64_t first_broadcast(fixture *f)
{
    uint64_t pos = 0;

    assert_int_equal(weir_broadcasts_first(f->engine, &pos, &f->diag), WEIR_OK);
    return pos;
}

static weir_err deliver_group(fixture *f)
{
    int64_t from_ms = f->now_ms;
    weir_fired fired;

    return weir_engine_fire(f->engine, WEIR_DUE_NONE, &from_ms, f->now_ms, &fired, &f->diag);
}

static void deliver_all(fixture *f)
{
    while (first_broadcast(f) != 0)
        assert_int_equal(deliver_group(f), WEIR_OK);
}

typedef struct count {
    const char *text;
    uint32_t row_count;
} count;

static weir_err count_row(void *context, const weir_log_row *row)
{
    count *c = context;

    c->row_count += weir_text_find(row->facts, weir_text_of(c->text), 0) != SIZE_MAX;
    return WEIR_OK;
}

/* Rows of the log that have it in their facts. */
static uint32_t count_rows(fixture *f, const char *text)
{
    count c = {text, 0};

    assert_int_equal(f->faulty.inner.read_log(f->faulty.inner.self, 1, count_row, &c, NULL), WEIR_OK);
    return c.row_count;
}

/* ── who gets it ─────────────────────────────────────────────────────────────────────────────────────── */

static void a_signal_reaches_more_than_one_request_may_step(void **state)
{
    fixture *f = *state;
    int64_t due_ms;

    must_deploy(f, DEFINITIONS(SIGNALS WAITER));
    start_many(f, "p", MANY);
    assert_int_equal(weir_engine_next_due(f->engine, WEIR_DUE_ALL, &due_ms, &f->diag), WEIR_OK);
    assert_int_equal(due_ms, INT64_MAX);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_int_equal(f->answer.broadcast, f->answer.pos);
    assert_int_equal(first_broadcast(f), f->answer.broadcast);
    assert_int_equal(weir_engine_next_due(f->engine, WEIR_DUE_ALL, &due_ms, &f->diag), WEIR_OK);
    assert_int_equal(due_ms, 0);
    assert_int_equal(ended_count(f, MANY), 0);
    assert_int_equal(deliver_group(f), WEIR_OK);
    assert_int_equal(ended_count(f, MANY), 100); /* the oldest ones */
    assert_true(has_ended(f, ids[99]));
    assert_int_equal(weir_engine_advance(f->engine, f->now_ms, f->now_ms, &f->diag), WEIR_OK);
    assert_int_equal(ended_count(f, MANY), MANY);
    assert_int_equal(first_broadcast(f), 0);
    assert_int_equal(count_rows(f, "\"receivers\":3000"), 1);
}

static void a_signal_for_a_few_is_one_transaction(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(SIGNALS WAITER));
    start_many(f, "p", WEIR_RECEIVERS_AT_ONCE_MAX);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_int_equal(f->answer.broadcast, 0);
    assert_int_equal(ended_count(f, WEIR_RECEIVERS_AT_ONCE_MAX), WEIR_RECEIVERS_AT_ONCE_MAX);
}

static void who_begins_to_wait_after_it_was_thrown_misses_it(void **state)
{
    fixture *f = *state;
    weir_id old, young;

    must_deploy(
        f, DEFINITIONS(SIGNALS WAITER PROCESS("q", START("q") FLOW("q.start", "t") "<userTask id='t'/>" FLOW("t", "qc")
                                                       CATCH("qc") FLOW("qc", "q.end") END("q.end"))));
    old = must_start(f, "q", NULL, NULL, 0);
    start_many(f, "p", SOME);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_int_equal(complete(f, old, "t"), WEIR_OK);
    young = must_start(f, "p", NULL, NULL, 0);
    deliver_all(f);
    assert_int_equal(ended_count(f, SOME), SOME);
    assert_false(has_ended(f, old));
    assert_false(has_ended(f, young));
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_true(has_ended(f, old));
    assert_true(has_ended(f, young));
}

/* throws, and waits for the same signal: before it throws in one path, after it in the other. */
#define THROWER                                                                                                        \
    PROCESS("t", START("t") FLOW("t.start", "task") "<userTask id='task'/>" FLOW("task", "throw") THROW("throw", "s")  \
                     FLOW("throw", "again") CATCH("again") FLOW("again", "t.end") END("t.end"))

static void who_has_thrown_it_does_not_get_it_behind_that(void **state)
{
    fixture *f = *state;
    weir_id thrower;

    must_deploy(f, DEFINITIONS(SIGNALS WAITER THROWER));
    thrower = must_start(f, "t", NULL, NULL, 0);
    start_many(f, "p", SOME);
    assert_int_equal(complete(f, thrower, "task"), WEIR_OK);
    assert_true(f->answer.broadcast != 0);
    deliver_all(f);
    assert_int_equal(ended_count(f, SOME), SOME);
    assert_false(has_ended(f, thrower));
}

static void who_is_suspended_or_ended_meanwhile_misses_it(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(SIGNALS WAITER));
    start_many(f, "p", SOME);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                               .instance = ids[3],
                                               .command = {.kind = WEIR_COMMAND_SUSPEND}}),
                     WEIR_OK);
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                               .instance = ids[4],
                                               .command = {.kind = WEIR_COMMAND_CANCEL}}),
                     WEIR_OK);
    deliver_all(f);
    assert_int_equal(ended_count(f, SOME), SOME - 1);
    assert_false(has_ended(f, ids[3]));
}

#define STARTER                                                                                                        \
    PROCESS("n", "<startEvent id='n.start'>" ON_SIGNAL "</startEvent>" FLOW("n.start", "n.end") END("n.end"))

static void processes_that_it_starts_begin_at_once(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(SIGNALS WAITER STARTER));
    start_many(f, "p", SOME);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_false(weir_id_is_none(f->answer.instance));
    assert_int_equal(count_rows(f, "n.end"), 1);
    deliver_all(f);
    assert_int_equal(count_rows(f, "n.end"), 1);
    assert_int_equal(ended_count(f, SOME), SOME);
}

/* An event that does not interrupt goes on waiting: who was reached must not be reached again. */
#define LISTENER                                                                                                       \
    PROCESS("l", START("l") FLOW("l.start", "lt") "<userTask id='lt'/><boundaryEvent id='lb' attachedToRef='lt' "      \
                                                  "cancelActivity='false'>" ON_SIGNAL                                  \
                                                  "</boundaryEvent>" FLOW("lt", "l.end") FLOW("lb", "lb.end")          \
                                                      END("l.end") END("lb.end"))

static void another_engine_goes_on_where_one_has_stopped(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(SIGNALS LISTENER));
    start_many(f, "l", SOME);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_int_equal(deliver_group(f), WEIR_OK);
    assert_int_equal(count_rows(f, "lb.end"), 100);
    weir_engine_free(f->engine);
    assert_int_equal(weir_engine_new(&f->ports, &f->engine, &f->diag), WEIR_OK);
    must_deploy(f, DEFINITIONS(SIGNALS LISTENER)); /* the store in memory keeps no files */
    deliver_all(f);
    assert_int_equal(count_rows(f, "lb.end"), SOME);
    assert_int_equal(count_rows(f, "broadcast.ended"), 1);
}

static void a_store_that_fails_loses_none_and_repeats_none(void **state)
{
    fixture *f = *state;
    uint32_t failing = 0;

    must_deploy(f, DEFINITIONS(SIGNALS LISTENER));
    start_many(f, "l", WEIR_RECEIVERS_AT_ONCE_MAX + 1);
    for (uint32_t n = 1; first_broadcast(f) == 0; n++) {
        f->faulty.call_count = 0;
        f->faulty.fail_at = n;
        failing += send_signal(f, "alarm") != WEIR_OK;
        f->faulty.fail_at = 0;
    }
    assert_true(failing > 4);
    failing = 0;
    for (uint32_t n = 1; first_broadcast(f) != 0; n++) {
        f->faulty.call_count = 0;
        f->faulty.fail_at = n;
        failing += deliver_group(f) != WEIR_OK;
        f->faulty.fail_at = 0;
    }
    assert_true(failing > 3);
    assert_int_equal(count_rows(f, "lb.end"), WEIR_RECEIVERS_AT_ONCE_MAX + 1);
    assert_int_equal(count_rows(f, "signal.passed"), 0);
    assert_int_equal(count_rows(f, "broadcast.ended"), 1);
}

/* ── who fails ───────────────────────────────────────────────────────────────────────────────────────── */

/* Who has n = 120 has no way to go on. */
#define FAILING                                                                                                        \
    PROCESS("f",                                                                                                       \
            START("f") FLOW("f.start", "fc") CATCH("fc")                                                               \
                FLOW("fc", "x") "<exclusiveGateway id='x'/>"                                                           \
                                "<sequenceFlow id='x-f.end' sourceRef='x' targetRef='f.end'><conditionExpression>"     \
                                "=n != 120</conditionExpression></sequenceFlow>" END("f.end"))

static void one_who_fails_is_nothing_to_the_others(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(SIGNALS FAILING));
    start_many(f, "f", SOME);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    deliver_all(f);
    assert_int_equal(ended_count(f, SOME), SOME - 1);
    assert_false(has_ended(f, ids[120]));
    assert_int_equal(count_rows(f, "\"signal.passed\""), 1);
    assert_int_equal(count_rows(f, "element 'x'"), 1); /* and why */
    assert_int_equal(
        execute(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                  .instance = ids[120],
                                  .command = {.kind = WEIR_COMMAND_SET_VARIABLES, .variables = context(f, "n", 1)}}),
        WEIR_OK);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_true(has_ended(f, ids[120]));
}

/* What follows from it fails after it has written: nothing of it must be left. */
#define SENDING                                                                                                        \
    PROCESS("f", START("f") FLOW("f.start", "fc") CATCH("fc") FLOW("fc", "ft") THROW("ft", "s2") FLOW("ft", "f.end")   \
                     END("f.end"))                                                                                     \
    PROCESS(                                                                                                           \
        "e",                                                                                                           \
        START("e") FLOW(                                                                                               \
            "e.start",                                                                                                 \
            "ec") "<intermediateCatchEvent id='ec'><signalEventDefinition "                                            \
                  "signalRef='s2'/></intermediateCatchEvent>" FLOW(                                                    \
                      "ec",                                                                                            \
                      "ex") "<exclusiveGateway id='ex'/><sequenceFlow id='ex-e.end' sourceRef='ex' targetRef='e.end'>" \
                            "<conditionExpression>=false</conditionExpression></sequenceFlow>" END("e.end"))

static void one_whose_consequences_fail_is_undone_alone(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(SIGNALS SENDING));
    start_many(f, "f", SOME);
    (void)must_start(f, "e", NULL, NULL, 0);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    deliver_all(f);
    assert_int_equal(ended_count(f, SOME), 0);
    assert_int_equal(count_rows(f, "\"signal.passed\""), SOME);
    assert_int_equal(count_rows(f, "\"signal.caught\""), 0);
}

/* ── where it ends ───────────────────────────────────────────────────────────────────────────────────── */

#define ECHO(id)                                                                                                       \
    PROCESS(id, START(id) FLOW(id ".start", id ".m") "<exclusiveGateway id='" id ".m'/>" FLOW(id ".m", id ".c")        \
                    CATCH(id ".c") FLOW(id ".c", id ".t") THROW(id ".t", "s") FLOW(id ".t", id ".m"))

static void two_who_wake_each_other_are_refused(void **state)
{
    fixture *f = *state;
    uint64_t pos;

    must_deploy(f, DEFINITIONS(SIGNALS ECHO("a") ECHO("b")));
    (void)must_start(f, "a", NULL, NULL, 0);
    (void)must_start(f, "b", NULL, NULL, 0);
    pos = next_pos(f);
    assert_int_equal(send_signal(f, "alarm"), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "(limit commands_per_request)"));
    assert_int_equal(next_pos(f), pos);
}

static void many_who_wake_each_other_come_to_an_end(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(SIGNALS ECHO("a")));
    start_many(f, "a", SOME);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    deliver_all(f);
    assert_int_equal(count_rows(f, "broadcast.started"), WEIR_BROADCASTS_PER_ROOT_MAX);
    assert_int_equal(count_rows(f, "broadcast.ended"), WEIR_BROADCASTS_PER_ROOT_MAX);
    assert_true(count_rows(f, "(limit broadcasts_per_root)") > 0);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK); /* all wait again, and another one is another matter */
    assert_int_equal(deliver_group(f), WEIR_OK);
    assert_true(count_rows(f, "broadcast.started") > WEIR_BROADCASTS_PER_ROOT_MAX);
}

#define REPEATER                                                                                                       \
    PROCESS("r",                                                                                                       \
            START("r") FLOW("r.start", "rt") "<userTask id='rt'/>" FLOW(                                               \
                "rt",                                                                                                  \
                "sub") "<subProcess id='sub'><multiInstanceLoopCharacteristics isSequential='true'><loopCardinality>"  \
                       "=times</loopCardinality></multiInstanceLoopCharacteristics>" START("sub")                      \
                           FLOW("sub.start", "sub.t") THROW("sub.t", "s") FLOW("sub.t", "sub.end")                     \
                               END("sub.end") "</subProcess>" FLOW("sub", "r.end") END("r.end"))

static void one_who_throws_it_again_and_again_is_refused_at_some_point(void **state)
{
    fixture *f = *state;
    weir_id good, bad;
    uint64_t pos;

    must_deploy(f, DEFINITIONS(SIGNALS LISTENER REPEATER));
    start_many(f, "l", SOME);
    good = must_start(f, "r", NULL, "times", WEIR_BROADCASTS_PER_ROOT_MAX);
    bad = must_start(f, "r", NULL, "times", WEIR_BROADCASTS_PER_ROOT_MAX + 1);
    pos = next_pos(f);
    assert_int_equal(complete(f, bad, "rt"), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "(limit broadcasts_per_root)"));
    assert_string_equal(f->diag.element, "sub.t");
    assert_int_equal(next_pos(f), pos);
    assert_int_equal(complete(f, good, "rt"), WEIR_OK);
    deliver_all(f);
    assert_int_equal(count_rows(f, "lb.end"), SOME * WEIR_BROADCASTS_PER_ROOT_MAX);
}

/* Each for a few, together more than a request may step: what does not fit any more is taken there later. */
static void many_signals_for_a_few_all_get_there(void **state)
{
    fixture *f = *state;
    weir_id thrower;

    must_deploy(f, DEFINITIONS(SIGNALS LISTENER REPEATER));
    start_many(f, "l", 90);
    thrower = must_start(f, "r", NULL, "times", 15);
    assert_int_equal(complete(f, thrower, "rt"), WEIR_OK);
    assert_true(f->answer.broadcast != 0);
    deliver_all(f);
    assert_int_equal(count_rows(f, "lb.end"), 90 * 15);
}

static weir_err count_almost_all(void *self, uint64_t root, uint64_t *out, uint32_t *last_number, weir_diag *diag)
{
    (void)self;
    (void)root;
    (void)diag;
    *out = WEIR_BROADCASTS_MAX;
    *last_number = 0;
    return WEIR_OK;
}

static void so_many_are_on_their_way_and_no_more(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(SIGNALS WAITER));
    start_many(f, "p", SOME);
    f->faulty.inner.count_broadcasts = count_almost_all;
    assert_int_equal(send_signal(f, "alarm"), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "(limit broadcasts)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_signal_reaches_more_than_one_request_may_step),
        TEST(a_signal_for_a_few_is_one_transaction),
        TEST(who_begins_to_wait_after_it_was_thrown_misses_it),
        TEST(who_has_thrown_it_does_not_get_it_behind_that),
        TEST(who_is_suspended_or_ended_meanwhile_misses_it),
        TEST(processes_that_it_starts_begin_at_once),
        TEST(another_engine_goes_on_where_one_has_stopped),
        TEST(a_store_that_fails_loses_none_and_repeats_none),
        TEST(one_who_fails_is_nothing_to_the_others),
        TEST(one_whose_consequences_fail_is_undone_alone),
        TEST(two_who_wake_each_other_are_refused),
        TEST(many_who_wake_each_other_come_to_an_end),
        TEST(one_who_throws_it_again_and_again_is_refused_at_some_point),
        TEST(many_signals_for_a_few_all_get_there),
        TEST(so_many_are_on_their_way_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
