/* SPDX-License-Identifier: Apache-2.0
 * dmn/dmn.h - DMN decisions: compiled once from a model, evaluated over named inputs.
 *
 * A compiled set is frozen. Required decisions are evaluated first, each once, in the order of the
 * requirement graph; a cycle is refused at compile time.
 * Layer: dmn, may use feel, model, base.   Spec: DMN 1.5 chapters 6-8.
 */
#ifndef WEIR_DMN_DMN_H
#define WEIR_DMN_DMN_H

#include "base/problem.h"
#include "feel/feel.h"
#include "model/model.h"

typedef struct weir_decisions weir_decisions; /* one file */
typedef struct weir_decision weir_decision;

/* model: a DMN file (root dmn_definitions), borrowed as long as the decisions live. All that is wrong
 * goes to `problems`; EMODEL if there was an error among it. */
WEIR_MUST_USE weir_err weir_dmn_compile(const weir_model *model, weir_arena *arena, weir_problems *problems,
                                        const weir_decisions **out);

/* By id, else by name; NULL if there is none. */
const weir_decision *weir_dmn_find(const weir_decisions *decisions, weir_text id_or_name);
uint32_t weir_dmn_count(const weir_decisions *decisions);
const weir_decision *weir_dmn_at(const weir_decisions *decisions, uint32_t ix);
weir_text weir_decision_id(const weir_decision *decision);
weir_text weir_decision_name(const weir_decision *decision);
/* Names of the outputs: the output clauses of a table, else the one variable of the decision. */
uint32_t weir_decision_output_count(const weir_decision *decision);
weir_text weir_decision_output(const weir_decision *decision, uint32_t ix);

/* What one table decided, for the decision log. */
typedef struct weir_decision_trace {
    const weir_decision *decision;
    weir_value inputs; /* context: input expression text → value */
    weir_value result;
    const uint32_t *rules; /* numbers of the rules that hit, from 1, in order */
    uint32_t rule_count;
} weir_decision_trace;

typedef struct weir_decision_traces {
    weir_decision_trace *items; /* in the order of evaluation; required decisions first */
    uint32_t count, capacity;
} weir_decision_traces;

/* result    a decision table with one output: its value; several: a context; multi-hit policies: a list
 *           of those. A table that finds no rule gives null (or its defaults). A violated hit policy
 *           gives null and run->reason.
 * traces    may be NULL; lives in run->arena
 * Inputs are looked up in `scope` by name. */
WEIR_MUST_USE weir_err weir_decision_evaluate(const weir_decision *decision, const weir_feel_scope *scope,
                                              weir_feel_run *run, weir_value *result, weir_decision_traces *traces,
                                              weir_diag *diag);

#endif
