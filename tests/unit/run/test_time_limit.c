/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/test_time_limit.c - what goes wrong with time limits, and what nobody does in a scenario.
 */
#include "run/limit_stand.h"
#include "run_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)

static const weir_calendar_hours hours[] = {{9 * 3600000, 17 * 3600000}};
static const weir_calendar_year years[] = {{.year = 2026, .is_official = true}};
#define OFFICE                                                                                                         \
    .id = {"office", 6}, .weekly_rest = 1u << 6 | 1u << 7, .hours = hours, .hours_count = 1,                           \
    .cut_off_ms = 17 * 3600000, .close_ms = 17 * 3600000, .years = years, .year_count = 1

static const weir_calendar natural = {
    .id = {"24x7", 4}, .version = 1, .is_natural = true, .hours = hours, .hours_count = 1, .close_ms = 86400000};
static const weir_calendar first = {OFFICE, .version = 1};
/* Friday the second rests, too. */
static const weir_calendar_day days[] = {{.day = 20455}};
static const weir_calendar corrected = {OFFICE, .version = 2, .days = days, .day_count = 1};

static weir_err find(void *self, weir_text id, const weir_calendar **out)
{
    const weir_calendar *const *office = self;

    if (weir_text_equal(id, WEIR_T("broken")))
        return WEIR_EMODEL;
    if (weir_text_equal(id, WEIR_T("24x7")))
        *out = &natural;
    else if (weir_text_equal(id, WEIR_T("office")))
        *out = *office;
    else
        return WEIR_ENOTFOUND;
    return WEIR_OK;
}

typedef struct desk {
    const weir_calendar *office;
    weir_calendars port;
} desk;

static void begin(run_fixture *f, desk *d, const char *xml)
{
    *d = (desk){.office = &first};
    d->port = (weir_calendars){.find = find, .self = &d->office};
    deploy(f, xml);
    f->env.calendars = &d->port;
    assert_int_equal(start(f, NULL), WEIR_OK);
}

#define LIMITED(attributes) AROUND("<receiveTask id='a' " attributes "/>")

static bool has_fact(const run_fixture *f, weir_fact_kind kind)
{
    for (uint32_t i = 0; i < f->result.facts.count; i++) {
        if (f->result.facts.items[i].kind == kind)
            return true;
    }
    return false;
}

static weir_text entry(const run_fixture *f, const char *key)
{
    const weir_value *value = weir_context_find(&wait_at(f, "a")->value, weir_text_of(key));

    return value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
}

static void a_lead_that_fails_is_tried_again_and_is_an_incident_at_last(void **state)
{
    run_fixture *f = *state;
    desk d;

    begin(f, &d, LIMITED("weir:calendar='office' weir:timeLimit='1wd' weir:timeLimitPolicy='TL-3'"));
    for (int i = 0; i < 3; i++)
        assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_true(has_fact(f, WEIR_FACT_limit_reported)); /* limit.reported */
    assert_int_equal(give(f, WEIR_COMMAND_FAIL_JOB, "a", NULL), WEIR_OK);
    assert_true(has_fact(f, WEIR_FACT_limit_failed) && has_fact(f, WEIR_FACT_limit_postponed));
    assert_int_equal(wait_at(f, "a")->retries, 2);
    assert_int_equal(give(f, WEIR_COMMAND_FAIL_JOB, "a", NULL), WEIR_OK);
    assert_int_equal(give(f, WEIR_COMMAND_FAIL_JOB, "a", NULL), WEIR_OK);
    assert_int_equal(f->state.incidents.count, 1); /* limit.failed, and no limit.postponed */
    assert_false(has_fact(f, WEIR_FACT_limit_postponed));
    assert_int_equal(fire(f, "a"), WEIR_ENOTOKEN);
    assert_int_equal(with_retries(f, WEIR_COMMAND_RETRY, "a", 1), WEIR_OK);
    f->env.now_ms += 30 * DAY_MS;
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_true(has_fact(f, WEIR_FACT_limit_lead));
    assert_int_equal(wait_at(f, "a")->retries, -1);
    assert_int_equal(f->result.intents.count, 1);
    assert_true(weir_text_equal(f->result.intents.items[0].name, WEIR_T("msg-accountability-lead")));
}

static void items_that_are_due_together_are_done_together_but_for_their_leads(void **state)
{
    run_fixture *f = *state;
    desk d;

    begin(f, &d,
          AROUND("<receiveTask id='a' weir:calendar='office' weir:timeLimit='1wd' weir:timeLimitPolicy='TL-3'>"
                 "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
                 "</multiInstanceLoopCharacteristics></receiveTask>"));
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_int_equal(count_facts(f, WEIR_FACT_limit_reminded), 3);
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_int_equal(count_facts(f, WEIR_FACT_limit_overdue), 3);
    assert_int_equal(count_facts(f, WEIR_FACT_limit_escalated), 3);
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_int_equal(count_facts(f, WEIR_FACT_limit_reported), 3);
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_int_equal(count_facts(f, WEIR_FACT_limit_lead), 1);
}

static void an_item_whose_limit_has_failed_waits_for_somebody(void **state)
{
    run_fixture *f = *state;
    desk d;

    begin(f, &d,
          AROUND("<receiveTask id='a' weir:calendar='office' weir:timeLimit='1wd'>"
                 "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
                 "</multiInstanceLoopCharacteristics></receiveTask>"));
    assert_int_equal(give(f, WEIR_COMMAND_FAIL_JOB, "a", NULL), WEIR_OK); /* of the first */
    assert_int_equal(give(f, WEIR_COMMAND_FAIL_JOB, "a", NULL), WEIR_OK);
    assert_int_equal(give(f, WEIR_COMMAND_FAIL_JOB, "a", NULL), WEIR_OK);
    assert_int_equal(f->state.incidents.count, 1);
    for (uint32_t i = f->state.waits.count; i-- > 0;) {
        const weir_wait *wait = &f->state.waits.items[i];

        if (wait->kind != WEIR_WAIT_LIMIT || wait->retries == 0)
            continue;
        f->env.now_ms = wait->due_ms;
        assert_int_equal(run_command(f, (weir_command){.kind = WEIR_COMMAND_FIRE, .wait = wait->id}), WEIR_OK);
        break;
    }
    assert_int_equal(count_facts(f, WEIR_FACT_limit_reminded), 2);
}

static void one_with_an_incident_ends_without_doing_more(void **state)
{
    run_fixture *f = *state;
    desk d;

    begin(f, &d, LIMITED("weir:calendar='office' weir:timeLimit='1wd' weir:timeLimitPolicy='TL-3'"));
    assert_int_equal(with_retries(f, WEIR_COMMAND_SET_RETRIES, "a", 0), WEIR_OK);
    f->env.now_ms += 30 * DAY_MS;
    assert_int_equal(run_command(f, (weir_command){.kind = WEIR_COMMAND_CANCEL, .text = WEIR_T("no")}), WEIR_OK);
    assert_true(has_fact(f, WEIR_FACT_limit_ended));
    assert_false(has_fact(f, WEIR_FACT_limit_overdue));
}

static void an_instance_that_was_set_aside_goes_on_where_it_was(void **state)
{
    run_fixture *f = *state;
    desk d;

    begin(f, &d, LIMITED("weir:calendar='office' weir:timeLimit='1wd'"));
    assert_int_equal(run_command(f, (weir_command){.kind = WEIR_COMMAND_SET_ASIDE, .text = WEIR_T("odd")}), WEIR_OK);
    assert_int_equal(fire(f, "a"), WEIR_ENOTOKEN);
    assert_int_equal(run_command(f, (weir_command){.kind = WEIR_COMMAND_TAKE_BACK}), WEIR_OK);
    assert_true(has_fact(f, WEIR_FACT_limit_postponed));
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_true(has_fact(f, WEIR_FACT_limit_reminded));
}

static void nothing_is_done_early(void **state)
{
    run_fixture *f = *state;
    desk d;

    begin(f, &d, LIMITED("weir:calendar='office' weir:timeLimit='1wd'"));
    assert_int_equal(give(f, WEIR_COMMAND_FIRE, "a", NULL), WEIR_ENOTOKEN);
    assert_int_equal(
        run_command(f, (weir_command){.kind = WEIR_COMMAND_FIRE, .wait = wait_id(f, "a"), .is_early = true}),
        WEIR_ENOTOKEN);
}

static void what_is_due_by_another_calendar_now_waits_on(void **state)
{
    run_fixture *f = *state;
    desk d;

    begin(f, &d, LIMITED("weir:calendar='office' weir:timeLimit='1wd' weir:timeLimitPolicy='TL-2'"));
    assert_true(weir_text_equal(entry(f, "due"), WEIR_T("2026-01-02T17:00:00.000Z")));
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_true(has_fact(f, WEIR_FACT_limit_overdue));
    assert_int_equal(wait_at(f, "a")->due_ms, NOW + 5 * DAY_MS + 17 * HOUR_MS);
    d.office = &corrected; /* the days behind the end are not other ones: the same end, the same report */
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_true(has_fact(f, WEIR_FACT_limit_reported));
}

static void a_report_that_another_calendar_puts_off_is_rescheduled(void **state)
{
    static const weir_calendar_day rest[] = {{.day = 20459}}; /* Tuesday the sixth */
    const weir_calendar later = {OFFICE, .version = 2, .days = rest, .day_count = 1};
    run_fixture *f = *state;
    desk d;

    begin(f, &d, LIMITED("weir:calendar='office' weir:timeLimit='1wd' weir:timeLimitPolicy='TL-2'"));
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_int_equal(fire(f, "a"), WEIR_OK);
    d.office = &later;
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_true(has_fact(f, WEIR_FACT_limit_rescheduled)); /* limit.rescheduled */
    assert_int_equal(wait_at(f, "a")->due_ms, NOW + 6 * DAY_MS + 17 * HOUR_MS);
    assert_int_equal(fire(f, "a"), WEIR_OK);
    assert_true(has_fact(f, WEIR_FACT_limit_reported));
}

static void limits_that_nothing_can_count_are_process_errors(void **state)
{
    static const char *const bad[] = {
        LIMITED("weir:timeLimit='=3'"),
        LIMITED("weir:timeLimit='=\"3wd\"'"),
        LIMITED("weir:timeLimit='=\"3nd\"'"),
        LIMITED("weir:calendar='=\"none\"' weir:timeLimit='=\"3wd\"'"),
        LIMITED("weir:calendar='=\"broken\"' weir:timeLimit='=\"3wd\"'"),
        LIMITED("weir:calendar='=7' weir:timeLimit='=\"3wd\"'"),
        LIMITED("weir:calendar='office' weir:timeLimit='=\"soon\"'"),
        LIMITED("weir:calendar='office' weir:timeLimit='=[1]'"),
        LIMITED("weir:calendar='office' weir:timeLimit='=1 + null + foo'"),
        LIMITED("weir:calendar='office' weir:timeLimit='=\"1wd\"' weir:superior='=7'"),
    };
    run_fixture *f = *state;
    desk d = {.office = &first};

    d.port = (weir_calendars){.find = find, .self = &d.office};
    for (size_t i = 0; i < COUNT(bad); i++) {
        weir_err err;

        deploy(f, bad[i]);
        f->env.calendars = &d.port;
        err = start(f, NULL);
        if (i == 8)
            assert_int_equal(err, WEIR_OK); /* null: no limit */
        else if (err != WEIR_EPROCESS || f->diag.message[0] == '\0')
            fail_msg("%u: %s", (unsigned)i, weir_err_name(err));
    }
    f->env.calendars = NULL;
    deploy(f, LIMITED("weir:timeLimit='PT1H'"));
    assert_int_equal(start(f, NULL), WEIR_EPROCESS);
}

static void an_extension_needs_somebody_and_a_reason(void **state)
{
    run_fixture *f = *state;
    weir_command extend = {.kind = WEIR_COMMAND_EXTEND, .amount = 2, .text = WEIR_T("complex")};
    desk d;

    begin(f, &d, LIMITED("weir:calendar='office' weir:timeLimit='1wd'"));
    extend.wait = wait_id(f, "a");
    assert_int_equal(run_command(f, extend), WEIR_EVALUE);
    f->env.user = WEIR_T("leader");
    extend.amount = WEIR_CALENDAR_SPAN_DAYS_MAX + 1;
    assert_int_equal(run_command(f, extend), WEIR_EVALUE);
    extend.amount = WEIR_CALENDAR_SPAN_DAYS_MAX;
    assert_int_equal(run_command(f, extend), WEIR_EVALUE); /* beyond a century */
    extend.amount = 2;
    assert_int_equal(run_command(f, extend), WEIR_OK);
    assert_true(weir_text_equal(entry(f, "due"), WEIR_T("2026-01-06T17:00:00.000Z")));
    assert_int_equal(run_command(f, extend), WEIR_EVALUE);
    assert_int_equal(give(f, WEIR_COMMAND_SET_DUE, "a", NULL), WEIR_ENOTOKEN); /* it is counted, not set */
}

static void limits_that_count_no_days_are_extended_behind_their_end(void **state)
{
    static const struct {
        const char *xml, *due;
    } cases[] = {
        {LIMITED("weir:calendar='office' weir:timeLimit='3nd'"), "2026-01-07T17:00:00.000Z"},
        {LIMITED("weir:calendar='office' weir:timeLimit='PT4H'"), "2026-01-05T17:00:00.000Z"},
        {LIMITED("weir:calendar='office' weir:timeLimit='date:2026-01-03'"), "2026-01-06T17:00:00.000Z"},
        {LIMITED("weir:timeLimit='PT4H'"), "2026-01-04T00:00:00.000Z"},
        {LIMITED("weir:calendar='office' weir:timeLimit='2026-01-02T12:00:00Z'"), "2026-01-06T17:00:00.000Z"},
    };
    run_fixture *f = *state;
    desk d;

    f->env.user = WEIR_T("leader");
    for (size_t i = 0; i < COUNT(cases); i++) {
        begin(f, &d, cases[i].xml);
        assert_int_equal(run_command(f, (weir_command){.kind = WEIR_COMMAND_EXTEND,
                                                       .wait = wait_id(f, "a"),
                                                       .amount = 2,
                                                       .text = WEIR_T("complex")}),
                         WEIR_OK);
        assert_same_text(entry(f, "due"), weir_text_of(cases[i].due));
    }
}

/* One after the other: a stop that takes time is kept. */
static void a_clock_is_stopped_only_so_often(void **state)
{
    run_fixture *f = *state;
    weir_err err = WEIR_OK;
    uint32_t count = 0;
    desk d;

    f->is_large = true;
    begin(f, &d,
          HEAD "<process id='p' isExecutable='true' weir:timeLimit='P900D'><startEvent id='start'/>"
               "<sequenceFlow id='f1' sourceRef='start' targetRef='again'/><exclusiveGateway id='again'/>"
               "<sequenceFlow id='f2' sourceRef='again' targetRef='a'/><receiveTask id='a' weir:suspends='p'/>"
               "<sequenceFlow id='f3' sourceRef='a' targetRef='again'/>" END);
    for (; err == WEIR_OK && count <= WEIR_LIMIT_STOP_COUNT_MAX; count++) {
        f->env.now_ms += HOUR_MS;
        err = give(f, WEIR_COMMAND_TRIGGER, "a", NULL);
    }
    assert_int_equal(err, WEIR_ELIMIT);
    assert_int_equal(count, WEIR_LIMIT_STOP_COUNT_MAX + 1);
    assert_true(strstr(f->diag.message, "limit_stop_count_max") != NULL);
}

static void a_stored_limit_that_was_not_written_here_is_refused(void **state)
{
    static const char *const bad[] = {
        "{}",
        "{limit: 5, calendar: \"office\"}",
        "{limit: \"1wd\"}",
        "{limit: \"1wd\", calendar: \"office\", version: -1}",
        "{limit: \"1wd\", calendar: \"office\", overdueVersion: \"x\"}",
        "{limit: \"1wd\", calendar: \"office\", stage: 5}",
        "{limit: \"1wd\", calendar: \"office\", overdueWd: -1}",
        "{limit: \"1wd\", calendar: \"office\", start: \"x\"}",
        "{limit: \"1wd\", calendar: \"office\", remind: 5}",
        "{limit: \"1wd\", calendar: \"office\", due: \"x\"}",
        "{limit: \"1wd\", calendar: \"office\", stoppedSince: \"x\"}",
        "{limit: \"1wd\", calendar: \"office\", extension: {workingDays: 0}}",
        "{limit: \"1wd\", calendar: \"office\", extension: {workingDays: 1, at: 7}}",
        "{limit: \"1wd\", calendar: \"office\", stops: [{from: \"x\"}]}",
        "{limit: \"1wd\", calendar: \"office\", stops: [{from: \"2026-01-01T00:00:00Z\", to: 7}]}",
        "{limit: \"1wd\", calendar: \"office\", stops: for i in 1..1001 return {}}",
    };
    run_fixture *f = *state;
    weir_limit_stand stand;
    weir_state loaded;
    desk d;

    for (size_t i = 0; i < COUNT(bad); i++) {
        const weir_value value = value_of(f, bad[i]);

        if (weir_limit_stand_read(&value, &f->input_arena, &stand) != WEIR_EFORMAT)
            fail_msg("%s", bad[i]);
    }
    begin(f, &d, LIMITED("weir:calendar='office' weir:timeLimit='1wd'"));
    f->state.waits.items[0].value = value_of(f, bad[0]);
    assert_int_equal(
        weir_state_decode(f->program, encode_state(f, &f->state), NULL, &f->scratch_arena, &loaded, &f->diag),
        WEIR_EFORMAT);
    f->env.now_ms += 30 * DAY_MS;
    assert_int_equal(give(f, WEIR_COMMAND_FIRE, "a", NULL), WEIR_EPROCESS);
}

/* Facts of a limit that can't have been made by this process. */
#define LATE(calendar, more)                                                                                           \
    "{\"state\":\"overdue\",\"limit\":\"1wd\",\"calendar\":\"" calendar                                                \
    "\",\"version\":1,\"due\":\"2026-01-02T17:00:00Z\",\"stage\":2" more "}"

static int64_t days_shown(run_fixture *f, const desk *d, const char *json, int64_t now_ms)
{
    const weir_value value = value_of(f, json);
    const weir_value *shown_days;
    weir_value shown;
    int64_t count = 0;

    assert_int_equal(weir_limit_stand_at(&value, &d->port, now_ms, &f->input_arena, &shown), WEIR_OK);
    shown_days = weir_context_find(&shown, WEIR_T("overdueWd"));
    if (shown_days)
        assert_true(weir_decimal_to_int64(shown_days->as.number, &count));
    return count;
}

static void how_late_a_limit_is_shown_depends_on_when_it_is_asked(void **state)
{
    const int64_t wednesday_ms = 1767747600000; /* 2026-01-07T01:00Z */
    run_fixture *f = *state;
    desk d;

    begin(f, &d, LIMITED("weir:calendar='office' weir:timeLimit='1wd'"));
    assert_int_equal(days_shown(f, &d, LATE("office", ""), wednesday_ms), 3);
    assert_int_equal(days_shown(f, &d, LATE("office", ",\"stoppedSince\":\"2026-01-06T10:00:00Z\""), wednesday_ms), 1);
    assert_int_equal(days_shown(f, &d, LATE("24x7", ",\"overdueCalendar\":\"office\""), wednesday_ms), 3);
    /* nobody knows better: as it was told last */
    assert_int_equal(days_shown(f, &d, LATE("nowhere", ",\"overdueWd\":7"), wednesday_ms), 7);
    assert_int_equal(days_shown(f, &d, LATE("broken", ",\"overdueWd\":7"), wednesday_ms), 7);
    assert_int_equal(days_shown(f, &d, "{\"stage\":2,\"overdueWd\":7}", wednesday_ms), 7);
    assert_int_equal(days_shown(f, &d, "{\"stage\":1}", wednesday_ms), 0);
}

static void facts_that_do_not_fit_are_refused(void **state)
{
    run_fixture *f = *state;
    weir_fact fact = {.kind = WEIR_FACT_limit_started, .due_ms = 1, .id = {{1}}};
    desk d;

    begin(f, &d, AROUND("<receiveTask id='a' weir:calendar='office' weir:timeLimit='=if true then null else 1'/>"));
    fact.node = weir_program_node(f->program, WEIR_T("a"));
    fact.wait = f->state.next_number;
    fact.token = f->state.tokens.items[0].number;
    assert_int_equal(weir_apply(f->program, &f->state, &fact), WEIR_EFORMAT); /* it says nothing */
    fact.value = value_of(f, "{}");
    fact.token = 0;
    assert_int_equal(weir_apply(f->program, &f->state, &fact), WEIR_EFORMAT); /* of no process */
    fact.node.ix = 0;
    assert_int_equal(weir_apply(f->program, &f->state, &fact), WEIR_EFORMAT); /* which has no limit */
    fact.node = weir_program_node(f->program, WEIR_T("end"));
    fact.token = f->state.tokens.items[0].number;
    assert_int_equal(weir_apply(f->program, &f->state, &fact), WEIR_EFORMAT); /* elsewhere */
    fact.node = f->state.tokens.items[0].node;
    assert_int_equal(weir_apply(f->program, &f->state, &fact), WEIR_OK);
    fact.kind = WEIR_FACT_limit_stopped;
    fact.value = weir_null();
    assert_int_equal(weir_apply(f->program, &f->state, &fact), WEIR_EFORMAT);
    fact.value = value_of(f, "{}");
    fact.wait++;
    assert_int_equal(weir_apply(f->program, &f->state, &fact), WEIR_EFORMAT);
    fact.wait = f->state.waits.items[0].number; /* the receive task's own */
    assert_int_equal(weir_apply(f->program, &f->state, &fact), WEIR_EFORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_lead_that_fails_is_tried_again_and_is_an_incident_at_last),
        TEST(items_that_are_due_together_are_done_together_but_for_their_leads),
        TEST(an_item_whose_limit_has_failed_waits_for_somebody),
        TEST(one_with_an_incident_ends_without_doing_more),
        TEST(an_instance_that_was_set_aside_goes_on_where_it_was),
        TEST(nothing_is_done_early),
        TEST(what_is_due_by_another_calendar_now_waits_on),
        TEST(a_report_that_another_calendar_puts_off_is_rescheduled),
        TEST(limits_that_nothing_can_count_are_process_errors),
        TEST(an_extension_needs_somebody_and_a_reason),
        TEST(limits_that_count_no_days_are_extended_behind_their_end),
        TEST(a_clock_is_stopped_only_so_often),
        TEST(a_stored_limit_that_was_not_written_here_is_refused),
        TEST(how_late_a_limit_is_shown_depends_on_when_it_is_asked),
        TEST(facts_that_do_not_fit_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
