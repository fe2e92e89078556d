/* SPDX-License-Identifier: Apache-2.0
 * host/deployed_calendars.c - the calendars that the engine knows: those that were deployed, by id and in their newest
 * version, then those that come with weir.
 *
 * No table has them: they are read from their files when somebody first asks. A calendar stays when its deployment is
 * deleted, since instances go on counting on it.
 */
#include "host/calendars.h"
#include "host/host_internal.h"

/* ── items ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_calendar_item *find_item(const weir_known_calendars *known, weir_text id)
{
    weir_calendar_item *item = known->items;

    while (item && !weir_text_equal(item->calendar.id, id))
        item = item->next;
    return item;
}

static const weir_calendar *find_calendar(const weir_known_calendars *known, weir_text id)
{
    const weir_calendar_item *item = find_item(known, id);

    if (item)
        return &item->calendar;
    for (item = known->items; item; item = item->next) {
        if (weir_text_equal(item->by_hours.id, id))
            return &item->by_hours;
    }
    return NULL;
}

/* The version of the one that comes with weir; 0: none does. */
static weir_err shipped_version(const weir_engine *engine, weir_text id, uint32_t *out)
{
    const weir_calendars *shipped = engine->ports.calendars;
    const weir_calendar *found = NULL;
    const weir_err err = shipped ? shipped->find(shipped->self, id, &found) : WEIR_ENOTFOUND;

    *out = err == WEIR_OK && weir_text_equal(found->id, id) && !found->is_hourly ? found->version : 0;
    return err == WEIR_ENOMEM ? err : WEIR_OK;
}

/* zeros: nobody knows what is in it */
static bool is_same(const weir_digest *a, const weir_digest *b)
{
    static const weir_digest none = {{0}};

    return weir_digest_equal(a, b) && !weir_digest_equal(&none, a);
}

static weir_err add_calendar(weir_engine *engine, const weir_calendar_file *file, const weir_calendar *calendar)
{
    weir_known_calendars *known = &engine->calendars;
    weir_calendar_item *item = find_item(known, calendar->id);
    uint32_t version;

    if (item && is_same(&item->content, &file->content))
        return WEIR_OK; /* the same again */
    if (item) {
        version = item->calendar.version + 1;
    } else {
        WEIR_TRY(shipped_version(engine, calendar->id, &version));
        version++;
        item = WEIR_TAKE(&known->arena, weir_calendar_item, 1);
        if (!item)
            return WEIR_ENOMEM;
        item->next = known->items;
        known->items = item;
    }
    item->calendar = *calendar;
    item->calendar.version = version;
    item->content = file->content;
    return weir_calendar_by_hours(&item->calendar, &known->arena, &item->by_hours);
}

static weir_err load_file(weir_engine *engine, weir_calendar_file *file, weir_diag *diag)
{
    const weir_resource wanted = {.name = file->name};

    return file->file ? WEIR_OK : weir_file_load(engine, &file->content, &wanted, &file->file, diag);
}

/* In the order of deployment. One that can't be read any more counts for nothing. */
static weir_err make_items(weir_engine *engine)
{
    weir_known_calendars *known = &engine->calendars;
    weir_calendar_file **files;
    uint32_t ix = known->file_count;

    weir_arena_reset(&known->arena);
    known->items = NULL;
    files = WEIR_TAKE(&known->arena, weir_calendar_file *, known->file_count);
    if (!files)
        return WEIR_ENOMEM;
    for (weir_calendar_file *file = known->files; file; file = file->older)
        files[--ix] = file;
    for (; ix < known->file_count; ix++) {
        weir_diag diag = {0};
        const weir_err err = load_file(engine, files[ix], &diag);

        if (err == WEIR_EFORMAT)
            continue;
        WEIR_TRY(err);
        for (uint32_t i = 0; i < files[ix]->file->compiled.calendars.count; i++)
            WEIR_TRY(add_calendar(engine, files[ix], &files[ix]->file->compiled.calendars.items[i]));
    }
    known->has_unread_files = false;
    return WEIR_OK;
}

static weir_err find(void *self, weir_text id, const weir_calendar **out)
{
    weir_engine *engine = self;
    const weir_calendars *shipped = engine->ports.calendars;
    const weir_calendar *known;

    if (engine->calendars.has_unread_files)
        WEIR_TRY(make_items(engine));
    known = find_calendar(&engine->calendars, id);
    if (!known)
        return shipped ? shipped->find(shipped->self, id, out) : WEIR_ENOTFOUND;
    *out = known;
    return WEIR_OK;
}

static weir_err each(void *self, weir_calendar_id_visit visit, void *context)
{
    weir_engine *engine = self;
    const weir_calendars *shipped = engine->ports.calendars;

    if (engine->calendars.has_unread_files)
        WEIR_TRY(make_items(engine));
    for (const weir_calendar_item *item = engine->calendars.items; item; item = item->next) {
        if (!visit(context, item->calendar.id))
            return WEIR_OK;
    }
    return shipped && shipped->each ? shipped->each(shipped->self, visit, context) : WEIR_OK;
}

/* ── files ───────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct reading {
    weir_engine *engine;
    weir_calendar_file **end;
} reading;

static weir_err visit_file(void *context, const weir_decision_file_row *row)
{
    reading *r = context;
    weir_arena *arena = &r->engine->definitions.arena;
    weir_calendar_file *file = WEIR_TAKE(arena, weir_calendar_file, 1);

    if (!file)
        return WEIR_ENOMEM;
    file->content = row->content;
    WEIR_TRY(weir_arena_text(arena, row->name, &file->name));
    *r->end = file;
    r->end = &file->older;
    r->engine->calendars.file_count++;
    return WEIR_OK;
}

weir_err weir_calendars_begin(weir_engine *engine, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    reading r = {engine, &engine->calendars.files};

    engine->calendars.port = (weir_calendars){find, engine, each};
    weir_arena_init(&engine->calendars.arena, engine->ports.memory, WEIR_DEPLOYMENT_BYTES_MAX);
    if (!store->read_calendar_files)
        return WEIR_OK;
    WEIR_TRY(store->read_calendar_files(store->self, visit_file, &r, diag));
    engine->calendars.has_unread_files = engine->calendars.file_count > 0;
    return WEIR_OK;
}

void weir_calendars_free(weir_engine *engine)
{
    if (engine->calendars.port.find)
        weir_arena_release(&engine->calendars.arena);
}

weir_calendar_file *weir_calendars_push(weir_engine *engine, weir_file *file)
{
    weir_known_calendars *known = &engine->calendars;
    weir_calendar_file *pushed = WEIR_TAKE(&engine->definitions.arena, weir_calendar_file, 1);

    if (!pushed)
        return NULL;
    *pushed = (weir_calendar_file){.file = file, .older = known->files};
    known->files = pushed;
    known->file_count++;
    known->has_unread_files = true;
    known->is_redating_known = false;
    return pushed;
}

void weir_calendars_forget(weir_engine *engine, weir_calendar_file *files, uint32_t file_count)
{
    weir_known_calendars *known = &engine->calendars;

    known->has_unread_files = known->has_unread_files || known->file_count != file_count;
    known->files = files;
    known->file_count = file_count;
    known->is_redating_known = false;
    if (file_count == 0) {
        known->items = NULL;
        known->has_unread_files = false;
    }
}

weir_err weir_engine_read_calendars(const weir_engine *engine, weir_text bytes, weir_arena *arena,
                                    weir_problems *problems, weir_calendar_list *out)
{
    return weir_calendar_list_read(bytes, engine->ports.schemas, engine->ports.zones, arena, problems, out);
}

const weir_calendars *weir_engine_calendar_port(const weir_engine *engine)
{
    return &engine->calendars.port;
}

weir_err weir_engine_calendars(weir_engine *engine, weir_calendar_visit visit, void *context)
{
    if (engine->calendars.has_unread_files)
        WEIR_TRY(make_items(engine));
    for (const weir_calendar_item *item = engine->calendars.items; item; item = item->next)
        WEIR_TRY(visit(context, &item->calendar));
    return WEIR_OK;
}

/* ── versions ────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_calendar *calendar_in(const weir_calendar_file *file, weir_text id)
{
    for (uint32_t i = 0; file->file && i < file->file->compiled.calendars.count; i++) {
        if (weir_text_equal(file->file->compiled.calendars.items[i].id, id))
            return &file->file->compiled.calendars.items[i];
    }
    return NULL;
}

/* versions_back: how many there were since. Files are in the order of deployment, the newest first; what was deployed
 * again as it was is no version of its own. */
static const weir_calendar *older_calendar(const weir_engine *engine, weir_text id, uint32_t versions_back)
{
    const weir_calendar_file *newer = NULL;
    const weir_calendar *found = NULL;

    for (const weir_calendar_file *file = engine->calendars.files; file; file = file->older) {
        const weir_calendar *calendar = calendar_in(file, id);

        if (!calendar)
            continue;
        if (newer && !is_same(&file->content, &newer->content) && versions_back-- == 0)
            return found;
        newer = file;
        found = calendar;
    }
    return versions_back == 0 ? found : NULL;
}

weir_err weir_engine_calendar(weir_engine *engine, weir_text id, uint32_t version, const weir_calendar **out)
{
    const weir_calendars *shipped = engine->ports.calendars;
    const weir_calendar *newest;

    WEIR_TRY(find(engine, id, &newest));
    *out = newest;
    if (newest->version == version)
        return WEIR_OK;
    if (shipped && shipped->find(shipped->self, id, out) == WEIR_OK && (*out)->version == version)
        return WEIR_OK;
    *out = NULL;
    if (version < newest->version) {
        const weir_calendar_item *item = engine->calendars.items;

        while (item && !weir_calendar_is_meant(id, item->calendar.id))
            item = item->next;
        if (item)
            *out = older_calendar(engine, item->calendar.id, newest->version - version);
    }
    return *out ? WEIR_OK : WEIR_ENOTFOUND;
}
