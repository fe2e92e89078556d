/* SPDX-License-Identifier: Apache-2.0
 * cli/characters.h - characters one by one, and how many columns of a terminal they take.
 *
 * Chinese, Japanese and Korean characters take two columns, combining marks none. The C library knows that by its
 * locale alone, so the ranges are here. Layer: cli.   Spec: Unicode UAX 11 (East Asian Width).
 */
#ifndef WEIR_CLI_CHARACTERS_H
#define WEIR_CLI_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct weir_character {
    const char *at;
    size_t length; /* bytes */
    uint32_t code_point;
    bool is_valid; /* else one byte that is no UTF-8 */
} weir_character;

/* The first one of *text, which moves behind it. False at its end. */
bool weir_character_next(const char **text, weir_character *out);
/* Columns it takes; 0: a combining mark. */
int weir_character_width(const weir_character *c);
/* A terminal would obey it, or turn the direction of writing, instead of showing it. */
bool weir_character_is_control(const weir_character *c);

/* Columns of a text as weir_print_plain (table.h) shows it. */
int weir_text_width(const char *text);

#endif
