/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/server/test_multipart.c - uploads as parts, and what is no upload.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "memory.h"
#include "server/multipart.h"

#define TYPE "multipart/form-data; boundary=b"
#define PART(headers, bytes) "--b\r\n" headers "\r\n\r\n" bytes "\r\n"
#define NAME(name) "Content-Disposition: form-data; name=\"" name "\""

static test_memory memory;
static weir_arena arena;

static int set_up(void **state)
{
    (void)state;
    memory = (test_memory){0};
    weir_arena_init(&arena, test_memory_port(&memory, false), 1024 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    weir_arena_release(&arena);
    return memory.live_count == 0 ? 0 : 1;
}

static weir_err read_form(const char *type, const char *body, weir_form *out)
{
    weir_diag diag = {0};

    return weir_form_read(weir_text_of(type), weir_text_of(body), &arena, out, &diag);
}

static void assert_text(weir_text text, const char *expected)
{
    assert_int_equal(text.length, strlen(expected));
    assert_memory_equal(text.at, expected, text.length);
}

static void parts_have_names_files_and_bytes(void **state)
{
    weir_form form;

    (void)state;
    assert_int_equal(read_form(TYPE,
                               PART(NAME("deployment-name"), "x")
                                   PART("content-disposition: Form-Data; name=data; filename=\"a \\\"b\\\".bpmn\"\r\n"
                                        "Content-Type: text/xml",
                                        "<a>\r\n-b</a>") PART(NAME("empty"), "") "--b--\r\n",
                               &form),
                     WEIR_OK);
    assert_int_equal(form.count, 3);
    assert_text(form.items[0].name, "deployment-name");
    assert_text(form.items[0].bytes, "x");
    assert_null(form.items[0].file_name.at);
    assert_text(form.items[1].name, "data");
    assert_text(form.items[1].file_name, "a \"b\".bpmn");
    assert_text(form.items[1].content_type, "text/xml");
    assert_text(form.items[2].bytes, "");
}

static void a_form_without_parts_is_one(void **state)
{
    weir_form form;

    (void)state;
    assert_int_equal(read_form("Multipart/Form-Data; boundary=\"b\"", "--b--", &form), WEIR_OK);
    assert_int_equal(form.count, 0);
}

static void what_is_not_well_formed_is_refused(void **state)
{
    static const char *const bodies[] = {
        "",
        "--c--",
        "--b",
        "--b\r\n",
        "--b--x",
        "x--b--",
        PART(NAME("a"), "x"),
        PART(NAME("a"), "x") "--b",
        PART(NAME("a"), "x") "--b-",
        PART("", "x") "--b--",
        PART("X: y", "x") "--b--",
        PART("Content-Disposition: form-data", "x") "--b--",
        PART("Content-Disposition: form-data; name", "x") "--b--",
        PART("Content-Disposition: form-data; name=\"a", "x") "--b--",
        PART("Content-Disposition: form-data; name=\"a\"x", "x") "--b--",
        PART("Content-Disposition: form-data; name=a; name=b", "x") "--b--",
        PART("Content-Disposition: attachment; name=a", "x") "--b--",
        PART(NAME("a") "\r\n" NAME("b"), "x") "--b--",
        PART(NAME("a") "\r\n folded", "x") "--b--",
        PART(NAME("a") "; filename*=UTF-8''x", "x") "--b--",
        PART(NAME("a\tb"), "x") "--b--",
        PART(NAME("\xff"), "x") "--b--",
        PART(NAME("a") "\r\nContent-Type: multipart/mixed; boundary=c", "x") "--b--",
        PART(NAME("a") "\r\nContent-Transfer-Encoding: base64", "x") "--b--",
        PART(NAME("a") "\r\nno colon", "x") "--b--",
        PART(NAME("a") "\n", "x") "--b--",
        "--b\n" NAME("a") "\n\nx\n--b--",
    };
    weir_form form;

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        if (read_form(TYPE, bodies[i], &form) != WEIR_ESYNTAX)
            fail_msg("taken: %s", bodies[i]);
    }
}

static void a_nul_is_allowed_in_a_file_but_nowhere_else(void **state)
{
    static const char file[] = PART(NAME("a"), "x\0y") "--b--", name[] = PART(NAME("a\0b"), "x") "--b--";
    static const char boundary[] = "multipart/form-data; boundary=\"b\0\"";
    weir_diag diag = {0};
    weir_form form;

    (void)state;
    assert_int_equal(weir_form_read(weir_text_of(TYPE), (weir_text){file, sizeof file - 1}, &arena, &form, &diag),
                     WEIR_OK);
    assert_int_equal(form.items[0].bytes.length, 3);
    assert_int_equal(weir_form_read(weir_text_of(TYPE), (weir_text){name, sizeof name - 1}, &arena, &form, &diag),
                     WEIR_ESYNTAX);
    assert_int_equal(weir_form_read((weir_text){boundary, sizeof boundary - 1}, WEIR_T("--b--"), &arena, &form, &diag),
                     WEIR_ESYNTAX);
}

static void other_types_of_bodies_are_no_forms(void **state)
{
    weir_form form;

    (void)state;
    assert_int_equal(read_form("application/json", "--b--", &form), WEIR_EVALUE);
    assert_int_equal(read_form("multipart/form-data", "--b--", &form), WEIR_ESYNTAX);
    assert_int_equal(read_form("multipart/form-data; boundary=", "--b--", &form), WEIR_ESYNTAX);
    assert_int_equal(read_form("multipart/form-data; boundary="
                               "12345678901234567890123456789012345678901234567890123456789012345678901",
                               "--b--", &form),
                     WEIR_ESYNTAX);
}

static void parts_are_counted(void **state)
{
    static char body[(WEIR_PART_COUNT_MAX + 1) * 64 + 16];
    size_t length = 0;
    weir_form form;

    (void)state;
    for (uint32_t i = 0; i <= WEIR_PART_COUNT_MAX; i++)
        length += (size_t)snprintf(body + length, sizeof body - length, "%s", PART(NAME("a"), "x"));
    (void)snprintf(body + length, sizeof body - length, "--b--");
    assert_int_equal(read_form(TYPE, body, &form), WEIR_ELIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(parts_have_names_files_and_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_form_without_parts_is_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_well_formed_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_nul_is_allowed_in_a_file_but_nowhere_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_types_of_bodies_are_no_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parts_are_counted, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
