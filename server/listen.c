/* SPDX-License-Identifier: Apache-2.0
 * server/listen.c - from the text of an address to a socket that listens.
 */
#include "server/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096
#define PORT_DIGITS_MAX 5u
#define FILES_BESIDE 200u /* files of the database, and what else is open beside connections */

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return (ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24) == 127;
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}

/* Digits, and not more than fit: getaddrinfo would take the rest of a division by 65,536. */
static bool is_port(const char *port)
{
    const size_t length = strspn(port, "0123456789");

    return length > 0 && length <= PORT_DIGITS_MAX && port[length] == '\0' && strtoul(port, NULL, 10) <= UINT16_MAX;
}

/* "127.0.0.1:8080" or "[::1]:8080" in two. */
static bool split_address(const char *address, char *host, size_t host_size, const char **port)
{
    const char *colon = strrchr(address, ':');
    size_t length = colon ? (size_t)(colon - address) : 0;

    if (!colon || length == 0 || length + 1 > host_size || !is_port(colon + 1))
        return false;
    if (address[0] == '[' && colon[-1] == ']') {
        address++;
        length -= 2;
    }
    memcpy(host, address, length);
    host[length] = '\0';
    *port = colon + 1;
    return true;
}

static weir_err bind_address(weir_listener *out, bool is_insecure, const struct addrinfo *info, const char *address,
                             weir_diag *diag)
{
    const int yes = 1;

    out->is_loopback = is_loopback(info->ai_addr);
    if (!out->is_loopback && !is_insecure)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "%s can be reached from other machines, and nobody is asked who he is: name an address of "
                         "loopback (127.0.0.1), or say --insecure",
                         address);
    out->socket = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (out->socket < 0 || setsockopt(out->socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(out->socket, info->ai_addr, info->ai_addrlen) != 0 || listen(out->socket, BACKLOG) != 0)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "can't listen at %s: %s", address, strerror(errno));
    return WEIR_OK;
}

static weir_err name_url(weir_listener *out, weir_diag *diag)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    char host[64], port[16];

    if (getsockname(out->socket, (struct sockaddr *)&address, &length) != 0 ||
        getnameinfo((struct sockaddr *)&address, length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "the address that is listened at can't be found out");
    (void)snprintf(out->url, sizeof out->url, address.ss_family == AF_INET6 ? "http://[%s]:%s" : "http://%s:%s", host,
                   port);
    return WEIR_OK;
}

static weir_err open_socket(const char *address, bool is_insecure, weir_listener *out, weir_diag *diag)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *info = NULL;
    const char *port;
    char host[64];
    weir_err err;

    if (!split_address(address, host, sizeof host, &port) || getaddrinfo(host, port, &hints, &info) != 0)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' is no ADDRESS:PORT, like 127.0.0.1:8080", address);
    err = bind_address(out, is_insecure, info, address, diag);
    freeaddrinfo(info);
    return err == WEIR_OK ? name_url(out, diag) : err;
}

weir_err weir_listen(const char *address, bool is_insecure, weir_listener *out, weir_diag *diag)
{
    weir_listener listener = {.socket = -1};
    const weir_err err = open_socket(address, is_insecure, &listener, diag);

    if (err == WEIR_OK)
        *out = listener;
    else if (listener.socket >= 0)
        (void)close(listener.socket);
    return err;
}

uint32_t weir_listen_fit(uint32_t wanted)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted;
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            (void)getrlimit(RLIMIT_NOFILE, &limit); /* what it was */
    }
    if (limit.rlim_cur >= (rlim_t)wanted + FILES_BESIDE)
        return wanted;
    return limit.rlim_cur >= WEIR_FILE_COUNT_MIN ? (uint32_t)limit.rlim_cur - FILES_BESIDE : 0;
}
