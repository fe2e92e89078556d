/* SPDX-License-Identifier: Apache-2.0
 * run/state_codec.c - a state as JSON, through one table of members per list.
 *
 * Writing and reading walk the same tables, so that what is written is what is read. A member with its
 * zero value is not written.
 */
#include <assert.h>

#include "base/json.h"
#include "run/codec.h"

typedef enum member_kind {
    MEMBER_NUMBER,  /* uint32_t */
    MEMBER_BYTE,    /* uint8_t */
    MEMBER_FLAG,    /* bool */
    MEMBER_INTEGER, /* int64_t */
    MEMBER_COUNTER, /* uint64_t */
    MEMBER_NODE,
    MEMBER_FLOW,
    MEMBER_ID,
    MEMBER_TEXT,
    MEMBER_VALUE,
    MEMBER_LIST, /* {items, count, capacity} */
} member_kind;

typedef struct member member;

/* What the items of a list look like. */
typedef struct shape {
    const member *members;
    uint32_t count;
    size_t item_bytes;
} shape;

struct member {
    const char *key;
    member_kind kind;
    size_t offset;
    const shape *list;
};

/* The layout that every list in a state has. */
typedef struct any_list {
    void *items;
    uint32_t count, capacity;
} any_list;

#define MEMBER(type, field, key, kind)                                                                                 \
    {                                                                                                                  \
        key, kind, offsetof(type, field), NULL                                                                         \
    }
#define LIST(type, field, key, shape)                                                                                  \
    {                                                                                                                  \
        key, MEMBER_LIST, offsetof(type, field), shape                                                                 \
    }
#define SHAPE(members, type)                                                                                           \
    {                                                                                                                  \
        members, sizeof members / sizeof *members, sizeof(type)                                                        \
    }

static const member token_members[] = {
    MEMBER(weir_token, number, "n", MEMBER_NUMBER),   MEMBER(weir_token, scope, "scope", MEMBER_NUMBER),
    MEMBER(weir_token, node, "element", MEMBER_NODE), MEMBER(weir_token, flow, "flow", MEMBER_FLOW),
    MEMBER(weir_token, state, "state", MEMBER_BYTE),  MEMBER(weir_token, item, "item", MEMBER_NUMBER),
};
static const shape token_shape = SHAPE(token_members, weir_token);

static const member variable_members[] = {
    MEMBER(weir_variable, name, "name", MEMBER_TEXT),
    MEMBER(weir_variable, value, "value", MEMBER_VALUE),
};
static const shape variable_shape = SHAPE(variable_members, weir_variable);

static const member collected_members[] = {
    MEMBER(weir_collected, item, "item", MEMBER_NUMBER),
    MEMBER(weir_collected, value, "value", MEMBER_VALUE),
};
static const shape collected_shape = SHAPE(collected_members, weir_collected);

static const member scope_members[] = {
    MEMBER(weir_scope, number, "n", MEMBER_NUMBER),
    MEMBER(weir_scope, parent, "parent", MEMBER_NUMBER),
    MEMBER(weir_scope, token, "token", MEMBER_NUMBER),
    MEMBER(weir_scope, node, "element", MEMBER_NODE),
    MEMBER(weir_scope, item, "item", MEMBER_NUMBER),
    LIST(weir_scope, variables, "variables", &variable_shape),
    MEMBER(weir_scope, is_loop, "loop", MEMBER_FLAG),
    MEMBER(weir_scope, item_count, "items", MEMBER_INTEGER),
    MEMBER(weir_scope, completed_count, "completed", MEMBER_INTEGER),
    MEMBER(weir_scope, active_count, "active", MEMBER_NUMBER),
    MEMBER(weir_scope, items, "collection", MEMBER_VALUE),
    LIST(weir_scope, collected, "collected", &collected_shape),
};
static const shape scope_shape = SHAPE(scope_members, weir_scope);

static const member wait_members[] = {
    MEMBER(weir_wait, number, "n", MEMBER_NUMBER),
    MEMBER(weir_wait, token, "token", MEMBER_NUMBER),
    MEMBER(weir_wait, kind, "kind", MEMBER_BYTE),
    MEMBER(weir_wait, node, "element", MEMBER_NODE),
    MEMBER(weir_wait, id, "id", MEMBER_ID),
    MEMBER(weir_wait, due_ms, "due", MEMBER_INTEGER),
    MEMBER(weir_wait, number_of, "priority", MEMBER_INTEGER),
    MEMBER(weir_wait, retries, "retries", MEMBER_INTEGER),
    MEMBER(weir_wait, name, "name", MEMBER_TEXT),
    MEMBER(weir_wait, value, "value", MEMBER_VALUE),
};
static const shape wait_shape = SHAPE(wait_members, weir_wait);

static const member incident_members[] = {
    MEMBER(weir_incident, id, "id", MEMBER_ID),
    MEMBER(weir_incident, wait, "wait", MEMBER_NUMBER),
    MEMBER(weir_incident, node, "element", MEMBER_NODE),
    MEMBER(weir_incident, kind, "kind", MEMBER_TEXT),
    MEMBER(weir_incident, message, "message", MEMBER_TEXT),
};
static const shape incident_shape = SHAPE(incident_members, weir_incident);

static const member compensable_members[] = {
    MEMBER(weir_compensable, number, "n", MEMBER_NUMBER),
    MEMBER(weir_compensable, scope, "scope", MEMBER_NUMBER),
    MEMBER(weir_compensable, inner, "inner", MEMBER_NUMBER),
    MEMBER(weir_compensable, thrower, "thrower", MEMBER_NUMBER),
    MEMBER(weir_compensable, handler, "handler", MEMBER_NUMBER),
    MEMBER(weir_compensable, node, "element", MEMBER_NODE),
    LIST(weir_compensable, variables, "variables", &variable_shape),
};
static const shape compensable_shape = SHAPE(compensable_members, weir_compensable);

static const member deed_members[] = {
    MEMBER(weir_deed, node, "element", MEMBER_NODE),
    MEMBER(weir_deed, body, "body", MEMBER_NUMBER),
    MEMBER(weir_deed, by, "by", MEMBER_TEXT),
    MEMBER(weir_deed, groups, "groups", MEMBER_VALUE),
};
static const shape deed_shape = SHAPE(deed_members, weir_deed);

static const member refusal_members[] = {
    MEMBER(weir_refusal, wait, "wait", MEMBER_NUMBER),
    MEMBER(weir_refusal, by, "by", MEMBER_TEXT),
    MEMBER(weir_refusal, tried, "tried", MEMBER_TEXT),
    MEMBER(weir_refusal, until_ms, "until", MEMBER_INTEGER),
};
static const shape refusal_shape = SHAPE(refusal_members, weir_refusal);

static const member state_members[] = {
    MEMBER(weir_state, status, "status", MEMBER_BYTE),
    MEMBER(weir_state, is_suspended, "suspended", MEMBER_FLAG),
    MEMBER(weir_state, instance, "instance", MEMBER_ID),
    MEMBER(weir_state, definition, "definition", MEMBER_TEXT),
    MEMBER(weir_state, business_key, "businessKey", MEMBER_TEXT),
    MEMBER(weir_state, caller, "caller", MEMBER_VALUE),
    MEMBER(weir_state, outcome, "outcome", MEMBER_TEXT),
    MEMBER(weir_state, error, "error", MEMBER_TEXT),
    MEMBER(weir_state, next_number, "next", MEMBER_NUMBER),
    MEMBER(weir_state, fact_count, "facts", MEMBER_COUNTER),
    LIST(weir_state, tokens, "tokens", &token_shape),
    LIST(weir_state, scopes, "scopes", &scope_shape),
    LIST(weir_state, waits, "waits", &wait_shape),
    LIST(weir_state, incidents, "incidents", &incident_shape),
    LIST(weir_state, compensables, "compensables", &compensable_shape),
    LIST(weir_state, deeds, "deeds", &deed_shape),
    LIST(weir_state, refusals, "refusals", &refusal_shape),
};
static const shape state_shape = SHAPE(state_members, weir_state);

static_assert(offsetof(any_list, count) == offsetof(weir_variables, count) &&
                  offsetof(any_list, capacity) == offsetof(weir_variables, capacity),
              "all lists of a state are laid out alike");

static void write_key(weir_buffer *out, const char *key, bool *is_first)
{
    weir_buffer_text(out, *is_first ? WEIR_T("\"") : WEIR_T(",\""));
    weir_buffer_text(out, weir_text_of(key));
    weir_buffer_text(out, WEIR_T("\":"));
    *is_first = false;
}

static void write_integer(weir_buffer *out, const char *key, int64_t number, bool *is_first)
{
    if (number == 0)
        return;
    write_key(out, key, is_first);
    weir_buffer_integer(out, number);
}

static void write_text(weir_buffer *out, const char *key, weir_text text, bool *is_first)
{
    if (!text.at)
        return;
    write_key(out, key, is_first);
    weir_json_write_string(text, out);
}

static void write_members(const weir_program *program, const shape *type, const void *item, weir_buffer *out,
                          bool *is_first);

/* Lists nest as deep as the tables do, not as the data does. */
static void write_list(const weir_program *program, const member *row, const any_list *list, weir_buffer *out,
                       bool *is_first)
{
    if (list->count == 0)
        return;
    write_key(out, row->key, is_first);
    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < list->count && out->err == WEIR_OK; i++) {
        bool is_first_member = true;

        weir_buffer_text(out, i == 0 ? WEIR_T("{") : WEIR_T(",{"));
        write_members(program, row->list, (const char *)list->items + row->list->item_bytes * i, out, &is_first_member);
        weir_buffer_char(out, '}');
    }
    weir_buffer_char(out, ']');
}

static void write_member(const weir_program *program, const member *row, const void *at, weir_buffer *out,
                         bool *is_first)
{
    char id[WEIR_ID_TEXT_LENGTH + 1];
    uint32_t ix;

    switch (row->kind) {
    case MEMBER_NUMBER:
        write_integer(out, row->key, *(const uint32_t *)at, is_first);
        return;
    case MEMBER_BYTE:
        write_integer(out, row->key, *(const uint8_t *)at, is_first);
        return;
    case MEMBER_FLAG:
        write_integer(out, row->key, *(const bool *)at, is_first);
        return;
    case MEMBER_INTEGER:
        write_integer(out, row->key, *(const int64_t *)at, is_first);
        return;
    case MEMBER_COUNTER:
        write_integer(out, row->key, (int64_t) * (const uint64_t *)at, is_first);
        return;
    case MEMBER_NODE:
        ix = ((const weir_node_ix *)at)->ix;
        write_text(out, row->key, program->nodes[ix].id, is_first);
        if (program->nodes[ix].event.ix != WEIR_NO_IX)
            write_text(out, WEIR_PART_KEY, program->nodes[ix].part_name, is_first);
        return;
    case MEMBER_FLOW:
        ix = ((const weir_flow_ix *)at)->ix;
        if (ix != WEIR_NO_IX)
            write_text(out, row->key, program->flows[ix].id, is_first);
        return;
    case MEMBER_ID:
        weir_id_print(*(const weir_id *)at, id);
        write_text(out, row->key, weir_text_of(id), is_first);
        return;
    case MEMBER_TEXT:
        write_text(out, row->key, *(const weir_text *)at, is_first);
        return;
    case MEMBER_VALUE:
        if (((const weir_value *)at)->kind == WEIR_NULL)
            return;
        write_key(out, row->key, is_first);
        weir_json_write(at, WEIR_JSON_TYPED, out);
        return;
    case MEMBER_LIST:
        write_list(program, row, at, out, is_first);
        return;
    }
}

static void write_members(const weir_program *program, const shape *type, const void *item, weir_buffer *out,
                          bool *is_first)
{
    for (uint32_t i = 0; i < type->count; i++)
        write_member(program, &type->members[i], (const char *)item + type->members[i].offset, out, is_first);
}

weir_err weir_state_encode(const weir_program *program, const weir_state *state, weir_buffer *out)
{
    bool is_first = false;

    weir_buffer_format(out, "{\"format\":%d", WEIR_STATE_FORMAT);
    write_members(program, &state_shape, state, out, &is_first);
    weir_buffer_char(out, '}');
    return out->err;
}

typedef struct reader {
    const weir_program *program;
    weir_arena *arena;
    weir_diag *diag;
} reader;

static weir_err misfit(const reader *r, const char *key)
{
    return weir_fail(r->diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a stored state does not fit this process at \"%s\"", key);
}

static weir_err read_members(const reader *r, const shape *type, const weir_value *object, void *item);

static weir_err read_list(const reader *r, const member *row, const weir_value *value, any_list *out)
{
    any_list list = {0};

    if (value->kind != WEIR_LIST)
        return misfit(r, row->key);
    list.items = weir_arena_take_array(r->arena, value->count, row->list->item_bytes);
    if (!list.items)
        return WEIR_ENOMEM;
    list.capacity = value->count;
    for (; list.count < value->count; list.count++)
        WEIR_TRY(read_members(r, row->list, &value->as.items[list.count],
                              (char *)list.items + row->list->item_bytes * list.count));
    *out = list;
    return WEIR_OK;
}

static weir_err read_integer(const reader *r, const member *row, const weir_value *value, int64_t low, int64_t high,
                             int64_t *out)
{
    if (value->kind != WEIR_NUMBER || !weir_decimal_to_int64(value->as.number, out) || *out < low || *out > high)
        return misfit(r, row->key);
    return WEIR_OK;
}

static weir_err read_member(const reader *r, const member *row, const weir_value *value, void *at)
{
    int64_t number = 0;

    switch (row->kind) {
    case MEMBER_NUMBER:
        WEIR_TRY(read_integer(r, row, value, 0, UINT32_MAX, &number));
        *(uint32_t *)at = (uint32_t)number;
        return WEIR_OK;
    case MEMBER_BYTE:
        WEIR_TRY(read_integer(r, row, value, 0, WEIR_WAIT_KIND_COUNT - 1, &number));
        *(uint8_t *)at = (uint8_t)number;
        return WEIR_OK;
    case MEMBER_FLAG:
        WEIR_TRY(read_integer(r, row, value, 0, 1, &number));
        *(bool *)at = number == 1;
        return WEIR_OK;
    case MEMBER_INTEGER:
        return read_integer(r, row, value, INT64_MIN, INT64_MAX, at);
    case MEMBER_COUNTER:
        WEIR_TRY(read_integer(r, row, value, 0, INT64_MAX, &number));
        *(uint64_t *)at = (uint64_t)number;
        return WEIR_OK;
    case MEMBER_NODE:
        *(weir_node_ix *)at =
            value->kind == WEIR_STRING ? weir_program_node(r->program, value->as.string) : (weir_node_ix){WEIR_NO_IX};
        return ((weir_node_ix *)at)->ix == WEIR_NO_IX ? misfit(r, row->key) : WEIR_OK;
    case MEMBER_FLOW:
        *(weir_flow_ix *)at =
            value->kind == WEIR_STRING ? weir_program_flow(r->program, value->as.string) : (weir_flow_ix){WEIR_NO_IX};
        return ((weir_flow_ix *)at)->ix == WEIR_NO_IX ? misfit(r, row->key) : WEIR_OK;
    case MEMBER_ID:
        if (value->kind != WEIR_STRING || !weir_id_parse(value->as.string, at))
            return misfit(r, row->key);
        return WEIR_OK;
    case MEMBER_TEXT:
        if (value->kind != WEIR_STRING)
            return misfit(r, row->key);
        *(weir_text *)at = value->as.string;
        return WEIR_OK;
    case MEMBER_VALUE:
        *(weir_value *)at = *value;
        return WEIR_OK;
    case MEMBER_LIST:
        return read_list(r, row, value, at);
    }
    return WEIR_OK;
}

/* The part of an event that is meant, if one is. */
static weir_err read_part(const reader *r, const member *row, const weir_value *object, weir_node_ix *node)
{
    const weir_value *part = weir_context_find(object, WEIR_T(WEIR_PART_KEY));

    if (!part)
        return WEIR_OK;
    *node =
        part->kind == WEIR_STRING ? weir_program_part(r->program, *node, part->as.string) : (weir_node_ix){WEIR_NO_IX};
    return node->ix == WEIR_NO_IX ? misfit(r, row->key) : WEIR_OK;
}

static weir_err read_members(const reader *r, const shape *type, const weir_value *object, void *item)
{
    if (object->kind != WEIR_CONTEXT)
        return misfit(r, "{");
    for (uint32_t i = 0; i < type->count; i++) {
        const member *row = &type->members[i];
        const weir_value *value = weir_context_find(object, weir_text_of(row->key));
        void *at = (char *)item + row->offset;

        if (value)
            WEIR_TRY(read_member(r, row, value, at));
        if (value && row->kind == MEMBER_NODE)
            WEIR_TRY(read_part(r, row, object, at));
        if (value)
            continue;
        if (row->kind == MEMBER_FLOW)
            ((weir_flow_ix *)at)->ix = WEIR_NO_IX;
        else if (row->kind == MEMBER_NODE)
            return misfit(r, row->key);
    }
    return WEIR_OK;
}

weir_err weir_state_decode(const weir_program *program, weir_text bytes, const weir_zones *zones, weir_arena *arena,
                           weir_state *out, weir_diag *diag)
{
    const reader r = {program, arena, diag};
    const weir_value *format;
    weir_state state;
    weir_value object;
    int64_t number = 0;

    WEIR_TRY(weir_json_read(bytes, WEIR_JSON_TYPED, zones, arena, &object, diag));
    format = weir_context_find(&object, WEIR_T("format"));
    if (!format || format->kind != WEIR_NUMBER || !weir_decimal_to_int64(format->as.number, &number))
        return misfit(&r, "format");
    if (number != WEIR_STATE_FORMAT)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a state of format %lld was written by another weir",
                         (long long)number);
    weir_state_init(&state, arena);
    WEIR_TRY(read_members(&r, &state_shape, &object, &state));
    WEIR_TRY(weir_state_check(program, &state, arena, diag));
    for (uint32_t i = 0; i < state.waits.count; i++)
        weir_state_count_wait(&state, &state.waits.items[i]);
    *out = state;
    return WEIR_OK;
}
