/* SPDX-License-Identifier: Apache-2.0
 * host/starts.c - what starts instances by itself: found when a process is deployed, and kept as JSON.
 *
 * Layer: host.   Spec: BPMN 2.0.2 §10.5.2, §13.5.1.
 */
#include "elements/message.h"
#include "elements/timer.h"
#include "elements/when.h"
#include "host/fact_json.h"
#include "host/host_internal.h"
#include "run/codec.h"
#include "run/schedule.h"
static const char *const kind_keys[] = {
    [WEIR_START_MESSAGE] = "message",
    [WEIR_START_SIGNAL] = "signal",
    [WEIR_START_CONDITION] = "condition",
    [WEIR_START_TIMER] = "timer",
};
#define KIND_COUNT (sizeof kind_keys / sizeof *kind_keys)

/* ── found in a program ──────────────────────────────────────────────────────────────────────────────── */

typedef struct finding {
    const weir_engine *engine;
    weir_arena *arena;
    int64_t now_ms;
    weir_problems *problems;
} finding;

/* What is known when it is deployed: an expression sees no variables. */
static weir_err known_value(const finding *f, const weir_setting *setting, weir_value *out)
{
    const weir_feel_scope nothing = {0};
    weir_feel_run run = {.now_ms = f->now_ms,
                         .zones = f->engine->ports.zones,
                         .arena = f->arena,
                         .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    weir_err err;

    *out = setting->is_set ? setting->literal : weir_null();
    if (!setting->expression)
        return WEIR_OK;
    err = weir_feel_eval(setting->expression, &nothing, &run, out, NULL);
    if (err != WEIR_OK && err != WEIR_ENOMEM)
        *out = weir_null();
    return err == WEIR_ENOMEM ? err : WEIR_OK;
}

static weir_err find_name(const finding *f, const weir_node *node, const weir_setting *setting, weir_start *out)
{
    weir_value value;

    WEIR_TRY(known_value(f, setting, &value));
    if (value.kind == WEIR_STRING) {
        out->name = value.as.string;
        return WEIR_OK;
    }
    return weir_problem_add(f->problems, WEIR_ERROR, "start-name", node->line, 0, node->id,
                            "the name that a start event waits for must be a text that needs no variables");
}

/* The calendar that a timer was counted on; NULL: none, or it can't be found any more. */
const weir_calendar *weir_start_calendar(const weir_engine *engine, const weir_start *start)
{
    const weir_calendars *calendars = &engine->calendars.port;
    const weir_calendar *calendar;

    if (!start->calendar.at || calendars->find(calendars->self, start->calendar, &calendar) != WEIR_OK)
        return NULL;
    return calendar;
}

bool weir_start_find_next(const weir_engine *engine, int64_t now_ms, weir_start *start)
{
    weir_schedule schedule = {
        .text = start->name, .start_ms = start->from_ms, .n = start->n, .calendar = weir_start_calendar(engine, start)};

    start->has_due = weir_schedule_find(&schedule, now_ms, engine->ports.zones) == WEIR_SCHEDULE_DUE;
    start->from_ms = schedule.start_ms;
    start->n = schedule.n;
    start->due_ms = start->has_due ? schedule.due_ms : 0;
    start->is_provisional = schedule.is_provisional;
    if (schedule.calendar)
        start->calendar_version = schedule.calendar->version;
    return start->has_due;
}

/* *out: NULL, none counts. */
static weir_err find_calendar(const finding *f, const weir_node *node, const weir_timer *timer,
                              const weir_calendar **out, bool *is_known)
{
    const weir_calendars *calendars = &f->engine->calendars.port;
    weir_value name;
    weir_err err = WEIR_ENOTFOUND;

    *out = NULL;
    *is_known = true;
    WEIR_TRY(known_value(f, &timer->calendar, &name));
    if (name.kind == WEIR_NULL || (name.kind == WEIR_STRING && weir_text_trim(name.as.string).length == 0))
        return WEIR_OK;
    if (name.kind == WEIR_STRING)
        err = calendars->find(calendars->self, weir_text_trim(name.as.string), out);
    *is_known = err == WEIR_OK;
    if (err == WEIR_OK || err == WEIR_ENOMEM)
        return err;
    return weir_problem_add(f->problems, WEIR_ERROR, "start-timer-calendar", node->line, 0, node->id,
                            "the calendar of the timer of a start event must be one that is there when the process is "
                            "deployed; import it before");
}

/* A date or a duration, once. False: it is none. */
static weir_err find_once(const finding *f, const weir_value *value, const weir_calendar *calendar, weir_start *out)
{
    weir_deadline deadline;
    weir_buffer buffer;
    const char *reason;

    out->name = WEIR_T("");
    if (!calendar) {
        out->has_due = weir_when_ms(value, f->now_ms, f->engine->ports.zones, &out->due_ms);
        return WEIR_OK;
    }
    out->has_due = weir_deadline_find(value, calendar, f->now_ms, NULL, f->engine->ports.zones, &deadline, &reason);
    if (!out->has_due)
        return WEIR_OK;
    out->due_ms = deadline.due_ms;
    if (deadline.is_fixed)
        return WEIR_OK;
    out->calendar = calendar->id;
    out->calendar_version = calendar->version;
    out->is_provisional = deadline.is_provisional;
    out->from_ms = f->now_ms;
    weir_buffer_init(&buffer, f->arena, 0);
    weir_limit_write(&deadline.limit, &buffer);
    return weir_buffer_done(&buffer, &out->limit);
}

static weir_err find_timer(const finding *f, const weir_node *node, weir_start *out)
{
    const weir_timer *timer = node->trigger_config;
    const weir_zones *zones = f->engine->ports.zones;
    const weir_calendar *calendar;
    weir_schedule schedule;
    weir_value value;
    bool is_known;

    WEIR_TRY(known_value(f, &timer->setting, &value));
    WEIR_TRY(find_calendar(f, node, timer, &calendar, &is_known));
    if (!is_known)
        return WEIR_OK;
    if (!timer->is_cycle) {
        WEIR_TRY(find_once(f, &value, calendar, out));
        if (out->has_due)
            return WEIR_OK;
    } else if (value.kind == WEIR_STRING) {
        out->name = weir_text_trim(value.as.string);
        out->from_ms = f->now_ms;
        if (calendar)
            out->calendar = calendar->id;
        schedule = (weir_schedule){.text = out->name, .start_ms = f->now_ms, .calendar = calendar};
        if (weir_schedule_find(&schedule, f->now_ms, zones) < WEIR_SCHEDULE_MALFORMED) {
            (void)weir_start_find_next(f->engine, f->now_ms, out);
            return WEIR_OK;
        }
    }
    return weir_problem_add(
        f->problems, WEIR_ERROR, "start-timer", node->line, 0, node->id,
        "the timer of a start event must give a date, a duration or a cycle that needs no variables");
}

static weir_err find_start(const finding *f, const weir_node *node, weir_start *out, bool *is_one)
{
    const weir_message *message = node->trigger_config;

    *is_one = true;
    out->element = node->id;
    out->part = node->part_name;
    switch ((weir_trigger_kind)node->trigger_kind) {
    case WEIR_TRIGGER_message:
        out->kind = WEIR_START_MESSAGE;
        return find_name(f, node, &message->name, out);
    case WEIR_TRIGGER_signal:
        out->kind = WEIR_START_SIGNAL;
        return find_name(f, node, node->trigger_config, out);
    case WEIR_TRIGGER_conditional:
        out->kind = WEIR_START_CONDITION;
        out->name = WEIR_T("");
        return WEIR_OK;
    case WEIR_TRIGGER_timer:
        out->kind = WEIR_START_TIMER;
        return find_timer(f, node, out);
    default:
        *is_one = false;
        return WEIR_OK;
    }
}

weir_err weir_starts_find(const weir_engine *engine, const weir_program *program, int64_t now_ms,
                          weir_definition_item *item, weir_arena *arena, weir_problems *problems)
{
    const finding f = {engine, arena, now_ms, problems};
    const weir_node *process = &program->nodes[0];
    weir_start *starts = WEIR_TAKE(arena, weir_start, process->start_count);

    if (!starts)
        return WEIR_ENOMEM;
    item->starts = starts;
    for (uint32_t i = 0; i < process->start_count; i++) {
        bool is_one;

        weir_start *start = &starts[item->start_count];

        WEIR_TRY(find_start(&f, &program->nodes[process->starts[i].ix], start, &is_one));
        if (!is_one)
            continue;
        WEIR_TRY(
            weir_arena_text(arena, start->element, &start->element)); /* the program may give way to an equal one */
        WEIR_TRY(weir_arena_text(arena, start->part, &start->part));
        WEIR_TRY(weir_arena_text(arena, start->name, &start->name));
        if (start->calendar.at)
            WEIR_TRY(weir_arena_text(arena, start->calendar, &start->calendar));
        item->start_count++;
    }
    return WEIR_OK;
}

/* ── as JSON ─────────────────────────────────────────────────────────────────────────────────────────── */

static void write_text(weir_buffer *out, const char *before, weir_text text)
{
    weir_buffer_text(out, weir_text_of(before));
    weir_json_write_string(text.at ? text : WEIR_T(""), out);
}

static void write_instant(weir_buffer *out, const char *before, int64_t ms)
{
    weir_buffer_text(out, weir_text_of(before));
    weir_buffer_char(out, '"');
    weir_instant_write(ms, out);
    weir_buffer_char(out, '"');
}

static void write_counted(weir_buffer *out, const weir_start *start)
{
    write_text(out, ",\"calendar\":", start->calendar);
    weir_buffer_format(out, ",\"calendarVersion\":%lld", (long long)start->calendar_version);
    if (start->limit.at)
        write_text(out, ",\"limit\":", start->limit);
    if (start->is_provisional)
        weir_buffer_text(out, WEIR_T(",\"dueProvisional\":true"));
}

weir_err weir_starts_encode(const weir_start *starts, uint32_t count, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;

    *out = WEIR_NO_TEXT;
    if (count == 0)
        return WEIR_OK;
    weir_buffer_init(&buffer, arena, 0);
    for (uint32_t i = 0; i < count; i++) {
        write_text(&buffer, i == 0 ? "[{\"element\":" : ",{\"element\":", starts[i].element);
        if (starts[i].part.length > 0)
            write_text(&buffer, ",\"" WEIR_PART_KEY "\":", starts[i].part);
        weir_buffer_format(&buffer, ",\"%s\":", kind_keys[starts[i].kind]);
        write_text(&buffer, "", starts[i].name);
        if (starts[i].has_due)
            write_instant(&buffer, ",\"due\":", starts[i].due_ms);
        if (starts[i].kind == WEIR_START_TIMER && (starts[i].name.length > 0 || starts[i].limit.at)) {
            write_instant(&buffer, ",\"from\":", starts[i].from_ms);
            weir_buffer_format(&buffer, ",\"n\":%lld", (long long)starts[i].n);
        }
        if (starts[i].calendar.at)
            write_counted(&buffer, &starts[i]);
        weir_buffer_char(&buffer, '}');
    }
    weir_buffer_char(&buffer, ']');
    return weir_buffer_done(&buffer, out);
}

static bool read_instant(const weir_value *object, weir_text key, int64_t *out)
{
    const weir_text text = weir_fact_text(object, key);
    weir_date_time at;

    if (!text.at || !weir_date_time_parse(text, NULL, &at))
        return false;
    *out = weir_date_time_to_ms(&at);
    return true;
}

static bool read_whole(const weir_value *object, weir_text key, int64_t *out)
{
    const weir_value *value = weir_context_find(object, key);

    return !value || (value->kind == WEIR_NUMBER && weir_decimal_to_int64(value->as.number, out));
}

static bool read_start(const weir_value *object, weir_start *out)
{
    const weir_value *provisional = weir_context_find(object, WEIR_T("dueProvisional"));
    weir_text name = WEIR_NO_TEXT;

    *out = (weir_start){.element = weir_fact_text(object, WEIR_T("element")),
                        .part = weir_fact_text(object, WEIR_T(WEIR_PART_KEY)),
                        .calendar = weir_fact_text(object, WEIR_T("calendar")),
                        .limit = weir_fact_text(object, WEIR_T("limit")),
                        .is_provisional = provisional && provisional->kind == WEIR_BOOLEAN && provisional->as.boolean};
    for (uint32_t i = 0; i < KIND_COUNT && !name.at; i++) {
        name = weir_fact_text(object, weir_text_of(kind_keys[i]));
        out->kind = (weir_start_kind)i;
    }
    out->name = name;
    out->has_due = read_instant(object, WEIR_T("due"), &out->due_ms);
    (void)read_instant(object, WEIR_T("from"), &out->from_ms);
    return read_whole(object, WEIR_T("n"), &out->n) &&
           read_whole(object, WEIR_T("calendarVersion"), &out->calendar_version) && out->element.length > 0 && name.at;
}

weir_err weir_starts_read(const weir_zones *zones, weir_arena *arena, weir_text json, weir_definition_item *item,
                          weir_diag *diag)
{
    weir_start *starts;
    weir_value list;

    WEIR_TRY(weir_json_read(json, WEIR_JSON_TYPED, zones, arena, &list, diag));
    starts = WEIR_TAKE(arena, weir_start, list.kind == WEIR_LIST ? list.count : 0);
    if (!starts)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; list.kind == WEIR_LIST && i < list.count; i++) {
        if (!read_start(&list.as.items[i], &starts[i]))
            return weir_fail(diag, WEIR_EFORMAT, item->definition.key, "what starts a process can't be read");
    }
    item->starts = starts;
    item->start_count = list.kind == WEIR_LIST ? list.count : 0;
    return WEIR_OK;
}
