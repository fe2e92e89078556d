/* SPDX-License-Identifier: Apache-2.0
 * server/external.h - an external task as it is now, for those who fetch and those who report. Layer: server.
 */
#ifndef WEIR_SERVER_EXTERNAL_H
#define WEIR_SERVER_EXTERNAL_H

#include "server/rest.h"

typedef struct weir_external_now {
    weir_id id; /* set it before */
    weir_text topic, worker, message, details;
    int64_t locked_until_ms, retries;
} weir_external_now;

/* Texts in the arena of the call. ENOTFOUND. */
WEIR_MUST_USE weir_err weir_external_look(weir_rest *call, weir_external_now *out);

#endif
