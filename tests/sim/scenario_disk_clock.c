/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_disk_clock.c - the clock jumps: the same facts follow, and what is due fires once, when it is due.
 */
#include <string.h>

#include "sim/scenario_scene.h"

#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define WORDS_THAT_COUNT 4 /* at the beginning of a row of the log: position, instance, number, facts */

/* ── clock: it jumps ─────────────────────────────────────────────────────────────────────────────────── */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The shapes of what has a time in it: '#' is a hexadecimal digit, '9' a decimal one. */
static const struct {
    const char *shape;
    size_t hidden_length; /* of what fits; 0: up to `end` */
    weir_text end;
} times[] = {
    {"########-####-7###-####-############", 13, {0}}, /* an id begins with the time it was minted */
    {"9999-99-99T", 0, {"\"", 1}},
    {"\"fired\":9", 0, {"}", 1}}, /* a cycle leaves out what it missed */
    {"9999999999999", 13, {0}},   /* milliseconds */
};

static bool fits(const char *shape, weir_text text, size_t offset)
{
    size_t i = 0;

    for (; shape[i] && offset + i < text.length; i++) {
        const char c = text.at[offset + i];

        if (shape[i] == '#' ? !is_hex(c) : shape[i] == '9' ? !is_digit(c) : shape[i] != c)
            return false;
    }
    return !shape[i];
}

static size_t time_length(weir_text text, size_t offset)
{
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        size_t end;

        if (!fits(times[i].shape, text, offset))
            continue;
        if (times[i].hidden_length > 0)
            return times[i].hidden_length;
        end = weir_text_find(text, times[i].end, offset + 1);
        return end == SIZE_MAX ? strlen(times[i].shape) : end - offset;
    }
    return 0;
}

weir_err sim_log_without_times(weir_text log, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    for (size_t i = 0; i < log.length;) {
        const size_t length = time_length(log, i);

        weir_buffer_char(&buffer, length > 0 ? '~' : log.at[i]);
        i += length > 0 ? length : 1;
    }
    return weir_buffer_done(&buffer, out);
}

/* Execute with a clock that is wrong by so much; out: the facts, without times. */
static weir_err act_at(const sim_scene *s, int64_t jump_ms, uint64_t pos, weir_err *err, weir_text *out,
                       weir_diag *diag)
{
    weir_scenario_run *run = s->run;
    const int64_t now_ms = run->now_ms;
    weir_text log;

    run->now_ms += jump_ms;
    *err = weir_run_execute(run, s->request, diag);
    run->now_ms = now_ms;
    WEIR_TRY(weir_run_write_log(run, pos, &run->scratch, &log));
    return sim_log_without_times(log, &run->scratch, out);
}

static bool has_fact(weir_text facts, const char *const *types, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (weir_text_find(facts, weir_text_of(types[i]), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

/* Timers that are set at another time are due at another time. */
static bool sets_timers(weir_text facts)
{
    static const char *const types[] = {"\"timer.scheduled\"",
                                        "\"timer.rescheduled\"",
                                        "\"continuation.created\"",
                                        "\"continuation.rescheduled\"",
                                        "\"due\":",
                                        "\"limit."};

    return has_fact(facts, types, sizeof types / sizeof *types);
}

static bool tells_of_limits(weir_text facts)
{
    return weir_text_find(facts, WEIR_T("\"limit."), 0) != SIZE_MAX;
}

/* What is done about a time limit, and the due date that goes along, depend on how late it is. */
static bool is_stage(weir_text fact)
{
    static const char *const types[] = {"{\"type\":\"limit.reminded\"",  "{\"type\":\"limit.overdue\"",
                                        "{\"type\":\"limit.escalated\"", "{\"type\":\"limit.reported\"",
                                        "{\"type\":\"limit.lead\"",      "{\"type\":\"task.updated\""};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (weir_text_starts_with(fact, weir_text_of(types[i])))
            return true;
    }
    return false;
}

/* Of the context that begins there. */
static size_t context_length(weir_text text, size_t offset)
{
    size_t depth = 0;
    bool is_quoted = false;

    for (size_t i = offset; i < text.length; i++) {
        const char c = text.at[i];

        if (is_quoted && c == '\\')
            i++;
        else if (c == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && c == '{')
            depth++;
        else if (!is_quoted && c == '}' && --depth == 0)
            return i + 1 - offset;
    }
    return text.length - offset;
}

/* "5 working days" */
static bool is_lateness(weir_text text, size_t offset)
{
    const weir_text units[] = {WEIR_T(" 个工作日"), WEIR_T(" working day")};

    while (offset < text.length && is_digit(text.at[offset]))
        offset++;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (weir_text_starts_with(weir_text_part(text, offset, text.length - offset), units[i]))
            return true;
    }
    return false;
}

/* What of a row depends on how late a limit is: what is done about it, how it stands, how it is told; and the numbers
 * that count facts, with the ids that are made of them. */
static size_t lateness_length(weir_text facts, size_t offset, size_t word_count)
{
    static const char id_without_time[] = "~-7###-####-############";
    static const weir_text details = {"\"details\":{", 11};
    const weir_text rest = weir_text_part(facts, offset, facts.length - offset);

    if (is_stage(rest))
        return context_length(facts, offset);
    if (fits(id_without_time, facts, offset))
        return sizeof id_without_time - 1;
    if (weir_text_starts_with(rest, details))
        return details.length - 1 + context_length(facts, offset + details.length - 1);
    return rest.at[0] == ',' || (is_digit(rest.at[0]) && (word_count < WORDS_THAT_COUNT || is_lateness(facts, offset)));
}

static weir_err write_without_lateness(weir_text facts, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;
    size_t word_count = 0;

    weir_buffer_init(&buffer, arena, 0);
    for (size_t i = 0; i < facts.length;) {
        const size_t length = lateness_length(facts, i, word_count);

        word_count = facts.at[i] == '\n' ? 0 : word_count + (facts.at[i] == ' ');
        if (length == 0)
            weir_buffer_char(&buffer, facts.at[i]);
        i += length > 0 ? length : 1;
    }
    return weir_buffer_done(&buffer, out);
}

/* A message that was kept has a time as well: by one clock it is delivered, by the other it is over. */
static weir_err keeps_messages(weir_scenario_run *run, bool *out)
{
    weir_text log;

    WEIR_TRY(weir_run_write_log(run, 1, &run->scratch, &log));
    *out = weir_text_find(log, WEIR_T("\"message.kept\""), 0) != SIZE_MAX;
    return WEIR_OK;
}

/* Whatever the clock says, the same facts follow, in the same order; states, log and projections agree. Only a timer
 * whose time is over by one clock and not by the other makes a difference, as it should. */
static weir_err try_jump(sim_scene *s, int64_t jump_ms, uint64_t pos, weir_text expected, bool *is_same)
{
    weir_err err;
    weir_text facts;
    bool is_over, keeps;

    s->run->fault_count++;
    WEIR_TRY(sim_go_back(s));
    WEIR_TRY(keeps_messages(s->run, &keeps));
    WEIR_TRY(act_at(s, jump_ms, pos, &err, &facts, NULL));
    is_over = keeps || sets_timers(expected) != sets_timers(facts);
    *is_same = err == s->err && weir_text_equal(facts, expected);
    if (tells_of_limits(expected) || tells_of_limits(facts)) {
        WEIR_TRY(write_without_lateness(expected, &s->run->scratch, &expected));
        WEIR_TRY(write_without_lateness(facts, &s->run->scratch, &facts));
    }
    if (err != s->err && !is_over)
        return weir_run_fail(s->run, "clock", "with a clock that is wrong by %lld ms the command ends with %s, not %s",
                             (long long)jump_ms, weir_err_name(err), weir_err_name(s->err));
    if (!is_over && !weir_text_equal(facts, expected))
        return weir_run_differ(s->run, "facts with a clock that is right, and with one that is wrong", expected, facts);
    WEIR_TRY(sim_check_chain(s->run));
    WEIR_TRY(weir_run_check_folded(s->run, pos));
    return sim_check_rebuilt(s->run);
}

static bool is_timer(const weir_request *request)
{
    return request->kind == WEIR_REQUEST_TIMER_START || request->kind == WEIR_REQUEST_EXPIRE ||
           (request->kind == WEIR_REQUEST_COMMAND && request->command.kind == WEIR_COMMAND_FIRE);
}

/* "09:00" */
static bool has_time_of_day(weir_text text)
{
    for (size_t i = 2; i + 2 < text.length; i++) {
        if (text.at[i] == ':' && is_digit(text.at[i - 2]) && is_digit(text.at[i - 1]) && is_digit(text.at[i + 1]) &&
            is_digit(text.at[i + 2]))
            return true;
    }
    return false;
}

/* Expected payloads that tell when something happened hold for one clock alone. */
static bool expects_times(const weir_scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->steps.count; i++) {
        const weir_part *step = scenario->steps.items[i].part;

        for (const weir_part *part = step; part; part = weir_part_walk(part, step)) {
            if (has_time_of_day(weir_part_attribute(part, WEIR_ATTR_payload)))
                return true;
        }
    }
    return false;
}

/* The scenario goes on after a jump, to and fro, where that does not move what is due later, nor what is expected. */
static weir_err jump_and_finish(sim_scene *s, weir_diag *diag)
{
    const weir_store store = s->run->world.faulty.inner;
    const bool is_due = is_timer(s->request), goes_forward = s->run->seen_pos % 2;
    bool forward_is_same, back_is_same = false, can_stay, keeps;
    weir_text expected, facts;
    uint64_t pos;
    weir_err err;

    WEIR_TRY(store.next_pos(store.self, &pos, NULL));
    WEIR_TRY(act_at(s, 0, pos, &err, &expected, NULL));
    WEIR_TRY(keeps_messages(s->run, &keeps));
    WEIR_TRY(try_jump(s, HOUR_MS, pos, expected, &forward_is_same));
    if (!is_due && !s->run->failure.is_set) /* one that is not due yet is not fired */
        WEIR_TRY(try_jump(s, -HOUR_MS, pos, expected, &back_is_same));
    if (s->run->failure.is_set)
        return WEIR_OK;
    can_stay = !is_due && !sets_timers(expected) && !keeps && !expects_times(s->run->scenario) &&
               (goes_forward ? forward_is_same : back_is_same);
    WEIR_TRY(sim_go_back(s));
    WEIR_TRY(act_at(s, can_stay ? (goes_forward ? HOUR_MS : -HOUR_MS) : 0, pos, &err, &facts, diag));
    return err;
}

/* Let an hour pass at once, or in parts with a clock that goes back in between. */
static weir_err pass_hour(weir_scenario_run *run, bool at_once, weir_err *out)
{
    const int64_t now_ms = run->now_ms, pause_ms = now_ms + HOUR_MS / 3;
    weir_engine *engine = run->world.engine;
    int64_t early_ms = now_ms - HOUR_MS;
    weir_fired fired;

    if (!at_once) {
        *out = weir_engine_advance(engine, now_ms, pause_ms, NULL);
        if (*out != WEIR_OK)
            return WEIR_OK;
        WEIR_TRY(weir_engine_fire(engine, WEIR_DUE_ALL, &early_ms, now_ms - HOUR_MS, &fired, NULL));
        if (fired.timer_count + fired.continuation_count > 0)
            return weir_run_fail(run, "clock", "when the clock went back, %u jobs ran for a second time",
                                 fired.timer_count + fired.continuation_count);
    }
    *out = weir_engine_advance(engine, at_once ? now_ms : pause_ms, now_ms + HOUR_MS, NULL);
    return WEIR_OK;
}

/* What is due fires once, when it is due, whatever the clock did meanwhile: the same log. */
static weir_err let_time_pass(sim_scene *s)
{
    weir_scenario_run *run = s->run;
    weir_err at_once, in_parts;
    weir_text expected;
    sim_found now;

    WEIR_TRY(weir_run_write_log(run, 1, &run->scratch, &expected));
    if (!sets_timers(expected)) /* the log knows, whatever the store finds */
        return WEIR_OK;
    WEIR_TRY(pass_hour(run, true, &at_once));
    WEIR_TRY(sim_read_stored(run, &run->scratch, &expected));
    WEIR_TRY(sim_go_back(s));
    WEIR_TRY(pass_hour(run, false, &in_parts));
    if (at_once == WEIR_OK && in_parts == WEIR_OK && !run->failure.is_set)
        WEIR_TRY(sim_look(run, expected, expected, "an hour that passed at once, and in parts", &now));
    else if (at_once != in_parts)
        WEIR_TRY(weir_run_fail(run, "clock", "an hour that passes in parts ends with %s, not %s",
                               weir_err_name(in_parts), weir_err_name(at_once)));
    return sim_go_back(s);
}

static weir_err check_timers(weir_scenario_run *run)
{
    sim_disk *disk = sim_disk_of(run);
    sim_scene s = {.run = run, .disk = disk, .image = faulty_vfs_save(disk->live.vfs)};
    const weir_err err = let_time_pass(&s);

    faulty_image_free(s.image);
    return err;
}

weir_err sim_execute_clock(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    sim_scene s;
    bool is_chosen;
    weir_err err;

    WEIR_TRY(sim_is_chosen(run, request, &is_chosen));
    if (!is_chosen)
        return weir_run_execute(run, request, diag);
    err = sim_begin_scene(&s, run, request);
    if (err == WEIR_OK)
        err = jump_and_finish(&s, diag);
    faulty_image_free(s.image);
    if (!run->failure.is_set && run->world.engine)
        WEIR_TRY(check_timers(run));
    return err;
}
