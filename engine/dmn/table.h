/* SPDX-License-Identifier: Apache-2.0
 * dmn/table.h - a compiled decision table, and its hit policies.
 *
 * Layer: dmn, private to it.   Spec: DMN 1.5 clause 8, §10.3.2.14.
 */
#ifndef WEIR_DMN_TABLE_H
#define WEIR_DMN_TABLE_H

#include "dmn/dmn_internal.h"
#include "dmn/table_index.h"

typedef struct weir_table_input {
    weir_text label; /* the source of the expression */
    const weir_expression *expression, *allowed;
    const weir_item_type *type;
    weir_text variable;  /* the name of its value in its entries, as Camunda 7 and Operaton have it */
    bool reads_variable; /* one of them reads it */
    bool is_narrowed;    /* the type allows some values only */
} weir_table_input;

typedef struct weir_table_output {
    weir_text name;
    const weir_item_type *type;
    const weir_expression *allowed;
    /* The allowed values in their order, where the hit policy ranks by them: spans, or a list if they are not constant.
     * Both NULL: all values rank the same. */
    const weir_constant_tests *ranking;
    const weir_expression *order;
    const weir_expression *otherwise;
    bool has_otherwise;
} weir_table_output;

typedef struct weir_table_rule {
    const weir_expression **tests;         /* NULL: any value */
    const weir_constant_tests **constants; /* what the tests say; NULL: any value, or what only testing shows */
    const weir_expression **values;
} weir_table_rule;

typedef struct weir_table weir_table;

/* Rules that hit, with the values they give: a bare value, or a context where there are several outputs. */
typedef struct weir_hits {
    uint32_t *items; /* indexes of rules */
    uint32_t count, capacity;
    weir_value *values;
} weir_hits;

typedef struct weir_hit_policy {
    const char *name;
    char letter;
    bool ends_at_first; /* no rule after the first hit matters */
    bool ranks;         /* by the order of output values */
    bool is_multiple;   /* gives a list */
    weir_err (*pick)(weir_dmn_cx *cx, const weir_table *table, weir_hits *hits, weir_value *out);
} weir_hit_policy;

/* What a collect table makes of its list. */
typedef struct weir_aggregator {
    const char *name;
    const char *source; /* in FEEL, over `values` */
    bool counts;        /* and so has an answer without any hit */
} weir_aggregator;

struct weir_table {
    const weir_part *part;
    const weir_hit_policy *policy;
    const weir_aggregator *aggregator;
    const weir_expression *aggregate;
    weir_table_input *inputs;
    weir_table_output *outputs;
    weir_table_rule *rules;
    uint32_t input_count, output_count, rule_count;
    const weir_table_index *index; /* NULL: nothing in it is constant */
    bool uses_index;
};

/* hit_policy.c; an absent name is UNIQUE. NULL: there is no such row. */
const weir_hit_policy *weir_hit_policy_find(weir_text name);
const weir_aggregator *weir_aggregator_find(weir_text name);
/* The place of a value in the order of an output; one that is not there comes after all that are. */
uint32_t weir_output_rank(const weir_constant_tests *ranking, const weir_value *value);

struct weir_dmn_compiler;
/* table_check.h: warnings about the table as a whole. */
WEIR_MUST_USE weir_err weir_table_check(struct weir_dmn_compiler *c, const weir_table *table);

#endif
