/* SPDX-License-Identifier: Apache-2.0
 * dmn/table_slots.c - the inputs of a table as slots, its entries as sets of them; see table_check.h.
 */
#include "dmn/table_check.h"

/* -- sets of slots -- */

static weir_err add_slots(weir_arena *arena, weir_place_list *list, uint32_t first, uint32_t last)
{
    weir_places *before = list->count > 0 ? &list->items[list->count - 1] : NULL;

    if (before && first <= before->last + 1) { /* they come in order */
        before->last = last > before->last ? last : before->last;
        return WEIR_OK;
    }
    WEIR_TRY(WEIR_GROW(arena, list));
    list->items[list->count++] = (weir_places){first, last};
    return WEIR_OK;
}

bool weir_slots_meet(const weir_place_list *a, const weir_place_list *b)
{
    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        if (a->items[i].last < b->items[j].first)
            i++;
        else if (b->items[j].last < a->items[i].first)
            j++;
        else
            return true;
    }
    return false;
}

bool weir_slots_contain(const weir_place_list *outer, const weir_place_list *inner)
{
    uint32_t i = 0;

    for (uint32_t j = 0; j < inner->count; j++) {
        while (i < outer->count && outer->items[i].last < inner->items[j].first)
            i++;
        if (i == outer->count || outer->items[i].first > inner->items[j].first ||
            outer->items[i].last < inner->items[j].last)
            return false;
    }
    return true;
}

weir_err weir_slots_common(const weir_place_list *a, const weir_place_list *b, weir_arena *arena, weir_place_list *out)
{
    weir_place_list list = {0};

    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        const weir_places x = a->items[i], y = b->items[j];
        const uint32_t first = x.first > y.first ? x.first : y.first, last = x.last < y.last ? x.last : y.last;

        if (first <= last)
            WEIR_TRY(add_slots(arena, &list, first, last));
        if (x.last < y.last)
            i++;
        else
            j++;
    }
    *out = list;
    return WEIR_OK;
}

/* -- what an input may be -- */

typedef struct column_reader {
    weir_check *k;
    weir_check_column *column;
    const weir_constant_tests **tests; /* of the rules, then what is allowed */
    uint32_t rule_count, test_count, capacity;
    weir_kind kind; /* WEIR_NULL: not known */
    bool is_whole;  /* whole numbers alone */
    bool is_count;  /* of things: whole numbers from 0 */
    bool is_known;
} column_reader;

static weir_err add_allowed(column_reader *r, const weir_expression *allowed)
{
    const weir_constant_tests *tests;

    if (!allowed)
        return WEIR_OK;
    WEIR_TRY(weir_constant_tests_of(allowed, r->k->arena, &tests));
    r->is_known = r->is_known && tests;
    WEIR_TRY(weir_arena_grow(r->k->arena, &r->tests, r->test_count, &r->capacity, sizeof *r->tests));
    r->tests[r->test_count++] = tests;
    return WEIR_OK;
}

static weir_err read_type(column_reader *r)
{
    const weir_item_type *type = r->column->input->type;

    WEIR_TRY(add_allowed(r, r->column->input->allowed));
    while (type && type->form == WEIR_ITEM_ALIAS) {
        WEIR_TRY(add_allowed(r, type->allowed));
        type = type->base;
    }
    if (!type || type->form == WEIR_ITEM_ANY)
        return WEIR_OK;
    r->is_known = r->is_known && type->form == WEIR_ITEM_KIND;
    r->kind = type->kind;
    r->is_whole = weir_text_equal(type->name, WEIR_T("integer")) || weir_text_equal(type->name, WEIR_T("long"));
    return WEIR_OK;
}

/* Without a type all entries have to agree. */
static void guess_kind(column_reader *r)
{
    const bool is_given = r->kind != WEIR_NULL;

    for (uint32_t i = 0; i < r->test_count && r->is_known && !is_given; i++) {
        for (uint32_t s = 0; r->tests[i] && s < r->tests[i]->span_count; s++) {
            const weir_kind kind = weir_span_kind(&r->tests[i]->spans[s]);

            if (kind == WEIR_NULL)
                continue;
            r->is_known = r->is_known && (r->kind == WEIR_NULL || r->kind == kind);
            r->kind = kind;
        }
    }
    r->is_known = r->is_known && r->kind != WEIR_NULL;
}

static bool follows_at_once(const weir_value *a, const weir_value *b)
{
    weir_decimal next;

    if (a->kind == WEIR_DATE)
        return weir_date_to_days(a->as.date) + 1 >= weir_date_to_days(b->as.date);
    if (a->kind == WEIR_MONTHS)
        return a->as.months >= b->as.months - 1;
    return weir_decimal_round(a->as.number, 0, WEIR_ROUND_FLOOR, &next) &&
           weir_decimal_add(next, weir_decimal_of(1), &next) && weir_decimal_compare(next, b->as.number) >= 0;
}

/* A range without a whole number in it. */
static bool is_between_counts(const weir_span *span)
{
    return span->low.kind == WEIR_NUMBER && span->high.kind == WEIR_NUMBER && !span->low_closed && !span->high_closed &&
           follows_at_once(&span->low, &span->high);
}

/* Entries that name single whole numbers and none below 0 speak of a count, whatever its type says. */
static bool is_count(const column_reader *r)
{
    const weir_axis *axis = &r->column->axis;
    bool has_single = false;

    if (r->kind != WEIR_NUMBER || axis->point_count == 0 || weir_decimal_is_negative(axis->points[0].as.number))
        return false;
    for (uint32_t i = 0; i < axis->point_count; i++) {
        if (!weir_decimal_is_integer(axis->points[i].as.number))
            return false;
    }
    for (uint32_t i = 0; i < r->rule_count; i++) {
        for (uint32_t s = 0; r->tests[i] && s < r->tests[i]->span_count; s++) {
            if (is_between_counts(&r->tests[i]->spans[s]))
                return false;
            has_single = has_single || r->tests[i]->spans[s].is_point;
        }
    }
    return has_single;
}

/* Nothing but values by name, like texts of an enumeration. */
static bool are_named(const column_reader *r)
{
    if (r->kind != WEIR_STRING && r->kind != WEIR_BOOLEAN)
        return false;
    for (uint32_t i = 0; i < r->test_count; i++) {
        for (uint32_t s = 0; r->tests[i] && s < r->tests[i]->span_count; s++) {
            if (!r->tests[i]->spans[s].is_point)
                return false;
        }
    }
    return true;
}

static uint32_t slot_count_of(const weir_check_column *column)
{
    return column->form == WEIR_SLOTS_NAMED ? column->axis.point_count + 1 : weir_axis_place_count(&column->axis);
}

/* Is null one of the values for which the tests hold? */
static bool takes_null(const weir_constant_tests *tests)
{
    bool is_unknown = false;

    for (uint32_t i = 0; i < tests->span_count; i++) {
        if (weir_span_kind(&tests->spans[i]) == WEIR_NULL)
            return !tests->is_negated;
        is_unknown = is_unknown || !tests->spans[i].is_point || tests->spans[i].is_compared;
    }
    return tests->is_negated && !is_unknown;
}

/* Places as slots, with null behind them. */
static weir_err to_slots(const weir_check *k, const weir_check_column *column, const weir_constant_tests *tests,
                         weir_place_list *out)
{
    weir_place_list places, list = {0};
    bool has_rest = false;

    WEIR_TRY(weir_axis_cut(&column->axis, tests, k->arena, &places));
    for (uint32_t i = 0; i < places.count; i++) {
        const weir_places p = places.items[i];

        if (column->form == WEIR_SLOTS_ORDERED) {
            WEIR_TRY(add_slots(k->arena, &list, p.first, p.last));
            continue;
        }
        has_rest = has_rest || p.first % 2 == 0 || p.last > p.first;
        if (p.first / 2 < (p.last + 1) / 2)
            WEIR_TRY(add_slots(k->arena, &list, p.first / 2, (p.last + 1) / 2 - 1));
    }
    if (has_rest)
        WEIR_TRY(add_slots(k->arena, &list, column->axis.point_count, column->axis.point_count));
    if (column->has_null && takes_null(tests))
        WEIR_TRY(add_slots(k->arena, &list, slot_count_of(column), slot_count_of(column)));
    *out = list;
    return WEIR_OK;
}

static bool is_midnight(const weir_value *time, bool at_the_end)
{
    const weir_time *t = time->as.time;

    return at_the_end ? t->hour == 23 && t->minute == 59 && t->second == 59 : t->hour + t->minute + t->second == 0;
}

/* A slot without any value in it. */
static bool is_empty(const column_reader *r, uint32_t slot)
{
    const weir_axis *axis = &r->column->axis;
    const uint32_t point = slot / 2;

    if (r->column->form == WEIR_SLOTS_NAMED)
        return r->kind == WEIR_BOOLEAN && slot == axis->point_count;
    if (axis->point_count == 0)
        return false;
    if (slot % 2 == 1)
        return r->is_whole && !weir_decimal_is_integer(axis->points[point].as.number);
    if (r->is_count && point == 0 && weir_decimal_is_zero(axis->points[0].as.number))
        return true;
    if (r->kind == WEIR_TIME && point == 0)
        return is_midnight(&axis->points[0], false);
    if (r->kind == WEIR_TIME && point == axis->point_count)
        return is_midnight(&axis->points[point - 1], true);
    return point > 0 && point < axis->point_count && (r->is_whole || r->kind == WEIR_DATE || r->kind == WEIR_MONTHS) &&
           follows_at_once(&axis->points[point - 1], &axis->points[point]);
}

static weir_err read_domain(column_reader *r)
{
    weir_check_column *column = r->column;
    const uint32_t slot_count = slot_count_of(column);

    column->has_null = !column->input->allowed;
    column->is_open = r->kind == WEIR_STRING && r->test_count == r->rule_count;
    for (uint32_t slot = 0; slot < slot_count; slot++) {
        if (!is_empty(r, slot))
            WEIR_TRY(add_slots(r->k->arena, &column->domain, slot, slot));
    }
    if (column->has_null)
        WEIR_TRY(add_slots(r->k->arena, &column->domain, slot_count, slot_count));
    for (uint32_t i = r->rule_count; i < r->test_count; i++) {
        weir_place_list allowed;

        WEIR_TRY(to_slots(r->k, column, r->tests[i], &allowed));
        if (column->has_null) /* it belongs to every type */
            WEIR_TRY(add_slots(r->k->arena, &allowed, slot_count, slot_count));
        WEIR_TRY(weir_slots_common(&column->domain, &allowed, r->k->arena, &column->domain));
    }
    return WEIR_OK;
}

static weir_err add_booleans(column_reader *r)
{
    static const weir_span both[] = {
        {{.kind = WEIR_BOOLEAN, .as.boolean = false},
         {.kind = WEIR_BOOLEAN, .as.boolean = false},
         true,
         true,
         false,
         true},
        {{.kind = WEIR_BOOLEAN, .as.boolean = true},
         {.kind = WEIR_BOOLEAN, .as.boolean = true},
         true,
         true,
         false,
         true},
    };
    static const weir_constant_tests tests = {both, 2, false};

    WEIR_TRY(weir_arena_grow(r->k->arena, &r->tests, r->test_count, &r->capacity, sizeof *r->tests));
    r->tests[r->test_count++] = &tests;
    return WEIR_OK;
}

static bool can_be_checked(weir_kind kind)
{
    return kind >= WEIR_BOOLEAN && kind <= WEIR_SECONDS;
}

static weir_err read_axis(column_reader *r)
{
    WEIR_TRY(read_type(r));
    guess_kind(r);
    if (!r->is_known || !can_be_checked(r->kind))
        return WEIR_OK;
    if (r->kind == WEIR_BOOLEAN)
        WEIR_TRY(add_booleans(r));
    WEIR_TRY(weir_axis_make(r->tests, r->test_count, r->kind, r->k->arena, &r->column->axis, &r->is_known));
    r->is_known = r->is_known && !(r->kind == WEIR_TIME && r->column->axis.has_offset);
    r->is_count = is_count(r);
    r->is_whole = r->is_whole || r->is_count;
    if (r->is_known)
        r->column->form = are_named(r) ? WEIR_SLOTS_NAMED : WEIR_SLOTS_ORDERED;
    return WEIR_OK;
}

static weir_err read_column(weir_check *k, uint32_t ix)
{
    weir_check_column *column = &k->columns[ix];
    column_reader r = {.k = k, .column = column, .rule_count = k->table->rule_count, .is_known = true};

    column->input = &k->table->inputs[ix];
    r.tests = WEIR_TAKE(k->arena, const weir_constant_tests *, (size_t)r.rule_count + 1);
    if (!r.tests)
        return WEIR_ENOMEM;
    r.test_count = r.rule_count;
    r.capacity = r.rule_count + 1;
    for (uint32_t i = 0; i < r.rule_count; i++)
        r.tests[i] = k->table->rules[i].constants[ix];
    WEIR_TRY(read_axis(&r));
    return column->form == WEIR_SLOTS_UNKNOWN ? add_slots(k->arena, &column->domain, 0, 0) : read_domain(&r);
}

/* -- entries -- */

static weir_err read_cell(weir_check *k, uint32_t rule, uint32_t ix)
{
    const weir_check_column *column = &k->columns[ix];
    const weir_constant_tests *constants = k->table->rules[rule].constants[ix];
    weir_check_cell *cell = &k->cells[(size_t)rule * k->table->input_count + ix];

    cell->slots = column->domain;
    cell->is_any = !k->table->rules[rule].tests[ix];
    cell->is_unknown = !cell->is_any && (!constants || column->form == WEIR_SLOTS_UNKNOWN);
    if (cell->is_any || cell->is_unknown)
        return WEIR_OK;
    WEIR_TRY(to_slots(k, column, constants, &cell->slots));
    WEIR_TRY(weir_slots_common(&cell->slots, &column->domain, k->arena, &cell->slots));
    cell->is_any = weir_slots_contain(&cell->slots, &column->domain);
    return WEIR_OK;
}

/* Texts are without end; those that no entry speaks of are hardly meant. */
static weir_err read_covered(weir_check *k, uint32_t ix)
{
    weir_check_column *column = &k->columns[ix];
    const uint32_t null_slot = slot_count_of(column);
    int32_t *changes =
        WEIR_TAKE(k->arena, int32_t, (size_t)null_slot + 2); /* of the number of entries that speak of it */
    int32_t entry_count = 0;
    uint32_t slot = 0;

    if (!changes)
        return WEIR_ENOMEM;
    for (uint32_t rule = 0; rule < k->table->rule_count && column->is_open; rule++) {
        const weir_check_cell *cell = weir_check_cell_of(k, rule, ix);

        for (uint32_t i = 0; i < cell->slots.count && !cell->is_any && !cell->is_unknown; i++) {
            changes[cell->slots.items[i].first]++;
            changes[cell->slots.items[i].last + 1]--;
        }
    }
    for (uint32_t i = 0; i < column->domain.count; i++) {
        for (; slot <= column->domain.items[i].last; slot++) {
            entry_count += changes[slot];
            if (slot >= column->domain.items[i].first && (!column->is_open || entry_count > 0) &&
                !(column->has_null && slot == null_slot))
                WEIR_TRY(add_slots(k->arena, &column->covered, slot, slot));
        }
    }
    return WEIR_OK;
}

weir_err weir_check_read(weir_check *k)
{
    const uint32_t column_count = k->table->input_count, rule_count = k->table->rule_count;

    k->columns = WEIR_TAKE(k->arena, weir_check_column, column_count);
    k->cells = WEIR_TAKE(k->arena, weir_check_cell, (size_t)rule_count * column_count);
    if (!k->columns || !k->cells)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < column_count; i++) {
        WEIR_TRY(read_column(k, i));
        for (uint32_t rule = 0; rule < rule_count; rule++)
            WEIR_TRY(read_cell(k, rule, i));
        WEIR_TRY(read_covered(k, i));
    }
    return WEIR_OK;
}

bool weir_check_cells_same(const weir_check *k, uint32_t a, uint32_t b, uint32_t column)
{
    const weir_expression *one = k->table->rules[a].tests[column], *other = k->table->rules[b].tests[column];

    if (!one || !other)
        return one == other;
    return weir_text_equal(weir_text_trim(weir_expression_source(one)), weir_text_trim(weir_expression_source(other)));
}

/* -- regions as text -- */

static void write_ordered(const weir_axis *axis, weir_places p, weir_buffer *out)
{
    const bool has_low = p.first > 0, has_high = p.last < 2 * axis->point_count;
    const bool low_closed = p.first % 2 == 1, high_closed = p.last % 2 == 1;
    const weir_value *low = has_low ? &axis->points[(p.first - 1) / 2] : NULL;
    const weir_value *high = has_high ? &axis->points[p.last / 2] : NULL;

    if (has_low && has_high && low == high) {
        weir_value_write(low, out);
    } else if (has_low && has_high) {
        weir_buffer_char(out, low_closed ? '[' : '(');
        weir_value_write(low, out);
        weir_buffer_text(out, WEIR_T(".."));
        weir_value_write(high, out);
        weir_buffer_char(out, high_closed ? ']' : ')');
    } else if (has_low || has_high) {
        weir_buffer_text(out, has_low       ? low_closed ? WEIR_T(">= ") : WEIR_T("> ")
                                    : high_closed ? WEIR_T("<= ")
                                            : WEIR_T("< "));
        weir_value_write(has_low ? low : high, out);
    } else {
        weir_buffer_char(out, '-');
    }
}

static bool has_slot(const weir_place_list *slots, uint32_t slot)
{
    const weir_place_list one = {&(weir_places){slot, slot}, 1, 1};

    return weir_slots_contain(slots, &one);
}

/* The points that are in the slots, or are not. */
static void write_points(const weir_check_column *column, const weir_place_list *slots, bool wanted, weir_buffer *out)
{
    bool is_first = true;

    for (uint32_t i = 0; i < column->axis.point_count; i++) {
        if (has_slot(slots, i) != wanted)
            continue;
        if (!is_first)
            weir_buffer_text(out, WEIR_T(", "));
        weir_value_write(&column->axis.points[i], out);
        is_first = false;
    }
}

static void write_named(const weir_check_column *column, const weir_place_list *slots, weir_buffer *out)
{
    if (!has_slot(slots, column->axis.point_count)) {
        write_points(column, slots, true, out);
        return;
    }
    weir_buffer_text(out, WEIR_T("not("));
    write_points(column, slots, false, out);
    weir_buffer_char(out, ')');
}

static weir_err write_slots(const weir_check *k, const weir_check_column *column, const weir_place_list *slots,
                            weir_buffer *out)
{
    const uint32_t null_slot = slot_count_of(column);
    const weir_place_list others = {&(weir_places){0, null_slot - 1}, 1, 1};
    const bool has_null = column->has_null && has_slot(slots, null_slot);
    weir_place_list values;

    WEIR_TRY(weir_slots_common(slots, &others, k->arena, &values));
    if (values.count > 0 && column->form == WEIR_SLOTS_NAMED)
        write_named(column, &values, out);
    for (uint32_t i = 0; i < values.count && column->form == WEIR_SLOTS_ORDERED; i++) {
        if (i > 0)
            weir_buffer_text(out, WEIR_T(", "));
        write_ordered(&column->axis, values.items[i], out);
    }
    if (has_null)
        weir_buffer_text(out, values.count > 0 ? WEIR_T(", null") : WEIR_T("null"));
    return WEIR_OK;
}

static bool is_everything(const weir_check_column *column, const weir_place_list *slots)
{
    const uint32_t null_slot = slot_count_of(column);
    uint32_t i = 0;

    if (column->form == WEIR_SLOTS_UNKNOWN)
        return true;
    for (i = 0; i < column->domain.count; i++) {
        weir_places part = column->domain.items[i];
        const weir_place_list one = {&part, 1, 1};

        if (part.last == null_slot && part.first == null_slot)
            continue;
        if (part.last == null_slot)
            part.last--;
        if (!weir_slots_contain(slots, &one))
            return false;
    }
    return true;
}

weir_err weir_check_describe(const weir_check *k, const weir_check_box *box, weir_text *out)
{
    weir_buffer text;

    weir_buffer_init(&text, k->arena, 0);
    for (uint32_t i = 0; i < k->table->input_count; i++) {
        if (is_everything(&k->columns[i], box->slots[i]))
            continue;
        if (text.length > 0)
            weir_buffer_text(&text, WEIR_T(", "));
        weir_buffer_text(&text, k->columns[i].input->label);
        weir_buffer_char(&text, ' ');
        WEIR_TRY(write_slots(k, &k->columns[i], box->slots[i], &text));
    }
    if (text.length == 0)
        weir_buffer_text(&text, WEIR_T("any input"));
    return weir_buffer_done(&text, out);
}

weir_err weir_check_box_new(const weir_check *k, weir_check_box *out)
{
    out->slots = WEIR_TAKE(k->arena, const weir_place_list *, k->table->input_count);
    if (!out->slots)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < k->table->input_count; i++)
        out->slots[i] = &k->columns[i].domain;
    return WEIR_OK;
}
