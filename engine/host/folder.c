/* SPDX-License-Identifier: Apache-2.0
 * host/folder.c - a folder as the place where imported files and forms lie; see imported.h.
 */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "host/forms.h"
#include "host/imported.h"

#define FOLDER_FILE_COUNT_MAX 1000u
#define IMPORTED_BYTES_MAX ((size_t)16 * 1024 * 1024)

static bool is_wanted(weir_text name)
{
    return weir_text_ends_with(name, WEIR_T(".dmn")) || weir_text_ends_with(name, WEIR_T(".xml")) ||
           weir_form_is_file(name);
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

static weir_err join(weir_arena *arena, weir_text path, weir_text name, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, path);
    weir_buffer_text(&buffer, name);
    weir_buffer_char(&buffer, '\0');
    WEIR_TRY(weir_buffer_done(&buffer, out));
    out->length--;
    return WEIR_OK;
}

static weir_err list_names(DIR *folder, weir_text prefix, weir_text without, weir_arena *arena, name_list *names)
{
    const struct dirent *entry;

    while (names->count < FOLDER_FILE_COUNT_MAX && (entry = readdir(folder)) != NULL) {
        const weir_text name = weir_text_of(entry->d_name);

        if (!is_wanted(name) || weir_text_equal(name, without))
            continue;
        WEIR_TRY(WEIR_GROW(arena, names));
        WEIR_TRY(join(arena, prefix, name, &names->items[names->count]));
        names->count++;
    }
    return WEIR_OK;
}

/* prefix: of the folder below `path`, and of the names in it. */
static weir_err list_folder(weir_text path, weir_text prefix, weir_text without, weir_arena *arena, name_list *names)
{
    weir_text full;
    DIR *folder;
    weir_err err;

    WEIR_TRY(join(arena, path, prefix, &full));
    folder = opendir(full.at);
    if (!folder)
        return WEIR_OK;
    err = list_names(folder, prefix, without, arena, names);
    (void)closedir(folder);
    return err;
}

weir_err weir_folder_around(const char *path, weir_arena *arena, weir_folder *out)
{
    const char *slash = strrchr(path, '/');
    weir_text around;
    name_list names = {0};

    WEIR_TRY(join(arena, slash ? (weir_text){path, (size_t)(slash - path) + 1} : WEIR_T("./"), WEIR_NO_TEXT, &around));
    WEIR_TRY(list_folder(around, WEIR_NO_TEXT, weir_text_of(slash ? slash + 1 : path), arena, &names));
    WEIR_TRY(list_folder(around, WEIR_T("forms/"), WEIR_NO_TEXT, arena, &names));
    if (names.count > 0)
        qsort(names.items, names.count, sizeof *names.items, compare);
    *out = (weir_folder){around, names.items, names.count};
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
    weir_text path;
    FILE *file;
    weir_err err;

    if (ix >= folder->count)
        return WEIR_ENOTFOUND;
    WEIR_TRY(join(arena, folder->path, folder->names[ix], &path));
    file = fopen(path.at, "rb");
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
