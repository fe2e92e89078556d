/* SPDX-License-Identifier: Apache-2.0
 * cli/report.c - failures in words, and JUnit XML.
 */
#include "cli/report.h"

#include "cli/difference.h"

static void write_line(const char *indent, const char *name, weir_text text, weir_buffer *out)
{
    weir_buffer_format(out, "%s%-9s ", indent, name);
    weir_buffer_text(out, text.length > 0 ? text : WEIR_T("(nothing)"));
    weir_buffer_char(out, '\n');
}

void weir_failure_write(const weir_failure *failure, const char *path, const char *indent, weir_buffer *out)
{
    weir_buffer_text(out, weir_text_of(indent));
    if (failure->line > 0)
        weir_buffer_format(out, "%s:%u: ", path, failure->line);
    weir_buffer_text(out, failure->what);
    if (failure->message.at) {
        weir_buffer_text(out, WEIR_T(": "));
        weir_buffer_text(out, failure->message);
    }
    weir_buffer_char(out, '\n');
    if (failure->expected.at || failure->found.at)
        weir_difference_write(failure->expected, failure->found, indent, out);
    if (failure->path.at)
        write_line(indent, "path", failure->path, out);
    if (failure->waiting.at)
        write_line(indent, "waiting", failure->waiting, out);
}

/* ── JUnit ─────────────────────────────────────────────────────────────────────────────────────────── */

/* Characters that XML 1.0 can't hold at all become U+FFFD. */
static void write_xml_text(weir_text text, bool is_attribute, weir_buffer *out)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];

        if (c == '<')
            weir_buffer_text(out, WEIR_T("&lt;"));
        else if (c == '>')
            weir_buffer_text(out, WEIR_T("&gt;"));
        else if (c == '&')
            weir_buffer_text(out, WEIR_T("&amp;"));
        else if (c == '"')
            weir_buffer_text(out, WEIR_T("&quot;"));
        else if (is_attribute && (c == '\n' || c == '\t'))
            weir_buffer_format(out, "&#%d;", c); /* else a parser makes blanks of them */
        else if ((unsigned char)c < 0x20 && c != '\n' && c != '\t')
            weir_buffer_code_point(out, 0xFFFD);
        else
            weir_buffer_char(out, c);
    }
}

static void write_attribute(const char *name, weir_text value, weir_buffer *out)
{
    weir_buffer_format(out, " %s=\"", name);
    write_xml_text(value, true, out);
    weir_buffer_char(out, '"');
}

static void write_duration(int64_t duration_us, weir_buffer *out)
{
    weir_buffer_format(out, " time=\"%lld.%06lld\"", (long long)(duration_us / 1000000),
                       (long long)(duration_us % 1000000));
}

static weir_text first_line(weir_text text)
{
    const size_t end = weir_text_find(text, WEIR_T("\n"), 0);

    return weir_text_trim(weir_text_part(text, 0, end == SIZE_MAX ? text.length : end));
}

static void write_case(const weir_report_item *item, weir_buffer *out)
{
    const char *kind = item->mode ? "failure" : "error";

    weir_buffer_text(out, WEIR_T("    <testcase name=\""));
    write_xml_text(item->mode ? item->scenario : WEIR_T("the file can be run"), true, out);
    if (item->mode)
        weir_buffer_format(out, " [%s]", item->mode);
    weir_buffer_char(out, '"');
    write_attribute("classname", weir_text_of(item->path), out);
    write_duration(item->duration_us, out);
    if (item->is_passed) {
        weir_buffer_text(out, WEIR_T("/>\n"));
        return;
    }
    weir_buffer_format(out, ">\n      <%s", kind);
    write_attribute("message", first_line(item->failure), out);
    weir_buffer_text(out, WEIR_T(">\n"));
    write_xml_text(item->failure, false, out);
    weir_buffer_format(out, "      </%s>\n    </testcase>\n", kind);
}

/* Items first … end - 1 are of one file. */
static void write_suite(const weir_report *report, uint32_t first, uint32_t end, weir_buffer *out)
{
    uint32_t failure_count = 0, error_count = 0;
    int64_t duration_us = 0;

    for (uint32_t i = first; i < end; i++) {
        failure_count += !report->items[i].is_passed && report->items[i].mode;
        error_count += !report->items[i].mode;
        duration_us += report->items[i].duration_us;
    }
    weir_buffer_text(out, WEIR_T("  <testsuite"));
    write_attribute("name", weir_text_of(report->items[first].path), out);
    weir_buffer_format(out, " tests=\"%u\" failures=\"%u\" errors=\"%u\"", end - first, failure_count, error_count);
    write_duration(duration_us, out);
    weir_buffer_text(out, WEIR_T(">\n"));
    for (uint32_t i = first; i < end; i++)
        write_case(&report->items[i], out);
    weir_buffer_text(out, WEIR_T("  </testsuite>\n"));
}

weir_err weir_report_junit(const weir_report *report, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;
    uint32_t first = 0;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, WEIR_T("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"));
    for (uint32_t i = 1; i <= report->count; i++) {
        if (i < report->count && strcmp(report->items[i].path, report->items[first].path) == 0)
            continue;
        write_suite(report, first, i, &buffer);
        first = i;
    }
    weir_buffer_text(&buffer, WEIR_T("</testsuites>\n"));
    return weir_buffer_done(&buffer, out);
}
