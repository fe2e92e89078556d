/* SPDX-License-Identifier: Apache-2.0
 * elements/build_error.c - weir:errorEventDefinition of an external task: what its worker reports may be a BPMN error.
 */
#include "elements/build.h"
#include "run/error_mapping.h"

static weir_err build_one(weir_build *build, const weir_part *part, weir_error_mapping *out)
{
    const weir_part *error;

    WEIR_TRY(weir_build_expression(build, part, weir_part_attribute(part, WEIR_ATTR_expression), &out->expression));
    WEIR_TRY(weir_build_referred(build, part, WEIR_ATTR_error_ref, WEIR_PART_error, &error));
    if (!error)
        return WEIR_OK;
    WEIR_TRY(weir_build_attribute(build, error, WEIR_ATTR_error_code, &out->code));
    return weir_build_attribute(build, error, WEIR_ATTR_weir_error_message, &out->message);
}

weir_err weir_build_errors(weir_build *build, const weir_part *part, const struct weir_error_mappings **out)
{
    const weir_part *child = weir_part_extension(part, WEIR_PART_weir_error_event_definition);
    weir_error_mappings *mappings;

    *out = NULL;
    if (!child)
        return WEIR_OK;
    mappings = WEIR_BUILD_TAKE(build, weir_error_mappings);
    if (!mappings)
        return WEIR_ENOMEM;
    for (; child; child = weir_part_sibling(child, WEIR_PART_weir_error_event_definition)) {
        WEIR_TRY(WEIR_GROW(build->arena, mappings));
        mappings->items[mappings->count] = (weir_error_mapping){0};
        WEIR_TRY(build_one(build, child, &mappings->items[mappings->count++]));
    }
    *out = mappings;
    return WEIR_OK;
}
