/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/faulty_vfs.h - a disk in memory for SQLite that fails, fills up, and loses power.
 *
 * What was written but not synced is kept apart. When the power goes, each such write is kept, dropped, or torn by
 * sectors, by chance: any order in which a disk may have written them. Names of files are durable at once.
 * After the power went, each call fails until it is back.
 * One thread at a time; any number of connections.
 */
#ifndef WEIR_TESTS_FAULTY_VFS_H
#define WEIR_TESTS_FAULTY_VFS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct faulty_vfs faulty_vfs;

/* What goes wrong. Counters go up; n-th: from 1, 0 = never. */
typedef struct faulty_plan {
    uint64_t fail_read_at, fail_write_at, fail_sync_at;
    bool goes_on;           /* what fails once fails from then on */
    uint64_t gone_at;       /* from the n-th write, sync or truncation on each call fails, until the plan is changed */
    uint64_t power_off_at;  /* the n-th write, sync or truncation never happens, nor does anything after it */
    bool syncs_lie;         /* they return at once: what a build without them does */
    int64_t byte_count_max; /* of all files together; 0: no limit */
    uint64_t full_at;       /* from the n-th write on that makes a file longer, there is no room for any */
    uint64_t read_count, write_count, sync_count, change_count, growth_count;
    bool is_off;
    bool is_read_only; /* files are opened for reading, and none is made */
} faulty_plan;

/* Registers itself under the name; NULL when there is no memory. The plan may be changed at any time. */
faulty_vfs *faulty_vfs_new(const char *name);
void faulty_vfs_free(faulty_vfs *vfs); /* no file may be open */
faulty_plan *faulty_vfs_plan(faulty_vfs *vfs);
const char *faulty_vfs_name(const faulty_vfs *vfs);

/* The power comes back: what a disk may hold now. All connections must have been closed. */
void faulty_vfs_power_on(faulty_vfs *vfs, uint64_t *seed);
/* Forget all files. */
void faulty_vfs_clear(faulty_vfs *vfs);
int64_t faulty_vfs_byte_count(const faulty_vfs *vfs);

/* What is on the disk, to be put there again. Files may be open when it is taken: then it is what a process leaves that
 * is killed now. own: pair with faulty_image_free. */
typedef struct faulty_image faulty_image;
faulty_image *faulty_vfs_save(const faulty_vfs *vfs);
void faulty_vfs_restore(faulty_vfs *vfs, const faulty_image *image); /* no file may be open */
void faulty_image_free(faulty_image *image);

/* The present bytes of a file, as long as nobody writes it; NULL: it is not there. */
const unsigned char *faulty_vfs_get(faulty_vfs *vfs, const char *name, int64_t *length);
/* Make a file, or another content of it, that is durable; nobody may have it open. bytes NULL: remove it. */
void faulty_vfs_put(faulty_vfs *vfs, const char *name, const unsigned char *bytes, int64_t length);

/* The next number of a row that the seed begins. */
uint64_t faulty_random(uint64_t *seed);

#endif
