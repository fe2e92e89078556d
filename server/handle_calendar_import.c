/* SPDX-License-Identifier: Apache-2.0
 * server/handle_calendar_import.c - files of calendars: checked, or deployed in a new version that open dates follow.
 *
 * The body is one file as it is, or several as multipart/form-data. They are looked at on the thread that writes, as
 * every deployment is.
 */
#include "host/memory_libc.h"
#include "host/zones.h"
#include "server/calendars.h"
#include "server/file_problems.h"
#include "server/handlers.h"
#include "server/multipart.h"
#include "server/server_internal.h"
#include "server/tables.h"

static const weir_member imported_fields[] = {
    FIELD("id", TEXT, NULL),
    FIELD("name", TEXT, NULL),
    FIELD("version", INTEGER, NULL),
    FIELD("timeZone", TEXT, NULL),
    FIELD("officialUntil", INTEGER, NULL),
    FIELD("isNew", BOOLEAN, NULL),
};
static const weir_shape shape_imported = WEIR_SHAPE("ImportedCalendar", imported_fields);
static const weir_member fields[] = {
    FIELD("deploymentId", ID, NULL),
    {"calendars", WEIR_MEMBER_LIST, NULL, &shape_imported},
    FIELD("datedInstances", INTEGER, NULL),
    FIELD("details", JSON, NULL),
};
const weir_shape weir_shape_calendar_import = WEIR_SHAPE("CalendarImport", fields);

typedef struct upload {
    bool is_dry;
    weir_resource *files;
    weir_problems *problems;
    weir_calendar_list *lists;
    uint32_t count;
    bool has_errors;
    weir_id deployment;
} upload;

/* ── the files ───────────────────────────────────────────────────────────────────────────────────────── */

/* So that whoever gets it looks into it: cn-gov.xml is cn-gov.calendar.xml. */
static weir_err name_file(weir_rest *call, weir_text name, weir_text *out)
{
    const weir_text xml = WEIR_T(".xml");
    weir_buffer buffer;

    *out = name;
    if (weir_text_ends_with(name, WEIR_T(WEIR_CALENDAR_SUFFIX)))
        return WEIR_OK;
    weir_buffer_init(&buffer, &call->arena, 0);
    weir_buffer_text(&buffer,
                     weir_text_ends_with(name, xml) ? weir_text_part(name, 0, name.length - xml.length) : name);
    weir_buffer_text(&buffer, WEIR_T(WEIR_CALENDAR_SUFFIX));
    return weir_buffer_done(&buffer, out);
}

static weir_err add_file(weir_rest *call, upload *u, weir_text name, weir_text bytes)
{
    weir_resource *file = &u->files[u->count];

    *file = (weir_resource){.bytes = bytes};
    WEIR_TRY(name_file(call, name, &file->name));
    for (uint32_t i = 0; i < u->count; i++) {
        if (weir_text_equal(u->files[i].name, file->name))
            return weir_rest_refuse(call, 400, "InvalidRequestException", "two files are called '%.*s'",
                                    WEIR_ARG(file->name));
    }
    weir_problems_init(&u->problems[u->count++], &call->arena);
    return WEIR_OK;
}

static weir_err take_lists(weir_rest *call, upload *u, uint32_t count)
{
    u->files = WEIR_TAKE(&call->arena, weir_resource, count);
    u->problems = WEIR_TAKE(&call->arena, weir_problems, count);
    u->lists = WEIR_TAKE(&call->arena, weir_calendar_list, count);
    return u->files && u->problems && u->lists ? WEIR_OK : WEIR_ENOMEM;
}

static weir_err read_parts(weir_rest *call, upload *u)
{
    weir_form form;

    WEIR_TRY(weir_form_read(call->request.content_type, call->body, &call->arena, &form, &call->diag));
    WEIR_TRY(take_lists(call, u, form.count));
    for (uint32_t i = 0; i < form.count; i++) {
        const weir_form_part *part = &form.items[i];

        if (!part->file_name.at || part->file_name.length == 0)
            return weir_rest_refuse(call, 400, "InvalidRequestException", "the part '%.*s' is no file",
                                    WEIR_ARG(part->name));
        WEIR_TRY(add_file(call, u, part->file_name, part->bytes));
    }
    return WEIR_OK;
}

static weir_err read_files(weir_rest *call, upload *u)
{
    const weir_text name = weir_rest_parameter(call, "name");

    if (weir_text_starts_with(call->request.content_type, WEIR_T("multipart/")))
        WEIR_TRY(read_parts(call, u));
    else if (weir_text_trim(call->body).length > 0) {
        WEIR_TRY(take_lists(call, u, 1));
        WEIR_TRY(add_file(call, u, name.length > 0 ? name : WEIR_T("imported"), call->body));
    }
    if (u->count > 0)
        return WEIR_OK;
    return weir_rest_refuse(call, 400, "InvalidRequestException",
                            "there is no calendar: send the file as the body, or files as multipart/form-data");
}

/* ── on the writer's thread ──────────────────────────────────────────────────────────────────────────── */

static weir_err look_into(weir_rest *call, weir_engine *engine, upload *u, weir_diag *diag)
{
    for (uint32_t i = 0; i < u->count; i++) {
        const weir_err err = weir_db_read_calendars_here(call->server->db, engine, u->files[i].bytes, &call->arena,
                                                         &u->problems[i], &u->lists[i], diag);

        if (err != WEIR_OK && err != WEIR_EMODEL)
            return err;
        u->has_errors = u->has_errors || err == WEIR_EMODEL;
    }
    return WEIR_OK;
}

static weir_err import(void *context, weir_engine *engine, weir_diag *diag)
{
    weir_rest *call = context;
    upload *u = call->local;
    weir_deployment_source source = {.actor = call->actor,
                                     .resources = u->files,
                                     .count = u->count,
                                     .now_ms = weir_db_now(call->server->db),
                                     .name = WEIR_T("calendars"),
                                     .id = &u->deployment};

    WEIR_TRY(look_into(call, engine, u, diag));
    if (u->has_errors || u->is_dry)
        return WEIR_OK;
    for (uint32_t i = 0; i < u->count; i++)
        weir_problems_init(&u->problems[i], &call->arena); /* the same are found again */
    return weir_db_deploy_here(call->server->db, engine, &source, u->problems, diag);
}

/* ── the answer ──────────────────────────────────────────────────────────────────────────────────────── */

static weir_err refuse(weir_rest *call, upload *u)
{
    const weir_problem *first = NULL;
    uint32_t of = 0;

    for (uint32_t i = 0; i < u->count && !first; i++) {
        weir_problems_sort(&u->problems[i]);
        for (uint32_t k = 0; k < u->problems[i].count && !first; k++) {
            if (u->problems[i].items[k].severity == WEIR_ERROR)
                first = &u->problems[i].items[k];
        }
        of = i;
    }
    if (first)
        (void)weir_fail(&call->diag, WEIR_EMODEL, WEIR_NO_TEXT,
                        "%.*s:%u: error [%s]%s%.*s%s: %.*s; nothing is imported", WEIR_ARG(u->files[of].name),
                        first->line, first->rule, first->element.length > 0 ? " element '" : "",
                        WEIR_ARG(first->element), first->element.length > 0 ? "'" : "", WEIR_ARG(first->message));
    return weir_file_problems_refuse(call, u->files, u->problems, u->count);
}

static weir_err count_dated(weir_rest *call, int64_t *out)
{
    weir_reader *reader;
    weir_rows rows;
    bool has_row = false;
    weir_err err;

    *out = 0;
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, WEIR_QUERY_dated_count, NULL, 0, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = weir_rows_next(&rows, &has_row, &call->diag);
        *out = has_row ? weir_rows_integer(&rows, 0) : 0;
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    return err;
}

/* What it is now, or would be; whether that is a new version. */
static bool count_version(const upload *u, const weir_calendar_book *book, uint32_t file, weir_calendar *calendar)
{
    const weir_calendar_entry *newest = weir_calendar_book_find(book, calendar->id, 0);
    bool is_new = false;

    if (u->is_dry) {
        calendar->version = weir_calendar_book_next(book, calendar->id, u->files[file].bytes, &is_new);
        return is_new;
    }
    calendar->version = newest ? newest->calendar.version : 0;
    for (uint32_t i = 0; i < book->count; i++) {
        const weir_calendar_entry *entry = &book->items[i];

        if (!weir_id_equal(entry->deployment, u->deployment) || !weir_text_equal(entry->calendar.id, calendar->id))
            continue;
        calendar->version = entry->calendar.version; /* somebody may have imported a newer one meanwhile */
        is_new = true;
    }
    return is_new;
}

static weir_err write_answer(weir_rest *call, upload *u, const weir_calendar_book *book)
{
    weir_buffer *out = weir_rest_begin(call);
    bool has_new = false;
    int64_t dated = 0;

    weir_buffer_char(out, '{');
    weir_write_id(out, "deploymentId", u->deployment);
    weir_write_name(out, "calendars");
    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < u->count; i++) {
        for (uint32_t k = 0; k < u->lists[i].count; k++) {
            weir_calendar calendar = u->lists[i].items[k];
            const bool is_new = count_version(u, book, i, &calendar);

            has_new = has_new || is_new;
            weir_write_comma(out);
            weir_buffer_char(out, '{');
            weir_calendar_write_head(&calendar, out);
            weir_write_boolean(out, "isNew", is_new);
            weir_buffer_char(out, '}');
        }
    }
    weir_buffer_char(out, ']');
    if (has_new)
        WEIR_TRY(count_dated(call, &dated));
    weir_write_integer(out, "datedInstances", dated);
    weir_buffer_char(out, ',');
    weir_file_problems_write(u->files, u->problems, u->count, out);
    weir_buffer_char(out, '}');
    return weir_rest_end(call, 200);
}

static weir_err answer(weir_rest *call)
{
    upload *u = call->local;
    weir_zone_cache *zones = NULL;
    weir_calendar_book book;
    weir_err err;

    if (u->has_errors)
        return refuse(call, u);
    err = weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones);
    if (err == WEIR_OK)
        err = weir_calendars_read(call, weir_zone_cache_zones(zones), &book);
    if (err == WEIR_OK)
        err = write_answer(call, u, &book);
    weir_zone_cache_free(zones);
    return err;
}

static weir_err begin(weir_rest *call, bool is_dry)
{
    upload *u = WEIR_TAKE(&call->arena, upload, 1);

    if (!u)
        return WEIR_ENOMEM;
    u->is_dry = is_dry;
    WEIR_TRY(read_files(call, u));
    call->local = u;
    return weir_rest_work(call, import, answer);
}

weir_err weir_handle_calendar_import(weir_rest *call)
{
    return begin(call, false);
}

weir_err weir_handle_calendar_check(weir_rest *call)
{
    return begin(call, true);
}
