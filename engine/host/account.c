/* SPDX-License-Identifier: Apache-2.0
 * host/account.c - what each fact says about a step; a row for each type that says something.
 */
#include "host/account.h"

#include <stddef.h>
#include <string.h>

#include "base/json.h"
#include "run/duty.h"

/* ── entries ───────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_account_put(weir_account *account, weir_account_entries *to, const char *key, weir_value value)
{
    WEIR_TRY(WEIR_GROW(account->arena, to));
    to->items[to->count++] = (weir_entry){weir_text_of(key), value};
    return WEIR_OK;
}

weir_err weir_account_put_text(weir_account *account, weir_account_entries *to, const char *key, weir_text text)
{
    weir_text copy;

    if (text.length == 0)
        return WEIR_OK;
    WEIR_TRY(weir_arena_text(account->arena, text, &copy));
    return weir_account_put(account, to, key, weir_string(copy));
}

weir_err weir_account_put_time(weir_account *account, weir_account_entries *to, const char *key, int64_t at_ms)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, account->arena, 0);
    weir_instant_write(at_ms, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    return weir_account_put(account, to, key, weir_string(text));
}

static weir_err append(weir_account *account, weir_account_list *list, const weir_account_entries *entries)
{
    WEIR_TRY(WEIR_GROW(account->arena, list));
    list->items[list->count++] = weir_context(entries->items, entries->count);
    return WEIR_OK;
}

static uint32_t number_in(const weir_value *data, const char *key)
{
    const weir_value *value = weir_context_find(data, weir_text_of(key));
    int64_t number;

    return value && value->kind == WEIR_NUMBER && weir_decimal_to_int64(value->as.number, &number) && number > 0 &&
                   number <= UINT32_MAX
               ? (uint32_t)number
               : 0;
}

/* ── steps ─────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_account_step *step_of(weir_account *account, uint32_t number)
{
    const uint32_t ix = number < account->of_number.count ? account->of_number.items[number] : 0;

    return ix > 0 ? &account->steps.items[ix - 1] : NULL;
}

static weir_err note_number(weir_account *account, uint32_t number, const weir_account_step *step)
{
    if (number == 0 || number >= WEIR_ACCOUNT_STEP_COUNT_MAX * 1000u)
        return WEIR_OK;
    while (account->of_number.count <= number) {
        WEIR_TRY(WEIR_GROW(account->arena, &account->of_number));
        account->of_number.items[account->of_number.count++] = 0;
    }
    account->of_number.items[number] = (uint32_t)(step - account->steps.items) + 1;
    return WEIR_OK;
}

/* The one that a fact is about: by its token, by its wait, else the last one of its element. */
static weir_account_step *step_in(weir_account *account, const weir_value *data)
{
    weir_account_step *step = step_of(account, number_in(data, "token"));
    const weir_text element = weir_context_text(data, WEIR_T("element"));

    if (!step)
        step = step_of(account, number_in(data, "wait"));
    for (uint32_t i = account->steps.count; !step && element.length > 0 && i-- > 0;) {
        if (weir_text_equal(account->steps.items[i].node->id, element))
            step = &account->steps.items[i];
    }
    return step ? step : &account->process;
}

/* Who, as far as anybody said and as the log has it; when; and where in the log. */
static weir_err by_and_at(weir_account *account, const weir_db_fact *fact, weir_text by, weir_account_entries *out)
{
    WEIR_TRY(weir_account_put_text(account, out, "by", by.length > 0 ? by : weir_text_of(fact->actor)));
    WEIR_TRY(weir_account_put_text(account, out, "actor", weir_text_of(fact->actor)));
    WEIR_TRY(weir_account_put_time(account, out, "at", fact->time_ms));
    return weir_account_put(account, out, "position", weir_integer((int64_t)fact->position));
}

/* What a fact says, under the name the report has for it. Of several with the same name the first that is there. */
typedef struct member {
    const char *to, *from, *in; /* in: NULL, or the context that it is in */
} member;

#define MEMBER_COUNT_MAX 5

typedef struct fact_row fact_row;
typedef weir_err (*handler)(weir_account *account, const weir_db_fact *fact, const weir_value *data,
                            const fact_row *row);
struct fact_row {
    const char *type, *word;
    handler run;
    size_t list; /* of a step, that the event goes to */
    member members[MEMBER_COUNT_MAX];
};

static weir_err put_members(weir_account *account, const weir_value *data, const fact_row *row,
                            weir_account_entries *out)
{
    for (const member *m = row->members; m < row->members + MEMBER_COUNT_MAX && m->to; m++) {
        const weir_value *in = m->in ? weir_context_find(data, weir_text_of(m->in)) : data;
        const weir_value *value = in ? weir_context_find(in, weir_text_of(m->from)) : NULL;
        weir_value copy;

        if (!value || value->kind == WEIR_NULL || (value->kind == WEIR_STRING && value->as.string.length == 0))
            continue;
        if (out->count > 0 && weir_text_equal(out->items[out->count - 1].key, weir_text_of(m->to)))
            continue;
        WEIR_TRY(weir_value_copy(value, account->arena, &copy));
        WEIR_TRY(weir_account_put(account, out, m->to, copy));
    }
    return WEIR_OK;
}

static weir_account_list *list_of(weir_account_step *step, const fact_row *row)
{
    return (weir_account_list *)(void *)((char *)step + row->list);
}

static weir_err event_of(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row,
                         weir_account_entries *out)
{
    WEIR_TRY(weir_account_put(account, out, "what", weir_string(weir_text_of(row->word))));
    WEIR_TRY(put_members(account, data, row, out));
    return by_and_at(account, fact, weir_context_text(data, WEIR_T("by")), out);
}

static weir_err note(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    weir_account_entries event = {0};

    WEIR_TRY(event_of(account, fact, data, row, &event));
    return append(account, list_of(step_in(account, data), row), &event);
}

static weir_err begin(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    const weir_node_ix ix = weir_program_node(account->program, weir_context_text(data, WEIR_T("element")));
    const weir_account_step *parent, *step;
    const weir_node *node;

    (void)row;
    if (ix.ix == WEIR_NO_IX)
        return WEIR_OK;
    node = &account->program->nodes[ix.ix];
    if (!node->is_activity && node->trigger_kind == WEIR_TRIGGER_none && node->in_count > 0 && node->out_count > 0)
        return WEIR_OK; /* a gateway */
    if (account->steps.count >= account->step_count_max) {
        account->is_cut = true;
        return WEIR_OK;
    }
    WEIR_TRY(WEIR_GROW(account->arena, &account->steps));
    parent = step_of(account, number_in(data, "scope"));
    account->steps.items[account->steps.count] =
        (weir_account_step){.node = node,
                            .begun_ms = fact->time_ms,
                            .begun_by = fact->command_position,
                            .item = number_in(data, "item"),
                            .parent = parent ? (uint32_t)(parent - account->steps.items) + 1 : 0,
                            .state = WEIR_T("active")};
    step = &account->steps.items[account->steps.count++];
    WEIR_TRY(note_number(account, number_in(data, "opens"), step));
    return note_number(account, number_in(data, "token"), step);
}

static weir_err end(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    weir_account_step *step = step_of(account, number_in(data, "token"));

    if (!step)
        return WEIR_OK;
    step->ended_ms = fact->time_ms;
    step->state = weir_text_of(row->word);
    if (strcmp(row->word, "interrupted") != 0 || step->undone.count > 0)
        return WEIR_OK;
    WEIR_TRY(weir_account_put(account, &step->undone, "how", weir_string(WEIR_T("interrupted"))));
    return by_and_at(account, fact, WEIR_NO_TEXT, &step->undone);
}

static weir_err start_instance(weir_account *account, const weir_db_fact *fact, const weir_value *data,
                               const fact_row *row)
{
    const weir_value *caller = weir_context_find(data, WEIR_T("caller"));

    (void)row;
    account->process.begun_ms = fact->time_ms;
    account->process.state = WEIR_T("active");
    WEIR_TRY(
        weir_account_put_text(account, &account->head, "businessKey", weir_context_text(data, WEIR_T("businessKey"))));
    WEIR_TRY(weir_account_put_text(account, &account->head, "startedBy", weir_text_of(fact->actor)));
    return caller ? weir_account_put_text(account, &account->head, "calledBy",
                                          weir_context_text(caller, WEIR_T("instance")))
                  : WEIR_OK;
}

static weir_err count_items(weir_account *account, const weir_db_fact *fact, const weir_value *data,
                            const fact_row *row)
{
    weir_account_step *step = step_of(account, number_in(data, "scope"));

    (void)fact;
    (void)row;
    if (step)
        step->item_count = number_in(data, "count");
    return WEIR_OK;
}

static weir_err open_wait(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    weir_account_step *step = step_of(account, number_in(data, "token"));

    (void)fact;
    (void)row;
    return step ? note_number(account, number_in(data, "wait"), step) : WEIR_OK;
}

static weir_err keep_details(weir_account *account, const weir_value *data, weir_account_step *step)
{
    const weir_value *details = weir_context_find(data, WEIR_T("details"));

    return details ? weir_value_copy(details, account->arena, &step->details) : WEIR_OK;
}

static weir_err open_task(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    weir_account_step *step = step_of(account, number_in(data, "token"));

    if (!step)
        return WEIR_OK;
    WEIR_TRY(open_wait(account, fact, data, row));
    WEIR_TRY(weir_account_put_text(account, &step->task, "task", weir_context_text(data, WEIR_T("id"))));
    return keep_details(account, data, step);
}

static bool is_asked(const weir_db_fact *fact, const char *command)
{
    const char begin[] = "{\"command\":\"";
    const size_t length = strlen(command);

    return fact->command && strncmp(fact->command, begin, sizeof begin - 1) == 0 &&
           strncmp(fact->command + sizeof begin - 1, command, length) == 0 &&
           fact->command[sizeof begin - 1 + length] == '"';
}

/* Whoever has it first, by himself or given to him, has claimed it; all that changes hands is kept. */
static weir_err change_task(weir_account *account, const weir_db_fact *fact, const weir_value *data,
                            const fact_row *row)
{
    weir_account_step *step = step_of(account, number_in(data, "wait"));
    weir_account_entries action = {0};
    weir_text assignee, before;
    fact_row told = *row;

    if (!step)
        return WEIR_OK;
    before = weir_context_text(&step->details, WEIR_T("assignee"));
    WEIR_TRY(keep_details(account, data, step));
    assignee = weir_context_text(&step->details, WEIR_T("assignee"));
    if (step->claimed.count == 0 && assignee.length > 0)
        WEIR_TRY(by_and_at(account, fact, assignee, &step->claimed));
    if (!weir_text_equal(before, assignee))
        WEIR_TRY(weir_account_put_text(account, &action, "from", before));
    if (is_asked(fact, "claim"))
        told.word = "claimed";
    WEIR_TRY(event_of(account, fact, data, &told, &action));
    return append(account, list_of(step, row), &action);
}

static weir_err perform(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    weir_account_step *step = step_of(account, number_in(data, "wait"));

    (void)row;
    if (step)
        step->completed.count = 0;
    return step ? by_and_at(account, fact, weir_context_text(data, WEIR_T("by")), &step->completed) : WEIR_OK;
}

static weir_err complete_task(weir_account *account, const weir_db_fact *fact, const weir_value *data,
                              const fact_row *row)
{
    weir_account_step *step = step_of(account, number_in(data, "wait"));

    (void)row;
    if (!step || (step->completed.count > 0 && step->node->kind == WEIR_ELEMENT_user_task))
        return WEIR_OK; /* who did it is known already */
    step->completed.count = 0;
    return by_and_at(account, fact, weir_context_text(data, WEIR_T("worker")), &step->completed);
}

static weir_err note_limit(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    const uint32_t token = number_in(data, "token");
    weir_account_step *step = token > 0 ? step_of(account, token) : step_of(account, number_in(data, "wait"));
    const weir_value *details = weir_context_find(data, WEIR_T("details"));
    weir_account_entries event = {0};

    if (token > 0 && step)
        WEIR_TRY(note_number(account, number_in(data, "wait"), step));
    if (!step)
        step = &account->process;
    if (details)
        WEIR_TRY(weir_value_copy(details, account->arena, &step->limit_stand));
    WEIR_TRY(weir_account_put(account, &event, "what", weir_string(weir_text_of(row->word))));
    WEIR_TRY(put_members(account, data, row, &event));
    WEIR_TRY(weir_account_put_text(account, &event, "actor", weir_text_of(fact->actor)));
    WEIR_TRY(weir_account_put_time(account, &event, "at", fact->time_ms));
    WEIR_TRY(weir_account_put(account, &event, "position", weir_integer((int64_t)fact->position)));
    return append(account, list_of(step, row), &event);
}

static weir_err keep_evidence(weir_account *account, const weir_db_fact *fact, const weir_value *data,
                              const fact_row *row)
{
    weir_account_step *step = step_in(account, data);
    const weir_value *all = weir_context_find(data, WEIR_T("evidence"));

    (void)fact;
    (void)row;
    for (uint32_t i = 0; all && all->kind == WEIR_CONTEXT && i < all->count; i++) {
        const weir_value *found = &all->as.entries[i].value;
        weir_account_entries kept = {0};
        weir_value copy;

        WEIR_TRY(weir_account_put_text(account, &kept, "variable", all->as.entries[i].key));
        WEIR_TRY(weir_value_copy(found, account->arena, &copy));
        for (uint32_t k = 0; copy.kind == WEIR_CONTEXT && k < copy.count; k++) {
            WEIR_TRY(WEIR_GROW(account->arena, &kept));
            kept.items[kept.count++] = copy.as.entries[k];
        }
        if (copy.kind == WEIR_CONTEXT && !weir_context_find(&copy, WEIR_T("value")) &&
            !weir_context_find(&copy, WEIR_T("sha256")))
            WEIR_TRY(weir_account_put(account, &kept, "isMissing", weir_boolean(true)));
        WEIR_TRY(append(account, &step->evidence, &kept));
    }
    return WEIR_OK;
}

static weir_err note_decision(weir_account *account, const weir_db_fact *fact, const weir_value *data,
                              const fact_row *row)
{
    weir_account_step *step = step_in(account, data);
    const weir_value *record = weir_context_find(data, WEIR_T("record"));
    const weir_value *rules = record ? weir_context_find(record, WEIR_T("rules")) : NULL;
    weir_account_entries decision = {0};
    weir_account_list numbers = {0};

    (void)fact;
    (void)row;
    WEIR_TRY(weir_account_put_text(account, &decision, "decision", weir_context_text(data, WEIR_T("decision"))));
    WEIR_TRY(weir_account_put_text(account, &decision, "definition", weir_context_text(data, WEIR_T("definition"))));
    for (uint32_t i = 0; rules && rules->kind == WEIR_LIST && i < rules->count; i++) {
        WEIR_TRY(WEIR_GROW(account->arena, &numbers));
        numbers.items[numbers.count++] = weir_integer(number_in(&rules->as.items[i], "number"));
    }
    WEIR_TRY(weir_account_put(account, &decision, "rules", weir_list(numbers.items, numbers.count)));
    return append(account, &step->decisions, &decision);
}

static weir_err call(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    weir_account_step *step = step_in(account, data);
    weir_account_entries entries = {0};

    (void)fact;
    (void)row;
    WEIR_TRY(weir_account_put_text(account, &entries, "instance", weir_context_text(data, WEIR_T("id"))));
    WEIR_TRY(weir_account_put_text(account, &entries, "process", weir_context_text(data, WEIR_T("process"))));
    WEIR_TRY(append(account, &step->calls, &entries));
    WEIR_TRY(append(account, &account->called, &entries));
    return open_wait(account, fact, data, row);
}

static weir_err compensate(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    weir_account_step *step = step_of(account, number_in(data, "completed"));

    if (!step)
        return WEIR_OK;
    step->undone.count = 0;
    WEIR_TRY(weir_account_put(account, &step->undone, "how", weir_string(weir_text_of(row->word))));
    WEIR_TRY(weir_account_put_text(account, &step->undone, "element", weir_context_text(data, WEIR_T("element"))));
    return by_and_at(account, fact, WEIR_NO_TEXT, &step->undone);
}

/* ── what administrators do ────────────────────────────────────────────────────────────────────────────── */

static weir_err act(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    weir_account_entries event = {0};

    WEIR_TRY(event_of(account, fact, data, row, &event));
    return append(account, &account->acts, &event);
}

static weir_err end_instance(weir_account *account, const weir_db_fact *fact, const weir_value *data,
                             const fact_row *row)
{
    account->process.ended_ms = fact->time_ms;
    account->process.state = WEIR_T("ended");
    WEIR_TRY(weir_account_put_text(account, &account->head, "outcome", weir_context_text(data, WEIR_T("outcome"))));
    WEIR_TRY(weir_account_put_text(account, &account->head, "error", weir_context_text(data, WEIR_T("error"))));
    return is_asked(fact, "cancel") ? act(account, fact, data, row) : WEIR_OK;
}

/* The instructions are not in the fact, but in what was asked. */
static weir_err modify(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    weir_account_entries event = {0};
    weir_value asked = weir_null();
    const weir_value *instructions;

    WEIR_TRY(event_of(account, fact, data, row, &event));
    if (fact->command &&
        weir_json_read(weir_text_of(fact->command), WEIR_JSON_PLAIN, NULL, account->arena, &asked, NULL) == WEIR_ENOMEM)
        return WEIR_ENOMEM;
    instructions = weir_context_find(&asked, WEIR_T("instructions"));
    if (instructions)
        WEIR_TRY(weir_account_put(account, &event, "instructions", *instructions));
    return append(account, &account->acts, &event);
}

/* Not by a step of the process, nor by who completes something. Long values are in the log. */
static weir_err change_variable(weir_account *account, const weir_db_fact *fact, const weir_value *data,
                                const fact_row *row)
{
    const weir_value *value = weir_context_find(data, WEIR_T("value"));
    weir_account_entries event = {0};
    weir_buffer buffer;
    weir_text text;

    if (!is_asked(fact, "set-variables") && !is_asked(fact, "set-task-variables") && !is_asked(fact, "modify"))
        return WEIR_OK;
    WEIR_TRY(event_of(account, fact, data, row, &event));
    if (value) {
        weir_buffer_init(&buffer, account->arena, 0);
        weir_json_write(value, WEIR_JSON_PLAIN, &buffer);
        WEIR_TRY(weir_buffer_done(&buffer, &text));
        if (text.length <= WEIR_EVIDENCE_VALUE_LENGTH_MAX)
            WEIR_TRY(weir_account_put_text(account, &event, "value", text));
        else
            WEIR_TRY(weir_account_put(account, &event, "size", weir_integer((int64_t)text.length)));
    }
    return append(account, &account->acts, &event);
}

/* The clock, and the engine, are no administrators. */
static weir_err fire(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    const bool is_own = strcmp(fact->actor, "timer") == 0 || strcmp(fact->actor, "job") == 0;

    return is_own || !is_asked(fact, "fire") ? WEIR_OK : act(account, fact, data, row);
}

/* By somebody, or since what has it is over. */
static weir_err resolve(weir_account *account, const weir_db_fact *fact, const weir_value *data, const fact_row *row)
{
    const bool is_by_hand = is_asked(fact, "retry") || is_asked(fact, "set-retries") || is_asked(fact, "take-back");

    WEIR_TRY(note(account, fact, data, row));
    return is_by_hand ? act(account, fact, data, row) : WEIR_OK;
}

/* ── the table ─────────────────────────────────────────────────────────────────────────────────────────── */

#define LIST_actions offsetof(weir_account_step, actions)
#define LIST_refusals offsetof(weir_account_step, refusals)
#define LIST_messages offsetof(weir_account_step, messages)
#define LIST_notes offsetof(weir_account_step, notes)
#define LIST_limit_events offsetof(weir_account_step, limit_events)
#define LIST_NONE 0

#define OF(to, from, in)                                                                                               \
    {                                                                                                                  \
        to, from, in                                                                                                   \
    }
#define AS(to, from) OF(to, from, NULL)
#define NOTHING OF(NULL, NULL, NULL)

static const fact_row rows[] = {
#define ROW(type, word, run, list, ...) {type, word, run, LIST_##list, {__VA_ARGS__}},
#include "host/account_facts.def"
#undef ROW
};

weir_err weir_account_add(weir_account *account, const weir_db_fact *fact, const weir_value *data)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].type, fact->type) == 0)
            return rows[i].run(account, fact, data, &rows[i]);
    }
    return WEIR_OK;
}
