/* SPDX-License-Identifier: Apache-2.0
 * host/owner.c - flock on FILE-owner; its only line is "PID ADDRESS".
 *
 * flock, not fcntl: it belongs to the opening of the file, so a second taker in this process is refused too, and
 * closing another descriptor of the file does not lose it.
 */
#include "host/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define PATH_LENGTH_MAX 4095
#define LOOK_COUNT_MAX 100 /* milliseconds */
#define LINE_LENGTH_MAX (WEIR_OWNER_ADDRESS_LENGTH_MAX + 32)

struct weir_owner {
    weir_memory memory;
    int fd;
};

static weir_err owner_path(const char *path, char out[static PATH_LENGTH_MAX + 1], weir_diag *diag)
{
    if (snprintf(out, PATH_LENGTH_MAX + 1, "%s-owner", path) <= PATH_LENGTH_MAX)
        return WEIR_OK;
    return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "a path has at most %d bytes", PATH_LENGTH_MAX);
}

static weir_err io_error(weir_diag *diag, const char *path, const char *what)
{
    const int number = errno;

    return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%s-owner: can't be %s (%s)", path, what, strerror(number));
}

/* A line that is not ours, or only half written, gives pid 0. */
static weir_owner_info read_info(int fd)
{
    char line[LINE_LENGTH_MAX + 1];
    const ssize_t length = pread(fd, line, LINE_LENGTH_MAX, 0);
    weir_owner_info info = {0};
    size_t at = 0, end;

    line[length > 0 ? length : 0] = '\0';
    for (; line[at] >= '0' && line[at] <= '9' && info.pid < INT32_MAX; at++)
        info.pid = info.pid * 10 + (line[at] - '0');
    end = strcspn(line, "\n");
    if (line[at] != ' ' || line[end] != '\n')
        return (weir_owner_info){0};
    at++;
    if (end - at <= WEIR_OWNER_ADDRESS_LENGTH_MAX)
        memcpy(info.address, line + at, end - at);
    return info;
}

/* One write: a reader sees the old line or the new one. What is left behind a shorter one is cut off. */
static weir_err write_info(int fd, weir_text address, const char *path, weir_diag *diag)
{
    char line[LINE_LENGTH_MAX + 1];
    int length;

    if (address.length > WEIR_OWNER_ADDRESS_LENGTH_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "an address has at most %u bytes",
                         WEIR_OWNER_ADDRESS_LENGTH_MAX);
    length = snprintf(line, sizeof line, "%lld %.*s\n", (long long)getpid(), WEIR_ARG(address));
    if (pwrite(fd, line, (size_t)length, 0) != length || ftruncate(fd, length) != 0)
        return io_error(diag, path, "written");
    return WEIR_OK;
}

/* Those who only look hold the lock for a moment, shared; an owner holds it alone. */
static int lock_alone(int fd)
{
    const struct timespec moment = {.tv_nsec = 1000000};

    for (int i = 0; i < LOOK_COUNT_MAX; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return 0;
        if (errno != EWOULDBLOCK || flock(fd, LOCK_SH | LOCK_NB) != 0)
            return -1;
        (void)flock(fd, LOCK_UN);
        (void)nanosleep(&moment, NULL);
    }
    errno = EWOULDBLOCK;
    return -1;
}

static weir_err refuse(int fd, const char *path, weir_owner_info *holder, weir_diag *diag)
{
    const weir_owner_info info = read_info(fd);

    if (holder)
        *holder = info;
    return weir_fail(diag, WEIR_EOWNED, WEIR_NO_TEXT, "%s: process %lld owns this file%s%s", path, (long long)info.pid,
                     info.address[0] ? " and listens at " : "", info.address);
}

weir_err weir_owner_take(const char *path, weir_text address, weir_memory memory, weir_owner **out,
                         weir_owner_info *holder, weir_diag *diag)
{
    char name[PATH_LENGTH_MAX + 1];
    weir_owner *owner;
    weir_err err;
    int fd;

    WEIR_TRY(owner_path(path, name, diag));
    fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return io_error(diag, path, "opened");
    owner = memory.take(memory.self, sizeof *owner);
    if (!owner)
        err = weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "no memory for the owner of a file");
    else if (lock_alone(fd) != 0)
        err = errno == EWOULDBLOCK ? refuse(fd, path, holder, diag) : io_error(diag, path, "locked");
    else
        err = write_info(fd, address, path, diag);
    if (err == WEIR_OK) {
        *owner = (weir_owner){.memory = memory, .fd = fd};
        *out = owner;
        return WEIR_OK;
    }
    close(fd);
    if (owner)
        memory.give(memory.self, owner, sizeof *owner);
    return err;
}

weir_err weir_owner_set_address(weir_owner *owner, weir_text address, weir_diag *diag)
{
    return write_info(owner->fd, address, "FILE", diag);
}

/* The file stays: removing it would let a third process lock a new one beside the one that a second still has. */
void weir_owner_release(weir_owner *owner)
{
    if (!owner)
        return;
    close(owner->fd);
    owner->memory.give(owner->memory.self, owner, sizeof *owner);
}

weir_err weir_owner_look(const char *path, weir_owner_info *out, weir_diag *diag)
{
    char name[PATH_LENGTH_MAX + 1];
    weir_err err = WEIR_OK;
    int fd;

    WEIR_TRY(owner_path(path, name, diag));
    fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno != ENOENT)
        return io_error(diag, path, "opened");
    if (fd < 0 || flock(fd, LOCK_SH | LOCK_NB) == 0)
        err = weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "%s: nobody owns this file", path);
    else if (errno != EWOULDBLOCK)
        err = io_error(diag, path, "locked");
    else
        *out = read_info(fd);
    if (fd >= 0)
        close(fd);
    return err;
}
