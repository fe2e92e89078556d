/* SPDX-License-Identifier: Apache-2.0
 * base/local_time.h - instants as people read them who live by the clock of a zone. Layer: base.
 */
#ifndef WEIR_BASE_LOCAL_TIME_H
#define WEIR_BASE_LOCAL_TIME_H

#include "base/time.h"

/* "2026-03-12T02:00:00Z" in Asia/Shanghai: "2026-03-12 10:00 +08:00". Whole minutes. zone: NULL: "2026-03-12 02:00
 * UTC". A text that is no instant stays as it is. */
void weir_instant_show(weir_text instant, const weir_zone *zone, weir_buffer *out);

#endif
