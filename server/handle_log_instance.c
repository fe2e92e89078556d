/* SPDX-License-Identifier: Apache-2.0
 * server/handle_log_instance.c - the instances that the log knows, and any of them as it was when a fact had happened.
 */
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/tables.h"

#define INSTANCE_COUNT_DEFAULT 1000
#define INSTANCE_COUNT_MAX 10000
#define ANSWER_LENGTH_MAX ((size_t)16 * 1024 * 1024)

static const char *const states[] = {"all", "active", "ended"}; /* as a filter of weir.h numbers them */

static weir_err refuse(weir_rest *call, const weir_db_error *error)
{
    return weir_fail(&call->diag, (weir_err)error->code, weir_text_of(error->element), "%s", error->message);
}

/* A parameter as a C string; NULL: it is not there. */
static weir_err parameter(weir_rest *call, const char *name, const char **out)
{
    const weir_text text = weir_rest_parameter(call, name);
    char *copy;

    *out = NULL;
    if (!text.at)
        return WEIR_OK;
    copy = WEIR_TAKE(&call->arena, char, text.length + 1); /* zeroed */
    if (!copy)
        return WEIR_ENOMEM;
    memcpy(copy, text.at, text.length);
    *out = copy;
    return WEIR_OK;
}

static void write_string(weir_buffer *out, const char *name, const char *text)
{
    weir_write_text(out, name, weir_text_of(text));
}

static void write_json(weir_buffer *out, const char *name, const char *json)
{
    weir_write_raw(out, name, json ? weir_text_of(json) : WEIR_T("null"));
}

/* ── the list ────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member instance_fields[] = {
    FIELD("instance", TEXT, NULL),    FIELD("process", TEXT, NULL), FIELD("definition", TEXT, NULL),
    FIELD("businessKey", TEXT, NULL), FIELD("state", TEXT, NULL),   FIELD("started", TIME, NULL),
    FIELD("position", INTEGER, NULL),
};
const weir_shape weir_shape_log_instance = WEIR_SHAPE("LogInstance", instance_fields);

static bool write_instance(void *context, const weir_db_instance *instance)
{
    weir_buffer *out = context;

    weir_write_comma(out);
    weir_buffer_char(out, '{');
    write_string(out, "instance", instance->id);
    write_string(out, "process", instance->process);
    write_string(out, "definition", instance->definition);
    write_string(out, "businessKey", instance->business_key);
    write_string(out, "state", states[instance->has_ended ? 2 : 1]);
    weir_write_time_or_null(out, "started", instance->started_ms);
    weir_write_integer(out, "position", (int64_t)instance->position);
    weir_buffer_char(out, '}');
    return out->err == WEIR_OK && out->length < ANSWER_LENGTH_MAX;
}

static weir_err read_filter(weir_rest *call, weir_db_filter *filter)
{
    int64_t after = 0, count = INSTANCE_COUNT_DEFAULT;
    const char *state;

    WEIR_TRY(parameter(call, "instance", &filter->instance));
    WEIR_TRY(parameter(call, "process", &filter->process));
    WEIR_TRY(parameter(call, "businessKey", &filter->business_key));
    WEIR_TRY(parameter(call, "activity", &filter->activity));
    WEIR_TRY(parameter(call, "state", &state));
    WEIR_TRY(weir_rest_query_flag(call, "overdue", &filter->is_overdue));
    WEIR_TRY(weir_rest_query_integer(call, "after", 0, INT64_MAX - 1, &after));
    WEIR_TRY(weir_rest_query_integer(call, "maxResults", 1, INSTANCE_COUNT_MAX, &count));
    filter->after_position = (uint64_t)after;
    filter->count_max = (unsigned)count;
    while (state && filter->state < (int)COUNT(states) && strcmp(states[filter->state], state) != 0)
        filter->state++;
    return filter->state < (int)COUNT(states)
               ? WEIR_OK
               : weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'state' is active, ended or all");
}

weir_err weir_handle_log_instances(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_db_filter filter = {0};
    weir_db_error error;

    WEIR_TRY(read_filter(call, &filter));
    weir_buffer_char(out, '[');
    if (weir_db_instances(call->server->db, &filter, write_instance, out, &error) != 0)
        return refuse(call, &error);
    weir_buffer_char(out, ']');
    return weir_rest_end(call, 200);
}

/* ── one of them ─────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member activity_fields[] = {
    FIELD("element", TEXT, NULL),
    FIELD("name", TEXT, NULL),
    FIELD("item", INTEGER, NULL),
    FIELD("since", TIME, NULL),
};
static const weir_shape activity = WEIR_SHAPE("LogActivity", activity_fields);
static const weir_member wait_fields[] = {
    FIELD("kind", TEXT, NULL),  FIELD("element", TEXT, NULL), FIELD("elementName", TEXT, NULL),
    FIELD("id", TEXT, NULL),    FIELD("name", TEXT, NULL),    {.name = "value", .kind = WEIR_MEMBER_JSON},
    FIELD("since", TIME, NULL), FIELD("due", TIME, NULL),     FIELD("retries", INTEGER, NULL),
};
static const weir_shape wait = WEIR_SHAPE("LogWait", wait_fields);
static const weir_member incident_fields[] = {
    FIELD("id", TEXT, NULL),      FIELD("element", TEXT, NULL), FIELD("kind", TEXT, NULL),
    FIELD("message", TEXT, NULL), FIELD("since", TIME, NULL),
};
static const weir_shape incident = WEIR_SHAPE("LogIncident", incident_fields);
static const weir_member variable_fields[] = {
    FIELD("name", TEXT, NULL),
    {.name = "value", .kind = WEIR_MEMBER_JSON},
    FIELD("scope", INTEGER, NULL),
    FIELD("element", TEXT, NULL),
};
static const weir_shape variable = WEIR_SHAPE("LogVariable", variable_fields);
static const weir_member state_fields[] = {
    FIELD("instance", TEXT, NULL),
    FIELD("process", TEXT, NULL),
    FIELD("processName", TEXT, NULL),
    FIELD("definition", TEXT, NULL),
    FIELD("businessKey", TEXT, NULL),
    FIELD("caller", TEXT, NULL),
    FIELD("callerElement", TEXT, NULL),
    FIELD("state", TEXT, NULL),
    FIELD("outcome", TEXT, NULL),
    FIELD("error", TEXT, NULL),
    FIELD("started", TIME, NULL),
    FIELD("firstPosition", INTEGER, NULL),
    FIELD("time", TIME, NULL),
    FIELD("position", INTEGER, NULL),
    FIELD("facts", INTEGER, NULL),
    {.name = "activities", .kind = WEIR_MEMBER_LIST, .shape = &activity},
    {.name = "waits", .kind = WEIR_MEMBER_LIST, .shape = &wait},
    {.name = "incidents", .kind = WEIR_MEMBER_LIST, .shape = &incident},
    {.name = "variables", .kind = WEIR_MEMBER_LIST, .shape = &variable},
};
const weir_shape weir_shape_log_state = WEIR_SHAPE("LogState", state_fields);

static const char *const lists[] = {"activities", "waits", "incidents", "variables"};

typedef struct state_writer {
    weir_buffer *out;
    uint32_t list_count; /* that were begun */
} state_writer;

/* Every list is there, the empty ones too; they come in this order. */
static void enter(state_writer *w, uint32_t list_count)
{
    while (w->list_count < list_count) {
        if (w->list_count > 0)
            weir_buffer_char(w->out, ']');
        weir_write_name(w->out, lists[w->list_count++]);
        weir_buffer_char(w->out, '[');
    }
}

static weir_buffer *begin_item(state_writer *w, uint32_t list_count)
{
    enter(w, list_count);
    weir_write_comma(w->out);
    weir_buffer_char(w->out, '{');
    return w->out;
}

static void write_state(void *context, const weir_db_state *state)
{
    weir_buffer *out = ((state_writer *)context)->out;

    weir_buffer_char(out, '{');
    write_string(out, "instance", state->instance);
    write_string(out, "process", state->process);
    write_string(out, "processName", state->process_name);
    write_string(out, "definition", state->definition);
    write_string(out, "businessKey", state->business_key);
    write_string(out, "caller", state->caller);
    write_string(out, "callerElement", state->caller_element);
    write_string(out, "state", states[state->has_ended ? 2 : 1]);
    write_string(out, "outcome", state->outcome);
    write_string(out, "error", state->error);
    weir_write_time_or_null(out, "started", state->started_ms);
    weir_write_integer(out, "firstPosition", (int64_t)state->first_position);
    weir_write_time_or_null(out, "time", state->time_ms);
    weir_write_integer(out, "position", (int64_t)state->position);
    weir_write_integer(out, "facts", (int64_t)state->fact_count);
}

static void write_activity(void *context, const weir_db_activity *found)
{
    weir_buffer *out = begin_item(context, 1);

    write_string(out, "element", found->element);
    write_string(out, "name", found->name);
    weir_write_integer(out, "item", found->item);
    weir_write_time_or_null(out, "since", found->since_ms);
    weir_buffer_char(out, '}');
}

static void write_wait(void *context, const weir_db_wait *found)
{
    weir_buffer *out = begin_item(context, 2);

    write_string(out, "kind", found->kind);
    write_string(out, "element", found->element);
    write_string(out, "elementName", found->element_name);
    write_string(out, "id", found->id);
    write_string(out, "name", found->name);
    write_json(out, "value", found->value);
    weir_write_time_or_null(out, "since", found->since_ms);
    weir_write_time_or_null(out, "due", found->due_ms);
    if (found->retries >= 0)
        weir_write_integer(out, "retries", found->retries);
    else
        weir_write_null(out, "retries");
    weir_buffer_char(out, '}');
}

static void write_incident(void *context, const weir_db_incident *found)
{
    weir_buffer *out = begin_item(context, 3);

    write_string(out, "id", found->id);
    write_string(out, "element", found->element);
    write_string(out, "kind", found->kind);
    write_string(out, "message", found->message);
    weir_write_time_or_null(out, "since", found->created_ms);
    weir_buffer_char(out, '}');
}

static void write_variable(void *context, const weir_db_variable *found)
{
    weir_buffer *out = begin_item(context, 4);

    write_string(out, "name", found->name);
    write_json(out, "value", found->value);
    weir_write_integer(out, "scope", found->scope);
    write_string(out, "element", found->element);
    weir_buffer_char(out, '}');
}

/* The id in the path, as it is written; what is none is nobody's. */
static weir_err path_instance(weir_rest *call, char out[static WEIR_ID_TEXT_LENGTH + 1])
{
    weir_id id;

    WEIR_TRY(weir_rest_path_id(call, 0, "process instance", &id));
    weir_id_print(id, out);
    return WEIR_OK;
}

weir_err weir_handle_log_instance(weir_rest *call)
{
    static const weir_db_state_visitor visitor = {write_state, write_activity, write_wait, write_incident,
                                                  write_variable};
    state_writer w = {.out = weir_rest_begin(call)};
    char instance[WEIR_ID_TEXT_LENGTH + 1];
    weir_db_error error;
    int64_t at = 0;

    WEIR_TRY(path_instance(call, instance));
    WEIR_TRY(weir_rest_query_integer(call, "at", 1, INT64_MAX - 1, &at));
    if (weir_db_state_at(call->server->db, instance, (uint64_t)at, &visitor, &w, &error) != 0)
        return refuse(call, &error);
    enter(&w, COUNT(lists));
    weir_buffer_text(w.out, WEIR_T("]}"));
    return weir_rest_end(call, 200);
}

/* ── what its process is made of ─────────────────────────────────────────────────────────────────────── */

static const weir_member element_fields[] = {
    FIELD("id", TEXT, NULL),
    FIELD("type", TEXT, NULL),
    FIELD("name", TEXT, NULL),
};
const weir_shape weir_shape_log_element = WEIR_SHAPE("LogElement", element_fields);

static bool keep_definition(void *context, const weir_db_instance *instance)
{
    weir_buffer *out = context;

    weir_buffer_text(out, weir_text_of(instance->definition));
    weir_buffer_char(out, '\0');
    return false;
}

static bool write_element(void *context, const weir_db_element *element)
{
    weir_buffer *out = context;

    weir_write_comma(out);
    weir_buffer_char(out, '{');
    write_string(out, "id", element->id);
    write_string(out, "type", element->type);
    write_string(out, "name", element->name);
    weir_buffer_char(out, '}');
    return out->err == WEIR_OK;
}

weir_err weir_handle_log_instance_elements(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call), definition;
    char instance[WEIR_ID_TEXT_LENGTH + 1];
    weir_db_error error;
    weir_text text;

    WEIR_TRY(path_instance(call, instance));
    weir_buffer_init(&definition, &call->arena, 0);
    if (weir_db_instances(call->server->db, &(weir_db_filter){.instance = instance}, keep_definition, &definition,
                          &error) != 0)
        return refuse(call, &error);
    WEIR_TRY(weir_buffer_done(&definition, &text));
    if (text.length == 0)
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no instance %s", instance);
    weir_buffer_char(out, '[');
    if (weir_db_elements(call->server->db, text.at, write_element, out, &error) != 0)
        return refuse(call, &error);
    weir_buffer_char(out, ']');
    return weir_rest_end(call, 200);
}
