/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/run_fixture.h - a process from its XML, and an instance of it to give commands to.
 *
 * Every command is also run with each allocation failing in turn; its facts are written, read back and folded into
 * a second state; the state is saved and loaded. All must agree, so each test checks that for nothing.
 */
#ifndef WEIR_TESTS_RUN_FIXTURE_H
#define WEIR_TESTS_RUN_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "compile/compile.h"
#include "compile/program.h"
#include "memory.h"
#include "run/codec.h"
#include "run/step.h"
#include "xml/load.h"

#define ARENA_BYTES_MAX ((size_t)512 << 20)
#define NOW INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

#define HEAD                                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:weir='urn:weir:bpmn' "                     \
    "targetNamespace='t'>\n"
#define PROCESS "<process id='p' isExecutable='true'>\n"
#define END "</process>\n</definitions>\n"
/* start → the element `a` → end, with what stands in `middle` (which has the element). */
#define AROUND(middle)                                                                                                 \
    HEAD PROCESS "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='a'/>" middle              \
                 "<sequenceFlow id='f2' sourceRef='a' targetRef='end'/><endEvent id='end'/>" END

typedef struct run_fixture {
    test_memory memory;
    weir_arena program_arena; /* model, program, problems */
    weir_arena input_arena;   /* what commands carry */
    weir_arena state_arena, step_arena, scratch_arena;
    weir_model model;
    weir_problems problems;
    const weir_program *program;
    weir_state state, folded;
    weir_step_result result; /* of the last command that went well */
    weir_diag diag;
    weir_env env;
    bool is_large; /* too much work for each allocation to fail in turn */
} run_fixture;

static inline int fixture_open(void **state)
{
    static run_fixture fixture;
    weir_arena *const arenas[] = {&fixture.program_arena, &fixture.input_arena, &fixture.state_arena,
                                  &fixture.step_arena, &fixture.scratch_arena};

    memset(&fixture, 0, sizeof fixture);
    for (size_t i = 0; i < sizeof arenas / sizeof *arenas; i++)
        weir_arena_init(arenas[i], test_memory_port(&fixture.memory, false), ARENA_BYTES_MAX);
    fixture.env = (weir_env){.now_ms = NOW, .seed = 1};
    *state = &fixture;
    return 0;
}

static inline int fixture_close(void **state)
{
    run_fixture *f = *state;

    weir_arena_release(&f->program_arena);
    weir_arena_release(&f->input_arena);
    weir_arena_release(&f->state_arena);
    weir_arena_release(&f->step_arena);
    weir_arena_release(&f->scratch_arena);
    return f->memory.live_count == 0 ? 0 : -1;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

/* ── deploying ─────────────────────────────────────────────────────────────────────────────────── */

static inline void print_problems(const run_fixture *f)
{
    for (uint32_t i = 0; i < f->problems.count; i++)
        print_message("  %u: [%s] '%.*s': %.*s\n", f->problems.items[i].line, f->problems.items[i].rule,
                      WEIR_ARG(f->problems.items[i].element), WEIR_ARG(f->problems.items[i].message));
}

static inline void read_model(run_fixture *f, const char *xml)
{
    weir_arena_reset(&f->program_arena);
    weir_problems_init(&f->problems, &f->program_arena);
    memset(&f->diag, 0, sizeof f->diag);
    if (weir_xml_read(weir_text_of(xml), NULL, &f->program_arena, &f->model, &f->problems, &f->diag) != WEIR_OK)
        fail_msg("line %u: %s", f->diag.line, f->diag.message);
}

static inline const weir_part *first_process(const run_fixture *f)
{
    return weir_part_child(f->model.root, WEIR_PART_process);
}

/* The program of the first process, whatever the rules say; how many problems the building found. */
static inline uint32_t build_program(run_fixture *f, const char *xml)
{
    weir_build build = {.model = &f->model, .arena = &f->program_arena, .problems = &f->problems};

    read_model(f, xml);
    weir_problems_init(&f->problems, &f->program_arena);
    assert_int_equal(weir_program_build(&build, first_process(f), &f->program), WEIR_OK);
    return f->problems.error_count;
}

static inline void reset_instance(run_fixture *f)
{
    weir_arena_reset(&f->state_arena);
    weir_state_init(&f->state, &f->state_arena);
    weir_state_init(&f->folded, &f->state_arena);
}

static inline void deploy(run_fixture *f, const char *xml)
{
    weir_programs programs;

    read_model(f, xml);
    if (weir_compile(&f->model, NULL, &f->program_arena, &f->problems, &programs) != WEIR_OK) {
        print_problems(f);
        fail_msg("the process has errors");
    }
    f->program = programs.items[0];
    reset_instance(f);
}

/* ── values ────────────────────────────────────────────────────────────────────────────────────── */

/* A FEEL expression without names; NULL is null. */
static inline weir_value value_of(run_fixture *f, const char *feel)
{
    weir_feel_run run = {.now_ms = NOW, .arena = &f->input_arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    const weir_feel_scope nothing = {0};
    const weir_expression *expression;
    weir_value value = weir_null();

    if (!feel)
        return value;
    if (weir_feel_compile(weir_text_of(feel), WEIR_FEEL_EXPRESSION, NULL, &f->input_arena, &expression, &f->diag) !=
            WEIR_OK ||
        weir_feel_eval(expression, &nothing, &run, &value, &f->diag) != WEIR_OK || run.reason[0])
        fail_msg("%s: %s%s", feel, f->diag.message, run.reason);
    return value;
}

static inline void assert_value(run_fixture *f, const weir_value *found, const char *feel)
{
    const weir_value expected = value_of(f, feel);
    weir_buffer text;

    if (found && weir_value_same(found, &expected))
        return;
    weir_buffer_init(&text, &f->input_arena, 0);
    if (found)
        weir_value_write(found, &text);
    fail_msg("expected %s, found %.*s", feel, (int)text.length, text.at ? text.at : "nothing");
}

static inline weir_text encode_state(run_fixture *f, const weir_state *state)
{
    weir_buffer bytes;
    weir_text text;

    weir_buffer_init(&bytes, &f->scratch_arena, WEIR_STATE_LENGTH_MAX);
    assert_int_equal(weir_state_encode(f->program, state, &bytes), WEIR_OK);
    assert_int_equal(weir_buffer_done(&bytes, &text), WEIR_OK);
    return text;
}

static inline weir_text encode_facts(run_fixture *f, const weir_facts *facts)
{
    weir_buffer bytes;
    weir_text text;

    weir_buffer_init(&bytes, &f->scratch_arena, WEIR_FACTS_LENGTH_MAX);
    assert_int_equal(weir_facts_encode(f->program, facts, &bytes), WEIR_OK);
    assert_int_equal(weir_buffer_done(&bytes, &text), WEIR_OK);
    return text;
}

static inline void assert_same_text(weir_text a, weir_text b)
{
    if (!weir_text_equal(a, b))
        fail_msg("these differ:\n%.*s\n%.*s", WEIR_ARG(a), WEIR_ARG(b));
}

/* ── commands ──────────────────────────────────────────────────────────────────────────────────── */

/* With the n-th allocation failing, for every n, a step ends in ENOMEM; then it ends as it does otherwise. */
static inline weir_err step_short_of_memory(run_fixture *f, const weir_command *command)
{
    for (uint64_t n = 1;; n++) {
        test_memory memory = {.fail_at = n};
        weir_step_result result = {0};
        weir_diag diag = {0};
        weir_arena arena;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        err = weir_step(f->program, &f->state, command, f->env, &arena, &result, &diag);
        weir_arena_release(&arena);
        assert_int_equal(memory.live_count, 0);
        if (memory.take_count < n)
            return err == WEIR_OK ? result.refusal : err;
        if (err != WEIR_ENOMEM)
            fail_msg("request %u failed: %s instead of ENOMEM", (unsigned)n, weir_err_name(err));
        assert_int_equal(result.facts.count, 0);
    }
}

static inline void assert_fold_agrees(run_fixture *f)
{
    weir_facts decoded;

    assert_int_equal(
        weir_facts_decode(f->program, encode_facts(f, &f->result.facts), NULL, &f->scratch_arena, &decoded, &f->diag),
        WEIR_OK);
    assert_same_text(encode_facts(f, &f->result.facts), encode_facts(f, &decoded));
    assert_int_equal(weir_apply_all(f->program, &f->folded, &decoded), WEIR_OK);
    assert_same_text(encode_state(f, &f->state), encode_state(f, &f->folded));
}

static inline void assert_save_agrees(run_fixture *f)
{
    const weir_text saved = encode_state(f, &f->state);
    weir_state loaded;

    if (weir_state_decode(f->program, saved, NULL, &f->scratch_arena, &loaded, &f->diag) != WEIR_OK)
        fail_msg("%s: %.*s", f->diag.message, WEIR_ARG(saved));
    assert_same_text(saved, encode_state(f, &loaded));
}

static inline weir_err run_command(run_fixture *f, weir_command command)
{
    weir_err err, short_err;

    weir_arena_reset(&f->step_arena);
    weir_arena_reset(&f->scratch_arena);
    memset(&f->result, 0, sizeof f->result);
    memset(&f->diag, 0, sizeof f->diag);
    f->env.seed++;
    short_err = f->is_large ? WEIR_OK : step_short_of_memory(f, &command);
    err = weir_step(f->program, &f->state, &command, f->env, &f->step_arena, &f->result, &f->diag);
    if (!f->is_large)
        assert_int_equal(short_err, err == WEIR_OK ? f->result.refusal : err);
    if (err != WEIR_OK)
        return err;
    assert_int_equal(weir_apply_all(f->program, &f->state, &f->result.facts), WEIR_OK);
    if (!f->is_large)
        assert_fold_agrees(f);
    assert_save_agrees(f);
    return f->result.refusal;
}

/* ── waits ─────────────────────────────────────────────────────────────────────────────────────── */

static inline weir_text node_id(const run_fixture *f, weir_node_ix node)
{
    return node.ix == WEIR_NO_IX ? WEIR_NO_TEXT : f->program->nodes[node.ix].id;
}

/* The oldest wait at an element. */
static inline const weir_wait *wait_at(const run_fixture *f, const char *element)
{
    for (uint32_t i = 0; i < f->state.waits.count; i++) {
        if (weir_text_equal(node_id(f, f->state.waits.items[i].node), weir_text_of(element)))
            return &f->state.waits.items[i];
    }
    return NULL;
}

static inline weir_id wait_id(const run_fixture *f, const char *element)
{
    const weir_wait *wait = wait_at(f, element);

    if (!wait)
        fail_msg("nothing waits at %s", element);
    return wait ? wait->id : (weir_id){{0}};
}

static inline weir_err start(run_fixture *f, const char *variables)
{
    reset_instance(f);
    return run_command(f, (weir_command){.kind = WEIR_COMMAND_START,
                                         .start_event = {WEIR_NO_IX},
                                         .name = WEIR_T("p:1"),
                                         .variables = value_of(f, variables)});
}

/* A command of any kind to the oldest wait at an element. */
static inline weir_err give(run_fixture *f, weir_command_kind kind, const char *element, const char *variables)
{
    return run_command(f,
                       (weir_command){.kind = kind, .wait = wait_id(f, element), .variables = value_of(f, variables)});
}

static inline weir_err complete(run_fixture *f, const char *element, const char *variables)
{
    return give(f, WEIR_COMMAND_COMPLETE, element, variables);
}

/* At the moment the timer is due. */
static inline weir_err fire(run_fixture *f, const char *element)
{
    const weir_wait *wait = wait_at(f, element);

    if (wait && wait->due_ms > f->env.now_ms)
        f->env.now_ms = wait->due_ms;
    return give(f, WEIR_COMMAND_FIRE, element, NULL);
}

static inline weir_err throw_code(run_fixture *f, const char *element, const char *code)
{
    return run_command(f, (weir_command){.kind = WEIR_COMMAND_THROW_ERROR,
                                         .wait = wait_id(f, element),
                                         .name = weir_text_of(code),
                                         .text = WEIR_T("it said no")});
}

static inline weir_err with_retries(run_fixture *f, weir_command_kind kind, const char *element, int64_t retries)
{
    return run_command(
        f, (weir_command){.kind = kind, .wait = wait_id(f, element), .retries = retries, .text = WEIR_T("no answer")});
}

/* ── what came of it ───────────────────────────────────────────────────────────────────────────── */

#define assert_ok(call) assert_int_equal((call), WEIR_OK)

/* The elements that are waited at, in order, with one blank between them. */
static inline void assert_waits(run_fixture *f, const char *elements)
{
    weir_buffer found;

    weir_buffer_init(&found, &f->input_arena, 0);
    for (uint32_t i = 0; i < f->state.waits.count; i++) {
        if (i > 0)
            weir_buffer_char(&found, ' ');
        weir_buffer_text(&found, node_id(f, f->state.waits.items[i].node));
    }
    assert_same_text((weir_text){found.at, found.length}, weir_text_of(elements));
}

static inline void assert_ended(run_fixture *f, const char *outcome)
{
    assert_int_equal(f->state.status, WEIR_STATUS_ENDED);
    assert_same_text(f->state.outcome, weir_text_of(outcome));
    assert_int_equal(f->state.tokens.count, 0);
    assert_int_equal(f->state.waits.count, 0);
    assert_int_equal(f->state.incidents.count, 0);
}

/* A variable of the process; NULL: there is none. */
static inline void assert_variable(run_fixture *f, const char *name, const char *feel)
{
    const weir_variable *variable = weir_scope_variable(&f->state.scopes.items[0], weir_text_of(name));

    if (!feel) {
        assert_null(variable);
        return;
    }
    if (!variable)
        fail_msg("there is no variable %s", name);
    assert_value(f, &variable->value, feel);
}

static inline const weir_fact *fact_of(const run_fixture *f, weir_fact_kind kind)
{
    for (uint32_t i = 0; i < f->result.facts.count; i++) {
        if (f->result.facts.items[i].kind == kind)
            return &f->result.facts.items[i];
    }
    return NULL;
}

static inline uint32_t count_facts(const run_fixture *f, weir_fact_kind kind)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < f->result.facts.count; i++)
        count += f->result.facts.items[i].kind == kind;
    return count;
}

/* The elements entered by the last command, in order. */
static inline void assert_path(run_fixture *f, const char *elements)
{
    weir_buffer found;

    weir_buffer_init(&found, &f->input_arena, 0);
    for (uint32_t i = 0; i < f->result.facts.count; i++) {
        if (f->result.facts.items[i].kind != WEIR_FACT_element_entered)
            continue;
        if (found.length > 0)
            weir_buffer_char(&found, ' ');
        weir_buffer_text(&found, node_id(f, f->result.facts.items[i].node));
    }
    assert_same_text((weir_text){found.at, found.length}, weir_text_of(elements));
}

/* What the last command failed with. */
static inline void assert_diag(const run_fixture *f, const char *element, const char *words)
{
    if (strcmp(f->diag.element, element) != 0 || strstr(f->diag.message, words) == NULL)
        fail_msg("expected '%s' at %s; found '%s' at %s", words, element, f->diag.message, f->diag.element);
}

#define assert_fails(call, err, element, words)                                                                        \
    do {                                                                                                               \
        assert_int_equal((call), (err));                                                                               \
        assert_diag(f, element, words);                                                                                \
    } while (0)

#endif
