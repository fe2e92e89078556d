/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/faulty_file.h - a file of a disk in memory: two contents, the durable and the present one, and the writes
 * between them.
 */
#ifndef WEIR_TESTS_FAULTY_FILE_H
#define WEIR_TESTS_FAULTY_FILE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#define FAULTY_SECTOR 512
#define REGION_COUNT_MAX 64

typedef struct faulty_content {
    unsigned char *at;
    int64_t length, capacity;
} faulty_content;

/* Not synced yet. bytes NULL: a truncation to `offset`. */
typedef struct faulty_change {
    int64_t offset;
    int length;
    unsigned char *bytes;
} faulty_change;

typedef struct faulty_file {
    char name[512]; /* "": free */
    bool is_temporary;
    faulty_content now, durable;
    faulty_change *changes;
    uint32_t change_count, change_capacity;
    uint32_t handle_count, shared_count;
    bool is_exclusive;               /* one of the handles has it alone */
    void *regions[REGION_COUNT_MAX]; /* shared memory of the write-ahead log */
    uint32_t mapped_count;           /* handles that use them */
    int shared_locks[SQLITE_SHM_NLOCK];
    bool exclusive_locks[SQLITE_SHM_NLOCK];
} faulty_file;

/* Longer by zeros, or shorter. */
void faulty_content_resize(faulty_content *content, int64_t length);
void faulty_content_put(faulty_content *content, int64_t offset, const unsigned char *bytes, int length);
void faulty_content_copy(faulty_content *to, const faulty_content *from);

/* A write that is not durable yet; bytes NULL: a truncation. */
void faulty_file_note(faulty_file *file, int64_t offset, const void *bytes, int length);
/* It is synced. */
void faulty_file_settle(faulty_file *file);
/* Each such write is kept, dropped, or torn by sectors, by chance. */
void faulty_file_lose_power(faulty_file *file, uint64_t *seed);
/* They have never been. */
void faulty_file_drop_changes(faulty_file *file);
/* The file is not there any more. */
void faulty_file_wipe(faulty_file *file);

#endif
