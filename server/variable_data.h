/* SPDX-License-Identifier: Apache-2.0
 * server/variable_data.h - the bytes of variables: files and what else is no text, on their way in and out.
 *
 * Layer: server.
 */
#ifndef WEIR_SERVER_VARIABLE_DATA_H
#define WEIR_SERVER_VARIABLE_DATA_H

#include "server/rest.h"

typedef struct weir_file_info {
    weir_text name, mime_type, encoding; /* absent: not said */
} weir_file_info;

/* A file as a value. data: base64. EVALUE: it has no name. */
WEIR_MUST_USE weir_err weir_variable_file(weir_rest *call, weir_file_info info, weir_text data, weir_value *out);
/* What a multipart body says of a variable: a part "data", and "valueType" or "type". EVALUE. */
WEIR_MUST_USE weir_err weir_variable_data_read(weir_rest *call, weir_value *out);
/* Answer with the bytes of a variable. 400: it has none. */
WEIR_MUST_USE weir_err weir_variable_data_answer(weir_rest *call, weir_text name, const weir_value *value);

#endif
