/* SPDX-License-Identifier: Apache-2.0
 * server/date.h - dates as the API writes them: 2026-11-23T01:00:00.000+0000.
 *
 * Layer: server, may use base.
 */
#ifndef WEIR_SERVER_DATE_H
#define WEIR_SERVER_DATE_H

#include "base/time.h"

/* In quotes, in UTC. */
void weir_date_print(int64_t epoch_ms, weir_buffer *out);
/* Milliseconds and an offset must be there. False: it is no such date. */
bool weir_date_read(weir_text text, int64_t *epoch_ms);

#endif
