/* SPDX-License-Identifier: Apache-2.0
 * cli/audit.c - weir audit verify: whether the log still is what was written.
 */
#include "cli/database.h"
#include "cli/object.h"
#include "cli/terminal.h"

typedef struct settings {
    const char *db, *head;
    bool is_json;
} settings;

static const weir_option options[] = {
    WEIR_DB_OPTION(settings),
    {"--head", "POS:HASH", "a head that was printed earlier", WEIR_OPTION_TEXT, offsetof(settings, head)},
    WEIR_JSON_OPTION(settings),
};

static void print_json(const weir_db_verification *found)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_flag(&line, "isFine", found->is_fine);
    weir_object_number(&line, "facts", (int64_t)found->fact_count);
    if (!found->is_fine) {
        weir_object_number(&line, "position", (int64_t)found->position);
        weir_object_text(&line, "fault", found->fault);
    }
    weir_object_text(&line, "head", found->head);
    weir_object_end(&line);
}

static int verify(weir_db *db, void *context)
{
    const settings *wanted = context;
    weir_db_verification found;
    weir_db_error error;

    weir_progress progress;
    int code;

    weir_progress_begin(&progress);
    code = weir_db_verify(db, wanted->head, weir_progress_tell, &progress, &found, &error);
    weir_progress_end(&progress);
    if (code != 0)
        return weir_database_refuse(&error, wanted->is_json);
    if (wanted->is_json)
        print_json(&found);
    else if (!found.is_fine)
        printf("position %llu: %s\n", (unsigned long long)found.position, found.fault);
    else
        printf("%llu facts, each as it was written\nhead %s\n", (unsigned long long)found.fact_count, found.head);
    return found.is_fine ? WEIR_EXIT_FINE : WEIR_EXIT_PROBLEMS;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1 || strcmp(arguments[0], "verify") != 0)
        return weir_verb_refuse(verb, "say 'verify'");
    return weir_database_run(
        verb, &(weir_database_job){.path = wanted.db, .is_read_only = true, .is_json = wanted.is_json, .run = verify},
        &wanted);
}

const weir_verb weir_verb_audit = {
    .name = "audit",
    .operands = "verify --db FILE",
    .summary = "Look whether the log still is what was written",
    .help = "Walks the hash chain of the log and names the first row that was changed, taken out or put in.\n"
            "That the end was cut off shows only against a head that was noted earlier (--head).\n"
            "\n"
            "Exit code: 0 fine, 1 a row is wrong, 2 wrong usage or a database that can't be read.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
