/* SPDX-License-Identifier: Apache-2.0
 * cli/table.c - texts and tables on stdout.
 */
#include "cli/table.h"

#include "cli/characters.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"

#define ROWS_KEPT_MAX 1000u
#define KEPT_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define CELL_WIDTH_MAX 48  /* on a terminal */
#define LAST_WIDTH_MAX 120 /* the same, in the last column */
#define GAP "  "

/* Up to so many columns (0: all), the last of them an ellipsis if there are more; the width that was printed. */
static int print_up_to(const char *text, int width_max)
{
    const bool is_cut = width_max > 0 && weir_text_width(text) > width_max;
    weir_character c;
    int width = 0;

    while (weir_character_next(&text, &c)) {
        const bool is_control = weir_character_is_control(&c);
        const int next = is_control ? 1 : weir_character_width(&c);

        if (is_cut && width + next > width_max - 1)
            break;
        if (is_control)
            putchar('?');
        else
            (void)fwrite(c.at, 1, c.length, stdout);
        width += next;
    }
    if (is_cut)
        printf("…");
    return width + is_cut;
}

static void fill(int from, int width)
{
    for (; from < width; from++)
        putchar(' ');
}

void weir_print_plain(const char *text, int width)
{
    fill(print_up_to(text && *text != '\0' ? text : "-", 0), width);
}

void weir_print_cut(const char *text, int width_max)
{
    (void)print_up_to(text, width_max);
}

/* ── tables ────────────────────────────────────────────────────────────────────────────────────────────── */

void weir_table_begin(weir_table *table, const char *const *heads, uint32_t column_count)
{
    *table = (weir_table){.heads = heads, .column_count = column_count};
    weir_arena_init(&table->arena, weir_memory_libc(), KEPT_BYTES_MAX);
    for (uint32_t i = 0; heads && i < column_count; i++)
        table->widths[i] = weir_text_width(heads[i]);
}

/* The last column is not filled up: no blanks at the end of a line. */
static void print_row(const weir_table *table, const char *const *cells, int width_max)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        const bool is_last = i + 1 == table->column_count;
        const int width = print_up_to(cells[i], is_last && width_max > 0 ? LAST_WIDTH_MAX : width_max);

        if (is_last)
            break;
        fill(width, table->widths[i]);
        printf(GAP);
    }
}

static void print_heads(weir_table *table)
{
    printf("%s", weir_style_begin(WEIR_STYLE_BOLD));
    print_row(table, table->heads, 0);
    printf("%s\n", weir_style_end());
    table->has_heads = true;
}

static void print_rows(weir_table *table)
{
    const int width_max = weir_stdout_is_terminal() ? CELL_WIDTH_MAX : 0;

    for (uint32_t i = 0; i < table->cells.count; i++) {
        const int width = weir_text_width(table->cells.items[i]);
        int *widest = &table->widths[i % table->column_count];

        if (width > *widest)
            *widest = width_max > 0 && width > width_max ? width_max : width;
    }
    if (table->heads && !table->has_heads)
        print_heads(table);
    for (uint32_t i = 0; i + table->column_count <= table->cells.count; i += table->column_count) {
        printf("%s", table->heads ? "" : GAP);
        print_row(table, &table->cells.items[i], width_max);
        putchar('\n');
    }
    weir_arena_reset(&table->arena);
    table->cells.items = NULL;
    table->cells.count = table->cells.capacity = 0;
}

static weir_err keep_cell(weir_table *table, const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = weir_arena_take(&table->arena, size);

    if (!copy)
        return WEIR_ENOMEM;
    memcpy(copy, text, size);
    WEIR_TRY(WEIR_GROW(&table->arena, &table->cells));
    table->cells.items[table->cells.count++] = copy;
    return WEIR_OK;
}

void weir_table_cell(weir_table *table, const char *text)
{
    if (table->err == WEIR_OK)
        table->err = keep_cell(table, text && *text != '\0' ? text : "-");
    if (table->cells.count == ROWS_KEPT_MAX * table->column_count)
        print_rows(table);
}

weir_err weir_table_end(weir_table *table)
{
    if (table->cells.count > 0)
        print_rows(table);
    weir_arena_release(&table->arena);
    return table->err;
}
