/* SPDX-License-Identifier: Apache-2.0
 * store/projection.c - collect what the facts ask of the projections, set it off, run the rest.
 */
#include "store/projection.h"

#include <assert.h>
#include <stdlib.h>

#include "base/json.h"
#include "run/time_limit.h"

typedef enum table {
    TABLE_ACTIVITY,
    TABLE_VARIABLE,
    TABLE_USER_TASK,
    TABLE_EXTERNAL_TASK,
    TABLE_TIMER,
    TABLE_SUBSCRIPTION,
    TABLE_INCIDENT,
} table;

typedef enum effect { EFFECT_OPENS, EFFECT_CHANGES, EFFECT_CLOSES } effect;

typedef struct rule rule;

/* What one fact asks of one row. */
typedef struct change {
    const rule *rule;
    const weir_fact *fact;
    weir_number_in_instance key; /* tells rows of one table apart */
    uint32_t order;
} change;

typedef struct owned_scope {
    weir_number_in_instance token, scope;
} owned_scope;

typedef struct work {
    const weir_sql *sql;
    const weir_projection *projection;
    int64_t definition;
    weir_arena *arena;
    weir_diag *diag;
    struct {
        change *items;
        uint32_t count, capacity;
    } changes;
    struct {
        owned_scope *items;
        uint32_t count, capacity;
    } scopes;             /* by token: those before, and those that the facts open */
    const change *opened; /* the change that opened the row, if the command did */
    const change *first;  /* of the row, among those that are run */
} work;

/* ── parameters ──────────────────────────────────────────────────────────────────────────────────────── */

typedef weir_err (*parameter)(work *w, const change *c, weir_sql_value *out);

static weir_err set(weir_sql_value value, weir_sql_value *out)
{
    *out = value;
    return WEIR_OK;
}

static weir_err json(work *w, const weir_value *value, weir_sql_value *out)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, w->arena, 0);
    weir_json_write(value, WEIR_JSON_TYPED, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    return set(weir_sql_text(text), out);
}

/* An entry of the details of a task. */
static const weir_value *detail(const change *c, weir_text key)
{
    const weir_value *details = &c->fact->value;

    for (uint32_t i = 0; details->kind == WEIR_CONTEXT && i < details->count; i++) {
        if (weir_text_equal(details->as.entries[i].key, key))
            return &details->as.entries[i].value;
    }
    return NULL;
}

/* The wait that a fact names, as it was before the command, or as the command opened it. */
static weir_err find_wait(work *w, const change *c, weir_wait *out)
{
    const weir_wait *before = weir_state_wait(w->projection->before, c->fact->wait);

    if (!before && !w->opened)
        return weir_fail(w->diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a fact names a wait that the instance does not have");
    if (before)
        *out = *before;
    else
        *out = (weir_wait){.token = w->opened->fact->token,
                           .id = w->opened->fact->id,
                           .due_ms = w->opened->fact->due_ms,
                           .number_of = w->opened->fact->number,
                           .name = w->opened->fact->name,
                           .value = w->opened->fact->value};
    return WEIR_OK;
}

static weir_sql_value present(weir_text text)
{
    return weir_sql_text(text.at ? text : WEIR_T(""));
}

static weir_sql_value id_value(const weir_id *id)
{
    return weir_sql_bytes(id->byte, sizeof id->byte);
}

static weir_err bind_DEFINITION(work *w, const change *c, weir_sql_value *out)
{
    (void)c;
    return set(weir_sql_integer(w->definition), out);
}

static weir_err bind_INSTANCE(work *w, const change *c, weir_sql_value *out)
{
    (void)c;
    return set(weir_sql_integer((int64_t)w->projection->instance_pos), out);
}

static weir_err bind_TIME(work *w, const change *c, weir_sql_value *out)
{
    (void)c;
    return set(weir_sql_integer(w->projection->time_ms), out);
}

static weir_err bind_POSITION(work *w, const change *c, weir_sql_value *out)
{
    (void)c;
    return set(weir_sql_integer((int64_t)w->projection->pos), out);
}

static weir_err bind_ELEMENT(work *w, const change *c, weir_sql_value *out)
{
    if (c->fact->node.ix >= w->projection->program->node_count)
        return weir_fail(w->diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a fact names an element that the process does not have");
    return set(present(w->projection->program->nodes[c->fact->node.ix].id), out);
}

static weir_err bind_TOKEN(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    return set(weir_sql_integer(c->fact->token), out);
}

static weir_err bind_WAIT(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    return set(weir_sql_integer(c->fact->wait), out);
}

static weir_err bind_SCOPE(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    return set(weir_sql_integer(c->fact->scope), out);
}

static weir_err bind_CLOSED_SCOPE(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    return set(weir_sql_integer(c->key), out);
}

static weir_err bind_NUMBER(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    return set(weir_sql_integer(c->fact->number), out);
}

static weir_err bind_ID(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    return set(id_value(&c->fact->id), out);
}

static weir_err bind_NAME(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    return set(present(c->fact->name), out);
}

static weir_err bind_TEXT(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    return set(weir_sql_text(c->fact->text), out);
}

static weir_err bind_DUE_AT(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    return set(weir_sql_integer(c->fact->due_ms), out);
}

static weir_err bind_DUE(work *w, const change *c, weir_sql_value *out)
{
    return c->fact->due_ms == 0 ? set((weir_sql_value){.kind = WEIR_SQL_NULL}, out) : bind_DUE_AT(w, c, out);
}

static weir_err bind_JSON(work *w, const change *c, weir_sql_value *out)
{
    return json(w, &c->fact->value, out);
}

static weir_err bind_VALUE(work *w, const change *c, weir_sql_value *out)
{
    return c->fact->value.kind == WEIR_NULL ? set((weir_sql_value){.kind = WEIR_SQL_NULL}, out) : bind_JSON(w, c, out);
}

static weir_err bind_DETAILS(work *w, const change *c, weir_sql_value *out)
{
    const weir_value *value = &c->fact->value;

    (void)w;
    return set(weir_sql_text(value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT), out);
}

static weir_err bind_ASSIGNEE(work *w, const change *c, weir_sql_value *out)
{
    const weir_value *value = detail(c, WEIR_T("assignee"));

    (void)w;
    return set(weir_sql_text(value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT), out);
}

static weir_err bind_PRIORITY(work *w, const change *c, weir_sql_value *out)
{
    const weir_value *value = detail(c, WEIR_T("priority"));
    int64_t priority;

    (void)w;
    if (!value || value->kind != WEIR_NUMBER || !weir_decimal_to_int64(value->as.number, &priority))
        return set((weir_sql_value){.kind = WEIR_SQL_NULL}, out);
    return set(weir_sql_integer(priority), out);
}

static weir_err bind_MESSAGE(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    (void)c;
    return set(weir_sql_text(WEIR_T("message")), out);
}

static weir_err bind_SIGNAL(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    (void)c;
    return set(weir_sql_text(WEIR_T("signal")), out);
}

static weir_err bind_CONDITION(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    (void)c;
    return set(weir_sql_text(WEIR_T("conditional")), out);
}

static weir_err bind_NO_NAME(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    (void)c;
    return set(weir_sql_text(WEIR_T("")), out);
}

/* The id lives in the arena: the wait that is found may be a copy. */
static weir_err bind_WAIT_ID(work *w, const change *c, weir_sql_value *out)
{
    weir_id *id = WEIR_TAKE(w->arena, weir_id, 1);
    weir_wait wait = {0};

    if (!id)
        return WEIR_ENOMEM;
    WEIR_TRY(find_wait(w, c, &wait));
    *id = wait.id;
    return set(id_value(id), out);
}

static weir_err bind_WAIT_DUE(work *w, const change *c, weir_sql_value *out)
{
    weir_wait wait = {0};

    WEIR_TRY(find_wait(w, c, &wait));
    return set(weir_sql_integer(wait.due_ms), out);
}

/* What the row says by now: the command may have changed it before. */
static weir_err bind_ROW_DUE(work *w, const change *c, weir_sql_value *out)
{
    return c > w->first ? bind_DUE_AT(w, c - 1, out) : bind_WAIT_DUE(w, c, out);
}

/* Of a time limit: whether it is overdue, NULL if not; by what the fact says, or the wait. */
static weir_err set_overdue(const weir_value *value, weir_sql_value *out)
{
    return set(weir_limit_is_overdue(value) ? weir_sql_integer(1) : (weir_sql_value){.kind = WEIR_SQL_NULL}, out);
}

static weir_err bind_OVERDUE(work *w, const change *c, weir_sql_value *out)
{
    (void)w;
    return set_overdue(&c->fact->value, out);
}

static weir_err bind_WAIT_OVERDUE(work *w, const change *c, weir_sql_value *out)
{
    weir_wait wait = {0};

    WEIR_TRY(find_wait(w, c, &wait));
    return set_overdue(&wait.value, out);
}

static weir_err bind_OWNER(work *w, const change *c, weir_sql_value *out)
{
    weir_wait wait = {0};

    WEIR_TRY(find_wait(w, c, &wait));
    return set(weir_sql_integer(wait.token), out);
}

static weir_err bind_WAIT_PRIORITY(work *w, const change *c, weir_sql_value *out)
{
    weir_wait wait = {0};

    WEIR_TRY(find_wait(w, c, &wait));
    return set(weir_sql_integer(wait.number_of), out);
}

/* 0: as one that never failed. */
static weir_err bind_RETRIES(work *w, const change *c, weir_sql_value *out)
{
    return c->fact->number == 0 ? set((weir_sql_value){.kind = WEIR_SQL_NULL}, out) : bind_NUMBER(w, c, out);
}

static weir_err bind_WAIT_NAME(work *w, const change *c, weir_sql_value *out)
{
    weir_wait wait = {0};

    WEIR_TRY(find_wait(w, c, &wait));
    return set(present(wait.name), out);
}

/* ── keys ────────────────────────────────────────────────────────────────────────────────────────────── */

typedef weir_number_in_instance (*key_function)(const work *w, const weir_fact *fact);

static weir_number_in_instance key_TOKEN(const work *w, const weir_fact *fact)
{
    (void)w;
    return fact->token;
}

static weir_number_in_instance key_WAIT(const work *w, const weir_fact *fact)
{
    (void)w;
    return fact->wait;
}

/* 0: the incident is one of the whole instance. */
static weir_number_in_instance key_TASK(const work *w, const weir_fact *fact)
{
    (void)w;
    return fact->node.ix == 0 ? 0 : fact->wait;
}

static weir_number_in_instance key_SCOPE(const work *w, const weir_fact *fact)
{
    (void)w;
    return fact->scope;
}

static weir_number_in_instance key_OPENED_SCOPE(const work *w, const weir_fact *fact)
{
    (void)w;
    return fact->opens;
}

static int compare_scopes(const void *a, const void *b)
{
    const weir_number_in_instance one = ((const owned_scope *)a)->token, other = ((const owned_scope *)b)->token;

    return one < other ? -1 : one > other;
}

/* 0: the token opened none. */
static weir_number_in_instance key_CLOSED_SCOPE(const work *w, const weir_fact *fact)
{
    const owned_scope wanted = {.token = fact->token};
    const owned_scope *found =
        w->scopes.count == 0 ? NULL : bsearch(&wanted, w->scopes.items, w->scopes.count, sizeof wanted, compare_scopes);

    return found ? found->scope : 0;
}

/* ── the table ───────────────────────────────────────────────────────────────────────────────────────── */

struct rule {
    uint8_t table, effect;
    weir_query query;
    key_function key;
    parameter parameters[WEIR_SQL_VALUE_MAX];
};

#define WEIR_QUERY_none WEIR_QUERY_COUNT

/* Each parameter of a row as the name of its function. */
#define BIND_1(a) bind_##a
#define BIND_2(a, ...) bind_##a, BIND_1(__VA_ARGS__)
#define BIND_3(a, ...) bind_##a, BIND_2(__VA_ARGS__)
#define BIND_4(a, ...) bind_##a, BIND_3(__VA_ARGS__)
#define BIND_5(a, ...) bind_##a, BIND_4(__VA_ARGS__)
#define BIND_6(a, ...) bind_##a, BIND_5(__VA_ARGS__)
#define BIND_7(a, ...) bind_##a, BIND_6(__VA_ARGS__)
#define BIND_8(a, ...) bind_##a, BIND_7(__VA_ARGS__)
#define BIND_9(a, ...) bind_##a, BIND_8(__VA_ARGS__)
#define CHOOSE(a, b, c, d, e, f, g, h, i, chosen, ...) chosen
#define BIND(...)                                                                                                      \
    CHOOSE(__VA_ARGS__, BIND_9, BIND_8, BIND_7, BIND_6, BIND_5, BIND_4, BIND_3, BIND_2, BIND_1, 0)(__VA_ARGS__)

static const rule rules[] = {
#define PROJECT(fact, table, effect, key, query, ...)                                                                  \
    {TABLE_##table, EFFECT_##effect, WEIR_QUERY_##query, key_##key, {BIND(__VA_ARGS__)}},
#include "store/projection.def"
#undef PROJECT
};
#define RULE_COUNT (sizeof rules / sizeof *rules)

/* The facts of the rules side by side: each fact of a command looks at all of them. */
static const uint8_t rule_facts[] = {
#define PROJECT(fact, ...) WEIR_FACT_##fact,
#include "store/projection.def"
#undef PROJECT
};

/* ── collecting, setting off, running ────────────────────────────────────────────────────────────────── */

static weir_err note_scope(work *w, weir_number_in_instance token, weir_number_in_instance scope)
{
    if (scope == 0 || token == 0)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(w->arena, &w->scopes));
    w->scopes.items[w->scopes.count++] = (owned_scope){token, scope};
    return WEIR_OK;
}

static weir_err collect_scopes(work *w)
{
    const weir_state *before = w->projection->before;
    const weir_facts *facts = w->projection->facts;

    for (uint32_t i = 0; i < before->scopes.count; i++)
        WEIR_TRY(note_scope(w, before->scopes.items[i].token, before->scopes.items[i].number));
    for (uint32_t i = 0; i < facts->count; i++)
        WEIR_TRY(note_scope(w, facts->items[i].token, facts->items[i].opens));
    if (w->scopes.count > 1)
        qsort(w->scopes.items, w->scopes.count, sizeof *w->scopes.items, compare_scopes);
    return WEIR_OK;
}

static weir_err collect_changes(work *w)
{
    const weir_facts *facts = w->projection->facts;

    for (uint32_t i = 0; i < facts->count; i++) {
        for (uint32_t k = 0; k < RULE_COUNT; k++) {
            change c;

            if (rule_facts[k] != facts->items[i].kind)
                continue;
            c = (change){.rule = &rules[k], .fact = &facts->items[i], .order = w->changes.count};
            c.key = rules[k].key(w, c.fact);
            if (c.key == 0)
                continue;
            WEIR_TRY(WEIR_GROW(w->arena, &w->changes));
            w->changes.items[w->changes.count++] = c;
        }
    }
    return WEIR_OK;
}

static int compare_changes(const void *a, const void *b)
{
    const change *one = a, *other = b;

    if (one->rule->table != other->rule->table)
        return one->rule->table < other->rule->table ? -1 : 1;
    if (one->key != other->key)
        return one->key < other->key ? -1 : 1;
    return one->order < other->order ? -1 : 1;
}

static weir_err run(work *w, const change *c)
{
    weir_sql_value values[WEIR_SQL_VALUE_MAX];
    uint32_t count = 0;

    if (c->rule->query == WEIR_QUERY_none)
        return WEIR_OK;
    for (; count < WEIR_SQL_VALUE_MAX && c->rule->parameters[count]; count++)
        WEIR_TRY(c->rule->parameters[count](w, c, &values[count]));
    return w->sql->run(w->sql->self, c->rule->query, values, count, NULL, w->diag);
}

/* Where the row that is left was put in, when it was taken out and put in again; first: it was not. */
static const change *last_opening(const change *first, const change *end)
{
    for (const change *c = end - 1; c > first; c--) {
        if (c->rule->effect == EFFECT_OPENS && c[-1].rule->effect == EFFECT_CLOSES)
            return c;
    }
    return first;
}

/* All changes of one row, in their order: nothing is left if it opened and closed, the closing alone if it closed; what
 * came before it was put in again is gone with the row that was there. */
static weir_err run_row(work *w, const change *first, const change *end)
{
    const bool opens = first->rule->effect == EFFECT_OPENS, closes = end[-1].rule->effect == EFFECT_CLOSES;
    const change *from = closes ? end - 1 : last_opening(first, end);

    if (opens && closes)
        return WEIR_OK;
    w->opened = opens ? first : NULL;
    w->first = from;
    if (!opens && from > first && !closes)
        WEIR_TRY(run(w, from - 1));
    for (const change *c = from; c < end; c++)
        WEIR_TRY(run(w, c));
    return WEIR_OK;
}

static weir_err run_rows(work *w)
{
    const change *items = w->changes.items;
    uint32_t from = 0;

    for (uint32_t i = 1; i <= w->changes.count; i++) {
        if (i < w->changes.count && items[i].rule->table == items[from].rule->table && items[i].key == items[from].key)
            continue;
        WEIR_TRY(run_row(w, &items[from], &items[i]));
        from = i;
    }
    return WEIR_OK;
}

weir_err weir_projection_write(const weir_sql *sql, const weir_projection *projection, int64_t definition,
                               weir_arena *scratch, weir_diag *diag)
{
    work w = {.sql = sql, .projection = projection, .definition = definition, .arena = scratch, .diag = diag};

    WEIR_TRY(collect_scopes(&w));
    WEIR_TRY(collect_changes(&w));
    if (w.changes.count > 1)
        qsort(w.changes.items, w.changes.count, sizeof *w.changes.items, compare_changes);
    return run_rows(&w);
}
