/* SPDX-License-Identifier: Apache-2.0
 * dmn/type_compile.c - item definitions of a file as types; see type.h.
 *
 * Definitions refer to each other in any order, so their types exist before the first is filled in.
 * Spec: DMN 1.5 §7.3.2 (ItemDefinition), §7.3.3, §10.3.2.9.
 */
#include "dmn/dmn_internal.h"

#define BASIC(type_name, ...)                                                                                          \
    {                                                                                                                  \
        .name = {type_name, sizeof(type_name) - 1}, __VA_ARGS__                                                        \
    }

static const weir_item_type basic_types[] = {
    BASIC("Any", .form = WEIR_ITEM_ANY),
    BASIC("boolean", .form = WEIR_ITEM_KIND, .kind = WEIR_BOOLEAN),
    BASIC("number", .form = WEIR_ITEM_KIND, .kind = WEIR_NUMBER),
    BASIC("string", .form = WEIR_ITEM_KIND, .kind = WEIR_STRING),
    BASIC("date", .form = WEIR_ITEM_KIND, .kind = WEIR_DATE),
    BASIC("time", .form = WEIR_ITEM_KIND, .kind = WEIR_TIME),
    BASIC("date and time", .form = WEIR_ITEM_KIND, .kind = WEIR_DATE_TIME),
    BASIC("dateTime", .form = WEIR_ITEM_KIND, .kind = WEIR_DATE_TIME),
    BASIC("days and time duration", .form = WEIR_ITEM_KIND, .kind = WEIR_SECONDS),
    BASIC("dayTimeDuration", .form = WEIR_ITEM_KIND, .kind = WEIR_SECONDS),
    BASIC("years and months duration", .form = WEIR_ITEM_KIND, .kind = WEIR_MONTHS),
    BASIC("yearMonthDuration", .form = WEIR_ITEM_KIND, .kind = WEIR_MONTHS),
    BASIC("duration", .form = WEIR_ITEM_DURATION),
    BASIC("list", .form = WEIR_ITEM_KIND, .kind = WEIR_LIST),
    BASIC("context", .form = WEIR_ITEM_KIND, .kind = WEIR_CONTEXT),
    BASIC("range", .form = WEIR_ITEM_KIND, .kind = WEIR_RANGE),
    BASIC("function", .form = WEIR_ITEM_KIND, .kind = WEIR_FUNCTION),
    /* names that tools write beside those of the standard */
    BASIC("integer", .form = WEIR_ITEM_KIND, .kind = WEIR_NUMBER),
    BASIC("long", .form = WEIR_ITEM_KIND, .kind = WEIR_NUMBER),
    BASIC("double", .form = WEIR_ITEM_KIND, .kind = WEIR_NUMBER),
};

static const weir_item_type any_type = BASIC("Any", .form = WEIR_ITEM_ANY);

static int compare_names(const void *left, const void *right)
{
    const weir_named_type *a = left, *b = right;
    const int order = weir_text_compare(a->name, b->name);

    return order != 0 ? order : (a->part->order > b->part->order) - (a->part->order < b->part->order);
}

static const weir_item_type *find_basic(weir_text name)
{
    for (size_t i = 0; i < sizeof basic_types / sizeof *basic_types; i++) {
        if (weir_text_equal(basic_types[i].name, name))
            return &basic_types[i];
    }
    return NULL;
}

static const weir_item_type *find_defined(const weir_item_types *types, weir_text name)
{
    uint32_t low = 0, high = types->count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (weir_text_compare(types->items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < types->count && weir_text_equal(types->items[low].name, name) ? types->items[low].type : NULL;
}

/* "tType" of the file or of an import without a name, "model.tType" of one with it, "model.inner.tType" of its own. */
const weir_item_type *weir_type_find(const weir_dmn_model *model, weir_text name)
{
    const weir_item_type *found = find_basic(name);

    while (!found && model) {
        const weir_dmn_import *import;

        found = find_defined(&model->types, name);
        for (uint32_t i = 0; !found && i < model->import_count; i++) {
            if (model->imports[i].name.length == 0)
                found = find_defined(&model->imports[i].model->types, name);
        }
        import = found ? NULL : weir_import_of_name(model, name, &name);
        model = import ? import->model : NULL;
    }
    return found;
}

/* "list<number>": a list of what stands inside, and that is looked up next. */
static weir_err take_list(weir_dmn_compiler *c, weir_text *name, weir_item_type **out)
{
    const weir_text begin = WEIR_T("list<");

    *out = NULL;
    if (!weir_text_starts_with(*name, begin) || !weir_text_ends_with(*name, WEIR_T(">")))
        return WEIR_OK;
    *out = WEIR_TAKE(c->arena, weir_item_type, 1);
    if (!*out)
        return WEIR_ENOMEM;
    (*out)->form = WEIR_ITEM_LIST;
    (*out)->name = *name;
    *name = weir_text_trim(weir_text_part(*name, begin.length, name->length - begin.length - 1));
    return WEIR_OK;
}

weir_err weir_type_resolve(weir_dmn_compiler *c, const weir_part *part, weir_text reference, const weir_item_type **out)
{
    weir_text name = weir_text_trim(reference);
    const weir_item_type **slot = out;
    weir_item_type *list;

    *out = &any_type;
    if (name.length == 0)
        return WEIR_OK;
    do {
        WEIR_TRY(take_list(c, &name, &list));
        if (list) {
            *slot = list;
            slot = &list->base;
        }
    } while (list);
    *slot = weir_type_find(c->current, name);
    if (!*slot)
        *slot = weir_type_find(c->current, weir_reference_id(name)); /* "feel:string" of DMN 1.1 */
    if (*slot)
        return WEIR_OK;
    *slot = &any_type;
    return weir_dmn_problem(c, WEIR_WARNING, "dmn-type-unknown", part,
                            "there is no type \"%.*s\"; the value is not checked", WEIR_ARG(name));
}

/* -- filling in -- */

typedef struct fill_task {
    const weir_part *part; /* itemDefinition or itemComponent */
    weir_item_type *type;
} fill_task;

typedef struct fill_tasks {
    fill_task *items;
    uint32_t count, capacity;
} fill_tasks;

static weir_err allowed_values(weir_dmn_compiler *c, const weir_part *part, weir_tag tag, const weir_expression **out)
{
    const weir_part *child = weir_part_child(part, tag);

    return child ? weir_dmn_expression(c, child, WEIR_FEEL_UNARY_TESTS, out) : WEIR_OK;
}

static weir_err fill_members(weir_dmn_compiler *c, const weir_part *part, weir_item_type *type, fill_tasks *tasks)
{
    const weir_part *first = weir_part_child(part, WEIR_PART_dmn_item_component), *child;
    weir_item_member *members;

    for (child = first; child; child = weir_part_sibling(child, WEIR_PART_dmn_item_component))
        type->member_count++;
    members = WEIR_TAKE(c->arena, weir_item_member, type->member_count);
    if (!members)
        return WEIR_ENOMEM;
    type->form = WEIR_ITEM_CONTEXT;
    type->members = members;
    child = first;
    for (uint32_t i = 0; i < type->member_count; i++) {
        weir_item_type *member = WEIR_TAKE(c->arena, weir_item_type, 1);

        if (!member)
            return WEIR_ENOMEM;
        WEIR_TRY(WEIR_GROW(c->arena, tasks));
        tasks->items[tasks->count++] = (fill_task){child, member};
        members[i].type = member;
        WEIR_TRY(weir_name_of(c->arena, child, WEIR_ATTR_name, &members[i].name));
        child = weir_part_sibling(child, WEIR_PART_dmn_item_component);
    }
    return WEIR_OK;
}

static weir_err fill_function(weir_dmn_compiler *c, const weir_part *function, weir_item_type *type)
{
    const weir_part *first = weir_part_child(function, WEIR_PART_dmn_function_parameters), *part;
    weir_item_member *parameters;
    uint32_t count = 0;

    for (part = first; part; part = weir_part_sibling(part, WEIR_PART_dmn_function_parameters))
        type->member_count++;
    parameters = WEIR_TAKE(c->arena, weir_item_member, type->member_count);
    if (!parameters)
        return WEIR_ENOMEM;
    for (part = first; part; part = weir_part_sibling(part, WEIR_PART_dmn_function_parameters)) {
        weir_item_member *parameter = &parameters[count++];

        WEIR_TRY(weir_name_of(c->arena, part, WEIR_ATTR_name, &parameter->name));
        WEIR_TRY(weir_type_resolve(c, part, weir_part_attribute(part, WEIR_ATTR_type_ref), &parameter->type));
    }
    type->form = WEIR_ITEM_FUNCTION;
    type->members = parameters;
    WEIR_TRY(WEIR_GROW(c->arena, &c->function_types));
    c->function_types.items[c->function_types.count++] = type;
    return weir_type_resolve(c, function, weir_part_attribute(function, WEIR_ATTR_output_type_ref), &type->base);
}

static weir_err fill_content(weir_dmn_compiler *c, const weir_part *part, weir_item_type *type, fill_tasks *tasks)
{
    const weir_part *reference = weir_part_child(part, WEIR_PART_dmn_type_ref);
    const weir_part *function = weir_part_child(part, WEIR_PART_dmn_function_item);

    WEIR_TRY(allowed_values(c, part, WEIR_PART_dmn_allowed_values, &type->allowed));
    if (weir_part_child(part, WEIR_PART_dmn_item_component))
        return fill_members(c, part, type, tasks);
    if (function)
        return fill_function(c, function, type);
    type->form = WEIR_ITEM_ALIAS;
    type->base = &any_type;
    return reference ? weir_type_resolve(c, reference, reference->text, &type->base) : WEIR_OK;
}

/* A collection: the allowed values are those of its items, the type constraint is its own. Else both narrow it. */
static weir_err fill(weir_dmn_compiler *c, fill_task task, fill_tasks *tasks)
{
    const bool is_collection = weir_part_flag(task.part, WEIR_ATTR_is_collection, false);
    weir_item_type *content = task.type;

    WEIR_TRY(weir_name_of(c->arena, task.part, WEIR_ATTR_name, &task.type->name));
    if (is_collection || weir_part_child(task.part, WEIR_PART_dmn_type_constraint)) {
        content = WEIR_TAKE(c->arena, weir_item_type, 1);
        if (!content)
            return WEIR_ENOMEM;
        content->name = task.type->name;
        task.type->form = is_collection ? WEIR_ITEM_LIST : WEIR_ITEM_ALIAS;
        task.type->base = content;
        WEIR_TRY(allowed_values(c, task.part, WEIR_PART_dmn_type_constraint, &task.type->allowed));
    }
    return fill_content(c, task.part, content, tasks);
}

#define ALIAS_COUNT_MAX 100u

/* An alias that leads back to itself stands for nothing. Lists and members may: their values end. */
static weir_err check_aliases(weir_dmn_compiler *c)
{
    const weir_item_types *types = &c->current->types;

    for (uint32_t i = 0; i < types->count; i++) {
        weir_item_type *type = types->items[i].type;
        const weir_item_type *end = type;

        for (uint32_t step = 0; step < ALIAS_COUNT_MAX && end->form == WEIR_ITEM_ALIAS; step++)
            end = end->base;
        if (end->form != WEIR_ITEM_ALIAS)
            continue;
        type->base = &any_type;
        WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-type-cycle", types->items[i].part,
                                  "the type \"%.*s\" is defined by itself, or by more than %u others",
                                  WEIR_ARG(types->items[i].name), ALIAS_COUNT_MAX));
    }
    return WEIR_OK;
}

static weir_err collect(weir_dmn_compiler *c, fill_tasks *tasks)
{
    weir_item_types *types = &c->current->types;
    const weir_part *first = weir_part_child(c->model->root, WEIR_PART_dmn_item_definition), *part;
    uint32_t count = 0;

    for (part = first; part; part = weir_part_sibling(part, WEIR_PART_dmn_item_definition))
        count++;
    types->items = WEIR_TAKE(c->arena, weir_named_type, count);
    if (!types->items)
        return WEIR_ENOMEM;
    for (part = first; part; part = weir_part_sibling(part, WEIR_PART_dmn_item_definition)) {
        weir_item_type *type = WEIR_TAKE(c->arena, weir_item_type, 1);

        if (!type)
            return WEIR_ENOMEM;
        types->items[types->count] = (weir_named_type){.type = type, .part = part};
        WEIR_TRY(weir_name_of(c->arena, part, WEIR_ATTR_name, &types->items[types->count++].name));
        WEIR_TRY(WEIR_GROW(c->arena, tasks));
        tasks->items[tasks->count++] = (fill_task){part, type};
    }
    qsort(types->items, types->count, sizeof *types->items, compare_names);
    return WEIR_OK;
}

static weir_err collect_current(weir_dmn_compiler *c, fill_tasks *tasks)
{
    const weir_item_types *types = &c->current->types;

    WEIR_TRY(collect(c, tasks));
    for (uint32_t i = 1; i < types->count; i++) {
        if (weir_text_equal(types->items[i - 1].name, types->items[i].name))
            WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-type-duplicate", types->items[i].part,
                                      "there are two types \"%.*s\"", WEIR_ARG(types->items[i].name)));
    }
    return WEIR_OK;
}

/* A type may be defined by one of another file, so all are there before the first is filled in. */
weir_err weir_types_compile(weir_dmn_compiler *c)
{
    const uint32_t count = c->file->model_count;
    fill_tasks *tasks = WEIR_TAKE(c->arena, fill_tasks, count);

    if (!tasks)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        weir_dmn_enter(c, &c->file->models[i]);
        WEIR_TRY(collect_current(c, &tasks[i]));
    }
    for (uint32_t i = 0; i < count; i++) {
        weir_dmn_enter(c, &c->file->models[i]);
        while (tasks[i].count > 0)
            WEIR_TRY(fill(c, tasks[i].items[--tasks[i].count], &tasks[i]));
    }
    for (uint32_t i = 0; i < count; i++) {
        weir_dmn_enter(c, &c->file->models[i]);
        WEIR_TRY(check_aliases(c));
        WEIR_TRY(weir_types_name(c));
    }
    c->has_types = true;
    for (uint32_t i = 0; i < c->function_types.count; i++) {
        weir_item_type *type = c->function_types.items[i];

        WEIR_TRY(weir_types_sign(c, type->members, type->member_count, type->base, &type->signature));
    }
    return WEIR_OK;
}
