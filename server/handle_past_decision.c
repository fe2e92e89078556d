/* SPDX-License-Identifier: Apache-2.0
 * server/handle_past_decision.c - decisions that were evaluated, in instances and by themselves: readings of the log.
 *
 * Those of instances are found in their logs (handle_history.c), the others in that of the engine. The id of one is the
 * position of its fact.
 */
#include <stdio.h>

#include "base/json.h"
#include "server/date.h"
#include "server/decisions.h"
#include "server/handlers.h"
#include "server/route.h"
#include "server/server_internal.h"
#include "server/tables.h"
#include "server/variables.h"

#define ENGINE_FACT_COUNT_MAX 100000 /* looked through for one answer, unless it says after which time */

/* ── what the statement is told ──────────────────────────────────────────────────────────────────────── */

static bool wants(const weir_rest *call, const char *flag)
{
    return weir_text_equal(weir_rest_parameter(call, flag), WEIR_T("true"));
}

/* By these alone nothing can be meant that was evaluated outside of instances. */
static bool looks_at_engine(const weir_rest *call)
{
    static const char *const of_instances[] = {"processInstanceId", "processDefinitionId", "processDefinitionKey",
                                               "activityIdIn", "activityInstanceIdIn"};

    for (size_t i = 0; i < sizeof of_instances / sizeof *of_instances; i++) {
        if (weir_rest_parameter(call, of_instances[i]).at)
            return false;
    }
    return true;
}

/* Facts of the engine are not counted one by one. */
static weir_err check_count(weir_rest *call)
{
    weir_text count;
    weir_decimal number;
    int64_t fact_count = 0;
    weir_reader *reader;
    weir_err err;

    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, WEIR_QUERY_engine_fact_count, NULL, 0, &call->arena, &count, 1, &call->diag);
    weir_server_give_reader(call->server, reader);
    WEIR_TRY(err);
    if (weir_decimal_parse(count, &number))
        (void)weir_decimal_to_int64(number, &fact_count);
    if (fact_count <= ENGINE_FACT_COUNT_MAX)
        return WEIR_OK;
    return weir_fail(
        &call->diag, WEIR_ELIMIT, WEIR_NO_TEXT,
        "more than %d facts would have to be looked through (limit engine_fact_count); say after which time "
        "(evaluatedAfter), or of which process",
        ENGINE_FACT_COUNT_MAX);
}

/* An object: what is wanted of each row, whether the engine's facts are looked at, after which time or at which
 * position; and the known definitions. */
static weir_err describe(weir_rest *call, weir_text *out)
{
    const weir_text after = weir_rest_parameter(call, "evaluatedAfter");
    const bool is_one = call->path[0].at != NULL, is_of_engine = is_one || looks_at_engine(call);
    int64_t after_ms = 0, position = 0;
    weir_decimal number;
    weir_text known;
    weir_buffer buffer;

    if (after.at && !weir_date_read(after, &after_ms))
        after_ms = 0; /* its filter says so */
    if (is_one && weir_decimal_parse(call->path[0], &number))
        (void)weir_decimal_to_int64(number, &position);
    if (is_of_engine && !is_one && !after.at)
        WEIR_TRY(check_count(call));
    WEIR_TRY(weir_decisions_rows(call, &known));
    weir_buffer_init(&buffer, &call->arena, 0);
    weir_buffer_char(&buffer, '{');
    weir_write_integer(&buffer, "engine", is_of_engine);
    weir_write_integer(&buffer, "inputs", wants(call, "includeInputs"));
    weir_write_integer(&buffer, "outputs", wants(call, "includeOutputs"));
    if (after.at)
        weir_write_integer(&buffer, "after", after_ms);
    if (is_one)
        weir_write_integer(&buffer, "position", position);
    weir_write_raw(&buffer, "known", known);
    weir_buffer_char(&buffer, '}');
    return weir_buffer_done(&buffer, out);
}

/* ── the table ───────────────────────────────────────────────────────────────────────────────────────── */

#define ROOT "nullif(f.pos + coalesce(f.root, 0), f.pos)"
#define ACTIVITY_ID "(f.element || ':' || " UUID_OF_INSTANCE " || ':' || (f.value ->> '$.token'))"
/* For weir_past_decision_write. */
#define TOLD(flag)                                                                                                     \
    "iif(?1 ->> '$." flag "', json_object('id', f.pos, 'time', f.time,"                                                \
    " 'instance', " ROOT_UUID ", 'record', f.value -> '$.record'), NULL)"
#define ROOT_ID ROOT_OF_INSTANCE
#define ROOT_UUID                                                                                                      \
    "iif(i.id IS NULL, NULL, lower(substr(hex(" ROOT_ID "), 1, 8) || '-' || substr(hex(" ROOT_ID                       \
    "), 9, 4) || '-' || substr(hex(" ROOT_ID "), 13, 4) || '-' || substr(hex(" ROOT_ID                                 \
    "), 17, 4) || '-' || substr(hex(" ROOT_ID "), 21)))"

static const weir_member value_fields[] = {
    FIELD("id", TEXT, NULL),
    FIELD("decisionInstanceId", TEXT, NULL),
    FIELD("clauseId", TEXT, NULL),
    FIELD("clauseName", TEXT, NULL),
    FIELD("type", VALUE_TYPE, NULL),
    FIELD("value", VALUE, NULL),
    FIELD("valueInfo", VALUE_INFO, NULL),
    NO_FIELD("errorMessage"),
    FIELD("createTime", TIME, NULL),
    NO_FIELD("removalTime"),
    FIELD("rootProcessInstanceId", TEXT, NULL),
};
static const weir_shape shape_input = WEIR_SHAPE("HistoricDecisionInputInstance", value_fields);

static const weir_member output_fields[] = {
    FIELD("id", TEXT, NULL),           FIELD("decisionInstanceId", TEXT, NULL),
    FIELD("clauseId", TEXT, NULL),     FIELD("clauseName", TEXT, NULL),
    FIELD("ruleId", TEXT, NULL),       FIELD("ruleOrder", INTEGER, NULL),
    FIELD("variableName", TEXT, NULL), FIELD("type", VALUE_TYPE, NULL),
    FIELD("value", VALUE, NULL),       FIELD("valueInfo", VALUE_INFO, NULL),
    NO_FIELD("errorMessage"),          FIELD("createTime", TIME, NULL),
    NO_FIELD("removalTime"),           FIELD("rootProcessInstanceId", TEXT, NULL),
};
static const weir_shape shape_output = WEIR_SHAPE("HistoricDecisionOutputInstance", output_fields);

static const weir_member fields[] = {
    FIELD("id", TEXT, "f.pos"),
    FIELD("decisionDefinitionId", TEXT, "f.definition"),
    FIELD("decisionDefinitionKey", TEXT, "f.decision"),
    FIELD("decisionDefinitionName", TEXT, "f.value ->> '$.record.name'"),
    FIELD("evaluationTime", TIME, "f.time"),
    NO_FIELD("removalTime"),
    FIELD("processDefinitionId", TEXT, "d.id"),
    FIELD("processDefinitionKey", TEXT, "d.key"),
    FIELD("processInstanceId", ID, "i.id"),
    FIELD("rootProcessInstanceId", ID, ROOT_OF_INSTANCE),
    NO_FIELD("caseDefinitionId"),
    NO_FIELD("caseDefinitionKey"),
    NO_FIELD("caseInstanceId"),
    FIELD("activityId", TEXT, "f.element"),
    FIELD("activityInstanceId", TEXT, ACTIVITY_ID),
    FIELD("userId", TEXT, USER("f.actor")),
    {.name = "inputs", .kind = WEIR_MEMBER_DECISION_INPUTS, .sql = TOLD("inputs"), .shape = &shape_input},
    {.name = "outputs", .kind = WEIR_MEMBER_DECISION_OUTPUTS, .sql = TOLD("outputs"), .shape = &shape_output},
    FIELD("collectResultValue", VALUE,
          "iif(f.value ->> '$.record.aggregation' IS NULL, NULL, f.value -> '$.record.result')"),
    FIELD("rootDecisionInstanceId", TEXT, ROOT),
    FIELD("decisionRequirementsDefinitionId", TEXT, "g.graph"),
    FIELD("decisionRequirementsDefinitionKey", TEXT, "g.key"),
    NO_FIELD("tenantId"),
};
const weir_shape weir_shape_past_decision = WEIR_SHAPE("HistoricDecisionInstance", fields);

/* Whose log is read. */
static const weir_filter looked_at[] = {
    FILTER("processInstanceId", ID, "i.id = @"),
    FILTER("processDefinitionId", TEXT, "d.id = @"),
    FILTER("processDefinitionKey", TEXT, "d.key = @"),
    FILTER("evaluatedAfter", TIME, AFTER),
};

#define NEVER "@ IS NULL"

static const weir_filter filters[] = {
    FILTER("decisionInstanceId", TEXT, "f.pos = CAST(@ AS INTEGER)"),
    FILTER("decisionInstanceIdIn", TEXTS, "CAST(f.pos AS TEXT) IN (@)"),
    FILTER("decisionDefinitionId", TEXT, "f.definition = @"),
    FILTER("decisionDefinitionIdIn", TEXTS, "f.definition IN (@)"),
    FILTER("decisionDefinitionKey", TEXT, "f.decision = @"),
    FILTER("decisionDefinitionKeyIn", TEXTS, "f.decision IN (@)"),
    FILTER("decisionDefinitionName", TEXT, "f.value ->> '$.record.name' = @"),
    FILTER("decisionDefinitionNameLike", TEXT, "f.value ->> '$.record.name' LIKE @ ESCAPE '\\'"),
    FILTER("processDefinitionId", TEXT, "d.id = @"),
    FILTER("processDefinitionKey", TEXT, "d.key = @"),
    FILTER("processInstanceId", ID, "i.id = @"),
    FILTER("caseDefinitionId", TEXT, NEVER),
    FILTER("caseDefinitionKey", TEXT, NEVER),
    FILTER("caseInstanceId", TEXT, NEVER),
    FILTER("activityIdIn", TEXTS, "f.element IN (@)"),
    FILTER("activityInstanceIdIn", TEXTS, ACTIVITY_ID " IN (@)"),
    FILTER("evaluatedAfter", TIME, "f.time >= @"),
    FILTER("evaluatedBefore", TIME, "f.time <= @"),
    FILTER("userId", TEXT, USER("f.actor") " = @"),
    FILTER("rootDecisionInstanceId", TEXT, "f.pos + coalesce(f.root, 0) = CAST(@ AS INTEGER)"),
    FILTER("rootDecisionInstancesOnly", IF_TRUE, "f.root IS NULL"),
    FILTER("decisionRequirementsDefinitionId", TEXT, "g.graph = @"),
    FILTER("decisionRequirementsDefinitionKey", TEXT, "g.key = @"),
    FILTER("includeInputs", OPTION, NULL),
    FILTER("includeOutputs", OPTION, NULL),
    FILTER("disableBinaryFetching", OPTION, NULL),
    FILTER("disableCustomObjectDeserialization", OPTION, NULL),
    TENANT_FILTERS,
};
static const weir_sort sorts[] = {{"evaluationTime", "f.time"}, {"tenantId", "NULL"}};

#define COLUMNS                                                                                                        \
    "l.pos + j.key AS pos, l.time AS time, l.actor AS actor, j.value AS value, j.value ->> '$.element' AS element,"    \
    " j.value ->> '$.decision' AS decision, j.value ->> '$.definition' AS definition, j.value ->> '$.root' AS root"
#define IS_DECISION "j.value ->> '$.type' = 'decision.evaluated'"

/* g: the requirement graph of a decision, of those that are known. */
const weir_listing weir_list_past_decision = {
    .shape = &weir_shape_past_decision,
    .bind = describe,
    .instances = looked_at,
    .instance_filter_count = COUNT(looked_at),
    .with = ", f AS MATERIALIZED (SELECT c.pos AS instance, " COLUMNS
            " FROM c CROSS JOIN log l CROSS JOIN json_each(l.facts) j WHERE l.stream = c.id AND " IS_DECISION
            " UNION ALL SELECT NULL AS instance, " COLUMNS " FROM log l CROSS JOIN json_each(l.facts) j"
            " WHERE ?1 ->> '$.engine' AND l.stream = zeroblob(16)"
            " AND l.pos > coalesce((SELECT o.pos FROM log o WHERE o.time <= (?1 ->> '$.after') - 3600000"
            " ORDER BY o.pos DESC LIMIT 1), 0)"
            " AND (?1 ->> '$.position' IS NULL OR l.pos = (SELECT max(w.pos) FROM log w WHERE w.pos <= ?1 ->> "
            "'$.position'))"
            " AND substr(l.facts, 1, 29) = '[{\"type\":\"decision.evaluated\"' AND " IS_DECISION ")"
            ", g AS MATERIALIZED (SELECT k.value ->> '$.id' AS id, k.value ->> '$.graph' AS graph,"
            " k.value ->> '$.graphKey' AS key FROM json_each(?1, '$.known') k) ",
    .from = "FROM f LEFT JOIN instance i ON i.pos = f.instance LEFT JOIN definition d ON d.number = i.definition"
            " LEFT JOIN g ON g.id = f.definition",
    .order = "f.pos",
    .by_id = "f.pos = CAST(@ AS INTEGER)",
    .what = "historic decision instance",
    LIST_TABLES(filters, sorts),
};

/* ── inputs and outputs ──────────────────────────────────────────────────────────────────────────────── */

/* What the values of one decision instance have in common. */
typedef struct telling {
    weir_rest *call;
    weir_buffer *out;
    int64_t id, time_ms;
    weir_text root;
    char kind;
    uint32_t number; /* of the values */
} telling;

static weir_value member(const weir_value *context, const char *key)
{
    const weir_value *value = context->kind == WEIR_CONTEXT ? weir_context_find(context, weir_text_of(key)) : NULL;

    return value ? *value : weir_null();
}

static weir_text text_of(const weir_value *context, const char *key)
{
    const weir_value value = member(context, key);

    return value.kind == WEIR_STRING ? value.as.string : WEIR_NO_TEXT;
}

static int64_t whole_of(const weir_value *context, const char *key)
{
    const weir_value value = member(context, key);
    int64_t number = 0;

    if (value.kind == WEIR_NUMBER)
        (void)weir_decimal_to_int64(value.as.number, &number);
    return number;
}

static void begin_value(telling *t)
{
    char id[64];

    weir_write_comma(t->out);
    weir_buffer_char(t->out, '{');
    (void)snprintf(id, sizeof id, "%lld:%c%u", (long long)t->id, t->kind, ++t->number);
    weir_write_text(t->out, "id", weir_text_of(id));
    (void)snprintf(id, sizeof id, "%lld", (long long)t->id);
    weir_write_text(t->out, "decisionInstanceId", weir_text_of(id));
}

static weir_err end_value(telling *t, const weir_value *value)
{
    WEIR_TRY(weir_variable_write_members(t->call, value, t->out));
    weir_write_null(t->out, "errorMessage");
    weir_write_time(t->out, "createTime", t->time_ms);
    weir_write_null(t->out, "removalTime");
    weir_write_text(t->out, "rootProcessInstanceId", t->root);
    weir_buffer_char(t->out, '}');
    return t->out->err;
}

static weir_err write_inputs(telling *t, const weir_value *record)
{
    const weir_value inputs = member(record, "inputs");

    for (uint32_t i = 0; inputs.kind == WEIR_LIST && i < inputs.count; i++) {
        const weir_value value = member(&inputs.as.items[i], "value");

        begin_value(t);
        weir_write_text(t->out, "clauseId", text_of(&inputs.as.items[i], "id"));
        weir_write_text(t->out, "clauseName", text_of(&inputs.as.items[i], "name"));
        WEIR_TRY(end_value(t, &value));
    }
    return WEIR_OK;
}

static weir_err write_output(telling *t, const weir_value *clause, const weir_value *rule, weir_text variable,
                             const weir_value *value)
{
    begin_value(t);
    weir_write_text(t->out, "clauseId", text_of(clause, "id"));
    weir_write_text(t->out, "clauseName", text_of(clause, "label"));
    weir_write_text(t->out, "ruleId", text_of(rule, "id"));
    if (rule->kind == WEIR_CONTEXT)
        weir_write_integer(t->out, "ruleOrder", whole_of(rule, "number"));
    else
        weir_write_null(t->out, "ruleOrder");
    weir_write_text(t->out, "variableName", variable);
    return end_value(t, value);
}

/* Of each rule that hit, in the order of the result. */
static weir_err write_rules(telling *t, const weir_value *rules, const weir_value *outputs)
{
    for (uint32_t i = 0; i < rules->count; i++) {
        const weir_value *rule = &rules->as.items[i];
        const weir_value values = member(rule, "values");

        for (uint32_t o = 0; values.kind == WEIR_LIST && o < values.count && o < outputs->count; o++)
            WEIR_TRY(write_output(t, &outputs->as.items[o], rule, text_of(&outputs->as.items[o], "name"),
                                  &values.as.items[o]));
    }
    return WEIR_OK;
}

/* Without a table: the result as a whole. */
static weir_err write_outputs(telling *t, const weir_value *record)
{
    const weir_value rules = member(record, "rules"), outputs = member(record, "outputs"), none = weir_null();
    const weir_value result = member(record, "result");

    if (rules.kind == WEIR_LIST && outputs.kind == WEIR_LIST)
        return write_rules(t, &rules, &outputs);
    return write_output(t, &none, &none, text_of(record, "name"), &result);
}

weir_err weir_past_decision_write(weir_rest *call, const weir_member *field, weir_text text, weir_buffer *out)
{
    const bool is_input = field->kind == WEIR_MEMBER_DECISION_INPUTS;
    telling t = {.call = call, .out = out, .kind = is_input ? 'i' : 'o'};
    weir_value told, record;

    if (!text.at) {
        weir_write_null(out, field->name);
        return WEIR_OK;
    }
    WEIR_TRY(weir_json_read(text, WEIR_JSON_TYPED, NULL, &call->arena, &told, &call->diag));
    record = member(&told, "record");
    t.id = whole_of(&told, "id");
    t.time_ms = whole_of(&told, "time");
    t.root = text_of(&told, "instance");
    weir_write_name(out, field->name);
    weir_buffer_char(out, '[');
    WEIR_TRY(is_input ? write_inputs(&t, &record) : write_outputs(&t, &record));
    weir_buffer_char(out, ']');
    return out->err;
}

/* ── handlers ────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_handle_past_decisions(weir_rest *call)
{
    bool are_known;

    WEIR_TRY(weir_decisions_learn(call, weir_handle_past_decisions, &are_known));
    return are_known ? weir_list_rows(call) : WEIR_OK;
}

weir_err weir_handle_past_decision_count(weir_rest *call)
{
    bool are_known;

    WEIR_TRY(weir_decisions_learn(call, weir_handle_past_decision_count, &are_known));
    return are_known ? weir_list_count(call) : WEIR_OK;
}

weir_err weir_handle_past_decision(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_id instance;
    bool are_known;

    WEIR_TRY(weir_decisions_learn(call, weir_handle_past_decision, &are_known));
    if (!are_known)
        return WEIR_OK;
    WEIR_TRY(weir_past_stream_of(call, &instance));
    WEIR_TRY(weir_list_write_of(call, &weir_list_past_decision, instance, call->path[0], out));
    return weir_rest_end(call, 200);
}
