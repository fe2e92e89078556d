/* SPDX-License-Identifier: Apache-2.0
 * xml/violation.c - what a schema found, in words for a designer.
 *
 * The XML library tells the kind of a violation by a code; which attribute, which value and which alternatives stand
 * only in its message, between quotes, behind fixed words. They are taken from there, and a sentence of our own is
 * built around them: no {namespace}names, no schema type names, and always what would have been right.
 * Layer: xml.
 */
#include "xml/xml_internal.h"

typedef struct violation {
    weir_xml_reader *reader;
    weir_xml_frame *frame;
    weir_text message; /* of the XML library */
} violation;

typedef weir_err word_fn(violation *v);

#define REPORT(v, severity, rule, ...)                                                                                 \
    weir_problem_add((v)->reader->problems, (severity), (rule), (v)->frame->place.line, (v)->frame->place.column,      \
                     (v)->frame->id, __VA_ARGS__)

/* What a diagram gets wrong can't harm an instance. */
static weir_severity severity_of(const violation *v)
{
    return v->frame->ns == WEIR_NS_DI ? WEIR_WARNING : WEIR_ERROR;
}

/* The text between `opening` and the next quote; absent if it is not there. */
static weir_text quoted_after(weir_text message, weir_text opening)
{
    size_t start = weir_text_find(message, opening, 0), end;

    if (start == SIZE_MAX)
        return WEIR_NO_TEXT;
    start += opening.length;
    end = weir_text_find(message, WEIR_T("'"), start);
    return end == SIZE_MAX ? WEIR_NO_TEXT : weir_text_part(message, start, end - start);
}

/* "{uri}name" without its braces. */
static weir_text local_name(weir_text name)
{
    for (size_t i = name.length; i > 0; i--) {
        if (name.at[i - 1] == '}')
            return weir_text_part(name, i, name.length - i);
    }
    return name;
}

static const weir_xml_attribute *find_attribute(const weir_xml_reader *reader, weir_text name)
{
    for (uint32_t i = 0; i < reader->attribute_count; i++) {
        if (weir_text_equal(weir_text_of(reader->attributes[i].name), name))
            return &reader->attributes[i];
    }
    return NULL;
}

/* Types as people say them. */
static weir_text say_type(weir_text message)
{
    static const struct {
        weir_text type, words;
    } types[] = {
#define TYPE(name, said)                                                                                               \
    {                                                                                                                  \
        {"type 'xs:" name "'", sizeof("type 'xs:" name "'") - 1},                                                      \
        {                                                                                                              \
            said, sizeof(said) - 1                                                                                     \
        }                                                                                                              \
    }
        TYPE("boolean", "true or false"),
        TYPE("integer", "a whole number"),
        TYPE("positiveInteger", "a whole number from 1"),
        TYPE("nonNegativeInteger", "a whole number from 0"),
        TYPE("double", "a number"),
        TYPE("NCName", "a name: a letter or '_', then letters, digits, '-', '_' and '.'"),
        TYPE("anyURI", "a URI"),
        TYPE("duration", "a duration such as PT5M or P1D"),
        TYPE("dateTime", "a date and time such as 2026-01-05T09:00:00Z"),
#undef TYPE
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (weir_text_find(message, types[i].type, 0) != SIZE_MAX)
            return types[i].words;
    }
    return WEIR_T("another value");
}

/* "{'a', 'b'}" as "a, b"; else the type. */
static weir_err say_expected(violation *v, weir_text *out)
{
    static const weir_text opening = {"is not an element of the set {", 30};
    size_t start = weir_text_find(v->message, opening, 0);
    weir_buffer words;

    if (start == SIZE_MAX) {
        *out = weir_text_find(v->message, WEIR_T("[facet 'minLength']"), 0) != SIZE_MAX
                   ? WEIR_T("at least one character")
                   : say_type(v->message);
        return WEIR_OK;
    }
    weir_buffer_init(&words, v->reader->scratch, 0);
    for (size_t i = start + opening.length; i < v->message.length && v->message.at[i] != '}'; i++) {
        if (v->message.at[i] != '\'')
            weir_buffer_char(&words, v->message.at[i]);
    }
    return weir_buffer_done(&words, out);
}

/* Names that are allowed nearly everywhere are never the answer to what is missing; neither are wildcards. */
static bool is_worth_naming(weir_text name)
{
    static const weir_text everywhere[] = {
        {"documentation", 13}, {"description", 11}, {"extensionElements", 17}, {"extensionAttribute", 18}};

    for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++) {
        if (weir_text_equal(everywhere[i], name))
            return false;
    }
    return name.length > 0 && name.at[0] != '*' && name.at[0] != '#';
}

/* "Expected is ( {uri}a, {uri}b )." as "<a>, <b>"; absent when nothing is listed. */
static weir_err say_expected_elements(violation *v, weir_text *out)
{
    size_t at = weir_text_find(v->message, WEIR_T("Expected is"), 0);
    size_t end = at == SIZE_MAX ? SIZE_MAX : weir_text_find(v->message, WEIR_T(" )"), at);
    weir_buffer words;

    *out = WEIR_NO_TEXT;
    at = at == SIZE_MAX ? SIZE_MAX : weir_text_find(v->message, WEIR_T("( "), at);
    if (at == SIZE_MAX || end == SIZE_MAX)
        return WEIR_OK;
    weir_buffer_init(&words, v->reader->scratch, 0);
    for (at += 2; at < end;) {
        size_t next = weir_text_find(v->message, WEIR_T(", "), at);
        weir_text name = local_name(weir_text_part(v->message, at, (next < end ? next : end) - at));

        if (is_worth_naming(name))
            weir_buffer_format(&words, "%s<%.*s>", words.length > 0 ? ", " : "", WEIR_ARG(name));
        at = next < end ? next + 2 : end;
    }
    return weir_buffer_done(&words, out);
}

static const weir_xml_frame *parent_of(const violation *v)
{
    return v->reader->depth > 1 ? v->frame - 1 : v->frame;
}

/* In the words of the XML library, without its {namespace}s. */
static weir_err word_other(violation *v)
{
    weir_buffer words;
    weir_text said;
    bool in_braces = false;

    weir_buffer_init(&words, v->reader->scratch, 0);
    for (size_t i = 0; i < v->message.length; i++) {
        char c = v->message.at[i];

        if (c == '{')
            in_braces = true;
        if (!in_braces && c != '\n')
            weir_buffer_char(&words, c);
        if (c == '}')
            in_braces = false;
    }
    WEIR_TRY(weir_buffer_done(&words, &said));
    return REPORT(v, severity_of(v), "xsd-invalid", "%.*s", WEIR_ARG(said));
}

static weir_err word_unknown_root(violation *v)
{
    return REPORT(v, severity_of(v), "xsd-element-unknown", "<%s> is not known here", v->frame->name);
}

static weir_err word_missing_child(violation *v)
{
    weir_text expected;

    WEIR_TRY(say_expected_elements(v, &expected));
    return REPORT(v, severity_of(v), "xsd-element-missing", "<%s> is not complete; add %.*s", v->frame->name,
                  WEIR_ARG(expected));
}

static weir_err word_content(violation *v)
{
    weir_text expected;
    const char *nearest = weir_tag_nearest(v->frame->ns, weir_text_of(v->frame->name));

    if (weir_text_find(v->message, WEIR_T("Missing child element"), 0) != SIZE_MAX)
        return word_missing_child(v);
    if (v->frame->ns == WEIR_NS_WEIR && v->frame->part->tag == WEIR_PART_NONE)
        return WEIR_OK; /* the reader has said that weir has no such element */
    if (nearest != NULL && strcmp(nearest, v->frame->name) != 0)
        return REPORT(v, severity_of(v), "xsd-element-unexpected", "<%s> can't stand in <%s>; did you mean <%s>?",
                      v->frame->name, parent_of(v)->name, nearest);
    WEIR_TRY(say_expected_elements(v, &expected));
    if (expected.length > 0 && weir_text_find(v->message, WEIR_T("..."), 0) == SIZE_MAX)
        return REPORT(v, severity_of(v), "xsd-element-unexpected", "<%s> can't stand in <%s> here; expected: %.*s",
                      v->frame->name, parent_of(v)->name, WEIR_ARG(expected));
    return REPORT(v, severity_of(v), "xsd-element-unexpected", "<%s> can't stand in <%s>, or not so often",
                  v->frame->name, parent_of(v)->name);
}

static weir_err word_attribute_unexpected(violation *v)
{
    weir_text name = local_name(quoted_after(v->message, WEIR_T(", attribute '")));
    bool is_standard = v->frame->ns == WEIR_NS_BPMN || v->frame->ns == WEIR_NS_DMN || v->frame->ns == WEIR_NS_DI;
    const char *nearest;

    if (is_standard)
        return REPORT(v, WEIR_WARNING, "attribute-unknown", "<%s> has no attribute \"%.*s\"", v->frame->name,
                      WEIR_ARG(name));
    nearest = weir_attr_nearest(WEIR_NS_NONE, name);
    if (nearest != NULL && !weir_text_equal(weir_text_of(nearest), name))
        return REPORT(v, WEIR_ERROR, "xsd-attribute-unexpected", "<%s> has no attribute \"%.*s\"; did you mean \"%s\"?",
                      v->frame->name, WEIR_ARG(name), nearest);
    return REPORT(v, WEIR_ERROR, "xsd-attribute-unexpected", "<%s> has no attribute \"%.*s\"", v->frame->name,
                  WEIR_ARG(name));
}

static weir_err word_attribute_missing(violation *v)
{
    weir_text name = local_name(quoted_after(v->message, WEIR_T("The attribute '")));

    return REPORT(v, severity_of(v), "xsd-attribute-missing", "<%s> needs the attribute \"%.*s\"", v->frame->name,
                  WEIR_ARG(name));
}

/* checks.c looks at the ids of the model, with or without a schema. */
static bool is_checked_id(const violation *v, const weir_xml_attribute *attribute)
{
    return strcmp(attribute->name, "id") == 0 && v->frame->part != NULL && weir_part_is_referable(v->frame->part);
}

/* The library reports a facet and then once more the type; the first one says it all. */
static weir_err word_value(violation *v)
{
    const weir_xml_attribute *attribute =
        find_attribute(v->reader, local_name(quoted_after(v->message, WEIR_T(", attribute '"))));
    weir_text expected;

    if (attribute == NULL)
        return word_other(v); /* no schema of ours restricts the text of an element */
    if (v->frame->reported_attribute == attribute->name || is_checked_id(v, attribute))
        return WEIR_OK;
    v->frame->reported_attribute = attribute->name;
    WEIR_TRY(say_expected(v, &expected));
    return REPORT(v, severity_of(v), "xsd-attribute-value", "%s=\"%.*s\" of <%s> is not valid; expected: %.*s",
                  attribute->name, (int)(attribute->value.length < 80 ? attribute->value.length : 80),
                  attribute->value.at, v->frame->name, WEIR_ARG(expected));
}

static weir_err word_text_unexpected(violation *v)
{
    return REPORT(v, severity_of(v), "xsd-text-unexpected", "<%s> can't hold text", v->frame->name);
}

/* Reported when the text is complete, or on the start tag of a child. */
static weir_err word_empty_type(violation *v)
{
    bool is_text = weir_text_find(v->message, WEIR_T("Character content"), 0) != SIZE_MAX;

    return is_text ? word_text_unexpected(v) : word_content(v);
}

static const struct {
    int code;
    word_fn *word;
} wordings[] = {
    {XML_SCHEMAV_CVC_ELT_1, word_unknown_root},
    {XML_SCHEMAV_ELEMENT_CONTENT, word_content},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1, word_empty_type},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2, word_content},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3, word_text_unexpected},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_4, word_content},
    {XML_SCHEMAV_CVC_TYPE_3_1_2, word_content},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1, word_attribute_unexpected},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2, word_attribute_unexpected},
    {XML_SCHEMAV_CVC_TYPE_3_1_1, word_attribute_unexpected},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_4, word_attribute_missing},
    {XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1, word_value},
    {XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_2, word_value},
    {XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_3, word_value},
    {XML_SCHEMAV_CVC_ENUMERATION_VALID, word_value},
    {XML_SCHEMAV_CVC_PATTERN_VALID, word_value},
    {XML_SCHEMAV_CVC_MINLENGTH_VALID, word_value},
    {XML_SCHEMAV_CVC_MININCLUSIVE_VALID, word_value},
};

weir_err weir_xml_report_violation(weir_xml_reader *reader, const xmlError *error)
{
    violation v = {reader, &reader->frames[reader->depth - 1], weir_text_of(error->message)};

    if (error->code == XML_ERR_NO_MEMORY)
        return WEIR_ENOMEM;
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
        if (wordings[i].code == error->code)
            return wordings[i].word(&v);
    }
    return word_other(&v);
}
