/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/test_apply.c - a fact that does not fit its state is refused, and leaves no state that breaks a step.
 */
#include "unit/run/rich_process.h"

static weir_err apply(run_fixture *f, weir_fact fact)
{
    weir_state after;

    assert_ok(weir_state_copy(&f->state, &f->scratch_arena, &after));
    return weir_apply(f->program, &after, &fact);
}

static weir_node_ix node(const run_fixture *f, const char *id)
{
    return weir_program_node(f->program, weir_text_of(id));
}

static weir_flow_ix flow(const run_fixture *f, const char *id)
{
    return weir_program_flow(f->program, weir_text_of(id));
}

static weir_number_in_instance token_at(const run_fixture *f, const char *id)
{
    for (uint32_t i = 0; i < f->state.tokens.count; i++) {
        if (f->state.tokens.items[i].node.ix == node(f, id).ix)
            return f->state.tokens.items[i].number;
    }
    fail_msg("no token at %s", id);
    return 0;
}

#define REFUSED(...) assert_int_equal(apply(f, (weir_fact){__VA_ARGS__}), WEIR_EFORMAT)
#define TAKEN(...) assert_int_equal(apply(f, (weir_fact){__VA_ARGS__}), WEIR_OK)

static void a_new_token_needs_a_scope_of_its_container_and_a_new_number(void **state)
{
    run_fixture *f = *state;

    start_rich(f);
    TAKEN(.kind = WEIR_FACT_flow_taken, .flow = flow(f, "f2"), .token = 99, .scope = 1);
    REFUSED(.kind = WEIR_FACT_flow_taken, .flow = {WEIR_NO_IX}, .token = 99, .scope = 1);
    REFUSED(.kind = WEIR_FACT_flow_taken, .flow = flow(f, "f2"), .token = 0, .scope = 1);
    REFUSED(.kind = WEIR_FACT_flow_taken, .flow = flow(f, "f2"), .token = 2, .scope = 1);
    REFUSED(.kind = WEIR_FACT_flow_taken, .flow = flow(f, "f2"), .token = 99, .scope = 98);
    REFUSED(.kind = WEIR_FACT_flow_taken, .flow = flow(f, "f7"), .token = 99, .scope = 1);

    TAKEN(.kind = WEIR_FACT_element_entered, .node = node(f, "check"), .token = 99, .scope = 1);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = {WEIR_NO_IX}, .token = 99, .scope = 1);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "check"), .token = 99, .scope = 98);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "p"), .token = 99, .scope = 1);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "check"), .token = 99, .scope = 1, .item = 1);
}

static void an_element_opens_the_scope_it_needs(void **state)
{
    run_fixture *f = *state;

    start_rich(f);
    TAKEN(.kind = WEIR_FACT_element_entered, .node = node(f, "job"), .token = 99, .scope = 1, .opens = 100);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "job"), .token = 99, .scope = 1);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "job"), .token = 99, .scope = 1, .opens = 1);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "check"), .token = 99, .scope = 1, .opens = 100);
}

static void an_item_is_in_the_body_of_its_loop(void **state)
{
    run_fixture *f = *state;
    weir_number_in_instance body;

    start_rich(f);
    body = weir_state_scope_of(&f->state, token_at(f, "items"))->number;
    TAKEN(.kind = WEIR_FACT_element_entered, .node = node(f, "items"), .token = 99, .scope = body, .opens = 100,
          .item = 2);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "items"), .token = 99, .scope = body, .opens = 100,
            .item = 3);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "items"), .token = 99, .scope = body, .opens = 100);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "check"), .token = 99, .scope = body, .item = 2);
    REFUSED(.kind = WEIR_FACT_ad_hoc_planned, .node = node(f, "items"), .scope = body, .number = 1);
    REFUSED(.kind = WEIR_FACT_ad_hoc_planned, .node = node(f, "p"), .scope = 1, .number = 1);
    REFUSED(.kind = WEIR_FACT_ad_hoc_planned, .node = node(f, "p"), .scope = 98, .number = 1);
    REFUSED(.kind = WEIR_FACT_loop_started, .node = node(f, "items"), .scope = body);
    REFUSED(.kind = WEIR_FACT_loop_started, .node = node(f, "items"), .scope = body + 2);
    REFUSED(.kind = WEIR_FACT_loop_started, .node = node(f, "items"), .scope = 1);
    REFUSED(.kind = WEIR_FACT_loop_started, .node = node(f, "items"), .scope = 99);
    TAKEN(.kind = WEIR_FACT_loop_item_collected, .node = node(f, "items"), .scope = body, .item = 2);
    REFUSED(.kind = WEIR_FACT_loop_item_collected, .node = node(f, "items"), .scope = 1, .item = 2);
    REFUSED(.kind = WEIR_FACT_loop_item_collected, .node = node(f, "items"), .scope = 99, .item = 2);
}

static void a_token_moves_as_its_life_cycle_says(void **state)
{
    run_fixture *f = *state;
    const weir_fact taken = {.kind = WEIR_FACT_flow_taken, .flow = {0}, .token = 99, .scope = 1};
    weir_fact arriving = taken;

    start_rich(f);
    REFUSED(.kind = WEIR_FACT_token_waiting, .node = node(f, "check"), .token = token_at(f, "check"));
    REFUSED(.kind = WEIR_FACT_token_waiting, .node = node(f, "join"), .token = token_at(f, "join"));
    REFUSED(.kind = WEIR_FACT_token_waiting, .node = node(f, "join"), .token = 98);
    REFUSED(.kind = WEIR_FACT_token_consumed, .node = node(f, "check"), .token = token_at(f, "check"));
    REFUSED(.kind = WEIR_FACT_token_consumed, .node = node(f, "join"), .token = 98);
    TAKEN(.kind = WEIR_FACT_token_consumed, .node = node(f, "join"), .token = token_at(f, "join"));
    TAKEN(.kind = WEIR_FACT_element_entered, .node = node(f, "join"), .token = token_at(f, "join"), .scope = 1);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "check"), .token = token_at(f, "check"), .scope = 1);
    REFUSED(.kind = WEIR_FACT_element_completed, .node = node(f, "join"), .token = token_at(f, "join"));
    REFUSED(.kind = WEIR_FACT_element_completed, .node = node(f, "join"), .token = 98);

    REFUSED(.kind = WEIR_FACT_token_spent, .node = node(f, "check"), .token = token_at(f, "check"));
    REFUSED(.kind = WEIR_FACT_token_spent, .node = node(f, "join"), .token = token_at(f, "join"));
    REFUSED(.kind = WEIR_FACT_token_spent, .node = node(f, "join"), .token = 98);

    arriving.flow = flow(f, "f2");
    assert_ok(weir_apply(f->program, &f->state, &arriving));
    TAKEN(.kind = WEIR_FACT_element_entered, .node = node(f, "check"), .token = 99, .scope = 1);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "end"), .token = 99, .scope = 1);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "check"), .token = 99, .scope = 2);
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "check"), .token = 99, .scope = 1, .item = 1);
}

static void what_is_left_behind_keeps_a_token_from_leaving(void **state)
{
    run_fixture *f = *state;

    start_rich(f);
    REFUSED(.kind = WEIR_FACT_element_completed, .node = node(f, "check"), .token = token_at(f, "check"));
    REFUSED(.kind = WEIR_FACT_element_completed, .node = node(f, "items"), .token = token_at(f, "items"));
    REFUSED(.kind = WEIR_FACT_element_cancelled, .node = node(f, "race"), .token = token_at(f, "race"));
}

static void an_item_leaves_a_body_that_counts_it(void **state)
{
    run_fixture *f = *state;
    weir_scope *body;

    deploy(f, AROUND("<task id='a'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
                     "</multiInstanceLoopCharacteristics></task>"));
    reset_instance(f);
    assert_ok(weir_apply(f->program, &f->state, &(weir_fact){.kind = WEIR_FACT_instance_started}));
    assert_ok(weir_apply(
        f->program, &f->state,
        &(weir_fact){.kind = WEIR_FACT_element_entered, .node = node(f, "a"), .token = 2, .scope = 1, .opens = 3}));
    assert_ok(weir_apply(f->program, &f->state,
                         &(weir_fact){.kind = WEIR_FACT_loop_started, .node = node(f, "a"), .scope = 3, .number = 2}));
    assert_ok(weir_apply(
        f->program, &f->state,
        &(weir_fact){
            .kind = WEIR_FACT_element_entered, .node = node(f, "a"), .token = 4, .scope = 3, .opens = 5, .item = 1}));
    body = weir_state_scope(&f->state, 3);
    assert_int_equal(body->active_count, 1);
    TAKEN(.kind = WEIR_FACT_element_completed, .node = node(f, "a"), .token = 4, .item = 1);
    body->active_count = 0;
    REFUSED(.kind = WEIR_FACT_element_completed, .node = node(f, "a"), .token = 4, .item = 1);
}

static void a_wait_needs_an_active_token_and_an_element_that_can_be_met(void **state)
{
    run_fixture *f = *state;
    const weir_number_in_instance check = token_at((start_rich(f), f), "check");

    TAKEN(.kind = WEIR_FACT_task_created, .node = node(f, "check"), .token = check, .wait = 99);
    REFUSED(.kind = WEIR_FACT_task_assigned, .node = node(f, "check"), .wait = 98);
    REFUSED(.kind = WEIR_FACT_task_updated, .node = node(f, "check"), .wait = 98);
    REFUSED(.kind = WEIR_FACT_variable_removed, .scope = 1, .name = WEIR_T("unknown"));
    REFUSED(.kind = WEIR_FACT_scope_opened, .node = node(f, "check"), .token = 98, .opens = 99);
    REFUSED(.kind = WEIR_FACT_task_created, .node = node(f, "check"), .token = check, .wait = 0);
    REFUSED(.kind = WEIR_FACT_task_created, .node = node(f, "check"), .token = check, .wait = 3);
    REFUSED(.kind = WEIR_FACT_task_created, .node = node(f, "check"), .token = 98, .wait = 99);
    REFUSED(.kind = WEIR_FACT_task_created, .node = node(f, "check"), .token = token_at(f, "join"), .wait = 99);
    REFUSED(.kind = WEIR_FACT_task_created, .node = node(f, "split"), .token = check, .wait = 99);
    REFUSED(.kind = WEIR_FACT_task_created, .node = {WEIR_NO_IX}, .token = check, .wait = 99);
}

static void a_wait_that_is_not_there_is_not_met(void **state)
{
    run_fixture *f = *state;
    weir_number_in_instance job, check;

    start_rich(f);
    job = wait_at(f, "job")->number;
    check = wait_at(f, "check")->number;
    TAKEN(.kind = WEIR_FACT_task_completed, .node = node(f, "check"), .wait = check);
    REFUSED(.kind = WEIR_FACT_task_completed, .node = node(f, "check"), .wait = 99);
    REFUSED(.kind = WEIR_FACT_external_task_failed, .node = node(f, "job"), .wait = 99);
    REFUSED(.kind = WEIR_FACT_external_task_completed, .node = node(f, "job"), .wait = job);
    REFUSED(.kind = WEIR_FACT_incident_raised, .node = node(f, "job"), .wait = job);
    REFUSED(.kind = WEIR_FACT_incident_raised, .node = node(f, "job"), .wait = 99);
    REFUSED(.kind = WEIR_FACT_incident_raised, .node = {WEIR_NO_IX}, .wait = check);
    TAKEN(.kind = WEIR_FACT_incident_raised, .node = node(f, "check"), .wait = check);
    TAKEN(.kind = WEIR_FACT_incident_resolved, .node = node(f, "job"), .wait = job);
    REFUSED(.kind = WEIR_FACT_incident_resolved, .node = node(f, "check"), .wait = check);
}

static void a_task_was_done_where_it_is_open_by_somebody_with_a_name(void **state)
{
    run_fixture *f = *state;
    weir_number_in_instance check;

    start_rich(f);
    check = wait_at(f, "check")->number;
#define DONE .kind = WEIR_FACT_task_performed, .node = node(f, "check"), .wait = check
    TAKEN(DONE, .name = WEIR_T("anna"));
    TAKEN(DONE, .name = WEIR_T("anna"), .value = weir_list(NULL, 0));
    REFUSED(DONE);
    REFUSED(DONE, .name = WEIR_T("anna"), .value = weir_integer(1));
    REFUSED(.kind = WEIR_FACT_task_performed, .node = node(f, "check"), .wait = 98, .name = WEIR_T("anna"));
    REFUSED(.kind = WEIR_FACT_task_performed, .node = node(f, "job"), .wait = check, .name = WEIR_T("anna"));
    REFUSED(.kind = WEIR_FACT_task_performed, .node = node(f, "job"), .wait = wait_at(f, "job")->number,
            .name = WEIR_T("anna"));
#undef DONE
}

static weir_value attempt(weir_entry entry[1], const char *tried)
{
    entry[0] = (weir_entry){WEIR_T("tried"), weir_string(weir_text_of(tried))};
    return weir_context(entry, 1);
}

static void a_refusal_names_a_task_that_is_open_and_what_was_tried(void **state)
{
    run_fixture *f = *state;
    char name[WEIR_REFUSAL_NAME_LENGTH_MAX + 2];
    weir_number_in_instance check;
    weir_entry claim[1], nothing[1];

    start_rich(f);
    memset(name, 'x', sizeof name);
    check = wait_at(f, "check")->number;
#define REFUSAL .kind = WEIR_FACT_task_refused, .node = node(f, "check"), .wait = check, .number = WEIR_REFUSAL_QUIET_MS
    TAKEN(REFUSAL, .value = attempt(claim, "claim"));
    TAKEN(REFUSAL, .value = attempt(claim, "claim"), .name = {name, WEIR_REFUSAL_NAME_LENGTH_MAX});
    REFUSED(REFUSAL, .value = attempt(claim, "claim"), .name = {name, WEIR_REFUSAL_NAME_LENGTH_MAX + 1});
    REFUSED(REFUSAL);
    REFUSED(REFUSAL, .value = attempt(nothing, ""));
    nothing[0] = (weir_entry){WEIR_T("tried"), weir_integer(1)};
    REFUSED(REFUSAL, .value = weir_context(nothing, 1));
    REFUSED(.kind = WEIR_FACT_task_refused, .node = node(f, "check"), .wait = 98, .value = attempt(claim, "claim"));
    REFUSED(.kind = WEIR_FACT_task_refused, .node = node(f, "job"), .wait = check, .value = attempt(claim, "claim"));
    REFUSED(.kind = WEIR_FACT_task_refused, .node = node(f, "job"), .wait = wait_at(f, "job")->number,
            .value = attempt(claim, "claim"));
#undef REFUSAL
}

static void a_state_holds_refusals_of_a_short_time(void **state)
{
    run_fixture *f = *state;
    weir_entry claim[1];
    weir_fact refusal;

    start_rich(f);
    refusal = (weir_fact){.kind = WEIR_FACT_task_refused,
                          .node = node(f, "check"),
                          .wait = wait_at(f, "check")->number,
                          .value = attempt(claim, "claim"),
                          .number = WEIR_REFUSAL_QUIET_MS};
    for (uint32_t i = 0; i < WEIR_REFUSAL_COUNT_MAX; i++)
        assert_int_equal(weir_apply(f->program, &f->state, &refusal), WEIR_OK);
    assert_int_equal(weir_apply(f->program, &f->state, &refusal), WEIR_EFORMAT);
    refusal.number += WEIR_REFUSAL_QUIET_MS;
    assert_int_equal(weir_apply(f->program, &f->state, &refusal), WEIR_OK);
    assert_int_equal(f->state.refusals.count, 1);
}

static void a_variable_needs_its_scope(void **state)
{
    run_fixture *f = *state;

    start_rich(f);
    TAKEN(.kind = WEIR_FACT_variable_set, .scope = 1, .name = WEIR_T("x"));
    REFUSED(.kind = WEIR_FACT_variable_set, .scope = 99, .name = WEIR_T("x"));
    REFUSED(.kind = WEIR_FACT_variable_set, .name = WEIR_T("x"));
}

static void facts_belong_to_an_instance_that_runs(void **state)
{
    run_fixture *f = *state;

    start_rich(f);
    REFUSED(.kind = WEIR_FACT_instance_started);
    reset_instance(f);
    REFUSED(.kind = WEIR_FACT_instance_ended);
    REFUSED(.kind = WEIR_FACT_variable_set, .scope = 1, .name = WEIR_T("x"));
}

static void facts_after_one_that_does_not_fit_are_not_applied(void **state)
{
    run_fixture *f = *state;
    weir_fact facts[] = {{.kind = WEIR_FACT_variable_set, .scope = 99}, {.kind = WEIR_FACT_instance_ended}};

    start_rich(f);
    assert_int_equal(weir_apply_all(f->program, &f->state, &(weir_facts){facts, 2, 2}), WEIR_EFORMAT);
    assert_int_equal(f->state.status, WEIR_STATUS_ACTIVE);
}

/* Facts of the first two commands with one byte changed: an error, or a state that can be stepped. */
static void no_change_of_one_byte_breaks_a_fold(void **state)
{
    static const char others[] = "0129\"{}a";
    run_fixture *f = *state;
    weir_arena kept = {0}, fold = {0};
    weir_text saved;
    char *bytes;

    weir_arena_init(&kept, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
    weir_arena_init(&fold, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
    deploy(f, RICH_PROCESS);
    assert_ok(start(f, "{order: \"17\"}"));
    assert_ok(weir_arena_text(&kept, encode_facts(f, &f->result.facts), &saved));
    bytes = weir_arena_take(&kept, saved.length);
    assert_non_null(bytes);
    for (size_t i = 0; i < saved.length * (sizeof others - 1); i++) {
        weir_facts facts;
        weir_state folded;

        memcpy(bytes, saved.at, saved.length);
        bytes[i / (sizeof others - 1)] = others[i % (sizeof others - 1)];
        weir_arena_reset(&fold);
        if (weir_facts_decode(f->program, (weir_text){bytes, saved.length}, NULL, &fold, &facts, NULL) != WEIR_OK)
            continue;
        weir_state_init(&folded, &fold);
        if (weir_apply_all(f->program, &folded, &facts) != WEIR_OK)
            continue;
        assert_ok(weir_state_check(f->program, &folded, &fold, NULL));
        poke(f, &folded);
    }
    weir_arena_release(&kept);
    weir_arena_release(&fold);
}

static void memory_that_runs_out_is_an_error_at_every_request(void **state)
{
    run_fixture *f = *state;

    deploy(f, RICH_PROCESS);
    assert_ok(start(f, "{order: \"17\", list: [1, {a: \"b\"}, date and time(\"2026-01-01T00:00:00Z\")]}"));
    for (uint64_t n = 1;; n++) {
        test_memory memory = {.fail_at = n};
        weir_arena arena;
        weir_state folded;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        weir_state_init(&folded, &arena);
        err = weir_apply_all(f->program, &folded, &f->result.facts);
        weir_arena_release(&arena);
        if (memory.take_count < n) {
            assert_ok(err);
            break;
        }
        assert_int_equal(err, WEIR_ENOMEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_token_needs_a_scope_of_its_container_and_a_new_number),
        TEST(an_element_opens_the_scope_it_needs),
        TEST(an_item_is_in_the_body_of_its_loop),
        TEST(a_token_moves_as_its_life_cycle_says),
        TEST(what_is_left_behind_keeps_a_token_from_leaving),
        TEST(an_item_leaves_a_body_that_counts_it),
        TEST(a_wait_needs_an_active_token_and_an_element_that_can_be_met),
        TEST(a_wait_that_is_not_there_is_not_met),
        TEST(a_variable_needs_its_scope),
        TEST(facts_belong_to_an_instance_that_runs),
        TEST(facts_after_one_that_does_not_fit_are_not_applied),
        TEST(no_change_of_one_byte_breaks_a_fold),
        TEST(a_task_was_done_where_it_is_open_by_somebody_with_a_name),
        TEST(a_refusal_names_a_task_that_is_open_and_what_was_tried),
        TEST(a_state_holds_refusals_of_a_short_time),
        TEST(memory_that_runs_out_is_an_error_at_every_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
