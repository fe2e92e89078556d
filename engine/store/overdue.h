/* SPDX-License-Identifier: Apache-2.0
 * store/overdue.h - what is overdue, in SQL.
 *
 * A user task is overdue when the time limit of its activity, or of its item, is marked so, or its due date has passed;
 * a due date that is the end of a limit has not as long as the clock of the limit stands. An instance is, if one of its
 * limits or its user tasks is. In SQL: t is the row of the task, i that of its instance; now: milliseconds.
 * Layer: store.
 */
#ifndef WEIR_STORE_OVERDUE_H
#define WEIR_STORE_OVERDUE_H

#define WEIR_SQL_STAGE_OVERDUE "2" /* WEIR_LIMIT_OVERDUE */
#define WEIR_SQL_KIND_LIMIT "10"   /* WEIR_WAIT_LIMIT */
/* Milliseconds of an instant that is a text. */
#define WEIR_SQL_MS(text) "(strftime('%s', " text ") * 1000 + CAST(substr(strftime('%f', " text "), 4) AS INTEGER))"

/* Whether its due date falls into a year that is not official. */
#define WEIR_SQL_IS_TASK_PROVISIONAL                                                                                   \
    "coalesce(t.details ->> '$.dueBy.dueProvisional', t.details ->> '$.dueProvisional', 0)"
#define WEIR_SQL_LIMIT_OF_TASK                                                                                         \
    "SELECT 1 FROM json_each(i.state, '$.waits') w, json_each(i.state, '$.waits') o WHERE w.value ->> '$.n' = t.wait"  \
    " AND o.value ->> '$.token' = w.value ->> '$.token' AND o.value ->> '$.kind' = " WEIR_SQL_KIND_LIMIT
/* A limit whose clock stands has its row at the end of time, as long as its instance is not suspended. */
#define WEIR_SQL_NEVER "253402300799999" /* WEIR_LIMIT_NEVER_MS */
#define WEIR_SQL_IS_TASK_LATE(now)                                                                                     \
    "(t.due > 0 AND t.due <= " now                                                                                     \
    " AND CASE WHEN i.suspended = 1 OR EXISTS (SELECT 1 FROM timer o WHERE o.due = " WEIR_SQL_NEVER                    \
    " AND o.instance = t.instance AND o.owner IS NOT NULL AND o.overdue IS NULL) THEN NOT EXISTS "                     \
    "(" WEIR_SQL_LIMIT_OF_TASK " AND o.value ->> '$.value.state' = 'stopped' AND " WEIR_SQL_MS(                        \
        "o.value ->> '$.value.due'") " = t.due) ELSE 1 END)"
/* By its row, or where a limit has none (it has failed, or the instance is suspended) by the state. */
#define WEIR_SQL_HAS_LIMIT_OVERDUE                                                                                     \
    "(i.pos IN (SELECT o.instance FROM timer o WHERE o.overdue IS NOT NULL) OR ((i.suspended = 1 OR i.pos IN (SELECT"  \
    " n.instance FROM incident n)) AND EXISTS (SELECT 1 FROM json_each(i.state, '$.waits') o WHERE"                    \
    " o.value ->> '$.kind' = " WEIR_SQL_KIND_LIMIT " AND o.value ->> '$.value.stage' >= " WEIR_SQL_STAGE_OVERDUE ")))"
#define WEIR_SQL_IS_TASK_OVERDUE(now)                                                                                  \
    "CASE WHEN " WEIR_SQL_IS_TASK_LATE(now) " THEN 1 WHEN " WEIR_SQL_HAS_LIMIT_OVERDUE                                 \
                                            " THEN EXISTS (" WEIR_SQL_LIMIT_OF_TASK                                    \
                                            " AND o.value ->> '$.value.stage' >= " WEIR_SQL_STAGE_OVERDUE              \
                                            ") ELSE 0 END"
#define WEIR_SQL_IS_OVERDUE(now)                                                                                       \
    "(" WEIR_SQL_HAS_LIMIT_OVERDUE " OR i.pos IN (SELECT t.instance FROM user_task t JOIN instance i ON i.pos ="       \
    " t.instance WHERE " WEIR_SQL_IS_TASK_LATE(now) "))"

#endif
