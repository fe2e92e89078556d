/* SPDX-License-Identifier: Apache-2.0
 * server/decisions.h - the decisions of all deployments: compiled when somebody first asks, with their ids and
 * versions.
 *
 * No table has them: a decision is known by the file it stands in. The n-th file with a decision of a key, in the order
 * of deployment, holds version n of it, so that ids are the same whenever one looks, and the same that the engine
 * writes (host/decisions.c). Deleted deployments count on. A file with several decisions is itself a definition, that
 * of its requirement graph, with versions of its own. Layer: server.
 */
#ifndef WEIR_SERVER_DECISIONS_H
#define WEIR_SERVER_DECISIONS_H

#include "host/resource.h"
#include "server/rest.h"

#define WEIR_DECISION_FILES_PER_ROUND_MAX 64u

typedef struct weir_known_decisions weir_known_decisions;

typedef struct weir_known_decision {
    weir_text id, key, name;
    weir_text category; /* the namespace of its file */
    int64_t version;
    int64_t deployment, resource;  /* numbers in the database */
    const weir_decision *decision; /* NULL: a requirement graph */
    weir_text graph_id, graph_key; /* of the graph it is in; absent: it is alone in its file */
} weir_known_decision;

typedef enum weir_known_kind { WEIR_KNOWN_DECISIONS, WEIR_KNOWN_GRAPHS, WEIR_KNOWN_KIND_COUNT } weir_known_kind;

/* own: pair with weir_decisions_free. */
WEIR_MUST_USE weir_err weir_decisions_new(weir_memory memory, weir_known_decisions **out);
void weir_decisions_free(weir_known_decisions *known);

/* First in a handler. are_known: all that are deployed are; else they are got on the writer's thread, and `again` runs
 * after that. */
WEIR_MUST_USE weir_err weir_decisions_learn(weir_rest *call, weir_handler again, bool *are_known);
/* All of them for a list, as JSON: [{id, key, name, version, deployment, resource, …}, …]; in the call's arena. */
WEIR_MUST_USE weir_err weir_decisions_rows(weir_rest *call, weir_text *out);
WEIR_MUST_USE weir_err weir_decision_graphs_rows(weir_rest *call, weir_text *out);
/* By id, or the latest of a key; one whose deployment is deleted is not there. ENOTFOUND. */
WEIR_MUST_USE weir_err weir_decisions_find(weir_rest *call, weir_known_kind kind, weir_text id_or_key, bool is_key,
                                           weir_known_decision *out);
/* The decision, or the graph, that the path of the call names (handle_decision.c); refuses the call if there is none.
 */
WEIR_MUST_USE weir_err weir_find_decision(weir_rest *call, weir_known_decision *out);
/* What came of an evaluation; in the call's arena. */
typedef struct weir_evaluation {
    weir_value result;
    bool has_hit;
    weir_value facts; /* for WEIR_REQUEST_DECIDED */
} weir_evaluation;

/* With the names of the variables as its inputs, by the clock of the database. EPROCESS: it can't be. */
WEIR_MUST_USE weir_err weir_decisions_evaluate(weir_rest *call, const weir_known_decision *asked,
                                               const weir_value *variables, weir_evaluation *out);

#endif
