/* SPDX-License-Identifier: Apache-2.0
 * cli/show.c - weir show: one instance as it is now.
 */
#include "cli/database.h"

typedef struct settings {
    const char *db;
} settings;

static const weir_option options[] = {WEIR_DB_OPTION(settings)};

static bool print_instance(void *context, const weir_db_instance *instance)
{
    ++*(unsigned *)context;
    printf("instance      %s\nprocess       ", instance->id);
    weir_print_plain(instance->process, 0);
    printf("\ndefinition    ");
    weir_print_plain(instance->definition, 0);
    printf("\nbusiness key  ");
    weir_print_plain(instance->business_key, 0);
    printf("\nstate         %s\nstarted       ", instance->has_ended ? "ended" : "active");
    weir_print_time(instance->started_ms);
    printf(" UTC\n");
    return true;
}

static bool print_activity(void *context, const weir_db_activity *activity)
{
    printf("%s", ++*(unsigned *)context == 1 ? "\nactive\n" : "");
    printf("  ");
    weir_print_plain(activity->element, 24);
    printf("  since ");
    weir_print_time(activity->since_ms);
    printf(" UTC\n");
    return true;
}

static bool print_variable(void *context, const weir_db_variable *variable)
{
    printf("%s", ++*(unsigned *)context == 1 ? "\nvariables\n" : "");
    printf("  ");
    weir_print_plain(variable->name, 24);
    printf("  ");
    weir_print_plain(variable->value, 0);
    printf(variable->scope == 1 ? "\n" : "   (scope %u)\n", variable->scope);
    return true;
}

static int show(weir_db *db, const char *id)
{
    unsigned instances = 0, activities = 0, variables = 0;
    weir_db_error error;

    if (weir_db_instances(db, &(weir_db_filter){.instance = id}, print_instance, &instances, &error) != 0)
        return weir_database_refuse(&error);
    if (instances == 0) {
        (void)fprintf(stderr, "weir: there is no instance %s\n", id);
        return WEIR_EXIT_PROBLEMS;
    }
    if (weir_db_activities(db, id, print_activity, &activities, &error) != 0 ||
        weir_db_variables(db, id, print_variable, &variables, &error) != 0)
        return weir_database_refuse(&error);
    return WEIR_EXIT_FINE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    weir_db *db;
    int status;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one instance");
    db = weir_database_open(verb, wanted.db, true);
    if (!db)
        return WEIR_EXIT_UNABLE;
    status = show(db, arguments[0]);
    weir_db_close(db);
    return status;
}

const weir_verb weir_verb_show = {
    .name = "show",
    .operands = "INSTANCE --db FILE",
    .summary = "Show an instance: where it stands, what it knows",
    .help = "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
