/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_zone.c - zone rules: offsets of known instants, gaps and overlaps, damaged files.
 */
#include "zone_fixture.h"

#define HOUR 3600

static int64_t epoch_s_of(const char *text)
{
    weir_date_time value;
    int64_t epoch_s;
    uint32_t nanosecond;

    if (!weir_date_time_parse(weir_text_of(text), NULL, &value))
        fail_msg("not a date-time: %s", text);
    weir_date_time_instant(&value, &epoch_s, &nanosecond);
    return epoch_s;
}

static void expect_offset(const weir_zone *zone, const char *instant, int32_t offset_s)
{
    const int32_t found = weir_zone_offset_at(zone, epoch_s_of(instant));

    if (found != offset_s)
        fail_msg("%.*s at %s: %d instead of %d", WEIR_ARG(weir_zone_name(zone)), instant, (int)found, (int)offset_s);
}

/* The local clock shows `local`; which instant is it? */
static void expect_instant(const weir_zone *zone, const char *local, const char *instant)
{
    weir_date_time value;
    int64_t epoch_s;
    uint32_t nanosecond;

    assert_true(weir_date_time_parse(weir_text_of(local), NULL, &value));
    value.time.offset_kind = WEIR_OFFSET_ZONE;
    value.time.zone = zone;
    weir_date_time_instant(&value, &epoch_s, &nanosecond);
    if (epoch_s != epoch_s_of(instant))
        fail_msg("%.*s %s: %lld s away from %s", WEIR_ARG(weir_zone_name(zone)), local,
                 (long long)(epoch_s - epoch_s_of(instant)), instant);
}

static void a_zone_keeps_its_name(void **state)
{
    assert_true(weir_text_equal(weir_zone_name(system_zone(*state, "Asia/Shanghai")), WEIR_T("Asia/Shanghai")));
}

static void shanghai_had_summer_time_until_1991(void **state)
{
    const weir_zone *zone = system_zone(*state, "Asia/Shanghai");

    expect_offset(zone, "1900-01-01T00:00:00Z", 8 * HOUR + 5 * 60 + 43);
    expect_offset(zone, "1988-07-01T00:00:00Z", 9 * HOUR);
    expect_offset(zone, "2026-07-01T00:00:00Z", 8 * HOUR);
    expect_offset(zone, "999999999-12-31T00:00:00Z", 8 * HOUR);
}

static void berlin_changes_by_its_table_and_then_by_its_footer(void **state)
{
    const weir_zone *zone = system_zone(*state, "Europe/Berlin");

    expect_offset(zone, "1880-01-01T00:00:00Z", 3208);
    expect_offset(zone, "1945-06-15T00:00:00Z", 3 * HOUR);
    expect_offset(zone, "2026-03-29T00:59:59Z", HOUR);
    expect_offset(zone, "2026-03-29T01:00:00Z", 2 * HOUR);
    expect_offset(zone, "2026-10-25T00:59:59Z", 2 * HOUR);
    expect_offset(zone, "2026-10-25T01:00:00Z", HOUR);
    expect_offset(zone, "2399-07-01T00:00:00Z", 2 * HOUR);
    expect_offset(zone, "2400-01-01T00:00:00Z", HOUR);
    expect_offset(zone, "999999999-07-01T00:00:00Z", 2 * HOUR);
}

static void lord_howe_moves_by_half_an_hour(void **state)
{
    const weir_zone *zone = system_zone(*state, "Australia/Lord_Howe");

    expect_offset(zone, "2024-10-05T15:29:59Z", 10 * HOUR + HOUR / 2);
    expect_offset(zone, "2024-10-05T15:30:00Z", 11 * HOUR);
    expect_instant(zone, "2024-10-06T02:15:00", "2024-10-05T15:45:00Z");
    expect_instant(zone, "2024-04-07T01:45:00", "2024-04-06T14:45:00Z");
}

static void apia_skipped_a_whole_day(void **state)
{
    const weir_zone *zone = system_zone(*state, "Pacific/Apia");

    expect_offset(zone, "2011-12-30T09:59:59Z", -10 * HOUR);
    expect_offset(zone, "2011-12-30T10:00:00Z", 14 * HOUR);
    expect_instant(zone, "2011-12-29T23:59:59", "2011-12-30T09:59:59Z");
    expect_instant(zone, "2011-12-30T12:00:00", "2011-12-30T22:00:00Z");
    expect_instant(zone, "2011-12-31T00:00:00", "2011-12-30T10:00:00Z");
}

static void casablanca_leaves_its_offset_during_ramadan(void **state)
{
    const weir_zone *zone = system_zone(*state, "Africa/Casablanca");

    expect_offset(zone, "2024-03-01T00:00:00Z", HOUR);
    expect_offset(zone, "2024-03-20T00:00:00Z", 0);
    expect_offset(zone, "2024-06-01T00:00:00Z", HOUR);
}

static void a_local_time_in_a_gap_moves_forward_by_the_gap(void **state)
{
    const weir_zone *zone = system_zone(*state, "Europe/Berlin");

    expect_instant(zone, "2026-03-29T01:59:59", "2026-03-29T00:59:59Z");
    expect_instant(zone, "2026-03-29T02:00:00", "2026-03-29T01:00:00Z");
    expect_instant(zone, "2026-03-29T02:30:00", "2026-03-29T01:30:00Z"); /* 03:30 */
    expect_instant(zone, "2026-03-29T03:00:00", "2026-03-29T01:00:00Z");
    expect_instant(zone, "2500-03-28T02:30:00", "2500-03-28T01:30:00Z");
}

static void a_local_time_in_an_overlap_takes_the_earlier_offset(void **state)
{
    const weir_zone *zone = system_zone(*state, "Europe/Berlin");

    expect_instant(zone, "2026-10-25T01:59:59", "2026-10-24T23:59:59Z");
    expect_instant(zone, "2026-10-25T02:30:00", "2026-10-25T00:30:00Z");
    expect_instant(zone, "2026-10-25T02:59:59", "2026-10-25T00:59:59Z");
    expect_instant(zone, "2026-10-25T03:00:00", "2026-10-25T02:00:00Z");
}

/* Whatever the clock of a zone shows at an instant leads back to it, or to the first of the instants that show it. */
static void what_a_local_clock_shows_leads_back_to_its_instant(void **state)
{
    static const char *const names[] = {"Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca",
                                        "Pacific/Apia",  "America/Nuuk",  "Europe/Dublin",       "America/Caracas"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const weir_time like = {.offset_kind = WEIR_OFFSET_ZONE, .zone = system_zone(*state, names[i])};

        for (int64_t epoch_s = epoch_s_of("1980-01-01T00:00:00Z"); epoch_s < epoch_s_of("2045-01-01T00:00:00Z");
             epoch_s += 1800) {
            weir_date_time local;
            int64_t found_s;
            uint32_t nanosecond;
            int64_t apart_s;

            assert_true(weir_date_time_of_instant(epoch_s, 0, &like, &local));
            weir_date_time_instant(&local, &found_s, &nanosecond);
            apart_s = weir_zone_offset_at(like.zone, found_s) - weir_zone_offset_at(like.zone, epoch_s);
            if (found_s > epoch_s || found_s + apart_s != epoch_s)
                fail_msg("%s: %lld gives %lld", names[i], (long long)epoch_s, (long long)found_s);
        }
    }
}

static void a_footer_without_summer_time_holds_for_ever(void **state)
{
    const weir_zone *zone = footer_zone(*state, "<+0545>-5:45");

    expect_offset(zone, "-999999999-01-01T00:00:00Z", 5 * HOUR + 45 * 60);
    expect_offset(zone, "999999999-12-31T00:00:00Z", 5 * HOUR + 45 * 60);
    assert_int_equal(weir_zone_offset_at(zone, INT64_MIN), 5 * HOUR + 45 * 60);
    assert_int_equal(weir_zone_offset_at(zone, INT64_MAX), 5 * HOUR + 45 * 60);
}

static void summer_time_is_an_hour_ahead_unless_the_footer_says_more(void **state)
{
    expect_offset(footer_zone(*state, "EST5EDT,M3.2.0,M11.1.0"), "2026-07-01T00:00:00Z", -4 * HOUR);
    expect_offset(footer_zone(*state, "EST5EDT3:30,M3.2.0,M11.1.0"), "2026-07-01T00:00:00Z", -(3 * HOUR + HOUR / 2));
}

static void a_change_without_time_falls_on_two_o_clock(void **state)
{
    const weir_zone *zone = footer_zone(*state, "EST5EDT,M3.2.0,M11.1.0");

    expect_offset(zone, "2026-03-08T06:59:59Z", -5 * HOUR);
    expect_offset(zone, "2026-03-08T07:00:00Z", -4 * HOUR);
    expect_offset(zone, "2026-11-01T05:59:59Z", -4 * HOUR);
    expect_offset(zone, "2026-11-01T06:00:00Z", -5 * HOUR);
}

static void south_of_the_equator_summer_spans_new_year(void **state)
{
    const weir_zone *zone = footer_zone(*state, "AEST-10AEDT,M10.1.0,M4.1.0/3");

    expect_offset(zone, "2025-12-31T23:59:59Z", 11 * HOUR);
    expect_offset(zone, "2026-01-01T00:00:00Z", 11 * HOUR);
    expect_offset(zone, "2026-04-04T15:59:59Z", 11 * HOUR);
    expect_offset(zone, "2026-04-04T16:00:00Z", 10 * HOUR);
    expect_offset(zone, "2026-10-03T16:00:00Z", 11 * HOUR);
}

static void a_julian_day_does_not_count_the_leap_day(void **state)
{
    const weir_zone *zone = footer_zone(*state, "AAA0BBB,J60/0,J300/0"); /* March 1, October 27 */

    expect_offset(zone, "2024-02-29T23:59:59Z", 0);
    expect_offset(zone, "2024-03-01T00:00:00Z", HOUR);
    expect_offset(zone, "2025-02-28T23:59:59Z", 0);
    expect_offset(zone, "2025-03-01T00:00:00Z", HOUR);
    expect_offset(zone, "2024-10-26T22:59:59Z", HOUR);
    expect_offset(zone, "2024-10-26T23:00:00Z", 0);
}

static void a_day_from_zero_counts_the_leap_day(void **state)
{
    const weir_zone *zone = footer_zone(*state, "AAA0BBB,59/0,299/0"); /* February 29 or March 1 */

    expect_offset(zone, "2024-02-28T23:59:59Z", 0);
    expect_offset(zone, "2024-02-29T00:00:00Z", HOUR);
    expect_offset(zone, "2025-02-28T23:59:59Z", 0);
    expect_offset(zone, "2025-03-01T00:00:00Z", HOUR);
}

static void a_time_of_change_may_be_negative_or_beyond_a_day(void **state)
{
    const weir_zone *nuuk = footer_zone(*state, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    const weir_zone *gaza = footer_zone(*state, "EET-2EEST,M3.4.4/50,M10.4.4/50");

    expect_offset(nuuk, "2027-03-28T00:59:59Z", -2 * HOUR);
    expect_offset(nuuk, "2027-03-28T01:00:00Z", -HOUR);
    expect_offset(nuuk, "2027-10-31T01:00:00Z", -2 * HOUR);
    /* 50 hours after the fourth Thursday begins: Saturday 02:00. */
    expect_offset(gaza, "2026-03-27T23:59:59Z", 2 * HOUR);
    expect_offset(gaza, "2026-03-28T00:00:00Z", 3 * HOUR);
}

static void standard_time_may_be_ahead_of_its_winter_time(void **state)
{
    const weir_zone *zone = footer_zone(*state, "IST-1GMT0,M10.5.0,M3.5.0/1");

    expect_offset(zone, "2026-07-01T00:00:00Z", HOUR);
    expect_offset(zone, "2026-12-01T00:00:00Z", 0);
}

static void summer_time_may_last_all_year(void **state)
{
    const weir_zone *zone = footer_zone(*state, "XXX3EDT4,0/0,J365/23");

    expect_offset(zone, "2026-01-01T02:59:59Z", -4 * HOUR);
    expect_offset(zone, "2026-01-01T03:00:00Z", -4 * HOUR);
    expect_offset(zone, "2026-07-01T00:00:00Z", -4 * HOUR);
    expect_instant(zone, "2026-01-01T00:00:00", "2026-01-01T04:00:00Z");
}

static void without_a_footer_the_last_offset_of_the_table_stays(void **state)
{
    expect_offset(footer_zone(*state, ""), "2500-01-01T00:00:00Z", 0);
}

static void a_footer_that_is_no_rule_is_refused(void **state)
{
    static const char *const footers[] = {
        "C-1",
        "CET",
        "CET-25",
        "CET-1:60",
        "<+01-1",
        "CET-1CEST",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,J0,J300",
        "CET-1CEST,J366,J300",
        "CET-1CEST,366,300",
        "CET-1CEST,M3.5.0/168,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0 ",
        "CET-99999999999999999999",
    };
    fixture *f = *state;

    for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
        const weir_zone *zone = NULL;

        if (weir_zone_read(WEIR_T("X"), footer_file(f, footers[i]), &f->arena, &zone, NULL) != WEIR_ESYNTAX)
            fail_msg("accepted: %s", footers[i]);
        assert_null(zone);
    }
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    fixture *f = *state;
    const weir_text whole = zone_file(f, "Asia/Shanghai");

    for (size_t length = 0; length < whole.length; length++) {
        /* A block of its own, so that the sanitizer sees a read beyond the end. */
        char *bytes = malloc(length ? length : 1);
        const weir_zone *zone = NULL;
        weir_err err;

        assert_non_null(bytes);
        memcpy(bytes, whole.at, length);
        err = weir_zone_read(WEIR_T("X"), (weir_text){bytes, length}, &f->arena, &zone, NULL);
        free(bytes);
        if (err != WEIR_ESYNTAX)
            fail_msg("accepted the first %zu bytes", length);
    }
}

/* Files with one byte other than it was may be refused or mean something else, but must be safe to use. */
static void a_file_with_any_byte_changed_is_safe(void **state)
{
    fixture *f = *state;
    const weir_text whole = zone_file(f, "Europe/Berlin");

    for (size_t at = 0; at < whole.length; at++) {
        char *bytes = malloc(whole.length);
        weir_arena arena;
        const weir_zone *zone = NULL;

        assert_non_null(bytes);
        weir_arena_init(&arena, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
        memcpy(bytes, whole.at, whole.length);
        bytes[at] = (char)~bytes[at];
        if (weir_zone_read(WEIR_T("X"), (weir_text){bytes, whole.length}, &arena, &zone, NULL) == WEIR_OK) {
            const weir_time like = {.offset_kind = WEIR_OFFSET_ZONE, .zone = zone};
            weir_date_time local;

            assert_true(weir_date_time_of_instant(0, 0, &like, &local));
            (void)weir_date_time_to_ms(&local);
        }
        free(bytes);
        weir_arena_release(&arena);
    }
}

static void a_file_of_version_1_or_with_leap_seconds_is_refused(void **state)
{
    fixture *f = *state;
    const weir_text good = footer_file(f, "CET-1");
    const weir_zone *zone = NULL;
    weir_diag diag = {0};
    char bytes[256];

    assert_in_range(good.length, 1, sizeof bytes);
    memcpy(bytes, good.at, good.length);
    bytes[4] = 0;
    assert_int_equal(weir_zone_read(WEIR_T("X"), (weir_text){bytes, good.length}, &f->arena, &zone, &diag),
                     WEIR_ESYNTAX);
    assert_non_null(strstr(diag.message, "zone X"));
    memcpy(bytes, good.at, good.length);
    bytes[54 + 31] = 1;
    memset(bytes + good.length, 0, 12);
    assert_int_equal(weir_zone_read(WEIR_T("X"), (weir_text){bytes, good.length + 12}, &f->arena, &zone, &diag),
                     WEIR_ESYNTAX);
    assert_non_null(strstr(diag.message, "leap"));
}

static void reading_a_zone_reports_every_failed_request(void **state)
{
    fixture *f = *state;
    const weir_text bytes = zone_file(f, "Europe/Berlin");

    for (uint64_t n = 1;; n++) {
        test_memory memory = {.fail_at = n};
        weir_arena arena;
        const weir_zone *zone = NULL;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        err = weir_zone_read(WEIR_T("Europe/Berlin"), bytes, &arena, &zone, NULL);
        weir_arena_release(&arena);
        if (err == WEIR_OK) {
            assert_in_range(n, 2, 10);
            return;
        }
        assert_int_equal(err, WEIR_ENOMEM);
        assert_null(zone);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_zone_keeps_its_name),
        TEST(shanghai_had_summer_time_until_1991),
        TEST(berlin_changes_by_its_table_and_then_by_its_footer),
        TEST(lord_howe_moves_by_half_an_hour),
        TEST(apia_skipped_a_whole_day),
        TEST(casablanca_leaves_its_offset_during_ramadan),
        TEST(a_local_time_in_a_gap_moves_forward_by_the_gap),
        TEST(a_local_time_in_an_overlap_takes_the_earlier_offset),
        TEST(what_a_local_clock_shows_leads_back_to_its_instant),
        TEST(a_footer_without_summer_time_holds_for_ever),
        TEST(summer_time_is_an_hour_ahead_unless_the_footer_says_more),
        TEST(a_change_without_time_falls_on_two_o_clock),
        TEST(south_of_the_equator_summer_spans_new_year),
        TEST(a_julian_day_does_not_count_the_leap_day),
        TEST(a_day_from_zero_counts_the_leap_day),
        TEST(a_time_of_change_may_be_negative_or_beyond_a_day),
        TEST(standard_time_may_be_ahead_of_its_winter_time),
        TEST(summer_time_may_last_all_year),
        TEST(without_a_footer_the_last_offset_of_the_table_stays),
        TEST(a_footer_that_is_no_rule_is_refused),
        TEST(a_file_cut_anywhere_is_refused),
        TEST(a_file_with_any_byte_changed_is_safe),
        TEST(a_file_of_version_1_or_with_leap_seconds_is_refused),
        TEST(reading_a_zone_reports_every_failed_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
