/* SPDX-License-Identifier: Apache-2.0
 * xml/account.c - from a report to a tree, from the tree to a page.
 */
#include "xml/account.h"

#include <string.h>

#include "base/json.h"
#include "base/local_time.h"
#include "xml/transform.h"

#define STEP_COUNT_MAX 100000000u
#define NAME_LENGTH_MAX 40u
#define LEVEL_COUNT_MAX 8u /* of the report; what is deeper is a value of the process */

static const weir_xml_sheet_function limits = {.step_count_max = STEP_COUNT_MAX,
                                               .step_limit = "xml_account_step_count_max"};

typedef struct writer {
    const weir_zone *zone;
    weir_arena *arena;
} writer;

typedef struct level {
    const weir_value *value;
    uint32_t next;
    xmlNodePtr node;                /* that the members go to */
    char name[NAME_LENGTH_MAX + 1]; /* of the items of a list */
} level;

bool weir_account_is_time(weir_text member)
{
    static const char *const times[] = {"made",  "begun",  "ended", "at", "due",         "oldDue",
                                        "start", "remind", "from",  "to", "stoppedSince"};

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        if (weir_text_equal(member, weir_text_of(times[i])))
            return true;
    }
    return false;
}

static bool is_fit(unsigned char byte)
{
    return byte >= 32 || byte == '\n' || byte == '\t';
}

/* Control characters, which XML can't hold, become question marks. */
static weir_err add_text(xmlNodePtr parent, const char *name, weir_text text, weir_arena *arena)
{
    char *copy = WEIR_TAKE(arena, char, text.length + 1);

    if (!copy)
        return WEIR_ENOMEM;
    for (size_t i = 0; i < text.length; i++) {
        copy[i] = is_fit((unsigned char)text.at[i]) ? text.at[i] : '?';
        if (i >= 2 && memcmp(copy + i - 2, "\xEF\xBF", 2) == 0 && (unsigned char)copy[i] >= 0xBE)
            copy[i] = (char)0xBD; /* U+FFFE and U+FFFF */
    }
    return xmlNewTextChild(parent, NULL, (const xmlChar *)name, (const xmlChar *)copy) ? WEIR_OK : WEIR_ENOMEM;
}

static weir_err add_value(xmlNodePtr parent, const char *name, const weir_value *value, const writer *w)
{
    weir_arena *arena = w->arena;
    weir_buffer buffer;
    weir_text text;

    if (value->kind == WEIR_STRING && !weir_account_is_time(weir_text_of(name)))
        return add_text(parent, name, value->as.string, arena);
    weir_buffer_init(&buffer, arena, 0);
    if (value->kind == WEIR_STRING)
        weir_instant_show(value->as.string, w->zone, &buffer);
    else
        weir_json_write(value, WEIR_JSON_PLAIN, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    return add_text(parent, name, text, arena);
}

/* Whether it is a part of the report; else it is a value. */
static bool is_part(const weir_value *value, const char *name, uint32_t depth)
{
    return (value->kind == WEIR_CONTEXT || value->kind == WEIR_LIST) && strcmp(name, "value") != 0 &&
           depth < LEVEL_COUNT_MAX;
}

static weir_err add(level *levels, uint32_t *depth, xmlNodePtr parent, const char *name, const weir_value *value,
                    const writer *w)
{
    level *top = &levels[*depth];

    if (!is_part(value, name, *depth))
        return add_value(parent, name, value, w);
    *top = (level){.value = value, .node = parent};
    memcpy(top->name, name, strlen(name) + 1);
    if (value->kind == WEIR_CONTEXT)
        top->node = xmlNewChild(parent, NULL, (const xmlChar *)name, NULL);
    ++*depth;
    return top->node ? WEIR_OK : WEIR_ENOMEM;
}

static weir_err fill(xmlNodePtr root, const weir_value *report, const writer *w)
{
    level levels[LEVEL_COUNT_MAX] = {{.value = report, .node = root}};
    uint32_t depth = 1;

    while (depth > 0) {
        level *top = &levels[depth - 1];
        const uint32_t at = top->next++;
        char name[NAME_LENGTH_MAX + 1];

        if (at >= top->value->count) {
            depth--;
            continue;
        }
        if (top->value->kind == WEIR_LIST) {
            memcpy(name, top->name, sizeof name);
            WEIR_TRY(add(levels, &depth, top->node, name, &top->value->as.items[at], w));
            continue;
        }
        if (top->value->as.entries[at].key.length > NAME_LENGTH_MAX)
            continue;
        memset(name, 0, sizeof name);
        memcpy(name, top->value->as.entries[at].key.at, top->value->as.entries[at].key.length);
        WEIR_TRY(add(levels, &depth, top->node, name, &top->value->as.entries[at].value, w));
    }
    return WEIR_OK;
}

static weir_err make_page(xmlDocPtr document, xmlDocPtr *page, weir_diag *diag)
{
    weir_xml_sheet *sheet;
    weir_err err;

    WEIR_TRY(weir_xml_sheet_new("account.xsl", &sheet, diag));
    err = weir_xml_sheet_run_with(sheet, &limits, document, NULL, page, diag);
    weir_xml_sheet_free(sheet);
    return err;
}

/* Without the declaration of XML, which a browser does not want. */
static weir_err write_page(xmlDocPtr page, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;
    weir_text text;
    size_t begin;

    WEIR_TRY(weir_xml_document_write(page, arena, &text));
    begin = weir_text_find(text, WEIR_T("<html"), 0);
    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, WEIR_T("<!DOCTYPE html>\n"));
    weir_buffer_text(&buffer, begin == SIZE_MAX ? text : weir_text_part(text, begin, text.length - begin));
    return weir_buffer_done(&buffer, out);
}

weir_err weir_xml_account(const weir_value *report, const weir_zone *zone, weir_arena *arena, weir_text *out,
                          weir_diag *diag)
{
    xmlDocPtr document = xmlNewDoc((const xmlChar *)"1.0"), made = NULL;
    xmlNodePtr root = document ? xmlNewDocNode(document, NULL, (const xmlChar *)"report", NULL) : NULL;
    weir_err err = root ? WEIR_OK : WEIR_ENOMEM;

    if (root)
        (void)xmlDocSetRootElement(document, root);
    if (err == WEIR_OK)
        err = fill(root, report, &(writer){zone, arena});
    if (err == WEIR_OK)
        err = make_page(document, &made, diag);
    if (err == WEIR_OK)
        err = write_page(made, arena, out);
    xmlFreeDoc(made);
    xmlFreeDoc(document);
    return err;
}
