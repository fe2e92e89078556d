/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/store/conformance.h - what every driver of store/store.h does, as tests.
 *
 * A test program defines `static weir_store conformance_open(void)` and `static void conformance_close(void)`, for
 * an empty store, includes this, and lists CONFORMANCE_TESTS.
 */
#ifndef WEIR_TESTS_CONFORMANCE_H
#define WEIR_TESTS_CONFORMANCE_H

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "store/store.h"
#include "tests/memory.h"

#define DEFINITION_ID WEIR_T("p:1:018c7e5a-0000-7000-8000-000000000001")
#define OTHER_DEFINITION_ID WEIR_T("q:2:018c7e5a-0000-7000-8000-000000000002")

static weir_store conformance_open(void);
static void conformance_close(void);

typedef struct conformance {
    weir_store store;
    test_memory memory;
    weir_arena arena;
} conformance;

static int conformance_teardown(void **state)
{
    conformance *f = *state;

    conformance_close();
    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
    free(f);
    return 0;
}

static weir_id id_of(uint8_t number);
static void conformance_deploy(weir_store store);

static int conformance_setup(void **state)
{
    conformance *f = calloc(1, sizeof *f);

    f->store = conformance_open();
    conformance_deploy(f->store);
    weir_arena_init(&f->arena, test_memory_port(&f->memory, false), 1 << 24);
    *state = f;
    return 0;
}

static weir_id id_of(uint8_t number)
{
    return (weir_id){{1, 2, 3, [15] = number}};
}

static weir_log_row log_row(uint64_t pos, uint64_t seq, uint64_t count, uint8_t stream)
{
    return (weir_log_row){.pos = pos,
                          .seq = seq,
                          .fact_count = count,
                          .stream = id_of(stream),
                          .time_ms = 1700000000000 + (int64_t)pos,
                          .format = 1,
                          .actor = WEIR_T("unverified:ann"),
                          .command = WEIR_T("{\"command\":\"start\"}"),
                          .facts = WEIR_T("[{\"type\":\"flow.taken\"}]")};
}

static weir_instance_row instance_row(uint8_t id, uint64_t pos, weir_text state)
{
    return (weir_instance_row){.id = id_of(id),
                               .pos = pos,
                               .definition = DEFINITION_ID,
                               .format = 1,
                               .status = WEIR_STATUS_ACTIVE,
                               .state = state};
}

#define OK(call) assert_int_equal((call), WEIR_OK)
/* What the instances of the tests run; a store that keeps deployments needs it. */
static void conformance_deploy(weir_store store)
{
    const weir_definition_row definitions[] = {
        {.id = DEFINITION_ID, .key = WEIR_T("p"), .version = 1, .content = {{7}}},
        {.id = OTHER_DEFINITION_ID, .key = WEIR_T("q"), .version = 2, .content = {{7}}, .ix = 1}};
    const weir_resource_row resource = {.name = WEIR_T("p.bpmn"),
                                        .bytes = WEIR_T("<p/>"),
                                        .content = {{7}},
                                        .definitions = definitions,
                                        .definition_count = 2};
    const weir_deployment_row deployment = {
        .id = id_of(200), .time_ms = 5, .resources = &resource, .resource_count = 1};

    if (!store.put_deployment)
        return;
    OK(store.begin(store.self, NULL));
    OK(store.put_deployment(store.self, &deployment, NULL));
    OK(store.commit(store.self, NULL));
}

#define CALL(f, function, ...) (f)->store.function((f)->store.self, __VA_ARGS__)

static void begin(conformance *f)
{
    OK(CALL(f, begin, NULL));
}

static void commit(conformance *f)
{
    OK(CALL(f, commit, NULL));
}

static uint64_t next_pos(conformance *f)
{
    uint64_t pos = 0;

    OK(CALL(f, next_pos, &pos, NULL));
    return pos;
}

static void append(conformance *f, weir_log_row row)
{
    OK(CALL(f, append_log, &row, NULL));
}

static void put(conformance *f, weir_instance_row row)
{
    OK(CALL(f, put_instance, &row, NULL));
}

static weir_instance_row get(conformance *f, uint8_t id)
{
    weir_instance_row row = {0};

    OK(CALL(f, get_instance, id_of(id), &f->arena, &row, NULL));
    return row;
}

static void assert_text(weir_text actual, weir_text expected)
{
    assert_int_equal(actual.at != NULL, expected.at != NULL);
    assert_int_equal(actual.length, expected.length);
    if (actual.length > 0)
        assert_memory_equal(actual.at, expected.at, actual.length);
}

/* What a reading saw: positions or last bytes of ids, and the last row. */
typedef struct seen {
    weir_arena *arena;
    uint64_t numbers[64];
    uint32_t count, stop_at;
    weir_log_row last;
} seen;

static weir_err see_log(void *context, const weir_log_row *row)
{
    seen *s = context;

    s->numbers[s->count++] = row->pos;
    s->last = *row;
    OK(weir_arena_text(s->arena, row->actor, &s->last.actor));
    OK(weir_arena_text(s->arena, row->command, &s->last.command));
    OK(weir_arena_text(s->arena, row->facts, &s->last.facts));
    return s->count == s->stop_at ? WEIR_EVALUE : WEIR_OK;
}

static weir_err see_instance(void *context, const weir_instance_row *row)
{
    seen *s = context;

    s->numbers[s->count++] = row->id.byte[15];
    return s->count == s->stop_at ? WEIR_EVALUE : WEIR_OK;
}

static seen read_log(conformance *f, uint64_t from)
{
    seen s = {.arena = &f->arena};

    OK(CALL(f, read_log, from, see_log, &s, NULL));
    return s;
}

static void the_log_begins_at_position_one(void **state)
{
    assert_int_equal(next_pos(*state), 1);
}

static void positions_go_on_behind_the_last_fact(void **state)
{
    conformance *f = *state;

    begin(f);
    append(f, log_row(1, 1, 3, 1));
    assert_int_equal(next_pos(f), 4);
    append(f, log_row(4, 1, 2, 2));
    commit(f);
    assert_int_equal(next_pos(f), 6);
}

static void a_log_row_comes_back_unchanged(void **state)
{
    conformance *f = *state;
    weir_log_row row = log_row(1, 7, 2, 9);
    seen s;

    row.actor = WEIR_NO_TEXT;
    row.command = WEIR_T("");
    row.facts = (weir_text){"[\"a\0b\xc3\xa4\"]", 9};
    begin(f);
    append(f, row);
    commit(f);
    s = read_log(f, 1);
    assert_int_equal(s.count, 1);
    assert_int_equal(s.last.seq, 7);
    assert_int_equal(s.last.fact_count, 2);
    assert_int_equal(s.last.time_ms, row.time_ms);
    assert_true(weir_id_equal(s.last.stream, row.stream));
    assert_text(s.last.actor, row.actor);
    assert_text(s.last.command, row.command);
    assert_text(s.last.facts, row.facts);
}

static void the_log_is_read_from_a_position(void **state)
{
    conformance *f = *state;
    seen s;

    begin(f);
    append(f, log_row(1, 1, 2, 1));
    append(f, log_row(3, 3, 1, 1));
    append(f, log_row(4, 4, 5, 1));
    commit(f);
    s = read_log(f, 2);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.numbers[0], 3);
    assert_int_equal(s.numbers[1], 4);
    assert_int_equal(read_log(f, 9).count, 0);
}

static void a_stream_is_read_from_a_number(void **state)
{
    conformance *f = *state;
    seen s = {.arena = &f->arena};

    begin(f);
    append(f, log_row(1, 1, 2, 1));
    append(f, log_row(3, 1, 1, 2));
    append(f, log_row(4, 3, 1, 1));
    append(f, log_row(5, 4, 1, 1));
    commit(f);
    OK(CALL(f, read_stream, id_of(1), 2, see_log, &s, NULL));
    assert_int_equal(s.count, 2);
    assert_int_equal(s.numbers[0], 4);
    assert_int_equal(s.numbers[1], 5);
}

static void an_error_of_the_visitor_ends_the_reading(void **state)
{
    conformance *f = *state;
    seen s = {.arena = &f->arena, .stop_at = 1};

    begin(f);
    append(f, log_row(1, 1, 2, 1));
    append(f, log_row(3, 3, 1, 1));
    put(f, instance_row(1, 1, WEIR_T("{}")));
    put(f, instance_row(2, 3, WEIR_T("{}")));
    commit(f);
    assert_int_equal(CALL(f, read_log, 1, see_log, &s, NULL), WEIR_EVALUE);
    assert_int_equal(s.count, 1);
    s.count = 0;
    assert_int_equal(CALL(f, read_stream, id_of(1), 1, see_log, &s, NULL), WEIR_EVALUE);
    s.count = 0;
    assert_int_equal(CALL(f, read_instances, see_instance, &s, NULL), WEIR_EVALUE);
    assert_int_equal(s.count, 1);
    assert_int_equal(read_log(f, 1).count, 2); /* and the next one starts afresh */
}

static weir_err see_stream_inside(void *context, const weir_log_row *row)
{
    conformance *f = context;
    seen s = {.arena = &f->arena};

    OK(CALL(f, read_log, row->pos, see_log, &s, NULL));
    assert_int_equal(s.numbers[0], row->pos);
    return WEIR_OK;
}

static void a_visitor_may_read(void **state)
{
    conformance *f = *state;

    begin(f);
    append(f, log_row(1, 1, 2, 1));
    append(f, log_row(3, 3, 1, 1));
    commit(f);
    OK(CALL(f, read_log, 1, see_stream_inside, f, NULL));
}

static void an_instance_comes_back_unchanged(void **state)
{
    conformance *f = *state;
    weir_instance_row row = instance_row(7, 12, WEIR_T("{\"format\":1}")), back;

    row.format = 3;
    row.status = WEIR_STATUS_ENDED;
    row.business_key = WEIR_T("order-1");
    begin(f);
    put(f, row);
    commit(f);
    back = get(f, 7);
    assert_true(weir_id_equal(back.id, row.id));
    assert_int_equal(back.pos, 12);
    assert_int_equal(back.format, 3);
    assert_int_equal(back.status, WEIR_STATUS_ENDED);
    assert_text(back.definition, row.definition);
    assert_text(back.business_key, row.business_key);
    assert_text(back.state, row.state);
}

static void put_replaces_the_instance(void **state)
{
    conformance *f = *state;
    weir_instance_row row = instance_row(1, 1, WEIR_T("old"));

    begin(f);
    put(f, row);
    commit(f);
    begin(f);
    row.state = WEIR_T("new");
    put(f, row);
    assert_text(get(f, 1).state, WEIR_T("new"));
    row.definition = OTHER_DEFINITION_ID;
    row.status = WEIR_STATUS_ENDED;
    row.format = 2;
    put(f, row);
    commit(f);
    assert_text(get(f, 1).definition, row.definition);
    assert_int_equal(get(f, 1).status, WEIR_STATUS_ENDED);
    assert_int_equal(get(f, 1).format, 2);
    assert_null(get(f, 1).business_key.at);
}

static void an_unknown_instance_is_not_found(void **state)
{
    conformance *f = *state;
    weir_instance_row row;

    assert_int_equal(CALL(f, get_instance, id_of(1), &f->arena, &row, NULL), WEIR_ENOTFOUND);
}

static void instances_are_read_in_the_order_of_their_positions(void **state)
{
    conformance *f = *state;
    seen s = {.arena = &f->arena};

    begin(f);
    put(f, instance_row(9, 1, WEIR_T("{}")));
    put(f, instance_row(3, 4, WEIR_T("{}")));
    put(f, instance_row(5, 8, WEIR_T("{}")));
    put(f, instance_row(9, 1, WEIR_T("{\"again\":1}")));
    commit(f);
    OK(CALL(f, read_instances, see_instance, &s, NULL));
    assert_int_equal(s.count, 3);
    assert_int_equal(s.numbers[0], 9);
    assert_int_equal(s.numbers[1], 3);
    assert_int_equal(s.numbers[2], 5);
}

static void rollback_undoes_the_transaction(void **state)
{
    conformance *f = *state;
    weir_instance_row row;

    begin(f);
    append(f, log_row(1, 1, 2, 1));
    put(f, instance_row(1, 1, WEIR_T("kept")));
    commit(f);
    begin(f);
    append(f, log_row(3, 3, 2, 1));
    put(f, instance_row(1, 1, WEIR_T("lost")));
    put(f, instance_row(2, 3, WEIR_T("lost")));
    f->store.rollback(f->store.self);
    assert_int_equal(next_pos(f), 3);
    assert_int_equal(read_log(f, 1).count, 1);
    assert_text(get(f, 1).state, WEIR_T("kept"));
    assert_int_equal(CALL(f, get_instance, id_of(2), &f->arena, &row, NULL), WEIR_ENOTFOUND);
}

static void rollback_to_undoes_what_came_after_the_savepoint(void **state)
{
    conformance *f = *state;
    weir_instance_row row = instance_row(2, 3, WEIR_T("lost"));

    row.definition = OTHER_DEFINITION_ID;
    begin(f);
    append(f, log_row(1, 1, 2, 1));
    put(f, instance_row(1, 1, WEIR_T("kept")));
    OK(CALL(f, savepoint, NULL));
    append(f, log_row(3, 3, 2, 1));
    put(f, row);
    put(f, instance_row(1, 1, WEIR_T("lost")));
    OK(CALL(f, rollback_to, NULL));
    assert_int_equal(next_pos(f), 3);
    assert_int_equal(CALL(f, get_instance, id_of(2), &f->arena, &row, NULL), WEIR_ENOTFOUND);
    OK(CALL(f, savepoint, NULL)); /* the old one is gone */
    append(f, log_row(3, 3, 1, 1));
    row = instance_row(2, 3, WEIR_T("kept too"));
    row.definition = OTHER_DEFINITION_ID;
    put(f, row);
    OK(CALL(f, release, NULL));
    commit(f);
    assert_int_equal(next_pos(f), 4);
    assert_text(get(f, 1).state, WEIR_T("kept"));
    assert_text(get(f, 2).state, WEIR_T("kept too"));
}

static void rollback_undoes_what_a_savepoint_released(void **state)
{
    conformance *f = *state;

    begin(f);
    OK(CALL(f, savepoint, NULL));
    append(f, log_row(1, 1, 2, 1));
    OK(CALL(f, release, NULL));
    f->store.rollback(f->store.self);
    assert_int_equal(next_pos(f), 1);
    begin(f);
    append(f, log_row(1, 1, 1, 1));
    commit(f);
    assert_int_equal(next_pos(f), 2);
}

static void many_instances_are_found(void **state)
{
    conformance *f = *state;

    begin(f);
    for (uint32_t i = 1; i <= 200; i++)
        put(f, instance_row((uint8_t)i, i, WEIR_T("{}")));
    commit(f);
    for (uint32_t i = 1; i <= 200; i++)
        assert_int_equal(get(f, (uint8_t)i).pos, i);
}

static void a_kept_message_is_found_by_its_id_and_counted(void **state)
{
    conformance *f = *state;
    weir_message_row row = {.pos = 1, .id = id_of(1), .name = WEIR_T("paid"), .created_ms = 5, .expires_ms = 9};
    uint64_t count;

    if (!f->store.put_message)
        skip();
    begin(f);
    OK(CALL(f, put_message, &row, NULL));
    row =
        (weir_message_row){.pos = 2, .id = id_of(2), .name = WEIR_T("sent"), .content = WEIR_T("{}"), .expires_ms = 7};
    OK(CALL(f, put_message, &row, NULL));
    OK(CALL(f, count_messages, &count, NULL));
    assert_int_equal(count, 2);
    OK(CALL(f, delete_message, id_of(1), NULL));
    OK(CALL(f, count_messages, &count, NULL));
    assert_int_equal(count, 1);
    assert_int_equal(CALL(f, get_message, id_of(1), &f->arena, &row, NULL), WEIR_ENOTFOUND);
    commit(f);
    row = (weir_message_row){0};
    OK(CALL(f, get_message, id_of(2), &f->arena, &row, NULL));
    assert_true(weir_id_equal(row.id, id_of(2)));
    assert_int_equal(row.pos, 2);
    assert_text(row.name, WEIR_T("sent"));
    assert_text(row.content, WEIR_T("{}"));
    assert_int_equal(row.expires_ms, 7);
}

static weir_broadcast_row put_broadcast(conformance *f, uint64_t pos, uint64_t root, uint32_t number)
{
    const weir_broadcast_row row = {.pos = pos, .root = root, .number = number, .before_pos = pos};

    OK(CALL(f, put_broadcast, &row, NULL));
    return row;
}

static void a_signal_on_its_way_is_found_moves_on_and_is_undone(void **state)
{
    conformance *f = *state;
    weir_broadcast_row row;
    uint64_t count;
    uint32_t last;

    if (!f->store.put_broadcast)
        skip();
    assert_int_equal(CALL(f, next_broadcast, &row, NULL), WEIR_ENOTFOUND);
    begin(f);
    (void)put_broadcast(f, 3, 3, 1);
    (void)put_broadcast(f, 5, 3, 2);
    row = put_broadcast(f, 9, 9, 1);
    commit(f);
    begin(f);
    OK(CALL(f, delete_broadcast, 5, NULL));
    row.receiver_count = 7;
    row.instance_pos = 8;
    row.wait = 6;
    OK(CALL(f, put_broadcast, &row, NULL));
    OK(CALL(f, savepoint, NULL));
    OK(CALL(f, delete_broadcast, 3, NULL));
    OK(CALL(f, next_broadcast, &row, NULL));
    assert_int_equal(row.pos, 9);
    assert_int_equal(row.receiver_count, 7);
    assert_int_equal(row.instance_pos, 8);
    assert_int_equal(row.wait, 6);
    assert_int_equal(row.before_pos, 9);
    OK(CALL(f, rollback_to, NULL));
    OK(CALL(f, next_broadcast, &row, NULL));
    assert_int_equal(row.pos, 3);
    OK(CALL(f, count_broadcasts, 3, &count, &last, NULL));
    assert_int_equal(count, 2);
    assert_int_equal(last, 1);
    assert_int_equal(CALL(f, delete_broadcast, 5, NULL), WEIR_ENOTFOUND);
    f->store.rollback(f->store.self);
    OK(CALL(f, count_broadcasts, 3, &count, &last, NULL));
    assert_int_equal(count, 3);
    assert_int_equal(last, 2);
    OK(CALL(f, count_broadcasts, 4, &count, &last, NULL));
    assert_int_equal(last, 0);
    begin(f);
    (void)put_broadcast(f, 12, 12, 1);
    f->store.rollback(f->store.self);
    OK(CALL(f, count_broadcasts, 12, &count, &last, NULL));
    assert_int_equal(count, 3);
}

#define CONFORMANCE_TEST(name) cmocka_unit_test_setup_teardown(name, conformance_setup, conformance_teardown)
/* ── what waits ──────────────────────────────────────────────────────────────────────────────────────── */

static const weir_node wait_nodes[] = {{.id = {"p", 1}}, {.id = {"w", 1}, .is_activity = true}};
static const weir_program wait_program = {.nodes = wait_nodes, .node_count = 2};
static const weir_node_ix at_w = {1};

/* One fact of an instance that has its row, and nothing before it. before: the wait that the fact closes, or NULL. */
static void project(conformance *f, uint8_t instance, uint64_t pos, weir_fact fact, const weir_wait *before)
{
    weir_facts facts = {&fact, 1, 1};
    weir_state state;

    fact.node = at_w;
    weir_state_init(&state, &f->arena);
    if (before) {
        OK(WEIR_GROW(&f->arena, &state.waits));
        state.waits.items[state.waits.count++] = *before;
    }
    OK(CALL(f, project,
            &(weir_projection){.program = &wait_program,
                               .definition = DEFINITION_ID,
                               .instance = id_of(instance),
                               .instance_pos = pos,
                               .time_ms = 1000,
                               .before = &state,
                               .facts = &facts},
            NULL));
}

static weir_fact waits(weir_fact_kind kind, uint8_t id, int64_t due_ms, weir_text name)
{
    return (weir_fact){.kind = (uint8_t)kind, .wait = id, .id = id_of(id), .due_ms = due_ms, .name = name};
}

/* Two instances, the older one with the higher id. */
static void put_two(conformance *f)
{
    weir_instance_row second = instance_row(8, 5, WEIR_T("{}"));

    second.business_key = WEIR_T("K");
    put(f, instance_row(9, 2, WEIR_T("{}")));
    put(f, second);
}

static uint8_t next_timer(conformance *f, int64_t until_ms)
{
    weir_wait_row row = {0};
    const weir_err err = CALL(f, next_due, WEIR_DUE_TIMERS, until_ms, NULL, &row, NULL);

    assert_true(err == WEIR_OK || err == WEIR_ENOTFOUND);
    return row.id.byte[15];
}

static void the_next_timer_is_the_one_due_first_then_that_of_the_older_instance(void **state)
{
    conformance *f = *state;
    weir_wait_row first, second;

    begin(f);
    put_two(f);
    project(f, 8, 5, waits(WEIR_FACT_timer_scheduled, 3, 700, WEIR_NO_TEXT), NULL);
    project(f, 9, 2, waits(WEIR_FACT_timer_scheduled, 4, 700, WEIR_NO_TEXT), NULL);
    project(f, 9, 2, waits(WEIR_FACT_timer_scheduled, 5, 900, WEIR_NO_TEXT), NULL);
    assert_int_equal(next_timer(f, 699), 0);
    assert_int_equal(next_timer(f, 700), 4); /* inside the transaction */
    OK(CALL(f, next_due, WEIR_DUE_TIMERS, 700, NULL, &first, NULL));
    OK(CALL(f, next_due, WEIR_DUE_TIMERS, 900, &first, &second, NULL));
    assert_int_equal(second.id.byte[15], 3);
    OK(CALL(f, next_due, WEIR_DUE_TIMERS, 900, &second, &first, NULL));
    assert_int_equal(first.id.byte[15], 5);
    assert_int_equal(CALL(f, next_due, WEIR_DUE_TIMERS, 900, &first, &second, NULL), WEIR_ENOTFOUND);
    commit(f);
    begin(f);
    project(f, 9, 2, waits(WEIR_FACT_timer_fired, 4, 0, WEIR_NO_TEXT),
            &(weir_wait){.number = 4, .kind = WEIR_WAIT_TIMER, .id = id_of(4), .due_ms = 700});
    assert_int_equal(next_timer(f, 1000), 3);
    f->store.rollback(f->store.self);
    assert_int_equal(next_timer(f, 1000), 4);
}

static weir_err see_wait(void *context, const weir_wait_row *row)
{
    seen *s = context;

    s->numbers[s->count++] = row->id.byte[15];
    return WEIR_OK;
}

static seen subscribers(conformance *f, weir_wait_kind kind, weir_text name, weir_text business_key)
{
    seen s = {.arena = &f->arena};

    OK(CALL(f, read_subscriptions, kind, name, business_key, see_wait, &s, NULL));
    return s;
}

static void subscribers_are_found_by_kind_name_and_business_key_the_oldest_first(void **state)
{
    conformance *f = *state;
    seen s;

    begin(f);
    put_two(f);
    project(f, 8, 5, waits(WEIR_FACT_message_subscribed, 3, 0, WEIR_T("m")), NULL);
    project(f, 9, 2, waits(WEIR_FACT_message_subscribed, 4, 0, WEIR_T("m")), NULL);
    project(f, 9, 2, waits(WEIR_FACT_signal_subscribed, 5, 0, WEIR_T("m")), NULL);
    project(f, 9, 2, waits(WEIR_FACT_message_subscribed, 6, 0, WEIR_T("other")), NULL);
    commit(f);
    s = subscribers(f, WEIR_WAIT_MESSAGE, WEIR_T("m"), WEIR_NO_TEXT);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.numbers[0], 4);
    assert_int_equal(s.numbers[1], 3);
    s = subscribers(f, WEIR_WAIT_MESSAGE, WEIR_T("m"), WEIR_T("K"));
    assert_int_equal(s.count, 1);
    assert_int_equal(s.numbers[0], 3);
    assert_int_equal(subscribers(f, WEIR_WAIT_SIGNAL, WEIR_T("m"), WEIR_NO_TEXT).count, 1);
    assert_int_equal(subscribers(f, WEIR_WAIT_MESSAGE, WEIR_T("nobody"), WEIR_NO_TEXT).count, 0);
}

static void the_instance_of_a_task_is_found_until_the_task_is_closed(void **state)
{
    conformance *f = *state;
    weir_id instance = {{0}};

    begin(f);
    put_two(f);
    project(f, 8, 5, waits(WEIR_FACT_task_created, 3, 0, WEIR_NO_TEXT), NULL);
    project(f, 9, 2, waits(WEIR_FACT_external_task_created, 4, 0, WEIR_T("topic")), NULL);
    OK(CALL(f, find_task, id_of(3), &instance, NULL));
    assert_true(weir_id_equal(instance, id_of(8)));
    OK(CALL(f, find_task, id_of(4), &instance, NULL));
    assert_true(weir_id_equal(instance, id_of(9)));
    OK(CALL(f, savepoint, NULL));
    project(f, 8, 5, waits(WEIR_FACT_task_completed, 3, 0, WEIR_NO_TEXT),
            &(weir_wait){.number = 3, .kind = WEIR_WAIT_USER_TASK, .id = id_of(3)});
    assert_int_equal(CALL(f, find_task, id_of(3), &instance, NULL), WEIR_ENOTFOUND);
    OK(CALL(f, rollback_to, NULL));
    OK(CALL(f, find_task, id_of(3), &instance, NULL));
    commit(f);
    assert_int_equal(CALL(f, find_task, id_of(77), &instance, NULL), WEIR_ENOTFOUND);
}

static void the_next_number_of_a_stream_is_behind_its_last_fact(void **state)
{
    conformance *f = *state;
    uint64_t seq = 0;

    begin(f);
    append(f, log_row(1, 1, 3, 1));
    append(f, log_row(4, 1, 2, 2));
    append(f, log_row(6, 4, 2, 1));
    commit(f);
    OK(CALL(f, next_seq, id_of(1), &seq, NULL));
    assert_int_equal(seq, 6);
    OK(CALL(f, next_seq, id_of(3), &seq, NULL));
    assert_int_equal(seq, 1);
}

#define CONFORMANCE_TESTS                                                                                              \
    CONFORMANCE_TEST(the_log_begins_at_position_one), CONFORMANCE_TEST(positions_go_on_behind_the_last_fact),          \
        CONFORMANCE_TEST(a_log_row_comes_back_unchanged), CONFORMANCE_TEST(the_log_is_read_from_a_position),           \
        CONFORMANCE_TEST(a_stream_is_read_from_a_number), CONFORMANCE_TEST(an_error_of_the_visitor_ends_the_reading),  \
        CONFORMANCE_TEST(a_visitor_may_read), CONFORMANCE_TEST(an_instance_comes_back_unchanged),                      \
        CONFORMANCE_TEST(put_replaces_the_instance), CONFORMANCE_TEST(an_unknown_instance_is_not_found),               \
        CONFORMANCE_TEST(instances_are_read_in_the_order_of_their_positions),                                          \
        CONFORMANCE_TEST(rollback_undoes_the_transaction),                                                             \
        CONFORMANCE_TEST(rollback_to_undoes_what_came_after_the_savepoint),                                            \
        CONFORMANCE_TEST(rollback_undoes_what_a_savepoint_released), CONFORMANCE_TEST(many_instances_are_found),       \
        CONFORMANCE_TEST(the_next_timer_is_the_one_due_first_then_that_of_the_older_instance),                         \
        CONFORMANCE_TEST(subscribers_are_found_by_kind_name_and_business_key_the_oldest_first),                        \
        CONFORMANCE_TEST(the_instance_of_a_task_is_found_until_the_task_is_closed),                                    \
        CONFORMANCE_TEST(the_next_number_of_a_stream_is_behind_its_last_fact),                                         \
        CONFORMANCE_TEST(a_signal_on_its_way_is_found_moves_on_and_is_undone),                                         \
        CONFORMANCE_TEST(a_kept_message_is_found_by_its_id_and_counted)

#endif
