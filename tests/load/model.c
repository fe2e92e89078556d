/* SPDX-License-Identifier: Apache-2.0
 * load/model.c - what goes into the database, and the little that its drivers need around it.
 */
#define _DEFAULT_SOURCE
#include "load/model.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#define FILE_COUNT_MAX 200u

_Noreturn void model_die(const char *what, const weir_db_error *error)
{
    (void)fprintf(stderr, "load: %s%s%s\n", what, error ? ": " : "", error ? error->message : "");
    exit(1);
}

void *model_room(void *old, size_t size)
{
    void *new = realloc(old, size);

    if (!new)
        model_die("no memory", NULL);
    return new;
}

void model_join(char out[static WEIR_BENCH_PATH_SIZE], const char *a, const char *b, const char *c)
{
    if (snprintf(out, WEIR_BENCH_PATH_SIZE, "%s%s%s", a, b, c) >= (int)WEIR_BENCH_PATH_SIZE)
        model_die("a path is too long", NULL);
}

int64_t model_clock_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

long model_peak_kib(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

typedef struct files {
    weir_db_file items[FILE_COUNT_MAX];
    unsigned count;
} files;

static void add_file(files *f, const char *folder, const char *name, const char *as)
{
    char path[WEIR_BENCH_PATH_SIZE];
    struct stat status;
    char *bytes;
    FILE *file;

    model_join(path, folder, "/", name);
    file = fopen(path, "rb");
    if (!file || fstat(fileno(file), &status) != 0 || f->count == FILE_COUNT_MAX)
        model_die(path, NULL);
    bytes = model_room(NULL, (size_t)status.st_size + 1);
    if (fread(bytes, 1, (size_t)status.st_size, file) != (size_t)status.st_size)
        model_die(path, NULL);
    (void)fclose(file);
    f->items[f->count++] = (weir_db_file){.name = strdup(as), .bytes = bytes, .length = (uint64_t)status.st_size};
}

/* Models of a folder, and the forms below it. */
static void add_folder(files *f, const char *parent, const char *name, const char *suffix, const char *prefix)
{
    char folder[WEIR_BENCH_PATH_SIZE], as[WEIR_BENCH_PATH_SIZE];
    struct dirent **entries;
    int count;

    model_join(folder, parent, "/", name);
    count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *found = entries[i]->d_name;
        const size_t length = strlen(found), tail = strlen(suffix);

        model_join(as, prefix, found, "");
        if (length > tail && strcmp(found + length - tail, suffix) == 0)
            add_file(f, folder, found, as);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static void complain(void *context, const weir_db_problem *problem)
{
    (void)context;
    if (problem->is_error)
        printf("%s:%u: %s %s\n", problem->file, problem->line, problem->element, problem->message);
}

void model_deploy(weir_db *db, const char *processes)
{
    struct dirent **entries;
    const int count = scandir(processes, &entries, NULL, alphasort);
    weir_db_error error;
    files *f = model_room(NULL, sizeof *f);

    f->count = 0;
    for (int i = 0; i < count; i++) {
        char forms[WEIR_BENCH_PATH_SIZE], prefix[WEIR_BENCH_PATH_SIZE];

        model_join(forms, entries[i]->d_name, "/forms", "");
        model_join(prefix, forms, "/", "");
        if (entries[i]->d_name[0] != '.') {
            add_folder(f, processes, entries[i]->d_name, ".bpmn", "");
            add_folder(f, processes, entries[i]->d_name, ".dmn", "");
            add_folder(f, processes, forms, ".form", prefix);
        }
        free(entries[i]);
    }
    if (count <= 0)
        model_die(processes, NULL);
    free(entries);
    if (weir_db_deploy(db, "driver", f->items, f->count, complain, NULL, &error) != 0)
        model_die("deploy", &error);
    for (unsigned i = 0; i < f->count; i++) {
        free((void *)f->items[i].name);
        free((void *)f->items[i].bytes);
    }
    free(f);
}
