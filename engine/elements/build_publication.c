/* SPDX-License-Identifier: Apache-2.0
 * elements/build_publication.c - the weir:event elements of an element, a flow or a loop.
 */
#include <string.h>

#include "elements/build.h"
#include "run/publication.h"

/* What waits by itself is done when it fires. */
static bool is_done_when_fired(const weir_part *owner)
{
    return owner->tag == WEIR_PART_intermediate_catch_event || owner->tag == WEIR_PART_receive_task;
}

static weir_happening happening_of(const weir_part *event, const weir_part *owner)
{
    const weir_text at = weir_part_attribute(event, WEIR_ATTR_at);
    const weir_happening found = at.at ? weir_happening_find(weir_text_trim(at)) : WEIR_HAPPENING_COMPLETED;

    if (owner->tag == WEIR_PART_sequence_flow && !at.at)
        return WEIR_HAPPENING_TAKEN;
    return found == WEIR_HAPPENING_FIRED && is_done_when_fired(owner) ? WEIR_HAPPENING_COMPLETED : found;
}

/* An attribute, an element or the text; without any of them the variable of that name. */
static weir_err build_value(weir_build *build, const weir_part *field, weir_text name, weir_setting *out)
{
    const weir_part *string = weir_part_child(field, WEIR_PART_weir_string);
    const weir_part *expression = weir_part_child(field, WEIR_PART_weir_expression);
    const weir_text literal = weir_part_attribute(field, WEIR_ATTR_string_value);

    *out = (weir_setting){.variable = name, .is_set = true};
    if (weir_part_attribute(field, WEIR_ATTR_value).at)
        return weir_build_attribute(build, field, WEIR_ATTR_value, out);
    if (weir_part_attribute(field, WEIR_ATTR_expression).at)
        return weir_build_attribute(build, field, WEIR_ATTR_expression, out);
    if (expression)
        return weir_build_setting(build, expression, expression->text, out);
    if (literal.at || string)
        *out =
            (weir_setting){.literal = weir_string(literal.at ? literal : weir_text_trim(string->text)), .is_set = true};
    else if (field->text.at)
        return weir_build_setting(build, field, field->text, out);
    weir_build_note_variable(build, out->variable);
    return WEIR_OK;
}

/* Where two fields have one name, the later one counts. */
static weir_err take_field(weir_build *build, weir_mappings *fields, weir_text name, weir_mapping **out)
{
    for (uint32_t i = 0; i < fields->count; i++) {
        *out = &fields->items[i];
        if (weir_text_equal(fields->items[i].name, name))
            return WEIR_OK;
    }
    WEIR_TRY(WEIR_GROW(build->arena, fields));
    *out = &fields->items[fields->count++];
    (*out)->name = name;
    return WEIR_OK;
}

static uint32_t count_fields(const weir_part *event, bool *has_limits)
{
    uint32_t count = 0;

    for (const weir_part *field = weir_part_child(event, WEIR_PART_weir_field); field;
         field = weir_part_sibling(field, WEIR_PART_weir_field)) {
        *has_limits |= weir_part_attribute(field, WEIR_ATTR_limit).at != NULL;
        count++;
    }
    return count;
}

/* A limit stands instead of a value. */
static weir_err build_field(weir_build *build, const weir_part *field, weir_text name, weir_mapping *mapping,
                            weir_field_limit *limit)
{
    if (!weir_part_attribute(field, WEIR_ATTR_limit).at)
        return build_value(build, field, name, &mapping->value);
    limit->is_limit = true;
    WEIR_TRY(weir_build_attribute(build, field, WEIR_ATTR_limit, &mapping->value));
    if (weir_part_attribute(field, WEIR_ATTR_calendar).at)
        return weir_build_attribute(build, field, WEIR_ATTR_calendar, &limit->calendar);
    return weir_build_calendar(build, field->parent, &limit->calendar);
}

static weir_err build_publication(weir_build *build, const weir_part *event, const weir_part *owner,
                                  weir_publication *out)
{
    bool has_limits = false;
    uint32_t field_count;

    *out = (weir_publication){.at = happening_of(event, owner),
                              .type = weir_text_trim(weir_part_attribute(event, WEIR_ATTR_type))};
    field_count = count_fields(event, &has_limits);
    if (has_limits) {
        out->limits = WEIR_TAKE(build->arena, weir_field_limit, field_count);
        if (!out->limits)
            return WEIR_ENOMEM;
        memset(out->limits, 0, field_count * sizeof *out->limits);
    }
    for (const weir_part *field = weir_part_child(event, WEIR_PART_weir_field); field;
         field = weir_part_sibling(field, WEIR_PART_weir_field)) {
        const weir_text name = weir_text_trim(weir_part_attribute(field, WEIR_ATTR_name));
        weir_field_limit none, *limit = &none;
        weir_mapping *mapping;

        WEIR_TRY(take_field(build, &out->fields, name, &mapping));
        if (out->limits)
            limit = &out->limits[mapping - out->fields.items];
        *limit = (weir_field_limit){0};
        WEIR_TRY(build_field(build, field, name, mapping, limit));
    }
    return WEIR_OK;
}

weir_err weir_build_publications(weir_build *build, const weir_part *part, const weir_publications **out)
{
    const weir_part *event = weir_part_extension(part, WEIR_PART_weir_event);
    weir_publications *made;

    *out = NULL;
    if (!event)
        return WEIR_OK;
    made = WEIR_BUILD_TAKE(build, weir_publications);
    if (!made)
        return WEIR_ENOMEM;
    for (; event; event = weir_part_sibling(event, WEIR_PART_weir_event)) {
        WEIR_TRY(WEIR_GROW(build->arena, made));
        WEIR_TRY(build_publication(build, event, part, &made->items[made->count++]));
    }
    *out = made;
    return WEIR_OK;
}
