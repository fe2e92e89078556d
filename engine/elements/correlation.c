/* SPDX-License-Identifier: Apache-2.0
 * elements/correlation.c - correlation subscriptions of a process, as far as they know a message.
 */
#include "elements/correlation.h"

/* The messagePath of a property for this message; NULL: it has none. */
static const weir_part *path_of(const weir_part *property, const weir_part *message)
{
    const weir_part *retrieval = weir_part_child(property, WEIR_PART_correlation_property_retrieval_expression);

    while (retrieval &&
           !weir_text_equal(weir_reference_id(weir_part_attribute(retrieval, WEIR_ATTR_message_ref)), message->id))
        retrieval = weir_part_sibling(retrieval, WEIR_PART_correlation_property_retrieval_expression);
    return retrieval ? weir_part_child(retrieval, WEIR_PART_message_path) : NULL;
}

static weir_err build_property(weir_build *build, const weir_part *binding, const weir_part *message,
                               weir_correlation_property *out)
{
    const weir_part *data = weir_part_child(binding, WEIR_PART_data_path), *property, *path;

    *out = (weir_correlation_property){0};
    WEIR_TRY(weir_build_referred(build, binding, WEIR_ATTR_correlation_property_ref, WEIR_PART_correlation_property,
                                 &property));
    path = property ? path_of(property, message) : NULL;
    if (!path || !data)
        return WEIR_OK;
    WEIR_TRY(weir_build_expression(build, path, path->text, &out->message_path));
    return weir_build_expression(build, data, data->text, &out->data_path);
}

/* count 0: the message lacks one of the properties. */
static weir_err build_one(weir_build *build, const weir_part *subscription, const weir_part *message,
                          weir_correlation *out)
{
    const weir_part *first = weir_part_child(subscription, WEIR_PART_correlation_property_binding);
    weir_correlation_property *properties;
    uint32_t count = 0;

    *out = (weir_correlation){0};
    for (const weir_part *binding = first; binding;
         binding = weir_part_sibling(binding, WEIR_PART_correlation_property_binding))
        count++;
    properties = WEIR_TAKE(build->arena, weir_correlation_property, count);
    if (!properties)
        return WEIR_ENOMEM;
    count = 0;
    for (const weir_part *binding = first; binding;
         binding = weir_part_sibling(binding, WEIR_PART_correlation_property_binding)) {
        WEIR_TRY(build_property(build, binding, message, &properties[count]));
        if (!properties[count].message_path || !properties[count].data_path)
            return WEIR_OK;
        count++;
    }
    *out = (weir_correlation){properties, count};
    return WEIR_OK;
}

weir_err weir_correlations_build(weir_build *build, const weir_part *part, const weir_part *message,
                                 weir_correlations *out)
{
    const weir_part *process = part, *first;
    weir_correlation *items;
    uint32_t count = 0;

    while (process->parent && process->tag != WEIR_PART_process)
        process = process->parent;
    first = weir_part_child(process, WEIR_PART_correlation_subscription);
    for (const weir_part *s = first; s; s = weir_part_sibling(s, WEIR_PART_correlation_subscription))
        count++;
    *out = (weir_correlations){0};
    if (count == 0)
        return WEIR_OK;
    items = WEIR_TAKE(build->arena, weir_correlation, count);
    if (!items)
        return WEIR_ENOMEM;
    for (const weir_part *s = first; s; s = weir_part_sibling(s, WEIR_PART_correlation_subscription)) {
        WEIR_TRY(build_one(build, s, message, &items[out->count]));
        out->count += items[out->count].count > 0;
    }
    out->items = items;
    return WEIR_OK;
}
