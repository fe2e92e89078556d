/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook_write.c - a tree as HTML that an XML parser reads, too.
 *
 * Only elements that HTML knows as empty are closed at once; names have no prefixes; a block ends its line. <h:t zh en>
 * is a text in two languages and becomes two spans.
 * Layer: xml.
 */
#include <string.h>

#include "xml/handbook_internal.h"

static const char *const empty_elements[] = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"};
static const char *const blocks[] = {
    "body", "caption", "colgroup", "dd",   "details", "div",   "dl",    "dt", "figcaption", "figure", "footer", "h1",
    "h2",   "h3",      "h4",       "head", "header",  "html",  "input", "li", "link",       "main",   "meta",   "nav",
    "ol",   "p",       "section",  "svg",  "table",   "tbody", "td",    "th", "thead",      "title",  "tr",     "ul"};

static bool is_among(xmlNodePtr node, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp((const char *)node->name, names[i]) == 0)
            return true;
    }
    return false;
}
#define IS_AMONG(node, names) is_among((node), (names), sizeof(names) / sizeof *(names))

static const char *uri_of(xmlNodePtr node)
{
    return node->ns != NULL && node->ns->href != NULL ? (const char *)node->ns->href : "";
}

static void write_escaped(weir_buffer *out, const char *text, bool is_attribute)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            weir_buffer_text(out, WEIR_T("&amp;"));
            break;
        case '<':
            weir_buffer_text(out, WEIR_T("&lt;"));
            break;
        case '>':
            weir_buffer_text(out, WEIR_T("&gt;"));
            break;
        case '"':
            weir_buffer_text(out, is_attribute ? WEIR_T("&quot;") : WEIR_T("\""));
            break;
        case '\n':
            weir_buffer_text(out, is_attribute ? WEIR_T("&#10;") : WEIR_T("\n"));
            break;
        default:
            weir_buffer_char(out, *text);
            break;
        }
    }
}

static void write_attributes(weir_buffer *out, xmlNodePtr node)
{
    for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next) {
        weir_buffer_char(out, ' ');
        if (attribute->ns != NULL && attribute->ns->prefix != NULL &&
            strcmp((const char *)attribute->ns->prefix, "xml") == 0)
            weir_buffer_text(out, WEIR_T("xml:"));
        weir_buffer_text(out, weir_text_of((const char *)attribute->name));
        weir_buffer_text(out, WEIR_T("=\""));
        for (xmlNodePtr text = attribute->children; text != NULL; text = text->next) {
            if (text->content != NULL)
                write_escaped(out, (const char *)text->content, true);
        }
        weir_buffer_char(out, '"');
    }
}

static bool is_both(xmlNodePtr node)
{
    return node->type == XML_ELEMENT_NODE && weir_node_is(node, WEIR_HANDBOOK_URI, "t");
}

static void write_span(weir_buffer *out, xmlNodePtr node, const char *language)
{
    weir_buffer_format(out, "<span lang=\"%s\">", language);
    for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next) {
        if (strcmp((const char *)attribute->name, language) == 0 && attribute->children != NULL &&
            attribute->children->content != NULL)
            write_escaped(out, (const char *)attribute->children->content, false);
    }
    weir_buffer_text(out, WEIR_T("</span>"));
}

static void write_both(weir_buffer *out, xmlNodePtr node)
{
    write_span(out, node, "zh");
    weir_buffer_char(out, ' ');
    write_span(out, node, "en");
}

static void open_element(weir_buffer *out, xmlNodePtr node, bool is_top)
{
    weir_buffer_char(out, '<');
    weir_buffer_text(out, weir_text_of((const char *)node->name));
    if (is_top || (node->parent != NULL && strcmp(uri_of(node), uri_of(node->parent)) != 0)) {
        weir_buffer_text(out, WEIR_T(" xmlns=\""));
        write_escaped(out, uri_of(node), true);
        weir_buffer_char(out, '"');
    }
    write_attributes(out, node);
    weir_buffer_text(out, IS_AMONG(node, empty_elements) ? WEIR_T("/>") : WEIR_T(">"));
}

static void close_element(weir_buffer *out, xmlNodePtr node)
{
    if (is_both(node))
        return;
    if (!IS_AMONG(node, empty_elements)) {
        weir_buffer_text(out, WEIR_T("</"));
        weir_buffer_text(out, weir_text_of((const char *)node->name));
        weir_buffer_char(out, '>');
    }
    if (IS_AMONG(node, blocks))
        weir_buffer_char(out, '\n');
}

weir_err weir_handbook_write(xmlNodePtr html, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;
    xmlNodePtr node = html;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, WEIR_T("<!DOCTYPE html>\n"));
    for (;;) {
        if (is_both(node))
            write_both(&buffer, node);
        else if (node->type == XML_ELEMENT_NODE)
            open_element(&buffer, node, node == html);
        else if (node->content != NULL && (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE))
            write_escaped(&buffer, (const char *)node->content, false);
        if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
            node = node->children;
            continue;
        }
        while (node != html && node->next == NULL) {
            if (node->type == XML_ELEMENT_NODE)
                close_element(&buffer, node);
            node = node->parent;
        }
        if (node->type == XML_ELEMENT_NODE)
            close_element(&buffer, node);
        if (node == html)
            break;
        node = node->next;
    }
    return weir_buffer_done(&buffer, out);
}
