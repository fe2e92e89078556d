/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_owner.c - who owns a data file.
 */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/owner.h"
#include "tests/memory.h"

#define PATH "owner-test.db"

static test_memory memory;

static int clean(void **state)
{
    (void)state;
    (void)unlink(PATH "-owner");
    assert_int_equal(memory.live_count, 0);
    memory = (test_memory){0};
    return 0;
}

static weir_err take(weir_owner **out, weir_owner_info *holder, weir_diag *diag)
{
    return weir_owner_take(PATH, WEIR_T("127.0.0.1:8080"), test_memory_port(&memory, true), out, holder, diag);
}

static void an_owner_is_known_with_its_address(void **state)
{
    weir_owner *owner;
    weir_owner_info info;

    (void)state;
    assert_int_equal(take(&owner, NULL, NULL), WEIR_OK);
    assert_int_equal(weir_owner_look(PATH, &info, NULL), WEIR_OK);
    assert_int_equal(info.pid, getpid());
    assert_string_equal(info.address, "127.0.0.1:8080");
    assert_int_equal(weir_owner_set_address(owner, WEIR_T("[::1]:9"), NULL), WEIR_OK);
    assert_int_equal(weir_owner_look(PATH, &info, NULL), WEIR_OK);
    assert_string_equal(info.address, "[::1]:9");
    weir_owner_release(owner);
}

static void a_second_taker_is_told_who_owns_the_file(void **state)
{
    weir_owner *owner, *second = NULL;
    weir_owner_info holder = {0};
    weir_diag diag = {0};

    (void)state;
    assert_int_equal(take(&owner, NULL, NULL), WEIR_OK);
    assert_int_equal(take(&second, &holder, &diag), WEIR_EOWNED);
    assert_null(second);
    assert_int_equal(holder.pid, getpid());
    assert_string_equal(holder.address, "127.0.0.1:8080");
    assert_non_null(strstr(diag.message, "listens at 127.0.0.1:8080"));
    weir_owner_release(owner);
}

static void a_file_without_owner_can_be_taken(void **state)
{
    weir_owner *owner;
    weir_owner_info info;

    (void)state;
    assert_int_equal(weir_owner_look(PATH, &info, NULL), WEIR_ENOTFOUND);
    assert_int_equal(take(&owner, NULL, NULL), WEIR_OK);
    weir_owner_release(owner);
    assert_int_equal(weir_owner_look(PATH, &info, NULL), WEIR_ENOTFOUND);
    assert_int_equal(take(&owner, NULL, NULL), WEIR_OK);
    weir_owner_release(owner);
}

static void a_process_that_died_owns_nothing(void **state)
{
    const pid_t child = fork();
    weir_owner *owner;
    int status;

    (void)state;
    assert_true(child >= 0);
    if (child == 0)
        _exit(take(&owner, NULL, NULL) == WEIR_OK ? 0 : 1); /* without releasing */
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(take(&owner, NULL, NULL), WEIR_OK);
    weir_owner_release(owner);
}

static void what_somebody_else_wrote_is_no_owner_info(void **state)
{
    static const char *const lines[] = {"", "no pid\n", "12", "12 half", "99999999999999999999 x\n"};

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        weir_owner *owner;
        weir_owner_info info = {.pid = 5};
        FILE *file;

        assert_int_equal(take(&owner, NULL, NULL), WEIR_OK);
        file = fopen(PATH "-owner", "w");
        assert_non_null(file);
        assert_true(fputs(lines[i], file) >= 0);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(weir_owner_look(PATH, &info, NULL), WEIR_OK);
        assert_int_equal(info.pid, 0);
        weir_owner_release(owner);
    }
}

static void what_can_not_be_opened_is_an_error(void **state)
{
    char address[WEIR_OWNER_ADDRESS_LENGTH_MAX + 1];
    weir_owner *owner = NULL;
    weir_diag diag = {0};

    (void)state;
    assert_int_equal(
        weir_owner_take("no/such/folder/x", WEIR_NO_TEXT, test_memory_port(&memory, true), &owner, NULL, &diag),
        WEIR_EIO);
    assert_non_null(strstr(diag.message, "no/such/folder/x-owner"));
    memset(address, 'a', sizeof address);
    assert_int_equal(weir_owner_take(PATH, (weir_text){address, sizeof address}, test_memory_port(&memory, true),
                                     &owner, NULL, NULL),
                     WEIR_ELIMIT);
    memory.fail_at = memory.take_count + 1;
    assert_int_equal(take(&owner, NULL, NULL), WEIR_ENOMEM);
    assert_null(owner);
}

#define OWNER_TEST(name) cmocka_unit_test_setup_teardown(name, clean, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWNER_TEST(an_owner_is_known_with_its_address),        OWNER_TEST(a_second_taker_is_told_who_owns_the_file),
        OWNER_TEST(a_file_without_owner_can_be_taken),         OWNER_TEST(a_process_that_died_owns_nothing),
        OWNER_TEST(what_somebody_else_wrote_is_no_owner_info), OWNER_TEST(what_can_not_be_opened_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
