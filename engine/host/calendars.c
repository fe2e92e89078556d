/* SPDX-License-Identifier: Apache-2.0
 * host/calendars.c - files of calendars.
 */
#include "host/calendars.h"

#include "host/resource.h"

#define MS_PER_DAY 86400000

static const weir_calendar_hours all_day[] = {{0, MS_PER_DAY}};
const weir_calendar weir_calendar_natural = {.id = {WEIR_CALENDAR_NATURAL, sizeof WEIR_CALENDAR_NATURAL - 1},
                                             .name = {"natural time", 12},
                                             .version = 1,
                                             .is_natural = true,
                                             .hours = all_day,
                                             .hours_count = 1,
                                             .cut_off_ms = MS_PER_DAY,
                                             .close_ms = MS_PER_DAY};

weir_err weir_calendar_list_read(weir_text bytes, const weir_xml_schemas *schemas, const weir_zones *zones,
                                 weir_arena *arena, weir_problems *problems, weir_calendar_list *out)
{
    const weir_resource resource = {.bytes = bytes};
    weir_model *model = WEIR_TAKE(arena, weir_model, 1); /* the calendars borrow its texts */

    if (!model)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_resource_read(&resource, schemas, arena, problems, model));
    if (model->root->tag != WEIR_PART_calendar) {
        WEIR_TRY(weir_problem_add(problems, WEIR_ERROR, "root-unexpected", model->root->line, 0, WEIR_NO_TEXT,
                                  "a <%s> is no calendar", weir_tag_name(model->root->tag)));
        return WEIR_EMODEL;
    }
    if (problems->error_count > 0)
        return WEIR_EMODEL;
    return weir_calendar_read(model, zones, arena, problems, out);
}

weir_err weir_calendar_by_hours(const weir_calendar *calendar, weir_arena *arena, weir_calendar *out)
{
    weir_buffer id;

    *out = *calendar;
    out->is_hourly = true;
    weir_buffer_init(&id, arena, 0);
    weir_buffer_text(&id, calendar->id);
    weir_buffer_text(&id, WEIR_T(WEIR_CALENDAR_HOURS_SUFFIX));
    return weir_buffer_done(&id, &out->id);
}

bool weir_calendar_parse_instant(const weir_calendar *calendar, const weir_zones *zones, weir_text text,
                                 int64_t *out_ms)
{
    weir_date_time at;

    if (!weir_date_time_parse(text, zones, &at))
        return false;
    if (at.time.offset_kind == WEIR_OFFSET_NONE) {
        const weir_time clock = weir_calendar_clock(calendar);

        at.time.offset_kind = clock.offset_kind;
        at.time.zone = clock.zone;
    }
    *out_ms = weir_date_time_to_ms(&at);
    return true;
}

bool weir_calendar_parse_stop(const weir_calendar *calendar, const weir_zones *zones, weir_text text, weir_stop *out)
{
    const size_t slash = weir_text_find(text, WEIR_T("/"), 0);

    return slash != SIZE_MAX &&
           weir_calendar_parse_instant(calendar, zones, weir_text_part(text, 0, slash), &out->from_ms) &&
           weir_calendar_parse_instant(calendar, zones, weir_text_part(text, slash + 1, text.length - slash - 1),
                                       &out->to_ms) &&
           out->from_ms < out->to_ms;
}

weir_text weir_calendars_shipped(weir_text id)
{
    static const weir_text suffix = {".xml", 4};

    for (const weir_embedded *file = weir_calendar_files; file->name; file++) {
        const weir_text name = weir_text_of(file->name);

        if (name.length == id.length + suffix.length && weir_text_starts_with(name, id))
            return (weir_text){(const char *)file->bytes, file->length};
    }
    return WEIR_NO_TEXT;
}
