/* SPDX-License-Identifier: Apache-2.0
 * cli/show.c - weir show: one instance as it is now.
 */
#include "cli/database.h"
#include "cli/table.h"

typedef struct settings {
    const char *db, *instance;
} settings;

static const weir_option options[] = {WEIR_DB_OPTION(settings)};

static bool print_instance(void *context, const weir_db_instance *instance)
{
    char started[WEIR_TIME_TEXT_SIZE];

    ++*(unsigned *)context;
    printf("instance      %s\nprocess       ", instance->id);
    weir_print_plain(instance->process, 0);
    printf("\ndefinition    ");
    weir_print_plain(instance->definition, 0);
    printf("\nbusiness key  ");
    weir_print_plain(instance->business_key, 0);
    printf("\nstate         %s\nstarted       ", instance->has_ended ? "ended" : "active");
    printf("%s UTC\n", weir_time_text(instance->started_ms, started));
    return true;
}

static bool print_activity(void *context, const weir_db_activity *activity)
{
    char since[WEIR_TIME_TEXT_SIZE];

    printf("%s", ++*(unsigned *)context == 1 ? "\nactive\n" : "");
    printf("  ");
    weir_print_plain(activity->element, 24);
    printf("  since %s UTC\n", weir_time_text(activity->since_ms, since));
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

static int show(weir_db *db, void *context)
{
    const char *id = ((const settings *)context)->instance;
    unsigned instances = 0, activities = 0, variables = 0;
    weir_db_error error;

    if (weir_db_instances(db, &(weir_db_filter){.instance = id}, print_instance, &instances, &error) != 0)
        return weir_database_refuse(&error, false);
    if (instances == 0)
        return weir_database_fail(WEIR_ENOTFOUND, false, "there is no instance %s", id);
    if (weir_db_activities(db, id, print_activity, &activities, &error) != 0 ||
        weir_db_variables(db, id, print_variable, &variables, &error) != 0)
        return weir_database_refuse(&error, false);
    return WEIR_EXIT_FINE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one instance");
    wanted.instance = arguments[0];
    return weir_database_run(verb, &(weir_database_job){.path = wanted.db, .is_read_only = true, .run = show}, &wanted);
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
