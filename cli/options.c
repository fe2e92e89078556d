/* SPDX-License-Identifier: Apache-2.0
 * cli/options.c - options and help of a verb, from its table.
 */
#include <stdarg.h>

#include "cli/characters.h"
#include "cli/cli.h"

int weir_verb_refuse(const weir_verb *verb, const char *format, ...)
{
    va_list arguments;

    (void)fprintf(stderr, "weir %s: ", verb->name);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fprintf(stderr, "; 'weir help %s' says more\n", verb->name);
    return WEIR_EXIT_UNABLE;
}

static const weir_option *find(const weir_verb *verb, const char *argument, size_t length)
{
    for (uint32_t i = 0; i < verb->option_count; i++) {
        if (strlen(verb->options[i].name) == length && memcmp(verb->options[i].name, argument, length) == 0)
            return &verb->options[i];
    }
    return NULL;
}

static bool set_number(const weir_verb *verb, const weir_option *option, const char *text, weir_option_number *out)
{
    uint64_t number = 0;
    const char *at = text;

    for (; *at >= '0' && *at <= '9' && number <= (UINT64_MAX - 9) / 10; at++)
        number = number * 10 + (uint64_t)(*at - '0');
    if (at == text || *at != '\0') {
        (void)weir_verb_refuse(verb, "%s needs a whole number, not '%s'", option->name, text);
        return false;
    }
    *out = (weir_option_number){true, number};
    return true;
}

static bool add_text(const weir_verb *verb, const weir_option *option, const char *text, weir_option_texts *out)
{
    if (out->count == WEIR_OPTION_TEXTS_MAX) {
        (void)weir_verb_refuse(verb, "%s can be given %u times at most", option->name, WEIR_OPTION_TEXTS_MAX);
        return false;
    }
    out->items[out->count++] = text;
    return true;
}

static bool set(const weir_verb *verb, const weir_option *option, const char *text, void *settings)
{
    char *place = (char *)settings + option->offset;

    switch (option->kind) {
    case WEIR_OPTION_FLAG:
        *(bool *)place = true;
        return true;
    case WEIR_OPTION_TEXT:
        *(const char **)(void *)place = text;
        return true;
    case WEIR_OPTION_NUMBER:
        return set_number(verb, option, text, (weir_option_number *)(void *)place);
    case WEIR_OPTION_TEXTS:
        return add_text(verb, option, text, (weir_option_texts *)(void *)place);
    }
    return false;
}

/* One option, and its value if that is the next argument. */
static bool read_option(const weir_verb *verb, char **arguments, int *at, int count, void *settings)
{
    const char *argument = arguments[*at], *equals = strchr(argument, '=');
    const weir_option *option = find(verb, argument, equals ? (size_t)(equals - argument) : strlen(argument));

    if (!option) {
        (void)weir_verb_refuse(verb, "there is no option '%s'", argument);
        return false;
    }
    if (option->kind == WEIR_OPTION_FLAG && equals) {
        (void)weir_verb_refuse(verb, "%s takes no value", option->name);
        return false;
    }
    if (option->kind == WEIR_OPTION_FLAG || equals)
        return set(verb, option, equals ? equals + 1 : NULL, settings);
    if (*at + 1 >= count) {
        (void)weir_verb_refuse(verb, "%s needs a value: %s %s", option->name, option->name, option->value);
        return false;
    }
    *at += 1;
    return set(verb, option, arguments[*at], settings);
}

bool weir_options_read(const weir_verb *verb, int *argument_count, char **arguments, void *settings)
{
    bool has_ended = false;
    int operand_count = 0;

    for (int i = 0; i < *argument_count; i++) {
        if (!has_ended && strcmp(arguments[i], "--") == 0) {
            has_ended = true;
        } else if (!has_ended && arguments[i][0] == '-' && arguments[i][1] != '\0') {
            if (!read_option(verb, arguments, &i, *argument_count, settings))
                return false;
        } else {
            arguments[operand_count++] = arguments[i];
        }
    }
    *argument_count = operand_count;
    return true;
}

/* Columns that an option and what stands for its value take in the help. */
static int option_width(const weir_option *option)
{
    return weir_text_width(option->name) + (option->value ? 1 + weir_text_width(option->value) : 0);
}

void weir_verb_print_help(const weir_verb *verb)
{
    int column = 18;

    for (uint32_t i = 0; i < verb->option_count; i++)
        if (option_width(&verb->options[i]) > column)
            column = option_width(&verb->options[i]);
    printf("weir %s %s\n\n%s.\n\n%s", verb->name, verb->operands, verb->summary, verb->help);
    for (uint32_t i = 0; i < verb->option_count; i++) {
        const weir_option *option = &verb->options[i];

        printf("%s  %s%s%s%*s %s\n", i == 0 ? "\nOptions:\n" : "", option->name, option->value ? " " : "",
               option->value ? option->value : "", column - option_width(option), "", option->help);
    }
}
