/* SPDX-License-Identifier: Apache-2.0
 * xml/adapt.c - which engines write which vocabulary, and the way of such a file to the reader.
 *
 * Layer: xml.
 */
#include "xml/adapt.h"

#define FAMILY_URI "http://camunda.org/schema/1.0/bpmn"
#define ZEEBE_URI "http://camunda.org/schema/zeebe/1.0"

static const weir_xml_dialect dialects[] = {
    {"camunda", FAMILY_URI, WEIR_XML_FAMILY_CAMUNDA},
    {"operaton", "http://operaton.org/schema/1.0/bpmn", WEIR_XML_FAMILY_CAMUNDA},
    {"flowable", "http://flowable.org/bpmn", WEIR_XML_FAMILY_CAMUNDA},
    {"activiti", "http://activiti.org/bpmn", WEIR_XML_FAMILY_CAMUNDA},
    {"fox", "http://www.camunda.com/fox", WEIR_XML_FAMILY_CAMUNDA},
    {"fox", "http://www.operaton.com/fox", WEIR_XML_FAMILY_CAMUNDA},
    {"zeebe", ZEEBE_URI, WEIR_XML_FAMILY_ZEEBE},
};

static const struct {
    const char *uri, *sheet, *table;
} families[WEIR_XML_FAMILY_COUNT] = {
    {FAMILY_URI, "camunda.xsl", "camunda.xml"},
    {ZEEBE_URI, "zeebe.xsl", "zeebe.xml"},
};

const weir_xml_dialect *weir_xml_dialect_find(const char *uri)
{
    for (size_t i = 0; uri != NULL && i < sizeof dialects / sizeof *dialects; i++) {
        if (strcmp(dialects[i].uri, uri) == 0)
            return &dialects[i];
    }
    return NULL;
}

const char *weir_xml_family_uri(weir_xml_family family)
{
    return families[family].uri;
}

/* Where the work goes on. */
typedef struct adapting {
    bool delegates_external;
    weir_arena *scratch;
    weir_diag *diag;
} adapting;

static weir_err run_sheet(const weir_xml_sheet *sheet, weir_xml_table *table, bool delegates_external,
                          weir_xml_tree *tree, weir_diag *diag)
{
    char dialect[32];
    const char *parameters[] = {"delegates", delegates_external ? "'external'" : "''", "dialect", dialect, NULL};
    const weir_xml_sheet_function row = {.name = "row",
                                         .uri = WEIR_XML_ADAPT_URI,
                                         .run = weir_xml_table_give_row,
                                         .self = table,
                                         .step_count_max = weir_xml_dialect_step_count_max,
                                         .step_limit = "xml_dialect_step_count_max"};
    xmlDocPtr result;

    (void)snprintf(dialect, sizeof dialect, "'%s'", tree->first->name);
    WEIR_TRY(weir_xml_sheet_run_with(sheet, &row, tree->document, parameters, &result, diag));
    xmlFreeDoc(tree->document);
    tree->document = result;
    return WEIR_OK;
}

static weir_err run_with_table(const weir_xml_sheet *sheet, weir_xml_family family, const adapting *a,
                               weir_xml_tree *tree)
{
    weir_xml_table table;
    xmlDocPtr document;
    weir_err err;

    WEIR_TRY(weir_xml_document_embedded(families[family].table, &document, a->diag));
    err = weir_xml_table_build(document, a->scratch, &table);
    if (err == WEIR_OK) {
        err = run_sheet(sheet, &table, a->delegates_external, tree, a->diag);
        weir_xml_table_free(&table);
    }
    xmlFreeDoc(document);
    return err;
}

/* The tree becomes what the sheet makes of it. The sheet is compiled for the file: that takes milliseconds, and few
 * files are read twice. */
static weir_err apply_sheet(weir_xml_family family, const adapting *a, weir_xml_tree *tree)
{
    weir_xml_sheet *sheet;
    weir_err err;

    WEIR_TRY(weir_xml_sheet_new(families[family].sheet, &sheet, a->diag));
    err = run_with_table(sheet, family, a, tree);
    weir_xml_sheet_free(sheet);
    return err;
}

weir_err weir_xml_adapt_tree(weir_text text, const weir_xml_outline *outline, bool delegates_external,
                             weir_arena *scratch, weir_xml_tree *out, weir_diag *diag)
{
    const adapting a = {delegates_external, scratch, diag};
    weir_xml_tree tree;
    weir_err err = weir_xml_tree_build(text, outline, &tree, diag);

    for (weir_xml_family family = 0; err == WEIR_OK && family < WEIR_XML_FAMILY_COUNT; family++) {
        if ((tree.families & 1u << family) != 0)
            err = apply_sheet(family, &a, &tree);
    }
    if (err == WEIR_OK)
        *out = tree;
    else
        weir_xml_tree_free(&tree);
    return err;
}

weir_err weir_xml_adapt(weir_xml_reader *reader, weir_text text)
{
    weir_xml_tree tree;
    weir_err err;

    WEIR_TRY(
        weir_xml_adapt_tree(text, &reader->outline, reader->delegates_external, reader->scratch, &tree, reader->diag));
    err = weir_xml_tree_walk(&tree, reader);
    weir_xml_tree_free(&tree);
    return err;
}
