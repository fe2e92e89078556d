/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_disk_modes.c - the ways to execute a request over a disk that can be put back: a table.
 */
#include "host/memory_libc.h"
#include "host/rebuild.h"
#include "sim/scenario_scene.h"

/* ── reload ──────────────────────────────────────────────────────────────────────────────────────────── */

/* Close and open, then be killed and start: nothing may look different. */
static weir_err reload(weir_scenario_run *run)
{
    sim_disk *disk = sim_disk_of(run);
    faulty_image *image;
    weir_text before;
    sim_found now;

    WEIR_TRY(sim_read_stored(run, &run->scratch, &before));
    weir_world_close(&run->world);
    WEIR_TRY(sim_open_again(run));
    WEIR_TRY(sim_look(run, before, before, "what is stored before closing, and after opening", &now));
    image = faulty_vfs_save(disk->live.vfs);
    weir_world_close(&run->world);
    faulty_vfs_restore(disk->live.vfs, image);
    faulty_image_free(image);
    WEIR_TRY(sim_open_again(run));
    return sim_look(run, before, before, "what is stored before kill -9, and after opening", &now);
}

static weir_err deploy_reload(weir_scenario_run *run)
{
    WEIR_TRY(weir_run_deploy(run));
    return run->failure.is_set ? WEIR_OK : reload(run);
}

static weir_err execute_reload(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    const weir_err err = weir_run_execute(run, request, diag);

    WEIR_TRY(reload(run));
    return err;
}

/* ── replay ──────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err keep_first(void *context, const weir_difference *difference)
{
    weir_difference *first = context;

    if (!first->table)
        *first = *difference;
    return WEIR_OK;
}

static weir_err rebuild(weir_scenario_run *run, weir_difference *out, weir_diag *diag)
{
    sim_disk *disk = sim_disk_of(run);
    weir_store source = run->world.faulty.inner, target;

    target = weir_sqlite_store_port(disk->again.store);
    WEIR_TRY(weir_rebuild(run->world.engine, &source, &target, run->zones, weir_memory_libc(), diag));
    return weir_sqlite_store_compare(disk->live.store, disk->again.store, keep_first, NULL, out, diag);
}

weir_err sim_check_rebuilt(weir_scenario_run *run)
{
    sim_disk *disk = sim_disk_of(run);
    weir_difference difference = {0};
    weir_diag diag = {0};
    weir_err err;

    faulty_vfs_restore(disk->again.vfs, disk->again.empty);
    err = sim_database_open(&disk->again, WEIR_DURABILITY_FULL, run->world.base->hasher, &diag);
    if (err == WEIR_OK)
        err = rebuild(run, &difference, &diag);
    sim_database_close(&disk->again);
    if (err != WEIR_OK)
        return weir_run_fail(run, "rebuild", "%s: %s", weir_err_name(err), diag.message);
    if (difference.table)
        return weir_run_fail(run, "rebuild", "table %s, row %s, is not what the log gives", difference.table,
                             difference.key);
    return WEIR_OK;
}

static weir_err deploy_replay(weir_scenario_run *run)
{
    WEIR_TRY(weir_run_deploy(run));
    return run->failure.is_set ? WEIR_OK : sim_check_rebuilt(run);
}

static weir_err execute_replay(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    const weir_store store = run->world.faulty.inner;
    uint64_t pos;

    WEIR_TRY(store.next_pos(store.self, &pos, diag));
    const weir_err err = weir_run_execute(run, request, diag);

    WEIR_TRY(weir_run_check_folded(run, pos));
    WEIR_TRY(sim_check_rebuilt(run));
    return err;
}

/* ── all of them ─────────────────────────────────────────────────────────────────────────────────────── */

/* The modes of the product whose faults do not need a disk. */
static weir_err execute_chosen(const weir_mode *mode, weir_scenario_run *run, const weir_request *request,
                               weir_diag *diag)
{
    bool is_chosen;

    WEIR_TRY(sim_is_chosen(run, request, &is_chosen));
    return (is_chosen ? mode->execute : weir_run_execute)(run, request, diag);
}

static weir_err execute_memory(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    return execute_chosen(&weir_modes[3], run, request, diag);
}

static weir_err execute_calls(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    return execute_chosen(&weir_modes[4], run, request, diag);
}

const weir_mode sim_modes[SIM_MODE_COUNT] = {
    {.name = "straight",
     .promise = "the steps one after the other",
     .deploy = weir_run_deploy,
     .execute = weir_run_execute},
    {.name = "reload",
     .promise = "the database closed and opened between any two commands",
     .deploy = deploy_reload,
     .execute = execute_reload},
    {.name = "replay",
     .promise = "states folded and projections made again after each command",
     .deploy = deploy_replay,
     .execute = execute_replay},
    {.name = "memory",
     .promise = "the n-th allocation of a command fails",
     .is_exact = true,
     .deploy = weir_run_deploy,
     .execute = execute_memory},
    {.name = "calls",
     .promise = "the n-th call of the store fails",
     .deploy = weir_run_deploy,
     .execute = execute_calls},
    {.name = "store",
     .promise = "the n-th read, write or sync of a command fails, or all from there on, or the disk is full",
     .deploy = sim_deploy_store,
     .execute = sim_execute_store},
    {.name = "power",
     .promise = "the power goes at the n-th change of the disk",
     .deploy = sim_deploy_power,
     .execute = sim_execute_power},
    {.name = "clock",
     .promise = "the clock goes back or forward by an hour",
     .deploy = weir_run_deploy,
     .execute = sim_execute_clock},
};
