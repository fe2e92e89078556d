/* SPDX-License-Identifier: Apache-2.0
 * elements/correlation.h - what BPMN says of the messages that a process takes: its correlation subscriptions.
 *
 * A subscription names properties. Each has a path into the message (messagePath of the property, by message) and one
 * into the data of the process (dataPath of the binding). A message is for the instance if, by one of the
 * subscriptions, both give the same for each property. The data are those at the time the message comes.
 * Layer: elements.   Spec: BPMN 2.0.2 §8.4.2.
 */
#ifndef WEIR_ELEMENTS_CORRELATION_H
#define WEIR_ELEMENTS_CORRELATION_H

#include "elements/build.h"

typedef struct weir_correlation_property {
    const weir_expression *message_path, *data_path;
} weir_correlation_property;

/* Of one subscription, all of whose properties the message has. */
typedef struct weir_correlation {
    const weir_correlation_property *properties;
    uint32_t count;
} weir_correlation;

typedef struct weir_correlations {
    const weir_correlation *items;
    uint32_t count; /* 0: keys and the business key decide alone */
} weir_correlations;

/* part: in the process that receives. */
WEIR_MUST_USE weir_err weir_correlations_build(weir_build *build, const weir_part *part, const weir_part *message,
                                               weir_correlations *out);

#endif
