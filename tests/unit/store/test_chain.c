/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/store/test_chain.c - what verifying finds, over a log in an array.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "store/chain.h"
#include "toy_hash.h"

#define ROW_COUNT 5

typedef struct log_in_array {
    weir_log_row rows[ROW_COUNT];
    weir_chain_link links[ROW_COUNT];
    uint32_t count;
    weir_chain_head head;
    weir_err read_error;
} log_in_array;

static weir_err read_rows(void *self, weir_chain_visit visit, void *context, weir_diag *diag)
{
    const log_in_array *log = self;

    (void)diag;
    for (uint32_t i = 0; i < log->count; i++)
        WEIR_TRY(visit(context, &log->rows[i], &log->links[i]));
    return log->read_error;
}

static weir_err read_head(void *self, weir_chain_head *out, weir_diag *diag)
{
    const log_in_array *log = self;

    (void)diag;
    *out = log->head;
    return WEIR_OK;
}

/* Rows with 1, 2, 3 … facts. */
static log_in_array whole_log(void)
{
    log_in_array log = {.head = {.next_pos = 1}};

    for (; log.count < ROW_COUNT; log.count++) {
        weir_log_row *row = &log.rows[log.count];

        *row = (weir_log_row){.pos = log.head.next_pos,
                              .seq = log.head.next_pos,
                              .fact_count = log.count + 1,
                              .stream = {{7}},
                              .time_ms = 1000 * (int64_t)log.count,
                              .actor = WEIR_T("ann"),
                              .command = WEIR_T("{}"),
                              .facts = WEIR_T("[]")};
        assert_int_equal(weir_chain_link_of(toy_hasher(), row, &log.head.hash, &log.links[log.count]), WEIR_OK);
        log.head = (weir_chain_head){row->pos + row->fact_count, log.links[log.count].hash};
    }
    return log;
}

static weir_chain_report verify(log_in_array *log, const weir_chain_head *known)
{
    const weir_chain_source source = {log, read_rows, read_head};
    weir_chain_report report;

    assert_int_equal(weir_chain_verify(&source, toy_hasher(), known, &report, NULL), WEIR_OK);
    return report;
}

static void assert_fault(log_in_array *log, weir_chain_fault fault, uint64_t pos)
{
    const weir_chain_report report = verify(log, NULL);

    assert_string_equal(weir_chain_fault_describe(report.fault), weir_chain_fault_describe(fault));
    assert_int_equal(report.pos, pos);
}

static void drop_row(log_in_array *log, uint32_t ix)
{
    log->count--;
    memmove(&log->rows[ix], &log->rows[ix + 1], (log->count - ix) * sizeof *log->rows);
    memmove(&log->links[ix], &log->links[ix + 1], (log->count - ix) * sizeof *log->links);
}

static void a_whole_log_is_unbroken(void **state)
{
    log_in_array log = whole_log();
    const weir_chain_report report = verify(&log, &log.head);

    (void)state;
    assert_int_equal(report.fault, WEIR_CHAIN_UNBROKEN);
    assert_int_equal(report.row_count, ROW_COUNT);
    assert_int_equal(report.fact_count, 15);
    assert_int_equal(report.erased_count, 0);
}

static void an_empty_log_is_unbroken(void **state)
{
    log_in_array log = {.head = {.next_pos = 1}};

    (void)state;
    assert_fault(&log, WEIR_CHAIN_UNBROKEN, 0);
}

static void a_changed_content_is_found(void **state)
{
    const weir_text other = WEIR_T("[1]");

    (void)state;
    for (uint32_t i = 0; i < ROW_COUNT; i++) {
        log_in_array log = whole_log();

        log.rows[i].facts = other;
        assert_fault(&log, WEIR_CHAIN_CONTENT, log.rows[i].pos);
        log = whole_log();
        log.rows[i].actor = WEIR_T("bob");
        assert_fault(&log, WEIR_CHAIN_CONTENT, log.rows[i].pos);
        log = whole_log();
        log.rows[i].command = WEIR_T("{} ");
        assert_fault(&log, WEIR_CHAIN_CONTENT, log.rows[i].pos);
    }
}

static void bytes_can_not_wander_between_texts(void **state)
{
    log_in_array log = whole_log();

    (void)state;
    log.rows[2].actor = WEIR_T("ann{");
    log.rows[2].command = WEIR_T("}");
    assert_fault(&log, WEIR_CHAIN_CONTENT, log.rows[2].pos);
}

static void a_changed_number_is_found(void **state)
{
    log_in_array log = whole_log();

    (void)state;
    log.rows[2].time_ms++;
    assert_fault(&log, WEIR_CHAIN_ROW, log.rows[2].pos);
    log = whole_log();
    log.rows[2].seq++;
    assert_fault(&log, WEIR_CHAIN_ROW, log.rows[2].pos);
    log = whole_log();
    log.rows[2].fact_count--;
    assert_fault(&log, WEIR_CHAIN_ROW, log.rows[2].pos);
    log = whole_log();
    log.rows[2].stream.byte[3] = 1;
    assert_fault(&log, WEIR_CHAIN_ROW, log.rows[2].pos);
    log = whole_log();
    log.links[2].hash.byte[0] ^= 1;
    assert_fault(&log, WEIR_CHAIN_ROW, log.rows[2].pos);
    log = whole_log();
    log.links[2].prev.byte[0] ^= 1;
    assert_fault(&log, WEIR_CHAIN_MISPLACED, log.rows[2].pos);
}

static void a_missing_row_is_found(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < ROW_COUNT; i++) {
        log_in_array log = whole_log();
        const uint64_t pos = log.rows[i].pos;

        drop_row(&log, i);
        assert_fault(&log, i == ROW_COUNT - 1 ? WEIR_CHAIN_TAIL : WEIR_CHAIN_MISSING, pos);
    }
}

static void two_rows_that_changed_places_are_found(void **state)
{
    log_in_array log = whole_log();
    const weir_log_row row = log.rows[1];
    const weir_chain_link link = log.links[1];

    (void)state;
    log.rows[1] = log.rows[3];
    log.links[1] = log.links[3];
    log.rows[3] = row;
    log.links[3] = link;
    log.rows[1].pos = row.pos; /* as a database keeps them: by position */
    log.rows[3].pos = whole_log().rows[3].pos;
    assert_fault(&log, WEIR_CHAIN_MISPLACED, row.pos);
}

static void a_row_that_was_hashed_anew_breaks_the_next_one(void **state)
{
    log_in_array log = whole_log();

    (void)state;
    log.rows[1].facts = WEIR_T("[forged]");
    assert_int_equal(weir_chain_link_of(toy_hasher(), &log.rows[1], &log.links[0].hash, &log.links[1]), WEIR_OK);
    assert_fault(&log, WEIR_CHAIN_MISPLACED, log.rows[2].pos);
}

static void an_erased_row_verifies_through_its_digest(void **state)
{
    log_in_array log = whole_log();
    weir_chain_report report;

    (void)state;
    log.rows[1].actor = log.rows[1].command = log.rows[1].facts = WEIR_NO_TEXT;
    report = verify(&log, NULL);
    assert_int_equal(report.fault, WEIR_CHAIN_UNBROKEN);
    assert_int_equal(report.erased_count, 1);
    log.links[1].digest.byte[5] ^= 1;
    assert_fault(&log, WEIR_CHAIN_ROW, log.rows[1].pos);
}

static void a_log_that_was_cut_and_hashed_anew_shows_against_a_known_head(void **state)
{
    log_in_array log = whole_log();
    const weir_chain_head known = {log.rows[3].pos, log.links[2].hash};
    weir_chain_head wrong = known;

    (void)state;
    assert_int_equal(verify(&log, &known).fault, WEIR_CHAIN_UNBROKEN);
    wrong.hash.byte[0] ^= 1;
    assert_int_equal(verify(&log, &wrong).fault, WEIR_CHAIN_HEAD);
    wrong = known;
    wrong.next_pos++; /* inside a row */
    assert_int_equal(verify(&log, &wrong).fault, WEIR_CHAIN_HEAD);
    log.count = 2;
    log.head = (weir_chain_head){log.rows[2].pos, log.links[1].hash};
    assert_fault(&log, WEIR_CHAIN_UNBROKEN, 0);
    assert_int_equal(verify(&log, &known).fault, WEIR_CHAIN_TAIL);
    assert_int_equal(verify(&log, &known).pos, log.rows[2].pos);
}

static void a_head_that_does_not_fit_is_found(void **state)
{
    log_in_array log = whole_log();

    (void)state;
    log.head.hash.byte[31] ^= 1;
    assert_fault(&log, WEIR_CHAIN_HEAD, log.head.next_pos);
    log = whole_log();
    log.head = (weir_chain_head){log.rows[4].pos, log.links[3].hash};
    assert_fault(&log, WEIR_CHAIN_HEAD, log.head.next_pos);
}

static void a_log_that_can_not_be_read_is_an_error(void **state)
{
    log_in_array log = whole_log();
    const weir_chain_source source = {&log, read_rows, read_head};
    weir_chain_report report;

    (void)state;
    log.read_error = WEIR_ESTORE;
    assert_int_equal(weir_chain_verify(&source, toy_hasher(), NULL, &report, NULL), WEIR_ESTORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_log_is_unbroken),
        cmocka_unit_test(an_empty_log_is_unbroken),
        cmocka_unit_test(a_changed_content_is_found),
        cmocka_unit_test(bytes_can_not_wander_between_texts),
        cmocka_unit_test(a_changed_number_is_found),
        cmocka_unit_test(a_missing_row_is_found),
        cmocka_unit_test(two_rows_that_changed_places_are_found),
        cmocka_unit_test(a_row_that_was_hashed_anew_breaks_the_next_one),
        cmocka_unit_test(an_erased_row_verifies_through_its_digest),
        cmocka_unit_test(a_log_that_was_cut_and_hashed_anew_shows_against_a_known_head),
        cmocka_unit_test(a_head_that_does_not_fit_is_found),
        cmocka_unit_test(a_log_that_can_not_be_read_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
