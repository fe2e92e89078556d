/* SPDX-License-Identifier: Apache-2.0
 * cli/feel_session.c - compile, evaluate, print; the commands between expressions.
 */
#include "cli/feel_session.h"

#include "base/json.h"
#include "cli/characters.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "cli/typed.h"
#include "host/memory_libc.h"

#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)

void weir_feel_session_init(weir_feel_session *session, const weir_zones *zones)
{
    *session = (weir_feel_session){.zones = zones};
    weir_arena_init(&session->kept, weir_memory_libc(), ARENA_BYTES_MAX);
    weir_arena_init(&session->scratch, weir_memory_libc(), ARENA_BYTES_MAX);
}

void weir_feel_session_release(weir_feel_session *session)
{
    weir_arena_release(&session->scratch);
    weir_arena_release(&session->kept);
}

/* ── what is wrong ───────────────────────────────────────────────────────────────────────────────────────── */

#define SHOWN_BEFORE 60u /* characters of a line, around the place of a fault */
#define SHOWN_MAX 110u

/* Where a line of the source begins. */
static weir_text line_of(weir_text source, uint32_t line)
{
    size_t end;

    for (; line > 1; line--) {
        const size_t at = weir_text_find(source, WEIR_T("\n"), 0);

        if (at == SIZE_MAX)
            break;
        source = weir_text_part(source, at + 1, source.length - at - 1);
    }
    end = weir_text_find(source, WEIR_T("\n"), 0);
    return end == SIZE_MAX ? source : weir_text_part(source, 0, end);
}

/* The characters from..to of a line; what a terminal would obey is a question mark, and a tabulator a blank. Gives the
 * columns they take. */
static int print_characters(const char *line, uint32_t from, uint32_t to, bool is_shown)
{
    weir_character c;
    int width = 0;

    for (uint32_t i = 0; i < to && weir_character_next(&line, &c); i++) {
        if (i < from)
            continue;
        width += weir_character_is_control(&c) ? 1 : weir_character_width(&c);
        if (!is_shown)
            continue;
        if (weir_character_is_control(&c))
            (void)fputc(c.code_point == '\t' ? ' ' : '?', stderr);
        else
            (void)fwrite(c.at, 1, c.length, stderr);
    }
    return width;
}

/* The line, and a caret under the column. */
static void point_at(weir_feel_session *session, weir_text source, const weir_diag *diag)
{
    const weir_text line = line_of(source, diag->line);
    const uint32_t from = diag->column > SHOWN_BEFORE ? diag->column - SHOWN_BEFORE : 0;
    weir_buffer buffer;
    weir_text terminated;

    if (diag->line == 0 || diag->column == 0)
        return;
    weir_buffer_init(&buffer, &session->scratch, 0);
    weir_buffer_text(&buffer, line);
    weir_buffer_char(&buffer, '\0');
    if (weir_buffer_done(&buffer, &terminated) != WEIR_OK)
        return;
    (void)fputs("  ", stderr);
    (void)print_characters(terminated.at, from, from + SHOWN_MAX, true);
    (void)fprintf(stderr, "\n  %*s^\n", print_characters(terminated.at, from, diag->column - 1, false), "");
}

static bool refuse(weir_feel_session *session, weir_text source, const weir_diag *diag, weir_err err)
{
    const char *sentence = diag->message[0] != '\0' ? diag->message : weir_err_describe(err);

    if (diag->line > 1 || (diag->line == 1 && weir_text_find(source, WEIR_T("\n"), 0) != SIZE_MAX))
        (void)fprintf(stderr, "weir feel: line %u: %s\n", diag->line, sentence);
    else
        (void)fprintf(stderr, "weir feel: %s\n", sentence);
    point_at(session, source, diag);
    return false;
}

/* ── evaluating ──────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct name_list {
    weir_text *items;
    uint32_t count, capacity;
} name_list;

#define NAMED_DEPTH_MAX 64u

/* Names of variables and of the entries inside that an expression can't have without being told. */
static weir_err collect_names(weir_arena *arena, const weir_value *value, uint32_t depth, name_list *names)
{
    for (uint32_t i = 0; i < value->count && depth < NAMED_DEPTH_MAX; i++) {
        const bool is_list = value->kind == WEIR_LIST;
        const weir_value *inner = is_list ? &value->as.items[i] : &value->as.entries[i].value;

        if (!is_list && !weir_text_is_name(value->as.entries[i].key)) {
            WEIR_TRY(WEIR_GROW(arena, names));
            names->items[names->count++] = value->as.entries[i].key;
        }
        if (inner->kind == WEIR_LIST || inner->kind == WEIR_CONTEXT)
            WEIR_TRY(collect_names(arena, inner, depth + 1, names));
    }
    return WEIR_OK;
}

/* arena: of the code and of the value. */
static weir_err evaluate(weir_feel_session *session, weir_text source, weir_feel_kind kind, const weir_value *input,
                         weir_arena *arena, weir_value *out, weir_feel_run *run, weir_diag *diag)
{
    weir_value *variables = WEIR_TAKE(arena, weir_value, 1); /* a function looks its names up later */
    const weir_expression *expression;
    struct timespec now;
    name_list names = {0};
    weir_feel_scope scope;

    if (!variables)
        return WEIR_ENOMEM;
    *variables = weir_context(session->variables.items, session->variables.count);
    scope = weir_feel_scope_of(variables);
    WEIR_TRY(collect_names(arena, variables, 0, &names));
    WEIR_TRY(weir_feel_compile(source, kind, &(weir_feel_names){names.items, names.count}, arena, &expression, diag));
    (void)clock_gettime(CLOCK_REALTIME, &now);
    *run = (weir_feel_run){.now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000,
                           .seed = (uint64_t)now.tv_nsec,
                           .zones = session->zones,
                           .arena = arena,
                           .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    if (kind == WEIR_FEEL_UNARY_TESTS)
        return weir_feel_test(expression, input, &scope, run, out, diag);
    return weir_feel_eval(expression, &scope, run, out, diag);
}

/* ── printing ────────────────────────────────────────────────────────────────────────────────────────────── */

/* As string() writes what stands in a list: texts in quotes, temporal values as literals. */
static weir_err write_literal(weir_feel_session *session, const weir_value *value, weir_buffer *out)
{
    const weir_value list = weir_list(value, 1);
    const weir_entry entry = {WEIR_T("x"), list};
    const weir_value context = weir_context(&entry, 1);
    const weir_feel_scope scope = weir_feel_scope_of(&context);
    weir_feel_run run = {.arena = &session->scratch, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    const weir_expression *expression;
    weir_value text;

    WEIR_TRY(weir_feel_compile(WEIR_T("string(x)"), WEIR_FEEL_EXPRESSION, NULL, &session->scratch, &expression, NULL));
    WEIR_TRY(weir_feel_eval(expression, &scope, &run, &text, NULL));
    if (text.kind != WEIR_STRING)
        return WEIR_ELIMIT;
    weir_buffer_text(out, weir_text_part(text.as.string, 1, text.as.string.length - 2));
    return WEIR_OK;
}

static weir_err print(weir_feel_session *session, const weir_value *value)
{
    weir_typed typed = {.arena = &session->scratch, .zones = session->zones};
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &session->scratch, 0);
    WEIR_TRY(session->is_json ? weir_typed_write(&typed, value, &buffer) : write_literal(session, value, &buffer));
    if (weir_stdout_is_terminal()) {
        weir_buffer_char(&buffer, '\0');
        WEIR_TRY(weir_buffer_done(&buffer, &text));
        weir_print_cut(text.at, 0);
    } else {
        WEIR_TRY(weir_buffer_done(&buffer, &text));
        (void)fwrite(text.at, 1, text.length, stdout);
    }
    putchar('\n');
    (void)fflush(stdout); /* before what stderr says of it */
    return WEIR_OK;
}

static bool finish(weir_feel_session *session, weir_text source, weir_err err, const weir_value *value,
                   const weir_feel_run *run, const weir_diag *diag)
{
    if (err != WEIR_OK)
        return refuse(session, source, diag, err);
    err = print(session, value);
    if (err != WEIR_OK)
        return refuse(session, source, &(weir_diag){0}, err);
    if (value->kind == WEIR_NULL && run->reason[0] != '\0')
        (void)fprintf(stderr, "weir feel: null: %s\n", run->reason);
    return true;
}

bool weir_feel_session_evaluate(weir_feel_session *session, weir_text source)
{
    weir_feel_run run;
    weir_diag diag = {0};
    weir_value value;
    const weir_err err = evaluate(session, source, WEIR_FEEL_EXPRESSION, NULL, &session->scratch, &value, &run, &diag);
    const bool has_value = finish(session, source, err, &value, &run, &diag);

    weir_arena_reset(&session->scratch);
    return has_value;
}

bool weir_feel_session_test(weir_feel_session *session, weir_text tests, weir_text input)
{
    weir_feel_run run;
    weir_diag diag = {0};
    weir_value tested, value;
    bool has_value = false;
    weir_err err = evaluate(session, input, WEIR_FEEL_EXPRESSION, NULL, &session->scratch, &tested, &run, &diag);

    if (err != WEIR_OK) {
        (void)refuse(session, input, &diag, err);
    } else {
        err = evaluate(session, tests, WEIR_FEEL_UNARY_TESTS, &tested, &session->scratch, &value, &run, &diag);
        has_value = finish(session, tests, err, &value, &run, &diag);
    }
    weir_arena_reset(&session->scratch);
    return has_value;
}

/* ── variables ───────────────────────────────────────────────────────────────────────────────────────────── */

/* Other functions may still look into the old list. */
static weir_err set_variable(weir_feel_session *session, weir_text name, const weir_value *value)
{
    const uint32_t count = session->variables.count;
    weir_entry *items = WEIR_TAKE(&session->kept, weir_entry, count + 1);
    uint32_t at = 0;

    if (!items)
        return WEIR_ENOMEM;
    if (count > 0)
        memcpy(items, session->variables.items, count * sizeof *items);
    while (at < count && !weir_text_equal(items[at].key, name))
        at++;
    WEIR_TRY(weir_arena_text(&session->kept, name, &items[at].key));
    items[at].value = *value;
    session->variables.items = items;
    session->variables.count = at == count ? count + 1 : count;
    return WEIR_OK;
}

weir_err weir_feel_session_read(weir_feel_session *session, weir_text json, weir_diag *diag)
{
    weir_typed typed = {.arena = &session->kept, .zones = session->zones};
    weir_value tree, context;

    WEIR_TRY(weir_json_read(json, WEIR_JSON_PLAIN, NULL, &session->kept, &tree, diag));
    if (tree.kind != WEIR_CONTEXT)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "it is no object {\"name\": VALUE}");
    WEIR_TRY(weir_typed_read_members(&typed, &tree, &context, diag));
    for (uint32_t i = 0; i < context.count; i++)
        WEIR_TRY(set_variable(session, context.as.entries[i].key, &context.as.entries[i].value));
    return WEIR_OK;
}

/* ── commands ────────────────────────────────────────────────────────────────────────────────────────────── */

static bool can_be_named(weir_text name)
{
    size_t at = 0;

    if (name.length == 0)
        return false;
    if (!weir_utf8_is_letter(weir_utf8_next(name, &at)))
        return false;
    for (; at < name.length; at++) {
        if ((unsigned char)name.at[at] < 0x20 || strchr("\"=<>()[]{},:;@?!", name.at[at]))
            return false;
    }
    return true;
}

static bool say(const char *sentence)
{
    (void)fprintf(stderr, "weir feel: %s\n", sentence);
    return false;
}

/* NAME = EXPRESSION; what it gives stays as long as the session. */
static bool let(weir_feel_session *session, weir_text rest)
{
    const size_t at = weir_text_find(rest, WEIR_T("="), 0);
    const weir_text name = at == SIZE_MAX ? WEIR_NO_TEXT : weir_text_trim(weir_text_part(rest, 0, at));
    weir_feel_run run;
    weir_diag diag = {0};
    weir_value value;
    weir_text source;
    weir_err err;

    if (!can_be_named(name))
        return say("a variable is set by :let NAME = EXPRESSION");
    source = weir_text_trim(weir_text_part(rest, at + 1, rest.length - at - 1));
    err = evaluate(session, source, WEIR_FEEL_EXPRESSION, NULL, &session->kept, &value, &run, &diag);
    if (err == WEIR_OK)
        err = set_variable(session, name, &value);
    return finish(session, source, err, &value, &run, &diag);
}

static bool print_variables(weir_feel_session *session, weir_text rest)
{
    (void)rest;
    for (uint32_t i = 0; i < session->variables.count; i++) {
        const weir_entry *entry = &session->variables.items[i];

        printf("%.*s = ", WEIR_ARG(entry->key));
        if (print(session, &entry->value) != WEIR_OK)
            return say("no memory to print it");
    }
    return true;
}

static bool toggle_json(weir_feel_session *session, weir_text rest)
{
    (void)rest;
    session->is_json = !session->is_json;
    return true;
}

static bool print_help(weir_feel_session *session, weir_text rest);

typedef struct command {
    const char *name, *operand, *help;
    bool (*run)(weir_feel_session *session, weir_text rest); /* NULL: it ends the session */
} command;

static const command commands[] = {
    {"let", "NAME = EXPRESSION", "set a variable; its name may have blanks", let},
    {"variables", "", "all of them", print_variables},
    {"json", "", "print values with their types, or no longer", toggle_json},
    {"help", "", "this", print_help},
    {"quit", "", "end, as Ctrl-D does", NULL},
};

static bool print_help(weir_feel_session *session, weir_text rest)
{
    (void)session, (void)rest;
    printf("An expression is evaluated when its brackets are closed. Tab completes names.\n");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        printf("  :%-9s %-18s %s\n", commands[i].name, commands[i].operand, commands[i].help);
    return true;
}

static bool run_command(weir_feel_session *session, weir_text line, bool *is_over)
{
    size_t length = 1;
    weir_text name;

    while (length < line.length && line.at[length] != ' ' && line.at[length] != '\t')
        length++;
    name = weir_text_part(line, 1, length - 1);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (!weir_text_equal(weir_text_of(commands[i].name), name))
            continue;
        *is_over = !commands[i].run;
        return *is_over || commands[i].run(session, weir_text_trim(weir_text_part(line, length, line.length - length)));
    }
    (void)fprintf(stderr, "weir feel: there is no command %.*s; :help lists them\n", (int)length, line.at);
    return false;
}

bool weir_feel_session_line(weir_feel_session *session, weir_text line, bool *is_over)
{
    const weir_text trimmed = weir_text_trim(line);

    if (trimmed.length == 0)
        return true;
    if (trimmed.at[0] == ':')
        return run_command(session, trimmed, is_over);
    return weir_feel_session_evaluate(session, line);
}

/* ── several lines ───────────────────────────────────────────────────────────────────────────────────────── */

/* The length of a string or comment that begins here; beyond the end of the source: it is not closed. */
static size_t skip(weir_text source, size_t at)
{
    const weir_text rest = weir_text_part(source, at, source.length - at);
    size_t end;

    if (source.at[at] == '"') {
        for (end = at + 1; end < source.length && source.at[end] != '"'; end++)
            end += source.at[end] == '\\';
        return end + 1 - at;
    }
    if (weir_text_starts_with(rest, WEIR_T("//")))
        return weir_text_find(source, WEIR_T("\n"), at) == SIZE_MAX ? rest.length
                                                                    : weir_text_find(source, WEIR_T("\n"), at) - at;
    if (!weir_text_starts_with(rest, WEIR_T("/*")))
        return 1;
    end = weir_text_find(source, WEIR_T("*/"), at + 2);
    return end == SIZE_MAX ? rest.length + 1 : end + 2 - at;
}

bool weir_feel_is_open(weir_text source)
{
    int64_t depth = 0;

    for (size_t at = 0; at < source.length;) {
        const size_t length = skip(source, at);

        if (at + length > source.length)
            return source.at[at] == '/'; /* a string does not go on in the next line */
        if (length == 1)
            depth += (strchr("([{", source.at[at]) != NULL) - (strchr(")]}", source.at[at]) != NULL);
        at += length;
    }
    return depth > 0;
}
