/* SPDX-License-Identifier: Apache-2.0
 * host/folder.c - a folder as the place where imported files lie; see imported.h.
 */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "host/imported.h"

#define FOLDER_FILE_COUNT_MAX 1000u
#define IMPORTED_BYTES_MAX ((size_t)16 * 1024 * 1024)

static bool is_model(weir_text name)
{
    return weir_text_ends_with(name, WEIR_T(".dmn")) || weir_text_ends_with(name, WEIR_T(".xml"));
}

static int compare(const void *left, const void *right)
{
    const weir_text *a = left, *b = right;

    return weir_text_compare(*a, *b);
}

typedef struct name_list {
    weir_text *items;
    uint32_t count, capacity;
} name_list;

static weir_err list_names(DIR *folder, weir_text without, weir_arena *arena, name_list *names)
{
    const struct dirent *entry;

    while (names->count < FOLDER_FILE_COUNT_MAX && (entry = readdir(folder)) != NULL) {
        const weir_text name = weir_text_of(entry->d_name);

        if (!is_model(name) || weir_text_equal(name, without))
            continue;
        WEIR_TRY(WEIR_GROW(arena, names));
        WEIR_TRY(weir_arena_text(arena, name, &names->items[names->count]));
        names->count++;
    }
    if (names->count > 0)
        qsort(names->items, names->count, sizeof *names->items, compare);
    return WEIR_OK;
}

weir_err weir_folder_around(const char *path, weir_arena *arena, weir_folder *out)
{
    const char *slash = strrchr(path, '/');
    weir_text zero_terminated;
    name_list names = {0};
    weir_buffer buffer;
    DIR *folder;
    weir_err err = WEIR_OK;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, slash ? (weir_text){path, (size_t)(slash - path) + 1} : WEIR_T("./"));
    weir_buffer_char(&buffer, '\0');
    WEIR_TRY(weir_buffer_done(&buffer, &zero_terminated));
    folder = opendir(zero_terminated.at);
    if (folder) {
        err = list_names(folder, weir_text_of(slash ? slash + 1 : path), arena, &names);
        (void)closedir(folder);
    }
    WEIR_TRY(err);
    *out = (weir_folder){{zero_terminated.at, zero_terminated.length - 1}, names.items, names.count};
    return WEIR_OK;
}

static weir_err read_bytes(FILE *file, weir_arena *arena, weir_text *out)
{
    long length = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    char *bytes;

    if (length < 0 || (size_t)length > IMPORTED_BYTES_MAX || fseek(file, 0, SEEK_SET) != 0)
        return WEIR_EIO;
    bytes = WEIR_TAKE(arena, char, (size_t)length);
    if (!bytes)
        return WEIR_ENOMEM;
    if (fread(bytes, 1, (size_t)length, file) != (size_t)length)
        return WEIR_EIO;
    *out = (weir_text){bytes, (size_t)length};
    return WEIR_OK;
}

static weir_err get(const void *self, uint32_t ix, weir_arena *arena, weir_resource *out)
{
    const weir_folder *folder = self;
    weir_buffer path;
    weir_text text;
    FILE *file;
    weir_err err;

    if (ix >= folder->count)
        return WEIR_ENOTFOUND;
    weir_buffer_init(&path, arena, 0);
    weir_buffer_text(&path, folder->path);
    weir_buffer_text(&path, folder->names[ix]);
    weir_buffer_char(&path, '\0');
    WEIR_TRY(weir_buffer_done(&path, &text));
    file = fopen(text.at, "rb");
    if (!file)
        return WEIR_EIO;
    *out = (weir_resource){.name = folder->names[ix]};
    err = read_bytes(file, arena, &out->bytes);
    (void)fclose(file);
    return err;
}

weir_neighbours weir_folder_neighbours(const weir_folder *folder)
{
    return (weir_neighbours){.get = get, .self = folder};
}
