/* SPDX-License-Identifier: Apache-2.0
 * server/handle_definition.c - process definitions, by id or as the latest of a key; starting an instance.
 */
#include <assert.h>

#include "server/handlers.h"
#include "server/instructions.h"
#include "server/server_internal.h"
#include "server/tables.h"
#include "server/variables.h"

#define LATEST "NOT EXISTS (SELECT 1 FROM definition n WHERE n.key = d.key AND n.version > d.version AND n.deleted = 0)"

/* What was said after the deployment: a number of days, or "-": none; empty: nothing was. */
#define SAID_TIME_TO_LIVE "ifnull((SELECT ifnull(t.days, '-') FROM time_to_live t WHERE t.definition = d.id), '')"

static const weir_member fields[] = {
    FIELD("id", TEXT, "d.id"),
    FIELD("key", TEXT, "d.key"),
    NO_FIELD("category"),
    NO_FIELD("description"),
    FIELD("name", PROCESS_NAME, "d.id"),
    FIELD("version", INTEGER, "d.version"),
    FIELD("resource", TEXT, "r.name"),
    FIELD("deploymentId", ID, "p.id"),
    NO_FIELD("diagram"),
    FIELD("suspended", BOOLEAN, "d.suspended"),
    NO_FIELD("tenantId"),
    FIELD("versionTag", VERSION_TAG, "d.id"),
    FIELD("historyTimeToLive", TIME_TO_LIVE, "d.id || char(31) || " SAID_TIME_TO_LIVE),
    FIELD("startableInTasklist", IS_STARTABLE, "d.id"),
};
const weir_shape weir_shape_definition = WEIR_SHAPE("ProcessDefinition", fields);

#define HAS_INCIDENT_THAT(condition)                                                                                   \
    "d.number IN (SELECT i.definition FROM incident n JOIN instance i ON i.pos = n.instance WHERE " condition ")"

#define OF_DEFINITION(condition) "d.id IN (SELECT j.value ->> '$.id' FROM json_each(~) j WHERE " condition ")"
/* Blanks around commas do not matter. */
#define HAS_STARTER "instr(',' || replace(j.value ->> '$.starters', ' ', '') || ',', ',' || @ || ',') > 0"

static const weir_filter filters[] = {
    FILTER("processDefinitionId", TEXT, "d.id = @"),
    FILTER("processDefinitionIdIn", TEXTS, "d.id IN (@)"),
    FILTER("key", TEXT, "d.key = @"),
    FILTER("keysIn", TEXTS, "d.key IN (@)"),
    FILTER("keyLike", TEXT, "d.key LIKE @ ESCAPE '\\'"),
    FILTER("version", INTEGER, "d.version = @"),
    FILTER("latestVersion", IF_TRUE, LATEST),
    FILTER("deploymentId", ID, "p.id = @"),
    FILTER("deployedAfter", TIME, "p.time > @"),
    FILTER("deployedAt", TIME, "p.time = @"),
    FILTER("resourceName", TEXT, "r.name = @"),
    FILTER("resourceNameLike", TEXT, "r.name LIKE @ ESCAPE '\\'"),
    FILTER("startableInTasklist", IF_TRUE, OF_DEFINITION("j.value ->> '$.startable' = 1")),
    FILTER("notStartableInTasklist", IF_TRUE, OF_DEFINITION("j.value ->> '$.startable' = 0")),
    FILTER("startableBy", TEXT, OF_DEFINITION(HAS_STARTER)),
    FILTER("includeProcessDefinitionsWithoutTenantId", IF_TRUE, "1"),
    FILTER("name", TEXT, OF_NAME("= @")),
    FILTER("nameLike", TEXT, OF_NAME("LIKE @ ESCAPE '\\'")),
    FILTER("versionTag", TEXT, OF_TAG("= @")),
    FILTER("versionTagLike", TEXT, OF_TAG("LIKE @ ESCAPE '\\'")),
    FILTER("withoutVersionTag", IF_TRUE, OF_TAG("IS NULL")),
    FILTER("incidentId", ID, HAS_INCIDENT_THAT("n.id = @")),
    FILTER("incidentType", TEXT, HAS_INCIDENT_THAT("n.kind = @")),
    FILTER("incidentMessage", TEXT, HAS_INCIDENT_THAT("n.message = @")),
    FILTER("incidentMessageLike", TEXT, HAS_INCIDENT_THAT("n.message LIKE @ ESCAPE '\\'")),
    MISSING("category"),
    MISSING("categoryLike"),
    TENANT_FILTERS,
    SUSPENSION_FILTERS("d"),
};
static const weir_sort sorts[] = {
    {"name", "(SELECT j.value ->> '$.name' FROM json_each(~) j WHERE j.value ->> '$.id' = d.id)"},
    {"versionTag", "(SELECT j.value ->> '$.tag' FROM json_each(~) j WHERE j.value ->> '$.id' = d.id)"},
    {"category", "NULL"},
    {"key", "d.key"},
    {"id", "d.id"},
    {"version", "d.version"},
    {"deploymentId", "p.id"},
    {"deployTime", "p.time"},
    {"tenantId", "NULL"},
};
const weir_listing weir_list_definition = {
    .shape = &weir_shape_definition,
    .from = "FROM definition d JOIN deployment p ON p.number = d.deployment"
            " JOIN resource r ON r.deployment = d.deployment AND r.ix = d.resource WHERE d.deleted = 0",
    .order = "d.number",
    .by_id = "d.id = @",
    .is_id_text = true,
    .what = "process definition",
    LIST_TABLES(filters, sorts),
};

static weir_err refuse_key(weir_rest *call)
{
    return weir_rest_refuse(call, 404, "RestException",
                            "No matching process definition with key: %.*s and no tenant-id", WEIR_ARG(call->path[0]));
}

weir_err weir_handle_definition_of_key(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    const weir_err err = weir_list_write_where(call, &weir_list_definition, "d.key = @ AND " LATEST,
                                               weir_sql_text(call->path[0]), false, out);

    if (err == WEIR_ENOTFOUND)
        return refuse_key(call);
    WEIR_TRY(err);
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}

/* ── the file ────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member xml_fields[] = {
    FIELD("id", TEXT, NULL),
    FIELD("bpmn20Xml", TEXT, NULL),
};
const weir_shape weir_shape_xml = WEIR_SHAPE("ProcessDefinitionDiagram", xml_fields);

static weir_err answer_xml(weir_rest *call, weir_query query)
{
    const weir_sql_value value = weir_sql_text(call->path[0]);
    weir_buffer *out = weir_rest_begin(call);
    weir_text columns[2];
    weir_reader *reader;
    weir_err err;

    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, query, &value, 1, &call->arena, columns, 2, &call->diag);
    weir_server_give_reader(call->server, reader);
    WEIR_TRY(err);
    if (!weir_utf8_valid(columns[1], NULL))
        return weir_rest_refuse(call, 500, "RestException", "the file is not UTF-8; fetch it from its deployment");
    weir_buffer_char(out, '{');
    weir_write_text(out, "id", columns[0]);
    weir_write_text(out, "bpmn20Xml", columns[1]);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_definition_xml(weir_rest *call)
{
    const weir_err err = answer_xml(call, WEIR_QUERY_definition_xml);

    return err != WEIR_ENOTFOUND ? err
                                 : weir_fail(&call->diag, err, WEIR_NO_TEXT, "No matching definition with id %.*s",
                                             WEIR_ARG(call->path[0]));
}

weir_err weir_handle_definition_of_key_xml(weir_rest *call)
{
    const weir_err err = answer_xml(call, WEIR_QUERY_definition_xml_of_key);

    return err == WEIR_ENOTFOUND ? refuse_key(call) : err;
}

/* ── start ───────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member start_fields[] = {
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
    FIELD("businessKey", TEXT, NULL),
    FIELD("caseInstanceId", TEXT, NULL),
    {.name = "startInstructions", .kind = WEIR_MEMBER_LIST, .shape = &weir_shape_instruction},
    FIELD("skipCustomListeners", BOOLEAN, NULL),
    FIELD("skipIoMappings", BOOLEAN, NULL),
    FIELD("withVariablesInReturn", BOOLEAN, NULL),
};
const weir_shape weir_shape_start = WEIR_SHAPE("StartProcessInstance", start_fields);

static const weir_member started_fields[] = {
    {.name = "links", .kind = WEIR_MEMBER_LINKS},
    FIELD("id", ID, NULL),
    FIELD("definitionId", TEXT, NULL),
    FIELD("definitionKey", TEXT, NULL),
    FIELD("businessKey", TEXT, NULL),
    NO_FIELD("caseInstanceId"),
    FIELD("ended", BOOLEAN, NULL),
    FIELD("suspended", BOOLEAN, NULL),
    NO_FIELD("tenantId"),
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
};
const weir_shape weir_shape_started = WEIR_SHAPE("ProcessInstanceWithVariables", started_fields);

static weir_err answer_started(weir_rest *call)
{
    const weir_id instance = call->ticket.answer.instance;
    weir_buffer *out = weir_rest_begin(call);
    char id[WEIR_ID_TEXT_LENGTH + 1];

    weir_id_print(instance, id);
    WEIR_TRY(weir_list_write_one(call, &weir_list_any_instance, weir_text_of(id), out));
    if (weir_rest_flag(call, "withVariablesInReturn", false)) {
        out->length--; /* there is more in it */
        weir_write_name(out, "variables");
        WEIR_TRY(weir_write_process_variables(call, instance, out));
        weir_buffer_char(out, '}');
    }
    return weir_rest_end(call, 200);
}

static weir_err start(weir_rest *call, bool is_form)
{
    if (weir_rest_text(call, "caseInstanceId").at)
        return weir_rest_missing(call, "caseInstanceId");
    call->command = (weir_request){
        .kind = WEIR_REQUEST_START, .process = call->path[0], .business_key = weir_rest_text(call, "businessKey")};
    call->command.command.is_form = is_form;
    WEIR_TRY(weir_variables_of(call, "variables", &call->command.variables));
    WEIR_TRY(weir_instructions_of(call, "startInstructions", (weir_id){{0}}, &call->command.command.instructions));
    return weir_rest_execute(call, answer_started);
}

static bool is_id(weir_text text)
{
    return weir_text_find(text, WEIR_T(":"), 0) != SIZE_MAX;
}

static weir_err start_by_id(weir_rest *call, bool is_form)
{
    if (!is_id(call->path[0]))
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "No matching process definition with id %.*s",
                         WEIR_ARG(call->path[0]));
    return start(call, is_form);
}

weir_err weir_handle_start(weir_rest *call)
{
    return start_by_id(call, false);
}

weir_err weir_handle_start_of_key(weir_rest *call)
{
    return is_id(call->path[0]) ? refuse_key(call) : start(call, false);
}

weir_err weir_handle_submit_start_form(weir_rest *call)
{
    return start_by_id(call, true);
}

weir_err weir_handle_submit_start_form_of_key(weir_rest *call)
{
    return is_id(call->path[0]) ? refuse_key(call) : start(call, true);
}
