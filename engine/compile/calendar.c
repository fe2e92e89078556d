/* SPDX-License-Identifier: Apache-2.0
 * compile/calendar.c - calendars from their file.
 */
#include "compile/calendar.h"

#include <stdlib.h>
#include <string.h>

#define MS_PER_MINUTE (60 * 1000)
#define MINUTES_PER_DAY (24 * 60)

typedef struct days {
    weir_calendar_day *items;
    uint32_t count, capacity;
} days;

typedef struct reader {
    weir_arena *arena;
    weir_problems *problems;
} reader;

static weir_err refuse(reader *r, const char *rule, const weir_part *part, const char *what, weir_text found)
{
    return weir_problem_add(r->problems, WEIR_ERROR, rule, part->line, 0, part->id, "%s: '%.*s'", what,
                            WEIR_ARG(found));
}

/* ── times of a day ──────────────────────────────────────────────────────────────────────────────────── */

/* 08:30, up to 24:00. */
static bool parse_time(weir_text text, int32_t *out_ms)
{
    int digits[4];
    int32_t minutes;

    if (text.length != 5 || text.at[2] != ':')
        return false;
    for (size_t i = 0; i < 4; i++) {
        digits[i] = text.at[i < 2 ? i : i + 1] - '0';
        if (digits[i] < 0 || digits[i] > 9)
            return false;
    }
    minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
    if (digits[2] > 5 || minutes > MINUTES_PER_DAY)
        return false;
    *out_ms = minutes * MS_PER_MINUTE;
    return true;
}

static weir_err read_time(reader *r, const weir_part *part, weir_attr name, int32_t *out_ms)
{
    const weir_text text = weir_text_trim(weir_part_attribute(part, name));

    if (parse_time(text, out_ms))
        return WEIR_OK;
    return refuse(r, "calendar-time", part, "this is no time of day like 08:30", text);
}

static weir_err read_hours(reader *r, const weir_part *root, weir_calendar *out)
{
    weir_calendar_hours *hours;
    uint32_t count = 0;

    for (const weir_part *part = weir_part_child(root, WEIR_PART_calendar_hours); part;
         part = weir_part_sibling(part, WEIR_PART_calendar_hours))
        count++;
    hours = WEIR_TAKE(r->arena, weir_calendar_hours, count);
    if (!hours)
        return WEIR_ENOMEM;
    count = 0;
    for (const weir_part *part = weir_part_child(root, WEIR_PART_calendar_hours); part;
         part = weir_part_sibling(part, WEIR_PART_calendar_hours)) {
        weir_calendar_hours *to = &hours[count++];

        WEIR_TRY(read_time(r, part, WEIR_ATTR_from, &to->from_ms));
        WEIR_TRY(read_time(r, part, WEIR_ATTR_to, &to->to_ms));
        if (to->to_ms <= to->from_ms || (count > 1 && to->from_ms <= to[-1].to_ms))
            WEIR_TRY(refuse(r, "calendar-time", part, "hours open after those before them have closed, and close later",
                            weir_part_attribute(part, WEIR_ATTR_from)));
    }
    out->hours = hours;
    out->hours_count = count;
    return WEIR_OK;
}

/* "6 7" */
static weir_err read_weekly_rest(reader *r, const weir_part *root, weir_calendar *out)
{
    const weir_text text = weir_part_attribute(root, WEIR_ATTR_weekly_rest);

    for (size_t i = 0; i < text.length; i++) {
        const bool is_alone = i + 1 == text.length || text.at[i + 1] == ' ';

        if (text.at[i] == ' ')
            continue;
        if (text.at[i] < '1' || text.at[i] > '7' || !is_alone)
            return refuse(r, "calendar-weekday", root, "weekdays are numbers from 1 (Monday) to 7", text);
        out->weekly_rest = (uint8_t)(out->weekly_rest | 1u << (text.at[i] - '0'));
    }
    return WEIR_OK;
}

/* ── days ────────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_day(const weir_part *part)
{
    return part->tag == WEIR_PART_calendar_rest || part->tag == WEIR_PART_calendar_work;
}

/* year: NULL, the day may lie in any. */
static weir_err read_day(reader *r, const weir_part *part, const weir_calendar_year *year, days *to)
{
    const weir_text text = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_date));
    weir_calendar_day *day;
    weir_date date;

    if (!weir_date_parse(text, &date))
        return refuse(r, "calendar-date", part, "this is no date like 2026-10-01", text);
    if (year && date.year != year->year)
        return refuse(r, "calendar-date", part, "this day lies outside its year", text);
    WEIR_TRY(WEIR_GROW(r->arena, to));
    day = &to->items[to->count++];
    *day = (weir_calendar_day){.day = weir_date_to_days(date),
                               .is_working = part->tag == WEIR_PART_calendar_work,
                               .is_statutory = weir_part_flag(part, WEIR_ATTR_statutory, false),
                               .name = weir_part_attribute(part, WEIR_ATTR_name),
                               .certainty = weir_part_attribute(part, WEIR_ATTR_certainty)};
    return WEIR_OK;
}

static int by_day(const void *a, const void *b)
{
    const weir_calendar_day *first = a, *second = b;

    return (first->day > second->day) - (first->day < second->day);
}

/* A day, and where in the list it is said. */
typedef struct said {
    int64_t day;
    uint32_t place;
    const weir_part *part;
} said;

static int by_day_and_place(const void *a, const void *b)
{
    const said *first = a, *second = b;

    if (first->day != second->day)
        return (first->day > second->day) - (first->day < second->day);
    return (first->place > second->place) - (first->place < second->place);
}

static bool is_date_of(const weir_part *part, weir_date *out)
{
    return is_day(part) && weir_date_parse(weir_text_trim(weir_part_attribute(part, WEIR_ATTR_date)), out);
}

/* Each but the first that says something of a day. */
static weir_err refuse_seconds(reader *r, const weir_part *group)
{
    uint32_t count = 0;
    weir_date date;
    said *all;

    for (const weir_part *part = group->child; part; part = part->next)
        count += is_date_of(part, &date);
    all = WEIR_TAKE(r->arena, said, count);
    if (!all)
        return WEIR_ENOMEM;
    count = 0;
    for (const weir_part *part = group->child; part; part = part->next) {
        if (!is_date_of(part, &date))
            continue;
        all[count] = (said){weir_date_to_days(date), count, part};
        count++;
    }
    qsort(all, count, sizeof *all, by_day_and_place);
    for (uint32_t i = 1; i < count; i++) {
        if (all[i].day == all[i - 1].day)
            WEIR_TRY(refuse(r, "calendar-day-twice", all[i].part, "this day stands here already",
                            weir_part_attribute(all[i].part, WEIR_ATTR_date)));
    }
    return WEIR_OK;
}

/* The days of one list, in order, each once. */
static weir_err read_days(reader *r, const weir_part *group, const weir_calendar_year *year, days *out)
{
    for (const weir_part *part = group->child; part; part = part->next) {
        if (is_day(part))
            WEIR_TRY(read_day(r, part, year, out));
    }
    if (out->count > 1)
        qsort(out->items, out->count, sizeof *out->items, by_day);
    for (uint32_t i = 1; i < out->count; i++) {
        if (out->items[i].day == out->items[i - 1].day)
            return refuse_seconds(r, group);
    }
    return WEIR_OK;
}

/* Both in order; where both say something of a day the upper one is right. */
static weir_err merge(reader *r, const days *lower, const days *upper, days *out)
{
    weir_calendar_day *items = WEIR_TAKE(r->arena, weir_calendar_day, (size_t)lower->count + upper->count);
    uint32_t count = 0, l = 0, u = 0;

    if (!items)
        return WEIR_ENOMEM;
    while (l < lower->count || u < upper->count) {
        const bool has_upper = u < upper->count, has_lower = l < lower->count;

        if (has_upper && (!has_lower || upper->items[u].day <= lower->items[l].day)) {
            l += has_lower && upper->items[u].day == lower->items[l].day;
            items[count++] = upper->items[u++];
        } else {
            items[count++] = lower->items[l++];
        }
    }
    *out = (days){.items = items, .count = count, .capacity = count};
    return WEIR_OK;
}

/* ── years ───────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_rest_of_week(const weir_calendar *calendar, int64_t day)
{
    weir_calendar bare = *calendar;

    bare.day_count = 0;
    return !weir_calendar_is_working(&bare, day);
}

/* A public holiday costs a working day, whatever weekday it falls on; days that are moved cost none. */
static weir_err check_balance(reader *r, const weir_part *part, const weir_calendar *calendar,
                              const weir_calendar_year *year, const days *of_year)
{
    const int64_t first = weir_date_to_days((weir_date){year->year, 1, 1});
    const int64_t last = weir_date_to_days((weir_date){year->year, 12, 31});
    int64_t expected = 0, found = 0;
    weir_calendar own = *calendar;

    own.days = of_year->items;
    own.day_count = of_year->count;
    for (int64_t day = first; day <= last; day++)
        expected += !is_rest_of_week(calendar, day);
    for (uint32_t i = 0; i < of_year->count; i++)
        expected -= of_year->items[i].is_statutory;
    found = weir_calendar_working_days(&own, first, last);
    if (found == expected)
        return WEIR_OK;
    return weir_problem_add(r->problems, WEIR_WARNING, "calendar-balance", part->line, 0, part->id,
                            "%d has %lld working days; weekends and statutory days leave %lld, and days that are moved "
                            "change no sum: is a day missing?",
                            (int)year->year, (long long)found, (long long)expected);
}

static weir_err read_year(reader *r, const weir_part *part, const weir_calendar *calendar, weir_calendar_year *out,
                          days *all)
{
    const weir_text number = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_number));
    days own = {0};
    weir_date first;
    char text[32];

    (void)snprintf(text, sizeof text, "%.*s-01-01", (int)(number.length < 16 ? number.length : 16), number.at);
    if (!weir_date_parse(weir_text_of(text), &first))
        return refuse(r, "calendar-date", part, "this is no year like 2026", number);
    *out = (weir_calendar_year){.year = first.year,
                                .is_official =
                                    weir_text_equal(weir_part_attribute(part, WEIR_ATTR_status), WEIR_T("official")),
                                .source = weir_part_attribute(part, WEIR_ATTR_source)};
    WEIR_TRY(read_days(r, part, out, &own));
    WEIR_TRY(check_balance(r, part, calendar, out, &own));
    for (uint32_t i = 0; i < own.count; i++) { /* years stand in order, or it is told */
        WEIR_TRY(WEIR_GROW(r->arena, all));
        all->items[all->count++] = own.items[i];
    }
    return WEIR_OK;
}

static weir_err read_years(reader *r, const weir_part *root, weir_calendar *out, days *all)
{
    weir_calendar_year *years;
    uint32_t count = 0;

    for (const weir_part *part = weir_part_child(root, WEIR_PART_calendar_year); part;
         part = weir_part_sibling(part, WEIR_PART_calendar_year))
        count++;
    years = WEIR_TAKE(r->arena, weir_calendar_year, count);
    if (!years)
        return WEIR_ENOMEM;
    count = 0;
    for (const weir_part *part = weir_part_child(root, WEIR_PART_calendar_year); part;
         part = weir_part_sibling(part, WEIR_PART_calendar_year)) {
        weir_calendar_year *year = &years[count];

        WEIR_TRY(read_year(r, part, out, year, all));
        if (count > 0 && year->year == year[-1].year)
            WEIR_TRY(refuse(r, "calendar-year-twice", part, "this year stands here already",
                            weir_part_attribute(part, WEIR_ATTR_number)));
        else if (count > 0 && year->year < year[-1].year)
            WEIR_TRY(refuse(r, "calendar-year-order", part, "put this year before those that follow it",
                            weir_part_attribute(part, WEIR_ATTR_number)));
        count++;
    }
    out->years = years;
    out->year_count = count;
    return WEIR_OK;
}

/* ── the file ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_head(reader *r, const weir_part *root, const weir_zones *zones, weir_calendar *out)
{
    const weir_text zone = weir_text_trim(weir_part_attribute(root, WEIR_ATTR_zone));

    *out = (weir_calendar){.id = root->id, .name = weir_part_attribute(root, WEIR_ATTR_name)};
    if (weir_text_equal(root->id, WEIR_T(WEIR_CALENDAR_NATURAL)))
        WEIR_TRY(refuse(r, "calendar-id", root, "this is the name of natural time, give it another", root->id));
    out->zone = zones && zones->find ? zones->find(zones->self, zone) : NULL;
    if (!out->zone)
        WEIR_TRY(refuse(r, "calendar-zone", root, "this time zone is unknown", zone));
    WEIR_TRY(read_weekly_rest(r, root, out));
    WEIR_TRY(read_time(r, root, WEIR_ATTR_cut_off, &out->cut_off_ms));
    WEIR_TRY(read_time(r, root, WEIR_ATTR_day_close, &out->close_ms));
    WEIR_TRY(read_hours(r, root, out));
    if (out->hours_count == 0 || out->close_ms > out->hours[0].from_ms)
        return WEIR_OK;
    return weir_problem_add(r->problems, WEIR_WARNING, "calendar-close", root->line, 0, root->id,
                            "days close at %.*s, before anybody works: a limit ends before its last day begins",
                            WEIR_ARG(weir_part_attribute(root, WEIR_ATTR_day_close)));
}

/* Regional days rest unless a year says something of the day; overrides are above all. */
static weir_err put_together(reader *r, const days *regional, const days *of_years, const days *overrides,
                             weir_calendar *out)
{
    days all;

    WEIR_TRY(merge(r, regional, of_years, &all));
    WEIR_TRY(merge(r, &all, overrides, &all));
    out->is_hourly = weir_calendar_reading_of(out->id) == WEIR_DURATION_HOURS;
    out->days = all.items;
    out->day_count = all.count;
    return WEIR_OK;
}

static weir_err read_overlay(reader *r, const weir_part *part, const weir_calendar *calendar, const days *of_years,
                             const days *overrides, weir_calendar *out)
{
    days regional = {0};

    *out = *calendar;
    out->id = part->id;
    out->name = weir_part_attribute(part, WEIR_ATTR_name);
    WEIR_TRY(read_days(r, part, NULL, &regional));
    return put_together(r, &regional, of_years, overrides, out);
}

weir_err weir_calendar_read(const weir_model *model, const weir_zones *zones, weir_arena *arena,
                            weir_problems *problems, weir_calendar_list *out)
{
    const weir_part *root = model->root, *override = weir_part_child(root, WEIR_PART_calendar_override);
    reader r = {.arena = arena, .problems = problems};
    days of_years = {0}, overrides = {0};
    const days none = {0};
    weir_calendar *items;
    uint32_t count = 1;

    for (const weir_part *part = weir_part_child(root, WEIR_PART_calendar_overlay); part;
         part = weir_part_sibling(part, WEIR_PART_calendar_overlay))
        count++;
    items = WEIR_TAKE(arena, weir_calendar, count);
    if (!items)
        return WEIR_ENOMEM;
    WEIR_TRY(read_head(&r, root, zones, &items[0]));
    WEIR_TRY(read_years(&r, root, &items[0], &of_years));
    if (override)
        WEIR_TRY(read_days(&r, override, NULL, &overrides));
    WEIR_TRY(put_together(&r, &none, &of_years, &overrides, &items[0]));
    count = 1;
    for (const weir_part *part = weir_part_child(root, WEIR_PART_calendar_overlay); part;
         part = weir_part_sibling(part, WEIR_PART_calendar_overlay))
        WEIR_TRY(read_overlay(&r, part, &items[0], &of_years, &overrides, &items[count++]));
    if (problems->error_count > 0)
        return WEIR_EMODEL;
    *out = (weir_calendar_list){items, count};
    return WEIR_OK;
}

const weir_calendar *weir_calendar_list_find(const weir_calendar_list *calendars, weir_text id)
{
    for (uint32_t i = 0; i < calendars->count; i++) {
        if (weir_text_equal(calendars->items[i].id, id))
            return &calendars->items[i];
    }
    return NULL;
}
