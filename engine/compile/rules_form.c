/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_form.c - the fields of forms.
 *
 * Layer: compile.
 */
#include "base/decimal.h"
#include "base/time.h"
#include "compile/rules.h"

static bool any_text(weir_text text)
{
    (void)text;
    return true;
}

static bool is_number(weir_text text)
{
    weir_decimal number;

    return weir_decimal_parse(text, &number);
}

static bool is_integer(weir_text text)
{
    weir_decimal number;

    return weir_decimal_parse(text, &number) && weir_decimal_is_integer(number);
}

static bool is_boolean(weir_text text)
{
    return weir_text_equal(text, WEIR_T("true")) || weir_text_equal(text, WEIR_T("false"));
}

static bool is_date(weir_text text)
{
    weir_date date;

    return weir_date_parse(text, &date);
}

static const struct {
    const char *name;
    bool (*is_good)(weir_text text); /* a literal default */
} types[] = {
    {"string", any_text},  {"integer", is_integer}, {"long", is_integer}, {"number", is_number},
    {"double", is_number}, {"boolean", is_boolean}, {"date", is_date},    {"enum", any_text},
    {"list", any_text},    {"file", any_text},
};

#define TYPE_COUNT (sizeof types / sizeof *types)

static const char *const constraints[] = {"required", "minlength", "maxlength", "min", "max", "readonly", "pattern"};

static const weir_part *first_field(const weir_part *form)
{
    return weir_part_child(form, WEIR_PART_weir_form_field);
}

static const weir_part *next_field(const weir_part *field)
{
    return weir_part_sibling(field, WEIR_PART_weir_form_field);
}

static weir_text type_of(const weir_part *field)
{
    const weir_text type = weir_text_trim(weir_part_attribute(field, WEIR_ATTR_type));

    return type.length > 0 ? type : WEIR_T("string");
}

weir_err weir_rule_form_field_id_missing(weir_rules *rules, const weir_part *part)
{
    for (const weir_part *field = first_field(part); field; field = next_field(field)) {
        if (field->id.length == 0 && !weir_rule_is_said(rules, field, "xsd-attribute-missing"))
            WEIR_TRY(weir_rule_report(rules, field, "a form field has no id; give it the name of its variable"));
    }
    return WEIR_OK;
}

weir_err weir_rule_form_field_duplicate(weir_rules *rules, const weir_part *part)
{
    weir_rule_key *keys;
    uint32_t count = 0;

    for (const weir_part *field = first_field(part); field; field = next_field(field))
        count++;
    keys = WEIR_TAKE(rules->scratch, weir_rule_key, count);
    if (!keys)
        return WEIR_ENOMEM;
    count = 0;
    for (const weir_part *field = first_field(part); field; field = next_field(field)) {
        if (field->id.length > 0)
            keys[count++] = (weir_rule_key){field->id, field};
    }
    weir_rule_keys_sort(keys, count);
    for (uint32_t i = 1; i < count; i++) {
        if (weir_text_equal(keys[i - 1].text, keys[i].text))
            WEIR_TRY(weir_rule_report(rules, keys[i].part,
                                      "the form has a field \"%.*s\" in line %u already; give this one another id",
                                      WEIR_SHOWN(keys[i].text), keys[i - 1].part->line));
    }
    return WEIR_OK;
}

/* TYPE_COUNT: none of them. */
static uint32_t find_type(weir_text name)
{
    uint32_t i = 0;

    while (i < TYPE_COUNT && !weir_text_equal(name, weir_text_of(types[i].name)))
        i++;
    return i;
}

static const char *near_type(weir_text name)
{
    for (uint32_t i = 0; i < TYPE_COUNT; i++) {
        if (weir_rule_is_near(name, weir_text_of(types[i].name)))
            return types[i].name;
    }
    return NULL;
}

static weir_err check_type(weir_rules *rules, const weir_part *field)
{
    const weir_text type = type_of(field);
    const char *near;

    if (find_type(type) < TYPE_COUNT || weir_rule_is_said(rules, field, "xsd-attribute-value"))
        return WEIR_OK;
    near = near_type(type);
    if (near)
        return weir_rule_report(rules, field, "the field \"%.*s\" has the unknown type \"%.*s\"; did you mean \"%s\"?",
                                WEIR_SHOWN(field->id), WEIR_SHOWN(type), near);
    return weir_rule_report(rules, field,
                            "the field \"%.*s\" has the unknown type \"%.*s\"; use string, integer, long, number, "
                            "double, boolean, date, enum, list or file",
                            WEIR_SHOWN(field->id), WEIR_SHOWN(type));
}

weir_err weir_rule_form_field_type(weir_rules *rules, const weir_part *part)
{
    for (const weir_part *field = first_field(part); field; field = next_field(field))
        WEIR_TRY(check_type(rules, field));
    return WEIR_OK;
}

weir_err weir_rule_form_enum_empty(weir_rules *rules, const weir_part *part)
{
    for (const weir_part *field = first_field(part); field; field = next_field(field)) {
        if (weir_text_equal(type_of(field), WEIR_T("enum")) && !weir_part_child(field, WEIR_PART_weir_value))
            WEIR_TRY(weir_rule_report(rules, field,
                                      "the field \"%.*s\" offers nothing to choose; add <weir:value> rows",
                                      WEIR_SHOWN(field->id)));
    }
    return WEIR_OK;
}

static bool offers(const weir_part *field, weir_text id)
{
    for (const weir_part *value = weir_part_child(field, WEIR_PART_weir_value); value;
         value = weir_part_sibling(value, WEIR_PART_weir_value)) {
        if (weir_text_equal(value->id, id))
            return true;
    }
    return false;
}

static weir_err check_default(weir_rules *rules, const weir_part *field)
{
    const weir_text type = type_of(field), text = weir_part_attribute(field, WEIR_ATTR_default_value);
    const uint32_t row = find_type(type);

    if (!text.at || row == TYPE_COUNT || weir_rule_is_expression(weir_text_trim(text)))
        return WEIR_OK;
    if (!types[row].is_good(weir_text_trim(text)))
        return weir_rule_report(rules, field, "the default \"%.*s\" of the field \"%.*s\" is no %.*s", WEIR_SHOWN(text),
                                WEIR_SHOWN(field->id), WEIR_SHOWN(type));
    if (weir_text_equal(type, WEIR_T("enum")) && weir_part_child(field, WEIR_PART_weir_value) &&
        !offers(field, weir_text_trim(text)))
        return weir_rule_report(rules, field,
                                "the default \"%.*s\" of the field \"%.*s\" is none of the values it offers",
                                WEIR_SHOWN(text), WEIR_SHOWN(field->id));
    return WEIR_OK;
}

weir_err weir_rule_form_default_type(weir_rules *rules, const weir_part *part)
{
    for (const weir_part *field = first_field(part); field; field = next_field(field))
        WEIR_TRY(check_default(rules, field));
    return WEIR_OK;
}

static bool is_constraint(weir_text name)
{
    for (uint32_t i = 0; i < sizeof constraints / sizeof *constraints; i++) {
        if (weir_text_equal(name, weir_text_of(constraints[i])))
            return true;
    }
    return false;
}

weir_err weir_rule_form_constraint_unknown(weir_rules *rules, const weir_part *part)
{
    for (const weir_part *inner = part; inner; inner = weir_part_walk(inner, part)) {
        const weir_text name = weir_part_attribute(inner, WEIR_ATTR_name);

        if (inner->tag == WEIR_PART_weir_constraint && !is_constraint(name))
            WEIR_TRY(weir_rule_report(rules, inner,
                                      "the constraint \"%.*s\" has no effect; use required, minlength, maxlength, min, "
                                      "max, readonly or pattern",
                                      WEIR_SHOWN(name)));
    }
    return WEIR_OK;
}

weir_err weir_rule_assignee_twofold(weir_rules *rules, const weir_part *part)
{
    const weir_part *human = part->tag == WEIR_PART_user_task ? weir_part_child(part, WEIR_PART_human_performer) : NULL;

    if (!human)
        return WEIR_OK;
    if (weir_part_attribute(part, WEIR_ATTR_weir_assignee).length > 0)
        return weir_rule_report(rules, human, "weir:assignee says already who has the task; take one of them out");
    if (weir_part_sibling(human, WEIR_PART_human_performer))
        return weir_rule_report(rules, weir_part_sibling(human, WEIR_PART_human_performer),
                                "one person has a task; take one <humanPerformer> out, or name candidates by "
                                "<potentialOwner>");
    return WEIR_OK;
}

weir_err weir_rule_form_twofold(weir_rules *rules, const weir_part *part)
{
    if (weir_part_attribute(part, WEIR_ATTR_weir_form_key).length == 0 ||
        weir_part_attribute(part, WEIR_ATTR_weir_form_ref).length == 0)
        return WEIR_OK;
    return weir_rule_report(rules, part, "weir:formKey and weir:formRef both name a form; keep one");
}

weir_err weir_rule_form_binding_invalid(weir_rules *rules, const weir_part *part)
{
    const weir_text binding = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_form_ref_binding));
    const bool is_version = weir_text_equal(binding, WEIR_T("version"));

    if (binding.length == 0)
        return WEIR_OK;
    if (!is_version && !weir_text_equal(binding, WEIR_T("latest")) && !weir_text_equal(binding, WEIR_T("deployment")))
        return weir_rule_report(rules, part,
                                "weir:formRefBinding=\"%.*s\" is none; write latest, deployment or version",
                                WEIR_SHOWN(binding));
    if (is_version && weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_form_ref_version)).length == 0)
        return weir_rule_report(rules, part, "say which version of the form by weir:formRefVersion");
    return WEIR_OK;
}
