/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_run.c - deploy, go through the steps, compare the log: one scenario in one mode.
 */
#include "cli/coverage.h"

#include <stdarg.h>

#include "run/codec.h"

#define SCRATCH_BYTES_MAX ((size_t)512 * 1024 * 1024)

/* ── failures ──────────────────────────────────────────────────────────────────────────────────────── */

static weir_failure *new_failure(weir_scenario_run *run, const char *what)
{
    run->failure =
        (weir_failure){.is_set = true, .line = run->step ? run->step->part->line : 0, .what = weir_text_of(what)};
    return &run->failure;
}

weir_err weir_run_fail(weir_scenario_run *run, const char *what, const char *format, ...)
{
    char message[1024];
    va_list arguments;

    if (run->failure.is_set)
        return WEIR_OK;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return weir_arena_text(run->arena, weir_text_of(message), &new_failure(run, what)->message);
}

weir_err weir_run_differ(weir_scenario_run *run, const char *what, weir_text expected, weir_text found)
{
    weir_failure *failure;

    if (run->failure.is_set)
        return WEIR_OK;
    failure = new_failure(run, what);
    WEIR_TRY(weir_arena_text(run->arena, expected, &failure->expected));
    return weir_arena_text(run->arena, found, &failure->found);
}

/* Where the instance stood, for whoever reads the failure. */
static weir_err explain(weir_scenario_run *run)
{
    const weir_run_instance *instance = weir_run_instance_of(run, run->step ? run->step->part : NULL);
    weir_instance_view view;
    weir_text text;

    if (!run->world.engine || !instance || weir_run_look(run, instance->id, &view) != WEIR_OK)
        return WEIR_OK;
    if (run->failure.attribute != WEIR_ATTR_path) {
        WEIR_TRY(weir_run_path(run, instance->id, &text));
        WEIR_TRY(weir_arena_text(run->arena, text, &run->failure.path));
    }
    if (run->failure.attribute == WEIR_ATTR_waiting)
        return WEIR_OK;
    WEIR_TRY(weir_run_waiting(run, &view, &text));
    return weir_arena_text(run->arena, text, &run->failure.waiting);
}

/* ── instances and facts ───────────────────────────────────────────────────────────────────────────── */

/* "key" or "key:2" */
static const weir_run_instance *find_by_key(const weir_scenario_run *run, weir_text name)
{
    const size_t colon = weir_text_find(name, WEIR_T(":"), 0);
    const weir_text key = colon == SIZE_MAX ? name : weir_text_part(name, 0, colon);
    const weir_text number = colon == SIZE_MAX ? WEIR_T("0") : weir_text_part(name, colon + 1, name.length - colon - 1);
    const weir_run_instance *found = NULL;
    weir_decimal decimal;
    int64_t left;

    if (!weir_decimal_parse(number, &decimal) || !weir_decimal_to_int64(decimal, &left))
        return NULL;
    for (uint32_t i = 0; i < run->instances.count; i++) {
        if (!weir_text_equal(run->instances.items[i].key, key))
            continue;
        found = &run->instances.items[i];
        if (--left == 0)
            return found;
    }
    return left > 0 ? NULL : found;
}

const weir_run_instance *weir_run_instance_of(const weir_scenario_run *run, const weir_part *part)
{
    const weir_text name = part ? weir_part_attribute(part, WEIR_ATTR_instance) : WEIR_NO_TEXT;

    for (uint32_t i = run->instances.count; i-- > 0;) {
        if (name.at ? weir_text_equal(run->instances.items[i].name, name) : !run->instances.items[i].stand_in)
            return &run->instances.items[i];
    }
    return name.at ? find_by_key(run, name) : NULL;
}

weir_err weir_run_look(weir_scenario_run *run, weir_id id, weir_instance_view *out)
{
    return weir_engine_look(run->world.engine, id, &run->scratch, out, NULL);
}

typedef struct fact_reader {
    weir_scenario_run *run;
    weir_run_facts *out;
    weir_id stream; /* of the last row */
    const weir_program *program;
} fact_reader;

static weir_err find_program(fact_reader *r, weir_id stream)
{
    const weir_store store = r->run->world.faulty.inner;
    const weir_definition *definition;
    weir_instance_row row;

    if (r->program && weir_id_equal(r->stream, stream))
        return WEIR_OK;
    WEIR_TRY(store.get_instance(store.self, stream, &r->run->scratch, &row, NULL));
    r->stream = stream;
    WEIR_TRY(weir_engine_definition(r->run->world.engine, row.definition, &definition, NULL));
    r->program = definition->program;
    return WEIR_OK;
}

static weir_err read_row(void *context, const weir_log_row *row)
{
    fact_reader *r = context;
    weir_scenario_run *run = r->run;
    weir_facts facts;

    if (weir_id_is_none(row->stream))
        return WEIR_OK; /* the engine's own */
    WEIR_TRY(find_program(r, row->stream));
    WEIR_TRY(weir_facts_decode(r->program, row->facts, run->zones, &run->scratch, &facts, NULL));
    for (uint32_t i = 0; i < facts.count; i++) {
        WEIR_TRY(WEIR_GROW(&run->scratch, r->out));
        r->out->items[r->out->count++] = (weir_run_fact){r->program, facts.items[i]};
    }
    return WEIR_OK;
}

weir_err weir_run_read_facts(weir_scenario_run *run, weir_id stream, weir_run_facts *out)
{
    const weir_store store = run->world.faulty.inner;
    fact_reader reader = {.run = run, .out = out};

    *out = (weir_run_facts){0};
    if (weir_id_is_none(stream))
        return store.read_log(store.self, 1, read_row, &reader, NULL);
    return store.read_stream(store.self, stream, 1, read_row, &reader, NULL);
}

static weir_err note_start(void *context, const weir_log_row *row)
{
    weir_scenario_run *run = context;
    const weir_store store = run->world.faulty.inner;
    weir_run_instance instance = {.id = row->stream};
    weir_instance_row found;
    size_t colon;

    run->seen_pos = row->pos + row->fact_count;
    if (row->seq != 1 || weir_id_is_none(row->stream))
        return WEIR_OK;
    WEIR_TRY(store.get_instance(store.self, row->stream, &run->scratch, &found, NULL));
    colon = weir_text_find(found.definition, WEIR_T(":"), 0);
    WEIR_TRY(weir_arena_text(run->arena,
                             weir_text_part(found.definition, 0, colon == SIZE_MAX ? found.definition.length : colon),
                             &instance.key));
    instance.stand_in = weir_scenario_stand_in(run->scenario, instance.key);
    if (instance.stand_in)
        instance.key = instance.stand_in->element;
    WEIR_TRY(WEIR_GROW(run->arena, &run->instances));
    run->instances.items[run->instances.count++] = instance;
    return WEIR_OK;
}

weir_err weir_run_note_starts(weir_scenario_run *run)
{
    const weir_store store = run->world.faulty.inner;

    return store.read_log(store.self, run->seen_pos, note_start, run, NULL);
}

weir_err weir_run_context(weir_scenario_run *run, const char *what, const weir_expression *expression, weir_value *out,
                          bool *ok)
{
    const weir_feel_scope nothing = {0};

    return weir_run_context_in(run, what, &nothing, expression, out, ok);
}

weir_err weir_run_context_in(weir_scenario_run *run, const char *what, const weir_feel_scope *scope,
                             const weir_expression *expression, weir_value *out, bool *ok)
{
    weir_feel_run feel = {.now_ms = run->now_ms,
                          .seed = run->seed,
                          .zones = run->zones,
                          .arena = &run->scratch,
                          .step_count_max = WEIR_FEEL_STEP_COUNT_MAX,
                          .keeps_reason = true};
    weir_diag diag = {0};
    weir_err err;

    *out = weir_null();
    *ok = true;
    if (!expression)
        return WEIR_OK;
    err = weir_feel_eval(expression, scope, &feel, out, &diag);
    if (err == WEIR_ENOMEM)
        return err;
    *ok = err == WEIR_OK && out->kind == WEIR_CONTEXT && !feel.reason[0];
    if (*ok)
        return WEIR_OK;
    if (err != WEIR_OK)
        return weir_run_fail(run, what, "%s: %s", weir_err_name(err),
                             diag.message[0] ? diag.message : weir_err_describe(err));
    if (feel.reason[0])
        return weir_run_fail(run, what, "%s", feel.reason);
    return weir_run_fail(run, what, "this expression gives %s instead of a context like {a: 1}",
                         weir_kind_name((weir_kind)out->kind));
}

/* ── logs ──────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err write_row(void *context, const weir_log_row *row)
{
    weir_buffer *out = context;
    char stream[WEIR_ID_TEXT_LENGTH + 1];

    weir_id_print(row->stream, stream);
    weir_buffer_format(out, "%llu %s %llu %llu %lld ", (unsigned long long)row->pos, stream,
                       (unsigned long long)row->seq, (unsigned long long)row->fact_count, (long long)row->time_ms);
    weir_buffer_text(out, row->actor);
    weir_buffer_char(out, ' ');
    weir_buffer_text(out, row->command);
    weir_buffer_char(out, ' ');
    weir_buffer_text(out, row->facts);
    weir_buffer_char(out, '\n');
    return out->err;
}

weir_err weir_run_write_log(const weir_scenario_run *run, uint64_t from_pos, weir_arena *arena, weir_text *out)
{
    const weir_store store = run->world.faulty.inner;
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    WEIR_TRY(store.read_log(store.self, from_pos, write_row, &buffer, NULL));
    return weir_buffer_done(&buffer, out);
}

static weir_text line_at(weir_text text, size_t offset)
{
    const size_t end = weir_text_find(text, WEIR_T("\n"), offset);

    return weir_text_part(text, offset, (end == SIZE_MAX ? text.length : end) - offset);
}

static weir_err compare_logs(weir_scenario_run *run, weir_text reference, weir_text log)
{
    size_t offset = 0;

    run->step = NULL;
    if (!reference.at || weir_text_equal(reference, log))
        return WEIR_OK;
    for (;;) {
        const weir_text expected = line_at(reference, offset), found = line_at(log, offset);

        if (!weir_text_equal(expected, found))
            return weir_run_differ(run, "log: row of the straight run, and of this one", expected, found);
        offset += expected.length + 1;
    }
}

/* ── the steps ─────────────────────────────────────────────────────────────────────────────────────── */

/* What may have been meant by what the step names. */
static weir_err write_hint(weir_scenario_run *run, weir_err err, const weir_diag *diag, weir_buffer *out)
{
    if (strstr(diag->message, "did you mean"))
        return WEIR_OK;
    if (err == WEIR_EMISMATCH)
        weir_run_hint_message(run, weir_part_attribute(run->step->part, WEIR_ATTR_name), out);
    return diag->element[0] ? weir_run_hint_element(run, weir_text_of(diag->element), out) : WEIR_OK;
}

static weir_err tell_error(weir_scenario_run *run, weir_err err, const weir_diag *diag)
{
    const weir_err wanted = run->step->error;
    weir_buffer words;
    weir_text found;

    weir_buffer_init(&words, &run->scratch, 0);
    weir_buffer_format(&words, "%s%s%s%s%s%s", err == WEIR_OK ? "no error" : weir_err_name(err),
                       diag->element[0] ? " at '" : "", diag->element, diag->element[0] ? "'" : "",
                       diag->message[0] ? ": " : "", diag->message);
    if (err != WEIR_OK)
        WEIR_TRY(write_hint(run, err, diag, &words));
    WEIR_TRY(weir_buffer_done(&words, &found));
    return weir_run_differ(run, weir_tag_name(run->step->part->tag),
                           weir_text_of(wanted == WEIR_OK ? "no error" : weir_err_name(wanted)), found);
}

static weir_err judge(weir_scenario_run *run, weir_err err, const weir_diag *diag)
{
    const weir_err wanted = run->step->error;
    const weir_text element = weir_part_attribute(run->step->part, WEIR_ATTR_error_element);

    if (err != wanted)
        return tell_error(run, err, diag);
    if (err != WEIR_OK && element.at && !weir_text_equal(element, weir_text_of(diag->element)))
        return weir_run_differ(run, "element of the error", element, weir_text_of(diag->element));
    return WEIR_OK;
}

static weir_err name_instance(weir_scenario_run *run, uint32_t first)
{
    if (run->step->part->tag == WEIR_PART_scenario_start && first < run->instances.count)
        run->instances.items[first].name = weir_part_attribute(run->step->part, WEIR_ATTR_as);
    return WEIR_OK;
}

/* A refusal is noted. */
static bool must_change_nothing(const weir_scenario_step *step)
{
    return step->error != WEIR_OK && step->error != WEIR_EDUTY;
}

static weir_err run_request_step(weir_scenario_run *run)
{
    const uint32_t instance_count = run->instances.count;
    weir_text before = WEIR_NO_TEXT, after;
    weir_diag diag = {0};
    weir_err err = WEIR_OK;

    if (must_change_nothing(run->step))
        WEIR_TRY(weir_world_snapshot(&run->world, run->arena, &before));
    WEIR_TRY(weir_run_step(run, &err, &diag));
    if (run->failure.is_set)
        return WEIR_OK;
    WEIR_TRY(weir_run_note_starts(run));
    WEIR_TRY(name_instance(run, instance_count));
    WEIR_TRY(judge(run, err, &diag));
    if (run->failure.is_set || !must_change_nothing(run->step))
        return WEIR_OK;
    WEIR_TRY(weir_world_snapshot(&run->world, &run->scratch, &after));
    if (weir_text_equal(before, after))
        return WEIR_OK;
    return weir_run_fail(run, weir_tag_name(run->step->part->tag),
                         "the step failed as it should, but changed something");
}

static weir_err run_steps(weir_scenario_run *run)
{
    WEIR_TRY(run->mode->deploy(run));
    for (uint32_t i = 0; i < run->scenario->steps.count && !run->failure.is_set; i++) {
        run->step = &run->scenario->steps.items[i];
        if (run->step->part->tag == WEIR_PART_scenario_expect)
            WEIR_TRY(weir_run_expect(run));
        else
            WEIR_TRY(run_request_step(run));
        if (run->failure.is_set)
            WEIR_TRY(explain(run));
        weir_arena_reset(&run->scratch);
    }
    return run->failure.is_set ? WEIR_OK : weir_run_check_mocks(run);
}

static weir_err run_world(weir_scenario_run *run, const weir_run_settings *settings, weir_text reference,
                          weir_run_verdict *out)
{
    weir_diag diag = {0};

    WEIR_TRY(weir_world_init(&run->world, run->mode->is_exact, settings, &diag));
    WEIR_TRY(run_steps(run));
    if (settings->coverage && run->mode == &weir_modes[0])
        WEIR_TRY(weir_coverage_note(settings->coverage, run));
    if (run->failure.is_set)
        return WEIR_OK;
    WEIR_TRY(weir_run_write_log(run, 1, run->arena, &out->log));
    return compare_logs(run, reference, out->log);
}

weir_err weir_scenario_run_in(const weir_scenario *scenario, const weir_mode *mode, const weir_run_settings *settings,
                              weir_text reference, weir_arena *arena, weir_run_verdict *out)
{
    weir_scenario_run run = {.scenario = scenario,
                             .mode = mode,
                             .zones = settings->zones,
                             .seed = settings->seed,
                             .takes_all_faults = settings->takes_all_faults,
                             .arena = arena,
                             .now_ms = scenario->now_ms,
                             .seen_pos = 1,
                             .heard_pos = 1};
    weir_run_verdict verdict = {0};
    weir_err err;

    weir_arena_init(&run.scratch, arena->memory, SCRATCH_BYTES_MAX);
    err = run_world(&run, settings, reference, &verdict);
    weir_world_close(&run.world);
    weir_arena_release(&run.scratch);
    WEIR_TRY(err);
    if (run.world.memory.live_count != 0)
        WEIR_TRY(weir_run_fail(&run, "memory", "%llu blocks were not given back",
                               (unsigned long long)run.world.memory.live_count));
    verdict.failure = run.failure;
    verdict.is_passed = !run.failure.is_set;
    verdict.fault_count = run.fault_count;
    *out = verdict;
    return WEIR_OK;
}
