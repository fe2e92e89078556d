/* SPDX-License-Identifier: Apache-2.0
 * Plans of retries: how often a job is tried, and when.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "run/retry.h"

#define MINUTE INT64_C(60000)

static weir_retry_plan plan_of(const char *text)
{
    weir_retry_plan plan;

    assert_true(weir_retry_plan_parse(weir_text_of(text), &plan));
    return plan;
}

static void a_repeated_pause_says_how_many_attempts_there_are(void **state)
{
    const weir_retry_plan plan = plan_of(" R5/PT10M ");

    (void)state;
    assert_int_equal(plan.attempt_count, 5);
    for (int64_t left = 1; left < 5; left++)
        assert_int_equal(weir_retry_plan_due(&plan, left, 7), 7 + 10 * MINUTE);
}

static void a_list_has_an_attempt_more_than_pauses(void **state)
{
    const weir_retry_plan one = plan_of("PT5M"), many = plan_of("PT1M, PT10M,PT1H");

    (void)state;
    assert_int_equal(one.attempt_count, 2);
    assert_int_equal(weir_retry_plan_due(&one, 1, 0), 5 * MINUTE);
    assert_int_equal(many.attempt_count, 4);
    assert_int_equal(weir_retry_plan_due(&many, 3, 0), MINUTE);
    assert_int_equal(weir_retry_plan_due(&many, 2, 0), 10 * MINUTE);
    assert_int_equal(weir_retry_plan_due(&many, 1, 0), 60 * MINUTE);
}

static void retries_that_somebody_gave_take_the_first_pause(void **state)
{
    const weir_retry_plan plan = plan_of("PT1M,PT10M");

    (void)state;
    assert_int_equal(weir_retry_plan_due(&plan, 100, 0), MINUTE);
    assert_int_equal(weir_retry_plan_due(&plan, INT64_MAX, 0), MINUTE);
}

static void without_a_plan_it_is_at_once(void **state)
{
    const weir_retry_plan none = {.attempt_count = WEIR_JOB_ATTEMPTS};

    (void)state;
    assert_int_equal(weir_retry_plan_due(&none, 2, 9), 9);
}

static void a_pause_that_leaves_the_calendar_is_none(void **state)
{
    const weir_retry_plan far = {.attempt_count = 3, .pause_count = 1, .pauses = {{.months = INT64_C(1) << 40}}};

    (void)state;
    assert_int_equal(weir_retry_plan_due(&far, 2, 9), 9);
}

static void what_is_no_plan_is_refused(void **state)
{
    static const char *const texts[] = {"",      "R/PT1M", "R0/PT1M", "R3",
                                        "PT1M,", ",PT1M",  "often",   "R3/2026-01-01T00:00:00Z/PT1M"};
    weir_retry_plan plan = {.attempt_count = 77};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(weir_retry_plan_parse(weir_text_of(texts[i]), &plan));
    assert_int_equal(plan.attempt_count, 77);
}

static void a_list_that_is_too_long_is_refused(void **state)
{
    char text[(WEIR_RETRY_PAUSE_COUNT_MAX + 1) * 5];
    weir_retry_plan plan;

    (void)state;
    for (size_t i = 0; i <= WEIR_RETRY_PAUSE_COUNT_MAX; i++)
        memcpy(text + 5 * i, "PT1M,", 5);
    assert_false(weir_retry_plan_parse((weir_text){text, sizeof text - 1}, &plan));
    assert_true(weir_retry_plan_parse((weir_text){text, sizeof text - 6}, &plan));
    assert_int_equal(plan.attempt_count, WEIR_RETRY_PAUSE_COUNT_MAX + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_repeated_pause_says_how_many_attempts_there_are),
        cmocka_unit_test(a_list_has_an_attempt_more_than_pauses),
        cmocka_unit_test(retries_that_somebody_gave_take_the_first_pause),
        cmocka_unit_test(without_a_plan_it_is_at_once),
        cmocka_unit_test(a_pause_that_leaves_the_calendar_is_none),
        cmocka_unit_test(what_is_no_plan_is_refused),
        cmocka_unit_test(a_list_that_is_too_long_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
