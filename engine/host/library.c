/* SPDX-License-Identifier: Apache-2.0
 * host/library.c - a database file as an object: owner lock, store, engine and writer put together.
 */
#include <time.h>

#include "host/library_internal.h"
#include "host/library_tap.h"
#include "host/memory_libc.h"

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
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%.100s' is no id of a %s", text, what);
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

/* ── open ──────────────────────────────────────────────────────────────────────────────────────────────── */

static bool upkeep(void *self)
{
    weir_db *db = self;
    bool has_more = false;

    return weir_sqlite_store_idle(db->store, &has_more, NULL) == WEIR_OK && has_more;
}

static weir_err open_for_writing(weir_db *db, const char *path, weir_sql_tap tap, weir_diag *diag)
{
    const weir_writer_options writer = {
        .self = db, .committed = weir_db_publish, .idle = db->options.is_brief ? NULL : upkeep};
    weir_ports ports;

    WEIR_TRY(weir_owner_take(path, WEIR_NO_TEXT, db->memory, &db->owner, NULL, diag));
    WEIR_TRY(weir_sha256_new(db->memory, &db->hash));
    WEIR_TRY(weir_sqlite_store_open(&(weir_sqlite_options){.path = path, .tap = tap}, weir_sha256_hasher(db->hash),
                                    db->memory, &db->store, diag));
    WEIR_TRY(weir_zone_cache_new(db->memory, WEIR_ZONES_FOLDER, &db->zones));
    WEIR_TRY(weir_xml_schemas_new(&db->schemas, diag));
    ports = (weir_ports){.memory = db->memory,
                         .store = weir_sqlite_store_port(db->store),
                         .zones = weir_zone_cache_zones(db->zones),
                         .schemas = db->schemas,
                         .seed = make_seed()};
    WEIR_TRY(weir_engine_new(&ports, &db->engine, diag));
    return weir_writer_new(db->engine, db->memory, &writer, &db->writer, diag);
}

static weir_err open_for_reading(weir_db *db, const char *path, weir_diag *diag)
{
    const weir_sqlite_options options = {.path = path, .is_read_only = true};

    if (pthread_mutex_init(&db->lock, NULL) != 0)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "there is no lock for reading");
    db->has_lock = true;
    WEIR_TRY(weir_sha256_new(db->memory, &db->reader_hash));
    return weir_sqlite_store_open(&options, weir_sha256_hasher(db->reader_hash), db->memory, &db->reader, diag);
}

int weir_db_open(const weir_db_options *options, weir_db **out, weir_db_error *error)
{
    return weir_db_open_tapped(options, (weir_sql_tap){0}, out, error);
}

int weir_db_open_tapped(const weir_db_options *options, weir_sql_tap tap, weir_db **out, weir_db_error *error)
{
    const weir_memory memory = weir_memory_libc();
    weir_db *db = memory.take(memory.self, sizeof *db);
    weir_diag diag = {0};
    weir_err err = WEIR_OK;

    if (!db)
        return weir_db_report(WEIR_ENOMEM, &diag, error);
    *db = (weir_db){.memory = memory, .options = *options};
    db->options.path = NULL; /* borrowed during this call only */
    weir_arena_init(&db->scratch, memory, WEIR_DB_REQUEST_BYTES_MAX);
    if (!options->is_read_only)
        err = open_for_writing(db, options->path, tap, &diag);
    if (err == WEIR_OK)
        err = open_for_reading(db, options->path, &diag);
    if (err != WEIR_OK) {
        weir_db_close(db);
        return weir_db_report(err, &diag, error);
    }
    *out = db;
    return 0;
}

void weir_db_close(weir_db *db)
{
    if (!db)
        return;
    weir_writer_free(db->writer);
    weir_engine_free(db->engine);
    weir_xml_schemas_free(db->schemas);
    weir_zone_cache_free(db->zones);
    weir_sqlite_store_close(db->reader);
    weir_sqlite_store_close(db->store);
    weir_sha256_free(db->reader_hash);
    weir_sha256_free(db->hash);
    weir_owner_release(db->owner);
    if (db->has_lock)
        pthread_mutex_destroy(&db->lock);
    weir_arena_release(&db->scratch);
    db->memory.give(db->memory.self, db, sizeof *db);
}
