/* SPDX-License-Identifier: Apache-2.0
 * cli/client.c - the only file of the command line that knows libcurl.
 */
#include "cli/client.h"

#include <curl/curl.h>
#include <string.h>

#define CONNECT_TIMEOUT_MS 5000L
#define ANSWER_TIMEOUT_MS 120000L
#define API "/engine-rest"

struct weir_client {
    weir_memory memory;
    CURL *easy;
    bool is_started; /* libcurl is */
    char url[WEIR_CLIENT_URL_LENGTH_MAX + 1];
    char actor[WEIR_CLIENT_ACTOR_LENGTH_MAX + 1];
    char error[CURL_ERROR_SIZE];
};

/* ── the address ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err set_url(weir_client *client, const char *given, weir_diag *diag)
{
    const char *scheme = strstr(given, "://") ? "" : "http://";
    weir_text url;
    int length;

    length = snprintf(client->url, sizeof client->url, "%s%s", scheme, given);
    url = weir_text_of(client->url);
    if (length < 0 || (size_t)length >= sizeof client->url ||
        !(weir_text_starts_with(url, WEIR_T("http://")) || weir_text_starts_with(url, WEIR_T("https://"))) ||
        url.at[weir_text_find(url, WEIR_T("://"), 0) + 3] == '\0' || strpbrk(client->url, " \t\r\n?#@"))
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "'%.200s' is no address of a server, like http://127.0.0.1:8080", given);
    while (weir_text_ends_with(url, WEIR_T("/")))
        url.length--;
    if (weir_text_ends_with(url, WEIR_T(API)))
        url.length -= strlen(API);
    client->url[url.length] = '\0';
    return WEIR_OK;
}

static weir_err set_actor(weir_client *client, const char *actor, weir_diag *diag)
{
    if (!actor)
        return WEIR_OK;
    if (strlen(actor) > WEIR_CLIENT_ACTOR_LENGTH_MAX || strchr(actor, ':'))
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "the name of an actor has no colon and at most %u bytes, for a server",
                         WEIR_CLIENT_ACTOR_LENGTH_MAX);
    memcpy(client->actor, actor, strlen(actor) + 1);
    return WEIR_OK;
}

static weir_err prepare(weir_client *client, const char *url, const char *actor, weir_diag *diag)
{
    WEIR_TRY(set_url(client, url, diag));
    WEIR_TRY(set_actor(client, actor, diag));
    client->is_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    client->easy = client->is_started ? curl_easy_init() : NULL;
    return client->easy ? WEIR_OK : WEIR_ENOMEM;
}

weir_err weir_client_new(const char *url, const char *actor, weir_memory memory, weir_client **out, weir_diag *diag)
{
    weir_client *client = memory.take(memory.self, sizeof *client);
    weir_err err;

    if (!client)
        return WEIR_ENOMEM;
    *client = (weir_client){.memory = memory};
    err = prepare(client, url, actor, diag);
    if (err == WEIR_OK)
        *out = client;
    else
        weir_client_free(client);
    return err;
}

void weir_client_free(weir_client *client)
{
    if (!client)
        return;
    if (client->easy)
        curl_easy_cleanup(client->easy);
    if (client->is_started)
        curl_global_cleanup();
    client->memory.give(client->memory.self, client, sizeof *client);
}

const char *weir_client_url(const weir_client *client)
{
    return client->url;
}

/* ── one question ────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct receiving {
    weir_buffer body;
    weir_reply *reply;
} receiving;

static size_t take_body(char *bytes, size_t size, size_t count, void *self)
{
    receiving *r = self;

    weir_buffer_text(&r->body, (weir_text){bytes, size * count});
    return r->body.err == WEIR_OK ? size * count : 0;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *self)
{
    static const char name[] = "Weir-Error:"; /* as we send it */
    receiving *r = self;
    weir_text value;

    if (weir_text_starts_with((weir_text){bytes, size * count}, weir_text_of(name))) {
        value = weir_text_trim((weir_text){bytes + strlen(name), size * count - strlen(name)});
        (void)snprintf(r->reply->error_name, sizeof r->reply->error_name, "%.*s", WEIR_ARG(value));
    }
    return size * count;
}

static bool add(struct curl_slist **headers, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*headers, line);

    if (longer)
        *headers = longer;
    return longer != NULL;
}

static bool set_options(weir_client *client, const weir_question *question, const char *url, struct curl_slist *headers,
                        receiving *r)
{
    CURL *easy = client->easy;

    curl_easy_reset(easy); /* connections stay */
    return !curl_easy_setopt(easy, CURLOPT_URL, url) && !curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) &&
           !curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") && !curl_easy_setopt(easy, CURLOPT_PROXY, "") &&
           !curl_easy_setopt(easy, CURLOPT_NETRC, CURL_NETRC_IGNORED) &&
           !curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1) &&
           !curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS) &&
           !curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, ANSWER_TIMEOUT_MS + (long)question->wait_ms) &&
           !curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, question->method) &&
           !curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers) &&
           (client->actor[0] == '\0' || (!curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC) &&
                                         !curl_easy_setopt(easy, CURLOPT_USERNAME, client->actor))) &&
           (!question->body.at ||
            (!curl_easy_setopt(easy, CURLOPT_POSTFIELDS, question->body.at) &&
             !curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)question->body.length))) &&
           !curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body) && !curl_easy_setopt(easy, CURLOPT_WRITEDATA, r) &&
           !curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header) &&
           !curl_easy_setopt(easy, CURLOPT_HEADERDATA, r) &&
           !curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, client->error);
}

static weir_err perform(weir_client *client, const receiving *r, weir_diag *diag)
{
    const CURLcode code = curl_easy_perform(client->easy);
    long status = 0;

    if (code == CURLE_OK) {
        (void)curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
        r->reply->status = (int)status;
        return WEIR_OK;
    }
    if (r->body.err == WEIR_ELIMIT)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "%s: an answer of more than %zu bytes (limit client_answer)",
                         client->url, WEIR_CLIENT_ANSWER_BYTES_MAX);
    return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%s: the server does not answer: %s; does 'weir serve' run there?",
                     client->url, client->error[0] != '\0' ? client->error : curl_easy_strerror(code));
}

weir_err weir_client_ask(weir_client *client, const weir_question *question, weir_arena *arena, weir_reply *out,
                         weir_diag *diag)
{
    char url[WEIR_CLIENT_URL_LENGTH_MAX + 4096], type[256];
    receiving r = {.reply = out};
    struct curl_slist *headers = NULL;
    weir_err err = WEIR_ENOMEM;

    *out = (weir_reply){0};
    client->error[0] = '\0';
    weir_buffer_init(&r.body, arena, WEIR_CLIENT_ANSWER_BYTES_MAX);
    if (snprintf(url, sizeof url, "%s" API "%s", client->url, question->path) >= (int)sizeof url)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "the question is too long for an address");
    (void)snprintf(type, sizeof type, "Content-Type: %s",
                   question->content_type ? question->content_type : "application/json");
    if (add(&headers, "Expect:") && add(&headers, "Accept: application/json") &&
        (!question->body.at || add(&headers, type)) && set_options(client, question, url, headers, &r))
        err = perform(client, &r, diag);
    curl_slist_free_all(headers);
    WEIR_TRY(err);
    return weir_buffer_done(&r.body, &out->body);
}

void weir_client_escape(weir_text text, weir_buffer *out)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:";

    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] != '\0' && strchr(plain, text.at[i]))
            weir_buffer_char(out, text.at[i]);
        else
            weir_buffer_format(out, "%%%02X", (unsigned)(unsigned char)text.at[i]);
    }
}
