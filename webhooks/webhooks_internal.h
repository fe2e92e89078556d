/* SPDX-License-Identifier: Apache-2.0
 * webhooks/webhooks_internal.h - what webhooks.c (life, looking) and edit.c (changing) share.
 *
 * Changes go through the thread that writes, looks through a connection of their own.
 * Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_WEBHOOKS_INTERNAL_H
#define WEIR_WEBHOOKS_WEBHOOKS_INTERNAL_H

#include <pthread.h>

#include "host/sha256.h"
#include "webhooks/webhooks.h"

#define WEIR_EDIT_BYTES_MAX ((size_t)1024 * 1024)

struct weir_webhooks {
    weir_memory memory;
    weir_db *db;
    weir_guard guard;
    void *context;
    void (*warn)(void *context, const char *sentence);
    weir_db_commit_watch watch;
    bool has_lock;
    weir_deliverer *deliverer;
    pthread_mutex_t lock; /* of the connection: */
    weir_sha256 *hash;
    weir_sqlite_store *store;
    weir_id_source ids;
};

/* What the writer's thread does: read the row, change what is asked for, write it. */
struct weir_webhook_edit {
    weir_webhooks *webhooks;
    weir_webhook_change kind;
    weir_id id;
    weir_webhook_settings settings;
    weir_text secret; /* bytes; absent: as it is */
    char secret_text[WEIR_SECRET_TEXT_SIZE];
    const char *reason;
    weir_arena *arena;
    weir_webhook_row row;
};

#endif
