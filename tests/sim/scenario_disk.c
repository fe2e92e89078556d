/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_disk.c - two databases on disks in memory, and what can be planted in the store over one of them.
 */
#include "sim/scenario_disk.h"

#include "host/memory_libc.h"

/* ── databases ───────────────────────────────────────────────────────────────────────────────────────── */

weir_err sim_database_open(sim_database *database, weir_durability durability, weir_hasher hasher, weir_diag *diag)
{
    const weir_sqlite_options options = {
        .path = "sim.db", .vfs = faulty_vfs_name(database->vfs), .durability = durability, .busy_ms = -1};

    return weir_sqlite_store_open(&options, hasher, weir_memory_libc(), &database->store, diag);
}

void sim_database_close(sim_database *database)
{
    weir_sqlite_store_close(database->store);
    database->store = NULL;
}

static weir_err make_database(sim_database *database, const char *vfs, weir_hasher hasher, weir_diag *diag)
{
    database->vfs = faulty_vfs_new(vfs);
    if (!database->vfs)
        return WEIR_ENOMEM;
    WEIR_TRY(sim_database_open(database, WEIR_DURABILITY_FULL, hasher, diag));
    sim_database_close(database);
    database->empty = faulty_vfs_save(database->vfs);
    return WEIR_OK;
}

static void empty_database(sim_database *database, const sim_defect *defect)
{
    faulty_vfs_restore(database->vfs, database->empty);
    *faulty_vfs_plan(database->vfs) = (faulty_plan){.syncs_lie = defect && defect->syncs_lie};
}

static void release_database(sim_database *database)
{
    sim_database_close(database);
    faulty_image_free(database->empty);
    faulty_vfs_free(database->vfs);
}

/* ── the disk ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err open_live(void *self, weir_store *out, weir_diag *diag)
{
    sim_disk *disk = self;

    WEIR_TRY(sim_database_open(&disk->live, disk->defect ? disk->defect->durability : WEIR_DURABILITY_FULL,
                               disk->base.hasher, diag));
    *out = weir_sqlite_store_port(disk->live.store);
    if (disk->defect && disk->defect->plant)
        disk->defect->plant(out);
    return WEIR_OK;
}

static void close_live(void *self)
{
    sim_disk *disk = self;

    sim_database_close(&disk->live);
}

weir_err sim_disk_init(sim_disk *disk, weir_diag *diag)
{
    *disk = (sim_disk){0};
    WEIR_TRY(weir_sha256_new(weir_memory_libc(), &disk->sha256));
    disk->base = (weir_run_base){
        .open = open_live, .close = close_live, .hasher = weir_sha256_hasher(disk->sha256), .self = disk};
    WEIR_TRY(make_database(&disk->live, "sim-live", disk->base.hasher, diag));
    return make_database(&disk->again, "sim-again", disk->base.hasher, diag);
}

void sim_disk_release(sim_disk *disk)
{
    release_database(&disk->live);
    release_database(&disk->again);
    weir_sha256_free(disk->sha256);
}

void sim_disk_start_anew(sim_disk *disk)
{
    empty_database(&disk->live, disk->defect);
    empty_database(&disk->again, NULL);
}

/* ── defects ─────────────────────────────────────────────────────────────────────────────────────────── */

/* Nothing that the engine reads. */
static weir_err project_without_user_tasks(void *self, const weir_projection *change, weir_diag *diag)
{
    for (uint32_t i = 0; i < change->facts->count; i++) {
        if (change->facts->items[i].kind == WEIR_FACT_task_created)
            return WEIR_OK;
    }
    return weir_sql_store_port(self).project(self, change, diag);
}

static void forget_user_tasks(weir_store *port)
{
    port->project = project_without_user_tasks;
}

static weir_err append_and_commit(void *self, const weir_log_row *row, weir_diag *diag)
{
    const weir_store store = weir_sql_store_port(self);

    WEIR_TRY(store.append_log(self, row, diag));
    WEIR_TRY(store.commit(self, diag));
    return store.begin(self, diag);
}

static void commit_too_early(weir_store *port)
{
    port->append_log = append_and_commit;
}

static weir_err commit_bravely(void *self, weir_diag *diag)
{
    (void)weir_sql_store_port(self).commit(self, diag);
    return WEIR_OK;
}

static void overlook_failed_commits(weir_store *port)
{
    port->commit = commit_bravely;
}

static weir_err read_no_files(void *self, weir_decision_file_visit visit, void *context, weir_diag *diag)
{
    (void)self, (void)visit, (void)context, (void)diag;
    return WEIR_OK;
}

static void forget_decisions(weir_store *port)
{
    port->read_decision_files = read_no_files;
}

/* A timer that is half an hour late is never found again. */
static weir_err find_recent(void *self, weir_due which, int64_t until_ms, const weir_wait_row *after,
                            weir_wait_row *out, weir_diag *diag)
{
    weir_wait_row row;

    WEIR_TRY(weir_sql_store_port(self).next_due(self, which, until_ms, after, &row, diag));
    if (row.due_ms < until_ms - 30 * 60 * 1000)
        return WEIR_ENOTFOUND;
    *out = row;
    return WEIR_OK;
}

static void lose_late_timers(weir_store *port)
{
    port->next_due = find_recent;
}

const sim_defect sim_defects[SIM_DEFECT_COUNT] = {
    {.name = "decisions are not read when the engine starts", .mode = "reload", .plant = forget_decisions},
    {.name = "a projection does not follow", .mode = "replay", .plant = forget_user_tasks},
    {.name = "a command is committed in two parts", .mode = "store", .plant = commit_too_early},
    {.name = "a failed commit is overlooked", .mode = "store", .plant = overlook_failed_commits},
    {.name = "nothing is synced", .mode = "power", .syncs_lie = true},
    {.name = "commits are not synced", .mode = "power", .durability = WEIR_DURABILITY_NORMAL},
    {.name = "timers that are late are lost", .mode = "clock", .plant = lose_late_timers},
};
