/* SPDX-License-Identifier: Apache-2.0
 * webhooks/curl_transport.h - deliveries over HTTP and HTTPS, by libcurl.
 *
 * No redirect is followed, no proxy used, no body of an answer kept. Each address is judged by the guard when it is
 * about to be dialled, and again when a connection is used once more. What the environment says of proxies is ignored.
 * Layer: webhooks.   Spec: Standard Webhooks 1.0.
 */
#ifndef WEIR_WEBHOOKS_CURL_TRANSPORT_H
#define WEIR_WEBHOOKS_CURL_TRANSPORT_H

#include "base/arena.h"
#include "webhooks/guard.h"
#include "webhooks/transport.h"

#define WEIR_DELIVERY_TIMEOUT_MS 15000
#define WEIR_CONNECT_TIMEOUT_MS 5000
#define WEIR_ANSWER_BYTES_MAX (1024 * 1024) /* more of an answer ends the connection */
#define WEIR_CONNECTIONS_MAX 512

typedef struct weir_curl_options {
    uint32_t in_flight_max;
    const weir_guard *guard; /* copied */
    const char *ca_file;     /* of authorities beside those of the machine; NULL: none; copied */
    int64_t (*now_ms)(void); /* for dates in Retry-After */
} weir_curl_options;

typedef struct weir_curl weir_curl;

/* own: pair with weir_curl_free, which gives up what is on its way. ENOMEM, ESTORE: libcurl can't be set up. */
WEIR_MUST_USE weir_err weir_curl_new(const weir_curl_options *options, weir_memory memory, weir_curl **out,
                                     weir_diag *diag);
void weir_curl_free(weir_curl *curl);
weir_transport weir_curl_port(weir_curl *curl);

#endif
