/* SPDX-License-Identifier: Apache-2.0
 * server/multipart.h - a multipart/form-data body as a list of parts.
 *
 * Strict and small: one boundary, CR LF line ends, no nested multiparts, no transfer encodings, header lines of parts
 * that are not folded. Nothing is copied but names with escaped quotes.
 * Layer: server, may use base.   Spec: RFC 7578, RFC 2046 §5.1.
 */
#ifndef WEIR_SERVER_MULTIPART_H
#define WEIR_SERVER_MULTIPART_H

#include "base/arena.h"

#define WEIR_PART_COUNT_MAX 512u
#define WEIR_PART_NAME_LENGTH_MAX 1024u

typedef struct weir_form_part {
    weir_text name, file_name; /* file_name absent: it is no file; UTF-8 without control characters */
    weir_text content_type;    /* absent: not said */
    weir_text bytes;
} weir_form_part;

typedef struct weir_form {
    weir_form_part *items;
    uint32_t count, capacity;
} weir_form;

/* content_type  of the request, with the boundary
 * body          borrowed as long as the form
 * EVALUE: not multipart/form-data. ESYNTAX: not well formed. ELIMIT: too many parts, a name too long. ENOMEM. */
WEIR_MUST_USE weir_err weir_form_read(weir_text content_type, weir_text body, weir_arena *arena, weir_form *out,
                                      weir_diag *diag);

#endif
