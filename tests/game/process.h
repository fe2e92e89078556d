/* SPDX-License-Identifier: Apache-2.0
 * tests/game/process.h - a random process as a BPMN file: the same seed gives the same bytes.
 *
 * Even seeds make blocks, in which every split has its join; odd ones make any graph, in which joins may wait for ever.
 * Whatever comes of it can run: every choice has a default flow, and every cycle has a user task in it.
 * The variables m and n are whole numbers from 0 to 5.
 */
#ifndef WEIR_TESTS_GAME_PROCESS_H
#define WEIR_TESTS_GAME_PROCESS_H

#include "base/buffer.h"

/* splitmix64 */
static inline uint64_t game_random(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* From 0 to count - 1. */
static inline uint32_t game_roll(uint64_t *seed, uint32_t count)
{
    return (uint32_t)(game_random(seed) % count);
}

void game_process(uint64_t seed, weir_buffer *out);

#endif
