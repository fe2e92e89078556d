/* SPDX-License-Identifier: Apache-2.0
 * webhooks/log.h - the log as deliveries read it: facts one by one, each with what an event says of its instance.
 *
 * A port, which the dispatcher reads through, and its implementation over a data file, by a connection of its own that
 * only reads: what it sees is committed and on the disk.
 * Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_LOG_H
#define WEIR_WEBHOOKS_LOG_H

#include "store/sqlite_store.h"
#include "webhooks/event.h"
#include "webhooks/event_filter.h"

/* False ends the reading. The event is borrowed; its previous and gap are 0. */
typedef bool (*weir_event_visit)(void *context, const weir_event *event);

typedef struct weir_log {
    void *self;
    weir_err (*next_pos)(void *self, uint64_t *out, weir_diag *diag);
    /* Facts from a position on, in order. */
    weir_err (*read)(void *self, uint64_t from_pos, weir_event_visit visit, void *context, weir_diag *diag);
    /* Facts of one stream from a number on. */
    weir_err (*read_stream)(void *self, weir_id stream, uint64_t from_number, weir_event_visit visit, void *context,
                            weir_diag *diag);
    /* The number of the last fact before `number` that the filter takes and that stands at from_pos or behind; 0: there
     * is none. */
    weir_err (*previous)(void *self, weir_id stream, uint64_t number, uint64_t from_pos,
                         const weir_event_filter *filter, uint64_t *out, weir_diag *diag);
} weir_log;

typedef struct weir_log_reader weir_log_reader;

/* own: pair with weir_log_reader_free. store: borrowed, open for reading, used by this thread alone. ENOMEM. */
WEIR_MUST_USE weir_err weir_log_reader_new(weir_sqlite_store *store, weir_memory memory, weir_log_reader **out);
void weir_log_reader_free(weir_log_reader *reader);
weir_log weir_log_reader_port(weir_log_reader *reader);

#endif
