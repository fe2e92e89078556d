/* SPDX-License-Identifier: Apache-2.0
 * tests/tidy/print_tables.c - print a table of the engine as the page docs/printed/ keeps of it.
 *
 *     print_tables dialects | errors | elements | facts | functions | juel | limits | rules
 */
#include <libxml/parser.h>
#include <libxml/tree.h>
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
    printf("\nDMN 1.5 §10.3.4. Arguments may be given by position or by these names; one with ? may be left out.\n\n");
    printf("| function | arguments |\n|---|---|\n");
#define BUILTIN(name, fewest, most, kinds, parameters, function) print_function(name, parameters, #fewest, #most);
#include "feel/builtins.def"
#undef BUILTIN
}

/* A letter for each kind of receiver. */
static void print_receivers(const char *letters)
{
    static const struct {
        char letter;
        const char *name;
    } kinds[] = {{'s', "text"}, {'n', "number"}, {'b', "boolean"}, {'l', "list"}, {'c', "map"}, {'t', "moment"}};
    const char *separator = "";

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strchr(letters, kinds[i].letter)) {
            printf("%s%s", separator, kinds[i].name);
            separator = ", ";
        }
    }
}

static void print_count(const char *least, const char *most)
{
    if (strcmp(least, "PROPERTY") == 0)
        return;
    if (strcmp(least, most) == 0)
        printf("(%s)", least);
    else
        printf("(%s to %s)", least, most);
}

static void print_juel(void)
{
    printf("# What ${…} can call\n\n");
    printf(page_note, "engine/feel/juel.def");
    printf("\nThe list is closed: anything else is an error at deployment. Behind a name stands the number of "
           "arguments.\n");
    printf("What changes something is allowed in `weir:expression`, scripts and listeners.\n\n");
    printf("## Functions\n\n| function | gives |\n|---|---|\n");
#define FUNCTION(name, least, most, run, sentence)                                                                     \
    printf("| `%s", #name);                                                                                            \
    print_count(#least, #most);                                                                                        \
    printf("` | %s |\n", sentence);
#define METHOD(name, receivers, least, most, run, changes, sentence)
#define MEMBER(ident, root, name, least, most, changes, run, sentence)
#include "feel/juel.def"
#undef FUNCTION
#undef METHOD
#undef MEMBER
    printf("\n## Methods of values\n\n| method | of | changes the variable | gives |\n|---|---|---|---|\n");
#define FUNCTION(name, least, most, run, sentence)
#define METHOD(name, receivers, least, most, run, changes, sentence)                                                   \
    printf("| `%s", #name);                                                                                            \
    print_count(#least, #most);                                                                                        \
    printf("` | ");                                                                                                    \
    print_receivers(receivers);                                                                                        \
    printf(" | %s | %s |\n", (changes) ? "yes" : "", sentence);
#define MEMBER(ident, root, name, least, most, changes, run, sentence)
#include "feel/juel.def"
#undef FUNCTION
#undef METHOD
#undef MEMBER
    printf(
        "\n## Members of execution and task\n\nOne without a number of arguments is a property, and has a getter, too: "
        "`execution.id` is `execution.getId()`.\n\n");
    printf("| member | changes | what it is |\n|---|---|---|\n");
#define FUNCTION(name, least, most, run, sentence)
#define METHOD(name, receivers, least, most, run, changes, sentence)
#define MEMBER(ident, root, name, least, most, changes, run, sentence)                                                 \
    printf("| `%s%s%s", root, (root)[0] ? "." : "", name);                                                             \
    print_count(#least, #most);                                                                                        \
    printf("` | %s | %s |\n", (changes) ? "yes" : "", sentence);
#include "feel/juel.def"
#undef FUNCTION
#undef METHOD
#undef MEMBER
}

static void print_limits(void)
{
    printf("# Limits of an XML file\n\n");
    printf(page_note, "engine/xml/limits.def");
    printf(
        "\nNamed in the error. What stands in a file is checked before a parser sees it; sheets are those of `xsd/`.\n"
        "Other limits are constants that end in `_MAX`, beside what they bound ([architecture](../architecture.md));\n"
        "`grep -rnE 'define [A-Z_]+_MAX' engine server webhooks cli` finds them.\n\n");
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

/* ── dialects: the tables of xsd/dialects/ ─────────────────────────────────────────────────────────────── */

static const char *of(xmlNodePtr row, const char *name)
{
    const xmlAttr *attribute = xmlHasProp(row, (const xmlChar *)name);

    return attribute && attribute->children ? (const char *)attribute->children->content : NULL;
}

static bool is_row(xmlNodePtr node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* The text of a row without that of the rows in it, on one line. */
static void print_text(xmlNodePtr row)
{
    const char *text =
        row->children && row->children->type == XML_TEXT_NODE ? (const char *)row->children->content : "";

    for (size_t length = strcspn(text, "\n"), i = 0; i < length; i++)
        printf(text[i] == '|' ? "\\|" : "%c", text[i]);
}

static void print_word(xmlNodePtr row, const char *prefix)
{
    const bool is_element = is_row(row, "element"), is_part = is_row(row->parent, "element");
    const char *as = of(row, "as"), *to = of(row, "to") ? of(row, "to") : of(row, "name"), *engines = of(row, "of");

    if (is_part)
        printf("| … `%s` | | ", of(row, "name"));
    else
        printf(is_element ? "| `<%s:%s>` | %s | " : "| `%s:%s` | %s | ", prefix, of(row, "name"),
               strcmp(of(row, "on"), "*") == 0 ? "any" : of(row, "on"));
    if (as)
        printf("%s", strcmp(as, "tool") == 0 ? "nothing" : as);
    else if (!of(row, "by"))
        printf(is_part ? "`%s`" : is_element ? "`<weir:%s>`" : "`weir:%s`", to);
    else
        printf("see beside");
    printf(" | ");
    if (as && strcmp(as, "tool") != 0 && engines)
        printf("(%s) ", engines);
    print_text(row);
    printf(" |\n");
}

static void print_dialect(const char *file)
{
    char path[400];
    xmlDocPtr document;
    xmlNodePtr table;

    snprintf(path, sizeof path, "%s/xsd/dialects/%s", WEIR_SOURCE_DIR, file);
    document = xmlReadFile(path, NULL, XML_PARSE_NOBLANKS);
    table = document ? xmlDocGetRootElement(document) : NULL;
    if (!table) {
        fprintf(stderr, "%s can't be read\n", path);
        exit(EXIT_FAILURE);
    }
    printf("\n## %s\n", of(table, "title"));
    for (xmlNodePtr section = table->children; section; section = section->next) {
        if (!is_row(section, "section"))
            continue;
        printf("\n### %s\n\n| word | stands on | becomes | remark, or what to do |\n|---|---|---|---|\n",
               of(section, "title"));
        for (xmlNodePtr row = section->children; row; row = row->next) {
            if (row->type != XML_ELEMENT_NODE)
                continue;
            print_word(row, of(table, "prefix"));
            for (xmlNodePtr part = row->children; part; part = part->next) {
                if (is_row(part, "attribute"))
                    print_word(part, of(table, "prefix"));
            }
        }
    }
    xmlFreeDoc(document);
}

static void print_dialects(void)
{
    printf("# Words of other engines\n\n");
    printf(page_note, "xsd/dialects/*.xml");
    printf(
        "\nWhat weir makes of the extensions that a model for another engine brings: the sheets of `xsd/dialects/` "
        "turn\n"
        "them into those of weir before anything else reads the file. *error* and *warning* are problems of the rule\n"
        "`dialect-unmapped`, with the line and the element in the file as it was written; an error keeps the file from "
        "being\n"
        "deployed. *nothing*: there is nothing to execute. `operaton:`, `flowable:` and `activiti:` have the words of\n"
        "`camunda:` and some of their own, which are understood in all four; a word that stands in no table is a "
        "warning.\n"
        "Behind `…`: an attribute of the element above.\n");
    print_dialect("camunda.xml");
    print_dialect("zeebe.xml");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } pages[] = {{"dialects", print_dialects}, {"errors", print_errors},       {"elements", print_elements},
                 {"facts", print_facts},       {"functions", print_functions}, {"juel", print_juel},
                 {"limits", print_limits},     {"rules", print_rules}};

    for (size_t i = 0; argc == 2 && i < sizeof pages / sizeof *pages; i++) {
        if (strcmp(argv[1], pages[i].name) != 0)
            continue;
        pages[i].print();
        return EXIT_SUCCESS;
    }
    fprintf(stderr, "print_tables dialects | errors | elements | facts | functions | juel | limits | rules\n");
    return EXIT_FAILURE;
}
