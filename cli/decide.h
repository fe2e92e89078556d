/* SPDX-License-Identifier: Apache-2.0
 * cli/decide.h - what was decided, for people.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_DECIDE_H
#define WEIR_CLI_DECIDE_H

#include "dmn/dmn.h"

/* Each decision of the traces with its inputs, its rules and its result; what leaves no trace, like a function, with
 * the values it was given. ENOMEM. */
WEIR_MUST_USE weir_err weir_decide_print(const weir_decision *asked, const weir_value *inputs, const weir_value *value,
                                         const weir_decision_traces *traces);

#endif
