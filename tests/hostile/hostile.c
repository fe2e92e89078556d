/* SPDX-License-Identifier: Apache-2.0
 * tests/hostile/hostile.c - inputs made to hurt: each ends in a clear error, soon, in little memory.
 *
 * Prints a row for each input: what weir says, where, how long it took and what memory it asked for. Fails if
 * an input is let through, has no place where it should have one, or takes longer or more than a row may.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/json.h"
#include "feel/feel.h"
#include "memory.h"
#include "xml/load.h"

/* A server's limits for one request. Sanitizers are several times slower and larger. */
#define MEMORY_MAX ((size_t)64 * 1024 * 1024)
#ifdef WEIR_SLOW_BUILD
#define MILLISECOND_MAX 20000
#define RESIDENT_KIB_MAX 2000000
#else
#define MILLISECOND_MAX 1000
#define RESIDENT_KIB_MAX 400000
#endif

/* What came of one input: an error with words, or a list of problems (then the first of them). */
typedef struct verdict {
    weir_err err;
    uint32_t line, column;
    char words[160];
} verdict;

typedef verdict reader(weir_text text, weir_arena *arena);

static verdict of_diag(weir_err err, const weir_diag *diag)
{
    verdict out = {err, diag->line, diag->column, ""};

    snprintf(out.words, sizeof out.words, "%.*s", (int)sizeof out.words - 1, diag->message);
    return out;
}

static verdict read_xml(weir_text text, weir_arena *arena)
{
    static weir_xml_schemas *schemas;
    weir_model model = {0};
    weir_problems problems;
    weir_diag diag = {0};
    weir_err err;
    verdict out;

    if (!schemas && weir_xml_schemas_new(&schemas, &diag) != WEIR_OK)
        return of_diag(WEIR_OK, &diag);
    weir_problems_init(&problems, arena);
    err = weir_xml_read(text, schemas, arena, &model, &problems, &diag);
    if (err != WEIR_OK || problems.error_count == 0)
        return of_diag(err, &diag);
    weir_problems_sort(&problems);
    for (uint32_t i = 0; i < problems.count; i++) {
        const weir_problem *problem = &problems.items[i];

        if (problem->severity != WEIR_ERROR)
            continue;
        out = (verdict){WEIR_EMODEL, problem->line, problem->column, ""};
        snprintf(out.words, sizeof out.words, "%.*s", WEIR_ARG(problem->message));
        return out;
    }
    return of_diag(WEIR_OK, &diag);
}

static verdict read_json(weir_text text, weir_arena *arena)
{
    weir_value value;
    weir_diag diag = {0};
    const weir_err err = weir_json_read(text, WEIR_JSON_TYPED, NULL, arena, &value, &diag);

    return of_diag(err, &diag);
}

/* Null with a reason is a clear answer too: the expression failed, the command did not. */
static verdict read_feel(weir_text text, weir_arena *arena)
{
    weir_feel_run run = {.seed = 1, .arena = arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    const weir_feel_scope scope = {0};
    const weir_expression *expression;
    weir_value value;
    weir_diag diag = {0};
    weir_err err = weir_feel_compile(text, WEIR_FEEL_EXPRESSION, NULL, arena, &expression, &diag);
    verdict out;

    if (err == WEIR_OK)
        err = weir_feel_eval(expression, &scope, &run, &value, &diag);
    out = of_diag(err, &diag);
    if (err == WEIR_OK && value.kind == WEIR_NULL && run.reason[0]) {
        out.err = WEIR_EVALUE;
        snprintf(out.words, sizeof out.words, "%.*s", (int)sizeof out.words - 1, run.reason);
    }
    return out;
}

/* head, `count` times unit ('#' in it becomes the number), tail. */
typedef struct hostile_input {
    const char *name;
    reader *read;
    const char *head, *unit;
    uint32_t count;
    const char *tail;
    enum { PLACE, NO_PLACE } place; /* NO_PLACE: too large as a whole, or exhausted while it ran */
} hostile_input;

#define BPMN "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"

#define CAMUNDA                                                                                                        \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t' "                            \
    "xmlns:c='http://camunda.org/schema/1.0/bpmn'><process id='p'>"
#define ZEEBE                                                                                                          \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t' "                            \
    "xmlns:z='http://camunda.org/schema/zeebe/1.0'><process id='p'>"

static const hostile_input inputs[] = {
    {"XML, empty", read_xml, "", "", 0, "", PLACE},
    {"XML, only blanks", read_xml, "", " \n", 1000, "", PLACE},
    {"XML, truncated", read_xml, BPMN "<process id='p'><task id=", "", 0, "", PLACE},
    {"XML, truncated in a text", read_xml, BPMN "<process id='p'><documentation>abc", "", 0, "", PLACE},
    {"XML, bytes not in its encoding", read_xml, "<?xml version='1.0' encoding='UTF-8'?>\n<a b='\xff\xfe'/>", "", 0, "",
     PLACE},
    {"XML, encoding that lies", read_xml, "<?xml version='1.0' encoding='UTF-16'?>" BPMN "</definitions>", "", 0, "",
     PLACE},
    {"XML, encoding nobody knows", read_xml, "<?xml version='1.0' encoding='KLINGON'?>" BPMN "</definitions>", "", 0,
     "", PLACE},
    {"XML, 20 MB", read_xml, BPMN, "<message id='m#'/>", 1000000, "</definitions>", NO_PLACE},
    {"XML, 20 MB in one attribute", read_xml, "<definitions a='", "0123456789abcdef", 1250000, "'/>", NO_PLACE},
    {"XML, 100,000 attributes", read_xml, "<definitions ", "a#='' ", 100000, "/>", PLACE},
    {"XML, 100,000 namespaces", read_xml, "<definitions ", "xmlns:n#='u#' ", 100000, "/>", PLACE},
    {"XML, 5,000 deep", read_xml, BPMN "<process id='p'>", "<subProcess id='s#'>", 5000, "", PLACE},
    {"XML, DOCTYPE", read_xml, "<!DOCTYPE definitions SYSTEM 'http://127.0.0.1/x.dtd'>" BPMN "</definitions>", "", 0,
     "", PLACE},
    {"XML, DOCTYPE after a comment", read_xml, "<!-- a --> <?pi?>\n<!DOCTYPE definitions []>" BPMN "</definitions>", "",
     0, "", PLACE},
    {"XML, external entity", read_xml, "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><d>&x;</d>", "", 0, "",
     PLACE},
    {"XML, entity bomb", read_xml, "<!DOCTYPE d [<!ENTITY e0 'ha'>", "<!ENTITY f# '&e0;&e0;&e0;&e0;'>", 1000,
     "]><d>&f9;</d>", PLACE},
    {"XML, entity without DOCTYPE", read_xml, BPMN "<message id='m' name='&bomb;'/></definitions>", "", 0, "", PLACE},
    {"XML, XInclude", read_xml,
     BPMN "\n<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='/etc/hostname' parse='text'/></definitions>",
     "", 0, "", PLACE},
    {"dialect, 200,000 words", read_xml, CAMUNDA "<userTask id='a'><extensionElements>", "<c:u#/>", 200000,
     "</extensionElements></userTask></process></definitions>", PLACE},
    {"dialect, 30,000 unknown words", read_xml, CAMUNDA "<userTask id='a' c:class='x'><extensionElements>", "<c:u#/>",
     30000, "</extensionElements></userTask></process></definitions>", PLACE},
    {"dialect, 40,000 fields", read_xml, CAMUNDA "<serviceTask id='a' c:class='x'><extensionElements>",
     "<c:field name='f#'/>", 40000, "</extensionElements></serviceTask></process></definitions>", PLACE},
    {"dialect, 90,000 connectors", read_xml, CAMUNDA "<serviceTask id='a'><extensionElements>", "<c:connector/>", 90000,
     "</extensionElements></serviceTask></process></definitions>", NO_PLACE},
    {"dialect, 90,000 paths", read_xml, ZEEBE "<serviceTask id='a'><extensionElements><z:ioMapping>",
     "<z:input source='=1' target='r#.x'/>", 90000,
     "</z:ioMapping></extensionElements></serviceTask></process></definitions>", NO_PLACE},
    {"dialect, declared late in a wrong file", read_xml,
     BPMN "<process id='p'><userTask id='a' x='1'/><userTask id='a' xmlns:c='http://camunda.org/schema/1.0/bpmn' "
          "c:skipExpression='1'/>",
     "", 0, "</process></definitions>", PLACE},
    {"XML, another language", read_xml, "<html><body>hello</body></html>", "", 0, "", PLACE},
    {"XML, control character", read_xml, BPMN "\x01</definitions>", "", 0, "", PLACE},

    {"JSON, empty", read_json, "", "", 0, "", PLACE},
    {"JSON, truncated", read_json, "{\"a\": [1, 2", "", 0, "", PLACE},
    {"JSON, wrong type", read_json, "{\"$date\": 5}", "", 0, "", PLACE},
    {"JSON, date that is none", read_json, "{\"$date\": \"2026-02-30\"}", "", 0, "", PLACE},
    {"JSON, a million deep", read_json, "", "[", 1000000, "", PLACE},
    {"JSON, a million objects deep", read_json, "", "{\"a\":", 1000000, "", PLACE},
    {"JSON, duplicate key", read_json, "{\"a\": 1,\n \"\\u0061\": 2}", "", 0, "", PLACE},
    {"JSON, 100,000 keys, one twice", read_json, "{", "\"k#\":#,", 100000, "\"k500\":1}", PLACE},
    {"JSON, invalid UTF-8", read_json, "[\"abc\xc3\x28\"]", "", 0, "", PLACE},
    {"JSON, half a surrogate pair", read_json, "[\"\\ud83d\"]", "", 0, "", PLACE},
    {"JSON, a million digits", read_json, "", "1234567890", 100000, "", PLACE},
    {"JSON, 35 digits", read_json, "[1.2345678901234567890123456789012345]", "", 0, "", PLACE},
    {"JSON, exponent out of range", read_json, "[1e99999999999999999999]", "", 0, "", PLACE},
    {"JSON, NaN", read_json, "[NaN]", "", 0, "", PLACE},
    {"JSON, 200 MB in values", read_json, "[", "[[],[],[],[]],", 2000000, "0]", NO_PLACE},

    {"FEEL, empty", read_feel, "", "", 0, "", PLACE},
    {"FEEL, 100,000 deep", read_feel, "", "(", 100000, "1", PLACE},
    {"FEEL, 100,000 lists deep", read_feel, "", "[", 100000, "", PLACE},
    {"FEEL, 100,000 signs", read_feel, "", "-", 100000, "1", PLACE},
    {"FEEL, 10,000 ifs", read_feel, "", "if a then 1 else ", 10000, "", PLACE},
    {"FEEL, 2 MB", read_feel, "1", " + 1", 500000, "", NO_PLACE},
    {"FEEL, text without end", read_feel, "1 +\n \"abc", "", 0, "", PLACE},
    {"FEEL, invalid UTF-8", read_feel, "\"\xff\"", "", 0, "", PLACE},
    {"FEEL, endless function", read_feel, "{f: function(n) f(n + 1), r: f(0)}.r", "", 0, "", NO_PLACE},
    {"FEEL, endless loop", read_feel, "count(for i in 1..1000000000000 return i)", "", 0, "", NO_PLACE},
    {"FEEL, loops in loops", read_feel, "for i in 1..10000, j in 1..10000 return i * j", "", 0, "", NO_PLACE},
    {"FEEL, text that doubles", read_feel,
     "for i in 1..60 return if i = 1 then \"abcdefgh\" else partial[-1] + partial[-1]", "", 0, "", NO_PLACE},
    {"FEEL, list that doubles", read_feel,
     "for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])", "", 0, "", NO_PLACE},
    {"FEEL, pattern that backtracks", read_feel, "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"^(a+)+$\")",
     "", 0, "", NO_PLACE},
    {"FEEL, power out of range", read_feel, "10 ** 100000", "", 0, "", NO_PLACE},
};

/* own: the caller frees it. */
static char *make_text(const hostile_input *input, size_t *length)
{
    const size_t capacity = strlen(input->head) + input->count * (strlen(input->unit) + 16) + strlen(input->tail) + 1;
    char *text = malloc(capacity), *at = text;

    if (!text) {
        perror("hostile");
        exit(EXIT_FAILURE);
    }
    at += snprintf(at, capacity, "%s", input->head);
    for (uint32_t i = 0; i < input->count; i++) {
        for (const char *c = input->unit; *c; c++) {
            if (*c == '#')
                at += snprintf(at, 12, "%u", i);
            else
                *at++ = *c;
        }
    }
    at += snprintf(at, strlen(input->tail) + 1, "%s", input->tail);
    *length = (size_t)(at - text);
    return text;
}

static double cpu_ms(void)
{
    return (double)clock() * 1000 / CLOCKS_PER_SEC;
}

static bool survive(const hostile_input *input)
{
    test_memory memory = {0};
    weir_arena arena;
    weir_text text;
    verdict given;
    double begin, took;
    const char *fault = "";
    size_t used;
    char *bytes = make_text(input, &text.length);

    text.at = bytes;
    weir_arena_init(&arena, test_memory_port(&memory, false), MEMORY_MAX);
    begin = cpu_ms();
    given = input->read(text, &arena);
    took = cpu_ms() - begin;
    used = arena.used_bytes;
    weir_arena_release(&arena);
    free(bytes);
    if (given.err == WEIR_OK)
        fault = "  <- was let through";
    else if (input->place == PLACE && given.line == 0)
        fault = "  <- has no place";
    else if (given.words[0] == '\0' && given.err != WEIR_ENOMEM)
        fault = "  <- has no words";
    else if (took > MILLISECOND_MAX)
        fault = "  <- took too long";
    else if (memory.live_count != 0)
        fault = "  <- leaked";
    printf("%-32s %5.0f ms %6zu KiB  %-12s %u:%u %s%s\n", input->name, took, used / 1024, weir_err_name(given.err),
           given.line, given.column, given.words, fault);
    fflush(stdout);
    return fault[0] == '\0';
}

int main(void)
{
    bool fine = true;
    struct rusage usage;

    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        fine = survive(&inputs[i]) && fine;
    getrusage(RUSAGE_SELF, &usage);
    printf("%zu inputs, %ld KiB resident at most\n", sizeof inputs / sizeof *inputs, usage.ru_maxrss);
    return fine && usage.ru_maxrss <= RESIDENT_KIB_MAX ? EXIT_SUCCESS : EXIT_FAILURE;
}
