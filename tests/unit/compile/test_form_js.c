/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/compile/test_form_js.c - forms of form-js from their JSON, with and without memory.
 */
#include "compile/form_js.h"

#include "rules_fixture.h"

#define FORM(components) "{\"id\":\"f\",\"components\":[" components "]}"

typedef struct form_fixture {
    test_memory memory;
    weir_arena arena;
    weir_problems problems;
} form_fixture;

static void begin(form_fixture *f)
{
    weir_arena_init(&f->arena, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
    weir_problems_init(&f->problems, &f->arena);
}

static void end(form_fixture *f)
{
    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
}

static void what_is_wrong_has_a_name_and_a_place(void **state)
{
    static const struct {
        const char *text, *rule, *words;
        weir_err err;
    } rows[] = {
        {"{", "form-syntax", "no JSON", WEIR_EMODEL},
        {"[]", "form-no-form", "not a list", WEIR_EMODEL},
        {"{\"components\":[]}", "form-no-form", "no id", WEIR_EMODEL},
        {"{\"id\":\"f\"}", "form-components-missing", "asks for nothing", WEIR_OK},
        {"{\"id\":\"f\",\"components\":{}}", "form-no-form", "no list", WEIR_EMODEL},
        {FORM("1"), "form-no-form", "components[0]: it is no component", WEIR_EMODEL},
        {FORM("{\"key\":\"a\"}"), "form-no-form", "components[0]", WEIR_EMODEL},
        {FORM("{\"type\":\"text\"},{\"type\":\"number\",\"id\":\"n\"}"), "form-key-missing",
         "components[1]: the number", WEIR_EMODEL},
        {FORM("{\"type\":\"number\",\"key\":\"a\"},{\"type\":\"group\",\"components\":[{\"type\":\"radio\",\"key\":"
              "\"a\"}]}"),
         "form-key-twice", "components[1].components[0]", WEIR_EMODEL},
        {FORM("{\"type\":\"number\",\"key\":\"a\",\"conditional\":{\"hide\":\"=x\"}},{\"type\":\"radio\",\"key\":"
              "\"a\"}"),
         NULL, NULL, WEIR_OK},
        {FORM("{\"type\":\"group\",\"components\":1}"), "form-no-form", "components[0]: its components are no list",
         WEIR_EMODEL},
        {FORM("{\"type\":\"group\"}"), NULL, NULL, WEIR_OK},
        {FORM("{\"type\":\"hologram\",\"key\":\"a\"}"), "form-component-unknown", "the type 'hologram'", WEIR_OK},
        {FORM("{\"type\":\"hologram\"}"), "form-component-unknown", "components[0]", WEIR_OK},
        {FORM("{\"type\":\"number\",\"key\":\"a\",\"validate\":{\"min\":\"few\"}}"), "form-rule-invalid", "min",
         WEIR_OK},
        {FORM("{\"type\":\"number\",\"key\":\"a\",\"validate\":{\"min\":\"\",\"max\":null}}"), NULL, NULL, WEIR_OK},
        {FORM("{\"type\":\"number\",\"key\":\"a\",\"validate\":1}"), NULL, NULL, WEIR_OK},
        {FORM("{\"type\":\"textfield\",\"key\":\"a\",\"validate\":{\"minLength\":1.5}}"), "form-rule-invalid",
         "minLength", WEIR_OK},
        {FORM("{\"type\":\"textfield\",\"key\":\"a\",\"validate\":{\"pattern\":\"(\"}}"), "form-rule-invalid",
         "pattern", WEIR_OK},
        {FORM("{\"type\":\"textfield\",\"key\":\"a\",\"validate\":{\"pattern\":\"^\\\"\\\\d$\"}}"), NULL, NULL,
         WEIR_OK},
        {FORM("{\"type\":\"radio\",\"key\":\"a\",\"values\":1}"), "form-rule-invalid", "values", WEIR_OK},
        {FORM("{\"type\":\"radio\",\"key\":\"a\",\"values\":[{\"label\":\"x\"}]}"), "form-rule-invalid", "a choice",
         WEIR_OK},
        {FORM("{\"type\":\"radio\",\"key\":\"a\",\"conditional\":{\"hide\":\"=x +\"}}"), "form-rule-invalid",
         "conditional.hide", WEIR_OK},
        {FORM("{\"type\":\"textfield\",\"key\":\"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.f.g.h.i."
              "j.k.l.m"
              ".n.o.p.q.r.s.t.u.v.w.x\"}"),
         "form-no-form", "nested deeper", WEIR_EMODEL},
        {FORM("{\"type\":\"textfield\",\"disabled\":true}"), NULL, NULL, WEIR_OK},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        form_fixture f = {0};
        const weir_deployed_form *form = NULL;

        begin(&f);
        if (weir_form_js_read(weir_text_of(rows[i].text), &f.arena, &f.problems, &form) != rows[i].err)
            fail_msg("%s: another result", rows[i].text);
        assert_int_equal(form != NULL, rows[i].err == WEIR_OK);
        if (f.problems.count != (rows[i].rule ? 1 : 0))
            fail_msg("%s: %u problems", rows[i].text, f.problems.count);
        if (rows[i].rule) {
            const weir_problem *problem = &f.problems.items[0];

            assert_string_equal(problem->rule, rows[i].rule);
            if (weir_text_find(problem->message, weir_text_of(rows[i].words), 0) == SIZE_MAX)
                fail_msg("%s: %.*s", rows[i].text, WEIR_ARG(problem->message));
        }
        end(&f);
    }
}

static void groups_can_be_as_deep_as_the_limit(void **state)
{
    char text[4096] = "{\"id\":\"f\",\"components\":[";
    form_fixture f = {0};
    const weir_deployed_form *form = NULL;

    (void)state;
    for (int i = 0; i < 17; i++)
        (void)strncat(text, "{\"type\":\"group\",\"path\":\"p\",\"components\":[", sizeof text - strlen(text) - 1);
    for (int i = 0; i < 17; i++)
        (void)strncat(text, "]}", sizeof text - strlen(text) - 1);
    (void)strncat(text, "]}", sizeof text - strlen(text) - 1);
    begin(&f);
    assert_int_equal(weir_form_js_read(weir_text_of(text), &f.arena, &f.problems, &form), WEIR_EMODEL);
    assert_string_equal(f.problems.items[0].rule, "form-no-form");
    end(&f);
}

static void fields_have_what_the_components_say(void **state)
{
    form_fixture f = {0};
    const weir_deployed_form *form = NULL;

    (void)state;
    begin(&f);
    assert_int_equal(
        weir_form_js_read(
            WEIR_T(FORM("{\"type\":\"number\",\"key\":\"n\",\"decimalDigits\":0,\"defaultValue\":3,\"validate\":{"
                        "\"required\":true}},"
                        "{\"type\":\"number\",\"key\":\"t\",\"serializeToString\":true},"
                        "{\"type\":\"dynamiclist\",\"path\":\"rows\",\"conditional\":{\"hide\":\"=a\"},\"components\":["
                        "{\"type\":\"select\",\"key\":\"k\",\"values\":[\"x\",{\"value\":2}],\"conditional\":{\"hide\":"
                        "\"=b\"}}]}")),
            &f.arena, &f.problems, &form),
        WEIR_OK);
    assert_int_equal(form->field_count, 3);
    assert_int_equal(form->fields[0].type, WEIR_FIELD_WHOLE_TYPE);
    assert_true(form->fields[0].is_required && !form->fields[0].must_be_true);
    assert_int_equal(form->fields[1].type, WEIR_FIELD_ANY_TYPE);
    assert_true(weir_text_equal(form->fields[2].id, WEIR_T("rows.k")));
    assert_int_equal(form->fields[2].path_count, 2);
    assert_true(form->fields[2].path[0].is_each && !form->fields[2].path[1].is_each);
    assert_int_equal(form->fields[2].choice_count, 2);
    assert_true(weir_text_equal(weir_expression_source(form->fields[2].hide), WEIR_T("(a) or (b)")));
    assert_int_equal(form->default_count, 1);
    assert_true(weir_text_equal(form->defaults[0].name, WEIR_T("n")));
    end(&f);
}

static void memory_may_end_at_any_request(void **state)
{
    const weir_text text =
        WEIR_T(FORM("{\"type\":\"textfield\",\"key\":\"a.b\",\"validate\":{\"pattern\":\"^a\",\"maxLength\":3}},{"
                    "\"type\":\"odd\",\"key\":\"o\"},"
                    "{\"type\":\"group\",\"path\":\"g\",\"conditional\":{\"hide\":\"=x\"},\"components\":[{\"type\":"
                    "\"radio\",\"key\":\"k\","
                    "\"values\":[{\"value\":\"v\"}],\"defaultValue\":\"v\",\"conditional\":{\"hide\":\"=y\"}}]},"
                    "{\"type\":\"radio\",\"key\":\"d\",\"defaultValue\":\"v\"}"));
    uint64_t n = 1;

    (void)state;
    for (;; n++) {
        test_memory memory = {.fail_at = n};
        const weir_deployed_form *form = NULL;
        weir_problems problems;
        weir_arena arena;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        weir_problems_init(&problems, &arena);
        err = weir_form_js_read(text, &arena, &problems, &form);
        assert_int_equal(err, memory.take_count < n ? WEIR_OK : WEIR_ENOMEM);
        weir_arena_release(&arena);
        assert_int_equal(memory.live_count, 0);
        if (err == WEIR_OK)
            break;
    }
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_has_a_name_and_a_place),
        cmocka_unit_test(groups_can_be_as_deep_as_the_limit),
        cmocka_unit_test(fields_have_what_the_components_say),
        cmocka_unit_test(memory_may_end_at_any_request),
    };

    return cmocka_run_group_tests_name("compile/form_js", tests, NULL, NULL);
}
