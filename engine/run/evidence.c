/* SPDX-License-Identifier: Apache-2.0
 * run/evidence.c - what a step leaves behind as evidence: its values, or the digests of what is long.
 */
#include "base/base64.h"
#include "base/json.h"
#include "base/sha256.h"
#include "run/duty.h"

#define ENTRY_COUNT_MAX 6u /* label and value; or digest, size, type and name */

typedef struct item {
    weir_entry *entries;
    uint32_t count;
} item;

static void put(item *to, const char *key, weir_value value)
{
    to->entries[to->count++] = (weir_entry){weir_text_of(key), value};
}

static void put_text(item *to, const char *key, weir_text text)
{
    if (text.length > 0)
        put(to, key, weir_string(text));
}

static weir_err put_digest(weir_cx *cx, weir_text bytes, item *to)
{
    char hex[WEIR_SHA256_HEX_LENGTH + 1];
    weir_text digest;

    weir_sha256_hex(bytes, hex);
    WEIR_TRY(weir_arena_text(cx->arena, weir_text_of(hex), &digest));
    put(to, "sha256", weir_string(digest));
    put(to, "size", weir_integer((int64_t)bytes.length));
    return WEIR_OK;
}

/* The bytes themselves, of a file those in it; false: it is no such value. */
static weir_err bytes_of(weir_cx *cx, const weir_value *value, bool *has_bytes, weir_text *out)
{
    const bool is_file = value->kind == WEIR_CONTEXT && value->tag == WEIR_TAG_FILE;
    const bool is_bytes = value->kind == WEIR_STRING && value->tag == WEIR_TAG_BYTES;
    const weir_text coded = is_file    ? weir_context_text(value, WEIR_T("data"))
                            : is_bytes ? value->as.string
                                       : WEIR_NO_TEXT;

    *has_bytes = (is_file || is_bytes) && weir_base64_check(coded);
    return *has_bytes ? weir_base64_read(coded, cx->arena, out) : WEIR_OK;
}

static weir_err put_value(weir_cx *cx, const weir_value *value, item *to)
{
    weir_buffer buffer;
    weir_text text;
    bool has_bytes;

    WEIR_TRY(bytes_of(cx, value, &has_bytes, &text));
    if (has_bytes) {
        put_text(to, "name", weir_context_text(value, WEIR_T("filename")));
        put_text(to, "type", weir_context_text(value, WEIR_T("mimeType")));
        return put_digest(cx, text, to);
    }
    weir_buffer_init(&buffer, cx->arena, 0);
    weir_json_write(value, WEIR_JSON_TYPED, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    if (text.length > WEIR_EVIDENCE_VALUE_LENGTH_MAX)
        return put_digest(cx, text, to);
    put(to, "value", *value);
    return WEIR_OK;
}

weir_err weir_cx_keep_evidence(weir_cx *cx, const weir_token *token, weir_number_in_instance scope)
{
    const weir_duty *duty = weir_cx_node(cx, token->node)->duty;
    weir_entry *items = WEIR_TAKE(cx->arena, weir_entry, duty->evidence_count);

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < duty->evidence_count; i++) {
        const weir_evidence *evidence = &duty->evidence[i];
        item kept = {.entries = WEIR_TAKE(cx->arena, weir_entry, ENTRY_COUNT_MAX)};
        weir_value value = weir_null();
        bool found;

        if (!kept.entries)
            return WEIR_ENOMEM;
        put_text(&kept, "label", evidence->label);
        WEIR_TRY(weir_cx_variable(cx, scope, evidence->variable, &found, &value));
        if (found)
            WEIR_TRY(put_value(cx, &value, &kept));
        items[i] = (weir_entry){evidence->variable, weir_context(kept.entries, kept.count)};
    }
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_evidence_kept,
                                        .node = token->node,
                                        .token = token->number,
                                        .item = token->item,
                                        .value = weir_context(items, duty->evidence_count)});
}
