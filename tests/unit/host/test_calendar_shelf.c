/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_calendar_shelf.c - calendars that come with weir are there under their names, with and without
 * memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "host/calendar_shelf.h"
#include "host/memory_libc.h"
#include "host/zones.h"
#include "memory.h"
#include "xml/load.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct fixture {
    weir_zone_cache *zones;
    weir_calendar_shelf *shelf;
} fixture;

static int set_up(void **state)
{
    static fixture f;

    weir_xml_start();
    assert_int_equal(weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &f.zones), WEIR_OK);
    assert_int_equal(weir_calendar_shelf_new(weir_memory_libc(), weir_zone_cache_zones(f.zones), &f.shelf), WEIR_OK);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    weir_calendar_shelf_free(f->shelf);
    weir_zone_cache_free(f->zones);
    return 0;
}

static weir_err find(const fixture *f, const char *id, const weir_calendar **out)
{
    const weir_calendars *calendars = weir_calendar_shelf_calendars(f->shelf);

    return calendars->find(calendars->self, weir_text_of(id), out);
}

static void those_that_come_with_weir_are_found_by_name(void **state)
{
    static const struct {
        const char *name, *id;
    } cases[] = {{"cn-gov", "cn-gov"}, {"cn-gov-hours", "cn-gov-hours"}, {"24x7", "24x7"}, {"24x7-hours", "24x7"}};
    static const char *const unknown[] = {"", "cn", "-hours", "cn-gov-hours-hours", "cn-gov ", "CN-GOV"};
    const fixture *f = *state;
    const weir_calendar *found = NULL, *again = NULL;

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(find(f, cases[i].name, &found), WEIR_OK);
        assert_true(weir_text_equal(found->id, weir_text_of(cases[i].id)));
        assert_int_equal(found->version, 1);
        assert_int_equal(weir_calendar_reading(found), weir_calendar_reading_of(weir_text_of(cases[i].name)));
        assert_int_equal(find(f, cases[i].name, &again), WEIR_OK);
        assert_ptr_equal(found, again);
    }
    for (size_t i = 0; i < COUNT(unknown); i++)
        assert_int_equal(find(f, unknown[i], &found), WEIR_ENOTFOUND);
}

static bool is_not_the_first(void *context, weir_text id)
{
    uint32_t *count = context;

    (void)id;
    return ++*count < 1;
}

static bool count_plain(void *context, weir_text id)
{
    uint32_t *count = context;

    assert_false(weir_text_ends_with(id, WEIR_T(WEIR_CALENDAR_HOURS_SUFFIX)));
    ++*count;
    return !weir_text_equal(id, WEIR_T("cn-gov"));
}

static void all_of_them_are_told_without_their_other_names(void **state)
{
    const fixture *f = *state;
    const weir_calendars *calendars = weir_calendar_shelf_calendars(f->shelf);
    uint32_t count = 0, first = 0;

    assert_int_equal(calendars->each(calendars->self, count_plain, &count), WEIR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(calendars->each(calendars->self, is_not_the_first, &first), WEIR_OK);
    assert_int_equal(first, 1);
}

static void natural_time_never_rests_and_is_always_official(void **state)
{
    const fixture *f = *state;
    const weir_calendar *natural = NULL;
    weir_limit limit;
    weir_limit_end end;

    assert_int_equal(find(f, "24x7", &natural), WEIR_OK);
    assert_true(weir_calendar_is_official(natural, 1970));
    assert_true(weir_calendar_is_working(natural, 20729)); /* 2026-10-03, a Saturday in the holidays */
    assert_true(weir_limit_parse(WEIR_T("P1DT4H"), weir_calendar_reading(natural), &limit));
    assert_true(weir_limit_ends(natural, &limit, INT64_C(1790000000123), NULL, &end));
    assert_int_equal(end.due_ms, INT64_C(1790000000123) + INT64_C(28) * 3600000);
    assert_false(end.is_provisional);
    assert_true(weir_limit_parse(WEIR_T("2wd"), weir_calendar_reading(natural), &limit));
    assert_true(weir_limit_ends(natural, &limit, 0, NULL, &end));
    assert_int_equal(end.due_ms, INT64_C(3) * 86400000);
}

static void a_file_that_cannot_be_read_stays_so(void **state)
{
    weir_calendar_shelf *shelf = NULL;
    const weir_calendars *calendars;
    const weir_calendar *found = NULL;

    (void)state;
    assert_int_equal(weir_calendar_shelf_new(weir_memory_libc(), NULL, &shelf), WEIR_OK); /* without any time zone */
    calendars = weir_calendar_shelf_calendars(shelf);
    for (int i = 0; i < 2; i++)
        assert_int_equal(calendars->find(calendars->self, WEIR_T("cn-gov"), &found), WEIR_EMODEL);
    assert_int_equal(calendars->find(calendars->self, WEIR_T("24x7"), &found), WEIR_OK);
    weir_calendar_shelf_free(shelf);
    weir_calendar_shelf_free(NULL);
}

static void without_memory_it_says_so_and_finds_it_later(void **state)
{
    const fixture *f = *state;
    weir_err err = WEIR_ENOMEM;
    size_t failing = 0;

    for (; err != WEIR_OK; failing++) {
        test_memory memory = {.fail_at = failing + 1};
        weir_calendar_shelf *shelf = NULL;
        const weir_calendar *found = NULL;

        err = weir_calendar_shelf_new(test_memory_port(&memory, true), weir_zone_cache_zones(f->zones), &shelf);
        if (err == WEIR_OK) {
            const weir_calendars *calendars = weir_calendar_shelf_calendars(shelf);

            err = calendars->find(calendars->self, WEIR_T("cn-gov"), &found);
            if (err == WEIR_ENOMEM)
                assert_int_equal(calendars->find(calendars->self, WEIR_T("cn-gov"), &found), WEIR_OK);
        }
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
        weir_calendar_shelf_free(shelf);
    }
    assert_true(failing > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_that_come_with_weir_are_found_by_name),
        cmocka_unit_test(all_of_them_are_told_without_their_other_names),
        cmocka_unit_test(natural_time_never_rests_and_is_always_official),
        cmocka_unit_test(a_file_that_cannot_be_read_stays_so),
        cmocka_unit_test(without_memory_it_says_so_and_finds_it_later),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
