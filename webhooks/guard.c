/* SPDX-License-Identifier: Apache-2.0
 * webhooks/guard.c - a table of networks, and a URL taken apart.
 */
#include "webhooks/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define V4_PREFIX 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

/* ── networks ────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_network loopback[] = {
    {{V4_PREFIX, 127}, 96 + 8},
    {{[15] = 1}, 128},
};

/* What is never on the public internet. */
static const weir_network refused[] = {
    {{V4_PREFIX, 0}, 96 + 8},             /* this network */
    {{V4_PREFIX, 10}, 96 + 8},            /* private */
    {{V4_PREFIX, 100, 64}, 96 + 10},      /* behind a carrier's translation */
    {{V4_PREFIX, 127}, 96 + 8},           /* loopback */
    {{V4_PREFIX, 169, 254}, 96 + 16},     /* link-local, with the metadata services of clouds */
    {{V4_PREFIX, 172, 16}, 96 + 12},      /* private */
    {{V4_PREFIX, 192, 0, 0}, 96 + 24},    /* protocol assignments */
    {{V4_PREFIX, 192, 0, 2}, 96 + 24},    /* documentation */
    {{V4_PREFIX, 192, 88, 99}, 96 + 24},  /* 6to4 relays */
    {{V4_PREFIX, 192, 168}, 96 + 16},     /* private */
    {{V4_PREFIX, 198, 18}, 96 + 15},      /* benchmarks */
    {{V4_PREFIX, 198, 51, 100}, 96 + 24}, /* documentation */
    {{V4_PREFIX, 203, 0, 113}, 96 + 24},  /* documentation */
    {{V4_PREFIX, 224}, 96 + 4},           /* multicast */
    {{V4_PREFIX, 240}, 96 + 4},           /* reserved, broadcast */
    {{0x20, 0x01, 0x00}, 23},             /* protocol assignments, Teredo, ORCHID */
    {{0x20, 0x01, 0x0d, 0xb8}, 32},       /* documentation */
    {{0x20, 0x02}, 16},                   /* 6to4 */
    {{0x3f, 0xff}, 20},                   /* documentation */
};

static const weir_network public_networks[] = {
    {{V4_PREFIX}, 96},
    {{0x20}, 3},
};

static bool holds(const weir_network *network, const uint8_t address[static 16])
{
    const uint32_t whole = network->prefix_length / 8, bits = network->prefix_length % 8;

    if (memcmp(network->byte, address, whole) != 0)
        return false;
    return bits == 0 || (network->byte[whole] ^ address[whole]) >> (8 - bits) == 0;
}

static bool one_holds(const weir_network *networks, uint32_t count, const weir_address *address)
{
    for (uint32_t i = 0; i < count; i++) {
        if (holds(&networks[i], address->byte))
            return true;
    }
    return false;
}

static bool is_usual_port(uint16_t port)
{
    return port == 0 || port == 443 || port == 80 || (port >= 8000 && port <= 9999);
}

/* Who listens everywhere can be met at each address of this machine; those of loopback are the ones known here. */
static bool is_own(const weir_guard *guard, const weir_address *address)
{
    static const uint8_t everywhere[][16] = {{V4_PREFIX}, {0}};

    if (guard->own.port == 0 || guard->own.port != address->port)
        return false;
    for (uint32_t i = 0; i < COUNT(everywhere); i++) {
        if (memcmp(guard->own.byte, everywhere[i], sizeof everywhere[i]) == 0)
            return one_holds(loopback, COUNT(loopback), address);
    }
    return memcmp(guard->own.byte, address->byte, sizeof address->byte) == 0;
}

bool weir_guard_allows(const weir_guard *guard, const weir_address *address)
{
    if (is_own(guard, address))
        return false;
    if (one_holds(guard->networks, guard->network_count, address))
        return true;
    if (guard->allows_loopback && one_holds(loopback, COUNT(loopback), address))
        return true;
    return one_holds(public_networks, COUNT(public_networks), address) &&
           !one_holds(refused, COUNT(refused), address) && is_usual_port(address->port);
}

bool weir_address_of(const struct sockaddr *address, socklen_t length, weir_address *out)
{
    weir_address found = {{V4_PREFIX}, 0};

    if (address->sa_family == AF_INET && length >= (socklen_t)sizeof(struct sockaddr_in)) {
        struct sockaddr_in v4;

        memcpy(&v4, address, sizeof v4);
        memcpy(found.byte + 12, &v4.sin_addr, 4);
        found.port = ntohs(v4.sin_port);
    } else if (address->sa_family == AF_INET6 && length >= (socklen_t)sizeof(struct sockaddr_in6)) {
        struct sockaddr_in6 v6;

        memcpy(&v6, address, sizeof v6);
        memcpy(found.byte, &v6.sin6_addr, 16);
        found.port = ntohs(v6.sin6_port);
    } else {
        return false;
    }
    *out = found;
    return true;
}

/* inet_pton takes dotted decimals without leading zeros, and IPv6; no other spelling of either. */
bool weir_address_parse(weir_text text, weir_address *out)
{
    weir_address found = {{V4_PREFIX}, 0};
    char copy[INET6_ADDRSTRLEN];

    if (text.length >= sizeof copy || text.length == 0)
        return false;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    if (strlen(copy) != text.length ||
        (inet_pton(AF_INET, copy, found.byte + 12) != 1 && inet_pton(AF_INET6, copy, found.byte) != 1))
        return false;
    *out = found;
    return true;
}

static bool read_decimal(weir_text text, uint32_t max, uint32_t *out)
{
    uint32_t number = 0;

    if (text.length == 0 || text.length > 5)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        number = number * 10 + (uint32_t)(text.at[i] - '0');
    }
    *out = number;
    return number <= max;
}

weir_err weir_guard_allow(weir_guard *guard, weir_text network, weir_diag *diag)
{
    const size_t slash = weir_text_find(network, WEIR_T("/"), 0);
    const weir_text host = weir_text_part(network, 0, slash);
    const uint32_t bits_before = weir_text_find(host, WEIR_T(":"), 0) == SIZE_MAX ? 96 : 0;
    uint32_t length = 128 - bits_before;
    weir_address address;

    if (guard->network_count == WEIR_GUARD_NETWORK_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "more than %u networks (limit guard_network)",
                         WEIR_GUARD_NETWORK_MAX);
    if (!weir_address_parse(host, &address) ||
        (slash != SIZE_MAX && !read_decimal(weir_text_part(network, slash + 1, network.length), length, &length)))
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%.*s' is no network: ADDRESS/LENGTH", WEIR_ARG(network));
    guard->networks[guard->network_count] = (weir_network){.prefix_length = bits_before + length};
    memcpy(guard->networks[guard->network_count].byte, address.byte, sizeof address.byte);
    guard->network_count++;
    return WEIR_OK;
}

weir_err weir_guard_refuse_own(weir_guard *guard, weir_text url, weir_diag *diag)
{
    const weir_text scheme = WEIR_T("http://");
    size_t colon = url.length, to;
    weir_address address;
    uint32_t port;

    while (colon > 0 && url.at[colon - 1] != ':')
        colon--;
    to = colon > 0 ? colon - 1 : 0;
    if (weir_text_starts_with(url, scheme) && to > scheme.length + 2) {
        const bool is_v6 = url.at[scheme.length] == '[' && url.at[to - 1] == ']';
        const size_t from = scheme.length + (is_v6 ? 1 : 0);

        if (weir_address_parse(weir_text_part(url, from, to - from - (is_v6 ? 1 : 0)), &address) &&
            read_decimal(weir_text_part(url, colon, url.length), 65535, &port)) {
            guard->own = address;
            guard->own.port = (uint16_t)port;
            return WEIR_OK;
        }
    }
    return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%.*s' is no address to listen at", WEIR_ARG(url));
}

/* ── URLs ────────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_host_character(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
}

/* Who resolves a name whose last label is a number takes it for an IPv4 address, in one of many spellings. */
static bool looks_like_number(weir_text host)
{
    size_t from = host.length;

    while (from > 0 && host.at[from - 1] != '.')
        from--;
    return from < host.length && is_digit(host.at[from]);
}

static const char not_there[] = "deliveries may not go to this address; 'weir serve --webhook-allow' allows networks";

static const char *judge_literal(weir_text literal, bool is_v6, uint32_t port, const weir_guard *guard)
{
    weir_address address;

    if (!weir_address_parse(literal, &address) || (weir_text_find(literal, WEIR_T(":"), 0) != SIZE_MAX) != is_v6)
        return "the address in it is not written the usual way";
    address.port = (uint16_t)port;
    return weir_guard_allows(guard, &address) ? NULL : not_there;
}

/* Whatever address a name has: on an unusual port only one that was allowed would be dialled. */
static bool may_be_dialled(uint32_t port, const weir_guard *guard)
{
    return guard->allows_loopback || guard->network_count > 0 || is_usual_port((uint16_t)port);
}

static const char *judge_host(weir_text host, uint32_t port, const weir_guard *guard)
{
    if (weir_text_starts_with(host, WEIR_T("[")) && weir_text_ends_with(host, WEIR_T("]")))
        return judge_literal(weir_text_part(host, 1, host.length - 2), true, port, guard);
    if (host.length == 0 || host.length > 253)
        return "there is no host in it";
    for (size_t i = 0; i < host.length; i++) {
        if (!is_host_character(host.at[i]) || (host.at[i] == '.' && (i == 0 || host.at[i - 1] == '.')))
            return "its host is no name";
    }
    if (host.at[host.length - 1] == '.')
        return "its host is no name";
    if (looks_like_number(host))
        return judge_literal(host, false, port, guard);
    return may_be_dialled(port, guard) ? NULL : not_there;
}

static const char *judge_authority(weir_text authority, uint32_t port, const weir_guard *guard)
{
    size_t colon = authority.length;

    if (weir_text_find(authority, WEIR_T("@"), 0) != SIZE_MAX)
        return "it may not hold a user or password";
    while (colon > 0 && is_digit(authority.at[colon - 1]))
        colon--;
    if (colon > 0 && authority.at[colon - 1] == ':') {
        if (!read_decimal(weir_text_part(authority, colon, authority.length), 65535, &port) || port == 0)
            return "its port is none";
        authority = weir_text_part(authority, 0, colon - 1);
    }
    return judge_host(authority, port, guard);
}

static bool is_scheme(weir_text url, weir_text scheme)
{
    if (url.length < scheme.length)
        return false;
    for (size_t i = 0; i < scheme.length; i++) {
        if ((url.at[i] | (scheme.at[i] >= 'a' ? 0x20 : 0)) != scheme.at[i])
            return false;
    }
    return true;
}

static const char *judge_characters(weir_text url)
{
    for (size_t i = 0; i < url.length; i++) {
        if (url.at[i] <= ' ' || url.at[i] >= 0x7f || strchr("\"<>\\^`{|}", url.at[i]))
            return "it holds a character that must be percent-encoded";
        if (url.at[i] == '#')
            return "it may not have a fragment";
    }
    return NULL;
}

static const char *judge(weir_text url, const weir_guard *guard)
{
    const bool is_https = is_scheme(url, WEIR_T("https://"));
    const size_t from = is_https ? 8 : 7;
    const char *fault = judge_characters(url);
    size_t to = from;

    if (fault)
        return fault;
    if (!is_https && !is_scheme(url, WEIR_T("http://")))
        return "it must begin with https:// or http://";
    while (to < url.length && url.at[to] != '/' && url.at[to] != '?')
        to++;
    return judge_authority(weir_text_part(url, from, to - from), is_https ? 443 : 80, guard);
}

weir_err weir_url_check(weir_text url, const weir_guard *guard, weir_diag *diag)
{
    const char *fault = url.length > WEIR_URL_LENGTH_MAX ? "it is too long (limit url_length)" : judge(url, guard);

    if (!fault)
        return WEIR_OK;
    return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'url' can't be used: %s", fault);
}
