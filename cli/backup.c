/* SPDX-License-Identifier: Apache-2.0
 * cli/backup.c - weir backup: a copy of a database that may be in use.
 */
#include <unistd.h>

#include "cli/database.h"
#include "cli/object.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"
#include "webhooks/cursor.h"

#define PATH_SIZE 4096u

typedef struct settings {
    const char *db, *out;
    bool is_unchecked, is_json;
} settings;

static const weir_option options[] = {
    WEIR_DB_OPTION(settings),
    {"--out", "FILE", "the copy; must not be there yet", WEIR_OPTION_TEXT, offsetof(settings, out)},
    {"--no-check", NULL, "don't read the copy once more", WEIR_OPTION_FLAG, offsetof(settings, is_unchecked)},
    WEIR_JSON_OPTION(settings),
};

static void print(const settings *wanted, const weir_db_backup_result *result)
{
    if (wanted->is_json) {
        weir_object line = weir_object_begin(stdout);

        weir_object_text(&line, "file", wanted->out);
        weir_object_number(&line, "bytes", (int64_t)result->byte_count);
        weir_object_flag(&line, "isChecked", !wanted->is_unchecked);
        weir_object_text(&line, "head", result->head);
        weir_object_end(&line);
    } else {
        printf("%s: %llu bytes%s\nhead %s\n", wanted->out, (unsigned long long)result->byte_count,
               wanted->is_unchecked ? "" : ", checked", result->head);
    }
}

/* How far webhooks are is in a file of its own. *out: its copy; empty: there is none, or FILE can't be copied anyway.
 */
static weir_err back_up_cursors(const settings *wanted, char out[static PATH_SIZE], weir_diag *diag)
{
    char path[PATH_SIZE];
    weir_err err;

    if (snprintf(path, sizeof path, "%s-webhooks", wanted->db) >= (int)sizeof path ||
        snprintf(out, PATH_SIZE, "%s-webhooks", wanted->out) >= (int)PATH_SIZE)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "the path is too long");
    if (access(wanted->out, F_OK) == 0 || access(path, F_OK) != 0) {
        out[0] = '\0';
        return WEIR_OK;
    }
    if (access(out, F_OK) == 0) {
        err = weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%s is there already; nothing is overwritten", out);
        out[0] = '\0';
        return err;
    }
    return weir_cursors_back_up(path, out, weir_memory_libc(), diag);
}

static void remove_file(const char *path)
{
    if (path[0] != '\0')
        (void)unlink(path); /* what is left is a copy of cursors alone */
}

static int back_up(weir_source *source, void *context)
{
    const settings *wanted = context;
    char cursors[PATH_SIZE] = "";
    weir_diag diag = {0};
    weir_err err;
    weir_progress progress;
    weir_db_backup_result result;
    weir_db_error error;
    int code;

    err = back_up_cursors(wanted, cursors, &diag);
    if (err != WEIR_OK) {
        remove_file(cursors);
        return weir_database_fail(err, wanted->is_json, "%s", diag.message);
    }
    weir_progress_begin(&progress);
    code = weir_db_backup(source->file,
                          &(weir_db_backup_options){.path = wanted->out,
                                                    .is_unchecked = wanted->is_unchecked,
                                                    .progress = weir_progress_tell,
                                                    .context = &progress},
                          &result, &error);
    weir_progress_end(&progress);
    if (code != 0)
        remove_file(cursors);
    if (code != 0)
        return weir_database_refuse(&error, wanted->is_json);
    print(wanted, &result);
    return WEIR_EXIT_FINE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 0)
        return weir_verb_refuse(verb, "'%s' is not expected", arguments[0]);
    if (!wanted.out)
        return weir_verb_refuse(verb, "name the copy: --out FILE");
    return weir_database_run_file(
        verb, &(weir_database_job){.path = wanted.db, .is_read_only = true, .is_json = wanted.is_json, .run = back_up},
        &wanted);
}

const weir_verb weir_verb_backup = {
    .name = "backup",
    .operands = "--db FILE --out FILE",
    .summary = "Copy a database, also while it is in use",
    .help = "The copy is the database as it was when the command began. It is one file, which has its name only when\n"
            "it is whole, checked and on the disk. A file that is there is never overwritten.\n"
            "    weir backup --db shop.db --out shop-$(date +%F).db\n"
            "\n"
            "'head' is where the log of the copy ends. Note it elsewhere: as long as the log is what it was,\n"
            "    weir audit verify --db shop.db --head POS:HASH\n"
            "is content, and without it nobody could tell that the end of the log was cut off.\n"
            "To restore, put the copy in the place of FILE while nobody has it open, and take FILE-wal and FILE-shm\n"
            "away; see docs/operating.md.\n"
            "\n"
            "How far webhooks are is copied first, into OUT-webhooks: what is delivered meanwhile is delivered again\n"
            "after a restore. Put it beside the copy, as FILE-webhooks.\n"
            "\n"
            "As long as it takes, FILE-wal grows by what is written. Ctrl-C leaves nothing behind.\n"
            "\n"
            "Exit code: 0 done; 2 wrong usage, the copy can't be made, or the database can't be read or is damaged.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
