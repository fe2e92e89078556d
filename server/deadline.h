/* SPDX-License-Identifier: Apache-2.0
 * server/deadline.h - the connections of a server, and until when each must be done with what it is at.
 *
 * The times are absolute: one who sends a byte now and then gains nothing. A thread looks at all of them now and then
 * and shuts the sockets that are late; whoever reads from them then closes them.
 * Layer: server.
 */
#ifndef WEIR_SERVER_DEADLINE_H
#define WEIR_SERVER_DEADLINE_H

#include "base/arena.h"

typedef struct weir_deadlines weir_deadlines;
typedef struct weir_peer weir_peer;

/* What a connection is at. */
typedef enum weir_phase {
    WEIR_PHASE_FRESH,     /* nothing has come, or less than a request line */
    WEIR_PHASE_IDLE,      /* the same, after an answer */
    WEIR_PHASE_RECEIVING, /* a request, behind its first line */
    WEIR_PHASE_WORKING,   /* it waits for us */
    WEIR_PHASE_SENDING,
    WEIR_PHASE_COUNT
} weir_phase;

/* How long each of them may last; 0: for ever. */
typedef struct weir_phase_limits {
    int64_t ms_max[WEIR_PHASE_COUNT];
} weir_phase_limits;

/* own: pair with weir_deadlines_free. EIO: there is no thread. */
WEIR_MUST_USE weir_err weir_deadlines_new(weir_phase_limits limits, weir_memory memory, weir_deadlines **out,
                                          weir_diag *diag);
void weir_deadlines_free(weir_deadlines *deadlines); /* when there are no peers any more */

/* own: pair with weir_peer_free, before the socket is closed. NULL: no memory. */
weir_peer *weir_peer_new(weir_deadlines *deadlines, int socket);
void weir_peer_free(weir_deadlines *deadlines, weir_peer *peer);
int weir_peer_socket(const weir_peer *peer);
void weir_peer_enter(const weir_deadlines *deadlines, weir_peer *peer, weir_phase phase);

/* Milliseconds of the clock that nobody sets. */
int64_t weir_clock_monotonic_ms(void);

#endif
