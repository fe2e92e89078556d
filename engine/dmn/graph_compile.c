/* SPDX-License-Identifier: Apache-2.0
 * dmn/graph_compile.c - the requirement graph of a file: its elements, what they need, in which order they come.
 *
 * Spec: DMN 1.5 §6.2, §6.3.
 */
#include "dmn/dmn_internal.h"

/* -- elements -- */

static weir_err name_element(weir_dmn_compiler *c, weir_drg_element *element)
{
    const weir_part *variable = weir_part_child(element->part, WEIR_PART_dmn_variable);
    weir_text own = WEIR_NO_TEXT;

    if (variable)
        WEIR_TRY(weir_name_of(c->arena, variable, WEIR_ATTR_name, &own));
    element->id = element->part->id;
    WEIR_TRY(weir_name_of(c->arena, element->part, WEIR_ATTR_name, &element->name));
    element->variable = own.length ? own : element->name;
    if (element->variable.length == 0)
        WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-name-missing", element->part, "the %s has no name",
                                  element->kind->word));
    return weir_type_resolve(c, variable ? variable : element->part,
                             variable ? weir_part_attribute(variable, WEIR_ATTR_type_ref) : WEIR_NO_TEXT,
                             &element->type);
}

static uint32_t count_elements(const weir_model *model)
{
    uint32_t count = 0;

    for (const weir_part *part = model->root->child; part; part = part->next)
        count += weir_drg_kind_of(part->tag) != NULL;
    return count;
}

static weir_err collect_current(weir_dmn_compiler *c)
{
    weir_decisions *file = c->file;

    c->current->elements = &file->elements[file->element_count];
    for (const weir_part *part = c->model->root->child; part; part = part->next) {
        weir_drg_element *element = &file->elements[file->element_count];

        if (!weir_drg_kind_of(part->tag))
            continue;
        file->element_count++;
        c->current->element_count++;
        element->file = file;
        element->model = c->current;
        element->part = part;
        element->kind = weir_drg_kind_of(part->tag);
        WEIR_TRY(name_element(c, element));
        if (part->tag == WEIR_PART_dmn_decision && c->current == file->models)
            file->decisions[file->decision_count++] = element;
    }
    return WEIR_OK;
}

static weir_err collect_elements(weir_dmn_compiler *c)
{
    weir_decisions *file = c->file;
    uint32_t count = 0;

    for (uint32_t i = 0; i < file->model_count; i++)
        count += count_elements(file->models[i].model);
    file->elements = WEIR_TAKE(c->arena, weir_drg_element, count);
    file->ranked = WEIR_TAKE(c->arena, const weir_drg_element *, count);
    file->decisions = WEIR_TAKE(c->arena, const weir_drg_element *, count);
    if (!file->elements || !file->ranked || !file->decisions)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < file->model_count; i++) {
        weir_dmn_enter(c, &file->models[i]);
        WEIR_TRY(collect_current(c));
    }
    return WEIR_OK;
}

/* Elements stand in document order. */
static weir_drg_element *element_of(const weir_dmn_model *model, const weir_part *part)
{
    uint32_t low = 0, high = model->element_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (model->elements[middle].part->order < part->order)
            low = middle + 1;
        else
            high = middle;
    }
    return low < model->element_count && model->elements[low].part == part ? &model->elements[low] : NULL;
}

weir_drg_element *weir_graph_element_around(const weir_dmn_compiler *c, const weir_part *part)
{
    while (part && part->parent != c->model->root)
        part = part->parent;
    return part ? element_of(c->current, part) : NULL;
}

/* -- requirements -- */

/* "#id", "namespace#id", "file#id"; a namespace may hold a '#' itself. */
static weir_drg_element *element_at(const weir_dmn_compiler *c, weir_text href)
{
    const weir_dmn_model *model = c->current;
    const weir_part *part;
    size_t at = href.length;

    while (at > 0 && href.at[at - 1] != '#')
        at--;
    if (at > 0)
        model = weir_import_of_href(c->current, weir_text_part(href, 0, at - 1));
    part = model ? weir_model_find(model->model, weir_text_part(href, at, href.length - at)) : NULL;
    return part ? element_of(model, part) : NULL;
}

static uint32_t class_of(const weir_drg_element *element)
{
    if (element->part->tag == WEIR_PART_dmn_input_data)
        return WEIR_WANT_INPUT_DATA;
    return element->part->tag == WEIR_PART_dmn_decision ? WEIR_WANT_DECISION : WEIR_WANT_FUNCTION;
}

weir_err weir_graph_link(weir_dmn_compiler *c, const weir_part *parent, weir_tag tag, uint32_t wanted,
                         weir_drg_list *list)
{
    for (const weir_part *child = weir_part_child(parent, tag); child; child = weir_part_sibling(child, tag)) {
        const weir_text href = weir_text_trim(weir_part_attribute(child, WEIR_ATTR_href));
        weir_drg_element *element = element_at(c, href);

        if (!element) {
            WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-reference-unknown", child,
                                      "<%s> refers to \"%.*s\", which is neither in this file nor in one it imports",
                                      weir_tag_name(tag), WEIR_ARG(href)));
            continue;
        }
        if (!(class_of(element) & wanted)) {
            WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-reference-wrong-kind", child,
                                      "<%s> can't refer to \"%.*s\" (%s)", weir_tag_name(tag), WEIR_ARG(element->name),
                                      element->kind->word));
            continue;
        }
        WEIR_TRY(WEIR_GROW(c->arena, list));
        list->items[list->count++] = element;
    }
    return WEIR_OK;
}

static weir_err link_elements(weir_dmn_compiler *c)
{
    for (uint32_t i = 0; i < c->file->model_count; i++) {
        weir_dmn_enter(c, &c->file->models[i]);
        for (uint32_t e = 0; e < c->current->element_count; e++)
            WEIR_TRY(c->current->elements[e].kind->link(c, &c->current->elements[e]));
    }
    return WEIR_OK;
}

/* -- order -- */

typedef enum mark { MARK_NEW, MARK_OPEN, MARK_RANKED } mark;

/* An element on the way down, and which of its needs comes next. */
typedef struct visit {
    weir_drg_element *element;
    uint32_t next;
} visit;

typedef struct ranking {
    weir_dmn_compiler *c;
    mark *marks; /* by place in the file */
    visit *stack;
    uint32_t depth, rank;
} ranking;

static uint32_t place_of(const ranking *r, const weir_drg_element *element)
{
    return (uint32_t)(element - r->c->file->elements);
}

static void open_visit(ranking *r, weir_drg_element *element)
{
    r->marks[place_of(r, element)] = MARK_OPEN;
    r->stack[r->depth++] = (visit){element, 0};
}

static void close_visit(ranking *r)
{
    weir_drg_element *element = r->stack[--r->depth].element;

    r->marks[place_of(r, element)] = MARK_RANKED;
    element->rank = r->rank;
    r->c->file->ranked[r->rank++] = element;
}

static weir_err rank_from(ranking *r, weir_drg_element *start)
{
    if (r->marks[place_of(r, start)] != MARK_NEW)
        return WEIR_OK;
    open_visit(r, start);
    while (r->depth > 0) {
        visit *top = &r->stack[r->depth - 1];
        weir_drg_element *need;

        if (top->next == top->element->needs.count) {
            close_visit(r);
            continue;
        }
        need = top->element->needs.items[top->next++];
        if (r->marks[place_of(r, need)] == MARK_NEW)
            open_visit(r, need);
        else if (r->marks[place_of(r, need)] == MARK_OPEN) {
            weir_dmn_enter(r->c, &r->c->file->models[need->model - r->c->file->models]);
            WEIR_TRY(weir_dmn_problem(r->c, WEIR_ERROR, "dmn-cycle", top->element->part,
                                      "the %s \"%.*s\" requires \"%.*s\", which requires it in turn",
                                      top->element->kind->word, WEIR_ARG(top->element->name), WEIR_ARG(need->name)));
        }
    }
    return WEIR_OK;
}

static weir_err rank_elements(weir_dmn_compiler *c)
{
    const uint32_t count = c->file->element_count;
    ranking r = {.c = c};

    r.marks = WEIR_TAKE(c->arena, mark, count);
    r.stack = WEIR_TAKE(c->arena, visit, count);
    if (!r.marks || !r.stack)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        WEIR_TRY(rank_from(&r, &c->file->elements[i]));
    return WEIR_OK;
}

weir_err weir_graph_compile(weir_dmn_compiler *c)
{
    WEIR_TRY(collect_elements(c));
    WEIR_TRY(link_elements(c));
    return rank_elements(c);
}
