/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_subscriptions.c - over a SQLite file: what is read of those who wait for messages and signals,
 * and signals on their way as the log gives them again.
 */
#define LIVE "subscriptions-live.db"
#define AGAIN "subscriptions-again.db"
#include "unit/host/rebuild_fixture.h"

#define BY_ORDER                                                                                                       \
    "<message id='m' name='paid' weir:correlationKey='order'/>" PROCESS(                                               \
        "k", START("k") FLOW("k.start", "kc") "<intermediateCatchEvent id='kc'><messageEventDefinition messageRef="    \
                                              "'m'/></intermediateCatchEvent>" FLOW("kc", "k.end") END("k.end"))

static uint32_t got_count;
static weir_err (*get_inner)(void *self, weir_id id, weir_arena *arena, weir_instance_row *out, weir_diag *diag);

static weir_err get_and_count(void *self, weir_id id, weir_arena *arena, weir_instance_row *out, weir_diag *diag)
{
    got_count++;
    return get_inner(self, id, arena, out, diag);
}

/* Only who may be meant is read. */
static void a_message_by_its_key_reads_one_of_many_instances(void **state)
{
    files *s = *state;
    fixture *f = &s->f;
    weir_id seventh = {{0}};

    get_inner = f->ports.store.get_instance;
    f->ports.store.get_instance = get_and_count;
    weir_engine_free(f->engine);
    assert_int_equal(weir_engine_new(&f->ports, &f->engine, &f->diag), WEIR_OK);
    must_deploy(f, DEFINITIONS(BY_ORDER));
    for (uint32_t i = 0; i < 60; i++) {
        const weir_id id = must_start(f, "k", NULL, "order", i);

        seventh = i == 7 ? id : seventh;
    }
    weir_engine_drop_states(f->engine);
    got_count = 0;
    assert_int_equal(send_message(f, "paid", NULL, "order", 7), WEIR_OK);
    assert_int_equal(got_count, 1);
    assert_true(has_ended(f, seventh));
    weir_engine_drop_states(f->engine);
    got_count = 0;
    assert_int_equal(send_message(f, "paid", NULL, "order", 7), WEIR_EMISMATCH);
    assert_int_equal(got_count, 0);
    assert_int_equal(send_message(f, "paid", NULL, "colour", 7), WEIR_EMISMATCH); /* none keeps it, all may have it */
    assert_int_equal(got_count, 59);
}

#define LISTENERS                                                                                                      \
    "<signal id='s' name='alarm'/>" PROCESS(                                                                           \
        "l", START("l") FLOW("l.start", "lt") "<userTask id='lt'/><boundaryEvent id='lb' attachedToRef='lt' "          \
                                              "cancelActivity='false'><signalEventDefinition signalRef='s'/>"          \
                                              "</boundaryEvent>" FLOW("lt", "l.end") FLOW("lb", "lb.end") END("l.end") \
                                                  END("lb.end"))
#define LISTENER_COUNT 150

static weir_err deliver(fixture *f, const weir_store *store)
{
    weir_engine *engine = NULL;
    weir_ports ports = f->ports;
    int64_t from_ms = NOON;
    weir_fired fired;
    weir_err err;

    ports.store = *store;
    assert_int_equal(weir_engine_new(&ports, &engine, &f->diag), WEIR_OK);
    err = weir_engine_fire(engine, WEIR_DUE_NONE, &from_ms, NOON, &fired, &f->diag);
    weir_engine_free(engine);
    return err;
}

/* Signals on their way are in the log until they have arrived; who takes up a file that was rebuilt meanwhile reaches
 * nobody twice and forgets nobody. */
static void signals_on_their_way_are_rebuilt(void **state)
{
    files *s = *state;
    fixture *f = &s->f;
    const char *const caught = "SELECT count(*) FROM log WHERE facts LIKE '%\"signal.caught\"%'";

    must_deploy(f, DEFINITIONS(LISTENERS));
    for (uint32_t i = 0; i < LISTENER_COUNT; i++)
        (void)must_start(f, "l", NULL, NULL, 0);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_SIGNAL,
                                                   .actor = WEIR_T("ann"),
                                                   .name = WEIR_T("alarm"),
                                                   .variables = context(f, "x", i)}),
                         WEIR_OK);
        rebuild_and_compare(s);
    }
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(deliver(f, &s->live_port), WEIR_OK);
        rebuild_and_compare(s);
    }
    assert_int_equal(count_rows("SELECT count(*) FROM broadcast"), 2);
    assert_int_equal(count_rows(caught), 299); /* 100, the other 50 and the end, 100 */
    while (count_rows("SELECT count(*) FROM broadcast") > 0) {
        assert_int_equal(deliver(f, &s->live_port), WEIR_OK);
        rebuild_and_compare(s);
    }
    assert_int_equal(count_rows(caught), 3 * LISTENER_COUNT);
    assert_int_equal(count_rows("SELECT count(*) FROM log WHERE actor = 'ann' AND facts LIKE '%\"signal.caught\"%'"),
                     3 * LISTENER_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILES_TEST(signals_on_their_way_are_rebuilt),
        FILES_TEST(a_message_by_its_key_reads_one_of_many_instances),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
