/* SPDX-License-Identifier: Apache-2.0
 * xml/transform.c - the one place that runs XSLT.
 *
 * Layer: xml.
 */
#include "xml/transform.h"

#include <libxml/parser.h>
#include <libxslt/extensions.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

#include "xml/embedded.h"
#include "xml/guard.h"
#include "xml/schema.h"

/* What the transformation library says on its way to an error; the first sentence is the one that counts. */
typedef struct complaint {
    char text[256];
    size_t length;
} complaint;

static void WEIR_PRINTF(2, 3) on_complaint(void *self, const char *format, ...)
{
    complaint *said = self;
    va_list arguments;
    int length;

    if (said == NULL || said->length >= sizeof said->text - 1)
        return;
    va_start(arguments, format);
    length = vsnprintf(said->text + said->length, sizeof said->text - said->length, format, arguments);
    va_end(arguments);
    if (length > 0)
        said->length += (size_t)length;
}

static void on_xpath_error(void *self, xmlErrorPtr error)
{
    if (error->message != NULL)
        on_complaint(self, "%s", error->message);
}

static weir_text words(const complaint *said)
{
    size_t length = said->length < sizeof said->text ? said->length : sizeof said->text - 1;

    return weir_text_trim((weir_text){said->text, length});
}

weir_err weir_xml_document_parse(weir_text text, xmlDocPtr *out, weir_diag *diag)
{
    const int options = XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    xmlDocPtr document;

    if (parser == NULL)
        return WEIR_ENOMEM;
    document = xmlCtxtReadMemory(parser, text.at, (int)text.length, NULL, "UTF-8", options);
    if (document == NULL) {
        const xmlError *error = xmlCtxtGetLastError(parser);
        uint32_t line = error != NULL && error->line > 0 ? (uint32_t)error->line : 0;
        weir_err err = error != NULL && error->code == XML_ERR_NO_MEMORY ? WEIR_ENOMEM : WEIR_ESYNTAX;

        (void)weir_fail_at(diag, err, WEIR_NO_TEXT, line, 0, "%s",
                           error != NULL && error->message != NULL ? error->message
                                                                   : "this is not XML"); /* err says it */
        xmlFreeParserCtxt(parser);
        return err;
    }
    xmlFreeParserCtxt(parser);
    *out = document;
    return WEIR_OK;
}

weir_err weir_xml_document_write(xmlDocPtr document, weir_arena *arena, weir_text *out)
{
    xmlChar *bytes = NULL;
    int length = 0;
    weir_err err;

    xmlDocDumpMemoryEnc(document, &bytes, &length, "UTF-8");
    if (bytes == NULL)
        return WEIR_ENOMEM;
    err = weir_arena_text(arena, (weir_text){(const char *)bytes, (size_t)length}, out);
    xmlFree(bytes);
    return err;
}

weir_err weir_xml_sheet_compile(weir_text text, weir_xml_sheet **out, weir_diag *diag)
{
    xmlDocPtr document;
    xsltStylesheetPtr sheet;

    WEIR_TRY(weir_xml_document_parse(text, &document, diag));
    sheet = xsltParseStylesheetDoc(document); /* takes the document, unless it fails */
    if (sheet == NULL) {
        xmlFreeDoc(document);
        return weir_fail(diag, WEIR_EMODEL, WEIR_NO_TEXT, "this is no sheet");
    }
    if (sheet->errors > 0) {
        xsltFreeStylesheet(sheet);
        return weir_fail(diag, WEIR_EMODEL, WEIR_NO_TEXT, "the sheet has mistakes");
    }
    *out = (weir_xml_sheet *)sheet;
    return WEIR_OK;
}

static weir_err find_embedded(const char *name, weir_text *out, weir_diag *diag)
{
    for (const weir_embedded *file = weir_xsd_files; file->name != NULL; file++) {
        if (strcmp(file->name, name) != 0)
            continue;
        *out = (weir_text){(const char *)file->bytes, file->length};
        return WEIR_OK;
    }
    return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no sheet %s", name);
}

weir_err weir_xml_sheet_new(const char *name, weir_xml_sheet **out, weir_diag *diag)
{
    weir_text text;

    weir_xml_start();
    WEIR_TRY(find_embedded(name, &text, diag));
    return weir_xml_sheet_compile(text, out, diag);
}

void weir_xml_sheet_free(weir_xml_sheet *sheet)
{
    xsltFreeStylesheet((xsltStylesheetPtr)sheet);
}

/* Nothing outside of the two documents is within reach. */
static xsltSecurityPrefsPtr forbid_all(xsltTransformContextPtr context)
{
    static const xsltSecurityOption doors[] = {XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE,
                                               XSLT_SECPREF_CREATE_DIRECTORY, XSLT_SECPREF_READ_NETWORK,
                                               XSLT_SECPREF_WRITE_NETWORK};
    xsltSecurityPrefsPtr security = xsltNewSecurityPrefs();

    for (size_t i = 0; security != NULL && i < sizeof doors / sizeof *doors; i++) {
        if (xsltSetSecurityPrefs(security, doors[i], xsltSecurityForbid) != 0) {
            xsltFreeSecurityPrefs(security);
            return NULL;
        }
    }
    if (security != NULL && xsltSetCtxtSecurityPrefs(security, context) != 0) {
        xsltFreeSecurityPrefs(security);
        return NULL;
    }
    return security;
}

/* Why a run gave no document. */
static weir_err explain(xsltTransformContextPtr context, const complaint *said, const char *step_limit, weir_diag *diag)
{
    weir_text text = words(said);

    if (context->opLimit > 0 &&
        (context->opCount >= context->opLimit || context->xpathCtxt->opCount >= context->opLimit))
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "more than %lu steps in a sheet (limit %s)", context->opLimit,
                         step_limit);
    if (weir_text_find(text, WEIR_T("recursion"), 0) != SIZE_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "more than %u templates within each other in a sheet (limit xml_sheet_depth_max)",
                         (unsigned)weir_xml_sheet_depth_max);
    return weir_fail(diag, WEIR_EMODEL, WEIR_NO_TEXT, "%.*s", WEIR_ARG(text));
}

static weir_err run(xsltTransformContextPtr context, const weir_xml_sheet *sheet,
                    const weir_xml_sheet_function *function, xmlDocPtr document, const char *const *parameters,
                    xmlDocPtr *out, weir_diag *diag)
{
    complaint said = {.length = 0};
    xmlDocPtr result;

    context->maxTemplateDepth = weir_xml_sheet_depth_max;
    context->opLimit = function != NULL ? function->step_count_max : weir_xml_sheet_step_count_max;
    context->xpathCtxt->opLimit = context->opLimit;
    context->xpathCtxt->error = on_xpath_error;
    context->xpathCtxt->userData = &said;
    xsltSetTransformErrorFunc(context, &said, on_complaint);
    result =
        xsltApplyStylesheetUser((xsltStylesheetPtr)(uintptr_t)sheet, document, (const char **)(uintptr_t)parameters,
                                NULL, NULL, context); /* both are only read */
    if (result != NULL && context->state == XSLT_STATE_OK) {
        *out = result;
        return WEIR_OK;
    }
    xmlFreeDoc(result);
    return explain(context, &said, function != NULL ? function->step_limit : "xml_sheet_step_count_max", diag);
}

weir_err weir_xml_document_embedded(const char *name, xmlDocPtr *out, weir_diag *diag)
{
    weir_text text;

    WEIR_TRY(find_embedded(name, &text, diag));
    return weir_xml_document_parse(text, out, diag);
}

void *weir_xml_sheet_self(xmlXPathParserContextPtr call)
{
    return xsltXPathGetTransformContext(call)->_private;
}

static weir_err add_function(xsltTransformContextPtr context, const weir_xml_sheet_function *function)
{
    context->_private = function->self;
    return xsltRegisterExtFunction(context, (const xmlChar *)function->name, (const xmlChar *)function->uri,
                                   function->run) == 0
               ? WEIR_OK
               : WEIR_ENOMEM;
}

weir_err weir_xml_sheet_run(const weir_xml_sheet *sheet, xmlDocPtr document, const char *const *parameters,
                            xmlDocPtr *out, weir_diag *diag)
{
    return weir_xml_sheet_run_with(sheet, NULL, document, parameters, out, diag);
}

weir_err weir_xml_sheet_run_with(const weir_xml_sheet *sheet, const weir_xml_sheet_function *function,
                                 xmlDocPtr document, const char *const *parameters, xmlDocPtr *out, weir_diag *diag)
{
    xsltTransformContextPtr context = xsltNewTransformContext((xsltStylesheetPtr)(uintptr_t)sheet, document);
    xsltSecurityPrefsPtr security;
    weir_err err = WEIR_ENOMEM;

    if (context == NULL)
        return WEIR_ENOMEM;
    security = forbid_all(context);
    if (security != NULL)
        err = function != NULL && function->run != NULL ? add_function(context, function) : WEIR_OK;
    if (security != NULL && err == WEIR_OK)
        err = run(context, sheet, function, document, parameters, out, diag);
    xsltFreeTransformContext(context);
    xsltFreeSecurityPrefs(security);
    return err;
}
