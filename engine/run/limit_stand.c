/* SPDX-License-Identifier: Apache-2.0
 * run/limit_stand.c - read, write and count how a time limit stands.
 */
#include "run/limit_stand.h"

#include "run/deadline.h"

#define ENTRY_COUNT_MAX 19u

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct writer {
    weir_arena *arena;
    weir_entry *entries;
    uint32_t count;
} writer;

static weir_err begin(writer *w, weir_arena *arena, uint32_t capacity)
{
    *w = (writer){.arena = arena, .entries = WEIR_TAKE(arena, weir_entry, capacity)};
    return w->entries ? WEIR_OK : WEIR_ENOMEM;
}

static void put(writer *w, const char *key, weir_value value)
{
    w->entries[w->count++] = (weir_entry){weir_text_of(key), value};
}

static void put_text(writer *w, const char *key, weir_text text)
{
    if (text.at)
        put(w, key, weir_string(text));
}

static void put_number(writer *w, const char *key, int64_t number)
{
    if (number != 0)
        put(w, key, weir_integer(number));
}

static weir_err put_instant(writer *w, const char *key, int64_t at_ms)
{
    weir_buffer buffer;
    weir_text text;

    if (at_ms == 0)
        return WEIR_OK;
    weir_buffer_init(&buffer, w->arena, 0);
    weir_instant_write(at_ms, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    put_text(w, key, text);
    return WEIR_OK;
}

static weir_value done(const writer *w)
{
    return weir_context(w->entries, w->count);
}

static weir_err write_stops(const weir_limit_stand *stand, weir_arena *arena, writer *out)
{
    weir_value *items;

    if (stand->stop_count == 0)
        return WEIR_OK;
    items = WEIR_TAKE(arena, weir_value, stand->stop_count);
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < stand->stop_count; i++) {
        writer w;

        WEIR_TRY(begin(&w, arena, 2));
        WEIR_TRY(put_instant(&w, "from", stand->stops[i].from_ms));
        WEIR_TRY(put_instant(&w, "to", stand->stops[i].to_ms));
        items[i] = done(&w);
    }
    put(out, "stops", weir_list(items, stand->stop_count));
    return WEIR_OK;
}

static weir_err write_extension(const weir_limit_stand *stand, weir_arena *arena, writer *out)
{
    writer w;

    if (stand->extension_days == 0)
        return WEIR_OK;
    WEIR_TRY(begin(&w, arena, 4));
    put_number(&w, "workingDays", stand->extension_days);
    put_text(&w, "by", stand->extended_by);
    put_text(&w, "reason", stand->extension_reason);
    WEIR_TRY(put_instant(&w, "at", stand->extended_ms));
    put(out, "extension", done(&w));
    return WEIR_OK;
}

static weir_text state_of(const weir_limit_stand *stand)
{
    if (stand->stopped_ms != 0)
        return WEIR_T("stopped");
    return stand->stage >= WEIR_LIMIT_OVERDUE    ? WEIR_T("overdue")
           : stand->stage == WEIR_LIMIT_REMINDED ? WEIR_T("reminded")
                                                 : WEIR_T("running");
}

weir_err weir_limit_stand_write(const weir_limit_stand *stand, weir_arena *arena, weir_value *out)
{
    writer w;

    WEIR_TRY(begin(&w, arena, ENTRY_COUNT_MAX));
    put_text(&w, "state", state_of(stand));
    put_text(&w, "limit", stand->limit);
    put_text(&w, "policy", stand->policy);
    put_text(&w, "basis", stand->basis);
    put_text(&w, "superior", stand->superior);
    put_text(&w, "taskId", stand->task);
    put_text(&w, "calendar", stand->calendar);
    put_number(&w, "version", stand->version);
    put_text(&w, "overdueCalendar", stand->overdue_calendar);
    put_number(&w, "overdueVersion", stand->overdue_version);
    WEIR_TRY(put_instant(&w, "start", stand->start_ms));
    WEIR_TRY(put_instant(&w, "remind", stand->remind_ms));
    WEIR_TRY(put_instant(&w, "due", stand->due_ms));
    if (stand->is_provisional)
        put(&w, "dueProvisional", weir_boolean(true));
    put_number(&w, "stage", stand->stage);
    put_number(&w, "overdueWd", stand->overdue_days);
    WEIR_TRY(put_instant(&w, "stoppedSince", stand->stopped_ms));
    WEIR_TRY(write_stops(stand, arena, &w));
    WEIR_TRY(write_extension(stand, arena, &w));
    *out = done(&w);
    return WEIR_OK;
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

/* Absent: 0. */
static bool number_in(const weir_value *context, const char *key, int64_t low, int64_t high, int64_t *out)
{
    const weir_value *value = weir_context_find(context, weir_text_of(key));

    *out = 0;
    return !value ||
           (value->kind == WEIR_NUMBER && weir_decimal_to_int64(value->as.number, out) && *out >= low && *out <= high);
}

static bool instant_in(const weir_value *context, const char *key, int64_t *out)
{
    const weir_value *value = weir_context_find(context, weir_text_of(key));
    weir_date_time at;

    *out = 0;
    if (!value)
        return true;
    if (value->kind != WEIR_STRING || !weir_date_time_parse(value->as.string, NULL, &at))
        return false;
    *out = weir_date_time_to_ms(&at);
    return true;
}

static weir_err read_stops(const weir_value *value, weir_arena *arena, weir_limit_stand *stand)
{
    const weir_value *list = weir_context_find(value, WEIR_T("stops"));
    const uint32_t count = list && list->kind == WEIR_LIST ? list->count : 0;

    if (count > WEIR_LIMIT_STOP_COUNT_MAX)
        return WEIR_EFORMAT;
    stand->stops = WEIR_TAKE(arena, weir_stop, count + 1); /* room for the one that ends now */
    if (!stand->stops)
        return WEIR_ENOMEM;
    for (; stand->stop_count < count; stand->stop_count++) {
        weir_stop *stop = &stand->stops[stand->stop_count];
        const weir_value *item = &list->as.items[stand->stop_count];

        if (!instant_in(item, "from", &stop->from_ms) || !instant_in(item, "to", &stop->to_ms))
            return WEIR_EFORMAT;
    }
    return WEIR_OK;
}

static bool read_extension(const weir_value *value, weir_limit_stand *stand)
{
    const weir_value *extension = weir_context_find(value, WEIR_T("extension"));

    if (!extension)
        return true;
    stand->extended_by = weir_context_text(extension, WEIR_T("by"));
    stand->extension_reason = weir_context_text(extension, WEIR_T("reason"));
    return number_in(extension, "workingDays", 1, WEIR_CALENDAR_SPAN_DAYS_MAX, &stand->extension_days) &&
           instant_in(extension, "at", &stand->extended_ms);
}

weir_err weir_limit_stand_read(const weir_value *value, weir_arena *arena, weir_limit_stand *out)
{
    weir_limit_stand stand = {.limit = weir_context_text(value, WEIR_T("limit")),
                              .policy = weir_context_text(value, WEIR_T("policy")),
                              .basis = weir_context_text(value, WEIR_T("basis")),
                              .superior = weir_context_text(value, WEIR_T("superior")),
                              .task = weir_context_text(value, WEIR_T("taskId")),
                              .calendar = weir_context_text(value, WEIR_T("calendar")),
                              .overdue_calendar = weir_context_text(value, WEIR_T("overdueCalendar")),
                              .is_provisional = weir_limit_is_provisional(value)};

    if (!stand.limit.at || !stand.calendar.at || !number_in(value, "version", 0, UINT32_MAX, &stand.version) ||
        !number_in(value, "overdueVersion", 0, UINT32_MAX, &stand.overdue_version) ||
        !number_in(value, "stage", WEIR_LIMIT_RUNS, WEIR_LIMIT_LED, &stand.stage) ||
        !number_in(value, "overdueWd", 0, WEIR_CALENDAR_SPAN_DAYS_MAX, &stand.overdue_days) ||
        !instant_in(value, "start", &stand.start_ms) || !instant_in(value, "remind", &stand.remind_ms) ||
        !instant_in(value, "due", &stand.due_ms) || !instant_in(value, "stoppedSince", &stand.stopped_ms) ||
        !read_extension(value, &stand))
        return WEIR_EFORMAT;
    WEIR_TRY(read_stops(value, arena, &stand));
    *out = stand;
    return WEIR_OK;
}

bool weir_limit_is_overdue(const weir_value *value)
{
    int64_t stage;

    return number_in(value, "stage", WEIR_LIMIT_OVERDUE, WEIR_LIMIT_LED, &stage) && stage > 0;
}

bool weir_limit_is_provisional(const weir_value *value)
{
    const weir_value *found = weir_context_find(value, WEIR_T("dueProvisional"));

    return found && found->kind == WEIR_BOOLEAN && found->as.boolean;
}

weir_text weir_limit_state(const weir_value *value)
{
    return weir_context_text(value, WEIR_T("state"));
}

/* ── counting ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_stops stops_of(const weir_limit_stand *stand)
{
    return (weir_stops){stand->stops, stand->stop_count};
}

static weir_err too_far(weir_cx *cx, weir_node_ix node, const weir_calendar *calendar)
{
    return weir_cx_fail(cx, node, "the time limit does not end within a century (calendar '%.*s')",
                        WEIR_ARG(calendar->id));
}

/* What was granted beyond: more working days of a limit that counts them, else working days behind its end. */
static weir_err extend(weir_cx *cx, weir_node_ix node, const weir_calendar *calendar, weir_limit_stand *stand)
{
    const weir_stops stops = stops_of(stand);
    weir_limit limit = {.kind = WEIR_LIMIT_DATE};
    weir_limit_end end;
    int64_t due_ms;

    if (weir_limit_parse(stand->limit, weir_calendar_reading(calendar), &limit) &&
        limit.kind == WEIR_LIMIT_WORKING_DAYS) {
        limit.amount += stand->extension_days;
    } else {
        limit.kind = WEIR_LIMIT_DATE;
        if (!weir_limit_extend(calendar, stand->due_ms, stand->extension_days, &stops, &due_ms) ||
            !weir_calendar_day_of(calendar, due_ms - 1, &limit.amount)) /* a day may close when the next one begins */
            return too_far(cx, node, calendar);
    }
    if (!weir_limit_ends(calendar, &limit, stand->start_ms, &stops, &end))
        return too_far(cx, node, calendar);
    stand->due_ms = end.due_ms;
    stand->remind_ms = end.remind_ms;
    stand->is_provisional = end.is_provisional;
    return WEIR_OK;
}

weir_err weir_limit_stand_date(weir_cx *cx, weir_node_ix node, weir_limit_stand *stand)
{
    const weir_value limit = weir_string(stand->limit);
    const weir_stops stops = stops_of(stand);
    const weir_calendar *calendar;
    weir_deadline deadline;

    WEIR_TRY(weir_cx_calendar_named(cx, node, stand->calendar, &calendar));
    WEIR_TRY(weir_cx_deadline(cx, node, &limit, calendar, stand->start_ms, &stops, "time limit", &deadline));
    stand->version = calendar->version;
    stand->due_ms = deadline.due_ms;
    stand->remind_ms = deadline.remind_ms;
    stand->is_provisional = deadline.is_provisional;
    return stand->extension_days > 0 ? extend(cx, node, calendar, stand) : WEIR_OK;
}

static weir_err calendar_behind(weir_cx *cx, weir_node_ix node, const weir_limit_stand *stand,
                                const weir_calendar **out)
{
    return weir_cx_calendar_named(cx, node, stand->overdue_calendar.at ? stand->overdue_calendar : stand->calendar,
                                  out);
}

weir_err weir_limit_stand_next(weir_cx *cx, weir_node_ix node, const weir_limit_stand *stand, weir_limit_policy policy,
                               int64_t *out_ms)
{
    const weir_stops stops = stops_of(stand);
    const weir_calendar *calendar;

    *out_ms = WEIR_LIMIT_NEVER_MS;
    if (stand->stopped_ms != 0 || stand->stage >= (int64_t)policy)
        return WEIR_OK;
    if (stand->stage < WEIR_LIMIT_OVERDUE) {
        *out_ms = stand->stage == WEIR_LIMIT_RUNS ? stand->remind_ms : stand->due_ms;
        return WEIR_OK;
    }
    WEIR_TRY(calendar_behind(cx, node, stand, &calendar));
    if (!weir_limit_extend(calendar, stand->due_ms,
                           stand->stage == WEIR_LIMIT_OVERDUE ? WEIR_LIMIT_REPORT_DAYS : WEIR_LIMIT_LEAD_DAYS, &stops,
                           out_ms))
        return too_far(cx, node, calendar);
    return WEIR_OK;
}

/* With the stop that lasts; there is room for it. */
static int64_t overdue_at(const weir_calendar *calendar, const weir_limit_stand *stand, int64_t now_ms)
{
    weir_stops stops = stops_of(stand);

    if (stand->stopped_ms != 0)
        stand->stops[stops.count++] = (weir_stop){stand->stopped_ms, now_ms};
    return weir_limit_overdue(calendar, stand->due_ms, &stops, now_ms - 1); /* a day may close at midnight */
}

weir_err weir_limit_stand_overdue(weir_cx *cx, weir_node_ix node, const weir_limit_stand *stand, int64_t *out)
{
    const weir_calendar *calendar;

    WEIR_TRY(calendar_behind(cx, node, stand, &calendar));
    *out = overdue_at(calendar, stand, cx->env.now_ms);
    return WEIR_OK;
}

weir_err weir_limit_stand_at(const weir_value *value, const weir_calendars *calendars, int64_t now_ms,
                             weir_arena *arena, weir_value *out)
{
    const weir_calendar *calendar;
    weir_limit_stand stand;
    weir_err err;

    *out = *value;
    if (!weir_limit_is_overdue(value))
        return WEIR_OK;
    err = weir_limit_stand_read(value, arena, &stand);
    if (err != WEIR_OK)
        return err == WEIR_ENOMEM ? err : WEIR_OK;
    err = calendars->find(calendars->self, stand.overdue_calendar.at ? stand.overdue_calendar : stand.calendar,
                          &calendar);
    if (err != WEIR_OK)
        return err == WEIR_ENOTFOUND || err == WEIR_EMODEL ? WEIR_OK : err;
    stand.overdue_days = overdue_at(calendar, &stand, now_ms);
    return weir_limit_stand_write(&stand, arena, out);
}
