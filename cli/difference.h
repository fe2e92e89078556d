/* SPDX-License-Identifier: Apache-2.0
 * cli/difference.h - two texts as a person compares them: one above the other, a mark below the first difference.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_DIFFERENCE_H
#define WEIR_CLI_DIFFERENCE_H

#include "base/buffer.h"

/* Lines of "<indent>expected …", "<indent>found …" and the mark. What is equal far before and far behind the
 * difference is left out. */
void weir_difference_write(weir_text expected, weir_text found, const char *indent, weir_buffer *out);

#endif
