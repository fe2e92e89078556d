/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_stand_in.c - mocks find their elements, and calls that are mocked find a stand-in.
 *
 * A stand-in is a process with one user task, in which the runner answers: the engine knows nothing of mocks. The call
 * is changed in a copy of its model, so that other calls of the same process, and other scenarios, go where they did.
 * Rules of problems found here: scenario-mock.
 */
#include "base/buffer.h"
#include "cli/scenario.h"

/* What may be mocked, and what its answer may be besides variables. */
static const struct mockable {
    weir_tag tag;
    bool may_err, may_escalate;
} mockables[] = {
    {WEIR_PART_call_activity, true, true},
    {WEIR_PART_user_task, true, true},
    {WEIR_PART_service_task, true, false},
    {WEIR_PART_send_task, true, false},
    {WEIR_PART_business_rule_task, true, false},
    {WEIR_PART_script_task, true, false},
    {WEIR_PART_intermediate_throw_event, true, false},
    {WEIR_PART_end_event, true, false},
    {WEIR_PART_receive_task, false, false},
    {WEIR_PART_intermediate_catch_event, false, false},
};

static const struct mockable *mockable_of(const weir_part *part)
{
    for (uint32_t i = 0; i < sizeof mockables / sizeof *mockables; i++) {
        if (mockables[i].tag == part->tag)
            return &mockables[i];
    }
    return NULL;
}

bool weir_mock_is_missed(const weir_mock *mock, uint32_t use_count)
{
    return use_count == 0 && !mock->is_optional;
}

/* ── elements ──────────────────────────────────────────────────────────────────────────────────────── */

static weir_text process_of(const weir_part *part)
{
    while (part && part->tag != WEIR_PART_process)
        part = part->parent;
    return part ? part->id : WEIR_NO_TEXT;
}

/* Where an element of a mock was found. */
typedef struct place {
    const weir_part *part; /* NULL: nowhere */
    uint32_t resource_ix, count;
} place;

static const weir_part *find_in(const weir_resource *resource, const weir_mock *mock)
{
    const weir_text process = weir_part_attribute(mock->part, WEIR_ATTR_process);
    const weir_part *part = resource->model ? weir_model_find(resource->model, mock->element) : NULL;

    if (!part || !process_of(part).at || (process.at && !weir_text_equal(process, process_of(part))))
        return NULL;
    return part;
}

static place find_element(const weir_scenario *scenario, const weir_mock *mock)
{
    place found = {0};

    for (uint32_t i = scenario->resources.count; i-- > 0;) {
        const weir_part *part = find_in(&scenario->resources.items[i], mock);

        if (!part)
            continue;
        found.part = part;
        found.resource_ix = i;
        found.count++;
    }
    return found;
}

bool weir_scenario_has_element(const weir_scenario *scenario, const weir_mock *mock)
{
    return find_element(scenario, mock).part;
}

weir_err weir_mock_name(const weir_scenario *scenarios, uint32_t count, const weir_mock *mock, weir_arena *arena,
                        weir_text *out)
{
    const weir_text name = mock->message.at ? mock->message : mock->element;
    weir_hint hint = weir_hint_of(name);
    weir_buffer words;

    weir_buffer_init(&words, arena, 0);
    weir_buffer_format(&words, "mock of %s'%.*s'", mock->message.at ? "message " : "", WEIR_ARG(name));
    for (uint32_t i = 0; mock->message.at && i < count; i++)
        weir_scenario_offer_messages(&scenarios[i], &hint);
    weir_hint_write(&hint, &words);
    return weir_buffer_done(&words, out);
}

static weir_err refuse(weir_problems *problems, const weir_mock *mock, const char *why)
{
    return weir_problem_add(problems, WEIR_ERROR, "scenario-mock", mock->part->line, 0, WEIR_NO_TEXT,
                            "the mock of '%.*s': %s", WEIR_ARG(mock->element), why);
}

/* Where a model has it in another process, which one; else what may have been meant. */
static weir_err refuse_nowhere(const weir_scenario *scenario, const weir_mock *mock, weir_arena *arena,
                               weir_problems *problems)
{
    const weir_text process = weir_part_attribute(mock->part, WEIR_ATTR_process);
    weir_hint hint = weir_hint_of(mock->element);
    weir_buffer words;
    weir_text why;

    weir_buffer_init(&words, arena, 0);
    for (uint32_t i = 0; i < scenario->resources.count; i++) {
        const weir_model *model = scenario->resources.items[i].model;
        const weir_part *other = model ? weir_model_find(model, mock->element) : NULL;

        if (process.at && other && process_of(other).at && words.length == 0)
            weir_buffer_format(&words, "the process '%.*s' has no such element, but '%.*s' has", WEIR_ARG(process),
                               WEIR_ARG(process_of(other)));
        for (const weir_part *part = model ? model->root : NULL; part; part = weir_part_walk(part, model->root)) {
            if (mockable_of(part) && (!process.at || weir_text_equal(process, process_of(part))))
                weir_hint_offer(&hint, part->id);
        }
    }
    if (words.length == 0)
        weir_buffer_text(&words, WEIR_T("no model of this scenario has such an element"));
    weir_hint_write(&hint, &words);
    WEIR_TRY(weir_buffer_done(&words, &why));
    return refuse(problems, mock, why.at);
}

static weir_err check_place(const weir_scenario *scenario, const weir_mock *mock, const place *found, weir_arena *arena,
                            weir_problems *problems)
{
    const struct mockable *row = found->part ? mockable_of(found->part) : NULL;

    if (!found->part)
        return refuse_nowhere(scenario, mock, arena, problems);
    if (found->count > 1)
        return refuse(problems, mock, "several processes have such an element; say which one: process=\"…\"");
    if (!row)
        return refuse(problems, mock, "such an element waits for nothing that could be answered");
    if (weir_part_attribute(mock->part, WEIR_ATTR_error).at && !row->may_err)
        return refuse(problems, mock, "no error can come from such an element");
    if (weir_part_attribute(mock->part, WEIR_ATTR_escalation).at && !row->may_escalate)
        return refuse(problems, mock, "no escalation can come from such an element");
    return WEIR_OK;
}

/* ── stand-ins ─────────────────────────────────────────────────────────────────────────────────────── */

/* A model of a file is shared by scenarios: one that changes it reads it again. */
static weir_err own_model(weir_resource *resource, weir_arena *arena)
{
    weir_model *model;
    weir_problems problems;

    if (!resource->bytes.at)
        return WEIR_OK;
    model = WEIR_TAKE(arena, weir_model, 1);
    if (!model)
        return WEIR_ENOMEM;
    weir_problems_init(&problems, arena);
    WEIR_TRY(weir_resource_read(&(weir_resource){.name = resource->name, .bytes = resource->bytes}, NULL, arena,
                                &problems, model));
    resource->model = model;
    resource->bytes = WEIR_NO_TEXT;
    return WEIR_OK;
}

/* The call names the stand-in, in whatever version. */
static weir_err redirect(weir_part *call, weir_text stand_in, weir_arena *arena)
{
    weir_attribute *attributes = WEIR_TAKE(arena, weir_attribute, call->attribute_count + 1);
    uint32_t count = 0;

    if (!attributes)
        return WEIR_ENOMEM;
    attributes[count++] = (weir_attribute){WEIR_ATTR_called_element, stand_in};
    for (uint32_t i = 0; i < call->attribute_count; i++) {
        const weir_attr name = call->attributes[i].name;

        if (name != WEIR_ATTR_called_element && name != WEIR_ATTR_weir_called_element_binding &&
            name != WEIR_ATTR_weir_called_element_version && name != WEIR_ATTR_weir_called_element_version_tag)
            attributes[count++] = call->attributes[i];
    }
    call->attributes = attributes;
    call->attribute_count = count;
    return WEIR_OK;
}

const weir_mock *weir_scenario_stand_in(const weir_scenario *scenario, weir_text key)
{
    for (uint32_t i = 0; i < scenario->mocks.count; i++) {
        if (scenario->mocks.items[i].stand_in.at && weir_text_equal(scenario->mocks.items[i].stand_in, key))
            return &scenario->mocks.items[i];
    }
    return NULL;
}

static weir_err name_stand_in(weir_mock *mock, weir_arena *arena)
{
    weir_buffer name;

    weir_buffer_init(&name, arena, 0);
    weir_buffer_text(&name, mock->process);
    weir_buffer_char(&name, '.');
    weir_buffer_text(&name, mock->element);
    return weir_buffer_done(&name, &mock->stand_in);
}

static weir_err use_stand_in(weir_scenario *scenario, weir_mock *mock, place found, weir_arena *arena)
{
    weir_resource *resource = &scenario->resources.items[found.resource_ix];
    weir_text name;

    WEIR_TRY(name_stand_in(mock, arena));
    name = mock->stand_in;
    mock->stand_in = WEIR_NO_TEXT;
    if (!weir_scenario_stand_in(scenario, name)) {
        WEIR_TRY(own_model(resource, arena));
        WEIR_TRY(redirect((weir_part *)weir_model_find(resource->model, mock->element), name, arena));
    }
    mock->stand_in = name;
    return WEIR_OK;
}

static void write_stand_in(weir_text key, weir_buffer *out)
{
    weir_buffer_format(out,
                       "<process id=\"%.*s\" isExecutable=\"true\"><startEvent id=\"%.*s_called\"/>"
                       "<sequenceFlow id=\"%.*s_in\" sourceRef=\"%.*s_called\" targetRef=\"%.*s_" WEIR_STAND_IN_TASK
                       "\"/>"
                       "<userTask id=\"%.*s_" WEIR_STAND_IN_TASK "\"/></process>",
                       WEIR_ARG(key), WEIR_ARG(key), WEIR_ARG(key), WEIR_ARG(key), WEIR_ARG(key), WEIR_ARG(key));
}

/* All of them in one file. */
static weir_err deploy_stand_ins(weir_scenario *scenario, weir_arena *arena)
{
    weir_model *model = WEIR_TAKE(arena, weir_model, 1);
    weir_resource resource = {.name = WEIR_T("stand-ins of mocks")};
    weir_problems problems;
    weir_buffer xml;
    bool has_some = false;

    if (!model)
        return WEIR_ENOMEM;
    weir_problems_init(&problems, arena);
    weir_buffer_init(&xml, arena, 0);
    weir_buffer_text(&xml, WEIR_T("<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
                                  "targetNamespace=\"urn:weir:mock\">"));
    for (uint32_t i = 0; i < scenario->mocks.count; i++) {
        const weir_mock *mock = &scenario->mocks.items[i];

        if (!mock->stand_in.at || weir_scenario_stand_in(scenario, mock->stand_in) != mock)
            continue;
        write_stand_in(mock->stand_in, &xml);
        has_some = true;
    }
    weir_buffer_text(&xml, WEIR_T("</definitions>"));
    WEIR_TRY(weir_buffer_done(&xml, &resource.bytes));
    if (!has_some)
        return WEIR_OK;
    WEIR_TRY(weir_resource_read(&resource, NULL, arena, &problems, model));
    resource.model = model;
    WEIR_TRY(WEIR_GROW(arena, &scenario->resources));
    scenario->resources.items[scenario->resources.count++] = resource;
    return WEIR_OK;
}

/* ── mocks of a scenario ───────────────────────────────────────────────────────────────────────────── */

static bool is_same(const weir_mock *a, const weir_mock *b)
{
    return a->message.at ? weir_text_equal(a->message, b->message)
                         : weir_text_equal(a->element, b->element) &&
                               weir_text_equal(weir_part_attribute(a->part, WEIR_ATTR_process),
                                               weir_part_attribute(b->part, WEIR_ATTR_process));
}

/* What the scenario mocks itself it does not take from the file; nor what its models do not have. */
static bool wants(const weir_scenario *scenario, const weir_mock *shared)
{
    for (uint32_t i = 0; i < scenario->mocks.count; i++) {
        if (!scenario->mocks.items[i].is_shared && is_same(shared, &scenario->mocks.items[i]))
            return false;
    }
    return shared->message.at || weir_scenario_has_element(scenario, shared);
}

weir_err weir_scenario_use_mocks(weir_scenario *scenario, const weir_mocks *shared, weir_arena *arena,
                                 weir_problems *problems)
{
    for (uint32_t i = 0; i < shared->count; i++) {
        if (!wants(scenario, &shared->items[i]))
            continue;
        WEIR_TRY(WEIR_GROW(arena, &scenario->mocks));
        scenario->mocks.items[scenario->mocks.count++] = shared->items[i];
    }
    for (uint32_t i = 0; i < scenario->mocks.count; i++) {
        weir_mock *mock = &scenario->mocks.items[i];
        const place found = mock->message.at ? (place){0} : find_element(scenario, mock);

        if (mock->message.at)
            continue;
        WEIR_TRY(check_place(scenario, mock, &found, arena, problems));
        if (!found.part)
            continue;
        mock->process = process_of(found.part);
        if (found.part->tag == WEIR_PART_call_activity)
            WEIR_TRY(use_stand_in(scenario, mock, found, arena));
    }
    return deploy_stand_ins(scenario, arena);
}
