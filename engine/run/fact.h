/* SPDX-License-Identifier: Apache-2.0
 * run/fact.h - what happened: the only thing that changes a state, the only thing that is logged.
 *
 * Layer: run.   The rows are in facts.def.
 */
#ifndef WEIR_RUN_FACT_H
#define WEIR_RUN_FACT_H

#include "base/id.h"
#include "run/program.h"

typedef enum weir_fact_kind {
#define FACT(name, type, apply, argument, ...) WEIR_FACT_##name,
#include "run/facts.def"
#undef FACT
    WEIR_FACT_COUNT
} weir_fact_kind;

/* Numbers of tokens, scopes and waits come from one counter of the instance and are never used again;
 * 0 means none, scope 1 is the process. */
typedef uint32_t weir_number_in_instance;

typedef struct weir_fact {
    uint8_t kind; /* weir_fact_kind */
    weir_node_ix node;
    weir_flow_ix flow;
    weir_number_in_instance token;
    weir_number_in_instance scope; /* where the token or variable is */
    weir_number_in_instance opens; /* scope that is opened with the element */
    weir_number_in_instance wait;
    uint32_t item;              /* of a multi-instance, from 1 */
    int64_t number;             /* count, retries or priority */
    int64_t due_ms, old_due_ms; /* old: before it was moved */
    weir_id id;
    weir_text name, text;
    weir_value value;
} weir_fact;

typedef struct weir_facts {
    weir_fact *items;
    uint32_t count, capacity;
} weir_facts;

/* Members of weir_fact as the table names them. */
typedef enum weir_field {
    WEIR_FIELD_END,
    WEIR_FIELD_NODE,
    WEIR_FIELD_FLOW,
    WEIR_FIELD_TOKEN,
    WEIR_FIELD_SCOPE,
    WEIR_FIELD_OPENS,
    WEIR_FIELD_WAIT,
    WEIR_FIELD_ITEM,
    WEIR_FIELD_NUMBER,
    WEIR_FIELD_DUE,
    WEIR_FIELD_OLD_DUE,
    WEIR_FIELD_AT, /* the number, as an instant */
    WEIR_FIELD_ID,
    WEIR_FIELD_NAME,
    WEIR_FIELD_TEXT,
    WEIR_FIELD_VALUE,
    WEIR_FIELD_OPTION, /* the value, if there is one */
} weir_field;

#define WEIR_FACT_FIELD_MAX 10
typedef struct weir_fact_kind_row {
    const char *name; /* "task_created" */
    const char *type; /* "task.created" */
    struct {
        weir_field field;
        const char *key;
    } fields[WEIR_FACT_FIELD_MAX + 1]; /* ends with WEIR_FIELD_END */
} weir_fact_kind_row;

const weir_fact_kind_row *weir_fact_row(weir_fact_kind kind);
/* Whether its type ends with a star, in whose place each fact has its name; what stands before that, or all of it. */
bool weir_fact_kind_is_open(const weir_fact_kind_row *row);
weir_text weir_fact_kind_prefix(const weir_fact_kind_row *row);
/* By event type; false if there is none. */
bool weir_fact_kind_find(weir_text type, weir_fact_kind *out);

#endif
