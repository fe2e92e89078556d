/* SPDX-License-Identifier: Apache-2.0
 * run/token_internal.h - what token.c (enter, arrive, cancel) and token_leave.c share. Layer: run, private to them.
 */
#ifndef WEIR_RUN_TOKEN_INTERNAL_H
#define WEIR_RUN_TOKEN_INTERNAL_H

#include "run/cx.h"

/* A token of this scope is gone; if it was the last one, its container is put on the agenda. */
WEIR_MUST_USE weir_err weir_cx_note_gone(weir_cx *cx, weir_number_in_instance scope);
/* What jobs a token makes where it is; NULL: none. */
const weir_async *weir_cx_async_of(const weir_cx *cx, const weir_token *token);
WEIR_MUST_USE weir_err weir_cx_map_outputs(weir_cx *cx, weir_node_ix ix, const weir_mappings *outputs,
                                           weir_number_in_instance inner, weir_number_in_instance outer);

#endif
