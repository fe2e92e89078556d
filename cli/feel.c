/* SPDX-License-Identifier: Apache-2.0
 * cli/feel.c - weir feel: one expression, lines of them, or a person who types them.
 */
#include <unistd.h>

#include "cli/cli.h"
#include "cli/feel_session.h"
#include "cli/files.h"
#include "cli/line.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"
#include "host/zones.h"

#define INPUT_BYTES_MAX ((size_t)256 * 1024 * 1024)

typedef struct settings {
    const char *input; /* JSON */
    const char *tests; /* an expression */
    bool is_json;
} settings;

static const weir_option options[] = {
    {"--input", "JSON", "variables: an object {\"name\": VALUE …}; @FILE: what is in it, -: what stdin says",
     WEIR_OPTION_TEXT, offsetof(settings, input)},
    {"--tests", "INPUT", "the expression is unary tests, as in a decision table, over the value of INPUT",
     WEIR_OPTION_TEXT, offsetof(settings, tests)},
    {"--json", NULL, "print values with their types, as 'weir decide' does", WEIR_OPTION_FLAG,
     offsetof(settings, is_json)},
};

/* ── words that Tab knows ────────────────────────────────────────────────────────────────────────────────── */

static const char *const words[] = {
#define BUILTIN(name, count_min, count_max, kinds, parameters, run) name "(",
#include "feel/builtins.def"
#undef BUILTIN
    "if ",        "then ", "else ",        "for ",     "in ",        "return ", "some ", "every ",
    "satisfies ", "and ",  "or ",          "between ", "true",       "false",   "null",  "function(",
    "partial",    "item",  "instance of ", ":let ",    ":variables", ":json",   ":help", ":quit",
};
#define WORD_COUNT (sizeof words / sizeof *words)

static const char *word_at(const void *self, uint32_t ix)
{
    (void)self;
    return ix < WORD_COUNT ? words[ix] : NULL;
}

/* ── a person ────────────────────────────────────────────────────────────────────────────────────────────── */

/* Lines until brackets are closed; an empty one ends it anyway. WEIR_NO_TEXT: there are no more. */
static weir_text read_expression(weir_line_editor *editor, weir_arena *arena)
{
    weir_buffer buffer;
    weir_text text = WEIR_NO_TEXT;
    bool was_interrupted, is_first = true;

    weir_buffer_init(&buffer, arena, 0);
    for (;;) {
        const char *line = weir_line_read(editor, is_first ? "feel> " : "    … ", &was_interrupted);

        if (!line && !was_interrupted)
            return is_first ? WEIR_NO_TEXT : text;
        if (!line) {
            putchar('\n');
            return WEIR_T("");
        }
        weir_line_remember(editor, line);
        if (!is_first)
            weir_buffer_char(&buffer, '\n');
        weir_buffer_text(&buffer, weir_text_of(line));
        if (weir_buffer_done(&buffer, &text) != WEIR_OK)
            return WEIR_NO_TEXT;
        if (line[0] == '\0' || !weir_feel_is_open(text))
            return text.at ? text : WEIR_T("");
        is_first = false;
    }
}

static int converse(weir_feel_session *session)
{
    weir_line_editor *editor;
    weir_arena arena;
    bool is_over = false;

    if (weir_line_open(word_at, NULL, &editor) != WEIR_OK) {
        (void)fprintf(stderr, "weir feel: lines of this terminal can't be edited\n");
        return WEIR_EXIT_UNABLE;
    }
    weir_arena_init(&arena, weir_memory_libc(), INPUT_BYTES_MAX);
    printf("FEEL, as DMN 1.5 defines it. :help says more, Ctrl-D ends.\n");
    while (!is_over) {
        const weir_text expression = read_expression(editor, &arena);

        if (!expression.at)
            break;
        (void)weir_feel_session_line(session, expression, &is_over);
        weir_arena_reset(&arena);
    }
    weir_arena_release(&arena);
    weir_line_close(editor);
    putchar('\n');
    return WEIR_EXIT_FINE;
}

/* ── lines ───────────────────────────────────────────────────────────────────────────────────────────────── */

/* A line in, a line out: where there is no value, an empty one. */
static int read_lines(weir_feel_session *session)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    bool is_over = false, is_fine = true;

    while (!is_over && (length = getline(&line, &size, stdin)) >= 0) {
        if (length > 0 && line[length - 1] == '\n')
            length--;
        if (weir_feel_session_line(session, (weir_text){line, (size_t)length}, &is_over))
            continue;
        is_fine = false;
        putchar('\n');
        (void)fflush(stdout);
    }
    free(line);
    return is_fine ? WEIR_EXIT_FINE : WEIR_EXIT_PROBLEMS;
}

/* ── the verb ────────────────────────────────────────────────────────────────────────────────────────────── */

static int answer(const settings *wanted, weir_feel_session *session, const char *expression)
{
    bool has_value;

    if (!expression && isatty(STDIN_FILENO) == 1 && weir_stdout_is_terminal())
        return converse(session);
    if (!expression)
        return read_lines(session);
    if (wanted->tests)
        has_value = weir_feel_session_test(session, weir_text_of(expression), weir_text_of(wanted->tests));
    else
        has_value = weir_feel_session_evaluate(session, weir_text_of(expression));
    return has_value ? WEIR_EXIT_FINE : WEIR_EXIT_PROBLEMS;
}

static weir_err read_input(const char *given, weir_feel_session *session, weir_diag *diag)
{
    weir_text text = weir_text_of(given);

    if (!given)
        return WEIR_OK;
    if (strcmp(given, "-") == 0)
        WEIR_TRY(weir_file_read("/dev/stdin", &session->kept, &text, diag));
    else if (given[0] == '@')
        WEIR_TRY(weir_file_read(given + 1, &session->kept, &text, diag));
    return weir_feel_session_read(session, text, diag);
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    weir_feel_session session;
    weir_zone_cache *zones;
    weir_diag diag = {0};
    weir_err err;
    int status;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count > 1)
        return weir_verb_refuse(verb, "'%s' is not expected; write the expression in quotes", arguments[1]);
    if (count == 0 && (wanted.tests || (wanted.input && strcmp(wanted.input, "-") == 0)))
        return weir_verb_refuse(verb, "write the expression, in quotes");
    if (weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones) != WEIR_OK)
        return weir_verb_refuse(verb, "no memory");
    weir_feel_session_init(&session, weir_zone_cache_zones(zones));
    session.is_json = wanted.is_json;
    err = read_input(wanted.input, &session, &diag);
    if (err == WEIR_OK)
        status = answer(&wanted, &session, count == 1 ? arguments[0] : NULL);
    else
        status = weir_verb_refuse(verb, "--input: %s", diag.message[0] != '\0' ? diag.message : weir_err_describe(err));
    weir_feel_session_release(&session);
    weir_zone_cache_free(zones);
    return status;
}

const weir_verb weir_verb_feel = {
    .name = "feel",
    .operands = "['EXPRESSION']",
    .summary = "Evaluate FEEL, or talk it",
    .help =
        "Prints the value of an expression, as FEEL writes it.\n"
        "    weir feel 'sum(for i in 1..4 return i ** 2)'\n"
        "    30\n"
        "    weir feel 'full name.last' --input '{\"full name\": {\"last\": \"Li\"}}'\n"
        "    \"Li\"\n"
        "    weir feel '[1..5], > 10' --tests 7\n"
        "    false\n"
        "The input is that of 'weir decide': plain JSON, or {\"type\": \"date\", \"value\": \"2026-01-31\"}. Why a "
        "value is\n"
        "null, stderr says; a syntax error is shown with its place.\n"
        "\n"
        "Without an expression, each line of stdin is one. On a terminal lines can be edited, the up key brings back\n"
        "earlier ones, Tab completes names, an expression goes on until its brackets are closed, and :help lists\n"
        "what else there is, like :let NAME = EXPRESSION.\n"
        "\n"
        "Exit code: 0 a value, null included; 1 it does not compile, or reached a limit; 2 wrong usage.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
