/* SPDX-License-Identifier: Apache-2.0
 * run/publication.h - events of the business that a model publishes when something happens to an element or a flow.
 *
 * Each becomes a fact of its own (event_published) behind the fact it belongs to, in the same step. Its payload is
 * computed from the variables that the element sees, with its own and with what its outputs have set, and from `fact`,
 * which says what has happened. A field that can't be computed is null, and the fact says why: no event keeps a process
 * from going on. Each field has a budget of its own for the same reason.
 * Layer: run.
 */
#ifndef WEIR_RUN_PUBLICATION_H
#define WEIR_RUN_PUBLICATION_H

#include "run/cx.h"

typedef enum weir_happening {
    WEIR_HAPPENING_ENTERED,   /* with its inputs; of a user task when the task is there; of the process with its data */
    WEIR_HAPPENING_COMPLETED, /* with its outputs; of the process when it has ended by itself */
    WEIR_HAPPENING_TAKEN,     /* a flow; of an element each flow out of it */
    WEIR_HAPPENING_FIRED,     /* what an event or a receive task waits for has come */
    WEIR_HAPPENING_COMPENSATED, /* an activity has undone another one; of that, it has been undone */
    WEIR_HAPPENING_COUNT
} weir_happening;

/* A field that is a time limit: what it gives is when the limit ends that begins now (run/deadline.h). */
typedef struct weir_field_limit {
    bool is_limit;
    weir_setting calendar;
} weir_field_limit;

typedef struct weir_publication {
    weir_happening at;
    weir_text type; /* "lifecycle.started" (base/event_type.h) */
    weir_mappings fields;
    weir_field_limit *limits; /* by field; NULL: none is one */
} weir_publication;

struct weir_publications {
    weir_publication *items;
    uint32_t count, capacity;
};

/* WEIR_HAPPENING_COUNT: there is none of this name. */
weir_happening weir_happening_find(weir_text name);

/* What has happened, where. */
typedef struct weir_occasion {
    weir_happening at;
    weir_node_ix node;              /* WEIR_NO_IX: a flow alone */
    weir_flow_ix flow;              /* that was taken; else WEIR_NO_IX */
    weir_number_in_instance token;  /* at the element; 0: none */
    uint32_t item;                  /* of a multi-instance, from 1 */
    weir_number_in_instance scope;  /* in which variables are looked up */
    const weir_mappings *outputs;   /* what they have set hides what is local; NULL: nothing */
    weir_number_in_instance around; /* the scope they were written in */
    const weir_cause *cause;        /* NULL: the element itself */
    weir_text outcome;              /* of the process */
} weir_occasion;

/* Compute what is published now, for weir_cx_publish_all after the fact that it belongs to. out: facts are added.
 * publications may be NULL. ENOMEM alone. */
WEIR_MUST_USE weir_err weir_cx_prepare_publications(weir_cx *cx, const weir_publications *publications,
                                                    const weir_occasion *occasion, weir_facts *out);
WEIR_MUST_USE weir_err weir_cx_publish_all(weir_cx *cx, const weir_facts *prepared);
/* Both at once. */
WEIR_MUST_USE weir_err weir_cx_publish(weir_cx *cx, const weir_publications *publications,
                                       const weir_occasion *occasion);

/* What makes an event fire: the user or external task that is open at `host`, or that the command has just met; of a
 * multi-instance that of the first item. */
weir_cause weir_cx_cause(const weir_cx *cx, weir_number_in_instance host);
/* A token of an event that has caught something is placed: weir_cx_place, and what the event publishes. */
WEIR_MUST_USE weir_err weir_cx_place_fired(weir_cx *cx, weir_node_ix event, weir_number_in_instance scope,
                                           const weir_cause *cause);
/* A token has entered its element. */
WEIR_MUST_USE weir_err weir_cx_publish_entered(weir_cx *cx, const weir_token *token);

#endif
