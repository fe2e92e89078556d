/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/compile/rules_fixture.h - read a model and let the rules look at it.
 */
#ifndef WEIR_TESTS_RULES_FIXTURE_H
#define WEIR_TESTS_RULES_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "compile/compile.h"
#include "memory.h"
#include "xml/load.h"

#define HEAD                                                                                                           \
    "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:weir=\"urn:weir:bpmn\" "                 \
    "targetNamespace=\"t\">\n"
#define PROCESS HEAD "<process id=\"p\" isExecutable=\"true\">\n" /* what follows is line 3 */
#define END "</process>\n</definitions>\n"

#define ARENA_BYTES_MAX ((size_t)512 << 20)

static inline weir_err each_test_calendar(void *self, weir_calendar_id_visit visit, void *context)
{
    static const char *const ids[] = {"24x7", "cn-gov", "cn-gov-45", "office"};

    (void)self;
    for (size_t i = 0; i < sizeof ids / sizeof *ids && visit(context, weir_text_of(ids[i])); i++)
        continue;
    return WEIR_OK;
}

static const weir_calendar_ids test_calendars = {each_test_calendar, NULL};

typedef struct rules_fixture {
    test_memory memory;
    weir_arena arena;
    weir_xml_schemas *schemas; /* NULL: only the rules speak */
    weir_profile profile;
    weir_model model;
    weir_problems problems;
} rules_fixture;

static inline void release_fixture(rules_fixture *f)
{
    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
    weir_xml_schemas_free(f->schemas);
    f->schemas = NULL;
}

static inline void read_model(rules_fixture *f, const char *bytes, size_t length)
{
    weir_diag diag = {0};

    weir_arena_release(&f->arena);
    weir_arena_init(&f->arena, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
    weir_problems_init(&f->problems, &f->arena);
    f->problems.profile = f->profile;
    memset(&f->model, 0, sizeof f->model);
    if (weir_xml_read((weir_text){bytes, length}, f->schemas, &f->arena, &f->model, &f->problems, &diag) != WEIR_OK)
        fail_msg("line %u: %s", diag.line, diag.message);
}

static inline void check_text(rules_fixture *f, const char *text)
{
    read_model(f, text, strlen(text));
    assert_int_equal(weir_rules_check(&f->model, &test_calendars, &f->problems), WEIR_OK);
    weir_problems_sort(&f->problems);
}

static inline void print_problems(const rules_fixture *f)
{
    for (uint32_t i = 0; i < f->problems.count; i++) {
        const weir_problem *problem = &f->problems.items[i];

        print_message("  %u: %s [%s] '%.*s': %.*s\n", problem->line,
                      problem->severity == WEIR_ERROR ? "error" : "warning", problem->rule, WEIR_ARG(problem->element),
                      WEIR_ARG(problem->message));
    }
}

static inline uint32_t count_rule(const rules_fixture *f, const char *rule)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < f->problems.count; i++)
        count += strcmp(f->problems.items[i].rule, rule) == 0;
    return count;
}

/* There is exactly one problem, and this is it. */
static inline void assert_problem(const rules_fixture *f, weir_severity severity, const char *rule, uint32_t line,
                                  const char *element, const char *words)
{
    const weir_problem *found = f->problems.items;

    if (f->problems.count == 1 && strcmp(found->rule, rule) == 0 && found->line == line &&
        found->severity == severity && weir_text_equal(found->element, weir_text_of(element)) &&
        weir_text_find(found->message, weir_text_of(words), 0) != SIZE_MAX)
        return;
    print_problems(f);
    fail_msg("expected only %u [%s] '%s' with \"%s\"", line, rule, element, words);
}

#endif
