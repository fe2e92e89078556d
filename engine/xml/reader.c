/* SPDX-License-Identifier: Apache-2.0
 * xml/reader.c - parser events in, parts out.
 *
 * Elements of our namespaces become parts, diagrams are only shown to the validator, everything else is left out
 * with all that is in it. The SAX interface is used, so no second tree exists beside the model.
 * Layer: xml.
 */
#include <assert.h>
#include <libxml/parserInternals.h>

#include "xml/adapt.h"

#define XINCLUDE_URI "http://www.w3.org/2001/XInclude"

static weir_xml_frame *top(weir_xml_reader *reader)
{
    return reader->depth == 0 ? NULL : &reader->frames[reader->depth - 1];
}

weir_xml_place weir_xml_reader_place(const weir_xml_reader *reader)
{
    assert(reader->started_count > 0 && reader->started_count <= reader->outline.count);
    return reader->outline.items[reader->started_count - 1];
}

/* Guard and parser see different elements in one file: nobody knows such a file, and whoever made it means harm. */
static weir_err disagree(weir_xml_reader *reader)
{
    return weir_fail(reader->diag, WEIR_ESYNTAX, WEIR_NO_TEXT, "the tags of this file can be read in two ways");
}

static void stop(weir_xml_reader *reader, weir_err err)
{
    if (err == WEIR_OK || reader->err != WEIR_OK)
        return;
    reader->err = err;
    xmlStopParser(reader->parser);
}

#define HINT_MAX 80

/* "; did you mean X?" or nothing. Not looked for once the list of problems is full: it costs more than parsing. */
static void hint(const weir_xml_reader *reader, const char *find(weir_namespace, weir_text), weir_namespace ns,
                 const char *name, char out[static HINT_MAX])
{
    const char *nearest = reader->problems->count < WEIR_PROBLEM_COUNT_MAX ? find(ns, weir_text_of(name)) : NULL;

    out[0] = '\0';
    if (nearest != NULL)
        (void)snprintf(out, HINT_MAX, "; did you mean \"%s\"?", nearest); /* names of the tables are short */
}

/* The parser hands every '&' of a value over as "&#38;". */
static weir_err take_value(weir_xml_reader *reader, weir_text raw, weir_text *out)
{
    char *plain;
    size_t length = 0;

    if (reader->values_are_plain || raw.length == 0 || memchr(raw.at, '&', raw.length) == NULL) {
        *out = raw;
        return WEIR_OK;
    }
    plain = weir_arena_take(reader->scratch, raw.length);
    if (plain == NULL)
        return WEIR_ENOMEM;
    for (size_t i = 0; i < raw.length; i++) {
        plain[length++] = raw.at[i];
        if (weir_text_starts_with(weir_text_part(raw, i, raw.length - i), WEIR_T("&#38;")))
            i += 4;
    }
    *out = (weir_text){plain, length};
    return WEIR_OK;
}

/* Fill reader->attributes with those that can matter: without prefix, or of a namespace of ours. */
static weir_err take_attributes(weir_xml_reader *reader, int count, const xmlChar **raw)
{
    reader->attribute_count = 0;
    if (count > weir_xml_attribute_count_max)
        return disagree(reader);
    for (int i = 0; i < count; i++, raw += 5) {
        weir_xml_attribute *attribute = &reader->attributes[reader->attribute_count];
        const char *value = (const char *)raw[3];

        attribute->reported = false;
        attribute->name = (const char *)raw[0];
        attribute->uri = (const char *)raw[2];
        attribute->ns = attribute->uri == NULL ? WEIR_NS_NONE : weir_namespace_find(weir_text_of(attribute->uri));
        if (attribute->ns == WEIR_NS_COUNT)
            continue;
        WEIR_TRY(take_value(reader, (weir_text){value, (size_t)(raw[4] - raw[3])}, &attribute->value));
        reader->attribute_count++;
    }
    return WEIR_OK;
}

static weir_text own_id(const weir_xml_reader *reader)
{
    for (uint32_t i = 0; i < reader->attribute_count; i++) {
        const weir_xml_attribute *attribute = &reader->attributes[i];

        if (attribute->ns == WEIR_NS_NONE && strcmp(attribute->name, "id") == 0)
            return attribute->value;
    }
    return WEIR_NO_TEXT;
}

static weir_err report_attribute(weir_xml_reader *reader, const weir_xml_frame *frame, weir_xml_attribute *attribute)
{
    bool is_weir = attribute->ns == WEIR_NS_WEIR || (attribute->ns == WEIR_NS_NONE && frame->ns == WEIR_NS_WEIR);
    bool is_modeler = attribute->ns == WEIR_NS_MODELER && frame->ns == WEIR_NS_DMN;
    bool is_standard = attribute->ns == WEIR_NS_NONE && (frame->ns == WEIR_NS_BPMN || frame->ns == WEIR_NS_DMN);
    char suggestion[HINT_MAX];

    if (is_modeler)
        return weir_problem_add(
            reader->problems, WEIR_WARNING, "dialect-unmapped", frame->place.line, frame->place.column, frame->id,
            "weir has nothing for the attribute \"%s\" of another engine; it has no effect", attribute->name);
    if (!is_weir && (!is_standard || frame->part->tag == WEIR_PART_NONE))
        return WEIR_OK; /* of an unknown element, or left to the schema */
    attribute->reported = true;
    hint(reader, weir_attr_nearest, attribute->ns, attribute->name, suggestion);
    if (is_weir)
        return weir_problem_add(reader->problems, WEIR_ERROR, "weir-name-unknown", frame->place.line,
                                frame->place.column, frame->id, "weir has no attribute \"%s\" for <%s>%s",
                                attribute->name, frame->name, suggestion);
    return weir_problem_add(reader->problems, WEIR_WARNING, "attribute-unknown", frame->place.line, frame->place.column,
                            frame->id, "<%s> has no attribute \"%s\"%s", frame->name, attribute->name, suggestion);
}

static weir_err keep_attributes(weir_xml_reader *reader, const weir_xml_frame *frame)
{
    weir_attribute *kept = WEIR_TAKE(reader->arena, weir_attribute, reader->attribute_count);

    if (kept == NULL)
        return WEIR_ENOMEM;
    frame->part->attributes = kept;
    for (uint32_t i = 0; i < reader->attribute_count; i++) {
        weir_xml_attribute *attribute = &reader->attributes[i];
        weir_attr name = weir_attr_find(&reader->names, attribute->ns, weir_text_of(attribute->name));

        if (name == WEIR_ATTR_NONE) {
            if (attribute->ns == WEIR_NS_NONE || attribute->ns == WEIR_NS_WEIR || attribute->ns == WEIR_NS_MODELER)
                WEIR_TRY(report_attribute(reader, frame, attribute));
            continue;
        }
        WEIR_TRY(weir_arena_text(reader->arena, attribute->value, &kept[frame->part->attribute_count].value));
        kept[frame->part->attribute_count].name = name;
        if (name == WEIR_ATTR_id)
            frame->part->id = kept[frame->part->attribute_count].value;
        frame->part->attribute_count++;
    }
    return WEIR_OK;
}

static weir_err report_unknown_element(weir_xml_reader *reader, const weir_xml_frame *frame)
{
    char suggestion[HINT_MAX];

    if (frame->ns != WEIR_NS_WEIR)
        return WEIR_OK; /* BPMN and DMN know more than weir's tables: left to the schema and the rules */
    hint(reader, weir_tag_nearest, frame->ns, frame->name, suggestion);
    return weir_problem_add(reader->problems, WEIR_ERROR, "weir-name-unknown", frame->place.line, frame->place.column,
                            frame->id, "weir has no element \"%s\"%s", frame->name, suggestion);
}

static weir_err append_part(weir_xml_reader *reader, weir_xml_frame *frame)
{
    weir_part *parent = reader->depth > 1 ? reader->frames[reader->depth - 2].part : NULL;
    weir_tag tag = weir_tag_find(&reader->names, frame->ns, weir_text_of(frame->name));

    WEIR_TRY(weir_model_append(&reader->model, reader->arena, parent, tag, frame->place.line, &frame->part));
    if (tag == WEIR_PART_NONE)
        WEIR_TRY(report_unknown_element(reader, frame));
    return keep_attributes(reader, frame);
}

static weir_err push_frame(weir_xml_reader *reader, const char *name, const char *uri, weir_namespace ns)
{
    weir_text outer_id = reader->depth > 0 ? top(reader)->id : WEIR_NO_TEXT;
    weir_text id = own_id(reader);
    weir_xml_frame *frame;

    if (reader->depth == weir_xml_depth_max)
        return disagree(reader);
    frame = &reader->frames[reader->depth++];
    frame->name = name;
    frame->uri = uri;
    frame->ns = ns;
    frame->place = weir_xml_reader_place(reader);
    frame->part = NULL;
    frame->reported_attribute = NULL;
    frame->text.length = 0;
    if (frame->text.arena == NULL)
        weir_buffer_init(&frame->text, reader->scratch, 0);
    WEIR_TRY(weir_arena_text(reader->scratch, id, &frame->id));
    if (ns == WEIR_NS_WEIR || ns == WEIR_NS_SCENARIO || id.length == 0)
        frame->id = outer_id;
    return WEIR_OK;
}

static weir_err refuse_root(weir_xml_reader *reader, const char *name, const char *uri)
{
    weir_xml_place place = weir_xml_reader_place(reader);

    if (uri == NULL)
        return weir_fail_at(reader->diag, WEIR_EMODEL, WEIR_NO_TEXT, place.line, place.column,
                            "the root element <%s> has no namespace; a BPMN file begins with <definitions "
                            "xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">",
                            name);
    return weir_fail_at(reader->diag, WEIR_EMODEL, WEIR_NO_TEXT, place.line, place.column,
                        "the root element <%s> is of the namespace \"%s\", which is neither BPMN nor DMN nor that of "
                        "a scenario or calendar file",
                        name, uri);
}

/* A tag without the prefix of its file would vanish in silence. */
static weir_err note_missing_namespace(weir_xml_reader *reader, const char *name)
{
    weir_xml_place place = weir_xml_reader_place(reader);
    weir_namespace ns = top(reader)->ns;

    if (weir_tag_find(&reader->names, ns, weir_text_of(name)) == WEIR_PART_NONE)
        return WEIR_OK;
    return weir_problem_add(
        reader->problems, WEIR_ERROR, "namespace-missing", place.line, place.column, top(reader)->id,
        "<%s> has no namespace and is left out; write it with the same prefix as <%s>'s", name, top(reader)->name);
}

/* Whether the element stays out, with all that is in it. */
static weir_err is_left_out(weir_xml_reader *reader, const char *name, const char *uri, weir_namespace ns, bool *out)
{
    bool in_diagram = reader->depth > 0 && top(reader)->part == NULL;

    *out = ns == WEIR_NS_COUNT || ns == WEIR_NS_XSI || ns == WEIR_NS_MODELER || (in_diagram && ns != WEIR_NS_DI);
    if (reader->depth == 0)
        return *out || ns == WEIR_NS_DI || ns == WEIR_NS_WEIR ? refuse_root(reader, name, uri) : WEIR_OK;
    if (uri == NULL)
        return note_missing_namespace(reader, name);
    return WEIR_OK;
}

weir_err weir_xml_reader_start(weir_xml_reader *reader, const char *name, const char *uri, int attribute_count,
                               const xmlChar **attributes)
{
    weir_namespace ns = uri == NULL ? WEIR_NS_COUNT : weir_namespace_find(weir_text_of(uri));
    weir_xml_place place = weir_xml_reader_place(reader);
    bool left_out;

    if (uri != NULL && strcmp(uri, XINCLUDE_URI) == 0)
        return weir_fail_at(reader->diag, WEIR_EMODEL, WEIR_NO_TEXT, place.line, place.column,
                            "XInclude is refused; weir reads no other file, so put the content in its place");
    if (reader->skipped_depth > 0) {
        reader->skipped_depth++;
        return WEIR_OK;
    }
    WEIR_TRY(is_left_out(reader, name, uri, ns, &left_out));
    if (left_out && ns == WEIR_NS_MODELER)
        WEIR_TRY(weir_problem_add(reader->problems, WEIR_WARNING, "dialect-unmapped", place.line, place.column,
                                  top(reader)->id,
                                  "weir has nothing for the element <%s> of another engine; it has no effect", name));
    if (left_out) {
        reader->skipped_depth = 1;
        return WEIR_OK;
    }
    WEIR_TRY(take_attributes(reader, attribute_count, attributes));
    WEIR_TRY(push_frame(reader, name, uri, ns));
    if (ns != WEIR_NS_DI)
        WEIR_TRY(append_part(reader, top(reader)));
    if (reader->validator != NULL)
        WEIR_TRY(weir_xml_validator_start(reader->validator));
    return WEIR_OK;
}

weir_err weir_xml_reader_end(weir_xml_reader *reader)
{
    weir_xml_frame *frame = top(reader);
    weir_text text;

    if (reader->skipped_depth > 0) {
        reader->skipped_depth--;
        return WEIR_OK;
    }
    WEIR_TRY(weir_buffer_done(&frame->text, &text));
    if (frame->part != NULL && frame->part->tag == WEIR_PART_NONE)
        WEIR_TRY(weir_arena_text(reader->arena, weir_text_of(frame->name), &frame->part->text));
    else if (frame->part != NULL && weir_text_trim(text).length > 0)
        WEIR_TRY(weir_arena_text(reader->arena, text, &frame->part->text));
    if (reader->validator != NULL)
        WEIR_TRY(weir_xml_validator_end(reader->validator));
    reader->depth--;
    return WEIR_OK;
}

void weir_xml_reader_text(weir_xml_reader *reader, weir_text text)
{
    if (reader->skipped_depth == 0 && reader->depth > 0)
        weir_buffer_text(&top(reader)->text, text);
}

weir_err weir_xml_reader_report(weir_xml_reader *reader, weir_severity severity, const char *rule, weir_text words)
{
    const weir_xml_place place = weir_xml_reader_place(reader);

    return weir_problem_add(reader->problems, severity, rule, place.line, place.column,
                            reader->depth > 0 ? top(reader)->id : WEIR_NO_TEXT, "%.*s", WEIR_ARG(words));
}

/* A file that uses words of another engine is read again, through a sheet. */
static bool is_for_sheets(int namespace_count, const xmlChar **namespaces)
{
    for (int i = 0; i < namespace_count; i++) {
        if (weir_xml_dialect_find((const char *)namespaces[i * 2 + 1]) != NULL)
            return true;
    }
    return false;
}

static void on_start(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    weir_xml_reader *reader = self;

    (void)prefix, (void)defaulted_count;
    if (reader->err != WEIR_OK || reader->is_for_sheets)
        return;
    reader->is_for_sheets = is_for_sheets(namespace_count, namespaces);
    if (reader->is_for_sheets) {
        xmlStopParser(reader->parser);
        return;
    }
    if (reader->started_count == reader->outline.count) {
        stop(reader, disagree(reader));
        return;
    }
    reader->started_count++;
    stop(reader, weir_xml_reader_start(reader, (const char *)name, (const char *)uri, attribute_count, attributes));
}

static void on_end(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    weir_xml_reader *reader = self;

    (void)name, (void)prefix, (void)uri;
    if (reader->err == WEIR_OK)
        stop(reader, weir_xml_reader_end(reader));
}

static void on_text(void *self, const xmlChar *text, int length)
{
    weir_xml_reader *reader = self;

    if (reader->err == WEIR_OK)
        weir_xml_reader_text(reader, (weir_text){(const char *)text, (size_t)length});
}

/* What the guard lets through and the parser still refuses, worded for a designer. */
static const struct {
    int code;
    bool in_start_tag; /* the place is that of the tag being read */
    const char *sentence;
} faults[] = {
    {XML_ERR_ATTRIBUTE_REDEFINED, true, "the attribute \"%s\" stands twice in this tag"},
    {XML_NS_ERR_ATTRIBUTE_REDEFINED, true, "the attribute \"%s\" stands twice in this tag"},
    {XML_NS_ERR_UNDEFINED_NAMESPACE, true, "the prefix \"%s\" is not declared; add its xmlns: to the root element"},
    {XML_ERR_HYPHEN_IN_COMMENT, false, "a comment must not contain \"--\""},
    {XML_ERR_RESERVED_XML_NAME, false, "<?xml …?> may only stand at the very beginning of the file"},
    {XML_ERR_INVALID_CHAR, false, "a character reference names no character that XML allows"},
};

static weir_err word_fault(weir_xml_reader *reader, const xmlError *error)
{
    uint32_t line = error->line > 0 ? (uint32_t)error->line : 0, column = error->int2 > 0 ? (uint32_t)error->int2 : 0;
    weir_text message = weir_text_trim(weir_text_of(error->message));

    if (error->code == XML_ERR_NO_MEMORY)
        return WEIR_ENOMEM;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (faults[i].code != error->code)
            continue;
        if (faults[i].in_start_tag && reader->started_count < reader->outline.count) {
            line = reader->outline.items[reader->started_count].line;
            column = reader->outline.items[reader->started_count].column;
        }
        return weir_fail_at(reader->diag, WEIR_ESYNTAX, WEIR_NO_TEXT, line, column, faults[i].sentence,
                            error->str1 != NULL ? error->str1 : "");
    }
    return weir_fail_at(reader->diag, WEIR_ESYNTAX, WEIR_NO_TEXT, line, column, "the XML is not well formed: %.*s",
                        WEIR_ARG(message));
}

static void on_error(void *self, xmlErrorPtr error)
{
    weir_xml_reader *reader = self;

    if (reader->err == WEIR_OK && error->level >= XML_ERR_ERROR)
        stop(reader, word_fault(reader, error));
}

#define CHUNK_BYTES ((size_t)1 << 20)

void weir_xml_feed(xmlParserCtxtPtr parser, weir_text text)
{
    (void)xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC); /* both are known */
    if (xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8) != 0) {
        parser->wellFormed = 0;
        return;
    }
    /* In pieces: the library refuses to look ahead over ten million bytes. Its verdict comes through serror. */
    for (size_t at = 0; parser->disableSAX == 0 && at < text.length; at += CHUNK_BYTES) {
        weir_text chunk = weir_text_part(text, at, text.length - at < CHUNK_BYTES ? text.length - at : CHUNK_BYTES);

        (void)xmlParseChunk(parser, chunk.at, (int)chunk.length, at + chunk.length == text.length);
    }
}

weir_err weir_xml_parse(weir_xml_reader *reader, weir_text text)
{
    xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .cdataBlock = on_text,
        .ignorableWhitespace = on_text,
        .serror = on_error,
    };

    reader->parser = xmlCreatePushParserCtxt(&handler, reader, NULL, 0, NULL);
    if (reader->parser == NULL)
        return WEIR_ENOMEM;
    weir_xml_feed(reader->parser, text);
    if (reader->is_for_sheets)
        goto out;
    if (reader->err == WEIR_OK && !reader->parser->wellFormed)
        stop(reader, weir_fail(reader->diag, WEIR_ESYNTAX, WEIR_NO_TEXT, "the XML is not well formed"));
    if (reader->err == WEIR_OK && reader->started_count != reader->outline.count)
        stop(reader, disagree(reader));
out:
    xmlFreeParserCtxt(reader->parser);
    reader->parser = NULL;
    return reader->err;
}
