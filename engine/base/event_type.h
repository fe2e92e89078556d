/* SPDX-License-Identifier: Apache-2.0
 * base/event_type.h - the types of the events of the business that models publish.
 *
 * "order.shipped" in a model is "platform.order.shipped" in the log and for whoever receives it, so that no model can
 * publish what looks like a fact of the engine.
 * Layer: base.
 */
#ifndef WEIR_BASE_EVENT_TYPE_H
#define WEIR_BASE_EVENT_TYPE_H

#include "base/text.h"

#define WEIR_EVENT_PREFIX "platform."
#define WEIR_EVENT_TYPE_LENGTH_MAX 128u

/* As a model writes it: letters, digits, '-' and '_' in parts between points. */
bool weir_event_type_is_valid(weir_text type);

#endif
