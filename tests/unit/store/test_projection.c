/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/store/test_projection.c - facts of one command after another, and the rows they leave.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/overdue.h"
#include "store/projection.h"
#include "tests/memory.h"

/* A driver that notes what it is asked to run, one line each: "name(value, …)". */
typedef struct recorder {
    char lines[4096];
    size_t length;
} recorder;

static const char *const query_names[] = {
#define QUERY(name, sql) #name,
#include "store/queries.def"
#undef QUERY
};

static void note(recorder *r, const char *text, size_t length)
{
    assert_true(r->length + length < sizeof r->lines);
    memcpy(r->lines + r->length, text, length);
    r->length += length;
    r->lines[r->length] = '\0';
}

static void note_value(recorder *r, const weir_sql_value *value)
{
    char number[32];

    switch (value->kind) {
    case WEIR_SQL_NULL:
        note(r, "NULL", 4);
        break;
    case WEIR_SQL_INTEGER:
        (void)snprintf(number, sizeof number, "%lld", (long long)value->integer);
        note(r, number, strlen(number));
        break;
    case WEIR_SQL_TEXT:
        note(r, value->text.at, value->text.length);
        break;
    case WEIR_SQL_BYTES: /* an id: its last byte tells which */
        (void)snprintf(number, sizeof number, "#%u", (unsigned)(uint8_t)value->text.at[value->text.length - 1]);
        note(r, number, strlen(number));
        break;
    }
}

static weir_err record(void *self, weir_query query, const weir_sql_value *values, uint32_t count, uint64_t *changed,
                       weir_diag *diag)
{
    recorder *r = self;

    (void)changed;
    (void)diag;
    note(r, query_names[query], strlen(query_names[query]));
    for (uint32_t i = 0; i < count; i++) {
        note(r, i == 0 ? "(" : ", ", i == 0 ? 1 : 2);
        note_value(r, &values[i]);
    }
    note(r, ")\n", 2);
    return WEIR_OK;
}

/* A process with the elements "p", "task" and "sub"; the last opens a scope. */
static const weir_node nodes[] = {
    {.id = {"p", 1}}, {.id = {"task", 4}, .is_activity = true}, {.id = {"sub", 3}, .opens_scope = true}};
static const weir_program program = {.nodes = nodes, .node_count = 3};
static const weir_node_ix task = {1}, sub = {2};

typedef struct fixture {
    test_memory memory;
    weir_arena arena;
    weir_state before;
    recorder recorder;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    weir_arena_init(&f->arena, test_memory_port(&f->memory, true), 1 << 20);
    weir_state_init(&f->before, &f->arena);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;

    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
    free(f);
    return 0;
}

static weir_id id_of(uint8_t number)
{
    return (weir_id){{[15] = number}};
}

static weir_err project(fixture *f, weir_fact *items, uint32_t count)
{
    const weir_facts facts = {items, count, count};
    const weir_projection projection = {.program = &program,
                                        .definition = WEIR_T("p:1:x"),
                                        .instance_pos = 40,
                                        .time_ms = 1000,
                                        .before = &f->before,
                                        .facts = &facts};
    const weir_sql sql = {.self = &f->recorder, .run = record};
    return weir_projection_write(&sql, &projection, 7, &f->arena, NULL);
}

static void assert_rows(fixture *f, weir_fact *items, uint32_t count, const char *expected)
{
    assert_int_equal(project(f, items, count), WEIR_OK);
    assert_string_equal(f->recorder.lines, expected);
}

#define ASSERT_ROWS(f, expected, ...)                                                                                  \
    do {                                                                                                               \
        weir_fact facts_of_test[] = {__VA_ARGS__};                                                                     \
        assert_rows((f), facts_of_test, sizeof facts_of_test / sizeof *facts_of_test, (expected));                     \
    } while (0)

static void add_wait(fixture *f, weir_wait wait)
{
    assert_int_equal(WEIR_GROW(&f->arena, &f->before.waits), WEIR_OK);
    f->before.waits.items[f->before.waits.count++] = wait;
}

static weir_fact entered(weir_node_ix node, uint32_t token, uint32_t opens)
{
    return (weir_fact){.kind = WEIR_FACT_element_entered, .node = node, .token = token, .opens = opens};
}

static weir_fact completed(weir_node_ix node, uint32_t token)
{
    return (weir_fact){.kind = WEIR_FACT_element_completed, .node = node, .token = token};
}

static weir_fact variable(uint32_t scope, weir_text name)
{
    return (weir_fact){.kind = WEIR_FACT_variable_set, .scope = scope, .name = name, .value = weir_boolean(true)};
}

static void a_task_that_waits_has_two_rows(void **state)
{
    static weir_entry details[] = {{{"assignee", 8}, {0}}, {{"priority", 8}, {0}}};

    details[0].value = weir_string(WEIR_T("ann"));
    details[1].value = weir_integer(50);
    ASSERT_ROWS(*state,
                "activity_open(7, task, 40, 3, 1000)\n"
                "user_task_open(#9, 40, 4, task, ann, 50, 1000, NULL, {\"assignee\":\"ann\",\"priority\":50})\n",
                entered(task, 3, 0),
                {.kind = WEIR_FACT_task_created,
                 .node = task,
                 .token = 3,
                 .wait = 4,
                 .id = id_of(9),
                 .value = weir_context(details, 2)});
}

static void what_begins_and_ends_in_a_command_has_no_row(void **state)
{
    ASSERT_ROWS(*state, "", entered(sub, 3, 5), variable(5, WEIR_T("a")), entered(task, 6, 0),
                {.kind = WEIR_FACT_timer_scheduled, .node = task, .token = 6, .wait = 7, .due_ms = 1},
                {.kind = WEIR_FACT_timer_cancelled, .node = task, .wait = 7}, completed(task, 6), completed(sub, 3));
}

static void what_ends_is_deleted_by_its_key(void **state)
{
    fixture *f = *state;

    add_wait(f, (weir_wait){.number = 4, .token = 3, .kind = WEIR_WAIT_USER_TASK, .node = task, .id = id_of(9)});
    ASSERT_ROWS(f, "activity_close(7, task, 40, 3)\nuser_task_close(#9)\n",
                {.kind = WEIR_FACT_task_completed, .node = task, .wait = 4, .id = id_of(9)}, completed(task, 3));
}

static void a_task_that_changes_hands_shows_who_has_it(void **state)
{
    static weir_entry details[] = {{{"assignee", 8}, {0}}};
    fixture *f = *state;

    details[0].value = weir_string(WEIR_T("bob"));
    add_wait(f, (weir_wait){.number = 4, .token = 3, .kind = WEIR_WAIT_USER_TASK, .node = task, .id = id_of(9)});
    ASSERT_ROWS(f, "user_task_assign(#9, bob, {\"assignee\":\"bob\"}, 1000)\nuser_task_assign(#9, NULL, {}, 1000)\n",
                {.kind = WEIR_FACT_task_assigned, .node = task, .wait = 4, .value = weir_context(details, 1)},
                {.kind = WEIR_FACT_task_assigned, .node = task, .wait = 4, .value = weir_context(NULL, 0)});
}

static void keys_that_a_fact_does_not_name_come_from_the_state(void **state)
{
    fixture *f = *state;

    add_wait(f, (weir_wait){.number = 4, .kind = WEIR_WAIT_TIMER, .due_ms = 500});
    add_wait(f, (weir_wait){.number = 5, .kind = WEIR_WAIT_MESSAGE, .name = WEIR_T("order")});
    ASSERT_ROWS(f, "timer_close(500, 40, 4)\nsubscription_close(message, order, 40, 5)\n",
                {.kind = WEIR_FACT_message_unsubscribed, .node = task, .wait = 5},
                {.kind = WEIR_FACT_timer_fired, .node = task, .wait = 4});
}

static void a_timer_that_failed_is_not_due_until_it_is_rescheduled(void **state)
{
    fixture *f = *state;

    add_wait(f, (weir_wait){.number = 4, .kind = WEIR_WAIT_TIMER, .due_ms = 500, .number_of = 8});
    ASSERT_ROWS(f, "timer_close(500, 40, 4)\n",
                {.kind = WEIR_FACT_timer_failed, .node = task, .wait = 4, .text = WEIR_T("why")});
    f->recorder.length = 0;
    ASSERT_ROWS(f, "timer_close(500, 40, 4)\ntimer_reopen(700, 40, 4, #9, task, NULL, 8, NULL, NULL)\n",
                {.kind = WEIR_FACT_timer_rescheduled, .node = task, .wait = 4, .id = id_of(9), .due_ms = 700});
}

static void a_continuation_that_is_tried_again_keeps_its_place_and_its_priority(void **state)
{
    fixture *f = *state;

    ASSERT_ROWS(f, "continuation_open(300, 40, 5, #9, task, after, 2)\n",
                {.kind = WEIR_FACT_continuation_created,
                 .node = task,
                 .wait = 5,
                 .id = id_of(9),
                 .due_ms = 300,
                 .number = 2,
                 .name = WEIR_T("after")});
    f->recorder.length = 0;
    add_wait(f,
             (weir_wait){
                 .number = 4, .kind = WEIR_WAIT_CONTINUATION, .due_ms = 500, .number_of = 8, .name = WEIR_T("before")});
    ASSERT_ROWS(f, "timer_close(500, 40, 4)\ncontinuation_reopen(700, 40, 4, #9, task, before, 8, 2, why)\n",
                {.kind = WEIR_FACT_continuation_failed, .node = task, .wait = 4, .number = 2, .text = WEIR_T("why")},
                {.kind = WEIR_FACT_continuation_rescheduled,
                 .node = task,
                 .wait = 4,
                 .id = id_of(9),
                 .due_ms = 700,
                 .number = 2,
                 .text = WEIR_T("why")});
}

static void settings_of_a_job_change_in_the_table_that_has_it(void **state)
{
    fixture *f = *state;

    add_wait(f, (weir_wait){.number = 4, .kind = WEIR_WAIT_TIMER, .due_ms = 500, .id = id_of(9)});
    ASSERT_ROWS(f, "external_task_retry(#9, 5)\ntimer_retries(500, 40, 4, 5)\n",
                {.kind = WEIR_FACT_job_retries_changed, .node = task, .wait = 4, .number = 5});
    f->recorder.length = 0;
    ASSERT_ROWS(f, "timer_due(500, 40, 4, 900)\n",
                {.kind = WEIR_FACT_job_due_changed, .node = task, .wait = 4, .due_ms = 900});
}

static void a_wait_that_is_unknown_is_an_error(void **state)
{
    weir_fact fact = {.kind = WEIR_FACT_timer_fired, .node = task, .wait = 4};

    assert_int_equal(project(*state, &fact, 1), WEIR_EFORMAT);
}

static void an_element_that_is_unknown_is_an_error(void **state)
{
    weir_fact fact = entered((weir_node_ix){99}, 3, 0);

    assert_int_equal(project(*state, &fact, 1), WEIR_EFORMAT);
}

static void variables_go_with_their_scope(void **state)
{
    fixture *f = *state;

    assert_int_equal(WEIR_GROW(&f->arena, &f->before.scopes), WEIR_OK);
    f->before.scopes.items[f->before.scopes.count++] = (weir_scope){.number = 5, .token = 3, .node = sub};
    ASSERT_ROWS(f, "activity_close(7, sub, 40, 3)\nvariable_set(40, 1, b, true)\nvariable_close(40, 5)\n",
                variable(5, WEIR_T("a")), variable(1, WEIR_T("b")), completed(sub, 3));
}

static void a_task_that_fails_keeps_its_row(void **state)
{
    fixture *f = *state;

    add_wait(f, (weir_wait){.number = 4, .kind = WEIR_WAIT_EXTERNAL_TASK, .id = id_of(9)});
    ASSERT_ROWS(f,
                "external_task_fail(#9, 0, no disk, NULL)\n"
                "incident_open(40, 4, #8, task, failedExternalTask, no disk, 1000)\n",
                {.kind = WEIR_FACT_external_task_failed,
                 .node = task,
                 .wait = 4,
                 .id = id_of(9),
                 .number = 0,
                 .text = WEIR_T("no disk")},
                {.kind = WEIR_FACT_incident_raised,
                 .node = task,
                 .wait = 4,
                 .id = id_of(8),
                 .name = WEIR_T("failedExternalTask"),
                 .text = WEIR_T("no disk")});
    f->recorder.length = 0;
    ASSERT_ROWS(f, "external_task_retry(#9, 3)\nincident_close(40, 4)\n",
                {.kind = WEIR_FACT_incident_resolved, .node = task, .wait = 4, .id = id_of(8), .number = 3});
}

static void a_task_that_is_made_and_fails_at_once_is_written_in_order(void **state)
{
    ASSERT_ROWS(*state, "external_task_open(#9, 40, 4, task, print, 50, 1000)\nexternal_task_fail(#9, 2, NULL, NULL)\n",
                {.kind = WEIR_FACT_external_task_created,
                 .node = task,
                 .token = 3,
                 .wait = 4,
                 .id = id_of(9),
                 .name = WEIR_T("print"),
                 .number = 50},
                {.kind = WEIR_FACT_external_task_failed, .node = task, .wait = 4, .id = id_of(9), .number = 2});
}

static void too_little_memory_is_an_error(void **state)
{
    fixture *f = *state;
    weir_fact facts[] = {entered(task, 3, 0), variable(1, WEIR_T("a"))};
    weir_err err = WEIR_ENOMEM;

    for (uint64_t n = 1; err != WEIR_OK; n++) {
        f->memory.fail_at = f->memory.take_count + n;
        err = project(f, facts, 2);
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
        f->memory.fail_at = 0;
    }
}

#define PROJECTION_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PROJECTION_TEST(a_task_that_waits_has_two_rows),
        PROJECTION_TEST(what_begins_and_ends_in_a_command_has_no_row),
        PROJECTION_TEST(what_ends_is_deleted_by_its_key),
        PROJECTION_TEST(a_task_that_changes_hands_shows_who_has_it),
        PROJECTION_TEST(keys_that_a_fact_does_not_name_come_from_the_state),
        PROJECTION_TEST(a_timer_that_failed_is_not_due_until_it_is_rescheduled),
        PROJECTION_TEST(a_continuation_that_is_tried_again_keeps_its_place_and_its_priority),
        PROJECTION_TEST(settings_of_a_job_change_in_the_table_that_has_it),
        PROJECTION_TEST(a_wait_that_is_unknown_is_an_error),
        PROJECTION_TEST(an_element_that_is_unknown_is_an_error),
        PROJECTION_TEST(variables_go_with_their_scope),
        PROJECTION_TEST(a_task_that_fails_keeps_its_row),
        PROJECTION_TEST(a_task_that_is_made_and_fails_at_once_is_written_in_order),
        PROJECTION_TEST(too_little_memory_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
