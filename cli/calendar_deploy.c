/* SPDX-License-Identifier: Apache-2.0
 * cli/calendar_deploy.c - calendars of a database: deployed in a new version, and listed.
 */
#include "cli/calendar_deploy.h"

#include <string.h>

#include "cli/files.h"
#include "cli/object.h"
#include "cli/table.h"
#include "host/calendar_shelf.h"
#include "host/memory_libc.h"
#include "host/resource.h"
#include "host/zones.h"

#define ARENA_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* ── import ──────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct import {
    weir_arena arena;
    weir_db_file *files;
    unsigned count;
    const weir_text *ids; /* of the calendars in them */
    uint32_t id_count;
    bool is_json;
} import;

static void print_row(const weir_db_calendar *calendar)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_text(&line, "calendar", calendar->id);
    weir_object_number(&line, "version", calendar->version);
    weir_object_text(&line, "name", calendar->name);
    weir_object_text(&line, "zone", calendar->zone);
    weir_object_number(&line, "officialUntil", calendar->official_until);
    weir_object_end(&line);
}

static int visit_calendars(weir_source *source, bool (*visit)(void *context, const weir_db_calendar *calendar),
                           void *context, weir_db_error *error)
{
    return source->server ? weir_remote_calendars(source->server, visit, context, error)
                          : weir_db_calendars(source->file, visit, context, error);
}

/* The version that an imported calendar has now. */
static bool print_imported(void *context, const weir_db_calendar *calendar)
{
    const import *job = context;

    for (uint32_t i = 0; i < job->id_count; i++) {
        if (!weir_text_equal(job->ids[i], weir_text_of(calendar->id)))
            continue;
        if (job->is_json)
            print_row(calendar);
        else
            printf("%s is version %u\n", calendar->id, calendar->version);
        break;
    }
    return true;
}

/* So that whoever gets it looks into it: cn-gov.xml is cn-gov.calendar.xml. */
static weir_err name_of(import *job, const char *path, const char **out)
{
    const weir_text whole = weir_text_of(path), xml = WEIR_T(".xml");
    weir_buffer buffer;
    weir_text name;

    *out = path;
    if (weir_text_ends_with(whole, WEIR_T(WEIR_CALENDAR_SUFFIX)))
        return WEIR_OK;
    weir_buffer_init(&buffer, &job->arena, 0);
    weir_buffer_text(&buffer,
                     weir_text_ends_with(whole, xml) ? weir_text_part(whole, 0, whole.length - xml.length) : whole);
    weir_buffer_text(&buffer, WEIR_T(WEIR_CALENDAR_SUFFIX));
    weir_buffer_char(&buffer, '\0');
    WEIR_TRY(weir_buffer_done(&buffer, &name));
    *out = name.at;
    return WEIR_OK;
}

static int run_import(weir_source *source, void *context)
{
    import *job = context;
    weir_db_error error;
    int code = weir_source_deploy(source, job->files, job->count, NULL, NULL, NULL, NULL, &error);

    if (code == 0 && source->file)
        code = weir_db_redate(source->file, &error);
    if (code == 0)
        code = visit_calendars(source, print_imported, job, &error);
    if (code != 0)
        return weir_database_refuse(&error, job->is_json);
    if (!job->is_json)
        printf("%u file%s imported; open dates %s\n", job->count, job->count == 1 ? "" : "s",
               source->file ? "were counted again" : "are counted again");
    return WEIR_EXIT_FINE;
}

static weir_err read_files(import *job, char **files, int count, weir_diag *diag, const char **at)
{
    job->files = WEIR_TAKE(&job->arena, weir_db_file, (size_t)count);
    if (!job->files)
        return WEIR_ENOMEM;
    for (int i = 0; i < count; i++) {
        weir_text bytes;
        const char *name;

        *at = files[i];
        WEIR_TRY(weir_file_read(files[i], &job->arena, &bytes, diag));
        WEIR_TRY(name_of(job, files[i], &name));
        job->files[job->count++] = (weir_db_file){.name = name, .bytes = bytes.at, .length = bytes.length};
    }
    return WEIR_OK;
}

int weir_calendar_import(const weir_verb *verb, const weir_calendar_place *place, char **files, int count,
                         const weir_text *ids, uint32_t id_count)
{
    const weir_database_job database = {.path = place->db,
                                        .server = place->server,
                                        .actor = place->actor,
                                        .may_create = true,
                                        .is_json = place->is_json,
                                        .run = run_import};
import job = {.ids = ids, .id_count = id_count, .is_json = place->is_json };
    const char *at = "";
    weir_diag diag = {0};
    weir_err err;
    int status;

    weir_arena_init(&job.arena, weir_memory_libc(), ARENA_BYTES_MAX);
    err = read_files(&job, files, count, &diag, &at);
    status = err == WEIR_OK ? weir_database_run(verb, &database, &job)
                            : weir_database_fail(err, place->is_json, "%s: %s", at,
                                                 diag.message[0] ? diag.message : weir_err_describe(err));
    weir_arena_release(&job.arena);
    return status;
}

/* ── list ────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct listing {
    weir_table table;
    bool is_json;
    bool has_shipped; /* one that comes with weir was deployed in a newer version */
    bool is_complete; /* a server tells of those that come with weir, too */
} listing;

#define SHIPPED_ID "cn-gov"

static bool print_calendar(void *context, const weir_db_calendar *calendar)
{
    listing *l = context;
    char version[16], until[16] = "-";

    l->has_shipped = l->has_shipped || strcmp(calendar->id, SHIPPED_ID) == 0;
    if (l->is_json) {
        print_row(calendar);
        return true;
    }
    (void)snprintf(version, sizeof version, "%u", calendar->version);
    if (calendar->official_until > 0)
        (void)snprintf(until, sizeof until, "%d", calendar->official_until);
    weir_table_cell(&l->table, calendar->id);
    weir_table_cell(&l->table, version);
    weir_table_cell(&l->table, until);
    weir_table_cell(&l->table, calendar->zone);
    weir_table_cell(&l->table, calendar->name);
    return true;
}

static weir_err print_shipped(listing *l)
{
    weir_zone_cache *zones = NULL;
    weir_calendar_shelf *shelf = NULL;
    const weir_calendar *found = NULL;
    weir_err err = weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones);

    if (err == WEIR_OK)
        err = weir_calendar_shelf_new(weir_memory_libc(), weir_zone_cache_zones(zones), &shelf);
    if (err == WEIR_OK && !l->has_shipped) {
        const weir_calendars *calendars = weir_calendar_shelf_calendars(shelf);
        char name[64];

        err = calendars->find(calendars->self, WEIR_T(SHIPPED_ID), &found);
        if (err == WEIR_OK) {
            int until = 0;

            for (uint32_t i = 0; i < found->year_count && found->years[i].is_official; i++)
                until = found->years[i].year;
            (void)snprintf(name, sizeof name, "%.*s", WEIR_ARG(found->name));
            (void)print_calendar(l, &(weir_db_calendar){.id = SHIPPED_ID,
                                                        .name = name,
                                                        .zone = "Asia/Shanghai",
                                                        .version = found->version,
                                                        .official_until = until});
        }
    }
    (void)print_calendar(
        l, &(weir_db_calendar){.id = WEIR_CALENDAR_NATURAL, .name = "natural time", .zone = "UTC", .version = 1});
    weir_calendar_shelf_free(shelf);
    weir_zone_cache_free(zones);
    return err;
}

static int run_list(weir_source *source, void *context)
{
    listing *l = context;
    weir_db_error error;
    const int code = visit_calendars(source, print_calendar, l, &error);

    l->is_complete = source->server != NULL;
    return code == 0 ? WEIR_EXIT_FINE : weir_database_refuse(&error, l->is_json);
}

int weir_calendar_list_known(const weir_verb *verb, const weir_calendar_place *place)
{
    static const char *const heads[] = {"CALENDAR", "VERSION", "OFFICIAL UNTIL", "ZONE", "NAME"};
    const weir_database_job database = {
        .path = place->db, .server = place->server, .is_read_only = true, .is_json = place->is_json, .run = run_list};
    listing l = {.is_json = place->is_json};
    int status = WEIR_EXIT_FINE;
    weir_err err;

    weir_table_begin(&l.table, heads, 5);
    if (place->db || place->server)
        status = weir_database_run(verb, &database, &l);
    err = status == WEIR_EXIT_FINE && !l.is_complete ? print_shipped(&l) : WEIR_OK;
    if (status == WEIR_EXIT_FINE && !place->is_json) {
        const weir_err printed = weir_table_end(&l.table);

        err = err == WEIR_OK ? printed : err;
    }
    return err == WEIR_OK
               ? status
               : weir_database_fail(err, place->is_json, "the calendars can't be listed: %s", weir_err_describe(err));
}

/* ── one of them ─────────────────────────────────────────────────────────────────────────────────── */

typedef struct fetching {
    const char *name;
    weir_arena *arena;
    weir_text *out;
    weir_err err;
    bool is_json;
} fetching;

static void take(void *context, const char *xml, uint64_t length)
{
    fetching *f = context;

    f->err = weir_arena_text(f->arena, (weir_text){xml, (size_t)length}, f->out);
}

static int run_fetch(weir_source *source, void *context)
{
    fetching *f = context;
    weir_db_error error;
    const int code = source->server ? weir_remote_calendar_file(source->server, f->name, take, f, &error)
                                    : weir_db_calendar_file(source->file, f->name, take, f, &error);

    if (code != 0)
        return weir_database_refuse(&error, f->is_json);
    return f->err == WEIR_OK ? WEIR_EXIT_FINE
                             : weir_database_fail(f->err, f->is_json, "%s: %s", f->name, weir_err_describe(f->err));
}

int weir_calendar_fetch(const weir_verb *verb, const weir_calendar_place *place, const char *name, weir_arena *arena,
                        weir_text *out)
{
    const weir_database_job database = {
        .path = place->db, .server = place->server, .is_read_only = true, .is_json = place->is_json, .run = run_fetch};
    fetching f = {.name = name, .arena = arena, .out = out, .is_json = place->is_json};

    return weir_database_run(verb, &database, &f);
}
