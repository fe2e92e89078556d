/* SPDX-License-Identifier: Apache-2.0
 * base/zone.c - zones as TZif files hold them: a table of changes, then a rule for ever (RFC 8536).
 *
 * Of the two blocks of a file only the second, with 64-bit times, is read. Every count comes from
 * the file and is checked against its length before anything is taken from the arena.
 */
#include "base/time_internal.h"

#include <assert.h>
#include <string.h>

struct weir_zone {
    weir_text name;
    uint32_t change_count;
    const int64_t *change_s; /* ascending */
    const int32_t *offset_s; /* from change i on */
    int32_t first_offset_s;  /* before the first change */
    bool has_rule;
    weir_zone_rule rule; /* from the last change on */
};

#define HEADER_BYTES 44
#define TYPE_BYTES 6

/* The counts of a header in their order in the file. */
enum { COUNT_IS_UT, COUNT_IS_STANDARD, COUNT_LEAP, COUNT_TIME, COUNT_TYPE, COUNT_CHAR, COUNT_KINDS };

/* One block: where it lies and what its header announced. */
typedef struct block {
    const unsigned char *data;
    uint64_t byte_count;
    uint32_t count[COUNT_KINDS];
} block;

static uint64_t big_endian(const unsigned char *bytes, unsigned byte_count)
{
    uint64_t number = 0;

    for (unsigned i = 0; i < byte_count; i++)
        number = number << 8 | bytes[i];
    return number;
}

static bool read_header(weir_text bytes, size_t from, unsigned time_bytes, block *out)
{
    static const size_t counts_at = 20;
    const unsigned char *header;
    uint64_t data_bytes;

    if (bytes.length < from || bytes.length - from < HEADER_BYTES)
        return false;
    header = (const unsigned char *)bytes.at + from;
    if (memcmp(header, "TZif", 4) != 0 || header[4] < '2')
        return false;
    for (size_t i = 0; i < COUNT_KINDS; i++)
        out->count[i] = (uint32_t)big_endian(header + counts_at + 4 * i, 4);
    data_bytes = (uint64_t)out->count[COUNT_TIME] * (time_bytes + 1) + (uint64_t)out->count[COUNT_TYPE] * TYPE_BYTES +
                 out->count[COUNT_CHAR] + (uint64_t)out->count[COUNT_LEAP] * (time_bytes + 4) +
                 out->count[COUNT_IS_STANDARD] + out->count[COUNT_IS_UT];
    if (data_bytes > bytes.length - from - HEADER_BYTES)
        return false;
    out->data = header + HEADER_BYTES;
    out->byte_count = HEADER_BYTES + data_bytes;
    return true;
}

static bool read_type_offset(const block *table, uint32_t type, int32_t *out)
{
    const unsigned char *types = table->data + (size_t)table->count[COUNT_TIME] * 9;
    int32_t offset_s;

    if (type >= table->count[COUNT_TYPE])
        return false;
    offset_s = (int32_t)big_endian(types + (size_t)type * TYPE_BYTES, 4);
    if (offset_s < -WEIR_OFFSET_S_MAX || offset_s > WEIR_OFFSET_S_MAX)
        return false;
    *out = offset_s;
    return true;
}

/* The changes into arrays that are large enough; false when they do not ascend or name a type that is not there. */
static bool read_changes(const block *table, int64_t *change_s, int32_t *offset_s)
{
    const uint32_t count = table->count[COUNT_TIME];
    const unsigned char *types = table->data + (size_t)count * 8;

    for (uint32_t i = 0; i < count; i++) {
        change_s[i] = (int64_t)big_endian(table->data + (size_t)i * 8, 8);
        if (i > 0 && change_s[i] <= change_s[i - 1])
            return false;
        if (!read_type_offset(table, types[i], &offset_s[i]))
            return false;
    }
    return true;
}

static bool read_footer(weir_text bytes, size_t from, weir_zone *zone)
{
    const weir_text footer = weir_text_part(bytes, from, SIZE_MAX);
    size_t end;

    if (!weir_text_starts_with(footer, WEIR_T("\n")))
        return false;
    end = weir_text_find(footer, WEIR_T("\n"), 1);
    if (end == SIZE_MAX)
        return false;
    zone->has_rule = end > 1;
    return !zone->has_rule || weir_zone_rule_parse(weir_text_part(footer, 1, end - 1), &zone->rule);
}

static weir_err fail(weir_diag *diag, weir_text name, const char *what)
{
    return weir_fail(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, "zone %.*s: %s", WEIR_ARG(name), what);
}

weir_err weir_zone_read(weir_text name, weir_text bytes, weir_arena *arena, const weir_zone **out, weir_diag *diag)
{
    block old, table;
    weir_zone *zone;
    int64_t *change_s;
    int32_t *offset_s;

    if (!read_header(bytes, 0, 4, &old) || !read_header(bytes, (size_t)old.byte_count, 8, &table))
        return fail(diag, name, "not a TZif file of version 2 or later");
    if (table.count[COUNT_LEAP] > 0)
        return fail(diag, name, "counts leap seconds, the time of processes does not");
    zone = WEIR_TAKE(arena, weir_zone, 1);
    change_s = WEIR_TAKE(arena, int64_t, table.count[COUNT_TIME]);
    offset_s = WEIR_TAKE(arena, int32_t, table.count[COUNT_TIME]);
    if (!zone || !change_s || !offset_s)
        return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "no memory for zone %.*s", WEIR_ARG(name));
    if (!read_type_offset(&table, 0, &zone->first_offset_s) || !read_changes(&table, change_s, offset_s))
        return fail(diag, name, "the table of changes is not valid");
    if (!read_footer(bytes, (size_t)(old.byte_count + table.byte_count), zone))
        return fail(diag, name, "the rule at the end is not valid");
    zone->change_count = table.count[COUNT_TIME];
    zone->change_s = change_s;
    zone->offset_s = offset_s;
    WEIR_TRY(weir_arena_text(arena, name, &zone->name));
    *out = zone;
    return WEIR_OK;
}

weir_text weir_zone_name(const weir_zone *zone)
{
    return zone->name;
}

/* How many changes lie at or before an instant. */
static uint32_t changes_until(const weir_zone *zone, int64_t epoch_s)
{
    uint32_t from = 0, to = zone->change_count;

    while (from < to) {
        const uint32_t middle = from + (to - from) / 2;

        if (zone->change_s[middle] <= epoch_s)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static int64_t clamp_epoch(int64_t epoch_s)
{
    if (epoch_s < -WEIR_EPOCH_S_MAX)
        return -WEIR_EPOCH_S_MAX;
    return epoch_s > WEIR_EPOCH_S_MAX ? WEIR_EPOCH_S_MAX : epoch_s;
}

static weir_zone_stretch stretch_at(const weir_zone *zone, int64_t epoch_s)
{
    const uint32_t past_count = changes_until(zone, epoch_s);
    weir_zone_stretch stretch = {INT64_MIN, INT64_MAX, zone->first_offset_s};

    if (past_count == zone->change_count && zone->has_rule)
        stretch = weir_zone_rule_stretch(&zone->rule, clamp_epoch(epoch_s));
    else if (past_count > 0)
        stretch.offset_s = zone->offset_s[past_count - 1];
    if (past_count > 0 && zone->change_s[past_count - 1] > stretch.begin_s)
        stretch.begin_s = zone->change_s[past_count - 1];
    if (past_count < zone->change_count)
        stretch.end_s = zone->change_s[past_count];
    return stretch;
}

int32_t weir_zone_offset_at(const weir_zone *zone, int64_t epoch_s)
{
    return stretch_at(zone, epoch_s).offset_s;
}

int64_t weir_zone_epoch_of_local(const weir_zone *zone, int64_t local_s)
{
    /* No clock runs further ahead than this, so the first stretch began before its clock showed local_s. */
    weir_zone_stretch stretch = stretch_at(zone, local_s - WEIR_OFFSET_S_MAX - 1);
    int32_t offset_before_s = stretch.offset_s;

    assert(local_s >= -WEIR_EPOCH_S_MAX && local_s <= WEIR_EPOCH_S_MAX);
    /* A stretch ends when its own clock shows end + offset. The first that ends after local_s has it, and is the
     * earlier one in an overlap; or it began after local_s, a gap, in which the clock before it is read on. */
    while (stretch.end_s != INT64_MAX && local_s - stretch.offset_s >= stretch.end_s) {
        offset_before_s = stretch.offset_s;
        stretch = stretch_at(zone, stretch.end_s);
    }
    if (local_s - stretch.offset_s >= stretch.begin_s)
        return local_s - stretch.offset_s;
    return local_s - offset_before_s;
}
