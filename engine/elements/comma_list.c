/* SPDX-License-Identifier: Apache-2.0
 * elements/comma_list.c - take comma lists apart, and put together what their items give.
 */
#include "elements/comma_list.h"

#include "elements/language.h"

/* Where the part of a comma list that begins at `from` ends: at a comma outside of braces and texts, or at the end. */
static size_t part_end(weir_text list, size_t from)
{
    uint32_t depth = 0;
    char quote = '\0';

    for (; from < list.length; from++) {
        const char c = list.at[from];

        if (quote != '\0') {
            if (c == '\\')
                from++;
            else if (c == quote)
                quote = '\0';
        } else if (depth > 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == '{') {
            depth++;
        } else if (c == '}' && depth > 0) {
            depth--;
        } else if (c == ',' && depth == 0) {
            return from;
        }
    }
    return list.length;
}

static weir_err add_item(weir_build *build, const weir_part *part, weir_text text, weir_comma_list *out)
{
    if (weir_text_trim(text).length == 0)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(build->arena, out));
    return weir_build_setting(build, part, text, &out->items[out->count++]);
}

weir_err weir_comma_list_build(weir_build *build, const weir_part *part, weir_text text, weir_comma_list *out)
{
    if (weir_language_of_setting(text) != WEIR_LANGUAGE_JUEL)
        return add_item(build, part, text, out);
    for (size_t from = 0, end; from <= text.length; from = end + 1) {
        end = part_end(text, from);
        WEIR_TRY(add_item(build, part, weir_text_part(text, from, end - from), out));
    }
    return WEIR_OK;
}

/* "a, b" becomes ["a", "b"]; a list stays. */
static weir_err to_list(weir_cx *cx, weir_value *value)
{
    weir_value *items;
    uint32_t count = 1;
    size_t from = 0;

    if (value->kind != WEIR_STRING)
        return WEIR_OK;
    for (size_t i = 0; i < value->as.string.length; i++)
        count += value->as.string.at[i] == ',';
    items = WEIR_TAKE(cx->arena, weir_value, count);
    if (!items)
        return WEIR_ENOMEM;
    count = 0;
    for (size_t i = 0; i <= value->as.string.length; i++) {
        weir_text item;

        if (i < value->as.string.length && value->as.string.at[i] != ',')
            continue;
        item = weir_text_trim(weir_text_part(value->as.string, from, i - from));
        if (item.length > 0)
            items[count++] = weir_string(item);
        from = i + 1;
    }
    *value = weir_list(items, count);
    return WEIR_OK;
}

weir_err weir_comma_list_value(weir_cx *cx, weir_node_ix node, const weir_comma_list *list,
                               weir_number_in_instance scope, weir_value *out)
{
    bool is_null = true;
    struct {
        weir_value *items;
        uint32_t count, capacity;
    } joined = {0};

    for (uint32_t i = 0; i < list->count; i++) {
        const weir_setting *setting = &list->items[i];
        weir_value value;

        WEIR_TRY(weir_cx_setting(cx, node, setting, scope, &value));
        if (setting->expression && weir_expression_is_juel(setting->expression))
            WEIR_TRY(weir_cx_to_text(cx, &value));
        WEIR_TRY(to_list(cx, &value));
        is_null = is_null && value.kind == WEIR_NULL;
        for (uint32_t k = 0; value.kind == WEIR_LIST && k < value.count; k++) {
            WEIR_TRY(WEIR_GROW(cx->arena, &joined));
            joined.items[joined.count++] = value.as.items[k];
        }
    }
    *out = is_null ? weir_null() : weir_list(joined.items, joined.count);
    return WEIR_OK;
}
