/* SPDX-License-Identifier: Apache-2.0
 * elements/build_listener.c - the listeners of an element, a flow or a user task.
 */
#include "elements/timer.h"
#include "run/listener.h"

static weir_err build_listener(weir_build *build, const weir_part *part, weir_listener *out)
{
    const weir_part *script = weir_part_child(part, WEIR_PART_weir_script);
    const weir_part *timer = weir_part_child(part, WEIR_PART_timer_event_definition);
    const weir_text expression = weir_part_attribute(part, WEIR_ATTR_expression);
    const weir_part *owner = part->parent ? part->parent->parent : NULL;
    weir_text event = weir_part_attribute(part, WEIR_ATTR_event);

    if (!event.at && owner && owner->tag == WEIR_PART_sequence_flow)
        event = WEIR_T("take");
    *out = (weir_listener){.event = (uint8_t)weir_listener_event_find(event)};
    if (out->event == WEIR_LISTENER_EVENT_COUNT)
        return WEIR_OK; /* listener-event has said so */
    if (out->event == WEIR_LISTENER_TIMEOUT && timer) {
        const weir_timer *made = NULL;

        WEIR_TRY(weir_timer_build(build, timer, &made));
        out->timer = made;
    }
    if (expression.at)
        return weir_build_action(build, part, expression, &out->action);
    return script ? weir_build_action(build, script, script->text, &out->action) : WEIR_OK;
}

weir_err weir_build_listeners(weir_build *build, const weir_part *part, weir_tag tag, const struct weir_listeners **out)
{
    weir_listeners *listeners;
    const weir_part *child = weir_part_extension(part, tag);

    *out = NULL;
    if (!child)
        return WEIR_OK;
    listeners = WEIR_BUILD_TAKE(build, weir_listeners);
    if (!listeners)
        return WEIR_ENOMEM;
    for (; child; child = weir_part_sibling(child, tag)) {
        WEIR_TRY(WEIR_GROW(build->arena, listeners));
        WEIR_TRY(build_listener(build, child, &listeners->items[listeners->count++]));
    }
    *out = listeners;
    return WEIR_OK;
}
