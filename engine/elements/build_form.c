/* SPDX-License-Identifier: Apache-2.0
 * elements/build_form.c - the form of a start event or a user task, and the properties that a model gives an element.
 */
#include "base/buffer.h"
#include "base/json.h"
#include "elements/build.h"
#include "run/form.h"

static const struct {
    const char *name;
    weir_field_type type;
} types[] = {
    {"string", WEIR_FIELD_TEXT_TYPE},   {"integer", WEIR_FIELD_WHOLE_TYPE}, {"long", WEIR_FIELD_WHOLE_TYPE},
    {"number", WEIR_FIELD_NUMBER_TYPE}, {"double", WEIR_FIELD_NUMBER_TYPE}, {"boolean", WEIR_FIELD_BOOLEAN_TYPE},
    {"date", WEIR_FIELD_DATE_TYPE},     {"enum", WEIR_FIELD_ENUM_TYPE},
};

static weir_field_type type_of(weir_text name)
{
    if (name.length == 0)
        return WEIR_FIELD_TEXT_TYPE;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (weir_text_equal(name, weir_text_of(types[i].name)))
            return types[i].type;
    }
    return WEIR_FIELD_ANY_TYPE;
}

static uint32_t count_of(const weir_part *part, weir_tag tag)
{
    uint32_t count = 0;

    for (const weir_part *child = weir_part_child(part, tag); child; child = weir_part_sibling(child, tag))
        count++;
    return count;
}

/* A bound that is no number bounds nothing. */
static void read_constraint(const weir_part *constraint, weir_form_field *field)
{
    const weir_text name = weir_part_attribute(constraint, WEIR_ATTR_name);
    const weir_text config = weir_text_trim(weir_part_attribute(constraint, WEIR_ATTR_config));
    const bool is_on = !weir_text_equal(config, WEIR_T("false"));
    weir_decimal number;
    const bool is_number = weir_decimal_parse(config, &number);

    if (weir_text_equal(name, WEIR_T("required"))) {
        field->is_required = is_on;
    } else if (weir_text_equal(name, WEIR_T("readonly"))) {
        field->is_read_only = is_on;
    } else if (is_number && weir_text_equal(name, WEIR_T("min"))) {
        field->has_min = true;
        field->min = number;
    } else if (is_number && weir_text_equal(name, WEIR_T("max"))) {
        field->has_max = true;
        field->max = number;
    } else if (is_number && weir_text_equal(name, WEIR_T("minlength"))) {
        field->has_min_length = weir_decimal_to_int64(number, &field->min_length);
    } else if (is_number && weir_text_equal(name, WEIR_T("maxlength"))) {
        field->has_max_length = weir_decimal_to_int64(number, &field->max_length);
    }
}

/* Over `value`; as fn:matches takes it, anywhere in the text. */
static weir_err read_pattern(weir_build *build, const weir_part *constraint, weir_form_field *field)
{
    const weir_text config = weir_part_attribute(constraint, WEIR_ATTR_config);
    weir_buffer buffer;
    weir_text source;

    if (!weir_text_equal(weir_part_attribute(constraint, WEIR_ATTR_name), WEIR_T("pattern")) || config.length == 0)
        return WEIR_OK;
    weir_buffer_init(&buffer, build->arena, 0);
    weir_buffer_text(&buffer, WEIR_T("matches(value, "));
    weir_json_write_string(config, &buffer);
    weir_buffer_char(&buffer, ')');
    WEIR_TRY(weir_buffer_done(&buffer, &source));
    return weir_build_expression(build, constraint, source, &field->pattern);
}

static weir_err read_values(weir_build *build, const weir_part *part, weir_form_field *field)
{
    weir_text *values = WEIR_TAKE(build->arena, weir_text, count_of(part, WEIR_PART_weir_value));

    if (!values)
        return WEIR_ENOMEM;
    for (const weir_part *value = weir_part_child(part, WEIR_PART_weir_value); value;
         value = weir_part_sibling(value, WEIR_PART_weir_value))
        values[field->value_count++] = value->id;
    field->values = values;
    return WEIR_OK;
}

static weir_err read_field(weir_build *build, const weir_part *part, weir_form_field *field)
{
    const weir_part *validation = weir_part_child(part, WEIR_PART_weir_validation);

    field->id = part->id;
    field->type = type_of(weir_text_trim(weir_part_attribute(part, WEIR_ATTR_type)));
    for (const weir_part *constraint = validation ? weir_part_child(validation, WEIR_PART_weir_constraint) : NULL;
         constraint; constraint = weir_part_sibling(constraint, WEIR_PART_weir_constraint)) {
        read_constraint(constraint, field);
        WEIR_TRY(read_pattern(build, constraint, field));
    }
    return read_values(build, part, field);
}

weir_err weir_build_form(weir_build *build, const weir_part *part, const weir_element_form **out)
{
    const weir_part *data = weir_part_extension(part, WEIR_PART_weir_form_data);
    weir_form_field *fields = NULL;
    weir_element_form form = {0};
    weir_element_form *made;

    *out = NULL;
    WEIR_TRY(weir_build_attribute(build, part, WEIR_ATTR_weir_form_key, &form.key));
    WEIR_TRY(weir_build_attribute(build, part, WEIR_ATTR_weir_form_ref, &form.ref));
    WEIR_TRY(weir_build_attribute(build, part, WEIR_ATTR_weir_form_ref_binding, &form.ref_binding));
    WEIR_TRY(weir_build_attribute(build, part, WEIR_ATTR_weir_form_ref_version, &form.ref_version));
    if (!data && !form.key.is_set && !form.ref.is_set)
        return WEIR_OK;
    if (data) {
        fields = WEIR_TAKE(build->arena, weir_form_field, count_of(data, WEIR_PART_weir_form_field));
        if (!fields)
            return WEIR_ENOMEM;
    }
    for (const weir_part *field = data ? weir_part_child(data, WEIR_PART_weir_form_field) : NULL; field;
         field = weir_part_sibling(field, WEIR_PART_weir_form_field))
        WEIR_TRY(read_field(build, field, &fields[form.field_count++]));
    form.fields = fields;
    made = WEIR_BUILD_TAKE(build, weir_element_form);
    if (!made)
        return WEIR_ENOMEM;
    *made = form;
    *out = made;
    return WEIR_OK;
}

weir_err weir_build_properties(weir_build *build, const weir_part *part, const weir_property **out, uint32_t *count)
{
    const weir_part *properties = weir_part_extension(part, WEIR_PART_weir_properties);
    weir_property *items;

    *out = NULL;
    *count = 0;
    if (!properties)
        return WEIR_OK;
    items = WEIR_TAKE(build->arena, weir_property, count_of(properties, WEIR_PART_weir_property));
    if (!items)
        return WEIR_ENOMEM;
    for (const weir_part *property = weir_part_child(properties, WEIR_PART_weir_property); property;
         property = weir_part_sibling(property, WEIR_PART_weir_property))
        items[(*count)++] = (weir_property){weir_part_attribute(property, WEIR_ATTR_name),
                                            weir_part_attribute(property, WEIR_ATTR_value)};
    *out = items;
    return WEIR_OK;
}
