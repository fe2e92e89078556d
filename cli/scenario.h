/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario.h - scenario files: models, steps and expectations (xsd/scenario.xsd).
 *
 * Reading finds all that can be wrong with a file before anything runs: its XML, its models, its expressions. The
 * steps stay parts of the model; what has to be compiled stands beside them.
 * Layer: cli.
 */
#ifndef WEIR_CLI_SCENARIO_H
#define WEIR_CLI_SCENARIO_H

#include "base/buffer.h"
#include "feel/feel.h"
#include "host/resource.h"
#include "xml/schema.h"

typedef struct weir_scenario_step {
    const weir_part *part;
    const weir_expression *variables, *keys, *locals, *limits; /* NULL: none */
    weir_err error;                                            /* that it must end with; OK: none */
    weir_resource calendar;                                    /* a file to deploy; without bytes: none */
} weir_scenario_step;

/* What answers in place of what an element waits for, or of a partner that gets a message; of one scenario. */
typedef struct weir_mock {
    const weir_part *part;
    weir_text element, process; /* absent: of a message */
    weir_text message;          /* absent: of an element */
    weir_text stand_in;         /* key of the process that is called instead; absent: the element calls nobody */
    const weir_expression *variables, *keys, *locals, *inputs; /* NULL: none */
    bool is_shared, is_optional;                               /* shared: of all scenarios of the file */
    uint32_t *use_count;                                       /* in all runs */
} weir_mock;

typedef struct weir_mocks {
    weir_mock *items;
    uint32_t count, capacity;
} weir_mocks;

/* A model that stands in a file of its own, as it was read. */
typedef struct weir_model_file {
    const char *path;
    const weir_model *model;
} weir_model_file;

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
        weir_model_file *items;
        uint32_t count, capacity;
    } files; /* those of the models that have some */
    struct {
        weir_scenario_step *items;
        uint32_t count, capacity;
    } steps;
    weir_mocks mocks; /* its own, and those of the file; in the order they are used up */
} weir_scenario;

typedef struct weir_scenarios {
    weir_scenario *items;
    uint32_t count, capacity;
    weir_mocks mocks; /* of all its scenarios, each of which has a copy with the element it found */
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

/* Give a scenario the mocks of the file that it does not have itself, find their elements, and have the calls among
 * them go to stand-ins, which are deployed along: processes that wait to be told what to answer (scenario_stand_in.c).
 */
WEIR_MUST_USE weir_err weir_scenario_use_mocks(weir_scenario *scenario, const weir_mocks *shared, weir_arena *arena,
                                               weir_problems *problems);
/* Whether a model of the scenario has the element of a mock. */
bool weir_scenario_has_element(const weir_scenario *scenario, const weir_mock *mock);
/* The first mock that a process of this key stands in for; NULL: it is no stand-in. */
const weir_mock *weir_scenario_stand_in(const weir_scenario *scenario, weir_text key);
/* A mock that was used so often may not be passed over. */
bool weir_mock_is_missed(const weir_mock *mock, uint32_t use_count);

#define WEIR_STAND_IN_TASK "answer" /* where a stand-in waits */

/* Which mock of these scenarios: "mock of 'a'", "mock of message 'a'", and what may have been meant where no model of
 * them has the message. */
WEIR_MUST_USE weir_err weir_mock_name(const weir_scenario *scenarios, uint32_t count, const weir_mock *mock,
                                      weir_arena *arena, weir_text *out);

/* The nearest of several names to one that may be misspelt (scenario_hint.c). write: " (did you mean 'b'?)", nothing
 * where it was among them, or none is near. */
typedef struct weir_hint {
    weir_text name, nearest;
    uint32_t slips;
    bool is_known;
} weir_hint;
weir_hint weir_hint_of(weir_text name);
void weir_hint_offer(weir_hint *hint, weir_text known);
void weir_hint_write(const weir_hint *hint, weir_buffer *out);
/* The names of messages in the models of a scenario. */
void weir_scenario_offer_messages(const weir_scenario *scenario, weir_hint *hint);

/* The error with this name ("EPROCESS"); false if there is none. */
bool weir_err_find(weir_text name, weir_err *out);

#endif
