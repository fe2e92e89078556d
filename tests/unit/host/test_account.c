/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_account.c - the accountability report hears of facts that there are.
 */
#include "run/fact.h"

#include "host_fixture.h"

static const struct {
    const char *type;
} rows[] = {
#define ROW(type, ...) {type},
#include "host/account_facts.def"
#undef ROW
};

static void each_row_is_about_a_fact_that_there_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weir_fact_kind kind;

        if (!weir_fact_kind_find(weir_text_of(rows[i].type), &kind))
            fail_msg("there is no fact %s", rows[i].type);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_about_a_fact_that_there_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
