/* SPDX-License-Identifier: Apache-2.0
 * cli/state.h - an instance as it is or was, for `weir show` and `weir trace --at`.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_STATE_H
#define WEIR_CLI_STATE_H

#include "cli/source.h"

/* As of a position of the log, 0: now. Prints; the exit code. */
int weir_state_print(weir_source *source, const char *instance, uint64_t position, bool is_json);

#endif
