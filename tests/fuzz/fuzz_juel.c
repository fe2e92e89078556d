/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_juel.c - any bytes as an expression written as ${…}: an error with a place, or the same value twice.
 *
 * Evaluation has a small budget. The first byte says whether the expression may change something.
 */
#include "feel/juel.h"
#include "fuzz/fuzz.h"

#define STEP_COUNT_MAX 20000

static weir_err member(const void *self, uint32_t ix, const weir_value *arguments, bool *found, weir_value *out,
                       weir_diag *diag)
{
    (void)self;
    (void)diag;
    FUZZ_PROMISE(ix < WEIR_MEMBER_COUNT);
    *found = ix % 2 == 0;
    *out = ix == WEIR_MEMBER_execution_set_variable ? arguments[1] : weir_string(weir_member_name((weir_member)ix));
    return WEIR_OK;
}

static weir_err evaluate(const weir_expression *expression, weir_arena *arena, weir_text *out)
{
    const weir_value items[] = {weir_integer(1), weir_string(WEIR_T("b")), weir_null()};
    const weir_entry entries[] = {{WEIR_T("a"), weir_integer(7)},
                                  {WEIR_T("b"), weir_string(WEIR_T("text"))},
                                  {WEIR_T("c"), weir_list(items, 3)},
                                  {WEIR_T("d"), weir_null()}};
    const weir_entry outer[] = {
        entries[0], entries[1], entries[2], entries[3], {WEIR_T("e"), weir_context(entries, 4)}};
    const weir_value input = weir_context(outer, 5);
    weir_feel_scope scope = weir_feel_scope_of(&input);
    weir_feel_run run = {.now_ms = 1767225600000, .seed = 1, .arena = arena, .step_count_max = STEP_COUNT_MAX};
    weir_diag diag = {0};
    weir_buffer text;
    weir_value result;
    weir_err err;

    scope.member = member;
    err = weir_feel_eval(expression, &scope, &run, &result, &diag);
    FUZZ_PROMISE(err == WEIR_OK || err == WEIR_ELIMIT || err == WEIR_ENOMEM || err == WEIR_EPROCESS);
    FUZZ_PROMISE(err == WEIR_OK || err == WEIR_ENOMEM || diag.message[0] != '\0');
    FUZZ_PROMISE(err != WEIR_EPROCESS || (diag.line > 0 && diag.column > 0));
    if (err != WEIR_OK)
        return err;
    weir_buffer_init(&text, arena, 0);
    weir_value_write(&result, &text);
    return weir_buffer_done(&text, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const weir_text source = {(const char *)data + (size ? 1 : 0), size ? size - 1 : 0};
    test_memory memory = {0};
    weir_arena arena;
    const weir_expression *expression;
    weir_text first, second, bean;
    weir_diag diag = {0};

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    switch (weir_juel_compile(source, size && (data[0] & 1), &arena, &expression, &diag)) {
    case WEIR_OK:
        if (evaluate(expression, &arena, &first) == WEIR_OK && evaluate(expression, &arena, &second) == WEIR_OK)
            FUZZ_PROMISE(weir_text_equal(first, second));
        break;
    case WEIR_ENOMEM:
        break;
    default:
        FUZZ_PROMISE(diag.message[0] != '\0');
        FUZZ_PROMISE(diag.err == WEIR_ELIMIT || (diag.line > 0 && diag.column > 0));
    }
    if (weir_juel_bean(source, &arena, &bean) == WEIR_OK)
        FUZZ_PROMISE(bean.length <= source.length);
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
