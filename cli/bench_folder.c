/* SPDX-License-Identifier: Apache-2.0
 * cli/bench_folder.c - a folder of its own for the files of a bench, gone at the end, whatever the end is.
 *
 * Signals are blocked in all threads and taken by one that waits for them: it may do what a handler may not.
 */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "cli/bench.h"
#include "host/memory_libc.h"

#define REMOVE_TRIES_MAX 1000 /* somebody may still be making files */

struct weir_bench_folder {
    pthread_t watcher;
    sigset_t signals, signals_before;
    char path[WEIR_BENCH_PATH_SIZE];
};

void weir_bench_path(const weir_bench_folder *folder, const char *name, char out[static WEIR_BENCH_PATH_SIZE])
{
    if (snprintf(out, WEIR_BENCH_PATH_SIZE, "%s/%s", folder->path, name) >= (int)WEIR_BENCH_PATH_SIZE)
        out[0] = '\0'; /* can't be opened, and says so */
}

void weir_bench_clear(const weir_bench_folder *folder, const char *name)
{
    DIR *listing = opendir(folder->path);
    const struct dirent *entry;

    while (listing && (entry = readdir(listing)) != NULL) {
        if (entry->d_name[0] != '.' && strncmp(entry->d_name, name, strlen(name)) == 0)
            (void)unlinkat(dirfd(listing), entry->d_name, 0); /* the folder can't be removed then, and is seen */
    }
    if (listing)
        (void)closedir(listing);
}

static void remove_folder(const weir_bench_folder *folder)
{
    for (int i = 0; i < REMOVE_TRIES_MAX; i++) {
        weir_bench_clear(folder, "");
        if (rmdir(folder->path) == 0 || errno != ENOTEMPTY)
            return;
    }
    (void)fprintf(stderr, "weir bench: the folder %s can't be removed\n", folder->path);
}

static void *watch(void *self)
{
    const weir_bench_folder *folder = self;
    int number;

    if (sigwait(&folder->signals, &number) != 0)
        return NULL;
    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    remove_folder(folder);
    (void)fprintf(stderr, "\nweir bench: stopped, nothing is left behind\n");
    _exit(128 + number);
}

static weir_err start_watching(weir_bench_folder *folder, weir_diag *diag)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action;

    sigemptyset(&folder->signals);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) /* as nohup wants it */
            sigaddset(&folder->signals, numbers[i]);
    }
    (void)pthread_sigmask(SIG_BLOCK, &folder->signals, &folder->signals_before);
    if (pthread_create(&folder->watcher, NULL, watch, folder) == 0)
        return WEIR_OK;
    (void)pthread_sigmask(SIG_SETMASK, &folder->signals_before, NULL);
    return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "there is no thread to wait for signals");
}

static weir_err make_folder(const char *parent, char path[static WEIR_BENCH_PATH_SIZE], weir_diag *diag)
{
    if (snprintf(path, WEIR_BENCH_PATH_SIZE, "%s/weir-bench-XXXXXX", parent) < (int)WEIR_BENCH_PATH_SIZE &&
        mkdtemp(path))
        return WEIR_OK;
    return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "no folder can be made in %s: %s", parent, strerror(errno));
}

weir_err weir_bench_folder_open(const char *parent, weir_bench_folder **out, weir_diag *diag)
{
    const weir_memory memory = weir_memory_libc();
    weir_bench_folder *folder = memory.take(memory.self, sizeof *folder);
    weir_err err;

    if (!folder)
        return WEIR_ENOMEM;
    err = make_folder(parent, folder->path, diag);
    if (err == WEIR_OK) {
        err = start_watching(folder, diag);
        if (err != WEIR_OK)
            remove_folder(folder);
    }
    if (err != WEIR_OK) {
        memory.give(memory.self, folder, sizeof *folder);
        return err;
    }
    *out = folder;
    return WEIR_OK;
}

void weir_bench_folder_close(weir_bench_folder *folder)
{
    const weir_memory memory = weir_memory_libc();

    if (!folder)
        return;
    (void)pthread_cancel(folder->watcher);
    (void)pthread_join(folder->watcher, NULL);
    remove_folder(folder);
    (void)pthread_sigmask(SIG_SETMASK, &folder->signals_before, NULL);
    memory.give(memory.self, folder, sizeof *folder);
}
