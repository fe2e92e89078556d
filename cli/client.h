/* SPDX-License-Identifier: Apache-2.0
 * cli/client.h - requests to a weir that serves, one at a time.
 *
 * No proxy, no redirects: a server is asked where it is said to be. Whoever asks is the name in HTTP Basic.
 * Layer: cli.
 */
#ifndef WEIR_CLI_CLIENT_H
#define WEIR_CLI_CLIENT_H

#include "base/buffer.h"

#define WEIR_CLIENT_URL_LENGTH_MAX 1000u
#define WEIR_CLIENT_ACTOR_LENGTH_MAX 255u
#define WEIR_CLIENT_ANSWER_BYTES_MAX ((size_t)64 * 1024 * 1024)

typedef struct weir_client weir_client;

typedef struct weir_question {
    const char *method, *path; /* "/log?after=7", as the server has it behind /engine-rest */
    const char *content_type;  /* of the body; NULL: JSON */
    weir_text body;            /* absent: none */
    int64_t wait_ms;           /* that the server may take longer than usual */
} weir_question;

typedef struct weir_reply {
    int status;
    weir_text body;      /* in the arena */
    char error_name[16]; /* of weir: "ENOTFOUND"; "" if the server named none */
} weir_reply;

/* own: pair with weir_client_free. The server is not asked yet.
 * url    http://127.0.0.1:8080, with or without http:// and /engine-rest
 * actor  may be NULL
 * EVALUE: that is no address, or no name. ENOMEM. */
WEIR_MUST_USE weir_err weir_client_new(const char *url, const char *actor, weir_memory memory, weir_client **out,
                                       weir_diag *diag);
void weir_client_free(weir_client *client);
const char *weir_client_url(const weir_client *client); /* for messages: without /engine-rest */

/* Any status is an answer. EIO: nobody answered, in words. ELIMIT: too long an answer. */
WEIR_MUST_USE weir_err weir_client_ask(weir_client *client, const weir_question *question, weir_arena *arena,
                                       weir_reply *out, weir_diag *diag);

/* A text as part of a path or query. */
void weir_client_escape(weir_text text, weir_buffer *out);

#endif
