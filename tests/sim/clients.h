/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/clients.h - eight threads that ask a database for everything at the same time.
 *
 * By chance: an instance with a user task is started and completed; one with an external task is started, tasks are
 * locked and completed by the worker that holds them; one with a timer is started; somebody looks at lists, facts and
 * figures, lets timers fire, or deploys a new version.
 */
#ifndef WEIR_TESTS_CLIENTS_H
#define WEIR_TESTS_CLIENTS_H

#include <weir.h>

#define CLIENTS_THREAD_COUNT 8

typedef enum clients_word {
    CLIENTS_STARTED = 'S',
    CLIENTS_ENDED = 'E',   /* an instance, by a completion */
    CLIENTS_DEPLOYED = 'D' /* a new version of each process */
} clients_word;

typedef struct clients {
    weir_db *db;
    unsigned seed;
    unsigned count_max; /* of what each thread does; 0: until the database takes nothing more */
    bool is_early;      /* wrong on purpose: tell of a completion, then ask for it */
    /* What was acknowledged; on the thread to which it was. instance is "" for a deployment. May be NULL. */
    void (*tell)(void *context, clients_word word, const char *instance);
    void *context;
} clients;

/* The processes that they use: p, w and t. */
int clients_deploy(weir_db *db, weir_db_error *error);
/* Returns when all have ended, with the first error that was none of these: EBUSY of a database that stops. */
int clients_run(const clients *all, weir_db_error *error);

#endif
