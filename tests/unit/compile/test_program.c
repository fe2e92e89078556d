/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/compile/test_program.c - what of a file becomes a program, and what of it is a problem.
 */
#include "unit/run/run_fixture.h"

static weir_err compile(run_fixture *f, const char *xml, weir_programs *out)
{
    read_model(f, xml);
    return weir_compile(&f->model, NULL, &f->program_arena, &f->problems, out);
}

static const weir_node *node(const run_fixture *f, const char *id)
{
    const weir_node_ix ix = weir_program_node(f->program, weir_text_of(id));

    assert_int_not_equal(ix.ix, WEIR_NO_IX);
    return &f->program->nodes[ix.ix];
}

static void each_executable_process_becomes_a_program(void **state)
{
    run_fixture *f = *state;
    weir_programs programs;

    assert_ok(compile(f,
                      HEAD
                      "<process id='p' isExecutable='true' name='First' weir:versionTag='1.2'><startEvent id='s1'/>"
                      "</process><process id='q'><startEvent id='s2'/></process>"
                      "<process id='r' isExecutable='true'><startEvent id='s3'/></process></definitions>",
                      &programs));
    assert_int_equal(programs.count, 2);
    assert_same_text(programs.items[0]->key, WEIR_T("p"));
    assert_same_text(programs.items[0]->name, WEIR_T("First"));
    assert_same_text(programs.items[0]->version_tag, WEIR_T("1.2"));
    assert_same_text(programs.items[1]->key, WEIR_T("r"));
    assert_int_equal(weir_program_node(programs.items[1], WEIR_T("s1")).ix, WEIR_NO_IX);
}

static void a_bare_process_is_a_file_too(void **state)
{
    run_fixture *f = *state;
    weir_programs programs;

    assert_ok(compile(f,
                      "<process xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='p' isExecutable='true'>"
                      "<startEvent id='s'/></process>",
                      &programs));
    assert_int_equal(programs.count, 1);
    assert_int_equal(programs.items[0]->flow_count, 0);
    assert_int_equal(weir_program_flow(programs.items[0], WEIR_T("f")).ix, WEIR_NO_IX);
}

static void nodes_know_what_belongs_to_them(void **state)
{
    run_fixture *f = *state;

    deploy(f, HEAD PROCESS "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='a' name='go'/>"
                           "<subProcess id='a' default='f3'><startEvent id='s'/></subProcess>"
                           "<boundaryEvent id='b1' attachedToRef='a'><errorEventDefinition/></boundaryEvent>"
                           "<boundaryEvent id='b2' attachedToRef='a' cancelActivity='false'><timerEventDefinition>"
                           "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
                           "<sequenceFlow id='f2' sourceRef='a' targetRef='e'>"
                           "<conditionExpression>x</conditionExpression></sequenceFlow>"
                           "<sequenceFlow id='f3' sourceRef='a' targetRef='e'/><endEvent id='e'/>"
                           "<sequenceFlow id='f4' sourceRef='b1' targetRef='e'/>"
                           "<sequenceFlow id='f5' sourceRef='b2' targetRef='e'/>" END);
    assert_int_equal(f->program->node_count, 7);
    assert_int_equal(f->program->nodes[0].parent.ix, WEIR_NO_IX);
    assert_int_equal(f->program->nodes[0].start_count, 1);
    assert_int_equal(f->program->nodes[0].kind, WEIR_ELEMENT_process);
    assert_int_equal(node(f, "a")->start_count, 1);
    assert_int_equal(node(f, "a")->in_count, 1);
    assert_int_equal(node(f, "a")->out_count, 2);
    assert_int_equal(node(f, "a")->default_flow.ix, weir_program_flow(f->program, WEIR_T("f3")).ix);
    assert_int_equal(node(f, "a")->boundary_count, 2);
    assert_true(node(f, "a")->opens_scope && node(f, "a")->is_activity && !node(f, "e")->is_activity);
    assert_int_equal(node(f, "e")->in_count, 4);
    assert_same_text(f->program->nodes[node(f, "s")->parent.ix].id, WEIR_T("a"));
    assert_same_text(f->program->nodes[node(f, "b2")->attached_to.ix].id, WEIR_T("a"));
    assert_int_equal(node(f, "b2")->trigger_kind, WEIR_TRIGGER_timer);
    assert_true(node(f, "b1")->is_interrupting && !node(f, "b2")->is_interrupting);
    assert_int_equal(node(f, "b2")->line, 3);
    assert_non_null(f->program->flows[weir_program_flow(f->program, WEIR_T("f2")).ix].condition);
    assert_same_text(f->program->flows[0].name, WEIR_T("go"));
}

static void many_nodes_are_found_by_id(void **state)
{
    run_fixture *f = *state;
    weir_buffer xml;
    char id[16];

    f->is_large = true;
    weir_buffer_init(&xml, &f->input_arena, 0);
    weir_buffer_text(&xml, WEIR_T(HEAD PROCESS "<startEvent id='n0'/>"));
    for (int i = 1; i < 500; i++)
        weir_buffer_format(&xml, "<task id='n%d'/><sequenceFlow id='f%d' sourceRef='n%d' targetRef='n%d'/>", i, i,
                           i - 1, i);
    weir_buffer_text(&xml, WEIR_T(END));
    weir_buffer_char(&xml, '\0');
    deploy(f, xml.at);
    for (int i = 0; i < 500; i++) {
        (void)snprintf(id, sizeof id, "n%d", i);
        assert_int_equal(weir_program_node(f->program, weir_text_of(id)).ix, i + 1);
    }
    assert_int_equal(weir_program_node(f->program, WEIR_T("n500")).ix, WEIR_NO_IX);
    assert_ok(start(f, NULL));
    assert_ended(f, "completed");
}

static void a_program_without_an_index_knows_no_id(void **state)
{
    const weir_program program = {0};

    (void)state;
    assert_int_equal(weir_program_node(&program, WEIR_T("a")).ix, WEIR_NO_IX);
    assert_int_equal(weir_program_flow(&program, WEIR_T("a")).ix, WEIR_NO_IX);
}

static void a_model_with_errors_gives_no_program(void **state)
{
    run_fixture *f = *state;
    weir_programs programs = {.count = 77};

    assert_int_equal(compile(f, AROUND(""), &programs), WEIR_EMODEL);
    assert_int_equal(compile(f, HEAD PROCESS "<endEvent id='e'/>" END, &programs), WEIR_EMODEL);
    assert_int_equal(programs.count, 77);
    assert_true(f->problems.error_count > 0);
}

static weir_err build_second(run_fixture *f, weir_arena *arena, weir_problems *problems)
{
    weir_build build = {.model = &f->model, .arena = arena, .problems = problems};
    const weir_program *program;

    return weir_program_build(&build, weir_part_sibling(first_process(f), WEIR_PART_process), &program);
}

static void build_short_of_memory(run_fixture *f)
{
    for (uint64_t n = 1;; n++) {
        test_memory memory = {.fail_at = n};
        weir_problems problems;
        weir_arena arena;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        weir_problems_init(&problems, &arena);
        err = build_second(f, &arena, &problems);
        weir_arena_release(&arena);
        assert_int_equal(err, memory.take_count < n ? WEIR_OK : WEIR_ENOMEM);
        if (err == WEIR_OK)
            return;
    }
}

/* What the rules find as well, the building finds on its own: nothing rests on their order. */
static void building_alone_finds_what_it_needs(void **state)
{
    static const struct {
        const char *body, *rule, *element;
    } rows[] = {
        {"<startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='none'/>", "reference-unknown", "f"},
        {"<startEvent id='s'/><sequenceFlow id='f' sourceRef='f' targetRef='s'/>", "reference-unknown", "f"},
        {"<startEvent id='s'/><boundaryEvent id='b' attachedToRef='none'/>", "reference-unknown", "b"},
        {"<startEvent id='s'/><boundaryEvent id='b' attachedToRef='m'/>", "reference-unknown", "b"},
        {"<startEvent id='s'/><boundaryEvent id='b' attachedToRef='s2'/>", "reference-unknown", "b"},
        {"<startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='s'><conditionExpression>1 +"
         "</conditionExpression></sequenceFlow>",
         "expression-syntax", "f"},
        {"<userTask id='a' weir:priority='= 1 +'/>", "expression-syntax", "a"},
        {"<userTask id='a'><multiInstanceLoopCharacteristics weir:collection='= ('/></userTask>", "expression-syntax",
         "a"},
        {"<userTask id='a'><multiInstanceLoopCharacteristics><loopCardinality>(</loopCardinality>"
         "</multiInstanceLoopCharacteristics></userTask>",
         "expression-syntax", "a"},
        {"<userTask id='a'><multiInstanceLoopCharacteristics weir:outputElement='('/></userTask>", "expression-syntax",
         "a"},
        {"<userTask id='a'><multiInstanceLoopCharacteristics><completionCondition>(</completionCondition>"
         "</multiInstanceLoopCharacteristics></userTask>",
         "expression-syntax", "a"},
        {"<userTask id='a'><extensionElements><weir:inputOutput><weir:inputParameter name='x'>= (</weir:inputParameter>"
         "</weir:inputOutput></extensionElements></userTask>",
         "expression-syntax", "a"},
        {"<userTask id='a'><extensionElements><weir:formData><weir:formField id='n' type='integer' defaultValue='x'/>"
         "</weir:formData></extensionElements></userTask>",
         "form-default-type", "n"},
        {"<userTask id='a'><extensionElements><weir:formData><weir:formField id='n' type='number' defaultValue='x'/>"
         "</weir:formData></extensionElements></userTask>",
         "form-default-type", "n"},
        {"<userTask id='a'><extensionElements><weir:formData><weir:formField id='n' type='boolean' defaultValue='yes'/>"
         "</weir:formData></extensionElements></userTask>",
         "form-default-type", "n"},
        {"<userTask id='a'><extensionElements><weir:formData><weir:formField id='n' type='date' defaultValue='today'/>"
         "</weir:formData></extensionElements></userTask>",
         "form-default-type", "n"},
        {"<endEvent id='t'><errorEventDefinition errorRef='none'/></endEvent>", "reference-unknown", "t"},
        {"<endEvent id='t'><errorEventDefinition errorRef='er'/></endEvent>", "expression-syntax", "er"},
        {"<endEvent id='t'><escalationEventDefinition escalationRef='m'/></endEvent>", "reference-unknown", "t"},
        {"<endEvent id='t'><signalEventDefinition signalRef='m'/></endEvent>", "reference-unknown", "t"},
        {"<userTask id='a' weir:dueDate='= ('/>", "expression-syntax", "a"},
        {"<userTask id='a'><extensionElements><weir:formData><weir:formField id='n' type='long' defaultValue='= ('/>"
         "</weir:formData></extensionElements></userTask>",
         "expression-syntax", "n"},
        {"<businessRuleTask id='a'><extensionElements><weir:decision ref='= "
         "('/></extensionElements></businessRuleTask>",
         "expression-syntax", "a"},
        {"<businessRuleTask id='a'/>", "decision-missing", "a"},
        {"<businessRuleTask id='a' weir:decisionRef='d' weir:mapDecisionResult='all'/>", "decision-map-unknown", "a"},
    };
    run_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char xml[4096];

        (void)snprintf(
            xml, sizeof xml, "%s%s%s",
            HEAD
            "<message id='m'/><error id='er' errorCode='= ('/><process id='q'><startEvent id='s2'/></process>" PROCESS,
            rows[i].body, END);
        read_model(f, xml);
        weir_problems_init(&f->problems, &f->program_arena);
        assert_ok(build_second(f, &f->program_arena, &f->problems));
        if (f->problems.count != 1 || strcmp(f->problems.items[0].rule, rows[i].rule) != 0) {
            print_problems(f);
            fail_msg("expected [%s] for %s", rows[i].rule, rows[i].body);
        }
        assert_same_text(f->problems.items[0].element, weir_text_of(rows[i].element));
        build_short_of_memory(f);
    }
}

static void empty_expressions_and_settings_are_unset(void **state)
{
    run_fixture *f = *state;

    assert_int_equal(build_program(f, AROUND("<userTask id='a' weir:assignee='=' weir:formKey=''>"
                                             "<multiInstanceLoopCharacteristics weir:collection=' '/></userTask>")),
                     0);
    reset_instance(f);
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "gives a null instead of a list");
}

static void an_id_of_no_part_has_no_owner(void **state)
{
    weir_part part = {0};

    (void)state;
    assert_null(weir_part_owner_id(&part).at);
}

#define EVERYTHING                                                                                                     \
    HEAD "<message id='m' name='= n'/><signal id='s' name='s'/><error id='e' errorCode='e' weir:errorMessage='= m'/>"  \
         "<escalation id='x' escalationCode='x'/>" PROCESS                                                             \
         "<startEvent id='start'><extensionElements><weir:formData><weir:formField id='v' type='long' label='V' "      \
         "defaultValue='1'/></weir:formData></extensionElements></startEvent>"                                         \
         "<sequenceFlow id='f1' sourceRef='start' targetRef='a'/><userTask id='a' weir:assignee='= x'>"                \
         "<extensionElements><weir:inputOutput><weir:inputParameter name='i'>= 1</weir:inputParameter>"                \
         "<weir:outputParameter name='o'>= 2</weir:outputParameter></weir:inputOutput></extensionElements>"            \
         "<multiInstanceLoopCharacteristics weir:collection='= c' weir:outputCollection='r' weir:outputElement='= 1'>" \
         "<completionCondition>d</completionCondition></multiInstanceLoopCharacteristics></userTask>"                  \
         "<boundaryEvent id='b1' attachedToRef='a'><errorEventDefinition errorRef='e'/></boundaryEvent>"               \
         "<boundaryEvent id='b2' attachedToRef='a'><timerEventDefinition><timeDuration>= t</timeDuration>"             \
         "</timerEventDefinition></boundaryEvent>"                                                                     \
         "<sequenceFlow id='f2' sourceRef='a' targetRef='t'/><scriptTask id='t' scriptFormat='feel' "                  \
         "weir:resultVariable='y'><script>= 1</script></scriptTask>"                                                   \
         "<sequenceFlow id='f3' sourceRef='t' targetRef='g'/><exclusiveGateway id='g' default='f4'/>"                  \
         "<sequenceFlow id='f4' sourceRef='g' targetRef='w'/><serviceTask id='w' weir:topic='= q'/>"                   \
         "<sequenceFlow id='f5' sourceRef='g' targetRef='z'><conditionExpression>k</conditionExpression>"              \
         "</sequenceFlow><sendTask id='z' messageRef='m'/>"                                                            \
         "<sequenceFlow id='f6' sourceRef='w' targetRef='u'/><subProcess id='u'><startEvent id='us'/>"                 \
         "<endEvent id='ue'><escalationEventDefinition escalationRef='x'/></endEvent>"                                 \
         "<sequenceFlow id='uf' sourceRef='us' targetRef='ue'/></subProcess>"                                          \
         "<sequenceFlow id='f7' sourceRef='u' targetRef='h'/><intermediateThrowEvent id='h'>"                          \
         "<signalEventDefinition signalRef='s'/></intermediateThrowEvent>"                                             \
         "<sequenceFlow id='f8' sourceRef='h' targetRef='l'/><businessRuleTask id='l' weir:decisionRef='d' "           \
         "weir:resultVariable='dr'><extensionElements><weir:decision ref='d2'/></extensionElements>"                   \
         "</businessRuleTask><sequenceFlow id='f9' sourceRef='l' targetRef='j'/><intermediateCatchEvent id='j'>"       \
         "<messageEventDefinition messageRef='m'/></intermediateCatchEvent>" END

static void memory_that_runs_out_is_an_error_at_every_request(void **state)
{
    run_fixture *f = *state;

    read_model(f, EVERYTHING);
    for (uint64_t n = 1;; n++) {
        test_memory memory = {.fail_at = n};
        weir_problems problems;
        weir_programs programs = {0};
        weir_arena arena;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        weir_problems_init(&problems, &arena);
        err = weir_compile(&f->model, NULL, &arena, &problems, &programs);
        weir_arena_release(&arena);
        assert_int_equal(memory.live_count, 0);
        if (memory.take_count < n) {
            assert_ok(err);
            break;
        }
        if (err != WEIR_ENOMEM)
            fail_msg("request %u failed: %s", (unsigned)n, weir_err_name(err));
        assert_int_equal(programs.count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_executable_process_becomes_a_program),
        TEST(a_bare_process_is_a_file_too),
        TEST(nodes_know_what_belongs_to_them),
        TEST(many_nodes_are_found_by_id),
        TEST(a_program_without_an_index_knows_no_id),
        TEST(a_model_with_errors_gives_no_program),
        TEST(building_alone_finds_what_it_needs),
        TEST(empty_expressions_and_settings_are_unset),
        TEST(an_id_of_no_part_has_no_owner),
        TEST(memory_that_runs_out_is_an_error_at_every_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
