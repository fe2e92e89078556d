/* SPDX-License-Identifier: Apache-2.0
 * host/administer.c - changes of definitions as rows of the log; one command for many instances.
 */
#include "host/administer.h"

#include "host/definition_fact.h"
#include "host/host_internal.h"
#include "run/codec.h"

/* While they are changed. What has to be looked up stands here before the commit; behind it nothing can fail. */
typedef struct work {
    weir_engine *engine;
    const weir_store *store;
    const weir_definition_changes *changes;
    weir_definition_fact *facts;
    uint32_t fact_count;
    weir_definition_item **latest; /* of each fact: what is the latest of its key then; NULL: none */
    weir_decision_files files;
    weir_diag *diag;
} work;

static weir_err check_deletion(const work *w, const weir_definition_row *row)
{
    uint64_t count;

    if (w->changes->change != WEIR_DEFINITION_DELETED)
        return WEIR_OK;
    WEIR_TRY(w->store->count_running(w->store->self, row->id, &count, w->diag));
    if (count == 0)
        return WEIR_OK;
    return weir_fail(w->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                     "the process definition '%.*s' can't be deleted: %llu of its instances run", WEIR_ARG(row->id),
                     (unsigned long long)count);
}

static weir_err add_definition(work *w, weir_text id)
{
    weir_definition_row row;

    if (w->changes->change == WEIR_DEFINITION_TIME_TO_LIVE) {
        w->facts[w->fact_count++] =
            (weir_definition_fact){.change = w->changes->change, .definition = id, .day_count = w->changes->day_count};
        return WEIR_OK;
    }
    WEIR_TRY(w->store->get_definition(w->store->self, id, &w->engine->step, &row, w->diag));
    if (row.is_deleted)
        return weir_fail(w->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "the process definition '%.*s' was deleted",
                         WEIR_ARG(id));
    if (w->changes->change != WEIR_DEFINITION_DELETED &&
        row.is_suspended == (w->changes->change == WEIR_DEFINITION_SUSPENDED))
        return WEIR_OK;
    WEIR_TRY(check_deletion(w, &row));
    w->facts[w->fact_count++] = (weir_definition_fact){.change = w->changes->change, .definition = row.id};
    return WEIR_OK;
}

static weir_err take_facts(work *w)
{
    const weir_definition_changes *changes = w->changes;

    w->facts = WEIR_TAKE(&w->engine->step, weir_definition_fact, changes->count + 1);
    w->latest = WEIR_TAKE(&w->engine->step, weir_definition_item *, changes->count + 1);
    if (!w->facts || !w->latest)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < changes->count; i++)
        WEIR_TRY(add_definition(w, changes->definitions[i]));
    if (!weir_id_is_none(changes->deployment))
        w->facts[w->fact_count++] =
            (weir_definition_fact){.change = WEIR_DEPLOYMENT_DELETED, .deployment = changes->deployment};
    return WEIR_OK;
}

static weir_err write_facts(work *w)
{
    static const char *const commands[] = {
        [WEIR_DEFINITION_SUSPENDED] = "{\"command\":\"suspendDefinitions\"}",
        [WEIR_DEFINITION_ACTIVATED] = "{\"command\":\"activateDefinitions\"}",
        [WEIR_DEFINITION_DELETED] = "{\"command\":\"deleteDefinitions\"}",
        [WEIR_DEFINITION_TIME_TO_LIVE] = "{\"command\":\"setTimeToLive\"}",
    };
    weir_log_row row = {.fact_count = w->fact_count,
                        .time_ms = w->changes->now_ms,
                        .format = WEIR_FACTS_FORMAT,
                        .actor = w->changes->actor,
                        .command = weir_text_of(commands[w->changes->change])};

    WEIR_TRY(w->store->next_pos(w->store->self, &row.pos, w->diag));
    WEIR_TRY(w->store->next_seq(w->store->self, row.stream, &row.seq, w->diag));
    WEIR_TRY(weir_definition_facts_encode(w->facts, w->fact_count, &w->engine->step, &row.facts));
    WEIR_TRY(w->store->append_log(w->store->self, &row, w->diag));
    for (uint32_t i = 0; i < w->fact_count; i++)
        WEIR_TRY(weir_definition_fact_apply(&w->facts[i], w->store, w->diag));
    return WEIR_OK;
}

static weir_text key_of(weir_text id)
{
    return weir_text_part(id, 0, weir_text_find(id, WEIR_T(":"), 0));
}

/* Who takes the place of those that are gone. */
static weir_err prepare(work *w)
{
    if (w->changes->change != WEIR_DEFINITION_DELETED)
        return WEIR_OK;
    for (uint32_t i = 0; i < w->fact_count; i++) {
        w->latest[i] = NULL;
        if (w->facts[i].change == WEIR_DEFINITION_DELETED)
            WEIR_TRY(weir_definition_prepare_latest(w->engine, key_of(w->facts[i].definition), &w->engine->step,
                                                    &w->latest[i], w->diag));
    }
    return weir_decisions_read(w->engine, &w->files, w->diag);
}

static weir_err write(work *w)
{
    weir_err err;

    WEIR_TRY(w->store->begin(w->store->self, w->diag));
    err = take_facts(w);
    if (err == WEIR_OK && w->fact_count > 0)
        err = write_facts(w);
    if (err == WEIR_OK)
        err = prepare(w);
    if (err == WEIR_OK)
        return w->store->commit(w->store->self, w->diag);
    w->store->rollback(w->store->self);
    return err;
}

/* The engine follows. */
static void follow(const work *w)
{
    if (w->changes->change == WEIR_DEFINITION_TIME_TO_LIVE)
        return;
    w->engine->is_due_known = w->engine->is_first_due_known = false;
    for (uint32_t i = 0; i < w->fact_count; i++) {
        weir_definition_item *item = w->facts[i].change == WEIR_DEPLOYMENT_DELETED
                                         ? NULL
                                         : weir_definition_known(w->engine, w->facts[i].definition);

        if (item && w->facts[i].change == WEIR_DEFINITION_DELETED) {
            item->definition.is_deleted = true;
            item->is_latest = false;
        } else if (item) {
            item->definition.is_suspended = w->facts[i].change == WEIR_DEFINITION_SUSPENDED;
        }
    }
    if (w->changes->change != WEIR_DEFINITION_DELETED)
        return;
    for (uint32_t i = 0; i < w->fact_count; i++) {
        if (w->latest[i])
            w->latest[i]->is_latest = true;
    }
    weir_decisions_use(w->engine, &w->files);
}

weir_err weir_engine_change_definitions(weir_engine *engine, const weir_definition_changes *changes, weir_diag *diag)
{
    work w = {.engine = engine, .store = &engine->ports.store, .changes = changes, .diag = diag};
    weir_err err;

    if (!w.store->change_definition)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "this store keeps no definitions");
    err = write(&w);
    if (err == WEIR_OK)
        follow(&w);
    weir_arena_reset(&engine->step);
    return err == WEIR_ENOMEM ? weir_fail(diag, err, WEIR_NO_TEXT, "%s", weir_err_describe(err)) : err;
}

/* ── many instances ──────────────────────────────────────────────────────────────────────────────────── */

static weir_err run_all(weir_engine *engine, const weir_request *request, const weir_id *instances, uint32_t count,
                        bool passes_ended, int64_t now_ms, weir_diag *diag)
{
    weir_request one = *request;
    weir_answer answer;

    for (uint32_t i = 0; i < count; i++) {
        weir_err err;

        one.instance = instances[i];
        err = weir_engine_run(engine, &one, now_ms, &answer, diag);
        if (err != WEIR_OK && !(passes_ended && err == WEIR_EENDED))
            return err;
    }
    return WEIR_OK;
}

weir_err weir_engine_command_all(weir_engine *engine, const weir_request *request, const weir_id *instances,
                                 uint32_t count, bool passes_ended, int64_t now_ms, weir_diag *diag)
{
    weir_err err;

    if (count > WEIR_INSTANCES_TOGETHER_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "at most %u instances together (limit instances_together)",
                         WEIR_INSTANCES_TOGETHER_MAX);
    WEIR_TRY(weir_engine_begin(engine, WEIR_QUICKLY, diag));
    err = run_all(engine, request, instances, count, passes_ended, now_ms, diag);
    if (err == WEIR_OK)
        return weir_engine_commit(engine, diag);
    weir_engine_abandon(engine);
    return err;
}
