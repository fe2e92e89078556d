/* SPDX-License-Identifier: Apache-2.0
 * host/library_inside.h - weir.h over another disk, other memory, or with somebody who sees each statement.
 *
 * For measuring and for tests that let things fail; no part of the interface.
 * Layer: host.
 */
#ifndef WEIR_HOST_LIBRARY_INSIDE_H
#define WEIR_HOST_LIBRARY_INSIDE_H

#include <weir.h>

#include "store/sqlite.h"

typedef struct weir_db_inside {
    weir_sql_tap tap;   /* of the connection that writes, on its thread */
    const char *vfs;    /* SQLite's, of all connections; NULL: the default one. Lives longer than the database */
    weir_memory memory; /* take is NULL: the C library's. Used by the thread that asks and the one that writes */
} weir_db_inside;

/* weir_db_open. inside is read during the call only. */
int weir_db_open_inside(const weir_db_options *options, const weir_db_inside *inside, weir_db **out,
                        weir_db_error *error);

#endif
