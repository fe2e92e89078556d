/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_hint.c - which id a person may have meant.
 *
 * Looking is bounded for the whole file: a model made of wrong references gets fewer hints, not more time.
 * Layer: compile.
 */
#include "compile/rules.h"

#define HINT_LENGTH_MAX 64u

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* A few slips of the keyboard, fewer in a short id. */
static uint32_t slips_max(weir_text id)
{
    return id.length < 4 ? 1 : id.length < 8 ? 2 : 3;
}

/* Letters to change, insert, leave out or swap with their neighbour; case does not count. Both at most
 * HINT_LENGTH_MAX long. */
static uint32_t distance(weir_text a, weir_text b)
{
    uint32_t rows[3][HINT_LENGTH_MAX + 1] = {{0}};

    for (uint32_t j = 0; j <= b.length; j++)
        rows[0][j] = j;
    for (uint32_t i = 1; i <= a.length; i++) {
        uint32_t *row = rows[i % 3];
        const uint32_t *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];

        row[0] = i;
        for (uint32_t j = 1; j <= b.length; j++) {
            const bool is_same = lower(a.at[i - 1]) == lower(b.at[j - 1]);
            uint32_t best = above[j - 1] + !is_same;

            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1] && second[j - 2] + 1 < best)
                best = second[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[a.length % 3][b.length];
}

static bool may_be_near(weir_text a, weir_text b)
{
    const size_t difference = a.length > b.length ? a.length - b.length : b.length - a.length;

    return a.length <= HINT_LENGTH_MAX && b.length <= HINT_LENGTH_MAX && difference <= slips_max(a);
}

uint32_t weir_rule_slips(weir_text a, weir_text b)
{
    const uint32_t slips = may_be_near(a, b) ? distance(a, b) : UINT32_MAX;

    return slips <= slips_max(a) ? slips : UINT32_MAX;
}

bool weir_rule_is_near(weir_text a, weir_text b)
{
    return weir_rule_slips(a, b) != UINT32_MAX;
}

weir_text weir_rules_nearest(weir_rules *rules, weir_text id, bool (*accepts)(const weir_part *part))
{
    const weir_part *root = rules->model->root;
    weir_text best = WEIR_NO_TEXT;
    uint32_t best_distance = slips_max(id) + 1;

    for (const weir_part *part = root; part && rules->hint_budget > HINT_LENGTH_MAX;
         part = weir_part_walk(part, root)) {
        uint32_t found;

        rules->hint_budget--;
        if (!weir_part_is_referable(part) || !may_be_near(id, part->id) || !accepts(part))
            continue;
        rules->hint_budget -= (uint32_t)id.length;
        found = distance(id, part->id);
        if (found < best_distance && found < part->id.length) {
            best = part->id;
            best_distance = found;
        }
    }
    return best;
}
