/* SPDX-License-Identifier: Apache-2.0
 * host/forms.c - which forms are named, and which of the neighbours they are; see forms.h.
 */
#include "host/forms.h"

#include "compile/form_file.h"

bool weir_form_is_file(weir_text name)
{
    return weir_text_ends_with(name, WEIR_T(".form"));
}

/* The form that a part names; absent: none, or only an expression knows. */
static weir_text reference_of(const weir_part *part)
{
    const weir_text ref = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_form_ref));

    return weir_text_starts_with(ref, WEIR_T("=")) || weir_text_find(ref, WEIR_T("${"), 0) != SIZE_MAX ? WEIR_NO_TEXT
                                                                                                       : ref;
}

static const weir_part *next_reference(const weir_model *model, const weir_part *after)
{
    const weir_part *part = after ? weir_part_walk(after, model->root) : model->root;

    while (part && reference_of(part).length == 0)
        part = weir_part_walk(part, model->root);
    return part;
}

bool weir_forms_are_named(const weir_model *model)
{
    return next_reference(model, NULL) != NULL;
}

/* forms/a.form → a */
static weir_text base_name(weir_text name)
{
    size_t from = name.length;

    while (from > 0 && name.at[from - 1] != '/')
        from--;
    return weir_text_part(name, from, name.length - from - WEIR_T(".form").length);
}

typedef struct found_forms {
    weir_form_file *items;
    uint32_t count, capacity;
} found_forms;

static bool is_named(const weir_model *model, weir_text id)
{
    const weir_part *part = next_reference(model, NULL);

    while (part && !weir_text_equal(reference_of(part), id))
        part = next_reference(model, part);
    return part != NULL;
}

static const weir_form_file *find_form(const found_forms *found, weir_text id)
{
    for (uint32_t i = 0; i < found->count; i++) {
        if (weir_text_equal(found->items[i].id, id))
            return &found->items[i];
    }
    return NULL;
}

/* What is no form says so itself, as a file of its own; of two with one id the first counts. */
static weir_err add_form(const weir_resource *file, const weir_model *model, weir_arena *arena, found_forms *found)
{
    weir_form_file form;
    weir_diag diag = {0};
    const weir_err err = weir_form_file_read(file->bytes, arena, &form, &diag);

    if (err != WEIR_OK)
        return err == WEIR_ENOMEM ? err : WEIR_OK;
    if (form.id.length == 0)
        form.id = base_name(file->name);
    if (!is_named(model, form.id) || find_form(found, form.id))
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(arena, found));
    found->items[found->count++] = form;
    return WEIR_OK;
}

static weir_err report_missing(const weir_model *model, const found_forms *found, weir_problems *problems)
{
    const weir_part *part = next_reference(model, NULL);

    for (; part; part = next_reference(model, part)) {
        const weir_text binding = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_form_ref_binding));

        if (weir_text_equal(binding, WEIR_T("deployment")) && !find_form(found, reference_of(part)))
            WEIR_TRY(weir_problem_add(problems, WEIR_WARNING, "form-not-beside", part->line, 0, part->id,
                                      "no form \"%.*s\" is deployed with this file; put it beside it, or in forms/",
                                      WEIR_ARG(reference_of(part))));
    }
    return WEIR_OK;
}

weir_err weir_forms_beside(const weir_resource *resource, const weir_model *model, weir_arena *arena,
                           weir_problems *problems, weir_form_files *out)
{
    const weir_neighbours *beside = weir_forms_are_named(model) ? resource->neighbours : NULL;
    found_forms found = {0};

    for (uint32_t ix = 0; beside; ix++) {
        weir_resource file;
        const weir_err err = beside->get(beside->self, ix, arena, &file);

        if (err == WEIR_ENOTFOUND)
            break;
        if (err == WEIR_EIO)
            continue;
        WEIR_TRY(err);
        if (weir_form_is_file(file.name) && file.bytes.at)
            WEIR_TRY(add_form(&file, model, arena, &found));
    }
    if (beside)
        WEIR_TRY(report_missing(model, &found, problems));
    *out = (weir_form_files){found.items, found.count};
    return WEIR_OK;
}
