/* SPDX-License-Identifier: Apache-2.0
 * elements/build_duty.c - who answers for an element, what is kept of it, and whom the process keeps apart.
 */
#include "elements/build.h"
#include "run/duty.h"

/* A variable is kept once; documents have none. */
static bool is_new(const weir_duty *duty, weir_text variable)
{
    for (uint32_t i = 0; i < duty->evidence_count; i++) {
        if (variable.length > 0 && weir_text_equal(duty->evidence[i].variable, variable))
            return false;
    }
    return true;
}

static weir_err build_evidence(weir_build *build, const weir_part *part, weir_duty *duty)
{
    const weir_part *const first = weir_part_extension(part, WEIR_PART_weir_evidence);
    weir_evidence *made;
    uint32_t count = 0;

    for (const weir_part *at = first; at; at = weir_part_sibling(at, WEIR_PART_weir_evidence))
        count++;
    if (count == 0)
        return WEIR_OK;
    made = WEIR_TAKE(build->arena, weir_evidence, count);
    if (!made)
        return WEIR_ENOMEM;
    duty->evidence = made;
    for (const weir_part *at = first; at; at = weir_part_sibling(at, WEIR_PART_weir_evidence)) {
        const weir_text variable = weir_text_trim(weir_part_attribute(at, WEIR_ATTR_variable));

        if (is_new(duty, variable) && (variable.length > 0 || part->tag == WEIR_PART_process))
            made[duty->evidence_count++] = (weir_evidence){variable, weir_part_attribute(at, WEIR_ATTR_label)};
        weir_build_note_variable(build, variable);
    }
    return WEIR_OK;
}

weir_err weir_build_duty(weir_build *build, const weir_part *part, struct weir_duty *out)
{
    const weir_part *responsibility = weir_part_extension(part, WEIR_PART_weir_responsibility);
    const weir_part *documentation = weir_part_child(part, WEIR_PART_documentation);

    if (responsibility) {
        out->managing = weir_part_attribute(responsibility, WEIR_ATTR_managing);
        out->providing = weir_part_attribute(responsibility, WEIR_ATTR_providing);
        out->using_body = weir_part_attribute(responsibility, WEIR_ATTR_using);
    }
    if (documentation)
        out->documentation = weir_text_trim(documentation->text);
    return build_evidence(build, part, out);
}

static weir_err build_exclusive(weir_build *build, weir_text list, weir_exclusive *out)
{
    weir_text *groups = WEIR_TAKE(build->arena, weir_text, WEIR_EXCLUSIVE_GROUP_COUNT_MAX);
    weir_text group;

    if (!groups)
        return WEIR_ENOMEM;
    while (out->count < WEIR_EXCLUSIVE_GROUP_COUNT_MAX && weir_text_next_word(&list, &group))
        groups[out->count++] = group;
    out->groups = groups;
    return WEIR_OK;
}

weir_err weir_build_exclusives(weir_build *build, const weir_part *process, const struct weir_exclusive **out,
                               uint32_t *count)
{
    const weir_part *const first = weir_part_extension(process, WEIR_PART_weir_exclusive);
    weir_exclusive *made;
    uint32_t wanted = 0;

    *out = NULL;
    *count = 0;
    for (const weir_part *at = first; at; at = weir_part_sibling(at, WEIR_PART_weir_exclusive))
        wanted++;
    if (wanted == 0)
        return WEIR_OK;
    made = WEIR_TAKE(build->arena, weir_exclusive, wanted);
    if (!made)
        return WEIR_ENOMEM;
    for (const weir_part *at = first; at; at = weir_part_sibling(at, WEIR_PART_weir_exclusive))
        WEIR_TRY(build_exclusive(build, weir_part_attribute(at, WEIR_ATTR_groups), &made[(*count)++]));
    *out = made;
    return WEIR_OK;
}
