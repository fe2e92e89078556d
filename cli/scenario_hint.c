/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_hint.c - what a scenario names and is not there, and what may have been meant.
 */
#include "cli/scenario_run.h"
#include "compile/rules.h"

/* ── the nearest of several ────────────────────────────────────────────────────────────────────────── */

weir_hint weir_hint_of(weir_text name)
{
    return (weir_hint){.name = name, .slips = UINT32_MAX};
}

void weir_hint_offer(weir_hint *hint, weir_text known)
{
    const uint32_t slips = weir_rule_slips(hint->name, known);

    hint->is_known = hint->is_known || weir_text_equal(hint->name, known);
    if (slips >= hint->slips || slips >= known.length)
        return;
    hint->nearest = known;
    hint->slips = slips;
}

void weir_hint_write(const weir_hint *hint, weir_buffer *out)
{
    if (!hint->is_known && hint->nearest.at)
        weir_buffer_format(out, " (did you mean '%.*s'?)", WEIR_ARG(hint->nearest));
}

/* ── elements ──────────────────────────────────────────────────────────────────────────────────────── */

bool weir_run_is_element(const weir_program *program, weir_text id)
{
    return weir_program_node(program, id).ix != WEIR_NO_IX;
}

void weir_run_hint_write(const weir_program *program, weir_text id, weir_buffer *out)
{
    weir_hint hint = weir_hint_of(id);

    for (uint32_t i = 0; i < program->node_count; i++)
        weir_hint_offer(&hint, program->nodes[i].id);
    weir_hint_write(&hint, out);
}

static void offer_all(weir_hint *hint, const weir_program *program)
{
    weir_hint_offer(hint, program->key);
    for (uint32_t i = 0; i < program->node_count; i++)
        weir_hint_offer(hint, program->nodes[i].id);
    for (uint32_t i = 0; i < program->flow_count; i++)
        weir_hint_offer(hint, program->flows[i].id);
}

weir_err weir_run_hint_element(weir_scenario_run *run, weir_text id, weir_buffer *out)
{
    weir_hint hint = weir_hint_of(id);
    weir_instance_view view;

    for (uint32_t i = 0; i < run->instances.count; i++) {
        WEIR_TRY(weir_run_look(run, run->instances.items[i].id, &view));
        offer_all(&hint, view.definition->program);
    }
    weir_hint_write(&hint, out);
    return WEIR_OK;
}

/* ── messages ──────────────────────────────────────────────────────────────────────────────────────── */

void weir_scenario_offer_messages(const weir_scenario *scenario, weir_hint *hint)
{
    for (uint32_t i = 0; i < scenario->resources.count; i++) {
        const weir_part *root = scenario->resources.items[i].model ? scenario->resources.items[i].model->root : NULL;

        for (const weir_part *part = root; part; part = weir_part_walk(part, root)) {
            if (part->tag == WEIR_PART_message)
                weir_hint_offer(hint, weir_part_attribute(part, WEIR_ATTR_name));
        }
    }
}

void weir_run_hint_message(const weir_scenario_run *run, weir_text name, weir_buffer *out)
{
    weir_hint hint = weir_hint_of(name);

    weir_scenario_offer_messages(run->scenario, &hint);
    weir_hint_write(&hint, out);
}

/* ── instances ─────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_run_no_instance(weir_scenario_run *run, const char *what)
{
    const weir_text name = weir_part_attribute(run->step->part, WEIR_ATTR_instance);
    weir_hint hint = weir_hint_of(name);
    weir_buffer words;
    weir_text text;

    weir_buffer_init(&words, &run->scratch, 0);
    weir_buffer_text(&words, WEIR_T("no such instance was started before this step"));
    for (uint32_t i = 0; name.at && i < run->instances.count; i++) {
        weir_hint_offer(&hint, run->instances.items[i].key);
        if (run->instances.items[i].name.at)
            weir_hint_offer(&hint, run->instances.items[i].name);
    }
    if (name.at)
        weir_hint_write(&hint, &words);
    WEIR_TRY(weir_buffer_done(&words, &text));
    return weir_run_fail(run, what, "%.*s", WEIR_ARG(text));
}
