/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_disk.h - scenarios over SQLite on a disk in memory: the modes of `weir test`, with a disk that
 * fails, fills up and loses power.
 */
#ifndef WEIR_TESTS_SCENARIO_DISK_H
#define WEIR_TESTS_SCENARIO_DISK_H

#include "cli/scenario_run.h"
#include "host/sha256.h"
#include "sim/faulty_vfs.h"
#include "store/sqlite_store.h"

/* Something wrong that is put into the product, to see that a mode finds it. */
typedef struct sim_defect {
    const char *name, *mode; /* that must find it */
    bool syncs_lie;
    weir_durability durability;
    void (*plant)(weir_store *port); /* NULL: nothing */
} sim_defect;

/* Two databases, each on a disk of its own: the one the engine writes, and one that is made again from its log. */
typedef struct sim_database {
    faulty_vfs *vfs;
    faulty_image *empty;      /* with its schema */
    weir_sqlite_store *store; /* NULL: closed */
} sim_database;

typedef struct sim_disk {
    sim_database live, again;
    weir_sha256 *sha256;
    const sim_defect *defect; /* NULL: none */
    weir_run_base base;       /* for the runner */
    /* Over all runs. */
    uint64_t image_count;   /* how often the disk was put back */
    uint64_t unknown_count; /* requests that failed, but had happened */
} sim_disk;

/* disk: lives at one place until it is released. Errors: as weir_sqlite_store_open. */
WEIR_MUST_USE weir_err sim_disk_init(sim_disk *disk, weir_diag *diag);
void sim_disk_release(sim_disk *disk);
/* Empty databases, and nothing that fails. */
void sim_disk_start_anew(sim_disk *disk);

WEIR_MUST_USE weir_err sim_database_open(sim_database *database, weir_durability durability, weir_hasher hasher,
                                         weir_diag *diag);
void sim_database_close(sim_database *database);

/* The log of a run over a disk without what depends on the clock: times, and the part of ids that is one. */
WEIR_MUST_USE weir_err sim_log_without_times(weir_text log, weir_arena *arena, weir_text *out);

#define SIM_MODE_COUNT 8u
extern const weir_mode sim_modes[SIM_MODE_COUNT]; /* the first one is the straight run */

#define SIM_DEFECT_COUNT 7u
extern const sim_defect sim_defects[SIM_DEFECT_COUNT];

#endif
