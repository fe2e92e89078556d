/* SPDX-License-Identifier: Apache-2.0
 * webhooks/guard.h - where deliveries may go: which URLs are taken, which addresses are dialled.
 *
 * Whoever may register a webhook could otherwise make this process ask servers that only it can reach. The address is
 * judged when it is about to be dialled, so that a name can't change its mind in between. Addresses of the public
 * internet are fine on the usual ports; others only inside of networks that were allowed by name.
 * Layer: webhooks.   Spec: RFC 6890 and the registries behind it, RFC 3986.
 */
#ifndef WEIR_WEBHOOKS_GUARD_H
#define WEIR_WEBHOOKS_GUARD_H

#include <sys/socket.h>

#include "base/error.h"

#define WEIR_URL_LENGTH_MAX 2048u
#define WEIR_GUARD_NETWORK_MAX 64u

/* An address; IPv4 as ::ffff:a.b.c.d. */
typedef struct weir_address {
    uint8_t byte[16];
    uint16_t port; /* 0: any */
} weir_address;

typedef struct weir_network {
    uint8_t byte[16];
    uint32_t prefix_length; /* of 128 bits */
} weir_network;

typedef struct weir_guard {
    bool allows_loopback; /* 127.0.0.0/8 and ::1 */
    weir_address own;     /* where this process listens itself, refused before all else; port 0: nowhere */
    uint32_t network_count;
    weir_network networks[WEIR_GUARD_NETWORK_MAX]; /* that are allowed beside the public internet */
} weir_guard;

/* "10.1.0.0/16", "fd00::/8", "192.168.1.7". EVALUE: it is none; ELIMIT: too many. */
WEIR_MUST_USE weir_err weir_guard_allow(weir_guard *guard, weir_text network, weir_diag *diag);

/* Let it be known where this process listens: "http://127.0.0.1:8080", "http://[::]:8080". EVALUE: it is no address. */
WEIR_MUST_USE weir_err weir_guard_refuse_own(weir_guard *guard, weir_text url, weir_diag *diag);

/* False: not IPv4 or IPv6. */
bool weir_address_of(const struct sockaddr *address, socklen_t length, weir_address *out);
/* "127.0.0.1", "::1": as a text, without a port. */
bool weir_address_parse(weir_text text, weir_address *out);
bool weir_guard_allows(const weir_guard *guard, const weir_address *address);

/* Whether a URL may be registered: http or https, a host, maybe a port, path and query; ASCII alone, no user, no
 * fragment. An address in it must be written the usual way, and be allowed. Names are looked up when they are used;
 * their port must be one that may be dialled then. EVALUE: what is wrong, in words. */
WEIR_MUST_USE weir_err weir_url_check(weir_text url, const weir_guard *guard, weir_diag *diag);

#endif
