/* SPDX-License-Identifier: Apache-2.0
 * model/names.c - from XML names to tags and back, by an index over the .def tables.
 *
 * The tables are const; the index over them is built once per file in an arena, because a table made
 * of rows from three files can't be sorted by the compiler.
 * Layer: model.
 */
#include "model/model.h"

typedef struct name_row {
    const char *xml;
    weir_namespace ns;
} name_row;

static const name_row tags[WEIR_PART_COUNT] = {
#define ELEMENT(name, xml, group, clause, summary) [WEIR_PART_##name] = {xml, WEIR_NS_BPMN},
#include "model/elements.def"
#undef ELEMENT
#define TRIGGER(name, xml, clause, summary) [WEIR_PART_##name##_event_definition] = {xml, WEIR_NS_BPMN},
#include "model/triggers.def"
#undef TRIGGER
#define TAG(name, ns, xml) [WEIR_PART_##name] = {xml, WEIR_NS_##ns},
#define ATTR(name, ns, xml)
#include "model/vocabulary.def"
#undef TAG
#undef ATTR
};

static const name_row attrs[WEIR_ATTR_COUNT] = {
#define TAG(name, ns, xml)
#define ATTR(name, ns, xml) [WEIR_ATTR_##name] = {xml, WEIR_NS_##ns},
#include "model/vocabulary.def"
#undef TAG
#undef ATTR
};

static const struct {
    weir_text uri;
    weir_namespace ns;
} namespaces[] = {
#define URI(literal)                                                                                                   \
    {                                                                                                                  \
        literal, sizeof literal - 1                                                                                    \
    }
    {URI("http://www.omg.org/spec/BPMN/20100524/MODEL"), WEIR_NS_BPMN},
    {URI("http://www.omg.org/spec/DMN/20151101/dmn.xsd"), WEIR_NS_DMN},
    {URI("http://www.omg.org/spec/DMN/20180521/MODEL/"), WEIR_NS_DMN},
    {URI("https://www.omg.org/spec/DMN/20191111/MODEL/"), WEIR_NS_DMN},
    {URI("https://www.omg.org/spec/DMN/20211108/MODEL/"), WEIR_NS_DMN},
    {URI("https://www.omg.org/spec/DMN/20230324/MODEL/"), WEIR_NS_DMN},
    {URI("urn:weir:bpmn"), WEIR_NS_WEIR},
    {URI("urn:weir:scenario"), WEIR_NS_SCENARIO},
    {URI("urn:weir:calendar"), WEIR_NS_CALENDAR},
    {URI("http://www.omg.org/spec/BPMN/20100524/DI"), WEIR_NS_DI},
    {URI("http://www.omg.org/spec/DD/20100524/DC"), WEIR_NS_DI},
    {URI("http://www.omg.org/spec/DD/20100524/DI"), WEIR_NS_DI},
    {URI("http://www.omg.org/spec/DMN/20180521/DMNDI/"), WEIR_NS_DI},
    {URI("http://www.omg.org/spec/DMN/20180521/DC/"), WEIR_NS_DI},
    {URI("http://www.omg.org/spec/DMN/20180521/DI/"), WEIR_NS_DI},
    {URI("https://www.omg.org/spec/DMN/20191111/DMNDI/"), WEIR_NS_DI},
    {URI("https://www.omg.org/spec/DMN/20211108/DMNDI/"), WEIR_NS_DI},
    {URI("https://www.omg.org/spec/DMN/20230324/DMNDI/"), WEIR_NS_DI},
    {URI("http://www.w3.org/2001/XMLSchema-instance"), WEIR_NS_XSI},
    {URI("http://camunda.org/schema/1.0/dmn"), WEIR_NS_MODELER},
    {URI("http://operaton.org/schema/1.0/dmn"), WEIR_NS_MODELER},
#undef URI
};

/* Twice the rows, so that a chain of collisions stays short. */
#define ROW_COUNT (WEIR_PART_COUNT + WEIR_ATTR_COUNT)
#define SLOT_COUNT 2048
_Static_assert(ROW_COUNT * 2 <= SLOT_COUNT, "raise SLOT_COUNT with the tables");

/* Rows of both tables in one number space: tags first. */
static const name_row *row_at(uint32_t ix)
{
    return ix < WEIR_PART_COUNT ? &tags[ix] : &attrs[ix - WEIR_PART_COUNT];
}

static uint32_t first_slot(weir_namespace ns, bool is_attribute, weir_text name)
{
    uint64_t hash = weir_text_hash(name) + (uint64_t)ns * 0x9E3779B97F4A7C15u + (is_attribute ? 0x51ED27u : 0u);

    return (uint32_t)(hash ^ (hash >> 32)) % SLOT_COUNT;
}

weir_err weir_names_build(weir_arena *arena, weir_names *out)
{
    uint16_t *slots = WEIR_TAKE(arena, uint16_t, SLOT_COUNT);

    if (slots == NULL)
        return WEIR_ENOMEM;
    for (uint32_t ix = 0; ix < ROW_COUNT; ix++) {
        const name_row *row = row_at(ix);
        uint32_t slot;

        if (row->xml == NULL || row->xml[0] == '\0')
            continue;
        slot = first_slot(row->ns, ix >= WEIR_PART_COUNT, weir_text_of(row->xml));
        while (slots[slot] != 0)
            slot = (slot + 1) % SLOT_COUNT;
        slots[slot] = (uint16_t)(ix + 1);
    }
    out->slots = slots;
    return WEIR_OK;
}

/* The row number, 0 (which is WEIR_PART_NONE) if there is none. */
static uint32_t find(const weir_names *names, weir_namespace ns, bool is_attribute, weir_text name)
{
    for (uint32_t slot = first_slot(ns, is_attribute, name); names->slots[slot] != 0; slot = (slot + 1) % SLOT_COUNT) {
        uint32_t ix = names->slots[slot] - 1u;
        const name_row *row = row_at(ix);

        if (row->ns == ns && (ix >= WEIR_PART_COUNT) == is_attribute && weir_text_equal(weir_text_of(row->xml), name))
            return ix;
    }
    return 0;
}

weir_tag weir_tag_find(const weir_names *names, weir_namespace ns, weir_text xml_name)
{
    return (weir_tag)find(names, ns, false, xml_name);
}

weir_attr weir_attr_find(const weir_names *names, weir_namespace ns, weir_text xml_name)
{
    uint32_t ix = find(names, ns, true, xml_name);

    return ix == 0 ? WEIR_ATTR_NONE : (weir_attr)(ix - WEIR_PART_COUNT);
}

const char *weir_tag_name(weir_tag tag)
{
    return tags[tag].xml != NULL ? tags[tag].xml : "";
}

weir_namespace weir_tag_namespace(weir_tag tag)
{
    return tags[tag].ns;
}

const char *weir_attr_name(weir_attr attr)
{
    return attrs[attr].xml != NULL ? attrs[attr].xml : "";
}

weir_namespace weir_namespace_find(weir_text uri)
{
    for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++) {
        if (weir_text_equal(namespaces[i].uri, uri))
            return namespaces[i].ns;
    }
    return WEIR_NS_COUNT;
}

#define NAME_LENGTH_MAX 40 /* longer names are never taken for a slip of the keyboard */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* How many letters to add, drop, change or swap with their neighbour; without regard to case. */
static uint32_t distance(weir_text a, weir_text b)
{
    uint32_t rows[3][NAME_LENGTH_MAX + 1];

    for (uint32_t j = 0; j <= b.length; j++)
        rows[0][j] = j;
    for (uint32_t i = 1; i <= a.length; i++) {
        uint32_t *row = rows[i % 3];
        const uint32_t *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];

        row[0] = i;
        for (uint32_t j = 1; j <= b.length; j++) {
            char x = lower(a.at[i - 1]), y = lower(b.at[j - 1]);

            row[j] = smaller(above[j - 1] + (x != y), smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && x == lower(b.at[j - 2]) && y == lower(a.at[i - 2]))
                row[j] = smaller(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a.length % 3][b.length];
}

static const char *nearest(const name_row *rows, uint32_t count, weir_namespace ns, weir_text name)
{
    const char *best = NULL;
    uint32_t best_distance = name.length < 6 ? 2 : 4; /* nearer than this */

    if (name.length > NAME_LENGTH_MAX)
        return NULL;
    for (uint32_t i = 0; i < count; i++) {
        weir_text known = weir_text_of(rows[i].xml);
        uint32_t found;

        if (rows[i].ns != ns || known.length == 0 || known.length > NAME_LENGTH_MAX)
            continue;
        found = distance(name, known);
        if (found < best_distance && found < known.length) {
            best = rows[i].xml;
            best_distance = found;
        }
    }
    return best;
}

const char *weir_tag_nearest(weir_namespace ns, weir_text xml_name)
{
    return nearest(tags, WEIR_PART_COUNT, ns, xml_name);
}

const char *weir_attr_nearest(weir_namespace ns, weir_text xml_name)
{
    return nearest(attrs, WEIR_ATTR_COUNT, ns, xml_name);
}
