/* SPDX-License-Identifier: Apache-2.0
 * host/account_tell.c - a step as the report shows it: who answered for it, who did it, how long, on what evidence.
 */
#include "host/account.h"
#include "run/duty.h"
#include "run/time_limit.h"

#define DAY_COUNT_MAX 40000 /* that working time is counted over */

static const char *const type_names[] = {
#define ELEMENT(name, xml, group, clause, summary) xml,
#include "model/elements.def"
#undef ELEMENT
};

static weir_text text_in(const weir_value *data, const char *key)
{
    const weir_value *value = weir_context_find(data, weir_text_of(key));

    return value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
}

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

static weir_err put_durations(weir_account *account, const weir_account_step *step, weir_account_entries *to)
{
    const weir_value *stand =
        step->limit_stand.kind == WEIR_CONTEXT ? &step->limit_stand : &account->process.limit_stand;
    const weir_text id = text_in(stand, "calendar");
    const weir_calendar *calendar;
    int64_t working_ms;
    weir_err err;

    if (step->ended_ms == 0)
        return WEIR_OK;
    WEIR_TRY(weir_account_put(account, to, "durationInMillis", weir_integer(step->ended_ms - step->begun_ms)));
    if (id.length == 0)
        return WEIR_OK;
    err = account->calendars->find(account->calendars->self, id, &calendar);
    if (err == WEIR_ENOMEM)
        return err;
    if (err != WEIR_OK || !working_time(calendar, step->begun_ms, step->ended_ms, &working_ms))
        return WEIR_OK;
    WEIR_TRY(weir_account_put_text(account, to, "calendar", id));
    return weir_account_put(account, to, "workingTimeInMillis", weir_integer(working_ms));
}

static weir_err put_limit(weir_account *account, const weir_account_step *step, weir_account_entries *to)
{
    weir_account_entries limit = {0};

    if (step->limit_stand.kind != WEIR_CONTEXT)
        return WEIR_OK;
    for (uint32_t i = 0; i < step->limit_stand.count; i++) {
        WEIR_TRY(WEIR_GROW(account->arena, &limit));
        limit.items[limit.count++] = step->limit_stand.as.entries[i];
    }
    if (text_in(&step->limit_stand, "basis").length > 0)
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

static weir_err tell_step(weir_account *account, const weir_account_step *step, weir_value *out)
{
    weir_account_entries told = {0};

    WEIR_TRY(weir_account_put_text(account, &told, "element", step->node->id));
    WEIR_TRY(weir_account_put(account, &told, "type", weir_string(weir_text_of(type_names[step->node->kind]))));
    WEIR_TRY(weir_account_put_text(account, &told, "name", step->node->name));
    if (step->item > 0)
        WEIR_TRY(weir_account_put(account, &told, "item", weir_integer(step->item)));
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

    if (!steps)
        return WEIR_ENOMEM;
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
    WEIR_TRY(put_list(account, told, "messages", &whole->messages));
    WEIR_TRY(put_list(account, told, "notes", &whole->notes));
    for (uint32_t i = 0; i < account->steps.count; i++)
        WEIR_TRY(tell_step(account, &account->steps.items[i], &steps[i]));
    WEIR_TRY(weir_account_put(account, told, "steps", weir_list(steps, account->steps.count)));
    *out = weir_context(told->items, told->count);
    return WEIR_OK;
}
