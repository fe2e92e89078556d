/* SPDX-License-Identifier: Apache-2.0
 * webhooks/window.h - which positions of the log are settled: all up to one, and some above it.
 *
 * Settled means delivered, filtered out, given up, or kept elsewhere (a lane that is parked). The window is what may be
 * on its way at once; what is behind it can't be settled yet.
 * Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_WINDOW_H
#define WEIR_WEBHOOKS_WINDOW_H

#include "base/text.h"

#define WEIR_WINDOW_MAX 16384u /* positions above low; a multiple of 64 */

typedef struct weir_window {
    uint64_t low;                           /* every position up to this one is settled */
    uint64_t settled[WEIR_WINDOW_MAX / 64]; /* bit (position % WEIR_WINDOW_MAX) for those above */
} weir_window;

void weir_window_init(weir_window *window, uint64_t low);
bool weir_window_has_room(const weir_window *window, uint64_t position); /* position > low */
bool weir_window_is_settled(const weir_window *window, uint64_t position);
/* Precondition: there is room for it. Settling it twice is fine. */
void weir_window_settle(weir_window *window, uint64_t position);

/* What is above low, as bytes: bit i of the whole is low + 1 + i. Returns their count, as few as can be. */
size_t weir_window_encode(const weir_window *window, uint8_t out[static WEIR_WINDOW_MAX / 8]);
/* False: those are no such bytes; the window is as after init. */
bool weir_window_decode(weir_window *window, uint64_t low, weir_text bytes);

#endif
