/* SPDX-License-Identifier: Apache-2.0
 * server/multipart.c - split at the boundary, then read the header lines of each part.
 */
#include "server/multipart.h"

#define BOUNDARY_LENGTH_MAX 70u /* RFC 2046 */

static weir_err broken(weir_diag *diag, const char *what)
{
    return weir_fail(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, "the multipart body is not well formed: %s", what);
}

static bool starts_ignoring_case(weir_text text, const char *prefix)
{
    const weir_text wanted = weir_text_of(prefix);

    return weir_text_equal_ignoring_case(weir_text_part(text, 0, wanted.length), wanted);
}

static weir_text rest_of(weir_text text, size_t from)
{
    return weir_text_part(text, from, text.length - from);
}

/* ── parameters of a header: ; name="value" ──────────────────────────────────────────────────────────── */

/* A quoted text without its quotes; browsers escape quotes as %22, others by a backslash. */
static weir_err read_quoted(weir_text *text, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    char *at = weir_arena_take(arena, text->length + 1);
    size_t length = 0, i = 1;

    if (!at)
        return WEIR_ENOMEM;
    for (; i < text->length && text->at[i] != '"'; i++) {
        i += text->at[i] == '\\' && i + 1 < text->length;
        at[length++] = text->at[i];
    }
    if (i >= text->length)
        return broken(diag, "a quote is not closed");
    *text = rest_of(*text, i + 1);
    *out = (weir_text){at, length};
    return WEIR_OK;
}

static weir_err read_value(weir_text *text, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    size_t end = 0;

    if (text->length > 0 && text->at[0] == '"')
        return read_quoted(text, arena, out, diag);
    while (end < text->length && text->at[end] != ';')
        end++;
    *out = weir_text_trim(weir_text_part(*text, 0, end));
    *text = rest_of(*text, end);
    return WEIR_OK;
}

/* The parameters behind the first word of a header; each name once. */
static weir_err read_parameters(weir_text text, const char *const *names, weir_text *values, uint32_t count,
                                weir_arena *arena, weir_diag *diag)
{
    size_t semicolon = weir_text_find(text, WEIR_T(";"), 0);

    text = semicolon == SIZE_MAX ? WEIR_T("") : rest_of(text, semicolon);
    while (text.length > 0) {
        weir_text value;
        size_t equals;

        if (text.at[0] != ';')
            return broken(diag, "something stands behind a quoted value");
        text = weir_text_trim(rest_of(text, 1));
        equals = weir_text_find(text, WEIR_T("="), 0);
        if (equals == SIZE_MAX)
            return text.length == 0 ? WEIR_OK : broken(diag, "a parameter has no value");
        for (uint32_t i = 0; i <= count; i++) {
            if (i < count && !(starts_ignoring_case(text, names[i]) && strlen(names[i]) == equals))
                continue;
            text = rest_of(text, equals + 1);
            WEIR_TRY(read_value(&text, arena, &value, diag));
            text = weir_text_trim(text);
            if (i < count && values[i].at)
                return broken(diag, "a parameter is there twice");
            if (i < count)
                values[i] = value;
            break;
        }
    }
    return WEIR_OK;
}

/* ── one part ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err check_name(weir_text name, weir_diag *diag)
{
    if (name.length > WEIR_PART_NAME_LENGTH_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "the name of a part is too long (limit part_name_length)");
    for (size_t i = 0; i < name.length; i++) {
        if ((unsigned char)name.at[i] < 0x20 || name.at[i] == 0x7f)
            return broken(diag, "a control character in a name");
    }
    return weir_utf8_valid(name, NULL) ? WEIR_OK : broken(diag, "a name is not UTF-8");
}

static weir_err read_disposition(weir_text value, weir_arena *arena, weir_form_part *part, weir_diag *diag)
{
    static const char *const names[] = {"name", "filename", "filename*"};
    weir_text values[3] = {{0}};

    if (part->name.at)
        return broken(diag, "Content-Disposition is there twice");
    if (!starts_ignoring_case(value, "form-data"))
        return broken(diag, "a part is no form-data");
    WEIR_TRY(read_parameters(value, names, values, 3, arena, diag));
    if (!values[0].at)
        return broken(diag, "a part has no name");
    if (values[2].at)
        return broken(diag, "filename* is not allowed here (RFC 7578 §4.2)");
    part->name = values[0];
    part->file_name = values[1];
    WEIR_TRY(check_name(part->name, diag));
    return check_name(part->file_name, diag);
}

static weir_err read_line(weir_text line, weir_arena *arena, weir_form_part *part, weir_diag *diag)
{
    const size_t colon = weir_text_find(line, WEIR_T(":"), 0);
    weir_text value;

    if (line.at[0] == ' ' || line.at[0] == '\t')
        return broken(diag, "a folded header line");
    for (size_t i = 0; i < line.length; i++) {
        if (line.at[i] == '\0' || line.at[i] == '\n' || line.at[i] == '\r')
            return broken(diag, "a control character in a header line");
    }
    if (colon == SIZE_MAX || colon == 0)
        return broken(diag, "a header line without a name");
    value = weir_text_trim(rest_of(line, colon + 1));
    if (starts_ignoring_case(line, "content-disposition:"))
        return read_disposition(value, arena, part, diag);
    if (starts_ignoring_case(line, "content-type:")) {
        part->content_type = value;
        return starts_ignoring_case(value, "multipart/") ? broken(diag, "a part has parts") : WEIR_OK;
    }
    if (starts_ignoring_case(line, "content-transfer-encoding:") && !starts_ignoring_case(value, "binary") &&
        !starts_ignoring_case(value, "8bit") && !starts_ignoring_case(value, "7bit"))
        return broken(diag, "a part is encoded");
    return WEIR_OK;
}

static weir_err read_part(weir_text text, weir_arena *arena, weir_form_part *part, weir_diag *diag)
{
    for (;;) {
        const size_t end = weir_text_find(text, WEIR_T("\r\n"), 0);

        if (end == SIZE_MAX)
            return broken(diag, "the header of a part has no end");
        if (end == 0)
            break;
        WEIR_TRY(read_line(weir_text_part(text, 0, end), arena, part, diag));
        text = rest_of(text, end + 2);
    }
    part->bytes = rest_of(text, 2);
    return part->name.at ? WEIR_OK : broken(diag, "a part has no name");
}

/* ── all of them ─────────────────────────────────────────────────────────────────────────────────────── */

/* "\r\n--boundary". */
static weir_err make_delimiter(weir_text content_type, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    static const char *const names[] = {"boundary"};
    weir_text boundary = WEIR_NO_TEXT;
    char *at;

    if (!starts_ignoring_case(content_type, "multipart/form-data"))
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "the body must be multipart/form-data");
    WEIR_TRY(read_parameters(content_type, names, &boundary, 1, arena, diag));
    if (boundary.length == 0 || boundary.length > BOUNDARY_LENGTH_MAX)
        return broken(diag, "the boundary is missing, empty or too long");
    for (size_t i = 0; i < boundary.length; i++) {
        if ((unsigned char)boundary.at[i] < 0x20 || (unsigned char)boundary.at[i] >= 0x7f)
            return broken(diag, "a character in the boundary that does not belong there");
    }
    at = weir_arena_take(arena, boundary.length + 4);
    if (!at)
        return WEIR_ENOMEM;
    memcpy(at, "\r\n--", 4);
    memcpy(at + 4, boundary.at, boundary.length);
    *out = (weir_text){at, boundary.length + 4};
    return WEIR_OK;
}

/* Behind a delimiter: CR LF and a part (true), or "--" and the end. */
static weir_err read_delimiter_end(weir_text text, bool *has_part, weir_diag *diag)
{
    *has_part = weir_text_starts_with(text, WEIR_T("\r\n"));
    if (*has_part || weir_text_equal(text, WEIR_T("--")) || weir_text_equal(text, WEIR_T("--\r\n")))
        return WEIR_OK;
    return broken(diag, "something stands behind a boundary, or behind the last one");
}

weir_err weir_form_read(weir_text content_type, weir_text body, weir_arena *arena, weir_form *out, weir_diag *diag)
{
    weir_text delimiter, text;
    weir_form form = {0};
    bool has_part;

    WEIR_TRY(make_delimiter(content_type, arena, &delimiter, diag));
    if (!weir_text_starts_with(body, rest_of(delimiter, 2)))
        return broken(diag, "it does not begin with the boundary");
    text = rest_of(body, delimiter.length - 2);
    WEIR_TRY(read_delimiter_end(text, &has_part, diag));
    while (has_part) {
        const size_t end = weir_text_find(text, delimiter, 2);

        if (end == SIZE_MAX)
            return broken(diag, "the last boundary is missing");
        if (form.count == WEIR_PART_COUNT_MAX)
            return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "there are too many parts (limit part_count)");
        WEIR_TRY(WEIR_GROW(arena, &form));
        form.items[form.count] = (weir_form_part){0};
        WEIR_TRY(read_part(weir_text_part(text, 2, end - 2), arena, &form.items[form.count], diag));
        form.count++;
        text = rest_of(text, end + delimiter.length);
        WEIR_TRY(read_delimiter_end(text, &has_part, diag));
    }
    *out = form;
    return WEIR_OK;
}
