/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/dmn_fixture.h - compile a few elements, evaluate a decision, look at the answer as FEEL text.
 */
#ifndef WEIR_TESTS_DMN_FIXTURE_H
#define WEIR_TESTS_DMN_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "dmn/dmn.h"
#include "memory.h"
#include "xml/load.h"

/* What a test writes begins in line 2. */
#define HEAD                                                                                                           \
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" id=\"f\" name=\"f\" namespace=\"n\">\n"
#define END "</definitions>"

#define LITERAL(source) "<literalExpression><text>" source "</text></literalExpression>"
#define DATA(id) "<inputData id=\"" id "\" name=\"" id "\"/>"
#define NEEDS_DATA(id) "<informationRequirement><requiredInput href=\"#" id "\"/></informationRequirement>"
#define NEEDS(id) "<informationRequirement><requiredDecision href=\"#" id "\"/></informationRequirement>"
#define NEEDS_FUNCTION(id) "<knowledgeRequirement><requiredKnowledge href=\"#" id "\"/></knowledgeRequirement>"
#define DECISION(id, content) "<decision id=\"" id "\" name=\"" id "\">" content "</decision>"

typedef struct dmn_fixture {
    test_memory memory;
    weir_arena arena;
    weir_model model;
    weir_problems problems;
    const weir_decisions *decisions;
    weir_feel_run run; /* of the last evaluation */
    weir_decision_traces traces;
    weir_value result;
    weir_diag diag;
} dmn_fixture;

static inline int fixture_open(void **state)
{
    dmn_fixture *f = test_calloc(1, sizeof *f);

    weir_arena_init(&f->arena, test_memory_port(&f->memory, true), (size_t)64 << 20);
    weir_problems_init(&f->problems, &f->arena);
    *state = f;
    return 0;
}

static inline int fixture_close(void **state)
{
    dmn_fixture *f = *state;

    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
    test_free(f);
    return 0;
}

static inline void print_problems(const dmn_fixture *f)
{
    for (uint32_t i = 0; i < f->problems.count; i++) {
        const weir_problem *p = &f->problems.items[i];

        print_message("  line %u column %u %.*s: %s: %.*s\n", p->line, p->column, WEIR_ARG(p->element), p->rule,
                      WEIR_ARG(p->message));
    }
}

static inline weir_err compile(dmn_fixture *f, const char *elements)
{
    weir_buffer text;
    weir_text bytes;

    weir_buffer_init(&text, &f->arena, 0);
    weir_buffer_format(&text, "%s%s%s", HEAD, elements, END);
    assert_int_equal(weir_buffer_done(&text, &bytes), WEIR_OK);
    if (weir_xml_read(bytes, NULL, &f->arena, &f->model, &f->problems, &f->diag) != WEIR_OK)
        fail_msg("the XML of the test is wrong: %s", f->diag.message);
    return weir_dmn_compile(&f->model, &f->arena, &f->problems, &f->decisions);
}

static inline void compile_well(dmn_fixture *f, const char *elements)
{
    if (compile(f, elements) == WEIR_OK)
        return;
    print_problems(f);
    fail_msg("the model should compile");
}

static inline weir_err evaluate_within(dmn_fixture *f, const char *decision, const char *inputs,
                                       uint32_t step_count_max)
{
    const weir_decision *found = weir_dmn_find(f->decisions, weir_text_of(decision));
    weir_value context;
    weir_feel_scope scope;

    assert_non_null(found);
    assert_int_equal(weir_json_read(weir_text_of(inputs), WEIR_JSON_PLAIN, NULL, &f->arena, &context, &f->diag),
                     WEIR_OK);
    scope = weir_feel_scope_of(&context);
    f->traces = (weir_decision_traces){0};
    f->run = (weir_feel_run){.arena = &f->arena, .step_count_max = step_count_max};
    return weir_decision_evaluate(found, &scope, &f->run, &f->result, &f->traces, &f->diag);
}

static inline const char *as_text(dmn_fixture *f, const weir_value *value)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_value_write(value, &buffer);
    weir_buffer_char(&buffer, '\0');
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    return text.at;
}

/* inputs: JSON; expected: as weir_value_write writes it. */
static inline void assert_decides(dmn_fixture *f, const char *decision, const char *inputs, const char *expected)
{
    const weir_err err = evaluate_within(f, decision, inputs, WEIR_FEEL_STEP_COUNT_MAX);

    if (err != WEIR_OK)
        fail_msg("%s: %s", weir_err_name(err), f->diag.message);
    if (strcmp(as_text(f, &f->result), expected) != 0)
        fail_msg("%s%s: expected %s, found %s (%s)", decision, inputs, expected, as_text(f, &f->result), f->run.reason);
}

/* Null, and the reason says so. */
static inline void assert_null_because(dmn_fixture *f, const char *decision, const char *inputs, const char *words)
{
    assert_decides(f, decision, inputs, "null");
    if (strstr(f->run.reason, words) == NULL)
        fail_msg("expected a reason with \"%s\", found \"%s\"", words, f->run.reason);
}

/* Exactly one problem of the rule; other rules don't matter. */
static inline void assert_problem(dmn_fixture *f, const char *elements, const char *rule, uint32_t line,
                                  const char *element, const char *words)
{
    const weir_err err = compile(f, elements);
    const weir_problem *found = NULL;

    for (uint32_t i = 0; i < f->problems.count; i++) {
        if (strcmp(f->problems.items[i].rule, rule) == 0 && !found)
            found = &f->problems.items[i];
    }
    print_problems(f);
    if (!found)
        fail_msg("expected a problem %s", rule);
    assert_int_equal(err, f->problems.error_count > 0 ? WEIR_EMODEL : WEIR_OK);
    assert_int_equal(found->line, line);
    if (!weir_text_equal(found->element, weir_text_of(element)))
        fail_msg("expected element %s, found %.*s", element, WEIR_ARG(found->element));
    if (weir_text_find(found->message, weir_text_of(words), 0) == SIZE_MAX)
        fail_msg("expected \"%s\" in \"%.*s\"", words, WEIR_ARG(found->message));
}

/* The problems of tests/rules/RULE.KIND.dmn in the strict profile: how many are of the rule, how many there are. */
static inline void read_rule_model(dmn_fixture *f, const char *rule, const char *kind, uint32_t *of_rule, uint32_t *all)
{
    static char bytes[1 << 14];
    char path[300];
    FILE *file;
    size_t length;

    (void)snprintf(path, sizeof path, "%s/tests/rules/%s.%s.dmn", WEIR_SOURCE_DIR, rule, kind);
    file = fopen(path, "rb");
    assert_non_null(file);
    length = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    f->model = (weir_model){0};
    weir_problems_init(&f->problems, &f->arena);
    f->problems.profile = WEIR_PROFILE_STRICT;
    assert_int_equal(weir_xml_read((weir_text){bytes, length}, NULL, &f->arena, &f->model, &f->problems, &f->diag),
                     WEIR_OK);
    assert_int_equal(weir_dmn_compile(&f->model, &f->arena, &f->problems, &f->decisions), WEIR_OK);
    *of_rule = 0;
    *all = f->problems.count;
    for (uint32_t i = 0; i < *all; i++)
        *of_rule += strcmp(f->problems.items[i].rule, rule) == 0;
}

/* One that breaks it, in one place, and one in which nothing is found. */
static inline void assert_rule_has_models(dmn_fixture *f, const char *rule)
{
    uint32_t of_rule, all;

    read_rule_model(f, rule, "bad", &of_rule, &all);
    print_problems(f);
    assert_int_equal(of_rule, 1);
    assert_int_equal(all, 1);
    read_rule_model(f, rule, "good", &of_rule, &all);
    print_problems(f);
    assert_int_equal(all, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

#endif
