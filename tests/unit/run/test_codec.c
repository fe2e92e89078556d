/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/test_codec.c - facts survive being written; what is no fact of the process is refused.
 */
#include "unit/run/rich_process.h"

static weir_err decode(run_fixture *f, weir_text bytes, weir_facts *out)
{
    memset(&f->diag, 0, sizeof f->diag);
    return weir_facts_decode(f->program, bytes, NULL, &f->scratch_arena, out, &f->diag);
}

/* A fact with all its members set, each to something that is not zero. */
static weir_fact full_fact(run_fixture *f, weir_fact_kind kind)
{
    return (weir_fact){.kind = (uint8_t)kind,
                       .node = weir_program_node(f->program, WEIR_T("check")),
                       .flow = weir_program_flow(f->program, WEIR_T("f2")),
                       .token = 11,
                       .scope = 12,
                       .opens = 13,
                       .wait = 14,
                       .item = 15,
                       .number = INT64_MIN,
                       .due_ms = NOW + 1,
                       .id = {{1, 2, 3}},
                       .name = kind == WEIR_FACT_event_published ? WEIR_T("n.n-1") : WEIR_T("\"n\\"),
                       .text = WEIR_T(""),
                       .value = value_of(f, "{a: [1.10, date(\"2026-01-01\"), null], b: duration(\"P1Y\")}")};
}

/* Whether a member is the same in both; a member that the kind does not have is left at zero. */
static void assert_member(run_fixture *f, weir_field field, const weir_fact *a, const weir_fact *b)
{
    switch (field) {
    case WEIR_FIELD_END:
        return;
    case WEIR_FIELD_NODE:
        assert_int_equal(a->node.ix, b->node.ix);
        return;
    case WEIR_FIELD_FLOW:
        assert_int_equal(a->flow.ix, b->flow.ix);
        return;
    case WEIR_FIELD_TOKEN:
        assert_int_equal(a->token, b->token);
        return;
    case WEIR_FIELD_SCOPE:
        assert_int_equal(a->scope, b->scope);
        return;
    case WEIR_FIELD_OPENS:
        assert_int_equal(a->opens, b->opens);
        return;
    case WEIR_FIELD_WAIT:
        assert_int_equal(a->wait, b->wait);
        return;
    case WEIR_FIELD_ITEM:
        assert_int_equal(a->item, b->item);
        return;
    case WEIR_FIELD_NUMBER:
    case WEIR_FIELD_AT:
        assert_true(a->number == b->number);
        return;
    case WEIR_FIELD_OLD_DUE:
        assert_true(a->old_due_ms == b->old_due_ms);
        return;
    case WEIR_FIELD_DUE:
        assert_true(a->due_ms == b->due_ms);
        return;
    case WEIR_FIELD_ID:
        assert_true(weir_id_equal(a->id, b->id));
        return;
    case WEIR_FIELD_NAME:
        assert_same_text(a->name, b->name);
        return;
    case WEIR_FIELD_TEXT:
        assert_true(weir_text_equal(a->text, b->text) && (a->text.at == NULL) == (b->text.at == NULL));
        return;
    case WEIR_FIELD_OPTION:
    case WEIR_FIELD_VALUE:
        assert_true(weir_value_same(&a->value, &b->value));
        (void)f;
        return;
    }
}

static void every_kind_of_fact_survives_with_all_its_members(void **state)
{
    run_fixture *f = *state;

    deploy(f, RICH_PROCESS);
    for (uint32_t kind = 0; kind < WEIR_FACT_COUNT; kind++) {
        const weir_fact_kind_row *row = weir_fact_row((weir_fact_kind)kind);
        weir_fact fact = full_fact(f, (weir_fact_kind)kind);
        weir_facts decoded;

        assert_ok(decode(f, encode_facts(f, &(weir_facts){&fact, 1, 1}), &decoded));
        assert_int_equal(decoded.count, 1);
        assert_int_equal(decoded.items[0].kind, kind);
        if (kind == WEIR_FACT_event_published)
            assert_same_text(decoded.items[0].name, fact.name);
        for (uint32_t i = 0; row->fields[i].field != WEIR_FIELD_END; i++)
            assert_member(f, row->fields[i].field, &fact, &decoded.items[0]);
    }
}

static void members_with_their_zero_value_are_not_written(void **state)
{
    run_fixture *f = *state;
    weir_fact fact = {.kind = WEIR_FACT_instance_ended, .node = {WEIR_NO_IX}, .name = WEIR_T("completed")};
    weir_fact job = {.kind = WEIR_FACT_external_task_created, .node = {1}};
    weir_fact timer = {.kind = WEIR_FACT_timer_scheduled, .node = {1}};

    deploy(f, RICH_PROCESS);
    assert_same_text(encode_facts(f, &(weir_facts){&fact, 1, 1}),
                     WEIR_T("[{\"type\":\"instance.ended\",\"outcome\":\"completed\"}]"));
    assert_same_text(encode_facts(f, &(weir_facts){&job, 1, 1}),
                     WEIR_T("[{\"type\":\"job.created\",\"element\":\"start\"}]"));
    assert_same_text(encode_facts(f, &(weir_facts){&timer, 1, 1}),
                     WEIR_T("[{\"type\":\"timer.scheduled\",\"element\":\"start\",\"cycle\":null}]"));
    assert_same_text(encode_facts(f, &(weir_facts){0}), WEIR_T("[]"));
}

static void bytes_that_are_no_facts_are_refused(void **state)
{
    static const char *const rows[] = {
        "{}",
        "1",
        "[1]",
        "[{}]",
        "[{\"type\":1}]",
        "[{\"type\":\"task.forgotten\"}]",
        "[{\"type\":\"element.activated\"}]",
        "[{\"type\":\"element.activated\",\"element\":1}]",
        "[{\"type\":\"element.activated\",\"element\":\"nowhere\"}]",
        "[{\"type\":\"element.activated\",\"element\":\"check\",\"token\":0}]",
        "[{\"type\":\"element.activated\",\"element\":\"check\",\"token\":-1}]",
        "[{\"type\":\"element.activated\",\"element\":\"check\",\"token\":4294967295}]",
        "[{\"type\":\"element.activated\",\"element\":\"check\",\"token\":1.5}]",
        "[{\"type\":\"element.activated\",\"element\":\"check\",\"token\":\"1\"}]",
        "[{\"type\":\"flow.taken\",\"token\":1}]",
        "[{\"type\":\"flow.condition_null\"}]",
        "[{\"type\":\"flow.taken\",\"flow\":1}]",
        "[{\"type\":\"flow.taken\",\"flow\":\"f99\"}]",
        "[{\"type\":\"job.failed\",\"element\":\"job\",\"retries\":\"1\"}]",
        "[{\"type\":\"job.failed\",\"element\":\"job\",\"retries\":9223372036854775808}]",
        "[{\"type\":\"task.created\",\"element\":\"check\",\"due\":1}]",
        "[{\"type\":\"task.created\",\"element\":\"check\",\"due\":\"soon\"}]",
        "[{\"type\":\"task.created\",\"element\":\"check\",\"id\":1}]",
        "[{\"type\":\"task.created\",\"element\":\"check\",\"id\":\"1\"}]",
        "[{\"type\":\"platform.\",\"payload\":{}}]",
        "[{\"type\":\"platform.a b\",\"payload\":{}}]",
        "[{\"type\":\"instance.created\",\"definition\":1}]",
        "[{\"type\":\"instance.created\",\"businessKey\":[]}]",
    };
    run_fixture *f = *state;
    weir_facts out = {.count = 77};

    deploy(f, RICH_PROCESS);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (decode(f, weir_text_of(rows[i]), &out) != WEIR_EFORMAT)
            fail_msg("taken: %s", rows[i]);
        assert_int_equal(out.count, 77);
        assert_non_null(strstr(f->diag.message, "don't belong to this process"));
    }
    assert_int_equal(decode(f, WEIR_T("[{]"), &out), WEIR_ESYNTAX);
    assert_int_equal(decode(f, WEIR_T("[{\"type\":\"a\",\"type\":\"b\"}]"), &out), WEIR_ESYNTAX);
}

static void memory_that_runs_out_is_an_error_at_every_request(void **state)
{
    run_fixture *f = *state;
    weir_text bytes;

    start_rich(f);
    assert_ok(complete(f, "grade", "{grade: \"?\"}"));
    bytes = encode_facts(f, &f->result.facts);
    for (uint64_t n = 1;; n++) {
        test_memory memory = {.fail_at = n};
        weir_arena arena;
        weir_facts decoded;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        err = weir_facts_decode(f->program, bytes, NULL, &arena, &decoded, &f->diag);
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
        weir_buffer_init(&out, &arena, WEIR_FACTS_LENGTH_MAX);
        err = weir_facts_encode(f->program, &f->result.facts, &out);
        weir_arena_release(&arena);
        if (memory.take_count < n) {
            assert_ok(err);
            break;
        }
        assert_int_equal(err, WEIR_ENOMEM);
    }
}

static void fact_types_are_found_by_name(void **state)
{
    weir_fact_kind kind;

    (void)state;
    for (uint32_t i = 0; i < WEIR_FACT_COUNT; i++) {
        const weir_fact_kind_row *row = weir_fact_row((weir_fact_kind)i);

        assert_true(weir_fact_kind_find(weir_text_of(row->type), &kind));
        assert_int_equal(kind, i);
    }
    assert_false(weir_fact_kind_find(WEIR_T("task"), &kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_of_fact_survives_with_all_its_members),
        TEST(members_with_their_zero_value_are_not_written),
        TEST(bytes_that_are_no_facts_are_refused),
        TEST(memory_that_runs_out_is_an_error_at_every_request),
        TEST(fact_types_are_found_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
