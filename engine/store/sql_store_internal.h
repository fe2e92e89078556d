/* SPDX-License-Identifier: Apache-2.0
 * store/sql_store_internal.h - what the files of the SQL store share.
 *
 * sql_store.c has transactions, what is written beside the log, and the port; the others the functions of the port by
 * what they are about. Layer: store.
 */
#ifndef WEIR_STORE_SQL_STORE_INTERNAL_H
#define WEIR_STORE_SQL_STORE_INTERNAL_H

#include "store/sql_store.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))
#define WEIR_KNOWN_DEFINITION_COUNT 64u /* a power of two */
#define WEIR_KNOWN_DEFINITION_LENGTH_MAX 127u

/* The number of a definition that was met before; empty length: free. */
typedef struct weir_known_definition {
    char id[WEIR_KNOWN_DEFINITION_LENGTH_MAX];
    uint8_t length;
    int64_t number;
} weir_known_definition;

struct weir_sql_store {
    weir_memory memory;
    weir_sql sql;
    weir_hasher hasher;
    weir_arena scratch;
    bool is_open, has_savepoint;
    weir_chain_head head, head_mark; /* of the transaction; at its savepoint */
    uint64_t head_written;           /* next_pos as the table has it */
    weir_known_definition known[WEIR_KNOWN_DEFINITION_COUNT];
};

/* One row of a table; only inside a transaction. changed may be NULL. */
WEIR_MUST_USE weir_err weir_sql_store_write(weir_sql_store *store, weir_query query, const weir_sql_value *values,
                                            uint32_t count, uint64_t *changed, weir_diag *diag);

typedef weir_err (*weir_sql_row)(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag);
WEIR_MUST_USE weir_err weir_sql_store_read(weir_sql_store *store, weir_query query, const weir_sql_value *values,
                                           uint32_t count, weir_sql_row visit, void *context, weir_diag *diag);
/* A column that holds an id. EFORMAT. */
WEIR_MUST_USE weir_err weir_sql_store_id(const weir_sql_store *store, weir_sql_cursor *cursor, int column, weir_id *out,
                                         weir_diag *diag);

/* The head of the log as the table has it. EFORMAT: missing or damaged. */
WEIR_MUST_USE weir_err weir_sql_store_head(weir_sql_store *store, weir_chain_head *out, weir_diag *diag);

/* ── the log (sql_log.c): functions of the port, and of the chain ────────────────────────────────────── */

weir_err weir_sql_append_log(void *self, const weir_log_row *row, weir_diag *diag);
weir_err weir_sql_next_pos(void *self, uint64_t *out, weir_diag *diag);
weir_err weir_sql_next_seq(void *self, weir_id stream, uint64_t *out, weir_diag *diag);
weir_err weir_sql_read_stream(void *self, weir_id stream, uint64_t from_seq, weir_log_visit visit, void *context,
                              weir_diag *diag);
weir_err weir_sql_read_log(void *self, uint64_t from_pos, weir_log_visit visit, void *context, weir_diag *diag);
weir_err weir_sql_read_chain(void *self, weir_chain_visit visit, void *context, weir_diag *diag);
weir_err weir_sql_chain_head(void *self, weir_chain_head *out, weir_diag *diag);

/* ── instances (sql_instances.c): functions of the port ──────────────────────────────────────────────── */

weir_err weir_sql_put_instance(void *self, const weir_instance_row *row, weir_diag *diag);
weir_err weir_sql_get_instance(void *self, weir_id id, weir_arena *arena, weir_instance_row *out, weir_diag *diag);
weir_err weir_sql_read_instances(void *self, weir_instance_visit visit, void *context, weir_diag *diag);
weir_err weir_sql_read_dated(void *self, uint64_t after_pos, uint32_t count_max, weir_dated_visit visit, void *context,
                             weir_diag *diag);

/* ── what is waited for (sql_waits.c): functions of the port ─────────────────────────────────────────── */

weir_err weir_sql_next_due(void *self, weir_due which, int64_t until_ms, const weir_wait_row *after, weir_wait_row *out,
                           weir_diag *diag);
weir_err weir_sql_read_subscriptions(void *self, weir_wait_kind kind, weir_text name, weir_text business_key,
                                     weir_wait_visit visit, void *context, weir_diag *diag);
weir_err weir_sql_find_task(void *self, weir_id task, weir_id *out, weir_diag *diag);

/* The first row of a query for what is waited for; the visitor of one that gives at most one row. */
typedef struct weir_first_wait {
    weir_wait_row row;
    bool is_there;
} weir_first_wait;
WEIR_MUST_USE weir_err weir_sql_keep_wait(weir_sql_store *store, weir_sql_cursor *cursor, void *context,
                                          weir_diag *diag);

/* ── deployments (sql_deployments.c) ─────────────────────────────────────────────────────────────────── */

/* EFORMAT: it was not deployed. */
WEIR_MUST_USE weir_err weir_sql_definition_number(weir_sql_store *store, weir_text id, int64_t *out, weir_diag *diag);
void weir_sql_forget_definitions(weir_sql_store *store);
/* Functions of the port. */
weir_err weir_sql_put_deployment(void *self, const weir_deployment_row *row, weir_diag *diag);
weir_err weir_sql_read_latest(void *self, weir_definition_visit visit, void *context, weir_diag *diag);
weir_err weir_sql_read_calendar_files(void *self, weir_decision_file_visit visit, void *context, weir_diag *diag);
weir_err weir_sql_read_decision_files(void *self, weir_decision_file_visit visit, void *context, weir_diag *diag);
weir_err weir_sql_get_definition(void *self, weir_text id, weir_arena *arena, weir_definition_row *out,
                                 weir_diag *diag);
weir_err weir_sql_get_latest(void *self, weir_text key, weir_arena *arena, weir_definition_row *out, weir_diag *diag);
weir_err weir_sql_get_version(void *self, weir_text key, uint32_t version, weir_text beside, weir_arena *arena,
                              weir_definition_row *out, weir_diag *diag);
weir_err weir_sql_put_starts(void *self, weir_text id, weir_text starts, weir_diag *diag);
weir_err weir_sql_put_time_to_live(void *self, weir_text id, int64_t day_count, weir_diag *diag);
weir_err weir_sql_change_definition(void *self, weir_text id, weir_definition_change change, weir_diag *diag);
weir_err weir_sql_delete_deployment(void *self, weir_id id, weir_diag *diag);
weir_err weir_sql_count_running(void *self, weir_text definition, uint64_t *out, weir_diag *diag);
weir_err weir_sql_get_content(void *self, const weir_digest *content, weir_arena *arena, weir_text *out,
                              weir_diag *diag);

/* ── messages that are kept (sql_messages.c): functions of the port ──────────────────────────────────── */

weir_err weir_sql_put_message(void *self, const weir_message_row *row, weir_diag *diag);
weir_err weir_sql_delete_message(void *self, weir_id id, weir_diag *diag);
weir_err weir_sql_get_message(void *self, weir_id id, weir_arena *arena, weir_message_row *out, weir_diag *diag);
weir_err weir_sql_read_messages(void *self, weir_text name, int64_t expires_until_ms, weir_message_visit visit,
                                void *context, weir_diag *diag);
weir_err weir_sql_next_expiry(void *self, int64_t *out, weir_diag *diag);
weir_err weir_sql_count_messages(void *self, uint64_t *out, weir_diag *diag);

/* ── webhooks (sql_webhooks.c): functions of the port ────────────────────────────────────────────────── */

weir_err weir_sql_put_webhook(void *self, const weir_webhook_row *row, weir_diag *diag);
weir_err weir_sql_delete_webhook(void *self, weir_id id, weir_diag *diag);
weir_err weir_sql_raise_floor(void *self, weir_id id, uint64_t floor_pos, weir_diag *diag);
weir_err weir_sql_get_webhook(void *self, weir_id id, weir_arena *arena, weir_webhook_row *out, weir_diag *diag);
weir_err weir_sql_read_webhooks(void *self, weir_webhook_visit visit, void *context, weir_diag *diag);

/* ── signals on their way (sql_broadcasts.c): functions of the port ──────────────────────────────────── */

weir_err weir_sql_put_broadcast(void *self, const weir_broadcast_row *row, weir_diag *diag);
weir_err weir_sql_delete_broadcast(void *self, uint64_t pos, weir_diag *diag);
weir_err weir_sql_next_broadcast(void *self, weir_broadcast_row *out, weir_diag *diag);
weir_err weir_sql_count_broadcasts(void *self, uint64_t root, uint64_t *count, uint32_t *last_number, weir_diag *diag);
weir_err weir_sql_next_subscriber(void *self, weir_text name, uint64_t before_pos, const weir_broadcast_row *after,
                                  weir_wait_row *out, weir_diag *diag);

/* ── external tasks (sql_locks.c): functions of the port ─────────────────────────────────────────────── */

weir_err weir_sql_read_unlocked(void *self, weir_text topic, int64_t now_ms, uint32_t count_max,
                                weir_external_task_visit visit, void *context, weir_diag *diag);
weir_err weir_sql_get_worker(void *self, weir_id task, weir_arena *arena, weir_text *out, weir_diag *diag);
weir_err weir_sql_set_lock(void *self, weir_id task, weir_text worker, int64_t until_ms, weir_diag *diag);

#endif
