/* SPDX-License-Identifier: Apache-2.0
 * elements/performer.c - assignee and candidates of a user task (BPMN 2.0.2 §10.3.1, resource roles).
 */
#include "elements/performer.h"

#include "elements/language.h"

weir_text weir_performer_expression(const weir_part *performer)
{
    const weir_part *assignment = weir_part_child(performer, WEIR_PART_resource_assignment_expression);
    const weir_part *expression = assignment ? weir_part_child(assignment, WEIR_PART_formal_expression) : NULL;

    return expression ? expression->text : WEIR_NO_TEXT;
}

weir_err weir_performers_build(weir_build *build, const weir_part *task, weir_performers *out)
{
    const weir_part *human = weir_part_child(task, WEIR_PART_human_performer);

    WEIR_TRY(weir_build_attribute(build, task, WEIR_ATTR_weir_assignee, &out->assignee));
    if (human && !out->assignee.is_set)
        WEIR_TRY(weir_build_setting(build, human, weir_performer_expression(human), &out->assignee));
    WEIR_TRY(
        weir_comma_list_build(build, task, weir_part_attribute(task, WEIR_ATTR_weir_candidate_users), &out->users));
    WEIR_TRY(
        weir_comma_list_build(build, task, weir_part_attribute(task, WEIR_ATTR_weir_candidate_groups), &out->groups));
    for (const weir_part *owner = weir_part_child(task, WEIR_PART_potential_owner); owner;
         owner = weir_part_sibling(owner, WEIR_PART_potential_owner))
        WEIR_TRY(weir_comma_list_build(build, owner, weir_performer_expression(owner), &out->owners));
    return WEIR_OK;
}

/* "user(ada)" is ada, if that is what it begins with. */
static bool unwrap(weir_text text, weir_text function, weir_text *out)
{
    if (!weir_text_starts_with(text, function) || !weir_text_ends_with(text, WEIR_T(")")))
        return false;
    *out = weir_text_trim(weir_text_part(text, function.length, text.length - function.length - 1));
    return true;
}

typedef struct texts {
    weir_value *items;
    uint32_t count, capacity;
} texts;

static weir_err add(weir_cx *cx, weir_value value, texts *out)
{
    WEIR_TRY(WEIR_GROW(cx->arena, out));
    out->items[out->count++] = value;
    return WEIR_OK;
}

static weir_err add_all(weir_cx *cx, const weir_value *list, texts *out)
{
    for (uint32_t i = 0; list->kind == WEIR_LIST && i < list->count; i++)
        WEIR_TRY(add(cx, list->as.items[i], out));
    return WEIR_OK;
}

static weir_err add_owners(weir_cx *cx, const weir_value *owners, texts *users, texts *groups)
{
    for (uint32_t i = 0; owners->kind == WEIR_LIST && i < owners->count; i++) {
        const weir_value owner = owners->as.items[i];
        weir_text name;

        if (owner.kind == WEIR_STRING && unwrap(owner.as.string, WEIR_T("user("), &name))
            WEIR_TRY(add(cx, weir_string(name), users));
        else if (owner.kind == WEIR_STRING && unwrap(owner.as.string, WEIR_T("group("), &name))
            WEIR_TRY(add(cx, weir_string(name), groups));
        else
            WEIR_TRY(add(cx, owner, groups));
    }
    return WEIR_OK;
}

weir_err weir_performers_find(weir_cx *cx, weir_node_ix node, const weir_performers *performers,
                              weir_number_in_instance scope, weir_value *assignee, weir_value *users,
                              weir_value *groups)
{
    texts all_users = {0}, all_groups = {0};
    weir_value owners;

    WEIR_TRY(weir_cx_setting(cx, node, &performers->assignee, scope, assignee));
    if (performers->assignee.expression && weir_expression_is_juel(performers->assignee.expression))
        WEIR_TRY(weir_cx_to_text(cx, assignee));
    WEIR_TRY(weir_comma_list_value(cx, node, &performers->users, scope, users));
    WEIR_TRY(weir_comma_list_value(cx, node, &performers->groups, scope, groups));
    WEIR_TRY(weir_comma_list_value(cx, node, &performers->owners, scope, &owners));
    if (owners.kind == WEIR_NULL)
        return WEIR_OK;
    WEIR_TRY(add_all(cx, users, &all_users));
    WEIR_TRY(add_all(cx, groups, &all_groups));
    WEIR_TRY(add_owners(cx, &owners, &all_users, &all_groups));
    if (all_users.count > 0)
        *users = weir_list(all_users.items, all_users.count);
    if (all_groups.count > 0)
        *groups = weir_list(all_groups.items, all_groups.count);
    return WEIR_OK;
}
