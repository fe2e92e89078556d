/* SPDX-License-Identifier: Apache-2.0
 * server/file_problems.h - what is wrong with files that somebody sent, in answers.
 *
 * Layer: server.
 */
#ifndef WEIR_SERVER_FILE_PROBLEMS_H
#define WEIR_SERVER_FILE_PROBLEMS_H

#include "host/resource.h"
#include "server/rest.h"

/* The member "details": errors and warnings by file; null if there are none. problems: of each file; they get sorted.
 */
void weir_file_problems_write(const weir_resource *files, weir_problems *problems, uint32_t count, weir_buffer *out);
/* Let the fault tell of them, too. EMODEL; ENOMEM. */
WEIR_MUST_USE weir_err weir_file_problems_refuse(weir_rest *call, const weir_resource *files, weir_problems *problems,
                                                 uint32_t count);

#endif
