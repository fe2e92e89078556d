/* SPDX-License-Identifier: Apache-2.0
 * cli/database.h - what the verbs over a database file share: opening it, saying what went wrong, printing.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_DATABASE_H
#define WEIR_CLI_DATABASE_H

#include <weir.h>

#include "base/error.h"
#include "cli/cli.h"

#define WEIR_DB_OPTION(settings)                                                                                       \
    {                                                                                                                  \
        "--db", "FILE", "the database", WEIR_OPTION_TEXT, offsetof(settings, db)                                       \
    }
#define WEIR_JSON_OPTION(settings)                                                                                     \
    {                                                                                                                  \
        "--json", NULL, "one JSON object a line, for programs; errors too", WEIR_OPTION_FLAG,                          \
            offsetof(settings, is_json)                                                                                \
    }
/* For the help of a verb that writes, and of one that only looks. */
#define WEIR_DB_EXITS                                                                                                  \
    "Exit code: 0 done; 1 refused: there is no such thing, it has ended, the process can't go on;\n"                   \
    "2 wrong usage, or the database can't be opened, read or written; 3 another process owns the\n"                    \
    "database, and the message says which.\n"
#define WEIR_DB_LOOKS                                                                                                  \
    "Only looks: a process that owns the database may write meanwhile.\n"                                              \
    "\n"                                                                                                               \
    "Exit code: 0 done; 1 there is no such thing; 2 wrong usage, or the database can't be opened or read.\n"

/* What a verb does with a database. */
typedef struct weir_database_job {
    const char *path; /* of --db; NULL is refused */
    bool is_read_only;
    bool may_create;                         /* or else a file that is not there is an error */
    bool is_json;                            /* errors are told as JSON */
    int (*run)(weir_db *db, void *settings); /* gives the exit code */
} weir_database_job;

/* Open, run, close; the exit code. */
int weir_database_run(const weir_verb *verb, const weir_database_job *job, void *settings);

/* Tell an error on stderr; the exit code that fits. */
int weir_database_refuse(const weir_db_error *error, bool is_json);
/* The same for what the verb finds itself. */
int weir_database_fail(weir_err err, bool is_json, const char *format, ...) WEIR_PRINTF(3, 4);

/* What a command did: as JSON, or "done: facts 9 to 17 of instance …". */
void weir_database_print_answer(const weir_db_answer *answer, const char *done, bool is_json);

#define WEIR_TIME_TEXT_SIZE 20
/* 2026-01-05 12:00:00, in UTC; 0 gives "". */
const char *weir_time_text(int64_t epoch_ms, char out[static WEIR_TIME_TEXT_SIZE]);
/* Version of "key:version:uuid", as text; "" if it has none. */
const char *weir_version_text(const char *definition, char out[static 12]);

#endif
