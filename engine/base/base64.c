/* SPDX-License-Identifier: Apache-2.0
 * base/base64.c - three bytes are four digits.
 */
#include "base/base64.h"

#include <assert.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void weir_base64_write(weir_text bytes, weir_buffer *out)
{
    for (size_t i = 0; i < bytes.length && out->err == WEIR_OK; i += 3) {
        const size_t left = bytes.length - i;
        const uint32_t bits = (uint32_t)(uint8_t)bytes.at[i] << 16 |
                              (left > 1 ? (uint32_t)(uint8_t)bytes.at[i + 1] << 8 : 0) |
                              (left > 2 ? (uint32_t)(uint8_t)bytes.at[i + 2] : 0);
        const char group[] = {digits[bits >> 18], digits[bits >> 12 & 63], left > 1 ? digits[bits >> 6 & 63] : '=',
                              left > 2 ? digits[bits & 63] : '='};

        weir_buffer_text(out, (weir_text){group, sizeof group});
    }
}

static weir_text without_padding(weir_text text)
{
    for (int i = 0; i < 2 && text.length > 0 && text.at[text.length - 1] == '='; i++)
        text.length--;
    return text;
}

bool weir_base64_check(weir_text text)
{
    const weir_text bare = without_padding(text);

    for (size_t i = 0; i < bare.length; i++) {
        if (digit_value(bare.at[i]) < 0)
            return false;
    }
    return bare.length % 4 != 1 && (bare.length == text.length || text.length % 4 == 0);
}

static size_t decode(weir_text bare, char *out)
{
    uint32_t bits = 0, count = 0;
    size_t length = 0;

    for (size_t i = 0; i < bare.length; i++) {
        const int value = digit_value(bare.at[i]);

        assert(value >= 0);
        bits = bits << 6 | (uint32_t)value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[length++] = (char)(bits >> count & 0xff);
        }
    }
    return length;
}

weir_err weir_base64_read(weir_text text, weir_arena *arena, weir_text *out)
{
    const weir_text bare = without_padding(text);
    char *bytes = WEIR_TAKE(arena, char, bare.length + 1);

    if (!bytes)
        return WEIR_ENOMEM;
    *out = (weir_text){bytes, decode(bare, bytes)};
    return WEIR_OK;
}

bool weir_base64_copy(weir_text text, void *out, size_t size, size_t *length)
{
    const weir_text bare = without_padding(text);

    if (!weir_base64_check(text) || bare.length / 4 * 3 + bare.length % 4 * 3 / 4 > size)
        return false;
    *length = decode(bare, out);
    return true;
}
