/* SPDX-License-Identifier: Apache-2.0
 * xml/label.h - how wide a text is, and where its lines end.
 *
 * Widths are those of the usual sans-serif fonts, a little generous; every character of Chinese, Japanese and Korean
 * is as wide as it is high. Latin words are kept together, lines of Han characters may end anywhere but in front of a
 * closing mark. Lengths are hundredths of a pixel.
 * Layer: xml.
 */
#ifndef WEIR_XML_LABEL_H
#define WEIR_XML_LABEL_H

#include "base/arena.h"

#define WEIR_XML_PIXEL 100 /* hundredths of a pixel in one */

typedef struct weir_xml_lines {
    weir_text *items;
    uint32_t count, capacity;
    int64_t width; /* of the longest */
    bool is_cut;
} weir_xml_lines;

int64_t weir_xml_text_width(weir_text text, int64_t font_size);

/* line_count_max: the last line ends in "…" when there were more. The lines live in the arena. */
WEIR_MUST_USE weir_err weir_xml_wrap(weir_text text, int64_t font_size, int64_t width_max, uint32_t line_count_max,
                                     weir_arena *arena, weir_xml_lines *out);

#endif
