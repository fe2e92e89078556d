/* SPDX-License-Identifier: Apache-2.0
 * tests/conformance/dmn_tck.c - runs the cases of the DMN Technology Compatibility Kit.
 *
 * usage: dmn_tck [-v] [FOLDER [GROUP…]]
 * FOLDER holds compliance-level-*; else WEIR_TCK_DIR names it, else it lies beside the source tree. The cases are not
 * part of the source tree: where there are none the program says so and ends with 77, which ctest shows as skipped.
 * Prints what passed and failed per group and in total (-v: each failure). Without groups on the command line it ends
 * with 1 when fewer cases pass than dmn_tck.expected says, so that nothing that once worked is lost in silence.
 */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dmn/dmn.h"
#include "host/imported.h"
#include "host/memory_libc.h"
#include "host/zones.h"
#include "xml/load.h"

#define ARENA_BYTES_MAX ((size_t)512 << 20)
#define EXIT_SKIPPED 77

typedef struct tck {
    weir_arena arena; /* of one group */
    const weir_zones *zones;
    bool is_verbose;
    char folder[2048]; /* of the group */
    const char *group;
    uint32_t passed, failed;
} tck;

/* -- values as the cases write them -- */

static xmlNode *child_of(const xmlNode *node, const char *name)
{
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && (!name || strcmp((const char *)child->name, name) == 0))
            return child;
    }
    return NULL;
}

static xmlNode *next_of(const xmlNode *node, const char *name)
{
    for (xmlNode *next = node->next; next; next = next->next) {
        if (next->type == XML_ELEMENT_NODE && strcmp((const char *)next->name, name) == 0)
            return next;
    }
    return NULL;
}

static uint32_t count_of(const xmlNode *node, const char *name)
{
    uint32_t count = 0;

    for (const xmlNode *child = child_of(node, name); child; child = next_of(child, name))
        count++;
    return count;
}

static weir_text keep(tck *t, xmlChar *taken)
{
    weir_text kept = WEIR_NO_TEXT;

    if (taken && weir_arena_text(&t->arena, weir_text_of((const char *)taken), &kept) != WEIR_OK)
        abort();
    xmlFree(taken);
    return kept;
}

static weir_text attribute(tck *t, const xmlNode *node, const char *name)
{
    return keep(t, xmlGetProp(node, (const xmlChar *)name));
}

static weir_feel_run new_run(tck *t)
{
    return (weir_feel_run){.now_ms = 1767225600000, /* 2026-01-01 */
                           .seed = 1,
                           .zones = t->zones,
                           .arena = &t->arena,
                           .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
}

/* A value by a FEEL conversion of its text. */
static weir_value converted(tck *t, const char *conversion, weir_text text)
{
    const weir_entry entry = {WEIR_T("text"), weir_string(text)};
    const weir_value context = weir_context(&entry, 1);
    const weir_feel_scope scope = weir_feel_scope_of(&context);
    weir_feel_run run = new_run(t);
    const weir_expression *expression;
    weir_value value;

    if (weir_feel_compile(weir_text_of(conversion), WEIR_FEEL_EXPRESSION, NULL, &t->arena, &expression, NULL) !=
            WEIR_OK ||
        weir_feel_eval(expression, &scope, &run, &value, NULL) != WEIR_OK)
        abort();
    return value;
}

static const struct {
    const char *type, *conversion;
} conversions[] = {
    {"date", "date(text)"},
    {"time", "time(text)"},
    {"dateTime", "date and time(text)"},
    {"duration", "duration(text)"},
};

static weir_value simple_value(tck *t, const xmlNode *node)
{
    const weir_text text = keep(t, xmlNodeGetContent(node));
    const weir_text type = weir_reference_id(attribute(t, node, "type"));
    weir_decimal number;

    if (weir_text_equal(attribute(t, node, "nil"), WEIR_T("true")))
        return weir_null();
    if (weir_text_equal(type, WEIR_T("boolean")))
        return weir_boolean(weir_text_equal(weir_text_trim(text), WEIR_T("true")));
    if (weir_text_equal(type, WEIR_T("decimal")) || weir_text_equal(type, WEIR_T("double")))
        return weir_decimal_parse(weir_text_trim(text), &number) ? weir_number(number) : weir_null();
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++) {
        if (weir_text_equal(type, weir_text_of(conversions[i].type)))
            return converted(t, conversions[i].conversion, weir_text_trim(text));
    }
    return weir_string(text);
}

static weir_value value_of(tck *t, const xmlNode *node);

static weir_value list_of(tck *t, const xmlNode *list)
{
    weir_value *items = WEIR_TAKE(&t->arena, weir_value, count_of(list, "item"));
    uint32_t count = 0;

    if (weir_text_equal(attribute(t, list, "nil"), WEIR_T("true")))
        return weir_null();
    for (const xmlNode *item = child_of(list, "item"); item; item = next_of(item, "item"))
        items[count++] = value_of(t, item);
    return weir_list(items, count);
}

static weir_value context_of(tck *t, const xmlNode *node)
{
    weir_entry *entries = WEIR_TAKE(&t->arena, weir_entry, count_of(node, "component"));
    uint32_t count = 0;

    for (const xmlNode *part = child_of(node, "component"); part; part = next_of(part, "component"))
        entries[count++] = (weir_entry){attribute(t, part, "name"), value_of(t, part)};
    return weir_context(entries, count);
}

/* What a node of valueType holds: a value, components, or a list. */
static weir_value value_of(tck *t, const xmlNode *node)
{
    if (weir_text_equal(attribute(t, node, "nil"), WEIR_T("true")))
        return weir_null();
    if (child_of(node, "value"))
        return simple_value(t, child_of(node, "value"));
    if (child_of(node, "list"))
        return list_of(t, child_of(node, "list"));
    return child_of(node, "component") ? context_of(t, node) : weir_null();
}

/* -- comparison -- */

/* The cases round what has no end: eight digits count. */
static bool numbers_agree(weir_decimal expected, weir_decimal actual)
{
    weir_decimal difference, allowed, margin;

    if (!weir_decimal_subtract(expected, actual, &difference) || !weir_decimal_parse(WEIR_T("0.00000001"), &allowed) ||
        !weir_decimal_multiply(weir_decimal_abs(expected), allowed, &margin))
        return false;
    if (weir_decimal_compare(margin, allowed) < 0)
        margin = allowed;
    return weir_decimal_compare(weir_decimal_abs(difference), margin) <= 0;
}

static bool agree(const weir_value *expected, const weir_value *actual)
{
    if (expected->kind != actual->kind)
        return false;
    if (expected->kind == WEIR_NUMBER)
        return numbers_agree(expected->as.number, actual->as.number);
    if (expected->kind != WEIR_LIST && expected->kind != WEIR_CONTEXT)
        return weir_value_same(expected, actual);
    if (expected->count != actual->count)
        return false;
    for (uint32_t i = 0; i < expected->count; i++) {
        const bool is_list = expected->kind == WEIR_LIST;
        const weir_value *there =
            is_list ? &actual->as.items[i] : weir_context_find(actual, expected->as.entries[i].key);

        if (!there || !agree(is_list ? &expected->as.items[i] : &expected->as.entries[i].value, there))
            return false;
    }
    return true;
}

/* -- cases -- */

static void say_value(tck *t, const char *label, const weir_value *value)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &t->arena, 0);
    weir_value_write(value, &buffer);
    if (weir_buffer_done(&buffer, &text) == WEIR_OK)
        printf("    %s %.*s\n", label, WEIR_ARG(text));
}

/* A decision service with several output decisions gives a context of them. */
static const weir_value *result_of(const weir_decision *decision, weir_text result_name, const weir_value *value)
{
    const weir_value *entry = weir_decision_output_count(decision) > 1 ? weir_context_find(value, result_name) : NULL;

    return entry && !weir_text_equal(weir_decision_name(decision), result_name) ? entry : value;
}

static bool run_result(tck *t, const weir_decisions *decisions, const xmlNode *test_case, const weir_value *inputs,
                       const xmlNode *node)
{
    const weir_text invocable = attribute(t, test_case, "invocableName"), name = attribute(t, node, "name");
    const weir_decision *decision = weir_dmn_find(decisions, invocable.length ? invocable : name);
    const xmlNode *expected_node = child_of(node, "expected");
    const weir_value expected = expected_node ? value_of(t, expected_node) : weir_null();
    const weir_feel_scope scope = weir_feel_scope_of(inputs);
    weir_feel_run run = new_run(t);
    weir_value actual = weir_null();
    weir_diag diag = {0};
    weir_err err = WEIR_OK;

    if (decision)
        err = weir_decision_evaluate(decision, &scope, &run, &actual, NULL, &diag);
    if (decision && err == WEIR_OK && agree(&expected, result_of(decision, name, &actual)))
        return true;
    if (t->is_verbose) {
        printf("  %s case %.*s result %.*s: %s\n", t->group, WEIR_ARG(attribute(t, test_case, "id")), WEIR_ARG(name),
               !decision ? "there is no such decision"
               : err     ? diag.message
                         : run.reason);
        say_value(t, "expected", &expected);
        say_value(t, "found   ", &actual);
    }
    return false;
}

static bool run_case(tck *t, const weir_decisions *decisions, const xmlNode *test_case)
{
    weir_entry *entries = WEIR_TAKE(&t->arena, weir_entry, count_of(test_case, "inputNode"));
    weir_value inputs;
    uint32_t count = 0;
    bool has_passed = true;

    for (const xmlNode *node = child_of(test_case, "inputNode"); node; node = next_of(node, "inputNode"))
        entries[count++] = (weir_entry){attribute(t, node, "name"), value_of(t, node)};
    inputs = weir_context(entries, count);
    for (const xmlNode *node = child_of(test_case, "resultNode"); node; node = next_of(node, "resultNode"))
        has_passed = run_result(t, decisions, test_case, &inputs, node) && has_passed;
    return has_passed;
}

/* -- files -- */

static weir_text read_file(tck *t, const char *path)
{
    FILE *file = fopen(path, "rb");
    weir_text bytes = WEIR_NO_TEXT;
    char *at = WEIR_TAKE(&t->arena, char, (size_t)8 << 20);

    if (!file)
        return bytes;
    if (at)
        bytes = (weir_text){at, fread(at, 1, (size_t)8 << 20, file)};
    (void)fclose(file);
    return bytes;
}

static const weir_decisions *read_model(tck *t, const char *path)
{
    const weir_text bytes = read_file(t, path);
    const weir_decisions *decisions = NULL;
    weir_folder folder;
    const weir_neighbours neighbours = weir_folder_neighbours(&folder);
    const weir_resource resource = {.name = weir_text_of(path), .bytes = bytes, .neighbours = &neighbours};
    weir_compiled compiled;
    weir_problems problems;
    weir_err err;

    weir_problems_init(&problems, &t->arena);
    err = weir_folder_around(path, &t->arena, &folder);
    if (err == WEIR_OK)
        err = weir_resource_compile(&resource, NULL, &t->arena, &problems, &compiled);
    if (err == WEIR_OK)
        decisions = compiled.decisions;
    if (err == WEIR_OK || !t->is_verbose)
        return decisions;
    printf("  %s: the model is refused: %s\n", t->group, weir_err_name(err));
    for (uint32_t i = 0; i < problems.count; i++) {
        if (problems.items[i].severity == WEIR_ERROR)
            printf("    line %u %.*s: %s: %.*s\n", problems.items[i].line, WEIR_ARG(problems.items[i].element),
                   problems.items[i].rule, WEIR_ARG(problems.items[i].message));
    }
    return NULL;
}

static void run_cases(tck *t, const char *path)
{
    char model_path[4096];
    const weir_decisions *decisions;
    const weir_text bytes = read_file(t, path); /* weir lets the XML library open no file */
    xmlDoc *document = xmlReadMemory(bytes.at, (int)bytes.length, path, NULL, XML_PARSE_NONET);
    xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    xmlNode *model_name = root ? child_of(root, "modelName") : NULL;

    if (!model_name) {
        printf("  %s: no cases in %s\n", t->group, path);
        t->failed++;
        xmlFreeDoc(document);
        return;
    }
    (void)snprintf(model_path, sizeof model_path, "%s/%.*s", t->folder,
                   WEIR_ARG(weir_text_trim(keep(t, xmlNodeGetContent(model_name)))));
    decisions = read_model(t, model_path);
    for (xmlNode *node = child_of(root, "testCase"); node; node = next_of(node, "testCase")) {
        if (decisions && run_case(t, decisions, node))
            t->passed++;
        else
            t->failed++;
    }
    xmlFreeDoc(document);
}

static int is_cases(const struct dirent *entry)
{
    const weir_text name = weir_text_of(entry->d_name);

    return weir_text_ends_with(name, WEIR_T(".xml"));
}

static void run_group(tck *t, const char *level_folder, const char *group)
{
    const uint32_t passed_before = t->passed, failed_before = t->failed;
    struct dirent **files;
    int count;

    t->group = group;
    (void)snprintf(t->folder, sizeof t->folder, "%s/%s", level_folder, group);
    count = scandir(t->folder, &files, is_cases, alphasort);
    for (int i = 0; i < count; i++) {
        char path[4096];

        (void)snprintf(path, sizeof path, "%s/%s", t->folder, files[i]->d_name);
        weir_arena_init(&t->arena, weir_memory_libc(), ARENA_BYTES_MAX);
        run_cases(t, path);
        weir_arena_release(&t->arena);
        free(files[i]);
    }
    if (count < 0)
        return;
    free(files);
    printf("%-52s passed %4u  failed %4u\n", group, t->passed - passed_before, t->failed - failed_before);
}

static int is_group(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool is_chosen(const char *group, char **chosen, int count)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(group, chosen[i]) == 0)
            return true;
    }
    return count == 0;
}

static bool run_level(tck *t, const char *folder, const char *level, char **chosen, int chosen_count)
{
    char path[1024];
    struct dirent **groups;
    int count;

    (void)snprintf(path, sizeof path, "%s/%s", folder, level);
    count = scandir(path, &groups, is_group, alphasort);
    if (count < 0)
        return false;
    for (int i = 0; i < count; i++) {
        if (is_chosen(groups[i]->d_name, chosen, chosen_count))
            run_group(t, path, groups[i]->d_name);
        free(groups[i]);
    }
    free(groups);
    return true;
}

/* How many cases passed when the file was last written. */
static uint32_t expected_count(void)
{
    FILE *file = fopen(WEIR_SOURCE_DIR "/tests/conformance/dmn_tck.expected", "r");
    unsigned expected = 0;

    if (!file)
        return UINT32_MAX;
    if (fscanf(file, "%u", &expected) != 1)
        expected = UINT32_MAX;
    (void)fclose(file);
    return expected;
}

int main(int argc, char **argv)
{
    const int first = argc > 1 && strcmp(argv[1], "-v") == 0 ? 2 : 1;
    const char *folder = getenv("WEIR_TCK_DIR");
    tck t = {.is_verbose = first == 2};
    weir_zone_cache *zones = NULL;
    bool has_groups = argc > first + 1, found;

    if (argc > first)
        folder = argv[first];
    if (!folder)
        folder = WEIR_SOURCE_DIR "/../shared/dmn-tck";
    if (weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones) == WEIR_OK)
        t.zones = weir_zone_cache_zones(zones);
    weir_xml_start();
    found = run_level(&t, folder, "compliance-level-2", argv + first + 1, has_groups ? argc - first - 1 : 0);
    found = run_level(&t, folder, "compliance-level-3", argv + first + 1, has_groups ? argc - first - 1 : 0) || found;
    weir_zone_cache_free(zones);
    if (!found) {
        printf("skipped: no cases in %s; set WEIR_TCK_DIR to the folder that holds compliance-level-2\n", folder);
        return EXIT_SKIPPED;
    }
    printf("%-52s passed %4u  failed %4u\n", "total", t.passed, t.failed);
    if (has_groups || t.passed >= expected_count())
        return 0;
    printf("fewer cases pass than the %u of dmn_tck.expected\n", expected_count());
    return 1;
}
