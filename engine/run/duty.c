/* SPDX-License-Identifier: Apache-2.0
 * run/duty.c - look up what a person did, and say no.
 */
#include "run/duty.h"

#include <assert.h>

#define ALL_GROUPS UINT32_MAX

static_assert(WEIR_EXCLUSIVE_GROUP_COUNT_MAX <= 32, "a set of groups is kept in 32 bits");

/* Which of the exclusive groups are in this list; WEIR_NULL: none. */
static uint32_t groups_in(const weir_exclusive *rule, const weir_value *list)
{
    uint32_t found = 0;

    for (uint32_t i = 0; list && list->kind == WEIR_LIST && i < list->count; i++) {
        for (uint32_t group = 0; list->as.items[i].kind == WEIR_STRING && group < rule->count; group++) {
            if (weir_text_equal(rule->groups[group], list->as.items[i].as.string))
                found |= 1u << group;
        }
    }
    return found;
}

static const weir_value *candidates(const weir_wait *task)
{
    return weir_context_find(&task->value, WEIR_T("candidateGroups"));
}

/* Whether some rule asks who does this task. */
static bool is_minded(const weir_cx *cx, const weir_wait *task)
{
    const weir_duty *duty = weir_cx_node(cx, task->node)->duty;

    for (uint32_t i = 0; i < cx->program->exclusive_count; i++) {
        if (groups_in(&cx->program->exclusives[i], candidates(task)) != 0)
            return true;
    }
    return duty && (duty->is_noted || duty->separate_count > 0);
}

/* The body that an item is in: each run of a multi-instance has its own. */
static weir_number_in_instance body_of(const weir_cx *cx, const weir_wait *task)
{
    const weir_token *token = weir_state_token(&cx->state, task->token);

    return token && token->item > 0 ? token->scope : 0;
}

static bool is_done_by(const weir_deed *deed, weir_text who)
{
    return weir_text_equal(deed->by, who);
}

/* What a rule says about somebody who wants a task. */
typedef struct verdict {
    const char *rule;  /* NULL: nothing */
    weir_value not_by; /* whom the task itself does not want */
    weir_diag why;
} verdict;

static void refuse(verdict *out, const char *rule, weir_err err)
{
    assert(err == WEIR_EDUTY);
    out->rule = rule;
}

static void check_separate(const weir_cx *cx, const weir_wait *task, weir_text who, verdict *out)
{
    const weir_node *node = weir_cx_node(cx, task->node);
    const weir_number_in_instance body = body_of(cx, task);

    for (uint32_t i = 0; i < node->duty->separate_count; i++) {
        const weir_node_ix other = node->duty->separate_from[i];

        for (uint32_t k = 0; k < cx->state.deeds.count; k++) {
            const weir_deed *deed = &cx->state.deeds.items[k];

            if (deed->node.ix != other.ix || !is_done_by(deed, who) ||
                (other.ix == task->node.ix && node->loop && deed->body != body))
                continue;
            refuse(out, "separate-from",
                   weir_fail(&out->why, WEIR_EDUTY, node->id,
                             other.ix == task->node.ix
                                 ? "separate-from: %.*s, who did %.*s already, may not do it again"
                                 : "separate-from: %.*s, who did %.*s, may not do this task",
                             WEIR_ARG(who), WEIR_ARG(weir_cx_node(cx, other)->id)));
            return;
        }
    }
}

static int lowest(uint32_t groups)
{
    int at = 0;

    while (at < 31 && (groups >> at & 1u) == 0)
        at++;
    return at;
}

static void check_exclusive(const weir_cx *cx, const weir_exclusive *rule, const weir_wait *task, weir_text who,
                            verdict *out)
{
    const uint32_t wanted = groups_in(rule, candidates(task));
    uint32_t possible = ALL_GROUPS;

    for (uint32_t i = 0; wanted != 0 && i < cx->state.deeds.count; i++) {
        const weir_deed *deed = &cx->state.deeds.items[i];
        const uint32_t then = groups_in(rule, &deed->groups);

        if (then == 0 || !is_done_by(deed, who))
            continue;
        if ((possible & then) != 0)
            possible &= then;
        if ((possible & wanted) != 0)
            continue;
        refuse(out, "exclusive",
               weir_fail(&out->why, WEIR_EDUTY, weir_cx_node(cx, task->node)->id,
                         "exclusive: %.*s, who did %.*s for %.*s, may not act for %.*s", WEIR_ARG(who),
                         WEIR_ARG(weir_cx_node(cx, deed->node)->id), WEIR_ARG(rule->groups[lowest(then)]),
                         WEIR_ARG(rule->groups[lowest(wanted)])));
        return;
    }
}

static bool is_named(const weir_value *name, weir_text who)
{
    return name->kind == WEIR_STRING && weir_text_equal(name->as.string, who);
}

static void check_not_by(const weir_cx *cx, const weir_wait *task, weir_text who, verdict *out)
{
    const weir_value *names = &out->not_by;
    bool is_found = is_named(names, who);

    for (uint32_t i = 0; names->kind == WEIR_LIST && i < names->count; i++)
        is_found = is_found || is_named(&names->as.items[i], who);
    if (is_found)
        refuse(out, "not-by",
               weir_fail(&out->why, WEIR_EDUTY, weir_cx_node(cx, task->node)->id,
                         "not-by: %.*s may not do this task in a matter of their own", WEIR_ARG(who)));
}

static void check(const weir_cx *cx, const weir_wait *task, weir_text who, verdict *out)
{
    const weir_node *node = weir_cx_node(cx, task->node);

    check_not_by(cx, task, who, out);
    if (out->rule)
        return;
    if (node->duty && node->duty->separate_count > 0)
        check_separate(cx, task, who, out);
    for (uint32_t i = 0; !out->rule && i < cx->program->exclusive_count; i++)
        check_exclusive(cx, &cx->program->exclusives[i], task, who, out);
}

/* The groups that a rule can ask for, as they stand in the task. */
static weir_value noted_groups(const weir_cx *cx, const weir_wait *task)
{
    for (uint32_t i = 0; i < cx->program->exclusive_count; i++) {
        if (groups_in(&cx->program->exclusives[i], candidates(task)) != 0)
            return *candidates(task);
    }
    return weir_null();
}

static bool is_known(const weir_cx *cx, const weir_wait *task, weir_text who)
{
    const weir_number_in_instance body = body_of(cx, task);

    for (uint32_t i = 0; i < cx->state.deeds.count; i++) {
        const weir_deed *deed = &cx->state.deeds.items[i];

        if (deed->node.ix == task->node.ix && deed->body == body && is_done_by(deed, who))
            return true;
    }
    return false;
}

static weir_text who_acts(const weir_cx *cx, const weir_wait *task)
{
    return cx->env.user.length > 0 ? cx->env.user : weir_context_text(&task->value, WEIR_T("assignee"));
}

static void check_actor(const weir_cx *cx, const weir_wait *task, weir_text who, verdict *out)
{
    const bool is_wanted = out->not_by.kind == WEIR_STRING || (out->not_by.kind == WEIR_LIST && out->not_by.count > 0);

    if (!is_wanted && !is_minded(cx, task))
        return;
    if (who.length > 0)
        check(cx, task, who, out);
    else
        refuse(out, "named",
               weir_fail(&out->why, WEIR_EDUTY, weir_cx_node(cx, task->node)->id,
                         "duties are separated here: say who does the task, or let somebody claim it first"));
}

static weir_err perform(weir_cx *cx, const weir_wait *task, weir_text who)
{
    const weir_value groups = noted_groups(cx, task);

    if (!is_minded(cx, task) || (groups.kind == WEIR_NULL && is_known(cx, task, who)))
        return WEIR_OK;
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_task_performed,
                                        .node = task->node,
                                        .wait = task->number,
                                        .id = task->id,
                                        .name = who,
                                        .value = groups});
}

/* ── what is noted of a refusal ────────────────────────────────────────────────────────────────────────── */

/* Whole characters, so that names that are hurled at a task don't fill the log. */
static weir_text cut(weir_text name)
{
    size_t length = name.length < WEIR_REFUSAL_NAME_LENGTH_MAX ? name.length : WEIR_REFUSAL_NAME_LENGTH_MAX;

    while (length < name.length && ((unsigned char)name.at[length] & 0xC0u) == 0x80u)
        length--;
    return weir_text_part(name, 0, length);
}

/* Whether it was noted a short time ago, or so much was that no more is. */
static bool is_quiet(const weir_cx *cx, const weir_wait *task, weir_text who, weir_text tried)
{
    uint32_t recent = 0;

    for (uint32_t i = 0; i < cx->state.refusals.count; i++) {
        const weir_refusal *refusal = &cx->state.refusals.items[i];

        if (refusal->until_ms <= cx->env.now_ms)
            continue;
        recent++;
        if (refusal->wait == task->number && weir_text_equal(refusal->by, who) &&
            weir_text_equal(refusal->tried, tried))
            return true;
    }
    return recent >= WEIR_REFUSAL_COUNT_MAX;
}

static weir_err note(weir_cx *cx, const weir_wait *task, weir_text who, const char *command, const verdict *found)
{
    const weir_text tried = weir_text_of(command);
    weir_entry *attempt;
    weir_text reason;

    if (is_quiet(cx, task, who, tried))
        return WEIR_OK;
    attempt = WEIR_TAKE(cx->arena, weir_entry, 2);
    if (!attempt)
        return WEIR_ENOMEM;
    attempt[0] = (weir_entry){WEIR_T("tried"), weir_string(tried)};
    attempt[1] = (weir_entry){WEIR_T("rule"), weir_string(weir_text_of(found->rule))};
    WEIR_TRY(weir_arena_text(cx->arena, weir_text_of(found->why.message), &reason));
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_task_refused,
                                        .node = task->node,
                                        .wait = task->number,
                                        .id = task->id,
                                        .name = who,
                                        .text = reason,
                                        .number = cx->env.now_ms + WEIR_REFUSAL_QUIET_MS,
                                        .value = weir_context(attempt, 2)});
}

/* Whom a command gives the task to; absent: nobody. */
static weir_text given_to(const weir_command *command)
{
    switch (command->kind) {
    case WEIR_COMMAND_ASSIGN:
    case WEIR_COMMAND_CLAIM:
    case WEIR_COMMAND_DELEGATE:
        return command->name;
    case WEIR_COMMAND_LINK:
        return weir_text_equal(command->text, WEIR_T("assignee")) ? command->name : WEIR_NO_TEXT;
    case WEIR_COMMAND_UPDATE_TASK:
        return command->details.kind == WEIR_CONTEXT ? weir_context_text(&command->details, WEIR_T("assignee"))
                                                     : WEIR_NO_TEXT;
    default:
        return WEIR_NO_TEXT;
    }
}

weir_err weir_duty_meet(weir_cx *cx, const weir_command *command, const weir_wait *task)
{
    const weir_duty *duty = weir_cx_node(cx, task->node)->duty;
    weir_text who = given_to(command);
    verdict found = {.not_by = weir_null()};
    bool does = false, acts = false;

    switch (command->kind) {
    case WEIR_COMMAND_COMPLETE:
    case WEIR_COMMAND_SUBMIT:
    case WEIR_COMMAND_RESOLVE:
    case WEIR_COMMAND_THROW_ERROR:
        does = acts = true;
        break;
    case WEIR_COMMAND_ESCALATE:
        acts = true;
        break;
    default:
        break;
    }
    if (duty && duty->not_by.is_set && (who.length > 0 || acts))
        WEIR_TRY(weir_cx_setting(cx, task->node, &duty->not_by, weir_cx_scope_of(cx, task->token), &found.not_by));
    if (who.length > 0) {
        check(cx, task, who, &found);
    } else if (acts) {
        who = who_acts(cx, task);
        check_actor(cx, task, who, &found);
    }
    if (!found.rule)
        return does ? perform(cx, task, who) : WEIR_OK;
    WEIR_TRY(note(cx, task, cut(who), weir_command_name(command->kind), &found));
    cx->result.refusal = WEIR_EDUTY;
    if (cx->diag)
        *cx->diag = found.why;
    return WEIR_OK;
}
