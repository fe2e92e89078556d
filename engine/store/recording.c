/* SPDX-License-Identifier: Apache-2.0
 * store/recording.c - statements packed into blocks of bytes; none spans two blocks, so that texts stay in one piece.
 *
 * It runs beside what is measured: taking a statement copies its bytes and does nothing else.
 */
#include "store/recording.h"

#include <assert.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)1024 * 1024)
#define BLOCK_COUNT_MAX 16384u

typedef struct block {
    char *bytes;
    size_t capacity, length;
} block;

/* All that a rollback takes back. */
typedef struct mark {
    weir_recording_place end;
    weir_recording_counts counts;
} mark;

struct weir_recording {
    weir_memory memory;
    block blocks[BLOCK_COUNT_MAX];
    uint32_t block_count;
    mark now, at_begin, at_savepoint;
    bool is_open, is_incomplete;
};

/* What stands before the values of a statement. */
typedef struct record_head {
    uint16_t query, count;
} record_head;

/* What stands before the bytes of a value; the number is an integer, or the length. */
typedef struct value_head {
    int64_t number;
    uint8_t kind;
} value_head;

#define VALUE_HEAD_BYTES 9u

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────────── */

static size_t bytes_of(const weir_sql_value *value)
{
    return value->kind == WEIR_SQL_TEXT || value->kind == WEIR_SQL_BYTES ? value->text.length : 0;
}

static bool add_block(weir_recording *recording, size_t byte_count)
{
    const size_t capacity = byte_count > BLOCK_BYTES ? byte_count : BLOCK_BYTES;
    char *bytes =
        recording->block_count < BLOCK_COUNT_MAX ? recording->memory.take(recording->memory.self, capacity) : NULL;

    if (bytes)
        recording->blocks[recording->block_count++] = (block){.bytes = bytes, .capacity = capacity};
    return bytes != NULL;
}

/* Room behind the end; NULL: there is none. Blocks behind the end were reserved, or are those of a recording that was
 * cleared. */
static char *make_room(weir_recording *recording, size_t byte_count)
{
    weir_recording_place *end = &recording->now.end;

    for (;; *end = (weir_recording_place){end->block + 1, 0}) {
        block *last = &recording->blocks[end->block];

        if (end->block == recording->block_count && !add_block(recording, byte_count))
            return NULL;
        if (byte_count <= last->capacity - end->offset) {
            last->length = end->offset + byte_count;
            end->offset = last->length;
            return last->bytes + last->length - byte_count;
        }
        last->length = end->offset;
    }
    return NULL;
}

static char *put(char *at, const void *bytes, size_t length)
{
    if (length > 0)
        memcpy(at, bytes, length);
    return at + length;
}

static void append(weir_recording *recording, weir_query query, const weir_sql_value *values, uint32_t count)
{
    const record_head head = {(uint16_t)query, (uint16_t)count};
    size_t byte_count = sizeof head + count * VALUE_HEAD_BYTES;
    char *at;

    for (uint32_t i = 0; i < count; i++)
        byte_count += bytes_of(&values[i]);
    at = make_room(recording, byte_count);
    if (!at) {
        recording->is_incomplete = true;
        return;
    }
    at = put(at, &head, sizeof head);
    for (uint32_t i = 0; i < count; i++) {
        const size_t length = bytes_of(&values[i]);
        const bool is_integer = values[i].kind == WEIR_SQL_INTEGER;
        const value_head value = {is_integer ? values[i].integer : (int64_t)length, (uint8_t)values[i].kind};

        at = put(put(at, &value.number, sizeof value.number), &value.kind, sizeof value.kind);
        at = put(at, values[i].text.at, length);
        recording->now.counts.byte_count += is_integer ? sizeof value.number : length;
    }
}

static void begin(weir_recording *recording)
{
    if (recording->is_open) /* its commit failed */
        recording->now = recording->at_begin;
    recording->at_begin = recording->now;
    recording->is_open = true;
    append(recording, WEIR_QUERY_begin, NULL, 0);
}

/* A commit of nothing is none. */
static void commit(weir_recording *recording)
{
    if (recording->now.counts.row_count == recording->at_begin.counts.row_count) {
        recording->now = recording->at_begin;
    } else {
        append(recording, WEIR_QUERY_commit, NULL, 0);
        recording->now.counts.commit_count++;
    }
    recording->is_open = false;
}

static void write_row(weir_recording *recording, weir_query query, const weir_sql_value *values, uint32_t count,
                      uint64_t changed)
{
    append(recording, query, values, count);
    recording->now.counts.row_count += changed;
    recording->now.counts.row_counts[query] += changed;
}

void weir_recording_take(void *self, weir_query query, const weir_sql_value *values, uint32_t count, uint64_t changed)
{
    weir_recording *recording = self;

    if (query == WEIR_QUERY_begin) {
        begin(recording);
    } else if (query == WEIR_QUERY_commit) {
        commit(recording);
    } else if (query == WEIR_QUERY_savepoint) {
        recording->at_savepoint = recording->now;
    } else if (query == WEIR_QUERY_rollback_to) {
        recording->now = recording->at_savepoint;
    } else if (query == WEIR_QUERY_rollback) {
        recording->now = recording->at_begin;
        recording->is_open = false;
    } else if (changed > 0) {
        write_row(recording, query, values, count, changed);
    }
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_recording_count(const weir_recording *recording, weir_recording_counts *out)
{
    if (recording->is_incomplete)
        return WEIR_ENOMEM;
    *out = recording->now.counts;
    return WEIR_OK;
}

static const char *get(const char *at, void *out, size_t length)
{
    memcpy(out, at, length);
    return at + length;
}

static const char *get_value(const char *at, weir_sql_value *out)
{
    value_head head;
    size_t length;

    at = get(get(at, &head.number, sizeof head.number), &head.kind, sizeof head.kind);
    *out = (weir_sql_value){.kind = (weir_sql_kind)head.kind};
    if (out->kind == WEIR_SQL_INTEGER)
        out->integer = head.number;
    length = out->kind == WEIR_SQL_INTEGER ? 0 : (size_t)head.number;
    if (out->kind == WEIR_SQL_TEXT || out->kind == WEIR_SQL_BYTES)
        out->text = (weir_text){at, length};
    return at + length;
}

bool weir_recording_next(const weir_recording *recording, weir_recording_place *place, weir_recorded *out)
{
    const weir_recording_place end = recording->now.end;
    record_head head;
    const char *at;

    while (place->block < end.block && place->offset == recording->blocks[place->block].length)
        *place = (weir_recording_place){place->block + 1, 0};
    if (place->block == end.block && place->offset == end.offset)
        return false;
    at = get(recording->blocks[place->block].bytes + place->offset, &head, sizeof head);
    assert(head.query < WEIR_QUERY_COUNT && head.count <= WEIR_SQL_VALUE_MAX);
    out->query = (weir_query)head.query;
    out->count = head.count;
    for (uint32_t i = 0; i < out->count; i++)
        at = get_value(at, &out->values[i]);
    place->offset = (size_t)(at - recording->blocks[place->block].bytes);
    return true;
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_recording_new(weir_memory memory, weir_recording **out)
{
    weir_recording *recording = memory.take(memory.self, sizeof *recording);

    if (!recording)
        return WEIR_ENOMEM;
    memset(recording, 0, sizeof *recording);
    recording->memory = memory;
    *out = recording;
    return WEIR_OK;
}

/* Written to, so that the memory is there and not just promised. */
weir_err weir_recording_reserve(weir_recording *recording, size_t byte_count)
{
    size_t held_bytes = 0;

    for (uint32_t i = 0; i < recording->block_count; i++)
        held_bytes += recording->blocks[i].capacity;
    for (; held_bytes < byte_count; held_bytes += BLOCK_BYTES) {
        if (!add_block(recording, BLOCK_BYTES))
            return WEIR_ENOMEM;
        memset(recording->blocks[recording->block_count - 1].bytes, 0, BLOCK_BYTES);
    }
    return WEIR_OK;
}

void weir_recording_clear(weir_recording *recording)
{
    recording->now = (mark){0};
    recording->is_open = recording->is_incomplete = false;
}

void weir_recording_free(weir_recording *recording)
{
    weir_memory memory;

    if (!recording)
        return;
    memory = recording->memory;
    for (uint32_t i = 0; i < recording->block_count; i++)
        memory.give(memory.self, recording->blocks[i].bytes, recording->blocks[i].capacity);
    memory.give(memory.self, recording, sizeof *recording);
}
