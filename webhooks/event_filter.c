/* SPDX-License-Identifier: Apache-2.0
 * webhooks/event_filter.c - patterns against the tables of facts.
 */
#include "webhooks/event_filter.h"

#include "base/event_type.h"
#include "base/json.h"

static const char *const event_types[] = {
#define FACT(name, type, ...) type,
#include "run/facts.def"
#undef FACT
#define ENGINE_FACT(name, type, sentence) type,
#include "host/engine_facts.def"
#undef ENGINE_FACT
    NULL,
};

const char *weir_event_type(uint32_t ix)
{
    return event_types[ix];
}

bool weir_pattern_matches(weir_text pattern, weir_text type)
{
    if (weir_text_ends_with(pattern, WEIR_T("*")))
        return weir_text_starts_with(type, weir_text_part(pattern, 0, pattern.length - 1));
    return weir_text_equal(pattern, type);
}

/* "platform.order.shipped", "platform.order.*": models say which there are, those of tomorrow too. */
static bool is_business_pattern(weir_text pattern, size_t star)
{
    const size_t first = sizeof WEIR_EVENT_PREFIX - 1, end = star == SIZE_MAX ? pattern.length : star - 1;

    if (!weir_text_starts_with(pattern, WEIR_T(WEIR_EVENT_PREFIX)))
        return false;
    return end < first || weir_event_type_is_valid(weir_text_part(pattern, first, end - first));
}

/* A star stands at the end, alone or behind a point. */
static bool is_pattern(weir_text pattern)
{
    const size_t star = weir_text_find(pattern, WEIR_T("*"), 0);

    if (star != SIZE_MAX && (star + 1 != pattern.length || (star > 0 && pattern.at[star - 1] != '.')))
        return false;
    if (is_business_pattern(pattern, star))
        return true;
    for (uint32_t i = 0; pattern.length > 0 && event_types[i]; i++) {
        if (weir_pattern_matches(pattern, weir_text_of(event_types[i])))
            return true;
    }
    return false;
}

static weir_err read_list(weir_text json, const char *what, uint32_t count_max, weir_arena *arena, weir_text **items,
                          uint32_t *count, weir_diag *diag)
{
    weir_text *texts;
    weir_value list;

    if (!json.at)
        return WEIR_OK;
    WEIR_TRY(weir_json_read(json, WEIR_JSON_PLAIN, NULL, arena, &list, diag));
    if (list.kind == WEIR_NULL)
        return WEIR_OK;
    if (list.kind != WEIR_LIST)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be a list of texts", what);
    if (list.count > count_max)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "'%s' has more than %u items (limit filter)", what,
                         count_max);
    texts = WEIR_TAKE(arena, weir_text, list.count);
    if (!texts)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < list.count; i++) {
        if (list.as.items[i].kind != WEIR_STRING)
            return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be a list of texts", what);
        texts[i] = list.as.items[i].as.string;
    }
    *items = texts;
    *count = list.count;
    return WEIR_OK;
}

/* "platform.a(b, c)" becomes platform.a, and its fields. */
static weir_err split_fields(weir_text *patterns, uint32_t count, weir_arena *arena, const weir_text **out,
                             weir_diag *diag)
{
    weir_text *fields = WEIR_TAKE(arena, weir_text, count);

    if (!fields)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        const weir_text whole = patterns[i];
        const size_t from = weir_text_find(whole, WEIR_T("("), 0);

        fields[i] = WEIR_NO_TEXT;
        if (from == SIZE_MAX)
            continue;
        fields[i] = weir_text_part(whole, from + 1, whole.length - from - 2);
        patterns[i] = weir_text_part(whole, 0, from);
        if (!weir_text_ends_with(whole, WEIR_T(")")) || weir_text_trim(fields[i]).length == 0)
            return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT,
                             "'eventTypes': write the fields of '%.*s' between parentheses, as in "
                             "platform.order.shipped(orderNo, on)",
                             WEIR_ARG(whole));
        if (!weir_text_starts_with(whole, WEIR_T(WEIR_EVENT_PREFIX)))
            return weir_fail(
                diag, WEIR_EVALUE, WEIR_NO_TEXT,
                "'eventTypes': '%.*s' names fields, which only events of the business have (" WEIR_EVENT_PREFIX "…)",
                WEIR_ARG(whole));
    }
    *out = fields;
    return WEIR_OK;
}

weir_err weir_event_filter_read(weir_text event_types_json, weir_text processes, weir_arena *arena,
                                weir_event_filter *out, weir_diag *diag)
{
    weir_event_filter filter = {0};
    weir_text *patterns = NULL, *keys = NULL;

    WEIR_TRY(read_list(event_types_json, "eventTypes", WEIR_EVENT_FILTER_PATTERN_MAX, arena, &patterns,
                       &filter.pattern_count, diag));
    WEIR_TRY(split_fields(patterns, filter.pattern_count, arena, &filter.fields, diag));
    filter.patterns = patterns;
    WEIR_TRY(read_list(processes, "processDefinitionKeys", WEIR_EVENT_FILTER_PROCESS_MAX, arena, &keys,
                       &filter.process_count, diag));
    filter.processes = keys;
    for (uint32_t i = 0; i < filter.pattern_count; i++) {
        if (!is_pattern(filter.patterns[i]))
            return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'eventTypes': no event type fits '%.*s'",
                             WEIR_ARG(filter.patterns[i]));
    }
    *out = filter;
    return WEIR_OK;
}

bool weir_event_filter_takes_type(const weir_event_filter *filter, weir_text type)
{
    if (type.length == 0)
        return false;
    for (uint32_t i = 0; i < filter->pattern_count; i++) {
        if (weir_pattern_matches(filter->patterns[i], type))
            return true;
    }
    return filter->pattern_count == 0;
}

weir_text weir_event_filter_fields(const weir_event_filter *filter, weir_text type)
{
    for (uint32_t i = 0; i < filter->pattern_count; i++) {
        if (weir_pattern_matches(filter->patterns[i], type))
            return filter->fields[i];
    }
    return WEIR_NO_TEXT;
}

bool weir_event_filter_takes_process(const weir_event_filter *filter, weir_text process)
{
    for (uint32_t i = 0; i < filter->process_count; i++) {
        if (process.at && weir_text_equal(filter->processes[i], process))
            return true;
    }
    return filter->process_count == 0;
}

bool weir_event_filter_has_gaps(const weir_event_filter *filter)
{
    for (uint32_t i = 0; i < filter->pattern_count; i++) {
        if (weir_text_equal(filter->patterns[i], WEIR_T("*")))
            return false;
    }
    return filter->pattern_count > 0;
}
