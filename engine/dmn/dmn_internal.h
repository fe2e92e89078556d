/* SPDX-License-Identifier: Apache-2.0
 * dmn/dmn_internal.h - what the files of dmn/ share: the requirement graph, the compiler, one evaluation.
 *
 * A file and those that it imports compile to elements (input data, decisions, business knowledge models, decision
 * services), numbered so that each comes after what it requires; the logic of an element is a tree of boxed expressions
 * (box.h).
 * Evaluation walks the numbers upwards and needs no recursion.
 * Layer: dmn, private to it.   Spec: DMN 1.5 §6.2, §6.3.
 */
#ifndef WEIR_DMN_INTERNAL_H
#define WEIR_DMN_INTERNAL_H

#include "dmn/box.h"
#include "dmn/dmn.h"
#include "dmn/type.h"

/* Functions of a model that call each other: one more level of the C stack each. */
#define WEIR_DMN_CALL_DEPTH_MAX 64u
/* Names of one file that are no plain identifiers; each is compared with the source of each expression. */
#define WEIR_DMN_NAME_COUNT_MAX 1024u

/* Outside this folder only decisions and decision services are seen, under the name of the header. */
typedef struct weir_decision weir_drg_element;
typedef struct weir_drg_kind weir_drg_kind;
typedef struct weir_graph weir_graph;

/* A list of elements in the arena. */
typedef struct weir_drg_list {
    weir_drg_element **items;
    uint32_t count, capacity;
} weir_drg_list;

/* One of the files that are compiled together. */
typedef struct weir_dmn_model weir_dmn_model;

typedef struct weir_dmn_import {
    weir_text name; /* empty: what is imported is seen like the file's own */
    weir_text location;
    weir_dmn_model *model;
    const weir_part *part;
} weir_dmn_import;

struct weir_dmn_model {
    const weir_dmn_file *origin;
    const weir_model *model;
    weir_text uri; /* its namespace */
    weir_dmn_import *imports;
    uint32_t import_count;
    const weir_part *via;       /* the import of the first file by which it came here; NULL: it is the first */
    weir_problems *problems;    /* of an imported file: its first error becomes one of the import */
    weir_drg_element *elements; /* in document order */
    uint32_t element_count;
    weir_item_types types;
    weir_feel_names type_names;       /* of more than one word, those of its imports, too */
    weir_feel_names own_names, names; /* that may follow a dot or belong to a parameter; those of its imports, too */
    struct {
        struct weir_known_element *items;
        uint32_t count, capacity;
    } known; /* name_check.c: what expressions may speak of, */
    struct {
        weir_text *items;
        uint32_t count, capacity;
    } spelled; /* and of that the names that are no plain identifiers */
};

struct weir_decision {
    const weir_decisions *file;
    const weir_dmn_model *model;
    const weir_drg_kind *kind;
    const weir_part *part;
    weir_text id, name;
    weir_text variable; /* the name others see its value by */
    const weir_item_type *type;
    weir_drg_list needs; /* required elements, in the order of the file */
    uint32_t rank;       /* above that of all it needs */
    const weir_box *box; /* of a decision or business knowledge model; NULL: no logic */
    weir_text fault;     /* the first thing that is wrong in it; its box may be half made */
    uint32_t fault_line;
    /* of a decision service */
    weir_drg_list outputs, parameters;
    const weir_text *parameter_names;
    const weir_type *signature; /* of a decision service, for FEEL */
};

/* A kind of element: one row each in element.c. */
struct weir_drg_kind {
    weir_tag tag;
    const char *word; /* as a message calls it */
    /* What the element adds to needs, outputs, parameters. */
    weir_err (*link)(struct weir_dmn_compiler *c, weir_drg_element *element);
    /* Its value; all it needs has been evaluated. */
    weir_err (*evaluate)(weir_graph *graph, const weir_drg_element *element, weir_value *out);
};

const weir_drg_kind *weir_drg_kind_of(weir_tag tag); /* NULL: no element of the graph */

struct weir_decisions {
    weir_dmn_model *models; /* the file itself first */
    uint32_t model_count;
    weir_drg_element *elements; /* those of one file after the other */
    uint32_t element_count;
    const weir_drg_element **ranked;
    const weir_drg_element **decisions; /* those of the first file that are decisions, in document order */
    uint32_t decision_count;
};

/* -- compiling ---------------------------------------------------------------------------------------------- */

/* A boxed expression that waits to be compiled. */
typedef struct weir_box_task {
    const weir_part *part;
    weir_box *box;
} weir_box_task;

/* An item definition, and the same for FEEL. */
typedef struct weir_type_pair {
    const weir_item_type *item;
    weir_type *type;
} weir_type_pair;

typedef struct weir_dmn_compiler {
    weir_dmn_model *current; /* the file that is looked at */
    const weir_model *model; /* its parts */
    weir_problems *problems; /* its problems */
    bool keeps_faults;       /* what is wrong in an element is remembered there, and is none of them */
    weir_arena *arena;
    weir_decisions *file;
    weir_feel_names names;         /* those of the file, and what the current element requires */
    bool has_types;                /* all item definitions are filled in */
    uint32_t call_count;           /* of functions that no expression brings, as foreign_call.c looked at them */
    weir_drg_element *element;     /* whose logic is compiled; NULL: none */
    struct weir_name_check *check; /* what its names were found to be */
    uint32_t argument_count;       /* calls that argument_check.c looked at */
    struct {
        weir_type_pair *items;
        uint32_t count, capacity;
    } feel_types; /* those that an expression named */
    struct {
        weir_item_type **items;
        uint32_t count, capacity;
    } function_types; /* to be signed when all types are there */
    struct {
        weir_box_task *items;
        uint32_t count, capacity;
    } tasks;
    struct {
        const struct weir_table **items;
        uint32_t count, capacity;
    } tables;                  /* of the first file, to be checked */
    uint64_t check_step_count; /* spent on them */
} weir_dmn_compiler;

/* A problem at `part`, named by the nearest id around it. */
WEIR_MUST_USE weir_err weir_dmn_problem(weir_dmn_compiler *c, weir_severity severity, const char *rule,
                                        const weir_part *part, const char *format, ...) WEIR_PRINTF(5, 6);
/* The same at a line and column of the text of `part`, from 1; column 0: unknown. */
WEIR_MUST_USE weir_err weir_dmn_problem_at(weir_dmn_compiler *c, weir_severity severity, const char *rule,
                                           const weir_part *part, uint32_t line, uint32_t column, const char *format,
                                           ...) WEIR_PRINTF(7, 8);
/* The <text> of a part as an expression; NULL if there is none or it is wrong (then a problem says so). */
WEIR_MUST_USE weir_err weir_dmn_expression(weir_dmn_compiler *c, const weir_part *part, weir_feel_kind kind,
                                           const weir_expression **out);
/* Text that weir itself wrote in place of `part`. names: as of weir_feel_compile. */
WEIR_MUST_USE weir_err weir_dmn_own_expression(weir_dmn_compiler *c, const weir_part *part, weir_text source,
                                               const weir_feel_names *names, const weir_expression **out);
weir_text weir_dmn_source(const weir_part *part); /* the <text> of a part, trimmed */

/* language.c */
typedef enum weir_dmn_language { WEIR_DMN_FEEL, WEIR_DMN_JUEL, WEIR_DMN_UNKNOWN } weir_dmn_language;
/* What the <text> of a part is written in. Problem: dmn-language-unsupported. */
WEIR_MUST_USE weir_err weir_dmn_language_of(weir_dmn_compiler *c, const weir_part *part, weir_dmn_language *out);
WEIR_MUST_USE weir_err weir_dmn_juel(weir_dmn_compiler *c, const weir_part *part, const weir_expression **out,
                                     weir_diag *diag);

/* Look at another file. */
void weir_dmn_enter(weir_dmn_compiler *c, weir_dmn_model *model);

/* import.c: the files, and who imports which. */
WEIR_MUST_USE weir_err weir_imports_compile(weir_dmn_compiler *c, const weir_dmn_files *files);
WEIR_MUST_USE weir_err weir_imports_report(weir_dmn_compiler *c); /* what is wrong in the imported ones */
bool weir_import_is_plain(const weir_dmn_model *from, const weir_dmn_model *to); /* what is there needs no prefix */
/* "model.name" → the import "model", and "name". NULL: none. */
const weir_dmn_import *weir_import_of_name(const weir_dmn_model *model, weir_text qualified, weir_text *rest);
/* before: what stands before the '#' of a href. NULL: no file that this one imports. */
weir_dmn_model *weir_import_of_href(weir_dmn_model *model, weir_text before);

/* foreign_call.c: the problem dmn-function-unknown for each call that is certainly null. */
WEIR_MUST_USE weir_err weir_dmn_check_calls(weir_dmn_compiler *c, const weir_part *place,
                                            const weir_expression *expression);

/* name_check.c: the problem dmn-requirement-missing for each element that the expression in a <text> uses, and that the
 * current element does not require. expression: NULL, if it does not compile. */
WEIR_MUST_USE weir_err weir_dmn_check_names(weir_dmn_compiler *c, const weir_part *text, weir_feel_kind kind,
                                            const weir_expression *expression);
WEIR_MUST_USE weir_err weir_dmn_name_check_begin(weir_dmn_compiler *c); /* before the first element */
/* Where the element itself says what a name means at a part: an entry, a parameter, an iterator; NULL: nowhere. */
WEIR_MUST_USE weir_err weir_dmn_local(weir_dmn_compiler *c, const weir_part *part, weir_text name,
                                      const weir_part **out);
/* argument_check.c: dmn-parameter-unknown, dmn-parameter-missing. */
WEIR_MUST_USE weir_err weir_dmn_check_arguments(weir_dmn_compiler *c, const weir_part *text,
                                                const weir_expression *expression);
WEIR_MUST_USE weir_err weir_dmn_check_bindings(weir_dmn_compiler *c, const weir_part *invocation,
                                               const weir_feel_names *bound);

/* names.c */
/* A name as expressions write it: without blanks around it, with one where there are more. */
WEIR_MUST_USE weir_err weir_name_of(weir_arena *arena, const weir_part *part, weir_attr attr, weir_text *out);
bool weir_name_is_plain(weir_text name); /* one word, which FEEL finds without help */
WEIR_MUST_USE weir_err weir_names_of_models(weir_dmn_compiler *c);
WEIR_MUST_USE weir_err weir_names_of_element(weir_dmn_compiler *c, const weir_drg_element *element);

/* element.c: the types of a service's parameters and result, when they are known. */
WEIR_MUST_USE weir_err weir_service_sign(weir_dmn_compiler *c, weir_drg_element *service);

/* graph_compile.c: elements, what they require, their numbers. Problems: dmn-reference-unknown, dmn-cycle … */
WEIR_MUST_USE weir_err weir_graph_compile(weir_dmn_compiler *c);
/* The element that the part stands in, or is; NULL: none. */
weir_drg_element *weir_graph_element_around(const weir_dmn_compiler *c, const weir_part *part);
/* Append the element that the href of each `tag` below `parent` names; other kinds than `wanted` are problems. */
WEIR_MUST_USE weir_err weir_graph_link(weir_dmn_compiler *c, const weir_part *parent, weir_tag tag, uint32_t wanted,
                                       weir_drg_list *list);
enum { WEIR_WANT_INPUT_DATA = 1, WEIR_WANT_DECISION = 2, WEIR_WANT_FUNCTION = 4 };

/* -- evaluating --------------------------------------------------------------------------------------------- */

/* Names and values around an expression; frozen once made, so that functions may keep it. The root may lead on to
 * the names of the caller. */
typedef struct weir_env weir_env;
struct weir_env {
    const weir_env *up;
    weir_text name;
    weir_value value;
    bool is_spread; /* the entries of `value` are names too */
    weir_feel_scope host;
    weir_feel_run *run; /* pays for the search */
};

/* Shared by an evaluation and the functions it made, which may be called as long as the arena lives. */
typedef struct weir_dmn_calls {
    uint32_t depth;
} weir_dmn_calls;

typedef struct weir_dmn_cx {
    weir_feel_run *run;
    weir_diag *diag;
    weir_dmn_calls *calls;
    weir_decision_trace *trace;          /* of the decision being evaluated, or NULL */
    char reason[WEIR_FEEL_REASON_BYTES]; /* the first one */
} weir_dmn_cx;

/* ELIMIT when the step budget is spent. */
WEIR_MUST_USE weir_err weir_dmn_charge(weir_dmn_cx *cx, uint64_t step_count);
/* Null; keeps the reason if it is the first. */
weir_value weir_dmn_null(weir_dmn_cx *cx, const char *format, ...) WEIR_PRINTF(2, 3);
/* The reason of a null result for the decision log; absent: none, or it is the reason of something before. */
WEIR_MUST_USE weir_err weir_dmn_tell_reason(const weir_dmn_cx *cx, bool had_reason, weir_decision_trace *trace);
/* One more name, to be filled in; NULL: no memory. */
weir_env *weir_env_new(weir_dmn_cx *cx, const weir_env *up);
WEIR_MUST_USE weir_err weir_dmn_bind(weir_dmn_cx *cx, const weir_env *up, weir_text name, const weir_value *value,
                                     const weir_env **out);
/* NULL expression: null. */
WEIR_MUST_USE weir_err weir_dmn_eval(weir_dmn_cx *cx, const weir_expression *expression, const weir_env *env,
                                     weir_value *out);
/* NULL tests: true. Those written as ${…} are a condition; the input is what `env` has. */
WEIR_MUST_USE weir_err weir_dmn_test(weir_dmn_cx *cx, const weir_expression *tests, const weir_value *input,
                                     const weir_env *env, bool *out);
/* Begin and end a call from FEEL: the depth is counted, the first reason handed on. */
WEIR_MUST_USE weir_err weir_dmn_call_begin(weir_dmn_cx *cx, weir_dmn_calls *calls, weir_feel_run *run, weir_diag *diag);
void weir_dmn_call_end(weir_dmn_cx *cx, const weir_value *result);

/* One walk over the graph. */
struct weir_graph {
    weir_dmn_cx *cx;
    const weir_decisions *file;
    weir_feel_scope host; /* where input data come from; find NULL: from `values` alone */
    weir_value *values;   /* by rank */
    bool *known, *needed;
    weir_decision_traces *traces; /* may be NULL */
};

WEIR_MUST_USE weir_err weir_graph_open(weir_graph *graph, weir_dmn_cx *cx, const weir_decisions *file);
/* Evaluate what `targets` need and do not know yet, and them. */
WEIR_MUST_USE weir_err weir_graph_evaluate(weir_graph *graph, const weir_drg_list *targets);
/* The value of one element, as a caller from outside wants it. */
WEIR_MUST_USE weir_err weir_graph_answer(weir_graph *graph, const weir_drg_element *element, weir_value *out);
/* The same with values that were named; see weir_decision_call. */
WEIR_MUST_USE weir_err weir_graph_call(weir_graph *graph, const weir_drg_element *element, const weir_value *given,
                                       weir_value *out);
/* A walk over the graph of its own; given NULL: values come from the scope alone. */
WEIR_MUST_USE weir_err weir_graph_run(const weir_decision *decision, const weir_feel_scope *scope,
                                      const weir_value *given, weir_feel_run *run, weir_value *result,
                                      weir_decision_traces *traces, weir_diag *diag);
/* What the service gives, after its parameters became known. */
WEIR_MUST_USE weir_err weir_service_result(weir_graph *graph, const weir_drg_element *service, weir_value *out);
/* A value of the caller under the element's name, as its type allows. */
WEIR_MUST_USE weir_err weir_graph_input(weir_graph *graph, const weir_drg_element *element, weir_value *out);

#endif
