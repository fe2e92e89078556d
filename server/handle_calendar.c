/* SPDX-License-Identifier: Apache-2.0
 * server/handle_calendar.c - calendars of working days: which there are, what they say, what they count.
 *
 * Each call reads the files anew; nobody asks often.
 */
#include "host/memory_libc.h"
#include "host/zones.h"
#include "server/calendars.h"
#include "server/date.h"
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/tables.h"

#define MS_PER_MINUTE 60000

/* ── what it looks like ──────────────────────────────────────────────────────────────────────────────── */

#define CALENDAR_FIELDS                                                                                                \
    FIELD("id", TEXT, NULL), FIELD("name", TEXT, NULL), FIELD("version", INTEGER, NULL),                               \
        FIELD("timeZone", TEXT, NULL), FIELD("officialUntil", INTEGER, NULL), FIELD("deploymentId", ID, NULL),         \
        FIELD("deploymentTime", TIME, NULL)

static const weir_member calendar_fields[] = {CALENDAR_FIELDS};
const weir_shape weir_shape_calendar = WEIR_SHAPE("Calendar", calendar_fields);

static const weir_member day_fields[] = {
    FIELD("date", TEXT, NULL),         FIELD("kind", TEXT, NULL),      FIELD("name", TEXT, NULL),
    FIELD("statutory", BOOLEAN, NULL), FIELD("certainty", TEXT, NULL),
};
static const weir_shape shape_day = WEIR_SHAPE("CalendarDay", day_fields);
static const weir_member year_fields[] = {
    FIELD("year", INTEGER, NULL),
    FIELD("status", TEXT, NULL),
    FIELD("source", TEXT, NULL),
    FIELD("workingDays", INTEGER, NULL),
    {"days", WEIR_MEMBER_LIST, NULL, &shape_day},
};
static const weir_shape shape_year = WEIR_SHAPE("CalendarYear", year_fields);
static const weir_member version_fields[] = {
    FIELD("version", INTEGER, NULL),
    FIELD("deploymentId", ID, NULL),
    FIELD("deploymentTime", TIME, NULL),
};
static const weir_shape shape_version = WEIR_SHAPE("CalendarVersion", version_fields);
static const weir_member whole_fields[] = {
    CALENDAR_FIELDS,
    FIELD("durations", TEXT, NULL),
    FIELD("weeklyRest", JSON, NULL),
    FIELD("workingHours", JSON, NULL),
    FIELD("cutOff", TEXT, NULL),
    FIELD("dayClose", TEXT, NULL),
    {"years", WEIR_MEMBER_LIST, NULL, &shape_year},
    {"versions", WEIR_MEMBER_LIST, NULL, &shape_version},
};
const weir_shape weir_shape_whole_calendar = WEIR_SHAPE("CalendarWithDays", whole_fields);

static const weir_member end_fields[] = {
    FIELD("calendar", TEXT, NULL),
    FIELD("version", INTEGER, NULL),
    FIELD("start", TIME, NULL),
    FIELD("limit", TEXT, NULL),
    FIELD("due", TIME, NULL),
    FIELD("reminder", TIME, NULL),
    FIELD("dueProvisional", BOOLEAN, NULL),
};
const weir_shape weir_shape_limit_end = WEIR_SHAPE("CalendarLimitEnd", end_fields);

/* ── all of them ─────────────────────────────────────────────────────────────────────────────────────── */

static weir_err add_rows(weir_calendar_book *book, const weir_rows *rows, weir_diag *diag)
{
    bool has_row;

    for (;;) {
        weir_id deployment = {{0}};

        WEIR_TRY(weir_rows_next(rows, &has_row, diag));
        if (!has_row)
            return WEIR_OK;
        (void)weir_rows_id(rows, 0, &deployment); /* the column holds nothing else */
        WEIR_TRY(weir_calendar_book_add(book, weir_rows_text(rows, 2), deployment, weir_rows_integer(rows, 1)));
    }
}

weir_err weir_calendars_read(weir_rest *call, const weir_zones *zones, weir_calendar_book *out)
{
    weir_reader *reader;
    weir_rows rows;
    weir_err err;

    WEIR_TRY(weir_calendar_book_begin(out, zones, &call->arena));
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, WEIR_QUERY_calendar_files, NULL, 0, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = add_rows(out, &rows, &call->diag);
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    return err;
}

/* Calendars borrow their zones: whoever looks at them does it inside. */
static weir_err with_calendars(weir_rest *call, weir_err (*look)(weir_rest *call, const weir_calendar_book *book))
{
    weir_zone_cache *zones = NULL;
    weir_calendar_book book;
    weir_err err = weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones);

    if (err == WEIR_OK)
        err = weir_calendars_read(call, weir_zone_cache_zones(zones), &book);
    if (err == WEIR_OK)
        err = look(call, &book);
    weir_zone_cache_free(zones);
    return err;
}

static int64_t official_until(const weir_calendar *calendar)
{
    int64_t last = 0;

    for (uint32_t i = 0; i < calendar->year_count && calendar->years[i].is_official; i++)
        last = calendar->years[i].year;
    return last;
}

static weir_text zone_of(const weir_calendar *calendar)
{
    return calendar->zone ? weir_zone_name(calendar->zone) : WEIR_T("UTC");
}

static void write_origin(const weir_calendar_entry *entry, weir_buffer *out)
{
    weir_write_id(out, "deploymentId", entry->deployment);
    weir_write_time_or_null(out, "deploymentTime", entry->time_ms);
}

void weir_calendar_write_head(const weir_calendar *calendar, weir_buffer *out)
{
    const int64_t until = official_until(calendar);

    weir_write_text(out, "id", calendar->id);
    weir_write_text(out, "name", calendar->name.length > 0 ? calendar->name : WEIR_NO_TEXT);
    weir_write_integer(out, "version", calendar->version);
    weir_write_text(out, "timeZone", zone_of(calendar));
    if (until > 0)
        weir_write_integer(out, "officialUntil", until);
    else
        weir_write_null(out, "officialUntil");
}

static weir_err list(weir_rest *call, const weir_calendar_book *book)
{
    weir_buffer *out = weir_rest_begin(call);

    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < book->count; i++) {
        if (!book->items[i].is_newest)
            continue;
        weir_write_comma(out);
        weir_buffer_char(out, '{');
        weir_calendar_write_head(&book->items[i].calendar, out);
        write_origin(&book->items[i], out);
        weir_buffer_char(out, '}');
    }
    weir_buffer_char(out, ']');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_calendars(weir_rest *call)
{
    return with_calendars(call, list);
}

static weir_err count(weir_rest *call, const weir_calendar_book *book)
{
    weir_buffer *out = weir_rest_begin(call);
    int64_t found = 0;

    for (uint32_t i = 0; i < book->count; i++)
        found += book->items[i].is_newest;
    weir_buffer_char(out, '{');
    weir_write_integer(out, "count", found);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_calendar_count(weir_rest *call)
{
    return with_calendars(call, count);
}

/* ── one ─────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err find(weir_rest *call, const weir_calendar_book *book, const weir_calendar_entry **out)
{
    const weir_text name = call->path[0];
    int64_t version = 0;

    WEIR_TRY(weir_rest_query_integer(call, "version", 1, UINT32_MAX, &version));
    *out = weir_calendar_book_find(book, name, version);
    if (*out)
        return WEIR_OK;
    if (version > 0 && weir_calendar_book_find(book, name, 0))
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "The calendar '%.*s' has no version %lld",
                         WEIR_ARG(name), (long long)version);
    return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "No matching calendar with id %.*s", WEIR_ARG(name));
}

static void write_time_of_day(int32_t ms, weir_buffer *out)
{
    const int32_t minutes = ms / MS_PER_MINUTE;

    weir_buffer_format(out, "\"%02d:%02d\"", minutes / 60, minutes % 60);
}

static void write_week(const weir_calendar *calendar, weir_buffer *out)
{
    weir_write_name(out, "weeklyRest");
    weir_buffer_char(out, '[');
    for (int weekday = 1; weekday <= 7; weekday++) {
        if (!(calendar->weekly_rest >> weekday & 1))
            continue;
        weir_write_comma(out);
        weir_buffer_format(out, "%d", weekday);
    }
    weir_buffer_char(out, ']');
    weir_write_name(out, "workingHours");
    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < calendar->hours_count; i++) {
        weir_write_comma(out);
        weir_buffer_char(out, '[');
        write_time_of_day(calendar->hours[i].from_ms, out);
        weir_buffer_char(out, ',');
        write_time_of_day(calendar->hours[i].to_ms, out);
        weir_buffer_char(out, ']');
    }
    weir_buffer_char(out, ']');
    weir_write_name(out, "cutOff");
    write_time_of_day(calendar->cut_off_ms, out);
    weir_write_name(out, "dayClose");
    write_time_of_day(calendar->close_ms, out);
}

static weir_date date_of(int64_t day)
{
    weir_date date = {0};

    (void)weir_date_of_days(day, &date); /* the file had it as a date */
    return date;
}

static void write_day(const weir_calendar_day *day, weir_buffer *out)
{
    weir_write_comma(out);
    weir_buffer_char(out, '{');
    weir_write_name(out, "date");
    weir_buffer_char(out, '"');
    weir_date_write(date_of(day->day), out);
    weir_buffer_char(out, '"');
    weir_write_text(out, "kind", day->is_working ? WEIR_T("workday") : WEIR_T("restday"));
    weir_write_text(out, "name", day->name);
    weir_write_boolean(out, "statutory", day->is_statutory);
    weir_write_text(out, "certainty", day->certainty);
    weir_buffer_char(out, '}');
}

static const weir_calendar_year *year_row(const weir_calendar *calendar, int32_t year)
{
    for (uint32_t i = 0; i < calendar->year_count; i++) {
        if (calendar->years[i].year == year)
            return &calendar->years[i];
    }
    return NULL;
}

static void write_year(const weir_calendar *calendar, int32_t year, weir_buffer *out)
{
    const weir_calendar_year *row = year_row(calendar, year);
    const int64_t first = weir_date_to_days((weir_date){year, 1, 1}),
                  last = weir_date_to_days((weir_date){year, 12, 31});

    weir_write_comma(out);
    weir_buffer_char(out, '{');
    weir_write_integer(out, "year", year);
    weir_write_text(out, "status", !row ? WEIR_NO_TEXT : row->is_official ? WEIR_T("official") : WEIR_T("provisional"));
    weir_write_text(out, "source", row ? row->source : WEIR_NO_TEXT);
    weir_write_integer(out, "workingDays", weir_calendar_working_days(calendar, first, last));
    weir_write_name(out, "days");
    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < calendar->day_count; i++) {
        if (calendar->days[i].day >= first && calendar->days[i].day <= last)
            write_day(&calendar->days[i], out);
    }
    weir_buffer_text(out, WEIR_T("]}"));
}

/* Years that the calendar has a row of, and those in which it says something of a day, in order. */
static void write_years(const weir_calendar *calendar, weir_buffer *out)
{
    uint32_t y = 0, d = 0;

    weir_write_name(out, "years");
    weir_buffer_char(out, '[');
    while (y < calendar->year_count || d < calendar->day_count) {
        const int32_t of_row = y < calendar->year_count ? calendar->years[y].year : INT32_MAX;
        const int32_t of_day = d < calendar->day_count ? date_of(calendar->days[d].day).year : INT32_MAX;
        const int32_t year = of_row < of_day ? of_row : of_day;

        write_year(calendar, year, out);
        y += of_row == year;
        while (d < calendar->day_count && date_of(calendar->days[d].day).year == year)
            d++;
    }
    weir_buffer_char(out, ']');
}

static void write_versions(const weir_calendar_book *book, weir_text id, weir_buffer *out)
{
    weir_write_name(out, "versions");
    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < book->count; i++) {
        const weir_calendar_entry *entry = &book->items[i];

        if (!weir_text_equal(entry->calendar.id, id))
            continue;
        weir_write_comma(out);
        weir_buffer_char(out, '{');
        weir_write_integer(out, "version", entry->calendar.version);
        write_origin(entry, out);
        weir_buffer_char(out, '}');
    }
    weir_buffer_char(out, ']');
}

static weir_err show(weir_rest *call, const weir_calendar_book *book)
{
    static const char *const readings[] = {
        [WEIR_DURATION_DAYS] = "days", [WEIR_DURATION_HOURS] = "hours", [WEIR_DURATION_NATURAL] = "natural"};
    const weir_calendar_entry *entry;
    const weir_calendar *calendar;
    weir_buffer *out;

    WEIR_TRY(find(call, book, &entry));
    calendar = weir_calendar_entry_named(entry, call->path[0]);
    out = weir_rest_begin(call);
    weir_buffer_char(out, '{');
    weir_calendar_write_head(calendar, out);
    write_origin(entry, out);
    weir_write_text(out, "durations", weir_text_of(readings[weir_calendar_reading(calendar)]));
    write_week(calendar, out);
    write_years(calendar, out);
    write_versions(book, entry->calendar.id, out);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

weir_err weir_handle_calendar(weir_rest *call)
{
    return with_calendars(call, show);
}

static weir_err show_file(weir_rest *call, const weir_calendar_book *book)
{
    const weir_calendar_entry *entry;

    WEIR_TRY(find(call, book, &entry));
    if (!entry->bytes.at)
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT,
                         "The calendar '%.*s' is natural time, it has no file", WEIR_ARG(call->path[0]));
    return weir_rest_bytes(call, entry->bytes, "application/xml");
}

weir_err weir_handle_calendar_xml(weir_rest *call)
{
    return with_calendars(call, show_file);
}

/* ── what it counts ──────────────────────────────────────────────────────────────────────────────────── */

typedef struct question {
    const weir_calendar *calendar;
    weir_limit limit;
    int64_t start_ms;
    weir_stops stops;
} question;

/* FROM/TO, and more behind commas. */
static weir_err read_stops(weir_rest *call, const weir_zones *zones, question *q)
{
    weir_text rest = weir_rest_parameter(call, "stop");
    weir_stop *items;
    uint32_t count_max = 1;

    if (rest.length == 0)
        return WEIR_OK;
    for (size_t i = 0; i < rest.length; i++)
        count_max += rest.at[i] == ',';
    items = WEIR_TAKE(&call->arena, weir_stop, count_max);
    if (!items)
        return WEIR_ENOMEM;
    q->stops.items = items;
    while (q->stops.count < count_max) {
        const size_t comma = weir_text_find(rest, WEIR_T(","), 0);
        const weir_text one = weir_text_trim(weir_text_part(rest, 0, comma == SIZE_MAX ? rest.length : comma));
        weir_stop *to = &items[q->stops.count++];

        if (!weir_calendar_parse_stop(q->calendar, zones, one, to) ||
            (q->stops.count > 1 && to->from_ms < to[-1].to_ms))
            return weir_fail(
                &call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                "'stop' must be times in which a clock stands, like 2026-04-29T14:00/2026-05-07T10:00, with "
                "commas between them, in their order; none overlaps another. This is none: '%.*s'",
                WEIR_ARG(one));
        if (comma != SIZE_MAX)
            rest = weir_text_part(rest, comma + 1, rest.length - comma - 1);
    }
    return WEIR_OK;
}

static weir_err read_question(weir_rest *call, const weir_zones *zones, question *q)
{
    const weir_text start = weir_rest_parameter(call, "start"), limit = weir_rest_parameter(call, "limit");
    weir_duration_reading reading;
    bool is_natural = false;

    if (weir_rest_parameter(call, "natural").at)
        WEIR_TRY(weir_rest_query_flag(call, "natural", &is_natural));
    q->start_ms = weir_db_now(call->server->db);
    if (start.at && !weir_date_read(start, &q->start_ms) &&
        !weir_calendar_parse_instant(q->calendar, zones, start, &q->start_ms))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "'start' must be a time like 2026-09-28T10:00, on the clock of the calendar, or one with an "
                         "offset (+ is %%2B), not '%.*s'",
                         WEIR_ARG(start));
    reading = is_natural ? WEIR_DURATION_NATURAL : weir_calendar_reading(q->calendar);
    if (!weir_limit_parse(limit, reading, &q->limit))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%.*s' is no limit: %s", WEIR_ARG(limit),
                         weir_limit_fault(limit, reading));
    return read_stops(call, zones, q);
}

static weir_err answer_end(weir_rest *call, const question *q, const weir_limit_end *end)
{
    weir_buffer *out = weir_rest_begin(call);

    weir_buffer_char(out, '{');
    weir_write_text(out, "calendar", q->calendar->id);
    weir_write_integer(out, "version", q->calendar->version);
    weir_write_time(out, "start", q->start_ms);
    weir_write_name(out, "limit");
    weir_buffer_char(out, '"');
    weir_limit_write(&q->limit, out);
    weir_buffer_char(out, '"');
    weir_write_time(out, "due", end->due_ms);
    weir_write_time(out, "reminder", end->remind_ms);
    weir_write_boolean(out, "dueProvisional", end->is_provisional);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

static weir_err add(weir_rest *call, const weir_calendar_book *book)
{
    const weir_calendar_entry *entry;
    question q = {0};
    weir_limit_end end;

    WEIR_TRY(find(call, book, &entry));
    q.calendar = weir_calendar_entry_named(entry, call->path[0]);
    WEIR_TRY(read_question(call, book->zones, &q));
    if (!weir_limit_ends(q.calendar, &q.limit, q.start_ms, &q.stops, &end))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "this limit does not end within a century");
    return answer_end(call, &q, &end);
}

weir_err weir_handle_calendar_add(weir_rest *call)
{
    return with_calendars(call, add);
}
