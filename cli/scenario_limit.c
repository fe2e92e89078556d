/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_limit.c - how the time limits of an owner stand, in the form in which it is expected.
 */
#include <stdlib.h>

#include "cli/scenario_run.h"
#include "run/time_limit.h"

/* Of a multi-instance the items in their order. */
typedef struct found_limit {
    uint32_t item;
    const weir_value *details;
} found_limit;

static int compare_items(const void *a, const void *b)
{
    const uint32_t one = ((const found_limit *)a)->item, other = ((const found_limit *)b)->item;

    return (one > other) - (one < other);
}

/* Instants may be written in any offset. */
static bool is_same_instant(const weir_scenario_run *run, const weir_value *wanted, const weir_value *found)
{
    weir_date_time a, b;

    return wanted->kind == WEIR_STRING && found->kind == WEIR_STRING &&
           weir_date_time_parse(wanted->as.string, run->zones, &a) &&
           weir_date_time_parse(found->as.string, run->zones, &b) &&
           weir_date_time_to_ms(&a) == weir_date_time_to_ms(&b);
}

/* Its state, or the entries that the expectation names. */
static weir_err show(weir_scenario_run *run, const weir_value *wanted, const weir_value *details, weir_value *out)
{
    weir_entry *entries;

    *out = weir_string(weir_limit_state(details));
    if (wanted->kind != WEIR_CONTEXT)
        return WEIR_OK;
    entries = WEIR_TAKE(&run->scratch, weir_entry, wanted->count);
    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < wanted->count; i++) {
        const weir_entry *like = &wanted->as.entries[i];
        const weir_value *entry = weir_context_find(details, like->key);

        entries[i] = (weir_entry){like->key, entry ? *entry : weir_null()};
        if (is_same_instant(run, &like->value, &entries[i].value))
            entries[i] = *like;
    }
    *out = weir_context(entries, wanted->count);
    return WEIR_OK;
}

static weir_err find(weir_scenario_run *run, const weir_instance_view *look, weir_text owner, found_limit **out,
                     uint32_t *count)
{
    const weir_state *state = &look->state;

    *out = WEIR_TAKE(&run->scratch, found_limit, state->waits.count);
    if (!*out)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < state->waits.count; i++) {
        const weir_wait *wait = &state->waits.items[i];

        if (wait->kind == WEIR_WAIT_LIMIT && weir_text_equal(look->definition->program->nodes[wait->node.ix].id, owner))
            (*out)[(*count)++] =
                (found_limit){weir_step_item_of(state, weir_state_token(state, wait->token)), &wait->value};
    }
    if (*count > 1)
        qsort(*out, *count, sizeof **out, compare_items);
    return WEIR_OK;
}

weir_err weir_run_limits(weir_scenario_run *run, const weir_instance_view *look, const weir_entry *wanted,
                         weir_value *out)
{
    const weir_value *value = &wanted->value;
    found_limit *found;
    weir_value *items;
    uint32_t count = 0;

    WEIR_TRY(find(run, look, wanted->key, &found, &count));
    items = WEIR_TAKE(&run->scratch, weir_value, count);
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        const bool is_listed = value->kind == WEIR_LIST && i < value->count;

        WEIR_TRY(show(run, is_listed ? &value->as.items[i] : value, found[i].details, &items[i]));
    }
    if (value->kind == WEIR_LIST || count > 1)
        *out = weir_list(items, count);
    else
        *out = count == 1 ? items[0] : weir_null();
    return WEIR_OK;
}
