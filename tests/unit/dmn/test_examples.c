/* SPDX-License-Identifier: Apache-2.0
 * The decisions that ship: each example beside them decides as it says, and what is not allowed decides nothing.
 */
#include <glob.h>
#include <stdlib.h>

#include "dmn_fixture.h"

#define EXAMPLE_COUNT 86
#define DECISION_COUNT 19
#define FILE_BYTES_MAX ((size_t)256 << 10)

typedef struct example {
    const char *folder;
    weir_text model, decision;
    const weir_value *input, *output;
} example;

static weir_text read_file(dmn_fixture *f, const char *folder, weir_text name)
{
    char path[1024];
    char *bytes = WEIR_TAKE(&f->arena, char, FILE_BYTES_MAX);
    FILE *file;
    size_t length;

    snprintf(path, sizeof path, "%s%.*s", folder, WEIR_ARG(name));
    file = fopen(path, "rb");
    if (!file)
        fail_msg("%s can't be opened", path);
    length = fread(bytes, 1, FILE_BYTES_MAX, file);
    assert_int_equal(fclose(file), 0);
    assert_true(length < FILE_BYTES_MAX);
    return (weir_text){bytes, length};
}

static const weir_value *member(const weir_value *row, const char *name)
{
    const weir_value *found = weir_context_find(row, weir_text_of(name));

    assert_non_null(found);
    return found;
}

static void compile_file(dmn_fixture *f, const char *folder, weir_text name)
{
    f->model = (weir_model){0};
    assert_int_equal(weir_xml_read(read_file(f, folder, name), NULL, &f->arena, &f->model, &f->problems, &f->diag),
                     WEIR_OK);
    if (weir_dmn_compile(&f->model, &f->arena, &f->problems, &f->decisions) == WEIR_OK)
        return;
    print_problems(f);
    fail_msg("%s%.*s does not compile", folder, WEIR_ARG(name));
}

static void decide(dmn_fixture *f, const example *e, const weir_value *input)
{
    const weir_decision *decision = weir_dmn_find(f->decisions, e->decision);
    const weir_feel_scope scope = weir_feel_scope_of(input);

    if (!decision)
        fail_msg("%.*s is not in %.*s", WEIR_ARG(e->decision), WEIR_ARG(e->model));
    f->run = (weir_feel_run){.arena = &f->arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    assert_int_equal(weir_decision_evaluate(decision, &scope, &f->run, &f->result, NULL, &f->diag), WEIR_OK);
}

/* One output is the value itself, several are a context. */
static const weir_value *result_of(const dmn_fixture *f, const example *e, weir_text name)
{
    return e->output->count == 1 ? &f->result : weir_context_find(&f->result, name);
}

/* JSON has durations as texts. */
static bool is_same(dmn_fixture *f, const weir_value *expected, const weir_value *found)
{
    const bool is_duration = expected->kind == WEIR_STRING && found->kind != WEIR_STRING;
    const weir_entry entries[] = {{WEIR_T("expected"), *expected}, {WEIR_T("found"), *found}};
    const weir_value both = weir_context(entries, 2);
    const weir_feel_scope scope = weir_feel_scope_of(&both);
    const weir_text source = is_duration ? WEIR_T("duration(expected) = found") : WEIR_T("expected = found");
    const weir_expression *expression;
    weir_value same;

    assert_int_equal(weir_feel_compile(source, WEIR_FEEL_EXPRESSION, NULL, &f->arena, &expression, &f->diag), WEIR_OK);
    assert_int_equal(weir_feel_eval(expression, &scope, &f->run, &same, &f->diag), WEIR_OK);
    return same.kind == WEIR_BOOLEAN && same.as.boolean;
}

static void is_as_expected(dmn_fixture *f, const example *e)
{
    for (uint32_t i = 0; i < e->output->count; i++) {
        const weir_entry *expected = &e->output->as.entries[i];
        const weir_value *found = result_of(f, e, expected->key);

        if (!found || !is_same(f, &expected->value, found))
            fail_msg("%.*s%s: %.*s should be %s, is %s (%s)", WEIR_ARG(e->decision), as_text(f, e->input),
                     WEIR_ARG(expected->key), as_text(f, &expected->value), found ? as_text(f, found) : "not there",
                     f->run.reason);
    }
    if (e->output->count > 1)
        assert_int_equal(f->result.count, e->output->count);
}

typedef void visitor(dmn_fixture *f, const example *e);

/* Each in an arena of its own. */
static uint32_t for_each_example(dmn_fixture *f, visitor *visit)
{
    glob_t folders;
    uint32_t count = 0;

    assert_int_equal(glob(WEIR_SOURCE_DIR "/processes/*/examples.json", 0, NULL, &folders), 0);
    for (size_t i = 0; i < folders.gl_pathc; i++) {
        char *folder = folders.gl_pathv[i];
        weir_value rows;
        uint32_t row = 0;

        strrchr(folder, '/')[1] = '\0';
        do {
            example e;

            assert_int_equal(weir_json_read(read_file(f, folder, WEIR_T("examples.json")), WEIR_JSON_PLAIN, NULL,
                                            &f->arena, &rows, &f->diag),
                             WEIR_OK);
            assert_int_equal(rows.kind, WEIR_LIST);
            e = (example){folder, member(&rows.as.items[row], "model")->as.string,
                          member(&rows.as.items[row], "decision")->as.string, member(&rows.as.items[row], "input"),
                          member(&rows.as.items[row], "output")};
            compile_file(f, folder, e.model);
            visit(f, &e);
            count++;
            weir_arena_release(&f->arena);
            weir_arena_init(&f->arena, test_memory_port(&f->memory, true), (size_t)64 << 20);
            weir_problems_init(&f->problems, &f->arena);
        } while (++row < rows.count);
    }
    globfree(&folders);
    return count;
}

static void check_example(dmn_fixture *f, const example *e)
{
    decide(f, e, e->input);
    is_as_expected(f, e);
}

static void every_example_decides_as_it_says(void **state)
{
    assert_int_equal(for_each_example(*state, check_example), EXAMPLE_COUNT);
}

/* All inputs that are texts list what they allow. */
static void check_strange_inputs(dmn_fixture *f, const example *e)
{
    for (uint32_t i = 0; i < e->input->count; i++) {
        weir_entry *entries = WEIR_TAKE(&f->arena, weir_entry, e->input->count);
        const weir_value strange = weir_context(entries, e->input->count);

        if (e->input->as.entries[i].value.kind != WEIR_STRING)
            continue;
        memcpy(entries, e->input->as.entries, e->input->count * sizeof *entries);
        entries[i].value = weir_string(WEIR_T("nobody knows this"));
        decide(f, e, &strange);
        if (f->result.kind != WEIR_NULL || !f->run.reason[0])
            fail_msg("%.*s%s: is %s", WEIR_ARG(e->decision), as_text(f, &strange), as_text(f, &f->result));
    }
}

static void an_input_that_is_not_allowed_decides_nothing(void **state)
{
    assert_int_equal(for_each_example(*state, check_strange_inputs), EXAMPLE_COUNT);
}

/* What belongs to one decision stands in one file. */
static void no_decision_is_there_twice(void **state)
{
    dmn_fixture *f = *state;
    weir_text ids[DECISION_COUNT];
    uint32_t count = 0;
    glob_t files;

    assert_int_equal(glob(WEIR_SOURCE_DIR "/processes/*/*.dmn", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        compile_file(f, "", weir_text_of(files.gl_pathv[i]));
        for (uint32_t k = 0; k < weir_dmn_count(f->decisions); k++) {
            const weir_text id = weir_decision_id(weir_dmn_at(f->decisions, k));

            for (uint32_t other = 0; other < count; other++)
                assert_false(weir_text_equal(ids[other], id));
            assert_true(count < DECISION_COUNT);
            ids[count++] = id;
        }
    }
    globfree(&files);
    assert_int_equal(count, DECISION_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_example_decides_as_it_says),
        TEST(an_input_that_is_not_allowed_decides_nothing),
        TEST(no_decision_is_there_twice),
    };

    return cmocka_run_group_tests_name("dmn/examples", tests, NULL, NULL);
}
