/* SPDX-License-Identifier: Apache-2.0
 * The window of a cursor: a model of settled positions, against the ring of bits; and as bytes.
 */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "webhooks/window.h"

#define FIRST 1000u
#define MODEL_COUNT 60000u

static void low_moves_over_what_is_settled(void **state)
{
    weir_window window;

    (void)state;
    weir_window_init(&window, 10);
    weir_window_settle(&window, 12);
    weir_window_settle(&window, 13);
    assert_int_equal(window.low, 10);
    weir_window_settle(&window, 11);
    assert_int_equal(window.low, 13);
    weir_window_settle(&window, 5);
    assert_int_equal(window.low, 13);
    assert_true(weir_window_is_settled(&window, 13));
    assert_false(weir_window_is_settled(&window, 14));
    assert_true(weir_window_has_room(&window, 13 + WEIR_WINDOW_MAX));
    assert_false(weir_window_has_room(&window, 14 + WEIR_WINDOW_MAX));
}

static void settling_in_any_order_is_what_a_table_says(void **state)
{
    static bool settled[MODEL_COUNT];
    unsigned int seed = 7;
    weir_window window, back;
    uint8_t bytes[WEIR_WINDOW_MAX / 8];

    (void)state;
    memset(settled, 0, sizeof settled);
    weir_window_init(&window, FIRST);
    while (window.low < MODEL_COUNT - 1) {
        const uint32_t reach = rand_r(&seed) % 50 == 0 ? WEIR_WINDOW_MAX : 40;
        uint64_t position = window.low + 1 + (uint32_t)rand_r(&seed) % reach, low = window.low;
        size_t length;

        if (position >= MODEL_COUNT)
            position = MODEL_COUNT - 1;
        settled[position] = true;
        weir_window_settle(&window, position);
        while (low + 1 < MODEL_COUNT && settled[low + 1])
            low++;
        assert_int_equal(window.low, low);
        position = window.low + 1 + (uint32_t)rand_r(&seed) % WEIR_WINDOW_MAX;
        assert_int_equal(weir_window_is_settled(&window, position), position < MODEL_COUNT && settled[position]);
        if (rand_r(&seed) % 500 != 0)
            continue;
        length = weir_window_encode(&window, bytes);
        assert_true(weir_window_decode(&back, window.low, (weir_text){(const char *)bytes, length}));
        assert_memory_equal(&back, &window, sizeof window);
    }
}

static void bytes_that_are_none_are_refused(void **state)
{
    static const char many[WEIR_WINDOW_MAX / 8 + 1];
    weir_window window;

    (void)state;
    assert_false(weir_window_decode(&window, 7, (weir_text){many, sizeof many}));
    assert_int_equal(window.low, 7);
    assert_true(weir_window_decode(&window, 7, (weir_text){"\xff", 1})); /* a bit for low + 1 moves it on */
    assert_int_equal(window.low, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(low_moves_over_what_is_settled),
        cmocka_unit_test(settling_in_any_order_is_what_a_table_says),
        cmocka_unit_test(bytes_that_are_none_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
