/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_deploy.c - files become definitions, together or not at all.
 */
#include "unit/host/host_fixture.h"

#include "host/host_internal.h"

static const char decision[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d' namespace='t'>"
    "<decision id='grade' name='grade'><variable name='grade'/><literalExpression><text>1</text></literalExpression>"
    "</decision></definitions>";

static void versions_of_a_key_count_up(void **state)
{
    fixture *f = *state;
    const weir_definition *first, *second;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    first = definition_of(f, WEIR_T("p"));
    must_deploy(f, DEFINITIONS(ONE_TASK));
    second = definition_of(f, WEIR_T("p"));
    assert_int_equal(first->version, 1);
    assert_int_equal(second->version, 2);
    assert_true(weir_text_starts_with(second->id, WEIR_T("p:2:")));
    assert_int_equal(second->id.length, strlen("p:2:") + WEIR_ID_TEXT_LENGTH);
    assert_ptr_equal(definition_of(f, first->id), first);
}

static void only_the_latest_version_of_each_key_is_listed(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(ONE_TASK PROCESS("q", START("q"))));
    must_deploy(f, DEFINITIONS(ONE_TASK));
    assert_true(weir_text_equal(weir_engine_latest(f->engine, 0)->key, WEIR_T("q")));
    assert_int_equal(weir_engine_latest(f->engine, 1)->version, 2);
    assert_null(weir_engine_latest(f->engine, 2));
}

static void running_instances_keep_their_version(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    id = must_start(f, "p", NULL, NULL, 0);
    must_deploy(f, DEFINITIONS(ONE_TASK));
    assert_int_equal(look(f, id).definition->version, 1);
    assert_int_equal(complete(f, id, "a"), WEIR_OK);
}

static void nothing_is_deployed_if_one_file_has_errors(void **state)
{
    fixture *f = *state;
    const weir_resource resources[] = {
        {.name = WEIR_T("fine.bpmn"), .bytes = weir_text_of(DEFINITIONS(ONE_TASK))},
        {.name = WEIR_T("broken.bpmn"),
         .bytes = weir_text_of(DEFINITIONS(PROCESS("q", START("q") FLOW("q.start", "gone"))))},
    };
    weir_problems problems[2];

    weir_problems_init(&problems[0], &f->arena);
    weir_problems_init(&problems[1], &f->arena);
    assert_int_equal(deploy_files(f->engine, resources, 2, problems, &f->diag), WEIR_EMODEL);
    assert_int_equal(problems[0].error_count, 0);
    assert_true(problems[1].error_count > 0);
    assert_null(weir_engine_latest(f->engine, 0));
}

static void problems_of_all_files_are_found(void **state)
{
    fixture *f = *state;
    const weir_resource resources[] = {{.bytes = WEIR_T("<definitions")}, {.bytes = WEIR_T("")}};
    weir_problems problems[2];

    weir_problems_init(&problems[0], &f->arena);
    weir_problems_init(&problems[1], &f->arena);
    assert_int_equal(deploy_files(f->engine, resources, 2, problems, &f->diag), WEIR_EMODEL);
    assert_string_equal(problems[0].items[0].rule, "xml-syntax");
    assert_string_equal(problems[1].items[0].rule, "xml-syntax");
}

static void a_file_of_another_vocabulary_is_a_problem(void **state)
{
    fixture *f = *state;

    assert_int_equal(deploy(f, "<html/>"), WEIR_EMODEL);
    assert_string_equal(f->problems.items[0].rule, "root-unknown");
    weir_problems_init(&f->problems, &f->arena);
    assert_int_equal(deploy(f, "<scenarios xmlns='urn:weir:scenario'/>"), WEIR_EMODEL);
    assert_string_equal(f->problems.items[0].rule, "root-unexpected");
}

static void a_file_that_is_too_large_is_a_problem_that_names_the_limit(void **state)
{
    fixture *f = *state;
    char *deep = test_calloc(1, 1024);

    for (int i = 0; i < 150; i++)
        strcat(deep, "<a>");
    assert_int_equal(deploy(f, deep), WEIR_EMODEL);
    assert_string_equal(f->problems.items[0].rule, "xml-limit");
    test_free(deep);
}

#define RULE_TASK PROCESS("r", START("r") FLOW("r.start", "rate") RATE)
#define RATE                                                                                                           \
    "<businessRuleTask id='rate' weir:decisionRef='grade' weir:resultVariable='g' "                                    \
    "weir:mapDecisionResult='singleEntry'/>"

static void a_process_uses_the_newest_decision_that_is_deployed(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(RULE_TASK));
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("r")}), WEIR_EPROCESS);
    must_deploy(f, decision);
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("r")}), WEIR_OK);
}

#define VERSION(tag, value)                                                                                            \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' xmlns:c='http://operaton.org/schema/1.0/dmn' "  \
    "id='d' name='d' namespace='t'><decision id='grade' name='Grade' c:versionTag='" tag                               \
    "'><variable name='grade'/><literalExpression><text>" value "</text></literalExpression></decision></definitions>"
#define BOUND(process, binding)                                                                                        \
    PROCESS(process,                                                                                                   \
            START(process) FLOW(process ".start", process ".rate") "<businessRuleTask id='" process                    \
                                                                   ".rate' weir:decisionRef='grade' " binding "/>")

static void assert_decides(fixture *f, const char *process, int64_t expected)
{
    const weir_instance_view view = look(f, must_start(f, process, NULL, NULL, 0));
    const weir_variable *grade = weir_scope_variable(weir_state_scope(&view.state, 1), WEIR_T("grade"));
    int64_t found;

    assert_non_null(grade);
    assert_true(weir_decimal_to_int64(grade->value.as.number, &found));
    assert_int_equal(found, expected);
}

static void a_decision_is_bound_as_the_task_says(void **state)
{
    fixture *f = *state;
    static const char processes[] =
        DEFINITIONS(BOUND("latest", "") BOUND("first", "weir:decisionRefBinding='version' weir:decisionRefVersion='1'")
                        BOUND("third", "weir:decisionRefBinding='version' weir:decisionRefVersion='3'")
                            BOUND("tagged", "weir:decisionRefBinding='versionTag' weir:decisionRefVersionTag='old'")
                                BOUND("beside", "weir:decisionRefBinding='deployment'"));
    const weir_resource together[] = {
        {.name = WEIR_T("d.dmn"), .bytes = WEIR_T(VERSION("old", "2"))},
        {.name = WEIR_T("p.bpmn"),
         .bytes = WEIR_T(DEFINITIONS(BOUND("beside", "weir:decisionRefBinding='deployment'")))},
    };
    weir_problems problems[2];

    must_deploy(f, VERSION("old", "1"));
    weir_problems_init(&problems[0], &f->arena);
    weir_problems_init(&problems[1], &f->arena);
    assert_int_equal(deploy_files(f->engine, together, 2, problems, &f->diag), WEIR_OK);
    assert_decides(f, "beside", 2);
    must_deploy(f, VERSION("new", "3"));
    assert_decides(f, "beside", 2);
    must_deploy(f, processes);
    assert_string_equal(f->problems.items[f->problems.count - 1].rule, "decision-not-beside");
    assert_true(weir_text_equal(f->problems.items[f->problems.count - 1].element, WEIR_T("beside.rate")));
    assert_decides(f, "latest", 3);
    assert_decides(f, "first", 1);
    assert_decides(f, "third", 3);
    assert_decides(f, "tagged", 2);
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("beside")}),
                     WEIR_EPROCESS); /* nothing was deployed with the second version of that process */
    assert_non_null(strstr(f->diag.message, "no decision 'grade' is deployed in the deployment of the process"));
    must_deploy(f, VERSION("old", "4"));
    assert_decides(f, "latest", 4);
    assert_decides(f, "tagged", 4);
    assert_decides(f, "third", 3);
}

#define DMN(uri, content)                                                                                              \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d' namespace='" uri "'>" content   \
    "</definitions>"
#define IMPORTING                                                                                                      \
    DMN("urn:a", "<import name='o' namespace='urn:b' importType='https://www.omg.org/spec/DMN/20191111/MODEL/'/>"      \
                 "<decision id='grade' name='grade'><informationRequirement><requiredDecision href='urn:b#x'/>"        \
                 "</informationRequirement><literalExpression><text>o.x</text></literalExpression></decision>")
#define IMPORTED(value)                                                                                                \
    DMN("urn:b", "<decision id='x' name='x'><literalExpression><text>" value "</text></literalExpression></decision>")

static weir_err deploy_pair(fixture *f, const char *importing, const char *imported, weir_problems problems[2])
{
    const weir_resource resources[] = {{.name = WEIR_T("a.dmn"), .bytes = weir_text_of(importing)},
                                       {.name = WEIR_T("b.dmn"), .bytes = weir_text_of(imported)}};

    weir_problems_init(&problems[0], &f->arena);
    weir_problems_init(&problems[1], &f->arena);
    return deploy_files(f->engine, resources, 2, problems, &f->diag);
}

static void a_file_is_compiled_with_those_of_its_deployment_that_it_imports(void **state)
{
    fixture *f = *state;
    weir_problems problems[2];

    must_deploy(f, DEFINITIONS(RULE_TASK));
    weir_problems_init(&f->problems, &f->arena);
    assert_int_equal(deploy(f, IMPORTING), WEIR_EMODEL);
    assert_string_equal(f->problems.items[0].rule, "dmn-import-missing");
    assert_int_equal(deploy_pair(f, IMPORTING, IMPORTED("1"), problems), WEIR_OK);
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("r")}), WEIR_OK);
    assert_int_equal(deploy(f, IMPORTING), WEIR_EMODEL); /* what was deployed before is not looked at */
}

/* The same bytes mean something else beside another file. */
static void an_importing_file_is_not_shared_between_deployments(void **state)
{
    fixture *f = *state;
    weir_problems problems[2];

    must_deploy(f, DEFINITIONS(RULE_TASK));
    assert_int_equal(deploy_pair(f, IMPORTING, IMPORTED("1"), problems), WEIR_OK);
    assert_int_equal(deploy_pair(f, IMPORTING, IMPORTED("o"), problems), WEIR_OK);
    assert_int_equal(deploy_pair(f, IMPORTING, IMPORTED("1 +"), problems), WEIR_EMODEL);
    assert_string_equal(problems[0].items[0].rule, "dmn-import-wrong");
    assert_string_equal(problems[1].items[0].rule, "dmn-expression");
}

static void a_start_message_whose_name_needs_a_variable_is_a_problem(void **state)
{
    fixture *f = *state;

    assert_int_equal(
        deploy(f, DEFINITIONS("<message id='m' name='=who'/>" PROCESS(
                      "p", "<startEvent id='start'><messageEventDefinition messageRef='m'/></startEvent>"))),
        WEIR_EMODEL);
    assert_string_equal(f->problems.items[f->problems.count - 1].rule, "start-name");
    assert_int_equal(f->problems.error_count, 1);
}

static void a_deployment_without_memory_leaves_nothing_behind(void **state)
{
    fixture *f = *state;
    const weir_resource resource = {.bytes = weir_text_of(DEFINITIONS(ONE_TASK))};
    weir_err err = WEIR_ENOMEM;

    f->ports.memory.exact = true;
    for (uint64_t n = 1; err == WEIR_ENOMEM; n++) {
        const int64_t live_count = f->memory.live_count;
        weir_engine *engine;

        f->memory.take_count = 0;
        f->memory.fail_at = n;
        err = weir_engine_new(&f->ports, &engine, NULL);
        if (err != WEIR_OK)
            continue;
        err = deploy_files(engine, &resource, 1, &f->problems, NULL);
        assert_true(err == WEIR_OK || !weir_engine_latest(engine, 0));
        weir_engine_free(engine);
        f->memory.fail_at = 0;
        assert_int_equal(f->memory.live_count, live_count);
    }
    assert_int_equal(err, WEIR_OK);
}

/* The first instance that needs a decision makes the engine look at all that are deployed. */
static void a_decision_that_memory_lacks_for_is_evaluated_later(void **state)
{
    fixture *f = *state;
    const weir_request start = {.kind = WEIR_REQUEST_START, .process = WEIR_T("r")};
    weir_err err = WEIR_ENOMEM;

    must_deploy(f, DEFINITIONS(RULE_TASK));
    must_deploy(f, decision);
    f->engine->ports.memory.exact = true;
    for (uint64_t n = 1; err == WEIR_ENOMEM; n++) {
        weir_answer answer;

        f->engine->definitions.has_unread_decisions = true;
        f->memory.take_count = 0;
        f->memory.fail_at = n;
        err = weir_engine_execute(f->engine, &start, NOON, &answer, &f->diag);
        f->memory.fail_at = 0;
    }
    assert_int_equal(err, WEIR_OK);
    assert_int_equal(execute(f, start), WEIR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(versions_of_a_key_count_up),
        TEST(only_the_latest_version_of_each_key_is_listed),
        TEST(running_instances_keep_their_version),
        TEST(nothing_is_deployed_if_one_file_has_errors),
        TEST(problems_of_all_files_are_found),
        TEST(a_file_of_another_vocabulary_is_a_problem),
        TEST(a_file_that_is_too_large_is_a_problem_that_names_the_limit),
        TEST(a_process_uses_the_newest_decision_that_is_deployed),
        TEST(a_decision_is_bound_as_the_task_says),
        TEST(a_file_is_compiled_with_those_of_its_deployment_that_it_imports),
        TEST(an_importing_file_is_not_shared_between_deployments),
        TEST(a_start_message_whose_name_needs_a_variable_is_a_problem),
        TEST(a_decision_that_memory_lacks_for_is_evaluated_later),
        TEST(a_deployment_without_memory_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
