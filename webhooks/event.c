/* SPDX-License-Identifier: Apache-2.0
 * webhooks/event.c - attributes from the log, byte for byte the same at each try.
 */
#include "webhooks/event.h"

#include "base/event_type.h"
#include "base/json.h"
#include "base/time.h"
#include "host/fact_json.h"

void weir_event_print_id(uint64_t position, char out[static WEIR_EVENT_ID_SIZE])
{
    (void)snprintf(out, WEIR_EVENT_ID_SIZE, "evt_%016llu", (unsigned long long)position);
}

static bool is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

static void write_encoded(weir_text text, weir_buffer *out)
{
    for (size_t i = 0; i < text.length; i++) {
        if (is_unreserved(text.at[i]))
            weir_buffer_char(out, text.at[i]);
        else
            weir_buffer_format(out, "%%%02X", (unsigned)(unsigned char)text.at[i]);
    }
}

/* A JSON string of letters, digits and the like needs no decoding; ids of elements are such. */
static void write_encoded_json(weir_text json, weir_buffer *out)
{
    weir_value value;

    if (weir_text_find(json, WEIR_T("\\"), 0) == SIZE_MAX)
        write_encoded(weir_text_part(json, 1, json.length - 2), out);
    else if (weir_json_read(json, WEIR_JSON_PLAIN, NULL, out->arena, &value, NULL) == WEIR_OK &&
             value.kind == WEIR_STRING)
        write_encoded(value.as.string, out);
}

static void write_source(const weir_event *event, weir_text source, weir_buffer *out)
{
    char stream[WEIR_ID_TEXT_LENGTH + 1];

    weir_buffer_text(out, WEIR_T("\",\"source\":\""));
    weir_buffer_text(out, source);
    if (weir_id_is_none(event->stream)) {
        weir_buffer_text(out, WEIR_T("/engine"));
        return;
    }
    weir_id_print(event->stream, stream);
    weir_buffer_format(out, "/instances/%s\",\"partitionkey\":\"%s", stream, stream);
}

static void write_subject(const weir_event *event, weir_buffer *out)
{
    weir_text element = weir_fact_member(event->data, WEIR_T("element"));

    if (!event->process.at)
        return;
    if (!element.at)
        element = weir_fact_member(event->data, WEIR_T("flow"));
    weir_buffer_text(out, WEIR_T("\",\"subject\":\""));
    write_encoded(event->process, out);
    if (element.length > 2) {
        weir_buffer_char(out, '/');
        write_encoded_json(element, out);
    }
}

/* Attributes may not hold control characters, and business keys are whatever somebody sent. */
static void write_business_key(weir_text key, weir_buffer *out)
{
    weir_buffer_text(out, WEIR_T(",\"correlationid\":"));
    for (size_t i = 0; i < key.length; i++) {
        if ((unsigned char)key.at[i] >= ' ' && key.at[i] != 0x7f)
            continue;
        weir_buffer_char(out, '"');
        write_encoded(key, out);
        weir_buffer_char(out, '"');
        return;
    }
    weir_json_write_string(key, out);
}

static bool is_listed(weir_text names, weir_text name)
{
    size_t from = 0;

    for (size_t i = 0; i <= names.length; i++) {
        if (i < names.length && names.at[i] != ',')
            continue;
        if (weir_text_equal(weir_text_trim(weir_text_part(names, from, i - from)), name))
            return true;
        from = i + 1;
    }
    return false;
}

/* A webhook gets no more than it is allowed to. */
static void write_listed(const weir_value *payload, weir_text fields, weir_buffer *out)
{
    bool is_first = true;

    weir_buffer_char(out, '{');
    for (uint32_t i = 0; i < payload->count; i++) {
        if (!is_listed(fields, payload->as.entries[i].key))
            continue;
        if (!is_first)
            weir_buffer_char(out, ',');
        is_first = false;
        weir_json_write_string(payload->as.entries[i].key, out);
        weir_buffer_char(out, ':');
        weir_json_write(&payload->as.entries[i].value, WEIR_JSON_PLAIN, out);
    }
    weir_buffer_char(out, '}');
}

/* Of an event of the business its fields alone; dates and durations as texts. */
static void write_payload(const weir_event *event, weir_buffer *out)
{
    const weir_text payload = weir_fact_member(event->data, WEIR_T("payload"));
    weir_value value = weir_null();

    if (payload.at && weir_json_read(payload, WEIR_JSON_TYPED, NULL, out->arena, &value, NULL) == WEIR_ENOMEM)
        out->err = WEIR_ENOMEM;
    if (event->fields.at && value.kind == WEIR_CONTEXT)
        write_listed(&value, event->fields, out);
    else
        weir_json_write(&value, WEIR_JSON_PLAIN, out);
}

static void write_number(const char *name, uint64_t number, weir_buffer *out)
{
    if (number > 0)
        weir_buffer_format(out, ",\"%s\":\"%020llu\"", name, (unsigned long long)number);
}

void weir_event_write(const weir_event *event, weir_text source, weir_buffer *out)
{
    const bool is_business = weir_text_starts_with(event->type, WEIR_T(WEIR_EVENT_PREFIX));
    char id[WEIR_EVENT_ID_SIZE];

    weir_event_print_id(event->position, id);
    weir_buffer_format(out, "{\"specversion\":\"1.0\",\"id\":\"%s", id);
    write_source(event, source, out);
    weir_buffer_format(out, is_business ? "\",\"type\":\"%.*s" : "\",\"type\":\"io.weir.bpmn.%.*s.v1",
                       WEIR_ARG(event->type));
    write_subject(event, out);
    weir_buffer_text(out, WEIR_T("\",\"time\":\""));
    weir_instant_write(event->time_ms, out);
    weir_buffer_text(out, WEIR_T("\",\"datacontenttype\":\"application/json\""));
    write_number("sequence", event->number, out);
    write_number("weirprev", event->previous, out);
    write_number("weirgap", event->gap, out);
    if (event->business_key.length > 0)
        write_business_key(event->business_key, out);
    if (event->cause > 0) {
        weir_event_print_id(event->cause, id);
        weir_buffer_format(out, ",\"causationid\":\"%s\"", id);
    }
    weir_buffer_text(out, WEIR_T(",\"data\":"));
    if (is_business)
        write_payload(event, out);
    else
        weir_buffer_text(out, event->data);
    weir_buffer_char(out, '}');
}
