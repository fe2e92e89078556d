/* SPDX-License-Identifier: Apache-2.0
 * host/path.c - realpath, for links alone: in messages a path should be the one that was given.
 */
#include "host/path.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static_assert(WEIR_PATH_SIZE >= PATH_MAX, "realpath writes as much");

weir_err weir_path_resolve(const char *path, char out[static WEIR_PATH_SIZE], weir_diag *diag)
{
    struct stat info;

    if (strlen(path) >= WEIR_PATH_SIZE)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "a path has at most %d bytes", WEIR_PATH_SIZE - 1);
    memcpy(out, path, strlen(path) + 1);
    if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode) && !realpath(path, out))
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%s: this is a link to a file that is not there", path);
    if (stat(out, &info) == 0 && S_ISDIR(info.st_mode))
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%s: that is a folder; name the file of a database", path);
    return WEIR_OK;
}

void weir_path_make_private(const char *path)
{
    const int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);

    if (file >= 0)
        (void)close(file);
}
