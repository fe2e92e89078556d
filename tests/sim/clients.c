/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/clients.c - what the threads do, by chance.
 */
#define _DEFAULT_SOURCE
#include "sim/clients.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEASE_MS 600000
#define LOCK_COUNT_MAX 3u

static const char processes[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:weir='urn:weir:bpmn' targetNamespace='t'>"
    "<process id='p' isExecutable='true'><startEvent id='p1'/><sequenceFlow id='p2' sourceRef='p1' targetRef='a'/>"
    "<userTask id='a'/><sequenceFlow id='p3' sourceRef='a' targetRef='p4'/><endEvent id='p4'/></process>"
    "<process id='w' isExecutable='true'><startEvent id='w1'/><sequenceFlow id='w2' sourceRef='w1' targetRef='b'/>"
    "<serviceTask id='b' weir:topic='print'/><sequenceFlow id='w3' sourceRef='b' targetRef='w4'/><endEvent id='w4'/>"
    "</process>"
    "<process id='t' isExecutable='true'><startEvent id='t1'/><sequenceFlow id='t2' sourceRef='t1' targetRef='c'/>"
    "<intermediateCatchEvent id='c'><timerEventDefinition><timeDuration>PT0.01S</timeDuration></timerEventDefinition>"
    "</intermediateCatchEvent><sequenceFlow id='t3' sourceRef='c' targetRef='t4'/><endEvent id='t4'/></process>"
    "</definitions>";

typedef struct client {
    const clients *all;
    pthread_t thread;
    unsigned seed, number;
    int code;
    weir_db_error error;
} client;

int clients_deploy(weir_db *db, weir_db_error *error)
{
    const weir_db_file file = {.name = "clients.bpmn", .bytes = processes, .length = sizeof processes - 1};

    return weir_db_deploy(db, &file, 1, NULL, NULL, error);
}

static void tell(const client *c, clients_word word, const char *instance)
{
    if (c->all->tell)
        c->all->tell(c->all->context, word, instance);
}

static int start(client *c, const char *process, char instance[static WEIR_DB_ID_SIZE])
{
    const weir_db_command command = {.process = process, .variables = "{\"n\":1}"};
    weir_db_answer answer;
    const int code = weir_db_start(c->all->db, &command, &answer, &c->error);

    if (code != 0)
        return code;
    memcpy(instance, answer.instance, WEIR_DB_ID_SIZE);
    tell(c, CLIENTS_STARTED, instance);
    return 0;
}

static int complete(client *c, const char *instance, const weir_db_command *command)
{
    int code;

    if (c->all->is_early)
        tell(c, CLIENTS_ENDED, instance);
    code = weir_db_complete(c->all->db, command, NULL, &c->error);
    if (code == 0 && !c->all->is_early)
        tell(c, CLIENTS_ENDED, instance);
    return code;
}

/* ── what there is to do ───────────────────────────────────────────────────────────────────────────────── */

static bool keep_task(void *context, const weir_db_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return false;
}

static int use_user_task(client *c)
{
    char instance[WEIR_DB_ID_SIZE], task[WEIR_DB_ID_SIZE] = "";
    int code = start(c, "p", instance);

    if (code == 0)
        code = weir_db_tasks(c->all->db, &(weir_db_filter){.instance = instance}, keep_task, task, &c->error);
    return code != 0 ? code : complete(c, instance, &(weir_db_command){.task = task, .variables = "{\"n\":2}"});
}

typedef struct held {
    unsigned count;
    char tasks[LOCK_COUNT_MAX][WEIR_DB_ID_SIZE], instances[LOCK_COUNT_MAX][WEIR_DB_ID_SIZE];
} held;

static bool hold(void *context, const weir_db_external_task *task)
{
    held *h = context;

    (void)snprintf(h->tasks[h->count], WEIR_DB_ID_SIZE, "%s", task->id);
    (void)snprintf(h->instances[h->count++], WEIR_DB_ID_SIZE, "%s", task->instance);
    return true;
}

static int use_external_task(client *c)
{
    static const char *const topics[] = {"print"};
    char instance[WEIR_DB_ID_SIZE], worker[16];
    held h = {0};
    int code = start(c, "w", instance);

    (void)snprintf(worker, sizeof worker, "worker-%u", c->number);
    if (code == 0)
        code = weir_db_lock_tasks(c->all->db,
                                  &(weir_db_lock){.worker = worker,
                                                  .topics = topics,
                                                  .topic_count = 1,
                                                  .duration_ms = LEASE_MS,
                                                  .count_max = LOCK_COUNT_MAX},
                                  hold, &h, &c->error);
    for (unsigned i = 0; code == 0 && i < h.count; i++)
        code = complete(c, h.instances[i], &(weir_db_command){.task = h.tasks[i], .worker = worker});
    return code;
}

static int use_timer(client *c)
{
    char instance[WEIR_DB_ID_SIZE];

    return start(c, "t", instance);
}

static bool see_instance(void *context, const weir_db_instance *instance)
{
    (void)context;
    return instance->id[0] != '\0';
}

static bool see_fact(void *context, const weir_db_fact *fact)
{
    (void)context;
    return fact->data[0] == '{';
}

static bool see_definition(void *context, const weir_db_definition *definition)
{
    (void)context;
    return definition->version > 0;
}

static int look(client *c)
{
    weir_db *db = c->all->db;
    weir_db_status status;
    int code;

    weir_db_look_at_status(db, &status);
    if ((code = weir_db_instances(db, &(weir_db_filter){.count_max = 20}, see_instance, NULL, &c->error)) != 0 ||
        (code = weir_db_facts(db, NULL, status.command_count, see_fact, NULL, &c->error)) != 0 ||
        (code = weir_db_definitions(db, see_definition, NULL, &c->error)) != 0)
        return code;
    return weir_db_tick(db, NULL, &c->error);
}

static int deploy_again(client *c)
{
    const int code = clients_deploy(c->all->db, &c->error);

    if (code == 0)
        tell(c, CLIENTS_DEPLOYED, "");
    return code;
}

/* ── threads ───────────────────────────────────────────────────────────────────────────────────────────── */

/* Of 200. */
static const struct {
    int (*run)(client *c);
    int share;
} actions[] = {
    {use_user_task, 100}, {use_external_task, 50}, {use_timer, 39}, {look, 10}, {deploy_again, 1},
};

static int act(client *c)
{
    int chance = rand_r(&c->seed) % 200;
    size_t i = 0;

    while (chance >= actions[i].share)
        chance -= actions[i++].share;
    return actions[i].run(c);
}

static void *work(void *self)
{
    client *c = self;

    for (unsigned i = 0; c->code == 0 && (c->all->count_max == 0 || i < c->all->count_max); i++)
        c->code = act(c);
    if (c->code != 0 && strcmp(c->error.name, "EBUSY") == 0)
        c->code = 0; /* the database stops */
    return NULL;
}

int clients_run(const clients *all, weir_db_error *error)
{
    client items[CLIENTS_THREAD_COUNT];
    int code = 0;

    for (unsigned i = 0; i < CLIENTS_THREAD_COUNT; i++) {
        items[i] = (client){.all = all, .seed = all->seed * CLIENTS_THREAD_COUNT + i, .number = i};
        if (pthread_create(&items[i].thread, NULL, work, &items[i]) != 0)
            abort();
    }
    for (unsigned i = 0; i < CLIENTS_THREAD_COUNT; i++) {
        (void)pthread_join(items[i].thread, NULL);
        if (code == 0 && items[i].code != 0) {
            code = items[i].code;
            *error = items[i].error;
        }
    }
    return code;
}
