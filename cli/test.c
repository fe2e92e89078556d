/* SPDX-License-Identifier: Apache-2.0
 * cli/test.c - weir test: run scenarios and say what became of them.
 */
#include "cli/cli.h"
#include "cli/coverage.h"
#include "cli/files.h"
#include "cli/problem.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "host/calendar_shelf.h"
#include "host/memory_libc.h"
#include "host/zones.h"

#define FILE_BYTES_MAX ((size_t)2048 * 1024 * 1024)
#define REPORT_BYTES_MAX ((size_t)512 * 1024 * 1024)

typedef struct settings {
    const char *modes, *junit, *diagrams;
    weir_option_number seed, coverage_min;
    bool takes_all, has_coverage, is_verbose;
} settings;

static const weir_option options[] = {
    {"--modes", "LIST", "all, or some of straight,reload,replay,memory,store (default: straight)", WEIR_OPTION_TEXT,
     offsetof(settings, modes)},
    {"--junit", "FILE", "also write the results as JUnit XML", WEIR_OPTION_TEXT, offsetof(settings, junit)},
    {"--all", NULL, "try every fault instead of the first 64 and 64 others", WEIR_OPTION_FLAG,
     offsetof(settings, takes_all)},
    {"--seed", "N", "of ids and of the faults that are picked; a run prints its own", WEIR_OPTION_NUMBER,
     offsetof(settings, seed)},
    {"--coverage", NULL, "also which flow nodes and sequence flows of each process were walked", WEIR_OPTION_FLAG,
     offsetof(settings, has_coverage)},
    {"--verbose", NULL, "with the scenarios that walk each of them", WEIR_OPTION_FLAG, offsetof(settings, is_verbose)},
    {"--coverage-min", "N", "exit code 1 where less than N per cent of a process were walked", WEIR_OPTION_NUMBER,
     offsetof(settings, coverage_min)},
    {"--coverage-diagrams", "DIR", "an SVG file of each process there, coloured by how many scenarios walk what",
     WEIR_OPTION_TEXT, offsetof(settings, diagrams)},
};

/* All that a run of the verb needs and counts. */
typedef struct session {
    weir_run_settings run;
    const weir_mode *modes[WEIR_MODE_COUNT];
    uint32_t mode_count;
    weir_xml_schemas *schemas;
    weir_zone_cache *zones;
    weir_calendar_shelf *calendars;
    weir_arena arena; /* of the report */
    weir_report report;
    uint32_t scenario_count, passed_count, failed_count, unable_count;
    uint64_t fault_count;
    bool has_colours;
    weir_coverage coverage;
} session;

static const char *colour(const session *s, const char *code)
{
    return s->has_colours ? code : "";
}

#define GREEN "\033[32m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

/* ── one scenario ──────────────────────────────────────────────────────────────────────────────────── */

static int64_t clock_us(void)
{
    struct timespec now;

    (void)timespec_get(&now, TIME_UTC);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static weir_err add_item(session *s, const char *path, const weir_scenario *scenario, const weir_mode *mode,
                         const weir_run_verdict *verdict, int64_t duration_us)
{
    weir_report_item item = {.mode = mode->name,
                             .line = scenario->line,
                             .is_passed = verdict->is_passed,
                             .duration_us = duration_us,
                             .path = path};
    weir_buffer words;

    WEIR_TRY(weir_arena_text(&s->arena, scenario->name, &item.scenario));
    if (!verdict->is_passed) {
        weir_buffer_init(&words, &s->arena, 0);
        weir_failure_write(&verdict->failure, path, "        ", &words);
        WEIR_TRY(weir_buffer_done(&words, &item.failure));
    }
    WEIR_TRY(WEIR_GROW(&s->arena, &s->report));
    s->report.items[s->report.count++] = item;
    *(verdict->is_passed ? &s->passed_count : &s->failed_count) += 1;
    s->fault_count += verdict->fault_count;
    return WEIR_OK;
}

static weir_err run_mode(session *s, const char *path, const weir_scenario *scenario, const weir_mode *mode,
                         weir_text reference, weir_arena *arena)
{
    const int64_t start_us = clock_us();
    weir_run_verdict verdict;

    WEIR_TRY(weir_scenario_run_in(scenario, mode, &s->run, reference, arena, &verdict));
    return add_item(s, path, scenario, mode, &verdict, clock_us() - start_us);
}

/* The straight run comes first: the others must give the same log. Where it fails they are not tried. */
static weir_err run_scenario(session *s, const char *path, const weir_scenario *scenario, weir_arena *arena)
{
    const int64_t start_us = clock_us();
    weir_run_verdict straight;

    if (s->run.coverage)
        WEIR_TRY(weir_coverage_begin(&s->coverage, path, scenario));
    WEIR_TRY(weir_scenario_run_in(scenario, &weir_modes[0], &s->run, WEIR_NO_TEXT, arena, &straight));
    s->scenario_count++;
    if (s->modes[0] == &weir_modes[0] || !straight.is_passed)
        WEIR_TRY(add_item(s, path, scenario, &weir_modes[0], &straight, clock_us() - start_us));
    for (uint32_t i = 0; i < s->mode_count && straight.is_passed; i++) {
        if (s->modes[i] != &weir_modes[0])
            WEIR_TRY(run_mode(s, path, scenario, s->modes[i], straight.log, arena));
    }
    return WEIR_OK;
}

/* ── one file ──────────────────────────────────────────────────────────────────────────────────────── */

static void print_failures(const session *s, uint32_t first)
{
    for (uint32_t i = first; i < s->report.count; i++) {
        const weir_report_item *item = &s->report.items[i];

        if (!item->is_passed && item->mode)
            printf("      %.*s (line %u, %s)\n%.*s", WEIR_ARG(item->scenario), item->line, item->mode,
                   (int)item->failure.length, item->failure.at);
    }
}

static void print_file(const session *s, const char *path, uint32_t first, uint32_t scenario_count)
{
    uint32_t failed_count = 0;

    for (uint32_t i = first; i < s->report.count; i++)
        failed_count += !s->report.items[i].is_passed;
    printf("%s%-4s%s  %s  %u scenario%s", colour(s, failed_count ? RED : GREEN), failed_count ? "FAIL" : "ok",
           colour(s, PLAIN), path, scenario_count, scenario_count == 1 ? "" : "s");
    if (failed_count > 0)
        printf(", %u failed", failed_count);
    printf("\n");
    print_failures(s, first);
    (void)fflush(stdout);
}

static void write_problems(const weir_scenario_problems *problems, weir_buffer *out)
{
    for (uint32_t i = 0; i < problems->count; i++) {
        const weir_file_problems *file = problems->items[i];

        for (uint32_t p = 0; p < file->problems.count; p++) {
            if (file->problems.items[p].severity == WEIR_ERROR)
                weir_problem_write(file->path, &file->problems.items[p], out);
        }
    }
}

/* A file of which no scenario was run. reason: as lines, copied. */
static weir_err add_unable(session *s, const char *path, weir_text reason)
{
    weir_report_item item = {.path = path};

    s->unable_count++;
    WEIR_TRY(weir_arena_text(&s->arena, reason, &item.failure));
    WEIR_TRY(WEIR_GROW(&s->arena, &s->report));
    s->report.items[s->report.count++] = item;
    return WEIR_OK;
}

static weir_err report_problems(session *s, const char *path, const weir_scenario_problems *problems, weir_arena *arena)
{
    weir_buffer words;
    weir_text text;

    weir_buffer_init(&words, arena, 0);
    write_problems(problems, &words);
    WEIR_TRY(weir_buffer_done(&words, &text));
    printf("%sBAD %s  %s\n%.*s", colour(s, RED), colour(s, PLAIN), path, WEIR_ARG(text));
    return add_unable(s, path, text);
}

static void report_unable(session *s, const char *path, const char *reason)
{
    char line[1024];

    (void)fprintf(stderr, "%s: %s\n", path, reason);
    (void)snprintf(line, sizeof line, "%s\n", reason);
    if (add_unable(s, path, weir_text_of(line)) != WEIR_OK)
        (void)fprintf(stderr, "%s: no memory for the report\n", path);
}

/* Whether a file found in a folder is XML of another kind. */
static bool is_foreign(weir_err err, const weir_scenario_problems *problems)
{
    const weir_problems *first = problems->count > 0 ? &problems->items[0]->problems : NULL;

    return err == WEIR_ENOTFOUND || (err == WEIR_EMODEL && problems->count == 1 && first->count == 1 &&
                                     strcmp(first->items[0].rule, "root-unknown") == 0);
}

/* Mocks of the file that no scenario has used; where scenarios failed, they may be why. */
static weir_err check_shared_mocks(session *s, const char *path, const weir_scenarios *scenarios, uint32_t first,
                                   weir_arena *arena)
{
    for (uint32_t i = first; i < s->report.count; i++) {
        if (!s->report.items[i].is_passed)
            return WEIR_OK;
    }
    for (uint32_t i = 0; i < scenarios->mocks.count; i++) {
        const weir_mock *mock = &scenarios->mocks.items[i];
        const weir_scenario file = {.name = WEIR_T("mocks of the file"), .line = mock->part->line};
        weir_run_verdict missed = {.failure = {.is_set = true,
                                               .line = mock->part->line,
                                               .message = WEIR_T("no scenario has used this mock; "
                                                                 "optional=\"true\" would allow it")}};

        if (!weir_mock_is_missed(mock, *mock->use_count))
            continue;
        WEIR_TRY(weir_mock_name(scenarios->items, scenarios->count, mock, arena, &missed.failure.what));
        WEIR_TRY(add_item(s, path, &file, &weir_modes[0], &missed, 0));
    }
    return WEIR_OK;
}

static weir_err run_scenarios(session *s, const char *path, const weir_scenarios *scenarios, weir_arena *arena)
{
    const uint32_t first = s->report.count;

    for (uint32_t i = 0; i < scenarios->count; i++) {
        weir_arena run;
        weir_err err;

        weir_arena_init(&run, arena->memory, FILE_BYTES_MAX);
        err = run_scenario(s, path, &scenarios->items[i], &run);
        weir_arena_release(&run);
        WEIR_TRY(err);
    }
    WEIR_TRY(check_shared_mocks(s, path, scenarios, first, arena));
    print_file(s, path, first, scenarios->count);
    return WEIR_OK;
}

static weir_err run_file(session *s, const weir_path *path, weir_arena *arena, weir_diag *diag)
{
    weir_scenario_problems problems = {0};
    weir_scenarios scenarios;
    const weir_err err = weir_scenarios_read(path->at, s->schemas, s->run.zones, arena, &scenarios, &problems, diag);

    if (is_foreign(err, &problems) && !path->is_named)
        return WEIR_OK;
    if (err == WEIR_EMODEL)
        return report_problems(s, path->at, &problems, arena);
    WEIR_TRY(err);
    return run_scenarios(s, path->at, &scenarios, arena);
}

static void try_file(session *s, const weir_path *path)
{
    weir_arena arena;
    weir_diag diag = {0};
    weir_err err;

    weir_arena_init(&arena, weir_memory_libc(), FILE_BYTES_MAX);
    err = run_file(s, path, &arena, &diag);
    weir_arena_release(&arena);
    if (err != WEIR_OK)
        report_unable(s, path->at, diag.message[0] ? diag.message : weir_err_describe(err));
}

/* ── the verb ──────────────────────────────────────────────────────────────────────────────────────── */

static bool has_mode(const session *s, const weir_mode *mode)
{
    for (uint32_t i = 0; i < s->mode_count; i++) {
        if (s->modes[i] == mode)
            return true;
    }
    return false;
}

static bool add_mode(const weir_verb *verb, session *s, weir_text name)
{
    const bool is_all = weir_text_equal(name, WEIR_T("all"));
    bool is_known = false;

    for (uint32_t i = 0; i < WEIR_MODE_COUNT; i++) {
        if (!is_all && !weir_text_equal(name, weir_text_of(weir_modes[i].name)))
            continue;
        is_known = true;
        if (!has_mode(s, &weir_modes[i]))
            s->modes[s->mode_count++] = &weir_modes[i];
    }
    if (!is_known)
        (void)weir_verb_refuse(verb, "there is no mode '%.*s'", WEIR_ARG(name));
    return is_known;
}

static bool read_modes(const weir_verb *verb, session *s, const char *list)
{
    const weir_text text = weir_text_of(list ? list : weir_modes[0].name);
    size_t from = 0;

    for (size_t at = 0; at <= text.length; at++) {
        if (at < text.length && text.at[at] != ',')
            continue;
        if (!add_mode(verb, s, weir_text_part(text, from, at - from)))
            return false;
        from = at + 1;
    }
    return true;
}

static weir_err open_session(session *s, weir_diag *diag)
{
    weir_arena_init(&s->arena, weir_memory_libc(), REPORT_BYTES_MAX);
    WEIR_TRY(weir_xml_schemas_new(&s->schemas, diag));
    WEIR_TRY(weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &s->zones));
    s->run.zones = weir_zone_cache_zones(s->zones);
    WEIR_TRY(weir_calendar_shelf_new(weir_memory_libc(), s->run.zones, &s->calendars));
    s->run.calendars = weir_calendar_shelf_calendars(s->calendars);
    return WEIR_OK;
}

static void close_session(session *s)
{
    weir_calendar_shelf_free(s->calendars);
    weir_zone_cache_free(s->zones);
    weir_xml_schemas_free(s->schemas);
    weir_arena_release(&s->arena);
}

static void run_paths(session *s, int count, char **arguments)
{
    static const char *const suffixes[] = {".xml", NULL};
    weir_paths paths = {0};

    for (int i = 0; i < count; i++) {
        const uint32_t first = paths.count;
        weir_diag diag = {0};

        if (weir_paths_add(&paths, arguments[i], suffixes, &s->arena, &diag) != WEIR_OK)
            report_unable(s, arguments[i], diag.message[0] ? diag.message : "no memory");
        for (uint32_t p = first; p < paths.count; p++)
            try_file(s, &paths.items[p]);
    }
}

/* ── coverage ──────────────────────────────────────────────────────────────────────────────────────── */

/* A process of which too little was walked is a test that failed. */
static weir_err judge_process(session *s, const weir_coverage_process *process, uint32_t per_cent_min)
{
    weir_report_item item = {.mode = "coverage",
                             .scenario = process->key,
                             .path = process->path,
                             .is_passed = !weir_coverage_is_below(process, per_cent_min)};
    weir_buffer words;

    weir_buffer_init(&words, &s->arena, 0);
    if (!item.is_passed) {
        printf("%sFAIL%s  %.*s: less than %u %% were walked\n", colour(s, RED), colour(s, PLAIN),
               WEIR_ARG(process->key), per_cent_min);
        weir_coverage_write_missed(process, "        ", &words);
        WEIR_TRY(weir_buffer_done(&words, &item.failure));
    }
    *(item.is_passed ? &s->passed_count : &s->failed_count) += 1;
    WEIR_TRY(WEIR_GROW(&s->arena, &s->report));
    s->report.items[s->report.count++] = item;
    return WEIR_OK;
}

static weir_err report_coverage(session *s, const settings *wanted, weir_diag *diag)
{
    if (wanted->diagrams)
        WEIR_TRY(weir_coverage_draw(&s->coverage, wanted->diagrams, diag));
    WEIR_TRY(weir_coverage_print(&s->coverage, wanted->is_verbose));
    for (uint32_t i = 0; wanted->coverage_min.is_set && i < s->coverage.processes.count; i++)
        WEIR_TRY(judge_process(s, &s->coverage.processes.items[i], (uint32_t)wanted->coverage_min.number));
    return WEIR_OK;
}

static void try_coverage(session *s, const settings *wanted)
{
    weir_diag diag = {0};
    weir_err err;

    if (!s->run.coverage || s->scenario_count == 0)
        return;
    err = report_coverage(s, wanted, &diag);
    if (err != WEIR_OK)
        report_unable(s, "coverage", diag.message[0] ? diag.message : weir_err_describe(err));
}

static void write_junit(session *s, const char *path)
{
    weir_diag diag = {0};
    weir_text text;

    if (weir_report_junit(&s->report, &s->arena, &text) == WEIR_OK && weir_file_write(path, text, &diag) == WEIR_OK)
        return;
    (void)fprintf(stderr, "%s: %s\n", path, diag.message[0] ? diag.message : "no memory for the report");
    s->unable_count++;
}

static int print_summary(const session *s)
{
    if (s->scenario_count == 0 && s->unable_count == 0) {
        (void)fprintf(stderr, "weir test: there are no scenarios here\n");
        return WEIR_EXIT_UNABLE;
    }
    if (s->unable_count > 0)
        printf("%u file%s could not be run\n", s->unable_count, s->unable_count == 1 ? "" : "s");
    printf("%u passed, %u failed (%u scenario%s, %u mode%s", s->passed_count, s->failed_count, s->scenario_count,
           s->scenario_count == 1 ? "" : "s", s->mode_count, s->mode_count == 1 ? "" : "s");
    if (s->fault_count > 0)
        printf(", %llu faults", (unsigned long long)s->fault_count);
    printf(", seed %llu)\n", (unsigned long long)s->run.seed);
    if (s->unable_count > 0)
        return WEIR_EXIT_UNABLE;
    return s->failed_count > 0 ? WEIR_EXIT_PROBLEMS : WEIR_EXIT_FINE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    session s = {.has_colours = weir_stdout_has_colours()};
    settings wanted = {0};
    weir_diag diag = {0};
    int status = WEIR_EXIT_UNABLE;

    if (!weir_options_read(verb, &count, arguments, &wanted) || !read_modes(verb, &s, wanted.modes))
        return WEIR_EXIT_UNABLE;
    if (count == 0)
        return weir_verb_refuse(verb, "name at least one file or folder");
    s.run.seed = wanted.seed.is_set ? wanted.seed.number : (uint64_t)time(NULL);
    s.run.takes_all_faults = wanted.takes_all;
    if (wanted.coverage_min.number > 100)
        return weir_verb_refuse(verb, "--coverage-min is a number of per cent");
    weir_coverage_init(&s.coverage, &s.arena);
    if (wanted.has_coverage || wanted.is_verbose || wanted.coverage_min.is_set || wanted.diagrams)
        s.run.coverage = &s.coverage;
    if (open_session(&s, &diag) == WEIR_OK) {
        run_paths(&s, count, arguments);
        try_coverage(&s, &wanted);
        if (wanted.junit)
            write_junit(&s, wanted.junit);
        status = print_summary(&s);
    } else {
        (void)fprintf(stderr, "weir: %s\n", diag.message[0] ? diag.message : "no memory");
    }
    close_session(&s);
    return status;
}

const weir_verb weir_verb_test = {
    .name = "test",
    .operands = "PATH… [options]",
    .summary = "Run scenarios and compare what happens with what is expected",
    .help =
        "A PATH is a scenario file, or a folder: then all *.xml below it that hold scenarios are run.\n"
        "Links in a folder are passed over.\n"
        "\n"
        "The modes must agree on every fact and state:\n"
        "  straight  the steps one after the other\n"
        "  reload    states are saved and loaded between any two commands\n"
        "  replay    the log is folded again after each command\n"
        "  memory    the n-th allocation of a command fails; nothing may change, then it must work\n"
        "  store     the n-th call of the store fails; the same\n"
        "A scenario counts once for each mode.\n"
        "\n"
        "The coverage is of processes in model files: a flow node is walked when a token enters it, a sequence flow\n"
        "when a token takes it. --verbose, --coverage-min and --coverage-diagrams ask for it, too.\n"
        "\n"
        "Exit code: 0 all passed, 1 some failed, 2 wrong usage, nothing found, or a bad file.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
