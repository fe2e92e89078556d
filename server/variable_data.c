/* SPDX-License-Identifier: Apache-2.0
 * server/variable_data.c - base64 inside, bytes outside.
 */
#include "server/variable_data.h"

#include "base/base64.h"
#include "server/attachment.h"
#include "server/multipart.h"

#define FILE_MEMBER_COUNT 4u

/* ── in ──────────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_variable_file(weir_rest *call, weir_file_info info, weir_text data, weir_value *out)
{
    weir_entry *entries = WEIR_TAKE(&call->arena, weir_entry, FILE_MEMBER_COUNT);
    const weir_entry members[] = {{WEIR_T("filename"), weir_string(info.name)},
                                  {WEIR_T("mimeType"), weir_string(info.mime_type)},
                                  {WEIR_T("encoding"), weir_string(info.encoding)},
                                  {WEIR_T("data"), weir_string(data)}};
    uint32_t count = 0;

    if (!entries)
        return WEIR_ENOMEM;
    if (info.name.length == 0)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "a File needs a 'filename' in its valueInfo");
    for (uint32_t i = 0; i < FILE_MEMBER_COUNT; i++) {
        if (members[i].value.as.string.length > 0 || i + 1 == FILE_MEMBER_COUNT)
            entries[count++] = members[i];
    }
    *out = weir_context(entries, count);
    out->tag = WEIR_TAG_FILE;
    return WEIR_OK;
}

static const weir_form_part *find_part(const weir_form *form, const char *name)
{
    for (uint32_t i = 0; i < form->count; i++) {
        if (weir_text_equal(form->items[i].name, weir_text_of(name)))
            return &form->items[i];
    }
    return NULL;
}

static weir_err to_base64(weir_rest *call, weir_text bytes, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, &call->arena, 0);
    weir_base64_write(bytes, &buffer);
    return weir_buffer_done(&buffer, out);
}

/* "text/plain; charset=UTF-8" in its two parts. */
static weir_file_info describe_part(const weir_form_part *part)
{
    const size_t semicolon = weir_text_find(part->content_type, WEIR_T(";"), 0);
    const size_t charset = weir_text_find(part->content_type, WEIR_T("charset="), 0);
    weir_file_info info = {.name = part->file_name, .mime_type = part->content_type};

    if (semicolon != SIZE_MAX)
        info.mime_type = weir_text_trim(weir_text_part(part->content_type, 0, semicolon));
    if (charset != SIZE_MAX)
        info.encoding =
            weir_text_trim(weir_text_part(part->content_type, charset + 8, part->content_type.length - charset - 8));
    return info;
}

static weir_err read_object(weir_rest *call, const weir_form_part *data, weir_text type, weir_value *out)
{
    weir_label *label = WEIR_TAKE(&call->arena, weir_label, 1);
    weir_value value;

    if (!label)
        return WEIR_ENOMEM;
    if (describe_part(data).mime_type.at && !weir_text_equal(describe_part(data).mime_type, WEIR_T("application/json")))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "Unrecognized content type for serialized java type: '%.*s'",
                         WEIR_ARG(describe_part(data).mime_type));
    WEIR_TRY(weir_json_read(data->bytes, WEIR_JSON_PLAIN, NULL, &call->arena, &value, &call->diag));
    *label = (weir_label){.type_name = type, .format = WEIR_T("application/json")};
    if (value.kind != WEIR_LIST && value.kind != WEIR_CONTEXT) {
        label->text = data->bytes;
        value = weir_context(NULL, 0);
    }
    *out = weir_labelled(value, label);
    return WEIR_OK;
}

weir_err weir_variable_data_read(weir_rest *call, weir_value *out)
{
    const weir_form_part *data, *kind, *type;
    weir_form form;
    weir_text text;

    WEIR_TRY(weir_form_read(call->request.content_type, call->body, &call->arena, &form, &call->diag));
    data = find_part(&form, "data");
    kind = find_part(&form, "valueType");
    type = find_part(&form, "type");
    if (!data)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "the body has no part 'data'");
    if (type)
        return read_object(call, data, weir_text_trim(type->bytes), out);
    WEIR_TRY(to_base64(call, data->bytes, &text));
    if (kind && weir_text_equal(weir_text_trim(kind->bytes), WEIR_T("File")))
        return weir_variable_file(call, describe_part(data), text, out);
    if (kind && !weir_text_equal(weir_text_trim(kind->bytes), WEIR_T("Bytes")))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Unsupported value type '%.*s'",
                         WEIR_ARG(weir_text_trim(kind->bytes)));
    *out = weir_string(text);
    out->tag = WEIR_TAG_BYTES;
    return WEIR_OK;
}

/* ── out ─────────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_variable_data_answer(weir_rest *call, weir_text name, const weir_value *value)
{
    const bool is_file = value->kind == WEIR_CONTEXT && value->tag == WEIR_TAG_FILE;
    const char *content_type;
    weir_text bytes;

    if (!is_file && (value->kind != WEIR_STRING || value->tag != WEIR_TAG_BYTES))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Value of variable %.*s is not a binary value",
                         WEIR_ARG(name));
    WEIR_TRY(
        weir_base64_read(is_file ? weir_context_text(value, WEIR_T("data")) : value->as.string, &call->arena, &bytes));
    WEIR_TRY(weir_attachment_name(call, is_file ? weir_context_text(value, WEIR_T("filename")) : name));
    WEIR_TRY(weir_attachment_type(call, is_file ? weir_context_text(value, WEIR_T("mimeType")) : WEIR_NO_TEXT,
                                  is_file ? weir_context_text(value, WEIR_T("encoding")) : WEIR_NO_TEXT,
                                  &content_type));
    return weir_rest_bytes(call, bytes, content_type);
}
