/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/compile/test_calendar.c - calendars from their file, with and without memory.
 */
#include "compile/calendar.h"

#include "rules_fixture.h"

/* UTC, made of a footer alone. */
static const weir_zone *find_utc(void *self, weir_text name)
{
    return weir_text_equal(name, WEIR_T("UTC")) ? self : NULL;
}

static const weir_zone *utc_of(weir_arena *arena)
{
    static const char header[44] = {'T', 'Z', 'i', 'f', '2', [39] = 1, [43] = 4};
    static const char data[10] = {0, 0, 0, 0, 0, 0, 'U', 'T', 'C', 0};
    static const char footer[6] = {'\n', 'U', 'T', 'C', '0', '\n'};
    char bytes[2 * (sizeof header + sizeof data) + sizeof footer];
    const weir_zone *zone = NULL;
    char *at = bytes;

    for (int block = 0; block < 2; block++) {
        memcpy(at, header, sizeof header);
        memcpy(at + sizeof header, data, sizeof data);
        at += sizeof header + sizeof data;
    }
    memcpy(at, footer, sizeof footer);
    assert_int_equal(weir_zone_read(WEIR_T("UTC"), (weir_text){bytes, sizeof bytes}, arena, &zone, NULL), WEIR_OK);
    return zone;
}

#define CALENDAR                                                                                                       \
    "<calendar xmlns='urn:weir:calendar' id='c' name='C' zone='UTC' weeklyRest='6 7' cutOff='17:00' dayClose='24:00'>"
#define HOURS "<hours from='09:00' to='12:00'/><hours from='13:00' to='17:00'/>"

/* arena, problems: NULL, those of the fixture. */
static weir_err read_calendar(rules_fixture *f, const char *text, weir_arena *arena, weir_problems *problems,
                              weir_calendar_list *out)
{
    weir_zones zones = {.find = find_utc};

    read_model(f, text, strlen(text));
    zones.self = (void *)(uintptr_t)utc_of(&f->arena);
    return weir_calendar_read(&f->model, &zones, arena ? arena : &f->arena, problems ? problems : &f->problems, out);
}

static int64_t day_of(const char *text)
{
    weir_date date;

    assert_true(weir_date_parse(weir_text_of(text), &date));
    return weir_date_to_days(date);
}

static void the_first_that_says_something_of_a_day_decides(void **state)
{
    static const struct {
        const char *day;
        bool works, works_in_region;
    } rows[] = {
        {"2026-09-30", true, true},   /* its weekday */
        {"2026-10-03", true, true},   /* an override, over a rest day of the year */
        {"2026-10-04", true, true},   /* a year, over the overlay */
        {"2026-10-05", false, false}, /* an override alone */
        {"2026-10-06", true, false},  /* the overlay alone */
        {"2026-10-07", false, false}, /* a year alone */
        {"2026-10-10", false, false},
    };
    rules_fixture f = {0};
    weir_calendar_list found;

    (void)state;
    assert_int_equal(
        read_calendar(&f,
                      CALENDAR HOURS
                      "<override><work date='2026-10-03'/><rest date='2026-10-05'/></override>"
                      "<year number='2026' status='official'><rest date='2026-10-07' statutory='true'/>"
                      "<work date='2026-10-04'/><rest date='2026-10-03'/><rest date='2026-10-02'/></year>"
                      "<year number='2027' status='provisional'/>"
                      "<overlay id='r' name='R'><rest date='2026-10-06'/><rest date='2026-10-04'/></overlay>"
                      "</calendar>",
                      NULL, NULL, &found),
        WEIR_OK);
    assert_int_equal(found.count, 2);
    assert_non_null(weir_calendar_list_find(&found, WEIR_T("r")));
    assert_null(weir_calendar_list_find(&found, WEIR_T("x")));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (weir_calendar_is_working(&found.items[0], day_of(rows[i].day)) != rows[i].works)
            fail_msg("%s", rows[i].day);
        if (weir_calendar_is_working(&found.items[1], day_of(rows[i].day)) != rows[i].works_in_region)
            fail_msg("%s in the region", rows[i].day);
    }
    assert_true(weir_calendar_is_official(&found.items[1], 2026));
    assert_false(weir_calendar_is_official(&found.items[1], 2027));
    assert_int_equal(found.items[0].close_ms, 24 * 3600 * 1000);
    assert_int_equal(found.items[0].hours[1].from_ms, 13 * 3600 * 1000);
    assert_int_equal(f.problems.count, 0);
    release_fixture(&f);
}

static void what_is_wrong_has_a_name(void **state)
{
    static const struct {
        const char *text, *rule;
    } rows[] = {
        {"<calendar xmlns='urn:weir:calendar' id='c' zone='Mars' weeklyRest='' cutOff='17:00' dayClose='17:00'/>",
         "calendar-zone"},
        {"<calendar xmlns='urn:weir:calendar' id='c' zone='UTC' weeklyRest='6,7' cutOff='17:00' dayClose='17:00'/>",
         "calendar-weekday"},
        {"<calendar xmlns='urn:weir:calendar' id='c' zone='UTC' weeklyRest='8' cutOff='17:00' dayClose='17:00'/>",
         "calendar-weekday"},
        {"<calendar xmlns='urn:weir:calendar' id='c' zone='UTC' weeklyRest='67' cutOff='17:00' dayClose='17:00'/>",
         "calendar-weekday"},
        {"<calendar xmlns='urn:weir:calendar' id='c' zone='UTC' weeklyRest='6' cutOff='17:60' dayClose='17:00'/>",
         "calendar-time"},
        {"<calendar xmlns='urn:weir:calendar' id='c' zone='UTC' weeklyRest='6' cutOff='17:00' dayClose='24:01'/>",
         "calendar-time"},
        {"<calendar xmlns='urn:weir:calendar' id='c' zone='UTC' weeklyRest='6' cutOff='1a:00' dayClose='17:00'/>",
         "calendar-time"},
        {"<calendar xmlns='urn:weir:calendar' id='c' zone='UTC' weeklyRest='6' cutOff='17.00' dayClose='17:00'/>",
         "calendar-time"},
        {CALENDAR "<hours from='12:00' to='09:00'/></calendar>", "calendar-time"},
        {CALENDAR "<hours from='09:00' to='12:00'/><hours from='12:00' to='13:00'/></calendar>", "calendar-time"},
        {CALENDAR HOURS "<year number='2026' status='official'><rest date='soon'/></year></calendar>", "calendar-date"},
        {CALENDAR HOURS "<year number='2026' status='official'><rest date='2027-01-01'/></year></calendar>",
         "calendar-date"},
        {CALENDAR HOURS "<year number='MMXXVI' status='official'/></calendar>", "calendar-date"},
        {CALENDAR HOURS "<override><rest date='2027-01-01'/><work date='2027-01-01'/></override></calendar>",
         "calendar-day-twice"},
        {CALENDAR HOURS "<year number='2026' status='official'/><year number='2026' status='official'/></calendar>",
         "calendar-year-twice"},
        {CALENDAR HOURS "<year number='2026' status='official'/><year number='2025' status='official'/></calendar>",
         "calendar-year-order"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rules_fixture f = {0};
        weir_calendar_list found = {0};

        assert_int_equal(read_calendar(&f, rows[i].text, NULL, NULL, &found), WEIR_EMODEL);
        assert_int_equal(found.count, 0);
        if (f.problems.count != 1 || strcmp(f.problems.items[0].rule, rows[i].rule) != 0)
            fail_msg("%s: %u problems, the first is %s", rows[i].text, f.problems.count,
                     f.problems.count > 0 ? f.problems.items[0].rule : "none");
        release_fixture(&f);
    }
}

static bool reading_fails_cleanly(rules_fixture *f, uint64_t n)
{
    static const char *const text =
        CALENDAR HOURS "<override><work date='2026-10-03'/></override><year number='2026' status='official'>"
                       "<rest date='2026-10-07'/><work date='2026-10-04'/></year>"
                       "<overlay id='r'><rest date='2026-10-06'/></overlay></calendar>";
    test_memory memory = {.fail_at = n};
    weir_calendar_list found = {0};
    weir_problems problems;
    weir_arena arena;
    weir_err err;

    weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
    weir_problems_init(&problems, &arena);
    err = read_calendar(f, text, &arena, &problems, &found);
    assert_int_equal(err, memory.take_count < n ? WEIR_OK : WEIR_ENOMEM);
    weir_arena_release(&arena);
    assert_int_equal(memory.live_count, 0);
    release_fixture(f);
    return memory.take_count >= n;
}

static void memory_may_end_at_any_request(void **state)
{
    rules_fixture f = {0};
    uint64_t n = 1;

    (void)state;
    while (reading_fails_cleanly(&f, n))
        n++;
    assert_true(n > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_that_says_something_of_a_day_decides),
        cmocka_unit_test(what_is_wrong_has_a_name),
        cmocka_unit_test(memory_may_end_at_any_request),
    };

    return cmocka_run_group_tests_name("compile/calendar", tests, NULL, NULL);
}
