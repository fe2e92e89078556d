/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook_talk.c - who says what to whom: names of messages, signals, errors and escalations where they are used.
 *
 * What is declared, thrown or caught gets h:talk (message, signal, error, escalation), h:name, by which models of
 * different files meet, h:number, and, where it is used, h:way (out, in). Below what computes the name of its message,
 * <may> has the same for each text in the expression.
 * Layer: xml.
 */
#include <stdio.h>
#include <string.h>

#include "xml/handbook_internal.h"
#include "xml/scene.h"

static const struct {
    const char *talk, *reference, *name; /* of what is meant: the attribute that others know it by */
} talks[] = {
    {"message", "messageRef", "name"},
    {"signal", "signalRef", "name"},
    {"error", "errorRef", "errorCode"},
    {"escalation", "escalationRef", "escalationCode"},
};
#define TALK_COUNT (sizeof talks / sizeof *talks)

static bool is_out(xmlNodePtr node)
{
    return strcmp((const char *)node->name, "sendTask") == 0 ||
           (node->parent != NULL && (strcmp((const char *)node->parent->name, "intermediateThrowEvent") == 0 ||
                                     strcmp((const char *)node->parent->name, "implicitThrowEvent") == 0 ||
                                     strcmp((const char *)node->parent->name, "endEvent") == 0));
}

/* Operations of interfaces and errors of participants name messages, too, but send none. */
static bool is_user(xmlNodePtr node)
{
    return strcmp((const char *)node->name, "sendTask") == 0 || strcmp((const char *)node->name, "receiveTask") == 0 ||
           weir_text_ends_with(weir_text_of((const char *)node->name), WEIR_T("EventDefinition"));
}

/* By its name or code, else its name, else its id. */
static weir_text name_of(xmlNodePtr declared, const char *attribute)
{
    weir_text name = weir_text_trim(weir_node_attribute(declared, attribute));

    if (name.length == 0)
        name = weir_text_trim(weir_node_attribute(declared, "name"));
    return name.length > 0 ? name : weir_text_trim(weir_node_attribute(declared, "id"));
}

static weir_text local_part(weir_text reference)
{
    const size_t colon = weir_text_find(reference, WEIR_T(":"), 0);

    return colon == SIZE_MAX ? reference : weir_text_part(reference, colon + 1, reference.length - colon - 1);
}

static bool mark(weir_handbook_tree *tree, xmlNodePtr node, const char *talk, weir_text name, const char *way)
{
    char number[16];

    (void)snprintf(number, sizeof number, "%u", ++tree->talk_count);
    return weir_handbook_mark(tree, node, "number", weir_text_of(number)) &&
           weir_handbook_mark(tree, node, "talk", weir_text_of(talk)) &&
           (name.length == 0 || weir_handbook_mark(tree, node, "name", name)) &&
           (way == NULL || weir_handbook_mark(tree, node, "way", weir_text_of(way)));
}

/* A name that is computed: each text in the expression may be one. */
static bool add_names(weir_handbook_tree *tree, xmlNodePtr node, weir_text expression)
{
    for (size_t from = 0;;) {
        const size_t open = weir_text_find(expression, WEIR_T("\""), from);
        const size_t end = open == SIZE_MAX ? SIZE_MAX : weir_text_find(expression, WEIR_T("\""), open + 1);
        xmlNodePtr may;

        if (end == SIZE_MAX)
            return true;
        from = end + 1;
        if (end == open + 1)
            continue;
        may = weir_handbook_add(tree, node, "may");
        if (may == NULL || !mark(tree, may, "message", weir_text_part(expression, open + 1, end - open - 1), "out"))
            return false;
    }
}

static bool mark_node(weir_handbook_tree *tree, xmlNodePtr node, const weir_xml_ids *ids)
{
    const weir_text named = weir_text_trim(weir_node_attribute(node, "messageName"));

    if (named.length > 0)
        return named.at[0] == '=' ? add_names(tree, node, named) : mark(tree, node, "message", named, "out");
    for (size_t i = 0; i < TALK_COUNT; i++) {
        const weir_text reference = weir_text_trim(weir_node_attribute(node, talks[i].reference));

        if (weir_node_is(node, WEIR_BPMN_URI, talks[i].talk))
            return mark(tree, node, talks[i].talk, name_of(node, talks[i].name), NULL);
        if (reference.length > 0 && is_user(node)) {
            xmlNodePtr declared = weir_xml_ids_find(ids, reference);

            return mark(tree, node, talks[i].talk,
                        declared != NULL ? name_of(declared, talks[i].name) : local_part(reference),
                        is_out(node) ? "out" : "in");
        }
    }
    return true;
}

weir_err weir_handbook_mark_talk(weir_handbook_tree *tree, xmlNodePtr root, const weir_xml_ids *ids)
{
    for (xmlNodePtr node = root; node != NULL; node = weir_node_next(node, root)) {
        if (node->ns != NULL && strcmp((const char *)node->ns->href, WEIR_BPMN_URI) == 0 && !mark_node(tree, node, ids))
            return WEIR_ENOMEM;
    }
    return WEIR_OK;
}
