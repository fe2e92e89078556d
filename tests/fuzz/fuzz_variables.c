/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_variables.c - any JSON as the variables of a body: refused in words, or values that come back.
 *
 * What is written of a value can be read again, and then is written in the same way: a client may send back what it
 * got.
 */
#include "fuzz/fuzz.h"
#include "server/variables.h"

/* The variable as the API shows it; false: there is no memory left. */
static bool write_one(weir_rest *call, const weir_value *value, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, &call->arena, 0);
    return weir_variable_write(call, value, &buffer) == WEIR_OK && weir_buffer_done(&buffer, out) == WEIR_OK;
}

static void check_comes_back(weir_rest *call, const weir_value *value)
{
    weir_text written, again;
    weir_value json, back;
    weir_err err;

    if (!write_one(call, value, &written))
        return;
    err = weir_json_read(written, WEIR_JSON_PLAIN, NULL, &call->arena, &json, &call->diag);
    if (err == WEIR_ENOMEM)
        return;
    FUZZ_PROMISE(err == WEIR_OK);
    err = weir_variable_read(call, &json, &back);
    if (err == WEIR_ENOMEM)
        return;
    if (err != WEIR_OK)
        fprintf(stderr, "%.*s\n%s\n", WEIR_ARG(written), call->diag.message);
    FUZZ_PROMISE(err == WEIR_OK);
    if (value->tag != WEIR_TAG_FILE && write_one(call, &back, &again))
        FUZZ_PROMISE(weir_text_equal(written, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    weir_rest call = {.status = 0};
    test_memory memory = {0};
    weir_value json, variables;
    weir_err err;

    weir_arena_init(&call.arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    err = weir_json_read((weir_text){(const char *)data, size}, WEIR_JSON_PLAIN, NULL, &call.arena, &json, &call.diag);
    if (err == WEIR_OK)
        err = weir_variables_read(&call, &json, &variables);
    if (err == WEIR_OK) {
        FUZZ_PROMISE(variables.kind == WEIR_CONTEXT || variables.kind == WEIR_NULL);
        for (uint32_t i = 0; variables.kind == WEIR_CONTEXT && i < variables.count; i++)
            check_comes_back(&call, &variables.as.entries[i].value);
    } else if (err != WEIR_ENOMEM) {
        FUZZ_PROMISE(call.diag.message[0] != '\0');
    }
    weir_arena_release(&call.arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
