/* SPDX-License-Identifier: Apache-2.0
 * host/library_diagram.c - pictures of deployed processes, and of instances in them.
 *
 * What an instance passed is counted from its facts, where it is from the state that they make; both up to the same
 * one.
 */
#include "base/json.h"
#include "host/library_internal.h"
#include "xml/render.h"

#define FACT_BYTES_MAX ((size_t)64 * 1024 * 1024)

typedef struct marks {
    weir_render_mark *items;
    uint32_t count, capacity;
} marks;

typedef struct drawing {
    weir_db *db;
    weir_arena arena, facts; /* facts: of one at a time */
    weir_text definition, bytes;
    uint64_t position; /* of the last fact that counts */
    marks marks;
    uint32_t *slots; /* of the marks, by element: index + 1; open addressing */
    uint32_t slot_count;
    weir_err err;
    weir_diag diag;
} drawing;

/* ── marks ─────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err index_again(drawing *d)
{
    uint32_t count = d->slot_count == 0 ? 64 : 2 * d->slot_count, *slots = WEIR_TAKE(&d->arena, uint32_t, count);

    if (!slots)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < d->marks.count; i++) {
        uint32_t slot = (uint32_t)weir_text_hash(d->marks.items[i].element) & (count - 1);

        while (slots[slot] != 0)
            slot = (slot + 1) & (count - 1);
        slots[slot] = i + 1;
    }
    d->slots = slots;
    d->slot_count = count;
    return WEIR_OK;
}

/* The mark of an element; NULL after an error, which is kept. */
static weir_render_mark *mark_of(drawing *d, weir_text element)
{
    uint32_t slot;

    if (d->err == WEIR_OK && 2 * d->marks.count >= d->slot_count)
        d->err = index_again(d);
    if (d->err != WEIR_OK)
        return NULL;
    slot = (uint32_t)weir_text_hash(element) & (d->slot_count - 1);
    while (d->slots[slot] != 0) {
        weir_render_mark *mark = &d->marks.items[d->slots[slot] - 1];

        if (weir_text_equal(mark->element, element))
            return mark;
        slot = (slot + 1) & (d->slot_count - 1);
    }
    d->err = WEIR_GROW(&d->arena, &d->marks);
    if (d->err != WEIR_OK)
        return NULL;
    d->marks.items[d->marks.count] = (weir_render_mark){0};
    d->err = weir_arena_text(&d->arena, element, &d->marks.items[d->marks.count].element);
    d->slots[slot] = ++d->marks.count;
    return d->err == WEIR_OK ? &d->marks.items[d->marks.count - 1] : NULL;
}

static void take_state(void *context, const weir_db_state *state)
{
    drawing *d = context;

    d->position = state->position;
    if (d->err == WEIR_OK)
        d->err = weir_arena_text(&d->arena, weir_text_of(state->definition), &d->definition);
}

static void take_activity(void *context, const weir_db_activity *activity)
{
    weir_render_mark *mark = mark_of(context, weir_text_of(activity->element));

    if (mark)
        mark->active_count++;
}

static void take_incident(void *context, const weir_db_incident *incident)
{
    weir_render_mark *mark = mark_of(context, weir_text_of(incident->element));

    if (mark)
        mark->failed_count++;
}

static bool take_fact(void *context, const weir_db_fact *fact)
{
    drawing *d = context;
    bool is_flow = strcmp(fact->type, "flow.taken") == 0;
    const weir_value *element;
    weir_render_mark *mark;
    weir_value data;

    if (fact->position > d->position)
        return false;
    if (!is_flow && strcmp(fact->type, "element.activated") != 0)
        return true;
    weir_arena_reset(&d->facts);
    d->err = weir_json_read(weir_text_of(fact->data), WEIR_JSON_PLAIN, NULL, &d->facts, &data, &d->diag);
    element = d->err == WEIR_OK ? weir_context_find(&data, is_flow ? WEIR_T("flow") : WEIR_T("element")) : NULL;
    mark = element && element->kind == WEIR_STRING ? mark_of(d, element->as.string) : NULL;
    if (mark)
        mark->passed_count++;
    return d->err == WEIR_OK;
}

static weir_err take_error(drawing *d, const weir_db_error *error)
{
    return weir_fail(&d->diag, (weir_err)error->code, weir_text_of(error->element), "%s", error->message);
}

static weir_err read_instance(drawing *d, const char *instance)
{
    static const weir_db_state_visitor visitor = {
        .state = take_state, .activity = take_activity, .incident = take_incident};
    weir_db_error error;

    if (weir_db_state_at(d->db, instance, 0, &visitor, d, &error) != 0 ||
        (d->err == WEIR_OK && weir_db_facts(d->db, instance, 0, take_fact, d, &error) != 0))
        return take_error(d, &error);
    for (uint32_t i = 0; i < d->marks.count; i++) { /* a token that is there still has passed nothing yet */
        weir_render_mark *mark = &d->marks.items[i];

        mark->passed_count -= mark->active_count < mark->passed_count ? mark->active_count : mark->passed_count;
    }
    return d->err;
}

/* ── the file ──────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err take_bytes(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on)
{
    drawing *d = context;

    (void)db;
    *go_on = false;
    return weir_arena_text(&d->arena, sql->text(cursor, 1), &d->bytes);
}

static weir_err read_file(drawing *d)
{
    bool is_id = weir_text_find(d->definition, WEIR_T(":"), 0) != SIZE_MAX;
    const weir_sql_value value = weir_sql_text(d->definition);

    WEIR_TRY(weir_db_read(d->db, is_id ? WEIR_QUERY_definition_xml : WEIR_QUERY_definition_xml_of_key, &value, 1,
                          take_bytes, d, &d->diag));
    return d->bytes.at ? WEIR_OK
                       : weir_fail(&d->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no process definition is called %.*s",
                                   WEIR_ARG(d->definition));
}

static weir_err draw(drawing *d, const weir_db_diagram *diagram, weir_text *out)
{
    if (diagram->instance)
        WEIR_TRY(read_instance(d, diagram->instance));
    if (diagram->definition)
        d->definition = weir_text_of(diagram->definition);
    WEIR_TRY(read_file(d));
    return weir_xml_render(d->bytes,
                           &(weir_render_wish){.diagram = diagram->diagram,
                                               .is_instance = diagram->instance != NULL,
                                               .marks = d->marks.items,
                                               .mark_count = d->marks.count},
                           &d->arena, out, &d->diag);
}

int weir_db_draw(weir_db *db, const weir_db_diagram *diagram,
                 void (*visit)(void *context, const char *svg, uint64_t length), void *context, weir_db_error *error)
{
    drawing d = {.db = db};
    weir_text svg;
    weir_err err;

    weir_arena_init(&d.arena, db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    weir_arena_init(&d.facts, db->memory, FACT_BYTES_MAX);
    err = draw(&d, diagram, &svg);
    if (err == WEIR_OK)
        visit(context, svg.at, svg.length);
    weir_arena_release(&d.facts);
    weir_arena_release(&d.arena);
    return weir_db_report(err, &d.diag, error);
}
