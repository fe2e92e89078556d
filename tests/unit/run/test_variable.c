/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/test_variable.c - where variables are found and set, and what can't become one.
 */
#include "unit/run/run_fixture.h"

#define SCRIPT(text)                                                                                                   \
    AROUND("<scriptTask id='a' scriptFormat='feel' weir:resultVariable='x'><script>" text "</script></scriptTask>")

static void a_name_that_is_not_set_is_null(void **state)
{
    run_fixture *f = *state;

    deploy(f, SCRIPT("= if nothing = null then \"none\" else \"some\""));
    assert_ok(start(f, NULL));
    assert_variable(f, "x", "\"none\"");
}

static void inputs_are_local_and_outputs_are_written_around(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a'><extensionElements><weir:inputOutput>"
                     "<weir:inputParameter name='sum'>= net * 2</weir:inputParameter>"
                     "<weir:inputParameter name='word'> plain </weir:inputParameter>"
                     "<weir:outputParameter name='total'>= sum + 1</weir:outputParameter>"
                     "</weir:inputOutput></extensionElements></userTask>"));
    assert_ok(start(f, "{net: 4, sum: 0}"));
    assert_value(f, &weir_scope_variable(&f->state.scopes.items[1], WEIR_T("word"))->value, "\"plain\"");
    assert_ok(complete(f, "a", "{sum: 20, more: true}"));
    assert_variable(f, "total", "21");
    assert_variable(f, "sum", "0");
    assert_variable(f, "more", "true");
}

static void a_variable_is_set_in_the_nearest_scope_that_has_it(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<subProcess id='a'><extensionElements><weir:inputOutput>"
                     "<weir:inputParameter name='here'>= 1</weir:inputParameter>"
                     "<weir:outputParameter name='out'>= [here, there]</weir:outputParameter>"
                     "</weir:inputOutput></extensionElements><startEvent id='s'/>"
                     "<sequenceFlow id='g1' sourceRef='s' targetRef='b'/><userTask id='b'/></subProcess>"));
    assert_ok(start(f, "{here: 0}"));
    assert_ok(complete(f, "b", "{here: 2, there: 3}"));
    assert_ended(f, "completed");
    assert_variable(f, "here", "0");
    assert_variable(f, "there", "3");
    assert_variable(f, "out", "[2, 3]");
}

static void a_function_can_not_be_stored_however_deep_it_hides(void **state)
{
    static const char *const rows[] = {"= function(n) n", "= [1, function(n) n]", "= {f: {g: [function(n) n]}}"};
    run_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char xml[1024];

        (void)snprintf(xml, sizeof xml, SCRIPT("%s"), rows[i]);
        deploy(f, xml);
        assert_fails(start(f, NULL), WEIR_EVALUE, "", "'x' would hold a function");
    }
}

static void a_function_in_another_fact_names_its_element(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a' weir:assignee='= function() 1'/>"));
    assert_fails(start(f, NULL), WEIR_EVALUE, "a", "a function");
    deploy(
        f,
        AROUND("<userTask id='a'><multiInstanceLoopCharacteristics weir:collection='= [function() 1]'/></userTask>"));
    assert_fails(start(f, NULL), WEIR_EVALUE, "a", "a function");
    deploy(f, AROUND("<task id='a'><multiInstanceLoopCharacteristics weir:outputCollection='all' weir:outputElement='= "
                     "function() 1'><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></task>"));
    assert_fails(start(f, NULL), WEIR_EVALUE, "a", "a function");
}

/* `depth` lists in each other. */
static weir_value nested(run_fixture *f, uint32_t depth)
{
    weir_value value = weir_integer(1);

    for (uint32_t i = 0; i < depth; i++) {
        weir_value *items = WEIR_TAKE(&f->input_arena, weir_value, 1);

        items[0] = value;
        value = weir_list(items, 1);
    }
    return value;
}

static weir_err set_x(run_fixture *f, weir_value value)
{
    weir_entry entry = {WEIR_T("x"), value};

    return run_command(f, (weir_command){.kind = WEIR_COMMAND_SET_VARIABLES, .variables = weir_context(&entry, 1)});
}

static void a_value_is_nested_at_most_a_hundred_deep(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a'/>"));
    assert_ok(start(f, NULL));
    assert_ok(set_x(f, nested(f, 100)));
    assert_fails(set_x(f, nested(f, 101)), WEIR_ELIMIT, "", "value_depth_max = 100");
}

static void a_range_counts_as_a_level(void **state)
{
    run_fixture *f = *state;
    const weir_range range = {.low = weir_integer(1), .high = weir_integer(2), .low_closed = true};
    const weir_value value = {.kind = WEIR_RANGE, .as = {.range = &range}};
    weir_value list;

    deploy(f, AROUND("<userTask id='a'/>"));
    assert_ok(start(f, NULL));
    assert_ok(set_x(f, value));
    list = nested(f, 100);
    for (weir_value *at = &list;; at = (weir_value *)(uintptr_t)at->as.items) {
        if (at->kind == WEIR_LIST)
            continue;
        *at = value;
        break;
    }
    assert_int_equal(set_x(f, list), WEIR_ELIMIT);
}

static void a_variable_weighs_at_most_a_mebibyte(void **state)
{
    const size_t length_max = (size_t)1024 * 1024 - sizeof(weir_value);
    run_fixture *f = *state;
    char *bytes;

    f->is_large = true;
    deploy(f, AROUND("<userTask id='a'/>"));
    assert_ok(start(f, NULL));
    bytes = weir_arena_take(&f->input_arena, length_max + 1);
    memset(bytes, 'a', length_max + 1);
    assert_ok(set_x(f, weir_string((weir_text){bytes, length_max})));
    assert_fails(set_x(f, weir_string((weir_text){bytes, length_max + 1})), WEIR_ELIMIT, "",
                 "'x' is larger than variable_bytes_max");
    {
        const weir_entry long_key = {{bytes, length_max}, weir_null()};
        const weir_value in_list = weir_string((weir_text){bytes, length_max});

        assert_int_equal(set_x(f, weir_context(&long_key, 1)), WEIR_ELIMIT);
        assert_int_equal(set_x(f, weir_list(&in_list, 1)), WEIR_ELIMIT);
    }
}

static void a_default_fills_what_is_absent_but_not_what_is_null(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a'><extensionElements><weir:formData>"
                     "<weir:formField id='n' type='integer' label='N' defaultValue='7'/>"
                     "<weir:formField id='b' type='boolean' label='B' defaultValue='true'/>"
                     "<weir:formField id='d' type='date' label='D' defaultValue='2026-01-01'/>"
                     "<weir:formField id='s' type='string' label='S' defaultValue='= \"x\" + string(n)'/>"
                     "<weir:formField id='none' type='string' label='none'/>"
                     "</weir:formData></extensionElements></userTask>"));
    assert_ok(start(f, NULL));
    assert_ok(complete(f, "a", "{b: null}"));
    assert_variable(f, "n", "7");
    assert_variable(f, "b", "null");
    assert_variable(f, "d", "date(\"2026-01-01\")");
    assert_variable(f, "s", "\"x7\"");
    assert_variable(f, "none", NULL);
}

static void defaults_of_an_item_stay_with_the_item(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a'><extensionElements><weir:formData>"
                     "<weir:formField id='grade' type='string' label='G' defaultValue='= \"g\" + string(loopCounter)'/>"
                     "</weir:formData></extensionElements>"
                     "<multiInstanceLoopCharacteristics isSequential='true' weir:outputCollection='all' "
                     "weir:outputElement='= grade'><loopCardinality>2</loopCardinality>"
                     "</multiInstanceLoopCharacteristics></userTask>"));
    assert_ok(start(f, NULL));
    assert_ok(complete(f, "a", NULL));
    assert_ok(complete(f, "a", NULL));
    assert_variable(f, "all", "[\"g0\", \"g1\"]");
    assert_variable(f, "grade", NULL);
}

static void a_setting_that_must_be_a_text_says_why_it_is_none(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<serviceTask id='a' weir:topic='= 1'/>"));
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "the topic gives a number instead of a text");
    deploy(f, AROUND("<serviceTask id='a' weir:topic='= \"a\" + 1'/>"));
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "the topic gives a null instead of a text: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_name_that_is_not_set_is_null),
        TEST(inputs_are_local_and_outputs_are_written_around),
        TEST(a_variable_is_set_in_the_nearest_scope_that_has_it),
        TEST(a_function_can_not_be_stored_however_deep_it_hides),
        TEST(a_function_in_another_fact_names_its_element),
        TEST(a_value_is_nested_at_most_a_hundred_deep),
        TEST(a_range_counts_as_a_level),
        TEST(a_variable_weighs_at_most_a_mebibyte),
        TEST(a_default_fills_what_is_absent_but_not_what_is_null),
        TEST(defaults_of_an_item_stay_with_the_item),
        TEST(a_setting_that_must_be_a_text_says_why_it_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
