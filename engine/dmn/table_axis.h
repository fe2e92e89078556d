/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_axis.h - the values of one input, cut where the entries of its column tell them apart.
 *
 * Between two neighbouring cuts all values hit the same rules. A place is a point (a value some entry names) or what
 * lies between two of them: with n points there are 2n + 1 places, the points have the odd numbers.
 * Layer: dmn, private to it.
 */
#ifndef WEIR_DMN_TABLE_AXIS_H
#define WEIR_DMN_TABLE_AXIS_H

#include "feel/constant_tests.h"

typedef struct weir_axis {
    weir_kind kind;     /* of its values */
    weir_value *points; /* sorted, each once */
    uint32_t point_count;
    bool has_offset; /* of times and date-times: all of them have one */
} weir_axis;

/* From the first to the last place. */
typedef struct weir_places {
    uint32_t first, last;
} weir_places;

typedef struct weir_place_list {
    weir_places *items; /* sorted, with gaps between them */
    uint32_t count, capacity;
} weir_place_list;

/* Order of two values of one kind that points can have. */
int weir_axis_compare(const weir_value *a, const weir_value *b);
/* Can the values have points on one axis? Times with and without offset can't, nor such with a fraction of a second,
 * which equality does not look at. */
bool weir_axis_takes(const weir_axis *axis, const weir_value *value);

/* The points of one kind in a column: `cells` with a NULL for what is not constant or any value. `fits`: false if
 * some of them can't be put in order. */
WEIR_MUST_USE weir_err weir_axis_make(const weir_constant_tests *const *cells, uint32_t count, weir_kind kind,
                                      weir_arena *arena, weir_axis *out, bool *fits);
uint32_t weir_axis_place_count(const weir_axis *axis);
uint32_t weir_axis_place(const weir_axis *axis, const weir_value *value);
/* Where the tests hold. */
WEIR_MUST_USE weir_err weir_axis_cut(const weir_axis *axis, const weir_constant_tests *tests, weir_arena *arena,
                                     weir_place_list *out);

#endif
