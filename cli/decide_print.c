/* SPDX-License-Identifier: Apache-2.0
 * cli/decide_print.c - one block for each decision: names on the left, values as FEEL writes them.
 */
#include "cli/decide.h"

#include "cli/table.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"

#define BLOCK_BYTES_MAX ((size_t)256 * 1024 * 1024)

static const char *terminated(weir_buffer *buffer)
{
    weir_text text;

    weir_buffer_char(buffer, '\0');
    return weir_buffer_done(buffer, &text) == WEIR_OK ? text.at : "…";
}

static const char *text_of(weir_arena *arena, weir_text text)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, text);
    return terminated(&buffer);
}

static const char *value_of(weir_arena *arena, const weir_value *value)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    weir_value_write(value, &buffer);
    return terminated(&buffer);
}

static const char *rules_of(weir_arena *arena, const weir_decision_trace *trace)
{
    weir_buffer buffer;

    if (trace->rule_count == 0)
        return "none";
    weir_buffer_init(&buffer, arena, 0);
    for (uint32_t i = 0; i < trace->rule_count; i++)
        weir_buffer_format(&buffer, "%s%u", i > 0 ? ", " : "", trace->rules[i]);
    return terminated(&buffer);
}

static void row(weir_table *table, const char *name, const char *value)
{
    weir_table_cell(table, name);
    weir_table_cell(table, value);
}

static weir_err print_block(const weir_decision_trace *trace, const weir_value *result)
{
    weir_arena arena;
    weir_table table;
    weir_err err;

    weir_arena_init(&arena, weir_memory_libc(), BLOCK_BYTES_MAX);
    printf("%s", weir_style_begin(WEIR_STYLE_BOLD));
    weir_print_plain(text_of(&arena, weir_decision_name(trace->decision)), 0);
    printf("%s\n", weir_style_end());
    weir_table_begin(&table, NULL, 2);
    for (uint32_t i = 0; i < trace->inputs.count; i++)
        row(&table, text_of(&arena, trace->inputs.as.entries[i].key),
            value_of(&arena, &trace->inputs.as.entries[i].value));
    if (weir_decision_is_table(trace->decision))
        row(&table, trace->rule_count == 1 ? "rule" : "rules", rules_of(&arena, trace));
    row(&table, "→", value_of(&arena, result));
    err = weir_table_end(&table);
    weir_arena_release(&arena);
    return err;
}

weir_err weir_decide_print(const weir_decision *asked, const weir_value *inputs, const weir_value *value,
                           const weir_decision_traces *traces)
{
    const weir_decision_trace *last = traces->count > 0 ? &traces->items[traces->count - 1] : NULL;
    const weir_decision_trace whole = {.decision = asked, .inputs = *inputs};

    for (uint32_t i = 0; i < traces->count; i++)
        WEIR_TRY(print_block(&traces->items[i], &traces->items[i].result));
    return last && last->decision == asked ? WEIR_OK : print_block(&whole, value);
}
