/* SPDX-License-Identifier: Apache-2.0
 * store/sqlite.c - the only file that knows sqlite3, but for copies and for what measures against it
 * (store_internal.h).
 */
#include "store/sqlite.h"

#include <assert.h>
#include <sqlite3.h>
#include <string.h>

#include "store/store_internal.h"
#include "store/wal.h"

#define PATH_LENGTH_MAX 4097 /* "./" and the longest that the host lets through */

struct weir_sqlite {
    weir_memory memory;
    weir_sqlite_options options;
    char *path;
    size_t path_bytes;
    int version_max;
    sqlite3 *db;     /* NULL: lost; the next call connects anew */
    sqlite3 *failed; /* whose commit failed, until there is a new one */
    weir_sqlite_wal wal;
    uint32_t checkpoint_at; /* pages in the write-ahead log */
    uint32_t read_steps;    /* of a reader since its last row, in units of READ_STEPS */
    bool is_unsettled;      /* a commit failed: what it wrote may still be found in the write-ahead log */
    sqlite3_stmt *statements[WEIR_QUERY_COUNT];
    bool is_busy[WEIR_QUERY_COUNT]; /* a cursor has it */
};

/* ── errors ──────────────────────────────────────────────────────────────────────────────────────────── */

/* By extended code, or by the primary one. The first row that fits; the last fits all. */
static const struct {
    int code;
    weir_err err;
    const char *sentence;
} faults[] = {
    {SQLITE_IOERR_NOMEM, WEIR_ENOMEM, "no memory left for the database"},
    {SQLITE_NOMEM, WEIR_ENOMEM, "no memory left for the database"},
    {SQLITE_BUSY, WEIR_ESTORE, "another program has locked the database"},
    {SQLITE_LOCKED, WEIR_ESTORE, "another connection has locked the database"},
    {SQLITE_FULL, WEIR_ESTORE, "the disk is full"},
    {SQLITE_IOERR_FSYNC, WEIR_ESTORE, "the disk could not keep what was written (sync failed)"},
    {SQLITE_IOERR, WEIR_ESTORE, "the disk failed"},
    {SQLITE_CORRUPT, WEIR_EFORMAT, "the database is damaged or cut off; restore a backup"},
    {SQLITE_NOTADB, WEIR_EFORMAT, "the file is not a database"},
    {SQLITE_READONLY, WEIR_EIO, "the database may only be read"},
    {SQLITE_CANTOPEN, WEIR_EIO, "the file can't be opened"},
    {SQLITE_PERM, WEIR_EIO, "the file may not be opened"},
    {SQLITE_INTERRUPT, WEIR_ELIMIT, "the query looks at too much of the database (limit read_step_count); narrow it"},
    {SQLITE_TOOBIG, WEIR_ELIMIT, "a text is longer than the database takes"},
    {SQLITE_ERROR, WEIR_ESTORE, "the database refused"},
};

weir_err weir_sqlite_tell(const char *path, int code, const char *message, weir_diag *diag)
{
    const size_t last = sizeof faults / sizeof *faults - 1;
    size_t i = 0;

    while (i < last && faults[i].code != code && faults[i].code != (code & 0xff))
        i++;
    if (faults[i].err == WEIR_ELIMIT) /* what was asked for is wrong, not the file */
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "%s", faults[i].sentence);
    return weir_fail(diag, faults[i].err, WEIR_NO_TEXT, "%s: %s (SQLite %d: %s)", path, faults[i].sentence, code,
                     message);
}

static weir_err fail(const weir_sqlite *sqlite, int code, weir_diag *diag)
{
    return weir_sqlite_tell(sqlite->path, code, sqlite->db ? sqlite3_errmsg(sqlite->db) : sqlite3_errstr(code), diag);
}

/* ── a connection ────────────────────────────────────────────────────────────────────────────────────── */

/* One number that a statement gives. */
static weir_err read_number(const weir_sqlite *sqlite, const char *sql, int64_t *out, weir_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(sqlite->db, sql, -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else
        (void)fail(sqlite, code, diag); /* before finalize changes the message */
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? WEIR_OK : fail(sqlite, code, NULL);
}

static weir_err execute(const weir_sqlite *sqlite, const char *sql, weir_diag *diag)
{
    const int code = sqlite3_exec(sqlite->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? WEIR_OK : fail(sqlite, code, diag);
}

/* SQLite takes an empty file for a new one and throws its write-ahead log away; it may be all that is left. */
static weir_err refuse_lost_file(const weir_sqlite *sqlite, weir_diag *diag)
{
    char wal[4096];
    sqlite3_vfs *vfs = NULL;
    sqlite3_file *file = NULL;
    sqlite3_int64 byte_count = 1;
    int has_wal = 0;

    if (sqlite3_file_control(sqlite->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file->pMethods ||
        file->pMethods->xFileSize(file, &byte_count) != SQLITE_OK || byte_count > 0)
        return WEIR_OK;
    if (sqlite3_file_control(sqlite->db, "main", SQLITE_FCNTL_VFS_POINTER, &vfs) != SQLITE_OK ||
        snprintf(wal, sizeof wal, "%s-wal", sqlite3_db_filename(sqlite->db, "main")) >= (int)sizeof wal ||
        vfs->xAccess(vfs, wal, SQLITE_ACCESS_EXISTS, &has_wal) != SQLITE_OK || !has_wal)
        return sqlite->options.is_read_only
                   ? weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "%s: the file is empty", sqlite->path)
                   : WEIR_OK;
    return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT,
                     "%s: the file is empty, but %s-wal is there: the database was cut off; restore a backup",
                     sqlite->path, sqlite->path);
}

static int application_of(const weir_sqlite *sqlite)
{
    return sqlite->options.application ? sqlite->options.application : WEIR_SQLITE_APPLICATION_ID;
}

/* Whose file it is, before anything is changed in it. */
static weir_err check_owner(const weir_sqlite *sqlite, weir_diag *diag)
{
    int64_t application = 0, version = 0, object_count = 0;

    WEIR_TRY(read_number(sqlite, "PRAGMA application_id", &application, diag));
    WEIR_TRY(read_number(sqlite, "PRAGMA user_version", &version, diag));
    WEIR_TRY(read_number(sqlite, "SELECT count(*) FROM sqlite_master", &object_count, diag));
    if (application != application_of(sqlite) && (application != 0 || object_count > 0))
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "%s: this is a database of another program", sqlite->path);
    if (version > sqlite->version_max)
        return weir_fail(
            diag, WEIR_EFORMAT, WEIR_NO_TEXT,
            "%s: the database has schema version %d, this weir knows up to %d: it was used by a newer weir",
            sqlite->path, (int)version, sqlite->version_max);
    if (version == 0 && sqlite->options.is_read_only)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "%s: there is nothing in this database", sqlite->path);
    return WEIR_OK;
}

#define READ_STEPS 1000000

static int count_read_steps(void *self)
{
    weir_sqlite *sqlite = self;

    return ++sqlite->read_steps > WEIR_SQLITE_READ_STEP_COUNT_MAX / READ_STEPS;
}

void weir_sqlite_limit_reading(weir_sqlite *sqlite)
{
    sqlite3_progress_handler(sqlite->db, READ_STEPS, count_read_steps, sqlite);
}

static weir_err set_up_reader(weir_sqlite *sqlite, weir_diag *diag)
{
    weir_sqlite_limit_reading(sqlite);
    return execute(sqlite,
                   "PRAGMA query_only = 1; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;"
                   "PRAGMA cache_size = -8192; PRAGMA case_sensitive_like = 1",
                   diag);
}

/* Copy what no reader needs any more. When something had to stay, not at each commit again. */
static void checkpoint(weir_sqlite *sqlite)
{
    int page_count = 0, copied_count = 0;

    if (sqlite3_wal_checkpoint_v2(sqlite->db, "main", SQLITE_CHECKPOINT_PASSIVE, &page_count, &copied_count) !=
        SQLITE_OK)
        return; /* a later one may work; nothing is lost by it */
    sqlite->wal = (weir_sqlite_wal){(uint32_t)page_count, (uint32_t)copied_count};
    sqlite->checkpoint_at = copied_count == page_count ? WEIR_SQLITE_CHECKPOINT_PAGES
                                                       : (uint32_t)page_count + WEIR_SQLITE_CHECKPOINT_AGAIN_PAGES;
}

static int note_commit(void *self, sqlite3 *db, const char *name, int page_count)
{
    weir_sqlite *sqlite = self;

    (void)name;
    if (sqlite->db != db)
        return SQLITE_OK; /* it is being opened */
    sqlite->wal.page_count = (uint32_t)page_count;
    if (sqlite->wal.copied_count > sqlite->wal.page_count)
        sqlite->wal.copied_count = 0; /* it began at its front again */
    if (sqlite->wal.page_count >= sqlite->checkpoint_at)
        checkpoint(sqlite);
    return SQLITE_OK;
}

static weir_err set_up_writer(weir_sqlite *sqlite, weir_diag *diag)
{
    char settings[256];
    int keep_wal = 1;

    if (sqlite3_db_readonly(sqlite->db, "main") == 1)
        return fail(sqlite, SQLITE_READONLY, diag);
    WEIR_TRY(execute(sqlite, "PRAGMA journal_mode = WAL", diag));
    (void)snprintf(settings, sizeof settings,
                   "PRAGMA synchronous = %s; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;"
                   "PRAGMA cache_size = -65536; PRAGMA cell_size_check = 1",
                   sqlite->options.durability == WEIR_DURABILITY_FULL ? "FULL" : "NORMAL");
    WEIR_TRY(execute(sqlite, settings, diag));
    sqlite->checkpoint_at = WEIR_SQLITE_CHECKPOINT_PAGES;
    (void)sqlite3_wal_hook(sqlite->db, note_commit, sqlite);
    (void)sqlite3_file_control(sqlite->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep_wal); /* else slower, not wrong */
    return WEIR_OK;
}

static void set_busy_timeout(const weir_sqlite *sqlite)
{
    const int busy_ms = sqlite->options.busy_ms;

    (void)sqlite3_busy_timeout(sqlite->db, busy_ms < 0 ? 0 : busy_ms > 0 ? busy_ms : WEIR_SQLITE_BUSY_MS);
}

static weir_err set_up(weir_sqlite *sqlite, weir_diag *diag)
{
    (void)sqlite3_extended_result_codes(sqlite->db, 1);
    set_busy_timeout(sqlite);
    /* A file that somebody prepared must not run anything of its own. */
    (void)sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    WEIR_TRY(refuse_lost_file(sqlite, diag));
    WEIR_TRY(check_owner(sqlite, diag));
    return sqlite->options.is_read_only ? set_up_reader(sqlite, diag) : set_up_writer(sqlite, diag);
}

static weir_err write_version(const weir_sqlite *sqlite, int version, weir_diag *diag)
{
    char sql[96];

    (void)snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", application_of(sqlite),
                   version);
    return execute(sqlite, sql, diag);
}

/* The file of the write-ahead log; NULL if it is not open yet. */
static sqlite3_file *wal_file(const weir_sqlite *sqlite)
{
    sqlite3_file *file = NULL;

    if (sqlite3_file_control(sqlite->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) != SQLITE_OK)
        return NULL;
    return file && file->pMethods ? file : NULL;
}

/* What was read from the write-ahead log must be on the disk before anything is built on it. While another one writes
 * it is, or that one knows better. */
static weir_err keep_wal(const weir_sqlite *sqlite, weir_diag *diag)
{
    sqlite3_file *file;
    int code;

    (void)sqlite3_busy_timeout(sqlite->db, 0);
    code = sqlite3_exec(sqlite->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    set_busy_timeout(sqlite);
    if (code != SQLITE_OK)
        return (code & 0xff) == SQLITE_BUSY ? WEIR_OK : fail(sqlite, code, diag);
    file = wal_file(sqlite);
    if (file)
        code = weir_wal_write_again(file);
    if (code != SQLITE_OK)
        (void)weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "%s-wal: the disk failed (SQLite %d: %s)", sqlite->path, code,
                        sqlite3_errstr(code));
    if (sqlite3_exec(sqlite->db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK && code == SQLITE_OK)
        return fail(sqlite, sqlite3_extended_errcode(sqlite->db), diag);
    return code == SQLITE_OK ? WEIR_OK : WEIR_ESTORE;
}

/* A commit whose sync failed leaves whole frames behind the last good one, and a start that reads the write-ahead log
 * would take them for committed. One commit more overwrites them: then the one that failed never happened. */
static weir_err settle(weir_sqlite *sqlite, weir_diag *diag)
{
    int64_t version = 0;

    if (!sqlite->is_unsettled || sqlite->options.is_read_only)
        return WEIR_OK;
    WEIR_TRY(read_number(sqlite, "PRAGMA user_version", &version, diag));
    WEIR_TRY(write_version(sqlite, (int)version, diag));
    sqlite->is_unsettled = false;
    return WEIR_OK;
}

static void finalize_statements(weir_sqlite *sqlite)
{
    for (uint32_t i = 0; i < WEIR_QUERY_COUNT; i++) {
        assert(!sqlite->is_busy[i]);
        sqlite3_finalize(sqlite->statements[i]);
        sqlite->statements[i] = NULL;
    }
}

static void disconnect(weir_sqlite *sqlite)
{
    finalize_statements(sqlite);
    sqlite3_close(sqlite->db);
    sqlite->db = NULL;
}

static void forget_failed(weir_sqlite *sqlite)
{
    sqlite3_close(sqlite->failed);
    sqlite->failed = NULL;
}

int weir_sqlite_open_file(const char *path, int flags, const char *vfs, sqlite3 **out)
{
    char plain[PATH_LENGTH_MAX + 1];

    if (strncmp(path, "file:", 5) != 0)
        return sqlite3_open_v2(path, out, flags, vfs);
    if (snprintf(plain, sizeof plain, "./%s", path) > PATH_LENGTH_MAX)
        return SQLITE_CANTOPEN;
    return sqlite3_open_v2(plain, out, flags, vfs);
}

static weir_err connect_to_file(weir_sqlite *sqlite, weir_diag *diag)
{
    const int flags = sqlite->options.is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = weir_sqlite_open_file(sqlite->path, flags | SQLITE_OPEN_NOMUTEX, sqlite->options.vfs, &sqlite->db);
    weir_err err = code == SQLITE_OK ? set_up(sqlite, diag) : fail(sqlite, code, diag);

    if (err == WEIR_OK && !sqlite->failed && !sqlite->options.is_read_only)
        err = keep_wal(sqlite, diag);
    if (err == WEIR_OK)
        err = settle(sqlite, diag);
    if (err == WEIR_OK)
        forget_failed(sqlite);
    else
        disconnect(sqlite);
    return err;
}

static weir_err ensure_connected(weir_sqlite *sqlite, weir_diag *diag)
{
    return sqlite->db ? WEIR_OK : connect_to_file(sqlite, diag);
}

/* ── statements ──────────────────────────────────────────────────────────────────────────────────────── */

static int bind(sqlite3_stmt *statement, int parameter, const weir_sql_value *value)
{
    switch (value->kind) {
    case WEIR_SQL_NULL:
        return sqlite3_bind_null(statement, parameter);
    case WEIR_SQL_INTEGER:
        return sqlite3_bind_int64(statement, parameter, value->integer);
    case WEIR_SQL_TEXT:
        return sqlite3_bind_text64(statement, parameter, value->text.at, value->text.length, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case WEIR_SQL_BYTES:
        return sqlite3_bind_blob64(statement, parameter, value->text.at, value->text.length, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

int weir_sqlite_bind(sqlite3_stmt *statement, const weir_sql_value *values, uint32_t count)
{
    int code = SQLITE_OK;

    for (uint32_t i = 0; code == SQLITE_OK && i < count; i++)
        code = bind(statement, (int)i + 1, &values[i]);
    return code;
}

static int prepare(const weir_sqlite *sqlite, weir_query query, unsigned flags, sqlite3_stmt **out)
{
    return sqlite3_prepare_v3(sqlite->db, weir_query_sql(query), -1, flags, out, NULL);
}

static weir_err take_statement(weir_sqlite *sqlite, weir_query query, sqlite3_stmt **out, weir_diag *diag)
{
    int code = SQLITE_OK;

    WEIR_TRY(ensure_connected(sqlite, diag));
    if (!sqlite->statements[query])
        code = prepare(sqlite, query, SQLITE_PREPARE_PERSISTENT, &sqlite->statements[query]);
    *out = sqlite->statements[query];
    return code == SQLITE_OK ? WEIR_OK : fail(sqlite, code, diag);
}

static void tell_tap(const weir_sqlite *sqlite, weir_query query, const weir_sql_value *values, uint32_t count)
{
    const bool is_write = !sqlite3_stmt_readonly(sqlite->statements[query]) && query != WEIR_QUERY_begin;

    sqlite->options.tap.run(sqlite->options.tap.self, query, values, count,
                            is_write ? (uint64_t)sqlite3_changes64(sqlite->db) : 0);
}

static weir_err run(void *self, weir_query query, const weir_sql_value *values, uint32_t count, uint64_t *changed,
                    weir_diag *diag)
{
    weir_sqlite *sqlite = self;
    sqlite3_stmt *statement;
    weir_err err = WEIR_OK;
    int code;

    assert(!sqlite->is_busy[query]);
    WEIR_TRY(take_statement(sqlite, query, &statement, diag));
    code = weir_sqlite_bind(statement, values, count);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code != SQLITE_DONE)
        err = fail(sqlite, code, diag);
    else if (changed)
        *changed = (uint64_t)sqlite3_changes64(sqlite->db);
    if (sqlite->options.tap.run && err == WEIR_OK)
        tell_tap(sqlite, query, values, count);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return err;
}

/* The prepared statement, or another one while that is open. */
static weir_err open_cursor(void *self, weir_query query, const weir_sql_value *values, uint32_t count,
                            weir_sql_cursor **out, weir_diag *diag)
{
    weir_sqlite *sqlite = self;
    const bool is_second = sqlite->is_busy[query];
    sqlite3_stmt *statement = NULL;
    int code = SQLITE_OK;

    if (is_second)
        code = prepare(sqlite, query, 0, &statement);
    else
        WEIR_TRY(take_statement(sqlite, query, &statement, diag));
    if (code == SQLITE_OK)
        code = weir_sqlite_bind(statement, values, count);
    if (code != SQLITE_OK) {
        const weir_err err = fail(sqlite, code, diag);

        if (is_second)
            sqlite3_finalize(statement);
        return err;
    }
    sqlite->is_busy[query] = true;
    *out = (weir_sql_cursor *)statement;
    return WEIR_OK;
}

weir_err weir_sqlite_open_text(weir_sqlite *sqlite, weir_text sql, const weir_sql_value *values, uint32_t count,
                               weir_sql_cursor **out, weir_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    int code;

    WEIR_TRY(ensure_connected(sqlite, diag));
    code = sqlite3_prepare_v2(sqlite->db, sql.at, (int)sql.length, &statement, NULL);
    if (code == SQLITE_OK)
        code = weir_sqlite_bind(statement, values, count);
    if (code != SQLITE_OK) {
        const weir_err err = fail(sqlite, code, diag);

        sqlite3_finalize(statement);
        return err;
    }
    *out = (weir_sql_cursor *)statement;
    return WEIR_OK;
}

static weir_err next_row(void *self, weir_sql_cursor *cursor, bool *has_row, weir_diag *diag)
{
    int code;

    ((weir_sqlite *)self)->read_steps = 0;
    code = sqlite3_step((sqlite3_stmt *)cursor);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail(self, code, diag);
    *has_row = code == SQLITE_ROW;
    return WEIR_OK;
}

static int64_t column_integer(weir_sql_cursor *cursor, int column)
{
    return sqlite3_column_int64((sqlite3_stmt *)cursor, column);
}

/* As bytes: SQLite may give no pointer for an empty blob. */
static weir_text column_text(weir_sql_cursor *cursor, int column)
{
    sqlite3_stmt *statement = (sqlite3_stmt *)cursor;
    const char *at;

    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return WEIR_NO_TEXT;
    at = sqlite3_column_blob(statement, column);
    return at ? (weir_text){at, (size_t)sqlite3_column_bytes(statement, column)} : WEIR_T("");
}

static void close_cursor(void *self, weir_sql_cursor *cursor)
{
    weir_sqlite *sqlite = self;
    sqlite3_stmt *statement = (sqlite3_stmt *)cursor;

    for (uint32_t i = 0; i < WEIR_QUERY_COUNT; i++) {
        if (sqlite->statements[i] != statement)
            continue;
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
        sqlite->is_busy[i] = false;
        return;
    }
    sqlite3_finalize(statement);
}

/* ── the rest of the port ────────────────────────────────────────────────────────────────────────────── */

static weir_err script(void *self, weir_text sql, weir_diag *diag)
{
    weir_sqlite *sqlite = self;
    const char *at = sql.at, *end = sql.at + sql.length;

    WEIR_TRY(ensure_connected(sqlite, diag));
    while (at < end) {
        sqlite3_stmt *statement = NULL;
        weir_err err = WEIR_OK;
        int code = sqlite3_prepare_v2(sqlite->db, at, (int)(end - at), &statement, &at);

        if (code == SQLITE_OK && statement) {
            do
                code = sqlite3_step(statement);
            while (code == SQLITE_ROW);
        }
        if (code != SQLITE_OK && code != SQLITE_DONE)
            err = fail(sqlite, code, diag);
        sqlite3_finalize(statement);
        WEIR_TRY(err);
    }
    return WEIR_OK;
}

static bool in_transaction(void *self)
{
    const weir_sqlite *sqlite = self;

    return sqlite->db && !sqlite3_get_autocommit(sqlite->db);
}

/* The new connection comes before the old one goes, however often it has to be tried: what SQLite keeps in shared
 * memory about the write-ahead log stays, and with it the knowledge that the transaction that failed is none. Without
 * it a new connection would find its frames and take them for committed, and later commits behind them, although the
 * disk may never have got them: the next loss of power would take all of them. */
static weir_err reopen(void *self, weir_diag *diag)
{
    weir_sqlite *sqlite = self;

    finalize_statements(sqlite);
    if (sqlite->db) {
        forget_failed(sqlite);
        sqlite->failed = sqlite->db;
        sqlite->db = NULL;
        if (!sqlite3_get_autocommit(sqlite->failed))
            forget_failed(sqlite); /* it would lock the new one out */
    }
    sqlite->is_unsettled = true;
    return connect_to_file(sqlite, diag);
}

/* Zeros behind the last frame are no frames: recovery stops there, and commits overwrite them. */
static int grow(sqlite3_file *file, int64_t from, int64_t to)
{
    static const char zeros[64 * 1024];
    int code = SQLITE_OK;

    while (code == SQLITE_OK && from < to) {
        const int64_t count = to - from < (int64_t)sizeof zeros ? to - from : (int64_t)sizeof zeros;

        code = file->pMethods->xWrite(file, zeros, (int)count, from);
        from += count;
    }
    return code == SQLITE_OK ? file->pMethods->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY) : code;
}

static weir_err idle(void *self, bool *has_more, weir_diag *diag)
{
    weir_sqlite *sqlite = self;
    sqlite3_file *file;
    sqlite3_int64 size = 0;
    int code;

    *has_more = false;
    WEIR_TRY(ensure_connected(sqlite, diag));
    if (sqlite->options.is_read_only)
        return WEIR_OK;
    file = wal_file(sqlite);
    if (!file || in_transaction(sqlite))
        return WEIR_OK;
    code = file->pMethods->xFileSize(file, &size);
    if (code == SQLITE_OK && size < WEIR_SQLITE_WAL_BYTES) {
        const int64_t wanted = size + WEIR_SQLITE_WAL_STEP_BYTES;

        code = grow(file, size, wanted < WEIR_SQLITE_WAL_BYTES ? wanted : WEIR_SQLITE_WAL_BYTES);
        *has_more = code == SQLITE_OK;
    } else if (code == SQLITE_OK) {
        checkpoint(sqlite); /* the next commit then begins at the front again */
    }
    return code == SQLITE_OK || code == SQLITE_BUSY ? WEIR_OK : fail(sqlite, code, diag);
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_sqlite_open(const weir_sqlite_options *options, int version_max, weir_memory memory, weir_sqlite **out,
                          weir_diag *diag)
{
    const size_t path_bytes = strlen(options->path) + 1;
    weir_sqlite *sqlite = memory.take(memory.self, sizeof *sqlite);
    char *path = memory.take(memory.self, path_bytes);
    weir_err err = WEIR_ENOMEM;

    if (sqlite && path) {
        memcpy(path, options->path, path_bytes);
        *sqlite = (weir_sqlite){
            .memory = memory, .options = *options, .path = path, .path_bytes = path_bytes, .version_max = version_max};
        err = connect_to_file(sqlite, diag);
    }
    if (err == WEIR_OK) {
        *out = sqlite;
        return WEIR_OK;
    }
    if (sqlite)
        memory.give(memory.self, sqlite, sizeof *sqlite);
    if (path)
        memory.give(memory.self, path, path_bytes);
    return err;
}

/* A start reads all frames of the write-ahead log that are whole. After a checkpoint, one commit at the front makes
 * all those behind it stale, so that the next start reads two pages, not eighty megabytes. */
static void leave_short_wal(weir_sqlite *sqlite)
{
    int frame_count = 0, copied_count = 0, version;

    if (sqlite3_wal_checkpoint_v2(sqlite->db, "main", SQLITE_CHECKPOINT_PASSIVE, &frame_count, &copied_count) ==
            SQLITE_OK &&
        frame_count > 16 && copied_count == frame_count && weir_sqlite_version(sqlite, &version, NULL) == WEIR_OK)
        (void)write_version(sqlite, version, NULL); /* else the next start takes longer */
}

weir_sqlite_wal weir_sqlite_look_at_wal(const weir_sqlite *sqlite)
{
    return sqlite->wal;
}

void weir_sqlite_close(weir_sqlite *sqlite)
{
    weir_memory memory;

    if (!sqlite)
        return;
    memory = sqlite->memory;
    if (sqlite->db && !sqlite->options.is_read_only && !in_transaction(sqlite))
        leave_short_wal(sqlite);
    disconnect(sqlite);
    forget_failed(sqlite);
    memory.give(memory.self, sqlite->path, sqlite->path_bytes);
    memory.give(memory.self, sqlite, sizeof *sqlite);
}

weir_err weir_sqlite_version(weir_sqlite *sqlite, int *out, weir_diag *diag)
{
    int64_t version = 0;

    WEIR_TRY(ensure_connected(sqlite, diag));
    WEIR_TRY(read_number(sqlite, "PRAGMA user_version", &version, diag));
    *out = (int)version;
    return WEIR_OK;
}

weir_err weir_sqlite_set_version(weir_sqlite *sqlite, int version, weir_diag *diag)
{
    WEIR_TRY(ensure_connected(sqlite, diag));
    return write_version(sqlite, version, diag);
}

weir_err weir_sqlite_open_beside(const weir_sqlite *sqlite, weir_sqlite **out, weir_diag *diag)
{
    weir_sqlite_options options = sqlite->options;

    options.path = sqlite->path;
    options.is_read_only = true;
    return weir_sqlite_open(&options, sqlite->version_max, sqlite->memory, out, diag);
}

const char *weir_sqlite_path(const weir_sqlite *sqlite)
{
    return sqlite->path;
}

sqlite3 *weir_sqlite_connection(const weir_sqlite *sqlite)
{
    return sqlite->db;
}

weir_err weir_sqlite_fail(const weir_sqlite *sqlite, int code, weir_diag *diag)
{
    return fail(sqlite, code, diag);
}

weir_sql weir_sqlite_port(weir_sqlite *sqlite)
{
    return (weir_sql){
        .self = sqlite,
        .run = run,
        .open = open_cursor,
        .next = next_row,
        .integer = column_integer,
        .text = column_text,
        .close = close_cursor,
        .script = script,
        .in_transaction = in_transaction,
        .reopen = reopen,
        .idle = idle,
    };
}
