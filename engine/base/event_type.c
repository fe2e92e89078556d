/* SPDX-License-Identifier: Apache-2.0
 * base/event_type.c - letters, digits and points.
 */
#include "base/event_type.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool weir_event_type_is_valid(weir_text type)
{
    bool is_begun = false;

    for (size_t i = 0; i < type.length; i++) {
        if (!is_letter(type.at[i]) && (type.at[i] != '.' || !is_begun))
            return false;
        is_begun = type.at[i] != '.';
    }
    return is_begun && type.length <= WEIR_EVENT_TYPE_LENGTH_MAX;
}
