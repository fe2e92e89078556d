/* SPDX-License-Identifier: Apache-2.0
 * server/events.h - whoever starts libmicrohttpd says so, and has an epoll_wait that it can't stop at. Layer: server.
 */
#ifndef WEIR_SERVER_EVENTS_H
#define WEIR_SERVER_EVENTS_H

/* Does nothing but to bring events.c into the program. */
void weir_events_use(void);

#endif
