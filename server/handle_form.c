/* SPDX-License-Identifier: Apache-2.0
 * server/handle_form.c - forms of start events and user tasks: which they are, what they hold, the files they are in.
 */
#include "host/resource.h"
#include "server/attachment.h"
#include "server/handlers.h"
#include "server/names.h"
#include "server/server_internal.h"
#include "server/tables.h"
#include "server/variables.h"

/* ── of start events ─────────────────────────────────────────────────────────────────────────────────── */

/* The id of the definition that the path names by its id, or of the latest one by its key. */
static weir_err find_definition(weir_rest *call, bool is_by_key, weir_text *out)
{
    const weir_sql_value value = weir_sql_text(call->path[0]);
    const weir_query query = is_by_key ? WEIR_QUERY_definition_xml_of_key : WEIR_QUERY_definition_xml;
    weir_text columns[2];
    weir_reader *reader;
    weir_err err;

    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, query, &value, 1, &call->arena, columns, 2, &call->diag);
    weir_server_give_reader(call->server, reader);
    if (err == WEIR_ENOTFOUND)
        return weir_rest_refuse(call, 404, is_by_key ? "RestException" : "InvalidRequestException",
                                "No matching process definition with %s %.*s", is_by_key ? "key" : "id",
                                WEIR_ARG(call->path[0]));
    *out = columns[0];
    return err;
}

/* The start event that a start without a message has; NULL: it has none, or the process is not known yet. */
static const weir_node *find_start(weir_rest *call, weir_text definition)
{
    const weir_program *program = weir_names_program(call, definition);

    for (uint32_t i = 0; program && i < program->nodes[0].start_count; i++) {
        const weir_node *node = &program->nodes[program->nodes[0].starts[i].ix];

        if (node->trigger_kind == WEIR_TRIGGER_none)
            return node;
    }
    return NULL;
}

static weir_text literal(const weir_setting *setting)
{
    return setting->is_set && !setting->expression && setting->literal.kind == WEIR_STRING ? setting->literal.as.string
                                                                                           : WEIR_NO_TEXT;
}

static weir_form_name form_of_start(const weir_node *start)
{
    const weir_element_form *form = start ? start->form : NULL;

    if (!form)
        return (weir_form_name){.key = WEIR_NO_TEXT};
    return (weir_form_name){.key = literal(&form->key),
                            .ref = literal(&form->ref),
                            .binding = literal(&form->ref_binding),
                            .version = literal(&form->ref_version)};
}

static weir_err answer_start_form(weir_rest *call, bool is_by_key)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_form_name form;
    weir_text id;

    WEIR_TRY(find_definition(call, is_by_key, &id));
    form = form_of_start(find_start(call, id));
    weir_write_form(out, &form);
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}

weir_err weir_handle_start_form(weir_rest *call)
{
    return answer_start_form(call, false);
}

weir_err weir_handle_start_form_of_key(weir_rest *call)
{
    return answer_start_form(call, true);
}

static bool is_wanted(weir_text wanted, weir_text name)
{
    size_t from = 0;

    if (!wanted.at)
        return true;
    for (size_t i = 0; i <= wanted.length; i++) {
        if (i < wanted.length && wanted.at[i] != ',')
            continue;
        if (weir_text_equal(weir_text_trim(weir_text_part(wanted, from, i - from)), name))
            return true;
        from = i + 1;
    }
    return false;
}

/* ── files ───────────────────────────────────────────────────────────────────────────────────────────── */

/* "embedded:deployment:forms/a.html" names a file of the deployment. */
static weir_text file_of_key(weir_text key)
{
    const weir_text mark = WEIR_T("deployment:");
    const size_t at = weir_text_find(key, mark, 0);

    return at == SIZE_MAX ? WEIR_NO_TEXT : weir_text_part(key, at + mark.length, key.length - at - mark.length);
}

/* A file of the deployment of the process; or, of all forms with that id, the last one or the n-th. */
static weir_err read_file(weir_rest *call, weir_text definition, const weir_form_name *form, weir_text file,
                          weir_text *columns)
{
    const bool is_version = weir_text_equal(form->binding, WEIR_T("version"));
    const weir_sql_value here[] = {weir_sql_text(definition), weir_sql_text(file), weir_sql_text(form->ref)};
    weir_sql_value anywhere[] = {weir_sql_text(form->ref), weir_sql_integer(1)};
    weir_decimal number;
    weir_reader *reader;
    int64_t version = 1;
    weir_err err;

    if (is_version && weir_decimal_parse(form->version, &number) && weir_decimal_to_int64(number, &version))
        anywhere[1] = weir_sql_integer(version);
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    if (file.at || (form->binding.length > 0 && !is_version && !weir_text_equal(form->binding, WEIR_T("latest"))))
        err = weir_reader_get(reader, WEIR_QUERY_form_get, here, 3, &call->arena, columns, 2, &call->diag);
    else
        err = weir_reader_get(reader, is_version ? WEIR_QUERY_form_of_version : WEIR_QUERY_form_latest, anywhere,
                              is_version ? 2 : 1, &call->arena, columns, 2, &call->diag);
    weir_server_give_reader(call->server, reader);
    return err;
}

/* What is computed is known only when the form is submitted. */
static weir_value default_of(const weir_mapping *defaults, uint32_t count, weir_text name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (weir_text_equal(defaults[i].name, name) && !defaults[i].value.expression)
            return defaults[i].value.literal;
    }
    return weir_null();
}

/* Fields inside of others are part of these. */
static weir_err write_fields(weir_rest *call, const weir_form_field *fields, uint32_t count,
                             const weir_mapping *defaults, uint32_t default_count, weir_buffer *out)
{
    const weir_text wanted = weir_rest_parameter(call, "variableNames");

    for (uint32_t i = 0; i < count; i++) {
        const weir_value value = default_of(defaults, default_count, fields[i].id);

        if (fields[i].path || !is_wanted(wanted, fields[i].id))
            continue;
        weir_write_comma(out);
        weir_json_write_string(fields[i].id, out);
        weir_buffer_char(out, ':');
        WEIR_TRY(weir_variable_write(call, &value, out));
    }
    return WEIR_OK;
}

/* Of a form that is a file; none if it is not there, or can't be read. */
static weir_err write_deployed_fields(weir_rest *call, weir_text definition, const weir_node *start, weir_buffer *out)
{
    const weir_form_name name = form_of_start(start);
    const weir_deployed_form *form;
    weir_problems problems;
    weir_text columns[2];
    weir_err err;

    if (name.ref.length == 0)
        return WEIR_OK;
    err = read_file(call, definition, &name, WEIR_NO_TEXT, columns);
    if (err == WEIR_ENOTFOUND)
        return WEIR_OK;
    WEIR_TRY(err);
    weir_problems_init(&problems, &call->arena);
    err = weir_form_js_read(columns[1], &call->arena, &problems, &form);
    if (err == WEIR_EMODEL)
        return WEIR_OK;
    WEIR_TRY(err);
    return write_fields(call, form->fields, form->field_count, form->defaults, form->default_count, out);
}

static weir_err answer_form_variables(weir_rest *call, bool is_by_key)
{
    weir_buffer *out = weir_rest_begin(call);
    const weir_node *start;
    weir_text id;

    WEIR_TRY(find_definition(call, is_by_key, &id));
    start = find_start(call, id);
    weir_buffer_char(out, '{');
    if (start && start->form) {
        WEIR_TRY(write_fields(call, start->form->fields, start->form->field_count, start->defaults,
                              start->default_count, out));
        WEIR_TRY(write_deployed_fields(call, id, start, out));
    }
    weir_buffer_char(out, '}');
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}

weir_err weir_handle_start_form_variables(weir_rest *call)
{
    return answer_form_variables(call, false);
}

weir_err weir_handle_start_form_variables_of_key(weir_rest *call)
{
    return answer_form_variables(call, true);
}

static weir_err answer_file(weir_rest *call, weir_text definition, const weir_form_name *form)
{
    const weir_text file = file_of_key(form->key);
    weir_text columns[2];
    weir_err err;

    if (!file.at && form->ref.length == 0)
        return weir_rest_refuse(call, 400, "InvalidRequestException",
                                form->key.length > 0 ? "The form key does not reference a deployed form."
                                                     : "The form has neither a key nor a reference.");
    err = read_file(call, definition, form, file, columns);
    if (err == WEIR_ENOTFOUND)
        return weir_fail(&call->diag, err, WEIR_NO_TEXT, "No form '%.*s' is deployed%s",
                         WEIR_ARG(file.at ? file : form->ref), file.at ? " with the process" : "");
    WEIR_TRY(err);
    WEIR_TRY(weir_attachment_name(call, columns[0]));
    return weir_rest_bytes(call, columns[1],
                           weir_text_ends_with(columns[0], WEIR_T(".form")) ? "application/json"
                                                                            : "application/xhtml+xml");
}

weir_err weir_handle_task_deployed_form(weir_rest *call)
{
    weir_text assignee, definition;
    weir_form_name form;
    weir_value details;

    WEIR_TRY(weir_read_task(call, &details, &assignee, &definition));
    form = weir_form_name_of(&details);
    return answer_file(call, definition, &form);
}

static weir_err answer_start_file(weir_rest *call, bool is_by_key)
{
    const weir_program *program;
    weir_form_name form;
    weir_text id;

    WEIR_TRY(find_definition(call, is_by_key, &id));
    program = weir_names_program(call, id);
    form = form_of_start(find_start(call, id));
    if (!program) {
        WEIR_TRY(weir_names_complete(call));
        return call->waits != WEIR_WAIT_NOTHING
                   ? WEIR_OK
                   : weir_fail(&call->diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the process can't be compiled any more");
    }
    return answer_file(call, id, &form);
}

weir_err weir_handle_deployed_start_form(weir_rest *call)
{
    return answer_start_file(call, false);
}

weir_err weir_handle_deployed_start_form_of_key(weir_rest *call)
{
    return answer_start_file(call, true);
}
