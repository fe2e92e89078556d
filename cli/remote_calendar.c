/* SPDX-License-Identifier: Apache-2.0
 * cli/remote_calendar.c - calendars of a server.
 */
#include "cli/remote_internal.h"

static weir_db_calendar calendar_of(weir_asking *asking, const weir_value *row)
{
    return (weir_db_calendar){.id = weir_asking_name(asking, row, "id"),
                              .name = weir_asking_name(asking, row, "name"),
                              .zone = weir_asking_name(asking, row, "timeZone"),
                              .version = (unsigned)weir_asking_integer(row, "version", 0),
                              .official_until = (int)weir_asking_integer(row, "officialUntil", 0)};
}

int weir_remote_calendars(weir_remote *remote, bool (*visit)(void *context, const weir_db_calendar *calendar),
                          void *context, weir_db_error *error)
{
    weir_asking asking;
    weir_err err;

    weir_asking_begin(&asking, remote, error, "/calendar");
    err = weir_asking_get(&asking, 0);
    if (err == WEIR_OK && asking.answer.kind != WEIR_LIST)
        err = weir_asking_fail(error, WEIR_EIO, "what answers is no weir");
    for (uint32_t i = 0; err == WEIR_OK && i < asking.answer.count; i++) {
        const weir_db_calendar calendar = calendar_of(&asking, &asking.answer.as.items[i]);

        if (!visit(context, &calendar))
            break;
    }
    weir_asking_end(&asking);
    return (int)err;
}

int weir_remote_calendar_file(weir_remote *remote, const char *id,
                              void (*visit)(void *context, const char *xml, uint64_t length), void *context,
                              weir_db_error *error)
{
    weir_asking asking;
    weir_err err;

    weir_asking_begin(&asking, remote, error, "/calendar/");
    weir_client_escape(weir_text_of(id), &asking.path);
    weir_buffer_text(&asking.path, WEIR_T("/xml"));
    asking.takes_bytes = true;
    err = weir_asking_get(&asking, 0);
    if (err == WEIR_OK)
        visit(context, asking.bytes.at, asking.bytes.length);
    weir_asking_end(&asking);
    return (int)err;
}
