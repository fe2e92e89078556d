/* SPDX-License-Identifier: Apache-2.0
 * base/local_time.c - the date, the hour and the offset that holds then.
 */
#include "base/local_time.h"

#include <stdlib.h>

#define MINUTE_S 60

static void write_offset(const weir_zone *zone, int64_t epoch_s, weir_buffer *out)
{
    const int32_t minutes = zone ? weir_zone_offset_at(zone, epoch_s) / MINUTE_S : 0;

    if (zone)
        weir_buffer_format(out, " %c%02d:%02d", minutes < 0 ? '-' : '+', abs(minutes) / 60, abs(minutes) % 60);
    else
        weir_buffer_text(out, WEIR_T(" UTC"));
}

void weir_instant_show(weir_text instant, const weir_zone *zone, weir_buffer *out)
{
    const weir_time like = {.offset_kind = zone ? WEIR_OFFSET_ZONE : WEIR_OFFSET_FIXED, .zone = zone};
    weir_date_time read, local;
    uint32_t nanosecond;
    int64_t epoch_s;

    if (!weir_date_time_parse(instant, NULL, &read) || read.time.offset_kind == WEIR_OFFSET_NONE) {
        weir_buffer_text(out, instant);
        return;
    }
    weir_date_time_instant(&read, &epoch_s, &nanosecond);
    if (!weir_date_time_of_instant(epoch_s, 0, &like, &local)) {
        weir_buffer_text(out, instant);
        return;
    }
    weir_date_write(local.date, out);
    weir_buffer_format(out, " %02d:%02d", local.time.hour, local.time.minute);
    write_offset(zone, epoch_s, out);
}
