/* SPDX-License-Identifier: Apache-2.0
 * host/account_tell.c - a step as the report shows it: who answered for it, who did it, how long, on what evidence.
 */
#include "host/account.h"
#include "run/duty.h"
#include "run/limit_stand.h"

#define DAY_COUNT_MAX 40000 /* that working time is counted over */

static const char *const type_names[] = {
#define ELEMENT(name, xml, group, clause, summary) xml,
#include "model/elements.def"
#undef ELEMENT
};

static weir_err put_list(weir_account *account, weir_account_entries *to, const char *key,
                         const weir_account_list *list)
{
    return list->count == 0 ? WEIR_OK : weir_account_put(account, to, key, weir_list(list->items, list->count));
}

static weir_err put_entries(weir_account *account, weir_account_entries *to, const char *key,
                            const weir_account_entries *entries)
{
    return entries->count == 0 ? WEIR_OK
                               : weir_account_put(account, to, key, weir_context(entries->items, entries->count));
}

/* What lies within the hours of working days. False: the calendar has no days there. */
static bool working_time(const weir_calendar *calendar, int64_t from_ms, int64_t to_ms, int64_t *out)
{
    int64_t first, last;

    *out = 0;
    if (calendar->is_natural || !weir_calendar_day_of(calendar, from_ms, &first) ||
        !weir_calendar_day_of(calendar, to_ms, &last) || last - first > DAY_COUNT_MAX)
        return false;
    for (int64_t day = first; day <= last; day++) {
        const int64_t midnight = weir_calendar_midnight(calendar, day);

        for (uint32_t i = 0; weir_calendar_is_working(calendar, day) && i < calendar->hours_count; i++) {
            const int64_t begin = midnight + calendar->hours[i].from_ms, end = midnight + calendar->hours[i].to_ms;
            const int64_t low = begin > from_ms ? begin : from_ms, high = end < to_ms ? end : to_ms;

            *out += high > low ? high - low : 0;
        }
    }
    return true;
}

static uint32_t version_of(const weir_value *stand)
{
    const weir_value *value = weir_context_find(stand, WEIR_T("version"));
    int64_t version;

    return value && value->kind == WEIR_NUMBER && weir_decimal_to_int64(value->as.number, &version) && version > 0 &&
                   version <= UINT32_MAX
               ? (uint32_t)version
               : 0;
}

/* That its limit was counted on, else that of the whole process, in that version; NULL: none, or nobody knows it. */
static weir_err find_calendar(weir_account *account, const weir_account_step *step, const weir_calendar **out)
{
    const weir_value *stand =
        step->limit_stand.kind == WEIR_CONTEXT && weir_context_text(&step->limit_stand, WEIR_T("calendar")).length > 0
            ? &step->limit_stand
            : &account->process.limit_stand;
    const weir_text id = weir_context_text(stand, WEIR_T("calendar"));
    weir_err err;

    *out = NULL;
    if (id.length == 0)
        return WEIR_OK;
    pthread_mutex_lock(account->lock);
    err = weir_engine_calendar(account->engine, id, version_of(stand), out);
    pthread_mutex_unlock(account->lock);
    if (err == WEIR_OK && !account->zone)
        account->zone = (*out)->zone;
    return err == WEIR_ENOTFOUND || err == WEIR_EMODEL ? WEIR_OK : err;
}

/* Of a step that has not ended: so far. */
static weir_err put_durations(weir_account *account, const weir_account_step *step, weir_account_entries *to)
{
    const int64_t end_ms = step->ended_ms != 0 ? step->ended_ms : account->now_ms;
    const weir_calendar *calendar;
    int64_t working_ms;

    WEIR_TRY(weir_account_put(account, to, "durationInMillis", weir_integer(end_ms - step->begun_ms)));
    WEIR_TRY(find_calendar(account, step, &calendar));
    if (!calendar || !working_time(calendar, step->begun_ms, end_ms, &working_ms))
        return WEIR_OK;
    WEIR_TRY(weir_account_put_text(account, to, "calendar", calendar->id));
    return weir_account_put(account, to, "workingTimeInMillis", weir_integer(working_ms));
}

static weir_err put_limit(weir_account *account, const weir_account_step *step, weir_account_entries *to)
{
    weir_account_entries limit = {0};
    weir_value stand = step->limit_stand;

    if (stand.kind != WEIR_CONTEXT)
        return WEIR_OK;
    if (step->ended_ms == 0) /* else its last fact says how late it was */
        WEIR_TRY(weir_limit_stand_at(&stand, weir_engine_calendar_port(account->engine), account->now_ms,
                                     account->arena, &stand));
    for (uint32_t i = 0; i < stand.count; i++) {
        WEIR_TRY(WEIR_GROW(account->arena, &limit));
        limit.items[limit.count++] = stand.as.entries[i];
    }
    if (weir_context_text(&step->limit_stand, WEIR_T("basis")).length > 0)
        WEIR_TRY(weir_account_put(account, &limit, "basisStatus", weir_string(WEIR_T("to be verified"))));
    if (step->ended_ms != 0)
        WEIR_TRY(weir_account_put(account, &limit, "isKept", weir_boolean(!weir_limit_is_overdue(&step->limit_stand))));
    WEIR_TRY(put_list(account, &limit, "events", &step->limit_events));
    return put_entries(account, to, "limit", &limit);
}

static weir_err put_duty(weir_account *account, const weir_node *node, weir_account_entries *to)
{
    const weir_duty *duty = node->duty;
    weir_account_entries bodies = {0};
    weir_account_list separate = {0};

    if (!duty)
        return WEIR_OK;
    WEIR_TRY(weir_account_put_text(account, to, "documentation", duty->documentation));
    WEIR_TRY(weir_account_put_text(account, &bodies, "managing", duty->managing));
    WEIR_TRY(weir_account_put_text(account, &bodies, "providing", duty->providing));
    WEIR_TRY(weir_account_put_text(account, &bodies, "using", duty->using_body));
    WEIR_TRY(put_entries(account, to, "responsibility", &bodies));
    for (uint32_t i = 0; i < duty->separate_count; i++) {
        weir_text id;

        WEIR_TRY(weir_arena_text(account->arena, account->program->nodes[duty->separate_from[i].ix].id, &id));
        WEIR_TRY(WEIR_GROW(account->arena, &separate));
        separate.items[separate.count++] = weir_string(id);
    }
    return put_list(account, to, "separateFrom", &separate);
}

static weir_err put_detail(weir_account *account, const weir_account_step *step, const char *key,
                           weir_account_entries *to)
{
    const weir_value *value = weir_context_find(&step->details, weir_text_of(key));

    return value ? weir_account_put(account, to, key, *value) : WEIR_OK;
}

/* The item that it is in, of the nearest multi-instance around it. */
static weir_err put_within(weir_account *account, const weir_account_step *step, weir_account_entries *to)
{
    const weir_account_step *around = step;
    weir_account_entries within = {0};

    do {
        around = around->parent > 0 ? &account->steps.items[around->parent - 1] : NULL;
    } while (around && around->item == 0);
    if (!around)
        return WEIR_OK;
    WEIR_TRY(weir_account_put_text(account, &within, "element", around->node->id));
    WEIR_TRY(weir_account_put_text(account, &within, "name", around->node->name));
    WEIR_TRY(weir_account_put(account, &within, "item", weir_integer(around->item)));
    return put_entries(account, to, "within", &within);
}

static weir_err tell_step(weir_account *account, const weir_account_step *step, weir_value *out)
{
    weir_account_entries told = {0};

    WEIR_TRY(weir_account_put_text(account, &told, "element", step->node->id));
    WEIR_TRY(weir_account_put(account, &told, "type", weir_string(weir_text_of(type_names[step->node->kind]))));
    WEIR_TRY(weir_account_put_text(account, &told, "name", step->node->name));
    if (step->item > 0)
        WEIR_TRY(weir_account_put(account, &told, "item", weir_integer(step->item)));
    if (step->item_count > 0)
        WEIR_TRY(weir_account_put(account, &told, "itemCount", weir_integer(step->item_count)));
    WEIR_TRY(put_within(account, step, &told));
    WEIR_TRY(weir_account_put(account, &told, "state", weir_string(step->state)));
    WEIR_TRY(put_duty(account, step->node, &told));
    WEIR_TRY(weir_account_put_time(account, &told, "begun", step->begun_ms));
    if (step->ended_ms != 0)
        WEIR_TRY(weir_account_put_time(account, &told, "ended", step->ended_ms));
    WEIR_TRY(put_durations(account, step, &told));
    for (uint32_t i = 0; i < step->task.count; i++)
        WEIR_TRY(weir_account_put(account, &told, "task", step->task.items[i].value));
    WEIR_TRY(put_detail(account, step, "candidateGroups", &told));
    WEIR_TRY(put_detail(account, step, "candidateUsers", &told));
    WEIR_TRY(put_detail(account, step, "assignee", &told));
    WEIR_TRY(put_detail(account, step, "owner", &told));
    WEIR_TRY(put_entries(account, &told, "claimed", &step->claimed));
    WEIR_TRY(put_list(account, &told, "actions", &step->actions));
    WEIR_TRY(put_list(account, &told, "refusals", &step->refusals));
    WEIR_TRY(put_entries(account, &told, "completed", &step->completed));
    WEIR_TRY(put_limit(account, step, &told));
    WEIR_TRY(put_list(account, &told, "evidence", &step->evidence));
    WEIR_TRY(put_list(account, &told, "decisions", &step->decisions));
    WEIR_TRY(put_list(account, &told, "messages", &step->messages));
    WEIR_TRY(put_list(account, &told, "notes", &step->notes));
    WEIR_TRY(put_list(account, &told, "calls", &step->calls));
    WEIR_TRY(put_entries(account, &told, "undone", &step->undone));
    *out = weir_context(told.items, told.count);
    return WEIR_OK;
}

/* Documents that the process keeps. */
static weir_err put_documents(weir_account *account, weir_account_entries *to)
{
    const weir_duty *duty = account->program->nodes[0].duty;
    weir_account_list all = {0};

    for (uint32_t i = 0; duty && i < duty->evidence_count; i++) {
        weir_account_entries entries = {0};

        WEIR_TRY(weir_account_put_text(account, &entries, "variable", duty->evidence[i].variable));
        WEIR_TRY(weir_account_put_text(account, &entries, "label", duty->evidence[i].label));
        WEIR_TRY(WEIR_GROW(account->arena, &all));
        all.items[all.count++] = weir_context(entries.items, entries.count);
    }
    return put_list(account, to, "documents", &all);
}

static weir_err put_exclusives(weir_account *account, weir_account_entries *to)
{
    weir_account_list all = {0};

    for (uint32_t i = 0; i < account->program->exclusive_count; i++) {
        const weir_exclusive *rule = &account->program->exclusives[i];
        weir_account_list groups = {0};

        for (uint32_t k = 0; k < rule->count; k++) {
            weir_text group;

            WEIR_TRY(weir_arena_text(account->arena, rule->groups[k], &group));
            WEIR_TRY(WEIR_GROW(account->arena, &groups));
            groups.items[groups.count++] = weir_string(group);
        }
        WEIR_TRY(WEIR_GROW(account->arena, &all));
        all.items[all.count++] = weir_list(groups.items, groups.count);
    }
    return put_list(account, to, "exclusiveGroups", &all);
}

weir_err weir_account_tell(weir_account *account, weir_value *out)
{
    weir_account_entries *told = &account->head;
    weir_account_step *whole = &account->process;
    weir_value *steps = WEIR_TAKE(account->arena, weir_value, account->steps.count);
    uint32_t *order;

    if (!steps)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_account_order(account, &order));
    whole->node = &account->program->nodes[0];
    WEIR_TRY(weir_account_put(account, told, "state", weir_string(whole->state)));
    WEIR_TRY(put_duty(account, whole->node, told));
    WEIR_TRY(weir_account_put_time(account, told, "begun", whole->begun_ms));
    if (whole->ended_ms != 0)
        WEIR_TRY(weir_account_put_time(account, told, "ended", whole->ended_ms));
    WEIR_TRY(put_durations(account, whole, told));
    WEIR_TRY(put_limit(account, whole, told));
    WEIR_TRY(put_exclusives(account, told));
    WEIR_TRY(put_documents(account, told));
    WEIR_TRY(put_list(account, told, "acts", &account->acts));
    WEIR_TRY(put_list(account, told, "evidence", &whole->evidence));
    WEIR_TRY(put_list(account, told, "decisions", &whole->decisions));
    WEIR_TRY(put_list(account, told, "messages", &whole->messages));
    WEIR_TRY(put_list(account, told, "notes", &whole->notes));
    for (uint32_t i = 0; i < account->steps.count; i++)
        WEIR_TRY(tell_step(account, &account->steps.items[order[i]], &steps[i]));
    WEIR_TRY(weir_account_put(account, told, "steps", weir_list(steps, account->steps.count)));
    *out = weir_context(told->items, told->count);
    return WEIR_OK;
}
