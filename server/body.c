/* SPDX-License-Identifier: Apache-2.0
 * server/body.c - bytes that grow by doubling, within a budget.
 */
#include "server/body.h"

#include <string.h>

#define CAPACITY_FIRST 4096u

void weir_body_release(weir_body *body, weir_body_budget *budget)
{
    if (!body->at)
        return;
    budget->memory.give(budget->memory.self, body->at, body->capacity);
    (void)atomic_fetch_sub(&budget->bytes, body->capacity);
    body->at = NULL;
    body->capacity = 0;
}

static char *take(weir_body_budget *budget, size_t size)
{
    char *bytes = NULL;

    if (atomic_fetch_add(&budget->bytes, size) + size <= budget->bytes_max)
        bytes = budget->memory.take(budget->memory.self, size);
    if (!bytes)
        (void)atomic_fetch_sub(&budget->bytes, size);
    return bytes;
}

/* While the old bytes and the new ones are both there, both count. */
static bool grow(weir_body *body, weir_body_budget *budget, size_t length)
{
    size_t capacity = body->capacity ? body->capacity : CAPACITY_FIRST;
    char *larger;

    while (capacity < body->length + length)
        capacity *= 2;
    if (capacity == body->capacity)
        return true;
    larger = take(budget, capacity);
    if (!larger)
        return false;
    if (body->length > 0)
        memcpy(larger, body->at, body->length);
    weir_body_release(body, budget);
    body->at = larger;
    body->capacity = capacity;
    return true;
}

bool weir_body_add(weir_body *body, weir_body_budget *budget, const char *bytes, size_t length)
{
    if (body->fault == WEIR_BODY_FINE && length > body->length_max - body->length)
        body->fault = WEIR_BODY_TOO_LONG;
    if (body->fault == WEIR_BODY_FINE && !grow(body, budget, length))
        body->fault = WEIR_BODY_DROPPED;
    if (body->fault == WEIR_BODY_FINE)
        memcpy(body->at + body->length, bytes, length);
    else
        weir_body_release(body, budget);
    body->length += length;
    return body->fault == WEIR_BODY_FINE || body->length <= 2 * body->length_max;
}
