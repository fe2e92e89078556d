/* SPDX-License-Identifier: Apache-2.0
 * cli/main.c - the program `weir`: find the verb, run it.
 */
#include "cli/cli.h"

static const weir_verb *const verbs[] = {
    &weir_verb_validate, &weir_verb_render,   &weir_verb_layout,   &weir_verb_test,     &weir_verb_decide,
    &weir_verb_feel,     &weir_verb_calendar, &weir_verb_handbook, &weir_verb_deploy,   &weir_verb_start,
    &weir_verb_ps,       &weir_verb_show,     &weir_verb_trace,    &weir_verb_log,      &weir_verb_task,
    &weir_verb_message,  &weir_verb_signal,   &weir_verb_suspend,  &weir_verb_activate, &weir_verb_cancel,
    &weir_verb_extend,   &weir_verb_tick,     &weir_verb_webhook,  &weir_verb_serve,    &weir_verb_audit,
    &weir_verb_backup,   &weir_verb_bench,
};
#define VERB_COUNT (sizeof verbs / sizeof *verbs)

static const weir_verb *find_verb(const char *name)
{
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    }
    return NULL;
}

/* Bytes of a text that take no column of their own: "…" has two of them. */
static int hidden_bytes(const char *text)
{
    int count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0u) == 0x80u;
    return count;
}

static void print_row(FILE *file, const char *verb, const char *operands, const char *summary)
{
    (void)fprintf(file, "  weir %-9s %-*s %s\n", verb, 28 + hidden_bytes(operands), operands, summary);
}

static void print_usage(FILE *file)
{
    (void)fprintf(file, "weir runs BPMN 2.0 processes.\n\n");
    for (size_t i = 0; i < VERB_COUNT; i++)
        print_row(file, verbs[i]->name, verbs[i]->operands, verbs[i]->summary);
    print_row(file, "help", "VERB", "Say all about a verb");
    print_row(file, "--version", "", "Print the version");
    (void)fprintf(file,
                  "\nA file that a server owns is asked through it, and --server URL asks one in place of a file.\n");
}

static int refuse_verb(const char *name)
{
    (void)fprintf(stderr, "weir: there is no verb '%s'; 'weir --help' lists them\n", name);
    return WEIR_EXIT_UNABLE;
}

static bool is_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

static int help(int argument_count, char **arguments)
{
    const weir_verb *verb;

    if (argument_count == 0) {
        print_usage(stdout);
        return WEIR_EXIT_FINE;
    }
    verb = find_verb(arguments[0]);
    if (!verb)
        return refuse_verb(arguments[0]);
    weir_verb_print_help(verb);
    return WEIR_EXIT_FINE;
}

static int run_verb(const weir_verb *verb, int argument_count, char **arguments)
{
    for (int i = 0; i < argument_count && strcmp(arguments[i], "--") != 0; i++) {
        if (is_help(arguments[i])) {
            weir_verb_print_help(verb);
            return WEIR_EXIT_FINE;
        }
    }
    return verb->run(verb, argument_count, arguments);
}

int main(int argument_count, char **arguments)
{
    const weir_verb *verb;
    int status;

    if (argument_count < 2) {
        print_usage(stderr);
        return WEIR_EXIT_UNABLE;
    }
    verb = find_verb(arguments[1]);
    if (verb) {
        status = run_verb(verb, argument_count - 2, arguments + 2);
    } else if (strcmp(arguments[1], "help") == 0 || is_help(arguments[1])) {
        status = help(argument_count - 2, arguments + 2);
    } else if (strcmp(arguments[1], "--version") == 0) {
        printf("weir %s\n", WEIR_VERSION);
        status = WEIR_EXIT_FINE;
    } else {
        status = refuse_verb(arguments[1]);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)fprintf(stderr, "weir: the output can't be written\n");
        return WEIR_EXIT_UNABLE;
    }
    return status;
}
