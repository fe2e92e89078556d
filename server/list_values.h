/* SPDX-License-Identifier: Apache-2.0
 * server/list_values.h - what a client gives for a parameter of a list, in a query string or in a body.
 *
 * What is made lives in the arena of the call. Layer: server.
 */
#ifndef WEIR_SERVER_LIST_VALUES_H
#define WEIR_SERVER_LIST_VALUES_H

#include "server/rest.h"

typedef struct weir_list_values {
    weir_text *items;
    uint32_t count, capacity;
    bool is_there;
} weir_list_values;

/* "a,b" as two texts, added to out. */
WEIR_MUST_USE weir_err weir_list_split(weir_rest *call, weir_text text, weir_list_values *out);
/* is_list: a query string holds several, separated by commas. Numbers and booleans of a body as the texts they would be
 * in a query string. EVALUE. */
WEIR_MUST_USE weir_err weir_list_values_read(weir_rest *call, const char *name, bool is_list, weir_list_values *out);

typedef struct weir_list_time {
    const char *sql; /* ">" or "<" */
    int64_t time_ms;
} weir_list_time;

typedef struct weir_list_times {
    weir_list_time *items;
    uint32_t count, capacity;
} weir_list_times;

/* "gt_2026-11-23T01:00:00.000+0000,lt_…", or [{"operator": "gt", "value": "2026-…"}]. EVALUE. */
WEIR_MUST_USE weir_err weir_list_times_read(weir_rest *call, const char *name, weir_list_times *out);

#endif
