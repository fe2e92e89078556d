/* SPDX-License-Identifier: Apache-2.0
 * The semantic rules: each row of rules.def has a model that breaks it and one that does not, under tests/rules.
 *
 * A rule of the strict profile is looked at beside all the others of it.
 * In NAME.bad.bpmn the lines with the comment "here" are those the rule must report, no others, and no other rule may
 * find anything. NAME.good.bpmn is without any problem.
 */
#include "rules_fixture.h"

#define FILE_LENGTH_MAX 65536

static const char *const rule_ids[] = {
#define RULE(name, id, severity, subject, clause, sentence) id,
#include "compile/rules.def"
#undef RULE
};

static const weir_severity severities[] = {
#define RULE(name, id, severity, subject, clause, sentence) WEIR_##severity,
#include "compile/rules.def"
#undef RULE
};

#define RULE_COUNT (sizeof rule_ids / sizeof *rule_ids)

static bool read_file(const char *path, char *out, size_t *length)
{
    FILE *file = fopen(path, "rb");

    if (!file)
        return false;
    *length = fread(out, 1, FILE_LENGTH_MAX - 1, file);
    out[*length] = '\0';
    return fclose(file) == 0;
}

/* Read tests/rules/RULE.KIND.bpmn into `out` and check it: a strict rule beside all strict ones, others without them.
 */
static bool check_example(rules_fixture *f, uint32_t row, const char *kind, char *out)
{
    const char *rule = rule_ids[row];
    char path[512];
    size_t length;

    (void)snprintf(path, sizeof path, "%s/tests/rules/%s.%s.bpmn", WEIR_SOURCE_DIR, rule, kind);
    if (!read_file(path, out, &length)) {
        print_message("there is no %s\n", path);
        return false;
    }
    f->profile = severities[row] == WEIR_STRICT ? WEIR_PROFILE_STRICT : WEIR_PROFILE_DEFAULT;
    check_text(f, out);
    return true;
}

/* The next line with the mark at or after `from`; 0 if there is none. */
static uint32_t marked_line(const char *text, uint32_t from)
{
    uint32_t line = 1;

    for (const char *at = text; at; line++) {
        const char *mark = strstr(at, "<!-- here -->"), *end = strchr(at, '\n');

        if (!mark)
            return 0;
        if (line >= from && (!end || mark < end))
            return line;
        at = end ? end + 1 : NULL;
    }
    return 0;
}

static bool reports_what_is_marked(const rules_fixture *f, const char *rule, const char *text)
{
    uint32_t line = 0;

    for (uint32_t i = 0; i < f->problems.count; i++) {
        line = marked_line(text, line + 1);
        if (line == 0 || f->problems.items[i].line != line || strcmp(f->problems.items[i].rule, rule) != 0)
            return false;
    }
    return f->problems.count > 0 && marked_line(text, line + 1) == 0;
}

static void each_rule_finds_its_bad_model(void **state)
{
    rules_fixture f = {0};
    static char text[FILE_LENGTH_MAX];
    uint32_t failed = 0;

    (void)state;
    for (uint32_t i = 0; i < RULE_COUNT; i++) {
        if (!check_example(&f, i, "bad", text)) {
            failed++;
        } else if (!reports_what_is_marked(&f, rule_ids[i], text)) {
            print_message("%s.bad.bpmn:\n", rule_ids[i]);
            print_problems(&f);
            failed++;
        }
    }
    assert_int_equal(failed, 0);
    release_fixture(&f);
}

static void no_rule_finds_anything_in_a_good_model(void **state)
{
    rules_fixture f = {0};
    static char text[FILE_LENGTH_MAX];
    uint32_t failed = 0;

    (void)state;
    for (uint32_t i = 0; i < RULE_COUNT; i++) {
        if (!check_example(&f, i, "good", text)) {
            failed++;
        } else if (f.problems.count > 0) {
            print_message("%s.good.bpmn:\n", rule_ids[i]);
            print_problems(&f);
            failed++;
        }
    }
    assert_int_equal(failed, 0);
    release_fixture(&f);
}

static void rule_ids_are_different_and_in_kebab_case(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < RULE_COUNT; i++) {
        assert_int_equal(strspn(rule_ids[i], "abcdefghijklmnopqrstuvwxyz-"), strlen(rule_ids[i]));
        for (uint32_t j = 0; j < i; j++)
            assert_string_not_equal(rule_ids[i], rule_ids[j]);
    }
}

static void the_reference_process_is_without_problems(void **state)
{
    rules_fixture f = {0};
    static char text[1 << 20];
    size_t length;
    FILE *file = fopen(WEIR_SOURCE_DIR "/processes/service-design-management/service-design-management.bpmn", "rb");

    (void)state;
    assert_non_null(file);
    length = fread(text, 1, sizeof text - 1, file);
    assert_int_equal(fclose(file), 0);
    text[length] = '\0';
    check_text(&f, text);
    print_problems(&f);
    assert_int_equal(f.problems.count, 0);
    release_fixture(&f);
}

static void an_unknown_reference_names_the_id_that_was_meant(void **state)
{
    rules_fixture f = {0};

    (void)state;
    check_text(&f, PROCESS "<startEvent id=\"start\"/><userTask id=\"approve-design\"/><endEvent id=\"end\"/>\n"
                           "<sequenceFlow id=\"f1\" sourceRef=\"start\" targetRef=\"aprove-desing\"/>\n"
                           "<sequenceFlow id=\"f2\" sourceRef=\"approve-design\" targetRef=\"end\"/>\n" END);
    assert_problem(&f, WEIR_ERROR, "reference-unknown", 4, "f1",
                   "names no flow node of this file; did you mean \"approve-design\"?");
    release_fixture(&f);
}

static void a_reference_is_not_guessed_from_ids_of_another_kind(void **state)
{
    rules_fixture f = {0};

    (void)state;
    check_text(&f, HEAD "<signal id=\"order\" name=\"x\"/><process id=\"p\" isExecutable=\"true\">\n"
                        "<startEvent id=\"start\"/><sendTask id=\"a\" messageRef=\"ordr\"/><endEvent id=\"end\"/>\n"
                        "<sequenceFlow id=\"f1\" sourceRef=\"start\" targetRef=\"a\"/>\n"
                        "<sequenceFlow id=\"f2\" sourceRef=\"a\" targetRef=\"end\"/>\n" END);
    assert_problem(&f, WEIR_ERROR, "reference-unknown", 3, "a", "correct the id or add the message");
    release_fixture(&f);
}

static void a_fault_in_an_expression_has_its_column_and_its_line(void **state)
{
    rules_fixture f = {0};

    (void)state;
    check_text(&f, PROCESS "<startEvent id=\"start\"/><endEvent id=\"end\"/>\n"
                           "<scriptTask id=\"a\" scriptFormat=\"feel\" weir:resultVariable=\"x\">\n"
                           "<script>\n  if a then 1\n  else * 2\n</script></scriptTask>\n"
                           "<sequenceFlow id=\"f1\" sourceRef=\"start\" targetRef=\"a\"/>\n"
                           "<sequenceFlow id=\"f2\" sourceRef=\"a\" targetRef=\"end\"/>\n" END);
    assert_problem(&f, WEIR_ERROR, "expression-syntax", 5, "a", "script, line 2, column 8 of \"  else * 2\": ");
    release_fixture(&f);
}

static void an_event_definition_is_reported_under_the_id_of_its_event(void **state)
{
    rules_fixture f = {0};

    (void)state;
    check_text(&f, PROCESS "<startEvent id=\"start\"/><endEvent id=\"end\">\n"
                           "<errorEventDefinition id=\"inner\"/></endEvent>\n"
                           "<sequenceFlow id=\"f1\" sourceRef=\"start\" targetRef=\"end\"/>\n" END);
    assert_problem(&f, WEIR_ERROR, "error-missing", 4, "end", "set errorRef");
    release_fixture(&f);
}

static void a_process_that_is_not_executable_is_left_alone_beside_one_that_is(void **state)
{
    rules_fixture f = {0};

    (void)state;
    check_text(&f, PROCESS "<startEvent id=\"start\"/><endEvent id=\"end\"/>\n"
                           "<sequenceFlow id=\"f1\" sourceRef=\"start\" targetRef=\"end\"/>\n</process>\n"
                           "<process id=\"q\"><implicitThrowEvent id=\"g\"/></process></definitions>\n");
    assert_problem(&f, WEIR_WARNING, "process-not-executable", 6, "q", "isExecutable");
    release_fixture(&f);
}

static void without_an_executable_process_faults_are_warnings(void **state)
{
    rules_fixture f = {0};

    (void)state;
    check_text(&f, HEAD "<process id=\"p\"><implicitThrowEvent id=\"g\"/></process></definitions>\n");
    assert_int_equal(f.problems.error_count, 0);
    assert_int_equal(count_rule(&f, "element-unsupported"), 1);
    assert_int_equal(count_rule(&f, "start-missing"), 1);
    assert_int_equal(count_rule(&f, "process-none-executable"), 1);
    release_fixture(&f);
}

static void a_process_without_definitions_is_a_model_as_well(void **state)
{
    rules_fixture f = {0};

    (void)state;
    check_text(&f, "<process xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" id=\"p\" isExecutable=\"true\">\n"
                   "<startEvent id=\"start\"/></process>\n");
    assert_problem(&f, WEIR_WARNING, "end-missing", 1, "p", "<endEvent>");
    release_fixture(&f);
}

static void the_head_of_an_unreachable_part_stands_for_all_of_it(void **state)
{
    rules_fixture f = {0};

    (void)state;
    check_text(&f, PROCESS "<startEvent id=\"start\"/><endEvent id=\"end\"/><userTask id=\"a\"/>\n"
                           "<userTask id=\"b\"/><userTask id=\"c\"/>\n"
                           "<sequenceFlow id=\"f1\" sourceRef=\"start\" targetRef=\"end\"/>\n"
                           "<sequenceFlow id=\"f2\" sourceRef=\"a\" targetRef=\"b\"/>\n"
                           "<sequenceFlow id=\"f3\" sourceRef=\"b\" targetRef=\"c\"/>\n"
                           "<sequenceFlow id=\"f4\" sourceRef=\"c\" targetRef=\"b\"/>\n" END);
    assert_problem(&f, WEIR_ERROR, "node-unreachable", 3, "a", "no sequence flow leads here");
    release_fixture(&f);
}

static void a_circle_that_nothing_enters_is_unreachable(void **state)
{
    rules_fixture f = {0};

    (void)state;
    check_text(&f, PROCESS "<startEvent id=\"start\"/><endEvent id=\"end\"/>\n"
                           "<userTask id=\"b\"/>\n<userTask id=\"c\"/>\n"
                           "<sequenceFlow id=\"f1\" sourceRef=\"start\" targetRef=\"end\"/>\n"
                           "<sequenceFlow id=\"f3\" sourceRef=\"b\" targetRef=\"c\"/>\n"
                           "<sequenceFlow id=\"f4\" sourceRef=\"c\" targetRef=\"b\"/>\n" END);
    assert_problem(&f, WEIR_ERROR, "node-unreachable", 4, "b", "only a circle");
    release_fixture(&f);
}

static void a_loop_through_a_sub_process_that_waits_is_no_endless_loop(void **state)
{
    static const struct {
        const char *inner;
        uint32_t count;
    } rows[] = {{"<userTask id=\"x\"/>", 0}, {"<task id=\"x\"/>", 1}, {"<manualTask id=\"x\"/>", 1}};
    rules_fixture f = {0};
    char text[2048];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)snprintf(text, sizeof text,
                       PROCESS "<startEvent id=\"start\"/><exclusiveGateway id=\"g\" default=\"f3\"/><endEvent "
                               "id=\"end\"/>\n<subProcess id=\"s\"><startEvent id=\"in\"/>%s<endEvent id=\"out\"/>"
                               "<sequenceFlow id=\"i1\" sourceRef=\"in\" targetRef=\"x\"/>"
                               "<sequenceFlow id=\"i2\" sourceRef=\"x\" targetRef=\"out\"/></subProcess>\n"
                               "<sequenceFlow id=\"f1\" sourceRef=\"start\" targetRef=\"s\"/>\n"
                               "<sequenceFlow id=\"f2\" sourceRef=\"s\" targetRef=\"g\"/>\n"
                               "<sequenceFlow id=\"f3\" sourceRef=\"g\" targetRef=\"end\"/>\n"
                               "<sequenceFlow id=\"f4\" sourceRef=\"g\" targetRef=\"s\">"
                               "<conditionExpression>again</conditionExpression></sequenceFlow>\n" END,
                       rows[i].inner);
        check_text(&f, text);
        assert_int_equal(count_rule(&f, "loop-without-wait"), rows[i].count);
    }
    release_fixture(&f);
}

static void what_the_schema_says_is_not_said_again(void **state)
{
    rules_fixture f = {0};
    weir_diag diag = {0};

    (void)state;
    assert_int_equal(weir_xml_schemas_new(&f.schemas, &diag), WEIR_OK);
    check_text(&f, PROCESS "<startEvent id=\"start\"/><endEvent id=\"end\"/>\n"
                           "<sequenceFlow id=\"f1\" sourceRef=\"start\"/>\n" END);
    assert_problem(&f, WEIR_ERROR, "xsd-attribute-missing", 4, "f1", "targetRef");
    release_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_finds_its_bad_model),
        cmocka_unit_test(no_rule_finds_anything_in_a_good_model),
        cmocka_unit_test(rule_ids_are_different_and_in_kebab_case),
        cmocka_unit_test(the_reference_process_is_without_problems),
        cmocka_unit_test(an_unknown_reference_names_the_id_that_was_meant),
        cmocka_unit_test(a_reference_is_not_guessed_from_ids_of_another_kind),
        cmocka_unit_test(a_fault_in_an_expression_has_its_column_and_its_line),
        cmocka_unit_test(an_event_definition_is_reported_under_the_id_of_its_event),
        cmocka_unit_test(a_process_that_is_not_executable_is_left_alone_beside_one_that_is),
        cmocka_unit_test(without_an_executable_process_faults_are_warnings),
        cmocka_unit_test(a_process_without_definitions_is_a_model_as_well),
        cmocka_unit_test(the_head_of_an_unreachable_part_stands_for_all_of_it),
        cmocka_unit_test(a_circle_that_nothing_enters_is_unreachable),
        cmocka_unit_test(a_loop_through_a_sub_process_that_waits_is_no_endless_loop),
        cmocka_unit_test(what_the_schema_says_is_not_said_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
