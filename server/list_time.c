/* SPDX-License-Identifier: Apache-2.0
 * server/list_time.c - conditions on times: "gt_2026-…,lt_…", or [{"operator": "gt", "value": "2026-…"}].
 */
#include "server/date.h"
#include "server/list_internal.h"
#include "server/snapshot.h"

static weir_err add_time(weir_statement *s, const weir_filter *filter, weir_text operation, weir_text text)
{
    const bool is_after = weir_text_equal(operation, WEIR_T("gt"));
    int64_t time_ms;

    if ((!is_after && !weir_text_equal(operation, WEIR_T("lt"))) || !weir_date_read(text, &time_ms))
        return weir_fail(&s->call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "'%s' compares with gt or lt and a date like 2026-11-23T01:00:00.000+0000", filter->name);
    weir_statement_begin_condition(s);
    weir_buffer_format(&s->sql, "%s %s ", filter->sql, is_after ? ">" : "<");
    WEIR_TRY(weir_statement_bind(s, weir_sql_integer(time_ms)));
    weir_buffer_char(&s->sql, ')');
    return WEIR_OK;
}

static weir_err add_time_of_query(weir_statement *s, const weir_filter *filter, weir_text item)
{
    const size_t found = weir_text_find(item, WEIR_T("_"), 0), at = found == SIZE_MAX ? item.length : found;
    const size_t rest = at < item.length ? at + 1 : at;

    return add_time(s, filter, weir_text_part(item, 0, at), weir_text_part(item, rest, item.length - rest));
}

weir_err weir_statement_times(weir_statement *s, const weir_filter *filter)
{
    const weir_value *body;
    weir_parameters items;

    WEIR_TRY(weir_statement_items(s, filter, &items, &body));
    for (uint32_t i = 0; i < items.count; i++)
        WEIR_TRY(add_time_of_query(s, filter, items.items[i]));
    for (uint32_t i = 0; body && i < body->count; i++)
        WEIR_TRY(add_time(s, filter, weir_snapshot_text(&body->as.items[i], "operator"),
                          weir_snapshot_text(&body->as.items[i], "value")));
    return WEIR_OK;
}
