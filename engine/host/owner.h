/* SPDX-License-Identifier: Apache-2.0
 * host/owner.h - one process owns a data file: a lock on FILE-owner that says who and where.
 *
 * The lock is the operating system's and ends with the process, however that ends; the file stays, and what it says
 * holds only while somebody has the lock. Whoever writes takes it: serve, the library, the verbs that work offline.
 * Not for folders on a network that does not lock.
 * Layer: host.
 */
#ifndef WEIR_HOST_OWNER_H
#define WEIR_HOST_OWNER_H

#include "base/arena.h"

#define WEIR_OWNER_ADDRESS_LENGTH_MAX 255u

typedef struct weir_owner weir_owner;

typedef struct weir_owner_info {
    int64_t pid;
    char address[WEIR_OWNER_ADDRESS_LENGTH_MAX + 1]; /* where it listens; "" if nowhere */
} weir_owner_info;

/* own: pair with weir_owner_release.
 * path     of the data file
 * address  absent: it does not listen
 * holder   may be NULL; filled when EOWNED is returned
 * EOWNED: another process, or this one, owns the file. EIO: FILE-owner can't be made or written. ELIMIT: the
 * address or the path is too long. ENOMEM. */
WEIR_MUST_USE weir_err weir_owner_take(const char *path, weir_text address, weir_memory memory, weir_owner **out,
                                       weir_owner_info *holder, weir_diag *diag);
/* Say where we listen now; the address is often known only after the start. EIO, ELIMIT. */
WEIR_MUST_USE weir_err weir_owner_set_address(weir_owner *owner, weir_text address, weir_diag *diag);
void weir_owner_release(weir_owner *owner);

/* Who owns the file. ENOTFOUND: nobody. EIO. */
WEIR_MUST_USE weir_err weir_owner_look(const char *path, weir_owner_info *out, weir_diag *diag);

#endif
