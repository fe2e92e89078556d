/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_cron.c - which moments a cron expression names.
 */
#include "base/cron.h"
#include "time_fixture.h"

static void expect_next(fixture *f, const char *text, const weir_zone *zone, const char *after, const char *expected)
{
    weir_cron cron;
    int64_t next_ms;

    if (!weir_cron_parse(weir_text_of(text), NULL, &cron))
        fail_msg("refused: %s", text);
    cron.zone = zone;
    if (!weir_cron_next(&cron, ms_of(after), &next_ms))
        fail_msg("no time: %s", text);
    expect_instant(f, next_ms, expected);
}

static void each_field_is_looked_at(void **state)
{
    expect_next(*state, "0 0 8 * * MON-FRI", NULL, "2026-01-02T08:00:00Z", "2026-01-05T08:00:00.000Z");
    expect_next(*state, "*/10 * * * * *", NULL, "2026-01-05T09:00:01.5Z", "2026-01-05T09:00:10.000Z");
    expect_next(*state, "0 5/20 9-10 * * ?", NULL, "2026-01-05T09:46:00Z", "2026-01-05T10:05:00.000Z");
    expect_next(*state, "0 0 0 29 2 *", NULL, "2026-01-05T09:00:00Z", "2028-02-29T00:00:00.000Z");
    expect_next(*state, "30 15 10 1,15 jan,JUL *", NULL, "2026-01-15T10:15:30Z", "2026-07-01T10:15:30.000Z");
    expect_next(*state, "0 0 12 * * 0", NULL, "2026-01-05T09:00:00Z", "2026-01-11T12:00:00.000Z");
    expect_next(*state, "0 0 12 * * 7", NULL, "2026-01-05T09:00:00Z", "2026-01-11T12:00:00.000Z");
    expect_next(*state, "0 0 12 * * SAT-SUN", NULL, "2026-01-10T12:00:00Z", "2026-01-11T12:00:00.000Z");
    expect_next(*state, "15 3 * * *", NULL, "2026-01-05T09:00:00Z", "2026-01-06T03:15:00.000Z");
    expect_next(*state, "@monthly", NULL, "2026-01-05T09:00:00Z", "2026-02-01T00:00:00.000Z");
}

static void the_last_and_the_nth_day_are_counted(void **state)
{
    expect_next(*state, "0 0 0 L * *", NULL, "2026-02-05T09:00:00Z", "2026-02-28T00:00:00.000Z");
    expect_next(*state, "0 0 0 * * 5L", NULL, "2026-01-05T09:00:00Z", "2026-01-30T00:00:00.000Z");
    expect_next(*state, "0 0 0 ? * MON#2", NULL, "2026-01-05T09:00:00Z", "2026-01-12T00:00:00.000Z");
}

static void a_zone_moves_with_its_clock(void **state)
{
    const weir_zone *berlin = system_zone(*state, "Europe/Berlin");

    expect_next(*state, "0 0 8 * * *", berlin, "2026-03-28T07:00:00Z", "2026-03-29T06:00:00.000Z");
    expect_next(*state, "0 30 2 * * *", berlin, "2026-03-29T00:00:00Z", "2026-03-29T01:30:00.000Z"); /* in the gap */
    expect_next(*state, "0 30 2 * * *", berlin, "2026-10-25T00:30:00Z", "2026-10-26T01:30:00.000Z"); /* once */
}

static void what_is_none_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        "* * * *",
                                        "* * * * * * *",
                                        "60 * * * * *",
                                        "0 0 24 * * *",
                                        "0 0 0 32 * *",
                                        "0 0 0 0 * *",
                                        "0 0 0 * 13 *",
                                        "0 0 0 * * 8",
                                        "0 0 0 * * MOX",
                                        "0 0 0 5-1 * *",
                                        "a * * * * *",
                                        "0 0 0 * * 5#6",
                                        "*/0 * * * * *",
                                        "0 0 0 * * *@",
                                        "1,,2 * * * * *",
                                        "@often",
                                        "R3/PT10M"};
    weir_cron cron;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (weir_cron_parse(weir_text_of(texts[i]), NULL, &cron))
            fail_msg("accepted: %s", texts[i]);
    }
}

static void a_day_that_never_comes_ends_the_search(void **state)
{
    weir_cron cron;
    int64_t next_ms;

    (void)state;
    assert_true(weir_cron_parse(WEIR_T("0 0 0 30 2 *"), NULL, &cron));
    assert_false(weir_cron_next(&cron, 0, &next_ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_field_is_looked_at),
        TEST(the_last_and_the_nth_day_are_counted),
        TEST(a_zone_moves_with_its_clock),
        PLAIN(what_is_none_is_refused),
        PLAIN(a_day_that_never_comes_ends_the_search),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
