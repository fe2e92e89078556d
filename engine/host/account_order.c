/* SPDX-License-Identifier: Apache-2.0
 * host/account_order.c - items of a multi-instance that began together, by their numbers.
 *
 * Of tokens that are put somewhere at once the last one runs first, so the log has item 3 before item 2. Level by
 * level, steps that stand side by side and are in the same body are sorted by the item they are in, each with what is
 * in it.
 */
#include <string.h>

#include "host/account.h"

#define LEVEL_COUNT_MAX 8u /* items in items in items; what is deeper stays as it began */

/* Which items of which bodies a step is in, from outside in, with itself. */
typedef struct place {
    uint32_t bodies[LEVEL_COUNT_MAX], items[LEVEL_COUNT_MAX], count;
} place;

/* What a step is in has begun before it. */
static void find_places(const weir_account *account, place *out)
{
    for (uint32_t i = 0; i < account->steps.count; i++) {
        const weir_account_step *step = &account->steps.items[i];

        out[i] = step->parent > 0 ? out[step->parent - 1] : (place){.count = 0};
        if (step->item == 0 || out[i].count == LEVEL_COUNT_MAX)
            continue;
        out[i].bodies[out[i].count] = step->parent;
        out[i].items[out[i].count++] = step->item;
    }
}

static bool is_beside(const weir_account *account, const place *places, uint32_t a, uint32_t b, uint32_t level)
{
    return places[b].count > level && account->steps.items[a].begun_by == account->steps.items[b].begun_by &&
           memcmp(places[a].bodies, places[b].bodies, (level + 1) * sizeof *places[a].bodies) == 0 &&
           memcmp(places[a].items, places[b].items, level * sizeof *places[a].items) == 0;
}

/* Those of the same item stay as they are. */
static void sort(const place *places, uint32_t *order, uint32_t count, uint32_t level)
{
    for (uint32_t i = 1; i < count; i++) {
        const uint32_t moved = order[i], item = places[moved].items[level];
        uint32_t to = i;

        while (to > 0 && places[order[to - 1]].items[level] > item)
            to--;
        memmove(order + to + 1, order + to, (i - to) * sizeof *order);
        order[to] = moved;
    }
}

/* Whether there was anything at this level. */
static bool sort_level(const weir_account *account, const place *places, uint32_t *order, uint32_t level)
{
    bool is_there = false;

    for (uint32_t from = 0, to; from < account->steps.count; from = to) {
        to = from + 1;
        if (places[order[from]].count <= level)
            continue;
        is_there = true;
        while (to < account->steps.count && is_beside(account, places, order[from], order[to], level))
            to++;
        sort(places, order + from, to - from, level);
    }
    return is_there;
}

weir_err weir_account_order(weir_account *account, uint32_t **out)
{
    place *places = WEIR_TAKE(account->arena, place, account->steps.count);
    uint32_t *order = WEIR_TAKE(account->arena, uint32_t, account->steps.count);
    uint32_t level = 0;

    if (!places || !order)
        return WEIR_ENOMEM;
    find_places(account, places);
    for (uint32_t i = 0; i < account->steps.count; i++)
        order[i] = i;
    while (level < LEVEL_COUNT_MAX && sort_level(account, places, order, level))
        level++;
    *out = order;
    return WEIR_OK;
}
