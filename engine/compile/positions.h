/* SPDX-License-Identifier: Apache-2.0
 * compile/positions.h - where an event stands, and which triggers it may have there (model/positions.def).
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.5.2 to §10.5.5.
 */
#ifndef WEIR_COMPILE_POSITIONS_H
#define WEIR_COMPILE_POSITIONS_H

#include "model/model.h"

typedef enum weir_position {
#define POSITION(name, called, advice) WEIR_POSITION_##name,
#include "model/positions.def"
    WEIR_POSITION_COUNT
} weir_position;

weir_position weir_position_of(const weir_part *event);
const char *weir_position_name(weir_position position);   /* "a boundary event" */
const char *weir_position_advice(weir_position position); /* what to do instead of what can't stand there */
/* definition: the tag of an event definition; of the trigger `multiple` for an event with several. */
bool weir_position_allows(weir_position position, weir_tag definition);

#endif
