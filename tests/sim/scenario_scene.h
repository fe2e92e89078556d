/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_scene.h - what is stored on a disk, and a request that is tried on it several times.
 *
 * Where a request is tried several times, the disk is put back to what it was before, as a process leaves it that is
 * killed. So it is known what is stored before and after the request, and nothing else may ever be found.
 */
#ifndef WEIR_TESTS_SCENARIO_SCENE_H
#define WEIR_TESTS_SCENARIO_SCENE_H

#include "sim/scenario_disk.h"

typedef struct sim_found {
    bool is_before, is_after;
} sim_found;

typedef struct sim_scene {
    weir_scenario_run *run;
    const weir_request *request; /* NULL: the deployment */
    sim_disk *disk;
    faulty_plan *plan;
    faulty_image *image;     /* of the disk before it, */
    weir_text before, after; /* what is stored then, and when it is done */
    weir_err err;            /* what it comes to */
    faulty_plan counts;      /* what the disk was asked for meanwhile */
    uint64_t change_count;   /* of the disk, up to the end of closing */
} sim_scene;

sim_disk *sim_disk_of(const weir_scenario_run *run);
void sim_stop_faults(sim_disk *disk);
/* After the world was closed. */
WEIR_MUST_USE weir_err sim_open_again(weir_scenario_run *run);

/* Log, head of the chain, states and projections, as text. */
WEIR_MUST_USE weir_err sim_read_stored(weir_scenario_run *run, weir_arena *arena, weir_text *out);
/* Which of the two is stored now? Neither is a failure. */
WEIR_MUST_USE weir_err sim_look(weir_scenario_run *run, weir_text before, weir_text after, const char *what,
                                sim_found *out);
WEIR_MUST_USE weir_err sim_check_chain(weir_scenario_run *run);
/* A database that is made of the log is the same. */
WEIR_MUST_USE weir_err sim_check_rebuilt(weir_scenario_run *run);

/* request: NULL is the deployment. begin does it once to see what it comes to, and goes back; finish does it for good.
 * What begin has got of the disk, faulty_image_free(scene->image) gives back, after errors too. */
WEIR_MUST_USE weir_err sim_begin_scene(sim_scene *scene, weir_scenario_run *run, const weir_request *request);
WEIR_MUST_USE weir_err sim_act(const sim_scene *scene, weir_diag *diag);
WEIR_MUST_USE weir_err sim_go_back(sim_scene *scene);
WEIR_MUST_USE weir_err sim_finish(sim_scene *scene, weir_diag *diag);

/* Whether faults are tried here: without WEIR_ALL at about every third request, and in every third deployment. */
WEIR_MUST_USE weir_err sim_is_chosen(const weir_scenario_run *run, const weir_request *request, bool *out);

/* The modes that other files hold. */
WEIR_MUST_USE weir_err sim_deploy_store(weir_scenario_run *run);
WEIR_MUST_USE weir_err sim_execute_store(weir_scenario_run *run, const weir_request *request, weir_diag *diag);
WEIR_MUST_USE weir_err sim_deploy_power(weir_scenario_run *run);
WEIR_MUST_USE weir_err sim_execute_power(weir_scenario_run *run, const weir_request *request, weir_diag *diag);
WEIR_MUST_USE weir_err sim_execute_clock(weir_scenario_run *run, const weir_request *request, weir_diag *diag);

#endif
