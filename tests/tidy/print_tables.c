/* SPDX-License-Identifier: Apache-2.0
 * tests/tidy/print_tables.c - print a table of the engine as the page docs/printed/ keeps of it.
 *
 *     print_tables errors | elements | facts | functions | limits | rules
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char page_note[] =
    "<!-- Printed from %s by `cmake --build --preset dev --target printed`; do not edit. -->\n";

static void print_errors(void)
{
    printf("# Errors\n\n");
    printf(page_note, "engine/base/errors.def");
    printf("\nWhat a function returns, a scenario expects in `error=\"…\"`, and a client reads.\n\n");
    printf("| error | HTTP status | worth a retry | sentence |\n|---|--:|---|---|\n");
#define ERR(name, status, retry, sentence) printf("| `%s` | %d | %s | %s |\n", #name, status, #retry, sentence);
#include "base/errors.def"
#undef ERR
}

static void print_elements(void)
{
    printf("# Elements\n\n");
    printf(page_note, "engine/model/elements.def and triggers.def");
    printf("\nWhat weir executes. Each row has a file in `engine/elements/` and scenarios in `tests/scenarios/`.\n");
    printf("Clauses are those of BPMN 2.0.2.\n\n");
    printf("| element | group | clause | what it does |\n|---|---|---|---|\n");
#define ELEMENT(name, xml, group, clause, summary) printf("| `%s` | %s | %s | %s |\n", xml, #group, clause, summary);
#include "model/elements.def"
#undef ELEMENT
    printf("\n## Triggers of events\n\n");
    printf("| event definition | clause | what it does |\n|---|---|---|\n");
#define TRIGGER(name, xml, clause, summary)                                                                            \
    printf("| %s%s%s | %s | %s |\n", (xml)[0] ? "`" : "", (xml)[0] ? (xml) : "(none)", (xml)[0] ? "`" : "", clause,    \
           summary);
#include "model/triggers.def"
#undef TRIGGER
}

/* Keys of a fact are written as {FIELD, "key"} pairs, so the row is read back from its own spelling. */
static void print_keys(const char *fields)
{
    const char *separator = "";

    for (const char *open = strchr(fields, '"'); open; open = strchr(open, '"')) {
        const char *close = strchr(open + 1, '"');

        if (!close)
            break;
        printf("%s`%.*s`", separator, (int)(close - open - 1), open + 1);
        separator = ", ";
        open = close + 1;
    }
}

static void print_facts(void)
{
    printf("# Facts\n\n");
    printf(page_note, "engine/run/facts.def");
    printf("\nWhat can happen to an instance: rows of the log, types of events, `<fact type=\"…\"/>` in a scenario.\n");
    printf("A key whose value is zero or absent is not written.\n\n");
    printf("| type | keys |\n|---|---|\n");
#define FACT(name, type, apply, argument, ...)                                                                         \
    printf("| `%s` | ", type);                                                                                         \
    print_keys(#__VA_ARGS__);                                                                                          \
    printf(" |\n");
#include "run/facts.def"
#undef FACT
}

/* Parameters as they are written, with a comma and a blank between them. */
static void print_signature(const char *name, const char *parameters, size_t length)
{
    printf("`%s(", name);
    for (size_t i = 0; i < length; i++)
        printf("%c%s", parameters[i], parameters[i] == ',' ? " " : "");
    printf(")`");
}

static bool is_number(const char *text)
{
    return text[0] >= '0' && text[0] <= '9';
}

/* Counts come as they are spelled in the row: a number, or a name that means "any". */
static void print_function(const char *name, const char *parameters, const char *fewest, const char *most)
{
    printf("| ");
    for (const char *bar = strchr(parameters, '|'); bar; bar = strchr(parameters, '|')) {
        print_signature(name, parameters, (size_t)(bar - parameters));
        printf(" or ");
        parameters = bar + 1;
    }
    print_signature(name, parameters, strlen(parameters));
    if (strcmp(fewest, most) == 0)
        printf(" | %s |\n", fewest);
    else
        printf(" | %s %s%s |\n", fewest, is_number(most) ? "to " : "or more", is_number(most) ? most : "");
}

static void print_functions(void)
{
    printf("# Functions of FEEL\n\n");
    printf(page_note, "engine/feel/builtins.def");
    printf("\nDMN 1.5 §10.3.4. Arguments may be given by position or by these names.\n\n");
    printf("| function | arguments |\n|---|---|\n");
#define BUILTIN(name, fewest, most, kinds, parameters, function) print_function(name, parameters, #fewest, #most);
#include "feel/builtins.def"
#undef BUILTIN
}

static void print_limits(void)
{
    printf("# Limits of an XML file\n\n");
    printf(page_note, "engine/xml/limits.def");
    printf("\nChecked before a parser sees the file, and named in the error.\n\n");
    printf("| limit | at most | of |\n|---|--:|---|\n");
#define LIMIT(name, value, unit) printf("| `xml_%s` | %u | %s |\n", #name, (unsigned)(value), unit);
#include "xml/limits.def"
#undef LIMIT
}

/* ERROR as "error". */
static const char *severity_name(const char *severity)
{
    return severity[0] == 'E' ? "error" : severity[0] == 'W' ? "warning" : "strict";
}

static void print_rules(void)
{
    printf("# Rules of a valid process\n\n");
    printf(page_note, "engine/compile/rules.def");
    printf("\n`weir validate` names the rule in brackets. An error keeps a process from running, a warning does "
           "not; what is strict is said with `--profile strict` alone.\n");
    printf("Clauses are those of BPMN 2.0.2; \"weir\" is the extension or a limit of this version.\n\n");
    printf("| rule | severity | clause | what must be true |\n|---|---|---|---|\n");
#define RULE(name, id, severity, subject, clause, sentence)                                                            \
    printf("| `%s` | %s | %s | %s |\n", id, severity_name(#severity), clause, sentence);
#include "compile/rules.def"
#undef RULE
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } pages[] = {{"errors", print_errors},       {"elements", print_elements}, {"facts", print_facts},
                 {"functions", print_functions}, {"limits", print_limits},     {"rules", print_rules}};

    for (size_t i = 0; argc == 2 && i < sizeof pages / sizeof *pages; i++) {
        if (strcmp(argv[1], pages[i].name) != 0)
            continue;
        pages[i].print();
        return EXIT_SUCCESS;
    }
    fprintf(stderr, "print_tables errors | elements | facts | functions | limits | rules\n");
    return EXIT_FAILURE;
}
