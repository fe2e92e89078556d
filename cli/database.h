/* SPDX-License-Identifier: Apache-2.0
 * cli/database.h - what the verbs over a database file share: opening it, saying what went wrong, printing.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_DATABASE_H
#define WEIR_CLI_DATABASE_H

#include <weir.h>

#include "base/text.h"
#include "cli/cli.h"

#define WEIR_DB_OPTION(settings)                                                                                       \
    {                                                                                                                  \
        "--db", "FILE", "the database", WEIR_OPTION_TEXT, offsetof(settings, db)                                       \
    }
#define WEIR_JSON_OPTION(settings)                                                                                     \
    {                                                                                                                  \
        "--json", NULL, "one JSON object a line, for programs", WEIR_OPTION_FLAG, offsetof(settings, is_json)          \
    }
/* For the help of a verb. */
#define WEIR_DB_EXITS                                                                                                  \
    "Exit code: 0 done, 1 refused (there is no such thing, it has ended, the process can't go on),\n"                  \
    "2 wrong usage, or the database can't be opened, read or written.\n"

/* NULL after telling what is wrong on stderr; the exit code is WEIR_EXIT_UNABLE then. */
weir_db *weir_database_open(const weir_verb *verb, const char *path, bool is_read_only);
/* Tell an error on stderr; the exit code that fits. */
int weir_database_refuse(const weir_db_error *error);

/* A text on stdout as a JSON string, or null. */
void weir_print_json(const char *text);
/* A text on stdout without control characters, "-" for none. */
void weir_print_plain(const char *text, int width);
/* 2026-01-05 12:00:00; 0 is nothing. */
void weir_print_time(int64_t epoch_ms);

#endif
