/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook_said.c - which language a text is in, where it has two.
 *
 * Models hold Chinese and English beside each other: in two elements, in paragraphs, in sentences of one line. A text
 * is cut at the ends of sentences and lines; each piece is Chinese or not by its letters, identifiers not counted; what
 * has no clear letters goes with the piece before. A text that has another one beside it is taken as a whole. Layer:
 * xml.
 */
#include "xml/handbook_internal.h"

typedef enum tongue { TONGUE_UNCLEAR, TONGUE_ZH, TONGUE_OTHER } tongue;

static bool is_han(uint32_t c)
{
    return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFFEF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_word_part(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           (c >= 0xC0 && !is_han(c) && weir_utf8_is_letter(c));
}

/* Letters of the words that are no identifiers: those have a capital, a digit or a sign inside. */
static tongue tongue_of(weir_text text)
{
    uint32_t han_count = 0, letter_count = 0;

    for (size_t at = 0; at < text.length;) {
        uint32_t length = 0, c = weir_utf8_next(text, &at);
        bool is_identifier = false;

        han_count += is_han(c);
        while (is_word_part(c)) {
            is_identifier =
                is_identifier || c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z' && length > 0);
            length++;
            if (at >= text.length)
                break;
            size_t next = at;

            c = weir_utf8_next(text, &next);
            if (!is_word_part(c))
                break;
            at = next;
        }
        if (!is_identifier)
            letter_count += length;
    }
    if (han_count == 0)
        return letter_count >= 3 ? TONGUE_OTHER : TONGUE_UNCLEAR;
    return han_count * 2 >= letter_count ? TONGUE_ZH : TONGUE_OTHER;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the sentence or line that begins at `from` ends. */
static size_t piece_end(weir_text text, size_t from)
{
    for (size_t at = from; at < text.length;) {
        const uint32_t c = weir_utf8_next(text, &at);

        if (c == '\n' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF1B)
            return at;
        if ((c == '.' || c == '!' || c == '?' || c == ';') && (at >= text.length || is_space(text.at[at])))
            return at;
    }
    return text.length;
}

typedef struct saying {
    weir_arena *arena;
    weir_handbook_saids *out;
    weir_buffer buffer;
    tongue tongue; /* of what the buffer holds */
    bool is_one;
} saying;

static weir_err flush(saying *s)
{
    weir_text text;

    WEIR_TRY(weir_buffer_done(&s->buffer, &text));
    text = weir_text_trim(text);
    if (text.length > 0) {
        WEIR_TRY(WEIR_GROW(s->arena, s->out));
        s->out->items[s->out->count++] = (weir_handbook_said){text, s->tongue == TONGUE_ZH ? "zh" : "en"};
    }
    weir_buffer_init(&s->buffer, s->arena, 0);
    return WEIR_OK;
}

/* The last character of the buffer is one of Chinese. */
static bool ends_in_han(const weir_buffer *buffer)
{
    size_t at = buffer->length;

    if (at == 0)
        return true;
    while (at > 0 && ((unsigned char)buffer->at[--at] & 0xC0u) == 0x80u)
        continue;
    return is_han(weir_utf8_next((weir_text){buffer->at, buffer->length}, &at));
}

/* White space becomes one blank; lines of Chinese are joined without. */
static void append(weir_buffer *buffer, weir_text piece)
{
    bool has_gap = buffer->length > 0 && !ends_in_han(buffer);

    for (size_t at = 0; at < piece.length;) {
        if (is_space(piece.at[at])) {
            has_gap = true;
            at++;
            continue;
        }
        const size_t start = at;
        const uint32_t c = weir_utf8_next(piece, &at);

        if (has_gap && buffer->length > 0 && !(is_han(c) && ends_in_han(buffer)))
            weir_buffer_char(buffer, ' ');
        has_gap = false;
        weir_buffer_text(buffer, weir_text_part(piece, start, at - start));
    }
}

static weir_err add_piece(saying *s, weir_text piece)
{
    const tongue found = s->is_one ? s->tongue : tongue_of(piece);

    if (found != TONGUE_UNCLEAR && s->tongue != TONGUE_UNCLEAR && found != s->tongue)
        WEIR_TRY(flush(s));
    if (found != TONGUE_UNCLEAR)
        s->tongue = found;
    append(&s->buffer, piece);
    return s->buffer.err;
}

weir_err weir_handbook_say(weir_text text, bool is_one, weir_arena *arena, weir_handbook_saids *out)
{
    saying s = {.arena = arena, .out = out, .is_one = is_one};

    if (is_one)
        s.tongue = tongue_of(text);
    weir_buffer_init(&s.buffer, arena, 0);
    for (size_t at = 0; at < text.length;) {
        const size_t end = piece_end(text, at);
        const weir_text piece = weir_text_trim(weir_text_part(text, at, end - at));

        if (piece.length > 0)
            WEIR_TRY(add_piece(&s, piece));
        else if (s.buffer.length > 0 && text.at[end - 1] == '\n' && at > 0 && text.at[at - 1] == '\n')
            WEIR_TRY(flush(&s)); /* an empty line */
        at = end;
    }
    return flush(&s);
}
