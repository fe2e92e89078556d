/* SPDX-License-Identifier: Apache-2.0
 * cli/coverage_report.c - coverage as a table and as coloured diagrams.
 */
#include <errno.h>
#include <sys/stat.h>

#include "cli/coverage.h"
#include "cli/files.h"
#include "cli/table.h"
#include "host/memory_libc.h"
#include "xml/render.h"

#define DIAGRAM_BYTES_MAX ((size_t)1024 * 1024 * 1024)

/* ── words ─────────────────────────────────────────────────────────────────────────────────────────── */

/* "sd-f07 退回 (flow, line 43)" */
static void write_row(const weir_coverage_row *row, weir_buffer *out)
{
    weir_buffer_text(out, row->id);
    if (row->name.length > 0) {
        weir_buffer_char(out, ' ');
        for (size_t i = 0; i < row->name.length; i++)
            weir_buffer_char(out, (unsigned char)row->name.at[i] < ' ' ? ' ' : row->name.at[i]);
    }
    weir_buffer_format(out, " (%s, line %u)", row->is_flow ? "flow" : "node", row->line);
}

void weir_coverage_write_missed(const weir_coverage_process *process, const char *indent, weir_buffer *out)
{
    for (uint32_t i = 0; i < process->rows.count; i++) {
        if (process->rows.items[i].walked_by.count > 0)
            continue;
        weir_buffer_format(out, "%snot walked: ", indent);
        write_row(&process->rows.items[i], out);
        weir_buffer_char(out, '\n');
    }
}

static void write_walked(const weir_coverage *coverage, const weir_coverage_process *process, weir_buffer *out)
{
    for (uint32_t i = 0; i < process->rows.count; i++) {
        const weir_coverage_row *row = &process->rows.items[i];

        if (row->walked_by.count == 0)
            continue;
        weir_buffer_text(out, WEIR_T("    "));
        write_row(row, out);
        weir_buffer_format(out, ": %u scenario%s\n", row->walked_by.count, row->walked_by.count == 1 ? "" : "s");
        for (uint32_t s = 0; s < row->walked_by.count; s++)
            weir_buffer_format(out, "        %.*s\n", WEIR_ARG(coverage->scenarios.items[row->walked_by.items[s]]));
    }
}

static void add_sum(weir_coverage_sum *all, weir_coverage_sum one)
{
    all->walked_count += one.walked_count;
    all->count += one.count;
}

static void put_sum(weir_table *table, weir_coverage_sum sum)
{
    char text[64];

    (void)snprintf(text, sizeof text, "%u/%u", sum.walked_count, sum.count);
    weir_table_cell(table, text);
    (void)snprintf(text, sizeof text, "%u %%", weir_coverage_per_cent(sum));
    weir_table_cell(table, text);
}

static void put_process(weir_table *table, const weir_coverage_process *process, weir_coverage_sum *nodes,
                        weir_coverage_sum *flows)
{
    char key[256];

    (void)snprintf(key, sizeof key, "%.*s", WEIR_ARG(process->key));
    weir_table_cell(table, key);
    put_sum(table, weir_coverage_sum_of(process, false));
    put_sum(table, weir_coverage_sum_of(process, true));
    weir_table_cell(table, process->path);
    add_sum(nodes, weir_coverage_sum_of(process, false));
    add_sum(flows, weir_coverage_sum_of(process, true));
}

static weir_err print_table(const weir_coverage *coverage)
{
    static const char *const heads[] = {"PROCESS", "NODES", "", "FLOWS", "", "FILE"};
    weir_coverage_sum nodes = {0}, flows = {0};
    weir_table table;

    weir_table_begin(&table, heads, sizeof heads / sizeof *heads);
    for (uint32_t i = 0; i < coverage->processes.count; i++)
        put_process(&table, &coverage->processes.items[i], &nodes, &flows);
    weir_table_cell(&table, "all");
    put_sum(&table, nodes);
    put_sum(&table, flows);
    weir_table_cell(&table, "");
    return weir_table_end(&table);
}

weir_err weir_coverage_print(const weir_coverage *coverage, bool is_verbose)
{
    weir_buffer words;
    weir_text text;

    if (coverage->processes.count == 0) {
        printf("coverage: no scenario has a model file with a process that runs\n");
        return WEIR_OK;
    }
    WEIR_TRY(print_table(coverage));
    weir_buffer_init(&words, coverage->arena, 0);
    for (uint32_t i = 0; i < coverage->processes.count; i++) {
        const weir_coverage_process *process = &coverage->processes.items[i];
        const bool misses = weir_coverage_is_below(process, 100);

        if (misses || is_verbose)
            weir_buffer_format(&words, "%.*s\n", WEIR_ARG(process->key));
        weir_coverage_write_missed(process, "    ", &words);
        if (is_verbose)
            write_walked(coverage, process, &words);
    }
    WEIR_TRY(weir_buffer_done(&words, &text));
    printf("%.*s", WEIR_ARG(text));
    return WEIR_OK;
}

/* ── diagrams ──────────────────────────────────────────────────────────────────────────────────────── */

/* What was walked has passed, what was not has failed: the sheet says it in words of its own. */
static weir_err mark(const weir_coverage_process *process, weir_arena *arena, weir_render_wish *wish)
{
    weir_render_mark *marks = WEIR_TAKE(arena, weir_render_mark, process->rows.count);

    if (!marks)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < process->rows.count; i++) {
        const weir_coverage_row *row = &process->rows.items[i];

        marks[i] = (weir_render_mark){
            .element = row->id, .passed_count = row->walked_by.count, .failed_count = row->walked_by.count == 0};
    }
    *wish = (weir_render_wish){.is_coverage = true, .marks = marks, .mark_count = process->rows.count};
    return WEIR_OK;
}

static weir_err draw(const weir_coverage_process *process, const char *folder, weir_arena *arena, weir_diag *diag)
{
    weir_render_wish wish;
    weir_text bytes, picture, path;
    weir_buffer name;

    weir_buffer_init(&name, arena, 0);
    weir_buffer_format(&name, "%s/%.*s.svg", folder, WEIR_ARG(process->key));
    weir_buffer_char(&name, '\0');
    WEIR_TRY(weir_buffer_done(&name, &path));
    WEIR_TRY(mark(process, arena, &wish));
    WEIR_TRY(weir_file_read(process->path, arena, &bytes, diag));
    WEIR_TRY(weir_xml_render(bytes, &wish, arena, &picture, diag));
    return weir_file_write(path.at, picture, diag);
}

weir_err weir_coverage_draw(const weir_coverage *coverage, const char *folder, weir_diag *diag)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%s: %s", folder, strerror(errno));
    for (uint32_t i = 0; i < coverage->processes.count; i++) {
        weir_arena arena;
        weir_err err;

        weir_arena_init(&arena, weir_memory_libc(), DIAGRAM_BYTES_MAX);
        err = draw(&coverage->processes.items[i], folder, &arena, diag);
        weir_arena_release(&arena);
        WEIR_TRY(err);
    }
    return WEIR_OK;
}
