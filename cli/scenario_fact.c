/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_fact.c - the facts that an expectation lists, against those of the log.
 */
#include "base/buffer.h"
#include "cli/scenario_run.h"
#include "run/deadline.h"

/* The kind, and of one that is open the name. */
static bool has_type(const weir_fact *fact, weir_text type)
{
    const weir_fact_kind_row *row;
    weir_fact_kind kind;
    size_t known;

    if (!weir_fact_kind_find(type, &kind) || kind != fact->kind)
        return false;
    row = weir_fact_row(kind);
    known = weir_fact_kind_prefix(row).length;
    return !weir_fact_kind_is_open(row) ||
           weir_text_equal(weir_text_part(type, known, type.length - known), fact->name);
}

/* These fields with these values, and no other. wanted: null asks for nothing. */
static bool has_payload(const weir_value *payload, const weir_value *wanted)
{
    if (wanted->kind != WEIR_CONTEXT)
        return true;
    if (payload->kind != WEIR_CONTEXT || payload->count != wanted->count)
        return false;
    for (uint32_t i = 0; i < wanted->count; i++) {
        const weir_value *value = weir_context_find(payload, wanted->as.entries[i].key);

        if (!value || !weir_value_same(value, &wanted->as.entries[i].value))
            return false;
    }
    return true;
}

/* No attribute asks for nothing. */
static bool is_instant(const weir_part *part, weir_attr attribute, int64_t found_ms)
{
    const weir_text text = weir_part_attribute(part, attribute);
    weir_date_time at;

    return !text.at || (weir_date_time_parse(weir_text_trim(text), NULL, &at) && weir_date_time_to_ms(&at) == found_ms);
}

static bool has_dates(const weir_fact *fact, const weir_part *part)
{
    const weir_text version = weir_part_attribute(part, WEIR_ATTR_calendar_version);
    weir_kept_deadline kept = {.version = 0};
    char number[16];

    (void)weir_deadline_kept(&fact->value, WEIR_T(WEIR_DEADLINE_KEY), &kept);
    (void)snprintf(number, sizeof number, "%u", kept.version);
    return is_instant(part, WEIR_ATTR_due, fact->due_ms) && is_instant(part, WEIR_ATTR_old_due, fact->old_due_ms) &&
           weir_part_flag(part, WEIR_ATTR_due_provisional, kept.is_provisional) == kept.is_provisional &&
           (!version.at || weir_text_equal(weir_text_trim(version), weir_text_of(number)));
}

static bool is_fact(const weir_run_fact *fact, const weir_part *part, const weir_value *payload)
{
    const weir_text element = weir_part_attribute(part, WEIR_ATTR_element);
    const weir_text name = weir_part_attribute(part, WEIR_ATTR_name);
    const weir_text number = weir_part_attribute(part, WEIR_ATTR_number);
    weir_decimal decimal;
    int64_t wanted;

    if (!has_type(&fact->fact, weir_part_attribute(part, WEIR_ATTR_type)) || !has_payload(&fact->fact.value, payload) ||
        !has_dates(&fact->fact, part))
        return false;
    if (element.at && (fact->fact.node.ix >= fact->program->node_count ||
                       !weir_text_equal(element, fact->program->nodes[fact->fact.node.ix].id)))
        return false;
    if (number.at && (!weir_decimal_parse(weir_text_trim(number), &decimal) ||
                      !weir_decimal_to_int64(decimal, &wanted) || wanted != fact->fact.number))
        return false;
    return !name.at || weir_text_equal(name, fact->fact.name);
}

/* "no fact element.completed a after those before it" */
static weir_err fail_on_fact(weir_scenario_run *run, const weir_part *part)
{
    static const weir_attr named[] = {WEIR_ATTR_type,    WEIR_ATTR_element,         WEIR_ATTR_name,
                                      WEIR_ATTR_number,  WEIR_ATTR_payload,         WEIR_ATTR_due,
                                      WEIR_ATTR_old_due, WEIR_ATTR_due_provisional, WEIR_ATTR_calendar_version};
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &run->scratch, 0);
    for (uint32_t i = 0; i < sizeof named / sizeof *named; i++) {
        const weir_text word = weir_part_attribute(part, named[i]);

        if (word.length > 0)
            weir_buffer_format(&buffer, " %.*s", WEIR_ARG(word));
    }
    weir_buffer_text(&buffer, WEIR_T(" after those before it"));
    WEIR_TRY(weir_run_hint_element(run, weir_part_attribute(part, WEIR_ATTR_element), &buffer));
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    WEIR_TRY(weir_run_fail(run, "expect fact", "no fact%.*s", WEIR_ARG(text)));
    run->failure.line = part->line;
    return WEIR_OK;
}

/* Null: it asks for none. */
static weir_err read_payload(weir_scenario_run *run, const weir_part *part, weir_value *out, bool *ok)
{
    const weir_text source = weir_part_attribute(part, WEIR_ATTR_payload);
    const weir_expression *expression;
    weir_diag diag = {0};
    weir_err err;

    *out = weir_null();
    *ok = true;
    if (!source.at)
        return WEIR_OK;
    err = weir_feel_compile(source, WEIR_FEEL_EXPRESSION, NULL, &run->scratch, &expression, &diag);
    if (err == WEIR_ENOMEM)
        return err;
    if (err == WEIR_OK)
        return weir_run_context(run, "expect fact", expression, out, ok);
    *ok = false;
    return weir_run_fail(run, "expect fact", "payload: %s", diag.message);
}

/* Each fact after the one before it; others may stand between. */
weir_err weir_run_expect_facts(weir_scenario_run *run, const weir_run_facts *of_instance)
{
    const bool means_one = weir_part_attribute(run->step->part, WEIR_ATTR_instance).at != NULL;
    weir_run_facts facts = *of_instance;
    uint32_t at = 0;

    if (!weir_part_child(run->step->part, WEIR_PART_scenario_fact))
        return WEIR_OK;
    if (!means_one)
        WEIR_TRY(weir_run_read_facts(run, (weir_id){{0}}, &facts));
    for (const weir_part *part = weir_part_child(run->step->part, WEIR_PART_scenario_fact); part;
         part = weir_part_sibling(part, WEIR_PART_scenario_fact)) {
        weir_value payload;
        bool ok;

        WEIR_TRY(read_payload(run, part, &payload, &ok));
        if (!ok)
            return WEIR_OK;
        while (at < facts.count && !is_fact(&facts.items[at], part, &payload))
            at++;
        if (at++ >= facts.count)
            return fail_on_fact(run, part);
    }
    return WEIR_OK;
}
