/* SPDX-License-Identifier: Apache-2.0
 * host/resource.c - what kind of file is it, and who compiles it.
 */
#include "host/resource.h"

#include "host/imported.h"
#include "host/named_calendars.h"
#include "xml/load.h"

/* What can't be read at all is a problem of the file like any other. */
static const struct {
    weir_err err;
    const char *rule;
} unreadable[] = {
    {WEIR_ESYNTAX, "xml-syntax"},
    {WEIR_ELIMIT, "xml-limit"},
    {WEIR_EMODEL, "root-unknown"},
};

static weir_err add_unreadable(weir_problems *problems, weir_err err, const weir_diag *diag)
{
    for (uint32_t i = 0; i < sizeof unreadable / sizeof *unreadable; i++) {
        if (unreadable[i].err != err)
            continue;
        WEIR_TRY(weir_problem_add(problems, WEIR_ERROR, unreadable[i].rule, diag->line, diag->column,
                                  weir_text_of(diag->element), "%s", diag->message));
        return WEIR_EMODEL;
    }
    return err;
}

weir_err weir_resource_read(const weir_resource *resource, const weir_xml_schemas *schemas, weir_arena *arena,
                            weir_problems *problems, weir_model *out)
{
    const weir_xml_settings settings = {schemas, resource->delegates_external};
    weir_diag diag = {0};
    weir_err err;

    if (resource->model) {
        *out = *resource->model;
        return WEIR_OK;
    }
    err = weir_xml_read_with(resource->bytes, &settings, arena, out, problems, &diag);
    return err == WEIR_OK ? WEIR_OK : add_unreadable(problems, err, &diag);
}

static weir_err compile_process(const weir_resource *resource, const weir_model *model, weir_arena *arena,
                                weir_problems *problems, weir_compiled *out)
{
    weir_named_calendars named = weir_named_calendars_of(resource, arena);
    const weir_calendar_ids ids = weir_named_calendars_ids(&named);

    return weir_compile(model, resource->calendars ? &ids : NULL, arena, problems, &out->programs);
}

static weir_err compile_decisions(const weir_resource *resource, const weir_model *model, weir_arena *arena,
                                  weir_problems *problems, weir_compiled *out)
{
    weir_dmn_files files;

    WEIR_TRY(weir_imported_files(resource, model, arena, &files));
    out->has_imports = files.count > 1;
    return weir_dmn_compile_all(&files, arena, problems, &out->decisions);
}

static weir_err compile_calendars(const weir_resource *resource, const weir_model *model, weir_arena *arena,
                                  weir_problems *problems, weir_compiled *out)
{
    return resource->zones ? weir_calendar_read(model, resource->zones, arena, problems, &out->calendars) : WEIR_OK;
}

static const struct {
    weir_tag root;
    weir_err (*compile)(const weir_resource *resource, const weir_model *model, weir_arena *arena,
                        weir_problems *problems, weir_compiled *out);
} kinds[] = {
    {WEIR_PART_definitions, compile_process},
    {WEIR_PART_process, compile_process},
    {WEIR_PART_dmn_definitions, compile_decisions},
    {WEIR_PART_calendar, compile_calendars},
};

static weir_err compile_model(const weir_resource *resource, const weir_model *model, weir_arena *arena,
                              weir_problems *problems, weir_compiled *out)
{
    for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].root == model->root->tag)
            return kinds[i].compile(resource, model, arena, problems, out);
    }
    WEIR_TRY(weir_problem_add(problems, WEIR_ERROR, "root-unexpected", model->root->line, 0, WEIR_NO_TEXT,
                              "a <%s> can't be deployed; expected are the definitions of a BPMN or DMN file",
                              weir_tag_name(model->root->tag)));
    return WEIR_EMODEL;
}

bool weir_resource_is_form(weir_text name)
{
    return weir_text_ends_with(name, WEIR_T(".form"));
}

#define HEAD_LENGTH 4096u /* of a file, where its root stands */

static bool looks_like_calendar(const weir_resource *resource)
{
    const size_t length = resource->bytes.length < HEAD_LENGTH ? resource->bytes.length : HEAD_LENGTH;
    const weir_text head = weir_text_part(resource->bytes, 0, length);

    return weir_text_ends_with(resource->name, WEIR_T(".xml")) &&
           weir_text_find(head, WEIR_T("\"urn:weir:calendar\""), 0) != SIZE_MAX;
}

weir_err weir_resource_compile(const weir_resource *resource, const weir_xml_schemas *schemas, weir_arena *arena,
                               weir_problems *problems, weir_compiled *out)
{
    weir_model *model = WEIR_TAKE(arena, weir_model, 1); /* decisions borrow it */
    weir_compiled compiled = {0};

    if (!model)
        return WEIR_ENOMEM;
    if (resource->is_only_kept) {
        if (looks_like_calendar(resource))
            WEIR_TRY(weir_problem_add(problems, WEIR_WARNING, "calendar-name", 0, 0, WEIR_NO_TEXT,
                                      "this calendar is only kept, as its name does not end in " WEIR_CALENDAR_SUFFIX
                                      "; call it so, and limits are counted on it"));
        *out = compiled;
        return WEIR_OK;
    }
    if (!resource->model && weir_resource_is_form(resource->name)) {
        WEIR_TRY(weir_form_js_read(resource->bytes, arena, problems, &compiled.form));
        *out = compiled;
        return WEIR_OK;
    }
    WEIR_TRY(weir_resource_read(resource, schemas, arena, problems, model));
    WEIR_TRY(compile_model(resource, model, arena, problems, &compiled));
    if (problems->error_count > 0)
        return WEIR_EMODEL;
    *out = compiled;
    return WEIR_OK;
}
