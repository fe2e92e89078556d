/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_arena.c - memory with one lifetime and a limit.
 */
#include "base_fixture.h"

static void what_is_taken_is_zeroed_and_aligned(void **state)
{
    test_memory memory = {0};
    weir_arena arena;

    (void)state;
    weir_arena_init(&arena, test_memory_port(&memory, false), 1u << 20);
    for (int round = 0; round < 2; round++) {
        for (size_t size = 1; size < 5000; size += 37) {
            unsigned char *at = weir_arena_take(&arena, size);

            assert_non_null(at);
            assert_int_equal((uintptr_t)at % 16, 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(at[i], 0);
            memset(at, 0xAA, size);
        }
        weir_arena_reset(&arena);
    }
    weir_arena_release(&arena);
    assert_int_equal(memory.live_count, 0);
}

static void an_exact_memory_sees_every_request(void **state)
{
    struct fixture *f = *state;

    for (int i = 1; i <= 10; i++) {
        assert_non_null(weir_arena_take(&f->arena, 8));
        assert_int_equal(f->memory.take_count, i);
    }
}

static void blocks_double_so_that_requests_to_the_memory_stay_few(void **state)
{
    test_memory memory = {0};
    weir_arena arena;

    (void)state;
    weir_arena_init(&arena, test_memory_port(&memory, false), 16u << 20);
    assert_int_equal(memory.take_count, 0);
    for (int i = 0; i < 65536; i++)
        assert_non_null(weir_arena_take(&arena, 16));
    assert_true(memory.take_count <= 12);
    weir_arena_release(&arena);
}

static void a_large_request_leaves_the_block_in_use(void **state)
{
    test_memory memory = {0};
    weir_arena arena;
    char *before, *after;

    (void)state;
    weir_arena_init(&arena, test_memory_port(&memory, false), 16u << 20);
    before = weir_arena_take(&arena, 16);
    assert_non_null(weir_arena_take(&arena, 1u << 20));
    after = weir_arena_take(&arena, 16);
    assert_ptr_equal(after, before + 16);
    assert_int_equal(memory.take_count, 2);
    weir_arena_release(&arena);
    assert_int_equal(memory.live_count, 0);
}

static void the_limit_holds_and_smaller_requests_still_fit(void **state)
{
    test_memory memory = {0};
    weir_arena arena;

    (void)state;
    weir_arena_init(&arena, test_memory_port(&memory, false), 4096);
    assert_null(weir_arena_take(&arena, 4097));
    assert_non_null(weir_arena_take(&arena, 4000));
    assert_null(weir_arena_take(&arena, 200));
    assert_non_null(weir_arena_take(&arena, 96));
    assert_null(weir_arena_take(&arena, 1));
    weir_arena_reset(&arena);
    assert_int_equal(arena.used_bytes, 0);
    assert_non_null(weir_arena_take(&arena, 4096));
    weir_arena_release(&arena);
}

static void sizes_that_overflow_are_refused(void **state)
{
    test_memory memory = {0};
    weir_arena arena;

    (void)state;
    weir_arena_init(&arena, test_memory_port(&memory, false), SIZE_MAX);
    assert_null(weir_arena_take(&arena, SIZE_MAX));
    assert_null(weir_arena_take(&arena, SIZE_MAX - 15));
    assert_null(weir_arena_take_array(&arena, SIZE_MAX / 2, 3));
    assert_int_equal(memory.take_count, 0);
    weir_arena_release(&arena);
}

static void a_request_of_nothing_gives_a_pointer(void **state)
{
    struct fixture *f = *state;

    assert_non_null(weir_arena_take(&f->arena, 0));
    assert_non_null(WEIR_TAKE(&f->arena, int, 0));
}

static void reset_keeps_one_block_for_the_next_use(void **state)
{
    test_memory memory = {0};
    weir_arena arena;

    (void)state;
    weir_arena_init(&arena, test_memory_port(&memory, false), 1u << 20);
    for (int i = 0; i < 1000; i++)
        assert_non_null(weir_arena_take(&arena, 100));
    weir_arena_reset(&arena);
    assert_int_equal(memory.live_count, 1);
    assert_non_null(weir_arena_take(&arena, 1000));
    assert_int_equal(memory.live_count, 1);
    weir_arena_release(&arena);
    assert_int_equal(memory.live_count, 0);
}

static void a_zeroed_arena_may_be_reset_and_released(void **state)
{
    weir_arena arena = {0};

    (void)state;
    weir_arena_reset(&arena);
    weir_arena_release(&arena);
    assert_null(arena.blocks);
}

static void failing_memory_gives_null_and_the_arena_stays_usable(void **state)
{
    struct fixture *f = *state;

    f->memory.fail_at = 2;
    assert_non_null(weir_arena_take(&f->arena, 16));
    assert_null(weir_arena_take(&f->arena, 16));
    assert_int_equal(f->arena.used_bytes, 16);
    assert_non_null(weir_arena_take(&f->arena, 16));
}

static void a_growing_list_keeps_its_items(void **state)
{
    struct fixture *f = *state;
    struct {
        int *items;
        uint32_t count, capacity;
    } list = {0};

    for (int i = 0; i < 1000; i++) {
        assert_int_equal(WEIR_GROW(&f->arena, &list), WEIR_OK);
        list.items[list.count++] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(list.items[i], i);
    f->memory.fail_at = f->memory.take_count + 1;
    list.count = list.capacity;
    assert_int_equal(WEIR_GROW(&f->arena, &list), WEIR_ENOMEM);
    assert_int_equal(list.items[999], 999);
}

static void a_copied_text_keeps_the_difference_of_absent_and_empty(void **state)
{
    struct fixture *f = *state;
    weir_text copy;

    assert_int_equal(weir_arena_text(&f->arena, WEIR_NO_TEXT, &copy), WEIR_OK);
    assert_null(copy.at);
    assert_int_equal(weir_arena_text(&f->arena, WEIR_T(""), &copy), WEIR_OK);
    assert_non_null(copy.at);
    assert_int_equal(weir_arena_text(&f->arena, WEIR_T("text"), &copy), WEIR_OK);
    assert_text(copy, "text");
    f->memory.fail_at = f->memory.take_count + 1;
    assert_int_equal(weir_arena_text(&f->arena, WEIR_T("other"), &copy), WEIR_ENOMEM);
    assert_text(copy, "text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_is_zeroed_and_aligned),
        TEST(an_exact_memory_sees_every_request),
        cmocka_unit_test(blocks_double_so_that_requests_to_the_memory_stay_few),
        cmocka_unit_test(a_large_request_leaves_the_block_in_use),
        cmocka_unit_test(the_limit_holds_and_smaller_requests_still_fit),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        TEST(a_request_of_nothing_gives_a_pointer),
        cmocka_unit_test(reset_keeps_one_block_for_the_next_use),
        cmocka_unit_test(a_zeroed_arena_may_be_reset_and_released),
        TEST(failing_memory_gives_null_and_the_arena_stays_usable),
        TEST(a_growing_list_keeps_its_items),
        TEST(a_copied_text_keeps_the_difference_of_absent_and_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
