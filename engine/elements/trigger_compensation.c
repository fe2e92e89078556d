/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_compensation.c - undo what was completed (BPMN 2.0.2 §10.7, §13.5.5).
 *
 * Nobody waits for it: what catches it is found when an activity is to be undone (run/compensation.c). Whoever throws
 * it waits until all is undone, unless waitForCompletion="false".
 */
#include "elements/build.h"
#include "elements/elements.h"
#include "elements/event.h"

typedef struct compensation {
    weir_text activity; /* its id; absent: all activities */
    bool waits;
} compensation;

static weir_err build(struct weir_build *b, const struct weir_part *definition, weir_node *node)
{
    compensation *config = WEIR_BUILD_TAKE(b, compensation);

    if (!config)
        return WEIR_ENOMEM;
    node->trigger_config = config;
    config->activity = weir_reference_id(weir_part_attribute(definition, WEIR_ATTR_activity_ref));
    config->waits = weir_part_flag(definition, WEIR_ATTR_wait_for_completion, true);
    if (node->starts_event_sub_process)
        node->is_interrupting = false; /* what it undoes is over already */
    return WEIR_OK;
}

static weir_err raise(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const compensation *config = weir_cx_node(cx, node)->trigger_config;
    const weir_number_in_instance scope = weir_state_token(&cx->state, token)->scope;
    weir_node_ix only = {WEIR_NO_IX};

    if (config->activity.length > 0)
        only = weir_program_node(cx->program, config->activity);
    WEIR_TRY(weir_cx_compensate(cx, token, scope, only));
    if (!config->waits)
        WEIR_TRY(weir_event_done(cx, node, token));
    return weir_cx_begin_compensation(cx, token);
}

const weir_trigger weir_tr_compensation = {.build = build, .raise = raise};
