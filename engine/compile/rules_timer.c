/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_timer.c - dates, durations and cycles as designers write them.
 *
 * Zones are loaded by the host, so their names are taken on trust here.
 * Layer: compile.   Spec: BPMN 2.0.2 §10.5.5; ISO 8601-1 §5.
 */
#include "base/cron.h"
#include "compile/rules.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool begins_period_or_date(weir_text text)
{
    return is_digit(text.at[0]) ||
           (text.length > 1 && text.at[0] == 'P' && (text.at[1] == 'T' || is_digit(text.at[1])));
}

/* Behind the name of a zone; its own '/' and that of a cycle look alike, so it ends where one is followed by something
 * like a period or a date. */
static size_t end_of_zone(weir_text text, size_t at)
{
    for (; at + 1 < text.length; at++) {
        if (text.at[at] == '/' && begins_period_or_date(weir_text_part(text, at + 1, text.length - at - 1)))
            return at;
    }
    return text.length;
}

weir_text weir_rule_without_zone(weir_text text, char out[static WEIR_RULE_TIME_LENGTH_MAX])
{
    size_t from = 0, length = 0;

    if (text.length > WEIR_RULE_TIME_LENGTH_MAX || weir_text_find(text, WEIR_T("@"), 0) == SIZE_MAX)
        return text;
    while (from < text.length) {
        const size_t zone = weir_text_find(text, WEIR_T("@"), from), end = zone == SIZE_MAX ? text.length : zone;

        memcpy(out + length, text.at + from, end - from);
        length += end - from;
        from = end_of_zone(text, end);
    }
    return (weir_text){out, length};
}

bool weir_rule_is_date(weir_text text)
{
    char plain[WEIR_RULE_TIME_LENGTH_MAX];
    const weir_text trimmed = weir_rule_without_zone(weir_text_trim(text), plain);
    weir_date_time date_time;
    weir_date date;

    return weir_date_time_parse(trimmed, NULL, &date_time) || weir_date_parse(trimmed, &date);
}

bool weir_rule_is_duration(weir_text text)
{
    weir_period period;

    return weir_period_parse(weir_text_trim(text), &period);
}

static bool is_cycle_text(weir_text text)
{
    char plain[WEIR_RULE_TIME_LENGTH_MAX];
    weir_cycle cycle;
    weir_cron cron;

    return weir_cycle_parse(weir_rule_without_zone(weir_text_trim(text), plain), NULL, &cycle) ||
           weir_cron_parse(weir_text_trim(text), NULL, &cron);
}

bool weir_rule_is_iso(weir_text text, bool is_cycle)
{
    return is_cycle ? is_cycle_text(text) : weir_rule_is_date(text) || weir_rule_is_duration(text);
}

static const struct {
    weir_tag tag;
    bool (*is_good)(weir_text text);
    const char *example;
} kinds[] = {
    {WEIR_PART_time_date, weir_rule_is_date, "2026-11-23T09:00:00+08:00"},
    {WEIR_PART_time_duration, weir_rule_is_duration, "PT30M, P5D or P1M"},
    {WEIR_PART_time_cycle, is_cycle_text, "R3/PT10H, R/2026-01-01T00:00:00Z/P1D, or as cron: 0 0 8 * * MON-FRI"},
};

#define KIND_COUNT (sizeof kinds / sizeof *kinds)

/* What the text is, if it stands in the wrong element; NULL if it is nothing we know. */
static const char *better_place(weir_text text)
{
    for (uint32_t i = 0; i < KIND_COUNT; i++) {
        if (kinds[i].is_good(text))
            return weir_tag_name(kinds[i].tag);
    }
    return NULL;
}

/* What only a calendar makes good or bad is the matter of the rules in rules_calendar.c. */
static bool is_good(const weir_part *part, weir_text text, uint32_t kind)
{
    const bool is_cycle = kinds[kind].tag == WEIR_PART_time_cycle;
    const weir_text calendar = weir_rule_calendar(part);

    if (calendar.length == 0)
        return kinds[kind].is_good(text) || (weir_rule_needs_calendar(text) && is_cycle == (text.at[0] == 'R'));
    return weir_rule_is_counted(text, calendar, is_cycle) || weir_rule_is_iso(text, is_cycle);
}

static weir_err check_kind(weir_rules *rules, const weir_part *definition, weir_tag tag)
{
    const weir_part *part = weir_part_child(definition, tag);
    const weir_text text = part ? weir_text_trim(part->text) : WEIR_NO_TEXT;
    const char *place;
    uint32_t kind = 0;

    while (kinds[kind].tag != tag)
        kind++;
    if (text.length == 0 || weir_rule_is_expression(text) || is_good(part, text, kind))
        return WEIR_OK;
    place = better_place(text);
    if (place)
        return weir_rule_report(rules, part, "\"%.*s\" belongs into a <%s>, not into a <%s>", WEIR_SHOWN(text), place,
                                weir_tag_name(tag));
    return weir_rule_report(rules, part, "\"%.*s\" is no %s; write it as ISO 8601 does, for example %s, or =FEEL",
                            WEIR_SHOWN(text), weir_tag_name(tag), kinds[kind].example);
}

weir_err weir_rule_timer_date_invalid(weir_rules *rules, const weir_part *part)
{
    return check_kind(rules, part, WEIR_PART_time_date);
}

weir_err weir_rule_timer_duration_invalid(weir_rules *rules, const weir_part *part)
{
    return check_kind(rules, part, WEIR_PART_time_duration);
}

weir_err weir_rule_timer_cycle_invalid(weir_rules *rules, const weir_part *part)
{
    return check_kind(rules, part, WEIR_PART_time_cycle);
}

static uint32_t count_kinds(const weir_part *definition, bool with_text)
{
    uint32_t count = 0;

    for (const weir_part *child = definition->child; child; child = child->next) {
        for (uint32_t i = 0; i < KIND_COUNT; i++)
            count += child->tag == kinds[i].tag && (!with_text || weir_text_trim(child->text).length > 0);
    }
    return count;
}

weir_err weir_rule_timer_empty(weir_rules *rules, const weir_part *part)
{
    if (count_kinds(part, true) > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the timer does not say when; add a <timeDuration> (PT30M), a <timeDate> or a "
                            "<timeCycle>");
}

weir_err weir_rule_timer_several(weir_rules *rules, const weir_part *part)
{
    if (count_kinds(part, false) < 2)
        return WEIR_OK;
    return weir_rule_report(rules, part, "the timer has several of timeDate, timeDuration and timeCycle; keep one");
}

static bool fires_once(const weir_part *event)
{
    switch (event->tag) {
    case WEIR_PART_intermediate_catch_event:
        return true;
    case WEIR_PART_boundary_event:
        return weir_part_flag(event, WEIR_ATTR_cancel_activity, true);
    case WEIR_PART_start_event:
        return event->parent && weir_rule_is_event_sub_process(event->parent) &&
               weir_part_flag(event, WEIR_ATTR_is_interrupting, true);
    default:
        return false;
    }
}

weir_err weir_rule_timer_cycle_once(weir_rules *rules, const weir_part *part)
{
    const weir_part *event = part->parent;

    if (!weir_part_child(part, WEIR_PART_time_cycle) || !event || !fires_once(event))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "this timer can fire only once, so its cycle has no effect after the first "
                            "time; use a timeDuration, or cancelActivity=\"false\" on a boundary event, "
                            "isInterrupting=\"false\" on the start event of an event sub-process");
}
