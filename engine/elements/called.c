/* SPDX-License-Identifier: Apache-2.0
 * elements/called.c - bindings: what an element refers to in another file, in which version.
 */
#include "elements/called.h"

static weir_binding binding_of(const weir_part *part, weir_attr attribute)
{
    static const struct {
        const char *name;
        weir_binding binding;
    } names[] = {
        {"deployment", WEIR_BINDING_DEPLOYMENT},
        {"version", WEIR_BINDING_VERSION},
        {"versionTag", WEIR_BINDING_VERSION_TAG},
    };
    const weir_text text = weir_text_trim(weir_part_attribute(part, attribute));

    for (uint32_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (weir_text_equal(text, weir_text_of(names[i].name)))
            return names[i].binding;
    }
    return WEIR_BINDING_LATEST;
}

weir_err weir_called_build(weir_build *build, const weir_part *part, const weir_called_names *names, weir_called *out)
{
    out->binding = binding_of(part, names->binding);
    WEIR_TRY(weir_build_attribute(build, part, names->key, &out->key));
    WEIR_TRY(weir_build_attribute(build, part, names->version, &out->version));
    return weir_build_attribute(build, part, names->version_tag, &out->version_tag);
}

/* A version may be written as a number or as a text. */
static weir_err version_of(weir_cx *cx, weir_node_ix node, const weir_setting *setting, weir_number_in_instance scope,
                           const char *what, uint32_t *out)
{
    weir_value value;
    weir_decimal number;
    int64_t version;

    WEIR_TRY(weir_cx_setting(cx, node, setting, scope, &value));
    if (value.kind == WEIR_STRING && weir_decimal_parse(weir_text_trim(value.as.string), &number))
        value = weir_number(number);
    if (value.kind != WEIR_NUMBER || !weir_decimal_to_int64(value.as.number, &version) || version < 1 ||
        version > UINT32_MAX)
        return weir_cx_fail(cx, node, "the version of the %s must be a whole number from 1", what);
    *out = (uint32_t)version;
    return WEIR_OK;
}

weir_err weir_called_resolve(weir_cx *cx, weir_node_ix node, const weir_called *called, weir_number_in_instance scope,
                             const char *what, weir_callee *out)
{
    *out = (weir_callee){.binding = called->binding};
    WEIR_TRY(weir_cx_setting_text(cx, node, &called->key, scope, what, &out->key));
    if (out->key.length == 0)
        return weir_cx_fail(cx, node, "the %s has no name", what);
    if (called->binding == WEIR_BINDING_VERSION)
        return version_of(cx, node, &called->version, scope, what, &out->version);
    if (called->binding != WEIR_BINDING_VERSION_TAG)
        return WEIR_OK;
    WEIR_TRY(weir_cx_setting_text(cx, node, &called->version_tag, scope, "version tag", &out->version_tag));
    return out->version_tag.length > 0 ? WEIR_OK : weir_cx_fail(cx, node, "the version tag of the %s is empty", what);
}
