/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/replay.c - run a fuzz target over kept inputs, without a fuzzer.
 *
 *     replay_<target> FILE-OR-FOLDER…     says how many inputs ran; a broken promise aborts
 */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/fuzz.h"

#define PATH_LENGTH_MAX 4096

/* The buffer has exactly the size of the file, so that AddressSanitizer sees a read past the end. */
static bool replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    long size;
    uint8_t *bytes;

    if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET) != 0) {
        perror(path);
        if (file)
            fclose(file);
        return false;
    }
    bytes = malloc((size_t)size ? (size_t)size : 1);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) {
        fprintf(stderr, "%s: cannot be read\n", path);
        free(bytes);
        fclose(file);
        return false;
    }
    fclose(file);
    printf("%s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(bytes, (size_t)size);
    free(bytes);
    return true;
}

static bool replay_folder(const char *path, unsigned *count)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    char file[PATH_LENGTH_MAX];
    bool fine = true;

    if (!folder) {
        perror(path);
        return false;
    }
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        fine = replay_file(file) && fine;
        ++*count;
    }
    closedir(folder);
    return fine;
}

int main(int argc, char **argv)
{
    unsigned count = 0;
    bool fine = true;
    struct stat info;

    for (int i = 1; i < argc; i++) {
        if (stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode)) {
            fine = replay_folder(argv[i], &count) && fine;
        } else {
            fine = replay_file(argv[i]) && fine;
            count++;
        }
    }
    printf("%u inputs\n", count);
    return fine && count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
