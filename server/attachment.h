/* SPDX-License-Identifier: Apache-2.0
 * server/attachment.h - bytes that a client saves as a file: their name and their type.
 *
 * Layer: server.
 */
#ifndef WEIR_SERVER_ATTACHMENT_H
#define WEIR_SERVER_ATTACHMENT_H

#include "server/rest.h"

/* The answer is a file of this name, without the folders in front of it. ENOMEM. */
WEIR_MUST_USE weir_err weir_attachment_name(weir_rest *call, weir_text name);
/* arena: the content type, if the one that somebody said is a media type; else that of any bytes. ENOMEM. */
WEIR_MUST_USE weir_err weir_attachment_type(weir_rest *call, weir_text mime_type, weir_text encoding, const char **out);

#endif
