/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_multipart.c - any bytes as a form: an error in words, or parts that lie inside the body.
 *
 * The first line of the input is the Content-Type.
 */
#include "fuzz/fuzz.h"
#include "server/multipart.h"

static bool lies_inside(weir_text part, weir_text whole)
{
    return part.length == 0 || (part.at >= whole.at && part.at + part.length <= whole.at + whole.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const weir_text input = {(const char *)data, size};
    const size_t end = weir_text_find(input, WEIR_T("\n"), 0);
    const weir_text type = weir_text_part(input, 0, end == SIZE_MAX ? size : end);
    const weir_text body = weir_text_part(input, end == SIZE_MAX ? size : end + 1, size);
    test_memory memory = {0};
    weir_diag diag = {0};
    weir_form form;
    weir_arena arena;

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    switch (weir_form_read(type, body, &arena, &form, &diag)) {
    case WEIR_OK:
        FUZZ_PROMISE(form.count <= WEIR_PART_COUNT_MAX);
        for (uint32_t i = 0; i < form.count; i++) {
            FUZZ_PROMISE(form.items[i].name.at && weir_utf8_valid(form.items[i].name, NULL));
            FUZZ_PROMISE(weir_utf8_valid(form.items[i].file_name, NULL));
            FUZZ_PROMISE(lies_inside(form.items[i].bytes, body));
        }
        break;
    case WEIR_ENOMEM:
        break;
    default:
        FUZZ_PROMISE(diag.message[0] != '\0');
    }
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
