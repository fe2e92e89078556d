/* SPDX-License-Identifier: Apache-2.0
 * load/lifecycle_plan.c - learn from facts what there is to do, in whose lifecycle, and when it will be done.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load/lifecycles.h"

static uint64_t hash_of(const char *id)
{
    uint64_t hash = 1;

    for (const char *c = id; *c; c++)
        hash = lifecycle_mix(hash, (unsigned char)*c);
    return hash | 1;
}

static known *slot_of(const year *y, uint64_t hash)
{
    for (uint32_t i = (uint32_t)(hash >> 1) & (y->instances.capacity - 1);; i = (i + 1) & (y->instances.capacity - 1)) {
        if (y->instances.items[i].id_hash == 0 || y->instances.items[i].id_hash == hash)
            return &y->instances.items[i];
    }
}

static known *instance_of(year *y, const char *id)
{
    const uint64_t hash = hash_of(id);
    known *found = slot_of(y, hash);

    if (found->id_hash != 0)
        return found;
    if (2 * (y->instances.count + 1) > y->instances.capacity) {
        known *old = y->instances.items;
        const uint32_t capacity = y->instances.capacity;

        y->instances.capacity *= 2;
        y->instances.items = model_room(NULL, y->instances.capacity * sizeof *old);
        memset(y->instances.items, 0, y->instances.capacity * sizeof *old);
        for (uint32_t i = 0; i < capacity; i++) {
            if (old[i].id_hash != 0)
                *slot_of(y, old[i].id_hash) = old[i];
        }
        free(old);
        found = slot_of(y, hash);
    }
    found->id_hash = hash;
    found->lifecycle = UINT32_MAX;
    y->instances.count++;
    return found;
}

/* A text member of flat JSON; false: there is none. */
static bool member(const char *data, const char *name, char *out, size_t size)
{
    char key[64];
    const char *at, *end;

    (void)snprintf(key, sizeof key, "\"%s\":\"", name);
    at = strstr(data, key);
    if (!at)
        return false;
    at += strlen(key);
    end = strchr(at, '"');
    if (!end || (size_t)(end - at) >= size)
        return false;
    memcpy(out, at, (size_t)(end - at));
    out[end - at] = '\0';
    return true;
}

void lifecycle_plan(year *y, uint32_t tick, const deed *planned)
{
    deeds *list = &y->by_tick[tick < y->tick_count ? tick : TICK_COUNT_MAX]; /* behind the year: never */

    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 16;
        list->items = model_room(list->items, list->capacity * sizeof *list->items);
    }
    list->items[list->count++] = *planned;
}

/* Most work is done within two days, some after one to three weeks. */
static void plan_task(year *y, known *instance, const char *data)
{
    const uint32_t lifecycle = instance->lifecycle < y->count ? instance->lifecycle : y->count;
    deed planned = {.kind = DEED_TASK, .element = "", .lifecycle = lifecycle};
    char element[128];
    uint32_t wait;

    if (!member(data, "id", planned.task, sizeof planned.task) || !member(data, "element", element, sizeof element))
        model_die("a task without an id", NULL);
    planned.random = lifecycle_mix(lifecycle_mix(y->seed, lifecycle), y->task_counts[lifecycle]++);
    planned.element = lifecycle_element(element);
    wait = (uint32_t)(1 + (planned.random >> 20) % 16);
    if ((planned.random >> 40) % 100 < 4) {
        wait = (uint32_t)(50 + (planned.random >> 20) % 100);
        y->late_count++;
    }
    lifecycle_plan(y, y->tick + wait, &planned);
    if (strcmp(element, "plan-assurance") == 0 && lifecycle < y->count && planned.random % 5 == 0)
        lifecycle_plan(y, y->tick + wait + 20,
                       &(deed){.kind = DEED_INCIDENT, .lifecycle = lifecycle, .random = planned.random});
    y->task_count++;
}

static uint32_t lifecycle_of(year *y, const char *id)
{
    const known *found = slot_of(y, hash_of(id));

    return found->id_hash ? found->lifecycle : UINT32_MAX;
}

/* What nobody called says by its service which lifecycle it belongs to. */
static void note_variable(const year *y, known *instance, const char *data)
{
    char name[64], value[64];

    if (instance->lifecycle == UINT32_MAX && member(data, "name", name, sizeof name) &&
        strcmp(name, "serviceCode") == 0 && member(data, "value", value, sizeof value) &&
        strncmp(value, "SVC-", 4) == 0)
        instance->lifecycle = (uint32_t)strtoul(value + 4, NULL, 10) % y->count;
}

bool lifecycle_hear(void *context, const weir_db_fact *fact)
{
    year *y = context;
    char root[WEIR_DB_ID_SIZE];

    y->fact_count++;
    if (strcmp(fact->type, "instance.created") == 0) {
        known *instance = instance_of(y, fact->instance);

        if (member(fact->data, "root", root, sizeof root))
            instance->lifecycle = lifecycle_of(y, root);
    } else if (strcmp(fact->type, "variable.changed") == 0) {
        note_variable(y, instance_of(y, fact->instance), fact->data);
    } else if (strcmp(fact->type, "task.created") == 0 || strcmp(fact->type, "job.created") == 0) {
        plan_task(y, instance_of(y, fact->instance), fact->data);
    } else if (strcmp(fact->type, "incident.raised") == 0) {
        if (y->incident_count++ < COMPLAINT_COUNT_MAX)
            printf("incident: %s\n", fact->data);
    } else if (strcmp(fact->type, "message.thrown") == 0) {
        y->message_count++;
    } else if (strcmp(fact->type, "broadcast.started") == 0) {
        y->signal_count++;
    } else if (strncmp(fact->type, "limit.", 6) == 0) {
        y->limit_count++;
        y->overdue_count += strcmp(fact->type, "limit.overdue") == 0;
        y->lead_count += strcmp(fact->type, "limit.lead") == 0;
    } else if (strcmp(fact->type, "instance.ended") == 0) {
        y->ended_count++;
    }
    return true;
}
