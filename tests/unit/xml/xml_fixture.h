/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/xml/xml_fixture.h - read a text and look at what came of it.
 */
#ifndef WEIR_TESTS_XML_FIXTURE_H
#define WEIR_TESTS_XML_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "xml/load.h"

#define BPMN_URI "http://www.omg.org/spec/BPMN/20100524/MODEL"
#define HEAD "<definitions xmlns=\"" BPMN_URI "\" xmlns:weir=\"urn:weir:bpmn\" targetNamespace=\"t\">\n"
#define PROCESS HEAD "<process id=\"p\" isExecutable=\"true\">\n" /* what follows is line 3 */
#define END "</process>\n</definitions>\n"

typedef struct xml_fixture {
    test_memory memory;
    weir_arena arena;
    weir_xml_schemas *schemas; /* NULL: read without */
    bool delegates_external;
    weir_model model;
    weir_problems problems;
    weir_diag diag;
} xml_fixture;

static inline weir_err read_bytes(xml_fixture *f, const char *bytes, size_t length)
{
    weir_err err;

    weir_arena_release(&f->arena);
    weir_arena_init(&f->arena, test_memory_port(&f->memory, false), (size_t)256 << 20);
    weir_problems_init(&f->problems, &f->arena);
    memset(&f->diag, 0, sizeof f->diag);
    memset(&f->model, 0, sizeof f->model);
    err = weir_xml_read_with((weir_text){bytes, length}, &(weir_xml_settings){f->schemas, f->delegates_external},
                             &f->arena, &f->model, &f->problems, &f->diag);
    weir_problems_sort(&f->problems);
    return err;
}

static inline weir_err read_text(xml_fixture *f, const char *text)
{
    return read_bytes(f, text, strlen(text));
}

/* The file can't be read: error, line and words in the message. */
static inline void assert_refused(xml_fixture *f, weir_err expected, uint32_t line, const char *words)
{
    if (f->diag.err != expected || f->diag.line != line || strstr(f->diag.message, words) == NULL)
        fail_msg("expected %s in line %u with \"%s\"; found %s in line %u: %s", weir_err_name(expected), line, words,
                 weir_err_name(f->diag.err), f->diag.line, f->diag.message);
    assert_null(f->model.root);
}

static inline void print_problems(const xml_fixture *f)
{
    for (uint32_t i = 0; i < f->problems.count; i++) {
        const weir_problem *p = &f->problems.items[i];

        print_message("  %s line %u, %.*s: %s: %.*s\n", p->severity == WEIR_ERROR ? "error" : "warning", p->line,
                      WEIR_ARG(p->element), p->rule, WEIR_ARG(p->message));
    }
}

/* Exactly one problem: rule, severity, line, element and words in its sentence. */
static inline void assert_problem(xml_fixture *f, weir_severity severity, const char *rule, uint32_t line,
                                  const char *element, const char *words)
{
    const weir_problem *p = &f->problems.items[0];
    bool found = f->problems.count == 1 && p->severity == severity && strcmp(p->rule, rule) == 0 && p->line == line &&
                 weir_text_equal(p->element, weir_text_of(element)) &&
                 weir_text_find(p->message, weir_text_of(words), 0) != SIZE_MAX;

    if (!found)
        print_problems(f);
    assert_true(found);
}

static inline void assert_clean(xml_fixture *f)
{
    if (f->problems.count > 0)
        print_problems(f);
    assert_int_equal(f->problems.count, 0);
}

static inline int fixture_open(void **state)
{
    static xml_fixture fixture;

    memset(&fixture, 0, sizeof fixture);
    *state = &fixture;
    weir_xml_start();
    return 0;
}

static inline int fixture_open_with_schemas(void **state)
{
    xml_fixture *f;
    weir_err err;

    (void)fixture_open(state);
    f = *state;
    err = weir_xml_schemas_new(&f->schemas, &f->diag);
    if (err != WEIR_OK)
        print_message("%s, line %u\n", f->diag.message, f->diag.line);
    return err == WEIR_OK ? 0 : -1;
}

/* Nothing may be left of the scratch memory. */
static inline int fixture_close(void **state)
{
    xml_fixture *f = *state;

    weir_arena_release(&f->arena);
    weir_xml_schemas_free(f->schemas);
    return f->memory.live_count == 0 ? 0 : -1;
}

#endif
