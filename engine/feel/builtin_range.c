/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_range.c - how points and ranges lie to each other; see builtins.def.
 *
 * A point is read as the range from itself to itself. Each function is then one line of comparisons of
 * ends; an end without a value lies at infinity. What has no order gives null.
 * Spec: DMN 1.5 §10.3.4.8, table 78.
 */
#include "feel/builtin.h"

/* Two ranges and whether all their ends could be compared. */
typedef struct pair {
    weir_range a, b;
    bool is_ordered;
} pair;

typedef enum end_side { LOW, HIGH } end_side;

/* Order of two ends; a missing low end is before, a missing high end behind everything. */
static int order_of(pair *p, const weir_range *x, end_side x_side, const weir_range *y, end_side y_side)
{
    const weir_value *u = x_side == LOW ? &x->low : &x->high, *v = y_side == LOW ? &y->low : &y->high;
    int order = 0;

    if (u->kind == WEIR_NULL || v->kind == WEIR_NULL) {
        const int u_at = u->kind != WEIR_NULL ? 0 : x_side == LOW ? -1 : 1;
        const int v_at = v->kind != WEIR_NULL ? 0 : y_side == LOW ? -1 : 1;

        return u_at - v_at;
    }
    if (!weir_feel_order(u, v, &order))
        p->is_ordered = false;
    return order;
}

static weir_range as_range(const weir_value *value)
{
    if (value->kind == WEIR_RANGE)
        return *value->as.range;
    return (weir_range){*value, *value, true, true, WEIR_RANGE_ONLY};
}

typedef bool relation(pair *p);

/* Is a wholly in front of b? */
static bool is_before(pair *p, const weir_range *a, const weir_range *b)
{
    const int order = order_of(p, a, HIGH, b, LOW);

    return order < 0 || (order == 0 && !(a->high_closed && b->low_closed));
}

static bool meets_at(pair *p, const weir_range *a, const weir_range *b)
{
    return a->high_closed && b->low_closed && order_of(p, a, HIGH, b, LOW) == 0;
}

static bool starts_same(pair *p)
{
    return p->a.low_closed == p->b.low_closed && order_of(p, &p->a, LOW, &p->b, LOW) == 0;
}

static bool ends_same(pair *p)
{
    return p->a.high_closed == p->b.high_closed && order_of(p, &p->a, HIGH, &p->b, HIGH) == 0;
}

/* Does x begin no earlier than y; does it end no later? */
static bool begins_inside(pair *p, const weir_range *x, const weir_range *y)
{
    const int order = order_of(p, x, LOW, y, LOW);

    return order > 0 || (order == 0 && (y->low_closed || !x->low_closed));
}

static bool ends_inside(pair *p, const weir_range *x, const weir_range *y)
{
    const int order = order_of(p, x, HIGH, y, HIGH);

    return order < 0 || (order == 0 && (y->high_closed || !x->high_closed));
}

static bool is_inside(pair *p, const weir_range *x, const weir_range *y)
{
    const bool begins = begins_inside(p, x, y), ends = ends_inside(p, x, y);

    return begins && ends;
}

static bool before(pair *p)
{
    return is_before(p, &p->a, &p->b);
}

static bool after(pair *p)
{
    return is_before(p, &p->b, &p->a);
}

static bool meets(pair *p)
{
    return meets_at(p, &p->a, &p->b);
}

static bool met_by(pair *p)
{
    return meets_at(p, &p->b, &p->a);
}

static bool overlaps(pair *p)
{
    return !before(p) && !after(p);
}

/* They share something, x begins earlier and y does not end earlier. */
static bool reaches_into(pair *p, const weir_range *x, const weir_range *y)
{
    return overlaps(p) && !begins_inside(p, x, y) && ends_inside(p, x, y);
}

static bool overlaps_before(pair *p)
{
    return reaches_into(p, &p->a, &p->b);
}

static bool overlaps_after(pair *p)
{
    return reaches_into(p, &p->b, &p->a);
}

static bool finishes(pair *p)
{
    return ends_same(p) && begins_inside(p, &p->a, &p->b);
}

static bool finished_by(pair *p)
{
    return ends_same(p) && begins_inside(p, &p->b, &p->a);
}

static bool starts(pair *p)
{
    return starts_same(p) && ends_inside(p, &p->a, &p->b);
}

static bool started_by(pair *p)
{
    return starts_same(p) && ends_inside(p, &p->b, &p->a);
}

static bool includes(pair *p)
{
    return is_inside(p, &p->b, &p->a);
}

static bool during(pair *p)
{
    return is_inside(p, &p->a, &p->b);
}

static bool coincides(pair *p)
{
    return starts_same(p) && ends_same(p);
}

static weir_err relate(weir_call *call, relation *holds, weir_value *out)
{
    pair p = {as_range(&call->arguments[0]), as_range(&call->arguments[1]), true};
    bool answer;

    if (p.a.form == WEIR_RANGE_ALL_BUT || p.b.form == WEIR_RANGE_ALL_BUT) {
        *out = weir_call_null(call, "a range that leaves out one value has no ends");
        return WEIR_OK;
    }
    answer = holds(&p);

    *out = p.is_ordered ? weir_boolean(answer) : weir_call_null(call, "the two have no order");
    return WEIR_OK;
}

#define RELATION(name)                                                                                                 \
    weir_err weir_builtin_##name(weir_call *call, weir_value *out)                                                     \
    {                                                                                                                  \
        return relate(call, name, out);                                                                                \
    }

RELATION(before)
RELATION(after)
RELATION(meets)
RELATION(met_by)
RELATION(overlaps)
RELATION(overlaps_before)
RELATION(overlaps_after)
RELATION(finishes)
RELATION(finished_by)
RELATION(includes)
RELATION(during)
RELATION(starts)
RELATION(started_by)

/* Two points or two ranges. */
weir_err weir_builtin_coincides(weir_call *call, weir_value *out)
{
    if ((call->arguments[0].kind == WEIR_RANGE) == (call->arguments[1].kind == WEIR_RANGE))
        return relate(call, coincides, out);
    *out = weir_call_null(call, "takes two points or two ranges");
    return WEIR_OK;
}
