/* SPDX-License-Identifier: Apache-2.0
 * base/json_internal.h - the typed forms, shared by reader and writer.
 */
#ifndef WEIR_BASE_JSON_INTERNAL_H
#define WEIR_BASE_JSON_INTERNAL_H

#include "base/json.h"

/* Turn {"$date":"2026-01-01"} into the value it stands for. False: not a typed form, or a wrong one. */
bool weir_json_typed_read(weir_text form, const weir_value *content, const weir_zones *zones, weir_arena *arena,
                          weir_value *out, weir_err *err);
/* The form of a value in typed JSON, "$date"; NULL for kinds that JSON has itself. */
const char *weir_json_typed_form(const weir_value *value);

#endif
