/* SPDX-License-Identifier: Apache-2.0
 * cli/bench.c - weir bench: how many commands a second, beside SQLite alone that writes the same rows.
 *
 * Each round runs every line once, weir and the bare loop right after each other, so that a slow spell of the disk hits
 * both; which of them goes first changes from round to round.
 */
#include <unistd.h>

#include "cli/bench.h"
#include "cli/cli.h"
#include "host/memory_libc.h"

#define LINES_MAX 64u
#define CLIENT_COUNTS_MAX 8u
#define FLOOR_COUNT 3u
#define SECONDS_MAX 3600u
#define TAPE_BYTES ((size_t)192 * 1024 * 1024) /* of a round, without asking for memory meanwhile */
#define BRIEF_US ((int64_t)300000)

typedef struct settings {
    const char *scenario, *clients, *folder;
    weir_option_number rounds, seconds, commands;
    bool is_brief, is_json, is_checked;
} settings;

static const weir_option options[] = {
    {"--scenario", "NAME", "this one alone: step, sequence, parallel, auto or timers", WEIR_OPTION_TEXT,
     offsetof(settings, scenario)},
    {"--clients", "LIST", "numbers of clients (1,16,64)", WEIR_OPTION_TEXT, offsetof(settings, clients)},
    {"--rounds", "N", "how often each line is run (5; with --brief 1)", WEIR_OPTION_NUMBER, offsetof(settings, rounds)},
    {"--seconds", "N", "how long weir's half of a round is (2)", WEIR_OPTION_NUMBER, offsetof(settings, seconds)},
    {"--commands", "N", "so many commands instead; timers: so many of them", WEIR_OPTION_NUMBER,
     offsetof(settings, commands)},
    {"--brief", NULL, "a first impression in seconds: short rounds, few instances", WEIR_OPTION_FLAG,
     offsetof(settings, is_brief)},
    {"--dir", "DIR", "put the files on this disk (.)", WEIR_OPTION_TEXT, offsetof(settings, folder)},
    {"--check", NULL, "end with 1 if the promise is not kept, 4 without a verdict", WEIR_OPTION_FLAG,
     offsetof(settings, is_checked)},
    {"--json", NULL, "one JSON object a line, for programs", WEIR_OPTION_FLAG, offsetof(settings, is_json)},
};

/* A run of the verb. */
typedef struct session {
    const weir_verb *verb;
    weir_bench_size size;
    uint32_t round_count;
    weir_bench_line lines[LINES_MAX];
    uint32_t line_count;
    weir_bench_floor floors[FLOOR_COUNT];
    weir_bench_folder *folder;
    weir_bench_tape tape;
    weir_two_rows *rows;
    bool shows_progress;
} session;

static const weir_bench_floor floors[FLOOR_COUNT] = {
    {.name = "disk", .words = "commits of the disk: overwrite 8 KiB, fdatasync", .step_count = 0},
    {.name = "twoRows1", .words = "two rows (300 bytes new, 400 changed), 1 a commit", .step_count = 1},
    {.name = "twoRows100", .words = "two rows (300 bytes new, 400 changed), 100 a commit", .step_count = 100},
};

/* ── what is asked ───────────────────────────────────────────────────────────────────────────────────── */

/* "1,16,64"; false: it is none. */
static bool read_client_counts(const char *list, uint32_t counts[static CLIENT_COUNTS_MAX], uint32_t *count)
{
    const char *at = list;

    for (*count = 0; *count < CLIENT_COUNTS_MAX; at++) {
        uint32_t number = 0;
        const char *digits = at;

        for (; *at >= '0' && *at <= '9' && number <= WEIR_BENCH_CLIENTS_MAX; at++)
            number = number * 10 + (uint32_t)(*at - '0');
        if (at == digits || number == 0 || number > WEIR_BENCH_CLIENTS_MAX)
            return false;
        counts[(*count)++] = number;
        if (*at != ',')
            break;
    }
    return *at == '\0';
}

static void add_line(session *s, const weir_bench_scenario *scenario, uint32_t client_count)
{
    s->lines[s->line_count].scenario = scenario;
    s->lines[s->line_count++].client_count = client_count;
}

static bool is_wanted(const weir_bench_scenario *scenario, const settings *wanted)
{
    return !wanted->scenario || strcmp(wanted->scenario, scenario->name) == 0;
}

static bool choose_lines(session *s, const settings *wanted)
{
    uint32_t counts[CLIENT_COUNTS_MAX], count;

    if (!read_client_counts(wanted->clients, counts, &count)) {
        (void)weir_verb_refuse(s->verb, "--clients needs up to %u numbers from 1 to %u, such as 1,16,64",
                               CLIENT_COUNTS_MAX, WEIR_BENCH_CLIENTS_MAX);
        return false;
    }
    for (uint32_t i = 0; i < weir_bench_scenario_count; i++) {
        const weir_bench_scenario *scenario = &weir_bench_scenarios[i];

        for (uint32_t k = 0; is_wanted(scenario, wanted) && k < (scenario->is_storm ? 1 : count); k++)
            add_line(s, scenario, scenario->is_storm ? 0 : counts[k]);
    }
    if (s->line_count == 0)
        (void)weir_verb_refuse(s->verb, "there is no scenario '%s'", wanted->scenario);
    return s->line_count > 0;
}

static bool has_promised_line(const session *s)
{
    for (uint32_t i = 0; i < s->line_count; i++) {
        if (s->lines[i].scenario->is_promised && s->lines[i].client_count == WEIR_BENCH_PROMISE_CLIENTS)
            return true;
    }
    return false;
}

static uint64_t number_or(const weir_option_number *option, uint64_t otherwise)
{
    return option->is_set ? option->number : otherwise;
}

static bool choose(session *s, const settings *wanted)
{
    const uint64_t rounds = number_or(&wanted->rounds, wanted->is_brief ? 1 : 5);
    const uint64_t seconds = number_or(&wanted->seconds, 2);

    if (rounds == 0 || rounds > WEIR_BENCH_ROUNDS_MAX) {
        (void)weir_verb_refuse(s->verb, "--rounds is 1 to %u", WEIR_BENCH_ROUNDS_MAX);
        return false;
    }
    if (seconds == 0 || seconds > SECONDS_MAX || (wanted->commands.is_set && wanted->commands.number == 0)) {
        (void)weir_verb_refuse(s->verb, "--seconds is 1 to %u, --commands at least 1", SECONDS_MAX);
        return false;
    }
    s->round_count = (uint32_t)rounds;
    s->size = (weir_bench_size){.command_count = wanted->commands.number,
                                .duration_us =
                                    wanted->is_brief && !wanted->seconds.is_set ? BRIEF_US : (int64_t)seconds * 1000000,
                                .is_brief = wanted->is_brief};
    if (!choose_lines(s, wanted))
        return false;
    if (wanted->is_checked && !has_promised_line(s)) {
        (void)weir_verb_refuse(s->verb, "--check needs the scenario step with %u clients", WEIR_BENCH_PROMISE_CLIENTS);
        return false;
    }
    return true;
}

/* ── rounds ──────────────────────────────────────────────────────────────────────────────────────────── */

static void show_progress(const session *s, uint32_t round, const char *what, uint32_t client_count)
{
    char clients[32] = "";

    if (!s->shows_progress)
        return;
    if (client_count > 0)
        (void)snprintf(clients, sizeof clients, ", %u client%s", client_count, client_count == 1 ? "" : "s");
    (void)fprintf(stderr, "\r\033[Kround %u of %u: %s%s", round + 1, s->round_count, what, clients);
}

static void hide_progress(const session *s)
{
    if (s->shows_progress)
        (void)fprintf(stderr, "\r\033[K");
}

/* weir, then SQLite alone, which writes what is on the tape. */
static weir_err run_halves(session *s, const weir_bench_line *line, weir_bench_round *round, weir_diag *diag)
{
    char path[WEIR_BENCH_PATH_SIZE], bare_path[WEIR_BENCH_PATH_SIZE];
    weir_err err;

    weir_bench_path(s->folder, "weir.db", path);
    weir_bench_path(s->folder, "bare.db", bare_path);
    err = weir_bench_run(line, &s->size, path, &s->tape, round, diag);
    if (err == WEIR_OK)
        err = weir_bench_run_bare(bare_path, path, &s->size, &s->tape, round, diag);
    weir_bench_clear(s->folder, "weir.db");
    weir_bench_clear(s->folder, "bare.db");
    return err;
}

/* SQLite alone, then weir: the tape is of a rehearsal, in which weir's own figures don't count. */
static weir_err run_other_way_round(session *s, const weir_bench_line *line, weir_bench_round *round, weir_diag *diag)
{
    char path[WEIR_BENCH_PATH_SIZE];
    weir_bench_round rehearsal;
    weir_err err;

    WEIR_TRY(run_halves(s, line, &rehearsal, diag));
    weir_bench_path(s->folder, "weir.db", path);
    err = weir_bench_run(line, &s->size, path, &s->tape, round, diag);
    weir_bench_clear(s->folder, "weir.db");
    round->bare_command_count = rehearsal.bare_command_count;
    round->bare_seconds = rehearsal.bare_seconds;
    round->bare_cpu_seconds = rehearsal.bare_cpu_seconds;
    round->wal_bytes = rehearsal.wal_bytes;
    return err;
}

static weir_err run_line(session *s, weir_bench_line *line, weir_diag *diag)
{
    weir_bench_round *round = &line->rounds[line->round_count];

    WEIR_TRY(line->round_count % 2 == 0 ? run_halves(s, line, round, diag) : run_other_way_round(s, line, round, diag));
    line->round_count++;
    return WEIR_OK;
}

static weir_err run_floor(session *s, weir_bench_floor *floor, weir_diag *diag)
{
    double *rate = &floor->rates[floor->round_count];
    char path[WEIR_BENCH_PATH_SIZE];

    weir_bench_path(s->folder, "disk", path);
    WEIR_TRY(floor->step_count == 0 ? weir_bench_run_disk(path, &s->size, rate, diag)
                                    : weir_bench_run_rows(s->rows, floor->step_count, &s->size, rate, diag));
    floor->round_count++;
    return WEIR_OK;
}

static weir_err run_rounds(session *s, weir_diag *diag)
{
    for (uint32_t round = 0; round < s->round_count; round++) {
        for (uint32_t i = 0; i < FLOOR_COUNT; i++) {
            show_progress(s, round, s->floors[i].words, 0);
            WEIR_TRY(run_floor(s, &s->floors[i], diag));
        }
        for (uint32_t i = 0; i < s->line_count; i++) {
            const weir_bench_scenario *scenario = s->lines[i].scenario;

            if (scenario->round_count_max > 0 && round >= scenario->round_count_max)
                continue;
            show_progress(s, round, scenario->name, s->lines[i].client_count);
            WEIR_TRY(run_line(s, &s->lines[i], diag));
        }
    }
    return WEIR_OK;
}

static weir_err prepare(session *s, weir_diag *diag)
{
    const weir_memory memory = weir_memory_libc();
    char path[WEIR_BENCH_PATH_SIZE];

    WEIR_TRY(weir_recording_new(memory, &s->tape.set_up));
    WEIR_TRY(weir_recording_new(memory, &s->tape.timed));
    if (!s->size.is_brief)
        WEIR_TRY(weir_recording_reserve(s->tape.timed, TAPE_BYTES));
    weir_bench_path(s->folder, "rows.db", path);
    return weir_bench_open_rows(path, &s->size, &s->rows, diag);
}

/* The folder is gone before anything is printed: nobody who stops reading leaves it behind. */
static weir_err measure(session *s, const char *parent, weir_diag *diag)
{
    weir_err err;

    WEIR_TRY(weir_bench_folder_open(parent, &s->folder, diag));
    err = prepare(s, diag);
    if (err == WEIR_OK)
        err = run_rounds(s, diag);
    hide_progress(s);
    weir_two_rows_close(s->rows);
    weir_recording_free(s->tape.timed);
    weir_recording_free(s->tape.set_up);
    weir_bench_folder_close(s->folder);
    return err;
}

static const int exits[] = {[WEIR_BENCH_NOT_ASKED] = WEIR_EXIT_FINE,
                            [WEIR_BENCH_KEPT] = WEIR_EXIT_FINE,
                            [WEIR_BENCH_BROKEN] = WEIR_EXIT_PROBLEMS,
                            [WEIR_BENCH_NO_VERDICT] = WEIR_EXIT_NO_VERDICT};

static int report(const session *s, const settings *wanted)
{
    const weir_bench_report figures = {.lines = s->lines,
                                       .line_count = s->line_count,
                                       .floors = s->floors,
                                       .floor_count = FLOOR_COUNT,
                                       .size = &s->size,
                                       .round_count = s->round_count};
    char reason[WEIR_BENCH_REASON_SIZE];

    if (wanted->is_json)
        weir_bench_print_json(&figures);
    else
        weir_bench_print(&figures);
    return wanted->is_checked ? exits[weir_bench_judge(&figures, reason)] : WEIR_EXIT_FINE;
}

static int run_session(session *s, const settings *wanted)
{
    weir_diag diag = {0};
    weir_err err;

    if (!choose(s, wanted))
        return WEIR_EXIT_UNABLE;
    err = measure(s, wanted->folder, &diag);
    if (err == WEIR_OK)
        return report(s, wanted);
    (void)fprintf(stderr, "weir: %s (%s)\n", diag.message[0] != '\0' ? diag.message : weir_err_describe(err),
                  weir_err_name(err));
    return err == WEIR_EMISMATCH ? WEIR_EXIT_PROBLEMS : WEIR_EXIT_UNABLE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    const weir_memory memory = weir_memory_libc();
    settings wanted = {.clients = "1,16,64", .folder = "."};
    session *s;
    int status;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 0)
        return weir_verb_refuse(verb, "'%s' is not expected", arguments[0]);
    s = memory.take(memory.self, sizeof *s);
    if (!s)
        return weir_verb_refuse(verb, "there is no memory for the figures");
    memset(s, 0, sizeof *s);
    s->verb = verb;
    s->shows_progress = isatty(STDERR_FILENO) == 1;
    memcpy(s->floors, floors, sizeof floors);
    status = run_session(s, &wanted);
    memory.give(memory.self, s, sizeof *s);
    return status;
}

const weir_verb weir_verb_bench = {
    .name = "bench",
    .operands = "[options]",
    .summary = "Measure commands a second, beside SQLite alone",
    .help = "Runs weir in this process, with threads as clients, each waiting for its commit; writes down every\n"
            "row that weir wrote; then lets SQLite alone write exactly these rows, with the same commits, schema\n"
            "and settings, and looks whether both files hold the same. Medians over the rounds; in brackets the\n"
            "lowest and the highest.\n"
            "\n"
            "  step      complete a user task, the next one opens; 10,000 instances\n"
            "  sequence  start, ten user tasks one after the other, end\n"
            "  parallel  start, ten user tasks side by side, join, end\n"
            "  auto      start, ten tasks that nobody waits for, end: one command\n"
            "  timers    100,000 timers that are due at once, in the first round only\n"
            "\n"
            "weir promises at least 0.50 of SQLite alone for step with 64 clients. There is no verdict if the\n"
            "rounds differ much, if the disk is the limit of both, or if weir seems faster than SQLite: it takes a\n"
            "quiet machine. Who goes first changes from round to round. All takes about twelve minutes;\n"
            "    weir bench --scenario step --clients 64      the promise alone, half a minute\n"
            "    weir bench --brief                           a first impression, figures too rough to quote\n"
            "The files go to a new folder in DIR, which is removed at the end and when the bench is stopped.\n"
            "Use the disk that the data will live on. docs/performance.md says how to read the figures.\n"
            "\n"
            "Exit code: 0 done; 1 the promise is not kept (with --check) or the rows differ; 2 wrong usage, or a\n"
            "file can't be written; 4 no verdict (with --check); 128 + N stopped by signal N.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
