/* SPDX-License-Identifier: Apache-2.0
 * host/rebuild.h - make states and projections again from nothing but the log.
 *
 * Each row of the log is copied, its facts are applied and projected as they were when they happened. What comes out
 * must be what the source has (weir_sqlite_store_compare); the source is only read.
 * Layer: host.
 */
#ifndef WEIR_HOST_REBUILD_H
#define WEIR_HOST_REBUILD_H

#include "host/engine.h"

#define WEIR_REBUILD_ROWS_PER_COMMIT 1000u

/* engine    knows the definitions of the instances
 * source    its log, the files that were deployed, the secrets of webhooks: read_log, get_content, get_webhook
 * target    an empty store; after an error it holds a part
 * EFORMAT: a row of the log does not fit; diag names its position. ENOTFOUND: a definition is not there. ESTORE,
 * ENOMEM. */
WEIR_MUST_USE weir_err weir_rebuild(weir_engine *engine, const weir_store *source, const weir_store *target,
                                    const weir_zones *zones, weir_memory memory, weir_diag *diag);

#endif
