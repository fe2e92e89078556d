/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_read.c - a scenario file to scenarios, and all that is wrong with it.
 *
 * Rules of problems found here: scenario-expression, scenario-variables-twice, scenario-instance-twice,
 * scenario-error-unknown, scenario-fact-unknown, scenario-time, scenario-model, scenario-mock.
 */
#include "cli/files.h"
#include "cli/scenario.h"
#include "host/calendars.h"
#include "host/imported.h"
#include "run/fact.h"

#define DEFAULT_NOW_MS INT64_C(1767603600000) /* 2026-01-05T09:00:00Z, a Monday */

/* A model file that several scenarios share. */
typedef struct model_file {
    const char *path;
    weir_resource resource;
    bool is_fit;
    struct {
        weir_resource *items;
        uint32_t count, capacity;
    } forms; /* in the folder beside it */
} model_file;

typedef struct reader {
    const char *path;
    const weir_xml_schemas *schemas;
    const weir_zones *zones;
    weir_arena *arena;
    weir_scenario_problems *all;
    weir_problems *problems; /* of the scenario file itself */
    weir_diag *diag;
    struct {
        model_file *items;
        uint32_t count, capacity;
    } models;
    bool has_errors;
} reader;

static weir_err add_file(reader *r, const char *path, weir_problems **out)
{
    weir_file_problems *file = WEIR_TAKE(r->arena, weir_file_problems, 1);

    if (!file)
        return WEIR_ENOMEM;
    file->path = path;
    weir_problems_init(&file->problems, r->arena);
    WEIR_TRY(WEIR_GROW(r->arena, r->all));
    r->all->items[r->all->count++] = file;
    *out = &file->problems;
    return WEIR_OK;
}

/* ── models ────────────────────────────────────────────────────────────────────────────────────────── */

/* Compile once to find problems; each run compiles again for itself. */
static weir_err check_model(reader *r, const weir_resource *resource, const weir_neighbours *neighbours,
                            weir_problems *problems, bool *is_fit)
{
    weir_resource seen = *resource;
    weir_compiled compiled;
    weir_err err;

    seen.neighbours = neighbours;
    err = weir_resource_compile(&seen, NULL, r->arena, problems, &compiled);

    *is_fit = err == WEIR_OK;
    r->has_errors = r->has_errors || err == WEIR_EMODEL;
    return err == WEIR_EMODEL ? WEIR_OK : err;
}

static weir_err add_resource(reader *r, weir_scenario *scenario, const weir_resource *resource)
{
    WEIR_TRY(WEIR_GROW(r->arena, &scenario->resources));
    scenario->resources.items[scenario->resources.count++] = *resource;
    return WEIR_OK;
}

static weir_err read_model_file(reader *r, const weir_part *part, model_file *file)
{
    weir_model *model = WEIR_TAKE(r->arena, weir_model, 1);
    weir_folder folder = {0};
    const weir_neighbours neighbours = weir_folder_neighbours(&folder);
    weir_problems *problems;
    weir_diag diag = {0};
    weir_err err;

    if (!model)
        return WEIR_ENOMEM;
    WEIR_TRY(add_file(r, file->path, &problems));
    err = weir_file_read(file->path, r->arena, &file->resource.bytes, &diag);
    if (err == WEIR_ENOMEM)
        return err;
    if (err != WEIR_OK) {
        r->has_errors = true;
        return weir_problem_add(r->problems, WEIR_ERROR, "scenario-model", part->line, 0, WEIR_NO_TEXT,
                                "the model '%s' %s", file->path, diag.message);
    }
    err = weir_resource_read(&file->resource, r->schemas, r->arena, problems, model);
    r->has_errors = r->has_errors || problems->error_count > 0;
    if (err != WEIR_OK)
        return err == WEIR_EMODEL ? WEIR_OK : err;
    file->resource.model = model;
    WEIR_TRY(weir_folder_around(file->path, r->arena, &folder));
    return check_model(r, &file->resource, &neighbours, problems, &file->is_fit);
}

/* A form is read again by each run, as its bytes. */
static weir_err read_form(reader *r, const char *path, model_file *file)
{
    weir_resource form = {.name = weir_text_of(path)};
    weir_problems *problems;
    weir_diag diag = {0};
    bool is_fit;

    WEIR_TRY(add_file(r, path, &problems));
    WEIR_TRY(weir_file_read(path, r->arena, &form.bytes, &diag));
    WEIR_TRY(check_model(r, &form, NULL, problems, &is_fit));
    if (!is_fit)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(r->arena, &file->forms));
    file->forms.items[file->forms.count++] = form;
    return WEIR_OK;
}

static weir_err read_forms(reader *r, model_file *file)
{
    weir_paths paths = {0};

    if (!weir_text_ends_with(weir_text_of(file->path), WEIR_T(".bpmn")))
        return WEIR_OK;
    WEIR_TRY(weir_paths_add_forms(&paths, file->path, r->arena, r->diag));
    for (uint32_t i = 0; i < paths.count; i++)
        WEIR_TRY(read_form(r, paths.items[i].at, file));
    return WEIR_OK;
}

static weir_err use_model_file(reader *r, weir_scenario *scenario, const weir_part *part)
{
    const char *path = weir_path_beside(r->path, weir_part_attribute(part, WEIR_ATTR_file), r->arena);
    model_file *file = NULL;

    if (!path)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < r->models.count; i++) {
        if (strcmp(r->models.items[i].path, path) == 0)
            file = &r->models.items[i];
    }
    if (!file) {
        WEIR_TRY(WEIR_GROW(r->arena, &r->models));
        file = &r->models.items[r->models.count++];
        *file = (model_file){.path = path, .resource = {.name = weir_text_of(path)}};
        WEIR_TRY(read_model_file(r, part, file));
        WEIR_TRY(read_forms(r, file));
    }
    for (uint32_t i = 0; i < file->forms.count; i++)
        WEIR_TRY(add_resource(r, scenario, &file->forms.items[i]));
    if (!file->is_fit)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(r->arena, &scenario->files));
    scenario->files.items[scenario->files.count++] = (weir_model_file){path, file->resource.model};
    return add_resource(r, scenario, &file->resource);
}

/* What an inline model may import: the models above it. */
static weir_err get_above(const void *self, uint32_t ix, weir_arena *arena, weir_resource *out)
{
    const weir_scenario *scenario = self;

    (void)arena;
    if (ix >= scenario->resources.count)
        return WEIR_ENOTFOUND;
    *out = scenario->resources.items[ix];
    return WEIR_OK;
}

/* A part of the scenario file with all below it becomes a model of its own. */
static weir_err use_inline(reader *r, weir_scenario *scenario, weir_part *root)
{
    weir_model *model = WEIR_TAKE(r->arena, weir_model, 1);
    const weir_neighbours neighbours = {.get = get_above, .self = scenario};
    weir_resource resource = {.name = weir_text_of(r->path), .model = model};
    bool is_fit;

    if (!model)
        return WEIR_ENOMEM;
    model->root = root;
    WEIR_TRY(weir_model_finish(model, r->arena));
    WEIR_TRY(check_model(r, &resource, &neighbours, r->problems, &is_fit));
    return is_fit ? add_resource(r, scenario, &resource) : WEIR_OK;
}

static void append_child(weir_part *parent, weir_part *child)
{
    child->parent = parent;
    child->next = NULL;
    *(parent->last_child ? &parent->last_child->next : &parent->child) = child;
    parent->last_child = child;
}

/* Processes, messages, errors … that stand in a scenario without definitions around them get some. */
static weir_err wrap_loose_parts(reader *r, weir_part *scenario, weir_part **out)
{
    weir_part *definitions = NULL, *next;
    weir_part *child = scenario->child;

    scenario->child = scenario->last_child = NULL;
    for (; child; child = next) {
        next = child->next;
        if (child->tag == WEIR_PART_definitions || weir_tag_namespace(child->tag) != WEIR_NS_BPMN) {
            append_child(scenario, child);
            continue;
        }
        if (!definitions) {
            definitions = WEIR_TAKE(r->arena, weir_part, 1);
            if (!definitions)
                return WEIR_ENOMEM;
            definitions->tag = WEIR_PART_definitions;
            definitions->line = child->line;
            definitions->order = scenario->order; /* before all that it holds */
        }
        append_child(definitions, child);
    }
    *out = definitions;
    return WEIR_OK;
}

/* ── steps ─────────────────────────────────────────────────────────────────────────────────────────── */

bool weir_err_find(weir_text name, weir_err *out)
{
    for (int i = WEIR_OK + 1; i < WEIR_ERR_COUNT; i++) {
        if (!weir_text_equal(name, weir_text_of(weir_err_name((weir_err)i))))
            continue;
        *out = (weir_err)i;
        return true;
    }
    return false;
}

static weir_err compile_context(reader *r, const weir_part *part, weir_text source, const weir_expression **out)
{
    weir_diag diag = {0};
    weir_err err;

    *out = NULL;
    if (weir_text_trim(source).length == 0)
        return WEIR_OK;
    err = weir_feel_compile(source, WEIR_FEEL_EXPRESSION, NULL, r->arena, out, &diag);
    if (err == WEIR_OK || err == WEIR_ENOMEM)
        return err;
    return weir_problem_add(r->problems, WEIR_ERROR, "scenario-expression", part->line, 0, WEIR_NO_TEXT,
                            "%s (line %u, column %u of the expression)", diag.message, diag.line, diag.column);
}

static weir_err check_error(reader *r, const weir_part *part, weir_scenario_step *step)
{
    const weir_text name = weir_part_attribute(part, WEIR_ATTR_error);

    if (!name.at || weir_err_find(name, &step->error))
        return WEIR_OK;
    return weir_problem_add(r->problems, WEIR_ERROR, "scenario-error-unknown", part->line, 0, WEIR_NO_TEXT,
                            "there is no error '%.*s'; they are listed in docs/printed/errors.md", WEIR_ARG(name));
}

static weir_err check_facts(reader *r, const weir_part *step)
{
    for (const weir_part *part = weir_part_child(step, WEIR_PART_scenario_fact); part;
         part = weir_part_sibling(part, WEIR_PART_scenario_fact)) {
        const weir_text type = weir_part_attribute(part, WEIR_ATTR_type);
        weir_fact_kind kind;

        if (!weir_fact_kind_find(type, &kind))
            WEIR_TRY(weir_problem_add(r->problems, WEIR_ERROR, "scenario-fact-unknown", part->line, 0, WEIR_NO_TEXT,
                                      "there is no fact '%.*s'; they are listed in docs/printed/facts.md",
                                      WEIR_ARG(type)));
    }
    return WEIR_OK;
}

static weir_err check_time(reader *r, const weir_part *part)
{
    const weir_text by = weir_part_attribute(part, WEIR_ATTR_by), at = weir_part_attribute(part, WEIR_ATTR_at);
    weir_date_time instant;
    weir_period period;

    if (by.at && part->tag == WEIR_PART_scenario_advance && !weir_period_parse(weir_text_trim(by), &period))
        return weir_problem_add(r->problems, WEIR_ERROR, "scenario-time", part->line, 0, WEIR_NO_TEXT,
                                "'%.*s' is no duration like P1DT2H", WEIR_ARG(by));
    if (at.at && !weir_date_time_parse(weir_text_trim(at), r->zones, &instant))
        return weir_problem_add(r->problems, WEIR_ERROR, "scenario-time", part->line, 0, WEIR_NO_TEXT,
                                "'%.*s' is no instant like 2026-01-05T09:00:00Z", WEIR_ARG(at));
    return WEIR_OK;
}

/* Variables stand in the attribute or in the text, not in both. */
static weir_err compile_variables(reader *r, const weir_part *part, const weir_expression **out)
{
    const weir_text variables = weir_part_attribute(part, WEIR_ATTR_variables);

    if (variables.at && weir_text_trim(part->text).length > 0)
        WEIR_TRY(weir_problem_add(r->problems, WEIR_ERROR, "scenario-variables-twice", part->line, 0, WEIR_NO_TEXT,
                                  "<%s> has variables both as an attribute and as text; keep one of them",
                                  weir_tag_name(part->tag)));
    return compile_context(r, part, variables.at ? variables : part->text, out);
}

/* A step that means an instance by its name must find one. */
static weir_err check_instance_name(reader *r, const weir_scenario *scenario, const weir_part *part)
{
    const weir_text name = weir_part_attribute(part, WEIR_ATTR_as);

    for (uint32_t i = 0; name.at && i < scenario->steps.count; i++) {
        const weir_part *earlier = scenario->steps.items[i].part;

        if (weir_text_equal(weir_part_attribute(earlier, WEIR_ATTR_as), name))
            return weir_problem_add(r->problems, WEIR_ERROR, "scenario-instance-twice", part->line, 0, WEIR_NO_TEXT,
                                    "the instance started in line %u is called '%.*s' already", earlier->line,
                                    WEIR_ARG(name));
    }
    return WEIR_OK;
}

/* As bytes: what stores keep is read again when an engine is made anew. */
static weir_err read_calendar(reader *r, const weir_part *part, weir_resource *out)
{
    const char *path = weir_path_beside(r->path, weir_part_attribute(part, WEIR_ATTR_file), r->arena);
    weir_problems *problems;
    weir_calendar_list found;
    weir_diag diag = {0};
    weir_err err;

    if (!path)
        return WEIR_ENOMEM;
    *out = (weir_resource){.name = weir_text_of(path)};
    WEIR_TRY(add_file(r, path, &problems));
    err = weir_file_read(path, r->arena, &out->bytes, &diag);
    if (err == WEIR_ENOMEM)
        return err;
    if (err != WEIR_OK)
        return weir_problem_add(r->problems, WEIR_ERROR, "scenario-model", part->line, 0, WEIR_NO_TEXT,
                                "the calendar '%s' %s", path, diag.message);
    err = weir_calendar_list_read(out->bytes, r->schemas, r->zones, r->arena, problems, &found);
    r->has_errors = r->has_errors || problems->error_count > 0;
    return err == WEIR_EMODEL ? WEIR_OK : err;
}

static weir_err read_step(reader *r, weir_scenario *scenario, const weir_part *part)
{
    weir_scenario_step step = {.part = part};

    WEIR_TRY(compile_variables(r, part, &step.variables));
    WEIR_TRY(compile_context(r, part, weir_part_attribute(part, WEIR_ATTR_keys), &step.keys));
    WEIR_TRY(compile_context(r, part, weir_part_attribute(part, WEIR_ATTR_locals), &step.locals));
    WEIR_TRY(compile_context(r, part, weir_part_attribute(part, WEIR_ATTR_limits), &step.limits));
    WEIR_TRY(check_instance_name(r, scenario, part));
    WEIR_TRY(check_error(r, part, &step));
    WEIR_TRY(check_facts(r, part));
    WEIR_TRY(check_time(r, part));
    if (part->tag == WEIR_PART_scenario_calendar)
        WEIR_TRY(read_calendar(r, part, &step.calendar));
    WEIR_TRY(WEIR_GROW(r->arena, &scenario->steps));
    scenario->steps.items[scenario->steps.count++] = step;
    return WEIR_OK;
}

/* ── mocks ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err mock_problem(reader *r, const weir_part *part, const char *what)
{
    return weir_problem_add(r->problems, WEIR_ERROR, "scenario-mock", part->line, 0, WEIR_NO_TEXT, "a mock %s", what);
}

static bool has(const weir_part *part, weir_attr name)
{
    return weir_part_attribute(part, name).at;
}

/* Attributes that need or exclude each other. */
static weir_err check_mock(reader *r, const weir_part *part)
{
    const bool is_partner = has(part, WEIR_ATTR_message);
    weir_period period;
    int64_t after_ms;

    if (is_partner == has(part, WEIR_ATTR_element))
        return mock_problem(r, part, "is either of an element or of a message");
    if (is_partner && (has(part, WEIR_ATTR_error) || has(part, WEIR_ATTR_escalation) || has(part, WEIR_ATTR_process)))
        return mock_problem(r, part,
                            "of a message answers by a message alone: error, escalation and process are of elements");
    if (!is_partner && (has(part, WEIR_ATTR_answer) || has(part, WEIR_ATTR_keys) || has(part, WEIR_ATTR_business_key) ||
                        has(part, WEIR_ATTR_time_to_live)))
        return mock_problem(r, part,
                            "of an element has no answer, keys, businessKey or timeToLive: they are of a message");
    if (has(part, WEIR_ATTR_after) &&
        (!weir_period_parse(weir_text_trim(weir_part_attribute(part, WEIR_ATTR_after)), &period) ||
         !weir_period_add(0, &period, 1, NULL, &after_ms) || after_ms < 0))
        return mock_problem(r, part, "answers after a duration like P1DT2H, which no calendar counts");
    if (has(part, WEIR_ATTR_answer) && weir_text_trim(weir_part_attribute(part, WEIR_ATTR_answer)).length == 0)
        return mock_problem(r, part, "answers by a message that has a name; without answer it only listens");
    return WEIR_OK;
}

static weir_err read_mock(reader *r, const weir_part *part, bool is_shared, weir_mocks *out)
{
    weir_mock mock = {.part = part,
                      .element = weir_part_attribute(part, WEIR_ATTR_element),
                      .message = weir_part_attribute(part, WEIR_ATTR_message),
                      .is_shared = is_shared,
                      .is_optional = weir_part_flag(part, WEIR_ATTR_optional, false),
                      .use_count = WEIR_TAKE(r->arena, uint32_t, 1)};

    if (!mock.use_count)
        return WEIR_ENOMEM;
    *mock.use_count = 0;
    WEIR_TRY(check_mock(r, part));
    WEIR_TRY(compile_variables(r, part, &mock.variables));
    WEIR_TRY(compile_context(r, part, weir_part_attribute(part, WEIR_ATTR_keys), &mock.keys));
    WEIR_TRY(compile_context(r, part, weir_part_attribute(part, WEIR_ATTR_locals), &mock.locals));
    WEIR_TRY(compile_context(r, part, weir_part_attribute(part, WEIR_ATTR_inputs), &mock.inputs));
    WEIR_TRY(WEIR_GROW(r->arena, out));
    out->items[out->count++] = mock;
    return WEIR_OK;
}

static weir_err read_shared_mocks(reader *r, const weir_part *root, weir_mocks *out)
{
    for (const weir_part *part = weir_part_child(root, WEIR_PART_scenario_mock); part;
         part = weir_part_sibling(part, WEIR_PART_scenario_mock))
        WEIR_TRY(read_mock(r, part, true, out));
    return WEIR_OK;
}

/* One of the file that no scenario has an element for. */
static weir_err check_shared_mocks(reader *r, const weir_scenarios *scenarios)
{
    for (uint32_t i = 0; i < scenarios->mocks.count; i++) {
        const weir_part *part = scenarios->mocks.items[i].part;
        bool is_known = scenarios->mocks.items[i].message.at;

        for (uint32_t s = 0; s < scenarios->count && !is_known; s++)
            is_known = weir_scenario_has_element(&scenarios->items[s], &scenarios->mocks.items[i]);
        if (!is_known)
            WEIR_TRY(weir_problem_add(r->problems, WEIR_ERROR, "scenario-mock", part->line, 0, WEIR_NO_TEXT,
                                      "the mock of '%.*s': no scenario has a model with such an element",
                                      WEIR_ARG(scenarios->mocks.items[i].element)));
    }
    return WEIR_OK;
}

/* ── the file ──────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_now(reader *r, const weir_part *part, int64_t *out)
{
    const weir_text now = weir_part_attribute(part, WEIR_ATTR_now);
    weir_date_time instant;

    *out = DEFAULT_NOW_MS;
    if (!now.at)
        return WEIR_OK;
    if (!weir_date_time_parse(weir_text_trim(now), r->zones, &instant))
        return weir_problem_add(r->problems, WEIR_ERROR, "scenario-time", part->line, 0, WEIR_NO_TEXT,
                                "'%.*s' is no instant like 2026-01-05T09:00:00Z", WEIR_ARG(now));
    *out = weir_date_time_to_ms(&instant);
    return WEIR_OK;
}

static weir_err read_shared_models(reader *r, weir_scenario *scenario, const weir_part *root)
{
    for (const weir_part *part = weir_part_child(root, WEIR_PART_scenario_model); part;
         part = weir_part_sibling(part, WEIR_PART_scenario_model))
        WEIR_TRY(use_model_file(r, scenario, part));
    return WEIR_OK;
}

static weir_err read_scenario(reader *r, const weir_part *root, weir_part *part, const weir_mocks *shared,
                              weir_scenario *out)
{
    weir_scenario scenario = {.name = weir_part_attribute(part, WEIR_ATTR_name),
                              .line = part->line,
                              .has_manual_jobs =
                                  weir_text_equal(weir_part_attribute(part, WEIR_ATTR_jobs), WEIR_T("manual"))};
    weir_part *definitions;

    WEIR_TRY(read_now(r, part, &scenario.now_ms));
    WEIR_TRY(read_shared_models(r, &scenario, root));
    WEIR_TRY(wrap_loose_parts(r, part, &definitions));
    if (definitions)
        WEIR_TRY(use_inline(r, &scenario, definitions));
    for (weir_part *child = part->child; child; child = child->next) {
        if (child->tag == WEIR_PART_definitions || child->tag == WEIR_PART_dmn_definitions)
            WEIR_TRY(use_inline(r, &scenario, child));
        else if (child->tag == WEIR_PART_scenario_model)
            WEIR_TRY(use_model_file(r, &scenario, child));
        else if (child->tag == WEIR_PART_scenario_mock)
            WEIR_TRY(read_mock(r, child, false, &scenario.mocks));
        else if (weir_tag_namespace(child->tag) == WEIR_NS_SCENARIO)
            WEIR_TRY(read_step(r, &scenario, child));
    }
    if (!r->has_errors && r->problems->error_count == 0)
        WEIR_TRY(weir_scenario_use_mocks(&scenario, shared, r->arena, r->problems));
    *out = scenario;
    return WEIR_OK;
}

static weir_err read_scenarios(reader *r, const weir_model *model, weir_scenarios *out)
{
    WEIR_TRY(read_shared_mocks(r, model->root, &out->mocks));
    for (weir_part *part = model->root->child; part; part = part->next) {
        if (part->tag != WEIR_PART_scenario_scenario)
            continue;
        WEIR_TRY(WEIR_GROW(r->arena, out));
        WEIR_TRY(read_scenario(r, model->root, part, &out->mocks, &out->items[out->count]));
        out->count++;
    }
    if (!r->has_errors && r->problems->error_count == 0)
        WEIR_TRY(check_shared_mocks(r, out));
    for (uint32_t i = 0; i < r->all->count; i++)
        weir_problems_sort(&r->all->items[i]->problems);
    return r->has_errors || r->problems->error_count > 0 ? WEIR_EMODEL : WEIR_OK;
}

weir_err weir_scenarios_read(const char *path, const weir_xml_schemas *schemas, const weir_zones *zones,
                             weir_arena *arena, weir_scenarios *out, weir_scenario_problems *problems, weir_diag *diag)
{
    reader r = {.path = path, .schemas = schemas, .zones = zones, .arena = arena, .all = problems, .diag = diag};
    weir_resource file = {.name = weir_text_of(path)};
    weir_scenarios scenarios = {0};
    weir_model model;
    weir_err err;

    WEIR_TRY(add_file(&r, path, &r.problems));
    WEIR_TRY(weir_file_read(path, arena, &file.bytes, diag));
    WEIR_TRY(weir_resource_read(&file, schemas, arena, r.problems, &model));
    if (model.root->tag != WEIR_PART_scenario_scenarios)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "this is no file of scenarios, but of <%s>",
                         weir_tag_name(model.root->tag));
    err = read_scenarios(&r, &model, &scenarios);
    if (err == WEIR_OK)
        *out = scenarios;
    return err;
}
