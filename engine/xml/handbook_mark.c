/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook_mark.c - what sheets can't work out about a file, added to its elements.
 *
 * Layer: xml.
 */
#include <libxml/xmlmemory.h>
#include <string.h>

#include "xml/handbook_internal.h"
#include "xml/scene.h"

/* Elements whose text people read, and below what: NULL: anything. Other texts are expressions. */
static const struct {
    const char *name, *parent;
} spoken[] = {
    {"documentation", NULL},  {"description", NULL},      {"question", NULL},
    {"allowedAnswers", NULL}, {"text", "textAnnotation"}, {"text", "annotationEntry"},
};

/* Attributes that hold a list, and whether blanks divide it; commas always do. */
static const struct {
    const char *name;
    bool has_blanks;
} lists[] = {
    {"candidateGroups", false},
    {"candidateUsers", false},
    {"candidateStarterGroups", false},
    {"candidateStarterUsers", false},
    {"suspends", true},
    {"separateFrom", true},
    {"groups", true},
    {"superior", false},
};

static bool is_ours(xmlNodePtr node)
{
    return node->ns != NULL && strcmp((const char *)node->ns->href, WEIR_HANDBOOK_URI) == 0;
}

static weir_err mark_id(weir_handbook_tree *tree, xmlNodePtr node, weir_handbook_names *anchors)
{
    weir_text id = WEIR_NO_TEXT, name;
    xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)"id");
    weir_err err = WEIR_OK;

    if (value == NULL)
        return WEIR_OK;
    if (value[0] != '\0')
        err = weir_handbook_name(weir_text_of((const char *)value), tree->scratch, &id);
    xmlFree(value);
    if (err != WEIR_OK || id.at == NULL)
        return err;
    WEIR_TRY(weir_handbook_names_take(anchors, id, tree->scratch, &name));
    return weir_handbook_mark(tree, node, "anchor", name) ? WEIR_OK : WEIR_ENOMEM;
}

/* Another element of its kind says the same in another language. */
static bool has_twin(xmlNodePtr node)
{
    for (xmlNodePtr other = node->parent->children; other != NULL; other = other->next) {
        if (other != node && other->type == XML_ELEMENT_NODE &&
            strcmp((const char *)other->name, (const char *)node->name) == 0)
            return true;
    }
    return false;
}

static weir_err add_said(weir_handbook_tree *tree, xmlNodePtr node)
{
    weir_handbook_saids said = {0};
    xmlChar *content = xmlNodeGetContent(node);
    weir_err err;

    if (content == NULL)
        return WEIR_OK;
    err = weir_handbook_say(weir_text_trim(weir_text_of((const char *)content)), has_twin(node), tree->scratch, &said);
    xmlFree(content);
    for (uint32_t i = 0; err == WEIR_OK && i < said.count; i++) {
        xmlNodePtr paragraph = weir_handbook_add(tree, node, "said");

        if (!weir_handbook_set(paragraph, "language", weir_text_of(said.items[i].language)) ||
            !weir_handbook_write_text(paragraph, said.items[i].text))
            err = WEIR_ENOMEM;
    }
    return err;
}

static bool divides(char c, bool has_blanks)
{
    return c == ',' || (has_blanks && (c == ' ' || c == '\t' || c == '\n' || c == '\r'));
}

static weir_err add_word(weir_handbook_tree *tree, xmlNodePtr node, const char *of, weir_text word)
{
    xmlNodePtr made;
    weir_text anchor;

    word = weir_text_trim(word);
    if (word.length == 0)
        return WEIR_OK;
    WEIR_TRY(weir_handbook_name(word, tree->scratch, &anchor));
    made = weir_handbook_add(tree, node, "word");
    return weir_handbook_set(made, "of", weir_text_of(of)) && weir_handbook_set(made, "anchor", anchor) &&
                   weir_handbook_write_text(made, word)
               ? WEIR_OK
               : WEIR_ENOMEM;
}

/* An expression is one word; its own commas stand in braces. */
static weir_err add_words(weir_handbook_tree *tree, xmlNodePtr node, const char *of, weir_text list, bool has_blanks)
{
    size_t from = 0, depth = 0;

    if (list.length == 0)
        return WEIR_OK;
    if (list.at[0] == '=')
        return add_word(tree, node, of, list);
    for (size_t at = 0; at <= list.length; at++) {
        const char c = at < list.length ? list.at[at] : ',';

        depth += c == '{';
        depth -= c == '}' && depth > 0;
        if (at < list.length && (depth > 0 || !divides(c, has_blanks)))
            continue;
        WEIR_TRY(add_word(tree, node, of, weir_text_part(list, from, at - from)));
        from = at + 1;
    }
    return WEIR_OK;
}

static weir_err add_lists(weir_handbook_tree *tree, xmlNodePtr node)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next) {
            xmlChar *value;
            weir_err err;

            if (strcmp((const char *)attribute->name, lists[i].name) != 0)
                continue;
            value = xmlNodeListGetString(node->doc, attribute->children, 1);
            err = value != NULL
                      ? add_words(tree, node, lists[i].name, weir_text_of((const char *)value), lists[i].has_blanks)
                      : WEIR_OK;
            xmlFree(value);
            WEIR_TRY(err);
        }
    }
    return WEIR_OK;
}

/* The texts in an expression: each may name a group; sheets know which there are. */
static weir_err add_texts(weir_handbook_tree *tree, xmlNodePtr node, weir_text expression)
{
    size_t from = 0;

    for (bool is_text = false; from < expression.length; is_text = !is_text) {
        const size_t end = weir_text_find(expression, WEIR_T("\""), from);

        if (end == SIZE_MAX)
            return WEIR_OK;
        if (is_text)
            WEIR_TRY(add_word(tree, node, "groupText", weir_text_part(expression, from, end - from)));
        from = end + 1;
    }
    return WEIR_OK;
}

static weir_err add_texts_of(weir_handbook_tree *tree, xmlNodePtr node, xmlNodePtr at, const char *attribute)
{
    xmlChar *value = xmlGetProp(at, (const xmlChar *)attribute);
    weir_err err = WEIR_OK;

    if (value != NULL && value[0] == '=')
        err = add_texts(tree, node, weir_text_of((const char *)value));
    xmlFree(value);
    return err;
}

/* Whom an expression chooses, itself or by the items that it goes over. */
static weir_err add_chosen_groups(weir_handbook_tree *tree, xmlNodePtr node)
{
    xmlChar *groups = xmlGetProp(node, (const xmlChar *)"candidateGroups");
    const bool is_chosen = groups != NULL && groups[0] == '=';

    xmlFree(groups);
    if (!is_chosen)
        return WEIR_OK;
    WEIR_TRY(add_texts_of(tree, node, node, "candidateGroups"));
    for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE &&
            strcmp((const char *)child->name, "multiInstanceLoopCharacteristics") == 0)
            WEIR_TRY(add_texts_of(tree, node, child, "collection"));
    }
    return WEIR_OK;
}

static bool is_spoken(xmlNodePtr node)
{
    for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++) {
        if (strcmp((const char *)node->name, spoken[i].name) == 0 &&
            (spoken[i].parent == NULL || strcmp((const char *)node->parent->name, spoken[i].parent) == 0))
            return true;
    }
    return false;
}

weir_err weir_handbook_mark_all(weir_handbook_tree *tree, xmlNodePtr root)
{
    weir_handbook_names anchors = {0};

    for (xmlNodePtr node = root; node != NULL; node = weir_node_next(node, root)) {
        if (is_ours(node))
            continue;
        WEIR_TRY(mark_id(tree, node, &anchors));
        WEIR_TRY(add_lists(tree, node));
        WEIR_TRY(add_chosen_groups(tree, node));
        if (is_spoken(node))
            WEIR_TRY(add_said(tree, node));
    }
    return WEIR_OK;
}
