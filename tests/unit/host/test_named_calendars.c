/* SPDX-License-Identifier: Apache-2.0
 * Which calendars a file may name: those that are known, and those that lie beside it.
 */
#include "host/named_calendars.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "xml/load.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define CALENDAR(id, more) "<calendar xmlns='urn:weir:calendar' id='" id "'>" more "</calendar>"

static const weir_resource beside[] = {
    {.name = {"a.calendar.xml", 14}, .bytes = {CALENDAR("a", "<overlay id='a-45'/>"), 0}},
    {.name = {"unreadable.calendar.xml", 23}},
    {.name = {"broken.calendar.xml", 19}, .bytes = {"<calendar", 0}},
    {.name = {"other.calendar.xml", 18},
     .bytes = {"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'/>", 0}},
    {.name = {"plain.xml", 9}, .bytes = {CALENDAR("plain", ""), 0}},
    {.name = {"p.bpmn", 6}, .bytes = {"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'/>", 0}},
};

static weir_err get(const void *self, uint32_t ix, weir_arena *arena, weir_resource *out)
{
    uint32_t *count = *(uint32_t *const *)self;

    (void)arena;
    if (ix >= COUNT(beside))
        return WEIR_ENOTFOUND;
    ++*count;
    if (ix == 1)
        return WEIR_EIO;
    *out = beside[ix];
    out->bytes = weir_text_of(beside[ix].bytes.at);
    return WEIR_OK;
}

static weir_err each_known(void *self, weir_calendar_id_visit visit, void *context)
{
    (void)self;
    (void)(visit(context, WEIR_T("24x7")) && visit(context, WEIR_T("cn-gov")));
    return WEIR_OK;
}

typedef struct listing {
    char text[200];
    const char *until; /* enough */
} listing;

static bool add(void *context, weir_text id)
{
    listing *l = context;
    const size_t length = strlen(l->text);

    (void)snprintf(l->text + length, sizeof l->text - length, "%.*s ", WEIR_ARG(id));
    return !l->until || !weir_text_equal(id, weir_text_of(l->until));
}

typedef struct fixture {
    test_memory memory;
    weir_arena arena;
    uint32_t read_count, *counter;
    weir_neighbours neighbours;
    weir_calendars known;
    weir_resource resource;
    weir_named_calendars named;
} fixture;

static void begin(fixture *f, bool are_deployed)
{
    weir_arena_init(&f->arena, test_memory_port(&f->memory, true), (size_t)1 << 24);
    f->counter = &f->read_count;
    f->neighbours = (weir_neighbours){.get = get, .self = &f->counter, .are_deployed = are_deployed};
    f->known = (weir_calendars){.each = each_known};
    f->resource = (weir_resource){.calendars = &f->known, .neighbours = &f->neighbours};
    f->named = weir_named_calendars_of(&f->resource, &f->arena);
}

static weir_err list(fixture *f, listing *l)
{
    const weir_calendar_ids ids = weir_named_calendars_ids(&f->named);

    return ids.each(ids.self, add, l);
}

static void those_beside_come_after_those_that_are_known(void **state)
{
    static const struct {
        bool are_deployed;
        const char *expected;
    } cases[] = {{false, "24x7 cn-gov a a-45 "}, {true, "24x7 cn-gov a a-45 plain "}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        fixture f = {0};

        begin(&f, cases[i].are_deployed);
        for (int again = 0; again < 2; again++) {
            listing l = {0};

            assert_int_equal(list(&f, &l), WEIR_OK);
            assert_string_equal(l.text, cases[i].expected);
            assert_int_equal(f.read_count, COUNT(beside)); /* once */
        }
        weir_arena_release(&f.arena);
    }
}

static void nothing_is_read_for_what_is_known(void **state)
{
    fixture f = {0};
    listing known = {.until = "cn-gov"}, found = {.until = "a"}, alone = {0};

    (void)state;
    begin(&f, false);
    assert_int_equal(list(&f, &known), WEIR_OK);
    assert_int_equal(f.read_count, 0);
    assert_int_equal(list(&f, &found), WEIR_OK);
    assert_string_equal(found.text, "24x7 cn-gov a ");
    weir_arena_release(&f.arena);

    begin(&f, false);
    f.resource.neighbours = NULL;
    f.known.each = NULL;
    assert_int_equal(list(&f, &alone), WEIR_OK);
    assert_string_equal(alone.text, "");
    weir_arena_release(&f.arena);
}

static void without_memory_it_says_so(void **state)
{
    weir_err err = WEIR_ENOMEM;
    uint64_t failing = 0;

    (void)state;
    for (; err != WEIR_OK; failing++) {
        fixture f = {.memory = {.fail_at = failing + 1}};
        listing l = {0};

        begin(&f, true);
        err = list(&f, &l);
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
        weir_arena_release(&f.arena);
        assert_int_equal(f.memory.live_count, 0);
    }
    assert_true(failing > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_beside_come_after_those_that_are_known),
        cmocka_unit_test(nothing_is_read_for_what_is_known),
        cmocka_unit_test(without_memory_it_says_so),
    };

    weir_xml_start();
    return cmocka_run_group_tests_name("host/named_calendars", tests, NULL, NULL);
}
