/* SPDX-License-Identifier: Apache-2.0
 * elements/service_task.c - work for an external worker, who fetches it from its topic (BPMN 2.0.2 §13.3.3).
 */
#include "elements/elements.h"
#include "elements/work.h"

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    const weir_work *work = NULL;

    WEIR_TRY(weir_work_build(b, part, &work));
    node->config = work;
    return WEIR_OK;
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    return weir_work_begin(cx, node, token, weir_cx_node(cx, node)->config);
}

const weir_element weir_el_service_task = {.build = build, .on_token = on_token, .on_wait = weir_work_done};
