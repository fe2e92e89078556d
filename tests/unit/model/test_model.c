/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/model/test_model.c - the tree of parts and its names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "model/model.h"

typedef struct fixture {
    test_memory memory;
    weir_arena arena;
    weir_model model;
    weir_part *definitions, *process, *task, *gateway;
} fixture;

static weir_part *append(fixture *f, weir_part *parent, weir_tag tag, const char *id)
{
    weir_part *part;

    assert_int_equal(weir_model_append(&f->model, &f->arena, parent, tag, 7, &part), WEIR_OK);
    part->id = weir_text_of(id);
    return part;
}

/* definitions( process( task( extensionElements, extensionElements( decision d ) ), gateway ), process q ) */
static int open_fixture(void **state)
{
    static fixture f;
    weir_part *second_home;

    memset(&f, 0, sizeof f);
    *state = &f;
    weir_arena_init(&f.arena, test_memory_port(&f.memory, false), 1 << 20);
    f.definitions = append(&f, NULL, WEIR_PART_definitions, NULL);
    f.process = append(&f, f.definitions, WEIR_PART_process, "p");
    f.task = append(&f, f.process, WEIR_PART_business_rule_task, "a");
    (void)append(&f, f.task, WEIR_PART_extension_elements, NULL);
    second_home = append(&f, f.task, WEIR_PART_extension_elements, NULL);
    (void)append(&f, second_home, WEIR_PART_weir_decision, "d");
    f.gateway = append(&f, f.process, WEIR_PART_exclusive_gateway, "g");
    (void)append(&f, f.definitions, WEIR_PART_process, "q");
    assert_int_equal(weir_model_finish(&f.model, &f.arena), WEIR_OK);
    return 0;
}

static int close_fixture(void **state)
{
    fixture *f = *state;

    weir_arena_release(&f->arena);
    return f->memory.live_count == 0 ? 0 : -1;
}

static void a_walk_goes_in_document_order_and_stays_below_its_top(void **state)
{
    fixture *f = *state;
    uint32_t order = 0;

    for (const weir_part *part = f->model.root; part != NULL; part = weir_part_walk(part, f->model.root))
        assert_int_equal(part->order, order++);
    assert_int_equal(order, f->model.part_count);
    order = 0;
    for (const weir_part *part = f->task; part != NULL; part = weir_part_walk(part, f->task))
        order++;
    assert_int_equal(order, 4);
}

static void parts_are_found_by_id(void **state)
{
    fixture *f = *state;

    assert_ptr_equal(weir_model_find(&f->model, WEIR_T("g")), f->gateway);
    assert_null(weir_model_find(&f->model, WEIR_T("nobody")));
    assert_null(weir_model_find(&f->model, WEIR_NO_TEXT));
}

static void ids_of_extension_elements_are_not_found(void **state)
{
    fixture *f = *state;

    assert_null(weir_model_find(&f->model, WEIR_T("d")));
}

static void the_first_of_two_parts_with_one_id_is_found(void **state)
{
    fixture *f = *state;

    (void)append(f, f->process, WEIR_PART_task, "a");
    assert_int_equal(weir_model_finish(&f->model, &f->arena), WEIR_OK);
    assert_ptr_equal(weir_model_find(&f->model, WEIR_T("a")), f->task);
}

static void many_ids_are_found(void **state)
{
    static char ids[1000][16];
    fixture *f = *state;

    for (int i = 0; i < 1000; i++) {
        (void)snprintf(ids[i], sizeof ids[i], "n%d", i);
        (void)append(f, f->process, WEIR_PART_task, ids[i]);
    }
    assert_int_equal(weir_model_finish(&f->model, &f->arena), WEIR_OK);
    for (int i = 0; i < 1000; i++)
        assert_true(weir_text_equal(weir_model_find(&f->model, weir_text_of(ids[i]))->id, weir_text_of(ids[i])));
}

static void a_part_of_a_file_can_be_a_model_of_its_own(void **state)
{
    fixture *f = *state;
    weir_model part = {.root = f->process};

    assert_int_equal(weir_model_finish(&part, &f->arena), WEIR_OK);
    assert_ptr_equal(weir_model_find(&part, WEIR_T("a")), f->task);
    assert_null(weir_model_find(&part, WEIR_T("q")));
}

static void an_extension_is_found_in_any_home(void **state)
{
    fixture *f = *state;

    assert_non_null(weir_part_extension(f->task, WEIR_PART_weir_decision));
    assert_null(weir_part_extension(f->task, WEIR_PART_weir_in));
    assert_null(weir_part_extension(f->gateway, WEIR_PART_weir_decision));
}

static void children_and_siblings_are_found_by_tag(void **state)
{
    fixture *f = *state;

    assert_ptr_equal(weir_part_child(f->process, WEIR_PART_exclusive_gateway), f->gateway);
    assert_ptr_equal(weir_part_sibling(f->task, WEIR_PART_exclusive_gateway), f->gateway);
    assert_null(weir_part_sibling(f->gateway, WEIR_PART_exclusive_gateway));
    assert_null(weir_part_child(f->gateway, WEIR_PART_incoming));
}

static void a_flag_takes_the_spellings_of_xml_and_else_its_default(void **state)
{
    static const struct {
        const char *value;
        bool otherwise, expected;
    } cases[] = {
        {"true", false, true}, {" 1\n", false, true},  {"false", true, false}, {"0", true, false},
        {"yes", true, true},   {"TRUE", false, false}, {"", true, true},
    };
    weir_part part = {.attribute_count = 1};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        weir_attribute attribute = {WEIR_ATTR_is_sequential, weir_text_of(cases[i].value)};

        part.attributes = &attribute;
        assert_int_equal(weir_part_flag(&part, WEIR_ATTR_is_sequential, cases[i].otherwise), cases[i].expected);
    }
    part.attribute_count = 0;
    assert_true(weir_part_flag(&part, WEIR_ATTR_is_sequential, true));
    assert_null(weir_part_attribute(&part, WEIR_ATTR_is_sequential).at);
}

static void a_reference_loses_its_prefix_and_blanks(void **state)
{
    (void)state;
    assert_true(weir_text_equal(weir_reference_id(WEIR_T(" tns:a ")), WEIR_T("a")));
    assert_true(weir_text_equal(weir_reference_id(WEIR_T("a-b")), WEIR_T("a-b")));
    assert_true(weir_text_equal(weir_reference_id(WEIR_T("urn:x:a")), WEIR_T("a")));
    assert_int_equal(weir_reference_id(WEIR_NO_TEXT).length, 0);
}

static void every_name_of_the_tables_is_found_again(void **state)
{
    fixture *f = *state;
    weir_names names;

    assert_int_equal(weir_names_build(&f->arena, &names), WEIR_OK);
    for (int tag = WEIR_PART_NONE + 1; tag < WEIR_PART_COUNT; tag++) {
        weir_text name = weir_text_of(weir_tag_name((weir_tag)tag));

        if (name.length > 0)
            assert_int_equal(weir_tag_find(&names, weir_tag_namespace((weir_tag)tag), name), tag);
    }
    for (int attr = WEIR_ATTR_NONE + 1; attr < WEIR_ATTR_COUNT; attr++) {
        weir_text name = weir_text_of(weir_attr_name((weir_attr)attr));
        bool found = weir_attr_find(&names, WEIR_NS_NONE, name) == (weir_attr)attr ||
                     weir_attr_find(&names, WEIR_NS_WEIR, name) == (weir_attr)attr ||
                     weir_attr_find(&names, WEIR_NS_MODELER, name) == (weir_attr)attr;

        assert_true(found);
    }
}

static void a_name_belongs_to_its_namespace(void **state)
{
    fixture *f = *state;
    weir_names names;

    assert_int_equal(weir_names_build(&f->arena, &names), WEIR_OK);
    assert_int_equal(weir_tag_find(&names, WEIR_NS_BPMN, WEIR_T("definitions")), WEIR_PART_definitions);
    assert_int_equal(weir_tag_find(&names, WEIR_NS_DMN, WEIR_T("definitions")), WEIR_PART_dmn_definitions);
    assert_int_equal(weir_tag_find(&names, WEIR_NS_WEIR, WEIR_T("definitions")), WEIR_PART_NONE);
    assert_int_equal(weir_tag_find(&names, WEIR_NS_BPMN, WEIR_T("")), WEIR_PART_NONE);
    assert_int_equal(weir_attr_find(&names, WEIR_NS_NONE, WEIR_T("assignee")), WEIR_ATTR_NONE);
    assert_int_equal(weir_attr_find(&names, WEIR_NS_WEIR, WEIR_T("assignee")), WEIR_ATTR_weir_assignee);
    assert_int_equal(weir_namespace_find(WEIR_T("urn:weir:bpmn")), WEIR_NS_WEIR);
    assert_int_equal(weir_namespace_find(WEIR_T("http://operaton.org/schema/1.0/dmn")), WEIR_NS_MODELER);
    assert_int_equal(weir_namespace_find(WEIR_T("urn:other")), WEIR_NS_COUNT);
}

static void a_slip_of_the_keyboard_is_recognised(void **state)
{
    (void)state;
    assert_string_equal(weir_tag_nearest(WEIR_NS_BPMN, WEIR_T("usertask")), "userTask");
    assert_string_equal(weir_tag_nearest(WEIR_NS_BPMN, WEIR_T("exclusivGatway")), "exclusiveGateway");
    assert_string_equal(weir_attr_nearest(WEIR_NS_NONE, WEIR_T("nmae")), "name");
    assert_string_equal(weir_attr_nearest(WEIR_NS_WEIR, WEIR_T("candidateGroup")), "candidateGroups");
    assert_null(weir_tag_nearest(WEIR_NS_BPMN, WEIR_T("somethingElse")));
    assert_null(weir_attr_nearest(WEIR_NS_NONE, WEIR_T("q")));
    assert_null(weir_attr_nearest(WEIR_NS_NONE, WEIR_T("aNameThatIsMuchLongerThanAnyNameOfTheTables")));
}

static void building_without_memory_gives_enomem(void **state)
{
    fixture *f = *state;
    weir_arena small;
    weir_names names;
    weir_part *part;

    weir_arena_init(&small, test_memory_port(&f->memory, true), 16);
    assert_int_equal(weir_names_build(&small, &names), WEIR_ENOMEM);
    assert_int_equal(weir_model_append(&f->model, &small, f->process, WEIR_PART_task, 1, &part), WEIR_ENOMEM);
    assert_int_equal(weir_model_finish(&f->model, &small), WEIR_ENOMEM);
    weir_arena_release(&small);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_walk_goes_in_document_order_and_stays_below_its_top),
        TEST(parts_are_found_by_id),
        TEST(ids_of_extension_elements_are_not_found),
        TEST(the_first_of_two_parts_with_one_id_is_found),
        TEST(many_ids_are_found),
        TEST(a_part_of_a_file_can_be_a_model_of_its_own),
        TEST(an_extension_is_found_in_any_home),
        TEST(children_and_siblings_are_found_by_tag),
        TEST(a_flag_takes_the_spellings_of_xml_and_else_its_default),
        TEST(a_reference_loses_its_prefix_and_blanks),
        TEST(every_name_of_the_tables_is_found_again),
        TEST(a_name_belongs_to_its_namespace),
        TEST(a_slip_of_the_keyboard_is_recognised),
        TEST(building_without_memory_gives_enomem),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
