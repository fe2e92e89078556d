/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_local_time.c - instants by the clock of a zone.
 */
#include "base/local_time.h"

#include "time_fixture.h"

static void an_instant_is_told_by_the_clock_of_its_zone(void **state)
{
    static const struct {
        const char *instant, *zone, *expected;
    } rows[] = {
        {"2026-03-12T02:00:00Z", "Asia/Shanghai", "2026-03-12 10:00 +08:00"},
        {"2026-03-12T02:00:59.999Z", "Asia/Shanghai", "2026-03-12 10:00 +08:00"},
        {"2026-12-31T16:00:00.000Z", "Asia/Shanghai", "2027-01-01 00:00 +08:00"},
        {"2026-03-12T10:00:00+08:00", "Asia/Shanghai", "2026-03-12 10:00 +08:00"},
        {"2026-01-15T12:00:00Z", "America/New_York", "2026-01-15 07:00 -05:00"},
        {"2026-07-15T12:00:00Z", "America/New_York", "2026-07-15 08:00 -04:00"},
        {"2026-07-15T12:00:00Z", "Asia/Kolkata", "2026-07-15 17:30 +05:30"},
        {"2026-03-12T02:00:00Z", NULL, "2026-03-12 02:00 UTC"},
        {"2026-03-12T10:00:00+08:00", NULL, "2026-03-12 02:00 UTC"},
        {"2026-03-12T02:00:00", "Asia/Shanghai", "2026-03-12T02:00:00"}, /* whose clock? */
        {"999999999-12-31T23:59:59Z", "Asia/Shanghai", "999999999-12-31T23:59:59Z"},
        {"anna", "Asia/Shanghai", "anna"},
        {"", NULL, ""},
    };
    fixture *f = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const weir_zone *zone = rows[i].zone ? system_zone(f, rows[i].zone) : NULL;
        weir_buffer buffer;
        weir_text text;

        weir_buffer_init(&buffer, &f->arena, 0);
        weir_instant_show(weir_text_of(rows[i].instant), zone, &buffer);
        assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
        if (!weir_text_equal(text, weir_text_of(rows[i].expected)))
            fail_msg("%s: %.*s instead of %s", rows[i].instant, WEIR_ARG(text), rows[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_instant_is_told_by_the_clock_of_its_zone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
