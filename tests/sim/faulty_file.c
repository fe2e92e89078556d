/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/faulty_file.c - writes between two contents: what a sync makes durable, and what a loss of power leaves.
 */
#include "sim/faulty_file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sim/faulty_vfs.h"

uint64_t faulty_random(uint64_t *seed)
{
    uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

void faulty_content_resize(faulty_content *c, int64_t length)
{
    if (length > c->capacity) {
        c->capacity = length * 2;
        c->at = realloc(c->at, (size_t)c->capacity);
        assert(c->at);
    }
    if (length > c->length)
        memset(c->at + c->length, 0, (size_t)(length - c->length));
    c->length = length;
}

void faulty_content_put(faulty_content *c, int64_t offset, const unsigned char *bytes, int length)
{
    if (offset + length > c->length)
        faulty_content_resize(c, offset + length);
    if (length > 0)
        memcpy(c->at + offset, bytes, (size_t)length);
}

void faulty_content_copy(faulty_content *to, const faulty_content *from)
{
    to->length = 0;
    faulty_content_resize(to, from->length);
    if (from->length > 0)
        memcpy(to->at, from->at, (size_t)from->length);
}

void faulty_file_drop_changes(faulty_file *file)
{
    for (uint32_t i = 0; i < file->change_count; i++)
        free(file->changes[i].bytes);
    file->change_count = 0;
}

void faulty_file_note(faulty_file *file, int64_t offset, const void *bytes, int length)
{
    faulty_change c = {.offset = offset, .length = length};

    if (file->change_count == file->change_capacity) {
        file->change_capacity = file->change_capacity ? file->change_capacity * 2 : 64;
        file->changes = realloc(file->changes, file->change_capacity * sizeof *file->changes);
        assert(file->changes);
    }
    if (bytes) {
        c.bytes = malloc((size_t)length + 1);
        assert(c.bytes);
        memcpy(c.bytes, bytes, (size_t)length);
    }
    file->changes[file->change_count++] = c;
}

void faulty_file_wipe(faulty_file *file)
{
    faulty_file_drop_changes(file);
    free(file->changes);
    free(file->now.at);
    free(file->durable.at);
    *file = (faulty_file){0};
}

/* Since the last sync only the changes tell the two contents apart. */
void faulty_file_settle(faulty_file *file)
{
    for (uint32_t i = 0; i < file->change_count; i++) {
        const faulty_change *c = &file->changes[i];

        if (c->bytes)
            faulty_content_put(&file->durable, c->offset, c->bytes, c->length);
        else
            faulty_content_resize(&file->durable, c->offset);
    }
    faulty_file_drop_changes(file);
}

/* Sectors of a torn write come one by one, in any order: each has been written or not. */
static void tear(faulty_content *to, const faulty_change *c, uint64_t *seed)
{
    int from = 0;

    while (from < c->length) {
        const int64_t sector_end = ((c->offset + from) / FAULTY_SECTOR + 1) * FAULTY_SECTOR;
        const int part = (int)(sector_end - c->offset - from);
        const int length = part < c->length - from ? part : c->length - from;

        if (faulty_random(seed) % 2)
            faulty_content_put(to, c->offset + from, c->bytes + from, length);
        from += length;
    }
}

void faulty_file_lose_power(faulty_file *file, uint64_t *seed)
{
    /* Some disks write in order and lose the end only; others lose anything. */
    const uint64_t manner = faulty_random(seed) % 3;
    const uint64_t kept = faulty_random(seed) % (file->change_count + 1);

    for (uint32_t i = 0; i < file->change_count; i++) {
        const faulty_change *c = &file->changes[i];
        const uint64_t chance = manner == 0 ? i < kept : faulty_random(seed) % 3;

        if (chance == 1 && c->bytes)
            faulty_content_put(&file->durable, c->offset, c->bytes, c->length);
        else if (chance == 1)
            faulty_content_resize(&file->durable, c->offset);
        else if (c->bytes && (chance == 2 || (manner == 0 && i == kept)))
            tear(&file->durable, c, seed);
    }
    faulty_file_drop_changes(file);
    faulty_content_copy(&file->now, &file->durable);
}
