/* SPDX-License-Identifier: Apache-2.0
 * compile/positions.c - the table of positions and triggers.
 */
#include "compile/positions.h"

static const bool is_allowed[WEIR_PART_COUNT][WEIR_POSITION_COUNT] = {
#define COMBINATION(trigger, position, clause)                                                                         \
    [WEIR_PART_##trigger##_event_definition][WEIR_POSITION_##position] = true,
#include "model/positions.def"
};

static const struct {
    const char *name, *advice;
} positions[WEIR_POSITION_COUNT] = {
#define POSITION(name, called, advice) {called, advice},
#include "model/positions.def"
};

weir_position weir_position_of(const weir_part *event)
{
    switch (event->tag) {
    case WEIR_PART_intermediate_catch_event:
        return WEIR_POSITION_catch;
    case WEIR_PART_intermediate_throw_event:
        return WEIR_POSITION_throw;
    case WEIR_PART_boundary_event:
        return weir_part_flag(event, WEIR_ATTR_cancel_activity, true) ? WEIR_POSITION_boundary
                                                                      : WEIR_POSITION_boundary_beside;
    case WEIR_PART_end_event:
        return WEIR_POSITION_end;
    default:
        break;
    }
    if (!event->parent || (event->parent->tag != WEIR_PART_sub_process && event->parent->tag != WEIR_PART_transaction))
        return WEIR_POSITION_start;
    if (!weir_part_flag(event->parent, WEIR_ATTR_triggered_by_event, false))
        return WEIR_POSITION_inner_start;
    return weir_part_flag(event, WEIR_ATTR_is_interrupting, true) ? WEIR_POSITION_event_start
                                                                  : WEIR_POSITION_event_start_beside;
}

const char *weir_position_name(weir_position position)
{
    return positions[position].name;
}

const char *weir_position_advice(weir_position position)
{
    return positions[position].advice;
}

bool weir_position_allows(weir_position position, weir_tag definition)
{
    return is_allowed[definition][position];
}
