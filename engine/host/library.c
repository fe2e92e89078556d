/* SPDX-License-Identifier: Apache-2.0
 * host/library.c - a database file as an object: owner lock, store, engine and writer put together.
 */
#include <time.h>

#include "host/library_inside.h"
#include "host/library_internal.h"
#include "host/memory_libc.h"
#include "host/path.h"

/* The writer's seed: ids of two runs of a program must differ. */
static uint64_t make_seed(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return weir_text_hash((weir_text){(const char *)&now, sizeof now});
}

int weir_db_report(weir_err err, const weir_diag *diag, weir_db_error *error)
{
    if (err == WEIR_OK || !error)
        return (int)err;
    *error = (weir_db_error){.code = (int)err,
                             .status = weir_err_status(err),
                             .is_temporary = weir_err_is_worth_retry(err),
                             .line = diag->line};
    (void)snprintf(error->name, sizeof error->name, "%s", weir_err_name(err));
    (void)snprintf(error->element, sizeof error->element, "%s", diag->element);
    (void)snprintf(error->message, sizeof error->message, "%s",
                   diag->message[0] != '\0' ? diag->message : weir_err_describe(err));
    return (int)err;
}

weir_err weir_db_check_writable(const weir_db *db, weir_diag *diag)
{
    return db->writer ? WEIR_OK : weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "the database was opened for reading only");
}

int64_t weir_db_now(const weir_db *db)
{
    struct timespec now;

    if (db->options.now_ms)
        return db->options.now_ms(db->options.clock);
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

weir_err weir_db_read_id(const char *text, const char *what, weir_id *out, weir_diag *diag)
{
    if (!text)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "name the %s", what);
    if (!weir_id_parse(weir_text_of(text), out))
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%.100s' is no id of %s %s", text,
                         strchr("aeiou", what[0]) ? "an" : "a", what);
    return WEIR_OK;
}

weir_err weir_db_copy(weir_arena *arena, weir_text text, const char **out)
{
    char *copy = NULL;

    if (text.at) {
        copy = weir_arena_take(arena, text.length + 1);
        if (!copy)
            return WEIR_ENOMEM;
        memcpy(copy, text.at, text.length);
    }
    *out = copy;
    return WEIR_OK;
}

/* Compiling them takes longer than all the rest of a start. */
weir_err weir_db_load_schemas(weir_db *db, weir_diag *diag)
{
    if (db->schemas)
        return WEIR_OK;
    WEIR_TRY(weir_xml_schemas_new(&db->schemas, diag));
    weir_engine_check_against(db->engine, db->schemas);
    return WEIR_OK;
}

/* ── open ──────────────────────────────────────────────────────────────────────────────────────────────── */

static bool upkeep(void *self)
{
    weir_db *db = self;
    bool has_more = false;

    return weir_sqlite_store_idle(db->store, &has_more, NULL) == WEIR_OK && has_more;
}

/* Once, until it is small again. */
static void warn_of_wal(weir_db *db, weir_sqlite_wal wal)
{
    char sentence[256];

    if (wal.page_count < WEIR_SQLITE_WAL_ALARM_PAGES) {
        db->has_warned = false;
    } else if (!db->has_warned && db->options.warn) {
        db->has_warned = true;
        (void)snprintf(sentence, sizeof sentence,
                       "the write-ahead log has %u MiB, of which %u can't be copied into the database: somebody who "
                       "reads keeps an old snapshot; find and end that program",
                       wal.page_count / 256, (wal.page_count - wal.copied_count) / 256);
        db->options.warn(db->options.context, sentence);
    }
}

static void note_commit(void *self)
{
    weir_db *db = self;
    const weir_sqlite_wal wal = weir_sqlite_store_wal(db->store);

    atomic_store_explicit(&db->wal_pages, wal.page_count, memory_order_relaxed);
    atomic_store_explicit(&db->wal_copied, wal.copied_count, memory_order_relaxed);
    warn_of_wal(db, wal);
    weir_db_publish(db);
    pthread_mutex_lock(&db->watch_lock);
    for (const weir_db_commit_watch *watch = db->watches; watch; watch = watch->next)
        watch->committed(watch->self);
    pthread_mutex_unlock(&db->watch_lock);
}

weir_err weir_db_call(weir_db *db, weir_writer_work work, void *context, weir_diag *diag)
{
    WEIR_TRY(weir_db_check_writable(db, diag));
    return weir_writer_call(db->writer, work, context, diag);
}

weir_writer *weir_db_writer(weir_db *db)
{
    return db->writer;
}

void weir_db_watch_commits(weir_db *db, weir_db_commit_watch *watch)
{
    if (!db->writer)
        return;
    pthread_mutex_lock(&db->watch_lock);
    watch->next = db->watches;
    db->watches = watch;
    pthread_mutex_unlock(&db->watch_lock);
}

void weir_db_unwatch_commits(weir_db *db, weir_db_commit_watch *watch)
{
    if (!db->writer)
        return;
    pthread_mutex_lock(&db->watch_lock);
    for (weir_db_commit_watch **at = &db->watches; *at; at = &(*at)->next) {
        if (*at == watch) {
            *at = watch->next;
            break;
        }
    }
    pthread_mutex_unlock(&db->watch_lock);
}

weir_err weir_db_set_address(weir_db *db, weir_text address, weir_diag *diag)
{
    return weir_owner_set_address(db->owner, address, diag);
}

weir_err weir_db_deploy_here(weir_db *db, weir_engine *engine, const weir_deployment_source *source,
                             weir_problems *problems, weir_diag *diag)
{
    WEIR_TRY(weir_db_load_schemas(db, diag));
    return weir_engine_deploy(engine, source, problems, diag);
}

weir_err weir_db_read_calendars_here(weir_db *db, weir_engine *engine, weir_text bytes, weir_arena *arena,
                                     weir_problems *problems, weir_calendar_list *out, weir_diag *diag)
{
    WEIR_TRY(weir_db_load_schemas(db, diag));
    return weir_engine_read_calendars(engine, bytes, arena, problems, out);
}

#define PAGE_BYTES 4096u

void weir_db_look_at_status(weir_db *db, weir_db_status *out)
{
    const weir_writer_counts counts = db->writer ? weir_writer_count(db->writer) : (weir_writer_counts){0};
    const uint64_t pages = atomic_load_explicit(&db->wal_pages, memory_order_relaxed);
    const uint64_t copied = atomic_load_explicit(&db->wal_copied, memory_order_relaxed);

    *out = (weir_db_status){.command_count = counts.request_count,
                            .commit_count = counts.commit_count,
                            .waiting_count = counts.waiting_count,
                            .wal_bytes = pages * PAGE_BYTES,
                            .wal_waiting_bytes = (pages > copied ? pages - copied : 0) * PAGE_BYTES};
}

#define TIMER_SLEEP_MS_MAX INT64_C(1000) /* somebody may set the clock */

/* The same sentence is said once. */
static void warn(weir_db *db, const weir_diag *diag)
{
    if (diag->err == WEIR_OK || strcmp(db->last_warning, diag->message) == 0)
        return;
    (void)snprintf(db->last_warning, sizeof db->last_warning, "%s", diag->message);
    if (db->options.warn)
        db->options.warn(db->options.context, diag->message);
}

/* Those that run by themselves. */
static weir_due due_of(const weir_db *db)
{
    return (weir_due)((db->options.fires_timers ? WEIR_DUE_TIMERS : 0) |
                      (db->options.has_manual_jobs ? 0 : WEIR_DUE_CONTINUATIONS));
}

/* An error is told, and tried again later: the jobs are still there. */
static int64_t run_jobs(void *self)
{
    weir_db *db = self;
    int64_t now_ms, due_ms;
    weir_diag diag = {0};
    weir_fired fired = {0};
    weir_err err = weir_engine_next_due(db->engine, due_of(db), &due_ms, &diag);

    if (err == WEIR_OK && due_ms == INT64_MAX)
        return -1; /* until somebody asks for something */
    now_ms = weir_db_now(db);
    if (err == WEIR_OK && due_ms > now_ms)
        return due_ms - now_ms < TIMER_SLEEP_MS_MAX ? due_ms - now_ms : TIMER_SLEEP_MS_MAX;
    if (err == WEIR_OK)
        err = weir_engine_fire(db->engine, due_of(db), &now_ms, now_ms, &fired, &diag);
    if (fired.timer_count + fired.continuation_count > 0)
        note_commit(db);
    if (err != WEIR_OK) /* else it has tried again, and not failed */
        warn(db, &diag);
    return err == WEIR_OK && fired.timer_count + fired.continuation_count > 0 ? 0 : TIMER_SLEEP_MS_MAX;
}

static void enter_step(void *self, weir_id instance)
{
    weir_inflight_enter(self, instance);
}

static void leave_step(void *self)
{
    weir_inflight_leave(self);
}

/* Instances that were being stepped when a process died, and again. */
static weir_err set_suspects_aside(weir_db *db, weir_diag *diag)
{
    weir_request request = {
        .kind = WEIR_REQUEST_COMMAND,
        .actor = WEIR_T("weir"),
        .command = {.kind = WEIR_COMMAND_SET_ASIDE,
                    .text = WEIR_T("the process ended twice while this instance was being stepped")}};
    weir_answer answer;
    uint32_t place = 0;

    while (weir_inflight_suspect(db->inflight, &place, &request.instance)) {
        weir_diag why = {0};
        const weir_err err = weir_engine_execute(db->engine, &request, weir_db_now(db), &answer, &why);

        if (err == WEIR_ESTORE || err == WEIR_EIO) {
            *diag = why;
            return err;
        }
        if (err == WEIR_OK || err == WEIR_ENOTFOUND || err == WEIR_EENDED || err == WEIR_ENOTOKEN)
            weir_inflight_forget(db->inflight, request.instance);
        else
            warn(db, &why); /* it stays a suspect; the others can be worked on */
    }
    return WEIR_OK;
}

static weir_err open_for_writing(weir_db *db, const char *path, const weir_db_inside *inside, weir_diag *diag)
{
    const weir_sqlite_options file = {.path = path, .vfs = inside->vfs, .tap = inside->tap};
    const weir_writer_options writer = {
        .self = db, .committed = note_commit, .idle = db->options.is_brief ? NULL : upkeep, .run_jobs = run_jobs};
    weir_ports ports;

    if (pthread_mutex_init(&db->watch_lock, NULL) != 0)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "there is no lock for those who watch commits");
    db->has_watch_lock = true;
    WEIR_TRY(weir_owner_take(path, WEIR_NO_TEXT, db->memory, &db->owner, NULL, diag));
    if (!inside->vfs)
        weir_path_make_private(path);
    WEIR_TRY(weir_inflight_open(path, db->memory, &db->inflight, diag));
    WEIR_TRY(weir_sha256_new(db->memory, &db->hash));
    WEIR_TRY(weir_sqlite_store_open(&file, weir_sha256_hasher(db->hash), db->memory, &db->store, diag));
    WEIR_TRY(weir_zone_cache_new(db->memory, WEIR_ZONES_FOLDER, &db->zones));
    WEIR_TRY(weir_calendar_shelf_new(db->memory, weir_zone_cache_zones(db->zones), &db->calendars));
    ports = (weir_ports){.memory = db->memory,
                         .store = weir_sqlite_store_port(db->store),
                         .zones = weir_zone_cache_zones(db->zones),
                         .calendars = weir_calendar_shelf_calendars(db->calendars),
                         .hasher = weir_sha256_hasher(db->hash),
                         .watch = {enter_step, leave_step, db->inflight},
                         .seed = make_seed()};
    WEIR_TRY(weir_engine_new(&ports, &db->engine, diag));
    WEIR_TRY(set_suspects_aside(db, diag));
    return weir_writer_new(db->engine, db->memory, &writer, &db->writer, diag);
}

static weir_err open_for_reading(weir_db *db, const char *path, const char *vfs, weir_diag *diag)
{
    const weir_sqlite_options options = {.path = path, .vfs = vfs, .is_read_only = true};

    if (pthread_mutex_init(&db->lock, NULL) != 0)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "there is no lock for reading");
    db->has_lock = true;
    WEIR_TRY(weir_sha256_new(db->memory, &db->reader_hash));
    return weir_sqlite_store_open(&options, weir_sha256_hasher(db->reader_hash), db->memory, &db->reader, diag);
}

int weir_db_open(const weir_db_options *options, weir_db **out, weir_db_error *error)
{
    return weir_db_open_inside(options, &(weir_db_inside){0}, out, error);
}

int weir_db_open_inside(const weir_db_options *options, const weir_db_inside *inside, weir_db **out,
                        weir_db_error *error)
{
    const weir_memory memory = inside->memory.take ? inside->memory : weir_memory_libc();
    weir_db *db = memory.take(memory.self, sizeof *db);
    char path[WEIR_PATH_SIZE];
    weir_diag diag = {0};
    weir_err err;

    if (!db)
        return weir_db_report(WEIR_ENOMEM, &diag, error);
    *db = (weir_db){.memory = memory, .options = *options};
    db->options.path = NULL; /* borrowed during this call only */
    weir_arena_init(&db->scratch, memory, WEIR_DB_REQUEST_BYTES_MAX);
    weir_xml_start(); /* before the writer's thread, which may read files again */
    err = weir_path_resolve(options->path, path, &diag);
    if (err == WEIR_OK && !options->is_read_only)
        err = open_for_writing(db, path, inside, &diag);
    if (err == WEIR_OK)
        err = open_for_reading(db, path, inside->vfs, &diag);
    if (err != WEIR_OK) {
        weir_db_close(db);
        return weir_db_report(err, &diag, error);
    }
    *out = db;
    return 0;
}

void weir_db_stop(weir_db *db)
{
    if (db->writer)
        weir_writer_stop(db->writer);
}

void weir_db_close(weir_db *db)
{
    if (!db)
        return;
    weir_writer_free(db->writer);
    weir_engine_free(db->engine);
    weir_xml_schemas_free(db->schemas);
    weir_calendar_shelf_free(db->calendars);
    weir_zone_cache_free(db->zones);
    weir_db_program_close(&db->dating);
    weir_sqlite_store_close(db->reader);
    weir_sqlite_store_close(db->store);
    weir_sha256_free(db->reader_hash);
    weir_sha256_free(db->hash);
    weir_inflight_close(db->inflight);
    weir_owner_release(db->owner);
    if (db->has_lock)
        pthread_mutex_destroy(&db->lock);
    if (db->has_watch_lock)
        pthread_mutex_destroy(&db->watch_lock);
    weir_arena_release(&db->scratch);
    db->memory.give(db->memory.self, db, sizeof *db);
}
