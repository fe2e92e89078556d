/* SPDX-License-Identifier: Apache-2.0
 * server/attachment.c - what the head of an answer says of bytes.
 *
 * A type that a client gave to a file is told to others only if it is one that no browser runs: all of them are
 * attachments, and nobody is to guess what they are.
 */
#include "server/attachment.h"

#include <string.h>

/* Of a quoted string in a header: printable, in ASCII, and nothing that ends it. */
static void write_quoted(weir_text text, weir_buffer *out)
{
    weir_buffer_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];

        weir_buffer_char(out, c < 0x20 || c > 0x7e || c == '"' || c == '\\' ? '_' : c);
    }
    weir_buffer_char(out, '"');
}

/* RFC 8187: the name as it is, for who can read it. */
static void write_extended(weir_text text, weir_buffer *out)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
                              c == '-' || c == '_';

        if (is_plain)
            weir_buffer_char(out, c);
        else
            weir_buffer_format(out, "%%%02X", (unsigned)(unsigned char)c);
    }
}

static weir_err finish(weir_buffer *buffer, const char **out)
{
    weir_text text;

    weir_buffer_char(buffer, '\0');
    WEIR_TRY(weir_buffer_done(buffer, &text));
    *out = text.at;
    return WEIR_OK;
}

weir_err weir_attachment_name(weir_rest *call, weir_text name)
{
    weir_buffer buffer;
    size_t begin = name.length;

    while (begin > 0 && name.at[begin - 1] != '/' && name.at[begin - 1] != '\\')
        begin--;
    name = weir_text_part(name, begin, name.length - begin);

    weir_buffer_init(&buffer, &call->arena, 0);
    weir_buffer_text(&buffer, WEIR_T("attachment; filename="));
    write_quoted(name, &buffer);
    weir_buffer_text(&buffer, WEIR_T("; filename*=UTF-8''"));
    write_extended(name, &buffer);
    return finish(&buffer, &call->disposition);
}

static bool is_media_type(weir_text text)
{
    size_t slashes = 0;

    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];

        slashes += c == '/';
        if (c <= 0x20 || c > 0x7e || strchr("\"(),:;<=>?@[\\]{}", c))
            return false;
    }
    return slashes == 1;
}

weir_err weir_attachment_type(weir_rest *call, weir_text mime_type, weir_text encoding, const char **out)
{
    weir_buffer buffer;

    *out = "application/octet-stream";
    if (!is_media_type(mime_type))
        return WEIR_OK;
    weir_buffer_init(&buffer, &call->arena, 0);
    weir_buffer_text(&buffer, mime_type);
    if (encoding.length > 0) {
        weir_buffer_text(&buffer, WEIR_T("; charset="));
        write_quoted(encoding, &buffer);
    }
    return finish(&buffer, out);
}
