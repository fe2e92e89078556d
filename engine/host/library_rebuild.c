/* SPDX-License-Identifier: Apache-2.0
 * host/library_rebuild.c - a new database from the log of one, and where the two differ.
 *
 * The log is read without holding on to a moment, so that a writer beside it is not kept from reusing its write-ahead
 * log. What came meanwhile is added inside one read transaction, in which the two are then compared.
 */
#include "host/library_internal.h"
#include "host/new_file.h"
#include "host/rebuild.h"

typedef struct rebuilding {
    weir_db *db;
    const weir_db_rebuild_options *options;
    weir_db_rebuild_result *result;
    weir_new_file *file;
    weir_sha256 *source_hash, *target_hash;
    weir_sqlite_store *source, *target;
    weir_zone_cache *zones;
    weir_engine *engine;
    weir_diag *diag;
} rebuilding;

static weir_db_watcher watcher_of(const rebuilding *r, const char *what)
{
    return (weir_db_watcher){.progress = r->options->progress, .context = r->options->context, .what = what};
}

static weir_err refuse_stopped(weir_diag *diag)
{
    return weir_fail(diag, WEIR_ESTOPPED, WEIR_NO_TEXT, "the rebuilding was stopped before it had finished");
}

/* ── the log, watched ──────────────────────────────────────────────────────────────────────────────────── */

/* A store as weir_rebuild reads it, from a position on. */
typedef struct watched_log {
    weir_store store;
    weir_db_watcher watcher;
    uint64_t from_pos, next_pos;
    weir_log_visit visit;
    void *context;
} watched_log;

static weir_err visit_watched(void *context, const weir_log_row *row)
{
    const watched_log *watched = context;

    if (!weir_db_tell(&watched->watcher, row->pos < watched->next_pos ? row->pos : watched->next_pos,
                      watched->next_pos))
        return WEIR_ESTOPPED;
    return watched->visit(watched->context, row);
}

static weir_err read_watched(void *self, uint64_t from_pos, weir_log_visit visit, void *context, weir_diag *diag)
{
    watched_log *watched = self;
    weir_err err;

    watched->visit = visit;
    watched->context = context;
    err = watched->store.read_log(watched->store.self, from_pos > watched->from_pos ? from_pos : watched->from_pos,
                                  visit_watched, watched, diag);
    return err == WEIR_ESTOPPED ? refuse_stopped(diag) : err;
}

static weir_err get_content(void *self, const weir_digest *content, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    const watched_log *watched = self;

    return watched->store.get_content(watched->store.self, content, arena, out, diag);
}

/* Rows from the end of the target on. */
static weir_err add_rows(rebuilding *r)
{
    const weir_store target = weir_sqlite_store_port(r->target);
    watched_log watched = {.store = weir_sqlite_store_port(r->source), .watcher = watcher_of(r, "rebuilding")};
    const weir_store source = {.self = &watched, .read_log = read_watched, .get_content = get_content};

    WEIR_TRY(target.next_pos(target.self, &watched.from_pos, r->diag));
    WEIR_TRY(watched.store.next_pos(watched.store.self, &watched.next_pos, r->diag));
    return weir_rebuild(r->engine, &source, &target, weir_zone_cache_zones(r->zones), r->db->memory, r->diag);
}

/* ── comparing ─────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct comparison {
    rebuilding *r;
    weir_db_watcher watcher;
    uint64_t row_count;
} comparison;

static weir_err tell_difference(void *context, const weir_difference *found)
{
    const comparison *c = context;
    const bool is_changed = found->kind == WEIR_ROW_CHANGED;
    const weir_db_difference told = {.table = found->table,
                                     .row = found->key,
                                     .column = found->column,
                                     .stored = is_changed ? found->first : NULL,
                                     .rebuilt = is_changed ? found->second : NULL,
                                     .is_missing = found->kind == WEIR_ROW_ONLY_IN_SECOND,
                                     .is_extra = found->kind == WEIR_ROW_ONLY_IN_FIRST};

    c->r->result->difference_count++;
    if (c->r->options->difference)
        c->r->options->difference(c->r->options->context, &told);
    return WEIR_OK;
}

static weir_err tell_row(void *context)
{
    comparison *c = context;

    return weir_db_tell(&c->watcher, ++c->row_count, 0) ? WEIR_OK : refuse_stopped(c->r->diag);
}

/* The log was verified before; the heads agree when every row was copied as it is. */
static weir_err compare(rebuilding *r)
{
    comparison c = {.r = r, .watcher = watcher_of(r, "comparing")};
    const weir_store target = weir_sqlite_store_port(r->target);
    char stored[sizeof r->result->head];
    uint64_t next_pos;

    WEIR_TRY(weir_db_read_head(r->source, stored, sizeof stored, r->diag));
    WEIR_TRY(weir_db_read_head(r->target, r->result->head, sizeof r->result->head, r->diag));
    if (strcmp(stored, r->result->head) != 0)
        return weir_fail(r->diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the log was changed while it was read");
    WEIR_TRY(target.next_pos(target.self, &next_pos, r->diag));
    r->result->fact_count = next_pos - 1;
    WEIR_TRY(weir_sqlite_store_compare(r->source, r->target, tell_difference, tell_row, &c, r->diag));
    r->result->is_same = r->result->difference_count == 0;
    return WEIR_OK;
}

static weir_err finish_and_compare(rebuilding *r)
{
    weir_err err;

    WEIR_TRY(weir_db_snapshot_begin(r->source, r->diag));
    err = add_rows(r);
    if (err == WEIR_OK)
        err = compare(r);
    weir_db_snapshot_end(r->source);
    return err;
}

/* ── the new file ──────────────────────────────────────────────────────────────────────────────────────── */

static weir_err open_target(rebuilding *r, bool is_read_only)
{
    const weir_sqlite_options options = {
        .path = r->file->part, .is_read_only = is_read_only, .durability = WEIR_DURABILITY_NORMAL};

    return weir_sqlite_store_open(&options, weir_sha256_hasher(r->target_hash), r->db->memory, &r->target, r->diag);
}

static void close_target(rebuilding *r)
{
    weir_sqlite_store_close(r->target);
    r->target = NULL;
}

/* One file that needs no write-ahead log; whether all is in it is seen by its end. */
static weir_err settle_target(rebuilding *r)
{
    const weir_sql sql = weir_sqlite_store_sql(r->target);
    char head[sizeof r->result->head];

    weir_engine_free(r->engine);
    r->engine = NULL;
    WEIR_TRY(sql.script(sql.self, WEIR_T("PRAGMA journal_mode = DELETE;"), r->diag));
    close_target(r);
    weir_new_file_drop_companions(r->file);
    WEIR_TRY(open_target(r, true));
    WEIR_TRY(weir_db_read_head(r->target, head, sizeof head, r->diag));
    close_target(r);
    return strcmp(head, r->result->head) == 0
               ? WEIR_OK
               : weir_fail(r->diag, WEIR_ESTORE, WEIR_NO_TEXT, "%s: not all of it was written", r->file->part);
}

/* The engine finds definitions in the new database, where the log has put them: nothing of the old one is believed but
 * the log and the files whose digests it has. */
static weir_err open_stores(rebuilding *r)
{
    const weir_sqlite_options options = {.path = weir_sqlite_store_path(r->db->reader), .is_read_only = true};
    weir_ports ports;

    WEIR_TRY(weir_sha256_new(r->db->memory, &r->source_hash));
    WEIR_TRY(weir_sha256_new(r->db->memory, &r->target_hash));
    WEIR_TRY(weir_sqlite_store_open(&options, weir_sha256_hasher(r->source_hash), r->db->memory, &r->source, r->diag));
    WEIR_TRY(open_target(r, false));
    WEIR_TRY(weir_zone_cache_new(r->db->memory, WEIR_ZONES_FOLDER, &r->zones));
    ports = (weir_ports){.memory = r->db->memory,
                         .store = weir_sqlite_store_port(r->target),
                         .zones = weir_zone_cache_zones(r->zones),
                         .hasher = weir_sha256_hasher(r->target_hash)};
    return weir_engine_new(&ports, &r->engine, r->diag);
}

static void release(rebuilding *r)
{
    weir_engine_free(r->engine);
    close_target(r);
    weir_zone_cache_free(r->zones);
    weir_sqlite_store_close(r->source);
    weir_sha256_free(r->target_hash);
    weir_sha256_free(r->source_hash);
}

static weir_err fill(rebuilding *r)
{
    WEIR_TRY(open_stores(r));
    WEIR_TRY(add_rows(r));
    WEIR_TRY(add_rows(r)); /* what came meanwhile, so that little is left for the read transaction */
    WEIR_TRY(finish_and_compare(r));
    return settle_target(r);
}

/* Of a log that is not what was written, nothing is made. */
static weir_err verify_and_fill(rebuilding *r, bool *is_made)
{
    const weir_db_watcher watcher = watcher_of(r, "verifying");
    weir_db_verification log;

    WEIR_TRY(weir_db_verify_log(r->db, &watcher, &log, r->diag));
    *is_made = log.is_fine;
    if (log.is_fine)
        return fill(r);
    r->result->fault = log.fault;
    r->result->position = log.position;
    return WEIR_OK;
}

static weir_err rebuild(rebuilding *r)
{
    bool is_made = false;
    weir_new_file file;
    weir_err err;

    if (!r->options->path)
        return weir_fail(r->diag, WEIR_EVALUE, WEIR_NO_TEXT, "name the file to be made");
    WEIR_TRY(weir_new_file_begin(r->options->path, weir_sqlite_store_path(r->db->reader), &file, r->diag));
    r->file = &file;
    err = verify_and_fill(r, &is_made);
    release(r);
    if (err == WEIR_OK && is_made)
        return weir_new_file_finish(&file, r->diag);
    weir_new_file_abandon(&file);
    return err;
}

int weir_db_rebuild(weir_db *db, const weir_db_rebuild_options *options, weir_db_rebuild_result *result,
                    weir_db_error *error)
{
    weir_db_rebuild_result made = {0};
    weir_diag diag = {0};
    rebuilding r = {.db = db, .options = options, .result = &made, .diag = &diag};
    const weir_err err = rebuild(&r);

    if (err == WEIR_OK && result)
        *result = made;
    return weir_db_report(err, &diag, error);
}
