/* SPDX-License-Identifier: Apache-2.0
 * server/variables.h - variables as the API writes them: {"value", "type", "valueInfo"}.
 *
 * What has no type in the API goes out as the nearest one: dates without a time and durations as String, lists and
 * contexts as Json. docs/compatibility.md lists them. Layer: server.
 */
#ifndef WEIR_SERVER_VARIABLES_H
#define WEIR_SERVER_VARIABLES_H

#include "server/rest.h"
#include "server/shape.h"

extern const weir_shape weir_shape_variable; /* of a body */

/* A member of an object that shows a variable; text: typed JSON, as the database has it. */
WEIR_MUST_USE weir_err weir_variable_write_field(weir_rest *call, const weir_member *field, weir_text text,
                                                 weir_buffer *out);
/* {"type", "value", "valueInfo"} */
WEIR_MUST_USE weir_err weir_variable_write(weir_rest *call, const weir_value *value, weir_buffer *out);

/* The same without the braces. */
WEIR_MUST_USE weir_err weir_variable_write_members(weir_rest *call, const weir_value *value, weir_buffer *out);

/* One variable of a body. EVALUE: unknown type, or the value does not fit it. */
WEIR_MUST_USE weir_err weir_variable_read(weir_rest *call, const weir_value *variable, weir_value *out);
/* name → variable to a context; NULL gives null. */
WEIR_MUST_USE weir_err weir_variables_read(weir_rest *call, const weir_value *variables, weir_value *out);
/* The member of the body with this name, in the same way. */
WEIR_MUST_USE weir_err weir_variables_of(weir_rest *call, const char *name, weir_value *out);

#endif
