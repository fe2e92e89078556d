/* SPDX-License-Identifier: Apache-2.0
 * server/names.c - compiled processes that somebody asked for, kept for good.
 */
#include "server/names.h"

#include <assert.h>
#include <string.h>

#include "server/route.h"
#include "server/server_internal.h"

#define BUCKET_COUNT 256u
#define MISSING_COUNT_MAX 200u /* processes that one call may let compile */
#define TRY_COUNT_MAX 100u
#define NAMES_BYTES_MAX ((size_t)64 * 1024 * 1024)

typedef struct known known;
struct known {
    weir_text id;
    const weir_program *program; /* NULL: it can't be compiled any more */
    known *next;
};

struct weir_known_names {
    weir_memory memory;
    pthread_mutex_t lock; /* of what follows */
    weir_arena arena;
    known *buckets[BUCKET_COUNT];
};

/* What a call did not find. */
typedef struct missing {
    weir_text ids[MISSING_COUNT_MAX];
    const weir_program *programs[MISSING_COUNT_MAX];
    uint32_t count;
    weir_handler again;
    void *local; /* of the call, meanwhile */
} missing;

weir_err weir_names_new(weir_memory memory, weir_known_names **out)
{
    weir_known_names *names = memory.take(memory.self, sizeof *names);

    if (!names)
        return WEIR_ENOMEM;
    *names = (weir_known_names){.memory = memory};
    if (pthread_mutex_init(&names->lock, NULL) != 0) {
        memory.give(memory.self, names, sizeof *names);
        return WEIR_ENOMEM;
    }
    weir_arena_init(&names->arena, memory, NAMES_BYTES_MAX);
    *out = names;
    return WEIR_OK;
}

void weir_names_free(weir_known_names *names)
{
    if (!names)
        return;
    pthread_mutex_destroy(&names->lock);
    weir_arena_release(&names->arena);
    names->memory.give(names->memory.self, names, sizeof *names);
}

static const known *find(weir_known_names *names, weir_text id)
{
    const known *at;

    pthread_mutex_lock(&names->lock);
    at = names->buckets[weir_text_hash(id) % BUCKET_COUNT];
    while (at && !weir_text_equal(at->id, id))
        at = at->next;
    pthread_mutex_unlock(&names->lock);
    return at;
}

static weir_err keep(weir_known_names *names, weir_text id, const weir_program *program)
{
    known **bucket = &names->buckets[weir_text_hash(id) % BUCKET_COUNT], *row;
    weir_err err = WEIR_ENOMEM;

    pthread_mutex_lock(&names->lock);
    row = WEIR_TAKE(&names->arena, known, 1);
    if (row)
        err = weir_arena_text(&names->arena, id, &row->id);
    if (err == WEIR_OK) {
        row->program = program;
        row->next = *bucket;
        *bucket = row;
    }
    pthread_mutex_unlock(&names->lock);
    return err;
}

/* ── what is missing ─────────────────────────────────────────────────────────────────────────────────── */

static weir_err note_missing(weir_rest *call, weir_text id)
{
    missing *list = call->missing;

    if (!list) {
        list = call->missing = WEIR_TAKE(&call->arena, missing, 1);
        if (!list)
            return WEIR_ENOMEM;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        if (weir_text_equal(list->ids[i], id))
            return WEIR_OK;
    }
    if (list->count == MISSING_COUNT_MAX)
        return WEIR_OK; /* the next round */
    return weir_arena_text(&call->arena, id, &list->ids[list->count++]);
}

const weir_program *weir_names_program(weir_rest *call, weir_text definition_id)
{
    const known *row = find(call->server->names, definition_id);

    if (!row)
        (void)note_missing(call, definition_id); /* without memory the answer fails anyway */
    return row ? row->program : NULL;
}

/* On the writer's thread. A process that can't be compiled any more has no names. */
static weir_err load(void *context, weir_engine *engine, weir_diag *diag)
{
    missing *list = ((weir_rest *)context)->local;

    (void)diag;
    for (uint32_t i = 0; i < list->count; i++) {
        const weir_definition *definition;

        list->programs[i] =
            weir_engine_definition(engine, list->ids[i], &definition, NULL) == WEIR_OK ? definition->program : NULL;
    }
    return WEIR_OK;
}

static weir_err run_again(weir_rest *call)
{
    const missing *list = call->local;

    for (uint32_t i = 0; i < list->count; i++)
        WEIR_TRY(keep(call->server->names, list->ids[i], list->programs[i]));
    call->local = list->local;
    return list->again(call);
}

weir_err weir_names_complete(weir_rest *call)
{
    return weir_names_complete_by(call, call->route->run);
}

weir_err weir_names_complete_by(weir_rest *call, weir_handler again)
{
    missing *list = call->missing;

    call->missing = NULL;
    if (!list || list->count == 0)
        return WEIR_OK;
    if (call->tries++ == TRY_COUNT_MAX)
        return weir_fail(&call->diag, WEIR_ELIMIT, WEIR_NO_TEXT, "too many processes in one answer (limit names)");
    list->again = again;
    list->local = call->local;
    call->local = list;
    call->answer = WEIR_NO_TEXT;
    call->status = 0;
    return weir_rest_work(call, load, run_again);
}

static void write_definition(weir_text id, const weir_program *program, weir_buffer *out)
{
    weir_write_comma(out);
    weir_buffer_char(out, '{');
    weir_write_text(out, "id", id);
    weir_write_text(out, "name", program && program->name.length > 0 ? program->name : WEIR_NO_TEXT);
    weir_write_text(out, "tag", program && program->version_tag.length > 0 ? program->version_tag : WEIR_NO_TEXT);
    weir_write_boolean(out, "startable", !program || program->is_startable_in_tasklist);
    weir_write_text(out, "starters", program ? program->starter_users : WEIR_NO_TEXT);
    weir_buffer_char(out, '}');
}

static void write_nodes(weir_text id, const weir_program *program, weir_buffer *out)
{
    for (uint32_t i = 1; program && i < program->node_count; i++) {
        const weir_node *node = &program->nodes[i];

        weir_write_comma(out);
        weir_buffer_char(out, '{');
        weir_write_text(out, "definition", id);
        weir_write_text(out, "element", node->id);
        weir_write_text(out, "name", node->name.length > 0 ? node->name : WEIR_NO_TEXT);
        weir_write_text(out, "type", weir_text_of(weir_names_node_type(program, node)));
        weir_buffer_char(out, '}');
    }
}

typedef void (*name_writer)(weir_text id, const weir_program *program, weir_buffer *out);

static weir_err write_names(weir_rest *call, const weir_rows *rows, name_writer write, weir_buffer *out)
{
    bool has_row;

    for (;;) {
        WEIR_TRY(weir_rows_next(rows, &has_row, &call->diag));
        if (!has_row)
            return WEIR_OK;
        write(weir_rows_text(rows, 0), weir_names_program(call, weir_rows_text(rows, 0)), out);
    }
}

static weir_err list_names(weir_rest *call, name_writer write, weir_text *out)
{
    weir_buffer buffer;
    weir_reader *reader;
    weir_rows rows;
    weir_err err;

    weir_buffer_init(&buffer, &call->arena, 0);
    weir_buffer_char(&buffer, '[');
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, WEIR_QUERY_definition_all, NULL, 0, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = write_names(call, &rows, write, &buffer);
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    WEIR_TRY(err);
    weir_buffer_char(&buffer, ']');
    return weir_buffer_done(&buffer, out);
}

weir_err weir_names_of_definitions(weir_rest *call, weir_text *out)
{
    return list_names(call, write_definition, out);
}

weir_err weir_names_of_nodes(weir_rest *call, weir_text *out)
{
    return list_names(call, write_nodes, out);
}

/* ── elements ────────────────────────────────────────────────────────────────────────────────────────── */

/* What the API calls an event, by its position and trigger. */
static const struct {
    weir_element_kind kind;
    weir_trigger_kind trigger;
    const char *name;
} events[] = {
    {WEIR_ELEMENT_start_event, WEIR_TRIGGER_none, "startEvent"},
    {WEIR_ELEMENT_start_event, WEIR_TRIGGER_timer, "startTimerEvent"},
    {WEIR_ELEMENT_start_event, WEIR_TRIGGER_message, "messageStartEvent"},
    {WEIR_ELEMENT_start_event, WEIR_TRIGGER_signal, "signalStartEvent"},
    {WEIR_ELEMENT_start_event, WEIR_TRIGGER_escalation, "escalationStartEvent"},
    {WEIR_ELEMENT_start_event, WEIR_TRIGGER_error, "errorStartEvent"},
    {WEIR_ELEMENT_start_event, WEIR_TRIGGER_compensation, "compensationStartEvent"},
    {WEIR_ELEMENT_end_event, WEIR_TRIGGER_compensation, "compensationEndEvent"},
    {WEIR_ELEMENT_intermediate_throw_event, WEIR_TRIGGER_compensation, "intermediateCompensationThrowEvent"},
    {WEIR_ELEMENT_boundary_event, WEIR_TRIGGER_compensation, "compensationBoundaryCatch"},
    {WEIR_ELEMENT_end_event, WEIR_TRIGGER_cancel, "cancelEndEvent"},
    {WEIR_ELEMENT_boundary_event, WEIR_TRIGGER_cancel, "cancelBoundaryCatch"},
    {WEIR_ELEMENT_end_event, WEIR_TRIGGER_none, "noneEndEvent"},
    {WEIR_ELEMENT_end_event, WEIR_TRIGGER_error, "errorEndEvent"},
    {WEIR_ELEMENT_end_event, WEIR_TRIGGER_terminate, "terminateEndEvent"},
    {WEIR_ELEMENT_end_event, WEIR_TRIGGER_message, "messageEndEvent"},
    {WEIR_ELEMENT_end_event, WEIR_TRIGGER_signal, "signalEndEvent"},
    {WEIR_ELEMENT_end_event, WEIR_TRIGGER_escalation, "escalationEndEvent"},
    {WEIR_ELEMENT_intermediate_catch_event, WEIR_TRIGGER_timer, "intermediateTimer"},
    {WEIR_ELEMENT_intermediate_catch_event, WEIR_TRIGGER_message, "intermediateMessageCatch"},
    {WEIR_ELEMENT_intermediate_catch_event, WEIR_TRIGGER_signal, "intermediateSignalCatch"},
    {WEIR_ELEMENT_intermediate_throw_event, WEIR_TRIGGER_none, "intermediateNoneThrowEvent"},
    {WEIR_ELEMENT_intermediate_throw_event, WEIR_TRIGGER_message, "intermediateMessageThrowEvent"},
    {WEIR_ELEMENT_intermediate_throw_event, WEIR_TRIGGER_signal, "intermediateSignalThrow"},
    {WEIR_ELEMENT_intermediate_throw_event, WEIR_TRIGGER_escalation, "intermediateEscalationThrowEvent"},
    {WEIR_ELEMENT_start_event, WEIR_TRIGGER_conditional, "conditionalStartEvent"},
    {WEIR_ELEMENT_intermediate_catch_event, WEIR_TRIGGER_conditional, "intermediateConditional"},
    {WEIR_ELEMENT_intermediate_catch_event, WEIR_TRIGGER_link, "intermediateLinkCatch"},
    {WEIR_ELEMENT_intermediate_throw_event, WEIR_TRIGGER_link, "intermediateLinkThrow"},
    {WEIR_ELEMENT_boundary_event, WEIR_TRIGGER_conditional, "boundaryConditional"},
    {WEIR_ELEMENT_boundary_event, WEIR_TRIGGER_timer, "boundaryTimer"},
    {WEIR_ELEMENT_boundary_event, WEIR_TRIGGER_message, "boundaryMessage"},
    {WEIR_ELEMENT_boundary_event, WEIR_TRIGGER_signal, "boundarySignal"},
    {WEIR_ELEMENT_boundary_event, WEIR_TRIGGER_error, "boundaryError"},
    {WEIR_ELEMENT_boundary_event, WEIR_TRIGGER_escalation, "boundaryEscalation"},
};

static const char *const elements[] = {
#define ELEMENT(name, xml, group, clause, summary) [WEIR_ELEMENT_##name] = xml,
#include "model/elements.def"
#undef ELEMENT
};

const char *weir_names_node_type(const weir_program *program, const weir_node *node)
{
    if (node == &program->nodes[0])
        return "processDefinition";
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        if (events[i].kind == node->kind && events[i].trigger == node->trigger_kind)
            return events[i].name;
    }
    return elements[node->kind];
}

static const weir_node *find_node(const weir_program *program, weir_text id)
{
    for (uint32_t i = 0; i < program->node_count; i++) {
        if (weir_text_equal(program->nodes[i].id, id))
            return &program->nodes[i];
    }
    return NULL;
}

static void write_node(const weir_program *program, const weir_member *field, weir_text element, weir_buffer *out)
{
    const bool is_body = weir_text_ends_with(element, WEIR_T(WEIR_NAMES_BODY));
    const weir_node *node =
        find_node(program, is_body ? weir_text_part(element, 0, element.length - strlen(WEIR_NAMES_BODY)) : element);

    if (!node)
        weir_write_null(out, field->name);
    else if (field->kind == WEIR_MEMBER_NODE_TYPE)
        weir_write_text(out, field->name,
                        is_body ? WEIR_T("multiInstanceBody") : weir_text_of(weir_names_node_type(program, node)));
    else
        weir_write_text(out, field->name, node->name.length > 0 ? node->name : WEIR_NO_TEXT);
}

/* said: a number of days, "-" or nothing; else it is as the model says. */
static void write_time_to_live(const weir_program *program, const weir_member *field, weir_text said, weir_buffer *out)
{
    if (said.length > 0 && !weir_text_equal(said, WEIR_T("-")))
        weir_write_raw(out, field->name, said);
    else if (said.length > 0 || program->history_day_count < 0)
        weir_write_null(out, field->name);
    else
        weir_write_integer(out, field->name, program->history_day_count);
}

weir_err weir_names_write(weir_rest *call, const weir_member *field, weir_text text, weir_buffer *out)
{
    const size_t end = weir_text_find(text, WEIR_T("\x1f"), 0);
    const weir_text id = end == SIZE_MAX ? text : weir_text_part(text, 0, end);
    const weir_program *program = text.at ? weir_names_program(call, id) : NULL;

    if (!program)
        weir_write_null(out, field->name);
    else if (field->kind == WEIR_MEMBER_PROCESS_NAME)
        weir_write_text(out, field->name, program->name.length > 0 ? program->name : WEIR_NO_TEXT);
    else if (field->kind == WEIR_MEMBER_VERSION_TAG)
        weir_write_text(out, field->name, program->version_tag.length > 0 ? program->version_tag : WEIR_NO_TEXT);
    else if (field->kind == WEIR_MEMBER_IS_STARTABLE)
        weir_write_boolean(out, field->name, program->is_startable_in_tasklist);
    else if (field->kind == WEIR_MEMBER_TIME_TO_LIVE)
        write_time_to_live(program, field, weir_text_part(text, end + 1, text.length), out);
    else
        write_node(program, field, weir_text_part(text, end + 1, text.length), out);
    return out->err;
}
