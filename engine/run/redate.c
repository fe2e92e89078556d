/* SPDX-License-Identifier: Apache-2.0
 * run/redate.c - new dates for what is open.
 */
#include "run/redate.h"

#include "run/schedule.h"
#include "run/time_limit.h"
#include "run/user_task.h"

weir_err weir_redate_calendar(weir_cx *cx, const weir_kept_deadline *kept, int64_t due_ms, const weir_calendar **out)
{
    const weir_calendars *calendars = cx->env.calendars;
    const weir_calendar *calendar = NULL;
    weir_err err;

    *out = NULL;
    if (kept->is_released || due_ms <= cx->env.now_ms || !calendars)
        return WEIR_OK;
    err = calendars->find(calendars->self, kept->calendar, &calendar);
    if (err == WEIR_ENOTFOUND || err == WEIR_EMODEL)
        return WEIR_OK;
    WEIR_TRY(err);
    if (calendar->version > kept->version)
        *out = calendar;
    return WEIR_OK;
}

/* The date and what is kept of it. False: it can't be counted on this version, and stays. */
static bool count_limit(weir_cx *cx, const weir_kept_deadline *kept, const weir_calendar *calendar, weir_deadline *out)
{
    const weir_value limit = weir_string(kept->limit);
    const char *reason;

    return weir_deadline_find(&limit, calendar, kept->start_ms, NULL, cx->env.zones, out, &reason);
}

static bool read_whole(const weir_value *context, weir_text key, int64_t *out)
{
    const weir_value *value = weir_context_find(context, key);

    return value && value->kind == WEIR_NUMBER && weir_decimal_to_int64(value->as.number, out);
}

/* ── timers ──────────────────────────────────────────────────────────────────────────────────────────── */

/* null: it stays. */
static weir_err count_timer(weir_cx *cx, const weir_wait *wait, const weir_kept_deadline *kept,
                            const weir_calendar *calendar, int64_t *due_ms, weir_value *by)
{
    const weir_value *cycle = weir_context_find(&wait->value, WEIR_T("cycle"));
    weir_schedule schedule = {.start_ms = kept->start_ms, .calendar = calendar};
    weir_deadline deadline;

    *by = weir_null();
    if (!cycle) {
        if (!count_limit(cx, kept, calendar, &deadline))
            return WEIR_OK;
        *due_ms = deadline.due_ms;
        return weir_deadline_keep(&deadline, cx->arena, by);
    }
    if (cycle->kind != WEIR_STRING || !read_whole(&wait->value, WEIR_T("fired"), &schedule.n))
        return WEIR_OK;
    schedule.text = cycle->as.string;
    if (weir_schedule_again(&schedule, cx->env.now_ms, cx->env.zones) != WEIR_SCHEDULE_DUE)
        return WEIR_OK;
    *due_ms = schedule.due_ms;
    return weir_schedule_keep(&schedule, cx->arena, by);
}

static weir_err redate_timer(weir_cx *cx, const weir_wait *wait)
{
    weir_fact fact = {.kind = WEIR_FACT_timer_rescheduled,
                      .node = wait->node,
                      .wait = wait->number,
                      .id = wait->id,
                      .old_due_ms = wait->due_ms};
    const weir_calendar *calendar;
    weir_kept_deadline kept;
    weir_value by;

    if (!weir_deadline_kept(&wait->value, WEIR_T(WEIR_DEADLINE_KEY), &kept) || wait->retries >= 0 ||
        weir_cx_limit_has_timer(cx, wait))
        return WEIR_OK;
    WEIR_TRY(weir_redate_calendar(cx, &kept, wait->due_ms, &calendar));
    if (!calendar)
        return WEIR_OK;
    WEIR_TRY(count_timer(cx, wait, &kept, calendar, &fact.due_ms, &by));
    if (by.kind == WEIR_NULL)
        return WEIR_OK;
    WEIR_TRY(weir_deadline_put(&wait->value, (weir_entry){WEIR_T(WEIR_DEADLINE_KEY), by}, cx->arena, &fact.value));
    return weir_cx_emit(cx, fact);
}

/* ── user tasks ──────────────────────────────────────────────────────────────────────────────────────── */

/* One of the dates of a task. *is_new: it was counted, and details has it. */
static weir_err count_date(weir_cx *cx, weir_text key, int64_t old_ms, weir_value *details, int64_t *due_ms,
                           bool *is_new)
{
    const weir_calendar *calendar;
    weir_kept_deadline kept;
    weir_deadline deadline;
    weir_value by;

    *is_new = false;
    if (!weir_deadline_kept(details, key, &kept))
        return WEIR_OK;
    WEIR_TRY(weir_redate_calendar(cx, &kept, old_ms, &calendar));
    if (!calendar || !count_limit(cx, &kept, calendar, &deadline))
        return WEIR_OK;
    WEIR_TRY(weir_deadline_keep(&deadline, cx->arena, &by));
    *due_ms = deadline.due_ms;
    *is_new = true;
    return weir_deadline_put(details, (weir_entry){key, by}, cx->arena, details);
}

static bool read_instant(const weir_value *details, weir_text key, int64_t *out)
{
    const weir_value *value = weir_context_find(details, key);
    weir_date_time at;

    if (!value || value->kind != WEIR_STRING || !weir_date_time_parse(value->as.string, NULL, &at))
        return false;
    *out = weir_date_time_to_ms(&at);
    return true;
}

static weir_err put_instant(weir_cx *cx, weir_text key, int64_t at_ms, weir_value *details)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, cx->arena, 0);
    weir_instant_write(at_ms, &buffer);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    return weir_deadline_put(details, (weir_entry){key, weir_string(text)}, cx->arena, details);
}

static weir_err redate_task(weir_cx *cx, const weir_wait *wait)
{
    const weir_text follow_up = WEIR_T(WEIR_TASK_FOLLOW_UP_KEY);
    weir_value details = wait->value;
    int64_t due_ms = wait->due_ms, follow_up_ms;
    bool is_due_new, is_follow_up_new = false;

    WEIR_TRY(count_date(cx, WEIR_T(WEIR_DEADLINE_KEY), due_ms, &details, &due_ms, &is_due_new));
    if (read_instant(&details, follow_up, &follow_up_ms))
        WEIR_TRY(count_date(cx, WEIR_T(WEIR_TASK_FOLLOW_UP_BY_KEY), follow_up_ms, &details, &follow_up_ms,
                            &is_follow_up_new));
    if (is_follow_up_new)
        WEIR_TRY(put_instant(cx, follow_up, follow_up_ms, &details));
    if (!is_due_new && !is_follow_up_new)
        return WEIR_OK;
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_task_updated,
                                        .node = wait->node,
                                        .wait = wait->number,
                                        .id = wait->id,
                                        .due_ms = due_ms,
                                        .old_due_ms = is_due_new ? wait->due_ms : 0,
                                        .value = details});
}

/* ── all of them ─────────────────────────────────────────────────────────────────────────────────────── */

static weir_err (*const redaters[WEIR_WAIT_KIND_COUNT])(weir_cx *cx, const weir_wait *wait) = {
    [WEIR_WAIT_USER_TASK] = redate_task,
    [WEIR_WAIT_TIMER] = redate_timer,
};

weir_err weir_cx_redate(weir_cx *cx)
{
    for (uint32_t i = 0; i < cx->state.waits.count; i++) {
        const weir_wait wait = cx->state.waits.items[i];

        if (redaters[wait.kind])
            WEIR_TRY(redaters[wait.kind](cx, &wait));
    }
    return weir_cx_limits_reschedule(cx);
}
