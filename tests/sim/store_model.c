/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/store_model.c - transactions, and what must be left of them.
 */
#include "sim/store_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/faulty_vfs.h"
#include "unit/store/toy_hash.h"

#define FILLING_LENGTH_MAX 3000

#define DEFINITION_ID WEIR_T("p:1:x")

/* What the instances run, once. */
static weir_err deploy(model *m)
{
    const weir_store store = weir_sqlite_store_port(m->store);
    const weir_definition_row definition = {.id = DEFINITION_ID, .key = WEIR_T("p"), .version = 1};
    const weir_resource_row resource = {
        .name = WEIR_T("p.bpmn"), .bytes = WEIR_T("<p/>"), .definitions = &definition, .definition_count = 1};
    const weir_deployment_row deployment = {.id = {{9}}, .resources = &resource, .resource_count = 1};
    weir_definition_row found;
    weir_arena scratch;
    weir_err err;

    weir_arena_init(&scratch, test_memory_port(&m->memory, false), 4096);
    err = store.get_definition(store.self, DEFINITION_ID, &scratch, &found, &m->diag);
    weir_arena_release(&scratch);
    if (err != WEIR_ENOTFOUND)
        return err;
    WEIR_TRY(store.begin(store.self, &m->diag));
    err = store.put_deployment(store.self, &deployment, &m->diag);
    if (err == WEIR_OK)
        return store.commit(store.self, &m->diag);
    store.rollback(store.self);
    return err;
}

weir_err model_open(model *m)
{
    const weir_sqlite_options options = {.path = "sim.db", .vfs = m->vfs, .durability = m->durability, .busy_ms = -1};
    weir_err err;

    if (m->acknowledged.next_pos == 0)
        m->acknowledged.next_pos = m->tried.next_pos = 1;
    WEIR_TRY(weir_sqlite_store_open(&options, toy_hasher(), test_memory_port(&m->memory, false), &m->store, &m->diag));
    err = deploy(m);
    if (err != WEIR_OK)
        model_close(m);
    return err;
}

void model_close(model *m)
{
    weir_sqlite_store_close(m->store);
    m->store = NULL;
}

static weir_id stream_id(uint64_t stream)
{
    return (weir_id){{1, [15] = (uint8_t)stream}};
}

/* A row of the log and the instance behind it. */
static weir_err write_row(model *m, const weir_store *store)
{
    const uint64_t stream = faulty_random(&m->seed) % MODEL_STREAM_COUNT, count = 1 + faulty_random(&m->seed) % 3;
    uint64_t *last_seq = &m->tried.last_seq[stream];
    char state[32], filling[FILLING_LENGTH_MAX];
    weir_log_row row = {.pos = m->tried.next_pos,
                        .seq = *last_seq + 1,
                        .fact_count = count,
                        .stream = stream_id(stream),
                        .time_ms = 1,
                        .actor = WEIR_T("sim"),
                        .command = WEIR_T("{}"),
                        .facts = {filling, faulty_random(&m->seed) % sizeof filling}};
    weir_instance_row instance = {
        .id = row.stream, .pos = stream + 1, .definition = DEFINITION_ID, .format = 1, .status = WEIR_STATUS_ACTIVE};

    memset(filling, (int)('a' + stream), sizeof filling);
    *last_seq += count;
    m->tried.next_pos += count;
    (void)snprintf(state, sizeof state, "%llu", (unsigned long long)*last_seq);
    instance.state = weir_text_of(state);
    WEIR_TRY(store->append_log(store->self, &row, &m->diag));
    return store->put_instance(store->self, &instance, &m->diag);
}

static weir_err write_request(model *m, const weir_store *store)
{
    weir_err err;

    WEIR_TRY(store->savepoint(store->self, &m->diag));
    err = write_row(m, store);
    if (err == WEIR_OK)
        return store->release(store->self, &m->diag);
    (void)store->rollback_to(store->self, NULL);
    return err;
}

weir_err model_write(model *m)
{
    const weir_store store = weir_sqlite_store_port(m->store);
    const uint64_t row_count = 1 + faulty_random(&m->seed) % 4;
    weir_err err;

    m->tried = m->acknowledged;
    WEIR_TRY(store.begin(store.self, &m->diag));
    for (uint64_t i = 0; i < row_count; i++) {
        err = write_request(m, &store);
        if (err != WEIR_OK) {
            store.rollback(store.self);
            m->tried = m->acknowledged; /* for certain nothing of it is there */
            return err;
        }
    }
    WEIR_TRY(store.commit(store.self, &m->diag));
    m->acknowledged = m->tried;
    return WEIR_OK;
}

/* ── checking ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err fold_row(void *context, const weir_log_row *row)
{
    model_state *found = context;

    found->next_pos = row->pos + row->fact_count;
    found->last_seq[row->stream.byte[15]] = row->seq + row->fact_count - 1;
    return WEIR_OK;
}

static weir_err fold_instance(void *context, const weir_instance_row *row)
{
    uint64_t *last_seq = context;
    char state[32];

    (void)snprintf(state, sizeof state, "%.*s", WEIR_ARG(row->state));
    last_seq[row->id.byte[15]] = strtoull(state, NULL, 10);
    return WEIR_OK;
}

static const char *check_chain(model *m)
{
    const weir_chain_source source = weir_sqlite_store_chain(m->store);
    weir_chain_report report;

    if (weir_chain_verify(&source, toy_hasher(), NULL, &report, &m->diag) != WEIR_OK)
        return m->diag.message;
    return report.fault == WEIR_CHAIN_UNBROKEN ? NULL : weir_chain_fault_describe(report.fault);
}

const char *model_check(model *m)
{
    const weir_store store = weir_sqlite_store_port(m->store);
    model_state found = {.next_pos = 1};
    uint64_t states[MODEL_STREAM_COUNT] = {0};
    uint64_t next_pos = 0;
    const char *broken = check_chain(m);

    if (broken)
        return broken;
    if (store.read_log(store.self, 1, fold_row, &found, &m->diag) != WEIR_OK ||
        store.read_instances(store.self, fold_instance, states, &m->diag) != WEIR_OK ||
        store.next_pos(store.self, &next_pos, &m->diag) != WEIR_OK)
        return m->diag.message;
    if (next_pos != found.next_pos)
        return "the head is not behind the last row";
    if (memcmp(states, found.last_seq, sizeof states) != 0)
        return "log and instances tell different things";
    if (memcmp(&found, &m->acknowledged, sizeof found) != 0 && memcmp(&found, &m->tried, sizeof found) != 0)
        return found.next_pos < m->acknowledged.next_pos ? "an acknowledged transaction is lost"
                                                         : "a transaction is there in part";
    m->acknowledged = m->tried = found;
    return NULL;
}
