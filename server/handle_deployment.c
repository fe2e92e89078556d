/* SPDX-License-Identifier: Apache-2.0
 * server/handle_deployment.c - deployments: what they hold, and making one from an upload.
 */
#include <assert.h>

#include "server/attachment.h"
#include "server/file_problems.h"
#include "server/handlers.h"
#include "server/multipart.h"
#include "server/names.h"
#include "server/server_internal.h"
#include "server/tables.h"

static const weir_member fields[] = {
    {.name = "links", .kind = WEIR_MEMBER_LINKS},
    FIELD("id", ID, "p.id"),
    FIELD("name", TEXT, "p.name"),
    FIELD("source", TEXT, "p.source"),
    FIELD("deploymentTime", TIME, "p.time"),
    NO_FIELD("tenantId"),
};
const weir_shape weir_shape_deployment = WEIR_SHAPE("Deployment", fields);

static const weir_member deployed_fields[] = {
    {.name = "links", .kind = WEIR_MEMBER_LINKS},
    FIELD("id", ID, NULL),
    FIELD("name", TEXT, NULL),
    FIELD("source", TEXT, NULL),
    FIELD("deploymentTime", TIME, NULL),
    NO_FIELD("tenantId"),
    {.name = "deployedProcessDefinitions", .kind = WEIR_MEMBER_MAP, .shape = &weir_shape_definition},
    NO_FIELD("deployedCaseDefinitions"),
    {.name = "deployedDecisionDefinitions", .kind = WEIR_MEMBER_MAP, .shape = &weir_shape_decision},
    {.name = "deployedDecisionRequirementsDefinitions", .kind = WEIR_MEMBER_MAP, .shape = &weir_shape_graph},
    {.name = "details", .kind = WEIR_MEMBER_JSON}, /* warnings by file, null: none */
};
const weir_shape weir_shape_deployed = WEIR_SHAPE("DeploymentWithDefinitions", deployed_fields);

static const weir_filter filters[] = {
    FILTER("id", ID, "p.id = @"),
    FILTER("name", TEXT, "p.name = @"),
    FILTER("nameLike", TEXT, "p.name LIKE @ ESCAPE '\\'"),
    FILTER("source", TEXT, "p.source = @"),
    FILTER("withoutSource", IF_TRUE, "p.source IS NULL"),
    FILTER("before", TIME, "p.time < @"),
    FILTER("after", TIME, "p.time > @"),
    FILTER("includeDeploymentsWithoutTenantId", IF_TRUE, "1"),
    TENANT_FILTERS,
};
static const weir_sort sorts[] = {
    {"id", "p.id"}, {"name", "p.name"}, {"deploymentTime", "p.time"}, {"tenantId", "NULL"}};
const weir_listing weir_list_deployment = {
    .shape = &weir_shape_deployment,
    .from = "FROM deployment p WHERE p.deleted = 0",
    .order = "p.number",
    .by_id = "p.id = @",
    .what = "deployment",
    LIST_TABLES(filters, sorts),
};

/* ── resources ───────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member resource_fields[] = {
    FIELD("id", TEXT, "r.ix"),
    FIELD("name", TEXT, "r.name"),
    FIELD("deploymentId", ID, "p.id"),
};
const weir_shape weir_shape_resource = WEIR_SHAPE("DeploymentResource", resource_fields);
static const weir_listing resources = {
    .shape = &weir_shape_resource,
    .from = "FROM resource r JOIN deployment p ON p.number = r.deployment WHERE p.deleted = 0",
    .order = "r.ix",
};

weir_err weir_handle_resources(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_id id;
    weir_err err;

    WEIR_TRY(weir_rest_path_id(call, 0, "deployment", &id));
    weir_buffer_char(out, '[');
    err = weir_list_write_where(call, &resources, "p.id = @", weir_sql_bytes(id.byte, sizeof id.byte), false, out);
    if (err == WEIR_ENOTFOUND)
        return weir_fail(&call->diag, err, WEIR_NO_TEXT, "Deployment resources for deployment id '%.*s' do not exist.",
                         WEIR_ARG(call->path[0]));
    WEIR_TRY(err);
    weir_buffer_char(out, ']');
    return weir_rest_end(call, 200);
}

static const struct {
    weir_text suffix;
    const char *content_type;
} types[] = {
    {{".bpmn", 5}, "application/xml"},  {{".dmn", 4}, "application/xml"},   {{".xml", 4}, "application/xml"},
    {{".json", 5}, "application/json"}, {{".form", 5}, "application/json"}, {{".txt", 4}, "text/plain"},
};

/* Name and bytes of the file that the path names. */
static weir_err find_resource_of_path(weir_rest *call, weir_text columns[2])
{
    weir_sql_value values[2];
    weir_decimal number;
    int64_t ix;
    weir_reader *reader;
    weir_id id;
    weir_err err;

    WEIR_TRY(weir_rest_path_id(call, 0, "deployment", &id));
    if (!weir_decimal_parse(call->path[1], &number) || !weir_decimal_to_int64(number, &ix))
        ix = -1;
    values[0] = weir_sql_bytes(id.byte, sizeof id.byte);
    values[1] = weir_sql_integer(ix);
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, WEIR_QUERY_resource_get, values, 2, &call->arena, columns, 2, &call->diag);
    weir_server_give_reader(call->server, reader);
    if (err == WEIR_ENOTFOUND)
        return weir_fail(&call->diag, err, WEIR_NO_TEXT,
                         "Deployment resource '%.*s' for deployment id '%.*s' does not exist.", WEIR_ARG(call->path[1]),
                         WEIR_ARG(call->path[0]));
    return err;
}

weir_err weir_handle_resource(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_text columns[2];

    WEIR_TRY(find_resource_of_path(call, columns));
    weir_buffer_char(out, '{');
    weir_write_text(out, "id", call->path[1]);
    weir_write_text(out, "name", columns[0]);
    weir_write_text(out, "deploymentId", call->path[0]);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_resource_data(weir_rest *call)
{
    weir_text columns[2];

    WEIR_TRY(find_resource_of_path(call, columns));
    WEIR_TRY(weir_attachment_name(call, columns[0]));
    for (size_t i = 0; i < COUNT(types); i++) {
        if (weir_text_ends_with(columns[0], types[i].suffix))
            return weir_rest_bytes(call, columns[1], types[i].content_type);
    }
    return weir_rest_bytes(call, columns[1], "application/octet-stream");
}

/* ── making one ──────────────────────────────────────────────────────────────────────────────────────── */

typedef struct upload {
    weir_text name, source;
    bool filters_duplicates, only_changed, delegates_external;
    weir_resource *resources;
    uint32_t count;
    weir_problems *problems;
    weir_id deployment;
    bool is_known; /* it was there already */
} upload;

static weir_err read_flag(weir_rest *call, const weir_form_part *part, bool *out)
{
    const weir_text value = weir_text_trim(part->bytes);

    *out = weir_text_equal(value, WEIR_T("true"));
    if (*out || weir_text_equal(value, WEIR_T("false")))
        return WEIR_OK;
    return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%.*s' must be true or false", WEIR_ARG(part->name));
}

static weir_err read_text(weir_rest *call, const weir_form_part *part, weir_text *out)
{
    if (!weir_utf8_valid(part->bytes, NULL) || part->bytes.length > WEIR_PART_NAME_LENGTH_MAX)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%.*s' must be a text", WEIR_ARG(part->name));
    *out = part->bytes;
    return WEIR_OK;
}

static weir_err read_delegates(weir_rest *call, const weir_form_part *part, bool *out)
{
    const weir_text value = weir_text_trim(part->bytes);

    *out = weir_text_equal(value, WEIR_T("external"));
    if (*out || value.length == 0)
        return WEIR_OK;
    return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'delegates' must be external, or left out");
}

static weir_err read_reserved(weir_rest *call, const weir_form_part *part, upload *u, bool *is_reserved)
{
    *is_reserved = true;
    if (weir_text_equal(part->name, WEIR_T("deployment-name")))
        return read_text(call, part, &u->name);
    if (weir_text_equal(part->name, WEIR_T("deployment-source")))
        return read_text(call, part, &u->source);
    if (weir_text_equal(part->name, WEIR_T("enable-duplicate-filtering")))
        return read_flag(call, part, &u->filters_duplicates);
    if (weir_text_equal(part->name, WEIR_T("deploy-changed-only")))
        return read_flag(call, part, &u->only_changed);
    if (weir_text_equal(part->name, WEIR_T("delegates")))
        return read_delegates(call, part, &u->delegates_external);
    if (weir_text_equal(part->name, WEIR_T("tenant-id")))
        return weir_text_trim(part->bytes).length > 0 ? weir_rest_missing(call, "tenant-id") : WEIR_OK;
    if (weir_text_equal(part->name, WEIR_T("deployment-activation-time")))
        return weir_text_trim(part->bytes).length > 0 ? weir_rest_missing(call, "deployment-activation-time") : WEIR_OK;
    *is_reserved = false;
    return WEIR_OK;
}

/* The suffix decides; what is no process, decision, form or calendar is kept as it is. */
static bool is_compiled(weir_text name)
{
    return weir_text_ends_with(name, WEIR_T(".bpmn")) || weir_text_ends_with(name, WEIR_T(".bpmn20.xml")) ||
           weir_resource_is_form(name) || weir_text_ends_with(name, WEIR_T(".dmn")) ||
           weir_text_ends_with(name, WEIR_T(".dmn11.xml")) || weir_text_ends_with(name, WEIR_T(WEIR_CALENDAR_SUFFIX));
}

static weir_err add_resource(weir_rest *call, const weir_form_part *part, upload *u)
{
    if (!part->file_name.at || part->file_name.length == 0)
        return weir_rest_refuse(call, 400, "InvalidRequestException",
                                "No file name found in the deployment resource described by form parameter '%.*s'.",
                                WEIR_ARG(part->name));
    for (uint32_t i = 0; i < u->count; i++) {
        if (weir_text_equal(u->resources[i].name, part->file_name))
            return weir_rest_refuse(call, 400, "InvalidRequestException", "two resources are called '%.*s'",
                                    WEIR_ARG(part->file_name));
    }
    u->resources[u->count] =
        (weir_resource){.name = part->file_name, .bytes = part->bytes, .is_only_kept = !is_compiled(part->file_name)};
    weir_problems_init(&u->problems[u->count], &call->arena);
    u->count++;
    return WEIR_OK;
}

static weir_err read_upload(weir_rest *call, upload *u)
{
    weir_form form;

    WEIR_TRY(weir_form_read(call->request.content_type, call->body, &call->arena, &form, &call->diag));
    u->resources = WEIR_TAKE(&call->arena, weir_resource, form.count);
    u->problems = WEIR_TAKE(&call->arena, weir_problems, form.count);
    if (!u->resources || !u->problems)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < form.count; i++) {
        bool is_reserved;

        WEIR_TRY(read_reserved(call, &form.items[i], u, &is_reserved));
        if (!is_reserved)
            WEIR_TRY(add_resource(call, &form.items[i], u));
    }
    for (uint32_t i = 0; i < u->count; i++)
        u->resources[i].delegates_external = u->delegates_external;
    if (u->count == 0)
        return weir_rest_refuse(call, 400, "InvalidRequestException",
                                "No deployment resources contained in the form upload.");
    return WEIR_OK;
}

/* ── duplicates ──────────────────────────────────────────────────────────────────────────────────────── */

static const weir_resource *find_resource(const upload *u, weir_text name)
{
    for (uint32_t i = 0; i < u->count; i++) {
        if (weir_text_equal(u->resources[i].name, name))
            return &u->resources[i];
    }
    return NULL;
}

typedef struct duplicates {
    bool is_there; /* an earlier deployment of this name */
    weir_id deployment;
    uint32_t old_count, same_count;
    bool *is_same; /* of each resource of the upload */
} duplicates;

static weir_err compare_rows(const upload *u, const weir_rows *rows, duplicates *found, weir_diag *diag)
{
    bool has_row;

    for (;;) {
        const weir_resource *mine;

        WEIR_TRY(weir_rows_next(rows, &has_row, diag));
        if (!has_row)
            return WEIR_OK;
        found->is_there = weir_rows_id(rows, 0, &found->deployment);
        found->old_count++;
        mine = find_resource(u, weir_rows_text(rows, 1));
        if (!mine || !weir_text_equal(mine->bytes, weir_rows_text(rows, 2)) ||
            mine->delegates_external != (weir_rows_integer(rows, 3) != 0))
            continue;
        found->is_same[mine - u->resources] = true;
        found->same_count++;
    }
}

static weir_err find_duplicates(weir_rest *call, const upload *u, duplicates *found, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_text(u->name), weir_sql_text(u->source)};
    weir_reader *reader;
    weir_rows rows;
    weir_err err;

    found->is_same = WEIR_TAKE(&call->arena, bool, u->count);
    if (!found->is_same)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_server_reader(call->server, &reader, diag));
    err = weir_reader_query(reader, WEIR_QUERY_deployment_last_of_name, values, 2, &rows, diag);
    if (err == WEIR_OK) {
        err = compare_rows(u, &rows, found, diag);
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    return err;
}

static void keep_changed(upload *u, const duplicates *found)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < u->count; i++) {
        if (found->is_same[i])
            continue;
        u->resources[count] = u->resources[i];
        u->problems[count++] = u->problems[i];
    }
    u->count = count;
}

/* Who deploys the same at the same time finds it: nobody else writes meanwhile. */
static weir_err leave_out_duplicates(weir_rest *call, upload *u, weir_diag *diag)
{
    duplicates found = {0};

    if (!u->filters_duplicates && !u->only_changed)
        return WEIR_OK;
    WEIR_TRY(find_duplicates(call, u, &found, diag));
    u->is_known = found.is_there && found.same_count == u->count && (u->only_changed || found.old_count == u->count);
    if (u->is_known)
        u->deployment = found.deployment;
    else if (u->only_changed)
        keep_changed(u, &found);
    return WEIR_OK;
}

/* ── the answer ──────────────────────────────────────────────────────────────────────────────────────── */

/* id → definition, or null: there are none, or `has_them` is false. */
static weir_err write_definitions(weir_rest *call, const char *name, const weir_listing *list, weir_id id,
                                  bool has_them, weir_buffer *out)
{
    size_t mark;
    weir_err err = WEIR_ENOTFOUND;

    weir_write_name(out, name);
    mark = out->length;
    if (has_them) {
        weir_buffer_char(out, '{');
        err = weir_list_write_where(call, list, "p.id = @", weir_sql_bytes(id.byte, sizeof id.byte), true, out);
        weir_buffer_char(out, '}');
    }
    if (err != WEIR_ENOTFOUND)
        return err;
    out->length = mark;
    weir_buffer_text(out, WEIR_T("null"));
    return WEIR_OK;
}

static weir_err write_deployment(weir_rest *call, const upload *u)
{
    const bool has_definitions = !u->is_known;
    weir_buffer *out = weir_rest_begin(call);
    char text[WEIR_ID_TEXT_LENGTH + 1];

    weir_id_print(u->deployment, text);
    WEIR_TRY(weir_list_write_one(call, &weir_list_deployment, weir_text_of(text), out));
    assert(out->length > 0 && out->at[out->length - 1] == '}');
    out->length--; /* there is more in it */
    WEIR_TRY(write_definitions(call, "deployedProcessDefinitions", &weir_list_definition, u->deployment,
                               has_definitions, out));
    weir_write_null(out, "deployedCaseDefinitions");
    WEIR_TRY(write_definitions(call, "deployedDecisionDefinitions", &weir_list_decision, u->deployment, has_definitions,
                               out));
    WEIR_TRY(write_definitions(call, "deployedDecisionRequirementsDefinitions", &weir_list_graph, u->deployment,
                               has_definitions, out));
    weir_buffer_char(out, ',');
    weir_file_problems_write(u->resources, u->problems, u->count, out);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

/* On the writer's thread. */
static weir_err deploy(void *context, weir_engine *engine, weir_diag *diag)
{
    weir_rest *call = context;
    upload *u = call->local;
    weir_deployment_source source = {.actor = call->actor,
                                     .now_ms = weir_db_now(call->server->db),
                                     .name = u->name,
                                     .source = u->source,
                                     .id = &u->deployment};
    weir_err err = leave_out_duplicates(call, u, diag);

    if (err != WEIR_OK || u->is_known)
        return err;
    source.resources = u->resources;
    source.count = u->count;
    err = weir_db_deploy_here(call->server->db, engine, &source, u->problems, diag);
    return err == WEIR_EMODEL ? WEIR_OK : err; /* told by answer_deployed, with all that is wrong */
}

static weir_err answer_again(weir_rest *call)
{
    const upload *u = call->local;
    bool are_known;

    WEIR_TRY(weir_decisions_learn(call, answer_again, &are_known));
    if (!are_known)
        return WEIR_OK;
    WEIR_TRY(write_deployment(call, u));
    return weir_names_complete_by(call, answer_again);
}

static weir_err answer_deployed(weir_rest *call)
{
    const upload *u = call->local;

    if (weir_id_is_none(u->deployment)) {
        (void)weir_fail(&call->diag, WEIR_EMODEL, WEIR_NO_TEXT, "a file has errors; nothing is deployed");
        return weir_file_problems_refuse(call, u->resources, u->problems, u->count);
    }
    return answer_again(call);
}

weir_err weir_handle_deployment_create(weir_rest *call)
{
    upload *u = WEIR_TAKE(&call->arena, upload, 1);

    if (!u)
        return WEIR_ENOMEM;
    WEIR_TRY(read_upload(call, u));
    call->local = u;
    return weir_rest_work(call, deploy, answer_deployed);
}

/* ── once more ───────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member redeployment_fields[] = {
    {.name = "resourceIds", .kind = WEIR_MEMBER_TEXTS},
    {.name = "resourceNames", .kind = WEIR_MEMBER_TEXTS},
    FIELD("source", TEXT, NULL),
};
const weir_shape weir_shape_redeployment = WEIR_SHAPE("Redeployment", redeployment_fields);

static bool is_named(const weir_value *list, weir_text text)
{
    for (uint32_t i = 0; list && i < list->count; i++) {
        if (weir_text_equal(list->as.items[i].as.string, text))
            return true;
    }
    return false;
}

/* The files that are named, by either list; all of them if there is none. */
static weir_err take_files(weir_rest *call, const weir_rows *rows, upload *u)
{
    const weir_value *ids = weir_rest_member(call, "resourceIds"), *names = weir_rest_member(call, "resourceNames");
    uint32_t capacity = 0;
    bool has_row;

    for (;;) {
        weir_resource file = {0};

        WEIR_TRY(weir_rows_next(rows, &has_row, &call->diag));
        if (!has_row)
            return WEIR_OK;
        if ((ids || names) && !is_named(ids, weir_rows_text(rows, 0)) && !is_named(names, weir_rows_text(rows, 1)))
            continue;
        WEIR_TRY(weir_arena_text(&call->arena, weir_rows_text(rows, 1), &file.name));
        WEIR_TRY(weir_arena_text(&call->arena, weir_rows_text(rows, 2), &file.bytes));
        WEIR_TRY(weir_arena_text(&call->arena, weir_rows_text(rows, 3), &u->name));
        file.is_only_kept = !is_compiled(file.name);
        file.delegates_external = weir_rows_integer(rows, 4) != 0;
        WEIR_TRY(weir_arena_grow(&call->arena, &u->resources, u->count, &capacity, sizeof *u->resources));
        u->resources[u->count++] = file;
    }
}

static weir_err read_deployed(weir_rest *call, upload *u)
{
    weir_sql_value value;
    weir_reader *reader;
    weir_rows rows;
    weir_id id;
    weir_err err;

    WEIR_TRY(weir_rest_path_id(call, 0, "deployment", &id));
    value = weir_sql_bytes(id.byte, sizeof id.byte);
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, WEIR_QUERY_resources_of_deployment, &value, 1, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = take_files(call, &rows, u);
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    WEIR_TRY(err);
    return u->count > 0 ? WEIR_OK
                        : weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT,
                                    "deployment with id '%.*s' has no such resources", WEIR_ARG(call->path[0]));
}

weir_err weir_handle_redeploy(weir_rest *call)
{
    upload *u = WEIR_TAKE(&call->arena, upload, 1);

    if (!u)
        return WEIR_ENOMEM;
    *u = (upload){.source = weir_rest_text(call, "source")};
    WEIR_TRY(read_deployed(call, u));
    u->problems = WEIR_TAKE(&call->arena, weir_problems, u->count);
    if (!u->problems)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < u->count; i++)
        weir_problems_init(&u->problems[i], &call->arena);
    call->local = u;
    return weir_rest_work(call, deploy, answer_deployed);
}
