/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_mode.c - the five ways to execute a request, which must agree (docs/trust.md).
 *
 * The last two let the n-th allocation, or the n-th call of the store, fail: an error must come back, nothing may be
 * written, and the request without the fault must do what it does in a straight run. While faults are tried, each
 * commit is refused, so that no attempt can succeed behind the runner's back.
 */
#include "base/buffer.h"
#include "cli/fault_places.h"
#include "cli/scenario_run.h"
#include "run/codec.h"
#include "run/step.h"

#define FAULT_COUNT_DENSE 64u
#define FAULT_COUNT_SPARSE 64u
#define SCRATCH_BYTES_MAX ((size_t)512 * 1024 * 1024)

/* ── straight ──────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_run_deploy_to(weir_scenario_run *run, weir_engine *engine, weir_diag *diag)
{
    const uint32_t count = run->scenario->resources.count;
    weir_problems *problems = WEIR_TAKE(&run->scratch, weir_problems, count);

    if (!problems)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        weir_problems_init(&problems[i], &run->scratch);
    return weir_engine_deploy(
        engine,
        &(weir_deployment_source){.resources = run->scenario->resources.items, .count = count, .now_ms = run->now_ms},
        problems, diag);
}

weir_err weir_run_deploy(weir_scenario_run *run)
{
    weir_diag diag = {0};
    const weir_err err = weir_run_deploy_to(run, run->world.engine, &diag);

    return err == WEIR_OK ? WEIR_OK : weir_run_fail(run, "deploy", "%s: %s", weir_err_name(err), diag.message);
}

weir_err weir_run_execute(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    weir_answer answer;

    return weir_engine_execute(run->world.engine, request, run->now_ms, &answer, diag);
}

/* ── reload: what was decoded encodes to the bytes it came from ────────────────────────────────────── */

typedef struct checker {
    weir_scenario_run *run;
    weir_arena arena;
    uint64_t since_pos;
} checker;

static weir_err compare_state(checker *c, const weir_instance_row *row, const weir_program *program,
                              const weir_state *state, const char *what)
{
    weir_buffer buffer;
    weir_text bytes;

    weir_buffer_init(&buffer, &c->arena, 0);
    WEIR_TRY(weir_state_encode(program, state, &buffer));
    WEIR_TRY(weir_buffer_done(&buffer, &bytes));
    return weir_text_equal(bytes, row->state) ? WEIR_OK : weir_run_differ(c->run, what, row->state, bytes);
}

static weir_err check_reloaded(void *context, const weir_instance_row *row)
{
    checker *c = context;
    const weir_definition *definition;
    weir_diag diag = {0};
    weir_state state;
    weir_err err;

    weir_arena_reset(&c->arena);
    WEIR_TRY(weir_engine_definition(c->run->world.engine, row->definition, &definition, NULL));
    err = weir_state_decode(definition->program, row->state, c->run->zones, &c->arena, &state, &diag);
    if (err != WEIR_OK)
        return weir_run_fail(c->run, "reload", "a stored state can't be decoded: %s", diag.message);
    return compare_state(c, row, definition->program, &state, "reload: stored state, and the same encoded again");
}

static weir_err check_instances(weir_scenario_run *run, weir_instance_visit check, uint64_t since_pos)
{
    const weir_store store = run->world.faulty.inner;
    checker c = {.run = run, .since_pos = since_pos};
    weir_err err;

    weir_arena_init(&c.arena, run->arena->memory, SCRATCH_BYTES_MAX);
    err = store.read_instances(store.self, check, &c, NULL);
    weir_arena_release(&c.arena);
    return err;
}

static weir_err execute_reload(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    const weir_err err = weir_run_execute(run, request, diag);

    WEIR_TRY(check_instances(run, check_reloaded, 0));
    weir_engine_drop_states(run->world.engine);
    return err;
}

/* ── replay: the facts of an instance, folded, give its state ──────────────────────────────────────── */

typedef struct folder {
    checker *checker;
    const weir_program *program;
    weir_state state;
    uint64_t next_seq, last_pos;
} folder;

static weir_err fold_row(void *context, const weir_log_row *row)
{
    folder *f = context;
    weir_scenario_run *run = f->checker->run;
    weir_facts facts;
    weir_diag diag = {0};
    weir_err err;

    if (row->seq != f->next_seq)
        return weir_run_fail(run, "replay", "the log of an instance goes on at %llu where %llu was expected",
                             (unsigned long long)row->seq, (unsigned long long)f->next_seq);
    f->next_seq += row->fact_count;
    f->last_pos = row->pos;
    err = weir_facts_decode(f->program, row->facts, run->zones, &f->checker->arena, &facts, &diag);
    if (err != WEIR_OK)
        return weir_run_fail(run, "replay", "the facts at position %llu can't be decoded: %s",
                             (unsigned long long)row->pos, diag.message);
    err = weir_apply_all(f->program, &f->state, &facts);
    if (err != WEIR_OK)
        return weir_run_fail(run, "replay", "the facts at position %llu don't fit the state: %s",
                             (unsigned long long)row->pos, weir_err_name(err));
    return WEIR_OK;
}

static weir_err check_folded(void *context, const weir_instance_row *row)
{
    checker *c = context;
    const weir_definition *definition;
    const weir_store store = c->run->world.faulty.inner;
    folder f = {.checker = c, .next_seq = 1};

    weir_arena_reset(&c->arena);
    WEIR_TRY(weir_engine_definition(c->run->world.engine, row->definition, &definition, NULL));
    f.program = definition->program;
    weir_state_init(&f.state, &c->arena);
    WEIR_TRY(store.read_stream(store.self, row->id, 1, fold_row, &f, NULL));
    if (c->run->failure.is_set || f.last_pos < c->since_pos)
        return WEIR_OK;
    return compare_state(c, row, definition->program, &f.state, "replay: stored state, and the folded facts");
}

weir_err weir_run_check_folded(weir_scenario_run *run, uint64_t since_pos)
{
    return check_instances(run, check_folded, since_pos);
}

static weir_err execute_replay(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    const weir_store store = run->world.faulty.inner;
    uint64_t pos;

    WEIR_TRY(store.next_pos(store.self, &pos, diag));
    const weir_err err = weir_run_execute(run, request, diag);

    WEIR_TRY(weir_run_check_folded(run, pos));
    return err;
}

/* ── faults ────────────────────────────────────────────────────────────────────────────────────────── */

/* A kind of fault: how many places it can strike, how to set it, how it is reported. */
typedef struct fault_kind {
    const char *name;
    weir_err err;
    uint64_t *(*count)(weir_world *world);
    uint64_t *(*fail_at)(weir_world *world);
} fault_kind;

static uint64_t *memory_count(weir_world *world)
{
    return &world->memory.take_count;
}

static uint64_t *memory_fail_at(weir_world *world)
{
    return &world->memory.fail_at;
}

static uint64_t *store_count(weir_world *world)
{
    return &world->faulty.call_count;
}

static uint64_t *store_fail_at(weir_world *world)
{
    return &world->faulty.fail_at;
}

static const fault_kind memory_fault = {"memory", WEIR_ENOMEM, memory_count, memory_fail_at};
static const fault_kind store_fault = {"store", WEIR_ESTORE, store_count, store_fail_at};

typedef struct attempt {
    weir_err err;
    uint64_t count;      /* how often the fault could have struck */
    bool reached_commit; /* everything before it went well */
} attempt;

/* Execute, with a commit that is refused, and the n-th of whatever it is failing; n 0: none. */
static attempt try_fault(weir_scenario_run *run, const fault_kind *kind, const weir_request *request, uint64_t n)
{
    weir_world *world = &run->world;
    attempt result;

    weir_engine_drop_states(world->engine);
    world->faulty.commit_fault = WEIR_COMMIT_UNDONE;
    world->faulty.commit_count = 0;
    *kind->count(world) = 0;
    *kind->fail_at(world) = n;
    run->fault_count += n > 0;
    result.err = weir_run_execute(run, request, NULL);
    result.count = *kind->count(world);
    result.reached_commit = world->faulty.commit_count > 0;
    *kind->fail_at(world) = 0;
    world->faulty.commit_fault = WEIR_COMMIT_WORKS;
    return result;
}

/* expected: what the request comes to without a fault; scratch: of the snapshot afterwards. */
static weir_err judge(weir_scenario_run *run, const fault_kind *kind, uint64_t n, attempt expected, attempt found,
                      weir_text before, weir_arena *scratch)
{
    weir_text after;

    if (found.count < n)
        return WEIR_OK; /* it took another way and did not get there */
    if (found.reached_commit)
        return weir_run_fail(run, kind->name, "fault %llu of %llu was not noticed", (unsigned long long)n,
                             (unsigned long long)expected.count);
    if (found.err != kind->err && (expected.reached_commit || found.err != expected.err))
        return weir_run_fail(run, kind->name, "fault %llu of %llu is reported as %s instead of %s",
                             (unsigned long long)n, (unsigned long long)expected.count, weir_err_name(found.err),
                             weir_err_name(kind->err));
    if (weir_engine_check_states(run->world.engine, NULL) != WEIR_OK)
        return weir_run_fail(run, kind->name,
                             "after fault %llu of %llu the engine believes what the store does not have",
                             (unsigned long long)n, (unsigned long long)expected.count);
    weir_arena_reset(scratch);
    WEIR_TRY(weir_world_snapshot(&run->world, scratch, &after));
    if (!weir_text_equal(before, after))
        return weir_run_fail(run, kind->name, "fault %llu of %llu came back as %s, but something was written",
                             (unsigned long long)n, (unsigned long long)expected.count, weir_err_name(found.err));
    return WEIR_OK;
}

static weir_err try_each(weir_scenario_run *run, const fault_kind *kind, const weir_request *request, weir_arena *first,
                         weir_arena *scratch)
{
    const attempt expected = try_fault(run, kind, request, 0);
    weir_fault_places p = {.count = expected.count,
                           .dense_count = FAULT_COUNT_DENSE,
                           .sparse_count = FAULT_COUNT_SPARSE,
                           .random = run->seed ^ run->seen_pos,
                           .takes_all = run->takes_all_faults};
    weir_text before;

    WEIR_TRY(weir_world_snapshot(&run->world, first, &before));
    for (uint64_t n; !run->failure.is_set && (n = weir_fault_places_next(&p)) != 0;)
        WEIR_TRY(judge(run, kind, n, expected, try_fault(run, kind, request, n), before, scratch));
    return WEIR_OK;
}

/* One step may be many requests, each with its snapshots. */
static weir_err try_faults(weir_scenario_run *run, const fault_kind *kind, const weir_request *request)
{
    weir_arena first, scratch;
    weir_err err;

    weir_arena_init(&first, run->scratch.memory, run->scratch.used_bytes_max);
    weir_arena_init(&scratch, run->scratch.memory, run->scratch.used_bytes_max);
    err = try_each(run, kind, request, &first, &scratch);
    weir_arena_release(&scratch);
    weir_arena_release(&first);
    return err;
}

static weir_err execute_memory(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    WEIR_TRY(try_faults(run, &memory_fault, request));
    return weir_run_execute(run, request, diag);
}

/* In the end the request is done by a commit that says it failed: what it did is found by reading back. */
static weir_err execute_store(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    weir_faulty_store *faulty = &run->world.faulty;
    weir_err err;

    WEIR_TRY(try_faults(run, &store_fault, request));
    faulty->commit_count = 0;
    faulty->commit_fault = WEIR_COMMIT_UNHEARD_OF;
    err = weir_run_execute(run, request, diag);
    faulty->commit_fault = WEIR_COMMIT_WORKS;
    if (err != WEIR_ESTORE || faulty->commit_count != 1)
        return err;
    return run->step->error == WEIR_EDUTY ? weir_run_execute(run, request, diag) : WEIR_OK; /* it is noted already */
}

/* ── faults in a deployment ────────────────────────────────────────────────────────────────────────── */

/* A new engine each time, beside the one of the run and over its memory. */
static weir_err try_deployment(weir_scenario_run *run, uint64_t n, uint64_t *count)
{
    weir_world *world = &run->world;
    weir_engine *engine = NULL;
    weir_err err;

    world->memory.take_count = 0;
    world->memory.fail_at = n;
    run->fault_count += n > 0;
    err = weir_engine_new(&world->ports, &engine, NULL);
    if (err == WEIR_OK)
        err = weir_run_deploy_to(run, engine, NULL);
    *count = world->memory.take_count;
    world->memory.fail_at = 0;
    weir_engine_free(engine);
    return err;
}

static weir_err deploy_memory(weir_scenario_run *run)
{
    const uint64_t live_count = run->world.memory.live_count;
    weir_fault_places p = {.dense_count = FAULT_COUNT_DENSE,
                           .sparse_count = FAULT_COUNT_SPARSE,
                           .random = run->seed,
                           .takes_all = run->takes_all_faults};
    weir_err err = try_deployment(run, 0, &p.count);

    if (err != WEIR_OK)
        return weir_run_deploy(run);
    for (uint64_t n, count; !run->failure.is_set && (n = weir_fault_places_next(&p)) != 0;) {
        err = try_deployment(run, n, &count);
        if (err != WEIR_ENOMEM && count >= n)
            WEIR_TRY(weir_run_fail(run, "memory", "fault %llu of %llu in a deployment is reported as %s",
                                   (unsigned long long)n, (unsigned long long)p.count, weir_err_name(err)));
        if (run->world.memory.live_count != live_count)
            WEIR_TRY(weir_run_fail(run, "memory", "a deployment that failed at %llu of %llu keeps memory",
                                   (unsigned long long)n, (unsigned long long)p.count));
    }
    return run->failure.is_set ? WEIR_OK : weir_run_deploy(run);
}

const weir_mode weir_modes[WEIR_MODE_COUNT] = {
    {.name = "straight",
     .promise = "the steps one after the other",
     .deploy = weir_run_deploy,
     .execute = weir_run_execute},
    {.name = "reload",
     .promise = "states saved and loaded between any two commands",
     .deploy = weir_run_deploy,
     .execute = execute_reload},
    {.name = "replay",
     .promise = "the log folded again after each command",
     .deploy = weir_run_deploy,
     .execute = execute_replay},
    {.name = "memory",
     .promise = "the n-th allocation of a command fails",
     .is_exact = true,
     .deploy = deploy_memory,
     .execute = execute_memory},
    {.name = "store",
     .promise = "the n-th call of the store fails",
     .deploy = weir_run_deploy,
     .execute = execute_store},
};
