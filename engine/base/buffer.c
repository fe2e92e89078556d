/* SPDX-License-Identifier: Apache-2.0
 * base/buffer.c - append to text that doubles when it is full.
 */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CAPACITY_MIN 256u

void weir_buffer_init(weir_buffer *buffer, weir_arena *arena, size_t length_max)
{
    *buffer = (weir_buffer){.arena = arena, .length_max = length_max};
}

static bool make_room(weir_buffer *buffer, size_t count)
{
    size_t capacity = buffer->capacity ? buffer->capacity : CAPACITY_MIN;
    char *larger;

    if (count > SIZE_MAX / 4 - buffer->length) {
        buffer->err = WEIR_ELIMIT;
        return false;
    }
    while (capacity - buffer->length <= count)
        capacity *= 2;
    larger = weir_arena_take(buffer->arena, capacity);
    if (!larger) {
        buffer->err = WEIR_ENOMEM;
        return false;
    }
    if (buffer->length > 0)
        memcpy(larger, buffer->at, buffer->length);
    buffer->at = larger;
    buffer->capacity = capacity;
    return true;
}

/* Room for `count` more bytes and the zero that vsnprintf writes behind them; NULL after an error. */
static char *room(weir_buffer *buffer, size_t count)
{
    if (buffer->err != WEIR_OK)
        return NULL;
    if (buffer->length_max && count > buffer->length_max - buffer->length) {
        buffer->err = WEIR_ELIMIT;
        return NULL;
    }
    if (buffer->capacity - buffer->length <= count && !make_room(buffer, count))
        return NULL;
    return buffer->at + buffer->length;
}

void weir_buffer_text(weir_buffer *buffer, weir_text text)
{
    char *at = room(buffer, text.length);

    if (!at || text.length == 0)
        return;
    memcpy(at, text.at, text.length);
    buffer->length += text.length;
}

void weir_buffer_char(weir_buffer *buffer, char c)
{
    char *at = room(buffer, 1);

    if (!at)
        return;
    *at = c;
    buffer->length++;
}

void weir_buffer_code_point(weir_buffer *buffer, uint32_t code_point)
{
    char bytes[4];

    weir_buffer_text(buffer, (weir_text){bytes, weir_utf8_put(code_point, bytes)});
}

void weir_buffer_integer(weir_buffer *buffer, int64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        weir_buffer_char(buffer, '-');
    weir_buffer_text(buffer, (weir_text){digits + at, sizeof digits - at});
}

void weir_buffer_format(weir_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    int length;
    char *at;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length <= 0)
        return;
    at = room(buffer, (size_t)length);
    if (!at)
        return;
    va_start(arguments, format);
    (void)vsnprintf(at, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

weir_err weir_buffer_done(const weir_buffer *buffer, weir_text *out)
{
    if (buffer->err != WEIR_OK)
        return buffer->err;
    *out = buffer->at ? (weir_text){buffer->at, buffer->length} : WEIR_T("");
    return WEIR_OK;
}
