/* SPDX-License-Identifier: Apache-2.0
 * server/decisions.h - the decisions of all deployments: compiled when somebody first asks, with their ids and
 * versions.
 *
 * No table has them: a decision is known by the file it stands in. The n-th file with a decision of a key, in the order
 * of deployment, holds version n of it, so that ids are the same whenever one looks. Deleted deployments count on.
 * Layer: server.
 */
#ifndef WEIR_SERVER_DECISIONS_H
#define WEIR_SERVER_DECISIONS_H

#include "host/resource.h"
#include "server/rest.h"

#define WEIR_DECISION_FILES_PER_ROUND_MAX 64u

typedef struct weir_known_decisions weir_known_decisions;

typedef struct weir_decision_item {
    weir_text id, key;
    int64_t version;
    int64_t deployment, resource; /* numbers in the database */
    const weir_decision *decision;
} weir_decision_item;

/* own: pair with weir_decisions_free. */
WEIR_MUST_USE weir_err weir_decisions_new(weir_memory memory, weir_known_decisions **out);
void weir_decisions_free(weir_known_decisions *known);

/* First in a handler. are_known: all that are deployed are; else they are got on the writer's thread, and `again` runs
 * after that. */
WEIR_MUST_USE weir_err weir_decisions_learn(weir_rest *call, weir_handler again, bool *are_known);
/* All of them for a list, as JSON: [{id, key, name, version, deployment, resource}, …]; in the call's arena. */
WEIR_MUST_USE weir_err weir_decisions_rows(weir_rest *call, weir_text *out);
/* By id, or the latest of a key; one whose deployment is deleted is not there. ENOTFOUND. */
WEIR_MUST_USE weir_err weir_decisions_find(weir_rest *call, weir_text id_or_key, bool is_key, weir_decision_item *out);
/* With the names of the variables as its inputs, by the clock of the database; in the call's arena. */
WEIR_MUST_USE weir_err weir_decisions_evaluate(weir_rest *call, const weir_decision *decision,
                                               const weir_value *variables, weir_value *out, bool *has_hit);

#endif
