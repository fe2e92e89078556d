/* SPDX-License-Identifier: Apache-2.0
 * run/program.h - a compiled process: nodes, flows and settings, frozen and shared.
 *
 * compile/ makes it; nobody changes it afterwards, so threads may share it without a lock. Node 0 is
 * the process itself; a container's children follow it in document order.
 * Layer: run, may use base and feel.   Spec: BPMN 2.0.2 clauses 10 and 13.
 */
#ifndef WEIR_RUN_PROGRAM_H
#define WEIR_RUN_PROGRAM_H

#include "feel/feel.h"

typedef struct weir_node_ix {
    uint32_t ix; /* into program->nodes */
} weir_node_ix;

typedef struct weir_flow_ix {
    uint32_t ix; /* into program->flows */
} weir_flow_ix;

#define WEIR_NO_IX UINT32_MAX
#define WEIR_QUANTITY_MAX 10000u /* tokens that an activity takes or gives at once */

typedef enum weir_element_kind {
#define ELEMENT(name, xml, group, clause, summary) WEIR_ELEMENT_##name,
#include "model/elements.def"
#undef ELEMENT
    WEIR_ELEMENT_COUNT
} weir_element_kind;

typedef enum weir_trigger_kind {
#define TRIGGER(name, xml, clause, summary) WEIR_TRIGGER_##name,
#include "model/triggers.def"
#undef TRIGGER
    WEIR_TRIGGER_COUNT
} weir_trigger_kind;

typedef struct weir_element weir_element;           /* element.h */
typedef struct weir_publications weir_publications; /* publication.h */
typedef struct weir_trigger weir_trigger;

/* A literal; or what gives the value when it is needed: an expression, a variable, a list or map of settings. Not set:
 * absent. */
typedef struct weir_setting {
    const weir_expression *expression;
    const struct weir_structure *structure;
    weir_text variable;
    weir_value literal;
    bool is_set;
} weir_setting;

/* A list or a map whose items are settings, lists and maps (run/structure.h): each after what is in it. */
typedef struct weir_structure_part {
    enum { WEIR_STRUCTURE_SETTING, WEIR_STRUCTURE_LIST, WEIR_STRUCTURE_MAP } kind;
    weir_setting setting;
    uint32_t count; /* of parts before this one that are its items */
    weir_text key;  /* in the map it is in */
} weir_structure_part;

typedef struct weir_structure {
    const weir_structure_part *parts;
    uint32_t count;
} weir_structure;

typedef struct weir_flow {
    weir_text id, name;
    uint32_t line;
    weir_node_ix source, target;
    const weir_expression *condition;       /* NULL: none */
    const struct weir_listeners *listeners; /* NULL: none (listener.h) */
    const weir_publications *publications;  /* NULL: none (publication.h) */
} weir_flow;

/* A variable and what it is set to: a parameter, what a data association does, the default of a form field. */
typedef struct weir_mapping {
    weir_text name;
    weir_setting value;
} weir_mapping;

typedef struct weir_mappings {
    weir_mapping *items;
    uint32_t count, capacity;
} weir_mappings;

/* Where a transaction ends on purpose (weir:asyncBefore, weir:asyncAfter), and how the jobs of an element are tried. */
typedef struct weir_async {
    bool is_before, is_after;
    weir_setting priority;    /* weir:jobPriority */
    weir_setting retry_cycle; /* weir:failedJobRetryTimeCycle */
} weir_async;

/* What a multi-instance throws when an item is done (§10.3.8, behavior). */
typedef struct weir_loop_event {
    const weir_expression *condition; /* NULL: none is needed */
    weir_trigger_kind trigger;        /* signal, message, escalation or error */
    weir_setting name;                /* or code */
    weir_text key;                    /* of a message: the variable that tells receivers apart; absent: none */
} weir_loop_event;

/* A standard loop (§13.3.6) or multi-instance characteristics (§13.3.7): an activity that runs once for each item.
 * Those of a standard loop follow each other while its condition is true; how many there are is not known. */
typedef struct weir_loop {
    bool is_standard, is_sequential;
    const weir_expression *condition; /* true: a standard loop goes on, a multi-instance is complete; NULL: none */
    const weir_async *async;          /* of each item; NULL: none */
    /* Standard: */
    bool tests_before;
    int64_t maximum; /* of items; 0: none */
    /* Multi-instance: */
    weir_setting cardinality;
    weir_setting collection;
    weir_text element_variable, output_collection;
    weir_setting output_element;
    const weir_loop_event *events;
    uint32_t event_count;
    bool throws_once;                      /* for the first item alone */
    weir_mappings outputs;                 /* of each item */
    const weir_publications *publications; /* of each item; NULL: none */
} weir_loop;

/* What a form that is submitted must fulfil (run/form.h). */
typedef enum weir_field_type {
    WEIR_FIELD_TEXT_TYPE, /* string, and all that is not looked into: list, file */
    WEIR_FIELD_NUMBER_TYPE,
    WEIR_FIELD_WHOLE_TYPE,
    WEIR_FIELD_BOOLEAN_TYPE,
    WEIR_FIELD_DATE_TYPE,
    WEIR_FIELD_ENUM_TYPE,
    WEIR_FIELD_CHOICE_TYPE,  /* one of the choices, if any are known */
    WEIR_FIELD_CHOICES_TYPE, /* a list of them */
    WEIR_FIELD_MOMENT_TYPE,  /* a date, a time, or both, as text or value */
    WEIR_FIELD_LIST_TYPE,
    WEIR_FIELD_ANY_TYPE,
} weir_field_type;

/* Where the value of a field is: a variable, then entries of it. */
typedef struct weir_field_step {
    weir_text name;
    bool is_each; /* what follows is of each item of the list that is there */
} weir_field_step;

typedef struct weir_form_field {
    weir_text id;                /* the variable; of one inside of others the names of all, with points */
    const weir_field_step *path; /* of one inside of others; NULL: it is the variable */
    uint32_t path_count;
    weir_field_type type;
    bool is_required, is_read_only;
    bool has_min, has_max, has_min_length, has_max_length;
    weir_decimal min, max;
    int64_t min_length, max_length; /* characters */
    const weir_text *values;        /* of an enum: the ids */
    uint32_t value_count;
    const weir_value *choices; /* 0: any */
    uint32_t choice_count;
    bool must_be_true;              /* of one that is required */
    const weir_expression *pattern; /* over `value`: true if the text fits; NULL: none */
    const weir_expression *hide;    /* nothing is asked while it is true; NULL: never */
} weir_form_field;

/* A form that is deployed as a file of its own. */
typedef struct weir_deployed_form {
    weir_text id;
    const weir_form_field *fields;
    uint32_t field_count;
    const weir_mapping *defaults;
    uint32_t default_count;
} weir_deployed_form;

typedef struct weir_element_form {
    weir_setting key, ref, ref_binding, ref_version; /* weir:formKey, weir:formRef … */
    const weir_form_field *fields;
    uint32_t field_count;
} weir_element_form;

/* What a model says of an element, for workers (weir:properties). */
typedef struct weir_property {
    weir_text name, value;
} weir_property;

/* What a business rule task lets its own outputs, listeners, events and flows see, by these names. */
#define WEIR_DECISION_RESULT_NAME "decisionResult"
#define WEIR_DECISION_RULES_NAME "decisionRules"
enum { WEIR_READS_DECISION_RESULT = 1, WEIR_READS_DECISION_RULES = 2 };

typedef struct weir_node {
    weir_text id, name;
    uint32_t line; /* in the user's file */
    uint8_t kind;  /* weir_element_kind */
    uint8_t trigger_kind;
    bool is_activity;
    bool is_interrupting;          /* boundary event: cancelActivity; start event: isInterrupting */
    bool is_event_sub_process;     /* triggeredByEvent: no flow leads there, its start event waits */
    bool starts_event_sub_process; /* the start event of one: it waits from when the scope around that opens */
    bool is_for_compensation;      /* an activity that no flow leads to: it undoes another one */
    bool is_compensable;           /* once completed, it or something in it can be compensated */
    bool opens_scope;              /* has variables of its own while it is active */
    bool keeps_variables;          /* those that complete it go to that scope alone */
    bool follows_limit;            /* a boundary timer that is due when the time limit of its activity ends */
    bool holds_patient;            /* it, or a join directly inside, has on_rest (element.h) */
    uint8_t reads; /* what expressions of it, its loop and the flows that leave it read: bits WEIR_READS_… */
    const weir_element *element;
    const weir_trigger *trigger;
    weir_node_ix parent;      /* the container; WEIR_NO_IX for the process */
    weir_node_ix attached_to; /* of a boundary event, else WEIR_NO_IX */
    const weir_flow_ix *in, *out;
    uint32_t in_count, out_count;
    weir_flow_ix default_flow; /* WEIR_NO_IX: none */
    /* Of an event with several definitions: a node for each. They stand behind all nodes of the file and share its id;
     * among the boundary events of an activity and the starts of a container they stand in place of the event. */
    const weir_node_ix *parts;
    uint32_t part_count;
    bool waits_for_all;           /* parallelMultiple; of such a part, too */
    weir_node_ix event;           /* of a part; WEIR_NO_IX: it is none */
    weir_text part_name;          /* id of the definition, or its place among them: 1, 2 … */
    const weir_node_ix *boundary; /* events attached to this activity, in document order */
    uint32_t boundary_count;
    const weir_node_ix *starts; /* start events of this container, and what else instantiates it */
    uint32_t start_count;
    const weir_node_ix *event_starts; /* start events of the event sub-processes directly in this container */
    uint32_t event_start_count;
    weir_node_ix compensation;       /* the activity that undoes this one; WEIR_NO_IX: none */
    weir_node_ix compensation_start; /* of a sub-process: of its event sub-process that undoes it; WEIR_NO_IX: none */
    const weir_loop *loop;           /* NULL: none */
    uint32_t start_quantity;         /* tokens that an activity waits for before it starts, from 1 */
    uint32_t completion_quantity;    /* tokens that it sends over each flow, from 1 */
    const weir_async *async;         /* of the whole activity, if it has a loop; NULL: none */
    const weir_element_form *form;   /* of a start event or a user task; NULL: none */
    const weir_property *properties;
    uint32_t property_count;
    weir_mappings locals;          /* data that belongs to the element (properties, data objects, data outputs) */
    weir_mappings inputs, outputs; /* of a loop: the outputs of all items together */
    const weir_mapping *defaults;
    uint32_t default_count;
    const weir_expression *filter; /* of a signal that is caught: it comes in where this is true; NULL: always */
    weir_text payload;             /* of an event that catches: takes what came, if nothing of that name did */
    /* What an error or escalation event catches: a code that is not set = every one. */
    weir_setting catch_code;
    weir_text code_variable, message_variable;
    const struct weir_listeners *listeners, *task_listeners; /* NULL: none (listener.h) */
    const struct weir_error_mappings *error_mappings;        /* NULL: none (error_mapping.h) */
    const struct weir_requirements *requirements;            /* NULL: none (requirement.h) */
    const weir_publications *publications;                   /* of the whole activity, if it has a loop; NULL: none */
    const struct weir_time_limit *time_limit;                /* of the process, too; NULL: none (time_limit.h) */
    const struct weir_duty *duty;                            /* NULL: none (duty.h) */
    const weir_node_ix *suspends;                            /* whose time limits stand while a token is active here */
    uint32_t suspends_count;
    const void *config;         /* what the element's build made */
    const void *trigger_config; /* what the trigger's build made */
} weir_node;

typedef struct weir_program {
    weir_text key, name, version_tag; /* key = id of the process */
    int64_t history_day_count;        /* weir:historyTimeToLive; -1: not said */
    bool is_startable_in_tasklist;
    weir_text starter_users; /* weir:candidateStarterUsers, between commas */
    const weir_node *nodes;
    const weir_flow *flows;
    uint32_t node_count, flow_count;
    bool has_patient, minds_data;            /* a join with on_rest, one that looks at variables (element.h) */
    const uint32_t *node_by_id, *flow_by_id; /* open addressing; UINT32_MAX = free */
    uint32_t node_by_id_capacity, flow_by_id_capacity; /* powers of two */
    bool has_calendars;                                /* something in it may be counted on one */
    bool has_conditions;                               /* some event waits for one */
    bool has_suspends;                                 /* some activity stops the clock of a time limit */
    bool has_duties;                                   /* some task is not for everybody (duty.h) */
    const struct weir_exclusive *exclusives;
    uint32_t exclusive_count;
} weir_program;

/* WEIR_NO_IX if there is none. */
weir_node_ix weir_program_node(const weir_program *program, weir_text id);
/* The event that a part of one belongs to; another node is itself. */
static inline weir_node_ix weir_program_event(const weir_program *program, weir_node_ix node)
{
    return program->nodes[node.ix].event.ix == WEIR_NO_IX ? node : program->nodes[node.ix].event;
}
/* The part of an event with this name. */
weir_node_ix weir_program_part(const weir_program *program, weir_node_ix event, weir_text name);
weir_flow_ix weir_program_flow(const weir_program *program, weir_text id);
/* Make the two indexes; called once by compile/ when nodes and flows are complete. */
WEIR_MUST_USE weir_err weir_program_index(weir_program *program, weir_arena *arena);

#endif
