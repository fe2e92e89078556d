/* SPDX-License-Identifier: Apache-2.0
 * store/sqlite_backup.c - copy a database that is in use, and check a copy.
 *
 * The copy is made inside one read transaction of a connection of its own. SQLite's way page by page, with the lock
 * given back in between, begins anew whenever another connection commits: beside a busy writer it never ends. The price
 * is that the write-ahead log can't be used again from its start meanwhile: it grows by what is written while the copy
 * is made. This connection never makes a checkpoint.
 */
#include <sqlite3.h>
#include <string.h>

#include "store/store_internal.h"

#define PAGES_PER_STEP 1024
#define STEPS_PER_LOOK 100000 /* of SQLite's machine, while a file is checked */

static bool tell(weir_sqlite_watch watch, uint64_t done, uint64_t total)
{
    return !watch.tell || watch.tell(watch.context, done, total);
}

/* ── the copy ──────────────────────────────────────────────────────────────────────────────────────────── */

static int copy_pages(sqlite3_backup *backup, weir_sqlite_watch watch)
{
    int code;

    do {
        code = sqlite3_backup_step(backup, PAGES_PER_STEP);
        const int total = sqlite3_backup_pagecount(backup), left = sqlite3_backup_remaining(backup);

        if (code == SQLITE_OK && !tell(watch, (uint64_t)(total - left), (uint64_t)total))
            code = SQLITE_INTERRUPT;
    } while (code == SQLITE_OK);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* A copy while it is made. */
typedef struct copy {
    const char *path;
    sqlite3 *target;
    weir_sqlite_watch watch;
    weir_diag *diag;
} copy;

static weir_err fail(const copy *c, int code)
{
    return weir_sqlite_tell(c->path, code, c->target ? sqlite3_errmsg(c->target) : sqlite3_errstr(code), c->diag);
}

static weir_err execute(const copy *c, const char *sql)
{
    const int code = sqlite3_exec(c->target, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? WEIR_OK : fail(c, code);
}

/* SQLite leaves errors of either side in the target. */
static weir_err copy_database(const copy *c, sqlite3 *source)
{
    sqlite3_backup *backup = sqlite3_backup_init(c->target, "main", source, "main");
    int code, finish;

    if (!backup)
        return fail(c, sqlite3_errcode(c->target));
    code = copy_pages(backup, c->watch);
    finish = sqlite3_backup_finish(backup);
    if (code == SQLITE_INTERRUPT)
        return weir_fail(c->diag, WEIR_ESTOPPED, WEIR_NO_TEXT, "the copy was stopped before it was whole");
    if (code == SQLITE_OK)
        code = finish;
    return code == SQLITE_OK ? WEIR_OK : fail(c, code);
}

/* Nobody else knows the file yet, and who wants it on the disk syncs it at the end. The copy has the header of the
 * source, which asks for a write-ahead log. */
static weir_err fill(const copy *c, sqlite3 *source)
{
    WEIR_TRY(execute(c, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"));
    WEIR_TRY(copy_database(c, source));
    return execute(c, "SELECT count(*) FROM sqlite_master; PRAGMA journal_mode = DELETE");
}

static weir_err copy_to(copy *c, sqlite3 *source)
{
    int code = weir_sqlite_open_file(c->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL,
                                     &c->target);
    weir_err err = code == SQLITE_OK ? fill(c, source) : fail(c, code);

    code = sqlite3_close(c->target);
    c->target = NULL;
    return err == WEIR_OK && code != SQLITE_OK ? fail(c, code) : err;
}

weir_err weir_sqlite_backup(const weir_sqlite *source, const char *path, weir_sqlite_watch watch, weir_diag *diag)
{
    copy c = {.path = path, .watch = watch, .diag = diag};
    weir_sqlite *reader;
    weir_sql sql;
    weir_err err;

    WEIR_TRY(weir_sqlite_open_beside(source, &reader, diag));
    sql = weir_sqlite_port(reader);
    /* A read is what fixes the moment. */
    err = sql.script(sql.self, WEIR_T("BEGIN; SELECT count(*) FROM sqlite_master;"), diag);
    if (err == WEIR_OK)
        err = copy_to(&c, weir_sqlite_connection(reader));
    weir_sqlite_close(reader);
    return err;
}

/* ── the check ─────────────────────────────────────────────────────────────────────────────────────────── */

static int look_up(void *context)
{
    return !tell(*(const weir_sqlite_watch *)context, 0, 0);
}

static weir_err read_verdict(weir_sqlite *sqlite, weir_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(weir_sqlite_connection(sqlite), "PRAGMA quick_check(1)", -1, &statement, NULL);
    weir_err err;

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_INTERRUPT) {
        err = weir_fail(diag, WEIR_ESTOPPED, WEIR_NO_TEXT, "the check was stopped before it had finished");
    } else if (code != SQLITE_ROW) {
        err = weir_sqlite_fail(sqlite, code, diag);
    } else {
        const char *verdict = (const char *)sqlite3_column_text(statement, 0);

        err = verdict && strcmp(verdict, "ok") == 0
                  ? WEIR_OK
                  : weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "%s: the database is damaged: %s",
                              weir_sqlite_path(sqlite), verdict ? verdict : "the check says nothing");
    }
    sqlite3_finalize(statement);
    return err;
}

weir_err weir_sqlite_check(weir_sqlite *sqlite, weir_sqlite_watch watch, weir_diag *diag)
{
    int version;
    weir_err err;

    WEIR_TRY(weir_sqlite_version(sqlite, &version, diag)); /* connects anew if the connection was lost */
    sqlite3_progress_handler(weir_sqlite_connection(sqlite), STEPS_PER_LOOK, look_up, &watch);
    err = read_verdict(sqlite, diag);
    weir_sqlite_limit_reading(sqlite);
    return err;
}
