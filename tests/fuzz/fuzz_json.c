/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_json.c - any bytes as JSON: an error with a place, or a value that survives writing.
 *
 * The typed dialect must give back the same value; the plain one must write what it can read again.
 */
#include <stdio.h>

#include "base/json.h"
#include "fuzz/fuzz.h"

static void check_round_trip(const weir_value *value, weir_json_dialect dialect, weir_arena *arena)
{
    weir_buffer written, again;
    weir_text bytes, bytes_again;
    weir_value back;
    weir_diag diag = {0};
    weir_err err;

    weir_buffer_init(&written, arena, 0);
    weir_json_write(value, dialect, &written);
    if (weir_buffer_done(&written, &bytes) != WEIR_OK)
        return; /* the memory is at its limit */
    err = weir_json_read(bytes, dialect, NULL, arena, &back, &diag);
    if (err == WEIR_ENOMEM)
        return;
    if (err != WEIR_OK)
        fprintf(stderr, "%.*s\n%s\n", WEIR_ARG(bytes), diag.message);
    FUZZ_PROMISE(err == WEIR_OK);
    FUZZ_PROMISE(weir_value_same(value, &back));
    weir_buffer_init(&again, arena, 0);
    weir_json_write(&back, dialect, &again);
    if (weir_buffer_done(&again, &bytes_again) == WEIR_OK)
        FUZZ_PROMISE(weir_text_equal(bytes, bytes_again));
}

static void read_one(weir_text text, weir_json_dialect dialect)
{
    test_memory memory = {0};
    weir_arena arena;
    weir_value value;
    weir_diag diag = {0};

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    switch (weir_json_read(text, dialect, NULL, &arena, &value, &diag)) {
    case WEIR_OK:
        FUZZ_PROMISE(weir_utf8_valid(text, NULL));
        check_round_trip(&value, dialect, &arena);
        break;
    case WEIR_ENOMEM:
        break;
    default:
        FUZZ_PROMISE(diag.message[0] != '\0');
        FUZZ_PROMISE(diag.line > 0 && diag.column > 0);
    }
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const weir_text text = {(const char *)data, size};

    read_one(text, WEIR_JSON_PLAIN);
    read_one(text, WEIR_JSON_TYPED);
    return 0;
}
