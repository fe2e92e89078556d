/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_job.c - where a transaction may end, and how often its job is tried.
 *
 * Layer: compile.
 */
#include "compile/rules.h"
#include "run/retry.h"

static bool is_async_before(const weir_part *part)
{
    return weir_part_flag(part, WEIR_ATTR_weir_async_before, false) ||
           weir_part_flag(part, WEIR_ATTR_weir_async, false);
}

/* Its event begins an event sub-process; who has an activity undone waits for the activity that does so. */
static weir_err check_beside_flow(weir_rules *rules, const weir_part *part)
{
    if (weir_rule_is_event_sub_process(part) && is_async_before(part))
        return weir_rule_report(rules, part,
                                "weir:asyncBefore has no effect on an event sub-process; put it on its start event");
    if (weir_rule_is_activity(part) && weir_part_flag(part, WEIR_ATTR_is_for_compensation, false) &&
        weir_part_flag(part, WEIR_ATTR_weir_async_after, false))
        return weir_rule_report(rules, part,
                                "weir:asyncAfter has no effect on an activity for compensation; nothing follows it");
    return WEIR_OK;
}

/* What an event-based gateway waits for takes its token over: there is no moment between them. */
weir_err weir_rule_async_misplaced(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (part->tag != WEIR_PART_event_based_gateway)
        return check_beside_flow(rules, part);
    if (weir_part_flag(part, WEIR_ATTR_weir_async_after, false))
        WEIR_TRY(weir_rule_report(rules, part,
                                  "weir:asyncAfter has no effect on an event-based gateway; put it on the events "
                                  "behind it"));
    for (uint32_t i = 0; i < node->out_count; i++) {
        const uint32_t target = rules->flows[node->out[i]].target;
        const weir_part *event = target == WEIR_RULE_NO_IX ? NULL : rules->nodes[target].part;

        if (event && is_async_before(event))
            WEIR_TRY(weir_rule_report(rules, event,
                                      "weir:asyncBefore has no effect behind an event-based gateway; put it on the "
                                      "gateway \"%.*s\", or weir:asyncAfter on the event",
                                      WEIR_SHOWN(part->id)));
    }
    return WEIR_OK;
}

weir_err weir_rule_retry_cycle_invalid(weir_rules *rules, const weir_part *part)
{
    const weir_text text = weir_text_trim(part->text);
    weir_retry_plan plan;

    if (part->tag != WEIR_PART_weir_failed_job_retry_time_cycle || weir_rule_is_expression(text) ||
        weir_retry_plan_parse(text, &plan))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "\"%.*s\" says neither how often nor when; the job is tried %d times at once. Write "
                            "R5/PT10M, PT1M,PT10M,PT1H or =FEEL",
                            WEIR_SHOWN(text), WEIR_JOB_ATTEMPTS);
}
