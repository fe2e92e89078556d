/* SPDX-License-Identifier: Apache-2.0
 * server/snapshot.h - the stored state of one instance, for what no table shows: which scope a task sees, what is in
 * what.
 *
 * Layer: server.
 */
#ifndef WEIR_SERVER_SNAPSHOT_H
#define WEIR_SERVER_SNAPSHOT_H

#include "server/rest.h"

typedef struct weir_snapshot {
    weir_id instance;
    weir_text definition; /* its id */
    bool has_ended;
    const weir_value *tokens, *scopes, *waits; /* lists; NULL: there are none */
    weir_value state;
} weir_snapshot;

/* Lives in the call's arena. ENOTFOUND. */
WEIR_MUST_USE weir_err weir_snapshot_of_instance(weir_rest *call, weir_id instance, weir_snapshot *out);
/* Of the instance that has this user or external task. ENOTFOUND. */
WEIR_MUST_USE weir_err weir_snapshot_of_task(weir_rest *call, weir_id task, weir_snapshot *out);

/* Variables that a multi-instance knows without storing them, into its scopes (loop_variables.c); what only the
 * compiled process knows is noted as missing (names.h) if that is not there yet. */
WEIR_MUST_USE weir_err weir_snapshot_add_loops(weir_rest *call, weir_snapshot *snapshot);

int64_t weir_snapshot_number(const weir_value *object, const char *key); /* 0: it is not there */
weir_text weir_snapshot_text(const weir_value *object, const char *key); /* absent */
/* The item of a list whose number `key` is this; NULL. */
const weir_value *weir_snapshot_find(const weir_value *list, const char *key, int64_t number);

/* Variables that a task sees, inner ones first; is_local: only those of its own scope. `names`: NULL for all, or which.
 * An object name → variable into `out`. */
WEIR_MUST_USE weir_err weir_snapshot_write_variables(weir_rest *call, const weir_snapshot *snapshot, weir_id task,
                                                     bool is_local, const weir_value *names, weir_buffer *out);
/* One of them; NULL: there is none. */
const weir_value *weir_snapshot_variable(const weir_snapshot *snapshot, weir_id task, bool is_local, weir_text name);
/* One of the process itself. */
const weir_value *weir_snapshot_process_variable(const weir_snapshot *snapshot, weir_text name);

#endif
