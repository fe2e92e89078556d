/* SPDX-License-Identifier: Apache-2.0
 * host/calendars.c - files of calendars.
 */
#include "host/calendars.h"

#include "host/resource.h"

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
