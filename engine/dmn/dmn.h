/* SPDX-License-Identifier: Apache-2.0
 * dmn/dmn.h - DMN decisions: compiled once from a model, evaluated over named inputs.
 *
 * A compiled set is frozen. Required decisions are evaluated first, each once, in the order of the
 * requirement graph; a cycle is refused at compile time. A decision sees what it requires; names it does not declare
 * are looked up in the scope of the caller, as tools that draw no input data expect.
 *
 * Problems, beside those of the XML:
 *
 * dmn-expression               error    FEEL that does not compile, with its line and column
 * dmn-language-unsupported     error    an expression in a language that is neither FEEL nor juel
 * dmn-reference-unknown        error    a requirement of what is not in this file
 * dmn-reference-wrong-kind     error    a requirement of an element of another kind
 * dmn-cycle                    error    an element requires itself, maybe by way of others
 * dmn-name-missing             error    an element, binding or inner context entry without a name
 * dmn-name-duplicate           error    two entries or columns of one name; of two decisions: warning
 * dmn-hit-policy-unknown       error
 * dmn-aggregation-unknown      error
 * dmn-aggregation-misplaced    error    without COLLECT; over several outputs: strict
 * dmn-input-expression-missing error    an input clause that tests nothing
 * dmn-output-missing           error    a table without output clause, a service without output decision
 * dmn-output-name-missing      error    one of several output clauses has no name
 * dmn-output-values-missing    warning  the hit policy ranks by values that are not listed
 * dmn-rule-columns             error    a rule has more or less entries than the table
 * dmn-row-columns              error    a row of a relation has more or less cells than columns
 * dmn-type-cycle               error    a type is defined by itself
 * dmn-type-duplicate           error    two types of one name
 * dmn-limit                    error    more names, entries or columns than weir takes
 * dmn-type-unknown             warning  the value is not checked
 * dmn-logic-missing            warning  a decision or function that is always null
 * dmn-function-unknown         warning  a call of a name that no file defines
 * dmn-function-external        warning  Java or PMML; gives null
 * dmn-import-missing           error    no file with that namespace
 * dmn-import-cycle             error    files that import each other
 * dmn-import-wrong             error    an imported file has errors
 * dmn-requirement-missing      warning  an expression uses an element that its own does not require
 * dmn-parameter-unknown        warning  an argument that the function does not take; the call is null
 * dmn-parameter-missing        warning  an argument that it takes is not given; the call is null
 * dmn-table-overlap            warning  UNIQUE: rules that hit together; ANY: the same, with different outputs
 * dmn-table-gap                warning  inputs that no rule takes, and no default; of lists and sums: strict
 * dmn-rule-unreachable         warning  an entry that never holds; FIRST, PRIORITY: better rules wherever it hits
 * dmn-rule-duplicate           strict   a rule that stands twice
 * dmn-table-unchecked          strict   a search for one of these four ended at dmn_table_check_step_count_max
 * dmn-import-unsupported       warning  of another kind of file; error where a value depends on it
 *
 * Layer: dmn, may use feel, model, base.   Spec: DMN 1.5 chapters 6-8.
 */
#ifndef WEIR_DMN_DMN_H
#define WEIR_DMN_DMN_H

#include "base/problem.h"
#include "feel/feel.h"
#include "model/model.h"

typedef struct weir_decisions weir_decisions; /* one file, with what it imports */
typedef struct weir_decision weir_decision;

/* model: a DMN file (root dmn_definitions), borrowed as long as the decisions live. All that is wrong
 * goes to `problems`; EMODEL if there was an error among it. */
WEIR_MUST_USE weir_err weir_dmn_compile(const weir_model *model, weir_arena *arena, weir_problems *problems,
                                        const weir_decisions **out);

/* A DMN file, and the name of it that a locationURI may end in (may be absent). */
typedef struct weir_dmn_file {
    const weir_model *model;
    weir_text name;
} weir_dmn_file;

/* The first is compiled; its imports, and theirs, are found among the others. All borrowed as long as the decisions. */
typedef struct weir_dmn_files {
    const weir_dmn_file *items;
    uint32_t count;
} weir_dmn_files;

/* The decisions of the first file. What is wrong in an imported file is a problem of its import. */
WEIR_MUST_USE weir_err weir_dmn_compile_all(const weir_dmn_files *files, weir_arena *arena, weir_problems *problems,
                                            const weir_decisions **out);
/* The same for who looks at single decisions and deploys nothing: what is wrong in an element spoils that element
 * alone, and is none of the problems. Asked for its value, it fails with EMODEL and the first thing that is wrong; for
 * others that require it, it is null. */
WEIR_MUST_USE weir_err weir_dmn_compile_each(const weir_dmn_files *files, weir_arena *arena, weir_problems *problems,
                                             const weir_decisions **out);
/* Whether an <import> is one of another DMN file. */
bool weir_dmn_is_import(const weir_part *import);

/* By id, else by name; a decision before a decision service, which is evaluated in the same way. NULL: there is none.
 */
const weir_decision *weir_dmn_find(const weir_decisions *decisions, weir_text id_or_name);
/* Of the file itself: its id, or its name if it has none; its name; its namespace. */
weir_text weir_dmn_file_id(const weir_decisions *decisions);
weir_text weir_dmn_file_name(const weir_decisions *decisions);
weir_text weir_dmn_file_namespace(const weir_decisions *decisions);
/* The next decision or decision service of the file itself; previous NULL: the first. NULL: there is no more. */
const weir_decision *weir_dmn_next(const weir_decisions *decisions, const weir_decision *previous);
uint32_t weir_dmn_count(const weir_decisions *decisions);
const weir_decision *weir_dmn_at(const weir_decisions *decisions, uint32_t ix);
weir_text weir_decision_id(const weir_decision *decision);
weir_text weir_decision_name(const weir_decision *decision);
/* All that can be asked for a value. */
typedef enum weir_decision_kind {
    WEIR_DECISION_OTHER, /* input data */
    WEIR_DECISION,
    WEIR_DECISION_KNOWLEDGE_MODEL,
    WEIR_DECISION_SERVICE
} weir_decision_kind;
uint32_t weir_dmn_element_count(const weir_decisions *decisions);
const weir_decision *weir_dmn_element(const weir_decisions *decisions, uint32_t ix); /* in document order */
weir_decision_kind weir_decision_kind_of(const weir_decision *decision);
/* Names of the parameters of a business knowledge model or decision service. */
uint32_t weir_decision_parameter_count(const weir_decision *decision);
weir_text weir_decision_parameter(const weir_decision *decision, uint32_t ix);

/* What it is known by where it is deployed: its id, or its name if it has none. */
weir_text weir_decision_key(const weir_decision *decision);
/* What is said of it beside its logic (about.c): the tag of its version; days that its history is kept, -1: not said.
 */
weir_text weir_decision_version_tag(const weir_decision *decision);
int64_t weir_decision_history_day_count(const weir_decision *decision);
/* Names of the outputs: the output clauses of a table, the output decisions of a service, else the one variable of the
 * decision. */
uint32_t weir_decision_output_count(const weir_decision *decision);
weir_text weir_decision_output(const weir_decision *decision, uint32_t ix);
bool weir_decision_is_table(const weir_decision *decision);
/* A table whose hit policy lets several rules answer, and makes nothing else of their answers. */
bool weir_decision_gives_list(const weir_decision *decision);
/* The same, or a boxed expression whose value is a list: a relation, a list, a filter, a loop (about.c). */
bool weir_decision_is_list(const weir_decision *decision);

/* What one decision decided, for the decision log. A function is told as null. */
typedef struct weir_decision_trace {
    const weir_decision *decision;
    weir_value inputs; /* context: input expression text → value; without a table: name of a requirement → value */
    weir_value result;
    const uint32_t *rules; /* numbers of the rules that hit, from 1, as the result has them; none without a table */
    uint32_t rule_count;
    const weir_value *input_values; /* of a table: one for each input clause; NULL: it is none */
    const weir_value *rule_values;  /* what each of these rules gives: a bare value, or a context of several outputs */
    weir_text reason;               /* why the result is null, if it has to be told */
} weir_decision_trace;

typedef struct weir_decision_traces {
    weir_decision_trace *items; /* in the order of evaluation; required decisions first, what was asked for last */
    uint32_t count, capacity;
} weir_decision_traces;

/* The inputs are looked up in `scope` by name.
 *
 * result  of a decision table with one output its value, with several a context; of a hit policy that lets several
 *         rules answer a list of those. A table that finds no rule gives null or its defaults, one that counts 0. A
 *         violated hit policy, an input outside its allowed values (whatever the defaults) and a result that does not
 *         fit its type are null, and run->reason says so. A function may be called as long as scope and arena live.
 * traces  may be NULL; they live in run->arena
 *
 * ELIMIT: the step budget is spent, or functions of the model call each other too deep. EPROCESS: an expression in
 * ${…} failed. EMODEL: see weir_dmn_compile_each. ENOMEM. */
WEIR_MUST_USE weir_err weir_decision_evaluate(const weir_decision *decision, const weir_feel_scope *scope,
                                              weir_feel_run *run, weir_value *result, weir_decision_traces *traces,
                                              weir_diag *diag);
/* The same of any element, by values that were named: parameters of a function (one that is not named is null), input
 * data, and decisions, which are then not evaluated. inputs: a context, borrowed as long as the result. */
WEIR_MUST_USE weir_err weir_decision_call(const weir_decision *decision, const weir_value *inputs, weir_feel_run *run,
                                          weir_value *result, weir_decision_traces *traces, weir_diag *diag);

/* A trace for the decision log (record.c), a context:
 * name         of the decision
 * inputs       of a table [{id, name, value}], its clauses by label, else by their expression; else [{name, value}]
 * outputs      of a table [{id, name, label}], its clauses
 * rules        of a table [{id, number, values}], those that hit, and what each gives for these outputs
 * aggregation  of a table that collects: SUM, MIN, MAX or COUNT
 * result
 * reason       why it is null: no rule hit, a violated hit policy, an input outside its allowed values …
 * What is not there is left out; what holds a function, or is nested too deep to be stored, is null. ENOMEM. */
WEIR_MUST_USE weir_err weir_decision_record(const weir_decision_trace *trace, weir_arena *arena, weir_value *out);

/* The rules that hit in all of these decisions, in the order of evaluation, as the results have them: a list of
 * {decision, rule, ruleId}: its key, the number of the rule from 1, and its id, null if it has none. ENOMEM. */
WEIR_MUST_USE weir_err weir_decision_rules(const weir_decision_traces *traces, weir_arena *arena, weir_value *out);

#endif
