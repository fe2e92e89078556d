/* SPDX-License-Identifier: Apache-2.0
 * Files that weir does not open: each time a sentence that names the file and says why, and nothing in it is changed.
 *
 * Permissions are not among them, since they don't stop root, who may run these tests: a disk that lets nobody write
 * stands for them.
 */
#include "unit/library/fault_fixture.h"

#include <signal.h>
#include <sys/wait.h>

#include "store/sqlite_store.h"

/* Somebody else at the same file. */
static sqlite3 *open_other(fixture *f, const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, VFS_NAME), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    return db;
}

static void change(fixture *f, const char *sql)
{
    assert_int_equal(sqlite3_close(open_other(f, sql)), SQLITE_OK);
}

static void put_text(fixture *f, const char *text)
{
    faulty_vfs_put(f->vfs, f->path, (const unsigned char *)text, (int64_t)strlen(text));
}

static void a_file_that_is_locked_is_refused_until_it_is_not(void **state)
{
    fixture *f = *state;
    sqlite3 *other;

    open_with_processes(f);
    close_db(f);
    other = open_other(f, "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; PRAGMA user_version");
    assert_refused(f, false, "ESTORE", "another program has locked the database");
    assert_true(f->error.is_temporary);
    assert_refused(f, true, "ESTORE", "another program has locked the database");
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    reopen(f);
    must(f, start(f, "order"));
}

static void a_command_that_meets_a_lock_is_refused_and_works_afterwards(void **state)
{
    fixture *f = *state;
    sqlite3 *other;

    open_with_processes(f);
    must(f, start(f, "order"));
    other = open_other(f, "BEGIN IMMEDIATE");
    assert_int_not_equal(complete(f), 0);
    assert_string_equal(f->error.name, "ESTORE");
    assert_true(f->error.is_temporary);
    assert_non_null(strstr(f->error.message, "locked"));
    assert_int_equal(count_instances(f, (weir_db_filter){.activity = "check"}), 1); /* looking goes on */
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    must(f, complete(f));
    assert_log(f, last_position(f));
}

/* A process that has opened the file and does nothing more, until it is killed or this one has ended. */
static pid_t fork_owner(fixture *f)
{
    int ready[2], alive[2];
    char byte;
    pid_t child;

    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(alive), 0);
    child = fork();
    if (child == 0) {
        weir_db *db;

        close(alive[1]);
        if (weir_db_open(&(weir_db_options){.path = f->path}, &db, NULL) != 0 || write(ready[1], "r", 1) != 1 ||
            read(alive[0], &byte, 1) != 0)
            _exit(1);
        _exit(0);
    }
    assert_true(child > 0);
    close(ready[1]);
    close(alive[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return child;
}

static void the_process_that_owns_a_file_is_named_and_its_death_is_enough(void **state)
{
    fixture *f = *state;
    const pid_t owner = fork_owner(f);
    char words[64];

    (void)snprintf(words, sizeof words, "process %ld owns this file", (long)owner);
    assert_refused(f, false, "EOWNED", words);
    assert_int_equal(kill(owner, SIGKILL), 0);
    assert_int_equal(waitpid(owner, NULL, 0), owner);
    must(f, weir_db_open(&(weir_db_options){.path = f->path, .is_brief = true}, &f->db, &f->error));
    must(f, deploy(f));
    must(f, start(f, "order"));
}

static void a_disk_that_lets_nobody_write_is_told(void **state)
{
    fixture *f = *state;

    f->plan->is_read_only = true;
    assert_refused(f, false, "EIO", "can't be opened"); /* nor be made */
    f->plan->is_read_only = false;
    open_with_processes(f);
    close_db(f);
    f->plan->is_read_only = true;
    assert_refused(f, false, "EIO", "may only be read");
    f->plan->is_read_only = false;
    reopen(f);
    must(f, start(f, "order"));
}

static void a_file_of_a_newer_weir_is_refused_and_left_alone(void **state)
{
    fixture *f = *state;
    char back[64];

    open_with_processes(f);
    close_db(f);
    change(f, "PRAGMA user_version = 9999");
    assert_refused(f, false, "EFORMAT", "it was used by a newer weir");
    assert_refused(f, true, "EFORMAT", "it was used by a newer weir");
    (void)snprintf(back, sizeof back, "PRAGMA user_version = %d", weir_sqlite_schema_version());
    change(f, back);
    reopen(f);
    must(f, start(f, "order"));
}

static void what_is_no_database_of_weir_is_refused(void **state)
{
    fixture *f = *state;
    char text[9000];

    put_text(f, "hello");
    assert_refused(f, false, "EFORMAT", "not a database");
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    put_text(f, text);
    assert_refused(f, false, "EFORMAT", "not a database");
    assert_refused(f, true, "EFORMAT", "not a database");
    faulty_vfs_put(f->vfs, f->path, NULL, 0);
    change(f, "CREATE TABLE songs (name TEXT)");
    assert_refused(f, false, "EFORMAT", "database of another program");
    change(f, "PRAGMA application_id = 7; DROP TABLE songs");
    assert_refused(f, false, "EFORMAT", "database of another program");
}

static void an_empty_file_is_a_new_database_but_for_those_who_only_look(void **state)
{
    fixture *f = *state;

    assert_refused(f, true, "EIO", "can't be opened");
    put_text(f, "");
    assert_refused(f, true, "EFORMAT", "the file is empty");
    open_with_processes(f);
    must(f, start(f, "order"));
}

static void an_empty_file_with_a_log_beside_it_is_a_loss(void **state)
{
    fixture *f = *state;

    open_with_processes(f);
    close_db(f);
    put_text(f, "");
    assert_refused(f, false, "EFORMAT", "restore a backup");
    assert_refused(f, true, "EFORMAT", "restore a backup");
}

static void a_folder_is_no_file_and_none_is_made(void **state)
{
    static const char *const left[] = {"-owner", "-inflight"};
    fixture *f = *state;
    weir_db *db = NULL;
    char path[128];

    assert_int_not_equal(weir_db_open(&(weir_db_options){.path = f->folder}, &db, &f->error), 0);
    assert_string_equal(f->error.name, "EIO");
    assert_non_null(strstr(f->error.message, f->folder));
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        (void)snprintf(path, sizeof path, "%s%s", f->folder, left[i]);
        (void)unlink(path);
    }
    (void)snprintf(path, sizeof path, "%s/no/weir.db", f->folder);
    for (int is_read_only = 0; is_read_only < 2; is_read_only++) {
        assert_int_not_equal(
            weir_db_open(&(weir_db_options){.path = path, .is_read_only = is_read_only}, &db, &f->error), 0);
        assert_string_equal(f->error.name, "EIO");
        assert_non_null(strstr(f->error.message, path));
    }
    assert_null(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(a_file_that_is_locked_is_refused_until_it_is_not),
        FAULT_TEST(a_command_that_meets_a_lock_is_refused_and_works_afterwards),
        FAULT_TEST(the_process_that_owns_a_file_is_named_and_its_death_is_enough),
        FAULT_TEST(a_disk_that_lets_nobody_write_is_told),
        FAULT_TEST(a_file_of_a_newer_weir_is_refused_and_left_alone),
        FAULT_TEST(what_is_no_database_of_weir_is_refused),
        FAULT_TEST(an_empty_file_is_a_new_database_but_for_those_who_only_look),
        FAULT_TEST(an_empty_file_with_a_log_beside_it_is_a_loss),
        FAULT_TEST(a_folder_is_no_file_and_none_is_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
