/* SPDX-License-Identifier: Apache-2.0
 * host/library_command.c - what a C program asks, as requests to the writer.
 */
#include "base/json.h"
#include "host/library_internal.h"

/* ── definitions ───────────────────────────────────────────────────────────────────────────────────────── */

typedef struct deployment {
    weir_db *db;
    weir_deployment_source source;
    weir_problems *problems;
} deployment;

static weir_err run_deployment(void *context, weir_engine *engine, weir_diag *diag)
{
    const deployment *d = context;

    WEIR_TRY(weir_db_load_schemas(d->db, diag));
    return weir_engine_deploy(engine, &d->source, d->problems, diag);
}

static weir_err tell_problem(const weir_db_file *file, const weir_problem *problem, weir_arena *arena,
                             void (*tell)(void *context, const weir_db_problem *problem), void *context)
{
    weir_db_problem told = {.file = file->name,
                            .rule = problem->rule,
                            .line = problem->line,
                            .column = problem->column,
                            .is_error = problem->severity == WEIR_ERROR};

    WEIR_TRY(weir_db_copy(arena, problem->element.at ? problem->element : WEIR_T(""), &told.element));
    WEIR_TRY(weir_db_copy(arena, problem->message, &told.message));
    tell(context, &told);
    return WEIR_OK;
}

static weir_text actor_of(const char *actor)
{
    return weir_text_of(actor ? actor : "unverified:anonymous");
}

static weir_err deploy(weir_db *db, const char *actor, const weir_db_file *files, unsigned count, weir_arena *arena,
                       deployment *d, weir_diag *diag)
{
    weir_resource *resources = WEIR_TAKE(arena, weir_resource, count);

    WEIR_TRY(weir_db_check_writable(db, diag));
    d->problems = WEIR_TAKE(arena, weir_problems, count);
    if (!resources || !d->problems)
        return WEIR_ENOMEM;
    for (unsigned i = 0; i < count; i++) {
        resources[i] = (weir_resource){.name = weir_text_of(files[i].name),
                                       .bytes = {files[i].bytes ? files[i].bytes : "", (size_t)files[i].length},
                                       .delegates_external = files[i].delegates_external};
        weir_problems_init(&d->problems[i], arena);
    }
    d->source = (weir_deployment_source){
        .actor = actor_of(actor), .resources = resources, .count = count, .now_ms = weir_db_now(db)};
    return weir_writer_call(db->writer, run_deployment, d, diag);
}

int weir_db_deploy(weir_db *db, const char *actor, const weir_db_file *files, unsigned count,
                   void (*problem)(void *context, const weir_db_problem *problem), void *context, weir_db_error *error)
{
    deployment d = {.db = db};
    weir_diag diag = {0};
    weir_arena arena;
    weir_err err;

    weir_arena_init(&arena, db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    err = deploy(db, actor, files, count, &arena, &d, &diag);
    for (uint32_t i = 0; problem && i < d.source.count; i++) {
        weir_problems_sort(&d.problems[i]);
        for (uint32_t j = 0; j < d.problems[i].count; j++) {
            const weir_err told = tell_problem(&files[i], &d.problems[i].items[j], &arena, problem, context);

            err = err == WEIR_OK ? told : err;
        }
    }
    weir_arena_release(&arena);
    return weir_db_report(err, &diag, error);
}

typedef struct definition_reading {
    weir_db *db;
    bool (*visit)(void *context, const weir_db_definition *definition);
    void *context;
} definition_reading;

static weir_err read_definitions(void *context, weir_engine *engine, weir_diag *diag)
{
    const definition_reading *reading = context;
    const weir_definition *definition;
    weir_arena arena;
    weir_err err = WEIR_OK;
    bool go_on = true;

    (void)diag;
    weir_arena_init(&arena, reading->db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    for (uint32_t i = 0; err == WEIR_OK && go_on && (definition = weir_engine_latest(engine, i)) != NULL; i++) {
        weir_db_definition told = {.version = definition->version};

        err = weir_db_copy(&arena, definition->key, &told.key);
        if (err == WEIR_OK)
            err = weir_db_copy(&arena, definition->id, &told.id);
        if (err == WEIR_OK)
            go_on = reading->visit(reading->context, &told);
    }
    weir_arena_release(&arena);
    return err;
}

int weir_db_definitions(weir_db *db, bool (*visit)(void *context, const weir_db_definition *definition), void *context,
                        weir_db_error *error)
{
    definition_reading reading = {.db = db, .visit = visit, .context = context};
    weir_diag diag = {0};
    weir_err err = weir_db_check_writable(db, &diag);

    if (err == WEIR_OK)
        err = weir_writer_call(db->writer, read_definitions, &reading, &diag);
    return weir_db_report(err, &diag, error);
}

/* ── commands ──────────────────────────────────────────────────────────────────────────────────────────── */

/* Zones belong to the writer's thread: a date-time with a zone's name is not accepted here. */
static weir_err read_context(const char *json, const char *what, weir_arena *arena, weir_value *out, weir_diag *diag)
{
    weir_err err;

    if (!json)
        return WEIR_OK;
    err = weir_json_read(weir_text_of(json), WEIR_JSON_TYPED, NULL, arena, out, diag);
    if (err != WEIR_OK) {
        const weir_diag found = *diag;

        return weir_fail_at(diag, err, WEIR_NO_TEXT, found.line, found.column, "%s, line %u, column %u: %s", what,
                            found.line, found.column, found.message);
    }
    if (out->kind != WEIR_CONTEXT && out->kind != WEIR_NULL)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "%s must be a JSON object", what);
    return WEIR_OK;
}

/* Which members of a command are read, by the kind of request. */
typedef struct command_form {
    weir_request_kind kind;
    weir_command_kind command;
    bool has_task;
} command_form;

static weir_err make_request(const command_form *form, const weir_db_command *command, weir_arena *arena,
                             weir_request *out, weir_diag *diag)
{
    *out = (weir_request){.kind = form->kind,
                          .actor = actor_of(command->actor),
                          .process = weir_text_of(command->process),
                          .name = weir_text_of(command->name),
                          .business_key = weir_text_of(command->business_key),
                          .keys = weir_null(),
                          .variables = weir_null()};
    if (form->kind == WEIR_REQUEST_MESSAGE)
        out->duration_ms = command->duration_ms;
    WEIR_TRY(read_context(command->variables, "variables", arena, &out->variables, diag));
    WEIR_TRY(read_context(command->keys, "correlation keys", arena, &out->keys, diag));
    if (form->kind != WEIR_REQUEST_COMMAND)
        return WEIR_OK;
    out->command = (weir_command){.kind = form->command,
                                  .start_event = {WEIR_NO_IX},
                                  .name = out->name,
                                  .text = weir_text_of(command->text),
                                  .worker = form->has_task ? weir_text_of(command->worker) : WEIR_NO_TEXT,
                                  .variables = out->variables,
                                  .element = weir_text_of(command->element),
                                  .retries = command->retries,
                                  .amount = command->working_days};
    return form->has_task ? weir_db_read_id(command->task, "task", &out->command.wait, diag)
                          : weir_db_read_id(command->instance, "instance", &out->instance, diag);
}

static int execute(weir_db *db, const command_form *form, const weir_db_command *command, weir_db_answer *answer,
                   weir_db_error *error)
{
    weir_answer result = {0};
    weir_diag diag = {0};
    weir_request request;
    weir_arena arena;
    weir_err err;

    weir_arena_init(&arena, db->memory, WEIR_DB_VARIABLES_BYTES_MAX);
    err = weir_db_check_writable(db, &diag);
    if (err == WEIR_OK)
        err = make_request(form, command, &arena, &request, &diag);
    if (err == WEIR_OK)
        err = weir_writer_execute(db->writer, &request, weir_db_now(db), &result, &diag);
    weir_arena_release(&arena);
    if (err == WEIR_OK && answer) {
        *answer = (weir_db_answer){.position = result.pos, .fact_count = result.fact_count};
        if (!weir_id_is_none(result.instance))
            weir_id_print(result.instance, answer->instance);
    }
    return weir_db_report(err, &diag, error);
}

#define COMMAND(name, ...)                                                                                             \
    int weir_db_##name(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error)      \
    {                                                                                                                  \
        return execute(db, &(command_form){__VA_ARGS__}, command, answer, error);                                      \
    }

COMMAND(start, WEIR_REQUEST_START, WEIR_COMMAND_START, false)
COMMAND(complete, WEIR_REQUEST_COMMAND, WEIR_COMMAND_COMPLETE, true)
COMMAND(fail, WEIR_REQUEST_COMMAND, WEIR_COMMAND_FAIL, true)
COMMAND(claim, WEIR_REQUEST_COMMAND, WEIR_COMMAND_CLAIM, true)
COMMAND(assign, WEIR_REQUEST_COMMAND, WEIR_COMMAND_ASSIGN, true)
COMMAND(throw_error, WEIR_REQUEST_COMMAND, WEIR_COMMAND_THROW_ERROR, true)
COMMAND(correlate, WEIR_REQUEST_MESSAGE, WEIR_COMMAND_MESSAGE, false)
COMMAND(signal, WEIR_REQUEST_SIGNAL, WEIR_COMMAND_SIGNAL, false)
COMMAND(set, WEIR_REQUEST_COMMAND, WEIR_COMMAND_SET_VARIABLES, false)
COMMAND(cancel, WEIR_REQUEST_COMMAND, WEIR_COMMAND_CANCEL, false)
COMMAND(suspend, WEIR_REQUEST_COMMAND, WEIR_COMMAND_SUSPEND, false)
COMMAND(activate, WEIR_REQUEST_COMMAND, WEIR_COMMAND_ACTIVATE, false)
COMMAND(extend, WEIR_REQUEST_COMMAND, WEIR_COMMAND_EXTEND, false)

int weir_db_retry(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error)
{
    const command_form task = {WEIR_REQUEST_COMMAND, WEIR_COMMAND_RETRY, true};
    const command_form instance = {WEIR_REQUEST_COMMAND, WEIR_COMMAND_TAKE_BACK, false};

    return execute(db, command->task || !command->instance ? &task : &instance, command, answer, error);
}

/* ── time ──────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct ticking {
    weir_due which;
    int64_t from_ms, until_ms;
    weir_fired fired; /* of the last group */
} ticking;

static weir_err run_due_jobs(void *context, weir_engine *engine, weir_diag *diag)
{
    ticking *t = context;

    return weir_engine_fire(engine, t->which, &t->from_ms, t->until_ms, &t->fired, diag);
}

/* Group by group, so that others get their turn. */
static weir_err tick(weir_db *db, weir_due which, uint64_t *fired_count, weir_diag *diag)
{
    const int64_t now_ms = weir_db_now(db);
    ticking t = {.which = which, .from_ms = now_ms, .until_ms = now_ms};

    WEIR_TRY(weir_db_check_writable(db, diag));
    do {
        WEIR_TRY(weir_writer_call(db->writer, run_due_jobs, &t, diag));
        *fired_count += t.fired.timer_count;
    } while (t.fired.timer_count + t.fired.continuation_count > 0);
    return WEIR_OK;
}

int weir_db_tick(weir_db *db, uint64_t *fired_count, weir_db_error *error)
{
    uint64_t count = 0;
    weir_diag diag = {0};
    const weir_err err = tick(db, db->options.has_manual_jobs ? WEIR_DUE_TIMERS : WEIR_DUE_ALL, &count, &diag);

    if (fired_count && err == WEIR_OK)
        *fired_count = count;
    return weir_db_report(err, &diag, error);
}

/* Batch by batch, as what is due is. */
int weir_db_redate(weir_db *db, weir_db_error *error)
{
    uint64_t count = 0;
    weir_diag diag = {0};
    const weir_err err = tick(db, WEIR_DUE_NONE, &count, &diag);

    return weir_db_report(err, &diag, error);
}

/* ── jobs ──────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct job_run {
    weir_request request;
    int64_t now_ms;
} job_run;

static weir_err run_job(void *context, weir_engine *engine, weir_diag *diag)
{
    const job_run *run = context;

    return weir_engine_run_job(engine, &run->request, run->now_ms, diag);
}

int weir_db_run_job(weir_db *db, const weir_db_command *command, weir_db_error *error)
{
    job_run run = {.request = {.kind = WEIR_REQUEST_COMMAND,
                               .actor = actor_of(command->actor),
                               .command = {.kind = WEIR_COMMAND_FIRE, .start_event = {WEIR_NO_IX}, .is_early = true}},
                   .now_ms = weir_db_now(db)};
    weir_diag diag = {0};
    weir_err err = weir_db_check_writable(db, &diag);

    if (err == WEIR_OK)
        err = weir_db_read_id(command->instance, "instance", &run.request.instance, &diag);
    if (err == WEIR_OK)
        err = weir_db_read_id(command->task, "job", &run.request.command.wait, &diag);
    if (err == WEIR_OK)
        err = weir_writer_call(db->writer, run_job, &run, &diag);
    return weir_db_report(err, &diag, error);
}
