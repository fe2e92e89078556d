/* SPDX-License-Identifier: Apache-2.0
 * run/suspend.h - an instance stands still: tokens stay where they are, and nothing that waits can be met.
 *
 * Layer: run.
 */
#ifndef WEIR_RUN_SUSPEND_H
#define WEIR_RUN_SUSPEND_H

#include "run/cx.h"

/* No fact if it is so already. */
WEIR_MUST_USE weir_err weir_cx_suspend(weir_cx *cx, bool is_suspended);
/* ESUSPENDED: commands of this kind are not for a suspended instance. */
WEIR_MUST_USE weir_err weir_cx_check_active(const weir_cx *cx, weir_command_kind kind);

/* What the outside finds by itself in a suspended instance: no jobs. `facts`, as those see it who look for what is due:
 * while it is suspended, facts of jobs are left out; when it is suspended its jobs are cancelled, and when it is
 * activated they are scheduled again. out: facts itself, or a list in the arena. */
WEIR_MUST_USE weir_err weir_facts_as_found(const weir_state *before, const weir_facts *facts, weir_arena *arena,
                                           weir_facts *out);

#endif
