/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_duty.c - rules about people can be kept only where they name what is there.
 *
 * Layer: compile.
 */
#include "compile/rules.h"
#include "elements/performer.h"
#include "run/duty.h"

static const weir_part *process_of(const weir_part *part)
{
    while (part && part->tag != WEIR_PART_process)
        part = part->parent;
    return part;
}

weir_err weir_rule_separate_from_unknown(weir_rules *rules, const weir_part *part)
{
    weir_text rest = weir_part_attribute(part, WEIR_ATTR_weir_separate_from), id;

    if (!rest.at)
        return WEIR_OK;
    if (part->tag != WEIR_PART_user_task)
        return weir_rule_report(rules, part, "nobody does a <%s> by hand; write weir:separateFrom on a user task",
                                weir_tag_name(part->tag));
    while (weir_text_next_word(&rest, &id)) {
        const weir_part *other = weir_model_find(rules->model, id);

        if (!other || other->tag != WEIR_PART_user_task || process_of(other) != process_of(part))
            WEIR_TRY(weir_rule_report(rules, part,
                                      "weir:separateFrom names \"%.*s\", which is no user task of this process; "
                                      "name one, or take it out",
                                      WEIR_SHOWN(id)));
    }
    return WEIR_OK;
}

/* In a loop, or inside of one. */
static bool is_repeated(const weir_part *part)
{
    for (; part && part->tag != WEIR_PART_process; part = part->parent) {
        if (weir_part_child(part, WEIR_PART_multi_instance_loop_characteristics) ||
            weir_part_child(part, WEIR_PART_standard_loop_characteristics))
            return true;
    }
    return false;
}

weir_err weir_rule_not_by_misplaced(weir_rules *rules, const weir_part *part)
{
    if (!weir_part_attribute(part, WEIR_ATTR_weir_not_by).at || part->tag == WEIR_PART_user_task)
        return WEIR_OK;
    return weir_rule_report(rules, part, "nobody does a <%s> by hand; write weir:notBy on a user task",
                            weir_tag_name(part->tag));
}

weir_err weir_rule_separate_from_itself(weir_rules *rules, const weir_part *part)
{
    weir_text rest = weir_part_attribute(part, WEIR_ATTR_weir_separate_from), id;

    while (weir_text_next_word(&rest, &id)) {
        if (part->id.length > 0 && weir_text_equal(id, part->id) && !is_repeated(part))
            return weir_rule_report(rules, part,
                                    "weir:separateFrom names the task itself, which is no multi-instance: who did it "
                                    "can't do it again when the process comes back to it");
    }
    return WEIR_OK;
}

weir_err weir_rule_exclusive_groups(weir_rules *rules, const weir_part *part)
{
    for (const weir_part *rule = weir_part_extension(part, WEIR_PART_weir_exclusive); rule;
         rule = weir_part_sibling(rule, WEIR_PART_weir_exclusive)) {
        weir_text rest = weir_part_attribute(rule, WEIR_ATTR_groups), group;
        weir_text known[WEIR_EXCLUSIVE_GROUP_COUNT_MAX];
        uint32_t count = 0;

        while (weir_text_next_word(&rest, &group)) {
            uint32_t at = 0;

            while (at < count && at < WEIR_EXCLUSIVE_GROUP_COUNT_MAX && !weir_text_equal(known[at], group))
                at++;
            if (at < count && at < WEIR_EXCLUSIVE_GROUP_COUNT_MAX)
                WEIR_TRY(weir_rule_report(rules, rule, "weir:exclusive names the group \"%.*s\" twice; take one out",
                                          WEIR_SHOWN(group)));
            else if (count++ < WEIR_EXCLUSIVE_GROUP_COUNT_MAX)
                known[count - 1] = group;
        }
        if (count < 2)
            WEIR_TRY(weir_rule_report(rules, rule,
                                      "weir:exclusive keeps groups apart; name two or more of them, between blanks"));
        else if (count > WEIR_EXCLUSIVE_GROUP_COUNT_MAX)
            WEIR_TRY(weir_rule_report(rules, rule, "weir:exclusive names %u groups; exclusive_group_count_max = %u",
                                      count, WEIR_EXCLUSIVE_GROUP_COUNT_MAX));
    }
    return WEIR_OK;
}

/* Whether the group stands in a list between commas; what an expression gives nobody knows before it runs. */
static bool names(weir_text list, weir_text group)
{
    size_t begin = 0;

    if (weir_rule_is_expression(list))
        return true;
    for (size_t at = 0; at <= list.length; at++) {
        if (at < list.length && list.at[at] != ',')
            continue;
        if (weir_text_equal(weir_text_trim(weir_text_part(list, begin, at - begin)), group))
            return true;
        begin = at + 1;
    }
    return false;
}

static bool is_candidate(const weir_part *process, weir_text group)
{
    for (const weir_part *part = process; part; part = weir_part_walk(part, process)) {
        if (part->tag == WEIR_PART_potential_owner && weir_performer_expression(part).length > 0)
            return true;
        if (part->tag == WEIR_PART_user_task &&
            names(weir_part_attribute(part, WEIR_ATTR_weir_candidate_groups), group))
            return true;
    }
    return false;
}

weir_err weir_rule_exclusive_unknown(weir_rules *rules, const weir_part *part)
{
    for (const weir_part *rule = weir_part_extension(part, WEIR_PART_weir_exclusive); rule;
         rule = weir_part_sibling(rule, WEIR_PART_weir_exclusive)) {
        weir_text rest = weir_part_attribute(rule, WEIR_ATTR_groups), group;

        while (weir_text_next_word(&rest, &group)) {
            if (!is_candidate(part, group))
                WEIR_TRY(weir_rule_report(rules, rule, "the group \"%.*s\" is candidate of no task; name one that is",
                                          WEIR_SHOWN(group)));
        }
    }
    return WEIR_OK;
}

weir_err weir_rule_evidence_variable(weir_rules *rules, const weir_part *part)
{
    if (part->tag == WEIR_PART_process)
        return WEIR_OK;
    for (const weir_part *evidence = weir_part_extension(part, WEIR_PART_weir_evidence); evidence;
         evidence = weir_part_sibling(evidence, WEIR_PART_weir_evidence)) {
        if (weir_text_trim(weir_part_attribute(evidence, WEIR_ATTR_variable)).length == 0)
            WEIR_TRY(weir_rule_report(rules, evidence,
                                      "weir:evidence names no variable; name the one that is kept when the activity "
                                      "is done"));
    }
    return WEIR_OK;
}

/* The bodies among the three that answer. */
static uint32_t count_answering(const weir_part *responsibility)
{
    static const weir_attr bodies[] = {WEIR_ATTR_managing, WEIR_ATTR_providing, WEIR_ATTR_using};
    uint32_t count = 0;

    for (uint32_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        count += weir_text_find(weir_part_attribute(responsibility, bodies[i]), WEIR_T("A"), 0) != SIZE_MAX;
    return count;
}

weir_err weir_rule_responsibility_answering(weir_rules *rules, const weir_part *part)
{
    const uint32_t count = part->tag == WEIR_PART_weir_responsibility ? count_answering(part) : 1;

    if (count == 0)
        return weir_rule_report(rules, part, "nobody answers for it; give one of the three bodies the letter A");
    if (count == 1)
        return WEIR_OK;
    return weir_rule_report(rules, part, "%u bodies answer for it, so none does; leave the letter A to one of them",
                            count);
}

/* Whether it can be looked at where it stands. */
static bool is_looked_at(const weir_part *requirement)
{
    const weir_part *extensions = requirement->parent;
    const weir_part *owner = extensions && extensions->tag == WEIR_PART_extension_elements ? extensions->parent : NULL;
    const weir_text at = weir_text_trim(weir_part_attribute(requirement, WEIR_ATTR_at));

    if (!owner || (weir_rule_subjects(owner) & WEIR_ON_ACTIVITY) == 0)
        return false;
    return owner->tag == WEIR_PART_user_task || !weir_text_equal(at, WEIR_T("completed"));
}

weir_err weir_rule_requirement_misplaced(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_weir_requirement || is_looked_at(part))
        return WEIR_OK;
    return weir_rule_report(
        rules, part,
        "nothing looks at this weir:requirement; it stands in the extensionElements of an activity, "
        "and of a user task if it is at=\"completed\"");
}
