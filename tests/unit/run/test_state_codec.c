/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/test_state_codec.c - states survive being written; what is not a state of the process is refused.
 */
#include "base/json.h"
#include "unit/run/rich_process.h"

static weir_err decode(run_fixture *f, weir_text bytes, weir_state *out)
{
    memset(&f->diag, 0, sizeof f->diag);
    return weir_state_decode(f->program, bytes, NULL, &f->scratch_arena, out, &f->diag);
}

/* `bytes` with the first `from` written as `to`. */
static weir_text replaced(run_fixture *f, weir_text bytes, const char *from, const char *to)
{
    const size_t at = weir_text_find(bytes, weir_text_of(from), 0);
    const size_t behind = at + strlen(from);
    weir_buffer out;

    if (at == SIZE_MAX)
        fail_msg("no %s in %.*s", from, WEIR_ARG(bytes));
    weir_buffer_init(&out, &f->scratch_arena, 0);
    weir_buffer_text(&out, weir_text_part(bytes, 0, at));
    weir_buffer_text(&out, weir_text_of(to));
    weir_buffer_text(&out, weir_text_part(bytes, behind, bytes.length - behind));
    return (weir_text){out.at, out.length};
}

static void assert_refused(run_fixture *f, weir_text bytes)
{
    weir_state state = {.fact_count = 77};

    if (decode(f, bytes, &state) != WEIR_EFORMAT)
        fail_msg("taken, or refused otherwise (%s): %.*s", f->diag.message, WEIR_ARG(bytes));
    assert_int_equal(f->diag.err, WEIR_EFORMAT);
    assert_int_equal(state.fact_count, 77);
}

static void a_state_with_everything_survives(void **state)
{
    run_fixture *f = *state;
    weir_state loaded;

    start_rich(f);
    assert_ok(decode(f, encode_state(f, &f->state), &loaded));
    assert_int_equal(loaded.tokens.count, f->state.tokens.count);
    assert_int_equal(loaded.incidents.count, 1);
    assert_int_equal(loaded.fact_count, f->state.fact_count);
    assert_true(weir_id_equal(loaded.instance, f->state.instance));
    assert_value(f, &weir_scope_variable(&loaded.scopes.items[0], WEIR_T("due on"))->value, "date(\"2026-02-01\")");
}

static void who_did_a_task_survives_and_is_looked_at(void **state)
{
    run_fixture *f = *state;
    const weir_value group = weir_string(WEIR_T("clerks"));
    weir_deed deed, *kept = &deed;
    weir_state loaded;

    start_rich(f);
    deed = (weir_deed){.node = weir_program_node(f->program, WEIR_T("check")),
                       .body = 1,
                       .by = WEIR_T("anna"),
                       .groups = weir_list(&group, 1)};
    f->state.deeds.items = kept;
    f->state.deeds.count = 1;
    assert_ok(decode(f, encode_state(f, &f->state), &loaded));
    assert_int_equal(loaded.deeds.count, 1);
    assert_true(weir_text_equal(loaded.deeds.items[0].by, WEIR_T("anna")));
    assert_int_equal(loaded.deeds.items[0].body, 1);
    assert_value(f, &loaded.deeds.items[0].groups, "[\"clerks\"]");
    deed.by = WEIR_NO_TEXT;
    assert_refused(f, encode_state(f, &f->state));
    deed.by = WEIR_T("anna");
    deed.body = f->state.next_number;
    assert_refused(f, encode_state(f, &f->state));
    deed.body = 0;
    deed.groups = weir_integer(1);
    assert_refused(f, encode_state(f, &f->state));
    deed.groups = weir_null();
    deed.node = weir_program_node(f->program, WEIR_T("join"));
    assert_refused(f, encode_state(f, &f->state));
}

static void who_was_refused_survives_and_is_looked_at(void **state)
{
    run_fixture *f = *state;
    char name[WEIR_REFUSAL_NAME_LENGTH_MAX + 1];
    weir_refusal refusals[WEIR_REFUSAL_COUNT_MAX + 1], *kept = refusals;
    weir_state loaded;

    start_rich(f);
    memset(name, 'x', sizeof name);
    for (uint32_t i = 0; i <= WEIR_REFUSAL_COUNT_MAX; i++)
        refusals[i] = (weir_refusal){.wait = 1, .by = WEIR_T("anna"), .tried = WEIR_T("claim"), .until_ms = 7};
    f->state.refusals.items = kept;
    f->state.refusals.count = WEIR_REFUSAL_COUNT_MAX;
    assert_ok(decode(f, encode_state(f, &f->state), &loaded));
    assert_int_equal(loaded.refusals.count, WEIR_REFUSAL_COUNT_MAX);
    assert_true(weir_text_equal(loaded.refusals.items[0].by, WEIR_T("anna")));
    assert_true(weir_text_equal(loaded.refusals.items[0].tried, WEIR_T("claim")));
    assert_int_equal(loaded.refusals.items[0].until_ms, 7);
    f->state.refusals.count++;
    assert_refused(f, encode_state(f, &f->state));
    f->state.refusals.count = 1;
    refusals[0].by = (weir_text){name, sizeof name};
    assert_refused(f, encode_state(f, &f->state));
    refusals[0].by = WEIR_NO_TEXT;
    assert_ok(decode(f, encode_state(f, &f->state), &loaded));
    refusals[0].tried = WEIR_NO_TEXT;
    assert_refused(f, encode_state(f, &f->state));
    refusals[0].tried = WEIR_T("claim");
    refusals[0].wait = f->state.next_number;
    assert_refused(f, encode_state(f, &f->state));
    refusals[0].wait = 0;
    assert_refused(f, encode_state(f, &f->state));
}

static void a_state_that_has_not_started_survives(void **state)
{
    run_fixture *f = *state;
    weir_state loaded;

    deploy(f, RICH_PROCESS);
    assert_ok(decode(f, encode_state(f, &f->state), &loaded));
    assert_int_equal(loaded.status, WEIR_STATUS_NONE);
    assert_int_equal(loaded.next_number, 1);
}

static void a_loaded_state_goes_on_as_the_saved_one(void **state)
{
    run_fixture *f = *state;
    weir_arena kept = {0};
    weir_text saved;

    weir_arena_init(&kept, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
    start_rich(f);
    assert_ok(weir_arena_text(&kept, encode_state(f, &f->state), &saved));
    assert_ok(weir_state_decode(f->program, saved, NULL, &f->state_arena, &f->state, &f->diag));
    assert_ok(complete(f, "grade", "{grade: \"?\"}"));
    assert_ok(complete(f, "check", NULL));
    assert_ok(give(f, WEIR_COMMAND_MESSAGE, "paid", NULL));
    assert_ok(with_retries(f, WEIR_COMMAND_RETRY, "job", 1));
    assert_ok(complete(f, "job", NULL));
    assert_ended(f, "completed");
    assert_variable(f, "all", "[\"a!\", \"b?\"]");
    weir_arena_release(&kept);
}

static void bytes_that_are_no_state_are_refused(void **state)
{
    static const char *const rows[] = {
        "[]",
        "1",
        "null",
        "{}",
        "{\"format\":\"1\"}",
        "{\"format\":1.5}",
        "{\"format\":2}",
        "{\"format\":1,\"tokens\":1}",
        "{\"format\":1,\"tokens\":[1]}",
        "{\"format\":1,\"scopes\":[{}]}",
        "{\"format\":1,\"scopes\":[{\"n\":1,\"element\":1}]}",
        "{\"format\":1,\"scopes\":[{\"n\":1,\"element\":\"nowhere\"}]}",
        "{\"format\":1,\"status\":3}",
        "{\"format\":1,\"status\":6}",
        "{\"format\":1,\"status\":-1}",
        "{\"format\":1,\"status\":\"1\"}",
        "{\"format\":1,\"status\":1}",
        "{\"format\":1,\"next\":4294967296}",
        "{\"format\":1,\"facts\":-1}",
        "{\"format\":1,\"definition\":1}",
        "{\"format\":1,\"instance\":1}",
        "{\"format\":1,\"instance\":\"x\"}",
        "{\"format\":1,\"next\":9,\"scopes\":[{\"n\":1,\"element\":\"p\"}]}",
        "{\"format\":1,\"next\":9,\"waits\":[{\"n\":1,\"element\":\"check\"}]}",
        "{\"format\":1,\"next\":9,\"tokens\":[{\"n\":1,\"element\":\"check\"}]}",
    };
    run_fixture *f = *state;
    weir_state out;

    deploy(f, RICH_PROCESS);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_refused(f, weir_text_of(rows[i]));
    assert_int_equal(decode(f, WEIR_T("{\"format\":1"), &out), WEIR_ESYNTAX);
    assert_int_equal(decode(f, WEIR_T(""), &out), WEIR_ESYNTAX);
}

/* Each row breaks one thing in the state of RICH_PROCESS. */
static void a_state_whose_parts_do_not_fit_is_refused(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"\"flow\":\"f2\"", "\"flow\":\"f99\""},
        {"\"flow\":\"f2\"", "\"flow\":2"},
        {"\"element\":\"check\"", "\"element\":\"p\""},
        {"\"element\":\"check\"", "\"element\":\"grade\""},
        {"\"state\":1", "\"state\":3"},
        {"\"tokens\":[{\"n\":", "\"tokens\":[{\"n\":9"},
        {"\"tokens\":[{\"n\":", "\"tokens\":[{\"m\":"},
        {"\"scopes\":[{\"n\":1,", "\"scopes\":[{\"n\":2,"},
        {"\"scopes\":[{\"n\":1,", "\"scopes\":[{\"n\":1,\"parent\":1,"},
        {"\"scopes\":[{\"n\":1,", "\"scopes\":[{\"n\":1,\"token\":4,"},
        {"\"scopes\":[{\"n\":1,", "\"scopes\":[{\"n\":1,\"item\":4,"},
        {"\"scopes\":[{\"n\":1,\"element\":\"p\"", "\"scopes\":[{\"n\":1,\"element\":\"p\",\"loop\":1"},
        {"\"scopes\":[{\"n\":1,\"element\":\"p\"", "\"scopes\":[{\"n\":1,\"element\":\"items\""},
        {"\"scopes\":[{\"n\":1,\"element\":\"p\"",
         "\"scopes\":[{\"n\":1,\"element\":\"p\"},{\"n\":1,\"element\":\"p\""},
        {"\"kind\":1", "\"kind\":0"},
        {"\"kind\":1", "\"kind\":6"},
        {"\"kind\":1", "\"king\":1"},
        {"\"kind\":1", "\"kind\":\"1\""},
        {"\"kind\":1,\"element\":\"check\"", "\"kind\":1,\"element\":\"split\""},
        {"\"loop\":1", "\"loop\":2"},
        {"\"items\":2", "\"items\":2.5"},
        {"\"items\":2", "\"items\":1"},
        {"\"status\":1", "\"status\":0"},
        {"\"next\":", "\"next\":1,\"then\":"},
    };
    run_fixture *f = *state;
    weir_text bytes;

    start_rich(f);
    bytes = encode_state(f, &f->state);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_refused(f, replaced(f, bytes, rows[i].from, rows[i].to));
}

static const weir_scope *scope_at(const weir_state *state, const weir_program *program, const char *element,
                                  uint32_t nth)
{
    for (uint32_t i = 0; i < state->scopes.count; i++) {
        if (weir_text_equal(program->nodes[state->scopes.items[i].node.ix].id, weir_text_of(element)) && nth-- == 0)
            return &state->scopes.items[i];
    }
    fail_msg("no scope of %s", element);
    return NULL;
}

/* What no text replacement reaches: change the state itself, write it, and it is refused. */
static void scopes_that_do_not_nest_are_refused(void **state)
{
    run_fixture *f = *state;
    weir_scope *body, *item, before;
    weir_token *token;

    start_rich(f);
    body = (weir_scope *)scope_at(&f->state, f->program, "items", 0);
    item = (weir_scope *)scope_at(&f->state, f->program, "items", 1);

    before = *item;
    item->parent = item->number;
    assert_refused(f, encode_state(f, &f->state));
    item->parent = body->number;
    item->token = body->token;
    assert_refused(f, encode_state(f, &f->state));
    item->token = 99;
    assert_refused(f, encode_state(f, &f->state));
    *item = before;
    item->item = 1;
    assert_refused(f, encode_state(f, &f->state));
    *item = before;
    item->is_loop = true;
    assert_refused(f, encode_state(f, &f->state));
    *item = before;
    item->node = f->state.scopes.items[0].node;
    assert_refused(f, encode_state(f, &f->state));
    *item = before;

    body->is_loop = false;
    assert_refused(f, encode_state(f, &f->state));
    body->is_loop = true;

    token = weir_state_token(&f->state, item->token);
    token->state = WEIR_TOKEN_ARRIVING;
    assert_refused(f, encode_state(f, &f->state));
    token->state = WEIR_TOKEN_ACTIVE;
    token->scope = item->number; /* in the scope it owns: the way outwards would never end */
    item->parent = item->number;
    assert_refused(f, encode_state(f, &f->state));
    *item = before;
    token->scope = 99;
    assert_refused(f, encode_state(f, &f->state));
    token->scope = item->parent;
    assert_save_agrees(f);

    f->state.incidents.items[0].wait = 99;
    assert_refused(f, encode_state(f, &f->state));
    f->state.incidents.items[0].wait = wait_at(f, "job")->number;
    ((weir_wait *)wait_at(f, "check"))->token = 99;
    assert_refused(f, encode_state(f, &f->state));
}

static void a_scope_without_loop_is_no_body(void **state)
{
    run_fixture *f = *state;
    weir_scope *job;

    start_rich(f);
    job = (weir_scope *)scope_at(&f->state, f->program, "job", 0);
    job->is_loop = true;
    assert_refused(f, encode_state(f, &f->state));
}

static void an_element_that_lost_its_scope_is_refused(void **state)
{
    run_fixture *f = *state;

    start_rich(f);
    f->state.scopes.count--;
    assert_refused(f, encode_state(f, &f->state));
}

static void a_stored_cycle_that_is_none_stops_its_timer(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"\"cycle\":\"R3/PT1H\"", "\"cycle\":3"},
        {"\"cycle\":\"R3/PT1H\"", "\"cycle\":\"R3\""},
        {"\"start\":1767225600000", "\"start\":\"now\""},
        {"\"start\":1767225600000", "\"start\":1.5"},
        {"\"fired\":0", "\"fired\":null"},
        {"\"fired\":0", "\"fired\":0.5"},
    };
    run_fixture *f = *state;
    weir_text bytes;

    start_rich(f);
    bytes = encode_state(f, &f->state);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weir_step_result result;
        weir_state loaded;

        assert_ok(decode(f, replaced(f, bytes, rows[i].from, rows[i].to), &loaded));
        assert_int_equal(weir_step(f->program, &loaded,
                                   &(weir_command){.kind = WEIR_COMMAND_FIRE, .wait = wait_id(f, "remind")},
                                   (weir_env){.now_ms = NOW + 3600000}, &f->step_arena, &result, &f->diag),
                         WEIR_EPROCESS);
        assert_diag(f, "remind", "the stored cycle can't be read");
    }
}

/* Whatever is cut out of a state or changed in it: an error, or a state that can be stepped. */
static void no_change_of_one_byte_breaks_anything(void **state)
{
    static const char others[] = "0129\"{}[],:n-x";
    run_fixture *f = *state;
    weir_arena kept = {0};
    weir_text saved;
    char *bytes;

    weir_arena_init(&kept, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
    start_rich(f);
    assert_ok(weir_arena_text(&kept, encode_state(f, &f->state), &saved));
    bytes = weir_arena_take(&kept, saved.length);
    assert_non_null(bytes);
    for (size_t i = 0; i < saved.length * (sizeof others - 1); i++) {
        weir_state loaded;

        memcpy(bytes, saved.at, saved.length);
        bytes[i / (sizeof others - 1)] = others[i % (sizeof others - 1)];
        weir_arena_reset(&f->scratch_arena);
        if (decode(f, (weir_text){bytes, saved.length}, &loaded) == WEIR_OK)
            poke(f, &loaded);
    }
    weir_arena_release(&kept);
}

static void memory_that_runs_out_is_an_error_at_every_request(void **state)
{
    run_fixture *f = *state;
    weir_text bytes;

    start_rich(f);
    bytes = encode_state(f, &f->state);
    for (uint64_t n = 1;; n++) {
        test_memory memory = {.fail_at = n};
        weir_arena arena;
        weir_state loaded;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        err = weir_state_decode(f->program, bytes, NULL, &arena, &loaded, &f->diag);
        weir_arena_release(&arena);
        if (memory.take_count < n) {
            assert_ok(err);
            break;
        }
        assert_int_equal(err, WEIR_ENOMEM);
    }
    for (uint64_t n = 1;; n++) {
        test_memory memory = {.fail_at = n};
        weir_arena arena;
        weir_buffer out;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        weir_buffer_init(&out, &arena, WEIR_STATE_LENGTH_MAX);
        err = weir_state_encode(f->program, &f->state, &out);
        weir_arena_release(&arena);
        if (memory.take_count < n) {
            assert_ok(err);
            break;
        }
        assert_int_equal(err, WEIR_ENOMEM);
    }
}

static void a_state_longer_than_allowed_is_a_limit(void **state)
{
    run_fixture *f = *state;
    weir_buffer out;

    start_rich(f);
    weir_buffer_init(&out, &f->scratch_arena, 1000);
    assert_int_equal(weir_state_encode(f->program, &f->state, &out), WEIR_ELIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_state_with_everything_survives),
        TEST(a_state_that_has_not_started_survives),
        TEST(a_loaded_state_goes_on_as_the_saved_one),
        TEST(bytes_that_are_no_state_are_refused),
        TEST(a_state_whose_parts_do_not_fit_is_refused),
        TEST(scopes_that_do_not_nest_are_refused),
        TEST(a_scope_without_loop_is_no_body),
        TEST(an_element_that_lost_its_scope_is_refused),
        TEST(a_stored_cycle_that_is_none_stops_its_timer),
        TEST(no_change_of_one_byte_breaks_anything),
        TEST(memory_that_runs_out_is_an_error_at_every_request),
        TEST(who_did_a_task_survives_and_is_looked_at),
        TEST(who_was_refused_survives_and_is_looked_at),
        TEST(a_state_longer_than_allowed_is_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
