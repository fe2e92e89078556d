/* SPDX-License-Identifier: Apache-2.0
 * host/library_backup.c - a copy of the database under a new name.
 */
#include <sys/stat.h>

#include "host/library_internal.h"
#include "host/new_file.h"

/* Open the copy as any reader would, and read all of it once more from the file. */
static weir_err look_at_copy(weir_db *db, const weir_new_file *file, const weir_db_backup_options *options,
                             weir_sha256 *hash, weir_db_backup_result *result, weir_diag *diag)
{
    const weir_sqlite_options copy = {.path = file->part, .is_read_only = true};
    const weir_db_watcher watcher = {.progress = options->progress, .context = options->context, .what = "checking"};
    weir_sqlite_store *store;
    weir_err err;

    WEIR_TRY(weir_sqlite_store_open(&copy, weir_sha256_hasher(hash), db->memory, &store, diag));
    err = options->is_unchecked ? WEIR_OK : weir_sqlite_store_check(store, weir_db_watch(&watcher), diag);
    if (err == WEIR_EFORMAT) {
        const weir_diag why = *diag;

        err = weir_fail(diag, err, WEIR_NO_TEXT, "the database is damaged, and so is its copy, which is gone: %.300s",
                        why.message);
    }
    if (err == WEIR_OK)
        err = weir_db_read_head(store, result->head, sizeof result->head, diag);
    weir_sqlite_store_close(store);
    return err;
}

static weir_err fill(weir_db *db, const weir_new_file *file, const weir_db_backup_options *options,
                     weir_db_backup_result *result, weir_diag *diag)
{
    const weir_db_watcher watcher = {.progress = options->progress, .context = options->context, .what = "copying"};
    weir_sha256 *hash;
    struct stat found;
    weir_err err;

    WEIR_TRY(weir_sqlite_store_backup(db->reader, file->part, weir_db_watch(&watcher), diag));
    WEIR_TRY(weir_sha256_new(db->memory, &hash));
    err = look_at_copy(db, file, options, hash, result, diag);
    weir_sha256_free(hash);
    if (err == WEIR_OK && stat(file->part, &found) == 0)
        result->byte_count = (uint64_t)found.st_size;
    return err;
}

static weir_err back_up(weir_db *db, const weir_db_backup_options *options, weir_db_backup_result *result,
                        weir_diag *diag)
{
    weir_new_file file;
    weir_err err;

    if (!options->path)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "name the file to be made");
    WEIR_TRY(weir_new_file_begin(options->path, weir_sqlite_store_path(db->reader), &file, diag));
    err = fill(db, &file, options, result, diag);
    if (err == WEIR_OK)
        return weir_new_file_finish(&file, diag);
    weir_new_file_abandon(&file);
    return err;
}

int weir_db_backup(weir_db *db, const weir_db_backup_options *options, weir_db_backup_result *result,
                   weir_db_error *error)
{
    weir_db_backup_result made = {0};
    weir_diag diag = {0};
    const weir_err err = back_up(db, options, &made, &diag);

    if (err == WEIR_OK && result)
        *result = made;
    return weir_db_report(err, &diag, error);
}
