/* SPDX-License-Identifier: Apache-2.0
 * The semantic rules on the models of tests/rules with one thing changed: memory that ends, a value that is another,
 * a node that is of another kind. Whatever is reported names a rule, a line of the file and a sentence.
 * In slow builds every fifth change, with WEIR_ALL in the environment every one there, too.
 */
#include "rules_fixture.h"

#define FILE_LENGTH_MAX 65536
#ifdef WEIR_SLOW_BUILD
#define CHANGE_SHARE 5 /* has no divisor in common with the counts of values and nodes, so that each has its turn */
#else
#define CHANGE_SHARE 1
#endif

static const char *const rule_ids[] = {
#define RULE(name, id, severity, subject, clause, sentence) id,
#include "compile/rules.def"
#undef RULE
};

#define RULE_COUNT (sizeof rule_ids / sizeof *rule_ids)

static const char *const kinds[] = {"bad", "good"};

/* Longer than a message shows, and at that length inside of a character. */
#define LONG_EVEN                                                                                                      \
    "ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää"
#define LONG_ODD "x" LONG_EVEN

static const char *const values[] = {"",       " ",         "x",       "=x",         "${x}", "a",    "p",
                                     "true",   "7",         "P1D",     "2026-01-01", "=",    "R/",   "http://x",
                                     "string", "org.feel1", LONG_EVEN, LONG_ODD,     "1.5",  "enum", "feel:x"};

static const char *const nodes[] = {
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "task",
    "userTask",
    "serviceTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "transaction",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "eventBasedGateway",
    "complexGateway",
    "timerEventDefinition",
    "errorEventDefinition",
    "messageEventDefinition",
    "escalationEventDefinition",
};

static size_t read_example(size_t rule, const char *kind, char *out)
{
    char path[512];
    size_t length;
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/tests/rules/%s.%s.bpmn", WEIR_SOURCE_DIR, rule_ids[rule], kind);
    file = fopen(path, "rb");
    assert_non_null(file);
    length = fread(out, 1, FILE_LENGTH_MAX - 1, file);
    out[length] = '\0';
    assert_int_equal(fclose(file), 0);
    return length;
}

static uint32_t count_lines(const char *text)
{
    uint32_t count = 1;

    for (; *text; text++)
        count += *text == '\n';
    return count;
}

/* A text that is no model at all is refused by the reader, before any rule sees it. */
/* Whether it is the turn of the change that comes next. */
static bool takes_change(void)
{
    static unsigned count;

    return getenv("WEIR_ALL") || count++ % CHANGE_SHARE == 0;
}

static void check_changed(rules_fixture *f, const char *text)
{
    const uint32_t line_count = count_lines(text);
    weir_diag diag = {0};
    weir_err err;

    weir_arena_release(&f->arena);
    weir_arena_init(&f->arena, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
    weir_problems_init(&f->problems, &f->arena);
    memset(&f->model, 0, sizeof f->model);
    err = weir_xml_read(weir_text_of(text), NULL, &f->arena, &f->model, &f->problems, &diag);
    if (err != WEIR_OK) {
        assert_int_not_equal(diag.message[0], '\0');
        return;
    }
    assert_int_equal(weir_rules_check(&f->model, &test_calendars, &f->problems), WEIR_OK);
    for (uint32_t i = 0; i < f->problems.count; i++) {
        const weir_problem *problem = &f->problems.items[i];

        if (problem->line < 1 || problem->line > line_count || problem->message.length == 0 || !problem->rule[0] ||
            !weir_utf8_valid(problem->message, NULL)) {
            print_problems(f);
            fail_msg("%s", text);
        }
    }
}

static void every_request_for_memory_may_fail(void **state)
{
    rules_fixture f = {0};
    static char text[FILE_LENGTH_MAX];

    (void)state;
    for (size_t rule = 0; rule < RULE_COUNT; rule++) {
        weir_err err = WEIR_ENOMEM;

        read_model(&f, text, read_example(rule, "bad", text));
        for (uint64_t n = 1; err == WEIR_ENOMEM; n++) {
            test_memory memory = {.fail_at = n};
            weir_arena arena;
            weir_problems problems;

            weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
            weir_problems_init(&problems, &arena);
            err = weir_rules_check(&f.model, &test_calendars, &problems);
            weir_arena_release(&arena);
            assert_int_equal(memory.live_count, 0);
            assert_true(err == WEIR_ENOMEM || (err == WEIR_OK && memory.take_count < n));
        }
    }
    release_fixture(&f);
}

static void every_attribute_may_have_another_value(void **state)
{
    rules_fixture f = {0};
    static char text[FILE_LENGTH_MAX], changed[2 * FILE_LENGTH_MAX];

    (void)state;
    for (size_t i = 0; i < 2 * RULE_COUNT; i++) {
        (void)read_example(i / 2, kinds[i % 2], text);
        for (const char *at = strstr(text, "targetNamespace"); (at = strstr(at, "=\"")); at = strchr(at + 2, '"')) {
            const char *end = strchr(at + 2, '"');

            for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
                if (!takes_change())
                    continue;
                (void)snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at + 2 - text), text, values[k], end);
                check_changed(&f, changed);
            }
        }
    }
    release_fixture(&f);
}

static void every_text_may_be_another(void **state)
{
    rules_fixture f = {0};
    static char text[FILE_LENGTH_MAX], changed[2 * FILE_LENGTH_MAX];

    (void)state;
    for (size_t i = 0; i < 2 * RULE_COUNT; i++) {
        (void)read_example(i / 2, kinds[i % 2], text);
        for (const char *at = strstr(text, "targetNamespace"); (at = strchr(at, '>')); at++) {
            const char *end = strchr(at, '<');

            if (!end || at[1] == '\n' || strncmp(at - 2, "--", 2) == 0 || end == at + 1)
                continue;
            for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
                if (!takes_change())
                    continue;
                (void)snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at + 1 - text), text, values[k], end);
                check_changed(&f, changed);
            }
        }
    }
    release_fixture(&f);
}

static void replace_all(const char *text, const char *from, const char *to, char *out)
{
    size_t length = 0;

    while (*text) {
        const bool begins = strncmp(text, from, strlen(from)) == 0 && (text[-1] == '<' || text[-1] == '/');
        const char *part = begins ? to : text;
        const size_t part_length = begins ? strlen(to) : 1;

        memcpy(out + length, part, part_length);
        length += part_length;
        text += begins ? strlen(from) : 1;
    }
    out[length] = '\0';
}

static void every_node_may_be_of_another_kind(void **state)
{
    rules_fixture f = {0};
    static char text[FILE_LENGTH_MAX + 1], changed[2 * FILE_LENGTH_MAX];

    (void)state;
    text[0] = '\n'; /* so that every character has one before it */
    for (size_t i = 0; i < 2 * RULE_COUNT; i++) {
        (void)read_example(i / 2, kinds[i % 2], text + 1);
        for (size_t from = 0; from < sizeof nodes / sizeof *nodes; from++) {
            if (!strstr(text, nodes[from]))
                continue;
            for (size_t to = 0; to < sizeof nodes / sizeof *nodes; to++) {
                if (!takes_change())
                    continue;
                replace_all(text + 1, nodes[from], nodes[to], changed);
                check_changed(&f, changed);
            }
        }
    }
    release_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_for_memory_may_fail),
        cmocka_unit_test(every_attribute_may_have_another_value),
        cmocka_unit_test(every_text_may_be_another),
        cmocka_unit_test(every_node_may_be_of_another_kind),
    };

    return cmocka_run_group_tests_name("compile/rules changed", tests, NULL, NULL);
}
