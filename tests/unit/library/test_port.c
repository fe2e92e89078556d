/* SPDX-License-Identifier: Apache-2.0
 * What the layers above the host ask of an open database: who is told of commits.
 */
#include "unit/library/library_fixture.h"

#include "host/library_port.h"

static void note(void *self)
{
    ++*(unsigned *)self;
}

/* The count is the writer's, and read when it has answered. */
static void each_watch_is_told_of_each_commit_until_it_is_taken_away(void **state)
{
    fixture *f = *state;
    unsigned counts[3] = {0};
    weir_db_commit_watch watches[3] = {{note, &counts[0], NULL}, {note, &counts[1], NULL}, {note, &counts[2], NULL}};

    deploy(f, everything);
    for (size_t i = 0; i < 3; i++)
        weir_db_watch_commits(f->db, &watches[i]);
    start(f, "a");
    weir_db_unwatch_commits(f->db, &watches[1]);
    weir_db_unwatch_commits(f->db, &watches[1]); /* harmless */
    start(f, "b");
    weir_db_unwatch_commits(f->db, &watches[2]);
    weir_db_unwatch_commits(f->db, &watches[0]);
    start(f, "c");
    assert_int_equal(counts[0], 2);
    assert_int_equal(counts[1], 1);
    assert_int_equal(counts[2], 2);
}

static void nobody_commits_to_a_database_that_is_only_read(void **state)
{
    fixture *f = *state;
    unsigned count = 0;
    weir_db_commit_watch watch = {note, &count, NULL};
    weir_db *reader = open_db(f, f->path, true);

    assert_null(weir_db_writer(reader));
    weir_db_watch_commits(reader, &watch);
    deploy(f, everything);
    weir_db_unwatch_commits(reader, &watch);
    weir_db_close(reader);
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_watch_is_told_of_each_commit_until_it_is_taken_away),
        TEST(nobody_commits_to_a_database_that_is_only_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
