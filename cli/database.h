/* SPDX-License-Identifier: Apache-2.0
 * cli/database.h - what the verbs over a database share: opening it, saying what went wrong, printing.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_DATABASE_H
#define WEIR_CLI_DATABASE_H

#include <weir.h>

#include "base/error.h"
#include "cli/cli.h"
#include "cli/source.h"

#define WEIR_DB_OPTION(settings)                                                                                       \
    {                                                                                                                  \
        "--db", "FILE", "the database", WEIR_OPTION_TEXT, offsetof(settings, db)                                       \
    }
/* --db, and --server for what a server can be asked, too. */
#define WEIR_SOURCE_OPTIONS(settings)                                                                                  \
    WEIR_DB_OPTION(settings),                                                                                          \
    {                                                                                                                  \
        "--server", "URL", "a weir that serves, instead of a file", WEIR_OPTION_TEXT, offsetof(settings, server)       \
    }
#define WEIR_JSON_OPTION(settings)                                                                                     \
    {                                                                                                                  \
        "--json", NULL, "one JSON object a line, for programs; errors too", WEIR_OPTION_FLAG,                          \
            offsetof(settings, is_json)                                                                                \
    }
/* For the help of a verb that writes, and of one that only looks. */
#define WEIR_DB_EXITS                                                                                                  \
    "A file that 'weir serve' owns is asked through that server.\n"                                                    \
    "\n"                                                                                                               \
    "Exit code: 0 done; 1 refused: there is no such thing, it has ended, the process can't go on;\n"                   \
    "2 wrong usage, the database can't be opened, read or written, or the server can't be reached;\n"                  \
    "3 another process owns the database and does not serve it; the message says which.\n"
#define WEIR_DB_LOOKS                                                                                                  \
    "Only looks: a process that owns the database may write meanwhile.\n"                                              \
    "\n"                                                                                                               \
    "Exit code: 0 done; 1 there is no such thing; 2 wrong usage, the database can't be opened or read,\n"              \
    "or the server can't be reached.\n"

/* What a verb does with a database. */
typedef struct weir_database_job {
    const char *path;   /* of --db; NULL is refused, unless there is a server */
    const char *server; /* of --server; NULL: none */
    const char *actor;  /* who asks; NULL: nobody says */
    bool is_read_only;
    bool may_create;                                 /* or else a file that is not there is an error */
    bool is_json;                                    /* errors are told as JSON */
    int (*run)(weir_source *source, void *settings); /* gives the exit code */
} weir_database_job;

/* Open, run, close; the exit code. Who writes to a file that somebody serves is sent to the server. */
int weir_database_run(const weir_verb *verb, const weir_database_job *job, void *settings);
/* The same for what needs the file itself: a server in the job is refused, and the file of one is opened beside it. */
int weir_database_run_file(const weir_verb *verb, const weir_database_job *job, void *settings);

/* Tell an error on stderr; the exit code that fits. */
int weir_database_refuse(const weir_db_error *error, bool is_json);
/* The same for what the verb finds itself. */
int weir_database_fail(weir_err err, bool is_json, const char *format, ...) WEIR_PRINTF(3, 4);

/* Whether the text is JSON, and an object; else told on stderr, with the place. NULL is fine. what: "--var". */
bool weir_database_check_object(const weir_verb *verb, const char *what, const char *json);

/* Ask for a command and print what it did; gives the exit code. nothing: the words for what did nothing; NULL: done's.
 */
int weir_database_command(weir_source *source, const char *name, const weir_db_command *command, const char *done,
                          const char *nothing, bool is_json);
/* What a command did: as JSON, or "done: facts 9 to 17 of instance …". */
void weir_database_print_answer(const weir_db_answer *answer, const char *done, bool is_json);

/* Behind a due date in a year that is not official yet. */
#define WEIR_PROVISIONAL " (provisional 待核)"
#define WEIR_TIME_TEXT_SIZE 20
/* 2026-01-05 12:00:00, in UTC; 0 gives "". */
const char *weir_time_text(int64_t epoch_ms, char out[static WEIR_TIME_TEXT_SIZE]);
/* Version of "key:version:uuid", as text; "" if it has none. */
const char *weir_version_text(const char *definition, char out[static 12]);

#endif
