/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/test_power_loss.c - the power goes at random points of writing, syncing and checkpointing.
 *
 * WEIR_ALL in the environment: ten times as many points. WEIR_SEED: another row of random numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/faulty_vfs.h"
#include "sim/store_model.h"

#define POINT_COUNT 1000
#define POINTS_PER_FILE 20    /* then a new file */
#define CHANGES_PER_POINT 400 /* at most, of the disk, until the power goes */
#define OPENINGS_PER_CLOSE 12 /* so many transactions, on average, between two clean closings */

typedef struct outcome {
    uint32_t point_count, bad_count;
    uint64_t transaction_count;
    char first[640]; /* what was wrong first */
} outcome;

static uint64_t begin_seed(void)
{
    const char *text = getenv("WEIR_SEED");

    return text ? strtoull(text, NULL, 10) : 20260101;
}

/* Write, and close and open now and then, until the power goes. */
static void write_until_off(model *m, const faulty_plan *plan, outcome *o)
{
    weir_err err = model_open(m);

    while (err == WEIR_OK && !plan->is_off) {
        if (faulty_random(&m->seed) % OPENINGS_PER_CLOSE == 0) {
            model_close(m);
            err = model_open(m);
        } else {
            err = model_write(m);
            o->transaction_count++;
        }
    }
    if (m->store)
        model_close(m);
}

static void note_bad(outcome *o, const char *why, uint64_t power_off_at)
{
    if (o->bad_count++ == 0)
        (void)snprintf(o->first, sizeof o->first, "point %u, change %llu: %s", o->point_count,
                       (unsigned long long)power_off_at, why);
}

/* One loss of power and what is found after it; false: the file is of no more use. */
static bool lose_power_once(model *m, faulty_vfs *vfs, outcome *o)
{
    faulty_plan *plan = faulty_vfs_plan(vfs);
    /* Early ones meet the making of a file, or the recovery from the loss before. */
    const uint64_t range = faulty_random(&m->seed) % 3 ? CHANGES_PER_POINT : CHANGES_PER_POINT / 10;
    const uint64_t power_off_at = 1 + faulty_random(&m->seed) % range;
    const char *why;

    plan->change_count = 0;
    plan->power_off_at = power_off_at;
    write_until_off(m, plan, o);
    assert_true(plan->is_off);
    o->point_count++;
    faulty_vfs_power_on(vfs, &m->seed);
    why = model_open(m) == WEIR_OK ? model_check(m) : m->diag.message;
    if (why)
        note_bad(o, why, power_off_at);
    if (m->store)
        model_close(m);
    return !why;
}

static outcome lose_power_often(weir_durability durability, bool syncs_lie, uint32_t point_count)
{
    faulty_vfs *vfs = faulty_vfs_new("power-loss");
    uint64_t seed = begin_seed();
    outcome o = {0};

    assert_non_null(vfs);
    faulty_vfs_plan(vfs)->syncs_lie = syncs_lie;
    while (o.point_count < point_count) {
        model m = {.vfs = "power-loss", .durability = durability, .seed = seed};

        for (uint32_t i = 0; i < POINTS_PER_FILE && lose_power_once(&m, vfs, &o); i++)
            continue;
        seed = m.seed;
        faulty_vfs_clear(vfs);
    }
    faulty_vfs_free(vfs);
    printf("%u points, %llu transactions, %u bad%s%s\n", o.point_count, (unsigned long long)o.transaction_count,
           o.bad_count, o.bad_count ? "; first: " : "", o.first);
    return o;
}

static void no_acknowledged_commit_is_lost(void **state)
{
    const outcome o =
        lose_power_often(WEIR_DURABILITY_FULL, false, getenv("WEIR_ALL") ? POINT_COUNT * 10 : POINT_COUNT);

    (void)state;
    assert_string_equal(o.first, "");
    assert_true(o.transaction_count > o.point_count);
}

/* The two that show that the test above can fail. */
static void with_synchronous_normal_commits_are_lost(void **state)
{
    const outcome o = lose_power_often(WEIR_DURABILITY_NORMAL, false, POINT_COUNT / 5);

    (void)state;
    assert_true(o.bad_count > 0);
    assert_non_null(strstr(o.first, "lost"));
}

static void without_syncs_commits_are_lost(void **state)
{
    const outcome o = lose_power_often(WEIR_DURABILITY_FULL, true, POINT_COUNT / 5);

    (void)state;
    assert_true(o.bad_count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_acknowledged_commit_is_lost),
        cmocka_unit_test(with_synchronous_normal_commits_are_lost),
        cmocka_unit_test(without_syncs_commits_are_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
