/* SPDX-License-Identifier: Apache-2.0
 * The writer: many threads, one transaction at a time, every waiter its own answer.
 */
#include <pthread.h>
#include <sched.h>

#include "host/memory_libc.h"
#include "host/writer.h"

#include "host_fixture.h"

#define THREAD_COUNT 8
#define START_COUNT 50 /* of each thread */

typedef struct gate {
    pthread_mutex_t lock;
    pthread_cond_t moves;
    bool is_entered, is_open;
} gate;

#define CLOSED_GATE                                                                                                    \
    {                                                                                                                  \
        .lock = PTHREAD_MUTEX_INITIALIZER, .moves = PTHREAD_COND_INITIALIZER                                           \
    }

typedef struct client {
    pthread_t thread;
    weir_writer *writer;
    const char *process;
    uint32_t count, fine_count;
    weir_answer answer;
    weir_err err;
    gate *gate;
} client;

static weir_writer *new_writer(fixture *f, weir_writer_options options)
{
    weir_writer *writer;

    assert_int_equal(weir_writer_new(f->engine, weir_memory_libc(), &options, &writer, NULL), WEIR_OK);
    return writer;
}

static void *start_many(void *self)
{
    client *c = self;
    const weir_request request = {.kind = WEIR_REQUEST_START, .process = weir_text_of(c->process)};

    for (uint32_t i = 0; i < c->count; i++) {
        c->err = weir_writer_execute(c->writer, &request, NOON, &c->answer, NULL);
        c->fine_count += c->err == WEIR_OK;
    }
    return NULL;
}

static void launch(client *c, void *(*run)(void *))
{
    assert_int_equal(pthread_create(&c->thread, NULL, run, c), 0);
}

static void join(client *c)
{
    assert_int_equal(pthread_join(c->thread, NULL), 0);
}

/* Holds the writer's thread until the gate opens. */
static weir_err stand_still(void *context, weir_engine *engine, weir_diag *diag)
{
    gate *g = context;

    (void)engine;
    (void)diag;
    pthread_mutex_lock(&g->lock);
    g->is_entered = true;
    pthread_cond_broadcast(&g->moves);
    while (!g->is_open)
        pthread_cond_wait(&g->moves, &g->lock);
    pthread_mutex_unlock(&g->lock);
    return WEIR_OK;
}

static void *hold(void *self)
{
    client *c = self;

    c->err = weir_writer_call(c->writer, stand_still, c->gate, NULL);
    return NULL;
}

static void wait_until_held(gate *g)
{
    pthread_mutex_lock(&g->lock);
    while (!g->is_entered)
        pthread_cond_wait(&g->moves, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

static void open_gate(gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->is_open = true;
    pthread_cond_broadcast(&g->moves);
    pthread_mutex_unlock(&g->lock);
}

static weir_err count_instance(void *context, const weir_instance_row *row)
{
    (void)row;
    ++*(uint32_t *)context;
    return WEIR_OK;
}

static uint32_t instance_count(fixture *f)
{
    uint32_t count = 0;

    assert_int_equal(f->faulty.inner.read_instances(f->store, count_instance, &count, NULL), WEIR_OK);
    return count;
}

static void each_of_eight_threads_gets_the_answers_to_its_own_requests(void **state)
{
    fixture *f = *state;
    client clients[THREAD_COUNT];
    weir_writer *writer;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    writer = new_writer(f, (weir_writer_options){0});
    for (int i = 0; i < THREAD_COUNT; i++) {
        clients[i] = (client){.writer = writer, .process = i % 2 ? "p" : "gone", .count = START_COUNT};
        launch(&clients[i], start_many);
    }
    for (int i = 0; i < THREAD_COUNT; i++) {
        join(&clients[i]);
        assert_int_equal(clients[i].fine_count, i % 2 ? START_COUNT : 0);
        assert_int_equal(clients[i].err, i % 2 ? WEIR_OK : WEIR_ENOTFOUND);
    }
    assert_int_equal(weir_writer_count(writer).request_count, THREAD_COUNT / 2 * START_COUNT);
    weir_writer_free(writer);
    assert_int_equal(instance_count(f), THREAD_COUNT / 2 * START_COUNT);
}

static void requests_that_wait_together_are_committed_together(void **state)
{
    fixture *f = *state;
    gate g = CLOSED_GATE;
    client holder, clients[THREAD_COUNT];
    weir_writer *writer;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    writer = new_writer(f, (weir_writer_options){.queue_max = THREAD_COUNT});
    holder = (client){.writer = writer, .gate = &g};
    launch(&holder, hold);
    wait_until_held(&g);
    for (int i = 0; i < THREAD_COUNT; i++) {
        clients[i] = (client){.writer = writer, .process = "p", .count = 1};
        launch(&clients[i], start_many);
    }
    /* The queue is full when all of them wait: one more is refused. */
    while (weir_writer_count(writer).waiting_count < THREAD_COUNT)
        sched_yield();
    assert_int_equal(weir_writer_execute(writer, &(weir_request){.kind = WEIR_REQUEST_SIGNAL, .name = WEIR_T("s")},
                                         NOON, &f->answer, &f->diag),
                     WEIR_EBUSY);
    assert_non_null(strstr(f->diag.message, "writer_queue"));
    open_gate(&g);
    join(&holder);
    for (int i = 0; i < THREAD_COUNT; i++) {
        join(&clients[i]);
        assert_int_equal(clients[i].fine_count, 1);
    }
    weir_writer_free(writer);
    assert_int_equal(f->faulty.commit_count, 1);
    assert_int_equal(instance_count(f), THREAD_COUNT);
}

#define CATCH "<intermediateCatchEvent id='w'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"
/* Its message finds two receivers, after its start was written. */
#define LATE PROCESS("late", START("late") FLOW("late.start", "send") "<sendTask id='send' messageRef='m'/>")

static void a_request_that_fails_after_it_wrote_is_undone_alone(void **state)
{
    fixture *f = *state;
    gate g = CLOSED_GATE;
    client holder, clients[THREAD_COUNT];
    weir_writer *writer;

    must_deploy(f, DEFINITIONS("<message id='m' name='x'/>" ONE_TASK LATE PROCESS(
                       "w.p", START("w.p") FLOW("w.p.start", "w") CATCH)));
    (void)must_start(f, "w.p", NULL, NULL, 0);
    (void)must_start(f, "w.p", NULL, NULL, 0);
    writer = new_writer(f, (weir_writer_options){0});
    holder = (client){.writer = writer, .gate = &g};
    launch(&holder, hold);
    wait_until_held(&g);
    for (uint32_t i = 0; i < THREAD_COUNT; i++) {
        clients[i] = (client){.writer = writer, .process = i == THREAD_COUNT / 2 ? "late" : "p", .count = 1};
        launch(&clients[i], start_many);
        while (weir_writer_count(writer).waiting_count <= i) /* in this order */
            sched_yield();
    }
    f->faulty.commit_count = 0;
    open_gate(&g);
    join(&holder);
    for (int i = 0; i < THREAD_COUNT; i++) {
        join(&clients[i]);
        assert_int_equal(clients[i].err, i == THREAD_COUNT / 2 ? WEIR_EPROCESS : WEIR_OK);
    }
    weir_writer_free(writer);
    assert_int_equal(f->faulty.commit_count, 1);
    assert_int_equal(instance_count(f), 2 + THREAD_COUNT - 1);
    assert_int_equal(weir_engine_check_states(f->engine, &f->diag), WEIR_OK);
}

/* Somebody who posts and does not wait. */
typedef struct poster {
    weir_writer_ticket ticket; /* the first member */
    weir_request request;
    gate gate;
} poster;

static void note_done(weir_writer_ticket *ticket)
{
    open_gate(&((poster *)ticket)->gate);
}

static void wait_until_open(gate *g)
{
    pthread_mutex_lock(&g->lock);
    while (!g->is_open)
        pthread_cond_wait(&g->moves, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

static void who_posts_is_told_of_the_end_beside_those_who_wait(void **state)
{
    static const char *const processes[] = {"p", "nothing", "p"};
    fixture *f = *state;
    poster posters[3];
    client c, holder;
    gate g = CLOSED_GATE;
    weir_writer *writer;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    writer = new_writer(f, (weir_writer_options){0});
    holder = (client){.writer = writer, .gate = &g};
    launch(&holder, hold);
    wait_until_held(&g);
    for (int i = 0; i < 3; i++) {
        posters[i] = (poster){.gate = CLOSED_GATE};
        posters[i].request = (weir_request){.kind = WEIR_REQUEST_START, .process = weir_text_of(processes[i])};
        posters[i].ticket = (weir_writer_ticket){.request = &posters[i].request, .now_ms = NOON, .done = note_done};
        assert_int_equal(weir_writer_post(writer, &posters[i].ticket, NULL), WEIR_OK);
    }
    c = (client){.writer = writer, .process = "p", .count = 1};
    launch(&c, start_many);
    open_gate(&g);
    join(&holder);
    join(&c);
    for (int i = 0; i < 3; i++)
        wait_until_open(&posters[i].gate);
    assert_int_equal(posters[0].ticket.err, WEIR_OK);
    assert_int_equal(posters[1].ticket.err, WEIR_ENOTFOUND);
    assert_int_equal(posters[2].ticket.err, WEIR_OK);
    assert_false(weir_id_equal(posters[0].ticket.answer.instance, posters[2].ticket.answer.instance));
    weir_writer_free(writer);
    assert_int_equal(c.fine_count, 1);
    assert_int_equal(instance_count(f), 3);
}

static void a_posted_ticket_is_refused_when_the_writer_stops(void **state)
{
    fixture *f = *state;
    weir_writer *writer = new_writer(f, (weir_writer_options){0});
    poster p = {.request = {.kind = WEIR_REQUEST_SIGNAL, .name = WEIR_T("s")}, .gate = CLOSED_GATE};

    p.ticket = (weir_writer_ticket){.request = &p.request, .now_ms = NOON, .done = note_done};
    weir_writer_stop(writer);
    assert_int_equal(weir_writer_post(writer, &p.ticket, NULL), WEIR_EBUSY);
    weir_writer_free(writer);
    assert_false(p.gate.is_open);
}

static void after_a_failed_commit_nobody_gets_an_answer(void **state)
{
    fixture *f = *state;
    client c;
    weir_writer *writer;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    writer = new_writer(f, (weir_writer_options){0});
    f->faulty.commit_fault = WEIR_COMMIT_UNDONE;
    c = (client){.writer = writer, .process = "p", .count = 3};
    launch(&c, start_many);
    join(&c);
    assert_int_equal(c.err, WEIR_ESTORE);
    assert_int_equal(c.fine_count, 0);
    f->faulty.commit_fault = WEIR_COMMIT_WORKS;
    launch(&c, start_many);
    join(&c);
    assert_int_equal(c.fine_count, 3);
    weir_writer_free(writer);
    assert_int_equal(instance_count(f), 3);
}

static void a_writer_that_stops_takes_no_more(void **state)
{
    fixture *f = *state;
    weir_writer *writer = new_writer(f, (weir_writer_options){0});
    weir_answer answer;

    weir_writer_stop(writer);
    assert_int_equal(weir_writer_execute(writer, &(weir_request){.kind = WEIR_REQUEST_SIGNAL, .name = WEIR_T("s")},
                                         NOON, &answer, NULL),
                     WEIR_EBUSY);
    weir_writer_free(writer);
}

static void count_call(void *self)
{
    ++*(uint32_t *)self;
}

static void commits_are_told_before_the_answer(void **state)
{
    fixture *f = *state;
    uint32_t told = 0;
    client c;
    weir_writer *writer;

    must_deploy(f, DEFINITIONS(ONE_TASK));
    writer = new_writer(f, (weir_writer_options){.self = &told, .committed = count_call});
    c = (client){.writer = writer, .process = "p", .count = 2};
    (void)start_many(&c);
    assert_int_equal(told, 2);
    weir_writer_free(writer);
}

#define WAITER                                                                                                         \
    "<signal id='s' name='alarm'/>" PROCESS(                                                                           \
        "w", START("w") FLOW("w.start", "c") "<intermediateCatchEvent id='c'><signalEventDefinition signalRef='s'/>"   \
                                             "</intermediateCatchEvent>" FLOW("c", "w.end") END("w.end"))

typedef struct jobs {
    weir_engine *engine;
    uint32_t run_count, failing_from; /* 0: they never fail */
} jobs;

/* As the library does. */
static int64_t run_jobs(void *self)
{
    jobs *j = self;
    int64_t from_ms = NOON, due_ms = 0;
    weir_fired fired = {0};

    if (weir_engine_next_due(j->engine, WEIR_DUE_NONE, &due_ms, NULL) == WEIR_OK && due_ms == INT64_MAX)
        return -1;
    if (++j->run_count == j->failing_from ||
        weir_engine_fire(j->engine, WEIR_DUE_NONE, &from_ms, NOON, &fired, NULL) != WEIR_OK)
        return 1000;
    return fired.continuation_count > 0 ? 0 : 1000;
}

static weir_answer throw(fixture * f, jobs *j, weir_writer_options options)
{
    const weir_request request = {.kind = WEIR_REQUEST_SIGNAL, .name = WEIR_T("alarm")};
    client c = {.process = "w", .count = 250};
    weir_answer answer = {0};
    weir_writer *writer;

    j->engine = f->engine; /* the writer asks for jobs at once */
    c.writer = writer = new_writer(f, options);
    (void)start_many(&c);
    assert_int_equal(c.fine_count, 250);
    assert_int_equal(weir_writer_execute(writer, &request, NOON, &answer, NULL), WEIR_OK);
    assert_true(answer.broadcast > 0);
    weir_writer_free(writer);
    return answer;
}

static weir_err count_ended(void *context, const weir_instance_row *row)
{
    *(uint32_t *)context += row->status == WEIR_STATUS_ENDED;
    return WEIR_OK;
}

static void who_broadcasts_a_signal_is_answered_when_all_have_got_it(void **state)
{
    fixture *f = *state;
    jobs j = {0};
    uint32_t ended_count = 0;

    must_deploy(f, DEFINITIONS(WAITER));
    (void) throw(f, &j, (weir_writer_options){.self = &j, .run_jobs = run_jobs});
    assert_int_equal(j.run_count, 3);
    assert_int_equal(f->faulty.inner.read_instances(f->store, count_ended, &ended_count, NULL), WEIR_OK);
    assert_int_equal(ended_count, 250);
}

static void who_broadcasts_a_signal_is_answered_when_it_can_go_no_further_now(void **state)
{
    fixture *f = *state;
    jobs j = {.failing_from = 2};
    uint64_t first_pos = 0;
    weir_answer answer;

    must_deploy(f, DEFINITIONS(WAITER));
    answer = throw(f, &j, (weir_writer_options){.self = &j, .run_jobs = run_jobs});
    assert_int_equal(weir_broadcasts_first(f->engine, &first_pos, NULL), WEIR_OK);
    assert_true(first_pos == answer.broadcast || first_pos == 0); /* the writer may have tried again */
    assert_int_equal(weir_engine_advance(f->engine, NOON, NOON, &f->diag), WEIR_OK);
    assert_int_equal(weir_broadcasts_first(f->engine, &first_pos, NULL), WEIR_OK);
    assert_int_equal(first_pos, 0);
}

static void more_who_broadcast_than_a_group_takes_are_all_answered(void **state)
{
    fixture *f = *state;
    jobs j = {.engine = f->engine};
    poster posters[5];
    client c = {.process = "w", .count = 150}, holder;
    gate g = CLOSED_GATE;
    weir_writer *writer;

    must_deploy(f, DEFINITIONS(WAITER));
    writer = new_writer(f, (weir_writer_options){.self = &j, .run_jobs = run_jobs, .group_max = 1});
    c.writer = writer;
    (void)start_many(&c);
    holder = (client){.writer = writer, .gate = &g};
    launch(&holder, hold);
    wait_until_held(&g);
    for (size_t i = 0; i < sizeof posters / sizeof *posters; i++) {
        posters[i] = (poster){.gate = CLOSED_GATE,
                              .request = {.kind = WEIR_REQUEST_SIGNAL, .name = WEIR_T("alarm")},
                              .ticket = {.now_ms = NOON, .done = note_done}};
        posters[i].ticket.request = &posters[i].request;
        assert_int_equal(weir_writer_post(writer, &posters[i].ticket, NULL), WEIR_OK);
    }
    open_gate(&g);
    join(&holder);
    for (size_t i = 0; i < sizeof posters / sizeof *posters; i++)
        wait_until_open(&posters[i].gate);
    weir_writer_free(writer);
}

/* Nobody would ever come for them. */
static void nobody_waits_for_signals_where_no_jobs_are_run(void **state)
{
    fixture *f = *state;
    jobs j = {0};

    must_deploy(f, DEFINITIONS(WAITER));
    (void) throw(f, &j, (weir_writer_options){0});
    assert_int_equal(weir_engine_advance(f->engine, NOON, NOON, &f->diag), WEIR_OK);
}

static void no_memory_leaves_nothing_behind(void **state)
{
    fixture *f = *state;

    for (uint64_t n = 1; n <= 3; n++) {
        test_memory memory = {.fail_at = n};
        weir_writer *writer;

        assert_int_equal(
            weir_writer_new(f->engine, test_memory_port(&memory, true), &(weir_writer_options){0}, &writer, NULL),
            WEIR_ENOMEM);
        assert_int_equal(memory.live_count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_of_eight_threads_gets_the_answers_to_its_own_requests),
        TEST(requests_that_wait_together_are_committed_together),
        TEST(a_request_that_fails_after_it_wrote_is_undone_alone),
        TEST(who_posts_is_told_of_the_end_beside_those_who_wait),
        TEST(a_posted_ticket_is_refused_when_the_writer_stops),
        TEST(after_a_failed_commit_nobody_gets_an_answer),
        TEST(a_writer_that_stops_takes_no_more),
        TEST(commits_are_told_before_the_answer),
        TEST(who_broadcasts_a_signal_is_answered_when_all_have_got_it),
        TEST(who_broadcasts_a_signal_is_answered_when_it_can_go_no_further_now),
        TEST(more_who_broadcast_than_a_group_takes_are_all_answered),
        TEST(nobody_waits_for_signals_where_no_jobs_are_run),
        TEST(no_memory_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
