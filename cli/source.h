/* SPDX-License-Identifier: Apache-2.0
 * cli/source.h - a database, wherever it is: in a file, or behind a server.
 *
 * The verbs ask here and print what comes; whether a file or a server gave it makes no difference to them. Functions
 * are those of weir.h, with the same arguments, rows and errors. Layer: cli.
 */
#ifndef WEIR_CLI_SOURCE_H
#define WEIR_CLI_SOURCE_H

#include <weir.h>

#include "cli/remote.h"

typedef struct weir_source {
    weir_db *file; /* one of the two is not NULL */
    weir_remote *server;
    const char *actor; /* of commands to a file; the server knows already */
} weir_source;

/* What can be asked by weir_source_command: "start", "complete", "fail", "error", "retry", "take-back", "claim",
 * "assign", "message", "signal", "cancel", "suspend", "activate", "extend". */
int weir_source_command(weir_source *source, const char *name, const weir_db_command *command, weir_db_answer *answer,
                        weir_db_error *error);

/* The definitions that are new go to `deployed`, all other arguments are those of weir_db_deploy. */
int weir_source_deploy(weir_source *source, const weir_db_file *files, unsigned count,
                       void (*problem)(void *context, const weir_db_problem *problem), void *context,
                       bool (*deployed)(void *context, const weir_db_definition *definition), void *deployed_context,
                       weir_db_error *error);

int weir_source_instances(weir_source *source, const weir_db_filter *filter,
                          bool (*visit)(void *context, const weir_db_instance *instance), void *context,
                          weir_db_error *error);
int weir_source_tasks(weir_source *source, const weir_db_filter *filter,
                      bool (*visit)(void *context, const weir_db_task *task), void *context, weir_db_error *error);
int weir_source_external_tasks(weir_source *source, const weir_db_filter *filter,
                               bool (*visit)(void *context, const weir_db_external_task *task), void *context,
                               weir_db_error *error);
int weir_source_incidents(weir_source *source, const weir_db_filter *filter,
                          bool (*visit)(void *context, const weir_db_incident *incident), void *context,
                          weir_db_error *error);
int weir_source_state_at(weir_source *source, const char *instance, uint64_t position,
                         const weir_db_state_visitor *visitor, void *context, weir_db_error *error);
/* Of the process of an instance; none, if there is no such instance. */
int weir_source_elements(weir_source *source, const char *instance,
                         bool (*visit)(void *context, const weir_db_element *element), void *context,
                         weir_db_error *error);
/* weir_db_draw; the instance or the definition is given. */
int weir_source_draw(weir_source *source, const weir_db_diagram *diagram,
                     void (*visit)(void *context, const char *svg, uint64_t length), void *context,
                     weir_db_error *error);
/* weir_db_account */
int weir_source_account(weir_source *source, const char *instance, bool as_html,
                        void (*visit)(void *context, const char *text, uint64_t length), void *context,
                        weir_db_error *error);
/* wait_ms: if there are none yet, wait so long for the first ones. */
int weir_source_facts(weir_source *source, const char *instance, uint64_t after_position, int64_t wait_ms,
                      weir_db_fact_visit visit, void *context, weir_db_error *error);

#endif
