/* SPDX-License-Identifier: Apache-2.0
 * cli/receive.c - one request after the other, on a socket of its own: enough for a look, and a server of nobody.
 *
 * What has to be right in a receiver is here to be read: the bytes are verified before they are parsed, and what came
 * before is known by its source and sequence.
 */
#include "cli/receive.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/cli.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"
#include "webhooks/sign.h"

#define REQUEST_BYTES_MAX ((size_t)4 * 1024 * 1024)
#define ARENA_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define SENDER_PATIENCE_S 10
#define BACKLOG 128
#define SOURCE_COUNT_MAX 4096u
#define ELEMENT_COUNT_MAX 4096u
#define PATH_WIDTH 12
#define KEY_WIDTH 20
#define TYPE_WIDTH 20
#define FIELDS_WIDTH 60u

/* How far a source was heard at a path. */
typedef struct known_source {
    weir_text path, source;
    int64_t sequence;
} known_source;

/* What an element is called, as an earlier event said. */
typedef struct known_element {
    weir_text subject, name;
} known_element;

typedef struct receiver {
    const weir_receive_options *options;
    int socket;
    weir_secret secret;
    weir_signer *signer;
    weir_arena kept, arena; /* to the end; of one request */
    weir_text path;         /* of the request, without the first '/': receivers of one process have one each */
    struct {
        known_source *items;
        uint32_t count, capacity;
    } sources;
    struct {
        known_element *items;
        uint32_t count, capacity;
    } elements;
    uint64_t count;
} receiver;

/* ── an event ────────────────────────────────────────────────────────────────────────────────────────────── */

/* The sequence of this event; *before is that of the last one of its source, 0 for none, -1 if too many are known. */
static int64_t note_sequence(receiver *r, const weir_value *event, int64_t *before)
{
    const weir_text source = weir_context_text(event, WEIR_T("source")),
                    text = weir_context_text(event, WEIR_T("sequence"));
    int64_t sequence = 0;
    known_source *known = NULL;

    for (size_t i = 0; i < text.length && text.at[i] >= '0' && text.at[i] <= '9'; i++)
        sequence = sequence * 10 + (text.at[i] - '0');
    for (uint32_t i = r->sources.count; i-- > 0 && !known;)
        known =
            weir_text_equal(r->sources.items[i].source, source) && weir_text_equal(r->sources.items[i].path, r->path)
                ? &r->sources.items[i]
                : NULL;
    *before = known ? known->sequence : 0;
    if (!known && r->sources.count < SOURCE_COUNT_MAX && WEIR_GROW(&r->kept, &r->sources) == WEIR_OK) {
        known = &r->sources.items[r->sources.count];
        *known = (known_source){0};
        r->sources.count += weir_arena_text(&r->kept, source, &known->source) == WEIR_OK &&
                            weir_arena_text(&r->kept, r->path, &known->path) == WEIR_OK;
    }
    if (!known)
        *before = -1;
    else if (sequence > known->sequence)
        known->sequence = sequence;
    return sequence;
}

/* "process/element" by the name that its task has. */
static weir_text find_name(receiver *r, weir_text subject, weir_text told)
{
    known_element *place;

    for (uint32_t i = 0; i < r->elements.count; i++) {
        if (weir_text_equal(r->elements.items[i].subject, subject))
            return r->elements.items[i].name;
    }
    if (told.length == 0 || r->elements.count == ELEMENT_COUNT_MAX || WEIR_GROW(&r->kept, &r->elements) != WEIR_OK)
        return told;
    place = &r->elements.items[r->elements.count];
    if (weir_arena_text(&r->kept, subject, &place->subject) == WEIR_OK &&
        weir_arena_text(&r->kept, told, &place->name) == WEIR_OK)
        r->elements.count++;
    return told;
}

static void print_text(receiver *r, weir_text text, int width)
{
    weir_buffer buffer;
    weir_text copy;

    weir_buffer_init(&buffer, &r->arena, 0);
    weir_buffer_text(&buffer, text);
    weir_buffer_char(&buffer, '\0');
    weir_print_plain(weir_buffer_done(&buffer, &copy) == WEIR_OK && text.length > 0 ? copy.at : NULL, width);
}

/* "io.weir.bpmn.task.created.v1" is task.created. */
static weir_text short_type(weir_text type)
{
    const weir_text prefix = WEIR_T("io.weir.");

    if (weir_text_starts_with(type, WEIR_T("io.weir.bpmn.")))
        type = weir_text_part(type, 13, type.length - 13);
    else if (weir_text_starts_with(type, prefix))
        type = weir_text_part(type, prefix.length, type.length - prefix.length);
    return weir_text_ends_with(type, WEIR_T(".v1")) ? weir_text_part(type, 0, type.length - 3) : type;
}

/* "contractNo: HT-1, settlementRatio: 0.95 …": the fields of an event of the business, as many as fit. */
static void print_fields(receiver *r, const weir_value *data)
{
    weir_buffer buffer;
    weir_text text = WEIR_NO_TEXT;

    weir_buffer_init(&buffer, &r->arena, 0);
    for (uint32_t i = 0; data && data->kind == WEIR_CONTEXT && i < data->count; i++) {
        const weir_value *value = &data->as.entries[i].value;

        weir_buffer_format(&buffer, "%s%.*s: ", i > 0 ? ", " : "", WEIR_ARG(data->as.entries[i].key));
        if (value->kind == WEIR_STRING)
            weir_buffer_text(&buffer, value->as.string);
        else
            weir_json_write(value, WEIR_JSON_PLAIN, &buffer);
    }
    if (weir_buffer_done(&buffer, &text) != WEIR_OK || text.length == 0) {
        putchar('-');
        return;
    }
    if (text.length > FIELDS_WIDTH) {
        text.length = FIELDS_WIDTH;
        while (text.length > 0 && !weir_utf8_valid(text, NULL))
            text.length--; /* cut inside a character */
        print_text(r, text, 0);
        printf(" …");
        return;
    }
    print_text(r, text, 0);
}

/* What it is about, in short: the name of a task, a variable, how it ended; else the element. */
static void print_about(receiver *r, const weir_value *event)
{
    const weir_value *data = weir_context_find(event, WEIR_T("data"));
    const weir_value *details = data ? weir_context_find(data, WEIR_T("details")) : NULL;
    const weir_text name =
        find_name(r, weir_context_text(event, WEIR_T("subject")), weir_context_text(details, WEIR_T("name")));
    static const char *const keys[] = {"name", "outcome", "decision", "element", "flow", "message", "url"};

    if (weir_text_starts_with(weir_context_text(event, WEIR_T("type")), WEIR_T("platform."))) {
        print_fields(r, data);
        return;
    }
    if (name.length > 0) {
        print_text(r, name, 0);
        return;
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (weir_context_text(data, weir_text_of(keys[i])).length > 0) {
            print_text(r, weir_context_text(data, weir_text_of(keys[i])), 0);
            return;
        }
    }
    putchar('-');
}

/* "evt_0000000000001042" is position 1042 of the log; an event that only tests has none. */
static int64_t position_of(weir_text id)
{
    int64_t position = 0;

    for (size_t i = 4; i < id.length; i++)
        position = id.at[i] >= '0' && id.at[i] <= '9' && id.length < 24 ? position * 10 + (id.at[i] - '0') : 0;
    return position;
}

/* "12:00:00  1042  #17  ORDER-4711  task.created  Check the order" */
static void print_event(receiver *r, const weir_value *event)
{
    const weir_text time = weir_context_text(event, WEIR_T("time")),
                    source = weir_context_text(event, WEIR_T("source")),
                    previous = weir_context_text(event, WEIR_T("weirprev"));
    weir_text key = weir_context_text(event, WEIR_T("correlationid"));
    int64_t before;
    const int64_t sequence = note_sequence(r, event, &before);

    if (weir_text_ends_with(source, WEIR_T("/engine")))
        key = WEIR_T("engine");
    else if (key.length == 0 && source.length > 8)
        key = weir_text_part(source, source.length - 8, 8);
    printf("%s", weir_style_begin(WEIR_STYLE_DIM));
    print_text(r, time.length > 19 ? weir_text_part(time, 11, 8) : time, 8);
    printf("%s  ", weir_style_end());
    printf("%7lld  #%-4lld  ", (long long)position_of(weir_context_text(event, WEIR_T("id"))), (long long)sequence);
    if (r->path.length > 0) {
        print_text(r, r->path, PATH_WIDTH);
        printf("  ");
    }
    print_text(r, key, KEY_WIDTH);
    printf("  ");
    print_text(r, short_type(weir_context_text(event, WEIR_T("type"))), TYPE_WIDTH);
    printf("  ");
    print_about(r, event);
    if (before > 0 && sequence <= before)
        printf("  (again)");
    else if (before > 0 && sequence > before + 1 && previous.length == 0)
        printf("  (%lld missing before it)", (long long)(sequence - before - 1));
    putchar('\n');
}

/* ── a request ───────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct request {
    weir_text head, body;
} request;

static weir_text header(weir_text head, const char *name)
{
    const size_t length = strlen(name);
    size_t at = 0;

    while ((at = weir_text_find(head, WEIR_T("\r\n"), at)) != SIZE_MAX) {
        const size_t end = weir_text_find(head, WEIR_T("\r\n"), at + 2);
        const weir_text line = weir_text_part(head, at + 2, (end == SIZE_MAX ? head.length : end) - at - 2);
        size_t same = 0;

        while (same < length && same < line.length && (line.at[same] | 0x20) == name[same])
            same++;
        if (same == length && line.length > length && line.at[length] == ':')
            return weir_text_trim(weir_text_part(line, length + 1, line.length - length - 1));
        at += 2;
    }
    return WEIR_NO_TEXT;
}

static int64_t number_of(weir_text text)
{
    int64_t number = text.length > 0 && text.length < 16 ? 0 : -1;

    for (size_t i = 0; number >= 0 && i < text.length; i++)
        number = text.at[i] >= '0' && text.at[i] <= '9' ? number * 10 + (text.at[i] - '0') : -1;
    return number;
}

static bool read_more(int connection, weir_buffer *buffer)
{
    char bytes[16384];
    const ssize_t count = recv(connection, bytes, sizeof bytes, 0);

    if (count <= 0)
        return false;
    weir_buffer_text(buffer, (weir_text){bytes, (size_t)count});
    return buffer->err == WEIR_OK;
}

/* Head and body with a Content-Length; anything else is not what weir sends. */
static bool read_request(int connection, weir_arena *arena, request *out)
{
    weir_buffer buffer;
    weir_text all = WEIR_NO_TEXT;
    size_t end = SIZE_MAX;
    int64_t length = -1;

    weir_buffer_init(&buffer, arena, REQUEST_BYTES_MAX);
    for (;;) {
        if (end != SIZE_MAX && length >= 0 && all.length >= end + 4 + (size_t)length)
            break;
        if (!read_more(connection, &buffer) || weir_buffer_done(&buffer, &all) != WEIR_OK)
            return false;
        if (end == SIZE_MAX) {
            end = weir_text_find(all, WEIR_T("\r\n\r\n"), 0);
            length = end != SIZE_MAX ? number_of(header(weir_text_part(all, 0, end), "content-length")) : -1;
            if (end != SIZE_MAX && (length < 0 || (uint64_t)length > REQUEST_BYTES_MAX))
                return false;
        }
    }
    *out = (request){weir_text_part(all, 0, end), weir_text_part(all, end + 4, (size_t)length)};
    return true;
}

static void answer(int connection, const char *status)
{
    char text[128];
    const int length =
        snprintf(text, sizeof text, "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);

    (void)send(connection, text, (size_t)length, MSG_NOSIGNAL); /* who does not listen asks again */
}

/* "POST /billing HTTP/1.1" is for billing. */
static weir_text path_of(weir_text head)
{
    const size_t from = WEIR_T("POST /").length;
    const size_t end = weir_text_find(head, WEIR_T(" "), from);

    return head.length > from && end != SIZE_MAX ? weir_text_part(head, from, end - from) : WEIR_NO_TEXT;
}

static const char *judge(receiver *r, const request *got)
{
    const weir_signed what = {header(got->head, "webhook-id"), number_of(header(got->head, "webhook-timestamp")),
                              got->body};
    weir_value event;

    if (!weir_text_starts_with(got->head, WEIR_T("POST ")))
        return "405 Method Not Allowed";
    if (!weir_signer_verify(r->signer, &r->secret, &what, header(got->head, "webhook-signature"), time(NULL))) {
        printf("refused: the signature is not right (is it the secret of the webhook?), or too old\n");
        return "401 Unauthorized";
    }
    if (weir_json_read(got->body, WEIR_JSON_PLAIN, NULL, &r->arena, &event, NULL) != WEIR_OK) {
        printf("refused: the body is no JSON\n");
        return "400 Bad Request";
    }
    r->path = path_of(got->head);
    if (r->options->is_json)
        printf("%.*s\n", (int)got->body.length, got->body.at);
    else
        print_event(r, &event);
    r->count++;
    return "204 No Content";
}

static void serve_one(receiver *r, int connection)
{
    const struct timeval patience = {.tv_sec = SENDER_PATIENCE_S};
    request got;

    (void)setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    (void)setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    answer(connection, read_request(connection, &r->arena, &got) ? judge(r, &got) : "400 Bad Request");
    (void)fflush(stdout);
    (void)shutdown(connection, SHUT_RDWR);
    (void)close(connection);
    weir_arena_reset(&r->arena);
}

/* ── the whole ───────────────────────────────────────────────────────────────────────────────────────────── */

static int refuse(const char *format, const char *what)
{
    (void)fprintf(stderr, "weir: ");
    (void)fprintf(stderr, format, what);
    (void)fprintf(stderr, "\n");
    return WEIR_EXIT_UNABLE;
}

/* "127.0.0.1:9000" */
static bool read_address(const char *text, struct sockaddr_in *out)
{
    const char *colon = strrchr(text, ':');
    char host[64];
    const int64_t port = colon ? number_of(weir_text_of(colon + 1)) : -1;

    if (port < 0 || port > 65535 || colon - text >= (ptrdiff_t)sizeof host)
        return false;
    (void)snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
    *out = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    return inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, &out->sin_addr) == 1 &&
           (ntohl(out->sin_addr.s_addr) >> 24) == 127;
}

static int listen_at(receiver *r)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    const int yes = 1;

    if (!read_address(r->options->listen, &address))
        return refuse("'%s' is no address of this machine, like 127.0.0.1:9000", r->options->listen);
    r->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (r->socket < 0 || setsockopt(r->socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(r->socket, (struct sockaddr *)&address, sizeof address) != 0 || listen(r->socket, BACKLOG) != 0 ||
        getsockname(r->socket, (struct sockaddr *)&address, &length) != 0) {
        (void)fprintf(stderr, "weir: %s: %s\n", r->options->listen, strerror(errno));
        return WEIR_EXIT_UNABLE;
    }
    printf("listening at http://127.%u.%u.%u:%u/\n", (unsigned)(ntohl(address.sin_addr.s_addr) >> 16 & 255),
           (unsigned)(ntohl(address.sin_addr.s_addr) >> 8 & 255), (unsigned)(ntohl(address.sin_addr.s_addr) & 255),
           (unsigned)ntohs(address.sin_port));
    return WEIR_EXIT_FINE;
}

static int set_secret(receiver *r)
{
    char text[WEIR_SECRET_TEXT_SIZE];
    weir_diag diag = {0};
    const weir_err err = r->options->secret ? weir_secret_parse(weir_text_of(r->options->secret), &r->secret, &diag)
                                            : weir_secret_make(&r->secret, &diag);

    if (err != WEIR_OK || weir_signer_new(weir_memory_libc(), &r->signer) != WEIR_OK)
        return refuse("%s", diag.message[0] ? diag.message : "no memory for signatures");
    if (!r->options->secret) {
        weir_secret_print(&r->secret, text);
        printf("secret %s\n", text);
    }
    return WEIR_EXIT_FINE;
}

/* A signal has no other way to say that it came. */
static volatile sig_atomic_t is_over;

static void note_end(int signal_number)
{
    (void)signal_number;
    is_over = 1;
}

/* Signals come only while it waits, so that none is missed. */
static void receive_all(receiver *r)
{
    const struct sigaction action = {.sa_handler = note_end};
    sigset_t ends, before;

    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGINT);
    (void)sigaddset(&ends, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, &ends, &before);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    while (!is_over && (r->options->count == 0 || r->count < r->options->count)) {
        int connection = -1;
        fd_set waits;

        FD_ZERO(&waits);
        FD_SET(r->socket, &waits);
        if (pselect(r->socket + 1, &waits, NULL, NULL, NULL, &before) > 0)
            connection = accept(r->socket, NULL, NULL);
        if (connection >= 0)
            serve_one(r, connection);
    }
}

int weir_receive(const weir_receive_options *options)
{
    receiver r = {.options = options, .socket = -1};
    int status;

    weir_arena_init(&r.kept, weir_memory_libc(), ARENA_BYTES_MAX);
    weir_arena_init(&r.arena, weir_memory_libc(), ARENA_BYTES_MAX);
    status = listen_at(&r);
    if (status == WEIR_EXIT_FINE)
        status = set_secret(&r);
    (void)fflush(stdout);
    if (status == WEIR_EXIT_FINE)
        receive_all(&r);
    if (r.socket >= 0)
        (void)close(r.socket);
    weir_signer_free(r.signer);
    weir_arena_release(&r.kept);
    weir_arena_release(&r.arena);
    return status;
}
