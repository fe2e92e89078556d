/* SPDX-License-Identifier: Apache-2.0
 * dmn/record.c - what was decided as a value that can be stored: the record of the decision log.
 */
#include "dmn/table.h"

/* A context that grows: no more entries than it was made for. */
typedef struct members {
    weir_entry *items;
    uint32_t count;
} members;

static weir_err take(members *to, weir_arena *arena, uint32_t count_max)
{
    *to = (members){.items = WEIR_TAKE(arena, weir_entry, count_max)};
    return to->items ? WEIR_OK : WEIR_ENOMEM;
}

static void add(members *to, weir_text key, weir_value value)
{
    to->items[to->count++] = (weir_entry){key, value};
}

static void add_text(members *to, weir_text key, weir_text text)
{
    if (text.length > 0)
        add(to, key, weir_string(text));
}

static weir_value done(const members *from)
{
    return weir_context(from->items, from->count);
}

/* Deeper than that a value in a record could not be stored, by the few levels around it. */
#define TOLD_DEPTH_MAX 90u

static bool can_be_told(const weir_value *value, uint32_t depth)
{
    bool can = value->kind != WEIR_FUNCTION && depth < TOLD_DEPTH_MAX;

    for (uint32_t i = 0; can && i < value->count; i++)
        can = can_be_told(value->kind == WEIR_LIST ? &value->as.items[i] : &value->as.entries[i].value, depth + 1);
    return can;
}

static weir_value told(const weir_value *value)
{
    return can_be_told(value, 0) ? *value : weir_null();
}

/* ── clauses ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_text attribute(const weir_part *part, weir_attr attribute)
{
    return weir_text_trim(weir_part_attribute(part, attribute));
}

static weir_err record_input(const weir_part *part, weir_text expression, const weir_value *value, weir_arena *arena,
                             weir_value *out)
{
    const weir_text label = part ? attribute(part, WEIR_ATTR_label) : WEIR_NO_TEXT;
    members input;

    WEIR_TRY(take(&input, arena, 3));
    if (part)
        add_text(&input, WEIR_T("id"), part->id);
    add_text(&input, WEIR_T("name"), label.length > 0 ? label : expression);
    add(&input, WEIR_T("value"), told(value));
    *out = done(&input);
    return WEIR_OK;
}

static weir_err record_table_inputs(const weir_decision_trace *trace, const weir_table *table, weir_arena *arena,
                                    weir_value *out)
{
    const weir_part *part = weir_part_child(table->part, WEIR_PART_dmn_input);
    weir_value *items = WEIR_TAKE(arena, weir_value, table->input_count);

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->input_count; i++, part = weir_part_sibling(part, WEIR_PART_dmn_input))
        WEIR_TRY(record_input(part, table->inputs[i].label, &trace->input_values[i], arena, &items[i]));
    *out = weir_list(items, table->input_count);
    return WEIR_OK;
}

static weir_err record_needs(const weir_value *inputs, weir_arena *arena, weir_value *out)
{
    weir_value *items = WEIR_TAKE(arena, weir_value, inputs->count);

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < inputs->count; i++)
        WEIR_TRY(record_input(NULL, inputs->as.entries[i].key, &inputs->as.entries[i].value, arena, &items[i]));
    *out = weir_list(items, inputs->count);
    return WEIR_OK;
}

static weir_err record_outputs(const weir_decision *decision, const weir_table *table, weir_arena *arena,
                               weir_value *out)
{
    const weir_part *part = weir_part_child(table->part, WEIR_PART_dmn_output);
    weir_value *items = WEIR_TAKE(arena, weir_value, table->output_count);

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->output_count; i++, part = weir_part_sibling(part, WEIR_PART_dmn_output)) {
        members output;

        WEIR_TRY(take(&output, arena, 3));
        add_text(&output, WEIR_T("id"), part->id);
        add_text(&output, WEIR_T("name"), weir_decision_output(decision, i));
        add_text(&output, WEIR_T("label"), attribute(part, WEIR_ATTR_label));
        items[i] = done(&output);
    }
    *out = weir_list(items, table->output_count);
    return WEIR_OK;
}

/* ── rules ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err record_values(const weir_table *table, const weir_value *given, weir_arena *arena, weir_value *out)
{
    weir_value *items = WEIR_TAKE(arena, weir_value, table->output_count);

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < table->output_count; i++)
        items[i] = told(table->output_count == 1 ? given : &given->as.entries[i].value);
    *out = weir_list(items, table->output_count);
    return WEIR_OK;
}

/* Rules that hit may stand in any order; from one to the next is a short way in most tables. */
static const weir_part *rule_part(const weir_table *table, const weir_part *from, uint32_t from_number, uint32_t number)
{
    if (!from || number < from_number) {
        from = weir_part_child(table->part, WEIR_PART_dmn_rule);
        from_number = 1;
    }
    for (; from_number < number; from_number++)
        from = weir_part_sibling(from, WEIR_PART_dmn_rule);
    return from;
}

static weir_err record_rules(const weir_decision_trace *trace, const weir_table *table, weir_arena *arena,
                             weir_value *out)
{
    weir_value *items = WEIR_TAKE(arena, weir_value, trace->rule_count);
    const weir_part *part = NULL;
    uint32_t number = 0;

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < trace->rule_count; i++) {
        members rule;
        weir_value values;

        WEIR_TRY(take(&rule, arena, 3));
        part = rule_part(table, part, number, trace->rules[i]);
        number = trace->rules[i];
        add_text(&rule, WEIR_T("id"), part->id);
        add(&rule, WEIR_T("number"), weir_integer(number));
        WEIR_TRY(record_values(table, &trace->rule_values[i], arena, &values));
        add(&rule, WEIR_T("values"), values);
        items[i] = done(&rule);
    }
    *out = weir_list(items, trace->rule_count);
    return WEIR_OK;
}

/* ── together ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err record_table(const weir_decision_trace *trace, const weir_table *table, weir_arena *arena,
                             members *record)
{
    weir_value value;

    WEIR_TRY(record_table_inputs(trace, table, arena, &value));
    add(record, WEIR_T("inputs"), value);
    WEIR_TRY(record_outputs(trace->decision, table, arena, &value));
    add(record, WEIR_T("outputs"), value);
    WEIR_TRY(record_rules(trace, table, arena, &value));
    add(record, WEIR_T("rules"), value);
    if (table->aggregator)
        add(record, WEIR_T("aggregation"), weir_string(weir_text_of(table->aggregator->name)));
    return WEIR_OK;
}

weir_err weir_decision_record(const weir_decision_trace *trace, weir_arena *arena, weir_value *out)
{
    const weir_box *box = trace->decision->box;
    members record;
    weir_value inputs;

    WEIR_TRY(take(&record, arena, 7));
    add_text(&record, WEIR_T("name"), trace->decision->name);
    if (trace->input_values) {
        WEIR_TRY(record_table(trace, box->as.table, arena, &record));
    } else {
        WEIR_TRY(record_needs(&trace->inputs, arena, &inputs));
        add(&record, WEIR_T("inputs"), inputs);
    }
    add(&record, WEIR_T("result"), told(&trace->result));
    add_text(&record, WEIR_T("reason"), trace->reason);
    *out = done(&record);
    return WEIR_OK;
}

/* ── rules of several decisions ──────────────────────────────────────────────────────────────────────── */

static weir_err tell_rules(const weir_decision_trace *trace, weir_arena *arena, weir_value *out)
{
    const weir_part *part = NULL;
    uint32_t number = 0;

    for (uint32_t i = 0; i < trace->rule_count; i++) {
        members rule;

        WEIR_TRY(take(&rule, arena, 3));
        part = rule_part(trace->decision->box->as.table, part, number, trace->rules[i]);
        number = trace->rules[i];
        add(&rule, WEIR_T("decision"), weir_string(weir_decision_key(trace->decision)));
        add(&rule, WEIR_T("rule"), weir_integer(number));
        add(&rule, WEIR_T("ruleId"), part->id.length > 0 ? weir_string(part->id) : weir_null());
        out[i] = done(&rule);
    }
    return WEIR_OK;
}

weir_err weir_decision_rules(const weir_decision_traces *traces, weir_arena *arena, weir_value *out)
{
    uint32_t count = 0, told_count = 0;
    weir_value *items;

    for (uint32_t i = 0; i < traces->count; i++)
        count += traces->items[i].rule_count;
    items = WEIR_TAKE(arena, weir_value, count);
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < traces->count; i++) {
        WEIR_TRY(tell_rules(&traces->items[i], arena, &items[told_count]));
        told_count += traces->items[i].rule_count;
    }
    *out = weir_list(items, count);
    return WEIR_OK;
}
