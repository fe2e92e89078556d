/* SPDX-License-Identifier: Apache-2.0
 * base/value.c - make, find, copy and compare values.
 *
 * Nesting is bounded by DEPTH_MAX, so the functions below may call themselves.
 */
#include "base/value.h"

#include <assert.h>
#include <string.h>

#define DEPTH_MAX 100u

const weir_value weir_booleans[2] = {
    {.kind = WEIR_BOOLEAN, .as.boolean = false},
    {.kind = WEIR_BOOLEAN, .as.boolean = true},
};

weir_value weir_labelled(weir_value value, const weir_label *label)
{
    assert(value.kind == WEIR_CONTEXT || value.kind == WEIR_LIST);
    value.tag = WEIR_TAG_OBJECT;
    value.as.labelled.label = label;
    return value;
}

const weir_label *weir_value_label(const weir_value *value)
{
    const bool can_have = value->kind == WEIR_CONTEXT || value->kind == WEIR_LIST;

    return can_have && value->tag == WEIR_TAG_OBJECT ? value->as.labelled.label : NULL;
}

static weir_err copy(const weir_value *value, weir_arena *arena, uint32_t depth, weir_value *out);

static weir_err copy_list(const weir_value *value, weir_arena *arena, uint32_t depth, weir_value *out)
{
    weir_value *items = WEIR_TAKE(arena, weir_value, value->count);

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < value->count; i++)
        WEIR_TRY(copy(&value->as.items[i], arena, depth + 1, &items[i]));
    out->as.items = items;
    return WEIR_OK;
}

static weir_err copy_context(const weir_value *value, weir_arena *arena, uint32_t depth, weir_value *out)
{
    weir_entry *entries = WEIR_TAKE(arena, weir_entry, value->count);

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < value->count; i++) {
        WEIR_TRY(weir_arena_text(arena, value->as.entries[i].key, &entries[i].key));
        WEIR_TRY(copy(&value->as.entries[i].value, arena, depth + 1, &entries[i].value));
    }
    out->as.entries = entries;
    return WEIR_OK;
}

static weir_err copy_label(const weir_value *value, weir_arena *arena, weir_value *out)
{
    const weir_label *label = weir_value_label(value);
    weir_label *made;

    if (!label)
        return WEIR_OK;
    made = WEIR_TAKE(arena, weir_label, 1);
    if (!made)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_arena_text(arena, label->type_name, &made->type_name));
    WEIR_TRY(weir_arena_text(arena, label->format, &made->format));
    if (label->text.at)
        WEIR_TRY(weir_arena_text(arena, label->text, &made->text));
    *out = weir_labelled(*out, made);
    return WEIR_OK;
}

static weir_err copy_range(const weir_range *range, weir_arena *arena, uint32_t depth, weir_value *out)
{
    weir_range *made = WEIR_TAKE(arena, weir_range, 1);

    if (!made)
        return WEIR_ENOMEM;
    *made = *range;
    WEIR_TRY(copy(&range->low, arena, depth + 1, &made->low));
    WEIR_TRY(copy(&range->high, arena, depth + 1, &made->high));
    out->as.range = made;
    return WEIR_OK;
}

static weir_err copy(const weir_value *value, weir_arena *arena, uint32_t depth, weir_value *out)
{
    weir_value made = *value;

    if (depth > DEPTH_MAX)
        return WEIR_ELIMIT;
    switch ((weir_kind)value->kind) {
    case WEIR_NULL:
    case WEIR_BOOLEAN:
    case WEIR_NUMBER:
    case WEIR_DATE:
    case WEIR_MONTHS:
    case WEIR_SECONDS:
        break;
    case WEIR_STRING:
        WEIR_TRY(weir_arena_text(arena, value->as.string, &made.as.string));
        break;
    case WEIR_TIME: {
        weir_time *time = WEIR_TAKE(arena, weir_time, 1);

        if (!time)
            return WEIR_ENOMEM;
        *time = *value->as.time;
        made.as.time = time;
        break;
    }
    case WEIR_DATE_TIME: {
        weir_date_time *date_time = WEIR_TAKE(arena, weir_date_time, 1);

        if (!date_time)
            return WEIR_ENOMEM;
        *date_time = *value->as.date_time;
        made.as.date_time = date_time;
        break;
    }
    case WEIR_LIST:
        WEIR_TRY(copy_list(value, arena, depth, &made));
        WEIR_TRY(copy_label(value, arena, &made));
        break;
    case WEIR_CONTEXT:
        WEIR_TRY(copy_context(value, arena, depth, &made));
        WEIR_TRY(copy_label(value, arena, &made));
        break;
    case WEIR_RANGE:
        WEIR_TRY(copy_range(value->as.range, arena, depth, &made));
        break;
    case WEIR_FUNCTION:
    case WEIR_KIND_COUNT:
        return WEIR_EVALUE;
    }
    *out = made;
    return WEIR_OK;
}

weir_err weir_value_copy(const weir_value *value, weir_arena *arena, weir_value *out)
{
    return copy(value, arena, 0, out);
}

static bool same(const weir_value *a, const weir_value *b, uint32_t depth);

static bool same_time(const weir_time *a, const weir_time *b)
{
    return a->hour == b->hour && a->minute == b->minute && a->second == b->second && a->nanosecond == b->nanosecond &&
           a->offset_kind == b->offset_kind && a->offset_s == b->offset_s && a->zone == b->zone;
}

static bool same_entries(const weir_value *a, const weir_value *b, uint32_t depth)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const bool has_same_place = weir_text_equal(a->as.entries[i].key, b->as.entries[i].key); /* the usual case */
        const weir_value *other = has_same_place ? &b->as.entries[i].value : weir_context_find(b, a->as.entries[i].key);

        if (!other || !same(&a->as.entries[i].value, other, depth + 1))
            return false;
    }
    return true;
}

static bool same_items(const weir_value *a, const weir_value *b, uint32_t depth)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        if (!same(&a->as.items[i], &b->as.items[i], depth + 1))
            return false;
    }
    return true;
}

static bool same(const weir_value *a, const weir_value *b, uint32_t depth)
{
    if (a->kind != b->kind || depth > DEPTH_MAX)
        return false;
    switch ((weir_kind)a->kind) {
    case WEIR_NULL:
        return true;
    case WEIR_BOOLEAN:
        return a->as.boolean == b->as.boolean;
    case WEIR_NUMBER:
        return weir_decimal_compare(a->as.number, b->as.number) == 0;
    case WEIR_STRING:
        return weir_text_equal(a->as.string, b->as.string);
    case WEIR_DATE:
        return a->as.date.year == b->as.date.year && a->as.date.month == b->as.date.month &&
               a->as.date.day == b->as.date.day;
    case WEIR_TIME:
        return same_time(a->as.time, b->as.time);
    case WEIR_DATE_TIME:
        return weir_date_time_compare(a->as.date_time, b->as.date_time) == 0 &&
               a->as.date_time->time.offset_kind == b->as.date_time->time.offset_kind &&
               a->as.date_time->time.zone == b->as.date_time->time.zone;
    case WEIR_MONTHS:
        return a->as.months == b->as.months;
    case WEIR_SECONDS:
        return a->as.seconds.second == b->as.seconds.second && a->as.seconds.nanosecond == b->as.seconds.nanosecond;
    case WEIR_LIST:
        return same_items(a, b, depth);
    case WEIR_CONTEXT:
        return same_entries(a, b, depth);
    case WEIR_RANGE:
        return a->as.range->form == b->as.range->form && a->as.range->low_closed == b->as.range->low_closed &&
               a->as.range->high_closed == b->as.range->high_closed &&
               same(&a->as.range->low, &b->as.range->low, depth + 1) &&
               same(&a->as.range->high, &b->as.range->high, depth + 1);
    case WEIR_FUNCTION:
    case WEIR_KIND_COUNT:
        return a->as.function == b->as.function;
    }
    return false;
}

bool weir_value_same(const weir_value *a, const weir_value *b)
{
    return same(a, b, 0);
}
