/* SPDX-License-Identifier: Apache-2.0
 * cli/files.c - read, write, and walk through folders.
 */
#include "cli/files.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

static weir_err fail_io(weir_diag *diag, const char *what)
{
    return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%s: %s", what, strerror(errno));
}

#define CHUNK_BYTES 65536u

static weir_err read_stream(FILE *file, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    size_t length = 0, capacity = 0;
    char *bytes = NULL;

    for (;;) {
        if (length == capacity) {
            const size_t wanted = capacity ? capacity * 2 : CHUNK_BYTES;
            char *larger = weir_arena_take(arena, wanted);

            if (!larger)
                return WEIR_ENOMEM;
            if (length > 0)
                memcpy(larger, bytes, length);
            bytes = larger;
            capacity = wanted;
        }
        const size_t count = fread(bytes + length, 1, capacity - length, file);

        length += count;
        if (length > WEIR_FILE_BYTES_MAX)
            return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "the file has more than %zu bytes", WEIR_FILE_BYTES_MAX);
        if (count == 0)
            break;
    }
    if (ferror(file))
        return fail_io(diag, "can't be read");
    *out = (weir_text){bytes, length};
    return WEIR_OK;
}

weir_err weir_file_read(const char *path, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    FILE *file = fopen(path, "rb");
    weir_err err;

    if (!file)
        return fail_io(diag, "can't be opened");
    err = read_stream(file, arena, out, diag);
    (void)fclose(file);
    return err;
}

/* Closes the file. False: not all of it is there; errno says why. */
static bool write_stream(FILE *file, weir_text text)
{
    const bool is_written = fwrite(text.at, 1, text.length, file) == text.length;
    const int reason = errno;

    if (fclose(file) != 0)
        return false;
    errno = reason;
    return is_written;
}

/* What can't be replaced by renaming: a device, a pipe, a link, a file in a folder of somebody else. */
static weir_err write_in_place(const char *path, weir_text text, weir_diag *diag)
{
    FILE *file = fopen(path, "wb");

    if (!file)
        return fail_io(diag, "can't be opened");
    return write_stream(file, text) ? WEIR_OK : fail_io(diag, "can't be written");
}

#define TEMPORARY_COUNT_MAX 100u

/* A new file beside `path`; NULL: errno says why. */
static FILE *open_beside(const char *path, char *name, size_t size)
{
    FILE *file = NULL;

    errno = EEXIST;
    for (uint32_t i = 0; !file && errno == EEXIST && i < TEMPORARY_COUNT_MAX; i++) {
        if ((size_t)snprintf(name, size, "%s.%u.new", path, i) >= size)
            errno = ENAMETOOLONG;
        else
            file = fopen(name, "wbx");
    }
    return file;
}

/* mode: of the file that is replaced, 0: there is none. */
static weir_err replace(const char *path, weir_text text, mode_t mode, weir_diag *diag)
{
    char name[4096];
    FILE *file = open_beside(path, name, sizeof name);
    weir_err err;

    if (!file && errno == EACCES && mode != 0)
        return write_in_place(path, text, diag);
    if (!file)
        return fail_io(diag, "can't be opened");
    if (write_stream(file, text) && (mode == 0 || chmod(name, mode) == 0) && rename(name, path) == 0)
        return WEIR_OK;
    err = fail_io(diag, "can't be written");
    (void)remove(name); /* it was made here, so it is nobody else's */
    return err;
}

weir_err weir_file_write(const char *path, weir_text text, weir_diag *diag)
{
    struct stat status;

    if (lstat(path, &status) != 0)
        return errno == ENOENT ? replace(path, text, 0, diag) : fail_io(diag, "can't be opened");
    return S_ISREG(status.st_mode) ? replace(path, text, status.st_mode & 07777, diag)
                                   : write_in_place(path, text, diag);
}

static weir_err add_path(weir_paths *paths, const char *path, bool is_named, weir_arena *arena)
{
    WEIR_TRY(WEIR_GROW(arena, paths));
    paths->items[paths->count++] = (weir_path){path, is_named};
    return WEIR_OK;
}

static const char *join(const char *folder, size_t length, weir_text name, weir_arena *arena)
{
    char *path = weir_arena_take(arena, length + name.length + 2);

    if (!path)
        return NULL;
    while (length > 1 && folder[length - 1] == '/')
        length--;
    (void)snprintf(path, length + name.length + 2, "%.*s/%.*s", (int)length, folder, (int)name.length, name.at);
    return path;
}

const char *weir_path_beside(const char *from, weir_text name, weir_arena *arena)
{
    const char *slash = strrchr(from, '/');

    if (name.length > 0 && name.at[0] == '/')
        slash = NULL;
    if (slash)
        return join(from, slash == from ? 1 : (size_t)(slash - from), name, arena);
    char *path = weir_arena_take(arena, name.length + 1);

    if (path)
        memcpy(path, name.at, name.length);
    return path;
}

/* A folder that waits to be read, and how deep it is. */
typedef struct folder {
    const char *path;
    uint32_t depth;
} folder;

typedef struct folders {
    folder *items;
    uint32_t count, capacity;
} folders;

static bool has_suffix(const char *name, const char *const *suffixes)
{
    for (; *suffixes; suffixes++) {
        if (weir_text_ends_with(weir_text_of(name), weir_text_of(*suffixes)))
            return true;
    }
    return false;
}

/* Links are not followed: what they lead to has a place of its own, and they may lead back. */
static weir_err add_entry(weir_paths *paths, folders *waiting, folder in, const char *name, const char *const *suffixes,
                          weir_arena *arena, weir_diag *diag)
{
    const char *path = join(in.path, strlen(in.path), weir_text_of(name), arena);
    struct stat status;

    if (!path)
        return WEIR_ENOMEM;
    if (lstat(path, &status) != 0)
        return WEIR_OK; /* gone */
    if (S_ISREG(status.st_mode) && has_suffix(name, suffixes))
        return add_path(paths, path, false, arena);
    if (!S_ISDIR(status.st_mode))
        return WEIR_OK;
    if (in.depth >= WEIR_FOLDER_DEPTH_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "folders are nested more than %u deep",
                         WEIR_FOLDER_DEPTH_MAX);
    WEIR_TRY(WEIR_GROW(arena, waiting));
    waiting->items[waiting->count++] = (folder){path, in.depth + 1};
    return WEIR_OK;
}

static weir_err read_folder(weir_paths *paths, folders *waiting, folder in, const char *const *suffixes,
                            weir_arena *arena, weir_diag *diag)
{
    DIR *stream = opendir(in.path);
    weir_err err = WEIR_OK;

    if (!stream)
        return fail_io(diag, "can't be opened");
    for (const struct dirent *entry; err == WEIR_OK && (entry = readdir(stream)) != NULL;) {
        if (entry->d_name[0] != '.')
            err = add_entry(paths, waiting, in, entry->d_name, suffixes, arena, diag);
    }
    (void)closedir(stream);
    return err;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const weir_path *)a)->at, ((const weir_path *)b)->at);
}

weir_err weir_paths_add(weir_paths *paths, const char *path, const char *const *suffixes, weir_arena *arena,
                        weir_diag *diag)
{
    const uint32_t first = paths->count;
    folders waiting = {0};
    struct stat status;

    if (stat(path, &status) != 0)
        return fail_io(diag, "can't be opened");
    if (!S_ISDIR(status.st_mode))
        return add_path(paths, path, true, arena);
    WEIR_TRY(WEIR_GROW(arena, &waiting));
    waiting.items[waiting.count++] = (folder){path, 0};
    while (waiting.count > 0)
        WEIR_TRY(read_folder(paths, &waiting, waiting.items[--waiting.count], suffixes, arena, diag));
    if (paths->count > first)
        qsort(paths->items + first, paths->count - first, sizeof *paths->items, by_path);
    return WEIR_OK;
}

static bool is_among(const weir_paths *paths, const char *path)
{
    for (uint32_t i = 0; i < paths->count; i++) {
        if (strcmp(paths->items[i].at, path) == 0)
            return true;
    }
    return false;
}

weir_err weir_paths_add_forms(weir_paths *paths, const char *model, weir_arena *arena, weir_diag *diag)
{
    static const char *const suffixes[] = {".form", NULL};
    const char *folder_path = weir_path_beside(model, WEIR_T("forms"), arena);
    weir_paths found = {0};
    struct stat status;

    if (!folder_path)
        return WEIR_ENOMEM;
    if (stat(folder_path, &status) != 0 || !S_ISDIR(status.st_mode))
        return WEIR_OK;
    WEIR_TRY(weir_paths_add(&found, folder_path, suffixes, arena, diag));
    for (uint32_t i = 0; i < found.count; i++) {
        if (!is_among(paths, found.items[i].at))
            WEIR_TRY(add_path(paths, found.items[i].at, false, arena));
    }
    return WEIR_OK;
}
