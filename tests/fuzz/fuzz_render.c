/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_render.c - any bytes as a BPMN file: a picture, or an error in words.
 */
#include "fuzz/fuzz.h"
#include "memory.h"
#include "xml/render.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const weir_text bytes = {(const char *)data, size};
    test_memory memory = {0};
    weir_arena arena;
    weir_text out = WEIR_NO_TEXT;
    weir_diag diag = {0};
    weir_err err;

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    err = weir_xml_render(bytes, &(weir_render_wish){0}, &arena, &out, &diag);
    FUZZ_PROMISE(err == WEIR_OK || err == WEIR_ENOMEM || diag.message[0] != '\0');
    FUZZ_PROMISE(err != WEIR_OK || out.length > 0);
    err = weir_xml_layout(bytes, &arena, &out, &diag);
    FUZZ_PROMISE(err == WEIR_OK || err == WEIR_ENOMEM || diag.message[0] != '\0');
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
