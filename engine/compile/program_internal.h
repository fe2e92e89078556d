/* SPDX-License-Identifier: Apache-2.0
 * compile/program_internal.h - a program while it is put together.
 *
 * program.c lays out nodes, flows and the parts of events, program_belongings.c finds what belongs to a node from
 * outside, program_node.c lets a node read what the model says of it. Layer: compile.
 */
#ifndef WEIR_COMPILE_PROGRAM_INTERNAL_H
#define WEIR_COMPILE_PROGRAM_INTERNAL_H

#include "elements/build.h"
#include "run/duty.h"

typedef struct weir_draft {
    weir_build *build;
    weir_node *nodes;
    weir_flow *flows;
    const weir_part **parts; /* of each node */
    weir_node_ix *node_of;   /* by order of the part, counted from the process */
    uint32_t node_count, flow_count, link_end_count, part_count, first_order;
    const weir_part **definitions; /* of each node; NULL: it has none, or several */
    weir_duty *duties;             /* of each node */
    bool has_suspends, has_duties;
} weir_draft;

/* WEIR_NO_IX: it is no flow node of this process. */
weir_node_ix weir_draft_node_of(const weir_draft *draft, const weir_part *part);

/* Flows, boundary events and starts of each node; after all nodes, flows and parts of events. ENOMEM. */
WEIR_MUST_USE weir_err weir_draft_lay_belongings(weir_draft *draft);
/* What undoes an activity, and which containers hold something that can be undone. */
void weir_draft_lay_compensation(weir_draft *draft);

/* What the model says of this node itself; an event comes before its parts. ENOMEM. */
WEIR_MUST_USE weir_err weir_draft_build_node(weir_draft *draft, uint32_t ix);

#endif
