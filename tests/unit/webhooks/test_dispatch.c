/* SPDX-License-Identifier: Apache-2.0
 * The dispatcher: what is sent when, and what remains when it is killed. One behaviour each, then all of them at
 * random.
 */
#include "unit/webhooks/model.h"

#include "webhooks/retry.h"
#include "webhooks/window.h"

static weir_delivery_status look(const model *m, uint32_t ix)
{
    weir_delivery_status status;

    assert_true(weir_dispatcher_look(m->dispatcher, m->webhooks[ix].row.id, &status));
    return status;
}

static void facts_arrive_in_order_one_at_a_time_for_each_instance(void **state)
{
    model *m = *state;

    (void)model_add(m, false, 1);
    for (uint32_t i = 0; i < 12; i++)
        (void)model_append(m, 1 + i % 3, true);
    model_commit(m);
    model_run(m);
    assert_int_equal(m->flight_count, 3);
    model_settle_all(m);
    model_check_all_arrived(m);
    assert_int_equal(m->webhooks[0].attempt_count, 12);
}

static void nothing_is_read_before_it_is_committed(void **state)
{
    model *m = *state;

    (void)model_add(m, false, 1);
    (void)model_append(m, 1, true);
    model_run(m);
    assert_int_equal(m->flight_count, 0);
    assert_int_equal(weir_dispatcher_next_run_ms(m->dispatcher, m->now_ms), INT64_MAX); /* no polling */
    model_commit(m);
    model_run(m);
    assert_int_equal(m->flight_count, 1);
    model_settle_all(m);
}

static void a_webhook_begins_where_it_was_told_to(void **state)
{
    model *m = *state;

    for (uint32_t i = 0; i < 10; i++)
        (void)model_append(m, 1, true);
    model_commit(m);
    (void)model_add(m, false, 7);
    model_settle_all(m);
    assert_int_equal(m->webhooks[0].attempt_count, 4);
}

static void without_its_secret_a_webhook_waits_for_a_new_one(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);
    const weir_text secret = w->row.secret;

    (void)model_append(m, 1, true);
    model_commit(m);
    w->row.secret = WEIR_NO_TEXT;
    for (int i = 0; i < 4; i++) {
        w->row.is_active = i < 2;
        assert_int_equal(model_set(m), WEIR_OK);
        model_run(m);
        assert_int_equal(m->flight_count, 0);
    }
    w->row.secret = secret;
    w->row.is_active = true;
    assert_int_equal(model_set(m), WEIR_OK);
    model_settle_all(m);
    model_check_all_arrived(m);
}

static void a_filter_leaves_facts_out_and_the_cursor_passes_them(void **state)
{
    model *m = *state;

    (void)model_add(m, true, 1);
    for (uint32_t i = 0; i < 50000 && m->fact_count < 30000; i++)
        (void)model_append(m, 1 + i % 5, i % 1000 == 0);
    model_commit(m);
    model_settle_all(m);
    model_check_all_arrived(m);
    assert_int_equal(m->webhooks[0].attempt_count, 30);
}

static void a_refused_event_holds_its_own_instance_only(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    for (uint32_t i = 0; i < 40; i++)
        (void)model_append(m, 1 + i % 4, true);
    w->poison[1] = 2;
    model_commit(m);
    for (uint32_t i = 0; i < 40; i++) {
        model_run(m);
        model_answer_all(m);
    }
    assert_int_equal(look(m, 0).parked_count, 1);
    assert_int_equal(look(m, 0).position, 40); /* the cursor does not wait for it */
    assert_int_equal(w->accepted[5], 0);
    assert_int_equal(w->accepted[38], 1);
    model_settle_all(m);
    model_check_all_arrived(m);
    assert_true(m->now_ms - MODEL_NOON >= 5000 * 8 / 10);
}

static void an_event_that_is_always_refused_is_given_up_and_the_next_one_says_so(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    for (uint32_t i = 0; i < 3; i++)
        (void)model_append(m, 1, true);
    w->poison[1] = 255;
    model_commit(m);
    model_settle_all(m);
    model_check_all_arrived(m);
    assert_int_equal(look(m, 0).dead_count, 1);
    assert_int_equal(w->attempt_count, WEIR_EVENT_TRY_COUNT_MAX + 2);
    model_stop(m);
    model_start(m);
    assert_int_equal(look(m, 0).dead_count, 1);
}

static void a_receiver_that_is_down_gets_one_probe_at_a_time_and_loses_nothing(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);
    uint64_t attempts;

    w->is_down = true;
    for (uint32_t i = 0; i < 200; i++)
        (void)model_append(m, 1 + i % 50, true);
    model_commit(m);
    for (uint32_t i = 0; i < 200; i++) {
        model_run(m);
        assert_true(i < 5 || m->flight_count <= 1);
        model_answer_all(m);
        m->now_ms += 600000;
    }
    attempts = w->attempt_count;
    assert_true(attempts > 100 && attempts < 210);
    assert_int_equal(look(m, 0).parked_count, 0);
    w->is_down = false;
    model_settle_all(m);
    model_check_all_arrived(m);
    assert_int_equal(w->duplicate_count, 0);
}

static void a_receiver_says_when_to_come_again(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    w->is_down = true;
    w->down_status = 429;
    w->retry_after_ms = 3600000;
    (void)model_append(m, 1, true);
    model_commit(m);
    model_run(m);
    model_answer_all(m);
    assert_int_equal(weir_dispatcher_next_run_ms(m->dispatcher, m->now_ms), m->now_ms + 3600000);
    w->is_down = false;
    model_settle_all(m);
    model_check_all_arrived(m);
}

static void one_receiver_that_is_down_holds_no_other_up(void **state)
{
    model *m = *state;

    (void)model_add(m, false, 1);
    (void)model_add(m, false, 1);
    m->webhooks[0].is_down = true;
    for (uint32_t i = 0; i < 100; i++)
        (void)model_append(m, 1 + i % 10, true);
    model_commit(m);
    for (uint32_t i = 0; i < 100; i++) {
        model_run(m);
        model_answer_all(m);
    }
    assert_int_equal(look(m, 1).position, 100);
    assert_int_equal(look(m, 0).position, 0);
}

static void one_event_that_breaks_the_receiver_is_found_and_set_aside(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    for (uint32_t i = 0; i < 100; i++)
        (void)model_append(m, 1 + i % 10, true);
    w->poison[2] = 255; /* an even position: answered with 500 */
    model_commit(m);
    for (uint32_t i = 0; i < 300; i++) {
        model_run(m);
        model_answer_all(m);
        m->now_ms += 1000;
    }
    assert_int_equal(look(m, 0).position, 100);
    assert_true(look(m, 0).delivered_count >= 90);
}

/* It never answers, or says that nothing is there: as if all of it were down. But others get through in between. */
static void one_event_that_looks_like_a_dead_receiver_is_blamed_in_the_end(void **state)
{
    static const int statuses[] = {404, 503};

    for (uint32_t i = 0; i < 2; i++) {
        model *m = *state;
        model_webhook *w = model_add(m, false, m->fact_count + 1);
        const uint64_t first = m->fact_count + 1;

        for (uint32_t k = 0; k < 200; k++)
            (void)model_append(m, 1 + k % 10, true);
        w->poison[first + 1] = 255;
        w->poison_status = statuses[i];
        model_commit(m);
        for (uint32_t k = 0; k < 600; k++) {
            model_run(m);
            model_answer_all(m);
            m->now_ms += 1000;
        }
        assert_int_equal(look(m, i).position, first + 199);
        assert_int_equal(look(m, i).parked_count, 1);
        model_settle_all(m);
        model_check_all_arrived(m);
    }
}

static void a_receiver_that_is_gone_is_disabled(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    w->is_down = true;
    w->down_status = 410;
    (void)model_append(m, 1, true);
    (void)model_append(m, 2, true);
    model_commit(m);
    model_run(m);
    model_answer_all(m);
    assert_string_equal(w->disabled, "the receiver asked for it");
    assert_int_equal(weir_dispatcher_next_run_ms(m->dispatcher, m->now_ms), INT64_MAX);
    w->is_down = false;
    w->row.is_active = true; /* by hand */
    assert_int_equal(model_set(m), WEIR_OK);
    model_settle_all(m);
    model_check_all_arrived(m);
}

static void a_receiver_that_fails_for_days_is_disabled(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    w->is_down = true;
    (void)model_append(m, 1, true);
    model_commit(m);
    for (uint32_t i = 0; i < 1000 && w->row.is_active; i++) {
        model_run(m);
        model_answer_all(m);
        m->now_ms += 900000;
        if (i % 100 == 0) {
            model_save(m);
            model_kill(m);
        }
    }
    assert_string_equal(w->disabled, "nothing could be delivered for days");
    assert_true(m->now_ms - MODEL_NOON > INT64_C(5) * 86400000 && m->now_ms - MODEL_NOON < INT64_C(6) * 86400000);
}

static void what_waits_in_memory_is_bounded(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    w->is_down = true;
    for (uint32_t i = 0; i < 30000; i++)
        (void)model_append(m, 1 + i % 50, true);
    model_commit(m);
    for (uint32_t i = 0; i < 100; i++)
        model_run(m);
    assert_int_equal(look(m, 0).queued_count, 16384);
    model_answer_all(m);
    w->is_down = false;
    model_settle_all(m);
    model_check_all_arrived(m);
}

static void a_kill_repeats_what_was_not_saved_and_no_more(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    for (uint32_t i = 0; i < 500; i++)
        (void)model_append(m, 1 + i % 20, true);
    model_commit(m);
    for (uint32_t i = 0; i < 10; i++) {
        model_run(m);
        model_answer_all(m);
    }
    model_save(m);
    for (uint32_t i = 0; i < 3; i++) {
        model_run(m);
        model_answer_all(m);
    }
    model_kill(m);
    model_settle_all(m);
    model_check_all_arrived(m);
    assert_true(w->duplicate_count > 0 && w->duplicate_count <= w->duplicate_max);
}

static void a_parked_instance_is_still_parked_after_a_kill(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    for (uint32_t i = 0; i < 20; i++)
        (void)model_append(m, 1 + i % 2, true);
    w->poison[1] = 3;
    model_commit(m);
    for (uint32_t i = 0; i < 20; i++) {
        model_run(m);
        model_answer_all(m);
    }
    model_save(m);
    model_kill(m);
    assert_int_equal(look(m, 0).parked_count, 1);
    model_run(m);
    assert_int_equal(m->flight_count, 0);
    for (uint32_t i = 0; i < 10; i++)
        (void)model_append(m, 1, true);
    model_commit(m);
    model_settle_all(m);
    model_check_all_arrived(m);
    assert_int_equal(w->duplicate_count, 0);
}

static void lost_cursors_begin_again_at_their_floor(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    for (uint32_t i = 0; i < 100; i++)
        (void)model_append(m, 1 + i % 10, true);
    w->poison[41] = 3;
    model_commit(m);
    for (uint32_t i = 0; i < 30; i++) {
        model_run(m);
        model_answer_all(m);
    }
    assert_int_equal(look(m, 0).position, 100);
    assert_int_equal(look(m, 0).floor_pos, 41); /* that one is still to come */
    model_note_floors(m);
    model_lose(m);
    model_settle_all(m);
    model_check_all_arrived(m);
    assert_int_equal(w->accepted[40], 1);
    assert_int_equal(w->accepted[42], 2);
    assert_int_equal(look(m, 0).floor_pos, 101);
}

static void a_webhook_that_is_deleted_gets_nothing_and_leaves_nothing(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);
    weir_cursor_row row;

    (void)model_append(m, 1, true);
    model_commit(m);
    model_run(m);
    model_save(m);
    w->is_deleted = true;
    assert_int_equal(model_set(m), WEIR_OK);
    assert_int_equal(m->flight_count, 0);
    assert_int_equal(weir_cursors_get(m->cursors, w->row.id, &m->arena, &row, NULL), WEIR_ENOTFOUND);
    model_run(m);
    assert_int_equal(m->flight_count, 0);
}

static void a_log_that_ends_before_the_cursor_stops_the_webhook(void **state)
{
    model *m = *state;

    (void)model_add(m, false, 1);
    for (uint32_t i = 0; i < 10; i++)
        (void)model_append(m, 1, true);
    model_commit(m);
    model_settle_all(m);
    m->fact_count = m->visible_count = 5; /* a backup was restored */
    model_stop(m);
    model_start(m);
    assert_non_null(strstr(m->webhooks[0].disabled, "the log ends before its cursor"));
    m->fact_count = m->visible_count = 12;
    weir_dispatcher_note_commit(m->dispatcher);
    model_run(m);
    assert_int_equal(m->flight_count, 0);
}

static void a_time_that_was_saved_while_the_clock_was_wrong_is_not_waited_for(void **state)
{
    model *m = *state;
    model_webhook *w = model_add(m, false, 1);

    w->poison[3] = 1;
    for (uint32_t i = 0; i < 3; i++)
        (void)model_append(m, 1 + i, true);
    model_commit(m);
    m->now_ms += INT64_C(365) * 24 * 3600 * 1000;
    model_run(m);
    model_answer_all(m);
    model_save(m);
    m->now_ms -= INT64_C(365) * 24 * 3600 * 1000;
    model_stop(m);
    model_start(m);
    model_run(m);
    assert_int_equal(m->flight_count, 1); /* the one that was refused */
    model_answer_all(m);
    model_check_all_arrived(m);
}

static void a_cursor_that_is_damaged_begins_at_its_floor_and_keeps_no_other_from_its_events(void **state)
{
    static const char too_long[WEIR_WINDOW_MAX / 8 + 1];
    model *m = *state;
    weir_cursor_row damaged = {.low = 7, .above = {too_long, sizeof too_long}};

    damaged.webhook = model_add(m, false, 1)->row.id;
    (void)model_add(m, false, 1);
    for (uint32_t i = 0; i < 10; i++)
        (void)model_append(m, 1, true);
    model_commit(m);
    model_settle_all(m);
    model_save(m);
    model_note_floors(m);
    m->webhooks[0].row.floor_pos = 5;
    m->webhooks[0].duplicate_max += 10;
    assert_int_equal(weir_cursors_begin(m->cursors, NULL), WEIR_OK);
    assert_int_equal(weir_cursors_put(m->cursors, &damaged, NULL), WEIR_OK);
    assert_int_equal(weir_cursors_commit(m->cursors, NULL), WEIR_OK);
    model_stop(m);
    model_start(m);
    assert_non_null(strstr(m->warning, "it begins at 5 again"));
    (void)model_append(m, 1, true);
    model_commit(m);
    model_settle_all(m);
    model_check_all_arrived(m);
    assert_int_equal(m->webhooks[0].accepted[4], 1);
    assert_int_equal(m->webhooks[0].accepted[5], 2);
    assert_int_equal(m->webhooks[1].accepted[5], 1);
}

static void a_log_that_can_not_be_read_is_read_later(void **state)
{
    model *m = *state;

    (void)model_add(m, false, 1);
    (void)model_append(m, 1, true);
    model_commit(m);
    m->log_fails = true;
    assert_int_equal(weir_dispatcher_run(m->dispatcher, m->now_ms, NULL), WEIR_ESTORE);
    m->log_fails = false;
    model_settle_all(m);
    model_check_all_arrived(m);
}

/* Nothing is lost by it; what could not be done is done later. */
static void run_out_of_memory(model *m)
{
    weir_err err;

    m->memory.fail_at = m->memory.take_count + 1 + (uint64_t)rand_r(&m->seed) % 12;
    err = rand_r(&m->seed) % 4 ? weir_dispatcher_run(m->dispatcher, m->now_ms, NULL) : model_set(m);
    assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
    m->memory.fail_at = 0;
    assert_int_equal(model_set(m), WEIR_OK);
}

/* ── all of it ───────────────────────────────────────────────────────────────────────────────────────── */

static void change_a_webhook(model *m, model_webhook *w)
{
    const uint32_t what = (uint32_t)rand_r(&m->seed) % 3;

    w->duplicate_max += WEIR_IN_FLIGHT_MAX; /* what is on its way may have arrived */
    if (what == 0)
        w->secret[0]++; /* the row borrows it; the dispatcher has a copy */
    else
        w->row.is_active = what == 1 || !w->row.is_active;
    assert_int_equal(model_set(m), WEIR_OK);
}

static void do_anything(model *m)
{
    model_webhook *w = &m->webhooks[(uint32_t)rand_r(&m->seed) % m->webhook_count];
    const uint32_t what = (uint32_t)rand_r(&m->seed) % 100;

    if (what < 20) {
        for (uint32_t i = (uint32_t)rand_r(&m->seed) % 20; i > 0 && m->fact_count + 2 < MODEL_FACT_MAX; i--) {
            const uint64_t p = model_append(m, (uint32_t)rand_r(&m->seed) % 16, rand_r(&m->seed) % 3 == 0);

            if (rand_r(&m->seed) % 40 == 0)
                w->poison[p] = (uint8_t)(rand_r(&m->seed) % 8 == 0 ? 255 : 1 + rand_r(&m->seed) % 4);
        }
        model_commit(m);
    } else if (what < 50) {
        model_run(m);
    } else if (what < 80) {
        for (uint32_t i = (uint32_t)rand_r(&m->seed) % 12; i > 0 && m->flight_count > 0; i--)
            model_answer(m, (uint32_t)rand_r(&m->seed) % m->flight_count);
    } else if (what < 88) {
        m->now_ms += rand_r(&m->seed) % 4 == 0 ? rand_r(&m->seed) % 600000 : rand_r(&m->seed) % 2000;
    } else if (what < 93) {
        model_save(m);
        if (rand_r(&m->seed) % 4 == 0)
            model_note_floors(m);
        if (rand_r(&m->seed) % 40 == 0)
            model_lose(m);
    } else if (what < 95) {
        model_kill(m);
    } else if (what < 98) {
        w->is_down = !w->is_down && rand_r(&m->seed) % 2;
        w->down_status = (const int[]){0, 500, 502, 503, 429, 404}[rand_r(&m->seed) % 6];
        w->retry_after_ms = rand_r(&m->seed) % 3 == 0 ? rand_r(&m->seed) % 100000 : -1;
    } else if (what < 99) {
        run_out_of_memory(m);
    } else {
        change_a_webhook(m, w);
    }
}

#ifdef WEIR_SLOW_BUILD
#define ROUND_COUNT 2
#else
#define ROUND_COUNT 4
#endif

static void anything_in_any_order_loses_nothing(void **state)
{
    model *m = *state;
    const char *all = getenv("WEIR_ALL");
    const uint32_t round_count = all && *all ? 60 : ROUND_COUNT;

    for (uint32_t round = 0; round < round_count; round++) {
        m->seed = round + 1;
        m->fact_count = m->visible_count = 0;
        memset(m->numbers, 0, sizeof m->numbers);
        for (uint32_t i = 0; i < m->webhook_count; i++)
            m->webhooks[i].is_deleted = true;
        assert_int_equal(model_set(m), WEIR_OK);
        m->webhook_count = 0;
        (void)model_add(m, false, 1);
        (void)model_add(m, true, 1);
        (void)model_add(m, false, 5);
        for (uint32_t i = 0; i < 6000; i++)
            do_anything(m);
        for (uint32_t i = 0; i < m->webhook_count; i++) {
            m->webhooks[i].is_down = false;
            m->webhooks[i].row.is_active = true;
        }
        assert_int_equal(model_set(m), WEIR_OK);
        model_settle_all(m);
        model_check_all_arrived(m);
    }
}

#define MODEL_TEST(name) cmocka_unit_test_setup_teardown(name, model_setup, model_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(facts_arrive_in_order_one_at_a_time_for_each_instance),
        MODEL_TEST(nothing_is_read_before_it_is_committed),
        MODEL_TEST(a_webhook_begins_where_it_was_told_to),
        MODEL_TEST(without_its_secret_a_webhook_waits_for_a_new_one),
        MODEL_TEST(a_filter_leaves_facts_out_and_the_cursor_passes_them),
        MODEL_TEST(a_refused_event_holds_its_own_instance_only),
        MODEL_TEST(an_event_that_is_always_refused_is_given_up_and_the_next_one_says_so),
        MODEL_TEST(a_receiver_that_is_down_gets_one_probe_at_a_time_and_loses_nothing),
        MODEL_TEST(a_receiver_says_when_to_come_again),
        MODEL_TEST(one_receiver_that_is_down_holds_no_other_up),
        MODEL_TEST(one_event_that_breaks_the_receiver_is_found_and_set_aside),
        MODEL_TEST(one_event_that_looks_like_a_dead_receiver_is_blamed_in_the_end),
        MODEL_TEST(a_receiver_that_is_gone_is_disabled),
        MODEL_TEST(a_receiver_that_fails_for_days_is_disabled),
        MODEL_TEST(what_waits_in_memory_is_bounded),
        MODEL_TEST(a_kill_repeats_what_was_not_saved_and_no_more),
        MODEL_TEST(a_parked_instance_is_still_parked_after_a_kill),
        MODEL_TEST(lost_cursors_begin_again_at_their_floor),
        MODEL_TEST(a_webhook_that_is_deleted_gets_nothing_and_leaves_nothing),
        MODEL_TEST(a_log_that_ends_before_the_cursor_stops_the_webhook),
        MODEL_TEST(a_time_that_was_saved_while_the_clock_was_wrong_is_not_waited_for),
        MODEL_TEST(a_cursor_that_is_damaged_begins_at_its_floor_and_keeps_no_other_from_its_events),
        MODEL_TEST(a_log_that_can_not_be_read_is_read_later),
        MODEL_TEST(anything_in_any_order_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
