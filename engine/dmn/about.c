/* SPDX-License-Identifier: Apache-2.0
 * dmn/about.c - what a file says of its decisions beside their logic.
 */
#include "base/time.h"
#include "dmn/dmn_internal.h"

#define DAY_MS 86400000

/* Modelers write it in a namespace of their own. */
static weir_text said(const weir_decision *decision, weir_attr own, weir_attr modeler)
{
    const weir_text text = weir_text_trim(weir_part_attribute(decision->part, own));

    return text.length > 0 ? text : weir_text_trim(weir_part_attribute(decision->part, modeler));
}

weir_text weir_decision_key(const weir_decision *decision)
{
    return decision->id.length > 0 ? decision->id : decision->name;
}

weir_text weir_decision_version_tag(const weir_decision *decision)
{
    return said(decision, WEIR_ATTR_weir_version_tag, WEIR_ATTR_modeler_version_tag);
}

/* "30" or "P30D". */
int64_t weir_decision_history_day_count(const weir_decision *decision)
{
    const weir_text text = said(decision, WEIR_ATTR_weir_history_time_to_live, WEIR_ATTR_modeler_history_time_to_live);
    weir_decimal number;
    weir_period period;
    int64_t count;

    if (weir_period_parse(text, &period) && weir_period_add(0, &period, 1, NULL, &count))
        return count / DAY_MS;
    return weir_decimal_parse(text, &number) && weir_decimal_to_int64(number, &count) && count >= 0 ? count : -1;
}

weir_text weir_dmn_file_name(const weir_decisions *decisions)
{
    return weir_text_trim(weir_part_attribute(decisions->models->model->root, WEIR_ATTR_name));
}

weir_text weir_dmn_file_namespace(const weir_decisions *decisions)
{
    return weir_text_trim(weir_part_attribute(decisions->models->model->root, WEIR_ATTR_namespace));
}

weir_text weir_dmn_file_id(const weir_decisions *decisions)
{
    const weir_text id = decisions->models->model->root->id;

    return id.length > 0 ? id : weir_dmn_file_name(decisions);
}

const weir_decision *weir_dmn_next(const weir_decisions *decisions, const weir_decision *previous)
{
    const weir_drg_element *element = previous ? previous + 1 : decisions->elements;
    const weir_drg_element *end = decisions->elements + decisions->models->element_count;

    while (element < end && element->part->tag != WEIR_PART_dmn_decision &&
           element->part->tag != WEIR_PART_dmn_decision_service)
        element++;
    return element < end ? element : NULL;
}

bool weir_decision_is_list(const weir_decision *decision)
{
    static const weir_tag tags[] = {WEIR_PART_dmn_relation, WEIR_PART_dmn_list, WEIR_PART_dmn_filter,
                                    WEIR_PART_dmn_for};
    const weir_box *box = decision->box;

    for (size_t i = 0; box && box->kind && i < sizeof tags / sizeof *tags; i++) {
        if (box->kind->tag == tags[i])
            return true;
    }
    return weir_decision_gives_list(decision);
}
