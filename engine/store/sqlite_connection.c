/* SPDX-License-Identifier: Apache-2.0
 * store/sqlite_connection.c - connect to the file: whose it is, its settings, a new connection after one that failed.
 */
#include <assert.h>
#include <sqlite3.h>
#include <string.h>

#include "store/sqlite_internal.h"

#define PATH_LENGTH_MAX 4097 /* "./" and the longest that the host lets through */

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

weir_err weir_sqlite_fail(const weir_sqlite *sqlite, int code, weir_diag *diag)
{
    return weir_sqlite_tell(sqlite->path, code, sqlite->db ? sqlite3_errmsg(sqlite->db) : sqlite3_errstr(code), diag);
}

/* One number that a statement gives. */
weir_err weir_sqlite_read_number(const weir_sqlite *sqlite, const char *sql, int64_t *out, weir_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(sqlite->db, sql, -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else
        (void)weir_sqlite_fail(sqlite, code, diag); /* before finalize changes the message */
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? WEIR_OK : weir_sqlite_fail(sqlite, code, NULL);
}

static weir_err execute(const weir_sqlite *sqlite, const char *sql, weir_diag *diag)
{
    const int code = sqlite3_exec(sqlite->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? WEIR_OK : weir_sqlite_fail(sqlite, code, diag);
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

    WEIR_TRY(weir_sqlite_read_number(sqlite, "PRAGMA application_id", &application, diag));
    WEIR_TRY(weir_sqlite_read_number(sqlite, "PRAGMA user_version", &version, diag));
    WEIR_TRY(weir_sqlite_read_number(sqlite, "SELECT count(*) FROM sqlite_master", &object_count, diag));
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

static weir_err set_up_writer(weir_sqlite *sqlite, weir_diag *diag)
{
    char settings[256];
    int keep_wal = 1;

    if (sqlite3_db_readonly(sqlite->db, "main") == 1)
        return weir_sqlite_fail(sqlite, SQLITE_READONLY, diag);
    WEIR_TRY(execute(sqlite, "PRAGMA journal_mode = WAL", diag));
    (void)snprintf(settings, sizeof settings,
                   "PRAGMA synchronous = %s; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;"
                   "PRAGMA cache_size = -65536; PRAGMA cell_size_check = 1",
                   sqlite->options.durability == WEIR_DURABILITY_FULL ? "FULL" : "NORMAL");
    WEIR_TRY(execute(sqlite, settings, diag));
    sqlite->checkpoint_at = WEIR_SQLITE_CHECKPOINT_PAGES;
    (void)sqlite3_wal_hook(sqlite->db, weir_sqlite_note_commit, sqlite);
    (void)sqlite3_file_control(sqlite->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep_wal); /* else slower, not wrong */
    return WEIR_OK;
}

void weir_sqlite_set_busy_timeout(const weir_sqlite *sqlite)
{
    const int busy_ms = sqlite->options.busy_ms;

    (void)sqlite3_busy_timeout(sqlite->db, busy_ms < 0 ? 0 : busy_ms > 0 ? busy_ms : WEIR_SQLITE_BUSY_MS);
}

static weir_err set_up(weir_sqlite *sqlite, weir_diag *diag)
{
    (void)sqlite3_extended_result_codes(sqlite->db, 1);
    weir_sqlite_set_busy_timeout(sqlite);
    /* A file that somebody prepared must not run anything of its own. */
    (void)sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    WEIR_TRY(refuse_lost_file(sqlite, diag));
    WEIR_TRY(check_owner(sqlite, diag));
    return sqlite->options.is_read_only ? set_up_reader(sqlite, diag) : set_up_writer(sqlite, diag);
}

weir_err weir_sqlite_write_version(const weir_sqlite *sqlite, int version, weir_diag *diag)
{
    char sql[96];

    (void)snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", application_of(sqlite),
                   version);
    return execute(sqlite, sql, diag);
}

static void finalize_statements(weir_sqlite *sqlite)
{
    for (uint32_t i = 0; i < WEIR_QUERY_COUNT; i++) {
        assert(!sqlite->is_busy[i]);
        sqlite3_finalize(sqlite->statements[i]);
        sqlite->statements[i] = NULL;
    }
}

void weir_sqlite_disconnect(weir_sqlite *sqlite)
{
    finalize_statements(sqlite);
    sqlite3_close(sqlite->db);
    sqlite->db = NULL;
}

void weir_sqlite_forget_failed(weir_sqlite *sqlite)
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

weir_err weir_sqlite_connect(weir_sqlite *sqlite, weir_diag *diag)
{
    const int flags = sqlite->options.is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = weir_sqlite_open_file(sqlite->path, flags | SQLITE_OPEN_NOMUTEX, sqlite->options.vfs, &sqlite->db);
    weir_err err = code == SQLITE_OK ? set_up(sqlite, diag) : weir_sqlite_fail(sqlite, code, diag);

    if (err == WEIR_OK && !sqlite->failed && !sqlite->options.is_read_only)
        err = weir_sqlite_keep_wal(sqlite, diag);
    if (err == WEIR_OK)
        err = weir_sqlite_settle(sqlite, diag);
    if (err == WEIR_OK)
        weir_sqlite_forget_failed(sqlite);
    else
        weir_sqlite_disconnect(sqlite);
    return err;
}

/* The new connection comes before the old one goes, however often it has to be tried: what SQLite keeps in shared
 * memory about the write-ahead log stays, and with it the knowledge that the transaction that failed is none. Without
 * it a new connection would find its frames and take them for committed, and later commits behind them, although the
 * disk may never have got them: the next loss of power would take all of them. */
weir_err weir_sqlite_reopen(void *self, weir_diag *diag)
{
    weir_sqlite *sqlite = self;

    finalize_statements(sqlite);
    if (sqlite->db) {
        weir_sqlite_forget_failed(sqlite);
        sqlite->failed = sqlite->db;
        sqlite->db = NULL;
        if (!sqlite3_get_autocommit(sqlite->failed))
            weir_sqlite_forget_failed(sqlite); /* it would lock the new one out */
    }
    sqlite->is_unsettled = true;
    return weir_sqlite_connect(sqlite, diag);
}

weir_err weir_sqlite_version(weir_sqlite *sqlite, int *out, weir_diag *diag)
{
    int64_t version = 0;

    WEIR_TRY(weir_sqlite_ensure_connected(sqlite, diag));
    WEIR_TRY(weir_sqlite_read_number(sqlite, "PRAGMA user_version", &version, diag));
    *out = (int)version;
    return WEIR_OK;
}

weir_err weir_sqlite_set_version(weir_sqlite *sqlite, int version, weir_diag *diag)
{
    WEIR_TRY(weir_sqlite_ensure_connected(sqlite, diag));
    return weir_sqlite_write_version(sqlite, version, diag);
}

weir_err weir_sqlite_open_beside(const weir_sqlite *sqlite, weir_sqlite **out, weir_diag *diag)
{
    weir_sqlite_options options = sqlite->options;

    options.path = sqlite->path;
    options.is_read_only = true;
    return weir_sqlite_open(&options, sqlite->version_max, sqlite->memory, out, diag);
}

weir_err weir_sqlite_ensure_connected(weir_sqlite *sqlite, weir_diag *diag)
{
    return sqlite->db ? WEIR_OK : weir_sqlite_connect(sqlite, diag);
}

bool weir_sqlite_in_transaction(void *self)
{
    const weir_sqlite *sqlite = self;

    return sqlite->db && !sqlite3_get_autocommit(sqlite->db);
}
