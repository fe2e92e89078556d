/* SPDX-License-Identifier: Apache-2.0
 * xml/adapt_sheet.c - runs a sheet of xsd/dialects/ over a tree, with limits and with nothing else within its reach.
 *
 * A sheet is compiled for the file that needs it: that takes a few milliseconds, and few files are read twice. Its
 * table is another document, which it gets from the function a:table(). Layer: xml.
 */
#include <libxml/xpathInternals.h>
#include <libxslt/documents.h>
#include <libxslt/extensions.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>

#include "xml/adapt.h"
#include "xml/embedded.h"

static const struct {
    const char *sheet, *table;
} files[WEIR_XML_FAMILY_COUNT] = {{"camunda.xsl", "camunda.xml"}, {"zeebe.xsl", "zeebe.xml"}};

static xmlDocPtr parse_embedded(const char *name)
{
    const weir_embedded *file = weir_dialect_files;

    while (file->name != NULL && strcmp(file->name, name) != 0)
        file++;
    return file->name == NULL ? NULL
                              : xmlReadMemory((const char *)file->bytes, (int)file->length, name, NULL,
                                              XML_PARSE_NONET | XML_PARSE_NOBLANKS);
}

/* The templates that both sheets share become part of it: an import would go through a loader of the whole process. */
static bool add_common(xmlDocPtr sheet)
{
    xmlDocPtr common = parse_embedded("common.xsl");
    xmlNodePtr root = xmlDocGetRootElement(sheet);
    bool is_good = common != NULL;

    for (xmlNodePtr child = is_good ? xmlDocGetRootElement(common)->children : NULL; is_good && child != NULL;
         child = child->next) {
        xmlNodePtr copy = child->type == XML_ELEMENT_NODE ? xmlDocCopyNode(child, sheet, 1) : NULL;

        if (child->type != XML_ELEMENT_NODE)
            continue;
        is_good = copy != NULL && xmlAddChild(root, copy) != NULL && xmlReconciliateNs(sheet, copy) >= 0;
    }
    xmlFreeDoc(common);
    return is_good;
}

static xsltStylesheetPtr compile(const char *name)
{
    xmlDocPtr document = parse_embedded(name);
    xsltStylesheetPtr sheet = document != NULL && add_common(document) ? xsltParseStylesheetDoc(document) : NULL;

    if (sheet == NULL) {
        xmlFreeDoc(document);
        return NULL;
    }
    if (sheet->errors == 0)
        return sheet;
    xsltFreeStylesheet(sheet);
    return NULL;
}

/* The table of the sheet that is running: a:table(). */
static void give_table(xmlXPathParserContextPtr call, int count)
{
    xsltTransformContextPtr context = xsltXPathGetTransformContext(call);

    if (count != 0) {
        xmlXPathSetArityError(call);
        return;
    }
    valuePush(call, xmlXPathNewNodeSet(context->_private));
}

static void on_message(void *self, const char *format, ...)
{
    (void)self, (void)format; /* what matters is the state of the transformation */
}

static bool forbid_all(xsltSecurityPrefsPtr security, xsltTransformContextPtr context)
{
    static const xsltSecurityOption options[] = {XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE,
                                                 XSLT_SECPREF_CREATE_DIRECTORY, XSLT_SECPREF_READ_NETWORK,
                                                 XSLT_SECPREF_WRITE_NETWORK};

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (xsltSetSecurityPrefs(security, options[i], xsltSecurityForbid) != 0)
            return false;
    }
    return xsltSetCtxtSecurityPrefs(security, context) == 0;
}

static bool add_table(xsltTransformContextPtr context, const char *name)
{
    xmlDocPtr table = parse_embedded(name);

    if (table == NULL)
        return false;
    if (xsltNewDocument(context, table) == NULL) { /* which takes it */
        xmlFreeDoc(table);
        return false;
    }
    context->_private = table;
    return xsltRegisterExtFunction(context, (const xmlChar *)"table", (const xmlChar *)WEIR_XML_ADAPT_URI,
                                   give_table) == 0;
}

static bool prepare(xsltTransformContextPtr context, xsltSecurityPrefsPtr security, const char *table)
{
    xsltSetTransformErrorFunc(context, NULL, on_message);
    context->maxTemplateDepth = weir_xml_sheet_depth_max;
    context->opLimit = weir_xml_sheet_step_count_max;
    context->xinclude = 0;
    return forbid_all(security, context) && add_table(context, table);
}

static weir_err transform(xsltStylesheetPtr sheet, const char *table, const char **parameters, weir_xml_tree *tree,
                          weir_diag *diag)
{
    xsltTransformContextPtr context = xsltNewTransformContext(sheet, tree->document);
    xsltSecurityPrefsPtr security = xsltNewSecurityPrefs();
    xmlDocPtr result = NULL;
    weir_err err = WEIR_ENOMEM;

    if (context != NULL && security != NULL && prepare(context, security, table)) {
        result = xsltApplyStylesheetUser(sheet, tree->document, parameters, NULL, NULL, context);
        if (context->opCount >= context->opLimit)
            err = weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                            "the extensions of another engine need more than %u steps to read (limit "
                            "xml_sheet_step_count_max)",
                            (unsigned)weir_xml_sheet_step_count_max);
        else if (context->state != XSLT_STATE_OK || result == NULL || xmlDocGetRootElement(result) == NULL)
            err = weir_fail(diag, WEIR_EMODEL, WEIR_NO_TEXT, "the extensions of another engine can't be read");
        else
            err = WEIR_OK;
    }
    xsltFreeTransformContext(context);
    xsltFreeSecurityPrefs(security);
    if (err != WEIR_OK) {
        xmlFreeDoc(result);
        return err;
    }
    xmlFreeDoc(tree->document);
    tree->document = result;
    return WEIR_OK;
}

weir_err weir_xml_sheet_apply(weir_xml_family family, bool delegates_external, weir_xml_tree *tree, weir_diag *diag)
{
    char dialect[32];
    const char *parameters[] = {"delegates", delegates_external ? "'external'" : "''", "dialect", dialect, NULL};
    xsltStylesheetPtr sheet = compile(files[family].sheet);
    weir_err err;

    if (sheet == NULL)
        return weir_fail(diag, WEIR_EMODEL, WEIR_NO_TEXT, "the sheet %s can't be used", files[family].sheet);
    (void)snprintf(dialect, sizeof dialect, "'%s'", tree->first->name);
    err = transform(sheet, files[family].table, parameters, tree, diag);
    xsltFreeStylesheet(sheet);
    return err;
}
