/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_limit.c - time limits of activities and processes, and who stops their clocks.
 *
 * What a calendar can count, and what needs one, rules_calendar.c looks at.
 * Layer: compile.
 */
#include "compile/rules.h"
#include "run/time_limit.h"

static bool may_have_limit(const weir_part *part)
{
    return weir_rule_is_process(part) || (weir_rule_is_activity(part) && !weir_rule_is_unsupported_node(part));
}

/* Where a token may stay. */
static bool may_suspend(const weir_part *part)
{
    return part->tag == WEIR_PART_intermediate_catch_event || part->tag == WEIR_PART_event_based_gateway ||
           (may_have_limit(part) && !weir_rule_is_process(part));
}

static bool has(const weir_part *part, weir_attr attribute)
{
    return weir_part_attribute(part, attribute).at != NULL;
}

weir_err weir_rule_limit_invalid(weir_rules *rules, const weir_part *part)
{
    const weir_text text = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_time_limit));

    if (!has(part, WEIR_ATTR_weir_time_limit) || weir_rule_is_expression(text) ||
        weir_rule_is_counted(text, weir_rule_calendar(part), false) || weir_rule_needs_calendar(text) ||
        weir_rule_is_duration(text))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the time limit \"%.*s\" is none; write working days (5wd), natural days (30nd), hours "
                            "(PT4H), a date (date:2026-12-31), or =FEEL",
                            WEIR_SHOWN(text));
}

weir_err weir_rule_limit_policy(weir_rules *rules, const weir_part *part)
{
    const weir_text name = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_time_limit_policy));
    weir_limit_policy policy;

    if (!has(part, WEIR_ATTR_weir_time_limit_policy) || weir_limit_policy_find(name, &policy))
        return WEIR_OK;
    return weir_rule_report(rules, part, "there is no policy \"%.*s\"; it is TL-1, TL-2 or TL-3", WEIR_SHOWN(name));
}

/* The basis of an event is that of its timer. */
weir_err weir_rule_limit_missing(weir_rules *rules, const weir_part *part)
{
    static const struct {
        weir_attr attribute;
        const char *what;
    } members[] = {{WEIR_ATTR_weir_time_limit_policy, "policy"},
                   {WEIR_ATTR_weir_time_limit_basis, "basis"},
                   {WEIR_ATTR_weir_time_limit_start, "start"},
                   {WEIR_ATTR_weir_time_limit_stops, "stops"}};

    for (size_t i = 0; i < sizeof members / sizeof *members && !has(part, WEIR_ATTR_weir_time_limit); i++) {
        if (!has(part, members[i].attribute) ||
            (members[i].attribute == WEIR_ATTR_weir_time_limit_basis && !may_have_limit(part)))
            continue;
        return weir_rule_report(
            rules, part, "it says the %s of a time limit, and there is none; add weir:timeLimit, or take it away",
            members[i].what);
    }
    return WEIR_OK;
}

weir_err weir_rule_limit_misplaced(weir_rules *rules, const weir_part *part)
{
    if (has(part, WEIR_ATTR_weir_time_limit) && !may_have_limit(part))
        WEIR_TRY(weir_rule_report(rules, part,
                                  "weir:timeLimit has no effect on a <%s>; it belongs to an activity or a process",
                                  weir_tag_name(part->tag)));
    if (has(part, WEIR_ATTR_weir_suspends) && !may_suspend(part))
        WEIR_TRY(weir_rule_report(rules, part,
                                  "weir:suspends has no effect on a <%s>; it belongs to an activity, or to an event or "
                                  "gateway that waits",
                                  weir_tag_name(part->tag)));
    return WEIR_OK;
}

static bool is_timer_without_cycle(const weir_part *event)
{
    const weir_part *timer = weir_part_child(event, WEIR_PART_timer_event_definition);

    return timer && !weir_part_child(timer, WEIR_PART_time_cycle) && timer->next == NULL;
}

weir_err weir_rule_limit_follower(weir_rules *rules, const weir_part *part)
{
    const weir_part *host;

    if (!weir_part_flag(part, WEIR_ATTR_weir_follows_limit, false))
        return WEIR_OK;
    if (part->tag != WEIR_PART_boundary_event || !is_timer_without_cycle(part))
        return weir_rule_report(
            rules, part,
            "weir:followsLimit has no effect here; it belongs to a boundary event with one timer, a "
            "duration or a date");
    host = weir_model_find(rules->model, weir_reference_id(weir_part_attribute(part, WEIR_ATTR_attached_to_ref)));
    if (!host || has(host, WEIR_ATTR_weir_time_limit))
        return WEIR_OK;
    return weir_rule_report(rules, part, "it follows the time limit of \"%.*s\", which has none", WEIR_SHOWN(host->id));
}

static const weir_part *process_of(const weir_part *part)
{
    while (part && !weir_rule_is_process(part))
        part = part->parent;
    return part;
}

static weir_err report_unknown(weir_rules *rules, const weir_part *part, weir_text id)
{
    const weir_text nearest = weir_rules_nearest(rules, id, may_have_limit);

    return weir_rule_report(rules, part, "weir:suspends names \"%.*s\", which is no activity of this process%s%.*s%s",
                            WEIR_SHOWN(id), nearest.length > 0 ? "; did you mean \"" : "", WEIR_SHOWN(nearest),
                            nearest.length > 0 ? "\"?" : "");
}

weir_err weir_rule_suspends_unknown(weir_rules *rules, const weir_part *part)
{
    weir_text rest = weir_part_attribute(part, WEIR_ATTR_weir_suspends), id;

    while (weir_text_next_word(&rest, &id)) {
        const weir_part *owner = weir_model_find(rules->model, id);

        if (!owner || !may_have_limit(owner) || process_of(owner) != process_of(part))
            WEIR_TRY(report_unknown(rules, part, id));
    }
    return WEIR_OK;
}

weir_err weir_rule_suspends_nothing(weir_rules *rules, const weir_part *part)
{
    weir_text rest = weir_part_attribute(part, WEIR_ATTR_weir_suspends), id;

    while (weir_text_next_word(&rest, &id)) {
        const weir_part *owner = weir_model_find(rules->model, id);

        if (!owner || !may_have_limit(owner))
            continue;
        if (owner == part)
            WEIR_TRY(
                weir_rule_report(rules, part, "\"%.*s\" stops its own clock, which never runs then", WEIR_SHOWN(id)));
        else if (!has(owner, WEIR_ATTR_weir_time_limit))
            WEIR_TRY(
                weir_rule_report(rules, part, "weir:suspends names \"%.*s\", which has no time limit", WEIR_SHOWN(id)));
    }
    return WEIR_OK;
}
