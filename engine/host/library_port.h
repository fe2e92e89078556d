/* SPDX-License-Identifier: Apache-2.0
 * host/library_port.h - what the layers of weir above the host may ask of an open database beside weir.h.
 *
 * Layer: host.
 */
#ifndef WEIR_HOST_LIBRARY_PORT_H
#define WEIR_HOST_LIBRARY_PORT_H

#include <weir.h>

#include "host/writer.h"

/* weir_writer_call of its writer. EIO: it was opened for reading only. */
WEIR_MUST_USE weir_err weir_db_call(weir_db *db, weir_writer_work work, void *context, weir_diag *diag);
int64_t weir_db_now(const weir_db *db); /* the time of its processes */

/* Be told of each commit, on the thread that writes: set a flag, wake somebody. NULL: nobody. When this has returned,
 * the one before is not called any more. */
void weir_db_watch_commits(weir_db *db, void (*committed)(void *context), void *context);

#endif
