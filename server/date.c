/* SPDX-License-Identifier: Apache-2.0
 * server/date.c - the one form of dates that clients of this API send and expect.
 */
#include "server/date.h"

void weir_date_print(int64_t epoch_ms, weir_buffer *out)
{
    weir_buffer_char(out, '"');
    weir_instant_write(epoch_ms, out); /* ends in Z */
    if (out->err == WEIR_OK)
        out->length--;
    weir_buffer_text(out, WEIR_T("+0000\""));
}

bool weir_date_read(weir_text text, int64_t *epoch_ms)
{
    const size_t point = weir_text_find(text, WEIR_T("."), 0);
    weir_date_time value;

    if (point == SIZE_MAX || text.length != point + 9 || !weir_date_time_parse(text, NULL, &value) ||
        value.time.offset_kind != WEIR_OFFSET_FIXED)
        return false;
    *epoch_ms = weir_date_time_to_ms(&value);
    return true;
}
