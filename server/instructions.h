/* SPDX-License-Identifier: Apache-2.0
 * server/instructions.h - instructions of a modification, or of a start, from a body.
 *
 * Layer: server.
 */
#ifndef WEIR_SERVER_INSTRUCTIONS_H
#define WEIR_SERVER_INSTRUCTIONS_H

#include "server/rest.h"
#include "server/shape.h"

#define WEIR_INSTRUCTION_COUNT_MAX 1000u

extern const weir_shape weir_shape_instruction;

/* The list that is this member of the body, in the arena; none: it is empty. instance: whose activity instances are
 * meant; none: one that is to be started, so that nothing can be cancelled. EVALUE: diag says which one is wrong. */
WEIR_MUST_USE weir_err weir_instructions_of(weir_rest *call, const char *member, weir_id instance,
                                            weir_instructions *out);

#endif
