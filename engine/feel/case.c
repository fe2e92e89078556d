/* SPDX-License-Identifier: Apache-2.0
 * feel/case.c - see case.h.
 */
#include "feel/case.h"

#define SIGMA 0x3A3u
#define FINAL_SIGMA 0x3C2u

typedef struct letters {
    uint32_t first, last, step;
    int32_t distance;
} letters;

typedef struct expansion {
    uint32_t letter;
    const char *text;
} expansion;

#define UPPER(first, last, step, distance)
#define LOWER(first, last, step, distance)
#define EXPANDS(letter, text)

#undef UPPER
#define UPPER(first, last, step, distance) {first, last, step, distance},
static const letters upper_letters[] = {
#include "feel/case.def"
};
#undef UPPER
#define UPPER(first, last, step, distance)

#undef LOWER
#define LOWER(first, last, step, distance) {first, last, step, distance},
static const letters lower_letters[] = {
#include "feel/case.def"
};
#undef LOWER
#define LOWER(first, last, step, distance)

#undef EXPANDS
#define EXPANDS(letter, text) {letter, text},
static const expansion expansions[] = {
#include "feel/case.def"
};
#undef EXPANDS

/* The letter in the other case, or the letter itself. */
static uint32_t find_letter(const letters *rows, size_t count, uint32_t letter)
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (rows[middle].last < letter)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count || letter < rows[low].first || (letter - rows[low].first) % rows[low].step != 0)
        return letter;
    return (uint32_t)((int32_t)letter + rows[low].distance);
}

static uint32_t to_upper_letter(uint32_t letter)
{
    return find_letter(upper_letters, sizeof upper_letters / sizeof *upper_letters, letter);
}

static uint32_t to_lower_letter(uint32_t letter)
{
    return find_letter(lower_letters, sizeof lower_letters / sizeof *lower_letters, letter);
}

static const char *find_expansion(uint32_t letter)
{
    for (size_t i = 0; letter >= 0x80 && i < sizeof expansions / sizeof *expansions; i++) {
        if (expansions[i].letter == letter)
            return expansions[i].text;
    }
    return NULL;
}

static bool has_case(uint32_t letter)
{
    return to_upper_letter(letter) != letter || to_lower_letter(letter) != letter;
}

static void write_upper(uint32_t letter, weir_buffer *out)
{
    const char *several = find_expansion(letter);

    if (several)
        weir_buffer_text(out, weir_text_of(several));
    else
        weir_buffer_code_point(out, to_upper_letter(letter));
}

/* before: the letter in front of this one; at: behind it. */
static void write_lower(weir_text text, size_t at, uint32_t before, uint32_t letter, weir_buffer *out)
{
    const bool is_last = at == text.length || !has_case(weir_utf8_next(text, &at));

    if (letter == SIGMA && has_case(before) && is_last)
        weir_buffer_code_point(out, FINAL_SIGMA);
    else if (letter == 0x130) /* an i with two dots: the dot stays */
        weir_buffer_text(out, WEIR_T("i\xCC\x87"));
    else
        weir_buffer_code_point(out, to_lower_letter(letter));
}

weir_err weir_case_change(weir_text text, bool to_upper, weir_arena *arena, weir_text *out)
{
    uint32_t before = 0;
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    for (size_t at = 0; at < text.length;) {
        const uint32_t letter = weir_utf8_next(text, &at);

        if (to_upper)
            write_upper(letter, &buffer);
        else
            write_lower(text, at, before, letter, &buffer);
        before = letter;
    }
    WEIR_TRY(weir_buffer_done(&buffer, out));
    if (!out->at)
        *out = WEIR_T("");
    return WEIR_OK;
}
