/* SPDX-License-Identifier: Apache-2.0
 * server/listen.h - a socket that listens at "ADDRESS:PORT", and how many connections this process can have.
 *
 * Layer: server.
 */
#ifndef WEIR_SERVER_LISTEN_H
#define WEIR_SERVER_LISTEN_H

#include "base/error.h"

typedef struct weir_listener {
    int socket;
    bool is_loopback; /* only this machine can connect */
    char url[128];    /* "http://127.0.0.1:8080", with the port that was given */
} weir_listener;

/* own: out->socket, to be closed. EVALUE: it is no address, or not loopback without is_insecure. EIO: it can't be. */
WEIR_MUST_USE weir_err weir_listen(const char *address, bool is_insecure, weir_listener *out, weir_diag *diag);

#define WEIR_FILE_COUNT_MIN 300u /* that a process must be able to open */

/* Let this process open as many files as it may; how many connections then fit, up to `wanted`. 0: too few files. */
uint32_t weir_listen_fit(uint32_t wanted);

#endif
