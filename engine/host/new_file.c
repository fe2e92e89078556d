/* SPDX-License-Identifier: Apache-2.0
 * host/new_file.c - made beside its place, synced, then named.
 */
#include "host/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SIZE (WEIR_NEW_FILE_PATH_LENGTH_MAX + 32)

static weir_err io_error(weir_diag *diag, const char *path, const char *what)
{
    const int number = errno;

    return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%.400s: %s (%s)", path, what, strerror(number));
}

static weir_err refuse_existing(const char *path, weir_diag *diag)
{
    char wal[NAME_SIZE];
    struct stat found;

    (void)snprintf(wal, sizeof wal, "%s-wal", path);
    if (lstat(path, &found) == 0)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%.400s is there already; nothing is overwritten", path);
    if (lstat(wal, &found) == 0)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT,
                         "%.400s-wal is there and would be taken for a part of the new file; take it away first", path);
    return WEIR_OK;
}

static mode_t mode_like(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 ? found.st_mode & 0666 : 0600;
}

weir_err weir_new_file_begin(const char *path, const char *like, weir_new_file *out, weir_diag *diag)
{
    int fd;

    if (strlen(path) > WEIR_NEW_FILE_PATH_LENGTH_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "a path has at most %d bytes", WEIR_NEW_FILE_PATH_LENGTH_MAX);
    (void)snprintf(out->path, sizeof out->path, "%s", path);
    (void)snprintf(out->part, sizeof out->part, "%s.part", path);
    WEIR_TRY(refuse_existing(out->path, diag));
    fd = open(out->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_like(like));
    if (fd < 0 && errno == EEXIST)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT,
                         "%.400s is there: another process is at it, or one was killed and left it; take it away then",
                         out->part);
    if (fd < 0)
        return io_error(diag, out->part, "can't be made");
    (void)close(fd);
    return WEIR_OK;
}

static weir_err sync_path(const char *path, int flags, weir_diag *diag)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    weir_err err = WEIR_OK;

    if (fd < 0)
        return io_error(diag, path, "can't be opened");
    if (fsync(fd) != 0)
        err = io_error(diag, path, "can't be synced to the disk");
    (void)close(fd);
    return err;
}

/* A link, unlike a renaming, never replaces what came into being meanwhile. Some file systems have no links. */
static weir_err give_name(weir_new_file *file, weir_diag *diag)
{
    if (link(file->part, file->path) == 0) {
        (void)unlink(file->part);
        return WEIR_OK;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
        return io_error(diag, file->path, "can't be made");
    WEIR_TRY(refuse_existing(file->path, diag));
    return rename(file->part, file->path) == 0 ? WEIR_OK : io_error(diag, file->path, "can't be made");
}

static weir_err sync_folder(const char *path, weir_diag *diag)
{
    char folder[NAME_SIZE];
    char *slash;

    (void)snprintf(folder, sizeof folder, "%s", path);
    slash = strrchr(folder, '/');
    if (!slash)
        return sync_path(".", O_DIRECTORY, diag);
    slash[slash == folder] = '\0';
    return sync_path(folder, O_DIRECTORY, diag);
}

weir_err weir_new_file_finish(weir_new_file *file, weir_diag *diag)
{
    weir_err err = sync_path(file->part, 0, diag);

    if (err == WEIR_OK)
        err = give_name(file, diag);
    if (err != WEIR_OK) {
        weir_new_file_abandon(file);
        return err;
    }
    return sync_folder(file->path, diag);
}

void weir_new_file_drop_companions(const weir_new_file *file)
{
    static const char *const endings[] = {"-wal", "-shm", "-journal"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[NAME_SIZE];

        (void)snprintf(name, sizeof name, "%s%s", file->part, endings[i]);
        (void)unlink(name);
    }
}

void weir_new_file_abandon(weir_new_file *file)
{
    weir_new_file_drop_companions(file);
    (void)unlink(file->part);
}
