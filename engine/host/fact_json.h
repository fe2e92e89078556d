/* SPDX-License-Identifier: Apache-2.0
 * host/fact_json.h - pieces of facts as JSON: what those of stream 0 share, and a row of the log taken apart.
 *
 * Layer: host.
 */
#ifndef WEIR_HOST_FACT_JSON_H
#define WEIR_HOST_FACT_JSON_H

#include "base/value.h"
#include "store/store.h"

void weir_fact_write_digest(const weir_digest *digest, weir_buffer *out); /* in hex */
bool weir_fact_read_digest(weir_text text, weir_digest *out);
/* A member that is a text; absent if there is none. */
weir_text weir_fact_text(const weir_value *context, weir_text key);

/* The facts of a row, one after another, without reading them: `rest` begins as row->facts and gets shorter; out is
 * the JSON of the next one. False: there is no more. For what weir wrote itself. */
bool weir_fact_next(weir_text *rest, weir_text *out);
/* The type that a fact begins with; empty: it does not. */
weir_text weir_fact_type(weir_text fact);
/* The JSON of a member on the first level; absent: there is none. */
weir_text weir_fact_member(weir_text fact, weir_text key);

#endif
