/* SPDX-License-Identifier: Apache-2.0
 * cli/coverage.h - which flow nodes and sequence flows scenarios have walked, by process.
 *
 * A boundary event for compensation is walked with its handler. Counted are the executable processes of model files;
 * those that stand inside a scenario are left out. A flow node is walked when a token has entered it, a sequence flow
 * when a token has taken it, however often a scenario does so. Layer: cli.
 */
#ifndef WEIR_CLI_COVERAGE_H
#define WEIR_CLI_COVERAGE_H

#include "base/buffer.h"
#include "cli/scenario_run.h"

typedef struct weir_coverage_row {
    weir_text id, name;
    weir_text handler; /* of a compensation event at a boundary, which has no token: it is walked when this is */
    bool is_flow;
    uint32_t line;
    struct {
        uint32_t *items; /* into the names of scenarios */
        uint32_t count, capacity;
    } walked_by;
} weir_coverage_row;

typedef struct weir_coverage_process {
    const char *path;         /* as a scenario names it */
    uint64_t device, file_id; /* which file that is */
    weir_text key, name;
    struct {
        weir_coverage_row *items;
        uint32_t count, capacity;
    } rows;              /* as they stand in the file */
    bool is_of_scenario; /* the one at hand deploys it */
} weir_coverage_process;

struct weir_coverage {
    weir_arena *arena;
    struct {
        weir_coverage_process *items;
        uint32_t count, capacity;
    } processes;
    struct {
        weir_text *items; /* "FILE: name" */
        uint32_t count, capacity;
    } scenarios;
};

/* How many of the nodes, or of the flows, were walked. */
typedef struct weir_coverage_sum {
    uint32_t walked_count, count;
} weir_coverage_sum;

void weir_coverage_init(weir_coverage *coverage, weir_arena *arena);
/* A scenario comes next: its processes are there from now on. path: of its file. */
WEIR_MUST_USE weir_err weir_coverage_begin(weir_coverage *coverage, const char *path, const weir_scenario *scenario);
/* It has run: what did it walk? */
WEIR_MUST_USE weir_err weir_coverage_note(weir_coverage *coverage, weir_scenario_run *run);

weir_coverage_sum weir_coverage_sum_of(const weir_coverage_process *process, bool of_flows);
/* Rounded down, so that 100 is all of them; of nothing it is 100. */
uint32_t weir_coverage_per_cent(weir_coverage_sum sum);
bool weir_coverage_is_below(const weir_coverage_process *process, uint32_t per_cent_min);
/* The table, and what was not walked. is_verbose: which scenarios walk what. */
WEIR_MUST_USE weir_err weir_coverage_print(const weir_coverage *coverage, bool is_verbose);
/* "not walked" as lines, each behind `indent`. */
void weir_coverage_write_missed(const weir_coverage_process *process, const char *indent, weir_buffer *out);
/* folder/KEY.svg for each process: the diagram, coloured by how many scenarios walk what. EIO, EMODEL, ENOMEM. */
WEIR_MUST_USE weir_err weir_coverage_draw(const weir_coverage *coverage, const char *folder, weir_diag *diag);

#endif
