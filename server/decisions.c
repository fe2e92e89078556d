/* SPDX-License-Identifier: Apache-2.0
 * server/decisions.c - files with decisions, compiled once each, and kept for good.
 */
#include "server/decisions.h"

#include "host/zones.h"
#include "server/server_internal.h"

#define DECISION_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* Bytes that were compiled; deployments of the same bytes share it, unless it imports what stands beside it. */
typedef struct file {
    weir_text digest;
    int64_t deployment;              /* of one that has imports, else 0 */
    const weir_decisions *decisions; /* NULL: it can't be compiled any more */
} file;

struct weir_known_decisions {
    weir_memory memory;
    pthread_mutex_t lock; /* of what follows */
    weir_arena arena;
    struct {
        file *items;
        uint32_t count, capacity;
    } files;
    struct {
        weir_known_decision *items;
        uint32_t count, capacity;
    } rows[WEIR_KNOWN_KIND_COUNT];
    int64_t deployment, resource; /* the last file that was read */
    int64_t deployment_seen;      /* nothing new up to here */
    pthread_mutex_t zones_lock;
    weir_zone_cache *zones;
};

/* A file on its way from the database to the compiler. */
typedef struct source {
    int64_t deployment, resource;
    weir_id id; /* of the deployment */
    weir_text digest, bytes;
    struct {
        weir_resource *items;
        uint32_t count, capacity;
    } neighbours; /* of one that has imports */
} source;

typedef struct batch {
    source items[WEIR_DECISION_FILES_PER_ROUND_MAX];
    uint32_t count;
    int64_t after_deployment, after_resource, deployment_last;
    weir_handler again;
    void *local; /* of the call, meanwhile */
} batch;

weir_err weir_decisions_new(weir_memory memory, weir_known_decisions **out)
{
    weir_known_decisions *known = memory.take(memory.self, sizeof *known);
    weir_err err;

    if (!known)
        return WEIR_ENOMEM;
    *known = (weir_known_decisions){.memory = memory, .deployment = -1, .resource = -1};
    weir_arena_init(&known->arena, memory, DECISION_BYTES_MAX);
    err = weir_zone_cache_new(memory, WEIR_ZONES_FOLDER, &known->zones);
    if (err == WEIR_OK && pthread_mutex_init(&known->lock, NULL) != 0)
        err = WEIR_ENOMEM;
    if (err == WEIR_OK && pthread_mutex_init(&known->zones_lock, NULL) != 0) {
        pthread_mutex_destroy(&known->lock);
        err = WEIR_ENOMEM;
    }
    if (err != WEIR_OK) {
        weir_zone_cache_free(known->zones);
        memory.give(memory.self, known, sizeof *known);
        return err;
    }
    *out = known;
    return WEIR_OK;
}

void weir_decisions_free(weir_known_decisions *known)
{
    if (!known)
        return;
    pthread_mutex_destroy(&known->lock);
    pthread_mutex_destroy(&known->zones_lock);
    weir_zone_cache_free(known->zones);
    weir_arena_release(&known->arena);
    known->memory.give(known->memory.self, known, sizeof *known);
}

/* ── learning ────────────────────────────────────────────────────────────────────────────────────────── */

/* Only what looks like having imports pays for them. */
static weir_err read_neighbours(weir_rest *call, weir_reader *reader, source *of)
{
    const weir_sql_value values[] = {weir_sql_integer(of->deployment), weir_sql_integer(of->resource)};
    weir_rows rows;
    bool has_row = false;
    weir_err err;

    if (weir_text_find(of->bytes, WEIR_T("import"), 0) == SIZE_MAX)
        return WEIR_OK;
    WEIR_TRY(weir_reader_query(reader, WEIR_QUERY_decision_files_beside, values, 2, &rows, &call->diag));
    while ((err = weir_rows_next(&rows, &has_row, &call->diag)) == WEIR_OK && has_row) {
        weir_resource *to;

        err = WEIR_GROW(&call->arena, &of->neighbours);
        if (err != WEIR_OK)
            break;
        to = &of->neighbours.items[of->neighbours.count++];
        *to = (weir_resource){0};
        err = weir_arena_text(&call->arena, weir_rows_text(&rows, 0), &to->name);
        if (err == WEIR_OK)
            err = weir_arena_text(&call->arena, weir_rows_text(&rows, 1), &to->bytes);
        if (err != WEIR_OK)
            break;
    }
    weir_rows_close(&rows);
    return err;
}

static weir_err read_sources(weir_rest *call, weir_reader *reader, batch *b)
{
    const weir_sql_value values[] = {weir_sql_integer(b->after_deployment), weir_sql_integer(b->after_resource),
                                     weir_sql_integer(WEIR_DECISION_FILES_PER_ROUND_MAX)};
    weir_rows rows;
    bool has_row = false;
    weir_err err;

    WEIR_TRY(weir_reader_query(reader, WEIR_QUERY_decision_files, values, 3, &rows, &call->diag));
    while ((err = weir_rows_next(&rows, &has_row, &call->diag)) == WEIR_OK && has_row) {
        source *to = &b->items[b->count++];

        *to = (source){.deployment = weir_rows_integer(&rows, 0), .resource = weir_rows_integer(&rows, 1)};
        (void)weir_rows_id(&rows, 2, &to->id); /* the column holds nothing else */
        err = weir_arena_text(&call->arena, weir_rows_text(&rows, 3), &to->digest);
        if (err == WEIR_OK)
            err = weir_arena_text(&call->arena, weir_rows_text(&rows, 4), &to->bytes);
        if (err != WEIR_OK)
            break;
    }
    weir_rows_close(&rows);
    for (uint32_t i = 0; err == WEIR_OK && i < b->count; i++)
        err = read_neighbours(call, reader, &b->items[i]);
    return err;
}

/* ENOTFOUND: there is nothing new. */
static weir_err read_batch(weir_rest *call, batch *b)
{
    weir_known_decisions *known = call->server->decisions;
    weir_reader *reader;
    weir_rows rows;
    bool has_row = false, is_new = false;
    weir_err err;

    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, WEIR_QUERY_deployment_last, NULL, 0, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = weir_rows_next(&rows, &has_row, &call->diag);
        b->deployment_last = weir_rows_integer(&rows, 0);
        weir_rows_close(&rows);
    }
    pthread_mutex_lock(&known->lock);
    is_new = b->deployment_last > known->deployment_seen;
    b->after_deployment = known->deployment;
    b->after_resource = known->resource;
    pthread_mutex_unlock(&known->lock);
    if (err == WEIR_OK && is_new)
        err = read_sources(call, reader, b);
    weir_server_give_reader(call->server, reader);
    return err == WEIR_OK && !is_new ? WEIR_ENOTFOUND : err;
}

static weir_err get_neighbour(const void *self, uint32_t ix, weir_arena *arena, weir_resource *out)
{
    const source *of = self;

    (void)arena;
    if (ix >= of->neighbours.count)
        return WEIR_ENOTFOUND;
    *out = of->neighbours.items[ix];
    return WEIR_OK;
}

static weir_err compile(weir_known_decisions *known, const source *from, const weir_decisions **out)
{
    const weir_neighbours neighbours = {.get = get_neighbour, .self = from};
    const weir_resource resource = {
        .name = WEIR_T("a file with decisions"), .bytes = from->bytes, .neighbours = &neighbours};
    weir_compiled compiled = {0};
    weir_problems problems;
    file *to;
    weir_err err;

    for (uint32_t i = 0; i < known->files.count; i++) {
        const file *same = &known->files.items[i];

        if (weir_text_equal(same->digest, from->digest) &&
            (same->deployment == 0 || same->deployment == from->deployment)) {
            *out = same->decisions;
            return WEIR_OK;
        }
    }
    weir_problems_init(&problems, &known->arena);
    err = weir_resource_compile(&resource, NULL, &known->arena, &problems, &compiled);
    if (err != WEIR_OK && err != WEIR_EMODEL)
        return err;
    WEIR_TRY(WEIR_GROW(&known->arena, &known->files));
    to = &known->files.items[known->files.count];
    WEIR_TRY(weir_arena_text(&known->arena, from->digest, &to->digest));
    to->deployment = compiled.has_imports ? from->deployment : 0;
    to->decisions = *out = err == WEIR_OK ? compiled.decisions : NULL;
    known->files.count++;
    return WEIR_OK;
}

/* A version more of its key. */
static weir_err add_row(weir_known_decisions *known, weir_known_kind kind, const source *from, weir_known_decision *row)
{
    char uuid[WEIR_ID_TEXT_LENGTH + 1];
    weir_buffer id;

    row->deployment = from->deployment;
    row->resource = from->resource;
    row->version = 1;
    for (uint32_t i = known->rows[kind].count; i-- > 0;) {
        if (!weir_text_equal(known->rows[kind].items[i].key, row->key))
            continue;
        row->version = known->rows[kind].items[i].version + 1;
        break;
    }
    weir_id_print(from->id, uuid);
    weir_buffer_init(&id, &known->arena, 0);
    weir_buffer_text(&id, row->key);
    weir_buffer_format(&id, ":%lld:%s", (long long)row->version, uuid);
    WEIR_TRY(weir_buffer_done(&id, &row->id));
    WEIR_TRY(WEIR_GROW(&known->arena, &known->rows[kind]));
    known->rows[kind].items[known->rows[kind].count++] = *row;
    return WEIR_OK;
}

static weir_err add_rows(weir_known_decisions *known, const source *from, const weir_decisions *decisions)
{
    weir_known_decision graph = {.key = weir_dmn_file_id(decisions),
                                 .name = weir_dmn_file_name(decisions),
                                 .category = weir_dmn_file_namespace(decisions)};

    if (weir_dmn_count(decisions) > 1)
        WEIR_TRY(add_row(known, WEIR_KNOWN_GRAPHS, from, &graph));
    for (const weir_decision *decision = weir_dmn_next(decisions, NULL); decision;
         decision = weir_dmn_next(decisions, decision)) {
        weir_known_decision row = {.key = weir_decision_key(decision),
                                   .name = weir_decision_name(decision),
                                   .category = graph.category,
                                   .decision = decision,
                                   .graph_id = graph.id,
                                   .graph_key = graph.id.at ? graph.key : WEIR_NO_TEXT};

        WEIR_TRY(add_row(known, WEIR_KNOWN_DECISIONS, from, &row));
    }
    return WEIR_OK;
}

static weir_err add_source(weir_known_decisions *known, const source *from)
{
    const weir_decisions *decisions;
    const uint32_t row_count = known->rows[WEIR_KNOWN_DECISIONS].count,
                   graph_count = known->rows[WEIR_KNOWN_GRAPHS].count;
    weir_err err = WEIR_OK;

    WEIR_TRY(compile(known, from, &decisions));
    if (decisions)
        err = add_rows(known, from, decisions);
    if (err != WEIR_OK) { /* the whole file, the next time */
        known->rows[WEIR_KNOWN_DECISIONS].count = row_count;
        known->rows[WEIR_KNOWN_GRAPHS].count = graph_count;
        return err;
    }
    known->deployment = from->deployment;
    known->resource = from->resource;
    return WEIR_OK;
}

/* On the writer's thread, where files are compiled. Somebody else may have been faster. */
static weir_err add_batch(void *context, weir_engine *engine, weir_diag *diag)
{
    const weir_rest *call = context;
    weir_known_decisions *known = call->server->decisions;
    const batch *b = call->local;
    weir_err err = WEIR_OK;

    (void)engine;
    pthread_mutex_lock(&known->lock);
    if (known->deployment == b->after_deployment && known->resource == b->after_resource) {
        for (uint32_t i = 0; err == WEIR_OK && i < b->count; i++)
            err = add_source(known, &b->items[i]);
        if (err == WEIR_OK && b->count < WEIR_DECISION_FILES_PER_ROUND_MAX)
            known->deployment_seen = b->deployment_last;
    }
    pthread_mutex_unlock(&known->lock);
    return err == WEIR_ENOMEM
               ? weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "there are too many decisions (limit decision_bytes)")
               : err;
}

static weir_err go_on(weir_rest *call)
{
    const batch *b = call->local;
    const weir_handler again = b->again;

    call->local = b->local;
    return again(call);
}

weir_err weir_decisions_learn(weir_rest *call, weir_handler again, bool *are_known)
{
    batch *b = WEIR_TAKE(&call->arena, batch, 1);
    weir_err err;

    *are_known = false;
    if (!b)
        return WEIR_ENOMEM;
    b->again = again;
    b->local = call->local;
    err = read_batch(call, b);
    if (err == WEIR_ENOTFOUND) {
        *are_known = true;
        return WEIR_OK;
    }
    WEIR_TRY(err);
    call->local = b;
    return weir_rest_work(call, add_batch, go_on);
}

/* ── looking ─────────────────────────────────────────────────────────────────────────────────────────── */

static void write_row(const weir_known_decision *row, weir_buffer *out)
{
    const int64_t day_count = row->decision ? weir_decision_history_day_count(row->decision) : -1;
    const weir_text tag = row->decision ? weir_decision_version_tag(row->decision) : WEIR_NO_TEXT;

    weir_write_comma(out);
    weir_buffer_char(out, '{');
    weir_write_text(out, "id", row->id);
    weir_write_text(out, "key", row->key);
    weir_write_text(out, "name", row->name);
    weir_write_text(out, "namespace", row->category);
    weir_write_integer(out, "version", row->version);
    weir_write_integer(out, "deployment", row->deployment);
    weir_write_integer(out, "resource", row->resource);
    if (tag.length > 0)
        weir_write_text(out, "tag", tag);
    if (day_count >= 0)
        weir_write_integer(out, "days", day_count);
    if (row->graph_id.at) {
        weir_write_text(out, "graph", row->graph_id);
        weir_write_text(out, "graphKey", row->graph_key);
    }
    weir_buffer_char(out, '}');
}

static weir_err write_all(weir_rest *call, weir_known_kind kind, weir_text *out)
{
    weir_known_decisions *known = call->server->decisions;
    weir_buffer buffer;

    weir_buffer_init(&buffer, &call->arena, 0);
    weir_buffer_char(&buffer, '[');
    pthread_mutex_lock(&known->lock);
    for (uint32_t i = 0; i < known->rows[kind].count; i++)
        write_row(&known->rows[kind].items[i], &buffer);
    pthread_mutex_unlock(&known->lock);
    weir_buffer_char(&buffer, ']');
    return weir_buffer_done(&buffer, out);
}

weir_err weir_decisions_rows(weir_rest *call, weir_text *out)
{
    return write_all(call, WEIR_KNOWN_DECISIONS, out);
}

weir_err weir_decision_graphs_rows(weir_rest *call, weir_text *out)
{
    return write_all(call, WEIR_KNOWN_GRAPHS, out);
}

/* The newest before `*ix` that is meant. */
static bool find_before(weir_known_decisions *known, weir_known_kind kind, weir_text id_or_key, bool is_key,
                        uint32_t *ix, weir_known_decision *out)
{
    bool is_found = false;

    pthread_mutex_lock(&known->lock);
    if (*ix > known->rows[kind].count)
        *ix = known->rows[kind].count;
    while (*ix > 0 && !is_found) {
        *out = known->rows[kind].items[--*ix];
        is_found = weir_text_equal(is_key ? out->key : out->id, id_or_key);
    }
    pthread_mutex_unlock(&known->lock);
    return is_found;
}

weir_err weir_decisions_find(weir_rest *call, weir_known_kind kind, weir_text id_or_key, bool is_key,
                             weir_known_decision *out)
{
    uint32_t ix = UINT32_MAX;
    weir_reader *reader;
    weir_err err = WEIR_ENOTFOUND;

    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    while (err == WEIR_ENOTFOUND && find_before(call->server->decisions, kind, id_or_key, is_key, &ix, out)) {
        const weir_sql_value number = weir_sql_integer(out->deployment);
        weir_text id;

        err = weir_reader_get(reader, WEIR_QUERY_deployment_is_there, &number, 1, &call->arena, &id, 1, &call->diag);
    }
    weir_server_give_reader(call->server, reader);
    return err;
}

/* ── evaluating ──────────────────────────────────────────────────────────────────────────────────────── */

/* The definition of a decision that `asked` requires: it was deployed together with it. Absent: none is known. */
static weir_text definition_beside(weir_known_decisions *known, const weir_known_decision *asked,
                                   const weir_decision *decision)
{
    weir_text id = WEIR_NO_TEXT;

    if (decision == asked->decision)
        return asked->id;
    pthread_mutex_lock(&known->lock);
    for (uint32_t i = known->rows[WEIR_KNOWN_DECISIONS].count; i-- > 0 && !id.at;) {
        const weir_known_decision *row = &known->rows[WEIR_KNOWN_DECISIONS].items[i];

        if (row->deployment == asked->deployment && weir_text_equal(row->key, weir_decision_key(decision)))
            id = row->id;
    }
    pthread_mutex_unlock(&known->lock);
    return id;
}

static weir_err tell(weir_rest *call, const weir_known_decision *asked, const weir_decision_trace *trace,
                     uint32_t distance, weir_value *out)
{
    const weir_text definition = definition_beside(call->server->decisions, asked, trace->decision);
    weir_entry *entries = WEIR_TAKE(&call->arena, weir_entry, 4);
    uint32_t count = 0;

    if (!entries)
        return WEIR_ENOMEM;
    entries[count++] = (weir_entry){WEIR_T("decision"), weir_string(weir_decision_key(trace->decision))};
    if (definition.at)
        entries[count++] = (weir_entry){WEIR_T("definition"), weir_string(definition)};
    if (distance > 0)
        entries[count++] = (weir_entry){WEIR_T("root"), weir_integer(distance)};
    entries[count].key = WEIR_T("record");
    WEIR_TRY(weir_decision_record(trace, &call->arena, &entries[count++].value));
    *out = weir_context(entries, count);
    return WEIR_OK;
}

static weir_err tell_all(weir_rest *call, const weir_known_decision *asked, const weir_decision_traces *traces,
                         weir_value *out)
{
    weir_value *facts = WEIR_TAKE(&call->arena, weir_value, traces->count);

    if (!facts)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < traces->count; i++)
        WEIR_TRY(tell(call, asked, &traces->items[i], traces->count - 1 - i, &facts[i]));
    *out = weir_list(facts, traces->count);
    return WEIR_OK;
}

/* The cache of zones is for one thread at a time. */
weir_err weir_decisions_evaluate(weir_rest *call, const weir_known_decision *asked, const weir_value *variables,
                                 weir_evaluation *out)
{
    weir_known_decisions *known = call->server->decisions;
    const weir_value nothing = weir_context(NULL, 0);
    const weir_feel_scope scope = weir_feel_scope_of(variables->kind == WEIR_CONTEXT ? variables : &nothing);
    weir_feel_run run = {.now_ms = weir_db_now(call->server->db),
                         .zones = weir_zone_cache_zones(known->zones),
                         .arena = &call->arena,
                         .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    weir_decision_traces traces = {0};
    weir_err err;

    pthread_mutex_lock(&known->zones_lock);
    err = weir_decision_evaluate(asked->decision, &scope, &run, &out->result, &traces, &call->diag);
    pthread_mutex_unlock(&known->zones_lock);
    WEIR_TRY(err);
    out->has_hit = !weir_decision_is_table(asked->decision) ||
                   (traces.count > 0 && traces.items[traces.count - 1].rule_count > 0) || out->result.kind != WEIR_NULL;
    if (out->result.kind == WEIR_NULL && out->has_hit && run.reason[0] != '\0')
        return weir_fail(&call->diag, WEIR_EPROCESS, WEIR_NO_TEXT, "%s", run.reason);
    return tell_all(call, asked, &traces, &out->facts);
}
