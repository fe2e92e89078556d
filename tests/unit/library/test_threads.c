/* SPDX-License-Identifier: Apache-2.0
 * Eight threads ask one database for everything at the same time; run.sh looks at it with ThreadSanitizer, too.
 */
#include "unit/library/fault_fixture.h"

#include "sim/clients.h"

typedef struct heard {
    weir_db *db;
    atomic_uint told_count;
    unsigned stop_at;       /* 0: never */
    uint64_t last_position; /* on the writer's thread */
} heard;

static bool hear(void *context, const weir_db_fact *fact)
{
    heard *h = context;

    assert(fact->position == h->last_position + 1);
    h->last_position = fact->position;
    return true;
}

static void count_told(void *context, clients_word word, const char *instance)
{
    heard *h = context;

    assert(word == CLIENTS_DEPLOYED || instance[0] != '\0');
    if (atomic_fetch_add(&h->told_count, 1) + 1 == h->stop_at)
        weir_db_stop(h->db);
}

/* On the disk of this machine, with its clock. */
static void open_real(fixture *f)
{
    must(f, weir_db_open(&(weir_db_options){.path = f->path, .fires_timers = true}, &f->db, &f->error));
    must(f, clients_deploy(f->db, &f->error));
}

static void eight_threads_get_what_they_ask_for(void **state)
{
    fixture *f = *state;
    heard h = {0};
    clients all = {.seed = 1, .count_max = 60, .tell = count_told, .context = &h};

    open_real(f);
    all.db = h.db = f->db;
    must(f, weir_db_subscribe(f->db, 0, hear, &h, &f->error));
    must(f, clients_run(&all, &f->error));
    assert_true(h.told_count > 8 * 60);
    weir_db_stop(f->db);
    assert_true(count_instances(f, (weir_db_filter){0}) > 100);
    close_db(f);
    f->answer = (weir_db_answer){.position = h.last_position, .fact_count = 1};
    must(f, weir_db_open(&(weir_db_options){.path = f->path, .is_read_only = true}, &f->db, &f->error));
    assert_log(f, last_position(f));
}

static void who_asks_a_database_that_stops_gets_ebusy(void **state)
{
    fixture *f = *state;
    heard h = {.stop_at = 200};
    clients all = {.seed = 2, .tell = count_told, .context = &h};
    unsigned count;

    open_real(f);
    all.db = h.db = f->db;
    must(f, clients_run(&all, &f->error)); /* it returns: all of them were told */
    assert_true(h.told_count >= 200);
    assert_int_not_equal(start(f, "p"), 0);
    assert_string_equal(f->error.name, "EBUSY");
    count = count_instances(f, (weir_db_filter){.count_max = 100000}); /* looking goes on */
    assert_true(count > 0);
    close_db(f);
    open_real(f);
    assert_int_equal(count_instances(f, (weir_db_filter){.count_max = 100000}), count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(eight_threads_get_what_they_ask_for),
        FAULT_TEST(who_asks_a_database_that_stops_gets_ebusy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
