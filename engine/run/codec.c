/* SPDX-License-Identifier: Apache-2.0
 * run/codec.c - facts as JSON, by the fields that facts.def names.
 */
#include "run/codec.h"

#include <string.h>

#include "base/event_type.h"
#include "base/json.h"

static void write_key(weir_buffer *out, const char *key)
{
    weir_buffer_text(out, WEIR_T(",\""));
    weir_buffer_text(out, weir_text_of(key));
    weir_buffer_text(out, WEIR_T("\":"));
}

static void write_number_field(weir_buffer *out, const char *key, int64_t number)
{
    if (number == 0)
        return;
    write_key(out, key);
    weir_buffer_integer(out, number);
}

static void write_text_field(weir_buffer *out, const char *key, weir_text text)
{
    if (!text.at)
        return;
    write_key(out, key);
    weir_json_write_string(text, out);
}

static void write_instant_field(weir_buffer *out, const char *key, int64_t ms)
{
    if (ms == 0)
        return;
    write_key(out, key);
    weir_buffer_char(out, '"');
    weir_instant_write(ms, out);
    weir_buffer_char(out, '"');
}

static void write_id_field(weir_buffer *out, const char *key, weir_id id)
{
    char text[WEIR_ID_TEXT_LENGTH + 1];

    if (weir_id_is_none(id))
        return;
    weir_id_print(id, text);
    write_text_field(out, key, weir_text_of(text));
}

/* A part of an event by the id of the event, and its name. */
static void write_node(const weir_program *program, weir_node_ix node, const char *key, weir_buffer *out)
{
    write_text_field(out, key, program->nodes[node.ix].id);
    if (program->nodes[node.ix].event.ix != WEIR_NO_IX)
        write_text_field(out, WEIR_PART_KEY, program->nodes[node.ix].part_name);
}

static void write_field(const weir_program *program, const weir_fact *fact, weir_field field, const char *key,
                        weir_buffer *out)
{
    switch (field) {
    case WEIR_FIELD_END:
        return;
    case WEIR_FIELD_NODE:
        if (fact->node.ix != WEIR_NO_IX)
            write_node(program, fact->node, key, out);
        return;
    case WEIR_FIELD_FLOW:
        if (fact->flow.ix != WEIR_NO_IX)
            write_text_field(out, key, program->flows[fact->flow.ix].id);
        return;
    case WEIR_FIELD_TOKEN:
        write_number_field(out, key, fact->token);
        return;
    case WEIR_FIELD_SCOPE:
        write_number_field(out, key, fact->scope);
        return;
    case WEIR_FIELD_OPENS:
        write_number_field(out, key, fact->opens);
        return;
    case WEIR_FIELD_WAIT:
        write_number_field(out, key, fact->wait);
        return;
    case WEIR_FIELD_ITEM:
        write_number_field(out, key, fact->item);
        return;
    case WEIR_FIELD_NUMBER:
        write_number_field(out, key, fact->number);
        return;
    case WEIR_FIELD_DUE:
        write_instant_field(out, key, fact->due_ms);
        return;
    case WEIR_FIELD_OLD_DUE:
        write_instant_field(out, key, fact->old_due_ms);
        return;
    case WEIR_FIELD_AT:
        write_instant_field(out, key, fact->number);
        return;
    case WEIR_FIELD_ID:
        write_id_field(out, key, fact->id);
        return;
    case WEIR_FIELD_NAME:
        write_text_field(out, key, fact->name);
        return;
    case WEIR_FIELD_TEXT:
        write_text_field(out, key, fact->text);
        return;
    case WEIR_FIELD_OPTION:
        if (fact->value.kind == WEIR_NULL)
            return;
        write_key(out, key);
        weir_json_write(&fact->value, WEIR_JSON_TYPED, out);
        return;
    case WEIR_FIELD_VALUE:
        write_key(out, key);
        weir_json_write(&fact->value, WEIR_JSON_TYPED, out);
        return;
    }
}

weir_err weir_facts_encode(const weir_program *program, const weir_facts *facts, weir_buffer *out)
{
    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < facts->count && out->err == WEIR_OK; i++) {
        const weir_fact *fact = &facts->items[i];
        const weir_fact_kind_row *row = weir_fact_row((weir_fact_kind)fact->kind);

        weir_buffer_text(out, i == 0 ? WEIR_T("{\"type\":\"") : WEIR_T(",{\"type\":\""));
        weir_buffer_text(out, weir_fact_kind_prefix(row));
        if (weir_fact_kind_is_open(row))
            weir_buffer_text(out, fact->name);
        weir_buffer_char(out, '"');
        for (uint32_t f = 0; row->fields[f].field != WEIR_FIELD_END; f++)
            write_field(program, fact, row->fields[f].field, row->fields[f].key, out);
        weir_buffer_char(out, '}');
    }
    weir_buffer_char(out, ']');
    return out->err;
}

static weir_err misfit(weir_diag *diag, const char *what)
{
    return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the stored bytes don't belong to this process: %s", what);
}

static bool to_number(const weir_value *value, int64_t low, int64_t high, int64_t *out)
{
    return value->kind == WEIR_NUMBER && weir_decimal_to_int64(value->as.number, out) && *out >= low && *out <= high;
}

static weir_err read_field(const weir_program *program, const weir_value *value, weir_field field, weir_fact *fact,
                           weir_diag *diag)
{
    int64_t number = 0;
    weir_date_time at;

    switch (field) {
    case WEIR_FIELD_END:
        return WEIR_OK;
    case WEIR_FIELD_NODE:
        fact->node =
            value->kind == WEIR_STRING ? weir_program_node(program, value->as.string) : (weir_node_ix){WEIR_NO_IX};
        return fact->node.ix == WEIR_NO_IX ? misfit(diag, "it has no such element") : WEIR_OK;
    case WEIR_FIELD_FLOW:
        fact->flow =
            value->kind == WEIR_STRING ? weir_program_flow(program, value->as.string) : (weir_flow_ix){WEIR_NO_IX};
        return fact->flow.ix == WEIR_NO_IX ? misfit(diag, "it has no such flow") : WEIR_OK;
    case WEIR_FIELD_TOKEN:
    case WEIR_FIELD_SCOPE:
    case WEIR_FIELD_OPENS:
    case WEIR_FIELD_WAIT:
    case WEIR_FIELD_ITEM:
        if (!to_number(value, 1, UINT32_MAX - 1, &number))
            return misfit(diag, "a number is out of range");
        *(field == WEIR_FIELD_TOKEN   ? &fact->token
          : field == WEIR_FIELD_SCOPE ? &fact->scope
          : field == WEIR_FIELD_OPENS ? &fact->opens
          : field == WEIR_FIELD_WAIT  ? &fact->wait
                                      : &fact->item) = (uint32_t)number;
        return WEIR_OK;
    case WEIR_FIELD_NUMBER:
        return to_number(value, INT64_MIN, INT64_MAX, &fact->number) ? WEIR_OK : misfit(diag, "a number is none");
    case WEIR_FIELD_DUE:
    case WEIR_FIELD_OLD_DUE:
    case WEIR_FIELD_AT:
        if (value->kind != WEIR_STRING || !weir_date_time_parse(value->as.string, NULL, &at))
            return misfit(diag, "a due time is none");
        *(field == WEIR_FIELD_DUE       ? &fact->due_ms
          : field == WEIR_FIELD_OLD_DUE ? &fact->old_due_ms
                                        : &fact->number) = weir_date_time_to_ms(&at);
        return WEIR_OK;
    case WEIR_FIELD_ID:
        if (value->kind != WEIR_STRING || !weir_id_parse(value->as.string, &fact->id))
            return misfit(diag, "an id is none");
        return WEIR_OK;
    case WEIR_FIELD_NAME:
    case WEIR_FIELD_TEXT:
        if (value->kind != WEIR_STRING)
            return misfit(diag, "a text is none");
        *(field == WEIR_FIELD_NAME ? &fact->name : &fact->text) = value->as.string;
        return WEIR_OK;
    case WEIR_FIELD_VALUE:
    case WEIR_FIELD_OPTION:
        fact->value = *value;
        return WEIR_OK;
    }
    return WEIR_OK;
}

/* A member with its zero value is not written; an element or a flow has none, but need not be there everywhere. */
static bool is_needed(weir_fact_kind kind, weir_field field)
{
    return kind != WEIR_FACT_event_published && ((field == WEIR_FIELD_FLOW && kind != WEIR_FACT_continuation_created) ||
                                                 (field == WEIR_FIELD_NODE && kind != WEIR_FACT_instance_ended));
}

static weir_err read_fact(const weir_program *program, const weir_value *object, weir_fact *out, weir_diag *diag)
{
    const weir_value *type = weir_context_find(object, WEIR_T("type")), *part;
    weir_fact fact = {.node = {WEIR_NO_IX}, .flow = {WEIR_NO_IX}};
    const weir_fact_kind_row *row;
    weir_fact_kind kind;

    if (!type || type->kind != WEIR_STRING || !weir_fact_kind_find(type->as.string, &kind))
        return misfit(diag, "a fact of an unknown type");
    fact.kind = (uint8_t)kind;
    row = weir_fact_row(kind);
    if (weir_fact_kind_is_open(row))
        fact.name = weir_text_part(type->as.string, weir_fact_kind_prefix(row).length,
                                   type->as.string.length - weir_fact_kind_prefix(row).length);
    if (weir_fact_kind_is_open(row) && !weir_event_type_is_valid(fact.name))
        return misfit(diag, "an event of no possible type");
    for (uint32_t f = 0; row->fields[f].field != WEIR_FIELD_END; f++) {
        const weir_value *value = weir_context_find(object, weir_text_of(row->fields[f].key));

        if (value)
            WEIR_TRY(read_field(program, value, row->fields[f].field, &fact, diag));
        else if (is_needed(kind, row->fields[f].field))
            return misfit(diag, "a fact names no element or flow");
    }
    if (fact.node.ix != WEIR_NO_IX && (part = weir_context_find(object, WEIR_T(WEIR_PART_KEY))) != NULL) {
        fact.node = part->kind == WEIR_STRING ? weir_program_part(program, fact.node, part->as.string)
                                              : (weir_node_ix){WEIR_NO_IX};
        if (fact.node.ix == WEIR_NO_IX)
            return misfit(diag, "an event has no such definition");
    }
    *out = fact;
    return WEIR_OK;
}

weir_err weir_facts_decode(const weir_program *program, weir_text bytes, const weir_zones *zones, weir_arena *arena,
                           weir_facts *out, weir_diag *diag)
{
    weir_facts facts = {0};
    weir_value list;

    WEIR_TRY(weir_json_read(bytes, WEIR_JSON_TYPED, zones, arena, &list, diag));
    if (list.kind != WEIR_LIST)
        return misfit(diag, "not a list of facts");
    facts.items = WEIR_TAKE(arena, weir_fact, list.count);
    if (!facts.items)
        return WEIR_ENOMEM;
    facts.capacity = list.count;
    for (; facts.count < list.count; facts.count++)
        WEIR_TRY(read_fact(program, &list.as.items[facts.count], &facts.items[facts.count], diag));
    *out = facts;
    return WEIR_OK;
}
