/* SPDX-License-Identifier: Apache-2.0
 * cli/cli.h - what the verbs of the program `weir` share: their table, exit codes, options.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_CLI_H
#define WEIR_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The exit codes of every verb; docs/operating.md tells them to those who write scripts. */
enum {
    WEIR_EXIT_FINE = 0,
    WEIR_EXIT_PROBLEMS = 1,   /* something is wrong with what was looked at, or what was asked is refused */
    WEIR_EXIT_UNABLE = 2,     /* wrong usage, or a file that can't be read or written */
    WEIR_EXIT_OWNED = 3,      /* another process owns the database */
    WEIR_EXIT_NO_VERDICT = 4, /* what was measured says nothing */
};

typedef enum weir_option_kind {
    WEIR_OPTION_FLAG,
    WEIR_OPTION_TEXT,
    WEIR_OPTION_NUMBER,
    WEIR_OPTION_TEXTS
} weir_option_kind;

/* One option of a verb; where its value goes in the settings of the verb. */
typedef struct weir_option {
    const char *name;  /* "--junit" */
    const char *value; /* what stands for the value in the help; NULL for a flag */
    const char *help;
    weir_option_kind kind;
    size_t offset; /* of a bool, const char *, weir_option_number or weir_option_texts */
} weir_option;

typedef struct weir_option_number {
    bool is_set;
    uint64_t number;
} weir_option_number;

#define WEIR_OPTION_TEXTS_MAX 64u

/* Of an option that may be given several times. */
typedef struct weir_option_texts {
    const char *items[WEIR_OPTION_TEXTS_MAX];
    uint32_t count;
} weir_option_texts;

typedef struct weir_verb {
    const char *name, *operands, *summary;
    const char *help; /* what it does, its exit codes */
    const weir_option *options;
    uint32_t option_count;
    int (*run)(const struct weir_verb *verb, int operand_count, char **arguments);
} weir_verb;

extern const weir_verb weir_verb_validate, weir_verb_render, weir_verb_layout, weir_verb_test, weir_verb_bench,
    weir_verb_decide, weir_verb_feel, weir_verb_calendar, weir_verb_handbook;
/* Over a database file: */
extern const weir_verb weir_verb_deploy, weir_verb_start, weir_verb_ps, weir_verb_show, weir_verb_trace, weir_verb_task,
    weir_verb_tick, weir_verb_audit, weir_verb_backup, weir_verb_log, weir_verb_message, weir_verb_signal,
    weir_verb_suspend, weir_verb_activate, weir_verb_cancel, weir_verb_extend, weir_verb_webhook, weir_verb_serve;

/* Read the options between the operands ("--name VALUE" or "--name=VALUE"; "--" ends them) into `settings`, and move
 * the operands to the front. False after telling what is wrong on stderr. */
bool weir_options_read(const weir_verb *verb, int *argument_count, char **arguments, void *settings);
void weir_verb_print_help(const weir_verb *verb);
/* "weir test: …; weir help test says more" on stderr. */
int weir_verb_refuse(const weir_verb *verb, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
