/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_support.c - what BPMN has and this version does not do is said, never skipped in silence.
 *
 * Flow nodes and triggers that weir does not execute are rows of elements.def and triggers.def; what is smaller is
 * listed here.
 * Layer: compile.   Spec: BPMN 2.0.2 §2.2 (conformance).
 */
#include "compile/rules.h"
#include "elements/performer.h"

typedef enum role { NODE, DEFINITION, DETAIL, HARMLESS } role;

static const struct {
    const char *name;
    role role;
    const char *advice;
} elements[] = {
#define ELEMENT(name, xml, group, clause, summary)
#define UNSUPPORTED(xml, advice) {xml, NODE, advice},
#include "model/elements.def"
#undef ELEMENT
#define TRIGGER(name, xml, clause, summary)
#define UNSUPPORTED(xml, advice) {xml, DEFINITION, advice},
#include "model/triggers.def"
#undef TRIGGER
    {"auditing", HARMLESS, NULL},
    {"monitoring", HARMLESS, NULL},
    {"ioBinding", HARMLESS, NULL},
    {"rendering", HARMLESS, NULL},
    {"resourceRole", HARMLESS, NULL},
    {"supports", HARMLESS, NULL},
    {"supportedInterfaceRef", HARMLESS, NULL},
    {"operationRef", HARMLESS, NULL},
};

#define NAME_HINT_EFFORT 20000u /* of hint_budget */
#define ELEMENT_COUNT (sizeof elements / sizeof *elements)

/* The row of an element without a tag; ELEMENT_COUNT if there is none. */
static uint32_t find_row(const weir_part *part)
{
    uint32_t i = 0;

    while (i < ELEMENT_COUNT && !weir_text_equal(part->text, weir_text_of(elements[i].name)))
        i++;
    return i;
}

static bool has_role(const weir_part *part, role wanted)
{
    const uint32_t row = part->tag == WEIR_PART_NONE ? find_row(part) : ELEMENT_COUNT;

    return row < ELEMENT_COUNT && elements[row].role == wanted;
}

bool weir_rule_is_unsupported_node(const weir_part *part)
{
    return has_role(part, NODE);
}

bool weir_rule_is_unsupported_definition(const weir_part *part)
{
    return has_role(part, DEFINITION);
}

/* Where an element takes part in the execution; elsewhere, as in data associations, it only describes. */
static bool is_in_process(const weir_part *part)
{
    return part->parent &&
           (part->parent->tag == WEIR_PART_sequence_flow ||
            weir_rule_subjects(part->parent) & (WEIR_ON_NODE | WEIR_ON_CONTAINER | WEIR_ON_DEFINITION | WEIR_ON_LOOP));
}

/* The table of names is short, but looking through it for a hundred thousand elements is not. */
static const char *nearest_name(weir_rules *rules, weir_text name)
{
    if (rules->hint_budget < NAME_HINT_EFFORT)
        return NULL;
    rules->hint_budget -= NAME_HINT_EFFORT;
    return weir_tag_nearest(WEIR_NS_BPMN, name);
}

/* An element without a tag; inside a flow node of that kind only what the table names is worth a sentence. */
static weir_err check_unknown(weir_rules *rules, const weir_part *part)
{
    const uint32_t row = find_row(part);
    const bool is_named = row < ELEMENT_COUNT && elements[row].role != HARMLESS;
    const char *near;

    if (row < ELEMENT_COUNT && !is_named)
        return WEIR_OK;
    if (!is_in_process(part) || (!is_named && part->parent->tag == WEIR_PART_NONE))
        return WEIR_OK;
    if (is_named)
        return weir_rule_report(rules, part, "this version does not execute <%s>; %s", elements[row].name,
                                elements[row].advice);
    if (weir_rule_is_said(rules, part, "xsd-element-unexpected") ||
        weir_rule_is_said(rules, part, "xsd-element-unknown"))
        return WEIR_OK;
    near = nearest_name(rules, part->text);
    if (near)
        return weir_rule_report(rules, part, "weir does not know <%.*s>; did you mean <%s>?", WEIR_SHOWN(part->text),
                                near);
    return weir_rule_report(rules, part, "weir does not know <%.*s>; take it out", WEIR_SHOWN(part->text));
}

weir_err weir_rule_element_unsupported(weir_rules *rules, const weir_part *part)
{
    return part->tag == WEIR_PART_NONE ? check_unknown(rules, part) : WEIR_OK;
}

/* Elements that are read but change nothing. */
static const struct {
    weir_tag tag;
    const char *sentence;
} ignored[] = {
    {WEIR_PART_performer, "<performer> has no effect; use weir:assignee"},
    {WEIR_PART_weir_in, "<weir:in> has no effect here; use weir:inputOutput"},
    {WEIR_PART_weir_out, "<weir:out> has no effect here; use weir:inputOutput"},
};

/* weir:in and weir:out of a call activity, inside its extensionElements; weir:in of a signal that is thrown. */
static bool is_passed(const weir_part *part)
{
    const weir_part *home = part->parent ? part->parent->parent : NULL;

    if (home && home->tag == WEIR_PART_signal_event_definition)
        return part->tag == WEIR_PART_weir_in;
    return home && home->tag == WEIR_PART_call_activity &&
           (part->tag == WEIR_PART_weir_in || part->tag == WEIR_PART_weir_out);
}

/* Only a user task is for people, and only an expression says who. */
static bool names_performers(const weir_part *part)
{
    return part->parent && part->parent->tag == WEIR_PART_user_task &&
           weir_text_trim(weir_performer_expression(part)).length > 0;
}

weir_err weir_rule_element_ignored(weir_rules *rules, const weir_part *part)
{
    if (part->tag == WEIR_PART_signal_event_definition && weir_part_flag(part, WEIR_ATTR_weir_async, false))
        return weir_rule_report(rules, part,
                                "weir:async has no effect on a signal: all receivers get it in the transaction that "
                                "throws it");
    if ((part->tag == WEIR_PART_potential_owner || part->tag == WEIR_PART_human_performer) && !names_performers(part))
        return weir_rule_report(rules, part,
                                "<%s> has no effect here; on a user task a <resourceAssignmentExpression> in it says "
                                "who: user(ada), group(sales)",
                                weir_tag_name(part->tag));
    for (uint32_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        if (ignored[i].tag == part->tag && !is_passed(part))
            return weir_rule_report(rules, part, "%s", ignored[i].sentence);
    }
    return WEIR_OK;
}

/* Attributes of the extension that are reserved: read, and without an effect yet. */
static const struct {
    weir_attr attribute;
    const char *advice;
} reserved[] = {
    {WEIR_ATTR_weir_on_error, "an error of the process undoes the command; behind weir:asyncBefore it is an incident"},
    {WEIR_ATTR_weir_candidate_starter_groups, "name users in weir:candidateStarterUsers"},
};

weir_err weir_rule_attribute_ignored(weir_rules *rules, const weir_part *part)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        if (weir_part_attribute(part, reserved[i].attribute).at)
            WEIR_TRY(weir_rule_report(rules, part, "weir:%s has no effect; %s", weir_attr_name(reserved[i].attribute),
                                      reserved[i].advice));
    }
    return WEIR_OK;
}
