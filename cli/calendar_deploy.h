/* SPDX-License-Identifier: Apache-2.0
 * cli/calendar_deploy.h - calendars in a database, or of a server.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_CALENDAR_DEPLOY_H
#define WEIR_CLI_CALENDAR_DEPLOY_H

#include "base/arena.h"
#include "cli/database.h"

typedef struct weir_calendar_place {
    const char *db, *server, *actor;
    bool is_json;
} weir_calendar_place;

/* The exit code. files: checked already; ids: of the calendars in them. */
int weir_calendar_import(const weir_verb *verb, const weir_calendar_place *place, char **files, int count,
                         const weir_text *ids, uint32_t id_count);
/* The file of a calendar of the database or the server, in the arena. */
int weir_calendar_fetch(const weir_verb *verb, const weir_calendar_place *place, const char *name, weir_arena *arena,
                        weir_text *out);
/* Without a database, those that come with weir. */
int weir_calendar_list_known(const weir_verb *verb, const weir_calendar_place *place);

#endif
