/* SPDX-License-Identifier: Apache-2.0
 * host/account.c - what each fact says about a step; a row for each type that says something.
 */
#include "host/account.h"

#include <string.h>

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

static weir_text text_in(const weir_value *data, const char *key)
{
    const weir_value *value = weir_context_find(data, weir_text_of(key));

    return value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
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
    if (number >= WEIR_ACCOUNT_STEP_COUNT_MAX * 1000u)
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
    const weir_text element = text_in(data, "element");

    if (!step)
        step = step_of(account, number_in(data, "wait"));
    for (uint32_t i = account->steps.count; !step && element.length > 0 && i-- > 0;) {
        if (weir_text_equal(account->steps.items[i].node->id, element))
            step = &account->steps.items[i];
    }
    return step ? step : &account->process;
}

static weir_err by_and_at(weir_account *account, const weir_db_fact *fact, weir_text by, weir_account_entries *out)
{
    WEIR_TRY(weir_account_put_text(account, out, "by", by.length > 0 ? by : weir_text_of(fact->actor)));
    WEIR_TRY(weir_account_put_text(account, out, "actor", weir_text_of(fact->actor)));
    return weir_account_put_time(account, out, "at", fact->time_ms);
}

typedef weir_err (*handler)(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word);

static weir_err begin(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    const weir_node_ix ix = weir_program_node(account->program, text_in(data, "element"));
    const weir_node *node;

    (void)word;
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
    account->steps.items[account->steps.count] = (weir_account_step){
        .node = node, .begun_ms = fact->time_ms, .item = number_in(data, "item"), .state = WEIR_T("active")};
    account->steps.count++;
    return note_number(account, number_in(data, "token"), &account->steps.items[account->steps.count - 1]);
}

static weir_err end(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_of(account, number_in(data, "token"));

    if (!step)
        return WEIR_OK;
    step->ended_ms = fact->time_ms;
    step->state = weir_text_of(word);
    if (strcmp(word, "interrupted") != 0 || step->undone.count > 0)
        return WEIR_OK;
    WEIR_TRY(weir_account_put(account, &step->undone, "how", weir_string(WEIR_T("interrupted"))));
    return by_and_at(account, fact, WEIR_NO_TEXT, &step->undone);
}

static weir_err start_instance(weir_account *account, const weir_db_fact *fact, const weir_value *data,
                               const char *word)
{
    const weir_value *caller = weir_context_find(data, WEIR_T("caller"));

    (void)word;
    account->process.begun_ms = fact->time_ms;
    account->process.state = WEIR_T("active");
    WEIR_TRY(weir_account_put_text(account, &account->head, "businessKey", text_in(data, "businessKey")));
    WEIR_TRY(weir_account_put_text(account, &account->head, "startedBy", weir_text_of(fact->actor)));
    return caller ? weir_account_put_text(account, &account->head, "calledBy", text_in(caller, "instance")) : WEIR_OK;
}

static weir_err end_instance(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    (void)word;
    account->process.ended_ms = fact->time_ms;
    account->process.state = WEIR_T("ended");
    WEIR_TRY(weir_account_put_text(account, &account->head, "outcome", text_in(data, "outcome")));
    return weir_account_put_text(account, &account->head, "error", text_in(data, "error"));
}

static weir_err open_wait(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_of(account, number_in(data, "token"));

    (void)fact;
    (void)word;
    return step ? note_number(account, number_in(data, "wait"), step) : WEIR_OK;
}

static weir_err keep_details(weir_account *account, const weir_value *data, weir_account_step *step)
{
    const weir_value *details = weir_context_find(data, WEIR_T("details"));

    return details ? weir_value_copy(details, account->arena, &step->details) : WEIR_OK;
}

static weir_err open_task(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_of(account, number_in(data, "token"));

    if (!step)
        return WEIR_OK;
    WEIR_TRY(open_wait(account, fact, data, word));
    WEIR_TRY(weir_account_put_text(account, &step->task, "task", text_in(data, "id")));
    return keep_details(account, data, step);
}

/* Whoever has it first, by himself or given to him, has claimed it; all that changes hands is kept. */
static weir_err change_task(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_of(account, number_in(data, "wait"));
    weir_account_entries action = {0};
    weir_text assignee;

    if (!step)
        return WEIR_OK;
    WEIR_TRY(keep_details(account, data, step));
    assignee = text_in(&step->details, "assignee");
    if (step->claimed.count == 0 && assignee.length > 0)
        WEIR_TRY(by_and_at(account, fact, assignee, &step->claimed));
    WEIR_TRY(weir_account_put(account, &action, "what", weir_string(weir_text_of(word))));
    WEIR_TRY(weir_account_put_text(account, &action, "to", assignee));
    WEIR_TRY(by_and_at(account, fact, WEIR_NO_TEXT, &action));
    return append(account, &step->actions, &action);
}

static weir_err perform(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_of(account, number_in(data, "wait"));

    (void)word;
    if (step)
        step->completed.count = 0;
    return step ? by_and_at(account, fact, text_in(data, "by"), &step->completed) : WEIR_OK;
}

static weir_err complete_task(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_of(account, number_in(data, "wait"));

    (void)word;
    if (!step || (step->completed.count > 0 && step->node->kind == WEIR_ELEMENT_user_task))
        return WEIR_OK; /* who did it is known already */
    step->completed.count = 0;
    return by_and_at(account, fact, text_in(data, "worker"), &step->completed);
}

static weir_err note_limit(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
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
    WEIR_TRY(weir_account_put(account, &event, "what", weir_string(weir_text_of(word))));
    WEIR_TRY(weir_account_put_time(account, &event, "at", fact->time_ms));
    WEIR_TRY(weir_account_put_text(account, &event, "superior", text_in(data, "superior")));
    WEIR_TRY(weir_account_put_text(account, &event, "leadNo", text_in(data, "leadNo")));
    WEIR_TRY(weir_account_put_text(account, &event, "by", text_in(data, "by")));
    WEIR_TRY(weir_account_put_text(account, &event, "reason", text_in(data, "reason")));
    return append(account, &step->limit_events, &event);
}

static weir_err keep_evidence(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_in(account, data);
    const weir_value *all = weir_context_find(data, WEIR_T("evidence"));

    (void)fact;
    (void)word;
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

static weir_err note_decision(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_in(account, data);
    const weir_value *record = weir_context_find(data, WEIR_T("record"));
    const weir_value *rules = record ? weir_context_find(record, WEIR_T("rules")) : NULL;
    weir_account_entries decision = {0};
    weir_account_list numbers = {0};

    (void)fact;
    (void)word;
    WEIR_TRY(weir_account_put_text(account, &decision, "decision", text_in(data, "decision")));
    WEIR_TRY(weir_account_put_text(account, &decision, "definition", text_in(data, "definition")));
    for (uint32_t i = 0; rules && rules->kind == WEIR_LIST && i < rules->count; i++) {
        WEIR_TRY(WEIR_GROW(account->arena, &numbers));
        numbers.items[numbers.count++] = weir_integer(number_in(&rules->as.items[i], "number"));
    }
    WEIR_TRY(weir_account_put(account, &decision, "rules", weir_list(numbers.items, numbers.count)));
    return append(account, &step->decisions, &decision);
}

static weir_err note_message(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_in(account, data);
    weir_account_entries message = {0};

    WEIR_TRY(weir_account_put(account, &message, "what", weir_string(weir_text_of(word))));
    WEIR_TRY(weir_account_put_text(account, &message, "name", text_in(data, "message")));
    WEIR_TRY(weir_account_put_text(account, &message, "name", text_in(data, "signal")));
    WEIR_TRY(by_and_at(account, fact, WEIR_NO_TEXT, &message));
    return append(account, &step->messages, &message);
}

static weir_err note(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_in(account, data);
    weir_account_entries entries = {0};

    WEIR_TRY(weir_account_put(account, &entries, "what", weir_string(weir_text_of(word))));
    WEIR_TRY(weir_account_put_text(account, &entries, "code", text_in(data, "error")));
    WEIR_TRY(weir_account_put_text(account, &entries, "code", text_in(data, "escalation")));
    WEIR_TRY(weir_account_put_text(account, &entries, "message", text_in(data, "message")));
    WEIR_TRY(weir_account_put_text(account, &entries, "message", text_in(data, "annotation")));
    WEIR_TRY(by_and_at(account, fact, WEIR_NO_TEXT, &entries));
    return append(account, &step->notes, &entries);
}

static weir_err call(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_in(account, data);
    weir_account_entries entries = {0};

    (void)fact;
    (void)word;
    WEIR_TRY(weir_account_put_text(account, &entries, "instance", text_in(data, "id")));
    WEIR_TRY(weir_account_put_text(account, &entries, "process", text_in(data, "process")));
    WEIR_TRY(append(account, &step->calls, &entries));
    WEIR_TRY(append(account, &account->called, &entries));
    return open_wait(account, fact, data, word);
}

static weir_err compensate(weir_account *account, const weir_db_fact *fact, const weir_value *data, const char *word)
{
    weir_account_step *step = step_of(account, number_in(data, "completed"));

    if (!step)
        return WEIR_OK;
    step->undone.count = 0;
    WEIR_TRY(weir_account_put(account, &step->undone, "how", weir_string(weir_text_of(word))));
    WEIR_TRY(weir_account_put_text(account, &step->undone, "element", text_in(data, "element")));
    return by_and_at(account, fact, WEIR_NO_TEXT, &step->undone);
}

static const struct {
    const char *type, *word;
    handler run;
} rows[] = {
    {"instance.created", "", start_instance},
    {"instance.ended", "", end_instance},
    {"instance.modified", "modified", note},
    {"element.activated", "", begin},
    {"element.completed", "completed", end},
    {"element.cancelled", "interrupted", end},
    {"task.created", "", open_task},
    {"task.assigned", "assigned", change_task},
    {"task.delegated", "delegated", change_task},
    {"task.resolved", "resolved", change_task},
    {"task.updated", "updated", change_task},
    {"task.performed", "", perform},
    {"task.completed", "", complete_task},
    {"job.created", "", open_wait},
    {"job.completed", "", complete_task},
    {"trigger.awaited", "", open_wait},
    {"trigger.met", "", complete_task},
    {"limit.started", "started", note_limit},
    {"limit.reminded", "reminded", note_limit},
    {"limit.overdue", "overdue", note_limit},
    {"limit.escalated", "escalated", note_limit},
    {"limit.reported", "reported", note_limit},
    {"limit.lead", "lead", note_limit},
    {"limit.stopped", "stopped", note_limit},
    {"limit.resumed", "resumed", note_limit},
    {"limit.extended", "extended", note_limit},
    {"limit.rescheduled", "rescheduled", note_limit},
    {"limit.ended", "ended", note_limit},
    {"evidence.kept", "", keep_evidence},
    {"decision.evaluated", "", note_decision},
    {"message.subscribed", "", open_wait},
    {"message.correlated", "received", note_message},
    {"message.thrown", "sent", note_message},
    {"signal.subscribed", "", open_wait},
    {"signal.caught", "caught", note_message},
    {"signal.thrown", "thrown", note_message},
    {"error.thrown", "error", note},
    {"escalation.thrown", "escalation", note},
    {"incident.raised", "incident", note},
    {"call.started", "", call},
    {"compensation.started", "compensated", compensate},
};

weir_err weir_account_add(weir_account *account, const weir_db_fact *fact, const weir_value *data)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].type, fact->type) == 0)
            return rows[i].run(account, fact, data, rows[i].word);
    }
    return WEIR_OK;
}
