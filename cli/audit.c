/* SPDX-License-Identifier: Apache-2.0
 * cli/audit.c - weir audit verify: whether the log still is what was written.
 */
#include "cli/database.h"

typedef struct settings {
    const char *db, *head;
} settings;

static const weir_option options[] = {
    WEIR_DB_OPTION(settings),
    {"--head", "POS:HASH", "a head that was printed earlier", WEIR_OPTION_TEXT, offsetof(settings, head)},
};

static int verify(weir_db *db, const settings *wanted)
{
    weir_db_verification found;
    weir_db_error error;

    if (weir_db_verify(db, wanted->head, &found, &error) != 0)
        return weir_database_refuse(&error);
    if (!found.is_fine) {
        printf("position %llu: %s\n", (unsigned long long)found.position, found.fault);
        return WEIR_EXIT_PROBLEMS;
    }
    printf("%llu facts, each as it was written\nhead %s\n", (unsigned long long)found.fact_count, found.head);
    return WEIR_EXIT_FINE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    weir_db *db;
    int status;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1 || strcmp(arguments[0], "verify") != 0)
        return weir_verb_refuse(verb, "say 'verify'");
    db = weir_database_open(verb, wanted.db, true);
    if (!db)
        return WEIR_EXIT_UNABLE;
    status = verify(db, &wanted);
    weir_db_close(db);
    return status;
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
