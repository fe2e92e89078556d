/* SPDX-License-Identifier: Apache-2.0
 * run/fact.c - the rows of facts.def as data.
 */
#include "run/fact.h"

#include <assert.h>

#define NODE WEIR_FIELD_NODE
#define FLOW WEIR_FIELD_FLOW
#define TOKEN WEIR_FIELD_TOKEN
#define SCOPE WEIR_FIELD_SCOPE
#define OPENS WEIR_FIELD_OPENS
#define WAIT WEIR_FIELD_WAIT
#define ITEM WEIR_FIELD_ITEM
#define NUMBER WEIR_FIELD_NUMBER
#define DUE WEIR_FIELD_DUE
#define OLD_DUE WEIR_FIELD_OLD_DUE
#define AT WEIR_FIELD_AT
#define ID WEIR_FIELD_ID
#define NAME WEIR_FIELD_NAME
#define TEXT WEIR_FIELD_TEXT
#define VALUE WEIR_FIELD_VALUE
#define OPTION WEIR_FIELD_OPTION

static const weir_fact_kind_row rows[] = {
#define FACT(name, type, apply, argument, ...) {#name, type, {__VA_ARGS__, {WEIR_FIELD_END, NULL}}},
#include "run/facts.def"
#undef FACT
};

const weir_fact_kind_row *weir_fact_row(weir_fact_kind kind)
{
    assert(kind < WEIR_FACT_COUNT);
    return &rows[kind];
}

bool weir_fact_kind_is_open(const weir_fact_kind_row *row)
{
    return weir_text_ends_with(weir_text_of(row->type), WEIR_T("*"));
}

weir_text weir_fact_kind_prefix(const weir_fact_kind_row *row)
{
    const weir_text type = weir_text_of(row->type);

    return weir_text_part(type, 0, type.length - weir_fact_kind_is_open(row));
}

bool weir_fact_kind_find(weir_text type, weir_fact_kind *out)
{
    for (uint32_t i = 0; i < WEIR_FACT_COUNT; i++) {
        const weir_text prefix = weir_fact_kind_prefix(&rows[i]);

        if (weir_fact_kind_is_open(&rows[i]) ? weir_text_starts_with(type, prefix) && type.length > prefix.length
                                             : weir_text_equal(prefix, type)) {
            *out = (weir_fact_kind)i;
            return true;
        }
    }
    return false;
}
