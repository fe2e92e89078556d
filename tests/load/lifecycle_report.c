/* SPDX-License-Identifier: Apache-2.0
 * load/lifecycle_report.c - what a year has come to, and whether each lifecycle is where it can go on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "load/lifecycles.h"

typedef struct survey {
    uint64_t active_count, wait_count, stuck_count, after_position;
    char page[100][WEIR_DB_ID_SIZE];
    unsigned page_count;
} survey;

static bool note_instance(void *context, const weir_db_instance *instance)
{
    survey *s = context;

    (void)snprintf(s->page[s->page_count++], WEIR_DB_ID_SIZE, "%s", instance->id);
    s->after_position = instance->position;
    s->active_count++;
    return s->page_count < 100;
}

static void note_wait(void *context, const weir_db_wait *wait)
{
    survey *s = context;

    s->wait_count += strcmp(wait->kind, "join") != 0;
}

/* Each instance that has not ended waits for something that can happen: not for other branches alone. */
static void look_around(year *y, survey *s)
{
    const weir_db_state_visitor visitor = {.wait = note_wait};
    weir_db_error error;

    do {
        s->page_count = 0;
        if (weir_db_instances(y->db,
                              &(weir_db_filter){.state = 1, .after_position = s->after_position, .count_max = 100},
                              note_instance, s, &error) != 0)
            model_die("instances", &error);
        for (unsigned i = 0; i < s->page_count; i++) {
            s->wait_count = 0;
            if (weir_db_state_at(y->db, s->page[i], 0, &visitor, s, &error) != 0)
                model_die(s->page[i], &error);
            if (s->wait_count == 0 && s->stuck_count++ < COMPLAINT_COUNT_MAX)
                printf("stuck: %s\n", s->page[i]);
        }
    } while (s->page_count > 0);
}

static bool check(bool is_so, const char *what)
{
    if (!is_so)
        printf("NOT so: %s\n", what);
    return is_so;
}

int lifecycle_report(year *y, const char *path, int64_t took_us)
{
    weir_db_verification log;
    weir_db_error error;
    struct stat file, wal = {0};
    char wal_path[WEIR_BENCH_PATH_SIZE];
    survey *s = model_room(NULL, sizeof *s);
    const double seconds = (double)took_us / 1e6;
    long peak_kib;
    bool is_fine;

    *s = (survey){0};
    look_around(y, s);
    peak_kib = model_peak_kib();
    if (weir_db_verify(y->db, NULL, NULL, NULL, &log, &error) != 0)
        model_die("verify", &error);
    model_join(wal_path, path, "-wal", "");
    (void)stat(wal_path, &wal);
    if (stat(path, &file) != 0)
        model_die(path, NULL);
    printf("%u lifecycles in a year of %u working days: %llu instances, %llu of them ended, %llu wait at its end\n",
           y->count, y->tick_count / 10, (unsigned long long)y->instances.count, (unsigned long long)y->ended_count,
           (unsigned long long)s->active_count);
    printf("%llu tasks (%llu late), %llu messages sent, %llu facts of time limits (%llu overdue, %llu leads); %llu "
           "commands came "
           "too late\n",
           (unsigned long long)y->task_count, (unsigned long long)y->late_count, (unsigned long long)y->message_count,
           (unsigned long long)y->limit_count, (unsigned long long)y->overdue_count, (unsigned long long)y->lead_count,
           (unsigned long long)y->gone_count);
    printf("%llu incidents were reported, %llu signals were for more than 100\n", (unsigned long long)y->report_count,
           (unsigned long long)y->signal_count);
    printf("%.1f s: %.0f commands/s, %.0f facts/s (%llu commands, %llu facts)\n", seconds,
           (double)y->command_count / seconds, (double)y->fact_count / seconds, (unsigned long long)y->command_count,
           (unsigned long long)y->fact_count);
    printf("database: %.1f MB, %.0f bytes for each lifecycle; write-ahead log %.1f MB\n", (double)file.st_size / 1e6,
           (double)file.st_size / y->count, (double)wal.st_size / 1e6);
    printf("longest pause of a request: %.1f ms (%s), longest hour: %.1f ms; peak memory: %ld MB\n",
           (double)y->longest_us / 1e3, y->longest, (double)y->longest_hour_us / 1e3, peak_kib / 1024);
    is_fine = check(y->refused_count == 0, "each command was taken that was in time");
    is_fine &= check(y->incident_count == 0, "there was no incident");
    is_fine &= check(s->stuck_count == 0, "each instance has ended or waits for something");
    is_fine &= check(y->report_count > 0 || y->count < 100, "incidents were reported");
    is_fine &= check(y->started_count == y->count, "each lifecycle was proposed");
    is_fine &= check(log.is_fine && log.fact_count == y->fact_count, "the log is whole");
    is_fine &= check(peak_kib < MODEL_MEMORY_KIB_MAX, "peak memory is below 200 MB");
    free(s);
    return is_fine ? 0 : 1;
}
