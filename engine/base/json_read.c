/* SPDX-License-Identifier: Apache-2.0
 * base/json_read.c - strict JSON into values, without recursion.
 *
 * Values under construction lie on one stack; closing a list or an object copies its part of the
 * stack into an array of just that size.
 * Spec: RFC 8259.
 */
#include <string.h>

#include "base/json_internal.h"

#define LINEAR_KEY_COUNT_MAX 16u
#define SHORT_NUMBER_LENGTH_MAX 34u /* without an exponent such a number keeps all its digits */
#define STACK_COUNT_MIN 32u
/* A value of depth 100 (value.h), each level of it in a typed form of two levels. */
#define TYPED_DEPTH_MAX 256u

typedef struct frame {
    uint32_t first; /* on the value stack */
    bool is_object;
} frame;

typedef struct reader {
    weir_text text;
    size_t at;
    weir_json_dialect dialect;
    const weir_zones *zones;
    weir_arena *arena;
    weir_diag *diag;
    frame frames[TYPED_DEPTH_MAX];
    uint32_t depth, depth_max;
    struct {
        weir_entry *items;
        uint32_t count, capacity;
    } stack;
} reader;

/* Line and column (in code points) of a byte, counted only when somebody asks. */
static weir_err fail_at(const reader *r, size_t at, weir_err err, const char *message)
{
    uint32_t line = 1, column = 1;

    for (size_t i = 0; i < at && i < r->text.length; i++) {
        if (r->text.at[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)r->text.at[i] & 0xC0u) != 0x80u) {
            column++;
        }
    }
    return weir_fail_at(r->diag, err, WEIR_NO_TEXT, line, column, "%s", message);
}

static weir_err fail(const reader *r, const char *message)
{
    return fail_at(r, r->at, WEIR_ESYNTAX, r->at >= r->text.length ? "the JSON text ends too early" : message);
}

static bool at_end(const reader *r)
{
    return r->at >= r->text.length;
}

static char peek(const reader *r)
{
    return at_end(r) ? '\0' : r->text.at[r->at];
}

static void skip_blanks(reader *r)
{
    while (!at_end(r)) {
        const char c = r->text.at[r->at];

        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return;
        r->at++;
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool skip_digits(reader *r)
{
    const size_t from = r->at;

    while (is_digit(peek(r)))
        r->at++;
    return r->at > from;
}

static weir_err read_number(reader *r, weir_value *out)
{
    const size_t from = r->at;
    bool may_lose_digits = false;
    weir_decimal number;
    weir_text text;

    if (peek(r) == '-')
        r->at++;
    if (peek(r) == '0')
        r->at++;
    else if (!skip_digits(r))
        return fail(r, "a number needs a digit here");
    if (peek(r) == '.') {
        r->at++;
        if (!skip_digits(r))
            return fail(r, "a number needs a digit after the point");
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        may_lose_digits = true;
        r->at++;
        if (peek(r) == '+' || peek(r) == '-')
            r->at++;
        if (!skip_digits(r))
            return fail(r, "a number needs a digit in its exponent");
    }
    if (is_digit(peek(r)))
        return fail(r, "a number must not begin with 0");
    text = weir_text_part(r->text, from, r->at - from);
    may_lose_digits |= text.length > SHORT_NUMBER_LENGTH_MAX;
    if ((may_lose_digits && !weir_decimal_is_exact_text(text)) || !weir_decimal_parse(text, &number))
        return fail_at(r, from, WEIR_EVALUE, "the number has more than 34 digits or too large an exponent");
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

static bool read_hex4(reader *r, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        const int digit = hex_digit(peek(r));

        if (digit < 0)
            return false;
        *out = *out << 4 | (uint32_t)digit;
        r->at++;
    }
    return true;
}

/* After "\u": one code point, from one or two escapes. */
static weir_err read_unicode(reader *r, uint32_t *out)
{
    uint32_t low;

    if (!read_hex4(r, out))
        return fail(r, "\\u needs four hexadecimal digits");
    if (*out >= 0xDC00 && *out <= 0xDFFF)
        return fail(r, "a low surrogate without a high one before it");
    if (*out < 0xD800 || *out > 0xDBFF)
        return WEIR_OK;
    if (!weir_text_starts_with(weir_text_part(r->text, r->at, 2), WEIR_T("\\u")))
        return fail(r, "a high surrogate without a low one behind it");
    r->at += 2;
    if (!read_hex4(r, &low) || low < 0xDC00 || low > 0xDFFF)
        return fail(r, "a high surrogate without a low one behind it");
    *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
    return WEIR_OK;
}

static weir_err read_escape(reader *r, char **to)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char c = peek(r);
    const char *letter = c ? strchr(letters, c) : NULL;
    uint32_t code_point;

    if (letter) {
        *(*to)++ = meanings[letter - letters];
        r->at++;
        return WEIR_OK;
    }
    if (c != 'u')
        return fail(r, "an unknown escape");
    r->at++;
    WEIR_TRY(read_unicode(r, &code_point));
    *to += weir_utf8_put(code_point, *to);
    return WEIR_OK;
}

/* Bytes from here to the next quote, backslash or control character. */
static size_t plain_length(const reader *r)
{
    size_t at = r->at;

    while (at < r->text.length && (unsigned char)r->text.at[at] >= 0x20 && r->text.at[at] != '"' &&
           r->text.at[at] != '\\')
        at++;
    return at - r->at;
}

/* A place for the string that begins here, as long as what stands before its closing quote; no escape is
 * shorter than what it stands for, and putting a code point takes up to four bytes of room. */
static weir_err take_string(const reader *r, size_t plain, char **out)
{
    size_t end = r->at + plain;

    while (end < r->text.length && r->text.at[end] != '"')
        end += r->text.at[end] == '\\' ? 2 : 1;
    *out = weir_arena_take(r->arena, end - r->at + 4);
    return *out ? WEIR_OK : WEIR_ENOMEM;
}

/* After the opening quote. The text was checked to be UTF-8 as a whole. */
static weir_err read_string(reader *r, weir_text *out)
{
    size_t plain = plain_length(r);
    char *copy, *to;

    WEIR_TRY(take_string(r, plain, &copy));
    to = copy;
    for (;; plain = plain_length(r)) {
        memcpy(to, r->text.at + r->at, plain);
        to += plain;
        r->at += plain;
        if (peek(r) == '"')
            break;
        if (peek(r) != '\\')
            return fail(r, "a control character must be escaped inside a string");
        r->at++;
        WEIR_TRY(read_escape(r, &to));
    }
    r->at++;
    *out = (weir_text){copy, (size_t)(to - copy)};
    return WEIR_OK;
}

static weir_err read_word(reader *r, weir_value *out)
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
        if (peek(r) != words[i].word.at[0] ||
            !weir_text_starts_with(weir_text_part(r->text, r->at, SIZE_MAX), words[i].word))
            continue;
        r->at += words[i].word.length;
        *out = words[i].value;
        return WEIR_OK;
    }
    return fail(r, "a value is expected here");
}

static weir_err duplicate_key(const reader *r, weir_text key)
{
    char message[160];

    (void)snprintf(message, sizeof message, "the key \"%.*s\" stands twice in one object",
                   (int)(key.length > 80 ? 80 : key.length), key.at);
    return fail_at(r, r->at, WEIR_ESYNTAX, message);
}

static weir_err check_many_keys(const reader *r, const weir_entry *entries, uint32_t count)
{
    uint32_t capacity = 64;
    uint32_t *slots; /* index + 1, 0 = free */

    while (capacity < count * 2)
        capacity *= 2;
    slots = WEIR_TAKE(r->arena, uint32_t, capacity);
    if (!slots)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (uint32_t)weir_text_hash(entries[i].key) & (capacity - 1);

        for (; slots[at] != 0; at = (at + 1) & (capacity - 1)) {
            if (weir_text_equal(entries[slots[at] - 1].key, entries[i].key))
                return duplicate_key(r, entries[i].key);
        }
        slots[at] = i + 1;
    }
    return WEIR_OK;
}

static weir_err check_keys(const reader *r, const weir_entry *entries, uint32_t count)
{
    if (count > LINEAR_KEY_COUNT_MAX)
        return check_many_keys(r, entries, count);
    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (weir_text_equal(entries[i].key, entries[k].key))
                return duplicate_key(r, entries[i].key);
        }
    }
    return WEIR_OK;
}

static weir_err make_object(reader *r, const weir_entry *from, uint32_t count, weir_value *out)
{
    weir_err err = WEIR_OK;
    weir_entry *entries;

    WEIR_TRY(check_keys(r, from, count));
    if (r->dialect == WEIR_JSON_TYPED && count == 1 && weir_text_starts_with(from->key, WEIR_T("$"))) {
        if (weir_json_typed_read(from->key, &from->value, r->zones, r->arena, out, &err))
            return WEIR_OK;
        return err == WEIR_ENOMEM ? err : fail_at(r, r->at, WEIR_EVALUE, "not a typed form that weir writes");
    }
    entries = WEIR_TAKE(r->arena, weir_entry, count);
    if (!entries)
        return WEIR_ENOMEM;
    memcpy(entries, from, sizeof *entries * count);
    *out = weir_context(entries, count);
    return WEIR_OK;
}

static weir_err make_list(reader *r, const weir_entry *from, uint32_t count, weir_value *out)
{
    weir_value *items = WEIR_TAKE(r->arena, weir_value, count);

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        items[i] = from[i].value;
    *out = weir_list(items, count);
    return WEIR_OK;
}

static weir_err close_frame(reader *r, weir_value *out)
{
    const frame top = r->frames[--r->depth];
    const uint32_t count = r->stack.count - top.first;
    static const weir_entry none;
    const weir_entry *from = count ? &r->stack.items[top.first] : &none;

    r->at++;
    r->stack.count = top.first;
    return top.is_object ? make_object(r, from, count, out) : make_list(r, from, count, out);
}

/* "key": in front of a value. */
static weir_err read_key(reader *r, weir_text *key)
{
    if (peek(r) != '"')
        return fail(r, "a key in double quotes is expected here");
    r->at++;
    WEIR_TRY(read_string(r, key));
    skip_blanks(r);
    if (peek(r) != ':')
        return fail(r, "':' is expected here");
    r->at++;
    skip_blanks(r);
    return WEIR_OK;
}

static weir_err open_frame(reader *r, weir_text key)
{
    const bool is_object = peek(r) == '{';

    if (r->depth == r->depth_max)
        return fail_at(r, r->at, WEIR_ELIMIT, "nested deeper than json_depth_max");
    r->at++;
    WEIR_TRY(WEIR_GROW(r->arena, &r->stack));
    r->stack.items[r->stack.count].key = key; /* kept for the value that the frame becomes */
    r->frames[r->depth++] = (frame){.first = r->stack.count + 1, .is_object = is_object};
    r->stack.count++;
    skip_blanks(r);
    return WEIR_OK;
}

static weir_err read_scalar(reader *r, weir_value *out)
{
    if (peek(r) == '"') {
        weir_text text;

        r->at++;
        WEIR_TRY(read_string(r, &text));
        *out = weir_string(text);
        return WEIR_OK;
    }
    return peek(r) == '-' || is_digit(peek(r)) ? read_number(r, out) : read_word(r, out);
}

/* A value is complete: put it into its frame, close as many frames as end here. */
static weir_err add_value(reader *r, weir_text key, weir_value value)
{
    for (;;) {
        char closing;

        WEIR_TRY(WEIR_GROW(r->arena, &r->stack));
        r->stack.items[r->stack.count++] = (weir_entry){key, value};
        skip_blanks(r);
        if (r->depth == 0)
            return WEIR_OK;
        closing = r->frames[r->depth - 1].is_object ? '}' : ']';
        if (peek(r) == ',') {
            r->at++;
            skip_blanks(r);
            return WEIR_OK;
        }
        if (peek(r) != closing)
            return fail(r, closing == '}' ? "',' or '}' is expected here" : "',' or ']' is expected here");
        WEIR_TRY(close_frame(r, &value));
        key = r->stack.items[--r->stack.count].key;
    }
}

static weir_err read_document(reader *r)
{
    skip_blanks(r);
    do {
        weir_text key = WEIR_NO_TEXT;
        weir_value value;

        if (r->depth > 0 && r->frames[r->depth - 1].is_object)
            WEIR_TRY(read_key(r, &key));
        if (peek(r) == '{' || peek(r) == '[') {
            WEIR_TRY(open_frame(r, key));
            if (peek(r) != (r->frames[r->depth - 1].is_object ? '}' : ']'))
                continue;
            WEIR_TRY(close_frame(r, &value));
            key = r->stack.items[--r->stack.count].key;
        } else {
            WEIR_TRY(read_scalar(r, &value));
        }
        WEIR_TRY(add_value(r, key, value));
    } while (r->depth > 0);
    return at_end(r) ? WEIR_OK : fail(r, "nothing may stand behind the JSON value");
}

weir_err weir_json_read(weir_text text, weir_json_dialect dialect, const weir_zones *zones, weir_arena *arena,
                        weir_value *out, weir_diag *diag)
{
    reader r = {.text = text, .dialect = dialect, .zones = zones, .arena = arena, .diag = diag};
    size_t fault_at;

    r.depth_max = dialect == WEIR_JSON_TYPED ? TYPED_DEPTH_MAX : WEIR_JSON_DEPTH_MAX;
    if (!weir_utf8_valid(text, &fault_at))
        return fail_at(&r, fault_at, WEIR_ESYNTAX, "these bytes are not UTF-8");
    r.stack.items = WEIR_TAKE(arena, weir_entry, STACK_COUNT_MIN);
    if (!r.stack.items)
        return WEIR_ENOMEM;
    r.stack.capacity = STACK_COUNT_MIN;
    WEIR_TRY(read_document(&r));
    *out = r.stack.items[0].value;
    return WEIR_OK;
}
