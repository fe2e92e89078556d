/* SPDX-License-Identifier: Apache-2.0
 * host/forms.c - forms of all deployments, with their versions: which one is meant.
 *
 * No table has them: they are known by their files, which are read when an instance first needs one.
 */
#include "host/forms.h"

#include "host/host_internal.h"

static weir_err load(weir_engine *engine, weir_decision_file *file, weir_diag *diag)
{
    const weir_resource wanted = {.name = file->name};
    weir_err err;

    if (file->file || file->is_deleted)
        return WEIR_OK;
    err = weir_file_load(engine, &file->content, &wanted, &file->file, diag);
    if (err != WEIR_EFORMAT)
        return err;
    file->is_deleted = true; /* kept by an older weir, which did not look into it */
    return WEIR_OK;
}

weir_err weir_forms_load(weir_engine *engine, weir_diag *diag)
{
    if (!engine->definitions.has_unread_forms)
        return WEIR_OK;
    for (weir_decision_file *file = engine->definitions.forms; file; file = file->older)
        WEIR_TRY(load(engine, file, diag));
    engine->definitions.has_unread_forms = false;
    return WEIR_OK;
}

static bool is_of(const weir_decision_file *file, weir_text id)
{
    return !file->is_deleted && file->file && file->file->compiled.form &&
           weir_text_equal(file->file->compiled.form->id, id);
}

static uint32_t count_of(const weir_decision_file *files, weir_text id)
{
    uint32_t count = 0;

    for (const weir_decision_file *file = files; file; file = file->older)
        count += is_of(file, id);
    return count;
}

/* The list begins with the newest, versions count from the oldest. */
static const weir_deployed_form *find(const void *self, const weir_form_reference *reference)
{
    const weir_decision_view *view = self;
    const weir_decision_file *files = view->engine->definitions.forms;
    uint32_t version = reference->binding == WEIR_BINDING_VERSION ? count_of(files, reference->id) : 0;

    for (const weir_decision_file *file = files; file; file = file->older) {
        if (!is_of(file, reference->id))
            continue;
        if (reference->binding == WEIR_BINDING_LATEST ||
            (reference->binding == WEIR_BINDING_DEPLOYMENT && weir_id_equal(file->deployment, view->deployment)) ||
            (reference->binding == WEIR_BINDING_VERSION && version == reference->version))
            return file->file->compiled.form;
        version--;
    }
    return NULL;
}

weir_form_library weir_engine_forms(const weir_decision_view *view)
{
    return (weir_form_library){.find = find, .self = view};
}

bool weir_forms_are_named(const weir_program *program)
{
    for (uint32_t i = 0; i < program->node_count; i++) {
        if (program->nodes[i].form && program->nodes[i].form->ref.is_set)
            return true;
    }
    return false;
}

/* ── at deployment ───────────────────────────────────────────────────────────────────────────────────── */

static weir_text literal(const weir_setting *setting)
{
    return !setting->expression && setting->literal.kind == WEIR_STRING ? setting->literal.as.string : WEIR_NO_TEXT;
}

weir_text weir_form_beside(const weir_node *node)
{
    return node->form && weir_text_equal(literal(&node->form->ref_binding), WEIR_T("deployment"))
               ? literal(&node->form->ref)
               : WEIR_NO_TEXT;
}

weir_err weir_form_report_missing(const weir_node *node, weir_text id, weir_problems *problems)
{
    return weir_problem_add(
        problems, WEIR_WARNING, "form-not-beside", node->line, 0, node->id,
        "the form '%.*s' has to be in the deployment of the process, and is not: put its file into the folder "
        "'forms' beside the model, or deploy it together with the model",
        WEIR_ARG(id));
}

static bool has_form(weir_file *const *files, uint32_t count, weir_text id)
{
    for (uint32_t i = 0; i < count; i++) {
        if (files[i] && files[i]->compiled.form && weir_text_equal(files[i]->compiled.form->id, id))
            return true;
    }
    return false;
}

weir_err weir_forms_check_beside(const weir_program *program, weir_file *const *files, uint32_t count,
                                 weir_problems *problems)
{
    for (uint32_t i = 0; i < program->node_count; i++) {
        const weir_text id = weir_form_beside(&program->nodes[i]);

        if (id.length > 0 && !has_form(files, count, id))
            WEIR_TRY(weir_form_report_missing(&program->nodes[i], id, problems));
    }
    return WEIR_OK;
}
