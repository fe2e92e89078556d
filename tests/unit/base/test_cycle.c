/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_cycle.c - periods added to an instant, time cycles.
 */
#include "time_fixture.h"

static void expect_period_sum(fixture *f, const char *from, const char *text, int64_t n, const weir_zone *zone,
                              const char *expected)
{
    const weir_period period = period_of(text);
    int64_t sum_ms;

    if (!weir_period_add(ms_of(from), &period, n, zone, &sum_ms))
        fail_msg("refused: %s and %d times %s", from, (int)n, text);
    expect_instant(f, sum_ms, expected);
}

static void the_nth_time_is_computed_from_the_start(void **state)
{
    expect_period_sum(*state, "2026-01-31T00:00:00Z", "P1M", 1, NULL, "2026-02-28T00:00:00.000Z");
    expect_period_sum(*state, "2026-01-31T00:00:00Z", "P1M", 2, NULL, "2026-03-31T00:00:00.000Z");
    expect_period_sum(*state, "2026-01-31T00:00:00Z", "P1M", 0, NULL, "2026-01-31T00:00:00.000Z");
    expect_period_sum(*state, "2026-01-31T00:00:00Z", "P1M", -2, NULL, "2025-11-30T00:00:00.000Z");
    expect_period_sum(*state, "2026-01-01T00:00:00.125Z", "P2W", 2, NULL, "2026-01-29T00:00:00.125Z");
    expect_period_sum(*state, "2026-01-01T00:00:00Z", "-PT0.5S", 3, NULL, "2025-12-31T23:59:58.500Z");
    expect_period_sum(*state, "2026-01-31T10:00:00Z", "P1M1DT36H", 1, NULL, "2026-03-02T22:00:00.000Z");
}

static void a_day_of_a_period_is_a_day_of_the_local_clock(void **state)
{
    const weir_zone *berlin = system_zone(*state, "Europe/Berlin");

    expect_period_sum(*state, "2026-03-28T11:00:00Z", "P1D", 1, berlin, "2026-03-29T10:00:00.000Z");
    expect_period_sum(*state, "2026-03-28T11:00:00Z", "PT24H", 1, berlin, "2026-03-29T11:00:00.000Z");
    expect_period_sum(*state, "2026-03-28T01:30:00Z", "P1D", 1, berlin, "2026-03-29T01:30:00.000Z");
    expect_period_sum(*state, "2026-03-28T01:30:00Z", "P1D", 2, berlin, "2026-03-30T00:30:00.000Z");
}

static void hours_go_through_an_overlap(void **state)
{
    const weir_zone *berlin = system_zone(*state, "Europe/Berlin");

    expect_period_sum(*state, "2026-10-25T00:30:00Z", "PT1H", 1, berlin, "2026-10-25T01:30:00.000Z");
    expect_period_sum(*state, "2026-10-25T00:30:00Z", "PT1H", 2, berlin, "2026-10-25T02:30:00.000Z");
}

static void a_period_that_leads_too_far_is_refused(void **state)
{
    static const struct row {
        const char *text;
        int64_t n;
    } rows[] = {
        {"P1M", INT64_MAX},    {"P2M", INT64_MAX},  {"P2D", INT64_MAX},         {"P2D", INT64_MIN},
        {"PT2S", INT64_MAX},   {"PT1S", INT64_MAX}, {"PT0.5S", INT64_MAX},      {"P300000000Y", 1},
        {"P106751991167D", 1}, {"-P300000000Y", 1}, {"PT9223372036854775S", 2},
    };
    int64_t sum_ms = 42;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const weir_period period = period_of(rows[i].text);

        if (weir_period_add(ms_of("2026-01-01T00:00:00Z"), &period, rows[i].n, NULL, &sum_ms))
            fail_msg("accepted: %lld times %s", (long long)rows[i].n, rows[i].text);
    }
    assert_int_equal(sum_ms, 42);
}

static void a_cycle_may_have_a_count(void **state)
{
    (void)state;
    assert_int_equal(cycle_of("R3/PT10H", NULL).count, 3);
    assert_int_equal(cycle_of("R0/PT10H", NULL).count, 0);
    assert_int_equal(cycle_of("R/PT10H", NULL).count, -1);
    assert_int_equal(cycle_of("R5/PT10S", NULL).period.time.second, 10);
    assert_false(cycle_of("R5/PT10S", NULL).has_start);
    assert_false(cycle_of("R5/PT10S", NULL).has_end);
}

static void a_cycle_may_have_a_start(void **state)
{
    const weir_cycle cycle = cycle_of("R/2026-01-01T00:00:00Z/P1M", NULL);

    (void)state;
    assert_true(cycle.has_start);
    assert_false(cycle.has_end);
    assert_int_equal(cycle.start_ms, ms_of("2026-01-01T00:00:00Z"));
    assert_int_equal(cycle.period.months, 1);
}

static void a_cycle_may_have_an_end(void **state)
{
    const weir_cycle cycle = cycle_of("R/P1D/2026-12-31T00:00:00Z", NULL);

    (void)state;
    assert_false(cycle.has_start);
    assert_true(cycle.has_end);
    assert_int_equal(cycle.end_ms, ms_of("2026-12-31T00:00:00Z"));
    assert_int_equal(cycle.period.days, 1);
}

static void a_cycle_may_name_a_zone_with_slashes(void **state)
{
    weir_zones zones;
    const weir_zone *list[2];

    (void)zones_of(*state, &zones, list);
    assert_int_equal(cycle_of("R/2026-01-01T08:00:00@Asia/Shanghai/P1M", &zones).start_ms,
                     ms_of("2026-01-01T00:00:00Z"));
    assert_int_equal(cycle_of("R2/P1D/2026-01-01T08:00:00@Asia/Shanghai", &zones).end_ms,
                     ms_of("2026-01-01T00:00:00Z"));
}

static void a_cycle_may_have_both(void **state)
{
    weir_cycle cycle;

    (void)state;
    assert_true(weir_cycle_parse(WEIR_T("R3/2026-01-01T00:00:00Z/P1D/2026-02-01T00:00:00Z"), NULL, &cycle));
    assert_true(cycle.has_start && cycle.has_end);
    assert_int_equal(cycle.start_ms, ms_of("2026-01-01T00:00:00Z"));
    assert_int_equal(cycle.end_ms, ms_of("2026-02-01T00:00:00Z"));
    assert_int_equal(cycle.count, 3);
}

static void what_is_no_cycle_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "R",
        "R/",
        "R3",
        "R3PT1H",
        "r3/PT1H",
        "PT1H",
        "R-1/PT1H",
        "R3/PT1H/",
        "R3//PT1H",
        "R3/PT0S",
        "R3/P0D",
        "R3/P0Y",
        "R3/-PT1H",
        "R3/PT0.0009S",
        "R3/2026-01-01T00:00:00Z",
        "R3/2026-01-01/P1D",
        "R3/P1D/2026-01-01",
        "R3/P1D/P1D",
        "R3/2026-01-01T00:00:00Z/2026-02-01T00:00:00Z",
        "R3/2026-01-01T00:00:00Z/P1D/2026-02-01T00:00:00Z/P1D",
        "R9223372036854775808/PT1H",
        "R/999999999-01-01T00:00:00Z/P1D",
        "0 0/5 * * * ?",
    };
    weir_cycle cycle;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (weir_cycle_parse(weir_text_of(texts[i]), NULL, &cycle))
            fail_msg("accepted: %s", texts[i]);
    assert_true(weir_cycle_parse(WEIR_T("R3/PT0.001S"), NULL, &cycle));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_nth_time_is_computed_from_the_start),
        TEST(a_day_of_a_period_is_a_day_of_the_local_clock),
        TEST(hours_go_through_an_overlap),
        PLAIN(a_period_that_leads_too_far_is_refused),
        PLAIN(a_cycle_may_have_a_count),
        PLAIN(a_cycle_may_have_a_start),
        PLAIN(a_cycle_may_have_an_end),
        TEST(a_cycle_may_name_a_zone_with_slashes),
        PLAIN(a_cycle_may_have_both),
        PLAIN(what_is_no_cycle_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
