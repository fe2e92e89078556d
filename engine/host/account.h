/* SPDX-License-Identifier: Apache-2.0
 * host/account.h - the steps of one instance, as its facts tell them: the chapters of an accountability report.
 *
 * A step is an activity or an event that was entered; gateways are none. Facts are given one after the other, in the
 * order of the log; what a fact says of a step is added to it. Layer: host.
 */
#ifndef WEIR_HOST_ACCOUNT_H
#define WEIR_HOST_ACCOUNT_H

#include "base/calendar.h"
#include "host/library_internal.h"

#define WEIR_ACCOUNT_STEP_COUNT_MAX 20000u    /* of one report */
#define WEIR_ACCOUNT_INSTANCE_COUNT_MAX 1000u /* the instance, and those it called */
#define WEIR_ACCOUNT_BYTES_MAX ((size_t)256 * 1024 * 1024)

typedef struct weir_account_entries {
    weir_entry *items;
    uint32_t count, capacity;
} weir_account_entries;

typedef struct weir_account_list {
    weir_value *items;
    uint32_t count, capacity;
} weir_account_list;

typedef struct weir_account_step {
    const weir_node *node;
    int64_t begun_ms, ended_ms;               /* ended_ms 0: it has not */
    uint64_t begun_by;                        /* position of the command that it began with */
    uint32_t item, item_count;                /* item_count: of the body of a multi-instance */
    uint32_t parent;                          /* step + 1 that has opened the scope it is in; 0: the process */
    weir_text state;                          /* active, completed, interrupted */
    weir_value details;                       /* of a user task, the last that are known */
    weir_account_entries claimed, completed;  /* by and at; empty: not so */
    weir_account_entries task, limit, undone; /* undone: by what, when */
    weir_account_list actions, refusals, evidence, decisions, messages, notes, limit_events, calls;
    weir_value limit_stand; /* the last details of its limit */
} weir_account_step;

typedef struct weir_account {
    weir_arena *arena;           /* the account lives here */
    const weir_program *program; /* copied texts are not needed: it outlives the account */
    struct weir_engine *engine;  /* that knows the calendars; asked with the lock */
    pthread_mutex_t *lock;
    const weir_zone *zone; /* of the first calendar that was met; NULL: of none */
    int64_t now_ms;
    weir_text instance;
    uint32_t step_count_max;
    weir_account_entries head; /* of the instance */
    struct {
        weir_account_step *items;
        uint32_t count, capacity;
    } steps;
    struct {
        uint32_t *items; /* step + 1, by number of a token, a wait, or a scope it opened; 0: none */
        uint32_t count, capacity;
    } of_number;
    weir_account_step process; /* the instance itself: its limit, its messages */
    weir_account_list acts;    /* of administrators, on the instance */
    weir_account_list called;  /* ids, in the order of their calls */
    bool is_cut;               /* there are more steps than step_count_max */
} weir_account;

/* data: the fact, parsed; it need not outlive the call. ENOMEM. */
WEIR_MUST_USE weir_err weir_account_add(weir_account *account, const weir_db_fact *fact, const weir_value *data);
/* The chapter of this instance: a context. ENOMEM. */
WEIR_MUST_USE weir_err weir_account_tell(weir_account *account, weir_value *out);

/* For all files: put an entry, a text that is there, an instant. */
WEIR_MUST_USE weir_err weir_account_put(weir_account *account, weir_account_entries *to, const char *key,
                                        weir_value value);
WEIR_MUST_USE weir_err weir_account_put_text(weir_account *account, weir_account_entries *to, const char *key,
                                             weir_text text);
WEIR_MUST_USE weir_err weir_account_put_time(weir_account *account, weir_account_entries *to, const char *key,
                                             int64_t at_ms);

/* The order that steps are told in (account_order.c): as they began; items that began together by their numbers.
 * out: indexes of steps. ENOMEM. */
WEIR_MUST_USE weir_err weir_account_order(weir_account *account, uint32_t **out);

#endif
