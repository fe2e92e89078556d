/* SPDX-License-Identifier: Apache-2.0
 * compile/rules.h - what the files with the semantic rules share.
 *
 * A rule is a row of rules.def plus one function, which is called for every part that the row's subject matches and
 * reports what it finds. Flow nodes, flows and what can be reached are found out once, before the first rule runs;
 * so every rule costs no more than the part it looks at.
 * Layer: compile.
 */
#ifndef WEIR_COMPILE_RULES_H
#define WEIR_COMPILE_RULES_H

#include "base/calendar.h"
#include "base/problem.h"
#include "model/model.h"

#define WEIR_RULE_NO_IX UINT32_MAX
/* Flows of a node that are looked for in its lists; each look goes through the list. */
#define WEIR_RULE_LISTED_MAX 64u

/* What a rule looks at. One part may be several of these. */
enum {
    WEIR_ON_PART = 1u << 0, /* every part of the file */
    WEIR_ON_FILE = 1u << 1, /* the root, once */
    WEIR_ON_PROCESS = 1u << 2,
    WEIR_ON_CONTAINER = 1u << 3, /* processes and sub-processes */
    WEIR_ON_NODE = 1u << 4,      /* flow nodes, also those that weir does not execute */
    WEIR_ON_FLOW = 1u << 5,      /* sequence flows with both ends known */
    WEIR_ON_GATEWAY = 1u << 6,
    WEIR_ON_EVENT = 1u << 7,
    WEIR_ON_ACTIVITY = 1u << 8,   /* tasks and sub-processes */
    WEIR_ON_DEFINITION = 1u << 9, /* event definitions */
    WEIR_ON_TIMER = 1u << 10,
    WEIR_ON_LOOP = 1u << 11,    /* multi-instance characteristics */
    WEIR_ON_MAPPING = 1u << 12, /* weir:inputOutput */
    WEIR_ON_FORM = 1u << 13,    /* weir:formData */
    WEIR_ON_LANES = 1u << 14,   /* lane sets */
};

typedef struct weir_rule_flow {
    const weir_part *part;
    uint32_t source, target; /* nodes, or WEIR_RULE_NO_IX */
    bool has_condition;
} weir_rule_flow;

/* A process or flow node; its flows are indexes in document order. */
typedef struct weir_rule_node {
    const weir_part *part;
    const uint32_t *out, *in;
    uint32_t out_count, in_count;
    uint32_t default_flow;            /* one of out, or WEIR_RULE_NO_IX */
    uint32_t container;               /* the node around it; WEIR_RULE_NO_IX for a process */
    uint32_t host;                    /* of a boundary event that is attached to an activity */
    uint32_t link_target;             /* of an event that throws a link: the one that catches it */
    uint32_t boundary, next_boundary; /* first event on this activity; next one on the same host */
    uint32_t associated;              /* of a compensation event on an activity, what undoes that, and the other way */
    bool has_start, has_broken_flow;  /* of a container: directly inside */
    bool waits;                       /* a token can stay here until something happens */
    bool is_reached;
    bool is_unreachable_head; /* where an unreachable part of the graph begins */
    bool is_loop_head;        /* the first node of a loop in which nothing waits */
} weir_rule_node;

typedef struct weir_rules {
    const weir_model *model;
    const weir_calendar_ids *calendars; /* NULL: nobody knows which there are */
    weir_problems *problems;
    weir_arena *scratch;     /* until all rules have run */
    weir_arena *expressions; /* emptied after each expression */
    weir_rule_node *nodes;
    weir_rule_flow *flows;
    uint32_t *ix_of; /* node or flow of a part, by its order from the root */
    uint32_t *marks; /* one for each node, for rules that look for repetitions; see weir_rules_mark */
    uint32_t node_count, flow_count, part_count, mark;
    uint32_t process_count, executable_count;
    uint32_t hint_budget; /* effort left for "did you mean" */
    uint32_t row;         /* of the rule that runs */
    struct weir_link_end *links;
    uint32_t link_count;
    bool in_documentation; /* inside a process that is not executable */
} weir_rules;

#define RULE(name, id, severity, subject, clause, sentence)                                                            \
    WEIR_MUST_USE weir_err weir_rule_##name(weir_rules *rules, const weir_part *part);
#include "compile/rules.def"
#undef RULE

/* rules.c: record what the running rule found at `part`. */
WEIR_MUST_USE weir_err weir_rule_report(weir_rules *rules, const weir_part *part, const char *format, ...)
    WEIR_PRINTF(3, 4);
/* Whether the schema has said the same about this part already, under this rule id. */
bool weir_rule_is_said(const weir_rules *rules, const weir_part *part, const char *xsd_rule);
/* Two arguments for "%.*s": a text cut to what fits into a sentence. */
#define WEIR_SHOWN(text) weir_rule_shown_length(text), weir_rule_shown_bytes(text)
int weir_rule_shown_length(weir_text text);
const char *weir_rule_shown_bytes(weir_text text); /* never NULL */

/* rules_index.c, rules_graph.c: what all rules need to know. ENOMEM. */
WEIR_MUST_USE weir_err weir_rules_index(weir_rules *rules);
WEIR_MUST_USE weir_err weir_rules_explore(weir_rules *rules);
/* rules_link.c: the ends of all links. ENOMEM. */
WEIR_MUST_USE weir_err weir_rules_find_links(weir_rules *rules);
/* The node or flow of a part; NULL if the part is none. */
const weir_rule_node *weir_rules_node(const weir_rules *rules, const weir_part *part);
const weir_rule_flow *weir_rules_flow(const weir_rules *rules, const weir_part *part);
/* A value that no entry of rules->marks has. */
uint32_t weir_rules_mark(weir_rules *rules);
uint32_t weir_rule_subjects(const weir_part *part);
bool weir_rule_is_process(const weir_part *part);
bool weir_rule_is_activity(const weir_part *part);
bool weir_rule_is_event_sub_process(const weir_part *part);
bool weir_rule_is_definition(const weir_part *part);
/* The first event definition that this version knows, or NULL. */
const weir_part *weir_rule_trigger(const weir_part *event);
/* Whether a process can begin here without a start event: a receive task that instantiates. */
bool weir_rule_instantiates(const weir_part *part);
/* What an element of the file is called: "userTask". */
weir_text weir_rule_part_name(const weir_part *part);

/* rules_support.c: a flow node of BPMN that this version does not execute; an event definition of that kind. */
bool weir_rule_is_unsupported_node(const weir_part *part);
bool weir_rule_is_unsupported_definition(const weir_part *part);

/* rules_boundary.c: report which of these events catch the same error or escalation. */
WEIR_MUST_USE weir_err weir_rule_check_caught_once(weir_rules *rules, const weir_part *const *events, uint32_t count);

/* rules_hint.c: the referable id of the file that a person may have meant, absent if none is near.
 * accepts: whether a part may stand where the id is used. */
weir_text weir_rules_nearest(weir_rules *rules, weir_text id, bool (*accepts)(const weir_part *part));
bool weir_rule_is_near(weir_text a, weir_text b);
/* The slips of the keyboard between two ids that are near; else UINT32_MAX. */
uint32_t weir_rule_slips(weir_text a, weir_text b);

/* rules_keys.c: a list of texts sorted by text, then by document order, so that equal ones are neighbours. */
typedef struct weir_rule_key {
    weir_text text;
    const weir_part *part;
} weir_rule_key;
void weir_rule_keys_sort(weir_rule_key *keys, uint32_t count);

/* rules_calendar.c: the calendar that counts what stands in a part, as it is written; absent or empty: none does.
 * is_counted: whether the calendar can count this literal. needs_calendar: forms that mean nothing without one. */
weir_text weir_rule_calendar(const weir_part *part);
bool weir_rule_is_counted(weir_text text, weir_text calendar, bool is_cycle);
bool weir_rule_needs_calendar(weir_text text);

/* rules_timer.c: whether a literal is a date, a date-time, a duration; is_iso: one of these, or a cycle; zones are not
 * looked up. without_zone: "2026-01-01T08:00:00@Asia/Shanghai" without its end. */
#define WEIR_RULE_TIME_LENGTH_MAX 200u
weir_text weir_rule_without_zone(weir_text text, char out[static WEIR_RULE_TIME_LENGTH_MAX]);
bool weir_rule_is_iso(weir_text text, bool is_cycle);
bool weir_rule_is_date(weir_text text);
bool weir_rule_is_duration(weir_text text);
bool weir_rule_is_listener(const weir_part *part); /* rules_listener.c */
/* rules_expression.c: a setting that is an expression: "=FEEL", or a text with ${…} in it. */
bool weir_rule_is_expression(weir_text text);

#endif
