/* SPDX-License-Identifier: Apache-2.0
 * elements/build_loop_event.c - the events that a multi-instance throws when items are done.
 *
 * Spec: BPMN 2.0.2 §10.3.8 (behavior).
 */
#include "elements/build.h"

/* Event definitions that can be thrown so, and where their name or code stands. */
static const struct {
    weir_tag definition, root;
    weir_attr reference, name;
    weir_trigger_kind trigger;
} kinds[] = {
    {WEIR_PART_signal_event_definition, WEIR_PART_signal, WEIR_ATTR_signal_ref, WEIR_ATTR_name, WEIR_TRIGGER_signal},
    {WEIR_PART_message_event_definition, WEIR_PART_message, WEIR_ATTR_message_ref, WEIR_ATTR_name,
     WEIR_TRIGGER_message},
    {WEIR_PART_escalation_event_definition, WEIR_PART_escalation, WEIR_ATTR_escalation_ref, WEIR_ATTR_escalation_code,
     WEIR_TRIGGER_escalation},
    {WEIR_PART_error_event_definition, WEIR_PART_error, WEIR_ATTR_error_ref, WEIR_ATTR_error_code, WEIR_TRIGGER_error},
};
#define KIND_COUNT (sizeof kinds / sizeof *kinds)

typedef struct events {
    weir_loop_event *items;
    uint32_t count, capacity;
} events;

bool weir_loop_can_throw(const weir_part *definition)
{
    for (uint32_t i = 0; i < KIND_COUNT; i++) {
        if (kinds[i].definition == definition->tag)
            return true;
    }
    return false;
}

const weir_part *weir_loop_thrown(const weir_part *event)
{
    const weir_part *child = event->child;

    while (child && !weir_loop_can_throw(child))
        child = child->next;
    return child;
}

static weir_err add_event(weir_build *build, const weir_part *definition, const weir_expression *condition, events *out)
{
    weir_loop_event event = {.condition = condition};
    const weir_part *root;
    uint32_t i = 0;

    while (i < KIND_COUNT && kinds[i].definition != definition->tag)
        i++;
    if (i == KIND_COUNT)
        return WEIR_OK; /* rule behavior-event */
    event.trigger = kinds[i].trigger;
    WEIR_TRY(weir_build_referred(build, definition, kinds[i].reference, kinds[i].root, &root));
    if (!root)
        return WEIR_OK;
    WEIR_TRY(weir_build_attribute(build, root, kinds[i].name, &event.name));
    if (event.trigger == WEIR_TRIGGER_message)
        event.key = weir_part_attribute(root, WEIR_ATTR_weir_correlation_key);
    WEIR_TRY(WEIR_GROW(build->arena, out));
    out->items[out->count++] = event;
    return WEIR_OK;
}

/* Each definition has a condition, and an event that is thrown when that is true. */
static weir_err add_complex(weir_build *build, const weir_part *part, events *out)
{
    const weir_part *condition = weir_part_child(part, WEIR_PART_condition);
    const weir_part *event = weir_part_child(part, WEIR_PART_event);
    const weir_part *definition = event ? weir_loop_thrown(event) : NULL;
    const weir_expression *test = NULL;

    if (!definition)
        return WEIR_OK;
    if (condition)
        WEIR_TRY(weir_build_expression(build, condition, condition->text, &test));
    return add_event(build, definition, test, out);
}

weir_err weir_build_loop_events(weir_build *build, const weir_part *part, weir_loop *loop)
{
    const weir_text behavior = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_behavior));
    const bool is_one = weir_text_equal(behavior, WEIR_T("One"));
    const weir_attr reference = is_one ? WEIR_ATTR_one_behavior_event_ref : WEIR_ATTR_none_behavior_event_ref;
    const weir_part *definition = NULL;
    events found = {0};

    loop->throws_once = is_one;
    if (is_one || weir_text_equal(behavior, WEIR_T("None")))
        definition = weir_model_find(build->model, weir_reference_id(weir_part_attribute(part, reference)));
    if (definition)
        WEIR_TRY(add_event(build, definition, NULL, &found));
    if (weir_text_equal(behavior, WEIR_T("Complex"))) {
        for (const weir_part *child = weir_part_child(part, WEIR_PART_complex_behavior_definition); child;
             child = weir_part_sibling(child, WEIR_PART_complex_behavior_definition))
            WEIR_TRY(add_complex(build, child, &found));
    }
    loop->events = found.items;
    loop->event_count = found.count;
    return WEIR_OK;
}
