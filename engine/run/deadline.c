/* SPDX-License-Identifier: Apache-2.0
 * run/deadline.c - dates that a calendar counts.
 */
#include "run/deadline.h"

#include "base/json.h"
#include "run/schedule.h"
#include "run/user_task.h"

#define SECONDS_PER_DAY INT64_C(86400)
#define KEPT_COUNT_MAX 5u
#define RELEASED_KEY WEIR_T("released")

/* ── a value becomes a limit ─────────────────────────────────────────────────────────────────────────── */

/* What the value is: a limit to be counted, or an instant that stands already. */
typedef struct meaning {
    weir_limit limit;
    bool is_instant;
    int64_t at_ms;
} meaning;

static bool mean_instant(const weir_date_time *at, const weir_calendar *calendar, meaning *out)
{
    weir_date_time local = *at;

    if (local.time.offset_kind == WEIR_OFFSET_NONE) {
        const weir_time clock = weir_calendar_clock(calendar);

        local.time.offset_kind = clock.offset_kind;
        local.time.zone = clock.zone;
    }
    out->is_instant = true;
    out->at_ms = weir_date_time_to_ms(&local);
    return true;
}

static bool mean_date(weir_date date, meaning *out)
{
    out->limit = (weir_limit){WEIR_LIMIT_DATE, weir_date_to_days(date)};
    return true;
}

static bool mean_text(weir_text text, const weir_calendar *calendar, const weir_zones *zones, meaning *out)
{
    weir_date_time at = {0};

    if (weir_limit_parse(text, weir_calendar_reading(calendar), &out->limit))
        return true;
    if (weir_date_parse(text, &at.date))
        return mean_date(at.date, out);
    return weir_date_time_parse(text, zones, &at) && mean_instant(&at, calendar, out);
}

static bool mean_number(weir_decimal number, meaning *out)
{
    int64_t days;

    if (!weir_decimal_to_int64(number, &days) || days < 0 || days > WEIR_CALENDAR_SPAN_DAYS_MAX)
        return false;
    out->limit = (weir_limit){WEIR_LIMIT_WORKING_DAYS, days};
    return true;
}

/* P5D, PT4H, PT40H, which FEEL writes as P1DT16H, and PT24H, which it writes as P1D. */
static bool mean_duration(weir_seconds duration, const weir_calendar *calendar, meaning *out)
{
    const weir_duration_reading reading = weir_calendar_reading(calendar);
    const int64_t ms = duration.second * 1000 + duration.nanosecond / 1000000;

    if (duration.second < 0 || duration.nanosecond < 0 ||
        duration.second > WEIR_CALENDAR_SPAN_DAYS_MAX * SECONDS_PER_DAY)
        return false;
    if (reading == WEIR_DURATION_NATURAL)
        out->limit = (weir_limit){WEIR_LIMIT_NATURAL_TIME, ms};
    else if (reading == WEIR_DURATION_DAYS && duration.second >= SECONDS_PER_DAY &&
             duration.second % SECONDS_PER_DAY == 0 && duration.nanosecond == 0)
        out->limit = (weir_limit){WEIR_LIMIT_WORKING_DAYS, duration.second / SECONDS_PER_DAY};
    else
        out->limit = (weir_limit){WEIR_LIMIT_WORKING_TIME, ms};
    return true;
}

static bool mean(const weir_value *value, const weir_calendar *calendar, const weir_zones *zones, meaning *out)
{
    *out = (meaning){.is_instant = false};
    switch (value->kind) {
    case WEIR_STRING:
        return mean_text(weir_text_trim(value->as.string), calendar, zones, out);
    case WEIR_NUMBER:
        return mean_number(value->as.number, out);
    case WEIR_SECONDS:
        return mean_duration(value->as.seconds, calendar, out);
    case WEIR_DATE:
        return mean_date(value->as.date, out);
    case WEIR_DATE_TIME:
        return mean_instant(value->as.date_time, calendar, out);
    default:
        return false;
    }
}

bool weir_deadline_find(const weir_value *value, const weir_calendar *calendar, int64_t start_ms,
                        const weir_stops *stops, const weir_zones *zones, weir_deadline *out, const char **reason)
{
    weir_limit_end end;
    meaning found;

    if (!mean(value, calendar, zones, &found)) {
        *reason =
            "no calendar can count; write working days (5wd, P5D), natural days (30nd), working time (PT4H), or a "
            "date";
        return false;
    }
    *out = (weir_deadline){.calendar = calendar, .limit = found.limit, .start_ms = start_ms};
    if (found.is_instant) {
        out->due_ms = out->remind_ms = found.at_ms;
        out->is_fixed = true;
        return true;
    }
    *reason = "does not end within a century";
    if (!weir_limit_ends(calendar, &found.limit, start_ms, stops, &end))
        return false;
    out->due_ms = end.due_ms;
    out->remind_ms = end.remind_ms;
    out->is_provisional = end.is_provisional;
    return true;
}

weir_err weir_cx_deadline(weir_cx *cx, weir_node_ix node, const weir_value *value, const weir_calendar *calendar,
                          int64_t start_ms, const weir_stops *stops, const char *what, weir_deadline *out)
{
    const char *reason = "";
    weir_buffer buffer;
    weir_text text;

    if (weir_deadline_find(value, calendar, start_ms, stops, cx->env.zones, out, &reason))
        return WEIR_OK;
    if (value->kind == WEIR_NULL)
        return weir_cx_fail(cx, node, "the %s gives null instead of a time that the calendar '%.*s' counts%s%s", what,
                            WEIR_ARG(calendar->id), cx->feel.reason[0] ? ": " : "", cx->feel.reason);
    weir_buffer_init(&buffer, cx->arena, 0);
    weir_json_write(value, WEIR_JSON_TYPED, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    return weir_cx_fail(cx, node, "the %s is %.*s, which %s (calendar '%.*s')", what, WEIR_ARG(text), reason,
                        WEIR_ARG(calendar->id));
}

/* ── which calendar ──────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_cx_calendar_named(weir_cx *cx, weir_node_ix node, weir_text id, const weir_calendar **out)
{
    const weir_calendars *calendars = cx->env.calendars;
    const weir_err err = calendars ? calendars->find(calendars->self, id, out) : WEIR_ENOTFOUND;

    if (err == WEIR_EMODEL)
        return weir_cx_fail(cx, node, "the calendar '%.*s' can't be read; weir calendar check says why", WEIR_ARG(id));
    if (err != WEIR_ENOTFOUND)
        return err;
    return weir_cx_fail(cx, node, "there is no calendar '%.*s'; deploy it, or see weir calendar list", WEIR_ARG(id));
}

weir_err weir_cx_calendar(weir_cx *cx, weir_node_ix node, const weir_setting *setting, weir_number_in_instance scope,
                          const weir_calendar **out)
{
    weir_value value;

    *out = NULL;
    if (!setting->is_set)
        return WEIR_OK;
    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, &value));
    if (value.kind == WEIR_NULL)
        return WEIR_OK;
    if (value.kind != WEIR_STRING)
        return weir_cx_fail(cx, node, "the calendar must be the name of one, not a %s", weir_kind_name(value.kind));
    value.as.string = weir_text_trim(value.as.string);
    return value.as.string.length == 0 ? WEIR_OK : weir_cx_calendar_named(cx, node, value.as.string, out);
}

/* ── what is kept ────────────────────────────────────────────────────────────────────────────────────── */

static weir_err keep(const weir_calendar *calendar, weir_text limit, int64_t start_ms, bool is_provisional,
                     weir_arena *arena, weir_value *out)
{
    weir_entry *entries = WEIR_TAKE(arena, weir_entry, KEPT_COUNT_MAX);
    uint32_t count = 0;

    if (!entries)
        return WEIR_ENOMEM;
    entries[count++] = (weir_entry){WEIR_T("calendar"), weir_string(calendar->id)};
    entries[count++] = (weir_entry){WEIR_T("version"), weir_integer(calendar->version)};
    entries[count++] = (weir_entry){WEIR_T("limit"), weir_string(limit)};
    entries[count++] = (weir_entry){WEIR_T("start"), weir_integer(start_ms)};
    if (is_provisional)
        entries[count++] = (weir_entry){WEIR_T("dueProvisional"), weir_boolean(true)};
    *out = weir_context(entries, count);
    return WEIR_OK;
}

weir_err weir_deadline_keep(const weir_deadline *deadline, weir_arena *arena, weir_value *out)
{
    weir_buffer buffer;
    weir_text limit;

    *out = weir_null();
    if (!deadline->calendar || deadline->is_fixed)
        return WEIR_OK;
    weir_buffer_init(&buffer, arena, 0);
    weir_limit_write(&deadline->limit, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &limit));
    return keep(deadline->calendar, limit, deadline->start_ms, deadline->is_provisional, arena, out);
}

weir_err weir_schedule_keep(const weir_schedule *schedule, weir_arena *arena, weir_value *out)
{
    *out = weir_null();
    if (!schedule->calendar)
        return WEIR_OK;
    return keep(schedule->calendar, schedule->text, schedule->start_ms, schedule->is_provisional, arena, out);
}

static bool read_whole(const weir_value *context, weir_text key, int64_t *out)
{
    const weir_value *value = weir_context_find(context, key);

    return value && value->kind == WEIR_NUMBER && weir_decimal_to_int64(value->as.number, out);
}

static bool read_flag(const weir_value *context, weir_text key)
{
    const weir_value *value = weir_context_find(context, key);

    return value && value->kind == WEIR_BOOLEAN && value->as.boolean;
}

bool weir_deadline_kept(const weir_value *value, weir_text key, weir_kept_deadline *out)
{
    const weir_value *kept = value->kind == WEIR_CONTEXT ? weir_context_find(value, key) : NULL;
    int64_t version;

    if (!kept || kept->kind != WEIR_CONTEXT)
        return false;
    *out = (weir_kept_deadline){.calendar = weir_context_text(kept, WEIR_T("calendar")),
                                .limit = weir_context_text(kept, WEIR_T("limit")),
                                .is_provisional = read_flag(kept, WEIR_T("dueProvisional")),
                                .is_released = read_flag(kept, RELEASED_KEY)};
    if (!read_whole(kept, WEIR_T("version"), &version) || version < 0 || version > UINT32_MAX ||
        !read_whole(kept, WEIR_T("start"), &out->start_ms) || !out->calendar.at || !out->limit.at)
        return false;
    out->version = (uint32_t)version;
    return true;
}

bool weir_state_is_dated(const weir_program *program, const weir_state *state)
{
    weir_kept_deadline kept;

    for (uint32_t i = 0; program->has_calendars && i < state->waits.count; i++) {
        const weir_value *value = &state->waits.items[i].value;

        if (state->waits.items[i].kind == WEIR_WAIT_LIMIT ||
            weir_deadline_kept(value, WEIR_T(WEIR_DEADLINE_KEY), &kept) ||
            weir_deadline_kept(value, WEIR_T(WEIR_TASK_FOLLOW_UP_BY_KEY), &kept))
            return true;
    }
    return false;
}

weir_err weir_deadline_put(const weir_value *context, weir_entry entry, weir_arena *arena, weir_value *out)
{
    weir_entry *entries = WEIR_TAKE(arena, weir_entry, (size_t)context->count + 1);
    uint32_t count = 0, at = UINT32_MAX;

    if (!entries)
        return WEIR_ENOMEM;
    for (; count < context->count; count++) {
        entries[count] = context->as.entries[count];
        if (weir_text_equal(entries[count].key, entry.key))
            at = count;
    }
    entries[at == UINT32_MAX ? count++ : at] = entry;
    *out = weir_context(entries, count);
    return WEIR_OK;
}

weir_err weir_deadline_release(const weir_value *value, weir_arena *arena, weir_value *out)
{
    const weir_text key = WEIR_T(WEIR_DEADLINE_KEY);
    weir_kept_deadline kept;
    weir_value by;

    *out = weir_null();
    if (!weir_deadline_kept(value, key, &kept) || kept.is_released)
        return WEIR_OK;
    WEIR_TRY(
        weir_deadline_put(weir_context_find(value, key), (weir_entry){RELEASED_KEY, weir_boolean(true)}, arena, &by));
    return weir_deadline_put(value, (weir_entry){key, by}, arena, out);
}
