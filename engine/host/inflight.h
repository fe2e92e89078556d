/* SPDX-License-Identifier: Apache-2.0
 * host/inflight.h - which instance was being stepped when a process died: a mapped file, FILE-inflight.
 *
 * Before an instance is stepped its id goes into the file, afterwards it is cleared. No sync: when a process dies, the
 * operating system keeps the page; when the machine dies, nobody wants to know. A slot that is still filled at the next
 * start counts as one attempt, and an instance with WEIR_INFLIGHT_ATTEMPTS_MAX of them is set aside, so that it does
 * not take the engine down again. A step that works forgives earlier attempts. Losing the file loses the counts,
 * nothing else. Its owner is who owns FILE (host/owner.h). Layer: host.
 */
#ifndef WEIR_HOST_INFLIGHT_H
#define WEIR_HOST_INFLIGHT_H

#include "base/arena.h"
#include "base/id.h"

#define WEIR_INFLIGHT_ATTEMPTS_MAX 2u
#define WEIR_INFLIGHT_SUSPECT_COUNT_MAX 64u

typedef struct weir_inflight weir_inflight;

/* own: pair with weir_inflight_close. path: of the data file. Counts the slot that was left filled. EIO, ELIMIT (path),
 * ENOMEM. */
WEIR_MUST_USE weir_err weir_inflight_open(const char *path, weir_memory memory, weir_inflight **out, weir_diag *diag);
void weir_inflight_close(weir_inflight *inflight);

void weir_inflight_enter(weir_inflight *inflight, weir_id instance);
void weir_inflight_leave(weir_inflight *inflight);

/* The next instance that has to be set aside, from *place on, which begins with 0; false: there is none. */
bool weir_inflight_suspect(const weir_inflight *inflight, uint32_t *place, weir_id *out);
/* It was, or is not there any more. */
void weir_inflight_forget(weir_inflight *inflight, weir_id instance);

#endif
