/* SPDX-License-Identifier: Apache-2.0
 * server/gate.c - the checks in their order: request line, header lines, framing, path, parameters.
 */
#include "server/gate.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const weir_gate_verdict pass = {0, NULL};

static weir_gate_verdict refuse(int status, const char *reason)
{
    return (weir_gate_verdict){status, reason};
}

/* ── characters ──────────────────────────────────────────────────────────────────────────────────────── */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_token_char(char c)
{
    return is_alpha(c) || is_digit(c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_control(unsigned char c)
{
    return c < 0x20 || c == 0x7f;
}

static bool is_token(weir_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_token_char(text.at[i]))
            return false;
    }
    return text.length > 0;
}

static bool equal_ignoring_case(weir_text a, const char *b)
{
    return weir_text_equal_ignoring_case(a, weir_text_of(b));
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ── request line ────────────────────────────────────────────────────────────────────────────────────── */

static const char *const methods[] = {
    [WEIR_GET] = "GET",   [WEIR_POST] = "POST",       [WEIR_PUT] = "PUT",     [WEIR_DELETE] = "DELETE",
    [WEIR_HEAD] = "HEAD", [WEIR_OPTIONS] = "OPTIONS", [WEIR_PATCH] = "PATCH",
};

const char *weir_method_name(weir_method method)
{
    return methods[method];
}

static weir_gate_verdict check_method(weir_text method, weir_method *out)
{
    if (!is_token(method))
        return refuse(400, "the method is no token");
    for (uint32_t i = 0; i < COUNT(methods); i++) {
        if (weir_text_equal(method, weir_text_of(methods[i]))) {
            *out = (weir_method)i;
            return pass;
        }
    }
    return refuse(501, "the method is not known");
}

static weir_gate_verdict check_line(const weir_gate_facts *facts, weir_gate_request *out)
{
    const weir_gate_verdict verdict = check_method(facts->method, &out->method);

    if (verdict.status != 0)
        return verdict;
    if (!weir_text_equal(facts->version, WEIR_T("HTTP/1.1")) && !weir_text_equal(facts->version, WEIR_T("HTTP/1.0")))
        return refuse(505, "the version of the protocol is not 1.1");
    if (facts->target.length > WEIR_TARGET_LENGTH_MAX)
        return refuse(414, "the target is too long (limit target_length)");
    if (facts->target.length == 0 || facts->target.at[0] != '/')
        return refuse(400, "the target is no path");
    return pass;
}

/* ── header lines ────────────────────────────────────────────────────────────────────────────────────── */

typedef struct framing {
    weir_text host;
    uint32_t host_count, length_count, coding_count, type_count, authorization_count;
} framing;

static weir_gate_verdict read_length(weir_text value, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < value.length; i++) {
        if (!is_digit(value.at[i]))
            return refuse(400, "Content-Length is no number");
        if (*out > (UINT64_MAX - 9) / 10)
            return refuse(413, "Content-Length is too large");
        *out = *out * 10 + (uint64_t)(value.at[i] - '0');
    }
    return value.length > 0 ? pass : refuse(400, "Content-Length is empty");
}

/* host [":" port], without user, path or spaces. */
static bool is_host(weir_text value)
{
    for (size_t i = 0; i < value.length; i++) {
        const char c = value.at[i];

        if (!is_alpha(c) && !is_digit(c) && (c == '\0' || !strchr("-._:[]~", c)))
            return false;
    }
    return value.length > 0;
}

/* "localhost:8080", "127.0.0.1", "[::1]:8080". */
static bool is_loopback_host(weir_text value)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

    for (size_t i = 0; i < COUNT(names); i++) {
        const weir_text name = weir_text_of(names[i]);

        if (equal_ignoring_case(weir_text_part(value, 0, name.length), names[i]) &&
            (value.length == name.length || value.at[name.length] == ':'))
            return true;
    }
    for (size_t i = 0; i < value.length && value.at[i] != ':'; i++) {
        if (!is_digit(value.at[i]) && value.at[i] != '.')
            return false;
    }
    return weir_text_starts_with(value, WEIR_T("127."));
}

/* "null": a page that hides where it is from, as one in a sandbox does. Those of programs are none of the web. */
static bool is_foreign_origin(weir_text origin, weir_text host)
{
    const size_t slashes = weir_text_find(origin, WEIR_T("://"), 0);

    if (slashes == SIZE_MAX)
        return equal_ignoring_case(origin, "null");
    return weir_text_starts_with(origin, WEIR_T("http")) &&
           !weir_text_equal(weir_text_part(origin, slashes + 3, origin.length), host);
}

/* A browser says on whose behalf it asks. weir has no pages of others to serve. */
static weir_gate_verdict check_origin(const weir_gate_facts *facts, weir_text host)
{
    for (uint32_t i = 0; i < facts->header_count; i++) {
        const weir_header *header = &facts->headers[i];
        bool is_foreign = false;

        if (equal_ignoring_case(header->name, "sec-fetch-site"))
            is_foreign =
                !equal_ignoring_case(header->value, "same-origin") && !equal_ignoring_case(header->value, "none");
        else if (equal_ignoring_case(header->name, "origin"))
            is_foreign = is_foreign_origin(header->value, host);
        if (is_foreign)
            return refuse(403, "a page of another site asks");
    }
    return pass;
}

static weir_gate_verdict take_header(const weir_header *header, framing *seen, weir_gate_request *out)
{
    if (equal_ignoring_case(header->name, "host")) {
        seen->host_count++;
        seen->host = header->value;
        return is_host(header->value) ? pass : refuse(400, "Host is no name of a host");
    }
    if (equal_ignoring_case(header->name, "content-length")) {
        seen->length_count++;
        out->has_length = true;
        return read_length(header->value, &out->length);
    }
    if (equal_ignoring_case(header->name, "transfer-encoding")) {
        seen->coding_count++;
        out->is_chunked = true;
        return equal_ignoring_case(header->value, "chunked") ? pass : refuse(501, "the transfer coding is not known");
    }
    if (equal_ignoring_case(header->name, "content-encoding"))
        return equal_ignoring_case(header->value, "identity") ? pass : refuse(415, "the content coding is not known");
    if (equal_ignoring_case(header->name, "expect"))
        return equal_ignoring_case(header->value, "100-continue") ? pass : refuse(417, "the expectation is not known");
    if (equal_ignoring_case(header->name, "upgrade") && equal_ignoring_case(header->value, "h2c"))
        return refuse(400, "the protocol can't be changed on this connection");
    if (equal_ignoring_case(header->name, "content-type")) {
        seen->type_count++;
        out->content_type = header->value;
    } else if (equal_ignoring_case(header->name, "accept") && !out->accept.at) {
        out->accept = header->value;
    } else if (equal_ignoring_case(header->name, "authorization")) {
        seen->authorization_count++;
        out->authorization = header->value;
    }
    return pass;
}

static weir_gate_verdict check_header(const weir_header *header, size_t *length)
{
    if (!is_token(header->name))
        return refuse(400, "the name of a header is no token");
    *length += header->name.length + header->value.length;
    if (header->name.length + header->value.length > WEIR_HEADER_LENGTH_MAX)
        return refuse(431, "a header is too long (limit header_length)");
    if (*length > WEIR_HEADERS_LENGTH_MAX)
        return refuse(431, "the headers are too long (limit headers_length)");
    for (size_t i = 0; i < header->value.length; i++) {
        if (is_control((unsigned char)header->value.at[i]) && header->value.at[i] != '\t')
            return refuse(400, "a header has a control character");
    }
    return pass;
}

static weir_gate_verdict check_headers(const weir_gate_facts *facts, weir_gate_request *out)
{
    framing seen = {0};
    size_t length = 0;

    if (facts->is_rewritten)
        return refuse(400, "the header lines are not plain: folded, with a bare line feed, or with a NUL");
    if (facts->header_count > WEIR_HEADER_COUNT_MAX)
        return refuse(431, "there are too many headers (limit header_count)");
    for (uint32_t i = 0; i < facts->header_count; i++) {
        weir_gate_verdict verdict = check_header(&facts->headers[i], &length);

        if (verdict.status == 0)
            verdict = take_header(&facts->headers[i], &seen, out);
        if (verdict.status != 0)
            return verdict;
    }
    if (seen.host_count != 1)
        return refuse(400, seen.host_count == 0 ? "Host is missing" : "there is more than one Host");
    if (seen.length_count > 1)
        return refuse(400, "there is more than one Content-Length");
    if (seen.coding_count > 1)
        return refuse(400, "there is more than one Transfer-Encoding");
    if (seen.length_count + seen.coding_count > 1)
        return refuse(400, "there are both Content-Length and Transfer-Encoding");
    if (seen.coding_count > 0 && weir_text_equal(facts->version, WEIR_T("HTTP/1.0")))
        return refuse(400, "HTTP/1.0 has no Transfer-Encoding");
    if (seen.type_count > 1 || seen.authorization_count > 1)
        return refuse(400, "Content-Type or Authorization is there more than once");
    if (facts->is_loopback && !is_loopback_host(seen.host))
        return refuse(421, "this server is for this machine alone: ask for localhost or 127.0.0.1");
    return check_origin(facts, seen.host);
}

/* ── target ──────────────────────────────────────────────────────────────────────────────────────────── */

/* A part of the target without its percent encodings. */
static weir_gate_verdict decode(weir_text part, bool is_query, weir_arena *arena, weir_text *out)
{
    char *at = weir_arena_take(arena, part.length + 1);
    size_t length = 0;

    if (!at)
        return refuse(503, "not enough memory for this request");
    for (size_t i = 0; i < part.length; i++) {
        char c = part.at[i];

        if (c == '%') {
            const int high = i + 2 < part.length ? hex_value(part.at[i + 1]) : -1;
            const int low = high >= 0 ? hex_value(part.at[i + 2]) : -1;

            if (low < 0)
                return refuse(400, "a percent encoding in the target is incomplete");
            c = (char)(high << 4 | low);
            i += 2;
            if (!is_query && (c == '/' || c == '\\'))
                return refuse(400, "an encoded slash in the path");
        } else if (c == '+' && is_query) {
            c = ' ';
        }
        if (is_control((unsigned char)c) && !(is_query && (c == '\n' || c == '\t' || c == '\r')))
            return refuse(400, "a control character in the target");
        at[length++] = c;
    }
    *out = (weir_text){at, length};
    return weir_utf8_valid(*out, NULL) ? pass : refuse(400, "the target is not UTF-8");
}

/* What may stand in a target as it is (RFC 3986); a "#" is never sent. */
static bool is_target_char(char c)
{
    return is_alpha(c) || is_digit(c) || (c != '\0' && strchr("-._~!$&'()*+,;=:@%/?[]{}|\"<>^`", c)) ||
           (unsigned char)c >= 0x80;
}

static weir_gate_verdict check_segment(weir_text segment)
{
    if (segment.length == 0)
        return refuse(400, "an empty part in the path");
    if (weir_text_equal(segment, WEIR_T(".")) || weir_text_equal(segment, WEIR_T("..")))
        return refuse(400, "a dot part in the path");
    return pass;
}

static weir_gate_verdict read_path(weir_text path, weir_arena *arena, weir_gate_request *out)
{
    weir_text *segments = WEIR_TAKE(arena, weir_text, WEIR_SEGMENT_COUNT_MAX);
    size_t from = 1;

    if (!segments)
        return refuse(503, "not enough memory for this request");
    out->segments = segments;
    if (weir_text_find(path, WEIR_T(";"), 0) != SIZE_MAX)
        return refuse(400, "a parameter in the path");
    for (size_t i = 1; path.length > 1 && i <= path.length; i++) {
        weir_gate_verdict verdict;

        if (i < path.length && path.at[i] != '/')
            continue;
        if (i == path.length && from == i)
            break; /* one slash at the end is allowed */
        if (out->segment_count == WEIR_SEGMENT_COUNT_MAX)
            return refuse(404, "there is no such path");
        verdict = decode(weir_text_part(path, from, i - from), false, arena, &segments[out->segment_count]);
        if (verdict.status == 0)
            verdict = check_segment(segments[out->segment_count]);
        if (verdict.status != 0)
            return verdict;
        out->segment_count++;
        from = i + 1;
    }
    return pass;
}

static weir_gate_verdict read_parameter(weir_text part, weir_arena *arena, weir_parameter *out)
{
    const size_t equals = weir_text_find(part, WEIR_T("="), 0);
    const size_t end = equals == SIZE_MAX ? part.length : equals;
    weir_gate_verdict verdict = decode(weir_text_part(part, 0, end), true, arena, &out->name);

    if (verdict.status == 0)
        verdict = decode(end == part.length ? WEIR_T("") : weir_text_part(part, end + 1, part.length), true, arena,
                         &out->value);
    return verdict;
}

static weir_gate_verdict read_query(weir_text query, weir_arena *arena, weir_gate_request *out)
{
    weir_parameter *parameters = WEIR_TAKE(arena, weir_parameter, WEIR_PARAMETER_COUNT_MAX);
    size_t from = 0;

    if (!parameters)
        return refuse(503, "not enough memory for this request");
    out->parameters = parameters;
    for (size_t i = 0; i <= query.length; i++) {
        weir_gate_verdict verdict;

        if (i < query.length && query.at[i] != '&')
            continue;
        if (i > from) {
            if (out->parameter_count == WEIR_PARAMETER_COUNT_MAX)
                return refuse(400, "there are too many parameters (limit parameter_count)");
            verdict = read_parameter(weir_text_part(query, from, i - from), arena, &parameters[out->parameter_count]);
            if (verdict.status != 0)
                return verdict;
            out->parameter_count++;
        }
        from = i + 1;
    }
    return pass;
}

static weir_gate_verdict read_target(weir_text target, weir_arena *arena, weir_gate_request *out)
{
    const size_t mark = weir_text_find(target, WEIR_T("?"), 0);
    const size_t end = mark == SIZE_MAX ? target.length : mark;
    weir_gate_verdict verdict;

    for (size_t i = 0; i < target.length; i++) {
        if (!is_target_char(target.at[i]))
            return refuse(400, "a character in the target that does not belong there");
    }
    verdict = read_path(weir_text_part(target, 0, end), arena, out);
    if (verdict.status == 0 && end < target.length)
        verdict = read_query(weir_text_part(target, end + 1, target.length), arena, out);
    return verdict;
}

weir_gate_verdict weir_gate_check(const weir_gate_facts *facts, weir_arena *arena, weir_gate_request *out)
{
    weir_gate_request request = {0};
    weir_gate_verdict verdict = check_line(facts, &request);

    if (verdict.status == 0)
        verdict = check_headers(facts, &request);
    if (verdict.status == 0)
        verdict = read_target(facts->target, arena, &request);
    if (verdict.status == 0)
        *out = request;
    return verdict;
}
