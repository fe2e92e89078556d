/* SPDX-License-Identifier: Apache-2.0
 * xml/decode.c - the bytes of a file as UTF-8.
 *
 * Done here and not by the XML library, so that the guard reads exactly what the parser will read: a file that
 * means one thing in its declared encoding and another one to the scan would be a way past the guard.
 * Layer: xml.   Spec: XML 1.0 §2.2 (characters), §4.3.3 and appendix F (encodings).
 */
#include "xml/guard.h"

typedef enum encoding { UTF_8, ASCII, LATIN_1, WINDOWS_1252, UTF_16_LITTLE, UTF_16_BIG } encoding;

/* Names are compared without regard to case. */
static const struct {
    const char *name;
    encoding encoding;
} encodings[] = {
    {"UTF-8", UTF_8},         {"UTF8", UTF_8},         {"US-ASCII", ASCII},
    {"ASCII", ASCII},         {"ISO-8859-1", LATIN_1}, {"ISO_8859-1", LATIN_1},
    {"ISO8859-1", LATIN_1},   {"LATIN1", LATIN_1},     {"WINDOWS-1252", WINDOWS_1252},
    {"CP1252", WINDOWS_1252},
};

/* Bytes 0x80 to 0x9F of windows-1252; 0 = not assigned. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

weir_xml_place weir_xml_place_of(weir_text text, size_t offset)
{
    weir_xml_place place = {1, 1};

    for (size_t i = 0; i < offset && i < text.length; i++) {
        char c = text.at[i];

        if (c == '\n' || (c == '\r' && !(i + 1 < text.length && text.at[i + 1] == '\n'))) {
            place.line++;
            place.column = 1;
        } else if (((uint8_t)c & 0xC0) != 0x80) {
            place.column++;
        }
    }
    return place;
}

weir_err weir_xml_fail_limit(weir_diag *diag, weir_xml_place place, uint32_t limit, const char *name)
{
    static const struct {
        const char *name, *unit;
    } units[] = {
#define LIMIT(name, value, unit) {"xml_" #name, unit},
#include "xml/limits.def"
#undef LIMIT
    };
    const char *unit = "";

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(units[i].name, name) == 0)
            unit = units[i].unit;
    }
    return weir_fail_at(diag, WEIR_ELIMIT, WEIR_NO_TEXT, place.line, place.column, "more than %u %s (limit %s)", limit,
                        unit, name);
}

static bool has_bytes(weir_text bytes, const char *first, size_t count)
{
    return bytes.length >= count && memcmp(bytes.at, first, count) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static weir_text after_blanks(weir_text text)
{
    size_t i = 0;

    while (i < text.length && is_blank(text.at[i]))
        i++;
    return weir_text_part(text, i, text.length - i);
}

/* The encoding in <?xml … encoding="…"?>, absent if there is none. */
static weir_text declared_encoding(weir_text text)
{
    size_t end = weir_text_find(text, WEIR_T("?>"), 0), found;
    weir_text rest;

    if (!weir_text_starts_with(text, WEIR_T("<?xml")) || end == SIZE_MAX)
        return WEIR_NO_TEXT;
    text.length = end;
    found = weir_text_find(text, WEIR_T("encoding"), 0);
    if (found == SIZE_MAX)
        return WEIR_NO_TEXT;
    rest = after_blanks(weir_text_part(text, found + 8, text.length - found - 8));
    if (rest.length == 0 || rest.at[0] != '=')
        return WEIR_NO_TEXT;
    rest = after_blanks(weir_text_part(rest, 1, rest.length - 1));
    if (rest.length < 2 || (rest.at[0] != '"' && rest.at[0] != '\''))
        return WEIR_NO_TEXT;
    for (size_t i = 1; i < rest.length; i++) {
        if (rest.at[i] == rest.at[0])
            return weir_text_part(rest, 1, i - 1);
    }
    return WEIR_NO_TEXT;
}

static bool equal_without_case(weir_text a, const char *b)
{
    size_t length = strlen(b);

    if (a.length != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = a.at[i] >= 'a' && a.at[i] <= 'z' ? (char)(a.at[i] - 'a' + 'A') : a.at[i];

        if (c != b[i])
            return false;
    }
    return true;
}

static bool find_encoding(weir_text name, encoding *out)
{
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        if (equal_without_case(name, encodings[i].name)) {
            *out = encodings[i].encoding;
            return true;
        }
    }
    return false;
}

static bool names_utf_16(weir_text name)
{
    return equal_without_case(name, "UTF-16") || equal_without_case(name, "UTF-16LE") ||
           equal_without_case(name, "UTF-16BE");
}

/* Decide by the first bytes, else by the declaration. Moves `bytes` past a byte order mark. */
static weir_err recognise(weir_text *bytes, encoding *out, weir_diag *diag)
{
    weir_text name;

    if (has_bytes(*bytes, "\xFF\xFE\0\0", 4) || has_bytes(*bytes, "\0\0\xFE\xFF", 4) ||
        has_bytes(*bytes, "<\0\0\0", 4) || has_bytes(*bytes, "\0\0\0<", 4))
        return weir_fail_at(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, 1, 1, "the file is UTF-32; save it as UTF-8");
    if (has_bytes(*bytes, "\xFF\xFE", 2) || has_bytes(*bytes, "\xFE\xFF", 2)) {
        *out = (uint8_t)bytes->at[0] == 0xFF ? UTF_16_LITTLE : UTF_16_BIG;
        *bytes = weir_text_part(*bytes, 2, bytes->length - 2);
        return WEIR_OK;
    }
    if (has_bytes(*bytes, "<\0", 2) || has_bytes(*bytes, "\0<", 2)) {
        *out = bytes->at[0] == '<' ? UTF_16_LITTLE : UTF_16_BIG;
        return WEIR_OK;
    }
    *out = UTF_8;
    if (has_bytes(*bytes, "\xEF\xBB\xBF", 3)) {
        *bytes = weir_text_part(*bytes, 3, bytes->length - 3);
        name = declared_encoding(*bytes);
        if (name.length == 0 || (find_encoding(name, out) && (*out == UTF_8 || *out == ASCII)))
            return WEIR_OK;
        return weir_fail_at(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, 1, 1,
                            "the file begins with the mark of UTF-8 but declares encoding=\"%.*s\"", WEIR_ARG(name));
    }
    name = declared_encoding(*bytes);
    if (name.length == 0 || find_encoding(name, out))
        return WEIR_OK;
    if (names_utf_16(name))
        return weir_fail_at(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, 1, 1,
                            "the file declares encoding=\"%.*s\" but has one byte per character", WEIR_ARG(name));
    return weir_fail_at(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, 1, 1,
                        "the encoding \"%.*s\" is not known here; save the file as UTF-8 (also read: UTF-16, US-ASCII, "
                        "ISO-8859-1, windows-1252)",
                        WEIR_ARG(name));
}

static weir_err fail_at_offset(weir_diag *diag, weir_text text, size_t offset, const char *sentence, unsigned number)
{
    weir_xml_place place = weir_xml_place_of(text, offset);

    return weir_fail_at(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, place.line, place.column, sentence, number);
}

/* What XML forbids: control characters, U+FFFE and U+FFFF. text is valid UTF-8. */
static weir_err check_characters(weir_text text, weir_diag *diag)
{
    for (size_t i = 0; i < text.length; i++) {
        uint8_t c = (uint8_t)text.at[i];

        if (c < 0x20 && !is_blank((char)c))
            return fail_at_offset(diag, text, i,
                                  c == 0 ? "there is a NUL byte; XML does not allow it"
                                         : "there is a control character (code %u); XML does not allow it",
                                  c);
        if (c == 0xEF && (uint8_t)text.at[i + 1] == 0xBF && (uint8_t)text.at[i + 2] >= 0xBE)
            return fail_at_offset(diag, text, i, "there is a character that XML does not allow (U+%X)",
                                  0xFFC0u + ((uint8_t)text.at[i + 2] & 0x3Fu));
    }
    return WEIR_OK;
}

static weir_err check_utf_8(weir_text text, weir_diag *diag)
{
    size_t fault;

    if (!weir_utf8_valid(text, &fault))
        return fail_at_offset(diag, text, fault,
                              "byte 0x%02X is not valid UTF-8; save the file as UTF-8, or declare its encoding in the "
                              "first line if that is UTF-16, ISO-8859-1 or windows-1252",
                              (uint8_t)text.at[fault]);
    return WEIR_OK;
}

static weir_err decode_one_byte(weir_text bytes, encoding from, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    size_t high_count = 0, length = 0;
    char *target;

    for (size_t i = 0; i < bytes.length; i++)
        high_count += (uint8_t)bytes.at[i] >= 0x80;
    if (high_count == 0) {
        *out = bytes;
        return WEIR_OK;
    }
    target = weir_arena_take(arena, bytes.length + 2 * high_count);
    if (target == NULL)
        return WEIR_ENOMEM;
    for (size_t i = 0; i < bytes.length; i++) {
        uint8_t c = (uint8_t)bytes.at[i];
        uint32_t code_point = c;
        char unit[4];
        size_t unit_length;

        if (from == ASCII && c >= 0x80)
            code_point = 0;
        else if (from == WINDOWS_1252 && c >= 0x80 && c < 0xA0)
            code_point = windows_1252[c - 0x80];
        if (code_point == 0 && c != 0)
            return fail_at_offset(diag, (weir_text){target, length}, length,
                                  "byte 0x%02X is not a character of the declared encoding", c);
        unit_length = weir_utf8_put(code_point, unit);
        memcpy(target + length, unit, unit_length);
        length += unit_length;
    }
    *out = (weir_text){target, length};
    return WEIR_OK;
}

static uint32_t unit_at(weir_text bytes, size_t i, encoding from)
{
    uint8_t first = (uint8_t)bytes.at[i], second = (uint8_t)bytes.at[i + 1];

    return from == UTF_16_LITTLE ? (uint32_t)second << 8 | first : (uint32_t)first << 8 | second;
}

static weir_err decode_utf_16(weir_text bytes, encoding from, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    char *target = weir_arena_take(arena, bytes.length / 2 * 3 + 1);
    size_t length = 0;
    weir_text name;

    if (target == NULL)
        return WEIR_ENOMEM;
    for (size_t i = 0; i < bytes.length; i += 2) {
        uint32_t code_point, low;
        char unit[4];
        size_t unit_length;

        if (i + 1 == bytes.length)
            return fail_at_offset(diag, (weir_text){target, length}, length, "the file ends within a character", 0);
        code_point = unit_at(bytes, i, from);
        if (code_point >= 0xD800 && code_point < 0xE000) {
            low = code_point < 0xDC00 && i + 3 < bytes.length ? unit_at(bytes, i + 2, from) : 0;
            if (low < 0xDC00 || low >= 0xE000)
                return fail_at_offset(diag, (weir_text){target, length}, length,
                                      "half of a character (0x%04X) is not valid UTF-16", code_point);
            code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        unit_length = weir_utf8_put(code_point, unit);
        memcpy(target + length, unit, unit_length);
        length += unit_length;
    }
    *out = (weir_text){target, length};
    name = declared_encoding(*out);
    if (name.length > 0 && !names_utf_16(name))
        return weir_fail_at(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, 1, 1, "the file is UTF-16 but declares encoding=\"%.*s\"",
                            WEIR_ARG(name));
    return WEIR_OK;
}

weir_err weir_xml_decode(weir_text bytes, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    encoding from = UTF_8;
    weir_text text = bytes;

    if (bytes.length > weir_xml_byte_count_max)
        return WEIR_XML_LIMIT(diag, ((weir_xml_place){0}), byte_count_max);
    if (weir_text_trim(bytes).length == 0)
        return weir_fail_at(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, 1, 1, "the file is empty");
    WEIR_TRY(recognise(&text, &from, diag));
    if (from == UTF_8)
        WEIR_TRY(check_utf_8(text, diag));
    else if (from == UTF_16_LITTLE || from == UTF_16_BIG)
        WEIR_TRY(decode_utf_16(text, from, arena, &text, diag));
    else
        WEIR_TRY(decode_one_byte(text, from, arena, &text, diag));
    WEIR_TRY(check_characters(text, diag));
    *out = text;
    return WEIR_OK;
}
