/* SPDX-License-Identifier: Apache-2.0
 * run/element.h - what a BPMN element does: the hooks that a row of elements.def fills in.
 *
 * Events are two axes: their position is an element, what they wait for or throw is a trigger, and a
 * position calls its trigger. `run` calls these hooks through the nodes of a program and knows no
 * element by name.
 * Layer: run.
 */
#ifndef WEIR_RUN_ELEMENT_H
#define WEIR_RUN_ELEMENT_H

#include "run/cx.h"

struct weir_build; /* elements/build.h */
struct weir_part;  /* model/model.h */

/* NULL hooks mean the element has nothing to do there. */
struct weir_element {
    /* Arrange for tokens itself (joins): on_token then runs before the element is entered. */
    bool is_join;

    /* It waits for something at once: where a token goes into it to do so, what is published is its own affair, when it
     * waits. */
    bool opens_waits;

    /* Compile time: fill node->config and flags from the model. Problems go to the build. */
    weir_err (*build)(struct weir_build *build, const struct weir_part *part, weir_node *node);

    /* A token has entered (is_join: has arrived). The usual end of it is weir_cx_complete. */
    weir_err (*on_token)(weir_cx *cx, weir_node_ix node, weir_number_in_instance token);

    /* An instance begins here with what this element waits for: its token, which has entered, need not wait. NULL:
     * what the element waits for has come before the token is born, or it waits for nothing. */
    weir_err (*on_start)(weir_cx *cx, weir_node_ix node, weir_number_in_instance token);

    /* An instance begins at this node with what the flow leads to: that has happened, and is one of the starts of the
     * process (event-based gateways that instantiate). */
    weir_err (*on_start_by)(weir_cx *cx, weir_node_ix node, weir_flow_ix flow);

    /* A wait of this node was met; the wait is closed already, `wait` is a copy. */
    weir_err (*on_wait)(weir_cx *cx, const weir_wait *wait, const weir_command *command);

    /* The last token in the scope that this node opened has gone. */
    weir_err (*on_scope_empty)(weir_cx *cx, weir_number_in_instance scope);

    /* In the scope that this node opened an activity has been completed, and something is still active. */
    weir_err (*on_inner_done)(weir_cx *cx, weir_number_in_instance scope, weir_node_ix inner);

    /* All that the token has compensated is undone (cx.h). */
    weir_err (*on_compensated)(weir_cx *cx, weir_node_ix node, weir_number_in_instance token);

    /* Nothing moves any more, tokens of this scope wait at this join, and some token of the scope has gone on or away
     * since it was asked last. Joins have it that look at what else may come. Of a container: in the scope it opened.
     * went_on: set if it changed something. */
    bool minds_data; /* on_rest looks at variables: it is also asked when one was set */
    weir_err (*on_rest)(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, bool *went_on);
};

struct weir_trigger {
    bool takes_token; /* what it throws ends the path of the token */

    weir_err (*build)(struct weir_build *build, const struct weir_part *definition, weir_node *node);

    /* Begin to wait at `node` on behalf of `token`; 0: of the process, for one of its event sub-processes. Variables
     * are those of weir_cx_scope_of(token) in each case. NULL: nothing to arm, the trigger comes from inside. */
    weir_err (*arm)(weir_cx *cx, weir_node_ix node, weir_number_in_instance token);

    /* A non-interrupting event has met `wait`: begin to wait again, if there is more to come. */
    weir_err (*arm_again)(weir_cx *cx, const weir_wait *wait);

    /* Throw at `node`, and bring the event of `token` to its end: weir_cx_complete for an event on the way,
     * weir_cx_finish for an end event. */
    weir_err (*raise)(weir_cx *cx, weir_node_ix node, weir_number_in_instance token);
};

#endif
