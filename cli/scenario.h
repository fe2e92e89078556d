/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario.h - scenario files: models, steps and expectations (xsd/scenario.xsd).
 *
 * Reading finds all that can be wrong with a file before anything runs: its XML, its models, its expressions. The
 * steps stay parts of the model; what has to be compiled stands beside them.
 * Layer: cli.
 */
#ifndef WEIR_CLI_SCENARIO_H
#define WEIR_CLI_SCENARIO_H

#include "feel/feel.h"
#include "host/resource.h"
#include "xml/schema.h"

typedef struct weir_scenario_step {
    const weir_part *part;
    const weir_expression *variables, *keys, *locals, *limits; /* NULL: none */
    weir_err error;                                            /* that it must end with; OK: none */
} weir_scenario_step;

typedef struct weir_scenario {
    weir_text name;
    uint32_t line;
    int64_t now_ms;       /* when it begins */
    bool has_manual_jobs; /* continuations wait for executeJob */
    struct {
        weir_resource *items;
        uint32_t count, capacity;
    } resources; /* all read already */
    struct {
        weir_scenario_step *items;
        uint32_t count, capacity;
    } steps;
} weir_scenario;

typedef struct weir_scenarios {
    weir_scenario *items;
    uint32_t count, capacity;
} weir_scenarios;

/* What is wrong with a scenario file or with a model it names, by file. */
typedef struct weir_file_problems {
    const char *path;
    weir_problems problems;
} weir_file_problems;

typedef struct weir_scenario_problems {
    weir_file_problems **items;
    uint32_t count, capacity;
} weir_scenario_problems;

/* path      borrowed as long as the scenarios
 * arena     scenarios, their models and problems live here
 * problems  complete also on EMODEL
 * ENOTFOUND: an XML file, but not one of scenarios. EMODEL: the file or one of its models has errors. EIO: it can't be
 * read. ENOMEM. */
WEIR_MUST_USE weir_err weir_scenarios_read(const char *path, const weir_xml_schemas *schemas, const weir_zones *zones,
                                           weir_arena *arena, weir_scenarios *out, weir_scenario_problems *problems,
                                           weir_diag *diag);

/* The error with this name ("EPROCESS"); false if there is none. */
bool weir_err_find(weir_text name, weir_err *out);

#endif
