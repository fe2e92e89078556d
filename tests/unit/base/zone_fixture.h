/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/zone_fixture.h - zones for tests: read from the system, or made of a footer alone.
 */
#ifndef WEIR_TESTS_ZONE_FIXTURE_H
#define WEIR_TESTS_ZONE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"
#include "tests/memory.h"

#define ZONE_FILE_BYTES_MAX 16384
#define ARENA_BYTES_MAX (4u << 20)

typedef struct fixture {
    test_memory memory;
    weir_arena arena;
} fixture;

static inline int fixture_setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    if (!f)
        return -1;
    weir_arena_init(&f->arena, test_memory_port(&f->memory, true), ARENA_BYTES_MAX);
    *state = f;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    fixture *f = *state;
    int64_t live_count;

    weir_arena_release(&f->arena);
    live_count = f->memory.live_count;
    free(f);
    return live_count == 0 ? 0 : -1;
}

/* The bytes of a system zone file; they live in the arena. */
static inline weir_text zone_file(fixture *f, const char *name)
{
    char path[256];
    char *bytes = weir_arena_take(&f->arena, ZONE_FILE_BYTES_MAX);
    size_t length;
    FILE *file;

    assert_non_null(bytes);
    assert_in_range(snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name), 1, sizeof path - 1);
    file = fopen(path, "rb");
    if (!file)
        fail_msg("%s is missing: these tests need the system's zone files", path);
    length = fread(bytes, 1, ZONE_FILE_BYTES_MAX, file);
    assert_int_equal(fclose(file), 0);
    assert_in_range(length, 1, ZONE_FILE_BYTES_MAX - 1);
    return (weir_text){bytes, length};
}

static inline const weir_zone *read_zone(fixture *f, const char *name, weir_text bytes)
{
    const weir_zone *zone = NULL;
    weir_diag diag = {0};

    if (weir_zone_read(weir_text_of(name), bytes, &f->arena, &zone, &diag) != WEIR_OK)
        fail_msg("%s", diag.message);
    return zone;
}

static inline const weir_zone *system_zone(fixture *f, const char *name)
{
    return read_zone(f, name, zone_file(f, name));
}

/* A TZif file whose table is empty, so that the footer counts at all times. */
static inline weir_text footer_file(fixture *f, const char *footer)
{
    static const char header[44] = {'T', 'Z', 'i', 'f', '2', [39] = 1, [43] = 4};
    static const char data[10] = {0, 0, 0, 0, 0, 0, 'U', 'T', 'C', 0};
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    for (int block = 0; block < 2; block++) {
        weir_buffer_text(&buffer, (weir_text){header, sizeof header});
        weir_buffer_text(&buffer, (weir_text){data, sizeof data});
    }
    weir_buffer_format(&buffer, "\n%s\n", footer);
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    return text;
}

static inline const weir_zone *footer_zone(fixture *f, const char *footer)
{
    return read_zone(f, "Test/Footer", footer_file(f, footer));
}

/* Zones by name for the parsers: those of a NULL-terminated list. */
static inline const weir_zone *find_in_list(void *self, weir_text name)
{
    for (const weir_zone **zone = self; *zone; zone++)
        if (weir_text_equal(weir_zone_name(*zone), name))
            return *zone;
    return NULL;
}

#endif
