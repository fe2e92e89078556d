/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/model/test_names.c - names at the borders of the tables: too long, without letters, of other languages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "model/model.h"

static void a_part_without_name_is_called_nothing(void **state)
{
    (void)state;
    assert_string_equal(weir_tag_name(WEIR_PART_NONE), "");
    assert_string_equal(weir_attr_name(WEIR_ATTR_NONE), "");
    assert_string_equal(weir_attr_name(WEIR_ATTR_is_executable), "isExecutable");
}

static void signs_and_letters_of_other_scripts_are_no_slip(void **state)
{
    static const char *const names[] = {"", "[", "{}", "~~~~~~~~", "\xE4\xBB\xBB\xE5\x8A\xA1", "123456", "@@@@"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_null(weir_tag_nearest(WEIR_NS_BPMN, weir_text_of(names[i])));
        assert_null(weir_attr_nearest(WEIR_NS_WEIR, weir_text_of(names[i])));
    }
}

static void a_sign_in_the_place_of_a_letter_is_a_slip(void **state)
{
    (void)state;
    assert_string_equal(weir_tag_nearest(WEIR_NS_BPMN, WEIR_T("user[Task")), "userTask");
    assert_string_equal(weir_tag_nearest(WEIR_NS_BPMN, WEIR_T("USERTASK")), "userTask");
    assert_string_equal(weir_tag_nearest(WEIR_NS_BPMN, WEIR_T("usreTask")), "userTask");
}

static void a_name_as_long_as_the_longest_is_compared_and_a_longer_one_is_not(void **state)
{
    char name[64] = "multiInstanceLoopCharacteristics"; /* 32 letters */

    (void)state;
    memcpy(name + 32, "xxx", 4);
    assert_string_equal(weir_tag_nearest(WEIR_NS_BPMN, weir_text_of(name)), "multiInstanceLoopCharacteristics");
    memcpy(name + 32, "xxxxxxxxx", 10); /* 41 */
    assert_null(weir_tag_nearest(WEIR_NS_BPMN, weir_text_of(name)));
}

static void only_an_id_of_the_standard_can_be_referred_to(void **state)
{
    static const struct {
        weir_tag tag;
        const char *id;
        bool expected;
    } rows[] = {
        {WEIR_PART_user_task, "a", true},        {WEIR_PART_user_task, "", false},
        {WEIR_PART_user_task, NULL, false},      {WEIR_PART_dmn_decision, "a", true},
        {WEIR_PART_weir_form_field, "a", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const weir_part part = {.tag = rows[i].tag, .id = weir_text_of(rows[i].id)};

        assert_int_equal(weir_part_is_referable(&part), rows[i].expected);
    }
    for (int tag = WEIR_PART_NONE + 1; tag < WEIR_PART_COUNT; tag++) {
        const weir_part part = {.tag = (weir_tag)tag, .id = WEIR_T("a")};
        const weir_namespace ns = weir_tag_namespace((weir_tag)tag);

        assert_int_equal(weir_part_is_referable(&part), ns != WEIR_NS_WEIR && ns != WEIR_NS_SCENARIO);
    }
}

static void before_it_is_finished_a_model_knows_no_id(void **state)
{
    weir_part root = {.tag = WEIR_PART_definitions, .id = WEIR_T("d")};
    const weir_model model = {.root = &root};

    (void)state;
    assert_null(weir_model_find(&model, WEIR_T("d")));
}

static void an_extension_of_a_decision_is_found_as_well(void **state)
{
    weir_part extension = {.tag = WEIR_PART_weir_in};
    weir_part home = {.tag = WEIR_PART_dmn_extension_elements, .child = &extension};
    const weir_part decision = {.tag = WEIR_PART_dmn_decision, .child = &home};

    (void)state;
    assert_ptr_equal(weir_part_extension(&decision, WEIR_PART_weir_in), &extension);
    assert_null(weir_part_extension(&decision, WEIR_PART_weir_out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_without_name_is_called_nothing),
        cmocka_unit_test(signs_and_letters_of_other_scripts_are_no_slip),
        cmocka_unit_test(a_sign_in_the_place_of_a_letter_is_a_slip),
        cmocka_unit_test(a_name_as_long_as_the_longest_is_compared_and_a_longer_one_is_not),
        cmocka_unit_test(only_an_id_of_the_standard_can_be_referred_to),
        cmocka_unit_test(before_it_is_finished_a_model_knows_no_id),
        cmocka_unit_test(an_extension_of_a_decision_is_found_as_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
