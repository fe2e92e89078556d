/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/xml/test_schema.c - what the schemas find, in words for a designer.
 */
#include "unit/xml/xml_fixture.h"
#include "xml/xml_internal.h"

#define EXTENSION(inside) "<task id=\"a\"><extensionElements>\n" inside "</extensionElements></task>"
#define SCENARIO(inside)                                                                                               \
    "<scenarios xmlns=\"urn:weir:scenario\"><scenario name=\"n\">\n" inside "</scenario></scenarios>"
#define DMN_HEAD "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"d\" namespace=\"n\">\n"
#define DI_HEAD                                                                                                        \
    HEAD "<process id=\"p\"/><d:BPMNDiagram xmlns:d=\"http://www.omg.org/spec/BPMN/20100524/DI\" "                     \
         "xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\"><d:BPMNPlane id=\"plane\">\n"

static void expect(void **state, const char *text, weir_severity severity, const char *rule, uint32_t line,
                   const char *element, const char *words)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, text), WEIR_OK);
    assert_problem(f, severity, rule, line, element, words);
}

static void expect_clean(void **state, const char *text)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, text), WEIR_OK);
    assert_clean(f);
}

static void a_root_no_schema_knows_is_named(void **state)
{
    expect(state, "<incoming xmlns=\"" BPMN_URI "\">x</incoming>", WEIR_ERROR, "xsd-element-unknown", 1, "",
           "<incoming> is not known here");
}

static void an_element_in_the_wrong_place_is_named_with_its_parent(void **state)
{
    expect(state, PROCESS "<task id=\"a\">\n<startEvent id=\"s\"/></task>" END, WEIR_ERROR, "xsd-element-unexpected", 4,
           "s", "<startEvent> can't stand in <task>");
    expect(state, SCENARIO("<expect>\n<start/></expect>"), WEIR_ERROR, "xsd-element-unexpected", 3, "",
           "<start> can't stand in <expect> here; expected: <fact>");
}

static void a_misspelt_element_gets_a_suggestion(void **state)
{
    expect(state, PROCESS "<userTsak id=\"a\"/>" END, WEIR_ERROR, "xsd-element-unexpected", 3, "a",
           "did you mean <userTask>?");
    expect(state, PROCESS "<usertask id=\"a\"/>" END, WEIR_ERROR, "xsd-element-unexpected", 3, "a",
           "did you mean <userTask>?");
}

static void a_missing_child_is_named(void **state)
{
    expect(state,
           DMN_HEAD "<decision id=\"d\" name=\"d\">\n<informationRequirement id=\"r\"/></decision></definitions>",
           WEIR_ERROR, "xsd-element-missing", 3, "r", "add <requiredDecision>, <requiredInput>");
    expect(state, "<scenarios xmlns=\"urn:weir:scenario\"/>", WEIR_ERROR, "xsd-element-missing", 1, "",
           "<scenarios> is not complete; add <scenario>, <model>");
}

static void a_missing_attribute_is_named(void **state)
{
    expect(state, PROCESS "<sequenceFlow id=\"f\"\n sourceRef=\"a\"/>" END, WEIR_ERROR, "xsd-attribute-missing", 3, "f",
           "<sequenceFlow> needs the attribute \"targetRef\"");
    expect(state, PROCESS EXTENSION("<weir:decision/>") END, WEIR_ERROR, "xsd-attribute-missing", 4, "a",
           "<decision> needs the attribute \"ref\"");
}

static void an_attribute_of_weir_in_the_wrong_place_is_an_error(void **state)
{
    expect(state, PROCESS EXTENSION("<weir:decision ref=\"d\" label=\"x\"/>") END, WEIR_ERROR,
           "xsd-attribute-unexpected", 4, "a", "<decision> has no attribute \"label\"");
    expect(state, SCENARIO("<advance by=\"P1D\" task=\"x\"/>"), WEIR_ERROR, "xsd-attribute-unexpected", 2, "",
           "<advance> has no attribute \"task\"");
    expect(state, SCENARIO("<complete tsak=\"x\" task=\"y\"/>"), WEIR_ERROR, "xsd-attribute-unexpected", 2, "",
           "did you mean \"task\"?");
}

static void an_attribute_of_the_standard_in_the_wrong_place_is_a_warning(void **state)
{
    expect(state, PROCESS "<userTask id=\"a\" scriptFormat=\"feel\"/>" END, WEIR_WARNING, "attribute-unknown", 3, "a",
           "<userTask> has no attribute \"scriptFormat\"");
    expect(state, PROCESS "<userTask id=\"a\" nmae=\"x\"/>" END, WEIR_WARNING, "attribute-unknown", 3, "a",
           "did you mean \"name\"");
    expect(state, DMN_HEAD "<decision id=\"d\" name=\"d\" odd=\"1\"/></definitions>", WEIR_WARNING, "attribute-unknown",
           2, "d", "\"odd\"");
    expect(state, PROCESS "<manualTask id=\"a\" odd=\"1\"/>" END, WEIR_WARNING, "attribute-unknown", 3, "a", "\"odd\"");
}

static void a_wrong_value_of_an_attribute_says_what_is_right(void **state)
{
    expect(state, PROCESS "<startEvent id=\"s\" isInterrupting=\"yes\"/>" END, WEIR_ERROR, "xsd-attribute-value", 3,
           "s", "isInterrupting=\"yes\" of <startEvent> is not valid; expected: true or false");
    expect(state, PROCESS "<exclusiveGateway id=\"g\" gatewayDirection=\"Wrong\"/>" END, WEIR_ERROR,
           "xsd-attribute-value", 3, "g", "expected: Unspecified, Converging, Diverging, Mixed");
    expect(state, PROCESS "<userTask id=\"a\" weir:asyncBefore=\"maybe\"/>" END, WEIR_ERROR, "xsd-attribute-value", 3,
           "a", "asyncBefore=\"maybe\" of <userTask> is not valid; expected: true or false");
    expect(state, PROCESS "<serviceTask id=\"a\" weir:type=\"java\"/>" END, WEIR_ERROR, "xsd-attribute-value", 3, "a",
           "expected: external");
    expect(state, PROCESS "<scriptTask id=\"a\" weir:resultVariable=\"\"/>" END, WEIR_ERROR, "xsd-attribute-value", 3,
           "a", "expected: at least one character");
    expect(state, SCENARIO("<advance by=\"5 days\"/>"), WEIR_ERROR, "xsd-attribute-value", 2, "",
           "a duration such as PT5M");
    expect(state, SCENARIO("<complete task=\"a\" item=\"0\"/>"), WEIR_ERROR, "xsd-attribute-value", 2, "",
           "a whole number from 1");
}

static void an_id_that_is_no_name_is_reported_once_by_each_view(void **state)
{
    xml_fixture *f = *state;

    assert_int_equal(read_text(f, PROCESS "<task id=\"1\"/>" END), WEIR_OK);
    assert_int_equal(f->problems.count, 1);
    assert_string_equal(f->problems.items[0].rule, "id-invalid");
}

static void text_where_only_elements_may_stand_is_named(void **state)
{
    expect(state, PROCESS "<task id=\"a\">\nhello</task>" END, WEIR_ERROR, "xsd-text-unexpected", 3, "a",
           "<task> can't hold text");
}

static void text_inside_an_empty_element_is_named(void **state)
{
    expect(state, PROCESS EXTENSION("<weir:decision ref=\"x\">y</weir:decision>") END, WEIR_ERROR,
           "xsd-text-unexpected", 4, "a", "<decision> can't hold text");
}

static void a_diagram_can_only_be_warned_of(void **state)
{
    expect(state,
           DI_HEAD "<d:BPMNShape id=\"s\">\n<dc:Bounds x=\"1\" y=\"2\" width=\"wide\" "
                   "height=\"3\"/></d:BPMNShape></d:BPMNPlane></d:BPMNDiagram></definitions>",
           WEIR_WARNING, "xsd-attribute-value", 4, "s", "a number");
}

static void the_order_of_children_is_never_an_error(void **state)
{
    expect(state, PROCESS "<task id=\"a\"><outgoing>x</outgoing><incoming>y</incoming></task>" END, WEIR_WARNING,
           "xsd-child-order", 3, "a", "<incoming> before <outgoing>");
    expect(state,
           DMN_HEAD "<decision id=\"d\" "
                    "name=\"d\"><literalExpression><text>1</text></literalExpression>\n<description>x</description></"
                    "decision></definitions>",
           WEIR_WARNING, "xsd-child-order", 3, "d", "<description> before <literalExpression>");
}

static void extensions_and_xsi_attributes_are_not_looked_at(void **state)
{
    expect_clean(state, "<definitions xmlns=\"" BPMN_URI "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                        "xsi:schemaLocation=\"" BPMN_URI " file:///etc/passwd\">"
                        "<process id=\"p\"><sequenceFlow id=\"f\" sourceRef=\"a\" targetRef=\"b\"><conditionExpression "
                        "xsi:type=\"nonsense\">x &gt; 1</conditionExpression></sequenceFlow><task id=\"a\" x:y=\"1\" "
                        "xmlns:x=\"urn:x\"/><x:z xmlns:x=\"urn:x\"/><task id=\"b\"/></process></definitions>");
}

static void the_whole_weir_vocabulary_is_accepted_where_it_belongs(void **state)
{
    expect_clean(
        state, HEAD
        "<message id=\"m\" name=\"m\" weir:correlationKey=\"k\" weir:messageTimeToLive=\"P1D\"/>"
        "<process id=\"p\" isExecutable=\"true\" weir:versionTag=\"1\" weir:historyTimeToLive=\"P30D\">"
        "<startEvent id=\"s\" weir:initiator=\"i\"><extensionElements><weir:formData><weir:formField id=\"v\" "
        "type=\"enum\" label=\"L\" defaultValue=\"x\"><weir:properties><weir:property id=\"q\" value=\"w\"/>"
        "</weir:properties><weir:validation><weir:constraint name=\"required\"/></weir:validation><weir:value "
        "id=\"x\" name=\"X\"/></weir:formField></weir:formData></extensionElements></startEvent>"
        "<businessRuleTask id=\"b\"><extensionElements><weir:decision ref=\"d\" resultVariable=\"r\" "
        "map=\"singleEntry\"/><weir:decision ref=\"e\"/><weir:inputOutput><weir:inputParameter name=\"a\">=1"
        "</weir:inputParameter><weir:outputParameter name=\"c\"><weir:map><weir:entry key=\"k\"><weir:list>"
        "<weir:value>1</weir:value></weir:list></weir:entry></weir:map></weir:outputParameter></weir:inputOutput>"
        "<weir:event type=\"done\" at=\"completed\"><weir:field name=\"f\">=a</weir:field></weir:event>"
        "<weir:responsibility managing=\"A\" providing=\"R\" using=\"I\"/><weir:failedJobRetryTimeCycle>R5/PT5M"
        "</weir:failedJobRetryTimeCycle></extensionElements></businessRuleTask>"
        "<userTask id=\"u\" weir:assignee=\"=a\" weir:candidateGroups=\"a, b\" weir:dueDate=\"P1D\" "
        "weir:priority=\"=p\" weir:keepsVariables=\"true\" weir:timeLimit=\"5wd\" weir:calendar=\"cn-gov\" "
        "weir:suspends=\"b\" "
        "weir:onError=\"incident\"><multiInstanceLoopCharacteristics weir:collection=\"l\" weir:elementVariable=\"e\" "
        "weir:outputCollection=\"o\" weir:outputElement=\"=e\"/></userTask></process></definitions>");
}

static void the_scenario_language_is_accepted(void **state)
{
    expect_clean(
        state,
        "<scenarios xmlns=\"urn:weir:scenario\" xmlns:b=\"" BPMN_URI "\" clause=\"13\"><model file=\"a.bpmn\"/>"
        "<scenario name=\"n\" now=\"2026-01-05T09:00:00Z\"><b:process id=\"p\"><b:task id=\"a\"/></b:process>"
        "<start process=\"p\" as=\"x\">{ a: 1 }</start><complete task=\"a\" item=\"2\" variables=\"{}\"/>"
        "<fail task=\"a\" retries=\"0\"/><throwError task=\"a\" code=\"e\" error=\"ENOTOKEN\"/><message name=\"m\" "
        "keys=\"{k: 1}\"/><signal name=\"s\" instance=\"x\"/><advance by=\"P5D\"/><now at=\"2026-01-06T09:00:00Z\"/>"
        "<setVariables variables=\"{}\"/><cancel reason=\"r\"/><retry element=\"a\"/>"
        "<expect path=\"a (b)\" ended=\"true\" waiting=\"\" variables=\"{a: null}\" instances=\"1\"><fact "
        "type=\"task.created\" element=\"a\"/></expect></scenario></scenarios>");
}

static void a_violation_without_a_wording_keeps_its_message_without_namespaces(void **state)
{
    static weir_xml_reader reader;
    xml_fixture *f = *state;
    xmlError error = {.code = XML_SCHEMAV_CVC_IDC, .message = (char[]){"Element '{urn:x}a': No match {b}.\n"}};

    memset(&reader, 0, sizeof reader);
    weir_arena_init(&f->arena, test_memory_port(&f->memory, false), 1 << 20);
    weir_problems_init(&f->problems, &f->arena);
    reader.scratch = &f->arena;
    reader.problems = &f->problems;
    reader.depth = 1;
    reader.frames[0] = (weir_xml_frame){.name = "a", .ns = WEIR_NS_BPMN, .place = {7, 1}, .id = WEIR_T("i")};
    assert_int_equal(weir_xml_report_violation(&reader, &error), WEIR_OK);
    assert_problem(f, WEIR_ERROR, "xsd-invalid", 7, "i", "Element 'a': No match .");
    error.code = XML_ERR_NO_MEMORY;
    assert_int_equal(weir_xml_report_violation(&reader, &error), WEIR_ENOMEM);
}

static void a_file_full_of_errors_is_still_read_and_counted(void **state)
{
    xml_fixture *f = *state;
    char *text = test_malloc(200000);
    size_t length = (size_t)snprintf(text, 200000, "%s", PROCESS);

    for (int i = 0; i < 2000; i++)
        length += (size_t)snprintf(text + length, 200000 - length, "<task isForCompensation=\"x\"/>");
    (void)snprintf(text + length, 200000 - length, "<task id=\"last\"/>%s", END);
    assert_int_equal(read_text(f, text), WEIR_OK);
    assert_int_equal(f->problems.count, WEIR_PROBLEM_COUNT_MAX);
    assert_true(f->problems.error_count >= WEIR_PROBLEM_COUNT_MAX);
    assert_non_null(weir_model_find(&f->model, WEIR_T("last")));
    test_free(text);
}

static void schemas_can_be_compiled_twice(void **state)
{
    xml_fixture *f = *state;
    weir_xml_schemas *second;

    assert_int_equal(weir_xml_schemas_new(&second, &f->diag), WEIR_OK);
    weir_xml_schemas_free(second);
    weir_xml_schemas_free(NULL);
}

static void the_xml_library_can_open_no_file(void **state)
{
    (void)state;
    assert_null(xmlLoadExternalEntity(WEIR_SOURCE_DIR "/CMakeLists.txt", NULL, NULL));
    assert_null(xmlLoadExternalEntity("http://localhost/a.xml", NULL, NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open_with_schemas, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_root_no_schema_knows_is_named),
        TEST(an_element_in_the_wrong_place_is_named_with_its_parent),
        TEST(a_misspelt_element_gets_a_suggestion),
        TEST(a_missing_child_is_named),
        TEST(a_missing_attribute_is_named),
        TEST(an_attribute_of_weir_in_the_wrong_place_is_an_error),
        TEST(an_attribute_of_the_standard_in_the_wrong_place_is_a_warning),
        TEST(a_wrong_value_of_an_attribute_says_what_is_right),
        TEST(an_id_that_is_no_name_is_reported_once_by_each_view),
        TEST(text_where_only_elements_may_stand_is_named),
        TEST(text_inside_an_empty_element_is_named),
        TEST(a_diagram_can_only_be_warned_of),
        TEST(the_order_of_children_is_never_an_error),
        TEST(extensions_and_xsi_attributes_are_not_looked_at),
        TEST(the_whole_weir_vocabulary_is_accepted_where_it_belongs),
        TEST(the_scenario_language_is_accepted),
        TEST(a_violation_without_a_wording_keeps_its_message_without_namespaces),
        TEST(a_file_full_of_errors_is_still_read_and_counted),
        TEST(schemas_can_be_compiled_twice),
        TEST(the_xml_library_can_open_no_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
