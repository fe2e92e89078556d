/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_disk_faults.c - the disk fails, fills up or is lost, and the power goes, at each place in turn.
 */
#include <stddef.h>

#include "cli/fault_places.h"
#include "sim/scenario_scene.h"

/* The result of a mode for a deployment. */
static weir_err judge_deployment(weir_scenario_run *run, weir_err err, const weir_diag *diag)
{
    return err == WEIR_OK ? WEIR_OK : weir_run_fail(run, "deploy", "%s: %s", weir_err_name(err), diag->message);
}

/* ── store: the disk fails ───────────────────────────────────────────────────────────────────────────── */

#define DISK_FAULTS_DENSE 2u
#define DISK_FAULTS_SPARSE 2u

typedef struct fault_kind {
    const char *name;
    size_t count, fail_at; /* in faulty_plan */
    bool is_cold;          /* with nothing in SQLite's cache yet */
} fault_kind;

static const fault_kind fault_kinds[] = {
    {"read", offsetof(faulty_plan, read_count), offsetof(faulty_plan, fail_read_at), true},
    {"write", offsetof(faulty_plan, write_count), offsetof(faulty_plan, fail_write_at), false},
    {"sync", offsetof(faulty_plan, sync_count), offsetof(faulty_plan, fail_sync_at), false},
    {"lost disk", offsetof(faulty_plan, change_count), offsetof(faulty_plan, gone_at), false},
    {"full disk", offsetof(faulty_plan, growth_count), offsetof(faulty_plan, full_at), false},
};

static uint64_t *number_in(faulty_plan *plan, size_t offset)
{
    return (uint64_t *)(void *)((char *)plan + offset);
}

static weir_err cut_power(sim_scene *s)
{
    uint64_t seed = s->run->seed ^ s->run->fault_count;

    s->plan->is_off = true;
    weir_world_close(&s->run->world);
    faulty_vfs_power_on(s->disk->live.vfs, &seed);
    return sim_open_again(s->run);
}

/* A commit that failed and then is found to have happened is one that others build on: it stays. */
static weir_err check_lasting(sim_scene *s, const fault_kind *kind, uint64_t n)
{
    sim_found now;

    s->disk->unknown_count++;
    WEIR_TRY(cut_power(s));
    WEIR_TRY(sim_look(s->run, s->before, s->after, "what is stored after a fault and a loss of power", &now));
    if (s->run->failure.is_set || now.is_after)
        return WEIR_OK;
    return weir_run_fail(s->run, kind->name, "fault %llu: what was read back after a failed commit is lost",
                         (unsigned long long)n);
}

static weir_err judge_fault(sim_scene *s, const fault_kind *kind, uint64_t n, bool has_struck, weir_err err,
                            sim_found *now)
{
    const weir_err wanted = has_struck ? WEIR_ESTORE : s->err;

    WEIR_TRY(sim_look(s->run, s->before, s->after, "what is stored after a fault is half of the command", now));
    if (s->run->failure.is_set)
        return WEIR_OK;
    if (err != wanted && err != s->err)
        return weir_run_fail(s->run, kind->name, "fault %llu is reported as %s instead of %s", (unsigned long long)n,
                             weir_err_name(err), weir_err_name(wanted));
    if (err == WEIR_OK && !now->is_after)
        return weir_run_fail(s->run, kind->name, "fault %llu was not noticed, and the command is not there",
                             (unsigned long long)n);
    if (weir_engine_check_states(s->run->world.engine, NULL) != WEIR_OK)
        return weir_run_fail(s->run, kind->name, "after fault %llu the engine believes what the store does not have",
                             (unsigned long long)n);
    return err != WEIR_OK && !now->is_before ? check_lasting(s, kind, n) : WEIR_OK;
}

static weir_err try_fault(sim_scene *s, const fault_kind *kind, uint64_t n)
{
    const bool is_cold = kind->is_cold || !s->request; /* an engine uses the ids of a deployment up */
    bool has_struck;
    sim_found now;
    weir_err err;

    if (is_cold)
        WEIR_TRY(sim_go_back(s));
    sim_stop_faults(s->disk);
    *number_in(s->plan, kind->fail_at) = n;
    s->run->fault_count++;
    err = sim_act(s, NULL);
    has_struck = *number_in(s->plan, kind->count) >= n;
    sim_stop_faults(s->disk);
    WEIR_TRY(judge_fault(s, kind, n, has_struck, err, &now));
    return s->run->failure.is_set || now.is_before ? WEIR_OK : sim_go_back(s);
}

static weir_err try_faults(sim_scene *s)
{
    for (size_t i = 0; i < sizeof fault_kinds / sizeof *fault_kinds; i++) {
        weir_fault_places places = {.count = *number_in(&s->counts, fault_kinds[i].count),
                                    .dense_count = DISK_FAULTS_DENSE,
                                    .sparse_count = DISK_FAULTS_SPARSE,
                                    .random = s->run->seed ^ s->run->seen_pos ^ i,
                                    .takes_all = s->run->takes_all_faults};

        for (uint64_t n; !s->run->failure.is_set && (n = weir_fault_places_next(&places)) != 0;)
            WEIR_TRY(try_fault(s, &fault_kinds[i], n));
    }
    return WEIR_OK;
}

/* After all those faults it is done at last, and then the power goes. */
static weir_err finish_and_cut_power(sim_scene *s, weir_diag *diag)
{
    const weir_err err = sim_finish(s, diag);
    sim_found now;

    if (s->run->failure.is_set)
        return WEIR_OK;
    WEIR_TRY(cut_power(s));
    WEIR_TRY(sim_look(s->run, s->after, s->after, "what was stored before the loss of power, and what is left", &now));
    return err;
}

weir_err sim_execute_store(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    sim_scene s;
    bool is_chosen;
    weir_err err;

    WEIR_TRY(sim_is_chosen(run, request, &is_chosen));
    if (!is_chosen)
        return sim_act(&(sim_scene){.run = run, .request = request}, diag);
    err = sim_begin_scene(&s, run, request);
    if (err == WEIR_OK)
        err = try_faults(&s);
    if (err == WEIR_OK && !request)
        err = sim_go_back(&s);
    if (err == WEIR_OK)
        err = finish_and_cut_power(&s, diag);
    faulty_image_free(s.image);
    return err;
}

weir_err sim_deploy_store(weir_scenario_run *run)
{
    weir_diag diag = {0};

    return judge_deployment(run, sim_execute_store(run, NULL, &diag), &diag);
}

/* ── power: it goes ──────────────────────────────────────────────────────────────────────────────────── */

#define POWER_LOSSES_DENSE 1u
#define POWER_LOSSES_SPARSE 3u

/* at: the change of the disk that never happens; 0: right after the answer. */
static weir_err lose_power(sim_scene *s, uint64_t at, sim_found *now)
{
    uint64_t seed = s->run->seed ^ s->run->seen_pos << 32 ^ at;
    weir_err err;

    sim_stop_faults(s->disk);
    s->plan->power_off_at = at;
    s->run->fault_count++;
    err = sim_act(s, NULL);
    s->plan->is_off = s->plan->is_off || at == 0;
    weir_world_close(&s->run->world);
    faulty_vfs_power_on(s->disk->live.vfs, &seed);
    WEIR_TRY(sim_open_again(s->run));
    WEIR_TRY(sim_look(s->run, s->before, s->after, "what should be stored after the loss of power, and what is", now));
    if (s->run->failure.is_set)
        return WEIR_OK;
    if (err == WEIR_OK && !now->is_after)
        return weir_run_fail(s->run, "power",
                             "the power went at change %llu, and a command that was acknowledged is lost",
                             (unsigned long long)at);
    s->disk->unknown_count += err != WEIR_OK && !now->is_before;
    WEIR_TRY(sim_check_chain(s->run));
    return weir_run_check_folded(s->run, 1);
}

static weir_err lose_power_often(sim_scene *s)
{
    weir_fault_places places = {.count = s->change_count,
                                .dense_count = POWER_LOSSES_DENSE,
                                .sparse_count = POWER_LOSSES_SPARSE,
                                .random = s->run->seed ^ s->run->seen_pos,
                                .takes_all = s->run->takes_all_faults};
    uint64_t at = 0;
    sim_found now;

    do {
        WEIR_TRY(lose_power(s, at, &now));
        if (s->run->failure.is_set)
            return WEIR_OK;
        WEIR_TRY(sim_go_back(s));
    } while ((at = weir_fault_places_next(&places)) != 0);
    return WEIR_OK;
}

/* After one loss the scenario goes on from what is left. */
static weir_err go_on_after_loss(sim_scene *s, weir_diag *diag)
{
    uint64_t seed = s->run->seed ^ s->run->seen_pos;
    sim_found now;

    if (s->run->failure.is_set)
        return WEIR_OK;
    WEIR_TRY(lose_power(s, faulty_random(&seed) % (s->change_count + 1), &now));
    return !s->run->failure.is_set && now.is_before ? sim_finish(s, diag) : s->err;
}

weir_err sim_execute_power(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    sim_scene s;
    bool is_chosen;
    weir_err err;

    WEIR_TRY(sim_is_chosen(run, request, &is_chosen));
    if (!is_chosen)
        return sim_act(&(sim_scene){.run = run, .request = request}, diag);
    err = sim_begin_scene(&s, run, request);
    if (err == WEIR_OK)
        err = lose_power_often(&s);
    if (err == WEIR_OK)
        err = go_on_after_loss(&s, diag);
    faulty_image_free(s.image);
    return err;
}

weir_err sim_deploy_power(weir_scenario_run *run)
{
    weir_diag diag = {0};

    return judge_deployment(run, sim_execute_power(run, NULL, &diag), &diag);
}
