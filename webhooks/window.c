/* SPDX-License-Identifier: Apache-2.0
 * webhooks/window.c - a ring of bits.
 */
#include "webhooks/window.h"

#include <assert.h>
#include <string.h>

static uint64_t *word_of(weir_window *window, uint64_t position)
{
    return &window->settled[position % WEIR_WINDOW_MAX / 64];
}

static uint64_t bit_of(uint64_t position)
{
    return UINT64_C(1) << position % 64;
}

void weir_window_init(weir_window *window, uint64_t low)
{
    *window = (weir_window){.low = low};
}

bool weir_window_has_room(const weir_window *window, uint64_t position)
{
    return position - window->low <= WEIR_WINDOW_MAX;
}

bool weir_window_is_settled(const weir_window *window, uint64_t position)
{
    return position <= window->low || (position - window->low <= WEIR_WINDOW_MAX &&
                                       (window->settled[position % WEIR_WINDOW_MAX / 64] & bit_of(position)) != 0);
}

void weir_window_settle(weir_window *window, uint64_t position)
{
    if (position <= window->low)
        return;
    assert(weir_window_has_room(window, position));
    *word_of(window, position) |= bit_of(position);
    while ((*word_of(window, window->low + 1) & bit_of(window->low + 1)) != 0) {
        window->low++;
        *word_of(window, window->low) &= ~bit_of(window->low);
    }
}

size_t weir_window_encode(const weir_window *window, uint8_t out[static WEIR_WINDOW_MAX / 8])
{
    size_t byte_count = 0;

    memset(out, 0, WEIR_WINDOW_MAX / 8);
    for (uint32_t i = 0; i < WEIR_WINDOW_MAX; i++) {
        if (!weir_window_is_settled(window, window->low + 1 + i))
            continue;
        out[i / 8] |= (uint8_t)(1u << i % 8);
        byte_count = i / 8 + 1;
    }
    return byte_count;
}

bool weir_window_decode(weir_window *window, uint64_t low, weir_text bytes)
{
    weir_window_init(window, low);
    if (bytes.length > WEIR_WINDOW_MAX / 8)
        return false;
    for (size_t i = 0; i < bytes.length * 8; i++) {
        if (((uint32_t)(unsigned char)bytes.at[i / 8] >> i % 8 & 1u) != 0)
            weir_window_settle(window, low + 1 + i);
    }
    return true;
}
