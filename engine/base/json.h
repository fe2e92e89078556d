/* SPDX-License-Identifier: Apache-2.0
 * base/json.h - JSON text to values and back, exactly.
 *
 * Reading is strict (RFC 8259): UTF-8 without surrogates, no duplicate keys, no leading zeros, no
 * trailing text; numbers become decimals and must keep all their digits (more than 34 significant
 * digits, or an exponent out of range: EVALUE). Errors name line and column.
 * Two dialects: plain (what a client sends: numbers untagged, no typed forms) and typed (what weir
 * stores: every kind but functions survives exactly).
 * Typed forms are contexts of one entry: {"$date":"2026-01-01"} {"$time":…} {"$dateTime":…}
 * {"$months":"P1Y"} {"$seconds":"PT1H"} {"$short":"1"} {"$integer":…} {"$long":…} {"$double":…}
 * {"$xml":"<a/>"} {"$bytes":"AAEC"} {"$file":{…}} {"$object":{"type":"Order","format":"application/json","value":…}},
 * or "text" in place of the value;
 * {"$range":[low, high, "[)"]}, with "==" and "!=" in place of the brackets for (=x) and (!=x); a context whose only
 * key begins with a dollar sign is written {"$context":{"":0, key: value}}.
 * An untagged number is written as a JSON number with its scale (1.10).
 * Layer: base.
 */
#ifndef WEIR_BASE_JSON_H
#define WEIR_BASE_JSON_H

#include "base/value.h"

typedef enum weir_json_dialect { WEIR_JSON_PLAIN, WEIR_JSON_TYPED } weir_json_dialect;

#define WEIR_JSON_DEPTH_MAX 64 /* of what a client sends; what weir wrote may need more levels */

/* ESYNTAX, EVALUE (number, typed form), ELIMIT (depth), ENOMEM. Strings without escapes are copied too,
 * so `text` may go away. zones: for typed date-times, may be NULL. */
WEIR_MUST_USE weir_err weir_json_read(weir_text text, weir_json_dialect dialect, const weir_zones *zones,
                                      weir_arena *arena, weir_value *out, weir_diag *diag);

/* Plain: temporal values and ranges as strings. Errors are kept in the buffer. */
void weir_json_write(const weir_value *value, weir_json_dialect dialect, weir_buffer *out);
void weir_json_write_string(weir_text text, weir_buffer *out);

#endif
