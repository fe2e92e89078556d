/* SPDX-License-Identifier: Apache-2.0
 * base/buffer.h - text that grows in an arena.
 *
 * A failed append is remembered in `err` and makes all later ones no-ops, so that a writer can
 * append freely and look once at the end.
 * Layer: base.
 */
#ifndef WEIR_BASE_BUFFER_H
#define WEIR_BASE_BUFFER_H

#include "base/arena.h"

typedef struct weir_buffer {
    weir_arena *arena;
    char *at;
    size_t length, capacity, length_max;
    weir_err err;
} weir_buffer;

/* length_max: ELIMIT beyond it; 0 means the arena's limit alone. */
void weir_buffer_init(weir_buffer *buffer, weir_arena *arena, size_t length_max);
void weir_buffer_text(weir_buffer *buffer, weir_text text);
void weir_buffer_char(weir_buffer *buffer, char c);
void weir_buffer_code_point(weir_buffer *buffer, uint32_t code_point);
void weir_buffer_integer(weir_buffer *buffer, int64_t number);
void weir_buffer_format(weir_buffer *buffer, const char *format, ...) WEIR_PRINTF(2, 3); /* no floating point */
/* What was written; valid until the arena ends. */
WEIR_MUST_USE weir_err weir_buffer_done(const weir_buffer *buffer, weir_text *out);

#endif
