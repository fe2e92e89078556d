/* SPDX-License-Identifier: Apache-2.0
 * load/lifecycles.h - what the files of the driver of lifecycles share: a year, and who does what in it.
 *
 * lifecycles.c lets the year pass, lifecycle_plan.c learns from facts what there is to do and when, lifecycle_work.c
 * knows what is submitted, lifecycle_files.c deploys, lifecycle_report.c looks at the end of the year. load/model.h
 * has what redating.c needs, too.
 */
#ifndef WEIR_LOAD_LIFECYCLES_H
#define WEIR_LOAD_LIFECYCLES_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <weir.h>

#include "load/model.h"

#define DAY_COUNT 365
#define FIRST_DAY 20458 /* 2026-01-05, as days since 1970 */
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
#define ZONE_MS (8 * HOUR_MS)
#define TICK_COUNT_MAX (DAY_COUNT * 12)
#define COMPLAINT_COUNT_MAX 10u

typedef enum deed_kind { DEED_PROPOSAL, DEED_TASK, DEED_INCIDENT, DEED_END } deed_kind;

typedef struct deed {
    deed_kind kind;
    char task[WEIR_DB_ID_SIZE];
    const char *element; /* known ones alone; others as "" */
    uint32_t lifecycle;
    uint64_t random;
} deed;

typedef struct deeds {
    deed *items;
    uint32_t count, capacity;
} deeds;

typedef struct known {
    uint64_t id_hash;   /* 0: free; ids are random enough that two don't have the same */
    uint32_t lifecycle; /* UINT32_MAX: nothing has said it yet */
} known;

typedef struct year {
    weir_db *db;
    uint64_t seed;
    uint32_t count, started_count;
    uint32_t *task_counts; /* by lifecycle; one more for what belongs to none */
    int64_t now_ms;
    int64_t ticks_ms[TICK_COUNT_MAX]; /* working hours, then the close of the day */
    uint32_t tick_count, tick;
    deeds by_tick[TICK_COUNT_MAX + 1];
    struct {
        known *items; /* open addressing */
        uint32_t count, capacity;
    } instances;
    uint64_t fact_count, task_count, late_count, incident_count;
    uint64_t signal_count; /* to many */
    uint64_t limit_count, overdue_count, lead_count, ended_count, message_count;
    atomic_uint_fast64_t command_count, gone_count, refused_count, report_count; /* of incidents of a service */
    pthread_mutex_t lock;                                                        /* of the pause alone */
    int64_t longest_us, longest_hour_us; /* of a request; of what is due in an hour, commit by commit */
    char longest[64];
} year;

uint64_t lifecycle_mix(uint64_t a, uint64_t b);

/* lifecycle_work.c: an element that is known, or "". */
const char *lifecycle_element(const char *element);
/* What is submitted at it: JSON. */
const char *lifecycle_outcome(const char *element, uint64_t random);

/* lifecycle_plan.c: a deed for a tick; the `hear` of a subscription whose context is the year. */
void lifecycle_plan(year *y, uint32_t tick, const deed *planned);
bool lifecycle_hear(void *context, const weir_db_fact *fact);

/* lifecycle_report.c: prints it; 0: all is as it should be. */
int lifecycle_report(year *y, const char *path, int64_t took_us);

#endif
