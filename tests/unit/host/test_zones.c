/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_zones.c - zones come from files, and only from those of their folder.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "host/memory_libc.h"
#include "host/zones.h"

static const weir_zone *find(weir_zone_cache *cache, const char *name)
{
    const weir_zones *zones = weir_zone_cache_zones(cache);

    return zones->find(zones->self, weir_text_of(name));
}

static int setup(void **state)
{
    weir_zone_cache *cache = NULL;

    assert_int_equal(weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &cache), WEIR_OK);
    *state = cache;
    return 0;
}

static int teardown(void **state)
{
    weir_zone_cache_free(*state);
    return 0;
}

static void a_zone_is_loaded_once_and_knows_its_offset(void **state)
{
    const weir_zone *zone = find(*state, "Asia/Shanghai");

    assert_non_null(zone);
    assert_int_equal(weir_zone_offset_at(zone, 1767614400), 8 * 3600);
    assert_ptr_equal(find(*state, "Asia/Shanghai"), zone);
}

static void a_name_that_leaves_the_folder_is_unknown(void **state)
{
    static const char *const names[] = {"",        "../zoneinfo/UTC", "/etc/localtime", "Asia/../UTC", "Asia//Shanghai",
                                        "Asia/",   "./UTC",           "UTC ",           "Asia",        "No/Such_Zone",
                                        "zone.tab"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_null(find(*state, names[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_zone_is_loaded_once_and_knows_its_offset, setup, teardown),
        cmocka_unit_test_setup_teardown(a_name_that_leaves_the_folder_is_unknown, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
