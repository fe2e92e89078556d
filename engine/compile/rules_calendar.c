/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_calendar.c - what is counted on a calendar of working days, and what needs one.
 *
 * What a duration counts is known by the name of the calendar: natural time by 24x7, hours by cn-gov-hours.
 * Layer: compile.
 */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/cron.h"
#include "compile/rules.h"

weir_text weir_rule_calendar(const weir_part *part)
{
    while (part && !weir_part_attribute(part, WEIR_ATTR_weir_calendar).at)
        part = part->parent;
    return part ? weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_calendar)) : WEIR_NO_TEXT;
}

/* By the calendar of this name; if an expression names it, by any. */
static bool is_limit(weir_text text, weir_text calendar)
{
    const weir_duration_reading reading =
        weir_rule_is_expression(calendar) ? WEIR_DURATION_NATURAL : weir_calendar_reading_of(calendar);
    weir_limit limit;

    return weir_limit_parse(text, reading, &limit);
}

static bool is_counted_cycle(weir_text text, weir_text calendar)
{
    static const weir_time utc = {.offset_kind = WEIR_OFFSET_FIXED};
    char plain[WEIR_RULE_TIME_LENGTH_MAX];
    weir_cycle cycle;
    weir_cron cron;

    return weir_cron_parse(text, NULL, &cron) ||
           (weir_cycle_parse_counted(weir_rule_without_zone(text, plain), NULL, &utc, &cycle) &&
            is_limit(cycle.period_text, calendar));
}

bool weir_rule_is_counted(weir_text text, weir_text calendar, bool is_cycle)
{
    text = weir_text_trim(text);
    if (is_cycle)
        return is_counted_cycle(text, calendar);
    return is_limit(text, calendar) || weir_rule_is_date(text);
}

/* Forms that mean nothing without a calendar. */
bool weir_rule_needs_calendar(weir_text text)
{
    weir_limit limit;
    weir_cycle cycle;
    static const weir_time utc = {.offset_kind = WEIR_OFFSET_FIXED};
    char plain[WEIR_RULE_TIME_LENGTH_MAX];

    text = weir_text_trim(text);
    if (weir_limit_parse(text, WEIR_DURATION_NATURAL, &limit))
        return !weir_rule_is_duration(text);
    text = weir_rule_without_zone(text, plain);
    return weir_cycle_parse_counted(text, NULL, &utc, &cycle) && !weir_cycle_parse(text, NULL, &cycle);
}

/* A text that says when: what is in it, whether it is a cycle, and how it is called. */
typedef struct moment {
    weir_text text;
    bool is_cycle;
    const char *name;
} moment;

#define MOMENTS_MAX 3u

static uint32_t moments_of(const weir_part *part, moment out[static MOMENTS_MAX])
{
    static const weir_attr dates[] = {WEIR_ATTR_weir_due_date, WEIR_ATTR_weir_follow_up_date};
    const weir_text limit = weir_part_attribute(part, WEIR_ATTR_weir_time_limit);
    uint32_t count = 0;

    switch (part->tag) {
    case WEIR_PART_time_date:
    case WEIR_PART_time_duration:
    case WEIR_PART_time_cycle:
        out[count++] = (moment){part->text, part->tag == WEIR_PART_time_cycle, weir_tag_name(part->tag)};
        break;
    case WEIR_PART_user_task:
        for (uint32_t i = 0; i < sizeof dates / sizeof *dates; i++)
            out[count++] = (moment){weir_part_attribute(part, dates[i]), false, weir_attr_name(dates[i])};
        break;
    default:
        break;
    }
    if (limit.at)
        out[count++] = (moment){limit, false, weir_attr_name(WEIR_ATTR_weir_time_limit)};
    return count;
}

static bool is_literal(const moment *at)
{
    const weir_text text = weir_text_trim(at->text);

    return text.length > 0 && !weir_rule_is_expression(text);
}

weir_err weir_rule_calendar_missing(weir_rules *rules, const weir_part *part)
{
    moment moments[MOMENTS_MAX];
    const uint32_t count = moments_of(part, moments);

    for (uint32_t i = 0; i < count; i++) {
        if (!is_literal(&moments[i]) || weir_rule_calendar(part).length > 0 ||
            !weir_rule_needs_calendar(moments[i].text))
            continue;
        WEIR_TRY(weir_rule_report(rules, part,
                                  "%s \"%.*s\" counts days that only a calendar knows; add weir:calendar=\"cn-gov\" "
                                  "here or on the process",
                                  moments[i].name, WEIR_SHOWN(weir_text_trim(moments[i].text))));
    }
    return WEIR_OK;
}

weir_err weir_rule_calendar_uncountable(weir_rules *rules, const weir_part *part)
{
    const weir_text calendar = weir_rule_calendar(part);
    moment moments[MOMENTS_MAX];
    const uint32_t count = moments_of(part, moments);

    for (uint32_t i = 0; i < count; i++) {
        if (!is_literal(&moments[i]) || calendar.length == 0 ||
            weir_rule_is_counted(moments[i].text, calendar, moments[i].is_cycle) ||
            !weir_rule_is_iso(moments[i].text, moments[i].is_cycle))
            continue;
        WEIR_TRY(weir_rule_report(rules, part,
                                  "%s \"%.*s\" is no time that the calendar '%.*s' can count: it counts days or hours, "
                                  "not both, and no months; write P5D or 5wd, 30nd, PT4H, or a date",
                                  moments[i].name, WEIR_SHOWN(weir_text_trim(moments[i].text)), WEIR_SHOWN(calendar)));
    }
    return WEIR_OK;
}

/* ── which there are ─────────────────────────────────────────────────────────────────────────────────── */

#define HINT_LENGTH_MAX 64u

/* A name, and what is found of it among the ids. */
typedef struct look {
    weir_text name;
    uint32_t *hint_budget;
    bool is_known;
    char nearest[HINT_LENGTH_MAX + sizeof WEIR_CALENDAR_HOURS_SUFFIX]; /* empty: none is near */
    uint32_t slips;
} look;

static void compare(look *l, weir_text id, const char *suffix)
{
    char text[sizeof l->nearest];
    weir_text candidate;
    uint32_t slips;

    if (id.length > HINT_LENGTH_MAX || *l->hint_budget <= HINT_LENGTH_MAX)
        return;
    *l->hint_budget -= (uint32_t)id.length + 1;
    (void)snprintf(text, sizeof text, "%.*s%s", WEIR_ARG(id), suffix); /* it fits */
    candidate = weir_text_of(text);
    slips = weir_rule_slips(l->name, candidate);
    if (slips >= l->slips || slips >= candidate.length)
        return;
    memcpy(l->nearest, text, sizeof text);
    l->slips = slips;
}

static bool look_at(void *context, weir_text id)
{
    look *l = context;

    l->is_known = weir_calendar_is_meant(l->name, id);
    compare(l, id, "");
    compare(l, id, WEIR_CALENDAR_HOURS_SUFFIX);
    return !l->is_known;
}

static weir_err check_name(weir_rules *rules, const weir_part *part, weir_text name)
{
    look l = {.name = weir_text_trim(name), .hint_budget = &rules->hint_budget, .slips = UINT32_MAX};

    if (l.name.length == 0 || weir_rule_is_expression(l.name))
        return WEIR_OK;
    WEIR_TRY(rules->calendars->each(rules->calendars->self, look_at, &l));
    if (l.is_known)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "there is no calendar \"%.*s\"; deploy its file before the model or with it, or put it "
                            "beside the model as *.calendar.xml%s%s%s",
                            WEIR_SHOWN(l.name), l.nearest[0] ? "; did you mean \"" : "", l.nearest,
                            l.nearest[0] ? "\"?" : "");
}

weir_err weir_rule_calendar_unknown(weir_rules *rules, const weir_part *part)
{
    const weir_text own = weir_part_attribute(part, WEIR_ATTR_weir_calendar);
    const weir_text of_field = weir_part_attribute(part, WEIR_ATTR_calendar);

    if (!rules->calendars)
        return WEIR_OK;
    if (own.length > 0)
        WEIR_TRY(check_name(rules, part, own));
    if (part->tag == WEIR_PART_weir_field && of_field.length > 0)
        WEIR_TRY(check_name(rules, part, of_field));
    return WEIR_OK;
}
