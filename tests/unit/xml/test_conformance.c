/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/xml/test_conformance.c - the public reference models must read and validate without an error.
 *
 * They are not part of the source tree: WEIR_SHARED names the folder that holds bpmn-miwg and dmn-tck; without it the
 * folder "shared" beside the source tree is tried. Where there is none the tests are skipped, visibly.
 */
#define _POSIX_C_SOURCE 200809L

#include <glob.h>
#include <stdlib.h>

#include "unit/xml/xml_fixture.h"

static char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *bytes = test_malloc((size_t)4 << 20);

    assert_non_null(file);
    *length = fread(bytes, 1, (size_t)4 << 20, file);
    (void)fclose(file);
    return bytes;
}

/* How often each rule warned; which ones is no matter of right and wrong. */
static void read_all(void **state, const char *folder, const char *pattern, size_t count_min)
{
    xml_fixture *f = *state;
    const char *shared = getenv("WEIR_SHARED");
    char place[500];
    glob_t found;
    uint32_t error_count = 0, warning_count = 0;

    (void)snprintf(place, sizeof place, "%s/%s/%s", shared != NULL ? shared : WEIR_SOURCE_DIR "/../shared", folder,
                   pattern);
    if (glob(place, 0, NULL, &found) != 0) {
        print_message("skipped: no %s found; set WEIR_SHARED to the folder that holds it\n", folder);
        skip();
    }
    assert_true(found.gl_pathc >= count_min);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        size_t length;
        char *bytes = read_file(found.gl_pathv[i], &length);
        weir_err err = read_bytes(f, bytes, length);

        if (err != WEIR_OK || f->problems.error_count > 0 || getenv("WEIR_VERBOSE") != NULL) {
            print_message("%s: %s %s, line %u\n", found.gl_pathv[i], weir_err_name(err), f->diag.message, f->diag.line);
            print_problems(f);
        }
        error_count += err != WEIR_OK || f->problems.error_count > 0;
        warning_count += f->problems.count;
        test_free(bytes);
    }
    print_message("%zu files of %s, %u warnings\n", found.gl_pathc, folder, warning_count);
    globfree(&found);
    assert_int_equal(error_count, 0);
}

static void every_miwg_reference_model_is_valid(void **state)
{
    xml_fixture *f = *state;

    f->delegates_external = true; /* Java in two of them */
    read_all(state, "bpmn-miwg", "*.bpmn", 21);
}

static void every_model_of_the_dmn_tck_is_valid(void **state)
{
    read_all(state, "dmn-tck", "*/*/*.dmn", 100);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open_with_schemas, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_miwg_reference_model_is_valid),
        TEST(every_model_of_the_dmn_tck_is_valid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
