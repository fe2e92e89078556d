/* SPDX-License-Identifier: Apache-2.0
 * webhooks/curl_transport.c - the only file that knows libcurl: one multi handle, a pool of easy handles.
 *
 * Connections are kept per receiver, which is most of the speed. How many requests are on their way is the caller's
 * affair: time that one spends waiting inside of libcurl would count against its deadline.
 */
#include "webhooks/curl_transport.h"

#include <assert.h>
#include <curl/curl.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "webhooks/retry.h"

/* A request, on its way or free. */
typedef struct request {
    weir_curl *owner;
    CURL *easy;
    struct curl_slist *headers;
    uint64_t tag;
    bool is_active, is_denied; /* denied: an address of this receiver may not be dialled */
    bool asks_to_stop;
    int64_t retry_after_ms;
    size_t answer_bytes;
    char error[CURL_ERROR_SIZE];
} request;

struct weir_curl {
    weir_memory memory;
    weir_guard guard;
    char *ca_file;
    int64_t (*now_ms)(void);
    CURLM *multi;
    request *requests;
    uint32_t request_count, active_count;
};

/* ── the guard ───────────────────────────────────────────────────────────────────────────────────────── */

/* One address that is refused refuses the receiver: its name may have good ones beside it. */
static curl_socket_t open_socket(void *self, curlsocktype purpose, struct curl_sockaddr *address)
{
    request *r = self;
    weir_address found;

    if (purpose != CURLSOCKTYPE_IPCXN || r->is_denied || !weir_address_of(&address->addr, address->addrlen, &found) ||
        !weir_guard_allows(&r->owner->guard, &found)) {
        r->is_denied = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Also for connections that were there before. */
static int before_request(void *self, char *remote, char *local, int remote_port, int local_port)
{
    request *r = self;
    weir_address found;

    (void)local;
    (void)local_port;
    if (r->is_denied || !weir_address_parse(weir_text_of(remote), &found)) {
        r->is_denied = true;
        return CURL_PREREQFUNC_ABORT;
    }
    found.port = (uint16_t)remote_port;
    r->is_denied = !weir_guard_allows(&r->owner->guard, &found);
    return r->is_denied ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/* ── answers ─────────────────────────────────────────────────────────────────────────────────────────── */

static size_t take_answer(char *bytes, size_t size, size_t count, void *self)
{
    request *r = self;

    (void)bytes;
    r->answer_bytes += size * count;
    return r->answer_bytes > WEIR_ANSWER_BYTES_MAX ? 0 : size * count;
}

static bool starts_with_name(weir_text line, const char *name, weir_text *value)
{
    const size_t length = strlen(name);

    if (line.length <= length || line.at[length] != ':')
        return false;
    for (size_t i = 0; i < length; i++) {
        if ((line.at[i] | 0x20) != (name[i] | 0x20))
            return false;
    }
    *value = weir_text_trim(weir_text_part(line, length + 1, line.length));
    return true;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *self)
{
    request *r = self;
    const weir_text line = {bytes, size * count};
    weir_text value;

    if (starts_with_name(line, "retry-after", &value))
        r->retry_after_ms = weir_retry_after_ms(value, r->owner->now_ms());
    else if (starts_with_name(line, "webhook-delivery", &value))
        r->asks_to_stop = weir_text_equal(value, WEIR_T("disable"));
    return line.length;
}

/* ── requests ────────────────────────────────────────────────────────────────────────────────────────── */

/* What is the same for all requests. */
static bool prepare(request *r)
{
    CURL *easy = curl_easy_init();

    r->easy = easy;
    return easy && !curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) && !curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) &&
           !curl_easy_setopt(easy, CURLOPT_POST, 1L) && !curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) &&
           !curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") && !curl_easy_setopt(easy, CURLOPT_PROXY, "") &&
           !curl_easy_setopt(easy, CURLOPT_NETRC, CURL_NETRC_IGNORED) &&
           !curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1) &&
           !curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)WEIR_DELIVERY_TIMEOUT_MS) &&
           !curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)WEIR_CONNECT_TIMEOUT_MS) &&
           !curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) && !curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) &&
           !curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) &&
           (!r->owner->ca_file || !curl_easy_setopt(easy, CURLOPT_CAINFO, r->owner->ca_file)) &&
           !curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 60L) &&
           !curl_easy_setopt(easy, CURLOPT_MAXLIFETIME_CONN, 600L) &&
           !curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) &&
           !curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, r) &&
           !curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request) &&
           !curl_easy_setopt(easy, CURLOPT_PREREQDATA, r) &&
           !curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer) &&
           !curl_easy_setopt(easy, CURLOPT_WRITEDATA, r) &&
           !curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header) &&
           !curl_easy_setopt(easy, CURLOPT_HEADERDATA, r) && !curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, r->error) &&
           !curl_easy_setopt(easy, CURLOPT_PRIVATE, r);
}

/* Nothing in these can hold a line end: ids, numbers and base64 are made by us. */
static bool add_header(request *r, const char *name, const char *value)
{
    char line[256];
    struct curl_slist *longer;

    if (snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line)
        return false;
    longer = curl_slist_append(r->headers, line);
    if (longer)
        r->headers = longer;
    return longer != NULL;
}

static bool fill_in(request *r, const weir_attempt *attempt)
{
    char timestamp[32];

    (void)snprintf(timestamp, sizeof timestamp, "%lld", (long long)attempt->timestamp_s);
    r->headers = curl_slist_append(NULL, "Expect:");
    return r->headers && add_header(r, "content-type", "application/cloudevents+json; charset=utf-8") &&
           add_header(r, "user-agent", "weir") && add_header(r, "webhook-id", attempt->id) &&
           add_header(r, "webhook-timestamp", timestamp) && add_header(r, "webhook-signature", attempt->signature) &&
           !curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, r->headers) &&
           !curl_easy_setopt(r->easy, CURLOPT_URL, attempt->url) &&
           !curl_easy_setopt(r->easy, CURLOPT_POSTFIELDS, attempt->body.at) &&
           !curl_easy_setopt(r->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)attempt->body.length) &&
           curl_multi_add_handle(r->owner->multi, r->easy) == CURLM_OK;
}

static void finish(request *r)
{
    (void)curl_multi_remove_handle(r->owner->multi, r->easy); /* it may not have been added */
    (void)curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(r->headers);
    r->headers = NULL;
    if (r->is_active)
        r->owner->active_count--;
    r->is_active = false;
}

static weir_err send_attempt(void *self, const weir_attempt *attempt, weir_diag *diag)
{
    weir_curl *curl = self;
    uint32_t ix = 0;
    request *r;

    while (ix < curl->request_count && curl->requests[ix].is_active)
        ix++;
    assert(ix < curl->request_count);
    r = &curl->requests[ix];
    r->tag = attempt->tag;
    r->is_denied = r->asks_to_stop = false;
    r->retry_after_ms = -1;
    r->answer_bytes = 0;
    r->error[0] = '\0';
    if ((!r->easy && !prepare(r)) || !fill_in(r, attempt)) {
        finish(r);
        return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "a delivery could not be prepared");
    }
    r->is_active = true;
    curl->active_count++;
    return WEIR_OK;
}

static void cancel(void *self, uint64_t tag)
{
    weir_curl *curl = self;

    for (uint32_t i = 0; i < curl->request_count; i++) {
        if (curl->requests[i].is_active && curl->requests[i].tag == tag)
            finish(&curl->requests[i]);
    }
}

/* ── outcomes ────────────────────────────────────────────────────────────────────────────────────────── */

/* A status line counts even if the rest of the answer did not arrive. */
static void describe(const request *r, CURLcode code, weir_outcome *out)
{
    curl_off_t took_us = 0;
    long status = 0;

    (void)curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(r->easy, CURLINFO_TOTAL_TIME_T, &took_us);
    *out = (weir_outcome){.tag = r->tag,
                          .http_status = r->is_denied ? 0 : (int)status,
                          .asks_to_stop = r->asks_to_stop,
                          .retry_after_ms = r->retry_after_ms,
                          .took_ms = took_us / 1000};
    if (r->is_denied)
        (void)snprintf(out->error, sizeof out->error, "deliveries may not go to its address");
    else if (status == 0)
        (void)snprintf(out->error, sizeof out->error, "%.127s", r->error[0] ? r->error : curl_easy_strerror(code));
}

static uint32_t collect(weir_curl *curl, weir_outcome *out, uint32_t count_max)
{
    uint32_t count = 0;
    CURLMsg *message;
    int left;

    while (count < count_max && (message = curl_multi_info_read(curl->multi, &left)) != NULL) {
        char *private = NULL;
        request *r;

        if (message->msg != CURLMSG_DONE || curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private))
            continue;
        r = (request *)(void *)private;
        describe(r, message->data.result, &out[count++]);
        finish(r);
    }
    return count;
}

static uint32_t poll_outcomes(void *self, int64_t wait_ms, weir_outcome *out, uint32_t count_max)
{
    weir_curl *curl = self;
    const int wait = wait_ms < 0 || wait_ms > 3600000 ? 3600000 : (int)wait_ms;
    uint32_t count;
    int running;

    (void)curl_multi_perform(curl->multi, &running);
    count = collect(curl, out, count_max);
    if (count > 0)
        return count;
    (void)curl_multi_poll(curl->multi, NULL, 0, wait, NULL);
    (void)curl_multi_perform(curl->multi, &running);
    return collect(curl, out, count_max);
}

static void wake(void *self)
{
    const weir_curl *curl = self;

    (void)curl_multi_wakeup(curl->multi);
}

weir_transport weir_curl_port(weir_curl *curl)
{
    return (weir_transport){.self = curl, .send = send_attempt, .cancel = cancel, .poll = poll_outcomes, .wake = wake};
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err copy_path(weir_curl *curl, const char *path)
{
    const size_t size = path ? strlen(path) + 1 : 0;

    if (!path)
        return WEIR_OK;
    curl->ca_file = curl->memory.take(curl->memory.self, size);
    if (!curl->ca_file)
        return WEIR_ENOMEM;
    memcpy(curl->ca_file, path, size);
    return WEIR_OK;
}

static weir_err check_authorities(const char *path, weir_diag *diag)
{
    return !path || access(path, R_OK) == 0
               ? WEIR_OK
               : weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%.400s: the certificates of authorities can't be read: %s",
                           path, strerror(errno));
}

weir_err weir_curl_new(const weir_curl_options *options, weir_memory memory, weir_curl **out, weir_diag *diag)
{
    weir_curl *curl;

    WEIR_TRY(check_authorities(options->ca_file, diag));
    curl = memory.take(memory.self, sizeof *curl);
    if (!curl)
        return WEIR_ENOMEM;
    *curl = (weir_curl){
        .memory = memory, .guard = *options->guard, .now_ms = options->now_ms, .request_count = options->in_flight_max};
    curl->requests = memory.take(memory.self, curl->request_count * sizeof *curl->requests);
    if (!curl->requests || copy_path(curl, options->ca_file) != WEIR_OK) {
        weir_curl_free(curl);
        return WEIR_ENOMEM;
    }
    memset(curl->requests, 0, curl->request_count * sizeof *curl->requests);
    for (uint32_t i = 0; i < curl->request_count; i++)
        curl->requests[i].owner = curl;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        curl->multi = curl_multi_init();
    if (!curl->multi || curl_multi_setopt(curl->multi, CURLMOPT_MAXCONNECTS, (long)WEIR_CONNECTIONS_MAX) != CURLM_OK) {
        weir_curl_free(curl);
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "libcurl can't be set up");
    }
    *out = curl;
    return WEIR_OK;
}

void weir_curl_free(weir_curl *curl)
{
    const weir_memory memory = curl ? curl->memory : (weir_memory){0};

    if (!curl)
        return;
    for (uint32_t i = 0; curl->requests && i < curl->request_count; i++) {
        request *r = &curl->requests[i];

        if (r->easy)
            finish(r);
        curl_easy_cleanup(r->easy);
    }
    if (curl->multi)
        (void)curl_multi_cleanup(curl->multi);
    if (curl->requests)
        memory.give(memory.self, curl->requests, curl->request_count * sizeof *curl->requests);
    if (curl->ca_file)
        memory.give(memory.self, curl->ca_file, strlen(curl->ca_file) + 1);
    memory.give(memory.self, curl, sizeof *curl);
}
