/* SPDX-License-Identifier: Apache-2.0
 * base/json_scalar.c - strings, numbers and words of JSON text, and how faults are named.
 *
 * Spec: RFC 8259 §3, §6, §7.
 */
#include "base/json_internal.h"

#include <string.h>

#define SHORT_NUMBER_LENGTH_MAX 34u /* without an exponent such a number keeps all its digits */

/* Line and column are counted only when somebody asks. */
weir_err weir_json_fail_at(const weir_json_cursor *in, size_t at, weir_err err, const char *message)
{
    uint32_t line = 1, column = 1;

    for (size_t i = 0; i < at && i < in->text.length; i++) {
        if (in->text.at[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)in->text.at[i] & 0xC0u) != 0x80u) {
            column++;
        }
    }
    return weir_fail_at(in->diag, err, WEIR_NO_TEXT, line, column, "%s", message);
}

weir_err weir_json_fail(const weir_json_cursor *in, const char *message)
{
    return weir_json_fail_at(in, in->at, WEIR_ESYNTAX,
                             in->at >= in->text.length ? "the JSON text ends too early" : message);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool skip_digits(weir_json_cursor *in)
{
    const size_t from = in->at;

    while (is_digit(weir_json_peek(in)))
        in->at++;
    return in->at > from;
}

static weir_err read_number(weir_json_cursor *in, weir_value *out)
{
    const size_t from = in->at;
    bool may_lose_digits = false;
    weir_decimal number;
    weir_text text;

    if (weir_json_peek(in) == '-')
        in->at++;
    if (weir_json_peek(in) == '0')
        in->at++;
    else if (!skip_digits(in))
        return weir_json_fail(in, "a number needs a digit here");
    if (weir_json_peek(in) == '.') {
        in->at++;
        if (!skip_digits(in))
            return weir_json_fail(in, "a number needs a digit after the point");
    }
    if (weir_json_peek(in) == 'e' || weir_json_peek(in) == 'E') {
        may_lose_digits = true;
        in->at++;
        if (weir_json_peek(in) == '+' || weir_json_peek(in) == '-')
            in->at++;
        if (!skip_digits(in))
            return weir_json_fail(in, "a number needs a digit in its exponent");
    }
    if (is_digit(weir_json_peek(in)))
        return weir_json_fail(in, "a number must not begin with 0");
    text = weir_text_part(in->text, from, in->at - from);
    may_lose_digits |= text.length > SHORT_NUMBER_LENGTH_MAX;
    if ((may_lose_digits && !weir_decimal_is_exact_text(text)) || !weir_decimal_parse(text, &number))
        return weir_json_fail_at(in, from, WEIR_EVALUE, "the number has more than 34 digits or too large an exponent");
    *out = weir_number(number);
    return WEIR_OK;
}

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_hex4(weir_json_cursor *in, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        const int digit = hex_digit(weir_json_peek(in));

        if (digit < 0)
            return false;
        *out = *out << 4 | (uint32_t)digit;
        in->at++;
    }
    return true;
}

/* After "\u": one code point, from one or two escapes. */
static weir_err read_unicode(weir_json_cursor *in, uint32_t *out)
{
    uint32_t low;

    if (!read_hex4(in, out))
        return weir_json_fail(in, "\\u needs four hexadecimal digits");
    if (*out >= 0xDC00 && *out <= 0xDFFF)
        return weir_json_fail(in, "a low surrogate without a high one before it");
    if (*out < 0xD800 || *out > 0xDBFF)
        return WEIR_OK;
    if (!weir_text_starts_with(weir_text_part(in->text, in->at, 2), WEIR_T("\\u")))
        return weir_json_fail(in, "a high surrogate without a low one behind it");
    in->at += 2;
    if (!read_hex4(in, &low) || low < 0xDC00 || low > 0xDFFF)
        return weir_json_fail(in, "a high surrogate without a low one behind it");
    *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
    return WEIR_OK;
}

static weir_err read_escape(weir_json_cursor *in, char **to)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char c = weir_json_peek(in);
    const char *letter = c ? strchr(letters, c) : NULL;
    uint32_t code_point;

    if (letter) {
        *(*to)++ = meanings[letter - letters];
        in->at++;
        return WEIR_OK;
    }
    if (c != 'u')
        return weir_json_fail(in, "an unknown escape");
    in->at++;
    WEIR_TRY(read_unicode(in, &code_point));
    *to += weir_utf8_put(code_point, *to);
    return WEIR_OK;
}

/* Bytes from here to the next quote, backslash or control character. */
static size_t plain_length(const weir_json_cursor *in)
{
    size_t at = in->at;

    while (at < in->text.length && (unsigned char)in->text.at[at] >= 0x20 && in->text.at[at] != '"' &&
           in->text.at[at] != '\\')
        at++;
    return at - in->at;
}

/* A place for the string that begins here, as long as what stands before its closing quote; no escape is
 * shorter than what it stands for, and putting a code point takes up to four bytes of room. */
static weir_err take_string(const weir_json_cursor *in, size_t plain, char **out)
{
    size_t end = in->at + plain;

    while (end < in->text.length && in->text.at[end] != '"')
        end += in->text.at[end] == '\\' ? 2 : 1;
    *out = weir_arena_take(in->arena, end - in->at + 4);
    return *out ? WEIR_OK : WEIR_ENOMEM;
}

/* After the opening quote. The text was checked to be UTF-8 as a whole. */
weir_err weir_json_read_string(weir_json_cursor *in, weir_text *out)
{
    size_t plain = plain_length(in);
    char *copy, *to;

    WEIR_TRY(take_string(in, plain, &copy));
    to = copy;
    for (;; plain = plain_length(in)) {
        memcpy(to, in->text.at + in->at, plain);
        to += plain;
        in->at += plain;
        if (weir_json_peek(in) == '"')
            break;
        if (weir_json_peek(in) != '\\')
            return weir_json_fail(in, "a control character must be escaped inside a string");
        in->at++;
        WEIR_TRY(read_escape(in, &to));
    }
    in->at++;
    *out = (weir_text){copy, (size_t)(to - copy)};
    return WEIR_OK;
}

static weir_err read_word(weir_json_cursor *in, weir_value *out)
{
    static const struct {
        weir_text word;
        weir_value value;
    } words[] = {
        {{"true", 4}, {.kind = WEIR_BOOLEAN, .as.boolean = true}},
        {{"false", 5}, {.kind = WEIR_BOOLEAN, .as.boolean = false}},
        {{"null", 4}, {.kind = WEIR_NULL}},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (weir_json_peek(in) != words[i].word.at[0] ||
            !weir_text_starts_with(weir_text_part(in->text, in->at, SIZE_MAX), words[i].word))
            continue;
        in->at += words[i].word.length;
        *out = words[i].value;
        return WEIR_OK;
    }
    return weir_json_fail(in, "a value is expected here");
}

weir_err weir_json_read_scalar(weir_json_cursor *in, weir_value *out)
{
    if (weir_json_peek(in) == '"') {
        weir_text text;

        in->at++;
        WEIR_TRY(weir_json_read_string(in, &text));
        *out = weir_string(text);
        return WEIR_OK;
    }
    return weir_json_peek(in) == '-' || is_digit(weir_json_peek(in)) ? read_number(in, out) : read_word(in, out);
}
