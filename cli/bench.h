/* SPDX-License-Identifier: Apache-2.0
 * cli/bench.h - what the files of `weir bench` share: what is measured, one round of it, and its figures.
 *
 * bench.c puts the rounds together, bench_round.c runs weir and bench_bare.c SQLite alone, bench_folder.c keeps the
 * files, bench_report.c prints.
 * Layer: cli.
 */
#ifndef WEIR_CLI_BENCH_H
#define WEIR_CLI_BENCH_H

#include <weir.h>

#include "store/recording.h"
#include "store/two_rows.h"

#define WEIR_BENCH_ROUNDS_MAX 100u
#define WEIR_BENCH_CLIENTS_MAX 1000u
#define WEIR_BENCH_PATH_SIZE 4096u

#define WEIR_BENCH_PROMISE_CLIENTS 64u
#define WEIR_BENCH_PROMISE_RATIO 0.5 /* of the rate of SQLite alone */

/* ── what is measured ────────────────────────────────────────────────────────────────────────────────── */

typedef struct weir_bench_scenario {
    const char *name;         /* the help of the verb says what it is */
    const char *bpmn;         /* defines the process "bench" */
    uint32_t instance_count;  /* started before the clock runs */
    uint32_t brief_count;     /* the same with --brief */
    bool is_storm;            /* no clients: their timers come due at once */
    bool is_promised;         /* with WEIR_BENCH_PROMISE_CLIENTS */
    uint32_t round_count_max; /* 0: as many as there are */
} weir_bench_scenario;

extern const weir_bench_scenario weir_bench_scenarios[];
extern const uint32_t weir_bench_scenario_count;

/* How long a round is: that many commands, or else so long. */
typedef struct weir_bench_size {
    uint64_t command_count; /* 0: by time */
    int64_t duration_us;
    bool is_brief; /* few instances; the write-ahead log is not grown ahead */
} weir_bench_size;

/* What one round has shown. */
typedef struct weir_bench_round {
    uint64_t command_count, fact_count, wal_bytes;
    weir_recording_counts written; /* by the commands */
    uint64_t bare_command_count;   /* whose rows SQLite alone wrote */
    double seconds, bare_seconds;
    double cpu_seconds, bare_cpu_seconds; /* of all threads */
    double p50_ms, p99_ms;                /* that a client waited for a command */
} weir_bench_round;

/* A scenario with a number of clients, and its rounds. */
typedef struct weir_bench_line {
    const weir_bench_scenario *scenario;
    uint32_t client_count; /* 0: a storm has none */
    uint32_t round_count;
    weir_bench_round rounds[WEIR_BENCH_ROUNDS_MAX];
} weir_bench_line;

/* Rates of the disk and of two-row commits, one for each round. */
typedef struct weir_bench_floor {
    const char *name, *words; /* for programs, for people */
    uint32_t step_count;      /* in one commit; 0: no rows, just the disk */
    uint32_t round_count;
    double rates[WEIR_BENCH_ROUNDS_MAX];
} weir_bench_floor;

/* ── files (bench_folder.c) ──────────────────────────────────────────────────────────────────────────── */

typedef struct weir_bench_folder weir_bench_folder;

/* own: pair with weir_bench_folder_close. A new folder inside `parent`. SIGINT, SIGTERM and SIGHUP from now on remove
 * it with all its files and end the program with 128 + their number. EIO, ENOMEM. */
WEIR_MUST_USE weir_err weir_bench_folder_open(const char *parent, weir_bench_folder **out, weir_diag *diag);
/* Remove the folder with all that is in it. */
void weir_bench_folder_close(weir_bench_folder *folder);
/* The path of a file in it. */
void weir_bench_path(const weir_bench_folder *folder, const char *name, char out[static WEIR_BENCH_PATH_SIZE]);
/* Remove the files in it whose names begin so. */
void weir_bench_clear(const weir_bench_folder *folder, const char *name);

/* ── rounds ──────────────────────────────────────────────────────────────────────────────────────────── */

#define WEIR_BENCH_LATENCY_STEPS 64u

/* How long commands took (bench_latency.c); zeroed: none yet. */
typedef struct weir_bench_latencies {
    uint32_t counts[WEIR_BENCH_LATENCY_STEPS * 40u];
} weir_bench_latencies;

void weir_bench_latency_note(weir_bench_latencies *latencies, int64_t us);
void weir_bench_latency_add(weir_bench_latencies *sum, const weir_bench_latencies *more);
/* In milliseconds, below which this share of the commands stayed. */
double weir_bench_latency_below(const weir_bench_latencies *latencies, double share);

int64_t weir_bench_now_us(void);
int64_t weir_bench_cpu_us(void); /* that this program has used */

/* What a round writes down, to be run again. */
typedef struct weir_bench_tape {
    weir_recording *set_up, *timed;
} weir_bench_tape;

/* weir's half: everything of `out` but the figures of SQLite alone (bench_round.c). */
WEIR_MUST_USE weir_err weir_bench_run(const weir_bench_line *line, const weir_bench_size *size, const char *path,
                                      const weir_bench_tape *tape, weir_bench_round *out, weir_diag *diag);
/* The other half: the tape on a new file, and whether the files are the same then. EMISMATCH (bench_bare.c). `out` has
 * weir's half already. */
WEIR_MUST_USE weir_err weir_bench_run_bare(const char *path, const char *weir_path, const weir_bench_size *size,
                                           const weir_bench_tape *tape, weir_bench_round *out, weir_diag *diag);
/* Rates: commits of the disk; steps of two rows, so many in a commit, on one file for all rounds (bench_bare.c). */
WEIR_MUST_USE weir_err weir_bench_run_disk(const char *path, const weir_bench_size *size, double *out, weir_diag *diag);
WEIR_MUST_USE weir_err weir_bench_open_rows(const char *path, const weir_bench_size *size, weir_two_rows **out,
                                            weir_diag *diag);
WEIR_MUST_USE weir_err weir_bench_run_rows(weir_two_rows *rows, uint32_t step_count, const weir_bench_size *size,
                                           double *out, weir_diag *diag);

/* ── figures (bench_report.c) ────────────────────────────────────────────────────────────────────────── */

typedef struct weir_bench_report {
    const weir_bench_line *lines;
    uint32_t line_count;
    const weir_bench_floor *floors;
    uint32_t floor_count;
    const weir_bench_size *size;
    uint32_t round_count;
} weir_bench_report;

void weir_bench_print(const weir_bench_report *report);
void weir_bench_print_json(const weir_bench_report *report);

#define WEIR_BENCH_REASON_SIZE 120

typedef enum weir_bench_verdict {
    WEIR_BENCH_NOT_ASKED, /* the line that the promise is about was not run */
    WEIR_BENCH_KEPT,
    WEIR_BENCH_BROKEN,
    WEIR_BENCH_NO_VERDICT, /* the figures say nothing about weir */
} weir_bench_verdict;

/* reason: why there is no verdict, else "". */
weir_bench_verdict weir_bench_judge(const weir_bench_report *report, char reason[static WEIR_BENCH_REASON_SIZE]);

#endif
