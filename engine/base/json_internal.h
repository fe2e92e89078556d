/* SPDX-License-Identifier: Apache-2.0
 * base/json_internal.h - where reading stands, and the typed forms that reader and writer share.
 */
#ifndef WEIR_BASE_JSON_INTERNAL_H
#define WEIR_BASE_JSON_INTERNAL_H

#include "base/json.h"

typedef struct weir_json_cursor {
    weir_text text;
    size_t at;
    weir_arena *arena;
    weir_diag *diag;
} weir_json_cursor;

static inline bool weir_json_at_end(const weir_json_cursor *in)
{
    return in->at >= in->text.length;
}

static inline char weir_json_peek(const weir_json_cursor *in)
{
    return weir_json_at_end(in) ? '\0' : in->text.at[in->at];
}

static inline void weir_json_skip_blanks(weir_json_cursor *in)
{
    while (!weir_json_at_end(in)) {
        const char c = in->text.at[in->at];

        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return;
        in->at++;
    }
}

/* Return `err` with line and column (in code points) of a byte. The short form is a syntax error at the cursor. */
weir_err weir_json_fail_at(const weir_json_cursor *in, size_t at, weir_err err, const char *message);
weir_err weir_json_fail(const weir_json_cursor *in, const char *message);
/* A string behind its opening quote; any value but a list or an object. The text is known to be UTF-8. */
WEIR_MUST_USE weir_err weir_json_read_string(weir_json_cursor *in, weir_text *out);
WEIR_MUST_USE weir_err weir_json_read_scalar(weir_json_cursor *in, weir_value *out);

/* Turn {"$date":"2026-01-01"} into the value it stands for. False: not a typed form, or a wrong one. */
bool weir_json_typed_read(weir_text form, const weir_value *content, const weir_zones *zones, weir_arena *arena,
                          weir_value *out, weir_err *err);
/* The form of a value in typed JSON, "$date"; NULL for kinds that JSON has itself. */
const char *weir_json_typed_form(const weir_value *value);

#endif
