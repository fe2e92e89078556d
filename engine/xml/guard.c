/* SPDX-License-Identifier: Apache-2.0
 * xml/guard.c - the scan over the tags of a file.
 *
 * It knows just enough of XML to see where tags, attributes, comments, CDATA sections and processing instructions
 * begin and end. What it lets through may still be wrong XML (a bad name, a doubled attribute); it can no longer be
 * expensive. Each byte is looked at a fixed number of times.
 * Layer: xml.
 */
#include "xml/guard.h"

typedef struct open_element {
    weir_text name;
    uint32_t line, namespace_count;
} open_element;

typedef struct scan {
    weir_text text;
    size_t at;
    weir_xml_place place; /* of `at` */
    weir_arena *arena;
    weir_diag *diag;
    weir_xml_outline outline;
    open_element open[weir_xml_depth_max];
    uint32_t depth, namespace_count; /* declarations in scope */
} scan;

static void advance(scan *s, size_t to)
{
    for (; s->at < to; s->at++) {
        char c = s->text.at[s->at];

        if (c == '\n' || (c == '\r' && !(s->at + 1 < s->text.length && s->text.at[s->at + 1] == '\n'))) {
            s->place.line++;
            s->place.column = 1;
        } else if (((uint8_t)c & 0xC0) != 0x80) {
            s->place.column++;
        }
    }
}

static bool ended(const scan *s)
{
    return s->at >= s->text.length;
}

static char look(const scan *s)
{
    return ended(s) ? '\0' : s->text.at[s->at];
}

static bool looks_at(const scan *s, weir_text literal)
{
    return s->text.length - s->at >= literal.length && memcmp(s->text.at + s->at, literal.at, literal.length) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_blanks(scan *s)
{
    while (!ended(s) && is_blank(look(s)))
        advance(s, s->at + 1);
}

#define FAIL_AT(s, where, ...)                                                                                         \
    weir_fail_at((s)->diag, WEIR_ESYNTAX, WEIR_NO_TEXT, (where).line, (where).column, __VA_ARGS__)
#define FAIL(s, ...) FAIL_AT(s, (s)->place, __VA_ARGS__)

/* Past a comment, CDATA section or processing instruction; at its first character. */
static weir_err skip_section(scan *s, size_t opening_length, weir_text closing, const char *kind)
{
    size_t end = weir_text_find(s->text, closing, s->at + opening_length);

    if (end == SIZE_MAX)
        return FAIL(s, "this %s is never closed; \"%s\" is missing", kind, closing.at);
    if (end - s->at > weir_xml_text_length_max)
        return WEIR_XML_LIMIT(s->diag, s->place, text_length_max);
    advance(s, end + closing.length);
    return WEIR_OK;
}

static bool is_known_reference(weir_text name)
{
    static const weir_text predefined[] = {{"lt", 2}, {"gt", 2}, {"amp", 3}, {"quot", 4}, {"apos", 4}};

    for (size_t i = 0; i < sizeof predefined / sizeof *predefined; i++) {
        if (weir_text_equal(predefined[i], name))
            return true;
    }
    return name.length > 1 && name.at[0] == '#'; /* its digits are the parser's business */
}

#define REFERENCE_LENGTH_MAX 32 /* longer than any character reference */

/* Text or an attribute's value up to `end`: only character references and the five predefined entities. */
static weir_err take_text(scan *s, size_t end)
{
    while (s->at < end) {
        const char *ampersand = memchr(s->text.at + s->at, '&', end - s->at);
        weir_text name;
        size_t semicolon;

        if (ampersand == NULL)
            break;
        advance(s, (size_t)(ampersand - s->text.at));
        name = weir_text_part(s->text, s->at + 1,
                              end - s->at - 1 < REFERENCE_LENGTH_MAX ? end - s->at - 1 : REFERENCE_LENGTH_MAX);
        semicolon = weir_text_find(name, WEIR_T(";"), 0);
        if (semicolon == SIZE_MAX)
            return FAIL(s, "a bare '&' must be written &amp;");
        name.length = semicolon;
        if (!is_known_reference(name))
            return FAIL(s, "the entity &%.*s; is not known; a bare '&' must be written &amp;", WEIR_ARG(name));
        advance(s, s->at + semicolon + 2);
    }
    advance(s, end);
    return WEIR_OK;
}

static weir_err take_character_data(scan *s)
{
    const char *next = memchr(s->text.at + s->at, '<', s->text.length - s->at);
    size_t end = next == NULL ? s->text.length : (size_t)(next - s->text.at);

    if (s->depth == 0) {
        skip_blanks(s);
        if (s->at < end)
            return FAIL(s, "there is text outside the root element");
    }
    if (end - s->at > weir_xml_text_length_max)
        return WEIR_XML_LIMIT(s->diag, s->place, text_length_max);
    return take_text(s, end);
}

static weir_err take_name(scan *s, weir_text *out)
{
    size_t end = s->at;

    while (end < s->text.length && !is_blank(s->text.at[end]) && memchr("/>=<\"'&", s->text.at[end], 7) == NULL)
        end++;
    if (end - s->at > weir_xml_name_length_max)
        return WEIR_XML_LIMIT(s->diag, s->place, name_length_max);
    *out = weir_text_part(s->text, s->at, end - s->at);
    if (out->length == 0)
        return FAIL(s, "a name is missing here");
    advance(s, end);
    return WEIR_OK;
}

static weir_err take_value(scan *s, weir_text attribute)
{
    char quote;
    const char *close;
    size_t end;

    skip_blanks(s);
    if (look(s) != '=')
        return FAIL(s, "the attribute %.*s has no value; write %.*s=\"…\"", WEIR_ARG(attribute), WEIR_ARG(attribute));
    advance(s, s->at + 1);
    skip_blanks(s);
    quote = look(s);
    if (quote != '"' && quote != '\'')
        return FAIL(s, "the value of attribute %.*s must be in quotes", WEIR_ARG(attribute));
    close = memchr(s->text.at + s->at + 1, quote, s->text.length - s->at - 1);
    end = close == NULL ? s->text.length : (size_t)(close - s->text.at);
    if (memchr(s->text.at + s->at, '<', end - s->at) != NULL || close == NULL)
        return FAIL(s, "the quote of attribute %.*s is not closed (a '<' in a value is written &lt;)",
                    WEIR_ARG(attribute));
    if (end - s->at - 1 > weir_xml_attribute_length_max)
        return WEIR_XML_LIMIT(s->diag, s->place, attribute_length_max);
    advance(s, s->at + 1);
    WEIR_TRY(take_text(s, end));
    advance(s, end + 1);
    return WEIR_OK;
}

/* Attributes up to '>' or '/'. */
static weir_err take_attributes(scan *s, open_element *element)
{
    uint32_t attribute_count = 0;

    for (;;) {
        bool apart = is_blank(look(s));
        weir_text name;

        skip_blanks(s);
        if (ended(s))
            return FAIL(s, "the file ends within the tag <%.*s> of line %u", WEIR_ARG(element->name), element->line);
        if (look(s) == '>' || look(s) == '/')
            return WEIR_OK;
        if (!apart)
            return FAIL(s, "a blank is missing before this attribute of <%.*s>", WEIR_ARG(element->name));
        WEIR_TRY(take_name(s, &name));
        if (++attribute_count > weir_xml_attribute_count_max)
            return WEIR_XML_LIMIT(s->diag, s->place, attribute_count_max);
        if (weir_text_starts_with(name, WEIR_T("xmlns")) && ++element->namespace_count > weir_xml_namespace_count_max)
            return WEIR_XML_LIMIT(s->diag, s->place, namespace_count_max);
        WEIR_TRY(take_value(s, name));
    }
}

static weir_err take_start_tag(scan *s)
{
    weir_xml_place start = s->place;
    open_element *element;

    if (s->depth == 0 && s->outline.count > 0)
        return FAIL(s, "there is a second root element; a file has exactly one");
    if (s->depth == weir_xml_depth_max)
        return WEIR_XML_LIMIT(s->diag, start, depth_max);
    if (s->outline.count == weir_xml_element_count_max)
        return WEIR_XML_LIMIT(s->diag, start, element_count_max);
    WEIR_TRY(WEIR_GROW(s->arena, &s->outline));
    s->outline.items[s->outline.count++] = start;
    element = &s->open[s->depth];
    *element = (open_element){.line = start.line};
    advance(s, s->at + 1);
    WEIR_TRY(take_name(s, &element->name));
    WEIR_TRY(take_attributes(s, element));
    if (s->namespace_count + element->namespace_count > weir_xml_namespace_scope_max)
        return WEIR_XML_LIMIT(s->diag, start, namespace_scope_max);
    if (look(s) == '/') {
        advance(s, s->at + 1);
        if (look(s) != '>')
            return FAIL(s, "'/' must be followed by '>' at the end of <%.*s>", WEIR_ARG(element->name));
    } else {
        s->namespace_count += element->namespace_count;
        s->depth++;
    }
    advance(s, s->at + 1);
    return WEIR_OK;
}

static weir_err take_end_tag(scan *s)
{
    weir_xml_place start = s->place;
    const open_element *element;
    weir_text name;

    advance(s, s->at + 2);
    WEIR_TRY(take_name(s, &name));
    skip_blanks(s);
    if (look(s) != '>')
        return FAIL(s, "the closing tag </%.*s> must end with '>'", WEIR_ARG(name));
    advance(s, s->at + 1);
    if (s->depth == 0)
        return FAIL_AT(s, start, "</%.*s> closes an element that was never opened", WEIR_ARG(name));
    element = &s->open[--s->depth];
    if (!weir_text_equal(element->name, name))
        return FAIL_AT(s, start, "</%.*s> stands where <%.*s> of line %u must be closed first", WEIR_ARG(name),
                       WEIR_ARG(element->name), element->line);
    s->namespace_count -= element->namespace_count;
    return WEIR_OK;
}

static weir_err take_markup(scan *s)
{
    if (looks_at(s, WEIR_T("<!--")))
        return skip_section(s, 4, WEIR_T("-->"), "comment");
    if (looks_at(s, WEIR_T("<![CDATA["))) {
        if (s->depth == 0)
            return FAIL(s, "there is text outside the root element");
        return skip_section(s, 9, WEIR_T("]]>"), "CDATA section");
    }
    if (looks_at(s, WEIR_T("<!DOCTYPE")))
        return FAIL(s, "a DOCTYPE is refused; remove it (weir reads no document type definitions and no entities)");
    if (looks_at(s, WEIR_T("<!")))
        return FAIL(s, "'<!' begins neither a comment nor a CDATA section");
    if (looks_at(s, WEIR_T("<?")))
        return skip_section(s, 2, WEIR_T("?>"), "processing instruction");
    if (looks_at(s, WEIR_T("</")))
        return take_end_tag(s);
    return take_start_tag(s);
}

weir_err weir_xml_guard(weir_text text, weir_arena *arena, weir_xml_outline *out, weir_diag *diag)
{
    scan s = {.text = text, .place = {1, 1}, .arena = arena, .diag = diag};

    while (!ended(&s)) {
        if (look(&s) == '<')
            WEIR_TRY(take_markup(&s));
        else
            WEIR_TRY(take_character_data(&s));
    }
    if (s.depth > 0)
        return FAIL(&s, "the file ends inside <%.*s> of line %u", WEIR_ARG(s.open[s.depth - 1].name),
                    s.open[s.depth - 1].line);
    if (s.outline.count == 0)
        return FAIL(&s, "there is no element in the file");
    *out = s.outline;
    return WEIR_OK;
}
