/* SPDX-License-Identifier: Apache-2.0
 * cli/decide.c - weir decide: ask one decision, function or service of a DMN file.
 */
#include <time.h>

#include "base/json.h"
#include "cli/cli.h"
#include "cli/decide.h"
#include "cli/files.h"
#include "cli/problem.h"
#include "cli/typed.h"
#include "host/imported.h"
#include "host/memory_libc.h"
#include "host/zones.h"
#include "xml/load.h"

#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)

typedef struct settings {
    const char *decision, *bkm, *service; /* one of them is given */
    const char *input;
    bool is_table;
} settings;

static const weir_option options[] = {
    {"--decision", "NAME", "a decision, by its name or id", WEIR_OPTION_TEXT, offsetof(settings, decision)},
    {"--bkm", "NAME", "a business knowledge model; the input has its parameters", WEIR_OPTION_TEXT,
     offsetof(settings, bkm)},
    {"--service", "NAME", "a decision service; the input has its input data and input decisions", WEIR_OPTION_TEXT,
     offsetof(settings, service)},
    {"--input", "JSON", "an object {\"name\": VALUE …}; @FILE: what is in it, -: what stdin says", WEIR_OPTION_TEXT,
     offsetof(settings, input)},
    {"--table", NULL, "for people: what went in, which rules hit, what came out", WEIR_OPTION_FLAG,
     offsetof(settings, is_table)},
};

/* What is asked for, and of what. */
typedef struct session {
    const weir_verb *verb;
    settings wanted;
    const char *path;
    weir_decision_kind kind;
    const char *name;
    weir_arena arena;
    const weir_zones *zones;
    weir_typed typed;
    weir_value inputs;
} session;

/* ── answers ─────────────────────────────────────────────────────────────────────────────────────────────── */

static int print(const session *s, weir_buffer *buffer)
{
    weir_text text;

    if (weir_buffer_done(buffer, &text) != WEIR_OK) {
        (void)fprintf(stderr, "weir decide: no memory to print the result of %s\n", s->name);
        return WEIR_EXIT_UNABLE;
    }
    (void)fwrite(text.at, 1, text.length, stdout);
    putchar('\n');
    return WEIR_EXIT_FINE;
}

/* There is no value: a program reads why on stdout, a person on stderr. */
static int fail(session *s, uint32_t line, const char *reason)
{
    weir_buffer buffer;

    if (line > 0)
        (void)fprintf(stderr, "weir decide: %s:%u: %s\n", s->path, line, reason);
    else
        (void)fprintf(stderr, "weir decide: %s: %s\n", s->path, reason);
    if (s->wanted.is_table)
        return WEIR_EXIT_PROBLEMS;
    weir_buffer_init(&buffer, &s->arena, 0);
    weir_typed_write_error(reason, &buffer);
    return print(s, &buffer) == WEIR_EXIT_FINE ? WEIR_EXIT_PROBLEMS : WEIR_EXIT_UNABLE;
}

/* ── finding ─────────────────────────────────────────────────────────────────────────────────────────────── */

static const struct {
    weir_decision_kind kind;
    const char *word, *option;
} kinds[] = {
    {WEIR_DECISION, "decision", "--decision"},
    {WEIR_DECISION_KNOWLEDGE_MODEL, "business knowledge model", "--bkm"},
    {WEIR_DECISION_SERVICE, "decision service", "--service"},
};

static const char *word_of(weir_decision_kind kind)
{
    size_t i = 0;

    while (kinds[i].kind != kind)
        i++;
    return kinds[i].word;
}

#define CHOICES_MAX 30u /* of one kind */

/* What could be asked for, on stderr. */
static void tell_choices(const weir_decisions *decisions)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        uint32_t count = 0;

        for (uint32_t k = 0; k < weir_dmn_element_count(decisions); k++) {
            const weir_decision *element = weir_dmn_element(decisions, k);

            if (weir_decision_kind_of(element) == kinds[i].kind && count++ < CHOICES_MAX)
                (void)fprintf(stderr, "  %s \"%.*s\" (id %.*s)\n", kinds[i].option,
                              WEIR_ARG(weir_decision_name(element)), WEIR_ARG(weir_decision_id(element)));
        }
        if (count > CHOICES_MAX)
            (void)fprintf(stderr, "  %s: %u others\n", kinds[i].option, count - CHOICES_MAX);
    }
}

/* Runs of white space count as one blank. */
static bool same_name(weir_text a, weir_text b)
{
    size_t i = 0, k = 0;

    for (a = weir_text_trim(a), b = weir_text_trim(b); i < a.length && k < b.length; i++, k++) {
        const bool is_blank = weir_text_trim(weir_text_part(a, i, 1)).length == 0;

        if (is_blank != (weir_text_trim(weir_text_part(b, k, 1)).length == 0) || (!is_blank && a.at[i] != b.at[k]))
            return false;
        while (is_blank && weir_text_trim(weir_text_part(a, i + 1, 1)).length == 0)
            i++;
        while (is_blank && weir_text_trim(weir_text_part(b, k + 1, 1)).length == 0)
            k++;
    }
    return i == a.length && k == b.length;
}

/* The number of elements of this name or id. */
static uint32_t find(const weir_decisions *decisions, weir_decision_kind kind, weir_text name, bool by_id,
                     const weir_decision **out)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < weir_dmn_element_count(decisions); i++) {
        const weir_decision *element = weir_dmn_element(decisions, i);
        const bool is_it =
            by_id ? weir_text_equal(weir_decision_id(element), name) : same_name(weir_decision_name(element), name);

        if (weir_decision_kind_of(element) != kind || !is_it)
            continue;
        *out = element;
        count++;
    }
    return count;
}

static const weir_decision *find_wanted(session *s, const weir_decisions *decisions, int *status)
{
    const weir_text name = weir_text_of(s->name);
    const weir_decision *found = NULL;
    const uint32_t count = find(decisions, s->kind, name, false, &found);
    char reason[512];

    if (count == 1 || (count != 1 && find(decisions, s->kind, name, true, &found) == 1))
        return found;
    if (count > 1)
        (void)snprintf(reason, sizeof reason, "there are %u of the name \"%s\" (%s); ask by id", count, s->name,
                       word_of(s->kind));
    else
        (void)snprintf(reason, sizeof reason, "there is no %s \"%s\"", word_of(s->kind), s->name);
    *status = fail(s, 0, reason);
    tell_choices(decisions);
    return NULL;
}

/* ── evaluating ──────────────────────────────────────────────────────────────────────────────────────────── */

/* Names that no parameter of a function has: nobody would see them. */
static void tell_unknown_parameters(const session *s, const weir_decision *function)
{
    const uint32_t count = weir_decision_parameter_count(function);

    for (uint32_t i = 0; i < s->inputs.count; i++) {
        const weir_text name = s->inputs.as.entries[i].key;
        uint32_t k = 0;

        while (k < count && !weir_text_equal(weir_decision_parameter(function, k), name))
            k++;
        if (k == count)
            (void)fprintf(stderr, "weir decide: %s has no parameter \"%.*s\"\n", s->name, WEIR_ARG(name));
    }
}

static int answer(session *s, const weir_decision *decision)
{
    struct timespec now;
    weir_decision_traces traces = {0};
    weir_feel_run run = {
        .zones = s->zones, .arena = &s->arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX, .keeps_reason = true};
    weir_buffer buffer;
    weir_diag diag = {0};
    weir_value value;
    weir_err err;

    if (s->kind != WEIR_DECISION)
        tell_unknown_parameters(s, decision);
    (void)clock_gettime(CLOCK_REALTIME, &now);
    run.now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    run.seed = (uint64_t)now.tv_nsec;
    err = weir_decision_call(decision, &s->inputs, &run, &value, s->wanted.is_table ? &traces : NULL, &diag);
    if (err != WEIR_OK)
        return fail(s, diag.line, diag.message[0] != '\0' ? diag.message : weir_err_describe(err));
    if (value.kind == WEIR_NULL && run.reason[0] != '\0')
        (void)fprintf(stderr, "weir decide: %s is null: %s\n", s->name, run.reason);
    if (s->wanted.is_table)
        return weir_decide_print(decision, &s->inputs, &value, &traces) == WEIR_OK ? WEIR_EXIT_FINE : WEIR_EXIT_UNABLE;
    weir_buffer_init(&buffer, &s->arena, 0);
    err = weir_typed_write(&s->typed, &value, &buffer);
    return err == WEIR_OK ? print(s, &buffer) : fail(s, 0, weir_err_describe(err));
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err input_text(session *s, weir_text *out, weir_diag *diag)
{
    const char *given = s->wanted.input;

    *out = given ? weir_text_of(given) : WEIR_T("{}");
    if (given && strcmp(given, "-") == 0)
        return weir_file_read("/dev/stdin", &s->arena, out, diag);
    if (given && given[0] == '@')
        return weir_file_read(given + 1, &s->arena, out, diag);
    return WEIR_OK;
}

static weir_err read_input(session *s, weir_diag *diag)
{
    weir_text text;
    weir_value json;

    WEIR_TRY(input_text(s, &text, diag));
    WEIR_TRY(weir_json_read(text, WEIR_JSON_PLAIN, NULL, &s->arena, &json, diag));
    if (json.kind != WEIR_CONTEXT)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "it is no object {\"name\": VALUE}");
    return weir_typed_read_members(&s->typed, &json, &s->inputs, diag);
}

static int refuse_input(const session *s, const weir_diag *diag, weir_err err)
{
    const char *sentence = diag->message[0] != '\0' ? diag->message : weir_err_describe(err);

    if (diag->line > 0)
        return weir_verb_refuse(s->verb, "--input, line %u, column %u: %s", diag->line, diag->column, sentence);
    return weir_verb_refuse(s->verb, "--input: %s", sentence);
}

/* What is wrong with the file as a whole, or with its types, is said; an element says its own fault when it is asked.
 */
static weir_err compile(session *s, weir_text bytes, const weir_decisions **out, weir_diag *diag)
{
    weir_model *model = WEIR_TAKE(&s->arena, weir_model, 1);
    weir_folder folder = {0};
    const weir_neighbours neighbours = weir_folder_neighbours(&folder);
    const weir_resource resource = {.name = weir_text_of(s->path), .neighbours = &neighbours};
    weir_dmn_files files;
    weir_problems problems;

    if (!model)
        return WEIR_ENOMEM;
    weir_problems_init(&problems, &s->arena);
    problems.profile = WEIR_PROFILE_LENIENT;
    WEIR_TRY(weir_xml_read(bytes, NULL, &s->arena, model, &problems, diag));
    if (model->root->tag != WEIR_PART_dmn_definitions)
        return weir_fail(diag, WEIR_EMODEL, WEIR_NO_TEXT, "the root is not the <definitions> of DMN");
    WEIR_TRY(weir_folder_around(s->path, &s->arena, &folder));
    WEIR_TRY(weir_imported_files(&resource, model, &s->arena, &files));
    WEIR_TRY(weir_dmn_compile_each(&files, &s->arena, &problems, out));
    weir_problems_sort(&problems);
    for (uint32_t i = 0; i < problems.count; i++)
        weir_problem_print(s->path, &problems.items[i], stderr);
    return WEIR_OK;
}

static int decide(session *s)
{
    const weir_decisions *decisions;
    const weir_decision *wanted;
    weir_text bytes;
    weir_diag diag = {0};
    weir_err err = read_input(s, &diag);
    int status;

    if (err != WEIR_OK)
        return refuse_input(s, &diag, err);
    err = weir_file_read(s->path, &s->arena, &bytes, &diag);
    if (err != WEIR_OK) {
        (void)fprintf(stderr, "weir decide: %s: %s\n", s->path, diag.message);
        return WEIR_EXIT_UNABLE;
    }
    err = compile(s, bytes, &decisions, &diag);
    if (err != WEIR_OK)
        return fail(s, diag.line, diag.message[0] != '\0' ? diag.message : weir_err_describe(err));
    wanted = find_wanted(s, decisions, &status);
    return wanted ? answer(s, wanted) : status;
}

/* ── the verb ────────────────────────────────────────────────────────────────────────────────────────────── */

static bool choose(session *s)
{
    const char *const names[] = {s->wanted.decision, s->wanted.bkm, s->wanted.service};
    uint32_t count = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!names[i])
            continue;
        s->name = names[i];
        s->kind = kinds[i].kind;
        count++;
    }
    return count == 1;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    session s = {.verb = verb};
    weir_zone_cache *zones;
    int status;

    if (!weir_options_read(verb, &count, arguments, &s.wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one DMN file");
    if (!choose(&s))
        return weir_verb_refuse(verb, "say what to ask, with one of --decision, --bkm and --service");
    s.path = arguments[0];
    if (weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones) != WEIR_OK)
        return weir_verb_refuse(verb, "no memory");
    s.zones = weir_zone_cache_zones(zones);
    weir_arena_init(&s.arena, weir_memory_libc(), ARENA_BYTES_MAX);
    s.typed = (weir_typed){.arena = &s.arena, .zones = s.zones};
    status = decide(&s);
    weir_arena_release(&s.arena);
    weir_zone_cache_free(zones);
    return status;
}

const weir_verb weir_verb_decide = {
    .name = "decide",
    .operands = "FILE --decision NAME",
    .summary = "Ask a decision of a DMN file",
    .help =
        "Prints the value of one decision, business knowledge model or decision service.\n"
        "    weir decide dish.dmn --decision Dish --input '{\"Guest Count\": {\"type\": \"number\", \"value\": "
        "\"8\"}}'\n"
        "    {\"type\":\"string\",\"value\":\"Stew\"}\n"
        "\n"
        "A VALUE is {\"type\": T, \"value\": V}, in both directions. T is a FEEL type: number, string, boolean, date,\n"
        "time, date and time, days and time duration, years and months duration, list, context, range, null. V of\n"
        "a number, a temporal value or a range is a text as string() gives it; of a list an array of VALUEs, of a\n"
        "context an object of them. The input may also be plain JSON: {\"Guest Count\": 8}.\n"
        "\n"
        "The input may name decisions, too: these are not evaluated then. What imported models need stands in a\n"
        "context of the name of the import. A service with several output decisions gives a context of them.\n"
        "What does not compile spoils the decision it stands in alone; 'weir validate' says all of it.\n"
        "\n"
        "Exit code: 0 a value, null included (stderr says why it is null); 1 no value: {\"type\":\"error\",\"value\":\n"
        "why}, also of a file that is no DMN; 2 wrong usage, or a file that can't be opened.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
