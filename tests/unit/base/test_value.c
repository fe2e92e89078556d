/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_value.c - values are made, found, copied, compared and shown.
 */
#include "base_fixture.h"

#include "base/json.h"
#include "base/value.h"

static weir_value number(const char *text)
{
    weir_decimal made;

    assert_true(weir_decimal_parse(weir_text_of(text), &made));
    return weir_number(made);
}

/* One value of every kind that can be copied, in one list. */
static weir_value make_all_kinds(struct fixture *f)
{
    static const weir_time time = {.hour = 9, .minute = 30, .offset_kind = WEIR_OFFSET_FIXED, .offset_s = 3600};
    static const weir_label label = {{"T", 1}, {"x", 1}, {"rO0", 3}};
    static const weir_date_time date_time = {{2026, 11, 24}, {.hour = 9, .offset_kind = WEIR_OFFSET_NONE}};
    weir_range *range = WEIR_TAKE(&f->arena, weir_range, 1);
    weir_entry *entries = WEIR_TAKE(&f->arena, weir_entry, 2);
    weir_value *items = WEIR_TAKE(&f->arena, weir_value, 12);

    *range = (weir_range){.low = weir_integer(1), .high = weir_null(), .low_closed = true};
    entries[0] = (weir_entry){WEIR_T("a"), weir_integer(1)};
    entries[1] = (weir_entry){WEIR_T("b c"), weir_string(WEIR_T("x\"y"))};
    items[0] = weir_null();
    items[1] = weir_boolean(true);
    items[2] = number("1.50");
    items[2].tag = WEIR_TAG_DOUBLE;
    items[3] = weir_string(WEIR_T("text"));
    items[4] = (weir_value){.kind = WEIR_DATE, .as.date = {2026, 2, 28}};
    items[5] = (weir_value){.kind = WEIR_TIME, .as.time = &time};
    items[6] = (weir_value){.kind = WEIR_DATE_TIME, .as.date_time = &date_time};
    items[7] = (weir_value){.kind = WEIR_MONTHS, .as.months = 14};
    items[8] = (weir_value){.kind = WEIR_SECONDS, .as.seconds = {3600, 0}};
    items[9] = weir_context(entries, 2);
    items[10] = (weir_value){.kind = WEIR_RANGE, .as.range = range};
    items[11] = weir_labelled(weir_context(entries, 1), &label);
    return weir_list(items, 12);
}

/* A list in a list in a list … around null. */
static weir_value nest(struct fixture *f, int depth)
{
    weir_value value = weir_null();

    for (int i = 0; i < depth; i++) {
        weir_value *item = WEIR_TAKE(&f->arena, weir_value, 1);

        *item = value;
        value = weir_list(item, 1);
    }
    return value;
}

static void a_context_finds_its_keys(void **state)
{
    const weir_entry entries[] = {{WEIR_T("a"), weir_integer(1)}, {WEIR_T(""), weir_integer(2)}};
    const weir_value context = weir_context(entries, 2), other = weir_integer(1);

    (void)state;
    assert_ptr_equal(weir_context_find(&context, WEIR_T("a")), &entries[0].value);
    assert_ptr_equal(weir_context_find(&context, WEIR_T("")), &entries[1].value);
    assert_null(weir_context_find(&context, WEIR_T("A")));
    assert_null(weir_context_find(&other, WEIR_T("a")));
}

static void a_copy_shares_nothing_and_is_the_same(void **state)
{
    struct fixture *f = *state;
    test_memory memory = {0};
    weir_arena arena;
    weir_value copy;

    weir_arena_init(&arena, test_memory_port(&memory, true), FIXTURE_BYTES_MAX);
    {
        const weir_value value = make_all_kinds(f);

        assert_int_equal(weir_value_copy(&value, &arena, &copy), WEIR_OK);
        assert_true(weir_value_same(&value, &copy));
        assert_int_equal(copy.as.items[2].tag, WEIR_TAG_DOUBLE);
        assert_ptr_not_equal(copy.as.items[3].as.string.at, value.as.items[3].as.string.at);
        assert_text(weir_value_label(&copy.as.items[11])->text, "rO0");
    }
    weir_arena_release(&f->arena);
    {
        const weir_value again = make_all_kinds(f);

        assert_true(weir_value_same(&again, &copy));
    }
    weir_arena_release(&arena);
}

static void copying_fails_cleanly_wherever_memory_ends(void **state)
{
    struct fixture *f = *state;
    const weir_value value = make_all_kinds(f);
    uint64_t n = 1;

    for (;; n++) {
        test_memory memory = {.fail_at = n};
        weir_arena arena;
        weir_value copy = weir_integer(42);
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), FIXTURE_BYTES_MAX);
        err = weir_value_copy(&value, &arena, &copy);
        if (err == WEIR_OK)
            assert_true(weir_value_same(&value, &copy));
        else
            assert_int_equal(copy.kind, WEIR_NUMBER);
        weir_arena_release(&arena);
        assert_int_equal(memory.live_count, 0);
        if (err == WEIR_OK)
            break;
        assert_int_equal(err, WEIR_ENOMEM);
    }
    assert_in_range(n, 5, 30);
}

static void nesting_beyond_the_limit_is_refused(void **state)
{
    struct fixture *f = *state;
    const weir_value fine = nest(f, 100), deep = nest(f, 101), abyss = nest(f, 100000);
    weir_value copy;
    weir_buffer buffer;

    assert_int_equal(weir_value_copy(&fine, &f->arena, &copy), WEIR_OK);
    assert_true(weir_value_same(&fine, &copy));
    assert_int_equal(weir_value_copy(&deep, &f->arena, &copy), WEIR_ELIMIT);
    assert_int_equal(weir_value_copy(&abyss, &f->arena, &copy), WEIR_ELIMIT);
    assert_false(weir_value_same(&abyss, &abyss));
    weir_buffer_init(&buffer, &f->arena, 0);
    weir_value_write(&abyss, &buffer);
    assert_int_equal(buffer.err, WEIR_OK);
    weir_json_write(&abyss, WEIR_JSON_TYPED, &buffer);
    assert_int_equal(buffer.err, WEIR_ELIMIT);
}

static void functions_are_not_copied(void **state)
{
    struct fixture *f = *state;
    const weir_value function = {.kind = WEIR_FUNCTION}, list = weir_list(&function, 1);
    weir_value copy;

    assert_int_equal(weir_value_copy(&function, &f->arena, &copy), WEIR_EVALUE);
    assert_int_equal(weir_value_copy(&list, &f->arena, &copy), WEIR_EVALUE);
}

static bool same(weir_value a, weir_value b)
{
    const bool there = weir_value_same(&a, &b);

    assert_int_equal(there, weir_value_same(&b, &a));
    return there;
}

static void values_are_the_same_by_kind_and_content(void **state)
{
    const weir_entry ab[] = {{WEIR_T("a"), weir_integer(1)}, {WEIR_T("b"), weir_integer(2)}};
    const weir_entry ba[] = {{WEIR_T("b"), weir_integer(2)}, {WEIR_T("a"), weir_integer(1)}};
    const weir_entry ac[] = {{WEIR_T("a"), weir_integer(1)}, {WEIR_T("c"), weir_integer(2)}};
    const weir_value one_two[] = {weir_integer(1), weir_integer(2)}, two_one[] = {weir_integer(2), weir_integer(1)};

    (void)state;
    assert_true(same(number("1.0"), number("1")));
    assert_false(same(number("1"), weir_string(WEIR_T("1"))));
    assert_false(same(weir_null(), weir_boolean(false)));
    assert_true(same(weir_string(WEIR_NO_TEXT), weir_string(WEIR_T(""))));
    assert_true(same(weir_context(ab, 2), weir_context(ba, 2)));
    assert_false(same(weir_context(ab, 2), weir_context(ac, 2)));
    assert_false(same(weir_context(ab, 2), weir_context(ab, 1)));
    assert_true(same(weir_list(one_two, 2), weir_list(one_two, 2)));
    assert_false(same(weir_list(one_two, 2), weir_list(two_one, 2)));
    assert_false(same(weir_list(one_two, 2), weir_list(one_two, 1)));
}

static void date_times_are_the_same_by_instant_and_kind_of_offset(void **state)
{
    const weir_date_time at_nine = {{2026, 1, 1}, {.hour = 9, .offset_kind = WEIR_OFFSET_FIXED}};
    const weir_date_time at_ten_east = {{2026, 1, 1}, {.hour = 10, .offset_kind = WEIR_OFFSET_FIXED, .offset_s = 3600}};
    const weir_date_time local = {{2026, 1, 1}, {.hour = 9, .offset_kind = WEIR_OFFSET_NONE}};
    const weir_value a = {.kind = WEIR_DATE_TIME, .as.date_time = &at_nine};
    const weir_value b = {.kind = WEIR_DATE_TIME, .as.date_time = &at_ten_east};
    const weir_value c = {.kind = WEIR_DATE_TIME, .as.date_time = &local};

    (void)state;
    assert_true(same(a, b));
    assert_false(same(a, c));
}

static void ranges_are_the_same_with_their_ends(void **state)
{
    const weir_range closed = {weir_integer(1), weir_integer(2), true, true, WEIR_RANGE_SPAN};
    const weir_range open = {weir_integer(1), weir_integer(2), true, false, WEIR_RANGE_SPAN};
    const weir_value a = {.kind = WEIR_RANGE, .as.range = &closed}, b = {.kind = WEIR_RANGE, .as.range = &open};

    (void)state;
    assert_true(same(a, a));
    assert_false(same(a, b));
}

static void a_large_context_is_compared_quickly(void **state)
{
    struct fixture *f = *state;
    const uint32_t count = 100000;
    weir_entry *entries = WEIR_TAKE(&f->arena, weir_entry, count);
    weir_value context;

    for (uint32_t i = 0; i < count; i++) {
        char *key = weir_arena_take(&f->arena, 12);

        entries[i] = (weir_entry){{key, (size_t)snprintf(key, 12, "%u", i)}, weir_integer(i)};
    }
    context = weir_context(entries, count);
    assert_true(same(context, context));
}

static void a_value_is_shown_as_a_feel_literal(void **state)
{
    struct fixture *f = *state;
    const weir_value value = make_all_kinds(f);
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_value_write(&value, &buffer);
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_text(text, "[null, true, 1.50, \"text\", @\"2026-02-28\", @\"09:30:00+01:00\", @\"2026-11-24T09:00:00\", "
                      "@\"P1Y2M\", @\"PT1H\", {a: 1, \"b c\": \"x\\\"y\"}, [1..null), {a: 1}]");
}

static void kinds_have_feel_names(void **state)
{
    (void)state;
    for (int kind = 0; kind < WEIR_KIND_COUNT; kind++)
        assert_non_null(weir_kind_name((weir_kind)kind));
    assert_string_equal(weir_kind_name(WEIR_SECONDS), "days and time duration");
    assert_non_null(weir_kind_name(WEIR_KIND_COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_context_finds_its_keys),
        TEST(a_copy_shares_nothing_and_is_the_same),
        TEST(copying_fails_cleanly_wherever_memory_ends),
        TEST(nesting_beyond_the_limit_is_refused),
        TEST(functions_are_not_copied),
        TEST(values_are_the_same_by_kind_and_content),
        TEST(date_times_are_the_same_by_instant_and_kind_of_offset),
        TEST(ranges_are_the_same_with_their_ends),
        TEST(a_large_context_is_compared_quickly),
        TEST(a_value_is_shown_as_a_feel_literal),
        TEST(kinds_have_feel_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
