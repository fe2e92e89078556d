/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/test_deadline.c - what a value means where a calendar counts, and what is kept of it.
 */
#include "run/deadline.h"

#include "base/json.h"
#include "run_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
#define THURSDAY NOW /* 2026-01-01T00:00:00Z */

/* Saturdays and Sundays rest, 9 to 17 o'clock UTC, one year that is official. */
static const weir_calendar_hours hours[] = {{9 * 3600000, 17 * 3600000}};
static const weir_calendar_year years[] = {{.year = 2026, .is_official = true}};
static const weir_calendar office = {.id = {"office", 6},
                                     .version = 3,
                                     .weekly_rest = 1u << 6 | 1u << 7,
                                     .hours = hours,
                                     .hours_count = 1,
                                     .cut_off_ms = 17 * 3600000,
                                     .close_ms = 17 * 3600000,
                                     .years = years,
                                     .year_count = 1};
static const weir_calendar office_hours = {.id = {"office-hours", 12},
                                           .version = 3,
                                           .is_hourly = true,
                                           .weekly_rest = 1u << 6 | 1u << 7,
                                           .hours = hours,
                                           .hours_count = 1,
                                           .cut_off_ms = 17 * 3600000,
                                           .close_ms = 17 * 3600000,
                                           .years = years,
                                           .year_count = 1};
static const weir_calendar natural = {.id = {"natural", 7},
                                      .version = 1,
                                      .is_natural = true,
                                      .hours = hours,
                                      .hours_count = 1,
                                      .cut_off_ms = 17 * 3600000,
                                      .close_ms = 17 * 3600000};

static bool find(run_fixture *f, const weir_calendar *calendar, const char *feel, weir_deadline *out)
{
    const weir_value value = value_of(f, feel);
    const char *reason = NULL;
    const bool is_found = weir_deadline_find(&value, calendar, THURSDAY, NULL, NULL, out, &reason);

    assert_true(is_found || (reason && reason[0]));
    return is_found;
}

static void each_value_has_its_meaning(void **state)
{
    static const struct {
        const char *feel;
        int64_t office_ms, natural_ms; /* behind Thursday midnight */
    } cases[] = {
        {"0", 17 * HOUR_MS, 17 * HOUR_MS},
        {"1", 41 * HOUR_MS, 41 * HOUR_MS},
        {"5", 7 * DAY_MS + 17 * HOUR_MS, 5 * DAY_MS + 17 * HOUR_MS},
        {"\" 5wd \"", 7 * DAY_MS + 17 * HOUR_MS, 5 * DAY_MS + 17 * HOUR_MS},
        {"\"P5D\"", 7 * DAY_MS + 17 * HOUR_MS, 5 * DAY_MS},
        {"\"P1W\"", 11 * DAY_MS + 17 * HOUR_MS, 7 * DAY_MS},
        {"duration(\"P5D\")", 7 * DAY_MS + 17 * HOUR_MS, 5 * DAY_MS},
        {"duration(\"PT24H\")", DAY_MS + 17 * HOUR_MS, DAY_MS},
        {"duration(\"PT4H\")", 13 * HOUR_MS, 4 * HOUR_MS},
        {"\"PT9H\"", 34 * HOUR_MS, 9 * HOUR_MS},
        {"duration(\"PT40H\")", 6 * DAY_MS + 17 * HOUR_MS, 40 * HOUR_MS},
        {"\"PT0S\"", 9 * HOUR_MS, 0},
        {"\"2nd\"", 4 * DAY_MS + 17 * HOUR_MS, 2 * DAY_MS + 17 * HOUR_MS},
        {"\"date:2026-01-03\"", 2 * DAY_MS + 17 * HOUR_MS, 2 * DAY_MS + 17 * HOUR_MS},
        {"\"2026-01-03\"", 2 * DAY_MS + 17 * HOUR_MS, 2 * DAY_MS + 17 * HOUR_MS},
        {"date(\"2026-01-03\")", 2 * DAY_MS + 17 * HOUR_MS, 2 * DAY_MS + 17 * HOUR_MS},
        {"\"2026-01-03T05:00:00\"", 2 * DAY_MS + 5 * HOUR_MS, 2 * DAY_MS + 5 * HOUR_MS},
        {"date and time(\"2026-01-03T05:00:00+02:00\")", 2 * DAY_MS + 3 * HOUR_MS, 2 * DAY_MS + 3 * HOUR_MS},
    };
    run_fixture *f = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        weir_deadline deadline;

        if (!find(f, &office, cases[i].feel, &deadline) || deadline.due_ms - THURSDAY != cases[i].office_ms)
            fail_msg("%s: %lld", cases[i].feel, (long long)(deadline.due_ms - THURSDAY));
        if (!find(f, &natural, cases[i].feel, &deadline) || deadline.due_ms - THURSDAY != cases[i].natural_ms)
            fail_msg("%s, natural: %lld", cases[i].feel, (long long)(deadline.due_ms - THURSDAY));
        assert_false(deadline.is_provisional);
    }
}

/* Eight hours a day; whatever a duration is written in, and however it came about. */
static void a_calendar_of_hours_counts_hours(void **state)
{
    static const struct {
        const char *feel;
        int64_t due_ms;
    } cases[] = {
        {"duration(\"PT24H\")", 4 * DAY_MS + 17 * HOUR_MS},
        {"duration(\"P1D\")", 4 * DAY_MS + 17 * HOUR_MS},
        {"duration(\"PT1H\") * 24", 4 * DAY_MS + 17 * HOUR_MS},
        {"duration(\"PT23H\") + duration(\"PT1H\")", 4 * DAY_MS + 17 * HOUR_MS},
        {"\"PT24H\"", 4 * DAY_MS + 17 * HOUR_MS},
        {"\"P1D\"", 4 * DAY_MS + 17 * HOUR_MS},
        {"\"PT1440M\"", 4 * DAY_MS + 17 * HOUR_MS},
        {"duration(\"P1DT4H\")", 5 * DAY_MS + 13 * HOUR_MS},
        {"\"P1DT4H\"", 5 * DAY_MS + 13 * HOUR_MS},
        {"duration(\"PT40H\")", 6 * DAY_MS + 17 * HOUR_MS},
        {"duration(\"PT48H\")", 7 * DAY_MS + 17 * HOUR_MS},
        {"duration(\"PT4H\")", 13 * HOUR_MS},
        {"duration(\"PT0S\")", 9 * HOUR_MS},
        {"1", 41 * HOUR_MS},
        {"\"1wd\"", 41 * HOUR_MS},
        {"\"2nd\"", 4 * DAY_MS + 17 * HOUR_MS},
        {"date(\"2026-01-03\")", 2 * DAY_MS + 17 * HOUR_MS},
    };
    static const char *const none[] = {"duration(\"P1M\")", "\"P1M\"", "\"-P1D\"", "duration(\"-PT24H\")",
                                       "duration(\"P40000D\")"};
    run_fixture *f = *state;
    weir_deadline deadline;

    for (size_t i = 0; i < COUNT(cases); i++) {
        if (!find(f, &office_hours, cases[i].feel, &deadline) || deadline.due_ms - THURSDAY != cases[i].due_ms)
            fail_msg("%s: %lld", cases[i].feel, (long long)(deadline.due_ms - THURSDAY));
    }
    for (size_t i = 0; i < COUNT(none); i++) {
        if (find(f, &office_hours, none[i], &deadline))
            fail_msg("%s is something", none[i]);
    }
}

static void what_no_calendar_can_count_is_none(void **state)
{
    static const char *const cases[] = {
        "null",
        "true",
        "-1",
        "2.5",
        "36601",
        "[5]",
        "\"\"",
        "\"P1DT4H\"",
        "\"P1M\"",
        "\"-P5D\"",
        "\"5 wd\"",
        "\"5WD\"",
        "\"soon\"",
        "\"date:2026-02-30\"",
        "\"2026-02-30\"",
        "duration(\"-PT1H\")",
        "duration(\"P1M\")",
        "duration(\"P40000D\")",
        "time(\"05:00:00Z\")",
        "\"36600wd\"",
        "\"P36600D\"",
    };
    run_fixture *f = *state;
    weir_deadline deadline;

    for (size_t i = 0; i < COUNT(cases); i++) {
        if (find(f, &office, cases[i], &deadline))
            fail_msg("%s is something", cases[i]);
    }
    assert_true(find(f, &natural, "duration(\"P1DT4H\")", &deadline));
    assert_true(find(f, &natural, "\"P1DT4H\"", &deadline));
}

static void what_is_kept_is_read_again(void **state)
{
    static const struct {
        const char *feel, *kept;
    } cases[] = {
        {"5", "{\"calendar\":\"office\",\"version\":3,\"limit\":\"5wd\",\"start\":1767225600000}"},
        {"\"PT90M\"", "{\"calendar\":\"office\",\"version\":3,\"limit\":\"PT1H30M\",\"start\":1767225600000}"},
        {"\"PT1.5S\"", "{\"calendar\":\"office\",\"version\":3,\"limit\":\"PT1.5S\",\"start\":1767225600000}"},
        {"duration(\"PT40H\")", "{\"calendar\":\"office\",\"version\":3,\"limit\":\"PT40H\",\"start\":1767225600000}"},
        {"\"PT0S\"", "{\"calendar\":\"office\",\"version\":3,\"limit\":\"PT0S\",\"start\":1767225600000}"},
        {"\"P1W\"", "{\"calendar\":\"office\",\"version\":3,\"limit\":\"7wd\",\"start\":1767225600000}"},
        {"\"400nd\"", "{\"calendar\":\"office\",\"version\":3,\"limit\":\"400nd\",\"start\":1767225600000,"
                      "\"dueProvisional\":true}"},
        {"date(\"2027-01-03\")", "{\"calendar\":\"office\",\"version\":3,\"limit\":\"date:2027-01-03\","
                                 "\"start\":1767225600000,\"dueProvisional\":true}"},
        {"\"2027-01-03T00:00:00Z\"", "null"},
    };
    run_fixture *f = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        weir_entry entry = {.key = WEIR_T(WEIR_DEADLINE_KEY)};
        weir_value wait = weir_context(&entry, 1);
        weir_kept_deadline kept = {0};
        weir_deadline deadline;
        weir_buffer buffer;
        weir_text text;
        bool is_kept;

        assert_true(find(f, &office, cases[i].feel, &deadline));
        assert_int_equal(weir_deadline_keep(&deadline, &f->input_arena, &entry.value), WEIR_OK);
        weir_buffer_init(&buffer, &f->input_arena, 0);
        weir_json_write(&entry.value, WEIR_JSON_TYPED, &buffer);
        assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
        if (!weir_text_equal(text, weir_text_of(cases[i].kept)))
            fail_msg("%.*s", WEIR_ARG(text));
        is_kept = weir_deadline_kept(&wait, WEIR_T(WEIR_DEADLINE_KEY), &kept);
        assert_int_equal(is_kept, !deadline.is_fixed);
        if (is_kept) {
            const weir_value limit = weir_string(kept.limit);
            weir_deadline again;
            const char *reason;

            assert_int_equal(kept.is_provisional, deadline.is_provisional);
            assert_int_equal(kept.version, 3);
            assert_true(weir_deadline_find(&limit, &office, kept.start_ms, NULL, NULL, &again, &reason));
            assert_int_equal(again.due_ms, deadline.due_ms);
        }
    }
}

static void what_was_not_kept_by_weir_is_none(void **state)
{
    static const char *const cases[] = {
        "null",
        "{}",
        "{dueBy: 5}",
        "{dueBy: {}}",
        "{dueBy: {calendar: \"c\", version: 1, limit: \"5wd\"}}",
        "{dueBy: {calendar: \"c\", version: -1, limit: \"5wd\", start: 0}}",
        "{dueBy: {calendar: \"c\", version: 4294967296, limit: \"5wd\", start: 0}}",
        "{dueBy: {calendar: \"c\", version: \"1\", limit: \"5wd\", start: 0}}",
        "{dueBy: {calendar: 1, version: 1, limit: \"5wd\", start: 0}}",
        "{dueBy: {calendar: \"c\", version: 1, limit: 5, start: 0}}",
    };
    run_fixture *f = *state;
    weir_kept_deadline kept;

    for (size_t i = 0; i < COUNT(cases); i++) {
        const weir_value value = value_of(f, cases[i]);

        assert_false(weir_deadline_kept(&value, WEIR_T(WEIR_DEADLINE_KEY), &kept));
    }
}

static void without_memory_nothing_is_kept(void **state)
{
    run_fixture *f = *state;
    weir_deadline deadline;
    weir_err err = WEIR_ENOMEM;

    assert_true(find(f, &office, "5", &deadline));
    for (uint64_t n = 1; err != WEIR_OK; n++) {
        test_memory memory = {.fail_at = n};
        weir_value kept = weir_boolean(true);
        weir_arena arena;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        err = weir_deadline_keep(&deadline, &arena, &kept);
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
        weir_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_calendar_of_hours_counts_hours),   TEST(each_value_has_its_meaning),
        TEST(what_no_calendar_can_count_is_none), TEST(what_is_kept_is_read_again),
        TEST(what_was_not_kept_by_weir_is_none),  TEST(without_memory_nothing_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
