/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_correlate.c - who gets a message or signal.
 */
#include "unit/host/host_fixture.h"

#define MESSAGE "<message id='m' name='paid' weir:correlationKey='no'/><signal id='s' name='alarm'/>"
#define CATCH(id, definition) "<intermediateCatchEvent id='" id "'>" definition "</intermediateCatchEvent>"
#define ON_MESSAGE "<messageEventDefinition messageRef='m'/>"
#define ON_SIGNAL "<signalEventDefinition signalRef='s'/>"
#define WAITER(id, definition) PROCESS(id, START(id) FLOW(id ".start", id ".wait") CATCH(id ".wait", definition))
#define STARTER(id)                                                                                                    \
    PROCESS(id, "<startEvent id='" id ".start'>" ON_MESSAGE "</startEvent>" FLOW(id ".start", id ".a") TASK(id ".a"))
#define TASK(id) "<userTask id='" id "'/>"

static void a_message_goes_to_the_instance_whose_subscription_has_its_key(void **state)
{
    fixture *f = *state;
    weir_id one, two;

    must_deploy(f, DEFINITIONS(MESSAGE WAITER("p", ON_MESSAGE)));
    one = must_start(f, "p", NULL, "no", 1);
    two = must_start(f, "p", NULL, "no", 2);
    assert_int_equal(send_message(f, "paid", NULL, "no", 2), WEIR_OK);
    assert_true(weir_id_equal(f->answer.instance, two));
    assert_true(has_ended(f, two));
    assert_false(has_ended(f, one));
}

static void a_key_that_the_subscription_lacks_is_compared_with_the_process_variable(void **state)
{
    fixture *f = *state;
    weir_id two;

    must_deploy(f, DEFINITIONS(MESSAGE WAITER("p", ON_MESSAGE)));
    (void)must_start(f, "p", NULL, "city", 1);
    two = must_start(f, "p", NULL, "city", 2);
    assert_int_equal(send_message(f, "paid", NULL, "city", 2), WEIR_OK);
    assert_true(has_ended(f, two));
}

static void a_message_with_a_business_key_goes_to_the_instance_that_has_it(void **state)
{
    fixture *f = *state;
    weir_id two;

    must_deploy(f, DEFINITIONS(MESSAGE WAITER("p", ON_MESSAGE)));
    (void)must_start(f, "p", "K-1", NULL, 0);
    two = must_start(f, "p", "K-2", NULL, 0);
    assert_int_equal(send_message(f, "paid", "K-2", NULL, 0), WEIR_OK);
    assert_true(has_ended(f, two));
    assert_int_equal(send_message(f, "paid", "K-3", NULL, 0), WEIR_EMISMATCH);
}

static void a_message_from_outside_that_nobody_waits_for_is_refused(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(MESSAGE WAITER("p", ON_MESSAGE)));
    assert_int_equal(send_message(f, "paid", NULL, NULL, 0), WEIR_EMISMATCH);
    assert_non_null(strstr(f->diag.message, "'paid'"));
    assert_int_equal(next_pos(f), 1);
}

static void a_message_from_outside_with_several_receivers_is_refused(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(MESSAGE WAITER("p", ON_MESSAGE)));
    (void)must_start(f, "p", NULL, "no", 1);
    (void)must_start(f, "p", NULL, "no", 1);
    assert_int_equal(send_message(f, "paid", NULL, "no", 1), WEIR_EMISMATCH);
}

static void a_message_that_no_instance_waits_for_starts_the_process_that_begins_with_it(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(MESSAGE STARTER("p")));
    assert_int_equal(send_message(f, "paid", "K-9", NULL, 0), WEIR_OK);
    assert_true(weir_text_equal(look(f, f->answer.instance).state.business_key, WEIR_T("K-9")));
}

static void a_waiting_instance_comes_before_a_start_event(void **state)
{
    fixture *f = *state;
    weir_id waiting;

    must_deploy(f, DEFINITIONS(MESSAGE STARTER("starts") WAITER("waits", ON_MESSAGE)));
    waiting = must_start(f, "waits", NULL, NULL, 0);
    assert_int_equal(send_message(f, "paid", NULL, NULL, 0), WEIR_OK);
    assert_true(weir_id_equal(f->answer.instance, waiting));
}

static void two_processes_that_begin_with_a_message_make_it_ambiguous(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(MESSAGE STARTER("p") STARTER("q")));
    assert_int_equal(send_message(f, "paid", NULL, NULL, 0), WEIR_EMISMATCH);
    assert_int_equal(next_pos(f), 1);
}

static void only_the_latest_version_is_started_by_a_message(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(MESSAGE STARTER("p")));
    must_deploy(f, DEFINITIONS(MESSAGE STARTER("p")));
    assert_int_equal(send_message(f, "paid", NULL, NULL, 0), WEIR_OK);
    assert_int_equal(look(f, f->answer.instance).definition->version, 2);
}

#define SENDER                                                                                                         \
    PROCESS("sender", START("sender") FLOW("sender.start", "send") SEND FLOW("send", "sender.a") TASK("sender.a"))
#define SEND "<sendTask id='send' messageRef='m'/>"

static void a_thrown_message_that_nobody_waits_for_is_only_recorded(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(MESSAGE SENDER));
    assert_int_equal(look(f, must_start(f, "sender", NULL, NULL, 0)).state.waits.count, 1);
}

static void a_thrown_message_with_several_receivers_undoes_everything_and_names_the_sender(void **state)
{
    fixture *f = *state;
    uint64_t pos;

    must_deploy(f, DEFINITIONS(MESSAGE SENDER WAITER("p", ON_MESSAGE)));
    (void)must_start(f, "p", NULL, "no", 1);
    (void)must_start(f, "p", NULL, "no", 1);
    pos = next_pos(f);
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_START,
                                               .process = WEIR_T("sender"),
                                               .variables = context(f, "no", 1)}),
                     WEIR_EPROCESS);
    assert_string_equal(f->diag.element, "send");
    assert_int_equal(next_pos(f), pos);
}

static weir_err keep_last_row(void *context, const weir_log_row *row)
{
    *(weir_log_row *)context = *row;
    return WEIR_OK;
}

static void what_follows_from_a_command_has_a_row_of_its_own_with_its_cause(void **state)
{
    fixture *f = *state;
    weir_log_row row;
    char cause[32];
    uint64_t pos;

    must_deploy(f, DEFINITIONS(MESSAGE SENDER WAITER("p", ON_MESSAGE)));
    (void)must_start(f, "p", NULL, "no", 1);
    pos = next_pos(f);
    (void)must_start(f, "sender", NULL, "no", 1);
    assert_int_equal(f->faulty.inner.read_log(f->store, 1, keep_last_row, &row, NULL), WEIR_OK);
    assert_true(row.pos > pos);
    assert_int_equal(row.pos + row.fact_count, next_pos(f));
    (void)snprintf(cause, sizeof cause, "\"cause\":%llu}", (unsigned long long)pos);
    assert_true(weir_text_ends_with(row.command, weir_text_of(cause)));
    assert_true(weir_text_starts_with(row.command, WEIR_T("{\"command\":\"message\"")));
}

static void a_signal_goes_to_all_who_wait_the_oldest_first(void **state)
{
    fixture *f = *state;
    weir_id one, two;

    must_deploy(f, DEFINITIONS(MESSAGE WAITER("p", ON_SIGNAL) WAITER("q", ON_SIGNAL)));
    one = must_start(f, "p", NULL, NULL, 0);
    two = must_start(f, "q", NULL, NULL, 0);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_true(has_ended(f, one));
    assert_true(has_ended(f, two));
    assert_true(weir_id_equal(f->answer.instance, one));
}

static void a_signal_that_nobody_waits_for_is_no_error(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_true(weir_id_is_none(f->answer.instance));
}

#define FORK                                                                                                           \
    "<parallelGateway id='fork'/>" FLOW("fork", "x") FLOW("fork", "y") CATCH("x", ON_SIGNAL) CATCH("y", ON_SIGNAL)
#define ENDS FLOW("x", "ex") FLOW("y", "ey") "<endEvent id='ex'><terminateEventDefinition/></endEvent>" END("ey")

/* Both catches wait in one instance; the first end terminates it. */
static void a_receiver_that_an_earlier_one_has_ended_is_passed_over(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(MESSAGE PROCESS("p", START("p") FLOW("p.start", "fork") FORK ENDS)));
    id = must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(send_signal(f, "alarm"), WEIR_OK);
    assert_true(has_ended(f, id));
}

#define PROPERTY                                                                                                       \
    "<correlationProperty id='order'><correlationPropertyRetrievalExpression messageRef='m'>"                          \
    "<messagePath>order</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
#define COLLABORATION                                                                                                  \
    "<collaboration id='c'><participant id='pp' processRef='p'/>"                                                      \
    "<correlationKey id='byOrder'><correlationPropertyRef>order</correlationPropertyRef></correlationKey>"             \
    "</collaboration>"
#define SUBSCRIPTION                                                                                                   \
    "<correlationSubscription id='sub' correlationKeyRef='byOrder'><correlationPropertyBinding "                       \
    "correlationPropertyRef='order'><dataPath>=order</dataPath></correlationPropertyBinding></"                        \
    "correlationSubscription>"
#define CHOOSER                                                                                                        \
    PROPERTY COLLABORATION PROCESS("p", SUBSCRIPTION START("p") FLOW("p.start", "p.wait") CATCH("p.wait", ON_MESSAGE))

/* However many came before it have no subscription. */
static void a_message_for_all_misses_whose_correlation_subscription_does_not_fit(void **state)
{
    fixture *f = *state;
    weir_id others[4], wrong, right;

    must_deploy(f, DEFINITIONS(MESSAGE CHOOSER WAITER("q", ON_MESSAGE)));
    for (uint32_t i = 0; i < 4; i++)
        others[i] = must_start(f, "q", NULL, NULL, 0);
    wrong = must_start(f, "p", NULL, "order", 1);
    right = must_start(f, "p", NULL, "order", 2);
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_MESSAGE,
                                               .name = WEIR_T("paid"),
                                               .variables = context(f, "order", 2),
                                               .is_for_all = true}),
                     WEIR_OK);
    for (uint32_t i = 0; i < 4; i++)
        assert_true(has_ended(f, others[i]));
    assert_true(has_ended(f, right));
    assert_false(has_ended(f, wrong));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_message_goes_to_the_instance_whose_subscription_has_its_key),
        TEST(a_key_that_the_subscription_lacks_is_compared_with_the_process_variable),
        TEST(a_message_with_a_business_key_goes_to_the_instance_that_has_it),
        TEST(a_message_from_outside_that_nobody_waits_for_is_refused),
        TEST(a_message_from_outside_with_several_receivers_is_refused),
        TEST(a_message_that_no_instance_waits_for_starts_the_process_that_begins_with_it),
        TEST(a_waiting_instance_comes_before_a_start_event),
        TEST(two_processes_that_begin_with_a_message_make_it_ambiguous),
        TEST(only_the_latest_version_is_started_by_a_message),
        TEST(a_thrown_message_that_nobody_waits_for_is_only_recorded),
        TEST(a_thrown_message_with_several_receivers_undoes_everything_and_names_the_sender),
        TEST(what_follows_from_a_command_has_a_row_of_its_own_with_its_cause),
        TEST(a_signal_goes_to_all_who_wait_the_oldest_first),
        TEST(a_signal_that_nobody_waits_for_is_no_error),
        TEST(a_message_for_all_misses_whose_correlation_subscription_does_not_fit),
        TEST(a_receiver_that_an_earlier_one_has_ended_is_passed_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
