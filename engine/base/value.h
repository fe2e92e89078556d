/* SPDX-License-Identifier: Apache-2.0
 * base/value.h - the values of process variables and FEEL: immutable, living in an arena.
 *
 * Copying the struct shares what it points to. Values are never changed after they were made.
 * Layer: base.   Spec: DMN 1.5 §10.3.2 (types).
 */
#ifndef WEIR_BASE_VALUE_H
#define WEIR_BASE_VALUE_H

#include "base/decimal.h"
#include "base/time.h"

typedef enum weir_kind {
    WEIR_NULL,
    WEIR_BOOLEAN,
    WEIR_NUMBER,
    WEIR_STRING,
    WEIR_DATE,
    WEIR_TIME,
    WEIR_DATE_TIME,
    WEIR_MONTHS,  /* years and months duration */
    WEIR_SECONDS, /* days and time duration */
    WEIR_LIST,
    WEIR_CONTEXT,
    WEIR_RANGE,
    WEIR_FUNCTION,
    WEIR_KIND_COUNT
} weir_kind;

/* What a client said a value is; REST round-trips it, FEEL results carry none. The first ones are of numbers, then come
 * strings, then contexts and lists. */
typedef enum weir_number_tag {
    WEIR_TAG_NONE,
    WEIR_TAG_SHORT,
    WEIR_TAG_INTEGER,
    WEIR_TAG_LONG,
    WEIR_TAG_DOUBLE,
    WEIR_TAG_XML,    /* a string */
    WEIR_TAG_BYTES,  /* a string in base64 */
    WEIR_TAG_FILE,   /* a context: filename, mimeType, encoding, and data in base64 */
    WEIR_TAG_OBJECT, /* a context or a list with a label */
} weir_number_tag;

typedef struct weir_value weir_value;
typedef struct weir_range weir_range;
typedef struct weir_label weir_label;
typedef struct weir_function weir_function; /* feel/ knows what is inside */

typedef struct weir_entry weir_entry;

struct weir_value {
    uint8_t kind;   /* weir_kind */
    uint8_t tag;    /* weir_number_tag */
    uint32_t count; /* items of a list, entries of a context, else 0 */
    union {
        bool boolean;
        weir_decimal number;
        weir_text string;
        weir_date date;
        const weir_time *time;
        const weir_date_time *date_time;
        int64_t months;
        weir_seconds seconds;
        const weir_value *items;
        const weir_entry *entries; /* in the order they were written; keys are unique */
        const weir_range *range;
        const weir_function *function;
        struct {
            const void *content; /* the items or entries */
            const weir_label *label;
        } labelled; /* of WEIR_TAG_OBJECT */
    } as;
};

/* How an object was given: the name of its class, and "application/json" or another format. */
struct weir_label {
    weir_text type_name, format;
    weir_text text; /* as it was serialised, if that is no JSON of a context or a list: then the context is empty */
};

struct weir_entry {
    weir_text key;
    weir_value value;
};

/* How a range was written; (=x) and (!=x) have x at both ends. */
typedef enum weir_range_form { WEIR_RANGE_SPAN, WEIR_RANGE_ONLY, WEIR_RANGE_ALL_BUT } weir_range_form;

struct weir_range {
    weir_value low, high; /* WEIR_NULL: unbounded */
    bool low_closed, high_closed;
    uint8_t form; /* weir_range_form */
};

/* false and true. To copy one of them is faster than to put a value together. */
extern const weir_value weir_booleans[2];

static inline weir_value weir_null(void)
{
    return (weir_value){.kind = WEIR_NULL};
}

static inline weir_value weir_boolean(bool boolean)
{
    return weir_booleans[boolean];
}

static inline weir_value weir_number(weir_decimal number)
{
    return (weir_value){.kind = WEIR_NUMBER, .as.number = number};
}

static inline weir_value weir_integer(int64_t number)
{
    return weir_number(weir_decimal_of(number));
}

/* Borrows the bytes. */
static inline weir_value weir_string(weir_text text)
{
    return (weir_value){.kind = WEIR_STRING, .as.string = text.at ? text : WEIR_T("")};
}

static inline weir_value weir_list(const weir_value *items, uint32_t count)
{
    return (weir_value){.kind = WEIR_LIST, .count = count, .as.items = items};
}

static inline weir_value weir_context(const weir_entry *entries, uint32_t count)
{
    return (weir_value){.kind = WEIR_CONTEXT, .count = count, .as.entries = entries};
}

/* The context or list with a label, which it borrows; and the label of a value, NULL if it has none. */
weir_value weir_labelled(weir_value value, const weir_label *label);
const weir_label *weir_value_label(const weir_value *value);

/* The value under a key; NULL if the value is no context or has no such key. */
static inline const weir_value *weir_context_find(const weir_value *context, weir_text key)
{
    if (context->kind != WEIR_CONTEXT)
        return NULL;
    for (uint32_t i = 0; i < context->count; i++) {
        if (weir_text_equal(context->as.entries[i].key, key))
            return &context->as.entries[i].value;
    }
    return NULL;
}

/* The text under a key; absent if there is no context, no such key, or something else under it. */
static inline weir_text weir_context_text(const weir_value *context, weir_text key)
{
    const weir_value *value = context ? weir_context_find(context, key) : NULL;

    return value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
}

/* Copy with everything it points to. WEIR_FUNCTION can't be copied: EVALUE. Bounded by depth 100 (ELIMIT). */
WEIR_MUST_USE weir_err weir_value_copy(const weir_value *value, weir_arena *arena, weir_value *out);

/* Same kind and content, contexts without regard to order, numbers by value, date-times by instant and
 * zone. For tests and state comparison; FEEL's three-valued "=" is feel/'s. */
bool weir_value_same(const weir_value *a, const weir_value *b);

/* The bare text of null, a boolean, a number or a temporal value: true, 1.10, 2026-01-01. canonical: numbers without
 * trailing zeros. False for the other kinds, and nothing is written. */
bool weir_scalar_write(const weir_value *value, bool canonical, weir_buffer *out);

/* As a person reads it: FEEL literal syntax ({a: 1, b: "x"}), strings quoted, dates as @"2026-01-01". */
void weir_value_write(const weir_value *value, weir_buffer *out);
const char *weir_kind_name(weir_kind kind); /* FEEL type name: "days and time duration" */

#endif
