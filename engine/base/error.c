/* SPDX-License-Identifier: Apache-2.0
 * base/error.c - the rows of errors.def as data, and how a diag is filled.
 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct error_row {
    const char *name, *sentence;
    int status;
    bool is_worth_retry;
} error_row;

enum { no = false, yes = true };

static const error_row rows[] = {
    {"OK", "no error", 200, false},
#define ERR(name, status, retry, sentence) {#name, sentence, status, retry},
#include "base/errors.def"
#undef ERR
};

static const error_row *row_of(weir_err err)
{
    return &rows[err < WEIR_ERR_COUNT ? err : WEIR_OK];
}

const char *weir_err_name(weir_err err)
{
    return row_of(err)->name;
}

const char *weir_err_describe(weir_err err)
{
    return row_of(err)->sentence;
}

int weir_err_status(weir_err err)
{
    return row_of(err)->status;
}

bool weir_err_is_worth_retry(weir_err err)
{
    return row_of(err)->is_worth_retry;
}

/* Drop a character that was cut in the middle. */
static void trim_to_character(char *text)
{
    size_t length = strlen(text), start = length;

    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0u) == 0x80u)
        start--;
    if (start == 0)
        return;
    const unsigned char lead = (unsigned char)text[start - 1];
    const size_t wanted = lead >= 0xF0u ? 4 : lead >= 0xE0u ? 3 : lead >= 0xC0u ? 2 : 1;

    if (length - (start - 1) < wanted)
        text[start - 1] = '\0';
}

static void fill(weir_diag *diag, weir_err err, weir_text element, const char *format, va_list arguments)
{
    diag->err = err;
    (void)vsnprintf(diag->message, sizeof diag->message, format, arguments);
    trim_to_character(diag->message);
    (void)snprintf(diag->element, sizeof diag->element, "%.*s", WEIR_ARG(element));
    trim_to_character(diag->element);
}

weir_err weir_fail(weir_diag *diag, weir_err err, weir_text element, const char *format, ...)
{
    va_list arguments;

    if (!diag)
        return err;
    va_start(arguments, format);
    fill(diag, err, element, format, arguments);
    va_end(arguments);
    return err;
}

weir_err weir_fail_at(weir_diag *diag, weir_err err, weir_text element, uint32_t line, uint32_t column,
                      const char *format, ...)
{
    va_list arguments;

    if (!diag)
        return err;
    va_start(arguments, format);
    fill(diag, err, element, format, arguments);
    va_end(arguments);
    diag->line = line;
    diag->column = column;
    return err;
}
