/* SPDX-License-Identifier: Apache-2.0
 * store/wal.c - a header, then frames: a header of their own and a page. Frames with other salts than the file's are
 * left from an earlier time.
 */
#include "store/wal.h"

#include <sqlite3.h>
#include <stdint.h>
#include <string.h>

#define HEADER_LENGTH 32
#define FRAME_HEADER_LENGTH 24
#define MAGIC 0x377f0682u /* or one more: how checksums are read */
#define CHUNK_LENGTH (64 * 1024)

static uint32_t number_at(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int read_at(sqlite3_file *file, void *out, int length, int64_t offset)
{
    return file->pMethods->xRead(file, out, length, offset);
}

/* Behind the last frame of this time. */
static int find_end(sqlite3_file *file, int64_t length, int64_t *out)
{
    unsigned char header[HEADER_LENGTH], frame[FRAME_HEADER_LENGTH];
    int64_t frame_length;
    int code = SQLITE_OK;

    *out = 0;
    if (length < HEADER_LENGTH)
        return SQLITE_OK;
    code = read_at(file, header, sizeof header, 0);
    if (code != SQLITE_OK || (number_at(header) | 1) != (MAGIC | 1))
        return code;
    frame_length = FRAME_HEADER_LENGTH + (int64_t)number_at(header + 8);
    for (int64_t at = HEADER_LENGTH; code == SQLITE_OK && at + frame_length <= length; at += frame_length) {
        code = read_at(file, frame, sizeof frame, at);
        if (code != SQLITE_OK || memcmp(frame + 8, header + 16, 8) != 0)
            break;
        *out = at + frame_length;
    }
    return code;
}

int weir_wal_write_again(sqlite3_file *file)
{
    unsigned char chunk[CHUNK_LENGTH];
    sqlite3_int64 length = 0;
    int64_t end = 0;
    int code = file->pMethods->xFileSize(file, &length);

    if (code == SQLITE_OK)
        code = find_end(file, length, &end);
    for (int64_t at = 0; code == SQLITE_OK && at < end; at += CHUNK_LENGTH) {
        const int count = end - at < CHUNK_LENGTH ? (int)(end - at) : CHUNK_LENGTH;

        code = read_at(file, chunk, count, at);
        if (code == SQLITE_OK)
            code = file->pMethods->xWrite(file, chunk, count, at);
    }
    if (code != SQLITE_OK || end == 0)
        return code;
    return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}
