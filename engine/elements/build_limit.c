/* SPDX-License-Identifier: Apache-2.0
 * elements/build_limit.c - the time limit of an activity or a process.
 */
#include "elements/build.h"
#include "run/time_limit.h"

/* The lane in a set of lanes that lists a flow node; of lanes inside lanes the innermost. NULL: none. */
static const weir_part *lane_of(const weir_part *container, weir_text id)
{
    const weir_part *found = NULL;

    for (const weir_part *part = container; part; part = weir_part_walk(part, container)) {
        if (part->tag != WEIR_PART_flow_node_ref || part->parent->tag != WEIR_PART_lane ||
            !weir_text_equal(weir_reference_id(part->text), id))
            continue;
        found = part->parent; /* those inside come later */
    }
    return found;
}

/* The nearest that names a superior: the part, the lanes it stands in from the inside out, and so on for what is around
 * it. NULL: nobody does. */
static const weir_part *superior_of(const weir_part *part)
{
    for (; part && part->tag != WEIR_PART_definitions; part = part->parent) {
        const weir_part *container = part->parent;

        if (weir_part_attribute(part, WEIR_ATTR_weir_superior).at)
            return part;
        while (container && container->tag != WEIR_PART_process && container->tag != WEIR_PART_definitions)
            container = container->parent;
        for (const weir_part *lane = container && container->tag == WEIR_PART_process && part->id.length > 0
                                         ? lane_of(container, part->id)
                                         : NULL;
             lane && lane != container; lane = lane->parent) {
            if (lane->tag == WEIR_PART_lane && weir_part_attribute(lane, WEIR_ATTR_weir_superior).at)
                return lane;
        }
    }
    return NULL;
}

static const weir_part *process_of(const weir_part *part)
{
    while (part && part->tag != WEIR_PART_process)
        part = part->parent;
    return part;
}

weir_err weir_build_time_limit(weir_build *build, const weir_part *part, const struct weir_time_limit **out)
{
    const weir_part *superior;
    weir_time_limit *limit;

    *out = NULL;
    if (!weir_part_attribute(part, WEIR_ATTR_weir_time_limit).at)
        return WEIR_OK;
    limit = WEIR_BUILD_TAKE(build, weir_time_limit);
    if (!limit)
        return WEIR_ENOMEM;
    *out = limit;
    limit->policy = WEIR_POLICY_TL_1;
    limit->policy_name = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_time_limit_policy));
    (void)weir_limit_policy_find(limit->policy_name, &limit->policy); /* rule limit-policy says that it is unknown */
    limit->basis = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_time_limit_basis));
    WEIR_TRY(weir_build_attribute(build, part, WEIR_ATTR_weir_time_limit, &limit->limit));
    WEIR_TRY(weir_build_attribute(build, part, WEIR_ATTR_weir_time_limit_start, &limit->start));
    WEIR_TRY(weir_build_attribute(build, part, WEIR_ATTR_weir_time_limit_stops, &limit->stops));
    WEIR_TRY(weir_build_calendar(build, part, &limit->calendar));
    WEIR_TRY(weir_build_calendar(build, process_of(part), &limit->overdue_calendar));
    superior = superior_of(part);
    return superior ? weir_build_attribute(build, superior, WEIR_ATTR_weir_superior, &limit->superior) : WEIR_OK;
}
