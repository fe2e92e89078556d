/* SPDX-License-Identifier: Apache-2.0
 * dmn/names.c - which names with blanks or signs in them an expression may use.
 *
 * Names of elements count where they are required. Names of entries and parameters count in the whole file, because a
 * dot may lead anywhere. A name with a dot in it hides the path that looks like it, so it counts only in the element
 * that defines it.
 * Spec: DMN 1.5 §10.3.1.3 (names in scope).
 */
#include <string.h>

#include "dmn/dmn_internal.h"

bool weir_name_is_plain(weir_text name)
{
    for (size_t i = 0; i < name.length; i++) {
        const unsigned char c = (unsigned char)name.at[i];
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;

        if (!is_letter && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

weir_err weir_name_of(weir_arena *arena, const weir_part *part, weir_attr attr, weir_text *out)
{
    const weir_text name = weir_text_trim(weir_part_attribute(part, attr));
    size_t length = 0;
    char *text;

    *out = name;
    while (length + 1 < name.length && !(is_blank(name.at[length]) && is_blank(name.at[length + 1])))
        length++;
    if (length + 1 >= name.length)
        return WEIR_OK;
    text = WEIR_TAKE(arena, char, name.length);
    if (!text)
        return WEIR_ENOMEM;
    length = 0;
    for (size_t i = 0; i < name.length; i++) {
        if (!is_blank(name.at[i]) || !is_blank(name.at[i + 1]))
            text[length++] = is_blank(name.at[i]) ? ' ' : name.at[i];
    }
    *out = (weir_text){text, length};
    return WEIR_OK;
}

typedef struct name_list {
    weir_text *items;
    uint32_t count, capacity;
} name_list;

static weir_err add_name(weir_arena *arena, name_list *list, weir_text name)
{
    if (weir_name_is_plain(name))
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(arena, list));
    list->items[list->count++] = name;
    return WEIR_OK;
}

/* A name that an expression of the element itself may see: also one that hides a builtin. */
static weir_err add_near(weir_arena *arena, name_list *list, weir_text name)
{
    if (!weir_feel_is_builtin(name))
        return add_name(arena, list, name);
    WEIR_TRY(WEIR_GROW(arena, list));
    list->items[list->count++] = name;
    return WEIR_OK;
}

static bool has_dot(weir_text name)
{
    return weir_text_find(name, WEIR_T("."), 0) != SIZE_MAX;
}

/* Parts whose name is that of an entry or a parameter. */
static bool names_an_entry(const weir_part *part)
{
    switch ((int)part->tag) {
    case WEIR_PART_dmn_item_component:
    case WEIR_PART_dmn_column:
    case WEIR_PART_dmn_output:
    case WEIR_PART_dmn_formal_parameter:
    case WEIR_PART_dmn_function_parameters:
        return true;
    case WEIR_PART_dmn_variable:
        return part->parent && part->parent->tag == WEIR_PART_dmn_context_entry;
    default:
        return false;
    }
}

static weir_err entry_name(weir_arena *arena, const weir_part *part, weir_text *out)
{
    return weir_name_of(arena, part, names_an_entry(part) ? WEIR_ATTR_name : WEIR_ATTR_iterator_variable, out);
}

static int compare_names(const void *left, const void *right)
{
    const weir_text *a = left, *b = right;

    return weir_text_compare(*a, *b);
}

static void sort_and_unite(name_list *list)
{
    uint32_t kept = 0;

    if (list->count == 0)
        return;
    qsort(list->items, list->count, sizeof *list->items, compare_names);
    for (uint32_t i = 1; i < list->count; i++) {
        if (!weir_text_equal(list->items[kept], list->items[i]))
            list->items[++kept] = list->items[i];
    }
    list->count = kept + 1;
}

static weir_err own_names(weir_dmn_compiler *c)
{
    name_list list = {0};
    weir_text name;

    for (const weir_part *part = c->model->root; part; part = weir_part_walk(part, c->model->root)) {
        WEIR_TRY(entry_name(c->arena, part, &name));
        if (!has_dot(name))
            WEIR_TRY(add_name(c->arena, &list, name));
    }
    sort_and_unite(&list);
    if (list.count > WEIR_DMN_NAME_COUNT_MAX) {
        WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-limit", c->model->root,
                                  "the file has %u names that are no plain identifiers; dmn_name_count_max is %u",
                                  list.count, WEIR_DMN_NAME_COUNT_MAX));
        list.count = 0;
    }
    c->current->own_names = (weir_feel_names){list.items, list.count};
    return WEIR_OK;
}

/* A file and all that can be reached from it by imports. */
static weir_err mark_reached(const weir_dmn_compiler *c, bool **out)
{
    const weir_decisions *file = c->file;
    bool *reached = WEIR_TAKE(c->arena, bool, file->model_count);
    const weir_dmn_model **todo = WEIR_TAKE(c->arena, const weir_dmn_model *, file->model_count);
    uint32_t count = 0;

    if (!reached || !todo)
        return WEIR_ENOMEM;
    todo[count++] = c->current;
    reached[c->current - file->models] = true;
    while (count > 0) {
        const weir_dmn_model *model = todo[--count];

        for (uint32_t i = 0; i < model->import_count; i++) {
            const weir_dmn_model *next = model->imports[i].model;

            if (!reached[next - file->models])
                todo[count++] = next;
            reached[next - file->models] = true;
        }
    }
    *out = reached;
    return WEIR_OK;
}

/* Its own, those of what it imports, and the names of its imports. */
static weir_err all_names(weir_dmn_compiler *c)
{
    name_list list = {0};
    bool *reached;

    c->current->names = c->current->own_names;
    if (c->current->import_count == 0)
        return WEIR_OK;
    WEIR_TRY(mark_reached(c, &reached));
    for (uint32_t i = 0; i < c->file->model_count; i++) {
        const weir_feel_names *names = &c->file->models[i].own_names;

        for (uint32_t n = 0; reached[i] && n < names->count; n++)
            WEIR_TRY(add_name(c->arena, &list, names->items[n]));
    }
    for (uint32_t i = 0; i < c->current->import_count; i++)
        WEIR_TRY(add_name(c->arena, &list, c->current->imports[i].name));
    sort_and_unite(&list);
    c->current->names = (weir_feel_names){list.items, list.count};
    return WEIR_OK;
}

weir_err weir_names_of_models(weir_dmn_compiler *c)
{
    for (uint32_t i = 0; i < c->file->model_count; i++) {
        weir_dmn_enter(c, &c->file->models[i]);
        WEIR_TRY(own_names(c));
    }
    for (uint32_t i = 0; i < c->file->model_count; i++) {
        weir_dmn_enter(c, &c->file->models[i]);
        WEIR_TRY(all_names(c));
    }
    return WEIR_OK;
}

weir_err weir_names_of_element(weir_dmn_compiler *c, const weir_drg_element *element)
{
    name_list list = {0};
    weir_text *names, name;

    WEIR_TRY(add_near(c->arena, &list, element->variable)); /* a function may call itself */
    for (uint32_t i = 0; i < element->needs.count; i++) {
        const weir_drg_element *need = element->needs.items[i];

        WEIR_TRY(add_near(c->arena, &list, need->variable));
        for (uint32_t p = 0; p < need->parameters.count; p++)
            WEIR_TRY(add_name(c->arena, &list, need->parameter_names[p]));
    }
    for (const weir_part *part = element->part; part; part = weir_part_walk(part, element->part)) {
        WEIR_TRY(entry_name(c->arena, part, &name));
        if (has_dot(name) || weir_feel_is_builtin(name))
            WEIR_TRY(add_near(c->arena, &list, name));
    }
    c->names = c->current->names;
    sort_and_unite(&list);
    if (list.count == 0)
        return WEIR_OK;
    if (list.count > WEIR_DMN_NAME_COUNT_MAX)
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-limit", element->part,
                                "the %s requires %u names that are no plain identifiers; dmn_name_count_max is %u",
                                element->kind->word, list.count, WEIR_DMN_NAME_COUNT_MAX);
    names = WEIR_TAKE(c->arena, weir_text, list.count + c->current->names.count);
    if (!names)
        return WEIR_ENOMEM;
    memcpy(names, list.items, list.count * sizeof *names);
    if (c->current->names.count)
        memcpy(names + list.count, c->current->names.items, c->current->names.count * sizeof *names);
    c->names = (weir_feel_names){names, list.count + c->current->names.count};
    return WEIR_OK;
}
