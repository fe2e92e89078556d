/* SPDX-License-Identifier: Apache-2.0
 * server/handle_decision.c - definitions of decisions and of their requirement graphs, by id or as the latest of a key.
 */
#include "server/decisions.h"
#include "server/handlers.h"
#include "server/route.h"
#include "server/server_internal.h"
#include "server/tables.h"
#include "server/variables.h"

static const weir_member fields[] = {
    FIELD("id", TEXT, "d.id"),
    FIELD("key", TEXT, "d.key"),
    FIELD("category", TEXT, "d.category"),
    FIELD("name", TEXT, "d.name"),
    FIELD("version", INTEGER, "d.version"),
    FIELD("resource", TEXT, "r.name"),
    FIELD("deploymentId", ID, "p.id"),
    NO_FIELD("tenantId"),
    FIELD("decisionRequirementsDefinitionId", TEXT, "d.graph"),
    FIELD("decisionRequirementsDefinitionKey", TEXT, "d.graph_key"),
    FIELD("historyTimeToLive", INTEGER, "iif(t.definition IS NULL, d.days, t.days)"),
    FIELD("versionTag", TEXT, "d.tag"),
};
const weir_shape weir_shape_decision = WEIR_SHAPE("DecisionDefinition", fields);

#define LATEST "d.version = d.latest"

/* Of a decision as of a graph. */
#define COMMON_FILTERS                                                                                                 \
    FILTER("key", TEXT, "d.key = @"), FILTER("keyLike", TEXT, "d.key LIKE @ ESCAPE '\\'"),                             \
        FILTER("name", TEXT, "d.name = @"), FILTER("nameLike", TEXT, "d.name LIKE @ ESCAPE '\\'"),                     \
        FILTER("version", INTEGER, "d.version = @"), FILTER("latestVersion", IF_TRUE, LATEST),                         \
        FILTER("deploymentId", ID, "p.id = @"), FILTER("resourceName", TEXT, "r.name = @"),                            \
        FILTER("resourceNameLike", TEXT, "r.name LIKE @ ESCAPE '\\'"), FILTER("category", TEXT, "d.category = @"),     \
        FILTER("categoryLike", TEXT, "d.category LIKE @ ESCAPE '\\'")

static const weir_filter filters[] = {
    FILTER("decisionDefinitionId", TEXT, "d.id = @"),
    FILTER("decisionDefinitionIdIn", TEXTS, "d.id IN (@)"),
    COMMON_FILTERS,
    FILTER("deployedAfter", TIME, "p.time > @"),
    FILTER("deployedAt", TIME, "p.time = @"),
    FILTER("withoutDecisionRequirementsDefinition", IF_TRUE, "d.graph IS NULL"),
    FILTER("includeDecisionDefinitionsWithoutTenantId", IF_TRUE, "1"),
    FILTER("decisionRequirementsDefinitionId", TEXT, "d.graph = @"),
    FILTER("decisionRequirementsDefinitionKey", TEXT, "d.graph_key = @"),
    FILTER("versionTag", TEXT, "d.tag = @"),
    FILTER("versionTagLike", TEXT, "d.tag LIKE @ ESCAPE '\\'"),
    TENANT_FILTERS,
};
static const weir_sort sorts[] = {
    {"category", "d.category"},
    {"key", "d.key"},
    {"id", "d.id"},
    {"name", "d.name"},
    {"version", "d.version"},
    {"deploymentId", "p.id"},
    {"deployTime", "p.time"},
    {"tenantId", "NULL"},
    {"versionTag", "d.tag"},
    {"decisionRequirementsDefinitionKey", "d.graph_key"},
};
/* Those of the list that ?1 is; of each key the latest that is still there. */
#define KNOWN                                                                                                          \
    "WITH d AS MATERIALIZED (SELECT j.value ->> '$.id' AS id, j.value ->> '$.key' AS key,"                             \
    " j.value ->> '$.name' AS name, j.value ->> '$.version' AS version, j.value ->> '$.tag' AS tag,"                   \
    " j.value ->> '$.days' AS days, j.value ->> '$.namespace' AS category, j.value ->> '$.graph' AS graph, j.value "   \
    "->> '$.graphKey' AS graph_key,"                                                                                   \
    " j.value ->> '$.deployment' AS deployment, j.value ->> '$.resource' AS resource,"                                 \
    " max(iif(q.deleted = 0, j.value ->> '$.version', 0)) OVER (PARTITION BY j.value ->> '$.key') AS latest"           \
    " FROM json_each(?1) j JOIN deployment q ON q.number = j.value ->> '$.deployment') "
#define FROM_KNOWN                                                                                                     \
    "FROM d JOIN deployment p ON p.number = d.deployment"                                                              \
    " JOIN resource r ON r.deployment = d.deployment AND r.ix = d.resource WHERE p.deleted = 0"

#define FROM_DECISIONS                                                                                                 \
    "FROM d JOIN deployment p ON p.number = d.deployment"                                                              \
    " JOIN resource r ON r.deployment = d.deployment AND r.ix = d.resource"                                            \
    " LEFT JOIN time_to_live t ON t.definition = d.id WHERE p.deleted = 0"

const weir_listing weir_list_decision = {
    .shape = &weir_shape_decision,
    .with = KNOWN,
    .bind = weir_decisions_rows,
    .from = FROM_DECISIONS,
    .order = "d.deployment, d.resource, d.id",
    .by_id = "d.id = @",
    .is_id_text = true,
    .what = "decision definition",
    LIST_TABLES(filters, sorts),
};

/* ── requirement graphs ──────────────────────────────────────────────────────────────────────────────── */

static const weir_member graph_fields[] = {
    FIELD("id", TEXT, "d.id"),
    FIELD("key", TEXT, "d.key"),
    FIELD("category", TEXT, "d.category"),
    FIELD("name", TEXT, "d.name"),
    FIELD("version", INTEGER, "d.version"),
    FIELD("resource", TEXT, "r.name"),
    FIELD("deploymentId", ID, "p.id"),
    NO_FIELD("tenantId"),
};
const weir_shape weir_shape_graph = WEIR_SHAPE("DecisionRequirementsDefinition", graph_fields);

static const weir_filter graph_filters[] = {
    FILTER("decisionRequirementsDefinitionId", TEXT, "d.id = @"),
    FILTER("decisionRequirementsDefinitionIdIn", TEXTS, "d.id IN (@)"),
    COMMON_FILTERS,
    FILTER("includeDecisionRequirementsDefinitionsWithoutTenantId", IF_TRUE, "1"),
    TENANT_FILTERS,
};
static const weir_sort graph_sorts[] = {
    {"category", "d.category"}, {"key", "d.key"},         {"id", "d.id"},       {"name", "d.name"},
    {"version", "d.version"},   {"deploymentId", "p.id"}, {"tenantId", "NULL"},
};
const weir_listing weir_list_graph = {
    .shape = &weir_shape_graph,
    .with = KNOWN,
    .bind = weir_decision_graphs_rows,
    .from = FROM_KNOWN,
    .order = "d.deployment, d.resource, d.id",
    .by_id = "d.id = @",
    .is_id_text = true,
    .what = "decision requirements definition",
    LIST_TABLES(graph_filters, graph_sorts),
};

/* ── by id, by key ───────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_handle_decisions(weir_rest *call)
{
    bool are_known;

    WEIR_TRY(weir_decisions_learn(call, weir_handle_decisions, &are_known));
    return are_known ? weir_list_rows(call) : WEIR_OK;
}

weir_err weir_handle_decision_count(weir_rest *call)
{
    bool are_known;

    WEIR_TRY(weir_decisions_learn(call, weir_handle_decision_count, &are_known));
    return are_known ? weir_list_count(call) : WEIR_OK;
}

static bool is_graph(const weir_rest *call)
{
    return weir_text_starts_with(weir_text_of(call->route->path), WEIR_T("/decision-requirements-definition"));
}

/* The path of the route says whether it is a decision or a graph, and whether by its key. */
weir_err weir_find_decision(weir_rest *call, weir_known_decision *out)
{
    const bool is_key = weir_text_find(weir_text_of(call->route->path), WEIR_T("/key/{key}"), 0) != SIZE_MAX;
    const weir_known_kind kind = is_graph(call) ? WEIR_KNOWN_GRAPHS : WEIR_KNOWN_DECISIONS;
    const char *what = is_graph(call) ? weir_list_graph.what : weir_list_decision.what;
    const weir_err err = weir_decisions_find(call, kind, call->path[0], is_key, out);

    if (err != WEIR_ENOTFOUND)
        return err;
    if (is_key)
        return weir_rest_refuse(call, 404, "RestException", "No matching %s with key: %.*s and no tenant-id", what,
                                WEIR_ARG(call->path[0]));
    return weir_fail(&call->diag, err, WEIR_NO_TEXT, "No matching %s with id %.*s", what, WEIR_ARG(call->path[0]));
}

weir_err weir_handle_decision(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_known_decision item;
    bool are_known;

    WEIR_TRY(weir_decisions_learn(call, weir_handle_decision, &are_known));
    if (!are_known)
        return WEIR_OK;
    WEIR_TRY(weir_find_decision(call, &item));
    WEIR_TRY(weir_list_write_one(call, is_graph(call) ? &weir_list_graph : &weir_list_decision, item.id, out));
    return weir_rest_end(call, 200);
}

/* ── the file ────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member xml_fields[] = {
    FIELD("id", TEXT, NULL),
    FIELD("dmnXml", TEXT, NULL),
};
const weir_shape weir_shape_decision_xml = WEIR_SHAPE("DecisionDefinitionDiagram", xml_fields);

static weir_err answer_xml(weir_rest *call, const weir_known_decision *item)
{
    const weir_sql_value values[] = {weir_sql_integer(item->deployment), weir_sql_integer(item->resource)};
    weir_buffer *out = weir_rest_begin(call);
    weir_reader *reader;
    weir_text bytes;
    weir_err err;

    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, WEIR_QUERY_decision_file, values, 2, &call->arena, &bytes, 1, &call->diag);
    weir_server_give_reader(call->server, reader);
    WEIR_TRY(err);
    if (!weir_utf8_valid(bytes, NULL))
        return weir_rest_refuse(call, 500, "RestException", "the file is not UTF-8; fetch it from its deployment");
    weir_buffer_char(out, '{');
    weir_write_text(out, "id", item->id);
    weir_write_text(out, "dmnXml", bytes);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_decision_xml(weir_rest *call)
{
    weir_known_decision item;
    bool are_known;

    WEIR_TRY(weir_decisions_learn(call, weir_handle_decision_xml, &are_known));
    if (!are_known)
        return WEIR_OK;
    WEIR_TRY(weir_find_decision(call, &item));
    return answer_xml(call, &item);
}

/* No picture belongs to it: clients draw the file. */
weir_err weir_handle_decision_diagram(weir_rest *call)
{
    weir_known_decision item;
    bool are_known;

    WEIR_TRY(weir_decisions_learn(call, weir_handle_decision_diagram, &are_known));
    if (!are_known)
        return WEIR_OK;
    WEIR_TRY(weir_find_decision(call, &item));
    return weir_rest_nothing(call);
}

/* ── evaluating ──────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member evaluation_fields[] = {
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
};
const weir_shape weir_shape_evaluation = WEIR_SHAPE("EvaluateDecision", evaluation_fields);

/* The outputs of one rule, or the one value of what is no table. */
static weir_err write_result(weir_rest *call, const weir_decision *decision, const weir_value *value, weir_buffer *out)
{
    const bool is_one = weir_decision_output_count(decision) == 1;

    weir_write_comma(out);
    weir_buffer_char(out, '{');
    for (uint32_t i = 0; i < weir_decision_output_count(decision); i++) {
        const weir_text name = weir_decision_output(decision, i);
        const weir_value *item = is_one ? value : weir_context_find(value, name);
        const weir_value nothing = weir_null();

        weir_write_comma(out);
        weir_json_write_string(name, out);
        weir_buffer_char(out, ':');
        WEIR_TRY(weir_variable_write(call, item ? item : &nothing, out));
    }
    weir_buffer_char(out, '}');
    return out->err;
}

static weir_err write_results(weir_rest *call, const weir_decision *decision, const weir_value *value, bool has_hit,
                              weir_buffer *out)
{
    weir_buffer_char(out, '[');
    if (has_hit && weir_decision_gives_list(decision) && value->kind == WEIR_LIST) {
        for (uint32_t i = 0; i < value->count; i++)
            WEIR_TRY(write_result(call, decision, &value->as.items[i], out));
    } else if (has_hit) {
        WEIR_TRY(write_result(call, decision, value, out));
    }
    weir_buffer_char(out, ']');
    return out->err;
}

typedef struct evaluating {
    weir_known_decision asked;
    weir_evaluation evaluation;
} evaluating;

static weir_err answer_results(weir_rest *call)
{
    const evaluating *e = call->local;
    weir_buffer *out = weir_rest_begin(call);

    WEIR_TRY(write_results(call, e->asked.decision, &e->evaluation.result, e->evaluation.has_hit, out));
    return weir_rest_end(call, 200);
}

/* Transient variables are inputs like others: none of them is stored. */
static weir_err read_inputs(weir_rest *call, weir_value *out)
{
    weir_value stored;
    weir_entry *entries;

    WEIR_TRY(weir_variables_of(call, "variables", &stored));
    *out = stored;
    if (call->transients.count == 0)
        return WEIR_OK;
    entries = WEIR_TAKE(&call->arena, weir_entry, (size_t)stored.count + call->transients.count);
    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < stored.count; i++)
        entries[i] = stored.as.entries[i];
    for (uint32_t i = 0; i < call->transients.count; i++)
        entries[stored.count + i] = call->transients.as.entries[i];
    *out = weir_context(entries, stored.count + call->transients.count);
    call->transients = weir_null();
    return WEIR_OK;
}

static weir_err evaluate(weir_rest *call, evaluating *e)
{
    weir_value inputs;
    weir_err err;

    WEIR_TRY(weir_find_decision(call, &e->asked));
    WEIR_TRY(read_inputs(call, &inputs));
    err = weir_decisions_evaluate(call, &e->asked, &inputs, &e->evaluation);
    if (err == WEIR_EPROCESS || err == WEIR_ELIMIT) {
        const weir_diag why = call->diag;

        return weir_rest_refuse(call, 500, "RestException", "Cannot evaluate decision %.*s: %s", WEIR_ARG(e->asked.id),
                                why.message);
    }
    return err;
}

/* The answer leaves when the log has what was decided. */
weir_err weir_handle_decision_evaluate(weir_rest *call)
{
    evaluating *e = WEIR_TAKE(&call->arena, evaluating, 1);
    bool are_known;

    if (!e)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_decisions_learn(call, weir_handle_decision_evaluate, &are_known));
    if (!are_known)
        return WEIR_OK;
    WEIR_TRY(evaluate(call, e));
    call->local = e;
    if (e->evaluation.facts.count == 0)
        return answer_results(call);
    call->command = (weir_request){.kind = WEIR_REQUEST_DECIDED,
                                   .command = {.name = e->asked.id, .variables = e->evaluation.facts}};
    return weir_rest_execute(call, answer_results);
}
