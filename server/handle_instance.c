/* SPDX-License-Identifier: Apache-2.0
 * server/handle_instance.c - running instances: lists, variables, what is active in them, cancelling.
 */
#include <stdlib.h>

#include "server/handlers.h"
#include "server/names.h"
#include "server/server_internal.h"
#include "server/snapshot.h"
#include "server/tables.h"
#include "server/variables.h"

static const weir_member fields[] = {
    {.name = "links", .kind = WEIR_MEMBER_LINKS},
    FIELD("id", ID, "i.id"),
    FIELD("definitionId", TEXT, "d.id"),
    FIELD("definitionKey", TEXT, "d.key"),
    FIELD("businessKey", TEXT, "i.business_key"),
    NO_FIELD("caseInstanceId"),
    FIELD("ended", BOOLEAN, "i.status = 2"),
    FIELD("suspended", BOOLEAN, "i.suspended"),
    NO_FIELD("tenantId"),
};
const weir_shape weir_shape_instance = WEIR_SHAPE("ProcessInstance", fields);

static const weir_filter filters[] = {
    FILTER("processInstanceIds", IDS, "i.id IN (@)"),
    FILTER("businessKey", TEXT, "i.business_key = @"),
    FILTER("businessKeyLike", TEXT, "i.business_key LIKE @ ESCAPE '\\'"),
    FILTER("processDefinitionId", TEXT, "d.id = @"),
    FILTER("processDefinitionKey", TEXT, "d.key = @"),
    FILTER("processDefinitionKeyIn", TEXTS, "d.key IN (@)"),
    FILTER("processDefinitionKeyNotIn", TEXTS, "d.key NOT IN (@)"),
    FILTER("deploymentId", ID, "d.deployment = (SELECT p.number FROM deployment p WHERE p.id = @)"),
    FILTER("overdue", BOOLEAN, WEIR_SQL_IS_OVERDUE("#") " = @"), /* weir's own */
    FILTER("withIncident", IF_TRUE, HAS_INCIDENT ")"),
    FILTER("incidentId", ID, HAS_INCIDENT " AND n.id = @)"),
    FILTER("incidentType", TEXT, HAS_INCIDENT " AND n.kind = @)"),
    FILTER("incidentMessage", TEXT, HAS_INCIDENT " AND n.message = @)"),
    FILTER("incidentMessageLike", TEXT, HAS_INCIDENT " AND n.message LIKE @ ESCAPE '\\')"),
    FILTER("activityIdIn", TEXTS,
           "EXISTS (SELECT 1 FROM activity a WHERE a.definition = i.definition AND a.instance = i.pos"
           " AND a.element IN (@))"),
    FILTER("variables", VARIABLES, "i.pos"),
    FILTER("rootProcessInstances", IF_TRUE, "i.caller IS NULL"),
    FILTER("leafProcessInstances", IF_TRUE,
           "NOT EXISTS (SELECT 1 FROM instance c WHERE c.caller = i.id AND c.status = 1)"),
    FILTER("superProcessInstance", ID, "i.caller = @"),
    FILTER("subProcessInstance", ID, IS_CALLER),
    FILTER("processDefinitionName", TEXT, OF_NAME("= @")),
    IGNORE_CASE_FILTERS,
    FILTER("orQueries", OR, NULL),
    TENANT_FILTERS,
    SUSPENSION_FILTERS("i"),
};
static const weir_sort sorts[] = {
    {"instanceId", "i.id"}, {"definitionKey", "d.key"},        {"definitionId", "d.id"},
    {"tenantId", "NULL"},   {"businessKey", "i.business_key"},
};
#define FROM_INSTANCE "FROM instance i JOIN definition d ON d.number = i.definition"
const weir_listing weir_list_instance = {
    .shape = &weir_shape_instance,
    .from = FROM_INSTANCE " WHERE i.status = 1",
    .order = "i.pos",
    .by_id = "i.id = @",
    .what = "process instance",
    LIST_TABLES(filters, sorts),
};
const weir_listing weir_list_any_instance = {
    .shape = &weir_shape_instance,
    .from = FROM_INSTANCE,
    .order = "i.pos",
    .by_id = "i.id = @",
    .what = "process instance",
};

/* Bodies of queries: what is in them is looked up by name in the table of filters. */
static const weir_member query_fields[] = {
    {.name = "sorting", .kind = WEIR_MEMBER_LIST},
};
const weir_shape weir_shape_query = WEIR_SHAPE("Query", query_fields);

/* ── cancelling ──────────────────────────────────────────────────────────────────────────────────────── */

/* One that need not be there is looked for first; who cancels at the same time may still be faster. */
weir_err weir_handle_instance_delete(weir_rest *call)
{
    bool must_exist = true;
    weir_snapshot snapshot;
    weir_id id;
    weir_err err;

    WEIR_TRY(weir_rest_query_flag(call, "failIfNotExists", &must_exist));
    err = weir_rest_path_id(call, 0, "process instance", &id);
    if (err == WEIR_OK)
        err = weir_snapshot_of_instance(call, id, &snapshot);
    if (err == WEIR_ENOTFOUND || (err == WEIR_OK && snapshot.has_ended))
        return must_exist ? weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT,
                                      "Process instance with id %.*s does not exist", WEIR_ARG(call->path[0]))
                          : weir_rest_nothing(call);
    WEIR_TRY(err);
    call->command = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                   .instance = id,
                                   .command = {.kind = WEIR_COMMAND_CANCEL,
                                               .start_event = {WEIR_NO_IX},
                                               .text = weir_rest_parameter(call, "deleteReason")}};
    return weir_rest_execute(call, weir_rest_nothing);
}

/* ── variables ───────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_write_process_variables(weir_rest *call, weir_id instance, weir_buffer *out)
{
    weir_snapshot snapshot;
    const weir_value *scope, *list;

    WEIR_TRY(weir_snapshot_of_instance(call, instance, &snapshot));
    scope = weir_snapshot_find(snapshot.scopes, "n", 1);
    list = scope ? weir_context_find(scope, WEIR_T("variables")) : NULL;
    weir_buffer_char(out, '{');
    for (uint32_t i = 0; list && i < list->count; i++) {
        const weir_value *value = weir_context_find(&list->as.items[i], WEIR_T("value"));
        const weir_value absent = weir_null();

        weir_write_comma(out);
        weir_json_write_string(weir_snapshot_text(&list->as.items[i], "name"), out);
        weir_buffer_char(out, ':');
        WEIR_TRY(weir_variable_write(call, value ? value : &absent, out));
    }
    weir_buffer_char(out, '}');
    return out->err;
}

weir_err weir_find_running(weir_rest *call, weir_id *id, weir_snapshot *snapshot)
{
    weir_err err = weir_rest_path_id(call, 0, "process instance", id);

    if (err == WEIR_OK)
        err = weir_snapshot_of_instance(call, *id, snapshot);
    if (err == WEIR_ENOTFOUND || (err == WEIR_OK && snapshot->has_ended))
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "Process instance with id %.*s does not exist",
                         WEIR_ARG(call->path[0]));
    return err;
}

weir_err weir_handle_instance_variables(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_snapshot snapshot;
    weir_id id;

    WEIR_TRY(weir_find_running(call, &id, &snapshot));
    WEIR_TRY(weir_write_process_variables(call, id, out));
    return weir_rest_end(call, 200);
}

weir_err weir_handle_instance_variable(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    const weir_value *value;
    weir_snapshot snapshot;
    weir_id id;

    WEIR_TRY(weir_find_running(call, &id, &snapshot));
    value = weir_snapshot_process_variable(&snapshot, call->path[1]);
    if (!value)
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT,
                         "process instance variable with name %.*s does not exist", WEIR_ARG(call->path[1]));
    WEIR_TRY(weir_variable_write(call, value, out));
    return weir_rest_end(call, 200);
}

/* ── the tree of what is active ──────────────────────────────────────────────────────────────────────── */

static const weir_member transition_fields[] = {
    FIELD("id", TEXT, NULL),
    FIELD("parentActivityInstanceId", TEXT, NULL),
    FIELD("activityId", TEXT, NULL),
    FIELD("activityName", TEXT, NULL),
    FIELD("activityType", TEXT, NULL),
    FIELD("processInstanceId", ID, NULL),
    FIELD("processDefinitionId", TEXT, NULL),
    FIELD("executionId", ID, NULL),
    {.name = "incidentIds", .kind = WEIR_MEMBER_TEXTS},
    {.name = "incidents", .kind = WEIR_MEMBER_LIST},
};
static const weir_shape shape_transition_instance = WEIR_SHAPE("TransitionInstance", transition_fields);

static const weir_member tree_fields[] = {
    FIELD("id", TEXT, NULL),
    FIELD("parentActivityInstanceId", TEXT, NULL),
    FIELD("activityId", TEXT, NULL),
    FIELD("activityName", TEXT, NULL),
    FIELD("name", TEXT, NULL),
    FIELD("activityType", TEXT, NULL),
    FIELD("processInstanceId", ID, NULL),
    FIELD("processDefinitionId", TEXT, NULL),
    {.name = "childActivityInstances", .kind = WEIR_MEMBER_LIST, .shape = &weir_shape_activity_instance},
    {.name = "childTransitionInstances", .kind = WEIR_MEMBER_LIST, .shape = &shape_transition_instance},
    {.name = "executionIds", .kind = WEIR_MEMBER_TEXTS},
    {.name = "incidentIds", .kind = WEIR_MEMBER_TEXTS},
    {.name = "incidents", .kind = WEIR_MEMBER_LIST},
};
const weir_shape weir_shape_activity_instance = WEIR_SHAPE("ActivityInstance", tree_fields);

#define TREE_DEPTH_MAX 256u

/* Items of a list by one of their numbers. */
typedef struct numbered {
    int64_t number;
    uint32_t ix;
} numbered;

typedef struct number_index {
    numbered *items;
    uint32_t count;
} number_index;

static int compare_numbers(const void *a, const void *b)
{
    const int64_t left = ((const numbered *)a)->number, right = ((const numbered *)b)->number;

    return (left > right) - (left < right);
}

static weir_err index_by(weir_rest *call, const weir_value *list, const char *name, number_index *out)
{
    const uint32_t count = list ? list->count : 0;

    *out = (number_index){.items = WEIR_TAKE(&call->arena, numbered, count), .count = count};
    if (!out->items && count > 0)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        out->items[i] = (numbered){weir_snapshot_number(&list->as.items[i], name), i};
    if (count > 0)
        qsort(out->items, count, sizeof *out->items, compare_numbers);
    return WEIR_OK;
}

static const weir_value *find_by(const number_index *index, const weir_value *list, int64_t number, uint32_t *ix)
{
    const numbered wanted = {.number = number}, *found = index->count > 0 ? bsearch(&wanted, index->items, index->count,
                                                                                    sizeof wanted, compare_numbers)
                                                                          : NULL;

    if (found && ix)
        *ix = found->ix;
    return found ? &list->as.items[found->ix] : NULL;
}

/* Of a token, or of the process: what is in it, as a list that goes on from child to child. */
typedef struct family {
    uint32_t first_child, last_child, next_sibling; /* the number of a token in the list, from 1; 0: none */
    int64_t continuation;                           /* the number of the wait; 0: it is active, or held by a join */
} family;

typedef struct tree {
    weir_rest *call;
    weir_snapshot snapshot;
    const weir_program *program; /* NULL: not known yet */
    weir_buffer *out;
    family *families; /* the first one is that of the process, then one a token */
    const weir_value *incidents;
    number_index by_wait; /* of the incidents */
    char instance[WEIR_ID_TEXT_LENGTH + 1];
} tree;

static void note_continuations(tree *t, const number_index *tokens)
{
    const weir_value *waits = t->snapshot.waits;

    for (uint32_t i = 0; waits && i < waits->count; i++) {
        const weir_value *wait = &waits->as.items[i];
        uint32_t ix;

        if (weir_snapshot_number(wait, "kind") == WEIR_WAIT_CONTINUATION &&
            find_by(tokens, t->snapshot.tokens, weir_snapshot_number(wait, "token"), &ix))
            t->families[ix + 1].continuation = weir_snapshot_number(wait, "n");
    }
}

/* Each token to the one that owns the scope it is in. */
static weir_err find_families(tree *t)
{
    const weir_value *tokens = t->snapshot.tokens, *scopes = t->snapshot.scopes;
    const uint32_t count = tokens ? tokens->count : 0;
    number_index by_token, by_scope;

    t->incidents = weir_context_find(&t->snapshot.state, WEIR_T("incidents"));
    WEIR_TRY(index_by(t->call, tokens, "n", &by_token));
    WEIR_TRY(index_by(t->call, scopes, "n", &by_scope));
    WEIR_TRY(index_by(t->call, t->incidents, "wait", &t->by_wait));
    t->families = WEIR_TAKE(&t->call->arena, family, count + 1); /* zeroed */
    if (!t->families)
        return WEIR_ENOMEM;
    note_continuations(t, &by_token);
    for (uint32_t i = 0; i < count; i++) {
        const weir_value *scope = find_by(&by_scope, scopes, weir_snapshot_number(&tokens->as.items[i], "scope"), NULL);
        const int64_t owner = scope ? weir_snapshot_number(scope, "token") : 0;
        uint32_t ix = 0;
        family *parent;

        if (weir_snapshot_number(&tokens->as.items[i], "state") == WEIR_TOKEN_SPENT)
            continue; /* it has passed the gateway, which only minds over which flow it came */
        if (owner > 0 && !find_by(&by_token, tokens, owner, &ix))
            continue;
        parent = &t->families[owner > 0 ? ix + 1 : 0];
        if (parent->last_child > 0)
            t->families[parent->last_child].next_sibling = i + 1;
        else
            parent->first_child = i + 1;
        parent->last_child = i + 1;
    }
    return WEIR_OK;
}

static const weir_value *token_at(const tree *t, uint32_t number)
{
    return number > 0 ? &t->snapshot.tokens->as.items[number - 1] : NULL;
}

static void write_node_id(const tree *t, const char *name, const weir_value *token)
{
    weir_write_name(t->out, name);
    if (!token) {
        weir_buffer_format(t->out, "\"%s\"", t->instance);
        return;
    }
    weir_buffer_char(t->out, '"');
    weir_buffer_text(t->out, weir_snapshot_text(token, "element"));
    weir_buffer_format(t->out, ":%s:%lld\"", t->instance, (long long)weir_snapshot_number(token, "n"));
}

static const weir_node *node_of(const tree *t, const weir_value *token)
{
    weir_node_ix ix;

    if (!t->program)
        return NULL;
    if (!token)
        return &t->program->nodes[0];
    ix = weir_program_node(t->program, weir_snapshot_text(token, "element"));
    return ix.ix == WEIR_NO_IX ? NULL : &t->program->nodes[ix.ix];
}

static void write_activity_id(const tree *t, const weir_value *token, bool is_body)
{
    weir_write_name(t->out, "activityId");
    weir_buffer_char(t->out, '"');
    weir_buffer_text(t->out, token ? weir_snapshot_text(token, "element") : t->snapshot.definition);
    weir_buffer_text(t->out, is_body ? WEIR_T(WEIR_NAMES_BODY "\"") : WEIR_T("\""));
}

static void open_node(const tree *t, const weir_value *token, const weir_value *parent)
{
    const weir_node *node = node_of(t, token);
    const weir_text name = node && node->name.length > 0 ? node->name : WEIR_NO_TEXT;
    const bool is_body = token && node && node->loop && weir_snapshot_number(token, "item") == 0;

    weir_write_comma(t->out);
    weir_buffer_char(t->out, '{');
    write_node_id(t, "id", token);
    if (token)
        write_node_id(t, "parentActivityInstanceId", parent);
    else
        weir_write_null(t->out, "parentActivityInstanceId");
    write_activity_id(t, token, is_body);
    weir_write_text(t->out, "activityName", name);
    weir_write_text(t->out, "name", name);
    weir_write_text(t->out, "activityType",
                    is_body ? WEIR_T("multiInstanceBody")
                    : node  ? weir_text_of(weir_names_node_type(t->program, node))
                            : WEIR_NO_TEXT);
    weir_write_text(t->out, "processInstanceId", weir_text_of(t->instance));
    weir_write_text(t->out, "processDefinitionId", t->snapshot.definition);
    weir_write_name(t->out, "childActivityInstances");
    weir_buffer_char(t->out, '[');
}

static void write_incident_ids(const tree *t, int64_t wait)
{
    const weir_value *incident = find_by(&t->by_wait, t->incidents, wait, NULL);

    weir_write_name(t->out, "incidentIds");
    weir_buffer_char(t->out, '[');
    if (incident)
        weir_json_write_string(weir_snapshot_text(incident, "id"), t->out);
    weir_buffer_char(t->out, ']');
}

static void write_transition(const tree *t, const weir_value *token, const weir_value *parent, int64_t wait)
{
    const weir_node *node = node_of(t, token);

    weir_write_comma(t->out);
    weir_buffer_char(t->out, '{');
    write_node_id(t, "id", token);
    write_node_id(t, "parentActivityInstanceId", parent);
    weir_write_text(t->out, "activityId", weir_snapshot_text(token, "element"));
    weir_write_text(t->out, "activityName", node && node->name.length > 0 ? node->name : WEIR_NO_TEXT);
    weir_write_text(t->out, "activityType", node ? weir_text_of(weir_names_node_type(t->program, node)) : WEIR_NO_TEXT);
    weir_write_text(t->out, "processInstanceId", weir_text_of(t->instance));
    weir_write_text(t->out, "processDefinitionId", t->snapshot.definition);
    weir_write_text(t->out, "executionId", weir_text_of(t->instance));
    write_incident_ids(t, wait);
    weir_buffer_text(t->out, WEIR_T(",\"incidents\":[]}"));
}

static void write_transitions(const tree *t, uint32_t parent)
{
    for (uint32_t at = t->families[parent].first_child; at > 0; at = t->families[at].next_sibling) {
        if (t->families[at].continuation > 0)
            write_transition(t, token_at(t, at), token_at(t, parent), t->families[at].continuation);
    }
}

static void close_node(const tree *t, uint32_t number)
{
    weir_buffer_text(t->out, WEIR_T("],\"childTransitionInstances\":["));
    write_transitions(t, number);
    weir_buffer_text(t->out, WEIR_T("],"));
    weir_buffer_format(t->out, "\"executionIds\":[\"%s\"],\"incidentIds\":[],\"incidents\":[]}", t->instance);
}

/* From the root down; a stack of our own, as deep as scopes nest. */
static weir_err write_tree(const tree *t)
{
    struct {
        uint32_t number, next;
    } stack[TREE_DEPTH_MAX] = {{0, t->families[0].first_child}};
    uint32_t depth = 1;

    open_node(t, NULL, NULL);
    while (depth > 0) {
        const uint32_t top = stack[depth - 1].number, child = stack[depth - 1].next;

        if (child == 0) {
            close_node(t, top);
            depth--;
            continue;
        }
        stack[depth - 1].next = t->families[child].next_sibling;
        if (t->families[child].continuation > 0)
            continue;
        if (depth == TREE_DEPTH_MAX)
            return weir_fail(&t->call->diag, WEIR_ELIMIT, WEIR_NO_TEXT, "scopes nest too deep (limit tree_depth)");
        open_node(t, token_at(t, child), token_at(t, top));
        stack[depth].number = child;
        stack[depth++].next = t->families[child].first_child;
    }
    return t->out->err;
}

weir_err weir_handle_activity_instances(weir_rest *call)
{
    tree t = {.call = call, .out = weir_rest_begin(call)};
    weir_id id;

    WEIR_TRY(weir_find_running(call, &id, &t.snapshot));
    weir_id_print(id, t.instance);
    t.program = weir_names_program(call, t.snapshot.definition);
    WEIR_TRY(find_families(&t));
    WEIR_TRY(write_tree(&t));
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}
