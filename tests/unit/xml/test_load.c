/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/xml/test_load.c - from bytes to parts, without schemas.
 */
#include "unit/xml/xml_fixture.h"

static const weir_part *find(xml_fixture *f, const char *id)
{
    const weir_part *part = weir_model_find(&f->model, weir_text_of(id));

    assert_non_null(part);
    return part;
}

static void assert_text(weir_text text, const char *expected)
{
    if (!weir_text_equal(text, weir_text_of(expected)))
        fail_msg("expected \"%s\", found \"%.*s\"", expected, WEIR_ARG(text));
}

static void elements_become_parts_with_their_place_in_the_tree(void **state)
{
    xml_fixture *f = *state;
    const weir_part *process, *task;

    assert_int_equal(read_text(f, PROCESS "<startEvent id=\"s\"/>\n<userTask id=\"a\" name=\"A &amp; B\"/>\n" END),
                     WEIR_OK);
    assert_clean(f);
    process = find(f, "p");
    task = find(f, "a");
    assert_int_equal(f->model.root->tag, WEIR_PART_definitions);
    assert_int_equal(process->tag, WEIR_PART_process);
    assert_int_equal(task->tag, WEIR_PART_user_task);
    assert_ptr_equal(task->parent, process);
    assert_ptr_equal(find(f, "s")->next, task);
    assert_int_equal(task->line, 4);
    assert_int_equal(task->order, 3);
    assert_text(weir_part_attribute(task, WEIR_ATTR_name), "A & B");
}

static void a_line_is_that_of_the_start_of_the_start_tag(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(
        read_text(f, PROCESS "<!-- a\n b -->\n<userTask\n  id=\"a\"\n\n  name=\"x\"\n/><task id=\"b\">\n</task>" END),
        WEIR_OK);
    assert_int_equal(find(f, "a")->line, 5);
    assert_int_equal(find(f, "b")->line, 9);
}

static void a_lone_carriage_return_ends_a_line_and_a_pair_ends_one_line(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(
        read_text(f, HEAD "<process id=\"p\">\r<task id=\"a\"/>\r\n<task id=\"b\"/></process></definitions>"), WEIR_OK);
    assert_int_equal(find(f, "a")->line, 3);
    assert_int_equal(find(f, "b")->line, 4);
}

static void lines_beyond_65535_are_exact(void **state)
{
    xml_fixture *f = *state;
    size_t head = strlen(PROCESS), blank = 70000;
    char *bytes = test_malloc(head + blank + 200);

    memcpy(bytes, PROCESS, head);
    memset(bytes + head, '\n', blank);
    (void)snprintf(bytes + head + blank, 200, "<task id=\"a\"\n/>%s", END);
    assert_int_equal(read_text(f, bytes), WEIR_OK);
    assert_int_equal(find(f, "a")->line, 70003);
    test_free(bytes);
}

static void text_directly_inside_is_joined_and_blank_text_is_absent(void **state)
{
    xml_fixture *f = *state;
    const weir_part *script;

    assert_int_equal(
        read_text(f, PROCESS
                  "<scriptTask id=\"a\">\n <script> a &lt; <![CDATA[b < ]]>c<!-- no --> </script>\n</scriptTask>" END),
        WEIR_OK);
    script = weir_part_child(find(f, "a"), WEIR_PART_script);
    assert_text(script->text, " a < b < c ");
    assert_null(find(f, "a")->text.at);
}

static void an_unknown_element_of_bpmn_stays_with_its_name(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(
        read_text(f, PROCESS "<choreographyTask id=\"c\" odd=\"1\"><task id=\"in\"/></choreographyTask>" END), WEIR_OK);
    assert_clean(f);
    assert_int_equal(find(f, "c")->tag, WEIR_PART_NONE);
    assert_text(find(f, "c")->text, "choreographyTask");
    assert_ptr_equal(find(f, "in")->parent, find(f, "c"));
}

static void foreign_elements_are_left_out_with_all_in_them(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(
        read_text(f,
                  PROCESS "<extensionElements><x:a xmlns:x=\"urn:x\"><task "
                          "id=\"hidden\"/></x:a></extensionElements><task id=\"a\" x:y=\"1\" xmlns:x=\"urn:x\"/>" END),
        WEIR_OK);
    assert_clean(f);
    assert_null(weir_model_find(&f->model, WEIR_T("hidden")));
    assert_int_equal(find(f, "a")->attribute_count, 1);
}

static void diagrams_are_left_out(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, HEAD
                               "<process id=\"p\"/><d:BPMNDiagram xmlns:d=\"http://www.omg.org/spec/BPMN/20100524/DI\" "
                               "id=\"d\"><d:BPMNPlane/></d:BPMNDiagram></definitions>"),
                     WEIR_OK);
    assert_clean(f);
    assert_int_equal(f->model.part_count, 2);
}

static void any_prefix_will_do(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, "<q:definitions xmlns:q=\"" BPMN_URI "\"><q:process id=\"p\"/></q:definitions>"),
                     WEIR_OK);
    assert_int_equal(find(f, "p")->tag, WEIR_PART_process);
}

static void all_versions_of_dmn_have_the_same_tags(void **state)
{
    static const char *const uris[] = {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    };
    xml_fixture *f = *state;

    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        char text[300];

        (void)snprintf(
            text, sizeof text,
            "<definitions xmlns=\"%s\" name=\"d\" namespace=\"n\"><decision id=\"x\" name=\"x\"/></definitions>",
            uris[i]);
        assert_int_equal(read_text(f, text), WEIR_OK);
        assert_int_equal(find(f, "x")->tag, WEIR_PART_dmn_decision);
    }
}

static void other_encodings_are_read(void **state)
{
    xml_fixture *f = *state;
    char utf_16[400];
    const char *ascii = "<?xml version='1.0' encoding='UTF-16'?><definitions xmlns='" BPMN_URI "' name='x'/>";
    size_t length = 0;

    assert_int_equal(read_text(f, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><definitions xmlns=\"" BPMN_URI
                                  "\" name=\"\xE4\"/>"),
                     WEIR_OK);
    assert_text(weir_part_attribute(f->model.root, WEIR_ATTR_name), "\xC3\xA4");
    assert_int_equal(read_text(f, "<?xml version=\"1.0\" encoding='windows-1252'?><definitions xmlns=\"" BPMN_URI
                                  "\" name=\"\x80\"/>"),
                     WEIR_OK);
    assert_text(weir_part_attribute(f->model.root, WEIR_ATTR_name), "\xE2\x82\xAC");
    assert_int_equal(read_text(f, "\xEF\xBB\xBF<definitions xmlns=\"" BPMN_URI "\" name=\"\xE4\xB8\xAD\"/>"), WEIR_OK);
    assert_text(weir_part_attribute(f->model.root, WEIR_ATTR_name), "\xE4\xB8\xAD");

    utf_16[length++] = '\xFE';
    utf_16[length++] = '\xFF';
    for (const char *c = ascii; *c != '\0'; c++) {
        bool is_last = c[0] == 'x' && c[1] == '\'' && c[2] == '/'; /* becomes U+1F600 */

        memcpy(utf_16 + length, is_last ? "\xD8\x3D\xDE\x00" : "\0\0", is_last ? 4 : 2);
        if (!is_last)
            utf_16[length + 1] = *c;
        length += is_last ? 4 : 2;
    }
    assert_int_equal(read_bytes(f, utf_16, length), WEIR_OK);
    assert_text(weir_part_attribute(f->model.root, WEIR_ATTR_name), "\xF0\x9F\x98\x80");
}

static void a_second_id_is_reported_with_the_line_of_the_first(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, PROCESS "<task id=\"a\"/>\n<userTask id=\"a\"/>" END), WEIR_OK);
    assert_problem(f, WEIR_ERROR, "id-duplicate", 4, "a", "<task> in line 3");
    assert_int_equal(find(f, "a")->tag, WEIR_PART_task);
}

static void ids_of_form_fields_may_repeat(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, PROCESS
                               "<task id=\"a\"><extensionElements><weir:formData><weir:formField "
                               "id=\"a\"/><weir:formField id=\"a b\"/></weir:formData></extensionElements></task>" END),
                     WEIR_OK);
    assert_clean(f);
    assert_int_equal(find(f, "a")->tag, WEIR_PART_task);
}

static void scenarios_of_one_file_have_ids_of_their_own(void **state)
{
    xml_fixture *f = *state;
    const char *head = "<scenarios xmlns=\"urn:weir:scenario\" xmlns:b=\"" BPMN_URI "\">";
    char text[600];

    (void)snprintf(text, sizeof text,
                   "%s<scenario name=\"x\"><b:process id=\"p\"/></scenario><scenario name=\"y\"><b:process "
                   "id=\"p\"/></scenario></scenarios>",
                   head);
    assert_int_equal(read_text(f, text), WEIR_OK);
    assert_clean(f);
    (void)snprintf(text, sizeof text,
                   "%s<scenario name=\"x\"><b:process id=\"p\"/>\n<b:process id=\"p\"/></scenario></scenarios>", head);
    assert_int_equal(read_text(f, text), WEIR_OK);
    assert_problem(f, WEIR_ERROR, "id-duplicate", 2, "p", "line 1");
    (void)snprintf(
        text, sizeof text,
        "%s<scenario name=\"x\"><b:definitions><b:process id=\"p\"/></b:definitions><b:definitions><b:process "
        "id=\"p\"/></b:definitions></scenario></scenarios>",
        head);
    assert_int_equal(read_text(f, text), WEIR_OK);
    assert_clean(f);
}

static void an_id_must_be_a_name(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, PROCESS "<task id=\"1a\"/>" END), WEIR_OK);
    assert_problem(f, WEIR_ERROR, "id-invalid", 3, "1a", "must begin with a letter");
    assert_int_equal(read_text(f, PROCESS "<task id=\"a b\"/>" END), WEIR_OK);
    assert_problem(f, WEIR_ERROR, "id-invalid", 3, "a b", "\"a b\"");
    assert_int_equal(read_text(f, PROCESS "<task id=\"任务-1\"/>" END), WEIR_OK);
    assert_clean(f);
}

static void an_unknown_name_of_weir_is_an_error_with_a_suggestion(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, PROCESS "<userTask id=\"a\" weir:asignee=\"x\"/>" END), WEIR_OK);
    assert_problem(f, WEIR_ERROR, "weir-name-unknown", 3, "a", "did you mean \"assignee\"");
    assert_int_equal(
        read_text(f, PROCESS "<task id=\"a\"><extensionElements>\n<weir:decison/></extensionElements></task>" END),
        WEIR_OK);
    assert_problem(f, WEIR_ERROR, "weir-name-unknown", 4, "a", "did you mean \"decision\"");
    assert_int_equal(
        read_text(f, PROCESS
                  "<task id=\"a\"><extensionElements><weir:decision reff=\"x\"/></extensionElements></task>" END),
        WEIR_OK);
    assert_problem(f, WEIR_ERROR, "weir-name-unknown", 3, "a", "did you mean \"ref\"");
    assert_int_equal(read_text(f, PROCESS "<userTask id=\"a\" weir:quitedifferent=\"x\"/>" END), WEIR_OK);
    assert_problem(f, WEIR_ERROR, "weir-name-unknown", 3, "a", "\"quitedifferent\" for <userTask>");
}

static void an_unknown_attribute_of_bpmn_is_a_warning_with_a_suggestion(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, PROCESS "<userTask id=\"a\" nmae=\"x\"/>" END), WEIR_OK);
    assert_problem(f, WEIR_WARNING, "attribute-unknown", 3, "a", "did you mean \"name\"");
}

static void words_of_another_engine_become_those_of_weir(void **state)
{
    xml_fixture *f = *state;
    const weir_part *task;

    assert_int_equal(read_text(f, PROCESS
                               "<userTask id=\"a\" c:assignee=\"x &amp; &quot;y&quot;\" c:priority=\"1\" "
                               "xmlns:c=\"http://camunda.org/schema/1.0/bpmn\">\n<extensionElements><c:properties "
                               "xmlns:c=\"http://camunda.org/schema/1.0/bpmn\"/></extensionElements></userTask>" END),
                     WEIR_OK);
    assert_clean(f);
    task = weir_model_find(&f->model, WEIR_T("a"));
    assert_true(weir_text_equal(weir_part_attribute(task, WEIR_ATTR_weir_assignee), WEIR_T("x & \"y\"")));
    assert_int_equal(task->line, 3);
    assert_int_equal(weir_part_extension(task, WEIR_PART_weir_properties)->line, 4);
}

static void what_no_word_of_weir_stands_for_is_reported_where_it_stands(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, PROCESS "<userTask id=\"a\"/>\n<userTask\n id=\"b\" f:skipExpression=\"${x}\" "
                                          "xmlns:f=\"http://flowable.org/bpmn\"/>" END),
                     WEIR_OK);
    assert_problem(f, WEIR_ERROR, "dialect-unmapped", 4, "b", "f:skipExpression=\"${x}\" is not executed: draw");
}

static void the_language_between_sheet_and_reader_is_not_for_files(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f,
                               PROCESS "<task id=\"a\" z:at=\"1\" xmlns:z=\"urn:weir:adapt\" "
                                       "xmlns:c=\"http://camunda.org/schema/1.0/bpmn\"><extensionElements><z:unmapped "
                                       "severity=\"error\">x</z:unmapped></extensionElements></task>" END),
                     WEIR_OK);
    assert_clean(f);
    assert_int_equal(weir_model_find(&f->model, WEIR_T("a"))->line, 3);
}

static void an_element_that_lost_its_namespace_is_an_error(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, "<b:definitions xmlns:b=\"" BPMN_URI
                                  "\"><b:process id=\"p\">\n<userTask id=\"a\"/></b:process></b:definitions>"),
                     WEIR_OK);
    assert_problem(f, WEIR_ERROR, "namespace-missing", 2, "p", "<userTask> has no namespace");
}

static void an_unusual_order_of_children_is_a_warning(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, PROCESS "<task id=\"a\">\n<outgoing>x</outgoing>\n<incoming>y</incoming></task>" END),
                     WEIR_OK);
    assert_problem(f, WEIR_WARNING, "xsd-child-order", 5, "a", "<incoming> before <outgoing>");
    assert_int_equal(read_text(f, PROCESS "<task "
                                          "id=\"a\"><documentation/><extensionElements/><incoming>y</"
                                          "incoming><outgoing>x</outgoing></task>\n<extensionElements/>" END),
                     WEIR_OK);
    assert_problem(f, WEIR_WARNING, "xsd-child-order", 4, "p", "<extensionElements> before <task>");
}

static void an_allocation_that_fails_gives_enomem_and_nothing_else(void **state)
{
    const char *text =
        PROCESS "<userTask id=\"a\" name=\"A &amp; B\" nmae=\"1\"><documentation>d</documentation></userTask>" END;
    xml_fixture *f = *state;
    uint64_t fail_at = 0;
    weir_err err;

    do {
        weir_memory memory = test_memory_port(&f->memory, true);

        weir_arena_release(&f->arena);
        weir_arena_init(&f->arena, memory, (size_t)1 << 24);
        weir_problems_init(&f->problems, &f->arena);
        memset(&f->model, 0, sizeof f->model);
        f->memory.take_count = 0;
        f->memory.fail_at = ++fail_at;
        err = weir_xml_read(weir_text_of(text), f->schemas, &f->arena, &f->model, &f->problems, &f->diag);
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
        assert_true((err == WEIR_OK) == (f->model.root != NULL));
    } while (f->memory.take_count >= fail_at);
    assert_int_equal(err, WEIR_OK);
    assert_true(fail_at > 20);
    f->memory.fail_at = 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(elements_become_parts_with_their_place_in_the_tree),
        TEST(a_line_is_that_of_the_start_of_the_start_tag),
        TEST(a_lone_carriage_return_ends_a_line_and_a_pair_ends_one_line),
        TEST(lines_beyond_65535_are_exact),
        TEST(text_directly_inside_is_joined_and_blank_text_is_absent),
        TEST(an_unknown_element_of_bpmn_stays_with_its_name),
        TEST(foreign_elements_are_left_out_with_all_in_them),
        TEST(diagrams_are_left_out),
        TEST(any_prefix_will_do),
        TEST(all_versions_of_dmn_have_the_same_tags),
        TEST(other_encodings_are_read),
        TEST(a_second_id_is_reported_with_the_line_of_the_first),
        TEST(ids_of_form_fields_may_repeat),
        TEST(scenarios_of_one_file_have_ids_of_their_own),
        TEST(an_id_must_be_a_name),
        TEST(an_unknown_name_of_weir_is_an_error_with_a_suggestion),
        TEST(an_unknown_attribute_of_bpmn_is_a_warning_with_a_suggestion),
        TEST(words_of_another_engine_become_those_of_weir),
        TEST(what_no_word_of_weir_stands_for_is_reported_where_it_stands),
        TEST(the_language_between_sheet_and_reader_is_not_for_files),
        TEST(an_element_that_lost_its_namespace_is_an_error),
        TEST(an_unusual_order_of_children_is_a_warning),
        TEST(an_allocation_that_fails_gives_enomem_and_nothing_else),
        cmocka_unit_test_setup_teardown(an_allocation_that_fails_gives_enomem_and_nothing_else,
                                        fixture_open_with_schemas, fixture_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
