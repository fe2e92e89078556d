/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_expect.c - what is expected against what is; a row for each attribute.
 *
 * Both sides become texts of the same form, so that the first difference can be shown.
 */
#include "base/buffer.h"
#include "cli/scenario_run.h"

/* What an expectation may look at. */
typedef struct view {
    weir_scenario_run *run;
    const weir_run_instance *instance;
    weir_instance_view look;
    weir_run_facts facts; /* of the instance */
} view;

typedef struct words {
    weir_text *items;
    uint32_t count, capacity;
} words;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static weir_err split(weir_text text, weir_arena *arena, words *out)
{
    size_t at = 0;

    while (at < text.length) {
        const size_t from = at;

        while (at < text.length && !is_blank(text.at[at]))
            at++;
        if (at > from) {
            WEIR_TRY(WEIR_GROW(arena, out));
            out->items[out->count++] = weir_text_part(text, from, at - from);
        }
        while (at < text.length && is_blank(text.at[at]))
            at++;
    }
    return WEIR_OK;
}

static int compare_words(const void *a, const void *b)
{
    return weir_text_compare(*(const weir_text *)a, *(const weir_text *)b);
}

static weir_err join(const words *list, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    for (uint32_t i = 0; i < list->count; i++) {
        if (i > 0)
            weir_buffer_char(&buffer, ' ');
        weir_buffer_text(&buffer, list->items[i]);
    }
    return weir_buffer_done(&buffer, out);
}

static weir_err join_sorted(words *list, weir_arena *arena, weir_text *out)
{
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, compare_words);
    return join(list, arena, out);
}

static weir_err add_word(words *list, weir_arena *arena, weir_text word)
{
    WEIR_TRY(WEIR_GROW(arena, list));
    list->items[list->count++] = word;
    return WEIR_OK;
}

static weir_err as_written(const view *v, weir_text wanted, weir_text *out)
{
    words list = {0};

    WEIR_TRY(split(wanted, &v->run->scratch, &list));
    return join(&list, &v->run->scratch, out);
}

static weir_err as_set(const view *v, weir_text wanted, weir_text *out)
{
    words list = {0};

    WEIR_TRY(split(wanted, &v->run->scratch, &list));
    return join_sorted(&list, &v->run->scratch, out);
}

/* ── the path ──────────────────────────────────────────────────────────────────────────────────────── */

static weir_err path_of(weir_scenario_run *run, const weir_run_facts *facts, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, &run->scratch, 0);
    for (uint32_t i = 0; i < facts->count; i++) {
        const weir_fact *fact = &facts->items[i].fact;
        const bool is_cancelled = fact->kind == WEIR_FACT_element_cancelled;

        if ((fact->kind != WEIR_FACT_element_completed && !is_cancelled) || fact->item > 0)
            continue;
        if (buffer.length > 0)
            weir_buffer_char(&buffer, ' ');
        weir_buffer_text(&buffer, is_cancelled ? WEIR_T("(") : WEIR_T(""));
        weir_buffer_text(&buffer, facts->items[i].program->nodes[fact->node.ix].id);
        weir_buffer_text(&buffer, is_cancelled ? WEIR_T(")") : WEIR_T(""));
    }
    return weir_buffer_done(&buffer, out);
}

weir_err weir_run_path(weir_scenario_run *run, weir_id instance, weir_text *out)
{
    weir_run_facts facts;

    WEIR_TRY(weir_run_read_facts(run, instance, &facts));
    return path_of(run, &facts, out);
}

static weir_err expect_path(view *v, weir_text wanted, weir_text *expected, weir_text *found)
{
    WEIR_TRY(as_written(v, wanted, expected));
    return path_of(v->run, &v->facts, found);
}

/* ── what waits ────────────────────────────────────────────────────────────────────────────────────── */

/* A token waits where it is held by a join, where something is waited for on the spot, and at an event-based gateway.
 * Boundary events wait on behalf of an activity and don't count; one that is put off waits for its job. */
static bool does_wait(const weir_instance_view *look, const weir_token *token)
{
    if (token->state == WEIR_TOKEN_WAITING)
        return true;
    if (look->definition->program->nodes[token->node.ix].kind == WEIR_ELEMENT_event_based_gateway)
        return true;
    for (uint32_t i = 0; i < look->state.waits.count; i++) {
        const weir_wait *wait = &look->state.waits.items[i];

        if (wait->token == token->number && wait->kind != WEIR_WAIT_LIMIT &&
            weir_program_event(look->definition->program, wait->node).ix == token->node.ix)
            return true;
    }
    return false;
}

weir_err weir_run_waiting(weir_scenario_run *run, const weir_instance_view *look, weir_text *out)
{
    words list = {0};

    for (uint32_t i = 0; i < look->state.tokens.count; i++) {
        const weir_token *token = &look->state.tokens.items[i];

        if (does_wait(look, token))
            WEIR_TRY(add_word(&list, &run->scratch, look->definition->program->nodes[token->node.ix].id));
    }
    return join_sorted(&list, &run->scratch, out);
}

static weir_err expect_waiting(view *v, weir_text wanted, weir_text *expected, weir_text *found)
{
    WEIR_TRY(as_set(v, wanted, expected));
    return weir_run_waiting(v->run, &v->look, found);
}

static weir_err expect_tasks(view *v, weir_text wanted, weir_text *expected, weir_text *found)
{
    words list = {0};

    WEIR_TRY(as_set(v, wanted, expected));
    for (uint32_t i = 0; i < v->look.state.waits.count; i++) {
        const weir_wait *wait = &v->look.state.waits.items[i];

        if (wait->kind == WEIR_WAIT_USER_TASK || wait->kind == WEIR_WAIT_EXTERNAL_TASK)
            WEIR_TRY(add_word(&list, &v->run->scratch, v->look.definition->program->nodes[wait->node.ix].id));
    }
    return join_sorted(&list, &v->run->scratch, found);
}

static weir_err expect_incidents(view *v, weir_text wanted, weir_text *expected, weir_text *found)
{
    words list = {0};

    WEIR_TRY(as_set(v, wanted, expected));
    for (uint32_t i = 0; i < v->look.state.incidents.count; i++)
        WEIR_TRY(add_word(&list, &v->run->scratch,
                          v->look.definition->program->nodes[v->look.state.incidents.items[i].node.ix].id));
    return join_sorted(&list, &v->run->scratch, found);
}

/* ── the end ───────────────────────────────────────────────────────────────────────────────────────── */

static weir_err end_events(const view *v, weir_text *out)
{
    words list = {0};

    for (uint32_t i = 0; i < v->facts.count; i++) {
        const weir_node *node = &v->facts.items[i].program->nodes[v->facts.items[i].fact.node.ix];

        if (v->facts.items[i].fact.kind == WEIR_FACT_element_completed && node->kind == WEIR_ELEMENT_end_event)
            WEIR_TRY(add_word(&list, &v->run->scratch, node->id));
    }
    return join(&list, &v->run->scratch, out);
}

static weir_err expect_ended(view *v, weir_text wanted, weir_text *expected, weir_text *found)
{
    const bool has_ended = v->look.state.status == WEIR_STATUS_ENDED;
    const weir_text word = weir_text_trim(wanted);

    WEIR_TRY(as_written(v, wanted, expected));
    *found = has_ended ? WEIR_T("true") : WEIR_T("false");
    if (!has_ended || weir_text_equal(word, WEIR_T("true")) || weir_text_equal(word, WEIR_T("false")))
        return WEIR_OK;
    return end_events(v, found);
}

static weir_err expect_end_error(view *v, weir_text wanted, weir_text *expected, weir_text *found)
{
    *expected = wanted;
    *found = weir_text_equal(v->look.state.outcome, WEIR_T("error")) ? v->look.state.error : WEIR_NO_TEXT;
    return WEIR_OK;
}

static weir_err fail_on_unknown(view *v, const char *what, weir_text wanted);

/* ── variables and counts ──────────────────────────────────────────────────────────────────────────── */

static weir_err describe(const view *v, weir_text name, const weir_value *value, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, &v->run->scratch, 0);
    weir_buffer_text(&buffer, name);
    weir_buffer_text(&buffer, WEIR_T(": "));
    weir_value_write(value, &buffer);
    return weir_buffer_done(&buffer, out);
}

/* The first variable that differs; both texts stay empty if none does. */
static weir_err expect_variables(view *v, weir_text wanted, weir_text *expected, weir_text *found)
{
    const weir_scope *scope = weir_state_scope(&v->look.state, WEIR_PROCESS_SCOPE);
    const weir_value nothing = weir_null();
    weir_value values;
    bool ok;

    (void)wanted;
    *expected = *found = WEIR_NO_TEXT;
    WEIR_TRY(weir_run_context(v->run, "expect variables", v->run->step->variables, &values, &ok));
    for (uint32_t i = 0; ok && i < values.count; i++) {
        const weir_entry *entry = &values.as.entries[i];
        const weir_variable *variable = scope ? weir_scope_variable(scope, entry->key) : NULL;
        const weir_value *value = variable ? &variable->value : &nothing;

        if (weir_value_same(&entry->value, value))
            continue;
        WEIR_TRY(describe(v, entry->key, &entry->value, expected));
        return describe(v, entry->key, value, found);
    }
    return WEIR_OK;
}

/* The first that differs, as with variables. */
static weir_err expect_limits(view *v, weir_text wanted, weir_text *expected, weir_text *found)
{
    weir_value values, value;
    bool ok;

    (void)wanted;
    *expected = *found = WEIR_NO_TEXT;
    WEIR_TRY(weir_run_context(v->run, "expect limits", v->run->step->limits, &values, &ok));
    for (uint32_t i = 0; ok && i < values.count; i++) {
        const weir_entry *entry = &values.as.entries[i];

        WEIR_TRY(weir_run_limits(v->run, &v->look, entry, &value));
        if (weir_value_same(&entry->value, &value))
            continue;
        WEIR_TRY(describe(v, entry->key, &entry->value, expected));
        WEIR_TRY(describe(v, entry->key, &value, found));
        return fail_on_unknown(v, "expect limits", entry->key);
    }
    return WEIR_OK;
}

static weir_err add_message(void *context, const weir_message_row *row)
{
    weir_buffer *buffer = context;

    if (buffer->length > 0)
        weir_buffer_char(buffer, ' ');
    weir_buffer_text(buffer, row->name);
    return buffer->err;
}

/* Those that are kept, the oldest first. */
static weir_err expect_messages(view *v, weir_text wanted, weir_text *expected, weir_text *found)
{
    const weir_store store = v->run->world.faulty.inner;
    weir_buffer buffer;

    weir_buffer_init(&buffer, &v->run->scratch, 0);
    WEIR_TRY(store.read_messages(store.self, WEIR_NO_TEXT, INT64_MAX, add_message, &buffer, NULL));
    WEIR_TRY(as_written(v, wanted, expected));
    return weir_buffer_done(&buffer, found);
}

static weir_err expect_instances(view *v, weir_text wanted, weir_text *expected, weir_text *found)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, &v->run->scratch, 0);
    weir_buffer_integer(&buffer, v->run->instances.count);
    *expected = weir_text_trim(wanted);
    return weir_buffer_done(&buffer, found);
}

/* ── ids that are not there ────────────────────────────────────────────────────────────────────────── */

/* Without the parentheses of an interrupted element. */
static weir_text bare_id(weir_text word)
{
    const bool is_wrapped = word.length > 2 && word.at[0] == '(' && word.at[word.length - 1] == ')';

    return is_wrapped ? weir_text_part(word, 1, word.length - 2) : word;
}

/* A failure at the first id that the program does not have; none if it has them all. */
static weir_err fail_on_unknown(view *v, const char *what, weir_text wanted)
{
    const weir_program *program = v->look.definition->program;
    words list = {0};
    weir_buffer hint;
    weir_text text;

    WEIR_TRY(split(wanted, &v->run->scratch, &list));
    for (uint32_t i = 0; i < list.count; i++) {
        if (weir_run_is_element(program, bare_id(list.items[i])))
            continue;
        weir_buffer_init(&hint, &v->run->scratch, 0);
        weir_buffer_format(&hint, "there is no element '%.*s'", WEIR_ARG(bare_id(list.items[i])));
        weir_run_hint_write(program, bare_id(list.items[i]), &hint);
        WEIR_TRY(weir_buffer_done(&hint, &text));
        return weir_run_fail(v->run, what, "%.*s", WEIR_ARG(text));
    }
    return WEIR_OK;
}

/* ── the table ─────────────────────────────────────────────────────────────────────────────────────── */

static const struct {
    weir_attr attribute;
    const char *what;
    bool needs_instance, holds_ids;
    weir_err (*look)(view *v, weir_text wanted, weir_text *expected, weir_text *found);
} expectations[] = {
    {WEIR_ATTR_instances, "expect instances", false, false, expect_instances},
    {WEIR_ATTR_messages, "expect messages", false, false, expect_messages},
    {WEIR_ATTR_path, "expect path", true, true, expect_path},
    {WEIR_ATTR_waiting, "expect waiting", true, true, expect_waiting},
    {WEIR_ATTR_tasks, "expect tasks", true, true, expect_tasks},
    {WEIR_ATTR_incidents, "expect incidents", true, true, expect_incidents},
    {WEIR_ATTR_ended, "expect ended", true, false, expect_ended},
    {WEIR_ATTR_end_error, "expect endError", true, false, expect_end_error},
    {WEIR_ATTR_variables, "expect variables", true, false, expect_variables},
    {WEIR_ATTR_limits, "expect limits", true, false, expect_limits},
};

static weir_err check_attributes(view *v)
{
    for (uint32_t i = 0; i < sizeof expectations / sizeof *expectations; i++) {
        const weir_text wanted = weir_part_attribute(v->run->step->part, expectations[i].attribute);
        weir_text expected, found;

        if (!wanted.at)
            continue;
        if (expectations[i].needs_instance && !v->instance)
            return weir_run_no_instance(v->run, expectations[i].what);
        WEIR_TRY(expectations[i].look(v, wanted, &expected, &found));
        if (weir_text_equal(expected, found))
            continue;
        if (expectations[i].holds_ids)
            WEIR_TRY(fail_on_unknown(v, expectations[i].what, wanted));
        if (v->run->failure.is_set)
            return WEIR_OK;
        WEIR_TRY(weir_run_differ(v->run, expectations[i].what, expected, found));
        v->run->failure.attribute = expectations[i].attribute;
        return WEIR_OK;
    }
    return WEIR_OK;
}

weir_err weir_run_expect(weir_scenario_run *run)
{
    view v = {.run = run, .instance = weir_run_instance_of(run, run->step->part)};

    if (v.instance) {
        WEIR_TRY(weir_run_look(run, v.instance->id, &v.look));
        WEIR_TRY(weir_run_read_facts(run, v.instance->id, &v.facts));
    }
    WEIR_TRY(check_attributes(&v));
    return run->failure.is_set ? WEIR_OK : weir_run_expect_facts(run, &v.facts);
}
