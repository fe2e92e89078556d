/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_keys.c - bring equal texts side by side, for rules that look for repetitions.
 *
 * Layer: compile.
 */
#include "compile/rules.h"

static int compare_keys(const void *a, const void *b)
{
    const weir_rule_key *left = a, *right = b;
    const int order = weir_text_compare(left->text, right->text);

    if (order != 0)
        return order;
    return left->part->order < right->part->order ? -1 : left->part->order > right->part->order;
}

void weir_rule_keys_sort(weir_rule_key *keys, uint32_t count)
{
    qsort(keys, count, sizeof *keys, compare_keys);
}
