/* SPDX-License-Identifier: Apache-2.0
 * compile/links.h - which throwing link event leads to which catching one: same name, same process or sub-process.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.5.4.
 */
#ifndef WEIR_COMPILE_LINKS_H
#define WEIR_COMPILE_LINKS_H

#include "model/model.h"

/* An event with a link; container: what is around it. */
typedef struct weir_link_end {
    const weir_part *container, *event;
    weir_text name;
    bool is_catch;
    uint32_t match; /* of the ends: the first that catches this name here; of that one: a throwing one, the last. Or
                       UINT32_MAX. */
} weir_link_end;

/* An event that is one end of a link. */
bool weir_link_end_of(const weir_part *event, weir_link_end *out);
/* Find the matches, in linear time. ENOMEM. */
WEIR_MUST_USE weir_err weir_links_match(weir_link_end *ends, uint32_t count, weir_arena *scratch);

#endif
