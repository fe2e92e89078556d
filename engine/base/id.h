/* SPDX-License-Identifier: Apache-2.0
 * base/id.h - UUIDv7 identifiers, minted from an explicit source.
 *
 * Layer: base.   Spec: RFC 9562 §5.7.
 */
#ifndef WEIR_BASE_ID_H
#define WEIR_BASE_ID_H

#include "base/text.h"

typedef struct weir_id {
    uint8_t byte[16];
} weir_id;

#define WEIR_ID_TEXT_LENGTH 36

/* A deterministic stream: the same source gives the same ids. */
typedef struct weir_id_source {
    uint64_t seed;
    uint64_t minted_count;
} weir_id_source;

/* Ids of one source and millisecond sort in the order they were minted. */
weir_id weir_id_mint(weir_id_source *source, int64_t now_ms);
bool weir_id_equal(weir_id a, weir_id b);
bool weir_id_is_none(weir_id id); /* all zero */
void weir_id_print(weir_id id, char out[static WEIR_ID_TEXT_LENGTH + 1]);
bool weir_id_parse(weir_text text, weir_id *out);

#endif
