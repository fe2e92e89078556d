/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/server/test_gate.c - what the gate lets through, and what it refuses and why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "memory.h"
#include "server/gate.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

static test_memory memory;
static weir_arena arena;

static int set_up(void **state)
{
    (void)state;
    memory = (test_memory){0};
    weir_arena_init(&arena, test_memory_port(&memory, false), 1024 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    weir_arena_release(&arena);
    return memory.live_count == 0 ? 0 : 1;
}

/* "Name: value" lines; NULL ends them. */
static weir_gate_verdict check_with(const char *method, const char *target, const char *version,
                                    const char *const *lines, weir_gate_request *out)
{
    weir_header headers[WEIR_HEADER_COUNT_MAX + 8];
    weir_gate_facts facts = {.method = weir_text_of(method),
                             .target = weir_text_of(target),
                             .version = weir_text_of(version),
                             .headers = headers};
    weir_gate_request ignored;

    for (; lines[facts.header_count]; facts.header_count++) {
        const char *line = lines[facts.header_count], *colon = strstr(line, ": ");

        assert_non_null(colon);
        headers[facts.header_count] = (weir_header){{line, (size_t)(colon - line)}, weir_text_of(colon + 2)};
    }
    return weir_gate_check(&facts, &arena, out ? out : &ignored);
}

static weir_gate_verdict check_target(const char *target, weir_gate_request *out)
{
    return check_with("GET", target, "HTTP/1.1", (const char *const[]){"Host: a", NULL}, out);
}

static int status_of(const char *const *lines)
{
    return check_with("POST", "/a", "HTTP/1.1", lines, NULL).status;
}

#define STATUS_OF(...) status_of((const char *const[]){__VA_ARGS__, NULL})

static void assert_text(weir_text text, const char *expected)
{
    assert_int_equal(text.length, strlen(expected));
    assert_memory_equal(text.at, expected, text.length);
}

static void a_plain_request_passes_in_pieces(void **state)
{
    weir_gate_request request;

    (void)state;
    assert_int_equal(check_target("/engine-rest/task/a%20b?x=1&y=%E4%BD%A0+b&z", &request).status, 0);
    assert_int_equal(request.method, WEIR_GET);
    assert_int_equal(request.segment_count, 3);
    assert_text(request.segments[2], "a b");
    assert_int_equal(request.parameter_count, 3);
    assert_text(request.parameters[1].name, "y");
    assert_text(request.parameters[1].value, "\xe4\xbd\xa0 b");
    assert_text(request.parameters[2].value, "");
}

static void the_root_has_no_segments_and_a_slash_at_the_end_none_more(void **state)
{
    weir_gate_request request;

    (void)state;
    assert_int_equal(check_target("/", &request).status, 0);
    assert_int_equal(request.segment_count, 0);
    assert_int_equal(check_target("/a/", &request).status, 0);
    assert_int_equal(request.segment_count, 1);
}

static void targets_that_could_be_read_in_two_ways_are_refused(void **state)
{
    static const char *const targets[] = {
        "",         "a",        "*",        "http://a/b", "//",     "/a//b",    "/a/../b",    "/a/.",   "/..",
        "/%2e%2e",  "/a/%2E/b", "/a%2fb",   "/a%2Fb",     "/a%5cb", "/a;b=1",   "/a\\b",      "/a%00b", "/a%0ab",
        "/a%",      "/a%2",     "/a%zz",    "/a%g0",      "/\xff",  "/%ff",     "/%c0%af",    "/a b",   "/a#b",
        "/a?x=%00", "/a?x=%7f", "/a?%zz=1", "/a?x=%",     "/\x01",  "/a?x=%ff", "/%ed%a0%80",
    };

    (void)state;
    for (uint32_t i = 0; i < COUNT(targets); i++) {
        const weir_gate_verdict verdict = check_target(targets[i], NULL);

        if (verdict.status != 400)
            fail_msg("'%s' gives %d", targets[i], verdict.status);
        assert_non_null(verdict.reason);
    }
}

static void a_line_break_may_stand_in_a_parameter_but_not_in_the_path(void **state)
{
    weir_gate_request request;

    (void)state;
    assert_int_equal(check_target("/a?x=1%0A2", &request).status, 0);
    assert_text(request.parameters[0].value, "1\n2");
    assert_int_equal(check_target("/a%0A", NULL).status, 400);
}

static void methods_are_known_unknown_or_no_token(void **state)
{
    static const struct {
        const char *method;
        int status;
    } rows[] = {{"GET", 0},       {"POST", 0},  {"PUT", 0},   {"DELETE", 0}, {"OPTIONS", 0},
                {"HEAD", 0},      {"PATCH", 0}, {"get", 501}, {"FOO", 501},  {"TRACE", 501},
                {"CONNECT", 501}, {"", 400},    {"G T", 400}, {"G\tT", 400}};

    (void)state;
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        const int status =
            check_with(rows[i].method, "/a", "HTTP/1.1", (const char *const[]){"Host: a", NULL}, NULL).status;

        if (status != rows[i].status)
            fail_msg("'%s' gives %d", rows[i].method, status);
    }
}

static void only_http_1_is_spoken(void **state)
{
    const char *const lines[] = {"Host: a", NULL};

    (void)state;
    assert_int_equal(check_with("GET", "/a", "HTTP/1.0", lines, NULL).status, 0);
    assert_int_equal(check_with("GET", "/a", "HTTP/2.0", lines, NULL).status, 505);
    assert_int_equal(check_with("GET", "/a", "", lines, NULL).status, 505);
}

static void a_request_is_for_exactly_one_host(void **state)
{
    (void)state;
    assert_int_equal(STATUS_OF("Accept: x"), 400);
    assert_int_equal(STATUS_OF("Host: a", "host: a"), 400);
    assert_int_equal(STATUS_OF("Host: a b"), 400);
    assert_int_equal(STATUS_OF("Host: user@a"), 400);
    assert_int_equal(STATUS_OF("Host: "), 400);
    assert_int_equal(STATUS_OF("Host: [::1]:8080"), 0);
}

static void pages_of_other_sites_are_refused(void **state)
{
    (void)state;
    assert_int_equal(STATUS_OF("Host: a:1", "Origin: http://a:1", "Sec-Fetch-Site: same-origin"), 0);
    assert_int_equal(STATUS_OF("Host: a", "Origin: file://"), 0);
    assert_int_equal(STATUS_OF("Host: a", "Sec-Fetch-Site: none"), 0);
    assert_int_equal(STATUS_OF("Host: a", "Origin: http://b"), 403);
    assert_int_equal(STATUS_OF("Host: a", "Origin: null"), 403);
    assert_int_equal(STATUS_OF("Origin: https://b", "Host: a"), 403);
    assert_int_equal(STATUS_OF("Host: a", "Sec-Fetch-Site: cross-site"), 403);
    assert_int_equal(STATUS_OF("Host: a", "Sec-Fetch-Site: same-site"), 403);
}

static void a_server_for_this_machine_alone_is_asked_for_by_its_name(void **state)
{
    static const struct {
        const char *host;
        int status;
    } rows[] = {{"localhost", 0}, {"LocalHost:80", 0}, {"127.0.0.1:8080", 0}, {"127.1.2.3", 0}, {"[::1]", 0},
                {"[::1]:1", 0},   {"a", 421},          {"localhost.a", 421},  {"[::1].a", 421}, {"10.0.0.1", 421}};
    weir_gate_request request;

    (void)state;
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        const weir_header header = {WEIR_T("Host"), weir_text_of(rows[i].host)};
        const weir_gate_facts facts = {.method = WEIR_T("GET"),
                                       .target = WEIR_T("/a"),
                                       .version = WEIR_T("HTTP/1.1"),
                                       .headers = &header,
                                       .header_count = 1,
                                       .is_loopback = true};
        const int status = weir_gate_check(&facts, &arena, &request).status;

        if (status != rows[i].status)
            fail_msg("'%s' gives %d", rows[i].host, status);
    }
}

static void the_length_of_a_body_is_said_once(void **state)
{
    (void)state;
    assert_int_equal(STATUS_OF("Host: a", "Content-Length: 3"), 0);
    assert_int_equal(STATUS_OF("Host: a", "Transfer-Encoding: chunked"), 0);
    assert_int_equal(STATUS_OF("Host: a", "Content-Length: 3", "Content-Length: 3"), 400);
    assert_int_equal(STATUS_OF("Host: a", "Content-Length: 3", "content-length: 4"), 400);
    assert_int_equal(STATUS_OF("Host: a", "Content-Length: 3", "Transfer-Encoding: chunked"), 400);
    assert_int_equal(STATUS_OF("Host: a", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), 400);
    assert_int_equal(STATUS_OF("Host: a", "Content-Length: 3, 3"), 400);
    assert_int_equal(STATUS_OF("Host: a", "Content-Length: +3"), 400);
    assert_int_equal(STATUS_OF("Host: a", "Content-Length: 0x3"), 400);
    assert_int_equal(STATUS_OF("Host: a", "Content-Length: "), 400);
    assert_int_equal(STATUS_OF("Host: a", "Content-Length: 99999999999999999999"), 413);
}

static void codings_that_are_not_known_are_refused(void **state)
{
    (void)state;
    assert_int_equal(STATUS_OF("Host: a", "Transfer-Encoding: gzip, chunked"), 501);
    assert_int_equal(STATUS_OF("Host: a", "Transfer-Encoding: xchunked"), 501);
    assert_int_equal(STATUS_OF("Host: a", "Transfer-Encoding: identity"), 501);
    assert_int_equal(STATUS_OF("Host: a", "Content-Encoding: gzip"), 415);
    assert_int_equal(STATUS_OF("Host: a", "Expect: 200-ok"), 417);
    assert_int_equal(
        check_with("POST", "/a", "HTTP/1.0", (const char *const[]){"Host: a", "Transfer-Encoding: chunked", NULL}, NULL)
            .status,
        400);
}

static void header_lines_are_plain(void **state)
{
    const weir_header host = {WEIR_T("Host"), WEIR_T("a")}, nul = {WEIR_T("X"), {"a\0b", 3}};
    const weir_header both[] = {host, nul};
    weir_gate_facts facts = {.method = WEIR_T("GET"),
                             .target = WEIR_T("/a"),
                             .version = WEIR_T("HTTP/1.1"),
                             .headers = both,
                             .header_count = 2};
    weir_gate_request request;

    (void)state;
    assert_int_equal(weir_gate_check(&facts, &arena, &request).status, 400);
    facts.header_count = 1;
    assert_int_equal(weir_gate_check(&facts, &arena, &request).status, 0);
    facts.is_rewritten = true;
    assert_int_equal(weir_gate_check(&facts, &arena, &request).status, 400);
    assert_int_equal(STATUS_OF("Host: a", "Bad name: x"), 400);
    assert_int_equal(STATUS_OF("Host: a", "Content-Length : 3"), 400);
    assert_int_equal(STATUS_OF("Host: a", "X: a\rb"), 400);
    assert_int_equal(STATUS_OF("Host: a", "X: a\tb"), 0);
    assert_int_equal(STATUS_OF("Host: a", "Authorization: x", "Authorization: x"), 400);
}

static void what_is_too_long_is_refused_by_its_limit(void **state)
{
    static char long_text[WEIR_TARGET_LENGTH_MAX + 16];
    const char *lines[WEIR_HEADER_COUNT_MAX + 3];
    char header[WEIR_HEADER_LENGTH_MAX + 32];
    uint32_t i = 0;

    (void)state;
    memset(long_text, 'a', sizeof long_text - 1);
    long_text[0] = '/';
    assert_int_equal(check_target(long_text, NULL).status, 414);
    memset(header, 'a', sizeof header - 1);
    header[sizeof header - 1] = '\0';
    memcpy(header, "X: ", 3);
    assert_int_equal(STATUS_OF("Host: a", header), 431);
    for (lines[i++] = "Host: a"; i < WEIR_HEADER_COUNT_MAX + 2; i++)
        lines[i] = "X: y";
    lines[i] = NULL;
    assert_int_equal(status_of(lines), 431);
    assert_int_equal(check_target("/1/2/3/4/5/6/7/8/9/10/11/12", NULL).status, 0);
    assert_int_equal(check_target("/1/2/3/4/5/6/7/8/9/10/11/12/13", NULL).status, 404);
}

static void without_memory_a_request_is_refused_and_may_come_again(void **state)
{
    weir_arena small;

    (void)state;
    weir_arena_init(&small, test_memory_port(&memory, false), 8);
    weir_arena_release(&arena);
    arena = small;
    assert_int_equal(check_target("/a", NULL).status, 503);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_plain_request_passes_in_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_root_has_no_segments_and_a_slash_at_the_end_none_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(targets_that_could_be_read_in_two_ways_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_break_may_stand_in_a_parameter_but_not_in_the_path, set_up, tear_down),
        cmocka_unit_test_setup_teardown(methods_are_known_unknown_or_no_token, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_http_1_is_spoken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_request_is_for_exactly_one_host, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pages_of_other_sites_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_server_for_this_machine_alone_is_asked_for_by_its_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_length_of_a_body_is_said_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(codings_that_are_not_known_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(header_lines_are_plain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_too_long_is_refused_by_its_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_memory_a_request_is_refused_and_may_come_again, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
