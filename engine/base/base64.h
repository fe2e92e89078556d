/* SPDX-License-Identifier: Apache-2.0
 * base/base64.h - bytes as text and back (RFC 4648 §4).
 *
 * Layer: base.
 */
#ifndef WEIR_BASE_BASE64_H
#define WEIR_BASE_BASE64_H

#include "base/buffer.h"

/* With padding. */
void weir_base64_write(weir_text bytes, weir_buffer *out);
/* Whether it is base64; padding may be left out, line breaks are none of it. */
bool weir_base64_check(weir_text text);
/* The bytes of a text that passed the check. ENOMEM. */
WEIR_MUST_USE weir_err weir_base64_read(weir_text text, weir_arena *arena, weir_text *out);
/* The same into memory of the caller; false: it is no base64, or more than size bytes. */
bool weir_base64_copy(weir_text text, void *out, size_t size, size_t *length);

#endif
