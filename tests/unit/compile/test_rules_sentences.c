/* SPDX-License-Identifier: Apache-2.0
 * The semantic rules: which fragment of a process gets which sentence, and which gets none of a rule.
 */
#include "rules_fixture.h"

typedef struct fragment_row {
    const char *inside; /* of the process */
    const char *rule;
    const char *words; /* of the one problem of this rule; NULL: there is none */
} fragment_row;

#define TASK(content) "<userTask id=\"a\">" content "</userTask>"
#define EXTENSIONS(content) "<extensionElements>" content "</extensionElements>"
#define FIELD(content) TASK(EXTENSIONS("<weir:formData>" content "</weir:formData>"))
#define TIMER(content)                                                                                                 \
    "<intermediateCatchEvent id=\"t\"><timerEventDefinition>" content "</timerEventDefinition>"                        \
    "</intermediateCatchEvent>"

static void expect_rows(const fragment_row *rows, size_t count)
{
    rules_fixture f = {0};
    char text[4096];

    for (size_t i = 0; i < count; i++) {
        uint32_t found = 0, fits = 0;

        (void)snprintf(text, sizeof text, PROCESS "%s" END, rows[i].inside);
        check_text(&f, text);
        for (uint32_t k = 0; k < f.problems.count; k++) {
            if (strcmp(f.problems.items[k].rule, rows[i].rule) != 0)
                continue;
            found++;
            fits += rows[i].words &&
                    weir_text_find(f.problems.items[k].message, weir_text_of(rows[i].words), 0) != SIZE_MAX;
        }
        if (found != fits || fits != (rows[i].words ? 1u : 0u)) {
            print_problems(&f);
            fail_msg("%s\n  is %s: %s", rows[i].inside, rows[i].rule, rows[i].words ? rows[i].words : "(nothing)");
        }
    }
    release_fixture(&f);
}

#define EXPECT(...)                                                                                                    \
    do {                                                                                                               \
        static const fragment_row rows[] = {__VA_ARGS__};                                                              \
        expect_rows(rows, sizeof rows / sizeof *rows);                                                                 \
    } while (0)

static void what_this_version_does_not_execute_is_said_with_a_way_out(void **state)
{
    (void)state;
    EXPECT({"<eventBasedGateway id=\"g\" eventGatewayType=\"Parallel\"/>", "event-gateway-instantiate",
            "eventGatewayType"},
           {"<eventBasedGateway id=\"g\" eventGatewayType=\"Exclusive\"/>", "element-unsupported", NULL},
           {"<eventBasedGateway id=\"g\" instantiate=\"true\"/>", "event-gateway-instantiate", NULL},
           {"<eventBasedGateway id=\"g\" instantiate=\"false\"/>", "element-unsupported", NULL},
           {"<userTask id=\"a\" startQuantity=\"2\" completionQuantity=\"2\"/>", "element-unsupported", NULL},
           {TASK("<standardLoopCharacteristics/>"), "element-unsupported", NULL},
           {TASK(EXTENSIONS("<weir:list/>")), "element-unsupported", NULL},
           {"<userTask id=\"a\" isForCompensation=\"true\"/>", "compensation-unused", "never runs"},
           {"<userTsak id=\"a\"/>", "element-unsupported", "did you mean <userTask>?"},
           {"<completelyElse id=\"a\"/>", "element-unsupported", "take it out"},
           {TASK("<dataInputAssociation><assignment><fromm>x</fromm></assignment></dataInputAssociation>"),
            "element-unsupported", NULL},
           {"<sequenceFlow id=\"f\"><conditionExpresion>x</conditionExpresion></sequenceFlow>", "element-unsupported",
            "did you mean <conditionExpression>?"});
}

static void what_has_no_effect_is_said_with_what_has_one(void **state)
{
    (void)state;
    EXPECT({TASK("<dataInputAssociation><sourceRef>x</sourceRef></dataInputAssociation>"), "element-ignored", NULL},
           {TASK("<dataOutputAssociation/>"), "element-ignored", NULL},
           {TASK("<humanPerformer/>"), "element-ignored", "resourceAssignmentExpression"},
           {TASK("<performer/>"), "element-ignored", "weir:assignee"},
           {TASK(EXTENSIONS("<weir:in source=\"x\"/>")), "element-ignored", "weir:inputOutput"},
           {TASK(EXTENSIONS("<weir:out source=\"x\"/>")), "element-ignored", "weir:inputOutput"});
}

static void a_time_is_written_as_iso_8601_does_and_in_its_place(void **state)
{
    (void)state;
    EXPECT({TIMER("<timeDate>2026-01-01T08:00:00@Asia/Shanghai</timeDate>"), "timer-date-invalid", NULL},
           {TIMER("<timeDate>2026-01-01</timeDate>"), "timer-date-invalid", NULL},
           {TIMER("<timeDate>PT1H</timeDate>"), "timer-date-invalid", "<timeDuration>"},
           {TIMER("<timeDate>R/PT1H</timeDate>"), "timer-date-invalid", "<timeCycle>"},
           {TIMER("<timeDate>tomorrow</timeDate>"), "timer-date-invalid", "ISO 8601"},
           {TIMER("<timeDate>=x</timeDate>"), "timer-date-invalid", NULL},
           {TIMER("<timeDate>${x}</timeDate>"), "timer-date-invalid", NULL},
           {TIMER("<timeDuration>2026-01-01</timeDuration>"), "timer-duration-invalid", "<timeDate>"},
           {TIMER("<timeDuration/>"), "timer-duration-invalid", NULL},
           {TIMER("<timeCycle>R/2026-01-01T08:00:00@Asia/Shanghai/P1D</timeCycle>"), "timer-cycle-invalid", NULL},
           {TIMER("<timeCycle>R/2026-01-01T08:00:00@Asia/Shanghai/PT1H</timeCycle>"), "timer-cycle-invalid", NULL},
           {TIMER("<timeCycle>R/2026-01-01T08:00:00@Asia/Shanghai/Px</timeCycle>"), "timer-cycle-invalid", "ISO 8601"},
           {TIMER("<timeCycle>R/2026-01-01T08:00:00@Asia/P</timeCycle>"), "timer-cycle-invalid", "ISO 8601"});
}

static void a_default_of_a_form_field_has_the_type_of_the_field(void **state)
{
    (void)state;
    EXPECT({FIELD("<weir:formField id=\"x\" type=\"boolean\" defaultValue=\"true\"/>"), "form-default-type", NULL},
           {FIELD("<weir:formField id=\"x\" type=\"boolean\" defaultValue=\"false\"/>"), "form-default-type", NULL},
           {FIELD("<weir:formField id=\"x\" type=\"boolean\" defaultValue=\"yes\"/>"), "form-default-type",
            "is no boolean"},
           {FIELD("<weir:formField id=\"x\" type=\"date\" defaultValue=\"2026-01-01\"/>"), "form-default-type", NULL},
           {FIELD("<weir:formField id=\"x\" type=\"long\" defaultValue=\"1.5\"/>"), "form-default-type", "is no long"},
           {FIELD("<weir:formField id=\"x\" type=\"long\" defaultValue=\"=1.5\"/>"), "form-default-type", NULL},
           {FIELD("<weir:formField id=\"x\" type=\"nothing\" defaultValue=\"1\"/>"), "form-default-type", NULL});
}

static void a_decision_that_names_none_is_reported(void **state)
{
    (void)state;
    EXPECT({"<businessRuleTask id=\"a\">" EXTENSIONS("<weir:decision/>") "</businessRuleTask>", "decision-missing",
            "names none"},
           {"<businessRuleTask id=\"a\">" EXTENSIONS("<weir:decision ref=\"d\"/>") "</businessRuleTask>",
            "decision-missing", NULL});
}

static void parameters_stand_on_what_works(void **state)
{
    (void)state;
    EXPECT({"<endEvent id=\"e\">" EXTENSIONS("<weir:inputOutput><weir:outputParameter name=\"x\">1"
                                             "</weir:outputParameter></weir:inputOutput>") "</endEvent>",
            "parameter-misplaced", "end event"},
           {"<endEvent id=\"e\">" EXTENSIONS("<weir:inputOutput><weir:inputParameter name=\"x\">1"
                                             "</weir:inputParameter></weir:inputOutput>") "</endEvent>",
            "parameter-misplaced", NULL},
           {"<boundaryEvent id=\"b\">" EXTENSIONS("<weir:inputOutput/>") "</boundaryEvent>", "parameter-misplaced",
            "<boundaryEvent>"},
           {"<sequenceFlow id=\"f\">" EXTENSIONS("<weir:inputOutput/>") "</sequenceFlow>", "parameter-misplaced",
            "<sequenceFlow>"},
           {"<exclusiveGateway id=\"g\">" EXTENSIONS("<weir:inputOutput/>") "</exclusiveGateway>",
            "parameter-misplaced", "<exclusiveGateway>"});
}

static void a_missing_id_is_reported_with_the_name(void **state)
{
    (void)state;
    EXPECT({"<userTask name=\"Approve\"/>", "id-missing", "this <userTask> named \"Approve\" has no id"},
           {"<userTask/>", "id-missing", "this <userTask> has no id"}, {"<userTask id=\"a\"/>", "id-missing", NULL});
}

#define EVENT(rest) EXTENSIONS("<weir:event " rest)

static void an_event_of_the_business_that_is_never_published_is_reported(void **state)
{
    (void)state;
    EXPECT(
        {"<userTask id=\"a\">" EVENT("type=\"platform.a\"/>") "</userTask>", "business-event-type",
         "\"platform.\" in front of it anyway"},
        {"<userTask id=\"a\">" EVENT("type=\"\"/>") "</userTask>", "business-event-type", "the type \"\" is none"},
        {"<userTask id=\"a\">" EVENT("type=\"a.b_c-9\"/>") "</userTask>", "business-event-type", NULL},
        {"<userTask id=\"a\">" EVENT("type=\"a\"><weir:field name=\" \"/></weir:event>") "</userTask>",
         "business-event-field", "the field has no name"},
        {"<userTask id=\"a\">" EVENT("type=\"a\"><weir:field name=\"x\" value=\"= 1 +\"/></weir:event>") "</userTask>",
         "expression-syntax", "value, column 4"},
        {"<userTask id=\"a\">" EVENT("type=\"a\"><weir:field name=\"x\">= 1 +</weir:field></weir:event>") "</userTask>",
         "expression-syntax", "field, column 4"},
        {"<userTask id=\"a\">" EVENT("type=\"a\"><weir:field name=\"x\"><weir:expression>= "
                                     "+</weir:expression></weir:field></weir:event>") "</userTask>",
         "expression-syntax", "expression, column"},
        {"<sequenceFlow id=\"f\">" EVENT("type=\"a\" at=\"completed\"/>") "</sequenceFlow>", "business-event-never",
         "a sequence flow is taken, nothing else"},
        {"<sequenceFlow id=\"f\">" EVENT("type=\"a\"/>") "</sequenceFlow>", "business-event-never", NULL},
        {"<endEvent id=\"e\">" EVENT("type=\"a\" at=\"taken\"/>") "</endEvent>", "business-event-never",
         "no flow leaves it"},
        {"<startEvent id=\"s\">" EVENT("type=\"a\" at=\"fired\"/>") "</startEvent>", "business-event-never",
         "it waits for nothing"},
        {"<startEvent id=\"s\">" EVENT("type=\"a\" at=\"fired\"/>") "<messageEventDefinition/></startEvent>",
         "business-event-never", NULL},
        {"<boundaryEvent id=\"b\">" EVENT("type=\"a\"/>") "<compensateEventDefinition/></boundaryEvent>",
         "business-event-never", "no token comes here"},
        {"<userTask id=\"a\">" EVENT("type=\"a\" at=\"compensated\"/>") "</userTask>", "business-event-never",
         "nothing undoes it, and it undoes nothing"},
        {"<userTask id=\"a\" isForCompensation=\"true\">" EVENT("type=\"a\" at=\"compensated\"/>") "</userTask>",
         "business-event-never", NULL},
        {"<userTask id=\"a\"><multiInstanceLoopCharacteristics>" EVENT(
             "type=\"a\" at=\"taken\"/>") "</multiInstanceLoopCharacteristics></userTask>",
         "business-event-never", "it is entered and completed, nothing else"});
}

static void expressions_of_others_and_long_lines_are_told(void **state)
{
    (void)state;
    EXPECT({"<sequenceFlow id=\"f\"><conditionExpression>#{a}</conditionExpression></sequenceFlow>",
            "expression-syntax", NULL},
           {"<sequenceFlow id=\"f\"><conditionExpression>${a.doIt(1)}</conditionExpression></sequenceFlow>",
            "expression-syntax", "conditionExpression, column 5 of \"${a.doIt(1)}\": there is no method doIt; if a is"},
           {"<sequenceFlow id=\"f\"><conditionExpression>${execution.setVariable('a', 1)}</conditionExpression>"
            "</sequenceFlow>",
            "expression-syntax", "setVariable changes something, and here only a value is asked for"},
           {"<serviceTask id=\"a\" weir:expression=\"${execution.setVariable('a', 1)}\"/>", "expression-syntax", NULL},
           {"<serviceTask id=\"a\" weir:topic=\"x-${1 +}\"/>", "expression-syntax", "topic, column 8 of"},
           {"<userTask id=\"a\" name=\"= ${b.}\"/>", "expression-syntax", "name, column 7 of"},
           {"<userTask id=\"a\" name=\"= a +\"/>", "expression-syntax", NULL},
           {"<userTask id=\"a\">" EXTENSIONS(
                "<weir:taskListener event=\"create\" expression=\"${bean.notify(task)}\"/>") "</userTask>",
            "expression-syntax", "task is no value"},
           {"<userTask id=\"a\">" EXTENSIONS("<weir:taskListener event=\"create\"><weir:script scriptFormat=\"groovy\">"
                                             "x</weir:script></weir:taskListener>") "</userTask>",
            "expression-language", "script is written in \"groovy\""},
           {"<serviceTask id=\"a\">" EXTENSIONS(
                "<weir:taskListener event=\"create\" expression=\"${1}\"/>") "</serviceTask>",
            "listener-event", "a <taskListener> could hear; it stands on a <userTask>"},
           {"<sequenceFlow id=\"f\">" EXTENSIONS(
                "<weir:executionListener event=\"start\" expression=\"${1}\"/>") "</sequenceFlow>",
            "listener-event", "does not happen to a <sequenceFlow>; use take"},
           {"<sequenceFlow id=\"f\"><conditionExpression language=\"http://example.org/el\">${a}</conditionExpression>"
            "</sequenceFlow>",
            "expression-language", NULL},
           {"<sequenceFlow id=\"f\"><conditionExpression language=\"FEEL\">a</conditionExpression></sequenceFlow>",
            "expression-language", NULL},
           {"<sequenceFlow id=\"f\"><conditionExpression language=\"https://www.omg.org/spec/DMN/20191111/FEEL/\">a"
            "</conditionExpression></sequenceFlow>",
            "expression-language", NULL},
           {"<sequenceFlow id=\"f\"><conditionExpression language=\"groovy\">a</conditionExpression></sequenceFlow>",
            "expression-language", "groovy"},
           {"<sequenceFlow id=\"f\"><conditionExpression>a\n= 1 and\n* 2\n</conditionExpression></sequenceFlow>",
            "expression-syntax", "line 3, column 1 of \"* 2\""},
           {"<sequenceFlow id=\"f\"><conditionExpression>"
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa + "
            "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb *"
            "</conditionExpression></sequenceFlow>",
            "expression-syntax", ": expected an expression after"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_this_version_does_not_execute_is_said_with_a_way_out),
        cmocka_unit_test(what_has_no_effect_is_said_with_what_has_one),
        cmocka_unit_test(a_time_is_written_as_iso_8601_does_and_in_its_place),
        cmocka_unit_test(a_default_of_a_form_field_has_the_type_of_the_field),
        cmocka_unit_test(a_decision_that_names_none_is_reported),
        cmocka_unit_test(parameters_stand_on_what_works),
        cmocka_unit_test(a_missing_id_is_reported_with_the_name),
        cmocka_unit_test(an_event_of_the_business_that_is_never_published_is_reported),
        cmocka_unit_test(expressions_of_others_and_long_lines_are_told),
    };

    return cmocka_run_group_tests_name("compile/rules sentences", tests, NULL, NULL);
}
