/* SPDX-License-Identifier: Apache-2.0
 * server/events.c - epoll_wait, as libmicrohttpd 0.9.75 needs it.
 *
 * The library asks for 128 events; when it gets as many, it waits for more before it looks at those it has, without a
 * time-out. If all of its clients were among them, none says anything more, and all of them wait until a deadline ends
 * them. Here nobody ever gets as many events as were asked for; what is left over comes with the next call. The dynamic
 * linker takes this function for the library's, since the program is searched before the C library.
 */
#include "server/events.h"

#include <sys/epoll.h>

void weir_events_use(void)
{
}

__attribute__((visibility("default"))) int epoll_wait(int set, struct epoll_event *events, int count, int timeout_ms)
{
    return epoll_pwait(set, events, count > 1 ? count - 1 : count, timeout_ms, NULL);
}
