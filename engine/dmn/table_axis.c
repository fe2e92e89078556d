/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_axis.c - points, places and what tests hold in them; see table_axis.h.
 */
#include "dmn/table_axis.h"

#include <stdlib.h>

#define WHOLE(a, b) ((a) > (b)) - ((a) < (b))

int weir_axis_compare(const weir_value *a, const weir_value *b)
{
    switch ((weir_kind)a->kind) {
    case WEIR_BOOLEAN:
        return WHOLE(a->as.boolean, b->as.boolean);
    case WEIR_NUMBER:
        return weir_decimal_compare(a->as.number, b->as.number);
    case WEIR_STRING:
        return weir_text_compare(a->as.string, b->as.string);
    case WEIR_DATE:
        return WHOLE(weir_date_to_days(a->as.date), weir_date_to_days(b->as.date));
    case WEIR_TIME:
        return weir_time_compare(a->as.time, b->as.time);
    case WEIR_DATE_TIME:
        return weir_date_time_compare(a->as.date_time, b->as.date_time);
    case WEIR_MONTHS:
        return WHOLE(a->as.months, b->as.months);
    case WEIR_SECONDS:
        return a->as.seconds.second != b->as.seconds.second ? WHOLE(a->as.seconds.second, b->as.seconds.second)
                                                            : WHOLE(a->as.seconds.nanosecond, b->as.seconds.nanosecond);
    case WEIR_NULL:
    case WEIR_LIST:
    case WEIR_CONTEXT:
    case WEIR_RANGE:
    case WEIR_FUNCTION:
    case WEIR_KIND_COUNT:
        break;
    }
    return 0;
}

static int compare_points(const void *left, const void *right)
{
    return weir_axis_compare(left, right);
}

static const weir_time *clock_of(const weir_value *value)
{
    if (value->kind == WEIR_TIME)
        return value->as.time;
    return value->kind == WEIR_DATE_TIME ? &value->as.date_time->time : NULL;
}

bool weir_axis_takes(const weir_axis *axis, const weir_value *value)
{
    const weir_time *clock = clock_of(value);

    if (value->kind != axis->kind)
        return false;
    return !clock || (clock->nanosecond == 0 && (clock->offset_kind != WEIR_OFFSET_NONE) == axis->has_offset);
}

static void add_point(weir_axis *axis, const weir_value *value, bool *fits)
{
    const weir_time *clock = clock_of(value);

    if (value->kind != axis->kind)
        return;
    if (axis->point_count == 0 && clock)
        axis->has_offset = clock->offset_kind != WEIR_OFFSET_NONE;
    *fits = *fits && weir_axis_takes(axis, value);
    axis->points[axis->point_count++] = *value;
}

static void sort_and_unite(weir_axis *axis)
{
    uint32_t kept = 0;

    if (axis->point_count == 0)
        return;
    qsort(axis->points, axis->point_count, sizeof *axis->points, compare_points);
    for (uint32_t i = 1; i < axis->point_count; i++) {
        if (weir_axis_compare(&axis->points[kept], &axis->points[i]) != 0)
            axis->points[++kept] = axis->points[i];
    }
    axis->point_count = kept + 1;
}

weir_err weir_axis_make(const weir_constant_tests *const *cells, uint32_t count, weir_kind kind, weir_arena *arena,
                        weir_axis *out, bool *fits)
{
    weir_axis axis = {.kind = kind};
    size_t end_count = 0;

    for (uint32_t i = 0; i < count; i++)
        end_count += cells[i] ? 2 * (size_t)cells[i]->span_count : 0;
    axis.points = WEIR_TAKE(arena, weir_value, end_count);
    if (!axis.points)
        return WEIR_ENOMEM;
    *fits = true;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t s = 0; cells[i] && s < cells[i]->span_count; s++) {
            add_point(&axis, &cells[i]->spans[s].low, fits);
            add_point(&axis, &cells[i]->spans[s].high, fits);
        }
    }
    sort_and_unite(&axis);
    *out = axis;
    return WEIR_OK;
}

uint32_t weir_axis_place_count(const weir_axis *axis)
{
    return 2 * axis->point_count + 1;
}

uint32_t weir_axis_place(const weir_axis *axis, const weir_value *value)
{
    uint32_t low = 0, high = axis->point_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = weir_axis_compare(&axis->points[middle], value);

        if (order == 0)
            return 2 * middle + 1;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 2 * low;
}

/* False: there is nothing between the ends. */
static bool places_of(const weir_axis *axis, const weir_span *span, weir_places *out)
{
    *out = (weir_places){0, weir_axis_place_count(axis) - 1};
    if (span->low.kind != WEIR_NULL)
        out->first = weir_axis_place(axis, &span->low) + (span->low_closed ? 0 : 1);
    if (span->high.kind != WEIR_NULL) {
        const uint32_t place = weir_axis_place(axis, &span->high);

        if (place == 0 && !span->high_closed)
            return false;
        out->last = place - (span->high_closed ? 0 : 1);
    }
    return out->first <= out->last;
}

static int compare_places(const void *left, const void *right)
{
    const weir_places *a = left, *b = right;

    return WHOLE(a->first, b->first);
}

static void unite(weir_place_list *list)
{
    uint32_t kept = 0;

    if (list->count == 0)
        return;
    qsort(list->items, list->count, sizeof *list->items, compare_places);
    for (uint32_t i = 1; i < list->count; i++) {
        weir_places *last = &list->items[kept];

        if (list->items[i].first > last->last + 1)
            list->items[++kept] = list->items[i];
        else if (list->items[i].last > last->last)
            last->last = list->items[i].last;
    }
    list->count = kept + 1;
}

static weir_err add_places(weir_arena *arena, weir_place_list *list, uint32_t first, uint32_t last)
{
    WEIR_TRY(WEIR_GROW(arena, list));
    list->items[list->count++] = (weir_places){first, last};
    return WEIR_OK;
}

static weir_err invert(const weir_axis *axis, weir_arena *arena, weir_place_list *list)
{
    weir_place_list rest = {0};
    uint32_t next = 0;

    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].first > next)
            WEIR_TRY(add_places(arena, &rest, next, list->items[i].first - 1));
        next = list->items[i].last + 1;
    }
    if (next < weir_axis_place_count(axis))
        WEIR_TRY(add_places(arena, &rest, next, weir_axis_place_count(axis) - 1));
    *list = rest;
    return WEIR_OK;
}

/* A test of another kind is null: its negation does not hold either. Null itself is another value than all. */
weir_err weir_axis_cut(const weir_axis *axis, const weir_constant_tests *tests, weir_arena *arena, weir_place_list *out)
{
    weir_place_list list = {0};
    bool has_others = false;

    for (uint32_t i = 0; i < tests->span_count; i++) {
        const weir_span *span = &tests->spans[i];
        weir_places places;

        if (weir_span_kind(span) != axis->kind)
            has_others = has_others || weir_span_kind(span) != WEIR_NULL;
        else if (places_of(axis, span, &places))
            WEIR_TRY(add_places(arena, &list, places.first, places.last));
    }
    unite(&list);
    if (tests->is_negated && has_others)
        list.count = 0;
    else if (tests->is_negated)
        WEIR_TRY(invert(axis, arena, &list));
    *out = list;
    return WEIR_OK;
}
