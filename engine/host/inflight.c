/* SPDX-License-Identifier: Apache-2.0
 * host/inflight.c - one slot, a list of suspects, in one page.
 */
#include "host/inflight.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PATH_LENGTH_MAX 4095

static const char magic[16] = "weir-inflight-1";

typedef struct suspect {
    weir_id instance; /* none: free */
    uint32_t attempt_count;
} suspect;

/* The file. Bytes of an older or foreign one are not believed. */
typedef struct page {
    char magic[sizeof magic];
    weir_id slot; /* none: nobody is being stepped */
    suspect suspects[WEIR_INFLIGHT_SUSPECT_COUNT_MAX];
} page;

struct weir_inflight {
    weir_memory memory;
    page *page;
    uint32_t suspect_count;
};

static weir_err io_error(weir_diag *diag, const char *path, const char *what)
{
    const int number = errno;

    return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%s-inflight: can't be %s (%s)", path, what, strerror(number));
}

static weir_err map(const char *path, page **out, weir_diag *diag)
{
    char name[PATH_LENGTH_MAX + 1];
    void *mapped = MAP_FAILED;
    weir_err err = WEIR_OK;
    int fd;

    if (snprintf(name, sizeof name, "%s-inflight", path) > PATH_LENGTH_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "a path has at most %d bytes", PATH_LENGTH_MAX);
    fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return io_error(diag, path, "opened");
    /* Room on the disk now, since a full one would be a signal later. */
    errno = posix_fallocate(fd, 0, sizeof(page));
    if (errno == 0)
        mapped = mmap(NULL, sizeof(page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED)
        err = io_error(diag, path, "mapped");
    else
        *out = mapped;
    close(fd);
    return err;
}

static suspect *find(weir_inflight *inflight, weir_id instance)
{
    for (uint32_t i = 0; i < WEIR_INFLIGHT_SUSPECT_COUNT_MAX; i++) {
        if (weir_id_equal(inflight->page->suspects[i].instance, instance))
            return &inflight->page->suspects[i];
    }
    return NULL;
}

/* When all places are taken the first one is given up: it was fine for longest. */
static void count_attempt(weir_inflight *inflight, weir_id instance)
{
    suspect *place = find(inflight, instance);

    if (!place) {
        place = find(inflight, (weir_id){{0}});
        if (!place)
            place = &inflight->page->suspects[0];
        *place = (suspect){.instance = instance};
    }
    place->attempt_count++;
}

static void look(weir_inflight *inflight)
{
    page *p = inflight->page;

    if (memcmp(p->magic, magic, sizeof magic) != 0) {
        memset(p, 0, sizeof *p);
        memcpy(p->magic, magic, sizeof magic);
    }
    if (!weir_id_is_none(p->slot))
        count_attempt(inflight, p->slot);
    p->slot = (weir_id){{0}};
    for (uint32_t i = 0; i < WEIR_INFLIGHT_SUSPECT_COUNT_MAX; i++)
        inflight->suspect_count += !weir_id_is_none(p->suspects[i].instance);
}

weir_err weir_inflight_open(const char *path, weir_memory memory, weir_inflight **out, weir_diag *diag)
{
    weir_inflight *inflight = memory.take(memory.self, sizeof *inflight);
    weir_err err;

    if (!inflight)
        return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "no memory for the slots in flight");
    *inflight = (weir_inflight){.memory = memory};
    err = map(path, &inflight->page, diag);
    if (err != WEIR_OK) {
        memory.give(memory.self, inflight, sizeof *inflight);
        return err;
    }
    look(inflight);
    *out = inflight;
    return WEIR_OK;
}

void weir_inflight_close(weir_inflight *inflight)
{
    if (!inflight)
        return;
    (void)munmap(inflight->page, sizeof *inflight->page);
    inflight->memory.give(inflight->memory.self, inflight, sizeof *inflight);
}

void weir_inflight_enter(weir_inflight *inflight, weir_id instance)
{
    inflight->page->slot = instance;
}

void weir_inflight_leave(weir_inflight *inflight)
{
    if (inflight->suspect_count > 0)
        weir_inflight_forget(inflight, inflight->page->slot);
    inflight->page->slot = (weir_id){{0}};
}

bool weir_inflight_suspect(const weir_inflight *inflight, uint32_t *place, weir_id *out)
{
    while (*place < WEIR_INFLIGHT_SUSPECT_COUNT_MAX) {
        const suspect *found = &inflight->page->suspects[(*place)++];

        if (weir_id_is_none(found->instance) || found->attempt_count < WEIR_INFLIGHT_ATTEMPTS_MAX)
            continue;
        *out = found->instance;
        return true;
    }
    return false;
}

void weir_inflight_forget(weir_inflight *inflight, weir_id instance)
{
    suspect *place = weir_id_is_none(instance) ? NULL : find(inflight, instance);

    if (!place)
        return;
    *place = (suspect){0};
    inflight->suspect_count--;
}
