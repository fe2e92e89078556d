/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook_name.c - addresses and file names out of ids that may hold anything.
 *
 * Layer: xml.
 */
#include "xml/handbook_internal.h"

/* Longer ones are cut, and a hash tells them apart; file systems allow 255 bytes. */
#define NAME_LENGTH_MAX 120u

static bool is_plain(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
           c == '_';
}

weir_err weir_handbook_name(weir_text text, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;
    weir_text whole;

    weir_buffer_init(&buffer, arena, 0);
    for (size_t at = 0; at < text.length;) {
        const uint32_t c = weir_utf8_next(text, &at);

        if (is_plain(c))
            weir_buffer_char(&buffer, (char)c);
        else
            weir_buffer_format(&buffer, "~%x~", c);
    }
    WEIR_TRY(weir_buffer_done(&buffer, &whole));
    if (whole.length <= NAME_LENGTH_MAX) {
        *out = whole;
        return WEIR_OK;
    }
    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_format(&buffer, "%.*s~~%llx", (int)NAME_LENGTH_MAX, whole.at,
                       (unsigned long long)weir_text_hash(whole));
    return weir_buffer_done(&buffer, out);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static uint32_t slot_of(const weir_handbook_names *names, weir_text name)
{
    uint32_t slot = (uint32_t)weir_text_hash(name) & (names->capacity - 1);

    while (names->slots[slot].at != NULL && !weir_text_equal(names->slots[slot], name))
        slot = (slot + 1) & (names->capacity - 1);
    return slot;
}

static weir_err grow(weir_handbook_names *names, weir_arena *arena)
{
    const weir_handbook_names old = *names;

    if (names->count * 2 < names->capacity)
        return WEIR_OK;
    names->capacity = old.capacity > 0 ? old.capacity * 2 : 64;
    names->slots = WEIR_TAKE(arena, weir_text, names->capacity);
    if (names->slots == NULL)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < old.capacity; i++) {
        if (old.slots[i].at != NULL)
            names->slots[slot_of(names, old.slots[i])] = old.slots[i];
    }
    return WEIR_OK;
}

/* In small letters, so that file systems that ignore case keep them apart. */
static weir_err fold(weir_text text, uint32_t number, weir_arena *arena, weir_text *shown, weir_text *folded)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, text);
    if (number > 1)
        weir_buffer_format(&buffer, "~%u", number);
    WEIR_TRY(weir_buffer_done(&buffer, shown));
    weir_buffer_init(&buffer, arena, 0);
    for (size_t i = 0; i < shown->length; i++)
        weir_buffer_char(&buffer, lower(shown->at[i]));
    weir_buffer_char(&buffer, '\n'); /* never absent */
    return weir_buffer_done(&buffer, folded);
}

weir_err weir_handbook_names_take(weir_handbook_names *names, weir_text wanted, weir_arena *arena, weir_text *out)
{
    weir_text folded, shown;
    uint32_t slot;

    WEIR_TRY(grow(names, arena));
    for (uint32_t number = 1;; number++) {
        WEIR_TRY(fold(wanted, number, arena, &shown, &folded));
        slot = slot_of(names, folded);
        if (names->slots[slot].at == NULL)
            break;
    }
    names->slots[slot] = folded;
    names->count++;
    *out = shown;
    return WEIR_OK;
}
