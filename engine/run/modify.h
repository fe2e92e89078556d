/* SPDX-License-Identifier: Apache-2.0
 * run/modify.h - tokens where an administrator wants them.
 *
 * Layer: run.
 */
#ifndef WEIR_RUN_MODIFY_H
#define WEIR_RUN_MODIFY_H

#include "run/cx.h"

/* Instructions in their order. A container that is left without tokens is cancelled with the last one of them; what
 * starts runs afterwards, from the agenda, the first one first.
 * EVALUE: an instruction does not fit the process or what is active in it; diag names it, as "instructions[1]". */
WEIR_MUST_USE weir_err weir_cx_modify(weir_cx *cx, const weir_instructions *instructions);

/* Cancel a token, with the containers that have nothing left in them, outwards. */
WEIR_MUST_USE weir_err weir_cx_cancel_outwards(weir_cx *cx, weir_number_in_instance token);

#endif
