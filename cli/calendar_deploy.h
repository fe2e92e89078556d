/* SPDX-License-Identifier: Apache-2.0
 * cli/calendar_deploy.h - weir calendar import and list: calendars in a database.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_CALENDAR_DEPLOY_H
#define WEIR_CLI_CALENDAR_DEPLOY_H

#include "cli/database.h"

typedef struct weir_calendar_place {
    const char *db, *server, *actor;
    bool is_json;
} weir_calendar_place;

/* The exit code. files: checked already. */
int weir_calendar_import(const weir_verb *verb, const weir_calendar_place *place, char **files, int count);
/* Without a database, those that come with weir. */
int weir_calendar_list_known(const weir_verb *verb, const weir_calendar_place *place);

#endif
