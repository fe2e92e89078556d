/* SPDX-License-Identifier: Apache-2.0
 * run/duty.h - who may not do a task, since he did another one or the model names him, and what is kept of each task
 * as evidence.
 *
 * Three rules, all of one instance, from its start to its end:
 *
 *   separate-from  who did one of the named tasks may not do this one; a multi-instance that names itself wants
 *                  another person for each of its items, each time it is run
 *   exclusive      who acted for one of the groups may not act for another of them. Whoever does a task acts for its
 *                  candidate groups; where these are several of the exclusive ones, for whichever does not contradict
 *                  what he did before
 *   not-by         whom the task names, by an expression that is looked at when somebody wants it, may not do it; where
 *                  it names nobody, the rule does not apply
 *
 * Who does a task: whoever completes or submits it, resolves it as a delegate, or ends it with an error; the user of
 * the step, else the assignee. Where a rule applies nobody can do it without a name. To claim, assign or delegate to
 * somebody who may not do the task is refused, too; what the model assigns by itself stands, and is refused when that
 * person completes it. What was done is remembered (weir_state.deeds) only where a rule can ask for it. Who is refused
 * changes nothing but that this is noted.
 *
 * Layer: run.
 */
#ifndef WEIR_RUN_DUTY_H
#define WEIR_RUN_DUTY_H

#include "run/cx.h"

#define WEIR_EXCLUSIVE_GROUP_COUNT_MAX 32u  /* groups of one weir:exclusive */
#define WEIR_EVIDENCE_VALUE_LENGTH_MAX 256u /* bytes of JSON; of what is longer the digest is kept */

/* A variable that is kept; absent: a document about the process, which has no variable. */
typedef struct weir_evidence {
    weir_text variable, label;
} weir_evidence;

/* Of a node: for people, and for the rules. */
typedef struct weir_duty {
    weir_text documentation;
    weir_text managing, providing, using_body; /* letters of weir:responsibility */
    const weir_evidence *evidence;
    uint32_t evidence_count;
    const weir_node_ix *separate_from;
    uint32_t separate_count;
    weir_setting not_by; /* a name, or a list of names: who may not do it */
    bool is_noted;       /* a rule asks who did it */
} weir_duty;

typedef struct weir_exclusive {
    const weir_text *groups; /* at most WEIR_EXCLUSIVE_GROUP_COUNT_MAX */
    uint32_t count;
} weir_exclusive;

/* A command meets a user task, in a program with rules. Emits who does it, if this is remembered. Who may not, or has
 * no name: the result is a refusal (EDUTY), and it is emitted who tried what, unless the same was a short time ago or
 * WEIR_REFUSAL_COUNT_MAX others were: who tries again and again must not fill the log. */
WEIR_MUST_USE weir_err weir_duty_meet(weir_cx *cx, const weir_command *command, const weir_wait *task);

/* The token is about to leave its node, with what it has set: emits the evidence, if there is any.
 * scope: where the variables are seen from. */
WEIR_MUST_USE weir_err weir_cx_keep_evidence(weir_cx *cx, const weir_token *token, weir_number_in_instance scope);

#endif
