/* SPDX-License-Identifier: Apache-2.0
 * xml/validator.c - shows the reader's events to the schemas, one element at a time.
 *
 * The validator sees less than the file holds: elements and attributes of foreign namespaces, xsi: attributes and DMN
 * diagrams are kept from it, and every version of DMN is shown as the newest. So what a modeler adds can't disturb it,
 * no attribute can make it load another schema, and no second tree is built.
 * Text is handed over in one piece at the end of its element: the XML library copies what it has with every piece.
 * Layer: xml.
 */
#include "xml/xml_internal.h"

#include <assert.h>

#define DMN_URI "https://www.omg.org/spec/DMN/20230324/MODEL/"

struct weir_xml_validator {
    weir_xml_reader *reader;
    xmlSchemaValidCtxtPtr context;
    xmlSAXHandlerPtr sax;
    void *sax_self;
    xmlSchemaSAXPlugPtr plug;
    weir_err err;
    bool has_given_up; /* for good: the library needs to see every end of what it saw the start of */
};

static void on_violation(void *self, xmlErrorPtr error)
{
    weir_xml_validator *validator = self;

    if (validator->err == WEIR_OK)
        validator->err = weir_xml_report_violation(validator->reader, error);
}

weir_err weir_xml_validator_new(const weir_xml_schemas *schemas, weir_xml_reader *reader, weir_xml_validator **out)
{
    weir_xml_validator *validator = WEIR_TAKE(reader->scratch, weir_xml_validator, 1);

    if (validator == NULL)
        return WEIR_ENOMEM;
    *out = validator;
    validator->reader = reader;
    validator->context = xmlSchemaNewValidCtxt((xmlSchemaPtr)(uintptr_t)schemas); /* reads it only */
    if (validator->context == NULL)
        return WEIR_ENOMEM;
    xmlSchemaSetValidStructuredErrors(validator->context, on_violation, validator);
    validator->plug = xmlSchemaSAXPlug(validator->context, &validator->sax, &validator->sax_self);
    return validator->plug != NULL ? WEIR_OK : WEIR_ENOMEM;
}

void weir_xml_validator_free(weir_xml_validator *validator)
{
    if (validator == NULL || validator->context == NULL)
        return;
    if (validator->plug != NULL)
        (void)xmlSchemaSAXUnplug(validator->plug); /* fails only without a plug */
    xmlSchemaFreeValidCtxt(validator->context);
}

/* DMN diagrams have no schema here. Once a file is wrong in a thousand ways, one more changes nothing. */
static bool is_hidden(weir_xml_validator *validator, const weir_xml_frame *frame)
{
    const weir_problems *problems = validator->reader->problems;

    validator->has_given_up =
        validator->has_given_up || (problems->count >= WEIR_PROBLEM_COUNT_MAX && problems->error_count > 0);
    return validator->has_given_up || (frame->ns == WEIR_NS_DI && strstr(frame->uri, "/DMN/") != NULL);
}

static const xmlChar *shown_uri(weir_namespace ns, const char *uri)
{
    return (const xmlChar *)(ns == WEIR_NS_DMN ? DMN_URI : uri);
}

weir_err weir_xml_validator_start(weir_xml_validator *validator)
{
    const weir_xml_reader *reader = validator->reader;
    const weir_xml_frame *frame = &reader->frames[reader->depth - 1];
    const xmlChar *raw[weir_xml_attribute_count_max * 5];
    int count = 0;

    if (is_hidden(validator, frame))
        return WEIR_OK;
    for (uint32_t i = 0; i < reader->attribute_count; i++) {
        const weir_xml_attribute *attribute = &reader->attributes[i];
        const xmlChar **slot = &raw[count * 5];

        if (attribute->reported || (attribute->ns != WEIR_NS_NONE && attribute->ns != WEIR_NS_WEIR))
            continue;
        slot[0] = (const xmlChar *)attribute->name;
        slot[1] = NULL;
        slot[2] = (const xmlChar *)attribute->uri;
        slot[3] = (const xmlChar *)attribute->value.at;
        slot[4] = slot[3] + attribute->value.length;
        count++;
    }
    validator->sax->startElementNs(validator->sax_self, (const xmlChar *)frame->name, NULL,
                                   shown_uri(frame->ns, frame->uri), 0, NULL, count, 0, raw);
    return validator->err;
}

weir_err weir_xml_validator_end(weir_xml_validator *validator)
{
    const weir_xml_reader *reader = validator->reader;
    const weir_xml_frame *frame = &reader->frames[reader->depth - 1];
    weir_text text;

    if (is_hidden(validator, frame))
        return WEIR_OK;
    WEIR_TRY(weir_buffer_done(&frame->text, &text));
    if (text.length > 0)
        validator->sax->characters(validator->sax_self, (const xmlChar *)text.at, (int)text.length);
    validator->sax->endElementNs(validator->sax_self, (const xmlChar *)frame->name, NULL,
                                 shown_uri(frame->ns, frame->uri));
    return validator->err;
}
