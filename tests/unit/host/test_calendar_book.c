/* SPDX-License-Identifier: Apache-2.0
 * All calendars in all their versions: they count as the engine counts them.
 */
#include "host/calendar_book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "host/memory_libc.h"
#include "host/zones.h"
#include "memory.h"
#include "xml/load.h"

#define HEAD "<calendar xmlns='urn:weir:calendar' zone='Asia/Shanghai' cutOff='17:00' dayClose='17:00' "
#define HOURS "<hours from='09:00' to='17:00'/>"
#define OFFICE HEAD "id='office' weeklyRest='6 7'>" HOURS "<overlay id='annex'/></calendar>"
#define CORRECTED HEAD "id='office' weeklyRest='5 6 7'>" HOURS "</calendar>"
#define GOV HEAD "id='cn-gov' weeklyRest='7'>" HOURS "</calendar>"
#define GOV_HOURS HEAD "id='cn-gov-hours' weeklyRest='7'>" HOURS "</calendar>"

typedef struct fixture {
    weir_zone_cache *zones;
    test_memory memory;
    weir_arena arena;
    weir_calendar_book book;
} fixture;

static int set_up(void **state)
{
    static fixture f;

    weir_xml_start();
    f = (fixture){.zones = NULL};
    assert_int_equal(weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &f.zones), WEIR_OK);
    weir_arena_init(&f.arena, weir_memory_libc(), (size_t)1 << 24);
    assert_int_equal(weir_calendar_book_begin(&f.book, weir_zone_cache_zones(f.zones), &f.arena), WEIR_OK);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    weir_arena_release(&f->arena);
    weir_zone_cache_free(f->zones);
    return 0;
}

static weir_id id_of(uint8_t last)
{
    return (weir_id){{[15] = last}};
}

static void add(fixture *f, const char *bytes, uint8_t deployment)
{
    assert_int_equal(weir_calendar_book_add(&f->book, weir_text_of(bytes), id_of(deployment), deployment), WEIR_OK);
}

static int64_t version_of(const fixture *f, const char *name)
{
    const weir_calendar_entry *entry = weir_calendar_book_find(&f->book, weir_text_of(name), 0);

    return entry ? (int64_t)entry->calendar.version : 0;
}

static void files_count_up_and_the_same_bytes_do_not(void **state)
{
    fixture *f = *state;

    add(f, OFFICE, 1);
    add(f, OFFICE, 2);
    assert_int_equal(version_of(f, "office"), 1);
    add(f, CORRECTED, 3);
    add(f, "<calendar", 4);
    add(f, OFFICE, 5);
    assert_int_equal(version_of(f, "office"), 3);
    assert_int_equal(version_of(f, "annex"), 1); /* the same bytes as before are none */
    assert_int_equal(version_of(f, "cn-gov"), 1);
    add(f, GOV, 6);
    assert_int_equal(version_of(f, "cn-gov"), 2);
    add(f, GOV_HOURS, 7);
    assert_int_equal(version_of(f, "cn-gov-hours"), 1); /* a calendar of its own now */
    assert_int_equal(version_of(f, "nowhere"), 0);
}

static void each_version_is_found_under_both_names(void **state)
{
    fixture *f = *state;
    const weir_calendar_entry *entry;

    add(f, OFFICE, 1);
    add(f, CORRECTED, 2);
    entry = weir_calendar_book_find(&f->book, WEIR_T("office-hours"), 1);
    assert_non_null(entry);
    assert_true(weir_text_equal(weir_calendar_entry_named(entry, WEIR_T("office-hours"))->id, WEIR_T("office-hours")));
    assert_int_equal(weir_calendar_reading(weir_calendar_entry_named(entry, WEIR_T("office-hours"))),
                     WEIR_DURATION_HOURS);
    assert_int_equal(weir_calendar_reading(weir_calendar_entry_named(entry, WEIR_T("office"))), WEIR_DURATION_DAYS);
    assert_false(entry->is_newest);
    assert_true(weir_calendar_book_find(&f->book, WEIR_T("office"), 2)->is_newest);
    assert_null(weir_calendar_book_find(&f->book, WEIR_T("office"), 3));
    assert_null(weir_calendar_book_find(&f->book, WEIR_T("-hours"), 0));
    entry = weir_calendar_book_find(&f->book, WEIR_T("24x7-hours"), 0);
    assert_true(weir_text_equal(weir_calendar_entry_named(entry, WEIR_T("24x7-hours"))->id, WEIR_T("24x7")));
    assert_null(entry->bytes.at);
}

static void the_next_version_is_known_before(void **state)
{
    fixture *f = *state;
    bool is_new;

    assert_int_equal(weir_calendar_book_next(&f->book, WEIR_T("office"), WEIR_T(OFFICE), &is_new), 1);
    assert_true(is_new);
    add(f, OFFICE, 1);
    assert_int_equal(weir_calendar_book_next(&f->book, WEIR_T("office"), WEIR_T(OFFICE), &is_new), 1);
    assert_false(is_new);
    assert_int_equal(weir_calendar_book_next(&f->book, WEIR_T("office"), WEIR_T(CORRECTED), &is_new), 2);
    assert_true(is_new);
    assert_int_equal(
        weir_calendar_book_next(&f->book, WEIR_T("cn-gov"), weir_calendars_shipped(WEIR_T("cn-gov")), &is_new), 2);
    assert_true(is_new);
}

static void without_memory_it_says_so(void **state)
{
    const fixture *f = *state;
    weir_err err = WEIR_ENOMEM;
    uint64_t failing = 0;

    for (; err != WEIR_OK; failing++) {
        test_memory memory = {.fail_at = failing + 1};
        weir_calendar_book book;
        weir_arena arena;

        weir_arena_init(&arena, test_memory_port(&memory, true), (size_t)1 << 24);
        err = weir_calendar_book_begin(&book, weir_zone_cache_zones(f->zones), &arena);
        if (err == WEIR_OK)
            err = weir_calendar_book_add(&book, WEIR_T(OFFICE), id_of(1), 1);
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
        weir_arena_release(&arena);
        assert_int_equal(memory.live_count, 0);
    }
    assert_true(failing > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_count_up_and_the_same_bytes_do_not, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_version_is_found_under_both_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_next_version_is_known_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_memory_it_says_so, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("host/calendar_book", tests, NULL, NULL);
}
