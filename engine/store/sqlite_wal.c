/* SPDX-License-Identifier: Apache-2.0
 * store/sqlite_wal.c - the write-ahead log of one connection: kept at a start, copied now and then, grown ahead.
 */
#include <sqlite3.h>

#include "store/sqlite_internal.h"
#include "store/wal.h"

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

int weir_sqlite_note_commit(void *self, sqlite3 *db, const char *name, int page_count)
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
weir_err weir_sqlite_keep_wal(const weir_sqlite *sqlite, weir_diag *diag)
{
    sqlite3_file *file;
    int code;

    (void)sqlite3_busy_timeout(sqlite->db, 0);
    code = sqlite3_exec(sqlite->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    weir_sqlite_set_busy_timeout(sqlite);
    if (code != SQLITE_OK)
        return (code & 0xff) == SQLITE_BUSY ? WEIR_OK : weir_sqlite_fail(sqlite, code, diag);
    file = wal_file(sqlite);
    if (file)
        code = weir_wal_write_again(file);
    if (code != SQLITE_OK)
        (void)weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "%s-wal: the disk failed (SQLite %d: %s)", sqlite->path, code,
                        sqlite3_errstr(code));
    if (sqlite3_exec(sqlite->db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK && code == SQLITE_OK)
        return weir_sqlite_fail(sqlite, sqlite3_extended_errcode(sqlite->db), diag);
    return code == SQLITE_OK ? WEIR_OK : WEIR_ESTORE;
}

/* A commit whose sync failed leaves whole frames behind the last good one, and a start that reads the write-ahead log
 * would take them for committed. One commit more overwrites them: then the one that failed never happened. */
weir_err weir_sqlite_settle(weir_sqlite *sqlite, weir_diag *diag)
{
    int64_t version = 0;

    if (!sqlite->is_unsettled || sqlite->options.is_read_only)
        return WEIR_OK;
    WEIR_TRY(weir_sqlite_read_number(sqlite, "PRAGMA user_version", &version, diag));
    WEIR_TRY(weir_sqlite_write_version(sqlite, (int)version, diag));
    sqlite->is_unsettled = false;
    return WEIR_OK;
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

weir_err weir_sqlite_idle(void *self, bool *has_more, weir_diag *diag)
{
    weir_sqlite *sqlite = self;
    sqlite3_file *file;
    sqlite3_int64 size = 0;
    int code;

    *has_more = false;
    WEIR_TRY(weir_sqlite_ensure_connected(sqlite, diag));
    if (sqlite->options.is_read_only)
        return WEIR_OK;
    file = wal_file(sqlite);
    if (!file || weir_sqlite_in_transaction(sqlite))
        return WEIR_OK;
    code = file->pMethods->xFileSize(file, &size);
    if (code == SQLITE_OK && size < WEIR_SQLITE_WAL_BYTES) {
        const int64_t wanted = size + WEIR_SQLITE_WAL_STEP_BYTES;

        code = grow(file, size, wanted < WEIR_SQLITE_WAL_BYTES ? wanted : WEIR_SQLITE_WAL_BYTES);
        *has_more = code == SQLITE_OK;
    } else if (code == SQLITE_OK) {
        checkpoint(sqlite); /* the next commit then begins at the front again */
    }
    return code == SQLITE_OK || code == SQLITE_BUSY ? WEIR_OK : weir_sqlite_fail(sqlite, code, diag);
}

/* A start reads all frames of the write-ahead log that are whole. After a checkpoint, one commit at the front makes
 * all those behind it stale, so that the next start reads two pages, not eighty megabytes. */
void weir_sqlite_leave_short_wal(weir_sqlite *sqlite)
{
    int frame_count = 0, copied_count = 0, version;

    if (sqlite3_wal_checkpoint_v2(sqlite->db, "main", SQLITE_CHECKPOINT_PASSIVE, &frame_count, &copied_count) ==
            SQLITE_OK &&
        frame_count > 16 && copied_count == frame_count && weir_sqlite_version(sqlite, &version, NULL) == WEIR_OK)
        (void)weir_sqlite_write_version(sqlite, version, NULL); /* else the next start takes longer */
}

weir_sqlite_wal weir_sqlite_look_at_wal(const weir_sqlite *sqlite)
{
    return sqlite->wal;
}
