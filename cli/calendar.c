/* SPDX-License-Identifier: Apache-2.0
 * cli/calendar.c - weir calendar: print and check calendars of working days, compute limits on them.
 */
#include "host/calendars.h"

#include <limits.h>
#include <string.h>

#include "cli/calendar_deploy.h"
#include "cli/cli.h"
#include "cli/files.h"
#include "cli/object.h"
#include "cli/problem.h"
#include "cli/table.h"
#include "host/calendar_shelf.h"
#include "host/memory_libc.h"
#include "host/zones.h"

#define ARENA_BYTES_MAX ((size_t)256 * 1024 * 1024)

typedef struct settings {
    weir_option_texts stops;
    const char *db, *server, *actor;
    bool is_natural, is_json;
} settings;

static const weir_option options[] = {
    {"--stop", "FROM/TO", "add: the clock stands in between; may be given several times", WEIR_OPTION_TEXTS,
     offsetof(settings, stops)},
    {"--natural", NULL, "add: the days and hours of a duration are natural ones, not working ones", WEIR_OPTION_FLAG,
     offsetof(settings, is_natural)},
    {"--db", "FILE", "import, list, print, add: a database, and its calendars", WEIR_OPTION_TEXT,
     offsetof(settings, db)},
    {"--server", "URL", "import, list, print, add: a weir that serves, and its calendars", WEIR_OPTION_TEXT,
     offsetof(settings, server)},
    {"--actor", "NAME", "import: who asks, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    {"--json", NULL, "for programs", WEIR_OPTION_FLAG, offsetof(settings, is_json)},
};

typedef struct session {
    const weir_verb *verb;
    settings wanted;
    weir_arena arena;
    weir_zone_cache *zones;
    weir_xml_schemas *schemas;
    weir_calendar_shelf *shelf; /* NULL until a name is looked up */
} session;

/* ── getting one ─────────────────────────────────────────────────────────────────────────────────────── */

static int unable(const char *what, const weir_diag *diag, weir_err err)
{
    (void)fprintf(stderr, "weir calendar: %s: %s\n", what, diag->message[0] ? diag->message : weir_err_describe(err));
    return WEIR_EXIT_UNABLE;
}

static weir_calendar_place place_of(const session *s)
{
    return (weir_calendar_place){s->wanted.db, s->wanted.server, s->wanted.actor, s->wanted.is_json};
}

/* A file, or the id of a calendar that comes with weir. */
static weir_err read_bytes(session *s, const char *name, weir_text *out, weir_diag *diag)
{
    const weir_text shipped = weir_calendars_shipped(weir_text_of(name));

    if (shipped.at) {
        *out = shipped;
        return WEIR_OK;
    }
    return weir_file_read(name, &s->arena, out, diag);
}

/* Prints what is wrong; warnings too where it is checked. */
static int parse_calendars(session *s, const char *name, weir_text bytes, bool is_checked, weir_calendar_list *out)
{
    weir_problems problems;
    weir_diag diag = {0};
    weir_err err;

    weir_problems_init(&problems, &s->arena);
    err = weir_calendar_list_read(bytes, s->schemas, weir_zone_cache_zones(s->zones), &s->arena, &problems, out);
    if (err != WEIR_OK && err != WEIR_EMODEL)
        return unable(name, &diag, err);
    weir_problems_sort(&problems);
    for (uint32_t i = 0; i < problems.count; i++) {
        if (is_checked || problems.items[i].severity == WEIR_ERROR)
            weir_problem_print(name, &problems.items[i], is_checked ? stdout : stderr);
    }
    return err == WEIR_OK ? WEIR_EXIT_FINE : WEIR_EXIT_PROBLEMS;
}

static int read_calendars(session *s, const char *name, bool is_checked, weir_calendar_list *out)
{
    weir_diag diag = {0};
    weir_text bytes;
    const weir_err err = read_bytes(s, name, &bytes, &diag);

    return err == WEIR_OK ? parse_calendars(s, name, bytes, is_checked, out) : unable(name, &diag, err);
}

/* Calendars are those of a database or a server. */
static bool is_elsewhere(const session *s)
{
    return s->wanted.db || s->wanted.server;
}

/* Those that stand in one file with the named one. */
static int fetch_calendars(session *s, const char *name, weir_calendar_list *out)
{
    const weir_calendar_place place = place_of(s);
    weir_text bytes;
    const int status = weir_calendar_fetch(s->verb, &place, name, &s->arena, &bytes);

    return status == WEIR_EXIT_FINE ? parse_calendars(s, name, bytes, false, out) : status;
}

static int fetch_calendar(session *s, const char *name, const weir_calendar **out)
{
    const weir_text wanted = weir_text_of(name);
    weir_calendar *by_hours = WEIR_TAKE(&s->arena, weir_calendar, 1);
    weir_calendar_list calendars;
    const int status = by_hours ? fetch_calendars(s, name, &calendars) : WEIR_EXIT_UNABLE;

    if (status != WEIR_EXIT_FINE)
        return status;
    *out = weir_calendar_list_find(&calendars, wanted);
    if (*out)
        return WEIR_EXIT_FINE;
    *out = weir_calendar_list_find(&calendars, weir_calendar_plain_name(wanted));
    if (!*out || weir_calendar_by_hours(*out, &s->arena, by_hours) != WEIR_OK)
        return WEIR_EXIT_UNABLE;
    *out = by_hours;
    return WEIR_EXIT_FINE;
}

/* What a model may name, or the first calendar of a file. Natural time is the same everywhere. */
static int find_calendar(session *s, const char *name, const weir_calendar **out)
{
    const weir_calendars *known;
    weir_calendar_list calendars;
    int status;

    if (weir_calendar_is_meant(weir_text_of(name), weir_calendar_natural.id)) {
        *out = &weir_calendar_natural;
        return WEIR_EXIT_FINE;
    }
    if (is_elsewhere(s))
        return fetch_calendar(s, name, out);
    if (weir_calendar_shelf_new(weir_memory_libc(), weir_zone_cache_zones(s->zones), &s->shelf) != WEIR_OK)
        return WEIR_EXIT_UNABLE;
    known = weir_calendar_shelf_calendars(s->shelf);
    if (known->find(known->self, weir_text_of(name), out) == WEIR_OK)
        return WEIR_EXIT_FINE;
    status = read_calendars(s, name, false, &calendars);
    if (status == WEIR_EXIT_FINE)
        *out = &calendars.items[0];
    return status;
}

/* ── check ───────────────────────────────────────────────────────────────────────────────────────────── */

static int check(session *s, int count, char **arguments)
{
    int worst = WEIR_EXIT_FINE;

    for (int i = 0; i < count; i++) {
        weir_calendar_list calendars;
        const int status = read_calendars(s, arguments[i], true, &calendars);

        if (status == WEIR_EXIT_FINE)
            printf("%s: %u calendar%s, nothing is wrong\n", arguments[i], calendars.count,
                   calendars.count == 1 ? "" : "s");
        if (status > worst)
            worst = status;
    }
    return worst;
}

/* ── print ───────────────────────────────────────────────────────────────────────────────────────────── */

static void print_time(int32_t of_day_ms)
{
    printf("%02d:%02d", of_day_ms / 3600000, of_day_ms / 60000 % 60);
}

static void print_head(const weir_calendar *calendar)
{
    printf("%.*s  %.*s\n%.*s, hours", WEIR_ARG(calendar->id), WEIR_ARG(calendar->name),
           WEIR_ARG(weir_zone_name(calendar->zone)));
    for (uint32_t i = 0; i < calendar->hours_count; i++) {
        putchar(' ');
        print_time(calendar->hours[i].from_ms);
        putchar('-');
        print_time(calendar->hours[i].to_ms);
    }
    printf(", cut-off ");
    print_time(calendar->cut_off_ms);
    printf(", limits of days end ");
    print_time(calendar->close_ms);
    putchar('\n');
}

static bool is_alike(const weir_calendar_day *day, const weir_calendar_day *next)
{
    return next->day == day->day + 1 && next->is_working == day->is_working && weir_text_equal(next->name, day->name);
}

/* "rests 1-3 元旦, works 4 元旦调休上班": days one after the other that are alike are told as one. */
static void write_special(const weir_calendar *calendar, int64_t first, int64_t last, weir_buffer *out)
{
    for (uint32_t i = 0; i < calendar->day_count; i++) {
        const weir_calendar_day *from = &calendar->days[i];
        const int64_t of_month = from->day - first + 1;

        if (from->day < first || from->day > last)
            continue;
        while (i + 1 < calendar->day_count && calendar->days[i + 1].day <= last &&
               is_alike(&calendar->days[i], &calendar->days[i + 1]))
            i++;
        weir_buffer_format(out, "%s%s %lld", out->length > 0 ? ", " : "", from->is_working ? "works" : "rests",
                           (long long)of_month);
        if (&calendar->days[i] != from)
            weir_buffer_format(out, "-%lld", (long long)(calendar->days[i].day - first + 1));
        weir_buffer_format(out, " %.*s", WEIR_ARG(from->name));
    }
}

static weir_err add_month(session *s, const weir_calendar *calendar, int32_t year, uint8_t month, weir_table *table,
                          int64_t *sum)
{
    const int64_t first = weir_date_to_days((weir_date){year, month, 1});
    const int64_t last = first + weir_month_days(year, month) - 1;
    const int64_t working = weir_calendar_working_days(calendar, first, last);
    weir_buffer special;
    weir_text text;
    char cell[32];

    weir_buffer_init(&special, &s->arena, 0);
    write_special(calendar, first, last, &special);
    weir_buffer_char(&special, '\0');
    WEIR_TRY(weir_buffer_done(&special, &text));
    (void)snprintf(cell, sizeof cell, "%d-%02d", (int)year, month);
    weir_table_cell(table, cell);
    (void)snprintf(cell, sizeof cell, "%lld", (long long)working);
    weir_table_cell(table, cell);
    weir_table_cell(table, text.at);
    *sum += working;
    return WEIR_OK;
}

/* row: NULL, the calendar says nothing of this year. */
static weir_err print_year(session *s, const weir_calendar *calendar, int32_t year, const weir_calendar_year *row)
{
    static const char *const heads[] = {"MONTH", "WORKING DAYS", "SPECIAL DAYS"};
    int64_t sum = 0;
    weir_table table;

    printf("\n%d, %s", (int)year,
           weir_calendar_is_official(calendar, year) ? "official"
                                                     : "not official: limits that end here are provisional");
    if (row && row->source.length > 0)
        printf("\n%.*s", WEIR_ARG(row->source));
    putchar('\n');
    weir_table_begin(&table, heads, 3);
    for (uint8_t month = 1; month <= 12; month++)
        WEIR_TRY(add_month(s, calendar, year, month, &table, &sum));
    WEIR_TRY(weir_table_end(&table));
    printf("%lld working days\n", (long long)sum);
    return WEIR_OK;
}

static weir_err print_years(session *s, const weir_calendar *calendar, const weir_date *only)
{
    bool is_found = false;

    for (uint32_t i = 0; i < calendar->year_count; i++) {
        const weir_calendar_year *row = &calendar->years[i];

        if (only && row->year != only->year)
            continue;
        WEIR_TRY(print_year(s, calendar, row->year, row));
        is_found = true;
    }
    return only && !is_found ? print_year(s, calendar, only->year, NULL) : WEIR_OK;
}

static int print(session *s, int count, char **arguments)
{
    weir_calendar_list calendars;
    weir_date only;
    char first_day[32];
    int status;

    if (count > 1) {
        (void)snprintf(first_day, sizeof first_day, "%.16s-01-01", arguments[1]);
        if (!weir_date_parse(weir_text_of(first_day), &only))
            return weir_verb_refuse(s->verb, "'%s' is no year like 2026", arguments[1]);
    }
    status = is_elsewhere(s) ? fetch_calendars(s, arguments[0], &calendars)
                             : read_calendars(s, arguments[0], false, &calendars);
    for (uint32_t i = 0; status == WEIR_EXIT_FINE && i < calendars.count; i++) {
        if (i > 0)
            putchar('\n');
        print_head(&calendars.items[i]);
        if (print_years(s, &calendars.items[i], count > 1 ? &only : NULL) != WEIR_OK)
            return WEIR_EXIT_UNABLE;
    }
    return status;
}

/* ── add ─────────────────────────────────────────────────────────────────────────────────────────────── */

static int refuse_stop(const session *s, const char *text)
{
    return weir_verb_refuse(s->verb,
                            "'%s' is no time in which a clock stands, like 2026-04-29T14:00/2026-05-07T10:00; several "
                            "stand in their order and none overlaps another",
                            text);
}

/* "2026-10-12T18:00:00+08:00 Monday" on the clock of the calendar. */
static const char *local_text(session *s, const weir_calendar *calendar, int64_t at_ms, bool has_weekday)
{
    static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    const weir_time like = {.offset_kind = WEIR_OFFSET_FIXED,
                            .offset_s = calendar->zone ? weir_zone_offset_at(calendar->zone, at_ms / 1000) : 0};
    weir_date_time local;
    weir_buffer buffer;
    weir_text text;

    if (!weir_date_time_of_instant(at_ms / 1000, (uint32_t)(at_ms % 1000) * 1000000, &like, &local))
        return NULL;
    weir_buffer_init(&buffer, &s->arena, 0);
    weir_date_time_write(&local, &buffer);
    if (has_weekday)
        weir_buffer_format(&buffer, " %s", weekdays[weir_date_weekday(local.date) - 1]);
    weir_buffer_char(&buffer, '\0');
    return weir_buffer_done(&buffer, &text) == WEIR_OK ? text.at : NULL;
}

static int print_end(session *s, const weir_calendar *calendar, const weir_limit_end *end)
{
    const bool is_json = s->wanted.is_json;
    const char *due = local_text(s, calendar, end->due_ms, !is_json);
    const char *reminder = local_text(s, calendar, end->remind_ms, !is_json);

    if (!due || !reminder)
        return WEIR_EXIT_UNABLE;
    if (is_json) {
        weir_object line = weir_object_begin(stdout);

        weir_object_text(&line, "due", due);
        weir_object_text(&line, "reminder", reminder);
        weir_object_flag(&line, "isProvisional", end->is_provisional);
        weir_object_end(&line);
        return WEIR_EXIT_FINE;
    }
    printf("due       %s\nreminder  %s\n", due, reminder);
    if (end->is_provisional)
        printf("provisional: the days of that year are not official yet\n");
    return WEIR_EXIT_FINE;
}

static int add(session *s, int count, char **arguments)
{
    weir_stop items[WEIR_OPTION_TEXTS_MAX];
    const weir_stops stops = {items, s->wanted.stops.count};
    const weir_zones *zones = weir_zone_cache_zones(s->zones);
    const weir_calendar *calendar;
    weir_duration_reading reading;
    weir_limit limit;
    weir_limit_end end;
    int64_t start_ms;
    int status;

    (void)count;
    status = find_calendar(s, arguments[0], &calendar);
    if (status != WEIR_EXIT_FINE)
        return status;
    reading = s->wanted.is_natural ? WEIR_DURATION_NATURAL : weir_calendar_reading(calendar);
    if (!weir_calendar_parse_instant(calendar, zones, weir_text_of(arguments[1]), &start_ms))
        return weir_verb_refuse(s->verb, "'%s' is no time like 2026-09-28T10:00", arguments[1]);
    if (!weir_limit_parse(weir_text_of(arguments[2]), reading, &limit))
        return weir_verb_refuse(s->verb, "'%s' is no limit: %s", arguments[2],
                                weir_limit_fault(weir_text_of(arguments[2]), reading));
    for (uint32_t i = 0; i < stops.count; i++) {
        if (!weir_calendar_parse_stop(calendar, zones, weir_text_of(s->wanted.stops.items[i]), &items[i]) ||
            (i > 0 && items[i].from_ms < items[i - 1].to_ms))
            return refuse_stop(s, s->wanted.stops.items[i]);
    }
    if (weir_limit_ends(calendar, &limit, start_ms, &stops, &end))
        return print_end(s, calendar, &end);
    (void)fprintf(stderr, "weir calendar: this limit does not end within a century\n");
    return WEIR_EXIT_PROBLEMS;
}

/* ── in a database ───────────────────────────────────────────────────────────────────────────────────── */

typedef struct names {
    weir_text *items;
    uint32_t count, capacity;
} names;

static int import(session *s, int count, char **arguments)
{
    const weir_calendar_place place = place_of(s);
    names ids = {0};

    for (int i = 0; i < count; i++) {
        weir_calendar_list calendars;
        const int status = read_calendars(s, arguments[i], false, &calendars);

        if (status != WEIR_EXIT_FINE)
            return status;
        for (uint32_t k = 0; k < calendars.count; k++) {
            if (WEIR_GROW(&s->arena, &ids) != WEIR_OK)
                return WEIR_EXIT_UNABLE;
            ids.items[ids.count++] = calendars.items[k].id;
        }
    }
    return weir_calendar_import(s->verb, &place, arguments, count, ids.items, ids.count);
}

static int list(session *s, int count, char **arguments)
{
    const weir_calendar_place place = place_of(s);

    (void)count;
    (void)arguments;
    return weir_calendar_list_known(s->verb, &place);
}

/* ── the verb ────────────────────────────────────────────────────────────────────────────────────────── */

static const struct {
    const char *name;
    int operand_count_min, operand_count_max;
    int (*run)(session *s, int count, char **arguments);
} actions[] = {
    {"print", 1, 2, print},         {"check", 1, INT_MAX, check}, {"add", 3, 3, add},
    {"import", 1, INT_MAX, import}, {"list", 0, 0, list},
};

static int run_action(session *s, int count, char **arguments)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(actions[i].name, arguments[0]) != 0)
            continue;
        if (count - 1 < actions[i].operand_count_min || count - 1 > actions[i].operand_count_max)
            return weir_verb_refuse(s->verb, "%s takes other operands", arguments[0]);
        return actions[i].run(s, count - 1, arguments + 1);
    }
    return weir_verb_refuse(s->verb, "there is no action '%s': print, check, add, import or list", arguments[0]);
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    session s = {.verb = verb};
    int status = WEIR_EXIT_UNABLE;
    weir_diag diag = {0};
    weir_err err;

    if (!weir_options_read(verb, &count, arguments, &s.wanted))
        return WEIR_EXIT_UNABLE;
    if (count == 0)
        return weir_verb_refuse(verb, "say what to do: print, check, add, import or list");
    weir_arena_init(&s.arena, weir_memory_libc(), ARENA_BYTES_MAX);
    err = weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &s.zones);
    if (err == WEIR_OK)
        err = weir_xml_schemas_new(&s.schemas, &diag);
    if (err == WEIR_OK)
        status = run_action(&s, count, arguments);
    else
        (void)unable("schemas", &diag, err);
    weir_xml_schemas_free(s.schemas);
    weir_calendar_shelf_free(s.shelf);
    weir_zone_cache_free(s.zones);
    weir_arena_release(&s.arena);
    return status;
}

const weir_verb weir_verb_calendar = {
    .name = "calendar",
    .operands = "ACTION CALENDAR …",
    .summary = "Print, check or import calendars of working days, compute a limit on one",
    .help =
        "weir calendar print CALENDAR [YEAR]      the days that are not as their weekday says\n"
        "weir calendar check CALENDAR…            all that is wrong with files of calendars\n"
        "weir calendar add CALENDAR START LIMIT   when a limit that begins at START ends\n"
        "weir calendar import FILE… --db FILE     a new version of each calendar in the files; what is open and not\n"
        "                                         due yet is counted again, with a fact each\n"
        "weir calendar list [--db FILE]           the calendars that there are, and their versions\n"
        "\n"
        "With --db FILE or --server URL print and add know the calendars of that database or server, in their\n"
        "newest version; --server URL does instead of --db FILE everywhere.\n"
        "\n"
        "CALENDAR is a file, or the name of one that comes with weir: cn-gov; for add also what else\n"
        "models name, as cn-gov-hours and 24x7.\n"
        "START is a time like 2026-09-28T10:00 on the clock of the calendar, or one with an offset.\n"
        "LIMIT is 5wd (working days), 30nd (natural days), date:2026-12-31, or a duration: P5D counts\n"
        "working days, PT4H working hours; by cn-gov-hours P1D is 24 working hours, as PT24H is.\n"
        "\n"
        "Exit code: 0, 1 if a calendar has errors or a limit never ends, 2 if something can't be read.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
