/* SPDX-License-Identifier: Apache-2.0
 * When something is tried again, whose fault it was, and how an endpoint's breaker opens and closes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "webhooks/endpoint.h"
#include "webhooks/retry.h"

#define MIDDLE 200u /* a jitter that changes nothing */

static void waits_grow_and_spread_by_a_fifth(void **state)
{
    static const int64_t probes_s[] = {0, 5, 30, 120, 300, 900, 900, 900};
    static const int64_t events_s[] = {5, 60, 300, 1800, 7200, 21600, 43200, 86400};

    (void)state;
    for (uint32_t i = 0; i < 8; i++) {
        assert_int_equal(weir_retry_probe_ms(i, MIDDLE), probes_s[i] * 1000);
        assert_int_equal(weir_retry_event_ms(i + 1, MIDDLE), events_s[i] * 1000);
        assert_int_equal(weir_retry_probe_ms(i, 0), probes_s[i] * 800);
        assert_int_equal(weir_retry_probe_ms(i, 400), probes_s[i] * 1200);
    }
    assert_int_equal(weir_retry_event_ms(WEIR_EVENT_TRY_COUNT_MAX, MIDDLE), -1);
    assert_int_equal(weir_retry_event_ms(0, MIDDLE), -1);
    assert_int_equal(weir_retry_probe_ms(UINT32_MAX, MIDDLE), 900000);
}

static int64_t after(const char *header)
{
    return weir_retry_after_ms(weir_text_of(header), INT64_C(784111777000)); /* Sun, 06 Nov 1994 08:49:37 GMT */
}

static void retry_after_is_seconds_or_a_date(void **state)
{
    (void)state;
    assert_int_equal(after("0"), 0);
    assert_int_equal(after("120"), 120000);
    assert_int_equal(after("  7 "), 7000);
    assert_int_equal(after("86400"), WEIR_RETRY_AFTER_MS_MAX);
    assert_int_equal(after("86401"), WEIR_RETRY_AFTER_MS_MAX);
    assert_int_equal(after("99999999999999999999"), WEIR_RETRY_AFTER_MS_MAX);
    assert_int_equal(after("Sun, 06 Nov 1994 08:49:47 GMT"), 10000);
    assert_int_equal(after("Sun, 06 Nov 1994 08:49:27 GMT"), 0);
    assert_int_equal(after("Mon, 07 Nov 2044 08:49:27 GMT"), WEIR_RETRY_AFTER_MS_MAX);
}

static void what_is_neither_says_nothing(void **state)
{
    static const char *const wrong[] = {"",
                                        " ",
                                        "-1",
                                        "1.5",
                                        "soon",
                                        "1 2",
                                        "0x10",
                                        "12345678x",
                                        "Sun, 06 Nov 1994 08:49:37",
                                        "Sun, 31 Feb 1994 08:49:37 GMT",
                                        "Sun, 06 Foo 1994 08:49:37 GMT",
                                        "Sun, 06 ovD 1994 08:49:37 GMT",
                                        "Sun, 06 Nov 1994 24:49:37 GMT",
                                        "Sunday, 06-Nov-94 08:49:37 GMT",
                                        "Sun Nov  6 08:49:37 1994"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (after(wrong[i]) != -1)
            fail_msg("taken: %s", wrong[i]);
    }
}

static void a_status_says_whose_fault_it_was(void **state)
{
    (void)state;
    assert_int_equal(weir_retry_judge(200, false), WEIR_VERDICT_DELIVERED);
    assert_int_equal(weir_retry_judge(204, false), WEIR_VERDICT_DELIVERED);
    assert_int_equal(weir_retry_judge(302, false), WEIR_VERDICT_ENDPOINT);
    assert_int_equal(weir_retry_judge(400, false), WEIR_VERDICT_EVENT);
    assert_int_equal(weir_retry_judge(404, false), WEIR_VERDICT_ENDPOINT);
    assert_int_equal(weir_retry_judge(410, false), WEIR_VERDICT_GONE);
    assert_int_equal(weir_retry_judge(413, false), WEIR_VERDICT_EVENT);
    assert_int_equal(weir_retry_judge(422, false), WEIR_VERDICT_EVENT);
    assert_int_equal(weir_retry_judge(429, false), WEIR_VERDICT_SLOWER);
    assert_int_equal(weir_retry_judge(500, false), WEIR_VERDICT_UNCLEAR);
    assert_int_equal(weir_retry_judge(502, false), WEIR_VERDICT_ENDPOINT);
    assert_int_equal(weir_retry_judge(503, false), WEIR_VERDICT_SLOWER);
    assert_int_equal(weir_retry_judge(504, false), WEIR_VERDICT_ENDPOINT);
    assert_int_equal(weir_retry_judge(0, false), WEIR_VERDICT_SLOWER);
    assert_int_equal(weir_retry_judge(999, false), WEIR_VERDICT_ENDPOINT);
    assert_int_equal(weir_retry_judge(200, true), WEIR_VERDICT_GONE);
}

static void an_endpoint_gets_more_at_once_as_it_succeeds(void **state)
{
    weir_endpoint endpoint;

    (void)state;
    weir_endpoint_init(&endpoint);
    for (uint32_t i = 0; i < WEIR_ENDPOINT_IN_FLIGHT_FIRST; i++) {
        assert_true(weir_endpoint_may_send(&endpoint, 0));
        weir_endpoint_note_sent(&endpoint);
    }
    assert_false(weir_endpoint_may_send(&endpoint, 0));
    for (uint32_t i = 0; i < 2000; i++) {
        weir_endpoint_note_done(&endpoint);
        weir_endpoint_note_success(&endpoint);
        weir_endpoint_note_sent(&endpoint);
    }
    assert_int_equal(endpoint.in_flight_max, WEIR_ENDPOINT_IN_FLIGHT_MAX);
    weir_endpoint_note_failure(&endpoint, 0, -1, true, MIDDLE);
    assert_int_equal(endpoint.in_flight_max, WEIR_ENDPOINT_IN_FLIGHT_MAX / 2);
}

static void a_failing_endpoint_is_probed_by_one_request_at_a_time(void **state)
{
    weir_endpoint endpoint;

    (void)state;
    weir_endpoint_init(&endpoint);
    weir_endpoint_note_failure(&endpoint, 1000, -1, false, MIDDLE);
    assert_true(weir_endpoint_may_send(&endpoint, 1000)); /* the first probe comes at once */
    weir_endpoint_note_sent(&endpoint);
    assert_false(weir_endpoint_may_send(&endpoint, 1000));
    weir_endpoint_note_done(&endpoint);
    weir_endpoint_note_failure(&endpoint, 2000, -1, false, MIDDLE);
    assert_false(weir_endpoint_may_send(&endpoint, 6999));
    assert_true(weir_endpoint_may_send(&endpoint, 7000));
    weir_endpoint_note_failure(&endpoint, 7000, 3600000, false, MIDDLE);
    assert_false(weir_endpoint_may_send(&endpoint, 7000 + 3599999)); /* it said when */
    assert_true(weir_endpoint_may_send(&endpoint, 7000 + 3600000));
    assert_int_equal(endpoint.failing_since_ms, 1000);
    weir_endpoint_note_success(&endpoint);
    assert_false(endpoint.is_failing);
    assert_int_equal(endpoint.failing_since_ms, 0);
}

static void failures_of_requests_sent_together_count_once(void **state)
{
    weir_endpoint endpoint;

    (void)state;
    weir_endpoint_init(&endpoint);
    weir_endpoint_note_failure(&endpoint, 1000, -1, false, MIDDLE);
    for (uint32_t i = 0; i < 20; i++)
        weir_endpoint_note_failure(&endpoint, 1001 + i, -1, false, MIDDLE);
    assert_int_equal(endpoint.probe_step, 2);
    assert_true(weir_endpoint_may_send(&endpoint, 6001));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_grow_and_spread_by_a_fifth),
        cmocka_unit_test(retry_after_is_seconds_or_a_date),
        cmocka_unit_test(what_is_neither_says_nothing),
        cmocka_unit_test(a_status_says_whose_fault_it_was),
        cmocka_unit_test(an_endpoint_gets_more_at_once_as_it_succeeds),
        cmocka_unit_test(a_failing_endpoint_is_probed_by_one_request_at_a_time),
        cmocka_unit_test(failures_of_requests_sent_together_count_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
