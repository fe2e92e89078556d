/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/time_fixture.h - values from their texts and texts of values, for the tests of base/time.h.
 */
#ifndef WEIR_TESTS_TIME_FIXTURE_H
#define WEIR_TESTS_TIME_FIXTURE_H

#include "zone_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PLAIN(name) cmocka_unit_test(name)
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

static inline weir_date date_of(const char *text)
{
    weir_date date = {0};

    if (!weir_date_parse(weir_text_of(text), &date))
        fail_msg("not a date: %s", text);
    return date;
}

static inline weir_date_time date_time_of(const char *text, const weir_zones *zones)
{
    weir_date_time value = {0};

    if (!weir_date_time_parse(weir_text_of(text), zones, &value))
        fail_msg("not a date-time: %s", text);
    return value;
}

static inline int64_t ms_of(const char *text)
{
    const weir_date_time value = date_time_of(text, NULL);

    return weir_date_time_to_ms(&value);
}

static inline weir_seconds seconds_of(const char *text)
{
    weir_seconds seconds = {0};

    if (!weir_seconds_parse(weir_text_of(text), &seconds))
        fail_msg("not a days and time duration: %s", text);
    return seconds;
}

static inline weir_period period_of(const char *text)
{
    weir_period period = {0};

    if (!weir_period_parse(weir_text_of(text), &period))
        fail_msg("not a period: %s", text);
    return period;
}

static inline weir_buffer buffer_of(fixture *f)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, &f->arena, 0);
    return buffer;
}

static inline void expect_text(const weir_buffer *buffer, const char *expected)
{
    weir_text text;

    assert_int_equal(weir_buffer_done(buffer, &text), WEIR_OK);
    if (!weir_text_equal(text, weir_text_of(expected)))
        fail_msg("%.*s instead of %s", WEIR_ARG(text), expected);
}

static inline void expect_date_time(fixture *f, const weir_date_time *value, const char *expected)
{
    weir_buffer buffer = buffer_of(f);

    weir_date_time_write(value, &buffer);
    expect_text(&buffer, expected);
}

static inline void expect_instant(fixture *f, int64_t epoch_ms, const char *expected)
{
    weir_buffer buffer = buffer_of(f);

    weir_instant_write(epoch_ms, &buffer);
    expect_text(&buffer, expected);
}

static inline const weir_zones *zones_of(fixture *f, weir_zones *zones, const weir_zone *list[2])
{
    list[0] = system_zone(f, "Asia/Shanghai");
    list[1] = NULL;
    *zones = (weir_zones){.find = find_in_list, .self = list};
    return zones;
}

static inline weir_cycle cycle_of(const char *text, const weir_zones *zones)
{
    weir_cycle cycle = {0};

    if (!weir_cycle_parse(weir_text_of(text), zones, &cycle))
        fail_msg("not a cycle: %s", text);
    return cycle;
}

#endif
