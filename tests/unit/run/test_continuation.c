/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/test_continuation.c - facts of continuations fit their tokens, and what they leave can be stored.
 */
#include "unit/run/run_fixture.h"

/* start → a, entered and left by jobs → end */
#define ASYNC AROUND("<task id='a' weir:asyncBefore='true' weir:asyncAfter='true'/>")

static weir_err apply(run_fixture *f, weir_fact fact)
{
    weir_state after;

    assert_ok(weir_state_copy(&f->state, &f->scratch_arena, &after));
    return weir_apply(f->program, &after, &fact);
}

#define REFUSED(...) assert_int_equal(apply(f, (weir_fact){__VA_ARGS__}), WEIR_EFORMAT)
#define TAKEN(...) assert_int_equal(apply(f, (weir_fact){__VA_ARGS__}), WEIR_OK)

static weir_node_ix node(const run_fixture *f, const char *id)
{
    return weir_program_node(f->program, weir_text_of(id));
}

static weir_token only_token(const run_fixture *f)
{
    assert_int_equal(f->state.tokens.count, 1);
    return f->state.tokens.items[0];
}

static void a_token_that_arrives_waits_once_and_is_gone_only_without_its_wait(void **state)
{
    run_fixture *f = *state;
    weir_token token;

    deploy(f, ASYNC);
    assert_ok(start(f, NULL));
    token = only_token(f);
    assert_int_equal(token.state, WEIR_TOKEN_ARRIVING);
    REFUSED(.kind = WEIR_FACT_continuation_created, .node = node(f, "a"), .token = token.number, .wait = 90,
            .flow = {WEIR_NO_IX}, .name = WEIR_T("before"));
    REFUSED(.kind = WEIR_FACT_continuation_created, .node = node(f, "a"), .token = token.number, .wait = 90,
            .flow = {WEIR_NO_IX}, .name = WEIR_T("after"));
    REFUSED(.kind = WEIR_FACT_token_consumed, .node = node(f, "a"), .token = token.number);
    TAKEN(.kind = WEIR_FACT_continuation_created, .node = node(f, "a"), .token = 91, .scope = 1, .wait = 92,
          .flow = {WEIR_NO_IX}, .name = WEIR_T("before"));
    REFUSED(.kind = WEIR_FACT_continuation_created, .node = node(f, "a"), .token = 91, .scope = 7, .wait = 92,
            .flow = {WEIR_NO_IX}, .name = WEIR_T("before"));
    REFUSED(.kind = WEIR_FACT_continuation_created, .node = node(f, "a"), .token = 91, .scope = 1, .item = 1,
            .wait = 92, .flow = {WEIR_NO_IX}, .name = WEIR_T("before"));
}

static void a_token_that_leaves_takes_the_flow_it_rests_before(void **state)
{
    run_fixture *f = *state;
    weir_token token;

    deploy(f, ASYNC);
    assert_ok(start(f, NULL));
    assert_ok(give(f, WEIR_COMMAND_FIRE, "a", NULL));
    token = only_token(f);
    assert_int_equal(token.state, WEIR_TOKEN_LEAVING);
    assert_int_equal(token.node.ix, node(f, "a").ix);
    REFUSED(.kind = WEIR_FACT_flow_taken, .flow = token.flow, .token = token.number, .scope = 1); /* it still waits */
    REFUSED(.kind = WEIR_FACT_element_entered, .node = node(f, "a"), .token = token.number, .scope = 1);
    REFUSED(.kind = WEIR_FACT_continuation_created, .node = node(f, "a"), .token = 91, .scope = 1, .wait = 92,
            .flow = {f->program->flow_count}, .name = WEIR_T("after"));
    REFUSED(.kind = WEIR_FACT_continuation_created, .node = node(f, "end"), .token = 91, .scope = 1, .wait = 92,
            .flow = token.flow, .name = WEIR_T("after"));
    REFUSED(.kind = WEIR_FACT_job_due_changed, .node = node(f, "a"), .wait = 77);
    REFUSED(.kind = WEIR_FACT_job_priority_changed, .node = node(f, "a"), .wait = 77);
    assert_ok(weir_apply(f->program, &f->state,
                         &(weir_fact){.kind = WEIR_FACT_continuation_executed,
                                      .node = node(f, "a"),
                                      .wait = f->state.waits.items[0].number}));
    REFUSED(.kind = WEIR_FACT_flow_taken, .flow = {token.flow.ix == 0}, .token = token.number, .scope = 1);
    REFUSED(.kind = WEIR_FACT_flow_taken, .flow = token.flow, .token = token.number, .scope = 2);
    TAKEN(.kind = WEIR_FACT_flow_taken, .flow = token.flow, .token = token.number, .scope = 1);
}

static void a_job_is_met_by_nothing_but_what_jobs_are_met_by(void **state)
{
    static const weir_command_kind kinds[] = {WEIR_COMMAND_COMPLETE, WEIR_COMMAND_FAIL,   WEIR_COMMAND_THROW_ERROR,
                                              WEIR_COMMAND_MESSAGE,  WEIR_COMMAND_SIGNAL, WEIR_COMMAND_ASSIGN};
    run_fixture *f = *state;

    deploy(f, ASYNC);
    assert_ok(start(f, NULL));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        assert_fails(give(f, kinds[i], "a", NULL), WEIR_ENOTOKEN, "a", "can't be met");
    assert_fails(give(f, WEIR_COMMAND_RETRY, "a", NULL), WEIR_ENOTOKEN, "a", "no incident");
    assert_ok(give(f, WEIR_COMMAND_FIRE, "a", NULL));
    assert_ok(give(f, WEIR_COMMAND_FIRE, "a", NULL));
    assert_ended(f, "completed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_token_that_arrives_waits_once_and_is_gone_only_without_its_wait),
        TEST(a_token_that_leaves_takes_the_flow_it_rests_before),
        TEST(a_job_is_met_by_nothing_but_what_jobs_are_met_by),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
