/* SPDX-License-Identifier: Apache-2.0
 * host/new_file.h - a database file that appears under its name when it is whole and on the disk, and not before.
 *
 * It is made as PATH.part. A file that is there is never touched: neither the one of that name, nor what a process that
 * was killed has left of an earlier attempt.
 * Layer: host.
 */
#ifndef WEIR_HOST_NEW_FILE_H
#define WEIR_HOST_NEW_FILE_H

#include "base/error.h"

#define WEIR_NEW_FILE_PATH_LENGTH_MAX 4000

typedef struct weir_new_file {
    char path[WEIR_NEW_FILE_PATH_LENGTH_MAX + 1], part[WEIR_NEW_FILE_PATH_LENGTH_MAX + 8];
} weir_new_file;

/* Make PATH.part, empty, for those who may read the file `like`. Pair with finish or abandon.
 * EIO: it can't be made; PATH, PATH.part, or a write-ahead log that would be taken for one of them is there. ELIMIT:
 * the path is too long. */
WEIR_MUST_USE weir_err weir_new_file_begin(const char *path, const char *like, weir_new_file *out, weir_diag *diag);
/* Sync it, give it its name, sync the folder. EIO: it is gone then. Nobody may have it open as a database. */
WEIR_MUST_USE weir_err weir_new_file_finish(weir_new_file *file, weir_diag *diag);
void weir_new_file_abandon(weir_new_file *file);
/* Take away what a database that was closed has left beside it. */
void weir_new_file_drop_companions(const weir_new_file *file);

#endif
