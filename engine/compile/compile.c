/* SPDX-License-Identifier: Apache-2.0
 * compile/compile.c - check a model, then build a program for each executable process.
 */
#include "compile/compile.h"

#include "compile/global_task.h"
#include "compile/program.h"

static weir_err build_process(weir_build *build, const weir_part *process, weir_programs *programs)
{
    const weir_program *program;

    if (!weir_part_flag(process, WEIR_ATTR_is_executable, false))
        return WEIR_OK;
    WEIR_TRY(weir_program_build(build, process, &program));
    WEIR_TRY(WEIR_GROW(build->arena, programs));
    programs->items[programs->count++] = program;
    return WEIR_OK;
}

static weir_err add_global_task(const weir_part *task, weir_build build, weir_programs *programs)
{
    weir_model *model = WEIR_TAKE(build.arena, weir_model, 1);

    if (!model)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_global_task_model(task, build.arena, model));
    WEIR_TRY(weir_rules_check(model, NULL, build.problems));
    build.model = model;
    return build.problems->error_count > 0 ? WEIR_OK : build_process(&build, model->root, programs);
}

/* Those of a file that only describes are not run either. */
static weir_err add_global_tasks(const weir_build *build, weir_programs *programs)
{
    if (programs->count == 0)
        return WEIR_OK;
    for (const weir_part *part = build->model->root->child; part; part = part->next) {
        if (weir_is_global_task(part) && part->id.length > 0)
            WEIR_TRY(add_global_task(part, *build, programs));
    }
    return WEIR_OK;
}

weir_err weir_compile(const weir_model *model, const weir_calendar_ids *calendars, weir_arena *arena,
                      weir_problems *problems, weir_programs *out)
{
    weir_build build = {.model = model, .arena = arena, .problems = problems};
    weir_programs programs = {0};

    WEIR_TRY(weir_rules_check(model, calendars, problems));
    if (problems->error_count > 0)
        return WEIR_EMODEL;
    if (model->root->tag == WEIR_PART_process)
        WEIR_TRY(build_process(&build, model->root, &programs));
    for (const weir_part *process = weir_part_child(model->root, WEIR_PART_process); process;
         process = weir_part_sibling(process, WEIR_PART_process))
        WEIR_TRY(build_process(&build, process, &programs));
    WEIR_TRY(add_global_tasks(&build, &programs));
    if (problems->error_count > 0)
        return WEIR_EMODEL;
    *out = programs;
    return WEIR_OK;
}
