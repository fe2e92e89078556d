/* SPDX-License-Identifier: Apache-2.0
 * host/zones.h - the time zones of this machine, loaded when they are first asked for.
 *
 * Layer: host.   Spec: RFC 8536 (the files), the tz database (the names).
 */
#ifndef WEIR_HOST_ZONES_H
#define WEIR_HOST_ZONES_H

#include "base/time.h"

#define WEIR_ZONES_FOLDER "/usr/share/zoneinfo"

typedef struct weir_zone_cache weir_zone_cache; /* for one thread at a time */

/* own: pair with weir_zone_cache_free. folder: borrowed as long as the cache lives. ENOMEM. */
WEIR_MUST_USE weir_err weir_zone_cache_new(weir_memory memory, const char *folder, weir_zone_cache **out);
void weir_zone_cache_free(weir_zone_cache *cache);

/* Valid as long as the cache, like every zone it hands out. A name that could leave the folder is unknown. */
const weir_zones *weir_zone_cache_zones(const weir_zone_cache *cache);

#endif
