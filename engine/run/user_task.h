/* SPDX-License-Identifier: Apache-2.0
 * run/user_task.h - what people do to a user task beside completing it.
 *
 * Each changes the details of the task as a whole and says so in one fact that carries them: who follows the log, and
 * the projection, need nothing else.
 * Layer: run.
 */
#ifndef WEIR_RUN_USER_TASK_H
#define WEIR_RUN_USER_TASK_H

#include "run/cx.h"

/* Details of a task that are dates; the due date is the wait's own. By: what a calendar counted (deadline.h), which
 * goes when somebody sets the date by hand. */
#define WEIR_TASK_FOLLOW_UP_KEY "followUpDate"
#define WEIR_TASK_FOLLOW_UP_BY_KEY "followUpBy"
#define WEIR_TASK_PROVISIONAL_KEY "dueProvisional" /* true, where its time limit gave it a due date that is so */

/* command->name: who; absent: nobody. */
WEIR_MUST_USE weir_err weir_task_assign(weir_cx *cx, const weir_command *command, const weir_wait *wait);
/* One detail; null takes it away. As fact task_assigned, if it is the assignee. */
WEIR_MUST_USE weir_err weir_task_set_detail(weir_cx *cx, const weir_wait *task, weir_text key, weir_value value);
/* 0: never. is_provisional: it falls into a year that is not official. */
WEIR_MUST_USE weir_err weir_task_set_due(weir_cx *cx, const weir_wait *task, int64_t due_ms, bool is_provisional);
/* ELOCK: another one has it. */
WEIR_MUST_USE weir_err weir_task_claim(weir_cx *cx, const weir_command *command, const weir_wait *wait);
/* Who has it stays, or becomes, the owner, and somebody else has to resolve it first. */
WEIR_MUST_USE weir_err weir_task_delegate(weir_cx *cx, const weir_command *command, const weir_wait *wait);
bool weir_task_is_delegated(const weir_wait *wait); /* and not resolved yet */
/* Back to the owner, with variables. */
WEIR_MUST_USE weir_err weir_task_resolve(weir_cx *cx, const weir_command *command, const weir_wait *wait);
/* command->details: what to put in place of what is there; null takes an entry away. "due": a date and time. */
WEIR_MUST_USE weir_err weir_task_update(weir_cx *cx, const weir_command *command, const weir_wait *wait);
/* command->name into, or out of, the entry command->text: "candidateUsers" or "candidateGroups" are lists, "assignee"
 * and "owner" hold one. No fact if nothing changes. */
WEIR_MUST_USE weir_err weir_task_link(weir_cx *cx, const weir_command *command, const weir_wait *wait);
WEIR_MUST_USE weir_err weir_task_unlink(weir_cx *cx, const weir_command *command, const weir_wait *wait);
/* command->name: the code of an escalation; variables. The task goes on, unless somebody interrupts it. */
WEIR_MUST_USE weir_err weir_task_escalate(weir_cx *cx, const weir_command *command, const weir_wait *wait);

#endif
