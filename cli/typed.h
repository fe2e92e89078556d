/* SPDX-License-Identifier: Apache-2.0
 * cli/typed.h - FEEL values as JSON that says their types: {"type": "date", "value": "2026-01-31"}.
 *
 * type is the name of a FEEL type. Numbers, temporal values and ranges are texts as string() makes them, a list is an
 * array of such objects, a context an object of them, null is {"type":"null","value":null}.
 * Read is more than written: names of XML Schema and of tools, "list<number>", numbers as numbers, and JSON that says
 * no type at all: {"a": [1, "x"]}. Only an object of exactly "type" and "value" says one.
 * Layer: cli.   Spec: DMN 1.5 §10.3.2.3 (lexical forms), §10.3.4.1 (string).
 */
#ifndef WEIR_CLI_TYPED_H
#define WEIR_CLI_TYPED_H

#include "feel/feel.h"

#define WEIR_TYPED_CONVERSIONS_MAX 8u

/* Expressions that convert, compiled when they are first needed. */
typedef struct weir_typed {
    weir_arena *arena;
    const weir_zones *zones; /* may be NULL */
    const weir_expression *conversions[WEIR_TYPED_CONVERSIONS_MAX];
    char path[256]; /* to what is being read */
    size_t path_length;
} weir_typed;

/* json: as weir_json_read gives it, borrowed as long as the value. EVALUE with the place in the diag, ENOMEM. */
WEIR_MUST_USE weir_err weir_typed_read(weir_typed *typed, const weir_value *json, weir_value *out, weir_diag *diag);
/* The same of an object whose members have types and which has none itself: a context. */
WEIR_MUST_USE weir_err weir_typed_read_members(weir_typed *typed, const weir_value *json, weir_value *out,
                                               weir_diag *diag);
/* ELIMIT: it is nested too deep. ENOMEM. */
WEIR_MUST_USE weir_err weir_typed_write(weir_typed *typed, const weir_value *value, weir_buffer *out);
/* {"type":"error","value":reason} */
void weir_typed_write_error(const char *reason, weir_buffer *out);

#endif
