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

bool weir_fact_kind_find(weir_text type, weir_fact_kind *out)
{
    for (uint32_t i = 0; i < WEIR_FACT_COUNT; i++) {
        if (weir_text_equal(weir_text_of(rows[i].type), type)) {
            *out = (weir_fact_kind)i;
            return true;
        }
    }
    return false;
}
