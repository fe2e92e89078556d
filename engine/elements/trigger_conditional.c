/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_conditional.c - a condition over the data that becomes true (BPMN 2.0.2 §10.5.5).
 *
 * When it is looked at stands in run/condition.h. An event that does not interrupt happens again with each change after
 * which the condition is true.
 */
#include "elements/build.h"
#include "elements/elements.h"
#include "run/condition.h"

static const struct {
    weir_text name;
    uint8_t flag;
} events[] = {
    {{"create", 6}, WEIR_VARIABLE_CREATED},
    {{"update", 6}, WEIR_VARIABLE_UPDATED},
    {{"delete", 6}, WEIR_VARIABLE_DELETED},
};

/* "create, update"; what is none of these is said by the rule condition-filter. */
static uint8_t events_of(weir_text list)
{
    uint8_t flags = 0;

    for (size_t from = 0, end; from < list.length; from = end + 1) {
        weir_text word;

        end = weir_text_find(list, WEIR_T(","), from);
        end = end == SIZE_MAX ? list.length : end;
        word = weir_text_trim(weir_text_part(list, from, end - from));
        for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
            if (weir_text_equal(word, events[i].name))
                flags |= events[i].flag;
        }
    }
    return flags;
}

static weir_err build(struct weir_build *b, const struct weir_part *definition, weir_node *node)
{
    const weir_part *part = weir_part_child(definition, WEIR_PART_condition);
    weir_condition *condition = WEIR_BUILD_TAKE(b, weir_condition);

    if (!condition)
        return WEIR_ENOMEM;
    node->trigger_config = condition;
    condition->variable = weir_text_trim(weir_part_attribute(definition, WEIR_ATTR_weir_variable_name));
    condition->events = events_of(weir_part_attribute(definition, WEIR_ATTR_weir_variable_events));
    if (part)
        WEIR_TRY(weir_build_expression(b, part, part->text, &condition->expression));
    if (part && weir_text_trim(part->text).length > 0)
        return WEIR_OK;
    return weir_problem_add(b->problems, WEIR_ERROR, "condition-missing", definition->line, 0,
                            weir_part_owner_id(definition), "a conditional event needs a condition");
}

static weir_err open_wait(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    return weir_cx_wait(cx, node, token, (weir_fact){.kind = WEIR_FACT_condition_subscribed});
}

static weir_err arm(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    WEIR_TRY(open_wait(cx, node, token));
    return weir_conditions_note_wait(cx, &cx->state.waits.items[cx->state.waits.count - 1]);
}

static weir_err arm_again(weir_cx *cx, const weir_wait *wait)
{
    return open_wait(cx, wait->node, wait->token);
}

const weir_trigger weir_tr_conditional = {.build = build, .arm = arm, .arm_again = arm_again};
