/* SPDX-License-Identifier: Apache-2.0
 * cli/remote.h - what weir.h offers over a file, asked of a server.
 *
 * Functions have the arguments and the meaning of their namesakes in weir.h; visitors get the same rows. What a server
 * refuses comes back as the error it named. EIO: it can't be reached, or what answers is no weir.
 * Layer: cli.
 */
#ifndef WEIR_CLI_REMOTE_H
#define WEIR_CLI_REMOTE_H

#include <weir.h>

#include "base/error.h"
#include "base/value.h"

typedef struct weir_remote weir_remote;

/* Pair with weir_remote_close. Asks the server who it is. */
int weir_remote_open(const char *url, const char *actor, weir_remote **out, weir_db_error *error);
void weir_remote_close(weir_remote *remote);
const char *weir_remote_url(const weir_remote *remote);

/* The answer as JSON, in the arena; null: it has none. body: NULL, or JSON. wait_ms: that the server may take. */
WEIR_MUST_USE weir_err weir_remote_ask(weir_remote *remote, const char *method, const char *path, const char *body,
                                       int64_t wait_ms, weir_arena *arena, weir_value *out, weir_db_error *error);

/* name: "complete"; cli/source.c lists them. */
int weir_remote_command(weir_remote *remote, const char *name, const weir_db_command *command, weir_db_answer *answer,
                        weir_db_error *error);
int weir_remote_deploy(weir_remote *remote, const weir_db_file *files, unsigned count,
                       void (*problem)(void *context, const weir_db_problem *problem), void *context,
                       bool (*deployed)(void *context, const weir_db_definition *definition), void *deployed_context,
                       weir_db_error *error);
/* advance: a duration by which a virtual clock moves; NULL: it stays. A server whose clock is that of the machine fires
 * timers by itself: has_clock is false then, and fired_count 0. */
int weir_remote_tick(weir_remote *remote, const char *advance, bool *has_clock, uint64_t *fired_count,
                     weir_db_error *error);

int weir_remote_instances(weir_remote *remote, const weir_db_filter *filter,
                          bool (*visit)(void *context, const weir_db_instance *instance), void *context,
                          weir_db_error *error);
int weir_remote_tasks(weir_remote *remote, const weir_db_filter *filter,
                      bool (*visit)(void *context, const weir_db_task *task), void *context, weir_db_error *error);
int weir_remote_external_tasks(weir_remote *remote, const weir_db_filter *filter,
                               bool (*visit)(void *context, const weir_db_external_task *task), void *context,
                               weir_db_error *error);
int weir_remote_incidents(weir_remote *remote, const weir_db_filter *filter,
                          bool (*visit)(void *context, const weir_db_incident *incident), void *context,
                          weir_db_error *error);
int weir_remote_state_at(weir_remote *remote, const char *instance, uint64_t position,
                         const weir_db_state_visitor *visitor, void *context, weir_db_error *error);
int weir_remote_elements(weir_remote *remote, const char *instance,
                         bool (*visit)(void *context, const weir_db_element *element), void *context,
                         weir_db_error *error);
int weir_remote_draw(weir_remote *remote, const weir_db_diagram *diagram,
                     void (*visit)(void *context, const char *svg, uint64_t length), void *context,
                     weir_db_error *error);
int weir_remote_account(weir_remote *remote, const char *instance, bool as_html,
                        void (*visit)(void *context, const char *text, uint64_t length), void *context,
                        weir_db_error *error);
/* Also those that come with weir, as the server has them. */
int weir_remote_calendars(weir_remote *remote, bool (*visit)(void *context, const weir_db_calendar *calendar),
                          void *context, weir_db_error *error);
/* The file of one, by its name or that with -hours behind it. ENOTFOUND. */
int weir_remote_calendar_file(weir_remote *remote, const char *id,
                              void (*visit)(void *context, const char *xml, uint64_t length), void *context,
                              weir_db_error *error);
/* wait_ms: if there are none yet, wait so long for the first ones. */
int weir_remote_facts(weir_remote *remote, const char *instance, uint64_t after_position, int64_t wait_ms,
                      weir_db_fact_visit visit, void *context, weir_db_error *error);
/* "POSITION:HASH" */
int weir_remote_head(weir_remote *remote, char out[86], weir_db_error *error);

#endif
