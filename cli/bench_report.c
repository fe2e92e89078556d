/* SPDX-License-Identifier: Apache-2.0
 * cli/bench_report.c - the figures of a bench: medians over the rounds, for people and for programs.
 */
#include <unistd.h>

#include "cli/bench.h"
#include "store/bare.h"

typedef struct summary {
    double median, min, max;
} summary;

static int compare_rates(const void *a, const void *b)
{
    const double one = *(const double *)a, other = *(const double *)b;

    return (one > other) - (one < other);
}

static summary summarise(const double *values, uint32_t count)
{
    double sorted[WEIR_BENCH_ROUNDS_MAX];

    if (count == 0)
        return (summary){0};
    memcpy(sorted, values, count * sizeof *values);
    qsort(sorted, count, sizeof *sorted, compare_rates);
    return (summary){(sorted[(count - 1) / 2] + sorted[count / 2]) / 2, sorted[0], sorted[count - 1]};
}

/* ── what a round says ───────────────────────────────────────────────────────────────────────────────── */

static double commands_per_second(const weir_bench_round *r)
{
    return (double)r->command_count / r->seconds;
}

static double bare_per_second(const weir_bench_round *r)
{
    return (double)r->bare_command_count / r->bare_seconds;
}

static double ratio(const weir_bench_round *r)
{
    return commands_per_second(r) / bare_per_second(r);
}

static double facts_per_second(const weir_bench_round *r)
{
    return (double)r->fact_count / r->seconds;
}

static double commits_per_second(const weir_bench_round *r)
{
    return (double)r->written.commit_count / r->seconds;
}

static double commands_per_commit(const weir_bench_round *r)
{
    return (double)r->command_count / (double)r->written.commit_count;
}

static double rows_per_command(const weir_bench_round *r)
{
    return (double)r->written.row_count / (double)r->command_count;
}

static double bytes_per_command(const weir_bench_round *r)
{
    return (double)r->written.byte_count / (double)r->command_count;
}

static double wal_bytes_per_command(const weir_bench_round *r)
{
    return (double)r->wal_bytes / (double)r->bare_command_count;
}

static double cpu_per_command(const weir_bench_round *r)
{
    return r->cpu_seconds * 1e6 / (double)r->command_count;
}

static double bare_cpu_per_command(const weir_bench_round *r)
{
    return r->bare_cpu_seconds * 1e6 / (double)r->bare_command_count;
}

static double p50(const weir_bench_round *r)
{
    return r->p50_ms;
}

static double p99(const weir_bench_round *r)
{
    return r->p99_ms;
}

/* Columns of both tables, in their order; keys of the JSON objects. */
static const struct column {
    const char *key, *heading;
    double (*of)(const weir_bench_round *round);
    uint8_t table;
    int width, decimals;
    bool has_range;      /* the lowest and the highest round beside it */
    bool is_for_clients; /* a storm has none */
} columns[] = {
    {"commandsPerSecond", "weir commands/s", commands_per_second, 1, 27, 0, true, false},
    {"bareCommandsPerSecond", "SQLite alone", bare_per_second, 1, 27, 0, true, false},
    {"ratio", "weir/SQLite", ratio, 1, 20, 2, true, false},
    {"factsPerSecond", "facts/s", facts_per_second, 1, 10, 0, false, false},
    {"commitsPerSecond", "commits/s", commits_per_second, 2, 11, 0, false, false},
    {"commandsPerCommit", "commands/commit", commands_per_commit, 2, 17, 1, false, false},
    {"cpuMicroseconds", "CPU us", cpu_per_command, 2, 8, 1, false, false},
    {"bareCpuMicroseconds", "alone", bare_cpu_per_command, 2, 8, 1, false, false},
    {"p50Milliseconds", "p50 ms", p50, 2, 9, 2, false, true},
    {"p99Milliseconds", "p99 ms", p99, 2, 9, 2, false, true},
    {"rowsPerCommand", "rows", rows_per_command, 2, 8, 2, false, false},
    {"bytesPerCommand", "bytes", bytes_per_command, 2, 9, 0, false, false},
    {"walBytesPerCommand", "WAL bytes", wal_bytes_per_command, 2, 11, 0, false, false},
};
#define COLUMN_COUNT (sizeof columns / sizeof *columns)

static summary summary_of(const weir_bench_line *line, double (*of)(const weir_bench_round *round))
{
    double values[WEIR_BENCH_ROUNDS_MAX] = {0};

    for (uint32_t i = 0; i < line->round_count; i++)
        values[i] = of(&line->rounds[i]);
    return summarise(values, line->round_count);
}

static bool has_value(const weir_bench_line *line, const struct column *column)
{
    return line->client_count > 0 || !column->is_for_clients;
}

/* ── the promise ─────────────────────────────────────────────────────────────────────────────────────── */

#define UNEASY_FACTOR 1.5 /* of the highest round to the lowest */
#define DISK_SHARE 0.7    /* of the commits of the disk: both halves wait for it */

static const weir_bench_line *promised_line(const weir_bench_report *report)
{
    for (uint32_t i = 0; i < report->line_count; i++) {
        if (report->lines[i].scenario->is_promised && report->lines[i].client_count == WEIR_BENCH_PROMISE_CLIENTS)
            return &report->lines[i];
    }
    return NULL;
}

static bool differs_much(const summary *s)
{
    return s->max > s->min * UNEASY_FACTOR;
}

static double disk_rate(const weir_bench_report *report)
{
    for (uint32_t i = 0; i < report->floor_count; i++) {
        if (report->floors[i].step_count == 0)
            return summarise(report->floors[i].rates, report->floors[i].round_count).median;
    }
    return 0;
}

/* Of the half that makes more of them. */
static double commit_rate(const weir_bench_line *line)
{
    const double made = summary_of(line, commits_per_second).median, share = summary_of(line, ratio).median;

    return share < 1 ? made / share : made;
}

weir_bench_verdict weir_bench_judge(const weir_bench_report *report, char reason[static WEIR_BENCH_REASON_SIZE])
{
    const weir_bench_line *line = promised_line(report);
    summary s;

    reason[0] = '\0';
    if (!line)
        return WEIR_BENCH_NOT_ASKED;
    if ((s = summary_of(line, commands_per_second), differs_much(&s)))
        (void)snprintf(reason, WEIR_BENCH_REASON_SIZE, "the rounds of weir differ much (%.0f to %.0f/s)", s.min, s.max);
    else if ((s = summary_of(line, bare_per_second), differs_much(&s)))
        (void)snprintf(reason, WEIR_BENCH_REASON_SIZE, "the rounds of SQLite alone differ much (%.0f to %.0f/s)", s.min,
                       s.max);
    else if ((s = summary_of(line, ratio)).median > 1)
        (void)snprintf(reason, WEIR_BENCH_REASON_SIZE, "weir can't be faster than SQLite alone");
    else if (commit_rate(line) >= DISK_SHARE * disk_rate(report))
        (void)snprintf(reason, WEIR_BENCH_REASON_SIZE, "the disk is the limit of both (%.0f commits/s of %.0f)",
                       commit_rate(line), disk_rate(report));
    else
        return s.median >= WEIR_BENCH_PROMISE_RATIO ? WEIR_BENCH_KEPT : WEIR_BENCH_BROKEN;
    return WEIR_BENCH_NO_VERDICT;
}

/* ── for people ──────────────────────────────────────────────────────────────────────────────────────── */

/* 12345.6 as 12,346. */
static void write_number(double number, int decimals, char *out, size_t size)
{
    char plain[40];
    size_t length, point, used = 0;

    (void)snprintf(plain, sizeof plain, "%.*f", decimals, number);
    length = strlen(plain);
    point = decimals > 0 ? length - (size_t)decimals - 1 : length;
    for (size_t i = 0; i < length && used + 2 < size; i++) {
        if (i > 0 && i < point && (point - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = plain[i];
    }
    out[used] = '\0';
}

#define RANGE_WIDTH(width, decimals) ((width) - ((decimals) > 0 ? 7 : 9)) /* the median stands before it */

static void print_summary(const summary *s, const struct column *column)
{
    const int range_width = column->has_range ? RANGE_WIDTH(column->width, column->decimals) : 0;
    char median[48], min[48], max[48], range[112];

    write_number(s->median, column->decimals, median, sizeof median);
    write_number(s->min, column->decimals, min, sizeof min);
    write_number(s->max, column->decimals, max, sizeof max);
    (void)snprintf(range, sizeof range, " (%s-%s)", min, max);
    printf("%*s", column->width - range_width, median);
    if (column->has_range)
        printf("%-*s", range_width, range);
}

static void print_heading(uint8_t table)
{
    printf("\n%-8s  %7s", "scenario", "clients");
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        const struct column *column = &columns[i];

        if (column->table != table)
            continue;
        if (column->has_range)
            printf("   %-*s", column->width - 3, column->heading);
        else
            printf("%*s", column->width, column->heading);
    }
    putchar('\n');
}

static void print_line(const weir_bench_line *line, uint8_t table)
{
    printf("%-8s  ", line->scenario->name);
    if (line->client_count > 0)
        printf("%7u", line->client_count);
    else
        printf("%7s", "-");
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        const summary s = summary_of(line, columns[i].of);

        if (columns[i].table != table)
            continue;
        if (has_value(line, &columns[i]))
            print_summary(&s, &columns[i]);
        else
            printf("%*s", columns[i].width, "-");
    }
    putchar('\n');
}

static void print_table(const weir_bench_report *report, uint8_t table)
{
    print_heading(table);
    for (uint32_t i = 0; i < report->line_count; i++)
        print_line(&report->lines[i], table);
}

static const char legend[] = "CPU us: processor time of a command, all threads of weir, and of SQLite alone. p50, p99: "
                             "what a client waits for a\n"
                             "command. rows, bytes: what a command writes; an integer counts as 8. WAL bytes: whole "
                             "pages, as SQLite logs them.\n";

static const char *const query_names[] = {
#define QUERY(name, sql) #name,
#include "store/queries.def"
#undef QUERY
};

/* Rows that a command writes by each statement, over all rounds; of the last line of a scenario. */
static double rows_by(const weir_bench_line *line, uint32_t query)
{
    uint64_t row_count = 0, command_count = 0;

    for (uint32_t i = 0; i < line->round_count; i++) {
        row_count += line->rounds[i].written.row_counts[query];
        command_count += line->rounds[i].command_count;
    }
    return command_count > 0 ? (double)row_count / (double)command_count : 0;
}

static void print_rows(const weir_bench_line *line)
{
    int used = printf("%-8s", line->scenario->name);

    for (uint32_t query = 0; query < WEIR_QUERY_COUNT; query++) {
        const double rows = rows_by(line, query);
        char item[96];
        int length;

        if (rows < 0.005)
            continue;
        length = snprintf(item, sizeof item, "  %s %.2f", query_names[query], rows);
        if (used + length > 118)
            used = printf("\n%-8s", "") - 1;
        used += printf("%s", item);
    }
    putchar('\n');
}

static void print_all_rows(const weir_bench_report *report)
{
    printf("\nrows of a command, by statement\n");
    for (uint32_t i = 0; i < report->line_count; i++) {
        if (i + 1 == report->line_count || report->lines[i].scenario != report->lines[i + 1].scenario)
            print_rows(&report->lines[i]);
    }
}

static void print_promise(const weir_bench_report *report)
{
    char reason[WEIR_BENCH_REASON_SIZE];
    const weir_bench_verdict verdict = weir_bench_judge(report, reason);

    if (verdict == WEIR_BENCH_NOT_ASKED)
        return;
    printf("\npromise  step, %u clients: %.2f of bare SQLite (at least %.2f): ", WEIR_BENCH_PROMISE_CLIENTS,
           summary_of(promised_line(report), ratio).median, WEIR_BENCH_PROMISE_RATIO);
    if (verdict == WEIR_BENCH_NO_VERDICT)
        printf("no verdict:\n         %s; run it on a quiet machine\n", reason);
    else
        printf("%s\n", verdict == WEIR_BENCH_KEPT ? "kept" : "NOT kept");
}

static void print_floor(const weir_bench_floor *floor)
{
    const summary s = summarise(floor->rates, floor->round_count);
    char median[48], min[48], max[48];

    write_number(s.median, 0, median, sizeof median);
    write_number(s.min, 0, min, sizeof min);
    write_number(s.max, 0, max, sizeof max);
    printf("%-52s %10s (%s-%s)\n", floor->words, median, min, max);
}

static void print_storms(const weir_bench_report *report)
{
    for (uint32_t i = 0; i < report->line_count; i++) {
        const weir_bench_line *line = &report->lines[i];

        for (uint32_t k = 0; line->scenario->is_storm && k < line->round_count; k++) {
            char count[48];

            write_number((double)line->rounds[k].command_count, 0, count, sizeof count);
            printf("%-8s  %s were due at once; all had fired after %.1f s\n", line->scenario->name, count,
                   line->rounds[k].seconds);
        }
    }
}

void weir_bench_print(const weir_bench_report *report)
{
    printf("weir %s, SQLite %s, %ld processors; %u round%s ", WEIR_VERSION, weir_bare_version(),
           sysconf(_SC_NPROCESSORS_ONLN), report->round_count, report->round_count == 1 ? "" : "s");
    if (report->size->command_count > 0)
        printf("of %llu commands", (unsigned long long)report->size->command_count);
    else
        printf("of %.1f s", (double)report->size->duration_us / 1e6);
    printf(", weir and SQLite alone by turns\n");
    print_table(report, 1);
    print_table(report, 2);
    printf("%s", legend);
    print_storms(report);
    print_all_rows(report);
    printf("\nfor comparison, per second\n");
    for (uint32_t i = 0; i < report->floor_count; i++)
        print_floor(&report->floors[i]);
    print_promise(report);
}

/* ── for programs ────────────────────────────────────────────────────────────────────────────────────── */

static void print_json_summary(const char *key, const summary *s)
{
    printf(",\"%s\":{\"median\":%.4f,\"min\":%.4f,\"max\":%.4f}", key, s->median, s->min, s->max);
}

static void print_json_line(const weir_bench_line *line)
{
    const char *comma = "";

    printf("{\"kind\":\"line\",\"scenario\":\"%s\",\"clients\":%u,\"rounds\":%u", line->scenario->name,
           line->client_count, line->round_count);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        const summary s = summary_of(line, columns[i].of);

        if (has_value(line, &columns[i]))
            print_json_summary(columns[i].key, &s);
    }
    printf(",\"rowsByStatement\":{");
    for (uint32_t query = 0; query < WEIR_QUERY_COUNT; query++) {
        if (rows_by(line, query) <= 0)
            continue;
        printf("%s\"%s\":%.4f", comma, query_names[query], rows_by(line, query));
        comma = ",";
    }
    printf("}}\n");
}

static void print_json_promise(const weir_bench_report *report)
{
    static const char *const kept[] = {
        [WEIR_BENCH_KEPT] = "true", [WEIR_BENCH_BROKEN] = "false", [WEIR_BENCH_NO_VERDICT] = "null"};
    char reason[WEIR_BENCH_REASON_SIZE];
    const weir_bench_verdict verdict = weir_bench_judge(report, reason);

    if (verdict == WEIR_BENCH_NOT_ASKED)
        return;
    printf("{\"kind\":\"promise\",\"ratio\":%.4f,\"wanted\":%.2f,\"isKept\":%s",
           summary_of(promised_line(report), ratio).median, WEIR_BENCH_PROMISE_RATIO, kept[verdict]);
    if (verdict == WEIR_BENCH_NO_VERDICT)
        printf(",\"noVerdict\":\"%s\"", reason);
    printf("}\n");
}

void weir_bench_print_json(const weir_bench_report *report)
{
    for (uint32_t i = 0; i < report->line_count; i++)
        print_json_line(&report->lines[i]);
    for (uint32_t i = 0; i < report->floor_count; i++) {
        const summary s = summarise(report->floors[i].rates, report->floors[i].round_count);

        printf("{\"kind\":\"floor\",\"name\":\"%s\"", report->floors[i].name);
        print_json_summary("perSecond", &s);
        printf("}\n");
    }
    print_json_promise(report);
}
