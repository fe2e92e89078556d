/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/faulty_vfs.c - a disk as SQLite sees it, with what goes wrong on it.
 */
#include "sim/faulty_vfs.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/faulty_file.h"

#define FILE_COUNT_MAX 16

struct faulty_vfs {
    sqlite3_vfs base;
    sqlite3_vfs *real; /* for time and randomness */
    char name[64];
    faulty_plan plan;
    faulty_file files[FILE_COUNT_MAX];
};

typedef struct handle {
    sqlite3_file base;
    faulty_vfs *vfs;
    faulty_file *file;
    int lock;
    bool keeps_wal, is_mapped;
} handle;

/* ── faults ──────────────────────────────────────────────────────────────────────────────────────────── */

/* Something is about to change on the disk. */
static bool is_off(faulty_plan *plan)
{
    if (!plan->is_off && ++plan->change_count == plan->power_off_at)
        plan->is_off = true;
    return plan->is_off;
}

/* One more of a kind. */
static bool fails(const faulty_plan *plan, uint64_t *count, uint64_t fail_at)
{
    ++*count;
    return fail_at > 0 && (plan->goes_on ? *count >= fail_at : *count == fail_at);
}

static bool is_gone(const faulty_plan *plan)
{
    return plan->gone_at > 0 && plan->change_count >= plan->gone_at;
}

int64_t faulty_vfs_byte_count(const faulty_vfs *vfs)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < FILE_COUNT_MAX; i++)
        sum += vfs->files[i].now.length;
    return sum;
}

static bool is_full(const handle *h, int64_t end)
{
    faulty_plan *plan = &h->vfs->plan;
    const int64_t more = end - h->file->now.length;

    if (more <= 0)
        return false;
    if (++plan->growth_count >= plan->full_at && plan->full_at > 0)
        return true;
    return plan->byte_count_max > 0 && faulty_vfs_byte_count(h->vfs) + more > plan->byte_count_max;
}

/* ── a file, as SQLite sees it ───────────────────────────────────────────────────────────────────────── */

static int file_lock(sqlite3_file *base, int lock)
{
    handle *h = (handle *)base;

    if (lock <= h->lock)
        return SQLITE_OK;
    if (h->file->is_exclusive || (lock == SQLITE_LOCK_EXCLUSIVE && h->file->shared_count > 1))
        return SQLITE_BUSY;
    if (h->lock == SQLITE_LOCK_NONE)
        h->file->shared_count++;
    h->file->is_exclusive = lock == SQLITE_LOCK_EXCLUSIVE;
    h->lock = lock;
    return SQLITE_OK;
}

static int file_unlock(sqlite3_file *base, int lock)
{
    handle *h = (handle *)base;

    if (lock >= h->lock)
        return SQLITE_OK;
    if (h->lock == SQLITE_LOCK_EXCLUSIVE)
        h->file->is_exclusive = false;
    if (lock == SQLITE_LOCK_NONE)
        h->file->shared_count--;
    h->lock = lock;
    return SQLITE_OK;
}

static int file_close(sqlite3_file *base)
{
    handle *h = (handle *)base;

    (void)file_unlock(base, SQLITE_LOCK_NONE);
    if (--h->file->handle_count == 0 && h->file->is_temporary)
        faulty_file_wipe(h->file);
    return SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *out, int length, sqlite3_int64 offset)
{
    handle *h = (handle *)base;
    const faulty_content *now = &h->file->now;
    int64_t there = now->length - offset;

    if (h->vfs->plan.is_off || is_gone(&h->vfs->plan) ||
        fails(&h->vfs->plan, &h->vfs->plan.read_count, h->vfs->plan.fail_read_at))
        return SQLITE_IOERR_READ;
    there = there < 0 ? 0 : there < length ? there : length;
    if (there > 0)
        memcpy(out, now->at + offset, (size_t)there);
    memset((char *)out + there, 0, (size_t)(length - there));
    return there < length ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

static int file_write(sqlite3_file *base, const void *bytes, int length, sqlite3_int64 offset)
{
    handle *h = (handle *)base;

    if (h->vfs->plan.is_off)
        return SQLITE_IOERR_WRITE;
    if (is_off(&h->vfs->plan)) {
        faulty_file_note(h->file, offset, bytes, length); /* it was on its way */
        return SQLITE_IOERR_WRITE;
    }
    if (is_gone(&h->vfs->plan) || fails(&h->vfs->plan, &h->vfs->plan.write_count, h->vfs->plan.fail_write_at))
        return SQLITE_IOERR_WRITE;
    if (is_full(h, offset + length))
        return SQLITE_FULL;
    faulty_content_put(&h->file->now, offset, bytes, length);
    faulty_file_note(h->file, offset, bytes, length);
    return SQLITE_OK;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 length)
{
    handle *h = (handle *)base;

    if (is_off(&h->vfs->plan) || is_gone(&h->vfs->plan))
        return SQLITE_IOERR_TRUNCATE;
    faulty_content_resize(&h->file->now, length);
    faulty_file_note(h->file, length, NULL, 0);
    return SQLITE_OK;
}

static int file_sync(sqlite3_file *base, int flags)
{
    handle *h = (handle *)base;

    (void)flags;
    if (is_off(&h->vfs->plan))
        return SQLITE_IOERR_FSYNC;
    if (is_gone(&h->vfs->plan) || fails(&h->vfs->plan, &h->vfs->plan.sync_count, h->vfs->plan.fail_sync_at)) {
        faulty_file_drop_changes(h->file); /* as an operating system does: still readable, never written */
        return SQLITE_IOERR_FSYNC;
    }
    if (!h->vfs->plan.syncs_lie)
        faulty_file_settle(h->file);
    return SQLITE_OK;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *out)
{
    *out = ((handle *)base)->file->now.length;
    return SQLITE_OK;
}

static int file_check_reserved(sqlite3_file *base, int *out)
{
    (void)base;
    *out = 0; /* in WAL mode nobody reserves */
    return SQLITE_OK;
}

static int file_control(sqlite3_file *base, int operation, void *argument)
{
    handle *h = (handle *)base;
    int *number = argument;

    if (operation != SQLITE_FCNTL_PERSIST_WAL)
        return SQLITE_NOTFOUND;
    if (*number < 0)
        *number = h->keeps_wal;
    else
        h->keeps_wal = *number != 0;
    return SQLITE_OK;
}

static int file_sector_size(sqlite3_file *base)
{
    (void)base;
    return FAULTY_SECTOR;
}

static int file_characteristics(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ── shared memory ───────────────────────────────────────────────────────────────────────────────────── */

static int shm_map(sqlite3_file *base, int region, int byte_count, int extend, void volatile **out)
{
    handle *h = (handle *)base;

    assert(region < REGION_COUNT_MAX);
    if (!h->is_mapped) {
        h->is_mapped = true;
        h->file->mapped_count++;
    }
    if (!h->file->regions[region] && extend) {
        h->file->regions[region] = calloc(1, (size_t)byte_count);
        if (!h->file->regions[region])
            return SQLITE_NOMEM;
    }
    *out = h->file->regions[region];
    return SQLITE_OK;
}

static int shm_lock(sqlite3_file *base, int first, int count, int flags)
{
    faulty_file *file = ((handle *)base)->file;
    const bool is_shared = flags & SQLITE_SHM_SHARED;

    for (int i = first; (flags & SQLITE_SHM_LOCK) && i < first + count; i++) {
        if (file->exclusive_locks[i] || (!is_shared && file->shared_locks[i] > 0))
            return SQLITE_BUSY;
    }
    for (int i = first; i < first + count; i++) {
        if (is_shared)
            file->shared_locks[i] += flags & SQLITE_SHM_LOCK ? 1 : -1;
        else
            file->exclusive_locks[i] = flags & SQLITE_SHM_LOCK;
    }
    return SQLITE_OK;
}

static void shm_barrier(sqlite3_file *base)
{
    (void)base;
}

static int shm_unmap(sqlite3_file *base, int is_deleted)
{
    handle *h = (handle *)base;

    (void)is_deleted;
    if (!h->is_mapped)
        return SQLITE_OK;
    h->is_mapped = false;
    if (--h->file->mapped_count > 0)
        return SQLITE_OK;
    for (uint32_t i = 0; i < REGION_COUNT_MAX; i++) {
        free(h->file->regions[i]);
        h->file->regions[i] = NULL;
    }
    memset(h->file->shared_locks, 0, sizeof h->file->shared_locks);
    memset(h->file->exclusive_locks, 0, sizeof h->file->exclusive_locks);
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

/* ── the disk, as SQLite sees it ─────────────────────────────────────────────────────────────────────── */

static faulty_file *find(faulty_vfs *vfs, const char *name)
{
    for (uint32_t i = 0; i < FILE_COUNT_MAX; i++) {
        if (strcmp(vfs->files[i].name, name) == 0)
            return &vfs->files[i];
    }
    return NULL;
}

static int disk_open(sqlite3_vfs *base, const char *name, sqlite3_file *out, int flags, int *out_flags)
{
    faulty_vfs *vfs = (faulty_vfs *)base;
    handle *h = (handle *)out;
    faulty_file *file = name ? find(vfs, name) : NULL;

    h->base.pMethods = NULL;
    if (vfs->plan.is_off || is_gone(&vfs->plan))
        return SQLITE_CANTOPEN;
    if (vfs->plan.is_read_only)
        flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    if (!file && (!(flags & SQLITE_OPEN_CREATE) || !(file = find(vfs, ""))))
        return SQLITE_CANTOPEN;
    if (file->name[0] == '\0') {
        (void)snprintf(file->name, sizeof file->name, "%s", name ? name : "temporary");
        file->is_temporary = !name;
    }
    file->handle_count++;
    *h = (handle){.base.pMethods = &methods, .vfs = vfs, .file = file};
    if (out_flags)
        *out_flags = flags;
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *base, const char *name, int sync_folder)
{
    faulty_vfs *vfs = (faulty_vfs *)base;
    faulty_file *file = find(vfs, name);

    (void)sync_folder;
    if (is_off(&vfs->plan) || is_gone(&vfs->plan))
        return SQLITE_IOERR_DELETE;
    if (!file)
        return SQLITE_IOERR_DELETE_NOENT;
    assert(file->handle_count == 0);
    faulty_file_wipe(file);
    return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *base, const char *name, int flags, int *out)
{
    const faulty_file *file = find((faulty_vfs *)base, name);

    (void)flags;
    *out = file && file->now.length > 0;
    return SQLITE_OK;
}

static int disk_full_name(sqlite3_vfs *base, const char *name, int byte_count, char *out)
{
    (void)base;
    return snprintf(out, (size_t)byte_count, "%s", name) < byte_count ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int disk_randomness(sqlite3_vfs *base, int byte_count, char *out)
{
    sqlite3_vfs *real = ((faulty_vfs *)base)->real;

    return real->xRandomness(real, byte_count, out);
}

static int disk_sleep(sqlite3_vfs *base, int microseconds)
{
    (void)base;
    return microseconds;
}

static int disk_time(sqlite3_vfs *base, double *out)
{
    (void)base;
    *out = 2460000.5;
    return SQLITE_OK;
}

static int disk_last_error(sqlite3_vfs *base, int byte_count, char *out)
{
    (void)base;
    if (byte_count > 0)
        out[0] = '\0';
    return 0;
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

faulty_vfs *faulty_vfs_new(const char *name)
{
    faulty_vfs *vfs = calloc(1, sizeof *vfs);

    if (!vfs)
        return NULL;
    vfs->real = sqlite3_vfs_find(NULL);
    (void)snprintf(vfs->name, sizeof vfs->name, "%s", name);
    vfs->base = (sqlite3_vfs){.iVersion = 1,
                              .szOsFile = sizeof(handle),
                              .mxPathname = 511,
                              .zName = vfs->name,
                              .xOpen = disk_open,
                              .xDelete = disk_delete,
                              .xAccess = disk_access,
                              .xFullPathname = disk_full_name,
                              .xRandomness = disk_randomness,
                              .xSleep = disk_sleep,
                              .xCurrentTime = disk_time,
                              .xGetLastError = disk_last_error};
    if (sqlite3_vfs_register(&vfs->base, 0) == SQLITE_OK)
        return vfs;
    free(vfs);
    return NULL;
}

void faulty_vfs_free(faulty_vfs *vfs)
{
    if (!vfs)
        return;
    faulty_vfs_clear(vfs);
    (void)sqlite3_vfs_unregister(&vfs->base);
    free(vfs);
}

faulty_plan *faulty_vfs_plan(faulty_vfs *vfs)
{
    return &vfs->plan;
}

const char *faulty_vfs_name(const faulty_vfs *vfs)
{
    return vfs->name;
}

void faulty_vfs_power_on(faulty_vfs *vfs, uint64_t *seed)
{
    for (uint32_t i = 0; i < FILE_COUNT_MAX; i++) {
        assert(vfs->files[i].handle_count == 0);
        faulty_file_lose_power(&vfs->files[i], seed);
    }
    vfs->plan = (faulty_plan){.syncs_lie = vfs->plan.syncs_lie};
}

void faulty_vfs_clear(faulty_vfs *vfs)
{
    for (uint32_t i = 0; i < FILE_COUNT_MAX; i++) {
        assert(vfs->files[i].handle_count == 0);
        faulty_file_wipe(&vfs->files[i]);
    }
}

/* ── images ──────────────────────────────────────────────────────────────────────────────────────────── */

struct faulty_image {
    faulty_file files[FILE_COUNT_MAX];
};

static void copy_file(faulty_file *to, const faulty_file *from)
{
    memcpy(to->name, from->name, sizeof to->name);
    faulty_content_copy(&to->now, &from->now);
    faulty_content_copy(&to->durable, &from->durable);
    for (uint32_t i = 0; i < from->change_count; i++)
        faulty_file_note(to, from->changes[i].offset, from->changes[i].bytes, from->changes[i].length);
}

faulty_image *faulty_vfs_save(const faulty_vfs *vfs)
{
    faulty_image *image = calloc(1, sizeof *image);

    assert(image);
    for (uint32_t i = 0; i < FILE_COUNT_MAX; i++) {
        if (!vfs->files[i].is_temporary)
            copy_file(&image->files[i], &vfs->files[i]);
    }
    return image;
}

void faulty_vfs_restore(faulty_vfs *vfs, const faulty_image *image)
{
    faulty_vfs_clear(vfs);
    for (uint32_t i = 0; i < FILE_COUNT_MAX; i++)
        copy_file(&vfs->files[i], &image->files[i]);
}

void faulty_image_free(faulty_image *image)
{
    if (!image)
        return;
    for (uint32_t i = 0; i < FILE_COUNT_MAX; i++)
        faulty_file_wipe(&image->files[i]);
    free(image);
}

/* ── files from outside ──────────────────────────────────────────────────────────────────────────────────── */

const unsigned char *faulty_vfs_get(faulty_vfs *vfs, const char *name, int64_t *length)
{
    const faulty_file *file = find(vfs, name);

    if (!file)
        return NULL;
    *length = file->now.length;
    return file->now.at ? file->now.at : (const unsigned char *)"";
}

void faulty_vfs_put(faulty_vfs *vfs, const char *name, const unsigned char *bytes, int64_t length)
{
    faulty_file *file = find(vfs, name);

    assert(!file || file->handle_count == 0);
    if (file)
        faulty_file_wipe(file);
    if (!bytes)
        return;
    file = find(vfs, "");
    assert(file);
    (void)snprintf(file->name, sizeof file->name, "%s", name);
    faulty_content_put(&file->now, 0, bytes, (int)length);
    faulty_content_copy(&file->durable, &file->now);
}
