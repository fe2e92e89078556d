/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_query.c - any target of a GET, or a body of a query: an answer, or an error of the client's.
 *
 * The first line of the input is a target below /engine-rest; what follows, if anything does, is the body of a POST. It
 * goes through the gate, the routes, the tables of lists and SQLite, over an empty database. A status of 500 would be a
 * statement that SQLite does not take. Commands are not run: what a handler leaves for the writer is forgotten.
 */
#define _DEFAULT_SOURCE
#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "server/route.h"
#include "server/server_internal.h"

#define TARGET_SIZE 5000u

/* Opened once; its files are gone from the folder at once, and from the disk with this process. */
static weir_server *open_server(void)
{
    char folder[] = "/tmp/weir-fuzz-XXXXXX", path[64], command[64];
    weir_server *server = NULL;
    weir_diag diag = {0};

    FUZZ_PROMISE(mkdtemp(folder) != NULL);
    (void)snprintf(path, sizeof path, "%s/fuzz.db", folder);
    FUZZ_PROMISE(
        weir_server_open(
            &(weir_server_options){.path = path, .address = "127.0.0.1:0", .version = "0", .has_virtual_clock = true},
            weir_memory_libc(), &server, &diag) == WEIR_OK);
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    FUZZ_PROMISE(system(command) == 0);
    return server;
}

/* Handlers that only look. */
static bool may_run(const weir_route *route)
{
    return route->method == WEIR_GET || (route->method == WEIR_POST && route->list);
}

static void ask(weir_rest *call, weir_text target, weir_text body)
{
    const weir_header host = {WEIR_T("Host"), WEIR_T("localhost")};
    const weir_gate_facts facts = {.method = body.length > 0 ? WEIR_T("POST") : WEIR_T("GET"),
                                   .target = target,
                                   .version = WEIR_T("HTTP/1.1"),
                                   .headers = &host,
                                   .header_count = 1};
    char allow[64];

    if (weir_gate_check(&facts, &call->arena, &call->request).status != 0 ||
        weir_route_find(call, &call->route, allow, sizeof allow) != 0 || !may_run(call->route))
        return;
    call->body = body;
    weir_dispatch(call);
    if (call->waits != WEIR_WAIT_NOTHING)
        return;
    if (call->status == 500)
        fprintf(stderr, "%.*s\n%.*s\n%.*s\n", WEIR_ARG(target), WEIR_ARG(body), WEIR_ARG(call->answer));
    FUZZ_PROMISE(call->status >= 200 && call->status < 600 && call->status != 500);
    if (call->status != 204)
        FUZZ_PROMISE(call->answer.length > 0 && weir_utf8_valid(call->answer, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static weir_server *server;
    static const char base[] = "/engine-rest";
    const weir_text input = {(const char *)data, size};
    const size_t end = weir_text_find(input, WEIR_T("\n"), 0);
    const weir_text line = weir_text_part(input, 0, end == SIZE_MAX ? size : end);
    const weir_text body = weir_text_part(input, end == SIZE_MAX ? size : end + 1, size);
    char target[TARGET_SIZE];
    test_memory memory = {0};
    weir_rest call = {.status = 0};

    if (!server)
        server = open_server();
    if (line.length > TARGET_SIZE - sizeof base)
        return 0;
    memcpy(target, base, sizeof base - 1);
    memcpy(target + sizeof base - 1, line.at, line.length);
    call.server = server;
    weir_arena_init(&call.arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    ask(&call, (weir_text){target, sizeof base - 1 + line.length}, body);
    weir_arena_release(&call.arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
