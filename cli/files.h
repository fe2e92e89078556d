/* SPDX-License-Identifier: Apache-2.0
 * cli/files.h - files and folders that a person names.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_FILES_H
#define WEIR_CLI_FILES_H

#include "base/arena.h"

#define WEIR_FILE_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define WEIR_FOLDER_DEPTH_MAX 32u

/* The whole file, in the arena. EIO with the reason in words, ELIMIT beyond WEIR_FILE_BYTES_MAX, ENOMEM. */
WEIR_MUST_USE weir_err weir_file_read(const char *path, weir_arena *arena, weir_text *out, weir_diag *diag);
/* A file gets the whole text or stays as it was: the text goes to a new file beside it that takes its place. What is
 * no plain file, like a device or a link, is written to as it is. EIO. */
WEIR_MUST_USE weir_err weir_file_write(const char *path, weir_text text, weir_diag *diag);

typedef struct weir_path {
    const char *at;
    bool is_named; /* by the person; else found in a folder */
} weir_path;

typedef struct weir_paths {
    weir_path *items;
    uint32_t count, capacity;
} weir_paths;

/* Add a file, or all files below a folder whose names end in one of `suffixes` (NULL after the last one), sorted. Links
 * and names that begin with a dot are passed over in folders. EIO, ELIMIT, ENOMEM. */
WEIR_MUST_USE weir_err weir_paths_add(weir_paths *paths, const char *path, const char *const *suffixes,
                                      weir_arena *arena, weir_diag *diag);
/* The forms of a model: all *.form in the folder "forms" beside it, if there is one. Those that are there already are
 * not added again. EIO, ENOMEM. */
WEIR_MUST_USE weir_err weir_paths_add_forms(weir_paths *paths, const char *model, weir_arena *arena, weir_diag *diag);
/* `name` as seen from the folder of the file `from`; an absolute one stays. NULL: no memory. */
const char *weir_path_beside(const char *from, weir_text name, weir_arena *arena);

#endif
