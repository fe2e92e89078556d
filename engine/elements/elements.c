/* SPDX-License-Identifier: Apache-2.0
 * elements/elements.c - from kind to behaviour.
 */
#include "elements/elements.h"

static const weir_element *const elements[] = {
#define ELEMENT(name, xml, group, clause, summary) &weir_el_##name,
#include "model/elements.def"
#undef ELEMENT
};

static const weir_trigger *const triggers[] = {
#define TRIGGER(name, xml, clause, summary) &weir_tr_##name,
#include "model/triggers.def"
#undef TRIGGER
};

enum group { CONTAINER, ACTIVITY, GATEWAY, EVENT };

static const uint8_t groups[] = {
#define ELEMENT(name, xml, group, clause, summary) group,
#include "model/elements.def"
#undef ELEMENT
};

const weir_element *weir_element_of(weir_element_kind kind)
{
    return elements[kind];
}

const weir_trigger *weir_trigger_of(weir_trigger_kind kind)
{
    return triggers[kind];
}

bool weir_element_is_activity(weir_element_kind kind)
{
    return groups[kind] == ACTIVITY || (groups[kind] == CONTAINER && kind != WEIR_ELEMENT_process);
}
