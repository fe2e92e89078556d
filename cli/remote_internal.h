/* SPDX-License-Identifier: Apache-2.0
 * cli/remote_internal.h - rows of JSON as the rows of weir.h.
 *
 * Layer: cli, private to remote*.c.
 */
#ifndef WEIR_CLI_REMOTE_INTERNAL_H
#define WEIR_CLI_REMOTE_INTERNAL_H

#include "base/buffer.h"
#include "base/json.h"
#include "cli/client.h"
#include "cli/remote.h"

#define WEIR_REMOTE_BYTES_MAX ((size_t)512 * 1024 * 1024)
#define WEIR_REMOTE_PAGE 1000u

struct weir_remote {
    weir_client *client;
};

/* A question that is being put, and what came of it; one arena for both. */
typedef struct weir_asking {
    weir_remote *remote;
    weir_arena arena;
    weir_buffer path;
    weir_value answer;
    bool takes_bytes; /* an answer is no JSON, and goes to `bytes` */
    weir_text bytes;
    weir_db_error *error;
} weir_asking;

void weir_asking_begin(weir_asking *asking, weir_remote *remote, weir_db_error *error, const char *path);
void weir_asking_end(weir_asking *asking);
/* Behind the path: ?name=value; NULL leaves it out. */
void weir_asking_text(weir_asking *asking, const char *name, const char *value);
void weir_asking_number(weir_asking *asking, const char *name, uint64_t value);
WEIR_MUST_USE weir_err weir_asking_get(weir_asking *asking, int64_t wait_ms);
WEIR_MUST_USE weir_err weir_asking_post(weir_asking *asking, const weir_buffer *body); /* JSON */
WEIR_MUST_USE weir_err weir_asking_send(weir_asking *asking, const char *method, const char *content_type,
                                        const weir_buffer *body);

/* Members of an object, in the arena. NULL, 0, the fallback if they are not there, or null. */
const char *weir_asking_member(weir_asking *asking, const weir_value *object, const char *name);
const char *weir_asking_name(weir_asking *asking, const weir_value *object, const char *name); /* "" for none */
const char *weir_asking_json(weir_asking *asking, const weir_value *object, const char *name);
int64_t weir_asking_integer(const weir_value *object, const char *name, int64_t fallback);
bool weir_asking_is(const weir_value *object, const char *name); /* true */
int64_t weir_asking_time(const weir_value *object, const char *name);
/* Fill the error; returns err. */
weir_err weir_asking_fail(weir_db_error *error, weir_err err, const char *format, ...) WEIR_PRINTF(3, 4);

#endif
