/* SPDX-License-Identifier: Apache-2.0
 * dmn/import.c - the files that a file imports, those that they import, and the names they are seen by.
 *
 * An import names a namespace; where several files have it, the location decides. Files come one after the other as
 * they are found, the importing one first; none is taken twice, so that one that is imported by two names is one. Spec:
 * DMN 1.5 §6.3.3 (Import).
 */
#include "dmn/dmn_internal.h"

/* -- finding -- */

static weir_text namespace_of(const weir_model *model)
{
    return weir_text_trim(weir_part_attribute(model->root, WEIR_ATTR_namespace));
}

/* "../models/a.dmn" → "a.dmn" */
static weir_text file_name(weir_text location)
{
    for (size_t i = location.length; i-- > 0;) {
        if (location.at[i] == '/' || location.at[i] == '\\')
            return weir_text_part(location, i + 1, location.length - i - 1);
    }
    return location;
}

static bool is_at(const weir_dmn_file *origin, weir_text location)
{
    return location.length > 0 && weir_text_equal(file_name(origin->name), file_name(location));
}

/* NULL: there is no such file. */
static const weir_dmn_file *find_file(const weir_dmn_files *files, weir_text wanted, weir_text location)
{
    const weir_dmn_file *found = NULL;

    for (uint32_t i = 0; i < files->count; i++) {
        const weir_dmn_file *origin = &files->items[i];

        if (!weir_text_equal(namespace_of(origin->model), wanted))
            continue;
        if (is_at(origin, location))
            return origin;
        if (!found)
            found = origin;
    }
    return found;
}

/* Whatever version; "" is what those write who think that there is nothing else. */
bool weir_dmn_is_import(const weir_part *import)
{
    const weir_text type = weir_text_trim(weir_part_attribute(import, WEIR_ATTR_import_type));

    return type.length == 0 || weir_namespace_find(type) == WEIR_NS_DMN ||
           weir_text_find(type, WEIR_T("omg.org/spec/DMN"), 0) != SIZE_MAX;
}

static weir_err take_model(weir_dmn_compiler *c, const weir_dmn_file *origin, const weir_part *import,
                           weir_dmn_model **out)
{
    weir_decisions *file = c->file;
    weir_dmn_model *model;

    for (uint32_t i = 0; i < file->model_count; i++) {
        *out = &file->models[i];
        if ((*out)->origin == origin)
            return WEIR_OK;
    }
    model = *out = &file->models[file->model_count];
    *model = (weir_dmn_model){.origin = origin,
                              .model = origin->model,
                              .uri = namespace_of(origin->model),
                              .via = c->current->via ? c->current->via : import,
                              .problems = WEIR_TAKE(c->arena, weir_problems, 1)};
    if (!model->problems)
        return WEIR_ENOMEM;
    weir_problems_init(model->problems, c->arena);
    file->model_count++;
    return WEIR_OK;
}

static weir_err refuse_second(weir_dmn_compiler *c, const weir_part *import, weir_text name)
{
    for (uint32_t i = 0; i < c->current->import_count; i++) {
        if (name.length > 0 && weir_text_equal(c->current->imports[i].name, name))
            return weir_dmn_problem(c, WEIR_ERROR, "dmn-name-duplicate", import,
                                    "there are two imports \"%.*s\"; give each its own name", WEIR_ARG(name));
    }
    return WEIR_OK;
}

static weir_err link_import(weir_dmn_compiler *c, const weir_dmn_files *files, const weir_part *import)
{
    const weir_text uri = weir_text_trim(weir_part_attribute(import, WEIR_ATTR_namespace));
    const weir_text location = weir_text_trim(weir_part_attribute(import, WEIR_ATTR_location_uri));
    weir_text name;
    const weir_dmn_file *origin;
    weir_dmn_import *to = &c->current->imports[c->current->import_count];

    if (!weir_dmn_is_import(import))
        return weir_dmn_problem(c, WEIR_WARNING, "dmn-import-unsupported", import,
                                "weir imports DMN files only; what comes from \"%.*s\" is not there",
                                WEIR_ARG(weir_text_trim(weir_part_attribute(import, WEIR_ATTR_import_type))));
    origin = find_file(files, uri, location);
    if (!origin)
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-import-missing", import,
                                "no file with the namespace \"%.*s\" is here; put it beside this one, or deploy both "
                                "together",
                                WEIR_ARG(uri));
    WEIR_TRY(weir_name_of(c->arena, import, WEIR_ATTR_name, &name));
    WEIR_TRY(refuse_second(c, import, name));
    *to = (weir_dmn_import){.name = name, .part = import, .location = file_name(location)};
    WEIR_TRY(take_model(c, origin, import, &to->model));
    c->current->import_count++;
    return WEIR_OK;
}

static weir_err link_imports(weir_dmn_compiler *c, const weir_dmn_files *files)
{
    const weir_part *first = weir_part_child(c->model->root, WEIR_PART_dmn_import), *import;
    uint32_t count = 0;

    for (import = first; import; import = weir_part_sibling(import, WEIR_PART_dmn_import))
        count++;
    c->current->imports = WEIR_TAKE(c->arena, weir_dmn_import, count);
    if (!c->current->imports)
        return WEIR_ENOMEM;
    for (import = first; import; import = weir_part_sibling(import, WEIR_PART_dmn_import))
        WEIR_TRY(link_import(c, files, import));
    return WEIR_OK;
}

/* -- cycles -- */

typedef enum mark { MARK_NEW, MARK_OPEN, MARK_DONE } mark;

/* A file on the way down, and which of its imports comes next. */
typedef struct visit {
    weir_dmn_model *model;
    uint32_t next;
} visit;

/* The import that closes a circle is taken away. */
static weir_err refuse_circle(weir_dmn_compiler *c, weir_dmn_model *model, uint32_t ix)
{
    const weir_part *part = model->imports[ix].part;
    const weir_text uri = model->imports[ix].model->uri;

    weir_dmn_enter(c, model);
    for (uint32_t i = ix + 1; i < model->import_count; i++)
        model->imports[i - 1] = model->imports[i];
    model->import_count--;
    return weir_dmn_problem(c, WEIR_ERROR, "dmn-import-cycle", part,
                            "the file with the namespace \"%.*s\" imports this one in turn", WEIR_ARG(uri));
}

static weir_err refuse_circles(weir_dmn_compiler *c)
{
    weir_decisions *file = c->file;
    mark *marks = WEIR_TAKE(c->arena, mark, file->model_count);
    visit *stack = WEIR_TAKE(c->arena, visit, file->model_count);
    uint32_t depth = 0;

    if (!marks || !stack)
        return WEIR_ENOMEM;
    marks[0] = MARK_OPEN;
    stack[depth++] = (visit){file->models, 0};
    while (depth > 0) {
        visit *top = &stack[depth - 1];
        weir_dmn_model *next;

        if (top->next == top->model->import_count) {
            marks[top->model - file->models] = MARK_DONE;
            depth--;
            continue;
        }
        next = top->model->imports[top->next].model;
        if (marks[next - file->models] == MARK_OPEN) {
            WEIR_TRY(refuse_circle(c, top->model, top->next));
            continue;
        }
        top->next++;
        if (marks[next - file->models] == MARK_NEW) {
            marks[next - file->models] = MARK_OPEN;
            stack[depth++] = (visit){next, 0};
        }
    }
    return WEIR_OK;
}

weir_err weir_imports_compile(weir_dmn_compiler *c, const weir_dmn_files *files)
{
    weir_decisions *file = c->file;

    file->models = WEIR_TAKE(c->arena, weir_dmn_model, files->count);
    if (!file->models)
        return WEIR_ENOMEM;
    file->models[0] = (weir_dmn_model){.origin = &files->items[0],
                                       .model = files->items[0].model,
                                       .uri = namespace_of(files->items[0].model),
                                       .problems = c->problems};
    file->model_count = 1;
    for (uint32_t i = 0; i < file->model_count; i++) {
        weir_dmn_enter(c, &file->models[i]);
        WEIR_TRY(link_imports(c, files));
    }
    return refuse_circles(c);
}

/* -- what is seen -- */

/* An element of another file needs the name of its import, unless that is empty. */
bool weir_import_is_plain(const weir_dmn_model *from, const weir_dmn_model *to)
{
    if (from == to)
        return true;
    for (uint32_t i = 0; i < from->import_count; i++) {
        if (from->imports[i].model == to && from->imports[i].name.length == 0)
            return true;
    }
    return false;
}

const weir_dmn_import *weir_import_of_name(const weir_dmn_model *model, weir_text qualified, weir_text *rest)
{
    const weir_dmn_import *found = NULL;

    for (uint32_t i = 0; i < model->import_count; i++) {
        const weir_dmn_import *import = &model->imports[i];
        const size_t length = import->name.length;

        if (length > 0 && qualified.length > length + 1 && weir_text_starts_with(qualified, import->name) &&
            qualified.at[length] == '.' && (!found || length > found->name.length)) {
            found = import;
            *rest = weir_text_part(qualified, length + 1, qualified.length - length - 1);
        }
    }
    return found;
}

/* What stands before the '#' of a href: the namespace of a file, or where it lies. */
weir_dmn_model *weir_import_of_href(weir_dmn_model *model, weir_text before)
{
    if (before.length == 0 || weir_text_equal(before, model->uri))
        return model;
    for (uint32_t i = 0; i < model->import_count; i++) {
        if (weir_text_equal(model->imports[i].model->uri, before))
            return model->imports[i].model;
    }
    for (uint32_t i = 0; i < model->import_count; i++) {
        if (weir_text_equal(file_name(model->imports[i].model->origin->name), file_name(before)) ||
            weir_text_equal(model->imports[i].location, file_name(before)))
            return model->imports[i].model;
    }
    return NULL;
}

/* -- what is wrong there -- */

static const weir_problem *first_error(const weir_problems *problems)
{
    for (uint32_t i = 0; i < problems->count; i++) {
        if (problems->items[i].severity == WEIR_ERROR)
            return &problems->items[i];
    }
    return NULL;
}

weir_err weir_imports_report(weir_dmn_compiler *c)
{
    weir_dmn_enter(c, c->file->models);
    for (uint32_t i = 1; i < c->file->model_count; i++) {
        const weir_dmn_model *model = &c->file->models[i];
        const weir_problem *error = first_error(model->problems);

        if (error)
            WEIR_TRY(weir_dmn_problem(c, WEIR_ERROR, "dmn-import-wrong", model->via,
                                      "the file with the namespace \"%.*s\" is wrong in its line %u: %.*s",
                                      WEIR_ARG(model->uri), error->line, WEIR_ARG(error->message)));
    }
    return WEIR_OK;
}
