/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenarios.c - all scenarios over SQLite on a disk that fails, in each mode.
 *
 *   sim_scenarios PATH…             "N passed, M failed"; a scenario counts once for each mode
 *   sim_scenarios --mode NAME PATH…  one mode
 *   sim_scenarios --planted PATH…   each defect that is planted is found by the mode that promises it
 * WEIR_ALL in the environment: every fault in every scenario, instead of some faults at every third request of every
 * second scenario; which ones depends on the seed. WEIR_SEED: another row of random numbers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/files.h"
#include "cli/report.h"
#include "host/calendar_shelf.h"
#include "host/memory_libc.h"
#include "host/zones.h"
#include "sim/scenario_disk.h"
#include "sim/scenario_files.h"

#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)

typedef struct session {
    sim_disk disk;
    weir_run_settings settings;
    weir_arena arena; /* of the scenarios, all of them */
    const char *mode; /* NULL: all */
    bool prints;      /* what failed */
    uint32_t passed_count, failed_count;
    struct {
        uint32_t run_count;
        uint64_t fault_count;
    } modes[SIM_MODE_COUNT];
} session;

typedef struct scenario_file {
    const char *path;
    weir_scenarios scenarios;
} scenario_file;

typedef struct scenario_files {
    scenario_file *items;
    uint32_t count, capacity;
} scenario_files;

/* ── one scenario ────────────────────────────────────────────────────────────────────────────────────── */

static void print_failure(const char *path, const weir_scenario *scenario, const weir_mode *mode,
                          const weir_failure *failure, weir_arena *arena)
{
    weir_buffer words;
    weir_text text;

    weir_buffer_init(&words, arena, 0);
    weir_failure_write(failure, path, "        ", &words);
    printf("FAIL  %s (line %u, %s)\n      %.*s\n", path, scenario->line, mode->name, WEIR_ARG(scenario->name));
    if (weir_buffer_done(&words, &text) == WEIR_OK)
        printf("%.*s", WEIR_ARG(text));
    (void)fflush(stdout);
}

/* Logs of the clock's mode have other times than the straight one, and nothing else. */
static weir_err compare_with_straight(const weir_run_verdict *straight, weir_arena *arena, weir_run_verdict *verdict)
{
    weir_text expected, found;

    WEIR_TRY(sim_log_without_times(straight->log, arena, &expected));
    WEIR_TRY(sim_log_without_times(verdict->log, arena, &found));
    if (!verdict->is_passed || weir_text_equal(expected, found))
        return WEIR_OK;
    verdict->is_passed = false;
    verdict->failure = (weir_failure){.is_set = true,
                                      .what = WEIR_T("log of the straight run, and of this one"),
                                      .expected = expected,
                                      .found = found};
    return WEIR_OK;
}

/* An id of a deployment depends on what the engine has deployed since it was made. */
static bool deploys_later(const weir_scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->steps.count; i++) {
        if (scenario->steps.items[i].part->tag == WEIR_PART_scenario_calendar)
            return true;
    }
    return false;
}

static weir_err run_mode(session *s, const weir_scenario *scenario, uint32_t mode, const weir_run_verdict *straight,
                         weir_arena *arena, weir_run_verdict *out)
{
    const bool has_clock = sim_modes[mode].execute == sim_modes[SIM_MODE_COUNT - 1].execute;

    sim_disk_start_anew(&s->disk);
    WEIR_TRY(weir_scenario_run_in(scenario, &sim_modes[mode], &s->settings,
                                  straight && !has_clock && !deploys_later(scenario) ? straight->log : WEIR_NO_TEXT,
                                  arena, out));
    if (has_clock && !deploys_later(scenario))
        WEIR_TRY(compare_with_straight(straight, arena, out));
    s->modes[mode].run_count++;
    s->modes[mode].fault_count += out->fault_count;
    return WEIR_OK;
}

static void count(session *s, const char *path, const weir_scenario *scenario, uint32_t mode,
                  const weir_run_verdict *verdict, weir_arena *arena)
{
    if (verdict->is_passed)
        s->passed_count++;
    else
        s->failed_count++;
    if (!verdict->is_passed && s->prints)
        print_failure(path, scenario, &sim_modes[mode], &verdict->failure, arena);
}

static weir_err run_modes(session *s, const char *path, const weir_scenario *scenario, weir_arena *arena)
{
    weir_run_verdict straight, verdict;

    WEIR_TRY(run_mode(s, scenario, 0, NULL, arena, &straight));
    if (!s->disk.defect) /* else it is the other mode that counts */
        count(s, path, scenario, 0, &straight, arena);
    for (uint32_t i = 1; i < SIM_MODE_COUNT && straight.is_passed; i++) {
        if (s->mode && strcmp(s->mode, sim_modes[i].name) != 0)
            continue;
        WEIR_TRY(run_mode(s, scenario, i, &straight, arena, &verdict));
        count(s, path, scenario, i, &verdict, arena);
    }
    return WEIR_OK;
}

/* Where a defect is planted, all are needed to find it. */
static bool is_chosen(const session *s, uint64_t number)
{
    return s->settings.takes_all_faults || s->disk.defect || (number + s->settings.seed) % 2 == 0;
}

/* stops: at the first that fails. */
static weir_err run_all(session *s, const scenario_files *files, bool stops)
{
    uint64_t number = 0;

    for (uint32_t f = 0; f < files->count; f++) {
        for (uint32_t i = 0; i < files->items[f].scenarios.count && !(stops && s->failed_count > 0); i++) {
            weir_arena arena;
            weir_err err;

            if (!is_chosen(s, number++))
                continue;
            weir_arena_init(&arena, weir_memory_libc(), ARENA_BYTES_MAX);
            err = run_modes(s, files->items[f].path, &files->items[f].scenarios.items[i], &arena);
            weir_arena_release(&arena);
            WEIR_TRY(err);
        }
    }
    return WEIR_OK;
}

/* ── files ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_file(session *s, const char *path, scenario_files *out, weir_diag *diag)
{
    weir_scenario_problems problems = {0};
    scenario_file file = {.path = path};
    const weir_err err =
        weir_scenarios_read(path, NULL, s->settings.zones, &s->arena, &file.scenarios, &problems, diag);

    if (err == WEIR_ENOTFOUND)
        return WEIR_OK; /* other XML */
    WEIR_TRY(err);
    WEIR_TRY(scenario_files_make(path, &file.scenarios, &s->arena, diag));
    WEIR_TRY(WEIR_GROW(&s->arena, out));
    out->items[out->count++] = file;
    return WEIR_OK;
}

static weir_err read_files(session *s, int path_count, char **arguments, scenario_files *out, weir_diag *diag)
{
    static const char *const suffixes[] = {".xml", NULL};
    weir_paths paths = {0};

    for (int i = 0; i < path_count; i++)
        WEIR_TRY(weir_paths_add(&paths, arguments[i], suffixes, &s->arena, diag));
    for (uint32_t i = 0; i < paths.count; i++) {
        const weir_err err = read_file(s, paths.items[i].at, out, diag);

        if (err != WEIR_OK)
            (void)fprintf(stderr, "%s\n", paths.items[i].at);
        WEIR_TRY(err);
    }
    return out->count > 0 ? WEIR_OK : weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there are no scenarios here");
}

/* ── all of it ───────────────────────────────────────────────────────────────────────────────────────── */

static weir_err run_fine(session *s, const scenario_files *files)
{
    s->prints = true;
    WEIR_TRY(run_all(s, files, false));
    for (uint32_t i = 0; i < SIM_MODE_COUNT; i++)
        printf("%-8s  %4u runs  %7llu faults  %s\n", sim_modes[i].name, s->modes[i].run_count,
               (unsigned long long)s->modes[i].fault_count, sim_modes[i].promise);
    printf("the disk was put back %llu times; %llu commands failed, but had happened; seed %llu\n",
           (unsigned long long)s->disk.image_count, (unsigned long long)s->disk.unknown_count,
           (unsigned long long)s->settings.seed);
    printf("%u passed, %u failed\n", s->passed_count, s->failed_count);
    return WEIR_OK;
}

/* A defect counts as passed when it was found. */
static weir_err run_planted(session *s, const scenario_files *files)
{
    uint32_t found_count = 0;

    for (uint32_t i = 0; i < SIM_DEFECT_COUNT; i++) {
        s->disk.defect = &sim_defects[i];
        s->mode = sim_defects[i].mode;
        s->passed_count = s->failed_count = 0;
        WEIR_TRY(run_all(s, files, true));
        printf("%-7s  %s: %s\n", s->failed_count > 0 ? "found" : "MISSED", sim_defects[i].name, sim_defects[i].mode);
        found_count += s->failed_count > 0;
    }
    s->passed_count = found_count;
    s->failed_count = SIM_DEFECT_COUNT - found_count;
    printf("%u passed, %u failed\n", s->passed_count, s->failed_count);
    return WEIR_OK;
}

static weir_err run(session *s, bool is_planted, int path_count, char **paths, weir_diag *diag)
{
    scenario_files files = {0};

    WEIR_TRY(sim_disk_init(&s->disk, diag));
    s->settings.base = &s->disk.base;
    WEIR_TRY(read_files(s, path_count, paths, &files, diag));
    return is_planted ? run_planted(s, &files) : run_fine(s, &files);
}

int main(int count_of_arguments, char **arguments)
{
    const char *seed = getenv("WEIR_SEED");
    session s = {.settings = {.seed = seed ? strtoull(seed, NULL, 10) : 20260105,
                              .takes_all_faults = getenv("WEIR_ALL") != NULL}};
    const bool is_planted = count_of_arguments > 1 && strcmp(arguments[1], "--planted") == 0;
    int first = is_planted ? 2 : 1;
    weir_zone_cache *zones = NULL;
    weir_calendar_shelf *calendars = NULL;
    weir_diag diag = {0};
    weir_err err;

    if (count_of_arguments > 2 && strcmp(arguments[1], "--mode") == 0) {
        s.mode = arguments[2];
        first = 3;
    }
    weir_xml_start();
    weir_arena_init(&s.arena, weir_memory_libc(), ARENA_BYTES_MAX);
    err = weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones);
    if (err == WEIR_OK)
        err = weir_calendar_shelf_new(weir_memory_libc(), weir_zone_cache_zones(zones), &calendars);
    if (err == WEIR_OK) {
        s.settings.zones = weir_zone_cache_zones(zones);
        s.settings.calendars = weir_calendar_shelf_calendars(calendars);
        err = run(&s, is_planted, count_of_arguments - first, arguments + first, &diag);
    }
    if (err != WEIR_OK)
        (void)fprintf(stderr, "%s: %s\n", weir_err_name(err), diag.message);
    sim_disk_release(&s.disk);
    weir_calendar_shelf_free(calendars);
    weir_zone_cache_free(zones);
    weir_arena_release(&s.arena);
    return err == WEIR_OK && s.failed_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
