/* SPDX-License-Identifier: Apache-2.0
 * elements/build_requirement.c - the weir:requirement elements of an activity.
 */
#include "elements/build.h"
#include "run/requirement.h"

weir_err weir_build_requirements(weir_build *build, const weir_part *part, const struct weir_requirements **out)
{
    const weir_part *const first = weir_part_extension(part, WEIR_PART_weir_requirement);
    struct weir_requirements *made;
    uint32_t count = 0;

    *out = NULL;
    for (const weir_part *at = first; at; at = weir_part_sibling(at, WEIR_PART_weir_requirement))
        count++;
    if (count == 0)
        return WEIR_OK;
    made = WEIR_BUILD_TAKE(build, struct weir_requirements);
    if (!made)
        return WEIR_ENOMEM;
    made->items = WEIR_TAKE(build->arena, weir_requirement, count);
    if (!made->items)
        return WEIR_ENOMEM;
    for (const weir_part *at = first; at; at = weir_part_sibling(at, WEIR_PART_weir_requirement)) {
        weir_requirement *requirement = &made->items[made->count++];

        *requirement = (weir_requirement){
            .is_at_end = weir_text_equal(weir_text_trim(weir_part_attribute(at, WEIR_ATTR_at)), WEIR_T("completed"))};
        WEIR_TRY(
            weir_build_expression(build, at, weir_part_attribute(at, WEIR_ATTR_condition), &requirement->condition));
        WEIR_TRY(weir_build_attribute(build, at, WEIR_ATTR_message, &requirement->message));
    }
    *out = made;
    return WEIR_OK;
}
