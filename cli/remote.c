/* SPDX-License-Identifier: Apache-2.0
 * cli/remote.c - questions to a server, and its answers: JSON, or an error of weir.
 */
#include "cli/remote_internal.h"

#include <stdarg.h>

#include "host/memory_libc.h"
#include "server/date.h"

/* ── errors ──────────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_asking_fail(weir_db_error *error, weir_err err, const char *format, ...)
{
    va_list arguments;

    *error = (weir_db_error){.code = (int)err, .status = weir_err_status(err)};
    (void)snprintf(error->name, sizeof error->name, "%s", weir_err_name(err));
    va_start(arguments, format);
    (void)vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return err;
}

static weir_err no_memory(weir_db_error *error)
{
    return weir_asking_fail(error, WEIR_ENOMEM, "%s", weir_err_describe(WEIR_ENOMEM));
}

static weir_err no_weir(const weir_remote *remote, int status, weir_db_error *error)
{
    return weir_asking_fail(error, WEIR_EIO, "%s: what answers there is not weir, or an older one (status %d)",
                            weir_client_url(remote->client), status);
}

static weir_err error_named(const char *name)
{
    int err = WEIR_OK + 1;

    while (err < WEIR_ERR_COUNT && strcmp(weir_err_name((weir_err)err), name) != 0)
        err++;
    return err < WEIR_ERR_COUNT ? (weir_err)err : WEIR_OK;
}

/* "element 'check': no flow to take" is an element and a sentence. */
static void take_element(weir_db_error *error, const char *message)
{
    static const char before[] = "element '";
    const char *end = strncmp(message, before, strlen(before)) == 0 ? strstr(message, "': ") : NULL;

    if (end) {
        (void)snprintf(error->element, sizeof error->element, "%.*s", (int)(end - message - (int)strlen(before)),
                       message + strlen(before));
        message = end + 3;
    }
    (void)snprintf(error->message, sizeof error->message, "%s", message);
}

/* What the server refused, as it would be refused over a file. */
static weir_err refused(weir_asking *asking, const weir_reply *reply)
{
    const weir_err err = error_named(reply->error_name);
    const char *message = weir_asking_member(asking, &asking->answer, "message");

    if (err == WEIR_OK || !message)
        return no_weir(asking->remote, reply->status, asking->error);
    *asking->error = (weir_db_error){.code = (int)err, .status = reply->status};
    (void)snprintf(asking->error->name, sizeof asking->error->name, "%s", reply->error_name);
    take_element(asking->error, message);
    return err;
}

/* ── asking ──────────────────────────────────────────────────────────────────────────────────────────────── */

void weir_asking_begin(weir_asking *asking, weir_remote *remote, weir_db_error *error, const char *path)
{
    *asking = (weir_asking){.remote = remote, .error = error, .answer = weir_null()};
    weir_arena_init(&asking->arena, weir_memory_libc(), WEIR_REMOTE_BYTES_MAX);
    weir_buffer_init(&asking->path, &asking->arena, 0);
    weir_buffer_text(&asking->path, weir_text_of(path));
}

void weir_asking_end(weir_asking *asking)
{
    weir_arena_release(&asking->arena);
}

static void begin_parameter(weir_asking *asking, const char *name)
{
    const weir_text path = {asking->path.at, asking->path.length};

    weir_buffer_char(&asking->path, weir_text_find(path, WEIR_T("?"), 0) == SIZE_MAX ? '?' : '&');
    weir_buffer_text(&asking->path, weir_text_of(name));
    weir_buffer_char(&asking->path, '=');
}

void weir_asking_text(weir_asking *asking, const char *name, const char *value)
{
    if (!value)
        return;
    begin_parameter(asking, name);
    weir_client_escape(weir_text_of(value), &asking->path);
}

void weir_asking_number(weir_asking *asking, const char *name, uint64_t value)
{
    begin_parameter(asking, name);
    weir_buffer_integer(&asking->path, (int64_t)value);
}

static weir_err ask(weir_asking *asking, weir_question *question)
{
    weir_diag diag = {0};
    weir_reply reply;
    weir_text path;
    weir_err err;

    weir_buffer_char(&asking->path, '\0');
    if (weir_buffer_done(&asking->path, &path) != WEIR_OK)
        return no_memory(asking->error);
    question->path = path.at;
    err = weir_client_ask(asking->remote->client, question, &asking->arena, &reply, &diag);
    if (err != WEIR_OK)
        return weir_asking_fail(asking->error, err, "%s", diag.message[0] ? diag.message : weir_err_describe(err));
    asking->answer = weir_null();
    if (asking->takes_bytes && reply.status == 200) {
        asking->bytes = reply.body;
        return WEIR_OK;
    }
    if (reply.body.length > 0 &&
        weir_json_read(reply.body, WEIR_JSON_PLAIN, NULL, &asking->arena, &asking->answer, &diag) != WEIR_OK)
        return no_weir(asking->remote, reply.status, asking->error);
    return reply.status >= 200 && reply.status < 300 ? WEIR_OK : refused(asking, &reply);
}

weir_err weir_asking_get(weir_asking *asking, int64_t wait_ms)
{
    return ask(asking, &(weir_question){.method = "GET", .wait_ms = wait_ms});
}

weir_err weir_asking_send(weir_asking *asking, const char *method, const char *content_type, const weir_buffer *body)
{
    weir_text text;

    if (weir_buffer_done(body, &text) != WEIR_OK)
        return no_memory(asking->error);
    return ask(asking, &(weir_question){.method = method, .content_type = content_type, .body = text});
}

weir_err weir_asking_post(weir_asking *asking, const weir_buffer *body)
{
    return weir_asking_send(asking, "POST", NULL, body);
}

weir_err weir_remote_ask(weir_remote *remote, const char *method, const char *path, const char *body, int64_t wait_ms,
                         weir_arena *arena, weir_value *out, weir_db_error *error)
{
    weir_asking asking;
    weir_err err;

    weir_asking_begin(&asking, remote, error, path);
    err = ask(&asking, &(weir_question){.method = method, .body = weir_text_of(body), .wait_ms = wait_ms});
    if (err == WEIR_OK)
        err = weir_value_copy(&asking.answer, arena, out) == WEIR_OK ? WEIR_OK : no_memory(error);
    weir_asking_end(&asking);
    return err;
}

/* ── answers ─────────────────────────────────────────────────────────────────────────────────────────────── */

static const char *finish_text(weir_buffer *buffer)
{
    weir_text text;

    weir_buffer_char(buffer, '\0');
    return weir_buffer_done(buffer, &text) == WEIR_OK ? text.at : NULL;
}

static const weir_value *find(const weir_value *object, const char *name)
{
    const weir_value *value = weir_context_find(object, weir_text_of(name));

    return value && value->kind != WEIR_NULL ? value : NULL;
}

const char *weir_asking_member(weir_asking *asking, const weir_value *object, const char *name)
{
    const weir_value *value = find(object, name);
    weir_buffer buffer;

    if (!value || value->kind != WEIR_STRING)
        return NULL;
    weir_buffer_init(&buffer, &asking->arena, 0);
    weir_buffer_text(&buffer, value->as.string);
    return finish_text(&buffer);
}

const char *weir_asking_name(weir_asking *asking, const weir_value *object, const char *name)
{
    const char *text = weir_asking_member(asking, object, name);

    return text ? text : "";
}

const char *weir_asking_json(weir_asking *asking, const weir_value *object, const char *name)
{
    const weir_value *value = find(object, name);
    weir_buffer buffer;

    if (!value)
        return NULL;
    weir_buffer_init(&buffer, &asking->arena, 0);
    weir_json_write(value, WEIR_JSON_PLAIN, &buffer);
    return finish_text(&buffer);
}

int64_t weir_asking_integer(const weir_value *object, const char *name, int64_t fallback)
{
    const weir_value *value = find(object, name);
    int64_t number;

    return value && value->kind == WEIR_NUMBER && weir_decimal_to_int64(value->as.number, &number) ? number : fallback;
}

bool weir_asking_is(const weir_value *object, const char *name)
{
    const weir_value *value = find(object, name);

    return value && value->kind == WEIR_BOOLEAN && value->as.boolean;
}

int64_t weir_asking_time(const weir_value *object, const char *name)
{
    const weir_value *value = find(object, name);
    int64_t time_ms;

    return value && value->kind == WEIR_STRING && weir_date_read(value->as.string, &time_ms) ? time_ms : 0;
}

/* ── open, close ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err greet(weir_remote *remote, weir_db_error *error)
{
    weir_asking asking;
    weir_err err;

    weir_asking_begin(&asking, remote, error, "/health");
    err = weir_asking_get(&asking, 0);
    if (err == WEIR_OK && !find(&asking.answer, "commitCount"))
        err = no_weir(remote, 200, error);
    weir_asking_end(&asking);
    return err;
}

int weir_remote_open(const char *url, const char *actor, weir_remote **out, weir_db_error *error)
{
    const weir_memory memory = weir_memory_libc();
    weir_remote *remote = memory.take(memory.self, sizeof *remote);
    weir_diag diag = {0};
    weir_err err;

    if (!remote)
        return (int)no_memory(error);
    *remote = (weir_remote){0};
    err = weir_client_new(url, actor, memory, &remote->client, &diag);
    if (err != WEIR_OK)
        (void)weir_asking_fail(error, err, "%s", diag.message[0] ? diag.message : weir_err_describe(err));
    else
        err = greet(remote, error);
    if (err == WEIR_OK)
        *out = remote;
    else
        weir_remote_close(remote);
    return (int)err;
}

void weir_remote_close(weir_remote *remote)
{
    const weir_memory memory = weir_memory_libc();

    if (!remote)
        return;
    weir_client_free(remote->client);
    memory.give(memory.self, remote, sizeof *remote);
}

const char *weir_remote_url(const weir_remote *remote)
{
    return weir_client_url(remote->client);
}
