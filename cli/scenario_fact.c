/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_fact.c - the facts that an expectation lists, against those of the log.
 */
#include "base/buffer.h"
#include "cli/scenario_run.h"

static bool is_fact(const weir_run_fact *fact, const weir_part *part)
{
    const weir_text element = weir_part_attribute(part, WEIR_ATTR_element);
    const weir_text name = weir_part_attribute(part, WEIR_ATTR_name);
    const weir_text number = weir_part_attribute(part, WEIR_ATTR_number);
    weir_decimal decimal;
    weir_fact_kind kind;
    int64_t wanted;

    if (!weir_fact_kind_find(weir_part_attribute(part, WEIR_ATTR_type), &kind) || kind != fact->fact.kind)
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
    static const weir_attr named[] = {WEIR_ATTR_type, WEIR_ATTR_element, WEIR_ATTR_name, WEIR_ATTR_number};
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &run->scratch, 0);
    for (uint32_t i = 0; i < sizeof named / sizeof *named; i++) {
        const weir_text word = weir_part_attribute(part, named[i]);

        if (word.length > 0)
            weir_buffer_format(&buffer, " %.*s", WEIR_ARG(word));
    }
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    WEIR_TRY(weir_run_fail(run, "expect fact", "no fact%.*s after those before it", WEIR_ARG(text)));
    run->failure.line = part->line;
    return WEIR_OK;
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
        while (at < facts.count && !is_fact(&facts.items[at], part))
            at++;
        if (at++ >= facts.count)
            return fail_on_fact(run, part);
    }
    return WEIR_OK;
}
