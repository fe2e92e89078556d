/* SPDX-License-Identifier: Apache-2.0
 * An instance as it was at any fact: what the projections showed then.
 */
#include "unit/library/library_fixture.h"

#define TEXT_SIZE 4096

/* What is the case, as lines; the same from the projections and from the past. */
typedef struct picture {
    char text[TEXT_SIZE];
    weir_db_state state;
} picture;

static void add(picture *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(picture *p, const char *format, ...)
{
    const size_t length = strlen(p->text);
    va_list arguments;

    va_start(arguments, format);
    assert_true(vsnprintf(p->text + length, sizeof p->text - length, format, arguments) <
                (int)(sizeof p->text - length));
    va_end(arguments);
}

/* ── from the projections ──────────────────────────────────────────────────────────────────────────────── */

static bool see_activity(void *context, const weir_db_activity *activity)
{
    add(context, "active %s since %lld\n", activity->element, (long long)activity->since_ms);
    return true;
}

static bool see_task(void *context, const weir_db_task *task)
{
    add(context, "user task %s %s since %lld\n", task->element, task->id, (long long)task->created_ms);
    return true;
}

static bool see_external_task(void *context, const weir_db_external_task *task)
{
    add(context, "external task %s %s %s since %lld retries %lld\n", task->element, task->id, task->topic,
        (long long)task->created_ms, (long long)task->retries);
    return true;
}

static bool see_incident(void *context, const weir_db_incident *incident)
{
    add(context, "incident %s at %s: %s since %lld\n", incident->id, incident->element, incident->message,
        (long long)incident->created_ms);
    return true;
}

static bool see_variable(void *context, const weir_db_variable *variable)
{
    add(context, "%u %s = %s\n", variable->scope, variable->name, variable->value);
    return true;
}

static bool see_instance(void *context, const weir_db_instance *instance)
{
    add(context, "%s %s %s %s %d\n", instance->process, instance->definition, instance->business_key, instance->id,
        instance->has_ended);
    return true;
}

static void see_now(fixture *f, const char *instance, picture *out)
{
    const weir_db_filter of_this = {.instance = instance};

    *out = (picture){0};
    must(f, weir_db_instances(f->db, &of_this, see_instance, out, &f->error));
    must(f, weir_db_activities(f->db, instance, see_activity, out, &f->error));
    must(f, weir_db_tasks(f->db, &of_this, see_task, out, &f->error));
    must(f, weir_db_external_tasks(f->db, &of_this, see_external_task, out, &f->error));
    must(f, weir_db_incidents(f->db, &of_this, see_incident, out, &f->error));
    must(f, weir_db_variables(f->db, instance, see_variable, out, &f->error));
}

/* ── from the past ─────────────────────────────────────────────────────────────────────────────────────── */

static void recall_state(void *context, const weir_db_state *state)
{
    picture *p = context;

    p->state = *state;
    add(p, "%s %s %s %s %d\n", state->process, state->definition, state->business_key, state->instance,
        state->has_ended);
}

static void recall_activity(void *context, const weir_db_activity *activity)
{
    (void)see_activity(context, activity);
}

/* In the order of the projections: user tasks, then external tasks. */
static void recall_wait(picture *p, const weir_db_wait *wait, const char *kind)
{
    if (strcmp(wait->kind, kind) != 0)
        return;
    add(p, "%s %s %s ", wait->kind, wait->element, wait->id);
    if (wait->name)
        add(p, "%s ", wait->name);
    add(p, "since %lld", (long long)wait->since_ms);
    if (strcmp(kind, "external task") == 0)
        add(p, " retries %lld", (long long)wait->retries);
    add(p, "\n");
}

static void recall_user_task(void *context, const weir_db_wait *wait)
{
    recall_wait(context, wait, "user task");
}

static void recall_external_task(void *context, const weir_db_wait *wait)
{
    recall_wait(context, wait, "external task");
}

static void recall_incident(void *context, const weir_db_incident *incident)
{
    (void)see_incident(context, incident);
}

static void recall_variable(void *context, const weir_db_variable *variable)
{
    (void)see_variable(context, variable);
}

static void see_then(fixture *f, const char *instance, uint64_t position, picture *out)
{
    const weir_db_state_visitor first = {recall_state, recall_activity, recall_user_task, NULL, NULL},
                                second = {.wait = recall_external_task,
                                          .incident = recall_incident,
                                          .variable = recall_variable};

    *out = (picture){0};
    must(f, weir_db_state_at(f->db, instance, position, &first, out, &f->error));
    must(f, weir_db_state_at(f->db, instance, position, &second, out, &f->error));
}

/* ── a life ────────────────────────────────────────────────────────────────────────────────────────────── */

static bool keep_position(void *context, const weir_db_fact *fact)
{
    *(uint64_t *)context = fact->position;
    return true;
}

static uint64_t last_position(fixture *f)
{
    uint64_t position = 0;

    must(f, weir_db_facts(f->db, NULL, 0, keep_position, &position, &f->error));
    return position;
}

static bool keep_task(void *context, const weir_db_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return true;
}

static bool keep_external_task(void *context, const weir_db_external_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return true;
}

typedef struct life {
    char instance[WEIR_DB_ID_SIZE], task[WEIR_DB_ID_SIZE], external_task[WEIR_DB_ID_SIZE];
    picture pictures[16];
    uint64_t positions[16];
    unsigned count;
} life;

static void take_picture(fixture *f, life *l)
{
    see_now(f, l->instance, &l->pictures[l->count]);
    l->positions[l->count++] = last_position(f);
    start(f, "another"); /* facts of others lie between */
    f->now_ms += 1000;
}

static void live(fixture *f, life *l)
{
    weir_db_filter of_this = {.instance = l->instance};

    deploy(f, everything);
    start(f, "this");
    memcpy(l->instance, f->answer.instance, sizeof l->instance);
    take_picture(f, l);
    must(f, weir_db_tasks(f->db, &of_this, keep_task, l->task, &f->error));
    must(f, weir_db_external_tasks(f->db, &of_this, keep_external_task, l->external_task, &f->error));
    must(f, weir_db_set(f->db, &(weir_db_command){.instance = l->instance, .variables = "{\"b\": null, \"a\": \"二\"}"},
                        NULL, &f->error));
    take_picture(f, l);
    must(f, weir_db_fail(f->db, &(weir_db_command){.task = l->external_task, .text = "no paper", .retries = 0}, NULL,
                         &f->error));
    take_picture(f, l);
    f->now_ms += HOUR;
    must(f, weir_db_tick(f->db, NULL, &f->error));
    take_picture(f, l);
    must(f, weir_db_retry(f->db, &(weir_db_command){.task = l->external_task, .retries = 2}, NULL, &f->error));
    take_picture(f, l);
    must(f, weir_db_complete(f->db, &(weir_db_command){.task = l->external_task, .variables = "{\"pages\": 3}"}, NULL,
                             &f->error));
    take_picture(f, l);
    must(f, weir_db_complete(f->db, &(weir_db_command){.task = l->task}, NULL, &f->error));
    take_picture(f, l);
    must(f, weir_db_correlate(f->db, &(weir_db_command){.name = "paid", .business_key = "this"}, NULL, &f->error));
    take_picture(f, l);
}

static void the_past_is_what_the_present_was(void **state)
{
    fixture *f = *state;
    life l = {.count = 0};

    live(f, &l);
    for (unsigned i = 0; i < l.count; i++) {
        picture then;

        see_then(f, l.instance, l.positions[i], &then);
        assert_string_equal(then.text, l.pictures[i].text);
        assert_true(then.state.position <= l.positions[i]);
        see_then(f, l.instance, l.positions[i] + 3, &then); /* in the middle of another instance's facts */
        assert_string_equal(then.text, l.pictures[i].text);
    }
}

static void now_is_the_last_position(void **state)
{
    fixture *f = *state;
    life l = {.count = 0};
    picture now, folded;
    weir_db *reader;

    live(f, &l);
    see_now(f, l.instance, &now);
    see_then(f, l.instance, 0, &folded);
    assert_string_equal(folded.text, now.text);
    assert_true(folded.state.has_ended);
    see_then(f, l.instance, last_position(f), &folded);
    assert_string_equal(folded.text, now.text);
    reader = f->db; /* a database that is read-only can tell, too */
    f->db = open_db(f, f->path, true);
    see_then(f, l.instance, 0, &folded);
    weir_db_close(f->db);
    f->db = reader;
    assert_string_equal(folded.text, now.text);
}

typedef struct seen {
    unsigned activity_count, wait_count, join_count, message_count;
    uint64_t fact_count;
} seen;

static void count_state(void *context, const weir_db_state *state)
{
    ((seen *)context)->fact_count = state->fact_count;
}

static void count_activity(void *context, const weir_db_activity *activity)
{
    (void)activity;
    ((seen *)context)->activity_count++;
}

static void count_wait(void *context, const weir_db_wait *wait)
{
    seen *s = context;

    s->wait_count++;
    if (strcmp(wait->kind, "join") == 0) {
        s->join_count++;
        assert_string_equal(wait->element, "join");
    }
    if (strcmp(wait->kind, "message") == 0) {
        s->message_count++;
        assert_string_equal(wait->element_name, "Paid");
        assert_string_equal(wait->name, "paid");
    }
}

/* A fact in the middle of a command's: only those before it have happened. */
static void any_position_can_be_asked_for(void **state)
{
    const weir_db_state_visitor visitor = {.state = count_state, .activity = count_activity, .wait = count_wait};
    fixture *f = *state;
    life l = {.count = 0};
    unsigned joins = 0, messages = 0;

    live(f, &l);
    for (uint64_t i = 0, facts = 0; i < last_position(f); i++) {
        seen s = {0};

        if (weir_db_state_at(f->db, l.instance, i + 1, &visitor, &s, &f->error) != 0) {
            assert_int_equal(i, 0); /* the deployment */
            continue;
        }
        assert_in_range(s.fact_count, facts, facts + 1);
        facts = s.fact_count;
        joins += s.join_count > 0;
        messages += s.message_count > 0;
        if (i == 1)
            assert_int_equal(s.activity_count + s.wait_count, 0); /* created, and nothing else */
    }
    assert_true(joins > 0);
    assert_true(messages > 0);
}

static void refused(fixture *f, const char *instance, uint64_t position, const char *sentence)
{
    assert_int_not_equal(weir_db_state_at(f->db, instance, position, &(weir_db_state_visitor){0}, NULL, &f->error), 0);
    if (!strstr(f->error.message, sentence))
        fail_msg("'%s' is not in '%s'", sentence, f->error.message);
}

static void what_can_not_be_told_is_said(void **state)
{
    fixture *f = *state;
    life l = {.count = 0};
    char end[64];

    live(f, &l);
    refused(f, l.instance, 1, "this instance began later, at position 2");
    (void)snprintf(end, sizeof end, "the log ends at position %llu", (unsigned long long)last_position(f));
    refused(f, l.instance, last_position(f) + 1, end);
    refused(f, "00000000-0000-7000-8000-000000000001", 0, "there is no instance with this id");
    assert_string_equal(f->error.name, "ENOTFOUND");
    refused(f, "00000000-0000-0000-0000-000000000000", 0, "there is no instance with this id");
    refused(f, "what", 0, "'what' is no id");
}

/* ── elements ──────────────────────────────────────────────────────────────────────────────────────────── */

static bool see_element(void *context, const weir_db_element *element)
{
    if (element->name)
        add(context, "%s %s %s\n", element->type, element->id, element->name);
    return true;
}

static void elements_have_the_names_of_the_model(void **state)
{
    fixture *f = *state;
    picture p = {0};

    deploy(f, everything);
    must(f, weir_db_elements(f->db, "order", see_element, &p, &f->error));
    assert_string_equal(p.text, "process order An order\nuserTask check 检查 订单\nintermediateCatchEvent pay Paid\n");
    assert_int_not_equal(weir_db_elements(f->db, "gone", see_element, &p, &f->error), 0);
    assert_string_equal(f->error.name, "ENOTFOUND");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_past_is_what_the_present_was),     TEST(now_is_the_last_position),
        TEST(any_position_can_be_asked_for),        TEST(what_can_not_be_told_is_said),
        TEST(elements_have_the_names_of_the_model),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
