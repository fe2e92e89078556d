/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/test_compensable.c - states in which something is being undone, and event sub-processes wait.
 */
#include "unit/run/rich_process.h"

#define UNDO(activity, handler)                                                                                        \
    "<boundaryEvent id='c" activity "' attachedToRef='" activity                                                       \
    "'><compensateEventDefinition/></boundaryEvent><userTask id='" handler                                             \
    "' isForCompensation='true'/><association id='l" activity "' sourceRef='c" activity "' targetRef='" handler "'/>"

/* trip holds book and, twice, pay; oops has it undone. Beside the flow a message, a signal and a timer are waited for.
 */
#define TRIP                                                                                                           \
    HEAD "<message id='m' name='help'/><signal id='s' name='stop'/>" PROCESS                                           \
         "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='trip'/><subProcess id='trip'>"    \
         "<startEvent id='i'/><sequenceFlow id='f2' sourceRef='i' targetRef='book'/><userTask id='book'/>"             \
         "<sequenceFlow id='f3' sourceRef='book' targetRef='inner'/><subProcess id='inner'>"                           \
         "<startEvent id='j'/><sequenceFlow id='f4' sourceRef='j' targetRef='pay'/><userTask id='pay'>"                \
         "<multiInstanceLoopCharacteristics weir:collection='= [\"x\", \"y\"]' weir:elementVariable='one'/>"           \
         "</userTask>" UNDO("pay", "refund") "</subProcess>" UNDO(                                                     \
             "book",                                                                                                   \
             "unbook") "<subProcess id='aid' triggeredByEvent='true'><startEvent id='asked' isInterrupting='false'>"   \
                       "<messageEventDefinition messageRef='m'/></startEvent></subProcess></subProcess>"               \
                       "<sequenceFlow id='f5' sourceRef='trip' targetRef='oops'/>"                                     \
                       "<intermediateThrowEvent id='oops'><compensateEventDefinition/></intermediateThrowEvent>"       \
                       "<subProcess id='late' triggeredByEvent='true'><startEvent id='due'><timerEventDefinition>"     \
                       "<timeDuration>P1D</timeDuration></timerEventDefinition></startEvent></subProcess>"             \
                       "<subProcess id='ends' triggeredByEvent='true'><startEvent id='told' isInterrupting='false'>"   \
                       "<signalEventDefinition signalRef='s'/></startEvent></subProcess>" END

static weir_err decode(run_fixture *f, weir_text bytes, weir_state *out)
{
    memset(&f->diag, 0, sizeof f->diag);
    return weir_state_decode(f->program, bytes, NULL, &f->scratch_arena, out, &f->diag);
}

/* The last payment is being refunded, in both sub-processes, which are open again. */
static void start_refund(run_fixture *f)
{
    deploy(f, TRIP);
    assert_ok(start(f, "{n: 1}"));
    assert_waits(f, "due told asked book");
    assert_ok(complete(f, "book", "{n: 2}"));
    assert_ok(complete(f, "pay", NULL));
    assert_ok(complete(f, "pay", NULL));
    assert_waits(f, "due told refund");
}

static void what_was_completed_is_undone_inside_out(void **state)
{
    run_fixture *f = *state;

    start_refund(f);
    assert_ok(complete(f, "refund", NULL));
    assert_waits(f, "due told refund");
    assert_ok(complete(f, "refund", NULL));
    assert_waits(f, "due told unbook");
    assert_ok(complete(f, "unbook", NULL));
    assert_int_equal(f->state.status, WEIR_STATUS_ENDED);
    assert_int_equal(f->state.compensables.count, 0);
}

/* A change of the state that no fact can have made. */
#define REFUSED(member, value)                                                                                         \
    do {                                                                                                               \
        const weir_compensable before = *item;                                                                         \
        weir_state loaded;                                                                                             \
                                                                                                                       \
        item->member = (value);                                                                                        \
        assert_int_equal(decode(f, encode_state(f, &f->state), &loaded), WEIR_EFORMAT);                                \
        *item = before;                                                                                                \
    } while (0)

static void what_can_be_undone_fits_its_scope_its_element_and_what_undoes_it(void **state)
{
    run_fixture *f = *state;

    start_refund(f);
    assert_int_equal(f->state.compensables.count, 5);
    for (uint32_t i = 0; i < f->state.compensables.count; i++) {
        weir_compensable *item = &f->state.compensables.items[i];

        REFUSED(number, 0);
        REFUSED(number, f->state.next_number);
        REFUSED(scope, 0);
        REFUSED(scope, 98);
        REFUSED(node, weir_program_node(f->program, WEIR_T("i")));
        REFUSED(inner, item->inner == 0 ? 98 : 0);
        REFUSED(handler, 98);
    }
}

static void a_fact_of_compensation_that_does_not_fit_is_refused(void **state)
{
    run_fixture *f = *state;
    const weir_compensable *first;
    weir_state after;

    start_refund(f);
    first = &f->state.compensables.items[1];
    assert_int_equal(first->handler, 0);
#define FACT(...)                                                                                                      \
    (assert_int_equal(weir_state_copy(&f->state, &f->scratch_arena, &after), WEIR_OK),                                 \
     weir_apply(f->program, &after, &(weir_fact){__VA_ARGS__}))
#define STARTED .kind = WEIR_FACT_compensation_started, .flow = {WEIR_NO_IX}
    assert_int_equal(FACT(STARTED, .node = weir_program_node(f->program, WEIR_T("refund")), .token = 99,
                          .scope = first->scope, .number = first->number),
                     WEIR_OK);
    assert_int_equal(FACT(STARTED, .node = weir_program_node(f->program, WEIR_T("unbook")), .token = 99,
                          .scope = first->scope, .number = first->number),
                     WEIR_EFORMAT);
    assert_int_equal(FACT(STARTED, .node = weir_program_node(f->program, WEIR_T("refund")), .token = 99, .scope = 1,
                          .number = first->number),
                     WEIR_EFORMAT);
    assert_int_equal(FACT(STARTED, .node = weir_program_node(f->program, WEIR_T("refund")), .token = 99,
                          .scope = first->scope, .number = 98),
                     WEIR_EFORMAT);
    assert_int_equal(FACT(.kind = WEIR_FACT_compensation_triggered, .node = first->node, .token = first->thrower,
                          .number = first->number),
                     WEIR_EFORMAT); /* it was already */
}

/* Whatever is changed in a state: an error, or a state that can be stepped. */
static void no_change_of_one_byte_breaks_anything(void **state)
{
    static const char others[] = "0129\"{}[],n-";
    run_fixture *f = *state;
    weir_arena kept = {0};
    weir_text saved;
    char *bytes;

    weir_arena_init(&kept, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
    start_refund(f);
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

/* The same of the facts that have everything undone, behind the state before them. */
static void no_change_of_one_byte_breaks_a_fold(void **state)
{
    static const char others[] = "0129\"{}a";
    run_fixture *f = *state;
    weir_arena kept = {0}, fold = {0};
    weir_text before, saved;
    char *bytes;

    weir_arena_init(&kept, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
    weir_arena_init(&fold, test_memory_port(&f->memory, false), ARENA_BYTES_MAX);
    deploy(f, TRIP);
    assert_ok(start(f, "{n: 1}"));
    assert_ok(complete(f, "book", NULL));
    assert_ok(complete(f, "pay", NULL));
    assert_ok(weir_arena_text(&kept, encode_state(f, &f->state), &before));
    assert_ok(complete(f, "pay", NULL));
    assert_ok(weir_arena_text(&kept, encode_facts(f, &f->result.facts), &saved));
    bytes = weir_arena_take(&kept, saved.length);
    assert_non_null(bytes);
    for (size_t i = 0; i < saved.length * (sizeof others - 1); i++) {
        weir_facts facts;
        weir_state folded;

        memcpy(bytes, saved.at, saved.length);
        bytes[i / (sizeof others - 1)] = others[i % (sizeof others - 1)];
        weir_arena_reset(&fold);
        assert_ok(weir_state_decode(f->program, before, NULL, &fold, &folded, &f->diag));
        if (weir_facts_decode(f->program, (weir_text){bytes, saved.length}, NULL, &fold, &facts, NULL) != WEIR_OK ||
            weir_apply_all(f->program, &folded, &facts) != WEIR_OK)
            continue;
        assert_ok(weir_state_check(f->program, &folded, &fold, &f->diag));
        poke(f, &folded);
    }
    weir_arena_release(&kept);
    weir_arena_release(&fold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_completed_is_undone_inside_out),
        TEST(what_can_be_undone_fits_its_scope_its_element_and_what_undoes_it),
        TEST(a_fact_of_compensation_that_does_not_fit_is_refused),
        TEST(no_change_of_one_byte_breaks_anything),
        TEST(no_change_of_one_byte_breaks_a_fold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
