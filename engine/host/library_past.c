/* SPDX-License-Identifier: Apache-2.0
 * host/library_past.c - an instance as it was at any fact: its facts up to there, folded as the engine folded them.
 *
 * The state does not say since when something is the case, which is why births are noted on the way.
 */
#include <assert.h>

#include "base/json.h"
#include "host/library_internal.h"
#include "run/call.h"
#include "run/codec.h"
#include "run/limit_stand.h"
#include "run/step.h"

#define STATE_BYTES_MAX ((size_t)1024 * 1024 * 1024)
#define BIRTHS_SLACK 64u

/* When tokens entered, or waits or incidents were opened. Those that are gone are dropped now and then. */
typedef struct birth {
    weir_number_in_instance number;
    int64_t time_ms;
} birth;

typedef struct births {
    birth *items;
    uint32_t count, capacity;
} births;

typedef struct folding {
    weir_db *db;
    uint64_t position; /* the last one that counts */
    weir_arena rows;   /* of one row */
    weir_arena arena;  /* of the state and all that is told of it */
    weir_db_program program;
    weir_state state;
    births tokens, waits, incidents;
    uint64_t first_pos, last_pos; /* of the facts that were folded; 0: none yet */
    int64_t first_ms, last_ms;
    int64_t now_ms; /* as of when it is told how late limits are */
    weir_diag *diag;
} folding;

/* ── births ────────────────────────────────────────────────────────────────────────────────────────────── */

static bool lives(const folding *f, const births *list, weir_number_in_instance number)
{
    if (list == &f->tokens)
        return weir_state_token(&f->state, number) != NULL;
    return list == &f->waits ? weir_state_wait(&f->state, number) != NULL
                             : weir_state_incident_of(&f->state, number) != NULL;
}

static int64_t born_ms(const births *list, weir_number_in_instance number)
{
    for (uint32_t i = list->count; i-- > 0;) {
        if (list->items[i].number == number)
            return list->items[i].time_ms;
    }
    return 0;
}

static void drop_dead(const folding *f, births *list, uint32_t live_count)
{
    uint32_t kept = 0;

    if (list->count < 2 * live_count + BIRTHS_SLACK)
        return;
    for (uint32_t i = 0; i < list->count; i++) {
        if (lives(f, list, list->items[i].number))
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

static weir_err note(folding *f, births *list, weir_number_in_instance number, uint32_t live_count, int64_t time_ms)
{
    drop_dead(f, list, live_count);
    WEIR_TRY(WEIR_GROW(&f->arena, list));
    list->items[list->count++] = (birth){number, time_ms};
    return WEIR_OK;
}

static weir_err note_births(folding *f, const weir_fact *fact, uint32_t wait_count_before, int64_t time_ms)
{
    if (fact->kind == WEIR_FACT_element_entered)
        return note(f, &f->tokens, fact->token, f->state.tokens.count, time_ms);
    if (fact->kind == WEIR_FACT_incident_raised)
        return note(f, &f->incidents, fact->wait, f->state.incidents.count, time_ms);
    return f->state.waits.count > wait_count_before ? note(f, &f->waits, fact->wait, f->state.waits.count, time_ms)
                                                    : WEIR_OK;
}

/* ── folding ───────────────────────────────────────────────────────────────────────────────────────────── */

/* The first fact of an instance names its definition. */
static weir_err open_program(folding *f, const weir_log_row *row)
{
    const weir_value *id = NULL;
    weir_value facts;

    WEIR_TRY(weir_json_read(row->facts, WEIR_JSON_TYPED, NULL, &f->rows, &facts, f->diag));
    if (facts.kind == WEIR_LIST && facts.count > 0)
        id = weir_context_find(&facts.as.items[0], WEIR_T("definition"));
    if (!id || id->kind != WEIR_STRING)
        return WEIR_EFORMAT;
    return weir_db_program_open(f->db, id->as.string, &f->program, f->diag);
}

static weir_err fold_facts(folding *f, const weir_log_row *row)
{
    const weir_program *program = f->program.definition->program;
    weir_facts facts;

    WEIR_TRY(
        weir_facts_decode(program, row->facts, weir_zone_cache_zones(f->program.zones), &f->rows, &facts, f->diag));
    for (uint32_t i = 0; i < facts.count && row->pos + i <= f->position; i++) {
        const uint32_t wait_count = f->state.waits.count;

        WEIR_TRY(weir_apply(program, &f->state, &facts.items[i]));
        WEIR_TRY(note_births(f, &facts.items[i], wait_count, row->time_ms));
        f->last_pos = row->pos + i;
    }
    f->last_ms = row->time_ms;
    return WEIR_OK;
}

static weir_err fold_row(folding *f, const weir_log_row *row)
{
    if (!row->facts.at)
        return weir_fail(f->diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the facts at position %llu were erased",
                         (unsigned long long)row->pos);
    if (f->first_pos == 0) {
        WEIR_TRY(open_program(f, row));
        f->first_pos = row->pos;
        f->first_ms = row->time_ms;
    }
    return fold_facts(f, row);
}

/* EENDED stops the reading early and is no error. */
static weir_err visit(void *context, const weir_log_row *row)
{
    folding *f = context;
    weir_err err;

    if (row->pos > f->position && f->first_pos == 0)
        return weir_fail(f->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "this instance began later, at position %llu",
                         (unsigned long long)row->pos);
    if (row->pos > f->position)
        return WEIR_EENDED;
    err = fold_row(f, row);
    weir_arena_reset(&f->rows);
    if (err == WEIR_EFORMAT && f->diag->message[0] == '\0')
        return weir_fail(f->diag, err, WEIR_NO_TEXT, "the row of the log at position %llu does not fit its instance",
                         (unsigned long long)row->pos);
    return err;
}

static weir_err fold(folding *f, weir_id instance)
{
    const weir_store store = weir_sqlite_store_port(f->db->reader);
    uint64_t next_pos;
    weir_err err;

    WEIR_TRY(store.next_pos(store.self, &next_pos, f->diag));
    if (f->position == 0)
        f->position = UINT64_MAX;
    else if (f->position >= next_pos)
        return weir_fail(f->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "the log ends at position %llu",
                         (unsigned long long)next_pos - 1);
    if (weir_id_is_none(instance)) /* the engine's own stream */
        return weir_fail(f->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no instance with this id");
    weir_state_init(&f->state, &f->arena);
    err = store.read_stream(store.self, instance, 1, visit, f, f->diag);
    if (err == WEIR_EENDED)
        err = WEIR_OK;
    return err == WEIR_OK && f->first_pos == 0
               ? weir_fail(f->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no instance with this id")
               : err;
}

/* ── telling ───────────────────────────────────────────────────────────────────────────────────────────── */

/* The state as rows for the visitor; they live in f->arena. */
typedef struct told_state {
    weir_db_state state;
    weir_db_activity *activities;
    weir_db_wait *waits;
    weir_db_incident *incidents;
    weir_db_variable *variables;
    uint32_t activity_count, wait_count, incident_count, variable_count;
} told_state;

static weir_err copy_some(folding *f, weir_text text, const char **out)
{
    return weir_db_copy(&f->arena, text.length > 0 ? text : WEIR_NO_TEXT, out);
}

static weir_err copy_id(folding *f, weir_id id, const char **out)
{
    char text[WEIR_ID_TEXT_LENGTH + 1];

    weir_id_print(id, text);
    return weir_db_copy(&f->arena, weir_text_of(text), out);
}

static weir_err copy_json(folding *f, const weir_value *value, const char **out)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_json_write(value, WEIR_JSON_TYPED, &buffer);
    weir_buffer_char(&buffer, '\0');
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    *out = text.at;
    return WEIR_OK;
}

static const weir_node *node_of(const folding *f, weir_node_ix node)
{
    return &f->program.definition->program->nodes[node.ix];
}

static weir_err tell_instance(folding *f, weir_db_state *out)
{
    const weir_definition *definition = f->program.definition;
    weir_caller caller;

    *out = (weir_db_state){.has_ended = f->state.status == WEIR_STATUS_ENDED,
                           .started_ms = f->first_ms,
                           .time_ms = f->last_ms,
                           .first_position = f->first_pos,
                           .position = f->last_pos,
                           .fact_count = f->state.fact_count};
    WEIR_TRY(copy_id(f, f->state.instance, &out->instance));
    WEIR_TRY(copy_some(f, definition->key, &out->process));
    WEIR_TRY(copy_some(f, definition->program->name, &out->process_name));
    WEIR_TRY(copy_some(f, definition->id, &out->definition));
    WEIR_TRY(weir_db_copy(&f->arena, f->state.business_key, &out->business_key));
    if (weir_caller_read(&f->state.caller, &caller)) {
        WEIR_TRY(copy_id(f, caller.instance, &out->caller));
        WEIR_TRY(copy_some(f, caller.element, &out->caller_element));
    }
    WEIR_TRY(copy_some(f, f->state.outcome, &out->outcome));
    return copy_some(f, f->state.error, &out->error);
}

/* In the order of births; tokens are in the order of their numbers already. */
static void sort_activities(told_state *told)
{
    for (uint32_t i = 1; i < told->activity_count; i++) {
        const weir_db_activity moved = told->activities[i];
        uint32_t at = i;

        for (; at > 0 && told->activities[at - 1].since_ms > moved.since_ms; at--)
            told->activities[at] = told->activities[at - 1];
        told->activities[at] = moved;
    }
}

static weir_err tell_join(folding *f, const weir_token *token, weir_db_wait *out)
{
    const weir_node *node = node_of(f, token->node);

    *out = (weir_db_wait){.kind = "join", .retries = -1};
    WEIR_TRY(copy_some(f, node->id, &out->element));
    return copy_some(f, node->name, &out->element_name);
}

static weir_err tell_tokens(folding *f, told_state *told)
{
    for (uint32_t i = 0; i < f->state.tokens.count; i++) {
        const weir_token *token = &f->state.tokens.items[i];
        const weir_node *node = node_of(f, token->node);
        weir_db_activity *activity = &told->activities[told->activity_count];

        if (token->state == WEIR_TOKEN_WAITING)
            WEIR_TRY(tell_join(f, token, &told->waits[told->wait_count++]));
        if (token->state != WEIR_TOKEN_ACTIVE)
            continue;
        activity->since_ms = born_ms(&f->tokens, token->number);
        activity->item = token->item;
        WEIR_TRY(copy_some(f, node->id, &activity->element));
        WEIR_TRY(copy_some(f, node->name, &activity->name));
        told->activity_count++;
    }
    sort_activities(told);
    return WEIR_OK;
}

static const char *const wait_names[] = {
    [WEIR_WAIT_USER_TASK] = "user task", [WEIR_WAIT_EXTERNAL_TASK] = "external task",
    [WEIR_WAIT_TIMER] = "timer",         [WEIR_WAIT_MESSAGE] = "message",
    [WEIR_WAIT_SIGNAL] = "signal",       [WEIR_WAIT_CONTINUATION] = "continuation",
    [WEIR_WAIT_TRIGGER] = "trigger",     [WEIR_WAIT_CALL] = "call",
    [WEIR_WAIT_CONDITION] = "condition", [WEIR_WAIT_LIMIT] = "limit",
};
static_assert(sizeof wait_names / sizeof *wait_names == WEIR_WAIT_KIND_COUNT, "a name for each kind of wait");

static weir_err tell_wait(folding *f, const weir_wait *wait, weir_db_wait *out)
{
    const weir_node *node = node_of(f, wait->node);
    weir_value value;

    *out =
        (weir_db_wait){.kind = wait_names[wait->kind],
                       .since_ms = born_ms(&f->waits, wait->number),
                       .due_ms = wait->kind == WEIR_WAIT_LIMIT ? wait->number_of : wait->due_ms,
                       .retries = wait->kind == WEIR_WAIT_EXTERNAL_TASK || weir_wait_is_job(wait) ? wait->retries : -1};
    WEIR_TRY(copy_some(f, node->id, &out->element));
    WEIR_TRY(copy_some(f, node->name, &out->element_name));
    WEIR_TRY(copy_id(f, wait->id, &out->id));
    WEIR_TRY(copy_some(f, wait->name, &out->name));
    if (wait->value.kind == WEIR_NULL)
        return WEIR_OK;
    value = wait->value;
    if (wait->kind == WEIR_WAIT_LIMIT)
        WEIR_TRY(
            weir_limit_stand_at(&value, weir_engine_calendar_port(f->program.engine), f->now_ms, &f->arena, &value));
    return copy_json(f, &value, &out->value);
}

static weir_err tell_incident(folding *f, const told_state *told, const weir_incident *incident, weir_db_incident *out)
{
    *out = (weir_db_incident){.instance = told->state.instance,
                              .process = told->state.process,
                              .business_key = told->state.business_key,
                              .created_ms = born_ms(&f->incidents, incident->wait)};
    WEIR_TRY(copy_id(f, incident->id, &out->id));
    WEIR_TRY(copy_some(f, node_of(f, incident->node)->id, &out->element));
    WEIR_TRY(copy_some(f, incident->kind, &out->kind));
    return weir_db_copy(&f->arena, incident->message, &out->message);
}

static int by_name(const void *one, const void *other)
{
    const weir_db_variable *a = one, *b = other;

    return strcmp(a->name, b->name);
}

static weir_err tell_scope(folding *f, const weir_scope *scope, told_state *told)
{
    weir_db_variable *first = &told->variables[told->variable_count];
    const char *element = NULL;

    if (scope->number != WEIR_PROCESS_SCOPE)
        WEIR_TRY(copy_some(f, node_of(f, scope->node)->id, &element));
    for (uint32_t i = 0; i < scope->variables.count; i++) {
        weir_db_variable *variable = &told->variables[told->variable_count++];

        variable->scope = scope->number;
        variable->element = element;
        WEIR_TRY(weir_db_copy(&f->arena, scope->variables.items[i].name, &variable->name));
        WEIR_TRY(copy_json(f, &scope->variables.items[i].value, &variable->value));
    }
    qsort(first, scope->variables.count, sizeof *first, by_name);
    return WEIR_OK;
}

static weir_err take_room(folding *f, told_state *told)
{
    const weir_state *state = &f->state;
    uint32_t variable_count = 0;

    for (uint32_t i = 0; i < state->scopes.count; i++)
        variable_count += state->scopes.items[i].variables.count;
    told->activities = WEIR_TAKE(&f->arena, weir_db_activity, state->tokens.count);
    told->waits = WEIR_TAKE(&f->arena, weir_db_wait, state->waits.count + state->tokens.count);
    told->incidents = WEIR_TAKE(&f->arena, weir_db_incident, state->incidents.count);
    told->variables = WEIR_TAKE(&f->arena, weir_db_variable, variable_count);
    return told->activities && told->waits && told->incidents && told->variables ? WEIR_OK : WEIR_ENOMEM;
}

static weir_err tell(folding *f, told_state *told)
{
    const weir_state *state = &f->state;

    WEIR_TRY(take_room(f, told));
    WEIR_TRY(tell_instance(f, &told->state));
    for (uint32_t i = 0; i < state->waits.count; i++)
        WEIR_TRY(tell_wait(f, &state->waits.items[i], &told->waits[told->wait_count++]));
    WEIR_TRY(tell_tokens(f, told));
    for (uint32_t i = 0; i < state->incidents.count; i++)
        WEIR_TRY(tell_incident(f, told, &state->incidents.items[i], &told->incidents[told->incident_count++]));
    for (uint32_t i = 0; i < state->scopes.count; i++)
        WEIR_TRY(tell_scope(f, &state->scopes.items[i], told));
    return WEIR_OK;
}

#define SHOW(visitor, context, told, kind, list)                                                                       \
    for (uint32_t i = 0; (visitor)->kind && i < (told)->kind##_count; i++)                                             \
    (visitor)->kind(context, &(told)->list[i])

static void show(const told_state *told, const weir_db_state_visitor *visitor, void *context)
{
    if (visitor->state)
        visitor->state(context, &told->state);
    SHOW(visitor, context, told, activity, activities);
    SHOW(visitor, context, told, wait, waits);
    SHOW(visitor, context, told, incident, incidents);
    SHOW(visitor, context, told, variable, variables);
}

static weir_err fold_and_tell(folding *f, weir_id instance, told_state *told)
{
    const bool is_past = f->position > 0;
    weir_err err;

    WEIR_TRY(weir_db_clock(f->db, &f->now_ms, f->diag));
    pthread_mutex_lock(&f->db->lock);
    err = fold(f, instance);
    if (is_past)
        f->now_ms = f->last_ms;
    if (err == WEIR_OK)
        err = tell(f, told);
    pthread_mutex_unlock(&f->db->lock);
    return err;
}

int weir_db_state_at(weir_db *db, const char *instance, uint64_t position, const weir_db_state_visitor *visitor,
                     void *context, weir_db_error *error)
{
    weir_diag diag = {0};
    folding f = {.db = db, .position = position, .diag = &diag};
    told_state told = {0};
    weir_id id;
    weir_err err;

    weir_arena_init(&f.rows, db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    weir_arena_init(&f.arena, db->memory, STATE_BYTES_MAX);
    err = weir_db_read_id(instance, "instance", &id, &diag);
    if (err == WEIR_OK)
        err = fold_and_tell(&f, id, &told);
    if (err == WEIR_OK)
        show(&told, visitor, context);
    weir_db_program_close(&f.program);
    weir_arena_release(&f.arena);
    weir_arena_release(&f.rows);
    return weir_db_report(err, &diag, error);
}
