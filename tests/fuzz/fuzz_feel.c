/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_feel.c - any bytes as FEEL: an error with a place, or the same value twice.
 *
 * The first byte says whether the rest is an expression or unary tests. Evaluation has a small budget,
 * so that an endless loop is a limit and not a hang.
 */
#include <stdio.h>

#include "feel/feel.h"
#include "fuzz/fuzz.h"

#define STEP_COUNT_MAX 20000

/* The names inputs of the corpus may use. */
static weir_value make_input(weir_entry entries[static 4], weir_value items[static 3])
{
    for (int i = 0; i < 3; i++)
        items[i] = weir_integer(i + 1);
    entries[0] = (weir_entry){WEIR_T("a"), weir_integer(7)};
    entries[1] = (weir_entry){WEIR_T("b"), weir_string(WEIR_T("text"))};
    entries[2] = (weir_entry){WEIR_T("c"), weir_list(items, 3)};
    entries[3] = (weir_entry){WEIR_T("d"), weir_null()};
    return weir_context(entries, 4);
}

static weir_err evaluate(const weir_expression *expression, weir_feel_kind kind, weir_arena *arena, weir_value *out)
{
    weir_entry entries[4];
    weir_value items[3];
    const weir_value input = make_input(entries, items);
    const weir_feel_scope scope = weir_feel_scope_of(&input);
    weir_feel_run run = {.now_ms = 1767225600000, .seed = 1, .arena = arena, .step_count_max = STEP_COUNT_MAX};
    weir_diag diag = {0};
    weir_buffer text;
    weir_value result;
    weir_text seen;
    weir_err err;

    if (kind == WEIR_FEEL_EXPRESSION)
        err = weir_feel_eval(expression, &scope, &run, &result, &diag);
    else
        err = weir_feel_test(expression, &entries[0].value, &scope, &run, &result, &diag);
    FUZZ_PROMISE(err == WEIR_OK || err == WEIR_ELIMIT || err == WEIR_ENOMEM);
    if (err == WEIR_ELIMIT)
        FUZZ_PROMISE(diag.message[0] != '\0');
    if (err != WEIR_OK)
        return err;
    /* What the value looks like outlives the stack entries it may point to. */
    weir_buffer_init(&text, arena, 0);
    weir_value_write(&result, &text);
    WEIR_TRY(weir_buffer_done(&text, &seen));
    *out = weir_string(seen);
    return WEIR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const weir_feel_kind kind = size && (data[0] & 1) ? WEIR_FEEL_UNARY_TESTS : WEIR_FEEL_EXPRESSION;
    const weir_text source = {(const char *)data + (size ? 1 : 0), size ? size - 1 : 0};
    test_memory memory = {0};
    weir_arena arena;
    const weir_expression *expression;
    weir_value first, second;
    weir_diag diag = {0};

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    switch (weir_feel_compile(source, kind, NULL, &arena, &expression, &diag)) {
    case WEIR_OK:
        if (evaluate(expression, kind, &arena, &first) == WEIR_OK &&
            evaluate(expression, kind, &arena, &second) == WEIR_OK)
            FUZZ_PROMISE(weir_text_equal(first.as.string, second.as.string));
        break;
    case WEIR_ENOMEM:
        break;
    default:
        FUZZ_PROMISE(diag.message[0] != '\0');
        FUZZ_PROMISE(diag.line > 0 && diag.column > 0);
    }
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
