/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_files.h - models that stand inside a scenario file, as files of their own.
 *
 * A store keeps the bytes of what is deployed, and the runner has read models only.
 */
#ifndef WEIR_TESTS_SCENARIO_FILES_H
#define WEIR_TESTS_SCENARIO_FILES_H

#include "cli/scenario.h"

/* Give each resource its bytes and take its model away, so that the engine compiles what the store keeps.
 * path: the file that the scenarios were read from. EIO, ELIMIT, ENOMEM. */
WEIR_MUST_USE weir_err scenario_files_make(const char *path, weir_scenarios *scenarios, weir_arena *arena,
                                           weir_diag *diag);

#endif
