/* SPDX-License-Identifier: Apache-2.0
 * xml/schema.c - compiling the embedded schemas, with nothing but the embedded files within reach.
 *
 * Layer: xml.
 */
#include <libxslt/xslt.h>
#include <libxslt/xsltutils.h>

#include "xml/embedded.h"
#include "xml/xml_internal.h"

static const weir_embedded *find_file(const char *url)
{
    const char *slash = url != NULL ? strrchr(url, '/') : NULL;
    const char *name = slash != NULL ? slash + 1 : url;

    for (const weir_embedded *file = weir_xsd_files; name != NULL && file->name != NULL; file++) {
        if (strcmp(file->name, name) == 0)
            return file;
    }
    return NULL;
}

/* The only opener the XML library has: imports of our own schemas are served from memory, all else is refused. */
static xmlParserInputPtr open_embedded(const char *url, const char *id, xmlParserCtxtPtr context)
{
    const weir_embedded *file = find_file(url);
    xmlParserInputBufferPtr buffer;

    (void)id;
    if (file == NULL)
        return NULL;
    buffer = xmlParserInputBufferCreateMem((const char *)file->bytes, (int)file->length, XML_CHAR_ENCODING_UTF8);
    return buffer == NULL ? NULL : xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_UTF8);
}

static void WEIR_PRINTF(2, 3) say_nothing(void *self, const char *format, ...)
{
    (void)self;
    (void)format;
}

void weir_xml_start(void)
{
    if (xmlGetExternalEntityLoader() == open_embedded)
        return; /* threads may read what follows, and none writes it again */
    xmlInitParser();
    xsltInit();
    xsltSetGenericDebugFunc(NULL, say_nothing); /* stacks of templates */
    xsltSetGenericErrorFunc(NULL, say_nothing); /* errors come by the context of a run */
    xmlSetExternalEntityLoader(open_embedded);
}

static void on_schema_fault(void *self, xmlErrorPtr error)
{
    weir_diag *diag = self;

    if (diag != NULL && diag->err == WEIR_OK)
        (void)weir_fail_at(diag, WEIR_EMODEL, WEIR_NO_TEXT, error->line > 0 ? (uint32_t)error->line : 0, 0, "%s: %s",
                           error->file != NULL ? error->file : "schema", error->message); /* reported by the caller */
}

weir_err weir_xml_schemas_new(weir_xml_schemas **out, weir_diag *diag)
{
    xmlSchemaParserCtxtPtr context;
    xmlSchemaPtr schema;

    weir_xml_start();
    context = xmlSchemaNewParserCtxt("all.xsd");
    if (context == NULL)
        return WEIR_ENOMEM;
    xmlSchemaSetParserStructuredErrors(context, on_schema_fault, diag);
    schema = xmlSchemaParse(context);
    xmlSchemaFreeParserCtxt(context);
    if (schema == NULL)
        return diag != NULL && diag->err == WEIR_EMODEL ? WEIR_EMODEL : WEIR_ENOMEM;
    *out = (weir_xml_schemas *)schema;
    return WEIR_OK;
}

void weir_xml_schemas_free(weir_xml_schemas *schemas)
{
    xmlSchemaFree((xmlSchemaPtr)schemas);
}
