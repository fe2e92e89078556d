/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_kept_messages.c - what messages that wait cost those who begin to wait.
 */
#include "host/host_internal.h"
#include "unit/host/host_fixture.h"

#define MESSAGE "<message id='m' name='paid'/>"
#define CATCH "<intermediateCatchEvent id='c'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"
#define WAITER PROCESS("p", START("p") FLOW("p.start", "c") CATCH FLOW("c", "e") END("e"))

#define STEP_BYTES ((size_t)1024 * 1024)
#define NUMBER_COUNT 1000u
#define MESSAGE_COUNT 100u /* together they don't fit */

static weir_value many_numbers(fixture *f)
{
    weir_value *items = WEIR_TAKE(&f->arena, weir_value, NUMBER_COUNT);
    weir_entry *entry = WEIR_TAKE(&f->arena, weir_entry, 1);

    assert_non_null(items);
    assert_non_null(entry);
    for (uint32_t i = 0; i < NUMBER_COUNT; i++)
        items[i] = weir_integer(i);
    *entry = (weir_entry){WEIR_T("numbers"), weir_list(items, NUMBER_COUNT)};
    return weir_context(entry, 1);
}

static weir_err keep(fixture *f, int64_t order, weir_value variables)
{
    return execute(f, (weir_request){.kind = WEIR_REQUEST_MESSAGE,
                                     .name = WEIR_T("paid"),
                                     .keys = context(f, "order", order),
                                     .variables = variables,
                                     .duration_ms = HOUR});
}

static uint32_t visit_count;
static weir_err (*read_inner)(void *self, weir_text name, int64_t until_ms, weir_message_visit visit, void *context,
                              weir_diag *diag);

typedef struct visitor {
    weir_message_visit visit;
    void *context;
} visitor;

static weir_err count_visit(void *context, const weir_message_row *row)
{
    const visitor *v = context;

    visit_count++;
    return v->visit(v->context, row);
}

static weir_err read_and_count(void *self, weir_text name, int64_t until_ms, weir_message_visit visit, void *context,
                               weir_diag *diag)
{
    visitor v = {visit, context};

    return read_inner(self, name, until_ms, count_visit, &v, diag);
}

static void count_visits(fixture *f)
{
    visit_count = 0;
    read_inner = f->faulty.inner.read_messages;
    f->faulty.inner.read_messages = read_and_count;
}

static void messages_for_others_take_no_memory_from_who_begins_to_wait(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(MESSAGE WAITER));
    for (int64_t i = 0; i < MESSAGE_COUNT; i++)
        assert_int_equal(keep(f, i, many_numbers(f)), WEIR_OK);
    f->engine->step.used_bytes_max = STEP_BYTES;
    id = must_start(f, "p", NULL, "order", MESSAGE_COUNT);
    assert_false(has_ended(f, id));
    assert_true(has_ended(f, must_start(f, "p", NULL, "order", MESSAGE_COUNT - 1)));
}

static void nobody_looks_behind_the_first_message_that_fits(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(MESSAGE WAITER));
    for (int64_t i = 0; i < 5; i++)
        assert_int_equal(keep(f, i / 2, weir_null()), WEIR_OK);
    count_visits(f);
    assert_true(has_ended(f, must_start(f, "p", NULL, "order", 1)));
    assert_int_equal(visit_count, 3);
}

static weir_id kept;

static weir_err note_id(void *context, const weir_message_row *row)
{
    (void)context;
    kept = row->id;
    return WEIR_OK;
}

static void a_message_is_taken_away_by_its_id_alone(void **state)
{
    fixture *f = *state;
    const weir_store *store = &f->faulty.inner;

    must_deploy(f, DEFINITIONS(MESSAGE WAITER));
    for (int64_t i = 0; i < 5; i++)
        assert_int_equal(keep(f, i, weir_null()), WEIR_OK);
    assert_int_equal(store->read_messages(store->self, WEIR_T("paid"), INT64_MAX, note_id, NULL, NULL), WEIR_OK);
    count_visits(f);
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_DISCARD, .command = {.wait = kept}}), WEIR_OK);
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_DISCARD, .command = {.wait = kept}}),
                     WEIR_ENOTFOUND);
    assert_int_equal(visit_count, 0);
    assert_false(has_ended(f, must_start(f, "p", NULL, "order", 4)));
}

static weir_err count_almost_all(void *self, uint64_t *out, weir_diag *diag)
{
    (void)self;
    (void)diag;
    *out = WEIR_KEPT_MESSAGES_MAX - 2;
    return WEIR_OK;
}

static void so_many_are_kept_and_no_more_until_one_is_gone(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(MESSAGE WAITER));
    f->faulty.inner.count_messages = count_almost_all;
    assert_int_equal(keep(f, 1, weir_null()), WEIR_OK);
    assert_int_equal(keep(f, 2, weir_null()), WEIR_OK);
    assert_true(has_ended(f, must_start(f, "p", NULL, "order", 1)));
    assert_int_equal(keep(f, 3, weir_null()), WEIR_OK);
    assert_int_equal(keep(f, 4, weir_null()), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "kept_messages"));
    assert_true(has_ended(f, must_start(f, "p", NULL, "order", 2)));
    assert_true(has_ended(f, must_start(f, "p", NULL, "order", 3)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(messages_for_others_take_no_memory_from_who_begins_to_wait),
        TEST(nobody_looks_behind_the_first_message_that_fits),
        TEST(a_message_is_taken_away_by_its_id_alone),
        TEST(so_many_are_kept_and_no_more_until_one_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
