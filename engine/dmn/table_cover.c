/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_cover.c - which parts of a box no rule takes: a sweep over one input inside the other; see table_check.h.
 *
 * At each level the slots of one column are passed from left to right, with the rules that take the current ones. Where
 * these change, the next column is swept with them alone. No rule left: the part is uncovered. One left that takes all
 * further columns: it is covered, whatever the others do.
 */
#include <stdlib.h>

#include "dmn/table_check.h"

/* A rule begins or ends at a slot; in the order of slots, ends first. */
typedef uint64_t event;
#define EVENT(slot, begins, at) ((uint64_t)(slot) << 32 | (uint64_t)(begins) << 31 | (at))
#define EVENT_SLOT(e) ((uint32_t)((e) >> 32))
#define EVENT_BEGINS(e) ((uint32_t)((e) >> 31) & 1)
#define EVENT_AT(e) ((uint32_t)(e)&0x7fffffffu)
#define THE_BOX 0x7fffffffu /* in place of a rule */

/* A column being swept. Its parts of the three stacks begin where it says. */
typedef struct level {
    uint32_t rules_at, rule_count;      /* that take the slots of the columns before */
    uint32_t current_at, current_count; /* of them, those at the current slot; then where each of them is */
    uint32_t events_at, event_count, next;
    bool is_inside; /* the current slot is one of the box */
    weir_places piece;
} level;

typedef struct weir_sweep sweep;
struct weir_sweep {
    weir_check *k;
    const weir_check_box *box;
    uint32_t box_count_max;
    weir_check_boxes *out;
    uint32_t *reach; /* by rule: the columns from here on are taken as a whole */
    level *levels;
    struct {
        uint32_t *items;
        uint32_t count, capacity;
    } rules; /* lists of rules, one above the other */
    struct {
        event *items;
        uint32_t count, capacity;
    } events;
};

static weir_err push_rule(sweep *s, uint32_t rule)
{
    WEIR_TRY(WEIR_GROW(s->k->arena, &s->rules));
    s->rules.items[s->rules.count++] = rule;
    return WEIR_OK;
}

static weir_err push_event(sweep *s, event e)
{
    WEIR_TRY(WEIR_GROW(s->k->arena, &s->events));
    s->events.items[s->events.count++] = e;
    return WEIR_OK;
}

static int compare_events(const void *left, const void *right)
{
    const event *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static bool takes_all(const sweep *s, uint32_t rule, uint32_t column)
{
    const weir_check_cell *cell = weir_check_cell_of(s->k, rule, column);

    return cell->is_any || cell->is_unknown || weir_slots_contain(&cell->slots, s->box->slots[column]);
}

static weir_err push_slots(sweep *s, const weir_place_list *slots, uint32_t at)
{
    for (uint32_t i = 0; i < slots->count; i++) {
        WEIR_TRY(push_event(s, EVENT(slots->items[i].first, 1, at)));
        WEIR_TRY(push_event(s, EVENT((uint64_t)slots->items[i].last + 1, 0, at)));
    }
    return WEIR_OK;
}

/* The rules above `rules_at` are those to sweep column `depth` with. */
static weir_err enter(sweep *s, uint32_t depth, uint32_t rules_at)
{
    level *l = &s->levels[depth];

    *l = (level){.rules_at = rules_at, .rule_count = s->rules.count - rules_at, .events_at = s->events.count};
    l->current_at = s->rules.count;
    for (uint32_t i = 0; i < 2 * l->rule_count; i++)
        WEIR_TRY(push_rule(s, 0));
    WEIR_TRY(push_slots(s, s->box->slots[depth], THE_BOX));
    for (uint32_t i = 0; i < l->rule_count; i++) {
        const uint32_t rule = s->rules.items[rules_at + i];

        WEIR_TRY(push_slots(
            s, takes_all(s, rule, depth) ? s->box->slots[depth] : &weir_check_cell_of(s->k, rule, depth)->slots, i));
    }
    l->event_count = s->events.count - l->events_at;
    if (l->event_count > 0)
        qsort(s->events.items + l->events_at, l->event_count, sizeof *s->events.items, compare_events);
    (void)weir_check_charge(s->k, 8 + 8 * (uint64_t)l->event_count);
    return WEIR_OK;
}

static void leave(sweep *s, uint32_t depth)
{
    s->rules.count = s->levels[depth].rules_at;
    s->events.count = s->levels[depth].events_at;
}

static void apply(sweep *s, level *l, event e)
{
    const uint32_t at = EVENT_AT(e);
    uint32_t *current, *where;

    if (at == THE_BOX) {
        l->is_inside = EVENT_BEGINS(e);
        return;
    }
    current = s->rules.items + l->current_at;
    where = current + l->rule_count;
    if (EVENT_BEGINS(e)) {
        where[at] = l->current_count;
        current[l->current_count++] = at;
    } else {
        const uint32_t last = current[--l->current_count];

        current[where[at]] = last;
        where[last] = where[at];
    }
}

/* The next piece of the column that is in the box, with its rules; false: there is none. */
static bool advance(sweep *s, level *l)
{
    const event *events = l->event_count > 0 ? s->events.items + l->events_at : NULL;

    while (l->next < l->event_count) {
        const uint32_t slot = EVENT_SLOT(events[l->next]);

        while (l->next < l->event_count && EVENT_SLOT(events[l->next]) == slot)
            apply(s, l, events[l->next++]);
        if (l->is_inside) {
            l->piece = (weir_places){slot, EVENT_SLOT(events[l->next]) - 1};
            return true;
        }
    }
    return false;
}

/* No rule takes the current pieces of the columns up to `depth`. */
static weir_err report(sweep *s, uint32_t depth)
{
    weir_check_box found;

    WEIR_TRY(weir_check_box_new(s->k, &found));
    for (uint32_t i = 0; i < s->k->table->input_count; i++) {
        weir_place_list *slots;

        found.slots[i] = s->box->slots[i];
        if (i > depth)
            continue;
        slots = WEIR_TAKE(s->k->arena, weir_place_list, 1);
        if (!slots)
            return WEIR_ENOMEM;
        WEIR_TRY(WEIR_GROW(s->k->arena, slots));
        slots->items[slots->count++] = s->levels[i].piece;
        found.slots[i] = slots;
    }
    WEIR_TRY(WEIR_GROW(s->k->arena, s->out));
    s->out->items[s->out->count++] = found;
    return WEIR_OK;
}

/* The rules at the current piece onto the stack; done: one of them takes all further columns. */
static weir_err descend(sweep *s, uint32_t depth, bool *is_covered)
{
    const level l = s->levels[depth];

    *is_covered = false;
    (void)weir_check_charge(s->k, 1 + l.current_count);
    for (uint32_t i = 0; i < l.current_count && !*is_covered; i++) {
        const uint32_t rule = s->rules.items[l.rules_at + s->rules.items[l.current_at + i]];

        *is_covered = s->reach[rule] <= depth + 1;
        WEIR_TRY(push_rule(s, rule));
    }
    return WEIR_OK;
}

/* One piece of the column at `depth`: covered, uncovered, or to be looked at by the next column. */
static weir_err visit(sweep *s, uint32_t *depth)
{
    const level *l = &s->levels[*depth];
    const uint32_t rules_at = s->rules.count;
    bool is_covered;

    if (l->current_count == 0)
        return report(s, *depth);
    WEIR_TRY(descend(s, *depth, &is_covered));
    if (is_covered) {
        s->rules.count = rules_at;
        return WEIR_OK;
    }
    return enter(s, ++*depth, rules_at);
}

static weir_err run(sweep *s)
{
    uint32_t depth = 0;

    WEIR_TRY(enter(s, 0, 0));
    while (s->out->count < s->box_count_max && !s->k->is_cut) {
        if (advance(s, &s->levels[depth])) {
            WEIR_TRY(visit(s, &depth));
            continue;
        }
        leave(s, depth);
        if (depth-- == 0)
            break;
    }
    return WEIR_OK;
}

/* The columns of a rule from the last one on that it does not take as a whole. */
static uint32_t reach_of(const sweep *s, uint32_t rule)
{
    uint32_t column = s->k->table->input_count;

    while (column > 0 && takes_all(s, rule, column - 1))
        column--;
    return column;
}

/* One for all sweeps of a table. */
static weir_err prepare(weir_check *k)
{
    sweep *s = k->sweep ? k->sweep : WEIR_TAKE(k->arena, sweep, 1);

    if (!s)
        return WEIR_ENOMEM;
    if (k->sweep)
        return WEIR_OK;
    s->k = k;
    s->reach = WEIR_TAKE(k->arena, uint32_t, k->table->rule_count);
    s->levels = WEIR_TAKE(k->arena, level, (size_t)k->table->input_count + 1);
    k->sweep = s->reach && s->levels ? s : NULL;
    return k->sweep ? WEIR_OK : WEIR_ENOMEM;
}

weir_err weir_check_uncovered(weir_check *k, const weir_check_box *box, const uint32_t *rules, uint32_t rule_count,
                              uint32_t box_count_max, weir_check_boxes *out)
{
    sweep *s;

    WEIR_TRY(prepare(k));
    s = k->sweep;
    s->box = box;
    s->box_count_max = box_count_max;
    s->out = out;
    s->rules.count = s->events.count = 0;
    (void)weir_check_charge(k, (uint64_t)rule_count * k->table->input_count);
    for (uint32_t i = 0; i < rule_count; i++) {
        s->reach[rules[i]] = reach_of(s, rules[i]);
        if (s->reach[rules[i]] == 0)
            return WEIR_OK;
        WEIR_TRY(push_rule(s, rules[i]));
    }
    return run(s);
}

/* -- joining -- */

static bool are_same_slots(const weir_place_list *a, const weir_place_list *b)
{
    return weir_slots_contain(a, b) && weir_slots_contain(b, a);
}

/* The only column in which two boxes differ; false: there are several, or none. */
static bool differ_in_one(const weir_check *k, const weir_check_box *a, const weir_check_box *b, uint32_t *column)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < k->table->input_count && count < 2; i++) {
        if (are_same_slots(a->slots[i], b->slots[i]))
            continue;
        *column = i;
        count++;
    }
    return count == 1;
}

static int compare_slots(const void *left, const void *right)
{
    const weir_places *a = left, *b = right;

    return (a->first > b->first) - (a->first < b->first);
}

/* They have nothing in common. */
static weir_err unite_slots(const weir_check *k, const weir_place_list *a, const weir_place_list *b,
                            const weir_place_list **out)
{
    weir_place_list *both = WEIR_TAKE(k->arena, weir_place_list, 1);
    uint32_t kept = 0;

    if (!both)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < a->count + b->count; i++) {
        WEIR_TRY(WEIR_GROW(k->arena, both));
        both->items[both->count++] = i < a->count ? a->items[i] : b->items[i - a->count];
    }
    if (both->count > 0)
        qsort(both->items, both->count, sizeof *both->items, compare_slots);
    for (uint32_t i = 1; i < both->count; i++) {
        if (both->items[i].first == both->items[kept].last + 1)
            both->items[kept].last = both->items[i].last;
        else
            both->items[++kept] = both->items[i];
    }
    both->count = kept + 1;
    *out = both;
    return WEIR_OK;
}

static weir_err join_into(weir_check *k, weir_check_boxes *boxes, uint32_t at, bool *has_joined)
{
    for (uint32_t i = 0; i < at; i++) {
        uint32_t column = 0;

        if (!weir_check_charge(k, k->table->input_count))
            return WEIR_OK;
        if (!differ_in_one(k, &boxes->items[i], &boxes->items[at], &column))
            continue;
        *has_joined = true;
        return unite_slots(k, boxes->items[i].slots[column], boxes->items[at].slots[column],
                           &boxes->items[i].slots[column]);
    }
    return WEIR_OK;
}

weir_err weir_check_join(weir_check *k, weir_check_boxes *boxes)
{
    bool is_changed = true;

    while (is_changed) {
        uint32_t kept = 0;

        is_changed = false;
        for (uint32_t i = 0; i < boxes->count; i++) {
            bool has_joined = false;

            boxes->items[kept] = boxes->items[i];
            WEIR_TRY(join_into(k, boxes, kept, &has_joined));
            kept += !has_joined;
            is_changed = is_changed || has_joined;
        }
        boxes->count = kept;
    }
    return WEIR_OK;
}
