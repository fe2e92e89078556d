/* SPDX-License-Identifier: Apache-2.0
 * A copy of a database that is in use; and a log that is looked at while it grows.
 */
#include "unit/library/library_fixture.h"

#include <pthread.h>
#include <stdatomic.h>

#define THREAD_COUNT 4

typedef struct writers {
    pthread_t threads[THREAD_COUNT];
    weir_db *db;
    atomic_bool is_over;
    atomic_int count;
} writers;

static void *write_on(void *self)
{
    writers *w = self;

    while (!w->is_over && weir_db_start(w->db, &(weir_db_command){.process = "order"}, NULL, NULL) == 0)
        w->count++;
    return NULL;
}

static void begin_writing(writers *w, weir_db *db)
{
    w->db = db;
    w->is_over = false;
    w->count = 0;
    for (int i = 0; i < THREAD_COUNT; i++)
        assert_int_equal(pthread_create(&w->threads[i], NULL, write_on, w), 0);
}

static void end_writing(writers *w)
{
    w->is_over = true;
    for (int i = 0; i < THREAD_COUNT; i++)
        assert_int_equal(pthread_join(w->threads[i], NULL), 0);
}

static void back_up(fixture *f, weir_db *db, weir_db_backup_result *result)
{
    must(f, weir_db_backup(db, &(weir_db_backup_options){.path = f->copy}, result, &f->error));
}

static weir_db_verification verified(fixture *f, weir_db *db, const char *head)
{
    weir_db_verification found;

    must(f, weir_db_verify(db, head, NULL, NULL, &found, &f->error));
    return found;
}

static bool count_instance(void *context, const weir_db_instance *instance)
{
    (void)instance;
    ++*(unsigned *)context;
    return true;
}

static void a_copy_is_the_database_as_it_was(void **state)
{
    fixture *f = *state;
    weir_db_backup_result result;
    weir_db *copy;
    unsigned count = 0;

    deploy(f, everything);
    start(f, "before");
    back_up(f, f->db, &result);
    start(f, "after");
    assert_false(is_there(f->copy, ".part"));
    assert_false(is_there(f->copy, "-wal"));
    assert_string_equal(verified(f, f->db, result.head).fault, "every row is as it was written");
    copy = open_db(f, f->copy, true);
    assert_string_equal(verified(f, copy, NULL).head, result.head);
    must(f, weir_db_instances(copy, &(weir_db_filter){0}, count_instance, &count, &f->error));
    assert_int_equal(count, 1);
    weir_db_close(copy);
    copy = open_db(f, f->copy, false); /* and goes on as a database of its own */
    must(f, weir_db_start(copy, &(weir_db_command){.process = "order"}, NULL, &f->error));
    weir_db_close(copy);
}

static void a_copy_ends_while_others_write_and_is_whole(void **state)
{
    fixture *f = *state;
    weir_db *reader = open_db(f, f->path, true), *copy;
    weir_db_backup_result result;
    writers w;

    deploy(f, everything);
    begin_writing(&w, f->db);
    for (int i = 0; i < 5; i++) {
        const int before = w.count;

        back_up(f, i % 2 == 0 ? reader : f->db, &result);
        copy = open_db(f, f->copy, true);
        assert_true(verified(f, copy, result.head).is_fine);
        weir_db_close(copy);
        assert_int_equal(unlink(f->copy), 0);
        while (w.count == before)
            (void)usleep(1000);
    }
    end_writing(&w);
    weir_db_close(reader);
}

static bool write_in_between(void *context, const char *what, uint64_t done, uint64_t total)
{
    fixture *f = context;

    (void)what;
    (void)total;
    if (done == 0) /* the head was read, the rows were not */
        start(f, NULL);
    return true;
}

static void a_log_verifies_while_it_grows(void **state)
{
    fixture *f = *state;
    weir_db_verification found;

    deploy(f, everything);
    start(f, NULL);
    must(f, weir_db_verify(f->db, NULL, write_in_between, f, &found, &f->error));
    if (!found.is_fine)
        fail_msg("position %llu: %s", (unsigned long long)found.position, found.fault);
    assert_int_equal(found.fact_count, f->answer.position - 1); /* of the moment it began */
    assert_int_equal(verified(f, f->db, NULL).fact_count, found.fact_count + f->answer.fact_count);
}

static void nothing_is_overwritten(void **state)
{
    static const char *const endings[] = {"", ".part", "-wal"};
    fixture *f = *state;

    deploy(f, everything);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[128], text[8] = "";
        FILE *file;

        (void)snprintf(name, sizeof name, "%s%s", f->copy, endings[i]);
        file = fopen(name, "w");
        assert_non_null(file);
        assert_true(fputs("mine", file) >= 0);
        assert_int_equal(fclose(file), 0);
        assert_int_not_equal(weir_db_backup(f->db, &(weir_db_backup_options){.path = f->copy}, NULL, &f->error), 0);
        assert_string_equal(f->error.name, "EIO");
        assert_non_null(strstr(f->error.message, name));
        file = fopen(name, "r");
        assert_non_null(file);
        assert_non_null(fgets(text, sizeof text, file));
        assert_string_equal(text, "mine");
        assert_int_equal(fclose(file), 0);
        assert_int_equal(unlink(name), 0);
    }
    assert_int_not_equal(weir_db_backup(f->db, &(weir_db_backup_options){.path = "/nowhere/x"}, NULL, &f->error), 0);
    assert_string_equal(f->error.name, "EIO");
    assert_int_not_equal(weir_db_backup(f->db, &(weir_db_backup_options){0}, NULL, &f->error), 0);
    assert_string_equal(f->error.name, "EVALUE");
}

typedef struct stopper {
    const char *what;
    int count;
} stopper;

static bool stop_at(void *context, const char *what, uint64_t done, uint64_t total)
{
    stopper *s = context;

    assert_true(done <= total);
    s->count++;
    return strcmp(what, s->what) != 0;
}

static void what_is_stopped_leaves_nothing_behind(void **state)
{
    fixture *f = *state;
    stopper copying = {"copying", 0}, verifying = {"verifying", 0}, never = {"dancing", 0};
    weir_db_verification found;

    deploy(f, everything);
    for (int i = 0; i < 1200; i++) /* more pages than one part of the copy has */
        start(f, NULL);
    assert_int_not_equal(
        weir_db_backup(f->db, &(weir_db_backup_options){.path = f->copy, .progress = stop_at, .context = &copying},
                       NULL, &f->error),
        0);
    assert_string_equal(f->error.name, "ESTOPPED");
    assert_int_equal(copying.count, 1);
    assert_false(is_there(f->copy, ""));
    assert_false(is_there(f->copy, ".part"));
    assert_int_not_equal(weir_db_verify(f->db, NULL, stop_at, &verifying, &found, &f->error), 0);
    assert_string_equal(f->error.name, "ESTOPPED");
    must(f, weir_db_backup(f->db,
                           &(weir_db_backup_options){
                               .path = f->copy, .is_unchecked = true, .progress = stop_at, .context = &never},
                           NULL, &f->error));
    assert_true(never.count > 0);
    assert_true(is_there(f->copy, ""));
}

static void a_damaged_database_gives_no_copy(void **state)
{
    fixture *f = *state;
    FILE *file;
    long size;

    deploy(f, everything);
    for (int i = 0; i < 100; i++)
        start(f, NULL);
    weir_db_close(f->db);
    f->db = NULL;
    file = fopen(f->path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    for (long at = size / 8192 * 4096; at < size; at += 4096) { /* the head of each page behind the middle */
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        assert_int_equal(fputc(0x77, file), 0x77);
    }
    assert_int_equal(fclose(file), 0);
    f->db = open_db(f, f->path, true);
    assert_int_not_equal(weir_db_backup(f->db, &(weir_db_backup_options){.path = f->copy}, NULL, &f->error), 0);
    assert_string_equal(f->error.name, "EFORMAT");
    assert_false(is_there(f->copy, ""));
    assert_false(is_there(f->copy, ".part"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_copy_is_the_database_as_it_was),      TEST(a_copy_ends_while_others_write_and_is_whole),
        TEST(a_log_verifies_while_it_grows),         TEST(nothing_is_overwritten),
        TEST(what_is_stopped_leaves_nothing_behind), TEST(a_damaged_database_gives_no_copy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
